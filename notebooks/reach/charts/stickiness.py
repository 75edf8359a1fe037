"""How much of a month's audience came on an average day: a bar a month, within the whole audience of that month."""

from types import SimpleNamespace

import pandas as pd

from reach import credits, limits, names, words
from reach.chart import Chart, Text, first_true, no_figure
from reach.claims import Claim
from reach.draw.marks import Bar, Head, Number, Panel, Rows, col, each
from reach.edition import Edition
from reach.measures import audience, flows, timeline

NAME = "stickiness"
COLUMNS = {
    "service": "Service.",
    "month": "First day of the month.",
    "daily": "Average daily reach as published, people.",
    "daily_low": "Low end of its rounding interval, people.",
    "daily_high": "High end of its rounding interval, people.",
    "monthly": "Monthly reach as published, people.",
    "monthly_low": "Low end of its rounding interval, people.",
    "monthly_high": "High end of its rounding interval, people.",
    "value": "Average daily reach over monthly reach, 0 to 1.",
    "low": "Least that both rounding intervals allow, 0 to 1.",
    "high": "Most that both rounding intervals allow, 0 to 1.",
    "daily_basis": "Daily reach in the words of the source.",
    "monthly_basis": "Monthly reach in the words of the source.",
    "record_id": "Rows of user_counts.csv.",
    "daily_source": "Page of the daily figure, in sources.csv.",
    "monthly_source": "Page of the monthly figure, in sources.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_after": ("In {month} an average day drew {p} of {a}’s monthly audience, after {q} in {before}",
                    "Среднесуточный охват {a} в {month:prep} — {p} месячного, в {before:prep} — {q}"),
    "title_down": ("In {month} an average day drew {p} of {a}’s monthly audience, down from {q}",
                   "Среднесуточный охват {a} в {month:prep} — {p} месячного, ранее — {q}"),
    "title_two": ("In {month} an average day drew {p} of {a}’s monthly audience, {q} of {b}’s",
                  "Среднесуточный охват {a} в {month:prep} — {p} месячного, {b} — {q}"),
    "title_one": ("In {month} an average day drew {p} of {a}’s monthly audience",
                  "Среднесуточный охват {a} в {month:prep} — {p} месячного"),
    "title_plain": ("How much of each monthly audience came on an average day",
                    "Какая часть месячной аудитории приходит в средний день"),
    "subtitle": ("Average daily reach as a share of monthly reach, {where}, people {aged}",
                 "Среднесуточный охват в процентах от месячного, {where}, жители {aged}"),
    "alt": ("Bar chart of daily as a share of monthly reach, {where}: {finding}.",
            "Столбчатый график по месяцам, {where}: {finding}."),
    "long": ("Shares of the monthly audience that came on an average day, with the room that the roundings of both figures leave: {rows}.",
             "Доля месячной аудитории, которая приходила в средний день, с учётом округления обоих значений: {rows}."),
    "rows": ("{a} {rows}", "{a} — {rows}"),
    "row": ("{p} in {month}", "{p} в {month:prep}"),
    "caption_fell": ("In {month} {a}’s average daily reach was {p} of its monthly reach, after {q} in {before}: lower by at least {n} percentage points, however the figures were rounded.",
                     "В {month:prep} среднесуточный охват {a} составил {p} месячного, в {before:prep} — {q}: это ниже, и разница не менее {n} п. п. при любом округлении."),
    "caption": ("An average day drew {rows} of the month’s audience.",
                "В средний день приходило {rows} месячной аудитории."),
    "caption_row": ("{p} ({a}, {month})", "{p} ({a}, {month})"),
    "long_change": ("From {first} to {last} {a}’s daily reach fell {d} million and its monthly reach {m} million.",
                    "С {first:gen} по {last} среднесуточный охват {a} сократился на {d} млн, месячный — на {m} млн."),
    "note": ("Unfilled ends, where seen: what the roundings of both figures leave open. Only months with both figures on pages that name one measurer; other months are unknown.",
             "Полый конец, где он виден, — что оставляет округление обоих чисел. Только месяцы, за которые оба числа опубликованы с указанием одного измерителя; остальные неизвестны."),
    "note_short": ("Unfilled ends, where seen: what the roundings leave open. Only months with both figures by one measurer.",
                   "Полый конец — что оставляет округление. Только месяцы с обоими числами одного измерителя."),
    "limit": ("{said} from {day}", "{said} с {day}"),
    "whole": ("full width: the month’s whole audience", "вся ширина — вся аудитория месяца"),
    "of": ("{x} of {y} million", "{x} из {y:gen} млн"),
    "hover": ("{x} on an average day of {y} in the month: {p}", "{x} в средний день из {y:gen} за месяц: {p}"),
    "reading": ("A row is a month. The bar’s length is the share of that month’s audience that came on an average day, the full width the whole audience; the unfilled end is what the roundings of both figures leave open.",
                "Строка — один месяц. Длина столбика — доля аудитории этого месяца, которая приходила в средний день, вся ширина — вся аудитория; незакрашенный конец — то, что оставляют открытым округления обоих значений."),
    "method": ("Average daily reach divided by monthly reach, both of one month, one measurer and everyone {aged}. The interval divides the least daily figure that its rounding allows by the most monthly one, and the most by the least. Where a month has several daily figures, the one that its series keeps is used. Left out are months without both figures, pages that name no measurer and figures from one weak page.",
               "Среднесуточный охват делится на месячный: оба за один месяц, у одного измерителя, среди жителей {aged}. Нижняя граница — наименьшее суточное значение, какое допускает округление, делённое на наибольшее месячное, верхняя — наоборот. Месяцы без обоих значений, данные одной слабой публикации, спорные и более грубо округлённые значения не учтены."),
    "empty_what": ("Daily against monthly reach", "Среднесуточный охват рядом с месячным"),
    "empty": ("no month has daily and monthly reach of {services} on pages that name who measured",
              "месяцев, где среднесуточный и месячный охват {services} опубликованы с указанием измерителя, не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)


def frame(edition: Edition) -> pd.DataFrame:
    """Pairs of the record that are no weak ones, from the edition's first month on."""
    found = flows.stickiness(edition)
    found = found[(found["role"] == "record") & (found["confidence"] != "low")]
    found = found[found["month"] >= pd.Timestamp(edition.since)]
    return found[list(COLUMNS)].reset_index(drop=True)


def stretches(data: pd.DataFrame, edition: Edition) -> dict[str, pd.DataFrame]:
    """By service: the nationwide limits from its first month on, also those after its newest one."""
    found = {}
    for service, mine in data.groupby("service"):
        strip = timeline.strip(timeline.phases(edition, [service]), edition.cutoff)
        found[service] = strip[(strip["breadth"] == "nationwide") & (strip["end"] > mine["month"].min())]
    return found


def limited(row: object, lang: str) -> str:
    """One of them in words."""
    day = words.day(row.start, lang, short=True).replace(" ", words.NBSP)
    return say(lang, "limit", said=limits.limit(row, lang), day=day)


def _share(rows: pd.DataFrame, lang: str) -> str:
    return words.percent(rows["low"].min(), rows["high"].max(), lang)


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    called = {s: names.service(s, lang) for s in edition.services}
    a, b = edition.platforms
    aged = names.aged((cell.split("; ")[1] for cell in data["record_id"]), lang)
    fill = {"where": words.country(edition.country, lang), "aged": aged}

    def of(service: str, month: pd.Timestamp) -> str:
        return _share(data[(data["service"] == service) & (data["month"] == month)], lang)

    # The largest certain fall of a share between the newest two months of a platform.
    falls = flows.last_change(data)
    falls = falls[falls["service"].isin(edition.platforms) & (falls["high"] <= -0.01)].sort_values("high")
    titles = []
    if len(falls):
        fall = falls.iloc[0]
        rivals = words.percent(fall["before_low"], fall["before_high"], lang)
        same_year = fall["start"].year == fall["end"].year
        told = {
            "a": called[fall["service"]],
            "month": words.month(fall["end"], lang),
            "before": words.month(fall["start"], lang, year=not same_year),
            "p": of(fall["service"], fall["end"]),
            "q": rivals,
        }
        apart = _share(data[(data["service"] == fall["service"]) & (data["month"] == fall["end"])], lang) != rivals
        after, down = (say(lang, key, **told) for key in ("title_after", "title_down"))
        titles = [(apart, after), (apart, down)]
    newest = data.groupby("service", sort=False)["month"].max()
    shared = set.intersection(*(set(data.loc[data["service"] == s, "month"]) for s in edition.platforms))
    if shared:
        month = max(shared)
        told = {"a": called[a], "b": called[b], "month": words.month(month, lang)}
        told |= {"p": of(a, month), "q": of(b, month)}
        titles.append((True, say(lang, "title_two", **told)))
    for service in edition.services:
        if service in newest.index:
            month = newest[service]
            told = {"a": called[service], "month": words.month(month, lang), "p": of(service, month)}
            titles.append((True, say(lang, "title_one", **told)))
    titles = [(condition and len(said.split()) <= 16, said) for condition, said in titles]
    titles.append((True, say(lang, "title_plain")))

    title = first_true(titles)
    rows = [_months_of(data[data["service"] == s], called[s], lang) for s in data["service"].drop_duplicates()]
    long = say(lang, "long", rows="; ".join(rows))
    claims = []
    for fall in falls.itertuples():
        claims.append(Claim("fell", fall.low, fall.high, called[fall.service]))
    if len(falls) and title == down:  # the share before stands beside no month of its own
        fall = falls.iloc[0]
        claims.append(Claim("is", fall["before_low"], fall["before_high"], called[fall["service"]]))
    if len(falls):
        mine = data[data["service"] == falls.iloc[0]["service"]]
        first, last = mine.iloc[0], mine.iloc[-1]
        d = (first["daily_low"] - last["daily_high"], first["daily_high"] - last["daily_low"])
        m = (first["monthly_low"] - last["monthly_high"], first["monthly_high"] - last["monthly_low"])
        if min(d[0], m[0]) > 0:
            claims += [Claim("fell", -high, -low, called[first["service"]]) for low, high in (d, m)]
            told = {"a": called[first["service"]], "d": words.span(*d, lang), "m": words.span(*m, lang)}
            same_year = first["month"].year == last["month"].year
            told |= {"first": words.month(first["month"], lang, year=not same_year)}
            told |= {"last": words.month(last["month"], lang)}
            long += " " + say(lang, "long_change", **told)
    if len(falls):
        fall = falls.iloc[0]
        least = int(round(-fall["high"] * 100, 6))  # rounded down: "at least" must hold
        claims.append(Claim("at_least", -fall["high"], -fall["low"], called[fall["service"]], n=least / 100))
        told = {
            "a": called[fall["service"]],
            "month": words.month(fall["end"], lang),
            "before": words.month(fall["start"], lang, year=fall["start"].year != fall["end"].year),
            "p": of(fall["service"], fall["end"]),
            "q": words.percent(fall["before_low"], fall["before_high"], lang),
            "n": words.number(least, lang, 0),
        }
        caption = say(lang, "caption_fell", **told)
    else:
        said = [
            say(lang, "caption_row", a=called[s], p=of(s, m), month=words.month(m, lang)) for s, m in newest.items()
        ]
        caption = say(lang, "caption", rows=words.listed(said, lang))
    sources = [i for r in data.itertuples() for i in (r.daily_source, r.monthly_source)]
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", **fill),
        alt=say(lang, "alt", finding=names.lower(title, lang), **fill),
        long=long,
        caption=caption,
        notes=(say(lang, "note"), credits.owner_line(edition)),
        short_note=say(lang, "note_short"),
        sources=tuple(dict.fromkeys(sources)),
        reading=say(lang, "reading"),
        method=say(lang, "method", **fill),
        claims=tuple(claims),
        days=tuple(day for frame in stretches(data, edition).values() for day in frame["start"]),
    )


def _on_card(data: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """What a card has room for: the apps of the story."""
    pair = data[data["service"].isin(edition.platforms)]
    return pair if len(pair) else data


def _months_of(rows: pd.DataFrame, name: str, lang: str) -> str:
    """The shares of one service, month by month."""
    last = rows["month"].max()
    said = [
        say(
            lang,
            "row",
            month=words.month(r.month, lang, year=r.month.year != last.year or r.month == last),
            p=words.percent(r.low, r.high, lang),
        )
        for r in rows.itertuples()
    ]
    return say(lang, "rows", a=name, rows=", ".join(said))


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no month has both daily and monthly reach."""
    data = frame(edition)
    if data.empty:
        what = say(edition.language, "empty_what")
        called = words.listed([names.service(s, edition.language) for s in edition.services], edition.language)
        return no_figure(chart, NAME, edition, what, say(edition.language, "empty", services=called))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """Certain solid, left open by rounding hatched, on the width of the whole month's audience."""
    lang = edition.language
    strips = stretches(data, edition)
    notes = {s: "; ".join(limited(r, lang) for r in f.itertuples()) for s, f in strips.items()}
    colour = each(lambda r: names.role(r.service))
    share = each(lambda r: words.percent(r.low, r.high, lang))
    told = each(lambda r: hover(r, lang))
    certain = Bar(col("low"), colour=colour, edge="", text=share, text_end=True, hover=told)
    pair = data["service"].isin(edition.platforms)
    return Rows(
        data.assign(kept=pair | ~pair.any()),
        (Bar(col("high"), colour="possible", hatch="////", edge=colour, hover=told), certain),
        label=each(lambda r: words.month(r.month, lang, short=True)),
        detail=each(lambda r: figures(r, lang)),
        head=Head(each(lambda r: names.service(r.service, lang)), each(lambda r: notes[r.service]), colour=colour),
        x=Number(0, 1, unit=0.01),
        track=say(lang, "whole"),
        thick=0.74,
        low=col("kept"),
    )


def figures(row: object, lang: str) -> str:
    """Both figures, to a tenth of a million: the frame keeps every digit."""
    ids = row.record_id.split("; ")
    tenths = (
        SimpleNamespace(value=round(v, -5), record_id=i) for v, i in zip((row.daily, row.monthly), ids, strict=True)
    )
    return say(lang, "of", **dict(zip("xy", (audience.worded(r, lang, unit=False) for r in tenths), strict=True)))


def hover(row: object, lang: str) -> str:
    """A month with both figures as published."""
    share = words.percent(row.low, row.high, lang)
    head = f"{names.service(row.service, lang)}, {words.month(row.month, lang)}"
    printed = (audience.printed(i, lang) for i in row.record_id.split("; "))
    return f"{head}\n{say(lang, 'hover', p=share, **dict(zip('xy', printed, strict=True)))}"
