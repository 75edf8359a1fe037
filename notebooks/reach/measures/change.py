"""Before and after a restriction: what may be said with so many months, and what is refused.

A ladder of four rungs. ``describe`` is always allowed: the change per month between published figures. ``placebo``
(placebo-in-time) asks how the change at the event ranks among changes at dates when nothing of the kind happened.
The two models above it need more months than any series here has; they are refused by counting months.

Thresholds: fewer than three points on a side are no interrupted series (EPOC, Cochrane); under twelve points every
method underrates autocorrelation, so that intervals come out too narrow (Turner et al. 2021, doi
10.1186/s12874-021-01364-0); a seasonal state-space model spends a dozen degrees of freedom before it begins.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from reach import intervals, tables
from reach.edition import Edition
from reach.faults import Told
from reach.intervals import Interval
from reach.measures import audience, timeline

#: Changes that stay under this are "little changed", people.
LITTLE = 1e6
#: Months on each side of a date that a placebo test compares.
WINDOW = 3


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: months it needs before and after the event, in one joined run."""

    name: str
    before: int
    after: int
    built: bool


RUNGS = (
    Rung("describe", 0, 0, True),
    Rung("placebo", 8, 3, True),
    Rung("segmented", 12, 6, False),
    Rung("state_space", 24, 12, False),
)


@dataclass(frozen=True)
class Noise:
    """How far sampling alone may move a change between two months of a panel: z·√(2p(1−p)/n)·N.

    ``z`` of 95%, ``share`` p (0 to 1), ``phones`` n on the panel, ``people`` N. The two months are taken as independent
    samples, so the noise is √2 times that of one level. A floor: a panel is no simple random sample.
    """

    z: float
    share: float
    phones: float
    people: float

    @property
    def size(self) -> float:
        """In people, to the next 0.1 million."""
        return round(self.z * math.sqrt(2 * self.share * (1 - self.share) / self.phones) * self.people, -5)


class Refused(Told):
    """A rung that the published months do not allow; the message says in words what is missing."""


def noise(edition: Edition) -> Noise | None:
    """:class:`Noise` of the edition's headline series, or ``None`` where the panel's size or the base is not known.

    n is the row of ``context.csv`` with the size of the panel, N the middle of :func:`reach.measures.audience.base` and
    p the share of the first platform, both of the headline's month.
    """
    pair = audience.headline(edition)
    known = edition.known(tables.read("context"))
    phones = known[(known["country"] == edition.country) & (known["measure"] == "panel_size")]
    if pair.empty or phones.empty or pair["share_low"].isna().any():
        return None
    whole = audience.base(edition, pair.loc[0, "month"])
    share = round((pair.loc[0, "share_low"] + pair.loc[0, "share_high"]) / 2, 2)
    return Noise(1.96, share, float(phones["value"].iloc[-1]), round((whole.low + whole.high) / 2, -5))


# Months and events


def exposure(month: pd.Timestamp, event: pd.Timestamp) -> Fraction:
    """Share of a month's days that lie on or after an event: 21/31 of August for the 11th, 0 before, 1 after."""
    first = month.replace(day=1)
    days = first.days_in_month
    return Fraction(min(max((first + pd.offsets.MonthBegin(1) - event.normalize()).days, 0), days), days)


def joined(months: Iterable[pd.Timestamp], event: pd.Timestamp) -> tuple[int, int]:
    """Whole months before and whole months after an event that run up to it and on from it without a gap.

    The month of the event belongs to neither side, unless the event fell on its first day: then it is the first month
    after. Where that month has no figure, nothing after it is joined to what came before.
    """
    have = set(months)
    month = event.normalize().replace(day=1)
    step = pd.DateOffset(months=1)
    before, at = 0, month - step
    while at in have:
        before, at = before + 1, at - step
    whole = exposure(month, event) == 1
    after, at = 0, month if whole else month + step
    while (whole or month in have) and at in have:
        after, at = after + 1, at + step
    return before, after


def ladder(months: Iterable[pd.Timestamp], event: pd.Timestamp, *, line: bool = True) -> pd.DataFrame:
    """The rung that one service's series allows for one event, and why each higher one is refused.

    Args:
        months: first days of the months with a figure, of one service and one series.
        event: day the restriction began.
        line: whether figures of this series may be joined at all (``series.csv``).

    Returns one row a rung: ``rung``, ``reached`` (allowed and built), ``before`` and ``after`` (joined months),
    ``needs_before``, ``needs_after``, ``published_before``, ``published_after`` (months with a figure, joined or
    not) and ``reason``: ``always``, ``missing`` (months), ``allowed`` or ``not_built``.
    """
    have = sorted(set(months))
    before, after = joined(have, event) if line else (0, 0)
    published_before = sum(exposure(m, event) == 0 for m in have)
    published_after = sum(exposure(m, event) == 1 for m in have)
    rows = []
    for rung in RUNGS:
        allowed = before >= rung.before and after >= rung.after
        open_ = "allowed" if rung.built else "not_built"
        rows.append(
            {
                "rung": rung.name,
                "reached": allowed and rung.built,
                "before": before,
                "after": after,
                "needs_before": rung.before,
                "needs_after": rung.after,
                "published_before": published_before,
                "published_after": published_after,
                "reason": "always" if not rung.before else open_ if allowed else "missing",
            }
        )
    return pd.DataFrame(rows)


def reached(steps: pd.DataFrame) -> str:
    """Name of the highest rung of a ladder that is allowed and built."""
    return steps.loc[steps["reached"], "rung"].iloc[-1]


def limits(edition: Edition, services: Iterable[str] | None = None) -> pd.DataFrame:
    """Nationwide restrictions of the platforms since the edition's first day; columns of ``timeline.phases``."""
    found = timeline.phases(edition, list(services or edition.platforms))
    found = found[(found["breadth"] == "nationwide") & (found["start"] >= pd.Timestamp(edition.since))]
    order = {name: place for place, name in enumerate(edition.services)}
    found = found.assign(place=found["service"].map(order))
    return found.sort_values(["place", "start", "event_id"]).reset_index(drop=True)


def ladders(edition: Edition, metric: str = "monthly_reach") -> pd.DataFrame:
    """The ladder of every nationwide restriction of the platforms: one row a service, event and rung.

    Columns of :func:`ladder` with ``service``, ``event_id``, ``title``, ``start``, ``announced``, ``series_id`` and
    ``highest`` (the rung reached). Of a service's series the one that allows most counts.
    """
    runs = _runs(edition, metric)
    rows = []
    for event in limits(edition).itertuples():
        tried = [
            (series, ladder(group["month"], event.start))
            for (service, series), group in runs.groupby(["service", "series_id"])
            if service == event.service
        ] or [("", ladder([], event.start))]
        series, best = max(tried, key=lambda t: (t[1]["reached"].sum(), t[1]["after"].max(), t[1]["before"].max()))
        rows.append(
            best.assign(
                service=event.service,
                event_id=event.event_id,
                title=event.title,
                start=event.start,
                announced=event.announced,
                series_id=series,
                highest=reached(best),
            )
        )
    head = ["service", "event_id", "title", "start", "announced", "series_id", "highest"]
    columns = [*head, *ladder([], pd.Timestamp("2020-01-02")).columns]
    return pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)


def _runs(edition: Edition, metric: str) -> pd.DataFrame:
    """Drawn figures of the platforms in series that a line may join, none of low confidence."""
    found = audience.points(edition, metric)
    lines = tables.read("series").set_index("series_id")["line"]
    keep = (
        found["service"].isin(edition.platforms)
        & (found["draw"] == "yes")
        & (found["confidence"] != "low")
        & (found["series_id"].map(lines) == "yes")
    )
    return found[keep].sort_values(["place", "series_id", "month"]).reset_index(drop=True)


def levels(edition: Edition, metric: str = "monthly_reach") -> pd.DataFrame:
    """The figures between which :func:`describe` tells changes, from the edition's first day on.

    One row a month: ``service``, ``metric``, ``series_id``, ``month``, ``value``, ``low``, ``high``, ``basis``,
    ``record_id``, ``source_id``.
    """
    found = _runs(edition, metric).assign(metric=metric)
    found = found[found["month"] >= pd.Timestamp(edition.since)].drop_duplicates(["service", "month"])
    columns = ["service", "metric", "series_id", "month", "value", "low", "high", "basis", "record_id", "source_id"]
    return found[columns].reset_index(drop=True)


def exposures(edition: Edition) -> pd.DataFrame:
    """How much of the month lay after the beginning of each nationwide restriction of the platforms.

    One row a service and event: ``service``, ``event_id``, ``title``, ``start``, ``announced``, ``month``,
    ``exposure`` and ``exposure_announced`` (0 to 1; missing where nothing was announced), and ``share`` and
    ``share_announced`` (the same in days, as ``21/31``). An announcement in a month after the start is no share of it.
    """
    rows = []
    for event in limits(edition).itertuples():
        month = event.start.to_period("M").to_timestamp()
        by = [event.start, event.announced]
        found = [None if pd.isna(day) or day.to_period("M") != event.start.to_period("M") else day for day in by]
        parts = [None if day is None else exposure(month, day) for day in found]
        said = ["" if p is None else f"{round(p * month.days_in_month)}/{month.days_in_month}" for p in parts]
        numbers = [float("nan") if p is None else float(p) for p in parts]
        rows.append((event.service, event.event_id, event.title, event.start, event.announced, month, *numbers, *said))
    columns = ["service", "event_id", "title", "start", "announced", "month", "exposure", "exposure_announced"]
    return pd.DataFrame(rows, columns=[*columns, "share", "share_announced"])


# First rung: describe


def describe(edition: Edition, metric: str = "monthly_reach") -> pd.DataFrame:
    """Change per month between each published figure and the next one of its service and series.

    One row a change, in people: ``service``, ``metric``, ``series_id``, ``start``, ``end`` (months), ``months``
    between them, ``start_value``, ``end_value``, ``change`` with ``low`` and ``high`` (rounding interval),
    ``per_month``, ``per_month_low``, ``per_month_high`` (the same by the months between), ``reading`` (``little``:
    under a million whatever the rounding; ``clear``: a million or more whatever the rounding; else ``open``),
    ``rank`` and ``of`` (place of the change's size among it and all earlier changes over as many months in the
    series, counting as larger every one that rounding allows to be as large), ``exposure`` and
    ``exposure_announced`` (share of the last month's days from the first nationwide restriction that began in it,
    by the date in use and by the announcement; missing where none began), ``event_id``, ``basis``, ``record_ids``.
    """
    found = _runs(edition, metric)
    every = audience.changes(edition, metric)
    every = every.assign(months=[_between(r.start, r.end) for r in every.itertuples()])
    begun = limits(edition)
    rows = []
    for (service, series), group in found.groupby(["service", "series_id"], sort=False):
        steps = list(group.itertuples())
        mine = every[(every["service"] == service) & (every["series_id"] == series)]
        for a, b in pairwise(steps):
            change = Interval(b.low, b.high) - Interval(a.low, a.high)
            months = _between(a.month, b.month)
            past = mine[(mine["months"] == months) & (mine["end"] < b.month)]
            least = _size(change).low
            rivals = sum(_size(Interval(p.low, p.high)).high >= least for p in past.itertuples())
            last = begun[(begun["service"] == service) & (begun["start"].dt.to_period("M") == b.month.to_period("M"))]
            event = last.iloc[0] if len(last) else None
            rows.append(
                {
                    "service": service,
                    "metric": metric,
                    "series_id": series,
                    "start": a.month,
                    "end": b.month,
                    "months": months,
                    "start_value": a.value,
                    "end_value": b.value,
                    "change": b.value - a.value,
                    "low": change.low,
                    "high": change.high,
                    "per_month": (b.value - a.value) / months,
                    "per_month_low": change.low / months,
                    "per_month_high": change.high / months,
                    "reading": reading(change),
                    "rank": 1 + rivals,
                    "of": 1 + len(past),
                    "exposure": float("nan") if event is None else float(exposure(b.month, event["start"])),
                    "exposure_announced": float("nan")
                    if event is None or pd.isna(event["announced"])
                    else float(exposure(b.month, event["announced"])),
                    "event_id": "" if event is None else event["event_id"],
                    "basis": f"{a.basis}, then {b.basis}",
                    "record_ids": f"{a.record_id}; {b.record_id}",
                }
            )
    return pd.DataFrame(rows, columns=DESCRIBED)


DESCRIBED = [
    *("service", "metric", "series_id", "start", "end", "months", "start_value", "end_value", "change", "low", "high"),
    *("per_month", "per_month_low", "per_month_high", "reading", "rank", "of", "exposure", "exposure_announced"),
    *("event_id", "basis", "record_ids"),
]


def _between(a: pd.Timestamp, b: pd.Timestamp) -> int:
    return (b.year - a.year) * 12 + b.month - a.month


def _size(change: Interval) -> Interval:
    """The sizes, without sign, that a change may have."""
    if change.low <= 0 <= change.high:
        return Interval(0.0, max(-change.low, change.high))
    return Interval(min(abs(change.low), abs(change.high)), max(abs(change.low), abs(change.high)))


def reading(change: Interval) -> str:
    """``little``, ``clear`` or ``open``: whether a change is under or over a million whatever the rounding."""
    size = _size(change)
    return "little" if size.high < LITTLE else "clear" if size.low >= LITTLE else "open"


def swing(edition: Edition, metric: str = "monthly_reach") -> Interval | None:
    """Least and most, in people, by which any figure differs from any earlier one of its platform and series.

    Since the edition's first day, in series that a line may join; ``None`` where no two figures may be compared.
    """
    series = _runs(edition, metric)[["service", "series_id"]].drop_duplicates()
    found = audience.changes(edition, metric).merge(series, on=["service", "series_id"])
    found = found[found["start"] >= pd.Timestamp(edition.since)]
    return None if found.empty else Interval(found["low"].min(), found["high"].max())


def daily_and_monthly(edition: Edition) -> pd.DataFrame:
    """Change of monthly and of average daily reach between the same two months, in percent of the first.

    The first and the last month, since the edition's first day, for which a platform has both on pages that name the
    measurer. One row a service:
    ``service``, ``start``, ``end``, and ``monthly``, ``monthly_low``, ``monthly_high``, ``daily``, ``daily_low``,
    ``daily_high`` as shares (−0.17 is a fall of 17 percent), ``record_ids``.
    """
    both = [_runs(edition, metric) for metric in ("monthly_reach", "average_daily_reach")]
    rows = []
    for service in edition.platforms:
        mine = [f[(f["service"] == service) & (f["month"] >= pd.Timestamp(edition.since))] for f in both]
        mine = [f[f["record_id"].map(audience.names_measurer).astype(bool)] for f in mine]
        mine = [f.drop_duplicates("month").set_index("month") for f in mine]
        shared = sorted(set(mine[0].index) & set(mine[1].index))
        if len(shared) < 2:
            continue
        row = {"service": service, "start": shared[0], "end": shared[-1]}
        ids = []
        for name, frame in zip(("monthly", "daily"), mine, strict=True):
            a, b = frame.loc[shared[0]], frame.loc[shared[-1]]
            ratio = Interval(b["low"], b["high"]) / Interval(a["low"], a["high"])
            row |= {name: b["value"] / a["value"] - 1, f"{name}_low": ratio.low - 1, f"{name}_high": ratio.high - 1}
            ids += [a["record_id"], b["record_id"]]
        rows.append(row | {"record_ids": "; ".join(ids)})
    parts = [f"{name}{end}" for name in ("monthly", "daily") for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["service", "start", "end", *parts, "record_ids"])


# Second rung: placebo in time


@dataclass(frozen=True)
class Placebo:
    """Where the change at an event ranks among changes at fake dates before it. No p-value by itself.

    ``dates`` has one row a date: ``month``, ``fake``, ``change``, ``low``, ``high``. The event's size is between the
    ``best``-th and the ``worst``-th largest of ``of``; ``least`` is the smallest share that could have come out.
    """

    dates: pd.DataFrame
    best: int
    worst: int
    of: int
    least: Fraction


def placebo(points: pd.DataFrame, event: pd.Timestamp) -> Placebo:
    """Slide a fake date over the months before an event and rank the event's change among those at the fake dates.

    The change at a date is the mean of the three whole months after it less the mean of the three before; the month
    the event fell in is left out unless it fell on the first, and so it is at every fake date. All months of a fake
    date lie before the event. With k fake dates the smallest share that can come out is 1/(k+1).

    Args:
        points: ``month``, ``value``, ``low``, ``high`` of one service in one series that a line may join.

    Raises:
        Refused: the joined months before and after do not suffice.
    """
    steps = ladder(points["month"], event).set_index("rung").loc["placebo"]
    if not steps["reached"]:
        raise Refused("{before} joined months before the event, {needs_before} needed; "
                      "{after} after it, {needs_after} needed.".format_map(steps))  # fmt: skip
    month = event.normalize().replace(day=1)
    by_month = points.set_index("month").sort_index()
    skip = 0 if exposure(month, event) == 1 else 1
    places = [month + pd.DateOffset(months=i) for i in range(-int(steps["before"]), skip + WINDOW)]
    run, here = by_month.loc[places], int(steps["before"])
    # The last fake date is the one whose months after end in the month before the event.
    rows = [_jump(run, i, skip) | {"fake": i != here} for i in [*range(WINDOW, here - WINDOW - skip + 1), here]]
    dates = pd.DataFrame(rows, columns=["month", "fake", "change", "low", "high"])
    sizes = [_size(Interval(r.low, r.high)) for r in dates.itertuples()]
    own, fakes = sizes[-1], sizes[:-1]
    tie = 1e-9 * max(1.0, own.high)  # two thirds of the same counts may differ in the last bit
    best = 1 + sum(f.low > own.high + tie for f in fakes)
    worst = 1 + sum(f.high >= own.low - tie for f in fakes)
    of = len(sizes)
    return Placebo(dates, best, worst, of, Fraction(1, of))


def _jump(run: pd.DataFrame, at: int, skip: int) -> dict:
    before, after = run.iloc[at - WINDOW : at], run.iloc[at + skip : at + skip + WINDOW]
    change = Interval(after["low"].mean(), after["high"].mean()) - Interval(before["low"].mean(), before["high"].mean())
    return {
        "month": run.index[at],
        "change": after["value"].mean() - before["value"].mean(),
        "low": change.low,
        "high": change.high,
    }


# Earlier cases


#: Earlier restrictions with published reach around them: event, service and the metrics shown for it.
PRECEDENTS = (
    ("ru-2022-03-instagram-block", "Instagram", ("average_daily_reach",)),
    ("ru-2022-02-facebook-partial", "Facebook", ("average_daily_reach",)),
    ("ru-2024-07-youtube-throttling", "YouTube", ("average_daily_reach", "monthly_reach")),
    ("ru-2018-04-telegram-block", "Telegram", ("average_daily_reach",)),
)
#: Months since the restriction that are shown.
SPAN = (-7, 12)
#: Length of a mean month, days.
MONTH = 365.25 / 12


def precedents(edition: Edition) -> pd.DataFrame:
    """Published reach around earlier restrictions, each case in its own metric and series.

    One row a figure, in people: ``case`` (number of the panel), ``service``, ``event_id``, ``event`` (its day),
    ``depth``, ``deeper`` (day a deeper nationwide one followed within the months shown) and ``deeper_depth``,
    ``metric``, ``series_id``, ``universe`` (``12plus`` or ``cities``), ``month``, ``at`` (where it is drawn: the
    middle of the month, or the day), ``months_since`` the restriction, ``value``, ``low``, ``high``,
    ``joined`` (one of three or more months in a row of a series that may be joined), ``kind`` (``month``, ``day``
    for a single day, ``weak`` for a figure beside the record or of low confidence), ``exposure`` (share of the month
    from the restriction on), ``basis``, ``record_id``, ``source_id``. Only figures from seven months before to twelve
    after; months next to each other count as joined, others stay apart.
    """
    phases = timeline.phases(edition)
    events = phases.set_index(["event_id", "service"])
    frames, case = [], 0
    for event_id, service, metrics in PRECEDENTS:
        if (event_id, service) not in events.index:
            continue
        event = events.loc[(event_id, service)]
        for metric in metrics:
            found = pd.concat([_case(edition, service, metric), *_days(edition, service, metric)])
            since = (found["at"] - event["start"]).dt.days / MONTH
            found = found.assign(months_since=since)[(since >= SPAN[0]) & (since <= SPAN[1])]
            if found.empty:
                continue
            later = phases[
                (phases["service"] == service)
                & (phases["breadth"] == "nationwide")
                & (phases["depth"] > event["depth"])
                & (phases["start"] > event["start"])
                & ((phases["start"] - event["start"]).dt.days / MONTH <= SPAN[1])
            ]
            head = {"case": case, "event_id": event_id, "event": event["start"], "depth": event["depth"]}
            head["deeper"] = later["start"].iloc[0] if len(later) else pd.NaT
            head["deeper_depth"] = later["depth"].iloc[0] if len(later) else float("nan")
            found = found.assign(metric=metric, **head)
            found["exposure"] = [
                float(exposure(r.month, event["start"]))
                if r.kind != "day"
                else float(r.at.normalize() >= event["start"])
                for r in found.itertuples()
            ]
            frames.append(found.sort_values(["at", "record_id"]))
            case += 1
    return pd.concat(frames)[PRECEDED].reset_index(drop=True) if frames else pd.DataFrame(columns=PRECEDED)


PRECEDED = [
    *("case", "service", "event_id", "event", "depth", "deeper", "deeper_depth", "metric", "series_id", "universe"),
    *(
        "month",
        "at",
        "months_since",
        "value",
        "low",
        "high",
        "joined",
        "kind",
        "exposure",
        "basis",
        "record_id",
        "source_id",
    ),
]


def _case(edition: Edition, service: str, metric: str) -> pd.DataFrame:
    """Figures of one service and metric for whole months, with runs of three or more marked as joined."""
    alone = replace(edition, platforms=(service, service), also=())
    found = audience.points(alone, metric).sort_values(["series_id", "month", "record_id"])
    weak = (found["draw"] != "yes") | (found["confidence"] == "low")
    found = found.assign(kind=weak.map({True: "weak", False: "month"}))
    solid = found[found["kind"] == "month"]
    # A run begins where no line may come from the month before; a weak month in between breaks it as well.
    begins = ~(solid["joined"] & (solid["month"] == (solid["month"].shift() + pd.offsets.MonthBegin(1))))
    sizes = begins.cumsum().groupby(begins.cumsum()).transform("size")
    found["joined"] = (sizes >= 3).reindex(found.index, fill_value=False)
    return found.assign(universe=_universe(found["series_id"]))


def _days(edition: Edition, service: str, metric: str) -> list[pd.DataFrame]:
    """Reach on single days, shown beside average daily reach and never joined to it."""
    if metric != "average_daily_reach":
        return []
    counts = edition.known(tables.read("user_counts"))
    counts = counts[
        (counts["country"] == edition.country)
        & (counts["service"] == service)
        & (counts["metric"] == "single_day_reach")
        & (counts["unit"] == "people")
        & (counts["draw"] != "no")
    ]
    if counts.empty:
        return []
    counts = counts.join(intervals.bounds(counts, tables.read("qualifiers")))
    return [
        counts.assign(
            month=counts["period_start"].dt.to_period("M").dt.to_timestamp(),
            at=counts["period_start"],
            joined=False,
            kind="day",
            basis=[audience.basis(row) for row in counts.itertuples()],
            universe=_universe(counts["series_id"]),
        )
    ]


def _universe(series: pd.Series) -> pd.Series:
    said = tables.read("series").set_index("series_id")["universe"]
    return series.map(said).str.contains("cities").map({True: "cities", False: "12plus"})


def fell_after(cases: pd.DataFrame) -> list[tuple[str, int]]:
    """Services, with the depth of the limit, whose reach fell for certain around an earlier restriction.

    A million people or more whatever the rounding, by :func:`around`, of everyone aged 12 and over.
    """
    fell = around(cases)
    fell = fell[(fell["high"] <= -LITTLE) & (fell["universe"] == "12plus")].drop_duplicates(["service", "depth"])
    return list(fell[["service", "depth"]].itertuples(index=False, name=None))


def rose_after(cases: pd.DataFrame) -> list[tuple[str, int]]:
    """Services, with the year of the limit, whose reach rose for certain around an earlier restriction.

    As :func:`fell_after`, but of whoever was counted: what a title over all cases must not leave out.
    """
    rose = around(cases)
    rose = rose[rose["low"] >= LITTLE].drop_duplicates(["service", "year"])
    return list(rose[["service", "year"]].itertuples(index=False, name=None))


def around(cases: pd.DataFrame) -> pd.DataFrame:
    """How reach differs after an earlier restriction from before it.

    The last figure of a month wholly after less the last of a month wholly before, in one series. Single days and weak
    figures do not count. One row a case and series: ``service``, ``depth`` (the deepest within the months shown),
    ``year`` (of the event), ``universe`` (12plus or cities), ``low``, ``high`` (people).
    """
    rows = []
    for _, group in cases[cases["kind"] == "month"].groupby("case"):
        for _, series in group.groupby("series_id"):
            before, after = series[series["exposure"] == 0], series[series["exposure"] == 1]
            if before.empty or after.empty:
                continue
            a, b = before.iloc[-1], after.iloc[-1]
            apart = Interval(b["low"], b["high"]) - Interval(a["low"], a["high"])
            deepest = int(a["depth"] if pd.isna(a["deeper_depth"]) else a["deeper_depth"])
            rows.append((a["service"], deepest, a["event"].year, a["universe"], apart.low, apart.high))
    return pd.DataFrame(rows, columns=["service", "depth", "year", "universe", "low", "high"])
