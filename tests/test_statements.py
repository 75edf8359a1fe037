"""Statements and figures on fraud against the rows of the tables, read and added up otherwise."""

import csv
import datetime as dt
import re
from fractions import Fraction

import pandas as pd
import pytest
from reach import paths
from reach.charts import who_said_what
from reach.edition import Edition, load, parameters
from reach.measures import statements

pytestmark = pytest.mark.frozen

DAYS = ["2025-08-12", "2025-08-13", "2025-08-20", "2025-08-31", "2025-12-22", "2026-02-11", ""]
NOTHING = [{"as_of": "2015-12-31"}, {"country": "EG"}, {"platforms": "Signal, Viber"}]


def rows(table: str) -> list[dict[str, str]]:
    with (paths.DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def committed(name: str) -> Edition:
    return parameters(**load(name).parameters)


def known(row: dict[str, str], day: str) -> bool:
    return not day or ("" < row["known_by"] <= day)


def wanted(day: str) -> set[str]:
    """Statements on Russian limits to WhatsApp, Telegram or MAX that were public by a day, from the raw tables."""
    services = {r["event_id"]: set(r["services"].split(";")) for r in rows("restrictions") if r["country"] == "RU"}
    ours = {"WhatsApp", "Telegram", "MAX"}
    public = [r for r in rows("reactions") if known(r, day)]

    def about(names: set[str]) -> set[str]:
        events = {event for event, limited in services.items() if limited & names}
        return {r["reaction_id"] for r in public if events & set(r["events"].split(";"))}

    # Until something was said of WhatsApp or Telegram, what was said of MAX alone is not shown.
    return about(ours) if about(ours - {"MAX"}) else set()


@pytest.mark.parametrize("day", DAYS)
def test_statements_are_those_public_by_the_day(day: str):
    edition = parameters(as_of=day)
    found = statements.said(edition)
    assert set(found["reaction_id"]) == wanted(day)
    assert found["date"].is_monotonic_increasing
    assert found["stand"].notna().all()


def test_nothing_said_later_is_in_the_dated_edition():
    edition = committed("2025-08")
    last = dt.date(2025, 8, 31)
    late = {r["note"] for r in rows("reactions") if r["note_known_by"] > last.isoformat() and r["note"]}
    found = statements.said(edition)
    assert len(found)
    assert (found["known_by"] <= pd.Timestamp(last)).all()
    assert not late & set(found["note"])
    assert (statements.fraud(edition)["known_by"] <= pd.Timestamp(last)).all()
    assert (statements.after_the_fact(edition)["announced"] <= pd.Timestamp(last)).all()


@pytest.mark.parametrize("given_", NOTHING, ids=str)
def test_no_statement_gives_empty_frames(given_: dict[str, str]):
    edition = parameters(**given_)
    assert statements.chief(edition) is None
    for measure in (statements.said, statements.key, statements.conditions, statements.beside_reach):
        assert measure(edition).empty
    assert statements.unheard(edition) == []
    assert (statements.kinds(statements.said(edition))["statements"] == 0).all()


@pytest.mark.parametrize("day", DAYS[1:])
def test_kinds_add_up_to_all_statements(day: str):
    found = statements.said(parameters(as_of=day))
    counted = statements.kinds(found)
    raw = {r["reaction_id"]: r["actor_kind"] for r in rows("reactions")}
    by_hand = [sum(raw[i] == kind for i in found["reaction_id"]) for kind in counted["actor_kind"]]
    assert list(counted["statements"]) == by_hand
    assert counted["statements"].sum() == len(found)
    assert (counted["first"].isna() == (counted["statements"] == 0)).all()


def test_every_kind_and_position_of_the_table_has_a_place():
    assert {r["actor_kind"] for r in rows("reactions")} <= set(statements.KINDS)
    assert {r["position"] for r in rows("reactions")} <= set(statements.STANDS)
    assert set(statements.STANDS.values()) == set(who_said_what.MARKS)


@pytest.mark.parametrize("name", ["2025-08", "latest"])
def test_the_condition_is_the_ministrys_and_the_reason_the_regulators(name: str):
    key = statements.key(committed(name))
    assert list(statements.on(key, "reason")["actor"]) == ["Roskomnadzor"]
    assert list(statements.on(key, "condition")["actor"]) == ["Ministry of Digital Development"]
    assert (key["confidence"] == "high").all()
    assert key["actor"].is_unique
    assert key["date"].between("2025-08-11", "2025-08-15").all()
    # Both services are heard, though the event is told under one service each.
    assert {"Telegram", "WhatsApp (Meta)"} <= set(key["actor"])


def test_topics_are_matched_whole():
    frame = pd.DataFrame({"topics": ["MAX;size", "data access", "", "size"]})
    assert list(statements.on(frame, "size").index) == [0, 3]
    assert statements.on(frame, "data").empty


def test_those_looked_for_are_absent_from_the_actors():
    actors = " ".join(r["actor"] for r in rows("reactions"))
    found = statements.unheard(committed("latest"))
    assert found
    assert all(name not in actors for name in found)


def test_a_body_that_was_heard_is_not_called_absent(monkeypatch):
    monkeypatch.setitem(statements.SOUGHT, "RU", ("Amnesty International", "Nobody at All"))
    assert statements.unheard(committed("latest")) == ["Nobody at All"]
    # Amnesty spoke in February 2026: by August 2025 it was still to be heard.
    assert statements.unheard(committed("2025-08")) == ["Amnesty International", "Nobody at All"]


# Announced after the fact.


def test_snapchat_was_disclosed_55_days_later():
    found = statements.after_the_fact(committed("latest")).set_index("event_id")
    row = found.loc["ru-2025-10-snapchat-block"]
    assert row["days"] == (dt.date(2025, 12, 4) - dt.date(2025, 10, 10)).days == 55
    assert "ru-2025-10-snapchat-block" not in set(statements.after_the_fact(committed("2025-08"))["event_id"])


@pytest.mark.parametrize("day", DAYS[1:])
def test_days_to_the_announcement_lie_within_all_claims(day: str):
    found = statements.after_the_fact(parameters(as_of=day))
    dates = {r["date_id"]: r for r in rows("restriction_dates")}
    assert ((found["low"] <= found["days"]) & (found["days"] <= found["high"])).all()
    assert (found["days"] > 0).all()
    for row in found.itertuples():
        claims = [dates[i] for i in row.basis.split("; ")]
        assert {c["event_id"] for c in claims} == {row.event_id}
        assert all(known(c, day) and c["use"] != "aside" for c in claims)
        told = [dt.date.fromisoformat(c["latest"]) for c in claims if c["role"] == "announced"]
        began = [dt.date.fromisoformat(c["earliest"]) for c in claims if c["role"] != "announced"]
        assert row.high == (max(told) - min(began)).days


# Figures on fraud.


@pytest.mark.parametrize("day", DAYS)
def test_fraud_figures_are_those_public_by_the_day(day: str):
    found = statements.fraud(parameters(as_of=day))
    assert set(found["record_id"]) == {r["record_id"] for r in rows("fraud_figures") if known(r, day)}


def test_intervals_of_shares_by_hand():
    found = statements.fraud(committed("latest")).set_index("record_id")
    assert tuple(found.loc["FR-CBR-2024-messengers", ["low", "high"]]) == pytest.approx((15.65, 15.75))
    # "Did not exceed 40%" is anything up to it; "8 to 9%" is its ends; a ranking has no interval.
    assert tuple(found.loc["FR-MEGAFON-2024", ["low", "high"]]) == (0, 40)
    assert tuple(found.loc["FR-SBER-2025-09-max", ["low", "high"]]) == (8, 9)
    assert found.loc["FR-CBR-2025-rank", ["low", "high"]].isna().all()


def test_what_ended_before_the_limits_began():
    found = statements.fraud(committed("latest"))
    ended = {r["record_id"] for r in rows("fraud_figures") if r["period_end"] < "2025-08-11"}
    assert set(found.loc[found["before"], "record_id"]) == ended
    assert 0 < len(ended) < len(found)


def test_shares_and_changes_hold_what_they_say():
    edition = committed("latest")
    shares, changes = statements.shares(edition), statements.changes(edition)
    assert (shares["unit"] == "percent").all()
    assert (shares["repeats"] == "").all()
    assert set(changes["measure"]) == {"change"}
    assert not changes["before"].any()
    # A forecast is no change that was measured.
    assert "FR-SBER-2025-losses" not in set(changes["record_id"])


def test_registered_crimes_by_exact_fractions():
    found = statements.registered(committed("latest"))
    assert statements.registered(committed("2025-08")).empty
    table = {r["record_id"]: r for r in rows("fraud_figures")}

    def ends(record: str) -> tuple[Fraction, Fraction]:
        row = table[record]
        half = Fraction(row["resolution"]) / 2 if row["qualifier"] == "rounded" else 0
        return Fraction(row["value"]) - half, Fraction(row["value"]) + half

    july, november = ends("FR-MVD-2025-07-messengers"), ends("FR-MVD-2025-11-messengers")
    all_july, all_november = ends("FR-MVD-2025-07-all"), ends("FR-MVD-2025-11-all")
    stretch = found[found["period_start"] == "2025-08-01"].iloc[0]
    assert stretch["period_end"] == pd.Timestamp("2025-11-30")
    assert stretch["messengers"] == 244_600 - 162_318
    low = 100 * (november[0] - july[1]) / (all_november[1] - all_july[0])
    high = 100 * (november[1] - july[0]) / (all_november[0] - all_july[1])
    assert (stretch["low"], stretch["high"]) == (pytest.approx(float(low)), pytest.approx(float(high)))
    assert ((found["low"] <= found["share"]) & (found["share"] <= found["high"])).all()


def test_claims_of_size_stand_beside_an_earlier_month():
    found = statements.beside_reach(committed("latest"))
    assert {"WhatsApp (Meta)", "Pavel Durov, Telegram"} <= set(found["actor"])
    dated = found.dropna(subset="month")
    assert len(dated)
    assert (dated["month"] + pd.offsets.MonthEnd(0) < dated["date"]).all()
    counts = {r["record_id"]: r for r in rows("user_counts")}
    for row in dated.itertuples():
        source = counts[row.record_id]
        assert source["service"] == row.service
        assert source["confidence"] != "low"
        assert row.low <= float(source["value"]) <= row.high


def test_every_weakness_and_page_is_named():
    pages = {r["source_id"] for r in rows("sources")}
    for row in rows("fraud_figures"):
        assert row["weakness"].strip()
        assert row["source_id"] in pages
        assert row["known_by"], row["record_id"]


# In Russian

PRINTED = {
    "reactions": ("actor", "claim"),
    "fraud_figures": ("claim", "who_said", "weakness"),
    "surveys": ("question", "asked_by"),
}
#: Words and signs of names that Russian pages write in Latin letters too.
NAMES = (
    "WhatsApp|Telegram|Viber|Skype|MAX|VPN|VK|Meta|Apple|Android|SMS|T2|Forbes|AFP|Amnesty International"
    "|International IDEA|Democracy Tracker|Human Rights Watch|Rambler&Co|Instagram|Facebook|Deloitte|SuperJob"
    "|TelecomDaily|ExtremeScan|MAR CONSULT|Novofon|i-Media|OSW|Techrasa|ARTICLE|AdTech|RU"
)


def figures(text: str, point: str) -> list[str]:
    """Numbers in a text, plainly written, in order of size; names that hold digits left away."""
    found = re.sub(r"\bT2\b", "", text.replace("\u00a0", " "))
    found = re.sub(r"(?<=\d)[, ](?=\d{3}\b)" if point == "." else r"(?<=\d) (?=\d{3}\b)", "", found)
    return sorted(n.replace(point, ".") for n in re.findall(rf"\d+(?:{re.escape(point)}\d+)?", found))


@pytest.mark.frozen(False)
@pytest.mark.parametrize("table", PRINTED)
def test_every_row_that_can_be_printed_is_in_russian_with_the_same_numbers(table: str):
    for row in rows(table):
        for column in PRINTED[table]:
            english, russian = row[column], row[f"{column}_ru"]
            assert not re.search(r"[A-Za-z]", re.sub(rf"\b(?:{NAMES})\b", "", russian)), russian
            # A name may be the same in both; a sentence is not.
            assert re.search("[А-Яа-яё]", russian) or (
                column in ("actor", "who_said", "asked_by") and russian == english
            )
            assert figures(english, ".") == figures(russian, ","), russian
            # A figure and its sign stay on one line, as do the groups of a long number.
            assert not re.search(r"\d (?:%|млн|\d{3}\b)", russian), russian


@pytest.mark.frozen(False)
@pytest.mark.parametrize("table", PRINTED)
def test_what_reads_alike_in_english_reads_alike_in_russian(table: str):
    for column in PRINTED[table]:
        pairs = {(row[column], row[f"{column}_ru"]) for row in rows(table)}
        assert len(pairs) == len({english for english, _ in pairs}) == len({russian for _, russian in pairs})
