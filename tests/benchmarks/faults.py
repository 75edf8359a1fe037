"""Break reruns on purpose and print what became of the figures: python tests/benchmarks/faults.py

A table of fault, tries and outcome; the exit status is 1 where a figure was lost or half written, a process was left
behind, or a run said nothing.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from reach import kit, paths, run

ROWS: list[tuple[str, int, str]] = []
CALL = ("run", "03", "--edition", "2025-08", "--force")


def tell(fault: str, tries: int, outcome: str) -> None:
    ROWS.append((fault, tries, outcome))
    print(f"{fault}: {tries} tries: {outcome}", flush=True)


def project(at: Path) -> Path:
    """A copy of the project whose editions ask for one size, so that a try takes seconds."""
    for name in ("data", "notebooks"):
        shutil.copytree(paths.ROOT / name, at / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(paths.ROOT / "requirements.txt", at)
    (at / ".cache").mkdir()
    shutil.copytree(paths.CACHE / "fonts", at / ".cache" / "fonts")
    for path in (at / "notebooks" / "editions").glob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        lines = ['  sizes: "article"' if line.strip().startswith("sizes:") else line for line in lines]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return at


def begin(root: Path, *arguments: object, program: str = "", **given: object) -> subprocess.Popen:
    command = ["-c", program] if program else ["-m", "reach"]
    return subprocess.Popen(
        [sys.executable, *command, *map(str, arguments)],
        env=os.environ | {"REACH_ROOT": str(root), "PYTHONPATH": str(root / "notebooks")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        **given,
    )


def end(process: subprocess.Popen, seconds: float = 180) -> tuple[int, str]:
    said, _ = process.communicate(timeout=seconds)
    return process.returncode, said


#: What every process that this bench begins has in its environment: others may use the checkout meanwhile.
OURS = f"REACH_FAULTS={os.getpid()}"
os.environ.update([OURS.split("=")])


def left_behind(root: Path, seconds: float = 8) -> list[str]:
    """Processes of the project that still run after a while, of those that this bench began."""
    until = time.monotonic() + seconds
    while True:
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                surroundings = (entry / "environ").read_bytes().split(b"\0")
                if {f"REACH_ROOT={root}".encode(), OURS.encode()} <= set(surroundings):
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:80])
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.2)


def broken(folder: Path) -> list[str]:
    """Kits below a folder that are not whole: a file is missing or is not what figure.json says."""
    found = []
    for described in folder.glob("*/*/figure.json"):
        home = described.parent
        if home.name.startswith("."):
            continue
        found += [f"{home.name}: {name} missing" for name in kit.missing(home)]
        sums = json.loads(described.read_text(encoding="utf-8"))["sha256"]
        for name, digest in sums.items():
            if not name.endswith(".png") and hashlib.sha256((home / name).read_bytes()).hexdigest() != digest:
                found.append(f"{home.name}: {name} differs")
    return found


def tree(folder: Path) -> dict[str, bytes]:
    names = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    return {name: path.read_bytes() for name, path in names if name != ".lock"}


def kills(root: Path, times: int) -> None:
    """kill -9 at random moments: kits whole, no process left, the next run heals."""
    out = root / "figures"
    started = time.monotonic()
    status, said = end(begin(root, *CALL, "--out", out))
    assert status == 0, said
    usual, before = time.monotonic() - started, tree(out)
    bad, chance = [], random.Random(2025)
    for _ in range(times):
        process = begin(root, *CALL, "--out", out)
        time.sleep(chance.uniform(0, usual))
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.communicate()
        bad += broken(out)
        bad += left_behind(root)
    status, said = end(begin(root, *CALL, "--out", out))
    start = run.Job("2025-08", "", {}, str(out / "2025-08")).sockets
    sockets = list(Path(tempfile.gettempdir()).glob(f"{start}*"))
    healed = status == 0 and tree(out) == before and not [*out.glob("*/.*"), *sockets]
    outcome = "kits whole, nothing left behind, the next run healed" if not bad and healed else f"FAILED {bad} {said}"
    tell("kill -9 at a random moment", times, outcome)


def interrupts(root: Path, times: int) -> None:
    out, worst, bad = root / "figures", 0.0, []
    for n in range(times):
        process = begin(root, *CALL, "--out", out)
        time.sleep(1.5 + n)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        status, said = end(process)
        worst = max(worst, time.monotonic() - started)
        told = status in (130, -signal.SIGINT) and "interrupted" in said
        # Python ends silently where a run that has said its last is interrupted while it is taken down.
        done = status in (0, -signal.SIGINT) and "1 notebook rerun" in said
        if not (told or done) or "Traceback" in said:
            bad.append(said)
        bad += broken(out) + left_behind(root)
    tell(
        "Ctrl-C",
        times,
        f"ended within {worst:.1f} s, kits whole" if not bad and worst < 15 else f"FAILED {worst:.1f} {bad}",
    )


def at_once(root: Path) -> None:
    out = root / "figures"
    both = [begin(root, *CALL, "--out", out) for _ in range(2)]
    ends = [end(process) for process in both]
    good = all(status == 0 for status, _ in ends) and any("waiting" in said for _, said in ends) and not broken(out)
    tell("two runs at once", 1, "the second waited and said so" if good else f"FAILED {ends}")


def refused(root: Path) -> None:
    """Disk full, a folder that cannot be written to, tables that cannot be read, odd notebooks."""
    out = root / "figures"
    before = tree(out)
    cases = {
        # No file may grow beyond some bytes: what a full disk looks like from within, without a mount.
        "disk full": "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); "
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); ",
        "figures/ is a file": "import sys; from pathlib import Path; Path(sys.argv[-1]).touch(); ",
        "a kernel that dies": "import os; os.environ['REACH_BREAK'] = 'import os; os._exit(1)'; ",
        "a cell that never ends": "from reach import run; run.CELL_SECONDS = 3; "
        "import os; os.environ['REACH_BREAK'] = 'while True: pass'; ",
    }
    for name, first in cases.items():
        notebook = root / "notebooks" / "03-reach-against-restrictions.ipynb"
        usual = notebook.read_bytes()
        if "REACH_BREAK" in first:
            book = nbformat.reads(usual.decode(), as_version=4)
            book.cells.append(nbformat.v4.new_code_cell("import os\nexec(os.environ['REACH_BREAK'])"))
            nbformat.write(book, notebook)
        place = root / "a-file" if "is a file" in name else out
        process = begin(
            root, *CALL, "--out", place, program=f"{first}\nimport sys\nfrom reach import cli\nsys.exit(cli.main())"
        )
        status, said = end(process)
        notebook.write_bytes(usual)
        good = status in (1, 2) and "Traceback" not in said and tree(out) == before and not left_behind(root)
        tell(
            name,
            1,
            f"exit {status}: {said.strip().splitlines()[0][:110]}" if good else f"FAILED {status} {said[-1500:]}",
        )
        (root / "a-file").unlink(missing_ok=True)


def places(root: Path) -> None:
    expected = {name: data for name, data in tree(root / "figures").items() if name.endswith((".svg", "data.csv"))}
    for name, make in {
        "a path with a space and Cyrillic letters": lambda at: project(at),
        "a symlinked path": lambda at: at.symlink_to(root),
    }.items():
        at = root.parent / ("проект с пробелом" if "Cyrillic" in name else "link")
        make(at)
        out = root.parent / f"out-{at.name}"
        status, said = end(begin(at, *CALL, "--out", out))
        made = {name: data for name, data in tree(out).items() if name.endswith((".svg", "data.csv"))}
        tell(name, 1, "the same bytes" if status == 0 and made == expected else f"FAILED {status} {said}")


def many(root: Path, times: int) -> None:
    """Notebooks, eight at once: each answers, in time, and leaves nothing."""
    books = root.parent / "small" / "notebooks"
    books.mkdir(parents=True)
    first = nbformat.v4.new_code_cell('publish_to: str = ""  # folder', metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(cells=[first, nbformat.v4.new_code_cell("import pandas\nprint(len(publish_to))")])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, books / "01-small.ipynb")
    paths.NOTEBOOKS, paths.CACHE = books, books.parent / "cache"
    os.environ["REACH_ROOT"] = str(paths.ROOT)
    jobs = [run.Job(f"e{n}", "01-small", {}, str(books.parent / "out" / f"e{n}")) for n in range(times)]
    started = time.monotonic()
    results, _ = run.run([], jobs, workers=8)
    took = time.monotonic() - started
    lost = [r.error for r in results if r.error] + [j.edition for j in jobs if not j.executed.is_file()]
    slowest = max(r.seconds for r in results)
    left = left_behind(paths.ROOT)
    left = [line for line in left if "reach.forks" in line]
    good = len(results) == times and not lost and not left and slowest < 30
    said = f"none lost, slowest {slowest:.1f} s, {took / times:.2f} s each, nothing left behind"
    tell("notebooks, 8 jobs", times, said if good else f"FAILED {lost[:3]} {left} {slowest:.1f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--breaks", type=int, default=5)
    parser.add_argument("--runs", type=int, default=300)
    options = parser.parse_args()
    # Started in the background, this may have been told to ignore Ctrl-C, and what it starts would ignore it, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="faults-") as made:
        root = project(Path(made) / "project")
        kills(root, options.kills)
        interrupts(root, options.breaks)
        at_once(root)
        refused(root)
        places(root)
        many(root, options.runs)
    print(f"\n{'fault':42} {'tries':>5}  outcome")
    for fault, tries, outcome in ROWS:
        print(f"{fault:42} {tries:5}  {outcome}")
    return any("FAILED" in outcome for *_, outcome in ROWS)


if __name__ == "__main__":
    sys.exit(main())
