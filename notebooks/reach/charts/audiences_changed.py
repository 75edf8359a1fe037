"""A slope: each service's monthly reach in the months that all of them have. Who moved it does not show."""

import math

import pandas as pd

from reach import credits, intervals, limits, names, tables, words
from reach.chart import Chart, Text, first_true, no_figure
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
    "span": ("{first} to {last}", "с {first:gen} по {last}"),
    "range": ("{a} to {b}", "от {a} до {b}"),
    "span_row": ("from {first} to {last} {rows}", "с {first:gen} по {last} {rows}"),
    "down": ("{a} fell {n} million", "у {a} сократился на {n} млн"),
    "up": ("{a} rose {n} million", "у {a} вырос на {n} млн"),
    "little": ("{a} changed little ({n} million)", "у {a} почти не изменился ({n} млн)"),
    "open": ("{a} is left open by rounding ({n} million)", "у {a} неразличимо за округлением ({n} млн)"),
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
    "reading": ("Each dot is one published figure for a month in which every app has one; lines join an app’s figures, the thickest is the fall that the title names. The months stand side by side, however far apart they are.",
                "Каждая точка — одна опубликованная цифра за месяц, за который есть данные по всем приложениям; линии соединяют цифры одного приложения, самая толстая — сокращение из заголовка. Месяцы стоят рядом, сколько бы времени ни прошло между ними."),
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
    groups = [group for _, group in book.groupby(["end", "start"])]
    return groups[-MOST:]


def _signed(people: float, lang: str) -> str:
    said = words.millions(people, lang)
    return f"+{said}" if people > 0 and said != "0" else said


def _size(row: object, lang: str) -> str:
    """How much it changed, without its sign: the interval where it is wide enough to show."""
    ends = sorted((abs(row.low), abs(row.high))) if row.low * row.high > 0 else (0, max(abs(row.low), abs(row.high)))
    if ends[1] - ends[0] < 1e5:
        return words.millions(abs(row.change), lang)
    return words.span(*ends, lang)


def _open(row: object) -> bool:
    """Whether the roundings leave open if it fell or rose, by a million or more."""
    return not row.little and row.low <= 0 <= row.high


def _said(row: object, lang: str) -> str:
    key = "little" if row.little else "open" if _open(row) else "up" if row.low > 0 else "down"
    n = _range(row.low, row.high, lang) if key == "open" else _size(row, lang)
    return say(lang, f"{key}", a=names.service(row.service, lang), n=n)


def _range(low: float, high: float, lang: str) -> str:
    """Each end with its sign, rounded outward; of a fall, the smaller one first."""
    span = intervals.outward(Interval(low, high), 1e5)
    ends = (span.high, span.low) if span.high < 0 else (span.low, span.high)
    return say(lang, "range", a=_signed(ends[0], lang), b=_signed(ends[1], lang))


def _largest(group: pd.DataFrame, change: pd.DataFrame) -> pd.Series | None:
    """Of a span's bounds on those who left one service and took up another, that of the largest fall and rise."""
    mine = change[(change["start"] == group["start"].iloc[0]) & (change["end"] == group["end"].iloc[0])]
    return None if mine.empty else mine.sort_values(["loss_low", "gain_low"]).iloc[-1]


def bounds(edition: Edition, group: pd.DataFrame, change: pd.DataFrame) -> list[str]:
    """What the counts allow of people who left one service and took up another in a span: largest fall and rise."""
    lang, row = edition.language, _largest(group, change)
    if row is None:
        return []
    fill = {
        "a": names.service(row["left"], lang),
        "b": names.service(row["joined"], lang),
        **_months(group, lang),
        # Outward: never less than the arithmetic allows.
        "low": words.millions(safe_floor(row["low"]), lang, 0),
        "high": words.millions(-safe_floor(-row["high"]), lang, 0),
    }
    said = [say(lang, "bound", **fill)]
    if row["kept_low"] >= 1e6:
        said.append(say(lang, "kept", **fill | {"n": words.millions(safe_floor(row["kept_low"]), lang, 0)}))
    return said


def _bound(edition: Edition, group: pd.DataFrame, change: pd.DataFrame) -> str:
    """The bounds of :func:`bounds` in a caption's few words."""
    lang, row = edition.language, _largest(group, change)
    if row is None:
        return ""
    low, high = (words.millions(v, lang, 0) for v in (safe_floor(row["low"]), -safe_floor(-row["high"])))
    a, b = (names.service(row[k], lang) for k in ("left", "joined"))
    return say(lang, "caption_bound", a=a, b=b, low=low, high=high, **_months(group, lang))


def _claims(book: pd.DataFrame, change: pd.DataFrame, lang: str) -> tuple[Claim, ...]:
    """What the words say of the spans drawn."""
    found = [*counted(flows.LITTLE)]
    for row in levels(book).itertuples():  # "more than 97" on the picture
        if tables.row("qualifiers", tables.row("user_counts", row.record_id).qualifier).kind == "over":
            found.append(Claim("at_least", row.value, math.inf, n=row.value))
    for group in newest(book):
        for row in group.itertuples():
            kind = "little" if row.little else None if _open(row) else "fell" if row.high < 0 else "rose"
            if kind:
                found.append(Claim(kind, row.low, row.high, names.service(row.service, lang)))
        row = _largest(group, change)
        if row is not None:
            low, high = safe_floor(row["low"]), -safe_floor(-row["high"])
            found += [Claim("at_least", row["low"], row["high"], n=low), Claim("at_most", low, row["high"], n=high)]
            if row["kept_low"] >= 1e6:
                who, least = names.service(row["left"], lang), safe_floor(row["kept_low"])
                found.append(Claim("at_least", row["kept_low"], math.inf, who, n=least))
    return tuple(found)


def text(book: pd.DataFrame, change: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frames."""
    lang = edition.language
    last = newest(book)[-1]
    fill = {
        "where": words.country(edition.country, lang),
        "aged": names.aged((i for cell in last["record_id"] for i in cell.split("; ")), lang),
        "services": words.listed([names.service(s, lang) for s in edition.services], lang),
        **_months(last, lang),
    }
    # "Fell" and "rose" are said of changes of a million or more at both ends of the interval.
    fell = top(book)
    up = last[last["low"] >= flows.LITTLE].sort_values("change", ascending=False)
    titles = []
    if fell is not None:
        told = fill | {"a": names.service(fell["service"], lang), "n": _size(fell, lang)}
        called = [names.service(s, lang) for s in up["service"]]
        if len(called) == 2:
            titles.append(say(lang, "title_fell_two", **told, b=called[0], c=called[1]))
        if called:
            titles.append(say(lang, "title_fell_one", **told, b=called[0]))
        titles.append(say(lang, "title_fell", **told))
    elif len(up):
        told = fill | {"a": names.service(up.iloc[0]["service"], lang), "n": _size(up.iloc[0], lang)}
        titles.append(say(lang, "title_rose", **told))
    elif last["little"].all():
        titles.append(say(lang, "title_little", **fill))
    title = first_true([(len(said.split()) <= 16, said) for said in titles] + [(True, say(lang, "title_plain"))])
    told = [
        say(
            lang,
            "span_row",
            rows=words.listed([_said(r, lang) for r in group.itertuples()], lang),
            **_months(group, lang),
        )
        for group in newest(book)
    ]
    long = say(lang, "long", title=title, rows="; ".join(told), **fill)
    for group in newest(book):
        long = " ".join([long, *bounds(edition, group, change)])
    counts = tables.read("user_counts").set_index("record_id")
    ids = [i for group in newest(book) for cell in group["record_id"] for i in cell.split("; ")]
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", **fill),
        brief=say(lang, "subtitle_short", **fill),
        alt=say(lang, "alt", finding=names.lower(title, lang), **fill),
        long=long,
        caption=say(lang, "caption", title=title, bound=_bound(edition, last, change), **fill),
        notes=(say(lang, "note", little=words.millions(flows.LITTLE, lang)), credits.owner_line(edition)),
        short_note=say(lang, "note_short"),
        sources=tuple(dict.fromkeys(counts.loc[i, "source_id"] for i in ids)),
        reading=say(lang, "reading"),
        method=say(lang, "method"),
        claims=_claims(book, change, lang),
        days=tuple(r.start for _, rows in limited(book, edition) for r in rows),
    )


def _months(group: pd.DataFrame, lang: str) -> dict[str, str]:
    """The two months of a span; the year of the first only where the last has another."""
    first, last = group["start"].iloc[0], group["end"].iloc[0]
    return {
        "first": words.month(first, lang, year=first.year != last.year),
        "last": words.month(last, lang),
        "start": words.month(first, lang, year=False),
        "end": words.month(last, lang, year=False),
    }


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no two months have a figure for every service."""
    book = flows.ledger(edition)
    if book.empty:
        lang = edition.language
        called = [names.service(s, lang) for s in edition.services]
        reason = say(lang, "empty", services=words.listed(called, lang))
        return no_figure(chart, NAME, edition, say(lang, "empty_what"), reason)
    change = flows.switched(edition, book)
    return Chart(NAME, edition, text(book, change, edition), book[list(COLUMNS)], COLUMNS, panel(book, change, edition))


def moments(book: pd.DataFrame) -> list[pd.Timestamp]:
    """The months drawn."""
    return sorted({month for span in newest(book) for month in (*span["start"], *span["end"])})


def top(book: pd.DataFrame) -> pd.Series | None:
    """The largest certain fall of the last span, which the title names; ``None`` where there is none."""
    last = newest(book)[-1]
    fell = last[last["high"] <= -flows.LITTLE].sort_values("change")
    return fell.iloc[0] if len(fell) else None


def levels(book: pd.DataFrame) -> pd.DataFrame:
    """The ends of every line: ``service``, ``x`` (place of the month), ``month``, ``value``, ``record_id``, ``run``."""
    places = {month: i for i, month in enumerate(moments(book))}
    rows = [
        (r.service, places[month], month, value, record, f"{r.service} {r.end}")
        for span in newest(book)
        for r in span.itertuples()
        for month, value, record in zip((r.start, r.end), (r.before, r.after), r.record_id.split("; "), strict=True)
    ]
    found = pd.DataFrame(rows, columns=["service", "x", "month", "value", "record_id", "run"])
    return found.assign(colour=found["service"].map(names.role))


def panel(book: pd.DataFrame, change: pd.DataFrame, edition: Edition) -> Panel:
    """Lines between the months, the fall of the title the thickest, and in words what was limited meanwhile."""
    lang, data, fell = edition.language, levels(book), top(book)
    loud = "" if fell is None else f"{fell['service']} {fell['end']}"
    dots, last = data.drop_duplicates(["service", "month"]), data["x"].max()
    hover = each(lambda r: audience.told(r.record_id, lang))
    figure = each(lambda r: "" if r.x == last else audience.tenths(r, lang))
    marks = [
        Line(data, col("x"), col("value"), col("run"), col("colour"), each(lambda r: 5.0 if r.run == loud else 2.4)),
        Dots(dots, col("x"), col("value"), col("colour"), text=figure, at=("above", "below", "left"), hover=hover),
    ]
    if fell is not None:
        ends = (
            (data.loc[data["month"] == fell[m], "x"].iloc[0], fell[v])
            for m, v in (("start", "before"), ("end", "after"))
        )
        unit = words.say(lang, "million", n="").strip()
        marks.append(Bracket(*ends, words.millions(fell["change"], lang), unit, names.role(fell["service"])))
    newest_ones = dots[dots["x"] == last]
    named = each(lambda r: f"{names.service(r.service, lang)} {audience.tenths(r, lang)}")
    ends = newest_ones.assign(y=newest_ones["value"], text=named, note="")[["x", "y", "text", "note", "colour"]]
    ticks = tuple((float(i), words.month(month, lang, short=True)) for i, month in enumerate(moments(book)))
    plot = Plot(tuple(marks), Number(-0.42, float(last), ticks=ticks), Number(0, None, 1e6), ends)
    steps = " ".join(
        say(lang, "steps", a=names.service(service, lang), steps=", ".join(_step(r, lang) for r in rows))
        for service, rows in limited(book, edition)
    )
    apart = say(lang, "apart")
    return Stack((plot, Words((f"{steps} {apart}".strip(), steps or apart, ""))))


def _step(row: object, lang: str) -> str:
    return say(lang, "step", what=limits.limit(row, lang), day=words.day(row.start, lang))


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
