"""A canvas of screen: plotly, with the same panes, marks and words as on paper, and more words on hover.

A layout is made for the narrowest width at which it is shown; on a wider one everything but the words grows with it.
"""

import textwrap
from collections.abc import Iterable
from html import escape

import pandas as pd
from matplotlib.dates import num2date

from reach import house
from reach.draw.page import DOTTED, SPARSE, Mark, Page, Pane, Word

FONTS = f"'Reach Sans', '{house.STYLE.font}', 'Segoe UI', Helvetica, Arial, sans-serif"
SYMBOLS = {
    "o": "circle", "^": "triangle-up", "v": "triangle-down", "D": "diamond", "s": "square", "x": "x-thin",
    "|": "line-ns", "_": "line-ew",
}  # fmt: skip
PATTERNS = {"": "", "////": "/", "xxxx": "x"}
_DASHES = {"-": "solid", DOTTED: "dot", SPARSE: "dot"}
#: Rules and lines below this depth lie behind all marks.
BEHIND = 2.0


def folded(text: str, width: int = 38) -> str:
    """A text for a hover box: escaped, and broken so that it fits a phone."""
    return "<br>".join(escape(line) for part in text.split("\n") for line in textwrap.wrap(part, width))


class Screen:
    """Sets one page as the data and layout of a plotly figure."""

    def open(self, page: Page) -> None:
        self.page, self.data, self._lines, self._panes = page, [], {}, 0
        look, size = page.look, page.size
        self._ink = look["secondary"]
        words = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "borderpad": 0, "align": "left"}
        words |= {"xref": "paper", "yref": "paper", "font": {"color": self._ink, "size": size.small}}
        rules = {"type": "line", "layer": "below", "xref": "paper", "yref": "paper"}
        rules |= {"line": {"color": look["grid"], "width": 1}}
        axis = {"zeroline": False, "showgrid": False, "showticklabels": False, "ticks": "", "fixedrange": True}
        shared = {"annotationdefaults": words, "shapedefaults": rules, "xaxis": axis, "yaxis": axis}
        self.layout: dict = {
            "template": {"layout": shared}, "height": page.height, "margin": dict.fromkeys("lrtb", 0),
            "showlegend": False, "dragmode": False, "hovermode": "closest", "barmode": "overlay",
            "paper_bgcolor": look["page"], "plot_bgcolor": "rgba(0,0,0,0)", "hoverlabel": {"align": "left"},
            "font": {"family": FONTS, "size": size.label, "color": look["text"]}, "shapes": [], "annotations": [],
        }  # fmt: skip
        self.figure = {"data": self.data, "layout": self.layout}
        # The page's own pane comes first, since the last one laid over others would take all hovering.
        whole = (0.0, 0.0, float(size.width), float(page.height))
        self._whole = Pane(page, whole, whole[::2], whole[1::2], False, whole[::2])
        self.pane(self._whole)

    def _x(self, x: float) -> float:
        return round(x / self.page.size.width, 5)

    def _y(self, y: float) -> float:
        return round(1 - y / self.page.height, 5)

    def pane(self, pane: Pane) -> None:
        self._panes += 1
        own = pane.own = "" if self._panes == 1 else str(self._panes)
        (left, top, right, bottom), (near, far), (low, high) = pane.box, pane.sides, pane.x
        # Plotly cuts rules off where an axis ends: it runs on to the sides of the panel.
        per = (high - low) / (right - left)
        ends = [_value(pane, v) for v in (low - (left - near) * per, high + (far - right) * per)]
        x = {"domain": [self._x(near), self._x(far)], "range": ends, "type": "date" if pane.timed else "linear"}
        y = {"domain": [self._y(bottom), self._y(top)], "range": list(pane.y[::-1]), "type": "linear"}
        self.layout[f"xaxis{own}"] = x | {"anchor": f"y{own}"}
        self.layout[f"yaxis{own}"] = y | {"anchor": f"x{own}"}

    def ticks(self, pane: Pane, at: list[float], length: float) -> None:
        marks = {"tickvals": [_value(pane, v) for v in at], "ticklen": length, "tickcolor": self.page.look["axis"]}
        self.layout[f"xaxis{pane.own}"] |= marks | {"ticks": "outside" if length else ""}

    def _trace(self, pane: Pane, kind: str, marks: Iterable[Mark], **more: object) -> None:
        said = [folded(m.hover) for m in marks]
        axes = {"type": kind, "xaxis": f"x{pane.own}", "yaxis": f"y{pane.own}"}
        hover = {"customdata": said, "hovertemplate": "%{customdata}<extra></extra>"}
        self.data.append(axes | more | (hover if any(said) else {"hoverinfo": "skip"}))

    def bars(self, pane: Pane | None, marks: list[Mark], z: float) -> None:
        pane = pane or self._whole
        for some in _hovered(marks):
            rim = {"color": _same(m.edge or m.colour for m in some), "width": _same(0.8 if m.edge else 0 for m in some)}
            look = {"color": _same(m.colour for m in some), "line": rim}
            if any(m.hatch for m in some):
                shape = _same(PATTERNS[m.hatch] for m in some)
                look["pattern"] = {"shape": shape, "fgcolor": self.page.look["hatch"], "fillmode": "overlay", "size": 6}
            middles = [round((m.y0 + m.y1) / 2, 4) for m in some]
            lengths = [(m.x1 - m.x0) * (86_400_000 if pane.timed else 1) for m in some]
            place = {"y": middles, "x": lengths, "base": [_value(pane, m.x0) for m in some]}
            wide = _same(round(abs(m.y1 - m.y0), 4) for m in some)
            self._trace(pane, "bar", some, orientation="h", **place, width=wide, marker=look)

    def dots(self, pane: Pane | None, marks: list[Mark], z: float) -> None:
        pane, paper = pane or self._whole, self.page.look["page"]
        for some in _hovered(marks):
            bare = [m.hollow or m.shape in "|x" for m in some]
            rims = (m.colour if b else paper for m, b in zip(some, bare, strict=True))
            rim = {"width": _same(1.8 if b else 1.2 for b in bare), "color": _same(rims)}
            look = {"symbol": _same(SYMBOLS[m.shape] for m in some), "size": _same(m.size for m in some), "opacity": 1}
            look |= {"color": _same(paper if m.hollow else m.colour for m in some), "line": rim}
            place = {"x": [_value(pane, m.x0) for m in some], "y": [m.y0 for m in some]}
            self._trace(pane, "scatter", some, mode="markers", cliponaxis=False, **place, marker=look)

    def line(
        self, pane: Pane, xs: list, ys: list, colour: str, wide: float, dash, z: float, cap: str, px: float
    ) -> None:
        places = [_value(pane, x) for x in xs]
        if z < BEHIND and len(xs) == 2 and not cap:
            ends = {"x0": places[0], "x1": places[1], "y0": ys[0], "y1": ys[1]}
            self._shape(colour, wide, dash, z, xref=f"x{pane.own}", yref=f"y{pane.own}", **ends)
            return
        # Lines that look alike are one trace, with gaps between them.
        style = (pane.own, colour, wide, dash, cap)
        if style not in self._lines:
            look = {
                "mode": "lines+markers" if cap else "lines", "x": [], "y": [], "connectgaps": False,
                "cliponaxis": False, "line": {"color": colour, "width": wide, "dash": _DASHES[dash]},
            }  # fmt: skip
            if cap:
                rim = {"width": wide, "color": colour}
                look["marker"] = {"symbol": SYMBOLS[cap], "size": px, "line": rim, "opacity": 1}
            self._trace(pane, "scatter", (), **look)
            self._lines[style] = self.data[-1]
        for found, more in ((self._lines[style]["x"], places), (self._lines[style]["y"], ys)):
            found += [None, *more] if found else more

    def text(self, word: Word) -> None:
        (x, y), pane, middle = word.at, word.pane, word.base - 0.36 * word.px
        font = {"size": word.px} if word.px != self.page.size.small else {}
        font |= ({"weight": 600} if word.bold else {}) | ({"color": word.colour} if word.colour != self._ink else {})
        found = {"text": escape(word.said)} | ({"font": font} if font else {})
        found |= {"xanchor": word.ha, "align": word.ha} if word.ha != "left" else {}
        if x is None:
            found["x"] = self._x(word.x)
        else:
            found |= {"xref": f"x{pane.own}", "x": _value(pane, x), "xshift": round(word.x - pane.px(x), 1)}
        if y is None:
            found["y"] = self._y(middle)
        else:
            found |= {"yref": f"y{pane.own}", "y": y, "yshift": round(pane.py(y) - middle, 1)}
        self.layout["annotations"].append(found | ({"bgcolor": self.page.look["page"]} if word.halo else {}))

    def _shape(self, colour: str, wide: float, dash: object, z: float, **where: object) -> None:
        line = {"color": colour} if colour != self.page.look["grid"] else {}
        line |= ({"width": wide} if wide != 1 else {}) | ({} if dash == "-" else {"dash": _DASHES[dash]})
        found = ({"line": line} if line else {}) | ({} if z < BEHIND else {"layer": "above"}) | where
        self.layout["shapes"].append(found)

    def rule(
        self, xs: tuple, ys: tuple, colour: str, wide: float, dash: object, z: float, pane: Pane | None, x
    ) -> None:
        at, down, where = [self._x(v) for v in xs], [self._y(v) for v in ys], {}
        if pane is not None:
            at = [round(v - pane.px(x), 1) for v in xs]
            where = {"xref": f"x{pane.own}", "xsizemode": "pixel", "xanchor": _value(pane, x)}
        if len(at) == 2:
            where |= {"x0": at[0], "x1": at[1], "y0": down[0], "y1": down[1]}
        else:
            steps = " ".join(f"{'L' if i else 'M'}{a},{b}" for i, (a, b) in enumerate(zip(at, down, strict=True)))
            where |= {"type": "path", "path": steps}
        self._shape(colour, wide, dash, z, **where)


def _hovered(marks: list[Mark]) -> Iterable[list[Mark]]:
    """Those with words on hover, and the others: each are a trace."""
    return filter(None, ([m for m in marks if m.hover], [m for m in marks if not m.hover]))


def _value(pane: Pane, value: float) -> object:
    """A number of a pane as plotly has it: days as text."""
    if not pane.timed:
        return value
    day = pd.Timestamp(num2date(value)).tz_localize(None).round("s")
    return day.date().isoformat() if day == day.normalize() else day.isoformat()


def _same(values: Iterable[object]) -> object:
    """One value where all are the same: a page is the lighter."""
    found = list(values)
    return found[0] if len(set(found)) == 1 else found
