"""Forked kernels: each its own, none left behind, and the ordinary kernel where they cannot be had."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from conftest import small
from reach import forks, paths, run

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux"),
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def own_server(tmp_path: Path, own_fonts: Path, monkeypatch):
    """Every test has a server of its own and a folder for notebooks."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    paths.NOTEBOOKS.mkdir()
    forks.stop()
    yield
    forks.stop()


def job(code: str, name: str = "09-tiny") -> run.Job:
    nbformat.write(small(code), paths.NOTEBOOKS / f"{name}.ipynb")
    return run.Job("latest", name, {}, str(paths.NOTEBOOKS.parent / "out" / "latest"))


def said(code: str) -> str:
    """What a notebook of one cell prints."""
    one = job(code)
    result = run.execute(one)
    assert result.error == ""
    return "".join(o.text for o in nbformat.read(one.executed, as_version=4).cells[-1].outputs)


def gone(pids: list[int], seconds: float) -> list[int]:
    """Which of the processes still run after a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pids = [pid for pid in pids if alive(pid)]
        if not pids:
            break
        time.sleep(0.1)
    return pids


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_every_notebook_has_a_kernel_of_its_own():
    """What one changes in the package or the environment, the next does not meet."""
    change = "import os, sys, reach.words\nreach.words.SAID['x'] = '1'\nos.environ['X'] = '1'\n"
    look = "import os, sys\nfrom reach.words import SAID\n"
    look += "print('x' in SAID, 'X' in os.environ, 'pandas' in sys.modules, end='')"
    assert said(change + look) == "True True True"
    assert said(look) == "False False True"
    assert forks.why_not() == ""


def test_the_server_is_asked_and_not_the_system():
    pid, parent = said("import os\nprint(os.getpid(), os.getppid())").split()
    assert not alive(int(pid)), "a kernel that is done is gone"
    assert int(parent) != os.getpid()
    assert b"reach.forks" in Path(f"/proc/{parent}/cmdline").read_bytes()


RUNNER = """
import sys
from pathlib import Path
from reach import paths, run
paths.NOTEBOOKS = Path(sys.argv[1])
paths.CACHE = Path(sys.argv[1]).parent / "cache"
run.execute(run.Job("latest", "09-tiny", {}, sys.argv[2]))
"""


@pytest.mark.parametrize("forked", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["forked", "ordinary"])
def test_no_kernel_outlives_a_runner_that_is_killed(tmp_path: Path, forked: bool):
    told = tmp_path / "pids"
    one = job(f"import os, time\nopen({str(told)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}} ')\ntime.sleep(99)")
    refused = "" if forked else "from reach import forks\nforks._refused = 'a test'\n"
    runner = subprocess.Popen([sys.executable, "-c", refused + RUNNER, str(paths.NOTEBOOKS), one.out])
    try:
        end = time.monotonic() + 60
        while not (told.exists() and told.read_text().endswith(" ")) and time.monotonic() < end:
            time.sleep(0.1)
        kernel, parent = map(int, told.read_text().split())
        assert (parent == runner.pid) != forked
    finally:
        runner.send_signal(signal.SIGKILL)
        runner.wait()
    assert gone([kernel, *([parent] if forked else [])], 15) == []
    (sockets,) = Path(tempfile.gettempdir()).glob(f"{one.sockets}*")
    run._sweep([one])
    assert not sockets.exists(), "the next run takes them away"


COMMAND = """
import signal
import sys
from pathlib import Path
from reach import cli, paths
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background are told to ignore it
paths.NOTEBOOKS = Path(sys.argv[1])
paths.CACHE = Path(sys.argv[1]).parent / "cache"
sys.exit(cli.main(["run", "--edition", "latest", "--jobs", "2", "--out", sys.argv[2]]))
"""


def test_ctrl_c_says_what_was_finished_and_leaves_nothing_running(tmp_path: Path):
    told = tmp_path / "pids"
    quick = job("1", "08-quick")
    job(f"import os, time\nopen({str(told)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}} ')\ntime.sleep(99)")
    command = [sys.executable, "-c", COMMAND, str(paths.NOTEBOOKS), str(Path(quick.out).parent)]
    runner = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        end = time.monotonic() + 90
        while not (quick.executed.exists() and told.exists()) and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(0.5)
        runner.send_signal(signal.SIGINT)
        _, message = runner.communicate(timeout=60)
    finally:
        runner.kill()
    assert runner.returncode == 130
    assert "Finished and in place: latest 08-quick. All others" in message
    assert gone([int(pid) for pid in told.read_text().split()], 15) == []


def test_a_server_that_still_imports_is_not_left_behind():
    forks.start()
    server = forks._server
    forks.stop()
    assert server.poll() is not None


def test_without_a_server_the_ordinary_kernel_does_the_same(monkeypatch, capfd):
    code = "import os, sys\nprint(os.environ['TZ'], sys.flags.hash_randomization, os.getcwd())"
    forked = said(code)
    forks.stop()
    monkeypatch.setattr(sys, "platform", "plan9")
    assert said(code) == forked
    assert "plan9" in forks.why_not()


def test_a_call_that_the_system_knows_and_refuses_is_done_without(monkeypatch):
    """As in containers: the kernel is an ordinary one, at once and not after a time limit."""

    def refuses(*given: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "pidfd_open", refuses)
    began = time.monotonic()
    assert int(said("import os\nprint(os.getppid())")) == os.getpid()
    assert time.monotonic() - began < 60
    assert "Operation not permitted" in forks.why_not()


def test_a_server_that_dies_is_done_without():
    parent = said("import os\nprint(os.getppid())")
    os.kill(int(parent), signal.SIGKILL)
    assert gone([int(parent)], 10) == []
    assert said("print(1)").strip() == "1"
    assert forks.why_not()


def test_a_kernel_that_dies_is_noticed():
    assert "its kernel died" in run.execute(job("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")).error


@pytest.mark.slow
def test_one_computes_at_a_time_while_the_next_kernel_starts(tmp_path: Path):
    """With one job at a time no two notebooks compute at once, and none waits for its kernel."""
    told = tmp_path / "told"
    code = f"""
import os, time
now = lambda: time.clock_gettime(time.CLOCK_BOOTTIME)
began = now()
time.sleep(2)
started = int(open("/proc/self/stat").read().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
open({str(told)!r}, "a").write(f"{{started}} {{began}} {{now()}}\\n")
"""
    results, _ = run.run([], [job(code, f"0{number}-tiny") for number in (1, 2, 3)], workers=1)
    assert [result.error for result in results] == [""] * 3
    times = [tuple(map(float, line.split())) for line in told.read_text().splitlines()]
    for (_, _, ended), (started, began, _) in pairwise(sorted(times, key=lambda t: t[1])):
        assert started < ended <= began


@pytest.mark.slow
def test_a_run_leaves_no_descriptor_open():
    """Hundreds of notebooks go through one process, which may hold about a thousand."""
    counts = []
    for _ in range(4):
        said("print(1)")
        counts.append(len(list(Path("/proc/self/fd").iterdir())))
    assert counts[-1] <= counts[0] + 2


def test_no_kernel_takes_what_a_user_has_set(monkeypatch):
    for name in ("PYTHONPATH", "PYTHONSTARTUP", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MATPLOTLIBRC", "MPLBACKEND"):
        monkeypatch.setenv(name, "/elsewhere")
    assert "/elsewhere" not in forks.surroundings().values()
