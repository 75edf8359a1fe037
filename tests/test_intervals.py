"""From printed words to intervals, by cases worked out by hand and by properties."""

import csv
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reach import intervals, paths, tables
from reach.intervals import Interval

INF = math.inf
ONE_WAY = ("rounded", "cut", "over", "under", "about", "loose", "exact")


def rows(table: str) -> list[dict[str, str]]:
    with (paths.DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# In millions, with the step of the last printed digit.
CASES = {
    "94.4 cut to one decimal": ("cut", 94.4, 0.1, 94.4, 94.5),
    "96.2": ("rounded", 96.2, 0.1, 96.15, 96.25),
    "97, a whole million": ("rounded", 97, 1, 96.5, 97.5),
    "about 97": ("about", 97, 1, 96.5, 97.5),
    "over 89": ("over", 89, 1, 89, 90),
    "over 89.5": ("over", 89.5, 0.1, 89.5, 89.6),
    "over 108": ("over", 108, 1, 108, 109),
    "over 100": ("over", 100, 1, 100, INF),
    "over 200": ("over", 200, 1, 200, INF),
    "almost 42": ("under", 42, 1, 41, 42),
    "loosely 97": ("loose", 97, 1, 95.5, 98.5),
    "exactly 93.637": ("exact", 93.637, 0.001, 93.637, 93.637),
    "0 rounded": ("rounded", 0, 1, 0, 0.5),
    "almost 0.5, to a whole": ("under", 0.5, 1, 0, 0.5),
    "1, loosely": ("loose", 1, 1, 0, 2.5),
    "a full count": ("rounded", 12345678, 0, 12345678, 12345678),
}


@pytest.mark.parametrize(("kind", "value", "step", "low", "high"), CASES.values(), ids=CASES.keys())
def test_by_hand(kind: str, value: float, step: float, low: float, high: float):
    found = intervals.of(kind, value, step)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        ("over", 97e6, 98e6),
        ("more than", 97e6, 98e6),
        ("at least", 97e6, 98e6),
        ("exceeded", 97e6, 98e6),
        ("almost", 96e6, 97e6),
        ("nearly", 96e6, 97e6),
        ("up to", 96e6, 97e6),
        ("about", 96.5e6, 97.5e6),
        ("around", 96.5e6, 97.5e6),
        ("estimated", 96.5e6, 97.5e6),
        ("as stated", 96.5e6, 97.5e6),
        ("rounded", 96.5e6, 97.5e6),
        ("cut", 97e6, 98e6),
        ("about, loose", 95.5e6, 98.5e6),
        ("exact", 97e6, 97e6),
    ],
)
def test_printed_wordings(wording: str, low: float, high: float):
    # 97 million, printed without decimals, as the committed table of wordings reads each of them.
    frame = pd.DataFrame({"value": [97e6], "resolution": [1e6], "qualifier": [wording]}, index=[7])
    found = intervals.bounds(frame, tables.read("qualifiers"))
    assert found.loc[7].tolist() == [low, high]


def test_a_printed_range_is_its_ends():
    assert intervals.of("range", 4, 1, 3, 5) == Interval(3, 5)


@pytest.mark.parametrize("ends", [(None, None), (3, None), (None, 5), (math.nan, 5), (3, math.nan)])
def test_a_range_without_ends_is_refused(ends: tuple):
    with pytest.raises(ValueError, match="needs both ends"):
        intervals.of("range", 4, 1, *ends)


def test_a_range_upside_down_is_refused():
    with pytest.raises(ValueError, match="no interval"):
        intervals.of("range", 4, 1, 5, 3)


def test_an_unknown_kind_is_refused_and_named():
    with pytest.raises(ValueError, match=r"'north of'.*rounded, cut"):
        intervals.of("north of", 97, 1)


def test_an_unknown_wording_is_refused_and_named():
    frame = pd.DataFrame({"value": [97e6], "resolution": [1e6], "qualifier": ["north of"]})
    with pytest.raises(KeyError, match="north of"):
        intervals.bounds(frame, tables.read("qualifiers"))


@pytest.mark.parametrize("kind", intervals.KINDS)
@pytest.mark.parametrize(("value", "step"), [(-1, 1), (1, -1)])
def test_nothing_negative(kind: str, value: float, step: float):
    with pytest.raises(ValueError, match="not negative"):
        intervals.of(kind, value, step, 0, 1)


@pytest.mark.parametrize("kind", ONE_WAY)
def test_a_missing_figure_has_no_interval(kind: str):
    with pytest.raises(ValueError, match="no interval"):
        intervals.of(kind, math.nan, 1)


# Properties. Whole people and whole steps keep the sums exact.

people = st.integers(0, 200_000_000)
steps = st.sampled_from([1, 10, 1_000, 10_000, 100_000, 1_000_000])


@given(st.sampled_from(ONE_WAY), people, steps)
def test_the_interval_holds_the_printed_figure(kind: str, value: int, step: int):
    found = intervals.of(kind, value, step)
    assert 0 <= found.low <= value <= found.high


@given(people, steps)
def test_rounding_can_be_undone(true: int, step: int):
    printed = (true + step // 2) // step * step
    assert true in intervals.of("rounded", printed, step)
    assert true in intervals.of("about", printed, step)


@given(people, steps)
def test_cutting_can_be_undone(true: int, step: int):
    assert true in intervals.of("cut", true // step * step, step)


@given(people, steps)
def test_over_and_almost_hold_what_they_are_said_of(true: int, step: int):
    assert true in intervals.of("over", true // step * step, step)
    assert true in intervals.of("under", -(-true // step) * step, step)


@given(people, steps)
def test_a_loose_word_allows_more_than_a_plain_one(value: int, step: int):
    plain, loose = intervals.of("about", value, step), intervals.of("loose", value, step)
    assert loose.high - plain.high == step
    assert loose.low == max(0, plain.low - step)


@st.composite
def spans(draw, least: int = 0):
    low = draw(st.integers(least, 1000))
    return Interval(low, low + draw(st.integers(0, 50)))


@given(spans(), spans(least=1), st.floats(0, 1), st.floats(0, 1))
def test_arithmetic_encloses_every_sample(a: Interval, b: Interval, s: float, t: float):
    x, y = a.low + s * (a.high - a.low), b.low + t * (b.high - b.low)
    slack = 1e-9
    for found, sample in ((a + b, x + y), (a - b, x - y), (a / b, x / y), (a.hull(b), x), (a.hull(b), y)):
        assert found.low - slack <= sample <= found.high + slack


@given(spans(), spans(least=1))
def test_arithmetic_is_no_wider_than_its_corners(a: Interval, b: Interval):
    ends = [(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    for found, corners in (
        (a + b, [x + y for x, y in ends]),
        (a - b, [x - y for x, y in ends]),
        (a / b, [x / y for x, y in ends]),
    ):
        assert (found.low, found.high) == (min(corners), max(corners))


@pytest.mark.parametrize("low", [0, -1])
def test_nothing_is_divided_by_zero(low: int):
    with pytest.raises(ZeroDivisionError):
        Interval(1, 2) / Interval(low, 1)


@given(people, st.integers(0, 10_000_000), st.sampled_from([100_000, 1_000_000]))
def test_outward_holds_the_interval_and_is_tight(low: int, width: int, step: int):
    inner = Interval(low, low + width)
    outer = intervals.outward(inner, step)
    assert outer.low <= inner.low
    assert inner.high <= outer.high
    assert inner.low - outer.low < step
    assert outer.high - inner.high < step
    assert (outer.low % step, outer.high % step) == (0, 0)


def test_outward_of_decimals():
    # 122.738 to 123.083 million, to 0.1.
    assert intervals.outward(Interval(122.738, 123.083), 0.1) == Interval(122.7, 123.1)
    # An end on the grid stays where it is, although 0.1 has no exact binary form.
    assert intervals.outward(Interval(96.2, 96.3), 0.1) == Interval(96.2, 96.3)


def test_outward_keeps_an_open_end_open():
    # "Over 100 million" has no upper end.
    assert intervals.outward(intervals.of("over", 100e6, 1e6), 1e6) == Interval(100e6, INF)


@given(people, st.sampled_from([100_000, 1_000_000]))
def test_at_least_never_says_too_much(value: int, step: int):
    found = intervals.safe_floor(value, step)
    assert found <= value < found + step
    assert found % step == 0


@pytest.mark.parametrize(
    ("value", "floor"), [(62.817e6, 62e6), (61.999999e6, 61e6), (62e6, 62e6), (0, 0), (999_999, 0)]
)
def test_at_least_by_hand(value: float, floor: float):
    assert intervals.safe_floor(value) == floor


# The committed table of wordings.


def test_every_wording_has_a_known_kind():
    kinds = {row["qualifier"]: row["kind"] for row in rows("qualifiers")}
    assert set(kinds.values()) <= set(intervals.KINDS)
    for kind in kinds.values():
        assert intervals.of(kind, 5, 1, 4, 6).low <= 5


@pytest.mark.parametrize("table", ["user_counts", "surveys", "context"])
def test_every_printed_wording_is_mapped(table: str):
    assert {row["qualifier"] for row in rows(table)} <= {row["qualifier"] for row in rows("qualifiers")}


def test_every_published_figure_lies_in_its_interval():
    counts = tables.read("user_counts")
    found = intervals.bounds(counts, tables.read("qualifiers"))
    for row, low, high in zip(rows("user_counts"), found["low"], found["high"], strict=True):
        assert low <= high
        if row["qualifier"] == "range":
            assert (low, high) == (float(row["range_low"]), float(row["range_high"]))
        else:
            assert low <= float(row["value"]) <= high, row["record_id"]
