"""The signature figure: reach above, restrictions below, one shared time axis."""

from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure
from plotly.subplots import make_subplots

from reach import tables, words
from reach.charts import chart as base
from reach.charts import strip
from reach.charts.chart import Chart, Text, first_true
from reach.charts.look import Look
from reach.charts.page import Page, TimeScale, spread, time_axis, wrap
from reach.claims import Claim
from reach.edition import Edition
from reach.intervals import safe_floor
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
        return base.no_figure(NAME, edition, *base.why_no_reach(edition))
    said = text(points, strips, phases, edition)
    return Chart(
        NAME,
        edition,
        said,
        data(points, strips),
        COLUMNS,
        lambda look: static(points, strips, phases, edition, look),
        lambda look: interactive(points, strips, phases, edition, look),
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
    titles: list[tuple[object, str]] = []
    claims = [Claim("is", n, n, "", n) for n in [audience.left_out(edition)] if edition.as_of]
    if fell is not None:
        steps = _deepened(phases, fell)
        fill = {
            "a": base.service_name(fell.service, lang),
            "n": words.number(abs(fell.change) / 1e6, lang, 0),
            "first": words.month(fell.start, lang, year=False),
            "last": words.month(fell.end, lang, year=False),
        }
        claims.append(Claim("fell", fell.low, fell.high, fill["a"], round(abs(fell.change) / 1e6) * 1e6))
        titles.append((steps == [2, 3], words.say(lang, "sig_title_slowed_blocked", **fill)))
        titles.append((steps == [3], words.say(lang, "sig_title_blocked", **fill)))
        titles.append((steps == [2], words.say(lang, "sig_title_slowed", **fill)))
        titles.append((True, words.say(lang, "sig_title_fell", **fill)))
    calls = phases[phases["service"].isin(edition.platforms) & (phases["kind"] == "call_restriction")]
    if len(pair) == 2:
        x, y = (safe_floor(v) for v in pair["low"])
        fill = {"a": a, "b": b, "x": words.millions(x, lang, 0), "y": words.millions(y, lang, 0)}
        before = set(calls["service"]) == set(edition.platforms) and (calls["start"] > pair.loc[0, "month"]).all()
        titles.append((before, words.say(lang, "sig_title_before", **fill)))
        titles.append((True, words.say(lang, "sig_title_levels", **fill)))
    titles.append((True, words.say(lang, "sig_title_plain", a=a, b=b, where=where)))
    levels = _levels(newest(points, edition), lang)
    bars = [
        words.say(
            lang,
            "sig_bar",
            a=base.service_name(s, lang),
            steps="; ".join(
                words.say(lang, "sig_step", what=strip.limit(r, lang), day=words.day(r.start, lang))
                for r in f.itertuples()
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
    alt = "sig_alt_levels" if strips else "sig_alt_bare"
    missing = audience.left_out(edition)
    return Text(
        title=title,
        subtitle=words.say(lang, "sig_subtitle", where=where),
        alt=words.say(lang, "sig_alt", where=where, finding=base.lower(title, lang))
        if fell is not None
        else words.say(lang, alt, **fill),
        long=words.say(lang, "sig_long" if strips else "sig_long_bare", bars=" ".join(bars), **fill),
        caption=title + ".",
        notes=tuple(
            n
            for n in (
                words.say(lang, "sig_note_gaps"),
                words.say(lang, "sig_note_reach"),
                words.say(lang, "left_out", n=missing) if edition.as_of else "",
                base.owner_line(edition),
            )
            if n
        ),
        short_note=words.say(lang, "sig_note_reach"),
        sources=tuple(dict.fromkeys(sources)),
        reading=words.say(lang, "sig_reading"),
        method=words.say(lang, "sig_method"),
        claims=tuple(claims),
    )


def _levels(last: dict[str, pd.Series], lang: str) -> str:
    """The newest figures; their month once where one month holds for all."""
    months = {r["month"] for r in last.values()}
    key = "sig_level_short" if len(months) == 1 else "sig_level"
    found = [
        words.say(
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
    return words.say(lang, "sig_levels", levels=words.listed(found, lang), month=words.month(*months, lang))


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
            said = words.say(lang, "flag_blocked", a=names)
        elif kind.kind == "call_restriction" and kind.country == "RU":
            said = words.say(lang, "flag_calls")
        else:
            said = f"{names}: {base.lower(base.event_title(kind.event_id, lang), lang)}"
        found.append((when, said))
    return found


def static(
    points: pd.DataFrame, strips: dict[str, pd.DataFrame], phases: pd.DataFrame, edition: Edition, look: Look
) -> Figure:
    """Draw for print."""
    said, lang = text(points, strips, phases, edition), look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    narrow, small, label = look.size.narrow, look.size.small, look.size.label
    social = look.size.brief
    cutoff = edition.cutoff
    start, end = pd.Timestamp(edition.since), (cutoff + pd.offsets.MonthEnd(0)) + pd.Timedelta(days=1)
    if narrow:
        # A phone shows the last months: from two months before the first restriction of the strip, or all if short.
        begun = min((f["start"].min() for f in strips.values()), default=start)
        start = max(start, (begun - pd.DateOffset(months=3)).replace(day=1)) if (end - start).days > 400 else start
        points = points[points["month"] >= start]
    drawn = points[points["draw"] == "yes"]
    last = newest(points, edition)

    axis_left = page.left + page.width("100", "small") + 8
    gutter = max((page.width(base.service_name(s, lang), "label", True) for s in strips), default=0) + 10
    first = min((max(f["start"].min(), start) for f in strips.values()), default=end)
    left = axis_left
    if TimeScale(start, end, left, page.right)(first) < page.left + gutter:
        left = page.left + gutter
    ends = {s: f"{base.service_name(s, lang)} {words.millions(r['value'], lang)}" for s, r in last.items()}
    months = {r["month"] for r in last.values()}
    said_once = (
        words.say(lang, "sig_none_after_all", month=words.month(max(months), lang, short=True))
        if len(months) == 1
        else ""
    )
    under = {
        s: said_once or words.say(lang, "sig_none_after", month=words.month(r["month"], lang, short=True))
        for s, r in last.items()
    }
    widest = max(max(page.width(ends[s], "label", True), page.width(under[s], "small")) for s in ends) if ends else 0
    right = page.right
    scale = TimeScale(start, end, left, right)
    outermost = max((scale(r["at"]) for r in last.values()), default=left)
    if outermost + 18 + widest > right:
        right = left + (right - 18 - widest - left) * (right - left) / (outermost - left)
        scale = TimeScale(start, end, left, right)

    flags = [] if social else [flag for flag in _flags(phases, edition) if flag[0] >= start]
    flag_height = _flag_room(page, flags, scale, narrow)
    weak = _weak(points, edition)
    # Where the words would meet the labels at the lines' ends, they stand above the chart.
    above = narrow or any(
        scale(at) < scale(last[s]["at"]) + widest + 30 for s, at in zip(weak["service"], weak["at"], strict=True)
    )
    weak_room = small * 2.9 if above and len(weak) and not social else 0
    strip_row = label * (2.0 if narrow else 1.9)
    strips_height = len(strips) * (strip_row + label * 0.65)
    axis_height = small * 2.6 + 10
    frames_ = list(strips.values())
    key = {
        "depths": strip.depths_in(frames_),
        "some": any((f["breadth"] == "some").any() for f in frames_),
        "fade": strip.fades_in(frames_, cutoff),
    }
    with_key = bool(strips)
    below = (
        label * 0.8
        + strips_height
        + axis_height
        + (strip.key_height(page, **key, whisker=True) + small * 0.7 if with_key else 0)
    )
    bottom = page.bottom(flag_height + weak_room + (280 if narrow else 300) + below)
    plot_top = page.top + flag_height + weak_room
    plot_bottom = bottom - below
    top_value = 100e6 if drawn["high"].replace(float("inf"), 0).max() <= 104e6 else None
    high = top_value or drawn["high"].replace(float("inf"), 0).max() * 1.08

    def y(people: float) -> float:
        return plot_bottom - people / (high * 1.04) * (plot_bottom - plot_top)

    step = _step_of(high) * (2 if social else 1)
    for i in range(int(high // step) + 1):
        at = y(i * step)
        page.line((left, page.right), (at, at), "axis" if i == 0 else "grid", 1.4 if i == 0 else 1, zorder=1)
        page.text(left - 8, at, words.millions(i * step, lang, 0), "small", colour="secondary", ha="right")

    rows_top = plot_bottom + label * 0.8
    _draw_flags(page, flags, scale, page.top, plot_top - weak_room, rows_top + strips_height, narrow)
    obstacles = _draw_lines(page, points, scale, y, edition)
    _draw_ends(page, last, ends, under, bool(said_once), scale, y, plot_top, plot_bottom)
    if not social:
        _draw_headline(page, points, edition, scale, y, plot_bottom, obstacles)
        _draw_weak(page, points, edition, scale, y, plot_top, above)

    at, whisker = rows_top, False
    for service, frame in strips.items():
        name_right = scale.clip(max(frame["start"].min(), start)) - 10
        page.text(
            name_right,
            at + strip_row / 2,
            base.service_name(service, lang),
            "label",
            colour=base.role(service),
            bold=True,
            ha="right",
        )
        strip.draw(page, scale, at, strip_row, frame, cutoff, role="small")
        whisker |= _draw_whisker(
            page, frame, phases[phases["service"] == service], scale, at + strip_row + label * 0.28
        )
        at += strip_row + label * 0.65
    at = time_axis(page, scale, at + 2)
    if with_key:
        at = strip.key(page, at + small * 0.5, **key, whisker=whisker)
    return page.finish(at)


def _step_of(high: float) -> float:
    for step in (1e6, 2e6, 5e6, 10e6, 25e6, 50e6):
        if high / step <= 5:
            return step
    return 100e6


def _flag_blocks(page: Page, flags: list, narrow: bool) -> list[tuple[list[str], float]]:
    role, room = ("small", 118) if narrow else ("small", 250)
    blocks = []
    for when, said in flags:
        lines = [words.day(when, page.look.language, short=True), *wrap(said, page.px(role), room)]
        blocks.append((lines, max(page.width(line, role, i == 0) for i, line in enumerate(lines))))
    return blocks


def _flag_room(page: Page, flags: list, scale: TimeScale, narrow: bool) -> float:
    blocks = _flag_blocks(page, flags, narrow)
    return (max((len(lines) for lines, _ in blocks), default=0) * page.size.small * 1.3) + page.size.small * 1.1


def _draw_flags(
    page: Page, flags: list, scale: TimeScale, top: float, plot_top: float, bottom: float, narrow: bool
) -> None:
    blocks = _flag_blocks(page, flags, narrow)
    small, gap = page.size.small, 14
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
        y = top
        for i, line in enumerate(lines):
            page.text(x, y + small * 0.6, line, "small", bold=i == 0, colour="text" if i == 0 else "secondary")
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
                9.5 if shape == "o" else 10.5,
                hollow=hollow,
                shape=shape,
                gid=f"point-{row.record_id}",
            )
            places.append((scale(row.at), y(row.value)))
        beside = points[(points["service"] == service) & (points["draw"] == "mark")]
        beside = beside[~beside["record_id"].isin(_weak(points, edition)["record_id"])]
        for row in beside.itertuples():
            page.dot(scale(row.at), y(row.value), colour, 7, hollow=True, zorder=4.5, gid=f"point-{row.record_id}")
    return places


def _usual(mine: pd.DataFrame) -> str:
    """The series that has most of a service's points: the others are marks beside it."""
    return mine["series_id"].value_counts().index[0] if len(mine) else ""


def _draw_ends(
    page: Page, last: dict, ends: dict, under: dict, once: bool, scale: TimeScale, y: object, top: float, bottom: float
) -> None:
    """Service and figure at each line's end, and that nothing later was found: once where one month holds for all."""
    label, small = page.size.label, page.size.small
    names = sorted(last, key=lambda s: -last[s]["value"])
    gap = label * 1.2 if once else label * 1.15 + small * 1.25
    wanted = [y(last[s]["value"]) for s in names]
    places = spread(wanted, gap, top + label * 0.4, bottom - gap)
    for i, (service, want, place) in enumerate(zip(names, wanted, places, strict=True)):
        x = scale(last[service]["at"])
        colour = base.role(service)
        page.line((x + 7, x + 15), (want, place), colour, 1.2)
        page.text(x + 18, place, ends[service], "label", colour=colour, bold=True, halo=True)
        if not once or i == len(names) - 1:
            page.text(x + 18, place + label * 0.5 + small * 0.72, under[service], "small", colour="faint", halo=True)


def _draw_headline(
    page: Page, points: pd.DataFrame, edition: Edition, scale: TimeScale, y: object, bottom: float, taken: list
) -> None:
    """A note with a leader for the headline pair, where it lies beside the line."""
    pair = points[points["record_id"].isin(edition.headline)]
    usual = {s: _usual(points[(points["service"] == s) & (points["draw"] == "yes")]) for s in edition.platforms}
    pair = pair[[row.series_id != usual.get(row.service) for row in pair.itertuples()]]
    if len(pair) != 2:
        return
    lang, small = page.look.language, page.size.small
    a, b = (pair[pair["service"] == s].iloc[0] for s in edition.platforms)
    said = words.say(
        lang,
        "sig_pair",
        month=words.month(a["month"], lang),
        x=words.millions(a["value"], lang),
        y=words.millions(b["value"], lang),
    )
    x, low = scale(a["at"]), max(y(a["value"]), y(b["value"]))
    lines = wrap(said, small, 150 if page.size.narrow else 250)
    width, height = max(page.width(line, "small") for line in lines), len(lines) * small * 1.3
    on_left = x - page.left > width + 50
    left = x - 14 - width if on_left else x + 8
    top = low + small * 2.0
    while top + height < bottom - small and any(
        left - 8 < px < left + width + 8 and top - 12 < py < top + height + 4 for px, py in taken
    ):
        top += 6
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


def _draw_weak(
    page: Page, points: pd.DataFrame, edition: Edition, scale: TimeScale, y: object, top: float, above: bool
) -> None:
    """Those figures: hollow, and said to be weak; on a phone the words stand above the chart."""
    lang, small = page.look.language, page.size.small
    for row in _weak(points, edition).itertuples():
        x, at = scale(row.at), y(row.value)
        page.dot(x, at, base.role(row.service), 9.5, hollow=True, gid=f"point-{row.record_id}")
        said = words.say(
            lang,
            "sig_weak",
            a=base.service_name(row.service, lang),
            x=words.millions(row.value, lang),
            month=words.month(row.month, lang, short=True),
        )
        lines = wrap(said, small, 140 if page.size.narrow else 190)
        width = max(page.width(line, "small") for line in lines)
        if above:
            left = min(x - width / 2, page.right - width)
            for i, line in enumerate(lines):
                page.text(left, top - small * 2.6 + i * small * 1.25, line, "small", colour="secondary", halo=True)
            page.line((x, x), (top - small * 0.6, at - 7), "axis", 1)
            continue
        left = x + 12 if x + 12 + width <= page.right else x - 12 - width
        for i, line in enumerate(lines):
            page.text(left, at + i * small * 1.3, line, "small", colour="secondary", halo=True)


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
    sources = tables.read("sources").set_index("source_id")["publisher"]
    kinds = _kinds()
    ends = newest(points, edition)
    drawn = points["value"].where(points["draw"] == "yes").max() / 1e6
    high = 104.0 if drawn <= 102 else drawn * 1.06
    per = 580 * 0.58 * 0.84 / high
    places = spread([-r["value"] / 1e6 * per for r in ends.values()], 18, -high * per, 0)
    shifts = {s: r["value"] / 1e6 * per + place for (s, r), place in zip(ends.items(), places, strict=True)}
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
        range=[0, high], title_text=words.say(lang, "axis_reach"), showgrid=True, gridcolor=look["grid"], row=1, col=1
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, row=2, col=1)
    begin, finish = pd.Timestamp(edition.since), edition.cutoff + pd.offsets.MonthEnd(0)
    figure.update_xaxes(type="date", range=[str(begin.date()), str(finish.date())], showgrid=False)
    figure.update_xaxes(showticklabels=False, ticks="", row=1, col=1)
    figure.update_xaxes(showticklabels=True, tickangle=0, nticks=6, row=2, col=1)
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


def _kinds() -> dict[str, str]:
    """Kind of wording by record, for the shape of its mark."""
    kinds = tables.read("qualifiers").set_index("qualifier")["kind"]
    return dict(tables.read("user_counts").set_index("record_id")["qualifier"].map(kinds))


def _hover(row: object, sources: pd.Series, lang: str) -> str:
    said = f"{words.month(row.month, lang)}: {audience.worded(row, lang)} ({sources.get(row.source_id, '')})"
    return f"<b>{escape(base.service_name(row.service, lang))}</b><br>{base.folded(said)}"
