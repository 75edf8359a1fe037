"""Words as the page sets them: how wide they are, where they break, and how they keep apart."""

from functools import cache
from itertools import accumulate

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from reach import fonts
from reach.draw.look import DPI, RC, styled


def points(pixels: float) -> float:
    """Points of a length in CSS pixels."""
    return pixels * 72 / DPI


#: Pixels that letters are measured at: they are not hinted, so that their width grows evenly.
_MEASURED = 96.0


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text in pixels, as the renderer sets it."""
    return _measured(text, bold) * size / _MEASURED


@cache
def _measured(text: str, bold: bool) -> float:
    with styled():
        renderer, font = _setter(bold)
        return renderer.get_text_width_height_descent(text, font, ismath=False)[0]


@cache
def _setter(bold: bool) -> tuple[RendererAgg, FontProperties]:
    fonts.register()
    font = FontProperties(family=RC["font.family"], size=points(_MEASURED), weight="bold" if bold else "normal")
    return RendererAgg(16, 16, DPI), font


def wrap(text: str, size: float, width: float, bold: bool = False, balance: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width`` pixels; balanced lines are about equally long."""
    lines = _greedy(text, size, width, bold)
    if balance and len(lines) > 1:
        low, high = min(width, max(width_of(word, size, bold) for word in text.split(" "))), width
        while high - low > 4:
            middle = (low + high) / 2
            if len(_greedy(text, size, middle, bold)) > len(lines):
                low = middle
            else:
                high = middle
        lines = _greedy(text, size, high, bold)
    return lines


def _greedy(text: str, size: float, width: float, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in (part for whole in text.split(" ") for part in _parts(whole, size, width, bold)):
        tried = f"{lines[-1]} {word}" if lines else word
        if lines and _fits(tried, size, width, bold):
            lines[-1] = tried
        else:
            lines.append(word)
    return lines


def _parts(word: str, size: float, width: float, bold: bool) -> list[str]:
    """A word, cut where it is too long for any line."""
    if len(word) < 16 or "\u00a0" in word or width_of(word, size, bold) <= width:
        return [word]
    most = max(1, int(len(word) * width / width_of(word, size, bold) * 0.9))
    return [word[i : i + most] for i in range(0, len(word), most)]


#: How much wider or narrower than its words a line may be, in ems a word: in our fonts it is hardly ever.
_JOINT = 0.05


def _fits(line: str, size: float, width: float, bold: bool) -> bool:
    """Whether a line is no wider. To set one takes long, so only one near the edge is: words are known by then."""
    words = line.split(" ")
    space = width_of("n n", size, bold) - 2 * width_of("n", size, bold)
    about = sum(width_of(word, size, bold) for word in words) + space * (len(words) - 1)
    if abs(about - width) > _JOINT * size * len(words):
        return about < width
    return width_of(line, size, bold) <= width


def spread(wanted: list[float], gaps: list[float], low: float, high: float) -> list[float]:
    """Positions from ``low`` to ``high``, at least ``gaps`` apart, as close as can be to those wanted, which rise."""
    off = [0.0, *accumulate(gaps)]
    blocks: list[tuple[float, int]] = []  # sum of (wanted - offset), count: pooled adjacent violators
    for want, behind in zip(wanted, off, strict=False):
        blocks.append((want - behind, 1))
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            (above, many), (total, count) = blocks[-2:]
            blocks[-2:] = [(above + total, many + count)]
    top = max(high - off[-1], low)
    begin = [min(max(total / count, low), top) for total, count in blocks for _ in range(count)]
    return [place + behind for place, behind in zip(begin, off, strict=False)]
