"""The figures of overlap and of certainty say the same in English and in Russian, and no more than the data carry."""

import json
import re
from dataclasses import replace

import matplotlib as mpl
import pytest
from matplotlib.text import Text
from reach import claims, edition, tables, words
from reach.charts import choices_that_matter, sources_disagree, two_audiences, who_uses_both
from reach.charts.chart import Chart
from reach.charts.look import DPI, RC

MODULES = {m.NAME: m for m in (two_audiences, who_uses_both, choices_that_matter, sources_disagree)}
PROSE = ("title", "subtitle", "alt", "long", "caption", "short_note", "reading", "method")
#: Other choices, in which figures are worded, missing or of another measurer.
CHOICES = [
    {"as_of": "2025-09-30"},
    {"as_of": "2025-12-26"},
    {"as_of": "2026-02-28"},
    {"platforms": "VKontakte, Telegram"},
    {"platforms": "Telegram, MAX", "also": ""},
    {"also": ""},
]

figures = pytest.mark.parametrize("name", MODULES)
editions = pytest.mark.parametrize("base", ["2025-08", "latest"])


def chart(name: str, base: str, language: str, **given: str) -> Chart:
    chosen = edition.load(base).parameters | given | {"language": language}
    return MODULES[name].chart(edition.parameters(**chosen))


def numbers(text: str, language: str) -> list[str]:
    """Numbers in the order of size, written alike."""
    point = {"en": ".", "ru": ","}[language]
    return sorted(n.replace(point, ".") for n in re.findall(rf"\d+(?:{re.escape(point)}\d+)?", text))


@figures
@editions
def test_both_languages_say_the_same_numbers(name: str, base: str):
    en, ru = (chart(name, base, language) for language in ("en", "ru"))
    for part in ("title", "alt", "caption"):
        assert numbers(getattr(ru.text, part), "ru") == numbers(getattr(en.text, part), "en"), part
    assert ru.text.sources == en.text.sources
    assert ru.data.equals(en.data), "a table is read by machines, whatever the language of its picture"


@pytest.mark.slow
@figures
@pytest.mark.parametrize("given", CHOICES, ids=str)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_words_are_carried_for_other_choices(name: str, given: dict, language: str):
    assert claims.check(chart(name, "latest", language, **given)) == []


@pytest.mark.parametrize(
    ("name", "part"),
    [("two-audiences", "title"), ("who-uses-both", "alt"), ("choices-that-matter", "caption")],
)
@pytest.mark.parametrize(("language", "least"), [("en", r"(?:at least|fewer than) (\d+)"), ("ru", r"не менее (\d+)")])
def test_a_raised_floor_is_refused(name: str, part: str, language: str, least: str):
    true = chart(name, "latest", language)
    said = getattr(true.text, part).replace(words.NBSP, " ")
    found = re.search(least, said, re.IGNORECASE)
    raised = said[: found.start(1)] + str(int(found[1]) + 20) + said[found.end(1) :]
    with pytest.raises(claims.ClaimError):
        claims.hold(replace(true, text=replace(true.text, **{part: raised})))


def names() -> set[str]:
    """Words in Latin letters that Russian print keeps: names of services, publishers and measurers."""
    pages, series = tables.read("sources"), tables.read("series")
    kept = [*tables.in_language("services", "service", "ru").values()]
    kept += [*tables.in_language("sources", "publisher", "ru").values()]
    kept += [*tables.in_language("series", "measurer", "ru").values()]
    kept += list(pages.loc[(pages["origin"] != "") & (pages["origin_ru"] == ""), "origin"].str.split(",").str[0])
    assert "Not named" in set(series["measurer"])
    return {word for name in kept for word in re.findall(r"[A-Za-z]{2,}", name)} | {"Reach", "notebooks", "CC", "BY"}


def on_screen(found: Chart) -> list[str]:
    """What the interactive figure shows: labels, titles and hover boxes."""
    shown: list[str] = []

    def walk(part: object, key: str = "") -> None:
        if isinstance(part, dict):
            for k, v in part.items():
                walk(v, k)
        elif isinstance(part, list):
            for v in part:
                walk(v, key)
        elif isinstance(part, str) and key in ("text", "hovertemplate", "customdata", "ticktext", "y", "name"):
            shown.append(re.sub(r"<[^>]*>|%\{[^}]*\}|&\w+;", " ", part))

    held = json.loads(found.interactive(found.look).to_json())
    held["layout"].pop("template", None)
    walk({"data": held["data"], "layout": held["layout"]})
    return shown


@pytest.mark.slow
@figures
@pytest.mark.parametrize("given", [{}, {"platforms": "VKontakte, Telegram"}], ids=str)
def test_no_english_is_left_in_a_russian_figure(name: str, given: dict):
    found = chart(name, "latest", "ru", **given)
    said = [getattr(found.text, part) for part in PROSE] + list(found.text.notes) + on_screen(found)
    for size in ("article", "mobile", "square"):
        said += [t.get_text() for t in found.static(found.look.at(size)).findobj(Text)]
    said += [word for _, word in found.key]
    assert len(said) > 40
    # A, B, C and N are the letters of a formula.
    left = {word for text in said for word in re.findall(r"[A-Za-z]{2,}", text)} - names()
    assert not left


@figures
@editions
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_square_is_not_left_half_empty(name: str, base: str, language: str):
    found = chart(name, base, language)
    figure = found.static(found.look.at("square"))
    height = figure.get_size_inches()[1] * DPI
    with mpl.rc_context(RC):
        renderer = figure.canvas.get_renderer()
        boxes = [a.get_window_extent(renderer) for a in (*figure.findobj(Text), *figure.axes[0].patches)]
        boxes += [line.get_window_extent(renderer) for line in figure.axes[0].lines if line.get_marker() != "None"]
    edge = gap = 0.0
    for low, high in sorted((b.y0, b.y1) for b in boxes if b.height and b.width):
        gap = max(gap, low - edge)
        edge = max(edge, high)
    assert gap < 0.16 * height


def test_a_country_that_has_an_article_gets_it(figure: str, chart_of):
    text = chart_of(figure, edition.parameters(country="AE", as_of="2026-06-01")).text
    said = " ".join((text.title, text.subtitle, text.alt, text.long, text.caption, *text.notes))
    assert not re.search(r"\b(?:in|for|outside) United Arab Emirates", said)
