"""Where things are. No path depends on the working folder."""

import os
from pathlib import Path


class ProjectNotFound(RuntimeError):
    """The project's folder cannot be found from the package or the environment."""


def _root() -> Path:
    override = os.environ.get("REACH_ROOT")
    start = Path(override).resolve() if override else Path(__file__).resolve().parent
    for folder in (start, *start.parents):
        if (folder / "data" / "datapackage.json").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise ProjectNotFound(
        f"No project folder (one with data/datapackage.json and notebooks/) at or above {start}. "
        "Install the package in place (make does) or set REACH_ROOT to the project's folder."
    )


ROOT = _root()
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
EDITIONS = NOTEBOOKS / "editions"
FIGURES = ROOT / "figures"
CACHE = ROOT / ".cache"
PACKAGE = Path(__file__).resolve().parent


def shown(path: Path) -> str:
    """Path as a reader should see it: from the project's folder where it lies inside."""
    path = Path(path)
    try:
        return path.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return str(path)
