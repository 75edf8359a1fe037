"""The two weights of the house font that figures use.

matplotlib cannot pick a weight from a variable font, so two static instances are cut from the packaged font once,
into ``.cache/fonts``. They bear a name of their own because the font's licence reserves its name for the unmodified
font, and because a font of that name on the machine must not be picked instead.
"""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from reach import house, paths

FAMILY = "Reach Sans"
FALLBACK = "DejaVu Sans"
WEIGHTS = {"regular": 400, "bold": 600}

# Latin, Cyrillic, punctuation, arrows and the few signs the figures print: everything a name or a figure can need.
_LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x400, 0x460),
    *range(0x2009, 0x2030),
    *map(ord, "\u202f‰′″‹›€₽№™"),
    *range(0x2190, 0x2194),
    *map(ord, "−≈≤≥"),
)


def files() -> dict[str, Path]:
    """Paths of the two instances, ``{"regular": …, "bold": …}``, made first where they are missing."""
    source = hashlib.sha256(house.STYLE.font_file.read_bytes()).hexdigest()
    recipe = f"{source} {version('fonttools')} {FAMILY} {WEIGHTS} {_LETTERS}"
    folder = paths.CACHE / "fonts" / hashlib.sha256(recipe.encode()).hexdigest()[:16]
    found = {name: folder / f"{name}.ttf" for name in WEIGHTS}
    if not all(path.is_file() for path in found.values()):
        _make(folder)
    return found


def _make(folder: Path) -> None:
    from fontTools import subset, ttLib
    from fontTools.varLib import instancer

    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.notdef_outline = True
    font = ttLib.TTFont(house.STYLE.font_file, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_LETTERS)
    subsetter.subset(font)
    folder.mkdir(parents=True, exist_ok=True)
    wide = any(axis.axisTag == "wdth" for axis in font["fvar"].axes)
    for name, weight in WEIGHTS.items():
        cut = instancer.instantiateVariableFont(font, {"wght": weight} | ({"wdth": 100} if wide else {}))
        style = name.capitalize()
        full, plain = f"{FAMILY} {style}", f"{FAMILY.replace(' ', '')}-{style}"
        cut["OS/2"].usWeightClass = 700 if name == "bold" else 400
        for record, text in {1: FAMILY, 2: style, 3: full, 4: full, 16: None, 17: None, 6: plain}.items():
            cut["name"].removeNames(nameID=record)
            if text:
                cut["name"].setName(text, record, 3, 1, 0x409)
        with paths.whole(folder / f"{name}.ttf") as part:
            cut.save(part)


def web() -> dict[str, Path]:
    """Paths of the two instances as pages load them: WOFF, half the size; made first where they are missing."""
    found = {}
    for name, path in files().items():
        found[name] = path.with_suffix(".woff")
        if not found[name].is_file():
            from fontTools import ttLib

            font = ttLib.TTFont(path, recalcTimestamp=False)
            font.flavor = "woff"
            with paths.whole(found[name]) as part:
                font.save(part)
    return found


def licence() -> str:
    """The licence that goes with the instances wherever they are given away."""
    for folder in house.STYLE.font_file.parents[:2]:
        for name in ("LICENSE", "LICENSE.txt", "OFL.txt"):
            if (folder / name).is_file():
                return (folder / name).read_text(encoding="utf-8")
    return f"{house.STYLE.font}: see its licence.\n"


@cache
def register() -> None:
    """Tell matplotlib of the instances; safe to call again."""
    from matplotlib import font_manager

    for path in files().values():
        font_manager.fontManager.addfont(path)
