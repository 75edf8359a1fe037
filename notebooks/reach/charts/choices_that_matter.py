"""The least that can have used both services, under every published pair of figures and every base."""

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.look import Look
from reach.charts.page import Page, spread
from reach.claims import Claim
from reach.edition import Edition
from reach.intervals import safe_floor
from reach.measures import audience, certainty

NAME = "choices-that-matter"
COLUMNS = {
    "month": "First day of the month.",
    "figures": "Figures of the two services, as published, in millions.",
    "value_1": "Figure of the first service, people.",
    "value_2": "Figure of the second service, people.",
    "low": "People who used both, at least: at the safe end of every rounding.",
    "high": "The same sum at the other ends of the roundings.",
    "headline": "Whether this is the edition's own choice.",
    "base": "pair: a printed pair of the figures' year; hull: all of them; other year; as exact: unrounded; all ages.",
    "base_month": "Month or day the base stands for.",
    "kind": "sound: base of the figures' year with its roundings; loose: not so; wrong: other people than are counted.",
    "base_low": "Base, low end, people.",
    "base_high": "Base, high end, people.",
    "base_record": "Rows of context.csv behind the base.",
    "base_source": "Page the base was read on.",
    "confidence": "Weight of the weaker of the two figures.",
    "basis": "Rows of user_counts.csv behind the figures.",
}
_KINDS = {"sound": "cho_sound", "loose": "cho_loose", "wrong": "cho_wrong"}
_SHAPES = {"sound": "circle", "loose": "circle-open", "wrong": "x-thin-open"}


def _base_name(row: object, lang: str) -> str:
    """A base in words, with its span."""
    month = words.month(row.base_month, lang, short=True)
    key = {"pair": "cho_pair", "hull": "cho_hull", "other year": "cho_other", "as exact": "cho_exact"}.get(row.base)
    said = words.say(lang, key or "cho_all", month=month, year=f"{row.base_month:%Y}")
    sharp = row.base_high - row.base_low < 1e4
    span = words.millions(row.base_low, lang) if sharp else words.span(row.base_low, row.base_high, lang)
    return words.say(lang, "cho_base_value", text=said, span=span)


def _figures(row: object, lang: str) -> str:
    """The pair of figures of a choice, as published: ``96 + over 89``."""
    x, y = (audience.printed(i, lang, unit=False) for i in row.basis.split("; "))
    return words.say(lang, "cho_figures", x=x, y=y)


def _span(floors: pd.Series, lang: str) -> str:
    """Least and most of some floors, in whole millions; one number where they agree."""
    a, b = (words.millions(safe_floor(end), lang, 0) for end in (floors.min(), floors.max()))
    return a if a == b else words.say(lang, "to", a=a, b=b)


def _at_least(people: float, lang: str) -> str:
    return words.millions(safe_floor(people), lang, 0)


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    a, b = (base.service_name(name, lang) for name in edition.platforms)
    sound = data[data["kind"] == "sound"]
    # A figure that rests on one weak page carries no title.
    weak = (sound["confidence"] == "low").all()
    sound = sound if weak else sound[sound["confidence"] != "low"]
    least, most = safe_floor(sound["low"].min()), safe_floor(sound["low"].max())
    quoted = data[data["headline"]]
    fill = {
        "a": a,
        "b": b,
        "aged": base.aged((i for cell in data["basis"] for i in cell.split("; ")), lang),
        "where": words.country(edition.country, lang),
        "month": words.month(data["month"].iloc[0], lang),
        "lo": words.millions(least, lang, 0),
        "hi": words.millions(most, lang, 0),
        "span": _span(sound["low"], lang),
        "n": _at_least((quoted if len(quoted) else sound)["low"].min(), lang),
    }
    rows = []
    for _, choices in data.sort_values("low", ascending=False).groupby("figures", sort=False):
        parts = [
            words.say(lang, f"cho_on_{kind}", n=_span(choices.loc[choices["kind"] == kind, "low"], lang))
            for kind in _KINDS
            if (choices["kind"] == kind).any()
        ]
        rows.append(words.say(lang, "cho_row", figures=_figures(choices.iloc[0], lang), parts=", ".join(parts)))
    # "Over 89" is said of the figure that goes in, not of the sum.
    printed = audience.points(edition)
    printed = printed[printed["record_id"].isin({i for cell in data["basis"] for i in cell.split("; ")})]
    claims = tuple(Claim("at_least", r.low, r.high, n=r.value) for r in printed.itertuples() if r.low == r.value)
    bases = [name for name, _ in _rows(data, lang)[1][1]]
    counts = tables.read("user_counts").set_index("record_id")["source_id"]
    pages = [counts[i] for cell in data["basis"] for i in cell.split("; ")]
    exact = (data["base"] == "as exact").any()
    return Text(
        title=first_true(
            [
                (weak, words.say(lang, "cho_title_plain", **fill)),
                (least > 0, words.say(lang, "cho_title_one", **fill)),
                (most > 0, words.say(lang, "cho_title_some", **fill)),
                (True, words.say(lang, "cho_title_plain", **fill)),
            ]
        ),
        subtitle=words.say(lang, "cho_subtitle", **fill),
        alt=words.say(lang, "cho_alt_quoted" if len(quoted) else "cho_alt", **fill),
        long=words.say(lang, "cho_long", rows="; ".join(rows), bases="; ".join(bases), **fill),
        caption=first_true(
            [
                (0 < least < most, words.say(lang, "cho_caption", **fill)),
                (least > 0, words.say(lang, "cho_caption_one", **fill)),
                (True, words.say(lang, "cho_caption_open", **fill)),
            ]
        ),
        notes=(
            words.say(lang, "cho_note" if exact else "cho_note_plain"),
            words.say(lang, "cho_note_other"),
            base.owner_line(edition),
        ),
        short_note=words.say(lang, "cho_note_short"),
        reading=words.say(lang, "cho_reading"),
        method=words.say(lang, "cho_method", **fill),
        claims=claims,
        sources=tuple(dict.fromkeys([*pages, *data["base_source"]])),
    )


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where the month, a pair or the base is not known."""
    data = certainty.choices(edition)
    if data.empty:
        return base.no_figure(chart, NAME, edition, *base.why_no_reach(edition))
    said = text(data, edition)
    return Chart(
        NAME,
        edition,
        said,
        data,
        COLUMNS,
        lambda look: static(said, data, edition, look),
        lambda look: interactive(data, edition, look),
    )


def _rows(data: pd.DataFrame, lang: str) -> list[tuple[str, list[tuple[str, pd.Series]]]]:
    """The matrix: for each part of a choice its options, in words, and which choices took them."""
    pairs = data.drop_duplicates("figures", keep="last").sort_values("low", ascending=False)
    first = [(_figures(r, lang), data["figures"] == r.figures) for r in pairs.itertuples()]
    order = data.drop_duplicates(["base", "base_record"]).copy()
    order["rank"] = order["kind"].map({"sound": 0, "loose": 1, "wrong": 2})
    order = order.sort_values(["rank", "base_low"])
    second = [
        (_base_name(r, lang), (data["base"] == r.base) & (data["base_record"] == r.base_record))
        for r in order.itertuples()
    ]
    return [("cho_head_figures", first), ("cho_head_base", second)]


def static(said: Text, data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print: the floors in ascending order, the choices below."""
    lang = look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    narrow, small = look.size.narrow, look.size.small
    parts = _rows(data, lang)
    if look.size.brief and not look.size.tall:
        parts = parts[:1]
    names = [name for _, options in parts for name, _ in options]
    left = page.left + max(page.width(name, "small") for name in names) + 18
    if narrow:
        left = page.left + page.width("60", "small") + 12
    line = small * (1.35 if narrow else 1.42)
    lines = sum(1 + len(options) * (2 if narrow else 1) for _, options in parts)
    matrix = lines * line + small * 0.6 * len(parts)
    top = page.top + small * 1.4
    bottom = page.bottom(small * 1.4 + 200 + small * 1.6 + matrix)
    floor = top + 200 if narrow else bottom - matrix - small * 1.3
    step = (page.right - left) / len(data)
    low, high = _range(data)

    def y(people: float) -> float:
        return floor - (people - low) / (high - low) * (floor - top)

    def x(i: int) -> float:
        return left + (i + 0.5) * step

    for tick in _ticks(low, high):
        page.line((left, page.right), (y(tick), y(tick)), "axis" if tick == low else "grid", 1, zorder=1)
        page.text(left - 8, y(tick), words.millions(tick, lang, 0), "small", colour="secondary", ha="right")
    foot = floor + small * 0.6 + matrix
    for i, row in enumerate(data.itertuples()):
        if row.headline:
            page.rect(x(i) - step / 2, top - small * 0.2, step, foot - top + small * 0.2, "empty", zorder=0.5)
        _mark(page, row, x(i), y(row.low), y(row.high), i)
    _labels(page, data, x, y, top, lang)
    at = floor + small * 0.9
    for head, options in parts:
        page.text(page.left, at + line / 2, words.say(lang, head), "small", bold=True)
        at += line
        for name, took in options:
            page.text(page.left, at + line / 2, name, "small", colour="secondary")
            at += line if narrow else 0
            page.line((left, page.right), (at + line / 2,) * 2, "grid", 1, zorder=1)
            for i, chosen in enumerate(took):
                if chosen:
                    colour = "text" if data["kind"].iloc[i] == "sound" else "axis"
                    page.rect(x(i) - min(4, step * 0.32), at + line / 2 - 4, min(8, step * 0.64), 8, colour, zorder=4)
            at += line
        at += small * 0.6
    return page.finish(at if narrow else bottom)


def _range(data: pd.DataFrame) -> tuple[float, float]:
    """Ends of the axis: dots need no nought, and the differences are small beside the level."""
    low = max(0.0, (data["low"].min() - 4e6) // 10e6 * 10e6)
    return low, max(data["high"].max() + (data["high"].max() - low) * 0.14, low + 2e6)


def _ticks(low: float, high: float) -> list[float]:
    for step in (1e6, 2e6, 5e6, 10e6, 20e6, 50e6):
        if (high - low) / step <= 5:
            break
    return [low + i * step for i in range(int((high - low) // step) + 1)]


def _mark(page: Page, row: object, x: float, y: float, top: float, i: int) -> None:
    colour = "text" if row.kind == "sound" else "axis"
    page.line((x, x), (y, top), colour, 2, zorder=3.5)
    if row.kind == "wrong":
        for slope in (1, -1):
            page.line((x - 4.5, x + 4.5), (y - 4.5 * slope, y + 4.5 * slope), "text", 2, zorder=5)
        page.dot(x, y, "page", 1, gid=f"choice-{i}")
        return
    page.dot(x, y, colour, 9.5, hollow=row.kind == "loose", gid=f"choice-{i}")


def _labels(page: Page, data: pd.DataFrame, x: object, y: object, top: float, lang: str) -> None:
    """The ends of the sound choices, the quoted one and the wrong base, named at their marks."""
    small = page.size.small
    sound = data.index[data["kind"] == "sound"]
    marks: dict[int, str] = {}
    for i in (sound[0], sound[-1]):
        marks[int(i)] = _at_least(data.loc[i, "low"], lang)
    for i in data.index[data["headline"]]:
        marks[int(i)] = words.say(lang, "cho_marked", n=_at_least(data.loc[i, "low"], lang))
    wrong = data.index[data["kind"] == "wrong"]
    if len(wrong):
        said = words.say(lang, "cho_wrong")
        at = max(y(data.loc[i, "low"]) for i in wrong) + small * 1.1
        if at + small * 0.6 < y(_range(data)[0]):
            # Below its marks nothing else is; above them a sound choice may be near.
            half = page.width(said, "small", bold=True) / 2
            place = min(max(sum(map(x, wrong)) / len(wrong), x(0) - 8 + half), page.right - half)
            page.text(place, at, said, "small", bold=True, ha="center", halo=True)
        else:
            marks[int(wrong[len(wrong) // 2])] = said
    order = sorted(marks)
    halves = [page.width(marks[i], "small", bold=True) / 2 for i in order]
    gap = max((a + b for a, b in pairwise(halves)), default=0) + 6
    places = spread([x(i) for i in order], gap, page.left + halves[0], page.right - halves[-1])
    for i, half, place in zip(order, halves, places, strict=True):
        place = min(max(place, page.left + half), page.right - half)
        # Above every mark that the words would cover.
        under = [j for j in data.index if abs(x(j) - place) <= half + 8]
        at = max(min(y(data.loc[j, "high"]) for j in [i, *under]) - small * 0.95 - 3, top - small * 0.4)
        page.text(place, at, marks[i], "small", bold=True, ha="center", halo=True)


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the same dots, with the choice on hover."""
    lang = look.language
    figure = base.blank(look, 420)
    for kind, shape in _SHAPES.items():
        mine = data[data["kind"] == kind]
        hovers = [
            base.folded(
                words.say(
                    lang,
                    "cho_hover",
                    figures=_figures(r, lang),
                    base=_base_name(r, lang),
                    n=_at_least(r.low, lang),
                    kind=words.say(lang, _KINDS[kind]),
                )
            )
            for r in mine.itertuples()
        ]
        figure.add_scatter(
            x=[i + 1 for i in mine.index],
            y=list(mine["low"] / 1e6),
            mode="markers",
            customdata=hovers,
            error_y={
                "type": "data",
                "symmetric": False,
                "array": list((mine["high"] - mine["low"]).clip(lower=0) / 1e6),
                "arrayminus": [0.0] * len(mine),
                "width": 0,
                "thickness": 2,
                "color": look["axis"],
            },
            marker={"symbol": shape, "size": 11, "color": look["text"], "line": {"width": 2, "color": look["text"]}},
            hovertemplate="%{customdata}<extra></extra>",
        )
    for i, row in data[data["headline"]].iterrows():
        figure.add_annotation(
            x=i + 1,
            y=row["low"] / 1e6,
            text=words.say(lang, "cho_marked", n=_at_least(row["low"], lang)),
            showarrow=True,
            arrowhead=0,
            arrowcolor=look["axis"],
            ax=0,
            ay=44,
        )
    figure.update_xaxes(showticklabels=False, ticks="", range=[0.3, len(data) + 0.7])
    figure.update_yaxes(
        range=[end / 1e6 for end in _range(data)], title_text=words.say(lang, "cho_axis"), showgrid=True
    )
    figure.update_layout(margin={"l": 64, "r": 16, "t": 24, "b": 24})
    return figure
