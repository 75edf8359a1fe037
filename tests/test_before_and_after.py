"""The figures of notebook 05: true titles for every choice, words inside the canvas, nothing known later."""

import itertools
import json
import re
from functools import cache

import pandas as pd
import pytest
from reach import paths, tables, words
from reach.charts import before_and_after, precedents
from reach.charts.look import SIZES
from reach.edition import Edition, load, parameters
from reach.measures import change

MODULES = {"before-and-after": before_and_after, "precedents": precedents}
NOTEBOOK = paths.NOTEBOOKS / "05-before-and-after.ipynb"
EMPTY = [{"as_of": "2015-12-31"}, {"country": "EG"}, {"country": "NP", "platforms": "Signal, Viber"}]
CAUSAL = re.compile(r"\b(because of|caused|due to|drove|fled|hit by|moved to|led to|thanks to)\b")


def committed(name: str, theme: str = "light") -> Edition:
    return parameters(**load(name).parameters | {"theme": theme})


@cache
def drawn(name: str, edition: str, size: str):
    """A figure of a committed edition in a size, drawn once."""
    chart = MODULES[name].chart(committed(edition))
    return chart.static(chart.look.at(size))


@cache
def boxes(figure) -> list[tuple[str, object]]:
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    return [(t.get_text(), t.get_window_extent(renderer)) for t in figure.findobj(match_text) if t.get_text().strip()]


def match_text(artist) -> bool:
    return type(artist).__name__ == "Text"


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("edition", ["2025-08", "latest"])
@pytest.mark.parametrize("size", SIZES)
def test_words_stay_inside_and_apart(name: str, edition: str, size: str):
    figure = drawn(name, edition, size)
    found = boxes(figure)
    assert len(found) > 10
    width, height = figure.get_size_inches() * figure.dpi
    for said, box in found:
        assert box.x0 >= 0 and box.x1 <= width and box.y0 >= 0 and box.y1 <= height, said
    for (one, a), (other, b) in itertools.combinations(found, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        # Lines of one paragraph may touch by their descenders.
        assert across <= 0.5 or down <= 3.5, (one, other)
    smallest = min(t.get_fontsize() for t in figure.findobj(match_text) if t.get_text().strip())
    assert smallest * 96 / 72 >= 12 - 1e-6


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("chosen", EMPTY, ids=["before all", "another country", "no figures"])
def test_no_data_is_a_card_in_words(name: str, chosen: dict[str, str]):
    chart = MODULES[name].chart(parameters(**chosen))
    assert chart.empty
    assert chart.text.title.startswith("No figure to show")
    chart.static(chart.look.at("mobile"))
    chart.interactive(chart.look)


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"as_of": "2025-08-31"},
        {"as_of": "2025-12-31"},
        {"as_of": "2026-01-31"},
        {"platforms": "YouTube, Telegram", "also": ""},
        {"platforms": "WhatsApp, Viber", "also": "", "since": "2023-01-01"},
        {"platforms": "Instagram, Facebook", "also": "", "since": "2022-01-01"},
    ],
    ids=str,
)
def test_words_of_any_choice(name: str, chosen: dict[str, str]):
    chart = MODULES[name].chart(parameters(**chosen))
    text = chart.text
    assert chart.empty or len(text.title.split()) <= 16
    for said in (text.title, text.subtitle, text.alt, text.long, text.caption, *text.notes):
        assert "{" not in said
        assert not CAUSAL.search(said.replace("not because of", ""))
    if not chart.empty:
        assert list(chart.data.columns) == list(MODULES[name].COLUMNS)
        chart.static(chart.look.at("article"))
        chart.interactive(chart.look)


def test_the_title_of_the_fall_is_that_of_the_table():
    chart = before_and_after.chart(committed("latest"))
    row = chart.data[(chart.data["part"] == "change") & (chart.data["metric"] == "monthly_reach")]
    row = row.loc[row["change"].astype(float).idxmin()]
    assert (row["service"], row["end"]) == ("WhatsApp", pd.Timestamp("2026-02-01"))
    figure = f"{abs(row['change']) / 1e6:.1f}\u00a0million"
    assert chart.text.title == f"WhatsApp’s monthly reach fell {figure} in February 2026, the month when it was blocked"


def test_the_month_of_the_block_is_named_only_where_it_began_in_that_month(monkeypatch):
    edition = committed("latest")
    none = change.limits(edition).iloc[0:0]
    monkeypatch.setattr(change, "limits", lambda *a: none)
    title = before_and_after.chart(edition).text.title
    assert "block" not in title
    assert title.endswith("million from January to February 2026")


def test_before_any_month_after_the_figure_says_so():
    chart = before_and_after.chart(committed("2025-08"))
    assert chart.text.title.startswith("No month after the limits is known")
    said = " ".join(t for t, _ in boxes(drawn("before-and-after", "2025-08", "article")))
    for level in ("97.5 in January", "97.4 in April", "97.3 in July 2025", "90.8 in July 2025", "no month after"):
        assert level in said
    assert "2026" not in " ".join((chart.text.title, chart.text.long, chart.text.caption, said))


@pytest.mark.parametrize("edition", ["2025-08", "latest"])
@pytest.mark.parametrize("size", SIZES)
def test_the_refusal_stands_on_the_figure(edition: str, size: str):
    chosen = committed(edition)
    said = " ".join(t for t, _ in boxes(drawn("before-and-after", edition, size)))
    ladders = change.ladders(chosen)
    for service in chosen.platforms:
        # A wide card has room for one side of the limit only.
        refusal = before_and_after.refusal(ladders, service, "en", brief=size == "social")
        assert refusal.startswith("Tests and models refused")
        assert refusal in said
        mine = ladders[ladders["service"] == service]
        assert f"{'no' if mine['after'].max() == 0 else mine['after'].max()} joined month" in refusal


def test_the_refusal_moves_up_the_ladder_with_the_months():
    run = list(pd.date_range("2018-01-01", periods=40, freq="MS"))
    for after, said in ((2, "Tests and models refused"), (4, "Models refused"), (7, "would allow a model")):
        steps = change.ladder(run[: 21 + after], run[20] + pd.Timedelta(days=9))
        steps = steps[steps["rung"] != "state_space"] if after == 7 else steps
        found = before_and_after.refusal(steps.assign(service="A", event_id="e"), "A", "en")
        assert said in found


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("as_of", ["2018-07-31", "2025-08-31", "2025-12-31", "2026-02-11"])
def test_no_row_of_a_figure_was_public_only_later(name: str, as_of: str):
    chart = MODULES[name].chart(parameters(as_of=as_of))
    if chart.empty:
        assert name == "before-and-after"
        return
    known = tables.read("user_counts").set_index("record_id")["known_by"]
    cells = chart.data["record_id"] if name == "precedents" else chart.data.query("part == 'change'")["record"]
    ids = [i for cell in cells for i in cell.split("; ")]
    assert ids
    assert all(known[i] <= pd.Timestamp(as_of) for i in ids)


def test_bars_stand_on_nought_and_panels_share_a_scale():
    chart = before_and_after.chart(committed("latest"))
    figure = drawn("before-and-after", "latest", "article")
    bars = {p.get_gid(): p for p in figure.findobj() if str(p.get_gid() or "").startswith("bar-")}
    data = chart.data[chart.data["part"] == "change"]
    assert len(bars) == len(data)
    heights = [
        (abs(r.per_month), bars[f"bar-{r.service}-{r.metric}-{r.end:%Y-%m}"].get_height()) for r in data.itertuples()
    ]
    unit = max(h / v for v, h in heights if v > 1e6)
    assert all(h == pytest.approx(v * unit, abs=0.01) for v, h in heights)


def test_a_weak_figure_never_carries_the_title():
    data = precedents.frame(committed("latest"))
    weak = data.assign(kind="weak")
    assert change.fell_after(weak) == []
    plain = precedents.text(weak, committed("latest")).title
    assert plain == "What was published on reach around earlier restrictions in Russia"


def test_lines_join_only_what_may_be_joined():
    figure = drawn("precedents", "latest", "article")
    lines = [a for a in figure.findobj() if type(a).__name__ == "Line2D" and len(a.get_xdata()) > 2]
    assert [len(line.get_xdata()) for line in lines] == [3]  # Instagram: February, March and April 2022


def test_the_notebook_has_the_parameters_of_the_first():
    cells = {
        path: next(
            c["source"]
            for c in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if "parameters" in c["metadata"].get("tags", [])
        )
        for path in (NOTEBOOK, paths.NOTEBOOKS / "01-who-is-affected.ipynb")
    }
    assert len({"".join(source) for source in cells.values()}) == 1


def test_a_fall_that_rounds_to_nought_has_no_sign():
    assert words.number(-0.03) == "0"
    assert words.number(-0.06) == "\u22120.1"
    assert before_and_after.signed(-40_000, "en") == before_and_after.signed(40_000, "en") == "0"
    assert before_and_after.signed(60_000, "en") == "+0.1"
