"""Two parts of one whole, laid from its two ends, and where they must meet."""

from reach.draw.marks import Overlap
from reach.draw.page import DOTTED, Mark
from reach.draw.setting import Set


class SetOverlap(Set):
    """A bar for each part on the width of the whole, the meeting below them, and words on and beside all three."""

    panel: Overlap
    fixed = False

    def measure(self, said: set[str]) -> None:
        page, panel, small = self.page, self.panel, self.small
        self.role = "small" if page.size.narrow else "big"
        self.meeting = sum(panel.parts) > panel.whole
        self.under = small * 2.1 if not page.low and any(panel.also) else small * 1.1
        self.title = page.fitting(panel.title, self.right - self.left - 40, "small")
        self.above = small * 1.9
        self.bars = 3 if self.meeting else 2
        self.aside = page.shortest(panel.aside[0] if isinstance(panel.aside[0], str) else panel.aside[0][-1])
        self.below = []
        if page.size.narrow or page.size.tall:  # the two sentences stand below where there is no room beside
            role = "small" if page.size.narrow else "label"
            told = [page.shortest(words) for words in panel.aside if words]
            self.below = [line for words in told for line in page.wrap(words, self.right - self.left, role)]
        self.wanted = self.above + self.bars * 62 + 2 * self.under + (len(self.below) + 0.8) * small * 1.35

    def draw(self, top: float, bottom: float, foot: float) -> None:
        panel, page, look, small = self.panel, self.page, self.page.look, self.small
        role = "small" if page.size.narrow else "label"
        room = len(self.below) * page.px(role) * 1.35 + small * 0.6 * bool(self.below)
        tall = (bottom - top - self.above - 2 * self.under - room) / self.bars
        tall = min(tall, page.px("big") * (8 if page.size.tall else 5.2))
        # The width of everyone, named above it.
        middle, y = (self.left + self.right) / 2, top + small * 0.6
        half = page.width(self.title, "small") / 2 + 10
        for near, far in ((middle - half, self.left), (middle + half, self.right)):
            page.rule((near, far), (y, y), "axis")
            page.rule((far, far), (y - 5, y + 5), "axis")
        page.text(middle, y, self.title, "small", colour="secondary", ha="center")
        begin = top + self.above
        pane = self.pane = page.pane(
            (self.left, begin, self.right, bottom - room), (0.0, panel.whole), (begin, bottom - room)
        )
        ends = ((0.0, panel.parts[0]), (panel.whole - panel.parts[1], panel.whole))
        tops = (begin, begin + tall + self.under)
        last = tops[1] + tall + self.under
        for i, ((a, b), y0) in enumerate(zip(ends, tops, strict=True)):
            pane.bars([Mark(0.0, y0, panel.whole, y0 + tall, look["empty"])], 1)
            pane.bars([Mark(a, y0, b, y0 + tall, look[panel.colours[i]], hover=panel.hover[i])], 2)
            inside = page.fitting(panel.said[i], pane.px(b) - pane.px(a) - 20, self.role, True)
            self._word(
                inside, (a, b)[i], 10 - 20 * i, y0 + tall / 2, self.role, ("left", "right")[i], "on_service", True
            )
            out = page.fitting(panel.rest[i], pane.px(panel.whole) - pane.px(b - a) - 16, "small")
            self._word(
                out, (panel.whole, 0.0)[i], (-1, 1)[i] * 8, y0 + tall / 2, "small", ("right", "left")[i], "secondary"
            )
            self._also(i, y0 + tall)
            if self.meeting:
                edge = (b, a)[i]
                page.rule((pane.px(edge),) * 2, (y0 + tall, last), "axis", 1.2, DOTTED, 1.5, pane, edge)
        if self.meeting:
            a, b = ends[1][0], ends[0][1]
            pane.bars([Mark(a, last, b, last + tall, look["overlap"], hover=panel.hover[2])], 2)
            said = page.fitting(panel.both, pane.px(b) - pane.px(a) - 12, self.role, True)
            self._word(said, (a + b) / 2, 0, last + tall / 2, self.role, "center", "on_overlap", True)
            if not self.below:
                self._aside(a, b, last, tall)
        page.lines(self.left, bottom - room + small * 0.6, self.below, role, colour="secondary")

    def _word(
        self, said: str, x: float, dx: float, y: float, role: str, ha: str, colour: str, bold: bool = False
    ) -> None:
        self.page.text(
            self.pane.px(x) + dx, y, said, role, ha=ha, colour=colour, bold=bold, pane=self.pane, at=(x, None)
        )

    def _also(self, i: int, y: float) -> None:
        """Other figures published, as ticks below a bar, with words for them."""
        panel, page, pane, small = self.panel, self.page, self.pane, self.small
        marks = [v if i == 0 else panel.whole - v for v in panel.also[i]]
        if page.low or not marks:
            return
        for x in marks:
            page.rule((pane.px(x),) * 2, (y + 3, y + 11), "text", 1.6, z=4, pane=pane, x=x)
        edge = min(marks) if i == 0 else max(marks)
        room = pane.px(edge) - self.left - 8 if i == 0 else self.right - pane.px(edge) - 8
        self._word(page.fitting(panel.also_said[i], room, "small"), edge, (-7, 7)[i], y + small * 0.75, "small",
                   ("right", "left")[i], "secondary")  # fmt: skip

    def _aside(self, a: float, b: float, top: float, tall: float) -> None:
        """A sentence on either side of the meeting, where it fits."""
        page, pane, small = self.page, self.pane, self.small
        sides = ((self.left, pane.px(a) - 20), (pane.px(b) + 20, self.right))
        for said, (left, right) in zip(self.panel.aside, sides, strict=True):
            for told in (said,) if isinstance(said, str) else said:
                lines = page.wrap(told, right - left, "small")
                if len(lines) * small * 1.32 <= tall + small and right - left > small * 8:
                    y = top + tall / 2 - (len(lines) - 1) * small * 0.66
                    for k, line in enumerate(lines):
                        page.text(left, y + k * small * 1.32, line, "small", colour="secondary")
                    break
