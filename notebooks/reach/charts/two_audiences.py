"""Two audiences on one width: everyone aged 12 and over, one service from the left, the other from the right."""

import math
from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.look import Look
from reach.charts.page import Page, wrap
from reach.edition import Edition
from reach.intervals import Interval, safe_floor
from reach.measures import audience, overlap, timeline

NAME = "two-audiences"
COLUMNS = {
    "service": "Service.",
    "month": "First day of the month.",
    "value": "Reach as published, people.",
    "low": "Low end of the rounding interval, people.",
    "high": "High end of the rounding interval, people.",
    "share_low": "Share of people aged 12 and over, low end, 0 to 1.",
    "share_high": "Share of people aged 12 and over, high end, 0 to 1.",
    "role": "headline: the pair compared; also published: another figure for the month; both: people who used both.",
    "basis": "The words of the source, or the rule.",
    "record_id": "Row of user_counts.csv.",
}


def frame(edition: Edition) -> pd.DataFrame:
    """The headline pair, the other figures of its month and the overlap, in people; columns as in :data:`COLUMNS`."""
    pair = audience.headline(edition)
    if pair.empty or pair["share_low"].isna().any():
        return pd.DataFrame(columns=list(COLUMNS))
    month = pair.loc[0, "month"]
    whole = audience.base(edition, month)
    points = audience.points(edition)
    others = points[
        (points["month"] == month)
        & points["service"].isin(edition.platforms)
        & ~points["record_id"].isin(pair["record_id"])
    ]
    shares = [Interval(row.low, row.high) / whole for row in others.itertuples()]
    others = others.assign(
        role="also published", share_low=[s.low for s in shares], share_high=[s.high for s in shares]
    )
    both = overlap.all_of([Interval(row.low, row.high) for row in pair.itertuples()], whole)
    last = pd.DataFrame(
        [
            {
                "service": " + ".join(edition.platforms),
                "month": month,
                "low": both.low,
                "high": both.high,
                "role": "both",
                "basis": "max(0, A + B − N) to min(A, B)",
            },
            {
                "service": "everyone aged 12 and over",
                "month": month,
                "low": whole.low,
                "high": whole.high,
                "role": "base",
                "basis": "counts and shares printed together",
            },
        ]
    )
    return pd.concat([pair.assign(role="headline"), others, last])[list(COLUMNS)].reset_index(drop=True)


def _limited_after(edition: Edition, month: pd.Timestamp) -> bool:
    """Whether calls in both services were limited within two months of the month's beginning, by what was known."""
    phases = timeline.phases(edition, list(edition.platforms))
    soon = phases[
        (phases["kind"] == "call_restriction")
        & (phases["start"] >= month)
        & (phases["start"] < month + pd.DateOffset(months=2))
    ]
    return set(soon["service"]) == set(edition.platforms)


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    a, b = (row for row in data[data["role"] == "headline"].itertuples())
    both = data[data["role"] == "both"].iloc[0]
    whole = data[data["role"] == "base"].iloc[0]
    floor = safe_floor(both["low"])
    limited = _limited_after(edition, a.month)
    month = words.month(a.month, lang)
    fill = {
        "a": a.service,
        "b": b.service,
        "where": words.country(edition.country, lang),
        "month": month,
        "x": words.millions(a.value, lang),
        "y": words.millions(b.value, lang),
        "n": words.millions(floor, lang, 0),
        "xs": words.percent(a.share_low, a.share_high, lang),
        "ys": words.percent(b.share_low, b.share_high, lang),
        "base": words.span(whole["low"], whole["high"], lang),
        "high": words.most(both["high"], lang),
    }
    pairs = overlap.published_pairs(edition, a.month)
    named = {a.record_id, b.record_id}
    rivals = [p for p in pairs.itertuples() if set(p.basis.split("; ")) != named and p.low >= 1e6]
    floors = words.listed(
        [
            words.say(lang, "two_pair", n=words.millions(safe_floor(p.low), lang, 0), x=p.first, y=p.second)
            for p in rivals
        ],
        lang,
    )
    long = first_true(
        [
            (floor > 0, words.say(lang, "two_long", **fill)),
            (True, words.say(lang, "two_long_plain", **fill | {"n": "0"})),
        ]
    )
    if rivals:
        long += " " + words.say(lang, "two_long_pairs", floors=floors)
    used = audience.base_pairs(edition, a.month)
    when = words.listed(list(dict.fromkeys(words.month(m, lang) for m in used["period_start"])), lang)
    counts = tables.read("user_counts").set_index("record_id")
    unnamed = all("Not named" in counts.loc[r, "measured_as_printed"] for r in named)
    note = words.say(lang, "two_note_base", when=when)
    pair_note = (
        words.say(lang, "two_note_pair", measurer=base.measurer_note(edition)) if unnamed else base.owner_line(edition)
    )
    return Text(
        title=first_true(
            [
                (floor > 0 and limited, words.say(lang, "two_title_calls", **fill)),
                (floor > 0, words.say(lang, "two_title_both", **fill)),
                (True, words.say(lang, "two_title_plain", **fill)),
            ]
        ),
        subtitle=words.say(lang, "two_subtitle_before" if limited else "two_subtitle", **fill),
        alt=words.say(lang, "two_alt", **fill | {"n": fill["n"] if floor > 0 else "0"}),
        long=long,
        caption=words.say(lang, "two_caption", **fill)
        if floor > 0
        else words.say(lang, "two_title_plain", **fill) + ".",
        notes=(note, pair_note, words.say(lang, "two_note_reach")),
        short_note=words.say(lang, "two_note_reach"),
        sources=tuple(
            dict.fromkeys([counts.loc[r, "source_id"] for r in (a.record_id, b.record_id)] + list(used["source_id"]))
        ),
    )


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where the month or the base is not known."""
    data = frame(edition)
    if data.empty:
        return base.no_figure(NAME, edition, *base.why_no_reach(edition))
    return Chart(
        NAME,
        edition,
        text(data, edition),
        data,
        COLUMNS,
        lambda look: static(data, edition, look),
        lambda look: interactive(data, edition, look),
    )


def static(data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    said, lang = text(data, edition), look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    a, b = (row for row in data[data["role"] == "headline"].itertuples())
    both = data[data["role"] == "both"].iloc[0]
    whole = data[data["role"] == "base"].iloc[0]
    narrow, label, small = look.size.narrow, look.size.label, look.size.small
    others = {s: data[(data["role"] == "also published") & (data["service"] == s)] for s in (a.service, b.service)}
    show_others = not look.size.brief

    # Heights in px, then stretched a little to fill a page of fixed height.
    bar, gap = (54, 12) if narrow else (64, 14)
    marks = small * 1.9 if show_others and any(len(o) for o in others.values()) else 0
    tail = small * 8.5 if narrow else 0
    wanted = small * 2.2 + 2 * (bar + marks + gap) + bar * 1.2 + tail
    bottom = page.bottom(wanted)
    if not narrow:
        bar *= min(1.5, max(0.6, (bottom - page.top - small * 2.2 - 2 * (marks + gap)) / (3.2 * bar)))
    y = page.top + small * 0.4

    def x(people: float) -> float:
        return page.left + people / whole["high"] * page.inner

    caption = words.say(
        lang, "everyone", a=words.number(_out(whole["low"], -1), lang), b=words.number(_out(whole["high"], 1), lang)
    )
    width = page.width(caption, "small") + 16
    middle, half = page.size.width / 2, width / 2
    for ends in ((page.left, middle - half), (middle + half, page.right)):
        page.line(ends, (y + small * 0.6,) * 2, "axis", 1)
    for end in (page.left + 0.5, page.right - 0.5):
        page.line((end, end), (y + small * 0.6 - 5, y + small * 0.6 + 5), "axis", 1)
    page.text(middle, y + small * 0.6, caption, "small", colour="secondary", ha="center")
    y += small * 2.0

    start, end = page.right - (x(b.low) - page.left), x(a.low)
    rows_top = y
    for row, left, right, side in ((a, page.left, end, "left"), (b, start, page.right, "right")):
        page.rect(page.left, y, page.inner, bar, "empty")
        page.rect(left, y, right - left, bar, base.role(row.service), gid=f"bar-{row.service}")
        said_value = (
            f"{row.service}  {words.say(lang, 'million', n=words.millions(row.value, lang))}, "
            + words.percent(row.share_low, row.share_high, lang)
        )
        at = left + 12 if side == "left" else right - 12
        page.text(at, y + bar / 2, said_value, "big", colour="on_service", bold=True, ha=side)
        outside = words.say(lang, "two_not", a=row.service)
        room = page.right - right if side == "left" else left - page.left
        if page.width(outside, "small") + 16 < room:
            at = page.right - 10 if side == "left" else page.left + 10
            page.text(at, y + bar / 2, outside, "small", colour="secondary", ha="right" if side == "left" else "left")
        if marks and len(others[row.service]):
            _other_marks(page, others[row.service], y + bar, x, side, lang)
        y += bar + marks + gap

    if both["low"] > 0 and end > start:
        height = bar * 1.15
        for edge in (start, end):
            page.line((edge, edge), (rows_top, y), "overlap", 1.2, dash=(0, (2, 2)), zorder=1.5)
        page.rect(start, y, end - start, height, "overlap", gid="overlap")
        whole_line = words.say(lang, "two_both", n=words.millions(safe_floor(both["low"]), lang, 0))
        if page.width(whole_line, "big", bold=True) + 20 < end - start:
            page.text((start + end) / 2, y + height / 2, whole_line, "big", colour="on_overlap", bold=True, ha="center")
        else:
            parts = (
                words.say(lang, "two_both_1"),
                words.say(lang, "at_least", n=words.millions(safe_floor(both["low"]), lang, 0)),
            )
            for part, shift in zip(parts, (-0.65, 0.65), strict=True):
                page.text(
                    (start + end) / 2,
                    y + height / 2 + shift * label,
                    part,
                    "label",
                    colour="on_overlap",
                    bold=True,
                    ha="center",
                )
    else:
        height = 0.0
    why = words.say(lang, "two_why", a=a.service, b=b.service, out=words.number(_out(whole["high"] - a.low, 1), lang))
    most = words.say(lang, "two_most", high=words.most(both["high"], lang))
    if narrow:
        y += height + small * 0.8
        for part in (why, most) if height else (most,):
            y = page.lines(page.left, y, part, page.inner, "small", colour="secondary") + small * 0.5
        bottom = y
    elif height:
        for part, left, width in ((why, page.left, start - page.left - 22), (most, end + 22, page.right - end - 22)):
            lines = wrap(part, small, width)
            at = y + height / 2 - len(lines) * small * 0.64
            page.lines(left, max(at, y - small * 0.2), part, width, "small", colour="secondary")
    return page.finish(bottom)


def _out(people: float, direction: int) -> float:
    """Millions to one decimal, rounded outward: down for a low end, up for a high one."""
    tenths = round(people / 1e5, 6)
    return (math.floor(tenths) if direction < 0 else math.ceil(tenths)) / 10


def _other_marks(page: Page, rows: pd.DataFrame, y: float, x: object, side: str, lang: str) -> None:
    """Ticks below a bar at other published values, and one line that names them."""
    values = rows.sort_values("value")
    places = [x(v) if side == "left" else page.right - (x(v) - page.left) for v in values["value"]]
    for at in places:
        page.line((at, at), (y - 6, y + 7), "text", 1.4, zorder=4)
    figures = words.listed([v.removesuffix(" million") for v in values["basis"]], lang)
    line = words.say(lang, "two_also", figures=figures)
    if side == "left":
        page.text(
            min(places) - 7, y + 3 + page.size.small * 0.75, line, "small", colour="secondary", ha="right", halo=True
        )
    else:
        page.text(
            max(places) + 7, y + 3 + page.size.small * 0.75, line, "small", colour="secondary", ha="left", halo=True
        )


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the same bars, with the published words on hover."""
    figure = base.blank(look, 340)
    a, b = (row for row in data[data["role"] == "headline"].itertuples())
    both = data[data["role"] == "both"].iloc[0]
    whole = data[data["role"] == "base"].iloc[0]
    n = whole["high"] / 1e6
    bars = [
        (a.service, 0, a.low / 1e6, base.role(a.service), f"{a.basis}"),
        (b.service, n - b.low / 1e6, b.low / 1e6, base.role(b.service), f"{b.basis}"),
    ]
    if both["low"] > 0:
        bars.append(
            (
                "both",
                n - b.low / 1e6,
                both["low"] / 1e6,
                "overlap",
                words.say(look.language, "at_least", n=words.millions(safe_floor(both["low"]), look.language, 0)),
            )
        )
    for name, start, length, colour, hover in bars:
        figure.add_bar(
            y=[name],
            x=[length],
            base=[start],
            orientation="h",
            marker_color=look[colour],
            width=0.62,
            text=[escape(hover)],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": look["on_overlap" if colour == "overlap" else "on_service"]},
            hovertemplate=f"{base.folded(f'{name}: {hover}')}<extra></extra>",
        )
    for row in data[data["role"] == "also published"].itertuples():
        at = row.value / 1e6 if row.service == a.service else n - row.value / 1e6
        figure.add_scatter(
            x=[at],
            y=[row.service],
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 34, "color": look["text"]},
            hovertemplate=base.folded(words.say(look.language, "two_also", figures=row.basis)) + "<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(
        range=[0, n], title_text=words.say(look.language, "axis_everyone"), tickvals=[0, 25, 50, 75, 100]
    )
    figure.update_layout(barmode="overlay", margin_l=84, margin_b=66)
    return figure
