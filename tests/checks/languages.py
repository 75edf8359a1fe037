"""Every language says the same, and nothing of another."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from reach.chart import Chart

from checks import Drawing, made, of_chart, of_drawing, plain, prose, rows
from checks.wording import own_words

# Letters, abbreviations and names that Russian print keeps, beside names in the tables.
KEPT = {"since", "Reach", "notebooks", "CC", "BY", "DNS", "VPN", "SMS", "Mediascope", "MTS", "AdTech"}
#: Columns with names as Russian print writes them; where there is none, the first as it is.
NAMES = {
    "services": ("service_ru",),
    "sources": ("publisher_ru|publisher", "origin_ru"),
    "series": ("measurer_ru|measurer",),
    "surveys": ("asked_by_ru",),
    "reactions": ("actor_ru", "claim_ru"),
    "fraud_figures": ("who_said_ru", "weakness_ru", "claim_ru"),
}


@cache
def names() -> frozenset[str]:
    """Words in Latin letters that are part of a name as Russian pages write it."""
    found = [
        next((row[c] for c in columns.split("|") if row.get(c)), "")
        for table, wanted in NAMES.items()
        for row in rows(table)
        for columns in wanted
    ]
    # The source line prints an original by its own name where that is short.
    originals = [row["origin"].split(",")[0] for row in rows("sources") if not row["origin_ru"]]
    found += [name for name in originals if len(name.split()) <= 2]
    return frozenset(word for name in found for word in latin(name)) | KEPT


def latin(text: str) -> set[str]:
    """Words in Latin letters; letters of a formula, codes of rows, addresses and mark-up are none."""
    text = re.sub(r"<[^>]*>|%\{[^}]*\}|&\w+;|https?:\S+|\S*_\S*|\d{4}-\d\d-\d\d[T\d:.]*", " ", text)
    return set(re.findall(r"[A-Za-z]{2,}", text))


def shown(chart: Chart) -> list[str]:
    """What the screen figure says: labels, titles, ticks and hover boxes."""
    found: list[str] = []

    def walk(part: object, key: str = "") -> None:
        if isinstance(part, dict):
            for k, v in part.items():
                walk(v, k)
        elif isinstance(part, list):
            for v in part:
                walk(v, key)
        elif isinstance(part, str) and key in (
            "text",
            "hovertemplate",
            "hovertext",
            "customdata",
            "ticktext",
            "y",
            "name",
        ):
            found.append(part)

    held = chart.on_screen()
    held["layout"].pop("template", None)
    walk(held)
    return found


@of_chart()
def no_english_in_russian_words(chart: Chart) -> Iterator[str]:
    if chart.edition.language == "ru":
        said = [*prose(chart).values(), *shown(chart)]
        yield from (f"{left} in {text!r}" for text in said if (left := latin(text) - names()))


@of_drawing()
def no_english_in_a_russian_drawing(drawing: Drawing) -> Iterator[str]:
    if drawing.language == "ru":
        said = (text.get_text() for text in drawing.texts)
        yield from (f"{left} in {text!r}" for text in said if (left := latin(text) - names()))


@of_chart()
def russian_is_set_as_russian(chart: Chart) -> Iterator[str]:
    """Its own quotation marks and decimal commas; a figure and its unit stay on one line."""
    if chart.edition.language == "ru":
        for field, said in prose(chart).items():
            bare = re.sub(r"CC BY 4\.0|\d{1,2}\.\d{2}\.\d{4}|\w+\.\w{2,}", "", said)
            for found in re.findall(r"[“”\"’]|\d\.\d|\d (?:млн|млрд|%|года)", bare):
                yield f"{field} has {found!r}: {said!r}"


#: Columns of tables that hold sentences of ours; all others are the same whatever the language of the picture.
IN_WORDS = {"before-and-after": {"basis"}, "days-at-each-depth": {"refused"}, "restriction-timeline": {"drawn_in"}}


@of_chart()
def every_language_says_the_same(chart: Chart) -> Iterator[str]:
    """The same numbers of the same data, credited to the same pages."""
    if chart.edition.language == "en":
        return
    twin = made(chart.name, replace(chart.edition, language="en", theme="light", labels=False))
    in_words = {"reason"} if chart.empty else IN_WORDS.get(chart.name, set())
    if list(chart.data.columns) != list(twin.data.columns):
        yield "its data have other columns than in English"
    for column in set(chart.data.columns) - in_words:
        if not chart.data[column].equals(twin.data[column]):
            yield f"its data have other cells than in English in {column}"
    if chart.text.sources != twin.text.sources:
        yield "it credits other pages than in English"
    theirs, mine = own_words(twin), own_words(chart)
    for field in ("title", "alt", "caption"):
        a, b = _numbers(theirs[field].replace(",", "")), _numbers(mine[field])
        if a != b:
            yield f"{field} has not {a} as in English but {b}: {mine[field]!r}"


def _numbers(text: str) -> set[str]:
    """Numbers, written alike, but for years, which a language may leave out."""
    text = re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"(?<=\d) (?=\d{3}\b)", "", plain(text)))
    return {n for n in re.findall(r"\d+(?:\.\d+)?", text) if not re.fullmatch("20[0-3][0-9]", n)}
