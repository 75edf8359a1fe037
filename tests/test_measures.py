"""Measures against sums done otherwise: by counting people, by the printed digits, day by day."""

import datetime as dt
import itertools

import pandas as pd
import pytest
from checks import by_id, committed, rows
from checks.reach_figures import implied
from hypothesis import given
from hypothesis import strategies as st
from reach import tables, words
from reach.edition import Edition, parameters
from reach.intervals import Interval
from reach.measures import audience, overlap, timeline

pytestmark = pytest.mark.frozen

MILLION = 1e6
LINE, PAIR = "mediascope-monthly-12plus", "mediascope-monthly-2025-07-headline"
JULY = pd.Timestamp("2025-07-01")
DAYS = ["2018-06-30", "2021-01-01", "2025-08-14", "2025-08-31", "2025-12-18", "2025-12-31", "2026-02-11"]


def near(millions: float):
    return pytest.approx(millions * MILLION, abs=0.01)


# Overlap, against people counted one by one.


def sets_of(size: int, universe: int) -> list[int]:
    """All sets of so many people out of the universe, as bits."""
    return [sum(1 << i for i in chosen) for chosen in itertools.combinations(range(universe), size)]


def exact(count: int) -> Interval:
    return Interval(count, count)


SIZES_2 = [(n, a, b) for n in range(1, 7) for a in range(n + 1) for b in range(n + 1)]
SIZES_3 = [(n, *abc) for n in range(1, 6) for abc in itertools.combinations_with_replacement(range(n + 1), 3)]


@pytest.mark.parametrize("sizes", [SIZES_2, SIZES_3], ids=["two services", "three services"])
def test_bounds_are_attained_and_never_passed(sizes: list[tuple[int, ...]]):
    # For each size of universe and services, every way in which people can have used them.
    for universe, first, *others in sizes:
        counts = [exact(first), *map(exact, others)]
        least, most = universe, 0
        either_least, either_most = universe, 0
        everyone = (1 << first) - 1  # which people used the first does not matter
        for chosen in itertools.product(*(sets_of(size, universe) for size in others)):
            both = either = everyone
            for people in chosen:
                both &= people
                either |= people
            least, most = min(least, both.bit_count()), max(most, both.bit_count())
            either_least, either_most = min(either_least, either.bit_count()), max(either_most, either.bit_count())
        assert overlap.all_of(counts, exact(universe)) == Interval(least, most)
        assert overlap.any_of(counts, exact(universe)) == Interval(either_least, either_most)


@st.composite
def audiences(draw):
    universe = draw(st.integers(1, 60))
    people = draw(st.lists(st.sets(st.integers(0, universe - 1)), min_size=2, max_size=4))
    slack = st.integers(0, 8)
    counts = [Interval(max(0, len(p) - draw(slack)), len(p) + draw(slack)) for p in people]
    base = Interval(max(1, universe - draw(slack)), universe + draw(slack))
    return people, counts, base


@given(audiences())
def test_the_truth_lies_within_the_bounds(case):
    # Only rounded counts are known, but the people are whatever they are.
    people, counts, base = case
    assert len(set.intersection(*people)) in overlap.all_of(counts, base)
    assert len(set.union(*people)) in overlap.any_of(counts, base)


@given(audiences(), st.integers(0, 5))
def test_less_exact_figures_never_claim_more(case, wider: int):
    _, counts, base = case
    loose = [Interval(max(0, c.low - wider), c.high + wider) for c in counts]
    for bound in (overlap.all_of, overlap.any_of):
        sharp, blunt = bound(counts, base), bound(loose, Interval(base.low, base.high + wider))
        assert blunt.low <= sharp.low
        assert sharp.high <= blunt.high


def test_two_services_by_hand():
    # 10 people, 7 and 6 used: at least 3 used both, at most 6; at least 7 used either, at most all.
    assert overlap.all_of([exact(7), exact(6)], exact(10)) == Interval(3, 6)
    assert overlap.any_of([exact(7), exact(6)], exact(10)) == Interval(7, 10)
    # With 7 to 8 and 6 to 7 of 9 to 11: the floor takes the lows and the largest base.
    assert overlap.all_of([Interval(7, 8), Interval(6, 7)], Interval(9, 11)) == Interval(2, 7)


# The base.


def test_the_printed_pairs_are_those_of_the_story():
    found = {r["record_id"]: (r["value"], r["share"]) for r in rows("context") if r["reveals_base"] == "yes"}
    assert found["CX-PAIR-2025-04-YT"] == ("79400000", "64.6")
    assert found["CX-PAIR-2025-12-MX"] == ("46400000", "37.7")


def test_base_of_the_dated_edition_is_the_pair_of_april_2025():
    low, high = implied(by_id("context")["CX-PAIR-2025-04-YT"])
    found = audience.base(committed("2025-08"), JULY)
    assert (found.low, found.high) == (pytest.approx(float(low)), pytest.approx(float(high)))
    # 79.35 / 0.6465 and 79.45 / 0.6455, as the page's digits give them.
    assert (found.low, found.high) == (near(79.35 / 0.6465), near(79.45 / 0.6455))


def test_base_of_the_latest_edition_holds_both_pairs_of_2025():
    spans = [implied(by_id("context")[f"CX-PAIR-2025-{x}"]) for x in ("04-YT", "12-MX")]
    found = audience.base(committed("latest"), JULY)
    assert found.low == pytest.approx(float(min(low for low, _ in spans)))
    assert found.high == pytest.approx(float(max(high for _, high in spans)))


def test_base_of_a_year_without_a_pair_is_of_the_twelve_months_before():
    latest = committed("latest")
    assert audience.base(latest, pd.Timestamp("2026-02-01")) == audience.base(latest, JULY)
    # In 2027 no pair is less than a year old, and none may be made up.
    assert audience.base(latest, pd.Timestamp("2027-01-01")) is None
    assert audience.base(latest, pd.Timestamp("2019-01-01")) is None


@pytest.mark.parametrize("day", [*DAYS, ""])
def test_pairs_are_the_sharp_ones_known_by_the_day(day: str):
    wanted = {
        r["record_id"]
        for r in rows("context")
        if r["reveals_base"] == "yes" and (not day or (r["known_by"] and r["known_by"] <= day))
    }
    found = audience.pairs(parameters(as_of=day)).set_index("record_id")
    assert set(found.index) == wanted
    for record in wanted:
        low, high = implied(by_id("context")[record])
        assert (found.low[record], found.high[record]) == (pytest.approx(float(low)), pytest.approx(float(high)))


# The headline pair.


@pytest.mark.parametrize("name", ["2025-08", "latest"])
def test_headline_of_both_editions(name: str):
    pairs = ["CX-PAIR-2025-04-YT"] if name == "2025-08" else ["CX-PAIR-2025-04-YT", "CX-PAIR-2025-12-MX"]
    least, most = (end(implied(by_id("context")[p])[i] for p in pairs) for i, end in enumerate((min, max)))
    found = audience.headline(committed(name))
    assert found["service"].tolist() == ["WhatsApp", "Telegram"]
    assert found["value"].tolist() == [96_000_000, 89_000_000]
    assert found["basis"].tolist() == ["96 million", "over 89 million"]
    for row, low, high in zip(found.itertuples(), (95_500_000, 89_000_000), (96_500_000, 90_000_000), strict=True):
        assert (row.low, row.high) == (low, high)
        assert row.share_low == pytest.approx(float(low / most))
        assert row.share_high == pytest.approx(float(high / least))


def test_headline_goes_by_the_order_of_the_platforms():
    found = audience.headline(parameters(platforms="Telegram, WhatsApp", headline="WA-2025-07-m-t24, TG-2025-07-m-t24"))
    assert found["value"].tolist() == [89_000_000, 96_000_000]


def test_headline_that_was_not_public_yet_is_passed_over():
    # The page with 96.2 and 89.8 is of 15 August; on the 14th, July's newest pair was 97.3 and 90.8.
    found = audience.headline(parameters(as_of="2025-08-14", headline="WA-2025-07-m-yab, TG-2025-07-m-yab"))
    assert found["value"].tolist() == [97_300_000, 90_800_000]


def test_headline_unnamed_is_the_newest_month_of_both():
    found = audience.headline(parameters())
    assert found["month"].tolist() == [pd.Timestamp("2026-02-01")] * 2
    assert found["value"].tolist() == [80_301_000, 95_692_000]


# The floor under the overlap, written out from the printed digits, in millions.


@pytest.mark.parametrize(
    ("first", "second", "low_first", "low_second", "floor"),
    [
        ("96.2 million", "89.8 million", 96.15, 89.75, 62),
        ("96 million", "over 89 million", 95.5, 89.0, 61),
        ("97.3 million", "90.8 million", 97.25, 90.75, 64),
    ],
)
def test_floor_facts(first: str, second: str, low_first: float, low_second: float, floor: int):
    base = 79.45 / 0.6455  # the largest base that "79.4 million, 64.6%" allows
    found = overlap.published_pairs(committed("2025-08"), JULY).set_index(["first", "second"])
    row = found.loc[(first, second)]
    assert row["low"] == near(low_first + low_second - base)
    assert floor <= low_first + low_second - base < floor + 1
    assert int(row["low"] // MILLION) == floor


def test_the_floor_that_survives_every_published_pair_is_61():
    for name in ("2025-08", "latest"):
        found = overlap.published_pairs(committed(name), JULY)
        assert len(found) == 3
        assert int(found["low"].min() // MILLION) == 61
        assert found["low"].is_monotonic_decreasing


def test_figures_of_two_publishers_are_never_paired_across_series():
    for row in overlap.published_pairs(committed("latest"), JULY).itertuples():
        series = {r["series_id"] for r in rows("user_counts") if r["record_id"] in row.basis.split("; ")}
        assert len(series) == 1


def test_overlap_by_month():
    found = overlap.monthly(committed("latest"))
    base = max(79.45 / 0.6455, 46.45 / 0.3765)
    months = found[found["month"] != JULY].set_index("month")
    # December 2025: 94.47 and 93.637, each to its last printed digit.
    december = months.loc["2025-12-01"]
    assert december["low"] == near(94.465 + 93.6365 - base)
    assert december["high"] == near(93.6375)
    assert (december["either_low"], december["either_high"]) == (near(94.465), near(base))
    # August 2024 has the base of its own year: 95.8 million, 78.7%.
    assert months.loc["2024-08-01", "low"] == near(96.15 + 86.75 - 95.85 / 0.7865)
    july = found[found["month"] == JULY]
    assert july["headline"].tolist() == [True, False]
    assert july["first"].tolist() == ["96 million", "97.3 million"]
    both = {"2024-08", "2025-01", "2025-04", "2025-08", "2025-10", "2025-12", "2026-01", "2026-02"}
    assert set(months.index.strftime("%Y-%m")) == both


def test_three_services_by_hand():
    found = overlap.several(committed("latest")).set_index(["month", "services"])
    base = max(79.45 / 0.6455, 46.45 / 0.3765)
    december = pd.Timestamp("2025-12-01")
    three = found.loc[(december, "WhatsApp + Telegram + MAX")]
    # 94.47, 93.637 and 70 million, printed to a whole million.
    assert three["low"] == near(94.465 + 93.6365 + 69.5 - 2 * base)
    assert three["high"] == near(70.5)
    assert found.loc[(december, "Telegram + MAX"), "low"] == near(93.6365 + 69.5 - base)
    # In August 2025 the three counts leave room for nobody who used all.
    assert found.loc[(pd.Timestamp("2025-08-01"), "WhatsApp + Telegram + MAX"), "low"] == 0
    # WhatsApp has no figure for September, so the month has no set.
    assert pd.Timestamp("2025-09-01") not in found.index.get_level_values("month")


# Published points.

REACH = {
    "WhatsApp": {
        "2024-08": 96.2, "2025-01": 97.5, "2025-04": 97.4, "2025-06": 97, "2025-07": 97.3, "2025-08": 97,
        "2025-10": 96.2, "2025-11": 95, "2025-12": 94.47, "2026-01": 89.418, "2026-02": 80.301,
    },
    "Telegram": {
        "2024-08": 86.8, "2025-01": 90.6, "2025-04": 90.5, "2025-07": 90.8, "2025-08": 91, "2025-09": 91,
        "2025-10": 91, "2025-12": 93.637, "2026-01": 95.978, "2026-02": 95.692,
    },
    "MAX": {
        "2025-08": 32.2, "2025-09": 42, "2025-12": 70, "2026-01": 73.728, "2026-02": 77.561,
    },
}  # fmt: skip


@pytest.mark.parametrize("service", REACH)
def test_monthly_reach_as_the_sources_print_it(service: str):
    found = audience.points(committed("latest"))
    found = found[(found["service"] == service) & (found["series_id"] == LINE) & (found["draw"] == "yes")]
    found = found[found["month"].between("2024-08-01", "2026-02-28")]
    figures = dict(zip(found["month"].dt.strftime("%Y-%m"), found["value"] / MILLION, strict=True))
    assert set(figures) == set(REACH[service])
    for month, value in REACH[service].items():
        # Two pages print MAX's February as 77.56 and 77.561.
        slack = 0.0011 if (service, month) == ("MAX", "2026-02") else 1e-9
        assert figures[month] == pytest.approx(value, abs=slack), month


@pytest.mark.parametrize(
    ("service", "month", "basis", "low", "high"),
    [
        ("WhatsApp", "2025-08-01", "more than 97 million", 97, 98),
        ("WhatsApp", "2025-11-01", "95 million", 94.5, 95.5),
        ("WhatsApp", "2025-12-01", "94.47 million", 94.465, 94.475),
        ("MAX", "2025-09-01", "almost 42 million", 41, 42),
        ("Telegram", "2026-01-01", "95.978 million", 95.9775, 95.9785),
    ],
)
def test_points_carry_their_words_and_rounding(service: str, month: str, basis: str, low: float, high: float):
    found = audience.points(committed("latest")).set_index(["service", "series_id", "month"])
    point = found.loc[(service, LINE, pd.Timestamp(month))]
    assert point["basis"] == basis
    assert (point["low"], point["high"]) == (near(low), near(high))
    assert point["at"].date() == pd.Timestamp(month).date().replace(day=15)


@pytest.mark.parametrize(
    ("record", "language", "unit", "said"),
    [
        ("WA-2025-08-m-3dn", "en", True, "more than 97 million"),
        ("WA-2025-08-m-3dn", "ru", True, "более 97 млн"),
        ("WA-2025-08-m-3dn", "ru", False, "более 97"),
        ("WA-2025-12-m-nsn", "ru", True, "94,47 млн"),
        ("MX-2025-06-reg-lo-mail", "ru", True, "0,1–0,2 млн"),
    ],
)
def test_a_figure_is_worded_in_the_language_of_the_reader(record: str, language: str, unit: bool, said: str):
    counts = tables.read("user_counts")
    row = next(counts[counts["record_id"] == record].itertuples())
    assert audience.worded(row, language, unit).replace(words.NBSP, " ") == said
    # A frame that is drawn has the record and not the qualifier.
    drawn = next(counts.loc[counts["record_id"] == record, ["record_id", "value"]].itertuples())
    assert audience.worded(drawn, language, unit) == audience.worded(row, language, unit)


def wanted_rows(day: str) -> dict[str, dict[str, str]]:
    """Rows that may stand on the chart, by the table alone."""
    found = {}
    for row in rows("user_counts"):
        start, end = dt.date.fromisoformat(row["period_start"]), dt.date.fromisoformat(row["period_end"])
        after = (start + dt.timedelta(days=31)).replace(day=1)
        whole = start.day == 1 and end + dt.timedelta(days=1) == after
        public = not day or (row["known_by"] and row["known_by"] <= day)
        plain = row["country"] == "RU" and row["metric"] == "monthly_reach" and row["unit"] == "people"
        if plain and whole and public and row["service"] in REACH:
            found[row["record_id"]] = row
    return found


@pytest.mark.parametrize("day", [*DAYS, ""])
def test_points_are_the_rows_known_by_the_day(day: str):
    wanted, every = wanted_rows(day), {row["record_id"]: row for row in rows("user_counts")}
    found = audience.points(parameters(as_of=day))
    assert found["record_id"].is_unique
    assert {i for i, row in wanted.items() if row["draw"] != "no"} <= set(found["record_id"])
    for point in found.itertuples():
        row = wanted[point.record_id]  # nothing public later, nothing undated in a dated edition
        assert (point.service, point.series_id) == (row["service"], row["series_id"])
        assert point.value == float(row["value"])
        assert point.month == pd.Timestamp(row["period_start"])
        if row["draw"] == "no":
            # It stands in for a figure that is drawn, while that one's own page was not public.
            original = every[row["repeats"]]
            assert original["record_id"] not in wanted
            assert (original["draw"], point.draw) == ("yes", "yes")
            assert (original["service"], original["period_start"]) == (row["service"], row["period_start"])
        else:
            assert point.draw == row["draw"]


def test_a_retelling_stands_in_until_the_original_is_public():
    # 91 million for October was on another page five days before the page that is drawn.
    def october(day: str) -> list[tuple[str, float, str]]:
        found = audience.points(parameters(as_of=day))
        found = found[(found["service"] == "Telegram") & (found["month"] == "2025-10-01")]
        return list(zip(found["record_id"], found["value"], found["draw"], strict=True))

    assert october("2025-12-17") == []
    assert october("2025-12-18") == [("TG-2025-10-m-3dn", 91e6, "yes")]
    assert october("2025-12-23") == [("TG-2025-10-m-rbc2", 91e6, "yes")]


@pytest.mark.parametrize("day", [*DAYS, ""])
def test_a_line_runs_only_between_neighbouring_months_of_one_series(day: str):
    lines = {row["series_id"] for row in rows("series") if row["line"] == "yes"}
    found = audience.points(parameters(as_of=day))
    drawn = found[found["draw"] == "yes"]
    months = {(p.service, p.series_id, p.month.year * 12 + p.month.month) for p in drawn.itertuples()}
    for p in found.itertuples():
        before = (p.service, p.series_id, p.month.year * 12 + p.month.month - 1) in months
        assert p.joined == (p.draw == "yes" and p.series_id in lines and before), p.record_id


def test_joins_by_hand():
    found = audience.points(committed("latest"))
    joined = found[found["joined"]]
    months = {name: set(joined.loc[joined["service"] == name, "month"].dt.strftime("%Y-%m")) for name in REACH}
    assert months["WhatsApp"] == {"2025-07", "2025-08", "2025-11", "2025-12", "2026-01", "2026-02"}
    assert months["Telegram"] == {"2025-08", "2025-09", "2025-10", "2026-01", "2026-02"}
    assert months["MAX"] == {"2025-09", "2026-01", "2026-02"}
    # The pair that is quoted most is a series of its own and joins nothing.
    assert set(found.loc[found["joined"], "series_id"]) == {LINE}
    assert not found.loc[found["series_id"] == PAIR, "joined"].any()


@pytest.mark.parametrize("day", [*DAYS, ""])
def test_what_the_day_leaves_out_is_counted(day: str):
    mine = [row for row in rows("user_counts") if row["country"] == "RU"]
    late = [row for row in mine if day and (not row["known_by"] or row["known_by"] > day)]
    assert audience.left_out(parameters(as_of=day)) == len(late)


# Changes.


def test_changes_by_hand():
    found = audience.changes(committed("latest")).set_index(["service", "series_id", "start", "end"])

    def change(service: str, start: str, end: str) -> tuple[float, float, float]:
        row = found.loc[(service, LINE, pd.Timestamp(start), pd.Timestamp(end))]
        return row["low"], row["change"], row["high"]

    # WhatsApp, 94.47 in December 2025 to 80.301 in February 2026.
    assert change("WhatsApp", "2025-12-01", "2026-02-01") == (
        near(80.3005 - 94.475), near(80.301 - 94.47), near(80.3015 - 94.465)
    )  # fmt: skip
    # MAX, almost 42 in September 2025 to 70 in December.
    assert change("MAX", "2025-09-01", "2025-12-01") == (near(69.5 - 42), near(28), near(70.5 - 41))


def test_changes_stay_within_a_series_and_run_forward():
    latest = committed("latest")
    found = audience.changes(latest)
    assert (found["start"] < found["end"]).all()
    assert not found.duplicated(["service", "series_id", "start", "end"]).any()
    # n points make n(n − 1)/2 pairs; figures of low confidence make none.
    trusted = [r for r in wanted_rows("").values() if r["draw"] == "yes" and r["confidence"] != "low"]
    for service in REACH:
        n = sum(r["service"] == service and r["series_id"] == LINE for r in trusted)
        assert len(found[(found["service"] == service) & (found["series_id"] == LINE)]) == n * (n - 1) // 2


# Rows that the committed tables do not have, but a reporter may add.


def with_cells(monkeypatch: pytest.MonkeyPatch, table: str, key: str, **cells: object) -> None:
    """Let the measures read one table with some cells of a row changed."""
    real = tables.read

    def read(name: str, *more) -> pd.DataFrame:
        frame = real(name, *more)
        if name == table:
            for column, value in cells.items():
                frame.loc[frame[frame.columns[0]] == key, column] = value
        return frame

    monkeypatch.setattr(tables, "read", read)


def test_a_part_of_a_month_is_no_point(monkeypatch: pytest.MonkeyPatch):
    assert "WA-2025-10-m-rbc" in set(audience.points(parameters())["record_id"])
    with_cells(monkeypatch, "user_counts", "WA-2025-10-m-rbc", period_end=pd.Timestamp("2025-10-30"))
    found = audience.points(parameters()).set_index("record_id")
    assert "WA-2025-10-m-rbc" not in found.index
    # The month is now a gap, and no line may cross it.
    assert not found.loc["WA-2025-11-m-rbc", "joined"]


def test_a_figure_of_low_confidence_makes_no_change(monkeypatch: pytest.MonkeyPatch):
    with_cells(monkeypatch, "user_counts", "WA-2026-02-m-igd", confidence="low")
    found = audience.changes(parameters())
    found = found[(found["service"] == "WhatsApp") & (found["series_id"] == LINE)]
    assert found["end"].max() == pd.Timestamp("2026-01-01")
    sets = overlap.several(parameters())
    assert sets["month"].max() == pd.Timestamp("2026-01-01")


def test_an_event_is_not_confirmed_beyond_the_day(monkeypatch: pytest.MonkeyPatch):
    # A page of August 2025 that expects the limits to last through the year confirms nothing yet.
    with_cells(monkeypatch, "restriction_dates", "ru-2025-08-whatsapp-calls-lc-a", latest=pd.Timestamp("2025-12-31"))
    (row,) = phases(committed("2025-08"), "WhatsApp").itertuples()
    assert row.confirmed == pd.Timestamp("2025-08-31")


# Restrictions.


def phases(edition: Edition, service: str) -> pd.DataFrame:
    return timeline.phases(edition, [service])


def starts(edition: Edition, service: str, breadth: str = "nationwide") -> list[tuple[str, int, str, str]]:
    found = phases(edition, service)
    found = found[found["breadth"] == breadth]
    announced = found["announced"].dt.strftime("%Y-%m-%d").fillna("")
    begun = found["start"].dt.strftime("%Y-%m-%d")
    return list(zip(begun, found["depth"].astype(int), found["function"], announced, strict=True))


def test_whatsapp_in_the_latest_edition():
    latest = committed("latest")
    assert starts(latest, "WhatsApp") == [
        ("2025-08-11", 1, "calls", "2025-08-13"),
        ("2025-12-22", 2, "all", "2025-12-22"),
        ("2026-02-11", 3, "all", "2026-02-12"),
    ]
    assert ("2025-10-20", 3, "all", "2025-10-22") in starts(latest, "WhatsApp", "some")


def test_telegram_in_the_latest_edition():
    latest = committed("latest")
    assert starts(latest, "Telegram") == [
        ("2018-04-16", 3, "all", "2018-04-16"),
        ("2025-08-11", 1, "calls", "2025-08-13"),
        ("2026-02-10", 2, "all", "2026-02-10"),
        ("2026-04-10", 3, "all", ""),  # reported, and never announced
    ]
    assert ("2025-10-20", 3, "all", "2025-10-22") in starts(latest, "Telegram", "some")
    first = phases(latest, "Telegram").iloc[0]
    assert (first["end"], first["end_kind"]) == (pd.Timestamp("2020-06-18"), "ended")


def test_the_strips_of_the_latest_edition():
    latest = committed("latest")

    def strip(service: str) -> list[tuple[str, str, int]]:
        found = timeline.strip(phases(latest, service), latest.cutoff)
        found = found[found["breadth"] == "nationwide"]
        return [(f"{r.start:%Y-%m-%d}", "open" if r.open else f"{r.end:%Y-%m-%d}", r.depth) for r in found.itertuples()]

    assert strip("WhatsApp") == [
        ("2025-08-11", "2025-12-22", 1),
        ("2025-12-22", "2026-02-11", 2),
        ("2026-02-11", "open", 3),
    ]
    assert strip("Telegram") == [
        ("2018-04-16", "2020-06-18", 3),
        ("2025-08-11", "2026-02-10", 1),
        ("2026-02-10", "2026-04-10", 2),
        ("2026-04-10", "open", 3),
    ]
    assert strip("MAX") == []


def test_the_dated_edition_knows_of_calls_and_earlier():
    dated = committed("2025-08")
    assert starts(dated, "WhatsApp") == [("2025-08-11", 1, "calls", "2025-08-13")]
    assert [row[:2] for row in starts(dated, "Telegram")] == [("2018-04-16", 3), ("2025-08-11", 1)]
    assert starts(dated, "WhatsApp", "some") == starts(dated, "Telegram", "some") == []
    calls = phases(dated, "WhatsApp").iloc[0]
    assert calls["end_kind"] == "open"
    assert pd.isna(calls["end"])


def test_an_event_disclosed_later_is_not_known_before():
    # Snapchat was cut off on 10 October 2025 and this was disclosed on 4 December.
    assert phases(parameters(as_of="2025-11-15"), "Snapchat").empty
    assert phases(parameters(as_of="2025-12-03"), "Snapchat").empty
    (row,) = phases(parameters(as_of="2025-12-31"), "Snapchat").itertuples()
    assert (row.start, row.announced) == (pd.Timestamp("2025-10-10"), pd.Timestamp("2025-12-04"))


def test_an_end_is_not_known_before_it_came():
    before, after = (phases(parameters(as_of=day), "Telegram").iloc[0] for day in ("2020-06-17", "2020-06-18"))
    assert (before["end_kind"], pd.isna(before["end"])) == ("open", True)
    assert (after["end_kind"], after["end"]) == ("ended", pd.Timestamp("2020-06-18"))


def test_a_date_to_come_is_no_event_yet():
    # The rules published in November 2025 are in force from 1 March 2026.
    def row(day: str) -> pd.Series:
        found = timeline.claims(parameters(as_of=day))
        return found[found["event_id"] == "ru-2026-03-runet-rules-1667"]

    assert "effective" not in set(row("2026-02-28")["role"])
    assert "effective" in set(row("2026-03-01")["role"])


@pytest.mark.parametrize("day", [*DAYS, "2017-05-15"])
def test_claims_are_those_public_by_the_day(day: str):
    mine = {row["event_id"] for row in rows("restrictions") if row["country"] == "RU"}
    wanted = {
        row["date_id"]
        for row in rows("restriction_dates")
        if row["event_id"] in mine
        and row["known_by"]
        and row["known_by"] <= day
        and (row["role"] == "announced" or row["earliest"] <= day)
    }
    assert set(timeline.claims(parameters(as_of=day))["date_id"]) == wanted


@pytest.mark.parametrize("day", [*DAYS, ""])
def test_events_keep_their_dates_in_order(day: str):
    edition = parameters(as_of=day)
    found = timeline.events(edition)
    assert found["event_id"].is_unique
    assert found["start"].notna().all()
    assert found["start"].is_monotonic_increasing
    assert (found["start_low"] <= found["start"]).all()
    assert (found["start"] <= found["start_high"]).all()
    ended = found[found["end_kind"] != "open"]
    assert (ended["start"] <= ended["end"]).all()
    assert (ended["end_low"] <= ended["end_high"]).all()
    assert found.loc[found["end_kind"] == "open", ["end", "end_low", "end_high"]].isna().all(axis=None)
    assert (found["confirmed"].dropna() <= edition.cutoff).all()
    classes = {row["event_id"]: row["class"] for row in rows("restrictions")}
    assert set(timeline.acts(edition)["event_id"]) == {i for i in found["event_id"] if classes[i] == "act"}
    assert set(timeline.phases(edition)["event_id"]) == {i for i in found["event_id"] if classes[i] == "restriction"}


@pytest.mark.parametrize("name", ["2025-08", "latest"])
def test_notes_known_later_do_not_leak(name: str):
    edition = committed(name)
    later = {
        row["event_id"]
        for row in rows("restrictions")
        if edition.as_of and row["note_known_by"] > edition.as_of.isoformat()
    }
    found = timeline.events(edition)
    assert (found["note"] != "").any(), "notes that were known stay"
    assert (found.loc[found["event_id"].isin(later), "note"] == "").all()


@pytest.mark.parametrize("given", [{"as_of": "2016-01-01"}, {"country": "EG", "as_of": "2012-01-01"}], ids=["RU", "EG"])
def test_before_the_first_restriction_frames_are_empty_and_whole(given: dict[str, str]):
    edition, latest = parameters(**given), parameters()
    for measure in (timeline.claims, timeline.events, timeline.phases, timeline.acts):
        found = measure(edition)
        assert found.empty
        assert list(found.columns) == list(measure(latest).columns)
    empty = timeline.strip(timeline.phases(edition, ["WhatsApp"]), edition.cutoff)
    full = timeline.strip(timeline.phases(latest, ["WhatsApp"]), latest.cutoff)
    assert empty.empty
    assert list(empty.columns) == list(full.columns)


@pytest.mark.parametrize(
    "measure", [audience.points, audience.changes, audience.headline, audience.pairs, overlap.monthly, overlap.several]
)
def test_before_the_first_figure_frames_are_empty_and_whole(measure):
    found = measure(parameters(as_of="2016-01-01"))
    assert found.empty
    assert list(found.columns) == list(measure(parameters()).columns)


@pytest.mark.parametrize("code", ["EG", "AE"])
def test_a_country_with_events_and_no_counts(code: str):
    assert all(row["country"] != code for row in rows("user_counts"))
    edition = parameters(country=code)
    for measure in (audience.points, audience.changes, audience.headline, overlap.monthly, overlap.several):
        assert measure(edition).empty
    assert audience.base(edition, JULY) is None
    assert overlap.published_pairs(edition, JULY).empty
    assert audience.left_out(edition) == 0
    mine = [row for row in rows("restrictions") if row["country"] == code]
    wanted = {row["event_id"] for row in mine if row["class"] == "restriction"}
    assert wanted
    assert set(timeline.phases(edition)["event_id"]) == wanted
    for service in ("WhatsApp", "MAX"):
        timeline.strip(phases(edition, service), edition.cutoff)


# The strip, against a calendar ticked off day by day.

FIRST = pd.Timestamp("2025-01-01")
CUTOFF = FIRST + pd.Timedelta(days=30)


COLUMNS = dict.fromkeys(rows("restrictions")[0], "")


def made(*given: tuple[int, int | None, int, str]) -> pd.DataFrame:
    """Phases from (first day, day of the end or none, depth, breadth)."""
    frame = pd.DataFrame(
        [
            {
                **COLUMNS,
                "event_id": f"e{n}", "class": "restriction", "kind": "throttling",
                "start": FIRST + pd.Timedelta(days=start),
                "end": pd.NaT if end is None else FIRST + pd.Timedelta(days=end),
                "depth": float(depth), "breadth": breadth, "function": "all", "title": f"Event {n}",
                "announced": pd.NaT, "confirmed": FIRST + pd.Timedelta(days=start),
            }
            for n, (start, end, depth, breadth) in enumerate(given)
        ]
    )  # fmt: skip
    return frame.astype(dict.fromkeys(("start", "end", "announced", "confirmed"), "datetime64[us]"))


def ticked(frame: pd.DataFrame, breadth: str) -> dict[int, int]:
    """Depth by day as a strip shows it; a day under two stretches is an overlap."""
    days: dict[int, int] = {}
    for row in frame[frame["breadth"] == breadth].itertuples():
        for day in range((row.start - FIRST).days, (row.end - FIRST).days):
            assert day not in days, f"two stretches on day {day}"
            days[day] = row.depth
    return days


def by_calendar(given: list[tuple[int, int | None, int, str]], breadth: str) -> dict[int, int]:
    """Deepest depth of one breadth by day, with open ends running to the cutoff's end."""
    days: dict[int, int] = {}
    for start, end, depth, wide in given:
        if wide == breadth:
            for day in range(start, 31 if end is None else end):
                days[day] = max(depth, days.get(day, 0))
    return days


def not_hidden(given: list[tuple[int, int | None, int, str]]) -> dict[int, int]:
    wide = by_calendar(given, "nationwide")
    return {day: depth for day, depth in by_calendar(given, "some").items() if depth > wide.get(day, 0)}


@st.composite
def calendars(draw, breadths: tuple[str, ...]):
    found = []
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, 29))
        end = draw(st.none() | st.integers(start + 1, 31))
        found.append((start, end, draw(st.integers(1, 3)), draw(st.sampled_from(breadths))))
    return found


@given(calendars(("nationwide", "some")))
def test_nationwide_the_deepest_wins_on_every_day(given: list):
    frame = timeline.strip(made(*given), CUTOFF)
    assert ticked(frame, "nationwide") == by_calendar(given, "nationwide")


@given(calendars(("some",)))
def test_in_some_regions_the_deepest_wins_on_every_day(given: list):
    frame = timeline.strip(made(*given), CUTOFF)
    assert ticked(frame, "some") == by_calendar(given, "some")


@given(calendars(("nationwide", "some")))
def test_regional_limits_show_only_where_they_are_deeper(given: list):
    frame = timeline.strip(made(*given), CUTOFF)
    assert ticked(frame, "some") == not_hidden(given)


def test_regional_limits_come_back_when_the_nationwide_block_ends():
    given = [(0, 5, 3, "nationwide"), (0, 10, 2, "some")]
    frame = timeline.strip(made(*given), CUTOFF)
    some = frame[frame["breadth"] == "some"]
    assert [((row.start - FIRST).days, (row.end - FIRST).days) for row in some.itertuples()] == [(5, 10)]


def test_a_strip_by_hand():
    # Calls limited from day 0, slowed from day 4, regional blocks from day 2, blocked from day 8 with no end known.
    frame = timeline.strip(
        made((0, 8, 1, "nationwide"), (4, 8, 2, "nationwide"), (2, 8, 3, "some"), (8, None, 3, "nationwide")), CUTOFF
    )
    found = [((r.start - FIRST).days, (r.end - FIRST).days, r.depth, r.breadth, r.open) for r in frame.itertuples()]
    assert found == [
        (0, 4, 1, "nationwide", False),
        (4, 8, 2, "nationwide", False),
        (8, 31, 3, "nationwide", True),
        (2, 8, 3, "some", False),
    ]


def test_a_regional_limit_is_hidden_by_a_nationwide_one_as_deep():
    frame = timeline.strip(made((0, None, 3, "nationwide"), (2, 8, 3, "some")), CUTOFF)
    assert frame["breadth"].tolist() == ["nationwide"]


def test_one_phase_is_one_stretch():
    # Another phase that begins and ends within does not break up the bar it does not change.
    frame = timeline.strip(made((0, 20, 2, "nationwide"), (5, 9, 1, "nationwide")), CUTOFF)
    assert [((r.start - FIRST).days, (r.end - FIRST).days, r.event_id) for r in frame.itertuples()] == [(0, 20, "e0")]
