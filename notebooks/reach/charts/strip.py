"""One row of restrictions on a time axis, and its key. Shared by the timeline and the signature figure."""

import matplotlib.colors as mc
import pandas as pd
import plotly.graph_objects as go

from reach import words
from reach.charts.chart import folded, lower, printed
from reach.charts.page import Page, TimeScale
from reach.draw.look import HATCH_SOME, HATCHES, Look

#: A bar is drawn whole where its last report is no older than this; else it fades from that report on.
RECENT = pd.Timedelta(days=62)
_FADE = pd.Timedelta(days=75)
_STEPS = 24


def word(row: object, language: str, short: bool = False) -> str:
    """The printed word of a stretch: what is limited and how deep."""
    if row.kind == "shutdown":
        return words.say(language, "depth_cut")
    if row.depth == 1:
        suffix = "" if row.function == "calls" else f"_{row.function}"
        return words.say(language, f"depth_1{suffix}")
    if row.depth == 3 and row.breadth == "nationwide" and pd.isna(row.announced):
        # Nobody announced it: the event's own name says what is known.
        said = lower(printed(row, "title", language), language)
        return said.split(",")[0] if short else said
    return words.say(language, f"depth_{row.depth}")


def limit(row: object, language: str) -> str:
    """The same for a sentence, with how wide it was and, for a block, that nobody announced it."""
    said = word(row, language, short=True)
    if row.breadth != "nationwide":
        return f"{said} {words.say(language, 'partial')}"
    silent = row.depth == 3 and row.kind != "shutdown" and pd.isna(row.announced)
    return words.say(language, "silent", what=said) if silent else said


def draw(
    page: Page,
    scale: TimeScale,
    y: float,
    height: float,
    stretches: pd.DataFrame,
    cutoff: pd.Timestamp,
    *,
    labels: bool = True,
    role: str = "small",
) -> None:
    """Stretches of one service from :func:`reach.measures.timeline.strip`, in a row of ``height`` pixels.

    Shade and pattern carry the depth, the bar's height the breadth, and a word says both where it fits.
    """
    some = stretches[stretches["breadth"] == "some"]
    for row in stretches.sort_values("breadth").itertuples():
        wide = row.breadth == "nationwide"
        end = cutoff if row.open else row.end
        left, right = scale.clip(row.start), scale.clip(end)
        if right <= left:
            right = left + 1.2
        top, tall = (y, height) if wide else (y + height * 0.62, height * 0.38)
        fades = row.open and cutoff - row.confirmed > RECENT
        solid = min(max(scale.clip(row.confirmed), left + 2), right) if fades else right
        hatch = HATCHES[row.depth] if wide else HATCH_SOME
        colour = f"depth_{row.depth}" if wide else "depth_2"
        page.rect(left, top, solid - left, tall, colour, hatch=hatch, edge="hatch", line=0.8, zorder=2 if wide else 2.5)
        if fades:
            gone = min(right, scale.clip(row.confirmed + _FADE))
            if wide and gone < right:
                page.line((gone, right), (y + height / 2,) * 2, "hatch", 1, dash=(0, (1, 2.5)), zorder=1.8)
            _fade(page, solid, gone, top, tall, page.look[colour])
        if wide and labels and (said := fitting(page, scale, row, some, height, cutoff, role)):
            shared = bool(_over(some, row, end).any())
            page.text(left + 6, y + height * (0.31 if shared else 0.5), said, role, colour=f"on_depth_{row.depth}")


def _fade(page: Page, left: float, right: float, top: float, tall: float, colour: str) -> None:
    a, b = mc.to_rgb(colour), mc.to_rgb(page.look["page"])
    step = (right - left) / _STEPS
    for i in range(_STEPS):
        share = (i + 0.5) / _STEPS
        mixed = mc.to_hex([x + (z - x) * share for x, z in zip(a, b, strict=True)])
        page.rect(left + i * step, top, step + 0.4, tall, mixed)


def fitting(
    page: Page,
    scale: TimeScale,
    row: object,
    some: pd.DataFrame,
    height: float,
    cutoff: pd.Timestamp,
    role: str = "small",
) -> str:
    """The words that fit on the whole part of a nationwide stretch, beside stretches of breadth ``some``; else ""."""
    end = cutoff if row.open else row.end
    left, right = scale.clip(row.start), scale.clip(end)
    if row.open and cutoff - row.confirmed > RECENT:
        right = min(max(scale.clip(row.confirmed), left + 2), right)
    if _over(some, row, end).any() and height * 0.62 < page.px(role) * 1.05:
        return ""
    said = (word(row, page.look.language, short) for short in (False, True))
    return next((s for s in said if page.width(s, role) <= right - left - 10), "")


def _over(some: pd.DataFrame, row: object, end: pd.Timestamp) -> pd.Series:
    return (some["start"] < end) & (some["end"] > row.start)


_SWATCH = 22


def _entries(
    page: Page, depths: tuple[int, ...], some: bool, fade: bool, whisker: bool, width: float
) -> list[tuple[str, str, int, float]]:
    """Kind, words, row and place of every sample of the key."""
    language = page.look.language
    found = [(f"d{d}", words.say(language, f"key_{d}")) for d in depths]
    if some:
        found.append(("some", words.say(language, "key_some")))
    if fade:
        found += [("fade", words.say(language, "key_fade")), ("none", words.say(language, "key_none"))]
    if whisker:
        found.append(("whisker", words.say(language, "key_whisker")))
    placed = _in_rows(page, found, width)
    if page.size.brief and placed and placed[-1][2]:
        # A card keeps the key to one row where that is all it takes.
        less = _in_rows(page, [entry for entry in found if entry[0] != "none"], width)
        return placed if less[-1][2] else less
    return placed


def _in_rows(page: Page, found: list[tuple[str, str]], width: float) -> list[tuple[str, str, int, float]]:
    small = page.size.small
    placed, x, row = [], 0.0, 0
    for kind, said in found:
        full = _SWATCH + 6 + page.width(said, "small")
        if x and x + full > width:
            x, row = 0.0, row + 1
        placed.append((kind, said, row, x))
        x += full + small * 1.1
    return placed


def key_height(
    page: Page,
    *,
    depths: tuple[int, ...] = (1, 2, 3),
    some: bool = True,
    fade: bool = True,
    whisker: bool = False,
    width: float | None = None,
) -> float:
    """How tall the key will be."""
    placed = _entries(page, depths, some, fade, whisker, page.inner if width is None else width)
    return (max((row for _, _, row, _ in placed), default=-1) + 1) * page.size.small * 1.55


def key(
    page: Page,
    y: float,
    *,
    depths: tuple[int, ...] = (1, 2, 3),
    some: bool = True,
    fade: bool = True,
    whisker: bool = False,
    width: float | None = None,
) -> float:
    """Samples of the patterns with their words, in as many rows as they need; returns the y below."""
    small = page.size.small
    tall, swatch = small * 0.95, _SWATCH
    for kind, said, row, place in _entries(page, depths, some, fade, whisker, page.inner if width is None else width):
        x, line = page.left + place, y + row * small * 1.55
        top = line + small * 0.1
        if kind.startswith("d"):
            depth = int(kind[1])
            page.rect(x, top, swatch, tall, f"depth_{depth}", hatch=HATCHES[depth], edge="hatch", line=0.8)
        elif kind == "some":
            page.rect(x, top + tall * 0.5, swatch, tall * 0.5, "depth_2", hatch=HATCH_SOME, edge="hatch", line=0.8)
        elif kind == "fade":
            _fade(page, x, x + swatch, top, tall, page.look["depth_3"])
        elif kind == "none":
            page.line((x, x + swatch), (top + tall / 2,) * 2, "hatch", 1, dash=(0, (1, 2.5)))
        else:
            whiskers(page, x + 2, x + swatch - 2, top + tall / 2)
        page.text(x + swatch + 6, line + small * 0.58, said, "small", colour="secondary")
    return y + key_height(page, depths=depths, some=some, fade=fade, whisker=whisker, width=width)


def whiskers(page: Page, left: float, right: float, y: float) -> None:
    """A short rule with ends: from the first reports to the last claim, announcement included."""
    page.line((left, right), (y, y), "text", 1.3, zorder=4)
    for x in (left, right):
        page.line((x, x), (y - 3.5, y + 3.5), "text", 1.3, zorder=4)


def hover(row: object, language: str, fades: bool = False) -> str:
    """What a stretch says on the screen."""
    said = word(row, language)
    title = printed(row, "title", language)
    name = title if said.lower() == title.lower() else f"{title}: {said}"
    wide = "" if row.breadth == "nationwide" else f" {words.say(language, 'partial')}"
    dates = words.say(language, "from", day=words.day(row.start, language))
    if not row.open:
        dates += f" {words.say(language, 'until', day=words.day(row.end, language))}"
    elif fades:
        dates += f"; {words.say(language, 'last_reported', day=words.day(row.confirmed, language))}"
    return f"{folded(name + wide)}<br>{folded(dates)}"


def depths_in(frames: list[pd.DataFrame]) -> tuple[int, ...]:
    """The depths that nationwide stretches reach, for the key."""
    return tuple(sorted({int(d) for f in frames for d in f.loc[f["breadth"] == "nationwide", "depth"]}))


def fades_in(frames: list[pd.DataFrame], cutoff: pd.Timestamp) -> bool:
    """Whether any bar fades."""
    return any(bool((f["open"] & (cutoff - f["confirmed"] > RECENT)).any()) for f in frames if len(f))


def screen(
    figure: go.Figure, name: str, stretches: pd.DataFrame, cutoff: pd.Timestamp, look: Look, axis: dict | None = None
) -> None:
    """Add the stretches of one service to a plotly figure as bars over dates; pale and thin after the last report."""
    for row in stretches.sort_values("breadth").itertuples():
        end = cutoff if row.open else row.end
        wide = row.breadth == "nationwide"
        fades = row.open and cutoff - row.confirmed > RECENT
        solid = max(row.confirmed, row.start + pd.Timedelta(days=3)) if fades else end
        said = hover(row, look.language, fades) + "<extra></extra>"
        width, offset = (0.7, -0.35) if wide else (0.26, 0.09)
        pattern = {
            "shape": "/" if wide and row.depth == 2 else "" if wide else "x",
            "fgcolor": look["hatch"],
            "fillmode": "overlay",
        }
        marker = {
            "color": look[f"depth_{row.depth}" if wide else "depth_2"],
            "line": {"color": look["hatch"], "width": 1},
            "pattern": pattern,
        }
        parts = [(row.start, solid, width, offset, marker)]
        if fades:
            parts.append((solid, end, 0.08, -0.04 if wide else 0.18, {"color": look["hatch"], "opacity": 0.45}))
        for left, right, tall, shift, style in parts:
            figure.add_bar(
                y=[name],
                x=[(right - left).total_seconds() * 1000],
                base=[left.isoformat()],
                orientation="h",
                width=tall,
                offset=shift,
                marker=style,
                hovertemplate=said,
                **(axis or {}),
            )


def page_key(frames: list[pd.DataFrame], cutoff: pd.Timestamp, language: str) -> tuple[tuple[str, str], ...]:
    """Kinds and words of the key on an interactive page."""
    found = [(f"d{d}", words.say(language, f"key_{d}")) for d in depths_in(frames)]
    if any((f["breadth"] == "some").any() for f in frames):
        found.append(("some", words.say(language, "key_some")))
    if fades_in(frames, cutoff):
        found.append(("none", words.say(language, "key_after")))
    return tuple(found)
