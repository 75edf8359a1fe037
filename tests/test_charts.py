"""The figures as a reader meets them: whole, legible, true to their data, and a card in words where there is none."""

import csv
import datetime as dt
import itertools
import json
import math
import re
import warnings
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial

import matplotlib as mpl
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text
from reach import edition as editions
from reach import fonts, paths, tables, words
from reach.charts.look import DPI, PALETTES, RC, SIZES

LEAST_PX = 12
SIGNATURE = "reach-against-restrictions"
TIMELINE = "restriction-timeline"
REACH = ("two-audiences", "who-uses-both", SIGNATURE)
# The figures of the first three notebooks, whose words and marks are counted again below, and tried in every choice.
CORE = (*REACH, TIMELINE)

# Choices a reader may make in a notebook, beside the committed editions.
CHOICES = {
    "nothing beside the two": {"also": ""},
    "a long axis": {"since": "2020-01-01"},
    "before the block": {"as_of": "2026-01-31"},
    "other two": {"platforms": "YouTube, Telegram"},
}
# Choices for which some or all figures have nothing to draw.
NOTHING = {
    "before everything": {"as_of": "2015-01-01"},
    "Egypt": {"country": "EG"},
    "the Emirates": {"country": "AE"},
    "two without counts": {"platforms": "Signal, Viber"},
}


@cache
def rows(table: str) -> list[dict[str, str]]:
    # Read apart from the package: what is checked here must not lean on what is checked.
    with (paths.DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# What is on the canvas


@dataclass(frozen=True)
class Word:
    """One line of text where its ink lies, in pixels from the bottom left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    font: str

    def meets(self, other: "Word") -> bool:
        # Ends that touch by a pixel are still two words to the eye.
        wide = min(self.x1, other.x1) - max(self.x0, other.x0)
        tall = min(self.y1, other.y1) - max(self.y0, other.y0)
        return wide > 1 and tall > 1


@cache
def ink_of(file: str) -> dict[int, tuple[float, float]]:
    """Lowest and highest ink of every letter of a font, in parts of its size."""
    font = TTFont(file)
    shapes, unit = font["glyf"], font["head"].unitsPerEm
    return {
        code: (getattr(shapes[name], "yMin", 0) / unit, getattr(shapes[name], "yMax", 0) / unit)
        for code, name in font.getBestCmap().items()
    }


@cache
def words_on(figure: Figure) -> list[Word]:
    found = []
    with mpl.rc_context(RC):
        renderer = figure.canvas.get_renderer()
        for text in figure.findobj(Text):
            said = text.get_text()
            if not text.get_visible() or not said.strip():
                continue
            assert text.get_rotation() == 0
            assert text.get_va() == "baseline"
            file = str(font_manager.findfont(text.get_fontproperties(), fallback_to_default=False))
            # The renderer's box is as tall as the font's line; the ink of the letters is what can collide.
            box, pixels = text.get_window_extent(renderer), text.get_fontsize() * figure.dpi / 72
            ink = [ink_of(file).get(ord(letter), (-0.3, 1.0)) for letter in said if letter.strip()]
            base = text.get_transform().transform(text.get_position())[1]
            low, high = min(i[0] for i in ink) * pixels, max(i[1] for i in ink) * pixels
            found.append(Word(said, box.x0, base + low, box.x1, base + high, pixels, file))
    return found


def reading(figure: Figure) -> str:
    """All words in the order they were set, with plain spaces."""
    return re.sub(r"\s+", " ", " ".join(t.get_text() for t in figure.findobj(Text)).replace(words.NBSP, " "))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace(words.NBSP, " "))


def legible(figure: Figure, size: str) -> list[str]:
    """Everything wrong with how a figure's words lie on its canvas."""
    chosen = SIZES[size]
    width, height = figure.get_size_inches() * DPI
    wrong = []
    if round(width, 6) != chosen.width or (chosen.height and round(height, 6) != chosen.height):
        wrong.append(f"{width} × {height} px")
    found = words_on(figure)
    for word in found:
        if word.x0 < 0 or word.y0 < 0 or word.x1 > width or word.y1 > height:
            wrong.append(f"outside: {word}")
        if word.size < LEAST_PX - 1e-6:
            wrong.append(f"too small: {word}")
    wrong += [f"overlap: {a} / {b}" for a, b in itertools.combinations(found, 2) if a.meets(b)]
    return wrong


# At every size


@pytest.mark.parametrize("size", SIZES)
def test_words_lie_within_the_canvas_and_apart(chart, drawn, size: str):
    figure = drawn(chart, size)
    assert len(words_on(figure)) > (3 if chart.empty else 8)
    assert legible(figure, size) == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_drawn_beyond_the_canvas(chart, drawn, size: str):
    figure = drawn(chart, size)
    width, height = figure.get_size_inches() * DPI
    axes = figure.axes[0]
    assert not figure.findobj(Collection), "collections are not looked at below"
    for mark in (*axes.lines, *axes.patches):
        if isinstance(mark, Line2D):
            points = mark.get_transform().transform(mark.get_xydata())
            xs, ys = points[:, 0], points[:, 1]
        else:
            box = mark.get_window_extent(figure.canvas.get_renderer())
            xs, ys = (box.x0, box.x1), (box.y0, box.y1)
        assert min(xs) >= -1, mark
        assert max(xs) <= width + 1, mark
        assert min(ys) >= -1, mark
        assert max(ys) <= height + 1, mark


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_laid_over_words(chart, drawn, size: str):
    # A plate that goes with one text would cut the letters of the line above it.
    (ax,) = drawn(chart, size).axes
    assert all(text.get_bbox_patch() is None for text in ax.texts)
    assert max((patch.get_zorder() for patch in ax.patches), default=0) < min(text.get_zorder() for text in ax.texts)


@pytest.mark.parametrize("size", SIZES)
def test_words_are_there(chart, drawn, size: str):
    said = reading(drawn(chart, size))
    assert plain(chart.text.title) in said
    # On a small card some figures say less of what they are; what is drawn is said on the article.
    if size == "article" or chart.name in (*REACH, TIMELINE):
        assert plain(chart.text.subtitle) in said
    assert f"Data as of {words.day(chart.edition.cutoff)}".replace(words.NBSP, " ") in said
    assert "CC BY 4.0" in said
    if chart.empty:
        return
    if chart.empty:
        return
    source = said[said.index("Source: ") :]
    pages = {row["source_id"]: row for row in rows("sources")}
    credited = [
        i
        for i in chart.text.sources
        if any(name and name in source for name in (pages[i]["publisher"], pages[i]["origin"].split(",")[0]))
    ]
    assert chart.text.sources
    if " others" in source:
        assert len(credited) >= 4
    else:
        assert credited == list(chart.text.sources)


@pytest.mark.parametrize("size", SIZES)
def test_only_the_projects_font_is_used(chart, drawn, size: str):
    own = {str(path): set(TTFont(path).getBestCmap()) for path in fonts.files().values()}
    for word in words_on(drawn(chart, size)):
        assert word.font in own
        assert {ord(c) for c in word.text} <= own[word.font], word


def test_no_glyph_is_missing(chart, drawn):
    # A letter that no font has is a warning in matplotlib and an empty box in print.
    with warnings.catch_warnings(), mpl.rc_context(RC):
        warnings.simplefilter("error", UserWarning)
        drawn(chart, "article").canvas.draw()


def test_dark_theme(figure: str, chart_of, drawn):
    found, size = chart_of(figure, editions.parameters(theme="dark")), "article"
    picture = drawn(found, size)
    assert to_hex(picture.get_facecolor()) == PALETTES["dark"]["page"]
    assert legible(picture, size) == []
    light_only = {to_hex(c) for c in PALETTES["light"].values()} - {to_hex(c) for c in PALETTES["dark"].values()}
    inks = {to_hex(t.get_color()) for t in picture.findobj(Text) if t.get_text()}
    inks |= {to_hex(p.get_facecolor()) for p in picture.axes[0].patches if p.get_facecolor()[3]}
    inks |= {to_hex(line.get_color()) for line in picture.axes[0].lines if line.get_linestyle() != "None"}
    assert not inks & light_only


@pytest.mark.slow
@pytest.mark.parametrize("choice", CHOICES)
def test_other_choices_are_as_legible(figure: str, choice: str, chart_of, drawn):
    found = chart_of(figure, editions.parameters(**CHOICES[choice]))
    assert not found.empty or figure not in CORE
    # Where room is short, faults show: the phone for all, every size for the figures that choices change most.
    for size in SIZES if figure in CORE else ["mobile"]:
        assert legible(drawn(found, size), size) == []


# Nothing to draw


def has_nothing(figure: str, choice: str) -> bool:
    """Whether the tables have nothing for a figure and choice, counted from the files."""
    given = NOTHING[choice]
    country, as_of = given.get("country", "RU"), given.get("as_of", "9999")
    if figure == TIMELINE:
        ids = {row["event_id"] for row in rows("restrictions") if row["country"] == country}
        return not any(r["event_id"] in ids and "" < r["known_by"] <= as_of for r in rows("restriction_dates"))
    pair = set(given.get("platforms", "WhatsApp, Telegram").split(", "))
    months: dict[tuple[str, str], set[str]] = {}
    for row in rows("user_counts"):
        known = row["country"] == country and "" < row["known_by"] <= as_of
        if known and (row["metric"], row["draw"]) == ("monthly_reach", "yes") and row["service"] in pair:
            months.setdefault((row["series_id"], row["period_start"]), set()).add(row["service"])
    if figure == SIGNATURE:
        return not any(month >= "2025-01-01" for _, month in months)
    return not any(services == pair for services in months.values())


@pytest.mark.parametrize(
    "choice", [c if c in ("before everything", "Egypt") else pytest.param(c, marks=pytest.mark.slow) for c in NOTHING]
)
def test_no_data_is_a_card_that_says_so(figure: str, choice: str, chart_of, drawn):
    chosen = editions.parameters(**NOTHING[choice])
    found = chart_of(figure, chosen)
    if figure in CORE:
        assert found.empty == has_nothing(figure, choice)
    for size in SIZES if figure in CORE else ["article"]:
        assert legible(drawn(found, size), size) == []
    screen = found.interactive(found.look).to_json()
    assert "NaN" not in screen
    json.loads(screen)
    if found.empty:
        where = words.country(chosen.country)
        for said in (found.text.alt, found.text.long, found.text.subtitle):
            assert where in said
        for said in (found.text.alt, found.text.long, found.text.title):
            assert re.search(r"\bno\b", said, re.IGNORECASE)
        assert "No figure to show" in reading(drawn(found, "article"))
        assert list(found.data.columns) == list(found.columns)
        assert len(found.data) == 1


def test_every_kind_of_nothing_is_met():
    # The cases above would prove little if none of them were a card.
    assert {f for c in NOTHING for f in CORE if has_nothing(f, c)} == set(CORE)
    assert not all(has_nothing(TIMELINE, c) for c in NOTHING)


# Words that are true

CAUSES = (
    "because",
    "caused",
    "causing",
    "due to",
    "drove",
    "driven",
    "fled",
    "fleeing",
    "hit by",
    "moved to",
    "led to",
)


def test_no_word_of_cause(chart):
    text = chart.text
    # What actors claimed may name a cause: it is theirs, and said to be theirs.
    long = "" if chart.name == "who-said-what" else text.long
    said = " ".join((text.title, text.subtitle, text.alt, text.caption, long, text.short_note, *text.notes))
    said = said.replace("After is not because", "").lower()
    for word in CAUSES:
        assert not re.search(rf"\b{word}\b", said), word


def test_title_is_short(chart):
    assert 4 <= len(chart.text.title.split()) <= 16
    assert not chart.text.title.endswith(".")


MONTHS = [dt.date(2000, m, 1).strftime("%B") for m in range(1, 13)]
DAY = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)})(?: (\d{{4}}))?")


def days_of(chart) -> set[dt.date]:
    """Every day that a figure's data holds, its as-of day and the days its base stands for."""
    found = {chart.edition.cutoff.date()}
    for column in chart.data.columns:
        if isinstance(chart.data[column].dtype, pd.DatetimeTZDtype) or chart.data[column].dtype.kind == "M":
            found |= {day.date() for day in chart.data[column].dropna()}
    return found


def millions_of(chart) -> set[str]:
    """What may be said in millions: the figures, the ends of their intervals, floors and roundings of both."""
    numbers = [
        v for c in chart.data.select_dtypes("number") for v in chart.data[c].dropna() if v >= 1e5 and math.isfinite(v)
    ]
    found = set()
    for value in numbers:
        exact = value / 1e6
        found |= {f"{exact:.{d}f}" for d in (0, 1, 3)}
        found |= {str(math.floor(exact + 1e-9)), f"{math.floor(exact * 10 + 1e-6) / 10:.1f}"}
        found |= {f"{math.ceil(exact * 10 - 1e-6) / 10:.1f}"}
    if "role" in chart.data:
        # The other pairs published for the month, each with its own floor.
        top = chart.data.loc[chart.data["role"] == "base", "high"].max()
        a, b = (chart.data[chart.data["service"] == s]["low"] for s in chart.edition.platforms)
        found |= {str(math.floor((x + y - top) / 1e6 + 1e-9)) for x in a for y in b}
    if "first" in chart.data:
        # And the floor of all three, from the edition's figures of the newest month that has them.
        top = chart.data["base_high"]
        for month, whole in zip(chart.data["month"], top, strict=True):
            lows = [lowest(s, month, chart.edition.as_of) for s in chart.edition.services]
            if all(lows):
                found.add(str(max(0, math.floor((sum(lows) - 2 * whole) / 1e6 + 1e-9))))
    if chart.name == SIGNATURE:
        found |= {f"{abs(c):.0f}" for c in changes(chart)}
    found |= {n.rstrip("0").rstrip(".") for n in found if "." in n}
    return found


def lowest(service: str, month: pd.Timestamp, as_of: dt.date | None) -> float:
    """Low end of the figure on the line for a service and month, from the file; 0 where there is none."""
    for row in rows("user_counts"):
        if (
            (row["service"], row["period_start"], row["draw"]) == (service, month.date().isoformat(), "yes")
            and (row["metric"], row["series_id"]) == ("monthly_reach", "mediascope-monthly-12plus")
            and (as_of is None or "" < row["known_by"] <= as_of.isoformat())
        ):
            return float(low_of(row))
    return 0.0


def changes(chart) -> list[float]:
    """Differences in millions between two months on one service's line."""
    line = chart.data[(chart.data["part"] == "reach") & (chart.data["draw"] == "yes")]
    return [
        (b - a) / 1e6
        for _, mine in line.groupby("service")
        for a, b in itertools.permutations(mine.sort_values("start")["value"], 2)
    ]


def shares_of(chart) -> set[str]:
    if "share_low" not in chart.data:
        return set()
    both = pd.concat([chart.data["share_low"], chart.data["share_high"]]).dropna()
    return {f"{share * 100:.0f}" for share in both}


def counts_of(chart) -> set[str]:
    """What may be counted: rows, services, blocked services, members of a group, rows left out."""
    found = {"12"}  # people aged 12 and over
    if chart.name == TIMELINE:
        above = chart.data[chart.data["part"] == "restriction"]
        found |= {str(above["service"].nunique()), str(len(blocked(chart.edition)))}
        # Services drawn together in one row are counted by their members.
        found |= {str(n) for n in above.groupby("drawn_in")["service"].nunique() if n > 1}
    if chart.edition.as_of:
        mine = [row for row in rows("user_counts") if row["country"] == chart.edition.country]
        late = [r for r in mine if not r["known_by"] or r["known_by"] > chart.edition.as_of.isoformat()]
        found.add(str(len(late)))
    return found


def blocked(chosen: editions.Edition) -> set[str]:
    """Single services with a nationwide block known by the edition's day, from the files."""
    as_of = chosen.as_of.isoformat() if chosen.as_of else "9999"
    until = chosen.cutoff.date().isoformat()
    known = {
        row["event_id"]
        for row in rows("restriction_dates")
        if (chosen.as_of is None or "" < row["known_by"] <= as_of)
        and (row["role"] == "announced" or row["earliest"] <= until)
        and row["use"] != "aside"
    }
    single = {row["service"] for row in rows("services") if row["group"] == "no"}
    return {
        service
        for row in rows("restrictions")
        if row["event_id"] in known and row["country"] == chosen.country
        if (row["class"], row["depth"], row["breadth"]) == ("restriction", "3", "nationwide")
        for service in row["services"].split(";")
    } & single


@pytest.mark.parametrize("part", ["title", "subtitle", "alt", "caption", "long", "notes"])
@pytest.mark.parametrize("name", CORE)
def test_every_number_is_in_the_data(name: str, committed, chart_of, part: str):
    """The numbers of all other figures are held by the tests of their own measures."""
    chart = chart_of(name, committed)
    said = getattr(chart.text, part)
    said = plain(" ".join(said) if isinstance(said, tuple) else said)
    days = days_of(chart)
    if "base_low" in chart.data or "role" in chart.data:
        # The month a printed pair of count and share stands for is said in the note, and is in the other table.
        days |= {dt.date.fromisoformat(r["period_start"]) for r in rows("context") if r["reveals_base"] == "yes"}
    for day, month, year in DAY.findall(said):
        m = MONTHS.index(month) + 1
        assert any(
            (not day or d.day == int(day)) and d.month == m and (not year or d.year == int(year)) for d in days
        ), f"{day} {month} {year}"
    rest = DAY.sub(" ", said)
    panel = "±0.7"  # the panel's noise, a constant of the method
    rest = rest.replace(panel, " ")
    for share in re.findall(r"(\d+)(?:–\d+)?%", rest) + re.findall(r"–(\d+)%", rest):
        assert share in shares_of(chart)
    rest = re.sub(r"\d+(?:–\d+)?%", " ", rest)
    allowed = millions_of(chart) | counts_of(chart) | {str(d.year) for d in days}
    for number in re.findall(r"\d[\d,]*(?:\.\d+)?", rest):
        number = number.rstrip(",").replace(",", "")
        assert number in allowed, f"{number} in: {said}"


def test_title_of_the_signature(chart_of, committed):
    """The number in the title, by a sum over the file."""
    chart = chart_of(SIGNATURE, committed)
    line = {
        (row["service"], row["period_start"]): int(row["value"])
        for row in rows("user_counts")
        if row["series_id"] == "mediascope-monthly-12plus" and row["draw"] == "yes"
    }
    title = plain(chart.text.title)
    if committed.as_of is None:
        fell = line["WhatsApp", "2025-12-01"] - line["WhatsApp", "2026-02-01"]
        assert fell == 94_470_000 - 80_301_000
        assert re.findall(r"\d+", title) == [str(round(fell / 1e6))] == ["14"]
        assert [m for m in MONTHS if m in title] == ["February", "December"]
        assert "WhatsApp" in title
    else:
        # "Over" may only be said of a whole million below the low end of the quoted figure.
        quoted = [row for row in rows("user_counts") if row["record_id"] in committed.headline]
        assert len(quoted) == 2
        for row in quoted:
            floor = (int(row["value"]) - int(row["resolution"]) / 2) // 1_000_000
            assert f"{row['service']}" in title
            assert f"over {floor:.0f} million" in title


# How far below a figure the words around it allow the count to lie, in steps of its last digit.
BELOW = {"over": 0, "exact": 0, "cut": 0, "under": 1, "rounded": Fraction(1, 2), "about": Fraction(1, 2)}


@cache
def kinds() -> dict[str, str]:
    return {row["qualifier"]: row["kind"] for row in rows("qualifiers")}


def low_of(row: dict[str, str]) -> Fraction:
    return Fraction(row["value"]) - BELOW[kinds()[row["qualifier"]]] * Fraction(row["resolution"])


def most_people(month: str, until: str) -> Fraction:
    """The largest base that the printed pairs of a month's year allow, or else of the twelve months before it."""
    known = [r for r in rows("context") if r["reveals_base"] == "yes" and "" < r["known_by"] <= until]
    near = [r for r in known if r["period_start"][:4] == month[:4]]
    near = near or [r for r in known if f"{int(month[:4]) - 1}{month[4:]}" <= r["period_start"] <= month]
    return max(
        (Fraction(r["value"]) + Fraction(r["resolution"]) / 2)
        / ((Fraction(r["share"]) - Fraction(r["share_resolution"]) / 2) / 100)
        for r in near
    )


@pytest.mark.parametrize("name", ["two-audiences", "who-uses-both"])
def test_floor_in_the_title(name: str, committed, chart_of):
    """At least so many people used both: A + B − N from the files, at the safe end of every rounding."""
    chart = chart_of(name, committed)
    until = committed.cutoff.date().isoformat()
    records = {row["record_id"]: row for row in rows("user_counts")}
    pairs = [committed.headline] if name == "two-audiences" else [cell.split("; ") for cell in chart.data["basis"]]
    floors = []
    for a, b in pairs:
        assert records[a]["period_start"] == records[b]["period_start"]
        least = low_of(records[a]) + low_of(records[b]) - most_people(records[a]["period_start"], until)
        floors.append(int(least // 1_000_000))
    said = [int(n) for n in re.findall(r"at least (\d+) million", plain(chart.text.title).lower())]
    assert said == [min(floors)]


def test_services_blocked_in_the_title(chart_of, committed):
    chart = chart_of(TIMELINE, committed)
    cut = blocked(committed)
    numbers = [int(n) for n in re.findall(r"\d+", chart.text.title)]
    assert len(cut) in numbers
    if not committed.as_of:
        assert set(committed.platforms) <= cut


def test_no_more_services_are_blocked_than_shown(chart_of, committed):
    """A reader of the alt text must not be told that 14 of 13 services were blocked."""
    alt = plain(chart_of(TIMELINE, committed).text.alt)
    shown, cut = re.search(r"on (\d+) services", alt), re.search(r"(\d+) of them", alt)
    assert int(cut[1]) <= int(shown[1])


@pytest.mark.parametrize("name", ["two-audiences", "who-uses-both"])
def test_at_most_is_rounded_outward(name: str, committed, chart_of):
    """ "At most 89.8 million" is not what an interval up to 89.85 allows."""
    chart = chart_of(name, committed)
    both = chart.data if name == "who-uses-both" else chart.data[chart.data["role"] == "both"]
    said = [
        float(n)
        for text in (chart.text.alt, chart.text.long)
        for n in re.findall(r"(?:at most|more than|to) (\d+(?:\.\d+)?) million(?! people aged)", plain(text))
    ]
    assert said
    highs = [round(high / 1e6, 6) for high in both["high"]]
    for number in said:
        # The end that is meant is the nearest one; what is said of it must not be below it.
        nearest = min(highs, key=lambda high: abs(high - number))
        assert number >= nearest, f"{number} said, {nearest} allowed"


# Marks that are true


def gids(figure: Figure, start: str) -> dict[str, object]:
    return {a.get_gid(): a for a in figure.findobj() if (a.get_gid() or "").startswith(start)}


def centre(mark: Line2D) -> tuple[float, float]:
    x, y = mark.get_xydata()[0]
    return round(float(x), 3), round(float(y), 3)


def reach_rows(chart) -> pd.DataFrame:
    return chart.data[(chart.data["part"] == "reach")]


@pytest.mark.parametrize("size", SIZES)
def test_points_are_the_rows_of_the_data(committed, chart_of, drawn, size: str):
    chart = chart_of(SIGNATURE, committed)
    dots = {gid.removeprefix("point-") for gid in gids(drawn(chart, size), "point-")}
    known = reach_rows(chart).set_index("record")
    assert dots <= set(known.index)
    line = known[known["draw"] == "yes"]
    # A phone may show the last months only, but then all that is published for them.
    first = known.loc[sorted(dots), "start"].min()
    assert set(line[line["start"] >= first].index) <= dots
    begun = chart.data.loc[chart.data["part"] == "restriction", "start"].min()
    assert first < begun
    if size != "mobile":
        assert set(line.index) <= dots


@pytest.mark.parametrize("size", ["article", "mobile"])
def test_figures_beside_the_record_are_shown(committed, chart_of, drawn, size: str):
    """The data say "mark: beside it" of some rows; a reader of the data must find them on the figure."""
    chart = chart_of(SIGNATURE, committed)
    dots = {gid.removeprefix("point-") for gid in gids(drawn(chart, size), "point-")}
    known = reach_rows(chart)
    assert set(known.loc[known["draw"] == "mark", "record"]) <= dots


@pytest.mark.parametrize("size", SIZES)
def test_lines_join_only_neighbouring_months(committed, chart_of, drawn, size: str):
    chart = chart_of(SIGNATURE, committed)
    figure = drawn(chart, size)
    at = {gid.removeprefix("point-"): centre(mark) for gid, mark in gids(figure, "point-").items()}
    of = {place: record for record, place in at.items()}
    assert len(of) == len(at)
    joined = set()
    for line in figure.axes[0].lines:
        ends = [(round(float(x), 3), round(float(y), 3)) for x, y in line.get_xydata()]
        met = [of[end] for end in ends if end in of]
        if len(ends) > 1 and len(met) > 1:
            joined.add(tuple(met))
    # What may be joined, from the file: neighbouring months of one service and series that runs on.
    records = {row["record_id"]: row for row in rows("user_counts")}
    runs_on = {row["series_id"] for row in rows("series") if row["line"] == "yes"}
    on_line = set(reach_rows(chart).loc[reach_rows(chart)["draw"] == "yes", "record"])
    wanted = set()
    for a, b in itertools.permutations(sorted(set(at) & on_line), 2):
        one, two = records[a], records[b]
        same = (one["service"], one["series_id"]) == (two["service"], two["series_id"])
        first, second = (pd.Period(r["period_start"], "M") for r in (one, two))
        if same and one["series_id"] in runs_on and second == first + 1:
            wanted.add((a, b))
    assert joined == wanted
    assert wanted or committed.as_of


def test_a_month_without_a_figure_breaks_the_line_on_the_screen(chart_of, committed):
    chart = chart_of(SIGNATURE, committed)
    known = reach_rows(chart)
    for trace in chart.interactive(chart.look).data:
        if trace.type != "scatter" or "lines" not in trace.mode:
            continue
        assert trace.connectgaps is False
        months = [None if x is None else pd.Period(x, "M") for x in trace.x]
        for a, b in itertools.pairwise(months):
            assert a is None or b is None or b == a + 1
        shown = [m for m in months if m is not None]
        published = known[(known["service"] == trace.name) & (known["draw"] == "yes")]["start"].dt.to_period("M")
        assert set(shown) == set(published) or not shown


@pytest.mark.parametrize("size", SIZES)
def test_height_of_points_is_proportional(committed, chart_of, drawn, size: str):
    chart = chart_of(SIGNATURE, committed)
    values = reach_rows(chart).set_index("record")["value"]
    at = {gid.removeprefix("point-"): centre(mark)[1] for gid, mark in gids(drawn(chart, size), "point-").items()}
    records = sorted(at, key=values.get)
    low, high = records[0], records[-1]
    per = (at[low] - at[high]) / (values[high] - values[low])
    assert per > 0
    for record in records:
        assert at[record] == pytest.approx(at[low] - per * (values[record] - values[low]), abs=0.5)
    # The axis begins at nought: some grid line stands where nought would be.
    nought = at[low] + per * values[low]
    levels = {round(float(y), 1) for line in drawn(chart, size).axes[0].lines for y in line.get_ydata()}
    assert any(abs(level - nought) < 0.6 for level in levels)


@pytest.mark.parametrize("size", SIZES)
def test_overlap_is_where_the_two_bars_meet(committed, chart_of, drawn, size: str):
    chart = chart_of("two-audiences", committed)
    figure = drawn(chart, size)
    a, b = (gids(figure, f"bar-{s}")[f"bar-{s}"] for s in committed.platforms)
    overlap = gids(figure, "overlap")["overlap"]
    assert all(isinstance(bar, Rectangle) for bar in (a, b, overlap))
    assert overlap.get_x() == pytest.approx(b.get_x(), abs=0.1)
    assert overlap.get_x() + overlap.get_width() == pytest.approx(a.get_x() + a.get_width(), abs=0.1)
    # One scale for all: pixels a person, with everyone as the whole width.
    data = chart.data.set_index("role")
    margin = SIZES[size].margin
    per = (SIZES[size].width - 2 * margin) / data.loc["base", "high"]
    assert a.get_x() == pytest.approx(margin, abs=0.1)
    assert b.get_x() + b.get_width() == pytest.approx(SIZES[size].width - margin, abs=0.1)
    assert overlap.get_width() == pytest.approx(per * data.loc["both", "low"], abs=0.5)
    for bar, low in zip((a, b), data.loc["headline", "low"], strict=True):
        assert bar.get_width() == pytest.approx(per * low, abs=0.5)


@pytest.mark.parametrize("size", SIZES)
def test_certain_bars_are_proportional(committed, chart_of, drawn, size: str):
    chart = chart_of("who-uses-both", committed)
    bars = gids(drawn(chart, size), "certain-")
    assert len(bars) == len(chart.data)
    widths = [bars[f"certain-{i}"].get_width() for i in range(len(chart.data))]
    lows = list(chart.data["low"])
    assert max(lows) > 0
    for width, low in zip(widths, lows, strict=True):
        assert width / max(widths) == pytest.approx(low / max(lows), abs=0.002)
    assert len({round(bar.get_x(), 3) for bar in bars.values()}) == 1


# On the screen


def numbers_in(value: object) -> list[float]:
    if isinstance(value, dict):
        return [n for v in value.values() for n in numbers_in(v)]
    if isinstance(value, list | tuple):
        return [n for v in value for n in numbers_in(v)]
    return [value] if isinstance(value, float) else []


def test_screen_figure_serialises(chart):
    figure = chart.interactive(chart.look)
    text = figure.to_json()
    assert not re.search(r"\b(NaN|Infinity)\b", text)
    held = json.loads(text)
    assert held["data"] or chart.empty
    assert all(math.isfinite(n) for n in numbers_in(held))
    # A bar without a length is a bar that a reader does not see.
    for trace in figure.data:
        if trace.type == "bar":
            across = trace.x if trace.orientation == "h" else trace.y
            assert all(x is not None and math.isfinite(x) for x in across)


def test_screen_figure_in_the_dark(chart):
    figure = chart.interactive(replace(chart.look, theme="dark"))
    assert figure.layout.paper_bgcolor == PALETTES["dark"]["page"]
    assert figure.layout.font.color == PALETTES["dark"]["text"]


HOSTILE = "<script>alert(1)</script><i>A</i> & B"

# Cells that figures print on the screen.
COLUMNS_SHOWN = {
    "sources": ["publisher"],
    "restrictions": ["title"],
    "qualifiers": ["wording_en"],
    "reactions": ["actor", "claim"],
    "surveys": ["asked_by", "question"],
}


@pytest.fixture
def hostile(monkeypatch):
    """Tables whose names and titles hold mark-up."""
    true = tables.read

    def read(name: str, *given: object, **named: object) -> pd.DataFrame:
        frame = true(name, *given, **named)
        for column in COLUMNS_SHOWN.get(name, ()):
            frame[column] = HOSTILE
        return frame

    monkeypatch.setattr(tables, "read", read)


def texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [t for v in value.values() for t in texts_in(v)]
    if isinstance(value, list | tuple):
        return [t for v in value for t in texts_in(v)]
    return [value] if isinstance(value, str) else []


@pytest.mark.usefixtures("hostile")
def test_mark_up_in_the_data_is_text_on_the_screen(figure: str, modules):
    # Made anew, not from the cache: the tables are other ones.
    found = modules[figure].chart(editions.parameters())
    said = texts_in(json.loads(found.interactive(found.look).to_json()))
    if figure in (*REACH, TIMELINE):
        assert any("alert(1)" in text for text in said), "the mark-up is not met at all"
    for text in said:
        assert "<script>" not in text
        assert "<i>" not in text


def test_patches_are_plain(chart, drawn):
    # The checks above look at rectangles and lines; anything else would slip by them.
    for size in SIZES:
        assert all(isinstance(p, Rectangle) for p in drawn(chart, size).axes[0].patches if isinstance(p, Patch))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_note_explains_the_marks_that_are_drawn(committed, chart_of, language: str):
    """And no others: a reader looks for a triangle or a second kind of mark that the note promises."""
    edition = replace(committed, language=language)
    say = partial(words.say, language)
    for size in ("article", "mobile"):
        found = chart_of("reach-against-restrictions", edition)
        marks = [m for m in found.static(found.look.at(size)).findobj(Line2D) if str(m.get_gid()).startswith("point-")]
        hollow = [m for m in marks if m.get_markerfacecolor() == found.look["page"]]
        triangles = [m for m in marks if m.get_marker() in ("^", "v")]
        notes = " ".join(found.text.notes)
        assert (say("sig_note_hollow") in notes) == bool(hollow)
        assert (say("sig_note_triangles") in notes) == bool(triangles)
        # A ring is larger than a record of the same month and lies below it.
        for mark in hollow:
            for record in set(marks) - set(hollow):
                if abs(record.get_xdata()[0] - mark.get_xdata()[0]) < 1:
                    assert record.get_zorder() > mark.get_zorder()
    found = chart_of("accounts-and-people", edition)
    both = set(found.data["kind"]) > {"measured"}
    assert (say("acct_note") in found.text.notes) == both
