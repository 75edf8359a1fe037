"""How many people used both services, or all of several, by arithmetic alone.

Boole–Fréchet bounds: of N people, A used one service and B another, so at least max(0, A + B − N) and at most
min(A, B) used both, and between max(A, B) and min(N, A + B) used either. They hold whatever the people did, as long
as A, B and N count the same people in the same month. (Fréchet 1935; sharpness: Rüschendorf 1981.)
"""

from dataclasses import astuple
from itertools import chain, combinations, product

import pandas as pd

from reach.edition import Edition
from reach.intervals import Interval
from reach.measures import audience


def all_of(counts: list[Interval], base: Interval) -> Interval:
    """People who used every one of k services: max(0, ΣA − (k − 1)·N) to min(N, A), at the safe end of every one."""
    low = max(0.0, sum(c.low for c in counts) - (len(counts) - 1) * base.high)
    high = min(base.high, *(c.high for c in counts))
    return Interval(min(low, high), high)


def any_of(counts: list[Interval], base: Interval) -> Interval:
    """People who used at least one of k services: max(A) to min(N, ΣA)."""
    low = max(c.low for c in counts)
    return Interval(low, max(low, min(base.high, sum(c.high for c in counts))))


def monthly(edition: Edition) -> pd.DataFrame:
    """Bounds for every month that has a figure for both platforms in a series that runs on, and for the headline pair.

    One row a pair: ``month``, ``series_id``, ``headline`` (it is the edition's pair), ``first``, ``second`` (figures as
    published), ``value_1``, ``value_2``, ``low``, ``high`` (people who used both), ``either_low``, ``either_high``,
    ``base_low``, ``base_high``, ``basis`` (record ids).
    """
    found = audience.points(edition)
    found = found[found["service"].isin(edition.platforms)]
    named = set(audience.headline(edition)["record_id"])
    drawn = audience.joinable(found[found["draw"] == "yes"])
    found = found[found.index.isin(drawn.index) | found["record_id"].isin(named)]
    rows = []
    for (series, month), group in found.groupby(["series_id", "month"]):
        pair = {row.service: row for row in group.itertuples()}
        whole = audience.base(edition, month)
        if len(pair) != 2 or whole is None:
            continue
        a, b = (pair[name] for name in edition.platforms)
        counts = [audience.span(a), audience.span(b)]
        ends = map(astuple, (all_of(counts, whole), any_of(counts, whole), whole))
        row = (month, series, {a.record_id, b.record_id} == named, a.basis, b.basis, a.value, b.value)
        rows.append((*row, *chain(*ends), f"{a.record_id}; {b.record_id}"))
    columns = ["month", "series_id", "headline", "first", "second", "value_1", "value_2", "low", "high"]
    columns += ["either_low", "either_high", "base_low", "base_high", "basis"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["month", "headline"], ascending=[True, False], ignore_index=True)


def published_pairs(edition: Edition, month: pd.Timestamp) -> pd.DataFrame:
    """The floor under every pair of figures published for one month: one row a pair, largest floor first."""
    found = audience.points(edition)
    found = found[found["month"] == month]
    whole = audience.base(edition, month)
    rows = []
    for _, group in found.groupby("series_id"):
        sides = (group[group["service"] == name].itertuples() for name in edition.platforms)
        for a, b in product(*sides):
            if a.draw == b.draw and whole is not None:
                both = all_of([audience.span(a), audience.span(b)], whole)
                rows.append((a.basis, b.basis, both.low, both.high, f"{a.record_id}; {b.record_id}"))
    frame = pd.DataFrame(rows, columns=["first", "second", "low", "high", "basis"])
    return frame.sort_values("low", ascending=False, ignore_index=True)


def several(edition: Edition) -> pd.DataFrame:
    """Floors for every pair of the edition's services and for all of them, in months that have all.

    One row a month and set of services: ``month``, ``services`` (joined by " + "), ``low``, ``high``, ``basis``.
    """
    rows = []
    names = edition.services
    for (_, month), group in audience.solid(edition).groupby(["series_id", "month"]):
        have = {row.service: row for row in group.itertuples()}
        whole = audience.base(edition, month)
        if len(names) < 3 or whole is None or set(have) != set(names):
            continue
        for size in range(2, len(names) + 1):
            for chosen in combinations(map(have.get, names), size):
                both = all_of([audience.span(row) for row in chosen], whole)
                ids = "; ".join(row.record_id for row in chosen)
                rows.append((month, " + ".join(row.service for row in chosen), both.low, both.high, ids))
    return pd.DataFrame(rows, columns=["month", "services", "low", "high", "basis"])
