"""The signature figure: reach above, restrictions below, one shared time axis; two levels where no line runs yet."""

import pandas as pd

from reach import credits, limits, names, tables, words
from reach.chart import Chart, Text, first_true, no_figure, why_no_reach
from reach.charts import daily_use
from reach.claims import Claim, counted
from reach.draw.marks import (
    Bar,
    Bracket,
    Dots,
    Flags,
    Head,
    Line,
    List,
    Name,
    Number,
    Panel,
    Plot,
    Rows,
    Stack,
    Time,
    Words,
    col,
    each,
)
from reach.edition import Edition
from reach.measures import audience, timeline

NAME = "reach-against-restrictions"
COLUMNS = {
    "part": "reach: a published figure; restriction: a stretch of one depth; act: a law or mandate that is named.",
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
    "called": ("Monthly", "За месяц"),
    "level": ("{a} {x} million in {month}", "{a} — {x} млн в {month:prep}"),
    "bar": ("{a}: {steps}.", "{a}: {steps}."),
    "alt": ("Line chart of monthly reach in {where:the} above a strip of restrictions: {finding}.",
            "Линии месячного охвата {where:in} над полосами ограничений: {finding}."),
    "alt_levels": ("Dot chart of monthly reach in {where:the} above a strip of restrictions; newest figures: {levels}.",
                   "Точки месячного охвата {where:in} над полосами ограничений; последние данные: {levels}."),
    "long": ("The newest monthly figures are {levels}. Restrictions: {bars}",
             "Последние месячные данные: {levels}. Ограничения: {bars}"),
    "note_gaps": ("Gaps: no figure found.", "Разрывы: данных не найдено."),
    "note_why": ("The chart does not show why.", "Причин график не показывает."),
    "note_hollow": ("Hollow: other published figures.", "Полые точки: другие цифры."),
    "note_triangles": ("Triangles: “over”, “almost”.", "Треугольники: «более», «почти»."),
    "note_reach": ("Reach counts anyone who opened the app in the month, before or after a limit. The chart does not show why.",
                   "Охват учитывает всех, кто открыл приложение за месяц, до ограничения или после. Причин график не показывает."),
    "pair": ("hollow: {month} in the agency text quoted most, {x} and {y}",
             "полые: {month} в самом цитируемом тексте агентства, {x} и {y}"),
    "after": ("No monthly figure was found after {month}.", "После {month:gen} данных не найдено."),
    "after_step": ("{a}: {what} from {day}.", "{a}: {what} с {day}."),
    "after_limited": ("Both were still limited when last reported.",
                      "Об отмене не сообщали."),
    "track": ("full width: everyone {aged}, {n} million", "вся ширина — все жители {aged}, {n} млн"),
    "track_short": ("everyone {aged}", "все жители {aged}"),
    "level_bar": ("{x} million", "{x} млн"),
    "levels_brief": ("Monthly reach in {where:the}, people {aged}", "Месячный охват {where:in}, жители {aged}"),
    "levels_reading": ("Each bar is one app’s monthly reach, as printed; the full width is everyone {aged}. The list gives, by day, the limits and the laws and mandates.",
                       "Каждая полоса — месячный охват одного приложения, как опубликовано; вся ширина — все жители {aged}. Список — по дням: ограничения, законы и предписания."),
    "levels_head": ("Monthly reach in {month}", "Месячный охват, {month}"),
    "levels_subtitle": ("Monthly reach in {where:the}, people {aged}, on the width of everyone, and what was decided and limited by {day}",
                        "Месячный охват {where:in}, жители {aged}, на ширине всего населения, и что решено и ограничено к {day}"),
    "decided": ("Decided and limited by {day}", "Решено и ограничено к {day}"),
    "earlier": ("{n} earlier: see restriction-timeline", "ещё {n} раньше — в restriction-timeline"),
    "levels": ("{levels} million in {month}", "{levels} млн в {month:prep}"),
    "level_short": ("{a} {x}", "{a} — {x}"),
    "step": ("{what} from {day}", "{what} с {day}"),
    "alt_bare": ("Dot chart of monthly reach in {where:the}; newest figures: {levels}.",
                 "Точки месячного охвата {where:in}; последние данные: {levels}."),
    "long_bare": ("The newest monthly figures are {levels}. No restriction on these services was known by {day}.",
                  "Последние месячные данные: {levels}. Ограничения этих сервисов на {day} не известны."),
    "note_weak": ("{a} {x} million in {month} rests on one second-hand page.",
                  "{a}, {x} млн в {month:prep}: единственный пересказ."),
    "reading": ("Each dot is one published figure for a month, set at mid-month; lines join neighbouring months of one measurer. In the strip, shade and pattern of a bar show how deep a limit was, its height how wide; a bar is pale from the last report on.",
                "Каждая точка — одна опубликованная цифра за месяц, поставленная на его середину; линии соединяют соседние месяцы одного измерителя. Под ними тон и узор полосы показывают глубину ограничения, высота — его широту; полоса бледная после последнего сообщения."),
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
    return points, timeline.strips(edition), timeline.phases(edition, list(edition.services))


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
        return no_figure(chart, NAME, edition, *why_no_reach(edition))
    told = text(points, strips, phases, edition)
    line = runs(points, edition)
    found = data(points, strips)
    if not line:  # laws and mandates are named
        more = acts(edition).assign(part="act", service="", start=lambda f: f["when"], end=pd.NaT)
        more = more.assign(basis=more["title"], record=more["event_id"])
        found = pd.concat([found, more.reindex(columns=list(COLUMNS))]).reset_index(drop=True)
    draw = panel if line else levels
    daily = daily_use.chart(edition)
    more = {"called": say(edition.language, "called"), "other": daily} if line and not daily.empty else {}
    return Chart(NAME, edition, told, found, COLUMNS, draw(points, strips, phases, edition), **more)


def runs(points: pd.DataFrame, edition: Edition) -> bool:
    """Whether a line of three months or more runs for a platform: fewer are levels."""
    mine = points[points["service"].isin(edition.platforms) & (points["draw"] == "yes")]
    return bool((mine.groupby([mine["service"], (~mine["joined"]).cumsum()]).size() >= 3).any())


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
    a, b = (names.service(s, lang) for s in edition.platforms)
    where = words.country(edition.country, lang)
    pair = audience.headline(edition)
    fell = fall(edition, points)
    aged = names.aged(points.loc[points["draw"] == "yes", "record_id"], lang)
    titles: list[tuple[object, str]] = []
    claims: list[Claim] = []
    if fell is not None:
        steps = _deepened(phases, fell)
        fill = {
            "a": names.service(fell.service, lang),
            "n": words.millions(abs(fell.change), lang),
            "first": words.month(fell.start, lang, year=False),
            "last": words.month(fell.end, lang, year=False),
        }
        claims.append(Claim("fell", fell.low, fell.high, fill["a"], round(abs(fell.change), -5)))
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
            a=names.service(s, lang),
            steps="; ".join(
                say(lang, "step", what=limits.limit(r, lang), day=words.day(r.start, lang)) for r in f.itertuples()
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
    line = runs(points, edition)
    shown = both(points, edition)
    whole = None if line else audience.base(edition, shown["month"].iloc[0])
    claims += [Claim("is", r.low, r.high, names.service(r.service, lang), r.value) for r in shown.itertuples()]
    marks = [say(lang, "note_gaps")] if line else []
    marks += [say(lang, "note_hollow")] if line and _others(points) else []
    marks += [say(lang, "note_triangles")] if line and _worded(points) else []
    weak = _weak_notes(points, edition) if line else []
    return Text(
        title=title,
        subtitle=say(lang, "subtitle" if line else "levels_subtitle", where=where, aged=aged, day=fill["day"]),
        brief="" if line else say(lang, "levels_brief", where=where, aged=aged),
        alt=say(lang, "alt", where=where, finding=names.lower(title, lang))
        if fell is not None
        else say(lang, alt, **fill),
        long=say(lang, "long" if strips else "long_bare", bars=" ".join(bars), **fill),
        caption=title + ".",
        notes=tuple(n for n in (*marks, *weak, say(lang, "note_reach"), credits.owner_line(edition)) if n),
        short_note=" ".join((*marks[:1], say(lang, "note_why"))),
        sources=tuple(dict.fromkeys(sources)),
        reading=say(lang, "reading" if line else "levels_reading", aged=aged),
        method=say(lang, "method", aged=aged),
        claims=(*claims, *(() if whole is None else counted(whole.low, whole.high))),
        days=(*shown["month"], *(() if line else (day for day, _ in _flags(phases, edition)))),
    )


def _levels(last: dict[str, pd.Series], lang: str) -> str:
    """The newest figures; their month once where one month holds for all."""
    months = {r["month"] for r in last.values()}
    key = "level_short" if len(months) == 1 else "level"
    found = [
        say(
            lang, key, a=names.service(s, lang), x=words.millions(r["value"], lang), month=words.month(r["month"], lang)
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
            a=names.service(row.service, lang),
            x=words.millions(row.value, lang),
            month=words.month(row.month, lang),
        )
        for row in _weak(points, edition).itertuples()
    ]


def _kinds() -> dict[str, str]:
    """Kind of wording by record, for the shape of its mark."""
    kinds = tables.read("qualifiers").set_index("qualifier")["kind"]
    return dict(tables.read("user_counts").set_index("record_id")["qualifier"].map(kinds))


# The picture


def panel(points: pd.DataFrame, strips: dict[str, pd.DataFrame], phases: pd.DataFrame, edition: Edition) -> Panel:
    """Days named above, lines and dots of reach with the fall, the limits below, a key, and what followed."""
    mine = points[(points["draw"] == "yes") & points["service"].isin(edition.platforms)]
    time = limits.window(strips, mine["month"], edition)
    plot = Plot(lines(points, time, edition), time, Number(0, _top(points), 1e6), ends(points, edition))
    below = limits.below(strips, phases, time, edition)
    return Stack((Flags(flags(phases, edition), time), plot, *below, Words(after(points, strips, time, edition))))


def after(points: pd.DataFrame, strips: dict[str, pd.DataFrame], time: Time, edition: Edition) -> tuple[str, ...]:
    """What followed the last figure, where the axis ends before the day of the data; shorter on a low card."""
    lang = edition.language
    if time.high > edition.cutoff:
        return ("",)
    last = max(r["month"] for s, r in newest(points, edition).items() if s in edition.platforms)
    none, mine = (
        say(lang, "after", month=words.month(last, lang)),
        {s: strips[s] for s in edition.platforms if s in strips},
    )
    later = [
        say(lang, "after_step", a=names.service(s, lang), what=limits.limit(r, lang), day=words.day(r.start, lang))
        for s, f in mine.items()
        for r in f[(f["start"] >= time.high) & (f["breadth"] == "nationwide")].itertuples()
    ]
    still = len(mine) == 2 and all(f.sort_values("start")["open"].iloc[-1] for f in mine.values())
    whole = " ".join([none, *later, *[say(lang, "after_limited")][: int(still)]])
    return whole, whole, ""


def lines(points: pd.DataFrame, time: Time, edition: Edition) -> tuple:
    """Lines of the usual series; rings beside them; in words, weak figures and the pair that is quoted most."""
    lang, last, fell = edition.language, newest(points, edition), fall(edition, points)
    shapes = points["record_id"].map(_kinds()).map({"over": "^", "under": "v"})
    points = points.assign(
        shape=shapes.where(points["draw"] == "yes").fillna("o"),
        colour=points["service"].map(names.role),
        run=(~points["joined"]).cumsum(),
        usual=points["series_id"] == points["service"].map({s: r["series_id"] for s, r in last.items()}),
        weak=points["record_id"].isin(_weak(points, edition)["record_id"]),
    )
    drawn, pair = points["draw"] == "yes", points["record_id"].isin(edition.headline) & ~points["usual"]
    behind = points.iloc[::-1]  # the first service lies over the others

    def dots(chosen: pd.Series, size: object = 9.5, **style: object) -> Dots:
        rows = behind[chosen.reindex(behind.index)]
        return Dots(
            rows, col("at"), col("value"), col("colour"), size=size, hover=each(lambda r: hover(r, lang)), **style
        )

    quoted = dict(zip("xy", (audience.printed(i, lang, unit=False) for i in edition.headline), strict=False))
    told = each(lambda r: say(lang, "pair", month=words.month(r.month, lang), **quoted))
    low = points.loc[pair, "value"].min() if pair.sum() == 2 else None
    found = [
        dots((points["draw"] == "mark") & ~points["weak"], 7, hollow=True),
        Line(points[drawn], col("at"), col("value"), col("run"), col("colour")),
        dots(drawn & ~points["usual"], 13, hollow=True),
        dots(drawn & points["usual"], each(lambda r: 9.5 if r.shape == "o" else 10.5), shape=col("shape")),
        dots(points["weak"], hollow=True),
        dots(
            pair & (points["value"] == low),
            0,
            at=("far",),
            text=told,
            text_width=40,
            text_colour="secondary",
            bold=False,
        ),
    ]
    if fell is not None:
        row = points[drawn & points["usual"] & (points["service"] == fell.service)].set_index("month")
        a, b = row.loc[fell.start], row.loc[fell.end]
        first = row.loc[[fell.start]].reset_index()
        figure = each(lambda r: words.millions(r.value, lang))
        found.append(Dots(first, col("at"), col("value"), col("colour"), size=0, text=figure))
        if fell.end == last[fell.service]["month"]:
            size, unit = words.millions(fell.change, lang), words.say(lang, "million", n="").strip()
            found.append(Bracket((a["at"], a["value"]), (b["at"], b["value"]), size, unit, names.role(fell.service)))
    return tuple(found)


def hover(row: object, lang: str) -> str:
    """A figure in the words of its page, with who published it, and that it is weak."""
    said = f"{words.month(row.month, lang)}: {audience.worded(row, lang)} ({names.publisher(row.source_id, lang)})"
    weak = f"\n{words.say(lang, 'weak_page')}" if row.confidence == "low" else ""
    return f"{names.service(row.service, lang)}\n{said}{weak}"


def ends(points: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Service and newest figure at each line's end."""
    lang = edition.language
    rows = [
        (r["at"], r["value"], f"{names.service(s, lang)} {words.millions(r['value'], lang)}", "", names.role(s))
        for s, r in newest(points, edition).items()
    ]
    return pd.DataFrame(rows, columns=["x", "y", "text", "note", "colour"])


def flags(phases: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Days named above the lines."""
    rows = [(day, words.day(day, edition.language, short=True), said) for day, said in _flags(phases, edition)]
    return pd.DataFrame(rows, columns=["x", "head", "text"])


def _flags(phases: pd.DataFrame, edition: Edition) -> list[tuple[pd.Timestamp, str]]:
    """The first limit and every nationwide block of a platform, each step of one that fell; merged by day."""
    fell = fall(edition, frames(edition)[0])
    mine = phases[phases["service"].isin(edition.platforms) & (phases["breadth"] == "nationwide")]
    mine = mine[(mine["start"] >= pd.Timestamp(edition.since)) & (mine["start"] <= edition.cutoff)]
    chosen: dict[pd.Timestamp, list] = {}
    first: set[str] = set()
    for row in mine.sort_values("start").itertuples():
        if row.service not in first or row.depth == 3 or (fell is not None and row.service == fell.service):
            announced = row.service not in first and pd.notna(row.announced)
            chosen.setdefault(row.announced if announced else row.start, []).append(row)
        first.add(row.service)
    lang = edition.language
    found = []
    for when, rows in chosen.items():
        kind = rows[0]
        called = words.listed([names.service(r.service, lang) for r in rows], lang)
        if kind.depth == 3 and pd.isna(kind.announced):
            said = f"{called}: {limits.word(kind, lang)}"
        elif kind.depth == 3:
            said = say(lang, "flag_blocked", a=called)
        elif kind.kind == "call_restriction" and kind.country == "RU":
            said = say(lang, "flag_calls")
        else:
            said = f"{called}: {limits.word(kind, lang)}"
        found.append((when, said))
    return found


def _top(points: pd.DataFrame) -> float | None:
    """A hundred million where that holds all."""
    return 100e6 if points["high"].replace(float("inf"), 0).max() <= 104e6 else None


def levels(points: pd.DataFrame, strips: dict[str, pd.DataFrame], phases: pd.DataFrame, edition: Edition) -> Panel:
    """Two levels on the width of everyone; below, by day, what was decided and limited."""
    lang, pair = edition.language, both(points, edition)
    whole, same = audience.base(edition, pair["month"].iloc[0]), pair["month"].nunique() == 1
    aged = names.aged(pair["record_id"], lang)
    whole_said = "" if whole is None else words.span(whole.low, whole.high, lang)
    track = tuple(say(lang, k, aged=aged, n=whole_said) for k in ("track", "track_short")) if whole else ""
    colour = each(lambda r: names.role(r.service))
    told = each(lambda r: say(lang, "level_bar", x=audience.printed(r.record_id, lang, unit=False)))
    bars = Rows(
        pair,
        (Bar(col("value"), colour=colour, edge="", text=told, text_end=True, hover=each(lambda r: hover(r, lang))),),
        label=each(lambda r: names.service(r.service, lang)),
        detail="" if same else each(lambda r: words.month(r.month, lang, short=True)),
        head=Head(say(lang, "levels_head", month=words.month(pair["month"].iloc[0], lang)) if same else ""),
        x=Number(0, None if whole is None else whole.high, 1e6),
        name=Name(colour, True, "big"),
        thick=0.8,
        track=track,
    )
    told = [(words.day(day, lang, short=True), said) for day, said in decided(phases, edition)]
    head = say(lang, "decided", day=words.day(edition.cutoff, lang))
    listed = pd.DataFrame(told, columns=["head", "text"])
    return Stack((bars, List(listed, head, more=say(lang, "earlier", n="{n}"), role="label")))


def both(points: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The quoted pair of the platforms; where there is none, the newest figure of each."""
    pair = audience.headline(edition)
    if len(pair) == 2:
        return pair
    return pd.DataFrame([r for s, r in newest(points, edition).items() if s in edition.platforms])


def decided(phases: pd.DataFrame, edition: Edition) -> list[tuple[pd.Timestamp, str]]:
    """By day: limits, laws and mandates since the edition's first day."""
    rows = [(r.when, names.printed(r, "title", edition.language)) for r in acts(edition).itertuples()]
    return sorted(rows + _flags(phases, edition))


def acts(edition: Edition) -> pd.DataFrame:
    """Laws and mandates since the edition's first day, by the day on which they became known (``when``)."""
    found = timeline.acts(edition)
    found = found.assign(when=found["announced"].fillna(found["start"]))
    return found[found["kind"].isin(("law", "mandate", "allow_list")) & (found["when"] >= pd.Timestamp(edition.since))]
