"""How many people call in messengers at all: survey answers, beside reach, which does not count callers."""

import pandas as pd

from reach import credits, names, tables, words
from reach.chart import Chart, Text, no_figure, tell, why
from reach.claims import counted
from reach.draw.marks import Bar, Head, Name, Number, Panel, Rows, col, each
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
    "reading": ("Each bar is a share of the people its heading names, on one scale from nought. Dark: what the title gives; pale: other answers.",
                "Каждый столбец — доля людей, названных в заголовке группы, на одной шкале от нуля. Тёмные — то, что в заголовке, светлые — другие ответы."),
    "reading_reach": ("Named in colour: reach, hatched to the far end of its rounding interval.",
                      "С цветным названием — охват, штриховка идёт до верхнего края интервала округления."),
    "method": ("Survey shares are as published: the newest survey of callers and, on failing messengers, others of the same months. Polls by vendors and of readers, estimates and shares of calls are left out.",
               "Доли в опросах приведены как опубликовано: ответы новейшего опроса о звонках и, о неполадках мессенджеров, опросов тех же месяцев. Опросы компаний и читателей, оценки и доли звонков опущены."),
    "method_reach": ("The share for reach is the published count over the number of people {aged}; its ends follow from the rounding of both.",
                     "Доля охвата — опубликованное число, делённое на число жителей {aged}; её границы следуют из округления обоих чисел."),
    "empty": ("no survey of callers to draw was known by {day}",
             "опросов о звонящих, которые можно показать, на {day} не известно"),
    "empty_what": ("Who calls in messengers", "Кто звонит в мессенджерах"),
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


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no answer about calls is fit to draw."""
    data = exposure.callers(edition)
    if data.empty:
        return no_figure(chart, NAME, edition, *why(say, edition))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """One scale from nought to a hundred, a heading with its own base over each group of bars."""
    lang, asked = edition.language, data["group"] == "survey"
    rows = data.assign(sure=data["value"].where(asked, data["low"]), most=data["value"].where(asked, data["high"]))
    loud, aged = pd.concat(named(data))["record_id"].tolist(), names.aged(data.loc[~asked, "record_id"], lang)
    role = rows["label"].map(names.role).mask(asked, "text")
    colour = each(lambda r: "overlap" if r.record_id in loud else "possible")
    return Rows(
        rows,
        (
            Bar(col("sure"), colour=colour, edge=role.mask(asked, "hatch")),
            Bar(col("most"), col("sure"), "possible", "////"),
        ),
        label=each(lambda r: names.printed(r, "label", lang)),
        name=Name(role, ~asked),
        end=each(lambda r: share(r, lang)),
        head=Head(each(lambda r: head(r, aged, lang))),
        x=Number(0, 1, unit=0.01),
    )


def named(data: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answer about calls that the title gives, and that about messages of the same page, if there is one."""
    calls = data[(data["group"] == "survey") & (data["topic"] == "calls")].head(1)
    alike = (data["source_id"] == calls["source_id"].iloc[0]) & data["label"].str.contains("messages")
    return calls, data[(data["group"] == "survey") & alike].head(1)


def head(row: object, aged: str, lang: str) -> str:
    """Who asked whom and when, over the answers; the month over reach."""
    if row.group == "reach":
        return say(lang, "head_reach", month=words.month(row.month, lang), aged=aged)
    base = say(lang, f"base_{row.base_kind}")
    return say(lang, "head", who=names.printed(row, "asked_by", lang), day=words.day(row.fielded_to, lang), base=base)


def share(row: object, lang: str) -> str:
    """A share as it is printed: the survey's figure, or the computed interval."""
    low, high = (row.value, row.value) if row.group == "survey" else (row.low, row.high)
    return words.percent(low, high, lang)


def listed(rows: pd.DataFrame, lang: str) -> str:
    """Answers and reach in a sentence."""
    said = []
    for r in rows.itertuples():
        label = names.lower(names.printed(r, "label", lang), lang)
        said.append(say(lang, "row" if r.group == "survey" else "row_reach", label=label, share=share(r, lang)))
    return words.listed(said, lang)


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, reach = edition.language, data[data["group"] == "reach"]
    aged, beside, (first, written) = names.aged(reach["record_id"], lang), len(reach) > 0, named(data)
    calls = next(first.itertuples())
    adults = calls.base_kind == "adults" and "messengers for calls" in calls.label
    page = tables.row("sources", calls.source_id)
    public = calls.fielded_to if pd.isna(page.known_by) else page.known_by
    limited = timeline.phases(edition, list(edition.platforms)).query("function == 'calls'")
    late, owner = limited["start_high"].min() < calls.fielded_to, credits.owner_line(edition)
    out = int((exposure.surveys(edition)["left_out"] != "").sum())
    groups = data.assign(head=each(lambda r: head(r, aged, lang))).groupby("head", sort=False)
    fill = {
        "x": share(calls, lang),
        "y": "".join(share(r, lang) for r in written.itertuples()),
        "who": names.printed(calls, "asked_by", lang),
        "aged": aged,
        "day": words.day(public, lang),
        "beside": say(lang, "alt_beside") if beside else "",
        "rows": listed(pd.concat([first, written]), lang),
        "groups": ". ".join(say(lang, "group", head=told, rows=listed(rows, lang)) for told, rows in groups),
        "left": say(lang, "left_one" if out == 1 else "left", n=words.number(out, lang, 0)) if out else "",
    }
    titles = [(adults and len(written), "title_calls"), (adults, "title_one"), (True, "title_plain")]
    more = {} if beside else {"short_note": "", "brief": "", "subtitle": "subtitle_alone"}
    more["notes"] = late and "note_after", "note_self", out and "note_out", beside and "note_hatched", beside and owner
    more["reading"], more["method"] = ((key, beside and f"{key}_reach") for key in ("reading", "method"))
    return tell(SAID, edition, titles, fill, sources=data["source_id"], claims=counted(out), days=(public,), **more)
