"""The figure on the screen: whole, in the theme's colours, with a word for every mark and all that is published."""

import math
from collections.abc import Callable, Iterable, Iterator

import pandas as pd
from reach.chart import Chart
from reach.charts import audiences_changed
from reach.draw import marks
from reach.draw.look import PALETTES

from checks import near, of_chart


def texts(value: object) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        yield from texts(part)
    if isinstance(value, str):
        yield value


def _numbers(value: object) -> Iterator[float]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        yield from _numbers(part)
    if isinstance(value, float):
        yield value


def listed(value: object) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


@of_chart()
def screen_figure(chart: Chart) -> Iterator[str]:
    shown = chart.on_screen()
    layout, palette = shown["layout"], PALETTES[chart.edition.theme]
    for place, colour in ((layout["paper_bgcolor"], palette["page"]), (layout["font"]["color"], palette["text"])):
        if place != colour:
            yield f"{place} is no colour of the theme"
    if layout.get("showlegend") is not False:
        yield "it has a legend"
    if not shown["data"] and not chart.empty:
        yield "it shows nothing"
    yield from (f"{n} is no number" for n in _numbers(shown) if not math.isfinite(n))
    for n, trace in enumerate(shown["data"]):
        xs, ys, said = (listed(trace.get(part)) for part in ("x", "y", "customdata"))
        if trace["type"] == "bar":
            # A bar without a length is a bar that a reader does not see.
            lengths = xs if trace.get("orientation") == "h" else ys
            if any(x is None or not math.isfinite(float(x)) for x in lengths):
                yield f"a bar of trace {n} has no length"
        if "%{customdata}" in trace.get("hovertemplate", "") and len(said) != len(xs):
            yield f"trace {n} has {len(said)} words for {len(xs)} marks"


# What a screen must show, counted from the frame: numbers at their places, or days on which a bar begins.


def _of(column: str, scale: float = 1.0, other: str = "", part: str = "") -> Callable[[Chart], Iterable]:
    """A column as it is placed, or another where it is blank."""

    def values(chart: Chart) -> Iterable:
        data = chart.data[chart.data["part"] == part] if part else chart.data
        return (data[column].fillna(data[other]) if other else data[column].dropna()).astype(float) / scale

    return values


def _begins(chart: Chart, part: str = "restriction") -> Iterable:
    """Days on which bars of limits begin; an axis may begin later."""
    data, since = chart.data, pd.Timestamp(chart.edition.since)
    mine = data[data["part"] == part] if "part" in data else data[data["depth"].notna()]
    if chart.name == "restriction-timeline":  # a group is drawn by one of its members
        return mine.loc[mine["drawn_in"] == mine["service"], "start"].dropna()
    parts = marks.flat(chart.panel) if chart.panel else ()
    lows = [part.x.low for part in parts if isinstance(getattr(part, "x", None), marks.Time)]
    return mine["start"].dropna().clip(lower=max([since, *lows]) if "part" in data else None)


def _both_ways(chart: Chart) -> Iterable:
    """One service is drawn from the left, the other from the right; both have their length."""
    data, (a, _) = chart.data, chart.edition.platforms
    whole = data.loc[data["role"] == "base", "high"].iloc[0]
    also = data[data["role"] == "also published"]
    lengths = data.loc[data["role"].isin(("headline", "both")), "low"]
    return pd.concat([lengths[lengths > 0], also["value"].where(also["service"] == a, whole - also["value"])])


def _lengths(chart: Chart) -> Iterable:
    """Days that limits lasted at least or were last reported after; the shortest are numbers alone."""
    most, least = (chart.data[c].fillna(chart.data["held_days"]) for c in ("days_high", "days_low"))
    return least[most >= 14]


def _shares(chart: Chart) -> Iterable:
    """Shares of fraud, a printed range at its middle."""
    data = chart.data[chart.data["part"] == "share"]
    return data["value"].fillna((data["low"] + data["high"]) / 2)


def _in_window(chart: Chart) -> Iterable:
    """Figures and beginnings of limits on the signature's axis; where no line runs yet, the two levels."""
    data = chart.data
    time = next((p.x for p in marks.flat(chart.panel) if isinstance(p, marks.Plot)), None)
    if time is None:
        return data.loc[data["record"].isin(chart.edition.headline), "value"]
    reach = data[(data["part"] == "reach") & (data["start"] >= time.low) & (data["start"] < time.high)]
    begun = data.loc[(data["part"] == "restriction") & (data["start"] < time.high), "start"]
    return [*reach["value"], *begun.clip(lower=time.low)]


def _changes_or_levels(chart: Chart) -> Iterable:
    """Before any month after the limits, levels are drawn, and else the changes between them."""
    levels = chart.data.query("part == 'level'")
    return levels["value"] if len(levels) else chart.data.query("part == 'change'")["per_month"]


SHOWN: dict[str, tuple[Callable[[Chart], Iterable], ...]] = {
    "accounts-and-people": (_of("value"),),
    "before-and-after": (_changes_or_levels, _begins),
    "choices-that-matter": (_of("low"),),
    "days-at-each-depth": (lambda chart: chart.data.loc[chart.data["breadth"] != "any", "low"],),
    "other-countries": (_lengths,),
    "precedents": (_of("value"),),
    "reach-against-restrictions": (_in_window,),
    "fraud-by-channel": (_shares,),
    "restriction-timeline": (_begins,),
    "sources-disagree": (lambda chart: chart.data.query("shown == 'mark'")["value"],),
    "daily-use": (_of("value"),),
    "two-audiences": (_both_ways,),
    "audiences-changed": (lambda chart: audiences_changed.levels(chart.data)["value"],),
    "restriction-steps": (lambda chart: chart.data["start"].clip(lower=pd.Timestamp(chart.edition.since)),),
    "who-called": (_of("value", 1, "low"),),
    "who-said-what": (lambda chart: chart.data["date"],),
    "who-uses-both": (_of("low", part="month"),),
}


@of_chart()
def all_that_is_published_is_on_the_screen(chart: Chart) -> Iterator[str]:
    if chart.empty:
        return
    if chart.name not in SHOWN:
        yield "SHOWN does not say what its screen must show"
        return
    traces = chart.on_screen()["data"]
    places = [place for t in traces for part in ("x", "y", "base") for place in listed(t.get(part))]
    numbers = [float(place) for place in places if isinstance(place, int | float)]
    for t in (t for t in traces if "width" in t):  # bars lie about the middle of their height
        ys = [y for y in t["y"] if isinstance(y, int | float)]
        wide = t["width"] if isinstance(t["width"], list) else [t["width"]] * len(ys)
        numbers += [y + height / 2 * side for y, height in zip(ys, wide, strict=False) for side in (1, -1)]
    days = {place[:10] for place in places if isinstance(place, str)}
    for wanted in SHOWN[chart.name]:
        for value in wanted(chart):
            if isinstance(value, pd.Timestamp):
                if value.date().isoformat() not in days:
                    yield f"nothing is shown on {value.date()}"
            elif not any(near(place, value, max(1e-6, abs(value) * 1e-6)) for place in numbers):
                yield f"{value} is not shown"
