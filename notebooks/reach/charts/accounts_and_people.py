"""Accounts as stated against people as measured: two kinds of marks on one time axis, never joined."""

import math
import re

import pandas as pd

from reach import credits, names, words
from reach.chart import Chart, Text, no_figure, tell, why
from reach.claims import Claim
from reach.draw.marks import Bar, Dots, Head, Key, Line, Name, Number, Panel, Plot, Rows, Stack, Time, col, each
from reach.edition import Edition
from reach.measures import audience, flows

NAME = "accounts-and-people"
COLUMNS = {
    "service": "Service.",
    "kind": "company or official: accounts, as stated; measured: people who opened it in the month.",
    "start": "First day the figure is of.",
    "end": "Last day the figure is of.",
    "at": "Day at which it is drawn.",
    "value": "The figure as published: accounts, or people.",
    "low": "Low end of its rounding interval.",
    "high": "High end of its rounding interval; blank where the words set none.",
    "unit": "accounts or people.",
    "basis": "The words of the source.",
    "weak": "Whether it rests on one weak page.",
    "record_id": "Row of user_counts.csv.",
    "source_id": "Page, in sources.csv.",
}
# fmt: off
SAID = {
    "title": ("{a}: {n} registered by its makers’ count in {last}, {m} measured in {month}",
              "{a}: по данным компании, {n} регистраций в {last:prep}; измерено в {month:prep} — {m}"),
    "title_short": ("{a}: {n} registered by its makers’ count, {m} measured",
                    "{a}: по данным компании, {n} регистраций; измеренный охват — {m}"),
    "title_stated": ("The company stated {n} {a} accounts by {last}; no measured reach was found",
                     "Компания заявила: {n} аккаунтов {a} в {last:prep}; измеренный охват не найден"),
    "title_plain": ("What was stated and what was measured of {a}", "{a}: что заявлено и что измерено"),
    "subtitle": ("{a} in {where:the}: accounts as stated against people {aged} who opened it in the month, millions",
                 "{a} {where:in}: заявленные аккаунты и жители {aged}, открывшие приложение за месяц, млн"),
    "subtitle_stated": ("{a} in {where:the}: accounts as stated, millions", "{a} {where:in}: заявленные аккаунты, млн"),
    "key_company": ("accounts, company statement", "аккаунты, заявление компании"),
    "key_official": ("accounts, an official’s statement", "аккаунты, заявление чиновника"),
    "key_measured": ("people, measured over the month", "люди, измерено за месяц"),
    "newest_company": ("{n} registered", "{n} регистраций"),
    "newest_measured": ("{n} measured", "измерено {n}"),
    "key_weak": ("hollow: one less reliable page", "полые: один ненадёжный источник"),
    "alt": ("{kind} of {a} in {where:the}: accounts stated, such as {stated}, and people measured, such as {measured}. The two are not joined.",
            "{kind} {a} {where:in}: заявленные аккаунты (например, {stated}) и измеренный охват (например, {measured}). Точки не соединены."),
    "alt_stated": ("{kind} of accounts stated for {a} in {where:the}, such as {stated}. No measured reach was found.",
                   "{kind} заявленных аккаунтов {a} {where:in} (например, {stated}). Измеренный охват не найден."),
    "dots": ("Dot chart", "Точечный график"),
    "bars": ("Bar chart", "Столбчатый график"),
    "point": ("{n} on {when}", "{n} на {when}"),
    "point_month": ("{n} in {when}", "{n} в {when:prep}"),
    "long": ("{title}. {compared}Stated accounts in millions, among them the first and the newest: {firsts}. Measured monthly reach in millions: {months}. Accounts are not people: one person can have several, and an account need not be used.",
             "{title}. {compared}Заявленные аккаунты в млн, среди них первые и последние: {firsts}. Измеренный месячный охват в млн: {months}. Аккаунты — не люди: у одного человека их может быть несколько, и аккаунтом могут не пользоваться."),
    "long_stated": ("{title}. Stated accounts in millions, among them the first and the newest: {firsts}. No measured monthly reach was found by the day. Accounts are not people: one person can have several, and an account need not be used.",
                    "{title}. Заявленные аккаунты в млн, среди них первые и последние: {firsts}. Измеренный месячный охват к этому дню не найден. Аккаунты — не люди: у одного человека их может быть несколько, и аккаунтом могут не пользоваться."),
    "row_below": ("At the end of {month} registrations were below the measured {m}: the next statement, of {day}, said {n}.",
                  "В конце {month:gen} регистраций было меньше измеренного охвата ({m}): в следующем заявлении, от {day}, — {n}."),
    "row_above": ("By the end of {month} registrations were above the measured {m}: {n} had been stated on {day}.",
                  "К концу {month:gen} регистраций было больше измеренного охвата ({m}): {day} заявлено {n}."),
    "caption": ("{title}. Accounts are not people: one person can have several.",
                "{title}. Аккаунты — не люди: у одного человека их может быть несколько."),
    "note_short": ("Accounts are not people: one person can have several.",
                   "Аккаунты — не люди: у одного человека их может быть несколько."),
    "note_weak": ("Hollow marks rest on one less reliable page: {rows}.",
                  "Полые точки опираются на один ненадёжный источник: {rows}."),
    "reading": ("Each mark is one published figure, as high as its number. Diamonds and squares are accounts as stated; circles are people measured over the month that the stroke spans.",
                "Каждая точка — одна опубликованная цифра, её высота — число. Ромбы и квадраты — заявленные аккаунты; круги — люди, измеренные за месяц, который отмечен чертой."),
    "reading_stated": ("Each mark is one published figure, as high as its number: accounts as stated on a day or for a month.",
                       "Каждая точка — одна опубликованная цифра, её высота — число аккаунтов, заявленное на день или за месяц."),
    "reading_few": ("Each bar is one published figure, as long as its number.",
                    "Каждый столбик — одна опубликованная цифра, его длина — число."),
    "reading_weak": ("Hollow marks rest on one less reliable page.", "Полые точки опираются на один ненадёжный источник."),
    "method_stated": ("Accounts are the registrations that the company or officials gave out, whoever they count; one stated for a month is drawn in its middle. Repeats of a figure are left out.",
                      "Аккаунты — это регистрации, о которых сообщили компания или чиновники, кого бы они ни считали; цифра за месяц стоит в его середине. Повторы одной цифры опущены."),
    "method": ("Reach is people {aged} who opened {a} at least once in the month, as measured. Registrations at the end of a month lie between the statement before and the one after, as a total is taken not to fall; they are called below or above reach only where the rounding intervals do not meet.",
               "Охват — жители {aged}, открывшие {a} хотя бы раз за месяц, по измерению. Число регистраций на конец месяца лежит между предыдущим и следующим заявлениями: считается, что общее число не убывает. Больше или меньше охвата оно названо, только если интервалы округления не пересекаются."),
    "empty_what": ("Stated accounts against measured reach", "Заявленные аккаунты и измеренный охват"),
    "empty": ("no statement of registered accounts of {services} was found",
              "заявлений о зарегистрированных аккаунтах {services} не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Marks of each kind on the picture and in its key.
SHAPES = {"company": ("D", "solid"), "official": ("s", "square"), "measured": ("o", "dot")}
#: Fewer figures than this are bars: as dots they would stand on an empty ground.
FEW = 4


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no statement of registrations is known."""
    data = frame(edition)
    if data.empty:
        services = names.listed(edition.services, edition.language)
        return no_figure(chart, NAME, edition, *why(say, edition, services=services))
    return Chart(NAME, edition, text(data, edition), data[list(COLUMNS)], COLUMNS, panel(data, edition))


def frame(edition: Edition) -> pd.DataFrame:
    """Figures of the first of the edition's services that has stated registrations."""
    found = flows.accounts(edition)
    first = next((s for s in edition.services if s in set(found["service"])), "")
    return found[found["service"] == first].reset_index(drop=True)


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """Dots over days, measured months with a stroke as long as they are; a few figures as bars."""
    lang, ink, hover = edition.language, names.role(data["service"].iloc[0]), each(lambda r: told(r, edition.language))
    inks = {"company": "other", "official": "other", "measured": ink}
    if len(data) < FEW:
        rows = data.assign(ink=data["kind"].map(inks)).sort_values(["kind", "at"])
        return Rows(
            rows,
            (Bar(col("value"), colour=rows["ink"].mask(rows["weak"], "page"), edge=col("ink"), hover=hover),),
            label=each(lambda r: when(r, lang)),
            end=each(lambda r: audience.tenths(r, lang, unit=True)),
            head=Head(each(lambda r: words.cap(say(lang, f"key_{r.kind}"))), colour=col("ink")),
            x=Number(unit=1e6),
            name=Name(role="big"),
            thick=0.5,
        )
    lead = {r.record_id: say(lang, f"newest_{k}", n=audience.tenths(r, lang, True)) for k, r in _leads(data).items()}
    # Measured figures are named first, then statements from the newest on: the oldest may stay unnamed.
    rows = data.sort_values("at", ascending=False)
    measured, stated = rows[rows["kind"] == "measured"], rows[rows["kind"] != "measured"]
    loud, day = stated["record_id"].isin(lead), pd.Timedelta(days=1)
    ends = pd.concat([measured.assign(x=measured["start"]), measured.assign(x=measured["end"] + day)])
    strokes = (
        Line(mine.sort_values(["at", "x"]), col("x"), col("value"), col("record_id"), ink, 2.0, dotted=hollow)
        for hollow, mine in ends.groupby("weak")
    )
    dot = {
        "x": col("at"), "y": col("value"), "shape": each(lambda r: SHAPES[r.kind][0]), "hollow": col("weak"),
        "text": each(lambda r: tuple(filter(None, (lead.get(r.record_id), audience.tenths(r, lang))))), "hover": hover,
    }  # fmt: skip
    dots = (
        Dots(measured, colour=ink, size=11.0, at=("above", "below", "right", "left"), text_width=7.0, **dot),
        Dots(stated[loud], colour="other", at=("above", "right", "left"), **dot),
        Dots(stated[~loud], colour="other", text_colour="secondary", bold=False, **dot),
    )
    kinds = {kind: mark for kind, (_, mark) in SHAPES.items() if kind in set(data["kind"])}
    samples = [(mark, inks[kind], "", say(lang, f"key_{kind}")) for kind, mark in kinds.items()]
    if data["weak"].any():
        samples.append(("ring", "other", "", say(lang, "key_weak")))
    time = Time(data["start"].min().replace(day=1), data["end"].max() + pd.offsets.MonthEnd(0) + day)
    return Stack((Key(tuple(samples)), Plot((*strokes, *dots), time, Number(unit=1e6), height=360.0)))


def when(row: object, lang: str) -> str:
    """The day or month of a figure."""
    return words.day(row.end, lang) if row.start == row.end else words.month(row.start, lang)


def dated(row: object, lang: str, unit: bool = False) -> str:
    """A figure with its day or month."""
    key = "point" if row.start == row.end else "point_month"
    return say(lang, key, n=audience.tenths(row, lang, unit), when=when(row, lang))


def told(row: object, lang: str) -> str:
    """What a mark is on the screen: the figure as published, its page, and whether that is a weak one."""
    point = f"{audience.printed(row.record_id, lang)} ({when(row, lang)})"
    lines = [words.cap(say(lang, f"key_{row.kind}")), point, names.publisher(row.source_id, lang)]
    return "\n".join([*lines, *[words.say(lang, "sheet_weak")][: int(row.weak)]])


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, few = edition.language, len(data) < FEW
    measured, stated = data[data["kind"] == "measured"], data[data["kind"] != "measured"]
    verdicts, alone = flows.accounts_against(data), measured.empty
    settled = [verdicts[verdicts["verdict"] == "below"].tail(1), verdicts[verdicts["verdict"] == "above"].head(1)]
    weak = words.listed([dated(r, lang) for r in data[data["weak"]].itertuples()], lang)
    fill = {
        "a": names.service(data["service"].iloc[0], lang),
        "aged": names.aged(measured["record_id"], lang),
        "kind": say(lang, "bars" if few else "dots"),
        "stated": _newest(stated, lang),
        "measured": _newest(measured, lang),
        # Of a long run of figures the first and the last stand in words; all are in the table.
        "firsts": words.listed([dated(r, lang) for r in _ends(stated).itertuples()], lang),
        "months": words.listed([dated(r, lang) for r in _ends(measured).itertuples()], lang),
        "compared": "".join(f"{_compared(r, data, lang)} " for r in pd.concat(settled).itertuples()),
        "rows": weak,
    }
    company, reach = map(_leads(data).get, ("company", "measured"))
    if company:
        fill |= {"n": audience.tenths(company, lang, unit=True), "last": words.month(company.end, lang)}
    if both := company and reach:
        month = words.month(reach.end, lang, year=reach.end.year != company.end.year)
        fill |= {"m": audience.tenths(reach, lang, unit=True), "month": month}
    short = both and len(re.findall(r"\w\S*", say(lang, "title", **fill))) <= 16
    titles = [(short, "title"), (both, "title_short"), (company and alone, "title_stated"), (True, "title_plain")]
    more = {field: f"{field}_stated" for field in ("subtitle", "alt", "long") if alone}
    more["notes"] = "note_short", weak and "note_weak", not alone and credits.owner_line(edition)
    reading = "reading_stated" if alone else "reading"
    more["reading"] = "reading_few" if few else reading, weak and "reading_weak"
    more["method"] = "method_stated", not alone and "method"
    claims = [_claim(r, data, lang) for r in verdicts[verdicts["verdict"] != "open"].itertuples()]
    return tell(SAID, edition, titles, fill, sources=data["source_id"], claims=claims, **more)


def _leads(data: pd.DataFrame) -> dict[str, object]:
    """The newest figure of each kind that does not rest on one weak page."""
    sure = data[~data["weak"]].sort_values("end").drop_duplicates("kind", keep="last")
    return {r.kind: r for r in sure[sure["kind"] != "official"].itertuples()}


def _newest(rows: pd.DataFrame, lang: str) -> str:
    """The newest figure that does not rest on one weak page, or the newest of all."""
    last = rows.sort_values(["weak", "end"], ascending=[False, True]).tail(1)
    return "".join(dated(r, lang, unit=True) for r in last.itertuples())


def _ends(rows: pd.DataFrame) -> pd.DataFrame:
    """The first and the last of some figures by their days; all of them where they are four at most."""
    rows = rows.sort_values(["end", "record_id"])
    return rows if len(rows) <= 4 else pd.concat([rows.head(2), rows.tail(2)])


def _sides(verdict: object, data: pd.DataFrame) -> tuple[object, object | None, object | None]:
    """Rows of the measured figure, the newest statement up to its month's end and the next one."""
    rows, ids = {r.record_id: r for r in data.itertuples()}, verdict.record_id.split("; ")
    return rows[ids[0]], rows[ids[1]] if verdict.before else None, rows[ids[-1]] if verdict.after else None


def _compared(verdict: object, data: pd.DataFrame, lang: str) -> str:
    """The statement that settles a month, in words."""
    measured, before, after = _sides(verdict, data)
    settles = after if verdict.verdict == "below" else before
    fill = {"month": words.month(verdict.month, lang), "day": words.day(settles.end, lang)}
    fill |= {"m": audience.worded(measured, lang), "n": audience.worded(settles, lang)}
    return say(lang, f"row_{verdict.verdict}", **fill)


def _claim(verdict: object, data: pd.DataFrame, lang: str) -> Claim:
    """How far registrations lay below or above the measured figure at the end of a month that is settled."""
    measured, before, after = _sides(verdict, data)
    # A total does not fall: it lay between the two statements.
    least = before.low if before is not None else 0.0
    most = after.high if after is not None and pd.notna(after.high) else math.inf
    # The month's name without its last letter stands in every form of it.
    name = words.month(verdict.month, lang, year=False)[: -1 if lang == "ru" else None]
    return Claim("fell" if verdict.verdict == "below" else "rose", least - measured.high, most - measured.low, name)
