"""A call that finds everything as it left it ends at once; a byte that differs, on either side, sends it to work."""

from pathlib import Path

import pytest
from reach import paths, unchanged


@pytest.fixture
def call(tmp_path: Path, monkeypatch) -> unchanged.Call:
    """A call that was made, with its edition beside another."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / ".cache")
    out = tmp_path / "figures"
    for name in ("latest/chart/article.svg", "latest/index.html", "latest/manifest.json", "2025-08/manifest.json"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(name, encoding="utf-8")
    made = unchanged.Call(("latest",), (), (("theme", "dark"),), out)
    unchanged.remember(made, "inputs", [out / "latest"], {}, 9)
    return made


def test_nothing_changed(call: unchanged.Call):
    assert unchanged.count(call, "inputs") == 9


def test_other_inputs_are_a_change(call: unchanged.Call):
    assert unchanged.count(call, "others") is None


@pytest.mark.parametrize(
    "name", ["latest/chart/article.svg", "latest/index.html", "latest/manifest.json", "2025-08/manifest.json"]
)
def test_a_file_that_was_edited_or_removed_is_a_change(call: unchanged.Call, name: str):
    (call.out / name).write_text("edited", encoding="utf-8")
    assert unchanged.count(call, "inputs") is None
    (call.out / name).unlink()
    assert unchanged.count(call, "inputs") is None
    (call.out / name).write_text(name, encoding="utf-8")
    assert unchanged.count(call, "inputs") == 9


@pytest.mark.parametrize("name", ["latest/chart/new.svg", "2026-01/manifest.json"])
def test_a_file_or_an_edition_that_came_is_a_change(call: unchanged.Call, name: str):
    (call.out / name).parent.mkdir(exist_ok=True)
    (call.out / name).write_text("new", encoding="utf-8")
    assert unchanged.count(call, "inputs") is None


def test_what_is_hidden_is_no_change(call: unchanged.Call):
    (call.out / "latest" / ".stage-03").mkdir()
    (call.out / "latest" / ".stage-03" / "x.svg").write_text("x", encoding="utf-8")
    assert unchanged.count(call, "inputs") == 9


@pytest.mark.parametrize(
    "other", [{"editions": ()}, {"notebooks": ("03",)}, {"parameters": (("theme", "light"),)}], ids=str
)
def test_another_call_was_not_made(call: unchanged.Call, other: dict):
    asked = {"editions": call.editions, "notebooks": call.notebooks, "parameters": call.parameters, "out": call.out}
    assert unchanged.count(unchanged.Call(**asked | other), "inputs") is None


@pytest.mark.parametrize("text", ["", "[]", '{"inputs": "inputs"}'])
def test_a_memory_that_cannot_be_read_is_none(call: unchanged.Call, text: str):
    call.state.write_text(text, encoding="utf-8")
    assert unchanged.count(call, "inputs") is None


def test_a_picture_edited_while_the_run_went_on_does_not_pass_for_made(call: unchanged.Call):
    picture = call.out / "latest" / "chart" / "article.svg"
    made = {picture: unchanged.digest(picture.read_bytes())}
    picture.write_text("edited before the run ended", encoding="utf-8")
    unchanged.remember(call, "inputs", [call.out / "latest"], made, 9)
    assert unchanged.count(call, "inputs") is None


def test_inputs_are_tables_notebooks_package_and_lock(project):
    def hashed() -> str:
        return project.python("-c", "from reach import unchanged; print(unchanged.inputs())").stdout

    before = hashed()
    assert len(before.strip()) == 64
    for name in (
        "data/user_counts.csv",
        "data/datapackage.json",
        "notebooks/editions/latest.yaml",
        "notebooks/style.yaml",
        "notebooks/reach/words/said.py",
        "notebooks/reach/templates/index.html",
        "requirements.txt",
    ):
        path = project.root / name
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        assert hashed() != before, name
        path.write_bytes(kept)
    assert hashed() == before


def test_a_second_run_imports_nothing_and_heals(project):
    project.draws("article")
    first = project.reach("run", "03", "--edition", "latest")
    assert "1 notebook rerun" in first.stdout, first.stderr
    again = project.python("-X", "importtime", "-m", "reach", "run", "03", "--edition", "latest")
    assert "0 notebooks rerun, 1 unchanged, 0 failed" in again.stdout
    imported = {line.rpartition("|")[2].strip() for line in again.stderr.splitlines()}
    assert "reach.unchanged" in imported
    assert not imported & {"pandas", "matplotlib", "papermill", "jupyter_client", "reach.run"}
    folder = project.root / "figures" / "latest"
    (folder / "index.html").unlink()
    assert "0 notebooks rerun, 1 unchanged" in project.reach("run", "03", "--edition", "latest").stdout
    assert (folder / "index.html").is_file()
    picture = folder / "reach-against-restrictions" / "article.svg"
    kept = picture.read_bytes()
    picture.write_bytes(kept + b" ")
    assert "1 notebook rerun" in project.reach("run", "03", "--edition", "latest").stdout
    assert picture.read_bytes() == kept
