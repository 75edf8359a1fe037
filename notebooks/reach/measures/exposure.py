"""How long each limit lasted, how many people were within its reach, and who called at all.

Days: between the latest and the earliest beginning and end that the dated claims allow. On every day the deepest
nationwide limit counts. Limits in some regions or networks are counted apart and never raise the low end of a total.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from reach import tables
from reach.edition import Edition
from reach.measures import audience, overlap, timeline

_DAY = pd.Timedelta(days=1)
_DATES = ("begin_low", "begin_high", "end_low", "end_high", "confirmed_low", "confirmed_high")
_DAYS = ["service", "depth", "breadth", "function", "kind", "title", "title_ru", "low", "high", "days", *_DATES]
_DAYS += ["open", "breaks", "announced", "basis"]


def spans(edition: Edition, services: list[str] | None = None) -> pd.DataFrame:
    """Restrictions with the days on which each certainly, possibly and by the dates in use held.

    Columns of :func:`reach.measures.timeline.phases` and: ``sure_from``, ``sure_to`` (latest start, earliest end),
    ``may_from``, ``may_to`` (earliest start, latest end), ``used_from``, ``used_to``, ``last_report`` (the earliest
    day that its last confirmation allows; ``confirmed`` is the latest). Days; every ``_to`` is the day after the last.
    A limit is certainly in force up to the earliest end claimed, or where none is known the earliest day that its last
    confirmation allows; in some regions or networks never beyond that day, since such limits came in waves; and one of
    low confidence on no day.
    """
    found = timeline.phases(edition, services)
    claims = timeline.claims(edition)
    claims = claims[(claims["use"] != "aside") & (claims["role"] != "ended")]
    sure = dict(claims.groupby("event_id")["earliest"].max())
    today = edition.cutoff + _DAY
    found["last_report"] = pd.to_datetime(found["event_id"].map(sure)).clip(upper=edition.cutoff)
    confirmed = found["last_report"] + _DAY
    found["may_from"], found["sure_from"], found["used_from"] = found["start_low"], found["start_high"], found["start"]
    found["may_to"] = found["end_high"].fillna(today).clip(upper=today)
    found["used_to"] = found["end"].fillna(today).clip(upper=today)
    ends = found["end_low"].fillna(confirmed)
    found["sure_to"] = ends.where(found["breadth"] == "nationwide", ends.clip(upper=confirmed)).clip(upper=today)
    found.loc[found["confidence"] == "low", "sure_to"] = found["sure_from"]
    return found


def days(edition: Edition, services: list[str] | None = None, since: pd.Timestamp | None = None) -> pd.DataFrame:
    """Days at each depth and breadth, by service, from ``since`` to the as-of day; only rows that may have a day.

    Columns ``service``; ``depth`` (1 one function degraded, 2 slowed, 3 blocked; 0 in the row for all); ``breadth``:
    ``nationwide`` (no deeper limit held nationwide that day), ``some`` (some regions or networks, and no nationwide
    limit as deep), ``any`` (any limit: nationwide ones for the low end, partial ones only for the high one);
    ``function``, ``kind``, ``title`` (of the limits, where they agree); ``low``, ``high`` (days); ``days`` (by the
    dates in use, an open end taken to the as-of day); ``begin_low`` to ``end_high`` (first day and the day after the
    last; no end where ``open``); ``confirmed_low``, ``confirmed_high`` (day of the last report); ``breaks`` (several
    limits, with days between them); ``announced`` (an authority announced it); ``basis`` (event ids). Half-open: the
    day an app was freed or limited more deeply is the next stage's. Services default to the edition's.
    """
    services = list(edition.services) if services is None else services
    return count(spans(edition, services), services, since, edition.cutoff)


def count(found: pd.DataFrame, services: list[str], since: pd.Timestamp | None, cutoff: pd.Timestamp) -> pd.DataFrame:
    """Days of the phases of :func:`spans`, from ``since`` (or the first of them) to ``cutoff``; as :func:`days`."""
    begin = found["may_from"].min() if since is None else pd.Timestamp(since)
    if found.empty or begin > cutoff:
        return pd.DataFrame(columns=_DAYS)
    grid = pd.date_range(begin, cutoff)
    rows = (row for name in dict.fromkeys(services) for row in _rows(name, found[found["service"] == name], grid))
    frame = pd.DataFrame([row for row in rows if row["high"] > 0], columns=_DAYS)
    return frame.astype(dict.fromkeys(_DATES, "datetime64[us]"))


def _rows(service: str, found: pd.DataFrame, grid: pd.DatetimeIndex) -> Iterator[dict]:
    """Rows of :func:`days` for one service, from its phases; those without a day among them."""
    dates = grid.to_numpy("datetime64[D]")[:, None]
    depth, wide = found["depth"].to_numpy(float), (found["breadth"] == "nationwide").to_numpy()
    # For each day (rows) and phase (columns), whether it held in one way; and the deepest nationwide one by day.
    held, top = {}, {}
    for way in ("sure", "may", "used"):
        begin, end = (found[f"{way}_{side}"].to_numpy("datetime64[D]") for side in ("from", "to"))
        held[way] = (begin <= dates) & (dates < end)
        top[way] = np.where(held[way] & wide, depth, 0.0).max(axis=1, initial=0.0, keepdims=True)

    def counted(chosen: np.ndarray, hides: np.ufunc) -> dict[str, int]:
        """Low, high and used days on which a chosen limit held and no nationwide one hid it."""
        ways = {"low": ("sure", "may"), "high": ("may", "sure"), "days": ("used", "used")}
        seen = {name: held[way] & chosen & ~hides(top[other], depth) for name, (way, other) in ways.items()}
        return {name: int(days.any(axis=1).sum()) for name, days in seen.items()}

    for level in (1, 2, 3):
        chosen = wide & (depth == level)
        yield _row(service, level, "nationwide", found[chosen], counted(chosen, np.greater), grid)
    some = found[~wide]
    yield _row(service, some["depth"].max(), "some", some, counted(~wide, np.greater_equal), grid)
    every = {"low": top["sure"] > 0, "high": held["may"].any(axis=1), "days": top["used"] > 0}
    yield _row(service, 0, "any", found, {name: int(days.sum()) for name, days in every.items()}, grid)


def _row(service: str, depth: float, breadth: str, events: pd.DataFrame, count: dict, grid: pd.DatetimeIndex) -> dict:
    """One row of :func:`days`; its dates are those of events that may have held within the days counted."""
    events = events[(events["may_to"] > grid[0]) & (events["may_from"] <= grid[-1])].sort_values("may_from")
    first, last = events.head(1), events.sort_values("may_to").tail(1)
    ended = len(last) > 0 and not (events["end_kind"] == "open").any()
    same = {c: events[c].iloc[0] if events[c].nunique() == 1 else "" for c in ("function", "kind", "title", "title_ru")}
    return {
        "service": service,
        "depth": int(depth) if len(events) else 0,
        "breadth": breadth,
        **same,
        **count,
        "begin_low": first["may_from"].max(),
        "begin_high": first["sure_from"].max(),
        "end_low": last["end_low"].max() if ended else pd.NaT,
        "end_high": last["may_to"].max() if ended else pd.NaT,
        "confirmed_low": events["last_report"].max(),
        "confirmed_high": events["confirmed"].max(),
        "open": len(last) > 0 and not ended,
        "breaks": bool((events["may_from"] > events["may_to"].cummax().shift()).any()),
        "announced": bool(events["announced"].notna().any()),
        "basis": "; ".join(events["event_id"]),
    }


def by_event(edition: Edition) -> pd.DataFrame:
    """How long each restriction of the country lasted, whatever else held: one row a service and event.

    Columns ``service``, ``title``, ``depth``, ``breadth``, ``low``, ``high`` (days), ``basis`` (event id) and the dates
    of :func:`days`, in order of service and beginning.
    """
    found = spans(edition)
    closed = found["end_kind"] != "open"
    found["low"] = (found["sure_to"] - found["sure_from"]).dt.days.clip(lower=0)
    found["high"] = (found["may_to"] - found["may_from"]).dt.days
    found = found.assign(end_high=found["may_to"].where(closed), open=~closed, breaks=False)
    called = {"may_from": "begin_low", "sure_from": "begin_high", "last_report": "confirmed_low"}
    found = found.rename(columns=called | {"confirmed": "confirmed_high", "event_id": "basis"})
    found = found.sort_values(["service", "begin_low"], kind="stable", ignore_index=True)
    return found[["service", "title", "depth", "breadth", "low", "high", *_DATES, "open", "breaks", "basis"]]


def since(edition: Edition) -> pd.Timestamp | None:
    """From which day on days are counted: the edition's first; all of them where that lies after the as-of day."""
    first = pd.Timestamp(edition.since)
    return first if first <= edition.cutoff else None


def reached(edition: Edition) -> pd.DataFrame:
    """People within reach of a limit on at least one of the two platforms: bounds, since the audiences overlap.

    One row, of the headline pair: ``month``, ``first``, ``second`` (as published), ``low``, ``high`` (people),
    ``base_low``, ``base_high`` (everyone the reach is a share of), ``basis``. Empty unless both platforms were under a
    nationwide limit at some time.
    """
    columns = ["month", "first", "second", "low", "high", "base_low", "base_high", "basis"]
    counted, pair = days(edition, list(edition.platforms), since(edition)), audience.headline(edition)
    wide = set(counted.loc[counted["breadth"] == "nationwide", "service"])
    whole = None if pair.empty or wide != set(edition.platforms) else audience.base(edition, pair.loc[0, "month"])
    if whole is None:
        return pd.DataFrame(columns=columns)
    either = overlap.any_of([audience.span(row) for row in pair.itertuples()], whole)
    row = (pair.loc[0, "month"], *pair["basis"], either.low, either.high, whole.low, whole.high)
    return pd.DataFrame([(*row, "; ".join(pair["record_id"]))], columns=columns)


# Who called at all.

#: Why a survey answer is not drawn beside others, in the order in which it is asked.
_UNFIT = {
    "of_calls": lambda row: row.base_kind == "calls",
    "vendor": lambda row: row.kind == "vendor poll",
    "readers": lambda row: row.kind == "reader poll",
    "estimate": lambda row: row.kind == "estimate",
    "region": lambda row: row.kind == "regional survey",
    "no_base": lambda row: row.base_kind == "not stated",
    "base": lambda row: row.base_kind not in ("adults", "internet users"),
    "weak": lambda row: row.confidence == "low",
}


def surveys(edition: Edition) -> pd.DataFrame:
    """Survey answers about calls and failing messengers, and the other answers of a survey that asked about calls.

    Columns of ``surveys.csv`` and: ``low``, ``high`` (rounding interval, percent) and ``left_out`` (empty where the
    answer is fit to stand beside others, else a key of words: ``of_calls`` for a share of calls and not of people,
    ``vendor``, ``readers``, ``estimate``, ``region``, ``no_base``, ``base``, ``weak``). Repeats are left away. Newest
    first, answers about calls before others.
    """
    found = audience.here(edition, "surveys")
    found = found[found["draw"] != "no"]
    why = [next((name for name, unfit in _UNFIT.items() if unfit(row)), "") for row in found.itertuples()]
    found = found.assign(left_out=why)
    about = found["question"].str.contains(r"\bcalls?\b", case=False)
    about &= found["topic"].isin(["switch", "circumvention", "use"])
    asked = found["topic"].isin(["calls", "problems"]) | about
    same = found["source_id"].isin(found.loc[(found["topic"] == "calls") & (found["left_out"] == ""), "source_id"])
    # Stands taken on the limits are opinions; they say nothing of who called.
    found = audience.bounded(found[(asked | same) & (found["topic"] != "other")])
    order = found.assign(rest=found["topic"] != "calls")
    order = order.sort_values(["fielded_to", "rest", "value"], ascending=[False, True, False], ignore_index=True)
    return order[found.columns]


def callers(edition: Edition) -> pd.DataFrame:
    """Answers fit to show who calls, beside the reach of the two platforms in the last month before that has both.

    Columns ``group`` (``survey`` or ``reach``), ``label`` (the question, or the service), ``topic``, ``asked_by``,
    ``month`` (of the field work's end, or of the reach), ``base_kind``, ``low``, ``high`` (0 to 1: rounding
    interval), ``value`` (as printed, 0 to 1, or missing for reach), ``basis``, ``record_id``, ``source_id``, and the
    Russian twins ``label_ru`` and ``asked_by_ru``. Empty where no answer of people about calls is fit to draw: reach
    alone says nothing of calls.
    """
    columns = ["group", "label", "label_ru", "topic", "asked_by", "asked_by_ru", "month", "base_kind"]
    columns += ["value", "low", "high", "basis", "fielded_from", "fielded_to", "record_id", "source_id"]
    found = surveys(edition)
    found = found[found["left_out"] == ""]
    if not (found["topic"] == "calls").any():
        return pd.DataFrame(columns=columns)
    newest = found.loc[found["topic"] == "calls"].iloc[0]
    # Answers of the newest survey of callers, and later or earlier ones of the same months about failing messengers.
    near = (found["fielded_to"] - newest["fielded_to"]).abs() <= pd.Timedelta(days=62)
    named = found["services"].map(lambda cell: set(tables.items(cell)) <= set(edition.platforms))
    found = found[named & ((found["source_id"] == newest["source_id"]) | (near & (found["topic"] == "problems")))]
    found = found.assign(other=found["source_id"] != newest["source_id"])
    asked = found.sort_values(["other", "asked_by", "value"], ascending=[True, True, False]).assign(
        group="survey",
        label=found["question"],
        label_ru=found["question_ru"],
        month=found["fielded_to"].dt.to_period("M").dt.to_timestamp(),
        basis=found["population"],
    )
    asked[["value", "low", "high"]] /= 100
    return pd.concat([asked, _beside(edition, newest["fielded_to"])], ignore_index=True).reindex(columns=columns)


def _beside(edition: Edition, day: pd.Timestamp) -> pd.DataFrame:
    """Monthly reach of both platforms in the last month by ``day`` that has both in one series, as shares."""
    points = audience.points(edition)
    both = audience.newest_of_both(edition, points[points["month"] <= day])
    whole = None if both.empty else audience.base(edition, both["month"].iloc[0])
    if whole is None:
        return both.iloc[0:0]
    return both.assign(
        group="reach",
        label=both["service"],
        label_ru=both["service"].map(tables.read("services").set_index("service")["service_ru"]),
        topic="reach",
        base_kind="people aged 12 and over",
        value=float("nan"),
        low=both["low"] / whole.high,
        high=both["high"] / whole.low,
    )
