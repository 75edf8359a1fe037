"""Who said what about the limits, when, and what was published on the reasons given."""

import pandas as pd

from reach import tables
from reach.edition import Edition
from reach.intervals import bounds
from reach.measures import audience, timeline

#: Kinds of actor in the order of the schema, from those who decide to those who look on.
KINDS = (
    "executive",
    "regulator",
    "security",
    "legislator or party",
    "regional",
    "platform",
    "company",
    "civil society",
    "foreign state",
    "intergovernmental",
    "expert",
    "media",
)
#: Positions as the charts group them.
STANDS = {
    "supports": "for",
    "justifies": "for",
    "demands": "demands",
    "opposes": "against",
    "denies": "denies",
    "warns": "denies",
    "other": "other",
}
#: Bodies and groups whose reaction was looked for when the table of reactions was made, by country of the limits.
SOUGHT = {
    "RU": (
        "European Union",
        "Council of Europe",
        "OSCE",
        "United Nations",
        "United States",
        "United Kingdom",
        "Access Now",
        "Electronic Frontier Foundation",
        "ARTICLE 19",
        "Reporters Without Borders",
        "Roskomsvoboda",
    )
}
#: A statement belongs to the days of an announcement where it is no further from it than this.
NEAR = pd.Timedelta(days=2)
_SURE = {"high": 2, "medium": 1, "low": 0}
_BEGAN = ("effective", "measured", "reported")


def said(edition: Edition) -> pd.DataFrame:
    """Statements on limits of the country and of the edition's services, public by the as-of day.

    Columns of ``reactions.csv`` and ``stand`` (see :data:`STANDS`) and ``source_id`` (the first page), by date.
    Empty where nothing was said of one of the two platforms.
    """
    events = tables.read("restrictions")
    here = events[events["country"] == edition.country]
    found = edition.known(tables.read("reactions"))
    found = found[found["date"] <= edition.cutoff]

    def about(services: tuple[str, ...]) -> pd.Series:
        rows = [bool(set(tables.items(cell)) & set(services)) for cell in here["services"]]
        ids = set(here.loc[rows, "event_id"])
        return pd.Series(
            [bool(set(tables.items(cell)) & ids) for cell in found["events"]], index=found.index, dtype=bool
        )

    found = found.iloc[0:0] if not about(edition.platforms).any() else found[about(edition.services)]
    found = found.assign(
        stand=found["position"].map(STANDS), source_id=[(tables.items(cell) or [""])[0] for cell in found["sources"]]
    )
    return found.sort_values(["date", "reaction_id"]).reset_index(drop=True)


def on(found: pd.DataFrame, *topics: str) -> pd.DataFrame:
    """The statements of :func:`said` that are about one of the topics."""
    rows = [bool(set(tables.items(cell)) & set(topics)) for cell in found["topics"]]
    return found[pd.Series(rows, index=found.index, dtype=bool)]


def chief(edition: Edition) -> pd.Series | None:
    """The announced restriction that most statements speak of, the earliest among equals; ``None`` where there is none.

    A row of :func:`reach.measures.timeline.events`.
    """
    found = said(edition)
    known = timeline.events(edition)
    known = known[(known["class"] == "restriction") & known["announced"].notna()]
    count = found["events"].map(tables.items).explode().value_counts()
    spoken = known.assign(count=known["event_id"].map(count)).dropna(subset="count")
    if spoken.empty:
        return None
    return spoken.sort_values(["count", "announced", "event_id"], ascending=[False, True, True]).iloc[0]


def key(edition: Edition) -> pd.DataFrame:
    """The firmly documented statements on the chief restriction within two days of its announcement.

    Rows of :func:`said`, one an actor: the first, and before it one that gives the reason or the condition. Those on
    reason and condition come first, then what the platforms answered, then the rest, each by date.
    """
    found, event = said(edition), chief(edition)
    if event is None:
        return found.iloc[0:0]
    mine = found["events"].map(lambda cell: event["event_id"] in tables.items(cell))
    # An event is told under one service each; what was said of its twin on the same day belongs with it.
    twins = timeline.events(edition)
    twins = set(twins.loc[(twins["announced"] == event["announced"]) & (twins["kind"] == event["kind"]), "event_id"])
    mine |= found["events"].map(lambda cell: bool(set(tables.items(cell)) & twins)).astype(bool)
    near = (found["date"] - event["announced"]).abs() <= NEAR
    found = found[mine.astype(bool) & near & (found["confidence"] == "high")]
    weight = [
        0 if {"reason", "condition"} & set(tables.items(r.topics)) else 1 if r.actor_kind == "platform" else 2
        for r in found.itertuples()
    ]
    topic = ["reason" not in tables.items(cell) for cell in found["topics"]]
    order = found.assign(weight=weight, topic=topic).sort_values(["weight", "topic", "date", "reaction_id"])
    return order.drop_duplicates("actor").drop(columns=["weight", "topic"]).reset_index(drop=True)


def kinds(found: pd.DataFrame) -> pd.DataFrame:
    """How many statements each kind of actor made: ``actor_kind``, ``statements``, ``first``, ``last``; nought is kept.

    ``first`` and ``last`` are days, missing where nothing was found: an absence in what was read, not silence.
    """
    groups = found.groupby("actor_kind")["date"]
    frame = pd.DataFrame({"actor_kind": list(KINDS)})
    frame["statements"] = frame["actor_kind"].map(groups.size()).fillna(0).astype(int)
    frame["first"] = pd.to_datetime(frame["actor_kind"].map(dict(groups.min())))
    frame["last"] = pd.to_datetime(frame["actor_kind"].map(dict(groups.max())))
    return frame


def unheard(edition: Edition) -> list[str]:
    """Bodies and groups that were looked for and of which no statement was found by the as-of day."""
    actors = " | ".join(said(edition)["actor"])
    return [name for name in SOUGHT.get(edition.country, ()) if name not in actors] if actors else []


def conditions(edition: Edition) -> pd.DataFrame:
    """Who gave the reason and who set the condition: statements of authorities on either, rows of :func:`said`.

    Adds ``part``: ``reason``, ``condition`` or ``reason and condition``.
    """
    found = on(said(edition), "reason", "condition")
    found = found[found["actor_kind"].isin(["executive", "regulator", "security", "legislator or party"])]
    parts = [[t for t in ("reason", "condition") if t in tables.items(cell)] for cell in found["topics"]]
    return found.assign(part=[" and ".join(part) for part in parts])


def beside_reach(edition: Edition) -> pd.DataFrame:
    """Claims of size by platforms beside the newest figures of reach for a month before the statement.

    Returns ``date``, ``actor``, ``claim``, ``service``, ``metric``, ``month``, ``low``, ``high`` (people), ``basis``
    (the figure as published), ``record_id`` and ``source_id``; one row a claim and metric, without a figure where none
    was published. Accounts the platforms count are not people reached; the two are set side by side, not subtracted.
    """
    rows = []
    figures = audience.points(edition)
    daily = audience.points(edition, "average_daily_reach") if len(figures) else figures
    events = tables.read("restrictions").set_index("event_id")["services"]
    for row in on(said(edition), "size").itertuples():
        if row.actor_kind != "platform":
            continue
        services = {s for e in tables.items(row.events) for s in tables.items(events[e])} & set(edition.services)
        for service in sorted(services):
            for metric, frame in (("monthly reach", figures), ("daily reach", daily)):
                mine = frame[(frame["service"] == service) & (frame["month"] < row.date.replace(day=1))]
                mine = mine[(mine["draw"] == "yes") & (mine["confidence"] != "low")]
                newest = mine.sort_values("month").iloc[-1] if len(mine) else None
                rows.append(
                    {"date": row.date, "actor": row.actor, "claim": row.claim, "service": service, "metric": metric}
                    | {c: None if newest is None else newest[c] for c in ("month", "low", "high", "basis", "record_id")}
                    | {"source_id": "" if newest is None else newest["source_id"]}
                )
    columns = ["date", "actor", "claim", "service", "metric", "month", "low", "high", "basis", "record_id", "source_id"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(
        month=pd.to_datetime(frame["month"]), low=frame["low"].astype(float), high=frame["high"].astype(float)
    )


def after_the_fact(edition: Edition) -> pd.DataFrame:
    """Restrictions announced after they began, with the days between, longest first.

    Days come from the date claims in use; ``low`` and ``high`` from all claims for the beginning and the announcement
    that are not set aside: the latest beginning to the earliest announcement, and the reverse, never under nought.
    Returns ``event_id``, ``title``, ``services``, ``start``, ``announced``, ``days``, ``low``, ``high``, ``basis``
    (rows of ``restriction_dates.csv``).
    """
    found = timeline.events(edition)
    found = found[(found["class"] == "restriction") & (found["announced"] > found["start"])]
    dates = timeline.claims(edition)
    dates = dates[dates["use"] != "aside"]
    rows = []
    for event in found.itertuples():
        mine = dates[dates["event_id"] == event.event_id]
        began, told = mine[mine["role"].isin(_BEGAN)], mine[mine["role"] == "announced"]
        rows.append(
            {
                "event_id": event.event_id,
                "title": event.title,
                "services": event.services,
                "start": event.start,
                "announced": event.announced,
                "days": (event.announced - event.start).days,
                "low": max(0, (told["earliest"].min() - began["latest"].max()).days),
                "high": (told["latest"].max() - began["earliest"].min()).days,
                "basis": "; ".join([*began["date_id"], *told["date_id"]]),
            }
        )
    columns = ["event_id", "title", "services", "start", "announced", "days", "low", "high", "basis"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["days", "event_id"], ascending=[False, True]).reset_index(drop=True)


def fraud(edition: Edition) -> pd.DataFrame:
    """Published figures on fraud in the country, public by the as-of day.

    Columns of ``fraud_figures.csv`` and ``low``, ``high`` (the rounding interval in the row's unit; missing for a mere
    ranking), ``basis`` (the row) and ``before`` (the period ended before the chief restriction began). Retellings
    of a figure that is in the frame stay and name it in ``repeats``.
    """
    found = tables.read("fraud_figures")
    found = edition.known(found[found["country"] == edition.country])
    counted = found[found["qualifier"] != ""]
    ends = bounds(counted, tables.read("qualifiers"))
    event = chief(edition)
    begun = event["start"] if event is not None else pd.NaT
    found = found.assign(
        low=ends["low"].reindex(found.index).astype(float),
        high=ends["high"].reindex(found.index).astype(float),
        basis=found["record_id"],
        before=found["period_end"] < begun,
    )
    return found.sort_values(["period_end", "known_by", "report", "record_id"]).reset_index(drop=True)


def shares(edition: Edition) -> pd.DataFrame:
    """Shares of :func:`fraud` by channel, statement by statement: what a chart may set side by side.

    Only shares of cases, complaints, calls or people; only statements that give one for messengers or for the
    telephone. Shares of different statements count different things and are never subtracted or averaged.
    """
    found = fraud(edition)
    found = found[found["measure"].str.startswith("share") & (found["unit"] == "percent") & (found["repeats"] == "")]
    first = dict(found.groupby("report")["period_end"].min())
    found = found.assign(place=found["report"].map(first), channel_order=found["channel"] == "telephone")
    order = found.sort_values(["place", "report", "channel_order", "record_id"])
    return order.drop(columns=["place", "channel_order"]).reset_index(drop=True)


def of_one_app(edition: Edition) -> pd.DataFrame:
    """Figures of :func:`fraud` about one of the two platforms alone that :func:`shares` and :func:`changes` leave out.

    Counts, and changes from before the limits; no repeats and no figure from one weak page.
    """
    found = fraud(edition)
    found = found[found["channel"].isin(edition.platforms) & (found["repeats"] == "") & (found["confidence"] != "low")]
    told = {*shares(edition)["record_id"], *changes(edition)["record_id"]}
    return found[~found["record_id"].isin(told)].reset_index(drop=True)


def changes(edition: Edition) -> pd.DataFrame:
    """Changes after the limits that were given out, rows of :func:`fraud`, by the day they were public."""
    found = fraud(edition)
    found = found[(found["measure"] == "change") & ~found["before"]]
    return found.sort_values(["known_by", "record_id"]).reset_index(drop=True)


def registered(edition: Edition) -> pd.DataFrame:
    """Crimes by means of messengers among all crimes by means of information technology, as registered.

    Cumulative figures of one statement are divided; between two statements of one year the difference is the stretch
    between their ends. Returns ``period_start``, ``period_end``, ``messengers``, ``all`` (crimes, as published or
    subtracted), ``share``, ``low``, ``high`` (percent, from the rounding intervals) and ``basis``. Crimes of every
    kind, counted when registered: the figures do not show what the limits did.
    """
    found = fraud(edition)
    found = found[found["measure"] == "registered crimes"]
    totals = []
    for _, group in found.groupby("report", sort=False):
        part, whole = group[group["channel"] == "messengers"], group[group["channel"] == "all"]
        if len(part) == 1 and len(whole) == 1:
            totals.append((part.iloc[0], whole.iloc[0]))
    rows = []
    before = None
    for part, whole in totals:
        rows.append(_share(part["period_start"], part["period_end"], _span(part), _span(whole), [part, whole]))
        if before is not None and before[0]["period_start"] == part["period_start"]:
            old, all_ = before
            rows.append(
                _share(
                    old["period_end"] + pd.Timedelta(days=1),
                    part["period_end"],
                    _minus(_span(part), _span(old)),
                    _minus(_span(whole), _span(all_)),
                    [part, whole, old, all_],
                )
            )
        before = part, whole
    columns = ["period_start", "period_end", "messengers", "all", "share", "low", "high", "basis"]
    return pd.DataFrame(rows, columns=columns)


def _span(row: pd.Series) -> tuple[float, float, float]:
    return row["value"], row["low"], row["high"]


def _minus(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float, float]:
    return a[0] - b[0], a[1] - b[2], a[2] - b[1]


def _share(
    start: pd.Timestamp, end: pd.Timestamp, part: tuple, whole: tuple, rows: list[pd.Series]
) -> dict[str, object]:
    return {
        "period_start": start,
        "period_end": end,
        "messengers": part[0],
        "all": whole[0],
        "share": 100 * part[0] / whole[0],
        "low": 100 * part[1] / whole[2],
        "high": 100 * part[2] / whole[1],
        "basis": "; ".join(row["record_id"] for row in rows),
    }
