"""Every figure in Russian: whole, legible, without English left in it, and true to the same data."""

import itertools
import re
import string

import pytest
from reach import claims, tables, words
from reach import edition as editions
from reach.charts.look import SIZES
from test_charts import legible, reading

PLACE = {"2025-08": editions.load("2025-08").parameters, "latest": editions.load("latest").parameters}
NAMES = ("credit", "fraud_MAX", "page_code_python")
TIGHT = ("mobile", "social")  # where words have the least room


@pytest.fixture(scope="session", params=sorted(PLACE))
def russian(request) -> editions.Edition:
    """Both committed editions in Russian."""
    return editions.parameters(**PLACE[request.param] | {"language": "ru"})


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_sentence_has_a_translation():
    assert set(words.RU) == set(words.EN)
    for key, template in words.RU.items():
        # A name that the chart does not give would be a crash in one language only.
        assert fields(template) <= fields(words.EN[key]) | PARTS.get(key, set()), key
        assert template.strip(), key
        said = re.sub(r"\{[^}]*\}", "", template)
        # Names alone stay as they are.
        assert not re.search("[A-Za-z]{3}", said) or re.search("[а-яё]", said) or key in NAMES, f"{key}: {template}"


# Values that a chart gives and only the Russian sentence uses.
PARTS = {
    "went_caption": {"first", "last"},
    "went_title_fell_two": {"start", "end"},
    "went_title_fell_one": {"start", "end"},
}


def test_every_country_of_the_tables_has_its_cases():
    for table in ("restrictions", "user_counts"):
        for code in set(tables.read(table)["country"]):
            assert set(words.COUNTRIES[words.country(code, "ru")]) == {"gen", "prep", "in"}, code


@pytest.mark.parametrize("size", [s if s in TIGHT else pytest.param(s, marks=pytest.mark.slow) for s in SIZES])
def test_words_lie_within_the_canvas_and_apart(figure: str, russian, chart_of, drawn, size: str):
    chart = chart_of(figure, russian)
    assert legible(drawn(chart, size), size) == []


@pytest.fixture(scope="session")
def names() -> set[str]:
    """Latin-letter words that are names: of services, owners, publishers, measurers and actors."""
    found = {"CC", "BY", "Reach", "notebooks", "DNS", "OONI", "VPN", "SMS", "Web", "Index", "IT", "N", "A", "B"}
    columns = {
        "services": ("service", "service_ru", "owner"),
        "sources": ("publisher", "publisher_ru", "origin", "origin_ru"),
        "series": ("measurer", "computed_by"),
        "reactions": ("actor_ru",),
        "surveys": ("asked_by",),
        "fraud_figures": ("who_said", "who_counted"),
    }
    for table, wanted in columns.items():
        frame = tables.read(table)
        for column in wanted:
            if column in frame:
                found |= {w for cell in frame[column] for w in re.findall(r"[A-Za-z]+", cell)}
    return found


# Common words that stand in the names of publishers and would hide a sentence left in English.
COMMON = {"the", "of", "and", "in", "on", "by", "a", "an", "to", "for", "with", "from", "at", "least", "over", "about"}


@pytest.mark.parametrize("size", ["article", "square", "mobile"])
def test_no_english_is_left(figure: str, russian, chart_of, drawn, names, size: str):
    chart = chart_of(figure, russian)
    said = reading(drawn(chart, size))
    if size == "article":
        text = chart.text
        said += " ".join((text.alt, text.long, text.caption, text.reading, text.method, text.short_note, *text.notes))
    source = re.search(r"Источники?: .*", said)
    body = said if source is None else said[: source.start()]
    # Codes of rows and addresses are no words.
    body = re.sub(r"\S*[\d/._-]\S*", " ", body)
    latin = set(re.findall(r"[A-Za-z]+", body))
    assert latin <= names
    assert not latin & COMMON


def test_titles_are_short_and_names_are_quoted_as_in_russian(figure: str, russian, chart_of):
    text = chart_of(figure, russian).text
    assert 3 <= len(re.findall(r"\w\S*", text.title)) <= 16  # a dash is no word
    assert not text.title.endswith(".")
    for said in (text.title, text.subtitle, text.alt, text.long, text.caption, text.reading, text.method, *text.notes):
        assert not re.search(r"[“”\"’]", said), said
        assert not re.search(r"\d\.\d", re.sub(r"CC BY 4\.0|\d{1,2}\.\d{2}\.\d{4}|\w+\.\w+", "", said)), said
        # A figure and its unit stay on one line.
        assert not re.search(r"\d (?:млн|млрд|%|года)", said), said


@pytest.mark.parametrize(
    "word", ["из-за", "вызва", "привел", "привёл", "вследствие", "благодаря", "бежал", "переш", "потому что", "вынудил"]
)
def test_no_word_of_cause(figure: str, russian, chart_of, word: str):
    text = chart_of(figure, russian).text
    long = "" if figure in ("who-said-what", "reason-against-evidence") else text.long
    said = " ".join((text.title, text.subtitle, text.alt, text.caption, long, text.short_note)).lower()
    assert word not in said


@pytest.mark.parametrize(("name", "language"), list(itertools.product(sorted(PLACE), words.LANGUAGES)))
def test_words_are_carried_by_the_data(figure: str, chart_of, name: str, language: str):
    """In both languages every number and comparison of a figure's words follows from the intervals it draws."""
    chart = chart_of(figure, editions.parameters(**PLACE[name] | {"language": language}))
    assert claims.check(chart) == []
    if not chart.empty:
        assert chart.text.reading
        assert chart.text.method


@pytest.mark.parametrize(
    "as_of",
    ["2025-10-31", *(pytest.param(day, marks=pytest.mark.slow) for day in ("2025-06-30", "2025-12-31", "2026-03-31"))],
)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_words_are_carried_on_any_day(figure: str, chart_of, language: str, as_of: str):
    chart = chart_of(figure, editions.parameters(as_of=as_of, language=language))
    assert claims.check(chart) == []
