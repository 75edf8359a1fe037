"""How many people used both services, month by month: certain solid, possible hatched; a table of sets of apps beside."""

import pandas as pd

from reach import credits, names, tables, words
from reach.chart import Chart, Text, least, no_figure, tell, why_no_reach
from reach.claims import Claim
from reach.draw.marks import Bar, Beside, Head, Key, Name, Panel, Rows, Stack, Table, col, each
from reach.edition import Edition
from reach.intervals import safe_floor
from reach.measures import audience, overlap

NAME = "who-uses-both"
COLUMNS = {
    "part": "month: a bar; set: the least for a set of apps, in the table.",
    "month": "First day of the month.",
    "service": "The services that were all used.",
    "series_id": "Series the pair comes from.",
    "headline": "Whether this is the edition's headline pair.",
    "first": "Figure of the first service, as published.",
    "second": "Figure of the second service, as published.",
    "value_1": "Figure of the first service, people.",
    "value_2": "Figure of the second service, people.",
    "low": "People who used all of them, at least: the certain part.",
    "high": "People who used all of them, at most.",
    "either_low": "People who used either, at least.",
    "either_high": "People who used either, at most.",
    "base_low": "People aged 12 and over, low end.",
    "base_high": "People aged 12 and over, high end.",
    "basis": "Rows of user_counts.csv.",
}
# fmt: off
SAID = {
    "title": ("In every month with figures for both apps, at least {n} million people used both",
              "В каждом месяце с данными аудитории {a} и {b} пересекались минимум на {n} млн человек"),
    "title_one": ("At least {n} million people used both {a} and {b} in {first}",
                  "В {first:prep} аудитории {a} и {b} пересекались минимум на {n} млн человек"),
    "title_plain": ("The published counts do not settle how many people used both {a} and {b}",
                    "По опубликованным данным нельзя сказать, насколько пересекались аудитории {a} и {b}"),
    "subtitle": ("People in {where:the} {aged} who used both {a} and {b} in the month, millions, by arithmetic on published reach",
                 "Пересечение аудиторий {a} и {b} за месяц, млн жителей {where:gen} {aged}; расчёт по опубликованному охвату"),
    "subtitle_short": ("People in {where:the} {aged} who used both in the month, millions",
                       "Пересечение аудиторий за месяц, млн жителей {where:gen} {aged}"),
    "floor": ("at least {n} million", "не менее {n} млн"),
    "floor_short": ("at least {n}", "не менее {n}"),
    "ceiling": ("up to {high}", "до {high}"),
    "other": ("other figures", "другие числа"),
    "key_certain": ("used both for certain", "наверняка"),
    "key_possible": ("possibly", "возможно"),
    "table": ("Used each set of apps, at least, millions", "Минимальное пересечение аудиторий, млн"),
    "all": ("all three", "все три"),
    "hover": ("used both: {n} to {high} million", "пересечение: от {n} до {high} млн"),
    "pair": ("{x} + {y}", "{x} + {y}"),
    "alt": ("Bar chart of how many people in {where:the} used both {a} and {b}, {first} to {last}: never fewer than {n} million, never more than {top} million.",
            "Столбчатая диаграмма пересечения аудиторий {a} и {b} {where:in}, {first} — {last}: не менее {n} млн и не более {top} млн человек."),
    "alt_one": ("Bar chart of how many people in {where:the} used both {a} and {b} in {first}: at least {n} million, at most {top} million.",
                "Столбчатая диаграмма пересечения аудиторий {a} и {b} {where:in} в {first:prep}: не менее {n} млн и не более {top} млн человек."),
    "alt_plain": ("Bar chart of how many people in {where:the} used both {a} and {b}, {first} to {last}: never more than {top} million; the counts set no least.",
                  "Столбчатая диаграмма пересечения аудиторий {a} и {b} {where:in}, {first} — {last}: не более {top} млн человек; нижней границы данные не дают."),
    "long": ("For each month with a figure for both {a} and {b}, the least and the most people who can have used both: {rows}.",
             "По месяцам с данными о {a} и {b} — наименьшее и наибольшее возможное пересечение аудиторий: {rows}."),
    "row": ("{month}, {n} to {high} million", "{month}, от {n} до {high} млн"),
    "row_other": ("{month} by other figures, {n} to {high} million", "{month} по другим данным, от {n} до {high} млн"),
    "long_trio": ("In {month} at least {n} million used all of {services}.",
                  "В {month:prep} всеми сразу — {services} — пользовались не менее {n} млн."),
    "caption": ("By the published counts, at least {n} million people in {where:the} used both {a} and {b} in every month shown.",
                "По опубликованным данным, в каждом из показанных месяцев аудитории {a} и {b} {where:in} пересекались минимум на {n} млн человек."),
    "caption_plain": ("By the published counts, at most {top} million people in {where:the} used both {a} and {b} in every month shown; they set no least for every month.",
                      "По опубликованным данным, в каждом из показанных месяцев {where:in} и {a}, и {b} пользовались не более {top} млн человек; нижней границы для каждого месяца они не дают."),
    "note": ("Months without a figure for both apps are not shown. The floor is both counts less the number of people {aged}; the ceiling is the smaller count, rounded up.",
             "Месяцы без данных об обоих приложениях не показаны. Нижняя граница — сумма двух охватов минус число жителей {aged}, верхняя — меньший из охватов, округлённый вверх."),
    "note_short": ("Months without a figure for both apps are not shown.",
                   "Месяцы без данных об обоих приложениях не показаны."),
    "reading": ("Each bar is a month. Its solid part is how many people must have used both apps, its hatched part how many more may have.",
                "Полоса — месяц. Сплошная часть — сколько человек пользовались обоими приложениями наверняка, штрихованная — сколько ещё могли пользоваться."),
    "reading_table": ("The table gives the same least number for every pair of three apps and for all three.",
                      "В таблице — такое же наименьшее число для каждой пары из трёх приложений и для всех трёх."),
    "method": ("At least A + B − N, at most the smaller of A and B, where A and B are the two monthly reaches and N is everyone {aged}; with three apps, at least A + B + C − 2N. N is found from counts and shares published together in the month’s own year, or else in the twelve months before it. Every figure stands for its rounding interval and is taken at the end that claims least; floors are rounded down to a whole million, ceilings up to a tenth. Months without a figure for both apps are left out.",
               "Не менее A + B − N и не более меньшего из A и B, где A и B — два месячных охвата, N — число жителей {aged}; для трёх приложений — не менее A + B + C − 2N. N получено по числам и долям, опубликованным вместе, за тот же год, а если таких нет — за двенадцать месяцев до него. Каждое число — это интервал округления и взято по той его границе, при которой утверждение слабее; нижние границы округлены вниз до целого миллиона, верхние — вверх до десятых. Месяцы без данных об обоих приложениях не показаны."),
}
# fmt: on
say = words.teller(SAID, __name__)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no month has both services and a base."""
    data = frame(edition)
    if data.empty:
        return no_figure(chart, NAME, edition, *why_no_reach(edition))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def frame(edition: Edition) -> pd.DataFrame:
    """Months with both services, and sets of all services; columns as in :data:`COLUMNS`."""
    months = overlap.monthly(edition).assign(part="month", service=" + ".join(edition.platforms))
    if months.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    sets = overlap.several(edition).rename(columns={"services": "service"}).assign(part="set", headline=False)
    return pd.concat([months, sets] if len(sets) else [months]).reindex(columns=list(COLUMNS)).reset_index(drop=True)


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """A bar a month from nought to what is possible, dark as far as it is certain; sets of apps beside."""
    lang, months, sets = edition.language, data[data["part"] == "month"], data[data["part"] == "set"]
    told, certain = each(lambda r: hover(r, lang)), each(lambda r: floor(r, lang))
    again = months["month"].duplicated()
    bars = Rows(
        months.assign(again=again, ink=again.map({True: "secondary", False: "text"})),
        (
            Bar(col("high"), colour="possible", hatch="////", hover=told),
            Bar(col("low"), colour="overlap", text=certain, text_colour="on_overlap", text_end=True, hover=told),
        ),
        label=each(lambda r: say(lang, "other") if r.again else words.month(r.month, lang, short=True)),
        detail=each(lambda r: figures(r, lang)),
        end=each(lambda r: say(lang, "ceiling", high=words.most(r.high, lang))),
        quiet=True,
        thick=0.74,
        head=Head(" + ".join(names.called(edition.platforms, lang))),
        name=Name(col("ink"), months["low"] == months["low"].min()),
    )
    key = [("bar", "overlap", "", say(lang, "key_certain")), ("bar", "possible", "////", say(lang, "key_possible"))]
    main = Stack((Key(tuple(key)), bars))
    return Beside((main, table(sets, lang)), widths=(1.8, 1), tall=True) if len(sets) else main


def table(sets: pd.DataFrame, lang: str) -> Table:
    """The least for every set of services, a column a month."""
    cells = sets.pivot_table("low", "service", "month", sort=False).map(lambda low: least(low, lang)).reset_index()
    apps = [names.called(joined.split(" + "), lang) for joined in cells["service"]]
    cells["service"] = [say(lang, "all") if len(a) > 2 else " + ".join(a) for a in apps]
    heads = [f"{words.month(m, lang, year=False, short=True)}\n{m.year}" for m in cells.columns[1:]]
    return Table(cells, ("", *heads), say(lang, "table"))


def figures(row: object, lang: str) -> str:
    """Both figures of a month as published."""
    x, y = (audience.printed(i, lang, unit=False) for i in row.basis.split("; "))
    return say(lang, "pair", x=x, y=y)


def ends(row: object, lang: str) -> dict[str, str]:
    """The least and the most of a month, for words."""
    return {"n": least(row.low, lang), "high": words.most(row.high, lang), "month": words.month(row.month, lang)}


def floor(row: object, lang: str) -> tuple[str, ...]:
    """The least, on its bar."""
    return *(say(lang, key, **ends(row, lang)) for key in ("floor", "floor_short")), least(row.low, lang)


def hover(row: object, lang: str) -> str:
    """Both rows as published, and what follows."""
    return "\n".join([*(audience.told(i, lang) for i in row.basis.split("; ")), say(lang, "hover", **ends(row, lang))])


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, months, sets = edition.language, data[data["part"] == "month"], data[data["part"] == "set"]
    low, high = months.loc[months["low"].idxmin()], months.loc[months["high"].idxmax()]
    n, one, again = safe_floor(low["low"]), months["month"].nunique() == 1, months["month"].duplicated()
    ids = [i for cell in months["basis"] for i in cell.split("; ")]
    rows = [
        say(lang, "row_other" if r.again else "row", **ends(r, lang)) for r in months.assign(again=again).itertuples()
    ]
    fill = {
        "aged": names.aged(ids, lang),
        "n": words.millions(n, lang, 0),
        "first": words.month(months["month"].min(), lang),
        "last": words.month(months["month"].max(), lang),
        "top": words.most(high["high"], lang),
        "rows": "; ".join(rows),
    }
    claims = over(ids, edition)
    claims += [Claim("at_least", low["low"], low["high"], n=n)]
    claims += [Claim("at_most", high["low"], high["high"], n=-safe_floor(-high["high"], 1e5))]
    long = ["long"]
    for every in sets[sets["service"].str.count(r"\+") == 2].tail(1).itertuples():
        if safe_floor(every.low) > 0:
            services = names.listed(every.service.split(" + "), lang)
            long.append(say(lang, "long_trio", services=services, **ends(every, lang)))
            claims.append(Claim("at_least", every.low, every.high, n=safe_floor(every.low)))
    titles = [(n > 0 and not one, "title"), (n > 0, "title_one"), (True, "title_plain")]
    more = {"alt": "alt_one" if one else "alt", "caption": "caption"}
    more = more if n > 0 else {"alt": "alt_plain", "caption": "caption_plain"}
    more["notes"], more["reading"] = ("note", credits.owner_line(edition)), ("reading", len(sets) and "reading_table")
    sources = [tables.row("user_counts", i).source_id for i in ids]
    return tell(SAID, edition, titles, fill, long=long, claims=claims, sources=sources, **more)


def over(records: list[str], edition: Edition) -> list[Claim]:
    """Claims that "over 89 million" is said of a figure that goes in, and not of the sum."""
    found = audience.points(edition)
    found = found[found["record_id"].isin(records) & (found["low"] == found["value"])]
    return [Claim("at_least", r.low, r.high, n=r.value) for r in found.itertuples()]
