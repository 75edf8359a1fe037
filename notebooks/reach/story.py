"""What the notebooks call: begin an edition, say the finding, show a chart or a table, publish a kit."""

import base64
import io
import json
from html import escape

import pandas as pd
from IPython.display import HTML, Markdown, display

from reach import kit, tables, verdicts, words
from reach import pages as kit_pages
from reach.chart import Chart
from reach.draw.look import DPI, styled
from reach.edition import Edition, parameters


def begin(**given: str) -> Edition:
    """Check the notebook's parameters and return the edition they describe.

    Raises:
        ParameterError: see :func:`reach.edition.parameters`.
    """
    tables.reads.clear()
    return parameters(**given)


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


def show(chart: Chart, size: str = "article") -> None:
    """The static figure with its alt text, then the interactive one; neither asks anything of a network."""
    look = chart.look.at(size)
    picture = io.BytesIO()
    with styled():
        chart.drawn(size).savefig(picture, format="png", dpi=DPI * max(look.size.scale, 1.5))
    # JupyterLab gives pictures of its own no alt text, so the picture comes as HTML.
    source = base64.b64encode(picture.getvalue()).decode()
    width = min(look.size.width, 960)
    display(HTML(f'<img alt="{escape(chart.text.alt)}" width="{width}" src="data:image/png;base64,{source}">'))
    # The bundle is what plotly's own renderer sends, without a detour over schema validation.
    bundle = chart.on_screen() | {"config": kit_pages.CONFIG}
    display({"application/vnd.plotly.v1+json": bundle, "text/plain": chart.text.alt}, raw=True)


def table(frame: pd.DataFrame, **headings: str) -> None:
    """Columns of a frame as a table, in the order named, under their headings; "None found." for no rows.

    A heading that ends in "millions" scales its numbers, "month" and "day" headings set dates so; ``source_id`` is
    shown as the publisher with a link. Every cell is escaped.
    """
    if frame.empty:
        say("*None found.*")
        return
    pages = tables.read("sources").set_index("source_id") if "source_id" in headings else None
    numbers = {column: pd.api.types.is_numeric_dtype(frame[column]) for column in headings}
    rows = [
        [_cell(row[column], column, heading, pages) for column, heading in headings.items()]
        for _, row in frame.iterrows()
    ]
    heads = [{"text": words.cap(heading), "number": numbers[column]} for column, heading in headings.items()]
    display(HTML(kit_pages.template("table.html").render(headings=heads, rows=rows)))


def _cell(value: object, column: str, heading: str, pages: pd.DataFrame | None) -> dict:
    cell = {"text": "", "url": "", "number": False, "short": True}
    if column == "source_id" and pages is not None and value in pages.index:
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


def publish(chart: Chart) -> None:
    """Write the figure's kit where the edition publishes to; where that is empty, say so and write nothing."""
    folder = chart.edition.publish_to
    if folder is None:
        print(f"{chart.name}: shown only. Set publish_to to a folder to write its kit.")
        return
    kit.write(chart, folder)
    (folder / kit.READS).write_text(json.dumps(sorted(tables.reads)), encoding="utf-8")
    print(f"{chart.name}: published{' (no figure to show)' if chart.empty else ''}.")
