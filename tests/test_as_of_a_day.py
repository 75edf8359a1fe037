"""A dated edition knows nothing later, and does not change when later rows come."""

import csv
import hashlib
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from checks import FIGURES, committed, rows
from reach import cells, claims, doubts, explore_page, kit, pages, paths, sheet, tables

pytestmark = pytest.mark.frozen

#: Tables with a day by which each row was public, and the name of their key.
DATED = ("user_counts", "restriction_dates", "reactions", "fraud_figures", "surveys", "context", "sources")
DAY = "2025-08-31"


def files_of(name: str) -> dict[str, str]:
    """What a figure's kit says in letters."""
    chart = FIGURES[name].chart(committed("2025-08"))
    found = sheet.rows(chart)
    return {
        "data.csv": cells.csv_text(chart.data),
        "sheet.csv": cells.csv_text(found),
        "sources": json.dumps(pages.cited(chart)),
        "words": json.dumps([*vars(chart.text).values()], default=str),
        "corrections": json.dumps(sheet.corrections(chart, found)),
    }


@pytest.mark.frozen(False)
@pytest.mark.parametrize("name", FIGURES)
def test_every_row_page_and_address_was_public(name: str):
    known = {next(iter(row.values())): row["known_by"] for table in DATED for row in rows(table)}
    pages_ = {row["url"]: row["known_by"] for row in rows("sources")}
    for file, text in files_of(name).items():
        named = set(re.findall(r"(?<![\w/.-])[\w-]+(?![\w/.-])", text)) & known.keys()
        named = {i for i in named if "-" in i}
        late = {i for i in named if not "" < known[i] <= DAY}
        late |= {url for url in re.findall(r"https?://[^\s\",;]+", text) if not "" < pages_.get(url, DAY) <= DAY}
        assert not late, file


def put(data: Path, table: str, *new: dict[str, str], key: str = "", **changed: str) -> None:
    path = data / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns, found = reader.fieldnames, list(reader)
    for row in found:
        row.update(changed if key and next(iter(row.values())) == key else {})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*found, *({**dict.fromkeys(columns, ""), **row} for row in new)])


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The tables with what an ordinary week brings: a month for three apps, an event, a correction, a later review."""
    data = tmp_path / "data"
    shutil.copytree(paths.DATA, data)
    by_id = {row["record_id"]: row for row in rows("user_counts")}
    months = {"WA-2026-02-m-igd": "76100000", "TG-2026-02-m-igd": "94800000", "MX-2026-02-m-ltb": "79900000"}
    march = [
        by_id[old]
        | {"record_id": old.replace("2026-02", "2026-03"), "period_start": "2026-03-01", "period_end": "2026-03-31"}
        | {"value": value, "resolution": "100000", "known_by": "2026-12-01", "conflicts_with": "", "period_note": ""}
        for old, value in months.items()
    ]
    put(data, "user_counts", *march)
    event = next(row for row in rows("restrictions") if row["event_id"] == "ru-2025-12-facetime-block")
    put(data, "restrictions", event | {"event_id": "ru-2026-12-imo-block", "services": "imo", "superseded_by": ""})
    dated = {"event_id": "ru-2026-12-imo-block", "earliest": "2026-12-01", "latest": "2026-12-01", "use": "yes"}
    dated |= {"as_printed": "Blocked on 1 December 2026.", "source_id": event["sources"].split(";")[0]}
    put(data, "restriction_dates", dated | {"date_id": "imo-1", "role": "effective", "known_by": "2026-12-01"})
    title = next(row for row in rows("restrictions") if row["event_id"] == "ru-2025-08-whatsapp-calls")["title"]
    put(data, "restrictions", key="ru-2025-08-whatsapp-calls", title="Calls limited in part")
    correction = {"correction_id": "co-900", "date": "2026-12-02", "table": "restrictions", "field": "title"}
    correction |= {
        "row": "ru-2025-08-whatsapp-calls",
        "old": title,
        "new": "Calls limited in part",
        "reason": "A test.",
    }
    put(data, "corrections", correction)
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    (data / "datapackage.json").write_text(json.dumps(package | {"reviewed_on": "2026-12-02"}), encoding="utf-8")
    assert tables.check(data) == []
    return data


#: What reads the tables that change, and the rest of them.
TOUCHED = ("reach-against-restrictions", "restriction-timeline", "days-at-each-depth", "who-uses-both")


@pytest.mark.parametrize("name", [n if n in TOUCHED else pytest.param(n, marks=pytest.mark.slow) for n in FIGURES])
def test_later_rows_change_the_latest_edition_alone(name: str, later: Path, monkeypatch):
    before = files_of(name)
    monkeypatch.setattr(paths, "DATA", later)
    assert files_of(name) == before
    newest = FIGURES[name].chart(committed("latest"))
    assert "2 December 2026" in newest.text.footer(newest.edition)[-1].replace("\u00a0", " ")
    assert claims.check(newest) == []


@pytest.mark.slow
def test_later_rows_change_no_file_of_the_dated_edition(later: Path, tmp_path: Path, monkeypatch):
    def made(folder: str) -> dict[str, str]:
        for name in FIGURES:
            kit.write(FIGURES[name].chart(replace(committed("2025-08"), sizes=("article",))), tmp_path / folder)
        page = explore_page.rendered(committed("2025-08"))
        (tmp_path / folder / "explore.html").write_text(page, encoding="utf-8")
        found = sorted(p for p in (tmp_path / folder).rglob("*") if p.is_file())
        return {str(p.relative_to(tmp_path / folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}

    before = made("before")
    monkeypatch.setattr(paths, "DATA", later)
    assert made("after") == before
    assert len(before) > 100


def test_a_correction_is_told_where_the_row_is_and_undone_before_its_day(later: Path, monkeypatch):
    monkeypatch.setattr(paths, "DATA", later)
    for edition, told in (("latest", True), ("2025-08", False)):
        chart = FIGURES["restriction-timeline"].chart(committed(edition))
        found = sheet.rows(chart)
        assert any("ru-2025-08-whatsapp-calls" in made["row"] for made in sheet.corrections(chart, found)) == told
        events = committed(edition).before(tables.read("restrictions")).set_index("event_id")
        assert (events.loc["ru-2025-08-whatsapp-calls", "title"] == "Calls limited in part") == told


# What is to be looked at twice


@pytest.mark.frozen(False)
def test_todays_tables_are_read_to_the_end_of_their_doubts():
    assert all(re.match(r"\w+\.csv, [\w-]+.*\.$", line) for line in doubts.doubts())


def test_a_jump_and_limits_that_overlap_are_doubts(later: Path, monkeypatch):
    monkeypatch.setattr(paths, "DATA", later)
    assert not any("TG-2026-03-m-igd" in line for line in doubts.jumps())
    assert not any("ru-2026-12-imo-block" in line for line in doubts.overlaps())
    put(later, "user_counts", key="TG-2026-03-m-igd", value="70000000")
    put(later, "restrictions", key="ru-2026-12-imo-block", services="Viber")
    assert any("TG-2026-03-m-igd: Telegram" in line for line in doubts.jumps())
    assert any("limits of Viber that overlap" in line for line in doubts.overlaps())
