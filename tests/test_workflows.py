"""Workflows that GitHub runs: pinned, with no more rights than they need, and true to what an edition takes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from reach import edition as editions
from reach import kit, paths, run

FOLDER = paths.ROOT / ".github" / "workflows"
WORKFLOWS = {path.name: path for path in sorted(FOLDER.glob("*.yml"))}
INPUTS = {"edition", "notebook"}


def parsed(name: str) -> dict:
    found = yaml.safe_load(WORKFLOWS[name].read_text(encoding="utf-8"))
    return found | {"on": found.pop(True)}  # YAML takes the word "on" for true


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_and_rights_are_few(name: str):
    lines = WORKFLOWS[name].read_text(encoding="utf-8").splitlines()
    used = [line.strip() for line in lines if re.match(r"\s*(- )?uses:", line)]
    assert used
    for line in used:
        assert re.fullmatch(r"(- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line
    workflow = parsed(name)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        for step in job["steps"]:
            # What someone typed must not become part of a script.
            assert "${{" not in step.get("run", "")
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_tests_run_on_push_weekly_and_by_hand():
    workflow = parsed("tests.yml")
    assert {"push", "schedule", "workflow_dispatch"} <= set(workflow["on"])
    steps = [step.get("run", "") for step in workflow["jobs"]["tests"]["steps"]]
    assert "bash .ci/run" in steps
    assert "make figures" in steps


def test_an_editor_may_choose_what_an_edition_takes():
    asked = parsed("chart.yml")["on"]["workflow_dispatch"]["inputs"]
    takes = run.declared(paths.NOTEBOOKS / f"{run.notebooks()[0]}.ipynb")
    assert set(asked) - INPUTS == set(takes) - {"publish_to", "also", "headline"}
    assert asked["edition"]["options"] == sorted(editions.available(), reverse=True)
    for name in ("language", "theme", "labels"):
        assert asked[name]["default"] == editions.load("latest").parameters[name]
        for value in asked[name]["options"]:
            editions.parameters(**editions.load("latest").parameters | {name: value})


@pytest.mark.parametrize("notebook", ["", "03", "$(touch stolen)"])
def test_what_an_editor_types_reaches_the_command_as_it_is(notebook: str, tmp_path: Path):
    (step,) = (s for s in parsed("chart.yml")["jobs"]["chart"]["steps"] if "env" in s)
    assert {f"GIVEN_{name}" for name in parsed("chart.yml")["on"]["workflow_dispatch"]["inputs"]} - {
        f"GIVEN_{name}" for name in INPUTS
    } == {name for name in step["env"] if name.startswith("GIVEN_")}
    command = tmp_path / ".venv" / "bin" / "reach"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    command.chmod(0o755)
    typed = dict.fromkeys(step["env"], "") | {"EDITION": "latest", "NOTEBOOK": notebook}
    typed |= {"GIVEN_platforms": "WhatsApp, Telegram", "GIVEN_as_of": '`touch stolen`; "$HOME"'}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]} | typed,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = ["run", "--edition", "latest", "--out", "chart", "-p", "platforms", "WhatsApp, Telegram"]
    expected += ["-p", "as_of", typed["GIVEN_as_of"], *(["--", notebook] if notebook else [])]
    assert done.stdout.splitlines() == expected
    assert not (tmp_path / "stolen").exists()


def test_an_editor_gets_a_kit(project):
    """The step as it stands, in a checkout that is set up: the kit lies where the next step takes it from."""
    (project.root / ".venv").symlink_to(sys.prefix)
    (step,) = (s for s in parsed("chart.yml")["jobs"]["chart"]["steps"] if "env" in s)
    typed = dict.fromkeys(step["env"], "") | {"EDITION": "2025-08", "NOTEBOOK": "03", "GIVEN_sizes": "article"}
    own = {name: value for name, value in project.env.items() if name != "REACH_ROOT"}
    call = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(call, cwd=project.root, env=own | typed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (described,) = (project.root / "chart").rglob("figure.json")
    assert kit.missing(described.parent) == []
    assert json.loads(described.read_text(encoding="utf-8"))["data_as_of"] == "2025-08-31"
    assert not list((project.root / "notebooks").glob("chart"))


def test_what_is_kept_is_what_a_run_writes():
    for name, folder in (("tests.yml", "figures/"), ("chart.yml", "chart/")):
        (job,) = parsed(name)["jobs"].values()
        (kept,) = (s["with"] for s in job["steps"] if "upload-artifact" in s.get("uses", ""))
        assert kept["path"].split() == [folder, ".cache/executed/"]
        assert kept["include-hidden-files"] is True
