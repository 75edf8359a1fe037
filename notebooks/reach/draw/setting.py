"""Setting panels on a page: what each kind has in common."""

import numpy as np
import pandas as pd

from reach import words
from reach.draw.marks import Panel, Time
from reach.draw.page import Page, Pane, number

#: Months between the ticks of an axis of days.
STEPS = (1, 2, 3, 6, 12, 24, 36, 60)
#: Days of an axis that names days, not months.
SHORT = 75


class Set:
    """A panel set on a page between two sides: what height it wants, and how it is drawn."""

    fixed = True  # takes what it wants; others share what is left
    wanted = 0.0
    axis = 0.0  # height of the days below it
    after = 0.0  # air below it
    rules: tuple = ()  # days with a rule through it
    sets: tuple["Set", ...] = ()  # of which it is made

    def __init__(self, panel: Panel, page: Page, left: float, right: float):
        self.panel, self.page, self.left, self.right, self.edges = panel, page, left, right, (left, right)
        self.label, self.small = page.size.label, page.size.small
        scale = getattr(panel, "x", None)
        self.timed = isinstance(scale, Time)
        if scale is not None and scale.high is not None:
            self.low, self.high = number(scale.low), number(scale.high)

    def gutter(self) -> float:
        """Room that a shared scale must leave on the left; ``shift`` that before marks on it, ``tail`` on the right."""
        return 0.0

    shift = tail = gutter

    def named(self) -> set[str]:
        """Words that bars have room to say."""
        return set().union(*(s.named() for s in self.sets))

    def measure(self, said: set[str]) -> None:
        """Find ``wanted``, once the sides are known and what bars say."""

    def draw(self, top: float, bottom: float, foot: float) -> None:
        """Draw between two heights; ``foot`` is where rules through all panels end."""

    def at(self, value: object) -> float:
        """Pixel of a value."""
        return self.left + (number(value) - self.low) / (self.high - self.low) * (self.right - self.left)

    def middled(self, pane: Pane, value: float, y: float, lines: list[str], colour: str = "secondary") -> None:
        """Small words about a value, as far as the page reaches."""
        page, half = self.page, self.page.widest(lines, "small") / 2
        x = min(max(pane.px(value), page.left + half), page.right - half)
        page.lines(x, y, lines, "small", 1.25, 0.5, colour=colour, ha="center", pane=pane, at=(value, None))

    def ticks(self) -> list[pd.Timestamp]:
        """First days of months, or of years on a long scale; weeks apart on a short one."""
        if self.high - self.low < SHORT:
            least = (self.page.width("00 MMMM", "small") + 14) * (self.high - self.low) / (self.right - self.left)
            days = next((n for n in (1, 2, 7, 14) if n >= least), 28)
            return [pd.Timestamp(v, unit="D") for v in np.arange(np.ceil(self.low), self.high, days)]
        year = self.page.width("2026", "small")
        if self.yearly:
            return self._ticks(year + 12, 12)
        found = self._ticks(year * 2.2)
        return found if len(found) > 2 else self._ticks(year * 1.4)

    def _ticks(self, room: float, least: int = 1) -> list[pd.Timestamp]:
        """First days of months, at least ``room`` pixels and ``least`` months apart."""
        per_day = (self.right - self.left) / max(self.high - self.low, 1)
        months = next((m for m in STEPS if m >= least and m * 30.4 * per_day >= room), STEPS[-1])
        start, end = (pd.Timestamp(v, unit="D") for v in (self.low, self.high))
        every = pd.date_range(start.normalize().replace(day=1), end, freq="MS")
        return [t for t in every if (t.year * 12 + t.month - 1) % months == 0 and start <= t < end]

    @property
    def yearly(self) -> bool:
        """Whether the scale is so long that years alone are named."""
        room = self.page.width("2026", "small") * 2.2
        return self.high - self.low > 1100 and all(t.month == 1 for t in self._ticks(room))

    def days(self, pane: Pane, top: float) -> None:
        """Months below, with the year below the first and every January; years alone on a long scale."""
        page, ticks, last, foot = self.page, self.ticks(), None, pane.y[1]
        page.draw("ticks", pane, [number(t) for t in ticks], 5)
        if self.yearly:
            pane.line(list(pane.x), [foot] * 2, page.look["axis"], 1, z=0.6)
        named = words.day if self.high - self.low < SHORT else words.month
        for tick in ticks:
            month, year = named(tick, page.look.language, year=False, short=True), str(tick.year)
            first, last = year != last, year
            alone = self.yearly or (page.low and first and tick.month == 1)
            said = [year] if alone else [month, year] if first and not page.low else [month]
            self.middled(pane, number(tick), pane.box[3] + 8, said)
        for tick in ticks if self.yearly else ():
            pane.line([number(tick)] * 2, [top, foot], page.look["grid"], 1, z=0.5)


def step(most: float, count: int) -> float:
    """A round step that goes into a number at most ``count`` times."""
    size = 10.0 ** np.floor(np.log10(most / count))
    return next(size * k for k in (1, 2, 2.5, 5, 10) if most / (size * k) <= count + 1e-9)
