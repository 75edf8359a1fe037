"""Every mark that a figure describes is drawn where its value is, in the units of its axes, and every word once."""

from collections.abc import Iterator

import pandas as pd
from matplotlib.dates import date2num
from reach.draw import marks as described
from reach.draw.look import SIZES
from reach.draw.marks import Bar, Column, Dots, Line, Rows, Span, Time

from checks import Drawing, of_drawing


def number(value: object) -> float:
    return float(date2num(value)) if isinstance(value, pd.Timestamp) else float(value)


def wanted(part: described.Panel, low: float, high: float) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Kind and ends of every mark of a panel, those outside its axis left out."""
    for mark in part.marks:
        table = described.table_of(part, mark)
        if isinstance(mark, Rows) or not len(table):
            continue
        match mark:
            case Bar():
                if mark.row is not None and mark.data is not None:
                    keys = set(described.values(part.data, part.key))
                    table = table[[k in keys for k in described.values(table, mark.row)]]
                for start, end in described.cells(table, mark.start, mark.end):
                    a, b = sorted((number(start), number(end)))
                    if b > a and b > low and a < high:
                        yield "bar", (max(a, low), min(b, high))
            case Dots():
                for x, y, size in described.cells(table, mark.x, mark.y, mark.size):
                    if size and low <= number(x) <= high and not pd.isna(y):
                        yield "dot", (number(x),) if isinstance(part, Rows) else (number(x), number(y))
            case Column():
                for b, y in described.cells(table, mark.to_x, mark.y):
                    if low < number(b) <= high:
                        yield "column", (number(b), number(y))
            case Span() | Line():
                pass


@of_drawing()
def every_mark_is_where_its_value_is(drawing: Drawing) -> Iterator[str]:
    """But for cards, which may show less."""
    chart, size = drawing.chart, SIZES[drawing.size]
    if chart.panel is None or chart.empty or size.brief:
        return
    rectangles = [p.get_bbox().extents for p in drawing.patches]
    edges = sorted(v for x0, _, x1, _ in rectangles for v in (x0, x1))
    ends = [(x1, y) for _, y0, x1, y1 in rectangles for y in (y0, y1)]
    dots = [tuple(map(float, line.get_xydata()[0])) for line in drawing.lines if line.get_linestyle() == "None"]

    def there(found: float, value: float) -> bool:
        return abs(found - value) <= max(1e-6 * abs(value), 1e-9)

    for part in described.flat(chart.panel):
        if not getattr(part, "marks", ()):
            continue
        low, high = float("-inf"), float("inf")
        if isinstance(part.x, Time):
            low, high = number(part.x.low), number(part.x.high)
        for kind, value in wanted(part, low, high):
            if kind == "bar":
                # What lasted a day is drawn as wide as the eye needs.
                slack = (number(part.x.high) - number(part.x.low)) / 300 if isinstance(part.x, Time) else 0.0
                missing = [v for v in value if not any(there(e, v) or abs(e - v) < slack for e in edges)]
            elif kind == "dot":
                missing = [] if any(all(map(there, dot, value)) for dot in dots) else [value]
            else:
                missing = [] if any(there(x, value[0]) and there(y, value[1]) for x, y in ends) else [value]
            if missing:
                yield f"no {kind} at {missing[0]}"


@of_drawing()
def every_word_is_said(drawing: Drawing) -> Iterator[str]:
    """Labels of rows stand on every size but cards, whole, in one of their lengths."""
    chart = drawing.chart
    if chart.panel is None or chart.empty or SIZES[drawing.size].brief:
        return
    for part in described.flat(chart.panel):
        if isinstance(part, Rows):
            for label in described.values(part.data, part.label):
                told = (label,) if isinstance(label, str) else label
                if not any(said.replace("\u00a0", " ") in drawing.said for said in told):
                    yield f"no label {label!r}"
