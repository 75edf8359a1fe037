"""The figures of notebook 04: words true for any parameters, marks as long as the figures, texts on the page."""

import itertools
import json
import re

import pytest
from matplotlib.text import Text
from reach import paths
from reach.charts import days_at_each_depth, who_called
from reach.charts.look import SIZES, Look
from reach.edition import Edition, load, parameters
from reach.measures import exposure

EDITIONS = {name: parameters(**load(name).parameters) for name in ("latest", "2025-08")}
MODULES = {"days": days_at_each_depth, "callers": who_called}
OTHERS = [
    {"as_of": "2018-06-30"},
    {"as_of": "2025-12-31"},
    {"as_of": "2026-02-11"},
    {"as_of": "2025-09-20"},
    {"platforms": "Signal, Viber"},
    {"platforms": "Telegram, WhatsApp"},
    {"platforms": "YouTube, WhatsApp", "since": "2018-01-01"},
    {"platforms": "Telegram, Instagram", "since": "2018-01-01"},
    {"country": "IR", "platforms": "WhatsApp, Telegram"},
    {"country": "AE", "since": "2017-01-01"},
]
EMPTY = [{"as_of": "2015-12-31"}, {"country": "EG", "as_of": "2012-01-01"}]


@pytest.mark.slow
@pytest.mark.parametrize(("size", "theme"), [*((size, "light") for size in SIZES), ("article", "dark")])
@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_texts_are_on_the_page_apart_and_large_enough(module, name: str, size: str, theme: str):
    look = Look(theme=theme).at(size)
    figure = module.chart(EDITIONS[name]).static(look)
    assert figure.get_size_inches()[0] * 96 == look.size.width
    if look.size.height:
        assert figure.get_size_inches()[1] * 96 == look.size.height
    _texts_fit(figure)


@pytest.mark.slow
@pytest.mark.parametrize("size", ["article", "mobile"])
@pytest.mark.parametrize("given", OTHERS, ids=lambda g: " ".join(g.values()))
@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_other_choices_fit_too(module, given: dict[str, str], size: str):
    chart = module.chart(_edition(given))
    _texts_fit(chart.static(chart.look.at(size)))


def _edition(given: dict[str, str]) -> Edition:
    return parameters(**{"also": ""} | given)


def _texts_fit(figure) -> None:
    renderer = figure.canvas.get_renderer()
    width, height = figure.canvas.get_width_height()
    boxes = []
    for text in figure.findobj(Text):
        if not text.get_text().strip() or not text.get_visible() or not text.axes:
            continue
        assert text.get_fontsize() * 96 / 72 >= 11.99, text.get_text()
        box = text.get_window_extent(renderer)
        assert box.x0 >= -0.5, text.get_text()
        assert box.x1 <= width + 0.5, text.get_text()
        assert box.y0 >= -0.5, text.get_text()
        assert box.y1 <= height + 0.5, text.get_text()
        boxes.append((text.get_text(), box))
    assert len(boxes) >= 4
    for (a, one), (b, other) in itertools.combinations(boxes, 2):
        wide = min(one.x1, other.x1) - max(one.x0, other.x0)
        tall = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert wide <= 1 or tall <= 2, f"{a!r} lies over {b!r}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", EDITIONS)
def test_bars_are_as_long_as_the_certain_days(name: str, size: str):
    chart = days_at_each_depth.chart(EDITIONS[name])
    figure = chart.static(chart.look.at(size))
    bars = {p.get_gid(): p.get_width() for p in figure.axes[0].patches if (p.get_gid() or "").startswith("days-")}
    shown = chart.data[chart.data["breadth"] != "any"]
    assert len(bars) == len(shown)
    per = {
        bars[f"days-{r.service}-{r.depth if r.breadth == 'nationwide' else 'some'}"] / r.low for r in shown.itertuples()
    }
    assert max(per) == pytest.approx(min(per))


@pytest.mark.parametrize("size", SIZES)
def test_shares_are_drawn_on_one_scale_from_nought(size: str):
    chart = who_called.chart(EDITIONS["latest"])
    figure = chart.static(chart.look.at(size))
    bars = {p.get_gid(): p for p in figure.axes[0].patches if (p.get_gid() or "").startswith("share-")}
    assert len(bars) == len(chart.data)
    assert len({p.get_x() for p in bars.values()}) == 1
    per = [
        bars[f"share-{r.record_id}"].get_width() / (r.low if r.group == "reach" else r.value)
        for r in chart.data.itertuples()
    ]
    assert max(per) == pytest.approx(min(per))


def test_titles_of_the_editions():
    assert days_at_each_depth.chart(EDITIONS["latest"]).text.title == (
        "Calls were limited for at least 131 days in WhatsApp and 180 in Telegram before slowing"
    )
    assert days_at_each_depth.chart(EDITIONS["2025-08"]).text.title == (
        "Calls in WhatsApp and Telegram were limited for 8 to 22 days by 31\u00a0August"
    )
    assert who_called.chart(EDITIONS["latest"]).text.title == (
        "37% of adults in Russia said they use messengers for calls, 62% for messages"
    )


@pytest.mark.parametrize("given", [{}, *OTHERS], ids=lambda g: " ".join(g.values()))
def test_titles_hold_and_are_short(given: dict[str, str]):
    edition = _edition(given)
    for module in MODULES.values():
        chart = module.chart(edition)
        said = chart.text
        assert chart.empty or len(said.title.split()) <= 16, said.title
        for part in (said.title, said.subtitle, said.alt, said.long, said.caption, *said.notes):
            assert not re.search(r"because|caused|due to|drove|fled|hit by|moved to|margin of error|nan|NaT", part), (
                part
            )
    days = days_at_each_depth.chart(edition)
    if days.empty:
        return
    rows = {(r.service, r.depth, r.breadth): r for r in days.data.itertuples()}
    title = days.text.title
    if "before slowing" in title:
        for service in edition.platforms:
            calls, slow = rows[service, 1, "nationwide"], rows[service, 2, "nationwide"]
            assert not calls.open
            assert calls.end_low <= slow.begin_high
            assert re.search(rf"\b{calls.low}\b", title)
    elif title.startswith("Calls in"):
        for service in edition.platforms:
            assert rows[service, 1, "nationwide"].open
            assert rows[service, 1, "nationwide"].function == "calls"
    elif "limited nationwide" in title:
        for service in edition.platforms:
            if service in title:
                assert rows[service, 0, "any"].low > 0


def test_calls_slowed_at_once_are_not_said_to_be_slowed_before():
    # On 31 December 2025 WhatsApp was slowed and Telegram was not.
    title = days_at_each_depth.chart(parameters(as_of="2025-12-31")).text.title
    assert "slowing" not in title
    assert "limited nationwide" in title


@pytest.mark.parametrize("given", EMPTY, ids=["RU 2015", "EG 2012"])
@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_without_data_a_card_says_so(module, given: dict[str, str]):
    chart = module.chart(parameters(**given))
    assert chart.empty
    assert chart.text.title.startswith("No figure to show: ")
    for size in SIZES:
        chart.static(chart.look.at(size))
    chart.interactive(chart.look)


def test_the_dated_edition_says_that_no_survey_of_callers_was_known():
    chart = who_called.chart(EDITIONS["2025-08"])
    assert chart.empty
    assert "no survey of callers" in chart.text.title
    assert "37" not in json.dumps([chart.text.title, chart.text.long, chart.text.caption])


def test_the_dated_edition_takes_july_alone_and_says_so():
    said = days_at_each_depth.chart(EDITIONS["2025-08"]).text
    assert "reach in July 2025, the newest month known by the day" in said.long
    assert "82.1" not in said.long
    assert "2026" not in " ".join([said.title, said.subtitle, said.alt, said.long, said.caption, *said.notes])


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_data_have_the_columns_that_are_explained(module, name: str):
    chart = module.chart(EDITIONS[name])
    assert list(chart.data.columns) == list(chart.columns)
    if not chart.empty:
        assert list(chart.columns) == list(module.COLUMNS)


def test_figures_in_words_are_those_of_the_frame():
    chart = days_at_each_depth.chart(EDITIONS["latest"])
    for row in chart.data[chart.data["breadth"] != "any"].itertuples():
        assert f"{row.low} to {row.high} days" in chart.text.long
    dose = exposure.user_days(EDITIONS["latest"])
    for row in dose[dose["refused"] == ""].itertuples():
        low, high = re.search(rf"{row.service} ([\d.]+) to ([\d.]+) billion", chart.text.caption).groups()
        # Printed ends lie outside the figure's, and by less than the last digit.
        assert 0 <= row.low / 1e9 - float(low) < 0.1
        assert 0 <= float(high) - row.high / 1e9 < 0.1


def test_a_share_of_calls_is_not_beside_shares_of_people():
    chart = who_called.chart(EDITIONS["latest"])
    assert "SV-DEL-2019-calls" not in set(chart.data["record_id"])
    assert set(chart.data.loc[chart.data["group"] == "survey", "base_kind"]) == {"adults"}


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_the_screen_shows_what_is_printed(module, name: str):
    chart = module.chart(EDITIONS[name])
    figure = chart.interactive(chart.look)
    if chart.empty:
        return
    drawn = sorted(float(bar.x[0]) for bar in figure.data)
    if module is days_at_each_depth:
        shown = chart.data[chart.data["breadth"] != "any"]
        assert drawn == sorted(map(float, shown["low"]))
        assert sorted(float(bar.error_x.array[0]) for bar in figure.data) == sorted(shown["high"] - shown["low"])
    else:
        wanted = chart.data["value"].fillna(chart.data["low"]) * 100
        assert drawn == pytest.approx(sorted(wanted))
    assert not figure.layout.showlegend


def test_the_notebook_has_the_parameters_of_the_first():
    first, mine = (
        json.loads((paths.NOTEBOOKS / f"{n}.ipynb").read_text(encoding="utf-8"))
        for n in ("01-who-is-affected", "04-people-under-restriction")
    )
    assert mine["cells"][1]["source"] == first["cells"][1]["source"]
    assert mine["metadata"] == first["metadata"]
    assert [c["id"] for c in mine["cells"]] == [f"04-{i:02d}" for i in range(len(mine["cells"]))]
    for cell in mine["cells"]:
        if cell["cell_type"] == "code" and cell["id"] not in ("04-01", "04-02"):
            assert len(cell["source"]) <= 15, cell["id"]
            assert cell["outputs"] == []
