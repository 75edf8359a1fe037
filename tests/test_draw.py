"""The layer itself: marks lie at their values on paper and on screen alike, and a page that cannot be read is none."""

from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.dates import date2num
from reach.draw import layout
from reach.draw.look import SCREENS, Look, styled
from reach.draw.marks import Bar, Dots, Head, Line, Number, Plot, Rows, Span, Stack, Time, Words, col

ROWS = pd.DataFrame({"name": ["one", "two"], "low": [30.0, 80.0], "high": [40.0, 90.0]})


def paper(panel, size: str = "article", title: str = "A title", footer: tuple[str, ...] = ("Source",)):
    with styled():
        return layout.paper(panel, Look().at(size), title, "A subtitle", footer)


def screen(panel, size: str = "wide") -> dict:
    with styled():
        return layout.screen(panel, Look(size=SCREENS[size]))


def test_a_bar_lies_in_its_row_and_ends_at_its_value():
    panel = Rows(ROWS, (Bar(col("low")), Span(col("low"), col("high"))), label=col("name"))
    (axes,) = paper(panel).axes
    bars = sorted((p.get_bbox().extents for p in axes.patches), key=lambda box: box[1])
    assert [(box[0], box[2]) for box in bars] == [(0, 30), (0, 80)]
    first, second = ((box[1] + box[3]) / 2 for box in bars)
    assert axes.transData.transform((0, first))[1] > axes.transData.transform((0, second))[1]
    spans = {tuple(line.get_xdata()) for line in axes.lines if line.get_marker() == "|"}
    assert spans == {(30.0, 40.0), (80.0, 90.0)}
    traces = screen(panel)["data"]
    (bar,) = [t for t in traces if t["type"] == "bar"]
    assert (bar["x"], list(bar["y"])) == ([30.0, 80.0], sorted(bar["y"]))


def test_lines_break_between_runs_and_days_are_days():
    days = pd.to_datetime(["2025-01-15", "2025-02-15", "2025-05-15", "2025-06-15"])
    data = pd.DataFrame({"day": days, "value": [1.0, 2.0, 3.0, 4.0], "run": [1, 1, 2, 2]})
    time = Time(days[0] - pd.Timedelta(days=14), days[-1] + pd.Timedelta(days=14))
    panel = Plot((Line(data, col("day"), col("value"), col("run")), Dots(data, col("day"), col("value"))), time)
    (axes,) = paper(panel).axes
    runs = [list(line.get_xdata()) for line in axes.lines if len(line.get_xdata()) == 2 and line.get_linewidth() > 2]
    assert runs == [list(date2num(days[:2])), list(date2num(days[2:]))]
    (trace,) = [t for t in screen(panel)["data"] if t.get("mode") == "lines" and None in t["x"]]
    assert trace["x"] == ["2025-01-15", "2025-02-15", None, "2025-05-15", "2025-06-15"]
    assert trace["connectgaps"] is False


def test_every_size_is_laid_out_anew():
    """A phone has the labels above the bars, and no letter is smaller there than elsewhere."""
    long = ROWS.assign(name="A label of a row that has many words in it")
    panel = Rows(long, (Bar(col("low")),), label=col("name"), end="seventy people")
    wide, phone = paper(panel), paper(panel, "mobile")
    assert wide.axes[0].get_position().x0 > 0.2 > phone.axes[0].get_position().x0
    least = min(text.get_fontsize() * 96 / 72 for figure in (wide, phone) for text in figure.texts)
    assert least >= 12 - 1e-6


def test_a_scale_without_room_between_words_is_a_fault():
    """Its dots would be drawn nowhere, and no word would lie over another."""
    panel = Rows(ROWS, (Dots(None, col("low")),), label=col("name"), end="as many people as were ever counted " * 2)
    with pytest.raises(layout.LayoutError, match="no room between words"):
        paper(panel, "mobile")
    assert paper(panel)


def test_words_that_do_not_fit_are_said_shorter_and_then_left_out():
    told = ("A very long sentence on a bar, of which there is no need", "a short one", "")
    panel = Rows(ROWS, (Bar(col("low"), text=told),), label=col("name"), x=Number(0, 1000))
    assert not [t for t in paper(panel).texts if "sentence" in t.get_text()]


@pytest.mark.parametrize(
    ("panel", "title", "said"),
    [
        (Words("word " * 900), "A title", "over each other|outside the page"),
        (Rows(ROWS, (Bar(col("low")),), label=col("name")), "A title without an end " * 40, "no room|outside the page"),
        (Stack((Rows(pd.concat([ROWS] * 60), (Bar(col("low")),), label=col("name")),)), "A title", "over each other"),
    ],
)
def test_a_page_that_cannot_be_read_is_an_error_that_names_the_words(panel, title: str, said: str):
    with pytest.raises(layout.LayoutError, match=said):
        paper(panel, "social", title)


def test_paper_and_screen_say_the_same():
    panel = Rows(ROWS, (Bar(col("low")),), label=col("name"), end=col("name"), head=Head("A heading"))
    on_paper = {t.get_text() for t in paper(panel, "mobile", "T", ()).texts} - {"T", "A subtitle"}
    assert on_paper == {note["text"] for note in screen(panel, "narrow")["layout"]["annotations"]}


def test_letters_too_small_to_be_read_are_an_error():
    small = replace(Look(), size=replace(Look().size, small=11, foot=0, roomy=()))
    with styled(), pytest.raises(layout.LayoutError, match="smaller than 12 pixels: 'Source'"):
        layout.paper(Rows(ROWS, (Bar(col("low")),), label=col("name")), small, "A title", "A subtitle", ("Source",))


def test_letters_grow_where_there_is_room_and_say_no_less():
    few = {word.get_fontsize() for word in paper(Rows(ROWS, (Bar(col("low")),), label=col("name"))).texts}
    many = pd.concat([ROWS] * 15).assign(name=[f"row {n}" for n in range(30)])
    crowded = {word.get_fontsize() for word in paper(Rows(many, (Bar(col("low")),), label=col("name"))).texts}
    assert sorted(few)[1] > sorted(crowded)[1]
    assert min(few) == min(crowded)  # the source line
