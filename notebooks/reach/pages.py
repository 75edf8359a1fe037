"""The pages of a kit: the interactive figure with its table and sources, and the sheet of its numbers.

Templates escape all they print, and what could turn a text around or steer a terminal is taken out. A page asks
nothing of a network and runs no script but the two files beside its folder; its content security policy says so.
"""

import base64
import contextlib
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import jinja2
import pandas as pd
from babel import Locale
from markupsafe import Markup

from reach import cells, paths, tables, words
from reach.draw.look import CONFIG, SCREENS
from reach.draw.marks import steps as steps_of

if TYPE_CHECKING:
    from reach.chart import Chart

PLOTLY, FIGURE, EXPLORE = "plotly.min.js", "figure.js", "explore.html"
LOCALES = {"en": "en_GB", "ru": "ru_RU"}
FOLDER = Path(__file__).parent / "templates"

# Signs that no reader sees: controls, and those that turn the direction of writing for what follows.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def seen(value: object) -> object:
    """A text without controls and direction marks; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("", value)
    return value


def address(*names: str) -> str:
    """Names of folders and a file as they stand in a link: signs that mean something in an address are encoded."""
    return quote("/".join(names))


_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    finalize=seen,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_templates.filters["address"] = address
template = _templates.get_template  # all escape what they print


def rendered(name: str, language: str, /, **values: object) -> str:
    """A template of the package, filled; ``say(key, …)`` in it are the words of pages."""
    return template(name).render(language=language, locale=LOCALES[language], say=sayer(language), **values)


def sayer(language: str) -> Callable[..., str]:
    """``say(key, …)`` for templates: the words of pages in a language."""
    return lambda key, **values: words.say(language, f"page_{key}", **values)


def style(name: str, **values: object) -> Markup:
    """A style sheet of the package, filled, as it stands in a page's ``style`` element."""
    # Comes from the package and from palettes alone, so it has no mark-up to escape.
    return Markup(template(name).render(**values).strip())


def policy(sheet: str = "", *, drawn: bool = False) -> str:
    """A content security policy: scripts and pictures from beside the page, the page's own style, and nothing else.

    Some browsers do not count a folder's files as the page's own; ``file:`` adds them, and allows nothing on a server.
    A page that is ``drawn`` on has styles set by plotly; they cannot load anything, nor can scripts come in by them.
    """
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    styles = "'unsafe-inline'" if drawn else f"'sha256-{digest}'" if sheet else "'self' file:"
    scripts = "'none'" if sheet and not drawn else "'self' file:"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' file: data:; "
        "font-src 'self' file:; base-uri 'none'; form-action 'none'"
    )


# The interactive page


def page(chart: "Chart", files: Sequence[str] = ("article.png", "data.csv"), corrections: Sequence[str] = ()) -> str:
    """The interactive page: the plotly figure, its table, words and sources, on the scripts that the edition shares.

    ``files`` are the names of the kit's other files, offered for download; ``corrections`` those of the rows behind it.
    """
    language, theme, figure = chart.edition.language, chart.edition.theme, drawing(chart)
    heights = [one["layout"].get("height", 480) for one in figure["views"][0]["figures"]]
    sheet = style("figure.css", look=chart.look.colours, theme=theme, heights=heights)
    rows = list(csv.reader(io.StringIO(cells.csv_text(chart.data))))
    return rendered(
        "interactive.html",
        language,
        name=chart.name,
        text=chart.text,
        footer=chart.text.footer(chart.edition),
        theme=theme,
        style=sheet,
        policy=policy(sheet, drawn=True),
        drawing=inert(figure),
        views=figure["views"],
        other=chart.other and chart.other.name,
        table=table(rows[0], rows[1:], chart.columns, language),
        sources=sources(cited(chart), language),
        corrections=corrections,
        downloads=[(name, purpose(name, language)) for name in ordered(files) if name != "interactive.html"],
        files=files,
    )


def drawing(chart: "Chart") -> dict:
    """The figure and, where there is one, another count of the same, as plain values: laid out for narrow screens and
    wide ones, of which the page takes the one that fits, with the days that a reader may walk through.
    """
    said: dict[str, int] = {}
    views = []
    for one in filter(None, (chart, chart.other)):
        drawn = [{"from": SCREENS[size].width, **one.on_screen(size)} for size in ("narrow", "wide")]
        # The words of marks are the same in every layout: the page has them once.
        for trace in (trace for layout in drawn for trace in layout["data"] if "customdata" in trace):
            trace["customdata"] = [said.setdefault(text, len(said)) for text in trace["customdata"]]
        steps = [{"day": day.date().isoformat(), "said": f"{head}: {what}"} for day, head, what in steps_of(one.panel)]
        words_ = {"called": one.called, "title": one.text.title, "sub": one.text.subtitle, "alt": one.text.alt}
        words_ |= {"caption": one.text.caption, "lines": one.text.footer(one.edition)}
        views.append({"figures": drawn, "steps": steps} | (words_ if chart.other else {}))
    return _seen_all({"views": views, "said": list(said), "config": CONFIG})


def _seen_all(value: object) -> object:
    if isinstance(value, dict):
        return {k: _seen_all(v) for k, v in value.items()}
    return [_seen_all(v) for v in value] if isinstance(value, list) else seen(value)


def inert(value: object) -> Markup:
    """JSON for a ``script`` element that runs nothing: no sign in it can end the element or begin another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(re.sub("<(?=[!/sS])", "\\\\u003c", text))


# Tables

_NUMBER = re.compile(r"-?\d+(?:\.(\d+))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def table(header: Sequence[str], rows: Sequence[Sequence[str]], meanings: dict[str, str], language: str) -> dict:
    """A CSV file's cells as a page prints them: ``columns`` with name, meaning and whether they are numbers; ``rows``.

    Of a column that is there in several languages it has the page's own.
    """

    def shown(name: str) -> bool:
        stem, _, code = name.rpartition("_")
        return code == language if stem in header and code in words.LANGUAGES else f"{name}_{language}" not in header

    columns, printed = [], []
    for place, name in enumerate(header):
        if shown(name):
            found = [row[place] for row in rows]
            kind = _kind(name, found)
            columns.append({"name": name, "meaning": meanings.get(name, ""), "number": kind == "number"})
            printed.append([_written(cell, kind, language) for cell in found])
    return {"columns": columns, "rows": list(zip(*printed, strict=True))}


def _kind(name: str, found: list[str]) -> str:
    filled = [cell for cell in found if cell]
    if filled and all(map(_NUMBER.fullmatch, filled)):
        return "number"
    if filled and all(map(_DAY.fullmatch, filled)):
        return "month" if name == "month" else "day"
    return "text"


@lru_cache(maxsize=65536)
def _written(cell: str, kind: str, language: str) -> str:
    if kind == "number" and cell:
        value = float(cell)
        # Four digits may be a year, which has no separator.
        if abs(value) < 10_000 and value.is_integer():
            return cell.replace("-", words.MINUS)
        return words.number(value, language, len(_NUMBER.fullmatch(cell)[1] or ""))
    if kind in ("day", "month") and _DAY.fullmatch(cell):
        # A stored day may be no day of the calendar in hostile data; it is then shown as it is.
        with contextlib.suppress(ValueError):
            return (words.month if kind == "month" else words.day)(pd.Timestamp(cell), language, short=True)
    # The apostrophe that keeps spreadsheets from running a cell is not part of it.
    return re.sub(r"^'(?=[=+\-@\t\r])", "", cell)


# Sources and files


def cited(chart: "Chart") -> list[dict[str, str]]:
    """The pages a figure rests on, as ``figure.json`` has them; names in the edition's language."""
    found = tables.read("sources").set_index("source_id")
    publishers, origins = (tables.in_language("sources", c, chart.edition.language) for c in ("publisher", "origin"))
    fields = ("url", "language", "published_on", "known_by")
    return [
        {"id": i, "publisher": publishers[i], "retells": origins[i]}
        | {name: cells.plain(found.loc[i, name]) for name in fields}
        for i in chart.text.sources
    ]


def sources(found: list[dict[str, str]], language: str) -> list[dict[str, str]]:
    """Sources as pages list them: the day they were published, or known by, and their language in words.

    ``found`` has what ``figure.json`` has of each. An address that is not of the web is left out.
    """
    say, tongues, listed = sayer(language), Locale(language).languages, []
    for source in found:
        if source["published_on"]:
            dated = say("published", day=_written(source["published_on"], "day", language))
        elif source["known_by"]:
            dated = say("known_by", day=_written(source["known_by"], "day", language))
        else:
            dated = say("undated")
        # The language of a page is news where it is not the reader's.
        name = tongues.get(source["language"], source["language"])
        foreign = say("in_language", name=name) if source["language"] != language else ""
        listed.append(source | {"url": web(source["url"]), "dated": dated, "in_language": foreign})
    return listed


def web(address: str) -> str:
    """The address where it is one of the web, else nothing: a page never links to a script."""
    return address if re.match(r"https?://[^\s]+$", address) else ""


#: Files of a kit in the order an editor looks for them; the word list has the purpose of each.
PURPOSES = (
    *(f"{size}{end}" for size in ("article", "mobile", "column") for end in (".svg", "-text.svg", ".png")),
    *(f"{size}.png" for size in ("social", "square", "vertical", "slide")),
    *("print.pdf", "data.csv", "data.resource.json", "sheet.csv", "sheet.html", "figure.json", "interactive.html"),
)


def ordered(files: Iterable[str]) -> list[str]:
    """File names in the order of :data:`PURPOSES`; others follow by name."""
    return sorted(files, key=lambda name: (PURPOSES.index(name) if name in PURPOSES else len(PURPOSES), name))


def purpose(name: str, language: str) -> str:
    """What a file of a kit is for; empty for one that has no set purpose."""
    return sayer(language)("file_" + re.sub(r"\W", "_", name)) if name in PURPOSES else ""


# The sheet of numbers


def sheet(chart: "Chart", rows: list[dict[str, object]]) -> str:
    """A table to print: each number of the figure with its record, page, second source, what is known and what not.

    ``rows`` are those of :func:`reach.sheet.rows`, as dicts.
    """
    language, looks = chart.edition.language, style("sheet.css")
    return rendered(
        "sheet.html",
        language,
        text=chart.text,
        footer=chart.text.footer(chart.edition),
        style=looks,
        policy=policy(looks),
        columns=SHEET,
        rows=[sheet_row(row, language) for row in rows],
    )


#: Columns of a sheet as pages print it; the page's column has its link and day, too.
SHEET = ("figure", "what", "record", "page", "second", "known", "not_known")


def sheet_row(row: dict[str, object], language: str) -> dict[str, str]:
    """A row of a sheet as pages print it."""
    text = {name: _written(cells.plain(value), "text", language) for name, value in row.items()}
    return text | {"url": web(text["url"]), "day": _written(text["day"], "day", language)}


def put(target: Path, content: bytes) -> None:
    """Write a file in one step, in a folder that is made for it, unless it is there with the same content."""
    if not (target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content):
        target.parent.mkdir(exist_ok=True)
        with paths.whole(target) as part:
            part.write_bytes(content)


def without(text: str, *parts: str) -> str:
    """An interactive page without what leads to files beside it: the parts ``kit`` or ``edition``."""
    for part in parts:
        text = re.sub(rf"<!-- {part} -->.*?<!-- end of {part} -->\n?", "", text, flags=re.DOTALL)
    return text
