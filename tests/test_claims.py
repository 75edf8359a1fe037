"""Words that the data do not carry are refused: numbers of another row, another month or another name, and counts."""

import re
from dataclasses import replace

import pytest
from reach import claims, edition
from reach.charts.chart import Chart


@pytest.fixture(scope="module")
def told(chart_of):
    """A figure of the latest edition in a language: ``told(name, language)``."""

    def made(name: str, language: str = "en") -> Chart:
        return chart_of(name, edition.parameters(**edition.load("latest").parameters | {"language": language}))

    return made


def faults(chart: Chart, field: str, text: str) -> list[str]:
    changed = {"notes": tuple(text.split("\n"))} if field == "note" else {field: text}
    return claims.check(replace(chart, text=replace(chart.text, **changed)))


@pytest.mark.parametrize(
    ("name", "language", "field", "true", "false"),
    [
        # "At least" of another row.
        ("days-at-each-depth", "en", "title", "131 days in WhatsApp and 180", "180 days in WhatsApp and 180"),
        ("days-at-each-depth", "en", "title", "131 days in WhatsApp and 180", "131 days in WhatsApp and 131"),
        ("days-at-each-depth", "ru", "title", "131 дня в WhatsApp", "180 дней в WhatsApp"),
        ("who-uses-both", "en", "alt", "never more than 93.7", "never more than 86.9"),
        ("where-people-went", "en", "long", "At least 8 million", "At least 6 million"),
        # The number of another name.
        ("reach-against-restrictions", "en", "long", "WhatsApp 80.3, Telegram 95.7", "WhatsApp 95.7, Telegram 80.3"),
        ("two-audiences", "en", "alt", "WhatsApp 96.2", "WhatsApp 89.8"),
        ("two-audiences", "ru", "alt", "WhatsApp — 96,2", "WhatsApp — 89,8"),
        ("stickiness", "en", "long", "Telegram 74% in July", "Telegram 86% in July"),
        ("sources-disagree", "en", "alt", "97.3 or 96.2", "90.8 or 96.2"),
        ("where-people-went", "en", "title", "MAX’s and Telegram’s rose", "MAX’s and WhatsApp’s rose"),
        # The number of another month.
        ("accounts-and-people", "en", "long", "32.2 in August 2025", "86.2 in August 2025"),
        ("who-uses-both", "en", "long", "61 to 86.9", "61 to 91.5"),
        ("stickiness", "en", "long", "84% in July", "74% in July"),
        ("precedents", "en", "long", "37.8 million in February 2022", "37.8 million in July 2022"),
        # The number of another country or counter.
        ("other-countries", "en", "long", "(38 to 39 days)", "(29 to 32 days)"),
        ("who-called", "en", "long", "past month 63%", "past month 57%"),
        # A count, and a count taken for millions.
        ("who-said-what", "en", "subtitle", "63 statements", "62 statements"),
        ("who-said-what", "ru", "subtitle", "63 заявления", "62 заявления"),
        ("other-countries", "en", "title", "Of 12 restrictions", "Of 13 restrictions"),
        ("other-countries", "en", "title", "5 have a known end", "6 have a known end"),
        ("reason-against-evidence", "en", "alt", "from 6 counters", "from 7 counters"),
        ("restriction-timeline", "en", "note", "5 other messengers", "6 other messengers"),
        ("who-said-what", "en", "caption", "The reason", "63 million people: the reason"),
        ("two-audiences", "en", "subtitle", "aged 12 and over", "aged 14 and over"),
        # The method and the notes.
        ("before-and-after", "en", "method", "n = 20,000", "n = 30,000"),
        ("before-and-after", "ru", "method", "1,96", "2,58"),
        ("before-and-after", "en", "method", "needs 8 joined", "needs 10 joined"),
        ("precedents", "en", "method", "from 7 months", "from 15 months"),
        ("precedents", "ru", "method", "от 7 месяцев", "от 15 месяцев"),
        ("two-audiences", "en", "method", "April 2025", "May 2025"),
        ("where-people-went", "en", "note", "under 1 million", "under 0.5 million"),
        ("accounts-and-people", "en", "note", "over 50 on", "over 60 on"),
    ],
)
def test_the_number_of_another_is_refused(told, name: str, language: str, field: str, true: str, false: str):
    chart = told(name, language)
    said = "\n".join(chart.text.notes) if field == "note" else getattr(chart.text, field)
    said = re.sub(r"(?<!\d)\u00a0|\u00a0(?!\d)", " ", said)
    assert true in said
    assert faults(chart, field, said) == []
    assert faults(chart, field, said.replace(true, false))


@pytest.mark.parametrize("field", ["title", "subtitle", "alt", "long", "caption", "reading", "method", "short_note"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Messengers lost people."),
        ("en", "At least 5,432.1 million did."),
        ("ru", "Аудитория выросла."),
        ("ru", "Не менее 5432,1 млн."),
    ],
)
def test_no_field_says_what_nothing_carries(told, figure: str, field: str, language: str, said: str):
    chart = told(figure, language)
    assert any(said.rstrip(".") in fault or "432" in fault for fault in faults(chart, field, said))


def test_a_fall_is_told_by_its_size(told):
    chart = told("where-people-went")
    # From August to December: a fall of 2.5 to 3.6 million, and not the other way round.
    assert faults(chart, "long", "From August to December 2025 WhatsApp fell 2.5 to 3.6 million.") == []
    assert faults(chart, "long", "From August to December 2025 WhatsApp fell 3.1 to 3.6 million.")
