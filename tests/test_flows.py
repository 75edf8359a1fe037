"""Daily against monthly reach, net changes, accounts and surveys, against sums written out from the raw tables."""

import csv
import datetime as dt
import itertools
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reach import paths
from reach.edition import Edition, load, parameters
from reach.intervals import Interval
from reach.measures import audience, flows, overlap

pytestmark = pytest.mark.frozen

DAYS = ["2018-06-30", "2025-08-14", "2025-08-31", "2025-09-22", "2025-12-31", "2026-01-28", "2026-03-05", ""]
BASE = (79.35 / 0.6465, 46.45 / 0.3765)  # the ends of what "79.4 million, 64.6%" and "46.4 million, 37.7%" allow


def rows(table: str) -> list[dict[str, str]]:
    with (paths.DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def committed(name: str) -> Edition:
    return parameters(**load(name).parameters)


def near(millions: float):
    return pytest.approx(millions * 1e6, abs=0.5)


def month(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"{text}-01")


# Daily against monthly reach.

# Printed digits of both figures: (daily low, daily high, monthly low, monthly high), by hand.
SHARES = {
    ("WhatsApp", "2025-06"): (83.55, 83.65, 96.5, 97.5),
    ("WhatsApp", "2025-08"): (82.05, 82.15, 97, 98),  # more than 97
    ("WhatsApp", "2025-11"): (79.5, 80.5, 94.5, 95.5),
    ("WhatsApp", "2025-12"): (69.75, 69.85, 94.465, 94.475),
    ("Telegram", "2025-08"): (67, 68, 90.5, 91.5),  # almost 68
    ("Telegram", "2025-12"): (74.25, 74.35, 93.6365, 93.6375),
    ("MAX", "2025-08"): (6.5, 7.5, 32.15, 32.25),
    ("MAX", "2025-09"): (13.5, 14.5, 41, 42),  # almost 42
    ("MAX", "2025-12"): (41.5, 42.5, 69.5, 70.5),
}


def test_shares_are_the_quotients_of_the_printed_digits():
    found = flows.stickiness(committed("latest"))
    found = found[(found["role"] == "record") & (found["month"] >= "2025-01-01")]
    assert {(r.service, f"{r.month:%Y-%m}") for r in found.itertuples()} == set(SHARES)
    for row in found.itertuples():
        a, b, c, d = (Fraction(str(x)) for x in SHARES[row.service, f"{row.month:%Y-%m}"])
        assert (row.low, row.high) == (pytest.approx(float(a / d)), pytest.approx(float(b / c)))
        assert row.low <= row.value <= row.high


def test_a_page_that_names_no_measurer_makes_no_share():
    for name in ("2025-08", "latest"):
        found = flows.stickiness(committed(name))
        july = found[(found["month"] == month("2025-07")) & found["service"].isin(["WhatsApp", "Telegram"])]
        assert set(july["role"]) == {"mark"}


@pytest.mark.parametrize("day", DAYS)
def test_pairs_are_of_one_service_month_measurer_and_universe(day: str):
    series = {row["series_id"]: row for row in rows("series")}
    counts = {row["record_id"]: row for row in rows("user_counts")}
    found = flows.stickiness(parameters(as_of=day))
    assert found["record_id"].is_unique
    for row in found.itertuples():
        a, b = (counts[i] for i in row.record_id.split("; "))
        assert (a["metric"], b["metric"]) == ("average_daily_reach", "monthly_reach")
        for column in ("service", "country", "period_start", "period_end"):
            assert a[column] == b[column]
        for column in ("measurer", "universe"):
            assert series[a["series_id"]][column] == series[b["series_id"]][column]
        assert all(r["known_by"] and r["known_by"] <= day for r in (a, b)) or not day
        assert "no" not in {a["draw"], b["draw"]} or day


@pytest.mark.parametrize("day", DAYS)
def test_no_pair_is_left_out(day: str):
    series = {row["series_id"]: row for row in rows("series")}
    sides: dict[str, list[tuple]] = {"average_daily_reach": [], "monthly_reach": []}
    for row in rows("user_counts"):
        start, end = (dt.date.fromisoformat(row[c]) for c in ("period_start", "period_end"))
        whole = start.day == 1 and end + dt.timedelta(days=1) == (start + dt.timedelta(days=31)).replace(day=1)
        known = not day or (row["known_by"] and row["known_by"] <= day)
        mine = row["country"] == "RU" and row["service"] in ("WhatsApp", "Telegram", "MAX") and row["unit"] == "people"
        home = series[row["series_id"]]
        firm = row["draw"] == "yes" and home["line"] == "yes" and not row["measured_as_printed"].startswith("Not ")
        if row["metric"] in sides and whole and known and mine and firm:
            sides[row["metric"]].append((row["service"], start, home["measurer"], home["universe"], row["record_id"]))
    wanted = {f"{a[-1]}; {b[-1]}" for a, b in itertools.product(*sides.values()) if a[:-1] == b[:-1]}
    found = flows.stickiness(parameters(as_of=day))
    assert wanted <= set(found["record_id"])
    if not day:
        assert wanted == set(found.loc[found["role"] != "mark", "record_id"])


def test_the_fall_of_december_by_hand():
    found = flows.stickiness(committed("latest"))
    found = flows.last_change(found[found["role"] == "record"]).set_index("service")
    row = found.loc["WhatsApp"]
    assert (row["start"], row["end"]) == (month("2025-11"), month("2025-12"))
    assert row["high"] == pytest.approx(69.85 / 94.465 - 79.5 / 95.5)
    assert row["high"] < -0.09
    assert found.loc["Telegram", "low"] > 0


def sticky(*given: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame([{"service": "A", "month": month(m), "low": low, "high": high} for m, low, high in given])


def test_a_change_is_that_of_the_two_newest_months():
    found = flows.last_change(sticky(("2025-01", 0.8, 0.81), ("2025-03", 0.7, 0.75), ("2024-12", 0.5, 0.6)))
    (row,) = found.itertuples()
    assert (row.before_low, row.before_high) == (0.8, 0.81)
    assert (row.low, row.high) == (pytest.approx(0.7 - 0.81), pytest.approx(0.75 - 0.8))
    assert flows.last_change(sticky(("2025-01", 0.8, 0.81))).empty


# The net ledger.


def test_spans_join_runs_and_cross_gaps():
    months = [month(m) for m in ("2025-08", "2025-12", "2026-01", "2026-02")]
    assert flows.spans(months) == [(months[0], months[1]), (months[1], months[3])]
    assert flows.spans(months[:1]) == []
    assert flows.spans([]) == []


@given(st.sets(st.integers(0, 40)))
def test_spans_run_through_all_months_without_overlap(given: set[int]):
    months = [pd.Timestamp("2024-01-01") + pd.DateOffset(months=n) for n in sorted(given)]
    found = flows.spans(months)
    if len(months) < 2:
        assert found == []
    else:
        assert (found[0][0], found[-1][1]) == (months[0], months[-1])
        assert all(a[1] == b[0] for a, b in itertools.pairwise(found))
        # A span never begins or ends within a run.
        assert {end for pair in found for end in pair} <= set(months)


# Printed digits of both ends, by hand.
LEDGER = {
    ("2025-08", "2025-12", "WhatsApp"): (97, 98, 94.465, 94.475),
    ("2025-08", "2025-12", "Telegram"): (90.5, 91.5, 93.6365, 93.6375),
    ("2025-08", "2025-12", "MAX"): (32.15, 32.25, 69.5, 70.5),
    ("2025-12", "2026-02", "WhatsApp"): (94.465, 94.475, 80.3005, 80.3015),
    ("2025-12", "2026-02", "Telegram"): (93.6365, 93.6375, 95.6915, 95.6925),
    ("2025-12", "2026-02", "MAX"): (69.5, 70.5, 77.5605, 77.5615),
}


def test_the_ledger_by_hand():
    found = flows.ledger(committed("latest"))
    keys = [(f"{r.start:%Y-%m}", f"{r.end:%Y-%m}", r.service) for r in found.itertuples()]
    assert keys == list(LEDGER)
    for key, row in zip(keys, found.itertuples(), strict=True):
        a, b, c, d = LEDGER[key]
        assert (row.low, row.high) == (near(c - b), near(d - a))
        assert row.low <= row.change <= row.high
        assert row.change == pytest.approx(row.after - row.before)
        assert row.little == (max(abs(row.low), abs(row.high)) < 1e6)


def test_the_dated_edition_has_no_month_of_all_three():
    assert flows.ledger(committed("2025-08")).empty
    # Without MAX there are months, and both apps changed little in them.
    found = flows.ledger(parameters(also="", as_of="2025-08-31"))
    assert len(found) == 4
    assert found["little"].all()


# Who can have gone from one to another, against people counted one by one.


@settings(deadline=None, derandomize=True)
@given(st.integers(3, 12), st.data())
def test_whoever_went_lies_within_the_bounds(universe: int, data):
    people = st.sets(st.integers(0, universe - 1))
    a0, a1, b0, b1 = (data.draw(people) for _ in range(4))
    whole = Interval(universe, universe)
    counts = [Interval(len(s), len(s)) for s in (a0, a1, b0, b1)]
    everyone = set(range(universe))
    bounds = overlap.all_of(
        [counts[0], flows._outside(counts[1], whole), flows._outside(counts[2], whole), counts[3]], whole
    )
    went = a0 & (everyone - a1) & (everyone - b0) & b1
    assert bounds.low <= len(went) <= bounds.high
    # Those who took up the second and still use the first.
    kept = (b1 - b0) & a1
    assert len(kept) >= max(0, (len(b1) - len(b0)) + len(a1) - universe)


def test_a_net_change_is_no_bound_on_who_went():
    # Of ten people five use the first app and none the second; then the five swap for four others and all take up the
    # second: the first lost one, yet five left it for the second.
    a0, a1, b1 = {0, 1, 2, 3, 4}, {5, 6, 7, 8}, {0, 1, 2, 3, 4}
    assert len(a0) - len(a1) == 1
    assert len((a0 - a1) & b1) == 5


def test_bounds_by_hand():
    found = flows.switched(committed("latest")).set_index(["start", "left", "joined"])
    top = BASE[1]
    row = found.loc[(month("2025-08"), "WhatsApp", "MAX")]
    # At most those outside WhatsApp in December, who are fewer than MAX has and than were outside MAX in August.
    assert row["high"] == near(top - 94.465)
    assert row["low"] == 0
    # At least 37.25 million took up MAX; at most base less 94.465 did not use WhatsApp.
    assert row["kept_low"] == near(69.5 - 32.25 - (top - 94.465))
    assert int(row["kept_low"] // 1e6) == 8
    row = found.loc[(month("2025-12"), "WhatsApp", "MAX")]
    assert row["high"] == near(top - 80.3005)
    assert row["kept_low"] == 0
    assert row["one_way"] == near(77.5615 - 69.5)
    assert (row["loss_low"], row["loss_high"]) == (near(94.465 - 80.3015), near(94.475 - 80.3005))
    assert set(found.index.get_level_values("left")) == {"WhatsApp"}


# Accounts and people.


@pytest.mark.parametrize("day", DAYS)
def test_accounts_are_the_rows_known_by_the_day(day: str):
    wanted = {
        row["record_id"]
        for row in rows("user_counts")
        if row["country"] == "RU"
        and row["metric"] == "registered_users"
        and row["draw"] != "no"
        and row["period_start"] >= "2025-01-01"
        and (not day or (row["known_by"] and row["known_by"] <= day))
    }
    found = flows.accounts(parameters(as_of=day))
    assert set(found.loc[found["kind"] != "measured", "record_id"]) == wanted
    counts = {row["record_id"]: row for row in rows("user_counts")}
    for row in found.itertuples():
        assert row.unit == counts[row.record_id]["unit"] == ("people" if row.kind == "measured" else "accounts")
        assert row.weak == (counts[row.record_id]["confidence"] == "low")
        assert not day or counts[row.record_id]["known_by"] <= day


def test_verdicts_by_hand():
    found = flows.accounts_against(flows.accounts(committed("latest"))).set_index("month")
    verdicts = {f"{m:%Y-%m}": v for m, v in found["verdict"].items()}
    # August: over 30 on 4 September, under 32.2. September: 35 to 45 around 41 to 42. December: 75 over 70.
    assert verdicts == {
        "2025-08": "below",
        "2025-09": "open",
        "2025-12": "above",
        "2026-01": "above",
        "2026-02": "above",
    }
    assert flows.accounts_against(flows.accounts(committed("2025-08"))).empty


def stated(*given: tuple[str, str, str, float, float, bool]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "service": "A", "kind": kind, "start": pd.Timestamp(start), "end": pd.Timestamp(end), "low": low,
                "high": high, "basis": f"{low}", "weak": weak, "record_id": f"r{n}",
            }
            for n, (kind, start, end, low, high, weak) in enumerate(given)
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (("company", "2025-03-10", "2025-03-10", 40, 41, False), None, "above"),
        (("company", "2025-03-10", "2025-03-10", 20, 21, False), None, "open"),
        (None, ("company", "2025-04-02", "2025-04-02", 28, 29, False), "below"),
        (None, ("company", "2025-04-02", "2025-04-02", 29, 30.5, False), "open"),
        (("official", "2025-03-10", "2025-03-10", 40, 41, False), None, "open"),
        (("company", "2025-03-10", "2025-03-10", 40, 41, True), None, "open"),
    ],
    ids=["over it", "too early", "next still under", "they meet", "an official's", "a weak page"],
)
def test_a_verdict_needs_a_sound_statement_on_the_right_side(before, after, verdict: str):
    measured = ("measured", "2025-03-01", "2025-03-31", 30, 31, False)
    found = flows.accounts_against(stated(*[row for row in (measured, before, after) if row]))
    assert found["verdict"].tolist() == [verdict]


# Surveys.


def test_surveys_beside_the_panel_by_hand():
    found = flows.surveys_beside(committed("latest")).set_index("service")
    assert found["share"].to_dict() == {"WhatsApp": 57, "Telegram": 46, "MAX": 6}
    assert found["panel_month"].dt.strftime("%Y-%m").to_dict() == {
        "WhatsApp": "2025-08", "Telegram": "2025-09", "MAX": "2025-08",
    }  # fmt: skip
    assert found.loc["MAX", "panel_low"] == pytest.approx(32.15 / BASE[1] * 100)
    assert found.loc["MAX", "panel_high"] == pytest.approx(32.25 / BASE[0] * 100)
    assert flows.surveys_beside(committed("2025-08")).empty


@pytest.mark.parametrize("day", DAYS)
def test_surveys_are_sample_surveys_known_by_the_day(day: str):
    table = {row["record_id"]: row for row in rows("surveys")}
    for cell in flows.surveys_beside(parameters(as_of=day, since="2016-01-01"))["record_id"]:
        row = table[cell.split("; ")[0]]
        assert (row["kind"], row["topic"], row["draw"], row["country"]) == ("survey", "use", "yes", "RU")
        assert not day or (row["known_by"] and row["known_by"] <= day)


# Nothing known, and nothing known later.

EMPTY = [{"as_of": "2015-12-31"}, {"country": "EG"}, {"platforms": "Signal, Viber", "also": ""}]


@pytest.mark.parametrize("given", EMPTY, ids=["before all", "a country without counts", "services without figures"])
def test_without_figures_frames_are_empty_and_whole(given: dict[str, str]):
    edition, latest = parameters(**given), parameters()
    for measure in (flows.stickiness, flows.ledger, flows.switched, flows.accounts, flows.surveys_beside):
        found = measure(edition)
        if measure is not flows.stickiness or "platforms" not in given:
            assert found.empty
        assert list(found.columns) == list(measure(latest).columns)
    assert flows.accounts_against(flows.accounts(edition)).empty


@pytest.mark.parametrize("day", [d for d in DAYS if d])
def test_nothing_known_later_leaks(day: str):
    edition = parameters(as_of=day)
    known = {}
    for table in ("user_counts", "surveys"):
        known |= {row["record_id"]: row["known_by"] for row in rows(table)}
    frames = [flows.stickiness(edition), flows.ledger(edition), flows.accounts(edition), flows.surveys_beside(edition)]
    for frame in frames:
        for cell in frame["record_id"]:
            for record in cell.split("; "):
                assert known[record]
                assert known[record] <= day


def test_ledger_agrees_with_changes_of_the_same_months():
    latest = committed("latest")
    changes = audience.changes(latest).set_index(["service", "start", "end"])
    for row in flows.ledger(latest).itertuples():
        other = changes.loc[(row.service, row.start, row.end)]
        assert (row.low, row.high) == (other["low"], other["high"])
