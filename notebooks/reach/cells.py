"""Cells as plain text: what goes into ``data.csv`` and the tables of pages."""

import csv
import io
import math
import re

import pandas as pd


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV: UTF-8, one header row, ISO days, whole counts without decimals, blank for unknown.

    A text that a spreadsheet would run as a formula is led by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([plain(value) for value in row])
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
    # A line break inside a cell would break the row for readers that do not mind quotation marks.
    text = re.sub(r"[\r\n]+", " ", text)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
