"""What holds against the schema and should still be looked at twice: one line each, printed by ``reach check``."""

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from reach import edition as editions
from reach import tables, words
from reach.edition import Edition
from reach.measures import timeline


def doubts() -> list[str]:
    """Jumps larger than a series ever made, limits of a service that overlap, and headlines of one original."""
    return [*jumps(), *overlaps(), *lone_headlines()]


def jumps() -> Iterator[str]:
    """The newest step of a series that is larger, by the month, than all three or more before it."""
    counts = tables.read("user_counts").query("draw == 'yes' and confidence != 'low'")
    runs = tables.read("series").set_index("series_id")["line"]
    for (service, series), rows in counts[counts["series_id"].map(runs) == "yes"].groupby(["service", "series_id"]):
        rows = rows.sort_values("period_start")
        months = (rows["period_start"].diff() / pd.Timedelta(days=30.44)).round().clip(lower=1)
        steps = (rows["value"].diff() / months).dropna()
        newest, before = steps.iloc[-1:].sum() / 1e6, steps.iloc[:-1].abs().max() / 1e6
        if len(steps) > 3 and abs(newest) > before:
            row = rows.iloc[-1]["record_id"]
            said = f"{service} in {series} changes by {newest:+.1f} million a month, before by {before:.1f} at most"
            yield f"user_counts.csv, {row}: {said}."


def overlaps() -> Iterator[str]:
    """Two nationwide limits of one service and function at one time, neither of which supersedes the other."""
    for country in sorted(set(tables.read("restrictions")["country"])):
        edition = Edition(country=country)
        found = timeline.events(edition)
        found = found[(found["class"] == "restriction") & (found["breadth"] == "nationwide")]
        found = found.assign(until=found["end"].fillna(edition.cutoff), service=found["services"].map(tables.items))
        for service, rows in found.explode("service").groupby("service"):
            for a, b in combinations(rows.itertuples(), 2):
                linked = b.event_id in tables.items(a.superseded_by) or a.event_id in tables.items(b.superseded_by)
                if a.function == b.function and a.start < b.until and b.start < a.until and not linked:
                    said = f"limits of {service} that overlap from {words.day(max(a.start, b.start))} on"
                    yield f"restrictions.csv, {a.event_id} and {b.event_id}: {said}, and neither supersedes the other."


def lone_headlines() -> Iterator[str]:
    """Figures of an edition's headline that rest on one original, however many pages retell it."""
    counts = tables.read("user_counts")
    pages = tables.read("sources").set_index("source_id")
    given = (editions.load(name).parameters for name in editions.available())
    for record in sorted({record for one in given for record in editions.parameters(**one).headline}):
        row = counts[counts["record_id"] == record].iloc[0]
        keys = ["service", "metric", "period_start", "period_end", "value"]
        same = counts[(counts[keys] == row[keys]).all(axis=1) | (counts["repeats"] == record)]
        originals = {pages.loc[i, "origin_key"] or pages.loc[i, "origin"] or i for i in same["source_id"]}
        if len(originals) < 2:
            yield f"user_counts.csv, {record}: the headline rests on one original, {originals.pop()}."
