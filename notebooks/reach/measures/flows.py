"""Where people went, as far as counts allow: daily against monthly reach, net changes, accounts, survey answers.

Counts at two dates give net changes. They do not follow anyone, so how many left one service for another is bounded
here and never estimated.
"""

from functools import partial
from itertools import pairwise, product

import pandas as pd

from reach import tables
from reach.edition import Edition
from reach.intervals import Interval
from reach.measures import audience, overlap

#: A change within this of nothing, at both ends of its interval, is "little changed".
LITTLE = 1e6
#: How far a survey's field work and a month of reach may lie apart to be set side by side.
NEAR = pd.Timedelta(days=62)


def stickiness(edition: Edition) -> pd.DataFrame:
    """Average daily reach over monthly reach: the share of a month's audience that came on an average day.

    Figures pair where service, month, measurer and universe are the same; a monthly one that may be nought has no
    share. One row a pair: ``service``, ``month``,
    ``daily``, ``daily_low``, ``daily_high``, ``monthly``, ``monthly_low``, ``monthly_high`` (people), ``value``,
    ``low``, ``high`` (0 to 1; the interval is the daily one divided by the monthly one, at most 1), ``role``
    (``record``: both are the record of a series that runs on, on pages that name the measurer; ``mark``: one is not),
    ``daily_basis``, ``monthly_basis`` (as published), ``record_id`` (both), ``daily_source``, ``monthly_source`` and
    ``confidence`` (the lower of the two).
    """
    series = tables.read("series").set_index("series_id")[["measurer", "universe"]]
    sides = []
    for name, metric in (("daily", "average_daily_reach"), ("monthly", "monthly_reach")):
        found = audience.points(edition, metric).join(series, on="series_id")
        line = audience.joinable(found[found["draw"] == "yes"])
        found["firm"] = found.index.isin(line.index) & found["record_id"].map(audience.names_measurer).astype(bool)
        own = {c: f"{name}_{c}" for c in ("low", "high", "basis")} | {"value": name, "source_id": f"{name}_source"}
        sides.append(found.rename(columns=own))
    both = sides[0].merge(sides[1], on=["place", "service", "month", "measurer", "universe"], suffixes=("_d", "_m"))
    both = both[both["monthly_low"] > 0]
    shares = [Interval(r.daily_low, r.daily_high) / Interval(r.monthly_low, r.monthly_high) for r in both.itertuples()]
    trust = ("low", "medium", "high")
    both = both.assign(
        value=both["daily"] / both["monthly"],
        low=[min(share.low, 1.0) for share in shares],
        high=[min(share.high, 1.0) for share in shares],
        role=(both["firm_d"] & both["firm_m"]).map({True: "record", False: "mark"}),
        record_id=both["record_id_d"] + "; " + both["record_id_m"],
        confidence=both["confidence_d"].combine(both["confidence_m"], partial(min, key=trust.index)),
    ).sort_values(["place", "month", "role", "record_id"], ascending=[True, True, False, True], ignore_index=True)
    columns = ["service", "month", "daily", "daily_low", "daily_high", "monthly", "monthly_low", "monthly_high"]
    columns += ["value", "low", "high", "role", "daily_basis", "monthly_basis", "record_id"]
    return both[[*columns, "daily_source", "monthly_source", "confidence"]]


def last_change(records: pd.DataFrame) -> pd.DataFrame:
    """How each service's newest share differs from the one before: points of 0 to 1.

    ``records`` are those of :func:`stickiness`, one a service and month. One row a service that has two months:
    ``service``, ``start``, ``end``, ``before_low``, ``before_high``, ``after_low``, ``after_high``, ``low`` and
    ``high`` (the change, at the ends of both: below nought at both ends means that the intervals do not meet).
    """
    rows = []
    for service, group in records.groupby("service", sort=False):
        if len(group) > 1:
            a, b = group.sort_values("month").tail(2).itertuples()
            change = audience.span(b) - audience.span(a)
            rows.append((service, a.month, b.month, a.low, a.high, b.low, b.high, change.low, change.high))
    columns = ["service", "start", "end", "before_low", "before_high", "after_low", "after_high", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


# Net ledger


def _settled(edition: Edition) -> pd.DataFrame:
    """Monthly reach that may stand in a ledger: the record of a series that runs on, and not one weak page."""
    found = audience.runs(edition)
    return found[found["month"] >= pd.Timestamp(edition.since)]


def spans(months: list[pd.Timestamp]) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Spans to compare: from the first to the last of each unbroken run of months, and across each gap between runs."""
    found: list[tuple] = []
    joined = False
    for a, b in pairwise(sorted(set(months))):
        before, joined = joined, b == a + pd.offsets.MonthBegin(1)
        if before and joined:
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return found


def ledger(edition: Edition) -> pd.DataFrame:
    """Net change of monthly reach between months that all of the edition's services have, newest span last.

    One row a span and service: ``start``, ``end`` (months), ``service``, ``before``, ``after`` (figures, people),
    ``change``, ``low``, ``high`` (after less before, at the ends of both rounding intervals), ``little`` (under a
    million at both ends), ``basis`` (both figures as published), ``record_id`` (both) and ``series_id``.
    """
    settled = _settled(edition)
    have = settled.groupby(["series_id", "month"])["service"].nunique()
    have = have[have == len(edition.services)].reset_index()
    chosen = {(name, *span) for name, group in have.groupby("series_id") for span in spans(list(group["month"]))}
    found = audience.apart(settled)
    found = found.loc[[key in chosen for key in zip(found["series_id"], found["start"], found["end"], strict=True)]]
    found = found.sort_values(["series_id", "start", "end", "place_a"], ignore_index=True)
    found["little"] = found[["low", "high"]].abs().max(axis=1) < LITTLE
    for column in ("basis", "record_id"):
        found[column] = found[f"{column}_a"] + "; " + found[f"{column}_b"]
    columns = ["start", "end", "service", "before", "after", "change", "low", "high", "little", "basis"]
    found = found.rename(columns={"value_a": "before", "value_b": "after"})
    return found[[*columns, "record_id", "series_id"]]


def switched(edition: Edition, book: pd.DataFrame | None = None) -> pd.DataFrame:
    """Bounds on how many used one service before and not after, and another after and not before.

    For every span and every pair of a service that certainly shrank and one that certainly grew. With A and B the two
    counts, N everyone and 0 and 1 the two months, those people are in A0, outside A1, outside B0 and in B1, so they are
    max(0, A0 + (N − A1) + (N − B0) + B1 − 3N) to min(A0, N − A1, N − B0, B1): the Fréchet bounds of
    :func:`reach.measures.overlap.all_of`. A net loss or gain is no such bound: others came and went unseen. N is taken
    to be the same people in both months.

    Columns ``start``, ``end``, ``left``, ``joined``, ``loss_low``, ``loss_high``, ``gain_low``, ``gain_high``, ``low``,
    ``high`` (the bounds), ``one_way`` (the most if nobody had newly come to ``left`` nor given up ``joined``) and
    ``kept_low``: the fewest who took up ``joined`` in the span and still used ``left`` at its end, which is
    max(0, gain + A1 − N), as at least ``gain`` people took it up and at most N − A1 did not use ``left``.
    """
    book = ledger(edition) if book is None else book
    points = _settled(edition).set_index(["series_id", "service", "month"])
    rows = []
    for (series, *months), group in book.groupby(["series_id", "start", "end"]):
        ends = [audience.base(edition, month) for month in months]
        if None in ends:
            continue
        whole = ends[0].hull(ends[1])
        for a, b in product(group[group["high"] < 0].itertuples(), group[group["low"] > 0].itertuples()):
            names = (a.service, b.service)
            a0, a1, b0, b1 = (audience.span(points.loc[(series, *at)]) for at in product(names, months))
            bounds = overlap.all_of([a0, _outside(a1, whole), _outside(b0, whole), b1], whole)
            row = (*months, *names, -a.high, -a.low, b.low, b.high, bounds.low, bounds.high)
            rows.append((*row, min(-a.low, b.high), max(0.0, b.low + a1.low - whole.high)))
    columns = ["start", "end", "left", "joined", "loss_low", "loss_high", "gain_low", "gain_high", "low", "high"]
    return pd.DataFrame(rows, columns=[*columns, "one_way", "kept_low"])


def _outside(count: Interval, whole: Interval) -> Interval:
    out = whole - count
    return Interval(max(0.0, out.low), max(0.0, out.high))


# Accounts beside people


def accounts(edition: Edition) -> pd.DataFrame:
    """Stated registrations and measured monthly reach of the services that have statements of registrations.

    One row a figure: ``service``, ``kind`` (``company``, ``official`` or ``measured``), ``start``, ``end`` (days),
    ``at`` (where it is drawn), ``value``, ``low``, ``high`` (accounts, or people for ``measured``), ``unit``,
    ``basis``, ``weak`` (rests on one weak page), ``record_id``, ``source_id``. Kinds are never joined, nor are points
    of one kind.
    """
    counts = audience.counted(edition, "registered_users")
    counts = counts[(counts["draw"] != "no") & (counts["period_start"] >= pd.Timestamp(edition.since))]
    stated = audience.published(counts).assign(
        kind=counts["series_id"].str.startswith("official").map({True: "official", False: "company"}),
        start=counts["period_start"],
        end=counts["period_end"],
    )
    reach = audience.joinable(audience.points(edition))
    reach = reach[reach["service"].isin(stated["service"]) & (reach["month"] >= pd.Timestamp(edition.since))]
    end = reach["month"] + pd.offsets.MonthEnd(0)
    found = pd.concat([stated, reach.assign(kind="measured", start=reach["month"], end=end, unit="people")])
    found["at"] = (found["start"] + (found["end"] - found["start"]) / 2).dt.normalize()
    found["weak"] = found["confidence"] == "low"
    columns = ["service", "kind", "start", "end", "at", "value", "low", "high", "unit", "basis", "weak"]
    found = found.sort_values(["service", "at", "record_id"], ignore_index=True)
    return found[[*columns, "record_id", "source_id"]]


def accounts_against(found: pd.DataFrame) -> pd.DataFrame:
    """Whether registrations, as the company stated them, lay below or above the measured reach of a month.

    A total of registrations does not fall, so at the end of a month it lay between the newest statement up to then and
    the next one. ``below`` where that next statement is still under the measured figure, ``above`` where the newest
    one is over it already, ``open`` otherwise; weak figures on either side settle nothing and are left out.

    One row a month measured: ``service``, ``month``, ``measured``, ``low``, ``high``, ``before``, ``before_on``,
    ``after``, ``after_on`` (statements as published and their last days; blank where there is none), ``verdict`` and
    ``record_id`` (of all three).
    """
    sound = found[~found["weak"]]
    rows = []
    for month in sound[sound["kind"] == "measured"].itertuples():
        stated = sound[(sound["kind"] == "company") & (sound["service"] == month.service)].sort_values("end")
        before, after = stated[stated["end"] <= month.end].tail(1), stated[stated["start"] > month.end].head(1)
        verdict = "below" if (after["high"] < month.low).any() else "open"
        verdict = "above" if (before["low"] > month.high).any() else verdict
        row = [month.service, month.start, month.basis, month.low, month.high]
        for side in (before, after):
            row += ["".join(side["basis"]), side["end"].max()]
        rows.append((*row, verdict, "; ".join([month.record_id, *before["record_id"], *after["record_id"]])))
    columns = ["service", "month", "measured", "low", "high", "before", "before_on", "after", "after_on", "verdict"]
    found = pd.DataFrame(rows, columns=[*columns, "record_id"])
    return found.astype(dict.fromkeys(("month", "before_on", "after_on"), "datetime64[us]"))


# Survey answers beside the panel


def surveys_beside(edition: Edition) -> pd.DataFrame:
    """Shares of people who told a pollster that they use a service, beside the panel's share for the nearest month.

    Sample surveys only, about one of the edition's services, with field work no longer than two months. One row an
    answer: ``service``, ``question``, ``asked_by``, ``population``, ``fielded_from``, ``fielded_to``, ``share``,
    ``share_low``, ``share_high`` (percent), ``panel_month``, ``panel`` (reach as published), ``panel_low``,
    ``panel_high`` (percent of the base of its year; blank where no month lies within two months), ``record_id`` (both)
    and ``source_id``. The two ask different people different things; neither corrects the other.
    """
    asked = audience.here(edition, "surveys")
    asked = asked[
        asked["services"].isin(edition.services)
        & (asked["topic"] == "use")
        & (asked["kind"] == "survey")
        & (asked["draw"] == "yes")
        & (asked["fielded_to"] - asked["fielded_from"] <= NEAR)
        & (asked["fielded_from"] >= pd.Timestamp(edition.since))
    ]
    points = _settled(edition)
    panels = []
    for row in asked.itertuples():
        mine = points[points["service"] == row.services]
        apart = (mine["at"] - (row.fielded_from + (row.fielded_to - row.fielded_from) / 2)).abs()
        panel: dict[str, object] = {"panel": "", "record_id": row.record_id}
        if (apart <= NEAR).any():
            near = mine.loc[apart.idxmin()]
            panel = {"panel_month": near["month"], "panel": near["basis"]}
            panel["record_id"] = f"{row.record_id}; {near['record_id']}"
            if whole := audience.base(edition, near["month"]):
                share = audience.span(near) / whole
                panel |= {"panel_low": share.low * 100, "panel_high": share.high * 100}
        panels.append(panel)
    beside = pd.DataFrame(panels, asked.index, ["panel_month", "panel", "panel_low", "panel_high", "record_id"])
    beside["panel_month"] = pd.to_datetime(beside["panel_month"])
    found = audience.bounded(asked).drop(columns="record_id").join(beside)
    found = found.rename(columns={"services": "service", "value": "share", "low": "share_low", "high": "share_high"})
    order = found["service"].map(edition.services.index)
    columns = ["service", "question", "asked_by", "population", "fielded_from", "fielded_to", "share", "share_low"]
    columns += ["share_high", "panel_month", "panel", "panel_low", "panel_high", "record_id", "source_id"]
    return found.assign(order=order).sort_values(["order", "fielded_from"], ignore_index=True)[columns]
