"""Statements, fraud figures, callers and accounts in Russian: no English is left, and no word goes beyond the data."""

import csv
import json
import re
from dataclasses import replace
from functools import cache

import pytest
from matplotlib.text import Text as Label
from reach import claims, paths
from reach.charts import accounts_and_people, look, reason_against_evidence, who_called, who_said_what
from reach.charts.chart import Chart
from reach.edition import load, parameters

CHARTS = {m.NAME: m for m in (accounts_and_people, who_called, who_said_what, reason_against_evidence)}
EDITIONS = ["2025-08", "latest"]
CAUSES = re.compile(
    r"\b(?:из-за|вызва\w+|прив[её]л\w* к|вследствие|благодаря|бежал\w+|потому|поскольку)\b", re.IGNORECASE
)


@cache
def chart(name: str, edition: str, language: str) -> Chart:
    return CHARTS[name].chart(parameters(**load(edition).parameters | {"language": language}))


@cache
def names() -> frozenset[str]:
    """Words in Latin letters that are part of a name as Russian pages write it."""
    found = "Reach notebooks CC BY Mediascope"
    columns = {
        "services": ("service_ru",),
        "surveys": ("asked_by_ru",),
        "reactions": ("actor_ru", "claim_ru"),
        "fraud_figures": ("who_said_ru", "weakness_ru", "claim_ru"),
    }
    for table, kept in columns.items():
        with (paths.DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            found += " ".join(["", *(row[column] for row in csv.DictReader(file) for column in kept)])
    with (paths.DATA / "sources.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            # The source line prints an original by its own name where that is short.
            original = row["origin"].split(",")[0]
            original = row["origin_ru"] or (original if len(original.split()) <= 2 else "")
            found += f" {row['publisher_ru'] or row['publisher']} {original}"
    return frozenset(re.findall(r"[A-Za-z]+", found))


def printed(found: Chart, size: str) -> list[str]:
    return [t.get_text() for t in found.static(found.look.at(size)).findobj(Label) if t.get_text().strip()]


def words_of(found: Chart) -> list[str]:
    text = found.text
    return [
        text.title,
        text.subtitle,
        text.alt,
        text.long,
        text.caption,
        text.reading,
        text.method,
        text.short_note,
        *text.notes,
    ]


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", CHARTS)
def test_no_english_is_left(name: str, edition: str):
    found = chart(name, edition, "ru")
    said = [*words_of(found), *(word for size in look.SIZES for word in printed(found, size))]
    screen = json.loads(found.interactive(found.look).to_json())
    said += [label for _, label in found.key]
    for trace in screen["data"]:
        said += [part for field in ("customdata", "hovertemplate", "text") for part in _flat(trace.get(field))]
    said += [a["text"] for a in screen["layout"].get("annotations", ())]
    axes = [screen["layout"][a] for a in screen["layout"] if a.startswith(("xaxis", "yaxis"))]
    said += [str(t) for axis in axes for t in axis.get("ticktext", ())]
    said += [axis.get("title", {}).get("text", "") for axis in axes]
    for text in said:
        text = re.sub(r"<[^>]*>|&\w+;|%\{\w+\}", " ", text)
        assert set(re.findall(r"[A-Za-z]+", text)) <= names(), text


def _flat(value: object) -> list[str]:
    if isinstance(value, list):
        return [part for item in value for part in _flat(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", CHARTS)
def test_our_own_words_name_no_cause(name: str, edition: str):
    found = chart(name, edition, "ru")
    # What actors claimed may name a cause: it is theirs, and said to be theirs.
    quoted = sorted((c for c in found.data.get("claim_ru", ()) if c), key=len, reverse=True)
    for text in words_of(found):
        for claim in quoted:
            text = text.replace(claim, "…")
        assert not CAUSES.search(text), text


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", CHARTS)
def test_words_are_carried_and_an_editor_is_told_how_to_read(name: str, edition: str, language: str):
    found = chart(name, edition, language)
    assert claims.check(found) == []
    assert len(found.text.title.split()) <= 16
    assert len(found.text.alt) <= 200
    if not found.empty:
        assert found.text.reading
        assert found.text.method
        assert len(found.text.long.split()) <= 180


@pytest.mark.parametrize(
    ("name", "language", "false"),
    [
        ("accounts-and-people", "en", "Registrations stated for MAX were above measured reach in August 2025"),
        ("accounts-and-people", "ru", "Заявленных регистраций MAX в августе 2025 года было больше измеренного охвата"),
        ("accounts-and-people", "ru", "Заявленных регистраций MAX в декабре 2025 года было меньше измеренного охвата"),
        ("who-called", "en", "39% of adults in Russia said they use messengers for calls"),
        ("who-called", "ru", "39\u00a0% взрослых в России сказали, что звонят в мессенджерах"),
        ("who-said-what", "en", "68 statements on the limits were found"),
        ("who-said-what", "ru", "Об ограничениях найдено 68 заявлений"),
        ("reason-against-evidence", "en", "Messengers carried 17% of reported fraud"),
        ("reason-against-evidence", "ru", "До ограничений на мессенджеры приходилось 16–66\u00a0% мошенничеств"),
    ],
)
def test_a_false_title_is_refused(name: str, language: str, false: str):
    found = chart(name, "latest", language)
    assert claims.check(replace(found, text=replace(found.text, title=false)))


@pytest.mark.parametrize("edition", EDITIONS)
def test_statements_are_printed_in_the_readers_language(edition: str):
    for name in ("who-said-what", "reason-against-evidence"):
        found = chart(name, edition, "ru")
        near = found.data[found.data["near"]] if "near" in found.data else found.data[found.data["part"] == "reason"]
        said = " ".join(printed(found, "mobile")).replace("\u00a0", " ")
        for row in near.itertuples():
            assert row.claim_ru.replace("\u00a0", " ") in said
            assert row.claim not in said


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("size", look.SIZES)
def test_every_share_is_drawn_or_counted(size: str, language: str):
    found = chart("reason-against-evidence", "latest", language)
    figure = found.static(found.look.at(size))
    drawn = {p.get_gid() for p in figure.axes[0].patches if p.get_gid()}
    shares = found.data[found.data["part"] == "share"]
    missing = shares[~shares["record_id"].isin(drawn)]["report"].nunique()
    # A card may leave some to the table, and says how many; the others show all.
    if look.SIZES[size].brief:
        more = {"en": f"{missing} more: see the table.", "ru": f"ещё {missing}: см. таблицу"}[language]
        assert (more in [t.get_text() for t in figure.findobj(Label)]) == (missing > 0)
    else:
        assert missing == 0


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_square_has_the_strip_above_the_statements(language: str):
    found = chart("who-said-what", "latest", language)
    figure = found.static(found.look.at("square"))
    marks = [line for line in figure.axes[0].get_lines() if line.get_gid()]
    assert {line.get_gid() for line in marks} == set(found.data["reaction_id"])
    lowest = max(line.get_ydata()[0] for line in marks)
    actors = found.data.loc[found.data["near"], "actor" if language == "en" else "actor_ru"]
    heads = [t for t in figure.findobj(Label) if any(t.get_text().startswith(f"{actor} ·") for actor in actors)]
    assert len(heads) == 4
    assert all(head.get_position()[1] > lowest for head in heads)


def test_a_long_question_is_broken_and_not_cut():
    found = chart("who-called", "latest", "ru")
    for size in look.SIZES:
        said = " ".join(printed(found, size)).replace("\u00a0", " ")
        for label in found.data["label_ru"]:
            assert label in said
