"""Makes a table of user counts of any length that holds: the committed rows over and over, each with an id of its own.

python tests/benchmarks/big.py 1000000 folder   writes folder/data, a copy of data/ with that table
"""

import csv
import shutil
import sys
from itertools import cycle, islice
from pathlib import Path

from reach import paths


def write(rows: int, folder: Path) -> Path:
    """Write ``folder/data`` with ``rows`` rows in user_counts.csv; returns that folder."""
    data = folder / "data"
    shutil.copytree(paths.DATA, data, dirs_exist_ok=True)
    with (paths.DATA / "user_counts.csv").open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    with (data / "user_counts.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(known[0]), lineterminator="\n")
        out.writeheader()
        for number, row in enumerate(islice(cycle(known), rows)):
            # Every record has its own figure; none is drawn twice, repeats or contradicts another.
            own = {"record_id": f"big-{number:07}", "draw": "no", "repeats": "", "conflicts_with": ""}
            if row["unit"] != "percent" and row["qualifier"] != "range":
                own |= {"value": str(int(row["value"]) + number), "resolution": "1"}
            out.writerow(row | own)
    return data


if __name__ == "__main__":
    print(write(int(sys.argv[1]), Path(sys.argv[2])))
