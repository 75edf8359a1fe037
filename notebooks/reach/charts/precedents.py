"""Earlier restrictions as small multiples: each in its own metric, on its own scale, by months since it began."""

import math
from html import escape
from itertools import pairwise
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure
from plotly.subplots import make_subplots

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, wrap
from reach.claims import Claim, counted
from reach.draw.look import Look
from reach.edition import Edition
from reach.measures import audience, change

NAME = "precedents"
COLUMNS = {
    "case": "Number of the panel.",
    "service": "Service.",
    "event_id": "Row of restrictions.csv.",
    "event": "Day the restriction began.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked.",
    "deeper": "Day a deeper nationwide restriction followed within the months shown; blank where none did.",
    "deeper_depth": "Depth of that one.",
    "metric": "What the panel counts; a single day beside it is marked in kind.",
    "series_id": "Series.",
    "universe": "12plus: people aged 12 and over; cities: people aged 12 to 64 in cities of 100,000 and more.",
    "month": "First day of the month.",
    "at": "Where it is drawn: the middle of the month, or the day.",
    "months_since": "Months from the restriction to there.",
    "value": "Reach as published, people.",
    "low": "Low end of the rounding interval, people.",
    "high": "High end of the rounding interval, people.",
    "joined": "Whether it is one of three or more months in a row that a line joins.",
    "kind": "month: a month's figure; day: a single day; weak: beside the record, or of low confidence.",
    "exposure": "Share of the month's days from the restriction on, 0 to 1.",
    "basis": "The words of the source.",
    "record_id": "Row of user_counts.csv.",
    "source_id": "Row of sources.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_blocked_slowed": ("{names} reached fewer people after they were blocked or slowed",
                             "Охват {names} после блокировки или замедления стал меньше"),
    "title_blocked": ("{names} reached fewer people after {n:#it was|they were} blocked",
                      "Охват {names} после блокировки стал меньше"),
    "title_slowed": ("{names} reached fewer people after {n:#it was|they were} slowed",
                     "Охват {names} после замедления стал меньше"),
    "title_but": ("{title}, {names} more", "{title}, {names} — больше"),
    "title_in": ("{a} in {year}", "{a} в {year} году"),
    "title_plain": ("What was published on reach around earlier restrictions in {where:the}",
                    "Что публиковалось об охвате до и после прежних ограничений {where:in}"),
    "subtitle": ("Published reach in {where:the}, millions, by months since the restriction; every panel has its own metric and scale",
                 "Опубликованный охват {where:in}, млн, по месяцам от начала ограничения; у каждой панели свои показатель и шкала"),
    "subtitle_brief": ("Published reach in {where:the}, millions, by months since the restriction",
                       "Опубликованный охват {where:in}, млн, по месяцам от начала ограничения"),
    "metric_monthly_reach": ("monthly reach", "месячный охват"),
    "metric_average_daily_reach": ("average daily reach", "среднесуточный охват"),
    "universe_12plus": ("people aged 12 and over", "жители от 12 лет"),
    "universe_cities": ("ages 12 to 64, cities of 100,000+", "12–64 года, города от 100\u00a0000 жителей"),
    "sub": ("{metric}, {universe}", "{metric}, {universe}"),
    "event_1": ("limited from {day}", "ограничение с {day}"),
    "event_2": ("slowed from {day}", "замедление с {day}"),
    "event_3": ("blocked from {day}", "блокировка с {day}"),
    "short_1": ("limited {day}", "ограничение {day}"),
    "short_2": ("slowed {day}", "замедление {day}"),
    "short_3": ("blocked {day}", "блокировка {day}"),
    "events": ("{a}, {b}", "{a}, {b}"),
    "axis": ("months since the restriction", "месяцы от начала ограничения"),
    "months": ("months", "мес."),
    "key_month": ("figure for a month", "значение за месяц"),
    "key_line": ("three or more months in a row", "три месяца подряд и более"),
    "key_day": ("a single day, not an average", "один день, а не среднее"),
    "key_weak": ("one weak page", "одна слабая публикация"),
    "key_rule": ("the restriction begins", "начало ограничения"),
    "read": ("Compare a panel with itself only: metric, people counted and depth of the limit differ.",
             "Панель сравнима только сама с собой: показатель, состав населения и глубина ограничения различаются."),
    "shown": ("Shown: {n} of {count} panels.", "Показаны панели: {n} из {count}."),
    "note_scale": ("Figures from {before} months before to {after} after; a dot stands in the middle of its month.",
                   "Данные от {before} месяцев до ограничения и до {after} месяцев после; точка стоит в середине месяца."),
    "note_levels": ("Telegram’s figures of those years come from several pages whose levels do not agree well enough to be joined.",
                    "Данные о Telegram тех лет взяты с нескольких страниц, и их уровни слишком расходятся, чтобы соединять их линией."),
    "note_after": ("The chart does not show why.", "Причин график не показывает."),
    "alt": ("{count} dot charts of reach in {where:the} around earlier restrictions: {finding}.",
            "{count} {count:#точечный график|точечных графика|точечных графиков} охвата до и после прежних ограничений {where:in}: {finding}."),
    "alt_one": ("Dot chart of reach in {where:the} around an earlier restriction: {finding}.",
                "Точечный график охвата до и после прежнего ограничения {where:in}: {finding}."),
    "long": ("The first and the last published figure around each restriction. {cases}.",
             "Первое и последнее опубликованное значение до и после каждого ограничения. {cases}."),
    "case": ("{a} ({metric}, {universe}; {event}): {figures}", "{a} ({metric}, {universe}; {event}): {figures}"),
    "figure": ("{x} in {when}", "{x} в {when:prep}"),
    "figure_day": ("{x} on {when} alone", "{x} за один день, {when}"),
    "weak": ("{x} in {when} by one weak page", "{x} в {when:prep} по одной слабой публикации"),
    "reading": ("Each panel is one restriction, months before and after it from left to right, people reached from nought upward. A dot is the published figure of a month, a hollow mark a single day or one weak page; a line joins three or more months in a row, the dashed rule is the day the limit began.",
                "Каждая панель — одно ограничение: слева направо месяцы до и после него, снизу вверх от нуля — число людей. Точка — опубликованное значение за месяц, полый знак — один день или одна слабая публикация; линия соединяет три месяца подряд и более, пунктир — день начала ограничения."),
    "method": ("Figures are as published, by one metric and series a panel, from {before} months before the restriction to {after} after it. Reach counts as lower where the last month wholly after lies a million or more under the last month wholly before, whatever the rounding; single days, weak pages and figures for cities alone do not count. Months without a figure stay open, and no panel is put on another’s scale.",
               "Значения приведены как опубликовано, у каждой панели один показатель и один ряд, от {before} месяцев до ограничения до {after} месяцев после. Охват считается сократившимся, если последний месяц целиком после ограничения хотя бы на миллион ниже последнего месяца целиком до него при любом округлении; отдельные дни, слабые публикации и данные только по городам не в счёт. Месяцы без данных не заполнены, панели не приведены к общей шкале."),
    "empty_what": ("Reach around earlier restrictions", "Охват до и после прежних ограничений"),
    "empty": ("no figure around an earlier restriction in {where:the} was known",
              "данных об охвате до и после прежних ограничений {where:in} не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)


def frame(edition: Edition) -> pd.DataFrame:
    """Figures around earlier restrictions, known by the as-of day; columns as in :data:`COLUMNS`."""
    return change.precedents(edition)[list(COLUMNS)]


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no figure around an earlier restriction was known."""
    data, lang = frame(edition), edition.language
    if data.empty:
        fill = {"where": words.country(edition.country, lang), "day": words.day(edition.cutoff, lang)}
        what, why = (say(lang, key, **fill) for key in ("empty_what", "empty"))
        return base.no_figure(chart, NAME, edition, what, why)
    said = text(data, edition)
    return Chart(
        NAME,
        edition,
        said,
        data,
        COLUMNS,
        static=lambda look: static(said, data, edition, look),
        interactive=lambda look: interactive(data, edition, look),
    )


# Words


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    where = words.country(edition.country, lang)
    fell = change.fell_after(data)
    depths = {depth for _, depth in fell}
    names = [base.service_name(s, lang) for s in dict.fromkeys(name for name, _ in fell)]
    fill = {
        "names": words.listed(names, lang),
        "n": len(names),
        "where": where,
    }
    title = first_true(
        [
            (depths == {2, 3}, say(lang, "title_blocked_slowed", **fill)),
            (depths == {3}, say(lang, "title_blocked", **fill)),
            (depths == {2}, say(lang, "title_slowed", **fill)),
            (True, say(lang, "title_plain", **fill)),
        ]
    )
    # A title over all panels names those that it does not hold for.
    rose = change.rose_after(data)
    if fell and rose:
        but = [say(lang, "title_in", a=base.service_name(s, lang), year=year) for s, year in rose]
        title = say(lang, "title_but", title=title, names=words.listed(but, lang))
    cases = [_case(group, lang) for _, group in data.groupby("case")]
    count = data["case"].nunique()
    finding = base.lower(title, lang)
    change_of = change.around(data)
    lower = change_of[change_of["high"] <= -change.LITTLE]
    higher = change_of[change_of["low"] >= change.LITTLE]
    levels = (data["universe"] == "cities").any()
    notes = [say(lang, "note_scale", before=-change.SPAN[0], after=change.SPAN[1])]
    if levels:
        notes.append(say(lang, "note_levels"))
    notes += [say(lang, "note_after"), base.owner_line(edition)]
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", where=where),
        alt=say(lang, "alt" if count > 1 else "alt_one", count=count, where=where, finding=finding),
        long=say(lang, "long", cases=". ".join(cases)),
        caption=title + ".",
        notes=tuple(n for n in notes if n),
        short_note=say(lang, "note_after"),
        sources=tuple(dict.fromkeys(data["source_id"])),
        reading=say(lang, "reading"),
        method=say(lang, "method", before=-change.SPAN[0], after=change.SPAN[1]),
        claims=(
            *(Claim("fell", r.low, r.high, base.service_name(r.service, lang)) for r in lower.itertuples()),
            *(Claim("rose", r.low, r.high, base.service_name(r.service, lang)) for r in higher.itertuples()),
            *counted(count, *map(abs, change.SPAN)),
        ),
    )


def _case(group: pd.DataFrame, lang: str) -> str:
    """The first and the last figure of a case: those of months where there are two, else any."""
    row, months = group.iloc[0], group[group["kind"] == "month"]
    ends = (months if len(months) > 1 else group).iloc[[0, -1]].drop_duplicates("record_id")
    return say(
        lang,
        "case",
        a=base.service_name(row["service"], lang),
        metric=say(lang, f"metric_{row['metric']}"),
        universe=say(lang, f"universe_{_universe(group)}"),
        event=_event(row, lang),
        figures="; ".join(_figure(r, lang) for r in ends.itertuples()),
    )


def _counted(group: pd.DataFrame, lang: str) -> str:
    """What a panel counts, and whom."""
    metric = words.cap(say(lang, f"metric_{group['metric'].iloc[0]}"))
    return say(lang, "sub", metric=metric, universe=say(lang, f"universe_{_universe(group)}"))


def _universe(group: pd.DataFrame) -> str:
    return "cities" if (group["universe"] == "cities").all() else "12plus"


def _event(row: pd.Series, lang: str, short: bool = False) -> str:
    key = "short" if short else "event"

    def on(depth: float, day: pd.Timestamp) -> str:
        when = words.day(day, lang, short=short)
        return say(lang, f"{key}_{int(depth)}", day=when.replace(" ", words.NBSP) if short else when)

    said = on(row["depth"], row["event"])
    if pd.isna(row["deeper"]):
        return said
    later = on(row["deeper_depth"], row["deeper"])
    return say(lang, "events", a=said, b=later)


def _figure(row: object, lang: str) -> str:
    when = words.day(row.at, lang) if row.kind == "day" else words.month(row.month, lang)
    key = {"day": "figure_day", "weak": "weak"}.get(row.kind, "figure")
    return say(lang, key, x=audience.worded(row, lang), when=when)


# Drawings


def _top(high: float) -> tuple[float, float]:
    """Top of an axis from nought and the step of its grid, in people: two to four steps."""
    for base_ in (1e5, 1e6, 1e7, 1e8):
        for step in (base_, 2 * base_, 2.5 * base_, 5 * base_):
            if high <= 3 * step * 1.02:
                return math.ceil(round(high / step - 0.02, 6)) * step, step
    return high, high


def static(said: Text, data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print: a grid of panels, on a phone one below the other; the key in the last cell where one is free."""
    lang = look.language
    where = words.country(edition.country, lang)
    subtitle = say(lang, "subtitle_brief", where=where) if look.size.brief else said.subtitle
    page = Page(look, said.title, subtitle, said.footer(edition, look.size))
    narrow, small, label = look.size.narrow, look.size.small, look.size.label
    every = data["case"].nunique()
    wide = look.size.brief and look.size.width > look.size.height
    groups = [group for _, group in (_foremost(data) if wide else data).groupby("case")]
    columns = 1 if narrow else min(3, len(groups))
    gap = 34.0
    width = (page.inner - gap * (columns - 1)) / columns
    rows = math.ceil(len(groups) / columns)
    spare = not wide and rows * columns - len(groups) > 0
    shown = pd.concat(groups)

    def key(x: float, y: float, width: float, draw: bool) -> float:
        return _key(page, x, y, width, shown, every, lang, draw=draw, flow=wide)

    key_height = 0 if spare else key(page.left, page.top, page.inner, False) - page.top + small * 0.6
    between = label * 0.9
    wanted = 232.0
    bottom = page.bottom(rows * wanted + (rows - 1) * between + key_height)
    tall = wanted if narrow else (bottom - page.top - key_height - (rows - 1) * between) / rows
    at = page.top
    for i, group in enumerate(groups):
        row, column = divmod(i, columns)
        at = page.top + row * (tall + between)
        _panel(page, group, page.left + column * (width + gap), at, width, tall, lang)
    at += tall
    if spare:
        left = page.left + (len(groups) % columns) * (width + gap)
        key(left + 8, at - tall + label * 0.2, width - 8, True)
    else:
        at = key(page.left, at + small * 0.6, page.inner, True)
    return page.finish(at)


def _foremost(data: pd.DataFrame) -> pd.DataFrame:
    """The cases that a card has room for, one row of them: those that the title is about, else the first."""
    fell, rose = ({service for service, _ in found} for found in (change.fell_after(data), change.rose_after(data)))
    first = data.drop_duplicates("case").set_index("case")["service"].sort_index()
    if fell:  # one case of each
        first = first[first.isin(fell | rose)].drop_duplicates()
    return data[data["case"].isin(first.index[:3])]


def _panel(page: Page, group: pd.DataFrame, left: float, top: float, width: float, tall: float, lang: str) -> None:
    """One case: its name, what is counted, an axis from nought, the rule of the restriction, and the figures."""
    small, label = page.size.small, page.size.label
    first = group.iloc[0]
    colour = base.role(first["service"])
    colour = colour if colour != "other" else "text"
    name = base.service_name(first["service"], lang)
    page.text(left, top + label * 0.6, name, "label", colour=colour, bold=True)
    beside, event = left + page.width(name, "label", True) + 8, _event(first, lang, short=True)
    lines = []
    if beside + page.width(event, "small") <= left + width:
        page.text(beside, top + label * 0.6, event, "small", colour="secondary")
    else:
        lines = wrap(event, small, width)
    said = _counted(group, lang)
    at = top + label * 1.3
    for line in [*lines, *wrap(said, small, width)]:
        page.text(left, at, line, "small", colour="secondary", va="top")
        at += small * 1.28
    high, step = _top(float(group["value"].max()))
    plot_top, plot_bottom = at + small * 1.5, top + tall - small * 1.9
    if (plot_bottom - plot_top) / (high / step) < small * 1.5:
        step = high
    axis = left + max(page.width(words.millions(i * step, lang), "small") for i in range(round(high / step) + 1)) + 8
    low_month, high_month = change.SPAN

    def x(months: float) -> float:
        return axis + (months - low_month) / (high_month - low_month) * (left + width - axis)

    def y(people: float) -> float:
        return plot_bottom - people / high * (plot_bottom - plot_top)

    for i in range(round(high / step) + 1):
        page.line(
            (axis, left + width), (y(i * step),) * 2, "axis" if i == 0 else "grid", 1.4 if i == 0 else 1, zorder=1
        )
        page.text(axis - 8, y(i * step), words.millions(i * step, lang), "small", colour="secondary", ha="right")
    page.line((x(0), x(0)), (plot_top - small * 0.9, plot_bottom), "axis", 1.2, dash=(0, (2, 2.4)), zorder=1.5)
    if pd.notna(first["deeper"]):
        later = x((first["deeper"] - first["event"]).days / change.MONTH)
        page.line((later, later), (plot_top - small * 0.9, plot_bottom), "axis", 1.2, dash=(0, (2, 2.4)), zorder=1.5)
    unit = f"+{high_month} {say(lang, 'months')}"
    if x(high_month - 6) + page.width(f"+{high_month - 6}", "small") >= left + width - page.width(unit, "small"):
        unit = f"+{high_month}"  # the subtitle says that these are months
    for months in range(-6, high_month + 1, 6):
        page.line((x(months),) * 2, (plot_bottom, plot_bottom + 4), "axis", 1)
        name = words.number(months, lang) if months <= 0 else f"+{words.number(months, lang)}"
        if months == high_month:
            page.text(left + width, plot_bottom + small * 1.0, unit, "small", colour="secondary", ha="right")
        elif x(months) + page.width(name, "small") < left + width - page.width(unit, "small"):
            page.text(x(months), plot_bottom + small * 1.0, name, "small", colour="secondary", ha="center")
    line = group[group["joined"]]
    if len(line):
        page.line([x(v) for v in line["months_since"]], [y(v) for v in line["value"]], colour, 2.6, zorder=4)
    places = []
    for row in group.itertuples():
        hollow = row.kind != "month"
        shape = "D" if row.kind == "day" else "o"
        page.dot(
            x(row.months_since), y(row.value), colour, 8 if hollow else 9, hollow=hollow, shape=shape,
            gid=f"point-{row.record_id}",
        )  # fmt: skip
        places.append((x(row.months_since), y(row.value)))
    _figures(page, group, places, axis, left + width, plot_bottom, lang)


def _label(row: pd.Series, lang: str) -> str:
    """The figure to 0.1 million, with the source's own "over", "almost" or "about"."""
    tenths = SimpleNamespace(value=round(row["value"], -5), record_id=row["record_id"])
    return audience.worded(tenths, lang, unit=False)


def _figures(
    page: Page, group: pd.DataFrame, places: list, left: float, right: float, bottom: float, lang: str
) -> None:
    """Figures beside as many dots as have room: the last and the first of the months, then the others."""
    small = page.size.small
    order = sorted(
        range(len(places)),
        key=lambda i: (
            group["kind"].iloc[i] != "month",
            0 if i == len(places) - 1 else 1 if i == 0 else 2,
            i,
        ),
    )
    boxes = [(px - 6, py - 6, px + 6, py + 6) for px, py in places]
    ends = [place for place, on in zip(places, group["joined"], strict=True) if on]
    for (ax, ay), (bx, by) in pairwise(ends):
        for k in (0.2, 0.35, 0.5, 0.65, 0.8):
            px, py = ax + (bx - ax) * k, ay + (by - ay) * k
            boxes.append((px - 3, py - 3, px + 3, py + 3))
    for i in order:
        px, py = places[i]
        said = _label(group.iloc[i], lang)
        half, tall = page.width(said, "small", True) / 2, small * 0.62
        for cx, cy in ((px, py - small * 1.05), (px + half + 9, py), (px, py + small * 1.05), (px - half - 9, py)):
            box = (cx - half - 2, cy - tall, cx + half + 2, cy + tall)
            if box[0] < left or box[2] > right or box[3] > bottom - 1:
                continue
            # Its own dot is the neighbour it may come near to, no other.
            others = [b for j, b in enumerate(boxes) if j != i]
            if any(box[0] < b[2] and box[2] > b[0] and box[1] < b[3] and box[3] > b[1] for b in others):
                continue
            page.text(cx, cy, said, "small", bold=True, ha="center", halo=True)
            boxes.append(box)
            break


def _key(
    page: Page,
    x: float,
    y: float,
    width: float,
    data: pd.DataFrame,
    every: int,
    lang: str,
    *,
    draw: bool,
    flow: bool = False,
) -> float:
    """Marks and their words, and what the panels may be compared with; returns the y below.

    One entry a line, or beside each other (``flow``). ``every`` is how many cases there are, drawn here or not.
    """
    small, left = page.size.small, x
    kinds = set(data["kind"])
    entries = [("month", say(lang, "key_month"))]
    if data["joined"].any():
        entries.append(("line", say(lang, "key_line")))
    if "day" in kinds:
        entries.append(("day", say(lang, "key_day")))
    if "weak" in kinds:
        entries.append(("weak", say(lang, "key_weak")))
    entries.append(("rule", say(lang, "key_rule")))
    for kind, said in entries:
        full = 30 + page.width(said, "small")
        if flow and x > left and x + full > left + width:
            x, y = left, y + small * 1.55
        middle = y + small * 0.6
        if draw:
            if kind in ("month", "day", "weak"):
                shape = "D" if kind == "day" else "o"
                page.dot(x + 11, middle, "secondary", 9 if kind == "month" else 8, hollow=kind != "month", shape=shape)
            elif kind == "line":
                page.line((x, x + 22), (middle, middle), "secondary", 2.6)
            else:
                page.line((x + 11, x + 11), (y, y + small * 1.2), "axis", 1.2, dash=(0, (2, 2.4)))
            page.text(x + 30, middle, said, "small", colour="secondary")
        if flow:
            x += full + small * 1.1
        else:
            y += small * 1.55
    y += small * (1.75 if flow else 0.4)
    said, drawn = say(lang, "read"), data["case"].nunique()
    if drawn < every:
        said += " " + say(lang, "shown", n=drawn, count=every)
    for line in wrap(said, small, width):
        if draw:
            page.text(left, y, line, "small", colour="secondary", va="top")
        y += small * 1.3
    return y


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: one panel below the other, with the published words on hover."""
    lang = look.language
    groups = [group for _, group in data.groupby("case")]
    count = len(groups)
    heads = [_head(group, lang) for group in groups]
    above = 17 * max(head.count("<br>") + 1 for head in heads)
    height = 60 + (180 + above) * count
    figure = make_subplots(rows=count, cols=1, vertical_spacing=(48 + above) / height if count > 1 else 0)
    blank = base.blank(look, height).layout
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 50, "r": 24, "t": 22 + above, "b": 44},
        showlegend=False,
        dragmode=False,
        paper_bgcolor=blank.paper_bgcolor,
        plot_bgcolor=blank.plot_bgcolor,
        hovermode="closest",
        font=blank.font,
        hoverlabel=blank.hoverlabel,
    )
    publishers = tables.in_language("sources", "publisher", lang)
    for i, group in enumerate(groups, start=1):
        first = group.iloc[0]
        role = base.role(first["service"])
        colour = look[role if role != "other" else "text"]
        line = group[group["joined"]]
        figure.add_scatter(
            x=list(line["months_since"]), y=list(line["value"] / 1e6), mode="lines", hoverinfo="skip",
            line={"color": colour, "width": 2.6}, row=i, col=1,
        )  # fmt: skip
        figure.add_scatter(
            x=list(group["months_since"].round(2)),
            y=list(group["value"] / 1e6),
            mode="markers",
            marker={
                "size": 10,
                "color": colour,
                "symbol": [{"month": "circle", "day": "diamond-open", "weak": "circle-open"}[k] for k in group["kind"]],
                "line": {"width": 2, "color": colour},
            },
            customdata=[
                base.folded(f"{_figure(r, lang)} ({publishers.get(r.source_id, '')})") for r in group.itertuples()
            ],
            hovertemplate="%{customdata}<extra></extra>",
            row=i,
            col=1,
        )
        figure.add_vline(x=0, line={"color": look["axis"], "width": 1.2, "dash": "dot"}, row=i, col=1)
        top, step = _top(float(group["value"].max()))
        figure.update_yaxes(
            range=[0, top / 1e6 * 1.04], dtick=step / 1e6, gridcolor=look["grid"], zeroline=False,
            ticklabelstandoff=8, row=i, col=1,
        )  # fmt: skip
        figure.update_xaxes(
            range=list(change.SPAN), dtick=6, tick0=0, showgrid=False, zeroline=False, ticks="outside",
            linecolor=look["axis"], tickcolor=look["axis"], row=i, col=1,
        )  # fmt: skip
        figure.add_annotation(
            text=heads[i - 1],
            x=0, xref="paper", xanchor="left", xshift=-40, align="left",
            y=figure.layout[f"yaxis{i if i > 1 else ''}"].domain[1], yref="paper", yanchor="bottom", yshift=4,
            showarrow=False, font={"color": colour, "size": 13},
        )  # fmt: skip
    figure.update_xaxes(title_text=say(lang, "axis"), row=count, col=1)
    return figure


def _head(group: pd.DataFrame, lang: str) -> str:
    """What stands above a panel on the screen, in lines that a phone has room for."""
    first = group.iloc[0]
    name = base.service_name(first["service"], lang)
    said = base.folded(f"{name}, {_event(first, lang, short=True)}", 46)
    return f"<b>{escape(name)}</b>{said.removeprefix(escape(name))}<br>{base.folded(_counted(group, lang), 46)}"
