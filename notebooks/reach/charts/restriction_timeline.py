"""Every service on one time axis since the first restriction: how deep, how wide, how long."""

import pandas as pd

from reach import limits, names, tables, words
from reach.chart import Chart, Text, first_true, no_figure
from reach.claims import counted
from reach.draw.marks import Beside, Dots, List, Name, Panel, Rows, Stack, Time, Words, col, each
from reach.edition import Edition
from reach.measures import timeline

NAME = "restriction-timeline"
COLUMNS = {
    "part": "restriction: a stretch of one depth; act: a law or mandate.",
    "service": "Service, or services of an act.",
    "drawn_in": "Row of the figure: the service, or the group it is drawn in.",
    "start": "Day it began, or was announced.",
    "end": "Day the next stretch begins or the limit ended; blank where no end is known.",
    "depth": "1 one function degraded, 2 slowed, 3 blocked.",
    "breadth": "some: some operators or regions; nationwide.",
    "title": "Name of the event.",
    "announced": "Day an authority announced it; blank where none did.",
    "confirmed": "Last day it was reported in force.",
    "event_id": "Row of restrictions.csv.",
}
# fmt: off
#: The words of the figure, in English and Russian.
SAID = {
    "title_before": ("Before it limited calls in {month}, {where:the} had blocked {n} services in our table",
                     "До ограничения звонков в {month:prep} {where:in} заблокировали {n} {n:#сервис|сервиса|сервисов} из нашей таблицы"),
    "title_since": ("{where:the} has blocked {n} services in our table since {year}, {a} and {b} too",
                    "С {year} года {where:in} заблокировали {n} {n:#сервис|сервиса|сервисов} из нашей таблицы, среди них {a} и {b}"),
    "title_count": ("{where:the} has blocked {n} of the services in our table since {year}",
                    "С {year} года {where:in} заблокировали {n} {n:#сервис|сервиса|сервисов} из нашей таблицы"),
    "title_plain": ("Restrictions on messengers and networks in {where:the} since {year}",
                    "Ограничения мессенджеров и сетей {where:in} с {year} года"),
    "subtitle": ("Restrictions in {where:the} by service: shade and pattern show how deep, height how wide",
                 "Ограничения {where:in} по сервисам: тон и узор — глубина, высота полосы — широта"),
    "alt": ("Timeline of restrictions in {where:the} on {n} services in our table, {first} to {last}; {blocked} of them were blocked nationwide at some time.",
            "Хронология ограничений {where:in}, {first}–{last} годы: в таблице {n} {n:#сервис|сервиса|сервисов}, {blocked} из них в какое-то время блокировали по всей стране."),
    "long": ("By the first restriction known: {rows}.", "По первому известному ограничению: {rows}."),
    "row": ("{a} ({steps})", "{a} ({steps})"),
    "caption": ("{title}, as known on {day}.", "{title} (данные на {day})."),
    "note": ("Shown: messengers, networks and mobile internet with dated pages.",
             "Показаны мессенджеры, сети и мобильный интернет с датированными страницами."),
    "note_short": ("Limits are those with dated pages.", "Показаны ограничения с датированными страницами."),
    "note_social": ("Shown are services with published audience figures.",
                    "Показаны сервисы, для которых опубликованы данные об аудитории."),
    "note_group": ("{group} in {month}: {names}.", "{group}, {month}: {names}."),
    "note_ended": ("Of the {n}, unblocked since: {names}.", "Блокировка с тех пор снята: {names}."),
    "note_weak": ("Not counted as blocked, on one weak report each: {names}.",
                  "Не сосчитаны заблокированными (по одному слабому сообщению): {names}."),
    "group": ("{n} other messengers", "{n} {n:#другой мессенджер|других мессенджера|других мессенджеров}"),
    "more": ("{n} earlier: see the table", "ещё {n} раньше — в таблице"),
    "acts": ("Laws and mandates", "Законы и предписания"),
    "step": ("{what} {month}", "{what} с {month:gen}"),
    "step_year": ("{what} {year}", "{what} с {year} года"),
    "reading": ("A row is a service, a bar the time it was limited: shade and pattern show how deep, height how wide. Where no end was found, the bar is pale from the last report on; strokes are laws and mandates.",
                "Строка — сервис, полоса — время, когда он был ограничен: тон и узор показывают глубину, высота — широту. Если конец не найден, полоса после последнего сообщения бледная; штрихи — законы и предписания."),
    "method": ("For every day the deepest nationwide limit counts; limits in some regions or networks are drawn low. Beginnings and ends are the dates in use, as known by the day of the data. A service counts as blocked where a nationwide block began at some time, also if it was lifted later. Websites, mail and older surveillance laws are not covered, tools of circumvention not shown; fines, warnings and removals from app stores are in the table; four messengers or more that were first limited in one month share a row.",
               "На каждый день берётся самое глубокое ограничение по всей стране; ограничения в части регионов или сетей нарисованы низкими. Начало и конец — принятые даты, известные на день данных. Сервис считается заблокированным, если блокировка по всей стране началась хотя бы раз, в том числе если потом её сняли. Сайты, почта и прежние законы о слежке не охвачены, средства обхода не показаны; штрафы, предупреждения и удаления из магазинов приложений — в таблице; четыре мессенджера и более, впервые ограниченные в одном месяце, делят строку."),
    "counted": ("service", "сервис"),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Acts listed on the figure; fines, warnings and removals are in the table.
LISTED = ("law", "mandate", "allow_list", "court_ruling", "advertising_ban")


def frames(edition: Edition) -> tuple[dict[str, pd.DataFrame], dict[str, list[str]], pd.DataFrame]:
    """Stretches by row, the services that a grouped row stands for, and the acts listed."""
    phases = _shown(edition)
    kinds = tables.read("services").set_index("service")["kind"]
    first = phases.groupby("service")["start"].min().sort_values()
    groups: dict[str, list[str]] = {}
    for _, called in first.groupby(first.dt.to_period("M")):
        # One bar stands for all of a row: none was limited a second time.
        small = [
            s
            for s in sorted(called.index, key=str.lower)
            if kinds[s] == "messenger" and s not in edition.services and (phases["service"] == s).sum() == 1
        ]
        if len(small) >= 4:
            groups[say(edition.language, "group", n=len(small))] = small
    rows: dict[str, pd.DataFrame] = {}
    placed: set[str] = set()
    for service in first.index:
        group = next(((label, members) for label, members in groups.items() if service in members), None)
        label, members = group or (service, [service])
        if label in placed:
            continue
        placed.add(label)
        one = phases[phases["service"].isin(members)]
        # A group is drawn by the member whose limit lasts longest; the note tells of the others.
        longest = (
            one.assign(last=one["end"].fillna(edition.cutoff))
            .sort_values(["last", "confirmed", "service"])["service"]
            .iloc[-1]
        )
        rows[label] = timeline.strip(one[one["service"] == longest], edition.cutoff)
    acts = timeline.acts(edition)
    acts = acts[acts["kind"].isin(LISTED)].copy()
    acts["when"] = acts["announced"].fillna(acts["start"])
    return rows, groups, acts.sort_values(["when", "event_id"]).reset_index(drop=True)


def _shown(edition: Edition) -> pd.DataFrame:
    """Phases of all services but tools of circumvention, which have no audience of their own."""
    phases = timeline.phases(edition)
    return phases[phases["service"].map(tables.read("services").set_index("service")["kind"]) != "circumvention"]


def data(edition: Edition, groups: dict[str, list[str]], acts: pd.DataFrame) -> pd.DataFrame:
    """Stretches of every service by itself, and the acts; columns as in :data:`COLUMNS`."""
    phases = _shown(edition)
    order = phases.groupby("service")["start"].min().sort_values(kind="stable").index
    rows = {s: timeline.strip(phases[phases["service"] == s], edition.cutoff) for s in order}
    group_of = {member: label for label, members in groups.items() for member in members}
    above = [
        f.assign(part="restriction", service=s, drawn_in=group_of.get(s, s), end=f["end"].where(~f["open"]))
        for s, f in rows.items()
    ]
    below = acts.assign(part="act", service=acts["services"], start=acts["when"], end=pd.NaT)
    return pd.concat([*above, below]).reindex(columns=list(COLUMNS)).reset_index(drop=True)


def blocked(edition: Edition) -> pd.DataFrame:
    """Single services blocked nationwide at some time: ``service``, ``start``, ``lifted`` (every block ended).

    What is ``weak`` rests on one user's report or so, and is not counted.
    """
    phases = timeline.phases(edition)
    known = tables.read("services").set_index("service")
    deep = phases[(phases["depth"] == 3) & (phases["breadth"] == "nationwide")]
    deep = deep[deep["service"].map(known["group"]) == "no"]
    sure = tables.read("restrictions").set_index("event_id")["confidence"]
    found = (
        deep.assign(weak=deep["event_id"].map(sure) == "low")
        .groupby("service")
        .agg(
            start=("start", "min"),
            lifted=("end_kind", lambda kinds: bool((kinds == "ended").all())),
            weak=("weak", "all"),
        )
    )
    return found.sort_values("start").reset_index()


def text(rows: dict[str, pd.DataFrame], groups: dict[str, list[str]], edition: Edition) -> Text:
    """The words, from the frames."""
    lang = edition.language
    where = words.country(edition.country, lang)
    every = blocked(edition)
    cut = every[~every["weak"]]
    a, b = (names.service(s, lang) for s in edition.platforms)
    first = min(f["start"].min() for f in rows.values())
    fill = {"where": where, "n": len(cut), "year": first.year, "a": a, "b": b, "day": words.day(edition.cutoff, lang)}
    phases = timeline.phases(edition, list(edition.platforms))
    late = phases[
        (phases["depth"] == 3) & (phases["breadth"] == "nationwide") & (phases["start"] >= pd.Timestamp(edition.since))
    ]
    platforms_cut = set(edition.platforms) == set(late["service"])
    calls = phases[phases["kind"] == "call_restriction"]
    before = (
        set(calls["service"]) == set(edition.platforms) and late.empty and (cut["start"] < calls["start"].min()).all()
    )
    steps = [
        say(
            lang,
            "row",
            a=names.service(s, lang),
            steps=", ".join(_step(r, lang, s in edition.platforms) for r in f.sort_values("start").itertuples()),
        )
        for s, f in rows.items()
    ]
    lifted = [names.service(s, lang) for s in cut.loc[cut["lifted"], "service"]]
    shown_services = sum(len(groups.get(s, [s])) for s in rows)
    notes = [
        say(
            lang,
            "note_group",
            group=label,
            month=words.month(rows[label]["start"].min(), lang),
            names=words.listed([names.service(s, lang) for s in members], lang),
        )
        for label, members in groups.items()
    ]
    if lifted:
        notes.append(say(lang, "note_ended", n=len(cut), names=words.listed(lifted, lang)))
    if len(weak := [names.service(s, lang) for s in every.loc[every["weak"], "service"]]):
        notes.append(say(lang, "note_weak", names=words.listed(weak, lang)))
    notes.append(say(lang, "note"))
    claims = timeline.claims(edition)
    shown = {i for f in rows.values() for i in f["event_id"]}
    used = claims[claims["event_id"].isin(shown) & (claims["use"] == "yes") & (claims["source_id"] != "")]
    pages = tables.read("sources").set_index("source_id")["publisher"]
    count = used["source_id"].map(pages).value_counts()
    sources = sorted(dict.fromkeys(used["source_id"]), key=lambda i: (-count[pages[i]], pages[i], i))
    many = fill["n"] >= 3 and edition.country == "RU"
    title = first_true(
        [
            (many and platforms_cut, say(lang, "title_since", **fill)),
            (
                many and before,
                say(lang, "title_before", month=words.month(calls["start"].min(), lang) if len(calls) else "", **fill),
            ),
            (fill["n"] >= 3, words.cap(say(lang, "title_count", **fill))),
            (True, say(lang, "title_plain", **fill)),
        ]
    )
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", where=where),
        alt=say(
            lang, "alt", where=where, n=shown_services, first=first.year, last=edition.cutoff.year, blocked=len(cut)
        ),
        long=say(lang, "long", rows="; ".join(steps)),
        caption=say(lang, "caption", title=title, **fill),
        notes=tuple(notes),
        short_note=say(lang, "note_short"),
        sources=tuple(sources),
        reading=say(lang, "reading"),
        method=say(lang, "method"),
        claims=counted(len(cut), shown_services, of=say(lang, "counted")) + counted(*map(len, groups.values())),
    )


def _step(row: object, lang: str, chief: bool) -> str:
    """A stretch in the long description: from which month on for the two platforms, else from which year."""
    when = {"month": words.month(row.start, lang)} if chief else {"year": row.start.year}
    return say(lang, "step" if chief else "step_year", what=limits.limit(row, lang), **when)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no restriction was known."""
    rows, groups, acts = frames(edition)
    if not rows:
        lang = edition.language
        reason = say(
            lang, "empty_no_events", where=words.country(edition.country, lang), day=words.day(edition.cutoff, lang)
        )
        return no_figure(chart, NAME, edition, say(lang, "empty_what_events"), reason)
    return Chart(
        NAME, edition, text(rows, groups, edition), data(edition, groups, acts), COLUMNS, panel(rows, acts, edition)
    )


def panel(stretches: dict[str, pd.DataFrame], acts: pd.DataFrame, edition: Edition) -> Panel:
    """A strip a service and a lane of laws; beside them the laws by name."""
    lang, lane = edition.language, say(edition.language, "acts")
    first = min(f["start"].min() for f in stretches.values()).replace(month=1, day=1)
    hover = each(lambda r: f"{words.day(r.when, lang)}: {names.event(r.event_id, lang)}")
    laws = Dots(acts.assign(lane=lane), col("when"), 0, "secondary", "|", 11, row=col("lane"), hover=hover)
    known = set(tables.read("user_counts")["service"])  # a low card has room for those people know by their audience
    data = pd.DataFrame({"service": [*stretches, *[lane][: len(acts)]]})
    chief = data["service"].isin(edition.platforms)
    timeline = Rows(
        data.assign(chief=chief, low=data["service"].isin({*known, lane}) | (not known & set(stretches))),
        (limits.bars(stretches, edition.cutoff, lang), *[laws][: len(acts)]),
        label=each(lambda r: names.service(r.service, lang)),
        key=col("service"),
        x=Time(first, edition.cutoff + pd.Timedelta(days=1)),
        name=Name(each(lambda r: names.role(r.service) if r.chief else "text"), col("chief"), "small"),
        thick=0.72,
        low=col("low"),
    )
    key = limits.key(stretches, edition.cutoff, lang)
    left_out = Words(("", "", say(lang, "note_social") if known & set(stretches) else ""))
    laws_by_name = List(listed(acts, lang), title=lane, more=say(lang, "more", n="{n}"))
    return Stack((key, Beside((Stack((timeline, left_out)), laws_by_name), widths=(0.64, 0.36))))


def listed(acts: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Month and name of each act; acts of one name and day are one entry that names its services."""
    found = []
    titles = acts["title" if lang == "en" else f"title_{lang}"]
    for (when, title), group in acts.groupby([acts["when"], titles], sort=False):
        services = list(dict.fromkeys(names.service(s, lang) for c in group["services"] for s in tables.items(c)))
        said = title if len(group) == 1 else f"{title}: {words.listed(services, lang)}"
        found.append((words.month(when, lang, short=True), said))
    return pd.DataFrame(found, columns=["head", "text"])
