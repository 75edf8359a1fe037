"""The reason given for the limits, and the published shares of fraud by channel, grouped by what they are shares of."""

from dataclasses import replace

import pandas as pd

from reach import names, tables, words
from reach.chart import Chart, Text, no_figure, tell
from reach.claims import counted
from reach.draw.marks import Dots, Head, Key, Name, Number, Panel, Rows, Stack, Words, col, each
from reach.edition import Edition
from reach.measures import statements

NAME = "fraud-by-channel"
COLUMNS = {
    "record_id": "Row of fraud_figures.csv, or of reactions.csv for a stated reason.",
    "part": "reason: the reason as stated; share: a published share, drawn as a dot; change: a change given out since; "
    "app: another figure about one of the two services alone.",
    "who_said": "Who said it.",
    "who_said_ru": "The same in Russian.",
    "who_counted": "Who counted.",
    "report": "Figures of one statement share this name.",
    "claim": "What was said, in our words.",
    "claim_ru": "The same in Russian.",
    "channel": "telephone, messengers, a service by its name, or all.",
    "measure": "What the share is of.",
    "direction": "fell or rose, for a change.",
    "period_start": "First day of the period; for a reason, the day it was given.",
    "period_end": "Last day of the period.",
    "value": "The figure as printed; missing for a printed range.",
    "unit": "percent or times.",
    "qualifier": "The words around the figure, as one of the wordings in qualifiers.csv.",
    "low": "Low end of what the words allow.",
    "high": "High end of what the words allow.",
    "before": "Whether the period ended before the limits began.",
    "weakness": "What the figure cannot show.",
    "weakness_ru": "The same in Russian.",
    "confidence": "How much weight it bears.",
    "sources": "Pages: rows of sources.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "said_none": ("none found", "не найдено"),
    "title_some": ("Shares of fraud by channel: {k} of {n} counts {k:#names|name} {a} or {b}",
                   "Доли мошенничества: {a} или {b} названы в {k} из {n} {n:#подсчёта|подсчётов}"),
    "title_few": ("Shares of fraud by channel: none of {n} counts names {a} or {b}",
                  "Доли мошенничества: {a} или {b} не названы ни в одном из {n} {n:#подсчёта|подсчётов}"),
    "title_plain": ("What was published on fraud by channel in {where:the}",
                    "Что опубликовано о мошенничестве по каналам {where:in}"),
    "title_none": ("No figure on fraud by channel in {where:the} was found by {day}",
                   "Цифр о мошенничестве по каналам {where:in} не найдено"),
    "subtitle": ("Each dot is a published share of what its heading names, per cent. Compare dots within a row only",
                 "Точка — опубликованная доля того, что названо в заголовке, %. Сравнивать можно лишь точки одной строки"),
    "subtitle_short": ("Published shares, per cent. Compare dots within a row only",
                       "Опубликованные доли, %. Сравнимы лишь точки одной строки"),
    "alt": ("Dots for {m} published shares of fraud by channel, under the reason for the limits: {finding}.",
            "Точки: {m} {m:#опубликованная доля|опубликованные доли|опубликованных долей} мошенничества по каналам под причиной ограничений; {finding}."),
    "long": ("{title}. The reason as stated: {reasons} Published shares: {shares}.{rest}",
             "{title}. Причина, как она заявлена. {reasons} Опубликованные доли: {shares}.{rest}"),
    "long_apps": ("On one app alone the table has {n} more, by {who}.",
                  "Об одном приложении в таблице ещё {n}: {who}."),
    "long_changes": ("In the table: {n} {n:#change|changes} given out since.",
                     "В таблице — {n} {n:#изменение|изменения|изменений}, о которых сообщили позже."),
    "told": ("{who}: {claim}", "{who}. {claim}"),
    "share": ("{who}, {period}: {shares} of {measure}", "{who}, {period}: {shares} {measure}"),
    "caption": ("{title}.{left}", "{title}.{left}"),
    "each": ("Each counts something else: the shares cannot be compared or averaged.",
             "Каждый считает своё: доли нельзя сравнивать и усреднять."),
    "note": ("Claims of officials and companies are their own.", "Утверждения чиновников и компаний принадлежат им самим."),
    "note_short": ("Different counters count different things.", "Разные источники считают разное."),
    "reading": ("Each dot is one published share, at its figure; a row is one count, a heading says what its shares are of. Round: messengers, or one app in its colour; square: telephone; hollow: at most.",
                "Точка — одна опубликованная доля, строка — один подсчёт, заголовок говорит, доля чего. Круглые — мессенджеры или одно приложение в своём цвете, квадратные — телефон, полые — не более."),
    "method": ("Every published share for messengers, one app or the telephone that was found is shown as printed, by who gave it out, for what period and of what. Retellings of a figure count once; shares by different counters are not compared, averaged or subtracted. A printed range is drawn at its middle. Changes given out after the limits began are in the table, as claims.",
               "Показаны все найденные опубликованные доли для мессенджеров, отдельных приложений и телефона, как напечатано: кто назвал, за какой период, доля чего. Пересказы одной цифры учтены один раз; доли разных источников не сравниваются, не усредняются и не вычитаются. Напечатанный диапазон показан по его середине. Изменения, о которых сообщили после начала ограничений, есть в таблице как утверждения."),
    "on_card": ("The card has {k} of {n} counts.", "На карточке {k} из {n} подсчётов."),
    "apps": ("Also published of one app, without a total. {told}", "Об одном приложении, без общего числа. {told}"),
    "missing_app": ("No figure found is about {a} alone.", "Не найдено цифр отдельно о {a}."),
    "missing_apps": ("No figure found is about {a} or {b} alone.", "Не найдено цифр отдельно о {a} или {b}."),
    "missing_before_after": ("None found gives a share by the same count before and after the limits.",
                             "Не найдено доли по одному и тому же подсчёту до и после ограничений."),
    "missing_all": ("No published share was found.", "Опубликованных долей не найдено."),
    "messengers": ("messengers", "мессенджеры"),
    "telephone": ("telephone", "телефон"),
    "share of cases": ("cases", "случаев"),
    "share of complaints": ("complaints", "жалоб"),
    "share of calls": ("calls", "звонков"),
    "share of people": ("people", "людей"),
    "head": ("{what} ({k} of {n} counts)", "{what} ({k} из {n} {n:#подсчёта|подсчётов|подсчётов})"),
    "head_app": ("Naming {a} or {b}", "Названы {a} или {b}"),
    "head_share of cases": ("Of fraud cases", "От случаев мошенничества"),
    "head_share of complaints": ("Of complaints about fraud", "От жалоб на мошенничество"),
    "head_share of calls": ("Of fraud calls", "От мошеннических звонков"),
    "head_share of people": ("Of people asked", "От числа опрошенных"),
    "note_app": ("Of calls or of people, as each row says. Contacts, not harm done.", "От звонков или от числа людей, как указано в строке. Контакты, а не ущерб."),
    "note_several": ("Each counter asks in its own words. Contacts, not harm done.", "Каждый спрашивает по-своему. Контакты, а не ущерб."),
    "of": ("{period}, of {measure}", "{period}, доля {measure}"),
    "period": ("{a} to {b}", "{a}\u00a0– {b}"),
    "percent": ("{w}{x}%", "{w}{x}\u00a0%"),
    "at_most": ("at most", "не более"),
    "counted": ("count", "подсчёт"),
    "empty_what": ("The reason for limits to {a} and {b} beside published figures",
                   "Причина ограничений {a} и {b} и опубликованные цифры"),
    "empty": ("no reason for limits to {a} or {b} in {where:the} was found",
              "причин ограничений {a} или {b} {where:in} не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Groups in their order: counts that name one of the two services, then by what the shares are of.
GROUPS = ("app", "share of cases", "share of complaints", "share of calls", "share of people")
#: Shares nearer to each other than this, in percent, have their words on both sides of them.
NEAR = 20
#: Lines on a low card, of headings and of counts: those that name one of the two services, and the newest of each
#: other group.
ON_CARD = 9


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no reason was found."""
    data, lang = frame(edition), edition.language
    if data.empty:
        fill = _names(edition) | {"where": words.country(edition.country, lang)}
        return no_figure(chart, NAME, edition, say(lang, "empty_what", **fill), say(lang, "empty", **fill))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def frame(edition: Edition) -> pd.DataFrame:
    """The data behind the figure: reasons around the announcement, shares, changes; empty without a reason."""
    key = statements.on(statements.key(edition), "reason")
    if key.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    same = {"reaction_id": "record_id", "actor": "who_said", "actor_ru": "who_said_ru"}
    reasons = key.rename(columns=same).assign(period_start=key["date"], period_end=key["date"], before=False)
    changes = statements.changes(edition)
    # A figure that seems to be another's, said again, is told once.
    changes = changes[~changes["repeats"].isin(set(changes["record_id"])) | (changes["repeats"] == "")]
    found = {"share": statements.shares(edition), "change": changes, "app": statements.of_one_app(edition)}
    parts = [reasons.assign(part="reason")]
    parts += [rows.assign(part=part, sources=rows["source_id"]) for part, rows in found.items() if len(rows)]
    data = pd.concat([part.reindex(columns=list(COLUMNS)) for part in parts], ignore_index=True)
    data = data.astype(dict.fromkeys(("value", "low", "high"), float))
    return data.assign(**{c: data[c].fillna("") for c in data.select_dtypes(exclude=["number", "datetime"])})


def grouped(data: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The shares in the order of the picture, with their ``group``: counts that name one of the two services first."""
    shares = data[data["part"] == "share"]
    apps = shares["channel"].isin(edition.platforms).groupby(shares["report"]).transform("any")
    group, middle = shares["measure"].where(~apps, "app"), shares[["low", "high"]].mean(axis=1)
    shares = shares.assign(group=group, place=group.map(GROUPS.index), at=shares["value"].fillna(middle))
    return shares.sort_values(["place", "period_end", "report", "at"], kind="stable").reset_index(drop=True)


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """A row a count, a dot a channel; figures of no stated whole below."""
    lang, shares, apps = edition.language, grouped(data, edition), data[data["part"] == "app"]
    kept = _counts(shares)["low"]
    card = "" if kept.all() else say(lang, "on_card", k=int(kept.sum()), n=len(kept))
    below = say(lang, "apps", told=told(apps, lang)) if len(apps) else ""
    # What a phone has no room to say at every dot.
    shapes = {c: "square" if c == "telephone" else "dot" for c in shares["channel"]}
    key = Key(tuple((shape, ink(c), "", channel(c, lang)) for c, shape in shapes.items()), short=True)
    shown = [key, _rows(shares, edition)] if len(shares) else []
    return Stack((*shown, *[Words((below, below, card), rule=bool(below))] * bool(below or card)))


def _rows(shares: pd.DataFrame, edition: Edition) -> Rows:
    lang, at = edition.language, shares.groupby("report")["at"]
    left = (at.transform("max") - at.transform("min") < NEAR) & shares["report"].duplicated(keep="last")
    shares = shares.assign(several=shares.groupby("group")["weakness"].transform("nunique") > 1)
    dots = Dots(
        shares,
        col("at"),
        colour=each(lambda r: ink(r.channel)),
        shape=each(lambda r: "s" if r.channel == "telephone" else "o"),
        size=each(lambda r: 13 if r.channel in edition.platforms else 9.5),
        hollow=each(at_most),
        text=each(lambda r: (f"{figure(r, lang)} {channel(r.channel, lang)}", figure(r, lang), figure(r, lang, True))),
        text_colour=each(lambda r: "secondary" if r.channel == "telephone" else ink(r.channel)),
        hover=each(lambda r: _hover(r, lang)),
        row=col("report"),
    )
    return Rows(
        _counts(shares),
        (replace(dots, data=shares[~left]), replace(dots, data=shares[left], at=("left",))),
        label=each(lambda r: names.printed(r, "who_said", lang)),
        detail=each(lambda r: _when(r, lang)),
        x=Number(0, 100, ticks=tuple((v, say(lang, "percent", w="", x=v)) for v in (0, 25, 50, 75, 100))),
        key=col("report"),
        head=Head(each(lambda r: _head(r.group, shares, edition)), each(lambda r: _caveat(r, lang))),
        name=Name(role="small"),
        low=col("low"),
    )


def _head(group: str, shares: pd.DataFrame, edition: Edition) -> str:
    """What the shares of a group are of, and how many counts it has of all."""
    lang, sizes = edition.language, _sizes(shares)
    what = say(lang, f"head_{group}", **_names(edition))
    return say(lang, "head", what=what, k=sizes[group], n=sum(sizes.values())) if len(sizes) > 1 else what


def _sizes(shares: pd.DataFrame) -> dict[str, int]:
    return shares.groupby("group")["report"].nunique().to_dict()


def _counts(shares: pd.DataFrame) -> pd.DataFrame:
    """A row a count; ``low`` says whether a low card has room for it."""
    newest = shares.groupby("group")["report"].transform("last") == shares["report"]
    rows = shares.assign(kept=newest | (shares["group"] == "app")).drop_duplicates("report")
    lines = rows["kept"].cumsum() + (rows["kept"] & ~rows[rows["kept"]].duplicated("group")).cumsum()
    return rows.assign(low=rows["kept"] & (lines <= ON_CARD))


def ink(channel: str) -> str:
    """Colour role of a channel."""
    return {"telephone": "axis", "messengers": "overlap"}.get(channel) or names.ink(channel)


def channel(name: str, lang: str) -> str:
    """A channel in a language, a service by its name."""
    return say(lang, name) if name in ("telephone", "messengers") else names.service(name, lang)


def at_most(row: object) -> bool:
    """Whether a figure was printed as a ceiling."""
    return row.low == 0 and row.value == row.high


def figure(row: object, lang: str, bare: bool = False) -> str:
    """A share as it is printed: 15.7%, about 85%, 8–9%, at most 40%; ``bare`` without the words around it."""
    ends = [row.value] if pd.notna(row.value) else [row.low, row.high]
    wording = "" if bare else tables.read("qualifiers").set_index("qualifier")[f"wording_{lang}"].get(row.qualifier, "")
    if at_most(row):
        wording = "≤" if bare else say(lang, "at_most")
    ends = "–".join(words.number(v, lang) for v in ends)
    return say(lang, "percent", w=f"{wording} " if wording else "", x=ends)


def period(row: object, lang: str) -> str:
    """2024, Jul 2025, Jan to Jun 2025."""
    start, end = row.period_start, row.period_end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return months(start, end, lang)


def months(start: pd.Timestamp, end: pd.Timestamp, lang: str) -> str:
    """The first and the last month in short, the year once where it is one; one month alone."""
    a, b = words.month(start, lang, start.year != end.year, short=True), words.month(end, lang, short=True)
    return b if start.to_period("M") == end.to_period("M") else say(lang, "period", a=a, b=b)


def _when(row: object, lang: str) -> str:
    """The period; in a group of several kinds of shares also of what."""
    said = period(row, lang)
    return say(lang, "of", period=said, measure=say(lang, row.measure)) if row.group == "app" else said


def _caveat(row: object, lang: str) -> str:
    """What the figures of a group cannot show, once; each figure's own words are on the screen and in the data."""
    if row.group == "app" or row.several:
        return say(lang, "note_app" if row.group == "app" else "note_several")
    return names.printed(row, "weakness", lang)


def _hover(row: object, lang: str) -> str:
    said = [names.printed(row, column, lang) for column in ("claim", "weakness")]
    said += [words.cap(say(lang, "sheet_weak"))] * (row.confidence == "low")
    page = names.publisher(tables.items(row.sources)[0], lang)
    return "\n".join((f"{names.printed(row, 'who_said', lang)}, {period(row, lang)}", *said, page))


def told(rows: pd.DataFrame, lang: str) -> str:
    """What was said, those who said several things named once."""
    column = "who_said" if lang == "en" else f"who_said_{lang}"
    return " ".join(
        say(lang, "told", who=who, claim=" ".join(names.printed(r, "claim", lang) for r in mine.itertuples()))
        for who, mine in rows.groupby(column, sort=False)
    )


def missing(data: pd.DataFrame, edition: Edition) -> list[str]:
    """What the published figures leave open, each sentence only where it holds."""
    lang, shares = edition.language, data[data["part"] == "share"]
    if shares.empty:
        return [say(lang, "missing_all")]
    # Of all figures that the edition knows, not of those drawn.
    known = set(statements.fraud(edition)["channel"])
    called = dict(zip("ab", (names.service(s, lang) for s in edition.platforms if s not in known), strict=False))
    found = [say(lang, "missing_apps" if len(called) > 1 else "missing_app", **called)] if called else []
    sides = shares.groupby(["who_counted", "measure", "channel"])["before"].nunique()
    return [*found, say(lang, "missing_before_after")] if (sides < 2).all() else found


def _names(edition: Edition) -> dict[str, str]:
    return dict(zip("ab", (names.service(s, edition.language) for s in edition.platforms), strict=True))


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, shares = edition.language, grouped(data, edition)
    reasons, changes, apps = (data[data["part"] == part] for part in ("reason", "change", "app"))
    sizes = _sizes(shares)
    counts, naming = sum(sizes.values()), sizes.get("app", 0)
    listed, rest, left = [], [], missing(data, edition)
    for _, group in shares.groupby("report", sort=False):
        row, said = group.iloc[0], [f"{channel(r.channel, lang)} {figure(r, lang)}" for r in group.itertuples()]
        fill = {"who": names.printed(row, "who_said", lang), "measure": say(lang, row["measure"])}
        listed.append(say(lang, "share", period=period(row, lang), shares=words.listed(said, lang), **fill))
    # What a share cannot show, and what was given out since, stand in the table: a description is listened to.
    if len(apps):
        by = words.listed(list(dict.fromkeys(names.printed(r, "who_said", lang) for r in apps.itertuples())), lang)
        rest.append(say(lang, "long_apps", n=words.number(len(apps), lang, 0), who=by))
    if len(changes):
        rest.append(say(lang, "long_changes", n=words.number(len(changes), lang, 0)))
    titles = [(shares.empty, "title_none"), (counts > 1 and naming, "title_some"), (counts > 1, "title_few")]
    fill = {"k": naming, "n": counts, "m": words.number(len(shares), lang, 0), "reasons": told(reasons, lang)}
    fill |= {"shares": "; ".join(listed) or say(lang, "said_none"), "rest": " ".join(["", *rest, *left])}
    fill["left"] = " ".join(["", *[say(lang, "each")] * bool(counts), *left])
    cells = [*shares["sources"], *apps["sources"], *reasons["sources"]]
    numbers = len(shares), len(changes), len(apps), *sizes.values(), int(_counts(shares)["low"].sum())
    return tell(
        SAID,
        edition,
        [*titles, (True, "title_plain")],
        _names(edition) | fill,
        notes=(*left, say(lang, "note")),
        short_note=" ".join(left) or say(lang, "note_short"),
        sources=tuple(dict.fromkeys(page for cell in cells for page in tables.items(cell))),
        claims=counted(*numbers) + counted(counts, naming, of=say(lang, "counted")),
    )
