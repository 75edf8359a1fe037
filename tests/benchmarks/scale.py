"""Large tables and many editions: python tests/benchmarks/scale.py [--rows 1000000] [--editions 200]

The strict reader beside pandas.read_csv on the same file, each in a process of its own; then the cost of an edition
when there are few and when there are many.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from big import write
from reach import edition as editions
from reach import run

READ = """
import resource, sys, time
from pathlib import Path
import pandas
from reach import tables
data = Path(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.process_time()
frame = pandas.read_csv(data / "user_counts.csv") if sys.argv[1] == "pandas" else tables.read("user_counts", data)
print(time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, len(frame))
"""


def read(what: str, data: Path) -> tuple[float, float]:
    """Seconds of the processor and megabytes beyond what was there before."""
    done = subprocess.run([sys.executable, "-c", READ, what, data], capture_output=True, text=True, check=True)
    seconds, kilobytes, _ = done.stdout.split()
    return float(seconds), int(kilobytes) / 1024


def large_tables(most: int) -> None:
    print(f"{'rows':>9} {'read_csv':>10} {'reach':>10} {'ratio':>6} {'MB':>6} {'MB':>6} {'ratio':>6}")
    rows = 10_000
    while rows <= most:
        with tempfile.TemporaryDirectory() as made:
            data = write(rows, Path(made))
            theirs, ours = read("pandas", data), read("reach", data)
        print(
            f"{rows:9} {theirs[0]:8.2f} s {ours[0]:8.2f} s {ours[0] / theirs[0]:6.1f} "
            f"{theirs[1]:6.0f} {ours[1]:6.0f} {ours[1] / max(theirs[1], 1):6.1f}",
            flush=True,
        )
        rows *= 10


def many_editions(most: int) -> None:
    """Notebook 09 for editions of many days, one size: seconds an edition and memory of the runner."""
    usual = editions.load("latest").parameters | {"sizes": "article"}
    print(f"{'editions':>9} {'seconds each':>13} {'runner, MB':>11}")
    for count in (max(most // 10, 2), most):
        out = Path(tempfile.mkdtemp(prefix="bench-"))
        try:
            # The same years for few as for many: an edition of a later one has more to draw.
            days = [f"{2016 + n % 10}-{n // 10 % 12 + 1:02}-{1 + n // 120:02}" for n in range(count)]
            found = [
                editions.EditionFile(f"until-{day}", {"en": day, "ru": day}, usual | {"as_of": day}) for day in days
            ]
            jobs = [run.Job(file.name, "09-other-countries", file.parameters, str(out / file.name)) for file in found]
            started = time.perf_counter()
            results, _ = run.run(found, jobs, force=True)
            took = time.perf_counter() - started
            failed = [result.error for result in results if result.error]
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{count:9} {took / count:11.2f} s {memory:11.0f}", *failed[:1])
        finally:
            for folder in {out, *(job.state.parent for job in jobs), *(job.executed.parent for job in jobs)}:
                shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--editions", type=int, default=200)
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors")
    large_tables(options.rows)
    if options.editions:
        many_editions(options.editions)


if __name__ == "__main__":
    main()
