"""Two audiences on one width: everyone aged 12 and over, one service from the left, the other from the right."""

import math
from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, wrap
from reach.claims import Claim
from reach.draw.look import Look
from reach.edition import Edition
from reach.intervals import Interval, safe_floor
from reach.measures import audience, overlap, timeline

NAME = "two-audiences"
COLUMNS = {
    "service": "Service.",
    "month": "First day of the month.",
    "value": "Reach as published, people.",
    "low": "Low end of the rounding interval, people.",
    "high": "High end of the rounding interval, people.",
    "share_low": "Share of people aged 12 and over, low end, 0 to 1.",
    "share_high": "Share of people aged 12 and over, high end, 0 to 1.",
    "role": "headline: the pair compared; also published: another figure for the month; both: people who used both.",
    "basis": "The words of the source, or the rule.",
    "record_id": "Row of user_counts.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_calls": ("At least {n} million people in {where:the} used both apps whose calls were limited",
                    "Не менее {n} млн человек {where:in} пользовались обоими приложениями, в которых ограничили звонки"),
    "title_both": ("At least {n} million people in {where:the} used both {a} and {b}",
                   "Не менее {n} млн человек {where:in} пользовались и {a}, и {b}"),
    "title_plain": ("{a} reached {x} million people in {where:the} in {month}, {b} {y} million",
                    "Месячный охват {where:in} в {month:prep}: {a} — {x} млн, {b} — {y} млн"),
    "subtitle": ("Monthly reach by the published counts, people {aged}, {month}",
                 "Месячный охват по опубликованным данным, жители {aged}, {month}"),
    "subtitle_before": ("Monthly reach by the published counts, people {aged}, {month}, the month before the limits",
                        "Месячный охват по опубликованным данным, жители {aged}, {month} — месяц перед ограничениями"),
    "not": ("did not open {a}", "не открывали {a}"),
    "both": ("used both: at least {n} million", "оба приложения: не менее {n} млн"),
    "both_1": ("used both:", "оба приложения:"),
    "both_2": ("both", "оба"),
    "why": ("At most {out} million people did not open {a}. Even if every one of them used {b}, the rest of {b}’s people also used {a}.",
            "Не открывали {a} не более {out} млн человек. Даже если все они пользовались {b}, остальная аудитория {b} пользовалась и {a}."),
    "most": ("Up to {high} million may have used both. The data cannot say how many did, and the two audiences cannot be added.",
             "Обоими могли пользоваться не более {high} млн. Сколько их было, данные не говорят; складывать две аудитории нельзя."),
    "also": ("also published: {figures}", "публиковалось также: {figures}"),
    "alt": ("Bar chart of monthly reach in {where:the}, {month}: {a} {x} million and {b} {y} million overlap by at least {n} million people.",
            "Столбчатая диаграмма месячного охвата {where:in}, {month}: {a} — {x} млн, {b} — {y} млн, обоими пользовались не менее {n} млн человек."),
    "alt_plain": ("Bar chart of monthly reach in {where:the}, {month}: {a} {x} million, {b} {y} million. The counts do not say whether they overlap.",
                  "Столбчатая диаграмма месячного охвата {where:in}, {month}: {a} — {x} млн, {b} — {y} млн. Пересекаются ли они, данные не говорят."),
    "long": ("Of {base} million people {aged}, {a} reached {x} million ({xs}) and {b} {y} million ({ys}) in {month}. The two figures add up to more than everyone, so at least {n} million people used both, by arithmetic alone; at most {high} million did.",
             "Из {base} млн жителей {aged} в {month:prep} {a} открывали {x} млн человек ({xs}), {b} — {y} млн ({ys}). Сумма двух чисел превышает число жителей: уже по законам арифметики обоими пользовались не менее {n} млн человек и не более {high} млн."),
    "long_plain": ("Of {base} million people {aged}, {a} reached {x} million ({xs}) and {b} {y} million ({ys}) in {month}. At most {high} million people used both; the counts set no least.",
                   "Из {base} млн жителей {aged} в {month:prep} {a} открывали {x} млн человек ({xs}), {b} — {y} млн ({ys}). Обоими пользовались не более {high} млн человек; нижней границы данные не дают."),
    "long_pairs": ("Other pairs published for the month give {floors}.",
                   "Другие пары чисел, опубликованные за этот месяц: {floors}."),
    "pair": ("at least {n} million ({x} and {y})", "не менее {n} млн ({x} и {y})"),
    "caption": ("By the published counts, at least {n} million people in {where:the} used both {a} and {b} in {month}.",
                "По опубликованным данным, в {month:prep} {where:in} и {a}, и {b} пользовались не менее {n} млн человек."),
    "note_base": ("The base is recovered from counts and shares printed together ({when}). Bars are drawn at the safe end of every rounding.",
                  "Число жителей {aged} восстановлено по числам и долям, напечатанным вместе ({when}). Полосы построены по осторожной границе каждого интервала округления."),
    "note_reach": ("Reach counts people who opened the app at least once in the month.",
                   "Охват — те, кто открыл приложение хотя бы раз за месяц."),
    "reading": ("Each bar is one app’s monthly reach on the width of everyone {aged}, {a} from the left and {b} from the right.",
                "Полоса — месячный охват приложения; вся ширина — жители {aged}; {a} отложен слева, {b} — справа."),
    "reading_both": ("The lowest bar is where the two must overlap.",
                     "Нижняя полоса — где они неизбежно пересекаются."),
    "reading_also": ("Ticks below a bar are other figures published for the month.",
                     "Штрихи под полосой — другие числа, опубликованные за этот месяц."),
    "method": ("Used both: at least A + B − N, at most the smaller of A and B, where A and B are the two reaches and N is everyone {aged}. N is recovered by dividing counts by the shares printed with them ({when}). Every figure stands for its rounding interval; the floor takes the ends that make it least, rounded down to a whole million. Who used both, how often and for what is not known.",
               "Обоими пользовались не менее A + B − N и не более меньшего из A и B, где A и B — два охвата, N — число жителей {aged}. N восстановлено делением чисел на доли, напечатанные вместе с ними ({when}). Каждое число — это интервал округления; нижняя граница взята по концам, при которых она наименьшая, и округлена вниз до целого миллиона. Кто пользовался обоими, как часто и для чего, неизвестно."),
    "bar": ("{a}  {figure}, {share}", "{a}  {figure}, {share}"),
    "bar_short": ("{a}  {figure}", "{a}  {figure}"),
    "hover": ("{a}: {figure}", "{a}: {figure}"),
    "note_pair": ("No page that prints this pair names the measurer; agencies credit its roundings to {measurer}.",
                  "Ни одна страница с этой парой чисел не называет измерителя; агентства относят её округления к {measurer}."),
    "note_assumed": ("No page that prints this pair names whom it counts: shares assume everyone {aged}.",
                     "Ни одна страница с этой парой не называет, кого считали: доли исходят из жителей {aged}."),
}
# fmt: on
say = words.teller(SAID, __name__)


def frame(edition: Edition) -> pd.DataFrame:
    """The headline pair, the other figures of its month and the overlap, in people; columns as in :data:`COLUMNS`."""
    pair = audience.headline(edition)
    if pair.empty or pair["share_low"].isna().any():
        return pd.DataFrame(columns=list(COLUMNS))
    month = pair.loc[0, "month"]
    whole = audience.base(edition, month)
    points = audience.points(edition)
    others = points[
        (points["month"] == month)
        & points["service"].isin(edition.platforms)
        & ~points["record_id"].isin(pair["record_id"])
    ]
    shares = [Interval(row.low, row.high) / whole for row in others.itertuples()]
    others = others.assign(
        role="also published", share_low=[s.low for s in shares], share_high=[s.high for s in shares]
    )
    both = overlap.all_of([Interval(row.low, row.high) for row in pair.itertuples()], whole)
    last = pd.DataFrame(
        [
            {
                "service": " + ".join(edition.platforms),
                "month": month,
                "low": both.low,
                "high": both.high,
                "role": "both",
                "basis": "max(0, A + B − N) to min(A, B)",
            },
            {
                "service": "everyone aged 12 and over",
                "month": month,
                "low": whole.low,
                "high": whole.high,
                "role": "base",
                "basis": "counts and shares printed together",
            },
        ]
    )
    return pd.concat([pair.assign(role="headline"), others, last])[list(COLUMNS)].reset_index(drop=True)


def _limited_after(edition: Edition, month: pd.Timestamp) -> bool:
    """Whether calls in both services were limited within two months of the month's beginning, by what was known."""
    phases = timeline.phases(edition, list(edition.platforms))
    soon = phases[
        (phases["kind"] == "call_restriction")
        & (phases["start"] >= month)
        & (phases["start"] < month + pd.DateOffset(months=2))
    ]
    return set(soon["service"]) == set(edition.platforms)


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    a, b = (row for row in data[data["role"] == "headline"].itertuples())
    both = data[data["role"] == "both"].iloc[0]
    whole = data[data["role"] == "base"].iloc[0]
    floor = safe_floor(both["low"])
    limited = _limited_after(edition, a.month)
    month = words.month(a.month, lang)
    fill = {
        "a": base.service_name(a.service, lang),
        "b": base.service_name(b.service, lang),
        "aged": base.aged((a.record_id, b.record_id), lang),
        "where": words.country(edition.country, lang),
        "month": month,
        "x": audience.worded(a, lang, unit=False),
        "y": audience.worded(b, lang, unit=False),
        "n": words.millions(floor, lang, 0),
        "xs": words.percent(a.share_low, a.share_high, lang),
        "ys": words.percent(b.share_low, b.share_high, lang),
        "base": words.span(whole["low"], whole["high"], lang),
        "high": words.most(both["high"], lang),
    }
    pairs = overlap.published_pairs(edition, a.month)
    named = {a.record_id, b.record_id}
    rivals = [p for p in pairs.itertuples() if set(p.basis.split("; ")) != named and p.low >= 1e6]
    floors = []
    for p in rivals:
        x, y = (audience.printed(i, lang) for i in p.basis.split("; "))
        floors.append(say(lang, "pair", n=words.millions(safe_floor(p.low), lang, 0), x=x, y=y))
    long = first_true(
        [
            (floor > 0, say(lang, "long", **fill)),
            (True, say(lang, "long_plain", **fill)),
        ]
    )
    if rivals:
        long += " " + say(lang, "long_pairs", floors=words.listed(floors, lang))
    used = audience.base_pairs(edition, a.month)
    when = words.listed(list(dict.fromkeys(words.month(m, lang) for m in used["period_start"])), lang)
    counts = tables.read("user_counts").set_index("record_id")
    unnamed = all("Not named" in counts.loc[r, "measured_as_printed"] for r in named)
    note = say(lang, "note_base", when=when, **fill)
    reading = {
        "reading": True,
        "reading_both": floor > 0,
        "reading_also": (data["role"] == "also published").any(),
    }
    pair_note = say(lang, "note_pair", measurer=base.measurer_note(edition)) if unnamed else base.owner_line(edition)
    if all("not stated" in counts.loc[r, "base_as_printed"] for r in named):
        pair_note = " ".join(filter(None, (pair_note, say(lang, "note_assumed", **fill))))
    return Text(
        title=first_true(
            [
                (floor > 0 and limited, say(lang, "title_calls", **fill)),
                (floor > 0, say(lang, "title_both", **fill)),
                (True, say(lang, "title_plain", **fill)),
            ]
        ),
        subtitle=say(lang, "subtitle_before" if limited else "subtitle", **fill),
        alt=say(lang, "alt" if floor > 0 else "alt_plain", **fill),
        long=long,
        caption=say(lang, "caption", **fill) if floor > 0 else say(lang, "title_plain", **fill) + ".",
        notes=(note, pair_note, say(lang, "note_reach")),
        short_note=say(lang, "note_reach"),
        reading=" ".join(say(lang, key, **fill) for key, shown in reading.items() if shown),
        method=say(lang, "method", when=when, **fill),
        claims=tuple(Claim("at_least", p.low, p.high, n=safe_floor(p.low)) for p in rivals),
        days=tuple(used["period_start"]),
        sources=tuple(
            dict.fromkeys([counts.loc[r, "source_id"] for r in (a.record_id, b.record_id)] + list(used["source_id"]))
        ),
    )


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where the month or the base is not known."""
    data = frame(edition)
    if data.empty:
        return base.no_figure(chart, NAME, edition, *base.why_no_reach(edition))
    said = text(data, edition)
    return Chart(
        NAME,
        edition,
        said,
        data,
        COLUMNS,
        static=lambda look: static(said, data, edition, look),
        interactive=lambda look: interactive(data, edition, look),
    )


def static(said: Text, data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    lang = look.language
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    a, b = (row for row in data[data["role"] == "headline"].itertuples())
    both = data[data["role"] == "both"].iloc[0]
    whole = data[data["role"] == "base"].iloc[0]
    narrow, label, small = look.size.narrow, look.size.label, look.size.small
    tall = look.size.tall
    others = {s: data[(data["role"] == "also published") & (data["service"] == s)] for s in (a.service, b.service)}
    name = {s: base.service_name(s, lang) for s in others}
    show_others = tall or not look.size.brief
    why = say(
        lang,
        "why",
        a=name[a.service],
        b=name[b.service],
        out=words.number(_out(whole["high"] - a.low, 1), lang),
    )
    most = say(lang, "most", high=words.most(both["high"], lang))

    # Heights in px, then stretched a little to fill a page of fixed height.
    bar, gap = (54, 12) if narrow else (64, 14)
    marks = small * 1.9 if show_others and any(len(o) for o in others.values()) else 0
    column = (page.inner - 40) / 2
    tail = max(len(wrap(part, label, column)) for part in (why, most)) * label * 1.28 + label * 1.6 if tall else 0
    bottom = page.bottom(small * 2.2 + 2 * (bar + marks + gap) + bar * 1.2)
    if not narrow:
        room = bottom - page.top - small * 2.2 - 2 * (marks + gap) - tail
        bar = min(160 if tall else 96, max(38, room / 3.2))
    y = page.top + small * 0.4

    def x(people: float) -> float:
        return page.left + people / whole["high"] * page.inner

    aged = base.aged((a.record_id, b.record_id), lang)
    caption = say(
        lang,
        "everyone",
        aged=aged,
        a=words.number(_out(whole["low"], -1), lang),
        b=words.number(_out(whole["high"], 1), lang),
    )
    width = page.width(caption, "small") + 16
    middle, half = page.size.width / 2, width / 2
    for ends in ((page.left, middle - half), (middle + half, page.right)):
        page.line(ends, (y + small * 0.6,) * 2, "axis", 1)
    for end in (page.left + 0.5, page.right - 0.5):
        page.line((end, end), (y + small * 0.6 - 5, y + small * 0.6 + 5), "axis", 1)
    page.text(middle, y + small * 0.6, caption, "small", colour="secondary", ha="center")
    y += small * 2.0

    start, end = page.right - (x(b.low) - page.left), x(a.low)
    rows_top = y
    for row, left, right, side in ((a, page.left, end, "left"), (b, start, page.right, "right")):
        page.rect(page.left, y, page.inner, bar, "empty")
        page.rect(left, y, right - left, bar, base.role(row.service), gid=f"bar-{row.service}")
        said_value, size = _on_bar(page, row, name[row.service], right - left - 20)
        at = left + 12 if side == "left" else right - 12
        page.text(at, y + bar / 2, said_value, size, colour="on_service", bold=True, ha=side)
        outside = say(lang, "not", a=name[row.service])
        room = page.right - right if side == "left" else left - page.left
        if page.width(outside, "small") + 16 < room:
            at = page.right - 10 if side == "left" else page.left + 10
            page.text(at, y + bar / 2, outside, "small", colour="secondary", ha="right" if side == "left" else "left")
        if marks and len(others[row.service]):
            _other_marks(page, others[row.service], y + bar, x, side, lang)
        y += bar + marks + gap

    if both["low"] > 0 and end > start:
        height = bar * 1.15
        for edge in (start, end):
            page.line((edge, edge), (rows_top, y), "overlap", 1.2, dash=(0, (2, 2)), zorder=1.5)
        page.rect(start, y, end - start, height, "overlap", gid="overlap")
        whole_line = say(lang, "both", n=words.millions(safe_floor(both["low"]), lang, 0))
        if page.width(whole_line, "big", bold=True) + 20 < end - start:
            page.text((start + end) / 2, y + height / 2, whole_line, "big", colour="on_overlap", bold=True, ha="center")
        else:
            parts = (
                say(lang, "both_1"),
                say(lang, "at_least", n=words.millions(safe_floor(both["low"]), lang, 0)),
            )
            for part, shift in zip(parts, (-0.65, 0.65), strict=True):
                page.text(
                    (start + end) / 2,
                    y + height / 2 + shift * label,
                    part,
                    "label",
                    colour="on_overlap",
                    bold=True,
                    ha="center",
                )
    else:
        height = 0.0
    if narrow:
        y += height + small * 0.8
        for part in (why, most) if height else (most,):
            y = page.lines(page.left, y, part, page.inner, "small", colour="secondary") + small * 0.5
        bottom = y
    elif tall:
        y += height + label * 1.6
        for left, part in ((page.left, why), (page.left + column + 40, most)) if height else ((page.left, most),):
            page.lines(left, y, part, column, "label", colour="secondary")
    elif height:
        sides = ((why, page.left, start - page.left - 22), (most, end + 22, page.right - end - 22))
        tall = max(len(wrap(part, small, width)) for part, _, width in sides) * small * 1.28
        # A footer with labels can leave a card too little room; the long description says the same.
        for part, left, width in sides if y + tall < bottom + small else ():
            lines = wrap(part, small, width)
            at = y + height / 2 - len(lines) * small * 0.64
            page.lines(left, max(at, y - small * 0.2), part, width, "small", colour="secondary")
    return page.finish(bottom)


def _on_bar(page: Page, row: object, name: str, room: float) -> tuple[str, str]:
    """What is said on a bar, and how large: the share goes where there is no room for it."""
    lang = page.look.language
    figure = audience.worded(row, lang)
    share = words.percent(row.share_low, row.share_high, lang)
    for key, size in (("bar", "big"), ("bar", "label"), ("bar_short", "label")):
        said = say(lang, key, a=name, figure=figure, share=share)
        if page.width(said, size, bold=True) <= room:
            break
    return said, size


def _out(people: float, direction: int) -> float:
    """Millions to one decimal, rounded outward: down for a low end, up for a high one."""
    tenths = round(people / 1e5, 6)
    return (math.floor(tenths) if direction < 0 else math.ceil(tenths)) / 10


def _other_marks(page: Page, rows: pd.DataFrame, y: float, x: object, side: str, lang: str) -> None:
    """Ticks below a bar at other published values, and one line that names them."""
    values = rows.sort_values("value")
    places = [x(v) if side == "left" else page.right - (x(v) - page.left) for v in values["value"]]
    for at in places:
        page.line((at, at), (y - 6, y + 7), "text", 1.4, zorder=4)
    figures = words.listed([audience.worded(r, lang, unit=False) for r in values.itertuples()], lang)
    line = say(lang, "also", figures=figures)
    if side == "left":
        page.text(
            min(places) - 7, y + 3 + page.size.small * 0.75, line, "small", colour="secondary", ha="right", halo=True
        )
    else:
        page.text(
            max(places) + 7, y + 3 + page.size.small * 0.75, line, "small", colour="secondary", ha="left", halo=True
        )


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the same bars, with the published words on hover."""
    figure, lang = base.blank(look, 340), look.language
    a, b = (row for row in data[data["role"] == "headline"].itertuples())
    both = data[data["role"] == "both"].iloc[0]
    whole = data[data["role"] == "base"].iloc[0]
    n = whole["high"] / 1e6
    bars = [
        (a.service, 0, a.low / 1e6, base.role(a.service), audience.worded(a, lang)),
        (b.service, n - b.low / 1e6, b.low / 1e6, base.role(b.service), audience.worded(b, lang)),
    ]
    if both["low"] > 0:
        least = say(lang, "at_least", n=words.millions(safe_floor(both["low"]), lang, 0))
        bars.append((say(lang, "both_2"), n - b.low / 1e6, both["low"] / 1e6, "overlap", least))
    for name, start, length, colour, said in bars:
        name = base.service_name(name, lang)
        figure.add_bar(
            y=[name],
            x=[length],
            base=[start],
            orientation="h",
            marker_color=look[colour],
            width=0.62,
            text=[escape(said)],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": look["on_overlap" if colour == "overlap" else "on_service"]},
            hovertemplate=base.folded(say(lang, "hover", a=name, figure=said)) + "<extra></extra>",
        )
    for row in data[data["role"] == "also published"].itertuples():
        at = row.value / 1e6 if row.service == a.service else n - row.value / 1e6
        said = say(lang, "also", figures=audience.worded(row, lang))
        figure.add_scatter(
            x=[at],
            y=[base.service_name(row.service, lang)],
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 34, "color": look["text"]},
            hovertemplate=base.folded(say(lang, "also", figures=audience.worded(row, lang))) + "<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(
        range=[0, n],
        title_text=say(lang, "axis_everyone", aged=base.aged((a.record_id, b.record_id), lang)),
        tickvals=[0, 25, 50, 75, 100],
    )
    figure.update_layout(barmode="overlay", margin_l=84, margin_b=66)
    return figure
