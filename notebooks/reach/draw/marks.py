"""What a chart is made of: marks on panels, over tables. Nothing here knows how it is drawn.

A field of type ``Field`` is what :meth:`pandas.DataFrame.assign` takes: one value for all rows, a column as
``col("low")``, or a function of the table; :func:`each` makes one from every row. Where words may be a tuple they are
the same said ever more shortly: the first that fits is taken, "" among them where they may be left out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

import pandas as pd
from pandas import col as col  # described with the marks, and taken from here

from reach.faults import Told

Field = object
Said = str | tuple[str, ...]
#: Values of the fields of one chart, which stands under "of".
_known: dict[object, object] = {}


class ChartError(Told):
    """A chart has no such part to change."""


def each(make: Callable[[object], object]) -> Callable[[pd.DataFrame], list]:
    """A field made from every row: ``each(lambda r: words.percent(r.low, r.high, lang))``."""
    return lambda data: [make(row) for row in data.itertuples()]


def values(data: pd.DataFrame, field: Field) -> list:
    """A field's value for every row of a table; worked out once while one chart is laid out."""
    if isinstance(field, tuple) or pd.api.types.is_scalar(field):
        return [field] * len(data)
    key = id(data), id(field)
    if key not in _known:
        _known[key] = data, field, data.assign(_=field)["_"].tolist()  # both are kept, so that none takes their place
    return _known[key][2]


def keep(panel: "Panel") -> None:
    """Keep the values of a chart's fields for its other sizes, and no others."""
    if _known.get("of") is not panel:
        _known.clear()
        _known["of"] = panel


def cells(data: pd.DataFrame, *fields: Field) -> list[tuple]:
    """Several fields' values, row by row."""
    return list(zip(*(values(data, field) for field in fields), strict=True))


@dataclass(frozen=True)
class Number:
    """Numbers; an end that is ``None`` lies where the marks and their words end. ``unit`` 1e6 prints millions.

    ``ticks`` are (value, words); of rows none are drawn where they are ``None``.
    """

    low: float | None = 0.0
    high: float | None = None
    unit: float = 1.0
    ticks: tuple[tuple[float, str], ...] | None = None


@dataclass(frozen=True)
class Time:
    """Days."""

    low: pd.Timestamp
    high: pd.Timestamp


# Marks. Those of a table of their own say by ``row`` to which row they belong, as the rows' ``key`` has it.


@dataclass(frozen=True)
class Bar:
    """From ``start`` to ``end`` in a row; pale from ``solid`` on, with a tick there. ``text`` stands inside or nowhere.

    With ``text_end`` words stand at the bar's end, and after it where they do not fit.
    """

    end: Field
    start: Field = 0.0
    colour: Field = "text"
    hatch: Field = ""
    edge: Field = "hatch"
    solid: Field = None
    text: Field = ""
    text_colour: Field = "on_service"
    text_level: Field = 0.5  # 0 top of the bar, 1 its foot
    text_end: bool = False
    tail: Field = ""  # words on the pale part
    top: Field = 0.0  # the part of the row's bar that it fills
    tall: Field = 1.0
    data: pd.DataFrame | None = None
    row: Field = None
    hover: Field = ""


@dataclass(frozen=True)
class Span:
    """A thin rule with ends: what roundings or disputed dates leave open. In a plot it stands upright at ``x``."""

    low: Field
    high: Field
    x: Field = None
    level: float = 0.5
    data: pd.DataFrame | None = None
    row: Field = None
    colour: Field = "text"


@dataclass(frozen=True)
class Line:
    """A line through points; each ``run`` is one."""

    data: pd.DataFrame
    x: Field
    y: Field
    run: Field
    colour: Field = "text"
    wide: Field = 3.0
    dotted: bool = False


@dataclass(frozen=True)
class Dots:
    """Marks at points: ``shape`` is o, ^, v, D, s, x or |; hollow ones stand beside the record.

    ``text`` stands at the first of the sides ``at`` where it is free: above, right, below, left, or far below with a
    line to it; the first rows first. ``spare`` dots are left out on a low card. In rows, ``swarm`` lays those of about
    one place beside each other.
    """

    data: pd.DataFrame
    x: Field
    y: Field = 0.0
    colour: Field = "text"
    shape: Field = "o"
    size: Field = 9.5
    hollow: Field = False
    text: Field = ""
    text_colour: Field = ""  # that of the dot
    text_width: float = 14.0  # in letters' heights
    bold: bool = True
    at: tuple[str, ...] = ("above", "right", "below", "left")
    must: bool = False  # where no side is free the first is taken, and the page says so
    spare: bool = False
    swarm: bool = False
    hover: Field = ""
    row: Field = None


@dataclass(frozen=True)
class Column:
    """An upright bar from ``x`` to ``to_x``, from nought to ``y``; words stand beyond its end where they fit."""

    data: pd.DataFrame
    x: Field
    to_x: Field
    y: Field
    colour: Field = "text"
    hatch: Field = ""
    edge: Field = ""
    text: Field = ""
    hover: Field = ""
    loud: Field = False  # its words are as large as a title's


@dataclass(frozen=True)
class Bracket:
    """A change, named: a rule from the first point's level to a bracket beyond the last one; ``text`` is loud."""

    start: tuple  # x, y
    end: tuple
    text: str
    unit: str = ""
    colour: str = "text"


@dataclass(frozen=True)
class Name:
    """How the labels of rows look, and where they stand: beside their row, or at the ``start`` of its first bar."""

    colour: Field = "text"
    bold: Field = False
    role: str = "label"
    at: str = "side"


@dataclass(frozen=True)
class Head:
    """A heading over the rows that share it, with small words beside it."""

    text: Field = ""
    note: Field = ""
    colour: Field = "text"
    role: str = "label"


@dataclass(frozen=True)
class Rows:
    """A table whose rows have words on both sides of their marks."""

    data: pd.DataFrame
    marks: tuple[Bar | Span | Dots, ...]
    label: Field
    detail: Field = ""  # small words between the label and the marks; left out where there is no room
    end: Field = ""  # words after the marks
    quiet: bool = False  # these are small
    x: Number | Time = Number()
    key: Field = None  # by which marks of other tables find their row
    head: Head = Head()
    name: Name = Name()
    row: float | None = None  # height in lines of its label; None shares the page
    thick: float = 0.64  # share of it that a bar takes
    track: Said = ""  # what the whole width stands for: it lies pale behind the bars
    low: Field = True  # whether a row is kept on a low card


@dataclass(frozen=True)
class Plot:
    """Lines, dots and columns."""

    marks: tuple[Line | Dots | Column | Span | Bracket, ...]
    x: Number | Time
    y: Number = Number()
    ends: pd.DataFrame | None = None  # x, y, text, note, colour: words at the ends of lines, kept apart
    head: str = ""
    note: str = ""  # small words beside the head
    sub: str = ""  # and below it
    colour: str = "text"
    rules: tuple[object, ...] = ()  # where a dotted rule stands upright
    bands: tuple[tuple[object, object, float, float], ...] = ()  # x, to x, y, to y: pale grounds
    height: float = 320.0  # on a page of free height
    spare: bool = False  # left out on a low card


@dataclass(frozen=True)
class Overlap:
    """Two parts of one whole, one from the left and one from the right, and below them where they must meet.

    ``also`` are other figures for the first and the second part; ``said`` the words on the parts, ``rest`` those on
    what lies outside them, ``both`` and ``aside`` those on and beside the meeting (below, where there is no room).
    """

    whole: float
    parts: tuple[float, float]
    colours: tuple[str, str]
    said: tuple[Said, Said]
    rest: tuple[Said, Said]
    title: Said
    both: Said = ""
    aside: tuple[Said, Said] = ("", "")
    also: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    also_said: tuple[Said, Said] = ("", "")
    also_hover: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    hover: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True)
class Flags:
    """Days named above the panels that follow, with a dotted rule through them: columns x, head, text.

    Who walks through them is told what stands in a column ``said``, where there is one. With ``spare`` the last of the
    table have a rule alone where words would stand away from theirs; with ``own`` rules end with the panel that
    follows, which is about ``who``.
    """

    data: pd.DataFrame
    x: Time
    spare: bool = False
    own: bool = False
    who: str = ""


@dataclass(frozen=True)
class Words:
    """A sentence across the page; of several, the next for a phone or a square, the last for a low card."""

    text: Said
    rule: bool = False


@dataclass(frozen=True)
class List:
    """Entries in words, each after a small head: columns head, text. Where room ends, the first are counted only."""

    data: pd.DataFrame
    title: str = ""
    more: str = ""  # "{n} earlier"
    spare: bool = True  # left out on cards
    role: str = "small"


@dataclass(frozen=True)
class Table:
    """Cells in words under their headings; ``number`` columns end at one edge, the first column leads.

    Without numbers it is a list on a phone and where there is little room: the last cell below the others. Where a low
    card has no room, the last rows are counted only.
    """

    data: pd.DataFrame
    headings: tuple[str, ...]
    title: str = ""
    more: str = ""  # "{n} more"
    numbers: bool = True
    spare: bool = True
    free: bool = False  # on pages of free height alone


@dataclass(frozen=True)
class Key:
    """Samples and their words: (kind, colour, hatch, words), of kind bar, part, open, span, line, rule, dot and so on.

    What a bar has room to say itself is left out; with ``short`` all is, but where words are said shortly.
    """

    samples: tuple[tuple[str, str, str, str], ...]
    short: bool = False


@dataclass(frozen=True)
class Card:
    """Why there is nothing to draw, on an empty ground."""

    text: str


@dataclass(frozen=True)
class Either:
    """Panels of a stack for wide pages, others for a phone, and for a low card."""

    wide: tuple["Panel", ...]
    narrow: tuple["Panel", ...]
    low: tuple["Panel", ...]


@dataclass(frozen=True)
class Stack:
    """Panels above each other; those over days share one scale."""

    panels: tuple["Panel", ...]


@dataclass(frozen=True)
class Beside:
    """Panels beside each other, in ``columns``; above each other on a phone. ``widths`` are shares.

    A low card shows those of ``low`` alone. With ``tall`` they stand above each other wherever there is height.
    """

    panels: tuple["Panel", ...]
    columns: int = 2
    low: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()
    tall: bool = False


Panel = Rows | Plot | Overlap | Flags | Words | List | Table | Key | Card | Stack | Beside | Either


def flat(panel: Panel) -> Iterator[Panel]:
    """A panel's parts, one after the other."""
    if isinstance(panel, Stack | Beside | Either):
        for part in (*panel.wide, *panel.narrow, *panel.low) if isinstance(panel, Either) else panel.panels:
            yield from flat(part)
    else:
        yield panel


def steps(panel: Panel) -> list[tuple[pd.Timestamp, str, str]]:
    """The days named above a figure's panels, in order: the day, as it is written, and what happened on it."""
    found: dict[tuple[pd.Timestamp, str], dict[str, None]] = {}
    for part in flat(panel):
        for row in part.data.itertuples() if isinstance(part, Flags) else ():
            if part.x.low <= row.x < part.x.high:
                said = getattr(row, "said", row.text)
                said = f"{part.who}: {said}" if part.who else said
                found.setdefault((row.x, row.head), {})[said] = None
    return [(*day, "; ".join(said)) for day, said in sorted(found.items())]


#: Fields of panels and marks that hold words.
_WORDED = {
    Rows: ("label", "detail", "end", "head.text", "head.note", "track"), Bar: ("text", "tail"), Dots: ("text",),
    Column: ("text",), Bracket: ("text", "unit"), Plot: ("head", "note", "sub"), Words: ("text",), List: ("title",),
    Card: ("text",), Overlap: ("said", "rest", "title", "both", "aside", "also_said"),
}  # fmt: skip


def strings(panel: Panel) -> Iterator[str]:
    """Every word of a panel and its marks that may stand on a picture, ticks and samples of the key left aside."""
    for part in flat(panel):
        for thing in (part, *getattr(part, "marks", ())):
            data = table_of(part, thing)
            for name in _WORDED.get(type(thing), ()):
                yield from _told(values(data, attrgetter(name)(thing)) if len(data) else [])
        if isinstance(part, Flags | List):
            yield from _told([*part.data["head"], *part.data["text"]])
        if isinstance(part, Table):
            yield from _told([*part.data.to_numpy().ravel(), part.title])
        if isinstance(part, Plot) and part.ends is not None:
            yield from _told([*part.ends["text"], *part.ends["note"]])


def _told(found: Iterable[object]) -> Iterator[str]:
    for said in dict.fromkeys(found):
        if isinstance(said, tuple):
            yield from _told(said)
        elif isinstance(said, str) and said.strip():
            yield said


def tables(panel: Panel) -> Iterator[pd.DataFrame]:
    """The tables of a panel and of its marks."""
    found = (getattr(thing, "data", None) for thing in (panel, *getattr(panel, "marks", ())))
    return (data for data in found if data is not None)


def table_of(panel: Panel, mark: object) -> pd.DataFrame:
    """The table that a mark is drawn from: its own, or that of its rows; one row without cells where there is none."""
    own = getattr(mark, "data", None)
    return own if own is not None else getattr(panel, "data", pd.DataFrame([{}]))


def changed(panel: Panel, change: Callable[[Panel], Panel | None]) -> Panel:
    """The panel with its first part for which ``change`` gives another one, changed.

    Raises:
        ChartError: no part can be changed so.
    """
    if isinstance(panel, Either):  # wherever it is shown
        return Either(*(changed(Stack(some), change).panels for some in (panel.wide, panel.narrow, panel.low)))
    if not isinstance(panel, Stack | Beside):
        if (found := change(panel)) is None:
            raise ChartError(f"A {type(panel).__name__} cannot take this. See chart.panel for what there is.")
        return found
    for i, part in enumerate(panel.panels):
        try:
            found = changed(part, change)
        except ChartError:
            continue
        return replace(panel, panels=(*panel.panels[:i], found, *panel.panels[i + 1 :]))
    raise ChartError("No panel of this chart can take this. See chart.panel for what there is.")


def add(panel: Panel, *marks: Bar | Span | Line | Dots | Column) -> Panel:
    """The panel with more marks; of several panels, the first that has marks."""
    return changed(panel, lambda p: replace(p, marks=(*p.marks, *marks)) if isinstance(p, Rows | Plot) else None)
