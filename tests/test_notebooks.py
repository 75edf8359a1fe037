"""The notebooks: clean as committed, readable, and running under the runner and plain papermill alike."""

import ast
import base64
import io
import json
import re
import shutil
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import papermill
import pytest
import yaml
from PIL import Image
from reach import edition as editions
from reach import paths, run

BOOKS = sorted(paths.NOTEBOOKS.glob("[0-9][0-9]-*.ipynb"))
CLOSING = "What this does not show"
LINE = re.compile(r'(\w+): str = ("[^"\\]*")  # (\S.*)')

NOTHING = "a country without counts"
# Every notebook must run for these; the last two have little or nothing to show.
CASES = {
    "defaults": {},
    "2025-08": yaml.safe_load((paths.EDITIONS / "2025-08.yaml").read_text(encoding="utf-8"))["parameters"],
    "before any limit of 2025": {"as_of": "2015-12-31"},
    NOTHING: {"country": "EG"},
}

# A library below the runner warns of an argument by printing all of the environment: keep that out of logs.
pytestmark = pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning")


@cache
def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def parameter_cell(path: Path) -> nbformat.NotebookNode:
    (cell,) = [c for c in read(path).cells if "parameters" in c.metadata.get("tags", ())]
    return cell


def test_there_are_notebooks():
    assert [path.stem[:2] for path in BOOKS[:3]] == ["00", "01", "02"]
    # Numbers are how people call them: none twice.
    assert len({path.stem[:2] for path in BOOKS}) == len(BOOKS)


# As committed


def test_nothing_of_a_run_is_committed():
    for path in BOOKS:
        nbformat.validate(read(path))
        for cell in code_cells(path):
            assert cell.outputs == [], path
            assert cell.execution_count is None, path
        assert not {"papermill", "widgets"} & set(read(path).metadata), path
        # No trace of whose machine it was saved on.
        assert read(path).metadata.kernelspec.name == "python3", path
        assert "version" not in read(path).metadata.get("language_info", {}), path
        names = [cell.id for cell in read(path).cells]
        assert len(set(names)) == len(names), path
        assert all(name.startswith(path.stem[:2]) for name in names), f"{path}: a name made up by an editor"


def test_parameters_are_lines_that_papermill_reads():
    """One scalar a line, typed, explained and handed on: else it is lost on ``--help-notebook``, or does nothing."""
    latest = yaml.safe_load((paths.EDITIONS / "latest.yaml").read_text(encoding="utf-8"))["parameters"]
    for path in BOOKS:
        lines = parameter_cell(path).source.splitlines()
        found = [LINE.fullmatch(line) for line in lines]
        assert all(found), path
        assert all(len(line) <= 120 for line in lines), path
        seen = papermill.inspect_notebook(str(path))
        assert list(seen) == [m[1] for m in found], path
        assert all(about["inferred_type_name"] == "str" and len(about["help"]) > 10 for about in seen.values()), path
        assert {m[1]: ast.literal_eval(m[2]) for m in found} == latest | {"publish_to": ""}, path
        first, begin = code_cells(path)[:2]
        assert first is parameter_cell(path), path
        assert "edition = story.begin(globals())" in begin.source, path


def test_headings_are_questions():
    for path in BOOKS:
        said = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
        assert re.match(r"# \S", read(path).cells[0].source), path
        headings = re.findall(r"^## (.+)$", said, re.MULTILINE)
        assert len(headings) > 2, path
        assert headings[-1] == CLOSING, path
        assert all(heading.endswith("?") for heading in headings[:-1]), path
        assert CLOSING in read(path).cells[-1].source, path


def test_cells_are_short_and_neither_draw_nor_write():
    # Naming a column or handing a parameter on is no logic; longer logic belongs in the package, under test.
    named = re.compile(r'\s+\w+=(\w+|"[^"]*"),')
    for path, cell in ((book, cell) for book in BOOKS for cell in code_cells(book)):
        lines = [line for line in cell.source.splitlines() if line.strip() and not named.fullmatch(line)]
        assert len(lines) <= 15, cell.source
        for node in ast.walk(ast.parse(cell.source)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            assert not {n.split(".")[0] for n in names} & {"matplotlib", "plotly", "os", "pathlib", "shutil"}, path
            called = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
            assert called not in {"savefig", "write_html", "write_image", "to_csv", "open", "write_text"}, path


# Running


def outputs(book: nbformat.NotebookNode, mime: str) -> list:
    return [o.data[mime] for cell in book.cells for o in cell.get("outputs", ()) if mime in o.get("data", {})]


class Pictures(HTMLParser):
    """Pictures of an output, each with its alt text and its pixels."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[tuple[str, tuple]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "img":
            kind, _, data = given["src"].partition(",")
            assert kind == "data:image/png;base64", "a picture from elsewhere"
            with Image.open(io.BytesIO(base64.b64decode(data))) as image:
                self.found.append((given["alt"], (image.size, image.convert("RGBA").tobytes())))


def pictures(book: nbformat.NotebookNode) -> list[tuple[str, tuple]]:
    return [found for text in outputs(book, "text/html") for found in Pictures(text).found]


def ran_clean(book: nbformat.NotebookNode) -> None:
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        if cell.source.strip():
            assert cell.execution_count, cell.source
        for output in cell.outputs:
            assert output.output_type != "error", output
            assert output.get("name") != "stderr", output.text


def executed(name: str, case: str, tmp_path: Path, monkeypatch) -> tuple[nbformat.NotebookNode, run.Result]:
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    job = run.Job("edition", name, CASES[case] | {"sizes": "article"}, str(tmp_path / "out"))
    result = run.execute(job)
    assert result.error == ""
    book = nbformat.read(job.executed, as_version=4)
    ran_clean(book)
    return book, result


# Every notebook is run once as it is; the first ones, too, where there is nothing to show, and the signature's in the
# past; the rest is slow. All of both editions are compared with what is committed by `make check-figures`.
QUICK = {("defaults", path.stem[:2]) for path in BOOKS} | {(NOTHING, "01"), (NOTHING, "03"), ("2025-08", "03")}
RUNS = [
    pytest.param(path, case, id=f"{path.stem}-{case}", marks=[] if (case, path.stem[:2]) in QUICK else pytest.mark.slow)
    for case in CASES
    for path in BOOKS
]


@pytest.mark.parametrize(("path", "case"), RUNS)
def test_it_runs(path: Path, case: str, tmp_path: Path, monkeypatch):
    book, result = executed(path.stem, case, tmp_path, monkeypatch)
    # Every chart is shown with words for those who cannot see it, on the screen and still, and then published.
    shown = pictures(book)
    assert len(shown) == len(outputs(book, "application/vnd.plotly.v1+json")) >= 1
    assert all(len(alt) > 20 for alt, _ in shown)
    published = {folder.name for folder in (tmp_path / "out").iterdir()}
    assert published == {*result.figures, *result.empty} == run.published(path)
    assert len(published) <= len(shown)
    said = " ".join(str(data) for data in outputs(book, "text/markdown"))
    as_of = CASES[case].get("as_of")
    assert "Data as of" in said.replace("\xa0", " ")
    assert as_of is None or as_of[:4] in said
    assert not re.search(r"\b(nan|NaT|None(?! found)|inf)\b", said)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", " ".join(outputs(book, "text/html")))
    assert not {"nan", "NaT", "None", "inf", "&lt;NA&gt;"} & {cell.strip() for cell in cells}
    if case == NOTHING:
        assert result.empty or path.stem.startswith(("00", "02", "08", "09"))


def files_of(root: Path) -> dict[Path, bytes]:
    own = (path for path in root.rglob("*") if path.is_file() and not {".cache", "__pycache__"} & set(path.parts))
    return {path: path.read_bytes() for path in own}


def test_plain_papermill_gives_the_same_chart(project, hostile: dict[str, str], tmp_path: Path, monkeypatch):
    """Called by hand from another folder, with the edition's parameters: the same chart, whatever the user has set for
    the drawing library and for notebooks, and no file written."""
    name = "03-reach-against-restrictions"
    given = CASES["2025-08"] | {"sizes": "article"}
    before = files_of(project.root)
    elsewhere = Path(hostile["PWD"])
    options = [text for key, value in given.items() for text in ("-p", key, value)]
    # papermill takes a path with braces for one with parameters in it.
    call = ["-m", "papermill", str(tmp_path / "nb.ipynb"), str(tmp_path / "out.ipynb")]
    shutil.copy(project.root / "notebooks" / f"{name}.ipynb", tmp_path / "nb.ipynb")
    done = project.python(*call, *options, cwd=elsewhere, env=project.env | hostile | {"PYTHONSTARTUP": ""})
    assert done.returncode == 0, done.stderr[-2000:]
    assert [path.name for path in elsewhere.iterdir()] == ["matplotlibrc"]
    assert files_of(project.root) == before
    plain = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    ran_clean(plain)

    ours, _ = executed(name, "2025-08", tmp_path, monkeypatch)
    mime = "application/vnd.plotly.v1+json"
    one, two = ([json.dumps(data, sort_keys=True) for data in outputs(book, mime)] for book in (plain, ours))
    assert len(one) == len(pictures(plain)) >= 1
    assert one == two
    assert pictures(plain) == pictures(ours)


@pytest.mark.slow
def test_a_value_that_is_not_known_stops_plain_papermill(project, tmp_path: Path):
    path = tmp_path / "nb.ipynb"
    shutil.copy(project.root / "notebooks" / "03-reach-against-restrictions.ipynb", path)
    done = project.python("-m", "papermill", str(path), str(tmp_path / "out.ipynb"), "-p", "country", "Atlantis")
    assert done.returncode != 0
    assert "ParameterError" in done.stderr
    for word in ("country", "Atlantis", "RU", "EG"):
        assert word in done.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"as_of": "tomorrow"}, ["as_of", "tomorrow", "2025-08-31"]),
        ({"as_of": "31.08.2025"}, ["as_of", "2025-08-31"]),
        ({"as_of": "2099-01-01"}, ["as_of", "2099-01-01", "later"]),
        ({"theme": "blue"}, ["theme", "light", "dark"]),
        ({"language": "tlh"}, ["language", "en"]),
        ({"platforms": "WhatsApp, Pigeon"}, ["Pigeon", "Telegram"]),
        ({"platforms": "WhatsApp, WhatsApp"}, ["twice"]),
        ({"headline": "WA-2025-07-m-yab"}, ["headline", "two rows"]),
        ({"country": False}, ["country", "quotation marks"]),
        ({"colour": "red"}, ["colour", "theme"]),
    ],
)
def test_what_a_notebook_refuses(given: dict, said: list[str]):
    """The first cell of every notebook calls this, so what it says is what a reader in JupyterLab gets."""
    from reach import story

    defaults = {m[1]: ast.literal_eval(m[2]) for m in map(LINE.fullmatch, parameter_cell(BOOKS[0]).source.splitlines())}
    with pytest.raises(editions.ParameterError) as error:
        story.begin(**defaults | given)
    for word in said:
        assert word in str(error.value)
