"""The pictures of a kit as an editor takes them: each size, each format, described, and the same every time."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from checks import FIGURES
from PIL import Image, ImageChops
from reach import edition as editions
from reach import fonts, kit, paths, pictures, words
from reach.chart import Chart
from reach.draw.look import DPI, SIZES
from reach.draw.marks import Card

SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"
HOSTILE = '<script>alert(1)</script> & "quotes" style="fill: red" id="a" url(#b) \\1 \\g<0>'
PNG = {"slide.png": (1920, 1080), "social.png": (1200, 630), "square.png": (1080, 1080)}


@pytest.fixture(scope="session", params=["reach-against-restrictions", "restriction-timeline", "two-audiences"])
def kitted(request, committed, chart_of) -> Chart:
    """Figures of both committed editions whose pictures are looked into: the same code writes all."""
    return chart_of(request.param, committed)


@pytest.fixture(scope="session")
def folder(kitted: Chart, tmp_path_factory) -> Path:
    """All pictures of such a figure."""
    found = tmp_path_factory.mktemp("pictures")
    pictures.write(kitted, found)
    return found


def test_every_size_has_its_files(folder: Path, kitted: Chart):
    assert sorted(path.name for path in folder.iterdir()) == sorted(pictures.files(editions.SIZES, kitted.name))
    assert {*SIZES, "slide"} == set(editions.SIZES)


def test_cards_as_high_as_a_screen_are_of_the_lead(chart_of, tmp_path: Path):
    """1080 by 1920 pixels, of the figures that lead; of others none, and their kits miss none."""
    chosen = editions.parameters(sizes="article, social, vertical")
    made = pictures.write(chart_of("two-audiences", chosen), tmp_path)
    assert made["vertical.png"] == {"width": 1080, "height": 1920}
    assert "vertical.png" not in pictures.write(chart_of("precedents", chosen), tmp_path)
    assert "vertical.png" not in kit.files(chosen.sizes, "precedents")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_an_article_grows_until_its_words_are_read_in_a_column(language: str, chart_of):
    """What is no note has 16 of 1,200 pixels in every article; a slide keeps the shape of its screen."""
    taller = 0
    for name in FIGURES:
        chart = chart_of(name, editions.parameters(language=language))
        if chart.empty:
            continue
        drawn, slide = chart.drawn("article"), chart.drawn("slide")
        small = "".join(t.get_text() for t in drawn.texts if t.get_fontsize() * DPI / 72 < 15.9)
        notes = [chart.text.footer(chart.edition, SIZES["article"], few) for few in (False, True)]
        assert "".join(small.split()) in ["".join("".join(said).split()) for said in notes], name
        assert tuple(slide.get_size_inches() * DPI) == (1200, 675)
        taller += drawn.get_figheight() * DPI > 675
    assert taller


def test_a_size_of_ones_own_keeps_its_height(chart_of, tmp_path: Path):
    chart = chart_of("sources-disagree", editions.parameters())
    assert chart.drawn("article").get_figheight() * DPI > 675
    made = pictures.write(chart, tmp_path, ["1200x675", "1000x700"])
    assert made["1200x675.png"] == {"width": 2400, "height": 1350}
    assert made["1000x700.png"] == {"width": 2000, "height": 1400}


def test_an_edition_chooses_its_sizes(chart_of, tmp_path: Path):
    chart = chart_of("who-uses-both", editions.parameters(country="EG", sizes="social, article"))
    made = pictures.write(chart, tmp_path)
    wanted = ["article-text.svg", "article.png", "article.svg", "social.png"]
    assert sorted(made) == sorted(path.name for path in tmp_path.iterdir()) == wanted
    assert sorted(kit.files(chart.edition.sizes)) == sorted([*wanted, *kit.FILES])


@pytest.mark.parametrize("name", ["article.svg", "mobile.svg", "article-text.svg", "mobile-text.svg"])
def test_svg(folder: Path, kitted: Chart, name: str):
    text = (folder / name).read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("lang") == kitted.edition.language
    labels = root.get("aria-labelledby").split()
    named = {node.get("id"): node for node in root.iter() if node.get("id")}
    assert [named[i].tag for i in labels] == [f"{SVG}title", f"{SVG}desc"]
    assert [named[i].text for i in labels] == [kitted.text.title, kitted.text.alt]
    assert len(root.findall(f".//{SVG}title")) == 1
    # It says what may be done with it, and nothing of when or where it was made.
    assert root.findall(f".//{DC}rights")
    assert not root.findall(f".//{DC}date")
    assert "creativecommons.org/licenses/by/4.0" in text
    for place in (str(paths.ROOT), str(folder), str(Path.home()) + "/"):
        assert place not in text
    assert not root.findall(f".//{SVG}image")
    links = [v for node in root.iter() for k, v in node.attrib.items() if k.endswith("href")]
    assert all(link.startswith("#") for link in links)


@pytest.mark.parametrize("size", ["article", "mobile"])
def test_one_svg_has_outlines_the_other_text(folder: Path, kitted: Chart, drawn, size: str):
    outlined = ET.fromstring((folder / f"{size}.svg").read_text(encoding="utf-8"))
    assert not outlined.findall(f".//{SVG}text")
    text = (folder / f"{size}-text.svg").read_text(encoding="utf-8")
    said = [" ".join(node.itertext()) for node in ET.fromstring(text).iter(f"{SVG}text")]
    # Every word that is drawn can be edited, and is set in a font an editor can have.
    figure = drawn(kitted, size)
    texts = [*figure.texts, *(t for axes in figure.axes for t in axes.texts)]
    on_canvas = [t.get_text() for t in texts if t.get_text().strip()]
    assert [re.sub(r"\s+", " ", line) for line in said] == [re.sub(r"\s+", " ", line) for line in on_canvas]
    assert "IBM Plex Sans" in text
    assert fonts.FAMILY not in text


# Several in one page

ICON = '<svg id="icon" width="96" height="96" viewBox="0 0 24 24"><path d="M4 20 12 5 20 20" {}/></svg>'
#: Pages of others: the head and the icon of one that forbids styles, and of one whose icons have their own rule.
STRICT = '<meta http-equiv="Content-Security-Policy" content="style-src \'none\'">'
RULED = (
    "<style>body { font-weight: 700; letter-spacing: 3px }\nsvg { fill: none; stroke: #00a; stroke-width: 2 }</style>"
)
HOSTS = {STRICT: ICON.format('fill="none" stroke="#c00" stroke-width="5"'), RULED: ICON.format("")}


@pytest.fixture(scope="module")
def inlined(chart_of, drawn) -> dict[str, str]:
    """Pictures with hatches that one page may hold: a figure of two editions, in both kinds, and others."""
    figures = [("days-at-each-depth", "2025-08")]
    figures += [(name, "latest") for name in ("days-at-each-depth", "restriction-timeline", "two-audiences")]
    found = {}
    for name, edition in figures:
        chart = chart_of(name, editions.parameters(**editions.load(edition).parameters))
        for size, as_text in (("article", False), ("article", True), ("mobile", False)):
            text = pictures.svg(chart, drawn(chart, size), as_text=as_text)
            found[f"{edition} {name} {size}{' text' if as_text else ''}"] = text
    return found


def test_pictures_in_one_page_keep_apart(inlined):
    """No id of one is another's, all that are there are needed, and nothing is said by styles."""
    owners: dict[str, str] = {}
    wrong = []
    for name, text in inlined.items():
        root = ET.fromstring(text)
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        used = {*re.findall(r'(?:url\(|href=")#([^")]+)', text), *root.get("aria-labelledby").split()}
        if set(ids) != used or len(ids) != len(used):
            wrong.append(f"{name}: {set(ids) ^ used} not met")
        wrong += [f"{name}: {i} is in {owners[i]}" for i in ids if owners.setdefault(i, name) != name]
        for node in root.iter():
            if node.tag == f"{SVG}style" or {"style", "class", "font"} & set(node.attrib):
                wrong.append(f"{name}: {node.tag} {node.attrib}")
    assert wrong == []


def test_pictures_in_a_page_look_as_they_do_alone(browser, inlined, tmp_path: Path):
    """Whatever the page allows, and whatever it says of its own icons, which look as before."""

    def shot(element) -> Image.Image:
        return Image.open(io.BytesIO(element.screenshot())).convert("L")

    def unlike(a: Image.Image, b: Image.Image) -> int:
        # Where the page puts it is not a whole pixel: letters' edges differ a little.
        return sum(1 for difference in ImageChops.difference(a, b).tobytes() if difference > 64)

    chosen = {name: text for name, text in inlined.items() if name.startswith("latest")}
    page, wrong = browser.new_page(viewport={"width": 1240, "height": 2400}), []
    alone = {}
    for name, text in chosen.items():
        (tmp_path / "alone.svg").write_text(text, encoding="utf-8")
        page.goto((tmp_path / "alone.svg").as_uri())
        alone[name] = shot(page)
    for head, icon in HOSTS.items():
        for figures in ([], list(chosen)):
            body = "".join(f"<div>{chosen[name].partition('?>')[2]}</div>" for name in figures)
            text = f'<!doctype html><html lang="en"><meta charset="utf-8">{head}<body>{icon}{body}'
            (tmp_path / "page.html").write_text(text, encoding="utf-8")
            page.goto((tmp_path / "page.html").as_uri())
            found = shot(page.locator("#icon"))
            if not figures:
                before = found
            elif unlike(found, before):
                wrong.append(f"the icon of the page with {head}")
            for name, element in zip(figures, page.locator("div > svg").all(), strict=True):
                one = shot(element)
                if (pixels := unlike(one, alone[name].crop((0, 0, *one.size)))) > 20:
                    wrong.append(f"{name}: {pixels} pixels in a page with {head}")
    page.close()
    assert wrong == []


@pytest.mark.parametrize("name", [*PNG, "article.png", "mobile.png"])
def test_png(folder: Path, kitted: Chart, drawn, name: str):
    path = folder / name
    with Image.open(path) as image:
        assert image.format == "PNG"
        if name in PNG:
            assert image.size == PNG[name]
        else:
            wide, scale = {"article.png": (1200, 1), "mobile.png": (390, 2)}[name]
            high = drawn(kitted, name.removesuffix(".png")).get_size_inches()[1] * DPI
            assert image.size == (wide * scale, round(high * scale))
        said = image.text
        assert len(set(image.convert("L").tobytes())) > 20, "an empty picture"
    assert said["Title"] == kitted.text.title
    assert said["Description"] == kitted.text.alt
    assert "CC BY 4.0" in said["Copyright"]
    assert not {"Software", "Creation Time", "date:create"} & set(said)
    if name == "social.png":
        assert path.stat().st_size < 300_000


def test_print(folder: Path, kitted: Chart):
    with pikepdf.open(folder / "print.pdf") as document:
        assert str(document.Root.Lang) == kitted.edition.language
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo["/Title"]) == kitted.text.title
        assert str(document.docinfo["/Subject"]) == kitted.text.alt
        assert not {"/CreationDate", "/ModDate"} & set(document.docinfo.keys())
        with document.open_metadata() as xmp:
            assert xmp["dc:title"] == kitted.text.title
            assert xmp["dc:description"] == kitted.text.alt
            assert "CC BY 4.0" in xmp["dc:rights"]
        (page,) = document.pages
        assert [float(v) for v in page.MediaBox] == [0, 0, SIZES["print"].width * 0.75, SIZES["print"].height * 0.75]
        # Every font goes with the file, so that it prints the same everywhere.
        found = page.Resources.Font
        assert len(found) >= 2
        for font in found.values():
            described = font.get("/FontDescriptor") or font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()), font.get("/BaseFont")


def test_a_letter_that_no_font_has_is_an_error(chart_of, tmp_path: Path):
    chart = chart_of("who-uses-both", editions.parameters(country="EG"))
    with pytest.raises(pictures.PictureError, match=r"who-uses-both: Glyph"):
        pictures.write(replace(chart, panel=Card("\ua4d0\U0001f9ff")), tmp_path)


def test_a_card_too_heavy_to_preview_is_an_error(chart_of, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(pictures, "SOCIAL_BYTES", 1000)
    chart = chart_of("who-uses-both", editions.parameters(country="EG", sizes="article, social"))
    with pytest.raises(pictures.PictureError, match="more than 1000"):
        pictures.write(chart, tmp_path)


def test_hostile_words_in_a_picture(drawn, chart_of):
    chart = chart_of("who-uses-both", editions.parameters())
    hostile = replace(chart, text=replace(chart.text, title=HOSTILE, alt=HOSTILE))
    for as_text in (False, True):
        root = ET.fromstring(pictures.svg(hostile, drawn(chart, "article"), as_text=as_text))
        assert root.find(f"{SVG}title").text == HOSTILE
        assert root.find(f"{SVG}desc").text == HOSTILE
        assert root.find(f".//{DC}title").text == HOSTILE
        assert root.get("role") == "img"
    with pikepdf.open(io.BytesIO(pictures.pdf(hostile, drawn(chart, "print")))) as document:
        assert str(document.docinfo["/Title"]) == HOSTILE


def test_pixels_not_files_are_compared(tmp_path: Path):
    image = Image.effect_noise((40, 30), 20)
    image.save(tmp_path / "a.png", compress_level=0)
    image.save(tmp_path / "b.png", compress_level=9)
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()
    assert pictures.pixel_hash(tmp_path / "a.png") == pictures.pixel_hash(tmp_path / "b.png")
    image.putpixel((3, 3), (image.getpixel((3, 3)) + 1) % 256)
    image.save(tmp_path / "b.png")
    assert pictures.pixel_hash(tmp_path / "a.png") != pictures.pixel_hash(tmp_path / "b.png")
    # The same bytes in another shape are another picture.
    Image.new("L", (20, 60)).save(tmp_path / "c.png")
    Image.new("L", (60, 20)).save(tmp_path / "d.png")
    assert pictures.pixel_hash(tmp_path / "c.png") != pictures.pixel_hash(tmp_path / "d.png")
