"""Tables and parameters that no one thought of: a clear error or a true result, never a traceback."""

import csv
import io
import itertools
import json
import math
import shutil
import tempfile
from pathlib import Path

import pytest
from checks import FIGURES
from checks.reach_figures import SIGNATURE
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reach import claims, paths, pictures, tables, words
from reach import edition as editions
from reach.draw.look import SCREENS, SIZES
from reach.edition import ParameterError

SLOW = settings(suppress_health_check=list(HealthCheck))
# The same examples every time: one that fails is mended, not met by chance.
SET = settings(suppress_health_check=list(HealthCheck), derandomize=True)
NAMES = [r["name"] for r in json.loads((paths.DATA / "datapackage.json").read_text("utf-8"))["resources"]]
ROWS = {name: list(csv.reader((paths.DATA / f"{name}.csv").open(encoding="utf-8", newline=""))) for name in NAMES}

# What spreadsheets, hurried hands and ill will leave in a cell.
ODD = [
    "", " ", "0", "-1", "1e9", "1,000", "1 000", "900.5", "NaN", "inf", "0x10", "9" * 40, "0.0000000001", "yes", "YES",
    "2025-02-30", "2025-13-01", "13.08.2025", "1899-12-31", "9999-12-31", "2025-08", ";", "a;;b", "=1+1", "@SUM(A1)",
    "<script>alert(1)</script>", "\x1b[31mred", "\u202eabc", "a\u200bb", "a\tb", "a\nb", 'a"b', "\N{PILE OF POO}",
    "None",
]  # fmt: skip
cells = st.one_of(st.sampled_from(ODD), st.text(max_size=12), st.integers().map(str), st.floats().map(str))


@st.composite
def mutated(draw) -> tuple[str, bytes]:
    """A table's name and its file, changed in a few places."""
    name = draw(st.sampled_from(NAMES))
    rows = [list(row) for row in ROWS[name]]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(rows) - 1, 0)))
        match draw(st.sampled_from(["cell", "cell", "cell", "row", "twice", "order", "short", "long", "columns"])):
            case "cell" if rows and rows[at]:
                rows[at][draw(st.integers(0, len(rows[at]) - 1))] = draw(cells)
            case "row" if rows:
                del rows[at]
            case "twice" if rows:
                rows.insert(at, list(rows[at]))
            case "order" if len(rows) > 2:
                rows[1:] = draw(st.permutations(rows[1:])) if len(rows) < 40 else rows[:0:-1]
            case "short" if rows and rows[at]:
                rows[at].pop()
            case "long" if rows:
                rows[at].append(draw(cells))
            case "columns" if rows and rows[0]:
                order = draw(st.permutations(range(len(rows[0]))))
                rows = [[row[i] for i in order] if len(row) == len(order) else row for row in rows]
    out = io.StringIO()
    csv.writer(out, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))).writerows(rows)
    raw = out.getvalue().encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 0 and raw:
        place = draw(st.integers(0, len(raw) - 1))
        raw = raw[:place] + draw(st.binary(max_size=3)) + raw[place + 1 :]
    return name, raw


@pytest.fixture(scope="module")
def folder() -> Path:
    with tempfile.TemporaryDirectory() as made:
        shutil.copytree(paths.DATA, Path(made) / "data")
        yield Path(made) / "data"


@pytest.mark.parametrize("large", [tables._LARGE, 0], ids=["csv module", "pandas"])
@SLOW
@given(mutated())
def test_a_table_holds_or_its_faults_are_told(folder: Path, monkeypatch, large: int, found: tuple[str, bytes]):
    """The quick way, for large files, and the other are of one mind."""
    name, raw = found
    path = folder / f"{name}.csv"
    whole = path.read_bytes()
    try:
        path.write_bytes(raw)
        monkeypatch.setattr(tables, "_LARGE", math.inf)
        try:
            rows, faults = tables._rows(name, folder)
            faults = faults or [*tables._ruled(name, rows, rows)]
        except tables.TableError as error:
            rows, faults = None, error.faults
        monkeypatch.setattr(tables, "_LARGE", large)
        try:
            frame = tables.read(name, folder)
        except tables.TableError as error:
            assert error.faults == faults != [], "it is refused and nobody says why"
            for fault in error.faults:
                line = str(fault)
                assert f"{name}.csv" in line
                assert line.isprintable() and len(line) < 2000
                assert fault.rule and fault.todo
        else:
            assert not faults, "a fault was let through"
            fields = tables.resource(name, folder)["schema"]["fields"]
            assert list(frame.columns) == [field["name"] for field in fields]
            for field in fields:
                read = frame[field["name"]]
                # Blank stays unknown, and everything else is what the file says.
                for text, value in zip([row[field["name"]] for row in rows], read, strict=True):
                    match field["type"]:
                        case "string":
                            assert value == text
                        case "date":
                            assert str(value)[:10] == (text or "NaT")
                        case _:
                            assert (value != value) if text == "" else value == float(text)
    finally:
        path.write_bytes(whole)


VALUES = {
    "country": ["RU", "EG", "IR", "BR", "ru", "", "XX", "no"],
    "platforms": ["WhatsApp, Telegram", "Telegram, WhatsApp", "MAX, Telegram", "VK, YouTube", "WhatsApp", "Signal, X"],
    "also": ["", "MAX", "VK, MAX", "WhatsApp", "nobody"],
    "as_of": ["", "2016-01-01", "2025-08-13", "2025-08-31", "2025-12-31", "2030-01-01", "2025-02-30", "yesterday"],
    "since": ["2025-01-01", "2016-01-01", "2026-06-01", "2099-01-01", ""],
    "language": ["en", "ru", "de"],
    "theme": ["light", "dark"],
}


@SET
@given(
    st.fixed_dictionaries(
        {}, optional={k: st.one_of(st.sampled_from(v), st.text(max_size=5)) for k, v in VALUES.items()}
    ),
    st.sampled_from(sorted(FIGURES)),
    st.sampled_from([*SIZES, *SCREENS]),
)
@example({"since": "2016-01-01"}, SIGNATURE, "article")  # series of two ages
@example({"since": "2016-01-01", "language": "ru"}, SIGNATURE, "mobile")
@example({"also": "MAX, TikTok", "as_of": "2025-11-15", "since": "2022-01-01"}, SIGNATURE, "mobile")  # ended before
@example({"platforms": "Skype, SimpleX Chat", "also": "TikTok"}, SIGNATURE, "article")  # figures that are beside lines
@example({"platforms": "Google Meet, Telegram", "also": "", "as_of": "2026-05-16"}, "before-and-after", "mobile")
@example(
    {"platforms": "Telegram, Instagram", "as_of": "2025-12-15", "labels": "yes"}, "fraud-by-channel", "social"
)  # a heading for every row
@example({"as_of": "2025-08-21", "since": "2026-01-01"}, SIGNATURE, "article")  # nothing can be known
@example({"also": "SimpleX Chat, WeChat, Matrix", "language": "ru"}, "restriction-steps", "vertical")  # many lanes
def test_parameters_make_a_figure_or_an_error(given: dict[str, str], name: str, size: str):
    """Any values: refused in words, or a figure whose words its intervals carry and none lies over another."""
    try:
        edition = editions.parameters(**editions.load("latest").parameters | given)
    except ParameterError as error:
        assert str(error).endswith(".")
        return
    chart = FIGURES[name].chart(edition)
    claims.hold(chart)
    assert chart.text.title and chart.text.alt and chart.text.caption
    if pictures.has(name, size):
        assert chart.on_screen(size)["layout"] if size in SCREENS else chart.drawn(size).texts


ODD_COUNTS = {
    "no upper end": {"value": "100000000", "resolution": "1000000", "qualifier": "over"},
    "perhaps nobody": {"value": "1000000", "resolution": "1000000", "qualifier": "nearly"},
    "nobody": {"value": "0", "resolution": "1000000", "qualifier": "rounded"},
}


@pytest.mark.parametrize("months", [("2025-07", "2025-08"), ("2025-12", "2026-02")], ids=" ".join)
@pytest.mark.parametrize("odd", ODD_COUNTS)
def test_counts_that_no_one_has_published_yet(tmp_path: Path, monkeypatch, odd: str, months: tuple[str, ...]):
    """A table that holds makes figures: of intervals, too, that have no end or reach nought."""
    data = Path(shutil.copytree(paths.DATA, tmp_path / "data"))
    head, *cells = ROWS["user_counts"]
    rows = [dict(zip(head, row, strict=True)) for row in cells]
    named = {("RU", "people", "yes", service) for service in ("WhatsApp", "Telegram")}
    for row in rows:
        if (row["country"], row["unit"], row["draw"], row["service"]) in named and row["period_start"][:7] in months:
            row |= ODD_COUNTS[odd] | {"range_low": "", "range_high": ""}
    with (data / "user_counts.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, head, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    (data / "corrections.csv").write_text(",".join(ROWS["corrections"][0]) + "\n", encoding="utf-8")
    monkeypatch.setattr(paths, "DATA", data)
    assert not tables.check()
    for name in (
        SIGNATURE,
        "daily-use",
        "audiences-changed",
        "before-and-after",
        "two-audiences",
        "choices-that-matter",
    ):
        for language in words.LANGUAGES:
            chart = FIGURES[name].chart(editions.parameters(language=language))
            claims.hold(chart)
            assert chart.drawn("article").texts


def test_odd_cells_are_odd():
    """The odd values above are refused where a number or a day is asked for."""
    field = {"name": "value", "type": "number", "description": "A number."}
    numbers = [text for text in ODD if text and not list(tables._cell("f", 1, field, text))]
    assert set(numbers) <= {"0", "-1", "900.5"}
    day = {"name": "day", "type": "date", "description": "A day."}
    assert not [t for t in ODD if t and not list(tables._cell("f", 1, day, t))]
    assert list(itertools.chain(*(tables._cell("f", 1, day, t) for t in ODD[1:4])))
