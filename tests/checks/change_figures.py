"""The figures of change, of daily use and of accounts: falls that intervals carry, bars as long as their changes."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from reach.chart import Chart
from reach.charts import accounts_and_people, audiences_changed, before_and_after
from reach.draw import marks
from reach.measures import change, flows

from checks import Drawing, apart, by_id, committed, is_committed, of_chart, of_drawing, plain

BEFORE, PRECEDENTS = "before-and-after", "precedents"
DAILY, CHANGED, ACCOUNTS = "daily-use", "audiences-changed", "accounts-and-people"


# Before and after


@of_chart(BEFORE)
def one_scale_for_all_panels(chart: Chart) -> Iterator[str]:
    yield from apart(len({part.y for part in marks.flat(chart.panel) if isinstance(part, marks.Plot)}), 1, "scales")


@of_chart(BEFORE)
def what_a_test_needs_is_told_and_not_drawn(chart: Chart) -> Iterator[str]:
    if not is_committed(chart.edition):
        return
    language, ladders = chart.edition.language, change.ladders(chart.edition)
    for service in chart.edition.platforms:
        needed = before_and_after.needed(ladders, service, language)
        after = int(ladders.loc[ladders["service"] == service, "after"].max())
        if needed[1:] not in chart.text.long:
            yield f"{service}: no {needed!r}"
        if language == "en" and f"and {after} are published" not in needed:
            yield f"{service}: {after} months after, and {needed!r}"
    said = " ".join((chart.text.caption, *chart.text.notes, *chart.strings()))
    for word in ("test", "refused", "joined", "невозможн"):
        if word in said.lower():
            yield f"{word!r} on the figure"


@of_chart(BEFORE)
def the_title_of_the_fall_is_that_of_the_table(chart: Chart) -> Iterator[str]:
    if chart.edition.language != "en" or not is_committed(chart.edition):
        return
    title = plain(chart.text.title)
    if chart.edition.as_of:
        if not title.startswith("No month after the limits is known"):
            yield title
        return
    data = chart.data.query("part == 'change' and metric == 'monthly_reach'")
    row = data.loc[data["change"].astype(float).idxmin()]
    fell = f"{abs(row['change']) / 1e6:.1f} million"
    wanted = f"{row['service']}’s monthly reach fell {fell} in {row['end']:%B %Y}, when it was blocked"
    yield from apart(title, wanted, "title")


@of_drawing(BEFORE)
def no_change_is_louder_than_the_title_s(drawing: Drawing) -> Iterator[str]:
    """Another bar may be longer: of the numbers at bars that of the title is the largest in letters."""
    told = [word for word in drawing.words if re.fullmatch(r"[+−]\d+([.,]\d)?", word.text)]
    if not told or not is_committed(drawing.chart.edition) or drawing.size not in ("article", "mobile"):
        return
    sizes = sorted(word.size for word in told)
    loud = [word.text[1:] for word in told if word.size == sizes[-1]]
    if sizes[-1] == sizes[0] or len(loud) != 1 or loud[0] not in plain(drawing.chart.text.title):
        yield f"loud are {loud}"


@of_drawing(BEFORE)
def levels_before_any_month_after(drawing: Drawing) -> Iterator[str]:
    """Drawn as bars with their figures, in place of changes that a reader would hardly see."""
    if drawing.language == "en" and is_committed(drawing.chart.edition) and drawing.chart.edition.as_of:
        levels = ("97.5", "97.4", "97.3", "90.6", "90.5", "90.8", "last published: July 2025")
        yield from (f"no {level!r}" for level in levels if level not in drawing.said)
        long = plain(drawing.chart.text.long)
        for said in ("97.5 in January, 97.4 in April and 97.3 in July 2025", "90.8 in July 2025; no month after"):
            if said not in long:
                yield f"the long text does not say {said!r}"


@of_chart(PRECEDENTS)
def lines_join_only_what_may_be_joined(chart: Chart) -> Iterator[str]:
    """Month after month of one case, and nothing else."""
    data = chart.data
    cases = [mine.sort_values("month")["record_id"] for _, mine in data[data["joined"]].groupby("case")]
    wanted = {tuple(case) for case in cases if len(case) > 1}
    yield from apart(runs_of(chart), wanted, "lines")


def runs_of(chart: Chart) -> set[tuple[str, ...]]:
    """The rows that a chart joins by lines, run by run."""
    found = set()
    for part in marks.flat(chart.panel):
        for line in (m for m in getattr(part, "marks", ()) if isinstance(m, marks.Line)):
            at = "record_id" if "record_id" in line.data else "record"
            for _, run in line.data.assign(run=line.run).groupby("run"):
                found.add(tuple(run[at]))
    return {run for run in found if len(run) > 1}


# Daily use and net change


@of_chart(DAILY)
def a_fall_is_said_only_where_no_intervals_meet(chart: Chart) -> Iterator[str]:
    if chart.edition.language != "en" or " fell " not in chart.text.title:
        return
    (service,) = [s for s in chart.edition.platforms if f"{s}’s" in chart.text.title]
    mine = chart.data[(chart.data["service"] == service) & (chart.data["draw"] == "yes")].sort_values("month")
    falls = [(a, b) for a, b in pairwise(mine.itertuples()) if b.joined and b.high - a.low <= -1e6]
    if not any(f"in {b.month:%B %Y}" in chart.text.title for _, b in falls):
        yield chart.text.title
    blocked = pd.Timestamp("2026-02-11")  # WhatsApp’s block
    if "before it was blocked" in chart.text.title and any(b.month > blocked for _, b in falls):
        yield chart.text.title


@of_chart(DAILY)
def the_shares_are_quotients_of_their_own_row(chart: Chart) -> Iterator[str]:
    for row in chart.data.dropna(subset=["share_low"]).itertuples():
        yield from apart(round(row.share_low, 9), round(row.low / row.monthly_high, 9), f"low of {row.record_id}")
        yield from apart(round(row.share_high, 9), round(row.high / row.monthly_low, 9), f"high of {row.record_id}")


@of_chart("restriction-steps")
def every_step_is_told_with_who_announced_it(chart: Chart) -> Iterator[str]:
    if chart.edition.language != "en" or chart.empty:
        return
    long = plain(chart.text.long)
    steps = chart.data[(chart.data["part"] == "step") & (chart.data["breadth"] == "nationwide")]
    for row in steps.itertuples():
        who = "regulator" if row.authority.startswith("Roskomnadzor") else "authorities"
        who = "not announced" if pd.isna(row.announced) else who
        if f"from {row.start.day} {row.start:%B %Y} ({who})" not in long:
            yield f"{row.event_id} is not told"


@of_chart(CHANGED)
def the_title_names_only_certain_changes(chart: Chart) -> Iterator[str]:
    if chart.edition.language != "en":
        return
    last = audiences_changed.newest(flows.ledger(chart.edition))[-1].set_index("service")
    fell, _, rose = chart.text.title.partition(";")
    for service, row in last.iterrows():
        down = f"{service}’s" in fell and "fell" in fell
        up = f"{service}’s" in rose or (f"{service}’s" in fell and "rose" in fell)
        if (down and row["high"] > -1e6) or (up and row["low"] < 1e6):
            yield f"{service} changed by {row['low']} to {row['high']}: {chart.text.title!r}"


@of_chart(CHANGED)
def a_slope_is_as_long_as_its_months(chart: Chart) -> Iterator[str]:
    """Four months are drawn twice as long as two, so that slopes can be compared."""
    drawn = audiences_changed.levels(flows.ledger(chart.edition)).drop_duplicates("month").sort_values("month")
    for a, b in pairwise(drawn.itertuples()):
        months = (b.month.year - a.month.year) * 12 + b.month.month - a.month.month
        yield from apart(b.x - a.x, months, f"{a.month:%Y-%m} to {b.month:%Y-%m}")


@of_chart(CHANGED)
def nobody_is_tracked(chart: Chart) -> Iterator[str]:
    said = {"en": "The data do not track individuals", "ru": "Отдельных людей данные не отслеживают"}
    for field in ("subtitle", "alt", "long", "caption"):
        if said[chart.edition.language] not in plain(getattr(chart.text, field)):
            yield f"{field} does not say so"


# Accounts


@of_drawing(ACCOUNTS)
def accounts_and_people_are_never_joined(drawing: Drawing) -> Iterator[str]:
    for line in drawing.lines:
        if len(set(line.get_xdata())) > 1 and len(set(line.get_ydata())) > 1:
            yield "a line runs from one figure to another"


@of_drawing(ACCOUNTS)
def weak_figures_are_hollow(drawing: Drawing) -> Iterator[str]:
    page = drawing.chart.look["page"]
    dots = {tuple(line.get_xydata()[0]): line for line in drawing.lines if line.get_marker() in ("D", "s", "o")}
    for row in drawing.chart.data.itertuples():
        if (dot := dots.get((date2num(row.at), float(row.value)))) is not None:
            hollow = to_hex(dot.get_markerfacecolor()) == page
            weak = by_id("user_counts")[row.record_id]["confidence"] == "low"
            yield from apart(hollow, weak, f"hollow {row.record_id}")


@of_drawing(ACCOUNTS)
def every_dot_of_an_article_has_its_number(drawing: Drawing) -> Iterator[str]:
    if drawing.size != "article" or not is_committed(drawing.chart.edition):
        return
    numbers = {n for word in drawing.words for n in re.findall(r"\d+[.,]?\d*", word.text)}
    for row in drawing.chart.data.itertuples():
        number = f"{round(row.value / 1e6, 1):g}"
        if (
            not numbers & {number, number.replace(".", ",")}
            and by_id("user_counts")[row.record_id]["qualifier"] != "range"
        ):
            yield f"{row.record_id} has no number"


@of_chart(ACCOUNTS)
def accounts_are_said_to_be_no_people(chart: Chart) -> Iterator[str]:
    if accounts_and_people.say(chart.edition.language, "note_short") not in chart.text.notes:
        yield "no note"
    if chart.edition == committed("latest"):
        noted = "86.2 in June 2026" in plain(" ".join(chart.text.notes))
        if not noted or "86.2" in chart.text.title:
            yield "the weak figure is not noted, or makes the title"
