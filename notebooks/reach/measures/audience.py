"""Reach by service and month, the base of people it is a share of, and the headline pair."""

from types import SimpleNamespace

import pandas as pd

from reach import intervals, names, tables, words
from reach.edition import Edition
from reach.intervals import Interval


def here(edition: Edition, table: str) -> pd.DataFrame:
    """Rows of a table that are of the edition's country and were known by the as-of day."""
    found = edition.known(tables.read(table))
    return found[found["country"] == edition.country]


def counted(edition: Edition, *metrics: str) -> pd.DataFrame:
    """Rows of ``user_counts.csv`` as in :func:`here`: counts, no shares, of the edition's services and some metrics."""
    found = here(edition, "user_counts")
    mine = found["service"].isin(edition.services) & found["metric"].isin(metrics)
    return found[mine & (found["unit"] != "percent")]


def bounded(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table with their rounding intervals, ``low`` and ``high``; a KeyError for a wording without a kind."""
    return found.join(intervals.bounds(found, tables.read("qualifiers")))


def published(counts: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``user_counts.csv`` :func:`bounded`, and with ``basis``: the words as published."""
    return bounded(counts).assign(basis=[basis(row) for row in counts.itertuples()]).astype({"basis": "str"})


@tables.once
def points(edition: Edition, metric: str = "monthly_reach") -> pd.DataFrame:
    """Published figures of one metric for the edition's services, as dots and marks of a chart.

    Returns a frame, one row a figure, in people: ``service``, ``series_id``, ``month`` (its first day), ``at`` (its
    middle, where it is drawn), ``value``, ``low``, ``high`` (rounding interval), ``basis`` (the words as published),
    ``draw`` (``yes`` or ``mark``), ``joined`` (a line may run from the month before), ``record_id``, ``source_id``,
    ``confidence``, ``known_by`` and ``place`` (of the service in the edition). Only figures for one whole month.
    """
    counts = counted(edition, metric)
    counts = counts[whole_month(counts)]
    # A figure whose own row was public only later is taken from a page that printed the same figure earlier.
    drawn = set(counts.loc[counts["draw"] == "yes", "record_id"])
    stand_in = counts[(counts["repeats"] != "") & ~counts["repeats"].isin(drawn)].sort_values(["known_by", "record_id"])
    originals = tables.read("user_counts").set_index("record_id")["draw"]
    stand_in = stand_in[stand_in["repeats"].map(originals) == "yes"].drop_duplicates("repeats").assign(draw="yes")
    counts = published(pd.concat([counts[counts["draw"] != "no"], stand_in]))
    counts["place"] = counts["service"].map(edition.services.index).astype(int)
    counts["month"], counts["at"] = counts["period_start"], counts["period_start"] + pd.Timedelta(days=14)
    counts = counts.sort_values(["place", "series_id", "month", "draw", "record_id"], ignore_index=True)
    line = joinable(counts[counts["draw"] == "yes"])
    before = line.groupby(["service", "series_id"])["month"].shift()
    counts["joined"] = (line["month"] == before + pd.offsets.MonthBegin(1)).reindex(counts.index, fill_value=False)
    columns = ["service", "series_id", "month", "at", "value", "low", "high", "basis", "draw", "joined"]
    return counts[[*columns, "record_id", "source_id", "confidence", "known_by", "place"]]


def whole_month(counts: pd.DataFrame) -> pd.Series:
    """Which rows are for one whole month."""
    start, end = counts["period_start"], counts["period_end"]
    return (start.dt.day == 1) & (end == start + pd.offsets.MonthEnd(0))


def joinable(found: pd.DataFrame) -> pd.DataFrame:
    """Figures of series that a line may join (``series.csv``)."""
    lines = tables.read("series").set_index("series_id")["line"]
    return found[found["series_id"].map(lines) == "yes"]


def solid(edition: Edition, metric: str = "monthly_reach") -> pd.DataFrame:
    """Rows of :func:`points` that may be reckoned with: drawn, and not of low confidence."""
    found = points(edition, metric)
    return found[(found["draw"] == "yes") & (found["confidence"] != "low")]


def runs(edition: Edition, metric: str = "monthly_reach") -> pd.DataFrame:
    """Rows of :func:`solid` in series that a line may join."""
    return joinable(solid(edition, metric))


def span(row: object) -> Interval:
    """``low`` and ``high`` of a row."""
    return Interval(row.low, row.high)


def basis(row: object) -> str:
    """A figure in people as its publisher worded it, in English, for ``data.csv``: ``over 97 million``."""
    return worded(row).replace(words.NBSP, " ")


def worded(row: object, language: str = "en", unit: bool = True) -> str:
    """A figure in people as its publisher worded it, for a reader: ``over 97 million``, ``более 97 млн``.

    ``row`` has ``value`` (people) and either ``qualifier`` or the ``record_id`` of a row of ``user_counts.csv``. The
    ``unit`` is the word million; without it the figure can stand in a list that ends in the unit.

    Raises:
        KeyError: the row has no qualifier, and its ``record_id`` is none of the table.
    """
    printed = row if hasattr(row, "qualifier") else tables.row("user_counts", row.record_id)
    wording = getattr(tables.row("qualifiers", printed.qualifier), f"wording_{language}")
    figure = words.millions(row.value, language, 3)
    if printed.qualifier == "range":
        ends = (words.millions(end, language, 3) for end in (printed.range_low, printed.range_high))
        figure = words.say(language, "to", **dict(zip("ab", ends, strict=True)))
    if unit:
        figure = words.say(language, "million", n=figure)
    return f"{wording} {figure}".strip()


def printed(record_id: str, language: str = "en", unit: bool = True) -> str:
    """:func:`worded` of a row of ``user_counts.csv``, by its ``record_id``."""
    return worded(tables.row("user_counts", record_id), language, unit)


def tenths(row: object, language: str = "en", unit: bool = False) -> str:
    """:func:`worded`, to a tenth of a million: a frame keeps every digit. ``row`` has ``value`` and ``record_id``."""
    return worded(SimpleNamespace(value=round(row.value, -5), record_id=row.record_id), language, unit)


def told(record_id: str, language: str = "en") -> str:
    """All of a row of ``user_counts.csv`` in lines: service, month, words as published, page, and that it is weak."""
    row = tables.row("user_counts", record_id)
    head = f"{names.service(row.service, language)}, {words.month(row.period_start, language)}"
    weak = words.say(language, "sheet_weak") if row.confidence == "low" else ""
    return "\n".join(filter(None, (f"{head}: {worded(row, language)}", names.publisher(row.source_id, language), weak)))


def names_measurer(record_id: str) -> bool:
    """Whether the page of a row of ``user_counts.csv`` names who measured."""
    return not tables.row("user_counts", record_id).measured_as_printed.startswith("Not ")


def left_out(edition: Edition) -> int:
    """How many rows of ``user_counts.csv`` for the country the as-of day leaves out, undated ones included."""
    counts = tables.read("user_counts")
    return len(counts[counts["country"] == edition.country]) - len(here(edition, "user_counts"))


@tables.once
def pairs(edition: Edition) -> pd.DataFrame:
    """Printed pairs of a count and a share that reveal the base, with the ``low`` and ``high`` they allow: people."""
    found = here(edition, "context")
    found = found[found["reveals_base"] == "yes"]
    spans = [
        Interval(row.value - row.resolution / 2, row.value + row.resolution / 2)
        / Interval((row.share - row.share_resolution / 2) / 100, (row.share + row.share_resolution / 2) / 100)
        for row in found.itertuples()
    ]
    found = found.assign(low=[s.low for s in spans], high=[s.high for s in spans]).sort_values("period_start")
    columns = ["record_id", "subject", "measure", "period_start", "value", "share", "low", "high", "source_id"]
    return found[[*columns, "known_by"]].reset_index(drop=True)


def base_pairs(edition: Edition, month: pd.Timestamp) -> pd.DataFrame:
    """Rows of :func:`pairs` that a month's base rests on: of its calendar year, else of the twelve months before."""
    known = pairs(edition)
    near = known[known["period_start"].dt.year == month.year]
    return known[(month - known["period_start"]).dt.days.between(0, 366)] if near.empty else near


def base(edition: Edition, month: pd.Timestamp) -> Interval | None:
    """How many people the reach figures of a month are a share of: the hull of its :func:`base_pairs`.

    ``None`` where no pair is known. Method: a count n with step r and a share p with step s allow
    [(n − r/2) / (p + s/2), (n + r/2) / (p − s/2)].
    """
    near = base_pairs(edition, month)
    return None if near.empty else Interval(near["low"].min(), near["high"].max())


def newest_of_both(edition: Edition, found: pd.DataFrame) -> pd.DataFrame:
    """Of :func:`points`, those drawn in the newest month that has both platforms in a series that a line may join."""
    drawn = joinable(found[(found["draw"] == "yes") & found["service"].isin(edition.platforms)])
    months = [group for _, group in drawn.groupby(["month", "series_id"]) if group["service"].nunique() == 2]
    return months[-1] if months else drawn.iloc[0:0]


def headline(edition: Edition) -> pd.DataFrame:
    """The two figures an edition compares: the pair it names, or the newest month both services have.

    Columns as in :func:`points`, with ``share_low`` and ``share_high`` (of the base, 0 to 1). Two rows in the order of
    ``platforms``, or none where there is no such month. A named pair that is of another country or service, or was
    not public by the as-of day, is passed over.
    """
    found = points(edition)
    pair = found[found["record_id"].isin(edition.headline)]
    if len(pair) != 2 or set(pair["service"]) != set(edition.platforms):
        pair = newest_of_both(edition, found)
    pair = pair.reset_index(drop=True)
    whole = None if pair.empty else base(edition, pair.loc[0, "month"])
    if whole is None:
        return pair.assign(share_low=float("nan"), share_high=float("nan"))
    return pair.assign(share_low=pair["low"] / whole.high, share_high=(pair["high"] / whole.low).clip(upper=1.0))


def changes(edition: Edition, metric: str = "monthly_reach") -> pd.DataFrame:
    """Change between any two drawn points of one service and series, with its interval, in people.

    Columns ``service``, ``series_id``, ``start``, ``end`` (months), ``change``, ``low``, ``high``. A change is a fact
    about two published figures; it says nothing of causes.
    """
    found = apart(solid(edition, metric))
    return found[["service", "series_id", "start", "end", "change", "low", "high"]]


def apart(found: pd.DataFrame) -> pd.DataFrame:
    """Each two of these points that are of one service and series, with the columns of :func:`changes`.

    The other columns of the earlier one end in ``_a``, those of the later one in ``_b``.
    """
    both = found.merge(found, on=["service", "series_id"], suffixes=("_a", "_b"))
    both = both[both["month_a"] < both["month_b"]].rename(columns={"month_a": "start", "month_b": "end"})
    both["change"] = both["value_b"] - both["value_a"]
    both["low"], both["high"] = both["low_b"] - both["high_a"], both["high_b"] - both["low_a"]
    return both.reset_index(drop=True)
