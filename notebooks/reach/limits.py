"""Restrictions as marks: shade and pattern carry the depth, height the breadth, and a word says both where it fits."""

import pandas as pd

from reach import names, words
from reach.draw.look import HATCH_SOME, HATCHES
from reach.draw.marks import Bar, Key, Name, Rows, Span, Time, col, each
from reach.edition import Edition

Strips = dict[str, pd.DataFrame]  # stretches by row, as of :func:`reach.measures.timeline.strip`
#: A bar is drawn whole where its last report is no older than this, which readers are told is a month; else it is
#: pale from that report on.
RECENT = pd.Timedelta(days=31)


def word(row: object, language: str, short: bool = False) -> str:
    """The printed word of a stretch: what is limited and how deep."""
    if row.kind == "shutdown":
        return words.say(language, "depth_cut")
    if row.depth == 1:
        return words.say(language, "depth_1" + ("" if row.function == "calls" else f"_{row.function}"))
    if row.depth == 3 and row.breadth == "nationwide" and pd.isna(row.announced):
        # Nobody announced it: the event's own name says what is known.
        said = names.lower(names.printed(row, "title", language), language)
        return said.split(",")[0] if short else said
    return words.say(language, f"depth_{int(row.depth)}")


def limit(row: object, language: str) -> str:
    """The same for a sentence, with how wide it was and, for a block, that nobody announced it."""
    said = word(row, language, short=True)
    if row.breadth != "nationwide":
        return f"{said} {words.say(language, 'partial')}"
    silent = row.depth == 3 and row.kind != "shutdown" and pd.isna(row.announced)
    return words.say(language, "silent", what=said) if silent else said


def stale(row: object, cutoff: pd.Timestamp) -> bool:
    """Whether what holds was last reported long ago."""
    return bool(row.open and cutoff - row.confirmed > RECENT)


def solid(row: object, cutoff: pd.Timestamp) -> pd.Timestamp:
    """The last report on a stretch, where what follows is drawn pale; else no day."""
    some = row.breadth != "nationwide" and (cutoff if row.open else row.end) - row.confirmed > RECENT
    return row.confirmed if some or stale(row, cutoff) else pd.NaT


def hover(row: object, cutoff: pd.Timestamp, language: str) -> str:
    """What a stretch says on the screen."""
    said, title = word(row, language), names.printed(row, "title", language)
    name = title if said.lower() == title.lower() else f"{title}: {said}"
    wide = "" if row.breadth == "nationwide" else f" {words.say(language, 'partial')}"
    dates = words.say(language, "from", day=words.day(row.start, language))
    if not row.open:
        dates += f" {words.say(language, 'until', day=words.day(row.end, language))}"
    elif stale(row, cutoff):
        dates += f"; {words.say(language, 'last_reported', day=words.day(row.confirmed, language))}"
    return f"{name}{wide}\n{dates}"


def bars(strips: Strips, cutoff: pd.Timestamp, language: str, tail: str = "") -> Bar:
    """Stretches as bars of the rows with their keys; ``tail`` are words for what lies behind the last report."""
    rows = []
    for key, frame in strips.items():
        some = frame[frame["breadth"] == "some"]
        for r in frame.sort_values("breadth").itertuples():
            depth, end = f"depth_{int(r.depth)}", cutoff if r.open else r.end
            over = ((some["start"] < end) & (some["end"] > r.start)).any()
            look = {"colour": "depth_2", "hatch": HATCH_SOME, "top": 0.62, "tall": 0.38, "text": "", "tail": ""}
            if r.breadth == "nationwide":
                text = tuple(word(r, language, short) for short in (False, True))
                look = {"colour": depth, "hatch": HATCHES[r.depth], "top": 0.0, "tall": 1.0, "text": text, "tail": tail}
            look |= {"text_colour": f"on_{depth}", "text_level": 0.31 if over else 0.5, "solid": solid(r, cutoff)}
            place = {"key": key, "event_id": r.event_id, "start": r.start, "end": end}
            rows.append(place | look | {"hover": hover(r, cutoff, language)})
    look = ("colour", "hatch", "solid", "top", "tall", "text", "text_colour", "text_level", "tail", "hover")
    data = pd.DataFrame(rows, columns=["key", "event_id", "start", "end", *look])
    return Bar(col("end"), col("start"), **{field: col(field) for field in look}, data=data, row=col("key"))


def claimed(strips: Strips, phases: pd.DataFrame) -> Span:
    """The width of the dates claimed for each beginning, below the bars."""
    events = phases.drop_duplicates("event_id").set_index("event_id")
    rows = []
    for key, frame in strips.items():
        reach = pd.Timestamp.min
        for r in frame[frame["breadth"] == "nationwide"].sort_values("start").itertuples():
            start, low, high = events.loc[r.event_id, ["start", "start_low", "start_high"]]
            if r.start == start and high > low > reach:
                rows.append((key, low, high))
                reach = high
    data = pd.DataFrame(rows, columns=["key", "low", "high"])
    return Span(col("low"), col("high"), level=1.16, data=data, row=col("key"))


def window(strips: Strips, months: pd.Series, edition: Edition) -> Time:
    """From two months before the first limit to a month after the last figure."""
    begun = min((f["start"].min() for f in strips.values()), default=pd.Timestamp(edition.since))
    start = max(pd.Timestamp(edition.since), (begun - pd.DateOffset(months=2)).replace(day=1))
    today = edition.cutoff + pd.offsets.MonthEnd(0) + pd.Timedelta(days=1)
    if start > months.max():  # an axis that would show no figure begins with the figures
        start = months.min()
    return Time(start, min(months.max() + pd.DateOffset(months=2), today))


def below(strips: Strips, phases: pd.DataFrame, time: Time, edition: Edition) -> list[Rows | Key]:
    """The limits below a plot, on its axis, with the key; nothing where there are none."""
    if not strips:
        return []
    lang, rows = edition.language, pd.DataFrame({"service": list(strips)})
    marks = bars(strips, edition.cutoff, lang), claimed(strips, phases)
    name = Name(each(lambda r: names.role(r.service)), True, at="start")
    label = each(lambda r: names.service(r.service, lang))
    found = Rows(rows, marks, label, x=time, key=col("service"), name=name, row=2.5, thick=0.7)
    return [found, key(strips, edition.cutoff, lang, until=time.high, claimed=True)]


def key(
    strips: Strips, cutoff: pd.Timestamp, language: str, *, until: pd.Timestamp | None = None, claimed: bool = False
) -> Key:
    """Samples of the patterns used ``until`` a day; the words are those on the bars: what a bar says is left out."""
    until = cutoff if until is None else until
    rows = [r for frame in strips.values() for r in frame.itertuples() if r.start < until]
    depths = sorted({int(r.depth) for r in rows if r.breadth == "nationwide"})
    found = [("bar", f"depth_{d}", HATCHES[d], words.say(language, f"depth_{d}")) for d in depths]
    if any(r.breadth == "some" for r in rows):
        found.append(("part", "depth_2", HATCH_SOME, words.say(language, "partial")))
    if any(stale(r, cutoff) and r.confirmed < until for r in rows):
        found.append(("pale", "text", "", words.say(language, "key_after")))
    if claimed:
        found.append(("span", "text", "", words.say(language, "key_whisker")))
    return Key(tuple(found))
