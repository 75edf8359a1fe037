"""How long reruns take, beside other ways to run the same notebooks: python tests/benchmarks/rerun.py [NOTEBOOK]…

Every way runs the same notebooks for the same editions and writes the same kits, one way after the other on this
machine, and its time is printed as a share of plain papermill's. Of several rounds the median counts.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import nbformat
from reach import forks, run

BIN = Path(sys.executable).parent


def call(*command: object, **given: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **given)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def with_values(job: run.Job, publish_to: Path, out: Path) -> Path:
    """The notebook with the edition's values put in, for tools that take no parameters."""
    book = nbformat.read(job.path, as_version=4)
    at = next(i for i, cell in enumerate(book.cells) if "parameters" in cell.metadata.get("tags", ()))
    values = job.parameters | {"publish_to": str(publish_to)}
    book.cells.insert(at + 1, nbformat.v4.new_code_cell("\n".join(f"{k} = {v!r}" for k, v in values.items())))
    path = out / f"{job.edition}-{job.notebook}.ipynb"
    nbformat.write(book, path)
    return path


def reach_run(jobs: list[run.Job], out: Path) -> None:
    """Our runner, as `make figures` calls it."""
    wanted = sorted({job.notebook for job in jobs})
    call(BIN / "reach", "run", "--force", "--out", out, *wanted)


def reach_run_again(jobs: list[run.Job], out: Path) -> None:
    """Our runner after a run, where nothing changed."""
    call(BIN / "reach", "run", "--out", out, *sorted({job.notebook for job in jobs}))


def reach_run_ordinary(jobs: list[run.Job], out: Path) -> None:
    """Our runner where kernels cannot be forked."""
    program = "import sys\nfrom reach import cli, forks\nforks._refused = 'this is a benchmark'\nsys.exit(cli.main())"
    call(sys.executable, "-c", program, "run", "--force", "--out", out, *sorted({job.notebook for job in jobs}))


def papermill(jobs: list[run.Job], out: Path) -> None:
    """papermill's command, once for each notebook and edition, in turn."""
    for job in jobs:
        values = [part for k, v in job.parameters.items() for part in ("-r", k, v)]
        kit = out / job.edition
        kit.mkdir(parents=True, exist_ok=True)
        call(BIN / "papermill", "--no-progress-bar", *values, "-r", "publish_to", kit, job.path, out / "executed.ipynb")


def nbconvert(jobs: list[run.Job], out: Path) -> None:
    """jupyter nbconvert --execute, in turn."""
    for job in jobs:
        kit = out / job.edition
        kit.mkdir(parents=True, exist_ok=True)
        made = with_values(job, kit, out)
        call(BIN / "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output", "executed", made)


def nbmake(jobs: list[run.Job], out: Path) -> None:
    """pytest --nbmake on two processes."""
    books = out / "books"
    books.mkdir(parents=True)
    for job in jobs:
        (out / job.edition).mkdir(exist_ok=True)
        with_values(job, out / job.edition, books)
    call(sys.executable, "-m", "pytest", "-q", "--nbmake", "-n", "2", "-c", os.devnull, "--rootdir", books, books)


def script(job: run.Job, kit: Path) -> None:
    """The notebook's cells as a plain script in this process."""
    import contextlib
    import io

    values = job.parameters | {"publish_to": str(kit)}
    space: dict = {}
    book = nbformat.read(job.path, as_version=4)
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in book.cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, job.notebook, "exec"), space)
                if "parameters" in cell.metadata.get("tags", ()):
                    space |= values


def scripts(jobs: list[run.Job], out: Path) -> None:
    """The same cells as plain scripts in two warm processes: about the least that can be had."""
    for job in jobs:
        (out / job.edition).mkdir(exist_ok=True)
    with ProcessPoolExecutor(2, get_context("forkserver"), initializer=forks._warm_up) as pool:
        list(pool.map(script, jobs, [out / job.edition for job in jobs]))


WAYS: dict[str, Callable[[list[run.Job], Path], None]] = {
    "papermill in turn": papermill,
    "reach run": reach_run,
    "reach run, nothing changed": reach_run_again,
    "reach run, no fork server": reach_run_ordinary,
    "plain scripts, two processes": scripts,
    "pytest --nbmake -n 2": nbmake,
    "jupyter nbconvert in turn": nbconvert,
}


def timed(way: Callable[[list[run.Job], Path], None], wanted: list[str] | None) -> tuple[float, str]:
    """Seconds that a way takes, and what it made in words."""
    out = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        files, jobs = run.plan([], wanted, {}, out)
        if way is reach_run_again:
            reach_run(jobs, out)
        started = time.perf_counter()
        way(jobs, out)
        seconds = time.perf_counter() - started
        made = {path.parent.name for path in out.glob("*/*/figure.json")}
        return seconds, f"{len(files)} editions, {len(made)} figures"
    finally:
        shutil.rmtree(out, ignore_errors=True)


def paired(number: int, wanted: list[str] | None) -> list[float]:
    """Our runner's time as a share of plain scripts', of two runs each, ours between theirs or theirs between ours.

    So a machine that becomes faster or slower meanwhile favours neither.
    """
    found = []
    for turn in range(number):
        inner, outer = (reach_run, scripts) if turn % 2 == 0 else (scripts, reach_run)
        took: dict[Callable, float] = {reach_run: 0.0, scripts: 0.0}
        for way in (outer, inner, inner, outer):
            took[way] += timed(way, wanted)[0]
        found.append(took[reach_run] / took[scripts])
        print(f"pair {turn + 1}: reach run {found[-1]:.2f} of plain scripts", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", nargs="*")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=1, help="of our runner and plain scripts alone, two runs each")
    parser.add_argument("--way", action="append", metavar="WORD", help="only ways whose name has the word")
    options = parser.parse_args()
    os.environ.update(forks.ENVIRONMENT)
    wanted = options.notebook or None
    took: dict[str, list[float]] = {}
    for _ in range(options.rounds):
        for name, way in WAYS.items():
            if options.way and not any(word in name for word in (*options.way, "papermill", "plain scripts")):
                continue
            if way is nbmake and not find_spec("nbmake"):
                print(f"{name}: left out, nbmake is not installed")
                continue
            seconds, made = timed(way, wanted)
            took.setdefault(name, []).append(seconds)
            print(f"{name}: {seconds:.1f} s, {made}", flush=True)
    shares = paired(options.pairs, wanted)
    print(f"\n{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    if took:
        base = statistics.median(took["papermill in turn"])
        least = statistics.median(took["plain scripts, two processes"])
        print(f"{'way':32} {'median':>8} {'of papermill':>13} {'of plain scripts':>17}")
        for name, seconds in took.items():
            median = statistics.median(seconds)
            print(f"{name:32} {median:6.1f} s {median / base:13.3f} {median / least:17.2f}")
    if shares:
        print(f"reach run, of plain scripts in pairs: median {statistics.median(shares):.2f} of {len(shares)}")


if __name__ == "__main__":
    main()
