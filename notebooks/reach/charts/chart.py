"""What a figure is made of: its frame, its words and its two drawings."""

import datetime as dt
import json
import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts.page import Page, TimeScale
from reach.claims import Claim
from reach.draw.look import SIZES, Look, Size, styled
from reach.edition import Edition
from reach.measures import audience


@dataclass(frozen=True)
class Text:
    """The words of a figure, all made from the frame that is drawn."""

    title: str
    subtitle: str
    alt: str
    long: str
    caption: str
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # source ids
    short_note: str = ""  # for sizes seen in passing
    reading: str = ""  # how to read the figure: what a mark, its length and its pattern stand for
    method: str = ""  # how the numbers came about
    claims: tuple[Claim, ...] = ()  # intervals behind what the words compare or derive
    days: tuple[pd.Timestamp, ...] = ()  # days that the words name and the frame does not

    def footer(self, edition: Edition, size: Size = SIZES["article"]) -> list[str]:
        """Source, note, day and licence, as lines to be broken; on a brief size the short note alone."""
        language, brief = edition.language, size.brief
        lines = (
            [words.say(language, "source", text=source_line(self.sources, edition, 4 if brief else 9, not brief))]
            if self.sources
            else []
        )
        notes = (self.short_note,) if brief else self.notes
        if any(notes):
            lines.append(words.say(language, "note", text=" ".join(n for n in notes if n)))
        lines += labels(self, edition, lines[0] if self.sources else "")
        day = words.say(language, "as_of", day=words.day(edition.cutoff, language))
        lines.append(f"{day} · {words.say(language, 'credit')}")
        return lines


@dataclass(frozen=True)
class Chart:
    """One figure: ``static`` draws it with matplotlib in a look, ``interactive`` with plotly.

    ``data`` is the frame behind it, written as ``data.csv``; ``columns`` says what its columns are.
    """

    name: str
    edition: Edition
    text: Text
    data: pd.DataFrame
    columns: dict[str, str]
    static: Callable[[Look], Figure]
    interactive: Callable[[Look], go.Figure]
    key: tuple[tuple[str, str], ...] = ()  # kinds of pattern and their words, for the page's key
    empty: bool = False
    _made: dict[str, Figure | str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A fact may have been public before the page that it was read on: such a page is not credited.
        public = set(self.edition.known(tables.read("sources"))["source_id"])
        pages = tuple(i for i in self.text.sources if i in public)
        object.__setattr__(self, "text", replace(self.text, sources=pages))

    @property
    def look(self) -> Look:
        return Look(theme=self.edition.theme, language=self.edition.language)

    def drawn(self, size: str) -> Figure:
        """The static figure in one of :data:`SIZES`, laid out once however often and in however many formats."""
        if size not in self._made:
            with styled():
                self._made[size] = self.static(self.look.at(size))
        return self._made[size]

    def on_screen(self) -> dict:
        """Data and layout of the interactive figure, as plain values that are the caller's own."""
        if "" not in self._made:
            self._made[""] = self.interactive(self.look).to_json()
        return json.loads(self._made[""])


def first_true(sentences: Sequence[tuple[object, str]]) -> str:
    """The first sentence whose condition holds; the last one is always true."""
    return next(sentence for condition, sentence in sentences if condition)


def source_line(ids: Sequence[str], edition: Edition, most: int = 9, with_pages: bool = True) -> str:
    """Who published the figures, each once, in the order given: ``Reuters (via Financetom), Kommersant and RBC``.

    Beyond ``most`` of them it says "others"; without ``with_pages`` the pages that retell are not named.
    """
    pages = tables.read("sources").set_index("source_id")
    publishers = tables.in_language("sources", "publisher", edition.language)
    via: dict[str, list[str]] = {}
    for i in ids:
        page, publisher = pages.loc[i], publishers[i]
        original = page["origin"].split(",")[0].strip()
        if not original or len(original.split()) > 2:
            original = publisher
        elif edition.language == "ru":
            original = page["origin_ru"] or original
        via.setdefault(original, [])
        if publisher != original and publisher not in via[original]:
            via[original].append(publisher)
        elif publisher == original:
            via[original].insert(0, "")
    said = [
        words.say(edition.language, "via", name=name, pages=words.listed(retold, edition.language))
        if with_pages and retold and "" not in retold
        else name
        for name, retold in via.items()
    ]
    if len(said) > most:
        said = [*said[:most], words.say(edition.language, "others")]
    return words.listed(said, edition.language)


def labels(text: Text, edition: Edition, credits: str) -> list[str]:
    """The labels that outlets inside Russia must print, for the services and the publishers that a figure names.

    Each as ``names: label``, in Russian whatever the language, from ``label_ru`` of the tables; none unless the
    edition asks for them.
    """
    if not edition.labels:
        return []
    said = " ".join((text.title, text.subtitle, text.alt, text.long, text.caption, text.short_note, *text.notes))
    said, credits = said.replace(words.NBSP, " "), credits.replace(words.NBSP, " ")
    found: dict[str, list[str]] = {}
    services = tables.read("services")
    # The longest name first: a page on Facebook Messenger has not named Facebook.
    for row in services.sort_values("service", key=lambda names: -names.str.len()).itertuples():
        name = row.service_ru if edition.language == "ru" else row.service
        named, said = re.search(rf"\b{re.escape(name)}\b", said), re.sub(rf"\b{re.escape(name)}\b", "", said)
        if named and row.label_ru:
            found.setdefault(row.label_ru, []).append(name)
    labelled = tables.read("sources").set_index("source_id")["label_ru"]
    publishers = tables.in_language("sources", "publisher", edition.language)
    for source in text.sources:
        if labelled[source] and publishers[source] in credits:
            found.setdefault(labelled[source], []).append(publishers[source])
    return [
        words.say("ru", "label", names=", ".join(sorted(set(names))), label=label) for label, names in found.items()
    ]


def measurer_note(edition: Edition) -> str:
    """Who owns the measurer of the series drawn, as a sentence for the footer; empty where nothing is noted."""
    return words.say(edition.language, "owner_VTsIOM") if edition.country == "RU" else ""


def owner_line(edition: Edition) -> str:
    """ "Measured by …" with the measurer's owner; empty where nothing is noted."""
    owner = measurer_note(edition)
    return words.say(edition.language, "measured_by", measurer=owner) if owner else ""


def aged(records: Iterable[str], lang: str) -> str:
    """Whom figures of reach count, by the universe of their series: "aged 12 and over".

    ``records`` are rows of ``user_counts.csv``; series of several ages are named one after the other.
    """
    found = dict.fromkeys(_AGES.search(tables.row("series", _series(i)).universe) for i in records)
    said = dict.fromkeys(
        words.say(lang, "aged_unknown")
        if age is None
        else words.say(lang, "aged_span", a=age[1], b=age[2])
        if age[2]
        else words.say(lang, "aged_over", n=age[1])
        for age in found
    )
    return words.listed(list(said), lang)


def _series(record: str) -> str:
    return tables.row("user_counts", record).series_id


_AGES = re.compile(r"aged (\d+) (?:to (\d+)|and over)")


def why_no_reach(edition: Edition) -> tuple[str, str]:
    """What a chart of both services would show, and the plain reason why it cannot: no reach, or no base for it."""
    a, b = (service_name(s, edition.language) for s in edition.platforms)
    pair = audience.headline(edition)
    fill = {
        "a": a,
        "b": b,
        "where": words.country(edition.country, edition.language),
        "day": words.day(edition.cutoff, edition.language),
    }
    if len(pair):
        fill["month"] = words.month(pair.loc[0, "month"], edition.language)
    why = "empty_no_base" if len(pair) and pair["share_low"].isna().any() else "empty_no_reach"
    return words.say(edition.language, "empty_what", **fill), words.say(edition.language, why, **fill)


def no_figure(chart: Callable[[Edition], Chart], name: str, edition: Edition, what: str, reason: str) -> Chart:
    """A figure that says in words, in its place and size, why there is nothing to draw.

    ``chart`` makes the figure: where there would be something to draw without one of the edition's parameters, the
    reason names that parameter.
    """
    where = words.country(edition.country, edition.language)
    everything = dt.date(1990, 1, 1)
    if edition.since > everything and not chart(replace(edition, since=everything)).empty:
        said = words.day(edition.since, edition.language)
        reason = words.say(edition.language, "empty_for_since", reason=reason, day=said)
    elif edition.as_of and edition.since > everything:  # what came later must not change what is said as of a day
        said = words.day(edition.cutoff, edition.language)
        told = said.replace(words.NBSP, " ") in reason.replace(words.NBSP, " ")
        dated = reason if told else words.say(edition.language, "empty_by_day", reason=reason, day=said)
        reason = words.say(edition.language, "empty_for_as_of", reason=dated)
    text = Text(
        title=f"{words.say(edition.language, 'no_figure')}: {reason}",
        subtitle=words.say(
            edition.language, "empty_subtitle", what=what, where=where, day=words.day(edition.cutoff, edition.language)
        ),
        alt=words.say(edition.language, "empty_alt", where=where, reason=reason),
        long=words.say(
            edition.language, "empty_long", where=where, reason=reason, day=words.day(edition.cutoff, edition.language)
        ),
        caption=f"{words.cap(reason)}.",
    )

    def static(look: Look) -> Figure:
        page = Page(look, text.title, text.subtitle, text.footer(edition, look.size))
        bottom = page.bottom(90)
        page.rect(page.left, page.top, page.inner, bottom - page.top, "empty")
        middle = (page.top + bottom) / 2
        page.text(
            page.size.width / 2,
            middle,
            words.say(edition.language, "no_figure"),
            "label",
            colour="secondary",
            ha="center",
        )
        return page.finish(bottom)

    def interactive(look: Look) -> go.Figure:
        figure = blank(look, 240)
        figure.add_annotation(
            text=words.say(edition.language, "no_figure"), showarrow=False, x=0.5, y=0.5, xref="paper", yref="paper"
        )
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
        return figure

    data = pd.DataFrame({"reason": [reason]})
    return Chart(name, edition, text, data, {"reason": "Why there is no figure."}, static, interactive, empty=True)


def blank(look: Look, height: int = 480) -> go.Figure:
    """A plotly figure in the house style, without title: the page around it has the words."""
    figure = go.Figure()
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 44, "r": 16, "t": 24, "b": 40},
        showlegend=False,
        dragmode=False,
        paper_bgcolor=look["page"],
        plot_bgcolor=look["page"],
        hovermode="closest",
        font={"family": "IBM Plex Sans, Segoe UI, Helvetica, Arial, sans-serif", "size": 14, "color": look["text"]},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(
        showgrid=False,
        zeroline=False,
        linecolor=look["axis"],
        tickcolor=look["axis"],
        ticks="outside",
        title={"standoff": 12, "font": {"size": 14}},
    )
    figure.update_yaxes(gridcolor=look["grid"], zeroline=False, ticklabelstandoff=8, title={"font": {"size": 14}})
    return figure


def folded(text: str, width: int = 38) -> str:
    """A text for a hover box: escaped, and broken so that it fits a phone."""
    return "<br>".join(escape(line) for line in textwrap.wrap(text, width))


def role(service: str) -> str:
    """Colour role of a service."""
    return tables.in_language("services", "colour_role", "en").get(service, "other")


def service_name(service: str, language: str) -> str:
    """A service as a language names it; the name itself where the table has no such service."""
    return tables.in_language("services", "service", language).get(service, service)


def event_title(event_id: str, language: str) -> str:
    """Short name of a row of ``restrictions.csv`` in a language."""
    return tables.in_language("restrictions", "title", language)[event_id]


def lower(text: str, language: str) -> str:
    """The text with a small first letter, unless it begins with the name of a service or a word in capitals."""
    group = tables.in_language("services", "group", "en")
    services = tables.in_language("services", "service", language)
    names = tuple(name for key, name in services.items() if group[key] == "no")
    capitals = re.match(r"\w*[^\W\d_]\w*", text)
    if text.startswith(names) or (capitals and len(capitals[0]) > 1 and capitals[0].isupper()):
        return text
    return text[:1].lower() + text[1:]


def printed(row: object, column: str, language: str) -> str:
    """A text of a row in a language: its column in English, the twin column (``claim_ru``) in another."""
    return words.tied(getattr(row, column if language == "en" else f"{column}_{language}"), language)


def date_axis(figure: go.Figure, start: dt.date, end: dt.date, language: str, most: int = 7, **where: int) -> None:
    """Range and ticks of a plotly date axis, with months as the language writes them: plotly knows English alone."""
    ticks = TimeScale(start, end, 0, most).ticks(1)
    yearly = all(t.month == 1 for t in ticks)
    said, last = [], None
    for tick in ticks:
        month = words.month(tick, language, year=False, short=True)
        said.append(str(tick.year) if yearly else month if tick.year == last else f"{month}<br>{tick.year}")
        last = tick.year
    figure.update_xaxes(
        type="date",
        range=[str(pd.Timestamp(start).date()), str(pd.Timestamp(end).date())],
        tickvals=[str(tick.date()) for tick in ticks],
        ticktext=said,
        tickangle=0,
        **where,
    )
