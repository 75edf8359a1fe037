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
from itertools import count, takewhile

import pandas as pd

from reach import tables
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
    """One step of the ladder: joined months needed before and after the event, and the reason where they are there."""

    name: str
    before: int
    after: int
    reason: str


RUNGS = (
    Rung("describe", 0, 0, "always"),
    Rung("placebo", 8, 3, "allowed"),
    Rung("segmented", 12, 6, "not_built"),
    Rung("state_space", 24, 12, "not_built"),
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
    known = audience.here(edition, "context")
    phones = known.loc[known["measure"] == "panel_size", "value"]
    if pair.empty or phones.empty or pair["share_low"].isna().any():
        return None
    whole = audience.base(edition, pair.loc[0, "month"])
    share = round((pair.loc[0, "share_low"] + pair.loc[0, "share_high"]) / 2, 2)
    return Noise(1.96, share, float(phones.iloc[-1]), round((whole.low + whole.high) / 2, -5))


# Months and events


def exposure(month: pd.Timestamp, event: pd.Timestamp) -> Fraction:
    """Share of a month's days that lie on or after an event: 21/31 of August for the 11th, 0 before, 1 after."""
    days, left = month.days_in_month, (month + pd.offsets.MonthBegin(1) - event.normalize()).days
    return Fraction(min(max(left, 0), days), days)


def joined(months: Iterable[pd.Timestamp], event: pd.Timestamp) -> tuple[int, int]:
    """Whole months before and whole months after an event that run up to it and on from it without a gap.

    The month of the event belongs to neither side, unless the event fell on its first day: then it is the first month
    after. Where that month has no figure, nothing after it is joined to what came before.
    """
    have, month = {m.to_period("M") for m in months}, event.to_period("M")
    before = sum(1 for _ in takewhile(have.__contains__, (month - i for i in count(1))))
    through = sum(1 for _ in takewhile(have.__contains__, (month + i for i in count())))  # with the month of the event
    return before, through if event.day == 1 else max(through - 1, 0)


def ladder(months: Iterable[pd.Timestamp], event: pd.Timestamp) -> pd.DataFrame:
    """The rung that months with a figure, of a service's series that a line may join, allow for one event.

    One row a rung: ``rung``, ``reached`` (allowed and built), ``before`` and ``after`` (joined months),
    ``needs_before``, ``needs_after``, ``published_before``, ``published_after`` (months with a figure, joined or
    not) and ``reason``: ``always``, ``missing`` (months), ``allowed`` or ``not_built``.
    """
    have = set(months)
    before, after = joined(have, event)
    published = [sum(exposure(month, event) == side for month in have) for side in (0, 1)]
    rows = []
    for rung in RUNGS:
        reason = rung.reason if before >= rung.before and after >= rung.after else "missing"
        there = reason in ("always", "allowed")
        rows.append((rung.name, there, before, after, rung.before, rung.after, *published, reason))
    return pd.DataFrame(rows, columns=_LADDER)


_LADDER = ["rung", "reached", "before", "after", "needs_before", "needs_after"]
_LADDER += ["published_before", "published_after", "reason"]


def reached(steps: pd.DataFrame) -> str:
    """Name of the highest rung of a ladder that is allowed and built."""
    return steps.loc[steps["reached"], "rung"].iloc[-1]


def limits(edition: Edition) -> pd.DataFrame:
    """Nationwide restrictions of the platforms since the edition's first day; columns of ``timeline.phases``."""
    found = pd.concat([timeline.phases(edition, [service]) for service in edition.platforms])
    found = found[(found["breadth"] == "nationwide") & (found["start"] >= pd.Timestamp(edition.since))]
    return found.reset_index(drop=True)


def ladders(edition: Edition, metric: str = "monthly_reach") -> pd.DataFrame:
    """The ladder of every nationwide restriction of the platforms: one row a service, event and rung.

    Columns of :func:`ladder` with ``service``, ``event_id``, ``title``, ``start``, ``announced``, ``series_id`` and
    ``highest`` (the rung reached). Of a service's series the one that allows most counts.
    """
    runs = _runs(edition, metric)
    head = ["service", "event_id", "title", "start", "announced"]
    frames = []
    for event in limits(edition)[head].to_dict("records"):
        mine = runs[runs["service"] == event["service"]].groupby("series_id")["month"]
        tried = [(name, ladder(months, event["start"])) for name, months in mine] or [("", ladder([], event["start"]))]
        series, best = max(tried, key=lambda t: (t[1]["reached"].sum(), t[1]["after"].max(), t[1]["before"].max()))
        frames.append(best.assign(**event, series_id=series, highest=reached(best)))
    columns = [*head, "series_id", "highest", *_LADDER]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def _runs(edition: Edition, metric: str) -> pd.DataFrame:
    """The platforms' figures of :func:`reach.measures.audience.runs`."""
    found = audience.runs(edition, metric)
    return found[found["service"].isin(edition.platforms)]


def levels(edition: Edition, metric: str = "monthly_reach") -> pd.DataFrame:
    """The figures between which :func:`describe` tells changes, from the edition's first day on.

    One row a month: ``service``, ``metric``, ``series_id``, ``month``, ``value``, ``low``, ``high``, ``basis``,
    ``record_id``, ``source_id``.
    """
    found = _runs(edition, metric).assign(metric=metric)
    found = found[found["month"] >= pd.Timestamp(edition.since)]
    columns = ["service", "metric", "series_id", "month", "value", "low", "high", "basis", "record_id", "source_id"]
    return found.drop_duplicates(["service", "month"], ignore_index=True)[columns]


def exposures(edition: Edition) -> pd.DataFrame:
    """How much of the month lay after the beginning of each nationwide restriction of the platforms.

    One row a service and event: ``service``, ``event_id``, ``title``, ``start``, ``announced``, ``month``,
    ``exposure`` and ``exposure_announced`` (0 to 1; missing where nothing was announced), and ``share`` and
    ``share_announced`` (the same in days, as ``21/31``). An announcement in a month after the start is no share of it.
    """
    found = limits(edition)[["service", "event_id", "title", "start", "announced"]]
    month = found["start"].dt.to_period("M")
    found["month"] = month.dt.to_timestamp()
    told = found["announced"].where(found["announced"].dt.to_period("M") == month)
    found["exposure"], found["exposure_announced"] = (_exposed(found["month"], day) for day in (found["start"], told))
    for which in ("", "_announced"):
        shares = zip(found[f"exposure{which}"], month.dt.days_in_month, strict=True)
        found[f"share{which}"] = ["" if math.isnan(part) else f"{round(part * of)}/{of}" for part, of in shares]
    return found


def _exposed(months: pd.Series, events: pd.Series) -> list[float]:
    """:func:`exposure` of each month to its event; missing where there is none."""
    pairs = zip(months, events, strict=True)
    return [float("nan") if pd.isna(event) else float(exposure(month, event)) for month, event in pairs]


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
    every = audience.apart(_runs(edition, metric))
    every["months"] = every["end"].dt.to_period("M").astype(int) - every["start"].dt.to_period("M").astype(int)
    sizes = [_size(audience.span(row)) for row in every.itertuples()]
    every["least"], every["most"] = [size.low for size in sizes], [size.high for size in sizes]
    begun = limits(edition)[["service", "start", "announced", "event_id"]].rename(columns={"start": "begun"})
    begun["end"] = begun["begun"].dt.to_period("M").dt.to_timestamp()
    found = every.drop_duplicates(["service", "series_id", "start"])
    found = found.merge(begun.drop_duplicates(["service", "end"]), how="left", on=["service", "end"])
    ranks = []
    for row in found.itertuples():
        past = every[(every["service"] == row.service) & (every["series_id"] == row.series_id)]
        past = past[(past["months"] == row.months) & (past["end"] < row.end)]
        ranks.append((1 + (past["most"] >= row.least).sum(), 1 + len(past)))
    found[["rank", "of"]] = pd.DataFrame(ranks, found.index, ["rank", "of"])
    found[["per_month", "per_month_low", "per_month_high"]] = found[["change", "low", "high"]].div(
        found["months"], axis=0
    )
    found = found.assign(
        metric=metric,
        reading=[reading(audience.span(row)) for row in found.itertuples()],
        exposure=_exposed(found["end"], found["begun"]),
        exposure_announced=_exposed(found["end"], found["announced"]),
        event_id=found["event_id"].fillna(""),
        basis=found["basis_a"] + ", then " + found["basis_b"],
        record_ids=found["record_id_a"] + "; " + found["record_id_b"],
    )
    columns = ["service", "metric", "series_id", "start", "end", "months", "start_value", "end_value", "change", "low"]
    columns += ["high", "per_month", "per_month_low", "per_month_high", "reading", "rank", "of", "exposure"]
    columns += ["exposure_announced", "event_id", "basis", "record_ids"]
    return found.rename(columns={"value_a": "start_value", "value_b": "end_value"})[columns]


def _size(change: Interval) -> Interval:
    """The sizes, without sign, that a change may have."""
    if change.low <= 0 <= change.high:
        return Interval(0.0, max(-change.low, change.high))
    return Interval(min(abs(change.low), abs(change.high)), max(abs(change.low), abs(change.high)))


def reading(change: Interval) -> str:
    """``little``, ``clear`` or ``open``: whether a change is under or over a million whatever the rounding."""
    size = _size(change)
    return "little" if size.high < LITTLE else "clear" if size.low >= LITTLE else "open"


def swing(edition: Edition) -> Interval | None:
    """Least and most, in people, by which any monthly reach differs from an earlier one of its platform and series.

    Since the edition's first day, in series that a line may join; ``None`` where no two figures may be compared.
    """
    found = audience.apart(_runs(edition, "monthly_reach"))
    found = found[found["start"] >= pd.Timestamp(edition.since)]
    return None if found.empty else Interval(found["low"].min(), found["high"].max())


def daily_and_monthly(edition: Edition) -> pd.DataFrame:
    """Change of monthly and of average daily reach between the same two months, in percent of the first.

    The first and the last month, since the edition's first day, for which a platform has both on pages that name the
    measurer. One row a service: ``service``, ``start``, ``end``, and ``monthly``, ``monthly_low``, ``monthly_high``,
    ``daily``, ``daily_low``, ``daily_high`` as shares (−0.17 is a fall of 17 percent), ``record_ids``.
    """
    sides = []
    for metric in ("monthly_reach", "average_daily_reach"):
        found = _runs(edition, metric)
        named = found["record_id"].map(audience.names_measurer).astype(bool)
        found = found[named & (found["month"] >= pd.Timestamp(edition.since)) & (found["low"] > 0)]
        sides.append(found.drop_duplicates(["service", "month"]).set_index(["service", "month"]))
    rows = []
    for service in edition.platforms:
        shared = sorted(month for name, month in sides[0].index.intersection(sides[1].index) if name == service)
        if len(shared) < 2:
            continue
        row, ids = [service, shared[0], shared[-1]], []
        for side in sides:
            a, b = side.loc[(service, shared[0])], side.loc[(service, shared[-1])]
            ratio = audience.span(b) / audience.span(a)
            row += [b["value"] / a["value"] - 1, ratio.low - 1, ratio.high - 1]
            ids += [a["record_id"], b["record_id"]]
        rows.append((*row, "; ".join(ids)))
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
    date lie before the event. With k fake dates the smallest share that can come out is 1/(k+1). ``points`` are
    ``month``, ``value``, ``low``, ``high`` of one service in one series that a line may join.

    Raises:
        Refused: the joined months before and after do not suffice.
    """
    steps = ladder(points["month"], event).set_index("rung").loc["placebo"]
    if not steps["reached"]:
        raise Refused("{before} joined months before the event, {needs_before} needed; "
                      "{after} after it, {needs_after} needed.".format_map(steps))  # fmt: skip
    month, here = event.normalize().replace(day=1), int(steps["before"])
    skip = 0 if exposure(month, event) == 1 else 1
    run = points.set_index("month").sort_index()[["value", "low", "high"]]
    run = run.loc[[month + pd.DateOffset(months=i) for i in range(-here, skip + WINDOW)]]
    rows = []
    # The last fake date is the one whose months after end in the month before the event.
    for at in (*range(WINDOW, here - WINDOW - skip + 1), here):
        after, before = (run.iloc[i : i + WINDOW].mean() for i in (at + skip, at - WINDOW))
        change = audience.span(after) - audience.span(before)
        rows.append((run.index[at], at != here, after["value"] - before["value"], change.low, change.high))
    dates = pd.DataFrame(rows, columns=["month", "fake", "change", "low", "high"])
    *fakes, own = (_size(audience.span(row)) for row in dates.itertuples())
    tie = 1e-9 * max(1.0, own.high)  # two thirds of the same counts may differ in the last bit
    best = 1 + sum(fake.low > own.high + tie for fake in fakes)
    worst = 1 + sum(fake.high >= own.low - tie for fake in fakes)
    return Placebo(dates, best, worst, len(dates), Fraction(1, len(dates)))


# Earlier cases


#: Earlier restrictions with published reach around them: event, service and metric of each case.
PRECEDENTS = (
    ("ru-2022-03-instagram-block", "Instagram", "average_daily_reach"),
    ("ru-2022-02-facebook-partial", "Facebook", "average_daily_reach"),
    ("ru-2024-07-youtube-throttling", "YouTube", "average_daily_reach"),
    ("ru-2024-07-youtube-throttling", "YouTube", "monthly_reach"),
    ("ru-2018-04-telegram-block", "Telegram", "average_daily_reach"),
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
    frames: list[pd.DataFrame] = []
    for event_id, service, metric in PRECEDENTS:
        if (event_id, service) not in events.index:
            continue
        begun, depth = events.loc[(event_id, service), ["start", "depth"]]
        found = _case(edition, service, metric)
        found["months_since"] = (found["at"] - begun).dt.days / MONTH
        found = found[found["months_since"].between(*SPAN)]
        if found.empty:
            continue
        later = phases[(phases["service"] == service) & (phases["breadth"] == "nationwide")]
        later = later[(later["depth"] > depth) & (later["start"] > begun)]
        later = later[(later["start"] - begun).dt.days / MONTH <= SPAN[1]].head(1)
        share = [float(r.at >= begun if r.kind == "day" else exposure(r.month, begun)) for r in found.itertuples()]
        found = found.assign(case=len(frames), event_id=event_id, event=begun, depth=depth, metric=metric)
        found = found.assign(deeper=later["start"].max(), deeper_depth=later["depth"].max(), exposure=share)
        frames.append(found.sort_values(["at", "record_id"]))
    return pd.concat(frames, ignore_index=True)[PRECEDED] if frames else pd.DataFrame(columns=PRECEDED)


PRECEDED = ["case", "service", "event_id", "event", "depth", "deeper", "deeper_depth", "metric", "series_id"]
PRECEDED += ["universe", "month", "at", "months_since", "value", "low", "high", "joined", "kind", "exposure"]
PRECEDED += ["basis", "record_id", "source_id"]


def _case(edition: Edition, service: str, metric: str) -> pd.DataFrame:
    """Figures for whole months, joined in runs of three or more; beside average daily reach those of single days."""
    alone = replace(edition, platforms=(service, service), also=())
    found = audience.points(alone, metric).sort_values(["series_id", "month", "record_id"])
    weak = (found["draw"] != "yes") | (found["confidence"] == "low")
    found, solid = found.assign(kind=weak.map({True: "weak", False: "month"})), found[~weak]
    # A run begins where no line may come from the month before; a weak month in between breaks it as well.
    begins = ~(solid["joined"] & (solid["month"] == solid["month"].shift() + pd.offsets.MonthBegin(1)))
    sizes = begins.cumsum().groupby(begins.cumsum()).transform("size")
    found["joined"] = (sizes >= 3).reindex(found.index, fill_value=False)
    if metric == "average_daily_reach":
        days = audience.published(audience.counted(alone, "single_day_reach"))
        days = days[days["draw"] != "no"]
        month = days["period_start"].dt.to_period("M").dt.to_timestamp()
        found = pd.concat([found, days.assign(month=month, at=days["period_start"], joined=False, kind="day")])
    universe = found["series_id"].map(tables.read("series").set_index("series_id")["universe"])
    return found.assign(universe=universe.str.contains("cities").map({True: "cities", False: "12plus"}))


def fell_after(cases: pd.DataFrame) -> list[tuple[str, int]]:
    """Services, with the limit's depth, whose reach certainly fell by a million or more, of all aged 12 and over."""
    found = around(cases)
    fell = found[(found["high"] <= -LITTLE) & (found["universe"] == "12plus")]
    return list(dict.fromkeys(zip(fell["service"], fell["depth"], strict=True)))


def rose_after(cases: pd.DataFrame) -> list[tuple[str, int]]:
    """Services, with the limit's year, whose reach certainly rose as much, whoever was counted: titles name them."""
    found = around(cases)
    rose = found[found["low"] >= LITTLE]
    return list(dict.fromkeys(zip(rose["service"], rose["year"], strict=True)))


def around(cases: pd.DataFrame) -> pd.DataFrame:
    """How reach differs after an earlier restriction from before it.

    The last figure of a month wholly after less the last of a month wholly before, in one series. Single days and weak
    figures do not count. One row a case and series: ``service``, ``depth`` (the deepest within the months shown),
    ``year`` (of the event), ``universe`` (12plus or cities), ``low``, ``high`` (people).
    """
    rows = []
    for _, series in cases[cases["kind"] == "month"].groupby(["case", "series_id"]):
        before, after = series[series["exposure"] == 0], series[series["exposure"] == 1]
        if len(before) and len(after):
            a, b = before.iloc[-1], after.iloc[-1]
            apart = audience.span(b) - audience.span(a)
            deepest = int(a["depth"] if pd.isna(a["deeper_depth"]) else a["deeper_depth"])
            rows.append((a["service"], deepest, a["event"].year, a["universe"], apart.low, apart.high))
    return pd.DataFrame(rows, columns=["service", "depth", "year", "universe", "low", "high"])
