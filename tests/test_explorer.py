"""The explorer: what a choice gives is said before it is taken, and nothing is joined that is not one series."""

import csv
import datetime as dt
import random
from dataclasses import replace
from functools import cache

import nbformat
import pandas as pd
import pytest
from reach import claims, explorer, kit, paths, views
from reach import edition as editions
from reach.draw.marks import Line, Plot, cells, flat

LATEST = editions.parameters(**editions.load("latest").parameters)
PAIR = views.asked(LATEST, services="WhatsApp, Telegram")
JOINED = "mediascope-monthly-12plus"


@cache
def rows() -> dict[str, dict[str, str]]:
    with (paths.DATA / "user_counts.csv").open(encoding="utf-8", newline="") as file:
        return {row["record_id"]: row for row in csv.DictReader(file)}


def shown(choice: views.Choice) -> pd.DataFrame:
    return views.view(LATEST, choice).data.query("part == 'figure'")


def taken(choice: views.Choice, control: str, value: object) -> views.Choice:
    if control == "country":
        return choice if value == choice.country else views.start(editions.Edition(value, as_of=choice.as_of))
    return replace(choice, **{control: (value,) if control == "services" else value})


def some(seed: int) -> views.Choice:
    """A choice at random, country and as-of day among the rest."""
    given = random.Random(seed)
    country = given.choice(["RU"] * 6 + ["IR", "BR", "NG", "NP", "TR", "EG"])
    there = views.offered(country)
    since = given.choice(pd.date_range("2016-01-01", "2026-06-01", freq="MS"))
    until = given.choice([since + pd.DateOffset(months=given.randint(0, 60)), PAIR.until])
    as_of = given.choice([None, None, dt.date(2025, 8, 31), dt.date(2025, 10, 31), dt.date(2026, 3, 1)])
    services = tuple(given.sample(there, min(len(there), given.choice([1, 2, 2, 3, 5]))))
    return views.Choice(country, services, given.choice(views.METRICS), since, until, as_of, given.choice(views.DATES))


# Choices


@pytest.mark.parametrize("seed", range(4))
def test_counts_before_a_choice_are_the_rows_after_it(seed: int):
    choice = PAIR if seed == 0 else some(seed)
    for control, offered in views.choices(choice).items():
        for value, n in random.Random(seed).sample(sorted(offered.items(), key=str), min(6, len(offered))):
            assert len(shown(taken(choice, control, value))) == n, (control, value)


def test_a_choice_gives_the_services_months_and_metric_asked_for():
    found = shown(replace(PAIR, since=pd.Timestamp("2025-06-01"), until=pd.Timestamp("2025-12-01")))
    mine = [rows()[i] for i in found["record"]]
    assert {r["service"] for r in mine} == {"WhatsApp", "Telegram"}
    assert {r["metric"] for r in mine} == {"monthly_reach"}
    months = [r["period_start"] for r in mine]
    assert min(months) == "2025-06-01"
    assert max(months) == "2025-12-01"


def test_an_as_of_day_leaves_out_what_was_public_later():
    for day in (dt.date(2025, 8, 31), dt.date(2025, 10, 31), dt.date(2026, 2, 5)):
        found = shown(replace(PAIR, as_of=day))
        assert 0 < len(found) < len(shown(PAIR))
        assert all("" < rows()[i]["known_by"] <= day.isoformat() for i in found["record"])


def test_disputed_dates_move_limits_and_no_figure():
    low, used, high = (views.view(LATEST, replace(PAIR, dates=d)).data for d in views.DATES)
    assert list(low["record"][low["part"] == "figure"]) == list(high["record"][high["part"] == "figure"])
    begun = [f[f["part"] == "limit"].groupby(["service", "record"])["start"].min() for f in (low, used, high)]
    both = pd.concat(begun, axis=1).dropna()
    assert (both.iloc[:, 0] <= both.iloc[:, 1]).all()
    assert (both.iloc[:, 0] < both.iloc[:, 2]).any()


@pytest.mark.parametrize("given", [{"metric": "reach"}, {"services": "Telegramm"}, {"until": "soon"}, {"dates": "all"}])
def test_a_wrong_choice_says_what_is_allowed(given: dict[str, str]):
    with pytest.raises(editions.ParameterError, match=next(iter(given))):
        views.asked(LATEST, **given)


# The chart


def test_only_months_of_one_series_are_joined():
    choice = replace(PAIR, services=views.offered("RU"), since=pd.Timestamp("2017-01-01"))
    for metric in views.METRICS:
        chart = views.view(LATEST, replace(choice, metric=metric))
        (plot,) = (part for part in flat(chart.panel) if isinstance(part, Plot))
        (line,) = (mark for mark in plot.marks if isinstance(mark, Line))
        runs: dict[int, list[dict[str, str]]] = {}
        for run, record in cells(line.data, line.run, line.data["record_id"]):
            runs.setdefault(run, []).append(rows()[record])
        for run in runs.values():
            assert len({(r["service"], r["series_id"]) for r in run}) == 1
            months = pd.PeriodIndex([r["period_start"] for r in run], freq="M")
            assert (months[1:].astype("int64") - months[:-1].astype("int64") == 1).all()


@pytest.mark.parametrize("seed", range(30))
def test_any_choice_draws_and_says_nothing_that_the_data_do_not(seed: int):
    chart = views.view(replace(LATEST, language=("en", "ru")[seed % 2]), some(seed))
    assert claims.check(chart) == []
    for size in ("wide", "narrow"):
        assert chart.on_screen(size)["layout"]["height"] > 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30, 60))
def test_any_choice_is_laid_out_on_paper(seed: int):
    for size in ("article", "mobile", "social"):
        views.view(LATEST, some(seed)).figure(size)


# What is said


def test_figures_of_different_series_are_refused_aloud():
    assert any("WhatsApp: different series: not joined" in said for said in views.refused(views.figures(PAIR), "en"))
    apart = views.asked(LATEST, services="Discord, WhatsApp", metric="monthly_active_users", since="2017-01")
    assert any("not compared" in said for said in views.refused(views.figures(apart), "en"))
    one = views.figures(PAIR).query("series_id == @JOINED")
    assert views.refused(one, "en") == []


def test_a_choice_without_figures_says_what_is_missing_and_what_is_near():
    early = replace(
        PAIR, services=("MAX", "Signal"), since=pd.Timestamp("2025-01-01"), until=pd.Timestamp("2025-03-01")
    )
    first, second = views.missing(early, "en")
    assert first.startswith("MAX: no monthly reach for these choices")
    assert "in other months" in first
    assert second.endswith("nothing was found.")
    assert views.view(LATEST, early).empty
    assert "public later" in views.missing(replace(PAIR, as_of=dt.date(2020, 1, 1)), "en")[0]


def by_hand(record: dict[str, str]) -> tuple[float, float]:
    """The rounding interval of a figure that was rounded, from its row."""
    assert record["qualifier"] in ("rounded", "as printed", "exact")
    return (
        float(record["value"]) - float(record["resolution"]) / 2,
        float(record["value"]) + float(record["resolution"]) / 2,
    )


def test_a_change_is_that_of_the_rows():
    a, b = pd.Timestamp("2025-12-01"), pd.Timestamp("2026-02-01")
    mine = {
        r["period_start"]: by_hand(r)
        for r in rows().values()
        if _of_record(r, "WhatsApp") and r["period_start"] in (f"{a:%F}", f"{b:%F}")
    }
    found = views.change(PAIR, b, a).set_index("service").loc["WhatsApp"]
    (low_a, high_a), (low_b, high_b) = mine[f"{a:%F}"], mine[f"{b:%F}"]
    assert (found["low"], found["high"]) == pytest.approx((low_b - high_a, high_b - low_a))
    assert found["said"].startswith("lower by ")


def _of_record(row: dict[str, str], service: str) -> bool:
    return (row["service"], row["series_id"], row["draw"]) == (service, JOINED, "yes")


def test_no_change_is_given_between_series_or_without_a_figure():
    first, last = pd.Timestamp("2020-08-01"), pd.Timestamp("2026-02-01")
    found = views.change(replace(PAIR, since=first), first, last)
    assert set(found["said"]) == {"different series: not joined"}
    assert found["low"].isna().all()
    found = views.change(PAIR, pd.Timestamp("2026-09-01"), last)
    assert set(found["said"]) == {"no figure for Sep 2026"}


def test_a_small_change_is_said_to_be_small():
    found = views.change(PAIR, pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-01")).set_index("service")
    assert found.loc["Telegram", "said"].startswith("little changed")
    assert "sampling" in found.loc["Telegram", "said"]


# The widgets


def test_a_control_redraws_the_chart_its_rows_and_the_counts():
    look = explorer.explore(LATEST)
    before = look.take["csv"].value
    look.controls["services"].value = ("MAX", "Telegram")
    look.controls["since"].value = pd.Timestamp("2025-11-01")
    assert look.chart.data["service"].unique().tolist() == ["MAX", "Telegram"]
    assert look.take["csv"].value != before
    assert "-p services 'MAX, Telegram'" in look.take["again"].value
    assert "Data as of" in look.take["cite"].value
    n = len(look.chart.data.query("part == 'figure'"))
    assert f"Nov 2025 · {n}" in dict(look.controls["since"].options)
    assert look.table.outputs[0]["data"]["text/html"].count("<tr>") == n + 1
    look.controls["country"].value = "IR"
    assert look.choice.services == ("WhatsApp", "Telegram")
    assert look.controls["metric"].value == look.choice.metric


def test_the_line_to_make_it_again_gives_the_same_view():
    given = {"services": "MAX, Telegram", "since": "2025-11-01", "until": "2026-02-01", "dates": "latest", "as_of": ""}
    choice = views.asked(LATEST, **given)
    said = views.command(choice, LATEST)
    for name, value in given.items():
        assert f"-p {name} '{value}'" in said or f"-p {name} {value}" in said
    assert views.view(LATEST, choice).name == views.view(LATEST, **given).name


@pytest.mark.parametrize("country", ["IR", "NP"])
def test_the_notebook_runs_for_other_countries(country: str, capsys):
    book = nbformat.read(paths.NOTEBOOKS / "explore.ipynb", as_version=4)
    code = [cell["source"] for cell in book.cells if cell["cell_type"] == "code"]
    given = {"country": country, "services": "", "metric": "", "until": "", "dates": ""}
    for source in code[1:]:
        exec(source, given)
    assert given["look"].choice.country == country
    assert given["chart"].data["service"].unique().tolist() == ["MAX", "Telegram"]


def test_only_countries_with_something_to_show_are_offered():
    with pytest.raises(editions.ParameterError, match=r"'AQ': no service has .* Allowed: RU, "):
        explorer.explore(LATEST, country="AQ")
    look = explorer.explore(LATEST)
    for country in [code for _, code in look.controls["country"].options]:
        look.controls["country"].value = country
        assert look.choice.services


def test_a_view_is_published_as_a_whole_kit(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "SCRATCH", tmp_path / "scratch")
    look = explorer.explore(replace(LATEST, sizes=("article",)), services="MAX, Telegram", since="2025-11")
    look.publish()
    (folder,) = (tmp_path / "scratch").iterdir()
    assert folder.name == look.chart.name
    assert kit.missing(folder) == []
    assert "Written" in look.written.value


@pytest.mark.parametrize(("language", "head"), [("en", "As published"), ("ru", "Как опубликовано")])
def test_columns_are_named_in_words_and_those_of_the_change_are_its_own(language: str, head: str):
    look = explorer.explore(replace(LATEST, language=language))
    shown, between = (o.outputs[0]["data"]["text/html"] for o in (look.table, look.rows_between))
    assert f">{head}</th>" in shown
    assert "ead_" not in shown
    assert between.count("<th ") == between.split("</tr>")[1].count("<td ") == 2


def test_what_a_table_says_is_escaped():
    assert "<b>" not in explorer._table(["a"], [[explorer._cell("<b>bold</b>")]])
