"""Days at each depth and breadth, by service, with the width that the disputed dates leave."""

import pandas as pd

from reach import limits, names, words
from reach.chart import Chart, Text, common, no_figure, tell, why
from reach.claims import Claim
from reach.draw.look import HATCH_SOME, HATCHES
from reach.draw.marks import Bar, Head, Panel, Rows, Span, col, each
from reach.edition import Edition
from reach.measures import exposure, timeline

NAME = "days-at-each-depth"
COLUMNS = {
    "service": "Service.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked; 0 in the row for any limit; of partial limits the deepest.",
    "breadth": "nationwide; some: some regions or networks; any: any limit, partial ones at the high end only.",
    "function": "What was limited, where the limits agree.",
    "kind": "Kind of event, where the limits agree.",
    "title": "Name of the event, where there is one.",
    "title_ru": "The same in Russian.",
    "low": "Days, at least: from the latest start to the earliest end or last confirmation.",
    "high": "Days, at most: from the earliest start to the latest end, or to the as-of day.",
    "days": "Days by the dates in use, an open end taken to the as-of day.",
    "begin_low": "Earliest first day claimed.",
    "begin_high": "Latest first day claimed.",
    "end_low": "Earliest end claimed, the day after the last; blank where no end was found.",
    "end_high": "Latest end claimed, the day after the last; blank where no end was found.",
    "confirmed_low": "Day of the last report, or the earliest it can be.",
    "confirmed_high": "Day of the last report, or the latest it can be.",
    "open": "No end was found.",
    "breaks": "Several limits, with days between them.",
    "announced": "An authority announced it.",
    "basis": "Rows of restrictions.csv.",
}
# fmt: off
SAID = {
    "title_blocked": ("{a} was blocked for at least {n} {n:#day|days}, {b} for {m}",
                      "{a} заблокирован не менее {n} {n:#дня|дней|дней}, {b} — {m}"),
    "title_silent": ("{a}’s block held for at least {n} {n:#day|days}, {b}’s {what}, never announced, at least {m}",
                     "{a} заблокирован не менее {n} {n:#дня|дней|дней}; {what} {b}, без объявления, — не менее {m}"),
    "title_open": ("Calls in {a} and {b} were limited for {span} by {day}",
                   "К {day} звонки в {a} и {b} были ограничены {span}"),
    "title_both": ("{a} was limited nationwide for at least {n} {n:#day|days}, {b} for {m}, since {since}",
                   "Повсеместные ограничения с {since:gen}: {a} — не менее {n} {n:#дня|дней|дней}, {b} — {m}"),
    "title_one": ("{a} was limited nationwide for at least {n} {n:#day|days} since {since}",
                  "Ограничения {a} по всей стране с {since:gen} длились не менее {n} {n:#дня|дней|дней}"),
    "title_plain": ("How long limits on {a} and {b} in {where:the} lasted, by dated claims",
                    "Сколько длились ограничения {a} и {b} {where:in}, по датированным сообщениям"),
    "subtitle": ("Days at each depth in {where:the} since {since}: bars are certain by every claimed date, whiskers as long as the dates allow",
                 "Дни по глубине ограничений {where:in} с {since:gen}: полоса — точно по всем названным датам, ус — насколько они позволяют"),
    "subtitle_short": ("Days at each depth in {where:the} since {since}. Bars: certain; whiskers: possible",
                       "Дни по глубине ограничений {where:in} с {since:gen}. Полоса — точно, ус — возможно"),
    "day": ("1 day", "1 день"),
    "days": ("{n} days", "{n} {n:#день|дня|дней}"),
    "upto": ("up to {n} {n:#day|days}", "до {n} {n:#дня|дней|дней}"),
    "mixed": ("one function limited", "ограничена одна функция"),
    "until": ("{begin} to {end}", "{begin} — {end}"),
    "open": ("{begin}; last report {end}", "{begin}; сообщали {end}"),
    "breaks": ("from {begin}, with breaks", "с {begin}, с перерывами"),
    "alt": ("Bar chart of days under limits in {where:the}, by depth: {finding}.",
            "Столбики: дни под ограничениями {where:in} по глубине; {finding}."),
    "step": ("{what} {span}", "{what} — {span}"),
    "long": ("Days since {since}, by the dated claims, to {day}. {rows}.",
             "Дни с {since:gen} по {day}, по датированным сообщениям. {rows}."),
    "long_service": ("{a}: {steps}; under any limit, {span}", "{a}: {steps}; под любым ограничением — {span}"),
    "caption": ("{title}, as known on {day}.", "{title} (данные на {day})."),
    "note_dates": ("Certain days run from the latest start claimed to the earliest end or last report; possible ones from the earliest start to the latest end, or, where none was found, to {day}.",
                   "Точно — от самой поздней названной даты начала до самой ранней даты конца или последнего сообщения; возможно — от самой ранней даты начала до самой поздней даты конца, а если конец не найден, до {day}."),
    "note_some": ("Limits in some regions came in waves: they are certain only until last reported, and are counted where no nationwide limit was as deep.",
                  "Ограничения в части регионов шли волнами: точно — лишь до последнего сообщения; они считаются там, где по всей стране не было столь же глубокого ограничения."),
    "note_short": ("Where no end was found, days are certain only until the last report.",
                   "Если конец не найден, точно — лишь до последнего сообщения."),
    "empty": ("no restriction on {a} or {b} in {where:the} was known by {day}",
             "об ограничениях {a} или {b} {where:in} на {day} не известно"),
    "empty_what": ("Days under limits on {a} and {b}", "Дни под ограничениями {a} и {b}"),
    "reading": ("The bar is the number of days that are certain by every claimed date; the whisker runs to the most that the dates allow. Shade and pattern show how deep the limit was.",
                "Полоса — дни, точные по всем названным датам; ус доходит до наибольшего числа дней, которое даты допускают. Тон и узор показывают глубину ограничения."),
    "method": ("At least: from the latest beginning claimed to the earliest end, or, where no end was found, to the last report. At most: from the earliest beginning to the latest end, or to the day of the data. On each day the deepest nationwide limit counts; limits in some regions or networks are counted apart.",
               "Наименьшее: от самой поздней названной даты начала до самой ранней даты конца или, если конец не найден, до последнего сообщения. Наибольшее: от самой ранней даты начала до самой поздней даты конца или до дня данных. На каждый день берётся самое глубокое ограничение по всей стране, ограничения в части регионов или сетей считаются отдельно."),
}
# fmt: on
say = words.teller(SAID, __name__)


def frame(edition: Edition) -> pd.DataFrame:
    """Days of the two platforms; columns as in :data:`COLUMNS`."""
    return exposure.days(edition, list(edition.platforms), exposure.since(edition)).reindex(columns=list(COLUMNS))


def label(row: object, language: str) -> str:
    """What a row counts: how deep, or that it held in some regions only."""
    if row.breadth == "some":
        return say(language, "partial")
    if row.kind != "shutdown":
        if row.depth == 1 and not row.function:
            return say(language, "mixed")
        if what := unannounced(row, language):
            return say(language, "silent", what=what)
    return limits.word(row, language)


def unannounced(row: object, language: str) -> str:
    """A block that nobody announced, by its name; empty for any other row."""
    if row.depth != 3 or row.announced or not row.title:
        return ""
    return names.lower(names.printed(row, "title", language), language).split(",")[0]


def count(low: float, high: float, language: str) -> str:
    """``131 to 143 days``, ``51 days``, ``up to 22 days``."""
    a, b = words.number(low, language, 0), words.number(high, language, 0)
    if low == 0:
        return say(language, "upto", n=b)
    if low == high:
        return say(language, "day") if low == 1 else say(language, "days", n=a)
    return say(language, "days", n=say(language, "to", a=a, b=b))


def _between(low: pd.Timestamp, high: pd.Timestamp, language: str) -> str:
    """``1–13 Aug 2025``, ``1 Apr–2 May 2026``, ``22 Dec 2025``: a day between two."""
    if pd.isna(high) or low == high:
        return words.day(low, language, short=True)
    same = low.year == high.year
    first = low.day if same and low.month == high.month else words.day(low, language, short=True, year=not same)
    return f"{first}–{words.day(high, language, short=True)}"


def dates(row: object, language: str) -> str:
    """When a row's limits began and ended, with the width of the claims."""
    begin = _between(row.begin_low, row.begin_high, language)
    if row.breaks:
        return say(language, "breaks", begin=begin)
    if row.open and row.confirmed_high > row.begin_high:
        return say(language, "open", begin=begin, end=_between(row.confirmed_low, row.confirmed_high, language))
    if row.open:
        return say(language, "from", day=begin)
    return say(language, "until", begin=begin, end=_between(row.end_low, row.end_high, language))


def _title(data: pd.DataFrame, edition: Edition, fill: dict) -> str:
    lang = edition.language
    rows = {(r.service, r.depth if r.breadth == "nationwide" else r.breadth): r for r in data.itertuples()}
    calls, blocked, every = (
        [rows[name, at] for name in edition.platforms if (name, at) in rows] for at in (1, 3, "any")
    )
    calls = [row for row in calls if row.function == "calls" and row.announced]
    every = [row for row in every if row.low > 0]
    silent = [unannounced(row, lang) for row in blocked]
    if len(blocked) == 2 and not silent[0] and all(row.low for row in blocked):
        key = "title_silent" if silent[1] else "title_blocked"
        return say(lang, key, what=silent[1], **fill | _least(blocked, lang))
    if len(calls) == 2 and len({(row.low, row.high) for row in calls}) == 1 and all(row.open for row in calls):
        told = {"span": count(calls[0].low, calls[0].high, lang), "day": words.day(edition.cutoff, lang, year=False)}
        return say(lang, "title_open", **fill | told)
    if len(every) == 1:
        return say(lang, "title_one", **fill | _least(every, lang) | {"a": names.service(every[0].service, lang)})
    return say(lang, "title_both" if every else "title_plain", **fill | _least(every, lang))


def _least(rows: list, lang: str) -> dict[str, str]:
    return {key: words.number(row.low, lang, 0) for key, row in zip("nm", rows, strict=False)}


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, first = edition.language, exposure.since(edition)
    first = data["begin_low"].min() if first is None else first
    since = words.month(first, lang) if first.day == 1 else words.day(first, lang)
    told = data.assign(span=each(lambda r: count(r.low, r.high, lang)))
    rows = []
    for service, group in told.groupby("service", sort=False):
        steps = group[group["breadth"] != "any"].itertuples()
        steps = words.listed([say(lang, "step", what=label(r, lang), span=r.span) for r in steps], lang)
        span = group.loc[group["breadth"] == "any", "span"].iloc[0]
        rows.append(say(lang, "long_service", a=names.service(service, lang), steps=steps, span=span))
    fill = common(edition) | {"since": since, "rows": ". ".join(rows)}
    events = [event for cell in data["basis"] for event in cell.split("; ")]
    dated = timeline.claims(edition)
    dated = dated[dated["event_id"].isin(events) & (dated["use"] == "yes")]
    dated = dated.sort_values("event_id", key=lambda ids: ids.map(events.index), kind="stable")
    notes = "note_dates", (data["breadth"] == "some").any() and "note_some"
    # The sentences name days that the rows do not bear, as the day the count begins.
    claims = [
        Claim(kind, row.low, row.high, names.service(row.service, lang), n)
        for row in data.itertuples()
        for kind, n in (("at_least", row.low), ("at_most", row.high))
    ]
    titles = [(True, _title(data, edition, fill))]
    return tell(SAID, edition, titles, fill, notes=notes, sources=dated["source_id"], claims=claims)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no limit on the two platforms was known."""
    data = frame(edition)
    if data.empty:
        return no_figure(chart, NAME, edition, *why(say, edition))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """A bar a row, grouped by service, on one scale of days from nought."""
    lang, wide = edition.language, data["breadth"] == "nationwide"
    shade = ("depth_" + data["depth"].astype(str)).where(wide, "depth_2")
    rows = data.assign(shade=shade, pattern=data["depth"].map(HATCHES).where(wide, HATCH_SOME))
    called, ink = each(lambda r: names.service(r.service, lang)), each(lambda r: names.ink(r.service))
    return Rows(
        rows[rows["breadth"] != "any"],
        (Bar(col("low"), colour=col("shade"), hatch=col("pattern")), Span(col("low"), col("high"))),
        label=each(lambda r: label(r, lang)),
        detail=each(lambda r: dates(r, lang)),
        end=each(lambda r: count(r.low, r.high, lang)),
        head=Head(called, colour=ink, role="big"),
    )
