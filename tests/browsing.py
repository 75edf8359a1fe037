"""A real browser for tests: Chromium under Playwright, with a fresh profile and nothing to talk to but this machine."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A request elsewhere is a fault that must be seen, and must come to nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

#: For each plotly chart below an element that a reader can see, how many of its marks take up room.
MARKS = """
root => [...root.querySelectorAll(".js-plotly-plot")]
  .filter(plot => plot.checkVisibility({opacityProperty: true, visibilityProperty: true}))
  .map(plot => [...plot.querySelectorAll(".cartesianlayer .trace :is(path, text)")].filter(mark => {
    const box = mark.getBoundingClientRect();
    return box.width + box.height > 1 && mark.checkVisibility({opacityProperty: true, visibilityProperty: true});
  }).length)
"""


def need(found: object, what: str) -> None:
    """Go on where a tool was found. Else skip and say so; continuous integration must have it and fails."""
    if not found:
        (pytest.fail if "CI" in os.environ else pytest.skip)(f"{what} was not found")


def installed(module: str) -> bool:
    """Whether a Python module can be imported."""
    return importlib.util.find_spec(module) is not None


def program() -> str:
    """The path of the browser."""
    need(installed("playwright"), "The Python package playwright")
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    need(found, f"A browser ({', '.join(PROGRAMS)})")
    return found


@contextmanager
def chromium(path: str) -> Iterator:
    """The browser, started; ends with the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield launched
        finally:
            launched.close()


@contextmanager
def tab(browser, home: str, **options: object) -> Iterator:
    """A page in a profile of its own, which must ask for nothing outside ``home`` and complain of nothing.

    ``home`` is an address without a slash at its end: of a folder, or of a server on this machine. A breach of a
    page's content security policy and a file that is missing are complaints, too. Gives the page and the list of
    what it did wrong so far, which must be empty in the end.
    """
    wrong: list[str] = []

    def asked(url: str) -> None:
        if not url.replace("ws://", "http://", 1).startswith((f"{home}/", "data:", "blob:")):
            wrong.append(f"asked for {url}")

    context = browser.new_context(**options)
    context.on("request", lambda request: asked(request.url))
    context.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda raised: wrong.append(str(raised.error)))
    page = context.new_page()
    page.on("websocket", lambda socket: asked(socket.url))
    try:
        yield page, wrong
    finally:
        context.close()
    assert wrong == []
