"""Restrictions as phases: when each began and ended, how deep and how wide it was, and how long it is confirmed."""

from itertools import pairwise

import pandas as pd

from reach import tables
from reach.edition import Edition

_BEGAN = ("effective", "measured", "reported")


def claims(edition: Edition) -> pd.DataFrame:
    """Date claims of the country's events that were public by the as-of day; columns of ``restriction_dates.csv``."""
    events = tables.read("restrictions")
    ids = set(events.loc[events["country"] == edition.country, "event_id"])
    found = tables.read("restriction_dates")
    found = found[found["event_id"].isin(ids)]
    if edition.as_of is not None:
        found = edition.known(found)
    # A date still to come on the as-of day is a plan, not an event that took place.
    return found[(found["role"] == "announced") | (found["earliest"] <= edition.cutoff)]


@tables.once
def events(edition: Edition) -> pd.DataFrame:
    """The country's events known by the as-of day, one row an event, in order of their beginning.

    Columns of ``restrictions.csv`` and: ``start`` (the date the charts use), ``start_low``, ``start_high`` (the width
    of all claims, announcement included), ``announced`` and ``effective`` (missing where there is no such claim),
    ``end``, ``end_low``, ``end_high`` (missing where no end is known), ``end_kind`` (``ended``, ``overtaken`` or
    ``open``), ``confirmed`` (last day it was reported in force) and ``known_by``. Dates are days, ``datetime64``.
    """
    found = claims(edition)
    table = edition.before(tables.read("restrictions"))
    table = edition.hushed(table[table["event_id"].isin(found["event_id"])].copy())
    found = found[found["use"] != "aside"]
    used = _used(found)
    by_role = {role: used[used["role"] == role].set_index("event_id") for role in set(used["role"])}

    def dated(role: str, column: str) -> pd.Series:
        frame = by_role.get(role)
        return pd.to_datetime(table["event_id"].map(frame[column] if frame is not None else {}))

    begun = pd.Series(pd.NaT, index=table.index, dtype="datetime64[us]")
    for role in _BEGAN:
        begun = begun.fillna(dated(role, "earliest"))
    table["announced"] = dated("announced", "earliest")
    table["effective"] = dated("effective", "earliest")
    table["start"] = begun.fillna(table["announced"])
    starts = found[found["role"].isin([*_BEGAN, "announced"])].groupby("event_id")
    table["start_low"] = table["event_id"].map(dict(starts["earliest"].min()))
    table["start_high"] = table["event_id"].map(dict(starts["latest"].max()))
    table["known_by"] = table["event_id"].map(dict(found.groupby("event_id")["known_by"].min()))
    table = table[table["start"].notna()]
    start_of = table.set_index("event_id")[["start", "start_low", "start_high"]]
    ended = by_role.get("ended")
    rows = []
    for event in table.itertuples():
        if ended is not None and event.event_id in ended.index:
            rivals = found[(found["event_id"] == event.event_id) & (found["role"] == "ended")]
            claim = ended.loc[event.event_id]
            rows.append(("ended", claim["latest"], rivals["earliest"].min(), rivals["latest"].max()))
        elif event.superseded_by in start_of.index:
            later = start_of.loc[event.superseded_by]
            rows.append(("overtaken", later["start"], later["start_low"], later["start_high"]))
        else:
            rows.append(("open", pd.NaT, pd.NaT, pd.NaT))
    ends = ["end_kind", "end", "end_low", "end_high"]
    table[ends] = pd.DataFrame(rows, index=table.index, columns=ends)
    table["confirmed"] = table["event_id"].map(
        dict(found[found["role"] != "ended"].groupby("event_id")["latest"].max())
    )
    for column in ("announced", "effective", "start", "start_low", "start_high", "known_by", *ends[1:], "confirmed"):
        table[column] = pd.to_datetime(table[column])  # a column without a date is one of dates all the same
    table["confirmed"] = table["confirmed"].clip(upper=edition.cutoff)
    return table.sort_values(["start", "event_id"]).reset_index(drop=True)


def _used(found: pd.DataFrame) -> pd.DataFrame:
    """The claim in use for each event and role; where that was public only later, the one that was public first."""
    order = found.assign(rank=(found["use"] != "yes").astype(int)).sort_values(["rank", "known_by", "date_id"])
    return order.drop_duplicates(["event_id", "role"])


def phases(edition: Edition, services: list[str] | None = None) -> pd.DataFrame:
    """Restrictions by service: one row a service and event, columns of :func:`events` with ``service``."""
    found = events(edition)
    found = found[found["class"] == "restriction"]
    found = found.assign(service=[tables.items(cell) for cell in found["services"]]).explode("service")
    if services is not None:
        found = found[found["service"].isin(services)]
    return found.reset_index(drop=True)


def strip(found: pd.DataFrame, cutoff: pd.Timestamp) -> pd.DataFrame:
    """Phases of one service cut into stretches that do not overlap: the deepest nationwide one counts.

    Returns ``start``, ``end``, ``depth``, ``breadth``, ``function``, ``kind``, ``event_id``, ``title``, ``title_ru``,
    ``announced``, ``open`` (no end is known) and ``confirmed``. Stretches of breadth ``some`` may lie over a
    nationwide one that is not as deep; they never hide one that is.
    """
    rows = []
    edges = [*found["start"], *found["end"].dropna()]
    for breadth in ("nationwide", "some"):
        mine = found[found["breadth"] == breadth]
        ends = mine["end"].fillna(cutoff + pd.Timedelta(days=1))
        cuts = sorted({*mine["start"], *ends, *(edges if breadth == "some" else ())})
        for a, b in pairwise(cuts):
            over = mine[(mine["start"] <= a) & (ends >= b)]
            if over.empty:
                continue
            top = over.sort_values(["depth", "confirmed", "start"]).iloc[-1]
            if breadth == "some" and _hidden(found, a, b, top["depth"], cutoff):
                continue
            rows.append(
                (
                    a,
                    b,
                    int(top["depth"]),
                    breadth,
                    top["function"],
                    top["kind"],
                    top["event_id"],
                    top["title"],
                    top.get("title_ru", ""),
                    top["announced"],
                    bool(pd.isna(top["end"]) and b > cutoff),
                    top["confirmed"],
                )
            )
    columns = ["start", "end", "depth", "breadth", "function", "kind", "event_id", "title", "title_ru", "announced"]
    return _merged(pd.DataFrame(rows, columns=[*columns, "open", "confirmed"]))


def strips(edition: Edition) -> dict[str, pd.DataFrame]:
    """:func:`strip` by service, of those that had a limit from the edition's first day on."""
    every, found = phases(edition, list(edition.services)), {}
    for service in edition.services:
        cut = strip(every[every["service"] == service], edition.cutoff)
        cut = cut[(cut["end"] > pd.Timestamp(edition.since)) & (cut["start"] <= edition.cutoff)]
        if len(cut):
            found[service] = cut.reset_index(drop=True)
    return found


def _hidden(found: pd.DataFrame, a: pd.Timestamp, b: pd.Timestamp, depth: float, cutoff: pd.Timestamp) -> bool:
    wide = found[found["breadth"] == "nationwide"]
    ends = wide["end"].fillna(cutoff + pd.Timedelta(days=1))
    return bool(((wide["start"] <= a) & (ends >= b) & (wide["depth"] >= depth)).any())


def _merged(frame: pd.DataFrame) -> pd.DataFrame:
    rows: list[dict] = []
    for row in frame.to_dict("records"):
        last = rows[-1] if rows else None
        if (
            last
            and last["event_id"] == row["event_id"]
            and last["end"] == row["start"]
            and last["breadth"] == row["breadth"]
        ):
            last.update(end=row["end"], open=row["open"])
        else:
            rows.append(row)
    return pd.DataFrame(rows, columns=frame.columns)


def acts(edition: Edition) -> pd.DataFrame:
    """Laws, mandates, fines, warnings, bans and removals known by the as-of day; columns of :func:`events`."""
    found = events(edition)
    return found[found["class"] == "act"].reset_index(drop=True)
