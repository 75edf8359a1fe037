"""Each app's limits step by step on one axis, with the pushes for the state-backed one; and, as a table, what holds."""

from dataclasses import replace

import pandas as pd

from reach import limits, names, tables, words
from reach.chart import Chart, Text, no_figure, tell, why
from reach.claims import counted
from reach.draw.marks import Dots, Either, Flags, List, Name, Panel, Rows, Stack, Table, Time, col, each
from reach.edition import Edition
from reach.measures import timeline

NAME = "restriction-steps"
COLUMNS = {
    "part": "step: a stretch of one depth; act: a law, mandate or removal.",
    "service": "Service.",
    "start": "First day of the stretch, or the day on which an act took effect.",
    "end": "Day the next stretch begins; blank where no end is known.",
    "announced": "Day it was announced; blank where nobody did.",
    "confirmed": "Last day it was reported in force.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked.",
    "breadth": "some: some operators or regions; nationwide.",
    "title": "Short name of the event.",
    "authority": "Who decided it, as far as is known.",
    "event_id": "Row of restrictions.csv.",
}
# fmt: off
SAID = {
    "title_silent": ("Calls limited, then slowed, then blocked: {a} in {n} months; {b}: {what}, never announced",
                     "Звонки ограничены, затем замедление и блокировка: {a} — за {n} {n:#месяц|месяца|месяцев}; {b}: {what}, без объявления"),
    "title_both": ("Calls limited, then slowed, then blocked: {a} in {n} months, {b} in {m}",
                   "Звонки ограничены, затем замедление и блокировка: {a} — за {n} {n:#месяц|месяца|месяцев}, {b} — за {m}"),
    "title_one": ("{a} went from limited calls to a block in {n} months",
                  "{a}: от ограничения звонков до блокировки — {n} {n:#месяц|месяца|месяцев}"),
    "title_plain": ("What was limited in {a} and {b}, step by step", "Что и когда ограничивали в {a} и {b}"),
    "subtitle": ("Limits in {where:the} by day, who announced them, and what was decided about {c} meanwhile",
                 "Ограничения {where:in} по дням, кто о них объявил и что тем временем решали о {c}"),
    "subtitle_short": ("Limits in {where:the} by day, and who announced them",
                       "Ограничения {where:in} по дням и кто о них объявил"),
    "alt": ("Bars of limits over time, a row for each app, {where:the}: {finding}.",
            "Полосы ограничений во времени по приложениям, {where}: {finding}."),
    "long": ("{title}. {rows}", "{title}. {rows}"),
    "row": ("{a}: {steps}.", "{a}: {steps}."),
    "step": ("{what} from {day} ({who})", "{what} с {day} ({who})"),
    "act": ("{what} ({day})", "{what} ({day})"),
    "after": ("{what} after {n} {n:#month|months}", "{what} через {n} {n:#месяц|месяца|месяцев}"),
    "caption": ("{title}. {held}", "{title}. {held}"),
    "held": ("Last reported in force: {rows}.", "Последние сообщения о действии: {rows}."),
    "held_row": ("{a} on {day}", "{a} — {day}"),
    "regulator": ("regulator", "регулятор"),
    "state": ("authorities", "власти"),
    "nobody": ("not announced", "без объявления"),
    "announced": ("announced by the {who}", "объявил {who}"),
    "announced_on": ("confirmed by the {who} on {day}", "подтвердил {who} {day}"),
    "announced_state": ("announced by the authorities", "объявили власти"),
    "announced_state_on": ("confirmed by the authorities on {day}", "подтвердили власти {day}"),
    "none": ("no limit found", "ограничений не найдено"),
    "calls": ("limited", "ограничены"), "open": ("not limited", "не ограничены"),
    "slowed": ("slowed", "замедлены"), "blocked": ("blocked", "заблокированы"),
    "heads": ("App|Calls|Messages|Since|Announced by|Last reported", "Приложение|Звонки|Сообщения|С какого дня|Кто объявил|Подтверждено"),
    "now": ("What held by {day}", "Что действовало к {day}"),
    "last": ("last report found; no lifting reported", "последнее сообщение; о снятии не сообщали"),
    "no_end": ("no lifting reported", "о снятии не сообщали"),
    "note": ("Darker and denser: more is limited. Low bars: some regions or networks. Pale: no later report, no end found.",
             "Чем темнее, тем глубже ограничение. Низкие полосы — часть регионов или сетей. Бледное — сообщений позже нет, конец не найден."),
    "note_hollow": ("Hollow: not a decision of the state.", "Полая точка — решение не государства."),
    "note_short": ("Pale: no later report, no end found.", "Бледное — сообщений позже нет, конец не найден."),
    "reading": ("A row is an app, a bar a stretch in which one limit held; its shade and word say how deep it was. From its last report on a bar is pale, where that is over a month old. Dots are laws, mandates and removals that concern the app of their row.",
                "Строка — приложение, полоса — отрезок, в который действовало одно ограничение; тон и слово говорят о его глубине. Если с последнего сообщения прошёл месяц, полоса после него бледная. Точки — законы, предписания и удаления, которые касаются приложения этой строки."),
    "method": ("Steps begin on the dates in use; where pages differ, the sheet has all of them. A step lasts until a deeper one takes over, an end is reported or the day of the data comes. Who announced it is the authority that confirmed it, and nobody where no announcement was found.",
               "Шаги начинаются с принятых дат; где страницы расходятся, на листе чисел есть все. Шаг длится до более глубокого, до сообщения о конце или до дня данных. Объявивший — это ведомство, которое подтвердило шаг; если объявления не найдено, так и сказано."),
    "empty_what": ("Limits step by step", "Ограничения по шагам"),
    "empty": ("no second step of limits was found for {a} or {b}", "второго шага ограничений не найдено ни у {a}, ни у {b}"),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Acts that push or remove an app.
KINDS = ("law", "mandate", "store_removal")
#: The stretches of a service without a limit.
NONE = pd.DataFrame({"breadth": [], "depth": [], "open": pd.Series(dtype=bool)})


def frames(edition: Edition) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Stretches by service, and acts about the services drawn beside the platforms, by day (``start``)."""
    acts = timeline.acts(edition)
    acts = acts.assign(service=[tables.items(cell) for cell in acts["services"]]).explode("service")
    chosen = acts["service"].isin(edition.also) & acts["kind"].isin(KINDS)
    chosen &= (acts["start"] >= pd.Timestamp(edition.since)) & (acts["start"] <= edition.cutoff)
    chosen &= acts["confidence"] != "low"
    return timeline.strips(edition), acts[chosen].sort_values(["start", "event_id"]).reset_index(drop=True)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no platform has a second step."""
    strips, acts = frames(edition)
    if not any(len(_wide(strips.get(service, NONE))) > 1 for service in edition.platforms):
        return no_figure(chart, NAME, edition, *why(say, edition))
    steps = [f.assign(part="step", service=s, end=f["end"].where(~f["open"])) for s, f in strips.items()]
    data = pd.concat([*steps, acts.assign(part="act", end=pd.NaT, confirmed=pd.NaT)])
    authority = data["event_id"].map(timeline.events(edition).set_index("event_id")["authority"])
    data = data.assign(authority=authority).reindex(columns=list(COLUMNS)).reset_index(drop=True)
    return Chart(NAME, edition, text(strips, acts, edition), data, COLUMNS, panel(strips, acts, edition))


def _wide(strip: pd.DataFrame) -> pd.DataFrame:
    """The nationwide stretches of a service, in order."""
    return strip[strip["breadth"] == "nationwide"]


def _held(strip: pd.DataFrame) -> object | None:
    """The stretch of which no end is known."""
    return next(_wide(strip[strip["open"]]).tail(1).itertuples(), None)


def months(wide: pd.DataFrame, events: pd.DataFrame) -> int | None:
    """Months from the first limit on calls to a nationwide block, where all claimed dates give one number."""
    if list(wide["depth"])[-3:] != [1, 2, 3]:
        return None
    first, last = (events.loc[i] for i in wide["event_id"].iloc[[-3, -1]])
    ends = last["start_low"] - first["start_high"], last["start_high"] - first["start_low"]
    low, high = (round(end.days / 30.44) for end in ends)
    return low if low == high else None


def _after(wide: pd.DataFrame, events: pd.DataFrame, lang: str) -> dict[str, str]:
    """An announced block and after how many months it came, by event."""
    last, n = next(wide.tail(1).itertuples(), None), months(wide, events)
    if not n or pd.isna(last.announced):
        return {}
    return {last.event_id: say(lang, "after", what=limits.word(last, lang, short=True), n=n)}


def who(row: object) -> str:
    """Who announced a step: ``nobody``, ``regulator`` or ``state``."""
    if pd.isna(row.announced):
        return "nobody"
    return "regulator" if tables.row("restrictions", row.event_id).authority.startswith("Roskomnadzor") else "state"


def announced(row: object, lang: str) -> str:
    """The same as a sentence, with the day where it is not that of the step."""
    key = {"nobody": "nobody", "regulator": "announced", "state": "announced_state"}[who(row)]
    if key == "nobody":
        return say(lang, key)
    day = words.day(row.announced, lang, short=True, year=False).replace(" ", words.NBSP)
    return say(lang, key if row.announced == row.start else f"{key}_on", who=say(lang, "regulator"), day=day)


def text(strips: dict[str, pd.DataFrame], acts: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frames."""
    lang, (a, b), events = edition.language, edition.platforms, timeline.events(edition).set_index("event_id")
    wide = {s: _wide(strips.get(s, NONE)) for s in edition.services}
    took = {s: months(f, events) for s, f in wide.items()}
    last = next(wide[b].tail(1).itertuples(), None)
    silent = last is not None and last.depth == 3 and pd.isna(last.announced)
    rows = []
    for service in edition.services:
        said = []
        for r in wide[service].itertuples():
            what, day = limits.word(r, lang, short=True), words.day(r.start, lang)
            said.append(say(lang, "step", what=what, day=day, who=say(lang, who(r))))
        for r in acts[acts["service"] == service].itertuples():
            said.append(say(lang, "act", what=names.printed(r, "title", lang), day=words.day(r.start, lang)))
        if said:
            rows.append(say(lang, "row", a=names.service(service, lang), steps="; ".join(said)))
    held = {names.service(s, lang): _held(strips.get(s, NONE)) for s in edition.platforms}
    held = [say(lang, "held_row", a=s, day=words.day(r.confirmed, lang)) for s, r in held.items() if r]
    fill = {
        "n": took[a],
        "m": took[b],
        "c": names.listed([s for s in edition.also if s in set(acts["service"])], lang),
        "rows": " ".join(rows),
        "what": limits.word(last, lang, short=True) if silent else "",
        "held": say(lang, "held", rows=words.listed(held, lang)) if held else "",
    }
    titles = [(took[a] and silent, "title_silent"), (took[a] and took[b], "title_both")]
    titles += [(took[a], "title_one"), (True, "title_plain")]
    subtitle = "subtitle" if len(acts) else "subtitle_short"
    notes = "note", (acts["authority_kind"] != "state").any() and "note_hollow"
    every, claims = pd.concat(strips.values()), counted(*filter(None, took.values()))
    cells = [*events.loc[events.index.isin(every["event_id"]), "sources"], *acts["sources"]]
    sources = [i for cell in cells for i in tables.items(cell)]
    days = pd.concat([every[column].dropna() for column in ("start", "announced", "confirmed")])
    return tell(SAID, edition, titles, fill, subtitle=subtitle, notes=notes, sources=sources, claims=claims, days=days)


def panel(strips: dict[str, pd.DataFrame], acts: pd.DataFrame, edition: Edition) -> Panel:
    """A lane for each app with its days above, a list of them on a phone; below, what holds. A low card has the limits."""
    lang = edition.language
    first = min([f["start"].min() for f in strips.values()] + list(acts["start"].head(1)))
    first = max(first.replace(day=1), pd.Timestamp(edition.since))
    time, events = Time(first, edition.cutoff + pd.Timedelta(days=1)), timeline.events(edition)
    by_id = events.set_index("event_id")
    colour, label = each(lambda r: names.role(r.service)), each(lambda r: names.service(r.service, lang))
    told = each(lambda r: f"{words.day(r.start, lang)}\n{names.printed(r, 'title', lang)}")
    name, wide, narrow, low = Name(colour, True), [], [], []
    for service in edition.services:
        strip, own, marks = strips.get(service, NONE), acts[acts["service"] == service], []
        after = _after(_wide(strip), by_id, lang)
        if len(strip):
            mine = {service: strip}
            bars = limits.bars(mine, edition.cutoff, lang, say(lang, "no_end"))
            text = [
                (after[r.event_id], *r.text) if r.text and r.event_id in after else r.text
                for r in bars.data.itertuples()
            ]
            marks = [replace(bars, data=bars.data.assign(text=text)), limits.claimed(mine, events)]
        if len(own):
            hollow = col("authority_kind") != "state"
            marks.append(Dots(own, col("start"), 0, colour, size=11, hollow=hollow, hover=told, row=col("service")))
        if not marks:
            continue
        row = pd.DataFrame({"service": [service]})
        lane = Rows(row, tuple(marks), label, x=time, key=col("service"), name=name, thick=0.72)
        days = flags(strip, own, after, lang)
        flagged = [Flags(days, time, spare=True, own=True, who=names.service(service, lang)), lane]
        wide += flagged
        low += flagged if len(strip) else []
        listed = days[["head", "said"]].set_axis(["head", "text"], axis=1)
        if held := _held(strip):
            listed.loc[len(listed)] = words.day(held.confirmed, lang, short=True), say(lang, "last")
        narrow += [lane, List(listed, spare=strip.empty or service in edition.also)]
    title = say(lang, "now", day=words.day(edition.cutoff, lang))
    wide.append(Table(now(strips, edition), tuple(say(lang, "heads").split("|")), title, numbers=False, free=True))
    return Stack((Either(tuple(wide), tuple(narrow), tuple(low)),))


def flags(strip: pd.DataFrame, own: pd.DataFrame, after: dict[str, str], lang: str) -> pd.DataFrame:
    """Days of an app, each once: columns x, head, text (who announced what began, and acts) and said (what it was, too)."""
    rows: dict[pd.Timestamp, list[tuple[str, str]]] = {}
    for r in _wide(strip).itertuples():
        by, what = announced(r, lang), after.get(r.event_id) or limits.word(r, lang, short=True)
        rows.setdefault(r.start, []).append((by, f"{what}, {by}"))
    for r in own.itertuples():
        rows.setdefault(r.start, []).append((names.printed(r, "title", lang),) * 2)
    found = [
        (day, words.day(day, lang, short=True), *map("; ".join, zip(*said, strict=True)))
        for day, said in sorted(rows.items())
    ]
    return pd.DataFrame(found, columns=["x", "head", "text", "said"])


def now(strips: dict[str, pd.DataFrame], edition: Edition) -> pd.DataFrame:
    """What held by the day of the data: app, calls, messages, since when, who announced it, last report."""
    lang, rows = edition.language, []
    for service in edition.services:
        if not (held := _held(strips.get(service, NONE))):
            rows.append((names.service(service, lang), *[say(lang, "none")] * 2, "", "", ""))
            continue
        if held.depth == 1 and held.function in ("calls", "text"):
            order = ("calls", "open") if held.function == "calls" else ("open", "calls")
            states = [say(lang, key) for key in order]
        elif held.depth == 1 or (held.depth == 3 and pd.isna(held.announced)):  # its own name says how far it goes
            states = [limits.word(held, lang, short=True)] * 2
        else:
            states = [say(lang, {2: "slowed", 3: "blocked"}[held.depth])] * 2
        since, last = (words.day(day, lang, short=True) for day in (held.start, held.confirmed))
        rows.append((names.service(service, lang), *states, since, say(lang, who(held)), last))
    return pd.DataFrame(rows, columns=["app", "calls", "messages", "since", "who", "last"])
