"""Panels laid out on a page, anew in every size: one layout for paper and for screen."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from matplotlib.figure import Figure

from reach.draw import marks
from reach.draw.asides import SetCard, SetFlags, SetKey, SetList, SetTable, SetWords
from reach.draw.look import Look, styled
from reach.draw.marks import Beside, Card, Either, Flags, Key, List, Overlap, Panel, Plot, Rows, Stack, Table, Words
from reach.draw.overlap import SetOverlap
from reach.draw.page import LayoutError, Page
from reach.draw.paper import Paper
from reach.draw.plots import SetPlot
from reach.draw.rows import SetRows
from reach.draw.screen import Screen
from reach.draw.setting import Set

#: How often a page is laid out again, each time saying less, before it is given up.
ATTEMPTS = 3
#: Pixels between panels beside each other.
GAP = 38.0
#: The part of what panels say that letters which can be read are worth: a figure at a dot or two may go.
LOSS = 0.9


def paper(
    panel: Panel, look: Look, title: str, subtitle: str, *footers: Sequence[str], brief: Sequence[str] = ()
) -> Figure:
    """The panels under their title as a matplotlib figure; of several footers the next is for where there is no room.

    ``brief`` is one that credits fewer by name, where letters can be larger for it. ``panels`` of the figure are the
    pixels between which the panels lie.

    Raises:
        LayoutError: names the words that leave the page or lie over each other, whatever is left out.
    """
    with styled():
        return _page(panel, look, title, subtitle, footers, brief).on(Paper()).figure


def screen(panel: Panel, look: Look) -> dict:
    """The panels alone, as data and layout of a plotly figure; the page around has the words.

    Raises:
        LayoutError: as :func:`paper`.
    """
    return _page(panel, look, "", "", [()]).on(Screen()).figure


def _page(
    panel: Panel, look: Look, title: str, subtitle: str, footers: Sequence[Sequence[str]], brief: Sequence[str] = ()
) -> Page:
    def laid(look: Look, squeeze: int = 0, footer: Sequence[str] = ()) -> Page:
        page = Page(look, title, subtitle, footer or footers[min(squeeze, len(footers) - 1)], squeeze)
        whole = SetStack(Stack((panel,)), page, page.left, page.right)
        whole.measure(set())
        page.open(whole.wanted)
        whole.draw(page.top, page.bottom, page.bottom)
        return page

    marks.keep(panel)
    for squeeze in range(ATTEMPTS):
        page = laid(look, squeeze)
        if faults := page.faults():
            continue
        if page.tight and look.size.card and not squeeze:  # marks are worth more than a sentence
            less = laid(look, 1)
            return page if less.faults() else less
        for size in () if squeeze else look.size.larger:  # the largest letters that say about as much
            for footer in (footers[0], *([brief] if brief and brief != footers[0] else ())):
                larger = laid(replace(look, size=size), footer=footer)
                if larger.said() >= page.said() * LOSS and not larger.tight and not larger.faults():
                    return larger
        return page
    raise LayoutError(f"{look.size.name}: {'; '.join(faults)}. Shorten the words, or ask for a larger size.")


class SetStack(Set):
    """Panels above each other; those over days share one scale."""

    def __init__(self, panel: Stack, page: Page, left: float, right: float):
        super().__init__(panel, page, left, right)
        kind = "narrow" if page.size.narrow else "low" if page.low else "wide"
        either = [getattr(p, kind) if isinstance(p, Either) else (p,) for p in panel.panels]
        panels = [p for some in either for p in some if not (page.low and isinstance(p, Plot) and p.spare)]
        if page.size.card and page.squeeze > 1:  # what a card has no room for, once all is said shortly
            panels = [p for p in panels if not (isinstance(p, List) and p.spare)]
        self.sets = [KINDS[type(p)](p, page, left, right) for p in panels]
        self.fixed = all(s.fixed for s in self.sets)
        timed = [s for s in self.sets if s.timed]
        flags = [s.panel for s in timed if isinstance(s, SetFlags) and not (page.low or s.panel.own)]
        for s in timed:
            s.rules = [day for panel in flags for day in panel.data["x"]]
        for side in ("gutter", "shift", "tail") * 2:  # each moves the scale on which the next finds its place
            for s in timed:
                s.right = right if side == "tail" else s.right
            room = max((getattr(s, side)() for s in timed), default=0.0)
            for s in timed:
                s.left, s.right = (s.left, right - room) if side == "tail" else (max(s.left, left + room), s.right)
        for s, below in pairwise(self.sets):
            s.after = self.small * 0.6 * (isinstance(s, SetList) or isinstance(below, SetList))
        if timed:
            timed[-1].axis = 8 + self.small * (1.3 if page.low or timed[-1].yearly else 2.6)

    def measure(self, said: set[str]) -> None:
        said = said | self.named()
        for s in self.sets:
            s.measure(said)
        self.wanted = sum(s.wanted + s.axis + s.after for s in self.sets)

    def draw(self, top: float, bottom: float, foot: float) -> None:
        free = sum(s.wanted for s in self.sets if not s.fixed)
        taken = sum(s.axis + s.after + s.wanted * s.fixed for s in self.sets)
        share, edges = (bottom - top - taken) / free if free else 1.0, []
        spill = 0.0 if free else max(taken - (bottom - top), 0.0)  # a list counts what it has no room to name
        for s in self.sets:
            tall = s.wanted * (1 if s.fixed else share)
            edges.append((top, top + (max(tall - spill, 0.0) if isinstance(s, SetList) else tall)))
            top = edges[-1][1] + s.axis + s.after
        foot = max((b for s, (_, b) in zip(self.sets, edges, strict=True) if s.timed), default=foot)
        for i, (s, (a, b)) in enumerate(zip(self.sets, edges, strict=True)):
            own = isinstance(s, SetFlags) and s.panel.own
            s.draw(a, b, edges[i + 1][1] if own else foot)


class SetBeside(Set):
    """Panels beside each other; above each other on a phone."""

    def __init__(self, panel: Beside, page: Page, left: float, right: float):
        super().__init__(panel, page, left, right)
        chosen = [panel.panels[i] for i in panel.low] if page.low and panel.low else panel.panels
        panels = [p for p in chosen if not (page.size.brief and isinstance(p, List | Table) and p.spare)]
        above = page.size.narrow or (panel.tall and (page.size.tall or not page.size.height))
        n = 1 if above else min(panel.columns, len(panels))
        shares = panel.widths if len(panel.widths) == n else (1.0,) * n
        room, sides = right - left - GAP * (n - 1), []
        for share in shares:
            sides.append((left, left + room * share / sum(shares)))
            left = sides[-1][1] + GAP
        self.sets = [SetStack(Stack((p,)), page, *sides[i % n]) for i, p in enumerate(panels)]
        self.rows = [self.sets[i : i + n] for i in range(0, len(panels), n)]
        self.fixed = all(s.fixed for s in self.sets)
        self.between = self.label * 1.2 * (len(self.rows) - 1)

    def measure(self, said: set[str]) -> None:
        for s in self.sets:
            s.measure(said)
        self.wanted = sum(max(s.wanted for s in row) for row in self.rows) + self.between

    def draw(self, top: float, bottom: float, foot: float) -> None:
        wanted = [(max(s.wanted for s in row), all(s.fixed for s in row) and not self.fixed) for row in self.rows]
        taken = self.between + sum(tall for tall, keeps in wanted if keeps)
        share = (bottom - top - taken) / max(self.wanted - taken, 1)
        for row, (tall, keeps) in zip(self.rows, wanted, strict=True):
            tall *= 1 if keeps else share
            for s in row:
                s.draw(top, top + (min(s.wanted, tall) if s.fixed else tall), foot)
            top += tall + self.label * 1.2


KINDS = {
    Stack: SetStack, Beside: SetBeside, Rows: SetRows, Plot: SetPlot, Flags: SetFlags, Words: SetWords, List: SetList,
    Key: SetKey, Table: SetTable, Card: SetCard, Overlap: SetOverlap,
}  # fmt: skip
