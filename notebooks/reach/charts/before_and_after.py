"""Change per month between published figures, the limits below, and why no test or model is allowed."""

import math
from html import escape
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure
from plotly.subplots import make_subplots

from reach import tables, words
from reach.charts import chart as base
from reach.charts import strip
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, TimeScale, time_axis, wrap
from reach.claims import Claim, counted
from reach.draw.look import Look
from reach.edition import Edition
from reach.intervals import Interval
from reach.measures import audience, change, timeline

NAME = "before-and-after"
METRICS = ("monthly_reach", "average_daily_reach")
COLUMNS = {
    "part": "change: between two published figures; ladder: what a restriction's months allow; restriction: a stretch.",
    "service": "Service.",
    "metric": "monthly_reach or average_daily_reach.",
    "series_id": "Series of both figures.",
    "start": "First day of the earlier month, or of the restriction.",
    "end": "First day of the later month, or day the next stretch begins; blank where no end is known.",
    "months": "Months between the two.",
    "start_value": "Earlier figure as published, people.",
    "end_value": "Later figure as published, people.",
    "change": "Later less earlier figure, people.",
    "low": "Low end of the change's rounding interval, people.",
    "high": "High end of the change's rounding interval, people.",
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
    "before": "Joined months before the restriction.",
    "after": "Joined months after it.",
    "needs_before": "Joined months the rung needs before.",
    "needs_after": "Joined months the rung needs after.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked.",
    "breadth": "some: some operators or regions; nationwide.",
    "basis": "The words of the sources, the reason, or the name of the event.",
    "record": "Rows of user_counts.csv, or of restrictions.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "months_0": ("no joined month", "ни одного месяца подряд"),
    "months_1": ("1 joined month", "1 месяц подряд"),
    "months": ("{n} joined months", "{n} {n:#месяц|месяца|месяцев} подряд"),
    "title_blocked": ("{a}’s monthly reach fell {n} million in {month}, the month when it was blocked",
                      "Месячный охват {a} сократился на {n} млн в {month:prep} — в месяц блокировки"),
    "title_slowed": ("{a}’s monthly reach fell {n} million in {month}, the month when it was slowed",
                     "Месячный охват {a} сократился на {n} млн в {month:prep} — в месяц замедления"),
    "title_fell": ("{a}’s monthly reach fell {n} million from {first} to {last}",
                   "Месячный охват {a} сократился на {n} млн с {first:gen} по {last}"),
    "title_rose": ("{a}’s monthly reach rose {n} million from {first} to {last}",
                   "Месячный охват {a} вырос на {n} млн с {first:gen} по {last}"),
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
    "subtitle_brief": ("Change per month in reach, people {aged}, millions; limits below",
                       "Изменение охвата за месяц, жители {aged}, млн; внизу ограничения"),
    "metric_monthly_reach": ("monthly reach", "месячный охват"),
    "metric_average_daily_reach": ("average daily reach", "среднесуточный охват"),
    "panel": ("{a}, {metric}", "{a}, {metric}"),
    "or_more": ("{n} or more", "{n} и более"),
    "tests": ("tests and models", "тесты и модели"),
    "models": ("models", "модели"),
    "refused_one": ("{what} refused: {after} after the limit, {needs_after} needed; {before} before it, {needs_before} needed.",
                    "{what} невозможны: после ограничения {after}, нужно {needs_after}; до него {before}, нужно {needs_before}."),
    "refused": ("{what} refused: at most {after} after a limit, {needs_after} needed; at most {before} before one, {needs_before} needed.",
                "{what} невозможны: после ограничения максимум {after}, нужно {needs_after}; до него максимум {before}, нужно {needs_before}."),
    "brief_after": ("{what} refused: {after} after a limit, {needs_after} needed.",
                    "{what} невозможны: после — {after}, нужно {needs_after}."),
    "brief_before": ("{what} refused: {before} before a limit, {needs_before} needed.",
                     "{what} невозможны: до — {before}, нужно {needs_before}."),
    "not_built": ("The published months would allow a model; none is built.",
                  "Опубликованных месяцев хватило бы для модели; она не построена."),
    "no_limit": ("No nationwide limit in these months: nothing to test.",
                 "Общенациональных ограничений в эти месяцы не было: проверять нечего."),
    "levels": ("Known, in millions: {levels}; no month after.", "Известно, млн: {levels}; позже данных нет."),
    "level": ("{x} in {month}", "{x} в {month:prep}"),
    "no_step": ("No two months to compare", "Нет двух месяцев для сравнения"),
    "none_after": ("none found after", "дальше данных нет"),
    "key_clear": ("a million or more in all", "миллион и более за весь промежуток"),
    "key_hollow": ("less, or left open by rounding", "меньше или неразличимо за округлением"),
    "key_noise": ("±{noise} million in all: the panel’s own noise",
                  "±{noise} млн за промежуток: собственный шум панели"),
    "key_whisker": ("rounding interval", "интервал округления"),
    "note_bars": ("A bar runs between two published months; its height is the change divided by the months between.",
                  "Столбик тянется от одного опубликованного месяца до следующего; его высота — изменение, делённое на число месяцев."),
    "note_noise": ("Noise: ±{noise} million for the whole change, about what sampling alone may move.",
                   "Шум: ±{noise} млн за весь промежуток — столько может дать одна только выборка."),
    "note_after": ("“Joined” months follow each other without a gap. The chart does not show why.",
                   "Месяцы «подряд» идут без пропусков. Причин график не показывает."),
    "both": ("From {first} to {last} {a}’s monthly reach {m} and its average daily reach {d}.",
             "С {first:gen} по {last} месячный охват {a} {m}, а среднесуточный {d}."),
    "both_fell": ("fell {p}", "сократился на {p}"),
    "both_rose": ("rose {p}", "вырос на {p}"),
    "both_open": ("moved by less than its figures show", "изменился в пределах округления"),
    "alt": ("Bars of monthly change in reach, {where}, above strips of limits: {finding}.",
            "Столбики изменений охвата, {where}, над полосами ограничений: {finding}."),
    "long": ("Monthly reach between published months: {steps}.",
             "Месячный охват между опубликованными месяцами: {steps}."),
    "long_little": ("Between the published months from {first} to {last} the monthly reach of {names} changed little.",
                    "Между опубликованными месяцами с {first:gen} по {last} месячный охват {names} почти не изменился."),
    "long_each_little": ("Between one published month and the next, from {first} to {last}, each change in the monthly reach of {names} was under a million.",
                         "От одного опубликованного месяца к следующему, с {first:gen} по {last}, месячный охват {names} каждый раз менялся в пределах миллиона."),
    "long_each_open": ("Between one published month and the next, from {first} to {last}, each change in the monthly reach of {names} was under a million or is left open by rounding.",
                       "От одного опубликованного месяца к следующему, с {first:gen} по {last}, месячный охват {names} каждый раз менялся в пределах миллиона или неразличимо за округлением."),
    "rest_little": ("the other changes were under a million each", "остальные изменения — в пределах миллиона"),
    "rest_open": ("the other changes were under a million each or are left open by rounding",
                  "остальные изменения — в пределах миллиона или неразличимы за округлением"),
    "step_up": ("{a} up {n} million from {first} to {last}", "у {a} вырос на {n} млн с {first:gen} по {last}"),
    "step_down": ("{a} down {n} million from {first} to {last}", "у {a} сократился на {n} млн с {first:gen} по {last}"),
    "of": ("For {a}, {said}", "Для {a} {said}"),
    "empty_what": ("Change in the monthly reach of {a} and {b}", "Изменение месячного охвата {a} и {b}"),
    "empty": ("no two comparable months of {a} or {b} in {where:the} were found",
              "двух сопоставимых месяцев для {a} или {b} {where:in} не найдено"),
    "hover": ("{first} to {last}: {n} million a month, by rounding {low} to {high} ({basis})",
              "{first} — {last}: {n} млн в месяц, с учётом округления от {low} до {high} ({basis})"),
    "then": ("{a}, then {b}", "{a}, затем {b}"),
    "reading": ("A bar runs from one published month to the next; its height is the change divided by the months between. Solid bars stand for a change of a million or more whatever the rounding, hollow ones for less or for what rounding leaves open; whiskers are rounding intervals. The strips below show the limits in force.",
                "Столбик тянется от одного опубликованного месяца до следующего; его высота — изменение, делённое на число месяцев. Сплошной — изменение на миллион и более при любом округлении, полый — меньшее или неразличимое за округлением; усы — интервал округления. Внизу полосами показаны действовавшие ограничения."),
    "reading_noise": ("Grey bands are the panel’s noise.", "Серая полоса — шум панели."),
    "method": ("A change is the later published figure less the earlier one of the same measurer and series; its interval sets the ends of both rounding intervals against each other. Figures from one weak page are left out, and gaps stay open.",
               "Изменение — это более позднее опубликованное значение минус более раннее, у того же измерителя и в том же ряду; его интервал складывается из интервалов округления обоих. Данные одной слабой публикации не учтены, пропуски не заполнены."),
    "method_noise": ("Noise of ±{noise} million is {z}·√(2p(1−p)/n)·N for p = {p}%, n = {phones} panel phones and N = {people} million people: what sampling alone may move between two independent months, and a floor, as a panel is no simple random sample.",
                     "Шум ±{noise} млн — это {z}·√(2p(1−p)/n)·N при p = {p} %, n = {phones} телефонов панели и N = {people} млн человек: столько может дать одна только выборка между двумя независимыми месяцами; это нижняя оценка: панель — не простая случайная выборка."),
    "method_tests": ("A placebo test needs {before} joined months before a limit and {after} after it, models need more; where they are missing, both are refused.",
                     "Плацебо-тесту нужно {before} месяцев подряд до ограничения и {after} после, моделям — больше; где их не хватает, выводы не делаются."),
}
# fmt: on
say = words.teller(SAID, __name__)

_Frames = tuple[pd.DataFrame, pd.DataFrame, dict[str, pd.DataFrame]]


def frames(edition: Edition) -> _Frames:
    """Changes since the edition's first day for both metrics, the ladders, and stretches of limits by platform."""
    found = pd.concat([change.describe(edition, metric) for metric in METRICS], ignore_index=True)
    found = found[found["start"] >= pd.Timestamp(edition.since)].reset_index(drop=True)
    phases = timeline.phases(edition, list(edition.platforms))
    strips = {}
    for service in edition.platforms:
        cut = timeline.strip(phases[phases["service"] == service], edition.cutoff)
        cut = cut[(cut["end"] > pd.Timestamp(edition.since)) & (cut["start"] <= edition.cutoff)]
        if len(cut):
            strips[service] = cut.reset_index(drop=True)
    return found, change.ladders(edition), strips


def data(steps: pd.DataFrame, ladders: pd.DataFrame, strips: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The frames as one table; columns as in :data:`COLUMNS`."""
    parts = [
        steps.assign(part="change", record=steps["record_ids"]),
        ladders.assign(part="ladder", basis=ladders["reason"], record=ladders["event_id"]),
    ]
    for service, frame in strips.items():
        ends = frame["end"].where(~frame["open"])
        parts.append(
            frame.assign(part="restriction", service=service, basis=frame["title"], record=frame["event_id"], end=ends)
        )
    found = pd.concat([p.reindex(columns=list(COLUMNS)).astype(object) for p in parts if len(p)])
    return found.reset_index(drop=True)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no two monthly figures may be compared."""
    steps, ladders, strips = frames(edition)
    if steps[steps["metric"] == METRICS[0]].empty:
        a, b = _names(edition.platforms, edition.language)
        fill = {
            "a": a,
            "b": b,
            "where": words.country(edition.country, edition.language),
            "day": words.day(edition.cutoff, edition.language),
        }
        what, why = (say(edition.language, key, **fill) for key in ("empty_what", "empty"))
        return base.no_figure(chart, NAME, edition, what, why)
    said = text(steps, ladders, strips, edition)
    return Chart(
        NAME,
        edition,
        said,
        data(steps, ladders, strips),
        COLUMNS,
        static=lambda look: static(said, steps, ladders, strips, edition, look),
        interactive=lambda look: interactive(steps, ladders, strips, edition, look),
        key=strip.page_key(list(strips.values()), edition.cutoff, edition.language),
    )


# Words


def refusal(ladders: pd.DataFrame, service: str, language: str, brief: bool = False) -> str:
    """Why tests and models are refused for a service, from its ladders; what is allowed, where something is.

    In brief, one side of the limit on which months are missing, after it if there.
    """
    mine = ladders[ladders["service"] == service]
    if mine.empty:
        return say(language, "no_limit")
    best = max((group for _, group in mine.groupby("event_id", sort=False)), key=lambda g: g["reached"].sum())
    missing = best[
        ~best["reached"] & ~((best["before"] >= best["needs_before"]) & (best["after"] >= best["needs_after"]))
    ]
    if missing.empty:
        return say(language, "not_built")
    first = missing.iloc[0]
    events = mine["event_id"].nunique()
    fill = {
        "what": say(language, "tests" if first["rung"] == "placebo" else "models"),
        "after": _months(mine["after"].max(), language),
        "before": _months(mine["before"].max(), language),
        "needs_after": first["needs_after"],
        "needs_before": first["needs_before"],
    }
    if brief:
        side = "after" if mine["after"].max() < first["needs_after"] else "before"
        return words.cap(say(language, f"brief_{side}", **fill))
    return words.cap(say(language, "refused_one" if events == 1 else "refused", **fill))


def _refusals(ladders: pd.DataFrame, services: list[str], language: str) -> str:
    """A sentence a refusal, with the names of all services it is the same for."""
    said: dict[str, list[str]] = {}
    for service in services:
        said.setdefault(refusal(ladders, service, language), []).append(base.service_name(service, language))
    return " ".join(
        say(language, "of", a=words.listed(names, language), said=base.lower(sentence, language))
        for sentence, names in said.items()
    )


def _names(services: tuple[str, ...] | list[str], language: str) -> list[str]:
    return [base.service_name(s, language) for s in services]


def _months(count: int, language: str) -> str:
    return say(language, {0: "months_0", 1: "months_1"}.get(count, "months"), n=count)


def none_after(steps: pd.DataFrame, ladders: pd.DataFrame) -> bool:
    """Whether there is a limit, and no monthly figure drawn reaches the month of the first one or a later one."""
    if ladders.empty:
        return False
    return bool((steps.loc[steps["metric"] == METRICS[0], "end"] < ladders["start"].min().replace(day=1)).all())


def signed(people: float, language: str) -> str:
    """A change in millions with its sign; nought has none."""
    said = words.millions(people, language)
    return f"+{said}" if round(people / 1e5) > 0 else "0" if round(people / 1e5) == 0 else said


def _noise(edition: Edition) -> float:
    """People; nought where the size of the panel is not known."""
    found = change.noise(edition)
    return found.size if found else 0.0


def _records(steps: pd.DataFrame) -> list[str]:
    return [i for cell in steps["record_ids"] for i in cell.split("; ")]


def _certain(row: object, language: str) -> str:
    """Size of a clear change in millions: one figure where rounding leaves one, else from and to."""
    low, high = sorted((abs(row.low), abs(row.high)))
    if math.isinf(high):  # "over 100 million" has no upper end
        return say(language, "or_more", n=words.millions(low, language))
    a, b = words.millions(low, language), words.millions(high, language)
    return a if a == b else words.span(low, high, language)


def text(steps: pd.DataFrame, ladders: pd.DataFrame, strips: dict[str, pd.DataFrame], edition: Edition) -> Text:
    """The words, from the frames."""
    lang = edition.language
    a, b = _names(edition.platforms, lang)
    monthly = steps[steps["metric"] == METRICS[0]]
    shown = [s for s in edition.platforms if s in set(monthly["service"])]
    names = words.listed(_names(shown, lang), lang)
    where = words.country(edition.country, lang)
    titles: list[tuple[object, str]] = []
    # Small steps may add up: "changed little" is said where no two months differ by more.
    swing = change.swing(edition)
    little = change.reading(swing) == "little"
    if none_after(steps, ladders):
        titles.append((little, say(lang, "title_none_little", names=names)))
        titles.append((True, say(lang, "title_none", a=a, b=b)))
    clear = monthly[monthly["reading"] == "clear"]
    # The largest fall from one month to the next, else the largest fall, else the largest rise.
    falls = clear[clear["high"] < 0].sort_values("change")
    order = [falls[falls["months"] == 1], falls, clear.sort_values("change", ascending=False)]
    lead = next((f.iloc[0] for f in order if len(f)), None)
    if lead is not None:
        fill = {
            "a": base.service_name(lead["service"], lang),
            "n": _certain(lead, lang),
            "month": words.month(lead["end"], lang),
            "first": words.month(lead["start"], lang, year=lead["start"].year != lead["end"].year),
            "last": words.month(lead["end"], lang),
        }
        begun = change.limits(edition)
        mine = begun[
            (begun["service"] == lead["service"])
            & (begun["start"].dt.to_period("M") == lead["end"].to_period("M"))
            & (lead["months"] == 1)
        ]
        fell = lead["high"] < 0
        titles.append((fell and 3 in set(mine["depth"]), say(lang, "title_blocked", **fill)))
        titles.append((fell and 2 in set(mine["depth"]), say(lang, "title_slowed", **fill)))
        titles.append((fell, say(lang, "title_fell", **fill)))
        titles.append((True, say(lang, "title_rose", **fill)))
    titles.append((little, say(lang, "title_little", names=names)))
    titles.append((True, say(lang, "title_plain", a=a, b=b)))
    title = first_true(titles)
    refused = _refusals(ladders, shown, lang)
    daily = " ".join(beside(edition))
    known = _known(edition, shown) if none_after(steps, ladders) else ""
    named = pd.concat([_levels(edition, s) for s in (shown if known else [])] or [_levels(edition, "")])
    counts = tables.read("user_counts").set_index("record_id")
    sources = [counts.loc[i, "source_id"] for i in _records(steps)]
    noise = change.noise(edition)
    placebo = next(r for r in change.RUNGS if r.name == "placebo")
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", where=where, aged=base.aged(_records(steps), lang)),
        alt=say(lang, "alt", where=where, finding=base.lower(title, lang)),
        long=" ".join(p for p in (_changes(monthly, names, little, lang), known, daily, refused) if p),
        caption=" ".join(p for p in (title + ".", daily, refused) if p),
        notes=tuple(
            n
            for n in (
                say(lang, "note_bars"),
                say(lang, "note_noise", noise=words.millions(noise.size, lang)) if noise else "",
                say(lang, "note_after"),
                base.owner_line(edition),
            )
            if n
        ),
        sources=tuple(dict.fromkeys(sources)),
        reading=say(lang, "reading") + (f" {say(lang, 'reading_noise')}" if noise else ""),
        method=" ".join(
            part
            for part in (
                say(lang, "method"),
                say(
                    lang,
                    "method_noise",
                    noise=words.millions(noise.size, lang),
                    z=words.number(noise.z, lang, 2),
                    p=words.number(noise.share * 100, lang, 0),
                    phones=words.number(noise.phones, lang, 0),
                    people=words.millions(noise.people, lang),
                )
                if noise
                else "",
                say(lang, "method_tests", before=placebo.before, after=placebo.after),
            )
            if part
        ),
        claims=(
            *_claims(steps, swing, ladders, edition),
            *(Claim("is", r.low, r.high, base.service_name(r.service, lang), n=r.value) for r in named.itertuples()),
        ),
        days=tuple(named["month"]),
    )


def _claims(steps: pd.DataFrame, swing: Interval, ladders: pd.DataFrame, edition: Edition) -> tuple[Claim, ...]:
    """What the words say of changes, of their noise and of the months that are there."""
    lang = edition.language
    needed = [n for rung in change.RUNGS for n in (rung.before, rung.after)]
    noise = change.noise(edition)
    found = [*counted(*((noise.size, *vars(noise).values()) if noise else ()), *needed)]
    if change.reading(swing) == "little":
        found.append(Claim("little", swing.low, swing.high))
    for row in steps[(steps["metric"] == METRICS[0]) & (steps["reading"] == "clear")].itertuples():
        who = base.service_name(row.service, lang)
        found.append(Claim("fell" if row.high < 0 else "rose", row.low, row.high, who))
    for row in change.daily_and_monthly(edition).itertuples():
        who = base.service_name(row.service, lang)
        for low, high in ((row.monthly_low, row.monthly_high), (row.daily_low, row.daily_high)):
            if not low <= 0 <= high:
                found.append(Claim("fell" if high < 0 else "rose", low, high, who))
    for _, mine in ladders.groupby("service"):
        for side in ("before", "after"):
            low, high = int(mine[side].min()), int(mine[side].max())
            found.append(Claim("at_most", low, high, n=high))
    return tuple(found)


def _changes(monthly: pd.DataFrame, names: str, little: bool, lang: str) -> str:
    """The clear changes one by one, the others as one."""
    clear = monthly[monthly["reading"] == "clear"]
    rest = monthly[monthly["reading"] != "clear"]
    kind = "little" if (rest["reading"] == "little").all() else "open"
    if clear.empty:
        first, last = monthly["start"].min(), monthly["end"].max()
        fill = {
            "names": names,
            "first": words.month(first, lang, year=first.year != last.year),
            "last": words.month(last, lang),
        }
        return say(lang, "long_little" if little else f"long_each_{kind}", **fill)
    said = [_step(r, lang) for r in clear.itertuples()]
    if len(rest):
        said.append(say(lang, f"rest_{kind}"))
    return say(lang, "long", steps="; ".join(said))


def _known(edition: Edition, services: list[str]) -> str:
    """The months behind the changes, a sentence a service."""
    lang = edition.language
    return " ".join(
        say(lang, "of", a=base.service_name(s, lang), said=base.lower(said, lang))
        for s in services
        if (said := levels(edition, s))
    )


def beside(edition: Edition) -> list[str]:
    """A sentence a platform: monthly and daily reach over the same months."""
    lang = edition.language
    found = []
    for row in change.daily_and_monthly(edition).itertuples():
        said = {}
        for key, low, high in (("m", row.monthly_low, row.monthly_high), ("d", row.daily_low, row.daily_high)):
            if low <= 0 <= high:
                said[key] = say(lang, "both_open")
            else:
                a, b = sorted((abs(low), abs(high)))
                fell = "both_fell" if high < 0 else "both_rose"
                said[key] = say(lang, fell, p=words.percent(a, b, lang))
        fill = {
            "a": base.service_name(row.service, lang),
            "first": words.month(row.start, lang, year=row.start.year != row.end.year),
            "last": words.month(row.end, lang),
        }
        found.append(say(lang, "both", **fill, **said))
    return found


def _step(row: object, lang: str) -> str:
    """A clear change."""
    key = "step_up" if row.low > 0 else "step_down"
    return say(
        lang,
        key,
        a=base.service_name(row.service, lang),
        n=_certain(row, lang),
        first=words.month(row.start, lang, year=row.start.year != row.end.year),
        last=words.month(row.end, lang),
    )


def _levels(edition: Edition, service: str) -> pd.DataFrame:
    """The months known of a service since the edition's first day: rows of ``audience.points``."""
    found = audience.points(edition)
    lines = tables.read("series").set_index("series_id")["line"]
    return found[
        (found["service"] == service)
        & (found["draw"] == "yes")
        & (found["series_id"].map(lines) == "yes")
        & (found["month"] >= pd.Timestamp(edition.since))
    ]


def levels(edition: Edition, service: str) -> str:
    """The months known of a service since the edition's first day, as one sentence."""
    found = _levels(edition, service)
    if found.empty:
        return ""
    lang, last = edition.language, found["month"].max()
    said = [
        say(
            lang,
            "level",
            x=words.millions(r.value, lang),
            month=words.month(r.month, lang, year=r.month == last or r.month.year != last.year),
        )
        for r in found.itertuples()
    ]
    return say(lang, "levels", levels=words.listed(said, lang))


# Drawings


def _axis_end(steps: pd.DataFrame, ladders: pd.DataFrame, edition: Edition) -> pd.Timestamp:
    """The first day after what is drawn: a month after the last figure and the last limit, not after the cutoff."""
    last = max([steps["end"].max(), *ladders["start"]])
    wanted = last.to_period("M").to_timestamp() + pd.DateOffset(months=2)
    return min(wanted, (edition.cutoff + pd.offsets.MonthEnd(0)) + pd.Timedelta(days=1))


def _range(steps: pd.DataFrame) -> tuple[float, float]:
    """Millions a month below and above nought that a panel must hold."""
    low = min(steps["per_month_low"].min() / 1e6, -1.0)
    high = max(steps["per_month_high"].min(), steps["per_month_high"].max(), 1e6) / 1e6
    return low, high


def _tick(span: float, unit: float, room: float) -> float:
    """Step of the grid in millions: few lines, and their figures at least ``room`` pixels apart."""
    return next((s for s in (0.5, 1.0, 2.0, 5.0, 10.0) if span / s <= 4.2 and s * unit >= room), 20.0)


def _middle(month: pd.Timestamp) -> pd.Timestamp:
    return month + pd.Timedelta(days=14)


def static(
    said: Text,
    steps: pd.DataFrame,
    ladders: pd.DataFrame,
    strips: dict[str, pd.DataFrame],
    edition: Edition,
    look: Look,
) -> Figure:
    """Draw for print: a column a platform, on a phone one below the other."""
    lang = look.language
    social = look.size.brief
    noise = _noise(edition)
    low = social and look.size.width > look.size.height  # a wide card: the bars get what room there is
    subtitle = say(lang, "subtitle_brief", aged=base.aged(_records(steps), lang)) if low else said.subtitle
    page = Page(look, said.title, subtitle, said.footer(edition, look.size))
    narrow, small, label = look.size.narrow, look.size.small, look.size.label
    metrics = [m for m in METRICS if (steps["metric"] == m).any() and not (social and m != METRICS[0])]
    services = [s for s in edition.platforms if s in set(steps["service"]) or s in strips]
    columns = 1 if narrow else len(services)
    gap = 44.0
    width = (page.inner - gap * (columns - 1)) / columns
    gutter = max(page.width(t, "small") for t in ("+10", "\u2212 10")) + 8
    start, end = pd.Timestamp(edition.since), _axis_end(steps, ladders, edition)

    notes = {}
    for service in services:
        parts = [refusal(ladders, service, lang, brief=low)]
        if not social and none_after(steps, ladders) and (known := levels(edition, service)):
            parts.insert(0, known)
        notes[service] = [line for part in parts for line in wrap(part, small, width)]
    head = label * 1.5 + max(len(n) for n in notes.values()) * small * 1.28 + small * 0.7
    strip_row = label * 1.7 if strips else 0.0
    foot = (strip_row + small * 0.6 if strips else 0.0) + small * 2.6 + 14
    frames_ = list(strips.values())
    key = {
        "depths": strip.depths_in(frames_),
        "some": any((f["breadth"] == "some").any() for f in frames_),
        "fade": False,
    }
    keys = (
        _key(page, page.top, steps, noise, draw=False) + (strip.key_height(page, **key) if strips else 0) + small * 0.6
    )
    spans = {m: _range(steps[steps["metric"] == m]) for m in metrics}
    total = sum(high - low for low, high in spans.values())
    one_line = social  # the panel's name stands beside the service's
    title_room = small * (1.1 if one_line else 1.9)  # a panel's name, and room for the figures above its bars
    slack = label * 1.5
    fixed = head + foot + len(metrics) * (title_room + slack)
    wanted_unit = max(6.0, 250 / max(total / len(metrics), 1) / 1.6) if narrow else 0.0
    block = fixed + total * wanted_unit
    bottom = page.bottom(len(services) * block + (len(services) - 1) * label * 1.6 + keys)
    unit = wanted_unit if narrow else (bottom - page.top - keys - fixed) / total

    deepest = page.top
    for i, service in enumerate(services):
        left = page.left + (0 if narrow else i * (width + gap))
        top = page.top + (i * (block + label * 1.6) if narrow else 0)
        scale = TimeScale(start, end, left + gutter, left + width)
        name = base.service_name(service, lang)
        if one_line:
            name = say(lang, "panel", a=name, metric=say(lang, "metric_monthly_reach"))
        page.text(left, top + label * 0.7, name, "label", colour=base.role(service), bold=True)
        at = top + label * 1.5
        for line in notes[service]:
            page.text(left, at, line, "small", colour="secondary", va="top")
            at += small * 1.28
        at = top + head
        rules_top, rules = at + title_room - small * 0.2, _rules(strips.get(service), start, end)
        for metric in metrics:
            mine = steps[(steps["metric"] == metric) & (steps["service"] == service)]
            if not one_line:
                panel = words.cap(say(lang, f"metric_{metric}"))
                page.text(left, at + small * 0.7, panel, "small", bold=True)
            at = _panel(
                page, mine, spans[metric], unit, scale, at + title_room, left + gutter, left + width, rules, noise
            )
            at += slack
        if strips:
            for when in rules:
                page.line((scale(when),) * 2, (rules_top, at + strip_row), "axis", 1, dash=(0, (2, 2.4)), zorder=1.5)
            if service in strips:
                strip.draw(page, scale, at, strip_row, strips[service], edition.cutoff, role="small")
            at += strip_row + small * 0.6
        at = _months_axis(page, scale, at, left, left + width)
        deepest = max(deepest, at)
    at = _key(page, deepest + small * 0.4, steps, noise, draw=True)
    if strips:
        at = strip.key(page, at, **key)
    return page.finish(at)


def _rules(frame: pd.DataFrame | None, start: pd.Timestamp, end: pd.Timestamp) -> list[pd.Timestamp]:
    """First days of nationwide stretches that begin on the axis."""
    if frame is None:
        return []
    wide = frame[(frame["breadth"] == "nationwide") & (frame["start"] >= start) & (frame["start"] < end)]
    return sorted(set(wide["start"]))


def _months_axis(page: Page, scale: TimeScale, y: float, left: float, right: float) -> float:
    """The months below one column; their names stay inside it."""
    return time_axis(_Column(page, left, right), scale, y)


class _Column:
    """A page seen as one of its columns."""

    def __init__(self, page: Page, left: float, right: float):
        self._page, self.left, self.right = page, left, right

    def __getattr__(self, name: str) -> object:
        return getattr(self._page, name)


def _panel(
    page: Page,
    steps: pd.DataFrame,
    span: tuple[float, float],
    unit: float,
    scale: TimeScale,
    top: float,
    left: float,
    right: float,
    rules: list[pd.Timestamp],
    noise: float,
) -> float:
    """One service and metric: grid, noise, bars and whiskers; returns the y below."""
    lang, small = page.look.language, page.size.small
    low, high = span
    zero = top + high * unit

    def y(people: float) -> float:
        return zero - people / 1e6 * unit

    tick = _tick(high - low, unit, small * 1.35)
    n = int(-low // tick)
    for i in range(-n, int(high // tick) + 1):
        at = zero - i * tick * unit
        page.line(
            (left, right), (at, at), "axis" if i == 0 else "grid", 1.4 if i == 0 else 1, zorder=3 if i == 0 else 1
        )
        page.text(left - 8, at, signed(i * tick * 1e6, lang), "small", colour="secondary", ha="right")
    if steps.empty:
        page.text(
            (left + right) / 2,
            zero - small,
            say(lang, "no_step"),
            "small",
            colour="secondary",
            ha="center",
        )
        return top + (high - low) * unit
    colour = base.role(steps["service"].iloc[0])
    taken: list[tuple[float, float]] = []
    rows = list(steps.itertuples())
    for i, row in enumerate(rows):
        x0, x1 = scale(_middle(row.start)), scale(_middle(row.end))
        if noise:
            page.rect(x0, y(noise / row.months), x1 - x0, 2 * noise / row.months / 1e6 * unit, "possible", zorder=1.2)
        ends = sorted((zero, y(row.per_month)))
        clear = row.reading == "clear"
        gid = f"bar-{row.service}-{row.metric}-{row.end:%Y-%m}"
        if clear:
            page.rect(x0 + 1, ends[0], x1 - x0 - 2, ends[1] - ends[0], colour, zorder=2, gid=gid)
        else:
            page.rect(
                x0 + 1.5, ends[0], x1 - x0 - 3, ends[1] - ends[0], "page", edge=colour, line=1.5, zorder=2, gid=gid
            )
        _whisker(page, (x0 + x1) / 2, y(row.per_month_low), y(row.per_month_high))
        if clear:
            figure = signed(row.per_month, lang)
            half = page.width(figure, "label", True) / 2
            down = row.per_month < 0
            at = (
                y(row.per_month_low) + page.size.label * 0.75
                if down
                else y(row.per_month_high) - page.size.label * 0.65
            )
            centre = min((x0 + x1) / 2, right - half)
            after = rows[i + 1] if i + 1 < len(rows) else None
            if after is not None and (after.per_month < row.per_month if down else after.per_month > row.per_month):
                centre = min(centre, x1 - half - 2)  # the next bar goes further and would lie under the figure
            if taken and abs(taken[-1][1] - at) < page.size.label:
                centre = max(centre, taken[-1][0] + half + 4)
            if centre + half > page.right:
                continue  # no room beside the figure before it: the bar and the table say it
            taken.append((centre + half, at))
            page.text(centre, at, figure, "label", bold=True, ha="center", halo=True)
    last = scale(_middle(steps["end"].max()))
    # Up to the next limit, so that no rule runs through the words; where it is near, across it.
    said, room = say(lang, "none_after"), right - last - 10
    near = next((x - last - 12 for x in map(scale, rules) if x > last), room)
    if len(wrap(said, small, near)) <= 2 and all(page.width(w, "small") <= near for w in wrap(said, small, near)):
        room = near
    lines = wrap(said, small, room)
    deep = zero + small * (1.5 + 1.25 * (len(lines) - 1))
    # Below the line, but above it where the figure of the last bar stands there.
    under = not any(x > last + 4 and zero < at < deep + page.size.label for x, at in taken)
    if max(page.width(line, "small") for line in lines) <= room:
        for i, line in enumerate(lines):
            lower = small * (0.95 + 1.25 * i) if under else -small * (0.8 + 1.25 * (len(lines) - 1 - i))
            page.text(last + 8, zero + lower, line, "small", colour="faint", halo=True)
    return top + (high - low) * unit


def _whisker(page: Page, x: float, low: float, high: float) -> None:
    """Low and high of a change, in pixels; drawn only where rounding leaves more than the line is thick."""
    if abs(low - high) < 3:
        return
    page.line((x, x), (low, high), "page", 4, zorder=3.5)
    page.line((x, x), (low, high), "text", 1.3, zorder=4)
    for end in (low, high):
        page.line((x - 3.5, x + 3.5), (end, end), "text", 1.3, zorder=4)


def _key(page: Page, y: float, steps: pd.DataFrame, noise: float, *, draw: bool) -> float:
    """Samples of the marks with their words; returns the y below, or its height where nothing is drawn."""
    lang, small, swatch = page.look.language, page.size.small, 22.0
    x, row = 0.0, 0
    kinds = [
        *(["clear"] if (steps["reading"] == "clear").any() else []),
        *(["hollow"] if (steps["reading"] != "clear").any() else []),
        "whisker",
        *(["noise"] if noise else []),
    ]
    for kind in kinds:
        said = say(lang, f"key_{kind}", noise=words.millions(noise, lang))
        full = swatch + 6 + page.width(said, "small")
        if x and x + full > page.inner:
            x, row = 0.0, row + 1
        if draw:
            left, line = page.left + x, y + row * small * 1.55
            top = line + small * 0.1
            if kind == "clear":
                page.rect(left, top, swatch, small * 0.95, "secondary")
            elif kind == "hollow":
                page.rect(left, top, swatch, small * 0.95, "page", edge="secondary", line=1.5)
            elif kind == "noise":
                page.rect(left, top, swatch, small * 0.95, "possible")
            else:
                _whisker(page, left + swatch / 2, top, top + small * 0.95)
            page.text(left + swatch + 6, line + small * 0.58, said, "small", colour="secondary")
        x += full + small * 1.1
    height = (row + 1) * small * 1.55
    return y + height if draw else height


def interactive(
    steps: pd.DataFrame, ladders: pd.DataFrame, strips: dict[str, pd.DataFrame], edition: Edition, look: Look
) -> go.Figure:
    """Draw for the screen: a row a platform and metric, the limits below, on one time axis."""
    lang = look.language
    rows = [
        (s, m) for s in edition.platforms for m in METRICS if ((steps["service"] == s) & (steps["metric"] == m)).any()
    ]
    count = len(rows) + bool(strips)
    heights = [1.0] * len(rows) + [0.5] * bool(strips)
    figure = make_subplots(
        rows=count, cols=1, shared_xaxes=True, vertical_spacing=0.3 / max(count, 2) / 1.6, row_heights=heights
    )
    figure.update_layout(base.blank(look, 130 + 170 * len(rows)).layout, overwrite=False, template="none")
    blank = base.blank(look).layout
    figure.update_layout(
        height=100 + 175 * len(rows) + (90 if strips else 0),
        margin={"l": 84, "r": 16, "t": 32, "b": 40},
        showlegend=False,
        dragmode=False,
        paper_bgcolor=blank.paper_bgcolor,
        plot_bgcolor=blank.plot_bgcolor,
        hovermode="closest",
        font=blank.font,
        hoverlabel=blank.hoverlabel,
        barmode="overlay",
    )
    low, high = _range(steps)
    noise = _noise(edition)
    for i, (service, metric) in enumerate(rows, start=1):
        mine = steps[(steps["service"] == service) & (steps["metric"] == metric)]
        colour = look[base.role(service)]
        middles = [_middle(r.start) + (_middle(r.end) - _middle(r.start)) / 2 for r in mine.itertuples()]
        widths = [(_middle(r.end) - _middle(r.start)).total_seconds() * 1000 * 0.96 for r in mine.itertuples()]
        for row, x, width in zip(mine.itertuples(), middles, widths, strict=True):
            if not noise:
                break
            least = noise / row.months / 1e6
            figure.add_bar(
                x=[x], y=[2 * least], base=[-least], width=[width / 0.96], marker_color=look["possible"],
                hoverinfo="skip", row=i, col=1,
            )  # fmt: skip
        figure.add_bar(
            x=middles,
            y=list(mine["per_month"] / 1e6),
            width=widths,
            marker={
                "color": [colour if r == "clear" else look["page"] for r in mine["reading"]],
                "line": {"color": colour, "width": 1.5},
            },
            error_y={
                "type": "data",
                "symmetric": False,
                "array": list((mine["per_month_high"] - mine["per_month"]) / 1e6),
                "arrayminus": list((mine["per_month"] - mine["per_month_low"]) / 1e6),
                "color": look["text"],
                "thickness": 1.3,
                "width": 4,
            },
            customdata=[_hover(r, lang) for r in mine.itertuples()],
            hovertemplate="%{customdata}<extra></extra>",
            row=i,
            col=1,
        )
        a = f"<b>{escape(base.service_name(service, lang))}</b>"
        name = say(lang, "panel", a=a, metric=escape(say(lang, f"metric_{metric}")))
        axis = figure.layout[f"yaxis{i if i > 1 else ''}"]
        figure.add_annotation(
            text=name, x=0, xref="paper", xanchor="left", xshift=-40, y=axis.domain[1], yref="paper",
            yanchor="bottom", showarrow=False, font={"color": colour},
        )  # fmt: skip
        figure.update_yaxes(
            range=[low * 1.05, high * 1.1], gridcolor=look["grid"], zeroline=True, zerolinecolor=look["axis"],
            ticklabelstandoff=8, row=i, col=1,
        )  # fmt: skip
        for when in _rules(strips.get(service), pd.Timestamp(edition.since), edition.cutoff):
            figure.add_vline(x=when, line={"color": look["axis"], "width": 1, "dash": "dot"}, row=i, col=1)
    start, end = pd.Timestamp(edition.since), _axis_end(steps, ladders, edition)
    for service, frame in strips.items():
        shown = frame[frame["start"] < end]
        shown = shown.assign(start=shown["start"].clip(lower=start))
        strip.screen(figure, base.service_name(service, lang), shown, edition.cutoff, look, {"row": count, "col": 1})
    figure.update_xaxes(
        type="date", range=[str(start.date()), str(end.date())], showgrid=False, zeroline=False,
        showticklabels=False, ticks="", linecolor=look["axis"],
    )  # fmt: skip
    figure.update_xaxes(showticklabels=True, ticks="outside", tickangle=0, nticks=6, row=count, col=1)
    if strips:
        figure.update_yaxes(autorange="reversed", showgrid=False, row=count, col=1)
    return figure


def _hover(row: object, lang: str) -> str:
    said = say(
        lang,
        "hover",
        first=words.month(row.start, lang),
        last=words.month(row.end, lang),
        n=signed(row.per_month, lang),
        low=signed(row.per_month_low, lang),
        high=signed(row.per_month_high, lang),
        basis=_published(row, lang),
    )
    return f"<b>{escape(base.service_name(row.service, lang))}</b><br>{base.folded(said)}"


def _published(row: object, lang: str) -> str:
    """Both figures of a change in the words of their sources."""
    ids = row.record_ids.split("; ")
    a, b = (
        audience.worded(SimpleNamespace(value=value, record_id=i), lang)
        for value, i in zip((row.start_value, row.end_value), ids, strict=True)
    )
    return say(lang, "then", a=a, b=b)
