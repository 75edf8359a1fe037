"""The notebooks as a reader meets them: opened in JupyterLab, in a real browser, and run from top to bottom."""

import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from browsing import MARKS, tab
from conftest import copied
from playwright.sync_api import expect
from reach import edition, environment, paths, story

BOOKS = sorted(path.name for path in paths.NOTEBOOKS.glob("*.ipynb"))
# Past any proxy that is set, for a machine that has one.
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PLOTLY = "application/vnd.plotly.v1+json"

# Menus swallow clicks while the page settles; the application's own promises do not.
RUN_ALL = """
async path => {
  const app = window.jupyterapp;
  const panel = window.panel = await app.commands.execute("docmanager:open", {path, factory: "Notebook"});
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  app.shell.activateById(panel.id);
  const done = await app.commands.execute("notebook:run-all-cells");
  return {done, cells: panel.context.model.toJSON().cells};
}
"""
CLOSE = "async () => { await window.panel.sessionContext.shutdown(); window.panel.dispose(); }"
# Cells that are out of sight are not drawn.
SCROLL_TO = "cell => window.panel.content.scrollToItem(cell, 'auto')"
DRAWN = f"([cell, many]) => ({MARKS})(window.panel.content.widgets[cell].node).filter(n => n > 2).length === many"


def contents(root: Path) -> dict[str, str]:
    """The project's files and what they hold, caches left out."""
    files = {path.relative_to(root): path for path in root.rglob("*") if path.is_file()}
    kept = {name: path for name, path in files.items() if not any(part.startswith(".") for part in name.parts)}
    return {name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for name, path in kept.items()}


@pytest.fixture(scope="module")
def project(tmp_path_factory, own_fonts: Path):
    """A copy of the project, which no notebook may change."""
    made = copied(tmp_path_factory.mktemp("lab") / "project", own_fonts)
    picture = "figures/latest/reach-against-restrictions/article.png"  # the start shows what is committed
    (made.root / picture).parent.mkdir(parents=True)
    shutil.copy(paths.ROOT / picture, made.root / picture)
    before = contents(made.root)
    yield made
    assert contents(made.root) == before


@pytest.fixture(scope="module")
def server(project, hostile: dict[str, str], tmp_path_factory):
    """The address of a JupyterLab on this machine that reads no one's settings and ends with these tests."""
    own = tmp_path_factory.mktemp("jupyter")
    env = project.env | {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        # JupyterLab keeps what a user has set for notebooks and for the drawing library; charts come out the same.
        "IPYTHONDIR": hostile["IPYTHONDIR"],
        "MATPLOTLIBRC": hostile["MATPLOTLIBRC"],
        # Notebooks must work where nothing but this machine can be reached.
        **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"),
    }
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--expose-app-in-browser"]
    # What make gives: JupyterLab opens on the start, with settings of ours.
    options += re.findall(r"--LabApp\.\S+", (paths.ROOT / "Makefile").read_text(encoding="utf-8"))
    call = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={project.root}"]
    with (own / "log").open("wb") as log:
        process = subprocess.Popen(call, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=project.root)
    try:
        yield address(process, own)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def address(process: subprocess.Popen, own: Path) -> str:
    """The server's address with its token, once it answers."""
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        for path in (own / "runtime").glob("jpserver-*.json"):
            try:
                known = json.loads(path.read_text(encoding="utf-8"))
                found = f"http://127.0.0.1:{known['port']}/lab?token={known['token']}"
                with LOCAL.open(found, timeout=10):
                    return found
            except (ValueError, urllib.error.URLError):
                pass
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{(own / 'log').read_text(encoding='utf-8')[-3000:]}")


# How charts are shown where JupyterLab's theme is light or is not.
LOOKS = """
light => {
  document.body.dataset.jpThemeLight = light;
  return [...document.querySelectorAll(".js-plotly-plot")].map(plot => getComputedStyle(plot).filter);
}
"""


@pytest.fixture(scope="module")
def lab(server: str, browser):
    """JupyterLab in the browser, and the list of what it did wrong."""
    with tab(browser, server.split("/lab?")[0], viewport={"width": 1280, "height": 900}) as (page, wrong):
        page.goto(server.replace("/lab?", "/?"))
        page.wait_for_function("window.jupyterapp !== undefined", timeout=90_000)
        page.evaluate("() => window.jupyterapp.restored.then(() => true)")
        page.wait_for_function("document.querySelector('.jp-MarkdownOutput img')?.naturalWidth > 1000")
        assert page.url.split("?")[0].endswith("/notebooks/00-start.ipynb")
        assert page.locator(".Toastify__toast").all_inner_texts() == [], "it asks about news"
        yield page, wrong
        wrong.clear()


@pytest.fixture
def ran(request, lab):
    """A notebook's code cells by place, run from top to bottom; closed with its kernel in the end."""
    page, wrong = lab
    wrong.clear()
    result = page.evaluate(RUN_ALL, f"notebooks/{request.param}")
    yield result["done"], {i: cell for i, cell in enumerate(result["cells"]) if cell["cell_type"] == "code"}
    page.evaluate(CLOSE)


@pytest.mark.parametrize("ran", BOOKS, indirect=True)
def test_a_notebook_runs_in_jupyterlab(ran, lab):
    """Without an error, a warning or a request elsewhere; every chart is drawn, once."""
    (done, cells), (page, wrong) = ran, lab
    outputs = [output for cell in cells.values() for output in cell["outputs"]]
    assert [o["evalue"] for o in outputs if o["output_type"] == "error"] == []
    assert done
    assert [cell["source"] for cell in cells.values() if not cell["execution_count"]] == []
    assert ["".join(o["text"]) for o in outputs if o.get("name") == "stderr"] == []
    charts = {place: sum(PLOTLY in o.get("data", ()) for o in cell["outputs"]) for place, cell in cells.items()}
    assert any(charts.values())
    for place, many in charts.items():
        if many:
            page.evaluate(SCROLL_TO, place)
            page.wait_for_function(DRAWN, arg=[place, many], timeout=30_000)
    for light, looks in (
        ("true", "none"),
        ("false", "invert(0.93) hue-rotate(180deg)"),
    ):  # no white slab where it is dark
        assert set(page.evaluate(LOOKS, light)) == {looks}
    page.evaluate(LOOKS, "true")
    assert wrong == []


def test_a_chart_is_the_same_and_git_sees_no_change(lab, project, chart_of, monkeypatch):
    """Whatever the user has set; and what was saved after a run goes through git's filter byte for byte."""
    page, _ = lab
    name = "notebooks/03-reach-against-restrictions.ipynb"
    before = (project.root / name).read_bytes()
    try:
        cells = page.evaluate(RUN_ALL, name)["cells"]
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save').then(() => true)")
        page.evaluate(CLOSE)
        saved = (project.root / name).read_bytes()
    finally:
        (project.root / name).write_bytes(before)
    assert saved != before
    strip = [sys.executable, "-m", "nbstripout", *shlex.split(environment.FILTER)]
    assert subprocess.run(strip, input=saved, capture_output=True, check=True).stdout == before
    shown = []
    monkeypatch.setattr(story, "display", lambda found, **_: shown.append(found))
    latest = edition.parameters(**edition.load("latest").parameters)
    story.show(chart_of("reach-against-restrictions", latest))
    pictures = [o["data"]["text/html"] for c in cells for o in c.get("outputs", ()) if "<img" in str(o.get("data"))]
    assert "".join(pictures[0]) == shown[0]._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("ran", ["explore.ipynb"], indirect=True)
def test_the_explorer_answers_mouse_and_keyboard(ran, lab, project):
    """Services by mouse, disputed dates by keyboard, and the kit; a choice says its count before it is taken."""
    (_, cells), (page, wrong) = ran, lab
    place = next(i for i, cell in cells.items() if "".join(cell["source"]) == "look")
    page.evaluate(SCROLL_TO, place)
    panel = page.locator(".jp-NotebookPanel:visible")
    services = panel.locator(".widget-select-multiple select")
    services.wait_for()
    offered = next(o for o in services.locator("option").all_inner_texts() if o.startswith("MAX"))
    services.select_option(label=offered)
    again = panel.locator(".widget-textarea textarea").first
    page.wait_for_function("area => area.value.includes('-p services MAX ')", arg=again.element_handle())
    rows = panel.locator(".jp-OutputArea-output table").last.locator("tbody tr")
    expect(rows).to_have_count(int(offered.split()[-1]))
    dates = panel.locator(".widget-toggle-button", has_text="latest")
    dates.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("area => area.value.includes('-p dates latest')", arg=again.element_handle())
    panel.get_by_role("button", name="Publish this view as a kit").click()
    panel.get_by_text("Written: figures/scratch/view-").wait_for(timeout=60_000)
    (kit,) = (project.root / "figures" / "scratch").iterdir()
    assert (kit / "figure.json").is_file()
    shutil.rmtree(kit.parent)
    assert wrong == []
