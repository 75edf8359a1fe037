"""The reason given for the limits beside the published shares of fraud by channel, each with what it cannot show."""

from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, wrap
from reach.claims import counted
from reach.draw.look import Look
from reach.edition import Edition
from reach.measures import statements

NAME = "reason-against-evidence"
COLUMNS = {
    "record_id": "Row of fraud_figures.csv, or of reactions.csv for a stated reason.",
    "part": "reason: the reason as stated; share: a published share, drawn as a bar; change: a change given out since; "
    "app: another figure about one of the two services alone.",
    "who_said": "Who said it.",
    "who_said_ru": "The same in Russian.",
    "who_counted": "Who counted.",
    "report": "Figures of one statement share this name.",
    "claim": "What was said, in our words.",
    "claim_ru": "The same in Russian.",
    "channel": "telephone, messengers, a service by its name, or all.",
    "measure": "What the share is of.",
    "direction": "fell or rose, for a change.",
    "period_start": "First day of the period; for a reason, the day it was given.",
    "period_end": "Last day of the period.",
    "value": "The figure as printed; missing for a printed range.",
    "unit": "percent or times.",
    "qualifier": "The words around the figure, as one of the wordings in qualifiers.csv.",
    "low": "Low end of what the words allow.",
    "high": "High end of what the words allow.",
    "before": "Whether the period ended before the limits began.",
    "weakness": "What the figure cannot show.",
    "weakness_ru": "The same in Russian.",
    "confidence": "How much weight it bears.",
    "sources": "Pages: rows of sources.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "said_none": ("none found", "не найдено"),
    "title_telephone": ("{who} put telephone calls at {phone}% of fraud cases and messengers at {messengers}%",
                        "{who}: на телефонные звонки пришлось {phone}\u00a0% мошенничеств, на мессенджеры — {messengers}\u00a0%"),
    "title_plain": ("What was published on fraud by channel in {where:the}",
                    "Что опубликовано о мошенничестве по каналам {where:in}"),
    "title_none": ("No figure on fraud by channel in {where:the} was found by {day}",
                   "Цифр о мошенничестве по каналам {where:in} не найдено"),
    "subtitle": ("The reason given for the limits, beside published shares of fraud by channel; each counts something else",
                 "Заявленная причина ограничений и опубликованные доли мошенничества по каналам; каждая считает своё"),
    "alt": ("Bar chart of {n} published shares of fraud by channel, beside the reason for the limits: {finding}.",
            "Столбчатая диаграмма: {n} {n:#опубликованная доля|опубликованные доли|опубликованных долей} мошенничества по каналам, рядом причина ограничений; {finding}."),
    "long": ("The reason as stated: {reasons} Published shares: {shares}.",
             "Причина, как она заявлена. {reasons} Опубликованные доли: {shares}."),
    "long_apps": ("On one app alone the table has {n} more, by {who}.",
                  "Об одном приложении в таблице ещё {n}: {who}."),
    "long_changes": ("In the table: {n} {n:#change|changes} given out since.",
                     "В таблице — {n} {n:#изменение|изменения|изменений}, о которых сообщили позже."),
    "told": ("{who}: {claim}", "{who}. {claim}"),
    "share": ("{who}, {period}: {shares} of {measure}", "{who}, {period}: {shares} {measure}"),
    "change": ("{who}, {channel}, {period}: {change}", "{who}, {channel}, {period}: {change}"),
    "caption": ("Published shares of fraud by channel, each with its counter and its weakness; they cannot be compared or averaged.",
                "Опубликованные доли мошенничества по каналам; у каждой свой подсчёт и своя слабость, их нельзя сравнивать и усреднять."),
    "note": ("Shares by different counters count different things. Officials’ and companies’ claims are their own.",
             "Источники считают разное; утверждения принадлежат им самим."),
    "fill_messengers": ("solid: messengers", "сплошные: мессенджеры"),
    "fill_telephone": ("hatched: telephone", "штриховка: телефон"),
    "fill_MAX": ("grey: MAX", "серые: MAX"),
    "fill_ceiling": ("hollow: at most", "полые: не более"),
    "note_short": ("Shares by different counters count different things.", "Разные источники считают разное."),
    "reading": ("Each bar is one published share, as long as its figure. {samples}",
                "Каждый столбец — одна опубликованная доля, его длина — цифра. {samples}"),
    "method": ("Every published share for messengers, one app or the telephone that was found is shown as printed, by who gave it out, for what period and of what. Retellings of a figure count once; shares by different counters are not compared, averaged or subtracted. Changes given out after the limits began are listed as claims.",
               "Показаны все найденные опубликованные доли для мессенджеров, отдельных приложений и телефона, как напечатано: кто назвал, за какой период, доля чего. Пересказы одной цифры учтены один раз; доли разных источников не сравниваются, не усредняются и не вычитаются. Изменения, о которых сообщили после начала ограничений, приведены как утверждения."),
    "reason": ("The reason, as stated", "Причина, как она заявлена"),
    "reason_who": ("{who}, {day}", "{who}, {day}"),
    "shares": ("Published shares", "Опубликованные доли"),
    "weakness": ("What they cannot show", "Чего они не показывают"),
    "before": ("periods before the limits", "периоды до ограничений"),
    "after": ("periods that end after the limits began", "периоды, завершившиеся после начала ограничений"),
    "changes": ("Changes given out since", "Изменения, названные позже"),
    "missing": ("What is missing", "Чего не хватает"),
    "missing_app": ("No figure found is about {a} alone.", "Не найдено цифр отдельно о {a}."),
    "missing_apps": ("No figure found is about {a} or {b} alone.", "Не найдено цифр отдельно о {a} или {b}."),
    "missing_before_after": ("None found gives a share by the same count before and after.",
                             "Не найдено доли по одному и тому же подсчёту до и после."),
    "missing_all": ("No published share was found.", "Опубликованных долей не найдено."),
    "more": ("{n} more: see the table.", "ещё {n}: см. таблицу"),
    "messengers": ("messengers", "мессенджеры"),
    "telephone": ("telephone", "телефон"),
    "all": ("all fraud", "всё мошенничество"),
    "share of cases": ("cases", "случаев"),
    "share of complaints": ("complaints", "жалоб"),
    "share of calls": ("calls", "звонков"),
    "share of people": ("people", "людей"),
    "head": ("{who}, {period}", "{who}, {period}"),
    "of": ("share of {measure}", "доля {measure}"),
    "period": ("{a} to {b}", "{a}\u00a0– {b}"),
    "percent": ("{w}{x}%", "{w}{x}\u00a0%"),
    "fell": ("fell by {w}{x}%", "{w}−{x}\u00a0%"),
    "rose": ("rose by {w}{x}%", "{w}+{x}\u00a0%"),
    "fell_times": ("fell {w}{x}-fold", "{w}в {x} {x:#раз|раза|раз} меньше"),
    "rose_times": ("rose {w}{x}-fold", "{w}в {x} {x:#раз|раза|раз} больше"),
    "empty_what": ("The reason for limits to {a} and {b} beside published figures",
                   "Причина ограничений {a} и {b} и опубликованные цифры"),
    "empty": ("no reason for limits to {a} or {b} in {where:the} was found",
              "причин ограничений {a} или {b} {where:in} не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)
_FILL = {
    "messengers": ("overlap", ""),
    "telephone": ("possible", "////"),
    "WhatsApp": ("whatsapp", ""),
    "Telegram": ("telegram", ""),
    "MAX": ("depth_2", ""),
}


def frame(edition: Edition) -> pd.DataFrame:
    """The data behind the figure: reasons around the announcement, shares, changes; empty without a reason."""
    key = statements.on(statements.key(edition), "reason")
    if key.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    reasons = key.assign(
        record_id=key["reaction_id"],
        part="reason",
        who_said=key["actor"],
        who_said_ru=key["actor_ru"],
        who_counted="",
        report="",
        channel="",
        measure="",
        direction="",
        period_start=key["date"],
        period_end=key["date"],
        value=float("nan"),
        unit="",
        qualifier="",
        low=float("nan"),
        high=float("nan"),
        before=False,
        weakness="",
        weakness_ru="",
    )
    changes = statements.changes(edition)
    # A figure that seems to be another's, said again, is told once.
    changes = changes[~changes["repeats"].isin(set(changes["record_id"])) | (changes["repeats"] == "")]
    shares = statements.shares(edition)
    parts = [reasons] + [
        found.assign(part=part, sources=found["source_id"])
        for part, found in (("share", shares), ("change", changes), ("app", statements.of_one_app(edition)))
        if len(found)
    ]
    return pd.concat([part[list(COLUMNS)] for part in parts], ignore_index=True)


def _period(row: object, lang: str) -> str:
    start, end = row.period_start, row.period_end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    a, b = words.month(start, lang, short=True), words.month(end, lang, short=True)
    if a == b:
        return a
    if start.year == end.year:
        a = words.month(start, lang, year=False, short=True)
    return say(lang, "period", a=a, b=b)


def _figure(row: object, lang: str) -> str:
    """A share as it is printed beside its bar: 15.7%, 8–9%, ≤ 40%."""
    if row.low == 0 and row.value == row.high:
        return say(lang, "percent", w="≤ ", x=words.number(row.high, lang))
    return say(lang, "percent", w=_wording(row, lang), x=_number(row, lang))


def _number(row: object, lang: str) -> str:
    """A figure without its unit and wording, or a printed range."""
    if pd.isna(row.value):
        return f"{words.number(row.low, lang)}–{words.number(row.high, lang)}"
    return words.number(row.value, lang)


def _wording(row: object, lang: str) -> str:
    """The word a figure was printed with, and a space: "about ", "almost "; nothing where there was none."""
    wording = tables.read("qualifiers").set_index("qualifier")[f"wording_{lang}"].get(row.qualifier, "")
    return f"{wording} " if wording else ""


def _change(row: object, lang: str) -> str:
    times = "_times" if row.unit == "times" else ""
    return say(lang, f"{row.direction}{times}", w=_wording(row, lang), x=_number(row, lang))


def _missing(data: pd.DataFrame, edition: Edition) -> list[str]:
    """What the published figures leave open, each sentence only where it holds."""
    lang = edition.language
    shares = data[data["part"] == "share"]
    if shares.empty:
        return [say(lang, "missing_all")]
    found = []
    # Of all figures that the edition knows, not of those drawn.
    unknown = [s for s in edition.platforms if s not in set(statements.fraud(edition)["channel"])]
    if unknown:
        names = [base.service_name(s, lang) for s in unknown]
        found.append(say(lang, f"missing_app{'s' * (len(names) > 1)}", **dict(zip("ab", names, strict=False))))
    sides = shares.groupby(["who_counted", "measure", "channel"])["before"].nunique()
    if (sides < 2).all():
        found.append(say(lang, "missing_before_after"))
    return found


def _channel(name: str, lang: str) -> str:
    named = tables.in_language("services", "service", lang)
    return named[name] if name in named else say(lang, f"{name}")


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    reasons, shares, changes, apps = (data[data["part"] == part] for part in ("reason", "share", "change", "app"))
    pair = _pair(shares)
    fill = {
        "where": words.country(edition.country, lang),
        "day": words.day(edition.cutoff, lang),
        "who": words.listed([base.printed(r, "who_said", lang) for r in reasons.itertuples()], lang),
        "n": words.number(len(shares), lang, 0),
    }
    if pair is not None:
        figures = {
            "who": base.printed(pair[0], "who_said", lang),
            "phone": words.number(pair[0]["value"], lang),
            "messengers": words.number(pair[1]["value"], lang),
        }
    told = [
        say(lang, "told", who=base.printed(r, "who_said", lang), claim=base.printed(r, "claim", lang))
        for r in reasons.itertuples()
    ]
    said_shares = [
        say(
            lang,
            "share",
            who=base.printed(group.iloc[0], "who_said", lang),
            period=_period(next(group.itertuples()), lang),
            shares=words.listed([f"{_channel(r.channel, lang)} {_figure(r, lang)}" for r in group.itertuples()], lang),
            measure=say(lang, f"{group.iloc[0]['measure']}"),
        )
        for group in _groups(data)
    ]
    missing = _missing(data, edition)
    # What a share cannot show, and what was given out since, stand in the table: a description is listened to.
    long = say(lang, "long", reasons=" ".join(told), shares="; ".join(said_shares) or say(lang, "said_none"))
    if len(apps):
        by = words.listed(list(dict.fromkeys(base.printed(r, "who_said", lang) for r in apps.itertuples())), lang)
        long += " " + say(lang, "long_apps", n=words.number(len(apps), lang, 0), who=by)
    if len(changes):
        long += " " + say(lang, "long_changes", n=words.number(len(changes), lang, 0))
    pages = dict.fromkeys(
        page
        for cell in [*shares["sources"], *changes["sources"], *apps["sources"], *reasons["sources"]]
        for page in tables.items(cell)
    )
    title = first_true(
        [
            (shares.empty, say(lang, "title_none", **fill)),
            (pair is not None, say(lang, "title_telephone", **(fill | figures)) if pair else ""),
            (True, say(lang, "title_plain", **fill)),
        ]
    )
    return Text(
        title=title,
        subtitle=say(lang, "subtitle"),
        alt=say(lang, "alt", finding=title, **fill),
        long=" ".join([long, *missing]),
        caption=" ".join([say(lang, "caption"), *missing]),
        notes=(_samples(shares, lang), say(lang, "note")),
        short_note=say(lang, "note_short"),
        reading=say(lang, "reading", samples=_samples(shares, lang)).strip(),
        method=say(lang, "method"),
        sources=tuple(pages),
        claims=counted(len(shares), len(changes), len(apps)),
    )


def _samples(shares: pd.DataFrame, lang: str) -> str:
    """What the fills of the bars that are drawn stand for."""
    found = [say(lang, f"fill_{c}") for c in ("messengers", "telephone", "MAX") if c in set(shares["channel"])]
    if (shares["low"] == 0).any():
        found.append(say(lang, "fill_ceiling"))
    return f"{words.cap('; '.join(found))}." if found else ""


def _pair(shares: pd.DataFrame) -> tuple[pd.Series, pd.Series] | None:
    """The first statement before the limits that gives shares of both channels, the telephone's the larger."""
    for _, group in shares[shares["before"].astype(bool) & (shares["confidence"] != "low")].groupby(
        "report", sort=False
    ):
        phone, other = group[group["channel"] == "telephone"], group[group["channel"] == "messengers"]
        if len(phone) == 1 and len(other) == 1 and phone.iloc[0]["low"] > other.iloc[0]["high"]:
            return phone.iloc[0], other.iloc[0]
    return None


def _told(row: object, lang: str) -> str:
    channel = _channel(row.channel, lang)
    return say(
        lang,
        "change",
        who=base.printed(row, "who_said", lang),
        channel=channel,
        period=_period(row, lang),
        change=_change(row, lang),
    )


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no reason was found."""
    data, lang = frame(edition), edition.language
    if data.empty:
        a, b = (base.service_name(s, lang) for s in edition.platforms)
        fill = {"a": a, "b": b, "where": words.country(edition.country, lang), "day": words.day(edition.cutoff, lang)}
        return base.no_figure(chart, NAME, edition, say(lang, "empty_what", **fill), say(lang, "empty", **fill))
    channels = [c for c in _FILL if c in set(data.loc[data["part"] == "share", "channel"])]
    kinds = {"messengers": "certain", "telephone": "possible"}
    said = text(data, edition)
    return Chart(
        NAME,
        edition,
        said,
        data,
        COLUMNS,
        static=lambda look: static(said, data, edition, look),
        interactive=lambda look: interactive(data, edition, look),
        key=tuple((kinds[c], _channel(c, lang)) for c in channels if c in kinds),
    )


def _groups(data: pd.DataFrame) -> list[pd.DataFrame]:
    shares = data[data["part"] == "share"]
    return [group for _, group in shares.groupby("report", sort=False)]


@dataclass(frozen=True)
class _Plan:
    """Where things stand on a page: the column of words on the left, and the columns of the shares, in pixels.

    ``lead`` is nought where the reason stands across the page, above the shares; ``side`` and ``weak`` are nought
    where who and what stand over the bars, and what they cannot show under them or not at all.
    """

    lead: float
    side: float
    weak: float


def static(said: Text, data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    size = look.size
    page = Page(look, said.title, said.subtitle, said.footer(edition, size))
    small = size.small
    if size.narrow:
        plan = _Plan(0, 0, 0)
        y = _reason(page, data, page.left, page.right, page.top, None)
        y = _shares(page, data, plan, page.left, page.right, y + small * 0.6, None)
        y = _since(page, data, page.left, page.right, y + small * 0.6, None)
        return page.finish(_open(page, data, edition, page.left, page.right, y + small * 0.6))
    bottom, gap = page.bottom(430), small * 0.9
    plan = _plan(page, data, edition, bottom)
    if not plan.lead:
        # The reason across the page, what is missing at its side, the shares below them.
        middle = page.left + page.inner * 0.64
        y = _reason(page, data, page.left, middle, page.top, bottom)
        _open(page, data, edition, middle + small * 2.4, page.right, page.top)
        y = max(y, page.top + _open_height(page, data, edition, page.right - middle - small * 2.4))
        _shares(page, data, plan, page.left, page.right, y + small * 0.2, bottom)
        return page.finish(bottom)
    middle = page.left + plan.lead
    y = _reason(page, data, page.left, middle, page.top, bottom)
    room = bottom - _open_height(page, data, edition, plan.lead) - gap
    # A card tells of the changes only where it has room for all.
    if not size.brief or y + gap + _since_height(page, data, plan.lead) <= room:
        y = _since(page, data, page.left, middle, y + gap, room)
    if y + gap + _open_height(page, data, edition, plan.lead) <= bottom:
        _open(page, data, edition, page.left, middle, y + gap)
    _shares(page, data, plan, middle + small * 2.4, page.right, page.top, bottom)
    return page.finish(bottom)


def _plan(page: Page, data: pd.DataFrame, edition: Edition, bottom: float) -> _Plan:
    """The first of the ways to lay out the page that has room for every share and for bars of some length."""
    small, inner = page.size.small, page.inner
    if page.size.brief:
        return _Plan(inner * 0.4, 0, 0)
    for lead in (0.3, 0.28, 0.26):
        width = inner * (1 - lead) - small * 2.4
        for weak in (0.33, 0.36, 0.39):
            plan = _Plan(inner * lead, width * 0.23, width * weak)
            if (
                _per(page, data, plan, width) * 100 >= inner * 0.1
                and page.top + _least(page, data, plan, width) <= bottom
            ):
                return plan
    return _Plan(0, inner * 0.25, inner * 0.38)


def _paragraph(
    page: Page, text_: str, x: float, y: float, width: float, bold: bool = False, colour: str = "text"
) -> float:
    return page.lines(x, y, text_.replace("'", "\u2019"), width, "small", bold=bold, colour=colour)


def _reason(page: Page, data: pd.DataFrame, left: float, right: float, top: float, bottom: float | None) -> float:
    lang, small = page.look.language, page.size.small
    y = page.lines(left, top, say(lang, "reason"), right - left, "label", bold=True) + small * 0.3
    for row in data[data["part"] == "reason"].itertuples():
        claim, who = base.printed(row, "claim", lang), base.printed(row, "who_said", lang)
        who = say(lang, "reason_who", who=who, day=words.day(row.period_start, lang))
        height = (len(wrap(who, small, right - left, True)) + len(wrap(claim, small, right - left))) * small * 1.28
        if bottom is not None and y + height > bottom:
            break
        y = _paragraph(page, who, left, y, right - left, bold=True)
        y = _paragraph(page, claim, left, y, right - left, colour="secondary") + small * 0.4
    return y


def _since(page: Page, data: pd.DataFrame, left: float, right: float, top: float, bottom: float | None) -> float:
    """Changes given out since, a line or two each, as many as fit."""
    lang, small = page.look.language, page.size.small
    changes = data[data["part"] == "change"]
    if changes.empty:
        return top
    y = page.lines(left, top, say(lang, "changes"), right - left, "label", bold=True) + small * 0.3
    for i, row in enumerate(changes.itertuples()):
        lines = wrap(_told(row, lang), small, right - left)
        last = i == len(changes) - 1
        if bottom is not None and y + (len(lines) + (0 if last else 1)) * small * 1.28 > bottom:
            more = say(lang, "more", n=words.number(len(changes) - i, lang, 0))
            return _paragraph(page, more, left, y, right - left, colour="faint")
        for line in lines:
            page.text(left, y, line, "small", colour="secondary", va="top")
            y += small * 1.28
    return y


def _since_height(page: Page, data: pd.DataFrame, width: float) -> float:
    changes = data[data["part"] == "change"]
    lines = sum(len(wrap(_told(row, page.look.language), page.size.small, width)) for row in changes.itertuples())
    return page.size.label * 1.28 + page.size.small * (0.3 + 1.28 * lines)


def _open_height(page: Page, data: pd.DataFrame, edition: Edition, width: float) -> float:
    lines = sum(len(wrap(said, page.size.small, width)) for said in _missing(data, edition))
    return page.size.label * 1.28 + page.size.small * (0.3 + 1.28 * lines)


def _open(page: Page, data: pd.DataFrame, edition: Edition, left: float, right: float, top: float) -> float:
    """What the figures leave open."""
    y = page.lines(left, top, say(page.look.language, "missing"), right - left, "label", bold=True)
    y += page.size.small * 0.3
    for said in _missing(data, edition):
        y = _paragraph(page, said, left, y, right - left, colour="secondary")
    return y


def _begin(page: Page, data: pd.DataFrame, plan: _Plan) -> float:
    """Where bars begin, from the left of the shares: beyond who and what, and the names of the channels."""
    channels = set(data.loc[data["part"] == "share", "channel"])
    names = [page.width(_channel(c, page.look.language), "small") for c in _FILL if c in channels]
    return (plan.side + 12 if plan.side else 0) + max(names, default=0) + 8


def _tail(page: Page, data: pd.DataFrame) -> float:
    """Room for the longest figure beside a bar."""
    shares = data[data["part"] == "share"]
    figures = [page.width(_figure(r, page.look.language), "small", bold=True) for r in shares.itertuples()]
    return max(figures, default=0) + 8


def _per(page: Page, data: pd.DataFrame, plan: _Plan, width: float) -> float:
    """Pixels of a percent. Bars run to the longest share and its figure, not to a hundred."""
    ends = data.loc[data["part"] == "share", ["value", "high"]].max(axis=None)
    room = width - _begin(page, data, plan) - _tail(page, data) - (plan.weak + 16 if plan.weak else 0)
    return room / ends


def _least(page: Page, data: pd.DataFrame, plan: _Plan, width: float) -> float:
    """How tall the shares are when set as close as can be."""
    small, groups = page.size.small, _groups(data)
    before = {bool(group["before"].iloc[0]) for group in groups}
    heights = [_height(page, _layout(page, group, plan, width), len(group), plan) for group in groups]
    rows = sum(heights) + small * 0.35 * (len(groups) - 1)
    return page.size.label * 1.28 + small * 0.3 + small * 1.75 * len(before) + rows


def _shares(
    page: Page, data: pd.DataFrame, plan: _Plan, left: float, right: float, top: float, bottom: float | None
) -> float:
    """Bars by statement: who and what on the left, bars in the middle, what they cannot show on the right or below."""
    lang, small = page.look.language, page.size.small
    groups, width = _groups(data), right - left
    y = page.lines(left, top, say(lang, "shares"), width, "label", bold=True) + small * 0.3
    if not groups:
        return _paragraph(page, say(lang, "missing_all"), left, y, width, colour="secondary")
    begin, per = left + _begin(page, data, plan), _per(page, data, plan, width)
    end = right - (plan.weak + 16 if plan.weak else 0)
    if plan.weak:
        page.text(end + 16, top, say(lang, "weakness"), "label", bold=True, va="top")
    line = small * 1.28
    gap, grow, whole = small * 0.9, 1.0, True
    if bottom is not None:
        spare = bottom - top - _least(page, data, plan, width)
        whole = spare >= -1
        if not plan.side and spare > 0:
            # A card draws its bars as thick as it has room for.
            bars = sum(len(group) for group in groups) * small * 1.35
            grow = min(1 + spare * 0.5 / bars, 2)
            spare -= bars * (grow - 1)
        gap = min(small * 0.35 + max(spare, 0) / max(len(groups) - 1, 1), small * (3.2 if page.size.brief else 2.2))
    bar = small * grow
    shown, left_out = None, len(groups)
    axis_top = y
    for group in groups:
        before = bool(group["before"].iloc[0])
        heads, weakness = _layout(page, group, plan, width)
        height = _height(page, (heads, weakness), len(group), plan, grow)
        # What does not fit is counted, on a line kept free for that.
        if not whole and y + height + (small * 1.75 if before != shown else 0) + gap + line > bottom:
            break
        left_out -= 1
        if before != shown:
            name = say(lang, "before" if before else "after")
            page.text(left, y, name, "small", colour="faint", va="top", halo=True)
            page.line((left, right), (y + small * 1.35,) * 2, "grid", 1)
            y += small * 1.75
            shown = before
        block = y
        for text_, bold in heads:
            page.text(left, y, text_, "small", bold=bold, colour="text" if bold else "secondary", va="top")
            y += line
        bars_y = block if plan.side else y
        for row in group.itertuples():
            fill, hatch = _FILL[row.channel]
            middle = bars_y + bar * 0.65
            page.text(begin - 8, middle, _channel(row.channel, lang), "small", colour="secondary", ha="right")
            ceiling = row.low == 0
            shown_to = row.high if pd.isna(row.value) or ceiling else row.value
            page.rect(
                begin,
                bars_y + bar * 0.12,
                shown_to * per,
                bar,
                "page" if ceiling else fill,
                hatch="" if ceiling else hatch,
                edge="hatch",
                line=0.8,
                gid=row.record_id,
            )
            page.text(begin + shown_to * per + 6, middle, _figure(row, lang), "small", bold=True)
            bars_y += bar * 1.35
        if plan.weak:
            at = block
            for text_ in weakness:
                page.text(end + 16, at, text_, "small", colour="secondary", va="top")
                at += line
        elif not page.size.brief:
            at = bars_y + small * 0.15
            for text_ in weakness:
                page.text(left, at, text_, "small", colour="faint", va="top")
                at += line
        y = block + height + gap
    if plan.side:
        page.line((begin, begin), (axis_top + small * 1.75, y - gap), "axis", 1.2, zorder=4)
    if left_out:
        y = _paragraph(page, say(lang, "more", n=words.number(left_out, lang, 0)), left, y, width, colour="faint")
    return y


def _layout(page: Page, group: pd.DataFrame, plan: _Plan, width: float) -> tuple[list[tuple[str, bool]], list[str]]:
    """Lines of who and what, and of what the figures cannot show."""
    lang, small = page.look.language, page.size.small
    first = next(group.itertuples())
    who, period = base.printed(first, "who_said", lang), _period(first, lang)
    of = say(lang, "of", measure=say(lang, f"{first.measure}"))
    if plan.side:
        heads = [(t, True) for t in wrap(who, small, plan.side, True)]
        heads += [(t, False) for t in wrap(say(lang, "head", who=period, period=of), small, plan.side)]
    else:
        head = say(lang, "head", who=who, period=period)
        heads = [(t, True) for t in wrap(f"{head} · {of}", small, width, True)]
    weakness = dict.fromkeys(base.printed(row, "weakness", lang) for row in group.itertuples())
    return heads, wrap(" ".join(weakness).replace("'", "\u2019"), small, plan.weak or width)


def _height(page: Page, measured: tuple[list, list[str]], bars: int, plan: _Plan, grow: float = 1.0) -> float:
    small = page.size.small
    line = small * 1.28
    heads, weakness = measured
    if plan.side:
        return max(len(heads) * line, bars * small * 1.35, len(weakness) * line)
    under = 0 if page.size.brief else len(weakness) * line + small * 0.15
    return len(heads) * line + bars * small * 1.35 * grow + under


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the shares, with claim and weakness on hover."""
    lang = look.language
    shares = data[data["part"] == "share"]
    figure = base.blank(look, 90 + 46 * max(len(shares), 1))
    rows = list(shares.itertuples())
    for channel, (fill, hatch) in _FILL.items():
        mine = [(i, r) for i, r in enumerate(rows) if r.channel == channel]
        if not mine:
            continue
        figure.add_bar(
            y=[i for i, _ in mine],
            x=[r.high if pd.isna(r.value) else r.value for _, r in mine],
            orientation="h",
            width=0.62,
            marker={
                "color": [look["page"] if r.low == 0 else look[fill] for _, r in mine],
                "line": {"color": look["hatch"], "width": 1},
                "pattern": {"shape": "/" if hatch else "", "fgcolor": look["hatch"], "fillmode": "overlay"},
            },
            text=[escape(_figure(r, lang)) for _, r in mine],
            textposition="outside",
            cliponaxis=False,
            customdata=[
                "<br>".join(
                    base.folded(part)
                    for part in (
                        say(lang, "head", who=base.printed(r, "who_said", lang), period=_period(r, lang)),
                        base.printed(r, "claim", lang),
                        base.printed(r, "weakness", lang),
                    )
                )
                for _, r in mine
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    names = [
        base.folded(
            say(lang, "head", who=base.printed(r, "who_said", lang), period=_period(r, lang))
            + f": {_channel(r.channel, lang)}",
            28,
        )
        for r in rows
    ]
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=names,
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        tickfont={"size": 12},
    )
    # The room beyond the whole is for the figure beside the longest bar.
    figure.update_xaxes(
        range=[0, 145],
        tickvals=[0, 50, 100],
        ticktext=["0", "50", say(lang, "percent", w="", x="100")],
    )
    figure.update_layout(margin={"l": 186, "r": 16, "t": 10, "b": 44}, bargap=0.3)
    return figure
