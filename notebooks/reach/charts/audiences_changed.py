"""A slope: each service's monthly reach in the months that all of them have. Who moved it does not show."""

import math
from dataclasses import replace

import pandas as pd

from reach import credits, intervals, limits, names, tables, words
from reach.chart import Chart, Text, no_figure, tell
from reach.charts.before_and_after import signed, span
from reach.claims import Claim, counted
from reach.draw.marks import Bracket, Dots, Line, Number, Panel, Plot, Stack, Words, col, each
from reach.edition import Edition
from reach.intervals import Interval, safe_floor
from reach.measures import audience, flows, timeline

NAME = "audiences-changed"
COLUMNS = {
    "start": "First day of the month compared with.",
    "end": "First day of the month compared.",
    "service": "Service.",
    "before": "Monthly reach in the first month as published, people.",
    "after": "Monthly reach in the last month as published, people.",
    "change": "The last less the first, people.",
    "low": "Low end of the change by both rounding intervals, people.",
    "high": "High end of the change by both rounding intervals, people.",
    "little": "Whether the change is under a million at both ends.",
    "basis": "Both figures in the words of the source.",
    "record_id": "Rows of user_counts.csv.",
    "series_id": "Series both belong to.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_fell_two": ("{a}’s monthly reach fell {n} million from {start} to {end}; {b}’s and {c}’s rose",
                       "Охват {a} с {start:gen} по {end} сократился на {n} млн, у {b} и {c} вырос"),
    "title_fell_one": ("{a}’s monthly reach fell {n} million from {start} to {end}; {b}’s rose",
                       "Охват {a} с {start:gen} по {end} сократился на {n} млн, у {b} вырос"),
    "title_fell": ("{a}’s monthly reach fell {n} million from {start} to {end}",
                   "С {start:gen} по {end} месячный охват {a} сократился на {n} млн"),
    "title_rose": ("{a}’s monthly reach rose {n} million from {start} to {end}",
                   "С {start:gen} по {end} месячный охват {a} вырос на {n} млн"),
    "title_little": ("From {start} to {end} the monthly reach of {services} changed little",
                     "С {start:gen} по {end} месячный охват {services} почти не изменился"),
    "title_plain": ("Net changes in monthly reach between months that all have",
                    "Как изменился месячный охват между месяцами, общими для всех"),
    "subtitle": ("Monthly reach, {where}, {aged}, millions, in months with a figure for each app. The data do not track individuals",
                 "Месячный охват, {where}, жители {aged}, млн, за месяцы с данными по каждому приложению. Отдельных людей данные не отслеживают"),
    "subtitle_short": ("Monthly reach, {where}, {aged}, millions", "Месячный охват, {where}, жители {aged}, млн"),
    "alt": ("Slope chart of monthly reach, {where}: {finding}. The data do not track individuals.",
            "Линии между значениями месячного охвата, {where}: {finding}. Отдельных людей данные не отслеживают."),
    "long": ("{title}. Between months with a figure for each of {services}: {rows}. The data do not track individuals.",
             "{title}. Между месяцами, за которые есть данные по {services}: {rows}. Отдельных людей данные не отслеживают."),
    "range": ("{a} to {b}", "от {a} до {b}"),
    "span_row": ("from {first} to {last} {rows}", "с {first:gen} по {last} {rows}"),
    "fell": ("{a} fell {n} million", "у {a} сократился на {n} млн"),
    "rose": ("{a} rose {n} million", "у {a} вырос на {n} млн"),
    "little": ("{a} changed little ({n} million)", "у {a} почти не изменился ({n} млн)"),
    "open": ("{a} is left open by rounding ({n} million)", "у {a} неразличимо за округлением ({n} млн)"),
    "endless": ("{a} is left open by a figure without an upper end", "у {a} неизвестно насколько: у одной из цифр нет верхней границы"),
    "caption": ("{title}. The data do not track individuals{bound}.",
                "{title}. Отдельных людей данные не отслеживают{bound}."),
    "caption_bound": (": {low} to {high} million can have used {a} only in {start}, {b} only in {end}",
                      ": от {low} до {high} млн могли пользоваться {a} только в {start:prep}, а {b} — только в {end:prep}"),
    "bound": ("Between {low} and {high} million people can have used {a} in {first} and not in {last}, and {b} only in {last}. The counts cannot say how many did.",
              "От {low} до {high} млн человек могли пользоваться {a} в {first:prep} и не пользоваться в {last:prep}, а {b} — пользоваться только в {last:prep}. Сколько их было на деле, по этим данным сказать нельзя."),
    "kept": ("At least {n} million of those who began to use {b} by {last} still used {a} then, by arithmetic alone.",
             "Не менее {n} млн тех, кто за это время начал пользоваться {b}, в {last:prep} пользовались и {a}: это чистая арифметика."),
    "note": ("A line joins two counts and says nothing of the months between. Changes under {little} million at both ends are little changed.",
             "Линия соединяет два значения и о месяцах между ними не говорит. Изменение, которое с обоих концов меньше {little} млн, — «почти без изменений»."),
    "note_short": ("A line joins two counts and says nothing of the months between.",
                   "Линия соединяет два значения и о месяцах между ними не говорит."),
    "steps": ("{a}: {steps}.", "{a}: {steps}."),
    "step": ("{what} from {day}", "{what} с {day}"),
    "apart": ("Each app is counted by itself, and many people use more than one.",
              "Каждое приложение считают отдельно, многие пользуются несколькими."),
    "reading": ("Each dot is one published figure for a month in which every app has one; lines join an app’s figures, the thickest is the fall that the title names. The months lie as far apart as they are.",
                "Каждая точка — одна опубликованная цифра за месяц, за который есть данные по всем приложениям; линии соединяют цифры одного приложения, самая толстая — сокращение из заголовка. Промежутки между месяцами — как во времени."),
    "method": ("Net change is the later published figure less the earlier one, by one measurer and series, for months in which every service has a figure. How many can have left one service and begun another is bounded by arithmetic alone: with counts A and B, everyone N and months 0 and 1, at least A0 − A1 − B0 + B1 − N and never under nought, at most the smallest of A0, N − A1, N − B0 and B1. Figures from one weak page are left out, and N is taken to be the same people in both months.",
               "Чистое изменение — это более позднее опубликованное значение минус более раннее, у одного измерителя и в одном ряду, для месяцев, за которые есть данные по всем сервисам. Сколько людей могли оставить один сервис и начать пользоваться другим, ограничено одной арифметикой: при охватах A и B, числе жителей N и месяцах 0 и 1 — не меньше A0 − A1 − B0 + B1 − N (и не меньше нуля) и не больше наименьшего из A0, N − A1, N − B0 и B1. Данные одной слабой публикации не учтены; принято, что N — одни и те же люди."),
    "empty_what": ("How monthly reach changed", "Как изменился месячный охват"),
    "empty": ("no two months have monthly reach for {services}",
              "двух месяцев, за которые есть месячный охват {services}, не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)
MOST = 3  # spans drawn, the newest ones; all are in the data


def newest(book: pd.DataFrame) -> list[pd.DataFrame]:
    """The ledger by span, the last of them, in order of time."""
    return [group for _, group in book.groupby(["end", "start"])][-MOST:]


def _kind(row: object) -> str:
    """Whether it changed by less than a million, fell or rose, or the roundings leave that open."""
    if row.little:
        return "little"
    return "open" if row.low <= 0 <= row.high else "rose" if row.low > 0 else "fell"


def _said(row: object, lang: str) -> str:
    kind, size = _kind(row), words.size(row.change, row.low, row.high, lang)
    if kind == "open" and not math.isfinite(row.high - row.low):
        kind = "endless"
    elif kind == "open":
        ends = intervals.outward(Interval(row.low, row.high), 1e5)
        size = say(lang, "range", a=signed(ends.low, lang), b=signed(ends.high, lang))
    return say(lang, kind, a=names.service(row.service, lang), n=size)


def _largest(group: pd.DataFrame, change: pd.DataFrame) -> pd.Series | None:
    """Of a span's bounds on those who left one service and took up another, that of the largest fall and rise.

    ``least``, ``most`` and ``kept`` are rounded outward: never more than the arithmetic allows.
    """
    mine = change[(change["start"] == group["start"].iloc[0]) & (change["end"] == group["end"].iloc[0])]
    least, less, kept = (ends.map(safe_floor) for ends in (mine["low"], -mine["high"], mine["kept_low"]))
    mine = mine.assign(least=least, most=-less, kept=kept)
    return None if mine.empty else mine.sort_values(["loss_low", "gain_low"]).iloc[-1]


def _bound(key: str, group: pd.DataFrame, change: pd.DataFrame, lang: str) -> str:
    """What the counts allow of people who left one service and took up another in a span: largest fall and rise."""
    row = _largest(group, change)
    if row is None or (key == "kept" and row["kept_low"] < 1e6):
        return ""
    fill = {name: words.millions(row[c], lang, 0) for name, c in (("low", "least"), ("high", "most"), ("n", "kept"))}
    fill |= {"a": names.service(row["left"], lang), "b": names.service(row["joined"], lang)}
    return say(lang, key, **fill, **_months(group, lang))


def _claims(book: pd.DataFrame, change: pd.DataFrame, lang: str) -> tuple[Claim, ...]:
    """What the words say of the spans drawn."""
    found = [*counted(flows.LITTLE)]
    for row in levels(book).itertuples():  # "more than 97" on the picture
        if tables.row("qualifiers", tables.row("user_counts", row.record_id).qualifier).kind == "over":
            found.append(Claim("at_least", row.value, math.inf, n=row.value))
    for group in newest(book):
        told = [(_kind(row), row) for row in group.itertuples()]
        found += [Claim(kind, r.low, r.high, names.service(r.service, lang)) for kind, r in told if kind != "open"]
        row = _largest(group, change)
        if row is not None:
            found.append(Claim("at_least", row["low"], row["high"], n=row["least"]))
            found.append(Claim("at_most", row["least"], row["high"], n=row["most"]))
            if row["kept_low"] >= 1e6:
                who = names.service(row["left"], lang)
                found.append(Claim("at_least", row["kept_low"], math.inf, who, n=row["kept"]))
    return tuple(found)


def text(book: pd.DataFrame, change: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frames."""
    lang, groups, loud = edition.language, newest(book), top(book)
    last, records = groups[-1], "; ".join(pd.concat(groups)["record_id"]).split("; ")
    # "Fell" and "rose" are said of changes of a million or more at both ends of the interval.
    up = last[last["low"] >= flows.LITTLE].sort_values("change", ascending=False)
    called = [names.service(s, lang) for s in up["service"]]
    keys = []
    if loud is not None:
        keys = ["title_fell_two"] * (len(up) == 2) + ["title_fell_one"] * (len(up) > 0) + ["title_fell"]
    elif len(up):
        keys, loud = ["title_rose"], up.iloc[0]
    elif last["little"].all():
        keys = ["title_little"]
    fill = _months(last, lang) | dict(zip("bc", called, strict=False))
    fill |= {"services": words.listed([names.service(s, lang) for s in edition.services], lang)}
    if loud is not None:
        fill |= {"a": names.service(loud["service"], lang), "n": words.size(loud.change, loud.low, loud.high, lang)}
    titles = [(len(say(lang, key, **fill).split()) <= 16, key) for key in keys]
    rows, bounds = [], []
    for group in groups:
        said = words.listed([_said(r, lang) for r in group.itertuples()], lang)
        rows.append(say(lang, "span_row", rows=said, **_months(group, lang)))
        bounds += [_bound("bound", group, change, lang), _bound("kept", group, change, lang)]
    fill |= {"rows": "; ".join(rows), "bound": _bound("caption_bound", last, change, lang)}
    fill |= {"aged": names.aged("; ".join(last["record_id"]).split("; "), lang)}
    found = tell(
        SAID,
        edition,
        [*titles, (True, "title_plain")],
        fill,
        notes=(say(lang, "note", little=words.millions(flows.LITTLE, lang)), credits.owner_line(edition)),
        sources=tuple(dict.fromkeys(tables.row("user_counts", i).source_id for i in records)),
        claims=_claims(book, change, lang),
        days=tuple(r.start for _, rows in limited(book, edition) for r in rows),
    )
    return replace(found, long=" ".join(filter(None, [found.long, *bounds])))


def _months(group: pd.DataFrame, lang: str) -> dict[str, str]:
    """The two months of a span: ``first`` and ``last``, and without their years ``start`` and ``end``."""
    ends = {end: group[end].iloc[0] for end in ("start", "end")}
    return span(**ends, lang=lang) | {end: words.month(month, lang, year=False) for end, month in ends.items()}


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no two months have a figure for every service."""
    book, lang = flows.ledger(edition), edition.language
    if book.empty:
        reason = say(lang, "empty", services=words.listed([names.service(s, lang) for s in edition.services], lang))
        return no_figure(chart, NAME, edition, say(lang, "empty_what"), reason)
    change = flows.switched(edition, book)
    return Chart(NAME, edition, text(book, change, edition), book[list(COLUMNS)], COLUMNS, panel(book, edition))


def moments(book: pd.DataFrame) -> list[pd.Timestamp]:
    """The months drawn."""
    return sorted({month for group in newest(book) for month in (*group["start"], *group["end"])})


def top(book: pd.DataFrame) -> pd.Series | None:
    """The largest certain fall of the last span, which the title names; ``None`` where there is none."""
    last = newest(book)[-1]
    fell = last[last["high"] <= -flows.LITTLE].sort_values("change")
    return fell.iloc[0] if len(fell) else None


def since(months: list[pd.Timestamp]) -> dict[pd.Timestamp, float]:
    """How many months after the first of them each is: spans of different length are not drawn alike."""
    return {month: float((month.to_period("M") - months[0].to_period("M")).n) for month in months}


def levels(book: pd.DataFrame) -> pd.DataFrame:
    """The ends of every line: ``service``, ``x`` (months since the first), ``month``, ``value``, ``record_id``, ``run``."""
    places = since(moments(book))
    rows = [
        (r.service, places[month], month, value, record, f"{r.service} {r.end}")
        for group in newest(book)
        for r in group.itertuples()
        for month, value, record in zip((r.start, r.end), (r.before, r.after), r.record_id.split("; "), strict=True)
    ]
    found = pd.DataFrame(rows, columns=["service", "x", "month", "value", "record_id", "run"])
    return found.assign(colour=found["service"].map(names.role))


def panel(book: pd.DataFrame, edition: Edition) -> Panel:
    """Lines between the months, the fall of the title the thickest, and in words what was limited meanwhile."""
    lang, data, fell, months = edition.language, levels(book), top(book), since(moments(book))
    loud = "" if fell is None else f"{fell['service']} {fell['end']}"
    dots, last = data.drop_duplicates(["service", "month"]), data["x"].max()
    hover = each(lambda r: audience.told(r.record_id, lang))
    figure = each(lambda r: "" if r.x == last else audience.tenths(r, lang))
    marks = [
        Line(data, col("x"), col("value"), col("run"), col("colour"), each(lambda r: 5.0 if r.run == loud else 2.4)),
        Dots(dots, col("x"), col("value"), col("colour"), text=figure, at=("above", "below", "left"), hover=hover),
    ]
    if fell is not None:
        ends = (months[fell["start"]], fell["before"]), (months[fell["end"]], fell["after"])
        size, unit = words.millions(fell["change"], lang), words.say(lang, "million", n="").strip()
        marks.append(Bracket(*ends, size, unit, names.role(fell["service"])))
    newest_ones = dots[dots["x"] == last]
    named = each(lambda r: f"{names.service(r.service, lang)} {audience.tenths(r, lang)}")
    ends = newest_ones.assign(y=newest_ones["value"], text=named, note="")[["x", "y", "text", "note", "colour"]]
    years = [0, *(month.year for month in months)]
    ticks = tuple(
        (x, words.month(month, lang, year=month.year != year, short=True))
        for (month, x), year in zip(months.items(), years, strict=False)
    )
    plot = Plot(tuple(marks), Number(-0.21 * last, last, ticks=ticks), Number(0, None, 1e6), ends)
    told, apart = [], say(lang, "apart")
    for service, rows in limited(book, edition):
        steps = [say(lang, "step", what=limits.limit(r, lang), day=words.day(r.start, lang)) for r in rows]
        told.append(say(lang, "steps", a=names.service(service, lang), steps=", ".join(steps)))
    return Stack((plot, Words((" ".join([*told, apart]), " ".join(told) or apart, ""))))


def limited(book: pd.DataFrame, edition: Edition) -> list[tuple[str, list]]:
    """By platform, what was limited nationwide from the first month drawn to the last."""
    first, *_, last = moments(book)
    found = []
    for service in edition.platforms:
        strip = timeline.strip(timeline.phases(edition, [service]), edition.cutoff)
        begun = (strip["start"] >= first) & (strip["start"] <= last + pd.offsets.MonthEnd(0))
        if rows := list(strip[begun & (strip["breadth"] == "nationwide")].itertuples()):
            found.append((service, rows))
    return found
