"""The pages of a kit: the interactive figure with its table and sources. Templates escape all they print."""

import math
import tempfile
import zlib
from pathlib import Path

import jinja2
import pandas as pd

from reach import tables, words
from reach.cells import plain
from reach.charts.chart import Chart

PLOTLY = "plotly.min.js"
CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "displayModeBar": False,
}

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def page(chart: Chart) -> str:
    """The interactive page: the plotly figure, its table and its sources, on the script that the edition shares."""
    figure = chart.interactive(chart.look)
    language = chart.edition.language
    table = [
        [(_shown(value, language), isinstance(value, (int, float))) for value in row]
        for row in chart.data.itertuples(index=False)
    ]
    pages = tables.read("sources").set_index("source_id")
    return _templates.get_template("interactive.html").render(
        chart=chart,
        text=chart.text,
        footer=chart.text.footer(chart.edition),
        look=chart.look.colours,
        plotly=f"../{PLOTLY}",
        drawing=jinja2.utils.markupsafe.Markup(
            figure.to_html(full_html=False, include_plotlyjs=False, div_id=f"chart-{chart.name}", config=CONFIG)
        ),
        columns=list(chart.data.columns),
        meanings=chart.columns,
        table=table,
        sources=[
            {
                "id": i,
                "publisher": pages.loc[i, "publisher"],
                "url": pages.loc[i, "url"],
                "origin": pages.loc[i, "origin"],
                "day": ""
                if pd.isna(pages.loc[i, "published_on"])
                else words.day(pages.loc[i, "published_on"], language),
            }
            for i in chart.text.sources
        ],
        key=chart.key,
        fills={
            "d1": "depth_1",
            "d2": "depth_2",
            "d3": "depth_3",
            "some": "depth_2",
            "certain": "overlap",
            "possible": "possible",
        },
    )


def _shown(value: object, language: str) -> str:
    if isinstance(value, float) and math.isfinite(value) and value >= 1000:
        return words.number(value, language, 0)
    return plain(value).removeprefix("'")


def plotly_script(folder: Path) -> None:
    """Copy plotly's script from the installed package into an edition's folder, where it is not there already."""
    from plotly.offline import get_plotlyjs

    target, script = Path(folder) / PLOTLY, get_plotlyjs().encode()
    if (
        target.is_file()
        and target.stat().st_size == len(script)
        and zlib.crc32(target.read_bytes()) == zlib.crc32(script)
    ):
        return
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
        part.write(script)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(target)


def template(name: str) -> jinja2.Template:
    """A template of the package; all escape what they print."""
    return _templates.get_template(name)


def sheet(chart: Chart, rows: pd.DataFrame) -> str:
    """Placeholder until the page's template is merged."""
    return rows.to_html()
