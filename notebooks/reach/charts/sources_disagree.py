"""What each original says of one month, in words of others, and which months have a figure at all."""

import math

import pandas as pd

from reach import credits, names, tables, words
from reach.chart import Chart, Text, no_figure, tell
from reach.draw.marks import Bar, Beside, Dots, Head, Key, Name, Number, Rows, Span, Stack, Table, Time, col, each
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
    "alone": "Whether only another measurer than the usual one counted the service in the month.",
    "shown": "mark: a dot of the chart; table: words in its table; blank: neither.",
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
    "subtitle": ("Figures in millions of people, {where}; one row an original however many pages retell it",
                 "Млн человек {where:in}; строка — один первоисточник, сколько бы страниц его ни пересказывали"),
    "subtitle_short": ("Figures in millions of people; one row an original", "Млн человек; строка — один первоисточник"),
    "lane": ("{measurer}, {metric}", "{measurer}, {metric}"),
    "monthly_reach": ("monthly reach", "месячный охват"),
    "monthly_active_users": ("monthly users", "пользователи за месяц"),
    "average_daily_reach": ("average daily reach", "среднесуточный охват"),
    "daily_active_users": ("daily users", "пользователи за день"),
    "not_named": ("Measurer not named", "Измеритель не назван"),
    "pages": ("{name}, {n} pages", "{name}, {n} стр."),
    "part": ("{name}, part of month", "{name}, часть месяца"),
    "weak": ("{name}, weak source", "{name}, слабый источник"),
    "head": ("{a}: {lane}", "{a}: {lane}"),
    "stated": ("Stated by {who}", "Заявляет {who}"),
    "alone": ("Another measurer’s count: no sign of growth.", "Считал другой измеритель: это не рост."),
    "note_scale": ("Scales differ by app and do not begin at nought; different measurers are not to be compared.",
                   "Шкалы у приложений разные и не с нуля; разных измерителей сравнивать нельзя."),
    "note_short": ("Scales do not begin at nought; figures of different measurers are not to be compared.",
                   "Шкалы начинаются не с нуля; данные разных измерителей сравнивать нельзя."),
    "key_hollow": ("weak, or measurer not named", "слабый источник или измеритель не назван"),
    "key_span": ("what rounding leaves open", "что оставляет открытым округление"),
    "table": ("Other figures that differ, or are another measurer’s",
              "Другие данные, которые расходятся или от другого измерителя"),
    "table_key": ("{month}: {a}", "{month}: {a}"),
    "cell": ("{name}: {figure}", "{name}: {figure}"),
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
    "reading": ("Each row is one original: the dot is its figure, the thin line the rounding interval that its words allow. Rows stand under who measured and what was counted; only rows of one such group may be compared.",
                "Строка — один первоисточник: кружок — его число, тонкая линия — интервал округления, который допускают его слова. Строки стоят под тем, кто измерял и что считали; сравнивать можно только строки одной такой группы."),
    "reading_calendar": ("In the calendar a filled month has a monthly reach, a hatched one only other or weak figures, an empty one nothing that was found.",
                         "В календаре закрашен месяц, за который есть месячный охват, заштрихован — только с другими или слабыми данными, пуст — если ничего не найдено."),
    "method": ("Pages that retell one original count as one row, in the words of the row the other charts use, or else of the most exact one. Figures are as published; none is averaged or corrected. Marks are of one month, in which figures of one measurer cannot both hold or most originals speak; the table has other figures that differ or are another measurer’s. Daily figures are shown where more than one original printed them; figures for single days and for accounts are left out. That nothing was found does not mean that nothing was published.",
               "Страницы, пересказывающие один первоисточник, считаются одной строкой — в формулировке, которую используют другие графики, а если её нет, то в самой точной. Числа приведены как опубликованы: их не усредняли и не исправляли. Знаками показан один месяц, данные за который у одного измерителя не могут быть верны одновременно или с наибольшим числом первоисточников; в таблице — другие данные, которые расходятся или от другого измерителя. Дневные данные показаны, где первоисточников несколько; данные за отдельные дни и об учётных записях не показаны. Если ничего не найдено, это не значит, что ничего не опубликовано."),
    "caption": ("Published figures for the same month differ by original. They are listed, never averaged.",
                "Данные за один и тот же месяц у первоисточников расходятся. Они перечислены, но не усреднены."),
    "caption_calendar": ("A month counts as found where a monthly reach was published that the lines of these charts use.",
                         "Месяц считается найденным, если за него опубликован месячный охват, по которому строятся линии этих графиков."),
    "of": ("{a}, {month}: {said}", "{a}, {month}: {said}"),
    "also": ("also worded {also}", "другие формулировки: {also}"),
    "empty_what": ("What was published on {a} and {b}", "Что опубликовано о {a} и {b}"),
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
    found = found.assign(part="figure", state="", original=_originals(found, "en"))
    by = found.groupby(["month", "service", "window"])
    # Daily figures count where there are several; of other months those that differ or have another measurer.
    counts = (found["window"] == "month") | (by["record_id"].transform("size") > 1)
    # A service that only another measurer counted in a month invites a false comparison with the month before.
    usual = found.loc[counts, "measurer"].value_counts().index[0]
    alone = (found["window"] == "month") & by["measurer"].transform(lambda who: usual not in set(who)).astype(bool)
    clash = _clash(found, edition)
    pair = counts & found["service"].isin(edition.platforms)
    month = clash["month"] if clash else found.loc[pair, "month"].value_counts().sort_index().idxmax()
    said = counts & ((by["value"].transform("nunique") > 1) | alone)
    shown = said.map({True: "table", False: ""}).mask(pair & (found["month"] == month), "mark")
    calendar = certainty.coverage(edition).assign(part="calendar")
    both = pd.concat([found.assign(shown=shown, alone=alone), calendar], ignore_index=True)
    both = both.reindex(columns=list(COLUMNS))
    return both.assign(**{c: both[c].fillna("") for c in both.select_dtypes("str")})


def _originals(rows: pd.DataFrame, lang: str) -> pd.Series:
    """Names of the originals in a language; two of one name in a lane are told apart by the page."""
    pages = tables.read("sources").set_index("source_id")
    called = pd.Series([certainty.original(pages.loc[i], lang) for i in rows["source_id"]], index=rows.index)
    twin = rows.assign(name=called).duplicated(["month", "service", "measurer", "metric", "name"], keep=False)
    told = zip(called, rows["source_id"], strict=True)
    via = [say(lang, "via", name=name, pages=names.publisher(i, lang)) for name, i in told]
    return called.where(~twin | (rows["pages"] > 1), via)


def _clash(data: pd.DataFrame, edition: Edition) -> dict | None:
    """Two figures that no value satisfies, both of weight, of one lane or else of two measurers, earliest month first."""
    solid = data[(data["part"] == "figure") & (data["window"] == "month") & (data["confidence"] != "low")]
    solid = solid[solid["service"].isin(edition.platforms)]
    for kind, inside in (("one", ["month", "service", "measurer", "metric"]), ("measurers", ["month", "service"])):
        for _, rows in solid.groupby(inside, sort=False):
            # The more exact of two roundings speaks, so that 96.2 is said and not 96.
            exact = rows[rows["high"] - rows["low"] <= (rows["high"] - rows["low"]).min() * 1.5]
            most, least = exact.loc[exact["value"].idxmax()], exact.loc[exact["value"].idxmin()]
            if most["low"] > least["high"]:
                x, y = (most, least) if kind == "one" else (least, most)
                return {"kind": kind, "month": x["month"], "a": x["service"], "x": x["value"], "y": y["value"]}
    return None


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no month has two originals."""
    data, lang = frame(edition), edition.language
    if data.empty:
        fill = dict(zip("ab", (names.service(s, lang) for s in edition.platforms), strict=True))
        fill |= {"where": words.country(edition.country, lang)}
        return no_figure(chart, NAME, edition, say(lang, "empty_what", **fill), say(lang, "empty", **fill))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def told(data: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The figures that are shown, with their words: ``app``, ``lane``, ``name``, ``label``, ``figure``, ``hover``.

    ``hollow`` are those of which no page names the measurer, and those of a weak source; ``top`` ends the interval.
    """
    rows = data[data["shown"] != ""]
    return rows.assign(
        hollow=~rows["names_it"].astype(bool) | (rows["confidence"] == "low"),
        top=rows["high"].where(rows["high"].map(math.isfinite), rows["value"]),
        name=_originals(rows, lang),
        app=each(lambda r: names.service(r.service, lang)),
        lane=each(lambda r: say(lang, "lane", measurer=_who(r.service, r.measurer, lang), metric=say(lang, r.metric))),
        label=each(lambda r: _label(r, lang)),
        figure=each(lambda r: audience.worded(r, lang, unit=False)),
        hover=each(lambda r: _hover(r, lang)),
    )


def _who(service: str, measurer: str, lang: str) -> str:
    """The measurer in words: a company that counts itself states its figures."""
    if measurer == "Not named":
        return say(lang, "not_named")
    series = tables.read("series").set_index("series_id")["measurer"]
    said = {series[i]: name for i, name in tables.in_language("series", "measurer", lang).items()}[measurer]
    return say(lang, "stated", who=said) if service in measurer else said


def _label(row: object, lang: str) -> str:
    """An original with the number of pages that print it."""
    if row.pages > 1:
        return say(lang, "pages", name=row.name, n=words.number(row.pages, lang, 0))
    return row.name if row.whole else say(lang, "part", name=row.name)


def _hover(row: object, lang: str) -> str:
    """A figure as published, who measured it, its page, and other wordings of it."""
    said = say(lang, "of", a=row.app, month=words.month(row.month, lang), said=audience.worded(row, lang))
    name = say(lang, "weak", name=row.name) if row.confidence == "low" else row.name
    also = "; ".join(audience.printed(i, lang) for i in row.also_records.split("; ") if i)
    also = say(lang, "also", also=also) if also else ""
    page = names.publisher(row.source_id, lang)
    page = name if page == row.name else say(lang, "via", name=name, pages=page)
    return "\n".join(filter(None, (said, row.lane, page, also)))


def panel(data: pd.DataFrame, edition: Edition) -> Beside:
    """One month in marks, each app on a scale of its own; other figures in words; the calendar of what was found."""
    lang, rows = edition.language, told(data, edition.language)
    marks, others = rows[rows["shown"] == "mark"], rows[rows["shown"] == "table"]
    groups = [group for _, group in marks.groupby(["service", "window"], sort=False)]
    wide = max(max(group["top"].max() - group["low"].min() for group in groups) * 1.12, 2e6)
    clash = _clash(data, edition)
    first = next((i for i, g in enumerate(groups) if clash and g["service"].iloc[0] == clash["a"]), 0)
    blocks = tuple(_block(group, wide, lang) for group in groups)
    samples = [("ring", "text", "", say(lang, "key_hollow"))] * bool(marks["hollow"].any())
    key = Key((*samples, ("span", "text", "", say(lang, "key_span"))))
    figures = Stack((Beside(blocks, columns=1 if len(others) else 2, low=(first,), tall=True), key))
    found = _calendar(data[data["part"] == "calendar"], lang)
    if others.empty:
        return Beside((figures, found), columns=1, low=(0,))
    return Beside((figures, Stack((_table(others, lang), found))), low=(0,), widths=(0.45, 0.55), tall=True)


def _block(rows: pd.DataFrame, wide: float, lang: str) -> Rows:
    """The originals of one app, under who measured and what was counted."""
    colour, lanes, key = names.role(rows["service"].iloc[0]), list(dict.fromkeys(rows["lane"])), col("record_id")
    begin = (rows["low"].min() + rows["top"].max() - wide) / 2
    step = next(s for s in (1e6, 2e6, 5e6, 10e6, 20e6, 50e6, 100e6) if wide / s <= 6)
    ticks = [n * step for n in range(math.ceil(begin / step), math.floor((begin + wide) / step) + 1)]
    dots = Dots(rows, col("value"), colour=colour, hollow=col("hollow"), hover=col("hover"), row=key)
    # The first heading names the app.
    head = each(lambda r: say(lang, "head", a=r.app, lane=r.lane) if r.lane == lanes[0] else r.lane)
    note = each(lambda r: say(lang, "alone") if r.alone else "")
    return Rows(
        rows,
        (Span(col("low"), col("top"), colour=colour), dots),
        label=col("label"),
        end=col("figure"),
        x=Number(begin, begin + wide, 1e6, tuple((tick, words.millions(tick, lang, 0)) for tick in ticks)),
        key=key,
        head=Head(head, note, colour=colour, role="small"),
        name=Name(role="small"),
    )


def _table(rows: pd.DataFrame, lang: str) -> Table:
    """Month and app, who counted what, and the figures with their originals."""
    name = each(lambda r: say(lang, "weak", name=r.label) if r.hollow else r.label)
    cell = each(lambda r: say(lang, "cell", name=r.label, figure=r.figure))
    month = each(lambda r: say(lang, "table_key", month=words.month(r.month, lang, short=True), a=r.app))
    rows = rows.assign(label=name, cell=cell, when=month)
    alone = {True: f". {say(lang, 'alone')}", False: ""}
    said = [
        (when, lane, "; ".join(group["cell"]) + alone[bool(group["alone"].any())])
        for (when, lane), group in rows.groupby(["when", "lane"], sort=False)
    ]
    return Table(pd.DataFrame(said), ("", "", ""), say(lang, "table"), numbers=False)


def _calendar(cells: pd.DataFrame, lang: str) -> Stack:
    """Services by months: filled, hatched or empty, and what that means."""
    app, colour = each(lambda r: names.service(r.service, lang)), each(lambda r: names.role(r.service))
    last = cells["month"] + pd.offsets.MonthEnd(0)
    cells = cells.assign(app=app, ink=colour, end=last - pd.Timedelta(days=4))
    looks = {"record": ("overlap", ""), "beside": ("page", "////"), "none": ("empty", "")}
    shade = each(lambda r: r.ink if r.state == "record" else looks[r.state][0])
    hatch, edge = each(lambda r: looks[r.state][1]), each(lambda r: "hatch" if r.state == "beside" else "")
    said = each(lambda r: say(lang, "of", a=r.app, month=words.month(r.month, lang), said=say(lang, r.state)))
    bars = Bar(col("end"), col("month"), shade, hatch, edge, data=cells, row=col("service"), hover=said)
    head, name = Head(say(lang, "calendar"), role="small"), Name(colour, bold=True, role="small")
    days = Time(cells["month"].min(), last.max())
    services = cells[["service"]].drop_duplicates()
    rows = Rows(services, (bars,), app, x=days, key=col("service"), head=head, name=name, row=1.5)
    return Stack((rows, Key(tuple(("bar", *looks[state], say(lang, state)) for state in looks))))


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, rows, clash = edition.language, told(data, edition.language), _clash(data, edition)
    blocks, kind = [], clash["kind"] if clash else "plain"
    for (month, app, _), group in rows.groupby(["month", "app", "window"], sort=False):
        lanes = []
        for lane, mine in group.groupby("lane", sort=False):
            figures = ", ".join(say(lang, "item", figure=r.figure, name=r.name) for r in mine.itertuples())
            lanes.append(say(lang, "in_lane", lane=lane, figures=figures))
        blocks.append(say(lang, "block", a=app, month=words.month(month, lang), lanes=", ".join(lanes)))
    fill = dict(zip("ab", (names.service(s, lang) for s in edition.platforms), strict=True))
    fill |= {"months": words.listed(dict.fromkeys(words.month(m, lang) for m in rows["month"]), lang)}
    fill |= {"blocks": "; ".join(blocks)}
    if clash:
        fill |= {"a": names.service(clash["a"], lang), "month": words.month(clash["month"], lang)}
        fill |= {end: words.millions(clash[end], lang) for end in "xy"}
    owner = credits.owner_line(edition) if (rows["measurer"] == "Mediascope").any() else ""
    captions = [say(lang, "caption")] * bool(clash) + [say(lang, "caption_calendar")]
    return tell(
        SAID,
        edition,
        [(True, f"title_{kind}")],
        fill,
        alt=say(lang, "alt" if kind == "one" else f"alt_{kind}", **fill),
        caption=" ".join(captions),
        notes=tuple(filter(None, (say(lang, "note_scale"), owner))),
        reading=f"{say(lang, 'reading')} {say(lang, 'reading_calendar')}",
        sources=tuple(dict.fromkeys(rows["source_id"])),
    )
