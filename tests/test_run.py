"""The runner: what it plans, when it runs, that kits are whole, and what it says when something is wrong."""

import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
import warnings
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from conftest import small
from PIL import Image
from reach import cli, gallery, kit, paths, run, tables
from reach import edition as editions
from reach import pages as kit_pages
from reach.edition import ParameterError

NUMBERED = sorted(path.stem for path in paths.NOTEBOOKS.glob("[0-9][0-9]-*.ipynb") if path.stem[:2] != "00")
PARAMETERS = ("country", "platforms", "also", "as_of", "since", "headline", "language", "theme", "sizes", "labels")
PARAMETERS += ("publish_to",)
SIGNATURE, THIRD = "reach-against-restrictions", "03-reach-against-restrictions"
# A library below the runner warns of an argument by printing all of the environment: keep that out of logs.
pytestmark = pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning")
VALUES = {
    "country": "EG",
    "platforms": "Telegram, WhatsApp",
    "also": "",
    "as_of": "2025-10-31",
    "since": "2024-01-01",
    "headline": "",
    "language": "ru",
    "theme": "dark",
    "sizes": "article, mobile",
    "labels": "yes",
}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, own_fonts: Path, monkeypatch):
    # What a run remembers and the notebooks it executed go to a folder of the test's own.
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")


def tree(folder: Path) -> dict[str, bytes]:
    """Files below a folder with their bytes, the lock and caches aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock" and not {".cache", "__pycache__"} & set(path.parts)
    }


# Planning


def test_every_edition_and_notebook(tmp_path: Path):
    files, jobs = run.plan([], None, {}, tmp_path)
    assert [file.name for file in files] == editions.available()
    assert {"2025-08", "latest"} <= {file.name for file in files}
    assert len(NUMBERED) >= 3
    assert {(job.edition, job.notebook) for job in jobs} == {(e.name, n) for e in files for n in NUMBERED}
    for job in jobs:
        assert Path(job.out) == tmp_path / job.edition
        assert job.path.is_file()
        # Every value of the edition's file reaches the notebook.
        assert job.parameters == editions.load(job.edition).parameters


@pytest.mark.parametrize("wanted", ["03", THIRD, f"{THIRD}.ipynb", f"notebooks/{THIRD}.ipynb"])
def test_ways_to_name_a_notebook(wanted: str, tmp_path: Path):
    _, jobs = run.plan(["latest"], [wanted, "03"], {}, tmp_path)
    assert [job.notebook for job in jobs] == [THIRD]


@pytest.mark.parametrize("name", PARAMETERS)
def test_declared(name: str):
    """The parameters that the runner and plain papermill see are the same, with the same defaults."""
    import papermill

    for notebook in NUMBERED:
        path = paths.NOTEBOOKS / f"{notebook}.ipynb"
        seen = papermill.inspect_notebook(str(path))
        assert set(run.declared(path)) == set(seen) == set(PARAMETERS)
        assert json.loads(seen[name]["default"]) == run.declared(path)[name]


def test_a_value_that_the_edition_has_makes_none(tmp_path: Path):
    given = {"language": "en", "theme": "light"}
    assert [file.name for file in run.plan(["latest"], ["03"], given, tmp_path)[0]] == ["latest"]
    given = {"theme": "dark", "language": "ru"}
    assert [file.name for file in run.plan(["latest"], ["03"], given, tmp_path)[0]] == ["latest-ru-dark"]


@pytest.mark.parametrize("name", VALUES)
def test_a_parameter_makes_an_edition_of_its_own(name: str, tmp_path: Path):
    files, jobs = run.plan(["latest"], None, {name: VALUES[name]}, tmp_path)
    (file,) = files
    assert file.name not in editions.available()
    assert file.name.startswith("latest-")
    assert re.fullmatch(r"[\w.-]+", file.name), "a folder that every system can hold"
    assert file.parameters == editions.load("latest").parameters | {name: VALUES[name]}
    if name in ("language", "theme"):
        # The value says what it is: latest-ru, latest-dark.
        assert file.name == f"latest-{VALUES[name]}"
    else:
        assert name in file.title
    for job in jobs:
        assert Path(job.out) == tmp_path / file.name
        assert job.parameters[name] == VALUES[name]


def test_values_make_different_folders(tmp_path: Path):
    names = {
        run.plan(["latest"], ["03"], {"as_of": day}, tmp_path)[0][0].name
        for day in ("", "2025-10-31", "2025-11-30", "2025-12-31")
    }
    assert len(names) == 4


@pytest.mark.parametrize(
    ("names", "wanted", "given", "said"),
    [
        (["1999"], None, {}, ["1999", "latest", "2025-08"]),
        ([], ["99"], {}, ["99", THIRD]),
        ([], ["reach"], {}, ["reach", THIRD]),
        ([], ["03"], {"colour": "red"}, ["colour", "theme", "as_of"]),
        ([], ["03"], {"publish_to": "elsewhere"}, ["publish_to", "as_of"]),
        ([], ["03"], {"theme": "blue"}, ["blue", "light", "dark"]),
        ([], ["03"], {"as_of": "tomorrow"}, ["tomorrow", "2025-08-31"]),
        ([], ["03"], {"platforms": "WhatsApp"}, ["platforms"]),
        ([], ["03"], {"country": "XX"}, ["XX", "RU"]),
    ],
)
def test_bad_plans_say_what_is_allowed(names: list, wanted: list, given: dict, said: list[str], tmp_path: Path):
    with pytest.raises(ParameterError) as error:
        run.plan(names, wanted, given, tmp_path)
    for word in said:
        assert word in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """A folder of notebooks with one in it, which shows nothing."""
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    paths.NOTEBOOKS.mkdir()
    nbformat.write(small("1"), paths.NOTEBOOKS / "01-whole.ipynb")
    return paths.NOTEBOOKS


def test_parameters_are_read_however_they_are_written(folder: Path):
    """With a type or without, as papermill's own manual has it: one that is overlooked keeps its default, silently."""
    path = folder / "02-new.ipynb"
    nbformat.write(
        small(parameters='# the day\nas_of = ""\n\ncountry: str = "RU"  # where\nalso = (\n  "a, b"\n)'), path
    )
    assert run.declared(path) == {"as_of": "", "country": "RU", "also": "a, b"}
    for line in ("as_of = None", "as_of: str", "a = b = ''", "import os", "as_of = today()", "a, b = '', ''", "a = 1"):
        nbformat.write(small(parameters=f'country = ""\n{line}'), path)
        with pytest.raises(ParameterError, match=r"02-new\.ipynb, cell 1, line 2: .* is no parameter\. Write"):
            run.declared(path)


WHOLE = json.dumps(small("1"))
BROKEN = {
    "merged": (WHOLE.replace("{", "{\n<<<<<<< ours\n", 1), r", line 2: a conflict of git"),
    "half": (WHOLE[: len(WHOLE) // 2], r" is no notebook: line 1"),
    "empty": ("", r" is empty\. Restore"),
    "other": ("[1, 2]", r" is no notebook that can be read"),
    "no cells": ("{}", r" is no notebook that can be read"),
    "latin": ("\udcff", r" is no notebook that can be read"),
    "unlike": (WHOLE.replace('"source": "1"', '"source": 1'), r" is no notebook that can be read"),
    "syntax": (json.dumps(small(parameters="as_of: str = ")), r", cell 1, line 1: .*Correct the parameters"),
    "none": (json.dumps(nbformat.v4.new_notebook(cells=[])), r" has no cell tagged parameters; add one"),
    "few": (json.dumps(small(parameters='publish_to = ""\nas_of = ""')), r" does not take .*country.*country: str ="),
}


def test_a_broken_notebook_is_named_and_the_others_run(folder: Path, capsys, tmp_path: Path):
    """One line for each, in a list and in a run, and no traceback."""
    for number, (text, _) in enumerate(BROKEN.values(), 11):
        (folder / f"{number}-broken.ipynb").write_text(text, encoding="utf-8", errors="surrogateescape")
    (folder / "40-a-folder.ipynb").mkdir()
    status, out, err = command(capsys, "list")
    assert status == 1
    assert "  01-whole" in out
    listed = err.splitlines()
    status, out, err = command(capsys, "run", "--edition", "latest", "--out", str(tmp_path / "out"))
    assert status == 1
    assert f"1 notebook rerun, 0 unchanged, {len(BROKEN) + 1} failed" in out
    failed = {line.split(":")[1].split()[-1]: line for line in err.splitlines()}
    for number, (name, (_, said)) in enumerate(BROKEN.items(), 11):
        assert re.search(rf"{number}-broken\.ipynb{said}", failed[f"{number}-broken"]), name
        assert name == "few" or any(re.search(rf"{number}-broken\.ipynb{said}", line) for line in listed), name
    assert "Restore it" in failed["40-a-folder"]
    assert len(listed) == len(BROKEN)  # one of them is whole, and refused by an edition alone


PUBLISHES = "from reach import story\nfrom reach.charts import who_called, daily_use as s\n"


def test_one_figure_has_one_notebook(folder: Path, tmp_path: Path):
    """Two would write over each other's kit in turn; a copy that JupyterLab made is none of the set."""
    for name in ("02-called", "02-called-Copy1"):
        nbformat.write(small(PUBLISHES + "chart = who_called.chart(1)\nstory.publish(chart)"), folder / f"{name}.ipynb")
    assert run.notebooks() == ["01-whole", "02-called"]
    assert run.published(folder / "02-called.ipynb") == {"who-called"}
    run.plan(["latest"], None, {}, tmp_path)
    with pytest.raises(ParameterError, match=r"02-called-Copy1.*copy.*name of its own"):
        run.notebooks(["02-called-Copy1"])
    code = "%time\n", PUBLISHES + "story.publish(s.chart(1))\nstory.publish(who_called.chart(2))"
    nbformat.write(small(*code), folder / "03-mine.ipynb")
    assert run.published(folder / "03-mine.ipynb") == {"daily-use", "who-called"}
    with pytest.raises(ParameterError, match="02-called and 03-mine both publish who-called"):
        run.plan(["latest"], ["01"], {}, tmp_path)


def test_what_editors_leave_is_no_edition(tmp_path: Path):
    (tmp_path / "latest.yaml").touch()
    for name in ("._latest.yaml", ".latest.yaml", "~latest.yaml", "#latest.yaml", "latest.yaml.swp", "latest.yaml~"):
        (tmp_path / name).write_bytes(b"\0")
    (tmp_path / ".#latest.yaml").symlink_to("nobody@nowhere:1")
    (tmp_path / "folder.yaml").mkdir()
    assert editions.available(tmp_path) == ["latest"]


def test_a_long_choice_makes_a_name_that_a_folder_can_have(tmp_path: Path):
    services = sorted(tables.read("services").query("group == 'no'")["service"])
    ways = [[s for s in services if s not in ("WhatsApp", "Telegram", other)] for other in ("MAX", "Viber")]
    names = {run.plan(["latest"], ["03"], {"also": ", ".join(way)}, tmp_path)[0][0].name for way in ways}
    assert len(names) == 2
    assert all(len(name) < 120 for name in names)


# Only what changed


@pytest.fixture
def ran(tmp_path: Path) -> run.Job:
    """A job as it stands after a run: its kit, and what the run remembered."""
    _, (job,) = run.plan(["latest"], ["03"], {}, tmp_path / "out")
    made = Path(job.out) / SIGNATURE
    made.mkdir(parents=True)
    files = {}
    for name in ("article.svg", "data.csv"):
        (made / name).write_text(name, encoding="utf-8")
        files[f"{SIGNATURE}/{name}"] = run.digest((made / name).read_bytes())
    reads = ["user_counts", "sources"]
    job.state.parent.mkdir(parents=True)
    known = {"reads": reads, "files": files, "key": run.key(job, "code", hashes(), reads)}
    job.state.write_text(json.dumps(known), encoding="utf-8")
    return job


def hashes(**other: str) -> dict[str, str]:
    return {"user_counts": "a", "sources": "b", "surveys": "c", "": "schema"} | other


def test_nothing_changed(ran: run.Job):
    assert run.why(ran, "code", hashes()) == ""


@pytest.mark.parametrize("other", [{"user_counts": "new"}, {"sources": "new"}, {"": "new"}])
def test_a_table_that_is_read_changed(ran: run.Job, other: dict):
    assert run.why(ran, "code", hashes(**other))


def test_a_table_that_is_not_read_changed(ran: run.Job):
    assert run.why(ran, "code", hashes(surveys="new")) == ""


def test_the_package_changed(ran: run.Job):
    assert run.why(ran, "other code", hashes())


@pytest.mark.parametrize(("name", "value"), [("theme", "dark"), ("as_of", "2025-08-31")])
def test_a_parameter_changed(ran: run.Job, name: str, value: str):
    from dataclasses import replace

    assert run.why(replace(ran, parameters=ran.parameters | {name: value}), "code", hashes())


def test_the_notebook_changed(ran: run.Job, tmp_path: Path, monkeypatch):
    shutil.copytree(paths.NOTEBOOKS, tmp_path / "notebooks", ignore=shutil.ignore_patterns("reach"))
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    assert run.why(ran, "code", hashes()) == ""
    book = nbformat.read(ran.path, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    # What an editor saves beside the code is no reason to run again.
    code[-1].execution_count = 7
    book.cells[0].source += " Another word."
    nbformat.write(book, ran.path)
    assert run.why(ran, "code", hashes()) == ""
    code[-1].source += "\nprint(1)"
    nbformat.write(book, ran.path)
    assert run.why(ran, "code", hashes())


def test_a_file_is_missing(ran: run.Job):
    (Path(ran.out) / SIGNATURE / "data.csv").unlink()
    assert f"{SIGNATURE}/data.csv is missing" in run.why(ran, "code", hashes())


def test_a_file_was_edited(ran: run.Job):
    (Path(ran.out) / SIGNATURE / "article.svg").write_text("by hand", encoding="utf-8")
    assert f"{SIGNATURE}/article.svg was edited" in run.why(ran, "code", hashes())


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "null"])
def test_a_memory_that_cannot_be_read(ran: run.Job, text: str):
    ran.state.write_text(text, encoding="utf-8")
    assert run.why(ran, "code", hashes())


def into(job: run.Job, out: Path) -> run.Job:
    """The same job, writing below another folder."""
    return replace(job, out=str(out / job.edition))


def test_the_longest_come_first(ran: run.Job, tmp_path: Path):
    """By what each took, here or elsewhere; before them what never ran, the more figures it publishes the sooner."""
    _, (one, six) = run.plan(["latest"], ["01", "06"], {}, tmp_path / "new")
    _, (two, three) = run.plan(["latest"], ["02", "03"], {}, tmp_path / "new")
    _, (early,) = run.plan(["2025-08"], ["03"], {}, tmp_path / "new")
    state = json.loads(ran.state.read_text(encoding="utf-8"))
    for job, seconds in ((ran, 12.5), (two, 5.0), (into(ran, tmp_path / "old"), 3.0)):
        job.state.parent.mkdir(parents=True, exist_ok=True)
        job.state.write_text(json.dumps(state | {"edition": "latest", "seconds": seconds}), encoding="utf-8")
    # In other folders the third took longest, and where an edition took less, that is what counts.
    assert run._longest_first([one, two, three, six]) == [six, one, three, two]
    old = into(early, tmp_path / "old")
    old.state.parent.mkdir(parents=True)
    old.state.write_text(json.dumps(state | {"edition": "2025-08", "seconds": 4.0}), encoding="utf-8")
    assert run._longest_first([early, two, three]) == [three, two, early]


def test_a_first_run(ran: run.Job, tmp_path: Path):
    assert run.why(into(ran, tmp_path / "elsewhere"), "code", hashes())


def test_hashes_follow_files(tmp_path: Path, monkeypatch):
    shutil.copytree(paths.DATA, tmp_path / "data")
    before = run.table_hashes()
    monkeypatch.setattr(paths, "DATA", tmp_path / "data")
    assert run.table_hashes() == before
    with (tmp_path / "data" / "surveys.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    after = run.table_hashes()
    assert {name for name in before if before[name] != after[name]} == {"surveys"}


# Comparing


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """An edition as it is committed, and the same made again."""
    for root in ("ours", "theirs"):
        made = tmp_path / root / "figure"
        made.mkdir(parents=True)
        for name in ("figure.json", "data.csv", "article.svg"):
            (made / name).write_text(f"{name}\n", encoding="utf-8")
        Image.linear_gradient("L").save(made / "article.png", compress_level=0 if root == "ours" else 9)
        (tmp_path / root / "manifest.json").write_text("{}\n", encoding="utf-8")
    # Pages are built and not committed.
    (tmp_path / "ours" / "index.html").write_text("page", encoding="utf-8")
    (tmp_path / "ours" / "figure" / "interactive.html").write_text("page", encoding="utf-8")
    return tmp_path / "ours", tmp_path / "theirs"


def test_equal_pictures_of_different_compression_are_equal(pair: tuple[Path, Path]):
    a, b = ((root / "figure" / "article.png").read_bytes() for root in pair)
    assert a != b
    assert run.compare(*pair) == []


@pytest.mark.parametrize(
    "name", ["figure/figure.json", "figure/data.csv", "figure/article.svg", "figure/article.png", "manifest.json"]
)
@pytest.mark.parametrize("side", [0, 1], ids=["rerun", "committed"])
def test_a_missing_file_is_found(pair: tuple[Path, Path], name: str, side: int):
    (pair[side] / name).unlink()
    (found,) = run.compare(*pair)
    assert found.startswith(name)
    assert "not committed" in found or side == 0


@pytest.mark.parametrize("name", ["figure/figure.json", "figure/data.csv", "figure/article.svg", "manifest.json"])
def test_a_changed_byte_is_found(pair: tuple[Path, Path], name: str):
    text = (pair[0] / name).read_bytes()
    (pair[0] / name).write_bytes(text[:-1] + b" ")
    (found,) = run.compare(*pair)
    assert found.startswith(name)


def test_a_changed_pixel_is_found(pair: tuple[Path, Path]):
    path = pair[0] / "figure" / "article.png"
    with Image.open(path) as image:
        image = image.copy()
    image.paste(255 - image.getpixel((9, 9)), (9, 9, 200, 200))
    image.save(path)
    assert [line.split(":")[0] for line in run.compare(*pair)] == ["figure/article.png"]


@pytest.mark.parametrize("side", [0, 1], ids=["rerun", "committed"])
def test_an_extra_kit_is_found(pair: tuple[Path, Path], side: int):
    shutil.copytree(pair[side] / "figure", pair[side] / "another")
    found = run.compare(*pair)
    assert {line.split(":")[0] for line in found} == {
        f"another/{name}" for name in ("figure.json", "data.csv", "article.svg", "article.png")
    }


def test_what_a_run_is_writing_is_not_compared(pair: tuple[Path, Path]):
    shutil.copytree(pair[0] / "figure", pair[0] / ".stage-x")
    assert run.compare(*pair) == []


# What a killed run leaves


def test_leavings_of_a_killed_run_are_put_right(ran: run.Job):
    out = Path(ran.out)
    kept = tree(out)
    # Killed between two renames: the only whole kit lies aside.
    aside = out / ".old-x"
    aside.mkdir()
    (out / SIGNATURE).rename(aside / SIGNATURE)
    (out / ".stage-03-y" / SIGNATURE).mkdir(parents=True)
    (out / "page.part").write_text("half", encoding="utf-8")
    run._sweep([ran])
    assert tree(out) == kept
    assert [path.name for path in out.iterdir()] == [SIGNATURE]


# The command


def test_the_runner_does_not_wait_for_what_only_charts_need():
    program = "import sys\nfrom reach import cli, run\nprint({'IPython', 'matplotlib', 'plotly'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.strip() == "set()"


def command(capsys, *arguments: str) -> tuple[int, str, str]:
    status = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def test_who_has_read_enough_is_no_failure():
    done = subprocess.run(
        f"{shlex.quote(sys.executable)} -m reach list | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "Editions\n"
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [["list"], ["run", "--list"]])
def test_list(capsys, arguments: list[str]):
    status, out, err = command(capsys, *arguments)
    assert (status, err) == (0, "")
    for name in (*editions.available(), *NUMBERED, *PARAMETERS):
        assert f"  {name}" in out


def test_check(capsys):
    status, out, err = command(capsys, "check")
    assert (status, err) == (0, "")
    with (paths.DATA / "user_counts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = len(list(csv.DictReader(file)))
    assert f"user_counts {rows}" in out


def test_dry_run(capsys, tmp_path: Path):
    status, out, err = command(capsys, "run", "--dry-run", "--edition", "latest", "--out", str(tmp_path / "out"))
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) == len(NUMBERED)
    assert all("would run" in line for line in lines)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-p", "colour", "red"], "colour"),
        (["-p", "as_of", "tomorrow"], "tomorrow"),
        (["-p", "theme", "dark", "-p", "theme", "light"], "twice"),
        (["--edition", "1999"], "1999"),
        (["99"], "99"),
    ],
)
def test_bad_input_is_said_and_nothing_written(capsys, tmp_path: Path, arguments: list[str], said: str):
    status, out, err = command(capsys, "run", "--out", str(tmp_path / "out"), *arguments)
    assert status == 2
    assert out == ""
    assert said in err
    assert "Nothing was written" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [["run", "--jobs", "0"], ["run", "--jobs", "two"], ["walk"], []])
def test_calls_that_are_not_understood(capsys, arguments: list[str]):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert "usage: reach" in capsys.readouterr().err


def test_nothing_to_show_is_said(capsys, tmp_path: Path, monkeypatch):
    """A figure without data is no failure, but the last line tells of it."""

    def without_figure(job: run.Job) -> run.Result:
        job.state.parent.mkdir(parents=True, exist_ok=True)
        job.state.write_text('{"reads": [], "files": {}}', encoding="utf-8")
        return run.Result(job, empty=[f"figure-of-{job.notebook[:2]}"])

    monkeypatch.setattr(run, "execute", without_figure)
    arguments = ("run", "01", "03", "--edition", "latest", "-p", "country", "EG", "--out", str(tmp_path / "out"))
    status, out, err = command(capsys, *arguments)
    assert status == 0, err
    (line,) = out.splitlines()
    for said in ("2 notebooks rerun", "0 failed", "nothing to show", "figure-of-01", "figure-of-03"):
        assert said in line


# Small notebooks that go wrong


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch):
    """A job whose notebook is a parameter and one cell: ``tiny(code)``."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(paths, "NOTEBOOKS", folder)

    def of(code: str, **parameters: str) -> run.Job:
        nbformat.write(small(code), folder / "09-tiny.ipynb")
        return run.Job("latest", "09-tiny", parameters, str(tmp_path / "out" / "latest"))

    return of


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import os\nos._exit(1)", "its kernel died"),
        pytest.param("import pathlib\npathlib.Path(publish_to, 'kit').mkdir()", "figure.json"),
    ],
    ids=["raises", "dies", "half a kit"],
)
def test_what_goes_wrong_is_said(tiny, code: str, said: str):
    job = tiny(code)
    result = run.execute(job)
    assert said in result.error
    assert result.figures == result.empty == []
    # Nothing is left of it, and it is not taken for done.
    assert list(Path(job.out).iterdir()) == []
    assert run.why(job, "code", hashes())


def test_a_notebook_that_publishes_and_left_no_kit_has_failed(tiny):
    """Success that did nothing: also where the kits came to lie elsewhere."""
    for code in (PUBLISHES + "if 0: story.publish(who_called.chart(1))", PUBLISHES + "if 0: story.publish(None)"):
        assert "left no kit" in run.execute(tiny(code)).error


def test_a_figure_of_other_parameters_is_refused(tiny, chart_of, monkeypatch):
    """A notebook that does not hand a parameter on would publish the figure of another edition."""
    made = kit.write(chart_of("who-uses-both", editions.parameters(country="EG")), paths.CACHE)
    monkeypatch.setenv("KIT", str(made))
    code = "import shutil\nshutil.copytree(__import__('os').environ['KIT'], publish_to + '/who-uses-both')"
    given = {"country": "EG", "platforms": "WhatsApp,Telegram"}  # the same, in other words
    assert run.execute(tiny(code, **given)).error == ""
    said = run.execute(tiny(code, **given, as_of="2025-08-31")).error
    assert "who-uses-both with as_of '' and not '2025-08-31'" in said


def test_the_cell_named_is_the_notebooks_own(tiny):
    """A reader counts the cells of the notebook as it is in the folder, not of the one with parameters put in."""
    job = tiny("1 / 0")
    assert run.execute(job).error.startswith("cell 2:")
    book = nbformat.read(job.path, 4)
    book.cells[1:1] = [nbformat.v4.new_markdown_cell("Words."), nbformat.v4.new_code_cell("1")]
    nbformat.write(book, job.path)
    assert run.execute(job).error.startswith("cell 4:")


def test_a_disk_that_is_full(tiny, monkeypatch, chart_of):
    """Also where it fills while a finished kit is put in place: told in the result, and the old kit stays."""
    job = tiny("import shutil\nshutil.copytree(__import__('os').environ['KIT'], publish_to + '/kit')")
    made = kit.write(chart_of("who-uses-both", editions.parameters(country="EG")), paths.CACHE)
    monkeypatch.setenv("KIT", str(made))
    assert run.execute(job).error == ""
    old = tree(Path(job.out))

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kit, "replace", full)
    result = run.execute(job)
    assert "No space left on device" in result.error
    assert tree(Path(job.out)) == old


def test_a_folder_that_cannot_be_written_to(capsys, tmp_path: Path):
    (tmp_path / "out").touch()
    status, _, err = command(capsys, "run", "01", "--edition", "latest", "--out", str(tmp_path / "out"))
    assert status == 2
    assert f"{tmp_path / 'out'} cannot be written to" in err


SEEN = "import os\nprint(*(os.environ.get(k, '') for k in ('PYTHONHASHSEED', 'TZ', 'LC_ALL', 'SECRET_OF_MINE')))"


def test_every_kernel_has_the_same_surroundings(tiny, monkeypatch):
    """The runner fixes hash seed, time zone and locale of its kernels, whatever they are for the one who calls it."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    monkeypatch.setenv("PYTHONHASHSEED", "4242")
    job = tiny(SEEN)
    assert run.execute(job).error == ""
    (output,) = nbformat.read(job.executed, as_version=4).cells[-1].outputs
    assert output.text.split() == ["0", "UTC", "C.UTF-8"]


def test_the_environment_is_not_printed(tiny, monkeypatch):
    """What a machine keeps in its environment, tokens among it, must not reach a log."""
    monkeypatch.setenv("SECRET_OF_MINE", "hush-hush")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        job = tiny(SEEN)
        assert run.execute(job).error == ""
    (output,) = nbformat.read(job.executed, as_version=4).cells[-1].outputs
    assert "hush-hush" in output.text, "the kernel has the environment of the one who calls it"
    assert not [w for w in caught if "hush-hush" in str(w.message)]


# Real runs, in a copy of the project

# A second call may not so much as try to start a kernel.
NO_KERNEL = """
import sys
from reach import cli, run
def tried(*given):
    raise SystemExit("a kernel was started")
run._papermill = tried
sys.exit(cli.main(sys.argv[1:]))
"""


# Two tables are saved again with other line ends, as a spreadsheet does: one that is read and one that is not.
TOUCHED = """
import sys
from reach import cli, paths
for table in ("surveys", "user_counts"):
    path = paths.DATA / f"{table}.csv"
    path.write_bytes(path.read_bytes().replace(b"\\n", b"\\r\\n"))
    cli.main(sys.argv[1:])
"""


def test_a_run_and_what_follows(project, tmp_path: Path):
    out = tmp_path / "out"
    call = ("run", "03", "--edition", "2025-08", "--out", str(out))
    done = project.reach(*call)
    assert done.returncode == 0, done.stderr
    assert "1 notebook rerun" in done.stdout
    assert "0 failed" in done.stdout

    # The kit, the page and the manifest are there, and nothing else.
    made = out / "2025-08"
    assert {path.name for path in made.iterdir()} == {
        SIGNATURE,
        "index.html",
        "manifest.json",
        "gallery.css",
        "gallery.js",
        kit_pages.FIGURE,
        kit_pages.PLOTLY,
        "fonts",
        "frozen",
        "thumbs",
        "zips",
    }
    assert {path.name for path in (made / SIGNATURE).iterdir()} == set(kit.files(editions.SIZES))
    described = json.loads((made / SIGNATURE / "figure.json").read_text(encoding="utf-8"))
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert described["data_as_of"] == manifest["data_as_of"] == "2025-08-31"
    assert manifest["edition"] == "2025-08"
    assert [(f["name"], f["title"], f["sha256"]) for f in manifest["figures"]] == [
        (SIGNATURE, described["title"], described["sha256"])
    ]
    page = (made / "index.html").read_text(encoding="utf-8")
    assert described["title"] in page.replace("&#39;", "'")
    for name in kit.files(editions.SIZES):
        assert f'"{SIGNATURE}/{name}"' in page

    # Again: nothing to do, and nothing touched.
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    again = project.python("-c", NO_KERNEL, *call)
    assert again.returncode == 0, again.stderr
    assert "1 unchanged" in again.stdout
    assert "0 notebooks rerun" in again.stdout
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == before

    # A table that the notebook does not read, and one that it does.
    dry = project.python("-c", TOUCHED, *call, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    first, second = dry.stdout.splitlines()
    assert "nothing changed" in first
    assert "would run" in second

    # A fault in a table: said with file, line and column, and no figure touched.
    path = project.root / "data" / "user_counts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    column = rows[0].index("value")
    rows[5][column] = "many"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    line = sum(cell.count("\n") for row in rows[:5] for cell in row) + 6
    broken = project.reach(*call)
    assert broken.returncode == 2
    assert f"data/user_counts.csv, line {line}, column value" in broken.stderr
    assert "many" in broken.stderr
    assert "Traceback" not in broken.stderr
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == before
    assert project.reach("check").returncode == 2


def test_a_table_that_cannot_be_read_is_told_as_a_fault(project):
    (project.root / "data" / "sources.csv").unlink()
    surveys = project.root / "data" / "surveys.csv"
    surveys.unlink()
    surveys.mkdir()
    done = project.reach("run", "09", "--edition", "latest")
    assert done.returncode == 2
    assert "data/sources.csv: the file is missing. Restore it" in done.stderr
    assert "data/surveys.csv: a folder in place of a file. Put the table there" in done.stderr
    assert not (project.root / "figures" / "latest").exists()


# A schema that cannot be read, as commands and a notebook's first cell tell it.
ASKED = """
import sys
from reach import cli, story, tables
for command in (["list"], ["check"], ["run", "09"], ["dictionary"]):
    print(cli.main(command), file=sys.stderr)
try:
    story.begin()
except tables.TableError as error:
    print(error, file=sys.stderr)
"""


def test_a_schema_that_cannot_be_read_is_told_as_a_fault(project):
    path = project.root / "data" / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace("\n", "\n<<<<<<< HEAD\n", 1), encoding="utf-8")
    done = project.python("-c", ASKED)
    told, *others = dict.fromkeys(done.stderr.splitlines())
    assert told.startswith('data/datapackage.json, line 2: "<<<<<<< HEAD": git put this mark')
    assert others == ["1 fault. Nothing was written.", "2"]
    assert done.stderr.count(told) == 5
    assert not (project.root / "figures").exists()


# Put in the way of every process of a run, kernels included.
NO_NETWORK = """
import sys
def watch(event, given):
    if event == "socket.getaddrinfo" and given[0] not in (None, "", "localhost", "127.0.0.1", "::1"):
        raise RuntimeError(f"asked for the address of {given[0]}")
    if event == "socket.connect" and isinstance(given[1], tuple) and not str(given[1][0]).startswith(("127.", "::1")):
        raise RuntimeError(f"connected to {given[1][0]}")
sys.addaudithook(watch)
"""
ORDINARY = """
import sys
from reach import cli, forks
forks._refused = "a test"
sys.exit(cli.main(sys.argv[1:]))
"""


def cut_off(project) -> None:
    """Let no process of a project reach another machine."""
    with (project.root / "notebooks" / "reach" / "paths.py").open("a", encoding="utf-8") as file:
        file.write(NO_NETWORK)


@pytest.mark.slow
def test_the_same_bytes_however_it_is_run(project, hostile: dict[str, str], tmp_path: Path):
    """One job at a time or eight, kernels forked or ordinary, without a network, whatever the user has set."""
    project.draws("article, social")
    call = ("run", "03", "09", "--edition", "2025-08", "--force")
    theirs = {"env": project.env | hostile, "cwd": hostile["PWD"]}
    ways = {"one": project.reach(*call, "--jobs", "1", "--out", str(tmp_path / "one"))}
    cut_off(project)
    ways |= {
        "eight": project.python("-m", "reach", *call, "--jobs", "8", "--out", str(tmp_path / "eight"), **theirs),
        "ordinary": project.python("-c", ORDINARY, *call, "--out", str(tmp_path / "ordinary"), **theirs),
    }
    for name, done in ways.items():
        assert done.returncode == 0, done.stderr
        assert ("a test" in done.stderr) == (name == "ordinary"), "it says when kernels are not forked"
    one, eight, ordinary = (tree(tmp_path / name) for name in ways)
    assert len(one) > 30
    assert eight == one
    assert ordinary == one
    # The executed notebooks, too: no time, no place, no made-up id.
    folders = sorted((project.root / ".cache" / "executed").iterdir())
    kept = [{path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} for folder in folders]
    assert [len(books) for books in kept] == [2, 2, 2]
    assert kept[0] == kept[1] == kept[2]
    for text in kept[0].values():
        assert not any(word in text for word in (str(project.root), str(tmp_path), ".stage", "start_time"))


@pytest.mark.slow
def test_a_kernel_that_reaches_for_the_network_is_noticed(project, tmp_path: Path):
    """So that the test above means something."""
    path = project.root / "notebooks" / f"{THIRD}.ipynb"
    book = nbformat.read(path, as_version=4)
    book.cells.insert(2, nbformat.v4.new_code_cell("import socket\nsocket.create_connection(('192.0.2.1', 80), 1)"))
    book.cells.insert(2, nbformat.v4.new_code_cell("import reach.paths"))
    nbformat.write(book, path)
    cut_off(project)
    done = project.reach("run", "03", "--edition", "2025-08", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "192.0.2.1" in done.stderr


def test_a_copied_folder_is_worked_on_itself(project, tmp_path: Path):
    """Whatever folder the environment was made for: what is called in a copy reads and writes the copy."""
    copy = tmp_path / "copy"
    shutil.copytree(project.root, copy)
    with (copy / "data" / "surveys.csv").open("a", encoding="utf-8") as file:
        file.write("garbage\n")
    before = tree(project.root)
    own = {name: value for name, value in project.env.items() if name != "REACH_ROOT"}
    for folder in (copy, copy / "notebooks" / "editions"):
        done = project.python("-m", "reach", "check", cwd=folder, env=own)
        assert done.returncode == 2
        assert "data/surveys.csv, line" in done.stderr
    said = project.python("-c", "from reach import kit, paths; print(kit.__file__, paths.FIGURES)", cwd=copy, env=own)
    assert said.stdout.split("\n")[0] == f"{copy}/notebooks/reach/kit.py {copy}/figures"
    assert tree(project.root) == before


def test_a_notebook_that_fails(project, tmp_path: Path, chart_of):
    out = tmp_path / "out"
    project.draws("article")
    # Old figures of the notebook that will fail.
    kit.write(chart_of("restriction-timeline", editions.parameters(country="EG")), out / "2025-08")
    old = tree(out / "2025-08" / "restriction-timeline")
    path = project.root / "notebooks" / "02-what-was-restricted.ipynb"
    book = nbformat.read(path, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("raise RuntimeError('the sky fell')"))
    nbformat.write(book, path)

    done = project.reach("run", "02", "03", "--edition", "2025-08", "--out", str(out))
    assert done.returncode == 1
    # It says which notebook, cell and error; the others finish.
    assert "2025-08 02-what-was-restricted" in done.stderr
    assert re.search(r"\bcell \d+", done.stderr)
    assert "RuntimeError: the sky fell" in done.stderr
    assert "Traceback" not in done.stderr
    assert "1 notebook rerun" in done.stdout
    assert "1 failed" in done.stdout
    made = out / "2025-08"
    assert tree(made / "restriction-timeline") == old
    assert {path.name for path in (made / SIGNATURE).iterdir()} == set(kit.files(["article"]))
    assert not list(made.glob(".*"))
    # The notebook with its error is kept for reading, where the message says.
    kept = project.root / re.search(r"\S+\.failed\.ipynb", done.stderr)[0]
    outputs = [o for cell in nbformat.read(kept, as_version=4).cells for o in cell.get("outputs", ())]
    assert any(o.output_type == "error" and "the sky fell" in o.evalue for o in outputs)
    # It is not taken for done.
    dry = project.reach("run", "02", "03", "--edition", "2025-08", "--out", str(out), "--dry-run").stdout
    assert [("would run" in line) for line in dry.splitlines()] == [True, False]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_faults_leave_figures_whole():
    """Killed, interrupted, two at once, a full disk: a few tries of what `make faults` does many times."""
    bench = paths.ROOT / "tests" / "benchmarks" / "faults.py"
    call = [sys.executable, str(bench), "--kills", "1", "--breaks", "1", "--runs", "8"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_unknown_parameter_through_the_command(project, tmp_path: Path):
    done = project.reach("run", "-p", "colour", "red", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "colour" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


# The edition's page


def test_pages_of_an_edition(tmp_path: Path, chart_of):
    for name in ("who-uses-both", SIGNATURE):
        kit.write(chart_of(name, editions.parameters(country="EG")), tmp_path)
    (tmp_path / ".stage-x" / "half").mkdir(parents=True)
    (tmp_path / ".stage-x" / "figure.json").write_text("{", encoding="utf-8")
    file = editions.EditionFile("2025-08", {"en": "A & B <i>title</i>"}, editions.load("2025-08").parameters)
    gallery.write(file, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "A &amp; B &lt;i&gt;title&lt;/i&gt;" in page
    # What has nothing to show is named with its reason, the signature first, and stands in no frame.
    told = "<code>{}</code> Not shown: No"
    assert page.index(told.format(SIGNATURE)) < page.index(told.format("who-uses-both"))
    assert "<article" not in page
    # Nothing is loaded from elsewhere; a reader may follow a link there.
    assert not re.search(r"""<(?!a\b)[^>]*(?:src|href|srcset)=["']\s*(?:https?:)?//""", page)
    for link in re.findall(r"""(?:src|href|srcset)=["']([^"']+)""", page):
        target = link.split()[0].split("#")[0] or "#"
        if target.startswith("https://creativecommons.org/"):
            continue
        assert target.startswith(("data:", "#")) or (tmp_path / target).is_file(), link
    # A small picture is beside the title that it belongs to; any other is described.
    for image, alt in re.findall(r'(<img[^>]*alt="([^"]*)")', page):
        assert len(alt) > 30 or 'src="thumbs/' in image
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    gallery.write(file, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_job_that_a_cluster_gives_up_is_told(tiny):
    """As when every worker that took it died: no traceback, and the others finish."""

    class Lost(ThreadPoolExecutor):
        def submit(self, call: object, job: run.Job) -> Future:
            def lost() -> None:
                raise RuntimeError("worker died 4 times")

            return super().submit(lost if job.edition == "bad" else call, *([] if job.edition == "bad" else [job]))

    job = tiny("1")
    jobs = [job, replace(job, edition="bad", out=str(Path(job.out).parent / "bad"))]
    with Lost(1) as pool:
        results, _ = run.run([], jobs, force=True, executor=pool)
    told = {result.job.edition: result.error for result in results}
    assert told["latest"] == ""
    assert "worker died 4 times" in told["bad"] and "run it again" in told["bad"]
