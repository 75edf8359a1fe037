"""The two figures of notebook 08: their words, their sizes, and what they do without data."""

import csv
import json

import pandas as pd
import pytest
from matplotlib.text import Text as Label
from reach import paths
from reach.charts import look, reason_against_evidence, who_said_what
from reach.edition import Edition, load, parameters

CHARTS = {m.NAME: m for m in (who_said_what, reason_against_evidence)}
SIZES = list(look.SIZES)
NOTHING = [{"as_of": "2015-12-31"}, {"country": "EG"}, {"platforms": "Signal, Viber"}]


def committed(name: str, **more: str) -> Edition:
    return parameters(**(load(name).parameters | more))


@pytest.fixture(scope="module", params=["2025-08", "latest"])
def edition(request) -> Edition:
    return committed(request.param)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CHARTS)
def test_texts_stay_inside_and_apart(edition: Edition, name: str, size: str):
    chart = CHARTS[name].chart(edition)
    figure = chart.static(chart.look.at(size))
    renderer = figure.canvas.get_renderer()
    width, height = figure.get_size_inches() * figure.dpi
    boxes = []
    for label in figure.findobj(Label):
        if not label.get_text().strip():
            continue
        assert label.get_fontsize() * figure.dpi / 72 >= 12 - 1e-6, label.get_text()
        box = label.get_window_extent(renderer)
        assert box.x0 >= -0.5, label.get_text()
        assert box.x1 <= width + 0.5, label.get_text()
        assert box.y0 >= -0.5, label.get_text()
        assert box.y1 <= height + 0.5, label.get_text()
        boxes.append((box, label.get_text()))
    assert len(boxes) > 5
    for i, (a, first) in enumerate(boxes):
        for b, second in boxes[:i]:
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            tall = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert not (wide > 1 and tall > 0.3 * min(a.height, b.height)), (first, second)
    wanted = look.SIZES[size]
    assert (round(width), round(height)) == (wanted.width, wanted.height or round(height))


@pytest.mark.parametrize("name", CHARTS)
def test_titles_are_short_and_columns_are_told(edition: Edition, name: str):
    chart = CHARTS[name].chart(edition)
    assert len(chart.text.title.split()) <= 16
    assert list(chart.data.columns) == list(chart.columns)
    for word in ("because", "caused", "due to", "drove", "fled", "hit by", "moved to"):
        assert word not in chart.text.title + chart.text.caption + chart.text.subtitle


@pytest.mark.parametrize("given", NOTHING, ids=str)
@pytest.mark.parametrize("name", CHARTS)
def test_without_data_a_card_says_so(name: str, given: dict[str, str]):
    chart = CHARTS[name].chart(parameters(**given))
    assert chart.empty
    for size in SIZES:
        chart.static(chart.look.at(size))
    assert json.loads(chart.interactive(chart.look).to_json())["layout"]


@pytest.mark.parametrize("day", ["2025-08-13", "2025-08-14", "2025-08-20", "2026-02-18"])
@pytest.mark.parametrize("name", CHARTS)
def test_nothing_known_later_is_printed(name: str, day: str):
    chart = CHARTS[name].chart(parameters(as_of=day))
    assert not chart.empty
    for column in ("date", "period_start"):
        if column in chart.data:
            assert (chart.data[column] <= pd.Timestamp(day)).all()
    printed = json.dumps([chart.text.long, chart.text.title, chart.data.astype(str).to_dict("list")])
    for table, key, text in (("reactions", "reaction_id", "claim"), ("fraud_figures", "record_id", "claim")):
        with (paths.DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if not row["known_by"] or row["known_by"] > day:
                    assert row[key] not in printed
                    assert row[text] not in printed


def test_all_statements_are_marks_and_seven_are_in_words(edition: Edition):
    chart = who_said_what.chart(edition)
    figure = chart.static(chart.look)
    marks = {line.get_gid() for line in figure.axes[0].get_lines() if line.get_gid()}
    assert marks == set(chart.data["reaction_id"])
    near = chart.data[chart.data["near"]]
    printed = " ".join(label.get_text() for label in figure.findobj(Label))
    for actor in near["actor"]:
        assert actor in printed
    # The screen has them all too.
    assert sum(len(trace.x) for trace in chart.interactive(chart.look).data) == len(chart.data)


def test_the_title_names_reason_and_condition_only_where_each_is_one_bodys(monkeypatch):
    edition = committed("2025-08")
    assert "Roskomnadzor gave the reason" in who_said_what.chart(edition).text.title
    real = who_said_what.statements.key

    def swapped(e: Edition) -> pd.DataFrame:
        found = real(e)
        return found.assign(topics=["reason;condition" if t == "reason" else "" for t in found["topics"]])

    monkeypatch.setattr(who_said_what.statements, "key", swapped)
    title = who_said_what.chart(edition).text.title
    assert "reason" not in title
    data = who_said_what.frame(edition)
    assert str(len(data)) in title
    assert str((data["stand"] == "against").sum()) in title


def test_the_spread_in_the_title_is_that_of_the_bars(edition: Edition):
    chart = reason_against_evidence.chart(edition)
    bars = chart.data[(chart.data["part"] == "share") & (chart.data["channel"] == "messengers") & chart.data["before"]]
    firm = bars[bars["value"].notna() & (bars["low"] > 0)]
    assert f"{firm['value'].min():.0f}% to {firm['value'].max():.0f}%" in chart.text.title
    assert (firm["confidence"] != "low").all()


def test_without_a_spread_the_title_says_less():
    # On the 13th one share of messengers was known, on the 14th the telephone's beside it.
    one = reason_against_evidence.chart(parameters(as_of="2025-08-13")).text.title
    pair = reason_against_evidence.chart(parameters(as_of="2025-08-14")).text.title
    assert "%" not in one
    assert "45.6%" in pair
    assert "15.7%" in pair


def test_bars_end_where_the_figures_do(edition: Edition):
    chart = reason_against_evidence.chart(edition)
    figure = chart.static(chart.look)
    widths = {p.get_gid(): p.get_width() for p in figure.axes[0].patches if p.get_gid()}
    shares = chart.data[chart.data["part"] == "share"].set_index("record_id")
    assert set(widths) == set(shares.index)
    per = widths["FR-MEGAFON-2025H1"] / 60
    for record, row in shares.iterrows():
        end = row["high"] if pd.isna(row["value"]) else row["value"]
        assert widths[record] == pytest.approx(end * per)


def test_what_is_missing_is_said_only_while_it_is(monkeypatch):
    edition = committed("latest")
    data = reason_against_evidence.frame(edition)
    said = reason_against_evidence._missing(data, edition)
    assert len(said) == 2
    told = data.copy()
    told.loc[told["record_id"] == "FR-T2-2025-07", "channel"] = "WhatsApp"
    told.loc[told["record_id"] == "FR-MEGAFON-2025H1", "before"] = False
    assert reason_against_evidence._missing(told, edition) == []
