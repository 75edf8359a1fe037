"""How a drawing lies on its canvas: within it, apart, legible, in the project's type and in the theme's colours."""

from collections.abc import Iterator
from functools import cache

import numpy as np
from matplotlib.axis import Axis
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.spines import Spine
from matplotlib.text import Text
from reach import fonts
from reach.draw.look import DPI, PALETTES, SIZES

from checks import Drawing, ink_of, of_drawing

LEAST_PX = 12
LEAST_CONTRAST = 4.5
# Deepest shades of a bar that fades towards the page are mixed of its colour and the page's.
SHADES = ("depth_1", "depth_2", "depth_3")


def linear(colour: str) -> np.ndarray:
    """sRGB to linear light, IEC 61966-2-1."""
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


@cache
def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@of_drawing()
def canvas(drawing: Drawing) -> Iterator[str]:
    """Of the size that is asked for."""
    chosen = SIZES[drawing.size]
    width, height = (round(float(length), 6) for length in drawing.figure.get_size_inches() * DPI)
    if width != chosen.width or height not in {chosen.height or height, *(it.height for it in chosen.larger)}:
        yield f"{width} by {height} pixels, not {chosen.width} by {chosen.height}"


@of_drawing()
def words_within_the_canvas_and_apart(drawing: Drawing) -> Iterator[str]:
    width, height = drawing.figure.get_size_inches() * DPI
    found = drawing.words
    if len(found) <= (3 if drawing.chart.empty else 7):
        yield f"only {len(found)} texts"
    for word in found:
        if word.x0 < 0 or word.y0 < 0 or word.x1 > width or word.y1 > height:
            yield f"{word.text!r} leaves the canvas"
        if word.size < LEAST_PX - 1e-6:
            yield f"{word.text!r} is {word.size:.1f} pixels small"
    x0, y0, x1, y1 = np.array([(w.x0, w.y0, w.x1, w.y1) for w in found]).T
    # Ends that touch by a pixel are still two words to the eye.
    wide = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0) > 1
    tall = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0) > 1
    for a, b in np.argwhere(np.triu(wide & tall, 1)):
        yield f"{found[a].text!r} lies on {found[b].text!r}"


@of_drawing()
def letters(drawing: Drawing) -> Iterator[str]:
    """Set level, in the project's font, which has every one of them; none is a formula."""
    own = [str(path) for path in fonts.files().values()]
    for text in drawing.texts:
        if text.get_rotation() or text.get_va() != "baseline" or text.get_parse_math():
            yield f"{text.get_text()!r} is turned, off its baseline or read as a formula"
    for word in drawing.words:
        if word.font not in own:
            yield f"{word.text!r} is set in {word.font}"
        elif missing := {letter for letter in word.text if ord(letter) not in ink_of(word.font)}:
            yield f"the font has no {missing} for {word.text!r}"


@of_drawing()
def marks_within_the_canvas(drawing: Drawing) -> Iterator[str]:
    width, height = drawing.figure.get_size_inches() * DPI
    boxes = [(patch, drawing.box(patch)) for patch in drawing.patches]
    for line in (*drawing.lines, *drawing.figure.lines):
        points = line.get_transform().transform(line.get_xydata()) * DPI / drawing.figure.dpi
        if len(points):
            boxes.append((line, (*points.min(axis=0), *points.max(axis=0))))
    for mark, (left, bottom, right, top) in boxes:
        if left < -1 or bottom < -1 or right > width + 1 or top > height + 1:
            yield f"{mark} leaves the canvas"
    # Anything but rectangles, lines and words would slip by.
    for axes in drawing.figure.axes:
        for mark in axes.get_children():
            if not isinstance(mark, Rectangle | Line2D | Text | Spine | Axis):
                yield f"a {type(mark).__name__} is not looked at"


@of_drawing()
def nothing_over_words(drawing: Drawing) -> Iterator[str]:
    # A plate that goes with one text would cut the letters of the line above it.
    yield from (f"a plate goes with {t.get_text()!r}" for t in drawing.texts if t.get_bbox_patch())
    lowest = min(text.get_zorder() for text in drawing.texts)
    yield from (f"{p} lies over words" for p in drawing.patches if p.get_zorder() >= lowest)


@cache
def _shades(theme: str) -> np.ndarray:
    """The colours of a theme and those a fading bar passes through."""
    palette = {role: np.array(to_rgb(colour)) for role, colour in PALETTES[theme].items()}
    steps = (np.arange(24) + 0.5) / 24
    fading = [palette[role] * (1 - s) + palette["page"] * s for role in SHADES for s in steps]
    return np.array([*palette.values(), *fading])


@of_drawing()
def colours_of_the_theme(drawing: Drawing) -> Iterator[str]:
    theme = drawing.chart.edition.theme
    inks = {to_hex(t.get_color()): t.get_text() for t in drawing.texts}
    inks |= {to_hex(p.get_facecolor()): p for p in drawing.patches if p.get_facecolor()[3]}
    inks |= {to_hex(line.get_color()): line for line in drawing.lines if line.get_linestyle() != "None"}
    for ink, of in inks.items():
        if np.abs(_shades(theme) - to_rgb(ink)).max(axis=1).min() > 1.1 / 255:
            yield f"{ink} of {of} is no {theme} colour"
    if (page := to_hex(drawing.figure.get_facecolor())) != PALETTES[theme]["page"]:
        yield f"the page is {page}"


@of_drawing()
def contrast_of_words(drawing: Drawing) -> Iterator[str]:
    """Every word against what lies under its beginning, middle and end."""
    page = to_hex(drawing.figure.get_facecolor())
    # Axes lie on the page: what is filled in them lies over what is filled on it, but for plates behind words.
    fills = [(*drawing.box(p), to_hex(p.get_facecolor())) for p in drawing.patches if p.get_facecolor()[3]]
    for word in drawing.words:
        y = (word.y0 + word.y1) / 2
        for x in (word.x0 + 2, (word.x0 + word.x1) / 2, word.x1 - 2):
            under = next(
                (f for a, b, c, d, f in reversed(fills) if min(a, c) <= x <= max(a, c) and min(b, d) <= y <= max(b, d)),
                page,
            )
            if contrast(word.colour, under) < LEAST_CONTRAST:
                yield f"{word.text!r} is {word.colour} on {under}"
                break
