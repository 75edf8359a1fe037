"""The signature figure: reach above, restrictions below, one shared time axis; two levels where no line runs yet."""

import math

import pandas as pd
from pandas import col

from reach import credits, limits, names, tables, words
from reach.chart import Chart, Text, no_figure, tell, why_no_reach
from reach.charts import daily_use
from reach.claims import Claim, counted
from reach.draw.marks import Bar, Bracket, Dots, Flags, Head, Line, List, Name, Number, Plot, Rows, Stack, Words, each
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
    "after_limited": ("Both were still limited when last reported.", "Об отмене не сообщали."),
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


def data(points: pd.DataFrame, strips: dict[str, pd.DataFrame], edition: Edition) -> pd.DataFrame:
    """The frames as one table, with the acts named beside levels; columns as in :data:`COLUMNS`."""
    ends = points["month"] + pd.offsets.MonthEnd(0)
    reach = points.assign(part="reach", start=points["month"], end=ends, record=points["record_id"])
    parts = [reach, *restricted(strips)]
    if not runs(points, edition):
        named = acts(edition)
        told = {"service": "", "basis": named["title"], "record": named["event_id"]}
        parts.append(named.assign(part="act", start=named["when"], end=pd.NaT, **told))
    return pd.concat(parts).reindex(columns=list(COLUMNS)).reset_index(drop=True)


def restricted(strips: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Stretches of limits by service as rows of a figure's table: ``part``, ``basis``, ``record``, no ``end`` if open."""
    found = []
    for service, strip in strips.items():
        told = {"service": service, "basis": strip["title"], "record": strip["event_id"]}
        found.append(strip.assign(part="restriction", end=strip["end"].where(~strip["open"]), **told))
    return found


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no reach was known."""
    points, strips, _ = found = frames(edition)
    if points[points["service"].isin(edition.platforms)].empty or both(points, edition).empty:
        return no_figure(chart, NAME, edition, *why_no_reach(edition))
    line, daily = runs(points, edition), daily_use.chart(edition)
    drawn = (panel if line else levels)(*found, edition)
    more = {"called": say(edition.language, "called"), "other": daily} if line and not daily.empty else {}
    return Chart(NAME, edition, text(*found, edition), data(points, strips, edition), COLUMNS, drawn, **more)


def _drawn(points: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The platforms' figures on a line; those of a service that a line joins share their ``run``."""
    mine = points[points["service"].isin(edition.platforms) & (points["draw"] == "yes")]
    return mine.assign(run=(~mine["joined"]).cumsum())


def runs(points: pd.DataFrame, edition: Edition) -> bool:
    """Whether a line of three months or more runs for a platform: fewer are levels."""
    return bool((_drawn(points, edition).groupby(["service", "run"]).size() >= 3).any())


def newest(points: pd.DataFrame, edition: Edition) -> dict[str, pd.Series]:
    """The last drawn figure of each service that has one, in the series that has most of its figures."""
    found = {}
    for service in edition.services:
        mine = points[(points["service"] == service) & (points["draw"] == "yes")]
        if len(mine):
            usual = mine["series_id"].value_counts().index[0]
            found[service] = mine[mine["series_id"] == usual].sort_values("month").iloc[-1]
    return found


# Words


def fall(edition: Edition, points: pd.DataFrame) -> object | None:
    """The largest certain fall of a platform, a million or more, within one run of joined months; ``None`` if none.

    The months run from the last one at the level before to the last one published, two months or more of a line, so
    that the title is about a level and not about one month's noise.
    """
    run = _drawn(points, edition).set_index(["service", "series_id", "month"])["run"].to_dict()
    rows = [
        c
        for c in audience.changes(edition).itertuples()
        if -math.inf < c.low
        and c.high <= -1e6
        and run.get((c.service, c.series_id, c.start), "none") == run.get((c.service, c.series_id, c.end))
        and (c.end - c.start).days <= 70
        and round(c.low / 1e6) == round(c.high / 1e6)
    ]
    return min(rows, key=lambda c: c.change, default=None)


def text(points: pd.DataFrame, strips: dict[str, pd.DataFrame], phases: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frames."""
    lang, line, drawn = edition.language, runs(points, edition), points[points["draw"] == "yes"]
    pair, shown, fell = audience.headline(edition), both(points, edition), fall(edition, points)
    whole = None if line else audience.base(edition, shown["month"].iloc[0])
    claims = [Claim("is", r.low, r.high, names.service(r.service, lang), r.value) for r in shown.itertuples()]
    claims += [] if whole is None else counted(whole.low, whole.high)
    fill = dict(zip("ab", (names.service(s, lang) for s in edition.platforms), strict=True))
    titles = [(True, "title_plain")]
    if fell is not None:
        first, last = (words.month(month, lang, year=False) for month in (fell.start, fell.end))
        fill |= {"a": names.service(fell.service, lang), "n": words.millions(abs(fell.change), lang)}
        fill |= {"first": first, "last": last}
        claims.insert(0, Claim("fell", fell.low, fell.high, fill["a"], round(abs(fell.change), -5)))
        steps = _deepened(phases, fell)
        titles = [(steps == [2, 3], "title_slowed_blocked"), (steps == [3], "title_blocked")]
        titles += [(steps == [2], "title_slowed"), (True, "title_fell")]
    elif len(pair) == 2:
        fill |= dict(zip("xy", (audience.worded(r, lang, unit=False) for r in pair.itertuples()), strict=True))
        calls = phases[phases["service"].isin(edition.platforms) & (phases["kind"] == "call_restriction")]
        before = set(calls["service"]) == set(edition.platforms) and (calls["start"] > pair.loc[0, "month"]).all()
        titles = [(before, "title_before"), (True, "title_levels")]
    fill |= {"aged": names.aged(drawn["record_id"], lang), "levels": _levels(newest(points, edition), lang)}
    fill["bars"] = " ".join(_bar(service, frame, lang) for service, frame in strips.items())
    marks = [(True, "note_gaps"), (_others(points), "note_hollow"), ((_shapes(points) != "o").any(), "note_triangles")]
    notes = [say(lang, key) for holds, key in marks if line and holds]
    weak = [say(lang, "note_weak", **_named(r, lang)) for r in _weak(points).itertuples() if line]
    dated = timeline.claims(edition)
    dated = dated[(dated["use"] == "yes") & dated["role"].isin(["announced", "effective"]) & (dated["source_id"] != "")]
    days = [dated.loc[dated["event_id"].isin(frame["event_id"]), "source_id"] for frame in strips.values()]
    other = {} if fell is not None else {"alt": "alt_levels" if strips else "alt_bare"}
    other |= {} if strips else {"long": "long_bare"}
    if not line:
        other |= {"subtitle": "levels_subtitle", "subtitle_short": "levels_brief", "reading": "levels_reading"}
    return tell(
        SAID | {key: SAID[instead] for key, instead in other.items()},
        edition,
        titles,
        fill,
        notes=tuple(n for n in (*notes, *weak, say(lang, "note_reach"), credits.owner_line(edition)) if n),
        short_note=" ".join((*notes[:1], say(lang, "note_why"))),
        sources=tuple(dict.fromkeys(pd.concat([drawn["source_id"], pair["source_id"], *days]))),
        claims=tuple(claims),
        days=(*shown["month"], *(() if line else (day for day, _ in _flags(points, phases, edition)))),
    )


def _named(row: object, lang: str) -> dict[str, str]:
    """What fills a phrase with a figure: its service, millions and month."""
    month, value = words.month(row.month, lang), words.millions(row.value, lang)
    return {"a": names.service(row.service, lang), "x": value, "month": month}


def _levels(last: dict[str, pd.Series], lang: str) -> str:
    """The newest figures; their month once where one month holds for all."""
    told = [_named(row, lang) for row in last.values()]
    months = {fill["month"] for fill in told}
    said = words.listed([say(lang, "level" if len(months) > 1 else "level_short", **fill) for fill in told], lang)
    return said if len(months) > 1 else say(lang, "levels", levels=said, month=months.pop())


def _bar(service: str, strip: pd.DataFrame, lang: str) -> str:
    """The steps of a service's limits, in a sentence."""
    steps = [say(lang, "step", what=limits.limit(r, lang), day=words.day(r.start, lang)) for r in strip.itertuples()]
    return say(lang, "bar", a=names.service(service, lang), steps="; ".join(steps))


def _deepened(phases: pd.DataFrame, fell: object) -> list[int]:
    """Depths of nationwide restrictions that began within the months of a fall, in order."""
    mine = phases[(phases["service"] == fell.service) & (phases["breadth"] == "nationwide")]
    mine = mine[mine["start"].between(fell.start, fell.end + pd.offsets.MonthEnd(0))]
    return mine.sort_values("start")["depth"].astype(int).tolist()


def _others(points: pd.DataFrame) -> bool:
    """Whether a mark is hollow: a figure beside the record, or one of another series than most of its service's."""
    series = points[points["draw"] == "yes"].groupby("service")["series_id"].nunique()
    return bool((series > 1).any() or (points["draw"] == "mark").any())


def _shapes(points: pd.DataFrame) -> pd.Series:
    """A triangle for a record that was printed as over or almost a figure; else a dot."""
    wording = points["record_id"].map(tables.read("user_counts").set_index("record_id")["qualifier"])
    kinds = wording.map(tables.read("qualifiers").set_index("qualifier")["kind"])
    return kinds.map({"over": "^", "under": "v"}).where(points["draw"] == "yes").fillna("o")


def _weak(points: pd.DataFrame) -> pd.DataFrame:
    """Figures that rest on one weak page and come after the last drawn one of their service."""
    last = points[points["draw"] == "yes"].groupby("service")["month"].max()
    weak = points[(points["draw"] == "mark") & (points["confidence"] == "low")]
    return weak[weak["month"] > weak["service"].map(last)]


# The picture


def panel(points: pd.DataFrame, strips: dict[str, pd.DataFrame], phases: pd.DataFrame, edition: Edition) -> Stack:
    """Days named above, lines and dots of reach with the fall, the limits below, a key, and what followed."""
    time = limits.window(strips, _drawn(points, edition)["month"], edition)
    # A hundred million where that holds all.
    top = 100e6 if points["high"].replace(float("inf"), 0).max() <= 104e6 else None
    plot = Plot(lines(points, edition), time, Number(0, top, 1e6), ends(points, edition))
    flags = Flags(_dated(_flags(points, phases, edition), edition.language), time)
    followed = Words(after(points, strips, time.high, edition))
    return Stack((flags, plot, *limits.below(strips, phases, time, edition), followed))


def after(points: pd.DataFrame, strips: dict[str, pd.DataFrame], until: pd.Timestamp, edition: Edition) -> tuple:
    """What followed the last figure, where the axis ends before the day of the data; shorter on a low card."""
    if until > edition.cutoff:
        return ("",)
    lang, mine = edition.language, {s: strips[s] for s in edition.platforms if s in strips}
    last = max(r["month"] for s, r in newest(points, edition).items() if s in edition.platforms)
    told = [say(lang, "after", month=words.month(last, lang))]
    for service, strip in mine.items():
        later = strip[(strip["start"] >= until) & (strip["breadth"] == "nationwide")]
        told += [_bar(service, later.loc[[i]], lang) for i in later.index]
    if len(mine) == 2 and all(f.sort_values("start")["open"].iloc[-1] for f in mine.values()):
        told.append(say(lang, "after_limited"))
    return " ".join(told), " ".join(told), ""


def lines(points: pd.DataFrame, edition: Edition) -> tuple:
    """Lines of the usual series; rings beside them; in words, weak figures and the pair that is quoted most."""
    lang, last, fell = edition.language, newest(points, edition), fall(edition, points)
    points = points.assign(
        shape=_shapes(points),
        colour=points["service"].map(names.role),
        run=(~points["joined"]).cumsum(),
        usual=points["series_id"] == points["service"].map({s: r["series_id"] for s, r in last.items()}),
        weak=points["record_id"].isin(_weak(points)["record_id"]),
    )
    drawn, pair = points["draw"] == "yes", points["record_id"].isin(edition.headline) & ~points["usual"]
    behind, told = points.iloc[::-1], each(lambda r: hover(r, lang))  # the first service lies over the others

    def dots(chosen: pd.Series, size: object = 9.5, **style: object) -> Dots:
        return Dots(behind.loc[chosen], col("at"), col("value"), col("colour"), size=size, hover=told, **style)

    quoted = dict(zip("xy", (audience.printed(i, lang, unit=False) for i in edition.headline), strict=False))
    quote = each(lambda r: say(lang, "pair", month=words.month(r.month, lang), **quoted))
    low = points.loc[pair, "value"].min() if pair.sum() == 2 else None
    far = {"at": ("far",), "text": quote, "text_width": 40, "text_colour": "secondary", "bold": False}
    found = [
        dots((points["draw"] == "mark") & ~points["weak"], 7, hollow=True),
        Line(points[drawn], col("at"), col("value"), col("run"), col("colour")),
        dots(drawn & ~points["usual"], 13, hollow=True),
        dots(drawn & points["usual"], each(lambda r: 9.5 if r.shape == "o" else 10.5), shape=col("shape")),
        dots(points["weak"], hollow=True),
        dots(pair & (points["value"] == low), 0, **far),
    ]
    if fell is not None:
        mine = points[drawn & points["usual"] & (points["service"] == fell.service)]
        a, b = (mine[mine["month"] == month] for month in (fell.start, fell.end))
        figure = each(lambda r: words.millions(r.value, lang))
        found.append(Dots(a, col("at"), col("value"), col("colour"), size=0, text=figure))
        if fell.end == last[fell.service]["month"]:
            start, end = (tuple(ends[["at", "value"]].iloc[0]) for ends in (a, b))
            size, unit = words.millions(fell.change, lang), words.say(lang, "million", n="").strip()
            found.append(Bracket(start, end, size, unit, names.role(fell.service)))
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


def _dated(found: list[tuple[pd.Timestamp, str]], lang: str) -> pd.DataFrame:
    rows = [(day, words.day(day, lang, short=True), said) for day, said in found]
    return pd.DataFrame(rows, columns=["x", "head", "text"])


def _flags(points: pd.DataFrame, phases: pd.DataFrame, edition: Edition) -> list[tuple[pd.Timestamp, str]]:
    """The first limit and every nationwide block of a platform, each step of one that fell; merged by day."""
    lang, fell, found = edition.language, fall(edition, points), []
    mine = phases[phases["service"].isin(edition.platforms) & (phases["breadth"] == "nationwide")]
    mine = mine[mine["start"].between(pd.Timestamp(edition.since), edition.cutoff)].sort_values("start")
    first = ~mine["service"].duplicated()
    named = first | (mine["depth"] == 3) | (mine["service"] == getattr(fell, "service", ""))
    when = mine["announced"].where(first).fillna(mine["start"])
    for day, rows in mine[named].groupby(when[named], sort=False):
        row = next(rows.itertuples())
        called = words.listed([names.service(s, lang) for s in rows["service"]], lang)
        if row.depth == 3 and pd.notna(row.announced):
            found.append((day, say(lang, "flag_blocked", a=called)))
        elif row.depth < 3 and row.kind == "call_restriction" and row.country == "RU":
            found.append((day, say(lang, "flag_calls")))
        else:
            found.append((day, f"{called}: {limits.word(row, lang)}"))
    return found


def levels(points: pd.DataFrame, strips: dict[str, pd.DataFrame], phases: pd.DataFrame, edition: Edition) -> Stack:
    """Two levels on the width of everyone; below, by day, what was decided and limited."""
    lang, pair = edition.language, both(points, edition)
    month, same = pair["month"].iloc[0], pair["month"].nunique() == 1
    whole, track = audience.base(edition, month), ""
    if whole is not None:
        fill = {"aged": names.aged(pair["record_id"], lang), "n": words.span(whole.low, whole.high, lang)}
        track = (say(lang, "track", **fill), say(lang, "track_short", **fill))
    colour = each(lambda r: names.role(r.service))
    told = each(lambda r: say(lang, "level_bar", x=audience.printed(r.record_id, lang, unit=False)))
    bar = Bar(col("value"), colour=colour, edge="", text=told, text_end=True, hover=each(lambda r: hover(r, lang)))
    bars = Rows(
        pair,
        (bar,),
        label=each(lambda r: names.service(r.service, lang)),
        detail="" if same else each(lambda r: words.month(r.month, lang, short=True)),
        head=Head(say(lang, "levels_head", month=words.month(month, lang)) if same else ""),
        x=Number(0, None if whole is None else whole.high, 1e6),
        name=Name(colour, True, "big"),
        thick=0.8,
        track=track,
    )
    named = [(r.when, names.printed(r, "title", lang)) for r in acts(edition).itertuples()]
    listed = _dated(sorted(named + _flags(points, phases, edition)), lang)
    head = say(lang, "decided", day=words.day(edition.cutoff, lang))
    return Stack((bars, List(listed[["head", "text"]], head, more=say(lang, "earlier", n="{n}"), role="label")))


def both(points: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The quoted pair of the platforms; where there is none, the newest figure of each."""
    pair = audience.headline(edition)
    if len(pair) == 2:
        return pair
    return pd.DataFrame([r for s, r in newest(points, edition).items() if s in edition.platforms])


def acts(edition: Edition) -> pd.DataFrame:
    """Laws and mandates since the edition's first day, by the day on which they became known (``when``)."""
    found = timeline.acts(edition)
    found = found.assign(when=found["announced"].fillna(found["start"]))
    return found[found["kind"].isin(("law", "mandate", "allow_list")) & (found["when"] >= pd.Timestamp(edition.since))]
