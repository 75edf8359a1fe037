"""Sentences from outside, held to the tables: 120 with their verdicts, half of them kept aside while this was made."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from checks import PROSE, committed, made
from reach import claims, cli, verdicts, wording

pytestmark = pytest.mark.frozen

SENTENCES = list(csv.DictReader((Path(__file__).parent / "sentences.csv").open(encoding="utf-8", newline="")))


def test_every_sentence_has_its_verdict():
    assert len(SENTENCES) == 120
    latest = committed("latest")
    wrong = [
        f"{row['verdict']}, not {got}: {row['sentence']}"
        for row in SENTENCES
        if (got := verdicts.overall(verdicts.check(row["sentence"], latest))) != row["verdict"]
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_carried_names_its_rows_and_pages_and_what_is_not_a_wording_that_holds():
    latest = committed("latest")
    (carried,) = verdicts.check("WhatsApp’s monthly reach was 80.3 million in February 2026.", latest)
    assert "WA-2026-02-m-igd" in carried.rows
    assert "iguides-2026-03-05" in carried.pages
    (precise,) = verdicts.check("Telegram reached 90.9 million people in October 2025.", latest)
    assert verdicts.holds(verdicts.check(precise.wording, latest))


def test_a_dated_edition_carries_only_what_it_knows():
    said = "WhatsApp’s monthly reach was 80.3 million in February 2026."
    assert verdicts.overall(verdicts.check(said, committed("2025-08"))) == verdicts.MISSING


@pytest.mark.parametrize(("sentence", "status"), [("WhatsApp’s monthly reach was 80.3 million in February 2026", 0),
                                                  ("WhatsApp halved", 1), ("Nothing in particular", 1)])  # fmt: skip
def test_only_a_sentence_that_is_carried_exits_with_nought(sentence: str, status: int, capsys):
    assert cli.main(["claim", sentence]) == status
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "title", "kind"),
    [
        ("en", "WhatsApp lost 14 million users because of the block", "cause"),
        ("en", "WhatsApp’s reach halved", "measure"),
        ("en", "Millions fled WhatsApp", "flow"),
        ("en", "Russians use MAX", "metric"),
        ("ru", "WhatsApp потерял аудиторию из-за блокировки", "cause"),
        ("ru", "Аудитория WhatsApp рухнула", "measure"),
        ("ru", "Люди перешли в MAX", "flow"),
        ("ru", "Россияне в мессенджерах", "metric"),
    ],
)
def test_a_title_of_ones_own_is_held_too(language: str, title: str, kind: str):
    assert kind in [found for found, *_ in wording.refused(title, language)]
    chart = made("reach-against-restrictions", committed("latest", language=language))
    assert claims.check(chart) == []
    for field in PROSE:
        told = claims.check(replace(chart, text=replace(chart.text, **{field: title})))
        assert any(f", {field}: “" in fault for fault in told), field


def test_what_somebody_said_is_quoted_and_may_name_a_cause():
    chart = made("who-said-what", committed("latest"))
    claim = next(c for c in chart.data["claim"] if wording.refused(c, "en") and not re.search(r"\d", c))
    assert claims.check(replace(chart, text=replace(chart.text, caption=claim))) == []
    assert claims.check(replace(chart, text=replace(chart.text, caption="It rose because of the limits.")))


@pytest.mark.parametrize(
    "sentence",
    [
        "By December 2025 MAX, at 70 million people a month, had overtaken WhatsApp.",
        "Among teenagers, WhatsApp’s monthly audience was 80.3 million in February 2026.",
        "В Казахстане месячная аудитория WhatsApp в феврале 2026 года составила 80,3 млн человек.",
        "В Москве WhatsApp в феврале 2026 года пользовались 80,3 млн человек в месяц.",
        "По прогнозу, в феврале 2026 года месячная аудитория WhatsApp составит 80,3 млн человек.",
        "С декабря 2025 года по февраль 2026 года выросла только аудитория Telegram.",
        "WhatsApp’s monthly reach was not 80.3 million in February 2026.",
        "WhatsApp’s reach rose from 94.5 million in December 2025 to 80.3 million in February 2026.",
        "WhatsApp’s weekly audience was 80.3 million in February 2026.",
        "The block pulled WhatsApp’s reach down by 9.1 million from January to February 2026.",
        "WhatsApp was blocked on 31 February 2026.",
    ],
)
def test_what_is_not_understood_carries_nothing(sentence: str):
    assert verdicts.overall(verdicts.check(sentence, committed("latest"))) in (verdicts.UNTOLD, verdicts.CONTRADICTED)


def test_figures_of_two_series_are_not_compared(monkeypatch):
    rows = verdicts.tables.read

    def apart(table: str, *given: object) -> object:
        found = rows(table, *given)
        if table == "user_counts":  # the last month is counted by another measurer
            found.loc[found["record_id"] == "WA-2026-02-m-igd", "series_id"] = "mts-adtech-monthly"
        return found.assign(line="yes") if table == "series" else found

    monkeypatch.setattr(verdicts.tables, "read", apart)
    said = "WhatsApp’s monthly reach fell 14.2 million from December 2025 to February 2026."
    assert verdicts.overall(verdicts.check(said, committed("latest"))) == verdicts.UNTOLD
