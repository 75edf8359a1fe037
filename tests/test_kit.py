"""Figure kits as an editor gets them: whole, described, the same every time, with nothing asked of a network."""

import csv
import hashlib
import io
import json
import math
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from reach import bundles, cells, claims, kit, paths, pictures, sheet, tables
from reach import edition as editions
from reach import pages as kit_pages
from reach.chart import Chart

SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"
HOSTILE = '<script>alert(1)</script> & "quotes" \\1 \\g<0>'


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """A chart's kit, written once: ``published(chart)``."""
    folder = tmp_path_factory.mktemp("kits")
    made: dict[tuple, Path] = {}

    def of(chart: Chart) -> Path:
        key = (chart.name, chart.edition)
        if key not in made:
            made[key] = kit.write(chart, folder / str(len(made)))
        return made[key]

    return of


@pytest.fixture(scope="session", params=["reach-against-restrictions", "restriction-timeline", "two-audiences"])
def kitted(request, committed, chart_of) -> Chart:
    """Figures of both committed editions whose kits are looked into: the same code writes all."""
    return chart_of(request.param, committed)


@pytest.fixture
def folder(kitted: Chart, published) -> Path:
    """The kit of such a figure."""
    return published(kitted)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What is in it


def test_files(folder: Path, kitted: Chart):
    assert folder.name == kitted.name
    assert sorted(path.name for path in folder.iterdir()) == sorted(kit.files(editions.SIZES, kitted.name))
    assert [path.name for path in folder.parent.iterdir()] == [kitted.name]
    for path in folder.iterdir():
        assert path.stat().st_size > 0
        assert path.stat().st_mode & 0o444 == 0o444, "an editor's other programs must be able to read it"
    assert folder.stat().st_mode & 0o555 == 0o555


def test_description(folder: Path, kitted: Chart):
    text = (folder / "figure.json").read_text(encoding="utf-8")
    found = json.loads(text)
    said = kitted.text
    for field, words in {
        "name": kitted.name,
        "title": said.title,
        "subtitle": said.subtitle,
        "alt": said.alt,
        "long_description": said.long,
        "caption": said.caption,
    }.items():
        assert found[field] == words
        assert words.strip()
    assert found["data_as_of"] == kitted.edition.cutoff.date().isoformat()
    assert found["licence"] == "CC-BY-4.0"
    assert found["empty"] is kitted.empty
    assert all(found["notes"])
    assert any(found["data_as_of"][:4] in line for line in found["footer"])
    # Where it went on this machine is nobody's business.
    assert "publish_to" not in found["parameters"]
    assert str(paths.ROOT) not in text
    assert str(folder.parent) not in text
    # The parameters make the same edition again.
    assert editions.parameters(**found["parameters"]) == replace(kitted.edition, publish_to=None)


def test_sources_of_the_description(folder: Path, kitted: Chart):
    found = json.loads((folder / "figure.json").read_text(encoding="utf-8"))["sources"]
    with (paths.DATA / "sources.csv").open(encoding="utf-8-sig", newline="") as file:
        pages = {row["source_id"]: row for row in csv.DictReader(file)}
    assert [s["id"] for s in found] == list(kitted.text.sources)
    assert found or kitted.empty
    for source in found:
        page = pages[source["id"]]
        for field in ("publisher", "url", "language", "published_on"):
            assert source[field] == page[field]
        assert source["url"].startswith("http")


def test_checksums(folder: Path):
    found = json.loads((folder / "figure.json").read_text(encoding="utf-8"))
    for name, digest in found["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    hashed = set(found["sha256"]) | set(found["pixels_sha256"])
    # Of pages none, since figure.json would change with every word of theirs.
    assert hashed == set(kit.files(editions.SIZES, found["name"])) - {"figure.json", "interactive.html", "sheet.html"}
    for name, digest in found["pixels_sha256"].items():
        assert pictures.pixel_hash(folder / name) == digest


# The data


def test_data_of_the_kit(folder: Path, kitted: Chart):
    raw = (folder / "data.csv").read_bytes()
    assert raw == cells.csv_text(kitted.data).encode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")


def test_data_are_plain(chart: Chart):
    """Of every figure: one header, and nothing that a spreadsheet or a program would trip over."""
    text = cells.csv_text(chart.data)
    assert "\r" not in text
    assert text.endswith("\n")
    table = list(csv.reader(io.StringIO(text)))
    assert table[0] == list(chart.data.columns) == list(chart.columns)
    assert len(table) == len(chart.data) + 1
    assert {len(row) for row in table} == {len(table[0])}
    found = [cell for row in table[1:] for cell in row]
    assert not {"nan", "NaN", "NaT", "inf", "Infinity", "None", "<NA>", "True", "False"} & set(found)
    assert not any(re.match(r"\d{4}-\d{2}-\d{2}[ T]\d", cell) for cell in found)


def test_data_parse_back(chart: Chart):
    frame = chart.data
    found = pd.read_csv(io.StringIO(cells.csv_text(frame)), dtype=str, keep_default_na=False)
    for column in frame.columns:
        for value, cell in zip(frame[column], found[column], strict=True):
            if value is None or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
                assert cell == "", column
            elif isinstance(value, bool):
                assert cell == ("yes" if value else "no"), column
            elif isinstance(value, pd.Timestamp):
                assert pd.Timestamp(cell) == value, column
                assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell), column
            elif isinstance(value, int | float):
                # People are whole; a share keeps its digits.
                assert float(cell) == pytest.approx(value, rel=1e-5, abs=0.5 if abs(value) >= 1000 else 1e-6), column
                assert "." not in cell or abs(value) < 1000, column
                assert "e" not in cell, column
            else:
                assert cell.removeprefix("'") == str(value).removeprefix("'"), column


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_disarmed(start: str):
    """A spreadsheet must not run what a page printed."""
    danger = f"{start}HYPERLINK(1)"
    frame = pd.DataFrame({"text": [danger, "plain", "a=b"], "number": [-5.0, 1.5, float("nan")]})
    rows = list(csv.reader(io.StringIO(cells.csv_text(frame))))
    assert rows[1][0][:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert rows[1][0].endswith(danger.lstrip("\r"))  # a line break in a cell becomes a space
    # Words stay words and a negative number stays a number.
    assert [row[0] for row in rows[2:]] == ["plain", "a=b"]
    assert [row[1] for row in rows[1:]] == ["-5", "1.5", ""]


def test_signs_that_steer_a_terminal_are_left_out():
    frame = pd.DataFrame({"text": ["\x1b[31mred\x1b[0m", "\u202egnp.exe", "\x00=HYPERLINK(1)", "plain"]})
    rows = list(csv.reader(io.StringIO(cells.csv_text(frame))))
    assert [row[0] for row in rows[1:]] == ["[31mred[0m", "gnp.exe", "'=HYPERLINK(1)", "plain"]


def test_numbers_as_data():
    frame = pd.DataFrame(
        {
            "people": [96_200_000.0, 123_082_913.4],
            "share": [0.7811812, float("inf")],
            "day": [pd.Timestamp("2025-08-13"), pd.NaT],
            "flag": [True, False],
        }
    )
    rows = list(csv.reader(io.StringIO(cells.csv_text(frame))))
    assert rows[1] == ["96200000", "0.781181", "2025-08-13", "yes"]
    assert rows[2] == ["123082913", "", "", "no"]


# The page


class Page(HTMLParser):
    """Tags with their attributes, ids, and the text between tags."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.text: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        self.text.setdefault(self.open[-1] if self.open else "", []).append(data)

    def said(self, tag: str) -> str:
        return " ".join(self.text.get(tag, ()))


@cache
def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def test_page_asks_nothing_of_a_network(folder: Path):
    found = page(folder / "interactive.html")
    scripts = [attributes["src"] for tag, attributes in found.tags if tag == "script" and "src" in attributes]
    assert scripts == [f"../{kit_pages.FIGURE}", f"../{kit_pages.PLOTLY}"]
    for tag, attributes in found.tags:
        for name in ("src", "srcset", "href", "data", "action", "poster"):
            value = attributes.get(name) or ""
            if tag != "a":
                assert not re.match(r"(?i)\s*(https?:)?//", value), (tag, value)
    # Fonts come from beside the page.
    assert set(re.findall(r"url\(.(.*?).\)", found.said("style"))) == {"../fonts/regular.woff", "../fonts/bold.woff"}
    assert "@import" not in found.said("style")
    # plotly's button that would send the data to a server stays off.
    drawing = found.said("script")
    assert not re.search(r'"?showSendToCloud"?\s*:\s*true', drawing)
    assert re.search(r'"showSendToCloud"\s*:\s*false', drawing)
    assert "cloud.plotly" not in drawing


def test_page_says_all(folder: Path, kitted: Chart):
    found = page(folder / "interactive.html")
    assert found.said("h1") == kitted.text.title
    assert found.said("figcaption") == kitted.text.caption
    assert kitted.text.long in found.said("p")
    assert dict(found.tags)["html"]["lang"] == kitted.edition.language
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert f"chart-{kitted.name}" in ids
    # The table has every row, and every source is linked.
    assert sum(tag == "tr" for tag, _ in found.tags) == len(kitted.data) + 1
    pages = tables.read("sources").set_index("source_id")
    linked = [attributes["href"] for tag, attributes in found.tags if tag == "a" and "href" in attributes]
    assert [url for url in linked if "://" in url] == [pages.loc[i, "url"] for i in kitted.text.sources]
    # All other links lead to files that the edition has: of this kit, or beside it.
    for link in linked:
        if "://" not in link and not link.startswith("#"):
            figures = [kitted.name, *filter(None, [kitted.other and kitted.other.name])]
            assert link in [*kit.files(editions.SIZES, kitted.name), *(f"../index.html#{name}" for name in figures)]


def test_shared_script_is_the_installed_one_and_is_written_once(tmp_path: Path):
    from plotly.offline import get_plotlyjs

    script = tmp_path / kit_pages.PLOTLY
    for before in (None, "broken"):
        if before:
            script.write_text(before, encoding="utf-8")
        kit_pages.put(script, bundles.shared()[kit_pages.PLOTLY])
        assert script.read_text(encoding="utf-8") == get_plotlyjs()
    before = script.stat().st_mtime_ns
    kit_pages.put(script, bundles.shared()[kit_pages.PLOTLY])
    assert script.stat().st_mtime_ns == before, "an unchanged script was written again"
    assert [path.name for path in tmp_path.iterdir()] == [kit_pages.PLOTLY]


# What a page printed is text


@pytest.fixture
def hostile(chart_of) -> Chart:
    """A figure whose words and data hold mark-up and signs with a meaning to programs."""
    chart = chart_of("who-uses-both", editions.parameters())
    data = chart.data.assign(basis=HOSTILE, first=HOSTILE)
    said = replace(chart.text, title=HOSTILE, alt=HOSTILE, long=HOSTILE, caption=HOSTILE, subtitle=HOSTILE)
    return replace(chart, data=data, text=said, columns=chart.columns | {"basis": HOSTILE})


def test_hostile_words_on_the_page(hostile: Chart):
    text = kit_pages.page(hostile)
    assert "<script>alert(1)" not in text
    found = Page(text)
    assert found.said("h1") == HOSTILE
    assert found.said("figcaption") == HOSTILE
    assert found.said("td").count(HOSTILE) == 2 * len(hostile.data)
    assert "alert(1)" not in found.said("script")
    assert HOSTILE in found.said("small")


def test_hostile_words_in_the_data(hostile: Chart):
    rows = list(csv.DictReader(io.StringIO(cells.csv_text(hostile.data))))
    assert {row["basis"] for row in rows} == {HOSTILE}


# The same every time


ELSEWHERE = """
import sys
from pathlib import Path
from reach import edition, kit
from reach.charts import reach_against_restrictions, restriction_timeline
chosen = edition.parameters(**edition.load("2025-08").parameters)
for module in (reach_against_restrictions, restriction_timeline):
    kit.write(module.chart(chosen), Path(sys.argv[1]))
"""


@pytest.mark.slow
def test_the_same_bytes_elsewhere(project, published, chart_of, tmp_path: Path):
    """Made again by another process, in another folder, time zone, locale and with another hash seed."""
    out, cwd = tmp_path / "out", tmp_path / "some where"
    cwd.mkdir()
    moved = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "ru_RU.UTF-8", "PYTHONHASHSEED": "4242"}
    done = project.python("-c", ELSEWHERE, str(out), cwd=cwd, env=project.env | moved)
    assert done.returncode == 0, done.stderr
    chosen = editions.parameters(**editions.load("2025-08").parameters)
    assert len(list(out.iterdir())) == 2
    for made in out.iterdir():
        assert bytes_of(made) == bytes_of(published(chart_of(made.name, chosen)))
    assert list(cwd.iterdir()) == []


# Whole or not at all


@pytest.fixture
def small(chart_of) -> Chart:
    """The figure that is quickest to draw."""
    return chart_of("who-called", editions.parameters(sizes="article"))


def test_nothing_to_show_is_no_picture(chart_of, tmp_path: Path):
    """A figure without marks is not published: its kit says why, and is whole so."""
    made = kit.write(chart_of("who-uses-both", editions.parameters(country="EG")), tmp_path)
    assert [path.name for path in made.iterdir()] == ["figure.json"]
    assert kit.missing(made) == []
    found = json.loads((made / "figure.json").read_text(encoding="utf-8"))
    assert found["empty"] is True
    assert found["sources"] == []
    assert "Egypt" in found["alt"]


def test_words_that_nothing_carries_stop_the_kit(chart_of, tmp_path: Path):
    chart = chart_of("two-audiences", editions.parameters(**editions.load("latest").parameters))
    bad = replace(chart, text=replace(chart.text, title="At least 5,432.1 million used both"))
    with pytest.raises(claims.ClaimError):
        kit.write(bad, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("exchange", [True, False], ids=["in one step", "in two renames"])
def test_an_old_kit_is_replaced_as_a_whole(small: Chart, tmp_path: Path, monkeypatch, exchange: bool):
    if not exchange:
        # Systems without the call that swaps two names.
        monkeypatch.setattr(kit, "_exchange", lambda a, b: False)
    old = tmp_path / small.name
    old.mkdir()
    (old / "figure.json").write_text("old", encoding="utf-8")
    (old / "left over.png").write_text("old", encoding="utf-8")
    kit.write(small, tmp_path)
    assert sorted(path.name for path in old.iterdir()) == sorted(kit.files(small.edition.sizes))
    assert json.loads((old / "figure.json").read_text(encoding="utf-8"))["name"] == small.name
    assert [path.name for path in tmp_path.iterdir()] == [small.name]


@pytest.mark.parametrize(
    ("where", "part"), [(pictures, "svg"), (kit_pages, "page"), (kit, "describe"), (cells, "csv_text"), (sheet, "rows")]
)
def test_a_failure_leaves_the_old_kit(small: Chart, tmp_path: Path, monkeypatch, where: object, part: str):
    old = tmp_path / small.name
    old.mkdir()
    (old / "figure.json").write_text("old", encoding="utf-8")

    def broken(*given: object, **named: object) -> None:
        raise OSError("no room left")

    monkeypatch.setattr(where, part, broken)
    with pytest.raises(OSError, match="no room left"):
        kit.write(small, tmp_path)
    assert bytes_of(tmp_path) == {f"{small.name}/figure.json": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == [small.name]


@pytest.mark.parametrize("exchange", [True, False], ids=["in one step", "in two renames"])
def test_replace(tmp_path: Path, monkeypatch, exchange: bool):
    if not exchange:
        monkeypatch.setattr(kit, "_exchange", lambda a, b: False)
    for text, kept in (("first", "a"), ("second", "b")):
        new = tmp_path / "new"
        new.mkdir()
        (new / kept).write_text(text, encoding="utf-8")
        kit.replace(new, tmp_path / "kit")
        assert bytes_of(tmp_path) == {f"kit/{kept}": text.encode()}
        assert [path.name for path in tmp_path.iterdir()] == ["kit"]


def test_numbers_that_json_cannot_hold():
    with pytest.raises(ValueError, match="JSON"):
        kit.json_text({"value": float("nan")})
    assert kit.json_text({"b": "ü", "a": 1}) == '{\n  "a": 1,\n  "b": "ü"\n}\n'
