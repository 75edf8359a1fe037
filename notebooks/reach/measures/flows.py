"""Where people went, as far as counts allow: daily against monthly reach, net changes, accounts, survey answers.

Counts at two dates give net changes. They do not follow anyone, so how many left one service for another is bounded
here and never estimated.
"""

from itertools import pairwise

import pandas as pd

from reach import intervals, tables
from reach.edition import Edition
from reach.intervals import Interval
from reach.measures import audience, overlap

#: A change within this of nothing, at both ends of its interval, is "little changed".
LITTLE = 1e6
#: How far a survey's field work and a month of reach may lie apart to be set side by side.
NEAR = pd.Timedelta(days=62)


def stickiness(edition: Edition) -> pd.DataFrame:
    """Average daily reach over monthly reach: the share of a month's audience that came on an average day.

    Figures pair where service, month, measurer and universe are the same. One row a pair: ``service``, ``month``,
    ``daily``, ``daily_low``, ``daily_high``, ``monthly``, ``monthly_low``, ``monthly_high`` (people), ``value``,
    ``low``, ``high`` (0 to 1; the interval is the daily one divided by the monthly one, at most 1), ``role``
    (``record``: both are the record of a series that runs on, on pages that name the measurer; ``mark``: one is not),
    ``daily_basis``, ``monthly_basis`` (as published),
    ``record_id`` (both), ``daily_source``, ``monthly_source`` and ``confidence`` (the lower of the two).
    """
    series = tables.read("series").set_index("series_id")
    sides = []
    for metric in ("average_daily_reach", "monthly_reach"):
        found = audience.points(edition, metric)
        found["measurer"] = found["series_id"].map(series["measurer"])
        found["universe"] = found["series_id"].map(series["universe"])
        found["line"] = found["series_id"].map(series["line"])
        sides.append(found)
    both = sides[0].merge(sides[1], on=["service", "month", "measurer", "universe", "place"], suffixes=("_d", "_m"))
    rows = []
    for row in both.itertuples():
        share = Interval(row.low_d, row.high_d) / Interval(row.low_m, row.high_m)
        records = row.draw_d == row.draw_m == row.line_d == row.line_m == "yes"
        records = records and all(map(audience.names_measurer, (row.record_id_d, row.record_id_m)))
        rows.append(
            {
                "service": row.service,
                "month": row.month,
                "daily": row.value_d,
                "daily_low": row.low_d,
                "daily_high": row.high_d,
                "monthly": row.value_m,
                "monthly_low": row.low_m,
                "monthly_high": row.high_m,
                "value": row.value_d / row.value_m,
                "low": min(share.low, 1.0),
                "high": min(share.high, 1.0),
                "role": "record" if records else "mark",
                "daily_basis": row.basis_d,
                "monthly_basis": row.basis_m,
                "record_id": f"{row.record_id_d}; {row.record_id_m}",
                "daily_source": row.source_id_d,
                "monthly_source": row.source_id_m,
                "confidence": min(row.confidence_d, row.confidence_m, key=("low", "medium", "high").index),
                "place": row.place,
            }
        )
    columns = ["service", "month", "daily", "daily_low", "daily_high", "monthly", "monthly_low", "monthly_high"]
    columns += ["value", "low", "high", "role", "daily_basis", "monthly_basis", "record_id"]
    columns += ["daily_source", "monthly_source", "confidence", "place"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.sort_values(["place", "month", "role", "record_id"], key=_records_first)
    return frame.drop(columns="place").reset_index(drop=True)


def _records_first(column: pd.Series) -> pd.Series:
    return column.ne("record") if column.name == "role" else column


def last_change(records: pd.DataFrame) -> pd.DataFrame:
    """How each service's newest share differs from the one before: points of 0 to 1.

    ``records`` are those of :func:`stickiness`, one a service and month. One row a service that has two months:
    ``service``, ``start``, ``end``, ``before_low``, ``before_high``, ``after_low``, ``after_high``, ``low`` and
    ``high`` (the change, at the ends of both: below nought at both ends means that the intervals do not meet).
    """
    rows = []
    for service, group in records.groupby("service", sort=False):
        if len(group) < 2:
            continue
        a, b = group.sort_values("month").iloc[-2], group.sort_values("month").iloc[-1]
        months = a["month"], b["month"]
        before, after = (Interval(m["low"], m["high"]) for m in (a, b))
        change = after - before
        rows.append((service, *months, before.low, before.high, after.low, after.high, change.low, change.high))
    columns = ["service", "start", "end", "before_low", "before_high", "after_low", "after_high", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


# Net ledger


def _settled(edition: Edition) -> pd.DataFrame:
    """Monthly reach that may stand in a ledger: the record of a series that runs on, and not one weak page."""
    found = audience.points(edition)
    lines = tables.read("series").set_index("series_id")["line"]
    found = found[(found["draw"] == "yes") & (found["confidence"] != "low")]
    return found[(found["series_id"].map(lines) == "yes") & (found["month"] >= pd.Timestamp(edition.since))]


def spans(months: list[pd.Timestamp]) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Spans to compare: from the first to the last of each unbroken run of months, and across each gap between runs."""
    runs: list[list[pd.Timestamp]] = []
    for month in sorted(set(months)):
        if runs and month == runs[-1][-1] + pd.offsets.MonthBegin(1):
            runs[-1].append(month)
        else:
            runs.append([month])
    within = [(run[0], run[-1]) for run in runs if len(run) > 1]
    across = [(a[-1], b[0]) for a, b in pairwise(runs)]
    return sorted(within + across)


def ledger(edition: Edition) -> pd.DataFrame:
    """Net change of monthly reach between months that all of the edition's services have, newest span last.

    One row a span and service: ``start``, ``end`` (months), ``service``, ``before``, ``after`` (figures, people),
    ``change``, ``low``, ``high`` (after less before, at the ends of both rounding intervals), ``little`` (under a
    million at both ends), ``basis`` (both figures as published), ``record_id`` (both) and ``series_id``.
    """
    rows = []
    for series, group in _settled(edition).groupby("series_id"):
        have = group.groupby("month")["service"].nunique()
        figures = group.set_index(["service", "month"])
        for start, end in spans(list(have[have == len(edition.services)].index)):
            for service in edition.services:
                a, b = figures.loc[(service, start)], figures.loc[(service, end)]
                change = Interval(b["low"], b["high"]) - Interval(a["low"], a["high"])
                rows.append(
                    {
                        "start": start,
                        "end": end,
                        "service": service,
                        "before": a["value"],
                        "after": b["value"],
                        "change": b["value"] - a["value"],
                        "low": change.low,
                        "high": change.high,
                        "little": max(abs(change.low), abs(change.high)) < LITTLE,
                        "basis": f"{a['basis']}; {b['basis']}",
                        "record_id": f"{a['record_id']}; {b['record_id']}",
                        "series_id": series,
                    }
                )
    columns = ["start", "end", "service", "before", "after", "change", "low", "high", "little", "basis"]
    return pd.DataFrame(rows, columns=[*columns, "record_id", "series_id"])


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
    points = _settled(edition).set_index(["series_id", "service", "month"])[["low", "high"]]
    rows = []
    for (series, start, end), group in book.groupby(["series_id", "start", "end"]):
        ends = [audience.base(edition, month) for month in (start, end)]
        if ends[0] is None or ends[1] is None:
            continue
        whole = ends[0].hull(ends[1])
        for a in group[group["high"] < 0].itertuples():
            for b in group[group["low"] > 0].itertuples():
                a0, a1, b0, b1 = (
                    Interval(*points.loc[(series, name, month)])
                    for name, month in ((a.service, start), (a.service, end), (b.service, start), (b.service, end))
                )
                bounds = overlap.all_of([a0, _outside(a1, whole), _outside(b0, whole), b1], whole)
                kept = max(0.0, b.low + a1.low - whole.high)
                one_way = min(-a.low, b.high)
                row = (start, end, a.service, b.service, -a.high, -a.low, b.low, b.high)
                rows.append((*row, bounds.low, bounds.high, one_way, kept))
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
    counts = edition.known(tables.read("user_counts"))
    counts = counts[
        (counts["country"] == edition.country)
        & counts["service"].isin(edition.services)
        & (counts["metric"] == "registered_users")
        & (counts["draw"] != "no")
        & (counts["period_start"] >= pd.Timestamp(edition.since))
    ]
    counts = counts.join(intervals.bounds(counts, tables.read("qualifiers")))
    stated = counts.assign(
        kind=["official" if series.startswith("official") else "company" for series in counts["series_id"]],
        start=counts["period_start"],
        end=counts["period_end"],
        basis=[audience.basis(row) for row in counts.itertuples()],
    )
    reach = audience.points(edition)
    lines = tables.read("series").set_index("series_id")["line"]
    reach = reach[reach["service"].isin(stated["service"]) & (reach["series_id"].map(lines) == "yes")]
    reach = reach[reach["month"] >= pd.Timestamp(edition.since)]
    measured = reach.assign(
        kind="measured", start=reach["month"], end=reach["month"] + pd.offsets.MonthEnd(0), unit="people"
    )
    frames = [frame for frame in (stated, measured) if len(frame)] or [stated.assign(kind="")]
    columns = ["service", "kind", "start", "end", "value", "low", "high", "unit", "basis", "confidence"]
    frame = pd.concat([f[[*columns, "record_id", "source_id"]] for f in frames])
    frame["at"] = frame["start"] + (frame["end"] - frame["start"]) / 2
    frame["at"] = frame["at"].dt.normalize()
    frame["weak"] = frame["confidence"] == "low"
    columns = ["service", "kind", "start", "end", "at", "value", "low", "high", "unit", "basis", "weak"]
    frame = frame.sort_values(["service", "at", "record_id"])
    return frame[[*columns, "record_id", "source_id"]].reset_index(drop=True)


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
        above = len(before) and before["low"].iloc[0] > month.high
        below = len(after) and after["high"].iloc[0] < month.low
        ids = [month.record_id, *before["record_id"], *after["record_id"]]
        rows.append(
            (
                month.service,
                month.start,
                month.basis,
                month.low,
                month.high,
                "".join(before["basis"]),
                before["end"].iloc[0] if len(before) else pd.NaT,
                "".join(after["basis"]),
                after["end"].iloc[0] if len(after) else pd.NaT,
                "above" if above else "below" if below else "open",
                "; ".join(ids),
            )
        )
    columns = ["service", "month", "measured", "low", "high", "before", "before_on", "after", "after_on", "verdict"]
    frame = pd.DataFrame(rows, columns=[*columns, "record_id"])
    for column in ("month", "before_on", "after_on"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


# Survey answers beside the panel


def surveys_beside(edition: Edition) -> pd.DataFrame:
    """Shares of people who told a pollster that they use a service, beside the panel's share for the nearest month.

    Sample surveys only, about one of the edition's services, with field work no longer than two months. One row an
    answer: ``service``, ``question``, ``asked_by``, ``population``, ``fielded_from``, ``fielded_to``, ``share``,
    ``share_low``, ``share_high`` (percent), ``panel_month``, ``panel`` (reach as published), ``panel_low``,
    ``panel_high`` (percent of the base of its year; blank where no month lies within two months), ``record_id`` (both)
    and ``source_id``. The two ask different people different things; neither corrects the other.
    """
    asked = edition.known(tables.read("surveys"))
    length = asked["fielded_to"] - asked["fielded_from"]
    asked = asked[
        (asked["country"] == edition.country)
        & asked["services"].isin(edition.services)
        & (asked["topic"] == "use")
        & (asked["kind"] == "survey")
        & (asked["draw"] == "yes")
        & (length <= NEAR)
        & (asked["fielded_from"] >= pd.Timestamp(edition.since))
    ]
    asked = asked.join(intervals.bounds(asked, tables.read("qualifiers")))
    points = _settled(edition)
    rows = []
    for row in asked.itertuples():
        middle = row.fielded_from + (row.fielded_to - row.fielded_from) / 2
        mine = points[points["service"] == row.services]
        apart = (mine["at"] - middle).abs()
        panel, share, whole = None, None, None
        if len(apart) and apart.min() <= NEAR:
            panel = mine.loc[apart.idxmin()]
            whole = audience.base(edition, panel["month"])
        if panel is not None and whole is not None:
            share = Interval(panel["low"], panel["high"]) / whole
        rows.append(
            {
                "service": row.services,
                "question": row.question,
                "asked_by": row.asked_by,
                "population": row.population,
                "fielded_from": row.fielded_from,
                "fielded_to": row.fielded_to,
                "share": row.value,
                "share_low": row.low,
                "share_high": row.high,
                "panel_month": panel["month"] if panel is not None else pd.NaT,
                "panel": panel["basis"] if panel is not None else "",
                "panel_low": share.low * 100 if share else float("nan"),
                "panel_high": share.high * 100 if share else float("nan"),
                "record_id": f"{row.record_id}; {panel['record_id']}" if panel is not None else row.record_id,
                "source_id": row.source_id,
            }
        )
    columns = ["service", "question", "asked_by", "population", "fielded_from", "fielded_to", "share", "share_low"]
    columns += ["share_high", "panel_month", "panel", "panel_low", "panel_high", "record_id", "source_id"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["panel_month"] = pd.to_datetime(frame["panel_month"])
    order = {name: place for place, name in enumerate(edition.services)}
    frame = frame.sort_values(["service", "fielded_from"], key=lambda c: c.map(order) if c.name == "service" else c)
    return frame.reset_index(drop=True)
