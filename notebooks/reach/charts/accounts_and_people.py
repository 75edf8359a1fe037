"""Accounts as stated against people as measured: two kinds of marks on one time axis, never joined."""

import math

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, TimeScale, time_axis
from reach.claims import Claim
from reach.draw.look import Look
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
#: The words of the figure, in English and Russian.
SAID = {
    "title_turned": ("Registrations stated for {a} were below measured reach in {first}, above it in {last}",
                     "Заявленные регистрации {a}: меньше измеренного охвата в {first:prep}, больше — в {last:prep}"),
    "title_above": ("Registrations stated for {a} were above measured reach in {last}",
                    "Заявленных регистраций {a} в {last:prep} было больше измеренного охвата"),
    "title_below": ("Registrations stated for {a} were below measured reach in {first}",
                    "Заявленных регистраций {a} в {first:prep} было меньше измеренного охвата"),
    "title_stated": ("The company stated {n} {a} accounts by {month}; no measured reach was found",
                     "Компания заявила: {n} аккаунтов {a} в {month:prep}; измеренный охват не найден"),
    "title_plain": ("What was stated and what was measured of {a}", "{a}: что заявлено и что измерено"),
    "subtitle": ("{a} in {where:the}: accounts as stated against people {aged} who opened it in the month, millions",
                 "{a} {where:in}: заявленные аккаунты и жители {aged}, открывшие приложение за месяц, млн"),
    "subtitle_stated": ("{a} in {where:the}: accounts as stated, millions", "{a} {where:in}: заявленные аккаунты, млн"),
    "key_company": ("accounts, company statement", "аккаунты, заявление компании"),
    "key_official": ("accounts, an official’s statement", "аккаунты, заявление чиновника"),
    "key_measured": ("people, measured over the month", "люди, измерено за месяц"),
    "key_weak": ("hollow: one weak page", "полые: одна слабая страница"),
    "alt": ("Dot chart of {a} in {where:the}: accounts stated, such as {stated}, and people measured, such as {measured}. The two are not joined.",
            "Точечный график {a} {where:in}: заявленные аккаунты (например, {stated}) и измеренный охват (например, {measured}). Точки не соединены."),
    "alt_stated": ("Dot chart of accounts stated for {a} in {where:the}, such as {stated}. No measured reach was found.",
                   "Точечный график заявленных аккаунтов {a} {where:in} (например, {stated}). Измеренный охват не найден."),
    "point": ("{n} on {day}", "{n} на {day}"),
    "point_month": ("{n} in {month}", "{n} в {month:prep}"),
    "long": ("Stated accounts in millions, among them the first and the newest: {stated}. Measured monthly reach in millions: {measured}. Accounts are not people: one person can have several, and an account need not be used.",
             "Заявленные аккаунты в млн, среди них первые и последние: {stated}. Измеренный месячный охват в млн: {measured}. Аккаунты — не люди: у одного человека их может быть несколько, и аккаунтом могут не пользоваться."),
    "long_stated": ("Stated accounts in millions, among them the first and the newest: {stated}. No measured monthly reach was found by the day. Accounts are not people: one person can have several, and an account need not be used.",
                    "Заявленные аккаунты в млн, среди них первые и последние: {stated}. Измеренный месячный охват к этому дню не найден. Аккаунты — не люди: у одного человека их может быть несколько, и аккаунтом могут не пользоваться."),
    "row_below": ("At the end of {month} registrations were below the measured {m}: the next statement, of {day}, said {n}.",
                  "В конце {month:gen} регистраций было меньше измеренного охвата ({m}): в следующем заявлении, от {day}, — {n}."),
    "row_above": ("By the end of {month} registrations were above the measured {m}: {n} had been stated on {day}.",
                  "К концу {month:gen} регистраций было больше измеренного охвата ({m}): {day} заявлено {n}."),
    "caption": ("{title}. Accounts are not people, and the two are never joined.",
                "{title}. Аккаунты — не люди, и эти цифры нигде не соединены."),
    "note": ("Accounts and people are different things: the two kinds of marks are compared, never joined.",
             "Аккаунты и люди — разные вещи: два вида точек сопоставлены, но не соединены."),
    "note_total": ("A total of registrations is taken not to fall.",
                   "Считается, что общее число регистраций не убывает."),
    "note_weak": ("Hollow marks rest on one weak page: {rows}.",
                  "Полые точки опираются на одну слабую страницу: {rows}."),
    "note_short": ("Accounts are not people: one person can have several.",
                   "Аккаунты — не люди: у одного человека их может быть несколько."),
    "reading": ("Each mark is one published figure, as high as its number. Diamonds and squares are accounts as stated; circles are people measured over the month that the stroke spans.",
                "Каждая точка — одна опубликованная цифра, её высота — число. Ромбы и квадраты — заявленные аккаунты; круги — люди, измеренные за месяц, который отмечен чертой."),
    "reading_stated": ("Each mark is one published figure, as high as its number: accounts as stated on a day or for a month.",
                       "Каждая точка — одна опубликованная цифра, её высота — число аккаунтов, заявленное на день или за месяц."),
    "reading_weak": ("Hollow marks rest on one weak page.", "Полые точки опираются на одну слабую страницу."),
    "method_stated": ("Accounts are the registrations that the company or officials gave out, whoever they count; one stated for a month is drawn in its middle. Repeats of a figure are left out.",
                      "Аккаунты — это регистрации, о которых сообщили компания или чиновники, кого бы они ни считали; цифра за месяц стоит в его середине. Повторы одной цифры опущены."),
    "method": ("Reach is people {aged} who opened {a} at least once in the month, as measured. Registrations at the end of a month lie between the statement before and the one after, as a total is taken not to fall; they are called below or above reach only where the rounding intervals do not meet.",
               "Охват — жители {aged}, открывшие {a} хотя бы раз за месяц, по измерению. Число регистраций на конец месяца лежит между предыдущим и следующим заявлениями: считается, что общее число не убывает. Больше или меньше охвата оно названо, только если интервалы округления не пересекаются."),
    "axis": ("million accounts or people", "млн аккаунтов или человек"),
    "empty_what": ("Stated accounts against measured reach", "Заявленные аккаунты и измеренный охват"),
    "empty": ("no statement of registered accounts of {services} was found",
              "заявлений о зарегистрированных аккаунтах {services} не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)
_SHAPES = {"company": "D", "official": "s", "measured": "o"}
_SCREEN = {"company": "diamond", "official": "square", "measured": "circle"}


def frame(edition: Edition) -> pd.DataFrame:
    """Figures of the first of the edition's services that has stated registrations."""
    found = flows.accounts(edition)
    names = [s for s in edition.services if (found["service"] == s).any()]
    return found[found["service"] == names[0]].reset_index(drop=True) if names else found


def _dated(row: object, lang: str, unit: bool = False) -> str:
    """A figure as published, with its day or month."""
    figure = audience.worded(row, lang, unit)
    if row.start == row.end:
        return say(lang, "point", n=figure, day=words.day(row.end, lang))
    return say(lang, "point_month", n=figure, month=words.month(row.start, lang))


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    service = data["service"].iloc[0]
    verdicts = flows.accounts_against(data)
    below, above = verdicts[verdicts["verdict"] == "below"], verdicts[verdicts["verdict"] == "above"]
    first = below["month"].max() if len(below) else pd.NaT
    last = above["month"].min() if len(above) else pd.NaT
    stated = data[(data["kind"] == "company") & ~data["weak"]].sort_values("end")
    measured = data[data["kind"] == "measured"]
    fill = {
        "a": base.service_name(service, lang),
        "where": words.country(edition.country, lang),
        "aged": base.aged(measured["record_id"], lang),
    }
    titles = []
    if len(below) and len(above) and first < last:
        year = first.year != last.year
        told = {"first": words.month(first, lang), "last": words.month(last, lang, year=year)}
        titles.append(say(lang, "title_turned", **fill, **told))
    elif len(above) and below.empty:
        titles.append(say(lang, "title_above", **fill, last=words.month(above["month"].max(), lang)))
    elif len(below) and above.empty:
        titles.append(say(lang, "title_below", **fill, first=words.month(first, lang)))
    elif measured.empty and len(stated):
        newest = stated.iloc[-1]
        told = {"n": audience.worded(newest, lang), "month": words.month(newest["end"], lang)}
        titles.append(say(lang, "title_stated", **fill, **told))
    title = first_true(
        [(len(said.split()) <= 16, said) for said in titles] + [(True, say(lang, "title_plain", **fill))]
    )
    newest = {
        "stated": _newest(data[data["kind"] != "measured"], lang),
        "measured": _newest(measured, lang),
        "n": words.number(len(data), lang, 0),
        "first": words.month(data["end"].min(), lang),
        "last": words.month(data["end"].max(), lang),
    }
    suffix = "" if len(measured) else "_stated"
    # Of a long run of figures the first and the last stand in words; all are in the table.
    ends = {
        "stated": words.listed([_dated(r, lang) for r in _ends(data[data["kind"] != "measured"]).itertuples()], lang),
        "measured": words.listed([_dated(r, lang) for r in _ends(measured).itertuples()], lang),
    }
    compared = [_compared(r, data, lang) for r in pd.concat([below.tail(1), above.head(1)]).itertuples()]
    weak = data[data["weak"]]
    weak_said = words.listed([_dated(r, lang) for r in weak.itertuples()], lang)
    return Text(
        title=title,
        subtitle=say(lang, f"subtitle{suffix}", **fill),
        alt=say(lang, f"alt{suffix}", **fill, **newest),
        long=" ".join([say(lang, f"long{suffix}", **fill, **ends), *compared]),
        caption=say(lang, "caption", title=title),
        notes=(
            say(lang, "note" if 0 < len(measured) < len(data) else "note_short"),
            say(lang, "note_total") if compared else "",
            say(lang, "note_weak", rows=weak_said) if len(weak) else "",
            base.owner_line(edition) if len(measured) else "",
        ),
        short_note=say(lang, "note_short"),
        reading=say(lang, f"reading{suffix}") + (f" {say(lang, 'reading_weak')}" if len(weak) else ""),
        method=say(lang, "method_stated", **fill) + (f" {say(lang, 'method', **fill)}" if len(measured) else ""),
        sources=tuple(dict.fromkeys(data["source_id"])),
        claims=tuple(_claims(verdicts, data, lang)),
    )


def _newest(rows: pd.DataFrame, lang: str) -> str:
    """The newest figure that does not rest on one weak page, or the newest of all."""
    if rows.empty:
        return ""
    firm = rows[~rows["weak"]]
    found = firm if len(firm) else rows
    return _dated(next(found.sort_values("end").tail(1).itertuples()), lang, unit=True)


def _ends(rows: pd.DataFrame) -> pd.DataFrame:
    """The first and the last of some figures by their days; all of them where they are four at most."""
    rows = rows.sort_values(["end", "record_id"])
    return rows if len(rows) <= 4 else pd.concat([rows.head(2), rows.tail(2)])


def _sides(verdict: object, data: pd.DataFrame) -> tuple[object, object | None, object | None]:
    """Rows of the measured figure, the newest statement up to its month's end and the next one."""
    rows = {r.record_id: r for r in data.itertuples()}
    ids = verdict.record_id.split("; ")
    before = rows[ids[1]] if verdict.before else None
    after = rows[ids[-1]] if verdict.after else None
    return rows[ids[0]], before, after


def _compared(verdict: object, data: pd.DataFrame, lang: str) -> str:
    """The statement that settles a month, in words."""
    measured, before, after = _sides(verdict, data)
    settles = after if verdict.verdict == "below" else before
    return say(
        lang,
        f"row_{verdict.verdict}",
        month=words.month(verdict.month, lang),
        m=audience.worded(measured, lang),
        n=audience.worded(settles, lang),
        day=words.day(settles.end, lang),
    )


def _claims(verdicts: pd.DataFrame, data: pd.DataFrame, lang: str) -> list[Claim]:
    """How far registrations lay below or above the measured figure at the end of each month that is settled."""
    found = []
    for r in verdicts[verdicts["verdict"] != "open"].itertuples():
        measured, before, after = _sides(r, data)
        # A total does not fall: it lay between the two statements.
        least = before.low if before is not None else 0.0
        most = after.high if after is not None and pd.notna(after.high) else float("inf")
        kind = "fell" if r.verdict == "below" else "rose"
        # The month's name without its last letter stands in every form of it.
        name = words.month(r.month, lang, year=False)
        name = name[:-1] if lang == "ru" else name
        found.append(Claim(kind, least - measured.high, most - measured.low, name))
    return found


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no statement of registrations is known."""
    data = frame(edition)
    if data.empty:
        lang = edition.language
        reason = say(
            lang,
            "empty",
            services=words.listed([base.service_name(s, lang) for s in edition.services], lang),
            where=words.country(edition.country, lang),
            day=words.day(edition.cutoff, lang),
        )
        return base.no_figure(chart, NAME, edition, say(lang, "empty_what"), reason)
    said = text(data, edition)
    return Chart(
        NAME,
        edition,
        said,
        data[list(COLUMNS)],
        COLUMNS,
        static=lambda look: static(said, data, edition, look),
        interactive=lambda look: interactive(data, edition, look),
    )


def _colour(kind: str, service: str) -> str:
    return base.role(service) if kind == "measured" else "other"


def _span(data: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The months the axis covers, with some days after the last mark for its figure."""
    first, last = data["start"].min().replace(day=1), data["end"].max()
    return first, last + pd.offsets.MonthEnd(0) + pd.Timedelta(days=1)


def _step(most: float) -> float:
    return next((s for s in (1e6, 2e6, 5e6, 10e6, 20e6, 25e6, 50e6) if most / s <= 5), 100e6)


def static(said: Text, data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    lang = look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    label, small = look.size.label, look.size.small
    bottom = page.bottom(470 if len(data) > 3 else 250)
    y = _key(page, data, page.top + small * 0.4, lang)
    most = data["value"].max() * 1.12
    step = _step(most)
    ticks = [step * i for i in range(math.floor(most / step) + 1)]
    left = page.left + max(page.width(words.millions(t, lang, 0), "small") for t in ticks) + 10
    top, foot = y + label * 1.1, bottom - small * 3.2
    start, end = _span(data)
    scale = TimeScale(start, end, left + 12, page.right - 14)

    def up(value: float) -> float:
        return foot - value / most * (foot - top)

    for tick in ticks:
        page.line((left, page.right), (up(tick),) * 2, "axis" if tick == 0 else "grid", 1, zorder=1)
        page.text(left - 8, up(tick), words.millions(tick, lang, 0), "small", colour="secondary", ha="right")
    taken: list[tuple[float, float, float, float]] = []
    marks, kinds = [], _kinds()
    for r in data.itertuples():
        x, at, colour = scale(r.at), up(r.value), _colour(r.kind, r.service)
        size = 11 if r.kind == "measured" else 9
        if r.kind == "measured":
            ends = (scale(r.start) + 1.5, scale(r.end + pd.Timedelta(days=1)) - 1.5)
            page.line(ends, (at, at), colour, 2, dash=(0, (2, 1.5)) if r.weak else "-", zorder=3.5)
            taken.append((*ends, at - 2, at + 2))
        page.dot(x, at, colour, size, hollow=r.weak, shape=_SHAPES[r.kind], gid=f"point-{r.record_id}")
        taken.append((x - size / 2 - 1, x + size / 2 + 1, at - size / 2 - 1, at + size / 2 + 1))
        marks.append((r, x, at))
    # Measured figures are named first, then statements from the newest: on a phone the oldest may stay unnamed.
    for r, x, at in sorted(marks, key=lambda m: (m[0].kind != "measured", -m[0].at.value)):
        _name(page, r, x, at, data, taken, (left, page.right, top - label, foot), lang, kinds)
    time_axis(page, scale, foot)
    return page.finish(bottom)


def _name(
    page: Page, r: object, x: float, at: float, data: pd.DataFrame, taken: list, frame_: tuple, lang: str, kinds: dict
) -> None:
    """The figure of a mark, above or below it or at its side, where there is room."""
    measured = r.kind == "measured"
    small = page.size.narrow or page.size.brief
    # On a phone and a card "over" and "almost" are signs: the words do not fit between the marks.
    sign = {"over": "≥", "under": "≤"}.get(kinds.get(r.record_id, ""), "")
    rounded = r._replace(value=round(r.value, -5))
    said = f"{sign}{words.millions(r.value, lang)}" if small and sign else audience.worded(rounded, lang, unit=False)
    if len(data) < 4:
        said = f"{audience.worded(r, lang)}, {words.day(r.end, lang, short=True)}"
    role = "small" if page.size.narrow or not measured else "label"
    width, tall = page.width(said, role, bold=measured), page.px(role)
    near = data[(data["kind"] == "measured") != measured]
    near = near[(near["at"] - r.at).abs() <= pd.Timedelta(days=40)]
    higher = near.empty or r.value >= near["value"].mean()
    above, below = (x - width / 2, at - 11 - tall), (x - width / 2, at + 11)
    right, before = (x + 11, at - tall / 2), (x - 11 - width, at - tall / 2)
    corners = [(dx, dy) for dy in (above[1], below[1]) for dx in (x + 4, x - 4 - width)]
    places = [above, right, before, below] if higher else [right, below, before, above]
    for left, top in [*places, *(corners if higher else corners[::-1])]:
        box = (left - 3, left + width + 3, top - 3, top + tall + 3)
        inside = box[0] >= frame_[0] and box[1] <= frame_[1] and box[2] >= frame_[2] and box[3] <= frame_[3]
        if inside and not any(box[0] < b[1] and b[0] < box[1] and box[2] < b[3] and b[2] < box[3] for b in taken):
            page.text(
                left,
                top + tall / 2,
                said,
                role,
                colour=_colour(r.kind, r.service) if measured else "secondary",
                bold=measured,
                halo=True,
            )
            taken.append(box)
            return


def _kinds() -> dict[str, str]:
    """Kind of wording by record."""
    kinds = tables.read("qualifiers").set_index("qualifier")["kind"]
    return dict(tables.read("user_counts").set_index("record_id")["qualifier"].map(kinds))


def _key(page: Page, data: pd.DataFrame, y: float, lang: str) -> float:
    """What the marks are, in as many rows as they need; returns the y below."""
    small, x, line = page.size.small, page.left, 0
    service = data["service"].iloc[0]
    entries = [kind for kind in _SHAPES if (data["kind"] == kind).any()] + (["weak"] if data["weak"].any() else [])
    for kind in entries:
        said = say(lang, f"key_{kind}")
        full = 18 + page.width(said, "small")
        if x > page.left and x + full > page.right:
            x, line = page.left, line + 1
        middle = y + line * small * 1.6 + small * 0.6
        shape = _SHAPES.get(kind, "o")
        page.dot(x + 6, middle, _colour(kind, service), 9.5, hollow=kind == "weak", shape=shape)
        page.text(x + 18, middle, said, "small", colour="secondary")
        x += full + small * 1.3
    return y + (line + 1) * small * 1.6


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the same marks, with the published words on hover."""
    lang = look.language
    figure = base.blank(look, 460)
    publishers = tables.in_language("sources", "publisher", lang)
    for kind in _SHAPES:
        mine = data[data["kind"] == kind]
        if mine.empty:
            continue
        colour = look[_colour(kind, mine["service"].iloc[0])]
        head = words.cap(say(lang, f"key_{kind}"))
        hovers = [
            f"<b>{base.folded(head)}</b><br>{base.folded(f'{_dated(r, lang, unit=True)} ({publishers[r.source_id]})')}"
            for r in mine.itertuples()
        ]
        figure.add_scatter(
            x=list(mine["at"]),
            y=[v / 1e6 for v in mine["value"]],
            mode="markers",
            customdata=hovers,
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
            marker={
                "symbol": [_SCREEN[kind] + ("-open" if weak else "") for weak in mine["weak"]],
                "size": 12 if kind == "measured" else 10,
                "color": colour,
                "line": {"width": 2, "color": colour},
            },
        )
        newest = mine.loc[mine["value"].idxmax()]
        figure.add_annotation(
            x=newest["at"],
            y=newest["value"] / 1e6,
            text=f"<b>{words.millions(newest['value'], lang)}</b>",
            showarrow=False,
            yshift=16 if kind != "measured" else -16,
            font={"color": colour},
        )
    names = [
        f"{ {'company': '◆', 'official': '■', 'measured': '●'}[k] } {say(lang, f'key_{k}')}"
        for k in _SHAPES
        if (data["kind"] == k).any()
    ]
    if data["weak"].any():
        names.append(f"○ {say(lang, 'key_weak')}")
    figure.add_annotation(
        text="<br>".join(names),
        x=0,
        y=1,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        align="left",
        showarrow=False,
        font={"size": 12, "color": look["secondary"]},
    )
    start, end = _span(data)
    room = (end - start) * 0.04
    figure.update_xaxes(
        type="date", range=[str((start - room).date()), str((end + room).date())], nticks=6, tickangle=0
    )
    figure.update_yaxes(range=[0, data["value"].max() / 1e6 * 1.15], title_text=say(lang, "axis"))
    figure.update_layout(margin={"l": 64, "r": 24, "t": 96, "b": 44})
    return figure
