"""What a figure says, in every language: short, whole, true to its data, of its day, and of no cause."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from babel import Locale
from reach import claims, words
from reach.chart import Chart
from reach.draw.look import SIZES

from checks import Drawing, apart, by_id, is_committed, of_chart, of_drawing, plain, prose, rows

CAUSES = {
    "en": r"because|caus(?:ed?|ing)|due to|drove|driven|fled|fleeing|hit by|moved to|led to|thanks to|migrat\w+"
    r"|switched|margin of error",
    "ru": r"из-за|вызва\w*|прив[её]л\w*|вследствие|благодаря|бежал\w*|переш\w+|потому|поскольку|вынудил\w*",
}
# The most words of a title, letters of an alt text and words of a long one; some figures have more to name.
MOST_IN_TITLE, MOST_IN_ALT, MOST_IN_LONG = 16, 180, 180
MORE = {
    "accounts-and-people": (200, 180),
    "fraud-by-channel": (200, 220),
    "who-said-what": (200, 180),
    "other-countries": (180, 230),
    "restriction-timeline": (180, 230),
}


def own_words(chart: Chart) -> dict[str, str]:
    """The words of a chart without those of the actors whom it quotes: they may name a cause, said to be theirs."""
    claims_made = {c for column in ("claim", "claim_ru") for c in chart.data.get(column, ()) if c}
    said = {field: plain(text) for field, text in prose(chart).items()}
    for claim in sorted(map(plain, claims_made), key=len, reverse=True):
        said = {field: text.replace(claim, "…") for field, text in said.items()}
    return said


@of_chart()
def lengths(chart: Chart) -> Iterator[str]:
    text = chart.text
    said = re.findall(r"\w\S*", text.title)  # a dash is no word
    least = {"en": 4, "ru": 3}[chart.edition.language]
    if text.title.endswith(".") or not (chart.empty or least <= len(said) <= MOST_IN_TITLE):
        yield f"a title of {len(said)} words: {text.title!r}"
    in_alt, in_long = MORE.get(chart.name, (MOST_IN_ALT, MOST_IN_LONG))
    if chart.empty or not is_committed(chart.edition):
        in_alt, in_long = 240, 260
    if not text.alt.endswith(".") or not 60 < len(text.alt) <= in_alt:
        yield f"an alt text of {len(text.alt)} letters: {text.alt!r}"
    if len(text.long.split()) > in_long:
        yield f"a long text of {len(text.long.split())} words"
    for field in ("subtitle", "long", "caption", *(() if chart.empty else ("reading", "method", "sources"))):
        if not getattr(text, field):
            yield f"no {field}"


@of_chart()
def finding_in_the_alt_text(chart: Chart) -> Iterator[str]:
    """The numbers of the title or, where it only compares, figures that it compares; else some of its words."""
    title, alt = (set(re.findall(r"\d[\d.,]*\d|\w+", plain(t).lower())) for t in (chart.text.title, chart.text.alt))
    if numbers := {word for word in title if word[0].isdigit()}:
        if numbers - alt and chart.name == "who-said-what":  # a title of parts, of which the alt text has the sum
            numbers = {str(len(chart.data))}
        if numbers - alt and not re.search(r"\d (?:million|млн)", plain(chart.text.alt)):
            yield f"it lacks {', '.join(sorted(numbers - alt))}: {chart.text.alt!r}"
        return
    stems, long = {word[:4] for word in alt}, [word for word in title if len(word) > 4]
    if sum(word[:4] in stems for word in long) < len(long) / 3:
        yield f"it is not about {chart.text.title!r}: {chart.text.alt!r}"


@of_chart()
def no_cause(chart: Chart) -> Iterator[str]:
    cause = re.compile(rf"\b(?:{CAUSES[chart.edition.language]})\b", re.IGNORECASE)
    for field, said in own_words(chart).items():
        yield from (f"{field} says {found!r}: {said!r}" for found in cause.findall(said))


@of_chart()
def no_way_that_was_not_gone(chart: Chart) -> Iterator[str]:
    """What rose by 37.5 to 39.5 million did not rise from 37.5 to 39.5."""
    for field, text in prose(chart).items():
        if found := re.findall(r"\b(?:rose|fell|up|down) [\d.]+ to [\d.]+", plain(text)):
            yield f"{field}: {found}"


@of_chart()
def nothing_left_over(chart: Chart) -> Iterator[str]:
    """No hole of a template, no value that is none, no country without its article."""
    for field, said in prose(chart).items():
        for found in re.findall(r"[{}]|\b(?:nan|inf|NaT|<NA>)\b|\b(?:in|for|outside) United\b|\s{2}|\.\.", said):
            yield f"{field} has {found!r}: {said!r}"


@of_chart()
def a_caption_is_short(chart: Chart) -> Iterator[str]:
    if is_committed(chart.edition) and len(chart.text.caption.split()) > 40:
        yield f"{len(chart.text.caption.split())} words: {chart.text.caption!r}"


@of_chart()
def carried_by_the_data(chart: Chart) -> Iterator[str]:
    yield from claims.check(chart)


@of_chart()
def a_card_says_that_there_is_nothing(chart: Chart) -> Iterator[str]:
    if not chart.empty:
        return
    where = set(re.findall(r"\w+", words.country(chart.edition.country, chart.edition.language)))
    none = {"en": r"\bno\b", "ru": r"\b(?:нет|не|ни)\b"}[chart.edition.language]
    for field in ("alt", "long", "subtitle"):
        # In Russian the country's name is in some case.
        if not any(word[:-2] in getattr(chart.text, field) for word in where):
            yield f"{field} does not name the country: {getattr(chart.text, field)!r}"
    for field in ("alt", "long", "title"):
        if not re.search(none, getattr(chart.text, field), re.IGNORECASE):
            yield f"{field} does not say no: {getattr(chart.text, field)!r}"
    if chart.edition.language == "en" and not chart.text.title.startswith("No figure to show: "):
        yield f"the title is {chart.text.title!r}"


MONTHS = {
    language: {
        name.lower(): number
        for form in ("wide", "abbreviated")
        for kind in ("format", "stand-alone")
        for number, name in Locale(language).months[kind][form].items()
    }
    for language in words.LANGUAGES
}


@cache
def _months(language: str) -> re.Pattern:
    names = "|".join(sorted(map(re.escape, MONTHS[language]), key=len, reverse=True))
    return re.compile(rf"\b({names})[а-яё]?\s(\d{{4}})\b|\b(20\d\d)\b", re.IGNORECASE)


def later(said: str, day: dt.date, language: str) -> list[str]:
    """Months and years in a text that came after a day."""
    found = []
    for match in _months(language).finditer(plain(said)):
        year = int(match[2] or match[3])
        month = MONTHS[language][match[1].lower()] if match[1] else 1
        if (year, month) > (day.year, day.month):
            found.append(match[0])
    return found


@of_chart()
def nothing_known_later(chart: Chart) -> Iterator[str]:
    if (day := chart.edition.as_of) is None:
        return
    for field, said in own_words(chart).items():
        yield from (f"{field} tells of {found}: {said!r}" for found in later(said, day, chart.edition.language))
    for source in chart.text.sources:
        if by_id("sources")[source]["known_by"] > day.isoformat():
            yield f"the page {source} was public later"


# What stands at the foot

DAY = {"en": "Data as of {} {} {}", "ru": "Данные на {} {} {}"}


@of_drawing()
def numbers_of_the_title_stand_on_the_picture(drawing: Drawing) -> Iterator[str]:
    """Beside title, subtitle and foot, which are set first; a year may be that of an axis."""
    numbers, shown = (
        set(re.findall(r"\d+(?:[.,]\d+)?", said))
        for said in (plain(drawing.chart.text.title), drawing.said.rpartition("CC BY 4.0")[2])
    )
    lost = {n for n in numbers - shown if not re.fullmatch("(?:19|20)[0-9]{2}", n)}
    if lost and not drawing.chart.empty:
        yield f"no {', '.join(sorted(lost))} of {drawing.chart.text.title!r}"


@of_drawing()
def foot(drawing: Drawing) -> Iterator[str]:
    """Title and subtitle stand above; who published the figures, the day and the licence below."""
    chart, text, language = drawing.chart, drawing.chart.text, drawing.language
    if plain(text.title) not in drawing.said:
        yield f"no title {text.title!r}"
    # On a small card some figures say less of what they are; what is drawn is said on the article.
    if drawing.size == "article" and plain(text.subtitle) not in drawing.said:
        yield f"no subtitle {text.subtitle!r}"
    day = chart.edition.cutoff
    as_of = DAY[language].format(day.day, Locale(language).months["format"]["wide"][day.month], day.year)
    yield from (f"no {said!r}" for said in (as_of, "CC BY 4.0") if said not in drawing.said)
    if chart.empty:
        nothing = {"en": "No figure to show", "ru": words.say("ru", "no_figure")}[language]
        if drawing.said.count(nothing) < 2 or drawing.lines:
            yield "the card does not say in its place that there is nothing, or has an axis"
        return
    source = re.search(r"(?:Source|Источник)\w?: .*", drawing.said)
    if source is None:
        yield "no source"
        return
    pages = [by_id("sources")[i] for i in text.sources]
    names = [(_in(page, "publisher", language), _in(page, "origin", language).split(",")[0]) for page in pages]
    credited = [i for i, known in zip(text.sources, names, strict=True) if any(n and n in source[0] for n in known)]
    if re.search(r" others| другие", source[0]):
        if len(credited) < 3:
            yield f"only {len(credited)} publishers are named before the others"
    else:
        yield from apart(credited, list(text.sources), "pages that are credited")


def _in(row: dict[str, str], column: str, language: str) -> str:
    return (row[f"{column}_ru"] if language == "ru" else "") or row[column]


@of_chart()
def labels(chart: Chart) -> Iterator[str]:
    """Of services and pages that are named, where an edition asks for them; and nowhere else."""
    text, language = chart.text, chart.edition.language
    if not chart.edition.labels:
        for line in text.footer(chart.edition):
            if "экстремист" in line or "иностранным агентом" in line:
                yield f"a label that nobody asked for: {line!r}"
    asked = replace(chart.edition, labels=True)
    meta = by_id("services")["WhatsApp"]["label_ru"]
    named = any("WhatsApp" in said for field, said in prose(chart).items() if field not in ("reading", "method"))
    for size in (SIZES["article"], SIZES["social"]):  # what a brief size says is another thing
        lines = [plain(line) for line in text.footer(asked, size)]
        source, below = (lines[0], lines[1:]) if text.sources else ("", lines)
        if any(line.endswith(meta) and "WhatsApp" in line for line in below) != named:
            yield f"{size.name}: WhatsApp is {'not ' * named}labelled"
        for page in (by_id("sources")[i] for i in text.sources):
            name, label = _in(page, "publisher", language), page["label_ru"]
            if label and name in source and not any(label in line and name in line for line in below):
                yield f"{size.name}: {name} is not labelled"


@of_drawing()
def labels_are_printed(drawing: Drawing) -> Iterator[str]:
    if drawing.chart.edition.labels:
        labels = {row["label_ru"] for table in ("services", "sources") for row in rows(table)} - {""}
        for line in drawing.chart.text.footer(drawing.chart.edition, SIZES[drawing.size]):
            if line.endswith(tuple(labels)) and plain(line) not in drawing.said:
                yield f"no {line!r}"
