"""Two audiences on one width: everyone aged 12 and over, one service from the left, the other from the right."""

import pandas as pd

from reach import credits, names, tables, words
from reach.chart import Chart, Text, common, least, no_figure, tell, why_no_reach
from reach.claims import Claim
from reach.draw.marks import Overlap, Panel, Said, Stack, Words
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
    "role": "headline: the pair compared; also published: another figure for the month; both: people who used both; both later: the same of a later month; base: everyone.",
    "basis": "The words of the source, or the rule.",
    "record_id": "Row of user_counts.csv, or both rows.",
}
# fmt: off
SAID = {
    "title_calls": ("At least {n} million people in {where:the} used both apps whose calls were limited",
                    "До ограничения звонков аудитории {a} и {b} пересекались минимум на {n} млн человек"),
    "title_both": ("At least {n} million people in {where:the} used both {a} and {b}",
                   "В {month:prep} аудитории {a} и {b} пересекались минимум на {n} млн человек"),
    "title_plain": ("{a} reached {x} million people in {where:the} in {month}, {b} {y} million",
                    "Месячный охват {where:in} в {month:prep}: {a} — {x} млн, {b} — {y} млн"),
    "subtitle": ("Monthly reach by the published counts, million people {aged}, {month}",
                 "Месячный охват по опубликованным данным, млн жителей {aged}, {month}"),
    "subtitle_before": ("Monthly reach by the published counts, million people {aged}, {month}, the month before the limits",
                        "Месячный охват по опубликованным данным, млн жителей {aged}, {month} — месяц перед ограничениями"),
    "everyone": ("everyone {aged}: {span} million", "все жители {aged}: {span} млн"),
    "everyone_short": ("everyone: {span} million", "все жители: {span} млн"),
    "bar": ("{a}  {figure}, {share}", "{a}  {figure}, {share}"),
    "bar_short": ("{a}  {figure}", "{a}  {figure}"),
    "not": ("did not open {a}", "не открывали {a}"),
    "both": ("used both: at\u00a0least {n} million", "пересечение: не менее {n} млн"),
    "why": ("At most {out} million people did not open {a}. Even if every one of them used {b}, the rest of {b}’s people also used {a}.",
            "Не открывали {a} не более {out} млн человек. Даже если все они пользовались {b}, остальные пользователи {b} открывали и {a}."),
    "most": ("Up to {high} million may have used both. How many did is not known, and the two audiences cannot be added.",
             "Обоими могли пользоваться не более {high} млн. Сколько именно, неизвестно; складывать две аудитории нельзя."),
    "also": ("also published: {figures}", "публиковалось также: {figures}"),
    "also_short": ("also: {figures}", "также: {figures}"),
    "later": ("Later, by the same sum: {rows}.", "Позже, по тому же расчёту: {rows}."),
    "later_row": ("at least {n} million in {month}", "не менее {n} млн в {month:prep}"),
    "alt": ("Bar chart of monthly reach in {where:the}, {month}: {a} {x} million and {b} {y} million overlap by at least {n} million people.",
            "Столбчатая диаграмма месячного охвата {where:in}, {month}: {a} — {x} млн, {b} — {y} млн, пересечение аудиторий — не менее {n} млн человек."),
    "alt_plain": ("Bar chart of monthly reach in {where:the}, {month}: {a} {x} million, {b} {y} million. The counts do not say whether they overlap.",
                  "Столбчатая диаграмма месячного охвата {where:in}, {month}: {a} — {x} млн, {b} — {y} млн. Пересекаются ли аудитории, по этим числам сказать нельзя."),
    "long": ("Of {base} million people {aged}, {a} reached {x} million ({xs}) and {b} {y} million ({ys}) in {month}. The two figures add up to more than everyone, so at least {n} million people used both, by arithmetic alone; at most {high} million did.",
             "Из {base} млн жителей {aged} в {month:prep} {a} открывали {x} млн человек ({xs}), {b} — {y} млн ({ys}). Сумма двух чисел превышает число жителей: уже по законам арифметики обоими пользовались не менее {n} млн человек и не более {high} млн."),
    "long_plain": ("Of {base} million people {aged}, {a} reached {x} million ({xs}) and {b} {y} million ({ys}) in {month}. At most {high} million people used both; the counts set no least.",
                   "Из {base} млн жителей {aged} в {month:prep} {a} открывали {x} млн человек ({xs}), {b} — {y} млн ({ys}). Обоими пользовались не более {high} млн человек; нижней границы данные не дают."),
    "long_pairs": ("Other pairs published for the month give {floors}.",
                   "Другие числа, опубликованные за этот месяц, дают {floors}."),
    "pair": ("at least {n} million ({x} and {y})", "не менее {n} млн ({x} и {y})"),
    "caption_both": ("By the published counts, at least {n} million people in {where:the} used both {a} and {b} in {month}.",
                     "По опубликованным данным, в {month:prep} {where:in} аудитории {a} и {b} пересекались минимум на {n} млн человек."),
    "note_base": ("How many people are {aged} follows from counts published with their shares ({when}). Bars show the least that the rounded figures allow.",
                  "Число жителей {aged} получено из чисел и долей, опубликованных вместе ({when}). Полосы построены по нижней оценке округлённых чисел."),
    "note_pair": ("No page that prints this pair names the measurer; agencies credit its roundings to {measurer}.",
                  "Ни в одной публикации с этими числами исследовательская компания не названа; агентства, округляя их, называют её: {measurer}."),
    "note_assumed": ("No page that prints this pair names whom it counts: shares assume everyone {aged}.",
                     "Ни в одной публикации с этими числами не сказано, кого считали: доли взяты от числа жителей {aged}."),
    "note_short": ("Reach counts people who opened the app at least once in the month.",
                   "Охват — те, кто открыл приложение хотя бы раз за месяц."),
    "reading": ("Each bar is one app’s monthly reach on the width of everyone {aged}, {a} from the left and {b} from the right.",
                "Полоса — месячный охват приложения; вся ширина — жители {aged}; {a} отложен слева, {b} — справа."),
    "reading_both": ("The lowest bar is where the two must overlap.",
                     "Нижняя полоса — где они неизбежно пересекаются."),
    "reading_also": ("Ticks below a bar are other figures published for the month.",
                     "Штрихи под полосой — другие числа, опубликованные за этот месяц."),
    "method": ("Used both: at least A + B − N, at most the smaller of A and B, where A and B are the two reaches and N is everyone {aged}. N is found by dividing counts by the shares published with them ({when}). Every figure stands for its rounding interval; the floor takes the ends that make it least, rounded down to a whole million. Who used both, how often and for what is not known.",
               "Пересечение аудиторий — не менее A + B − N и не более меньшего из A и B, где A и B — два охвата, N — число жителей {aged}. N получено делением чисел на доли, опубликованные вместе с ними ({when}). Каждое число — это интервал округления; нижняя граница взята по концам, при которых она наименьшая, и округлена вниз до целого миллиона. Кто пользовался обоими, как часто и для чего, неизвестно."),
}
# fmt: on
say = words.teller(SAID, __name__)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where the month or the base is not known."""
    data = frame(edition)
    if data.empty:
        return no_figure(chart, NAME, edition, *why_no_reach(edition))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def frame(edition: Edition) -> pd.DataFrame:
    """The headline pair, the other figures of its month and the overlaps, in people; columns as in :data:`COLUMNS`."""
    pair = audience.headline(edition)
    if pair.empty or pair["share_low"].isna().any():
        return pd.DataFrame(columns=list(COLUMNS))
    month = pair.loc[0, "month"]
    whole, others = audience.base(edition, month), audience.points(edition)
    others = others[(others["month"] == month) & others["service"].isin(edition.platforms)]
    others = others[~others["record_id"].isin(pair["record_id"])]
    shares = [Interval(row.low, row.high) / whole for row in others.itertuples()]
    others = others.assign(share_low=[s.low for s in shares], share_high=[s.high for s in shares])
    both, rule = " + ".join(edition.platforms), "max(0, A + B − N) to min(A, B)"
    floor = overlap.all_of([Interval(row.low, row.high) for row in pair.itertuples()], whole)
    found = [
        (both, month, floor.low, floor.high, "both", rule, None),
        ("everyone aged 12 and over", month, whole.low, whole.high, "base", "counts and shares printed together", None),
    ]
    after = overlap.monthly(edition)
    after = after[(after["month"] > month) & (after["low"] > 0)].drop_duplicates("month")
    after = after.groupby(after["month"].dt.year).tail(1)  # the last of every year
    found += [(both, row.month, row.low, row.high, "both later", rule, row.basis) for row in after.itertuples()]
    last = pd.DataFrame(found, columns=["service", "month", "low", "high", "role", "basis", "record_id"])
    rows = [pair.assign(role="headline"), others.assign(role="also published"), last]
    return pd.concat(rows)[list(COLUMNS)].reset_index(drop=True)


def parts(data: pd.DataFrame) -> tuple:
    """The two rows that are compared, that of both and that of everyone; and the other figures of the month."""
    four = [row for row in data.itertuples() if row.role in ("headline", "both", "base")]
    return *four, data[data["role"] == "also published"]


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """Bars at the ends of the roundings that claim least, and what follows from them alone."""
    lang, (a, b, both, whole, also) = edition.language, parts(data)
    others = [list(also[also["service"] == r.service].sort_values("value").itertuples()) for r in (a, b)]
    fill = common(edition) | {"aged": names.aged((a.record_id, b.record_id), lang), "high": words.most(both.high, lang)}
    fill |= {"span": words.span(whole.low, whole.high, lang), "out": words.most(whole.high - a.low, lang)}
    meet, after = say(lang, "both", n=least(both.low, lang)), later(data, lang)
    drawn = Overlap(
        whole.high,
        (a.low, b.low),
        (names.role(a.service), names.role(b.service)),
        said=(on_bar(a, lang), on_bar(b, lang)),
        rest=tuple(say(lang, "not", a=fill[name]) for name in "ab"),
        title=tuple(say(lang, key, **fill) for key in ("everyone", "everyone_short")),
        both=meet,
        aside=(say(lang, "why", **fill) if both.low > 0 else "", say(lang, "most", **fill)),
        also=tuple(tuple(r.value for r in rows) for rows in others),
        also_said=tuple(listed(rows, lang) for rows in others),
        also_hover=tuple(tuple(audience.told(r.record_id, lang) for r in rows) for rows in others),
        hover=(*(audience.told(r.record_id, lang) for r in (a, b)), meet),
    )
    return Stack((drawn, Words((after, after, ""))))


def on_bar(row: object, lang: str) -> tuple[str, str]:
    """What is said on a bar; the share goes where there is no room for it."""
    share = words.percent(row.share_low, row.share_high, lang)
    fill = {"a": names.service(row.service, lang), "figure": audience.worded(row, lang), "share": share}
    return say(lang, "bar", **fill), say(lang, "bar_short", **fill)


def listed(rows: list, lang: str) -> Said:
    """Other figures of a bar, in a line."""
    figures = words.listed([audience.worded(r, lang, unit=False) for r in rows], lang)
    return (say(lang, "also", figures=figures), say(lang, "also_short", figures=figures)) if rows else ""


def later(data: pd.DataFrame, lang: str) -> str:
    """What the same sum gives for later months; empty where there are none."""
    rows = data[data["role"] == "both later"].itertuples()
    said = [say(lang, "later_row", n=least(row.low, lang), month=words.month(row.month, lang)) for row in rows]
    return say(lang, "later", rows=words.listed(said, lang)) if said else ""


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, (a, b, both, whole, also) = edition.language, parts(data)
    meet, limited, ids = safe_floor(both.low) > 0, limited_after(edition, a.month), (a.record_id, b.record_id)
    used, out = audience.base_pairs(edition, a.month), whole.high - a.low
    rivals = [p for p in overlap.published_pairs(edition, a.month).itertuples() if p.low >= 1e6]
    rivals = [p for p in rivals if set(p.basis.split("; ")) != set(ids)]
    fill = {
        "aged": names.aged(ids, lang),
        "month": words.month(a.month, lang),
        "x": audience.worded(a, lang, unit=False),
        "y": audience.worded(b, lang, unit=False),
        "n": least(both.low, lang),
        "xs": words.percent(a.share_low, a.share_high, lang),
        "ys": words.percent(b.share_low, b.share_high, lang),
        "base": words.span(whole.low, whole.high, lang),
        "high": words.most(both.high, lang),
        "when": words.listed(list(dict.fromkeys(words.month(m, lang) for m in used["period_start"])), lang),
        "measurer": credits.measurer_note(edition),
        "floors": words.listed([rival(p, lang) for p in rivals], lang),
    }
    claims = [Claim("at_least", p.low, p.high, n=safe_floor(p.low)) for p in rivals]
    counts = [tables.row("user_counts", i) for i in ids]
    unnamed = all("Not named" in row.measured_as_printed for row in counts)
    ageless = all("not stated" in row.base_as_printed for row in counts)
    after = [i for cell in data.loc[data["role"] == "both later", "record_id"] for i in cell.split("; ")]
    pages = [tables.row("user_counts", i).source_id for i in (*ids, *after)]
    titles = [(meet and limited, "title_calls"), (meet, "title_both"), (True, "title_plain")]
    more = {"alt": "alt", "caption": "caption_both"} if meet else {"alt": "alt_plain"}
    more["subtitle"] = "subtitle_before" if limited else "subtitle"
    more["long"] = "long" if meet else "long_plain", rivals and "long_pairs", later(data, lang)
    more["reading"] = "reading", meet and "reading_both", len(also) and "reading_also"
    credit = "note_pair" if unnamed else credits.owner_line(edition)
    more["notes"] = "note_base", credit, ageless and "note_assumed", "note_short"
    claims.append(Claim("at_most", whole.low - a.high, out, n=-safe_floor(-out, 1e5)))
    sources = (*pages, *used["source_id"])
    return tell(SAID, edition, titles, fill, claims=claims, days=used["period_start"], sources=sources, **more)


def rival(pair: object, lang: str) -> str:
    """The floor under another published pair, with its figures."""
    x, y = (audience.printed(i, lang) for i in pair.basis.split("; "))
    return say(lang, "pair", n=least(pair.low, lang), x=x, y=y)


def limited_after(edition: Edition, month: pd.Timestamp) -> bool:
    """Whether calls in both services were limited within two months of the month's beginning, by what was known."""
    phases = timeline.phases(edition, list(edition.platforms))
    soon = phases[phases["start"].between(month, month + pd.DateOffset(months=2), inclusive="left")]
    return set(soon.loc[soon["kind"] == "call_restriction", "service"]) == set(edition.platforms)
