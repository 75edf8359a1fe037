"""Days, user-days and callers against sums written out from the raw tables and against days ticked off one by one."""

import datetime as dt

import pandas as pd
import pytest
from checks import by_id, committed, rows
from hypothesis import given
from hypothesis import strategies as st
from reach.edition import Edition, parameters
from reach.measures import exposure

pytestmark = pytest.mark.frozen

LATEST, DATED = committed("latest"), committed("2025-08")
AS_OF = ["2018-06-30", "2025-08-14", "2025-08-31", "2025-09-15", "2025-12-31", "2026-02-11", ""]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def counted(edition: Edition) -> pd.DataFrame:
    return exposure.days(edition, list(edition.platforms), exposure.since(edition))


def spans_of(edition: Edition) -> dict[tuple, tuple[int, int]]:
    return {(r.service, r.depth, r.breadth): (r.low, r.high) for r in counted(edition).itertuples()}


# Known cases, counted on the calendar.


def test_days_of_the_latest_edition_by_the_calendar():
    found = spans_of(LATEST)
    today = day("2026-11-27")
    one = dt.timedelta(days=1)

    def between(first: str, end: str) -> int:
        return (day(end) - day(first)).days

    # Calls: first failures from 1 August, confirmed on the 13th; WhatsApp slowed on 22 December, Telegram on
    # 9 to 10 February.
    assert found["WhatsApp", 1, "nationwide"] == (
        between("2025-08-13", "2025-12-22"),
        between("2025-08-01", "2025-12-22"),
    )
    assert found["Telegram", 1, "nationwide"] == (
        between("2025-08-13", "2026-02-09"),
        between("2025-08-01", "2026-02-10"),
    )
    # Slowing ends with the block: 11 to 12 February; 1 to 15 April.
    assert found["WhatsApp", 2, "nationwide"] == (
        between("2025-12-22", "2026-02-11"),
        between("2025-12-22", "2026-02-12"),
    )
    assert found["Telegram", 2, "nationwide"] == (
        between("2026-02-10", "2026-04-01"),
        between("2026-02-09", "2026-04-15"),
    )
    # Blocks have no end: up to the last report (17 August; 4 October) and up to the day of review, both counted.
    assert found["WhatsApp", 3, "nationwide"] == (
        (day("2026-08-17") + one - day("2026-02-12")).days,
        (today + one - day("2026-02-11")).days,
    )
    assert found["Telegram", 3, "nationwide"] == (
        (day("2026-10-04") + one - day("2026-04-15")).days,
        (today + one - day("2026-04-01")).days,
    )
    # In some regions: certain from 22 October to the last report, 28 November; possible until the block.
    assert found["WhatsApp", 3, "some"] == (
        (day("2025-11-28") + one - day("2025-10-22")).days,
        between("2025-10-20", "2026-02-12"),
    )
    # Telegram's last report says "end of November", from the 21st; one more day is the measurement of 20 March.
    assert found["Telegram", 3, "some"] == (
        (day("2025-11-21") + one - day("2025-10-22")).days + 1,
        between("2025-10-20", "2026-04-15"),
    )


def test_days_of_the_dated_edition_by_the_calendar():
    # 13 August to the last report, the 20th; 1 August to the day of the edition, the 31st: first and last day count.
    assert spans_of(DATED) == {
        (service, depth, breadth): (8, 31)
        for service in ("WhatsApp", "Telegram")
        for depth, breadth in ((1, "nationwide"), (0, "any"))
    }
    assert counted(DATED)["days"].tolist() == [21] * 4


def test_the_days_in_use_lie_within():
    for as_of in AS_OF:
        found = counted(parameters(as_of=as_of))
        assert (found["low"] <= found["days"]).all()
        assert (found["days"] <= found["high"]).all()


def test_partial_limits_add_to_the_high_end_only():
    # In 2024 YouTube was slowed nationwide; by the end some saw it blocked, which is no certain nationwide day more.
    found = exposure.days(parameters(platforms="YouTube, Signal"), ["YouTube"])
    wide = found[found["breadth"] == "nationwide"]
    every = found[found["breadth"] == "any"].iloc[0]
    assert every["low"] <= wide["high"].sum()
    only = exposure.days(LATEST, ["Mobile internet"]).set_index("breadth")
    assert only.loc["any", "low"] == 0
    assert only.loc["any", "high"] == only.loc["some", "high"] > 0


def test_a_limit_of_low_confidence_is_certain_on_no_day():
    found = exposure.spans(LATEST)
    weak = found[found["confidence"] == "low"]
    assert len(weak)
    assert (weak["sure_from"] == weak["sure_to"]).all()
    # The slowing of Telegram that was reported in January 2026 rests on one weak page.
    assert "ru-2026-01-telegram-throttling-reported" in set(weak["event_id"])


# The width of the dates against the raw claims.


@pytest.mark.parametrize("as_of", AS_OF)
def test_spans_are_those_of_the_raw_claims(as_of: str):
    edition = parameters(as_of=as_of)
    cutoff = f"{edition.cutoff:%Y-%m-%d}"
    claims: dict[str, list[dict]] = {}
    for claim in rows("restriction_dates"):
        known = not as_of or (claim["known_by"] and claim["known_by"] <= as_of)
        if known and claim["use"] != "aside" and (claim["role"] == "announced" or claim["earliest"] <= cutoff):
            claims.setdefault(claim["event_id"], []).append(claim)
    found = exposure.by_event(edition)
    assert found["basis"].tolist(), as_of
    for row in found.itertuples():
        mine = claims[row.basis]
        begun = [c for c in mine if c["role"] in ("announced", "effective", "measured", "reported")]
        assert f"{row.begin_low:%Y-%m-%d}" == min(c["earliest"] for c in begun)
        assert f"{row.begin_high:%Y-%m-%d}" == max(c["latest"] for c in begun)
        assert f"{row.confirmed_low:%Y-%m-%d}" == min(max(c["earliest"] for c in mine if c["role"] != "ended"), cutoff)
        assert 0 <= row.low <= row.high <= (edition.cutoff - row.begin_low).days + 1
        if row.open:
            assert row.high == (edition.cutoff - row.begin_low).days + 1


# Days against a calendar ticked off day by day.

FIRST = pd.Timestamp("2025-01-01")
CUTOFF = FIRST + pd.Timedelta(days=24)


@st.composite
def limits(draw):
    """Limits with four dates each, and one way in which they may truly have been: days, depth, breadth."""
    given, truth = [], []
    for n in range(draw(st.integers(1, 4))):
        a, b, c, d = sorted(draw(st.integers(0, 25)) for _ in range(4))
        if draw(st.booleans()):
            b, c = c, b  # dates so wide that no day is certain
        depth, breadth = draw(st.integers(1, 3)), draw(st.sampled_from(["nationwide", "some"]))
        begin = draw(st.integers(a, b))
        end = draw(st.integers(max(begin, c), max(begin, d)))
        held = {t for t in range(begin, end) if t < 25}
        if breadth == "some":  # such limits come in waves: any day that is not certain may be free of it
            held -= {t for t in held if not b <= t < c and draw(st.booleans())}
        given.append((n, a, b, c, d, begin, end, depth, breadth))
        truth.append((held, depth, breadth))
    return given, truth


def made(given: list[tuple]) -> pd.DataFrame:
    def at(number: int) -> pd.Timestamp:
        return FIRST + pd.Timedelta(days=number)

    return pd.DataFrame(
        [
            {
                "service": "S", "event_id": f"e{n}", "may_from": at(a), "sure_from": at(b), "sure_to": at(c),
                "may_to": at(d), "used_from": at(begin), "used_to": at(end), "depth": float(depth), "breadth": breadth,
                "function": "all", "kind": "throttling", "title": f"Event {n}", "title_ru": "",
                "end_kind": "ended", "end_low": at(c), "last_report": at(b), "confirmed": at(b), "announced": at(b),
            }
            for n, a, b, c, d, begin, end, depth, breadth in given
        ]
    )  # fmt: skip


def ticked(truth: list[tuple]) -> dict[str, int]:
    """Days by row of the measure, for one true course of things."""
    found = dict.fromkeys(("1", "2", "3", "some", "any"), 0)
    for t in range(25):
        on = [(depth, breadth) for held, depth, breadth in truth if t in held]
        wide = max((depth for depth, breadth in on if breadth == "nationwide"), default=0)
        if wide:
            found[str(wide)] += 1
        if any(depth > wide for depth, breadth in on if breadth == "some"):
            found["some"] += 1
        found["any"] += bool(on)
    return found


def named(frame: pd.DataFrame) -> dict[str, object]:
    return {str(r.depth) if r.breadth == "nationwide" else r.breadth: r for r in frame.itertuples()}


@given(limits())
def test_the_truth_lies_within_the_days(case):
    given_, truth = case
    found = named(exposure.count(made(given_), ["S"], FIRST, CUTOFF))
    for name, true in ticked(truth).items():
        if name in found:
            assert found[name].low <= true <= found[name].high, name
        else:
            assert true == 0, name


@given(limits())
def test_undisputed_dates_leave_no_width(case):
    given_, _ = case
    sharp = [
        (n, b, b, max(b, c), max(b, c), b, max(b, c), depth, "nationwide") for n, _, b, c, _, _, _, depth, _ in given_
    ]
    truth = [({t for t in range(b, end) if t < 25}, depth, wide) for _, b, _, end, _, _, _, depth, wide in sharp]
    found = exposure.count(made(sharp), ["S"], FIRST, CUTOFF)
    wanted = {name: days for name, days in ticked(truth).items() if days}
    assert {name: row.low for name, row in named(found).items()} == wanted
    assert (found["low"] == found["high"]).all()
    assert (found["low"] == found["days"]).all()
    # Every day under a limit is at one depth.
    assert found.loc[found["breadth"] == "nationwide", "low"].sum() == found.loc[found["breadth"] == "any", "low"].sum()


def test_limits_with_days_between_them_are_said_to_have_breaks():
    far = [(0, 0, 0, 4, 4, 0, 4, 1, "nationwide"), (1, 9, 9, 12, 12, 9, 12, 1, "nationwide")]
    near = [(0, 0, 0, 4, 4, 0, 4, 1, "nationwide"), (1, 4, 4, 12, 12, 4, 12, 1, "nationwide")]
    assert named(exposure.count(made(far), ["S"], FIRST, CUTOFF))["1"].breaks
    assert not named(exposure.count(made(near), ["S"], FIRST, CUTOFF))["1"].breaks


@pytest.mark.parametrize(
    ("edition", "pairs"),
    [(LATEST, ["CX-PAIR-2025-04-YT", "CX-PAIR-2025-12-MX"]), (DATED, ["CX-PAIR-2025-04-YT"])],
    ids=["latest", "2025-08"],
)
def test_people_in_reach_are_a_union_and_no_sum(edition: Edition, pairs: list[str]):
    most = 0.0
    for row in rows("context"):
        if row["record_id"] in pairs:
            count, step = float(row["value"]), float(row["resolution"])
            most = max(most, (count + step / 2) / ((float(row["share"]) - float(row["share_resolution"]) / 2) / 100))
    (found,) = exposure.reached(edition).itertuples()
    # The larger of the two audiences, and everyone: 95.5 + 89 is more than there are.
    assert found.low == 95_500_000
    assert found.high == pytest.approx(most)


def test_nobody_is_in_reach_of_limits_that_are_not_there():
    assert exposure.reached(parameters(as_of="2025-08-01")).empty
    assert exposure.reached(parameters(platforms="WhatsApp, MAX", also="")).empty


# Who called.


def test_callers_of_the_latest_edition():
    found = exposure.callers(LATEST)
    asked = {(r["asked_by"], r["question"]): r["value"] for r in rows("surveys")}
    printed_ = {r.label: r.value for r in found.itertuples() if r.group == "survey"}
    assert printed_["Uses messengers for calls"] == pytest.approx(0.37)
    assert printed_["Uses messengers for messages"] == pytest.approx(0.62)
    assert printed_["Reads channels or groups in messengers"] == pytest.approx(0.31)
    for row in found[found["group"] == "survey"].itertuples():
        assert row.value * 100 == pytest.approx(float(asked[row.asked_by, row.label]))
        assert row.high - row.low == pytest.approx(0.01)
    # Reach of August 2025, over 97 and 91 million, of 122.7 to 123.4 million people.
    reach = found[found["group"] == "reach"].set_index("label")
    low, high = 79.35 / 0.6465, 46.45 / 0.3765
    assert reach.loc["WhatsApp", ["low", "high"]].tolist() == pytest.approx([97 / high, 98 / low])
    assert reach.loc["Telegram", ["low", "high"]].tolist() == pytest.approx([90.5 / high, 91.5 / low])


def test_no_survey_of_callers_was_known_in_august_2025():
    assert exposure.callers(DATED).empty
    found = exposure.surveys(DATED)
    assert len(found)
    assert (found["left_out"] != "").all()


def test_only_surveys_of_people_are_drawn():
    for as_of in AS_OF:
        edition = parameters(as_of=as_of)
        for row in exposure.callers(edition).query("group == 'survey'").itertuples():
            assert by_id("surveys")[row.record_id]["kind"] == "survey"
            assert by_id("surveys")[row.record_id]["base_kind"] in ("adults", "internet users")
    left = exposure.surveys(LATEST).set_index("record_id")["left_out"]
    assert left["SV-DEL-2019-calls"] == "of_calls"
    assert left["SV-VCI-2021-02-vid-wa"] == "no_base"
    assert left["SV-NOV-2025-09-before"] == "vendor"
    assert left["SV-RBC-2025-12-nocalls"] == "readers"
    assert left["SV-AF-2025-08-switch"] == "estimate"
    assert left["SV-FOM-2025-09-calls"] == ""


# As of a day; no data.


@pytest.mark.parametrize("as_of", [a for a in AS_OF if a])
def test_nothing_known_later_is_used(as_of: str):
    edition = parameters(as_of=as_of)
    known = {r["record_id"]: r["known_by"] for table in ("user_counts", "surveys") for r in rows(table)}
    ids = [i for cell in exposure.reached(edition)["basis"] for i in cell.split("; ")]
    ids += [*exposure.surveys(edition)["record_id"], *exposure.callers(edition)["record_id"]]
    for record in ids:
        assert known[record], record
        assert known[record] <= as_of, record
    for name in ("begin_low", "end_high", "confirmed_high"):
        dates = exposure.by_event(edition)[name].dropna()
        assert (dates <= edition.cutoff + pd.Timedelta(days=1)).all()


@pytest.mark.parametrize(
    "chosen",
    [{"as_of": "2015-12-31"}, {"country": "EG", "as_of": "2012-01-01"}, {"platforms": "MAX, VKontakte", "also": ""}],
)
def test_without_data_frames_are_empty_and_whole(chosen: dict[str, str]):
    edition = parameters(**chosen)
    for measure in (counted, exposure.reached):
        found = measure(edition)
        assert found.empty
        assert list(found.columns) == list(measure(LATEST).columns)
    if "platforms" not in chosen:
        for measure in (exposure.callers, exposure.surveys, exposure.by_event):
            found = measure(edition)
            assert found.empty
            assert list(found.columns) == list(measure(LATEST).columns)
