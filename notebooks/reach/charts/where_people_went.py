"""A net ledger: what each service's monthly reach lost or gained between months that all have. No flows."""

import math

import pandas as pd

from reach import credits, intervals, names, tables, words
from reach.chart import Chart, Text, first_true, no_figure
from reach.claims import Claim, counted
from reach.draw.marks import Bar, Head, Name, Panel, Rows, Span, col, each
from reach.edition import Edition
from reach.intervals import Interval, safe_floor
from reach.measures import audience, flows

NAME = "where-people-went"
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
    "role": "ledger: a service of the edition; beside: another with a figure for both months.",
    "basis": "Both figures in the words of the source.",
    "record_id": "Rows of user_counts.csv.",
    "series_id": "Series both belong to.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_fell_two": ("{a}’s monthly reach fell {n} million from {first} to {last}; {b}’s and {c}’s rose",
                       "Охват {a} с {start:gen} по {end} сократился на {n} млн, у {b} и {c} вырос"),
    "title_fell_one": ("{a}’s monthly reach fell {n} million from {first} to {last}; {b}’s rose",
                       "Охват {a} с {start:gen} по {end} сократился на {n} млн, у {b} вырос"),
    "title_fell": ("{a}’s monthly reach fell {n} million from {first} to {last}",
                   "С {first:gen} по {last} месячный охват {a} сократился на {n} млн"),
    "title_rose": ("{a}’s monthly reach rose {n} million from {first} to {last}",
                   "С {first:gen} по {last} месячный охват {a} вырос на {n} млн"),
    "title_little": ("From {first} to {last} the monthly reach of {services} changed little",
                     "С {first:gen} по {last} месячный охват {services} почти не изменился"),
    "title_plain": ("Net changes in monthly reach between months that all have",
                    "Как изменился месячный охват между месяцами, общими для всех"),
    "subtitle": ("Net change in monthly reach, {where}, {aged}, millions. The data do not track individuals",
                 "Чистое изменение месячного охвата, {where}, жители {aged}, млн. Отдельных людей данные не отслеживают"),
    "alt": ("Bars of net change in reach, {where}: {finding}. The data do not track individuals.",
            "Столбики изменений охвата, {where}: {finding}. Отдельных людей данные не отслеживают."),
    "long": ("Net changes between months with a figure for each of {services}: {rows}. The data do not track individuals.",
             "Чистые изменения месячного охвата между месяцами, за которые есть данные по {services}: {rows}. Отдельных людей данные не отслеживают."),
    "span": ("{first} to {last}", "с {first:gen} по {last}"),
    "range": ("{a} to {b}", "от {a} до {b}"),
    "span_row": ("from {first} to {last} {rows}", "с {first:gen} по {last} {rows}"),
    "down": ("{a} fell {n} million", "у {a} сократился на {n} млн"),
    "up": ("{a} rose {n} million", "у {a} вырос на {n} млн"),
    "little": ("{a} changed little ({n} million)", "у {a} почти не изменился ({n} млн)"),
    "open": ("{a} is left open by rounding ({n} million)", "у {a} неразличимо за округлением ({n} млн)"),
    "caption": ("{title}. The data do not track individuals.",
                "{title}. Период: с {first:gen} по {last}. Отдельных людей данные не отслеживают."),
    "bound": ("Between {low} and {high} million people can have used {a} in {first} and not in {last}, and {b} only in {last}. The counts cannot say how many did.",
              "От {low} до {high} млн человек могли пользоваться {a} в {first:prep} и не пользоваться в {last:prep}, а {b} — пользоваться только в {last:prep}. Сколько их было на деле, по этим данным сказать нельзя."),
    "kept": ("At least {n} million of those who began to use {b} by {last} still used {a} then, by arithmetic alone.",
             "Не менее {n} млн тех, кто за это время начал пользоваться {b}, в {last:prep} пользовались и {a}: это чистая арифметика."),
    "none": ("No figure for both months: {names}.", "Данных за оба месяца нет: {names}."),
    "tail_little": ("little changed", "почти без изменений"),
    "note": ("Thin rules: what the roundings leave open. Changes under {little} million at both ends are little changed. Months shown have a figure for every service.",
             "Тонкие отрезки — то, что оставляют открытым округления. Изменение, которое с обоих концов меньше {little} млн, — «почти без изменений». Показаны месяцы, за которые есть данные по всем сервисам."),
    "note_short": ("Thin rules: what the roundings leave open.",
                   "Тонкие отрезки — то, что оставляют открытым округления."),
    "hover": ("{first} to {last}: {n} million ({x})", "с {first:gen} по {last}: {n} млн ({x})"),
    "reading": ("A bar is what a service’s monthly reach lost (left) or gained (right) between the two months above it; a thin rule with ends is what the roundings leave open. Bars are net: those who came and those who went are not seen.",
                "Столбик — сколько месячный охват сервиса потерял (влево) или приобрёл (вправо) между двумя месяцами, названными над ним; тонкий отрезок — то, что оставляют открытым округления. Столбики показывают итог: сколько людей начали и сколько перестали пользоваться, не видно."),
    "method": ("Net change is the later published figure less the earlier one, by one measurer and series, for months in which every service has a figure. How many can have left one service and begun another is bounded by arithmetic alone: with counts A and B, everyone N and months 0 and 1, at least A0 − A1 − B0 + B1 − N and never under nought, at most the smallest of A0, N − A1, N − B0 and B1. Figures from one weak page are left out, and N is taken to be the same people in both months.",
               "Чистое изменение — это более позднее опубликованное значение минус более раннее, у одного измерителя и в одном ряду, для месяцев, за которые есть данные по всем сервисам. Сколько людей могли оставить один сервис и начать пользоваться другим, ограничено одной арифметикой: при охватах A и B, числе жителей N и месяцах 0 и 1 — не меньше A0 − A1 − B0 + B1 − N (и не меньше нуля) и не больше наименьшего из A0, N − A1, N − B0 и B1. Данные одной слабой публикации не учтены; принято, что N — одни и те же люди."),
    "empty_what": ("Net change in monthly reach", "Чистое изменение месячного охвата"),
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


def _claims(book: pd.DataFrame, change: pd.DataFrame, lang: str) -> tuple[Claim, ...]:
    """What the words say of the spans drawn."""
    found = [*counted(flows.LITTLE)]
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
    last = last[last["role"] == "ledger"]
    first_month, last_month = last["start"].iloc[0], last["end"].iloc[0]
    fill = {
        "where": words.country(edition.country, lang),
        "aged": names.aged((i for cell in last["record_id"] for i in cell.split("; ")), lang),
        "services": words.listed([names.service(s, lang) for s in edition.services], lang),
        **_months(last, lang),
    }
    # "Fell" and "rose" are said of changes of a million or more at both ends of the interval.
    down = last[last["high"] <= -flows.LITTLE].sort_values("change")
    up = last[last["low"] >= flows.LITTLE].sort_values("change", ascending=False)
    titles = []
    if len(down):
        top = down.iloc[0]
        told = fill | {"a": names.service(top["service"], lang), "n": _size(top, lang)}
        called = [names.service(s, lang) for s in up["service"]]
        if len(called) == 2:
            titles.append(say(lang, "title_fell_two", **told, b=called[0], c=called[1]))
        if called:
            titles.append(say(lang, "title_fell_one", **told, b=called[0]))
        titles.append(say(lang, "title_fell", **told))
    elif len(up):
        top = up.iloc[0]
        told = fill | {"a": names.service(top["service"], lang), "n": _size(top, lang)}
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
    missing = flows.unmatched(edition, book)
    long = say(lang, "long", rows="; ".join(told), **fill)
    for group in newest(book):
        long = " ".join([long, *bounds(edition, group, change)])
    called = [names.service(s, lang) for s in missing.get((first_month, last_month), [])]
    none = say(lang, "none", names=words.listed(called, lang)) if called else ""
    counts = tables.read("user_counts").set_index("record_id")
    ids = [i for group in newest(book) for cell in group["record_id"] for i in cell.split("; ")]
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", **fill),
        alt=say(lang, "alt", finding=names.lower(title, lang), **fill),
        long=long,
        caption=say(lang, "caption", title=title, **fill),
        notes=(say(lang, "note", little=words.millions(flows.LITTLE, lang)), none, credits.owner_line(edition)),
        short_note=say(lang, "note_short"),
        sources=tuple(dict.fromkeys(counts.loc[i, "source_id"] for i in ids)),
        reading=say(lang, "reading"),
        method=say(lang, "method"),
        claims=_claims(book, change, lang),
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


def panel(book: pd.DataFrame, change: pd.DataFrame, edition: Edition) -> Panel:
    """A group of signed bars for each span, and in words what they do not say."""
    lang = edition.language
    spans = [
        span.assign(
            head=words.cap(say(lang, "span", **_months(span, lang))),
            foot=" ".join(bounds(edition, span, change)),
            kept=i >= len(newest(book)) - 2,
        )
        for i, span in enumerate(newest(book))
    ]
    colour = each(lambda r: names.role(r.service))
    pattern = each(lambda r: "////" if r.role == "beside" else "")
    return Rows(
        pd.concat(spans),
        (
            Bar(col("change"), colour=colour, hatch=pattern, edge="", hover=each(lambda r: hover(r, lang))),
            Span(col("low"), col("high")),
        ),
        label=each(lambda r: names.service(r.service, lang)),
        end=each(lambda r: _tail(r, lang)),
        head=Head(col("head"), foot=col("foot")),
        name=Name(colour, col("role") == "ledger"),
        low=col("kept"),
    )


def _tail(row: object, lang: str) -> str:
    if row.little:
        return f"{_signed(row.change, lang)} ({say(lang, 'tail_little')})"
    if row.high - row.low < 1e5:
        return _signed(row.change, lang)
    return _range(row.low, row.high, lang)


def hover(row: object, lang: str) -> str:
    """A change with both figures as published."""
    x, y = (audience.printed(i, lang) for i in row.record_id.split("; "))
    first, last = words.month(row.start, lang), words.month(row.end, lang)
    return f"{names.service(row.service, lang)}\n{say(lang, 'hover', first=first, last=last, n=_tail(row, lang), x=f'{x} → {y}')}"
