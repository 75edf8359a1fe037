"""The sheet an editor checks a figure with: retellings, second looks, and what a dated one may not know."""

from checks import committed, made, rows
from reach import sheet

LATEST, DATED = committed("latest"), committed("2025-08")


def test_retellings_are_one_source():
    """The agency pair of August 2025 is on many pages, and one source all the same."""
    found = {r["record"]: r for r in sheet.rows(made("sources-disagree", LATEST)).to_dict("records")}
    retold = [row for row in rows("user_counts") if row["repeats"] == "WA-2025-07-m-t24"]
    assert len(retold) > 2
    assert found["WA-2025-07-m-t24"]["second"].startswith("single source, retold on ")


def test_second_looks_are_told():
    found = sheet.rows(made("sources-disagree", LATEST)).set_index("record")
    for check in rows("checks"):
        if check["table"] == "user_counts" and check["record"] in found.index:
            row = found.loc[check["record"]]
            told = row["known"] if check["verdict"] == "confirmed" else row["not_known"]
            assert check["field"] in told


def test_a_dated_sheet_knows_nothing_later():
    later = {row["source_id"]: row["publisher"] for row in rows("sources") if row["known_by"] > "2025-08-31"}
    late_checks = [c for c in rows("checks") if set(c["sources"].split(";")) & set(later)]
    found = sheet.rows(made("two-audiences", DATED))
    for check in late_checks:
        assert not found["not_known"].str.contains(check["found"], regex=False).any()
