"""Rows of a table: words on both sides, marks between them on one scale."""

from dataclasses import replace
from itertools import groupby
from math import inf

import pandas as pd

from reach.draw.marks import Bar, Dots, Rows, Said, Span, cells, values
from reach.draw.page import Mark, Page, number
from reach.draw.setting import Set

LEADING = 1.2
MOST, FEW = 2.7, 4.2  # height of a bar at most, in lines; where there are few
NAMES, WORDS, FEWEST = 0.44, 0.5, 0.24  # of a panel's width at most: names, with details, at least for names
AIR = 1.7  # and of a row, in those of its bar's
FIELDS = {Bar: ("start", "end"), Span: ("low", "high"), Dots: ("x",)}


class SetRows(Set):
    def __init__(self, panel: Rows, page: Page, left: float, right: float):
        if page.low:
            panel = replace(panel, data=panel.data[values(panel.data, panel.low)])
        super().__init__(panel, page, left, right)
        self.fixed, self.thick, inner, narrow = bool(panel.row), panel.thick, right - left, page.size.narrow
        data, head, name, self.role = panel.data, panel.head, panel.name, panel.name.role
        self.full, self.colours, self.bold = (values(data, f) for f in (panel.label, name.colour, name.bold))
        self.names, self.details = ([page.shortest(s) for s in values(data, f)] for f in (panel.label, panel.detail))
        self.ends, bare = values(data, panel.end), [""] * len(data)
        self.at_start = start = name.at == "start" and (not narrow or page.size.card)
        free = page.squeeze and not page.size.height  # there is room below for what stands too close
        if free and (start or self.timed or page.squeeze > 1):
            self.details = bare
        detail, end = page.widest(self.details, "small"), page.widest(self.ends)
        higher = page.size.tall or (page.size.roomy and page.size.height > page.size.width * 0.6)  # than an article
        self.most = max(min(NAMES, WORDS - detail / inner), FEWEST) if higher else NAMES
        wide = self._name(inner * (self.most if page.size.height and not narrow else 1))
        # Where words would leave the marks too little room they stand above them; small ones go first.
        crowded = bool(detail) and wide + detail + 36 > inner * (0.5 if page.size.tall else 0.62)
        if crowded and len(data) * (page.px(self.role) + self.label) * 1.25 > (page.size.height or inf) * 0.6:
            self.details, detail, crowded = bare, 0.0, False
        self.stacked = wide + end > inner * 0.4 or bool(detail) if narrow else crowded and not page.low
        self.stacked = bool((self.stacked or page.squeeze > 1 or free) and not (start or self.timed))
        self.stacked |= narrow and name.at == "start" and not start
        page.tight |= self.stacked
        if (page.low and wide + detail > inner * 0.35) or (narrow and not self.stacked):
            self.details, detail = bare, 0.0
        self.column = 14 + self._name(inner * (1 if self.stacked else self.most))
        self.words = 0.0 if self.stacked or start else self.column + (detail + 20 if detail else 0)
        self.heads = cells(data, head.text, head.colour, head.note)
        self.groups = [[*rows] for _, rows in groupby(range(len(data)), key=lambda i: self.heads[i][0])]
        self.points: list[list[float]] = [[] for _ in self.names]
        for mark in panel.marks:
            for i, *ends in self._cells(mark, *(getattr(mark, field) for field in FIELDS[type(mark)])):
                self.points[i] += map(number, ends)
        self.extents = [(min(ends, default=0.0), max(ends, default=0.0)) for ends in self.points]

    def _name(self, room: float) -> float:
        """Wrap the rows' names; returns how wide they are."""
        page, role, named = self.page, self.role, [*zip(self.names, self.bold, strict=True)]
        self.lines = [page.wrap(said, room, role, bold, balance=True) for said, bold in named]
        return max(page.widest(lines, role, bold) for lines, (_, bold) in zip(self.lines, named, strict=True))

    def _marks(self, kind: type) -> list:
        return [mark for mark in self.panel.marks if isinstance(mark, kind)]

    def _cells(self, mark: Bar | Span | Dots, *fields: object) -> list[tuple]:
        """For every row of a mark's table, the row that it belongs to and the values of some fields."""
        if mark.data is None:
            return [(i, *row) for i, row in enumerate(cells(self.panel.data, *fields))]
        place = {key: i for i, key in enumerate(values(self.panel.data, self.panel.key))}
        rows = [place.get(key) for key in values(mark.data, mark.row)]
        return [(i, *row) for i, row in zip(rows, cells(mark.data, *fields), strict=True) if i is not None]

    def gutter(self) -> float:
        return self.words

    def shift(self) -> float:
        if not self.at_start:
            return 0.0
        first = min(map(self.at, self._starts().values()), default=self.right)
        return self.column if first < self.edges[0] + self.column else 0.0

    def _starts(self) -> dict[int, float]:
        """Where the first bar of each row begins, if its name stands there."""
        found: dict[int, float] = {}
        for mark in self._marks(Bar) if self.at_start else ():
            for i, start in self._cells(mark, mark.start):
                found[i] = min(found.get(i, self.high), max(number(start), self.low))
        return found

    def named(self) -> set[str]:
        found: set[str] = set()
        if not self.timed or (self.page.size.height and not self.fixed):  # rows may be too low: it is not known yet
            return found
        for mark in self._marks(Bar):
            fields = (mark.start, mark.end, mark.solid, mark.text, mark.tall, mark.text_level)
            for _, start, end, solid, said, tall, level in self._cells(mark, *fields):
                high = self._lines() * self.page.px(self.role) * self.panel.thick * tall
                if not self.fixed or self._fits(high, level):
                    ends = (start, end if pd.isna(solid) else solid)
                    a, b = (self.at(min(max(number(v), self.low), self.high)) for v in ends)
                    found.add(self.page.fitting(said, b - a - 10, "small"))
        return found - {""}

    def _lines(self) -> float:
        """Height of a row in lines, where it is given."""
        size = self.page.size
        return (self.panel.row or 0) * (0.75 if self.page.low else 0.9 if size.card else 1.25 if size.tall else 1)

    def _fits(self, tall: float, level: float, role: str = "small") -> bool:
        """Whether a bar is tall enough for words at a level of it."""
        return tall * (1 if level == 0.5 else 0.62) >= self.page.px(role) * 1.05

    def _beside(self) -> list[tuple[float, float, bool]]:
        """Words that stand right (or left) of a value, and the room they take: ends of rows and names of dots."""
        page, found = self.page, []
        for (low, high), said in zip(self.extents, self.ends, strict=True):
            falls = high <= 0 and low < 0
            found.append((low if falls else high, page.width(said, bold=True) + 14 if said else 0.0, falls))
        for mark in self._marks(Dots):
            for _, at, said in self._cells(mark, mark.x, mark.text):
                room = page.width(page.shortest(said), bold=mark.bold) + 14 if said else 0.0
                found.append((number(at), room, mark.at[0] == "left"))
        return found

    def _fit(self) -> None:
        """The largest scale on which every bar and its words fit."""
        x, wide, beside = self.panel.x, self.right - self.left, self._beside()
        self.base = base = max(x.low or 0.0, 0.0)
        low = min([x.low or 0.0, *(low for low, _ in self.extents)]) if x.low is None or x.low <= 0 else x.low
        high = max([base if x.high is None else x.high, *(high for _, high in self.extents)])
        down = [(base - min(low, base), 0.0), *((base - v, room) for v, room, left in beside if left)]
        up = [(high - base, 0.0), *((v - base, room) for v, room, left in beside if not left)]
        # Where all is nought any scale will do.
        per = min(((wide - a[1] - b[1]) / (a[0] + b[0]) for a in down for b in up if a[0] + b[0] > 0), default=1.0)
        if per <= 0:
            self.page.stray.append("a scale has no room between words")
            per = 1e-9
        zero = self.left + max(length * per + room for length, room in down)
        self.low, self.high = base + (self.left - zero) / per, base + (self.right - zero) / per

    def _levels(self, mark: Dots) -> list[int]:
        """Where in its row each dot of a swarm lies: those of about one place get 0, 1, 2 and so on."""
        taken, found = [[] for _ in self.names], []
        for i, x, size in self._cells(mark, mark.x, mark.size):
            near = {k for other, k in taken[i] if abs(self.at(x) - other) < size + 1}
            found.append(next(k for k in range(len(taken[i]) + 1) if k not in near))
            taken[i].append((self.at(x), found[-1]))
        return found

    def measure(self, said: set[str]) -> None:
        panel, page, small, inner = self.panel, self.page, self.small, self.edges[1] - self.edges[0]
        role, px, self.tops = panel.head.role, page.px(self.role), {}
        self.ticked = not self.timed and bool(panel.x.ticks)
        self.space = small * (0.8 * (len(self.groups) - 1) + (1.4 if panel.track or self.ticked else 0))
        for i in (rows[0] for rows in self.groups):
            head, _, note = self.heads[i]
            lines = page.wrap(head, inner, role, bold=True)
            beside = page.width(lines[-1], role, True) + 12 if lines else 0.0
            inline = beside + page.width(note, "small") <= inner and not page.size.narrow
            below = [] if inline or page.low else page.wrap(note, inner, "small")
            self.tops[i] = (lines, beside if note and inline else 0.0, below)
            self.space += len(lines) * page.px(role) * 1.35 + len(below) * small * 1.32 + (small * 0.4 if lines else 0)
        self.space += small * 0.8 * any(m.level > 1 for m in self._marks(Span))
        self.over = [0.0] * len(self.names)  # what a row takes above its mark
        self.alone = [False] * len(self.names)  # its small words stand on a line of their own
        for i, (lines, detail) in enumerate(zip(self.lines, self.details, strict=True)) if self.stacked else ():
            self.alone[i] = bool(lines) and page.width(lines[-1], self.role) + 12 + page.width(detail, "small") > inner
            self.over[i] = len(lines) * px * LEADING + small * 1.25 * (bool(detail) and self.alone[i])
        tall = self._lines() or (2.1 if self.stacked else 1.9)
        self.tall = [tall if self.stacked else max(tall, 0.3 + len(lines) * 1.2) for lines in self.lines]
        for mark in (m for m in self._marks(Dots) if m.swarm and self.timed):
            for (i, size), k in zip(self._cells(mark, mark.size), self._levels(mark), strict=True):
                self.tall[i] = max(self.tall[i], ((k + 1) * (size + 2) + 5) / px)
        self.wanted = self.space + sum(self.over) + sum(self.tall) * px

    def draw(self, top: float, bottom: float, foot: float) -> None:
        panel, page, small, thick, px = self.panel, self.page, self.small, self.thick, self.page.px(self.role)
        unit, least = (bottom - top - self.space - sum(self.over)) / sum(self.tall), min(self.tall)
        if not self.fixed:  # bars are no slabs; where there are few, air between them fills the page
            most = px * (MOST if len(self.names) > 3 else FEW) * (2 if page.size.tall else 1)
            unit = min(unit, most / thick / least * (1 if self.stacked else AIR))
            thick = self.thick = min(thick, most / least / max(unit, 1e-9))
        if not self.timed:
            self.left = self.edges[0] + self.words
            self._fit()
        self.unit = per = unit * least
        self.pixel = (self.high - self.low) / (self.right - self.left)
        page.tight |= per < px * 1.08
        if not self.stacked:
            names = zip(self.tall, self.lines, strict=True)
            page.tight |= any(unit * tall < px * 1.08 * len(lines) for tall, lines in names)
        if per < small * 0.7:
            page.stray.append("rows have no room")
        box, span = (self.left, top, self.right, bottom), (-0.5, (bottom - top) / per - 0.5)
        self.pane = page.pane(box, (self.low, self.high), span, self.timed, self.edges)

        def row(pixel: float) -> float:
            return (pixel - top) / per - 0.5

        y, self.middle, spans = top, {}, []
        if panel.track:
            track = page.fitting(panel.track, self.right - self.edges[0], "small")
            page.text(self.right, y + small * 0.5, track, "small", colour="faint", ha="right")
        y += small * 1.4 * bool(panel.track or self.ticked)
        for n, rows in enumerate(self.groups):
            y = begin = self._head(rows[0], y + small * 0.8 * bool(n))
            for i in rows:
                self._label(i, y, unit * self.tall[i])
                y += self.over[i] + unit * self.tall[i]
                if self.timed and all(isinstance(mark, Dots) for mark in panel.marks):  # nothing else parts the rows
                    page.rule((self.edges[0], self.right), (y, y))
                self.middle[i] = row(y - unit * self.tall[i] * (0.92 - thick / 2 if self.stacked else 0.5))
            if self.stacked:  # broken for the words above each mark
                spans += [[self.middle[i] - thick * 0.66, self.middle[i] + thick * 0.66] for i in rows]
            else:
                spans.append([row(begin), row(y)])
        self._scale(top, spans)
        if panel.track:
            half, ink = thick / 2, page.look["empty"]
            self.pane.bars([Mark(0, m - half, panel.x.high, m + half, ink) for m in self.middle.values()], 1)
        for place, mark in enumerate(panel.marks):
            {Bar: self._bar, Span: self._span, Dots: self._dots}[type(mark)](mark, 2 + place * 0.3)
        look = {"role": "small", "colour": "secondary"} if panel.quiet else {"bold": True}
        for i, (said, (low, high)) in enumerate(zip(self.ends, self.extents, strict=True)):
            end, dx, ha = (low, -10, "right") if high <= 0 and low < 0 else (high, 10, "left")
            self._text(end, dx, i, said, ha=ha, **look)
        for i, start in self._starts().items():
            look = {"colour": self.colours[i], "bold": self.bold[i], "ha": "right"}
            self._text(start, -10, i, self.names[i], self.role, **look)
        if self.axis:
            self.days(self.pane, spans[0][0])

    def _scale(self, top: float, spans: list[list[float]]) -> None:
        """Upright lines at nought and at ticks."""
        page, pane, every = self.page, self.pane, () if self.timed else self.panel.x.ticks or ()
        ticks = [(value, said) for value, said in every if self.low <= value <= self.high]  # of the rows shown
        for value, said in ticks:
            self.middled(pane, value, top, [said], "faint")
        for span in spans:
            for value in (v for v, _ in ticks if v != self.base):
                pane.line([value] * 2, span, page.look["grid"], 1, z=0.5)
            if not (self.timed or self.panel.track or self.base):
                pane.line([0.0] * 2, span, page.look["axis"], 1.2, z=1.9)

    def _text(self, x: float, dx: float, i: int, said: str, role: str = "label", level: float = 0.5, **look) -> None:
        """Words beside a value in a row."""
        y, pane = self.middle[i] + (level - 0.5) * self.thick, self.pane
        look = {"halo": self.ticked, "pane": pane, "at": (x, y)} | look
        self.page.text(pane.px(x) + dx, pane.py(y), said, role, **look)

    def _head(self, i: int, y: float) -> float:
        page, left, role, (_, colour, note) = self.page, self.edges[0], self.panel.head.role, self.heads[i]
        lines, beside, below = self.tops[i]
        y = page.lines(left, y, lines, role, 1.35, 0.62, bold=True, colour=colour)
        if beside:
            page.text(left + beside, y - page.px(role) * 0.73, note, "small", colour="secondary")
        y = page.lines(left, y, below, "small", 1.32, 0.5, colour="secondary")
        return y + self.small * 0.4 * bool(lines)

    def _label(self, i: int, y: float, tall: float) -> None:
        page, role, lines, small, (left, right) = self.page, self.role, self.lines[i], self.small, self.edges
        lead = page.px(role) * LEADING
        first = y + lead / 2 if self.stacked else y + tall / 2 - lead * (len(lines) - 1) / 2
        last = first + (len(lines) - 1) * lead
        if not self.at_start:
            x, ha = (self.left - 10, "right") if self.timed and not self.stacked else (left, "left")
            page.lines(x, first, lines, role, LEADING, 0, colour=self.colours[i], bold=self.bold[i], ha=ha)
        if not self.stacked:
            x, at, ha = left + self.column, y + tall / 2, "left"
        elif self.alone[i]:
            x, at, ha = left, last + lead / 2 + small * 0.5, "left"
        else:
            x, at, ha = right, last, "right"
        page.text(x, at, self.details[i], "small", colour="secondary", ha=ha)

    def _hover(self, i: int, own: str) -> str:
        full = self.full[i] if isinstance(self.full[i], str) else self.full[i][0]
        return own or "\n".join(filter(None, (self.heads[i][0], full, self.ends[i], self.details[i])))

    def _bar(self, mark: Bar, z: float) -> None:
        look, pane, thick, bars, pales, marked = self.page.look, self.pane, self.thick, [], [], []
        fields = (mark.start, mark.end, mark.solid, mark.colour, mark.hatch, mark.edge, mark.top, mark.tall, mark.hover)
        fields += (mark.tail, mark.text, mark.text_colour, mark.text_level)
        for i, *row in self._cells(mark, *fields):
            start, end, solid, colour, hatch, edge, top, tall, hover, tail, *text = row
            a, b = sorted(min(max(number(v), self.low), self.high) for v in (start, end))
            if a == b and not self.timed:
                continue
            b = max(b, a + 1.2 * self.pixel) if self.timed else b
            pale = not pd.isna(solid) and number(solid) < b
            whole = min(max(number(solid), a), b) if pale else b
            y, high, hover = self.middle[i] + (top - 0.5) * thick, tall * thick, self._hover(i, hover)
            if whole > a:
                ink, rim = look.colours.get(colour, colour), look.colours.get(edge, "")
                bars.append(Mark(a, y, whole, y + high, ink, hatch, rim, hover=hover))
            if pale:
                pales.append(Mark(whole, y, b, y + high, look["pale"], hover=hover))
                if whole > a and tall == 1.0:
                    marked.append((whole, y - high * 0.12, y + high * 1.12))
            self.page.taken.append((pane.px(a), pane.py(y), pane.px(b), pane.py(y + high)))
            if text[0]:
                self._inside(mark, i, a, whole, high, colour, *text)
            if tail and pale:
                fit = self.page.fitting(tail, (b - whole) / self.pixel - 12, "small")
                self._text(whole, 6, i, fit, "small", colour="secondary")
        pane.bars(pales, z)
        pane.bars(bars, z)
        for x, low, high in marked:
            pane.line([x, x], [low, high], look["text"], 1.6, z=z + 0.1)

    def _inside(
        self, mark: Bar, i: int, a: float, b: float, tall: float, colour: str, said: Said, ink: str, level: float
    ) -> None:
        """Words on a bar; those for its end stand after it where they do not fit."""
        page, high = self.page, tall * self.unit
        role = max("label", self.role, key=page.px) if mark.text_end else "small"
        role = role if self._fits(high, level, role) else "small"
        if not self._fits(high, level, role):
            return
        fit = page.fitting(said, (b - a) / self.pixel - (16 if mark.text_end else 10), role, mark.text_end)
        x, dx, ha = (b, -8, "right") if mark.text_end else (a, 6, "left")
        if mark.text_end and not fit and not self.ends[i]:
            fit, x, dx, ha, ink = said, self.extents[i][1], 8, "left", colour
        self._text(x, dx, i, fit, role, level, colour=ink, bold=mark.text_end, ha=ha)

    def _span(self, mark: Span, z: float) -> None:
        on, spans, look = mark.level == 0.5, [], self.page.look
        for i, low, high, colour in self._cells(mark, mark.low, mark.high, mark.colour):
            a, b, at = number(low), number(high), self.middle[i] + (mark.level - 0.5) * self.thick
            wide = (b - a) / self.pixel
            if wide < (3 if self.timed else 0.5) or a < self.low or b > self.high or (self.page.low and not on):
                continue
            if on and wide > 3:  # a rim in the page's colour, below all spans, keeps it off the bar
                self.pane.line([a, b], [at, at], look["page"], 3.1, cap="|", cap_px=9.0, z=z + 2)
            spans.append(([a, b], [at, at], look[colour], 1.3))
        for span in spans:
            self.pane.line(*span, cap="|", z=z + 2)

    def _dots(self, mark: Dots, z: float) -> None:
        page, way, dots = self.page, -1 if mark.at[0] == "left" else 1, []
        fields = (mark.x, mark.colour, mark.shape, mark.size, mark.hollow, mark.text, mark.text_colour, mark.hover)
        close = min(1.0, self.unit / page.px(self.role) / min(self.tall))
        if mark.swarm and close < 0.5:
            page.stray.append("a swarm has no room")
        rows = self._cells(mark, *fields)
        levels = self._levels(mark) if mark.swarm else [0] * len(rows)
        deepest = [max(k for k, (j, *_) in zip(levels, rows, strict=True) if i == j) for i, *_ in rows]
        for k, deep, (i, x, colour, shape, size, hollow, said, ink, hover) in zip(levels, deepest, rows, strict=True):
            if (x := number(x)) < self.low:
                continue
            # A swarm lies about the middle of its row, and closer where the page is short.
            step, size = ((size + 2) * close, size * max(close, 0.75)) if mark.swarm else (0.0, size)
            y = self.middle[i] + ((-1) ** k * ((k + 1) // 2) + deep % 2 / 2) * step / self.unit
            look = {"shape": shape, "size": size, "hollow": bool(hollow), "hover": self._hover(i, hover)}
            dots.append(Mark(x, y, colour=page.look[colour], **look))
            if said and not isinstance(said, str):  # what meets the row's next dot, or the edge, is said shorter
                edge = ((self.high if way > 0 else self.low) - x) * way / self.pixel - 10.5
                ahead = ((v - x) * way / self.pixel for v in self.points[i])
                room = min([edge, *(d - 15 - size / 2 for d in ahead if d > 0)])
                said = page.fitting(said[page.short :], room, "label", mark.bold) or said[-1]
            look = {"colour": ink or colour, "bold": mark.bold, "halo": self.timed or self.ticked}
            ha, role = "right" if way < 0 else "left", "small" if self.timed else "label"
            self._text(x, 10 * way, i, said, role, ha=ha, **look)
        self.pane.dots(dots, z + 2)
