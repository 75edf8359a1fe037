"""Restrictions in other countries beside those at home: how long they held where they ended, and what they were."""

from dataclasses import replace
from functools import partial

import pandas as pd

from reach import tables, words
from reach.edition import Edition
from reach.measures import audience, timeline

#: The country whose restrictions the tables hold in full; of every other they hold chosen cases.
COVERED = "RU"
_DATES = ("when", "start", "start_low", "start_high", "end", "end_low", "end_high", "confirmed", "announced")
_COLUMNS = ["row", "country", "home", "class", "services", "events", "kind", "function", "depth", "breadth", "title"]
_COLUMNS += ["scope", "authority", "authority_kind", "legal_basis", "stated_reason", "description", "dispute", "note"]
_COLUMNS += [*_DATES, "end_kind", "days_low", "days_high", "months_low", "months_high"]
_COLUMNS += ["held_days", "held_months", "basis"]
_NUMBERS = ("depth", "days_low", "days_high", "months_low", "months_high", "held_days", "held_months")


def restrictions(edition: Edition) -> pd.DataFrame:
    """Restrictions known by the as-of day, one row each: other countries first, by their first date, then home.

    ``home`` marks the edition's country. Of the country that the tables hold in full, only the edition's services
    are taken, and restrictions on one service that took each other over (``superseded_by``) are one row that began
    with the first of them; elsewhere a row is an event. A lifting (``class``) is a row with an end and no beginning.

    Columns of ``restrictions.csv`` (of the deepest step) and: ``row``, ``events`` (ids), ``when`` (its first date),
    ``start``, ``end`` and their ends as in :func:`reach.measures.timeline.events`, ``days_low``, ``days_high`` and
    ``months_low``, ``months_high`` (full calendar months): from the last day it can have begun to the first it can
    have ended, and from the first to the last; missing where no end is known. There ``held_days`` and ``held_months``
    run from the last day it can have begun to the end of ``confirmed``, the day of its last report, which is missing
    where an end is known.
    ``basis`` is the dates in words. Days are differences of dates; the announcement counts as a claim of the beginning.
    """
    found: list[dict] = []
    for country in sorted(set(tables.read("restrictions")["country"]) | {edition.country}):
        events = timeline.events(replace(edition, country=country))
        events["confirmed"] = _confirmed(events, edition, country)
        if country == COVERED:
            found += _spells(events[events["class"] == "restriction"], edition)
        else:
            found += [_one(events.loc[[i]]) for i in events.index[events["class"].isin(["restriction", "lifting"])]]
    frame = pd.DataFrame(found, columns=_COLUMNS)
    frame = frame.astype(dict.fromkeys(_DATES, "datetime64[us]") | dict.fromkeys(_NUMBERS, float))
    frame["home"] = frame["country"] == edition.country
    frame = frame.assign(first=frame.groupby("country")["when"].transform("min"))
    return frame.sort_values(["home", "first", "country", "when", "row"], ignore_index=True)[_COLUMNS]


def _confirmed(events: pd.DataFrame, edition: Edition, country: str) -> pd.Series:
    """The last day each event was reported in force; the last day of a claim on its beginning is no such report."""
    claims = timeline.claims(replace(edition, country=country))
    claims = claims[(claims["role"] == "last_confirmed") & (claims["use"] != "aside")]
    last = dict(claims.groupby("event_id")["latest"].max().clip(upper=edition.cutoff))
    return pd.to_datetime(events["event_id"].map(last)).fillna(events["confirmed"])


def _spells(events: pd.DataFrame, edition: Edition) -> list[dict]:
    """Rows of the country held in full: for each of the edition's services, chains of steps."""
    found = []
    for service in edition.services:
        mine = events[timeline.naming(events["services"], [service])]
        after = dict(zip(mine["event_id"], mine["superseded_by"], strict=True))
        found += [_one(steps, service) for _, steps in mine.groupby(mine["event_id"].map(partial(_last, after)))]
    return found


def _last(after: dict[str, str], event: str) -> str:
    """What took an event over in the end, as far as ``after`` has it."""
    return _last(after, after[event]) if after[event] in after else event


def _one(steps: pd.DataFrame, service: str = "") -> dict:
    """One row from the steps of a restriction; a plain event is its own one step."""
    steps = steps.sort_values(["start", "event_id"])
    still = steps[steps["end_kind"] == "open"]
    begun, over = steps.iloc[0], (steps if still.empty else still).iloc[-1]
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
    lengths: dict[str, tuple] = {}
    if row["class"] == "lifting":
        # The lifting is the end of a restriction whose beginning no row dates.
        row |= {"confirmed": pd.NaT, "end_kind": "ended"}
        for which in ("", "_low", "_high"):
            row |= {f"end{which}": row[f"start{which}"], f"start{which}": pd.NaT}
    elif row["end_kind"] == "ended":
        lengths["{}_low"] = max(row["start_high"], row["start"]), min(row["end_low"], row["end"])
        lengths["{}_high"] = min(row["start_low"], row["start"]), max(row["end_high"], row["end"])
    elif pd.notna(row["confirmed"]):
        # It held on the day of its last report, too.
        lengths["held_{}"] = max(row["start_high"], row["start"]), row["confirmed"] + pd.Timedelta(days=1)
    for name, (a, b) in lengths.items():
        row |= {name.format("days"): max((b - a).days, 0), name.format("months"): max(_months(a, b), 0)}
    return row | {"basis": _basis(row)}


def _months(first: pd.Timestamp, last: pd.Timestamp) -> int:
    """Full calendar months from one day to another."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _basis(row: dict) -> str:
    over = "ended" if row["end_kind"] == "ended" else "taken over"
    ends = [("began", row["start_low"], row["start_high"]), (over, row["end_low"], row["end_high"])]
    return "; ".join(
        f"{word} {words.day(low)}" + ("" if low == high else f" to {words.day(high)}")
        for word, low, high in ends
        if pd.notna(low)
    )


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
    return abroad.sort_values(["end", "row"], ignore_index=True)


def end_claims(edition: Edition, found: pd.DataFrame) -> pd.DataFrame:
    """The claims on which the ends in other countries rest, in the words noted from each page.

    ``country``, ``services``, ``title``, ``earliest``, ``latest``, ``as_printed``, ``use``, ``source_id``. For a
    lifting every claim is one of the end.
    """
    parts = [timeline.claims(edition).iloc[0:0]]
    for row in found[~found["home"] & (found["end_kind"] == "ended")].sort_values(["end", "row"]).itertuples():
        claims = timeline.claims(replace(edition, country=row.country))
        claims = claims[claims["event_id"].isin(tables.items(row.events)) & (claims["use"] != "aside")]
        if pd.notna(row.start):
            claims = claims[claims["role"] == "ended"]
        parts.append(claims.assign(country=row.country, services=row.services, title=row.title))
    columns = ["country", "services", "title", "earliest", "latest", "as_printed", "use", "source_id"]
    return pd.concat(parts, ignore_index=True).reindex(columns=columns)


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
    events = events[timeline.naming(events["services"], edition.services)]
    home = pd.DataFrame([_one(events.loc[[i]]) | {"home": True} for i in events.index], columns=_COLUMNS)
    return pd.concat([abroad, home.astype(abroad.dtypes.to_dict())], ignore_index=True)


def counts(edition: Edition) -> pd.DataFrame:
    """User figures published for other countries, never to be set side by side as one measure.

    Columns of ``user_counts.csv`` with ``low``, ``high`` (rounding interval, in people or accounts) and ``basis``
    (the words as published). Shares are left out: they have other bases still.
    """
    found = edition.known(tables.read("user_counts"))
    found = found[~found["country"].isin([edition.country, COVERED]) & (found["unit"] != "percent")]
    order = ["country", "service", "period_start", "record_id"]
    return audience.published(found).sort_values(order, ignore_index=True)
