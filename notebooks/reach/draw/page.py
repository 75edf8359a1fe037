"""A page in pixels from its top left: title and subtitle above, footer below, panels between.

What is laid out here is set by a canvas: :mod:`reach.draw.paper` with matplotlib, :mod:`reach.draw.screen` with plotly.
Words are kept, so that the page can say which of them leave it, lie over each other or are too small to be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import methodcaller

import numpy as np
import pandas as pd
from matplotlib.dates import date2num

from reach import house
from reach.draw.letters import width_of, wrap
from reach.draw.look import LEAST_PX, Look
from reach.draw.marks import Said
from reach.faults import Told

LEADING = 1.28
DOTTED, SPARSE = (0, (2, 2.4)), (0, (1, 2.5))
Box = tuple[float, float, float, float]  # left, top, right, bottom, in pixels of the page


class LayoutError(Told):
    """Words leave the page, lie over each other or are too small; or a mark lies outside its panel."""


def number(value: object) -> float:
    """A value on its axis: days as matplotlib counts them."""
    return date2num(value) if isinstance(value, pd.Timestamp) else float(value)


@dataclass(frozen=True)
class Mark:
    """A bar (``x0`` to ``x1``, ``y0`` to ``y1``) or a dot (at ``x0``, ``y0``) in the units of its pane."""

    x0: float
    y0: float
    x1: float = 0.0
    y1: float = 0.0
    colour: str = ""
    hatch: str = ""
    edge: str = ""
    shape: str = "o"
    size: float = 9.5
    hollow: bool = False
    hover: str = ""


@dataclass(eq=False)
class Pane:
    """A part of the page with scales of its own: the values at its left and right, top and bottom edge."""

    page: "Page"
    box: Box
    x: tuple[float, float]
    y: tuple[float, float]
    timed: bool
    sides: tuple[float, float]  # of its panel: what goes with its data may stand there
    own: object = None  # the canvas's: matplotlib's axes, plotly's number of them

    def px(self, value: float) -> float:
        left, _, right, _ = self.box
        return left + (value - self.x[0]) / (self.x[1] - self.x[0]) * (right - left)

    def py(self, value: float) -> float:
        _, top, _, bottom = self.box
        return top + (value - self.y[0]) / (self.y[1] - self.y[0]) * (bottom - top)

    def _within(self, what: str, at: Iterable[tuple[float, float]], slack: float = 2.0) -> None:
        left, top, right, bottom = self.box
        for x, y in at:
            if not (left - slack <= self.px(x) <= right + slack and top - slack <= self.py(y) <= bottom + slack):
                self.page.stray.append(f"a {what} at {x:g}, {y:g} lies outside its panel")

    def bars(self, marks: list[Mark], z: float) -> None:
        self._within("bar", (at for m in marks for at in ((m.x0, m.y0), (m.x1, m.y1))))
        self.page.draw("bars", self, marks, z)

    def dots(self, marks: list[Mark], z: float) -> None:
        self._within("dot", ((m.x0, m.y0) for m in marks))
        self.page.draw("dots", self, marks, z)

    def line(
        self, xs: list[float], ys: list[float], colour: str, wide: float = 1.0, dash: object = "-", z: float = 3.0,
        cap: str = "", cap_px: float = 7.0,
    ) -> None:  # fmt: skip
        """A line; ``cap`` | or _ puts ends to it, ``dash`` and ``z`` as matplotlib has them."""
        self._within("line", zip(xs, ys, strict=True))
        self.page.draw("line", self, xs, ys, colour, wide, dash, z, cap, cap_px)


@dataclass(frozen=True)
class Word:
    """One line of words as it was set: its box in pixels, how it looks, and the point of a pane that it goes with."""

    said: str
    x: float
    base: float
    px: float
    wide: float
    colour: str
    bold: bool = False
    ha: str = "left"
    halo: bool = False
    pane: Pane | None = None
    at: tuple[float | None, float | None] = (None, None)

    @cached_property
    def box(self) -> Box:
        left = self.x - {"left": 0.0, "center": 0.5, "right": 1.0}[self.ha] * self.wide
        return left, self.base - self.px * 0.74, left + self.wide, self.base + self.px * 0.2


class Page:
    """One figure in one look; :meth:`open` it once the height of its panels is known.

    ``squeeze`` counts the attempts: 1 leaves small words out, 2 says things shorter and stacks them.
    """

    def __init__(self, look: Look, title: str, subtitle: str, footer: Iterable[str], squeeze: int):
        self.look, self.size, self.squeeze, self._drawn = look, (size := look.size), squeeze, []
        self.words: list[Word] = []
        self.stray: list[str] = []
        self.taken: list[Box] = []  # where marks lie: words that may choose keep off
        self.tight = False  # whether letters take the room of marks: smaller ones would do better
        self.low = size.brief and not size.tall  # a low card says least
        self.short = size.narrow or squeeze > 1  # things are said in the fewest words
        self.left, self.right = float(size.margin), float(size.width - size.margin)
        self.inner = self.right - self.left
        self.top = size.margin * (0.9 if size.narrow else 0.75)
        for said, role, after in ((title, "title", 0.35), (subtitle, "subtitle", 0.5)):
            style = {"bold": True} if role == "title" else {"colour": "secondary"}
            lines = self.wrap(said, self.inner, role, role == "title", balance=True)
            self.top = self.lines(self.left, self.top, lines, role, **style) + size.subtitle * after * bool(said)
        self.logo = house.STYLE.logo if footer else None
        room = self.inner - size.note * 4 * bool(self.logo)
        self._footer = [line for part in footer for line in self.wrap(part, room, "note")]

    def open(self, wanted: float) -> None:
        """Find the page's height, as tall as the panels want where the size leaves that open, and set the footer."""
        size, foot = self.size, len(self._footer) * self.size.note * 1.36
        if size.height is None:
            self.bottom = self.top + wanted
            foot_top = self.bottom + size.small * 1.2 * bool(self._footer)
            self.height = round(foot_top + foot + size.margin)
        else:
            self.height, foot_top = size.height, size.height - size.margin * 0.75 - foot
            self.bottom = foot_top - size.small
        self.lines(self.left, foot_top, self._footer, "note", 1.36, colour="faint")
        self._own = len(self.words)

    def pane(self, box: Box, x: tuple, y: tuple, timed: bool = False, sides: tuple | None = None) -> Pane:
        """Scales on a part of the page, which belongs to a panel between two ``sides``."""
        left, top, right, bottom = box
        if right - left < 4 or bottom - top < 4:
            self.stray.append("a panel has no room")
            box = (left, top, max(right, left + 4), max(bottom, top + 4))
        found = Pane(self, box, x, y, timed, sides or box[::2])
        self.draw("pane", found)
        return found

    def draw(self, what: str, *given: object) -> None:
        """Keep what a canvas is asked to draw: a page that is given up is drawn on none."""
        self._drawn.append(methodcaller(what, *given))

    def on(self, canvas: object) -> object:
        """Draw the page on a new canvas, which is returned."""
        canvas.open(self)
        for draw in self._drawn:
            draw(canvas)
        return canvas

    def px(self, role: str) -> float:
        return getattr(self.size, role)

    def width(self, said: str, role: str = "label", bold: bool = False) -> float:
        return width_of(said, self.px(role), bold) if said else 0.0

    def wrap(self, said: str, room: float, role: str = "label", bold: bool = False, balance: bool = False) -> list[str]:
        return wrap(said, self.px(role), room, bold, balance) if said else []

    def widest(self, said: Iterable[str], role: str = "label", bold: bool = False) -> float:
        return max((self.width(line, role, bold) for line in said), default=0.0)

    def fitting(self, said: Said, room: float, role: str = "label", bold: bool = False) -> str:
        """The first of some words that fits; "" where none does."""
        tried = (said,) if isinstance(said, str) else said
        return next((t for t in tried if self.width(t, role, bold) <= room), "")

    def shortest(self, said: Said) -> str:
        """One of several words."""
        return said if isinstance(said, str) else said[-1 if self.short else 0]

    def text(self, x: float, y: float, said: str, role: str = "label", *, colour: str = "text", **look: object) -> None:
        """One line of words about a height; ``look`` is as in :class:`Word`.

        A halo is a plate below all words in the page's colour. With a ``pane`` the words keep their distance in pixels
        from a point of its data, ``at``.
        """
        if said:
            px, ink = self.px(role), self.look.colours.get(colour, colour)
            wide = self.width(said, role, look.get("bold", False))
            self.words.append(Word(said, x, y + 0.36 * px, px, wide, ink, **look))
            self.draw("text", self.words[-1])

    def lines(
        self, x: float, y: float, said: list, role: str = "label", lead: float = LEADING, down: float = 0.46, **look
    ) -> float:
        """Lines of words, the first with its middle ``down`` letters below ``y``; returns the y below."""
        px = self.px(role)
        for line in said:
            self.text(x, y + down * px, line, role, **look)
            y += lead * px
        return y

    def rule(
        self, xs: tuple, ys: tuple, colour: str = "grid", wide: float = 1.0, dash: object = "-", z: float = 1.0,
        pane: Pane | None = None, x: float | None = None,
    ) -> None:  # fmt: skip
        """A thin line on the page itself; it keeps its distance from the value ``x`` of a ``pane``."""
        self.draw("rule", xs, ys, self.look.colours.get(colour, colour), wide, dash, z, pane, x)

    def patch(self, box: Box, colour: str, hatch: str = "", edge: str = "") -> None:
        """A rectangle on the page itself."""
        ink = self.look.colours
        self.draw("bars", None, [Mark(*box, ink.get(colour, colour), hatch, ink.get(edge, edge))], 2.0)

    def free(self, box: Box, within: Box) -> bool:
        """Whether a box lies within another and meets neither marks nor words."""
        left, top, right, bottom = within
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom:
            return False
        others = (*self.taken, *(word.box for word in self.words))
        return not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in others)

    def said(self) -> int:
        """How much the panels say, in letters."""
        return sum(len(w.said) - w.said.count(" ") for w in self.words[self._own :])

    def faults(self) -> list[str]:
        """Words that leave the page, lie over others or are too small, and marks outside their panel."""
        found = list(self.stray)
        boxes = np.array([w.box for w in self.words])
        for word, (left, top, right, bottom) in zip(self.words, boxes, strict=True):
            if left < -0.5 or top < 0 or right > self.size.width + 0.5 or bottom > self.height:
                found.append(f"outside the page: {word.said!r}")
            if word.px < LEAST_PX:
                found.append(f"smaller than {LEAST_PX} pixels: {word.said!r}")
        x0, y0, x1, y1 = boxes.T
        wide = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0) > 1
        tall = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0) > 1
        for a, b in np.argwhere(np.triu(wide & tall, 1)):
            found.append(f"over each other: {self.words[a].said!r} and {self.words[b].said!r}")
        return found
