"""The figures of statements and of fraud: every statement a mark, every share as long as it was published."""

import re
from collections.abc import Iterator

import pandas as pd
from reach.chart import Chart

from checks import Drawing, apart, by_id, is_committed, of_chart, of_drawing, plain

SAID, FRAUD = "who-said-what", "reason-against-evidence"


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
    data, language = drawing.chart.data, drawing.language
    if drawing.size in ("article", "square"):
        yield from apart(set(drawing.marks()), set(data["reaction_id"]), "statements")
    near_limits = data[data["near"]]
    actor = "actor_ru" if language == "ru" else "actor"
    if drawing.size == "article" and language == "en":
        yield from (f"{name} is not named" for name in near_limits[actor] if plain(name) not in drawing.said)
    if drawing.size == "mobile" and language == "ru":
        yield from (f"no {said!r}" for said in near_limits["claim_ru"] if plain(said) not in drawing.said)
    if drawing.size == "square" and is_committed(drawing.chart.edition):
        # The strip stands above the statements.
        lowest = max(mark.get_ydata()[0] for mark in drawing.marks().values())
        starts = tuple(f"{name} ·" for name in near_limits[actor])
        heads = [text.get_position()[1] for text in drawing.texts if text.get_text().startswith(starts)]
        if not drawing.chart.edition.as_of and len(heads) != 4:
            yield f"{len(heads)} statements are told"
        yield from (f"a statement at {y} stands on the strip" for y in heads if y <= lowest)


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


@of_drawing(FRAUD)
def the_reason_is_in_the_language_of_the_reader(drawing: Drawing) -> Iterator[str]:
    if drawing.size == "mobile":
        column = "claim_ru" if drawing.language == "ru" else "claim"
        for said in drawing.chart.data.query("part == 'reason'")[column]:
            if plain(said) not in drawing.said:
                yield f"no {said!r}"
