"""What the notebooks call: begin an edition, say the finding, show a chart or a table, publish a kit."""

import json
from collections.abc import Mapping

import pandas as pd
from IPython import get_ipython
from IPython.display import HTML, Markdown, display
from matplotlib.colors import to_rgb
from pandas.api.types import is_numeric_dtype

from reach import kit, paths, tables, verdicts, words
from reach import pages as kit_pages
from reach.chart import Chart
from reach.draw.look import OWN, Look
from reach.edition import PARAMETERS, SIZES, Edition, ParameterError, items, parameters


def __dir__() -> list[str]:
    """What a notebook uses, for Tab."""
    return ["begin", "check", "finding", "publish", "say", "show", "table"]


def begin(
    given: Mapping[str, object] | None = None,
    /,
    *,
    country: str | None = None,
    platforms: str | None = None,
    also: str | None = None,
    as_of: str | None = None,
    since: str | None = None,
    headline: str | None = None,
    language: str | None = None,
    theme: str | None = None,
    sizes: str | None = None,
    labels: str | None = None,
    publish_to: str | None = None,
    **other: str,
) -> Edition:
    """Check a notebook's parameters and return the edition they describe: ``edition = story.begin(globals())``.

    Args:
        given: a namespace; of its names those of parameters are taken.
        country: one of the tables, two letters: RU, IR, EG and so on.
        platforms: the two services compared, joined by a comma, as services.csv names them.
        also: services drawn beside them, joined by commas; empty for none.
        as_of: use only what was public by this day, as 2025-08-31; empty for all that is known.
        since: first day of the time axis beside reach, as 2025-06-01.
        headline: the quoted pair, two rows of user_counts.csv; empty for the newest.
        language: en or ru.
        theme: light or dark.
        sizes: of article, mobile, social, square, vertical, slide, print and column, joined by commas.
        labels: yes or no: whether to print the labels that outlets inside Russia must carry.
        publish_to: folder for the figure kits; empty to show and write nothing.

    Raises:
        ParameterError: names the parameter, the value and what is allowed; see :func:`reach.edition.parameters`.
    """
    named = {name: value for name, value in locals().items() if name in PARAMETERS and value is not None} | other
    tables.reads.names.clear()
    edition = parameters(**{name: given[name] for name in PARAMETERS if name in (given or {})} | named)
    if edition.theme == "light" and get_ipython() is not None:
        page = ", ".join(str(round(part * 255)) for part in to_rgb(Look().colours["page"]))
        display(HTML(_DARK.replace("PAGE", page)))
    return edition


# A kernel does not know whether JupyterLab is dark: there, charts and pictures on a light page are turned dark by it,
# hues kept.
_DARK = """<style>
[data-jp-theme-light="false"] :is(.js-plotly-plot:has([style*="rgb(PAGE)"]), .jp-RenderedHTMLCommon img) {
  filter: invert(0.93) hue-rotate(180deg);
}
</style>"""


def finding(chart: Chart) -> None:
    """The figure's finding and the day the data stand for, as the notebook's first words."""
    day = words.day(chart.edition.cutoff, chart.edition.language)
    say(f"**{chart.text.title}.** {chart.text.subtitle}. *Data as of {day}.*")


def say(text: str) -> None:
    """A sentence made from the data."""
    display(Markdown(text))


def check(sentence: str, edition: Edition | None = None) -> None:
    """What of a sentence the tables carry, by which rows, and what not; as ``reach claim`` in a terminal."""
    for finding in verdicts.check(sentence, edition):
        say(str(finding))


def show(chart: Chart) -> None:
    """The chart as the screen has it, or, where that cannot be shown, as a picture with its alt text."""
    display(chart)


def table(frame: pd.DataFrame, **headings: str) -> None:
    """Columns of a frame as a table, in the order named, under their headings; "None found." for no rows.

    A heading that ends in "millions" scales its numbers, "month" and "day" headings set dates so; ``source_id`` is
    shown as the publisher with a link. Every cell is escaped.
    """
    if frame.empty:
        say("*None found.*")
        return
    pages = tables.read("sources").set_index("source_id") if "source_id" in headings else None
    rows = [[_cell(row[name], name, text, pages) for name, text in headings.items()] for _, row in frame.iterrows()]
    heads = [{"text": words.cap(text), "number": is_numeric_dtype(frame[name])} for name, text in headings.items()]
    display(HTML(kit_pages.template("table.html").render(headings=heads, rows=rows)))


def _cell(value: object, column: str, heading: str, pages: pd.DataFrame | None) -> dict:
    cell = {"text": "", "url": "", "number": False, "short": True}
    if column == "source_id" and value in pages.index:
        return cell | {"text": pages.loc[value, "publisher"], "url": pages.loc[value, "url"]}
    if isinstance(value, pd.Timestamp):
        return cell | {"text": words.month(value, short=True) if "month" in heading else words.day(value, short=True)}
    if pd.isna(value):
        return cell
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        figure = value / 1e6 if heading.endswith("millions") else value
        # The ends of a rounding interval lie half a step beyond the figure.
        return cell | {"text": words.number(figure, digits=2 if column in ("low", "high") else 1), "number": True}
    text = str(value)
    # Codes are shown as words; names of rows are left as they are.
    if column in ("kind", "role", "breadth", "services", "measure"):
        text = text.replace("_", " ").replace(";", ", ")
    return cell | {"text": text, "short": len(text) < 24}


def publish(chart: Chart, sizes: str = "", *, transparent: bool = False) -> None:
    """Write the figure's kit where the edition publishes to; where that is empty, say so and write nothing.

    Args:
        chart: held to the data and to the page, with all that was changed in it.
        sizes: names of sizes, or pixels as ``800x450``: pictures of these alone, where the edition publishes to, or in
            ``figures/scratch``.
        transparent: without the page's ground, for pictures alone.

    Raises:
        ClaimError: the words say what the data do not carry.
        LayoutError: words leave the picture or lie over each other.
    """
    folder = chart.edition.publish_to
    if sizes:
        chosen = items(sizes)
        if wrong := [name for name in chosen if name not in SIZES and not OWN.fullmatch(name)]:
            raise ParameterError(f"sizes names {wrong[0]!r}. Allowed: {', '.join(SIZES)}, or pixels as 800x450.")
        found = kit.pictures_of(chart, folder or paths.SCRATCH, chosen, transparent=transparent)
        print(f"{chart.name}: {', '.join(paths.shown(path) for path in found)}.")
    elif folder is None:
        print(f"{chart.name}: shown only. Set publish_to to a folder to write its kit.")
    else:
        kit.write(chart, folder)
        (folder / kit.READS).write_text(json.dumps(sorted(tables.reads.names)), encoding="utf-8")
        print(f"{chart.name}: published{' (no figure to show)' if chart.empty else ''}.")
