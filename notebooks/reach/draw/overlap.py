"""Two parts of one whole, laid from its two ends, and where they must meet."""

from reach.draw.page import LEADING, Mark
from reach.draw.setting import Set

#: Height of a bar, in lines of the words on it: wanted, and at most.
TALL, MOST = 4.0, 6.0
#: Sentences of more lines do not stand beside the meeting.
LINES = 6


class SetOverlap(Set):
    """A bar for each part on the width of the whole, the meeting below them, and words on and beside all three."""

    fixed = False

    def measure(self, said: set[str]) -> None:
        page, panel, small, inner = self.page, self.panel, self.small, self.right - self.left
        first, second = (part / panel.whole * inner for part in panel.parts)
        self.meeting = first + second > inner
        tried = [(k, role) for k in (0, -1) for role in ("big", "label")]
        found = [(role, self._on(k, role, (first, second))) for k, role in tried]
        self.loud, self.on = next((it for it in found if all(it[1])), found[-1])
        self.both = self._both(first + second - inner) if self.meeting else ("label", [])
        told, sides = [page.shortest(words) for words in panel.aside], (inner - second - 20, inner - first - 20)
        self.beside = [page.wrap(s, room, "small") for s, room in zip(told, sides, strict=True)]
        cramped = not self.both[1] or min(sides) < small * 8 or max(map(len, self.beside)) > LINES
        if cramped or page.size.narrow or page.size.tall:
            self.beside = []
        self.role = "small" if page.size.narrow else "label"
        self.below = [] if self.beside or page.low else [page.wrap(s, inner, self.role) for s in told if s]
        self.foot = sum(len(lines) * page.px(self.role) * LEADING + small * 0.6 for lines in self.below)
        self.under = small * (1.0 if page.low else 2.2 if any(panel.also) else 1.3)  # below a bar
        self.head = small * 2.0
        sentences = max(map(len, self.beside), default=0) * small * LEADING
        self.least = max(sentences, (len(self.both[1]) + 0.8) * page.px(self.both[0]) * LEADING)
        bar = TALL * page.px("label")
        self.wanted = self.head + 2 * (bar + self.under) + max(bar, self.least) * self.meeting + self.foot

    def _on(self, k: int, role: str, wide: tuple[float, float]) -> list[str]:
        """The words on both parts in one of their lengths; "" for those that do not fit."""
        said = [words if isinstance(words, str) else words[k] for words in self.panel.said]
        return [self.page.fitting(s, room - 20, role, True) for s, room in zip(said, wide, strict=True)]

    def _both(self, wide: float) -> tuple[str, list[str]]:
        """The words on the meeting in a few lines; none where they do not fit."""
        page, said = self.page, self.page.shortest(self.panel.both)
        for role in (self.loud, "label"):
            lines = page.wrap(said, wide - 16, role, True, balance=True)
            if len(lines) < 4 and all(page.width(line, role, True) <= wide - 12 for line in lines):
                return role, lines
        return "label", []

    def draw(self, top: float, bottom: float, foot: float) -> None:
        panel, page, look, n = self.panel, self.page, self.page.look, 2 + self.meeting
        begin, room = top + self.head, bottom - top - self.head - self.foot - 2 * self.under
        most = page.px("big") * MOST * (1 if self.meeting and not page.size.tall else 1.5)
        tall = min(room / n, (room - self.least) / 2, most)
        if tall < page.px("big") * 1.6:  # too little is left for what stands beside the meeting
            self.beside, self.least, tall = [], 0.0, room / n
        deep, step = max(tall, self.least) * self.meeting, tall + self.under
        last, end = begin + 2 * step, begin + 2 * step + deep
        self.pane = pane = page.pane((self.left, begin, self.right, end), (0.0, panel.whole), (begin, end))
        self._whole(top + self.small * 0.6)
        ends = ((0.0, panel.parts[0]), (panel.whole - panel.parts[1], panel.whole))
        if self.meeting:  # a band behind both parts, down to where they meet
            pane.bars([Mark(ends[1][0], begin, ends[0][1], last, look["pale"])], 0.5)
        for i, (a, b) in enumerate(ends):
            y, ha, way = begin + i * step, ("left", "right")[i], (1, -1)[i]
            pane.bars([Mark(0.0, y, panel.whole, y + tall, look["empty"])], 1)
            pane.bars([Mark(a, y, b, y + tall, look[panel.colours[i]], hover=panel.hover[i])], 2)
            out, far = pane.px(panel.whole) - pane.px(b - a) - 16, ("right", "left")[i]
            if self.on[i]:
                self._lines(self.loud, [self.on[i]], (a, b)[i], 10 * way, y + tall / 2, ha, "on_service")
                rest = page.fitting(panel.rest[i], out, "small")
                self._lines("small", [rest], (panel.whole, 0.0)[i], -8 * way, y + tall / 2, far, "secondary")
            else:  # the words on a short part stand beside it
                said = page.fitting(panel.said[i], out, "label", True)
                self._lines("label", [said], (b, a)[i], 8 * way, y + tall / 2, ha, panel.colours[i])
            if not page.low and panel.also[i]:
                self._also(i, (b, a)[i], y + tall)
        if self.meeting:
            self._meet(ends[1][0], ends[0][1], last, deep)
        for lines in self.below:
            end = page.lines(self.left, end + self.small * 0.6, lines, self.role, colour="secondary")

    def _whole(self, y: float) -> None:
        """The width of the whole, named in its middle."""
        page, middle = self.page, (self.left + self.right) / 2
        said = page.fitting(self.panel.title, self.right - self.left - 40, "small")
        half = page.width(said, "small") / 2 + 10
        for near, far in ((middle - half, self.left), (middle + half, self.right)):
            page.rule((near, far), (y, y), "axis")
            page.rule((far, far), (y - 5, y + 5), "axis")
        page.text(middle, y, said, "small", colour="secondary", ha="center")

    def _meet(self, a: float, b: float, top: float, tall: float) -> None:
        """The meeting, and the sentences beside it."""
        panel, page, pane, (role, lines), middle = self.panel, self.page, self.pane, self.both, top + tall / 2
        pane.bars([Mark(a, top, b, top + tall, page.look["overlap"], hover=panel.hover[2])], 2)
        self._lines(role, lines, (a + b) / 2, 0, middle, "center", "on_overlap")
        if not lines:  # beside it, where there is more room
            x, dx, ha = (b, 8, "left") if panel.whole - b > a else (a, -8, "right")
            room = pane.px(max(panel.whole - b, a)) - self.left - 8
            self._lines("label", page.wrap(page.shortest(panel.both), room, "label", True), x, dx, middle, ha, "text")
        for said, x in zip(self.beside, (self.left, pane.px(b) + 20), strict=False):
            page.lines(x, middle - len(said) * self.small * LEADING / 2, said, "small", colour="secondary")

    def _also(self, i: int, end: float, y: float) -> None:
        """Other figures published, as ticks below a bar, with words for them before its end."""
        panel, page, pane, small = self.panel, self.page, self.pane, self.small
        places = [v if i == 0 else panel.whole - v for v in panel.also[i]]
        hovers = panel.also_hover[i] or [""] * len(places)
        tick = {"colour": page.look["text"], "shape": "|", "size": small}
        ticks = [Mark(x, y + small * 0.8, **tick, hover=said) for x, said in zip(places, hovers, strict=True)]
        pane.dots(ticks, 4)
        first = min(end, *places) if i == 0 else max(end, *places)
        room = pane.px(first) - self.left if i == 0 else self.right - pane.px(first)
        said = page.fitting(panel.also_said[i], room - 8, "small")
        self._lines("small", [said], first, (-7, 7)[i], y + small * 0.8, ("right", "left")[i], "secondary")

    def _lines(self, role: str, lines: list[str], x: float, dx: float, y: float, ha: str, ink: str) -> None:
        """Lines about a height, at a distance from a value; all but small ones are bold."""
        px = self.page.px(role)
        look = {"ha": ha, "colour": ink, "bold": role != "small", "pane": self.pane, "at": (x, None)}
        self.page.lines(self.pane.px(x) + dx, y - (len(lines) - 1) / 2 * px * LEADING, lines, role, down=0, **look)
