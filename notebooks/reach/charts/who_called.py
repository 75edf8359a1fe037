"""How many people call in messengers at all: survey answers, beside reach, which does not count callers."""

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
from reach.measures import exposure, timeline

NAME = "who-called"
COLUMNS = {
    "group": "survey: a share of those asked; reach: a share of people aged 12 and over.",
    "label": "The question, in our words, or the service.",
    "label_ru": "The same in Russian.",
    "topic": "calls: calls in messengers; other answers and reach are beside it.",
    "asked_by": "Who asked; blank for reach.",
    "asked_by_ru": "The same in Russian.",
    "month": "Month in which the field work ended, or of the reach.",
    "base_kind": "What the share is a share of.",
    "value": "Share as printed, 0 to 1; blank for reach, which is computed.",
    "low": "Low end of the rounding interval, 0 to 1.",
    "high": "High end of the rounding interval, 0 to 1.",
    "basis": "People asked, as printed; for reach, the words of the source.",
    "fielded_from": "First day of the field work, or the earliest it can be.",
    "fielded_to": "Last day of the field work, or the latest it can be.",
    "record_id": "Row of surveys.csv, or of user_counts.csv.",
    "source_id": "Page.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_calls": ("{x} of adults in {where:the} said they use messengers for calls, {y} for messages",
                    "{x} взрослых {where:in} сказали, что звонят в мессенджерах, {y} — что переписываются"),
    "title_one": ("{x} of adults in {where:the} said they use messengers for calls",
                  "{x} взрослых {where:in} сказали, что звонят в мессенджерах"),
    "title_plain": ("What surveys in {where:the} say about calls in messengers",
                    "Что говорят опросы {where:in} о звонках в мессенджерах"),
    "subtitle": ("Survey answers as shares of those asked, beside monthly reach as a share of people {aged}. Reach is not callers",
                 "Ответы в опросах как доли опрошенных, рядом — месячный охват как доля жителей {aged}. Охват — не число звонящих"),
    "subtitle_short": ("Survey answers, and reach. Reach is not callers",
                       "Ответы в опросах и охват. Охват — не число звонящих"),
    "subtitle_alone": ("Survey answers as shares of those asked", "Ответы в опросах как доли опрошенных"),
    "head": ("{who}, field work by {day}: share of {base}", "{who}, опрос завершён к {day}: доля {base}"),
    "head_reach": ("Reach in {month}: share of people {aged} who opened the app",
                   "Охват в {month:prep}: доля жителей {aged}, открывших приложение"),
    "base_adults": ("adults", "взрослых"),
    "base_internet users": ("adult internet users", "взрослых интернет-пользователей"),
    "alt": ("Bar chart of survey answers in {where:the}{beside}: {rows}.",
            "Столбчатая диаграмма ответов в опросах {where:in}{beside}: {rows}."),
    "alt_beside": (" beside reach", " рядом с охватом"),
    "row": ("{label} {share}", "{share} {label}"),
    "row_reach": ("{label} {share}", "{label} {share}"),
    "long": ("{groups}. {left}", "{groups}. {left}"),
    "group": ("{head}: {rows}", "{head}: {rows}"),
    "left": ("{n} other answers on calls are listed and not drawn, among them vendors’ and readers’ polls.",
             "Ещё {n} {n:#ответ|ответа|ответов} о звонках есть в перечне, но не на графике, в том числе опросы компаний и читателей."),
    "left_one": ("One other answer on calls is listed and not drawn.",
                 "Ещё один ответ о звонках есть в перечне, но не на графике."),
    "caption": ("{title} ({who}, published by {day}). Reach counts everyone who opened an app; it does not count callers.",
                "{title} ({who}, опубликовано к {day}). Охват — все, кто открыл приложение, а не те, кто звонит."),
    "note_after": ("{who} published this after the limits on calls began.",
                   "{who}: опубликовано после начала ограничений звонков."),
    "note_self": ("Surveys count what people say of themselves, of adults; reach is measured, of people {aged}.",
                  "Опросы — то, что взрослые говорят о себе; охват измерен, это жители {aged}."),
    "note_out": ("Not drawn: polls by vendors and of readers, estimates, shares of calls, answers of an unstated base.",
                 "Не показаны опросы компаний и читателей, оценки, доли звонков и ответы с неназванной базой."),
    "note_short": ("Two bases: adults asked, and people {aged} measured. Hatched ends: what rounding leaves open.",
                   "Две базы: опрошенные взрослые и измеренные жители {aged}. Штриховка на концах — что оставляет открытым округление."),
    "note_hatched": ("Hatched ends: what rounding leaves open.",
                     "Штриховка на концах — что оставляет открытым округление."),
    "reading": ("Each bar is a share of the people its heading names, on one scale from nought. Dark: calls; pale: other answers.",
                "Каждый столбец — доля людей, названных в заголовке группы, на одной шкале от нуля. Тёмный — звонки, светлые — другие ответы."),
    "reading_reach": ("In colour: reach, hatched to the far end of its rounding interval.",
                      "Цветные — охват, штриховка идёт до верхнего края интервала округления."),
    "method": ("Survey shares are as published: the newest survey of callers and, on failing messengers, others of the same months. Polls by vendors and of readers, estimates and shares of calls are left out.",
               "Доли в опросах приведены как опубликовано: ответы новейшего опроса о звонках и, о неполадках мессенджеров, опросов тех же месяцев. Опросы компаний и читателей, оценки и доли звонков опущены."),
    "method_reach": ("The share for reach is the published count over the number of people {aged}; its ends follow from the rounding of both.",
                     "Доля охвата — опубликованное число, делённое на число жителей {aged}; её границы следуют из округления обоих чисел."),
    "none": ("no survey of callers to draw was known by {day}",
             "опросов о звонящих, которые можно показать, на {day} не известно"),
    "what": ("Who calls in messengers", "Кто звонит в мессенджерах"),
    "out_of_calls": ("A share of calls, not of people.", "Доля звонков, а не людей."),
    "out_vendor": ("A vendor’s poll; its sample is not described or not of all adults.",
                   "Опрос компании; выборка не описана или охватывает не всех взрослых."),
    "out_readers": ("A poll of readers, who chose to answer.", "Опрос читателей, которые сами решили ответить."),
    "out_estimate": ("An analyst’s estimate, not a survey.", "Оценка аналитика, а не опрос."),
    "out_region": ("One region only.", "Только один регион."),
    "out_no_base": ("The page does not say of whom this is a share.", "На странице не сказано, от кого взята доля."),
    "out_base": ("Not of adults or of internet users.", "Не взрослые и не интернет-пользователи."),
    "out_weak": ("Rests on one weak page.", "Опирается на одну слабую страницу."),
}
# fmt: on
say = words.teller(SAID, __name__)


def groups(data: pd.DataFrame, edition: Edition, short: bool = False) -> list[tuple[str, pd.DataFrame]]:
    """The rows by who asked and of whom, each with a heading that names the base; reach comes last."""
    lang = edition.language
    found = []
    asked = data[data["group"] == "survey"]
    for (_, day, kind), rows in asked.groupby(["asked_by", "fielded_to", "base_kind"], sort=False):
        who = base.printed(rows.iloc[0], "asked_by", lang)
        fill = {"who": who, "day": words.day(day, lang), "base": say(lang, f"base_{kind}")}
        found.append((say(lang, "head", **fill), rows))
    reach = data[data["group"] == "reach"]
    if len(reach):
        month = words.month(reach["month"].iloc[0], lang)
        found.append((say(lang, "head_reach", month=month, aged=base.aged(reach["record_id"], lang)), reach))
    return found


def share(row: object, language: str) -> str:
    """A share as it is printed: the survey's figure, or the computed interval."""
    if row.group == "survey":
        return words.percent(row.value, row.value, language)
    return words.percent(row.low, row.high, language)


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    where = words.country(edition.country, lang)
    asked = data[data["group"] == "survey"]
    calls = asked[asked["topic"] == "calls"].iloc[0]
    page = tables.read("sources").set_index("source_id").loc[calls["source_id"]]
    written = asked[(asked["source_id"] == calls["source_id"]) & asked["label"].str.contains("messages")]
    adults = calls["base_kind"] == "adults" and "messengers for calls" in calls["label"]
    fill = {
        "x": words.percent(calls["value"], calls["value"], lang),
        "y": words.percent(written["value"].iloc[0], written["value"].iloc[0], lang) if len(written) else "",
        "where": where,
    }
    title = first_true(
        [
            (adults and len(written), say(lang, "title_calls", **fill)),
            (adults, say(lang, "title_one", **fill)),
            (True, say(lang, "title_plain", **fill)),
        ]
    )
    reach = (data["group"] == "reach").any()
    aged = base.aged(data.loc[data["group"] == "reach", "record_id"], lang)
    parts = groups(data, edition)

    def said(rows: pd.DataFrame) -> str:
        return words.listed(
            [
                say(
                    lang,
                    "row" if r.group == "survey" else "row_reach",
                    label=_lower(r, lang),
                    share=share(r, lang),
                )
                for r in rows.itertuples()
            ],
            lang,
        )

    out = int((exposure.surveys(edition)["left_out"] != "").sum())
    left = first_true(
        [
            (out == 0, ""),
            (out == 1, say(lang, "left_one")),
            (True, say(lang, "left", n=words.number(out, lang, 0))),
        ]
    )
    limited = timeline.phases(edition, list(edition.platforms))
    limited = limited[limited["function"] == "calls"]
    later = len(limited) and limited["start_high"].min() < calls["fielded_to"]
    who = base.printed(calls, "asked_by", lang)
    notes = [say(lang, "note_after", who=who)] if later else []
    notes.append(say(lang, "note_self", aged=aged))
    notes += [say(lang, "note_out")] if out else []
    notes += [say(lang, "note_hatched")] if reach else []
    notes += [base.owner_line(edition)] if reach else []
    public = calls["fielded_to"] if pd.isna(page["known_by"]) else page["known_by"]
    return Text(
        title=title,
        subtitle=say(lang, "subtitle" if reach else "subtitle_alone", aged=aged),
        alt=say(
            lang,
            "alt",
            where=where,
            beside=say(lang, "alt_beside") if reach else "",
            rows=said(pd.concat([calls.to_frame().T, written.head(1)])),
        ),
        long=say(
            lang,
            "long",
            groups=". ".join(say(lang, "group", head=head, rows=said(rows)) for head, rows in parts),
            left=left,
        ).strip(),
        caption=say(lang, "caption", title=title, who=who, day=words.day(public, lang)),
        notes=tuple(notes),
        reading=say(lang, "reading") + (f" {say(lang, 'reading_reach')}" if reach else ""),
        method=say(lang, "method") + (f" {say(lang, 'method_reach', aged=aged)}" if reach else ""),
        short_note=say(lang, "note_short", aged=aged) if reach else "",
        sources=tuple(dict.fromkeys(data["source_id"])),
        claims=counted(out),
        days=(public,),
    )


def _lower(row: object, lang: str) -> str:
    return base.lower(base.printed(row, "label", lang), lang)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no answer about calls is fit to draw."""
    data = exposure.callers(edition)
    if data.empty:
        lang = edition.language
        reason = say(lang, "none", day=words.day(edition.cutoff, lang))
        return base.no_figure(chart, NAME, edition, say(lang, "what"), reason)
    said = text(data, edition)
    return Chart(
        NAME,
        edition,
        said,
        data,
        COLUMNS,
        lambda look: static(said, data, edition, look),
        lambda look: interactive(data, edition, look),
    )


def static(said: Text, data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print: one scale from nought to a hundred, a heading with its own base over each group of bars."""
    lang, size = look.language, look.size
    reach = (data["group"] == "reach").any()
    short = reach and (size.narrow or (size.brief and size.height < size.width))
    subtitle = say(lang, "subtitle_short") if short else said.subtitle
    page = Page(look, said.title, subtitle, said.footer(edition, size))
    narrow, small, tall = size.narrow, size.small, size.label
    parts = groups(data, edition)
    rows = sum(len(frame) for _, frame in parts)
    role = "small" if size.brief else "label"
    heads = [wrap(head, page.px(role), page.inner, bold=True) for head, _ in parts]
    line = page.px(role) * 1.28
    head_space = sum(len(lines) * line for lines in heads) + len(parts) * small * 0.5
    gap = small * (1.1 if narrow else 0.8)
    # A long question is broken; on a phone it stands over its bar.
    room = page.inner if narrow else page.inner * 0.44
    labels = {r.record_id: wrap(base.printed(r, "label", lang), tall, room, balance=True) for r in data.itertuples()}
    lead = tall * 1.2
    if narrow:
        each = {name: tall * 1.75 + lead * len(lines) for name, lines in labels.items()}
        bottom = page.bottom(head_space + gap * (len(parts) - 1) + sum(each.values()))
    else:
        bottom = page.bottom(0)
        free = bottom - page.top - head_space - gap * (len(parts) - 1)
        # The page's height is used up to where bars would look like blocks.
        even = min(free / rows, tall * 5)
        each = dict.fromkeys(labels, even)
    bar = tall * 1.15 if narrow else min(even * 0.66, tall * 2.7)
    column = 0.0 if narrow else max(page.width(part, "label") for lines in labels.values() for part in lines) + 20
    left = page.left + column
    tail = max(page.width(share(r, lang), "label", bold=True) for r in data.itertuples()) + 14
    per = page.right - left - tail
    y = page.top
    for lines, (_, frame) in zip(heads, parts, strict=True):
        for words_ in lines:
            page.text(page.left, y, words_, role, bold=True, va="top")
            y += line
        y += small * 0.5
        for row in frame.itertuples():
            label, high = labels[row.record_id], each[row.record_id]
            middle = y + high - tall * 0.92 if narrow else y + high / 2
            top = y + tall * 0.6 if narrow else middle - lead * (len(label) - 1) / 2
            for i, part in enumerate(label):
                page.text(page.left, top + i * lead, part, "label")
            service = row.group == "reach"
            colour = base.role(row.label) if service else "overlap" if row.topic == "calls" else "possible"
            page.line((left, left), (middle - bar * 0.66, middle + bar * 0.66), "axis", 1.2)
            page.rect(left, middle - bar / 2, (row.low if service else row.value) * per, bar, colour, edge="hatch",
                      line=0.8, gid=f"share-{row.record_id}")  # fmt: skip
            if service:
                page.rect(left + row.low * per, middle - bar / 2, (row.high - row.low) * per, bar, "possible",
                          hatch="////", edge="hatch", line=0.8)  # fmt: skip
            end = (row.high if service else row.value) * per
            page.text(left + end + 9, middle, share(row, lang), "label", bold=True)
            y += high
        y += gap
    return page.finish(y - gap if narrow else bottom)


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the same bars, with the base and who asked on hover."""
    lang = look.language
    parts = groups(data, edition)
    places, names, at = [], [], 0.0
    figure = base.blank(look, 110)
    for head, rows in parts:
        # The heading that names the base starts at the page's edge, over the labels.
        figure.add_annotation(
            x=0, xref="paper", xshift=-146, xanchor="left", y=at, yanchor="bottom", showarrow=False,
            align="left", text=f"<b>{base.folded(head, 46)}</b>", font={"size": 12},
        )  # fmt: skip
        for row in rows.itertuples():
            service = row.group == "reach"
            colour = base.role(row.label) if service else "overlap" if row.topic == "calls" else "possible"
            label = base.printed(row, "label", lang)
            # A label of many lines needs the room of more than one bar, half above and half below it.
            name = base.folded(label, 20)
            room = max(1.0, 0.4 * (name.count("<br>") + 1))
            places.append(at + room / 2)
            lines = [f"<b>{base.folded(label)}</b>", escape(share(row, lang)), base.folded(head)]
            figure.add_bar(
                y=[places[-1]],
                x=[(row.low if service else row.value) * 100],
                orientation="h",
                width=0.62,
                marker={"color": look[colour], "line": {"color": look["hatch"], "width": 1}},
                text=[share(row, lang)],
                textposition="outside",
                cliponaxis=False,
                hovertemplate="<br>".join(lines) + "<extra></extra>",
            )
            names.append(name)
            at += room
        at += 0.9
    figure.update_yaxes(tickvals=places, ticktext=names, range=[at - 0.8, -0.8], showgrid=False, tickfont={"size": 12})
    figure.update_xaxes(title_text=say(lang, "axis_share"), range=[0, 100], nticks=5)
    figure.update_layout(barmode="overlay", height=round(110 + 48 * at), margin={"l": 150, "r": 30, "t": 12, "b": 66})
    return figure
