"""What is made of whole kits for taking away: a zip each, frozen copies for embedding, small pictures for an index.

All are made before an edition's page is written, and only of kits that changed. The same kit gives the same bytes.
"""

import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from reach import fonts, pages, paths

ZIPS, THUMBS, FROZEN = "zips", "thumbs", "frozen"
#: Width of an index's small pictures, in pixels: twice the CSS pixels they are shown at.
THUMB = 480
SHAPE = 0.42  # and their height in it
_STRAY = ("thumbs.db", "desktop.ini", "icon\r")  # of file managers that do not begin such names with a point


def files(folder: Path) -> list[Path]:
    """The files in a folder, by name, without what a file manager keeps there for itself."""
    return sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] != "." and p.name.lower() not in _STRAY)


def digest(kit: Path) -> str:
    """A hash of what a kit holds, without reading its pictures: ``figure.json`` has the hashes of their pixels."""
    read = (".json", ".html", ".csv")
    found = [
        f"{path.name} {path.stat().st_size}\n".encode() + (path.read_bytes() if path.suffix in read else b"")
        for path in files(kit)
    ]
    found += [f"{name} {len(raw)}\n".encode() for name, raw in shared().items()]
    return hashlib.sha256(b"".join(found) + shared()[pages.FIGURE]).hexdigest()


@cache
def shared() -> dict[str, bytes]:
    """What an edition's interactive pages share, by path in its folder: scripts, fonts, the fonts' licence."""
    from plotly.offline import get_plotlyjs

    return {
        pages.FIGURE: (pages.FOLDER / pages.FIGURE).read_bytes(),
        pages.PLOTLY: get_plotlyjs().encode(),
        **{f"fonts/{name}.woff": path.read_bytes() for name, path in fonts.web().items()},
        "fonts/OFL.txt": fonts.licence().encode(),
    }


# Zips


def zipped(folder: Path, kit: Path, readme: str) -> Path:
    """The zip of a kit in ``folder/zips``, written where the kit has changed since; returns its path.

    It holds the kit's folder, what is said of it as ``README.txt``, and beside it the scripts and fonts of its
    interactive page, so that the page works alone.
    """
    target = folder / ZIPS / f"{kit.name}-{folder.name}.zip"
    key = hashlib.sha256(f"{digest(kit)}{readme}".encode()).hexdigest()
    if target.is_file() and _key_of(target) == key:
        return target
    content = io.BytesIO(_scripts_zipped())
    with zipfile.ZipFile(content, "a") as archive:
        archive.comment = key.encode()
        _add(archive, "README.txt", readme.encode())
        for path in files(kit):
            raw = path.read_bytes()
            if path.name == "interactive.html":
                raw = pages.without(raw.decode("utf-8"), "edition").encode()
            _add(archive, f"{kit.name}/{path.name}", raw)
    pages.put(target, content.getvalue())
    return target


@cache
def _scripts_zipped() -> bytes:
    # The drawing script is by far the largest and the same in all zips: it is compressed once.
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, raw in sorted(shared().items()):
            _add(archive, name, raw)
    return content.getvalue()


def _add(archive: zipfile.ZipFile, name: str, raw: bytes) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o644 << 16  # as Unix has a file that all may read
    compressed = name.endswith((".png", ".pdf"))
    entry.compress_type = zipfile.ZIP_STORED if compressed else zipfile.ZIP_DEFLATED
    archive.writestr(entry, raw, compresslevel=6)


def _key_of(path: Path) -> str:
    # The comment is the end of the file: no need to read the rest of it.
    with path.open("rb") as file:
        file.seek(-min(64, path.stat().st_size), os.SEEK_END)
        return file.read().decode("ascii", "replace")


# Frozen copies


def frozen(folder: Path, kit: Path) -> str:
    """Keep the kit's page as it is now, under a name made from its content; returns the name of its folder.

    ``folder/frozen/<figure>-<hash>`` holds page, picture and data and, beside it, scripts and fonts by hash. What is
    there is never written again, and nothing here removes it.
    """
    common = {name: f"{Path(name).stem}-{_short(raw)}{Path(name).suffix}" for name, raw in shared().items()}
    page = pages.without((kit / "interactive.html").read_text(encoding="utf-8"), "kit", "edition")
    for name, own in common.items():
        page = page.replace(f'"../{name}"', f'"../{own}"')
    content = {"interactive.html": page.encode()}
    content |= {name: (kit / name).read_bytes() for name in ("article.png", "data.csv")}
    if (kit / "mobile.png").is_file():
        content["mobile.png"] = (kit / "mobile.png").read_bytes()
    found = _short(b"".join(name.encode() + hashlib.sha256(raw).digest() for name, raw in sorted(content.items())))
    target = folder / FROZEN / f"{kit.name}-{found}"
    for name, own in common.items():
        if not (target.parent / own).exists():
            pages.put(target.parent / own, shared()[name])
    if not target.exists():
        part = paths.new_folder(target.parent, ".part-")
        try:
            for name, raw in content.items():
                (part / name).write_bytes(raw)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return target.name


def _short(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:12]


# Small pictures


def thumb_name(figure: str, pixels: str) -> str:
    """Name of a figure's small picture, by the hash of its picture's pixels."""
    return f"{figure}-{pixels[:12]}-panels.webp"


def thumb(folder: Path, kit: Path, pixels: str, panels: Sequence[int]) -> str:
    """A small picture of a figure's panels for an index, its title beside it; returns its name in ``folder/thumbs``.

    ``panels`` are the pixels between which they lie: all small pictures are of one shape, on the figure's own ground.
    """
    target = folder / THUMBS / thumb_name(kit.name, pixels)
    if not target.is_file():
        from PIL import Image

        with Image.open(kit / "article.png") as image:
            whole = image.convert("RGB")  # the words around the panels stand beside it
            small = Image.new("RGB", (whole.width, round(whole.width * SHAPE)), whole.getpixel((1, 1)))
            small.paste(whole.crop((0, panels[0] - 6, whole.width, panels[1] + 4)))
            small = small.resize((THUMB, round(THUMB * SHAPE)), Image.Resampling.LANCZOS)
            content = io.BytesIO()
            small.save(content, "webp", quality=60, method=2)  # a better one takes twice the time for a few bytes
        pages.put(target, content.getvalue())
    return target.name


def sweep(folder: Path, kept: set[Path]) -> None:
    """Remove zips and small pictures of kits that are gone or were others; frozen copies stay."""
    for path in (*(folder / ZIPS).glob("*"), *(folder / THUMBS).glob("*")):
        if path not in kept and path.is_file():
            path.unlink()
    # A run that was killed may have left the beginning of a copy.
    for path in (folder / FROZEN).glob(".part-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in (folder / FROZEN).glob("*.part"):
        path.unlink()
