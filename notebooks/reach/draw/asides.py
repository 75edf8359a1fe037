"""What stands about the marks: days named above them, sentences, lists, tables, samples, and a card in words."""

from itertools import accumulate, pairwise

from reach.draw.page import DOTTED, LEADING, SPARSE, Mark, number
from reach.draw.setting import Set


class SetFlags(Set):
    """Days named above the panels that follow, each with a rule through them."""

    def measure(self, said: set[str]) -> None:
        page, panel, small = self.page, self.panel, self.small
        room = (84 if page.squeeze and not page.size.card else 118) if page.size.narrow else small * 19
        gone = (page.low and not panel.own) or page.squeeze > 1
        days = [r for r in panel.data.itertuples() if self.low <= number(r.x) < self.high and not gone]
        # Where not all have room, they are told in more lines; where that does not help, the last of them are not told.
        for fit, wide in [(len(days), room), *((fit, room * 0.6) for fit in range(len(days), -1, -1))]:
            every = []
            for row in days:
                lines = page.wrap(row.text, wide, "small", balance=True)
                most = max(page.width(row.head, "small", True), page.widest(lines, "small"))
                every.append((number(row.x), row.head, lines, most))
            self.blocks, self.bare = sorted(every[:fit], key=lambda block: block[0]), [at for at, *_ in every[fit:]]
            self.xs = self._places()
            if fit < 2 or not panel.spare or self._clear():
                break
        ends = [x + wide for x, (*_, wide) in zip(self.xs, self.blocks, strict=True)]
        page.tight |= any(b - a < small * 0.7 for a, b in zip(ends, self.xs[1:], strict=False))
        deepest = max((1 + len(lines) for _, _, lines, _ in self.blocks), default=0)
        self.wanted = deepest * small * 1.3 + small * 1.1 if deepest else self.label * 0.7

    def _places(self) -> list[float]:
        """Where words begin: the first stand left of their rule, others about it."""
        (left, right), wides, xs = self.edges, [wide for *_, wide in self.blocks], []
        for i, (value, *_, wide) in enumerate(self.blocks):
            at = self.at(value)
            before = max(at - wide * 0.5, xs[-1] + wides[i - 1] + 14) if i else at - wide
            xs.append(before if i or (len(wides) > 1 and before > left) else at)
        for i, wide in reversed([*enumerate(wides)]):
            xs[i] = max(min(xs[i], right - wide), left)
            right = xs[i] - 14
        return xs

    def _clear(self) -> bool:
        """Whether neither words nor the lines from them to their rules meet or leave the scale."""
        ends = []
        for x, (value, *_, wide) in zip(self.xs, self.blocks, strict=True):
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
        for x, (value, head, lines, wide) in zip(self.xs, self.blocks, strict=True):
            at, far = pane.px(value), x + wide
            edge, ha = (far, "right") if far <= at + 1 else (x, "left")
            look = {"ha": ha, "pane": pane, "at": (value, None)}
            page.text(edge, top + small * 0.6, head, "small", bold=True, **look)
            page.lines(edge, top + small * 1.3, lines, "small", 1.3, 0.6, colour="secondary", **look)
            page.rule((at, at), (below, foot), "axis", 1.2, DOTTED, -1, pane, value)
            if not x <= at <= far:
                page.rule((x if at < x else far, at), (below, below), "axis", pane=pane, x=value)


class SetWords(Set):
    """A sentence, as long as there is room for."""

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
    """Entries in words; where the room ends, the first are counted and not named."""

    def measure(self, said: set[str]) -> None:
        page, rows, role = self.page, self.panel.data, self.panel.role
        self.small, self.column = page.px(role), page.widest(rows["head"], role) + 10
        self.title = page.wrap(self.panel.title, self.right - self.left, role, bold=True)
        room, gone = self.right - self.left - self.column, page.low or (page.size.brief and not page.size.tall)
        shown = () if self.panel.spare and gone else rows.itertuples()
        self.entries = [(r.head, page.wrap(r.text, room, role)) for r in shown]
        self.wanted = self.count(self.entries) * self.small * 1.32 if self.entries else 0.0

    def count(self, entries: list) -> float:
        """Lines that some entries take under their title."""
        lines = sum(len(lines) for _, lines in entries)
        return 1.5 * len(self.title) + lines + (len(entries) < len(self.panel.data))

    def draw(self, top: float, bottom: float, foot: float) -> None:
        page, panel, role, small, entries = self.page, self.panel, self.panel.role, self.small, self.entries
        while entries and self.count(entries) * small * 1.12 > bottom - top + 1:
            entries = entries[1:]
        if not entries:
            return
        if (left_out := len(panel.data) - len(entries)) and panel.more:
            entries = [("", [panel.more.format(n=left_out)]), *entries]
        lead = min(1.32, (bottom - top) / self.count(entries) / small)
        top = page.lines(self.left, top, self.title, role, lead * 1.5, 0.6, bold=True)
        for head, lines in entries:
            page.text(self.left, top + small * 0.6, head, role, colour="faint")
            top = page.lines(self.left + self.column, top, lines, role, lead, 0.6, colour="secondary")


class SetTable(Set):
    """Cells under their headings, with a rule between rows."""

    def measure(self, said: set[str]) -> None:
        page, panel, small, inner = self.page, self.panel, self.small, self.right - self.left
        columns = [[str(v) for v in panel.data[c]] for c in panel.data]
        self.shown = not ((panel.spare and (page.size.brief or page.squeeze > 1)) or (panel.free and page.size.height))
        widest = [page.widest(column, "small") for column in columns]
        heads = [page.widest(heading.split("\n"), "small") for heading in panel.headings]
        if panel.numbers:
            self.widths = [max(a, b) + 12 for a, b in zip(widest, heads, strict=True)]
            self.widths[0] += max(0.0, min(inner - sum(self.widths), small * 8))
        else:  # the last column has what the others leave, and they no more than they need
            most = [min(max(w, h) + 14, inner * 0.2) for w, h in zip(widest[:-1], heads, strict=False)]
            self.widths = [*most, inner - sum(most)]
        rows, bold = list(zip(*columns, strict=True)), [not panel.numbers, *[False] * (len(columns) - 1)]
        self.listed = not panel.numbers and bool(page.size.narrow or (page.squeeze and inner < small * 55))
        if self.listed:
            rows, self.widths = [(" · ".join(row[:-1]), row[-1]) for row in rows], [inner + 8] * 2
        shape = list(zip(self.widths, bold, strict=False))
        self.rows = [[page.wrap(v, w - 8, "small", b) for v, (w, b) in zip(row, shape, strict=True)] for row in rows]
        self.heads = [] if self.listed else [h.split("\n") if h else [] for h in panel.headings]
        self.title = page.wrap(panel.title, inner, "small", bold=True)
        self.over = small * (1.32 * (max(map(len, self.heads), default=0) + len(self.title)) + 0.3 * bool(self.title))
        deep, gap = sum if self.listed else max, 0.45 if page.low else 0.55
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

    def _cell(self, edges: list[float], i: int, lines: list[str], y: float, **look: object) -> None:
        x, ha = (edges[i + 1] - 8, "right") if self.panel.numbers and i else (edges[i], "left")
        self.page.lines(x, y, lines, "small", 1.32, 0.5, ha=ha, **look)


SWATCH = 22
DOTS = {
    "dot": ("o", 9, False), "ring": ("o", 8, True), "diamond": ("D", 8, True), "square": ("s", 8, False),
    "up": ("^", 9, False), "down": ("v", 9, False), "solid": ("D", 8, False), "cross": ("x", 8, False),
}  # fmt: skip


class SetKey(Set):
    """Samples of what bars have no room to say themselves."""

    def measure(self, said: set[str]) -> None:
        page, x, row, self.placed, inner = self.page, 0.0, 0, [], self.right - self.left
        for kind, colour, hatch, told in self.panel.samples if page.short or not self.panel.short else ():
            if told in said or (kind == "span" and page.low):
                continue
            wide = 12 if kind in DOTS else SWATCH
            lines = page.wrap(told, inner - wide - 6, "small")
            full = wide + 6 + page.widest(lines, "small")
            if x and x + full > inner:
                x, row = 0.0, row + 1
            self.placed.append((kind, colour, hatch, lines, self.left + x, row, wide))
            x, row = x + full + self.small * 1.1, row + (len(lines) - 1) * 0.85
        self.wanted = (row + 1) * self.small * 1.55 + self.small * 0.7 if self.placed else 0.0

    def draw(self, top: float, bottom: float, foot: float) -> None:
        page, tall = self.page, self.small * 0.95
        for kind, colour, hatch, lines, left, row, wide in self.placed:
            y = top + self.small * (0.6 + row * 1.55)
            low, middle, right, centre = y + tall, y + tall / 2, left + wide, left + wide / 2
            page.lines(right + 6, middle, lines, "small", 1.3, 0, colour="secondary")
            if kind in DOTS:
                shape, size, hollow = DOTS[kind]
                dot = Mark(centre, middle, colour=page.look[colour], shape=shape, size=size, hollow=hollow)
                page.draw("dots", None, [dot], 4)
            elif kind == "span":
                page.rule((left, right), (middle, middle), colour, 1.3, z=4)
                for x in (left, right):
                    page.rule((x, x), (middle - 3.5, middle + 3.5), colour, 1.3, z=4)
            elif kind == "line":
                page.rule((left, right), (middle, middle), colour, 2.6, z=4)
            elif kind == "open":
                page.rule((left, right), (middle, middle), colour, 1.0, SPARSE, 4)
            elif kind == "rule":
                page.rule((centre, centre), (y - 2, low + 2), colour, 1.2, DOTTED, 4)
            elif kind == "pale":
                page.patch((left, y, right, low), "pale")
                page.rule((left, left), (y - 1, low + 1), "text", 1.6, z=4)
            else:
                page.patch((left, y + tall * (0.5 if kind == "part" else 0), right, low), colour, hatch, "hatch")


class SetCard(Set):
    """An empty ground with words in its middle."""

    fixed = False
    wanted = 90.0

    def draw(self, top: float, bottom: float, foot: float) -> None:
        self.page.patch((self.left, top, self.right, bottom), "empty")
        x, y = (self.left + self.right) / 2, (top + bottom) / 2
        self.page.text(x, y, self.panel.text, colour="secondary", ha="center")
