"""The same jobs on a Dask cluster: the same bytes, also when a worker is killed in the middle."""

from pathlib import Path

import pytest
from browsing import installed
from test_run import tree

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not installed("distributed"), reason="the extra cluster is not installed"),
]

# A scheduler and two worker processes; with "kill", the process of a worker that is at work is killed.
ON_A_CLUSTER = """
import contextlib, os, signal, sys, threading, time
from pathlib import Path
from distributed import LocalCluster
from reach import cli

def kill(cluster, out):
    end = time.monotonic() + 60
    while not list(out.glob("*/.stage-*/")) and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)
    victim = cluster.workers[0].process.pid
    os.kill(victim, signal.SIGKILL)
    print(f"killed {victim}", flush=True)

if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        if what == "kill":
            threading.Thread(target=kill, args=(cluster, Path(arguments[-1])), daemon=True).start()
        status = cli.main([arguments[0], "--dask", cluster.scheduler_address, *arguments[1:]])
        print(f"status {status}", flush=True)
"""
CALL = ("run", "03", "09", "--edition", "2025-08", "-p", "sizes", "article", "--force", "--out")


@pytest.fixture
def local(project, tmp_path: Path) -> dict[str, bytes]:
    done = project.reach(*CALL, str(tmp_path / "local"))
    assert done.returncode == 0, done.stderr
    return tree(tmp_path / "local")


def test_the_same_bytes_from_a_cluster(project, local, tmp_path: Path):
    script = tmp_path / "on_a_cluster.py"
    script.write_text(ON_A_CLUSTER)
    for what in ("plain", "kill"):
        done = project.python(str(script), what, *CALL, str(tmp_path / what))
        assert "status 0" in done.stdout, done.stdout + done.stderr
        assert "2 notebooks rerun" in done.stdout
        assert ("killed" in done.stdout) == (what == "kill")
        assert tree(tmp_path / what) == local
        assert not list((tmp_path / what).glob("*/.stage-*"))


def test_a_cluster_that_does_not_answer(project, tmp_path: Path):
    done = project.reach(*CALL, str(tmp_path / "out"), "--dask", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert "No Dask scheduler answers at 'tcp://127.0.0.1:9'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
