"""How many people used both services, month by month: certain solid, possible hatched, separate bars."""

from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, width_of
from reach.claims import Claim
from reach.draw.look import Look
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
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title": ("In every month with figures for both apps, at least {n} million people used both",
              "В каждом месяце, за который есть данные, обоими приложениями пользовались не менее {n} млн человек"),
    "title_one": ("At least {n} million people used both {a} and {b} in {first}",
                  "В {first:prep} и {a}, и {b} пользовались не менее {n} млн человек"),
    "title_plain": ("The published counts do not settle how many people used both {a} and {b}",
                    "По опубликованным данным нельзя сказать, сколько человек пользовались и {a}, и {b}"),
    "subtitle": ("People in {where:the} {aged} who used both {a} and {b} in the month, millions, by arithmetic on published reach",
                 "Жители {where:gen} {aged}, пользовавшиеся за месяц и {a}, и {b}, млн; расчёт по опубликованному охвату"),
    "alt": ("Bar chart of how many people in {where:the} used both {a} and {b}, {first} to {last}: never fewer than {n} million, never more than {top} million.",
            "Столбчатая диаграмма: сколько человек {where:in} пользовались и {a}, и {b}, {first} — {last}: не менее {n} млн и не более {top} млн."),
    "alt_one": ("Bar chart of how many people in {where:the} used both {a} and {b} in {first}: at least {n} million, at most {top} million.",
                "Столбчатая диаграмма: сколько человек {where:in} пользовались и {a}, и {b} в {first:prep}: не менее {n} млн и не более {top} млн."),
    "alt_plain": ("Bar chart of how many people in {where:the} used both {a} and {b}, {first} to {last}: never more than {top} million; the counts set no least.",
                  "Столбчатая диаграмма: сколько человек {where:in} пользовались и {a}, и {b}, {first} — {last}: не более {top} млн; нижней границы данные не дают."),
    "long": ("For each month with a figure for both {a} and {b}, the least and the most people who can have used both: {rows}.",
             "По месяцам с данными о {a} и {b} — наименьшее и наибольшее число людей, которые могли пользоваться обоими: {rows}."),
    "row": ("{month}, {n} to {high} million", "{month}, от {n} до {high} млн"),
    "row_other": ("{month} by other figures, {n} to {high} million", "{month} по другим данным, от {n} до {high} млн"),
    "long_trio": ("In {month} at least {n} million used all of {services}.",
                  "В {month:prep} всеми сразу — {services} — пользовались не менее {n} млн."),
    "caption": ("By the published counts, at least {n} million people in {where:the} used both {a} and {b} in every month shown.",
                "По опубликованным данным, в каждом из показанных месяцев {where:in} и {a}, и {b} пользовались не менее {n} млн человек."),
    "caption_plain": ("By the published counts, at most {top} million people in {where:the} used both {a} and {b} in every month shown; they set no least for every month.",
                      "По опубликованным данным, в каждом из показанных месяцев {where:in} и {a}, и {b} пользовались не более {top} млн человек; нижней границы для каждого месяца они не дают."),
    "note": ("Months without a figure for both apps are not shown. The floor is both counts less the base of people {aged}; the ceiling is the smaller count, rounded up.",
             "Месяцы без данных об обоих приложениях не показаны. Нижняя граница — сумма двух охватов минус число жителей {aged}, верхняя — меньший из охватов, округлённый вверх."),
    "note_short": ("Months without a figure for both apps are not shown.",
                   "Месяцы без данных об обоих приложениях не показаны."),
    "head_pair": ("{a} + {b}", "{a} + {b}"),
    "other": ("other pair", "другая пара"),
    "key_certain": ("certain", "наверняка"),
    "key_possible": ("possible", "возможно"),
    "table": ("At least this many used each set of apps, millions",
              "Не менее стольких человек пользовались каждым набором приложений, млн"),
    "all": ("all three", "все три"),
    "pair": ("{x} + {y}", "{x} + {y}"),
    "hover": ("{first} and {second}<br>used both: {n} to {high} million",
              "{first} и {second}<br>обоими пользовались: от {n} до {high} млн"),
    "reading": ("Each bar is a month. Its solid part is how many people must have used both apps, its hatched part how many more may have.",
                "Полоса — месяц. Сплошная часть — сколько человек пользовались обоими приложениями наверняка, штрихованная — сколько ещё могли пользоваться."),
    "reading_table": ("The table gives the same least number for every pair of three apps and for all three.",
                      "В таблице — такое же наименьшее число для каждой пары из трёх приложений и для всех трёх."),
    "method": ("At least A + B − N, at most the smaller of A and B, where A and B are the two monthly reaches and N is everyone {aged}; with three apps, at least A + B + C − 2N. N is recovered from counts and shares printed together in the month’s own year, or else in the twelve months before it. Every figure stands for its rounding interval and is taken at the end that claims least; floors are rounded down to a whole million, ceilings up to a tenth. Months without a figure for both apps are left out.",
               "Не менее A + B − N и не более меньшего из A и B, где A и B — два месячных охвата, N — число жителей {aged}; для трёх приложений — не менее A + B + C − 2N. N восстановлено по числам и долям, напечатанным вместе, за тот же год, а если таких нет — за двенадцать месяцев до него. Каждое число — это интервал округления и взято по той его границе, при которой утверждение слабее; нижние границы округлены вниз до целого миллиона, верхние — вверх до десятых. Месяцы без данных об обоих приложениях не показаны."),
}
# fmt: on
say = words.teller(SAID, __name__)


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
        say(
            lang,
            "row" if first else "row_other",
            month=words.month(r.month, lang),
            n=words.millions(safe_floor(r.low), lang, 0),
            high=words.most(r.high, lang),
        )
        for r, first in zip(data.itertuples(), ~data["month"].duplicated(), strict=True)
    ]
    long = say(lang, "long", rows="; ".join(rows), **fill)
    least, most = data.loc[data["low"].idxmin()], data.loc[data["high"].idxmax()]
    claims = [
        Claim("at_least", least["low"], least["high"], n=floor),
        Claim("at_most", most["low"], most["high"], n=-safe_floor(-most["high"], 1e5)),
    ]
    every = trio[trio["services"].str.count(r"\+") == 2].tail(1)
    if len(every) and safe_floor(every["low"].iloc[0]) > 0:
        every = every.iloc[0]
        long += " " + say(
            lang,
            "long_trio",
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
                (floor > 0 and not one, say(lang, "title", **fill)),
                (floor > 0, say(lang, "title_one", **fill)),
                (True, say(lang, "title_plain", **fill)),
            ]
        ),
        subtitle=say(lang, "subtitle", **fill),
        alt=say(lang, "alt_plain" if floor <= 0 else "alt_one" if one else "alt", **fill),
        long=long,
        caption=say(lang, "caption" if floor > 0 else "caption_plain", **fill),
        notes=(say(lang, "note", **fill), base.owner_line(edition)),
        short_note=say(lang, "note_short"),
        reading=" ".join(say(lang, key) for key in ("reading", *["reading_table"][: len(trio)])),
        method=say(lang, "method", **fill),
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
        static=lambda look: static(said, data, trio, edition, look),
        interactive=lambda look: interactive(data, edition, look),
        key=(
            ("certain", say(edition.language, "key_certain")),
            ("possible", say(edition.language, "key_possible")),
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
    pairs = [say(lang, "pair", **dict(zip("xy", _figures(r, lang), strict=True))) for r in data.itertuples()]
    left = page.left + max(page.width(n) for n in names) + 14
    other = say(lang, "other")
    if narrow and data["month"].duplicated().any():
        left = max(left, page.left + 10 + page.width(other, "small") + 10)
    if not narrow:
        pair_left = left
        a, b = (base.service_name(name, lang) for name in edition.platforms)
        head_pair = say(lang, "head_pair", a=a, b=b)
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
        said_floor = say(lang, "at_least", n=figure)
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
        ("overlap", say(lang, "key_certain")),
        ("possible", say(lang, "key_possible")),
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
    y = page.lines(x, y, say(lang, "table"), width, "small", bold=True)
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
        page.text(x, y, say(lang, "all") if len(several) > 2 else " + ".join(several), "small")
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
        f"{words.month(r.month, lang, short=True)}{'' if first else ', ' + say(lang, 'other')}"
        for r, first in zip(data.itertuples(), ~data["month"].duplicated(), strict=True)
    ]
    certain = [max(0.0, r.low) / 1e6 for r in data.itertuples()]
    possible = [(r.high - r.low) / 1e6 for r in data.itertuples()]
    said = [
        say(
            lang,
            "hover",
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
        text=[say(lang, "at_least", n=words.millions(safe_floor(r.low), lang, 0)) for r in data.itertuples()],
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
    figure.update_xaxes(title_text=say(lang, "axis_both"), rangemode="tozero")
    # A browser may set the names in a wider font than ours.
    figure.update_layout(barmode="stack", margin_l=round(1.1 * max(width_of(n, 14) for n in names)) + 16, margin_b=66)
    return figure


def points_used(edition: Edition) -> pd.DataFrame:
    """The figures behind the bars, for the notebook's table."""
    found = audience.points(edition)
    return found[found["service"].isin(edition.platforms) & (found["draw"] == "yes")]
