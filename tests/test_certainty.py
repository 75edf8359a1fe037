"""How sure the counts are: measures against sums over the raw tables, and the two figures as a reader meets them."""

import csv
import datetime as dt
import itertools
import math
import re
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from reach import paths, words
from reach.charts import choices_that_matter, sources_disagree
from reach.charts.look import RC, SIZES
from reach.edition import Edition, load, parameters
from reach.measures import audience, certainty

JULY, NOVEMBER, DECEMBER = (pd.Timestamp(2025, m, 1) for m in (7, 11, 12))
MODULES = (sources_disagree, choices_that_matter)
FIGURES = pytest.mark.parametrize("module", MODULES, ids=[m.NAME for m in MODULES])
EDITIONS = pytest.mark.parametrize("name", ["2025-08", "latest"])
METRICS = ("monthly_reach", "monthly_active_users", "average_daily_reach", "daily_active_users")
NOTHING = [{"as_of": "2015-12-31"}, {"country": "EG"}, {"platforms": "Signal, Viber"}]
CHOICES = [
    {},
    {"also": ""},
    {"since": "2020-01-01"},
    {"as_of": "2026-01-31"},
    {"as_of": "2025-11-30"},
    {"platforms": "YouTube, Telegram"},
    {"platforms": "Telegram, WhatsApp"},
    {"theme": "dark"},
]


def rows(table: str) -> list[dict[str, str]]:
    with (paths.DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def edition(name: str) -> Edition:
    return parameters(**load(name).parameters)


def cutoff(chosen: Edition) -> str:
    return chosen.as_of.isoformat() if chosen.as_of else ""


def public(row: dict[str, str], chosen: Edition) -> bool:
    day = cutoff(chosen)
    return not day or "" < row["known_by"] <= day


def origin_of() -> dict[str, str]:
    return {row["source_id"]: row["origin_key"] or row["source_id"] for row in rows("sources")}


# Originals


def published(chosen: Edition) -> list[dict[str, str]]:
    """Figures of people in a month, or on an average day, of at least a week within one month."""
    found = []
    for row in rows("user_counts"):
        start, end = (dt.date.fromisoformat(row[f"period_{x}"]) for x in ("start", "end"))
        if (
            row["country"] == chosen.country
            and row["service"] in chosen.services
            and row["metric"] in METRICS
            and row["unit"] == "people"
            and (start.year, start.month) == (end.year, end.month)
            and (end - start).days >= 7
            and public(row, chosen)
        ):
            found.append(row)
    return found


@EDITIONS
def test_every_published_figure_is_in_one_original(name: str):
    chosen, origins = edition(name), origin_of()
    wanted = defaultdict(set)
    for row in published(chosen):
        key = (row["period_start"][:7], row["service"], row["metric"], row["series_id"], origins[row["source_id"]])
        wanted[key].add(row["source_id"])
    found = certainty.originals(chosen)
    keys = ("service", "metric", "series_id", "key")
    shown = {(f"{row.month:%Y-%m}", *(getattr(row, k) for k in keys)): row.pages for row in found.itertuples()}
    assert len(shown) == len(found)
    assert shown == {key: len(pages) for key, pages in wanted.items()}
    assert sum(shown.values()) > len(shown), "no retelling is met at all"


def test_july_of_whatsapp_by_hand():
    # Four pages retell Reuters, five an agency, two print 96.2; MTS AdTech is another measurer.
    found = certainty.originals(edition("2025-08"))
    july = found[(found["month"] == JULY) & (found["service"] == "WhatsApp") & (found["window"] == "month")]
    said = {(r.original, r.basis, r.measurer): (r.pages, r.low / 1e6, r.high / 1e6) for r in july.itertuples()}
    assert said == {
        ("Reuters", "97.3 million", "Mediascope"): (4, pytest.approx(97.25), pytest.approx(97.35)),
        ("Yabloko", "96.2 million", "Mediascope"): (2, pytest.approx(96.15), pytest.approx(96.25)),
        ("An agency text", "96 million", "Mediascope"): (5, pytest.approx(95.5), pytest.approx(96.5)),
        ("Forbes", "93.5 million", "MTS AdTech"): (1, pytest.approx(93.45), pytest.approx(93.55)),
        ("Le Grand Continent", "nearly 100 million", "Not named"): (1, pytest.approx(90), pytest.approx(100)),
    }
    assert set(july.loc[~july["names_it"], "original"]) == {"Yabloko", "Le Grand Continent"}
    reuters = july[july["original"] == "Reuters"].iloc[0]
    assert "97.5" in reuters["also"], "a slip on a page that retells is kept as such"


def test_december_of_max_by_hand():
    found = certainty.compared(edition("latest"))
    daily = found[(found["month"] == DECEMBER) & (found["service"] == "MAX") & (found["window"] == "day")]
    assert {(r.value / 1e6, r.measurer, r.whole) for r in daily.itertuples()} == {
        (46.4, "Mediascope", True),
        (42.0, "Mediascope", True),
        (45.0, "MAX / VK", False),
    }


def test_months_that_are_compared():
    assert set(certainty.compared(edition("latest"))["month"]) == {JULY, NOVEMBER, DECEMBER}
    assert set(certainty.compared(edition("2025-08"))["month"]) == {JULY}
    # December was printed in January 2026, but for the company's own figure.
    assert set(certainty.compared(parameters(as_of="2025-12-31"))["month"]) == {JULY}


@EDITIONS
def test_disagreements_are_all_there_are(name: str):
    """A month and service disagree when some two intervals do not meet: looked for pair by pair."""
    chosen = edition(name)
    found = certainty.originals(chosen)
    mine = found[found["service"].isin(chosen.platforms) & (found["window"] == "month")]
    wanted = {}
    for (month, service), group in mine.groupby(["month", "service"]):
        gaps = [max(a.low - b.high, b.low - a.high) for a, b in itertools.combinations(list(group.itertuples()), 2)]
        if gaps and max(gaps) > 0:
            wanted[month, service] = max(gaps)
    shown = certainty.disagreements(chosen)
    assert {(r.month, r.service): r.gap for r in shown.itertuples()} == pytest.approx(wanted)
    july = shown[shown["month"] == JULY]
    assert set(july["service"]) == {"WhatsApp", "Telegram"}
    assert july["one_measurer"].all()
    company = shown[shown["month"] == pd.Timestamp(2025, 8, 1)]
    assert list(company["one_measurer"]) == ([] if chosen.as_of else [False])


# The calendar


@EDITIONS
def test_calendar_against_the_table(name: str):
    chosen = edition(name)
    found = certainty.coverage(chosen)
    months = {(r.service, f"{r.month:%Y-%m}"): r.state for r in found.itertuples()}
    last = chosen.cutoff
    assert len(months) == len(found) == len(chosen.services) * ((last.year - 2024) * 12 + last.month)
    drawn = {
        (r["service"], r["period_start"][:7])
        for r in published(chosen)
        if (r["metric"], r["draw"]) == ("monthly_reach", "yes") and r["confidence"] != "low"
    }
    record = {key for key, state in months.items() if state == "record"}
    # A row whose own page came later is stood in for by one that printed it earlier.
    assert {key for key in drawn if key[1] >= "2024"} <= record
    some = {(r["service"], r["period_start"][:7]) for r in published(chosen)}
    assert record <= some
    assert {key for key, state in months.items() if state != "none"} == {k for k in some if k in months}


def test_calendar_by_hand():
    latest = certainty.coverage(edition("latest")).set_index(["service", "month"])["state"]
    assert latest["Telegram", NOVEMBER] == "beside", "another measurer's count is no figure of the series"
    assert latest["WhatsApp", NOVEMBER] == "record"
    assert latest["WhatsApp", pd.Timestamp(2025, 9, 1)] == "none"
    assert latest["WhatsApp", pd.Timestamp(2026, 3, 1)] == "none"
    begun = certainty.coverage(parameters(since="2021-05-01"))["month"].min()
    assert begun == pd.Timestamp(2021, 5, 1)


# Choices


def half(row: dict[str, str], kinds: dict[str, str]) -> tuple[Fraction, Fraction]:
    value, step = Fraction(row["value"]), Fraction(row["resolution"])
    kind = kinds[row["qualifier"]]
    if kind in ("rounded", "about"):
        return value - step / 2, value + step / 2
    assert kind == "over", kind
    return value, value + step


def implied(row: dict[str, str]) -> tuple[Fraction, Fraction]:
    count, step = Fraction(row["value"]), Fraction(row["resolution"])
    share, point = Fraction(row["share"]), Fraction(row["share_resolution"])
    return (count - step / 2) / ((share + point / 2) / 100), (count + step / 2) / ((share - point / 2) / 100)


PAIRS = {
    "97.3 + 90.8": ("WA-2025-07-m-reu", "TG-2025-07-m-reu"),
    "96.2 + 89.8": ("WA-2025-07-m-yab", "TG-2025-07-m-yab"),
    "96 + over 89": ("WA-2025-07-m-t24", "TG-2025-07-m-t24"),
}


@EDITIONS
def test_grid_of_choices_by_the_formula(name: str):
    """Every pair of July 2025 on every base, with exact fractions from the files."""
    chosen = edition(name)
    kinds = {row["qualifier"]: row["kind"] for row in rows("qualifiers")}
    counts = {row["record_id"]: row for row in rows("user_counts")}
    context = {row["record_id"]: row for row in rows("context") if public(row, chosen)}
    own = [r for r in ("CX-PAIR-2025-04-YT", "CX-PAIR-2025-12-MX") if r in context or not chosen.as_of]
    grounds = {("pair", record): implied(context[record]) for record in own}
    if len(own) > 1:
        spans = list(grounds.values())
        grounds["hull", "; ".join(own)] = (min(s[0] for s in spans), max(s[1] for s in spans))
    grounds["other year", "CX-PAIR-2024-07-YT"] = implied(context["CX-PAIR-2024-07-YT"])
    if "CX-PAIR-2025-09-MX" in context:
        loose = context["CX-PAIR-2025-09-MX"]
        grounds["as exact", "CX-PAIR-2025-09-MX"] = (Fraction(loose["value"]) / Fraction(loose["share"]) * 100,) * 2
    grounds["all ages", "CX-POP-2025-mk"] = (Fraction(146_028_325),) * 2
    wanted = {}
    for figures, ids in PAIRS.items():
        (a, b), (c, d) = (half(counts[i], kinds) for i in ids)
        for key, (low, high) in grounds.items():
            wanted[figures, *key] = (float(a + c - high), float(b + d - low))
    found = certainty.choices(chosen)
    shown = {(r.figures, r.base, r.base_record): (r.low, r.high) for r in found.itertuples()}
    assert len(shown) == len(found)
    assert shown.keys() == wanted.keys()
    for key, ends in wanted.items():
        assert shown[key] == pytest.approx(ends, abs=1), key
    assert list(found["low"]) == sorted(found["low"])
    assert set(found.loc[found["kind"] == "wrong", "base"]) == {"all ages"}
    assert set(found.loc[found["kind"] == "loose", "base"]) <= {"other year", "as exact"}
    (quoted,) = found[found["headline"]].itertuples()
    assert set(quoted.basis.split("; ")) == set(chosen.headline)
    whole = audience.base(chosen, JULY)
    assert (quoted.base_low, quoted.base_high) == (whole.low, whole.high)


def test_the_late_bases_do_not_leak():
    found = certainty.choices(edition("2025-08"))
    assert set(found["base"]) == {"pair", "other year", "all ages"}
    assert found["base_month"].max() <= pd.Timestamp(2025, 8, 31)
    # The page with the rounding 122.6 is of October 2025, the December pair has no date at all.
    assert not found["base_record"].str.contains("2025-09|2025-12").any()
    assert "as exact" in set(certainty.choices(edition("latest"))["base"])


def test_an_unknown_pair_chooses_nothing():
    for given_ in NOTHING:
        assert certainty.choices(parameters(**given_)).empty
        assert certainty.compared(parameters(**given_)).empty


# Footing, second look, remarks


@EDITIONS
def test_footing_counts_every_figure_once(name: str):
    chosen, origins = edition(name), origin_of()
    pages, keys = defaultdict(set), defaultdict(set)
    for row in published(chosen):
        key = (row["service"], row["metric"], row["series_id"], row["period_start"][:7])
        pages[key].add(row["source_id"])
        keys[key].add(origins[row["source_id"]])
    several = sum(len(k) > 1 for k in keys.values())
    alone = sum(len(pages[k]) == 1 for k in keys)
    found = certainty.footing(chosen).set_index("footing")["figures"]
    assert found["several originals"] == several
    assert found["one page"] == alone
    assert found.sum() == len(keys)


def test_second_look_is_in_no_dated_edition():
    assert len(certainty.second_look(edition("latest"))) == len(rows("checks")) > 100
    assert certainty.second_look(edition("2025-08")).empty
    assert "known_by" not in rows("checks")[0], "looks have a day now: let dated editions have them"


def test_remarks_name_no_later_month():
    early = parameters(as_of="2025-06-30")
    shown = " ".join(certainty.measurers(early)["breaks"])
    assert "July 2021" in shown
    assert "July 2025" not in shown
    assert "July 2025" in " ".join(certainty.measurers(edition("2025-08"))["breaks"])
    assert certainty.hushed("In May 2020 so. In June 2026 not.", edition("2025-08")) == "In May 2020 so."
    # Who owns the measurer was first read on a page of February 2022.
    assert set(certainty.measurers(parameters(as_of="2021-12-31"))["owner_note"]) == {""}
    assert "VTsIOM" in " ".join(certainty.measurers(parameters(as_of="2022-02-28"))["owner_note"])


@given(st.dates(dt.date(2017, 1, 1), dt.date(2026, 11, 23)))
@settings(max_examples=25, deadline=None)
def test_nothing_known_later_is_used(day: dt.date):
    chosen = parameters(as_of=day.isoformat())
    known = {r["record_id"] for r in rows("user_counts") if public(r, chosen)}
    pages = {r["source_id"] for r in rows("user_counts") if public(r, chosen)}
    found = certainty.originals(chosen)
    assert set(found["record_id"]) <= known
    assert set(found["source_id"]) <= pages
    assert (found["month"] <= pd.Timestamp(day)).all()
    assert (found["low"] <= found["value"]).all()
    assert (found["value"] <= found["high"]).all()
    assert (certainty.coverage(chosen)["month"] <= pd.Timestamp(day)).all()
    grid = certainty.choices(chosen)
    assert {i for cell in grid["basis"] for i in cell.split("; ")} <= known
    assert (grid["low"] <= grid["high"] + 1e-6).all()
    late = {r["record_id"] for r in rows("context") if not public(r, chosen)}
    assert not {i for cell in grid["base_record"] for i in cell.split("; ")} & late


# The figures


def boxes(figure: Figure) -> list[tuple[str, float, float, float, float, float]]:
    found = []
    with mpl.rc_context(RC):
        renderer = figure.canvas.get_renderer()
        for text in figure.findobj(Text):
            if text.get_text().strip():
                box = text.get_window_extent(renderer)
                size = text.get_fontsize() * figure.dpi / 72
                base = text.get_transform().transform(text.get_position())[1]
                # Letters reach about three quarters above and a fifth below the line they stand on.
                found.append((text.get_text(), box.x0, base - 0.2 * size, box.x1, base + 0.74 * size, size))
    return found


def faults(figure: Figure, size: str) -> list[str]:
    width, height = figure.get_size_inches() * figure.dpi
    found, wrong = boxes(figure), []
    for word, x0, y0, x1, y1, pixels in found:
        if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
            wrong.append(f"outside: {word}")
        if pixels < 12 - 1e-6:
            wrong.append(f"small: {word}")
    for a, b in itertools.combinations(found, 2):
        if min(a[3], b[3]) - max(a[1], b[1]) > 1 and min(a[4], b[4]) - max(a[2], b[2]) > 1:
            wrong.append(f"overlap: {a[0]} / {b[0]}")
    for mark in figure.axes[0].lines:
        xs, ys = mark.get_transform().transform(mark.get_xydata()).T
        if min(xs) < -1 or max(xs) > width + 1 or min(ys) < -1 or max(ys) > height + 1:
            wrong.append(f"mark outside: {mark}")
    if SIZES[size].height and round(height) != SIZES[size].height:
        wrong.append(f"{width} by {height}")
    return wrong


@pytest.mark.slow
@FIGURES
@EDITIONS
@pytest.mark.parametrize("size", SIZES)
def test_legible_in_both_editions(module, name: str, size: str):
    found = module.chart(edition(name))
    figure = found.static(found.look.at(size))
    assert len(boxes(figure)) > 15
    assert faults(figure, size) == []


@pytest.mark.slow
@FIGURES
@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_legible_for_other_choices(module, choice: dict):
    found = module.chart(parameters(**choice))
    assert not found.empty
    assert list(found.data.columns) == list(found.columns)
    for size in SIZES:
        assert faults(found.static(found.look.at(size)), size) == []
    assert not re.search(r"\b(NaN|Infinity)\b", found.interactive(found.look).to_json())


@FIGURES
@pytest.mark.parametrize("choice", NOTHING, ids=str)
def test_a_card_where_there_is_nothing(module, choice: dict):
    chosen = parameters(**choice)
    found = module.chart(chosen)
    assert found.empty
    assert words.country(chosen.country) in found.text.title
    for size in SIZES:
        assert faults(found.static(found.look.at(size)), size) == []


def marks(figure: Figure, start: str) -> dict[str, Line2D]:
    lines = (line for line in figure.axes[0].lines if (line.get_gid() or "").startswith(start))
    return {line.get_gid().removeprefix(start): line for line in lines}


@EDITIONS
@pytest.mark.parametrize("size", ["article", "mobile"])
def test_one_mark_an_original(name: str, size: str):
    chosen = edition(name)
    found = sources_disagree.chart(chosen)
    data = found.data[(found.data["part"] == "figure") & found.data["drawn"].astype(bool)]
    dots = marks(found.static(found.look.at(size)), "original-")
    assert set(dots) == set(data["record_id"])
    # Within a block a million is as wide for every mark; hollow where no page names the measurer, or a weak page.
    for _, block in data.groupby(["month", "service", "window"]):
        at = {r.record_id: (r.value, float(dots[r.record_id].get_xdata()[0])) for r in block.itertuples()}
        for (v, x), (w, z) in itertools.combinations(at.values(), 2):
            assert (v == w and abs(x - z) < 0.01) or (x - z) / (v - w) > 0
    page = found.look["page"]
    for row in data.itertuples():
        hollow = dots[row.record_id].get_markerfacecolor() == page
        assert hollow == (not row.names_it or row.confidence == "low"), row.record_id


def test_unlike_figures_stand_in_lanes_of_their_own():
    data = sources_disagree.frame(edition("latest"))
    blocks = sources_disagree.blocks(data, "en")
    for block in blocks:
        assert block.rows["window"].nunique() == 1
        for _, lane in block.lanes:
            assert len(lane[["measurer", "metric"]].drop_duplicates()) == 1
    (mts,) = [b for b in blocks if b.month == NOVEMBER and b.service == "Telegram"]
    assert [lane for lane, _ in mts.lanes] == ["MTS AdTech, monthly users"]
    assert "growth" in mts.note
    assert not any(b.note for b in blocks if b.service == "WhatsApp")


@EDITIONS
def test_title_of_the_disagreement(name: str):
    title = sources_disagree.chart(edition(name)).text.title.replace(words.NBSP, " ")
    counts = {row["record_id"]: row for row in rows("user_counts")}
    a, b = (Fraction(counts[i]["value"]) / 10**6 for i in ("WA-2025-07-m-reu", "WA-2025-07-m-yab"))
    assert f"WhatsApp {float(a)} or {float(b)} million" in title
    assert "July 2025" in title


def test_title_falls_back_where_none_disagrees():
    chosen = edition("latest")
    data = sources_disagree.frame(chosen)
    calm = data[(data["part"] == "calendar") | (data["month"] == DECEMBER)]
    assert (
        sources_disagree.text(calm, chosen).title == "What was published on WhatsApp and Telegram, original by original"
    )
    # Two measurers of weight that differ, and no clash within one.
    july = data[(data["part"] == "calendar") | (data["month"] == JULY)]
    two = july[
        ~july["record_id"].isin(["WA-2025-07-m-yab", "TG-2025-07-m-yab", "WA-2025-07-m-t24", "TG-2025-07-m-t24"])
    ]
    assert "by measurer" in sources_disagree.text(two, chosen).title
    # A weak page alone makes no title.
    weak = two[(two["measurer"] != "MTS AdTech")]
    assert "by measurer" not in sources_disagree.text(weak, chosen).title


@EDITIONS
@pytest.mark.parametrize("size", SIZES)
def test_one_dot_a_choice_at_its_height(name: str, size: str):
    found = choices_that_matter.chart(edition(name))
    dots = marks(found.static(found.look.at(size)), "choice-")
    lows = list(found.data["low"])
    ys = [float(dots[str(i)].get_ydata()[0]) for i in range(len(lows))]
    assert len(dots) == len(lows) >= 9
    per = (ys[0] - ys[-1]) / (lows[-1] - lows[0])
    assert per > 0
    assert ys == pytest.approx([ys[0] - per * (low - lows[0]) for low in lows], abs=0.5)


@EDITIONS
def test_range_in_the_title(name: str):
    """From the files: the lowest and the highest floor over the pairs of July on the pairs of 2025."""
    chosen = edition(name)
    found = choices_that_matter.chart(chosen)
    kinds = {row["qualifier"]: row["kind"] for row in rows("qualifiers")}
    counts = {row["record_id"]: row for row in rows("user_counts")}
    bases = [
        implied(r)[1]
        for r in rows("context")
        if r["reveals_base"] == "yes" and r["period_start"][:4] == "2025" and public(r, chosen)
    ]
    floors = [sum(half(counts[i], kinds)[0] for i in ids) - top for ids in PAIRS.values() for top in bases]
    said = [int(n) for n in re.findall(r"\d+", found.text.title)]
    assert said == [math.floor(min(floors) / 10**6), math.floor(max(floors) / 10**6)]


def test_titles_of_other_grids():
    chosen = edition("latest")
    data = certainty.choices(chosen)
    one = choices_that_matter.text(data[data["figures"] == "97.3 + 90.8"], chosen)
    assert one.title.startswith("Whichever published figures")
    assert "64" in one.title
    sunk = data.assign(low=(data["low"] - 62e6).clip(lower=0))
    assert choices_that_matter.text(sunk, chosen).title.startswith("Some published figures")
    gone = choices_that_matter.text(data.assign(low=0.0), chosen)
    weak = choices_that_matter.text(data.assign(confidence="low"), chosen)
    for plain in (gone, weak):
        assert plain.title == "The published counts leave open how many people used both WhatsApp and Telegram"
    assert "at least" not in gone.caption.lower()


@FIGURES
@EDITIONS
def test_words_hold_no_cause_and_titles_are_short(module, name: str):
    text = module.chart(edition(name)).text
    assert 4 <= len(text.title.split()) <= 16
    said = " ".join((text.title, text.subtitle, text.alt, text.caption, text.long, *text.notes)).lower()
    assert not re.search(r"\b(because|caused|due to|drove|fled|hit by|moved to|margin of error)\b", said)
    assert text.sources


@FIGURES
def test_the_dated_edition_says_nothing_later(module):
    chosen = replace(edition("2025-08"))
    text = module.chart(chosen).text
    said = " ".join((text.title, text.subtitle, text.alt, text.caption, text.long, *text.notes))
    assert "2026" not in said
    assert not re.search(r"(September|October|November|December|Sept?|Oct|Nov|Dec) 2025", said)
    later = {r["source_id"] for r in rows("sources") if not "" < r["known_by"] <= "2025-08-31"}
    assert not set(text.sources) & later
