"""Who said what about the limits, when, and what was published on the reasons given."""

from itertools import product

import pandas as pd

from reach import tables
from reach.edition import Edition
from reach.intervals import bounds
from reach.measures import audience, timeline

# fmt: off
#: Kinds of actor in the order of the schema, from those who decide to those who look on.
KINDS = (
    "executive", "regulator", "security", "legislator or party", "regional", "platform", "company", "civil society",
    "foreign state", "intergovernmental", "expert", "media",
)
#: Positions as the charts group them.
STANDS = {
    "supports": "for", "justifies": "for", "demands": "demands", "opposes": "against", "denies": "denies",
    "warns": "denies", "other": "other",
}
#: Bodies and groups whose reaction was looked for when the table of reactions was made, by country of the limits.
SOUGHT = {
    "RU": (
        "European Union", "Council of Europe", "OSCE", "United Nations", "United States", "United Kingdom",
        "Access Now", "Electronic Frontier Foundation", "ARTICLE 19", "Reporters Without Borders", "Roskomsvoboda",
    )
}
# fmt: on
#: A statement belongs to the days of an announcement where it is no further from it than this.
NEAR = pd.Timedelta(days=2)


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
        limits = here.loc[timeline.naming(here["services"], services), "event_id"]
        return timeline.naming(found["events"], limits)

    found = found[about(edition.services)] if about(edition.platforms).any() else found.iloc[0:0]
    found = found.assign(stand=found["position"].map(STANDS), source_id=found["sources"].str.split(";").str[0])
    return found.sort_values(["date", "reaction_id"], ignore_index=True)


def on(found: pd.DataFrame, *topics: str) -> pd.DataFrame:
    """The statements of :func:`said` that are about one of the topics."""
    return found[timeline.naming(found["topics"], topics)]


def chief(edition: Edition) -> pd.Series | None:
    """The announced restriction that most statements speak of, the earliest among equals; ``None`` where there is none.

    A row of :func:`reach.measures.timeline.events`.
    """
    count = said(edition)["events"].map(tables.items).explode().value_counts()
    known = timeline.events(edition)
    known = known[(known["class"] == "restriction") & known["announced"].notna()]
    spoken = known.assign(count=known["event_id"].map(count)).dropna(subset="count")
    spoken = spoken.sort_values(["count", "announced", "event_id"], ascending=[False, True, True])
    return None if spoken.empty else spoken.iloc[0]


def key(edition: Edition) -> pd.DataFrame:
    """The firmly documented statements on the chief restriction within two days of its announcement.

    Rows of :func:`said`, one an actor: the first, and before it one that gives the reason or the condition. Those on
    reason and condition come first, then what the platforms answered, then the rest, each by date.
    """
    found, event = said(edition), chief(edition)
    if event is None:
        return found.iloc[0:0]
    # An event is told under one service each; what was said of its twin on the same day belongs with it.
    twins = timeline.events(edition)
    twins = twins.loc[(twins["announced"] == event["announced"]) & (twins["kind"] == event["kind"]), "event_id"]
    near = (found["date"] - event["announced"]).abs() <= NEAR
    key = found[timeline.naming(found["events"], twins) & near & (found["confidence"] == "high")]
    first = timeline.naming(key["topics"], ("reason", "condition"))
    weight = ((key["actor_kind"] != "platform") + 1).mask(first, 0)
    key = key.assign(weight=weight, topic=~timeline.naming(key["topics"], ("reason",)))
    key = key.sort_values(["weight", "topic", "date", "reaction_id"]).drop_duplicates("actor", ignore_index=True)
    return key[found.columns]


def kinds(found: pd.DataFrame) -> pd.DataFrame:
    """How many statements each kind of actor made: ``actor_kind``, ``statements``, ``first``, ``last``; nought is kept.

    ``first`` and ``last`` are days, missing where nothing was found: an absence in what was read, not silence.
    """
    days = found.groupby("actor_kind")["date"].agg(statements="size", first="min", last="max").reindex(KINDS)
    return days.fillna({"statements": 0}).astype({"statements": int}).rename_axis("actor_kind").reset_index()


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
    metrics = {"monthly reach": "monthly_reach", "daily reach": "average_daily_reach"}
    figures = {name: audience.solid(edition, metric) for name, metric in metrics.items()}
    events = tables.read("restrictions").set_index("event_id")["services"]
    rows = []
    found = on(said(edition), "size")
    for row in found[found["actor_kind"] == "platform"].itertuples():
        services = {s for e in tables.items(row.events) for s in tables.items(events[e])} & set(edition.services)
        for service, (metric, frame) in product(sorted(services), figures.items()):
            mine = frame[(frame["service"] == service) & (frame["month"] < row.date.replace(day=1))]
            newest = mine.sort_values("month").iloc[-1].to_dict() if len(mine) else {"source_id": ""}
            claim = {"date": row.date, "actor": row.actor, "claim": row.claim, "service": service, "metric": metric}
            rows.append(newest | claim)
    columns = ["date", "actor", "claim", "service", "metric", "month", "low", "high", "basis", "record_id", "source_id"]
    return pd.DataFrame(rows, columns=columns).astype({"month": "datetime64[us]", "low": float, "high": float})


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
        began, told = mine[mine["role"].isin(timeline.BEGAN)], mine[mine["role"] == "announced"]
        low = (told["earliest"].min() - began["latest"].max()).days
        high = (told["latest"].max() - began["earliest"].min()).days
        rows.append((max(0, low), high, "; ".join([*began["date_id"], *told["date_id"]])))
    found = found.assign(days=(found["announced"] - found["start"]).dt.days)
    found[["low", "high", "basis"]] = pd.DataFrame(rows, found.index, ["low", "high", "basis"])
    columns = ["event_id", "title", "services", "start", "announced", "days", "low", "high", "basis"]
    return found.sort_values(["days", "event_id"], ascending=[False, True], ignore_index=True)[columns]


def fraud(edition: Edition) -> pd.DataFrame:
    """Published figures on fraud in the country, public by the as-of day.

    Columns of ``fraud_figures.csv`` and ``low``, ``high`` (the rounding interval in the row's unit; missing for a mere
    ranking), ``basis`` (the row) and ``before`` (the period ended before the chief restriction began). Retellings
    of a figure that is in the frame stay and name it in ``repeats``.
    """
    found = audience.here(edition, "fraud_figures")
    found = found.join(bounds(found[found["qualifier"] != ""], tables.read("qualifiers")))
    event = chief(edition)
    begun = pd.NaT if event is None else event["start"]
    found = found.assign(basis=found["record_id"], before=found["period_end"] < begun)
    return found.sort_values(["period_end", "known_by", "report", "record_id"], ignore_index=True)


def shares(edition: Edition) -> pd.DataFrame:
    """Shares of :func:`fraud` by channel, statement by statement: what a chart may set side by side.

    Only shares of cases, complaints, calls or people; only statements that give one for messengers or for the
    telephone. Shares of different statements count different things and are never subtracted or averaged.
    """
    found = fraud(edition)
    found = found[found["measure"].str.startswith("share") & (found["unit"] == "percent") & (found["repeats"] == "")]
    first = found.groupby("report")["period_end"].transform("min")
    order = found.assign(first=first, phone=found["channel"] == "telephone")
    return order.sort_values(["first", "report", "phone", "record_id"], ignore_index=True)[found.columns]


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
    return found.sort_values(["known_by", "record_id"], ignore_index=True)


def registered(edition: Edition) -> pd.DataFrame:
    """Crimes by means of messengers among all crimes by means of information technology, as registered.

    Cumulative figures of one statement are divided; between two statements of one year the difference is the stretch
    between their ends. Returns ``period_start``, ``period_end``, ``messengers``, ``all`` (crimes, as published or
    subtracted), ``share``, ``low``, ``high`` (percent, from the rounding intervals) and ``basis``. Crimes of every
    kind, counted when registered: the figures do not show what the limits did.
    """
    found = fraud(edition)
    found = found[found["measure"] == "registered crimes"]
    part, whole = (
        found[found["channel"] == channel].drop_duplicates("report", keep=False) for channel in ("messengers", "all")
    )
    total = part.merge(whole, on="report", suffixes=("", "_all"))
    total["basis"] = total["record_id"] + "; " + total["record_id_all"]
    last, later = total.shift(), total.copy()
    later["period_start"] = last["period_end"] + pd.Timedelta(days=1)
    later["basis"] += "; " + last["basis"]
    for of in ("", "_all"):
        later[f"value{of}"] -= last[f"value{of}"]
        later[f"low{of}"] = total[f"low{of}"] - last[f"high{of}"]
        later[f"high{of}"] = total[f"high{of}"] - last[f"low{of}"]
    found = pd.concat([total, later[total["period_start"] == last["period_start"]]]).sort_index(kind="stable")
    found = found.rename(columns={"value": "messengers", "value_all": "all"}).assign(
        share=100 * found["value"] / found["value_all"],
        low=100 * found["low"] / found["high_all"],
        high=100 * found["high"] / found["low_all"],
    )
    columns = ["period_start", "period_end", "messengers", "all", "share", "low", "high", "basis"]
    return found[columns].reset_index(drop=True)
