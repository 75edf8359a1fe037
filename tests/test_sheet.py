"""The sheet an editor checks a figure with, the labels for outlets inside Russia, and the description of the data."""

import csv
import json
import re
from functools import cache
from pathlib import Path

import frictionless
import pytest
from reach import cells, kit, paths, sheet, words
from reach import edition as editions
from reach.charts.look import SIZES

KEYS = {
    "user_counts": "record_id",
    "surveys": "record_id",
    "fraud_figures": "record_id",
    "context": "record_id",
    "reactions": "reaction_id",
}


@cache
def table(name: str) -> list[dict[str, str]]:
    # Read apart from the package: what is checked here must not lean on what is checked.
    with (paths.DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


MADE: dict[tuple, list[dict[str, str]]] = {}


@pytest.fixture
def rows(chart) -> list[dict[str, str]]:
    """The sheet of every figure, made once."""
    key = (chart.name, chart.edition)
    if key not in MADE:
        MADE[key] = sheet.rows(chart).to_dict("records")
    return MADE[key]


def test_every_row_behind_a_figure_is_on_its_sheet(chart, rows):
    named = set(re.findall(r"[\w-]+", cells.csv_text(chart.data)))
    listed = {row["record"] for row in rows}
    for name, key in KEYS.items():
        assert {row[key] for row in table(name)} & named <= listed
    dated = {row["event_id"] for row in table("restriction_dates") if row["date_id"] in listed}
    as_of = chart.edition.as_of.isoformat() if chart.edition.as_of else "9999"
    for event in {row["event_id"] for row in table("restrictions")} & named:
        claims = [r for r in table("restriction_dates") if r["event_id"] == event and "" < r["known_by"] <= as_of]
        assert event in dated or not claims


def test_pages_are_those_of_the_tables(chart, rows):
    pages = {(row["publisher"], row["url"]): row for row in table("sources")}
    dated = {row["date_id"]: row["known_by"] for row in table("restriction_dates")}
    dated |= {row[key]: row["known_by"] for name, key in KEYS.items() for row in table(name)}
    for row in rows:
        assert chart.edition.as_of is None or "" < dated[row["record"]] <= chart.edition.as_of.isoformat()
        if row["url"]:
            page = pages[row["page"], row["url"]]
            assert row["day"] == (page["published_on"] or page["known_by"])


def test_a_second_source_is_another_original(chart, rows):
    by_url = {row["url"]: row for row in table("sources")}
    publishers: dict[str, list[dict]] = {}
    for page in table("sources"):
        publishers.setdefault(page["publisher"], []).append(page)
    for row in rows:
        assert row["second"]
        if row["second"].startswith("single source"):
            continue
        own = by_url[row["url"]]
        original = own["origin_key"] or own["origin"] or own["publisher"]
        for name in re.split(r", | and (?=[A-Z\d])", row["second"]):
            others = publishers.get(name)
            if others is None:
                continue  # a publisher whose name has a comma or an "and"
            assert any((o["origin_key"] or o["origin"] or o["publisher"]) != original for o in others), row


def test_retellings_are_one_source(chart_of):
    """The agency pair of August 2025 is on many pages, and one source all the same."""
    found = {r["record"]: r for r in sheet.rows(chart_of("sources-disagree", editions.parameters())).to_dict("records")}
    retold = [row for row in table("user_counts") if row["repeats"] == "WA-2025-07-m-t24"]
    assert len(retold) > 2
    assert found["WA-2025-07-m-t24"]["second"].startswith("single source, retold on ")


def test_second_looks_are_told(chart_of):
    found = sheet.rows(chart_of("sources-disagree", editions.parameters())).set_index("record")
    for check in table("checks"):
        if check["table"] == "user_counts" and check["record"] in found.index:
            row = found.loc[check["record"]]
            told = row["known"] if check["verdict"] == "confirmed" else row["not_known"]
            assert check["field"] in told


def test_a_dated_sheet_knows_nothing_later(chart_of):
    chosen = editions.parameters(**editions.load("2025-08").parameters)
    later = {row["source_id"]: row["publisher"] for row in table("sources") if row["known_by"] > "2025-08-31"}
    late_checks = [c for c in table("checks") if set(c["sources"].split(";")) & set(later)]
    found = sheet.rows(chart_of("two-audiences", chosen))
    for check in late_checks:
        assert not found["not_known"].str.contains(check["found"], regex=False).any()


# Labels


def test_labels_are_off_unless_asked_for(chart):
    assert not any("экстремист" in line or "иностранным агентом" in line for line in chart.text.footer(chart.edition))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_labels_of_services_and_pages_named(figure, chart_of, language: str):
    chosen = editions.parameters(labels="yes", language=language)
    text = chart_of(figure, chosen).text
    for size in SIZES.values():
        lines = [line.replace(words.NBSP, " ") for line in text.footer(chosen, size)]
        source = lines[0] if text.sources else ""
        labelled = {row["publisher"]: row["label_ru"] for row in table("sources") if row["label_ru"]}
        for page in (row for row in table("sources") if row["source_id"] in text.sources):
            name = page["publisher_ru"] if language == "ru" and page["publisher_ru"] else page["publisher"]
            if page["publisher"] in labelled and name in source:
                assert any(page["label_ru"] in line and name in line for line in lines[1:])
        meta = next(row["label_ru"] for row in table("services") if row["service"] == "WhatsApp")
        assert any(line.endswith(meta) and "WhatsApp" in line for line in lines) == ("WhatsApp" in said(text))


def said(text) -> str:
    return " ".join((text.title, text.subtitle, text.alt, text.long, text.caption, text.short_note, *text.notes))


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_labels_fit(figure, chart_of, drawn, size: str):
    from test_charts import legible

    chart = chart_of(figure, editions.parameters(labels="yes", language="ru"))
    assert legible(drawn(chart, size), size) == []


# The description of the data


def test_data_hold_against_their_description(chart, tmp_path: Path):
    (tmp_path / "data.csv").write_text(cells.csv_text(chart.data), encoding="utf-8", newline="")
    described = cells.resource(chart)
    assert [field["name"] for field in described["schema"]["fields"]] == list(chart.data.columns)
    assert all(field["description"].endswith(".") for field in described["schema"]["fields"])
    (tmp_path / "data.resource.json").write_text(kit.json_text(described), encoding="utf-8")
    report = frictionless.Resource(str(tmp_path / "data.resource.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    # It says more than "text" of figures and days.
    kinds = {field["name"]: field["type"] for field in json.loads(kit.json_text(described))["schema"]["fields"]}
    for column in chart.data.select_dtypes("number"):
        if chart.data[column].notna().any():
            assert kinds[column] == "number"
