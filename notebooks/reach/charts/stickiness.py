"""How much of a month's audience came on an average day: a bar a month, within the whole audience of that month."""

from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import words
from reach.charts import chart as base
from reach.charts import strip
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, wrap
from reach.claims import Claim
from reach.draw.look import Look
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
    "axis": ("percent of the month’s audience", "процент аудитории месяца"),
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


def limits(data: pd.DataFrame, edition: Edition) -> dict[str, str]:
    """By service: the nationwide limits from its first month on, in words: also those after its newest one."""
    lang, found = edition.language, {}
    for service, mine in data.groupby("service"):
        first = mine["month"].min()
        stretches = timeline.strip(timeline.phases(edition, [service]), edition.cutoff)
        stretches = stretches[(stretches["breadth"] == "nationwide") & (stretches["end"] > first)]
        said = [
            say(
                lang,
                "limit",
                said=strip.limit(row, lang),
                day=words.day(row.start, lang, short=True).replace(" ", words.NBSP),
            )
            for row in stretches.itertuples()
        ]
        found[service] = "; ".join(said)
    return found


def _share(rows: pd.DataFrame, lang: str) -> str:
    return words.percent(rows["low"].min(), rows["high"].max(), lang)


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    names = {s: base.service_name(s, lang) for s in edition.services}
    a, b = edition.platforms
    aged = base.aged((cell.split("; ")[1] for cell in data["record_id"]), lang)
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
            "a": names[fall["service"]],
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
        told = {"a": names[a], "b": names[b], "month": words.month(month, lang)}
        told |= {"p": of(a, month), "q": of(b, month)}
        titles.append((True, say(lang, "title_two", **told)))
    for service in edition.services:
        if service in newest.index:
            month = newest[service]
            told = {"a": names[service], "month": words.month(month, lang), "p": of(service, month)}
            titles.append((True, say(lang, "title_one", **told)))
    titles = [(condition and len(said.split()) <= 16, said) for condition, said in titles]
    titles.append((True, say(lang, "title_plain")))

    title = first_true(titles)
    rows = [_months_of(data[data["service"] == s], names[s], lang) for s in data["service"].drop_duplicates()]
    long = say(lang, "long", rows="; ".join(rows))
    claims = []
    for fall in falls.itertuples():
        claims.append(Claim("fell", fall.low, fall.high, names[fall.service]))
    if len(falls) and title == down:  # the share before stands beside no month of its own
        fall = falls.iloc[0]
        claims.append(Claim("is", fall["before_low"], fall["before_high"], names[fall["service"]]))
    if len(falls):
        mine = data[data["service"] == falls.iloc[0]["service"]]
        first, last = mine.iloc[0], mine.iloc[-1]
        d = (first["daily_low"] - last["daily_high"], first["daily_high"] - last["daily_low"])
        m = (first["monthly_low"] - last["monthly_high"], first["monthly_high"] - last["monthly_low"])
        if min(d[0], m[0]) > 0:
            claims += [Claim("fell", -high, -low, names[first["service"]]) for low, high in (d, m)]
            told = {"a": names[first["service"]], "d": words.span(*d, lang), "m": words.span(*m, lang)}
            same_year = first["month"].year == last["month"].year
            told |= {"first": words.month(first["month"], lang, year=not same_year)}
            told |= {"last": words.month(last["month"], lang)}
            long += " " + say(lang, "long_change", **told)
    if len(falls):
        fall = falls.iloc[0]
        least = int(round(-fall["high"] * 100, 6))  # rounded down: "at least" must hold
        claims.append(Claim("at_least", -fall["high"], -fall["low"], names[fall["service"]], n=least / 100))
        told = {
            "a": names[fall["service"]],
            "month": words.month(fall["end"], lang),
            "before": words.month(fall["start"], lang, year=fall["start"].year != fall["end"].year),
            "p": of(fall["service"], fall["end"]),
            "q": words.percent(fall["before_low"], fall["before_high"], lang),
            "n": words.number(least, lang, 0),
        }
        caption = say(lang, "caption_fell", **told)
    else:
        said = [say(lang, "caption_row", a=names[s], p=of(s, m), month=words.month(m, lang)) for s, m in newest.items()]
        caption = say(lang, "caption", rows=words.listed(said, lang))
    sources = [i for r in data.itertuples() for i in (r.daily_source, r.monthly_source)]
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", **fill),
        alt=say(lang, "alt", finding=base.lower(title, lang), **fill),
        long=long,
        caption=caption,
        notes=(say(lang, "note"), base.owner_line(edition)),
        short_note=say(lang, "note_short"),
        sources=tuple(dict.fromkeys(sources)),
        reading=say(lang, "reading"),
        method=say(lang, "method", **fill),
        claims=tuple(claims),
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
        names = words.listed([base.service_name(s, edition.language) for s in edition.services], edition.language)
        return base.no_figure(chart, NAME, edition, what, say(edition.language, "empty", services=names))
    said, notes = text(data, edition), limits(data, edition)
    return Chart(
        NAME,
        edition,
        said,
        data,
        COLUMNS,
        static=lambda look: static(said, data, notes, edition, look),
        interactive=lambda look: interactive(data, edition, look),
    )


def static(said: Text, data: pd.DataFrame, notes: dict[str, str], edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    lang = look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    narrow, label, small = look.size.narrow, look.size.label, look.size.small
    shown = _on_card(data, edition) if look.size.brief else data
    # Pages of a fixed height have room for so many rows: the oldest months stay in the data only.
    most = {"article": 16, "social": 9}.get(look.size.name, len(shown))
    while len(shown) > most and shown["month"].nunique() > 1:
        shown = shown[shown["month"] > shown["month"].min()]
    groups = [(s, shown[shown["service"] == s]) for s in edition.services if (shown["service"] == s).any()]

    month_width = max(page.width(words.month(m, lang, short=True)) for m in shown["month"])
    figures = {i: _figures(r, lang) for i, r in zip(shown.index, shown.itertuples(), strict=True)}
    left = page.left + month_width + 14
    if not narrow:
        figure_left = left
        left += max(page.width(f, "small") for f in figures.values()) + 18
    width = page.right - left
    heads = {}
    for service, _ in groups:
        begin = page.width(base.service_name(service, lang), "label", bold=True) + 12
        inline = not narrow and begin + page.width(notes[service], "small") <= page.inner
        below = [] if inline or not notes[service] else wrap(notes[service], small, page.inner)
        heads[service] = (begin, inline, below)
    head_height = {s: label * 1.75 + len(h[2]) * small * 1.3 for s, h in heads.items()}
    row_wanted = label * (1.75 if narrow else 1.9)
    wanted = sum(head_height.values()) + len(shown) * row_wanted + small * 0.8 * len(groups) + small * 1.4
    bottom = page.bottom(wanted)
    gap = small * 0.8
    room = bottom - page.top - sum(head_height.values()) - gap * len(groups) - small * 1.4
    tall = 1.7 if look.size.name == "square" else 1.0  # a square has the room where the months are few
    row = min(room / len(shown), 84 * tall)
    bar = min(row * 0.74, 54 * tall)
    y = page.top + small * 0.5
    whole = say(lang, "whole")
    page.text(page.right, y, whole, "small", colour="faint", ha="right")
    y += small * 0.9
    for service, rows in groups:
        begin, inline, lines = heads[service]
        name = base.service_name(service, lang)
        page.text(page.left, y + label * 0.7, name, "label", bold=True, colour=base.role(service))
        if inline:
            page.text(page.left + begin, y + label * 0.7, notes[service], "small", colour="secondary")
        for i, line in enumerate(lines):
            page.text(page.left, y + label * 1.4 + (i + 0.5) * small * 1.3, line, "small", colour="secondary")
        y += head_height[service]
        for place, r in zip(rows.index, rows.itertuples(), strict=True):
            middle = y + row / 2
            page.text(page.left, middle, words.month(r.month, lang, short=True))
            if not narrow:
                page.text(figure_left, middle, figures[place], "small", colour="secondary")
            colour = base.role(service)
            page.rect(left, middle - bar / 2, width, bar, "empty")
            hatch = "////" if width * (r.high - r.low) > 5 else ""
            page.rect(left, middle - bar / 2, width * r.high, bar, "possible", hatch=hatch, edge=colour, line=1)
            page.rect(left, middle - bar / 2, width * r.low, bar, colour, zorder=3, gid=f"share-{place}")
            figure = words.percent(r.low, r.high, lang)
            if page.width(figure, "label", bold=True) + 16 < width * r.low:
                page.text(left + width * r.low - 8, middle, figure, bold=True, colour="on_service", ha="right")
            else:
                page.text(left + width * r.high + 8, middle, figure, bold=True, colour=colour)
            y += row
        y += gap
    return page.finish(y)


def _figures(row: object, lang: str) -> str:
    """Both figures with their words, to a tenth of a million: the frame keeps every digit."""
    x, y = _printed(row, lang, tenths=True, unit=False)
    return say(lang, "of", x=x, y=y)


def _printed(row: object, lang: str, *, tenths: bool = False, unit: bool = True) -> list[str]:
    """Daily and monthly reach as their sources worded them."""
    ids = row.record_id.split("; ")
    values = [round(v, -5) if tenths else v for v in (row.daily, row.monthly)]
    return [
        audience.worded(SimpleNamespace(value=value, record_id=i), lang, unit)
        for value, i in zip(values, ids, strict=True)
    ]


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the same bars, with the published words on hover."""
    lang = look.language
    figure = base.blank(look, 90 + 30 * len(data))
    names, said, colours, last = [], [], [], ""
    for r in data.itertuples():
        name = words.month(r.month, lang, short=True)
        service = base.service_name(r.service, lang)
        names.append(name if r.service == last else f"<b>{base.folded(service)}</b>  {name}")
        last = r.service
        x, y = _printed(r, lang)
        hover = say(lang, "hover", x=x, y=y, p=words.percent(r.low, r.high, lang))
        said.append(f"<b>{base.folded(f'{service}, {words.month(r.month, lang)}')}</b><br>{base.folded(hover)}")
        colours.append(look[base.role(r.service)])
    # Rows by number: two rows may bear the same name.
    places = list(range(len(data)))
    figure.add_bar(
        y=places,
        x=[r.low * 100 for r in data.itertuples()],
        orientation="h",
        marker_color=colours,
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.add_bar(
        y=places,
        x=[(r.high - r.low) * 100 for r in data.itertuples()],
        orientation="h",
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
        marker={
            "color": look["possible"],
            "line": {"color": look["hatch"], "width": 1},
            "pattern": {"shape": "/", "fgcolor": look["hatch"]},
        },
    )
    figure.add_scatter(
        y=places,
        x=[r.high * 100 for r in data.itertuples()],
        mode="text",
        text=[f" {words.percent(r.low, r.high, lang)}" for r in data.itertuples()],
        textposition="middle right",
        textfont={"size": 13, "color": look["text"]},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_yaxes(
        autorange=False,
        range=[len(data) - 0.4, -0.6],
        showgrid=False,
        tickvals=places,
        ticktext=names,
        tickfont={"size": 12},
        ticks="",
    )
    figure.update_xaxes(range=[0, 125], tickvals=[0, 50, 100], title_text=say(lang, "axis"))
    figure.update_layout(barmode="stack", margin_l=138, margin_b=66)
    return figure
