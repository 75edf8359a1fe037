"""Helpers of the figures that are not yet drawn by :mod:`reach.draw`."""

import datetime as dt

import pandas as pd
import plotly.graph_objects as go

from reach import words
from reach.chart import Chart, Text, first_true, no_figure, why_no_reach
from reach.charts.page import TimeScale
from reach.credits import labels, measurer_note, owner_line, source_line
from reach.draw.look import Look
from reach.draw.screen import folded
from reach.names import aged, lower, printed, role
from reach.names import event as event_title
from reach.names import service as service_name

__all__ = [
    "Chart",
    "Text",
    "aged",
    "blank",
    "date_axis",
    "event_title",
    "first_true",
    "folded",
    "labels",
    "lower",
    "measurer_note",
    "no_figure",
    "owner_line",
    "printed",
    "role",
    "service_name",
    "source_line",
    "why_no_reach",
]


def blank(look: Look, height: int = 480) -> go.Figure:
    """A plotly figure in the house style, without title: the page around it has the words."""
    figure = go.Figure()
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 44, "r": 16, "t": 24, "b": 40},
        showlegend=False,
        dragmode=False,
        paper_bgcolor=look["page"],
        plot_bgcolor=look["page"],
        hovermode="closest",
        font={"family": "IBM Plex Sans, Segoe UI, Helvetica, Arial, sans-serif", "size": 14, "color": look["text"]},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(
        showgrid=False,
        zeroline=False,
        linecolor=look["axis"],
        tickcolor=look["axis"],
        ticks="outside",
        title={"standoff": 12, "font": {"size": 14}},
    )
    figure.update_yaxes(gridcolor=look["grid"], zeroline=False, ticklabelstandoff=8, title={"font": {"size": 14}})
    return figure


def date_axis(figure: go.Figure, start: dt.date, end: dt.date, language: str, most: int = 7, **where: int) -> None:
    """Range and ticks of a plotly date axis, with months as the language writes them: plotly knows English alone."""
    ticks = TimeScale(start, end, 0, most).ticks(1)
    yearly = all(t.month == 1 for t in ticks)
    said, last = [], None
    for tick in ticks:
        month = words.month(tick, language, year=False, short=True)
        said.append(str(tick.year) if yearly else month if tick.year == last else f"{month}<br>{tick.year}")
        last = tick.year
    figure.update_xaxes(
        type="date",
        range=[str(pd.Timestamp(start).date()), str(pd.Timestamp(end).date())],
        tickvals=[str(tick.date()) for tick in ticks],
        ticktext=said,
        tickangle=0,
        **where,
    )
