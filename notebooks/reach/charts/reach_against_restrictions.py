"""The signature figure: reach above, restrictions below, one shared time axis."""

import itertools
from dataclasses import replace
from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure
from plotly.subplots import make_subplots

from reach import tables, words
from reach.charts import chart as base
from reach.charts import strip
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, TimeScale, axis_height, spread, time_axis, wrap
from reach.claims import Claim
from reach.draw.look import Look
from reach.edition import Edition
from reach.measures import audience, timeline

NAME = "reach-against-restrictions"
COLUMNS = {
    "part": "reach: a published figure; restriction: a stretch of one depth.",
    "service": "Service.",
    "start": "First day: of the month, or of the restriction.",
    "end": "Last day of the month, or day the next stretch begins; blank where no end is known.",
    "value": "Reach as published, people.",
    "low": "Low end of the rounding interval, people.",
    "high": "High end of the rounding interval, people.",
    "basis": "The words of the source, or the name of the event.",
    "draw": "yes: on the line; mark: beside it.",
    "joined": "A line runs from the month before.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked.",
    "breadth": "some: some operators or regions; nationwide.",
    "record": "Row of user_counts.csv, or of restrictions.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_slowed_blocked": ("{a}’s monthly audience fell {n} million from {first} to {last}, while slowed, then blocked",
                             "Аудитория {a} сократилась на {n} млн с {first:gen} по {last}, при замедлении, затем блокировке"),
    "title_blocked": ("{a}’s monthly audience fell {n} million from {first} to {last}, in which it was blocked",
                      "Месячная аудитория {a} сократилась на {n} млн с {first:gen} по {last}; тогда же началась блокировка"),
    "title_slowed": ("{a}’s monthly audience fell {n} million from {first} to {last}, in which it was slowed",
                     "Месячная аудитория {a} сократилась на {n} млн с {first:gen} по {last}; тогда же началось замедление"),
    "title_fell": ("{a}’s monthly audience fell {n} million from {first} to {last}",
                   "Месячная аудитория {a} сократилась на {n} млн с {first:gen} по {last}"),
    "title_before": ("{a} reached {x} million people a month, {b} {y} million, before calls were limited",
                     "До ограничения звонков месячный охват {a} составлял {x} млн человек, {b} — {y} млн"),
    "title_levels": ("{a} reached {x} million people a month and {b} {y} million",
                     "Месячный охват {a} — {x} млн человек, {b} — {y} млн"),
    "title_plain": ("What was published on the reach of {a} and {b} in {where:the}",
                    "Что опубликовано об охвате {a} и {b} {where:in}"),
    "subtitle": ("Monthly reach in {where:the}, people {aged}, millions; restrictions below",
                 "Месячный охват {where:in}, жители {aged}, млн; ниже — ограничения"),
    "level": ("{a} {x} million in {month}", "{a} — {x} млн в {month:prep}"),
    "bar": ("{a}: {steps}.", "{a}: {steps}."),
    "alt": ("Line chart of monthly reach in {where:the} above a strip of restrictions: {finding}.",
            "Линии месячного охвата {where:in} над полосами ограничений: {finding}."),
    "alt_levels": ("Dot chart of monthly reach in {where:the} above a strip of restrictions; newest figures: {levels}.",
                   "Точки месячного охвата {where:in} над полосами ограничений; последние данные: {levels}."),
    "long": ("The newest monthly figures are {levels}. Restrictions: {bars}",
             "Последние месячные данные: {levels}. Ограничения: {bars}"),
    "note_gaps": ("Gaps: no figure found.", "Разрывы: данных не найдено."),
    "note_hollow": ("Hollow: other published figures.", "Полые точки: другие опубликованные цифры."),
    "note_triangles": ("Triangles: “over”, “almost”.", "Треугольники: «более», «почти»."),
    "note_reach": ("Reach counts anyone who opened the app in the month, before or after a limit. The chart does not show why.",
                   "Охват учитывает всех, кто открыл приложение за месяц, до ограничения или после. Причин график не показывает."),
    "none_after": ("{month}; none found after", "{month}; позже не найдено"),
    "none_after_all": ("none found after {month}", "после {month:gen} не найдено"),
    "none_firm_all": ("no firm figure after {month}", "после {month:gen} надёжных данных нет"),
    "pair": ("also published for {month}, and quoted most: {x} and {y}",
             "за {month} опубликованы и чаще цитируются: {x} и {y}"),
    "weak": ("{a} {x} in {month}, one second-hand page", "{a}: {x} в {month:prep}, единственный пересказ"),
    "levels": ("{levels} million in {month}", "{levels} млн в {month:prep}"),
    "level_short": ("{a} {x}", "{a} — {x}"),
    "step": ("{what} from {day}", "{what} с {day}"),
    "alt_bare": ("Dot chart of monthly reach in {where:the}; newest figures: {levels}.",
                 "Точки месячного охвата {where:in}; последние данные: {levels}."),
    "long_bare": ("The newest monthly figures are {levels}. No restriction on these services was known by {day}.",
                  "Последние месячные данные: {levels}. Ограничения этих сервисов на {day} не известны."),
    "note_weak": ("{a} {x} million in {month} rests on one second-hand page.",
                  "{a}, {x} млн в {month:prep}: единственный пересказ."),
    "reading": ("Each dot is one published figure for a month, set at mid-month; lines join neighbouring months of one measurer. In the strip, shade and pattern of a bar show how deep a limit was, its height how wide; a bar fades where reports end.",
                "Каждая точка — одна опубликованная цифра за месяц, поставленная на его середину; линии соединяют соседние месяцы одного измерителя. Под ними тон и узор полосы показывают глубину ограничения, высота — его широту; полоса тает там, где кончаются сообщения."),
    "method": ("Reach is the number of people {aged} who opened the app at least once in the month, as printed; nothing is averaged or modelled. Each figure stands for its rounding interval, and a fall is named only where the difference of two months of one series is a million or more at both ends of its interval. Figures of different measurers are not joined. Restrictions begin on the dates in use; whiskers span all dates claimed for the beginning.",
               "Охват — число жителей {aged}, которые хотя бы раз за месяц открыли приложение, как опубликовано; ничего не усреднено и не смоделировано. За каждой цифрой стоит интервал округления; о сокращении сказано, только если разность двух месяцев одного ряда при любом округлении не меньше миллиона. Данные разных измерителей линией не соединены. Ограничения начинаются с принятых дат, засечки охватывают все названные даты начала."),
    "flag_calls": ("Regulator confirms limits on calls", "Регулятор подтверждает ограничение звонков"),
    "flag_blocked": ("{a} blocked", "Блокировка {a}"),
}
# fmt: on
say = words.teller(SAID, __name__)


def frames(edition: Edition) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], pd.DataFrame]:
    """Points drawn, stretches by service, and the events behind them, from the edition's first month on."""
    points = audience.points(edition)
    points = points[points["month"] >= pd.Timestamp(edition.since)].reset_index(drop=True)
    phases = timeline.phases(edition, list(edition.services))
    strips = {}
    for service in edition.services:
        cut = timeline.strip(phases[phases["service"] == service], edition.cutoff)
        cut = cut[(cut["end"] > pd.Timestamp(edition.since)) & (cut["start"] <= edition.cutoff)]
        if len(cut):
            strips[service] = cut.reset_index(drop=True)
    return points, strips, phases


def data(points: pd.DataFrame, strips: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Both frames as one table; columns as in :data:`COLUMNS`."""
    above = points.assign(
        part="reach", start=points["month"], end=points["month"] + pd.offsets.MonthEnd(0), record=points["record_id"]
    )
    below = [
        frame.assign(
            part="restriction",
            service=service,
            basis=frame["title"],
            record=frame["event_id"],
            end=frame["end"].where(~frame["open"]),
        )
        for service, frame in strips.items()
    ]
    return pd.concat([above, *below]).reindex(columns=list(COLUMNS)).reset_index(drop=True)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no reach was known."""
    points, strips, phases = frames(edition)
    if points[points["service"].isin(edition.platforms)].empty:
        return base.no_figure(chart, NAME, edition, *base.why_no_reach(edition))
    said = text(points, strips, phases, edition)
    return Chart(
        NAME,
        edition,
        said,
        data(points, strips),
        COLUMNS,
        static=lambda look: static(said, points, strips, phases, edition, look),
        interactive=lambda look: interactive(points, strips, phases, edition, look),
        key=strip.page_key(list(strips.values()), edition.cutoff, edition.language),
    )


def newest(points: pd.DataFrame, edition: Edition) -> dict[str, pd.Series]:
    """The last drawn figure of each service that has one, in the series that has most of its figures."""
    found = {}
    for service in edition.services:
        mine = points[(points["service"] == service) & (points["draw"] == "yes")]
        if len(mine):
            found[service] = mine[mine["series_id"] == _usual(mine)].sort_values("month").iloc[-1]
    return found


# Words


def fall(edition: Edition, points: pd.DataFrame) -> object | None:
    """The largest certain fall of a platform, a million or more, within one run of joined months; ``None`` if none.

    The months run from the last one at the level before to the last one published, two months or more of a line, so
    that the title is about a level and not about one month's noise.
    """
    changes = audience.changes(edition)
    runs = points[points["service"].isin(edition.platforms) & (points["draw"] == "yes")]
    starts: dict[tuple, pd.Timestamp] = {}
    run: dict[tuple, pd.Timestamp] = {}
    for row in runs.sort_values("month").itertuples():
        key = (row.service, row.series_id)
        run[key] = run[key] if row.joined and key in run else row.month
        starts[(*key, row.month)] = run[key]
    rows = [
        c
        for c in changes.itertuples()
        if c.high <= -1e6
        and starts.get((c.service, c.series_id, c.start)) is not None
        and starts.get((c.service, c.series_id, c.start)) == starts.get((c.service, c.series_id, c.end))
        and (c.end - c.start).days <= 70
        and round(c.low / 1e6) == round(c.high / 1e6)
    ]
    return min(rows, key=lambda c: c.change, default=None)


def text(points: pd.DataFrame, strips: dict[str, pd.DataFrame], phases: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frames."""
    lang = edition.language
    a, b = (base.service_name(s, lang) for s in edition.platforms)
    where = words.country(edition.country, lang)
    pair = audience.headline(edition)
    fell = fall(edition, points)
    aged = base.aged(points.loc[points["draw"] == "yes", "record_id"], lang)
    titles: list[tuple[object, str]] = []
    claims: list[Claim] = []
    if fell is not None:
        steps = _deepened(phases, fell)
        fill = {
            "a": base.service_name(fell.service, lang),
            "n": words.number(abs(fell.change) / 1e6, lang, 0),
            "first": words.month(fell.start, lang, year=False),
            "last": words.month(fell.end, lang, year=False),
        }
        claims.append(Claim("fell", fell.low, fell.high, fill["a"], round(abs(fell.change) / 1e6) * 1e6))
        titles.append((steps == [2, 3], say(lang, "title_slowed_blocked", **fill)))
        titles.append((steps == [3], say(lang, "title_blocked", **fill)))
        titles.append((steps == [2], say(lang, "title_slowed", **fill)))
        titles.append((True, say(lang, "title_fell", **fill)))
    calls = phases[phases["service"].isin(edition.platforms) & (phases["kind"] == "call_restriction")]
    if len(pair) == 2:
        x, y = (audience.worded(row, lang, unit=False) for row in pair.itertuples())
        fill = {"a": a, "b": b, "x": x, "y": y}
        before = set(calls["service"]) == set(edition.platforms) and (calls["start"] > pair.loc[0, "month"]).all()
        titles.append((before, say(lang, "title_before", **fill)))
        titles.append((True, say(lang, "title_levels", **fill)))
    titles.append((True, say(lang, "title_plain", a=a, b=b, where=where)))
    levels = _levels(newest(points, edition), lang)
    bars = [
        say(
            lang,
            "bar",
            a=base.service_name(s, lang),
            steps="; ".join(
                say(lang, "step", what=strip.limit(r, lang), day=words.day(r.start, lang)) for r in f.itertuples()
            ),
        )
        for s, f in strips.items()
    ]
    counts = tables.read("user_counts").set_index("record_id")
    sources = [counts.loc[i, "source_id"] for i in points.loc[points["draw"] == "yes", "record_id"]]
    sources += [counts.loc[i, "source_id"] for i in pair["record_id"]]
    dated = timeline.claims(edition)
    for frame in strips.values():
        used = dated[
            dated["event_id"].isin(frame["event_id"])
            & (dated["use"] == "yes")
            & dated["role"].isin(["announced", "effective"])
        ]
        sources += [s for s in used["source_id"] if s]
    title = first_true(titles)
    fill = {"where": where, "levels": levels, "day": words.day(edition.cutoff, lang)}
    alt = "alt_levels" if strips else "alt_bare"
    marks = [say(lang, "note_gaps")]
    marks += [say(lang, "note_hollow")] if _others(points) else []
    marks += [say(lang, "note_triangles")] if _worded(points) else []
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", where=where, aged=aged),
        alt=say(lang, "alt", where=where, finding=base.lower(title, lang))
        if fell is not None
        else say(lang, alt, **fill),
        long=say(lang, "long" if strips else "long_bare", bars=" ".join(bars), **fill),
        caption=title + ".",
        notes=tuple(
            n
            for n in (
                *marks,
                say(lang, "note_reach"),
                base.owner_line(edition),
            )
            if n
        ),
        short_note=" ".join((*marks, say(lang, "note_reach"))),
        sources=tuple(dict.fromkeys(sources)),
        reading=say(lang, "reading"),
        method=say(lang, "method", aged=aged),
        claims=tuple(claims),
    )


def _levels(last: dict[str, pd.Series], lang: str) -> str:
    """The newest figures; their month once where one month holds for all."""
    months = {r["month"] for r in last.values()}
    key = "level_short" if len(months) == 1 else "level"
    found = [
        say(
            lang,
            key,
            a=base.service_name(s, lang),
            x=words.millions(r["value"], lang),
            month=words.month(r["month"], lang),
        )
        for s, r in last.items()
    ]
    if len(months) > 1:
        return words.listed(found, lang)
    return say(lang, "levels", levels=words.listed(found, lang), month=words.month(*months, lang))


def _deepened(phases: pd.DataFrame, fell: object) -> list[int]:
    """Depths of nationwide restrictions that began within the months of a fall, in order."""
    mine = phases[(phases["service"] == fell.service) & (phases["breadth"] == "nationwide")]
    end = fell.end + pd.offsets.MonthEnd(0)
    return [int(d) for d in mine[(mine["start"] >= fell.start) & (mine["start"] <= end)].sort_values("start")["depth"]]


# Drawings


def _flags(phases: pd.DataFrame, edition: Edition) -> list[tuple[pd.Timestamp, str]]:
    """Days named above the lines: the first limit and every nationwide block of a platform, merged by day."""
    mine = phases[phases["service"].isin(edition.platforms) & (phases["breadth"] == "nationwide")]
    mine = mine[(mine["start"] >= pd.Timestamp(edition.since)) & (mine["start"] <= edition.cutoff)]
    chosen: dict[pd.Timestamp, list] = {}
    first: set[str] = set()
    for row in mine.sort_values("start").itertuples():
        if row.service not in first or row.depth == 3:
            announced = row.service not in first and pd.notna(row.announced)
            chosen.setdefault(row.announced if announced else row.start, []).append(row)
        first.add(row.service)
    lang = edition.language
    found = []
    for when, rows in chosen.items():
        kind = rows[0]
        names = words.listed([base.service_name(r.service, lang) for r in rows], lang)
        if kind.depth == 3 and pd.isna(kind.announced):
            said = f"{names}: {strip.word(kind, lang)}"
        elif kind.depth == 3:
            said = say(lang, "flag_blocked", a=names)
        elif kind.kind == "call_restriction" and kind.country == "RU":
            said = say(lang, "flag_calls")
        else:
            said = f"{names}: {base.lower(base.printed(kind, 'title', lang), lang)}"
        found.append((when, said))
    return found


def static(
    said: Text,
    points: pd.DataFrame,
    strips: dict[str, pd.DataFrame],
    phases: pd.DataFrame,
    edition: Edition,
    look: Look,
) -> Figure:
    """Draw for print."""
    lang = look.language
    narrow, small, label = look.size.narrow, look.size.small, look.size.label
    # A low card has room for lines and bars alone.
    low_card = look.size.brief and look.size.width > (look.size.height or 0)
    cutoff = edition.cutoff
    start, end = pd.Timestamp(edition.since), (cutoff + pd.offsets.MonthEnd(0)) + pd.Timedelta(days=1)
    if narrow:
        # A phone shows the last months: from two months before the first restriction of the strip, or all if short.
        begun = min((f["start"].min() for f in strips.values()), default=start)
        start = max(start, (begun - pd.DateOffset(months=3)).replace(day=1)) if (end - start).days > 400 else start
        points = points[points["month"] >= start]
        # And has no room beside the mark to say that it is weak.
        said = replace(said, notes=(*_weak_notes(points, edition), *said.notes))
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    drawn = points[points["draw"] == "yes"]
    last = newest(points, edition)
    ends = _ends(last, not _weak(points, edition).empty, lang)
    widest = max((page.width(line, role, role == "label") for e in ends.values() for line, role in e), default=0)

    left = page.left + page.width("100", "small") + 8
    gutter = max((page.width(base.service_name(s, lang), "label", True) for s in strips), default=0) + 10
    first = min((max(f["start"].min(), start) for f in strips.values()), default=end)
    if TimeScale(start, end, left, page.right)(first) < page.left + gutter:
        left = page.left + gutter
    scale = TimeScale(start, end, left, page.right)
    outermost = max((scale(r["at"]) for r in last.values()), default=left)
    # Words at the ends of lines stand on their right, and on their left where only dots are there.
    outside = outermost + 18 + widest > page.right
    flags = [] if low_card else [flag for flag in _flags(phases, edition) if flag[0] >= start]
    cut = any(outermost < scale(when) < outermost + 18 + widest for when, _ in flags)
    before = (outside or cut) and not any(
        scale(r["at"]) - 18 - widest - 8 < scale(at) < scale(r["at"]) for r in last.values() for at in drawn["at"]
    )
    if outside and not before:
        right = left + (page.right - 18 - widest - left) * (page.right - left) / (outermost - left)
        scale = TimeScale(start, end, left, right)

    flag_height = _flag_room(page, flags, narrow) if flags else label * 0.7
    strip_row = label * (2.6 if page.height > 1000 and not narrow else 2.0 if narrow else 1.8 if low_card else 1.9)
    row_gap = label * (0.3 if low_card else 0.65)
    key = _key(page, strips, scale, strip_row, cutoff) | {"whisker": not low_card}
    key_height = strip.key_height(page, **key) + small * 0.7 if strips else 0
    below = label * 0.8 + len(strips) * (strip_row + row_gap) + axis_height(page, one_line=low_card) + 2 + key_height
    top_value = 100e6 if drawn["high"].replace(float("inf"), 0).max() <= 104e6 else None
    high = top_value or drawn["high"].replace(float("inf"), 0).max() * 1.08

    weak_room = 0.0
    while True:
        bottom = page.bottom(flag_height + weak_room + (320 if narrow else 300) + below)
        plot_top, plot_bottom = page.top + flag_height + weak_room, bottom - below

        def y(people: float, top: float = plot_top, foot: float = plot_bottom) -> float:
            return foot - people / (high * 1.04) * (foot - top)

        placed = _place_ends(page, last, ends, scale, y, plot_top, plot_bottom, before)
        boxes = [box for *_, filled in placed for box in filled]
        weak = [] if low_card else _place_weak(page, points, edition, scale, y, boxes)
        # Where a weak figure has no room beside its mark, its words stand above the chart.
        if weak_room or all(box for *_, box in weak):
            break
        weak_room = small * 2.9

    step = _step_of(high) * (2 if low_card else 1)
    for i in range(int(high // step) + 1):
        at = y(i * step)
        page.line((left, page.right), (at, at), "axis" if i == 0 else "grid", 1.4 if i == 0 else 1, zorder=1)
        page.text(left - 8, at, words.millions(i * step, lang, 0), "small", colour="secondary", ha="right")
    rows_top = plot_bottom + label * 0.8
    foot = rows_top + len(strips) * (strip_row + row_gap)
    _draw_flags(page, flags, scale, page.top, plot_top - weak_room, foot, narrow)
    boxes += [(x - 4, at - 4, x + 4, at + 4) for x, at in _draw_lines(page, points, scale, y, edition)]
    _draw_ends(page, placed, before)
    if not low_card:
        _draw_weak(page, weak, plot_top)
        boxes += [box for *_, box in weak if box]
    if not low_card or fall(edition, points) is None:
        _draw_headline(page, points, edition, scale, y, plot_bottom, boxes)

    at, whisker = rows_top, False
    for service, frame in strips.items():
        _name_row(page, scale, service, frame, at, strip_row, cutoff)
        strip.draw(page, scale, at, strip_row, frame, cutoff, role="small")
        mine = phases[phases["service"] == service]
        whisker |= not low_card and _draw_whisker(page, frame, mine, scale, at + strip_row + label * 0.28)
        at += strip_row + row_gap
    at = time_axis(page, scale, at + 2, one_line=low_card)
    if strips:
        at = strip.key(page, at + small * 0.5, **key | {"whisker": whisker})
    return page.finish(at)


def _ends(last: dict[str, pd.Series], weak: bool, lang: str) -> dict[str, list[tuple[str, str]]]:
    """Words at each line's end, with their roles: service and figure, and that no later one was found, or no firm one.

    The second is said once, below the lowest, where one month holds for all.
    """
    once = len({r["month"] for r in last.values()}) == 1
    lowest = min(last, key=lambda s: last[s]["value"], default="")
    found = {}
    for service, row in last.items():
        figure = f"{base.service_name(service, lang)} {words.millions(row['value'], lang)}"
        key = ("none_firm_all" if weak else "none_after_all") if once else "none_after"
        none = say(lang, key, month=words.month(row["month"], lang, short=True))
        found[service] = [(figure, "label")] + [(none, "small")] * (not once or service == lowest)
    return found


def _key(page: Page, strips: dict, scale: TimeScale, height: float, cutoff: pd.Timestamp) -> dict:
    """What the key must tell: the depths that no bar has room to name, and what else is drawn."""
    frames_ = list(strips.values())
    named = {
        int(row.depth)
        for service, f in strips.items()
        for row in f[f["breadth"] == "nationwide"].itertuples()
        if strip.fitting(page, scale, row, f[f["breadth"] == "some"], height, cutoff)
        or _beside(page, scale, service, f, height, cutoff)
    }
    return {
        "depths": tuple(d for d in strip.depths_in(frames_) if d not in named),
        "some": any((f["breadth"] == "some").any() for f in frames_),
        "fade": strip.fades_in(frames_, cutoff),
    }


def _beside(
    page: Page, scale: TimeScale, service: str, frame: pd.DataFrame, height: float, cutoff: pd.Timestamp
) -> str:
    """The words of a service's one bar that is too short for them, where there is room before it; else ""."""
    lang = page.look.language
    if len(frame) > 1 or strip.fitting(page, scale, next(frame.itertuples()), frame[:0], height, cutoff):
        return ""
    what = strip.word(frame.iloc[0], lang, short=True)
    name = page.width(f"{base.service_name(service, lang)}: ", "label", True)
    return what if name + page.width(what, "small") <= scale.clip(frame["start"].min()) - 10 - page.left else ""


def _name_row(
    page: Page, scale: TimeScale, service: str, frame: pd.DataFrame, top: float, height: float, cutoff: pd.Timestamp
) -> None:
    """The service before its bars, with the words of a short one."""
    right, middle = scale.clip(frame["start"].min()) - 10, top + height / 2
    name = base.service_name(service, page.look.language)
    if what := _beside(page, scale, service, frame, height, cutoff):
        page.text(right, middle, what, "small", colour="secondary", ha="right")
        right -= page.width(what, "small") + page.width(" ", "label")
        name += ":"
    page.text(right, middle, name, "label", colour=base.role(service), bold=True, ha="right")


def _step_of(high: float) -> float:
    for step in (1e6, 2e6, 5e6, 10e6, 25e6, 50e6):
        if high / step <= 5:
            return step
    return 100e6


_FLAG_GAP = 14


def _flag_blocks(page: Page, flags: list, narrow: bool) -> list[tuple[list[str], float]]:
    blocks: list[tuple[list[str], float]] = []
    # Where many stand side by side, each has its part of the width.
    for room in (118 if narrow else page.size.small * 19, page.inner / max(len(flags), 1) - _FLAG_GAP):
        blocks = []
        for when, said in flags:
            lines = [words.day(when, page.look.language, short=True), *wrap(said, page.size.small, room, balance=True)]
            blocks.append((lines, max(page.width(line, "small", i == 0) for i, line in enumerate(lines))))
        if sum(width + _FLAG_GAP for _, width in blocks) <= page.inner + _FLAG_GAP:
            break
    return blocks


def _flag_room(page: Page, flags: list, narrow: bool) -> float:
    blocks = _flag_blocks(page, flags, narrow)
    return (max((len(lines) for lines, _ in blocks), default=0) * page.size.small * 1.3) + page.size.small * 1.1


def _draw_flags(
    page: Page, flags: list, scale: TimeScale, top: float, plot_top: float, bottom: float, narrow: bool
) -> None:
    blocks = _flag_blocks(page, flags, narrow)
    small, gap = page.size.small, _FLAG_GAP
    places: list[float] = []
    for (when, _), (_, width) in zip(flags, blocks, strict=True):
        wanted = (
            scale(when) - width if scale(when) - width > page.left and len(flags) > 1 and not places else scale(when)
        )
        if places:
            wanted = max(scale(when) - width * 0.5, places[-1] + blocks[len(places) - 1][1] + gap)
        places.append(wanted)
    limit = page.right
    for i in reversed(range(len(places))):
        places[i] = max(min(places[i], limit - blocks[i][1]), page.left)
        limit = places[i] - gap
    deepest = max((len(lines) for lines, _ in blocks), default=0)
    foot = top + deepest * small * 1.3 + small * 0.2
    for (when, _), (lines, width), x in zip(flags, blocks, places, strict=True):
        at = scale(when)
        y, ends_here = top, x + width <= at + 1
        for i, line in enumerate(lines):
            page.text(
                x + width if ends_here else x,
                y + small * 0.6,
                line,
                "small",
                bold=i == 0,
                colour="text" if i == 0 else "secondary",
                ha="right" if ends_here else "left",
            )
            y += small * 1.3
        page.line((at, at), (foot, bottom), "axis", 1.2, dash=(0, (2, 2.4)), zorder=1.5)
        if not x <= at <= x + width:
            nearest = x if at < x else x + width
            page.line((nearest, at), (foot, foot), "axis", 1)


def _draw_lines(
    page: Page, points: pd.DataFrame, scale: TimeScale, y: object, edition: Edition
) -> list[tuple[float, float]]:
    places = []
    words_of = _kinds()
    for service in reversed(edition.services):
        mine = points[(points["service"] == service) & (points["draw"] == "yes")]
        colour, before = base.role(service), None
        usual = _usual(mine)
        for row in mine.itertuples():
            if row.joined and before is not None:
                places += [
                    (scale(before.at) * k + scale(row.at) * (1 - k), y(before.value) * k + y(row.value) * (1 - k))
                    for k in (0.25, 0.5, 0.75)
                ]
                page.line(
                    (scale(before.at), scale(row.at)),
                    (y(before.value), y(row.value)),
                    colour,
                    3 if not page.size.narrow else 2.6,
                    zorder=4,
                )
            before = row
        for row in mine.itertuples():
            shape = {"over": "^", "under": "v"}.get(words_of.get(row.record_id, ""), "o")
            hollow = row.series_id != usual
            page.dot(
                scale(row.at),
                y(row.value),
                colour,
                # Another figure of the same month is a ring round the record, which it must not hide.
                13 if hollow else 9.5 if shape == "o" else 10.5,
                hollow=hollow,
                shape=shape,
                zorder=6.4 if hollow else 6.5,
                gid=f"point-{row.record_id}",
            )
            places.append((scale(row.at), y(row.value)))
        beside = points[(points["service"] == service) & (points["draw"] == "mark")]
        beside = beside[~beside["record_id"].isin(_weak(points, edition)["record_id"])]
        for row in beside.itertuples():
            page.dot(scale(row.at), y(row.value), colour, 7, hollow=True, zorder=4.5, gid=f"point-{row.record_id}")
    return places


def _others(points: pd.DataFrame) -> bool:
    """Whether a mark is hollow: a figure beside the record, or one of another series than most of its service's."""
    drawn = points[points["draw"] == "yes"]
    apart = any(mine["series_id"].nunique() > 1 for _, mine in drawn.groupby("service"))
    return apart or bool((points["draw"] == "mark").any())


def _worded(points: pd.DataFrame) -> bool:
    """Whether a mark is a triangle: a record that was printed as over or almost a figure."""
    kinds = points.loc[points["draw"] == "yes", "record_id"].map(_kinds())
    return bool(kinds.isin(["over", "under"]).any())


def _usual(mine: pd.DataFrame) -> str:
    """The series that has most of a service's points: the others are marks beside it."""
    return mine["series_id"].value_counts().index[0] if len(mine) else ""


Box = tuple[float, float, float, float]


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _place_ends(
    page: Page, last: dict, ends: dict, scale: TimeScale, y: object, top: float, bottom: float, left: bool
) -> list[tuple]:
    """Service, its mark's place, the height of its words, the words and the boxes they fill, highest first."""
    label, small = page.size.label, page.size.small
    names = sorted(last, key=lambda s: -last[s]["value"])
    gap = label * 1.15 + small * 1.25 if all(len(e) > 1 for e in ends.values()) else label * 1.2
    places = spread([y(last[s]["value"]) for s in names], gap, top + label * 0.4, bottom - label * 2.2)
    found = []
    for service, place in zip(names, places, strict=True):
        x = scale(last[service]["at"])
        filled, head = [], place - label * 0.55
        for line, role in ends[service]:
            wide = page.width(line, role, role == "label")
            edges = (x - 18 - wide, x - 16) if left else (x + 16, x + 18 + wide)
            filled.append((edges[0], head, edges[1], head + page.px(role) * 1.15))
            head += page.px(role) * 1.15
        found.append((service, (x, y(last[service]["value"])), place, ends[service], filled))
    return found


def _draw_ends(page: Page, placed: list[tuple], left: bool) -> None:
    """Service and figure at each line's end, and that nothing later was found."""
    label, small = page.size.label, page.size.small
    side, ha = (-1, "right") if left else (1, "left")
    for service, (x, at), place, said, _ in placed:
        colour = base.role(service)
        page.line((x + 7 * side, x + 15 * side), (at, place), colour, 1.2)
        page.text(x + 18 * side, place, said[0][0], "label", colour=colour, bold=True, ha=ha, halo=True)
        for none, _ in said[1:]:
            below = place + label * 0.5 + small * 0.72
            page.text(x + 18 * side, below, none, "small", colour="faint", ha=ha, halo=True)


def _draw_headline(
    page: Page, points: pd.DataFrame, edition: Edition, scale: TimeScale, y: object, bottom: float, taken: list[Box]
) -> None:
    """A note with a leader for the headline pair, where it lies beside the line."""
    pair = points[points["record_id"].isin(edition.headline)]
    usual = {s: _usual(points[(points["service"] == s) & (points["draw"] == "yes")]) for s in edition.platforms}
    pair = pair[[row.series_id != usual.get(row.service) for row in pair.itertuples()]]
    if len(pair) != 2:
        return
    lang, small = page.look.language, page.size.small
    a, b = (pair[pair["service"] == s].iloc[0] for s in edition.platforms)
    said = say(
        lang,
        "pair",
        month=words.month(a["month"], lang),
        x=audience.printed(a["record_id"], lang, unit=False),
        y=audience.printed(b["record_id"], lang, unit=False),
    )
    x, low = scale(a["at"]), max(y(a["value"]), y(b["value"]))
    lines = wrap(said, small, 150 if page.size.narrow else small * 19)
    width, height = max(page.width(line, "small") for line in lines), len(lines) * small * 1.3
    on_left = x - page.left > width + 50
    left = x - 14 - width if on_left else x + 8
    top = low + small * 2.0
    while top + height < bottom - small and any(
        _meet((left - 4, top - 8, left + width + 4, top + height), box) for box in taken
    ):
        top += 6
    if top + height >= bottom - 2:
        return
    for i, line in enumerate(lines):
        page.text(
            left + width if on_left else left,
            top + small * 0.6 + i * small * 1.3,
            line,
            "small",
            colour="secondary",
            ha="right" if on_left else "left",
            halo=True,
        )
    page.line((x, x, x - 8 if on_left else x + 4), (low + 7, top + small * 0.6, top + small * 0.6), "axis", 1)


def _weak(points: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Figures that rest on one weak page and come after the last drawn one of their service."""
    last = points[points["draw"] == "yes"].groupby("service")["month"].max()
    weak = points[
        (points["draw"] == "mark") & (points["confidence"] == "low") & points["service"].isin(edition.services)
    ]
    return weak[weak["month"] > weak["service"].map(last)]


def _weak_notes(points: pd.DataFrame, edition: Edition) -> list[str]:
    lang = edition.language
    return [
        say(
            lang,
            "note_weak",
            a=base.service_name(row.service, lang),
            x=words.millions(row.value, lang),
            month=words.month(row.month, lang),
        )
        for row in _weak(points, edition).itertuples()
    ]


def _place_weak(
    page: Page, points: pd.DataFrame, edition: Edition, scale: TimeScale, y: object, taken: list[Box]
) -> list[tuple]:
    """Row, place, lines and box of each weak figure; the box is ``None`` where nothing is free beside its mark."""
    lang, small = page.look.language, page.size.small
    found = []
    for row in _weak(points, edition).itertuples():
        x, at = scale(row.at), y(row.value)
        name, figure = base.service_name(row.service, lang), words.millions(row.value, lang)
        month = words.month(row.month, lang, short=True)
        whole = wrap(say(lang, "weak", a=name, x=figure, month=month), small, small * 14)
        tried = [[f"{name} {figure}"]] if page.size.narrow else [whole]
        placed = None
        for lines in tried:
            width = max(page.width(line, "small") for line in lines)
            for left in (x + 12, x - 12 - width):
                box = (left, at - small * 0.5, left + width, at + ((len(lines) - 1) * 1.3 + 0.5) * small)
                inside = page.left < left and left + width <= page.right
                if placed is None and inside and not any(_meet(box, other) for other in taken):
                    placed = (row, (x, at), lines, box)
        found.append(placed or (row, (x, at), whole, None))
    return found


def _draw_weak(page: Page, weak: list[tuple], top: float) -> None:
    """Those figures: hollow, and said to be weak, beside the mark or above the chart."""
    small = page.size.small
    for row, (x, at), lines, box in weak:
        page.dot(x, at, base.role(row.service), 9.5, hollow=True, gid=f"point-{row.record_id}")
        if box:
            for i, line in enumerate(lines):
                page.text(box[0], at + i * small * 1.3, line, "small", colour="secondary", halo=True)
            continue
        width = max(page.width(line, "small") for line in lines)
        left = min(x - width / 2, page.right - width)
        for i, line in enumerate(lines):
            page.text(left, top - small * 2.6 + i * small * 1.25, line, "small", colour="secondary", halo=True)
        page.line((x, x), (top - small * 0.6, at - 7), "axis", 1)


def _draw_whisker(page: Page, frame: pd.DataFrame, phases: pd.DataFrame, scale: TimeScale, y: float) -> bool:
    """For every stretch that begins on the axis: the width of the dates claimed for it; whether any was drawn."""
    starts = phases.drop_duplicates("event_id").set_index("event_id")
    reach = -1e9
    for row in frame.sort_values("start").itertuples():
        event = starts.loc[row.event_id]
        low, high = scale(event["start_low"]), scale(event["start_high"])
        if (
            row.breadth != "nationwide"
            or row.start != event["start"]
            or high - low < 3
            or low < scale.left
            or high > scale.right
            or low < reach
        ):
            continue
        strip.whiskers(page, low, high, y)
        reach = high + 4
    return reach > 0


def interactive(
    points: pd.DataFrame, strips: dict[str, pd.DataFrame], phases: pd.DataFrame, edition: Edition, look: Look
) -> go.Figure:
    """Draw for the screen: the same two parts on one axis, with the published words on hover."""
    lang = look.language
    heights = [0.72, 0.28] if strips else [0.95, 0.05]
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.06, row_heights=heights)
    figure.update_layout(base.blank(look, 580).layout, overwrite=True, template="none")
    figure.update_layout(yaxis_domain=[0.34, 0.92], yaxis2_domain=[0.0, 0.26])
    sources = tables.in_language("sources", "publisher", lang)
    kinds = _kinds()
    ends = newest(points, edition)
    drawn = points["value"].where(points["draw"] == "yes").max() / 1e6
    high = 104.0 if drawn <= 102 else drawn * 1.06
    per = 580 * 0.58 * 0.84 / high
    later = points[points["at"] > max((r["at"] for r in ends.values()), default=points["at"].max())]
    shifts = _shifts(
        {s: -r["value"] / 1e6 * per for s, r in ends.items()}, list(-later["value"] / 1e6 * per), high * per
    )
    for service in edition.services:
        mine = points[points["service"] == service]
        usual = _usual(mine[mine["draw"] == "yes"])
        on_line = mine[(mine["draw"] == "yes") & (mine["series_id"] == usual)]
        colour = look[base.role(service)]
        xs, ys, hovers, symbols = [], [], [], []
        for row in on_line.itertuples():
            if not row.joined and xs:
                xs.append(None)
                ys.append(None)
                hovers.append("")
                symbols.append("circle")
            xs.append(row.at)
            ys.append(row.value / 1e6)
            hovers.append(_hover(row, sources, lang))
            symbols.append(
                {"over": "triangle-up", "under": "triangle-down"}.get(kinds.get(row.record_id, ""), "circle")
            )
        figure.add_scatter(
            x=xs,
            y=ys,
            mode="lines+markers",
            name=service,
            customdata=hovers,
            connectgaps=False,
            line={"color": colour, "width": 3},
            marker={"size": 10, "symbol": symbols, "line": {"width": 1, "color": look["page"]}},
            hovertemplate="%{customdata}<extra></extra>",
            row=1,
            col=1,
        )
        beside = mine[~mine.index.isin(on_line.index)]
        figure.add_scatter(
            x=list(beside["at"]),
            y=list(beside["value"] / 1e6),
            mode="markers",
            name=service,
            customdata=[_hover(r, sources, lang) for r in beside.itertuples()],
            marker={"size": 9, "symbol": "circle-open", "color": colour, "line": {"width": 2}},
            hovertemplate="%{customdata}<extra></extra>",
            row=1,
            col=1,
        )
        if service in ends:
            end = ends[service]
            figure.add_annotation(
                x=end["at"],
                y=end["value"] / 1e6,
                text=f"<b>{escape(base.service_name(service, lang))} {words.millions(end['value'], lang)}</b>",
                showarrow=False,
                xanchor="left",
                xshift=10,
                yshift=-shifts[service],
                font={"color": colour},
                row=1,
                col=1,
            )
    for service, frame in strips.items():
        shown = frame.assign(start=frame["start"].clip(lower=pd.Timestamp(edition.since)))
        strip.screen(figure, base.service_name(service, lang), shown, edition.cutoff, look, {"row": 2, "col": 1})
    figure.update_yaxes(
        range=[0, high], title_text=say(lang, "axis_reach"), showgrid=True, gridcolor=look["grid"], row=1, col=1
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, row=2, col=1)
    begin, finish = pd.Timestamp(edition.since), edition.cutoff + pd.offsets.MonthEnd(0)
    base.date_axis(figure, begin, finish, lang)
    figure.update_xaxes(showgrid=False)
    figure.update_xaxes(showticklabels=False, ticks="", row=1, col=1)
    figure.update_xaxes(showticklabels=True, row=2, col=1)
    for i, (when, said) in enumerate(_flags(phases, edition)):
        figure.add_vline(x=when, line={"color": look["axis"], "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=when,
            y=0.93 + 0.035 * (i % 2),
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            text=words.day(when, lang, short=True, year=False),
            hovertext=base.folded(said),
            font={"size": 12, "color": look["secondary"]},
            bgcolor=look["page"],
        )
    room = max((finish - r["at"]) / (finish - begin) for r in ends.values()) if ends else 1
    figure.update_layout(barmode="overlay", margin={"l": 84, "r": 16 if room > 0.3 else 118, "t": 28, "b": 40})
    return figure


def _shifts(wanted: dict[str, float], marks: list[float], height: float) -> dict[str, float]:
    """How many pixels each end's label moves down, to be apart from the others and from the marks to its right."""
    found = {}
    edges = [-height - 15, *sorted(marks), 15.0]
    for above, below in itertools.pairwise(edges):
        mine = {s: y for s, y in wanted.items() if above <= y < below}
        places = spread(list(mine.values()), 18, above + 15, below - 15)
        found |= {s: place - y for (s, y), place in zip(mine.items(), places, strict=True)}
    return found


def _kinds() -> dict[str, str]:
    """Kind of wording by record, for the shape of its mark."""
    kinds = tables.read("qualifiers").set_index("qualifier")["kind"]
    return dict(tables.read("user_counts").set_index("record_id")["qualifier"].map(kinds))


def _hover(row: object, sources: dict[str, str], lang: str) -> str:
    said = f"{words.month(row.month, lang)}: {audience.worded(row, lang)} ({sources.get(row.source_id, '')})"
    return f"<b>{escape(base.service_name(row.service, lang))}</b><br>{base.folded(said)}"
