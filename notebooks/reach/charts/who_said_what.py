"""Statements on the limits by kind of actor on a time strip, with those around the announcement in words."""

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, TimeScale, time_axis, wrap
from reach.claims import counted
from reach.draw.look import Look
from reach.edition import Edition
from reach.measures import statements, timeline

NAME = "who-said-what"
COLUMNS = {
    "reaction_id": "Row of reactions.csv.",
    "date": "Day of the statement.",
    "actor": "Who spoke.",
    "actor_ru": "Who spoke, in Russian.",
    "actor_kind": "Kind of actor: a row of the strip.",
    "position": "Stand taken.",
    "stand": "Stand as drawn: for (supports, justifies), demands, against (opposes), denies (denies, warns), other.",
    "claim": "What was said, in our words.",
    "claim_ru": "The same in Russian.",
    "topics": "What it is about.",
    "events": "Limits spoken of: rows of restrictions.csv.",
    "near": "Whether it is one of the statements around the announcement that are printed in words.",
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
    "title_count": ("{n} statements were found; on the limits, {against} oppose them and {for} support them",
                    "Найдено {n} {n:#заявление|заявления|заявлений}; об ограничениях: {against} против, {for} за"),
    "title_plain": ("What was said on limits to {services} in {where:the}",
                    "Что говорили об ограничениях {services} {where:in}"),
    "subtitle": ("{n} statements found on limits to {services} in {where:the}, by kind of actor and day",
                 "Найдено {n} {n:#заявление|заявления|заявлений} об ограничениях {services} {where:in}, по видам авторов и дням"),
    "alt": ("Strip chart of {n} statements on limits to {services}, {first} to {last}, in rows by kind of actor, marked by stand.",
            "Лента заявлений об ограничениях {services} с {first} по {last}, по видам авторов; всего {n}, знаком отмечена позиция."),
    "alt_apart": ("Strip chart of {n} statements by kind of actor, {first} to {last}: {reason} gives the reason for the limits, {condition} the condition for lifting them.",
                  "Лента заявлений по видам авторов с {first} по {last}, всего {n}: причину ограничений называет {reason}, условие снятия — {condition}."),
    "long": ("Statements found on limits to {services} in {where:the}, {first} to {last}: {n} by {kinds} kinds of actor; on the limits, {for} support or justify them, {against} oppose them.",
             "Найденные заявления об ограничениях {services} {where:in} с {first} по {last}: всего {n}, авторы {kinds} {kinds:#вида|видов|видов}; об ограничениях {for} за или обосновывают их, {against} против."),
    "long_near": ("Around {day}: {rows}", "Сказано около {day}. {rows}"),
    "long_more": ("{n} more of those days {n:#is|are} in the table.",
                  "Ещё {n} {n:#заявление|заявления|заявлений} тех дней — в таблице."),
    "row": ("{who} {stand}: {claim}", "{who}, {stand}. {claim}"),
    "rules": ("{limited} and on rules for {others}", "{limited} и о правилах для {others}"),
    "caption": ("{n} statements on the limits, {first} to {last}, by kind of actor.",
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
    "reading": ("Each mark is one statement: its row is the kind of actor, its place the day, its shape the stand. Dotted lines are days on which limits were announced.",
                "Каждый знак — одно заявление: строка — вид автора, место — день, форма — позиция. Пунктир — дни, когда объявляли ограничения."),
    "method": ("Statements were gathered from published pages and are told in our words; each counts once, by its speaker’s stand as we read it. Those in words are firmly documented, within two days of the announcement most spoken of, one an actor. They are what was found, not a survey of opinion.",
               "Заявления собраны с опубликованных страниц и изложены нашими словами; каждое учтено один раз, по нашему прочтению позиции автора. Словами приведены надёжно подтверждённые, не дальше двух дней от объявления, о котором говорят чаще всего, по одному на автора. Это найденное, а не опрос мнений."),
    "list": ("Said around {day}", "Сказано около {day}"),
    "who": ("{who} · {stand}", "{who} · {stand}"),
    "event": ("{a} {event}", "{a}: {event}"),
    "more": ("{n} more: see the table.", "ещё {n}: см. таблицу"),
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
    "kind_executive": ("executive", "исполнительная власть"),
    "kind_regulator": ("regulator", "регулятор"),
    "kind_security": ("security", "спецслужбы"),
    "kind_legislator_or_party": ("legislator or party", "депутаты и партии"),
    "kind_regional": ("regional", "регионы"),
    "kind_platform": ("platform", "платформы"),
    "kind_company": ("company", "компании"),
    "kind_civil_society": ("civil society", "гражданское общество"),
    "kind_foreign_state": ("foreign state", "другие государства"),
    "kind_intergovernmental": ("intergovernmental", "межгосударственные"),
    "kind_expert": ("expert", "эксперты"),
    "kind_media": ("media", "СМИ"),
    "empty_what": ("Statements on limits to {a} and {b}", "Заявления об ограничениях {a} и {b}"),
    "empty": ("no statement on limits to {a} or {b} in {where:the} was found",
              "заявлений об ограничениях {a} или {b} {where:in} не найдено"),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Mark of each stand: shape, hollow, share of the size.
MARKS = {
    "for": ("o", False, 1.0),
    "demands": ("^", False, 1.1),
    "against": ("o", True, 0.9),
    "denies": ("s", True, 0.85),
    "other": ("s", False, 0.8),
}
_SYMBOLS = {
    "for": "circle",
    "demands": "triangle-up",
    "against": "circle-open",
    "denies": "square-open",
    "other": "square",
}
#: A strip shorter than this has its days named, not its months.
_SHORT = pd.Timedelta(days=75)


def frame(edition: Edition) -> pd.DataFrame:
    """The data behind the figure: every statement, marked where it is printed in words."""
    found = statements.said(edition)
    near = set(statements.key(edition)["reaction_id"])
    return found.assign(near=found["reaction_id"].isin(near))[list(COLUMNS)]


def _name(actor: str, lang: str) -> str:
    """An actor in running text: without the office behind the comma, with an article where English wants one."""
    name = actor.split(",")[0].split(" (")[0]
    return f"the {name}" if lang == "en" and name.startswith(("Ministry", "Interior Ministry")) else name


def _one(key: pd.DataFrame, topic: str, lang: str) -> str:
    """The one actor of the statements around the announcement who spoke on a topic; empty where there are several."""
    found = statements.on(key, topic).drop_duplicates("actor")
    return base.printed(found.iloc[0], "actor", lang) if len(found) == 1 else ""


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    key = statements.key(edition)
    event = statements.chief(edition)
    reason, condition = _one(key, "reason", lang), _one(key, "condition", lang)
    missing = statements.kinds(statements.said(edition))
    missing = [say(lang, f"kind_{k.replace(' ', '_')}") for k in missing.query("statements == 0")["actor_kind"]]
    # A stand on a law or a mandate alone is none on the limits.
    classes = tables.read("restrictions").set_index("event_id")["class"]
    limits = data[data["events"].map(lambda cell: any(classes[e] == "restriction" for e in tables.items(cell)))]
    against = int((limits["stand"] == "against").sum())
    support = int((limits["stand"] == "for").sum())
    fill = {
        "n": words.number(len(data), lang, 0),
        "against": words.number(against, lang, 0),
        "for": words.number(support, lang, 0),
        "services": _services(data, edition),
        "where": words.country(edition.country, lang),
        "reason": _name(reason, lang),
        "condition": _name(condition, lang),
        "first": words.day(data["date"].min(), lang),
        "last": words.day(data["date"].max(), lang),
        "day": words.day(event["announced"], lang) if event is not None else "",
        "kinds": words.number(int(data["actor_kind"].nunique()), lang, 0),
    }
    apart = bool(reason and condition and reason != condition)
    # The first two give reason and condition; the rest would make a description too long to listen to.
    rows = [
        say(
            lang,
            "row",
            who=base.printed(r, "actor", lang),
            stand=_stand(r, lang),
            claim=base.printed(r, "claim", lang),
        )
        for r in key.head(2).itertuples()
    ]
    long = say(lang, "long", **fill)
    if rows:
        long += " " + say(lang, "long_near", rows=" ".join(rows), **fill)
    if len(key) > 2:
        long += " " + say(lang, "long_more", n=words.number(len(key) - 2, lang, 0))
    notes = [say(lang, "note")]
    if missing:
        notes.append(say(lang, "note_missing", names=words.listed(missing, lang)))
    last = data["date"].max()
    if edition.cutoff - last > pd.Timedelta(days=62):
        notes.append(say(lang, "note_after", month=words.month(last, lang)))
    order = data.sort_values(["near", "date"], ascending=[False, True], kind="stable")
    pages = dict.fromkeys(tables.items(cell)[0] for cell in [*key["sources"], *order["sources"]])
    return Text(
        title=first_true(
            [
                (apart and event["function"] == "calls", say(lang, "title_calls", **fill)),
                (apart, say(lang, "title_apart", **fill)),
                (len(data) >= 5, say(lang, "title_count", **fill)),
                (True, say(lang, "title_plain", **fill)),
            ]
        ),
        subtitle=say(lang, "subtitle", **fill),
        alt=say(lang, "alt_apart" if apart else "alt", **fill),
        long=long,
        caption=say(lang, "caption_apart" if apart else "caption", **fill),
        notes=tuple(notes),
        short_note=say(lang, "note_short"),
        reading=say(lang, "reading"),
        method=say(lang, "method"),
        sources=tuple(pages),
        claims=counted(against, support, len(key) - 2, len(data), data["actor_kind"].nunique()),
        days=(event["announced"],) if event is not None else (),
    )


def _services(data: pd.DataFrame, edition: Edition) -> str:
    """The edition's services that are spoken of: those with limits, and those with rules alone."""
    lang = edition.language
    events = tables.read("restrictions").set_index("event_id")
    spoken = events.loc[list(dict.fromkeys(e for cell in data["events"] for e in tables.items(cell)))]
    limited = {s for cell in spoken.loc[spoken["class"] == "restriction", "services"] for s in tables.items(cell)}
    ruled = {s for cell in spoken["services"] for s in tables.items(cell)} - limited
    names, others = ([base.service_name(s, lang) for s in edition.services if s in some] for some in (limited, ruled))
    said = words.listed(names, lang)
    if not names or not others:
        return said or words.listed(others, lang)
    return say(lang, "rules", limited=said, others=words.listed(others, lang))


def _stand(row: object, lang: str) -> str:
    return say(lang, f"{row.position}")


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no statement on the two services was found."""
    data = frame(edition)
    if data.empty:
        lang = edition.language
        a, b = edition.platforms
        a, b = base.service_name(a, lang), base.service_name(b, lang)
        fill = {"a": a, "b": b, "where": words.country(edition.country, lang), "day": words.day(edition.cutoff, lang)}
        return base.no_figure(chart, NAME, edition, say(lang, "empty_what", **fill), say(lang, "empty", **fill))
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


def levels(places: list[float], gap: float) -> list[int]:
    """Rows of a swarm: 0, 1, -1, 2, … for marks that would lie closer than ``gap`` to one in the same row."""
    taken: list[tuple[float, int]] = []
    for place in places:
        level = 0
        while any(there == level and abs(place - at) < gap for at, there in taken):
            level = -level if level > 0 else 1 - level
        taken.append((place, level))
    return [level for _, level in taken]


def _scale(data: pd.DataFrame, edition: Edition, left: float, right: float) -> TimeScale:
    start, end = data["date"].min(), min(data["date"].max(), edition.cutoff)
    pad = max((end - start) * 0.03, pd.Timedelta(days=1))
    return TimeScale(start - pad, end + pad, left, right)


def static(said: Text, data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    size = look.size
    key = statements.key(edition)
    subtitle = said.subtitle
    # A card has room for four statements in words; one as tall as it is wide, for the strip above them, too.
    card = size.brief and len(key)
    tall = card and size.height > size.width * 0.8
    if card and not tall:
        subtitle = _head(edition, look.language)
    page = Page(look, said.title, subtitle, said.footer(edition, size))
    small = size.small
    if size.narrow:
        bottom = _strip(page, data, edition, page.left, page.right, page.top, None)
        bottom = _listed(page, key, page.left, page.right, bottom + small * 1.6, None, edition)
        return page.finish(bottom)
    bottom = page.bottom(400)
    if card:
        half = (page.inner - small * 2.2) / 2
        pairs = [(key.iloc[:2], page.left), (key.iloc[2:4], page.right - half)]
        top = page.top
        if tall:
            top = bottom - max(_list_height(page, rows, half) for rows, _ in pairs)
            head = top - size.label * 1.28
            _strip(page, data, edition, page.left, page.right, page.top, head - small * 0.5)
            page.text(page.left, head, _head(edition, look.language), "label", bold=True, va="top")
        for rows, left in pairs:
            _listed(page, rows, left, left + half, top, bottom + 1, edition, head=False)
        return page.finish(bottom)
    middle = page.left + page.inner * 0.43 if len(key) else page.right
    _strip(page, data, edition, page.left, middle, page.top, bottom)
    _listed(page, key, middle + small * 2.6, page.right, page.top, bottom, edition)
    return page.finish(bottom)


def _strip(
    page: Page, data: pd.DataFrame, edition: Edition, left: float, right: float, top: float, bottom: float | None
) -> float:
    """The rows of marks with their axis and key; returns the y below."""
    lang, small = page.look.language, page.size.small
    counts = statements.kinds(data)
    names = {k: say(lang, f"kind_{k.replace(' ', '_')}") for k in counts["actor_kind"]}
    begin = left + max(page.width(name, "small") for name in names.values()) + 12
    scale = _scale(data, edition, begin, right - 4)
    y = _events(page, data, edition, scale, top + small * 0.4)
    keys = _key_rows(page, data, left, right)
    foot = small * 3.6 + (max(row for *_, row in keys) + 1) * small * 1.5 + small * 0.2
    # Marks shrink where many statements of one day would push the rows out of the page.
    for mark in (small * share for share in (0.68, 0.62, 0.56, 0.5, 0.44)):
        swarms = _swarms(data, scale, mark)
        tall = {
            kind: max(small * 1.3, (max(swarm, default=0) - min(swarm, default=0) + 1) * (mark + 1.5) + 4)
            for kind, (_, swarm) in swarms.items()
        }
        if bottom is None or sum(tall.values()) <= bottom - foot - y:
            break
    spare = 0.4 * small if bottom is None else (bottom - foot - y - sum(tall.values())) / len(tall)
    tall = {kind: height + spare for kind, height in tall.items()}
    strip_top = y
    for kind, (mine, swarm) in swarms.items():
        height = tall[kind]
        centre = y + height / 2
        page.line((begin, right), (y + height, y + height), "grid", 1, zorder=1)
        page.text(left, centre, names[kind], "small", colour="text" if len(mine) else "faint")
        if mine.empty:
            page.text(begin + 6, centre, say(lang, "none"), "small", colour="faint", halo=True)
        shift = (max(swarm) + min(swarm)) / 2 if swarm else 0
        for row, level in zip(mine.itertuples(), swarm, strict=True):
            shape, hollow, share = MARKS[row.stand]
            page.dot(
                scale(row.date),
                centre - (level - shift) * (mark + 1.5),
                "axis" if row.stand == "other" else "text",
                mark * share,
                hollow=hollow,
                shape=shape,
                gid=row.reaction_id,
            )
        y += height
    for day in _announced(data, edition)["announced"]:
        page.line((scale.clip(day),) * 2, (strip_top, y), "axis", 1, dash=(0, (2, 3)), zorder=1.5)
    page.line((begin, right), (y, y), "axis", 1.2)
    _axis(page, scale, y)
    y += small * 3.6
    for stand, label, x, row in keys:
        shape, hollow, share = MARKS[stand]
        at = y + row * small * 1.5
        page.dot(x + mark / 2, at, "axis" if stand == "other" else "text", mark * share, hollow=hollow, shape=shape)
        page.text(x + mark + 6, at, label, "small", colour="secondary")
    return y + (max(row for *_, row in keys) + 0.7) * small * 1.5


def _swarms(data: pd.DataFrame, scale: TimeScale, mark: float) -> dict[str, tuple[pd.DataFrame, list[int]]]:
    """By kind of actor, its statements and the rows their marks are set in."""
    found = {}
    for kind in statements.KINDS:
        mine = data[data["actor_kind"] == kind].sort_values(["date", "reaction_id"])
        found[kind] = (mine, levels([scale(d) for d in mine["date"]], mark + 1.5))
    return found


def _key_rows(page: Page, data: pd.DataFrame, left: float, right: float) -> list[tuple[str, str, float, int]]:
    """Stand, words, place and row of every sample of the key that the data need."""
    found, x, row = [], left, 0
    mark, small = page.size.small * 0.68, page.size.small
    for stand in MARKS:
        if stand not in set(data["stand"]):
            continue
        label = say(page.look.language, f"key_{stand}")
        full = mark + 6 + page.width(label, "small")
        if x > left and x + full > right:
            x, row = left, row + 1
        found.append((stand, label, x, row))
        x += full + small * 1.1
    return found


def _axis(page: Page, scale: TimeScale, y: float) -> None:
    """Months, or on a short strip days a week apart."""
    if scale.end - scale.start > _SHORT:
        inner = TimeScale(scale.start, scale.end, scale.left, scale.right)
        time_axis(page, inner, y)
        return
    lang, small = page.look.language, page.size.small
    last_year = None
    room = page.width("00 MMM", "small") + 10
    per_day = (scale.right - scale.left) / max((scale.end - scale.start).days, 1)
    step = next((days for days in (1, 2, 7, 14, 28) if days * per_day >= room), 56)
    for day in pd.date_range(scale.start.normalize() + pd.Timedelta(days=1), scale.end, freq=f"{step}D"):
        x = scale(day)
        page.line([x, x], [y, y + 5], "axis", 1)
        said = f"{day.day} {words.month(day, lang, year=False, short=True)}"
        half = page.width(said, "small") / 2
        at = min(max(x, page.left + half), scale.right - half + 4)
        page.text(at, y + 8, said, "small", colour="secondary", ha="center", va="top")
        if day.year != last_year:
            page.text(at, y + 8 + small * 1.25, str(day.year), "small", colour="secondary", ha="center", va="top")
            last_year = day.year


def _announced(data: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Announcements of restrictions on the two services that statements speak of, one a day: the most spoken of."""
    spoken = data["events"].map(tables.items).explode().value_counts()
    found = timeline.events(edition)
    mine = [bool(set(tables.items(cell)) & set(edition.platforms)) for cell in found["services"]]
    found = found[mine]
    found = found[(found["class"] == "restriction") & found["announced"].notna() & found["event_id"].isin(spoken.index)]
    inside = found["announced"].between(data["date"].min(), data["date"].max())
    found = found[inside].assign(count=found["event_id"].map(spoken))
    # Where only one of the two services was limited on a day, the label names it.
    limited = found.groupby("announced")["services"].agg(lambda cells: set().union(*map(tables.items, cells)))
    named = {day: services & set(edition.platforms) for day, services in limited.items()}
    found["alone"] = [next(iter(named[d])) if len(named[d]) == 1 else "" for d in found["announced"]]
    return found.sort_values(["count", "announced"], ascending=[False, True]).drop_duplicates("announced")


def _events(page: Page, data: pd.DataFrame, edition: Edition, scale: TimeScale, y: float) -> float:
    """Names and days of the announcements above the strip, as many as fit; returns the y below."""
    lang, small = page.look.language, page.size.small
    taken: list[tuple[float, float]] = []
    for event in _announced(data, edition).itertuples():
        named = base.lower(base.printed(event, "title", lang), lang)
        alone = base.service_name(event.alone, lang)
        lines = [
            named if alone == "" else say(lang, "event", a=alone, event=named),
            f"{event.announced.day} {words.month(event.announced, lang, year=False, short=True)}",
        ]
        half = max(page.width(line, "small") for line in lines) / 2
        at = min(max(scale(event.announced), page.left + half), scale.right + 4 - half)
        if any(abs(at - there) < half + wide + 10 for there, wide in taken):
            continue
        taken.append((at, half))
        for i, line in enumerate(lines):
            page.text(at, y + i * small * 1.25, line, "small", colour="secondary", ha="center", va="top")
    return y + small * (3.0 if taken else 0.4)


def _listed(
    page: Page,
    key: pd.DataFrame,
    left: float,
    right: float,
    top: float,
    bottom: float | None,
    edition: Edition,
    head: bool = True,
) -> float:
    """The statements around the announcement, who, stand and claim; as many as fit. Returns the y below."""
    if key.empty:
        return top
    lang = page.look.language
    size = page.px(_list_role(page))
    y = page.lines(left, top, _head(edition, lang), right - left, "label", bold=True) if head else top
    y += size * 0.35
    line = size * 1.28
    for i, row in enumerate(key.itertuples()):
        heads, claim = _lines(page, row, right - left)
        more = i < len(key) - 1
        if bottom is not None and y + (len(heads) + len(claim) + (1.4 if more else 0)) * line > bottom:
            left_out = say(lang, "more", n=words.number(len(key) - i, lang, 0))
            page.text(left, y, left_out, _list_role(page), colour="faint", va="top")
            break
        for part, bold, colour in ((heads, True, "text"), (claim, False, "secondary")):
            for words_ in part:
                page.text(left, y, words_, _list_role(page), bold=bold, colour=colour, va="top")
                y += line
        y += size * 0.5
    return y


def _head(edition: Edition, lang: str) -> str:
    """Heading of the statements in words: the day they were made around."""
    return say(lang, "list", day=words.day(statements.chief(edition)["announced"], lang))


def _list_role(page: Page) -> str:
    return "label" if page.size.brief else "small"


def _lines(page: Page, row: object, width: float) -> tuple[list[str], list[str]]:
    """Who and stand, and the claim, broken to a width."""
    lang, size = page.look.language, page.px(_list_role(page))
    who = say(lang, "who", who=base.printed(row, "actor", lang), stand=_stand(row, lang))
    claim = base.printed(row, "claim", lang).replace("'", "\u2019")
    return wrap(who, size, width, bold=True), wrap(claim, size, width)


def _list_height(page: Page, key: pd.DataFrame, width: float) -> float:
    """How tall some statements are in words, without a heading."""
    size = page.px(_list_role(page))
    lines = sum(len(part) for row in key.itertuples() for part in _lines(page, row, width))
    return lines * size * 1.28 + size * 0.5 * len(key) + size * 0.35


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: every statement with its claim."""
    lang = look.language
    kinds = list(statements.kinds(data)["actor_kind"])
    figure = base.blank(look, 40 * len(kinds) + 180)
    span = max((data["date"].max() - data["date"].min()).days, 1)
    rows = []
    for place, kind in enumerate(kinds):
        mine = data[data["actor_kind"] == kind].sort_values(["date", "reaction_id"])
        swarm = levels([(d - data["date"].min()).days / span for d in mine["date"]], 0.045)
        wide = max((abs(level) for level in swarm), default=0)
        rows += [
            (r, place + level * min(0.24, 0.45 / max(wide, 1)))
            for r, level in zip(mine.itertuples(), swarm, strict=True)
        ]
    for stand in MARKS:
        some = [(r, y) for r, y in rows if r.stand == stand]
        if not some:
            continue
        figure.add_scatter(
            x=[r.date for r, _ in some],
            y=[y for _, y in some],
            mode="markers",
            marker={
                "symbol": _SYMBOLS[stand],
                "size": 6 if stand == "other" else 8,
                "color": look["axis" if stand == "other" else "text"],
                "line": {"width": 1.2, "color": look["axis" if stand == "other" else "text"]},
            },
            customdata=[
                "<br>".join(
                    base.folded(part)
                    for part in (
                        words.day(r.date, lang),
                        say(lang, "who", who=base.printed(r, "actor", lang), stand=_stand(r, lang)),
                        base.printed(r, "claim", lang),
                    )
                )
                for r, _ in some
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    names = [say(lang, f"kind_{k.replace(' ', '_')}") for k in kinds]
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(kinds))),
        ticktext=names,
        range=[len(kinds) - 0.4, -0.6],
        showgrid=True,
    )
    figure.update_xaxes(tickangle=0, nticks=5, tickformat="%b<br>%Y" if span > _SHORT.days else "%-d %b<br>%Y")
    for event in _announced(data, edition).itertuples():
        line = {"color": look["axis"], "width": 1, "dash": "dot"}
        figure.add_vline(x=event.announced.isoformat(), line=line, layer="below")
    signs = {"for": "●", "demands": "▲", "against": "○", "denies": "□", "other": "▪"}
    samples = [f"{signs[s]} {say(lang, f'key_{s}')}" for s in MARKS if s in set(data["stand"])]
    folded = "<br>".join("   ".join(samples[i : i + 2]) for i in range(0, len(samples), 2))
    figure.add_annotation(
        text=folded,
        showarrow=False,
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        xshift=-130,
        yshift=-92,
        xanchor="left",
        align="left",
        yanchor="middle",
        font={"size": 13, "color": look["secondary"]},
    )
    figure.update_layout(margin={"l": 136, "r": 16, "t": 16, "b": 140})
    return figure
