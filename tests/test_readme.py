"""The README says what the data say."""

import csv

import pytest
from reach import gallery, paths

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")
FLAT = " ".join(README.split())


def test_the_figures_are_those_of_the_latest_edition():
    again = gallery.readme(README, paths.FIGURES / "latest")
    assert again == README, "run: reach dictionary"


@pytest.mark.parametrize(
    ("record", "value", "words"),
    [
        ("WA-2025-07-m-t24", 96_000_000, "about 96 million people"),
        ("TG-2025-07-m-t24", 89_000_000, "over 89 million used"),
    ],
)
def test_the_headline_pair_is_the_published_one(record: str, value: int, words: str):
    with (paths.DATA / "user_counts.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["record_id"] == record)
    assert float(row["value"]) == value
    assert row["metric"] == "monthly_reach"
    assert row["measured_as_printed"] == "Mediascope"
    assert words in FLAT


def test_the_announcement_is_dated_as_in_the_table():
    with (paths.DATA / "restriction_dates.csv").open(encoding="utf-8", newline="") as file:
        dates = {
            r["event_id"]: r["earliest"] for r in csv.DictReader(file) if r["role"] == "announced" and r["use"] == "yes"
        }
    assert dates["ru-2025-08-whatsapp-calls"] == dates["ru-2025-08-telegram-calls"] == "2025-08-13"
    assert "On 13 August 2025 Russia's regulator confirmed limits on calls" in FLAT


def test_the_measurers_owner_is_named_as_in_the_table():
    with (paths.DATA / "series.csv").open(encoding="utf-8", newline="") as file:
        notes = {r["owner_note"] for r in csv.DictReader(file) if r["series_id"] == "mediascope-monthly-12plus"}
    assert all("VTsIOM" in note for note in notes)
    assert "VTsIOM" in README
