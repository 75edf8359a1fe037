"""How many people used both services, month by month: certain solid, possible hatched, separate bars."""

from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.look import Look
from reach.charts.page import Page, width_of
from reach.claims import Claim
from reach.edition import Edition
from reach.intervals import safe_floor
from reach.measures import audience, overlap

NAME = "who-uses-both"
COLUMNS = {
    "month": "First day of the month.",
    "series_id": "Series the pair comes from.",
    "headline": "Whether this is the edition's headline pair.",
    "first": "Figure of the first service, as published.",
    "second": "Figure of the second service, as published.",
    "low": "People who used both, at least: the certain part.",
    "high": "People who used both, at most.",
    "either_low": "People who used either, at least.",
    "either_high": "People who used either, at most.",
    "base_low": "People aged 12 and over, low end.",
    "base_high": "People aged 12 and over, high end.",
    "basis": "Rows of user_counts.csv.",
}


def text(data: pd.DataFrame, trio: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frames."""
    lang = edition.language
    a, b = (base.service_name(name, lang) for name in edition.platforms)
    floor = safe_floor(data["low"].min())
    first, last = data["month"].min(), data["month"].max()
    fill = {
        "a": a,
        "b": b,
        "aged": base.aged((i for cell in data["basis"] for i in cell.split("; ")), lang),
        "where": words.country(edition.country, lang),
        "n": words.millions(floor, lang, 0),
        "first": words.month(first, lang),
        "last": words.month(last, lang),
        "count": data["month"].nunique(),
        "top": words.most(data["high"].max(), lang),
    }
    one = data["month"].nunique() == 1
    rows = [
        words.say(
            lang,
            "both_row" if first else "both_row_other",
            month=words.month(r.month, lang),
            n=words.millions(safe_floor(r.low), lang, 0),
            high=words.most(r.high, lang),
        )
        for r, first in zip(data.itertuples(), ~data["month"].duplicated(), strict=True)
    ]
    long = words.say(lang, "both_long", rows="; ".join(rows), **fill)
    least, most = data.loc[data["low"].idxmin()], data.loc[data["high"].idxmax()]
    claims = [
        Claim("at_least", least["low"], least["high"], n=floor),
        Claim("at_most", most["low"], most["high"], n=-safe_floor(-most["high"], 1e5)),
    ]
    every = trio[trio["services"].str.count(r"\+") == 2].tail(1)
    if len(every) and safe_floor(every["low"].iloc[0]) > 0:
        every = every.iloc[0]
        long += " " + words.say(
            lang,
            "both_long_trio",
            month=words.month(every["month"], lang),
            services=words.listed(_services(every["services"], lang), lang),
            n=words.millions(safe_floor(every["low"]), lang, 0),
        )
        claims.append(Claim("at_least", every["low"], every["high"], n=safe_floor(every["low"])))
    counts = tables.read("user_counts").set_index("record_id")
    ids = [i for cell in data["basis"] for i in cell.split("; ")]
    return Text(
        title=first_true(
            [
                (floor > 0 and not one, words.say(lang, "both_title", **fill)),
                (floor > 0, words.say(lang, "both_title_one", **fill)),
                (True, words.say(lang, "both_title_plain", **fill)),
            ]
        ),
        subtitle=words.say(lang, "both_subtitle", **fill),
        alt=words.say(lang, "both_alt_plain" if floor <= 0 else "both_alt_one" if one else "both_alt", **fill),
        long=long,
        caption=words.say(lang, "both_caption" if floor > 0 else "both_caption_plain", **fill),
        notes=(words.say(lang, "both_note", **fill), base.owner_line(edition)),
        short_note=words.say(lang, "both_note_short"),
        reading=" ".join(words.say(lang, key) for key in ("both_reading", *["both_reading_table"][: len(trio)])),
        method=words.say(lang, "both_method", **fill),
        claims=tuple(claims),
        sources=tuple(dict.fromkeys(counts.loc[i, "source_id"] for i in ids)),
    )


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no month has both services and a base."""
    data, trio = overlap.monthly(edition), overlap.several(edition)
    if data.empty:
        return base.no_figure(chart, NAME, edition, *base.why_no_reach(edition))
    said = text(data, trio, edition)
    return Chart(
        NAME,
        edition,
        said,
        data,
        COLUMNS,
        lambda look: static(said, data, trio, edition, look),
        lambda look: interactive(data, edition, look),
        key=(
            ("certain", words.say(edition.language, "both_key_certain")),
            ("possible", words.say(edition.language, "both_key_possible")),
        ),
    )


def _services(joined: str, lang: str) -> list[str]:
    """Names of services that a row joins by " + "."""
    return [base.service_name(name, lang) for name in joined.split(" + ")]


def _figures(row: object, lang: str, unit: bool = False) -> list[str]:
    """Both figures of a month as published."""
    return [audience.printed(i, lang, unit) for i in row.basis.split("; ")]


def static(said: Text, data: pd.DataFrame, trio: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    lang = look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    narrow, small, label = look.size.narrow, look.size.small, look.size.label
    table = trio if not look.size.brief else trio.iloc[0:0]
    rows = len(data)
    head = small * 2.0
    row_wanted = label * 2.2
    below = small * (5.4 + 1.8 * table["services"].nunique()) if narrow and len(table) else 0
    bottom = page.bottom(head + rows * row_wanted + small * 1.4 + below)
    side = 0.0 if narrow or table.empty else 330.0
    right = page.right - side - (24 if side else 0)
    area = bottom - page.top - head - (below if narrow else 0) - small * 1.4
    row_height = min(area / rows, 200 if look.size.tall else 84)
    bar = min(max(row_height * 0.56, small * 1.3), row_height * 0.9, 84 if look.size.tall else 44)

    names = [words.month(r.month, lang, short=True) for r in data.itertuples()]
    pairs = [words.say(lang, "both_pair", **dict(zip("xy", _figures(r, lang), strict=True))) for r in data.itertuples()]
    left = page.left + max(page.width(n) for n in names) + 14
    other = words.say(lang, "both_other")
    if narrow and data["month"].duplicated().any():
        left = max(left, page.left + 10 + page.width(other, "small") + 10)
    if not narrow:
        pair_left = left
        a, b = (base.service_name(name, lang) for name in edition.platforms)
        head_pair = words.say(lang, "both_head_pair", a=a, b=b)
        left += max(page.width(p, "small") for p in [*pairs, head_pair]) + 18
    top_value = data["high"].max()
    # Room after the longest bar for its own figure.
    tail = page.width("≤ 95.7", "small") + 10
    per = (right - left - tail) / top_value
    y = page.top + small * 0.6
    if not narrow:
        page.text(pair_left, y, head_pair, "small", colour="faint")
    y = _key(page, left, y, right, lang)
    page.line((left - 0.5, left - 0.5), (y, y + rows * row_height), "axis", 1.2)
    for i, row in enumerate(data.itertuples()):
        middle = y + (i + 0.5) * row_height
        first_of_month = i == 0 or data["month"].iloc[i - 1] != row.month
        if first_of_month:
            page.text(page.left, middle, names[i], "label", bold=bool(row.headline))
        elif narrow:
            page.text(page.left + 10, middle, other, "small", colour="faint")
        if not narrow:
            page.text(pair_left, middle, pairs[i], "small", colour="secondary")
        certain = row.low * per
        page.rect(left, middle - bar / 2, row.high * per, bar, "possible", hatch="////", edge="hatch", line=0.8)
        page.rect(left, middle - bar / 2, certain, bar, "overlap", zorder=3, gid=f"certain-{i}")
        figure = words.millions(safe_floor(row.low), lang, 0)
        said_floor = words.say(lang, "at_least", n=figure)
        if page.width(said_floor, "small", bold=True) + 16 > certain:
            said_floor = f"≥ {figure}"
        fits = page.width(said_floor, "small", bold=True) + 10 <= certain  # else beside it, on what is possible
        place, colour = (left + 8, "on_overlap") if fits else (left + certain + 8, "text")
        page.text(place, middle, said_floor, "small", colour=colour, bold=True).set_zorder(7)
        page.text(left + row.high * per + 6, middle, f"≤ {words.most(row.high, lang)}", "small", colour="secondary")
    y += rows * row_height
    if len(table):
        if narrow:
            bottom = _trio(page, table, page.left, y + small * 1.4, page.inner, lang)
        else:
            _trio(page, table, right + 24, page.top + small * 0.2, side, lang)
    else:
        bottom = y + small * 0.4
    return page.finish(bottom)


def _key(page: Page, left: float, y: float, right: float, lang: str) -> float:
    small = page.size.small
    x = left
    for kind, said in (
        ("overlap", words.say(lang, "both_key_certain")),
        ("possible", words.say(lang, "both_key_possible")),
    ):
        page.rect(
            x,
            y - small * 0.45,
            20,
            small * 0.9,
            kind,
            hatch="////" if kind == "possible" else "",
            edge="hatch",
            line=0.8,
        )
        page.text(x + 26, y, said, "small", colour="secondary")
        x += 26 + page.width(said, "small") + 16
    return y + small * 1.2


def _trio(page: Page, table: pd.DataFrame, x: float, y: float, width: float, lang: str) -> float:
    """A small table: floors for every set of the three services, by month."""
    small = page.size.small
    y = page.lines(x, y, words.say(lang, "both_table"), width, "small", bold=True)
    months = sorted(table["month"].unique())
    names = [(words.month(m, lang, year=False, short=True), str(pd.Timestamp(m).year)) for m in months]
    column = max(page.width(part, "small") for name in names for part in name) + 14
    ends = [x + width - column * (len(months) - 1 - i) for i in range(len(months))]
    for name, end in zip(names, ends, strict=True):
        for i, part in enumerate(name):
            page.text(end, y + (0.9 + 1.25 * i) * small, part, "small", colour="secondary", ha="right")
    y += small * 3.1
    page.line((x, x + width), (y, y), "axis", 1)
    for services, group in table.groupby("services", sort=False):
        y += small * 0.9
        several = _services(services, lang)
        page.text(x, y, words.say(lang, "both_all") if len(several) > 2 else " + ".join(several), "small")
        for month, end in zip(months, ends, strict=True):
            low = group.loc[group["month"] == month, "low"].iloc[0]
            page.text(end, y, words.millions(safe_floor(low), lang, 0), "small", ha="right")
        y += small * 0.9
        page.line((x, x + width), (y, y), "grid", 1)
    return y + small * 0.3


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen."""
    lang = look.language
    figure = base.blank(look, 60 + 40 * len(data))
    names = [
        f"{words.month(r.month, lang, short=True)}{'' if first else ', ' + words.say(lang, 'both_other')}"
        for r, first in zip(data.itertuples(), ~data["month"].duplicated(), strict=True)
    ]
    certain = [max(0.0, r.low) / 1e6 for r in data.itertuples()]
    possible = [(r.high - r.low) / 1e6 for r in data.itertuples()]
    said = [
        words.say(
            lang,
            "both_hover",
            **dict(zip(("first", "second"), map(escape, _figures(r, lang, unit=True)), strict=True)),
            n=words.millions(safe_floor(r.low), lang, 0),
            high=words.most(r.high, lang),
        )
        for r in data.itertuples()
    ]
    figure.add_bar(
        y=names,
        x=certain,
        orientation="h",
        marker_color=look["overlap"],
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
        text=[words.say(lang, "at_least", n=words.millions(safe_floor(r.low), lang, 0)) for r in data.itertuples()],
        textposition="inside",
        insidetextanchor="start",
        textfont={"color": look["on_overlap"]},
    )
    figure.add_bar(
        y=names,
        x=possible,
        orientation="h",
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
        marker={
            "color": look["possible"],
            "line": {"color": look["hatch"], "width": 1},
            "pattern": {"shape": "/", "fgcolor": look["hatch"]},
        },
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(title_text=words.say(lang, "axis_both"), rangemode="tozero")
    # A browser may set the names in a wider font than ours.
    figure.update_layout(barmode="stack", margin_l=round(1.1 * max(width_of(n, 14) for n in names)) + 16, margin_b=66)
    return figure


def points_used(edition: Edition) -> pd.DataFrame:
    """The figures behind the bars, for the notebook's table."""
    found = audience.points(edition)
    return found[found["service"].isin(edition.platforms) & (found["draw"] == "yes")]
