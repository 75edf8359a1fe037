"""Cells as plain text: what goes into ``data.csv`` and the tables of pages."""

import csv
import io
import math
import re
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from reach.chart import Chart


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV: UTF-8, one header row, ISO days, whole counts without decimals, blank for unknown.

    A text that a spreadsheet would run as a formula is led by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([plain(value) for value in row] for row in frame.itertuples(index=False))
    return out.getvalue()


def plain(value: object) -> str:
    """One cell as text; see :func:`csv_text`."""
    if value is None or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, (int, float)):
        return str(round(value)) if abs(value) >= 1000 or float(value).is_integer() else f"{value:.6g}"
    text = str(value)
    if text[:1] in ("\t", "\r"):
        text = "'" + text
    # Signs that steer a terminal or turn the direction of writing say nothing in a table.
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", text)
    # A line break inside a cell would break the row for readers that do not mind quotation marks.
    text = re.sub(r"[\r\n]+", " ", text)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def resource(chart: "Chart") -> dict:
    """``data.resource.json``: a Frictionless Data Resource that describes the columns of ``data.csv``."""
    kind = {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    said = {"name": chart.name, "title": chart.text.title, "description": chart.text.subtitle, "path": "data.csv"}
    licence = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}
    licence["path"] = "https://creativecommons.org/licenses/by/4.0/"
    fields = [_field(chart.data[name], meaning) for name, meaning in chart.columns.items()]
    return kind | said | {"licenses": [licence], "schema": {"missingValues": [""], "fields": fields}}


def _field(values: pd.Series, meaning: str) -> dict:
    known = values.dropna()
    kinds = {bool: "boolean", pd.Timestamp: "date", (int, float): "number"}
    fitting = (name for kind, name in kinds.items() if len(known) and all(isinstance(v, kind) for v in known))
    found = {"name": values.name, "type": next(fitting, "string"), "description": meaning}
    return found | ({"trueValues": ["yes"], "falseValues": ["no"]} if found["type"] == "boolean" else {})
