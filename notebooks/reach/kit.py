"""Figure kits: all an editor needs for one figure, in one folder, whole or not at all.

Nobody else writes pictures or pages. The same inputs give the same bytes.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reach import cells, claims, pages, paths, pictures, sheet, words
from reach.edition import next_update

if TYPE_CHECKING:
    from reach.chart import Chart

#: Files of every kit beside its pictures. Pages are built and not committed.
FILES = ("data.csv", "data.resource.json", "sheet.csv", "figure.json", "interactive.html", "sheet.html")
#: What lies beside the kits that a notebook publishes: the tables it read, for the runner.
READS = "reads.json"
#: What is committed of an edition that is: the rest is made again by one command.
COMMITTED = ("article.svg", "article.png", "mobile.svg", "mobile.png", "social.png", "data.csv", "figure.json")


def files(sizes: Sequence[str], name: str = "") -> list[str]:
    """Names of all files of a kit for an edition's ``sizes``, of a figure by ``name`` those it has."""
    return [*pictures.files(sizes, name), *FILES]


def missing(folder: Path) -> list[str]:
    """Files that a kit lacks of those its own ``figure.json`` promises."""
    try:
        described = json.loads((folder / "figure.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ["figure.json"]
    if described["empty"]:
        return []
    sizes = described["parameters"]["sizes"].split(", ")
    return [name for name in files(sizes, described["name"]) if not (folder / name).is_file()]


def write(chart: "Chart", folder: Path) -> Path:
    """Write the kit of a figure as ``folder/<figure>``, replacing an older one in one step; returns that folder.

    No picture is made of a figure with nothing to show: ``figure.json`` says why.

    Raises:
        ClaimError: the figure's words say what its intervals do not carry; nothing is written.
        PictureError: a picture cannot be written as it should be; nothing is written.
    """
    for one in filter(None, (chart, chart.other)):
        claims.hold(one)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    part = paths.new_folder(folder, f".{chart.name}-")
    try:
        made, corrected, texts = {}, [], {}
        if not chart.empty:
            made, rows = pictures.write(chart, part), sheet.rows(chart)
            corrected = [correction["said"] for correction in sheet.corrections(chart, rows)]
            texts = {
                "data.csv": cells.csv_text(chart.data),
                "data.resource.json": json_text(cells.resource(chart)),
                "sheet.csv": cells.csv_text(rows),
                "interactive.html": pages.page(chart, files(chart.edition.sizes, chart.name), corrected),
                "sheet.html": pages.sheet(chart, rows.to_dict("records")),
            }
        for name, text in texts.items():
            (part / name).write_text(text, encoding="utf-8", newline="")
        described = json_text(describe(chart, made, corrected, part))
        (part / "figure.json").write_text(described, encoding="utf-8", newline="")
        replace(part, folder / chart.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder / chart.name


def pictures_of(chart: "Chart", folder: Path, sizes: Sequence[str], *, transparent: bool = False) -> list[Path]:
    """Write pictures alone, in listed sizes or of one's own (as 800x450), held as a kit is: ``folder/<figure>/…``.

    Raises:
        ClaimError, LayoutError, PictureError: as :func:`write`; nothing is written.
    """
    claims.hold(chart)
    home = Path(folder) / chart.name
    home.mkdir(parents=True, exist_ok=True)
    part = paths.new_folder(home, ".part-")
    try:
        made = pictures.write(chart, part, sizes, transparent=transparent)
        return [(part / name).replace(home / name) for name in made]
    finally:
        shutil.rmtree(part, ignore_errors=True)


def replace(new: Path, old: Path) -> None:
    """Put a whole folder in another's place. Where the system can, the two are exchanged in one step."""
    if not old.exists():
        new.rename(old)
    elif _exchange(new, old):
        shutil.rmtree(new, ignore_errors=True)
    else:
        aside = paths.new_folder(old.parent, ".old-")
        old.rename(aside / old.name)
        new.rename(old)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(a: Path, b: Path) -> bool:
    # Linux has one call that swaps two names, so that a reader, or a kill, never meets a missing folder.
    import ctypes

    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    at_fdcwd, exchange = -100, 2
    return call(at_fdcwd, os.fsencode(a), at_fdcwd, os.fsencode(b), exchange) == 0


# Data and words


def json_text(value: object) -> str:
    """JSON as it is committed: sorted keys, two spaces, one line break at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"


def describe(chart: "Chart", made: dict[str, dict], corrections: list[str], folder: Path) -> dict:
    """``figure.json``: the words, sources, files and checksums of a kit.

    ``made`` has width and height of the pictures; ``folder`` all other files. Of pages it has no checksums: every word
    of theirs would change it.
    """
    text, edition, update = chart.text, chart.edition, next_update()
    day = words.day(edition.cutoff, edition.language)
    said = {"credit": pictures.CREATOR, "title": text.title, "day": day}
    plain = [path for path in folder.iterdir() if path.suffix not in (".png", ".html")]
    return {
        "name": chart.name,
        "title": text.title,
        "subtitle": text.subtitle,
        "alt": text.alt,
        "long_description": text.long,
        "caption": text.caption,
        "how_to_read": text.reading,
        "method": text.method,
        "notes": [note for note in text.notes if note],
        "footer": text.footer(edition),
        "sources": pages.cited(chart),
        "corrections": corrections,
        "data_as_of": edition.cutoff.date().isoformat(),
        "next_update": update.isoformat() if update else "",
        "parameters": edition.as_text(),
        "columns": chart.columns,
        "empty": chart.empty,
        "licence": "CC-BY-4.0",
        "credit": pictures.CREATOR,
        "citation": words.say(edition.language, "citation", **said),
        "pictures": made,
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in plain},
        "pixels_sha256": {path.name: pictures.pixel_hash(path) for path in folder.glob("*.png")},
    }
