"""Reason, condition, demand and reply around the announcement in words; every statement found by kind of actor and day."""

import pandas as pd

from reach import names, tables, words
from reach.chart import Chart, Text, no_figure, tell
from reach.claims import counted
from reach.draw.marks import Beside, Dots, Flags, Key, Name, Panel, Rows, Stack, Table, Time, col, each
from reach.edition import Edition
from reach.measures import statements, timeline

NAME = "who-said-what"
COLUMNS = {
    "reaction_id": "Row of reactions.csv.",
    "date": "Day of the statement.",
    "actor": "Who spoke.",
    "actor_ru": "Who spoke, in Russian.",
    "actor_kind": "Kind of actor.",
    "position": "Stand taken.",
    "stand": "Stand as drawn: for (supports, justifies), demands, against (opposes), denies (denies, warns), other.",
    "claim": "What was said, in our words.",
    "claim_ru": "The same in Russian.",
    "topics": "What it is about.",
    "events": "Limits spoken of: rows of restrictions.csv.",
    "part": "Its part in the table of words: reason, condition, demand or reply; blank where it is a mark alone.",
    "sources": "Pages: rows of sources.csv.",
    "confidence": "How sure the statement is.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_calls": ("{reason} gave the reason for limits on calls, {condition} the condition",
                    "Причину ограничения звонков называет {reason}, условие — {condition}"),
    "title_apart": ("{reason} gave the reason for the limits, {condition} the condition",
                    "Причину ограничений называет {reason}, условие — {condition}"),
    "title_count": ("{n} {n:#statement was|statements were} found; on the limits, {against} oppose them and {for} support them",
                    "Найдено {n} {n:#заявление|заявления|заявлений}; об ограничениях: {against} против, {for} за"),
    "title_plain": ("What was said on limits to {services} in {where:the}",
                    "Что говорили об ограничениях {services} {where:in}"),
    "subtitle": ("{n} {n:#statement|statements} found on limits to {services} in {where:the}, by kind of actor and day",
                 "Найдено {n} {n:#заявление|заявления|заявлений} об ограничениях {services} {where:in}, по видам авторов и дням"),
    "subtitle_short": ("{n} {n:#statement|statements} found on limits to {services}",
                       "Найдено {n} {n:#заявление|заявления|заявлений} об ограничениях {services}"),
    "alt": ("Strip chart of {n} {n:#statement|statements} on limits to {services}, {first} to {last}, in rows by kind of actor, marked by stand.",
            "Лента заявлений об ограничениях {services} с {first} по {last}, по видам авторов; всего {n}, знаком отмечена позиция."),
    "alt_apart": ("Table of statements, and all {n} by kind of actor, {first} to {last}: {reason} gives the reason for the limits, {condition} the condition for lifting them.",
                  "Таблица заявлений и лента всех {n} по видам авторов с {first} по {last}: причину ограничений называет {reason}, условие снятия — {condition}."),
    "long": ("Statements found on limits to {services} in {where:the}, {first} to {last}: {n} by {kinds} kinds of actor; on the limits, {for} support or justify them, {against} oppose them.",
             "Найденные заявления об ограничениях {services} {where:in} с {first} по {last}: всего {n}, авторы {kinds} {kinds:#вида|видов|видов}; об ограничениях {for} за или обосновывают их, {against} против."),
    "long_near": ("Around {day}: {rows}", "Сказано около {day}. {rows}"),
    "long_more": ("{more} more {more:#was|were} made in those days.",
                  "В те дни найдено ещё {more} {more:#заявление|заявления|заявлений}."),
    "row": ("{part}, {who}: {claim}", "{part}, {who}. {claim}"),
    "rules": ("{limited} and on rules for {others}", "{limited} и о правилах для {others}"),
    "caption": ("{n} {n:#statement|statements} on the limits, {first} to {last}, by kind of actor.",
                "Заявления об ограничениях с {first} по {last}, по видам авторов; всего {n}."),
    "caption_apart": ("The reason for the limits came from {reason}, the condition for lifting them from {condition}.",
                      "Причину ограничений называет {reason}, условие их снятия — {condition}."),
    "note": ("Claims are the speakers’ own, in our words. Dotted lines: days on which limits were announced.",
             "Утверждения принадлежат авторам и изложены нашими словами. Пунктир — дни, когда объявляли об ограничениях."),
    "note_short": ("Claims are the speakers’ own, in our words.",
                   "Утверждения принадлежат авторам и изложены нашими словами."),
    "note_missing": ("None found: {names}. That is an absence in what was read, not proof of silence.",
                     "Не найдено: {names}. Это пробел в прочитанном, а не доказательство молчания."),
    "note_after": ("None found after {month}.", "После {month:gen} не найдено ни одного."),
    "reading": ("The table has the reason, the condition, the demand and the replies. Each mark is one statement: its row is the kind of actor, its place the day, its shape the stand. Dotted lines are days on which limits were announced.",
                "В таблице — причина, условие, требование и ответы. Каждый знак — одно заявление: строка — вид автора, место — день, форма — позиция. Пунктир — дни, когда объявляли ограничения."),
    "method": ("Statements were gathered from published pages and are told in our words; each counts once, by its speaker’s stand as we read it. Those in words give a reason, a condition, a demand or a reply and are firmly documented, within two days of the announcement most spoken of, one an actor. They are what was found, not a survey of opinion.",
               "Заявления собраны с опубликованных страниц и изложены нашими словами; каждое учтено один раз, по нашему прочтению позиции автора. Словами приведены причина, условие, требование и ответы: надёжно подтверждённые, не дальше двух дней от объявления, о котором говорят чаще всего, по одному на автора. Это найденное, а не опрос мнений."),
    "who": ("{who} · {stand}", "{who} · {stand}"),
    "event": ("{a} {event}", "{a}: {event}"),
    "table": ("Said around {day}, in our words", "Сказано около {day}, нашими словами"),
    "more": ("{n} more: see the table.", "ещё {n}: см. таблицу"),
    "reason": ("Reason", "Причина"),
    "condition": ("Condition", "Условие"),
    "demand": ("Demand", "Требование"),
    "reply": ("Reply", "Ответ"),
    "none": ("none found", "не найдено"),
    "opposes": ("opposes", "против"),
    "demands": ("demands", "требование"),
    "supports": ("supports", "за"),
    "justifies": ("justifies", "обоснование"),
    "denies": ("denies", "отрицание"),
    "warns": ("warns", "предупреждение"),
    "other": ("comments", "комментарий"),
    "key_for": ("supports or justifies", "за или обоснование"),
    "key_demands": ("demands", "требование"),
    "key_against": ("opposes", "против"),
    "key_denies": ("denies or warns", "отрицание или предупреждение"),
    "key_other": ("comments", "комментарий"),
    "weak": ("weak source", "слабый источник"),
    "state": ("Government and officials", "Власти и чиновники"),
    "regulator": ("Regulator", "Регулятор"),
    "parties": ("Lawmakers and parties", "Депутаты и партии"),
    "apps": ("The apps", "Сами сервисы"),
    "companies": ("Other companies", "Другие компании"),
    "public": ("Rights groups and citizens", "Правозащитники и граждане"),
    "experts": ("Experts and media", "Эксперты и СМИ"),
    "abroad": ("Bodies abroad", "Зарубежные органы"),
    "empty_what": ("Statements on limits to {a} and {b}", "Заявления об ограничениях {a} и {b}"),
    "empty": ("no statement on limits to {a} or {b} in {where:the} was found",
              "заявлений об ограничениях {a} или {b} {where:in} не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Shape of each stand, and the name of its sample.
MARKS = {"for": "o", "demands": "^", "against": "x", "denies": "v", "other": "s"}
SAMPLES = {"o": "dot", "^": "up", "x": "cross", "v": "down", "s": "square"}
#: Kinds of actor as a reader would name them: a row of the strip each, from those who decide to those who look on.
ROWS = {
    "state": ("executive", "security", "regional"),
    "regulator": ("regulator",),
    "parties": ("legislator or party",),
    "apps": ("platform",),
    "companies": ("company",),
    "public": ("civil society",),
    "experts": ("expert", "media"),
    "abroad": ("foreign state", "intergovernmental"),
}
PARTS = ("reason", "condition", "demand", "reply")


def frame(edition: Edition) -> pd.DataFrame:
    """The data behind the figure: every statement, and the part of those around the announcement."""
    found, key = statements.said(edition), statements.key(edition)
    parts = {r.reaction_id: part(r) for r in key.itertuples()}
    return found.assign(part=[parts.get(i, "") for i in found["reaction_id"]])[list(COLUMNS)]


def part(row: object) -> str:
    """What a statement around the announcement is to the others; blank where it is none of the parts."""
    topics = set(tables.items(row.topics))
    own = "reply" if row.actor_kind == "platform" else "demand" if "data access" in topics else ""
    return next((topic for topic in ("reason", "condition") if topic in topics), own)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no statement on the two services was found."""
    data, lang = frame(edition), edition.language
    if data.empty:
        fill = {"where": words.country(edition.country, lang)}
        fill |= dict(zip("ab", (names.service(s, lang) for s in edition.platforms), strict=True))
        return no_figure(chart, NAME, edition, say(lang, "empty_what", **fill), say(lang, "empty", **fill))
    return Chart(NAME, edition, text(data, edition), data, COLUMNS, panel(data, edition))


def panel(data: pd.DataFrame, edition: Edition) -> Panel:
    """The words, and the strip of all statements beside or below them."""
    lang, told = edition.language, spoken(data)
    strip = _strip(data, edition)
    if told.empty:
        return strip
    rows = [
        (say(lang, r.part), names.printed(r, "actor", lang), names.printed(r, "claim", lang).replace("'", "\u2019"))
        for r in told.itertuples()
    ]
    title = say(lang, "table", day=words.day(statements.chief(edition)["announced"], lang))
    table = Table(pd.DataFrame(rows), ("", "", ""), title, say(lang, "more", n="{n}"), numbers=False, spare=False)
    return Beside((table, strip), low=(0,), widths=(0.66, 0.34), tall=True)


def spoken(data: pd.DataFrame) -> pd.DataFrame:
    """The statements of the table, in the order of their parts."""
    found = data[data["part"] != ""]
    return found.sort_values("part", key=lambda parts: parts.map(PARTS.index), kind="stable")


def _strip(data: pd.DataFrame, edition: Edition) -> Stack:
    """Days of announcements, rows of marks, and what their shapes say."""
    lang = edition.language
    row_of = {kind: row for row, kinds in ROWS.items() for kind in kinds}
    said = data.assign(row=data["actor_kind"].map(row_of), weak=data["confidence"] == "low")
    rows = pd.DataFrame({"row": list(ROWS)})
    silent = rows[~rows["row"].isin(said["row"])]
    pad = max((data["date"].max() - data["date"].min()) * 0.03, pd.Timedelta(days=1))
    days = Time(data["date"].min() - pad, data["date"].max() + pad)
    ink = each(lambda r: "axis" if r.stand == "other" else "text")
    marks = (
        Dots(said, col("date"), 0.0, ink, each(lambda r: MARKS[r.stand]), 8.0, col("weak"), swarm=True,
             hover=each(lambda r: hover(r, lang)), row=col("row")),
        Dots(silent, days.low, size=0.0, text=say(lang, "none"), text_colour="faint", bold=False, row=col("row")),
    )  # fmt: skip
    faint = each(lambda r: "faint" if r.row in set(silent["row"]) else "text")
    stands = [s for s in MARKS if s in set(said["stand"])]
    samples = [(SAMPLES[MARKS[s]], "axis" if s == "other" else "text", "", say(lang, f"key_{s}")) for s in stands]
    samples += [("ring", "text", "", say(lang, "weak"))] * bool(said["weak"].any())
    flags, label = Flags(announced(data, edition), days, spare=True), each(lambda r: say(lang, r.row))
    strip = Rows(rows, marks, label, x=days, key=col("row"), name=Name(faint, role="small"))
    return Stack((flags, strip, Key(tuple(samples))))


def hover(row: object, lang: str) -> str:
    """Day, who and stand, and what was said; whether its source is weak."""
    who = say(lang, "who", who=names.printed(row, "actor", lang), stand=say(lang, row.position))
    page = names.publisher(tables.items(row.sources)[0], lang)
    page += f" ({say(lang, 'weak')})" if row.weak else ""
    return "\n".join((words.day(row.date, lang), who, names.printed(row, "claim", lang), page))


def announced(data: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Days on which limits on the two services were announced, the most spoken of first: x, head, text."""
    lang = edition.language
    count = data["events"].map(tables.items).explode().value_counts()
    found, rows = timeline.events(edition), []
    mine = [set(tables.items(cell)) & set(edition.platforms) for cell in found["services"]]
    found = found.assign(count=found["event_id"].map(count), mine=mine).dropna(subset="count")
    inside = found["announced"].between(data["date"].min(), data["date"].max())
    found = found[(found["class"] == "restriction") & found["mine"].map(bool) & inside]
    for day, events in found.sort_values("count", ascending=False, kind="stable").groupby("announced", sort=False):
        limited, told = set.union(*events["mine"]), names.lower(names.printed(events.iloc[0], "title", lang), lang)
        # Where only one of the two services was limited on a day, the label names it.
        alone = say(lang, "event", a=names.service(*limited, lang), event=told) if len(limited) == 1 else told
        rows.append((day, words.day(day, lang, short=True, year=False), alone))
    return pd.DataFrame(rows, columns=["x", "head", "text"])


def _one(key: pd.DataFrame, topic: str, lang: str) -> str:
    """The one actor of the statements around the announcement who spoke on a topic; empty where there are several.

    In running text: without the office behind the comma, with an article where English wants one.
    """
    found = statements.on(key, topic).drop_duplicates("actor")
    if len(found) != 1:
        return ""
    name = names.printed(found.iloc[0], "actor", lang).split(",")[0].split(" (")[0]
    return f"the {name}" if lang == "en" and name.startswith(("Ministry", "Interior Ministry")) else name


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang, key, event, told = edition.language, statements.key(edition), statements.chief(edition), spoken(data)
    reason, condition = _one(key, "reason", lang), _one(key, "condition", lang)
    apart = bool(reason and condition and reason != condition)
    heard = set(data["actor_kind"])
    missing = [names.lower(say(lang, row), lang) for row, kinds in ROWS.items() if not heard & set(kinds)]
    # A stand on a law or a mandate alone is none on the limits.
    classes = tables.read("restrictions").set_index("event_id")["class"]
    limits = data[data["events"].map(lambda cell: any(classes[e] == "restriction" for e in tables.items(cell)))]
    against, support = (int((limits["stand"] == stand).sum()) for stand in ("against", "for"))
    first, last, more = data["date"].min(), data["date"].max(), len(key) - 2
    # The first two give reason and condition; the rest would make a description too long to listen to.
    rows = []
    for row in told.head(2).itertuples():
        who, claim = names.printed(row, "actor", lang), names.printed(row, "claim", lang)
        rows.append(say(lang, "row", part=say(lang, row.part), who=who, claim=claim))
    numbers = {"against": against, "for": support, "more": more, "n": len(data), "kinds": len(ROWS) - len(missing)}
    fill = {name: words.number(n, lang, 0) for name, n in numbers.items()}
    fill |= {"services": _services(data, edition), "reason": reason, "condition": condition, "rows": " ".join(rows)}
    fill |= {"first": words.day(first, lang), "last": words.day(last, lang), "month": words.month(last, lang)}
    fill |= {"day": words.day(event["announced"], lang) if event is not None else ""}
    fill |= {"names": words.listed(missing, lang), "where": words.country(edition.country, lang)}
    long = [(True, "long"), (rows, "long_near"), (more > 0, "long_more")]
    late = edition.cutoff - last > pd.Timedelta(days=62)
    notes = [(True, "note"), (missing, "note_missing"), (late, "note_after")]
    titles = [(apart and event["function"] == "calls", "title_calls"), (apart, "title_apart")]
    pages = pd.concat([told["sources"], key["sources"], data.sort_values("date", kind="stable")["sources"]])
    return tell(
        SAID | ({"alt": SAID["alt_apart"], "caption": SAID["caption_apart"]} if apart else {}),
        edition,
        [*titles, (len(data) >= 5, "title_count"), (True, "title_plain")],
        fill,
        long=" ".join(say(lang, key, **fill) for holds, key in long if holds),
        notes=tuple(say(lang, key, **fill) for holds, key in notes if holds),
        sources=tuple(dict.fromkeys(tables.items(cell)[0] for cell in pages)),
        claims=counted(*numbers.values()),
        days=(event["announced"],) if event is not None else (),
    )


def _services(data: pd.DataFrame, edition: Edition) -> str:
    """The edition's services that are spoken of: those with limits, and those with rules alone."""
    lang, events = edition.language, tables.read("restrictions").set_index("event_id")
    about = events.loc[data["events"].map(tables.items).explode().unique()]
    about = about.assign(service=about["services"].map(tables.items)).explode("service")
    limited = set(about.loc[about["class"] == "restriction", "service"])
    ruled = set(about["service"]) - limited
    a, b = ([names.service(s, lang) for s in edition.services if s in some] for some in (limited, ruled))
    if a and b:
        return say(lang, "rules", limited=words.listed(a, lang), others=words.listed(b, lang))
    return words.listed(a or b, lang)
