"""Every service on one time axis since the first restriction: how deep, how wide, how long."""

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts import strip
from reach.charts.chart import Chart, Text, first_true
from reach.charts.page import Page, TimeScale, time_axis, wrap
from reach.claims import counted
from reach.draw.look import Look
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
    "title_since": ("{where:the} has blocked {n} services in our table since {year}, {a} and {b} among them",
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
    "note": ("Shown: messengers, networks and mobile internet with dated pages. Websites, mail and older surveillance laws are not covered.",
             "Показаны мессенджеры, сети и мобильный интернет с датированными страницами. Сайты, почта и прежние законы о слежке не охвачены."),
    "note_social": ("Shown are services with published audience figures.",
                    "Показаны сервисы, для которых опубликованы данные об аудитории."),
    "note_group": ("{group} in {month}: {names}.", "{group}, {month}: {names}."),
    "note_ended": ("Of the {n}, unblocked since: {names}.", "Блокировка с тех пор снята: {names}."),
    "note_weak": ("Not counted as blocked, on one weak report each: {names}.",
                  "Не сосчитаны заблокированными (по одному слабому сообщению): {names}."),
    "group": ("{n} other messengers", "{n} {n:#другой мессенджер|других мессенджера|других мессенджеров}"),
    "more": ("{n} earlier: see the table", "ещё {n} раньше — в таблице"),
    "acts": ("Laws and mandates", "Законы и предписания"),
    "acts_note": ("Fines, warnings and removals from app stores are in the table.",
                  "Штрафы, предупреждения и удаления из магазинов приложений — в таблице."),
    "step": ("{what} {month}", "{what} с {month:gen}"),
    "step_year": ("{what} {year}", "{what} с {year} года"),
    "reading": ("A row is a service, a bar the time it was limited: shade and pattern show how deep, height how wide. Where no end was found, the bar fades after the last report; strokes are laws and mandates.",
                "Строка — сервис, полоса — время, когда он был ограничен: тон и узор показывают глубину, высота — широту. Если конец не найден, полоса после последнего сообщения тает; штрихи — законы и предписания."),
    "method": ("For every day the deepest nationwide limit counts; limits in some regions or networks are drawn low. Beginnings and ends are the dates in use, as known by the day of the data. A service counts as blocked where a nationwide block began at some time, also if it was lifted later. Tools of circumvention, fines and warnings are not shown; four messengers or more that were first limited in one month share a row.",
               "На каждый день берётся самое глубокое ограничение по всей стране; ограничения в части регионов или сетей нарисованы низкими. Начало и конец — принятые даты, известные на день данных. Сервис считается заблокированным, если блокировка по всей стране началась хотя бы раз, в том числе если потом её сняли. Средства обхода, штрафы и предупреждения не показаны; четыре мессенджера и более, впервые ограниченные в одном месяце, делят строку."),
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
    for _, names in first.groupby(first.dt.to_period("M")):
        # One bar stands for all of a row: none was limited a second time.
        small = [
            s
            for s in sorted(names.index, key=str.lower)
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
    a, b = (base.service_name(s, lang) for s in edition.platforms)
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
            a=base.service_name(s, lang),
            steps=", ".join(_step(r, lang, s in edition.platforms) for r in f.sort_values("start").itertuples()),
        )
        for s, f in rows.items()
    ]
    lifted = [base.service_name(s, lang) for s in cut.loc[cut["lifted"], "service"]]
    shown_services = sum(len(groups.get(s, [s])) for s in rows)
    notes = [
        say(
            lang,
            "note_group",
            group=label,
            month=words.month(rows[label]["start"].min(), lang),
            names=words.listed([base.service_name(s, lang) for s in members], lang),
        )
        for label, members in groups.items()
    ]
    if lifted:
        notes.append(say(lang, "note_ended", n=len(cut), names=words.listed(lifted, lang)))
    if len(weak := [base.service_name(s, lang) for s in every.loc[every["weak"], "service"]]):
        notes.append(say(lang, "note_weak", names=words.listed(weak, lang)))
    notes += [say(lang, "acts_note"), say(lang, "note")]
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
                say(
                    lang,
                    "title_before",
                    month=words.month(calls["start"].min(), lang) if len(calls) else "",
                    **fill,
                ),
            ),
            (fill["n"] >= 3, words.cap(say(lang, "title_count", **fill))),
            (True, say(lang, "title_plain", **fill)),
        ]
    )
    return Text(
        title=title,
        subtitle=say(lang, "subtitle", where=where),
        alt=say(
            lang,
            "alt",
            where=where,
            n=shown_services,
            first=first.year,
            last=edition.cutoff.year,
            blocked=len(cut),
        ),
        long=say(lang, "long", rows="; ".join(steps)),
        caption=say(lang, "caption", title=title, **fill),
        notes=tuple(notes),
        short_note=say(lang, "note"),
        sources=tuple(sources),
        reading=say(lang, "reading"),
        method=say(lang, "method"),
        claims=counted(len(cut), shown_services, of=say(lang, "counted")) + counted(*map(len, groups.values())),
    )


def _step(row: object, lang: str, chief: bool) -> str:
    """A stretch in the long description: from which month on for the two platforms, else from which year."""
    when = {"month": words.month(row.start, lang)} if chief else {"year": row.start.year}
    return say(lang, "step" if chief else "step_year", what=strip.limit(row, lang), **when)


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no restriction was known."""
    rows, groups, acts = frames(edition)
    if not rows:
        lang = edition.language
        reason = say(
            lang, "empty_no_events", where=words.country(edition.country, lang), day=words.day(edition.cutoff, lang)
        )
        return base.no_figure(chart, NAME, edition, say(lang, "empty_what_events"), reason)
    said = text(rows, groups, edition)
    return Chart(
        NAME,
        edition,
        said,
        data(edition, groups, acts),
        COLUMNS,
        static=lambda look: static(said, rows, acts, edition, look),
        interactive=lambda look: interactive(rows, acts, edition, look),
        key=strip.page_key(list(rows.values()), edition.cutoff, edition.language),
    )


def _listed(acts: pd.DataFrame, lang: str) -> list[tuple[str, str]]:
    """Month and name of each act; acts of one name and day are one entry that names its services."""
    found = []
    titles = acts["title" if lang == "en" else f"title_{lang}"]
    for (when, title), group in acts.groupby([acts["when"], titles], sort=False):
        services = list(dict.fromkeys(base.service_name(s, lang) for c in group["services"] for s in tables.items(c)))
        said = title if len(group) == 1 else f"{title}: {words.listed(services, lang)}"
        found.append((words.month(when, lang, short=True), said))
    return found


def static(said: Text, rows: dict[str, pd.DataFrame], acts: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    lang = look.language
    narrow, small = look.size.narrow, look.size.small
    counted = set(tables.read("user_counts")["service"])
    if look.size.brief and look.size.width > (look.size.height or 0) and counted & set(rows):
        # A low card has room for the services people know by their audience.
        rows = {s: f for s, f in rows.items() if s in counted}
        said = replace(said, short_note=say(lang, "note_social"))
    page = Page(look, said.title, said.subtitle, said.footer(edition, look.size))
    listed = [] if look.size.brief else _listed(acts, lang)
    column = max((page.width(when, "small") for when, _ in listed), default=0) + 8
    widest = max((page.width(t, "small") for _, t in listed), default=0)
    side = 0.0 if narrow or not listed else min(column + widest + 2, page.inner * 0.35)
    start = min(f["start"].min() for f in rows.values()).replace(month=1, day=1)
    end = edition.cutoff + pd.Timedelta(days=1)
    lane = say(lang, "acts") if len(acts) else ""
    names = [*(base.service_name(s, lang) for s in rows), "" if narrow else lane]
    left = page.left + max(page.width(name, "small", True) for name in names) + 10
    right = page.right - side - (26 if side else 0)
    scale = TimeScale(start, end, left, right)

    every = list(rows.values())
    key = {
        "depths": strip.depths_in(every),
        "some": any((f["breadth"] == "some").any() for f in every),
        "fade": strip.fades_in(every, edition.cutoff),
        "width": page.inner if narrow or not side else right - page.left,
    }
    key_height = strip.key_height(page, **key) + small * 0.5
    axis = small * 1.3 + 10
    acts_height = (
        (sum(len(wrap(t, small, page.inner - column)) for _, t in listed) + 2.4) * small * 1.32 if narrow else 0
    )
    row_wanted = small * (1.75 if narrow else 1.9)
    count = len(rows) + bool(lane)
    bottom = page.bottom(key_height + count * row_wanted + axis + acts_height)
    row_height = min((bottom - page.top - key_height - axis - acts_height) / count, small * 4.5)
    bar = row_height * 0.72

    strip.key(page, page.top, **key)
    y = page.top + key_height
    for tick in scale.ticks(page.width("2026", "small") + 12, 12):
        page.line((scale(tick),) * 2, (y, y + row_height * count), "grid", 1, zorder=0.5)
    for service, frame in rows.items():
        chief = service in edition.platforms
        page.text(
            left - 10,
            y + row_height / 2,
            base.service_name(service, lang),
            "small",
            colour=base.role(service) if chief else "text",
            bold=chief,
            ha="right",
        )
        strip.draw(page, scale, y + (row_height - bar) / 2, bar, frame, edition.cutoff, labels=bar > small * 1.15)
        y += row_height
    if lane:
        if page.width(lane, "small") <= left - 10 - page.left:
            page.text(left - 10, y + row_height / 2, lane, "small", colour="secondary", ha="right")
        for when in acts["when"].drop_duplicates():
            _act(page, scale.clip(when), y + row_height / 2)
        y += row_height
    page.line((left, right), (y, y), "axis", 1)
    y = time_axis(page, scale, y, years_only=True)
    if narrow and listed:
        y = _acts(page, listed, page.left, y + small * 1.0, page.inner, column, lang)
    elif side:
        _acts(page, listed, right + 26, page.top - small * 0.2, side, column, lang, bottom + axis - small)
    return page.finish(y)


def _act(page: Page, x: float, y: float) -> None:
    """A law or a mandate: a stroke, as many of them fall in one year."""
    half = page.size.small * 0.42
    page.line((x, x), (y - half, y + half), "secondary", 1.2 if page.size.narrow else 1.6)


def _acts(
    page: Page,
    listed: list[tuple[str, str]],
    x: float,
    y: float,
    width: float,
    column: float,
    lang: str,
    limit: float = 1e9,
) -> float:
    """Acts as a list, oldest first; where the room ends, the oldest are counted and not named."""
    small = page.size.small

    def total(acts: list[tuple[str, str]]) -> int:
        return sum(len(wrap(t, small, width - column)) for _, t in acts)

    whole, least = listed, small * 1.12
    while listed and y + (total(listed) + 1.2 + (listed != whole)) * least > limit:
        listed = listed[1:]
    if listed != whole:
        listed = [("", say(lang, "more", n=len(whole) - len(listed))), *listed]
    lines = total(listed)
    leading = small * 1.32
    if y + (lines + 1.2) * leading > limit:
        leading = max(least, (limit - y) / (lines + 1.2))
    _act(page, x + 3, y + small * 0.6)
    page.text(x + 12, y + small * 0.6, say(lang, "acts"), "small", bold=True)
    y += leading * 1.2
    for when, said in listed:
        page.text(x, y + small * 0.6, when, "small", colour="faint")
        for line in wrap(said, small, width - column):
            page.text(x + column, y + small * 0.6, line, "small", colour="secondary")
            y += leading
    return y


def interactive(rows: dict[str, pd.DataFrame], acts: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the same rows; acts as strokes below, with their names on hover."""
    lang = look.language
    figure = base.blank(look, 70 + 30 * (len(rows) + 1))
    for service, frame in rows.items():
        strip.screen(figure, base.service_name(service, lang), frame, edition.cutoff, look)
    if len(acts):
        lane = say(lang, "acts")
        figure.add_scatter(
            x=list(acts["when"]),
            y=[lane] * len(acts),
            mode="markers",
            marker={"symbol": "line-ns", "size": 12, "line": {"width": 2, "color": look["secondary"]}},
            customdata=[
                base.folded(f"{words.day(act.when, lang)}: {base.printed(act, 'title', lang)}")
                for act in acts.itertuples()
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    first = min(f["start"].min() for f in rows.values()).replace(month=1, day=1)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    base.date_axis(figure, first, edition.cutoff, lang)
    figure.update_xaxes(showgrid=True, gridcolor=look["grid"])
    figure.update_layout(barmode="overlay", margin_l=150)
    return figure
