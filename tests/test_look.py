"""Colour, type and words: contrast, colour vision, line breaks, numbers as a language writes them."""

import ast
import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from reach import paths, words
from reach.charts.look import HATCHES, PALETTES, SIZES, Look
from reach.charts.page import spread, width_of, wrap

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
THEMES = sorted(PALETTES)
SERVICES = ("whatsapp", "telegram", "max")
DEPTHS = ("depth_1", "depth_2", "depth_3")

# Colour


def linear(colour: str) -> np.ndarray:
    """sRGB to linear light, IEC 61966-2-1."""
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


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


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", ["text", "secondary", "faint", "other", *SERVICES])
def test_text_stands_out_from_the_page(theme: str, role: str):
    # Names and figures at the end of a line are set in the service's colour: it must carry text, too.
    assert contrast(PALETTES[theme][role], PALETTES[theme]["page"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", ["axis", "overlap", "hatch", "other", "depth_3", *SERVICES])
def test_marks_stand_out_from_the_page(theme: str, role: str):
    assert contrast(PALETTES[theme][role], PALETTES[theme]["page"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("role", "fill"),
    [
        *(("on_service", role) for role in (*SERVICES, "other")),
        ("on_overlap", "overlap"),
        *((f"on_{d}", d) for d in DEPTHS),
        ("secondary", "empty"),
    ],
)
def test_text_stands_out_from_its_fill(theme: str, role: str, fill: str):
    assert contrast(PALETTES[theme][role], PALETTES[theme][fill]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("bar", SERVICES)
def test_bars_stand_out_from_the_empty_rest(theme: str, bar: str):
    assert contrast(PALETTES[theme][bar], PALETTES[theme]["empty"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("group", [SERVICES, DEPTHS], ids=["services", "depths"])
def test_apart_in_greyscale(theme: str, group: tuple[str, ...]):
    tones = {role: lab(linear(PALETTES[theme][role]))[0] for role in group}
    for a, b in itertools.combinations(group, 2):
        assert abs(tones[a] - tones[b]) >= 10, (a, b)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISION)
def test_services_are_apart_to_every_eye(theme: str, vision: str):
    seen = {role: lab(VISION[vision] @ linear(PALETTES[theme][role])) for role in SERVICES}
    for a, b in itertools.combinations(SERVICES, 2):
        assert np.linalg.norm(seen[a] - seen[b]) >= 15, (a, b)


@pytest.mark.parametrize("theme", THEMES)
def test_depths_are_neutral(theme: str):
    """A red or green bar would take sides; depth is a tone of grey."""
    for role in DEPTHS:
        _, a, b = lab(linear(PALETTES[theme][role]))
        assert math.hypot(a, b) < 8, role


def test_themes_have_the_same_roles():
    light, dark = (set(PALETTES[theme]) for theme in ("light", "dark"))
    assert light == dark
    assert set(HATCHES) == {1, 2, 3}
    for theme in THEMES:
        assert Look(theme=theme)["page"] == PALETTES[theme]["page"]


@pytest.mark.parametrize("size", SIZES)
def test_type_is_large_enough(size: str):
    chosen = Look().at(size).size
    assert chosen.small >= 12
    assert chosen.title > chosen.big >= chosen.subtitle >= chosen.label >= chosen.small


# Layout

places = st.lists(st.floats(-500, 1500), min_size=1, max_size=12)


@quick
@given(wanted=places, gap=st.floats(0.5, 60), low=st.floats(-200, 200), room=st.floats(0, 2000))
def test_spread_keeps_apart_in_order_and_within(wanted: list[float], gap: float, low: float, room: float):
    high = low + room
    found = spread(wanted, gap, low, high)
    assert len(found) == len(wanted)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for a, b in itertools.pairwise(order):
        assert found[b] - found[a] >= gap - 1e-6
    assert min(found) >= low - 1e-6
    if (len(wanted) - 1) * gap <= room:
        assert max(found) <= high + 1e-6


@quick
@given(start=st.floats(0, 50), steps=st.lists(st.floats(20, 80), max_size=8), gap=st.floats(1, 20), seed=st.randoms())
def test_spread_leaves_what_fits(start: float, steps: list[float], gap: float, seed):
    wanted = list(itertools.accumulate([start, *steps]))
    seed.shuffle(wanted)
    assert spread(wanted, gap, 0, 1000) == pytest.approx(wanted)


def test_spread_moves_as_little_as_can_be():
    # Two labels wanted at one place part evenly; a third far off stays.
    assert spread([100, 100, 500], 20, 0, 1000) == pytest.approx([90, 110, 500])
    assert spread([5, 5], 20, 0, 1000) == pytest.approx([0, 20])
    assert spread([995, 995], 20, 0, 1000) == pytest.approx([980, 1000])
    assert spread([], 20, 0, 1000) == []


lines = st.lists(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"], max_codepoint=0x24F), min_size=1, max_size=14),
    min_size=1,
    max_size=25,
)


@quick
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
    assert "5 other" in words.say("en", "time_group", n=5)


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


@quick
@given(low=st.integers(0, 150_000_000), width=st.integers(0, 5_000_000))
def test_span_is_rounded_outward(low: int, width: int):
    said = words.span(low, low + width)
    ends = [float(end) * 1e6 for end in said.split(" to ")]
    assert ends[0] <= low + 0.5
    assert ends[-1] >= low + width - 0.5
    # And by less than a tenth of a million at each end.
    assert ends[0] > low - 1e5 - 0.5
    assert ends[-1] < low + width + 1e5 + 0.5


@quick
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
    asked = asked_for()
    assert len(asked) > 50
    for file, line, key in asked:
        for pattern in patterns(key):
            assert any(re.fullmatch(pattern, word) for word in words.EN), f"{file}:{line}: {pattern}"


def test_every_word_is_used():
    """A sentence that no chart asks for is one nobody reads again, and one more to translate."""
    used = [p for _, _, key in asked_for() for p in patterns(key)]
    # Keys are also held in tables and handed on: any text of the package that is a key counts.
    held = {
        node.value
        for path in paths.PACKAGE.rglob("*.py")
        if path.parent.name != "words"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    left = [key for key in words.EN if key not in held and not any(re.fullmatch(p, key) for p in used)]
    assert left == []


def test_an_unknown_word_or_language_is_an_error():
    with pytest.raises(KeyError):
        words.say("en", "no_such_word")
    with pytest.raises(KeyError):
        words.say("xx", "million", n=1)


@quick
@given(st.text(max_size=40))
def test_values_are_not_templates(text: str):
    # A name with braces in it must come out as it is.
    assume(not re.search(r"\d ", text))
    assert text in words.say("en", "source", text=text)
