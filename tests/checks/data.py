"""What lies behind a figure: columns and their meaning, their description, and the sheet for an editor."""

import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import frictionless
from reach import cells, kit, sheet
from reach.chart import Chart

from checks import apart, by_id, of_chart, public, rows

TABLES = ("user_counts", "surveys", "fraud_figures", "context", "reactions")


@of_chart()
def columns_and_their_meaning(chart: Chart) -> Iterator[str]:
    yield from apart(list(chart.columns), list(chart.data.columns), "columns")
    yield from (f"{c} means {m!r}" for c, m in chart.columns.items() if not re.search(r"\w{3}.*\.$", m))
    if chart.empty:
        yield from apart(len(chart.data), 1, "rows of a card")


@of_chart()
def description_of_the_data(chart: Chart) -> Iterator[str]:
    if chart.edition.language != "en":
        return  # the same data: that is another check
    described = cells.resource(chart)
    kinds = {field["name"]: field["type"] for field in described["schema"]["fields"]}
    for column in chart.data.select_dtypes("number"):
        if chart.data[column].notna().any() and kinds[column] != "number":
            yield f"the numbers of {column} are described as {kinds[column]}"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data.csv").write_text(cells.csv_text(chart.data), encoding="utf-8", newline="")
        (Path(folder) / "data.resource.json").write_text(kit.json_text(described), encoding="utf-8")
        report = frictionless.Resource(str(Path(folder) / "data.resource.json")).validate()
    yield from (f"the data are other than described: {fault}" for fault in report.flatten(["fieldName", "note"]))


def named(chart: Chart) -> set[str]:
    """Ids that the cells of a frame can hold."""
    return set(re.findall(r"[\w-]+", cells.csv_text(chart.data)))


@of_chart()
def every_row_is_on_the_sheet(chart: Chart) -> Iterator[str]:
    """With the page it is from; what a dated edition may not know is neither on the sheet nor in the data."""
    if chart.edition.language != "en":
        return
    ids, listed = named(chart), sheet.rows(chart).to_dict("records")
    records = {row["record"] for row in listed}
    for table in TABLES:
        yield from (f"{i} of {table} is not on the sheet" for i in (by_id(table).keys() & ids) - records)
    dates = [row for row in rows("restriction_dates") if public(row, chart.edition)]
    dated = {row["event_id"] for row in dates if row["date_id"] in records}
    for event in by_id("restrictions").keys() & ids & {row["event_id"] for row in dates}:
        if event not in dated:
            yield f"no date of {event} is on the sheet"
    known = {i: row for table in (*TABLES, "restriction_dates") for i, row in by_id(table).items()}
    for row in listed:
        if not public(known[row["record"]], chart.edition):
            yield f"{row['record']} was public later"
        if row["url"]:
            page = _pages().get((row["page"], row["url"]))
            if page is None or row["day"] != (page["published_on"] or page["known_by"]):
                yield f"{row['record']} is on no page {row['page']} of {row['day']}"
        yield from _second(row)


@cache
def _pages() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["publisher"], row["url"]): row for row in rows("sources")}


def _original(page: dict[str, str]) -> str:
    return page["origin_key"] or page["origin"] or page["publisher"]


def _second(row: dict[str, str]) -> Iterator[str]:
    """A second source is another original."""
    if not row["second"]:
        yield f"{row['record']} says nothing of a second source"
        return
    if row["second"].startswith("single source"):
        return
    if not row["url"]:
        return
    own = _original(_pages()[row["page"], row["url"]])
    for name in re.split(r", | and (?=[A-Z\d])", row["second"]):
        others = {_original(page) for page in rows("sources") if page["publisher"] == name}
        # A publisher whose name has a comma or an "and" is not found.
        if others == {own}:
            yield f"{row['record']}: {name} has the same original"
