"""Restrictions as phases: when each began and ended, how deep and how wide it was, and how long it is confirmed."""

from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from reach import tables
from reach.edition import Edition

#: Roles of the claims of a beginning, the foremost first; an announcement stands in where there is none of them.
BEGAN = ("effective", "measured", "reported")


def naming(cells: pd.Series, wanted: Iterable[str]) -> pd.Series:
    """Which list cells have one of the items wanted."""
    wanted = set(wanted)
    return cells.map(lambda cell: not wanted.isdisjoint(tables.items(cell))).astype(bool)


def claims(edition: Edition) -> pd.DataFrame:
    """Date claims of the country's events that were public by the as-of day; columns of ``restriction_dates.csv``."""
    events, found = tables.read("restrictions"), tables.read("restriction_dates")
    ids = events.loc[events["country"] == edition.country, "event_id"]
    found = edition.known(found[found["event_id"].isin(ids)])
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
    # The claim in use for each event and role; where that was public only later, the one that was public first.
    used = found.assign(rank=found["use"] != "yes").sort_values(["rank", "known_by", "date_id"])
    used = used.drop_duplicates(["event_id", "role"])

    def days(of: str, dates: pd.Series) -> pd.Series:
        return table[of].map(dict(dates)).astype("datetime64[us]")  # also where none has a date

    def dated(claims: pd.DataFrame, column: str, which: str, *roles: str) -> pd.Series:
        """The first or the last day of each event's claims in these roles."""
        return days("event_id", claims[claims["role"].isin(roles)].groupby("event_id")[column].agg(which))

    on = {role: dated(used, "earliest", "min", role) for role in ("announced", *BEGAN)}
    table["announced"], table["effective"] = on["announced"], on["effective"]
    table["start"] = on["effective"].fillna(on["measured"]).fillna(on["reported"]).fillna(on["announced"])
    table["start_low"] = dated(found, "earliest", "min", *BEGAN, "announced")
    table["start_high"] = dated(found, "latest", "max", *BEGAN, "announced")
    table["known_by"] = dated(found, "known_by", "min", *set(found["role"]))
    table = table[table["start"].notna()]
    later, ended = table.set_index("event_id"), dated(used, "latest", "max", "ended")
    taken = table["superseded_by"].isin(later.index)
    table["end_kind"] = pd.Series("open", table.index).mask(taken, "overtaken").mask(ended.notna(), "ended")
    table["end"] = ended.fillna(days("superseded_by", later["start"]))
    for end, column, which in (("low", "earliest", "min"), ("high", "latest", "max")):
        over = days("superseded_by", later[f"start_{end}"])
        table[f"end_{end}"] = dated(found, column, which, "ended").fillna(over)
    table["confirmed"] = dated(found, "latest", "max", *BEGAN, "announced", "last_confirmed").clip(upper=edition.cutoff)
    return table.sort_values(["start", "event_id"], ignore_index=True)


def phases(edition: Edition, services: list[str] | None = None) -> pd.DataFrame:
    """Restrictions by service: one row a service and event, columns of :func:`events` with ``service``."""
    found = events(edition)
    found = found[found["class"] == "restriction"]
    found = found.assign(service=found["services"].map(tables.items)).explode("service")
    return (found if services is None else found[found["service"].isin(services)]).reset_index(drop=True)


def strip(found: pd.DataFrame, cutoff: pd.Timestamp) -> pd.DataFrame:
    """Phases of one service cut into stretches that do not overlap: the deepest nationwide one counts.

    Returns ``start``, ``end``, ``depth``, ``breadth``, ``function``, ``kind``, ``event_id``, ``title``, ``title_ru``,
    ``announced``, ``open`` (no end is known) and ``confirmed``. Stretches of breadth ``some`` may lie over a
    nationwide one that is not as deep; they never hide one that is.
    """
    found = found.assign(until=found["end"].fillna(cutoff + pd.Timedelta(days=1)))
    rows: list[dict] = []
    for breadth in ("nationwide", "some"):
        mine = found[found["breadth"] == breadth]
        beside = found if breadth == "some" else mine
        for a, b in pairwise(sorted({*beside["start"], *beside["end"].dropna(), *mine["until"]})):
            held = found[(found["start"] <= a) & (found["until"] >= b)]
            over, wide = held[held["breadth"] == breadth], held[held["breadth"] == "nationwide"]
            if over.empty:
                continue
            top = over.sort_values(["depth", "confirmed", "start"]).iloc[-1]
            if breadth == "some" and (wide["depth"] >= top["depth"]).any():
                continue
            new = {"start": a, "end": b, "depth": int(top["depth"]), "open": bool(pd.isna(top["end"]) and b > cutoff)}
            if rows and [rows[-1][c] for c in ("event_id", "breadth", "end")] == [top["event_id"], breadth, a]:
                new["start"] = rows.pop()["start"]
            rows.append(top.to_dict() | new)
    columns = ["start", "end", "depth", "breadth", "function", "kind", "event_id", "title", "title_ru", "announced"]
    return pd.DataFrame(rows, columns=[*columns, "open", "confirmed"])


def strips(edition: Edition) -> dict[str, pd.DataFrame]:
    """:func:`strip` by service, of those that had a limit from the edition's first day on."""
    every, found = phases(edition), {}
    for service in edition.services:
        cut = strip(every[every["service"] == service], edition.cutoff)
        cut = cut[(cut["end"] > pd.Timestamp(edition.since)) & (cut["start"] <= edition.cutoff)]
        if len(cut):
            found[service] = cut.reset_index(drop=True)
    return found


def acts(edition: Edition) -> pd.DataFrame:
    """Laws, mandates, fines, warnings, bans and removals known by the as-of day; columns of :func:`events`."""
    found = events(edition)
    return found[found["class"] == "act"].reset_index(drop=True)
