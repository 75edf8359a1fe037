"""Restrictions in other countries on one time axis, with how long they held where they ended; home ones below."""

from dataclasses import replace
from itertools import chain, groupby

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts import strip
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, TimeScale, time_axis, wrap
from reach.claims import counted
from reach.draw.look import Look
from reach.edition import Edition
from reach.measures import elsewhere, timeline

NAME = "other-countries"
COLUMNS = {
    "country": "Country, ISO 3166-1 alpha-2.",
    "home": "Whether it is the edition's own country, shown for comparison.",
    "class": "restriction, or lifting: the end of a limit whose beginning no row dates.",
    "services": "Services, joined by semicolons.",
    "kind": "Kind of event.",
    "function": "What of the service was limited.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked; the deepest step.",
    "breadth": "some: some operators or regions; nationwide.",
    "start": "Day it began, as drawn.",
    "start_low": "First day claimed for the beginning, announcement included.",
    "start_high": "Last day claimed for the beginning.",
    "end": "Day it ended, as drawn; blank where no end is known.",
    "end_low": "First day claimed for the end.",
    "end_high": "Last day claimed for the end.",
    "end_kind": "ended; open: no end known; overtaken: a later restriction took over.",
    "confirmed": "Last day it was reported in force; blank where it ended.",
    "days_low": "Fewest days that the dates allow.",
    "days_high": "Most days that the dates allow.",
    "months_low": "Fewest full calendar months.",
    "months_high": "Most full calendar months.",
    "basis": "The dates behind the length.",
    "events": "Rows of restrictions.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_some": ("Of {n} restrictions listed in other countries, {k} have a known end, {m} within a year",
                   "Из {n} {n:#перечисленного ограничения|перечисленных ограничений|перечисленных ограничений} в других странах у {k} известен конец, у {m} — в пределах года"),
    "title_all": ("Of {n} restrictions listed in other countries, {k} have a known end, all within a year",
                  "Из {n} {n:#перечисленного ограничения|перечисленных ограничений|перечисленных ограничений} в других странах у {k} известен конец, у всех — в пределах года"),
    "title_ended": ("Of {n} restrictions listed in other countries, an end is known for {k}",
                    "Из {n} {n:#перечисленного ограничения|перечисленных ограничений|перечисленных ограничений} в других странах у {k} известен конец"),
    "title_none": ("For none of the {n} restrictions listed in other countries is an end known",
                   "Ни у одного из {n} {n:#перечисленного ограничения|перечисленных ограничений|перечисленных ограничений} в других странах конец неизвестен"),
    "title_one": ("For the one restriction listed in another country, no end is known",
                  "У единственного перечисленного ограничения в другой стране конец неизвестен"),
    "title_plain": ("Restrictions on messengers and networks in other countries",
                    "Ограничения мессенджеров и сетей в других странах"),
    "subtitle": ("Restrictions by country and date: shade and pattern show how deep, height how wide",
                 "Ограничения по странам и датам: тон и узор — глубина, высота полосы — широта"),
    "subtitle_ended": ("Those with a known end: shade and pattern show how deep, height how wide",
                       "Те, у которых конец известен: тон и узор — глубина, высота полосы — широта"),
    "alt": ("Timeline of {rows} in other countries, {first} to {last}: {finding}.",
            "Хронология в других странах, {first}–{last} годы: {rows}; {finding}."),
    "restriction": ("{n} restriction", "{n} ограничение"),
    "restrictions": ("{n} restrictions", "{n} {n:#ограничение|ограничения|ограничений}"),
    "lifting": ("{n} lifting", "{n} снятие"),
    "liftings": ("{n} liftings", "{n} {n:#снятие|снятия|снятий}"),
    "long": ("In other countries: {rows}.", "В других странах: {rows}."),
    "long_home": ("In {where:the}, on the services compared: {rows}.", "Для сравнения, {where:in}: {rows}."),
    "long_row": ("{where}, {label}, {when} ({how})", "{where}, {label}, {when} ({how})"),
    "caption": ("{title}, as known on {day}. They are cases chosen for the table, not a count of all there were.",
                "{title} (данные на {day}). Это случаи, отобранные для таблицы, а не подсчёт всех ограничений."),
    "note_chosen": ("A selection, not a count; where services came back at different times, one order makes two rows.",
                    "Это выборка, а не подсчёт; если сервисы вернули в разное время, одно распоряжение занимает две строки."),
    "note_dates": ("Lengths span all dates claimed. Where no end is known, the row says when the limit was last reported. Bars of a few days are drawn wider.",
                   "Длительность — по всем названным датам. Где конец неизвестен, указано, когда об ограничении сообщали в последний раз. Полосы в несколько дней нарисованы шире."),
    "note_short": ("A selection. Rows without a known end say when the limit was last reported.",
                   "Это выборка. Где конец неизвестен, указано последнее сообщение."),
    "note_lifted": ("A lifting whose ban has no dated beginning is shown and not counted.",
                    "Снятие запрета, начало которого не датировано, показано, но не сосчитано."),
    "label": ("{word}: {services}", "{word}: {services}"),
    "all": ("the whole internet", "весь интернет"),
    "others": ("others", "другие"),
    "head_how": ("How long", "Сколько длилось"),
    "head_limit": ("What was limited", "Что ограничено"),
    "head_country": ("Country", "Страна"),
    "head_end": ("end, or lifting", "конец или снятие"),
    "compared": ("for comparison", "для сравнения"),
    "home": ("{where}, for comparison", "{where}, для сравнения"),
    "day": ("1 day", "1 день"),
    "days": ("{n} days", "{n} {n:#день|дня|дней}"),
    "days_span": ("{a} to {b} days", "{a}–{b} {b:#день|дня|дней}"),
    "under_day": ("under a day", "не дольше суток"),
    "months": ("{n} months", "{n} {n:#месяц|месяца|месяцев}"),
    "months_span": ("{a} to {b} months", "{a}–{b} {b:#месяц|месяца|месяцев}"),
    "open": ("last reported {month}", "сообщали в {month:prep}"),
    "lifted": ("lifted {month}, start undated", "снято в {month:prep}, начало без даты"),
    "lifted_short": ("lifted", "снято"),
    "from": ("from {day}", "с {day}"),
    "to": ("on {day}", "{day}"),
    "empty_what": ("Restrictions on messengers and networks elsewhere",
                   "Ограничения мессенджеров и сетей в других странах"),
    "empty": ("no restriction outside {where:the} was known", "ограничений за пределами {where:gen} не известно"),
    "long_row_home": ("{label}, {when} ({how})", "{label}, {when} ({how})"),
    "from_month": ("from {month}", "с {month:gen}"),
    "to_month": ("in {month}", "в {month:prep}"),
    "reading": ("A row is one restriction: a bar runs from its beginning to its end, its shade and pattern show how deep it was, its height how wide. A stroke marks an end or a lifting, a dotted line runs on from the last report where no end is known.",
                "Строка — одно ограничение: полоса идёт от начала до конца, её тон и узор показывают глубину, высота — широту. Черта отмечает конец или снятие, точечная линия — время после последнего сообщения, если конец неизвестен."),
    "method": ("Lengths are the days, or full calendar months, between the dates claimed: at least from the latest beginning to the earliest end, at most from the earliest beginning to the latest end. The cases are chosen, not counted, and do not show how common restrictions are. No reach is drawn: countries define it in different ways.",
               "Длительность — дни или полные календарные месяцы между названными датами: не менее чем от самой поздней даты начала до самой ранней даты конца, не более чем от самой ранней до самой поздней. Случаи отобраны, а не сосчитаны, и не говорят, как часты ограничения. Охват не показан: в разных странах его определяют по-разному."),
    "counted": ("restriction", "перечисленн"),
}
# fmt: on
say = words.teller(SAID, __name__)
YEAR = 365
#: Lengths are printed in days up to here, then in full months.
IN_DAYS = 61
#: A bar of a few days would vanish on an axis of years.
LEAST = 4
#: Rows that a low card has room for.
_ON_CARD = 16


def how_long(row: object, lang: str, short: bool = False) -> str:
    """The length as its dates allow it, or the month in which the limit was last reported.

    ``short`` leaves out when a ban without a dated beginning was lifted.
    """
    if getattr(row, "class_", "restriction") == "lifting":
        month = words.month(row.end, lang, short=True)
        return say(lang, "lifted_short" if short else "lifted", month=month)
    if pd.isna(row.days_high):
        return say(lang, "open", month=words.month(row.confirmed, lang, short=True))
    in_days = row.days_high <= IN_DAYS
    a, b = (row.days_low, row.days_high) if in_days else (row.months_low, row.months_high)
    key = "days" if in_days else "months"
    if a != b:
        return say(lang, f"{key}_span", a=words.number(a, lang, 0), b=words.number(b, lang, 0))
    if in_days and b < 2:
        return say(lang, "day" if b else "under_day")
    return say(lang, key, n=words.number(b, lang, 0))


def services_of(row: object, lang: str, most: int = 3) -> str:
    """The services of a row: named up to so many, the whole internet as such."""
    if row.kind == "shutdown":
        return say(lang, "all")
    groups = tables.read("services").set_index("service")["group"]
    every = tables.items(row.services)
    names = [s for s in every if groups.get(s) == "no"] or every
    more = len(names) < len(every)
    if len(names) > most:
        names, more = names[: max(most - 1, 1)], True
    said = [base.service_name(s, lang) for s in names]
    return words.listed([*said, say(lang, "others")] if more else said, lang)


def label(row: object, stretches: pd.DataFrame | None, lang: str, most: int = 3) -> str:
    """What was limited, step by step, and the services."""
    if stretches is None or stretches.empty:
        said = base.lower(base.event_title(row.row, lang), lang)
    else:
        wide = stretches[stretches["breadth"] == "nationwide"]
        steps = (wide if len(wide) else stretches).sort_values("start")
        said = ", ".join(dict.fromkeys(strip.word(s, lang, short=True) for s in steps.itertuples()))
    return say(lang, "label", word=said, services=services_of(row, lang, most))


def frame(edition: Edition) -> pd.DataFrame:
    """The rows drawn: columns of :func:`reach.measures.elsewhere.restrictions`."""
    return elsewhere.restrictions(edition)


def text(found: pd.DataFrame, stretches: dict[str, pd.DataFrame], edition: Edition) -> Text:
    """The words, from the frames."""
    lang = edition.language
    where = words.country(edition.country, lang)
    abroad = found[~found["home"]]
    limits = abroad[abroad["class"] == "restriction"]
    ended = limits[limits["days_high"].notna()]
    within = int((ended["days_high"] <= YEAR).sum())
    settled = ((ended["days_high"] <= YEAR) | (ended["days_low"] > YEAR)).all()
    n, k, lifted = len(limits), len(ended), len(abroad) - len(limits)
    fill = {"n": n, "k": k, "m": within, "where": where, "day": words.day(edition.cutoff, lang)}
    title = first_true(
        [
            (k > 1 and within == k, say(lang, "title_all", **fill)),
            (k > 1 and within and settled, say(lang, "title_some", **fill)),
            (k, say(lang, "title_ended", **fill)),
            (n > 1, say(lang, "title_none", **fill)),
            (n == 1, say(lang, "title_one", **fill)),
            (True, say(lang, "title_plain", **fill)),
        ]
    )
    parts = [say(lang, "restriction" if n == 1 else "restrictions", n=n)] if n else []
    parts += [say(lang, "lifting" if lifted == 1 else "liftings", n=lifted)] if lifted else []
    uncounted = [say(lang, "note_lifted")] if lifted else []
    home = found[found["home"]]
    long = say(lang, "long", rows="; ".join(_said(abroad, stretches, lang)))
    if len(home):
        long += " " + say(lang, "long_home", where=where, rows="; ".join(_said(home, stretches, lang)))
    return Text(
        title=title,
        subtitle=say(lang, "subtitle"),
        alt=say(
            lang,
            "alt",
            rows=words.listed(parts, lang),
            first=abroad["when"].min().year,
            last=edition.cutoff.year,
            finding=base.lower(title, lang),
        ),
        long=long,
        caption=say(lang, "caption", title=title, **fill),
        notes=(say(lang, "note_chosen"), say(lang, "note_dates"), *uncounted),
        short_note=" ".join((say(lang, "note_short"), *uncounted)),
        sources=_sources(found, edition),
        reading=say(lang, "reading"),
        method=say(lang, "method"),
        claims=counted(n, of=say(lang, "counted")) + counted(k, within, lifted),
    )


def _said(rows: pd.DataFrame, stretches: dict[str, pd.DataFrame], lang: str) -> list[str]:
    found = []
    for row in _rows(rows):
        dated = ("from_month", row.start) if pd.notna(row.start) else ("to_month", row.end)
        found.append(
            say(
                lang,
                "long_row_home" if row.home else "long_row",
                where=words.country(row.country, lang),
                label=label(row, stretches.get(elsewhere.key(row)), lang, 2),
                when=say(lang, dated[0], month=words.month(dated[1], lang)),
                how=how_long(row, lang, short=True),
            )
        )
    return found


def _rows(found: pd.DataFrame) -> list:
    """The rows as tuples; the column ``class`` under a name that Python allows."""
    return list(found.rename(columns={"class": "class_"}).itertuples())


def _sources(found: pd.DataFrame, edition: Edition) -> tuple[str, ...]:
    """Pages of the dates in use, in the order of the rows."""
    ids: list[str] = []
    for row in _rows(found):
        claims = timeline.claims(replace(edition, country=row.country))
        claims = claims[claims["event_id"].isin(tables.items(row.events)) & (claims["use"] == "yes")]
        ids += [i for i in claims["source_id"] if i]
    return tuple(dict.fromkeys(ids))


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where nothing was known of other countries."""
    found = frame(edition)
    lang = edition.language
    if found[~found["home"]].empty:
        fill = {"where": words.country(edition.country, lang), "day": words.day(edition.cutoff, lang)}
        what, why = say(lang, "empty_what"), say(lang, "empty", **fill)
        return base.no_figure(chart, NAME, edition, what, why)
    stretches = elsewhere.stretches(edition, found)
    every = list(stretches.values())
    said = text(found, stretches, edition)
    return Chart(
        NAME,
        edition,
        said,
        found[list(COLUMNS)],
        COLUMNS,
        static=lambda look: static(said, found, stretches, edition, look),
        interactive=lambda look: interactive(found, stretches, edition, look),
        key=strip.page_key(every, edition.cutoff, lang),
    )


def static(said: Text, found: pd.DataFrame, stretches: dict[str, pd.DataFrame], edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    subtitle = said.subtitle
    if _low_card(look):
        # Such a card has room for the rows that the title speaks of: where they are many, for those with an end.
        found = found[~found["home"]]
        if len(found) > _ON_CARD and found["days_high"].notna().any():
            found, subtitle = found[found["days_high"].notna()], say(look.language, "subtitle_ended")
    page = Page(look, said.title, subtitle, said.footer(edition, look.size))
    abroad, home = found[~found["home"]], found[found["home"]]
    groups = [
        (words.country(country, look.language), list(rows))
        for part in (abroad, home)
        for country, rows in groupby(_rows(part), key=lambda r: r.country)
    ]
    first = min([*found["when"], edition.cutoff - pd.DateOffset(years=1)]).replace(month=1, day=1)
    span = first, edition.cutoff + pd.Timedelta(days=1)
    every = list(stretches.values())
    key = {
        "depths": strip.depths_in(every),
        "some": any((f["breadth"] == "some").any() for f in every),
        "fade": strip.fades_in(every, edition.cutoff),
    }
    draw = _stacked if look.size.narrow else _rowed
    return page.finish(draw(page, groups, bool(len(home)), stretches, span, key, edition))


def _low_card(look: Look) -> bool:
    return look.size.brief and look.size.width > (look.size.height or 0)


def _bar(
    page: Page, scale: TimeScale, y: float, height: float, row: object, cut: pd.DataFrame | None, edition: Edition
) -> None:
    """The bar of one row, at least some pixels wide, and a mark at its end."""
    per_day = (scale.right - scale.left) / (scale.end - scale.start).days
    end = scale.clip(row.end) if pd.notna(row.end) else None
    if cut is not None and len(cut):
        least = pd.Timedelta(days=LEAST / per_day)
        over = ~cut["open"] & (cut["end"] - cut["start"] < least)
        drawn = cut.assign(end=cut["end"].where(~over | (len(cut) > 1), cut["start"] + least))
        strip.draw(page, scale, y, height, drawn, edition.cutoff, labels=False)
        if end is not None:
            end = max(end, scale.clip(drawn["end"].max()))
        elif (
            (cut["breadth"] == "some").all()
            and pd.notna(row.confirmed)
            and edition.cutoff - row.confirmed > strip.RECENT
        ):
            gone = scale.clip(row.confirmed) + LEAST * 3
            page.line((gone, scale.right), (y + height / 2,) * 2, "hatch", 1, dash=(0, (1, 2.5)), zorder=1.8)
    if row.end_kind == "ended" and end is not None:
        page.line((end, end), (y - 3, y + height + 3), "text", 2.4, zorder=5, gid=f"end-{row.row}")


def _rowed(page: Page, groups: list, apart: bool, stretches: dict, span: tuple, key: dict, edition: Edition) -> float:
    """Wide sizes: country, what was limited, the axis, and how long, side by side."""
    lang, small = page.look.language, page.size.small
    short = page.size.brief
    most = 1 if short else 3
    labels = {id(r): label(r, stretches.get(elsewhere.key(r)), lang, most) for _, rows in groups for r in rows}
    lengths = {id(r): how_long(r, lang, short) for _, rows in groups for r in rows}
    heads = [say(lang, f"head_{name}") for name in ("country", "limit", "how")]
    wide = max(page.width(heads[0], "small"), *(page.width(name, "small", True) for name, _ in groups)) + 14
    room = small * (48 if _low_card(page.look) and len(labels) > 13 else 24)  # many rows have a line each
    lines = {i: wrap(t, small, room) for i, t in labels.items()}
    text_width = max(page.width(line, "small") for line in (heads[1], *chain(*lines.values()))) + 16
    last = max(page.width(t, "small") for t in (heads[2], *lengths.values())) + 16
    left, right = page.left + wide + text_width, page.right - last
    scale = TimeScale(*span, left, right)

    y = page.top
    if not _low_card(page.look):
        y = strip.key(page, y, **key) + small * 0.5
    head = small * 1.7
    for x, name in zip((page.left, page.left + wide, right + 12), heads, strict=True):
        page.text(x, y + small * 0.6, name, "small", colour="faint")
    _end_key(page, left, y + small * 0.6, lang)
    y += head
    # A row of several lines stands a little apart from the next.
    tall = {i: len(found) + (0.4 if len(found) > 1 else 0) for i, found in lines.items()}
    count = sum(tall.values())
    gap = small * 0.9 if apart else 0
    axis = small * 1.3 + 10
    bottom = page.bottom(0)
    line_height = min((bottom - y - gap - axis) / count, small * (2.2 if count > 6 and page.height < 1000 else 4))
    top, foot = y, y + count * line_height + gap
    for tick in scale.ticks(page.width("2026", "small") + 12, 12):
        page.line((scale(tick),) * 2, (top, foot), "grid", 1, zorder=0.5)
    for place, (name, rows) in enumerate(groups):
        if apart and place == len(groups) - 1:
            page.line((page.left, page.right), (y + gap / 2,) * 2, "axis", 1)
            y += gap
        elif place:
            page.line((page.left, page.right), (y, y), "grid", 1, zorder=0.4)
        for i, row in enumerate(rows):
            mine = lines[id(row)]
            height = line_height * tall[id(row)]
            middle = y + height / 2
            if i == 0:
                page.text(page.left, y + line_height / 2, name, "small", bold=True)
            if apart and i == 1 and place == len(groups) - 1:
                page.text(page.left, y + line_height / 2, say(lang, "compared"), "small", colour="faint")
            for j, line in enumerate(mine):
                at = middle + (j - (len(mine) - 1) / 2) * min(line_height, small * 1.25)
                page.text(page.left + wide, at, line, "small")
            bar = min(line_height * 0.62, small * 1.4)
            _bar(page, scale, middle - bar / 2, bar, row, stretches.get(elsewhere.key(row)), edition)
            page.text(right + 12, middle, lengths[id(row)], "small", colour="secondary")
            y += height
    page.line((left, right), (y, y), "axis", 1)
    return time_axis(page, scale, y, years_only=True)


def _stacked(page: Page, groups: list, apart: bool, stretches: dict, span: tuple, key: dict, edition: Edition) -> float:
    """A phone: the words above each bar, the bar over the whole width."""
    lang, small = page.look.language, page.size.small
    scale = TimeScale(*span, page.left, page.right)
    y = strip.key(page, page.top, **key) + small * 0.3
    _end_key(page, page.left, y + small * 0.6, lang)
    y += small * 2.0
    y = time_axis(page, scale, y, years_only=True) + small * 0.6
    top = y
    for place, (name, rows) in enumerate(groups):
        if apart and place == len(groups) - 1:
            page.line((page.left, page.right), (y + small * 0.2,) * 2, "axis", 1.5)
            y += small * 1.1
            name = say(lang, "home", where=name)
        page.text(page.left, y + small * 0.6, name, "small", bold=True, halo=True)
        y += small * 1.45
        for row in rows:
            cut = stretches.get(elsewhere.key(row))
            lines, how = wrap(label(row, cut, lang), small, page.inner), how_long(row, lang)
            for line in lines:
                page.text(page.left, y + small * 0.6, line, "small", halo=True)
                y += small * 1.3
            after = page.width(lines[-1], "small") + small
            if after + page.width(how, "small") <= page.inner:
                y -= small * 1.3
            else:
                after = 0
            page.text(page.left + after, y + small * 0.6, how, "small", colour="secondary", halo=True)
            y += small * 1.7
            _bar(page, scale, y, small * 0.95, row, cut, edition)
            y += small * 1.75
        y += small * 0.35
    for tick in scale.ticks(page.width("2026", "small") + 12, 12):
        page.line((scale(tick),) * 2, (top, y), "grid", 1, zorder=0.5)
    page.line((page.left, page.right), (y, y), "axis", 1)
    return time_axis(page, scale, y, years_only=True)


def _end_key(page: Page, x: float, y: float, lang: str) -> None:
    small = page.size.small
    page.line((x + 2, x + 2), (y - small * 0.55, y + small * 0.55), "text", 2.4)
    page.text(x + 10, y, say(lang, "head_end"), "small", colour="faint")


def interactive(found: pd.DataFrame, stretches: dict[str, pd.DataFrame], edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the same rows, with dates and lengths on hover."""
    lang = look.language
    rows = _rows(found)
    figure = base.blank(look, 70 + 44 * len(rows))
    first = min([*found["when"], edition.cutoff - pd.DateOffset(years=1)]).replace(month=1, day=1)
    names = _names(rows, lang)
    for row, name in zip(rows, names, strict=True):
        cut = stretches.get(elsewhere.key(row))
        if cut is not None and len(cut):
            strip.screen(figure, name, cut, edition.cutoff, look)
        hover = _hover(row, cut, lang)
        # A bar of a few days is too thin to point at, so its beginning is a mark that says all.
        for when, symbol, size in ((row.start, "circle", 9), (row.end, "line-ns", 22)):
            if pd.isna(when) or (symbol == "line-ns" and row.end_kind != "ended"):
                continue
            figure.add_scatter(
                x=[when],
                y=[name],
                mode="markers",
                customdata=[hover],
                hovertemplate="%{customdata}<extra></extra>",
                marker={
                    "symbol": symbol,
                    "size": size,
                    "color": look["secondary"],
                    "line": {"width": 2.5 if symbol == "line-ns" else 1, "color": look["text"]},
                },
            )
    figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        type="category",
        categoryorder="array",
        categoryarray=names,
        tickfont_size=12,
    )
    base.date_axis(figure, first, edition.cutoff + pd.Timedelta(days=40), lang)
    figure.update_xaxes(showgrid=True, gridcolor=look["grid"])
    figure.update_layout(barmode="overlay", margin={"l": 164, "r": 16, "t": 16, "b": 40})
    return figure


def _names(rows: list, lang: str) -> list[str]:
    """A name for each row's place on the screen: the country, the first service and how long it lasted."""
    found: list[str] = []
    for row in rows:
        first = base.service_name(tables.items(row.services)[0], lang)
        name = f"{words.country(row.country, lang)}<br>{first}, {how_long(row, lang, short=True)}"
        # Two rows may share all three; each keeps a place of its own.
        while name in found:
            name += "\u200b"
        found.append(name)
    return found


def _hover(row: object, cut: pd.DataFrame | None, lang: str) -> str:
    dated = ("from", row.start) if pd.notna(row.start) else ("to", row.end)
    lines = [
        label(row, cut, lang),
        say(lang, dated[0], day=words.day(dated[1], lang)),
        how_long(row, lang),
    ]
    return f"<b>{words.country(row.country, lang)}</b><br>" + "<br>".join(base.folded(line) for line in lines)
