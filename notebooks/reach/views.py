"""Views of what was published: from choices to a chart, and what each choice would give before it is taken."""

import datetime as dt
import math
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from reach import credits, limits, names, tables, words
from reach.chart import Chart, Text, tell
from reach.draw.marks import Card, Dots, Key, Line, Name, Number, Panel, Plot, Rows, Span, Stack, Time, Words, col, each
from reach.edition import Edition, ParameterError
from reach.intervals import Interval
from reach.measures import audience, timeline
from reach.measures import change as change_of

METRICS = ("monthly_reach", "average_daily_reach", "monthly_active_users", "daily_active_users")
#: Which of the claimed dates limits are drawn by.
DATES = ("earliest", "in use", "latest")
COLUMNS = {
    "part": "figure: published; limit: a stretch of one depth.",
    "service": "Service.",
    "start": "First day: of the month, or of the limit.",
    "end": "Last day of the month, or day the next stretch begins; blank where no end is known.",
    "value": "As published, people.",
    "low": "Low end of the rounding interval, people.",
    "high": "High end of the rounding interval, people; blank where the words set none.",
    "basis": "The words of the source, or the name of the event.",
    "series_id": "Figures of one series may be joined.",
    "draw": "yes: the record of its month; mark: shown beside it.",
    "joined": "A line runs from the month before.",
    "confidence": "How far the page can be relied on.",
    "known_by": "Day by which it was public.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked.",
    "breadth": "some: some operators or regions; nationwide.",
    "record": "Row of user_counts.csv, or of restrictions.csv.",
    "source_id": "Page of a figure.",
}
# fmt: off
#: The words of a view, in English and Russian.
SAID = {
    "monthly_reach": ("monthly reach", "месячный охват"),
    "average_daily_reach": ("average daily reach", "среднесуточный охват"),
    "monthly_active_users": ("monthly active users", "активные пользователи за месяц"),
    "daily_active_users": ("daily active users", "активные пользователи за день"),
    "title_levels": ("{levels} million: {metric} in {where:the}, {month}", "{levels} млн: {metric} {where:in}, {month}"),
    "title_plain": ("{Metric} in {where:the}, as published", "{Metric} {where:in}, как опубликовано"),
    "title_none": ("No {metric} of {services} in {where:the} to show", "Нет данных: {metric} {where:in}, {services}"),
    "subtitle": ("People, millions, as published by {day}; limits below", "Млн человек, опубликовано к {day}; ниже — ограничения"),
    "subtitle_bare": ("People, millions, as published by {day}", "Млн человек, опубликовано к {day}"),
    "alt": ("Chart of {metric} in {where:the} with the limits: {finding}.", "График: {metric} {where:in} и ограничения: {finding}."),
    "level": ("{a} {x}", "{a} — {x}"),
    "note_gaps": ("Gaps: no figure found. The chart does not show why.", "Разрывы: данных не найдено. Причин график не показывает."),
    "note_hollow": ("Hollow: figures beside the record.", "Полые точки: цифры рядом с основной записью."),
    "earliest": ("Limits begin and end on the earliest dates claimed.", "Ограничения начинаются и кончаются в самые ранние из названных дат."),
    "latest": ("Limits begin and end on the latest dates claimed.", "Ограничения начинаются и кончаются в самые поздние из названных дат."),
    "reading": ("Each dot is one published figure; lines join neighbouring months of one series; rules span what rounding leaves open.",
                "Каждая точка — одна опубликованная цифра; линии соединяют соседние месяцы одного ряда; засечки — что оставляет открытым округление."),
    "method": ("Nothing is averaged or modelled. Figures of different series are not joined.", "Ничего не усреднено и не смоделировано. Разные ряды не соединены."),
    "key_rounding": ("what rounding leaves open", "что оставляет открытым округление"),
    "key_open": ("printed as “over”, no upper end", "опубликовано как «более», без верхней границы"),
    "note_series": ("Different series, not joined: {a}.", "Разные ряды, не соединены: {a}."),
    "not_joined": ("{a}: different series: not joined ({series})", "{a}: разные ряды: не соединены"),
    "not_compared": ("No series covers {a}: different series, not compared", "Общего ряда у {a} нет: разные ряды, не сравниваются"),
    "missing": ("{a}: no {metric} for these choices", "{a}: {metric} — для этого выбора данных нет"),
    "near_time": ("{n} in other months", "в другие месяцы: {n}"),
    "near_later": ("{n} public later", "опубликовано позже: {n}"),
    "near_metric": ("{metric}: {n}", "{metric}: {n}"),
    "near_apart": ("{n} not drawn (shares, accounts, single days, repeats)", "не показано: {n} (доли, аккаунты, отдельные дни, повторы)"),
    "near_none": ("nothing was found", "ничего не найдено"),
    "no_month": ("no figure for {month}", "нет данных за {month}"),
    "one_month": ("one month: no change to give", "один месяц: изменения нет"),
    "one_series": ("different series: not joined", "разные ряды: не соединены"),
    "weak": ("one of the two figures rests on one weak page: no change is given", "одна из цифр опирается на слабую страницу: изменение не считается"),
    "clear": ("{way} by {span} million", "{way} на {span} млн"),
    "rose": ("higher", "больше"),
    "fell": ("lower", "меньше"),
    "little": ("little changed: {span} million, under a million whatever the rounding", "почти без изменений: {span} млн, меньше миллиона при любом округлении"),
    "open": ("{span} million: rounding leaves open whether it is a million", "{span} млн: округление не даёт сказать, миллион ли это"),
    "noise": ("sampling alone may move it by {n} million", "одна выборка может сдвинуть на {n} млн"),
}
# fmt: on
say = words.teller(SAID, __name__)
_EVER, _LAST = pd.Timestamp(1990, 1, 1), pd.Timestamp(2100, 1, 1)


@dataclass(frozen=True)
class Choice:
    """What is asked of the tables; months by their first day, ``as_of`` ``None`` for all that is known."""

    country: str
    services: tuple[str, ...]
    metric: str = METRICS[0]
    since: pd.Timestamp = _EVER
    until: pd.Timestamp = _LAST
    as_of: dt.date | None = None
    dates: str = DATES[1]

    @property
    def edition(self) -> Edition:
        """What measures ask for the same figures."""
        return Edition(self.country, self.services, (), self.as_of)


# What there is


def offered(country: str) -> tuple[str, ...]:
    """Services with a figure or a limit in a country, those with most figures first."""
    return tuple(_offered(country))


@tables.once
def _offered(country: str) -> pd.Index:
    counts, events = tables.read("user_counts"), tables.read("restrictions")
    mine = counts.loc[counts["country"] == country, "service"].value_counts()
    limited = events[(events["country"] == country) & (events["class"] == "restriction")]["services"]
    groups = tables.in_language("services", "group", "en")
    named = dict.fromkeys([*mine.index, *sorted(s for cell in limited for s in tables.items(cell))])
    return pd.Index([s for s in named if groups.get(s) == "no"])


def figures(choice: Choice) -> pd.DataFrame:
    """The figures that a choice gives: rows of :func:`reach.measures.audience.points`, in the order of services."""
    as_of = _last_day(choice.as_of, _figure_days(choice.country, choice.metric))
    found = audience.points(Edition(choice.country, offered(choice.country), (), as_of), choice.metric)
    found = found[found["service"].isin(choice.services) & found["month"].between(choice.since, choice.until)]
    return found.sort_values("service", key=lambda s: s.map(choice.services.index), kind="stable", ignore_index=True)


def count(choice: Choice) -> int:
    """How many figures a choice gives."""
    return len(figures(choice))


def _last_day(as_of: dt.date | None, days: Iterable[dt.date]) -> dt.date | None:
    """The last of the days by ``as_of``: nothing differs since."""
    return as_of and max((d for d in days if d <= as_of), default=dt.date(1990, 1, 1))


@tables.once
def public_days(country: str, metric: str) -> pd.DataFrame:
    """Days on which something became public, and whether it was a figure; one row a day."""
    counts, dates, events = (tables.read(t) for t in ("user_counts", "restriction_dates", "restrictions"))
    mine = counts[(counts["country"] == country) & (counts["metric"] == metric) & (counts["unit"] == "people")]
    corrected = tables.read("corrections").query("table == 'user_counts'")["date"]
    ids = events.loc[events["country"] == country, "event_id"]
    limited = dates[dates["event_id"].isin(ids)]["known_by"]
    told = {*mine["known_by"].dropna(), *corrected}
    days = sorted(d for d in told | {*limited.dropna()} if d <= Edition().cutoff)
    return pd.DataFrame({"figures": [d in told for d in days]}, index=[d.date() for d in days], dtype=bool)


def _figure_days(country: str, metric: str) -> pd.Index:
    days = public_days(country, metric)
    return days.index[days["figures"]]


def start(edition: Edition) -> Choice:
    """Where a look at a country begins: the edition's services where they have figures, else all there are.

    Raises:
        ParameterError: no service has a figure or a limit in the country.
    """
    if not (there := offered(edition.country)):
        allowed = f"no service has a figure or a limit there. Allowed: {', '.join(countries(None).index)}."
        raise ParameterError(f"country is {edition.country!r}: {allowed}")
    found = Choice(edition.country, there, as_of=edition.as_of)
    mine = replace(found, services=tuple(s for s in edition.services if s in there) or there)
    best = next((c for c in (replace(c, metric=m) for c in (mine, found) for m in METRICS) if count(c)), mine)
    months, since = figures(best)["month"], pd.Timestamp(edition.since).replace(day=1)
    return replace(best, since=since if months.empty or months.max() >= since else months.min())


def choices(choice: Choice) -> dict[str, dict[object, int]]:
    """By control, how many figures each of its choices gives with the others as they are.

    A service's is what it would add; a country's, what :func:`start` there gives.
    """
    country, metric, others = choice.country, choice.metric, offered(choice.country)
    months = figures(replace(choice, since=_EVER, until=_LAST))["month"].to_numpy()
    every = figures(replace(choice, services=others))["service"]
    last = max(choice.edition.cutoff, choice.since)
    span = pd.date_range(min([*map(pd.Timestamp, months), choice.since]), last, freq="MS")
    counts, corrected = tables.read("user_counts")["known_by"], tables.read("corrections")["date"]
    anywhere = _last_day(choice.as_of, pd.concat([counts.dropna(), corrected]).dt.date)
    public = pd.Series({d: count(replace(choice, as_of=d)) for d in _figure_days(country, metric)}, dtype=float)
    public = public.reindex(public_days(country, metric).index).ffill().fillna(0).astype(int)
    return {
        "country": countries(anywhere).to_dict() | {country: count(choice)},
        "services": every.value_counts().reindex(others, fill_value=0).to_dict(),
        "metric": {m: count(replace(choice, metric=m)) for m in METRICS},
        "since": {m: int(((months >= m) & (months <= choice.until)).sum()) for m in span if m <= choice.until},
        "until": {m: int(((months >= choice.since) & (months <= m)).sum()) for m in span if m >= choice.since},
        "as_of": public.to_dict() | {None: count(replace(choice, as_of=None))},
        "dates": dict.fromkeys(DATES, count(choice)),
    }


@tables.once
def countries(as_of: dt.date | None) -> pd.Series:
    """How many figures a look at each country begins with."""
    counts, events = tables.read("user_counts"), tables.read("restrictions")
    every = sorted({*counts["country"], *events["country"]}, key=lambda c: (c != "RU", c))
    there = [c for c in every if offered(c)]
    return pd.Series({c: count(start(Edition(c, as_of=as_of))) for c in there})


@tables.once
def limits_of(country: str, as_of: dt.date | None, dates: str) -> pd.DataFrame:
    """Limits by service, by the dates chosen."""
    found = timeline.phases(Edition(country, as_of=as_of))
    if dates != "in use":
        side = "low" if dates == "earliest" else "high"
        found = found.assign(start=found[f"start_{side}"], end=found[f"end_{side}"].fillna(found["end"]))
    found = found[found["start"] <= Edition(as_of=as_of).cutoff]
    return found.assign(confirmed=found[["confirmed", "start"]].max(axis=1))


@tables.once
def stretches(country: str, as_of: dt.date | None, dates: str, service: str) -> pd.DataFrame:
    """Stretches of one depth of a service, whenever they were."""
    found = limits_of(country, as_of, dates)
    return timeline.strip(found[found["service"] == service], Edition(as_of=as_of).cutoff)


def strips(choice: Choice) -> dict[str, pd.DataFrame]:
    """Stretches of one depth by service, within the months chosen."""
    high = min(choice.until + pd.DateOffset(months=1), choice.edition.cutoff)
    found = {s: stretches(choice.country, choice.as_of, choice.dates, s) for s in choice.services}
    found = {s: f[(f["end"] > choice.since) & (f["start"] < high)] for s, f in found.items()}
    return {s: f.reset_index(drop=True) for s, f in found.items() if len(f)}


# The view


def asked(edition: Edition, **given: object) -> Choice:
    """:func:`start` with what is given, days as text and services as one: ``since="2025-11"``, ``services="MAX, Telegram"``.

    Raises:
        ParameterError: names the field, the value and what is allowed.
    """
    begin = start(replace(edition, country=given["country"]) if given.get("country") else edition)
    found = {k: _given(k, v, begin) for k, v in given.items() if v not in ("", None)}
    return replace(begin, **found)


def _given(name: str, value: object, begin: Choice) -> object:
    allowed = {"metric": METRICS, "dates": DATES, "services": offered(begin.country)}
    if name == "services":
        value = tuple(s.strip() for s in value.split(",")) if isinstance(value, str) else tuple(value)
    for one in value if name == "services" else (value,):
        if one not in allowed.get(name, (one,)):
            raise ParameterError(f"{name} names {one!r}. Allowed: {', '.join(allowed[name])}.")
    try:
        if name in ("since", "until"):
            return pd.Timestamp(value).replace(day=1)
        return dt.date.fromisoformat(value) if name == "as_of" and isinstance(value, str) else value
    except ValueError:
        raise ParameterError(f"{name} is {value!r}. Give a day as 2025-08-31, or leave it empty.") from None


def view(edition: Edition, choice: Choice | None = None, **other: object) -> Chart:
    """A chart of what a choice gives: ``view(edition, services=("MAX", "Telegram"), since="2025-11")``.

    ``other`` are fields of the choice, as in :func:`asked`.
    """
    choice = replace(choice, **other) if choice else asked(edition, **other)
    points, found = figures(choice), strips(choice)
    new = {"country": choice.country, "platforms": choice.services[:2], "also": choice.services[2:]}
    edition = replace(edition, **new, as_of=choice.as_of, since=max(choice.since, _EVER).date())
    told, drawn = text(points, found, choice, edition), panel(points, found, choice, edition)
    return Chart(_name(choice), edition, told, data(points, found), COLUMNS, drawn, empty=not len(points))


def _name(choice: Choice) -> str:
    months = f"{choice.since:%Y-%m}" + (f"-{choice.until:%Y-%m}" if choice.until < _LAST else "")
    dates = "" if choice.dates == DATES[1] else choice.dates
    parts = (choice.country, choice.metric, *choice.services[:4], months, choice.as_of or "", dates)
    return f"view-{re.sub('[^a-z0-9]+', '-', ' '.join(map(str, parts)).lower()).strip('-')}"


def data(points: pd.DataFrame, strips: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Figures and limits as one table; columns as in :data:`COLUMNS`."""
    end = points["month"] + pd.offsets.MonthEnd(0)
    above = points.assign(part="figure", start=points["month"], end=end, record=points["record_id"])
    below = [
        f.assign(part="limit", service=s, basis=f["title"], record=f["event_id"], end=f["end"].where(~f["open"]))
        for s, f in strips.items()
    ]
    return pd.concat([above, *below]).reindex(columns=list(COLUMNS)).reset_index(drop=True)


def newest(points: pd.DataFrame) -> pd.DataFrame:
    """The last figure of record of each service."""
    return points[points["draw"] == "yes"].sort_values("month", kind="stable").drop_duplicates("service", keep="last")


def text(points: pd.DataFrame, strips: dict[str, pd.DataFrame], choice: Choice, edition: Edition) -> Text:
    """The words, from the frames."""
    lang, last = edition.language, newest(points)
    level = [
        say(lang, "level", a=names.service(r.service, lang), x=words.millions(r.value, lang)) for r in last.itertuples()
    ]
    month = words.month(last["month"].iloc[0], lang) if len(last) else ""
    fill = _named(choice, lang) | {"levels": words.listed(level, lang), "month": month}
    mediascope = tables.read("series").query("measurer == 'Mediascope'")["series_id"]
    claims = timeline.claims(choice.edition).query("use == 'yes' and role in ('announced', 'effective')")
    events = {e for f in strips.values() for e in f["event_id"]}
    pages = [*points["source_id"], *claims.loc[claims["event_id"].isin(events), "source_id"]]
    mixed = [names.service(s, lang) for s, series in _series(points) if len(series) > 1]
    notes = (
        say(lang, "note_gaps") if len(points) else "",
        say(lang, "note_hollow") if (points["draw"] == "mark").any() else "",
        say(lang, choice.dates) if choice.dates != "in use" and strips else "",
        say(lang, "note_series", a=words.listed(mixed, lang)) if mixed else "",
        credits.owner_line(edition) if points["series_id"].isin(mediascope).any() else "",
    )
    same = 0 < len(last) <= 3 and last["month"].nunique() == 1
    titles = [(same, "title_levels"), (len(points), "title_plain"), (True, "title_none")]
    sources = tuple(dict.fromkeys(p for p in pages if p))
    bare = {} if strips else {"subtitle": say(lang, "subtitle_bare", day=words.day(edition.cutoff, lang))}
    return tell(SAID, edition, titles, fill, notes=tuple(filter(None, notes)), sources=sources, **bare)


def panel(points: pd.DataFrame, strips: dict[str, pd.DataFrame], choice: Choice, edition: Edition) -> Panel:
    """Published figures over the limits, on one scale of days."""
    lang, last = edition.language, edition.cutoff.replace(day=1)
    time = Time(choice.since, max(min(choice.until, last), choice.since) + pd.DateOffset(months=1))
    below: tuple[Panel, ...] = ()
    if strips:
        rows, colour = pd.DataFrame({"service": list(strips)}), each(lambda r: names.ink(r.service))
        phases = limits_of(choice.country, choice.as_of, choice.dates)
        marks = limits.bars(strips, edition.cutoff, lang), limits.claimed(strips, phases)
        label = each(lambda r: names.service(r.service, lang))
        drawn = Rows(rows, marks, label, x=time, key=col("service"), name=Name(colour, True), row=2.5, thick=0.75)
        below = drawn, limits.key(strips, edition.cutoff, lang, until=time.high, claimed=True)
    if points.empty:
        none = Words(say(lang, "title_none", **_named(choice, lang)))
        return Stack((none, *below)) if below else Card(words.say(lang, "no_figure"))
    series = {s: "osD"[i % 3] for i, s in enumerate(dict.fromkeys(points["series_id"]))}
    unbounded = points["high"] == math.inf
    points = points.assign(
        colour=points["service"].map(names.ink),
        shape=points["series_id"].map(series).where(~unbounded, "^"),
        top=points["high"].where(~unbounded, points["value"]),
        hollow=points["draw"] == "mark",
    )
    record = points[~points["hollow"]]
    line = record.assign(run=(~(record["joined"] & record.duplicated(["service", "series_id"]))).cumsum())
    hover = each(lambda r: audience.told(r.record_id, lang))
    beside, dots = (
        Dots(some.iloc[::-1], col("at"), col("value"), col("colour"), col("shape"), size, hollow, hover=hover)
        for some, size, hollow in ((points[points["hollow"]], 7, True), (record, 9.5, False))
    )
    joined = Line(line, col("at"), col("value"), col("run"), col("colour"))
    spans = Span(col("low"), col("top"), col("at"), data=points)
    ends = newest(points)
    called = [f"{names.service(r.service, lang)} {words.millions(r.value, lang)}" for r in ends.itertuples()]
    ends = ends.assign(x=ends["at"], y=ends["value"], note="", text=called)
    plot = Plot((beside, joined, dots, spans), time, Number(0, None, 1e6), ends)
    if len(ends) > 3:  # words at the ends of many lines would hide other services' dots
        free = ("right", "above", "below", "left", "far")
        named = Dots(ends, col("x"), col("y"), col("colour"), size=0, text=col("text"), at=free)
        plot = replace(plot, marks=(*plot.marks, named), ends=None)
    titles = tables.in_language("series", "title", "en")
    samples = [("span", "text", "", say(lang, "key_rounding"))]
    samples += [("up", "text", "", say(lang, "key_open"))] if unbounded.any() else []
    kinds = {"o": "dot", "s": "square", "D": "solid"}
    samples += [(kinds[k], "text", "", titles[s]) for s, k in series.items() if 1 < len(series) < 4 and lang == "en"]
    return Stack((plot, Key(tuple(samples)), *below))


def heading(choice: Choice, lang: str) -> str:
    """What a choice shows, whatever it shows of it."""
    return say(lang, "title_plain", **_named(choice, lang))


def _named(choice: Choice, lang: str) -> dict[str, str]:
    metric = say(lang, choice.metric)
    services = words.listed([names.service(s, lang) for s in choice.services], lang)
    where = words.country(choice.country, lang)
    return {"metric": metric, "Metric": words.cap(metric), "services": services, "where": where}


# What is said of it


def refused(points: pd.DataFrame, lang: str) -> list[str]:
    """Why figures are not joined by a line, or services not compared."""
    titles = tables.in_language("series", "title", "en")
    covered = _series(points)
    found = [
        say(lang, "not_joined", a=names.service(s, lang), series="; ".join(titles[i] for i in series))
        for s, series in covered
        if len(series) > 1
    ]
    if len(covered) > 1 and not set.intersection(*(set(series) for _, series in covered)):
        called = words.listed([names.service(s, lang) for s, _ in covered], lang)
        found.append(say(lang, "not_compared", a=called))
    return found


def _series(points: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Services with the series of their figures."""
    return [(s, list(ids.unique())) for s, ids in points.groupby("service", sort=False)["series_id"]]


def missing(choice: Choice, lang: str) -> list[str]:
    """For each service without a figure: that there is none, and what is near."""
    found, have = [], set(figures(choice)["service"])
    for service in (s for s in choice.services if s not in have):
        mine = replace(choice, services=(service,))
        ever = replace(mine, since=_EVER, until=_LAST)
        near = [("near_time", count(ever), ""), ("near_later", count(replace(mine, as_of=None)), "")]
        near += [("near_metric", count(replace(ever, metric=m)), say(lang, m)) for m in METRICS if m != choice.metric]
        near.append(("near_apart", apart(choice.country, service), ""))
        told = [say(lang, key, n=n, metric=metric) for key, n, metric in near if n]
        said = say(lang, "missing", a=names.service(service, lang), metric=say(lang, choice.metric))
        found.append(f"{said}; {', '.join(told) or say(lang, 'near_none')}.")
    return found


def apart(country: str, service: str, as_of: dt.date | None = None) -> int:
    """How many figures of a service no metric draws."""
    known = Edition(as_of=as_of).known(tables.read("user_counts"))
    mine = known[(known["country"] == country) & (known["service"] == service)]
    return len(mine) - sum(count(Choice(country, (service,), m, as_of=as_of)) for m in METRICS)


def change(choice: Choice, a: pd.Timestamp, b: pd.Timestamp, lang: str = "en") -> pd.DataFrame:
    """The change of each service between two months, with its interval, and what may be said of it.

    Columns ``service``, ``start``, ``end``, ``series_id``, ``change``, ``low``, ``high`` (people; missing where it is
    refused) and ``said``.
    """
    a, b = sorted((a, b))
    points, size, rows = figures(choice).query("draw == 'yes'"), noise(choice), []
    for service in choice.services:
        mine, found, ends = points[points["service"] == service], None, ("", *[math.nan] * 3)
        first, last = (list(mine[mine["month"] == m].itertuples()) for m in (a, b))
        pairs = [(p, q) for p in first for q in last if p.series_id == q.series_id]
        if a == b:
            said = say(lang, "one_month")
        elif not first or not last:
            said = say(lang, "no_month", month=words.month(b if first else a, lang, short=True))
        elif not pairs:
            said = say(lang, "one_series")
        else:
            p, q = pairs[0]
            found, said = compared(p, q, size, lang)
            if found:
                ends = p.series_id, q.value - p.value, found.low, found.high
        rows.append((service, a, b, *ends, said))
    return pd.DataFrame(rows, columns=["service", "start", "end", "series_id", "change", "low", "high", "said"])


def noise(choice: Choice) -> float:
    """What sampling alone may move between two months, people; nought where it is not known."""
    found = change_of.noise(Edition(choice.country, as_of=choice.as_of)) if choice.metric == METRICS[0] else None
    return found.size if found else 0.0


def compared(a: object, b: object, noise: float, lang: str) -> tuple[Interval | None, str]:
    """The change from one figure to another of its series, and what may be said of it; none where one is weak."""
    if "low" in (a.confidence, b.confidence):
        return None, say(lang, "weak")
    size = Interval(b.low, b.high) - Interval(a.low, a.high)
    kind = change_of.reading(size)
    if kind == "clear":
        way = say(lang, "fell" if size.high < 0 else "rose")
        return size, say(lang, kind, way=way, span=_span(*sorted((abs(size.low), abs(size.high))), lang))
    said = say(lang, kind, span=_span(size.low, size.high, lang))
    return size, f"{said}; {say(lang, 'noise', n=f'±{words.millions(noise, lang)}')}" if noise else said


def _span(low: float, high: float, lang: str) -> str:
    if math.isinf(high):
        return f"≥ {words.millions(low, lang)}"
    return f"≤ {words.millions(high, lang)}" if math.isinf(low) else words.span(low, high, lang)


def command(choice: Choice, edition: Edition) -> str:
    """The line that makes a view again with papermill."""
    given = vars(choice) | {
        "services": ", ".join(choice.services),
        "since": f"{choice.since:%Y-%m-%d}",
        "until": f"{choice.until:%Y-%m-%d}" if choice.until < _LAST else "",
        "as_of": str(choice.as_of or ""),
        "language": edition.language,
        "publish_to": "figures/scratch",
    }
    said = " ".join(f"-p {k} {shlex.quote(v)}" for k, v in given.items())
    return f"papermill notebooks/explore.ipynb explored.ipynb {said}"
