"""Where things are written, and for whom: ordinary permissions, whole files, a cache that can be written to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from reach import edition as editions
from reach import fonts, gallery, kit, paths


@pytest.fixture(params=[0o027], ids=oct)
def umask(request):
    old = os.umask(request.param)
    yield request.param
    os.umask(old)


def test_files_are_for_whom_the_umask_allows(umask: int, tmp_path: Path, monkeypatch, chart_of):
    """Also what is put in place in one step: a second member of a group runs with the first one's fonts and figures."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    fonts.web()
    file = editions.EditionFile("latest", {"en": "t"}, editions.load("latest").parameters | {"sizes": "article"})
    kit.write(chart_of("who-called", editions.parameters(sizes="article")), tmp_path / "latest")
    gallery.write(file, tmp_path / "latest")
    found = [p for p in tmp_path.rglob("*") if not p.is_symlink()]
    assert len(found) > 25
    wrong = {
        str(p.relative_to(tmp_path)): oct(p.stat().st_mode & 0o777)
        for p in found
        if p.stat().st_mode & 0o777 != (0o777 if p.is_dir() else 0o666) & ~umask
    }
    assert wrong == {}


def test_a_file_is_whole_or_not_there(tmp_path: Path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(OSError, match="full"), paths.whole(target) as part:
        part.write_text("half")
        raise OSError("full")
    assert target.read_text() == "old"
    with paths.whole(target) as part:
        part.write_text("new")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_checkout_that_cannot_be_written_to_has_its_cache_with_the_user(project, tmp_path: Path, monkeypatch):
    """Whose it is, where the system's rules for such folders say; another checkout has another."""
    program = "import os; os.access = lambda path, mode: False\nfrom reach import paths; print(paths.CACHE)"
    own = project.env | {"XDG_CACHE_HOME": str(tmp_path / "user")}
    found = Path(project.python("-c", program, env=own).stdout.strip())
    other = Path(project.python("-c", program, env=own | {"REACH_ROOT": str(paths.ROOT)}).stdout.strip())
    assert found != other
    if sys.platform == "linux":
        assert found.parent == other.parent == tmp_path / "user" / "reach"
    assert Path(project.python("-c", program.split("\n")[1]).stdout.strip()) == project.root / ".cache"


def test_sockets_have_a_short_path(tmp_path: Path, monkeypatch):
    """Wherever the user keeps what is temporary."""
    import tempfile

    long = tmp_path / ("x" * 100)
    long.mkdir()
    for name, value in (("tempdir", str(long)), ("tempdir", str(tmp_path / "gone"))):
        monkeypatch.setattr(tempfile, name, value)
        found = paths.sockets()
        assert found is not None
        assert len(str(found)) < 60


def test_the_working_folder_may_be_gone(tmp_path: Path):
    gone = tmp_path / "gone"
    call = f"mkdir {gone}; cd {gone}; rmdir {gone}; exec {sys.executable} -m reach list"
    done = subprocess.run(["sh", "-c", call], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "latest" in done.stdout
