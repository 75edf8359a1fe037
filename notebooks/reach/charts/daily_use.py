"""How many came on an average day, month by month, which part of the month's audience that is, and what was limited."""

from itertools import pairwise

import pandas as pd

from reach import credits, limits, names, words
from reach.chart import Chart, Text, no_figure, tell, why
from reach.claims import Claim, counted
from reach.draw.marks import Bracket, Dots, Either, Line, Number, Panel, Plot, Stack, Words, col, each
from reach.edition import Edition
from reach.measures import audience, change, flows, timeline

NAME = "daily-use"
COLUMNS = {
    "service": "Service.",
    "month": "First day of the month.",
    "at": "Where it is drawn: the middle of the month.",
    "value": "Average daily reach as published, people.",
    "low": "Low end of its rounding interval, people.",
    "high": "High end of its rounding interval, people.",
    "basis": "The words of the source.",
    "draw": "yes: on the line; mark: beside it.",
    "joined": "A line runs from the month before.",
    "share_low": "Least share of the month's audience that both roundings allow, 0 to 1; blank without such a figure.",
    "share_high": "Most share of it, 0 to 1.",
    "monthly_low": "Low end of the month's reach that the share is of, people.",
    "monthly_high": "High end of it, people.",
    "monthly_basis": "That reach in the words of its source.",
    "record_id": "Row of user_counts.csv.",
    "monthly_record": "Row of user_counts.csv of the month's reach.",
    "source_id": "Page, in sources.csv.",
    "monthly_source": "Page of the month's reach.",
}
# fmt: off
SAID = {
    "title_before": ("{a}’s daily audience fell from {x} to {y} million in {month}, before it was blocked",
                     "Среднесуточная аудитория {a} в {month:prep} — {y} млн, месяцем ранее — {x}; блокировка началась позже"),
    "title_fell": ("{a}’s daily audience fell from {x} to {y} million in {month}",
                   "Среднесуточная аудитория {a} в {month:prep} — {y} млн, месяцем ранее — {x}"),
    "title_two": ("{a} reached {x} million people on an average day in {month}, {b} {y} million",
                  "В средний день {month:gen} {a} открывали {x} млн человек, {b} — {y} млн"),
    "title_one": ("{a} reached {x} million people on an average day in {month}",
                  "В средний день {month:gen} {a} открывали {x} млн человек"),
    "title_plain": ("How many people opened each app on an average day",
                    "Сколько человек открывали приложения в средний день"),
    "subtitle": ("Average daily reach, {where}, people {aged}, millions; in grey, its share of the month’s audience",
                 "Среднесуточный охват, {where}, жители {aged}, млн; серым — доля месячной аудитории"),
    "alt": ("Lines and dots of average daily reach by month, {where}: {finding}.",
            "Линии и точки среднесуточного охвата по месяцам, {where}: {finding}."),
    "long": ("{title}. Average daily reach, with its share of the month’s audience: {rows}.",
             "{title}. Среднесуточный охват и его доля в месячном: {rows}."),
    "service": ("{a} {rows}", "{a} — {rows}"),
    "row": ("{n} million in {month}", "{n} млн в {month:prep}"),
    "share": (" ({p})", " ({p})"),
    "caption_fell": ("{title}. That was {p} of the month’s audience, after {q} in {before}.",
                     "{title}. Это {p} месячной аудитории, в {before:prep} — {q}."),
    "caption": ("{title}.", "{title}."),
    "called": ("On an average day", "В средний день"),
    "days": ("{a}: {what} from {day}, {n} of the month’s {of} days.",
             "{a}: {what} с {day}, {n} {n:#день|дня|дней} из {of} в этом месяце."),
    "why": ("The chart does not show why.", "Причин график не показывает."),
    "fall": ("about {n}", "около {n}"),
    "of_month": ("{p} of the month", "{p} за месяц"),
    "note": ("Gaps: no figure found. Hollow: another published figure. Shares: only where both figures are for one month.",
             "Разрывы: данных не найдено. Полая точка — другая опубликованная цифра. Доли — только где оба числа за один месяц."),
    "note_short": ("Gaps: no figure found.", "Разрывы: данных не найдено."),
    "hover": ("{x} on an average day of {y} in the month: {p}", "{x} в средний день из {y:gen} за месяц: {p}"),
    "reading": ("Each dot is one published figure, set at mid-month: how many people opened the app on an average day of that month. Lines join neighbouring months of one measurer; the bars underneath show what was limited.",
                "Каждая точка — одна опубликованная цифра, поставленная на середину месяца: сколько человек открывали приложение в средний день. Линии соединяют соседние месяцы одного измерителя, полосы под ними показывают ограничения."),
    "method": ("Average daily reach as printed, people {aged}. The share divides it by monthly reach of the same month, measurer and people: the least daily figure that its rounding allows by the most monthly one, and the most by the least. Pages that name no measurer give no share; figures from one weak page are left out.",
               "Среднесуточный охват, как опубликован, жители {aged}. Доля — это он, делённый на месячный охват за тот же месяц, у того же измерителя и среди тех же людей: наименьшее суточное значение, какое допускает округление, на наибольшее месячное, и наоборот. Страницы без названия измерителя долей не дают; данные одной слабой публикации не учтены."),
    "empty_what": ("Average daily reach", "Среднесуточный охват"),
    "empty": ("no two neighbouring months have average daily reach of {a} or {b}",
              "двух соседних месяцев, за которые известен среднесуточный охват {a} или {b}, не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)


def frame(edition: Edition) -> pd.DataFrame:
    """Average daily reach from the edition's first month on, with its share of the month; no weak figures."""
    found = audience.points(edition, "average_daily_reach")
    found = found[(found["confidence"] != "low") & (found["month"] >= pd.Timestamp(edition.since))]
    shares = flows.stickiness(edition)
    shares = shares[(shares["role"] == "record") & (shares["confidence"] != "low")]
    ids = shares["record_id"].str.split("; ")
    shares = shares.assign(record_id=ids.str[0], monthly_record=ids.str[1])
    shares = shares.rename(columns={"low": "share_low", "high": "share_high"})
    more = [name for name in COLUMNS if name.startswith(("share_", "monthly_"))]
    found = found.merge(shares[["record_id", *more]], how="left", on="record_id")[list(COLUMNS)]
    return found.fillna({"monthly_basis": "", "monthly_record": "", "monthly_source": ""})


def fall(data: pd.DataFrame, edition: Edition) -> tuple | None:
    """The largest certain fall of a platform from one month to the next, a million or more: both rows."""

    def least(step: tuple) -> float:
        return step[0].low - step[1].high

    lines = data[(data["draw"] == "yes") & data["service"].isin(edition.platforms)].groupby("service")
    steps = [step for _, mine in lines for step in pairwise(mine.itertuples()) if step[1].joined]
    return max((step for step in steps if least(step) >= flows.LITTLE), key=least, default=None)


def newest(data: pd.DataFrame) -> dict[str, object]:
    """The last figure on the line of each service."""
    return {r.service: r for r in data[data["draw"] == "yes"].sort_values("month").itertuples()}


def text(data: pd.DataFrame, phases: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, fell, last = edition.language, fall(data, edition), newest(data)
    found = [last[s] for s in edition.platforms if s in last]
    rows = [_rows(data[data["service"] == s], lang) for s in data["service"].drop_duplicates()]
    fill = {"aged": names.aged(data["record_id"], lang), "rows": "; ".join(rows)}
    claims, titles, begun = [], [], _begun(fell, phases)
    if fell:
        a, b = fell
        who = names.service(a.service, lang)
        fill |= {"a": who, "x": audience.tenths(a, lang), "y": audience.tenths(b, lang)}
        before = words.month(a.month, lang, year=a.month.year != b.month.year)
        fill |= {"before": before, "month": words.month(b.month, lang)}
        wide = phases[(phases["service"] == a.service) & (phases["breadth"] == "nationwide")]
        later = wide.loc[wide["depth"] == 3, "start"].min() > b.month + pd.offsets.MonthEnd(0)
        titles = [(later, "title_before"), (True, "title_fell")]
        claims = [Claim("fell", b.low - a.high, b.high - a.low, who, _about(fell))]
        if pd.notna(a.share_low) and pd.notna(b.share_low):
            fill |= {"q": _share(a, lang), "p": _share(b, lang)}
            claims += [Claim("is", r.share_low, r.share_high, who) for r in fell]
        # The figure of the month before stands beside no month of its own.
        claims += [Claim("is", a.low, a.high, who), *counted(b.month.days_in_month, *(n for _, n in begun))]
    elif found:
        fill |= {who: names.service(r.service, lang) for who, r in zip("ab", found, strict=False)}
        fill |= {n: audience.tenths(r, lang) for n, r in zip("xy", found, strict=False)}
        fill |= {"month": words.month(found[0].month, lang)}
        titles = [(len(found) == 2 and found[0].month == found[1].month, "title_two"), (True, "title_one")]
    titles.append((True, "title_plain"))
    caption, notes = "caption_fell" if "p" in fill else "caption", ("note", credits.owner_line(edition))
    sources = data[["source_id", "monthly_source"]].to_numpy().ravel()
    days = [r.start for r, _ in begun]
    return tell(SAID, edition, titles, fill, caption=caption, notes=notes, sources=sources, claims=claims, days=days)


def _about(fell: tuple) -> float:
    """How much it fell, to a million: the rounding of the figures allows no finer number."""
    return round(fell[0].value - fell[1].value, -6)


def _share(row: object, lang: str) -> str:
    return "" if pd.isna(row.share_low) else words.percent(row.share_low, row.share_high, lang)


def _rows(mine: pd.DataFrame, lang: str) -> str:
    """The figures of one service, month by month."""
    said = []
    for r in mine.itertuples():
        share = _share(r, lang)
        row = say(lang, "row", n=audience.tenths(r, lang), month=words.month(r.month, lang))
        said.append(row + (say(lang, "share", p=share) if share else ""))
    return say(lang, "service", a=names.service(mine["service"].iloc[0], lang), rows=", ".join(said))


def hover(row: object, lang: str) -> str:
    """A figure with its page, and the share with the month's figure it is of."""
    told = audience.told(row.record_id, lang)
    if not (share := _share(row, lang)):
        return told
    x, y = (audience.printed(i, lang) for i in (row.record_id, row.monthly_record))
    return f"{told}\n{say(lang, 'hover', x=x, y=y, p=share)}"


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no two neighbouring months have average daily reach."""
    data = frame(edition)
    if not (data["joined"] & data["service"].isin(edition.platforms)).any():  # dots alone are no picture
        return no_figure(chart, NAME, edition, *why(say, edition))
    phases = timeline.phases(edition, list(edition.services))
    told, drawn = text(data, phases, edition), panel(data, phases, edition)
    return Chart(NAME, edition, told, data, COLUMNS, drawn, called=say(edition.language, "called"))


def panel(data: pd.DataFrame, phases: pd.DataFrame, edition: Edition) -> Panel:
    """Lines and dots with the fall, the limits below on the same axis, and how much of the month they covered."""
    lang, fell, strips = edition.language, fall(data, edition), timeline.strips(edition)
    platforms = data[(data["draw"] == "yes") & data["service"].isin(edition.platforms)]
    time = limits.window(strips, platforms["month"], edition)
    data = data[data["at"].between(time.low, time.high)]  # services beside the two have months before and after them
    last = newest(data)
    ended = data["record_id"].isin([r.record_id for r in last.values()])
    data = data.assign(colour=data["service"].map(names.role), run=(~data["joined"]).cumsum(), ended=ended)
    drawn, x, y = data["draw"] == "yes", col("at"), col("value")
    place = {"hover": each(lambda r: hover(r, lang)), "colour": col("colour")}
    figure, share = each(lambda r: "" if r.ended else audience.tenths(r, lang)), each(lambda r: _share(r, lang))
    quiet = {"size": 0, "text_colour": "secondary", "bold": False}
    marks = [
        Line(data[drawn], x, y, col("run"), col("colour")),
        Dots(data[~drawn], x, y, hollow=True, text=figure, at=("above", "right"), **place),
        Dots(data[drawn], x, y, text=figure, at=("above", "left", "right"), **place),
        Dots(data[drawn & ~ended], x, y, text=share, at=("below", "above"), **quiet),
    ]
    if fell and fell[1].month == last[fell[0].service].month:  # a bracket stands at the end of a line
        a, b = ((r.at, r.value) for r in fell)
        size = say(lang, "fall", n=words.millions(-_about(fell), lang, 0))
        marks.append(Bracket(a, b, size, words.say(lang, "million", n="").strip(), names.role(fell[0].service)))
    ends = []
    for service, r in last.items():
        said, share = f"{names.service(service, lang)} {audience.tenths(r, lang)}", _share(r, lang)
        ends.append((r.at, r.value, said, say(lang, "of_month", p=share) if share else "", names.role(service)))
    ends = pd.DataFrame(ends, columns=["x", "y", "text", "note", "colour"])
    plot, told = Plot(tuple(marks), time, Number(0, None, 1e6), ends), _covered(fell, phases, edition)
    whole = (plot, *limits.below(strips, phases, time, edition), Words((told, told, "")))
    return Stack((Either(whole, whole, low=(plot,)),))  # a low card has room for the plot alone


def _begun(fell: tuple | None, phases: pd.DataFrame) -> list:
    """Nationwide limits of the service that began in the month of its fall, and how many of its days lay after each."""
    if not fell:
        return []
    mine, month = phases[(phases["service"] == fell[0].service) & (phases["breadth"] == "nationwide")], fell[1].month
    found = mine[mine["start"].dt.to_period("M") == month.to_period("M")].itertuples()
    return [(row, round(change.exposure(month, row.start) * month.days_in_month)) for row in found]


def _covered(fell: tuple | None, phases: pd.DataFrame, edition: Edition) -> str:
    """The same in words."""
    if not fell:
        return ""
    lang, said = edition.language, []
    for row, n in _begun(fell, phases):
        fill = {"a": names.service(row.service, lang), "what": limits.limit(row, lang)}
        fill |= {"of": fell[1].month.days_in_month}
        day = words.day(row.start, lang, year=False)
        said.append(say(lang, "days", **fill, day=day, n=n))
    return " ".join([*said, say(lang, "why")])
