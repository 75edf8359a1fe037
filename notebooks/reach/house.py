"""The house style, from ``notebooks/style.yaml``: font, credit, logo, and colours by what they are for."""

import importlib.util
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from reach import paths
from reach.faults import Told

FILE = paths.ROOT / "notebooks" / "style.yaml"
THEMES = ("light", "dark")
#: What a picture needs a colour for; words ``on`` something stand on that.
ROLES = (
    "page", "text", "secondary", "faint", "grid", "axis", "empty", "pale", "overlap", "on_overlap", "possible", "hatch",
    "on_service", "whatsapp", "telegram", "max", "other", "depth_1", "depth_2", "depth_3", "on_depth_1", "on_depth_2",
    "on_depth_3",
)  # fmt: skip
SERVICES = ("whatsapp", "telegram", "max")
#: Words, and what they stand on.
_READ = (
    *((words, "page") for words in ("text", "secondary", "faint", "other", *SERVICES)),
    ("secondary", "empty"),
    ("on_overlap", "overlap"),
    *(("on_service", fill) for fill in (*SERVICES, "other")),
    *((f"on_depth_{n}", f"depth_{n}") for n in (1, 2, 3)),
)
#: Machado, Oliveira and Fernandes 2009: how those see who lack one kind of cone, on linear light.
_VISION = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
LEAST_CONTRAST, LEAST_APART = 4.5, 15.0


class StyleError(Told):
    """The house style cannot be used as it is written."""


@dataclass(frozen=True)
class Style:
    """What ``style.yaml`` says: the font's name and file, who is credited, a logo, and colours by theme and role."""

    font: str
    font_file: Path
    credit: str
    author: str
    logo: Path | None
    colours: dict[str, dict[str, str]]


def read(path: Path = FILE) -> Style:
    """The house style of a file.

    Raises:
        StyleError: names the file, the key, the value and what is allowed.
    """
    shown = paths.shown(path)
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise StyleError(f"{shown} cannot be read: {error}") from None
    keys = {"font", "credit", "author", "logo", "colours"}
    if not isinstance(found, dict) or set(found) != keys:
        raise StyleError(f"{shown} holds {', '.join(sorted(keys))}, and nothing else.")
    colours = found["colours"]
    for theme in THEMES:
        given = colours.get(theme) if isinstance(colours, dict) else None
        if not isinstance(given, dict) or set(given) != set(ROLES):
            wrong = ", ".join(sorted(map(str, set(given or ()) ^ set(ROLES))))
            raise StyleError(f"{shown}, colours, {theme}: missing or unknown: {wrong}.")
        for role, colour in given.items():
            if not re.fullmatch(r"#[0-9a-f]{6}", str(colour)):
                raise StyleError(f"{shown}, colours, {theme}, {role} is {colour!r}. Write it as #1a2b3c.")
    return Style(
        font=_text(found["font"], "name", shown),
        font_file=_font(found["font"], path.parent, shown),
        credit=_text(found, "credit", shown),
        author=_text(found, "author", shown),
        logo=_file(path.parent / str(found["logo"]), shown, "logo") if found["logo"] else None,
        colours=colours,
    )


def _text(found: object, key: str, shown: str) -> str:
    value = found.get(key) if isinstance(found, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise StyleError(f"{shown}: {key} is {value!r}. It is a text.")
    return value


def _font(font: object, home: Path, shown: str) -> Path:
    name = _text(font, "file", shown)
    if not (package := font.get("package")):
        return _file(home / name, shown, "font, file")
    if (spec := importlib.util.find_spec(str(package))) is None or not spec.origin:
        raise StyleError(f"{shown}: font, package is {package!r}, which is not installed.")
    return _file(Path(spec.origin).parent / name, shown, "font, file")


def _file(path: Path, shown: str, key: str) -> Path:
    if not path.is_file():
        raise StyleError(f"{shown}: {key} names {path.name!r}, which is not there.")
    return path


def doubts(colours: dict[str, dict[str, str]]) -> Iterator[str]:
    """What a reader may not be able to read or to tell apart: contrast by WCAG 2.2, colours as all eyes see them."""
    for theme, palette in colours.items():
        for words, ground in _READ:
            if (found := contrast(palette[words], palette[ground])) < LEAST_CONTRAST:
                yield f"{theme}: {words} on {ground} has a contrast of {found:.1f}, less than {LEAST_CONTRAST}"
        for a, b in itertools.combinations(SERVICES, 2):
            for vision, matrix in _VISION.items():
                if (apart := _apart(palette[a], palette[b], matrix)) < LEAST_APART:
                    yield f"{theme}: {a} and {b} look alike ({vision}: {apart:.0f}, less than {LEAST_APART:.0f})"


def _linear(colour: str) -> tuple[float, ...]:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)


def contrast(a: str, b: str) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (_linear(a), _linear(b)))
    return (high + 0.05) / (low + 0.05)


def _apart(a: str, b: str, vision: tuple) -> float:
    """Distance in CIE L*a*b* as an eye sees two colours."""
    a, b = ([sum(m * c for m, c in zip(row, _linear(colour), strict=True)) for row in vision] for colour in (a, b))
    return math.dist(_lab(a), _lab(b))


def _lab(light: list[float]) -> tuple[float, float, float]:
    r, g, b = (min(max(c, 0.0), 1.0) for c in light)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (v ** (1 / 3) if v > (6 / 29) ** 3 else v / (3 * (6 / 29) ** 2) + 4 / 29 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


STYLE = read()
