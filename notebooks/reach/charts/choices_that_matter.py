"""The least that can have used both services, under every published pair of figures and every base."""

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, spread
from reach.claims import Claim
from reach.draw.look import Look
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
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_one": ("On every sound choice of published figures, at least {lo} million people used both apps",
                  "При любом верном выборе опубликованных данных обоими приложениями пользовались не менее {lo} млн человек"),
    "title_some": ("Some published figures put at least {hi} million people in both apps, others leave it open",
                   "По одним опубликованным данным, обоими приложениями пользовались не менее {hi} млн, другие оставляют вопрос открытым"),
    "title_plain": ("The published counts leave open how many people used both {a} and {b}",
                    "Опубликованные данные не отвечают на вопрос, сколько человек пользовались и {a}, и {b}"),
    "subtitle": ("People in {where:the} who used both {a} and {b} in {month}, at least, millions: one dot for every pair of figures and base",
                 "Наименьшее возможное число жителей {where:gen}, которые в {month:prep} пользовались и {a}, и {b}, млн: точка — пара чисел и база"),
    "pair": ("pair of {month}", "пара за {month}"),
    "hull": ("all pairs of {year}", "все пары {year} года"),
    "other": ("pair of {month}, another year", "пара за {month}, другой год"),
    "exact": ("pair of {month}, taken as exact", "пара за {month}, без округления"),
    "all": ("all ages: the wrong base", "все возрасты, неверная база"),
    "base_value": ("{text}: {span}", "{text}: {span}"),
    "head_figures": ("figures", "пара чисел"),
    "head_base": ("base, millions, from a count and its share", "база, млн: число, делённое на долю"),
    "marked": ("as quoted: {n}", "как цитируют: {n}"),
    "wrong": ("wrong base", "неверная база"),
    "sound": ("sound choice", "обоснованный выбор"),
    "loose": ("looser choice", "менее строгий выбор"),
    "note": ("Filled: a base from the figures’ own year, roundings kept; the title sums these up. Hollow: a base of another year, or its rounding dropped. Cross: people of all ages, whom reach does not count. Numbers are cut to whole millions.",
             "Закрашенный кружок — база того же года с учётом округлений; по ним составлен заголовок. Пустой — база другого года или без учёта округления. Крестик — люди всех возрастов: охват их не считает. Числа урезаны до целых миллионов."),
    "note_plain": ("Filled: a base from the figures’ own year, roundings kept; the title sums these up. Hollow: a base of another year. Cross: people of all ages, whom reach does not count. Numbers are cut to whole millions.",
                   "Закрашенный кружок — база того же года с учётом округлений; по ним составлен заголовок. Пустой — база другого года. Крестик — люди всех возрастов: охват их не считает. Числа урезаны до целых миллионов."),
    "note_other": ("Figures of two measurers are not combined. The bar runs to the other ends of the roundings.",
                   "Числа двух измерителей не складываются. Отрезок доходит до других концов округлений."),
    "note_short": ("Filled: sound choices. Hollow: looser ones. Cross: the wrong base, people of all ages. Numbers are cut to whole millions; lines: what roundings add.",
                   "Закрашенный — обоснованный выбор, пустой — менее строгий, крестик — неверная база, люди всех возрастов. Числа урезаны до целых миллионов, чёрточки — что добавляют округления."),
    "alt": ("Dot chart of the least number of people who used both {a} and {b} in {month}: {span} million on sound choices.",
            "Точечная диаграмма: наименьшее число пользовавшихся и {a}, и {b} в {month:prep} — {span} млн при обоснованном выборе."),
    "alt_quoted": ("Dot chart of the least number of people who used both {a} and {b} in {month}: {span} million on sound choices, {n} million as quoted.",
                   "Точечная диаграмма: наименьшее число пользовавшихся и {a}, и {b} в {month:prep} — {span} млн при обоснованном выборе, {n} млн, как цитируют."),
    "long": ("Least number of people who used both {a} and {b} in {month}, in whole millions. {rows}. Bases, in millions: {bases}.",
             "Наименьшее число людей, пользовавшихся и {a}, и {b} в {month:prep}, в целых миллионах. {rows}. Базы, млн: {bases}."),
    "row": ("{figures}: {parts}", "{figures}: {parts}"),
    "on_sound": ("{n} on sound bases", "{n} по обоснованным базам"),
    "on_loose": ("{n} on looser ones", "{n} по менее строгим"),
    "on_wrong": ("{n} on people of all ages", "{n} по людям всех возрастов"),
    "figures": ("{x} + {y}", "{x} + {y}"),
    "reading": ("Each dot is one choice of figures and of a base, in ascending order; the squares in its column show which. Its height is the least number of people who used both apps, the line above it how far roundings could lift that number.",
                "Точка — один выбор пары чисел и базы, по возрастанию; квадраты в её столбце показывают, какой именно. Высота точки — наименьшее число людей, пользовавшихся обоими приложениями, отрезок над ней — насколько его могли бы поднять округления."),
    "method": ("The least number is A + B − N for every pair of figures that one original or series gives for the month and every base N, with every rounding taken at the end that makes it least and the sum cut to a whole million. A sound base is recovered from counts and shares printed together in the figures’ own year, roundings kept. A looser one is of another year, or takes a rounded quotient as exact. People of all ages are shown as the wrong base: the reach counts people {aged}.",
               "Наименьшее число — это A + B − N для каждой пары чисел одного первоисточника или ряда за месяц и для каждой базы N; каждое округление взято по той границе, при которой сумма наименьшая, дробная часть миллиона отброшена. Обоснованная база восстановлена по числам и долям, напечатанным вместе, за тот же год с учётом округлений. Менее строгая — за другой год или как точное частное округлённых чисел. Люди всех возрастов показаны как неверная база: охват считает жителей {aged}."),
    "caption": ("By the published counts, at least {lo} million people used both {a} and {b} in {month} on every sound choice of figures and base, and at least {hi} million on the most favourable one.",
                "По опубликованным данным, при любом обоснованном выборе чисел и базы в {month:prep} и {a}, и {b} пользовались не менее {lo} млн человек, а при самом выгодном — не менее {hi} млн."),
    "caption_one": ("By the published counts, at least {lo} million people used both {a} and {b} in {month} on every sound choice of figures and base.",
                    "По опубликованным данным, при любом обоснованном выборе чисел и базы в {month:prep} и {a}, и {b} пользовались не менее {lo} млн человек."),
    "caption_open": ("Not every sound choice of figures and base gives a floor above nought for {a} and {b} in {month}.",
                     "Не при всяком обоснованном выборе чисел и базы наименьшее число пользовавшихся и {a}, и {b} в {month:prep} оказывается положительным."),
    "hover": ("{figures} on {base}: at least {n} million ({kind})", "{figures}; {base}: не менее {n} млн ({kind})"),
    "axis": ("million people who used both, at least", "млн человек, пользовавшихся обоими, не менее"),
}
# fmt: on
say = words.teller(SAID, __name__)
_KINDS = {"sound": "sound", "loose": "loose", "wrong": "wrong"}
_SHAPES = {"sound": "circle", "loose": "circle-open", "wrong": "x-thin-open"}


def _base_name(row: object, lang: str) -> str:
    """A base in words, with its span."""
    month = words.month(row.base_month, lang, short=True)
    key = {"pair": "pair", "hull": "hull", "other year": "other", "as exact": "exact"}.get(row.base)
    said = say(lang, key or "all", month=month, year=f"{row.base_month:%Y}")
    sharp = row.base_high - row.base_low < 1e4
    span = words.millions(row.base_low, lang) if sharp else words.span(row.base_low, row.base_high, lang)
    return say(lang, "base_value", text=said, span=span)


def _figures(row: object, lang: str) -> str:
    """The pair of figures of a choice, as published: ``96 + over 89``."""
    x, y = (audience.printed(i, lang, unit=False) for i in row.basis.split("; "))
    return say(lang, "figures", x=x, y=y)


def _span(floors: pd.Series, lang: str) -> str:
    """Least and most of some floors, in whole millions; one number where they agree."""
    a, b = (words.millions(safe_floor(end), lang, 0) for end in (floors.min(), floors.max()))
    return a if a == b else say(lang, "to", a=a, b=b)


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
            say(lang, f"on_{kind}", n=_span(choices.loc[choices["kind"] == kind, "low"], lang))
            for kind in _KINDS
            if (choices["kind"] == kind).any()
        ]
        rows.append(say(lang, "row", figures=_figures(choices.iloc[0], lang), parts=", ".join(parts)))
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
                (weak, say(lang, "title_plain", **fill)),
                (least > 0, say(lang, "title_one", **fill)),
                (most > 0, say(lang, "title_some", **fill)),
                (True, say(lang, "title_plain", **fill)),
            ]
        ),
        subtitle=say(lang, "subtitle", **fill),
        alt=say(lang, "alt_quoted" if len(quoted) else "alt", **fill),
        long=say(lang, "long", rows="; ".join(rows), bases="; ".join(bases), **fill),
        caption=first_true(
            [
                (0 < least < most, say(lang, "caption", **fill)),
                (least > 0, say(lang, "caption_one", **fill)),
                (True, say(lang, "caption_open", **fill)),
            ]
        ),
        notes=(
            say(lang, "note" if exact else "note_plain"),
            say(lang, "note_other"),
            base.owner_line(edition),
        ),
        short_note=say(lang, "note_short"),
        reading=say(lang, "reading"),
        method=say(lang, "method", **fill),
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
        static=lambda look: static(said, data, edition, look),
        interactive=lambda look: interactive(data, edition, look),
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
    return [("head_figures", first), ("head_base", second)]


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
        page.text(page.left, at + line / 2, say(lang, head), "small", bold=True)
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
        marks[int(i)] = say(lang, "marked", n=_at_least(data.loc[i, "low"], lang))
    wrong = data.index[data["kind"] == "wrong"]
    if len(wrong):
        said = say(lang, "wrong")
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
                say(
                    lang,
                    "hover",
                    figures=_figures(r, lang),
                    base=_base_name(r, lang),
                    n=_at_least(r.low, lang),
                    kind=say(lang, _KINDS[kind]),
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
            text=say(lang, "marked", n=_at_least(row["low"], lang)),
            showarrow=True,
            arrowhead=0,
            arrowcolor=look["axis"],
            ax=0,
            ay=44,
        )
    figure.update_xaxes(showticklabels=False, ticks="", range=[0.3, len(data) + 0.7])
    figure.update_yaxes(range=[end / 1e6 for end in _range(data)], title_text=say(lang, "axis"), showgrid=True)
    figure.update_layout(margin={"l": 64, "r": 16, "t": 24, "b": 24})
    return figure
