"""Set-up: beside the old environment, swapped in when whole, for this folder, whatever a user has set for pip."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from reach import environment, paths


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch) -> Path:
    """A folder with locks and an environment that is in use; nothing is installed for real."""
    root = tmp_path / "checkout"
    root.mkdir()
    for name in ("pyproject.toml", "requirements.txt", "requirements-test.txt"):
        (root / name).write_bytes((paths.ROOT / name).read_bytes())
    monkeypatch.setattr(environment, "ROOT", root)
    monkeypatch.setattr(environment, "LINK", root / ".venv")
    monkeypatch.setattr(environment, "HOMES", root / ".cache" / "environments")
    monkeypatch.setattr(environment, "_empty", made)
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    environment.HOMES.mkdir(parents=True)
    monkeypatch.setattr(environment, "_call", lambda command, env: None)
    environment.renew()
    return root


def made(new: Path) -> None:
    (new / "bin").mkdir(parents=True)
    (new / "bin" / "python").symlink_to(sys.executable)
    (new / "bin" / "uv").touch()


def fails(*given: object) -> None:
    raise environment.SetUpError("no network")


def test_an_environment_is_this_folders_and_its_locks(checkout: Path, monkeypatch):
    link = checkout / ".venv"
    assert environment.is_ready(link, "ready")
    assert not environment.is_ready(link, "ready-tests")
    lock = checkout / "requirements.txt"
    text = lock.read_text(encoding="utf-8")
    lock.write_text(text + "# newer\n", encoding="utf-8")
    assert not environment.is_ready(link, "ready")
    lock.write_text(text, encoding="utf-8")
    os.utime(lock, (time.time() + 1e6,) * 2)  # a clock that is behind is no change
    assert environment.is_ready(link, "ready")
    python = link.resolve() / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert not environment.is_ready(link, "ready")
    assert environment.why(link) == "the Python that it was made with is gone"
    python.unlink()
    python.symlink_to(sys.executable)
    monkeypatch.setattr(environment, "ROOT", checkout.parent / "copy")
    checkout.rename(environment.ROOT)
    assert not environment.is_ready(environment.ROOT / ".venv", "ready")
    assert environment.why(environment.ROOT / ".venv") == "it was made for another folder"


def test_make_sees_what_the_set_up_wrote(checkout: Path):
    """The Makefile compares bytes by itself, so that nothing is started where all is there."""
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8").replace("notebooks/reach/environment.py", "no.py")
    (checkout / "Makefile").write_text(makefile, encoding="utf-8")
    (checkout / "environment.yml").write_text("name: other\n", encoding="utf-8")

    def status(target: str) -> int:
        call = ["make", target, f"python={sys.executable}"]
        return subprocess.run(call, cwd=checkout, capture_output=True, check=False).returncode

    assert status("ready") == 0
    assert status("ready-tests") != 0
    with (checkout / "requirements.txt").open("a") as file:
        file.write("# newer\n")
    assert status("ready") != 0


def test_a_renewal_is_swapped_in_and_leaves_nothing_beside_it(checkout: Path):
    old = (checkout / ".venv").resolve()
    (environment.HOMES / "env-killed").mkdir()
    environment.renew()
    new = (checkout / ".venv").resolve()
    assert new != old
    assert {path.name for path in environment.HOMES.iterdir()} - {"lock"} == {new.name}
    assert environment.is_ready(checkout / ".venv", "ready")
    assert not (checkout / ".venv").readlink().is_absolute(), "a copy would use the original's"


def test_an_environment_of_the_first_version_is_replaced(checkout: Path):
    (checkout / ".venv").unlink()
    made(checkout / ".venv")
    (checkout / ".venv" / "ready").touch()
    assert environment.why(checkout / ".venv") == "what it must hold has changed"
    environment.renew()
    assert environment.is_ready(checkout / ".venv", "ready")


def test_a_set_up_that_fails_leaves_the_old_environment(checkout: Path, monkeypatch):
    old = (checkout / ".venv").resolve()
    monkeypatch.setattr(environment, "_call", fails)
    with pytest.raises(environment.SetUpError, match=r"(?s)cannot be installed.*uv: no network.*pip: no network"):
        environment.renew()
    assert (checkout / ".venv").resolve() == old
    assert environment.is_ready(checkout / ".venv", "ready")
    assert [path.name for path in environment.HOMES.iterdir() if path.name != "lock"] == [old.name]


def test_pip_is_taken_where_uv_fails(checkout: Path, monkeypatch):
    called = []
    monkeypatch.setattr(environment, "_with_uv", fails)
    monkeypatch.setattr(environment, "_with_pip", lambda python, what: called.append(what))
    environment.renew()
    assert called[0][:2] == ["--require-hashes", "-r"]
    assert environment.is_ready(checkout / ".venv", "ready")


def test_a_users_settings_of_pip_say_where_from_and_nothing_else(tmp_path: Path, monkeypatch):
    """A target elsewhere or a user's own folder would leave the environment empty; a mirror is needed."""
    (tmp_path / "pip.conf").write_text(
        "[global]\nuser = true\ntarget = /elsewhere\nindex-url = https://mirror/simple\n"
    )
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_CERT", "/a/certificate")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    seen = []
    monkeypatch.setattr(environment, "_call", lambda command, env: seen.append(env))
    environment._with_pip(Path(sys.executable), ["x"])
    found = {name: value for name, value in seen[-1].items() if name.startswith(("PIP_", "PYTHON"))}
    assert found["PIP_INDEX_URL"] == "https://mirror/simple"
    assert found["PIP_CERT"] == "/a/certificate"
    assert found["PIP_CONFIG_FILE"] == os.devnull
    assert not {"PIP_USER", "PIP_TARGET", "PYTHONPATH"} & set(found)


def test_uv_itself_is_pinned_by_hash():
    assert environment._pin("uv").startswith("uv==")
    assert environment._pin("uv").count("--hash=sha256:") > 5
    assert environment._pin("uv").count("==") == 1


def test_a_clock_that_is_behind_is_told(checkout: Path, monkeypatch):
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "init", "-q"], cwd=checkout, check=True)
    for when, told in (("2001-01-01T00:00:00", False), ("2090-01-01T00:00:00", True)):
        dated = os.environ | {"GIT_COMMITTER_DATE": when}
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], cwd=checkout, env=dated, check=True)
        monkeypatch.setattr(environment.shutil, "which", lambda name: name)
        assert ("set it" in environment._clock()) == told


def test_git_works_where_the_environment_is_gone(checkout: Path, monkeypatch):
    subprocess.run(["git", "init", "-q"], cwd=checkout, check=True)
    monkeypatch.setattr(environment.shutil, "which", lambda name: name)
    environment.strip_outputs(environment.LINK)
    (checkout / ".venv").unlink()
    (checkout / ".gitattributes").write_text("*.ipynb filter=nbstripout\n")
    (checkout / "a.ipynb").write_text("{}\n")
    done = subprocess.run(["git", "add", "a.ipynb"], cwd=checkout, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    shown = subprocess.run(["git", "show", ":a.ipynb"], cwd=checkout, capture_output=True, text=True, check=True)
    assert shown.stdout == "{}\n"
