"""The sheet of a figure: every number or date behind it with its row, its page, a second source, and what is open.

An editor checks a figure with it before print. Rows come from the record ids in the figure's frame, so nothing that is
drawn can be missing from it. A dated edition lists only what was public by its day.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from reach import cells, tables, words
from reach.measures import audience

if TYPE_CHECKING:
    from reach.chart import Chart

COLUMNS = ("figure", "what", "record", "page", "url", "day", "second", "known", "not_known")


def rows(chart: "Chart") -> pd.DataFrame:
    """One row a number, dated claim or statement behind a figure, in the order of its frame; columns :data:`COLUMNS`.

    ``figure`` is as published; ``page``, ``url`` and ``day`` are where and by when; ``second`` names the pages of
    another original that print the same, or says that there is a single source; ``known`` and ``not_known`` are the
    outcomes of second looks and what stays open. Remarks are those of the tables, in English.
    """
    found = [row for record in _records(chart) for row in record]
    return pd.DataFrame(found, columns=list(COLUMNS)).drop_duplicates(ignore_index=True)


_KEYS = {
    "user_counts": "record_id",
    "surveys": "record_id",
    "fraud_figures": "record_id",
    "context": "record_id",
    "restrictions": "event_id",
    "reactions": "reaction_id",
}


def _records(chart: "Chart") -> Iterator[list[dict[str, str]]]:
    look, before = _Pages(chart), set(tables.reads)
    known = {name: chart.edition.known(tables.read(name)) for name in _KEYS if name != "restrictions"}
    known["restrictions"] = chart.edition.before(tables.read("restrictions"))
    ids = {record: name for name, key in _KEYS.items() for record in known[name][key]}
    look.records = ids
    by_id = {name: frame.set_index(_KEYS[name], drop=False) for name, frame in known.items()}
    seen: dict[str, None] = {}
    for values in chart.data.astype(object).itertuples(index=False):
        for value in values:
            if isinstance(value, str):
                seen |= dict.fromkeys(w for w in re.split(r"[;,\s]+", value) if w in ids)
    months = {
        month
        for column in ("month", "base_month")
        if column in chart.data and {"share_low", "base_low"} & set(chart.data)
        for month in chart.data[column].dropna()
    }
    for month in sorted(months):
        seen |= dict.fromkeys(r for r in audience.base_pairs(chart.edition, month)["record_id"] if r in ids)
    # A table looked through for names is not read: the figure depends on those that have a row of it.
    tables.reads.clear()
    tables.reads.update(before | {ids[record] for record in seen})
    makers: dict[str, Callable] = {
        "user_counts": _count,
        "context": _context,
        "surveys": _survey,
        "fraud_figures": _fraud,
        "reactions": _reaction,
    }
    for record in seen:
        name = ids[record]
        row = by_id[name].loc[record]
        if name == "restrictions":
            yield _dates(row, look)
        else:
            yield [makers[name](row, look, known[name])]


class _Pages:
    """Pages and second looks as an edition may know them, and the words of its language."""

    def __init__(self, chart: "Chart"):
        self.edition, self.language = chart.edition, chart.edition.language
        self.pages = tables.read("sources").set_index("source_id")
        checks = tables.read("checks")
        public = chart.edition.known(self.pages.reset_index())["source_id"]
        self._late = set(self.pages.index) - set(public)
        self.records: dict[str, str] = {}  # of the rows that the edition knows, and their tables
        self._corrections = dict(tuple(chart.edition.corrections().groupby("row")))
        self._checks: dict[tuple[str, str], list[tuple]] = {}
        for check in checks.itertuples():
            pages = tables.items(check.sources)
            # A second look has no day of its own: it is known with its pages, or to the latest edition alone.
            if chart.edition.as_of is None or (pages and not self._late & set(pages)):
                self._checks.setdefault((check.table, check.record), []).append(check)

    @cached_property
    def dates(self) -> pd.DataFrame:
        """Claims about the dates of events."""
        return self.edition.known(tables.read("restriction_dates"))

    def say(self, key: str, **values: object) -> str:
        return words.say(self.language, key, **values)

    def of(self, source: str) -> dict[str, str]:
        """Publisher, address and day of a page; all blank where there is none, or none public by the day."""
        if not source or source in self._late:
            return {"page": "", "url": "", "day": ""}
        page = self.pages.loc[source]
        day = page["published_on"] if pd.notna(page["published_on"]) else page["known_by"]
        return {"page": page["publisher"], "url": page["url"], "day": cells.plain(day)}

    def original(self, source: str) -> str:
        """What a page retells: pages of one original are one source."""
        page = self.pages.loc[source]
        return page["origin_key"] or page["origin"] or page["publisher"]

    def second(self, source: str, others: list[str]) -> str:
        """Publishers of other originals; or that there is none, with the number of pages that retell this one."""
        others = [o for o in dict.fromkeys(others) if o in self.pages.index and o != source and o not in self._late]
        apart = [o for o in others if self.original(o) != self.original(source)]
        if apart:
            return words.listed(list(dict.fromkeys(self.pages.loc[o, "publisher"] for o in apart)), self.language)
        if others:
            return self.say("sheet_retold", n=len(others))
        return self.say("sheet_single")

    def looked(self, table: str, record: str) -> tuple[list[str], list[str]]:
        """Outcomes of second looks at a record: confirmed, and not."""
        mine = self._checks.get((table, record), [])
        sure = [self.say("sheet_confirmed", field=c.field) for c in mine if c.verdict == "confirmed"]
        unsure = [f"{c.field}: {c.found}" for c in mine if c.verdict != "confirmed"]
        return sure + self.corrected(record), unsure

    def corrected(self, record: str) -> list[str]:
        """The corrections of a row, in words."""
        made = self._corrections.get(record)
        return [] if made is None else [correction(row, self.language) for row in made.itertuples()]


def correction(row: object, language: str) -> str:
    """A row of ``corrections.csv`` in words; the reason is that of the table, in English."""
    fill = {
        "day": words.day(row.date, language),
        "field": row.field,
        "old": row.old or words.say(language, "sheet_blank"),
    }
    return words.say(
        language, "sheet_corrected", **fill, new=row.new or words.say(language, "sheet_blank"), why=row.reason
    )


def corrections(chart: "Chart", found: pd.DataFrame) -> list[dict[str, str]]:
    """The corrections of the rows behind a figure, newest first; ``found`` are its :func:`rows`."""
    behind = set(found["record"]) | set(re.findall(r"[\w-]+", cells.csv_text(chart.data)))
    made = chart.edition.corrections()
    made = made[made["row"].isin(behind)].sort_values(["date", "correction_id"], ascending=[False, True])
    return [
        {"date": cells.plain(r.date), "row": r.row, "said": f"{r.row}: {correction(r, chart.edition.language)}"}
        for r in made.itertuples()
    ]


def _row(figure: str, what: str, record: str, page: dict[str, str], second: str, sure: list, unsure: list) -> dict:
    return {
        "figure": figure,
        "what": what,
        "record": record,
        **page,
        "second": second,
        "known": "; ".join(sure),
        "not_known": "; ".join(unsure),
    }


def _span(row: pd.Series, language: str) -> str:
    start, end = row["period_start"], row["period_end"]
    if pd.isna(start):
        return ""
    if pd.notna(end) and start.day == 1 and end == start + pd.offsets.MonthEnd(0):
        return words.month(start, language, short=True)
    if pd.isna(end) or start == end:
        return words.day(start, language, short=True)
    return f"{words.day(start, language, short=True)} – {words.day(end, language, short=True)}"


def _open(row: pd.Series, look: _Pages) -> list[str]:
    found = [look.say("sheet_weak")] if row.get("confidence") == "low" else []
    if conflicts := [i for i in tables.items(row.get("conflicts_with", "")) if i in look.records]:
        found.append(look.say("sheet_conflicts", records=words.listed(conflicts, look.language)))
    if note := (row.get("note") or ""):
        found.append(note)
    return found


def _count(row: pd.Series, look: _Pages, counts: pd.DataFrame) -> dict:
    root = row["repeats"] or row["record_id"]
    same = counts[
        (counts["service"] == row["service"])
        & (counts["metric"] == row["metric"])
        & (counts["period_start"] == row["period_start"])
        & (counts["period_end"] == row["period_end"])
        & ((counts["value"] == row["value"]) | (counts["repeats"] == root) | (counts["record_id"] == root))
        & (counts["record_id"] != row["record_id"])
    ]
    sure, unsure = look.looked("user_counts", row["record_id"])
    if row["measured_as_printed"].startswith("Not named"):
        unsure.append(look.say("sheet_measurer"))
    if row["unit"] == "people":
        figure = audience.basis(row)
    else:
        figure = f"{words.number(row['value'], look.language, 3)} {row['unit']}"
    what = f"{row['service']}, {row['metric'].replace('_', ' ')}, {_span(row, look.language)}"
    return _row(
        figure,
        what,
        row["record_id"],
        look.of(row["source_id"]),
        look.second(row["source_id"], list(same["source_id"])),
        sure,
        [*unsure, *_open(row, look)],
    )


def _context(row: pd.Series, look: _Pages, _: pd.DataFrame) -> dict:
    figure = words.number(row["value"], look.language, 0)
    if pd.notna(row["share"]):
        figure += f" = {words.number(row['share'], look.language, 2)}%"
    sure, unsure = look.looked("context", row["record_id"])
    what = f"{row['subject']}, {row['measure'].replace('_', ' ')}, {_span(row, look.language)}"
    page = look.of(row["source_id"])
    return _row(
        figure, what, row["record_id"], page, look.second(row["source_id"], []), sure, [*unsure, *_open(row, look)]
    )


def _survey(row: pd.Series, look: _Pages, _: pd.DataFrame) -> dict:
    figure = f"{words.number(row['value'], look.language, 1)}%"
    sure, unsure = look.looked("surveys", row["record_id"])
    what = f"{row['question']}; {row['population']}"
    page = look.of(row["source_id"])
    return _row(
        figure, what, row["record_id"], page, look.second(row["source_id"], []), sure, [*unsure, *_open(row, look)]
    )


def _fraud(row: pd.Series, look: _Pages, figures: pd.DataFrame) -> dict:
    figure = "" if pd.isna(row["value"]) else f"{words.number(row['value'], look.language, 1)} {row['unit']}"
    root = row["repeats"] or row["record_id"]
    same = figures[((figures["repeats"] == root) | (figures["record_id"] == root))]
    same = same[same["record_id"] != row["record_id"]]
    sure, unsure = look.looked("fraud_figures", row["record_id"])
    return _row(
        figure,
        row["claim"],
        row["record_id"],
        look.of(row["source_id"]),
        look.second(row["source_id"], list(same["source_id"])),
        sure,
        [*unsure, *filter(None, [row["weakness"]]), *_open(row, look)],
    )


def _reaction(row: pd.Series, look: _Pages, _: pd.DataFrame) -> dict:
    first, *others = row["sources"].split(";")
    sure, unsure = look.looked("reactions", row["reaction_id"])
    figure = words.day(row["date"], look.language, short=True) if pd.notna(row["date"]) else ""
    what = f"{row['actor']}: {row['claim']}"
    return _row(
        figure, what, row["reaction_id"], look.of(first), look.second(first, others), sure, [*unsure, *_open(row, look)]
    )


def _dates(event: pd.Series, look: _Pages) -> list[dict]:
    claims = look.dates
    claims = claims[(claims["event_id"] == event["event_id"]) & (claims["use"] != "aside")]
    sure, unsure = look.looked("restrictions", event["event_id"])
    services = words.listed(event["services"].split(";"), look.language)
    if look.edition.as_of is None:
        unsure += [text for text in (event["dispute"], event["note"]) if text]
    found = []
    for claim in claims.sort_values(["earliest", "date_id"]).itertuples():
        same = claims[
            (claims["role"] == claim.role)
            & (claims["earliest"] == claim.earliest)
            & (claims["latest"] == claim.latest)
            & (claims["date_id"] != claim.date_id)
        ]
        first = words.day(claim.earliest, look.language, short=True)
        last = words.day(claim.latest, look.language, short=True)
        page = look.of(claim.source_id)
        unsure += [] if page["page"] else [look.say("sheet_no_page")]
        found.append(
            _row(
                first if first == last else f"{first} – {last}",
                f"{services}: {event['title'].lower()}, {claim.role.replace('_', ' ')}. {claim.as_printed}",
                claim.date_id,
                page,
                look.second(claim.source_id, list(same["source_id"])) if claim.source_id else look.say("sheet_single"),
                [*sure, *look.corrected(claim.date_id)],
                [*unsure, *filter(None, [claim.note])],
            )
        )
        sure, unsure = [], []  # said once an event
    return found
