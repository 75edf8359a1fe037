"""The sheet of a figure: every number or date behind it with its row, its page, a second source, and what is open.

An editor checks a figure with it before print. Rows come from the record ids in the figure's frame, so nothing that is
drawn can be missing from it. A dated edition lists only what was public by its day.
"""

import re
from collections.abc import Iterator
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
    return pd.DataFrame(_rows(chart), columns=COLUMNS).drop_duplicates(ignore_index=True)


def _rows(chart: "Chart") -> Iterator[tuple[str, ...]]:
    look, before = _Pages(chart), set(tables.reads.names)
    frames = {name: chart.edition.known(tables.read(name)) for name in _MAKERS}
    frames["restrictions"] = chart.edition.before(tables.read("restrictions"))
    known = {name: list(frame.itertuples(index=False)) for name, frame in frames.items()}
    behind = {row[0]: (name, row) for name, every in known.items() for row in every}
    printed = [cell for row in chart.data.itertuples(index=False) for cell in row if isinstance(cell, str)]
    named = [word for cell in printed for word in re.split(r"[;,\s]+", cell)]
    if {"share_low", "base_low"} & set(chart.data):
        months = {m for name in ("month", "base_month") if name in chart.data for m in chart.data[name].dropna()}
        named += [r for month in sorted(months) for r in audience.base_pairs(chart.edition, month)["record_id"]]
    found = [behind[record] for record in dict.fromkeys(named) if record in behind]
    # A table looked through for names is not read: the figure depends on those that have a row of it.
    tables.reads.names.clear()
    tables.reads.names.update(before | {name for name, _ in found})
    for name, row in found:
        if name == "restrictions":
            yield from _dates(row, look)
        else:
            figure, what, sources, more = _MAKERS[name](row, look, known[name])
            sure, unsure = look.looked(name, row[0])
            yield look.row(figure, what, row[0], sources, sure, [*unsure, *more, *_open(row, look, behind)])


class _Pages:
    """Pages and second looks as an edition may know them, and the words of its language."""

    def __init__(self, chart: "Chart"):
        self.edition, self.language = chart.edition, chart.edition.language
        sources, as_of = tables.read("sources"), chart.edition.as_of
        self.pages = {page.source_id: page for page in sources.itertuples()}
        self.public = set(chart.edition.known(sources)["source_id"])
        self._corrections = list(chart.edition.corrections().itertuples())
        # A second look has no day of its own: it is known with its pages, or to the latest edition alone.
        self._checks = [
            check
            for check in tables.read("checks").itertuples()
            if as_of is None or (check.sources and self.public.issuperset(tables.items(check.sources)))
        ]

    @cached_property
    def dates(self) -> list[tuple]:
        """Claims about the dates of events."""
        return list(self.edition.known(tables.read("restriction_dates")).itertuples())

    def say(self, key: str, **values: object) -> str:
        return words.say(self.language, key, **values)

    def row(self, figure: str, what: str, record: str, sources: list[str], sure: list, unsure: list) -> tuple[str, ...]:
        """A row of the sheet; the first of ``sources`` is its page, which has no name where it was not public."""
        page, url, day = "", "", ""
        if sources[0] in self.public:
            found = self.pages[sources[0]]
            page, url = found.publisher, found.url
            day = cells.plain(found.published_on) or cells.plain(found.known_by)
        second = self.second(*sources)
        return figure, what, record, page, url, day, second, "; ".join(sure), "; ".join(filter(None, unsure))

    def original(self, source: str) -> str:
        """What a page retells: pages of one original are one source."""
        page = self.pages[source]
        return page.origin_key or page.origin or page.publisher

    def second(self, source: str, *others: str) -> str:
        """Publishers of other originals; or that there is none, with the number of pages that retell this one."""
        others = [o for o in dict.fromkeys(others) if source and o in self.public and o != source]
        if apart := [o for o in others if self.original(o) != self.original(source)]:
            return words.listed(list(dict.fromkeys(self.pages[o].publisher for o in apart)), self.language)
        return self.say("sheet_retold", n=len(others)) if others else self.say("sheet_single")

    def looked(self, table: str, record: str) -> tuple[list[str], list[str]]:
        """Outcomes of second looks at a record: confirmed, and not."""
        mine = [c for c in self._checks if (c.table, c.record) == (table, record)]
        sure = [self.say("sheet_confirmed", field=c.field) for c in mine if c.verdict == "confirmed"]
        unsure = [f"{c.field}: {c.found}" for c in mine if c.verdict != "confirmed"]
        return sure + self.corrected(record), unsure

    def corrected(self, record: str) -> list[str]:
        """The corrections of a row, in words."""
        return [correction(made, self.language) for made in self._corrections if made.row == record]


def correction(row: object, language: str) -> str:
    """A row of ``corrections.csv`` in words; the reason is that of the table, in English."""
    blank = words.say(language, "sheet_blank")
    cell = {"day": words.day(row.date, language), "field": row.field, "old": row.old or blank, "new": row.new or blank}
    return words.say(language, "sheet_corrected", **cell, why=row.reason)


def corrections(chart: "Chart", found: pd.DataFrame) -> list[dict[str, str]]:
    """The corrections of the rows behind a figure, newest first; ``found`` are its :func:`rows`."""
    behind = set(found["record"]) | set(re.findall(r"[\w-]+", cells.csv_text(chart.data)))
    made = chart.edition.corrections()
    made = made[made["row"].isin(behind)].sort_values(["date", "correction_id"], ascending=[False, True])
    return [
        {"date": cells.plain(r.date), "row": r.row, "said": f"{r.row}: {correction(r, chart.edition.language)}"}
        for r in made.itertuples()
    ]


def _span(row: tuple, language: str) -> str:
    start, end = row.period_start, row.period_end
    if pd.isna(start):
        return ""
    if pd.notna(end) and start.day == 1 and end == start + pd.offsets.MonthEnd(0):
        return words.month(start, language, short=True)
    return _days(start, start if pd.isna(end) else end, language)


def _days(first: pd.Timestamp, last: pd.Timestamp, language: str) -> str:
    return " – ".join(dict.fromkeys(words.day(day, language, short=True) for day in (first, last)))


def _open(row: tuple, look: _Pages, known: dict) -> Iterator[str]:
    if row.confidence == "low":
        yield look.say("sheet_weak")
    if conflicts := [i for i in tables.items(getattr(row, "conflicts_with", "")) if i in known]:
        yield look.say("sheet_conflicts", records=words.listed(conflicts, look.language))
    if row.note:
        yield row.note


#: What a row says: the figure, what it is, its page and others that print the same, and what weakens it.
Said = tuple[str, str, list[str], list[str]]


def _one_root(row: tuple, other: tuple) -> bool:
    return (row.repeats or row.record_id) in (other.repeats, other.record_id)


def _count(row: tuple, look: _Pages, counts: list[tuple]) -> Said:
    of = ("service", "metric", "period_start", "period_end")
    alike = [c for c in counts if all(getattr(c, name) == getattr(row, name) for name in of)]
    same = [c.source_id for c in alike if c.value == row.value or _one_root(row, c)]
    people = row.unit == "people"
    figure = audience.basis(row) if people else f"{words.number(row.value, look.language, 3)} {row.unit}"
    what = f"{row.service}, {row.metric.replace('_', ' ')}, {_span(row, look.language)}"
    unnamed = row.measured_as_printed.startswith("Not named")
    return figure, what, [row.source_id, *same], [look.say("sheet_measurer") if unnamed else ""]


def _context(row: tuple, look: _Pages, _: list[tuple]) -> Said:
    figure = words.number(row.value, look.language, 0)
    if pd.notna(row.share):
        figure += f" = {words.number(row.share, look.language, 2)}%"
    return figure, f"{row.subject}, {row.measure.replace('_', ' ')}, {_span(row, look.language)}", [row.source_id], []


def _survey(row: tuple, look: _Pages, _: list[tuple]) -> Said:
    figure = f"{words.number(row.value, look.language, 1)}%"
    return figure, f"{row.question}; {row.population}", [row.source_id], []


def _fraud(row: tuple, look: _Pages, figures: list[tuple]) -> Said:
    figure = "" if pd.isna(row.value) else f"{words.number(row.value, look.language, 1)} {row.unit}"
    same = [f.source_id for f in figures if _one_root(row, f)]
    return figure, row.claim, [row.source_id, *same], [row.weakness]


def _reaction(row: tuple, look: _Pages, _: list[tuple]) -> Said:
    figure = words.day(row.date, look.language, short=True) if pd.notna(row.date) else ""
    return figure, f"{row.actor}: {row.claim}", row.sources.split(";"), []


_MAKERS = {
    "user_counts": _count,
    "surveys": _survey,
    "fraud_figures": _fraud,
    "context": _context,
    "reactions": _reaction,
}


def _dates(event: tuple, look: _Pages) -> Iterator[tuple[str, ...]]:
    claims = [c for c in look.dates if c.event_id == event.event_id and c.use != "aside"]
    sure, unsure = look.looked("restrictions", event.event_id)
    services = words.listed(event.services.split(";"), look.language)
    if look.edition.as_of is None:
        unsure += [event.dispute, event.note]
    for claim in sorted(claims, key=lambda c: (c.earliest, c.date_id)):
        of = (claim.role, claim.earliest, claim.latest)
        same = [c.source_id for c in claims if (c.role, c.earliest, c.latest) == of]
        unsure += [] if claim.source_id in look.public else [look.say("sheet_no_page")]
        yield look.row(
            _days(claim.earliest, claim.latest, look.language),
            f"{services}: {event.title.lower()}, {claim.role.replace('_', ' ')}. {claim.as_printed}",
            claim.date_id,
            [claim.source_id, *same],
            [*sure, *look.corrected(claim.date_id)],
            [*unsure, claim.note],
        )
        sure, unsure = [], []  # said once an event
