"""The figures of notebook 06: they fit their page, their words are true, and they say so where there is nothing."""

import csv
import itertools
import re

import pytest
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.text import Text
from reach import paths
from reach.charts import accounts_and_people, look, stickiness, where_people_went
from reach.edition import Edition, load, parameters
from reach.measures import flows

MODULES = {m.NAME: m for m in (stickiness, where_people_went, accounts_and_people)}
SIZES = {name: (size.width, size.height) for name, size in look.SIZES.items()}
CHOICES = [
    {},
    {"as_of": "2025-08-31"},
    {"as_of": "2025-09-22"},
    {"as_of": "2025-10-23"},
    {"as_of": "2026-01-28"},
    {"also": ""},
    {"also": "", "as_of": "2025-08-31"},
    {"also": "MAX, VK Messenger"},
    {"platforms": "MAX, Telegram", "also": "WhatsApp"},
    {"platforms": "VKontakte, YouTube", "also": "imo"},
    {"since": "2020-01-01"},
    {"since": "2026-01-01"},
    {"theme": "dark"},
]
EMPTY = [{"as_of": "2015-12-31"}, {"country": "EG"}, {"platforms": "Signal, Viber", "also": ""}]
CAUSES = re.compile(r"\b(because|caused?|due to|drove|driven|fled|hit by|moved to|migrat\w+|switched)\b", re.IGNORECASE)


def committed(name: str) -> Edition:
    return parameters(**load(name).parameters)


def ids(given: dict[str, str]) -> str:
    return ", ".join(f"{k}={v}" for k, v in given.items()) or "latest"


@pytest.fixture(params=MODULES, ids=list(MODULES))
def module(request):
    return MODULES[request.param]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("given", CHOICES, ids=ids)
def test_texts_fit_and_do_not_overlap(module, given: dict[str, str], size: str):
    chart = module.chart(parameters(**given))
    figure = chart.static(chart.look.at(size))
    width, height = figure.canvas.get_width_height()
    assert width == SIZES[size][0]
    assert SIZES[size][1] in (None, height)
    renderer = figure.canvas.get_renderer()
    found = [t for t in figure.findobj(Text) if t.get_text().strip()]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in found]
    assert min(t.get_fontsize() * 96 / 72 for t in found) >= 11.99
    for said, box in boxes:
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
        assert inside, f"{said!r} leaves the page"
    for (a, one), (b, two) in itertools.combinations(boxes, 2):
        apart = one.x1 <= two.x0 + 1 or two.x1 <= one.x0 + 1 or one.y1 <= two.y0 + 1 or two.y1 <= one.y0 + 1
        assert apart, f"{a!r} lies on {b!r}"


@pytest.mark.parametrize("given", [*CHOICES, *EMPTY], ids=ids)
def test_words_hold_to_the_rules(module, given: dict[str, str]):
    chart = module.chart(parameters(**given))
    said = chart.text
    if not chart.empty:
        assert len(said.title.split()) <= 16
    for text in (said.title, said.subtitle, said.alt, said.long, said.caption, *said.notes, said.short_note):
        assert not CAUSES.search(text), text
        assert "nan" not in text
        assert "inf" not in text
        assert "{" not in text
    assert list(chart.data.columns) == list(chart.columns)


@pytest.mark.parametrize("given", EMPTY, ids=ids)
def test_no_data_is_a_card_in_words(module, given: dict[str, str]):
    edition = parameters(**given)
    if module is stickiness and "platforms" in given and not stickiness.frame(edition).empty:
        pytest.skip("the services have figures")
    chart = module.chart(edition)
    assert chart.empty
    assert chart.text.title.startswith("No figure to show")
    chart.interactive(chart.look)


@pytest.mark.parametrize("given", CHOICES, ids=ids)
def test_the_screen_twin_has_no_legend_and_a_word_for_every_mark(module, given: dict[str, str]):
    chart = module.chart(parameters(**given))
    figure = chart.interactive(chart.look)
    assert figure.layout.showlegend is False
    for trace in figure.data:
        if trace.type == "bar" or trace.mode == "markers":
            assert len(trace.customdata) == len(trace.x)


# Titles.


def test_titles_of_both_editions():
    titles = {n: {e: m.chart(committed(e)).text.title for e in ("2025-08", "latest")} for n, m in MODULES.items()}
    # 69.75/94.475 to 69.85/94.465, and 79.5/95.5 to 80.5/94.5.
    assert "74%" in titles["stickiness"]["latest"]
    assert "83–85% in November" in titles["stickiness"]["latest"]
    # 81.75/97.35 to 81.85/96.15, and 67.35/90.85 to 67.45/89.75.
    assert "84–85% of WhatsApp" in titles["stickiness"]["2025-08"]
    assert "74–75% of Telegram" in titles["stickiness"]["2025-08"]
    assert "fell 14.2\xa0million" in titles["where-people-went"]["latest"]  # 94.47 less 80.301
    assert titles["where-people-went"]["2025-08"].startswith("No figure")
    assert "18\xa0million" in titles["accounts-and-people"]["2025-08"]


@pytest.mark.parametrize("given", CHOICES, ids=ids)
def test_a_fall_is_said_only_where_no_intervals_meet(given: dict[str, str]):
    edition = parameters(**given)
    chart = stickiness.chart(edition)
    if "after" not in chart.text.title and "down from" not in chart.text.title:
        return
    data = chart.data
    (service,) = [s for s in edition.platforms if f"{s}’s" in chart.text.title]
    months = sorted(data.loc[data["service"] == service, "month"].unique())[-2:]
    before, after = (data[(data["service"] == service) & (data["month"] == m)] for m in months)
    assert after["high"].max() <= before["low"].min() - 0.01


def test_the_caption_says_at_least_how_much():
    said = stickiness.chart(committed("latest")).text.caption
    points = int(re.search(r"at least (\d+) percentage", said).group(1))
    exact = 79.5 / 95.5 - 69.85 / 94.465
    assert points <= exact * 100 < points + 1


@pytest.mark.parametrize("given", CHOICES, ids=ids)
def test_the_ledger_title_names_only_certain_changes(given: dict[str, str]):
    edition = parameters(**given)
    chart = where_people_went.chart(edition)
    if chart.empty:
        return
    last = where_people_went.newest(flows.ledger(edition))[-1].set_index("service")
    fell, _, rose = chart.text.title.partition(";")
    for service, row in last.iterrows():
        if f"{service}’s" in fell and "fell" in fell:
            assert row["high"] <= -1e6
        if f"{service}’s" in rose or (f"{service}’s" in fell and "rose" in fell):
            assert row["low"] >= 1e6


def test_the_ledger_says_that_nobody_is_tracked():
    chart = where_people_went.chart(committed("latest"))
    sentence = "The data do not track individuals"
    for text in (chart.text.subtitle, chart.text.alt, chart.text.long, chart.text.caption):
        assert sentence in text


def test_a_bar_is_as_long_as_its_change():
    chart = where_people_went.chart(committed("latest"))
    for size in SIZES:
        figure = chart.static(chart.look.at(size))
        bars = [p for p in figure.axes[0].patches if (p.get_gid() or "").startswith("change-")]
        assert len(bars) == len(chart.data)
        scales = [b.get_width() / abs(r.change) for b, r in zip(bars, chart.data.itertuples(), strict=True)]
        assert max(scales) == pytest.approx(min(scales))
        zero = {
            round(b.get_x() + (b.get_width() if r.change < 0 else 0), 6)
            for b, r in zip(bars, chart.data.itertuples(), strict=True)
        }
        assert len(zero) == 1


def test_a_share_is_as_long_as_its_low_end():
    chart = stickiness.chart(committed("latest"))
    figure = chart.static(chart.look.at("article"))
    bars = [p for p in figure.axes[0].patches if (p.get_gid() or "").startswith("share-")]
    assert len(bars) == len(chart.data)
    scales = [b.get_width() / r.low for b, r in zip(bars, chart.data.itertuples(), strict=True)]
    assert max(scales) == pytest.approx(min(scales))


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("given", CHOICES, ids=ids)
def test_another_pair_is_explained_where_it_is_drawn(given: dict[str, str], size: str):
    chart = stickiness.chart(parameters(**given))
    if chart.empty:
        return
    said = [t.get_text() for t in chart.static(chart.look.at(size)).findobj(Text)]
    assert ("Other pair: " in " ".join(said)) == ("other pair" in said)


# Accounts.


@pytest.mark.parametrize("size", SIZES)
def test_accounts_and_people_are_never_joined(size: str):
    chart = accounts_and_people.chart(committed("latest"))
    figure = chart.static(chart.look.at(size))
    lines = [line for line in figure.findobj(Line2D) if len(line.get_xdata()) > 1]
    assert lines
    for line in lines:
        flat = len(set(line.get_ydata())) == 1
        upright = len(set(line.get_xdata())) == 1
        assert flat or upright, "a line runs from one figure to another"


def test_weak_figures_are_hollow_and_said_so():
    chart = accounts_and_people.chart(committed("latest"))
    with (paths.DATA / "user_counts.csv").open(encoding="utf-8-sig", newline="") as file:
        confidence = {row["record_id"]: row["confidence"] for row in csv.DictReader(file)}
    figure = chart.static(chart.look.at("article"))
    page = chart.look["page"]
    marks = {line.get_gid().removeprefix("point-"): line for line in figure.findobj(Line2D) if line.get_gid()}
    assert set(marks) == set(chart.data["record_id"])
    for record, mark in marks.items():
        assert (to_hex(mark.get_markerfacecolor()) == page) == (confidence[record] == "low")
    said = " ".join(chart.text.notes)
    assert "86.2 in June 2026" in said
    assert "86.2" not in chart.text.title


def test_nothing_known_later_is_drawn_in_the_dated_edition():
    with (paths.DATA / "user_counts.csv").open(encoding="utf-8-sig", newline="") as file:
        known = {row["record_id"]: row["known_by"] for row in csv.DictReader(file)}
    for module in MODULES.values():
        chart = module.chart(committed("2025-08"))
        for cell in chart.data.get("record_id", ()):
            assert all(known[r] and known[r] <= "2025-08-31" for r in cell.split("; "))
        assert "2026" not in chart.text.long + chart.text.alt + chart.text.title
