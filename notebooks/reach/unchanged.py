"""Whether a call of the runner would find everything as it left it: told by bytes alone, before anything is imported.

The runner itself knows better what depends on what (:func:`reach.run.why`), but needs the tables for it. Where no byte
of what goes in or comes out differs since the same call was made, there is nothing to know.
"""

import hashlib
import json
import re
import site
import sys
from dataclasses import dataclass
from pathlib import Path

from reach import paths


def digest(*parts: bytes) -> str:
    """Hash of parts, each told apart from the next."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def content(path: Path) -> bytes:
    """A file's bytes; none where it cannot be read, which whoever needs it tells in words."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


@dataclass(frozen=True)
class Call:
    """What the runner was asked for: editions and notebooks by name, or none for all, parameters, and where to."""

    editions: tuple[str, ...]
    notebooks: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    out: Path

    @property
    def state(self) -> Path:
        asked = json.dumps([self.editions, self.notebooks, self.parameters, str(self.out)])
        return paths.CACHE / "runs" / f"{digest(asked.encode())[:12]}.json"


def installed() -> str:
    """This Python and what is installed of the lock: who has another version at hand gets other figures."""
    locked = set(re.findall(rb"^([\w.-]+)==", content(paths.ROOT / "requirements.txt"), re.MULTILINE))
    names = {_plain(name.decode()) for name in locked}
    there = {p.name for place in site.getsitepackages() for p in Path(place).glob("*.dist-info")}
    return "\n".join([sys.version, *sorted(name for name in there if _plain(name.partition("-")[0]) in names)])


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def inputs() -> str:
    """Hash of all that figures are made from: package, lock, tables, notebooks, editions, and this Python."""
    files = [paths.ROOT / "requirements.txt", *_below(paths.DATA), *_below(paths.NOTEBOOKS)]
    return digest(installed().encode(), *(part for p in files for part in (str(p).encode(), content(p))))


def outputs(folders: list[Path], known: dict[Path, str] | None = None) -> dict[str, str]:
    """Hash of every file of editions, and of the names and manifests of those beside them, which their pages offer.

    ``known`` hashes were taken when a file was made: one that was edited since does not pass for made.
    """
    known = known or {}
    beside = {p for folder in folders for p in folder.parent.glob("*/manifest.json")}
    files = sorted({p for folder in folders for p in _below(folder)} | beside)
    return {str(p): known.get(p) or digest(content(p)) for p in files}


def remember(call: Call, made_from: str, folders: list[Path], known: dict[Path, str], notebooks: int) -> None:
    """Keep how things were left by a call that did all it was asked for."""
    files = outputs(folders, known)
    state = {"inputs": made_from, "folders": [*map(str, folders)], "files": files, "notebooks": notebooks}
    call.state.parent.mkdir(parents=True, exist_ok=True)
    call.state.write_text(json.dumps(state), encoding="utf-8")


def count(call: Call, made_from: str) -> int | None:
    """How many notebooks the call would find unchanged; nothing where a byte differs or it was never made."""
    try:
        state = json.loads(call.state.read_text(encoding="utf-8"))
        same = state["inputs"] == made_from and state["files"] == outputs([Path(f) for f in state["folders"]])
        return int(state["notebooks"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _below(folder: Path) -> list[Path]:
    """The files below a folder, without what is hidden or made by Python."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return sorted(p for p in found if not any(x == "__pycache__" or x[0] == "." for x in p.relative_to(folder).parts))
