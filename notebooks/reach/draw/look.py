"""The house style: sizes, colours, depths and type, as data."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from reach import fonts, house

#: CSS pixels per inch.
DPI = 96
#: No letter is smaller, in CSS pixels at final size.
LEAST_PX = 12
#: Settings of matplotlib, for the same bytes every time.
RC = {
    "font.family": [fonts.FAMILY, fonts.FALLBACK], "svg.hashsalt": "reach", "svg.fonttype": "path", "pdf.fonttype": 42,
    "hatch.linewidth": 0.7, "text.hinting": "none", "text.antialiased": True, "path.simplify": False,
    "axes.unicode_minus": True,
}  # fmt: skip

#: What a user's settings may keep: they say where figures are shown, not how they look.
_SHOWN = ("backend", "interactive", "toolbar", "webagg.")
_set: list[dict[str, str]] = []


@contextmanager
def styled(other: dict[str, str] | None = None) -> Iterator[None]:
    """matplotlib as a figure needs it: the library's own defaults and ours, whatever a user has set for himself."""
    # Imported by those who draw: the runner, which does not, is ready the sooner.
    import matplotlib as mpl

    if _set and not other and not _set[-1]:
        yield  # a word that is measured while a figure is drawn
        return
    with mpl.rc_context():
        # Restored as rc_context does it: to validate the library's own defaults again takes 50 ms, at every picture.
        defaults = dict.items(mpl.rcParamsDefault)
        dict.update(mpl.rcParams, {name: value for name, value in defaults if not name.startswith(_SHOWN)})
        mpl.rcParams.update(RC | (other or {}))
        _set.append(other or {})
        try:
            yield
        finally:
            _set.pop()


@dataclass(frozen=True)
class Size:
    """One export size. Lengths are CSS pixels at final size; ``height`` is ``None`` where the content sets it."""

    name: str
    width: int
    height: int | None
    margin: int
    title: int
    big: int
    subtitle: int
    label: int
    small: int
    scale: float = 1.0  # device pixels of the PNG per CSS pixel
    brief: bool = False  # seen small and in passing: less is said
    kinds: tuple[str, ...] = ("png",)  # what is written of it: outlined or text (SVG), png, pdf
    roomy: tuple[tuple[int, int, int], ...] = ()  # label, small and added height of larger letters
    foot: int = 0  # of source and notes; 0 is small
    lead: bool = False  # of the figures that lead alone

    @property
    def note(self) -> int:
        return self.foot or self.small

    @property
    def larger(self) -> Iterator["Size"]:
        """The same with larger letters, the most wanted first."""
        return (replace(self, label=a, small=b, height=self.height + n, foot=self.note) for a, b, n in self.roomy)

    @property
    def held(self) -> "Size":
        """The same where it must not grow."""
        return replace(self, roomy=tuple(it for it in self.roomy if not it[2]))

    @property
    def narrow(self) -> bool:
        return self.width < 600

    @property
    def card(self) -> bool:
        """As high as a phone's screen, no higher: marks first."""
        return self.narrow and self.brief

    @property
    def tall(self) -> bool:
        """About as high as wide: there is room below the marks, and less beside them."""
        return self.height is not None and self.height > self.width * 0.8


ALL = ("outlined", "text", "png")
#: What is read in an article has 16 pixels: where there is no room for them the picture is higher.
ROOMY = ((17, 16, 0), (16, 16, 0), (16, 16, 75), (16, 16, 150), (16, 16, 225))
SIZES = {
    "article": Size("article", 1200, 675, 32, 28, 20, 17, 15, 13, kinds=ALL, roomy=ROOMY),
    "mobile": Size("mobile", 390, None, 16, 20, 15, 14, 13, 12, scale=2.0, kinds=ALL),
    "social": Size("social", 1200, 630, 44, 38, 24, 22, 19, 16, brief=True),
    "square": Size("square", 1080, 1080, 44, 38, 24, 22, 19, 16, brief=True),
    # As high as a phone's screen: 1080 by 1920 pixels.
    "vertical": Size("vertical", 432, 768, 18, 22, 18, 15, 15, 14, scale=2.5, brief=True, lead=True),
    # Ten inches by six and a quarter; 12 pixels are 9 points.
    "print": Size("print", 960, 600, 24, 23, 17, 14, 13, 12, kinds=("pdf",)),
    # A column of text, in which a picture of 1,200 pixels would be read at seven.
    "column": Size("column", 700, None, 20, 24, 18, 16, 14, 12, scale=2.0, kinds=ALL),
}
#: A size of one's own, as 800x450.
OWN = re.compile(r"([1-9]\d{2,3})x([1-9]\d{2,3})")


def sized(name: str) -> Size:
    """A size by its name, or one's own by its pixels: type is that of the listed size nearest in width.

    These and a slide, which is an article, keep their height.

    Raises:
        KeyError: it is neither.
    """
    if name in SIZES:
        return SIZES[name]
    if name == "slide":
        return SIZES["article"].held
    if (own := OWN.fullmatch(name)) is None:
        raise KeyError(name)
    like = min(("article", "mobile", "column"), key=lambda n: abs(SIZES[n].width - int(own[1])))
    return replace(SIZES[like].held, name=name, width=int(own[1]), height=int(own[2]), scale=2.0, kinds=ALL)


#: On a screen the page around has title, notes and source. Each is laid out for the narrowest width it is shown at.
SCREENS = {
    "wide": Size("wide", 660, None, 0, 24, 18, 15, 14, 13),
    "narrow": Size("narrow", 288, None, 0, 20, 15, 14, 13, 12),
}

#: Plotly's settings: nothing sent anywhere, no tool bar.
CONFIG = {
    "displaylogo": False, "showSendToCloud": False, "plotlyServerURL": "", "responsive": True, "displayModeBar": False,
}  # fmt: skip

PALETTES = house.STYLE.colours
HATCHES = {1: "", 2: "////", 3: ""}
HATCH_SOME = "xxxx"


@dataclass(frozen=True)
class Look:
    """How a figure is drawn: size, theme and language."""

    size: Size = SIZES["article"]
    theme: str = "light"
    language: str = "en"

    @property
    def colours(self) -> dict[str, str]:
        return PALETTES[self.theme]

    def at(self, size: str) -> "Look":
        """The same look in another size."""
        return replace(self, size=sized(size))

    def __getitem__(self, role: str) -> str:
        return self.colours[role]
