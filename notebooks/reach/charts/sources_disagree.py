"""What each original says of one month, a block a service, and which months have a figure at all."""

import math
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure
from plotly.subplots import make_subplots

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.look import Look
from reach.charts.page import Page
from reach.edition import Edition
from reach.measures import certainty

NAME = "sources-disagree"
COLUMNS = {
    "part": "figure: what an original says of a month; calendar: whether a month has a figure.",
    "month": "First day of the month.",
    "service": "Service.",
    "window": "month: people in the month; day: people on an average day of it.",
    "measurer": "Who measured.",
    "metric": "What was counted.",
    "original": "The original, or the page where the original has no name.",
    "pages": "How many pages print it.",
    "value": "Figure, people.",
    "low": "Low end of the rounding interval, people.",
    "high": "High end of the rounding interval, people; blank where the words set none.",
    "basis": "The words of the source.",
    "also": "Other wordings on pages that retell the original.",
    "whole": "Whether the figure is for the whole month.",
    "names_it": "Whether a page of it names the measurer.",
    "confidence": "How much weight the figure bears.",
    "drawn": "Whether the row is in the chart.",
    "state": "record: a monthly reach; beside: only other or weak figures; none: nothing found.",
    "record_id": "Row of user_counts.csv.",
    "source_id": "Page the row was read on.",
}


def frame(edition: Edition) -> pd.DataFrame:
    """Originals of the compared months, then the calendar; columns as in :data:`COLUMNS`."""
    found = certainty.compared(edition)
    if found.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    several = found.groupby(["month", "service", "window"])["record_id"].transform("size") > 1
    found = found.assign(part="figure", drawn=(found["window"] == "month") | several, state="")
    calendar = certainty.coverage(edition).assign(part="calendar", drawn=True)
    text = ["window", "measurer", "metric", "original", "basis", "also", "confidence", "record_id", "source_id"]
    # Two originals of one name are told apart by the page.
    same = ["month", "service", "measurer", "metric", "original"]
    twin = found.duplicated(same, keep=False) & (found["pages"] == 1)
    publisher = found["source_id"].map(tables.read("sources").set_index("source_id")["publisher"])
    via = [
        words.say(edition.language, "via", name=name, pages=page)
        for name, page in zip(found["original"], publisher, strict=True)
    ]
    found["original"] = found["original"].where(~twin, via)
    both = pd.concat([found, calendar], ignore_index=True)
    return both.reindex(columns=list(COLUMNS)).assign(**{c: both[c].fillna("") for c in text})


_MARGIN = 178  # left of the plots on the screen, for names and measurers


@dataclass
class Block:
    """Figures of one service, month and window, in lanes of one measurer and metric."""

    month: pd.Timestamp
    service: str
    title: str
    rows: pd.DataFrame
    lanes: list[tuple[str, pd.DataFrame]] = field(default_factory=list)
    note: str = ""

    @property
    def lines(self) -> int:
        return 1 + sum(1 + len(rows) for _, rows in self.lanes) + bool(self.note)


def _who(service: str, measurer: str, lang: str) -> str:
    """The measurer in words: a company that counts itself states its figures."""
    if measurer == "Not named":
        return words.say(lang, "dis_not_named")
    return words.say(lang, "dis_stated", who=measurer) if service in measurer else measurer


def _lane(service: str, measurer: str, metric: str, lang: str) -> str:
    who = _who(service, measurer, lang)
    return words.say(lang, "dis_lane", measurer=who, metric=words.say(lang, f"dis_{metric}"))


def blocks(data: pd.DataFrame, lang: str) -> list[Block]:
    """The blocks that are drawn, in order."""
    found = []
    drawn = data[(data["part"] == "figure") & data["drawn"].astype(bool)]
    usual = drawn["measurer"].value_counts().index[0]
    for (month, service, window), rows in drawn.groupby(["month", "service", "window"], sort=False):
        title = service if window == "month" else words.say(lang, "dis_day", a=service)
        # A service that only another measurer counted in a month invites a false comparison with the month before.
        alone = window == "month" and usual not in set(rows["measurer"])
        lanes = [
            (_lane(service, measurer, metric, lang), lane)
            for (measurer, metric), lane in rows.groupby(["measurer", "metric"], sort=False)
        ]
        note = words.say(lang, "dis_alone") if alone else ""
        found.append(Block(month, service, title, rows, lanes, note))
    return found


def _figure(row: object) -> str:
    return row.basis.removesuffix(" million")


def _name(row: object, lang: str) -> str:
    if row.pages > 1:
        return words.say(lang, "dis_pages", name=row.original, n=words.number(row.pages, lang, 0))
    return row.original if row.whole else words.say(lang, "dis_part", name=row.original)


def _clash(data: pd.DataFrame, edition: Edition) -> dict | None:
    """Two figures of one lane that no value satisfies, both of weight: the widest apart, earliest month first."""
    solid = data[(data["part"] == "figure") & (data["window"] == "month") & (data["confidence"] != "low")]
    solid = solid[solid["service"].isin(edition.platforms)]
    for inside in (["month", "service", "measurer", "metric"], ["month", "service"]):
        for _, rows in solid.groupby(inside, sort=False):
            # The more exact of two roundings speaks, so that 96.2 is said and not 96.
            exact = rows[rows["high"] - rows["low"] <= (rows["high"] - rows["low"]).min() * 1.5]
            most, least = exact.loc[exact["value"].idxmax()], exact.loc[exact["value"].idxmin()]
            if most["low"] > least["high"]:
                return {"month": most["month"], "a": most["service"], "x": most["value"], "y": least["value"]} | {
                    "one": len(inside) == 4
                }
    return None


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    a, b = edition.platforms
    clash = _clash(data, edition)
    fill = {"a": a, "b": b, "where": words.country(edition.country, lang)}
    said = fill | {"month": "", "x": "", "y": ""}
    if clash:
        ends = (clash["x"], clash["y"]) if clash["one"] else (clash["y"], clash["x"])
        said |= {"a": clash["a"], "month": words.month(clash["month"], lang)}
        said |= dict(zip("xy", (words.millions(v, lang) for v in ends), strict=True))
    drawn = blocks(data, lang)
    months = list(dict.fromkeys(words.month(block.month, lang) for block in drawn))
    rows = [
        words.say(
            lang,
            "dis_row",
            a=block.title,
            month=words.month(block.month, lang),
            figures=words.listed(list(dict.fromkeys(_figure(r) for r in block.rows.itertuples())), lang),
        )
        for block in drawn
    ]
    long = [
        words.say(
            lang,
            "dis_block",
            a=block.title,
            month=words.month(block.month, lang),
            rows=", ".join(
                words.say(lang, "dis_item", figure=row.basis, name=row.original, lane=lane)
                for lane, lane_rows in block.lanes
                for row in lane_rows.itertuples()
            ),
        )
        for block in drawn
    ]
    shown = pd.concat([block.rows for block in drawn])
    hollow = not shown["names_it"].all() or (shown["confidence"] == "low").any()
    hidden = not data.loc[data["part"] == "figure", "drawn"].all()
    notes = (
        words.say(lang, "dis_note_scale"),
        words.say(lang, "dis_note_hollow") if hollow else "",
        words.say(lang, "dis_note_daily") if hidden else "",
        base.owner_line(edition) if (shown["measurer"] == "Mediascope").any() else "",
    )
    return Text(
        title=first_true(
            [
                (clash and clash["one"], words.say(lang, "dis_title_one", **said)),
                (clash, words.say(lang, "dis_title_measurers", **said)),
                (True, words.say(lang, "dis_title_plain", **fill)),
            ]
        ),
        subtitle=words.say(lang, "dis_subtitle", **fill),
        alt=words.say(lang, "dis_alt", months=words.listed(months, lang), rows="; ".join(rows)),
        long=words.say(lang, "dis_long", blocks="; ".join(long)),
        caption=(words.say(lang, "dis_caption") + " " if clash else "") + words.say(lang, "dis_caption_calendar"),
        notes=tuple(note for note in notes if note),
        short_note=words.say(lang, "dis_note_short"),
        sources=tuple(dict.fromkeys(shown["source_id"])),
    )


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no month has two originals."""
    data = frame(edition)
    if data.empty:
        lang, (a, b) = edition.language, edition.platforms
        where, day = words.country(edition.country, lang), words.day(edition.cutoff, lang)
        what, _ = base.why_no_reach(edition)
        return base.no_figure(NAME, edition, what, words.say(lang, "dis_empty", a=a, b=b, where=where, day=day))
    return Chart(
        NAME,
        edition,
        text(data, edition),
        data,
        COLUMNS,
        lambda look: static(data, edition, look),
        lambda look: interactive(data, edition, look),
    )


# Drawing


def _span(drawn: list[Block]) -> float:
    """People that every block's scale is wide: one width for all, so that a million is as wide everywhere."""
    widths = [_ends(block)[1] - _ends(block)[0] for block in drawn]
    return max(max(widths) * 1.12, 2e6)


def _ends(block: Block) -> tuple[float, float]:
    finite = block.rows["high"].where(block.rows["high"].map(math.isfinite), block.rows["value"])
    return block.rows["low"].min(), max(finite.max(), block.rows["value"].max())


def _ticks(low: float, span: float, room: float, least: float) -> list[float]:
    for step in (1e6, 2e6, 5e6, 10e6, 20e6, 50e6):
        if step / span * room >= least:
            break
    first = math.ceil(low / step) * step
    return [first + i * step for i in range(int((low + span - first) // step) + 1)]


def static(data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print: a column a month side by side; on a phone one below the other."""
    said, lang = text(data, edition), look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    narrow, social, small = look.size.narrow, look.size.brief, look.size.small
    drawn = blocks(data, lang)
    if social:
        drawn = _most_telling(drawn, data, edition)
    columns = _columns(drawn, narrow)
    heads = len({block.month for block in drawn}) > 1 or narrow
    span = _span(drawn)
    calendar = data[data["part"] == "calendar"]
    grid = 0.0 if social else small * (1.9 + 1.35 * calendar["service"].nunique() + 1.9) + (small if narrow else 0)
    space = small * 0.7  # between blocks
    most = max(sum(block.lines for block in column) for column in columns)
    gaps = max(space * (len(column) - 1) for column in columns)
    month_heads = small * 1.9 * (len({block.month for block in drawn}) if narrow else 1) * heads
    line = small * 1.5
    bottom = page.bottom(month_heads + most * line + gaps + grid + small * 2.2)
    if not narrow:
        line = min(small * 2.4, (bottom - page.top - month_heads - gaps - grid - small * 0.8) / most)
    gutter = 30.0
    width = (page.inner - gutter * (len(columns) - 1)) / len(columns)
    y = page.top
    for i, column in enumerate(columns):
        y = max(y, _column(page, column, page.left + i * (width + gutter), page.top, width, line, span, heads, space))
    if grid:
        top = y + small * 1.4 if narrow else bottom - grid + small * 0.4
        y = _calendar(page, calendar, top, lang)
    return page.finish(y + small * 0.4 if narrow else bottom)


def _columns(drawn: list[Block], narrow: bool) -> list[list[Block]]:
    if narrow:
        return [drawn]
    key = "month" if len({block.month for block in drawn}) > 1 else "service"
    found: dict[object, list[Block]] = {}
    for block in drawn:
        found.setdefault(getattr(block, key), []).append(block)
    return list(found.values())


def _most_telling(drawn: list[Block], data: pd.DataFrame, edition: Edition) -> list[Block]:
    """For a card: the month of the title, the two services."""
    clash = _clash(data, edition)
    month = clash["month"] if clash else drawn[0].month
    return [b for b in drawn if b.month == month and b.service in edition.platforms] or drawn[:1]


def _column(
    page: Page, column: list[Block], x: float, y: float, width: float, line: float, span: float, heads: bool, gap: float
) -> float:
    lang, small = page.look.language, page.size.small
    rows = [row for block in column for row in block.rows.itertuples()]
    names = max(page.width(_name(row, lang), "small") for row in rows) + 16
    values = max(page.width(_figure(row), "small", bold=True) for row in rows)
    left = x + names + values + 16
    room = x + width - left - 6
    month = None
    for i, block in enumerate(column):
        if heads and block.month != month:
            y += gap if i else 0
            page.text(x, y + small * 0.7, words.month(block.month, lang), "label", bold=True)
            page.line((x, x + width), (y + small * 1.65,) * 2, "axis", 1)
            y += small * 1.9
        elif i:
            y += gap
        month = block.month
        y = _block(page, block, x, y, left, room, line, span, left - 14)
    return y


def _block(
    page: Page, block: Block, x: float, y: float, left: float, room: float, line: float, span: float, value_end: float
) -> float:
    lang = page.look.language
    low, high = _ends(block)
    start = (low + high - span) / 2
    colour = base.role(block.service)

    def at(people: float) -> float:
        return left + (people - start) / span * room

    page.text(x, y + line / 2, block.title, "small", bold=True, colour=colour)
    ticks = _ticks(start, span, room, page.width("100", "small") + 10)
    bottom = y + (block.lines - bool(block.note)) * line
    title_end = x + page.width(block.title, "small", bold=True) + 8
    for tick in ticks:
        said = words.millions(tick, lang, 0)
        half = page.width(said, "small") / 2
        if at(tick) + half > left + room + 8:
            continue
        page.line((at(tick), at(tick)), (y + line, bottom), "grid", 1, zorder=1)
        if at(tick) - half > title_end:
            page.text(at(tick), y + line / 2, said, "small", colour="faint", ha="center")
    y += line
    for lane, rows in block.lanes:
        page.text(x, y + line / 2, lane, "small", colour="secondary", halo=True)
        y += line
        for row in rows.itertuples():
            middle = y + line / 2
            page.text(x + 8, middle, _name(row, lang), "small")
            page.text(value_end, middle, _figure(row), "small", bold=True, ha="right")
            open_end = not math.isfinite(row.high)
            right = at(start + span) if open_end else at(row.high)
            page.line((at(row.low), right), (middle, middle), colour, 2, zorder=4)
            for edge in (at(row.low),) if open_end else (at(row.low), right):
                page.line((edge, edge), (middle - 3.5, middle + 3.5), colour, 1.4, zorder=4)
            hollow = not row.names_it or row.confidence == "low"
            page.dot(at(row.value), middle, colour, 8.5, hollow=hollow, gid=f"original-{row.record_id}")
            y += line
    if block.note:
        page.text(x, y + line / 2, block.note, "small", colour="secondary", halo=True)
        y += line
    return y


def _calendar(page: Page, calendar: pd.DataFrame, y: float, lang: str) -> float:
    """Services by months: filled, hatched or empty; returns the y below."""
    small, narrow = page.size.small, page.size.narrow
    services = list(dict.fromkeys(calendar["service"]))
    months = sorted(calendar["month"].unique())
    if narrow:
        months = months[-36:]
    page.text(page.left, y + small * 0.6, words.say(lang, "dis_calendar"), "small", bold=True)
    x = page.left if narrow else page.left + page.width(words.say(lang, "dis_calendar"), "small", bold=True) + 24
    y += small * 1.5 if narrow else 0
    for state in ("record", "beside", "none"):
        said = words.say(lang, f"dis_{state}")
        _cell(page, x, y + small * 0.15, small * 0.8, small * 0.9, state, "overlap")
        page.text(x + small * 1.1, y + small * 0.6, said, "small", colour="secondary")
        x += small * 1.1 + page.width(said, "small") + 12
    y += small * 1.7
    left = page.left + max(page.width(s, "small", bold=True) for s in services) + 12
    step = (page.right - left) / len(months)
    row = small * 1.35
    state_of = {(r.service, r.month): r.state for r in calendar.itertuples()}
    for i, service in enumerate(services):
        page.text(page.left, y + (i + 0.5) * row, service, "small", bold=True, colour=base.role(service))
        for j, month in enumerate(months):
            state = state_of[service, month]
            tall = row * 0.72
            _cell(
                page,
                left + j * step,
                y + i * row + (row - tall) / 2,
                step - min(3, step * 0.25),
                tall,
                state,
                base.role(service),
                gid=f"cell-{service}-{pd.Timestamp(month):%Y-%m}",
            )
    y += len(services) * row
    last = -1e9
    for j, month in enumerate(months):
        every = 6 if step * 3 < page.width("Sept 2026", "small") else 3
        if (pd.Timestamp(month).month - 1) % every:
            continue
        january = pd.Timestamp(month).month == 1 or (j < every and last < 0)
        said = words.month(month, lang, year=january, short=True)
        at = left + j * step
        if at > last and at + page.width(said, "small") <= page.right:
            page.text(at, y + small * 0.8, said, "small", colour="secondary")
            last = at + page.width(said, "small") + 6
    return y + small * 1.5


def _cell(
    page: Page, x: float, y: float, width: float, height: float, state: str, colour: str, gid: str | None = None
) -> None:
    if state == "record":
        page.rect(x, y, width, height, colour, gid=gid)
    elif state == "beside":
        page.rect(x, y, width, height, "page", hatch="//////", edge="hatch", line=0.8, gid=gid)
    else:
        page.rect(x, y, width, height, "empty", gid=gid)


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the blocks below one another, each on its own scale, and the calendar."""
    lang = look.language
    drawn = blocks(data, lang)
    calendar = data[data["part"] == "calendar"]
    span = _span(drawn) / 1e6
    tall = [38 * len(block.rows) + 8 for block in drawn] + [24 * calendar["service"].nunique() + 10]
    gap = 64.0
    height = sum(tall) + gap * len(drawn) + 90
    inner = sum(tall) + gap * len(drawn)
    figure = make_subplots(
        rows=len(tall), cols=1, row_heights=tall, vertical_spacing=min(gap / inner, 0.9 / (len(tall) - 1))
    )
    places = {name: figure.layout[name].domain for name in ("xaxis", "yaxis")}
    figure.update_layout(base.blank(look, round(height)).layout, overwrite=True, template="none")
    figure.update_layout(**{f"{name}_domain": domain for name, domain in places.items()})
    pages = tables.read("sources").set_index("source_id")["publisher"]
    for i, block in enumerate(drawn, 1):
        colour = look[base.role(block.service)]
        low, high = (v / 1e6 for v in _ends(block))
        start = (low + high - span) / 2
        rows = [(lane, row) for lane, lane_rows in block.lanes for row in lane_rows.itertuples()]
        for place, (lane, row) in enumerate(rows):
            right = min(row.high / 1e6, start + span)
            figure.add_scatter(
                x=[row.low / 1e6, right],
                y=[place, place],
                mode="lines",
                line={"color": colour, "width": 3},
                hoverinfo="skip",
                row=i,
                col=1,
            )
            hover = words.say(
                lang,
                "dis_hover",
                a=block.title,
                month=words.month(block.month, lang),
                figure=row.basis,
                name=row.original,
                page=pages[row.source_id],
                lane=lane,
            )
            if row.also:
                hover += "; " + words.say(lang, "dis_hover_also", also=row.also)
            hollow = not row.names_it or row.confidence == "low"
            figure.add_scatter(
                x=[row.value / 1e6],
                y=[place],
                mode="markers",
                marker={
                    "size": 11,
                    "symbol": "circle-open" if hollow else "circle",
                    "color": colour,
                    "line": {"width": 2},
                },
                hovertemplate=base.folded(hover) + "<extra></extra>",
                row=i,
                col=1,
            )
        figure.update_yaxes(
            range=[len(rows) - 0.4, -0.6],
            tickvals=list(range(len(rows))),
            ticktext=[
                f"{base.folded(_name(row, lang), 26)}<br>{base.folded(_who(block.service, row.measurer, lang), 26)}"
                for _, row in rows
            ],
            tickfont={"size": 12},
            zeroline=False,
            showgrid=False,
            row=i,
            col=1,
        )
        figure.update_xaxes(
            range=[start, start + span], showgrid=True, gridcolor=look["grid"], zeroline=False, nticks=5, row=i, col=1
        )
        axis = figure.layout[f"yaxis{i if i > 1 else ''}"].domain[1]
        said = f"{words.month(block.month, lang)}: {block.title}"
        figure.add_annotation(
            text=f"<b>{base.folded(said, 60)}</b>",
            x=0,
            y=axis,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            xshift=-_MARGIN + 8,
            showarrow=False,
            font={"color": colour},
        )
    _screen_calendar(figure, calendar, len(tall), look)
    figure.update_layout(margin={"l": _MARGIN, "r": 16, "t": 34, "b": 40}, barmode="overlay")
    return figure


def _screen_calendar(figure: go.Figure, calendar: pd.DataFrame, row: int, look: Look) -> None:
    lang = look.language
    services = list(dict.fromkeys(calendar["service"]))
    symbols = {"record": "square", "beside": "square-cross-open", "none": "square-open"}
    for place, service in enumerate(services):
        mine = calendar[calendar["service"] == service]
        colour = look[base.role(service)]
        hovers = [
            base.folded(
                words.say(
                    lang,
                    "dis_calendar_hover",
                    a=service,
                    month=words.month(r.month, lang),
                    state=words.say(lang, f"dis_{r.state}"),
                )
            )
            for r in mine.itertuples()
        ]
        figure.add_scatter(
            x=list(mine["month"]),
            y=[place] * len(mine),
            mode="markers",
            customdata=hovers,
            marker={
                "symbol": [symbols[s] for s in mine["state"]],
                "size": 6,
                "color": [look["grid"] if s == "none" else colour for s in mine["state"]],
            },
            hovertemplate="%{customdata}<extra></extra>",
            row=row,
            col=1,
        )
    figure.update_yaxes(
        range=[len(services) - 0.4, -0.6],
        tickvals=list(range(len(services))),
        ticktext=services,
        zeroline=False,
        showgrid=False,
        row=row,
        col=1,
    )
    figure.update_xaxes(type="date", nticks=5, tickangle=0, row=row, col=1)
    axis = figure.layout[f"yaxis{row}"].domain[1]
    figure.add_annotation(
        text=f"<b>{words.say(lang, 'dis_calendar')}</b>",
        x=0,
        y=axis,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        xshift=-_MARGIN + 8,
        showarrow=False,
    )
