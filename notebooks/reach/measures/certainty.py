"""How far the figures carry: what each original says, what was found at all, and what a choice of figures changes."""

import re
from itertools import product

import pandas as pd

from reach import tables, words
from reach.edition import Edition
from reach.intervals import Interval
from reach.measures import audience, overlap

#: What a figure covers: people in a month, or people on an average day of it.
WINDOWS = {
    "monthly_reach": "month",
    "monthly_active_users": "month",
    "average_daily_reach": "day",
    "daily_active_users": "day",
}
#: The months in which originals for the story's two services differ or another measurer speaks.
MONTHS = (pd.Timestamp("2025-07-01"), pd.Timestamp("2025-11-01"), pd.Timestamp("2025-12-01"))
CALENDAR_FROM = pd.Timestamp("2024-01-01")
#: A figure for less than this is a record day, not an average.
_LEAST_PERIOD = pd.Timedelta(days=7)
_ORDER = {"yes": 0, "mark": 1, "no": 2, "high": 0, "medium": 1, "low": 2}


@tables.once
def originals(edition: Edition) -> pd.DataFrame:
    """Every original that prints people for one of the edition's services and a month; its retellings count once.

    One row an original, service, month, metric and series: ``month``, ``service``, ``window`` (``month`` or ``day``),
    ``metric``, ``measurer`` (of the series), ``names_it`` (some page of it names the measurer), ``original`` (its short
    name), ``value``, ``low``, ``high`` (people; the high end may be infinite), ``basis`` (the words as published),
    ``pages`` (how many print it), ``also`` (other wordings on these pages), ``also_records`` (their rows), ``whole``
    (the figure is for the whole month), ``confidence``, ``record_id``, ``source_id``, ``series_id``, ``key`` and
    ``place`` (of the service). Where pages of one original differ, the row drawn elsewhere speaks for it, then the most
    confident, then the most exact. Figures for single days and for more than a month, and accounts, are not here.

    Raises:
        KeyError: a wording that ``qualifiers.csv`` does not have.
    """
    counts = audience.counted(edition, *WINDOWS)
    start, end = counts["period_start"], counts["period_end"]
    counts = counts[(start.dt.to_period("M") == end.dt.to_period("M")) & (end - start >= _LEAST_PERIOD)]
    counts = audience.published(counts)
    pages = tables.read("sources").set_index("source_id")
    key = counts["source_id"].map(pages["origin_key"])
    counts = counts.assign(
        month=counts["period_start"].dt.to_period("M").dt.to_timestamp(),
        window=counts["metric"].map(WINDOWS),
        measurer=counts["series_id"].map(tables.read("series").set_index("series_id")["measurer"]),
        names_it=~counts["measured_as_printed"].str.startswith("Not "),
        whole=audience.whole_month(counts),
        key=key.where(key != "", counts["source_id"]),
        place=counts["service"].map(edition.services.index),
        rank=counts["draw"].map(_ORDER) * 10 + counts["confidence"].map(_ORDER),
    ).sort_values(["rank", "resolution", "known_by", "record_id"])
    rows = []
    for _, group in counts.groupby(["month", "service", "metric", "series_id", "key"]):
        worded = group.drop_duplicates("basis")  # each wording, and the first row that has it
        best, others = worded.iloc[0], worded.iloc[1:]
        more = {"original": original(pages.loc[best["source_id"]]), "names_it": bool(group["names_it"].any())}
        more |= {"pages": group["source_id"].nunique(), "also": "; ".join(others["basis"])}
        rows.append(best.to_dict() | more | {"also_records": "; ".join(others["record_id"])})
    columns = ["month", "service", "window", "metric", "measurer", "names_it", "original", "value", "low", "high"]
    columns += ["basis", "pages", "also", "also_records", "whole", "confidence", "record_id", "source_id"]
    found = pd.DataFrame(rows, columns=[*columns, "series_id", "key", "place"])
    found["month"] = pd.to_datetime(found["month"])
    # The measurer that most originals name comes first, whoever is alone after it, and the nameless last.
    often = found["measurer"].value_counts()
    found["weight"] = [(-often[m] if m != "Not named" else 1) for m in found["measurer"]]
    order = ["month", "place", "window", "weight", "measurer", "metric", "value", "record_id"]
    up = [True, True, False, True, True, True, False, True]
    return found.sort_values(order, ascending=up, ignore_index=True).drop(columns="weight")


def original(page: pd.Series, language: str = "en") -> str:
    """The original's name where it is a name or "An agency text of …", and else the page's publisher.

    ``page`` is a row of ``sources.csv``.
    """
    if language == "ru" and page["origin_ru"]:
        return page["origin_ru"]
    publisher = (language == "ru" and page["publisher_ru"]) or page["publisher"]
    name = page["origin"].split(",")[0].strip()
    if kind := re.match(r"(An? \w+ \w+) of ", name):
        return kind[1]
    return name if name and len(name.split()) <= 2 else publisher


def compared(edition: Edition) -> pd.DataFrame:
    """Rows of :func:`originals` for the story's three months, where two or more print a monthly figure for the two.

    Where that is none of them, the newest three months in which originals disagree on one service stand in.
    """
    found = originals(edition)
    mine = found[found["service"].isin(edition.platforms) & (found["window"] == "month")]
    several = mine.groupby("month")["key"].nunique()
    months = [m for m in MONTHS if several.get(m, 0) > 1]
    months = months or sorted(set(disagreements(edition)["month"]))[-3:]
    return found[found["month"].isin(months)].reset_index(drop=True)


def disagreements(edition: Edition) -> pd.DataFrame:
    """Months in which originals for one of the two services print monthly figures that no one value can satisfy.

    One row a month and service: ``month``, ``service``, ``originals``, ``measurers``, ``least``, ``most`` (rows'
    words), ``low``, ``high`` (the values themselves, people), ``gap`` (people between the two intervals that lie
    farthest apart), ``one_measurer`` (two that do not meet are of one measurer, by its name).
    """
    found = originals(edition)
    found = found[found["service"].isin(edition.platforms) & (found["window"] == "month")]
    rows = []
    for (month, service), group in found.groupby(["month", "service"], sort=True):
        gap = group["low"].max() - group["high"].min()
        if gap <= 0:
            continue
        ordered = group.sort_values("value", kind="stable")
        least, most = ordered.iloc[0], ordered.iloc[-1]
        inside = group[group["measurer"] != "Not named"].groupby("measurer").agg({"low": "max", "high": "min"})
        row = (month, service, group["key"].nunique(), group["measurer"].nunique(), least["basis"], most["basis"])
        rows.append((*row, least["value"], most["value"], gap, bool((inside["low"] > inside["high"]).any())))
    columns = ["month", "service", "originals", "measurers", "least", "most", "low", "high", "gap", "one_measurer"]
    return pd.DataFrame(rows, columns=columns)


def coverage(edition: Edition) -> pd.DataFrame:
    """What there is, service by month, to the as-of day: ``service``, ``month``, ``state``.

    ``state`` is ``record`` (a monthly reach that the lines use), ``beside`` (only another figure: a daily one, one of
    another measurer, a mark or a weak page) or ``none`` (nothing found, which is not nothing published).
    """
    begin = min(CALENDAR_FROM, pd.Timestamp(edition.since)).to_period("M")
    months = pd.period_range(begin, edition.cutoff.to_period("M"), freq="M").to_timestamp()
    states: dict[tuple, str] = {}
    kinds = (("beside", originals(edition)), ("beside", audience.points(edition)), ("record", audience.solid(edition)))
    for state, found in kinds:
        states |= dict.fromkeys(zip(found["service"], found["month"], strict=True), state)
    rows = [(*at, states.get(at, "none")) for at in product(edition.services, months)]
    return pd.DataFrame(rows, columns=["service", "month", "state"])


def bases(edition: Edition, month: pd.Timestamp) -> pd.DataFrame:
    """Every base that the floor could be taken from, known by the as-of day.

    One row a base: ``base`` (``pair``, ``hull``, ``other year``, ``as exact``, ``all ages``), ``base_month``, ``kind``
    (``sound``: recovered from the year of the figures with its roundings; ``loose``: of another year, or with the
    rounding dropped; ``wrong``: other people than the figures count), ``base_low``, ``base_high`` (people),
    ``base_record`` and ``base_source``.
    """
    known, own = audience.pairs(edition), audience.base_pairs(edition, month)
    near = (month - known["period_start"]).dt.days.between(0, 366)
    before = known[near & ~known["record_id"].isin(own["record_id"])]
    rows = [
        (name, row.period_start, kind, row.low, row.high, row.record_id, row.source_id)
        for found, name, kind in ((own, "pair", "sound"), (before, "other year", "loose"))
        for row in found.itertuples()
    ]
    if len(own) > 1:
        whole = own["low"].min(), own["high"].max()
        last = own.iloc[-1]
        rows.append(("hull", last["period_start"], "sound", *whole, "; ".join(own["record_id"]), last["source_id"]))
    context = audience.here(edition, "context")
    near = (context["period_start"].dt.year == month.year) & context["value"].notna()
    # A pair too loose to recover the base, which is quoted all the same: its quotient, taken as exact.
    for row in context[near & (context["reveals_base"] == "no") & (context["share_resolution"] < 1)].itertuples():
        quotient = row.value / row.share * 100
        rows.append(("as exact", row.period_start, "loose", quotient, quotient, row.record_id, row.source_id))
    people = context[(context["measure"] == "population") & (context["period_start"] <= month)]
    people = people.sort_values(["period_start", "record_id"], ascending=[False, True])
    for row in people.head(1).itertuples():
        step = row.resolution / 2 if row.qualifier != "exact" else 0.0
        ends = row.value - step, row.value + step
        rows.append(("all ages", row.period_start, "wrong", *ends, row.record_id, row.source_id))
    return pd.DataFrame(rows, columns=_BASE)


_BASE = ["base", "base_month", "kind", "base_low", "base_high", "base_record", "base_source"]


def choices(edition: Edition) -> pd.DataFrame:
    """The least that can have used both services, under every published pair of the month and every base.

    A specification grid (Steegen and others 2016; Simonsohn and others 2020): one row a choice, in ascending order of
    the floor. ``month``, ``figures`` (both as published), ``value_1``, ``value_2``, ``low`` (max(0, A + B − N) at the
    safe end of every rounding: what may be said), ``high`` (the same sum at the other ends), ``headline`` (the
    edition's pair on the edition's base), the columns of :func:`bases`, ``confidence`` (of the weaker figure) and
    ``basis`` (record ids of the pair). People. The grid shows what a choice changes; it makes no choice better than
    it is. Pairs of one original or series only: figures of two measurers do not count the same people. No rows where
    the month, a pair or a base is not known.
    """
    pair = audience.headline(edition)
    columns = ["month", "figures", "value_1", "value_2", "low", "high", "headline", *_BASE, "confidence", "basis"]
    if pair.empty or pair["share_low"].isna().any():
        return pd.DataFrame(columns=columns)
    month = pair.loc[0, "month"]
    points = audience.points(edition).set_index("record_id")
    used, grounds = audience.base(edition, month), bases(edition, month)
    rows = []
    for row in overlap.published_pairs(edition, month).itertuples():
        ids = row.basis.split("; ")
        a, b = (points.loc[i] for i in ids)
        figures = " + ".join(audience.printed(i, unit=False) for i in ids)
        weaker = max(a["confidence"], b["confidence"], key=_ORDER.get)
        for ground in grounds.itertuples(index=False):
            whole = Interval(ground.base_low, ground.base_high)
            both = overlap.all_of([audience.span(a), audience.span(b)], whole)
            high = max(0.0, min(a["high"] + b["high"] - whole.low, both.high))
            quoted = ground.base in ("pair", "hull") and whole == used and set(ids) == set(pair["record_id"])
            known = (month, figures, a["value"], b["value"], both.low, high, quoted)
            rows.append((*known, *ground, weaker, row.basis))
    frame = pd.DataFrame(rows, columns=columns)
    # Two bases may be one and the same; the hull speaks for both, so that one choice is marked.
    twice = frame["headline"] & (frame["base"] == "pair") & frame.duplicated(["basis", "headline"], keep=False)
    frame["headline"] = frame["headline"] & ~twice
    return frame.sort_values(["low", "figures", "base"], kind="stable").reset_index(drop=True)


def footing(edition: Edition) -> pd.DataFrame:
    """On how many pages and originals the figures of the edition's services rest.

    One row a kind of footing: ``footing`` (``one page``, ``one original on several pages``, ``several originals``) and
    ``figures``, how many stand on it. A figure is a service, metric, measurer's series and month.
    """
    found = originals(edition)
    groups = found.groupby(["service", "metric", "series_id", "month"])
    one, several = (groups["pages"].sum() == 1).sum(), (groups["key"].nunique() > 1).sum()
    rest = len(groups) - one - several
    tally = [("one page", one), ("one original on several pages", rest), ("several originals", several)]
    return pd.DataFrame(tally if len(found) else [], columns=["footing", "figures"])


def second_look(edition: Edition) -> pd.DataFrame:
    """Fields that were looked up a second time; columns of ``checks.csv``.

    The looks bear no date by which they were public, so a dated edition has none of them.
    """
    found = tables.read("checks")
    return found if edition.as_of is None else found.iloc[0:0]


def measurers(edition: Edition) -> pd.DataFrame:
    """The series behind the figures: ``measurer``, ``title``, ``figures`` (originals), ``breaks``, ``owner_note``,
    ``owner_source_id``; most figures first. Remarks are :func:`hushed`, and who owns a measurer is told where the page
    for it was public.
    """
    tally = originals(edition)["series_id"].value_counts()
    series = tables.read("series")
    series = series[series["series_id"].isin(tally.index)]
    public = set(edition.known(tables.read("sources"))["source_id"])
    found = series.assign(
        figures=series["series_id"].map(tally),
        breaks=[hushed(text, edition) for text in series["breaks"]],
        owner_note=series["owner_note"].where(series["owner_source_id"].isin(public), ""),
    ).sort_values(["figures", "series_id"], ascending=[False, True])
    columns = ["measurer", "title", "figures", "breaks", "owner_note", "owner_source_id", "series_id"]
    return found[columns].reset_index(drop=True)


_MONTHS = [words.month(pd.Timestamp(2000, m, 1), year=False) for m in range(1, 13)]
_DATED = re.compile(rf"(?:({'|'.join(_MONTHS)}) )?\b((?:19|20)\d\d)\b")


def hushed(text: str, edition: Edition) -> str:
    """A remark without its sentences that name a month or year which begins after the as-of day."""
    if edition.as_of is None:
        return text
    kept = []
    for sentence in re.split(r"(?<=[.;]) ", text):
        months = [pd.Timestamp(int(y), _MONTHS.index(m) + 1 if m else 1, 1) for m, y in _DATED.findall(sentence)]
        if all(month <= edition.cutoff for month in months):
            kept.append(sentence)
    return " ".join(kept)
