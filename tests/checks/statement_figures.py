"""The figures of statements and of fraud: every statement a mark, every share as long as it was published."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator

import pandas as pd
from matplotlib.dates import date2num
from reach.chart import Chart
from reach.draw.look import DPI

from checks import Drawing, apart, by_id, is_committed, of_chart, of_drawing, plain

SAID, FRAUD = "who-said-what", "fraud-by-channel"


@of_chart(SAID, FRAUD)
def nothing_is_quoted_that_was_said_later(chart: Chart) -> Iterator[str]:
    day = chart.edition.as_of
    if day is None:
        return
    for column in ("date", "period_start"):
        if column in chart.data and not (chart.data[column].dropna() <= pd.Timestamp(day)).all():
            yield f"a {column} is later"
    printed = plain(" ".join((chart.text.long, chart.text.title, chart.data.astype(str).to_csv())))
    for table in ("reactions", "fraud_figures"):
        for i, row in by_id(table).items():
            if not "" < row["known_by"] <= day.isoformat() and (i in printed or plain(row["claim"]) in printed):
                yield f"{i} was public later"


@of_drawing(SAID)
def every_statement_is_a_mark(drawing: Drawing) -> Iterator[str]:
    """On its day, and beside those of the same days; those of the table are in words too."""
    if drawing.size == "social":
        return
    data = drawing.chart.data
    dots = [line for line in drawing.lines if line.get_linestyle() == "None" and line.get_markersize() > 1]
    days = Counter(float(dot.get_xdata()[0]) for dot in dots)
    yield from apart(days, Counter(float(date2num(day)) for day in data["date"]), "statements by day")
    places = [dot.get_transform().transform(dot.get_xydata())[0] * DPI / drawing.figure.dpi for dot in dots]
    close = sum(math.dist(a, b) < 4 for a, b in itertools.combinations(places, 2))
    yield from apart(close, 0, "marks that lie on each other")


@of_drawing(SAID)
def the_table_is_told(drawing: Drawing) -> Iterator[str]:
    if drawing.size == "social":  # a low card may count the last
        return
    column = "_ru" if drawing.language == "ru" else ""
    for row in drawing.chart.data.query("part != ''").to_dict("records"):
        for said in (row["actor" + column], row["claim" + column].replace("'", "\u2019")):
            if plain(said) not in drawing.said:
                yield f"no {said!r}"


@of_chart(SAID)
def the_table_has_reason_condition_demand_and_reply(chart: Chart) -> Iterator[str]:
    if is_committed(chart.edition):
        yield from apart(set(chart.data["part"]), {"reason", "condition", "demand", "reply", ""}, "parts")


@of_chart(SAID)
def the_title_names_reason_and_condition(chart: Chart) -> Iterator[str]:
    english = chart.edition.language == "en" and is_committed(chart.edition)
    if english and "Roskomnadzor gave the reason" not in chart.text.title:
        yield chart.text.title


@of_chart(FRAUD)
def the_title_counts_the_counts(chart: Chart) -> Iterator[str]:
    """And sets no shares side by side: each counter counts something else."""
    shares = chart.data[chart.data["part"] == "share"]
    naming = shares.loc[shares["channel"].isin(chart.edition.platforms), "report"].nunique()
    numbers = {int(n) for n in re.findall(r"\d+", chart.text.title)}
    if shares["report"].nunique() > 1:
        yield from apart(numbers, {naming, shares["report"].nunique()} - {0}, "counts")


@of_chart(FRAUD)
def the_reason_is_in_the_language_of_the_reader(chart: Chart) -> Iterator[str]:
    column = "claim_ru" if chart.edition.language == "ru" else "claim"
    for said in chart.data.query("part == 'reason'")[column]:
        if plain(said) not in plain(chart.text.long):
            yield f"no {said!r}"


@of_drawing(FRAUD)
def a_card_says_how_many_counts_it_has(drawing: Drawing) -> Iterator[str]:
    many = drawing.chart.data.query("part == 'share'")["report"].nunique()
    if drawing.size == "social" and drawing.language == "en" and many > 6:
        shown = re.search(r"The card has (\d+) of (\d+) counts", drawing.said)
        if not shown or not int(shown[1]) < int(shown[2]) == many:
            yield f"not of {many}"
