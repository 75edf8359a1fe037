"""What stands about the marks: days named above them, sentences, lists, tables, samples, and a card in words."""

from itertools import accumulate, pairwise
from typing import ClassVar

from reach.draw.marks import Card, Flags, Key, List, Table, Words
from reach.draw.page import DOTTED, LEADING, SPARSE, number
from reach.draw.setting import Set


class SetFlags(Set):
    """Days named above the panels that follow, each with a rule through them."""

    panel: Flags

    def measure(self, said: set[str]) -> None:
        page, small = self.page, self.small
        room = (84 if page.squeeze and not page.size.card else 118) if page.size.narrow else small * 19
        gone = (page.low and not self.panel.own) or page.squeeze > 1
        rows = [] if gone else list(self.panel.data.itertuples())
        rows = [r for r in rows if self.low <= number(r.x) < self.high]
        self.blocks = [(number(r.x), [r.head, *page.wrap(r.text, room, "small", balance=True)]) for r in rows]
        self.wide = [max(page.width(line, "small", i == 0) for i, line in enumerate(b)) for _, b in self.blocks]
        every, wide = self.blocks, self.wide
        for fit in range(len(rows), -1, -1):
            order = sorted(range(fit), key=lambda i: every[i][0])
            self.blocks, self.wide = [every[i] for i in order], [wide[i] for i in order]
            self.bare, self.xs = [at for at, _ in every[fit:]], self._places()
            if fit < 2 or not self.panel.spare or self._clear():
                break
        ends = [x + wide for x, wide in zip(self.xs, self.wide, strict=True)]
        page.tight |= any(b - a < small * 0.7 for a, b in zip(ends, self.xs[1:], strict=False))
        deepest = max((len(lines) for _, lines in self.blocks), default=0)
        self.wanted = deepest * small * 1.3 + small * 1.1 if deepest else self.label * 0.7

    def _places(self) -> list[float]:
        """Where words begin: the first stand left of their rule, others about it."""
        (left, right), wide, xs = self.edges, self.wide, []
        for i, (value, _) in enumerate(self.blocks):
            at = self.at(value)
            before = max(at - wide[i] * 0.5, xs[-1] + wide[i - 1] + 14) if i else at - wide[i]
            xs.append(before if i or (len(wide) > 1 and before > left) else at)
        for i in reversed(range(len(xs))):
            xs[i] = max(min(xs[i], right - wide[i]), left)
            right = xs[i] - 14
        return xs

    def _clear(self) -> bool:
        """Whether neither words nor the lines from them to their rules meet or leave the scale."""
        ends = []
        for x, wide, (value, _) in zip(self.xs, self.wide, self.blocks, strict=True):
            ends.append((x, x + wide, *sorted((self.at(value), min(max(self.at(value), x), x + wide)))))
        return all(a[1] < b[0] and a[3] < b[2] for a, b in pairwise(ends)) and all(a[2] >= self.left for a in ends)

    def draw(self, top: float, bottom: float, foot: float) -> None:
        page, small, below = self.page, self.small, bottom - self.small * 0.9
        if not self.blocks:
            return
        box = (self.left, below, self.right, foot)
        pane = page.pane(box, (self.low, self.high), (0.0, 1.0), True, self.edges)
        for value in self.bare:
            page.rule((pane.px(value),) * 2, (below, foot), "axis", 1.2, DOTTED, -1, pane, value)
        for x, width, (value, lines) in zip(self.xs, self.wide, self.blocks, strict=True):
            at = pane.px(value)
            edge, ha = (x + width, "right") if x + width <= at + 1 else (x, "left")
            for i, line in enumerate(lines):
                style = {"bold": True} if i == 0 else {"colour": "secondary"}
                y = top + small * (0.6 + 1.3 * i)
                page.text(edge, y, line, "small", ha=ha, pane=pane, at=(value, None), **style)
            page.rule((at, at), (below, foot), "axis", 1.2, DOTTED, -1, pane, value)
            if not x <= at <= x + width:
                page.rule((x if at < x else x + width, at), (below, below), "axis", pane=pane, x=value)


class SetWords(Set):
    """A sentence, as long as there is room for."""

    panel: Words

    def measure(self, said: set[str]) -> None:
        page, told = self.page, self.panel.text
        self.role = "small" if page.size.narrow or self.right - self.left < page.inner else "label"
        length = 1 if page.size.brief or page.size.narrow else 0
        length = 2 if page.low or page.squeeze > (0 if page.size.card else 1) else length
        told = told if isinstance(told, str) else told[min(length, len(told) - 1)]
        self.lines = page.wrap(told, self.right - self.left - 12, self.role)
        self.wanted = len(self.lines) * page.px(self.role) * LEADING + self.label * 0.9 if self.lines else 0.0

    def draw(self, top: float, bottom: float, foot: float) -> None:
        at = top + self.label * 0.4
        if self.panel.rule and self.lines:
            self.page.rule((self.left, self.right), (at, at))
            at += self.label * 0.5
        self.page.lines(self.left, at, self.lines, self.role, colour="secondary")


class SetList(Set):
    """Entries in words; where the room ends, some are counted and not named."""

    panel: List

    def measure(self, said: set[str]) -> None:
        page, rows, role = self.page, list(self.panel.data.itertuples()), self.panel.role
        self.small = page.px(role)
        self.column = 0.0
        if not self.panel.above:
            self.column = max((page.width(r.head, role) for r in rows), default=0.0) + 10
        room = self.right - self.left - self.column
        self.entries = [(r.head, page.wrap(r.text, room, role)) for r in rows]
        if self.panel.spare and (page.low or (page.size.brief and not page.size.tall)):
            self.entries = []
        self.wanted = self.count(self.entries) * self.small * 1.32 if self.entries else 0.0

    def count(self, entries: list) -> float:
        """Lines that some entries take under their title."""
        each = 1.5 if self.panel.above else 0.0
        return (
            1.5 * bool(self.panel.title)
            + sum(len(w) + each for _, w in entries)
            + (len(entries) < len(self.panel.data))
        )

    def draw(self, top: float, bottom: float, foot: float) -> None:
        page, small, entries, above = self.page, self.small, self.entries, self.panel.above
        role = self.panel.role
        while entries and self.count(entries) * small * (1.28 if above else 1.12) > bottom - top + 1:
            entries = entries[:-1] if above else entries[1:]
        if not entries:
            return
        if (left_out := len(self.panel.data) - len(entries)) and self.panel.more:
            told = ("", [self.panel.more.format(n=left_out)])
            entries = [*entries, told] if above else [told, *entries]
        lead = min(small * 1.32, (bottom - top) / self.count(entries))
        if self.panel.title:
            page.text(self.left, top + small * 0.6, self.panel.title, role, bold=True)
            top += lead * 1.5
        for head, lines in entries:
            page.text(self.left, top + small * 0.6, head, role, colour="text" if above else "faint", bold=above)
            top += lead if above and head else 0
            for line in lines:
                page.text(self.left + self.column, top + small * 0.6, line, role, colour="secondary")
                top += lead
            top += lead * 0.5 * above


class SetTable(Set):
    """Cells under their headings, with a rule between rows."""

    panel: Table

    def measure(self, said: set[str]) -> None:
        page, panel, small = self.page, self.panel, self.small
        columns = [[str(v) for v in panel.data[c]] for c in panel.data]
        self.shown = not ((panel.spare and (page.size.brief or page.squeeze > 1)) or (panel.free and page.size.height))
        inner = self.right - self.left
        widest = [max([page.width(v, "small") for v in c], default=0.0) for c in columns]
        if panel.numbers:
            heads = [max(page.width(w, "small") for w in h.split("\n")) for h in panel.headings]
            self.widths = [max(a, b) + 12 for a, b in zip(widest, heads, strict=True)]
            self.widths[0] += max(0.0, min(inner - sum(self.widths), small * 8))
        else:  # the last column has what the others leave, and they no more than they need
            heads = [page.width(h, "small") for h in panel.headings]
            most = [min(max(w, h) + 14, inner * 0.2) for w, h in zip(widest[:-1], heads, strict=False)]
            self.widths = [*most, inner - sum(most)]
        rows, bold = list(zip(*columns, strict=True)), [not panel.numbers, *[False] * (len(columns) - 1)]
        self.listed = not panel.numbers and bool(page.size.narrow or (page.squeeze and inner < small * 55))
        if self.listed:
            rows, self.widths = [(" · ".join(row[:-1]), row[-1]) for row in rows], [inner + 8] * 2
        self.rows = [
            [page.wrap(v, w - 8, "small", b) for v, w, b in zip(row, self.widths, bold, strict=False)] for row in rows
        ]
        self.heads = [] if self.listed else [h.split("\n") if h else [] for h in panel.headings]
        self.title = page.wrap(panel.title, inner, "small", bold=True)
        self.over = small * (1.32 * (max(map(len, self.heads), default=0) + len(self.title)) + 0.3 * bool(self.title))
        deep, gap = sum if self.listed else max, 0.45 if page.low else 0.75
        self.tall = [small * (1.32 * deep(map(len, row)) + gap) for row in self.rows]
        self.wanted = (self.over + sum(self.tall) + small * 0.6) * self.shown

    def draw(self, top: float, bottom: float, foot: float) -> None:
        page, panel, small, y = self.page, self.panel, self.small, top + self.over
        if not self.shown:
            return
        edges = [self.left, *(self.left + wide for wide in accumulate(self.widths))]
        page.lines(self.left, top, self.title, "small", bold=True)
        for i, lines in enumerate(self.heads):  # they end at the first row
            self._cell(edges, i, lines, y - len(lines) * small * 1.32, colour="secondary")
        for n, (row, tall) in enumerate(zip(self.rows, self.tall, strict=True)):
            left = len(self.rows) - n
            if page.low and n and y + tall + small * 1.4 * (left > 1) > page.bottom + small * 0.4:
                page.text(self.left, y + small * 0.9, panel.more.format(n=left), "small", colour="faint")
                break
            page.rule((self.left, edges[-1] if panel.numbers else self.right), (y + small * 0.2,) * 2)
            for i, lines in enumerate(row):
                below = small * 1.32 * len(row[0]) if i and self.listed else 0.0
                ink, at = "text" if panel.numbers or i < len(row) - 1 else "secondary", y + small * 0.4 + below
                self._cell(edges, i * (not self.listed), lines, at, colour=ink, bold=not (panel.numbers or i))
            y += tall
        page.tight |= y > page.bottom

    def _cell(self, edges: list[float], i: int, lines: list[str], y: float, **style: object) -> None:
        x, ha = (edges[i + 1] - 8, "right") if self.panel.numbers and i else (edges[i], "left")
        for k, line in enumerate(lines):
            self.page.text(x, y + self.small * (0.5 + 1.32 * k), line, "small", ha=ha, **style)


class SetKey(Set):
    """Samples of what bars have no room to say themselves."""

    panel: Key
    swatch = 22
    dots: ClassVar = {
        "dot": ("o", 9, False), "ring": ("o", 8, True), "diamond": ("D", 8, True), "square": ("s", 8, False),
        "up": ("^", 9, False), "down": ("v", 9, False), "box": ("s", 8, True),
        "solid": ("D", 8, False), "cross": ("x", 8, False),
    }  # fmt: skip

    def measure(self, said: set[str]) -> None:
        x, row, self.placed = 0.0, 0, []
        needed = self.page.short or not self.panel.short
        for kind, colour, hatch, told in self.panel.samples if needed else ():
            if told in said or (kind == "span" and self.page.low):
                continue
            wide = 12 if kind in self.dots else self.swatch
            lines = self.page.wrap(told, self.right - self.left - wide - 6, "small")
            full = wide + 6 + max(self.page.width(line, "small") for line in lines)
            if x and x + full > self.right - self.left:
                x, row = 0.0, row + 1
            self.placed.append((kind, colour, hatch, lines, self.left + x, row, wide))
            x, row = x + full + self.small * 1.1, row + (len(lines) - 1) * 0.85
        self.wanted = (row + 1) * self.small * 1.55 + self.small * 0.7 if self.placed else 0.0

    def draw(self, top: float, bottom: float, foot: float) -> None:
        page, tall = self.page, self.small * 0.95
        for kind, colour, hatch, lines, left, row, wide in self.placed:
            y = top + self.small * (0.6 + row * 1.55)
            middle, right, ink = y + tall / 2, left + wide, page.look[colour]
            for i, line in enumerate(lines):
                page.text(right + 6, middle + i * self.small * 1.3, line, "small", colour="secondary")
            if kind in self.dots:
                shape, size, hollow = self.dots[kind]
                page.canvas.sample(left + wide / 2, middle, shape, size, ink, hollow)
            elif kind == "span":
                page.rule((left, right), (middle, middle), colour, 1.3, z=4)
                for x in (left, right):
                    page.rule((x, x), (middle - 3.5, middle + 3.5), colour, 1.3, z=4)
            elif kind in ("line", "open", "rule"):
                wide_, dash = {"line": (2.6, "-"), "open": (1.0, SPARSE), "rule": (1.2, DOTTED)}[kind]
                xs, ys = (
                    ((left + wide / 2,) * 2, (y - 2, y + tall + 2))
                    if kind == "rule"
                    else ((left, right), (middle,) * 2)
                )
                page.rule(xs, ys, colour, wide_, dash, 4)
            elif kind == "pale":
                page.patch((left, y, right, y + tall), "pale")
                page.rule((left, left), (y - 1, y + tall + 1), "text", 1.6, z=4)
            else:
                page.patch((left, y + tall * (0.5 if kind == "part" else 0), right, y + tall), colour, hatch, "hatch")


class SetCard(Set):
    """An empty ground with words in its middle."""

    panel: Card
    fixed = False
    wanted = 90.0

    def draw(self, top: float, bottom: float, foot: float) -> None:
        page = self.page
        page.patch((self.left, top, self.right, bottom), "empty")
        middle = (self.left + self.right) / 2
        page.text(middle, (top + bottom) / 2, self.panel.text, colour="secondary", ha="center")
