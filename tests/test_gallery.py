"""The gallery in a real browser: an editor finds a figure, takes it with its words, and embeds it; nothing leaks."""

import csv
import dataclasses
import hashlib
import io
import json
import re
import shutil
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag

import pandas as pd
import pytest
from browsing import tab
from conftest import FIGURES
from PIL import Image
from reach import bundles, cells, edition, gallery, kit, pages, words
from reach.draw.marks import Stack, Words

# The first test that asks for whole editions waits for them to be made.
pytestmark = pytest.mark.timeout(1200)

FIRST, SECOND = "two-audiences", "who-uses-both"
HOSTILE = "<script>window.bad=1</script></script><img src=x onerror=window.bad=1> \"'` \u202egnp.exe\x1b[31m {{ 7*7 }}"
SEEN_HOSTILE = "<script>window.bad=1</script></script><img src=x onerror=window.bad=1> \"'` gnp.exe[31m {{ 7*7 }}"
SIZES = "article, mobile, print"


def published(folder: Path, chart_of, names=(FIRST, SECOND), titles=None, **given: str) -> Path:
    """An edition's folder with the kits of a few figures and its pages."""
    latest = edition.load("latest")
    parameters = latest.parameters | {"sizes": SIZES} | given
    chosen = edition.parameters(**parameters)
    for name in names:
        kit.write(chart_of(name, chosen), folder)
    gallery.write(edition.EditionFile(folder.name, titles or latest.titles, parameters), folder)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory, chart_of) -> Path:
    """Folders of two editions side by side, light and dark; the phone's size is in the first figure alone."""
    root = tmp_path_factory.mktemp("figures")
    folder = published(root / "latest", chart_of)
    small = {"sizes": "article"}
    chosen = edition.parameters(**(edition.load("latest").parameters | small))
    kit.write(chart_of(SECOND, chosen), folder)
    published(root / "latest-dark", chart_of, names=(FIRST,), theme="dark")
    latest = edition.load("latest")
    gallery.write(edition.EditionFile("latest", latest.titles, latest.parameters | {"sizes": SIZES}), folder)
    return root


@pytest.fixture(scope="module")
def russian(tmp_path_factory, chart_of) -> Path:
    """A Russian edition of a country without figures, so that all that is printed are the words of pages."""
    root = tmp_path_factory.mktemp("russian")
    return published(root / "latest-ru", chart_of, names=(SECOND,), language="ru", country="EG")


@pytest.fixture
def opened(browser, home: Path):
    """The light edition's gallery, opened from its folder."""
    with tab(browser, home.as_uri(), viewport={"width": 1200, "height": 900}) as (page, _):
        page.goto(f"{home.as_uri()}/latest/index.html")
        yield page


@pytest.fixture(scope="module")
def serve():
    """Serves a folder on this machine: ``serve(folder)`` is the address."""
    servers = []

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    def of(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield of
    for server in servers:
        server.shutdown()
        server.server_close()


def described(folder: Path, name: str) -> dict:
    return json.loads((folder / name / "figure.json").read_text(encoding="utf-8"))


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {p.relative_to(folder).as_posix(): (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


def shown(page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.figure')].filter(f => f.checkVisibility()).map(f => f.id)")


def local(page) -> list[str]:
    """Addresses of all links to files."""
    return page.eval_on_selector_all("a[href]", "all => all.map(a => a.href).filter(h => h.startsWith('file:'))")


# Finding


def test_search(opened):
    assert shown(opened) == [FIRST, SECOND]
    opened.fill("#find", "EVERY ceiling")
    assert shown(opened) == [SECOND]
    assert not opened.is_visible(f".index [data-for='{FIRST}']")
    opened.locator("#status", has_text="1 of 2").wait_for()
    opened.fill("#find", "nothing like it")
    assert shown(opened) == []
    assert opened.is_visible(".none")
    opened.fill("#find", "")
    assert shown(opened) == [FIRST, SECOND]


def test_size(opened, home: Path):
    # Sizes that no kit has are not offered.
    offered = opened.eval_on_selector_all("#size option", "found => found.map(o => o.value)")
    assert offered == ["", "article", "mobile", "print"]
    opened.select_option("#size", "mobile")
    assert shown(opened) == [FIRST]
    picture = opened.locator(f"#{FIRST} img[data-pictures]")
    with Image.open(home / "latest" / FIRST / "mobile.png") as image:
        assert picture.evaluate("i => [i.getAttribute('src'), i.width / i.height > .2]") == [
            f"{FIRST}/mobile.png",
            True,
        ]
        assert [int(picture.get_attribute("width")), int(picture.get_attribute("height"))] == list(image.size)
    assert picture.evaluate("i => i.getBoundingClientRect().width") == 390
    opened.reload()
    assert opened.input_value("#size") == "mobile"
    assert shown(opened) == [FIRST]
    opened.select_option("#size", "print")
    assert opened.is_visible(f"#{FIRST} .paper")
    opened.select_option("#size", "")
    assert shown(opened) == [FIRST, SECOND]


def test_a_phone_gets_the_phones_picture(browser, home: Path):
    with tab(browser, home.as_uri(), viewport={"width": 390, "height": 800}) as (page, _):
        page.goto(f"{home.as_uri()}/latest/index.html")
        found = page.eval_on_selector_all("img[data-pictures]", "all => all.map(i => i.getAttribute('src'))")
        assert found == [f"{FIRST}/mobile.png", f"{SECOND}/article.png"]


@pytest.mark.parametrize("system", ["light", "dark"])
def test_theme(browser, home: Path, system: str):
    other = {"light": "dark", "dark": "light"}[system]
    with tab(browser, home.as_uri(), color_scheme=system) as (page, _):
        page.goto(f"{home.as_uri()}/latest/index.html")

        def look() -> tuple:
            found = page.eval_on_selector_all("img[data-pictures]", "all => all.map(i => i.getAttribute('src'))")
            return page.evaluate("document.documentElement.dataset.theme"), *found

        light = ("light", f"{FIRST}/article.png", f"{SECOND}/article.png")
        # The dark edition beside it has the first figure; the second keeps its light plate.
        dark = ("dark", f"../latest-dark/{FIRST}/article.png", f"{SECOND}/article.png")
        looks = {"light": light, "dark": dark}
        assert look() == looks[system]
        assert page.is_visible(f"#{FIRST} .other") is (system == "dark")
        page.click("#theme")
        assert look() == looks[other]
        page.reload()
        assert look() == looks[other], "the choice is forgotten"
        assert page.get_attribute("#theme", "aria-pressed") == str(other == "dark").lower()
        page.click("#theme")
        page.emulate_media(color_scheme=other)
        page.locator(f"html[data-theme={other}]").wait_for(state="attached")
        assert look() == looks[other], "without a choice of one's own, the system's is followed"


def test_other_editions_are_offered(opened, home: Path):
    options = opened.eval_on_selector_all("#edition option", "all => all.map(o => [o.value, o.textContent])")
    assert options == [["../latest/index.html", "English, light"], ["../latest-dark/index.html", "English, dark"]]
    opened.evaluate(f"document.getElementById('{FIRST}').scrollIntoView()")
    with opened.expect_navigation():
        opened.select_option("#edition", "../latest-dark/index.html")
    assert opened.url == f"{home.as_uri()}/latest-dark/index.html#{FIRST}"


# Views


def test_tabs_by_keyboard(opened):
    first = opened.locator(f"#{FIRST}-tab-picture")
    first.focus()
    views = ["picture", "table", "sources", "method", "sheet"]

    def at() -> tuple:
        tabs = opened.locator(f"#{FIRST} [role=tab]")
        chosen = tabs.evaluate_all("all => all.filter(t => t.ariaSelected === 'true').map(t => t.id)")
        stops = tabs.evaluate_all("all => all.filter(t => t.tabIndex === 0).map(t => t.id)")
        panels = opened.locator(f"#{FIRST} [role=tabpanel]")
        seen = panels.evaluate_all(
            "all => all.filter(p => p.checkVisibility()).map(p => p.getAttribute('aria-labelledby'))"
        )
        return opened.evaluate("document.activeElement.id"), chosen, stops, seen

    def expected(view: str) -> tuple:
        return f"{FIRST}-tab-{view}", *[[f"{FIRST}-tab-{view}"]] * 3

    assert at() == expected("picture")
    for view in [*views[1:], views[0]]:
        opened.keyboard.press("ArrowRight")
        assert at() == expected(view)
    opened.keyboard.press("End")
    assert at() == expected("sheet")
    opened.keyboard.press("Home")
    opened.keyboard.press("ArrowLeft")
    assert at() == expected("sheet")
    # The list of tabs is one stop: the next is inside the panel.
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.closest('[role=tabpanel]').id") == f"{FIRST}-sheet"


def test_the_keyboard_gets_everywhere(opened):
    """From the skip link to the end of the page, with a mark on each stop, and out again."""
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    stops = [""]
    while len(stops) < 400:
        opened.keyboard.press("Tab")
        stop = opened.evaluate("""
        () => { const a = document.activeElement, s = getComputedStyle(a);
          const name = a.id || a.getAttribute('href') || a.textContent;
          return a === document.body ? null : [name, s.outlineStyle !== 'none'] }
        """)
        if stop is None:
            break
        assert stop[1], f"no focus is seen on {stop[0]}"
        stops.append(stop[0])
    assert stops[-1] == "manifest.json"
    assert {"find", "size", "edition", "theme", f"{SECOND}/interactive.html"} <= set(stops)


def test_views_hold_the_kit(opened, home: Path):
    found, folder = described(home / "latest", FIRST), home / "latest" / FIRST
    rows = list(csv.reader(io.StringIO((folder / "data.csv").read_text(encoding="utf-8"))))
    table = opened.locator(f"#{FIRST}-table table")
    assert table.locator("tbody tr").count() == len(rows) - 1
    heads = table.locator("thead th").evaluate_all(
        "all => all.map(h => [h.scope, h.firstChild.data, h.lastChild.textContent])"
    )
    assert heads == [["col", name, found["columns"][name]] for name in rows[0]]
    assert found["subtitle"] in table.locator("caption").text_content()
    links = opened.locator(f"#{FIRST}-sources .sources a").evaluate_all("all => all.map(a => a.href)")
    assert links == [source["url"] for source in found["sources"]]
    said = opened.locator(f"#{FIRST}-method").text_content()
    for text in (found["how_to_read"], found["method"], *found["notes"], found["long_description"]):
        assert text in said
    with (folder / "sheet.csv").open(encoding="utf-8", newline="") as file:
        numbers = [row["figure"] for row in csv.DictReader(file)]
    assert 0 < len(numbers) < gallery.MOST_ROWS
    assert opened.locator(f"#{FIRST}-sheet tbody th").all_text_contents() == numbers
    # A long one is cut, and says where the rest is.
    with (home / "latest" / SECOND / "sheet.csv").open(encoding="utf-8", newline="") as file:
        many = len(list(csv.DictReader(file)))
    assert many > gallery.MOST_ROWS
    assert opened.locator(f"#{SECOND}-sheet tbody tr").count() == gallery.MOST_ROWS
    assert f"All {many} rows" in opened.locator(f"#{SECOND}-sheet").text_content()
    assert opened.get_attribute(f"#{FIRST}-picture img", "alt") == found["alt"]
    assert "not known" in opened.locator(".facts").text_content()


def test_every_file_is_offered_with_its_size(opened, home: Path):
    folder = home / "latest"
    for name in (FIRST, SECOND):
        files = {path.name: path for path in (folder / name).iterdir()}
        items = opened.locator(f"#{name} .files li").evaluate_all(
            "all => all.map(i => [i.querySelector('a').getAttribute('href'), i.textContent])"
        )
        assert {href for href, _ in items} == {f"{name}/{file}" for file in files}
        for href, said in items:
            path = folder / href
            size = path.stat().st_size
            much = float(re.search(r"([\d.]+) (KB|MB)$", said)[1]) * (1e6 if said.endswith("MB") else 1e3)
            assert much == pytest.approx(size, rel=0.06, abs=1000), said
            if href.endswith(".png"):
                with Image.open(path) as image:
                    assert f"{image.width} × {image.height} px" in said
            assert len(said) > len(Path(href).name) + 12, "no word on what it is for"


def test_without_scripts_all_is_there(browser, home: Path):
    with tab(browser, home.as_uri(), java_script_enabled=False) as (page, _):
        page.goto(f"{home.as_uri()}/latest/index.html")
        for view in ("picture", "table", "sources", "method", "sheet"):
            assert page.is_visible(f"#{FIRST}-{view}")
        assert not page.is_visible(".tabs >> nth=0")
        assert not page.is_visible("button.copy >> nth=0")
        assert page.is_visible(f"#{FIRST} a[href^='zips/']")
        assert page.is_visible("a[href='../latest-dark/index.html'] >> nth=0")
        page.goto(f"{home.as_uri()}/latest/{FIRST}/interactive.html")
        assert page.locator("noscript img").evaluate("i => i.naturalWidth") == 1200


def test_print(opened):
    opened.click(f"#{FIRST}-tab-table")
    opened.emulate_media(media="print")
    assert opened.is_visible(f"#{FIRST}-picture img")
    for hidden in (".bar", ".take >> nth=0", ".index", ".tabs >> nth=0", f"#{FIRST}-table"):
        assert not opened.is_visible(hidden), hidden


# Copying


def words_of(found: dict) -> dict[str, str]:
    return {
        "title": found["title"],
        "caption": found["caption"],
        "alt": found["alt"],
        "source": found["footer"][0],
        "long": found["long_description"],
        "citation": found["citation"],
    }


def test_copying(opened, home: Path):
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for key, text in words_of(described(home / "latest", FIRST)).items():
        button = opened.locator(f"[data-copy='{FIRST}-word-{key}']")
        button.click()
        assert opened.evaluate("navigator.clipboard.readText()") == text
        assert button.text_content() == "Copied"
        assert opened.is_visible("#status")
        assert opened.text_content("#status") == "Copied"


REFUSED = "Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject(new Error('no'))}});"
MISSING = "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
OLD = "document.execCommand = () => { window.took = document.activeElement.value; return true; };"
NEVER = "document.execCommand = () => false;"


@pytest.mark.parametrize("clipboard", [REFUSED, MISSING], ids=["refused", "missing"])
@pytest.mark.parametrize("old", [OLD, NEVER], ids=["old way", "by hand"])
def test_copying_where_the_clipboard_is_closed(browser, home: Path, clipboard: str, old: str):
    found = described(home / "latest", FIRST)
    with tab(browser, home.as_uri()) as (page, _):
        page.add_init_script(clipboard + old)
        page.goto(f"{home.as_uri()}/latest/index.html")
        button = page.locator(f"[data-copy='{FIRST}-word-alt']")
        button.click()
        if old == OLD:
            assert page.evaluate("window.took") == found["alt"]
            assert button.text_content() == "Copied"
            assert page.evaluate("document.activeElement.dataset.copy") == f"{FIRST}-word-alt", "the place is lost"
        else:
            assert page.evaluate("getSelection().toString()") == found["alt"]
            assert "Ctrl+C" in page.text_content("#status")


# Embeds


def snippet(page, kind: str, base: str) -> str:
    page.evaluate(f"document.querySelector('#{FIRST} .embed').open = true")
    page.fill(f"#{FIRST}-base", base)
    return page.input_value(f"#{FIRST}-{kind}")


def outlet(tmp_path: Path, code: str) -> Path:
    """A page of somebody else's that embeds a figure, and holds a frame that pretends to be it."""
    bad = "<script>setInterval(() => parent.postMessage({reach: 'height', height: 17}, '*'), 20)</script>"
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>An article</title>'
    text = f'{head}<body>{code}<iframe srcdoc="{bad}"></iframe>'
    (tmp_path / "article.html").write_text(text, encoding="utf-8")
    return tmp_path / "article.html"


def test_the_base_is_in_every_address_and_remembered(opened):
    relative = opened.input_value(f"#{FIRST}-live")
    assert f'src="./{FIRST}/interactive.html#embed"' in relative
    code = snippet(opened, "live", "https://example.org/a&b/figures")
    assert re.findall(r'(?:src|srcset)="([^"]*)"', code) == [
        f"https://example.org/a&amp;b/figures/{FIRST}/{file}"
        for file in ("interactive.html#embed", "mobile.png", "article.png")
    ]
    link = opened.input_value(f"#{FIRST}-link")
    assert link.startswith(f'<a href="https://example.org/a&amp;b/figures/{FIRST}/interactive.html">')
    assert 'read_csv("https://example.org/a&b/figures/' in opened.input_value(f"#{FIRST}-python")
    assert opened.input_value(f"#{SECOND}-base") == "https://example.org/a&b/figures"
    opened.reload()
    assert f"https://example.org/a&amp;b/figures/{SECOND}/" in opened.input_value(f"#{SECOND}-live")
    for bad in ("javascript:alert(1)//", '"><script>', "ftp://example.org"):
        assert snippet(opened, "live", bad) == relative


#: What an article may hold: a figure of two editions, live and frozen, one of them twice, and one with a key.
EMBEDDED = (
    ("latest", FIRST, "live"),
    ("latest-dark", FIRST, "live"),
    ("latest", FIRST, "live"),
    ("latest", FIRST, "frozen"),
    ("latest", SECOND, "live"),
)
FRAME = """
() => ({
  content: document.documentElement.scrollHeight,
  room: innerHeight,
  wide: document.documentElement.scrollWidth > innerWidth,
  said: document.querySelector("main").innerText,
  links: [...document.links].filter(link => link.checkVisibility()).length,
})
"""


def embeds(browser, home: Path, address: str) -> list[str]:
    """Their code, as an editor copies it from each gallery, with an address in front."""
    found = []
    for name, figure, kind in EMBEDDED:
        with tab(browser, home.as_uri()) as (page, _):
            page.goto(f"{home.as_uri()}/{name}/index.html")
            page.evaluate(f"document.querySelector('#{figure} .embed').open = true")
            page.fill(f"#{figure}-base", "https://base.example/")
            code = page.input_value(f"#{figure}-{kind}")
            found.append(code.replace("https://base.example/", f"{address}/{name}/"))
    return found


@pytest.mark.parametrize("place", ["server", "folder"])
def test_embeds_fit_their_frames(browser, home: Path, serve, tmp_path: Path, place: str):
    """Several in one article: each as high as it is, with all its words, and apart from the others."""
    codes = embeds(browser, home, serve(home) if place == "server" else home.as_uri())
    article = outlet(tmp_path, "".join(codes))
    ids = re.findall(r'<iframe id="([^"]+)"', "".join(codes))
    assert len(set(ids)) == len(set(EMBEDDED))
    wrong = []
    page = browser.new_page(viewport={"width": 900, "height": 700})
    page.goto(f"{serve(tmp_path)}/article.html" if place == "server" else article.as_uri())
    frames = page.locator("iframe[id]").all()
    for width in (900, 390, 320):
        page.set_viewport_size({"width": width, "height": 700})
        for frame, (name, figure, kind) in zip(frames, EMBEDDED, strict=True):
            found, which = described(home / name, figure), f"{name} {figure} {kind} at {width}"
            frame.scroll_into_view_if_needed()
            inner = frame.element_handle().content_frame()
            inner.wait_for_selector(".js-plotly-plot .main-svg")
            page.wait_for_timeout(300)
            seen, high = inner.evaluate(FRAME), frame.bounding_box()["height"]
            assert frame.get_attribute("title") == found["title"]
            assert frame.get_attribute("loading") == "lazy"
            if seen["content"] != seen["room"] or abs(high - seen["room"]) > 1 or high < 200:
                wrong.append(f"{which}: {seen['content']} in {high}")
            if seen["wide"] or seen["links"] != 1:
                wrong.append(f"{which}: wide {seen['wide']}, {seen['links']} links")
            wrong += [f"{which}: without {t}" for t in (found["caption"], *found["footer"]) if t not in seen["said"]]
            if found["subtitle"] in seen["said"]:
                wrong.append(f"{which}: with the subtitle")
    page.close()
    assert wrong == []


def test_embeds_where_a_site_takes_out_styles_and_scripts(browser, home: Path, tmp_path: Path):
    """Still as wide as the column, and about as high as they must be."""
    bare = re.sub(r"<script>.*?</script>| style=\"[^\"]*\"", "", "".join(embeds(browser, home, home.as_uri())))
    page = browser.new_page(viewport={"width": 390, "height": 700})
    page.goto(outlet(tmp_path, bare).as_uri())
    column = page.evaluate("document.body.clientWidth")
    for frame in page.locator("iframe[id]").all():
        frame.scroll_into_view_if_needed()
        inner = frame.element_handle().content_frame()
        inner.wait_for_selector(".js-plotly-plot .main-svg")
        box, content = frame.bounding_box(), inner.evaluate(FRAME)["content"]
        assert box["width"] == column
        assert box["height"] == pytest.approx(content, abs=100)
    page.close()


def test_an_embed_without_scripts_is_a_picture(browser, home: Path, tmp_path: Path):
    code = gallery.embed(described(home / "latest", FIRST), "latest", (FIRST,))
    code = code.replace('"./', f'"{home.as_uri()}/latest/')
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(outlet(tmp_path, code).as_uri())
    picture = page.locator("noscript img")
    assert picture.evaluate("i => i.naturalWidth") == 1200
    assert picture.get_attribute("alt") == described(home / "latest", FIRST)["alt"]
    # It covers the frame, so that nobody sees both.
    box = picture.bounding_box()
    top = page.evaluate("([x, y]) => document.elementFromPoint(x, y).localName", [box["x"] + 20, box["y"] + 20])
    assert top == "img"
    context.close()


def test_embed_by_query(browser, home: Path):
    with tab(browser, home.as_uri()) as (page, _):
        page.goto(f"{home.as_uri()}/latest/{FIRST}/interactive.html?embed")
        assert not page.is_visible(".sub")
        page.goto(f"{home.as_uri()}/latest/{FIRST}/interactive.html")
        assert page.is_visible(".sub")
        assert not page.is_visible(".whole")


def test_frozen_copies_stay(chart_of, tmp_path: Path, browser):
    folder = published(tmp_path / "latest", chart_of, names=(SECOND,))
    before = state(folder / "frozen")
    (copy,) = (path for path in (folder / "frozen").iterdir() if path.is_dir())
    assert re.fullmatch(rf"{SECOND}-[0-9a-f]{{12}}", copy.name)
    # The data change, and the figure with them.
    chart = chart_of(SECOND, edition.parameters(**(edition.load("latest").parameters | {"sizes": SIZES})))
    kit.write(dataclasses.replace(chart, data=chart.data.assign(basis="said otherwise")), folder)
    latest = edition.load("latest")
    gallery.write(edition.EditionFile("latest", latest.titles, latest.parameters), folder)
    after = state(folder / "frozen")
    assert {name: after[name] for name in before} == before
    copies = [path.name for path in (folder / "frozen").iterdir() if path.is_dir()]
    assert len(copies) == 2
    (new,) = set(copies) - {copy.name}
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert f"frozen/{new}/interactive.html" in page
    assert copy.name not in page
    # A copy needs nothing else of the edition; nor does it lead there.
    shutil.copytree(folder / "frozen", tmp_path / "elsewhere" / "frozen")
    shutil.rmtree(folder)
    home = (tmp_path / "elsewhere").as_uri()
    for name in copies:
        with tab(browser, home) as (page, _):
            page.goto(f"{home}/frozen/{name}/interactive.html")
            page.wait_for_selector(".js-plotly-plot .main-svg")
            page.evaluate("document.fonts.ready")
            links = page.eval_on_selector_all(
                "a[href]", "all => all.map(a => a.href).filter(h => h.startsWith('file:'))"
            )
            for link in links:
                assert (tmp_path / "elsewhere" / "frozen" / name / link.rsplit("/", 1)[1]).is_file(), link


# Zips


def test_zip(home: Path, browser, tmp_path: Path):
    folder = home / "latest"
    path = folder / "zips" / f"{FIRST}-latest.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        own = [name for name in names if name.startswith(f"{FIRST}/")]
        assert own == sorted(f"{FIRST}/{file.name}" for file in (folder / FIRST).iterdir())
        for name in own:
            if not name.endswith("interactive.html"):
                assert archive.read(name) == (folder / name).read_bytes()
        readme = archive.read("README.txt").decode("utf-8")
        archive.extractall(tmp_path)
    found = described(folder, FIRST)
    for text in (*words_of(found).values(), "CC BY 4.0", *(source["url"] for source in found["sources"])):
        assert text in readme
    # The page in it works alone, and every link in it leads somewhere.
    with tab(browser, tmp_path.as_uri()) as (page, _):
        page.goto(f"{tmp_path.as_uri()}/{FIRST}/interactive.html")
        page.wait_for_selector(".js-plotly-plot .main-svg")
        links = local(page)
        assert len(links) > 5
        for link in links:
            assert Path(link.removeprefix("file://").split("#")[0]).is_file(), link


def test_the_same_kit_gives_the_same_zip(home: Path, tmp_path: Path):
    again = tmp_path / "latest"
    shutil.copytree(home / "latest", again, ignore=shutil.ignore_patterns("zips", "index.html"))
    latest = edition.load("latest")
    gallery.write(edition.EditionFile("latest", latest.titles, latest.parameters | {"sizes": SIZES}), again)
    for path in (home / "latest" / "zips").iterdir():
        assert (again / "zips" / path.name).read_bytes() == path.read_bytes()


def test_only_what_changed_is_made_again(home: Path, chart_of, tmp_path: Path):
    folder = tmp_path / "latest"
    shutil.copytree(home / "latest", folder)
    latest = edition.load("latest")
    file = edition.EditionFile("latest", latest.titles, latest.parameters | {"sizes": SIZES})
    gallery.write(file, folder)
    before = state(folder)
    gallery.write(file, folder)
    assert state(folder) == before
    # What is lost or spoilt comes back.
    (folder / "zips" / f"{FIRST}-latest.zip").unlink()
    (folder / "gallery.css").unlink()
    gallery.write(file, folder)
    assert {n: raw for n, (_, raw) in state(folder).items()} == {n: raw for n, (_, raw) in before.items()}
    (folder / "index.html").write_text("spoilt", encoding="utf-8")
    gallery.write(file, folder)
    assert (folder / "index.html").read_bytes() == before["index.html"][1]
    # One kit is another: its zip alone is made again; what is no longer there goes.
    zips = {path.name: path.stat().st_mtime_ns for path in (folder / "zips").iterdir()}
    (folder / SECOND / "data.csv").write_text("part\nnone\n", encoding="utf-8")
    (folder / "zips" / "gone-latest.zip").write_text("old", encoding="utf-8")
    gallery.write(file, folder)
    now = {path.name: path.stat().st_mtime_ns for path in (folder / "zips").iterdir()}
    assert set(now) == set(zips)
    assert now[f"{FIRST}-latest.zip"] == zips[f"{FIRST}-latest.zip"]
    assert now[f"{SECOND}-latest.zip"] > zips[f"{SECOND}-latest.zip"]


def test_a_working_copy_without_pages(home: Path, tmp_path: Path, browser):
    """What is committed has no pages, no sheets and few sizes: the gallery goes by what is there."""
    folder = tmp_path / "latest"
    for name in (FIRST, SECOND):
        (folder / name).mkdir(parents=True)
        for file in kit.COMMITTED:
            if (home / "latest" / name / file).is_file():
                shutil.copy(home / "latest" / name / file, folder / name / file)
    latest = edition.load("latest")
    gallery.write(edition.EditionFile("latest", latest.titles, latest.parameters), folder)
    with tab(browser, tmp_path.as_uri()) as (page, _):
        page.goto(f"{folder.as_uri()}/index.html")
        assert shown(page) == [FIRST, SECOND]
        assert page.locator(".embed").count() == 0
        for link in page.eval_on_selector_all(
            "a[href]", "all => all.map(a => a.href).filter(h => h.startsWith('file:'))"
        ):
            assert Path(link.removeprefix("file://").split("#")[0]).exists(), link


ODD = ("Q3 #1 50%", "Q3 #1 50%-dark", 'a, "b"?&c;')


def test_any_name_of_an_edition(home: Path, browser, serve, tmp_path: Path):
    """Every link and picture of editions whose names an address would read otherwise, from a folder and a server."""
    latest = edition.load("latest")
    changes = ({}, {"theme": "dark"}, {"since": "2025-03-01"})
    for name, kits, changed in zip(ODD, ("latest", "latest-dark", "latest"), changes, strict=True):
        shutil.copytree(home / kits / FIRST, tmp_path / name / FIRST)
        (tmp_path / name / FIRST / "more #1 50%.txt").write_text("more", encoding="utf-8")
        file = edition.EditionFile(name, latest.titles, latest.parameters | changed)
        gallery.write(file, tmp_path / name)
    wrong, offered = [], set()
    for name in ODD:
        assert json.loads((tmp_path / name / "manifest.json").read_text(encoding="utf-8"))["edition"] == name
        assert [path.name for path in (tmp_path / name / "zips").iterdir()] == [f"{FIRST}-{name}.zip"]
        for address, scheme in ((tmp_path.as_uri(), "light"), (serve(tmp_path), "dark")):
            with tab(browser, address, color_scheme=scheme) as (page, _):
                page.goto(f"{address}/{quote(name)}/index.html")
                page.evaluate("for (const image of document.images) image.loading = 'eager'")
                page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
                page.wait_for_timeout(100)
                given = page.evaluate("""
                () => {
                  const code = [...document.querySelectorAll(".embed textarea")].map(area => area.value).join("");
                  const pictures = [...document.images].map(image => JSON.parse(image.dataset.pictures || "{}"));
                  return [...[...document.querySelectorAll("a[href]")].map(link => link.getAttribute("href")),
                    ...[...document.querySelectorAll("#edition option")].map(option => option.value),
                    ...pictures.flatMap(Object.values).flatMap(one => [one.src, one.other || one.src]),
                    ...[...document.querySelectorAll("[srcset]")].map(one => one.srcset.split(" ")[0]),
                    ...[...code.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map(found => found[1])];
                }
                """)
                for link in {urldefrag(link).url for link in given if not link.startswith("http")} - {""}:
                    if not (tmp_path / name / unquote(link)).is_file():
                        wrong.append(f"{name}: {link}")
                offered |= {unquote(link).split("/")[1] for link in given if link.startswith("../")}
    assert wrong == []
    assert offered == set(ODD)


def test_a_renamed_figure_keeps_its_old_address(chart_of, tmp_path: Path):
    """The old pages lead to the new ones, and a link into the gallery finds its figure."""
    old, new = next(iter(gallery.RENAMED.items()))
    folder = published(tmp_path / "latest", chart_of, (new,), sizes="article")
    for file in ("interactive.html", "sheet.html"):
        (to,) = set(re.findall(r'(?:url=|<a href=")([^"]+)"', (folder / old / file).read_text(encoding="utf-8")))
        assert (folder / old / to).resolve() == folder / new / file
    assert f'id="{old}"' in (folder / "index.html").read_text(encoding="utf-8")
    assert [f["name"] for f in gallery.figures(folder)] == [new]


def test_what_file_managers_leave_is_no_part_of_a_kit(home: Path, tmp_path: Path):
    """Neither in lists, zips and hashes, nor in the way."""
    folder, latest = tmp_path / "latest", edition.load("latest")
    shutil.copytree(home / "latest", folder)
    file = edition.EditionFile("latest", latest.titles, latest.parameters | {"sizes": SIZES})
    gallery.write(file, folder)
    before, digest = state(folder), bundles.digest(folder / FIRST)
    strays = [folder / FIRST / name for name in (".DS_Store", "._article.png", "._figure.json", "Thumbs.db")]
    strays += [folder / place / ".DS_Store" for place in (".", "frozen")]
    for path in strays:
        path.write_bytes(b"\x00stray")
    (folder / FIRST / ".ipynb_checkpoints").mkdir()
    assert bundles.digest(folder / FIRST) == digest
    for lost in ("index.html", f"zips/{FIRST}-latest.zip"):
        (folder / lost).unlink()
    gallery.write(file, folder)
    for path in strays:
        path.unlink()
    assert {name: raw for name, (_, raw) in state(folder).items()} == {name: raw for name, (_, raw) in before.items()}


# The policy, and what a page printed


def test_no_script_is_in_a_page(home: Path):
    for path in (home / "latest").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1].replace("&#39;", "'")
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert "unsafe" not in rules["script-src"]
        assert "*" not in policy
        assert "http:" not in policy
        assert "https:" not in policy
        for tag in re.findall(r"<script\b[^>]*>", text):
            assert ' src="' in tag or 'type="application/json"' in tag, f"{path}: {tag}"
        assert not re.search(r"<[^>]+\son\w+=", text), path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, chart_of) -> Path:
    """An edition whose every text is an attack."""
    root = tmp_path_factory.mktemp("hostile")
    folder = published(root / "latest", chart_of, names=(SECOND,))
    chosen = edition.parameters(**(edition.load("latest").parameters | {"sizes": SIZES}))
    chart = chart_of(SECOND, chosen)
    names = ("title", "subtitle", "alt", "long", "caption", "short_note", "reading", "method")
    text = dataclasses.replace(chart.text, notes=(HOSTILE,), **dict.fromkeys(names, HOSTILE))
    data = chart.data.assign(basis=HOSTILE, first='=HYPERLINK("http://example.org","a")')
    columns = chart.columns | {"basis": HOSTILE}

    panel = Stack((chart.panel, Words(HOSTILE)))
    bad = dataclasses.replace(chart, text=text, data=data, columns=columns, panel=panel)
    place = folder / SECOND
    row = dict.fromkeys(("figure", "what", "record", "page", "day", "second", "known", "not_known"), HOSTILE)
    rows = [row | {"url": "javascript:window.bad=1"}, row | {"figure": "=1+1", "url": "https://example.org/"}]
    (place / "interactive.html").write_text(pages.page(bad, [p.name for p in place.iterdir()]), encoding="utf-8")
    (place / "sheet.html").write_text(pages.sheet(bad, rows), encoding="utf-8")
    (place / "sheet.csv").write_text(cells.csv_text(pd.DataFrame(rows)), encoding="utf-8", newline="")
    (place / "data.csv").write_text(cells.csv_text(data), encoding="utf-8", newline="")
    found = described(folder, SECOND)
    for key in ("title", "subtitle", "alt", "long_description", "caption", "how_to_read", "method", "citation"):
        found[key] = HOSTILE
    for source in found["sources"]:
        source |= {"publisher": HOSTILE, "retells": HOSTILE, "url": "javascript:window.bad=1"}
    found |= {"notes": [HOSTILE], "footer": [HOSTILE] * 3, "columns": columns}
    (place / "figure.json").write_text(json.dumps(found), encoding="utf-8")
    titles = {"en": HOSTILE}
    gallery.write(edition.EditionFile("latest", titles, edition.load("latest").parameters), folder)
    return folder


@pytest.mark.parametrize("name", ["index.html", f"{SECOND}/interactive.html", f"{SECOND}/sheet.html"])
def test_hostile_words_stay_words(hostile: Path, browser, name: str):
    raw = (hostile / name).read_text(encoding="utf-8")
    assert not set("\u202e\x1b") & set(raw)
    assert "\\u202e" not in raw.lower()
    with tab(browser, hostile.as_uri()) as (page, _):
        page.goto(f"{hostile.as_uri()}/{name}")
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        page.wait_for_timeout(500)
        assert page.evaluate("window.bad") is None
        assert page.locator("h1, h2").filter(has_text="window.bad").first.text_content() == SEEN_HOSTILE
        assert page.locator("img[src='x']").count() == 0
        assert page.eval_on_selector_all("a", "all => all.filter(a => a.protocol === 'javascript:').length") == 0
        if name == "index.html":
            page.evaluate(f"document.querySelector('#{SECOND} .embed').open = true")
            code = page.input_value(f"#{SECOND}-live")
    if name == "index.html":
        article = browser.new_page()
        article.set_content(code)
        assert article.locator("iframe").get_attribute("title") == SEEN_HOSTILE
        assert article.evaluate("window.bad") is None
        article.close()


def test_hostile_words_in_the_zip(hostile: Path):
    with zipfile.ZipFile(hostile / "zips" / f"{SECOND}-latest.zip") as archive:
        readme = archive.read("README.txt").decode("utf-8")
    assert SEEN_HOSTILE in readme
    assert not set("\u202e\x1b") & set(readme)
    assert "javascript:" not in readme


# One figure's own page


def test_arrows_walk_through_the_values(browser, home: Path):
    with tab(browser, home.as_uri()) as (page, _):
        page.goto(f"{home.as_uri()}/latest/{FIRST}/interactive.html")
        page.wait_for_selector(".js-plotly-plot .main-svg")
        page.focus(".chart")
        said = []
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(250)
            said.append(page.text_content("#said"))
        assert all(said)
        assert len(set(said)) == 3
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(250)
        assert page.text_content("#said") == said[1]
        page.keyboard.press("Escape")
        assert page.text_content("#said") == ""
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('.chart')"), "the chart keeps the focus"


def test_a_page_alone_shows_its_picture(browser, home: Path, tmp_path: Path):
    """Without the scripts beside its folder, a page says so and shows the picture."""
    shutil.copytree(home / "latest" / FIRST, tmp_path / "alone" / FIRST)
    for script in (pages.FIGURE,):
        shutil.copy(home / "latest" / script, tmp_path / "alone" / script)
    page = browser.new_page()
    page.goto(f"{(tmp_path / 'alone').as_uri()}/{FIRST}/interactive.html")
    assert page.locator(".chart img").evaluate("i => i.decode().then(() => i.naturalWidth)") == 1200
    assert page.locator(".chart").inner_text().strip()
    page.close()


def test_sheet(home: Path):
    rows = list(csv.DictReader(io.StringIO((home / "latest" / FIRST / "sheet.csv").read_text(encoding="utf-8"))))
    text = (home / "latest" / FIRST / "sheet.html").read_text(encoding="utf-8")
    assert text.count('<th scope="row">') == len(rows) > 0
    for row in rows:
        assert f'href="{row["url"]}"'.replace("&", "&amp;") in text
    assert text.count("single source") == sum("single source" in row["second"] for row in rows)


# Languages


def test_nothing_english_on_a_russian_page(russian: Path, browser):
    with tab(browser, russian.parent.as_uri()) as (page, _):
        page.goto(f"{russian.as_uri()}/index.html")
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        said = page.evaluate("""
        () => {
          const found = [document.title], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const aside = "code, textarea, script, table, a[download], .files a";
          while (texts.nextNode()) if (!texts.currentNode.parentElement.closest(aside))
            found.push(texts.currentNode.data.trim());
          for (const e of document.querySelectorAll("[aria-label]")) found.push(e.getAttribute("aria-label"));
          return found.filter(Boolean);
        }
        """)
    names = ("WhatsApp", "Telegram", "MAX", "CC BY", "Reach notebooks", "The reach contributors", "PDF", "Python", "R")
    signs = ("issue", "Frictionless", "frozen", "px", "zip", "English", "light", r"[\w/-]+\.(?:csv|json|html|pdf)")
    left = [re.sub(rf"\b(?:{'|'.join((*names, *signs))})\b", "", text) for text in said]
    assert [text for text in left if re.search("[A-Za-z]", text)] == []
    assert any("обновление" in text for text in said)


def test_every_word_of_pages_is_used():
    text = "".join(p.read_text(encoding="utf-8") for p in pages.FOLDER.glob("*.html"))
    text += "".join(Path(m.__file__).read_text(encoding="utf-8") for m in (gallery, pages))
    asked = set(re.findall(r"""say\(["'](\w+)["']\s*[,)]""", text)) | {"found", "copied", "copy", "by_hand"}
    begun = (*re.findall(r"""["'](\w+_)["'] (?:~|\+)""", text), "theme_", "word_")
    known = {key.removeprefix("page_") for key in words.SAID if key.startswith("page_")}
    assert asked <= known
    assert {key for key in known - asked if not key.startswith(begun)} == set()


# Small pictures


def test_small_pictures_are_of_one_shape_and_show_the_panels_alone(home: Path):
    """The words around the panels stand beside them; nothing of the panels is cut away."""
    described_ = [json.loads(p.read_text(encoding="utf-8")) for p in (home / "latest").glob("*/figure.json")]
    for figure in (f for f in described_ if not f["empty"]):
        top, bottom = figure["pictures"]["article.png"]["panels"]
        assert 60 < top < 200 < bottom < 640
        (small,) = (home / "latest" / bundles.THUMBS).glob(f"{figure['name']}-[0-9a-f]*.webp")
        with Image.open(small) as image, Image.open(home / "latest" / figure["name"] / "article.png") as whole:
            assert image.size == (bundles.THUMB, round(bundles.THUMB * bundles.SHAPE))
            assert bottom - top <= whole.width * bundles.SHAPE


# Weight


def test_weight(edition_folder: Path, browser, serve):
    """What a first view costs, in bytes: the gallery until nothing more comes, and each figure's page."""
    found = {p.parent.name: p.stat().st_size for p in edition_folder.glob("*/interactive.html")}
    heavy = {name: size for name, size in found.items() if name not in gallery.RENAMED}
    assert set(heavy) == set(FIGURES)
    most = 120_000 if "ru" in (edition_folder / "index.html").read_text(encoding="utf-8")[:60] else 100_000
    assert {name: size for name, size in heavy.items() if size > most} == {}  # a Cyrillic letter is two bytes
    address = serve(edition_folder)
    for width, height in ((390, 844), (1200, 900)):
        with tab(browser, address, viewport={"width": width, "height": height}) as (page, _):
            taken = []
            page.on("requestfinished", lambda request, taken=taken: taken.append(request.sizes()["responseBodySize"]))
            page.goto(f"{address}/index.html", wait_until="networkidle")
            assert 100_000 < sum(taken) < 1_500_000
            first, second = (page.locator("ol.lead li").nth(n).bounding_box() for n in (0, 1))
            assert (first["y"] == second["y"]) == (width > 1000)  # side by side where there is room


@pytest.mark.slow
def test_digest_sees_every_change(home: Path, tmp_path: Path):
    shutil.copytree(home / "latest" / FIRST, tmp_path / FIRST)
    before = bundles.digest(tmp_path / FIRST)
    found = described(tmp_path, FIRST)
    found["pixels_sha256"]["article.png"] = hashlib.sha256(b"other").hexdigest()
    (tmp_path / FIRST / "figure.json").write_text(json.dumps(found), encoding="utf-8")
    changed = bundles.digest(tmp_path / FIRST)
    (tmp_path / FIRST / "sheet.csv").unlink()
    assert len({before, changed, bundles.digest(tmp_path / FIRST)}) == 3
