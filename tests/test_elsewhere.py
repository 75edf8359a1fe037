"""Restrictions in other countries: dates and lengths against the raw tables."""

import datetime as dt
from collections import defaultdict
from functools import cache

import pandas as pd
import pytest
from checks import committed, public, rows
from hypothesis import given
from hypothesis import strategies as st
from reach import tables
from reach.edition import parameters
from reach.measures import elsewhere, timeline

pytestmark = pytest.mark.frozen

DAYS = ["2015-12-31", "2017-12-31", "2021-01-31", "2023-01-01", "2025-08-31", "2025-09-30", "2026-01-10", ""]
ABROAD = ("AE", "AF", "BR", "CN", "EG", "IN", "IR", "NP", "SA", "UG", "VN")


@cache
def restrictions(as_of: str) -> pd.DataFrame:
    return elsewhere.restrictions(parameters(as_of=as_of))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@cache
def known_claims(as_of: str) -> dict[str, list[dict[str, str]]]:
    """Claims that widen a date, by event, that were public by the day."""
    edition = parameters(as_of=as_of)
    last = edition.cutoff.date().isoformat()
    found = defaultdict(list)
    for claim in rows("restriction_dates"):
        past = claim["role"] == "announced" or claim["earliest"] <= last
        if public(claim, edition) and past and claim["use"] != "aside":
            found[claim["event_id"]].append(claim)
    return found


# Which rows there are


@pytest.mark.parametrize("as_of", DAYS)
def test_every_restriction_abroad_that_was_known_is_one_row(as_of: str):
    claims = known_claims(as_of)
    wanted = {
        row["event_id"]: row
        for row in rows("restrictions")
        if row["country"] != "RU" and row["class"] in ("restriction", "lifting") and row["event_id"] in claims
    }
    found = restrictions(as_of)
    abroad = found[~found["home"]]
    assert sorted(abroad["row"]) == sorted(wanted)
    for row in abroad.itertuples():
        assert (row.country, row.services, row.title) == tuple(
            wanted[row.row][column] for column in ("country", "services", "title")
        )


def test_the_countries_and_events_of_the_latest_edition():
    found = restrictions("")
    abroad = found[~found["home"]]
    assert tuple(sorted(set(abroad["country"]))) == ABROAD
    assert len(abroad) == 16
    assert list(abroad.loc[abroad["class"] == "lifting", "country"]) == ["SA"]


def test_what_came_after_august_2025_is_unknown_then():
    dated = restrictions("2025-08-31")
    assert not {"NP", "AF"} & set(dated["country"])
    assert "ir-2026-01-blackout" not in set(dated["row"])
    assert dated[["when", "start", "end", "confirmed"]].max().max() <= pd.Timestamp("2025-08-31")


@pytest.mark.parametrize("as_of", DAYS)
def test_countries_stand_together_in_order_of_date_and_home_comes_last(as_of: str):
    found = restrictions(as_of)
    assert found["home"].is_monotonic_increasing
    for _, part in found.groupby("home"):
        runs = part["country"].ne(part["country"].shift()).cumsum()
        assert part.groupby(runs)["country"].first().is_unique, "a country's rows stand together"
        assert part.groupby(runs)["when"].first().is_monotonic_increasing
        assert all(group["when"].is_monotonic_increasing for _, group in part.groupby(runs))


# How long they held


def span_by_hand(claims: list[dict[str, str]]) -> tuple[int, int] | None:
    """Fewest and most days between any claimed beginning and any claimed end, by trying all pairs of days."""
    begun = [
        day(c[end])
        for c in claims
        if c["role"] in ("announced", "effective", "measured", "reported")
        for end in ("earliest", "latest")
    ]
    over = [day(c[end]) for c in claims if c["role"] == "ended" for end in ("earliest", "latest")]
    lengths = [(b - a).days for a in begun for b in over]
    return (min(lengths), max(lengths)) if lengths else None


@pytest.mark.parametrize("as_of", DAYS)
def test_lengths_are_those_of_all_claims(as_of: str):
    claims = known_claims(as_of)
    found = restrictions(as_of)
    for row in found[~found["home"] & (found["class"] == "restriction")].itertuples():
        by_hand = span_by_hand(claims[row.row])
        if by_hand is None:
            assert pd.isna(row.days_low)
            assert pd.isna(row.days_high)
            assert row.end_kind == "open"
        else:
            assert (row.days_low, row.days_high) == by_hand
            assert row.end_kind == "ended"


def test_lengths_by_hand():
    found = restrictions("").set_index("row")
    wanted = {
        # 9 or 12 January to 10 February 2021
        "ug-2021-01-social-messengers": (29, 32, 0, 1),
        # ordered on 30 August, lost on 31 August, back on 8 October 2024
        "br-2024-08-x-suspension": (38, 39, 1, 1),
        # 21 September, or October, 2022 to 24 December 2024
        "ir-2022-09-whatsapp-block": (785, 825, 25, 27),
        # 4 or 5 September to 8 or 9 September 2025
        "np-2025-09-platform-ban": (3, 5, 0, 0),
        "af-2025-09-shutdown": (2, 2, 0, 0),
        # 13 to 26 January 2026
        "ug-2026-01-social-messengers": (13, 13, 0, 0),
        # 8 January to 28 January or 6 February 2026
        "ir-2026-01-blackout": (20, 29, 0, 0),
        # 28 February to 26 or 27 May 2026
        "ir-2026-02-shutdown": (87, 88, 2, 2),
        # 16 to 22 or 23 June 2026
        "in-2026-06-telegram-block": (6, 7, 0, 0),
        # 13 or 16 April 2018 to 18 June 2020
        "ru-2018-04-telegram-block": (794, 797, 26, 26),
    }
    columns = ["days_low", "days_high", "months_low", "months_high"]
    ended = found[found["days_high"].notna()]
    assert {index: tuple(int(v) for v in ended.loc[index, columns]) for index in ended.index} == wanted


def test_a_rival_date_that_was_undated_does_not_widen_the_dated_edition():
    # October 2022 as the beginning of Iran's block has no known day of publication.
    dated = restrictions("2025-08-31").set_index("row").loc["ir-2022-09-whatsapp-block"]
    assert (dated["days_low"], dated["days_high"]) == (825, 825)


def test_an_end_is_not_known_before_it_was_public():
    before = restrictions("2024-12-24").set_index("row")
    after = restrictions("2024-12-25").set_index("row")
    assert before.loc["ir-2022-09-whatsapp-block", "end_kind"] == "open"
    assert after.loc["ir-2022-09-whatsapp-block", "end_kind"] == "ended"


@given(st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31)), st.integers(0, 4000))
def test_full_months_are_those_that_fit(first: dt.date, length: int):
    a, b = pd.Timestamp(first), pd.Timestamp(first) + pd.Timedelta(days=length)
    months = elsewhere._months(a, b)
    # Counted by stepping through the calendar; a month has ended when its day has come, or would have.
    reached = [n for n in range(140) if (a.year * 12 + a.month + n, a.day) <= (b.year * 12 + b.month, b.day)]
    assert months == reached[-1]


def test_the_deadline_of_an_order_is_no_report():
    # Vietnam: operators had until 2 June 2025; the last report of the block is of 10 July.
    found = restrictions("").set_index("row")
    assert found.loc["vn-2025-05-telegram-block", "confirmed"] == pd.Timestamp("2025-07-10")


def test_a_lifting_has_an_end_and_no_beginning():
    found = restrictions("").set_index("row").loc["sa-2017-09-voip-lifted"]
    assert pd.isna(found["start"])
    assert pd.isna(found["days_high"])
    assert found["end"] == pd.Timestamp("2017-09-21")
    assert (found["end_low"], found["end_high"]) == (pd.Timestamp("2017-09-19"), pd.Timestamp("2017-09-21"))


# Home


def test_home_restrictions_that_took_each_other_over_are_one_row():
    home = restrictions("").query("home").set_index("row")
    assert list(home["services"]) == ["Telegram", "Telegram", "WhatsApp"]
    steps = set(home.loc["ru-2025-08-whatsapp-calls", "events"].split(";"))
    assert {"ru-2025-08-whatsapp-calls", "ru-2025-12-whatsapp-throttling", "ru-2026-02-whatsapp-full-block"} <= steps
    assert home.loc["ru-2025-08-whatsapp-calls", "start"] == pd.Timestamp("2025-08-11")
    assert home.loc["ru-2025-08-whatsapp-calls", "depth"] == 3
    assert home.loc["ru-2018-04-telegram-block", "events"] == "ru-2018-04-telegram-block"


@pytest.mark.parametrize("as_of", DAYS)
def test_no_home_event_is_lost_or_counted_twice(as_of: str):
    edition = parameters(as_of=as_of)
    home = restrictions(as_of).query("home")
    phases = timeline.phases(edition, list(edition.services))
    assert sorted(e for r in home.itertuples() for e in r.events.split(";")) == sorted(phases["event_id"])


def test_another_home_swaps_the_parts():
    found = elsewhere.restrictions(parameters(country="EG"))
    assert list(found.loc[found["home"], "country"]) == ["EG"]
    assert set(found.loc[found["country"] == "RU", "services"]) == {"WhatsApp", "Telegram"}


# Ends, calls and counts


def test_ends_are_in_order_and_rest_on_claims():
    edition = committed("latest")
    found = elsewhere.restrictions(edition)
    ended = elsewhere.ended(found)
    assert list(ended["country"]) == ["UG", "BR", "IR", "NP", "AF", "UG", "IR", "IR", "IN"]
    claims = elsewhere.end_claims(edition, found)
    assert set(claims["country"]) == {*ended["country"], "SA"}
    wanted = {
        r["as_printed"]
        for r in rows("restriction_dates")
        if r["role"] == "ended" and r["event_id"][:2] in {"ug", "br", "ir", "np", "af", "in"}
    }
    assert set(claims.loc[claims["country"] != "SA", "as_printed"]) == wanted


@pytest.mark.parametrize("name", ["2025-08", "latest"])
def test_limits_on_calls_alone(name: str):
    edition = committed(name)
    found = elsewhere.calls_alone(edition, elsewhere.restrictions(edition))
    assert list(found.loc[~found["home"], "country"]) == ["EG", "AE", "SA"]
    assert set(found.loc[found["home"], "services"]) == {"WhatsApp", "Telegram"}
    kinds = set(found.loc[found["home"], "end_kind"])
    assert kinds == ({"open"} if name == "2025-08" else {"overtaken"})
    assert not found.loc[found["home"], "basis"].str.contains("ended").any()


@pytest.mark.parametrize("as_of", DAYS)
def test_counts_abroad_are_the_rows_known(as_of: str):
    edition = parameters(as_of=as_of)
    wanted = {
        r["record_id"]
        for r in rows("user_counts")
        if r["country"] != "RU" and r["unit"] != "percent" and public(r, edition)
    }
    found = elsewhere.counts(edition)
    assert set(found["record_id"]) == wanted
    assert (found["low"] <= found["value"]).all()
    assert (found["value"] <= found["high"]).all()


def test_frames_are_empty_and_whole_before_everything():
    early, latest = parameters(as_of="2010-01-01"), parameters()
    found, full = elsewhere.restrictions(early), elsewhere.restrictions(latest)
    assert found.empty
    assert list(found.columns) == list(full.columns)
    assert elsewhere.stretches(early, found) == {}
    assert elsewhere.ended(found).empty
    assert list(elsewhere.end_claims(early, found).columns) == list(elsewhere.end_claims(latest, full).columns)
    assert elsewhere.calls_alone(early, found).empty
    assert elsewhere.counts(early).empty


@pytest.mark.parametrize("name", ["2025-08", "latest"])
def test_remarks_known_later_do_not_leak(name: str):
    edition = committed(name)
    later = {
        r["event_id"] for r in rows("restrictions") if edition.as_of and r["note_known_by"] > edition.as_of.isoformat()
    }
    found = elsewhere.restrictions(edition)
    assert (found.loc[found["row"].isin(later), "note"] == "").all()
    assert (found["note"] != "").any()


# The timeline of each country, on which all of this rests


@pytest.mark.parametrize("code", ABROAD)
@pytest.mark.parametrize("as_of", ["2017-12-31", "2023-01-01", "2025-09-30", ""])
def test_each_country_has_its_own_events_and_dates(code: str, as_of: str):
    edition, claims = parameters(country=code, as_of=as_of), known_claims(as_of)
    found = timeline.events(edition)
    assert set(found["event_id"]) == {r["event_id"] for r in rows("restrictions") if r["country"] == code} & set(claims)
    for row in found.itertuples():
        begun = [c for c in claims[row.event_id] if c["role"] in ("announced", "effective", "measured", "reported")]
        assert row.start_low == pd.Timestamp(min(c["earliest"] for c in begun))
        assert row.start_high == pd.Timestamp(max(c["latest"] for c in begun))
        over = [c for c in claims[row.event_id] if c["role"] == "ended"]
        assert row.end_kind == ("ended" if over else "open")
    for service in {s for cell in found["services"] for s in tables.items(cell)}:
        cut = timeline.strip(timeline.phases(edition, [service]), edition.cutoff)
        assert (cut["start"] <= cut["end"]).all()
