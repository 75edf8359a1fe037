"""The least that can have used both services, under every published pair of figures and every number of people."""

import pandas as pd

from reach import credits, names, tables, words
from reach.chart import Chart, Text, least, no_figure, tell, why_no_reach
from reach.charts.who_uses_both import figures, over
from reach.draw.marks import Dots, Head, Name, Number, Panel, Rows, Span, col, each
from reach.edition import Edition
from reach.intervals import safe_floor
from reach.measures import audience, certainty

NAME = "choices-that-matter"
COLUMNS = {
    "month": "First day of the month.",
    "figures": "Figures of the two services, as published, in millions.",
    "value_1": "Figure of the first service, people.",
    "value_2": "Figure of the second service, people.",
    "low": "People who used both, at least: at the safe end of every rounding.",
    "high": "The same sum at the other ends of the roundings.",
    "headline": "Whether this is the edition's own choice.",
    "base": "pair: a printed pair of the figures' year; hull: all of them; other year; as exact: unrounded; all ages.",
    "base_month": "Month or day the base stands for.",
    "kind": "sound: base of the figures' year with its roundings; loose: not so; wrong: other people than are counted.",
    "base_low": "Base, low end, people.",
    "base_high": "Base, high end, people.",
    "base_record": "Rows of context.csv behind the base.",
    "base_source": "Page the base was read on.",
    "confidence": "Weight of the weaker of the two figures.",
    "basis": "Rows of user_counts.csv behind the figures.",
}
# fmt: off
SAID = {
    "title_one": ("On every sound choice of published figures, at least {lo} million people used both apps",
                  "Оба приложения — минимум у {lo} млн человек при любых верных данных"),
    "title_some": ("Some published figures put at least {hi} million people in both apps, others leave it open",
                   "По одним опубликованным данным, аудитории {a} и {b} пересекались минимум на {hi} млн человек, другие оставляют вопрос открытым"),
    "title_plain": ("The published counts leave open how many people used both {a} and {b}",
                    "По опубликованным данным нельзя сказать, насколько пересекались аудитории {a} и {b}"),
    "subtitle": ("People in {where:the} who used both {a} and {b} in {month}, at least, millions: both figures less the number of people",
                 "Минимальное пересечение аудиторий {a} и {b} {where:in} в {month:prep}, млн: сумма двух охватов минус число жителей"),
    "subtitle_short": ("People who used both in {month}, at least, millions: both figures less the number of people",
                       "Минимальное пересечение в {month:prep}, млн: сумма охватов минус число жителей"),
    "pair": ("less {span}, as of {month}", "минус {span}, {month}"),
    "hull": ("less {span}, over all of {year}", "минус {span}, весь {year} год"),
    "exact": ("less exactly {span}, as of {month}", "минус ровно {span}, {month}"),
    "all": ("less {span}, all ages", "минус {span}, все возрасты"),
    "head_sound": ("Sound choices", "Верные данные"),
    "head_loose": ("Looser choices", "Менее строгие данные"),
    "head_wrong": ("Wrong choices", "Не та численность"),
    "about_sound": ("people {aged} in the figures’ own year; thin lines: what the roundings could add",
                    "жители {aged} за тот же год; тонкие линии — сколько могли бы добавить округления"),
    "about_loose": ("people {aged} of another year, or with their rounding dropped",
                    "жители {aged} за другой год или без учёта округления"),
    "about_wrong": ("people of all ages, whom reach does not count", "люди всех возрастов: охват их не считает"),
    "marked": ("as quoted: {n}", "как цитируют: {n}"),
    "hover": ("used both: at least {n} million", "пересечение: не менее {n} млн"),
    "note": ("Numbers are cut to whole millions.", "Числа урезаны до целых миллионов."),
    "note_other": ("Figures of two measurers are not combined.", "Числа двух исследовательских компаний не складываются."),
    "note_short": ("Numbers are cut to whole millions; thin lines: what the roundings could add.",
                   "Числа урезаны до целых миллионов; тонкие линии — сколько могли бы добавить округления."),
    "alt": ("Dot chart of the least number of people who used both {a} and {b} in {month}: {span} million on sound choices.",
            "Точечная диаграмма: минимальное пересечение аудиторий {a} и {b} в {month:prep} — {span} млн по верным данным."),
    "alt_quoted": ("Dot chart of the least number of people who used both {a} and {b} in {month}: {span} million on sound choices, {n} million as quoted.",
                   "Точечная диаграмма: минимальное пересечение аудиторий {a} и {b} в {month:prep} — {span} млн по верным данным, {n} млн, как цитируют."),
    "long": ("Least number of people who used both {a} and {b} in {month}, in whole millions. {rows}. Numbers of people, in millions: {bases}.",
             "Минимальное пересечение аудиторий {a} и {b} в {month:prep}, в целых миллионах. {rows}. Число жителей, млн: {bases}."),
    "row": ("{figures}: {parts}", "{figures}: {parts}"),
    "on_sound": ("{n} on sound choices", "{n} по верным данным"),
    "on_loose": ("{n} on looser ones", "{n} по менее строгим"),
    "on_wrong": ("{n} on people of all ages", "{n} по людям всех возрастов"),
    "caption": ("By the published counts, at least {lo} million people used both {a} and {b} in {month} on every sound choice of figures, and at least {hi} million on the most favourable one.",
                "По опубликованным данным, в {month:prep} аудитории {a} и {b} при любых верных исходных данных пересекались минимум на {lo} млн человек, при самых выгодных — минимум на {hi} млн."),
    "caption_one": ("By the published counts, at least {lo} million people used both {a} and {b} in {month} on every sound choice of figures.",
                    "По опубликованным данным, в {month:prep} аудитории {a} и {b} при любых верных исходных данных пересекались минимум на {lo} млн человек."),
    "caption_open": ("Not every sound choice of figures gives a floor above nought for {a} and {b} in {month}.",
                     "Не при всяких верных исходных данных выходит, что аудитории {a} и {b} в {month:prep} пересекались."),
    "reading": ("Each row is one choice: two published figures less a number of people. The mark is the least number of people who used both apps, the thin line how far roundings could lift it.",
                "Строка — один выбор данных: сумма двух охватов минус число жителей. Знак — наименьшее число людей, пользовавшихся обоими приложениями, тонкая линия — насколько его могли бы поднять округления."),
    "method": ("The least number is A + B − N for every pair of figures that one original or series gives for the month and every number of people N, with every rounding taken at the end that makes it least and the sum cut to a whole million. A sound N is found from counts and shares published together in the figures’ own year, roundings kept. A looser one is of another year, or takes a rounded quotient as exact. People of all ages are shown as the wrong N: the reach counts people {aged}.",
               "Наименьшее число — это A + B − N для каждой пары чисел одного первоисточника или ряда за месяц и для каждого числа жителей N; каждое округление взято по той границе, при которой сумма наименьшая, дробная часть миллиона отброшена. Верное N получено по числам и долям, опубликованным вместе, за тот же год с учётом округлений. Менее строгое — за другой год или как точное частное округлённых чисел. Люди всех возрастов показаны как неверное N: охват считает жителей {aged}."),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Kinds of choices in their order, with the marks they have.
KINDS = {"sound": ("o", "text"), "loose": ("o", "axis"), "wrong": ("x", "text")}


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where the month, a pair or the base is not known."""
    data = certainty.choices(edition)
    if data.empty:
        return no_figure(chart, NAME, edition, *why_no_reach(edition))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """A row a choice, those of a kind together, a mark at the least that follows."""
    lang, rows = edition.language, ordered(data)
    aged, axis = names.aged(records(data), lang), scale(data, lang)
    marks = Dots(
        rows,
        col("low"),
        colour=each(lambda r: KINDS[r.kind][1]),
        shape=each(lambda r: KINDS[r.kind][0]),
        hollow=col("kind") == "loose",
        text=each(lambda r: say(lang, "marked", n=least(r.low, lang)) if r.headline else least(r.low, lang)),
        text_colour="text",
        at=("left",),
        hover=each(lambda r: hover(r, lang)),
        row=col("place"),
    )
    wide = rows[rows["high"] - rows["low"] > (axis.high - axis.low) / 100]  # others would be lost in their mark
    return Rows(
        rows,
        (Span(col("low"), col("high"), colour="axis", data=wide, row=col("place")), marks),
        label=each(lambda r: figures(r, lang)),
        detail=each(lambda r: people(r, lang)),
        x=axis,
        key=col("place"),
        head=Head(*(each(lambda r, k=k: say(lang, f"{k}_{r.kind}", aged=aged)) for k in ("head", "about"))),
        name=Name(bold=col("headline"), role="small"),
        low=~rows.duplicated(["kind", "figures"]) & ((rows["kind"] == "sound") | ~rows.duplicated("kind")),
    )


def ordered(data: pd.DataFrame) -> pd.DataFrame:
    """Choices by kind and pair of figures, the least first."""
    lowest, other = data.groupby("figures")["low"].transform("min"), ~data["headline"].astype(bool)
    order = data.assign(rank=data["kind"].map(list(KINDS).index), lowest=lowest, other=other)
    order = order.sort_values(["rank", "lowest", "figures", "other", "low"], kind="stable", ignore_index=True)
    return order.assign(place=order.index)


def scale(data: pd.DataFrame, lang: str) -> Number:
    """An axis that begins below the least: dots need no nought, and the differences are small beside the level."""
    low, high = max(0.0, (data["low"].min() - 4e6) // 10e6 * 10e6), data["high"].max()
    step = next((s for s in (1e6, 2e6, 5e6, 10e6, 20e6) if (high - low) / s <= 5), 50e6)
    ticks = [low + i * step for i in range(int((high - low) // step) + 1)]
    ticks = tuple((tick, words.millions(tick, lang, 0)) for tick in ticks)
    return Number(low, high + (high - low) / 50, 1e6, ticks)


def records(data: pd.DataFrame) -> list[str]:
    """Rows of ``user_counts.csv`` behind the figures."""
    return [i for cell in data["basis"] for i in cell.split("; ")]


def people(row: object, lang: str) -> str:
    """The number of people of a choice, with what it stands for."""
    key = {"hull": "hull", "as exact": "exact", "all ages": "all"}.get(row.base, "pair")
    sharp = row.base_high - row.base_low < 1e4
    span = words.millions(row.base_low, lang) if sharp else words.span(row.base_low, row.base_high, lang)
    return say(lang, key, span=span, month=words.month(row.base_month, lang, short=True), year=f"{row.base_month:%Y}")


def span(floors: pd.Series, lang: str) -> str:
    """Least and most of some floors, in whole millions; one number where they agree."""
    a, b = least(floors.min(), lang), least(floors.max(), lang)
    return a if a == b else say(lang, "to", a=a, b=b)


def hover(row: object, lang: str) -> str:
    """Both rows as published, the number of people and what follows."""
    told = [audience.told(i, lang) for i in row.basis.split("; ")]
    return "\n".join([*told, people(row, lang), say(lang, "hover", n=least(row.low, lang))])


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, ids, sound, quoted = edition.language, records(data), data[data["kind"] == "sound"], data[data["headline"]]
    # A figure that rests on one weak page carries no title.
    weak = (sound["confidence"] == "low").all()
    sound = sound if weak else sound[sound["confidence"] != "low"]
    lo, hi = (safe_floor(end) for end in (sound["low"].min(), sound["low"].max()))
    rows = []
    for _, choices in data.sort_values("low", ascending=False).groupby("figures", sort=False):
        floors = {kind: choices.loc[choices["kind"] == kind, "low"] for kind in KINDS}
        parts = ", ".join(say(lang, f"on_{kind}", n=span(low, lang)) for kind, low in floors.items() if len(low))
        rows.append(say(lang, "row", figures=figures(choices.iloc[0], lang), parts=parts))
    fill = {
        "aged": names.aged(ids, lang),
        "month": words.month(data["month"].iloc[0], lang),
        "lo": least(lo, lang),
        "hi": least(hi, lang),
        "span": span(sound["low"], lang),
        "n": least((quoted if len(quoted) else sound)["low"].min(), lang),
        "rows": "; ".join(rows),
        "bases": "; ".join(dict.fromkeys(people(r, lang) for r in ordered(data).itertuples())),
    }
    titles = [(weak, "title_plain"), (lo > 0, "title_one"), (hi > 0, "title_some"), (True, "title_plain")]
    alt, caption = "alt_quoted" if len(quoted) else "alt", "caption_one" if lo > 0 else "caption_open"
    caption = "caption" if 0 < lo < hi else caption
    notes, claims = ("note", "note_other", credits.owner_line(edition)), over(ids, edition)
    sources = (*(tables.row("user_counts", i).source_id for i in ids), *data["base_source"])
    return tell(SAID, edition, titles, fill, alt=alt, caption=caption, notes=notes, claims=claims, sources=sources)
