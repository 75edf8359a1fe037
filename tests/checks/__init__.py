"""What is held of every figure: checks by theme, each a generator of faults in words.

A check is asked of a chart (its words, its data, its screen figure) or of one drawing of it; one that names figures is
asked of those alone, where they are drawn. :func:`faults` makes every drawing once and asks all checks of it.
"""

import csv
import importlib
import pkgutil
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from reach import charts, paths, words
from reach import edition as editions
from reach.chart import Chart
from reach.draw.letters import width_of
from reach.draw.look import DPI, styled

#: Every figure there is, found by its module, so that a new figure is held to all rules from its first day.
FIGURES = {
    module.NAME: module
    for module in (importlib.import_module(f"reach.charts.{m.name}") for m in pkgutil.iter_modules(charts.__path__))
    if hasattr(module, "NAME")
}

#: Tables as they were on a day, a reduced copy: numbers that were summed by hand are those of these tables.
FROZEN = Path(__file__).resolve().parents[1] / "tables"

PROSE = ("title", "subtitle", "alt", "long", "caption", "short_note", "reading", "method")

_OF_CHARTS: list[Callable] = []
_OF_DRAWINGS: list[Callable] = []


def of_chart(*figures: str) -> Callable:
    """Ask this of charts: of these figures where they are drawn, or of every figure also where it is a card."""
    return _register(_OF_CHARTS, figures)


def of_drawing(*figures: str) -> Callable:
    """Ask this of every drawing of these figures, or of every figure."""
    return _register(_OF_DRAWINGS, figures)


def _register(checks: list[Callable], figures: tuple[str, ...]) -> Callable:
    def keep(check: Callable) -> Callable:
        check.figures = figures
        checks.append(check)
        return check

    return keep


@dataclass(frozen=True)
class Word:
    """One line of text where its ink lies, in pixels from the bottom left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    font: str
    colour: str


@cache
def ink_of(file: str) -> dict[int, tuple[float, float]]:
    """Lowest and highest ink of every letter of a font, in parts of its size."""
    font = TTFont(file)
    shapes, unit = font["glyf"], font["head"].unitsPerEm
    return {
        code: (getattr(shapes[name], "yMin", 0) / unit, getattr(shapes[name], "yMax", 0) / unit)
        for code, name in font.getBestCmap().items()
    }


@cache
def _file(font: FontProperties) -> str:
    with styled():
        return str(font_manager.findfont(font, fallback_to_default=False))


@dataclass(frozen=True, eq=False)
class Drawing:
    """A chart drawn in one size."""

    chart: Chart
    size: str
    figure: Figure

    @property
    def language(self) -> str:
        return self.chart.edition.language

    @cached_property
    def texts(self) -> list[Text]:
        found = (*self.figure.texts, *(t for axes in self.figure.axes for t in axes.texts))
        return [t for t in found if t.get_visible() and t.get_text().strip()]

    def place(self, text: Text) -> tuple[float, float]:
        """Where a text is set, in pixels from the top left."""
        x, y = text.get_transform().transform(text.get_position()) * DPI / self.figure.dpi
        return float(x), float(self.figure.get_size_inches()[1] * DPI - y)

    @cached_property
    def said(self) -> str:
        """All words in the order they were set, with plain spaces."""
        return plain(" ".join(t.get_text() for t in self.texts))

    @cached_property
    def lines(self) -> list[Line2D]:
        return [line for axes in self.figure.axes for line in axes.lines]

    @cached_property
    def patches(self) -> list[Rectangle]:
        """Everything filled: in axes and on the page, the deepest first."""
        found = [p for axes in self.figure.axes for p in axes.patches]
        found += [p for p in self.figure.patches if p is not self.figure.patch]
        return sorted(found, key=lambda patch: patch.get_zorder() + (0 if patch.axes is None else 0.001))

    def box(self, patch: Rectangle) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a filled mark, in pixels from the bottom left."""
        corners = patch.get_patch_transform() + patch.get_data_transform()
        found = corners.transform([(0, 0), (1, 1)]) * DPI / self.figure.dpi
        (x0, y0), (x1, y1) = found.min(axis=0), found.max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)

    @cached_property
    def words(self) -> list[Word]:
        height = self.figure.get_size_inches()[1] * DPI
        found = []
        for text in self.texts:
            file = _file(text.get_fontproperties())
            pixels, (x, y) = text.get_fontsize() * DPI / 72, self.place(text)
            wide = width_of(text.get_text(), pixels, text.get_weight() == "bold")
            left = x - {"left": 0, "center": 0.5, "right": 1}[text.get_ha()] * wide
            # The box of a line is as tall as the font's; the ink of the letters is what can collide.
            ink = [ink_of(file).get(ord(letter), (-0.3, 1.0)) for letter in text.get_text() if letter.strip()]
            low, high = (height - y + end * pixels for end in (min(i[0] for i in ink), max(i[1] for i in ink)))
            found.append(Word(text.get_text(), left, low, left + wide, high, pixels, file, to_hex(text.get_color())))
        return found

    def marks(self, start: str = "") -> dict[str, Artist]:
        """Marks by what their ids say after ``start``."""
        artists = [a for axes in self.figure.axes for a in axes.get_children()]
        found = {str(a.get_gid()): a for a in artists if a.get_gid()}
        return {gid.removeprefix(start): a for gid, a in found.items() if gid.startswith(start)}


def made(name: str, edition: editions.Edition) -> Chart:
    """A figure's chart for an edition, made once."""
    return _made(name, edition, paths.DATA)


@cache
def _made(name: str, edition: editions.Edition, data: Path) -> Chart:
    return FIGURES[name].chart(edition)


def drawn(chart: Chart, size: str) -> Drawing:
    with styled():
        return Drawing(chart, size, chart.figure(size))


def faults(chart: Chart, sizes: tuple[str, ...]) -> list[str]:
    """Everything wrong with a chart and with its drawings, as ``size: check: what``."""
    found = list(_asked(_OF_CHARTS, "words and data", chart, chart))
    for size in sizes:
        found += _asked(_OF_DRAWINGS, size, drawn(chart, size), chart)
    return found


def _asked(checks: list[Callable], place: str, subject: Chart | Drawing, chart: Chart) -> Iterator[str]:
    for check in checks:
        if check.figures and (chart.empty or chart.name not in check.figures):
            continue
        name = check.__name__.replace("_", " ")
        try:
            yield from (f"{place}: {name}: {what}" for what in check(subject))
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            yield f"{place}: {name}: stopped by {error!r} at {Path(at.filename).name}:{at.lineno}"


# What checks share. Tables are read apart from the package: what is checked must not lean on what is checked.


def rows(table: str) -> list[dict[str, str]]:
    return _rows(table, paths.DATA)


@cache
def _rows(table: str, data: Path) -> list[dict[str, str]]:
    with (data / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by_id(table: str) -> dict[str, dict[str, str]]:
    """Rows of a table by their first column."""
    return _by_id(table, paths.DATA)


@cache
def _by_id(table: str, data: Path) -> dict[str, dict[str, str]]:
    return {next(iter(row.values())): row for row in _rows(table, data)}


def public(row: dict[str, str], edition: editions.Edition) -> bool:
    """Whether a row was public by an edition's day; one without a day is in no dated edition."""
    return edition.as_of is None or "" < row["known_by"] <= edition.as_of.isoformat()


@cache
def committed(name: str, **given: str) -> editions.Edition:
    """A committed edition, in another language or theme where given."""
    return editions.parameters(**editions.load(name).parameters | given)


def is_frozen() -> bool:
    """Whether the tables are those kept for sums by hand, which ordinary data does not change."""
    return paths.DATA == FROZEN


def is_committed(edition: editions.Edition) -> bool:
    """Whether an edition is a committed one, in whatever language and theme, of the frozen tables."""
    if not is_frozen():
        return False
    same = replace(edition, language="en", theme="light", labels=False)
    return same in (committed("2025-08"), committed("latest"))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace(words.NBSP, " "))


def prose(chart: Chart, *fields: str) -> dict[str, str]:
    """The words of a chart by field, every note for itself."""
    found = {field: getattr(chart.text, field) for field in PROSE}
    found |= {f"note {n}": note for n, note in enumerate(chart.text.notes, 1)}
    return {field: said for field, said in found.items() if said and (not fields or field in fields)}


def apart(found: object, wanted: object, what: str = "") -> Iterator[str]:
    """A fault where two values that must be the same are not."""
    if found != wanted:
        yield f"{what}: {found!r}, not {wanted!r}".removeprefix(": ")


def near(found: float, wanted: float, slack: float) -> bool:
    return abs(found - wanted) <= slack
