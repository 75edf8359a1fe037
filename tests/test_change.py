"""Before and after: change per month, the ladder's refusals and the placebo test against sums done otherwise."""

import itertools
from fractions import Fraction

import pandas as pd
import pytest
from checks import committed, rows
from hypothesis import given
from hypothesis import strategies as st
from reach import tables
from reach.charts import before_and_after
from reach.edition import parameters
from reach.intervals import Interval
from reach.measures import change

pytestmark = pytest.mark.frozen

LINE, DAILY = "mediascope-monthly-12plus", "mediascope-daily-12plus"
DAYS = ["2018-06-30", "2025-08-14", "2025-08-31", "2025-12-23", "2026-01-28", "2026-03-05"]


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def months(first: str, count: int) -> list[pd.Timestamp]:
    return list(pd.date_range(first, periods=count, freq="MS"))


def drawn(service: str, series: str, until: str = "9999-12-31") -> list[dict[str, str]]:
    """Rows of one line, from the file, in order of their months."""
    found = [
        r
        for r in rows("user_counts")
        if (r["country"], r["service"], r["series_id"], r["draw"]) == ("RU", service, series, "yes")
        and r["confidence"] != "low"
        and (until == "9999-12-31" or "" < r["known_by"] <= until)
    ]
    return sorted(found, key=lambda r: r["period_start"])


# The month of the event.


@pytest.mark.parametrize(
    ("month", "event", "share"),
    [
        ("2025-08-01", "2025-08-11", Fraction(21, 31)),
        ("2025-08-01", "2025-08-13", Fraction(19, 31)),
        ("2026-02-01", "2026-02-11", Fraction(18, 28)),
        ("2024-02-01", "2024-02-29", Fraction(1, 29)),
        ("2025-07-01", "2025-08-11", Fraction(0)),
        ("2025-09-01", "2025-08-11", Fraction(1)),
        ("2025-08-01", "2025-08-01", Fraction(1)),
    ],
)
def test_the_share_of_a_month_after_an_event(month: str, event: str, share: Fraction):
    assert change.exposure(day(month), day(event)) == share


@given(st.dates(day("2016-01-01").date(), day("2026-12-31").date()), st.integers(0, 40))
def test_the_share_counts_days_one_by_one(event, later: int):
    month = (day(str(event)).to_period("M") - 20 + later).to_timestamp()
    days = pd.date_range(month, month + pd.offsets.MonthEnd(0))
    assert change.exposure(month, day(str(event))) == Fraction(sum(d.date() >= event for d in days), len(days))


def test_exposures_of_the_two_limits():
    found = change.exposures(committed("latest")).set_index("event_id")
    calls, block = found.loc["ru-2025-08-whatsapp-calls"], found.loc["ru-2026-02-whatsapp-full-block"]
    assert (calls["share"], calls["share_announced"]) == ("21/31", "19/31")
    assert (block["share"], block["share_announced"]) == ("18/28", "17/28")
    assert calls["exposure"] == pytest.approx(21 / 31)


# Joined months.


def by_walking(have: set[str], event: str) -> tuple[int, int]:
    """Whole months before and after in one run, counted over a list of all months."""
    every = [str(p) for p in pd.period_range("2019-01", "2023-12", freq="M")]
    at = every.index(event[:7])
    first_after = at if event.endswith("-01") else at + 1
    before = list(itertools.takewhile(have.__contains__, reversed(every[:at])))
    bridge = all(m in have for m in every[at:first_after])
    after = list(itertools.takewhile(have.__contains__, every[first_after:])) if bridge else []
    return len(before), len(after)


@given(
    st.sets(st.sampled_from([str(p) for p in pd.period_range("2020-01", "2022-12", freq="M")])),
    st.sampled_from(["2021-06-01", "2021-06-11", "2021-02-28"]),
)
def test_joined_months_against_a_walk(have: set[str], event: str):
    assert change.joined([day(f"{m}-01") for m in have], day(event)) == by_walking(have, event)


def test_a_missing_month_of_the_event_joins_nothing_after():
    have = [m for m in months("2020-01-01", 24) if m != day("2021-01-01")]
    assert change.joined(have, day("2021-01-15")) == (12, 0)
    assert change.joined([*have, day("2021-01-01")], day("2021-01-15")) == (12, 11)


# The ladder.


@pytest.mark.parametrize(
    ("before", "after", "rung"),
    [(0, 0, "describe"), (7, 3, "describe"), (8, 2, "describe"), (8, 3, "placebo"), (40, 40, "placebo")],
)
def test_the_ladder_counts_months(before: int, after: int, rung: str):
    run = months("2018-01-01", before + 1 + after)
    steps = change.ladder(run, run[before] + pd.Timedelta(days=9))
    assert change.reached(steps) == rung
    assert set(steps["before"]) == {before}
    assert set(steps["after"]) == {after}


def test_a_ladder_tells_what_there_is_and_what_is_needed():
    run = months("2025-01-01", 6)  # four whole months, that of the event, one after
    first, *higher = change.ladder(run, day("2025-05-11")).itertuples()
    assert first.reason == "always"
    wanted = (("placebo", 3, 8), ("segmented", 6, 12), ("state_space", 12, 24))
    for row, (rung, after, before) in zip(higher, wanted, strict=True):
        assert (row.rung, row.reason, row.before, row.after) == (rung, "missing", 4, 1)
        said = before_and_after.allows(row, "en")
        assert f"1 month in a row after the event, {after} needed; 4 months before it, {before} needed" in said


def test_a_model_that_the_months_allow_is_not_built():
    run = months("2015-01-01", 60)
    reasons = change.ladder(run, day("2018-06-11")).set_index("rung")["reason"]
    assert list(reasons) == ["always", "allowed", "not_built", "not_built"]


@pytest.mark.parametrize("name", ["2025-08", "latest"])
@pytest.mark.parametrize("metric", ["monthly_reach", "average_daily_reach"])
def test_today_every_rung_above_description_is_refused(name: str, metric: str):
    edition = committed(name)
    found = change.ladders(edition, metric)
    assert set(found["service"]) == {"WhatsApp", "Telegram"}
    assert set(found["highest"]) == {"describe"}
    # By the months in the file, and not by a rule about today.
    series = {"monthly_reach": LINE, "average_daily_reach": DAILY}[metric]
    until = edition.as_of.isoformat() if edition.as_of else "9999-12-31"
    for row in found.drop_duplicates("event_id").itertuples():
        have = {r["period_start"][:7] for r in drawn(row.service, series, until)}
        assert (row.before, row.after) == by_walking_from(have, row.start)


def by_walking_from(have: set[str], event: pd.Timestamp) -> tuple[int, int]:
    every = [str(p) for p in pd.period_range("2016-01", "2027-12", freq="M")]
    at = every.index(f"{event:%Y-%m}")
    before = list(itertools.takewhile(have.__contains__, reversed(every[:at])))
    after = list(itertools.takewhile(have.__contains__, every[at + 1 :])) if every[at] in have else []
    return len(before), len(after)


def test_more_months_in_the_table_would_allow_the_placebo(monkeypatch):
    # The same code with the gaps of one service filled: the refusal goes.
    read = tables.read
    counts = read("user_counts")
    model = counts[counts["record_id"] == "WA-2025-07-m-reu"]
    have = set(counts.loc[(counts["service"] == "WhatsApp") & (counts["series_id"] == LINE), "period_start"])
    gaps = [m for m in months("2024-10-01", 17) if m not in have]
    filled = [
        model.assign(record_id=f"gap-{m:%Y-%m}", period_start=m, period_end=m + pd.offsets.MonthEnd(0)) for m in gaps
    ]
    more = pd.concat([counts, *filled], ignore_index=True)
    monkeypatch.setattr(tables, "read", lambda name, *a: more if name == "user_counts" else read(name, *a))
    found = change.ladders(committed("latest")).drop_duplicates("event_id").set_index("event_id")
    assert found.loc["ru-2025-08-whatsapp-calls", "highest"] == "placebo"
    assert found.loc["ru-2026-02-whatsapp-full-block", "highest"] == "describe"
    assert found.loc["ru-2025-08-telegram-calls", "highest"] == "describe"
    # The same months of series that may not be joined allow nothing.
    apart = {"user_counts": more, "series": read("series").assign(line="no")}
    monkeypatch.setattr(tables, "read", lambda name, *a: apart[name] if name in apart else read(name, *a))
    assert set(change.ladders(committed("latest"))["highest"]) == {"describe"}


# Placebo in time.


def series_of(values: list[float], slack: float = 0.0, first: str = "2020-01-01") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": months(first, len(values)),
            "value": values,
            "low": [v - slack for v in values],
            "high": [v + slack for v in values],
        }
    )


def test_placebo_by_hand():
    # Level 10 for eight months, the event in the ninth, then 4: nothing like it at the two fake dates.
    found = change.placebo(series_of([10, 10, 10, 10, 10, 10, 10, 10, 7, 4, 4, 4]), day("2020-09-11"))
    assert list(found.dates["month"]) == [day("2020-04-01"), day("2020-05-01"), day("2020-09-01")]
    assert list(found.dates["fake"]) == [True, True, False]
    assert list(found.dates["change"]) == [0, 0, -6]
    assert (found.best, found.worst, found.of, found.least) == (1, 1, 3, Fraction(1, 3))


def test_placebo_uses_the_first_month_when_the_event_falls_on_its_first_day():
    found = change.placebo(series_of([1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0]), day("2020-09-01"))
    assert list(found.dates["change"]) == [3, 3, 3, -7]


@pytest.mark.parametrize(("values", "event"), [(11, "2020-08-11"), (11, "2020-09-11")])
def test_placebo_is_refused_in_words(values: int, event: str):
    with pytest.raises(change.Refused, match="needed"):
        change.placebo(series_of([1.0] * values), day(event))


def test_placebo_is_refused_across_a_gap():
    gap = series_of([1.0] * 30).drop(index=10)
    with pytest.raises(change.Refused, match=r"joined months? before"):
        change.placebo(gap, day("2021-04-11"))


@given(st.lists(st.integers(0, 50), min_size=12, max_size=26), st.integers(0, 4), st.integers(2, 28))
def test_placebo_against_a_plain_loop(values: list[int], slack: int, date: int):
    here = len(values) - 4
    event = months("2020-01-01", len(values))[here] + pd.Timedelta(days=date - 1)
    found = change.placebo(series_of([float(v) for v in values], slack), event)
    jumps = {i: sum(values[i + 1 : i + 4]) / 3 - sum(values[i - 3 : i]) / 3 for i in (*range(3, here - 3), here)}
    assert found.of == len(jumps) == here - 5
    assert found.least == Fraction(1, here - 5)
    assert list(found.dates["change"]) == pytest.approx(list(jumps.values()))
    # Whatever the true figures within the slack, the true rank lies between best and worst.
    own = abs(jumps[here])
    rank = 1 + sum(abs(j) > own + 1e-9 for i, j in jumps.items() if i != here)
    assert found.best <= rank <= found.worst <= found.of


def test_jumps_alike_but_for_the_last_bit_are_alike():
    values = [0, 0, 0, 0, 40, 0, 0, 9, 0, 0, 0, 49]  # 40 / 3 beside 49 / 3 − 9 / 3
    found = change.placebo(series_of([float(v) for v in values], 0), pd.Timestamp("2020-09-02"))
    assert (found.best, found.worst, found.of) == (1, 2, 3)


@given(st.lists(st.integers(0, 50), min_size=12, max_size=20), st.integers(0, 3), st.integers(1, 3))
def test_looser_figures_never_sharpen_the_rank(values: list[int], slack: int, more: int):
    event = months("2020-01-01", len(values))[len(values) - 4] + pd.Timedelta(days=9)
    sharp = change.placebo(series_of([float(v) for v in values], slack), event)
    blunt = change.placebo(series_of([float(v) for v in values], slack + more), event)
    assert blunt.best <= sharp.best
    assert sharp.worst <= blunt.worst


# Describe.


def interval(row: dict[str, str]) -> tuple[int, int]:
    """What the printed words allow, in people, read from the row by hand."""
    value, step = int(row["value"]), int(row["resolution"])
    if row["qualifier"] in ("more than", "over"):
        return value, value + step
    if row["qualifier"] in ("almost", "nearly"):
        return value - step, value
    assert row["qualifier"] in ("rounded", "as stated", "cut")
    return (value, value + step) if row["qualifier"] == "cut" else (value - step // 2, value + step // 2)


@pytest.mark.parametrize("name", ["2025-08", "latest"])
@pytest.mark.parametrize("service", ["WhatsApp", "Telegram"])
def test_change_per_month_from_the_file(name: str, service: str):
    edition = committed(name)
    until = edition.as_of.isoformat() if edition.as_of else "9999-12-31"
    mine = [r for r in drawn(service, LINE, until) if r["period_start"] >= "2025"]
    found = change.describe(edition)
    found = found[(found["service"] == service) & (found["start"] >= day("2025-01-01"))]
    assert len(found) == len(mine) - 1 > 0
    for (a, b), got in zip(itertools.pairwise(mine), found.itertuples(), strict=True):
        (y1, m1), (y2, m2) = (map(int, r["period_start"].split("-")[:2]) for r in (a, b))
        apart = 12 * (y2 - y1) + m2 - m1
        (a_low, a_high), (b_low, b_high) = interval(a), interval(b)
        assert got.months == apart
        assert got.per_month == pytest.approx((int(b["value"]) - int(a["value"])) / apart)
        assert got.per_month_low == pytest.approx((b_low - a_high) / apart)
        assert got.per_month_high == pytest.approx((b_high - a_low) / apart)
        assert got.record_ids == f"{a['record_id']}; {b['record_id']}"


def test_the_fall_of_february_2026():
    found = change.describe(committed("latest")).query("service == 'WhatsApp'").iloc[-1]
    # 80.301 less 89.418 million, both to the thousand; larger than all five one-month changes before.
    assert found["change"] == 80_301_000 - 89_418_000
    assert (found["low"], found["high"]) == (-9_118_000, -9_116_000)
    assert found["reading"] == "clear"
    assert (found["rank"], found["of"]) == (1, 6)
    assert found["exposure"] == pytest.approx(18 / 28)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.9e6, 0.9e6, "little"),
        (0.2e6, 0.99e6, "little"),
        (-1e6, 0.2e6, "open"),
        (0.9e6, 1.1e6, "open"),
        (1e6, 3e6, "clear"),
        (-5e6, -1e6, "clear"),
        (-2e6, 2e6, "open"),
    ],
)
def test_reading(low: float, high: float, said: str):
    assert change.reading(Interval(low, high)) == said


def test_the_noise_is_that_of_a_change_between_two_samples_of_the_panel():
    # 95.5 to 96.5 of 79.35/0.6465 to 46.45/0.3765 is 77 to 79 percent.
    p, n, base = 0.78, 20_000, (79.35 / 0.6465 + 46.45 / 0.3765) / 2 * 1e6
    by_hand = 1.96 * (2 * p * (1 - p) / n) ** 0.5 * base
    assert abs(change.noise(committed("latest")).size - by_hand) < 0.05e6
    # No day is known of the page with the panel's size.
    assert change.noise(committed("2025-08")) is None


def test_daily_and_monthly_over_the_same_months():
    found = change.daily_and_monthly(committed("latest")).set_index("service").loc["WhatsApp"]
    assert (found["start"], found["end"]) == (day("2025-06-01"), day("2025-12-01"))
    assert found["daily_low"] == pytest.approx(69.75 / 83.65 - 1)
    assert found["daily_high"] == pytest.approx(69.85 / 83.55 - 1)
    assert found["monthly_low"] == pytest.approx(94.465 / 97.5 - 1)
    assert found["monthly_high"] == pytest.approx(94.475 / 96.5 - 1)


@pytest.mark.parametrize("as_of", DAYS)
def test_nothing_known_later_leaks(as_of: str):
    edition = parameters(as_of=as_of)
    known = tables.read("user_counts").set_index("record_id")["known_by"]
    used = [
        i
        for m in ("monthly_reach", "average_daily_reach")
        for c in change.describe(edition, m)["record_ids"]
        for i in c.split("; ")
    ]
    used += list(change.precedents(edition)["record_id"])
    assert all(known[i] <= day(as_of) for i in used)
    assert all(start <= day(as_of) for start in change.limits(edition)["start"])


# Earlier restrictions.


def test_precedents_stay_within_their_series_and_window():
    found = change.precedents(committed("latest"))
    assert set(found["service"]) == {"Instagram", "Facebook", "YouTube", "Telegram"}
    assert (found.groupby("case")["metric"].nunique() == 1).all()
    assert found["months_since"].between(-7, 12).all()
    # Only Instagram has three months next to each other in a series that may be joined.
    on = found[found["joined"]]
    assert set(on["service"]) == {"Instagram"}
    assert [f"{m:%Y-%m}" for m in on["month"]] == ["2022-02", "2022-03", "2022-04"]
    assert not found.loc[found["kind"] != "month", "joined"].any()
    assert set(found.loc[found["kind"] == "day", "metric"]) == {"average_daily_reach"}
    telegram = found[found["service"] == "Telegram"]
    assert set(telegram["universe"]) == {"cities"}
    assert not telegram["joined"].any()


def test_months_since_the_restriction():
    found = change.precedents(committed("latest")).set_index("record_id")
    since = found.loc["YT-2025-01-d-afi"]
    assert since["event"] == day("2024-07-12")
    assert since["months_since"] == pytest.approx(187 / (365.25 / 12))  # 12 July to 15 January
    assert found.loc["IG-2022-03-d-wtn", "exposure"] == pytest.approx(18 / 31)
    assert found.loc["FB-2022-07-d-vc", "deeper"] == day("2022-03-04")


def test_only_certain_falls_between_whole_months_count():
    found = change.precedents(committed("latest"))
    # Facebook's February is partly after its limit; Telegram's figures count other people.
    assert change.fell_after(found) == [("Instagram", 3), ("YouTube", 2)]
    risen = found.assign(value=found["value"].max(), low=1e9 * found["exposure"], high=1e9 * found["exposure"] + 1)
    assert change.fell_after(risen) == []


@pytest.mark.parametrize(
    "chosen",
    [{"as_of": "2015-12-31"}, {"country": "EG"}, {"platforms": "Signal, Viber", "country": "NP"}],
    ids=["before all", "another country", "no figures"],
)
def test_empty_choices_give_empty_frames_with_columns(chosen: dict[str, str]):
    edition = parameters(**chosen)
    for frame in (change.describe(edition), change.ladders(edition), change.daily_and_monthly(edition)):
        assert len(frame.columns) > 3
    assert change.describe(edition).empty
    assert change.precedents(edition).empty
    assert list(change.precedents(edition).columns) == change.PRECEDED
