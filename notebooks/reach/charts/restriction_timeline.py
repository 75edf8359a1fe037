"""Every service on one time axis since the first restriction: how deep, how wide, how long."""

import pandas as pd

from reach import limits, names, tables, words
from reach.chart import Chart, Text, common, no_figure, tell, why
from reach.claims import counted
from reach.draw.marks import Beside, Dots, Key, List, Name, Panel, Rows, Stack, Time, Words, col, each
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
    "alt": ("Timeline of restrictions in {where:the} on {shown} services in our table, {year} to {last}; {n} of them were blocked nationwide at some time.",
            "Хронология ограничений {where:in}, {year}–{last} годы: в таблице {shown} {shown:#сервис|сервиса|сервисов}, {n} из них в какое-то время блокировали по всей стране."),
    "long": ("By the first restriction known: {rows}.", "По первому известному ограничению: {rows}."),
    "row": ("{a} ({steps})", "{a} ({steps})"),
    "caption": ("{title}, as known on {day}.", "{title} (данные на {day})."),
    "note": ("Shown: messengers, networks and mobile internet with dated pages.",
             "Показаны мессенджеры, сети и мобильный интернет с датированными страницами."),
    "note_short": ("Limits are those with dated pages.", "Показаны ограничения с датированными страницами."),
    "note_social": ("Shown are services with published audience figures.",
                    "Показаны сервисы, для которых опубликованы данные об аудитории."),
    "note_card": ("The card has {k} of the {n}, those with published audience figures.",
                  "На карточке {k} из {n} — те, для которых опубликованы данные об аудитории."),
    "blocked": ("{what}: {n} {n:#service|services}", "{what}: {n} {n:#сервис|сервиса|сервисов}"),
    "note_group": ("{group} in {month}: {names}.", "{group}, {month}: {names}."),
    "note_ended": ("Of the {n}, unblocked since: {names}.", "Блокировка с тех пор снята: {names}."),
    "note_weak": ("Not counted as blocked, on one weak report each: {names}.",
                  "Не сосчитаны заблокированными (по одному слабому сообщению): {names}."),
    "group": ("{n} other messengers", "{n} {n:#другой мессенджер|других мессенджера|других мессенджеров}"),
    "more": ("{n} earlier: see the table", "ещё {n} раньше — в таблице"),
    "acts": ("Laws and mandates", "Законы и предписания"),
    "acts_listed": ("Laws and mandates, by announcement", "Законы и предписания, по объявлению"),
    "step": ("{what} {month}", "{what} с {month:gen}"),
    "step_year": ("{what} {year}", "{what} с {year} года"),
    "reading": ("A row is a service, a bar the time it was limited: shade and pattern show how deep, height how wide. Where no end was found, the bar is pale from the last report on, if that is over a month old; strokes are laws and mandates.",
                "Строка — сервис, полоса — время, когда он был ограничен: тон и узор показывают глубину, высота — широту. Если конец не найден и с последнего сообщения прошёл месяц, полоса после него бледная; штрихи — законы и предписания."),
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
    phases, kinds = _shown(edition), tables.in_language("services", "kind", "en")
    first, times = phases.groupby("service")["start"].min(), phases["service"].value_counts()
    first = first.sort_values(kind="stable")
    # One bar stands for all of a group: none was limited a second time.
    single = {s for s in times.index[times == 1] if kinds[s] == "messenger"} - set(edition.services)
    groups: dict[str, list[str]] = {}
    for _, called in first.groupby(first.dt.to_period("M")):
        small = sorted(single & set(called.index), key=str.lower)
        called_so = say(edition.language, "group", n=len(small))
        if len(small) >= 4 and called_so not in groups:
            groups[called_so] = small
    rows: dict[str, pd.DataFrame] = {}
    for label in dict.fromkeys(_row(service, groups) for service in first.index):
        # A group is drawn by the member whose limit lasts longest; the note tells of the others.
        one = phases[phases["service"].isin(groups.get(label, [label]))]
        order = one.assign(last=one["end"].fillna(edition.cutoff)).sort_values(["last", "confirmed", "service"])
        rows[label] = timeline.strip(one[one["service"] == order["service"].iloc[-1]], edition.cutoff)
    acts = timeline.acts(edition)
    acts = acts[acts["kind"].isin(LISTED)].assign(when=lambda found: found["announced"].fillna(found["start"]))
    return rows, groups, acts.sort_values(["when", "event_id"]).reset_index(drop=True)


def _row(service: str, groups: dict[str, list[str]]) -> str:
    return next((label for label, members in groups.items() if service in members), service)


def _shown(edition: Edition) -> pd.DataFrame:
    """Phases of all services but tools of circumvention, which have no audience of their own."""
    phases = timeline.phases(edition)
    return phases[phases["service"].map(tables.in_language("services", "kind", "en")) != "circumvention"]


def data(edition: Edition, groups: dict[str, list[str]], acts: pd.DataFrame) -> pd.DataFrame:
    """Stretches of every service by itself, and the acts; columns as in :data:`COLUMNS`."""
    phases, parts = _shown(edition), []
    for service in phases.groupby("service")["start"].min().sort_values(kind="stable").index:
        strip = timeline.strip(phases[phases["service"] == service], edition.cutoff)
        end, row = strip["end"].where(~strip["open"]), _row(service, groups)
        parts.append(strip.assign(part="restriction", service=service, drawn_in=row, end=end))
    parts.append(acts.assign(part="act", service=acts["services"], start=acts["when"], end=pd.NaT))
    return pd.concat(parts).reindex(columns=list(COLUMNS)).reset_index(drop=True)


def blocked(edition: Edition) -> pd.DataFrame:
    """Single services blocked nationwide at some time: ``service``, ``start``, ``lifted`` (every block ended).

    What is ``weak`` rests on one user's report or so, and is not counted.
    """
    deep = _blocks(timeline.phases(edition))
    deep = deep[deep["service"].map(tables.in_language("services", "group", "en")) == "no"]
    found = deep.assign(weak=deep["confidence"] == "low", lifted=deep["end_kind"] == "ended").groupby("service")
    return found.agg({"start": "min", "lifted": "all", "weak": "all"}).sort_values("start").reset_index()


def _blocks(phases: pd.DataFrame) -> pd.DataFrame:
    return phases[(phases["depth"] == 3) & (phases["breadth"] == "nationwide")]


def text(rows: dict[str, pd.DataFrame], groups: dict[str, list[str]], edition: Edition) -> Text:
    """The words, from the frames."""
    lang, every, both = edition.language, blocked(edition), set(edition.platforms)
    cut, weak = every[~every["weak"]], every.loc[every["weak"], "service"]
    phases = timeline.phases(edition, list(edition.platforms))
    late, calls = _blocks(phases), phases[phases["kind"] == "call_restriction"]
    late = late[late["start"] >= pd.Timestamp(edition.since)]
    first, shown = min(f["start"].min() for f in rows.values()), sum(len(groups.get(s, [s])) for s in rows)
    before = set(calls["service"]) == both and late.empty and (cut["start"] < calls["start"].min()).all()
    steps = {s: [_step(r, lang, s in both) for r in f.sort_values("start").itertuples()] for s, f in rows.items()}
    fill = common(edition) | {
        "n": len(cut),
        "shown": shown,
        "year": first.year,
        "last": edition.cutoff.year,
        "month": words.month(calls["start"].min(), lang) if len(calls) else "",
        "rows": "; ".join(say(lang, "row", a=names.service(s, lang), steps=", ".join(f)) for s, f in steps.items()),
    }
    many, some = len(cut) >= 3 and edition.country == "RU", words.cap(say(lang, "title_count", **fill))
    titles = [(many and both == set(late["service"]), "title_since"), (many and before, "title_before")]
    titles += [(len(cut) >= 3, some), (True, "title_plain")]
    notes = []
    for label, members in groups.items():
        month = words.month(rows[label]["start"].min(), lang)
        notes.append(say(lang, "note_group", group=label, month=month, names=names.listed(members, lang)))
    for key, services in (("note_ended", cut.loc[cut["lifted"], "service"]), ("note_weak", weak)):
        if len(services):
            notes.append(say(lang, key, n=len(cut), names=names.listed(services, lang)))
    used = timeline.claims(edition).query("use == 'yes' and source_id != ''")
    used = used.loc[used["event_id"].isin({i for f in rows.values() for i in f["event_id"]}), "source_id"]
    publisher = tables.in_language("sources", "publisher", "en")
    count = used.map(publisher).value_counts()
    sources = sorted(set(used), key=lambda i: (-count[publisher[i]], publisher[i], i))
    card = int(cut["service"].isin(_known(rows)).sum())
    claims = counted(len(cut), shown, card, of=say(lang, "counted")) + counted(*map(len, groups.values()))
    return tell(SAID, edition, titles, fill, notes=(*notes, "note"), sources=sources, claims=claims)


def _step(row: object, lang: str, chief: bool) -> str:
    """A stretch in the long description: from which month on for the two platforms, else from which year."""
    when = {"month": words.month(row.start, lang), "year": row.start.year}
    return say(lang, "step" if chief else "step_year", what=limits.limit(row, lang), **when)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no restriction was known."""
    rows, groups, acts = frames(edition)
    if not rows:
        return no_figure(chart, NAME, edition, *why(say, edition, "empty_what_events", "empty_no_events"))
    told, found = text(rows, groups, edition), data(edition, groups, acts)
    return Chart(NAME, edition, told, found, COLUMNS, panel(rows, acts, edition))


def _known(stretches: dict[str, pd.DataFrame]) -> set[str]:
    """Services that a low card has room for: those people know by their audience."""
    return set(tables.read("user_counts")["service"]) & set(stretches)


def panel(stretches: dict[str, pd.DataFrame], acts: pd.DataFrame, edition: Edition) -> Panel:
    """A strip a service and a lane of laws; beside them the laws by name."""
    lang, lane = edition.language, say(edition.language, "acts")
    first = min(f["start"].min() for f in stretches.values()).replace(month=1, day=1)
    hover = each(lambda r: f"{words.day(r.when, lang)}: {names.event(r.event_id, lang)}")
    laws = Dots(acts.assign(lane=lane), col("when"), 0, "secondary", "|", 11, row=col("lane"), hover=hover)
    known = _known(stretches)
    data = pd.DataFrame({"service": [*stretches, *[lane][: len(acts)]]})
    chief = data["service"].isin(edition.platforms)
    timeline = Rows(
        data.assign(chief=chief, low=data["service"].isin({*known, lane}) | (not known)),
        (limits.bars(stretches, edition.cutoff, lang), *[laws][: len(acts)]),
        label=each(lambda r: names.service(r.service, lang)),
        key=col("service"),
        x=Time(first, edition.cutoff + pd.Timedelta(days=1)),
        name=Name(each(lambda r: names.role(r.service) if r.chief else "text"), col("chief"), "small"),
        thick=0.72,
        low=col("low"),
    )
    every = blocked(edition)
    cut = every.loc[~every["weak"], "service"]
    samples = limits.key(stretches, edition.cutoff, lang).samples
    key = Key(
        tuple(
            (*look, say(lang, "blocked", what=said, n=len(cut)) if look[1] == "depth_3" and len(cut) else said)
            for *look, said in samples
        )
    )
    some = say(lang, "note_card", k=int(cut.isin(known).sum()), n=len(cut)) if len(cut) else say(lang, "note_social")
    left_out = Words(("", "", some if known else ""))
    laws_by_name = List(listed(acts, lang), title=say(lang, "acts_listed"), more=say(lang, "more", n="{n}"))
    return Stack((key, Beside((Stack((timeline, left_out)), laws_by_name), widths=(0.64, 0.36))))


def listed(acts: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Month and name of each act; acts of one name and day are one entry that names its services."""
    found, titles = [], acts["title" if lang == "en" else f"title_{lang}"]
    for (when, title), group in acts.groupby([acts["when"], titles], sort=False):
        services = dict.fromkeys(service for cell in group["services"] for service in tables.items(cell))
        said = title if len(group) == 1 else f"{title}: {names.listed(services, lang)}"
        found.append((words.month(when, lang, short=True), said))
    return pd.DataFrame(found, columns=["head", "text"])
