"""Every figure as a reader meets it: made once for an edition, drawn once in every size, and held to all checks.

What is checked, and of which figures, is said in ``checks``; a new figure is held to all of it from its first day.
"""

import importlib
import pkgutil

import checks
import pytest
from checks import FIGURES, committed, drawn, made
from checks.layout import colours_of_the_theme, contrast_of_words, words_within_the_canvas_and_apart
from checks.reach_figures import CORE, has_nothing
from matplotlib.patches import Rectangle
from reach import claims, pictures, tables
from reach import edition as editions
from reach.draw.look import DPI, SCREENS, SIZES, styled

for module in pkgutil.iter_modules(checks.__path__):
    importlib.import_module(f"checks.{module.name}")

RUSSIAN = {"language": "ru", "theme": "dark"}
#: Both editions, in Russian with labels, and as of a day, where room is shortest.
LATEST = {"latest": committed("latest"), "latest in Russian, labelled": committed("latest", **RUSSIAN, labels="yes")}
DATED = {"2025-08": committed("2025-08"), "2025-08 in Russian": committed("2025-08", **RUSSIAN)}
IN_ENGLISH = {"latest": LATEST["latest"], "2025-08": DATED["2025-08"]}
#: Of them those that `make check-figures` does not draw in all sizes.
KEPT = {name: edition for name, edition in (LATEST | DATED).items() if edition.language != "en"}
#: Choices a reader may make in a notebook: in one language and, where room is shortest, on the phone.
OTHERS = {"before everything": {"as_of": "2015-01-01"}, "Egypt": {"country": "EG"} | RUSSIAN}
#: One more, which takes long to try.
MORE = {"the blocked": {"platforms": "Instagram, Facebook", "also": "", "since": "2022-01-01"} | RUSSIAN}


def every(*cases: dict) -> list:
    """All figures of all editions, those of one figure together: what its languages share is made once."""
    given = [(title, edition) for some in cases for title, edition in some.items()]
    editions_ = {t: editions.parameters(**e) if isinstance(e, dict) else e for t, e in given}
    return [
        pytest.param(name, edition, id=f"{name}, {title}") for name in FIGURES for title, edition in editions_.items()
    ]


def hold(name: str, edition: editions.Edition, *sizes: str) -> None:
    found = checks.faults(made(name, edition), [size for size in sizes if pictures.has(name, size)])
    assert not found, f"{name}: {len(found)} faults\n" + "\n".join(found)


def seen(edition: editions.Edition) -> tuple[str, ...]:
    """Sizes in which every change is looked at."""
    if edition.as_of is None:
        return ("article", "mobile", "social", "vertical") if edition.language == "en" else ("mobile", "social")
    return ("article", "mobile", "square")


@pytest.mark.parametrize(("name", "edition"), every(LATEST, DATED))
def test_figure(name: str, edition: editions.Edition):
    hold(name, edition, *seen(edition))


@pytest.mark.frozen
@pytest.mark.parametrize(("name", "edition"), every(IN_ENGLISH))
def test_figure_by_hand(name: str, edition: editions.Edition):
    hold(name, edition, "article")


@pytest.mark.parametrize(("name", "edition"), every(OTHERS))
def test_figure_of_another_choice(name: str, edition: editions.Edition):
    hold(name, edition, "mobile")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "edition"), every(KEPT, OTHERS, MORE))
def test_figure_in_more_sizes(name: str, edition: editions.Edition):
    unseen = [s for s in SIZES if s not in seen(edition)] if edition.as_of is None else ["column"]
    hold(name, edition, *(unseen if edition in KEPT.values() else ["social"]))


#: Choices at random found these: marks beyond an axis, a line that ends outside it, a number that no claim bears.
ODD = [
    ("before-and-after", "social", {"platforms": "YouTube, Telegram", "since": "2026-01-01"} | RUSSIAN),
    ("daily-use", "article", {"platforms": "VKontakte, YouTube", "since": "2016-01-01", "as_of": "2025-08-31"}),
    ("daily-use", "narrow", {"platforms": "Instagram, Facebook", "also": "WhatsApp", "since": "2016-01-01"} | RUSSIAN),
    ("fraud-by-channel", "social", {"platforms": "YouTube, Telegram", "as_of": "2025-08-31"}),
    ("other-countries", "social", {"country": "AE", "platforms": "Instagram, Facebook", "as_of": "2022-04-01"}),
]


@pytest.mark.parametrize(("name", "size", "choice"), ODD)
def test_figure_of_an_odd_choice(name: str, size: str, choice: dict[str, str]):
    chart = FIGURES[name].chart(editions.parameters(**choice))
    claims.hold(chart)
    assert chart.on_screen(size) if size in SCREENS else chart.figure(size)


def test_every_kind_of_nothing_is_met():
    """The checks of cards would prove little if no choice gave one."""
    given = [editions.parameters(**choice) for choice in OTHERS.values()]
    assert {name for edition in given for name in CORE if has_nothing(name, edition)} == set(CORE)
    assert not all(has_nothing("restriction-timeline", edition) for edition in given)


# The checks themselves


def test_words_are_measured_as_they_are_set():
    drawing = drawn(made("reach-against-restrictions", committed("latest")), "article")
    assert {text.get_weight() for text in drawing.texts} == {"bold", "normal"}
    with styled():
        boxes = [text.get_window_extent(drawing.figure.canvas.get_renderer()) for text in drawing.texts]
    for word, box in zip(drawing.words, boxes, strict=True):
        assert (word.x0, word.x1) == pytest.approx((box.x0, box.x1), abs=0.6), word
        assert box.y0 - 1 <= word.y0 < word.y1 <= box.y1 + 1, word


def test_what_a_check_does_not_see_would_slip_by():
    """Faults made on purpose in a drawing that has none."""
    drawing = drawn(made("two-audiences", committed("latest")), "article")
    assert not [
        *words_within_the_canvas_and_apart(drawing),
        *contrast_of_words(drawing),
        *colours_of_the_theme(drawing),
    ]
    title, subtitle, *_, last = drawing.texts
    title.set_y(subtitle.get_position()[1])
    last.set_fontsize(11.5 * 72 / DPI)
    subtitle.set_color("#cc8800")
    again = checks.Drawing(drawing.chart, "article", drawing.figure)
    said = "\n".join(
        (*words_within_the_canvas_and_apart(again), *contrast_of_words(again), *colours_of_the_theme(again))
    )
    assert "lies on" in said
    assert "11.5 pixels small" in said
    assert "is #cc8800 on #ffffff" in said
    assert "#cc8800 of" in said
    everyone = drawing.figure.axes[0].get_xlim()[1]
    plate = drawing.figure.axes[0].add_patch(Rectangle((everyone, 200), everyone, 20, facecolor="black", zorder=9))
    again = checks.Drawing(drawing.chart, "article", drawing.figure)
    (fault,) = checks.layout.nothing_over_words(again)
    assert str(plate) in fault
    assert [*checks.layout.marks_within_the_canvas(again)]


# Mark-up in the tables

HOSTILE = "<script>alert(1)</script><i>A</i> & B"
#: Cells that figures print on the screen.
COLUMNS_SHOWN = {
    "sources": ["publisher"],
    "restrictions": ["title"],
    "qualifiers": ["wording_en"],
    "reactions": ["actor", "claim"],
    "surveys": ["asked_by", "question"],
}


@pytest.mark.parametrize("name", FIGURES)
def test_mark_up_in_the_data_is_text_on_the_screen(name: str, monkeypatch):
    true = tables.read

    def read(table: str, *given: object, **named: object) -> object:
        frame = true(table, *given, **named)
        return frame.assign(**dict.fromkeys(COLUMNS_SHOWN.get(table, ()), HOSTILE))

    monkeypatch.setattr(tables, "read", read)
    # Made anew: the tables are other ones.
    said = [*checks.screen.texts(FIGURES[name].chart(editions.parameters()).on_screen())]
    if name in CORE:
        assert any("alert(1)" in text for text in said), "the mark-up is not met at all"
    assert not [text for text in said if "<script>" in text or "<i>" in text]
