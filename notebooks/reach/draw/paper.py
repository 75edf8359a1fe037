"""A canvas of paper: matplotlib, with real axes in the units of the data.

Words and rules are in pixels and keep their place when the picture is saved at another resolution; ``figure.axes`` are
plain matplotlib axes to whoever wants to add to them.
"""

from matplotlib import image as mpimg
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform, blended_transform_factory

from reach import fonts
from reach.draw.letters import points
from reach.draw.look import DPI, RC
from reach.draw.page import Mark, Page, Pane, Word

#: Depth in which things lie: axes are 0, words are above all marks.
WORDS, PLATES = 6.0, 5.5


class Line(Text):
    """A line of words as wide as the page has measured it: to lay it out again takes as long as to draw it."""

    wide = 0.0  # in pixels of the page

    def draw(self, renderer: RendererBase) -> None:
        if not self.get_visible():
            return
        x, y = self.get_transform().transform(self.get_position())
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[self.get_horizontalalignment()]
        renderer.open_group("text", self.get_gid())
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        gc.set_antialiased(self.get_antialiased())
        below = renderer.get_canvas_width_height()[1] - y if renderer.flipy() else y
        left = x - share * self.wide * self.get_figure().dpi / DPI
        renderer.draw_text(gc, left, below, self.get_text(), self.get_fontproperties(), 0.0, mtext=self)
        gc.restore()
        renderer.close_group("text")
        self.stale = False


class Paper:
    """Sets one page as a matplotlib figure."""

    def open(self, page: Page) -> None:
        fonts.register()
        self.page, wide, tall = page, page.size.width, page.height
        self.figure = Figure((wide / DPI, tall / DPI), dpi=DPI, facecolor=page.look["page"])
        FigureCanvasAgg(self.figure)
        self.figure.panels = [round(page.top), round(page.bottom)]
        self.pixels = Affine2D().scale(1 / wide, -1 / tall).translate(0, 1) + self.figure.transFigure
        if page.logo:
            side, edge = page.size.small * 3.2, page.size.margin
            box = ((page.right - side) / wide, edge * 0.75 / tall, side / wide, side / tall)
            ax = self.figure.add_axes(box, zorder=-1)
            ax.imshow(mpimg.imread(page.logo))
            ax.set_axis_off()

    def pane(self, pane: Pane) -> None:
        (left, top, right, bottom), wide, tall = pane.box, self.page.size.width, self.page.height
        box = (left / wide, 1 - bottom / tall, (right - left) / wide, (bottom - top) / tall)
        ax = pane.own = self.figure.add_axes(box)
        if pane.timed:
            ax.xaxis_date()
        ax.set(facecolor="none", xlim=pane.x, ylim=pane.y[::-1], xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0, width=points(1), color=self.page.look["axis"])

    def ticks(self, pane: Pane, at: list[float], length: float) -> None:
        """Marks below a pane; the words are the page's."""
        pane.own.set_xticks(at, [""] * len(at))
        pane.own.tick_params(axis="x", length=points(length))

    def _add(self, pane: Pane | None, mark: Rectangle | Line2D) -> None:
        """Add a mark to its pane, or to the page itself, in pixels."""
        if pane is None:
            self.figure.add_artist(mark).set_transform(self.pixels)
        else:
            add = pane.own.add_line if isinstance(mark, Line2D) else pane.own.add_patch
            add(mark).set_clip_on(False)

    def bars(self, pane: Pane | None, marks: list[Mark], z: float) -> None:
        for m in marks:
            bar = Rectangle((m.x0, m.y0), m.x1 - m.x0, m.y1 - m.y0, facecolor=m.colour, linewidth=0, zorder=z)
            if m.edge:
                bar.set(edgecolor=m.edge, linewidth=points(0.8))
            if m.hatch:
                bar.set(hatch=m.hatch, hatchcolor=self.page.look["hatch"], hatch_linewidth=RC["hatch.linewidth"])
            self._add(pane, bar)

    def dots(self, pane: Pane | None, marks: list[Mark], z: float) -> None:
        """Hollow dots and strokes are in their colour, others have a rim of the page's."""
        paper = self.page.look["page"]
        for m in marks:
            bare, below = m.hollow or m.shape in "|x", 0.1 * (m.hollow and pane is not None)
            dot = Line2D([m.x0], [m.y0], marker=m.shape, markersize=points(m.size), linestyle="none", zorder=z - below)
            dot.set_markerfacecolor(paper if m.hollow else m.colour)
            dot.set(markeredgecolor=m.colour if bare else paper, markeredgewidth=points(1.8 if bare else 1.2))
            self._add(pane, dot)

    def line(
        self, pane: Pane, xs: list, ys: list, colour: str, wide: float, dash, z: float, cap: str, px: float
    ) -> None:
        look = {"color": colour, "linewidth": points(wide), "linestyle": dash, "zorder": z, "solid_capstyle": "butt"}
        if cap:
            look |= {"marker": cap, "markersize": points(px), "markeredgewidth": points(wide)}
        self._add(pane, Line2D(xs, ys, **look))

    def _at(self, pane: Pane | None, x: float | None, y: float | None) -> tuple[Transform, float, float]:
        """Where pixels are counted from: the page, or a point of a pane's data; and that point in pixels."""
        if x is None and y is None:
            return self.pixels, 0.0, 0.0
        inner = blended_transform_factory(self.pixels if x is None else pane.own.transData,
                                          self.pixels if y is None else pane.own.transData)  # fmt: skip
        steps = Affine2D().scale(1 / DPI, -1 / DPI) + self.figure.dpi_scale_trans
        shift = ScaledTranslation(x or 0.0, y or 0.0, inner)
        return steps + shift, 0.0 if x is None else pane.px(x), 0.0 if y is None else pane.py(y)

    def text(self, word: Word) -> None:
        where, dx, dy = self._at(word.pane, *word.at)
        if word.halo:
            left, _, right, _ = word.box
            plate = Rectangle((left - 1 - dx, word.base - word.px * 0.8 - dy), right - left + 2, word.px * 1.06)
            plate.set(transform=where, facecolor=self.page.look["page"], linewidth=0, alpha=0.85, zorder=PLATES)
            self.figure.add_artist(plate)
        line = Line(
            word.x - dx, word.base - dy, word.said, transform=where, family=RC["font.family"],
            fontsize=points(word.px), weight="bold" if word.bold else "normal", color=word.colour, ha=word.ha,
            va="baseline", parse_math=False, antialiased=RC["text.antialiased"], zorder=WORDS,
        )  # fmt: skip
        line.wide = word.wide
        line.set_figure(self.figure)
        self.figure.texts.append(line)

    def rule(
        self, xs: tuple, ys: tuple, colour: str, wide: float, dash: object, z: float, pane: Pane | None, x
    ) -> None:
        where, dx, _ = self._at(pane, x, None)
        look = {"color": colour, "linewidth": points(wide), "linestyle": dash, "zorder": z, "solid_capstyle": "butt"}
        self.figure.add_artist(Line2D([v - dx for v in xs], ys, transform=where, **look))
