"""A chart: its data, its words and its panels. What a notebook shows, changes and publishes."""

import base64
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import credits, names, tables, words
from reach.claims import Claim
from reach.draw import layout, marks
from reach.draw.look import CONFIG, DPI, SCREENS, SIZES, Look, Size, styled
from reach.edition import Edition
from reach.intervals import safe_floor
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
    brief: str = ""  # the subtitle where there is less room

    def footer(self, edition: Edition, size: Size = SIZES["article"], few: bool = False) -> list[str]:
        return credits.footer(self, edition, size, few)


#: Fields of :class:`Text` that templates fill, and the keys of these.
_FIELDS = {name: name for name in ("subtitle", "alt", "long", "caption", "reading", "method")}
_FIELDS |= {"brief": "subtitle_short", "short_note": "note_short"}
#: Fields that are lists.
_LISTS = ("notes", "sources", "claims", "days")


def first_true(sentences: Sequence[tuple[object, str]]) -> str:
    """The first sentence whose condition holds; the last one is always true."""
    return next(sentence for condition, sentence in sentences if condition)


def least(people: float, language: str) -> str:
    """What "at least" may be said of, in whole millions."""
    return words.millions(safe_floor(people), language, 0)


def common(edition: Edition) -> dict[str, str]:
    """What every template may name: the two platforms ``a`` and ``b``, ``where``, and the ``day`` of the data."""
    lang = edition.language
    pair = dict(zip("ab", names.called(edition.platforms, lang), strict=False))
    return pair | {"where": words.country(edition.country, lang), "day": words.day(edition.cutoff, lang)}


def tell(
    said: dict[str, tuple[str, ...]], edition: Edition, titles: Sequence[tuple[object, str]], fill: dict, **more: object
) -> Text:
    """The words of a figure from its templates: ``subtitle``, ``alt`` and so on, where there are any.

    Args:
        said: templates by key, each in every language.
        titles: conditions and keys; the first that holds is taken, so that the last must always be true.
        fill: fills every template, with what is :func:`common` and the chosen ``title`` and ``finding``.
        more: fields of :class:`Text` said otherwise, by one key or several; what is empty or false among several is
            left out, and lists have each item once. Wherever a key may stand, a sentence may, too.
    """
    lang, say = edition.language, words.teller(said)
    fill = common(edition) | fill

    def filled(parts: Iterable[object]) -> Iterator[object]:
        return (say(lang, part, **fill) if part in said else part for part in parts if part)

    (title,) = filled([first_true(titles)])
    fill |= {"title": title, "finding": names.lower(title, lang)}
    found = {"subtitle": "", "alt": f"{title}.", "long": f"{title}.", "caption": f"{title}."}
    found |= {name: key for name, key in _FIELDS.items() if key in said} | more
    for name, given in found.items():
        if name in _LISTS:
            found[name] = tuple(dict.fromkeys(filled(given)))
        else:
            found[name] = " ".join(filled([given] if isinstance(given, str) else given))
    return Text(title, **found)


@dataclass(frozen=True)
class Chart:
    """One figure: ``data`` is the frame behind it, ``columns`` what its columns are, ``panel`` what is drawn of it.

    On paper and on screen it is drawn from the same ``panel``.
    """

    name: str
    edition: Edition
    text: Text
    data: pd.DataFrame
    columns: dict[str, str]
    panel: marks.Panel
    empty: bool = False
    called: str = ""  # what it counts, where a page switches from it to another
    other: "Chart | None" = None  # another count of the same, which its page switches to
    _made: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A fact may have been public before the page that it was read on: such a page is not credited.
        public = set(self.edition.known(tables.read("sources"))["source_id"])
        pages = tuple(i for i in self.text.sources if i in public)
        object.__setattr__(self, "text", replace(self.text, sources=pages))

    # What a notebook does with it

    def but(self, *, x: tuple | None = None, y: tuple | None = None, **said: str) -> "Chart":
        """The chart with other words, as ``chart.but(title="…")``, or other ranges, as ``y=(0, 120e6)``.

        A title that is changed is changed in the alt text, the caption and the long description too. Words are held
        to the data when the chart is published.

        Raises:
            ChartError: there is no such field of words, or no panel with such a scale.
        """
        known = [f.name for f in fields(Text) if f.type is str]
        if wrong := ", ".join(sorted(set(said) - set(known))):
            raise marks.ChartError(f"A chart has no {wrong}. It has: {', '.join(known)}, and ranges x and y.")
        if title := said.get("title"):
            old, lower = self.text.title, partial(names.lower, language=self.edition.language)
            for name in ("alt", "caption", "long"):
                whole = said.get(name, getattr(self.text, name)).replace(old, title)
                said[name] = whole.replace(lower(old), lower(title))
        panel = self.panel
        for axis, ends in (("x", x), ("y", y)):
            if ends is not None:
                panel = marks.changed(panel, partial(_ranged, axis=axis, ends=ends))
        return replace(self, text=replace(self.text, **said), panel=panel)

    def add(self, *more: object) -> "Chart":
        """The chart with more marks, as ``chart.add(Dots(mine, col("month"), col("value")))``, on its first panel.

        What it draws beside the chart's own data becomes part of the data that are published with it.
        """
        return replace(self, panel=marks.add(self.panel, *more))

    def note(self, record: str, text: str) -> "Chart":
        """The chart with a ring about a row's mark, and words filled from the row: ``note(id, "{service}: {value}")``.

        Numbers of people are given in millions, days as days.

        Raises:
            ChartError: the chart draws no such row.
        """
        lang = self.edition.language
        for part in marks.flat(self.panel):
            for mark in getattr(part, "marks", ()):
                table = marks.table_of(part, mark)
                at = next((c for c in ("record_id", "record", "event_id") if c in table), None)
                if at is None or not isinstance(mark, marks.Dots) or record not in set(table[at]):
                    continue
                row = table[table[at] == record].head(1)
                told = {k: _printed(v, lang) for k, v in row.iloc[0].items()}
                told["service"] = names.service(str(told.get("service", "")), lang)
                said = words.tied(text.format_map(told), lang)
                ring = replace(mark, data=row, size=15, hollow=True, shape="o", text=said, must=True, spare=False)
                ring = replace(ring, at=("above", "right", "below", "left", "far"), text_width=16.0, bold=False)
                alt = f"{self.text.alt} {words.cap(said)}."
                return replace(self.add(ring), text=replace(self.text, alt=alt))
        raise marks.ChartError(f"{self.name} draws no dot for the row {record!r}. chart.data has the rows it draws.")

    def figure(self, size: str = "article") -> Figure:
        """As a new matplotlib figure in one of the sizes; its axes are in the units of the data."""
        look, text = self.look.at(size), self.text
        with styled():
            subtitle = text.brief if text.brief and (look.size.brief or look.size.narrow) else text.subtitle
            footers = [text.footer(self.edition, look.size)]
            if look.size.height:  # where all does not fit, sources and notes are those of a card, or sources alone
                card = replace(look.size, brief=True)
                footers += [said.footer(self.edition, card) for said in (text, replace(text, short_note=""))]
            brief = text.footer(self.edition, look.size, few=True) if look.size.roomy else ()
            return layout.paper(self.panel, look, text.title, subtitle, *footers, brief=brief)

    def screen(self, size: str = "wide") -> go.Figure:
        """As a plotly figure, laid out for a ``wide`` or a ``narrow`` screen."""
        return go.Figure(self.on_screen(size))

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """The screen's form where it can be shown, else the picture; both with all their words."""
        picture = io.BytesIO()
        with styled():
            self.drawn("article").savefig(picture, format="png", dpi=DPI * 1.5)
        source = base64.b64encode(picture.getvalue()).decode()
        return {
            "application/vnd.plotly.v1+json": self.on_screen() | {"config": CONFIG},
            # JupyterLab gives pictures of its own no alt text, so the picture comes as HTML.
            "text/html": f'<img alt="{escape(self.text.alt)}" width="960" src="data:image/png;base64,{source}">',
            "text/plain": self.text.alt,
        }

    # What a kit asks of it

    @property
    def look(self) -> Look:
        return Look(theme=self.edition.theme, language=self.edition.language)

    def drawn(self, size: str) -> Figure:
        """The printed figure in one of the sizes, laid out once however often and in however many formats."""
        if size == "slide" and (article := self.drawn("article")).get_figheight() * DPI == SIZES["article"].height:
            return article
        if size not in self._made:
            self._made[size] = self.figure(size)
        return self._made[size]

    def on_screen(self, size: str = "wide") -> dict:
        """Data and layout of the figure on the screen, as plain values that are the caller's own."""
        if f"screen {size}" not in self._made:
            with styled():
                found = layout.screen(self.panel, replace(self.look, size=SCREENS[size]))
            self._made[f"screen {size}"] = json.dumps(found)
        return json.loads(self._made[f"screen {size}"])

    def strings(self) -> Iterable[str]:
        """Every word that stands on the picture beside its title, subtitle and footer."""
        return marks.strings(self.panel)


def _ranged(panel: marks.Panel, axis: str, ends: tuple) -> marks.Panel | None:
    low, high = (pd.Timestamp(end) if isinstance(end, str) else end for end in ends)
    scale = getattr(panel, axis, None)
    return replace(panel, **{axis: replace(scale, low=low, high=high)}) if scale is not None else None


def _printed(value: object, language: str) -> str:
    if isinstance(value, pd.Timestamp):
        return words.day(value, language)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return words.millions(value, language) if abs(value) >= 1e5 else words.number(value, language)
    return str(value)


def no_figure(chart: Callable[[Edition], Chart], name: str, edition: Edition, what: str, reason: str) -> Chart:
    """A figure that says in words, in its place and size, why there is nothing to draw.

    ``chart`` makes the figure: where there would be something to draw without one of the edition's parameters, the
    reason names that parameter.
    """
    lang, day, everything = edition.language, words.day(edition.cutoff, edition.language), dt.date(1990, 1, 1)
    if edition.since > everything and not chart(replace(edition, since=everything)).empty:
        reason = words.say(lang, "empty_for_since", reason=reason, day=words.day(edition.since, lang))
    elif edition.as_of and edition.since > everything:  # what came later must not change what is said as of a day
        told = day.replace(words.NBSP, " ") in reason.replace(words.NBSP, " ")
        dated = reason if told else words.say(lang, "empty_by_day", reason=reason, day=day)
        reason = words.say(lang, "empty_for_as_of", reason=dated)
    none, caption = words.say(lang, "no_figure"), f"{words.cap(reason)}."
    said = {field: words.SAID[f"empty_{field}"] for field in ("subtitle", "alt", "long")}
    months = audience.headline(edition)["month"]  # the month that has no base is named
    fill = {"what": what, "reason": reason}
    text = tell(said, edition, [(True, f"{none}: {reason}")], fill, caption=caption, days=months)
    data, columns = pd.DataFrame({"reason": [reason]}), {"reason": "Why there is no figure."}
    return Chart(name, edition, text, data, columns, marks.Card(none), empty=True)


def why(
    say: Callable[..., str], edition: Edition, what: str = "empty_what", none: str = "empty", **fill: object
) -> tuple[str, str]:
    """What a chart would show and the plain reason why it cannot, by a figure's own ``say`` and its keys."""
    fill = common(edition) | fill
    return say(edition.language, what, **fill), say(edition.language, none, **fill)


def why_no_reach(edition: Edition) -> tuple[str, str]:
    """:func:`why` a chart of both services shows nothing: no reach, or no base for it."""
    pair = audience.headline(edition)
    month = words.month(pair.loc[0, "month"], edition.language) if len(pair) else ""
    none = "empty_no_base" if pair["share_low"].isna().any() else "empty_no_reach"
    return why(words.say, edition, none=none, month=month)
