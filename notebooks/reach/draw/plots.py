"""Lines, dots and columns on scales of their own, with words that find room beside them."""

from collections.abc import Iterator
from itertools import groupby, pairwise

import numpy as np
import pandas as pd

from reach import words
from reach.draw.letters import spread
from reach.draw.marks import Bracket, Column, Dots, Line, Plot, Said, Span, cells, values
from reach.draw.page import DOTTED, Box, Mark, Page, number
from reach.draw.setting import Set, step


class SetPlot(Set):
    fixed = False
    side = 1  # of the dots, on which words at the ends of lines stand

    def __init__(self, panel: Plot, page: Page, left: float, right: float):
        super().__init__(panel, page, left, right)
        self.bracket = next((m for m in panel.marks if isinstance(m, Bracket)), None)
        every = () if panel.ends is None else panel.ends.itertuples()
        self.ends = [r for r in every if self.low <= number(r.x) <= self.high]  # not of a line that ended before
        self.loud = "big" if page.low else "title"  # role of the words at a bracket
        self.clear = (30.0 if page.size.narrow else 40.0) if self.bracket else 18.0  # words keep off a line's end
        if self.bracket:
            # A notebook, whose screen is wide, has no font of ours; others are wider.
            wide = page.width(self.bracket.text, self.loud, True)
            self.before_unit = wide * (1 if page.size.margin or page.size.narrow else 1.16) + 6
            wide = self.before_unit + page.width(self.bracket.unit, "label", True)
            # A phone has the unit in the subtitle where the words are long.
            self.unit = "" if page.size.narrow and wide > (right - left) * 0.42 else self.bracket.unit
        fields = {Span: ("low", "high"), Bracket: ()}
        found = [v for m in panel.marks for f in fields.get(type(m), ("y",)) for v in values(m.data, getattr(m, f))]
        reach = [float(v) for v in found if not pd.isna(v)]
        least, most = min([0.0, panel.y.low or 0.0, *reach]), max([panel.y.high or 0.0, *reach])
        if panel.y.low is not None and panel.y.low > 0:
            least = panel.y.low
        by = step(max(most - least, 1e-9), 2 if page.low else 3 if panel.head else 4)
        # A level that the outermost mark hardly passes is the last one.
        first, last = np.floor(round(least / by + 0.15, 6)), np.ceil(round(most / by - 0.15, 6))
        self.levels = np.arange(first, last + 1) * by
        room = (self.levels[-1] - self.levels[0]) * 0.04
        self.floor = min(self.levels[0], least) - (room * 2 if least < 0 else 0)
        self.top = max(self.levels[-1], most) + room
        if any(isinstance(m, Column) for m in panel.marks):  # words stand beyond their ends
            self.floor, self.top = self.floor - 4 * room * (least < 0), self.top + room
        self.numbers = [words.number(v / panel.y.unit, page.look.language, 1) for v in self.levels]

    def gutter(self) -> float:
        return self.page.widest(self.numbers, "small") + 8

    def tail(self) -> float:
        """Words at the lines' ends stand left of them where a rule would cut them; else the scale gives way."""
        ends, page = self.ends, self.page
        if not ends:
            return 0.0
        room = max(max(page.width(r.text, bold=True), page.width(r.note, "small")) for r in ends)
        if self.bracket:
            room = max(room, self.before_unit + page.width(self.unit, "label", True))
        room += self.clear
        last, wide = max(self.at(r.x) for r in ends), self.right - self.left
        outside = last + room > self.right
        if outside or any(last < self.at(x) < last + room for x in self.rules):
            marks = (m for m in self.panel.marks if not isinstance(m, Bracket))
            xs = (self.at(x) for m in marks for x in values(m.data, m.x))
            self.side = 1 if self.bracket or any(last - room - 8 < x < last for x in xs) else -1
        give = wide - (self.right - room - self.left) * wide / (last - self.left)
        return give if outside and self.side > 0 else 0.0

    def measure(self, said: set[str]) -> None:
        panel, page, small, (left, right) = self.panel, self.page, self.small, self.edges
        self.beside = left + page.width(panel.head, bold=True) + 8
        self.fits = self.beside + page.width(panel.note, "small") <= right
        self.under = [] if self.fits else page.wrap(panel.note, right - left, "small")
        self.under += page.wrap(panel.sub, right - left, "small")
        air = 0.0 if page.size.margin else small * 1.2  # a screen has no words above, which the first labels may reach
        self.over = self.label * 1.3 + len(self.under) * small * 1.28 + small * 1.6 if panel.head else air
        self.below = small * 1.9 if panel.x.high is not None and not self.timed else self.label * 0.8
        self.wanted = panel.height

    def draw(self, top: float, bottom: float, foot: float) -> None:
        page, panel, look, bottom = self.page, self.panel, self.page.look, bottom - self.below
        page.text(self.edges[0], top + self.label * 0.6, panel.head, colour=panel.colour, bold=True)
        if self.fits:
            page.text(self.beside, top + self.label * 0.6, panel.note, "small", colour="secondary")
        page.lines(self.edges[0], top + self.label * 1.3, self.under, "small", colour="secondary")
        top += self.over
        if not self.timed:
            self.left = self.edges[0] + self.gutter()
            self.right -= self.tail()
        page.tight |= bottom - top < min(self.label * (8.6 if page.size.brief else 12), panel.height * 0.5)
        box = (self.left, top, self.right, bottom)
        self.pane = pane = page.pane(box, (self.low, self.high), (self.top, self.floor), self.timed, self.edges)
        pane.bars([Mark(number(a), low, number(b), high, look["empty"]) for a, b, low, high in panel.bands], 0.2)
        for value, said in zip(self.levels, self.numbers, strict=True):
            axis = not value or value == self.levels[0] > 0
            ink, wide, z = ("axis", 1.4, 3.0) if axis else ("grid", 1.0, 1.0)
            pane.line([self.low, self.high], [value] * 2, look[ink], wide, z=z)
            at = {"pane": pane, "at": (None, value)}
            page.text(self.left - 8, pane.py(value), said, "small", colour="secondary", ha="right", **at)
        ticks, free = () if self.timed else panel.x.ticks or (), float("inf")
        for value, said in reversed(ticks):  # the last one says the unit
            half = page.width(said, "small") / 2
            x = min(max(pane.px(value), self.edges[0] + half), self.edges[1] - half)
            if x + half + 5 < free:
                free, at = x - half, {"pane": pane, "at": (value, None)}
                page.text(x, bottom + 4 + self.small * 0.7, said, "small", colour="secondary", ha="center", **at)
        if ticks:
            page.draw("ticks", pane, [v for v, _ in ticks], 4)
        for at in map(number, panel.rules):
            if self.low <= at <= self.high:
                ends = (top - self.small * 0.9 * bool(panel.head), bottom)
                page.rule((pane.px(at),) * 2, ends, "axis", 1.2, DOTTED, -1, pane, at)
        within: Box = (self.edges[0], top - self.small * 1.2, self.edges[1], bottom)
        worded, beyond, self.dots = [], [], []
        for z, mark in enumerate(panel.marks, start=4):
            match mark:
                case Line():
                    self._line(mark, z)
                case Dots() if not (mark.spare and (page.low or page.squeeze > 1)):
                    worded += self._dots(mark, z)
                case Column():
                    beyond += self._columns(mark, z - 2)
                case Span():
                    self._span(mark, z + 2)
        self._ends(top, bottom)
        for it in sorted(beyond, key=lambda it: -abs(it[2])):
            self._beyond(*it, (*within[:3], bottom + self.small * 0.8))
        for it in worded:
            self._beside(*it, within)
        if self.axis:
            self.days(pane, pane.y[0])

    def _line(self, mark: Line, z: float) -> None:
        """Each run of points as one line; words keep off it."""
        runs, pane = values(mark.data, mark.run), self.pane
        style = {"dash": DOTTED} if mark.dotted else {}
        for _, group in groupby(range(len(runs)), key=runs.__getitem__):
            run = cells(mark.data.iloc[list(group)], mark.x, mark.y, mark.colour, mark.wide)
            run = [(number(x), float(y), *look) for x, y, *look in run if number(x) >= self.low]
            if len(run) < 2:
                continue
            xs, ys, colours, wides = map(list, zip(*run, strict=True))
            wide = wides[0] * (13 / 15 if self.page.size.narrow else 1) * (0.6 if mark.dotted else 1)
            pane.line(xs, ys, self.page.look[colours[0]], wide, z=z, **style)
            for a, b in pairwise(zip(map(pane.px, xs), map(pane.py, ys), strict=True)):
                many = max(3, int(abs(b[0] - a[0]) / 8), int(abs(b[1] - a[1]) / 8))
                for k in np.arange(1, many) / many:
                    x, y = (u + (v - u) * k for u, v in zip(a, b, strict=True))
                    self.page.taken.append((x - 3, y - 3, x + 3, y + 3))

    def _dots(self, mark: Dots, z: float) -> list[tuple]:
        """Draw dots; returns those that have words."""
        pane, found, worded = self.pane, [], []
        fields = (mark.x, mark.y, mark.colour, mark.shape, mark.size, mark.hollow, mark.hover, mark.text)
        for x, y, colour, shape, size, hollow, hover, said, ink in cells(mark.data, *fields, mark.text_colour):
            if not self.low <= number(x) <= self.high or pd.isna(y):
                continue
            at, near = (number(x), float(y)), size / 2 + 3  # words keep off its rim
            if size:
                look = {"colour": self.page.look[colour], "shape": shape, "size": size, "hollow": bool(hollow)}
                found.append(Mark(*at, **look, hover=hover or (said if isinstance(said, str) else said[0])))
            px, py = pane.px(at[0]), pane.py(at[1])
            self.page.taken.append((px - near, py - near, px + near, py + near))
            self.dots.append((px, py))
            if said:
                worded.append((at, said, ink or colour, mark, size / 2))
        pane.dots(found, z)
        return worded

    def _columns(self, mark: Column, z: float) -> list[tuple]:
        """Draw upright bars; returns those that have words."""
        pane, look, found, worded = self.pane, self.page.look, [], []
        fields = (mark.x, mark.to_x, mark.y, mark.colour, mark.hatch, mark.edge, mark.text, mark.hover, mark.loud)
        for a, b, y, colour, hatch, edge, said, hover, loud in cells(mark.data, *fields):
            a, b = (min(max(number(v), self.low), self.high) for v in (a, b))
            if a >= b:
                continue
            ink, rim = look.colours.get(colour, colour), look.colours.get(edge, "")
            found.append(Mark(a, 0.0, b, float(y), ink, hatch, rim, hover=hover or said))
            top, foot = sorted((pane.py(0.0), pane.py(float(y))))
            self.page.taken.append((pane.px(a), top, pane.px(b), foot))
            if said:
                worded.append((a, b, float(y), said, loud))
        pane.bars(found, z)
        return worded

    def _beyond(self, a: float, b: float, y: float, said: str, loud: bool, within: Box) -> None:
        """Words beyond the end of a column and its whisker, in its middle or at a side of it, where they are free."""
        page, pane, way = self.page, self.pane, 1 if y < 0 else -1
        for role in ("title", "subtitle", "label", "small") if loud else ("small",):
            half, size = page.width(said, role, True) / 2, page.px(role)
            for level in pane.py(y) + way * np.arange(size * 0.75, size * 2, 3):
                for x in (pane.px((a + b) / 2), pane.px(b) - half, pane.px(a) + half):
                    if page.free((x - half, level - size * 0.5, x + half, level + size * 0.58), within):
                        at = {"pane": pane, "at": ((a + b) / 2, y), "ha": "center", "bold": True, "halo": True}
                        page.text(x, level, said, role, **at)
                        return

    def _span(self, mark: Span, z: float) -> None:
        for x, low, high, colour in cells(mark.data, mark.x, mark.low, mark.high, mark.colour):
            top, foot, px = self.pane.py(high), self.pane.py(low), self.pane.px(number(x))
            if self.low <= number(x) <= self.high and abs(foot - top) > 2:
                self.page.taken.append((px - 4, top - 1, px + 4, foot + 1))
                ends = ([number(x)] * 2, [float(low), float(high)])
                for ink, wide, cap in (("page", 3.1, 9.0), (colour, 1.3, 7.0)):
                    self.pane.line(*ends, self.page.look[ink], wide, cap="_", cap_px=cap, z=z)

    def _ends(self, top: float, bottom: float) -> None:
        """Words at the ends of lines, kept apart."""
        page, pane, label, small, side = self.page, self.pane, self.label, self.small, self.side
        if not self.ends:
            return
        rows = [(r.x, r.y, r.text, "" if page.low else r.note, r.colour, "label") for r in self.ends]
        if self.bracket:
            rows.append(self._bracket())
        rows.sort(key=lambda row: -row[1])
        gaps = [(page.px(a[5]) + page.px(b[5])) / 2 * 1.18 + small * 1.25 * bool(a[3]) for a, b in pairwise(rows)]
        levels = spread([pane.py(row[1]) for row in rows], gaps, top + label * 0.4, bottom - label * 2.2)
        for (day, y, text, note, ink, role), level in zip(rows, levels, strict=True):
            x = pane.px(number(day))
            if role == "label":
                near, far = x + 7 * side, x + (self.clear - 3) * side
                page.rule((near, far), (pane.py(y), level), ink, 1.2, z=4, pane=pane, x=number(day))
            at = {"pane": pane, "at": (number(day), None)}
            look = at | {"ha": "left" if side > 0 else "right", "halo": True}
            begin = x + self.clear * side
            page.text(begin, level, text, role, colour=ink, bold=True, **look)
            page.text(begin, level + label * 0.5 + small * 0.72, note, "small", colour="faint", **look)
            if role != "label":
                up = (page.px(role) - label) * 0.36
                page.text(begin + self.before_unit, level + up, self.unit, colour=ink, bold=True, **at)

    def _bracket(self) -> tuple:
        """Draw the bracket; its words stand next to those of its own end: no other line's come between."""
        mark, page, pane = self.bracket, self.page, self.pane
        (a, y0), (b, y1) = ((number(x), pane.py(y)) for x, y in (mark.start, mark.end))
        edge = pane.px(b) + self.clear * 0.6
        page.rule((pane.px(a) + 8, edge - 7), (y0, y0), mark.colour, 1, DOTTED, 3.5)
        page.rule((edge - 7, edge, edge, edge - 7), (y0, y0, y1, y1), mark.colour, 2.6, z=4.5, pane=pane, x=b)
        low, high = sorted((mark.start[1], mark.end[1]))
        up, nearest = (1, max) if mark.end[1] == high else (-1, min)
        level = nearest([(low + high) / 2, *(r.y + up for r in self.ends if low < r.y < high)])
        return mark.end[0], level, mark.text, "", mark.colour, self.loud

    def _beside(self, at: tuple, told: Said, ink: str, mark: Dots, half: float, within: Box) -> None:
        """Words at the first side of their dot that is free, or below with a line to it; the first words that fit."""
        page, small, pane = self.page, self.small, self.pane
        x, y, off = pane.px(at[0]), pane.py(at[1]), max(half, 4.5) + 5
        room = min(150, small * mark.text_width) if page.size.narrow else small * mark.text_width

        def places() -> Iterator[tuple[Box, list[str], bool]]:
            for said in (told,) if isinstance(told, str) else told:
                lines = page.wrap(said, room, "small", mark.bold)
                wide, tall = page.widest(lines, "small", mark.bold), (len(lines) * 1.3 - 0.3) * small
                down = np.arange(y + small * 2, within[3] - tall, 6)
                sides = {
                    "above": [(x - wide / 2, y - off - tall)],
                    "right": [(x + off + 2, y - tall / 2), (x + off + 2, y - small * 0.5)],
                    "below": [(x - wide / 2, y + off)],
                    "left": [(x - off - 2 - wide, y - tall / 2), (x - off - 2 - wide, y - small * 0.5)],
                    "far": [place for level in down for place in ((x - 14 - wide, level), (x + 8, level))],
                }
                for side, (x0, y0) in [(name, place) for name in mark.at for place in sides[name]]:
                    x0 = x0 if side == "far" else min(max(x0, within[0]), max(within[2] - wide, within[0]))
                    yield (x0 - 2, y0 - 1, x0 + wide + 2, y0 + tall + 1), lines, side == "far"

        def own(box: Box) -> bool:
            """Whether no other dot is so near at a side that the words would be taken for its."""
            beside = (box[0] - small * 0.7, box[1] + 2, box[2] + small * 0.7, box[3] - 2)
            near = (
                beside[0] < px < beside[2] and beside[1] < py < beside[3] for px, py in self.dots if (px, py) != (x, y)
            )
            return not any(near)

        found = next((place for place in places() if own(place[0]) and page.free(place[0], within)), None)
        found = found or (next(places(), None) if mark.must else None)
        if not found:
            return
        (left, top, right, _), lines, far = found
        edge, ha = (right - 2, "right") if right - 2 < x else (left + 2, "left")
        look = {"colour": ink, "bold": mark.bold, "ha": ha, "halo": True, "pane": pane}
        page.lines(edge, top + 1, lines, "small", 1.3, 0.5, at=(at[0], None if far else at[1]), **look)
        if far:
            level, to = top + 1 + small * 0.5, x - 8 if ha == "right" else x + 4
            page.rule((x, x, to), (y + 7, level, level), "axis", z=4, pane=pane, x=at[0])
