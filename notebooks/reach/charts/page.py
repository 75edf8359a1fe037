"""A figure as a page in pixels: title and subtitle above, footer below, the chart between.

Everything is placed in CSS pixels from the top left and measured with the renderer, so that a layout holds at every
size and nothing is scaled. One inch is 96 pixels, as in a browser.
"""

import datetime as dt
from collections.abc import Iterable

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from reach import fonts, words
from reach.draw.letters import points, spread, width_of, wrap
from reach.draw.look import DPI, RC, Look, styled

_LEADING = 1.28
__all__ = ["Page", "TimeScale", "axis_height", "spread", "time_axis", "width_of", "wrap"]


class Page:
    """One figure in one look. ``figure`` is the matplotlib figure; ``top`` is where the chart begins."""

    def __init__(self, look: Look, title: str, subtitle: str, footer: Iterable[str]):
        fonts.register()
        self.look, self.size = look, look.size
        self._footer_lines = [
            line for part in footer for line in wrap(part, self.size.small, self.inner, balance=False)
        ]
        self._free = self.size.height is None
        self.height = float(self.size.height or 2000)
        with styled():
            self.figure = Figure(figsize=(self.size.width / DPI, self.height / DPI), dpi=DPI, facecolor=look["page"])
            FigureCanvasAgg(self.figure)
            self.ax = self.figure.add_axes((0, 0, 1, 1))
        self.ax.set_axis_off()
        self.ax.set_xlim(0, self.size.width)
        self.ax.set_ylim(self.height, 0)
        self.top = self._header(title, subtitle)

    # The frame

    @property
    def left(self) -> float:
        return self.size.margin

    @property
    def right(self) -> float:
        return self.size.width - self.size.margin

    @property
    def inner(self) -> float:
        return self.size.width - 2 * self.size.margin

    def _header(self, title: str, subtitle: str) -> float:
        y = float(self.size.margin) * (0.9 if self.size.narrow else 0.75)
        for line in wrap(
            title, self.size.title, self.inner * (1 if self.size.narrow else 0.98), bold=True, balance=True
        ):
            self.text(self.left, y, line, "title", bold=True, va="top")
            y += self.size.title * _LEADING
        y += self.size.subtitle * 0.35
        for line in wrap(subtitle, self.size.subtitle, self.inner, balance=True):
            self.text(self.left, y, line, "subtitle", colour="secondary", va="top")
            y += self.size.subtitle * _LEADING
        return y + self.size.subtitle * 0.5

    @property
    def _footer_height(self) -> float:
        return len(self._footer_lines) * self.size.small * 1.36

    def bottom(self, wanted: float) -> float:
        """Where the chart ends: ``wanted`` pixels below its top on a page of free height, above the footer else."""
        if self._free:
            return self.top + wanted
        return self.height - self.size.margin * 0.75 - self._footer_height - self.size.small

    def finish(self, bottom: float) -> Figure:
        """Set the footer below the chart and return the figure."""
        if self._free:
            y = bottom + self.size.small * 1.2
            self.height = round(y + self._footer_height + self.size.margin)
            self.figure.set_size_inches(self.size.width / DPI, self.height / DPI)
            self.ax.set_ylim(self.height, 0)
        else:
            y = self.height - self.size.margin * 0.75 - self._footer_height
        for line in self._footer_lines:
            self.text(self.left, y, line, "small", colour="faint", va="top")
            y += self.size.small * 1.36
        return self.figure

    # Marks, all in pixels

    def px(self, role: str) -> float:
        """Size of a text role in pixels."""
        return getattr(self.size, role)

    def width(self, text: str, role: str = "label", bold: bool = False) -> float:
        return width_of(text, self.px(role), bold)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        role: str = "label",
        *,
        colour: str = "text",
        bold: bool = False,
        ha: str = "left",
        va: str = "middle",
        halo: bool = False,
        gid: str | None = None,
    ) -> Text:
        """One line of text; ``y`` is its top, middle or baseline by ``va``."""
        size = self.px(role)
        baseline = y + {"top": 0.82, "middle": 0.36, "baseline": 0.0}[va] * size
        found = self.ax.text(
            x,
            baseline,
            text,
            family=RC["font.family"],
            fontsize=points(size),
            weight="bold" if bold else "normal",
            color=self.look.colours.get(colour, colour),
            ha=ha,
            va="baseline",
            antialiased=RC["text.antialiased"],
            parse_math=False,
            zorder=6,
            gid=gid,
        )
        if halo:
            # A plate in the page's colour, below all words so that it never cuts another's letters; a stroke round
            # every letter would make the SVG many times as large.
            wide = self.width(text, role, bold)
            left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[ha] * wide
            plate = Rectangle((left - 1, baseline - size * 0.8), wide + 2, size * 1.06, facecolor=self.look["page"])
            plate.set(linewidth=0, alpha=0.85, zorder=5.5)
            self.ax.add_artist(plate)
        return found

    def lines(self, x: float, y: float, text: str, width: float, role: str = "label", **style: object) -> float:
        """A text broken to ``width`` pixels, from its top at ``y``; returns the y below it."""
        bold = bool(style.get("bold", False))
        for line in wrap(text, self.px(role), width, bold):
            self.text(x, y, line, role, va="top", **style)
            y += self.px(role) * _LEADING
        return y

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: str,
        *,
        hatch: str = "",
        edge: str = "",
        hatch_colour: str = "hatch",
        zorder: float = 2,
        gid: str | None = None,
        line: float = 1.0,
    ) -> Rectangle:
        """A filled rectangle; a hatch and an outline where given."""
        c = self.look.colours
        patch = Rectangle(
            (x, y), max(width, 0), height, facecolor=c.get(colour, colour), linewidth=0, zorder=zorder, gid=gid
        )
        self.ax.add_artist(patch)
        if hatch:
            pattern = Rectangle((x, y), max(width, 0), height, facecolor="none", hatch=hatch, linewidth=0)
            pattern.set(edgecolor=c[hatch_colour], hatch_linewidth=RC["hatch.linewidth"], zorder=zorder + 0.1)
            self.ax.add_artist(pattern)
        if edge:
            self.ax.add_artist(
                Rectangle(
                    (x, y),
                    max(width, 0),
                    height,
                    facecolor="none",
                    linewidth=points(line),
                    edgecolor=c.get(edge, edge),
                    zorder=zorder + 0.2,
                )
            )
        return patch

    def line(
        self,
        xs: Iterable[float],
        ys: Iterable[float],
        colour: str,
        width: float = 1.0,
        *,
        dash: str | tuple = "-",
        zorder: float = 3,
        gid: str | None = None,
    ) -> Line2D:
        """A line through points."""
        found = Line2D(
            list(xs),
            list(ys),
            color=self.look.colours.get(colour, colour),
            linewidth=points(width),
            linestyle=dash,
            zorder=zorder,
            solid_capstyle="butt",
            gid=gid,
        )
        self.ax.add_artist(found)
        return found

    def dot(
        self,
        x: float,
        y: float,
        colour: str,
        size: float = 9,
        *,
        hollow: bool = False,
        shape: str = "o",
        zorder: float = 6.5,
        gid: str | None = None,
    ) -> Line2D:
        """A mark of ``size`` pixels across, with a rim in the page's colour; hollow for figures beside the record."""
        c = self.look.colours
        fill, rim = (c["page"], c.get(colour, colour)) if hollow else (c.get(colour, colour), c["page"])
        found = Line2D(
            [x],
            [y],
            marker=shape,
            markersize=points(size),
            markerfacecolor=fill,
            markeredgecolor=rim,
            markeredgewidth=points(1.8 if hollow else 1.2),
            linestyle="none",
            zorder=zorder,
            gid=gid,
        )
        self.ax.add_artist(found)
        return found


class TimeScale:
    """Days to pixels, with ticks that fit."""

    def __init__(self, start: dt.date, end: dt.date, left: float, right: float):
        self.start, self.end = pd.Timestamp(start), pd.Timestamp(end)
        self.left, self.right = left, right

    def __call__(self, value: dt.date) -> float:
        share = (pd.Timestamp(value) - self.start) / (self.end - self.start)
        return self.left + float(share) * (self.right - self.left)

    def clip(self, value: dt.date) -> float:
        """As a pixel within the axis."""
        return min(max(self(value), self.left), self.right)

    def ticks(self, room: float, least: int = 1) -> list[pd.Timestamp]:
        """First days of months or years, at least ``room`` pixels and ``least`` months apart."""
        days = (self.end - self.start).days
        per_day = (self.right - self.left) / max(days, 1)
        for months in (1, 2, 3, 6, 12, 24, 36, 60):
            if months >= least and months * 30.4 * per_day >= room:
                break
        first = self.start.normalize().replace(day=1)
        every = pd.date_range(first, self.end, freq="MS")
        return [t for t in every if (t.year * 12 + t.month - 1) % months == 0 and self.start <= t < self.end]


def axis_height(page: Page, *, years_only: bool = False, one_line: bool = False) -> float:
    """How tall :func:`time_axis` will be."""
    return 8 + page.size.small * (1.3 if years_only or one_line else 2.6)


def time_axis(page: Page, scale: TimeScale, y: float, *, years_only: bool = False, one_line: bool = False) -> float:
    """Month names, with the year below January and below the first tick; returns the y below.

    On one line the year stands in the place of January.
    """
    ticks = (
        scale.ticks(page.width("2026", "small") + 12, 12)
        if years_only
        else scale.ticks(page.width("2026", "small") * 2.2)
    )
    size, language, last_year = page.size.small, page.look.language, None
    for tick in ticks:
        x = scale(tick)
        page.line([x, x], [y, y + 5], "axis", 1)
        year = str(tick.year)
        if years_only:
            page.text(x, y + 8, year, "small", colour="secondary", ha="center", va="top")
            continue
        label = words.month(tick, language, year=False, short=True)
        if one_line and year != last_year and tick.month == 1:
            label, last_year = year, year
        half = max(page.width(label, "small"), page.width(year, "small")) / 2
        at = min(max(x, page.left + half), page.right - half)
        page.text(at, y + 8, label, "small", colour="secondary", ha="center", va="top")
        if year != last_year and not one_line:
            page.text(at, y + 8 + size * 1.25, year, "small", colour="secondary", ha="center", va="top")
            last_year = year
    return y + axis_height(page, years_only=years_only, one_line=one_line)
