"""The figures of reach and overlap: marks and numbers against sums over the raw tables."""

import datetime as dt
import itertools
import math
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pandas as pd
from reach import edition as editions
from reach.chart import Chart
from reach.draw import marks as described
from reach.draw.look import DPI, SIZES
from reach.measures import audience

from checks import (
    Drawing,
    apart,
    by_id,
    committed,
    is_committed,
    near,
    of_chart,
    of_drawing,
    plain,
    prose,
    public,
    rows,
)
from checks.change_figures import runs_of

SIGNATURE, TIMELINE = "reach-against-restrictions", "restriction-timeline"
OVERLAP = ("two-audiences", "who-uses-both")
# The figures of the first three notebooks: their numbers are counted again here, apart from the package.
CORE = (*OVERLAP, SIGNATURE, TIMELINE)
LINE = "mediascope-monthly-12plus"

# How far below a figure the words around it allow the count to lie, in steps of its last digit.
BELOW = {"over": 0, "exact": 0, "cut": 0, "under": 1, "rounded": Fraction(1, 2), "about": Fraction(1, 2)}


@cache
def kind(qualifier: str) -> str:
    return by_id("qualifiers")[qualifier]["kind"]


def low_of(row: dict[str, str]) -> Fraction:
    return Fraction(row["value"]) - BELOW[kind(row["qualifier"])] * Fraction(row["resolution"])


def implied(row: dict[str, str]) -> tuple[Fraction, Fraction]:
    """The base that a printed pair of count and share allows, in exact fractions."""
    count, step = Fraction(row["value"]), Fraction(row["resolution"])
    share, point = Fraction(row["share"]), Fraction(row["share_resolution"])
    return (count - step / 2) / ((share + point / 2) / 100), (count + step / 2) / ((share - point / 2) / 100)


def bases(month: str, edition: editions.Edition) -> list[dict[str, str]]:
    """The printed pairs that tell a month's base: those of its year, or else of the twelve months before it."""
    known = [r for r in rows("context") if r["reveals_base"] == "yes" and public(r, edition) and r["known_by"]]
    mine = [r for r in known if r["period_start"][:4] == month[:4]]
    return mine or [r for r in known if f"{int(month[:4]) - 1}{month[4:]}" <= r["period_start"] <= month]


def reach_rows(chart: Chart) -> pd.DataFrame:
    return chart.data[chart.data["part"] == "reach"]


# Nothing to draw, counted from the files


def has_nothing(name: str, edition: editions.Edition) -> bool:
    if name == TIMELINE:
        ids = {row["event_id"] for row in rows("restrictions") if row["country"] == edition.country}
        return not any(r["event_id"] in ids and public(r, edition) for r in rows("restriction_dates"))
    months: dict[tuple[str, str], set[str]] = {}
    for row in rows("user_counts"):
        mine = row["country"] == edition.country and row["service"] in edition.platforms and public(row, edition)
        # What is not drawn stands in for a figure that is, while that one's page was not public.
        original = by_id("user_counts").get(row["repeats"])
        drawn = row["draw"] == "yes" or (original and original["draw"] == "yes" and not public(original, edition))
        if mine and row["metric"] == "monthly_reach" and drawn:
            months.setdefault((row["series_id"], row["period_start"]), set()).add(row["service"])
    if name == SIGNATURE:
        return not any(month >= edition.since.isoformat() for _, month in months)
    # An overlap is of a series that runs on, or of the headline's, and of a month whose base is known.
    series = {row["series_id"] for row in rows("series") if row["line"] == "yes"}
    series |= {by_id("user_counts")[i]["series_id"] for i in edition.headline}
    both = {key for key, services in months.items() if services == set(edition.platforms)}
    return not any(found in series and bases(month, edition) for found, month in both)


@of_chart()
def a_card_only_where_there_is_nothing(chart: Chart) -> Iterator[str]:
    if chart.name in CORE:
        yield from apart(chart.empty, has_nothing(chart.name, chart.edition), "a card")


# Numbers in words

ENGLISH = [dt.date(2000, m, 1).strftime("%B") for m in range(1, 13)]
DAY = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(ENGLISH)})(?: (\d{{4}}))?")


def days_of(chart: Chart) -> set[dt.date]:
    """Every day that a figure's data holds, its as-of day and the months that printed pairs stand for."""
    found = {chart.edition.cutoff.date()}
    found |= {d.date() for column in chart.data.select_dtypes("datetime") for d in chart.data[column].dropna()}
    if chart.name in OVERLAP:
        found |= {dt.date.fromisoformat(r["period_start"]) for r in rows("context") if r["reveals_base"] == "yes"}
    return found


def millions_of(chart: Chart) -> set[str]:
    """What may be said in millions: the figures, the ends of their intervals, floors and roundings of both."""
    data = chart.data
    numbers = [v for c in data.select_dtypes("number") for v in data[c].dropna() if v >= 1e5 and math.isfinite(v)]
    found = set()
    for exact in (value / 1e6 for value in numbers):
        found |= {f"{exact:.{d}f}" for d in (0, 1, 3)} | {str(math.floor(exact + 1e-9))}
        found |= {f"{math.floor(exact * 10 + 1e-6) / 10:.1f}", f"{math.ceil(exact * 10 - 1e-6) / 10:.1f}"}
    if "role" in data:  # the other pairs published for the month, each with its own floor
        top = data.loc[data["role"] == "base", "high"].max()
        a, b = (data[data["service"] == s]["low"] for s in chart.edition.platforms)
        found |= {str(math.floor((x + y - top) / 1e6 + 1e-9)) for x in a for y in b}
    if "first" in data:  # and the floor of all three
        mine = data.dropna(subset="base_high")
        for month, whole in zip(mine["month"], mine["base_high"], strict=True):
            lows = [lowest(service, month, chart.edition) for service in chart.edition.services]
            found |= {str(max(0, math.floor((sum(lows) - 2 * whole) / 1e6 + 1e-9)))} if all(lows) else set()
    if chart.name == SIGNATURE:  # differences between two months on one service's line
        line = reach_rows(chart).query("draw == 'yes'")
        pairs = (p for _, mine in line.groupby("service") for p in itertools.permutations(mine["value"], 2))
        found |= {f"{abs(b - a) / 1e6:.{d}f}" for a, b in pairs for d in (0, 1)}
    return found | {n.rstrip("0").rstrip(".") for n in found if "." in n}


def lowest(service: str, month: pd.Timestamp, edition: editions.Edition) -> float:
    """Low end of the figure on the line for a service and month, from the file; 0 where there is none."""
    wanted = (service, month.date().isoformat(), "yes", "monthly_reach", LINE)
    keys = ("service", "period_start", "draw", "metric", "series_id")
    found = (r for r in rows("user_counts") if tuple(r[k] for k in keys) == wanted and public(r, edition))
    return next((float(low_of(row)) for row in found), 0.0)


def shares_of(chart: Chart) -> set[str]:
    ends = [chart.data[c].dropna() for c in ("share_low", "share_high") if c in chart.data]
    return {f"{share * 100:.0f}" for share in itertools.chain(*ends)}


def counts_of(chart: Chart) -> set[str]:
    """What may be counted: rows, services, blocked services, members of a group, rows left out; people from 12 on."""
    found = {"12"}
    if chart.name == TIMELINE:
        above = chart.data[chart.data["part"] == "restriction"]
        found |= {str(above["service"].nunique()), str(len(blocked(chart.edition)))}
        found |= {str(n) for n in above.groupby("drawn_in")["service"].nunique() if n > 1}
    mine = [row for row in rows("user_counts") if row["country"] == chart.edition.country]
    return found | {str(sum(not public(row, chart.edition) for row in mine))}


def blocked(edition: editions.Edition) -> set[str]:
    """Single services with a nationwide block known by the edition's day, from the files, weak reports left out."""
    until = edition.cutoff.date().isoformat()
    known = {
        row["event_id"]
        for row in rows("restriction_dates")
        if public(row, edition) and (row["role"] == "announced" or row["earliest"] <= until) and row["use"] != "aside"
    }
    single = {row["service"] for row in rows("services") if row["group"] == "no"}
    return {
        service
        for row in rows("restrictions")
        if row["event_id"] in known and row["country"] == edition.country
        if (row["class"], row["depth"], row["breadth"]) == ("restriction", "3", "nationwide")
        and row["confidence"] != "low"
        for service in row["services"].split(";")
    } & single


@of_chart(*CORE)
def every_number_is_in_the_data(chart: Chart) -> Iterator[str]:
    if chart.edition.language != "en" or not is_committed(chart.edition):
        return
    days = days_of(chart)
    allowed = millions_of(chart) | counts_of(chart) | {str(d.year) for d in days}
    for field, said in prose(chart).items():
        if field in ("reading", "method", "short_note"):
            continue
        said = plain(said).replace("±0.7", " ")  # the panel's noise, a constant of the method
        for day, month, year in DAY.findall(said):
            wanted = (int(day or 0), ENGLISH.index(month) + 1, int(year or 0))
            if not any(all(w in (0, d) for w, d in zip(wanted, (x.day, x.month, x.year), strict=True)) for x in days):
                yield f"{field}: {day} {month} {year} is no day of the data"
        said = DAY.sub(" ", said)
        shares = re.findall(r"(\d+)(?:–\d+)?%", said) + re.findall(r"–(\d+)%", said)
        yield from (f"{field}: {s}% is no share of the data" for s in shares if s not in shares_of(chart))
        for number in re.findall(r"\d[\d,]*(?:\.\d+)?", re.sub(r"\d+(?:–\d+)?%", " ", said)):
            if (number := number.rstrip(",").replace(",", "")) not in allowed:
                yield f"{field}: {number} is not in the data: {said!r}"


@of_chart(SIGNATURE)
def title_of_the_signature(chart: Chart) -> Iterator[str]:
    """The number in the title, by a sum over the file."""
    title, edition = plain(chart.text.title), chart.edition
    if edition.language != "en" or not is_committed(edition):
        return
    if edition.as_of is None:
        line = {(r["service"], r["period_start"]): int(r["value"]) for r in rows("user_counts")
                if r["series_id"] == LINE and r["draw"] == "yes"}  # fmt: skip
        fell = line["WhatsApp", "2025-12-01"] - line["WhatsApp", "2026-02-01"]
        yield from apart(re.findall(r"WhatsApp|[\d.]+|December|February", title), ["WhatsApp", f"{fell / 1e6:.1f}",
                         "December", "February"], title)  # fmt: skip
    else:
        # The quoted pair in the words that it was printed with.
        if "WhatsApp reached 96 million people a month, Telegram over 89 million" not in title:
            yield title


@of_chart(*OVERLAP)
def floor_in_the_title(chart: Chart) -> Iterator[str]:
    """At least so many people used both: A + B − N from the files, at the safe end of every rounding."""
    if chart.edition.language != "en" or not is_committed(chart.edition):
        return
    data, pairs = chart.data, [chart.edition.headline]
    if "first" in data:
        pairs = [cell.split("; ") for cell in data.loc[data["part"] == "month", "basis"]]
    floors = []
    for a, b in ((by_id("user_counts")[i] for i in pair) for pair in pairs):
        yield from apart(a["period_start"], b["period_start"], "months of a pair")
        most = max(implied(row)[1] for row in bases(a["period_start"], chart.edition))
        floors.append((low_of(a) + low_of(b) - most) // 1_000_000)
    said = re.findall(r"at least (\d+) million", plain(chart.text.title).lower())
    yield from apart(said, [str(min(floors))], "floor in the title")


@of_chart(*OVERLAP)
def at_most_is_rounded_outward(chart: Chart) -> Iterator[str]:
    """ "At most 89.8 million" is not what an interval up to 89.85 allows."""
    if chart.edition.language != "en" or not is_committed(chart.edition):
        return
    data = chart.data
    both = data[data["part"] == "month"] if "first" in data else data[data["role"] == "both"]
    highs = [round(high / 1e6, 6) for high in both["high"]]
    said = [
        float(n)
        for text in (chart.text.alt, chart.text.long)
        for n in re.findall(r"(?:at most|more than|to) (\d+(?:\.\d+)?) million(?! people aged)", plain(text))
    ]
    if not said:
        yield "it says nothing of the most"
    for number in said:
        # The end that is meant is the nearest one; what is said of it must not be below it.
        if number < (nearest := min(highs, key=lambda high: abs(high - number))):
            yield f"{number} is said where {nearest} is allowed"


# Marks that are true


def centres(drawing: Drawing, start: str) -> dict[str, tuple[float, float]]:
    return {i: tuple(round(float(v), 3) for v in mark.get_xydata()[0]) for i, mark in drawing.marks(start).items()}


@of_chart(SIGNATURE)
def lines_join_only_neighbouring_months(chart: Chart) -> Iterator[str]:
    """Of one service and series that runs on, counted from the file; on paper and screen they are the same lines."""
    if chart.empty or not any(isinstance(p, described.Plot) for p in described.flat(chart.panel)):
        return
    joined = {pair for run in runs_of(chart) for pair in itertools.pairwise(run)}
    runs_on = {row["series_id"] for row in rows("series") if row["line"] == "yes"}
    on_line = set(reach_rows(chart).query("draw == 'yes'")["record"])
    mine = [by_id("user_counts")[i] for i in sorted(on_line) if by_id("user_counts")[i]["series_id"] in runs_on]
    wanted = set()
    for a, b in itertools.permutations(mine, 2):
        first, second = (pd.Period(row["period_start"], "M") for row in (a, b))
        if (a["service"], a["series_id"]) == (b["service"], b["series_id"]) and second == first + 1:
            wanted.add((a["record_id"], b["record_id"]))
    yield from (f"{a} and {b} are joined" for a, b in joined - wanted)
    yield from (f"{a} and {b} are not joined" for a, b in wanted - joined)


@of_drawing(SIGNATURE)
def the_fall_is_the_loudest_word(drawing: Drawing) -> Iterator[str]:
    """What the title says is said on the picture, larger than anything else but the title."""
    chart = drawing.chart
    if not is_committed(chart.edition) or chart.edition.as_of:
        return
    size = max(word.size for word in drawing.words if word.text not in chart.text.title.replace("\u00a0", " "))
    loud = [w.text for w in drawing.words if w.size >= size - 0.01 and w.text.lstrip("\u2212") in chart.text.title]
    if not any(word.startswith("\u2212") for word in loud):
        yield f"the loudest words are {loud}"


@of_chart(SIGNATURE)
def a_weak_figure_is_said_to_be_weak(chart: Chart) -> Iterator[str]:
    if chart.edition != committed("latest"):
        return
    weak = {i for i, r in by_id("user_counts").items() if (r["draw"], r["confidence"]) == ("mark", "low")}
    if not weak & set(chart.data["record"]):
        yield "the weak figure is gone"
    if not any("one second-hand page" in note for note in chart.text.notes):
        yield "no note says so"


@of_drawing("two-audiences")
def overlap_is_where_the_two_bars_meet(drawing: Drawing) -> Iterator[str]:
    """One scale for all, with everyone as the whole width."""
    data = drawing.chart.data.set_index("role")
    whole, both, (a, b) = data.loc["base", "high"], data.loc["both", "low"], data.loc["headline", "low"]
    bars = [p.get_bbox() for axes in drawing.figure.axes for p in axes.patches]
    wanted = {"everyone": (0, whole), "first": (0, a), "second": (whole - b, whole)}
    if both > 0:
        wanted["overlap"] = (whole - b, a)
        yield from apart(round(a - (whole - b)), round(both), "people in the overlap")
    for what, (left, right) in wanted.items():
        if not any(near(bar.x0, left, 1) and near(bar.x1, right, 1) for bar in bars):
            yield f"there is no bar of {what} from {left:.0f} to {right:.0f}"


# How sure the counts are


@of_drawing("sources-disagree")
def one_mark_or_word_an_original(drawing: Drawing) -> Iterator[str]:
    """Hollow where no page names the measurer, or the source is weak; other months in words."""
    if drawing.size not in ("article", "mobile"):
        return
    data, page = drawing.chart.data, drawing.chart.look["page"]
    dots = [line for line in drawing.lines if line.get_marker() == "o"]
    yield from apart(len(dots), int((data["shown"] == "mark").sum()), "marks")
    for row in data[data["shown"] == "mark"].itertuples():
        mine = [dot for dot in dots if near(float(dot.get_xdata()[0]), row.value, 1)]
        hollow = not row.names_it or row.confidence == "low"
        if not any((dot.get_markerfacecolor() == page) == hollow for dot in mine):
            yield f"{row.record_id} is {'not ' * hollow}hollow"
    if is_committed(drawing.chart.edition):
        for row in data[data["shown"] == "table"].itertuples():
            if plain(audience.worded(row, drawing.language, unit=False)) not in drawing.said:
                yield f"{row.record_id} is not told"


@of_chart("sources-disagree")
def title_of_the_disagreement(chart: Chart) -> Iterator[str]:
    if chart.edition.language == "en" and is_committed(chart.edition):
        a, b = (float(by_id("user_counts")[f"WA-2025-07-m-{x}"]["value"]) / 1e6 for x in ("reu", "yab"))
        title = plain(chart.text.title)
        if f"WhatsApp {a} or {b} million" not in title or "July 2025" not in title:
            yield title


PAIRS = {
    "97.3 + 90.8": ("WA-2025-07-m-reu", "TG-2025-07-m-reu"),
    "96.2 + 89.8": ("WA-2025-07-m-yab", "TG-2025-07-m-yab"),
    "96 + over 89": ("WA-2025-07-m-t24", "TG-2025-07-m-t24"),
}


@of_chart("choices-that-matter")
def least_in_the_title(chart: Chart) -> Iterator[str]:
    """The lowest floor over the pairs of July on the printed pairs of 2025."""
    if chart.edition.language != "en" or not is_committed(chart.edition):
        return
    printed = [r for r in rows("context") if r["reveals_base"] == "yes" and r["period_start"][:4] == "2025"]
    bases = [implied(row)[1] for row in printed if public(row, chart.edition)]
    floors = [sum(low_of(by_id("user_counts")[i]) for i in ids) - top for ids in PAIRS.values() for top in bases]
    said = [int(n) for n in re.findall(r"\d+", chart.text.title)]
    yield from apart(said, [min(floors) // 10**6], "least")


@of_drawing("two-audiences", "who-uses-both", "choices-that-matter", "sources-disagree")
def a_square_is_not_left_half_empty(drawing: Drawing) -> Iterator[str]:
    if drawing.size != "square" or not is_committed(drawing.chart.edition):
        return
    height = SIZES["square"].height
    ends = [(height - word.y1, height - word.y0) for word in drawing.words]
    ends += [(height - y1, height - y0) for _, y0, _, y1 in map(drawing.box, drawing.patches)]
    dots = [line for line in drawing.lines if line.get_marker() != "None"]
    for dot in dots:
        (_, y), *_ = dot.get_transform().transform(dot.get_xydata()) * DPI / drawing.figure.dpi
        ends.append((height - y - 4, height - y + 4))
    edge = gap = 0.0
    for low, high in sorted(ends):
        gap, edge = max(gap, low - edge), max(edge, high)
    if gap >= 0.16 * height:
        yield f"{gap:.0f} pixels are empty"
