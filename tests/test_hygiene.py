"""The repository as it is published: few things at the top, clean code, one lock, nothing built, nothing private."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from reach import cli, dictionary, environment, paths, run

ROOT = paths.ROOT
FOLDERS = {"notebooks", "data", "figures", "tests", ".ci", ".github"}
FILES = {
    "README.md",
    "CHANGELOG.md",
    "environment.yml",
    "requirements.in",
    "requirements.txt",
    "requirements-test.in",
    "requirements-test.txt",
    "pyproject.toml",
    "Makefile",
    "LICENSE",
    "postBuild",
    ".gitignore",
    ".gitattributes",
}
CLIENT = ("jupyterlab", "pandas", "matplotlib", "plotly", "papermill")


@cache
def published() -> tuple[str, ...]:
    """Paths of all files that are committed, or would be."""
    call = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(call, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git working copy: which files are published cannot be told")
    names = sorted(set(done.stdout.decode("utf-8").split("\0")) - {""})
    return tuple(name for name in names if (ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    """The published files that are text, by path."""
    found = {}
    for name in published():
        raw = (ROOT / name).read_bytes()
        if b"\0" not in raw:
            found[name] = raw.decode("utf-8")
    return found


# What is there


def test_the_top_level_is_short():
    top = {name.split("/")[0] for name in published() if "/" in name}
    assert top <= FOLDERS
    assert {"notebooks", "data", "figures", "tests"} <= top
    files = {name for name in published() if "/" not in name}
    assert files <= FILES
    assert files >= FILES - {"README.md", "postBuild"}


def test_nothing_large_is_committed():
    assert {name: size for name in published() if (size := (ROOT / name).stat().st_size) > 1_000_000} == {}


def test_nothing_built_is_committed():
    # The package's own page templates are source.
    built = [
        name
        for name in published()
        if name.endswith((".html", ".js", ".map", ".pyc", ".ttf", ".woff2", ".pdf", ".part", ".log"))
        and not name.startswith("notebooks/reach/templates/")
    ]
    assert built == []
    assert [
        name for name in published() if name.endswith(".ipynb") and not re.fullmatch(r"notebooks/[^/]+", name)
    ] == []


def test_what_programs_leave_beside_an_open_table_is_not_committed():
    published()  # skips where there is no git
    left = {".~lock.a.csv#", "~$a.xlsx", "._a.csv", ".a.csv.swp", "a.csv.swp", ".DS_Store"}
    call = ["git", "check-ignore", "--no-index", *(f"data/{name}" for name in left)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert {path.removeprefix("data/") for path in done.stdout.split()} == left


def test_notebooks_are_committed_without_outputs():
    books = [name for name in published() if name.endswith(".ipynb")]
    assert len(books) >= 3
    for name in books:
        cells = json.loads(texts()[name])["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), name


def test_git_keeps_what_running_leaves_out_of_notebooks(tmp_path: Path):
    """Run all and save in JupyterLab, then ``git status`` is clean: the filter gives every file back byte for byte."""
    assert "*.ipynb filter=nbstripout" in texts()[".gitattributes"]
    books = [name for name in published() if name.endswith(".ipynb")]
    for name in books:
        book = nbformat.read(ROOT / name, as_version=4)
        for number, cell in enumerate(c for c in book.cells if c.cell_type == "code"):
            cell.execution_count, cell.outputs = number, [nbformat.v4.new_output("stream", text="said")]
            cell.metadata |= {"execution": {"iopub.status.busy": "now"}, "scrolled": True}
        language = {"codemirror_mode": {"name": "ipython"}, "file_extension": ".py", "mimetype": "text/x-python"}
        language |= {"nbconvert_exporter": "python", "pygments_lexer": "ipython3", "version": "3.99"}
        book.metadata.language_info |= language
        nbformat.write(book, tmp_path / Path(name).name)
    strip = [sys.executable, "-m", "nbstripout", *shlex.split(environment.FILTER)]
    subprocess.run([*strip, *(Path(name).name for name in books)], cwd=tmp_path, check=True)
    assert [name for name in books if (tmp_path / Path(name).name).read_bytes() != (ROOT / name).read_bytes()] == []


def test_both_editions_are_committed():
    for edition in ("2025-08", "latest"):
        manifest = json.loads(texts()[f"figures/{edition}/manifest.json"])
        assert manifest["edition"] == edition
        names = {name.split("/")[2] for name in published() if name.count("/") == 3 and f"/{edition}/" in name}
        assert names == {figure["name"] for figure in manifest["figures"]}
        for name in names:
            files = {path.rsplit("/", 1)[1] for path in published() if path.startswith(f"figures/{edition}/{name}/")}
            seen = {"article.png", "article.svg", "mobile.png", "social.png", "data.csv"}
            nothing = json.loads(texts()[f"figures/{edition}/{name}/figure.json"])["empty"]
            assert seen & files == (set() if nothing else seen), name
            assert "figure.json" in files


# How it is written


@pytest.mark.parametrize("arguments", [["check"], ["format", "--check"]], ids=["ruff check", "ruff format"])
def test_ruff(arguments: list[str]):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_text_files_are_utf8_with_plain_line_ends():
    assert len(texts()) > 50
    for name, text in texts().items():
        assert not text.startswith("\ufeff"), name
        assert "\r" not in text, name
        assert not text or text.endswith("\n") or name.endswith(".ipynb"), name


def test_no_registry_is_named():
    """The lock must work with whatever registry a reader's machine is set to."""
    hosts = re.compile(
        r"pypi\.org|pythonhosted\.org|anaconda\.(?:org|com)|npmjs\.(?:org|com)|jsdelivr|unpkg\.com|cdn\.plot|"
        r"artifactory|--(?:extra-)?index-url|--find-links|--trusted-host",
        re.IGNORECASE,
    )
    found = {name: hosts.findall(text) for name, text in texts().items() if name != "tests/test_hygiene.py"}
    # Published pages may live where they like; data name sources, not registries.
    assert {name: hits for name, hits in found.items() if hits and not name.startswith(("data/", "figures/"))} == {}


def test_no_path_of_a_machine():
    # Of a home folder, and of this very copy. A web address with such a part is no path.
    home = re.compile(r"(?<![\w.%~/-])/(?:home|Users|root)/[\w.]|[A-Za-z]:\\+Users\\")
    for name, text in texts().items():
        assert not home.search(text), f"{name}: {home.search(text)}"
        assert str(ROOT) not in text, name
        assert str(Path.home()) + "/" not in text, name


def test_no_key_is_committed():
    secret = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_\w{30}|\bsk-[\w-]{30}|\bAKIA[0-9A-Z]{16}\b")
    assert [name for name, text in texts().items() if secret.search(text)] == []


# The environment


LOCKS = ("requirements", "requirements-test")


@cache
def lock(name: str) -> dict[str, list[tuple[Requirement, list[str]]]]:
    """A lock's entries by package: each with its hashes."""
    text = re.sub(r"\\\n", " ", (ROOT / f"{name}.txt").read_text(encoding="utf-8"))
    found: dict[str, list] = {}
    for line in text.splitlines():
        line = line.split(" #")[0].strip()
        if not line or line.startswith("#"):
            continue
        wanted, *hashes = re.split(r"\s+--hash=", line)
        requirement = Requirement(wanted)
        found.setdefault(requirement.name.lower(), []).append((requirement, [h.strip() for h in hashes]))
    return found


@cache
def direct(name: str) -> dict[str, Requirement]:
    lines = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = [line.split("#")[0].strip() for line in lines]
    return {(r := Requirement(line)).name.lower(): r for line in wanted if line and not line.startswith("-c ")}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_are_exact_hashed_and_hold_what_is_asked_for(name: str):
    entries = [entry for found in lock(name).values() for entry in found]
    assert len(entries) > 40
    for requirement, hashes in entries:
        (exact,) = requirement.specifier
        assert exact.operator == "==", requirement
        assert "*" not in exact.version
        assert requirement.url is None
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes), requirement
    for package, requirement in direct(name).items():
        for found, _ in lock(name)[package]:
            (exact,) = found.specifier
            assert exact.version in requirement.specifier


def test_the_locks_agree_and_what_only_tests_need_is_in_one():
    """A package of both is the same one, and who only makes figures installs no browser driver and no test runner."""
    notebooks, tests = map(lock, LOCKS)
    for package in set(notebooks) & set(tests):
        versions = [{str(r.specifier) for r, _ in found[package]} for found in (notebooks, tests)]
        assert versions[1] <= versions[0], package
    assert not set(direct("requirements-test")) & set(notebooks)
    assert {"playwright", "pytest", "ruff", "uv"} <= set(tests)


def test_what_the_client_asked_for_is_pinned():
    for name in CLIENT:
        (exact,) = direct("requirements")[name].specifier
        assert exact.operator == "=="
        assert {str(requirement.specifier) for requirement, _ in lock("requirements")[name]} == {str(exact)}


def test_what_the_package_needs_is_direct():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {Requirement(text).name.lower() for text in project["project"]["dependencies"]}
    needed |= {Requirement(text).name.lower() for text in project["build-system"]["requires"]}
    assert needed <= set(direct("requirements"))


def test_what_is_installed_is_what_is_locked():
    """Figures are promised for the lock: tests in another environment would prove something else."""
    from importlib.metadata import PackageNotFoundError, version

    for name in LOCKS:
        for package, found in lock(name).items():
            here = [r for r, _ in found if r.marker is None or r.marker.evaluate()]
            try:
                assert not here or f"=={version(package)}" in {str(r.specifier) for r in here}, package
            except PackageNotFoundError:
                pytest.fail(f"{package} is locked and not installed")


def test_conda_environment():
    found = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert found["name"] == project["name"]
    assert set(found) == {"name", "channels", "dependencies"}
    assert found["channels"][0] == "conda-forge"
    plain = [item for item in found["dependencies"] if isinstance(item, str)]
    (pip,) = [item for item in found["dependencies"] if isinstance(item, dict)]
    assert pip == {"pip": ["-r requirements.txt"]}
    names = {re.split(r"[=<> ]", item)[0]: item for item in plain}
    assert set(names) == {"python", "pip"}
    python = re.fullmatch(r"python=+(\d+\.\d+)(?:\.\*)?", names["python"])[1]
    assert python in SpecifierSet(project["requires-python"])
    assert plain.index("pip") > plain.index(names["python"])


def test_make_takes_the_environments_name():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "environment.yml" in makefile
    dry = subprocess.run(["make", "-n", "help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert dry.returncode == 0, dry.stderr


def test_makefile_tells_of_its_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = set(re.findall(r'"make ([\w-]+)', makefile))
    assert {"figures", "test", "lab", "check", "check-figures", "clean"} <= told <= targets()


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][\w-]*):(?!=)", makefile, re.MULTILINE))


# What it says of itself


def test_dictionary_is_made_from_the_schema():
    assert (paths.DATA / "README.md").read_text(encoding="utf-8") == dictionary.text()
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8") == dictionary.changelog()


def test_licence_names_all_parties():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    for said in ("MIT License", "CC BY 4.0", "Third parties", "Mediascope", "IBM Plex", "SIL Open Font", "plotly"):
        assert said in licence
    assert "AS IS" in licence


@cache
def readme() -> str:
    path = ROOT / "README.md"
    if not path.is_file():
        pytest.skip("there is no README.md yet")
    return path.read_text(encoding="utf-8")


def commands() -> list[str]:
    """Lines of the page's fenced shell blocks, without prompts, comments and continued ends."""
    blocks = re.findall(r"^```(?:sh|bash|shell|console)\n(.*?)^```", readme(), re.MULTILINE | re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.split(" #")[0].strip().removeprefix("$ ") for line in lines if line.strip() and line[0] != "#"]


def test_readme_shows_commands():
    assert any(line.startswith("make figures") for line in commands())


def test_readme_commands_exist(tmp_path: Path):
    for line in commands():
        for call in re.split(r"\s*(?:&&|;)\s*", line):
            words = shlex.split(call)
            if words[0] == "make":
                assert {word for word in words[1:] if "=" not in word} <= targets(), line
                variables = {word.split("=")[0] for word in words[1:] if "=" in word}
                makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
                for variable in variables:
                    assert f"$({variable})" in makefile, line
            if words[0].split("/")[-1] == "reach" or words[1:3] == ["-m", "reach"]:
                # The command's own parser, notebooks, editions and parameters must know every word of it.
                options = cli._parser().parse_args(words[3:] if words[1:2] == ["-m"] else words[1:])
                if "notebook" in options:
                    run.plan(options.edition, options.notebook, dict(options.parameter), tmp_path)
            if re.search(r"(?:^|/|-m )papermill ", call):
                books = [word for word in words if word.startswith("notebooks/")]
                assert books, line
                assert all((ROOT / book).is_file() for book in books), line


def test_readme_links_lead_somewhere():
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)|(?:src|srcset)=\"([^\"\s]+)", readme()):
        target = next(filter(None, link))
        if "://" not in target and not target.startswith("mailto:"):
            built = target.endswith((".html", ".js"))
            assert built or target.rstrip("/") in published() or (ROOT / target).is_dir(), target
