"""Restrictions in other countries beside those at home: how long they held where they ended, and what they were."""

from dataclasses import replace

import pandas as pd

from reach import intervals, tables, words
from reach.edition import Edition
from reach.measures import audience, timeline

#: The country whose restrictions the tables hold in full; of every other they hold chosen cases.
COVERED = "RU"
_DATES = ("when", "start", "start_low", "start_high", "end", "end_low", "end_high", "confirmed", "announced")
_COLUMNS = ["row", "country", "home", "class", "services", "events", "kind", "function", "depth", "breadth", "title"]
_COLUMNS += ["scope", "authority", "authority_kind", "legal_basis", "stated_reason", "description", "dispute", "note"]
_COLUMNS += [*_DATES, "end_kind", "days_low", "days_high", "months_low", "months_high"]
_COLUMNS += ["held_days", "held_months", "basis"]
_LENGTHS = ("days_low", "days_high", "months_low", "months_high", "held_days", "held_months")


def restrictions(edition: Edition) -> pd.DataFrame:
    """Restrictions known by the as-of day, one row each: other countries first, by their first date, then home.

    ``home`` marks the edition's country. Of the country that the tables hold in full, only the edition's services
    are taken, and restrictions on one service that took each other over (``superseded_by``) are one row that began
    with the first of them; elsewhere a row is an event. A lifting (``class``) is a row with an end and no beginning.

    Columns of ``restrictions.csv`` (of the deepest step) and: ``row``, ``events`` (ids), ``when`` (its first date),
    ``start``, ``end`` and their ends as in :func:`reach.measures.timeline.events`, ``days_low``, ``days_high`` and
    ``months_low``, ``months_high`` (full calendar months): from the last day it can have begun to the first it can
    have ended, and from the first to the last; missing where no end is known. There ``held_days`` and ``held_months``
    run from the last day it can have begun to ``confirmed``, its last report, which is missing where an end is known.
    ``basis`` is the dates in words.
    Days are differences of dates; the announcement counts as a claim of the beginning.
    """
    found: list[dict] = []
    for country in sorted(set(tables.read("restrictions")["country"]) | {edition.country}):
        events = timeline.events(replace(edition, country=country))
        events["confirmed"] = _confirmed(events, edition, country)
        if country == COVERED:
            found += _spells(events[events["class"] == "restriction"], edition)
        else:
            found += [_one(events.loc[[i]]) for i in events.index[events["class"].isin(["restriction", "lifting"])]]
    frame = pd.DataFrame(found, columns=[c for c in _COLUMNS if c != "home"])
    frame.insert(2, "home", frame["country"] == edition.country)
    for column in _DATES:
        frame[column] = pd.to_datetime(frame[column])
    for column in ("depth", *_LENGTHS):
        frame[column] = frame[column].astype(float)
    frame = frame.assign(first=frame.groupby("country")["when"].transform("min")).sort_values(
        ["home", "first", "country", "when", "row"]
    )
    return frame[_COLUMNS].reset_index(drop=True)


def _confirmed(events: pd.DataFrame, edition: Edition, country: str) -> pd.Series:
    """The last day each event was reported in force; the last day of a claim on its beginning is no such report."""
    claims = timeline.claims(replace(edition, country=country))
    claims = claims[(claims["role"] == "last_confirmed") & (claims["use"] != "aside")]
    last = dict(claims.groupby("event_id")["latest"].max().clip(upper=edition.cutoff))
    return pd.to_datetime(events["event_id"].map(last)).fillna(events["confirmed"])


def _spells(events: pd.DataFrame, edition: Edition) -> list[dict]:
    """Rows of the country held in full: for each of the edition's services, chains of steps."""
    after = dict(zip(events["event_id"], events["superseded_by"], strict=True))
    found = []
    for service in edition.services:
        mine = events[events["services"].map(lambda cell, one=service: one in tables.items(cell)).astype(bool)]
        known = set(mine["event_id"])

        def last(event: str, known: set[str] = known) -> str:
            return last(after[event]) if after[event] in known else event

        for _, steps in mine.groupby(mine["event_id"].map(last)):
            found.append(_one(steps, service))
    return found


def _one(steps: pd.DataFrame, service: str = "") -> dict:
    """One row from the steps of a restriction; a plain event is its own one step."""
    steps = steps.sort_values(["start", "event_id"])
    begun, over = steps.iloc[0], steps.iloc[-1]
    if (open_ones := steps[steps["end_kind"] == "open"]).size:
        over = open_ones.iloc[-1]
    top = steps.sort_values(["depth", "breadth", "start"], ascending=[True, False, True], kind="stable").iloc[-1]
    row = top.to_dict() | {
        "row": begun["event_id"],
        "events": ";".join(steps["event_id"]),
        "services": service or top["services"],
        "when": begun["start"],
        **{c: begun[c] for c in ("start", "start_low", "start_high", "announced")},
        **{c: over[c] for c in ("end", "end_low", "end_high", "end_kind")},
        "confirmed": pd.NaT if over["end_kind"] == "ended" else steps["confirmed"].max(),
    }
    row |= dict.fromkeys(_LENGTHS)
    if row["class"] == "lifting":
        # The lifting is the end of a restriction whose beginning no row dates.
        row |= {
            "confirmed": pd.NaT,
            "end": row["start"],
            "end_low": row["start_low"],
            "end_high": row["start_high"],
            "end_kind": "ended",
        }
        row |= dict.fromkeys(("start", "start_low", "start_high"), pd.NaT)
    elif row["end_kind"] == "ended":
        least = max(row["start_high"], row["start"]), min(row["end_low"], row["end"])
        most = min(row["start_low"], row["start"]), max(row["end_high"], row["end"])
        row |= {"days_low": max((least[1] - least[0]).days, 0), "days_high": (most[1] - most[0]).days}
        row |= {"months_low": max(_months(*least), 0), "months_high": _months(*most)}
    elif pd.notna(row["confirmed"]):
        held = max(row["start_high"], row["start"]), row["confirmed"]
        row |= {"held_days": max((held[1] - held[0]).days, 0), "held_months": max(_months(*held), 0)}
    return row | {"basis": _basis(row)}


def _months(first: pd.Timestamp, last: pd.Timestamp) -> int:
    """Full calendar months from one day to another."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _basis(row: dict) -> str:
    over = "ended" if row["end_kind"] == "ended" else "taken over"
    ends = [("began", row["start_low"], row["start_high"]), (over, row["end_low"], row["end_high"])]
    said = [
        f"{word} {words.day(low)}" + ("" if low == high else f" to {words.day(high)}")
        for word, low, high in ends
        if pd.notna(low)
    ]
    return "; ".join(said)


def stretches(edition: Edition, found: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Stretches of one depth for each restriction of :func:`restrictions`, by ``row`` and services.

    Frames as from :func:`reach.measures.timeline.strip`; liftings have none.
    """
    cut = {}
    for country, mine in found[found["class"] == "restriction"].groupby("country"):
        phases = timeline.phases(replace(edition, country=country))
        phases["confirmed"] = _confirmed(phases, edition, country)
        for row in mine.itertuples():
            service = tables.items(row.services)[0]
            one = phases[phases["event_id"].isin(tables.items(row.events)) & (phases["service"] == service)]
            cut[key(row)] = timeline.strip(one, edition.cutoff)
    return cut


def key(row: object) -> str:
    """What tells a row from every other: an event may limit two services that are two rows."""
    return f"{row.row}/{row.services}"


def ended(found: pd.DataFrame) -> pd.DataFrame:
    """Restrictions in other countries with a beginning and an end, in order of their end."""
    abroad = found[~found["home"] & found["days_high"].notna()]
    return abroad.sort_values(["end", "row"]).reset_index(drop=True)


def end_claims(edition: Edition, found: pd.DataFrame) -> pd.DataFrame:
    """The claims on which the ends in other countries rest, in the words noted from each page.

    ``country``, ``services``, ``title``, ``earliest``, ``latest``, ``as_printed``, ``use``, ``source_id``. For a
    lifting every claim is one of the end.
    """
    parts = []
    for row in found[~found["home"] & (found["end_kind"] == "ended")].sort_values(["end", "row"]).itertuples():
        claims = timeline.claims(replace(edition, country=row.country))
        claims = claims[claims["event_id"].isin(tables.items(row.events)) & (claims["use"] != "aside")]
        if pd.notna(row.start):
            claims = claims[claims["role"] == "ended"]
        parts.append(claims.assign(country=row.country, services=row.services, title=row.title))
    columns = ["country", "services", "title", "earliest", "latest", "as_printed", "use", "source_id"]
    empty = timeline.claims(edition).iloc[0:0].reindex(columns=columns)
    return (pd.concat(parts)[columns] if parts else empty).reset_index(drop=True)


def calls_alone(edition: Edition, found: pd.DataFrame) -> pd.DataFrame:
    """Limits on calls and nothing else: those of other countries, then the home ones on the edition's services.

    Columns of :func:`restrictions`. A lifting belongs here where its title names calls. A home limit is an event of
    its own here, also where a deeper one took it over later (``end_kind`` ``overtaken``).
    """
    abroad = found.loc[~found["home"], _COLUMNS]
    lifted = (abroad["class"] == "lifting") & abroad["title"].str.contains("calls", case=False)
    abroad = abroad[(abroad["function"] == "calls") | lifted]
    events = timeline.events(edition)
    events = events[(events["class"] == "restriction") & (events["function"] == "calls")]
    mine = [bool(set(tables.items(cell)) & set(edition.services)) for cell in events["services"]]
    events = events[pd.Series(mine, index=events.index, dtype=bool)]
    rows = [_one(events.loc[[i]]) | {"home": True} for i in events.index]
    if not rows:
        return abroad.reset_index(drop=True)
    home = pd.DataFrame(rows, columns=_COLUMNS).astype(abroad.dtypes.to_dict())
    return pd.concat([abroad, home], ignore_index=True)


def counts(edition: Edition) -> pd.DataFrame:
    """User figures published for other countries, never to be set side by side as one measure.

    Columns of ``user_counts.csv`` with ``low``, ``high`` (rounding interval, in people or accounts) and ``basis``
    (the words as published). Shares are left out: they have other bases still.
    """
    found = edition.known(tables.read("user_counts"))
    found = found[(found["country"] != edition.country) & (found["country"] != COVERED) & (found["unit"] != "percent")]
    found = found.join(intervals.bounds(found, tables.read("qualifiers")))
    found["basis"] = [audience.basis(row) for row in found.itertuples()]
    return found.sort_values(["country", "service", "period_start", "record_id"]).reset_index(drop=True)
