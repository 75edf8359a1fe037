"""Shared by all tests: the committed data are read, nothing is written outside temporary folders."""

import gc
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import browsing
import nbformat
import pytest
from checks import FIGURES, FROZEN, made
from checks import drawn as drawing
from filelock import FileLock
from hypothesis import settings
from matplotlib.figure import Figure
from reach import edition, explore_page, fonts, gallery, kit, paths, words
from reach.chart import Chart

ALL = os.environ.get("REACH_TESTS") == "all"
# A slow machine is no fault. Few examples, the same every time, so that a commit is judged by what it changed; or many.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=20)
settings.register_profile("all", deadline=None, derandomize="CI" in os.environ, max_examples=100)
settings.load_profile("all" if ALL else "quick")

SIGNATURE, SEEN = "reach-against-restrictions", ("article", "mobile")


@pytest.fixture(scope="session", params=["2025-08", "latest"])
def committed(request) -> edition.Edition:
    """Both committed editions."""
    return edition.parameters(**edition.load(request.param).parameters)


@pytest.fixture(autouse=True)
def _frozen_tables(request, monkeypatch) -> None:
    """Tests marked ``frozen`` know the tables under ``tests/tables`` alone, and with ``False`` the project's own."""
    marker = request.node.get_closest_marker("frozen")
    if marker and marker.args != (False,):
        monkeypatch.setattr(paths, "DATA", FROZEN)


@cache
def _drawn(name: str, chosen: edition.Edition, size: str) -> Figure:
    return drawing(made(name, chosen), size).figure


@pytest.fixture(scope="session")
def chart_of():
    """A figure's chart for an edition, made once: ``chart_of(name, edition)``."""
    return made


@pytest.fixture(scope="session")
def drawn():
    """A chart drawn in a size with matplotlib, made once: ``drawn(chart, size)``."""
    return lambda found, size: _drawn(found.name, found.edition, size)


@pytest.fixture(scope="session", params=sorted(FIGURES))
def figure(request) -> str:
    """The name of every figure."""
    return request.param


@pytest.fixture(scope="session")
def chart(committed: edition.Edition, figure: str) -> Chart:
    """Every figure of both committed editions."""
    return made(figure, committed)


def pytest_collection_finish() -> None:
    """What is imported stays: the collector, which figures keep busy, need not look at it again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a browser is slow, without saying so at every test; so is what a quick case says already.

    The newest edition is drawn in all sizes, the other for articles and phones; of three kits in two editions four do.
    What tries examples is slow where many are asked for.
    """
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        old = "2025-08" in (given.get("committed"), given.get("russian"))
        again = old and (given.get("size", "mobile") not in SEEN or given.get("kitted", SIGNATURE) != SIGNATURE)
        many = ALL and getattr(getattr(item, "function", None), "is_hypothesis_test", False)
        if "browser_path" in item.fixturenames or again or many:
            item.add_marker("slow")


def small(*code: str, parameters: str = "") -> nbformat.NotebookNode:
    """A notebook with a cell of parameters, the usual ones if none are given, and cells of code."""
    usual = "".join(f'{name}: str = ""\n' for name in (*edition.load("latest").parameters, "publish_to"))
    first = nbformat.v4.new_code_cell(parameters or usual, metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, code)])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return book


@dataclass(frozen=True)
class Project:
    """A copy of the project's own files, for tests that change them or run notebooks."""

    root: Path

    @property
    def env(self) -> dict[str, str]:
        return os.environ | {"REACH_ROOT": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}

    def python(self, *arguments: str, **options: object) -> subprocess.CompletedProcess:
        """Run this Python on the copy, from a folder of no importance."""
        given = {"cwd": self.root.parent, "env": self.env, "capture_output": True, "text": True, "timeout": 240}
        return subprocess.run([sys.executable, *arguments], check=False, **given | options)

    def reach(self, *arguments: str) -> subprocess.CompletedProcess:
        """The command ``reach`` on the copy."""
        return self.python("-m", "reach", *arguments)

    def draws(self, sizes: str) -> None:
        """Let the editions of the copy write these sizes only."""
        for path in (self.root / "notebooks" / "editions").glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub("(?m)^( *sizes:).*", rf"\1 {sizes}", text), encoding="utf-8")


@pytest.fixture(scope="session")
def own_fonts() -> Path:
    """The folder of the project's fonts, made and known to matplotlib before a test moves the cache."""
    fonts.register()
    return fonts.files()["regular"].parent


def copied(root: Path, own_fonts: Path) -> Project:
    """Copy tables, notebooks, package and lock, without figures; the fonts of the copy are made already."""
    for name in ("data", "notebooks"):
        shutil.copytree(paths.ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in ("requirements.txt", "environment.yml", "pyproject.toml"):
        shutil.copy(paths.ROOT / name, root / name)
    shutil.copytree(own_fonts, root / own_fonts.relative_to(paths.ROOT))
    return Project(root)


@pytest.fixture
def project(tmp_path: Path, own_fonts: Path) -> Project:
    """A copy of the project of a test's own."""
    return copied(tmp_path / "project {d} [x] 50% #1", own_fonts)


# A user's settings, wherever programs look for them: of the drawing library, of notebooks, of Python itself.
SETTINGS = """
figure.facecolor: pink
text.usetex: True
savefig.bbox: tight
savefig.dpi: 50
font.size: 40
hatch.linewidth: 5
path.sketch: 1, 100, 2
axes.unicode_minus: False
svg.fonttype: none
"""
START_UP = """
import matplotlib, pandas, plotly.io
matplotlib.rcParams.update({"figure.facecolor": "pink", "font.size": 40})
plotly.io.templates.default = "plotly_dark"
pandas.set_option("display.precision", 1)
"""


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> dict[str, str]:
    """The environment of a user who has settings of his own for everything; ``PWD`` has some, too."""
    root = tmp_path_factory.mktemp("hostile")
    home, here = root / "home", root / "here"
    long = root / ("a-long-name-for-temporary-files" * 4)  # the path of a socket has room for about 100 bytes
    start_up = home / ".ipython" / "profile_default" / "startup"
    for folder in (start_up, here, long, home / ".config" / "matplotlib"):
        folder.mkdir(parents=True)
    for folder in (here, home / ".config" / "matplotlib"):
        (folder / "matplotlibrc").write_text(SETTINGS)
    (start_up / "00.py").write_text(START_UP)
    (home / "start.py").write_text("raise SystemExit('a start-up file ran')")
    given = {"HOME": home, "MATPLOTLIBRC": here, "IPYTHONDIR": home / ".ipython", "PYTHONSTARTUP": home / "start.py"}
    given |= {"TMPDIR": long, "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PWD": here}
    return {name: str(value) for name, value in given.items()}


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Where the browser is; without one, what needs it is skipped before any work is done."""
    return browsing.program()


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator:
    """Chromium, for one file of tests: while it runs, no other event loop can."""
    with browsing.chromium(browser_path) as started:
        yield started


#: Editions whose pages are looked at: in both themes, the first and the last language, with two sizes and with one.
PAGED = {
    "latest": {"theme": "light", "sizes": "article, mobile"},
    "latest-other": {"theme": "dark", "language": list(words.LANGUAGES)[-1], "sizes": edition.SIZES[0]},
}


@pytest.fixture(scope="session")
def figures_folder(browser_path: str, tmp_path_factory) -> Path:
    """A folder like ``figures/`` with whole editions in it: all kits and the gallery, made once for all workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if worker else base) / "figures"
    root.mkdir(exist_ok=True)
    latest = edition.load("latest")
    files = [replace(latest, name=name, parameters=latest.parameters | changed) for name, changed in PAGED.items()]
    kits = [(file, name) for file in files for name in sorted(FIGURES)]
    # Workers share the work, from both ends.
    for file, name in reversed(kits) if worker.endswith(("1", "3")) else kits:
        with FileLock(root.parent / f"{file.name}-{name}.lock"):
            if not (root / file.name / name).is_dir():
                kit.write(made(name, edition.parameters(**file.parameters)), root / file.name)
    with FileLock(root.parent / "galleries.lock"):
        if not (root.parent / "galleries.made").exists():
            home = root / latest.name
            explore_page.put(explore_page.made(edition.parameters(**latest.parameters), home), home)
            for file in files:
                gallery.write(file, root / file.name)
            (root.parent / "galleries.made").touch()
    return root


@pytest.fixture(scope="session", params=PAGED)
def edition_folder(request, figures_folder: Path) -> Path:
    """Each of these editions as an editor gets it."""
    return figures_folder / request.param
