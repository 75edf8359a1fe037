"""How sure the counts are: measures against sums over the raw tables."""

import datetime as dt
import itertools
from collections import defaultdict
from fractions import Fraction
from functools import cache

import pandas as pd
import pytest
from checks import by_id, committed, public, rows
from checks.reach_figures import PAIRS, implied, kind
from hypothesis import given
from hypothesis import strategies as st
from reach.edition import Edition, parameters
from reach.measures import audience, certainty

pytestmark = pytest.mark.frozen

JULY, NOVEMBER, DECEMBER = (pd.Timestamp(2025, m, 1) for m in (7, 11, 12))
EDITIONS = pytest.mark.parametrize("name", ["2025-08", "latest"])
METRICS = ("monthly_reach", "monthly_active_users", "average_daily_reach", "daily_active_users")
NOTHING = [{"as_of": "2015-12-31"}, {"country": "EG"}, {"platforms": "Signal, Viber"}]


@cache
def originals(chosen: Edition) -> pd.DataFrame:
    return certainty.originals(chosen)


def origin_of() -> dict[str, str]:
    return {row["source_id"]: row["origin_key"] or row["source_id"] for row in rows("sources")}


def half(row: dict[str, str]) -> tuple[Fraction, Fraction]:
    value, step = Fraction(row["value"]), Fraction(row["resolution"])
    if kind(row["qualifier"]) in ("rounded", "about"):
        return value - step / 2, value + step / 2
    assert kind(row["qualifier"]) == "over", row
    return value, value + step


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
    chosen, origins = committed(name), origin_of()
    wanted = defaultdict(set)
    for row in published(chosen):
        key = (row["period_start"][:7], row["service"], row["metric"], row["series_id"], origins[row["source_id"]])
        wanted[key].add(row["source_id"])
    found = originals(chosen)
    keys = ("service", "metric", "series_id", "key")
    shown = {(f"{row.month:%Y-%m}", *(getattr(row, k) for k in keys)): row.pages for row in found.itertuples()}
    assert len(shown) == len(found)
    assert shown == {key: len(pages) for key, pages in wanted.items()}
    assert sum(shown.values()) > len(shown), "no retelling is met at all"


def test_july_of_whatsapp_by_hand():
    # Four pages retell Reuters, five an agency, two print 96.2; MTS AdTech is another measurer.
    found = originals(committed("2025-08"))
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
    found = certainty.compared(committed("latest"))
    daily = found[(found["month"] == DECEMBER) & (found["service"] == "MAX") & (found["window"] == "day")]
    assert {(r.value / 1e6, r.measurer, r.whole) for r in daily.itertuples()} == {
        (46.4, "Mediascope", True),
        (42.0, "Mediascope", True),
        (45.0, "MAX / VK", False),
    }


def test_months_that_are_compared():
    assert set(certainty.compared(committed("latest"))["month"]) == {JULY, NOVEMBER, DECEMBER}
    assert set(certainty.compared(committed("2025-08"))["month"]) == {JULY}
    # December was printed in January 2026, but for the company's own figure.
    assert set(certainty.compared(parameters(as_of="2025-12-31"))["month"]) == {JULY}


@EDITIONS
def test_disagreements_are_all_there_are(name: str):
    """A month and service disagree when some two intervals do not meet: looked for pair by pair."""
    chosen = committed(name)
    found = originals(chosen)
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
    chosen = committed(name)
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
    latest = certainty.coverage(committed("latest")).set_index(["service", "month"])["state"]
    assert latest["Telegram", NOVEMBER] == "beside", "another measurer's count is no figure of the series"
    assert latest["WhatsApp", NOVEMBER] == "record"
    assert latest["WhatsApp", pd.Timestamp(2024, 9, 1)] == "none"
    assert latest["WhatsApp", pd.Timestamp(2026, 3, 1)] == "none"
    begun = certainty.coverage(parameters(since="2021-05-01"))["month"].min()
    assert begun == pd.Timestamp(2021, 5, 1)


# Choices


@EDITIONS
def test_grid_of_choices_by_the_formula(name: str):
    """Every pair of July 2025 on every base, with exact fractions from the files."""
    chosen = committed(name)
    counts = by_id("user_counts")
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
        (a, b), (c, d) = (half(counts[i]) for i in ids)
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
    found = certainty.choices(committed("2025-08"))
    assert set(found["base"]) == {"pair", "other year", "all ages"}
    assert found["base_month"].max() <= pd.Timestamp(2025, 8, 31)
    # The page with the rounding 122.6 is of October 2025, the December pair has no date at all.
    assert not found["base_record"].str.contains("2025-09|2025-12").any()
    assert "as exact" in set(certainty.choices(committed("latest"))["base"])


def test_an_unknown_pair_chooses_nothing():
    for given_ in NOTHING:
        assert certainty.choices(parameters(**given_)).empty
        assert certainty.compared(parameters(**given_)).empty


# Footing, second look, remarks


@EDITIONS
def test_footing_counts_every_figure_once(name: str):
    chosen, origins = committed(name), origin_of()
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


@pytest.mark.frozen(False)
def test_second_look_is_in_no_dated_edition():
    assert len(certainty.second_look(committed("latest"))) == len(rows("checks")) > 100
    assert certainty.second_look(committed("2025-08")).empty
    assert "known_by" not in rows("checks")[0], "looks have a day now: let dated editions have them"


def test_remarks_name_no_later_month():
    early = parameters(as_of="2025-06-30")
    shown = " ".join(certainty.measurers(early)["breaks"])
    assert "July 2021" in shown
    assert "July 2025" not in shown
    assert "July 2025" in " ".join(certainty.measurers(committed("2025-08"))["breaks"])
    assert certainty.hushed("In May 2020 so. In June 2026 not.", committed("2025-08")) == "In May 2020 so."
    # Who owns the measurer was first read on a page of February 2022.
    assert set(certainty.measurers(parameters(as_of="2021-12-31"))["owner_note"]) == {""}
    assert "VTsIOM" in " ".join(certainty.measurers(parameters(as_of="2022-02-28"))["owner_note"])


@given(st.dates(dt.date(2017, 1, 1), dt.date(2026, 11, 23)))
def test_nothing_known_later_is_used(day: dt.date):
    chosen = parameters(as_of=day.isoformat())
    known = {r["record_id"] for r in rows("user_counts") if public(r, chosen)}
    pages = {r["source_id"] for r in rows("user_counts") if public(r, chosen)}
    found = originals(chosen)
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
