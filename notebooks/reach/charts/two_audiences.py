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
from reach.claims import Claim
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
        "a": base.service_name(a.service, lang),
        "b": base.service_name(b.service, lang),
        "aged": base.aged((a.record_id, b.record_id), lang),
        "where": words.country(edition.country, lang),
        "month": month,
        "x": audience.worded(a, lang, unit=False),
        "y": audience.worded(b, lang, unit=False),
        "n": words.millions(floor, lang, 0),
        "xs": words.percent(a.share_low, a.share_high, lang),
        "ys": words.percent(b.share_low, b.share_high, lang),
        "base": words.span(whole["low"], whole["high"], lang),
        "high": words.most(both["high"], lang),
    }
    pairs = overlap.published_pairs(edition, a.month)
    named = {a.record_id, b.record_id}
    rivals = [p for p in pairs.itertuples() if set(p.basis.split("; ")) != named and p.low >= 1e6]
    floors = []
    for p in rivals:
        x, y = (audience.printed(i, lang) for i in p.basis.split("; "))
        floors.append(words.say(lang, "two_pair", n=words.millions(safe_floor(p.low), lang, 0), x=x, y=y))
    long = first_true(
        [
            (floor > 0, words.say(lang, "two_long", **fill)),
            (True, words.say(lang, "two_long_plain", **fill)),
        ]
    )
    if rivals:
        long += " " + words.say(lang, "two_long_pairs", floors=words.listed(floors, lang))
    used = audience.base_pairs(edition, a.month)
    when = words.listed(list(dict.fromkeys(words.month(m, lang) for m in used["period_start"])), lang)
    counts = tables.read("user_counts").set_index("record_id")
    unnamed = all("Not named" in counts.loc[r, "measured_as_printed"] for r in named)
    note = words.say(lang, "two_note_base", when=when, **fill)
    reading = {
        "two_reading": True,
        "two_reading_both": floor > 0,
        "two_reading_also": (data["role"] == "also published").any(),
    }
    pair_note = (
        words.say(lang, "two_note_pair", measurer=base.measurer_note(edition)) if unnamed else base.owner_line(edition)
    )
    if all("not stated" in counts.loc[r, "base_as_printed"] for r in named):
        pair_note = " ".join(filter(None, (pair_note, words.say(lang, "two_note_assumed", **fill))))
    return Text(
        title=first_true(
            [
                (floor > 0 and limited, words.say(lang, "two_title_calls", **fill)),
                (floor > 0, words.say(lang, "two_title_both", **fill)),
                (True, words.say(lang, "two_title_plain", **fill)),
            ]
        ),
        subtitle=words.say(lang, "two_subtitle_before" if limited else "two_subtitle", **fill),
        alt=words.say(lang, "two_alt" if floor > 0 else "two_alt_plain", **fill),
        long=long,
        caption=words.say(lang, "two_caption", **fill)
        if floor > 0
        else words.say(lang, "two_title_plain", **fill) + ".",
        notes=(note, pair_note, words.say(lang, "two_note_reach")),
        short_note=words.say(lang, "two_note_reach"),
        reading=" ".join(words.say(lang, key, **fill) for key, shown in reading.items() if shown),
        method=words.say(lang, "two_method", when=when, **fill),
        claims=tuple(Claim("at_least", p.low, p.high, n=safe_floor(p.low)) for p in rivals),
        days=tuple(used["period_start"]),
        sources=tuple(
            dict.fromkeys([counts.loc[r, "source_id"] for r in (a.record_id, b.record_id)] + list(used["source_id"]))
        ),
    )


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where the month or the base is not known."""
    data = frame(edition)
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


def static(said: Text, data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    lang = look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    a, b = (row for row in data[data["role"] == "headline"].itertuples())
    both = data[data["role"] == "both"].iloc[0]
    whole = data[data["role"] == "base"].iloc[0]
    narrow, label, small = look.size.narrow, look.size.label, look.size.small
    tall = look.size.tall
    others = {s: data[(data["role"] == "also published") & (data["service"] == s)] for s in (a.service, b.service)}
    name = {s: base.service_name(s, lang) for s in others}
    show_others = tall or not look.size.brief
    why = words.say(
        lang,
        "two_why",
        a=name[a.service],
        b=name[b.service],
        out=words.number(_out(whole["high"] - a.low, 1), lang),
    )
    most = words.say(lang, "two_most", high=words.most(both["high"], lang))

    # Heights in px, then stretched a little to fill a page of fixed height.
    bar, gap = (54, 12) if narrow else (64, 14)
    marks = small * 1.9 if show_others and any(len(o) for o in others.values()) else 0
    column = (page.inner - 40) / 2
    tail = max(len(wrap(part, label, column)) for part in (why, most)) * label * 1.28 + label * 1.6 if tall else 0
    bottom = page.bottom(small * 2.2 + 2 * (bar + marks + gap) + bar * 1.2)
    if not narrow:
        room = bottom - page.top - small * 2.2 - 2 * (marks + gap) - tail
        bar = min(160 if tall else 96, max(38, room / 3.2))
    y = page.top + small * 0.4

    def x(people: float) -> float:
        return page.left + people / whole["high"] * page.inner

    aged = base.aged((a.record_id, b.record_id), lang)
    caption = words.say(
        lang,
        "everyone",
        aged=aged,
        a=words.number(_out(whole["low"], -1), lang),
        b=words.number(_out(whole["high"], 1), lang),
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
        said_value, size = _on_bar(page, row, name[row.service], right - left - 20)
        at = left + 12 if side == "left" else right - 12
        page.text(at, y + bar / 2, said_value, size, colour="on_service", bold=True, ha=side)
        outside = words.say(lang, "two_not", a=name[row.service])
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
    if narrow:
        y += height + small * 0.8
        for part in (why, most) if height else (most,):
            y = page.lines(page.left, y, part, page.inner, "small", colour="secondary") + small * 0.5
        bottom = y
    elif tall:
        y += height + label * 1.6
        for left, part in ((page.left, why), (page.left + column + 40, most)) if height else ((page.left, most),):
            page.lines(left, y, part, column, "label", colour="secondary")
    elif height:
        sides = ((why, page.left, start - page.left - 22), (most, end + 22, page.right - end - 22))
        tall = max(len(wrap(part, small, width)) for part, _, width in sides) * small * 1.28
        # A footer with labels can leave a card too little room; the long description says the same.
        for part, left, width in sides if y + tall < bottom + small else ():
            lines = wrap(part, small, width)
            at = y + height / 2 - len(lines) * small * 0.64
            page.lines(left, max(at, y - small * 0.2), part, width, "small", colour="secondary")
    return page.finish(bottom)


def _on_bar(page: Page, row: object, name: str, room: float) -> tuple[str, str]:
    """What is said on a bar, and how large: the share goes where there is no room for it."""
    lang = page.look.language
    figure = audience.worded(row, lang)
    share = words.percent(row.share_low, row.share_high, lang)
    for key, size in (("two_bar", "big"), ("two_bar", "label"), ("two_bar_short", "label")):
        said = words.say(lang, key, a=name, figure=figure, share=share)
        if page.width(said, size, bold=True) <= room:
            break
    return said, size


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
    figures = words.listed([audience.worded(r, lang, unit=False) for r in values.itertuples()], lang)
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
    figure, lang = base.blank(look, 340), look.language
    a, b = (row for row in data[data["role"] == "headline"].itertuples())
    both = data[data["role"] == "both"].iloc[0]
    whole = data[data["role"] == "base"].iloc[0]
    n = whole["high"] / 1e6
    bars = [
        (a.service, 0, a.low / 1e6, base.role(a.service), audience.worded(a, lang)),
        (b.service, n - b.low / 1e6, b.low / 1e6, base.role(b.service), audience.worded(b, lang)),
    ]
    if both["low"] > 0:
        least = words.say(lang, "at_least", n=words.millions(safe_floor(both["low"]), lang, 0))
        bars.append((words.say(lang, "two_both_2"), n - b.low / 1e6, both["low"] / 1e6, "overlap", least))
    for name, start, length, colour, said in bars:
        name = base.service_name(name, lang)
        figure.add_bar(
            y=[name],
            x=[length],
            base=[start],
            orientation="h",
            marker_color=look[colour],
            width=0.62,
            text=[escape(said)],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": look["on_overlap" if colour == "overlap" else "on_service"]},
            hovertemplate=base.folded(words.say(lang, "two_hover", a=name, figure=said)) + "<extra></extra>",
        )
    for row in data[data["role"] == "also published"].itertuples():
        at = row.value / 1e6 if row.service == a.service else n - row.value / 1e6
        said = words.say(lang, "two_also", figures=audience.worded(row, lang))
        figure.add_scatter(
            x=[at],
            y=[base.service_name(row.service, lang)],
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 34, "color": look["text"]},
            hovertemplate=base.folded(words.say(lang, "two_also", figures=audience.worded(row, lang)))
            + "<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(
        range=[0, n],
        title_text=words.say(lang, "axis_everyone", aged=base.aged((a.record_id, b.record_id), lang)),
        tickvals=[0, 25, 50, 75, 100],
    )
    figure.update_layout(barmode="overlay", margin_l=84, margin_b=66)
    return figure
