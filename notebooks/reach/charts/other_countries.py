"""How long restrictions in other countries lasted, or held when last looked for; those at home beside them."""

from dataclasses import replace

import pandas as pd

from reach import limits, names, tables, words
from reach.chart import Chart, Text, no_figure, tell
from reach.charts.fraud_by_channel import months
from reach.claims import counted
from reach.draw.marks import Bar, Dots, Head, Name, Number, Panel, Rows, col, each
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
    "start": "Day it began.",
    "start_low": "First day claimed for the beginning, announcement included.",
    "start_high": "Last day claimed for the beginning.",
    "end": "Day it ended; blank where no end is known.",
    "end_low": "First day claimed for the end.",
    "end_high": "Last day claimed for the end.",
    "end_kind": "ended; open: no end known; overtaken: a later restriction took over.",
    "confirmed": "Last day it was reported in force; blank where it ended.",
    "days_low": "Fewest days that the dates allow.",
    "days_high": "Most days that the dates allow.",
    "months_low": "Fewest full calendar months.",
    "months_high": "Most full calendar months.",
    "held_days": "Days from the last day claimed for the beginning to the last report, its day included, where no end is known.",
    "held_months": "The same in full calendar months.",
    "basis": "The dates behind the length.",
    "events": "Rows of restrictions.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_both": ("Of {n} limits listed abroad, {k} ended within three months; {m} lasted over two years",
                   "Из {n} {n:#ограничения|ограничений|ограничений} за рубежом {k} — до трёх месяцев, {m} — более двух лет"),
    "title_short": ("Of {n} limits listed abroad, {k} ended within three months",
                    "Из {n} {n:#ограничения|ограничений|ограничений} за рубежом {k} {k:#кончилось|кончились|кончились} за три месяца"),
    "title_held": ("Of {n} limits listed abroad, {m} lasted over two years",
                   "Из {n} {n:#ограничения|ограничений|ограничений} за рубежом {m} {m:#действовало|действовали|действовали} более двух лет"),
    "title_plain": ("How long limits on messengers and networks lasted in other countries",
                    "Сколько длились ограничения мессенджеров и сетей в других странах"),
    "subtitle": ("How long chosen limits lasted, in months. Apps were blocked, but for rows that name calls or the internet",
                 "Сколько длились отобранные ограничения, в месяцах. Это блокировки, если не сказано о звонках или интернете"),
    "subtitle_short": ("How long chosen limits lasted, in months", "Сколько длились отобранные ограничения, в месяцах"),
    "alt": ("Bars of how long {limits} in other countries lasted: {finding}.",
            "Столбцы: сколько длились {limits} в других странах; {finding}."),
    "limits": ("{n} restrictions", "{n} {n:#ограничение|ограничения|ограничений}"),
    "limit": ("{n} restriction", "{n} ограничение"),
    "long": ("{title}. {groups}.", "{title}. {groups}."),
    "long_group": ("{head}. {rows}", "{head}. {rows}"),
    "long_row": ("{label}, {dates} ({how})", "{label}, {dates} ({how})"),
    "caption": ("{title}, as known on {day}. They are cases chosen for the table, not a count of all there were.",
                "{title} (данные на {day}). Это случаи, отобранные для таблицы, а не подсчёт всех ограничений."),
    "note_chosen": ("A selection, not a count.", "Это выборка, а не подсчёт."),
    "note_dates": ("Lengths span all dates claimed, hatched where these leave it open.",
                   "Длительность — по всем названным датам, штриховка — что они оставляют открытым."),
    "note_short": ("A selection, not a count. A tick is the last report, not an end.",
                   "Это выборка, а не подсчёт. Черта — последнее сообщение, а не конец."),
    "note_card": ("A wide card leaves some out.", "На широкой карточке показаны не все."),
    "note_lifted": ("Not drawn, its beginning undated: {rows}.", "Не показано, начало не датировано: {rows}."),
    "lifted": ("{where}, {title}, {month}", "{where}, {title}, {month}"),
    "head_short": ("Ended within three months: {k} of {n}", "Закончились за три месяца: {k} из {n}"),
    "head_held": ("Lasted over two years: {k} of {n}", "Длились более двух лет: {k} из {n}"),
    "head_rest": ("Others: {k} of {n}", "Остальные: {k} из {n}"),
    "head_home": ("{where}, for comparison", "{where}, для сравнения"),
    "cuts": ("cuts of the whole internet among them", "среди них отключения всего интернета"),
    "tick": ("grey to a tick: in force at the last report, which is no end; the time between was not always looked at",
             "серые, с чертой: действовали по последнему сообщению, это не конец; время между датами проверяли не всегда"),
    "of_country": ("{where}: {what}", "{where}: {what}"),
    "calls": ("calls in {services}", "звонки в {services}"),
    "slowed": ("{services}, slowed", "{services}, замедление"),
    "in_part": ("{what}, in part", "{what}, частично"),
    "steps": ("{services}: {steps}", "{services}: {steps}"),
    "all": ("the whole internet", "весь интернет"),
    "day": ("1 day", "1 день"),
    "days": ("{n} days", "{n} {n:#день|дня|дней}"),
    "days_span": ("{a} to {b} days", "{a}–{b} {b:#день|дня|дней}"),
    "once": ("reported once", "одно сообщение"),
    "under_day": ("under a day", "не дольше суток"),
    "months": ("{n} {n:#month|months}", "{n} {n:#месяц|месяца|месяцев}"),
    "months_span": ("{a} to {b} months", "{a}–{b} {b:#месяц|месяца|месяцев}"),
    "open": ("last reported {month}", "сообщали в {month:prep}"),
    "empty_what": ("Restrictions on messengers and networks elsewhere",
                   "Ограничения мессенджеров и сетей в других странах"),
    "empty": ("no restriction outside {where:the} was known to have lasted two weeks",
              "ограничений за пределами {where:gen} длиннее двух недель не известно"),
    "reading": ("A row is one restriction, its bar as long as it lasted. Where no end is known, the bar runs to the last report, marked by a tick; hatched is what the dates claimed leave open. Limits of under two weeks are numbers alone.",
                "Строка — одно ограничение, столбец — его длительность. Если конец неизвестен, столбец идёт до последнего сообщения, отмеченного чертой; штриховка — то, что оставляют открытым названные даты. Ограничения короче двух недель — только числа."),
    "method": ("Lengths are the days, or full calendar months, between the dates claimed: at least from the latest beginning to the earliest end, at most from the earliest beginning to the latest end; without a known end from the latest beginning to the last report, its day included. Where services came back at different times, one order makes two rows. The cases are chosen, not counted, and do not show how common restrictions are. No reach is drawn: countries define it in different ways.",
               "Длительность — дни или полные календарные месяцы между названными датами: не менее чем от самой поздней даты начала до самой ранней даты конца, не более чем от самой ранней до самой поздней; без известного конца — от самой поздней даты начала до последнего сообщения включительно. Если сервисы вернули в разное время, одно распоряжение занимает две строки. Случаи отобраны, а не сосчитаны, и не говорят, как часты ограничения. Охват не показан: в разных странах его определяют по-разному."),
    "counted": ("limit", "ограничен"),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Lengths are printed in days up to here, then in full months.
IN_DAYS = 61
#: Shorter limits are printed and not drawn: on an axis of years they would vanish.
LEAST = 14
CARD = 11  # rows of a low card, the longest
QUARTER, TWO_YEARS, MONTH = 92, 731, 30.4375
#: Months between the ticks.
STEPS = (1, 2, 3, 6, 12, 24, 36, 60)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where nothing of some length was known of other countries."""
    found, lang = elsewhere.restrictions(edition), edition.language
    shown = grouped(found[found["class"] == "restriction"], edition)
    if not (~shown["home"] & (shown["length"] >= LEAST)).any():
        where = words.country(edition.country, lang)
        return no_figure(chart, NAME, edition, say(lang, "empty_what"), say(lang, "empty", where=where))
    return Chart(NAME, edition, text(found, shown, edition), found[list(COLUMNS)], COLUMNS, panel(shown, edition))


def grouped(every: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Restrictions in the order of the picture, with their ``group``, ``label`` and ``length`` in days."""
    lang, steps = edition.language, elsewhere.stretches(edition, every[every["home"]])
    group = pd.Series("rest", every.index).mask(every["days_low"].fillna(every["held_days"]) >= TWO_YEARS, "held")
    group = group.mask(every["days_high"] <= QUARTER, "short").mask(every["home"], "home")
    data = every.assign(
        group=group,
        place=group.map(["short", "held", "rest", "home"].index),
        length=every["days_high"].fillna(every["held_days"]),
        key=each(elsewhere.key),
        label=each(lambda r: label(r, lang, steps.get(elsewhere.key(r)))),
    )
    return data.sort_values(["place", "length", "row"], ascending=[True, False, True]).reset_index(drop=True)


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """Bars from nought: to the end, or to the last report with a tick there."""
    lang, drawn, most = edition.language, data["length"] >= LEAST, data["length"].max() / MONTH
    step = next((s for s in STEPS if most / s <= 5), STEPS[-1])
    ticks = [(n * MONTH, say(lang, "months", n=n) if n == step else str(n)) for n in range(0, int(most) + 1, step)]
    rows = data.assign(
        sure=data["days_low"].fillna(data["held_days"]).where(drawn, 0.0),
        most=data["length"].where(drawn, 0.0),
        ink=each(lambda r: names.ink(r.services) if r.home else "text"),
    )
    still = rows[rows["days_high"].isna()].assign(event_id=col("row"))
    colour = each(lambda r: r.ink if r.home else "depth_2" if pd.isna(r.days_high) else "overlap")
    told = each(lambda r: _hover(r, lang))
    # Each is said once, over the first group that it is about.
    about = {"cuts": data["kind"] == "shutdown", "tick": data["days_high"].isna() & ~data["home"]}
    notes: dict[str, list[str]] = {}
    for key, rows_of in about.items():
        for group in data.loc[rows_of, "group"].head(1):
            notes.setdefault(group, []).append(say(lang, key))
    marks = (
        Bar(col("sure"), colour=colour, edge="", hover=told),
        Bar(col("most"), col("sure"), "possible", "////", hover=told),
        Dots(still, col("length"), colour="text", shape="|", size=13, hover=told, row=col("key")),
    )
    return Rows(
        rows,
        marks,
        label=col("label"),
        detail=each(lambda r: dates(r, lang)),
        end=each(lambda r: length(r, lang)),
        x=Number(0, None, ticks=tuple(ticks)),
        key=col("key"),
        head=Head(each(lambda r: _head(r.group, data, edition)), each(lambda r: "; ".join(notes.get(r.group, ())))),
        name=Name(col("ink"), role="small"),
        low=data.index.isin(on_card(data).index),
    )


def on_card(data: pd.DataFrame) -> pd.DataFrame:
    """Rows that a low card has room for: the longest of those that the title counts, else of all abroad."""
    abroad = data[(data["length"] >= LEAST) & ~data["home"]]
    titled = abroad[abroad["group"] != "rest"]
    return (abroad if titled.empty else titled).nlargest(CARD, "length")


def _head(group: str, data: pd.DataFrame, edition: Edition) -> str:
    """What the limits of a group have in common, and how many they are of those abroad."""
    where, n = words.country(edition.country, edition.language), int((~data["home"]).sum())
    return say(edition.language, f"head_{group}", where=where, k=int((data["group"] == group).sum()), n=n)


def how_long(row: object, lang: str) -> str:
    """The length as its dates allow it, or the month in which the limit was last reported."""
    if pd.isna(row.days_high):
        return say(lang, "open", month=words.month(row.confirmed, lang, short=True))
    return _span((row.days_low, row.days_high), (row.months_low, row.months_high), "under_day", lang)


def length(row: object, lang: str) -> str:
    """How long it lasted, or had lasted when it was last reported."""
    if pd.notna(row.days_high):
        return how_long(row, lang)
    return _span((row.held_days, row.held_days), (row.held_months, row.held_months), "once", lang)


def _span(days: tuple[float, float], months: tuple[float, float], none: str, lang: str) -> str:
    """A least and a most length in words; ``none`` says no day."""
    unit, (a, b) = ("days", days) if days[1] <= IN_DAYS else ("months", months)
    if a != b:
        return say(lang, f"{unit}_span", a=words.number(a, lang, 0), b=words.number(b, lang, 0))
    if unit == "days" and b < 2:
        return say(lang, "day" if b else none)
    return say(lang, unit, n=words.number(b, lang, 0))


def dates(row: object, lang: str) -> str:
    """The months of beginning and end, or of the last report."""
    return months(row.start, row.end if pd.notna(row.days_high) else row.confirmed, lang)


def services_of(row: object, lang: str) -> str:
    """The services of a row: up to three are named, of more the first two; the whole internet as such."""
    if row.kind == "shutdown":
        return say(lang, "all")
    groups = tables.read("services").set_index("service")["group"]
    every = tables.items(row.services)
    named = [s for s in every if groups.get(s) == "no"] or every
    named = named if len(named) <= 3 else named[:2]
    said = [names.service(s, lang) for s in named]
    return words.listed([*said, say(lang, "others")] if len(named) < len(every) else said, lang)


def label(row: object, lang: str, stretches: pd.DataFrame | None) -> str:
    """What was limited, and where; of a service at home, step by step."""
    services = services_of(row, lang)
    if stretches is not None and len(stretches):
        wide = stretches[stretches["breadth"] == "nationwide"]
        steps = (wide if len(wide) else stretches).sort_values("start")
        said = dict.fromkeys(limits.word(s, lang, short=True) for s in steps.itertuples())
        return say(lang, "steps", services=services, steps=", ".join(said))
    key = "calls" if row.function == "calls" else "slowed" if row.depth == 2 else ""
    what = say(lang, key, services=services) if key else services
    what = say(lang, "in_part", what=what) if row.breadth == "some" else what
    return words.cap(what) if row.home else say(lang, "of_country", where=words.country(row.country, lang), what=what)


def _hover(row: object, lang: str) -> str:
    end = ("until", row.end) if pd.notna(row.days_high) else ("last_reported", row.confirmed)
    days = [words.say(lang, key, day=words.day(day, lang)) for key, day in (("from", row.start), end)]
    return "\n".join((row.label, length(row, lang), "; ".join(days)))


def text(found: pd.DataFrame, shown: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, abroad = edition.language, shown[~shown["home"]]
    lifted = found[~found["home"] & (found["class"] == "lifting")]
    n, short, held = len(abroad), *(int((abroad["group"] == group).sum()) for group in ("short", "held"))
    groups, left = [], []
    for group, rows in shown.groupby("group", sort=False):
        said = [
            say(lang, "long_row", label=r.label, dates=dates(r, lang), how=length(r, lang)) for r in rows.itertuples()
        ]
        groups.append(say(lang, "long_group", head=_head(group, shown, edition), rows="; ".join(said)))
    for row in lifted.itertuples():
        fill = {"where": words.country(row.country, lang), "month": words.month(row.end, lang)}
        left.append(say(lang, "lifted", title=names.lower(names.event(row.row, lang), lang), **fill))
    titles = [(short and held, "title_both"), (short, "title_short"), (held, "title_held")] if n > 1 else []
    fill = {"n": n, "k": short, "m": held, "groups": ". ".join(groups)}
    fill |= {"limits": say(lang, "limit" if n == 1 else "limits", n=n)}
    short_note = say(lang, "note_short"), len(on_card(shown)) < n and say(lang, "note_card")
    left = [say(lang, "note_lifted", rows="; ".join(left))] * bool(left)
    return tell(
        SAID,
        edition,
        [*titles, (True, "title_plain")],
        fill,
        notes=(say(lang, "note_chosen"), say(lang, "note_dates"), *left),
        short_note=" ".join(filter(None, short_note)),
        sources=_sources(found, edition),
        claims=counted(n, of=say(lang, "counted")) + counted(short, held, n - short - held),
    )


def _sources(found: pd.DataFrame, edition: Edition) -> tuple[str, ...]:
    """Pages of the dates in use, in the order of the rows."""
    ids: list[str] = []
    for row in found.itertuples():
        claims = timeline.claims(replace(edition, country=row.country))
        claims = claims[claims["event_id"].isin(tables.items(row.events)) & (claims["use"] == "yes")]
        ids += [i for i in claims["source_id"] if i]
    return tuple(dict.fromkeys(ids))
