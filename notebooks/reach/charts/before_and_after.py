"""Change per month between published figures, with the limits below; before any month after them, the levels known."""

import math
from dataclasses import replace

import pandas as pd

from reach import credits, limits, names, tables, words
from reach.chart import Chart, Text, no_figure, tell
from reach.charts.reach_against_restrictions import restricted
from reach.claims import Claim, counted
from reach.draw.marks import Beside, Column, Key, Number, Panel, Plot, Rows, Span, Stack, Time, col, each
from reach.edition import Edition
from reach.measures import audience, change, timeline

NAME = "before-and-after"
METRICS = ("monthly_reach", "average_daily_reach")
COLUMNS = {
    "part": "change: between two published figures; level: one; ladder: what months allow; restriction: a stretch.",
    "service": "Service.",
    "metric": "monthly_reach or average_daily_reach.",
    "series_id": "Series of both figures.",
    "start": "First day of the earlier month, of the level's month, or of the restriction.",
    "end": "First day of the later month, or day the next stretch begins; blank where no end is known.",
    "months": "Months between the two.",
    "start_value": "Earlier figure as published, people.",
    "end_value": "Later figure as published, people.",
    "value": "A level: the figure of one month as published, people.",
    "change": "Later less earlier figure, people.",
    "low": "Low end of the rounding interval of the change or the level, people.",
    "high": "High end of the rounding interval of the change or the level, people.",
    "per_month": "Change divided by the months between, people: the height of the bar.",
    "per_month_low": "Low end of its rounding interval, people.",
    "per_month_high": "High end of its rounding interval, people.",
    "reading": "little: under a million whatever the rounding; clear: a million or more; open: left open.",
    "rank": "Place by size among it and the earlier changes over as many months in the series; 1 is the largest.",
    "of": "How many changes are ranked.",
    "exposure": "Share of the later month's days from a restriction that began in it, by the date in use, 0 to 1.",
    "exposure_announced": "The same by the date of its announcement.",
    "rung": "Rung of the ladder: describe, placebo, segmented or state_space.",
    "reached": "Whether the rung is allowed and built.",
    "before": "Months in a row before the restriction.",
    "after": "Months in a row after it.",
    "needs_before": "Months in a row that the rung needs before.",
    "needs_after": "Months in a row that the rung needs after.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked.",
    "breadth": "some: some operators or regions; nationwide.",
    "basis": "The words of the sources, the reason, or the name of the event.",
    "record": "Rows of user_counts.csv, or of restrictions.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_blocked": ("{who}’s monthly reach fell {n} million in {month}, when it was blocked",
                      "Месячный охват {who} сократился на {n} млн в {month:prep}, в месяц блокировки"),
    "title_slowed": ("{who}’s monthly reach fell {n} million in {month}, when it was slowed",
                     "Месячный охват {who} сократился на {n} млн в {month:prep} — в месяц замедления"),
    "title_fell": ("{who}’s monthly reach fell {n} million from {first} to {last}",
                   "Месячный охват {who} сократился на {n} млн с {first:gen} по {last}"),
    "title_rose": ("{who}’s monthly reach rose {n} million from {first} to {last}",
                   "Месячный охват {who} вырос на {n} млн с {first:gen} по {last}"),
    "title_none_little": ("No month after the limits is known; {names} changed little before them",
                          "Данных после ограничений нет; до них охват {names} почти не изменился"),
    "title_none": ("No month after the limits is known for {a} or {b}",
                   "Данных об охвате {a} и {b} после ограничений нет"),
    "title_little": ("Monthly reach changed little between the published months of {names}",
                     "Месячный охват {names} между опубликованными месяцами почти не изменился"),
    "title_plain": ("How the published reach of {a} and {b} changed between months",
                    "Как менялся опубликованный охват {a} и {b}"),
    "subtitle": ("Change per month between published figures in {where:the}, people {aged}, millions; limits below",
                 "Среднее изменение за месяц между опубликованными значениями, {where}, жители {aged}, млн; внизу ограничения"),
    "subtitle_short": ("Change per month in reach, people {aged}, millions; limits below",
                       "Изменение охвата за месяц, жители {aged}, млн; внизу ограничения"),
    "subtitle_levels": ("Reach of each published month in {where:the}, people {aged}, millions; limits below",
                        "Охват по опубликованным месяцам, {where}, жители {aged}, млн; внизу ограничения"),
    "subtitle_short_levels": ("Reach by month, people {aged}, millions; limits below",
                              "Охват по месяцам, жители {aged}, млн; внизу ограничения"),
    "metric_monthly_reach": ("monthly reach", "месячный охват"),
    "metric_average_daily_reach": ("average daily reach", "среднесуточный охват"),
    "panel": ("{a}, {metric}", "{a}, {metric}"),
    "test": ("A test needs {needs_before} months in a row before a limit and {needs_after} after it; at most {before} and {after} are published.",
             "Для статистической проверки нужно {needs_before} {needs_before:#месяц|месяца|месяцев} подряд до ограничения и {needs_after} после него; опубликовано не более {before} и {after}."),
    "model": ("A model needs {needs_before} months in a row before a limit and {needs_after} after it; at most {before} and {after} are published.",
              "Для модели нужно {needs_before} {needs_before:#месяц|месяца|месяцев} подряд до ограничения и {needs_after} после него; опубликовано не более {before} и {after}."),
    "not_built": ("The published months would allow a model; none is built.",
                  "Опубликованных месяцев хватило бы для модели; она не построена."),
    "no_limit": ("No nationwide limit in these months: nothing to test.",
                 "Общенациональных ограничений в эти месяцы не было: проверять нечего."),
    "rung_describe": ("Description", "Описание"),
    "rung_placebo": ("Placebo test", "Плацебо-тест"),
    "rung_segmented": ("Segmented regression", "Сегментированная регрессия"),
    "rung_state_space": ("State-space model", "Модель пространства состояний"),
    "reason_always": ("{rung}: always possible. It says what changed between published figures, not why.",
                      "{rung}: можно всегда. Говорит, что изменилось между опубликованными значениями, но не почему."),
    "reason_missing": ("{rung}: not possible. {after} in a row after the event, {needs_after} needed; {before} before it, {needs_before} needed.",
                       "{rung}: нельзя. После события {after} подряд, нужно {needs_after}; до него {before}, нужно {needs_before}."),
    "reason_allowed": ("{rung}: possible. {before} in a row before the event, {after} after it.",
                       "{rung}: можно. До события {before} подряд, после него {after}."),
    "reason_not_built": ("{rung}: possible ({before} in a row before the event, {after} after it), but not built: no series allowed it when the ladder was made.",
                         "{rung}: можно (до события {before} подряд, после него {after}), но не построено: когда писался расчёт, ни один ряд этого не позволял."),
    "months_0": ("no month", "ни одного месяца"),
    "months": ("{n} {n:#month|months}", "{n} {n:#месяц|месяца|месяцев}"),
    "levels": ("In millions: {levels}; no month after.", "В млн — {levels}; позже данных нет."),
    "level": ("{x} in {month}", "{x} в {month:prep}"),
    "no_step": ("no two months to compare", "нет двух месяцев для сравнения"),
    "none_after": ("last published: {month}", "данные по {month}"),
    "key_clear": ("a million or more in all", "миллион и более за весь промежуток"),
    "key_hollow": ("less, or unclear after rounding", "меньше или в пределах погрешности округления"),
    "key_noise": ("±{noise} million in all: sampling noise", "±{noise} млн за промежуток: погрешность выборки"),
    "key_whisker": ("what rounding leaves open", "погрешность округления"),
    "note_bars": ("A bar stands for the month, or the months, since the figure published before; its height is the change divided by their number.",
                  "Столбик занимает месяц или месяцы, прошедшие после предыдущей опубликованной цифры; его высота — изменение, делённое на их число."),
    "note_after": ("The chart does not show why.", "Причин график не показывает."),
    "both": ("From {first} to {last} {a}’s monthly reach {m} and its average daily reach {d}.",
             "С {first:gen} по {last} месячный охват {a} {m}, а среднесуточный {d}."),
    "both_fell": ("fell {p}", "сократился на {p}"),
    "both_rose": ("rose {p}", "вырос на {p}"),
    "both_open": ("moved by less than its figures show", "изменился в пределах округления"),
    "alt": ("Bars of monthly change in reach, {where}, above strips of limits: {finding}.",
            "Столбики изменений охвата, {where}, над полосами ограничений: {finding}."),
    "alt_levels": ("Bars of reach by month, {where}, above strips of limits: {finding}.",
                   "Столбики охвата по месяцам, {where}, над полосами ограничений: {finding}."),
    "long": ("{title}. {rest}", "{title}. {rest}"),
    "caption": ("{title}.{daily}", "{title}.{daily}"),
    "steps": ("Monthly reach between published months: {steps}.",
              "Месячный охват между опубликованными месяцами: {steps}."),
    "steps_little": ("Between the published months from {first} to {last} the monthly reach of {names} changed little.",
                     "Между опубликованными месяцами с {first:gen} по {last} месячный охват {names} почти не изменился."),
    "steps_each_little": ("Between one published month and the next, from {first} to {last}, each change in the monthly reach of {names} was under a million.",
                          "От одного опубликованного месяца к следующему, с {first:gen} по {last}, месячный охват {names} каждый раз менялся в пределах миллиона."),
    "steps_each_open": ("Between one published month and the next, from {first} to {last}, each change in the monthly reach of {names} was under a million or is left open by rounding.",
                        "От одного опубликованного месяца к следующему, с {first:gen} по {last}, месячный охват {names} каждый раз менялся в пределах миллиона или неразличимо за округлением."),
    "rest_little": ("the other changes were under a million each", "остальные изменения — в пределах миллиона"),
    "rest_open": ("the other changes were under a million each or are left open by rounding",
                  "остальные изменения — в пределах миллиона или неразличимы за округлением"),
    "step_up": ("{a} up {n} million from {first} to {last}", "у {a} вырос на {n} млн с {first:gen} по {last}"),
    "step_down": ("{a} down {n} million from {first} to {last}", "у {a} сократился на {n} млн с {first:gen} по {last}"),
    "of": ("For {a}, {said}", "{a}: {said}"),
    "empty_what": ("Change in the monthly reach of {a} and {b}", "Изменение месячного охвата {a} и {b}"),
    "empty": ("no two comparable months of {a} or {b} in {where:the} were found",
              "двух сопоставимых месяцев для {a} или {b} {where:in} не найдено"),
    "hover": ("{first} to {last}: {n} million a month, by rounding {low} to {high}",
              "{first} — {last}: {n} млн в месяц, с учётом округления от {low} до {high}"),
    "then": ("{a}, then {b}", "{a}, затем {b}"),
    "reading": ("A bar stands for the month, or the months, since the figure published before; its height is the change divided by their number. Solid bars stand for a change of a million or more whatever the rounding, hollow ones for less or for what rounding leaves open; thin lines with ends are rounding intervals. The strips below show the limits in force.",
                "Столбик занимает месяц или месяцы, прошедшие после предыдущей опубликованной цифры; его высота — изменение, делённое на их число. Сплошной — изменение на миллион и более при любом округлении, полый — меньшее или неразличимое за округлением; тонкие линии — погрешность округления. Внизу полосами показаны действовавшие ограничения."),
    "reading_levels": ("A bar is a published month, as high as its figure. The strips below show the limits in force.",
                       "Столбик — опубликованный месяц, его высота — охват. Внизу полосами показаны действовавшие ограничения."),
    "reading_noise": (" Grey bands are what sampling alone may move.", " Серая полоса — погрешность выборки."),
    "method": ("A change is the later published figure less the earlier one of the same measurer and series; its interval sets the ends of both rounding intervals against each other. Figures from one weak page are left out, and gaps stay open.{noise_said} A placebo test needs {before} months in a row before a limit and {after} after it, models need more; where they are missing, none is made.",
               "Изменение — это более позднее опубликованное значение минус более раннее, у того же измерителя и в том же ряду; его интервал складывается из интервалов округления обоих. Данные одной слабой публикации не учтены, пропуски не заполнены.{noise_said} Плацебо-тесту нужно {before} месяцев подряд до ограничения и {after} после, моделям — больше; где их не хватает, выводы не делаются."),
    "method_noise": (" Noise of ±{noise} million is {z}·√(2p(1−p)/n)·N for p = {p}%, n = {phones} panel phones and N = {people} million people: what sampling alone may move between two independent months, and a floor, as a panel is no simple random sample.",
                     " Шум ±{noise} млн — это {z}·√(2p(1−p)/n)·N при p = {p} %, n = {phones} телефонов панели и N = {people} млн человек: столько может дать одна только выборка между двумя независимыми месяцами; это нижняя оценка: панель — не простая случайная выборка."),
}
# fmt: on
say = words.teller(SAID, __name__)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no two monthly figures may be compared."""
    lang = edition.language
    steps, levels, ladders, strips = found = frames(edition)
    if steps[steps["metric"] == METRICS[0]].empty:
        fill = dict(zip("ab", (names.service(s, lang) for s in edition.platforms), strict=True))
        fill |= {"where": words.country(edition.country, lang)}
        return no_figure(chart, NAME, edition, say(lang, "empty_what", **fill), say(lang, "empty", **fill))
    said = text(steps, levels, ladders, edition)
    return Chart(NAME, edition, said, data(*found, lang), COLUMNS, panel(steps, levels, strips, edition))


def frames(edition: Edition) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, dict[str, pd.DataFrame]]:
    """Changes since the edition's first day for both metrics, levels, ladders, and stretches of limits by platform.

    There are levels only where limits are known and no month from the first of them on: then they are drawn, and else
    the changes. Limits that ended before the first figure drawn are left out.
    """
    steps, levels = (
        pd.concat([made(edition, metric) for metric in METRICS], ignore_index=True)
        for made in (change.describe, change.levels)
    )
    steps = steps[steps["start"] >= pd.Timestamp(edition.since)].reset_index(drop=True)
    ladders = change.ladders(edition)
    ends = steps.loc[steps["metric"] == METRICS[0], "end"]
    if ladders.empty or not (ends < ladders["start"].min().replace(day=1)).all():
        levels = levels.iloc[:0]
    first = min(months(steps, levels)[0], default=edition.since)
    return steps, levels, ladders, timeline.strips(replace(edition, also=(), since=first))


def months(steps: pd.DataFrame, levels: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The first days that bars stand on and those behind them: a change takes the months after the earlier figure."""
    if len(levels):
        return levels["month"], levels["month"] + pd.offsets.MonthBegin(1)
    return steps["start"] + pd.offsets.MonthBegin(1), steps["end"] + pd.offsets.MonthBegin(1)


def data(
    steps: pd.DataFrame, levels: pd.DataFrame, ladders: pd.DataFrame, strips: dict[str, pd.DataFrame], lang: str
) -> pd.DataFrame:
    """The frames as one table; columns as in :data:`COLUMNS`."""
    parts = [
        steps.assign(part="change", record=steps["record_ids"]),
        levels.assign(part="level", start=levels["month"], record=levels["record_id"]),
        ladders.assign(part="ladder", basis=each(lambda r: allows(r, lang)), record=ladders["event_id"]),
        *restricted(strips),
    ]
    found = pd.concat([p.reindex(columns=list(COLUMNS)).astype(object) for p in parts if len(p)])
    return found.reset_index(drop=True)


# Drawing


def panel(steps: pd.DataFrame, levels: pd.DataFrame, strips: dict[str, pd.DataFrame], edition: Edition) -> Panel:
    """A column a platform on one scale: monthly above daily, with the limits below on the same days."""
    lang, noise, none = edition.language, change.noise(edition), len(levels) > 0
    firsts, ends = months(steps, levels)
    shown = (levels if none else steps).assign(x=firsts, to_x=ends)
    # To a month after the last figure and the last limit, not after the cutoff.
    last = max([ends.max(), *(f["start"].max() + pd.offsets.MonthBegin(1) for f in strips.values())])
    end = min(last.normalize() + pd.DateOffset(months=1), edition.cutoff.normalize() + pd.offsets.MonthBegin(1))
    least, most = (0.0, levels["value"].max()) if none else extremes(steps, noise)
    x, scale = Time(firsts.min(), end), Number(least, most, unit=1e6)
    loud, columns, until = loudest(steps).index, [], min(end, edition.cutoff)
    for service in (s for s in edition.platforms if s in set(shown["service"]) or s in strips):
        mine = {s: strip for s, strip in strips.items() if s == service}
        wide = {r.start for strip in mine.values() for r in strip.itertuples() if r.breadth == "nationwide"}
        parts: list[Panel] = []
        for metric in (m for m in METRICS if m in set(shown["metric"])):
            bars = shown[(shown["service"] == service) & (shown["metric"] == metric)]
            newest = words.month(bars["to_x"].max() - pd.offsets.MonthBegin(1), lang) if len(bars) else ""
            plot = Plot(
                (level(bars, lang),) if none else moved(bars, loud, lang), x, scale,
                head=say(lang, "panel", a=names.service(service, lang), metric=say(lang, f"metric_{metric}")),
                note=say(lang, "none_after" if newest else "no_step", month=newest),
                colour=names.ink(service), rules=tuple(sorted(wide)), height=165.0, spare=metric != METRICS[0],
                bands=tuple((r.x, r.to_x, -noise.size / r.months, noise.size / r.months)
                            for r in bars.itertuples() if noise and not none),
            )  # fmt: skip
            parts.append(plot)
        if strips:  # empty for a service without limits, so that all panels are as tall
            below = (limits.bars(mine, until, lang),)
            parts.append(Rows(pd.DataFrame({"key": [service]}), below, "", x=x, key=col("key"), row=2.2, thick=0.75))
        columns.append(Stack(tuple(parts)))
    return Stack((Beside(tuple(columns)), key(steps, levels, strips, until, edition)))


def key(
    steps: pd.DataFrame, levels: pd.DataFrame, strips: dict[str, pd.DataFrame], until: pd.Timestamp, edition: Edition
) -> Key:
    """Samples of the bars and of the limits."""
    lang, noise, clear = edition.language, change.noise(edition), steps["reading"] == "clear"
    kinds = (
        (clear.any(), "bar", names.ink(edition.platforms[0]), "key_clear"), ((~clear).any(), "bar", "page", "key_hollow"),
        (True, "span", "text", "key_whisker"), (noise, "bar", "empty", "key_noise"),
    )  # fmt: skip
    size = words.millions(noise.size, lang) if noise else ""
    own = [(kind, ink, "", say(lang, name, noise=size)) for holds, kind, ink, name in kinds if holds]
    return Key((*([] if len(levels) else own), *limits.key(strips, until, lang).samples))


def moved(mine: pd.DataFrame, loud: pd.Index, lang: str) -> tuple[Column, Span]:
    """A bar over the months since the figure before, with its rounding interval; those of less than a million hollow.

    ``loud`` is the row of the title's.
    """
    clear, ink = mine["reading"] == "clear", mine["service"].map(names.ink)
    bars = mine.assign(
        middle=mine["x"] + (mine["to_x"] - mine["x"]) / 2,
        least=mine["per_month_low"].where(mine["per_month_low"] > -math.inf, mine["per_month"]),
        most=mine["per_month_high"].where(mine["per_month_high"] < math.inf, mine["per_month"]),
        said=each(lambda r: signed(r.per_month, lang) if r.reading == "clear" else ""),
        ink=ink.where(clear, "page"),
        rim=ink.where(~clear, "page"),
        loud=mine.index.isin(loud),
    )
    told = each(lambda r: hover(r, lang))
    ends = col("x"), col("to_x"), col("per_month")
    bar = Column(bars, *ends, col("ink"), edge=col("rim"), text=col("said"), hover=told, loud=col("loud"))
    return bar, Span(col("least"), col("most"), col("middle"), data=bars)


def level(mine: pd.DataFrame, lang: str) -> Column:
    """A bar a month as high as its figure."""
    ink, told = each(lambda r: names.ink(r.service)), each(lambda r: hover(r, lang))
    value = each(lambda r: words.millions(r.value, lang))
    return Column(mine, col("x"), col("to_x"), col("value"), ink, edge="page", text=value, hover=told)


def extremes(steps: pd.DataFrame, noise: change.Noise | None) -> tuple[float, float]:
    """People a month below and above nought that every panel must hold, sampling noise among them."""
    least = max(noise.size if noise else 0.0, 1e6)
    ends = steps[["per_month_low", "per_month_high", "per_month"]].replace([-math.inf, math.inf], math.nan)
    return min(ends.min().min(), -least), max(ends.max().max(), least)


def hover(row: object, lang: str) -> str:
    """A bar on the screen: the figures as published, with their months and pages."""
    head = say(lang, "panel", a=names.service(row.service, lang), metric=say(lang, f"metric_{row.metric}"))
    if hasattr(row, "value"):
        level = say(lang, "level", x=audience.printed(row.record_id, lang), month=words.month(row.month, lang))
        return f"{head}\n{level}\n{names.publisher(row.source_id, lang)}"
    ends = {"first": words.month(row.start, lang), "last": words.month(row.end, lang)}
    many = {"n": row.per_month, "low": row.per_month_low, "high": row.per_month_high}
    said = say(lang, "hover", **ends, **{key: signed(value, lang) for key, value in many.items()})
    a, b = (f"{audience.printed(i, lang)} ({names.publisher(page(i), lang)})" for i in row.record_ids.split("; "))
    return f"{head}\n{said}\n{say(lang, 'then', a=a, b=b)}"


def page(record: str) -> str:
    """Page of a row of ``user_counts.csv``."""
    return tables.row("user_counts", record).source_id


def signed(people: float, language: str) -> str:
    """A change in millions with its sign; nought has none."""
    said = words.millions(people, language)
    return f"+{said}" if people > 0 and said != "0" else said


# Words


def allows(row: object, language: str) -> str:
    """What a rung of a ladder says of its months, in words."""
    fill = {"rung": say(language, f"rung_{row.rung}"), "needs_before": row.needs_before, "needs_after": row.needs_after}
    for side, n in (("before", row.before), ("after", row.after)):
        fill[side] = say(language, "months" if n else "months_0", n=n)
    return say(language, f"reason_{row.reason}", **fill)


def needed(ladders: pd.DataFrame, service: str, language: str) -> str:
    """What a test of a service's limits needs and what is there, from its ladders; that a model is none, where one may be."""
    mine = ladders[ladders["service"] == service]
    if mine.empty:
        return say(language, "no_limit")
    best = max((group for _, group in mine.groupby("event_id", sort=False)), key=lambda g: g["reached"].sum())
    missing = best[best["reason"] == "missing"]
    if missing.empty:
        return say(language, "not_built")
    first = missing.iloc[0]
    fill = mine[["before", "after"]].max().to_dict() | first[["needs_before", "needs_after"]].to_dict()
    return say(language, "test" if first["rung"] == "placebo" else "model", **fill)


def beside(edition: Edition) -> list[str]:
    """A sentence a platform: monthly and daily reach over the same months."""
    lang, found = edition.language, []
    for row in change.daily_and_monthly(edition).itertuples():
        fill = {"a": names.service(row.service, lang)} | span(row.start, row.end, lang)
        for key, low, high in (("m", row.monthly_low, row.monthly_high), ("d", row.daily_low, row.daily_high)):
            way = "both_open" if low <= 0 <= high else "both_fell" if high < 0 else "both_rose"
            fill[key] = say(lang, way, p=words.percent(*sorted((abs(low), abs(high))), lang))
        found.append(say(lang, "both", **fill))
    return found


def span(start: pd.Timestamp, end: pd.Timestamp, lang: str) -> dict[str, str]:
    """The ``first`` and the ``last`` month, the year once where it is one."""
    return {"first": words.month(start, lang, year=start.year != end.year), "last": words.month(end, lang)}


def changes(monthly: pd.DataFrame, shown: str, little: bool, lang: str) -> str:
    """The clear changes one by one, the others as one."""
    clear, rest = (monthly[(monthly["reading"] == "clear") == is_] for is_ in (True, False))
    kind = "little" if (rest["reading"] == "little").all() else "open"
    if clear.empty:
        fill = span(monthly["start"].min(), monthly["end"].max(), lang)
        return say(lang, "steps_little" if little else f"steps_each_{kind}", names=shown, **fill)
    said = []
    for row in clear.itertuples():
        size = words.size(row.change, row.low, row.high, lang)
        fill = {"a": names.service(row.service, lang), "n": size} | span(row.start, row.end, lang)
        said.append(say(lang, "step_up" if row.low > 0 else "step_down", **fill))
    said += [say(lang, f"rest_{kind}")] * bool(len(rest))
    return say(lang, "steps", steps="; ".join(said))


def known(levels: pd.DataFrame, service: str, lang: str) -> str:
    """The months known of a service's monthly reach, as one sentence."""
    mine = levels[(levels["service"] == service) & (levels["metric"] == METRICS[0])]
    last, said = mine["month"].max(), []
    for row in mine.itertuples():
        month = words.month(row.month, lang, year=row.month == last or row.month.year != last.year)
        said.append(say(lang, "level", x=words.millions(row.value, lang), month=month))
    return say(lang, "levels", levels=words.listed(said, lang)) if said else ""


def loudest(steps: pd.DataFrame) -> pd.DataFrame:
    """The change that makes the title, if there is one.

    The largest monthly fall from one month to the next, else the largest fall, else the largest rise.
    """
    clear = steps[(steps["reading"] == "clear") & (steps["metric"] == METRICS[0])]
    falls = clear[clear["high"] < 0].sort_values("change")
    return pd.concat([falls[falls["months"] == 1], falls, clear.sort_values("change", ascending=False)]).head(1)


def lead(steps: pd.DataFrame, edition: Edition) -> tuple[dict[str, str], list[tuple[object, str]]]:
    """What fills the title, and the titles that it may have."""
    loud, lang = loudest(steps), edition.language
    if loud.empty:
        return {}, []
    row, begun = loud.iloc[0], change.limits(edition)
    fell = row["high"] < 0
    mine = begun[(begun["service"] == row["service"]) & (begun["start"].dt.to_period("M") == row["end"].to_period("M"))]
    depths = set(mine["depth"]) if fell and row["months"] == 1 else set()
    fill = {
        "who": names.service(row["service"], lang),
        "n": words.size(row.change, row.low, row.high, lang),
        "month": words.month(row["end"], lang),
    }
    titles = [(3 in depths, "title_blocked"), (2 in depths, "title_slowed"), (fell, "title_fell"), (True, "title_rose")]
    return fill | span(row["start"], row["end"], lang), titles


def text(steps: pd.DataFrame, levels: pd.DataFrame, ladders: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frames."""
    lang, monthly, daily = edition.language, steps[steps["metric"] == METRICS[0]], beside(edition)
    records, none = "; ".join(steps["record_ids"]).split("; "), len(levels) > 0
    # Small steps may add up: "changed little" is said where no two months differ by more.
    little = change.reading(change.swing(edition)) == "little"
    noise, placebo = change.noise(edition), next(r for r in change.RUNGS if r.name == "placebo")
    called = {s: names.service(s, lang) for s in edition.platforms}
    shown = {s: name for s, name in called.items() if s in set(monthly["service"])}
    told, titles = lead(steps, edition)
    fill = dict(zip("ab", called.values(), strict=True)) | told
    fill |= {"names": words.listed(shown.values(), lang), "aged": names.aged(records, lang), "noise_said": ""}
    fill |= {"before": placebo.before, "after": placebo.after, "daily": "".join(f" {said}" for said in daily[:1])}
    if noise:
        fill |= {"noise": words.millions(noise.size, lang), "people": words.millions(noise.people, lang)}
        fill |= {"z": words.number(noise.z, lang, 2), "p": words.number(noise.share * 100, lang, 0)}
        fill["noise_said"] = say(lang, "method_noise", phones=words.number(noise.phones, lang, 0), **fill)
    of: dict[str, list[str]] = {}  # what is the same for several services is said once
    tests = [(known(levels, s, lang), name) for s, name in shown.items()]
    for said, name in [*tests, *((needed(ladders, s, lang), name) for s, name in shown.items())]:
        of.setdefault(said, []).append(name)
    tests = [say(lang, "of", a=words.listed(a, lang), said=names.lower(said, lang)) for said, a in of.items() if said]
    fill["rest"] = " ".join([changes(monthly, fill["names"], little, lang), *daily, *tests])
    said = SAID | ({key: SAID[f"{key}_levels"] for key in ("subtitle", "subtitle_short", "alt")} if none else {})
    notes = [] if none else [say(lang, "note_bars"), say(lang, "note_after")]
    reading = say(lang, "reading_levels" if none else "reading")
    titles = [(none and little, "title_none_little"), (none, "title_none"), *titles, (little, "title_little")]
    return tell(
        said,
        edition,
        [*titles, (True, "title_plain")],
        fill,
        notes=(*notes, *filter(None, [credits.owner_line(edition)])),
        reading=reading + (say(lang, "reading_noise") if noise and not none else ""),
        sources=tuple(dict.fromkeys(map(page, records))),
        claims=claims_of(steps, ladders, edition),
    )


def claims_of(steps: pd.DataFrame, ladders: pd.DataFrame, edition: Edition) -> tuple[Claim, ...]:
    """What the words say of changes, of their noise and of the months that are there."""
    lang, noise, swing = edition.language, change.noise(edition), change.swing(edition)
    found = [*counted(*((noise.size, *vars(noise).values()) if noise else ()))]
    found += counted(*(months for rung in change.RUNGS for months in (rung.before, rung.after)))
    if change.reading(swing) == "little":
        found.append(Claim("little", swing.low, swing.high))
    clear = steps[(steps["metric"] == METRICS[0]) & (steps["reading"] == "clear")]
    moved = [(row.service, row.low, row.high) for row in clear.itertuples()]
    for row in change.daily_and_monthly(edition).itertuples():
        moved += [(row.service, row.monthly_low, row.monthly_high), (row.service, row.daily_low, row.daily_high)]
    sure = ((names.service(s, lang), low, high) for s, low, high in moved if not low <= 0 <= high)
    found += [Claim("fell" if high < 0 else "rose", low, high, who) for who, low, high in sure]
    sides = (mine[side].tolist() for _, mine in ladders.groupby("service") for side in ("before", "after"))
    return (*found, *(Claim("at_most", min(n), max(n), n=max(n)) for n in sides))
