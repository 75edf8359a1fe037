"""The explorer as a page: every state of figures and limits as plain data, which its script filters and draws.

Joins, rounding intervals, words and refusals are made here, by :mod:`reach.views`; the script chooses among them.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from reach import explorer, house, limits, names, pages, paths, pictures, tables, unchanged, views, words
from reach.draw import layout
from reach.draw.look import HATCH_SOME, HATCHES, SCREENS, Look, styled
from reach.draw.marks import Key, Stack
from reach.draw.page import LayoutError
from reach.draw.screen import FONTS, PATTERNS
from reach.edition import Edition
from reach.measures import audience

SCRIPT = "explore.js"
# fmt: off
#: The words of the page beside those of the explorer and its views, in English and Russian.
SAID = {
    "title": ("Explore the figures", "Посмотреть цифры"),
    "lead": ("Choose services, months and the day of knowledge. Every choice says how many figures it gives; the address holds the choice.",
             "Выберите сервисы, месяцы и день, на который известно. У каждого выбора указано число цифр; адрес хранит выбор."),
    "rows": ("The figures shown: {n}", "Показано цифр: {n}"),
    "chart": ("Chart of the figures in the table below, with limits.", "График цифр из таблицы ниже и ограничения."),
    "note": ("Only figures of one series are joined. The chart does not show why.", "Соединены только цифры одного ряда. Причин график не показывает."),
    "everything": ("all months", "все месяцы"),
    "change": ("The change between two months", "Изменение между двумя месяцами"),
    "back": ("All figures", "Все графики"),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Sentences of the views, and of the page, that the script fills with names and numbers.
FILLED = (
    "subtitle", "subtitle_bare", "missing", "near_time", "near_later", "near_metric", "near_apart", "near_none",
    "not_joined", "not_compared", "no_month", "one_month", "one_series", "rows", "everything",
)  # fmt: skip
ROLES = ("page", "text", "secondary", "grid", "axis", "hatch", "depth_1", "depth_2", "depth_3")


def _add(states: dict[tuple, list[list[int]]], row: tuple, moment: int) -> None:
    """Note that a row holds at a moment of knowledge: it stands once, with the first and the last of each run."""
    spans = states.setdefault(row, [])
    if spans and spans[-1][1] == moment - 1:
        spans[-1][1] = moment
    else:
        spans.append([moment, moment])


def _told(states: dict[tuple, list[list[int]]]) -> list[list]:
    return [[*row, *span] for row, spans in states.items() for span in spans]


class Stopped(Exception):
    """Whoever asked does not wait any more."""


def collected(edition: Edition, stopped: Callable[[], bool] = bool) -> dict:
    """What the page has to choose from: by country the services, moments of knowledge, figures and limits."""
    found, records, pages_of = {}, {}, {}
    for country in dict.fromkeys([edition.country, *views.countries(edition.as_of).index]):
        every = views.Choice(country, views.offered(country), as_of=edition.as_of)
        have = {s for m in views.METRICS for s in views.figures(replace(every, metric=m))["service"]}
        if have:
            services = tuple(s for s in every.services if s in have)
            found[country] = _country(edition, country, services, records, pages_of, stopped)
    return {"countries": found, "records": records, "pages": pages_of}


def _country(
    edition: Edition, country: str, services: tuple[str, ...], records: dict, pages_of: dict, stopped: Callable
) -> dict:
    lang, last = edition.language, edition.as_of
    days = {d for m in views.METRICS for d, figures in views.public_days(country, m)["figures"].items() if figures}
    ends = {(d.year, d.month): d for d in sorted(days)}  # the last day of a month on which a figure became public
    moments = [*(d for d in ends.values() if last is None or d < last), last]
    cutoffs = [Edition(as_of=day).cutoff for day in moments]
    points, strips, changes = {}, {}, {}
    kept: dict[tuple[int, str], tuple[str, pd.DataFrame]] = {}
    for n, (day, cutoff) in enumerate(zip(moments, cutoffs, strict=True)):
        if stopped():
            raise Stopped
        for m, metric in enumerate(views.METRICS):
            choice = views.Choice(country, services, metric, as_of=day)
            mine = list(views.figures(choice).itertuples())
            noise = views.noise(choice) if mine else 0.0
            for p, q in combinations((r for r in mine if r.draw == "yes"), 2):
                if (p.service, p.series_id) == (q.service, q.series_id) and p.month < q.month:
                    _add(changes, (p.record_id, q.record_id, views.compared(p, q, noise, lang)[1]), n)
            for r in mine:
                high = None if r.high == float("inf") else r.high / 1e6
                row = (m, services.index(r.service), r.series_id, f"{r.month:%Y-%m}", r.value / 1e6, r.low / 1e6, high)
                _add(points, (*row, int(r.draw == "yes"), int(r.joined), r.record_id), n)
                records.setdefault(r.record_id, _record(r, lang))
                pages_of.setdefault(r.source_id, _page(r.source_id, lang))
        for k, dates in enumerate(views.DATES):
            phases = views.limits_of(country, day, dates)
            for service, mine in phases[phases["service"].isin(services)].groupby("service"):
                known = mine.to_csv(index=False)
                # The same limits make the same stretches; those that have not ended are drawn up to the day.
                if kept.get((k, service), ("",))[0] != known:
                    kept[k, service] = known, views.stretches(country, day, dates, service)
                for r in kept[k, service][1].itertuples():
                    start, end, last_report = r.start, pd.NaT if r.open else r.end, limits.solid(r, cutoff)
                    three = ["" if pd.isna(d) else f"{d:%Y-%m-%d}" for d in (start, end, last_report)]
                    row = (k, services.index(service), *three, int(r.depth), int(r.breadth == "some"))
                    _add(strips, (*row, limits.hover(r, cutoff, lang)), n)
    begin = views.start(Edition(country, edition.platforms, edition.also, last, since=edition.since))
    return {
        "name": words.country(country, lang),
        "services": [{"id": s, "name": names.service(s, lang), "ink": names.ink(s)} for s in services],
        "apart": [views.apart(country, s, last) for s in services],
        "moments": [[f"{c:%Y-%m-%d}", words.day(c, lang, short=True)] for c in cutoffs],
        "titles": [views.heading(replace(begin, metric=m), lang) for m in views.METRICS],
        "points": _told(points),
        "limits": _told(strips),
        "changes": _told(changes),
        "start": {
            "s": [services.index(s) for s in begin.services if s in services],
            "m": views.METRICS.index(begin.metric),
            "f": f"{begin.since:%Y-%m}",
        },
    }


def _record(row: object, lang: str) -> list:
    ends, sure = explorer.between(row, lang), explorer.sure(row.confidence, lang)
    return [audience.printed(row.record_id, lang), *ends, sure, row.source_id, audience.told(row.record_id, lang)]


def _page(source: str, lang: str) -> tuple[str, str]:
    return names.publisher(source, lang), pages.web(tables.row("sources", source).url)


def made(edition: Edition, folder: Path, stopped: Callable[[], bool] = bool) -> str:
    """The page for a folder; nothing where it has it already, no figure is known, or the work is ``stopped``."""
    inputs = [*sorted(paths.DATA.glob("*.csv")), *sorted(pages.FOLDER.iterdir()), *sorted(paths.PACKAGE.rglob("*.py"))]
    of = unchanged.digest(*map(unchanged.content, inputs), repr(edition).encode())
    target, home = folder / pages.EXPLORE, paths.CACHE / "explorers"
    mark = home / unchanged.digest(str(target.absolute()).encode())[:16]
    if target.is_file() and unchanged.content(mark).decode() == f"{of} {unchanged.digest(target.read_bytes())}":
        return ""
    try:
        text = rendered(edition, stopped)
    except Stopped:
        return ""
    home.mkdir(parents=True, exist_ok=True)
    with paths.whole(mark) as part:
        part.write_text(f"{of} {unchanged.digest(text.encode())}")
    return text


def put(text: str, folder: Path) -> None:
    """Write what :func:`made` gave."""
    pages.put(folder / SCRIPT, (pages.FOLDER / SCRIPT).read_bytes())
    if text:
        pages.put(folder / pages.EXPLORE, text.encode())


def _first(edition: Edition, country: str, here: dict) -> list[tuple[str, Markup]]:
    """What the page opens with, drawn beforehand for narrow and wide pages: plotly takes over a second to be read."""
    services = tuple(here["services"][i]["id"] for i in here["start"]["s"])
    chart = views.view(edition, replace(views.start(replace(edition, country=country)), services=services))
    bare = Stack(tuple(p for p in chart.panel.panels if not isinstance(p, Key)))  # the page has a key of its own
    found = []
    for name, width in (("narrow", 358), ("wide", 1168)):
        size = replace(SCREENS[name], width=width)
        try:
            with styled():
                figure = layout.paper(bare, replace(chart.look, size=size), "", "", ())
        except LayoutError:  # it is a picture for a second: what has no room waits for plotly
            continue
        text = pictures.svg(chart, figure, as_text=True)
        text = re.sub(r"<\?xml.*?>\s*|<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
        found.append((name, Markup(text.replace(f"'{house.STYLE.font}'", "'Reach Sans'"))))
    return found


def rendered(edition: Edition, stopped: Callable[[], bool] = bool) -> str:
    """The page as HTML; nothing where no figure is known."""
    lang, look = edition.language, Look(theme=edition.theme, language=edition.language).colours
    here, data = words.LANGUAGES.index(lang), collected(edition, stopped)
    if not (found := data["countries"].values()):
        return ""
    first = min(month for c in found for month in (c["start"]["f"], *(p[3] for p in c["points"])))
    months = pd.period_range(first, f"{edition.cutoff:%Y-%m}", freq="M").to_timestamp()
    titles, sample = tables.in_language("series", "title", "en"), words.number(1234.5, lang, 1)
    data |= {
        "metrics": [[m, views.say(lang, m), words.cap(views.say(lang, m))] for m in views.METRICS],
        "months": {f"{m:%Y-%m}": words.month(m, lang, short=True) for m in months},
        "series": {p[2]: titles[p[2]] for c in found for p in c["points"]},
        "say": {key: (SAID | views.SAID)[key][here] for key in FILLED},
        "two": words.listed(["{a}", "{b}"], lang),
        "three": words.listed(["{a}", "{b}", "{c}"], lang),
        "look": {role: look[role] for role in ROLES},
        "ink": {s["ink"]: look[s["ink"]] for c in found for s in c["services"]},
        "patterns": [PATTERNS[hatch] for _, hatch in sorted(HATCHES.items())] + [PATTERNS[HATCH_SOME]],
        "font": FONTS,
        "separators": sample[-2] + sample[1],
    }
    key = [(f"depth_{depth}", hatch, words.say(lang, f"depth_{depth}")) for depth, hatch in HATCHES.items()]
    key += [("depth_2", HATCH_SOME, words.say(lang, "partial")), ("pale", "", words.say(lang, "key_after"))]
    word = partial(explorer.say, lang)
    sheet = pages.style("figure.css", look=look, theme=edition.theme, heights=[460]).replace("../fonts/", "fonts/")
    return pages.template("explore.html").render(
        language=lang,
        theme=edition.theme,
        style=sheet,
        policy=pages.policy(sheet, drawn=True),
        data=pages.inert(data),
        first=_first(edition, *next(iter(data["countries"].items()))),
        own={name: say(lang, name) for name in ("title", "lead", "chart", "note", "change", "back")},
        word=word,
        dates=[word(f"date_{dates}") for dates in views.DATES],
        key=key,
        heads=explorer.HEADS,
    )
