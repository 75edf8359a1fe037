"""Where things are, and how files come into their place. No path depends on the working folder."""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ProjectNotFound(RuntimeError):
    """The project's folder cannot be found from the package or the environment."""


def _root() -> Path:
    override = os.environ.get("REACH_ROOT")
    start = Path(override).resolve() if override else Path(__file__).resolve().parent
    for folder in (start, *start.parents):
        if (folder / "data").is_dir() and (folder / "notebooks").is_dir():
            return folder
    said = f"No project folder (one with data/ and notebooks/) at or above {start}."
    raise ProjectNotFound(f"{said} Install the package in place (make does) or set REACH_ROOT to the project's folder.")


def _cache() -> Path:
    """The checkout's own folder for what can be made again; the user's where the checkout cannot be written to."""
    own = ROOT / ".cache"
    if os.access(own if own.exists() else ROOT, os.W_OK):
        return own
    from platformdirs import user_cache_path

    return user_cache_path("reach") / hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]


ROOT = _root()
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
EDITIONS = NOTEBOOKS / "editions"
FIGURES = ROOT / "figures"
#: What is published by hand; git ignores it.
SCRATCH = FIGURES / "scratch"
CACHE = _cache()
PACKAGE = Path(__file__).resolve().parent


def shown(path: Path) -> str:
    """Path as a reader should see it: from the project's folder where it lies inside."""
    full = path.resolve()
    return full.relative_to(ROOT).as_posix() if full.is_relative_to(ROOT) else str(path)


# What lies half-written must not be found, and must be readable for whom the user's umask allows: the files and
# folders of the module tempfile are for their maker alone.


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write a file to; with the block's end it takes ``target``'s place in one step, or is gone."""
    part = target.with_name(f".{target.name}-{secrets.token_hex(4)}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def new_folder(parent: Path, prefix: str) -> Path:
    """Make a folder whose name begins so and that nobody else has."""
    folder = parent / f"{prefix}{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


#: Bytes that the address of a socket has room for on every system, less the name of the socket.
_SOCKET = 104 - len("/12345678/s-12345")


def sockets() -> Path | None:
    """A folder for sockets with a path that is short enough; none where there is no such folder."""
    for place in (tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR"), "/tmp", "/var/tmp"):
        if place and len(os.fsencode(place)) < _SOCKET - 20 and os.access(place, os.W_OK):
            return Path(place)
    return None
