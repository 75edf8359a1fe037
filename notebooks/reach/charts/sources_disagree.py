"""What each original says of one month, a block a service, and which months have a figure at all."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure
from plotly.subplots import make_subplots

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page
from reach.draw.look import Look
from reach.edition import Edition
from reach.measures import audience, certainty

NAME = "sources-disagree"
COLUMNS = {
    "part": "figure: what an original says of a month; calendar: whether a month has a figure.",
    "month": "First day of the month.",
    "service": "Service.",
    "window": "month: people in the month; day: people on an average day of it.",
    "measurer": "Who measured.",
    "metric": "What was counted.",
    "original": "The original, or the page where the original has no name.",
    "pages": "How many pages print it.",
    "value": "Figure, people.",
    "low": "Low end of the rounding interval, people.",
    "high": "High end of the rounding interval, people; blank where the words set none.",
    "basis": "The words of the source.",
    "also": "Other wordings on pages that retell the original.",
    "also_records": "Rows of user_counts.csv with these wordings.",
    "whole": "Whether the figure is for the whole month.",
    "names_it": "Whether a page of it names the measurer.",
    "confidence": "How much weight the figure bears.",
    "drawn": "Whether the row is in the chart.",
    "state": "record: a monthly reach; beside: only other or weak figures; none: nothing found.",
    "record_id": "Row of user_counts.csv.",
    "source_id": "Page the row was read on.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_one": ("For one month, {month}, pages give {a} {x} or {y} million people",
                  "За {month} публикации дают {a} {x} или {y} млн человек"),
    "title_measurers": ("For {month}, published figures for {a} run from {x} to {y} million, by measurer",
                        "За {month} опубликованные данные о {a} — от {x} до {y} млн, смотря кто измерял"),
    "title_plain": ("What was published on {a} and {b}, original by original",
                    "Что опубликовано о {a} и {b}, по первоисточникам"),
    "subtitle": ("Figures in millions of people, {where}; one row an original however many pages retell it; the bar is the rounding interval",
                 "Млн человек {where:in}; строка — один первоисточник, сколько бы страниц его ни пересказывали; отрезок — интервал округления"),
    "lane": ("{measurer}, {metric}", "{measurer}, {metric}"),
    "monthly_reach": ("monthly reach", "месячный охват"),
    "monthly_active_users": ("monthly users", "пользователи за месяц"),
    "average_daily_reach": ("average daily reach", "среднесуточный охват"),
    "daily_active_users": ("daily users", "пользователи за день"),
    "not_named": ("Measurer not named", "Измеритель не назван"),
    "pages": ("{name} ({n} pages)", "{name} ({n} стр.)"),
    "day": ("{a}, on an average day", "{a}, в среднем за день"),
    "part": ("{name} (part of month)", "{name} (часть месяца)"),
    "stated": ("Stated by {who}", "Заявляет {who}"),
    "alone": ("Another measurer’s count: no sign of growth.", "Считал другой измеритель: это не рост."),
    "note_scale": ("Each block has a scale of its own: blocks, and measurers within one, are not to be compared.",
                   "У каждого блока своя шкала: блоки и измерителей внутри блока сравнивать нельзя."),
    "note_hollow": ("Hollow: no page names the measurer, or a weak page.",
                    "Пустой кружок: измеритель нигде не назван или страница слабая."),
    "note_daily": ("Daily figures are shown where more than one original printed them.",
                   "Дневные данные — где первоисточников несколько."),
    "note_short": ("Figures of different measurers are not to be compared. Hollow: no page names the measurer, or a weak page.",
                   "Данные разных измерителей сравнивать нельзя. Полые точки: измеритель не назван или страница слабая."),
    "calendar": ("What was found, month by month", "Что найдено, по месяцам"),
    "record": ("monthly reach", "месячный охват"),
    "beside": ("only other or weak figures", "только другие или слабые данные"),
    "none": ("nothing found", "ничего не найдено"),
    "alt": ("Dot chart of the figures published for {months}, one row an original: {x} or {y} million people for {a} in {month}.",
            "Точечная диаграмма данных за {months}, строка — первоисточник: {a} за {month} — {x} или {y} млн человек."),
    "alt_measurers": ("Dot chart of the figures published for {months}, one row an original: {x} to {y} million people for {a} in {month}, by measurer.",
                      "Точечная диаграмма данных за {months}, строка — первоисточник: {a} за {month} — от {x} до {y} млн человек у разных измерителей."),
    "alt_plain": ("Dot chart of the figures published on {a} and {b} for {months}, one row an original.",
                  "Точечная диаграмма данных о {a} и {b} за {months}, строка — первоисточник."),
    "long": ("Each original once, as published, in millions of people. {blocks}.",
             "Каждый первоисточник один раз, как опубликовано, млн человек. {blocks}."),
    "block": ("{a}, {month}: {lanes}", "{a}, {month}: {lanes}"),
    "in_lane": ("{lane} {figures}", "{lane} {figures}"),
    "item": ("{figure} ({name})", "{figure} ({name})"),
    "reading": ("Each row is one original: the dot is its figure, the bar the rounding interval that its words allow. Rows stand under who measured and what was counted; only rows of one such group may be compared.",
                "Строка — один первоисточник: кружок — его число, отрезок — интервал округления, который допускают его слова. Строки стоят под тем, кто измерял и что считали; сравнивать можно только строки одной такой группы."),
    "reading_calendar": ("In the calendar a filled month has a monthly reach, a hatched one only other or weak figures, an empty one nothing that was found.",
                         "В календаре закрашен месяц, за который есть месячный охват, заштрихован — только с другими или слабыми данными, пуст — если ничего не найдено."),
    "method": ("Pages that retell one original count as one row, in the words of the row the other charts use, or else of the most exact one. Figures are as published; none is averaged or corrected. Shown are the months for which originals differ or another measurer speaks. Figures for single days and for accounts are left out. That nothing was found does not mean that nothing was published.",
               "Страницы, пересказывающие один первоисточник, считаются одной строкой — в формулировке, которую используют другие графики, а если её нет, то в самой точной. Числа приведены как опубликованы: их не усредняли и не исправляли. Показаны месяцы, за которые первоисточники расходятся или говорит другой измеритель. Данные за отдельные дни и об учётных записях не показаны. Если ничего не найдено, это не значит, что ничего не опубликовано."),
    "caption": ("Published figures for the same month differ by original. They are listed, never averaged.",
                "Данные за один и тот же месяц у первоисточников расходятся. Они перечислены, но не усреднены."),
    "caption_calendar": ("A month counts as found where a monthly reach was published that the lines of these charts use.",
                         "Месяц считается найденным, если за него опубликован месячный охват, по которому строятся линии этих графиков."),
    "hover": ("{a}, {month}: {figure} ({name}, by way of {page}; {lane})",
              "{a}, {month}: {figure} ({name}, по странице {page}; {lane})"),
    "hover_also": ("also worded on its pages: {also}", "другие формулировки на её страницах: {also}"),
    "calendar_hover": ("{a}, {month}: {state}", "{a}, {month}: {state}"),
    "empty": ("no month of {a} or {b} in {where:the} has two originals",
              "нет месяца с данными двух первоисточников о {a} или {b} {where:in}"),
}
# fmt: on
say = words.teller(SAID, __name__)


def frame(edition: Edition) -> pd.DataFrame:
    """Originals of the compared months, then the calendar; columns as in :data:`COLUMNS`."""
    found = certainty.compared(edition)
    if found.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    several = found.groupby(["month", "service", "window"])["record_id"].transform("size") > 1
    found = found.assign(part="figure", drawn=(found["window"] == "month") | several, state="")
    calendar = certainty.coverage(edition).assign(part="calendar", drawn=True)
    text = ["window", "measurer", "metric", "original", "basis", "also", "also_records", "confidence"]
    text += ["record_id", "source_id"]
    found["original"] = _originals(found, "en")
    both = pd.concat([found, calendar], ignore_index=True)
    return both.reindex(columns=list(COLUMNS)).assign(**{c: both[c].fillna("") for c in text})


def _originals(rows: pd.DataFrame, lang: str) -> pd.Series:
    """Names of the originals in a language; two of one name in a lane are told apart by the page."""
    pages = tables.read("sources").set_index("source_id")
    publishers = tables.in_language("sources", "publisher", lang)
    names = pd.Series([certainty.original(pages.loc[i], lang) for i in rows["source_id"]], index=rows.index)
    twin = rows.assign(name=names).duplicated(["month", "service", "measurer", "metric", "name"], keep=False)
    via = [say(lang, "via", name=name, pages=publishers[i]) for name, i in zip(names, rows["source_id"], strict=True)]
    return names.where(~twin | (rows["pages"] > 1), via)


_MARGIN = 178  # left of the plots on the screen, for names and measurers


@dataclass
class Block:
    """Figures of one service, month and window, in lanes of one measurer and metric."""

    month: pd.Timestamp
    service: str
    title: str
    rows: pd.DataFrame
    lanes: list[tuple[str, pd.DataFrame]] = field(default_factory=list)
    note: str = ""

    @property
    def lines(self) -> int:
        return 1 + sum(1 + len(rows) for _, rows in self.lanes) + bool(self.note)


def _who(service: str, measurer: str, lang: str) -> str:
    """The measurer in words: a company that counts itself states its figures."""
    if measurer == "Not named":
        return say(lang, "not_named")
    series = tables.read("series").set_index("series_id")["measurer"]
    said = {series[i]: name for i, name in tables.in_language("series", "measurer", lang).items()}[measurer]
    return say(lang, "stated", who=said) if service in measurer else said


def _lane(service: str, measurer: str, metric: str, lang: str) -> str:
    who = _who(service, measurer, lang)
    return say(lang, "lane", measurer=who, metric=say(lang, f"{metric}"))


def blocks(data: pd.DataFrame, lang: str) -> list[Block]:
    """The blocks that are drawn, in order."""
    found = []
    figures = data[data["part"] == "figure"]
    drawn = figures.assign(name=_originals(figures, lang))[figures["drawn"].astype(bool)]
    usual = drawn["measurer"].value_counts().index[0]
    for (month, service, window), rows in drawn.groupby(["month", "service", "window"], sort=False):
        name = base.service_name(service, lang)
        title = name if window == "month" else say(lang, "day", a=name)
        # A service that only another measurer counted in a month invites a false comparison with the month before.
        alone = window == "month" and usual not in set(rows["measurer"])
        lanes = [
            (_lane(service, measurer, metric, lang), lane)
            for (measurer, metric), lane in rows.groupby(["measurer", "metric"], sort=False)
        ]
        note = say(lang, "alone") if alone else ""
        found.append(Block(month, service, title, rows, lanes, note))
    return found


def _figure(row: object, lang: str) -> str:
    return audience.worded(row, lang, unit=False)


def _name(row: object, lang: str) -> str:
    if row.pages > 1:
        return say(lang, "pages", name=row.name, n=words.number(row.pages, lang, 0))
    return row.name if row.whole else say(lang, "part", name=row.name)


def _clash(data: pd.DataFrame, edition: Edition) -> dict | None:
    """Two figures of one lane that no value satisfies, both of weight: the widest apart, earliest month first."""
    solid = data[(data["part"] == "figure") & (data["window"] == "month") & (data["confidence"] != "low")]
    solid = solid[solid["service"].isin(edition.platforms)]
    for inside in (["month", "service", "measurer", "metric"], ["month", "service"]):
        for _, rows in solid.groupby(inside, sort=False):
            # The more exact of two roundings speaks, so that 96.2 is said and not 96.
            exact = rows[rows["high"] - rows["low"] <= (rows["high"] - rows["low"]).min() * 1.5]
            most, least = exact.loc[exact["value"].idxmax()], exact.loc[exact["value"].idxmin()]
            if most["low"] > least["high"]:
                return {"month": most["month"], "a": most["service"], "x": most["value"], "y": least["value"]} | {
                    "one": len(inside) == 4
                }
    return None


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    a, b = (base.service_name(name, lang) for name in edition.platforms)
    clash = _clash(data, edition)
    fill = {"a": a, "b": b, "where": words.country(edition.country, lang)}
    said = fill | {"month": "", "x": "", "y": ""}
    if clash:
        ends = (clash["x"], clash["y"]) if clash["one"] else (clash["y"], clash["x"])
        said |= {"a": base.service_name(clash["a"], lang), "month": words.month(clash["month"], lang)}
        said |= dict(zip("xy", (words.millions(v, lang) for v in ends), strict=True))
    drawn = blocks(data, lang)
    months = list(dict.fromkeys(words.month(block.month, lang) for block in drawn))
    fill["months"] = said["months"] = words.listed(months, lang)
    long = []
    for block in drawn:
        lanes = [
            say(
                lang,
                "in_lane",
                lane=lane,
                figures=", ".join(
                    say(lang, "item", figure=_figure(row, lang), name=row.name) for row in rows.itertuples()
                ),
            )
            for lane, rows in block.lanes
        ]
        month = words.month(block.month, lang)
        long.append(say(lang, "block", a=block.title, month=month, lanes=", ".join(lanes)))
    shown = pd.concat([block.rows for block in drawn])
    hollow = not shown["names_it"].all() or (shown["confidence"] == "low").any()
    hidden = not data.loc[data["part"] == "figure", "drawn"].all()
    notes = (
        say(lang, "note_scale"),
        say(lang, "note_hollow") if hollow else "",
        say(lang, "note_daily") if hidden else "",
        base.owner_line(edition) if (shown["measurer"] == "Mediascope").any() else "",
    )
    return Text(
        title=first_true(
            [
                (clash and clash["one"], say(lang, "title_one", **said)),
                (clash, say(lang, "title_measurers", **said)),
                (True, say(lang, "title_plain", **fill)),
            ]
        ),
        subtitle=say(lang, "subtitle", **fill),
        alt=first_true(
            [
                (clash and clash["one"], say(lang, "alt", **said)),
                (clash, say(lang, "alt_measurers", **said)),
                (True, say(lang, "alt_plain", **fill)),
            ]
        ),
        long=say(lang, "long", blocks="; ".join(long)),
        caption=(say(lang, "caption") + " " if clash else "") + say(lang, "caption_calendar"),
        notes=tuple(note for note in notes if note),
        short_note=say(lang, "note_short"),
        reading=f"{say(lang, 'reading')} {say(lang, 'reading_calendar')}",
        method=say(lang, "method"),
        sources=tuple(dict.fromkeys(shown["source_id"])),
    )


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no month has two originals."""
    data = frame(edition)
    if data.empty:
        lang = edition.language
        a, b = (base.service_name(name, lang) for name in edition.platforms)
        where, day = words.country(edition.country, lang), words.day(edition.cutoff, lang)
        what, _ = base.why_no_reach(edition)
        return base.no_figure(chart, NAME, edition, what, say(lang, "empty", a=a, b=b, where=where, day=day))
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


# Drawing


def _span(drawn: list[Block]) -> float:
    """People that every block's scale is wide: one width for all, so that a million is as wide everywhere."""
    widths = [_ends(block)[1] - _ends(block)[0] for block in drawn]
    return max(max(widths) * 1.12, 2e6)


def _ends(block: Block) -> tuple[float, float]:
    finite = block.rows["high"].where(block.rows["high"].map(math.isfinite), block.rows["value"])
    return block.rows["low"].min(), max(finite.max(), block.rows["value"].max())


def _ticks(low: float, span: float, room: float, least: float) -> list[float]:
    for step in (1e6, 2e6, 5e6, 10e6, 20e6, 50e6):
        if step / span * room >= least:
            break
    first = math.ceil(low / step) * step
    return [first + i * step for i in range(int((low + span - first) // step) + 1)]


def static(said: Text, data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print: a column a month side by side; on a phone one below the other."""
    lang = look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    narrow, small = look.size.narrow, look.size.small
    one_column = narrow or look.size.tall
    drawn = blocks(data, lang)
    if look.size.brief:
        drawn = _most_telling(drawn, data, edition)
    heads = len({block.month for block in drawn}) > 1 or one_column
    span = _span(drawn)
    calendar = data[data["part"] == "calendar"]
    _, legend = _legend(page, lang)
    grid = small * (0.6 + 1.35 * legend + 1.35 * calendar["service"].nunique() + 1.9)
    if look.size.brief and not look.size.tall:
        grid = 0.0
    space = small * 0.7  # between blocks
    for columns in _columns(drawn, page, edition):
        # What a column takes beside its lines, and its lines.
        fixed = [space * (len(col) - 1) + small * 1.9 * len({b.month for b in col}) * heads for col in columns]
        lines = [sum(block.lines for block in col) for col in columns]
        line = small * 1.5
        bottom = page.bottom(max(f + n * line for f, n in zip(fixed, lines, strict=True)) + grid + small * 2.2)
        width = _width(page, len(columns))
        if narrow:
            break
        tall = bottom - page.top - grid - small * 0.8
        line = min(small * 2.4, *((tall - f) / n for f, n in zip(fixed, lines, strict=True)))
        if line >= small * 1.04 and all(_room(page, col, width)[2] >= _LEAST_ROOM for col in columns):
            break
    y = page.top
    for i, column in enumerate(columns):
        y = max(y, _column(page, column, page.left + i * (width + _GUTTER), page.top, width, line, span, heads, space))
    if grid:
        top = y + small * 1.4 if narrow else bottom - grid + small * 0.4
        y = _calendar(page, calendar, top, lang)
    return page.finish(y + small * 0.4 if narrow else bottom)


_GUTTER = 30.0
_LEAST_ROOM = 70.0  # for the marks of a column


def _width(page: Page, columns: int) -> float:
    return (page.inner - _GUTTER * (columns - 1)) / columns


def _room(page: Page, column: list[Block], width: float) -> tuple[float, float, float]:
    """Widths that a column gives to names, to figures and to marks."""
    lang = page.look.language
    rows = [row for block in column for row in block.rows.itertuples()]
    names = max(page.width(_name(row, lang), "small") for row in rows) + 16
    values = max(page.width(_figure(row, lang), "small", bold=True) for row in rows) + 16
    return names, values, width - names - values - 6


def _columns(drawn: list[Block], page: Page, edition: Edition) -> Iterator[list[list[Block]]]:
    """Blocks by month, or by service where there is one month, side by side; all in one on a narrow or tall page.

    Then, for a page on which these have no room, the two services alone in two columns.
    """
    if page.size.narrow or page.size.tall:
        yield [drawn]
        return
    key = "month" if len({block.month for block in drawn}) > 1 else "service"
    found: dict[object, list[Block]] = {}
    for block in drawn:
        found.setdefault(getattr(block, key), []).append(block)
    columns = list(found.values())
    yield columns
    columns = [[b for b in column if b.service in edition.platforms] for column in columns]
    columns = [column for column in columns if column]
    lines = [sum(block.lines for block in column) for column in columns]
    cut = min(range(1, len(columns)), key=lambda i: max(sum(lines[:i]), sum(lines[i:])), default=1)
    yield [list(chain.from_iterable(part)) for part in (columns[:cut], columns[cut:]) if part]


def _most_telling(drawn: list[Block], data: pd.DataFrame, edition: Edition) -> list[Block]:
    """For a card: the month of the title, the two services."""
    clash = _clash(data, edition)
    month = clash["month"] if clash else drawn[0].month
    return [b for b in drawn if b.month == month and b.service in edition.platforms] or drawn[:1]


def _column(
    page: Page, column: list[Block], x: float, y: float, width: float, line: float, span: float, heads: bool, gap: float
) -> float:
    lang, small = page.look.language, page.size.small
    names, values, room = _room(page, column, width)
    left = x + names + values
    month = None
    for i, block in enumerate(column):
        if heads and block.month != month:
            y += gap if i else 0
            page.text(x, y + small * 0.7, words.month(block.month, lang), "label", bold=True)
            page.line((x, x + width), (y + small * 1.65,) * 2, "axis", 1)
            y += small * 1.9
        elif i:
            y += gap
        month = block.month
        y = _block(page, block, x, y, left, room, line, span, left - 14)
    return y


def _block(
    page: Page, block: Block, x: float, y: float, left: float, room: float, line: float, span: float, value_end: float
) -> float:
    lang = page.look.language
    low, high = _ends(block)
    start = (low + high - span) / 2
    colour = base.role(block.service)

    def at(people: float) -> float:
        return left + (people - start) / span * room

    page.text(x, y + line / 2, block.title, "small", bold=True, colour=colour)
    ticks = _ticks(start, span, room, page.width("100", "small") + 10)
    bottom = y + (block.lines - bool(block.note)) * line
    title_end = x + page.width(block.title, "small", bold=True) + 8
    for tick in ticks:
        said = words.millions(tick, lang, 0)
        half = page.width(said, "small") / 2
        if at(tick) + half > left + room + 8:
            continue
        page.line((at(tick), at(tick)), (y + line, bottom), "grid", 1, zorder=1)
        if at(tick) - half > title_end:
            page.text(at(tick), y + line / 2, said, "small", colour="faint", ha="center")
    y += line
    for lane, rows in block.lanes:
        page.text(x, y + line / 2, lane, "small", colour="secondary", halo=True)
        y += line
        for row in rows.itertuples():
            middle = y + line / 2
            page.text(x + 8, middle, _name(row, lang), "small")
            page.text(value_end, middle, _figure(row, lang), "small", bold=True, ha="right")
            open_end = not math.isfinite(row.high)
            right = at(start + span) if open_end else at(row.high)
            page.line((at(row.low), right), (middle, middle), colour, 2, zorder=4)
            for edge in (at(row.low),) if open_end else (at(row.low), right):
                page.line((edge, edge), (middle - 3.5, middle + 3.5), colour, 1.4, zorder=4)
            hollow = not row.names_it or row.confidence == "low"
            page.dot(at(row.value), middle, colour, 8.5, hollow=hollow, gid=f"original-{row.record_id}")
            y += line
    if block.note:
        page.text(x, y + line / 2, block.note, "small", colour="secondary", halo=True)
        y += line
    return y


def _calendar(page: Page, calendar: pd.DataFrame, y: float, lang: str) -> float:
    """Services by months: filled, hatched or empty; returns the y below."""
    small, narrow = page.size.small, page.size.narrow
    services = list(dict.fromkeys(calendar["service"]))
    months = sorted(calendar["month"].unique())
    if narrow:
        months = months[-36:]
    page.text(page.left, y + small * 0.6, say(lang, "calendar"), "small", bold=True)
    places, lines = _legend(page, lang)
    for state, (x, line) in places.items():
        at = y + line * small * 1.35
        _cell(page, x, at + small * 0.15, small * 0.8, small * 0.9, state, "overlap")
        page.text(x + small * 1.1, at + small * 0.6, say(lang, f"{state}"), "small", colour="secondary")
    y += small * (0.35 + 1.35 * lines)
    names = {s: base.service_name(s, lang) for s in services}
    left = page.left + max(page.width(n, "small", bold=True) for n in names.values()) + 12
    step = (page.right - left) / len(months)
    row = small * 1.35
    state_of = {(r.service, r.month): r.state for r in calendar.itertuples()}
    for i, service in enumerate(services):
        page.text(page.left, y + (i + 0.5) * row, names[service], "small", bold=True, colour=base.role(service))
        for j, month in enumerate(months):
            state = state_of[service, month]
            tall = row * 0.72
            _cell(
                page,
                left + j * step,
                y + i * row + (row - tall) / 2,
                step - min(3, step * 0.25),
                tall,
                state,
                base.role(service),
                gid=f"cell-{service}-{pd.Timestamp(month):%Y-%m}",
            )
    y += len(services) * row
    last = -1e9
    for j, month in enumerate(months):
        every = 6 if step * 3 < page.width(words.month(month, lang, short=True), "small") + 6 else 3
        if (pd.Timestamp(month).month - 1) % every:
            continue
        january = pd.Timestamp(month).month == 1 or (j < every and last < 0)
        said = words.month(month, lang, year=january, short=True)
        at = left + j * step
        if at > last and at + page.width(said, "small") <= page.right:
            page.text(at, y + small * 0.8, said, "small", colour="secondary")
            last = at + page.width(said, "small") + 6
    return y + small * 1.5


def _legend(page: Page, lang: str) -> tuple[dict[str, tuple[float, int]], int]:
    """Where each state of the calendar is explained, as x and line, and how many lines that takes."""
    small = page.size.small
    x, line, places = page.left + page.width(say(lang, "calendar"), "small", bold=True) + 24, 0, {}
    for state in ("record", "beside", "none"):
        wide = small * 1.1 + page.width(say(lang, f"{state}"), "small")
        if x + wide > page.right:
            x, line = page.left, line + 1
        places[state] = (x, line)
        x += wide + 12
    return places, line + 1


def _cell(
    page: Page, x: float, y: float, width: float, height: float, state: str, colour: str, gid: str | None = None
) -> None:
    if state == "record":
        page.rect(x, y, width, height, colour, gid=gid)
    elif state == "beside":
        page.rect(x, y, width, height, "page", hatch="//////", edge="hatch", line=0.8, gid=gid)
    else:
        page.rect(x, y, width, height, "empty", gid=gid)


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the blocks below one another, each on its own scale, and the calendar."""
    lang = look.language
    drawn = blocks(data, lang)
    calendar = data[data["part"] == "calendar"]
    span = _span(drawn) / 1e6
    tall = [38 * len(block.rows) + 8 for block in drawn] + [24 * calendar["service"].nunique() + 10]
    gap = 64.0
    height = sum(tall) + gap * len(drawn) + 90
    inner = sum(tall) + gap * len(drawn)
    figure = make_subplots(
        rows=len(tall), cols=1, row_heights=tall, vertical_spacing=min(gap / inner, 0.9 / (len(tall) - 1))
    )
    places = {name: figure.layout[name].domain for name in ("xaxis", "yaxis")}
    figure.update_layout(base.blank(look, round(height)).layout, overwrite=True, template="none")
    figure.update_layout(**{f"{name}_domain": domain for name, domain in places.items()})
    pages = tables.in_language("sources", "publisher", lang)
    for i, block in enumerate(drawn, 1):
        colour = look[base.role(block.service)]
        low, high = (v / 1e6 for v in _ends(block))
        start = (low + high - span) / 2
        rows = [(lane, row) for lane, lane_rows in block.lanes for row in lane_rows.itertuples()]
        for place, (lane, row) in enumerate(rows):
            right = min(row.high / 1e6, start + span)
            figure.add_scatter(
                x=[row.low / 1e6, right],
                y=[place, place],
                mode="lines",
                line={"color": colour, "width": 3},
                hoverinfo="skip",
                row=i,
                col=1,
            )
            hover = say(
                lang,
                "hover",
                a=block.title,
                month=words.month(block.month, lang),
                figure=audience.worded(row, lang),
                name=row.name,
                page=pages[row.source_id],
                lane=lane,
            )
            if row.also_records:
                also = "; ".join(audience.printed(i, lang) for i in row.also_records.split("; "))
                hover += "; " + say(lang, "hover_also", also=also)
            hollow = not row.names_it or row.confidence == "low"
            figure.add_scatter(
                x=[row.value / 1e6],
                y=[place],
                mode="markers",
                marker={
                    "size": 11,
                    "symbol": "circle-open" if hollow else "circle",
                    "color": colour,
                    "line": {"width": 2},
                },
                hovertemplate=base.folded(hover) + "<extra></extra>",
                row=i,
                col=1,
            )
        figure.update_yaxes(
            range=[len(rows) - 0.4, -0.6],
            tickvals=list(range(len(rows))),
            ticktext=[
                f"{base.folded(_name(row, lang), 26)}<br>{base.folded(_who(block.service, row.measurer, lang), 26)}"
                for _, row in rows
            ],
            tickfont={"size": 12},
            zeroline=False,
            showgrid=False,
            row=i,
            col=1,
        )
        figure.update_xaxes(
            range=[start, start + span], showgrid=True, gridcolor=look["grid"], zeroline=False, nticks=5, row=i, col=1
        )
        axis = figure.layout[f"yaxis{i if i > 1 else ''}"].domain[1]
        said = f"{words.month(block.month, lang)}: {block.title}"
        figure.add_annotation(
            text=f"<b>{base.folded(said, 60)}</b>",
            x=0,
            y=axis,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            xshift=-_MARGIN + 8,
            showarrow=False,
            font={"color": colour},
        )
    _screen_calendar(figure, calendar, len(tall), look)
    figure.update_layout(margin={"l": _MARGIN, "r": 16, "t": 34, "b": 40}, barmode="overlay")
    return figure


def _screen_calendar(figure: go.Figure, calendar: pd.DataFrame, row: int, look: Look) -> None:
    lang = look.language
    services = list(dict.fromkeys(calendar["service"]))
    symbols = {"record": "square", "beside": "square-cross-open", "none": "square-open"}
    for place, service in enumerate(services):
        mine = calendar[calendar["service"] == service]
        colour = look[base.role(service)]
        hovers = [
            base.folded(
                say(
                    lang,
                    "calendar_hover",
                    a=base.service_name(service, lang),
                    month=words.month(r.month, lang),
                    state=say(lang, f"{r.state}"),
                )
            )
            for r in mine.itertuples()
        ]
        figure.add_scatter(
            x=list(mine["month"]),
            y=[place] * len(mine),
            mode="markers",
            customdata=hovers,
            marker={
                "symbol": [symbols[s] for s in mine["state"]],
                "size": 6,
                "color": [look["grid"] if s == "none" else colour for s in mine["state"]],
            },
            hovertemplate="%{customdata}<extra></extra>",
            row=row,
            col=1,
        )
    figure.update_yaxes(
        range=[len(services) - 0.4, -0.6],
        tickvals=list(range(len(services))),
        ticktext=[base.service_name(s, lang) for s in services],
        zeroline=False,
        showgrid=False,
        row=row,
        col=1,
    )
    figure.update_xaxes(type="date", nticks=5, tickangle=0, row=row, col=1)
    axis = figure.layout[f"yaxis{row}"].domain[1]
    figure.add_annotation(
        text=f"<b>{say(lang, 'calendar')}</b>",
        x=0,
        y=axis,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        xshift=-_MARGIN + 8,
        showarrow=False,
    )
