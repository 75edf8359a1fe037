"""Figure kits: all an editor needs for one figure, in one folder, whole or not at all.

Nobody else writes pictures or pages. The same inputs give the same bytes: no dates in metadata, a fixed salt for
identifiers, our own fonts.
"""

import hashlib
import io
import json
import os
import re
import shutil
import struct
import tempfile
from html import escape
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from reach import cells, pages, tables
from reach.charts.chart import Chart, source_line
from reach.charts.look import SIZES
from reach.charts.page import DPI, RC

#: Files of a kit. Pages are built and not committed.
PICTURES = ("article.svg", "article.png", "mobile.svg", "mobile.png", "social.png")
FILES = (*PICTURES, "data.csv", "figure.json", "interactive.html")

_RIGHTS = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
_CREATOR = "The reach contributors"


def write(chart: Chart, folder: Path) -> Path:
    """Write the kit of a figure as ``folder/<figure>``, replacing an older one in one step; returns that folder."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{chart.name}-", dir=folder))
    try:
        part.chmod(0o755)
        pixels = _pictures(chart, part)
        (part / "data.csv").write_text(cells.csv_text(chart.data), encoding="utf-8", newline="")
        (part / "interactive.html").write_text(pages.page(chart), encoding="utf-8", newline="")
        described = describe(chart, pixels, part)
        (part / "figure.json").write_text(json_text(described), encoding="utf-8", newline="")
        replace(part, folder / chart.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder / chart.name


def replace(new: Path, old: Path) -> None:
    """Put a whole folder in another's place. Where the system can, the two are exchanged in one step."""
    if not old.exists():
        new.rename(old)
        return
    if _exchange(new, old):
        shutil.rmtree(new, ignore_errors=True)
        return
    aside = Path(tempfile.mkdtemp(prefix=".old-", dir=old.parent))
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


# Pictures


def _pictures(chart: Chart, folder: Path) -> dict[str, str]:
    """Write the pictures; returns a hash of each PNG's pixels by file name."""
    pixels = {}
    for name, size in SIZES.items():
        look = chart.look.at(name)
        figure = chart.static(look)
        if f"{name}.svg" in PICTURES:
            (folder / f"{name}.svg").write_text(svg(chart, figure), encoding="utf-8", newline="")
        with mpl.rc_context(RC):
            figure.savefig(
                folder / f"{name}.png",
                dpi=DPI * size.scale,
                metadata=_metadata(chart, png=True),
                pil_kwargs={"optimize": False, "compress_level": 9},
            )
        pixels[f"{name}.png"] = pixel_hash(folder / f"{name}.png")
    return pixels


def _metadata(chart: Chart, png: bool) -> dict[str, str | None]:
    text, edition = chart.text, chart.edition
    source = source_line(text.sources, edition, 99) if text.sources else ""
    described = {"Title": text.title, "Description": text.alt, "Source": source}
    if png:
        return described | {"Author": _CREATOR, "Copyright": _RIGHTS, "Software": None}
    return described | {"Creator": _CREATOR, "Rights": _RIGHTS, "Language": edition.language, "Date": None}


def svg(chart: Chart, figure: Figure) -> str:
    """The figure as SVG with a role, a title and a description that screen readers find."""
    out = io.BytesIO()
    with mpl.rc_context(RC):
        figure.savefig(out, format="svg", metadata=_metadata(chart, png=False))
    text = out.getvalue().decode("utf-8")
    text = re.sub(r"<!DOCTYPE[^>]*>\s*", "", text)
    label = f"{chart.name}-title {chart.name}-desc"
    head = (
        f'<title id="{chart.name}-title">{escape(chart.text.title)}</title>\n'
        f' <desc id="{chart.name}-desc">{escape(chart.text.alt)}</desc>\n'
    )
    text = re.sub(r"\s*<title>.*?</title>", "", text, count=1, flags=re.DOTALL)
    # Plain spaces at line ends come from the drawing library.
    text = re.sub(r"[ \t]+\n", "\n", text)
    opened = f' role="img" aria-labelledby="{label}" lang="{chart.edition.language}">\n {head}'
    return re.sub(r"(<svg\b[^>]*?)>", lambda match: match[1] + opened, text, count=1)


def pixel_hash(path: Path) -> str:
    """SHA-256 of a PNG's size and pixels, whatever its compression and metadata."""
    from PIL import Image

    with Image.open(path) as image:
        rgba = image.convert("RGBA")
        return hashlib.sha256(struct.pack(">II", *rgba.size) + rgba.tobytes()).hexdigest()


# Data and words


def json_text(value: object) -> str:
    """JSON as it is committed: sorted keys, two spaces, one line break at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"


def parameters(chart: Chart) -> dict[str, str]:
    """The edition's parameters as text, without the folder published to."""
    e = chart.edition
    return {
        "country": e.country,
        "platforms": ", ".join(e.platforms),
        "also": ", ".join(e.also),
        "as_of": e.as_of.isoformat() if e.as_of else "",
        "since": e.since.isoformat(),
        "headline": ", ".join(e.headline),
        "language": e.language,
        "theme": e.theme,
    }


def describe(chart: Chart, pixels: dict[str, str], folder: Path) -> dict:
    """``figure.json``: the words, sources and checksums of a kit."""
    text, edition = chart.text, chart.edition
    pages = tables.read("sources").set_index("source_id")
    return {
        "name": chart.name,
        "title": text.title,
        "subtitle": text.subtitle,
        "alt": text.alt,
        "long_description": text.long,
        "caption": text.caption,
        "notes": [note for note in text.notes if note],
        "footer": text.footer(edition),
        "sources": [
            {
                "id": i,
                "publisher": pages.loc[i, "publisher"],
                "url": pages.loc[i, "url"],
                "language": pages.loc[i, "language"],
                "published_on": cells.plain(pages.loc[i, "published_on"]),
            }
            for i in text.sources
        ],
        "data_as_of": edition.cutoff.date().isoformat(),
        "parameters": parameters(chart),
        "columns": chart.columns,
        "empty": chart.empty,
        "licence": "CC-BY-4.0",
        "credit": _CREATOR,
        "sha256": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in ("article.svg", "mobile.svg", "data.csv")
        },
        "pixels_sha256": pixels,
    }
