"""Earlier restrictions as small multiples: each in its own metric, on its own scale, by months since it began."""

import pandas as pd

from reach import credits, names, words
from reach.chart import Chart, Text, common, no_figure, tell, why
from reach.claims import Claim, counted
from reach.draw.marks import Beside, Dots, Key, Line, Number, Panel, Plot, Stack, Words, col, each
from reach.edition import Edition
from reach.measures import audience, change

NAME = "precedents"
COLUMNS = {
    "case": "Number of the panel.",
    "service": "Service.",
    "event_id": "Row of restrictions.csv.",
    "event": "Day the restriction began.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked.",
    "deeper": "Day a deeper nationwide restriction followed within the months shown; blank where none did.",
    "deeper_depth": "Depth of that one.",
    "metric": "What the panel counts; a single day beside it is marked in kind.",
    "series_id": "Series.",
    "universe": "12plus: people aged 12 and over; cities: people aged 12 to 64 in cities of 100,000 and more.",
    "month": "First day of the month.",
    "at": "Where it is drawn: the middle of the month, or the day.",
    "months_since": "Months from the restriction to there.",
    "value": "Reach as published, people.",
    "low": "Low end of the rounding interval, people.",
    "high": "High end of the rounding interval, people.",
    "joined": "Whether it is one of three or more months in a row that a line joins.",
    "kind": "month: a month's figure; day: a single day; weak: beside the record, or of low confidence.",
    "exposure": "Share of the month's days from the restriction on, 0 to 1.",
    "basis": "The words of the source.",
    "record_id": "Row of user_counts.csv.",
    "source_id": "Row of sources.csv.",
}
# fmt: off
SAID = {
    "title_blocked_slowed": ("{names} reached fewer people after they were blocked or slowed",
                             "Охват {names} после блокировки или замедления стал меньше"),
    "title_blocked": ("{names} reached fewer people after {n:#it was|they were} blocked",
                      "Охват {names} после блокировки стал меньше"),
    "title_slowed": ("{names} reached fewer people after {n:#it was|they were} slowed",
                     "Охват {names} после замедления стал меньше"),
    "title_but": ("{title}, {names} more", "{title}, {names} — больше"),
    "title_in": ("{a} in {year}", "{a} в {year} году"),
    "title_plain": ("What was published on reach around earlier restrictions in {where:the}",
                    "Что публиковалось об охвате до и после прежних ограничений {where:in}"),
    "subtitle": ("Published reach in {where:the}, millions, by months since the restriction; every panel has its own metric and scale",
                 "Опубликованный охват {where:in}, млн, по месяцам от начала ограничения; у каждой панели свои показатель и шкала"),
    "subtitle_short": ("Published reach in {where:the}, millions, by months since the restriction",
                       "Опубликованный охват {where:in}, млн, по месяцам от начала ограничения"),
    "metric_monthly_reach": ("monthly reach", "месячный охват"),
    "metric_average_daily_reach": ("average daily reach", "среднесуточный охват"),
    "universe_12plus": ("people aged 12 and over", "жители от 12 лет"),
    "universe_cities": ("ages 12 to 64, cities of 100,000+", "12–64 года, города от 100\u00a0000 жителей"),
    "sub": ("{metric}, {universe}", "{metric}, {universe}"),
    "event_1": ("limited from {day}", "ограничение с {day}"),
    "event_2": ("slowed from {day}", "замедление с {day}"),
    "event_3": ("blocked from {day}", "блокировка с {day}"),
    "short_1": ("limited {day}", "ограничение {day}"),
    "short_2": ("slowed {day}", "замедление {day}"),
    "short_3": ("blocked {day}", "блокировка {day}"),
    "months": ("months", "мес."),
    "key_month": ("figure for a month", "значение за месяц"),
    "key_line": ("three or more months in a row", "три месяца подряд и более"),
    "key_day": ("a single day, not an average", "один день, а не среднее"),
    "key_weak": ("one weak page", "одна слабая публикация"),
    "key_rule": ("the restriction begins", "начало ограничения"),
    "read": ("Compare a panel with itself only: metric, people counted and depth of the limit differ.",
             "Панель сравнима только сама с собой: показатель, состав населения и глубина ограничения различаются."),
    "shown": ("Shown: {n} of {count} panels.", "Показаны панели: {n} из {count}."),
    "note_levels": ("Telegram’s figures of those years come from several pages whose levels do not agree well enough to be joined.",
                    "Данные о Telegram тех лет взяты с нескольких страниц, и их уровни слишком расходятся, чтобы соединять их линией."),
    "note_short": ("The chart does not show why.", "Причин график не показывает."),
    "alt": ("{count} dot charts of reach in {where:the} around earlier restrictions: {finding}.",
            "{count} {count:#точечный график|точечных графика|точечных графиков} охвата до и после прежних ограничений {where:in}: {finding}."),
    "alt_one": ("Dot chart of reach in {where:the} around an earlier restriction: {finding}.",
                "Точечный график охвата до и после прежнего ограничения {where:in}: {finding}."),
    "long": ("The first and the last published figure around each restriction. {cases}.",
             "Первое и последнее опубликованное значение до и после каждого ограничения. {cases}."),
    "case": ("{a} ({metric}, {universe}; {event}): {figures}", "{a} ({metric}, {universe}; {event}): {figures}"),
    "figure": ("{x} in {when}", "{x} в {when:prep}"),
    "figure_day": ("{x} on {when} alone", "{x} за один день, {when}"),
    "weak": ("{x} in {when} by one weak page", "{x} в {when:prep} по одной слабой публикации"),
    "reading": ("Each panel is one restriction, months before and after it from left to right, people reached from nought upward. A dot is the published figure of a month, in its middle, a hollow mark a single day or one weak page; a line joins three or more months in a row, the dashed rule is the day the limit began.",
                "Каждая панель — одно ограничение: слева направо месяцы до и после него, снизу вверх от нуля — число людей. Точка — опубликованное значение за месяц, в его середине, полый знак — один день или одна слабая публикация; линия соединяет три месяца подряд и более, пунктир — день начала ограничения."),
    "method": ("Figures are as published, by one metric and series a panel, from {before} months before the restriction to {after} after it. Reach counts as lower where the last month wholly after lies a million or more under the last month wholly before, whatever the rounding; single days, weak pages and figures for cities alone do not count. Months without a figure stay open, and no panel is put on another’s scale.",
               "Значения приведены как опубликовано, у каждой панели один показатель и один ряд, от {before} месяцев до ограничения до {after} месяцев после. Охват считается сократившимся, если последний месяц целиком после ограничения хотя бы на миллион ниже последнего месяца целиком до него при любом округлении; отдельные дни, слабые публикации и данные только по городам не в счёт. Месяцы без данных не заполнены, панели не приведены к общей шкале."),
    "empty_what": ("Reach around earlier restrictions", "Охват до и после прежних ограничений"),
    "empty": ("no figure around an earlier restriction in {where:the} was known",
              "данных об охвате до и после прежних ограничений {where:in} не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)


def frame(edition: Edition) -> pd.DataFrame:
    """Figures around earlier restrictions, known by the as-of day; columns as in :data:`COLUMNS`."""
    return change.precedents(edition)[list(COLUMNS)]


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no figure around an earlier restriction was known."""
    data = frame(edition)
    if data.empty:
        return no_figure(chart, NAME, edition, *why(say, edition))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, count, fell = edition.language, data["case"].nunique(), change.fell_after(data)
    called = names.called(dict.fromkeys(name for name, _ in fell), lang)
    fill = common(edition) | {
        "names": words.listed(called, lang),
        "n": len(called),
        "count": count,
        "cases": ". ".join(_case(group, lang) for _, group in data.groupby("case")),
        "before": -change.SPAN[0],
        "after": change.SPAN[1],
    }
    titles = {(2, 3): "title_blocked_slowed", (3,): "title_blocked", (2,): "title_slowed"}
    title = titles.get(tuple(sorted({depth for _, depth in fell})), "title_plain")
    # A title over all panels called those that it does not hold for.
    if fell and (rose := change.rose_after(data)):
        but = [say(lang, "title_in", a=names.service(s, lang), year=year) for s, year in rose]
        title = say(lang, "title_but", title=say(lang, title, **fill), names=words.listed(but, lang))
    claims = [
        Claim("fell" if r.high < 0 else "rose", r.low, r.high, names.service(r.service, lang))
        for r in change.around(data).itertuples()
        if r.high <= -change.LITTLE or r.low >= change.LITTLE
    ]
    claims += counted(count, *map(abs, change.SPAN))
    notes = (data["universe"] == "cities").any() and "note_levels", "note_short", credits.owner_line(edition)
    alt, sources = "alt" if count > 1 else "alt_one", data["source_id"]
    return tell(SAID, edition, [(True, title)], fill, alt=alt, notes=notes, sources=sources, claims=claims)


def _case(group: pd.DataFrame, lang: str) -> str:
    """The first and the last figure of a case: those of months where there are two, else any."""
    row, months = group.iloc[0], group[group["kind"] == "month"]
    ends = (months if len(months) > 1 else group).iloc[[0, -1]].drop_duplicates("record_id")
    figures = "; ".join(_figure(r, lang) for r in ends.itertuples())
    fill = {"a": names.service(row["service"], lang), "event": _event(row, lang), "figures": figures}
    return say(lang, "case", **fill, **_counted(group, lang))


def _counted(group: pd.DataFrame, lang: str) -> dict[str, str]:
    """What a panel counts, and whom."""
    universe = "cities" if (group["universe"] == "cities").all() else "12plus"
    metric = say(lang, f"metric_{group['metric'].iloc[0]}")
    return {"metric": metric, "universe": say(lang, f"universe_{universe}")}


def _event(row: pd.Series, lang: str, short: bool = False) -> str:
    """When the restriction began, and the deeper one that followed."""
    said = []
    for depth, day in ((row["depth"], row["event"]), (row["deeper_depth"], row["deeper"])):
        if pd.notna(day):
            key, when = "short" if short else "event", words.day(day, lang, short)
            said.append(say(lang, f"{key}_{int(depth)}", day=when.replace(" ", words.NBSP) if short else when))
    return ", ".join(said)


def _figure(row: object, lang: str) -> str:
    when = words.day(row.at, lang) if row.kind == "day" else words.month(row.month, lang)
    key = {"day": "figure_day", "weak": "weak"}.get(row.kind, "figure")
    return say(lang, key, x=audience.worded(row, lang), when=when)


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """A panel a case; a key and what may be compared below, or in the cell that the grid leaves free."""
    lang, read = edition.language, say(edition.language, "read")
    cases = tuple(case(group, lang) for _, group in data.groupby("case"))
    kinds = {"month": "dot", "line": "line", "day": "diamond", "weak": "ring", "rule": "rule"}
    there = {"rule", *data["kind"], *["line"][: int(data["joined"].any())]}
    key = Key(tuple((kinds[k], "secondary", "", say(lang, f"key_{k}")) for k in kinds if k in there))
    low = tuple(map(list(data["case"].unique()).index, _foremost(data)["case"].unique()))
    shown = f"{read} {say(lang, 'shown', n=len(low), count=len(cases))}" if len(low) < len(cases) else read
    told = Stack((key, Words((read, read, shown))))
    if len(cases) % 3:
        return Stack((Beside((*cases, told), columns=3, low=low), Words(("", "", shown))))
    return Stack((Beside(cases, columns=3, low=low), told))


def case(group: pd.DataFrame, lang: str) -> Plot:
    """One restriction: figures by months before and after it."""
    first, (low, high) = group.iloc[0], change.SPAN
    colour = names.ink(first["service"])
    # The last and the first of the months find their place before the others.
    order = pd.Series(range(len(group)), group.index).replace({0: -1, len(group) - 1: -2})
    ranks = order + (group["kind"] != "month") * 9
    ticks = [(m, words.number(m, lang) if m <= 0 else f"+{m}") for m in range(-6, high + 1, 6)]
    ticks[-1] = ticks[-1][0], f"{ticks[-1][1]} {say(lang, 'months')}"
    shape, figure = each(lambda r: "D" if r.kind == "day" else "o"), each(lambda r: audience.tenths(r, lang))
    hover = each(lambda r: f"{_figure(r, lang)} ({names.publisher(r.source_id, lang)})")
    x, y, rows = col("months_since"), col("value"), group.loc[ranks.sort_values(kind="stable").index]
    dots = Dots(rows, x, y, colour, shape, 9, col("kind") != "month", figure, "text", hover=hover)
    deeper = [] if pd.isna(first["deeper"]) else [(first["deeper"] - first["event"]).days / change.MONTH]
    return Plot(
        (Line(group[group["joined"]], x, y, "one", colour), dots),
        Number(low, high, ticks=tuple(ticks)),
        Number(0, unit=1e6),
        head=names.service(first["service"], lang),
        note=_event(first, lang, short=True),
        sub=words.cap(say(lang, "sub", **_counted(group, lang))),
        colour=colour,
        rules=(0.0, *deeper),
        height=170,
    )


def _foremost(data: pd.DataFrame) -> pd.DataFrame:
    """The cases that a card has room for, one row of them: those that the title is about, else the first."""
    fell, rose = ({service for service, _ in found} for found in (change.fell_after(data), change.rose_after(data)))
    first = data.drop_duplicates("case").set_index("case")["service"].sort_index()
    if fell:  # one case of each
        first = first[first.isin(fell | rose)].drop_duplicates()
    return data[data["case"].isin(first.index[:3])]
