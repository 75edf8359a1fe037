"""Colour, type and words: contrast, colour vision, line breaks, numbers as a language writes them."""

import ast
import importlib
import itertools
import json
import math
import re
import string
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from checks import FIGURES
from checks.layout import contrast, linear
from hypothesis import assume, given
from hypothesis import strategies as st
from reach import explorer, paths, tables, views, words
from reach.charts import restriction_timeline
from reach.draw.letters import spread, width_of, wrap
from reach.draw.look import HATCHES, PALETTES, SIZES, Look, styled

THEMES = sorted(PALETTES)
SERVICES = ("whatsapp", "telegram", "max")
DEPTHS = ("depth_1", "depth_2", "depth_3")

# Colour


def lab(light: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of linear light."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x = to_xyz @ np.clip(light, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(x > (6 / 29) ** 3, np.cbrt(x), x / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE
# Transactions on Visualization and Computer Graphics 15 (6), 2009: the matrices of full severity, on linear light.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def test_the_measures_themselves():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the known near miss
    assert lab(linear("#ffffff")) == pytest.approx([100, 0, 0], abs=0.1)
    assert lab(linear("#ff0000")) == pytest.approx([53.2, 80.1, 67.2], abs=0.3)
    for matrix in VISION.values():
        # Grey stays grey to every eye: a digit mistyped above would show here.
        assert matrix.sum(axis=1) == pytest.approx(1, abs=2e-6)


#: What stands on what, and how much it must stand out: words, names in a service's colour and marks.
READ_ON = dict.fromkeys(("text", "secondary", "faint", "other", *SERVICES), "page") | {
    "on_overlap": "overlap",
    **{f"on_{depth}": depth for depth in DEPTHS},
}
SEEN_ON = dict.fromkeys(("axis", "overlap", "hatch", "other", "depth_3", *SERVICES), "page")


@pytest.mark.parametrize("theme", THEMES)
def test_roles_stand_out(theme: str):
    pairs = [(a, b, 4.5) for a, b in READ_ON.items()] + [(a, b, 3) for a, b in SEEN_ON.items()]
    pairs += [("on_service", fill, 4.5) for fill in (*SERVICES, "other")] + [("secondary", "empty", 4.5)]
    pairs += [(bar, "empty", 3) for bar in SERVICES]
    weak = [(a, b) for a, b, least in pairs if contrast(PALETTES[theme][a], PALETTES[theme][b]) < least]
    assert weak == []


@pytest.mark.parametrize("theme", THEMES)
def test_colours_are_apart_to_every_eye_and_in_greyscale(theme: str):
    palette = PALETTES[theme]
    for a, b in (*itertools.combinations(SERVICES, 2), *itertools.combinations(DEPTHS, 2)):
        assert abs(lab(linear(palette[a]))[0] - lab(linear(palette[b]))[0]) >= 10, (a, b)
    for (a, b), (vision, matrix) in itertools.product(itertools.combinations(SERVICES, 2), VISION.items()):
        assert np.linalg.norm(lab(matrix @ linear(palette[a])) - lab(matrix @ linear(palette[b]))) >= 15, (vision, a, b)
    for role in DEPTHS:
        # A red or green bar would take sides; depth is a tone of grey.
        assert math.hypot(*lab(linear(palette[role]))[1:]) < 8, role


def test_themes_have_the_same_roles():
    light, dark = (set(PALETTES[theme]) for theme in ("light", "dark"))
    assert light == dark
    assert set(HATCHES) == {1, 2, 3}
    for theme in THEMES:
        assert Look(theme=theme)["page"] == PALETTES[theme]["page"]


def test_type_is_large_enough():
    for size in SIZES:
        chosen = Look().at(size).size
        assert chosen.small >= 12, size
        assert chosen.title > chosen.big >= chosen.subtitle >= chosen.label >= chosen.small, size


# Layout

places = st.lists(st.floats(-500, 1500), min_size=1, max_size=12).map(sorted)


@given(wanted=places, gap=st.floats(0.5, 60), low=st.floats(-200, 200), room=st.floats(0, 2000), seed=st.randoms())
def test_spread_keeps_apart_in_order_and_within(wanted: list[float], gap: float, low: float, room: float, seed):
    high, gaps = low + room, [gap * seed.uniform(0.5, 2) for _ in wanted[1:]]
    found = spread(wanted, gaps, low, high)
    assert len(found) == len(wanted)
    for (a, b), gap in zip(itertools.pairwise(found), gaps, strict=True):
        assert b - a >= gap - 1e-6
    assert min(found) >= low - 1e-6
    if sum(gaps) <= room:
        assert max(found) <= high + 1e-6


@given(start=st.floats(0, 50), steps=st.lists(st.floats(20, 80), max_size=8), gap=st.floats(1, 20))
def test_spread_leaves_what_fits(start: float, steps: list[float], gap: float):
    wanted = list(itertools.accumulate([start, *steps]))
    assert spread(wanted, [gap] * len(steps), 0, 1000) == pytest.approx(wanted)


def test_spread_moves_as_little_as_can_be():
    # Two labels wanted at one place part evenly; a third far off stays.
    assert spread([100, 100, 500], [20, 20], 0, 1000) == pytest.approx([90, 110, 500])
    assert spread([5, 5], [20], 0, 1000) == pytest.approx([0, 20])
    assert spread([995, 995], [20], 0, 1000) == pytest.approx([980, 1000])
    assert spread([100, 100, 100], [20, 40], 0, 1000) == pytest.approx([100 - 80 / 3, 100 - 20 / 3, 100 + 100 / 3])
    assert spread([], [], 0, 1000) == []


lines = st.lists(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"], max_codepoint=0x24F), min_size=1, max_size=14),
    min_size=1,
    max_size=25,
)


@given(words_=lines, size=st.sampled_from([12, 17, 28]), width=st.integers(20, 700), bold=st.booleans())
def test_wrap_keeps_words_and_width(words_: list[str], size: int, width: int, bold: bool):
    text = " ".join(words_)
    for balance in (False, True):
        found = wrap(text, size, width, bold, balance)
        assert " ".join(found) == text
        for line in found:
            assert width_of(line, size, bold) <= width or " " not in line
    full = wrap(text, size, width, bold)
    for line, below in itertools.pairwise(full):  # no word is sent down that had room
        assert width_of(f"{line} {below.split(' ')[0]}", size, bold) > width
    assert len(wrap(text, size, width, bold, balance=True)) == len(wrap(text, size, width, bold))


def test_wrap_does_not_break_a_figure_from_its_unit():
    said = words.say("en", "million", n="96.2")
    for width in range(20, 120, 10):
        assert any(said in line for line in wrap(f"about {said} people", 15, width))


def test_balanced_lines_are_about_equal():
    text = "one two three four five six seven eight nine ten eleven twelve"
    plain, even = (wrap(text, 20, 400, balance=b) for b in (False, True))
    assert len(plain) == len(even) == 2

    def gap(found: list[str]) -> float:
        return max(width_of(line, 20) for line in found) - min(width_of(line, 20) for line in found)

    assert gap(even) < gap(plain)


# Numbers and dates


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (96.2, 1, "96.2"),
        (97.0, 1, "97"),
        (96.25, 3, "96.25"),
        (1200, 1, "1,200"),
        (0, 1, "0"),
        (-14.2, 1, "\u221214.2"),
        (62.8, 0, "63"),
    ],
)
def test_number(value: float, digits: int, said: str):
    assert words.number(value, digits=digits) == said


def test_a_figure_stays_with_its_unit():
    nbsp = "\u00a0"
    assert words.say("en", "million", n="96.2") == f"96.2{nbsp}million"
    assert words.say("en", "as_of", day="31 August 2025") == f"Data as of 31{nbsp}August 2025"
    # Words that only begin like a unit stay apart.
    assert "5 other" in restriction_timeline.say("en", "group", n=5)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.781, 0.784, "78%"), (0.784, 0.791, "78–79%"), (0.73, 0.73, "73%"), (0, 0.004, "0%"), (0.996, 1, "100%")],
)
def test_percent(low: float, high: float, said: str):
    assert words.percent(low, high) == said


def test_span_by_hand():
    assert words.span(122_737_800, 123_082_900) == "122.7 to 123.1"
    assert words.span(96_200_000, 96_200_000) == "96.2"
    assert words.span(96_000_000, 97_000_000) == "96 to 97"


@given(low=st.integers(0, 150_000_000), width=st.integers(0, 5_000_000))
def test_span_is_rounded_outward(low: int, width: int):
    said = words.span(low, low + width)
    ends = [float(end) * 1e6 for end in said.split(" to ")]
    assert ends[0] <= low + 0.5
    assert ends[-1] >= low + width - 0.5
    # And by less than a tenth of a million at each end.
    assert ends[0] > low - 1e5 - 0.5
    assert ends[-1] < low + width + 1e5 + 0.5


@given(people=st.integers(0, 200_000_000))
def test_millions_are_those_people(people: int):
    assert float(words.millions(people)) * 1e6 == pytest.approx(people, abs=0.05e6 + 1)


def test_names():
    assert words.country("RU") == "Russia"
    assert words.country("EG") == "Egypt"
    assert words.country("XX") == "XX"
    assert words.listed(["WhatsApp", "Telegram", "MAX"]) == "WhatsApp, Telegram and MAX"
    assert words.listed(["WhatsApp"]) == "WhatsApp"
    assert words.cap("no figure") == "No figure"
    assert words.cap("") == ""


def test_dates_do_not_follow_the_machine(monkeypatch):
    import datetime as dt

    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert words.day(dt.date(2025, 8, 13)) == "13 August 2025"
    assert words.day(dt.date(2025, 8, 13), short=True) == "13 Aug 2025"
    assert words.month(dt.date(2025, 8, 1)) == "August 2025"
    assert words.month(dt.date(2025, 8, 1), year=False, short=True) == "Aug"
    assert words.number(1234.5) == "1,234.5"


# The word list and the code


def lists() -> dict[str, dict[str, tuple[str, ...]]]:
    """Words by the file they stand in: every figure's own, and the shared ones."""
    assert FIGURES and explorer.SAID and views.SAID  # told of when they are imported
    return {Path(importlib.import_module(m).__file__).name: said for m, said in words.LISTS.items()}


@cache
def asked_for() -> list[tuple[str, int, ast.expr]]:
    """Every ``say(language, key)`` in the package: file, line and the key as written."""
    found = []
    for path in sorted(paths.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) >= 2:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name == "say":
                    found.append((path.name, node.lineno, node.args[1]))
    return found


def patterns(key: ast.expr) -> list[str]:
    """The keys an expression can stand for, as regular expressions."""
    if isinstance(key, ast.Constant):
        return [re.escape(key.value)]
    if isinstance(key, ast.IfExp):
        return patterns(key.body) + patterns(key.orelse)
    if isinstance(key, ast.JoinedStr):
        return ["".join(re.escape(p.value) if isinstance(p, ast.Constant) else ".*" for p in key.values)]
    return []


def test_every_word_asked_for_is_there():
    asked, known = asked_for(), lists()
    assert len(asked) > 50
    for file, line, key in asked:
        for pattern in patterns(key):
            held = {*known.get(file, ()), *words.SAID}
            assert any(re.fullmatch(pattern, word) for word in held), f"{file}:{line}: {pattern}"


def test_every_word_is_used():
    """A sentence that no chart asks for is one nobody reads again, and one more to translate."""
    used = [p for _, _, key in asked_for() for p in patterns(key) if p.strip(".*")]
    # Keys are also held in tables and handed on: any text of the package that is a key counts.
    trees = {p: ast.parse(p.read_text(encoding="utf-8")) for p in paths.PACKAGE.rglob("*.py") if p.name != "said.py"}
    listed = {
        id(key)
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and [getattr(t, "id", "") for t in node.targets] == ["SAID"]
        for key in node.value.keys
    }
    held = {
        node.value
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in listed
    }
    held |= {cell for source in notebook_cells() for cell in re.findall(r"\w+", source)}
    left = [
        f"{file}: {key}"
        for file, said in lists().items()
        for key in said
        if key not in held and not any(re.fullmatch(p, key) for p in used)
    ]
    assert left == []


def notebook_cells() -> list[str]:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(paths.NOTEBOOKS.glob("*.ipynb"))]
    return ["".join(cell["source"]) for book in found for cell in book["cells"] if cell["cell_type"] == "code"]


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


#: Sentences that are names alone, and stay as they are.
NAMES = ("MAX", "page_code_python")
# Values that a chart gives and only the Russian sentence uses.
PARTS = {
    "title_calls": {"a", "b"},
    "title_both": {"month"},
    "title": {"a", "b"},
    "title_one": {"a", "b"},
    "title_some": {"a", "b"},
    "caption": {"first", "last"},
    "title_fell_two": {"start", "end"},
    "title_fell_one": {"start", "end"},
}


def test_every_sentence_has_a_translation():
    for file, said in lists().items():
        for key, told in said.items():
            assert len(told) == len(words.LANGUAGES), f"{file}: {key}"
            english, russian = told
            # A name that the chart does not give would be a crash in one language only.
            assert fields(russian) <= fields(english) | PARTS.get(key, set()), f"{file}: {key}"
            assert russian.strip(), f"{file}: {key}"
            bare = re.sub(r"\{[^}]*\}", "", russian)
            known = not re.search("[A-Za-z]{3}", bare) or re.search("[а-яё]", bare) or key in NAMES
            assert known, f"{file}: {key}: {russian}"


def test_a_third_language_is_a_matter_of_words(monkeypatch):
    """Where it has none, the phrase is named; no key is missing."""
    monkeypatch.setattr(words, "LANGUAGES", (*words.LANGUAGES, "de"))
    say = words.teller({"one": ("{n} people", "{n} человек", "{n} Menschen"), "two": ("both", "оба")})
    assert say("en", "one", n=3) == "3 people"
    with pytest.raises(words.MissingWords, match="no words in de for 'both'"):
        say("de", "two")


def test_every_country_of_the_tables_has_its_cases():
    for table in ("restrictions", "user_counts"):
        for code in set(tables.read(table)["country"]):
            assert set(words.COUNTRIES[words.country(code, "ru")]) == {"gen", "prep", "in"}, code


def test_an_unknown_word_or_language_is_an_error():
    with pytest.raises(KeyError):
        words.say("en", "no_such_word")
    with pytest.raises(ValueError, match="not in tuple"):
        words.say("xx", "million", n=1)


@given(st.text(max_size=40))
def test_values_are_not_templates(text: str):
    # A name with braces in it must come out as it is.
    assume(not re.search(r"\d ", text))
    assert text in words.say("en", "source", text=text)


def test_what_a_user_has_set_is_no_figures_style():
    user = {"figure.facecolor": "pink", "font.size": 40.0, "axes.linewidth": 9.0, "path.sketch": (1, 100, 2)}
    with mpl.rc_context(user):
        with styled():
            assert {name: mpl.rcParams[name] for name in user} == {name: mpl.rcParamsDefault[name] for name in user}
        assert mpl.rcParams["figure.facecolor"] == "pink"  # and is his own again afterwards
