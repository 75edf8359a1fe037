"""The strict reader: the committed tables hold, and every kind of fault is told plainly and changes nothing."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from reach import cli, paths, tables

NAMES = [resource["name"] for resource in json.loads((paths.DATA / "datapackage.json").read_text("utf-8"))["resources"]]


class Folder:
    """A copy of ``data/`` that a test may break."""

    def __init__(self, path: Path):
        self.path = path

    def file(self, table: str) -> Path:
        return self.path / f"{table}.csv"

    def line_of(self, table: str, key: str) -> int:
        """Physical line of a row, counted without the reader under test."""
        lines = self.file(table).read_text("utf-8").split("\n")
        found = [n for n, text in enumerate(lines, 1) if text.startswith(f"{key},")]
        assert len(found) == 1, f"the test needs exactly one row {key} in {table}"
        return found[0]

    def put(self, table: str, key: str, column: str, value: str) -> None:
        """Write one cell and leave every other line as it is."""
        lines = self.file(table).read_text("utf-8").split("\n")
        at = self.line_of(table, key) - 1
        header, cells = next(csv.reader([lines[0]])), next(csv.reader([lines[at]]))
        cells[header.index(column)] = value
        lines[at] = as_line(cells)
        self.file(table).write_bytes("\n".join(lines).encode())

    def change(self, table: str, edit: Callable[[bytes], bytes]) -> None:
        self.file(table).write_bytes(edit(self.file(table).read_bytes()))

    def digest(self) -> dict[str, str]:
        files = sorted(p for p in self.path.rglob("*") if p.is_file() and os.access(p, os.R_OK))
        return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def as_line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().removesuffix("\r\n")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    shutil.copytree(paths.DATA, tmp_path / "data")
    return Folder(tmp_path / "data")


def raw_rows(table: str, data: Path = paths.DATA) -> list[dict[str, str]]:
    with (data / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by_id_of(folder: Folder, table: str) -> dict[str, dict[str, str]]:
    return {next(iter(row.values())): row for row in raw_rows(table, folder.path)}


def named(faults: list[tables.Fault], table: str) -> list[tables.Fault]:
    return [fault for fault in faults if fault.file.endswith(f"{table}.csv")]


def assert_told(fault: tables.Fault, table: str, line: int, column: str, value: str, phrase: str) -> None:
    """A fault says where, what and what to do, also in the one line that a person reads."""
    assert (Path(fault.file).name, fault.line, fault.column) == (f"{table}.csv", line, column)
    assert fault.value == value
    assert phrase in fault.rule
    assert fault.todo.strip()
    text = str(fault)
    assert f"{table}.csv" in text
    assert phrase in text
    assert fault.todo in text
    assert (f"line {line}" in text) == (line > 0)
    assert column in text
    assert all(c.isprintable() or c in "\u00a0\u2009\u202f" for c in text), "a terminal must not act on a cell"


# The committed tables.


def test_committed_tables_hold():
    assert tables.check() == []


@pytest.mark.parametrize("name", NAMES)
def test_frictionless_agrees(name: str):
    # Held one by one: the second reader does not know the keys this project adds to the package.
    described = next(r for r in tables.schema()["resources"] if r["name"] == name)
    described = json.loads(json.dumps(described))
    described["schema"].pop("foreignKeys", None)
    resource = frictionless.Resource.from_descriptor(described, basepath=str(paths.DATA))
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]
    assert report.tasks[0].stats.get("rows", 0) == len(raw_rows(name)) == len(tables.read(name))


def test_frictionless_reads_the_package_with_its_references():
    report = frictionless.validate(str(paths.DATA / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]


@pytest.mark.parametrize("name", NAMES)
def test_blank_is_missing_and_never_zero(name: str):
    rows, frame = raw_rows(name), tables.read(name)
    for described in tables.resource(name)["schema"]["fields"]:
        column, text = described["name"], [row[described["name"]] for row in rows]
        if described["type"] in ("number", "integer"):
            assert frame[column].isna().tolist() == [cell == "" for cell in text], column
            assert frame[column].dropna().tolist() == [float(cell) for cell in text if cell], column
        elif described["type"] == "date":
            assert frame[column].isna().tolist() == [cell == "" for cell in text], column
            assert [d.date().isoformat() for d in frame[column].dropna()] == [cell for cell in text if cell], column
        else:
            assert frame[column].tolist() == text, column


def test_blank_column_sums_to_missing():
    # A column with no figure at all must not read as a column of zeros.
    blank = tables.read("user_counts").loc[lambda f: f["qualifier"] != "range", "range_low"]
    assert pd.isna(blank.sum(min_count=1))


def test_a_caller_cannot_spoil_the_table_for_the_next():
    first = tables.read("services")
    first.loc[:, "service"] = "changed"
    assert "changed" not in set(tables.read("services")["service"])


def test_an_edit_is_seen_at_once(folder: Folder):
    assert len(tables.read("surveys", folder.path)) == len(raw_rows("surveys"))
    folder.put("surveys", "SV-VCI-2018-04-sk", "value", "42")
    frame = tables.read("surveys", folder.path).set_index("record_id")
    assert frame.loc["SV-VCI-2018-04-sk", "value"] == 42


def test_reads_are_recorded_and_checks_are_not(monkeypatch: pytest.MonkeyPatch):
    # What a notebook read decides what is run again; holding references must not widen it.
    monkeypatch.setattr(tables.reads, "names", set())
    tables.check()
    assert tables.reads.names == set()
    tables.read("context")
    tables.read("user_counts")
    assert tables.reads.names == {"context", "user_counts"}
    with ThreadPoolExecutor(1) as other:  # another edition's explorer, made at the same time
        other.submit(tables.read, "surveys").result()
    assert tables.reads.names == {"context", "user_counts"}


def test_an_unknown_table_lists_those_there_are():
    with pytest.raises(tables.TableError, match="there are: user_counts"):
        tables.row("nosuch", "x")
    with pytest.raises(tables.TableError, match="there are: user_counts, restrictions") as error:
        tables.read("user_count")
    assert 'data/datapackage.json: "user_count"' in str(error.value)


# Faults of one cell, or of a few.

UC, SV, CX, RX = "user_counts", "surveys", "context", "reactions"
# Rows that no other row names, so that one broken cell is one fault.
TG, SK, NET, RXA = "TG-2023-03-m-prav", "SV-VCI-2018-04-sk", "CX-NET-2021Q2", "rx-2025-08-12-operators"
TG2, SK2 = "TG-2023-07-m-srs", "SV-VCI-2018-04-vb"


@dataclass(frozen=True)
class Case:
    """Cells to write, and the fault that must follow: by default at the last cell written, with its value."""

    table: str
    edits: tuple[tuple[str, str, str], ...]
    phrase: str
    at: tuple[str, str, str] | None = None
    own: bool = True  # the table's own fault, so that reading it fails; else only check() can see it
    alone: bool = True  # exactly one fault must come
    drop: str = field(default="", kw_only=True)  # delete the lines of another table that hold this text


def cell(table: str, key: str, column: str, value: str, phrase: str, **more) -> Case:
    return Case(table, ((key, column, value),), phrase, **more)


CELLS = {
    "count in words": cell(UC, TG, "value", "seventy-six million", "a number"),
    "number with a word": cell(UC, TG, "value", "76 million", "a number"),
    "decimals in a count": cell(UC, TG, "value", "76000000.5", "whole number"),
    "count in millions": cell(UC, TG, "value", "76.2", "whole number"),
    "decimals in a step": cell(UC, TG, "resolution", "0.5", "whole number"),
    "negative count": cell(UC, TG, "value", "-76000000", "not be less than 0"),
    "thousands by comma": cell(UC, TG, "value", "76,000,000", "without separators"),
    "thousands by space": cell(UC, TG, "value", "76 000 000", "without separators"),
    "thousands by no-break space": cell(UC, TG, "value", "76\u00a0000\u00a0000", "without separators"),
    "thousands by apostrophe": cell(UC, TG, "value", "76'000'000", "without separators"),
    "decimal comma": cell(SV, SK, "value", "41,5", "without separators"),
    "scientific notation": cell(UC, TG, "value", "7.6E+07", "signs or words"),
    "plus sign": cell(UC, TG, "value", "+76000000", "signs or words"),
    "percent sign": cell(SV, SK, "value", "41%", "signs or words"),
    "not a number": cell(UC, TG, "value", "NaN", "a number"),
    "infinity": cell(UC, TG, "value", "inf", "a number"),
    "decimals in an integer": cell(SV, SK, "sample", "1600.5", "a whole number"),
    "text in an integer": cell(SV, SK, "sample", "many", "a whole number"),
    "integer below its minimum": cell(SV, SK, "sample", "0", "not be less than 1"),
    "share over 100": cell(SV, SK, "value", "141", "not be more than 100"),
    "blank required cell": cell(UC, TG, "value", "", "must not be blank"),
    "blank key": Case(SV, ((SK, "record_id", ""),), "must not be blank", at=("", "record_id", "")),
    "impossible date": cell(UC, TG, "period_end", "2025-02-30", "no such day"),
    "day first": cell(UC, TG, "period_end", "31.03.2023", "a date is expected"),
    "slashes in a date": cell(UC, TG, "period_end", "2023/03/31", "a date is expected"),
    "date with a time": cell(UC, TG, "period_end", "2023-03-31T00:00", "a date is expected"),
    "date without a day": cell(UC, TG, "period_end", "2023-03", "a date is expected"),
    "spreadsheet's day number": cell(UC, TG, "period_end", "45016", "a date is expected"),
    "year too late": cell(UC, TG, "known_by", "2203-04-12", "year is out of range"),
    "year too early": cell(UC, TG, "period_start", "0203-03-01", "year is out of range"),
    "period ends before it starts": cell(UC, TG, "period_end", "2023-02-28", "lies before period_start"),
    "survey ends before it starts": cell(SV, SK, "fielded_to", "2018-04-12", "lies before fielded_from"),
    "value outside its list": cell(SV, SK, "topic", "gossip", "is not one of"),
    "list's case matters": cell(UC, TG, "draw", "Yes", "is not one of"),
    "country in small letters": cell(UC, TG, "country", "ru", "pattern"),
    "key with a space inside": cell(SV, SK, "record_id", "SV 1", "pattern", at=("SV 1", "record_id", "SV 1")),
    "leading space": cell(UC, TG, "service", " Telegram", "begins or ends with a space"),
    "trailing space": cell(UC, TG, "service", "Telegram ", "begins or ends with a space"),
    "space around an item": cell(SV, SK, "services", "Skype; Viber", "an empty item, or a space around one"),
    "empty item in a list": cell(SV, SK, "services", "Skype;;Viber", "an empty item"),
    "list ends in its separator": cell(SV, SK, "services", "Skype;", "an empty item"),
    "terminal escape": cell(UC, TG, "note", "\x1b[31mred\x1b[0m", "U+001B"),
    "bell in a number": cell(UC, TG, "value", "76\x07", "a number"),
    "tab inside a cell": cell(UC, TG, "note", "a\tb", "U+0009"),
    "right-to-left override": cell(UC, TG, "note", "a\u202eb", "U+202E"),
    "zero-width space": cell(UC, TG, "note", "a\u200bb", "U+200B"),
    "byte order mark in a cell": cell(UC, TG, "note", "a\ufeffb", "U+FEFF"),
    "line break inside a cell": cell(UC, TG, "note", "one\ntwo", "line break inside a cell"),
    "duplicate key": Case(
        SV, ((SK2, "record_id", SK),), "line 2 has the same", at=("SV-VCI-2018-04-sk:2", "record_id", SK)
    ),
    "range without ends": Case(UC, ((TG, "qualifier", "range"),), "gives both ends", at=(TG, "range_low", "")),
    "ends without a range": Case(
        UC, ((TG, "range_low", "1"), (TG, "range_high", "2")), "gives both ends", at=(TG, "range_low", "1")
    ),
    "range upside down": Case(
        UC, ((TG, "qualifier", "range"), (TG, "range_low", "5"), (TG, "range_high", "4")), "lies below range_low"
    ),
    "people in place of accounts": Case(
        UC, ((TG, "metric", "registered_users"),), "counted in accounts", at=(TG, "unit", "people"), alone=False
    ),
    "percent over 100": Case(
        UC, ((TG, "value", "101"), (TG, "unit", "percent")), "over 100 percent", at=(TG, "value", "101"), alone=False
    ),
    "two rows drawn for one period": Case(
        UC,
        ((TG2, "period_start", "2023-03-01"), (TG2, "period_end", "2023-03-31")),
        f"{TG} is drawn for the same series",
        at=(TG2, "draw", TG2),
    ),
    "repeated row is drawn": cell(
        UC, TG, "repeats", TG2, "a row that repeats another is not drawn itself", at=(TG, "repeats", TG2)
    ),
    "conflict named one way": cell(UC, TG, "conflicts_with", TG2, "does not name this one in return"),
    "survey conflict named one way": cell(SV, SK, "conflicts_with", SK2, "does not name this one in return"),
    "restriction without depth": cell("restrictions", "ru-2016-11-linkedin-block", "depth", "", "restriction has one"),
    "event that took itself over": cell(
        "restrictions", "ru-2016-11-linkedin-block", "superseded_by", "ru-2016-11-linkedin-block", "take itself over"
    ),
    "depth over 3": cell(
        "restrictions", "ru-2016-11-linkedin-block", "depth", "4", "not be more than 3", alone=False
    ),
    "act with depth": Case(
        "restrictions", (("ru-2025-09-vpn-ad-ban", "depth", "2"),), "only a restriction has one"
    ),
    "two dates in use for one role": cell(
        "restriction_dates",
        "ru-2025-08-whatsapp-calls-ef-b",
        "use",
        "yes",
        "2 dates are in use",
        alone=False,
    ),
    "no date in use for a role": cell(
        "restriction_dates", "ru-2025-08-whatsapp-calls-ef-a", "use", "no", "0 dates are in use", alone=False
    ),
    "date range upside down": cell(
        "restriction_dates", "ru-2025-08-whatsapp-calls-ef-c", "latest", "2025-08-09", "lies before earliest"
    ),
    # What only a look at several tables shows.
    "unknown service": cell(UC, TG, "service", "Telegramm", "services.csv has no such service", own=False),
    "unknown service in a list": cell(
        SV, SK, "services", "Skype;Vibr", "services.csv has no such service", at=(SK, "services", "Vibr"), own=False
    ),
    "unknown qualifier": cell(UC, TG, "qualifier", "north of", "qualifiers.csv has no such qualifier", own=False),
    "dangling source": cell(UC, TG, "source_id", "nowhere", "sources.csv has no such source_id", own=False),
    "another Russian name": cell(
        "sources", "tass-2025-08-31", "publisher_ru", "Тасс", "other pages of TASS have ТАСС"
    ),
    "dangling source in a list": cell(
        RX,
        RXA,
        "sources",
        "itzine-2025-08-13;nowhere",
        "sources.csv has no such source_id",
        at=(RXA, "sources", "nowhere"),
        own=False,
    ),
    "dangling event in a list": cell(
        RX,
        RXA,
        "events",
        "ru-2025-08-whatsapp-calls;ru-0000",
        "restrictions.csv has no such event_id",
        at=(RXA, "events", "ru-0000"),
        own=False,
    ),
    "dangling series": cell(UC, TG, "series_id", "no-series", "series.csv has no such series_id", own=False),
    "dangling figure": cell(CX, NET, "user_count", "WA-1", "user_counts.csv has no such record_id", own=False),
    "metric of another series": cell(
        UC, TG, "metric", "average_daily_reach", "its series mediascope-monthly-12plus has monthly_reach", own=False
    ),
    "check of an unknown record": cell("checks", "ck-001", "record", "WA-1", "has no such row", own=False),
    "event that never began": Case(
        "restrictions",
        (),
        "no date in use that says when it began",
        at=("ru-2016-11-linkedin-block", "event_id", "ru-2016-11-linkedin-block"),
        own=False,
        drop="ru-2016-11-linkedin-block,",
    ),
    "event ends before it begins": Case(
        "restriction_dates",
        (("ru-2018-04-telegram-block-en-a", "earliest", "2018-01-01"),
         ("ru-2018-04-telegram-block-en-a", "latest", "2018-01-02")),
        "ends before it begins",
        own=False,
    ),
}  # fmt: skip


def place(folder: Folder, case: Case) -> tuple[int, str, str]:
    key, column, value = case.at or case.edits[-1]
    if ":" in key:  # the second of two rows with one key
        lines = folder.file(case.table).read_text("utf-8").split("\n")
        name, nth = key.split(":")
        return [n for n, text in enumerate(lines, 1) if text.startswith(f"{name},")][int(nth) - 1], column, value
    return folder.line_of(case.table, key), column, value


@pytest.mark.parametrize("case", CELLS.values(), ids=CELLS.keys())
def test_fault_in_a_cell(folder: Folder, case: Case):
    if case.drop:
        other = folder.file("restriction_dates")
        lines = other.read_text("utf-8").split("\n")
        other.write_text("\n".join(line for line in lines if case.drop not in line), "utf-8")
    for key, column, value in case.edits:
        folder.put(case.table, key, column, value)
    line, column, value = place(folder, case)
    before = folder.digest()

    faults = tables.check(folder.path)

    here = [f for f in named(faults, case.table) if f.line == line and f.column == column and case.phrase in f.rule]
    assert here, f"not told; told instead: {[str(f) for f in faults[:5]]}"
    assert_told(here[0], case.table, line, column, value, case.phrase)
    if case.alone:
        assert len(faults) == 1, [str(f) for f in faults]
    if case.own:
        with pytest.raises(tables.TableError) as error:
            tables.read(case.table, folder.path)
        assert here[0] in error.value.faults
        assert str(here[0]) in str(error.value)
    else:
        assert len(tables.read(case.table, folder.path)) == len(raw_rows(case.table, folder.path))
    assert folder.digest() == before


# Faults of a whole file.


def on_line(number: int, edit: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def change(text: bytes) -> bytes:
        lines = text.split(b"\n")
        lines[number - 1] = edit(lines[number - 1])
        return b"\n".join(lines)

    return change


def by_cells(edit: Callable[[list[str]], list[str]]) -> Callable[[bytes], bytes]:
    def change(text: bytes) -> bytes:
        return "\n".join(as_line(edit(row)) for row in csv.reader(text.decode().splitlines())).encode() + b"\n"

    return change


def joined_by(mark: bytes) -> Callable[[bytes], bytes]:
    # As a spreadsheet writes it: other separators, and quotation marks only where they are needed.
    return lambda text: b"\n".join(mark.join(line.split(b",")) for line in text.split(b"\n"))


@dataclass(frozen=True)
class File:
    """A change to a whole file, and the fault that must follow."""

    table: str
    change: Callable[[bytes], bytes]
    phrase: str
    line: int
    column: str = ""
    value: str = ""


PAGE = b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n"
FILES = {
    "missing column": File(SV, by_cells(lambda r: r[:5] + r[6:]), "this column is missing", 1, "value"),
    "extra column": File(SV, by_cells(lambda r: [*r, "extra"]), "schema has no such column", 1, "", "extra"),
    "duplicate column": File(SV, by_cells(lambda r: [*r, r[0]]), "stands there 2 times", 1, "record_id"),
    "columns in another order": File(SV, by_cells(lambda r: [r[1], r[0], *r[2:]]), "in another order", 1),
    "header left out": File("corrections", lambda _: b"a,b\n", "the header is missing", 1, "", "a,b"),
    "semicolons": File("corrections", joined_by(b";"), "parted by semicolons", 1, "", None),
    "tabs": File("corrections", joined_by(b"\t"), "parted by tabs", 1, "", None),
    "byte of another encoding": File(SV, on_line(3, lambda t: t + b"\xe9"), "0xe9 is not UTF-8", 3),
    "Windows-1251": File("services", lambda t: t.decode().encode("cp1251"), "is not UTF-8", 2),
    "NUL byte": File(SV, on_line(3, lambda t: t + b"\0"), "NUL byte", 3),
    "UTF-16": File(SV, lambda t: t.decode().encode("utf-16"), "UTF-16", 1),
    "web page": File(SV, lambda _: PAGE, "web page", 1, "", "<!DOCTYPE html>"),
    "web page after blank lines": File(SV, lambda _: b"\n\n<HTML></HTML>\n", "web page", 1, "", None),
    "empty file": File(SV, lambda _: b"", "the file is empty", 0),
    "only blank lines": File(SV, lambda _: b"\n\r\n  \n", "the file is empty", 0),
    "row too short": File(SV, on_line(3, lambda t: t.rsplit(b",", 1)[0]), "cells where the header", 3, "", None),
    "row too long": File(SV, on_line(3, lambda t: t + b","), "cells where the header has", 3, "", None),
    "empty line in the middle": File(SV, on_line(3, lambda t: b"\n" + t), "an empty line", 3),
    "quotation mark never closed": File("corrections", lambda t: t.split(b"\n")[0] + b'\na,"b\n', "quotation mark", 2),
    "quotation mark closed rows later": File(
        "services", on_line(3, lambda t: t.replace(b"Telegram", b'"Telegram', 1)), "quotation mark", 3
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES.values(), ids=FILES.keys())
def test_fault_of_a_file(folder: Folder, case: File):
    folder.change(case.table, case.change)
    before = folder.digest()
    faults = tables.check(folder.path)
    here = [f for f in named(faults, case.table) if f.line == case.line and case.phrase in f.rule]
    assert here, f"not told; told instead: {[str(f) for f in faults[:5]]}"
    value = here[0].value if case.value is None else case.value
    assert_told(here[0], case.table, case.line, case.column, value, case.phrase)
    with pytest.raises(tables.TableError) as error:
        tables.read(case.table, folder.path)
    assert here[0] in error.value.faults
    assert folder.digest() == before


def test_missing_file(folder: Folder):
    folder.file(SV).unlink()
    (fault,) = tables.check(folder.path)
    assert_told(fault, SV, 0, "", "", "the file is missing")
    with pytest.raises(tables.TableError, match="missing"):
        tables.read(SV, folder.path)
    assert not folder.file(SV).exists()


def test_folder_in_place_of_a_file(folder: Folder):
    folder.file(SV).unlink()
    folder.file(SV).mkdir()
    (fault,) = tables.check(folder.path)
    assert_told(fault, SV, 0, "", "", "a folder in place of a file")
    with pytest.raises(tables.TableError, match="folder"):
        tables.read(SV, folder.path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_unreadable_file(folder: Folder):
    folder.file(SV).chmod(0)
    (fault,) = tables.check(folder.path)
    assert_told(fault, SV, 0, "", "", "cannot be read")
    with pytest.raises(tables.TableError, match="cannot be read"):
        tables.read(SV, folder.path)


def test_correction_of_an_unknown_row(folder: Folder):
    folder.change("corrections", lambda t: t + b"co-1,2026-11-23,user_counts,WA-1,value,1,2,Typing error,\n")
    line = len(folder.file("corrections").read_text("utf-8").split("\n")) - 1
    (fault,) = tables.check(folder.path)
    assert_told(fault, "corrections", line, "row", "WA-1", "no such row in user_counts")


def test_correction_of_a_known_row_passes(folder: Folder):
    now = by_id_of(folder, UC)[TG]["value"]
    row = f"co-1,2026-11-23,user_counts,{TG},value,1,{now},Typing error,\n"
    folder.change("corrections", lambda t: t + row.encode())
    assert tables.check(folder.path) == []


@pytest.mark.parametrize(
    ("rows", "column", "rule"),
    [
        (["value,1,2"], "new", "user_counts.csv has 7"),
        (["values,1,2"], "field", "no such column"),
        (["value,{now},{now}"], "new", "what the cell was before"),
        (["value,1,2", "value,3,{now}"], "new", "the next correction of the cell begins with 3"),
    ],
)
def test_corrections_follow_from_each_other_and_end_in_the_table(folder: Folder, rows: list, column: str, rule: str):
    now = by_id_of(folder, UC)[TG]["value"]
    made = [
        f"co-{i},2026-11-2{i},user_counts,{TG},{row.format(now=now)},Typing error,\n" for i, row in enumerate(rows, 1)
    ]
    folder.change("corrections", lambda t: t + "".join(made).encode())
    (fault,) = tables.check(folder.path)
    assert fault.column == column
    assert rule in fault.rule


@pytest.mark.parametrize(
    ("table", "column", "value", "rule"),
    [
        (UC, "value", "90800", "no multiple of its step"),
        (UC, "value", "724000000", "more than everyone in RU"),
        (UC, "known_by", "2027-08-14", "after the last review"),
        (UC, "country", "XR", "no such country"),
        ("sources", "published_on", "2027-08-14", "after the last review"),
    ],
)
def test_values_that_nothing_can_have(folder: Folder, table: str, column: str, value: str, rule: str):
    key = TG if table == UC else by_id_of(folder, UC)[TG]["source_id"]
    folder.put(table, key, column, value)
    assert any(rule in fault.rule and fault.value == value for fault in tables.check(folder.path))


# A spreadsheet's save: what it did is told, and in few lines.


def below(row: bytes) -> Callable[[bytes], bytes]:
    return lambda text: text + row + b"\n"


def as_table(rows: list[list[str]], **dialect: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, **dialect).writerows(rows)
    return out.getvalue().encode()


QUOTED = {"delimiter": ";", "quoting": csv.QUOTE_ALL}
# Changes to services.csv, which has nine columns: the lines of the faults that must come, and words of the first.
#: The line below the last one.
LAST = [-1]
SAVED = {
    "three columns at the end": (by_cells(lambda r: [*r, "", "", ""]), [1], "3 columns without a name at its end"),
    "one, with its cells left out": (on_line(1, lambda t: t + b","), [1], "a column without a name at its end"),
    "a cell beyond the last column": (
        lambda t: t.replace(b",note\n", b",note,\n", 1).replace(b",other,,,\n", b",other,,,,x\n", 1),
        [1, 5], "a column without a name",
    ),
    "a column in the middle": (by_cells(lambda r: [*r[:2], "", *r[2:]]), [1], "column 3, after service_ru, has no"),
    "numbered rows": (by_cells(lambda r: ["", *r]), [1], "column 1, before service, has no name"),
    "numbered rows, read again": (on_line(1, lambda t: b"Unnamed: 0," + t), None, "pandas gives this name"),
    "names above the header": (
        lambda t: ",".join(f"Column{n}" for n in range(1, 10)).encode() + b"\n" + t, [1], "names of its own",
    ),
    "no header": (lambda t: t.split(b"\n", 1)[1], [1], "the header is missing"),
    "an empty header": (lambda t: b",,,,,,,,\n" + t, [1], "the first line is empty"),
    "rows of commas below": (below(b",,,,,,,,"), LAST, "an empty line"),
    "commas at the end of one row": (on_line(2, lambda t: t + b",,,"), [2], "and those at the end are empty"),
    "semicolons and quotation marks": (
        lambda t: as_table(list(csv.reader(t.decode().splitlines())), **QUOTED), [1], "parted by semicolons",
    ),
    "a workbook": (lambda _: b"PK\x03\x04\x14\0\0\0", [0], "a workbook"),
    "Windows-1251": (lambda t: t.decode().encode("cp1251"), [2], "saved as Windows-1251"),
    "UTF-16 without its mark": (lambda t: t.decode().encode("utf-16-le"), [1], "saved as UTF-16"),
    "ASCII": (lambda t: t.decode().encode("ascii", "replace"), None, "letters were lost"),
    "another encoding, read as UTF-8": (
        lambda t: t.decode().encode("cp1251").decode("utf-8", "replace").encode(), None, "letters were lost",
    ),
    "a merge not finished": (on_line(3, lambda t: b"<<<<<<< HEAD\n" + t), [3], "git put this mark"),
    "an open quotation mark": (below(b'"one,two'), LAST, "opened and not closed"),
    "a quotation mark inside a cell": (below(b'"on"e,two'), LAST, "inside a quoted cell"),
}  # fmt: skip


def test_what_a_program_did_to_a_file_is_said(folder: Folder):
    whole, wrong = folder.file("services").read_bytes(), []
    for name, (change, lines, words) in SAVED.items():
        folder.file("services").write_bytes(change(whole))
        try:
            tables.read("services", folder.path)
            wrong.append(f"{name}: accepted")
        except tables.TableError as error:
            lines = [whole.count(b"\n") + 1] if lines == LAST else lines
            if words not in error.faults[0].rule or lines not in (None, [fault.line for fault in error.faults]):
                wrong.append(f"{name}: {error}")
    assert not wrong, "\n".join(wrong)


def test_question_marks_of_an_author_are_no_lost_letters(folder: Folder):
    folder.put(UC, TG, "note", "Really??? Who? (Yes?)")
    assert tables.check(folder.path) == []


def test_a_long_cell_is_no_fault(folder: Folder):
    # Python's csv module takes 131072 characters by default, pandas any number.
    folder.put(UC, TG, "note", "long " * 50_000 + "note")
    assert tables.check(folder.path) == []
    assert tables.read(UC, folder.path)["note"].str.len().max() == 250_004


def test_what_the_csv_module_refuses_is_told_in_its_words(folder: Folder):
    before = csv.field_size_limit(40)
    try:
        (fault,) = tables.check(folder.path)[:1]
    finally:
        csv.field_size_limit(before)
    assert (fault.line, fault.rule) == (2, "this row cannot be read as CSV (field larger than field limit (40))")


DATE = {"name": "day", "type": "date", "description": "A day."}
NUMBER = {"name": "value", "type": "number", "description": "A number."}
YES = {"name": "draw", "type": "string", "description": "", "constraints": {"enum": ["yes", "no"]}}
REWRITTEN = [
    (DATE, ["13.08.2025", "01.02.2025", "1.2.25"], "as day.month.year"),
    (DATE, ["8/13/2025", "2/1/2025"], "as month/day/year."),
    (DATE, ["13/08/2025", "01/02/2025"], "as day/month/year."),
    (DATE, ["02/01/2025", "2/1/25"], "as day/month/year or month/day/year"),
    (DATE, ["13-8-2025", "1-2-2025"], "as day-month-year"),
    (DATE, ["2025/08/13", "2025/8/1"], "as year/month/day"),
    (DATE, ["13-Aug-25", "Aug-25", "13 авг. 2025", "August 13, 2025"], "the names of months"),
    (DATE, ["45882", "45883"], "45882 for 2025-08-13"),
    (DATE, ["2025-08-13 00:00:00", "2025-08-13T00:00"], "a time of day"),
    (NUMBER, ["96,000,000", "96 000", "96\u202f000", "1.000.000", "96'000.5"], "marks between thousands"),
    (NUMBER, ["41,5", "-0,25"], "decimal points became commas"),
    (NUMBER, ["9.6E+07", "9,6E+07", "1E+11"], "powers of ten"),
    (NUMBER, ["41%", "41.5 %"], "percent signs"),
    (NUMBER, ["########", "###"], "too narrow"),
    (NUMBER, ["'96", "'1"], "an apostrophe"),
    (DATE, ["'2025-08-13"], "an apostrophe"),
    (YES, ["TRUE", "FALSE", "ИСТИНА"], "yes and no were rewritten"),
]


def test_what_a_program_did_to_cells_is_said():
    wrong = []
    for field_, values, words in REWRITTEN:
        cells = enumerate(values * 4, 2)
        faults = [fault for n, value in cells for fault in tables._cell("data/t.csv", n, field_, value)]
        said, undo = str(tables.TableError(faults)).split("\n")
        place = f"data/t.csv, column {field_['name']}, {4 * len(values)} times (line 2: "
        if not said.startswith(place) or words not in said.partition("What happened: ")[2]:
            wrong.append(said)
        assert "git checkout data/t.csv" in undo
    assert not wrong, "\n".join(wrong)
    # What a person wrote is not laid at a program's door.
    faults = [fault for n in range(2, 9) for fault in tables._cell("data/t.csv", n, DATE, "in August")]
    assert "What happened" not in str(tables.TableError(faults))


def test_a_save_by_a_spreadsheet_is_told_in_few_lines(folder: Folder, capsys, monkeypatch):
    rows = raw_rows(UC)
    days = ["period_start", "period_end", "known_by", "note_known_by"]
    counts = ["value", "resolution", "range_low", "range_high"]
    changed = dict.fromkeys(days + counts, 0)
    for row in rows:
        for column in days + counts:
            if (cell := row[column]) and (column in days or re.fullmatch("[0-9]{4,}", cell)):
                row[column] = ".".join(cell.split("-")[::-1]) if column in days else f"{int(cell):,}"
                changed[column] += 1
    table = [[*row, "", ""] for row in ([*rows[0]], *(row.values() for row in rows))]
    folder.file(UC).write_bytes(b"\xef\xbb\xbf" + as_table(table))
    folder.put(SV, SK, "value", "141")
    folder.put(SV, SK2, "value", "145")

    faults = tables.check(folder.path)
    with pytest.raises(tables.TableError) as error:
        tables.read(UC, folder.path)

    # Every fault is there for programs; for people, those of a kind in a column are one line, and others their own.
    assert len(faults) == 1 + sum(changed.values()) + 2 > 1000
    assert named(faults, UC) == sorted(error.value.faults, key=lambda f: (f.line, f.column))
    monkeypatch.setattr(tables, "check", lambda: faults)
    assert cli.main(["check"]) == 2
    *lines, undo, last = capsys.readouterr().err.splitlines()
    assert last == f"{len(faults)} faults. Nothing was written."
    assert f"git checkout {faults[-1].file}" in undo
    assert len(lines) == 1 + len(changed) + 2
    assert [str(fault) for fault in faults if "surveys" in fault.file or fault.line == 1] == [
        line for line in lines if " times (" not in line
    ]
    for column, times in changed.items():
        (line,) = (line for line in lines if f"user_counts.csv, column {column}, {times} times (line " in line)
        assert ("as day.month.year" if column in days else "marks between thousands") in line
        shown = [fault for fault in faults if fault.column == column and "user_counts" in fault.file]
        assert all(f'line {fault.line}: "{fault.value}"' in line for fault in shown[:3])
        assert f"and {times - 3} more" in line
    # One function says both.
    monkeypatch.setattr(tables, "check", lambda: error.value.faults)
    cli.main(["check"])
    assert capsys.readouterr().err.splitlines()[:-1] == str(error.value).splitlines()


def test_files_that_programs_leave_beside_tables_change_nothing(folder: Folder):
    before = folder.digest()
    for name in (".~lock.user_counts.csv#", "._user_counts.csv", "~$user_counts.xlsx", "user_counts.csv.swp"):
        (folder.path / name).write_bytes(b"\0\xff" * 80)
    shutil.copy(folder.file(UC), folder.path / "user_counts (copy).csv")
    assert tables.check(folder.path) == []
    assert len(tables.read(UC, folder.path)) == len(raw_rows(UC))
    assert before.items() <= folder.digest().items()


# The schema itself.

PACKAGE = (paths.DATA / "datapackage.json").read_text("utf-8")


def with_lines(*edits: tuple[int, str]) -> str:
    found = PACKAGE.split("\n")
    for line, text in edits:
        found.insert(line - 1, text)
    return "\n".join(found)


def changed_package(change: Callable[[dict], object]) -> str:
    found = json.loads(PACKAGE)
    change(found)
    return json.dumps(found)


def table_of(package: dict, name: str = SV) -> dict:
    return next(r for r in package["resources"] if r["name"] == name)


# A file in place of the schema, or none or a folder: line and words of the one fault.
SCHEMAS = {
    "missing": (None, 0, "the file is missing"),
    "a folder": (Path(), 0, "a folder in place of a file"),
    "empty": ("", 0, "the file is empty"),
    "not UTF-8": (PACKAGE[:99].encode() + b"\xe9", None, "0xe9 is not UTF-8"),
    "marks of a merge": (
        with_lines((10, "<<<<<<< HEAD"), (14, "======="), (18, ">>>>>>> other")), 10, "could not join two versions"
    ),
    "half of it": (PACKAGE[: PACKAGE.index('"surveys.csv"')], None, "ends too early"),
    "half a word": ('{"resources": [{"na', 1, "ends too early"),
    "a comma too many": (PACKAGE.replace('"version"', ',"version"'), 13, "not JSON"),
    "a web page": (PAGE.decode(), 1, "a web page"),
    "a list": ("[]", 0, "it is not an object"),
    "no tables": (changed_package(lambda p: p.pop("resources")), 0, "it has no resources"),
    "tables of another kind": (changed_package(lambda p: p.update(resources={})), 0, "it has no resources"),
    "a table of another kind": (changed_package(lambda p: p["resources"].append("surveys")), 0, "table 14 is not an"),
    "no day of review": (changed_package(lambda p: p.pop("reviewed_on")), 0, "it has no reviewed_on"),
    "a day of review that is none": (changed_package(lambda p: p.update(reviewed_on="2025-02")), 0, "reviewed_on is"),
    "a next day that is none": (changed_package(lambda p: p.update(next_update_on="soon")), 0, "next_update_on is"),
    "a table twice": (changed_package(lambda p: p["resources"].append(table_of(p))), 0, "table surveys stands there 2"),
    "no path": (changed_package(lambda p: table_of(p).pop("path")), 0, "table surveys has no path"),
    "no name": (changed_package(lambda p: p["resources"][0].pop("name")), 0, "table 1 has no name"),
    "no schema": (changed_package(lambda p: table_of(p).pop("schema")), 0, "table surveys has no schema"),
    "no columns": (changed_package(lambda p: table_of(p)["schema"].pop("fields")), 0, "surveys has no fields"),
    "a column without a type": (
        changed_package(lambda p: table_of(p)["schema"]["fields"][5].pop("type")), 0, "value of table surveys has no"
    ),
    "an unknown type": (
        changed_package(lambda p: table_of(p)["schema"]["fields"][5].update(type="float")), 0, 'has the type "float"'
    ),
    "limits in a list": (
        changed_package(lambda p: table_of(p)["schema"]["fields"][5].update(constraints=[])), 0, "the constraints of"
    ),
    "a column twice": (
        changed_package(lambda p: table_of(p)["schema"]["fields"].append(table_of(p)["schema"]["fields"][0])),
        0, "column record_id stands there 2",
    ),
    "a key that is no column": (
        changed_package(lambda p: table_of(p)["schema"].update(primaryKey="id")), 0, 'the key of table surveys is "id"'
    ),
    "a pointer to nowhere": (
        changed_package(lambda p: table_of(p)["schema"]["foreignKeys"][0]["reference"].update(fields="id")),
        0, "one is not there",
    ),
    "half a pointer": (
        changed_package(lambda p: table_of(p)["schema"]["foreignKeys"][0].pop("reference")), 0, "points to another"
    ),
    "a pointer of one word": (
        changed_package(lambda p: table_of(p)["schema"]["fields"][2].update(itemReference=["services"])),
        0, "points to another",
    ),
}  # fmt: skip


def test_a_broken_schema_is_one_line_whoever_reads_it(folder: Folder):
    path, wrong = folder.path / "datapackage.json", []
    readers = (tables.schema, tables.names, tables.check, lambda data: tables.read(SV, data))
    for name, (content, line, words) in SCHEMAS.items():
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        if isinstance(content, Path):
            path.mkdir()
        elif content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        for reader in readers:
            try:
                reader(folder.path)
                wrong.append(f"{name}: accepted")
            except tables.TableError as error:
                (fault,) = error.faults
                told = str(error)
                if words not in fault.rule or not (fault.line if line is None else fault.line == line) or "\n" in told:
                    wrong.append(f"{name}: {told}")
                assert told.startswith(str(path))
                assert "git checkout" in told or "Keep one of them" in told
            except Exception as error:
                wrong.append(f"{name}: {error!r}")
    assert not wrong, "\n".join(wrong)
    path.rmdir() if path.is_dir() else path.unlink()
    path.write_text(PACKAGE, "utf-8")
    assert tables.check(folder.path) == []


# Several faults, and where they stand.


def test_all_faults_come_in_one_go(folder: Folder):
    folder.put(SV, SK, "value", "141")
    folder.put(SV, SK2, "topic", "gossip")
    folder.put(CX, NET, "period_end", "2021-06-31")
    faults = tables.check(folder.path)
    told = {(Path(f.file).name, f.line, f.column) for f in faults}
    assert len(faults) == 3
    assert told == {
        ("surveys.csv", folder.line_of(SV, SK), "value"),
        ("surveys.csv", folder.line_of(SV, SK2), "topic"),
        ("context.csv", folder.line_of(CX, NET), "period_end"),
    }


def test_two_faults_of_one_row_are_both_told(folder: Folder):
    folder.put(SV, SK, "value", "141")
    folder.put(SV, SK, "topic", "gossip")
    with pytest.raises(tables.TableError) as error:
        tables.read(SV, folder.path)
    assert {f.column for f in error.value.faults} == {"value", "topic"}


def test_lines_are_physical_lines(folder: Folder):
    # A quoted line break makes one row of two lines, and an empty line counts too: an editor shows both.
    target = folder.line_of(SV, "SV-DEL-2019-calls")
    folder.put(SV, SK, "note", "one\ntwo")
    folder.change(SV, on_line(4, lambda t: b"\n" + t))
    folder.put(SV, "SV-DEL-2019-calls", "topic", "gossip")
    lines = {f.line for f in tables.check(folder.path) if f.column == "topic"}
    assert lines == {target + 2} == {folder.line_of(SV, "SV-DEL-2019-calls")}


SEPARATORS = {
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    "file separator": "\x1c",
    "next line": "\x85",
    "line separator": "\u2028",
}


@pytest.mark.parametrize("mark", SEPARATORS.values(), ids=SEPARATORS.keys())
def test_only_a_line_break_breaks_a_line(folder: Folder, mark: str):
    # A vertical tab is what a word processor pastes for a soft break. It is a bad character, and no new row.
    folder.put(SV, SK, "note", f"one{mark}two")
    folder.put(SV, "SV-DEL-2019-calls", "topic", "gossip")
    told = {(f.line, f.column) for f in tables.check(folder.path)}
    assert told == {(folder.line_of(SV, SK), "note"), (folder.line_of(SV, "SV-DEL-2019-calls"), "topic")}


# What a spreadsheet does to a file and what is not a fault.


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_spreadsheet_endings_pass(folder: Folder, mark: bytes, end: bytes):
    for name in NAMES:
        folder.change(name, lambda t: mark + t.replace(b"\n", end))
    assert tables.check(folder.path) == []
    for name in NAMES:
        pd.testing.assert_frame_equal(tables.read(name, folder.path), tables.read(name))


def test_last_line_without_an_end_passes(folder: Folder):
    folder.change(SV, lambda t: t.rstrip(b"\n"))
    assert tables.check(folder.path) == []


@pytest.mark.parametrize("text", [b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"], ids=["mark alone", "mark and a blank line"])
def test_a_byte_order_mark_is_not_a_table(folder: Folder, text: bytes):
    # An empty sheet saved as "CSV UTF-8" is just the mark.
    folder.change("corrections", lambda _: text)
    (fault,) = tables.check(folder.path)
    assert_told(fault, "corrections", 0, "", "", "the file is empty")


@pytest.mark.parametrize("digits", ["٧٦٠٠٠٠٠٠", "７６００００００"], ids=["Arabic", "full width"])
def test_digits_of_other_scripts_are_told(folder: Folder, digits: str):
    folder.put(UC, TG, "value", digits)
    (fault,) = tables.check(folder.path)
    assert_told(fault, UC, folder.line_of(UC, TG), "value", digits, "a number")
    with pytest.raises(tables.TableError):
        tables.read(UC, folder.path)


def test_a_number_beyond_every_count_is_told(folder: Folder):
    # Four hundred digits read as infinity.
    folder.put(UC, TG, "value", "9" * 400)
    faults = tables.check(folder.path)
    assert [(f.line, f.column) for f in faults] == [(folder.line_of(UC, TG), "value")]


def test_one_page_is_one_source(folder: Folder):
    # The schema says that an address is unique.
    first, second = raw_rows("sources")[:2]
    folder.put("sources", second["source_id"], "url", first["url"])
    faults = tables.check(folder.path)
    assert [(f.line, f.column) for f in faults] == [(folder.line_of("sources", second["source_id"]), "url")]


KNOCK_ON = {
    "service out of its list": ("services", lambda t: t.replace(b",messenger,", b",messngr,", 1)),
    "bad byte in the sources": ("sources", on_line(50, lambda t: t + b"\xe9")),
    "open quotation mark in the sources": ("sources", on_line(50, lambda t: b'"' + t)),
    "bad day in use": ("restriction_dates", lambda t: t.replace(b"effective,2025-08-11", b"effective,2025-08-41", 1)),
    "depth out of range": ("restrictions", lambda t: t.replace(b",3,nationwide,", b",4,nationwide,", 1)),
}


@pytest.mark.parametrize("case", KNOCK_ON.values(), ids=KNOCK_ON.keys())
def test_one_fault_brings_no_false_ones(folder: Folder, case: tuple):
    # A row with a bad cell is still there: rows that name it are not to blame.
    table, change = case
    folder.change(table, change)
    faults = tables.check(folder.path)
    assert named(faults, table), "the fault itself is told"
    assert len(faults) == 1, f"{len(faults)} faults, such as {faults[0]}"


def test_a_measure_computed_once_still_records_what_it_reads(monkeypatch):
    """A notebook is rerun when a table it read changes, whether or not the reading was remembered."""
    calls = []

    @tables.once
    def measure(name: str) -> pd.DataFrame:
        calls.append(name)
        return tables.read(name)

    monkeypatch.setattr(tables.reads, "names", {"series"})
    first = measure("services")
    assert tables.reads.names == {"series", "services"}
    first["service"] = "changed by its owner"
    tables.reads.names.clear()
    again = measure("services")
    assert tables.reads.names == {"services"}
    assert calls == ["services"]
    assert "WhatsApp" in set(again["service"])
    # Other tables are no memory of these.
    monkeypatch.setattr(tables, "read", lambda name: pd.DataFrame({"service": ["other"]}))
    assert list(measure("services")["service"]) == ["other"]


def test_a_table_edited_under_a_running_kernel_is_read_again(folder: Folder):
    """A journalist edits a CSV and runs the cells again: what a measure remembers must not be older than its tables."""
    (folder.path.parent / "notebooks").mkdir()
    program = """if True:
        from reach import paths, tables

        @tables.once
        def counted() -> dict[str, int]:
            return {"rows": len(tables.read("qualifiers"))}

        print(counted()["rows"], counted()["rows"])
        file = paths.DATA / "qualifiers.csv"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(lines[:-1]), encoding="utf-8")
        print(counted()["rows"])
    """
    surroundings = os.environ | {"REACH_ROOT": str(folder.path.parent)}
    done = subprocess.run([sys.executable, "-c", program], env=surroundings, capture_output=True, text=True, check=True)
    first, again, after = map(int, done.stdout.split())
    assert first == again == after + 1 == len(raw_rows("qualifiers"))


# Large tables go another way


def lines(*rows: str) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


@pytest.mark.parametrize(
    ("raw", "regular"),
    [
        (lines("a,b", "1,2", '"x, y",'), True),
        (lines("a,b", '"say ""so""",2', ",") + b"3,4", True),
        (lines("a,b", "1"), False),
        (lines("a,b", "1,2,3"), False),
        (lines("a,b", "1", "2,3,4"), False),  # the right number of cells, in the wrong lines
        (lines("a,b", "", "1,2"), False),
        (lines("a,b", '"1"2,3'), False),
        (lines("a,b", 'x"y",2'), False),
        (lines("a,b", '"1', '2",3'), False),
        (lines("a,b", '"1,2'), False),
        (lines("a,b", "1,\0"), False),
        (b"a,b\r\n1,2\r\n", False),
        (b"\xef\xbb\xbfa,b\n1,2\n", False),
    ],
)
def test_pandas_is_given_only_what_needs_no_mending(tmp_path: Path, raw: bytes, regular: bool):
    path = tmp_path / "table.csv"
    path.write_bytes(raw)
    assert tables._is_regular(path, 2) == regular


def test_pieces_of_a_large_file_end_with_a_line(tmp_path: Path):
    path = tmp_path / "table.csv"
    # Several pieces, whose ends lie in the middle of a line.
    row = b'"x, y",2\n'
    path.write_bytes(b"a,b\n" + row * (5 * tables._PIECE // len(row)))
    assert tables._is_regular(path, 2)
    with path.open("ab") as file:
        file.write(b"1\n")
    assert not tables._is_regular(path, 2)


def test_a_line_longer_than_a_piece_is_left_to_the_slower_reader(tmp_path: Path):
    """Its beginning would be put before every piece anew."""
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n1," + b"x" * 3 * tables._PIECE + b"\n")
    assert not tables._is_regular(path, 2)


@pytest.mark.parametrize("name", tables.names())
def test_both_ways_read_the_same(name: str, monkeypatch):
    usual = tables.read(name)
    monkeypatch.setattr(tables, "_LARGE", 0)
    monkeypatch.setattr(tables, "_cache", {})
    assert tables._columns_if_large(paths.DATA / f"{name}.csv", tables.resource(name)["schema"]["fields"])
    pd.testing.assert_frame_equal(tables.read(name), usual)


def test_dates_without_a_page_are_counted_where_tables_are_described():
    bare = [row for row in raw_rows("restriction_dates") if not row["source_id"]]
    used = sum(row["use"] == "yes" for row in bare)
    said = " ".join((paths.DATA / "README.md").read_text("utf-8").split())
    assert f"but for {len(bare)} of {len(raw_rows('restriction_dates'))} dates" in said
    assert f"of which {used} {'is' if used == 1 else 'are'} in use" in said
