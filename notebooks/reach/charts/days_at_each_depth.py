"""Days at each depth and breadth, by service, with the width that the disputed dates leave."""

import pandas as pd

from reach import names, words
from reach.chart import Chart, Text, first_true, no_figure
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
#: The words of the figure, in English and Russian.
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
    "none": ("no restriction on {a} or {b} in {where:the} was known by {day}",
             "об ограничениях {a} или {b} {where:in} на {day} не известно"),
    "what": ("Days under limits on {a} and {b}", "Дни под ограничениями {a} и {b}"),
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
    if row.kind == "shutdown":
        return say(language, "depth_cut")
    if row.depth == 1:
        if not row.function:
            return say(language, "mixed")
        return say(language, "depth_1" if row.function == "calls" else f"depth_1_{row.function}")
    if what := unannounced(row, language):
        return say(language, "silent", what=what)
    return say(language, f"depth_{row.depth}")


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
    last = words.day(high, language, short=True)
    if low.year == high.year:
        first = words.day(low, language, short=True, year=False)
        return f"{low.day}–{last}" if low.month == high.month else f"{first}–{last}"
    return f"{words.day(low, language, short=True)}–{last}"


def dates(row: object, language: str) -> str:
    """When a row's limits began and ended, with the width of the claims."""
    begin = _between(row.begin_low, row.begin_high, language)
    if row.breaks:
        return say(language, "breaks", begin=begin)
    if row.open and row.confirmed_high > row.begin_high:
        report = _between(row.confirmed_low, row.confirmed_high, language)
        return say(language, "open", begin=begin, end=report)
    if row.open:
        return say(language, "from", day=begin)
    return say(language, "until", begin=begin, end=_between(row.end_low, row.end_high, language))


def _since(data: pd.DataFrame, edition: Edition) -> str:
    first = exposure.since(edition)
    first = data["begin_low"].min() if first is None else first
    return words.month(first, edition.language) if first.day == 1 else words.day(first, edition.language)


def _title(data: pd.DataFrame, edition: Edition, fill: dict) -> str:
    lang = edition.language
    rows = {(r.service, r.depth if r.breadth == "nationwide" else r.breadth): r for r in data.itertuples()}
    calls = [rows.get((name, 1)) for name in edition.platforms]
    calls = [row for row in calls if row is not None and row.function == "calls" and row.announced]
    every = [rows[name, "any"] for name in edition.platforms if (name, "any") in rows and rows[name, "any"].low > 0]
    blocked = [rows[name, 3] for name in edition.platforms if (name, 3) in rows]
    silent = [unannounced(row, lang) for row in blocked]
    alike = len(calls) == 2 and len({(row.low, row.high) for row in calls}) == 1 and all(row.open for row in calls)
    sentences = []
    if len(blocked) == 2 and not silent[0] and all(row.low for row in blocked):
        n, m = (words.number(row.low, lang, 0) for row in blocked)
        key = "title_silent" if silent[1] else "title_blocked"
        sentences.append((True, say(lang, key, **fill | {"n": n, "m": m, "what": silent[1]})))
    if alike:
        span = count(calls[0].low, calls[0].high, lang)
        today = words.day(edition.cutoff, lang, year=False)
        sentences.append((True, say(lang, "title_open", **fill | {"span": span, "day": today})))
    if len(every) == 2:
        n, m = (words.number(row.low, lang, 0) for row in every)
        said = {"n": n, "m": m}
        sentences.append((True, say(lang, "title_both", **fill | said)))
    if len(every) == 1:
        said = {"a": names.service(every[0].service, lang), "n": words.number(every[0].low, lang, 0)}
        sentences.append((True, say(lang, "title_one", **fill | said)))
    return first_true([*sentences, (True, say(lang, "title_plain", **fill))])


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    a, b = (names.service(s, lang) for s in edition.platforms)
    fill = {
        "a": a,
        "b": b,
        "where": words.country(edition.country, lang),
        "since": _since(data, edition),
        "day": words.day(edition.cutoff, lang),
    }
    whole = []
    for service, group in data.groupby("service", sort=False):
        steps = words.listed(
            [
                say(lang, "step", what=label(r, lang), span=count(r.low, r.high, lang))
                for r in group[group["breadth"] != "any"].itertuples()
            ],
            lang,
        )
        every = group[group["breadth"] == "any"].iloc[0]
        span = count(every["low"], every["high"], lang)
        whole.append(say(lang, "long_service", a=names.service(service, lang), steps=steps, span=span))
    notes = [say(lang, "note_dates", **fill)]
    if (data["breadth"] == "some").any():
        notes.append(say(lang, "note_some"))
    title = _title(data, edition, fill)
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", **fill),
        brief=say(lang, "subtitle_short", **fill),
        alt=say(lang, "alt", finding=names.lower(title, lang), **fill),
        long=say(lang, "long", rows=". ".join(whole), **fill),
        caption=say(lang, "caption", title=title, **fill),
        notes=tuple(notes),
        short_note=say(lang, "note_short"),
        sources=_sources(data, edition),
        reading=say(lang, "reading"),
        method=say(lang, "method"),
        claims=_claims(data, lang),
    )


def _claims(data: pd.DataFrame, lang: str) -> tuple[Claim, ...]:
    """How long limits held: the sentences name days that the rows do not bear, as the day the count begins."""
    return tuple(
        Claim(kind, row.low, row.high, names.service(row.service, lang), n)
        for row in data.itertuples()
        for kind, n in (("at_least", row.low), ("at_most", row.high))
    )


def _sources(data: pd.DataFrame, edition: Edition) -> tuple[str, ...]:
    """Pages of the dates in use."""
    claims = timeline.claims(edition)
    events = [event for cell in data["basis"] for event in cell.split("; ")]
    claims = claims[claims["event_id"].isin(events) & (claims["use"] == "yes") & (claims["source_id"] != "")]
    claims = claims.sort_values("event_id", key=lambda ids: ids.map(events.index), kind="stable")
    return tuple(dict.fromkeys(claims["source_id"]))


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no limit on the two platforms was known."""
    data = frame(edition)
    lang = edition.language
    if data.empty:
        a, b = (names.service(s, lang) for s in edition.platforms)
        fill = {"a": a, "b": b, "where": words.country(edition.country, lang), "day": words.day(edition.cutoff, lang)}
        what, reason = (say(lang, key, **fill) for key in ("what", "none"))
        return no_figure(chart, NAME, edition, what, reason)
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """A bar a row, grouped by service, on one scale of days from nought."""
    lang, wide = edition.language, data["breadth"] == "nationwide"
    data = data.assign(
        shade=("depth_" + data["depth"].astype(str)).where(wide, "depth_2"),
        pattern=data["depth"].map(HATCHES).where(wide, HATCH_SOME),
    )
    return Rows(
        data[data["breadth"] != "any"],
        (Bar(col("low"), colour=col("shade"), hatch=col("pattern")), Span(col("low"), col("high"))),
        label=each(lambda r: label(r, lang)),
        detail=each(lambda r: dates(r, lang)),
        end=each(lambda r: count(r.low, r.high, lang)),
        head=Head(
            each(lambda r: names.service(r.service, lang)), colour=each(lambda r: names.ink(r.service)), role="big"
        ),
    )
