"""Words of the figures on change, in both languages: carried by intervals for any choice, and Russian throughout."""

import re
from dataclasses import replace
from functools import cache

import pytest
from reach import claims, tables
from reach.charts import before_and_after, precedents, stickiness, where_people_went
from reach.charts.chart import Chart
from reach.edition import load, parameters

MODULES = {m.NAME: m for m in (before_and_after, precedents, stickiness, where_people_went)}
CHOICES = {
    "latest": {},
    "the story": load("2025-08").parameters,
    "in autumn": {"as_of": "2025-10-23"},
    "before the block": {"as_of": "2026-01-31"},
    "VK's network and YouTube": {"platforms": "VKontakte, YouTube", "also": "imo"},
    "a long axis": {"since": "2020-01-01"},
    "another country": {"country": "EG"},
}


@cache
def made(name: str, choice: str, language: str) -> Chart:
    return MODULES[name].chart(parameters(**CHOICES[choice] | {"language": language}))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("name", MODULES)
def test_intervals_carry_the_words(name: str, choice: str, language: str):
    chart = made(name, choice, language)
    assert claims.check(chart) == []
    assert chart.empty or (chart.text.reading and chart.text.method)


@pytest.mark.parametrize(
    ("name", "language", "field", "true", "false"),
    [
        # The number of another service, the other way round, and more than the intervals give.
        ("before-and-after", "en", "title", "fell 9.1", "fell 2.3"),
        ("before-and-after", "ru", "title", "на 9,1", "на 2,3"),
        ("before-and-after", "en", "long", "WhatsApp down", "WhatsApp up"),
        ("before-and-after", "ru", "long", "у WhatsApp сократился", "у WhatsApp вырос"),
        ("before-and-after", "en", "caption", "daily reach fell 16–17%", "daily reach fell 21–22%"),
        ("precedents", "en", "title", "Instagram and YouTube reached fewer", "Facebook reached fewer"),
        ("precedents", "ru", "title", "Охват Instagram и YouTube", "Охват Facebook"),
        ("precedents", "en", "long", "10.6", "12.6"),
        ("stickiness", "en", "caption", "at least 9", "at least 10"),
        ("stickiness", "ru", "caption", "не менее 9", "не менее 10"),
        ("stickiness", "ru", "long", "сократился на 13,7–13,9", "сократился на 15,7–15,9"),
        ("where-people-went", "en", "title", "fell 14.2", "fell 2.1"),
        ("where-people-went", "ru", "title", "сократился на 14,2", "сократился на 2,1"),
        ("where-people-went", "en", "long", "At least 8", "At least 9"),
        ("where-people-went", "ru", "long", "Не менее 8", "Не менее 9"),
    ],
)
def test_what_they_do_not_carry_is_refused(name: str, language: str, field: str, true: str, false: str):
    chart = made(name, "latest", language)
    said = getattr(chart.text, field).replace("\u00a0", " ")
    assert true in said
    assert claims.check(replace(chart, text=replace(chart.text, **{field: said}))) == []
    assert claims.check(replace(chart, text=replace(chart.text, **{field: said.replace(true, false)})))


def test_little_changed_is_said_of_all_months_and_not_of_steps(monkeypatch):
    # Steps of under a million that add up to more.
    edition = parameters(**CHOICES["the story"])
    read = before_and_after.audience.points

    def sliding(*given: object) -> object:
        found = read(*given)
        last = found["month"] == found["month"].max()
        middle = found["month"] == "2025-04-01"
        for column in ("value", "low", "high"):
            found[column] = found[column] - 0.7e6 * middle - 1.4e6 * last
        return found

    assert "changed little" in before_and_after.chart(edition).text.title
    monkeypatch.setattr(before_and_after.audience, "points", sliding)
    found = before_and_after.chart(edition)
    steps = found.data[(found.data["part"] == "change") & (found.data["metric"] == "monthly_reach")]
    assert set(steps["reading"]) == {"little"}
    assert "little" not in found.text.title + found.text.long
    assert claims.check(found) == []


@cache
def names() -> set[str]:
    """Every word in Latin letters that Russian figures may print: names of services, publishers and the measurer."""
    services, pages = tables.read("services"), tables.read("sources")
    said = {*services["service_ru"], *tables.in_language("sources", "publisher", "ru").values(), *pages["origin_ru"]}
    return {word for name in said for word in re.findall(r"[A-Za-z]+", name)} | {
        "Mediascope",
        "DNS",
        "Reach",
        "notebooks",
        "CC",
        "BY",
    }


def on_screen(chart: Chart) -> list[str]:
    """All that the interactive figure says: hover boxes, axis titles, rows and headings."""
    figure, found = chart.interactive(chart.look), []
    for trace in figure.data:
        for part in (trace.customdata, trace.text):
            found += [str(p) for p in (part if part is not None else ())]
        found.append(trace.hovertemplate or "")
        for axis in (trace.y, trace.x):
            found += [
                str(v) for level in (axis if axis is not None else ()) for v in _flat(level) if isinstance(v, str)
            ]
    found += [a.text for a in figure.layout.annotations]
    for axis in figure.select_yaxes():
        found += [str(t) for t in (axis.ticktext if axis.ticktext is not None else ())]
    for axis in figure.select_xaxes():
        found.append(axis.title.text or "")
    return found


def _flat(value: object) -> list:
    return list(value) if isinstance(value, (tuple, list)) else [value]


@pytest.mark.parametrize("choice", ["latest", "the story", "VK's network and YouTube"])
@pytest.mark.parametrize("name", MODULES)
def test_russian_figures_say_nothing_in_english(name: str, choice: str):
    chart = made(name, choice, "ru")
    text = chart.text
    fields = [text.title, text.subtitle, text.alt, text.long, text.caption, *text.notes, text.short_note]
    fields += [text.reading, text.method]
    for said in (*fields, *on_screen(chart)):
        plain = re.sub(r"<[^>]*>|%\{[^}]*\}|\d{4}-\d\d-\d\dT?[\d:]*", " ", said)
        assert set(re.findall(r"[A-Za-z]{2,}", plain)) <= names(), said
        assert not re.search(r"\d\.\d", plain.replace("CC BY 4.0", "")), f"a decimal point in {said!r}"


def test_a_published_figure_takes_its_own_words_in_russian():
    drawn = made("stickiness", "latest", "ru")
    hovers = " ".join(on_screen(drawn)).replace("\u00a0", " ").replace("<br>", " ")
    assert "из более чем 97 млн за месяц" in hovers
    assert "почти 68 млн" in hovers
