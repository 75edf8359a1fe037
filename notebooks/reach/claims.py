"""Every number and every comparison in a figure's words, held to the intervals of the frame that is drawn.

The words are made from the frame; this reads them back, in the language they are printed in. A number must be one of
the frame's, of a row that bears the service, country or counter named beside it and a month that the sentence names,
rounded as it is printed; or it stands in a :class:`Claim` that a measure gave. A comparison ("fell", "at least", "more
than") must have a claim of its kind, or for "at least" and "at most" such a row, whose interval carries it. Method and
notes are held like titles. What is not carried is an error, and no kit is written.
"""

import copy
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
from babel import Locale

from reach import wording, words
from reach.draw import marks
from reach.faults import Told

if TYPE_CHECKING:
    from reach.chart import Chart

#: Rules a claim's interval must meet, by kind; ``n`` is the number that is said, in the interval's own unit.
RULES = {
    "fell": lambda low, high, n: high < 0 and (n is None or low - _half(n) <= -n <= high + _half(n)),
    "rose": lambda low, high, n: low > 0 and (n is None or low - _half(n) <= n <= high + _half(n)),
    "little": lambda low, high, n: low > -1e6 and high < 1e6,
    "at_least": lambda low, high, n: n is not None and low >= n,
    "at_most": lambda low, high, n: n is not None and high <= n,
    "is": lambda low, high, n: n is None or low - _half(n) <= n <= high + _half(n),
}


class ClaimError(Told):
    """A figure's words say what its intervals do not carry."""


@dataclass(frozen=True)
class Claim:
    """Something said of an interval: ``Claim("fell", -14.2e6, -14.1e6, "WhatsApp", 14e6)``.

    ``kind`` is one of :data:`RULES`; ``low`` and ``high`` are the interval, for "fell" and "rose" that of the change;
    ``who`` is the name the sentence bears, empty where it bears none, and for "is" what is counted: a number right
    before that word must be the claim's; ``n`` the number said, in the interval's unit.
    """

    kind: str
    low: float
    high: float
    who: str = ""
    n: float | None = None

    @property
    def holds(self) -> bool:
        return RULES[self.kind](self.low, self.high, self.n)


def counted(*numbers: float, of: str = "") -> tuple[Claim, ...]:
    """Claims that numbers are what was counted or set: rows, months asked for, the constants of a method."""
    return tuple(Claim("is", n, n, of, n) for n in dict.fromkeys(numbers))


# Words that compare, by kind. "Over" in front of a figure is "at least": the interval's low end carries it.
_COMPARING = {
    "en": {
        "fell": r"\b(?:fell|lower|(?<!never )(?<!no )fewer|lost|down|below)\b",
        "rose": r"\b(?:rose|higher|gained|(?<!sign-)up|above)\b(?! to\b)",
        "little": r"\b(?:little changed|changed little)\b",
        "at_least": r"\b(?:at least|over|(?<!never )(?<!no )more than|never fewer than|no fewer than)\b(?= \d)",
        "at_most": r"\b(?:at most|up to|never more than|no more than)\b(?= \d)",
    },
    "ru": {
        "fell": r"\b(?:сократил\w*|снизил\w*|упал\w*|уменьшил\w*|ниже|(?<!не )меньше|потерял\w*)\b",
        "rose": r"\b(?:вырос\w*|увеличил\w*|выше|(?<!не )больше|приобрел\w*|прибавил\w*)\b",
        "little": r"\b(?:почти не изменил\w*)\b",
        "at_least": r"\b(?:не менее|не меньше|(?:как )?минимум(?: на)?|(?<!не )более|свыше|(?<!не )больше)\b(?= \d)",
        "at_most": r"\b(?:не более|не больше|максимум)\b(?= \d)",
    },
}
# Said of the page and not of a figure, or part of the name of whom is counted.
_PLAIN = {
    "en": (
        r"(?:people |everyone )?aged? 12 and over",
        r"age[sd] 12 to 64",
        r"cities of 100,000\+",
        r"above (?:a|the) strips?",
        r"above strips",
        r"listed below",
        r"limits below",
        r"restrictions below",
        r"Below,",
        r"CC BY 4\.0",
        # How a figure is read, and what a rule calls so.
        r"strips below",
        r"Ticks below",
        r"(?:line|months) above it",
        r"sums? these up",
        r"rounded (?:down|up)",
        r"lost \(left\) or gained \(right\)",
        r"under \d+ million at both ends are little changed",
        r"counts as lower where",
        r"called below or above reach only where",
        r"a floor above nought",
        r"− 2N",
        r"months 0 and 1",
    ),
    "ru": (
        r"от 12 лет",
        r"12[–-]64 (?:лет|года)",
        r"от 12 до 64 лет",
        r"город\w* от 100\s000",
        r"ниже (?:показаны|—|–)",
        r"CC BY 4\.0",
        r"потерял \(влево\) или приобр[её]л \(вправо\)",
        r"с обоих концов меньше \d+ млн",
        r"хотя бы на миллион ниже последнего",
        r"Больше или меньше охвата оно названо, только если",
        r"моделям — больше",
        r"− 2N",
        r"месяцах 0 и 1",
    ),
}
_UNITS = {
    "en": {"million": 1e6, "billion": 1e9, "percentage points": 0.01, "%": 0.01, "percent": 0.01, "thousand": 1e3},
    "ru": {"млн": 1e6, "млрд": 1e9, "п. п.": 0.01, "%": 0.01, "тыс.": 1e3},
}
_SCALES = (1.0, 1e6, 1e9, 0.01)
_FIELDS = ("title", "subtitle", "alt", "long", "caption", "reading", "short_note", "method")


def check(chart: "Chart") -> list[str]:
    """What a figure's words say that its frame does not carry, one line each; nothing where all is carried."""
    text, language = chart.text, chart.edition.language
    faults = [
        f"{chart.name}: the claim {claim} does not hold on its own interval" for claim in text.claims if not claim.holds
    ]
    known = _Known(chart)
    said = [(field, getattr(text, field)) for field in _FIELDS] + [("note", note) for note in text.notes]
    for field, words_ in said:
        # A method tells of no figure without its unit.
        heading = "" if field == "method" else f"{text.subtitle} {words_}"
        faults += [f"{chart.name}, {field}: {fault}" for fault in _counted(words_, text.claims, language)]
        own = _own(words_, known)
        faults += [f"{chart.name}, {field}: {why}, in {own!r}" for _, _, why in wording.refused(own, language)]
        for sentence in _sentences(words_):
            faults += [f"{chart.name}, {field}: {fault}" for fault in _numbers(sentence, heading, known, language)]
            faults += [f"{chart.name}, {field}: {fault}" for fault in _comparisons(sentence, heading, chart, known)]
    return faults + list(_on_picture(chart, known))


def _on_picture(chart: "Chart", known: "_Known") -> Iterator[str]:
    """What words on the picture itself say; labels beside marks bear no unit, and may name the days of these marks."""
    language = chart.edition.language
    known = known.with_days(chart.panel)
    units = " ".join(_UNITS[language])
    # Whose a label is its place says, and not its words.
    nameless = tuple(replace(claim, who="") for claim in chart.text.claims)
    chart = replace(chart, text=replace(chart.text, claims=nameless))
    for said in chart.strings():
        own = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", words.NBSP, _own(said, known))
        yield from (f"{chart.name}, on the picture: {why}, in {own!r}" for _, _, why in wording.refused(own, language))
        for sentence in _sentences(own):
            for faults in (_numbers(sentence, units, known, language), _comparisons(sentence, units, chart, known)):
                yield from (f"{chart.name}, on the picture: {fault}" for fault in faults)


def _own(text: str, known: "_Known") -> str:
    """A text without what rows of the frame say in full: that is quoted, and may tell of a cause."""
    text = text.replace(words.NBSP, " ")
    for cell in known.cells:
        text = text.replace(cell, "…") if len(cell) > _QUOTED else text
    return text


#: Cells longer than this are sentences, and quoted where a text has them.
_QUOTED = 24


def hold(chart: "Chart") -> None:
    """Raise where a figure's words are not carried.

    Raises:
        ClaimError: names figure, field, sentence and number.
    """
    if faults := check(chart):
        raise ClaimError("; ".join(faults))


@dataclass(frozen=True)
class _Fact:
    """A number of a row or a claim: which end of an interval it is, and of whom it is said, by column.

    ``plain`` numbers were counted or set: a count of 63 is not 63 million.
    """

    value: float
    end: str
    of: dict[str, frozenset[str]]
    days: frozenset[pd.Timestamp] = frozenset()
    plain: bool = False

    def is_of(self, said: "_Said") -> bool:
        """Whether it may be said beside these names and in a sentence that names these months or spans of months."""
        for column, names in self.of.items():
            last, before = said.whose[column]
            # A row of two services is told of when both are named.
            if last and not names <= (last if len(names) == 1 else before):
                return False
        named = {(d.month, year) for d in self.days for year in (d.year, None)}
        return not (said.months and named) or any(span <= named for span in said.months)

    def scales(self, units: list[float]) -> list[float]:
        """What its number may be divided by to be printed in one of these units."""
        # Tables give shares as fractions and as percents.
        return units if self.plain or 0.01 not in units else [*units, 1.0]


def _fact(value: float, end: str, *of: object, **plain: bool) -> _Fact:
    """A fall is told by its size: the low end of the change is the most it may have been."""
    swapped = {"low": "high", "high": "low"} if value < 0 else {}
    return _Fact(abs(value), swapped.get(end, end), *of, **plain)


class _Known:
    """What a figure may say: the numbers of its frame and claims, each with whom it belongs to, its days and texts."""

    def __init__(self, chart: "Chart"):
        frame, text, language = chart.data, chart.text, chart.edition.language
        self.days: set[pd.Timestamp] = {chart.edition.cutoff, pd.Timestamp(chart.edition.since)}
        self.days |= {pd.Timestamp(day) for day in text.days}
        of_services = set(_services(language).values())
        self.facts = [
            _fact(v, end, of, plain=claim.kind == "is" and not of)
            for claim in text.claims
            for of in [{"service": frozenset({claim.who})} if claim.who in of_services else {}]
            for v, end in ((claim.low, "low"), (claim.high, "high"), (claim.n, ""))
            if v is not None and math.isfinite(v)
        ]
        cells: dict[str, None] = {}
        for row in frame.to_dict("records"):
            of = {c: named for c in _WHOM if (named := _named(row, c, language))}
            days = frozenset(v for v in row.values() if isinstance(v, pd.Timestamp) and v is not pd.NaT)
            self.days |= days
            for column, value in row.items():
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    end = next((e for e in ("low", "high") if e in str(column)), "")
                    self.facts += [_fact(float(value), end, of, days)] if math.isfinite(value) else []
                elif isinstance(value, str):
                    cells[value] = None
        self.whom = {c: frozenset().union(*(f.of.get(c, ()) for f in self.facts)) for c in _WHOM}
        self.names = sorted({w for cell in cells for w in _quoted(cell)}, key=len, reverse=True)
        self.cells = sorted({c.replace(words.NBSP, " ") for c in cells if c}, key=len, reverse=True)

    def with_days(self, panel: object) -> "_Known":
        """The same with the days on which the marks of a panel lie."""
        found = copy.copy(self)
        tables_ = [table for part in marks.flat(panel) for table in marks.tables(part)] if panel is not None else []
        days = {day for table in tables_ for c in table.select_dtypes("datetime") for day in table[c].dropna()}
        found.days = self.days | days
        return found

    def has(self, said: "_Said", end: str = "") -> bool:
        """Whether a number is printed so that belongs to whom the words around it name, and to a month they name.

        With ``end`` it must be that end of an interval, rounded to the side on which "at least" or "at most" is true.
        """
        step = 10.0**-said.digits
        for fact in self.facts:
            if end not in ("", fact.end) or not fact.is_of(said):
                continue
            outward = {"low": math.floor, "high": math.ceil}.get(fact.end)
            for scale in fact.scales(said.units):
                steps = round(fact.value / scale / step, 6)
                if not end and abs(steps * step - said.value) <= step / 2 + 1e-9:
                    return True
                if outward and math.isclose(outward(steps) * step, said.value, abs_tol=1e-9):
                    return True
        return False

    def quotes(self, phrase: str) -> bool:
        """Whether a text cell of the frame has the phrase: then it is quoted, not claimed."""
        return any(phrase in cell for cell in self.cells)

    def has_day(self, day: int | None, month: int | None, year: int | None) -> bool:
        return any(
            (day is None or found.day == day)
            and (month is None or found.month == month)
            and (year is None or found.year == year)
            for found in self.days
        )


#: Columns that say of whom a row speaks.
_WHOM = ("service", "country", "who_counted", "asked_by")


def _named(row: dict, column: str, language: str) -> frozenset[str]:
    """The names that a row bears in a column, as the language prints them."""
    value = row.get(column if language == "en" else f"{column}_{language}", row.get(column))
    if not isinstance(value, str) or not value:
        return frozenset()
    if column == "country":
        return frozenset({words.country(value, language)})
    if column == "service":
        printed = _services(language)
        return frozenset(printed[part] for part in value.split(" + ") if part in printed)
    return frozenset({value})


@dataclass(frozen=True)
class _Said:
    """A number in a sentence: what it may be counted in, and of whom and when it is said.

    ``whose`` holds by column who is named last before the number and who before it at all.
    """

    value: float
    digits: int
    units: list[float]
    whose: dict[str, tuple[set[str], set[str]]]
    months: list[set[tuple[int, int | None]]]


def _said(token: re.Match, heading: str, known: _Known, language: str) -> _Said:
    """A token in its sentence. Who or what month is named right after it ("180 in Telegram") is its own."""
    before, after = token.string[: token.start()], token.string[token.end() :]
    own = after[found.end() :] if (found := _AFTER.match(after)) else ""
    whose = {}
    for column, names in known.whom.items():
        behind = {n for n in names if re.match(rf"{re.escape(n)}(?!\w)", own)}
        named = {n for n in names if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", before)}
        whose[column] = (behind or _last_named(before, names), behind | named)
    return _Said(
        value=_value(token[0], language),
        digits=_digits(token[0], language),
        units=_units(after, heading, language),
        whose=whose,
        months=_months_in(m[0] if (m := _dates(language).match(own)) else token.string, language),
    )


#: What may stand between a number and the name or month it is of: its unit and a preposition, or a bracket.
_AFTER = re.compile(
    r"(?:(?:–| to | or )[\d.,]*\d)?[\s\u00a0]?(?:%|[^\W\d]+)?[\s\u00a0]"
    r"(?:(?:people )?(?:of|in|on|for) |\(|(?:в|у|на)[\s\u00a0])"
)


def _last_named(before: str, names: Iterable[str]) -> set[str]:
    """The names that stand last in the words before a number: one, or those of a list ("WhatsApp and Telegram")."""
    if not names:
        return set()
    name = "(?:{})".format("|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)))
    link = r"(?:’s)?(?:, | and | or | \+ |, и[\s\u00a0]|[\s\u00a0]и[\s\u00a0]|[\s\u00a0]или[\s\u00a0])"
    found = re.findall(rf"(?<!\w){name}(?:{link}{name})*(?!\w)", before)
    return set(re.findall(name, found[-1])) if found else set()


_TOKEN = {
    "en": re.compile(r"(?<![^\W\d_])\d+(?:,\d{3})*(?:\.\d+)?"),
    "ru": re.compile(r"(?<![^\W\d_])\d+(?:[\u00a0\u202f]\d{3})*(?:,\d+)?"),
}


def _value(token: str, language: str) -> float:
    return float(re.sub(r"[\u00a0\u202f]" if language == "ru" else ",", "", token).replace(",", "."))


def _digits(token: str, language: str) -> int:
    point = "," if language == "ru" else "."
    return len(token.rpartition(point)[2]) if point in token else 0


def _half(n: float) -> float:
    """Half the step that a number in people, days or a share is printed with: the last figure of six that is not 0."""
    if n == 0:
        return 0.5
    power = 0
    while power < 12 and math.isclose(round(n / 10**power), n / 10**power, rel_tol=0, abs_tol=1e-9):
        power += 1
    if power:
        return 10 ** (power - 1) / 2
    digits = next((d for d in range(1, 7) if math.isclose(round(n, d), n, rel_tol=0, abs_tol=1e-9)), 6)
    return 10.0**-digits / 2


@cache
def _months(language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for n, name in Locale(language).months[form][width].items():
                found[name] = n
                if language == "ru" and form == "format" and width == "wide":
                    found[name[:-1] + "е"] = n
    return found


def _months_in(text: str, language: str) -> list[set[tuple[int, int | None]]]:
    """The months that a text names, each with its year where that is said; both ends of a span together."""
    spans: list[set[tuple[int, int | None]]] = []
    end = None
    for found in _dates(language).finditer(text):
        month = (_months(language)[found[2]], int(found[3]) if found[3] else None)
        between = end is not None and re.fullmatch(r"\s(?:to|—|по)\s|–", text[end : found.start()])
        spans[-1:] = [spans[-1] | {month}] if between else [*spans[-1:], {month}]
        end = found.end()
    return spans


@cache
def _dates(language: str) -> re.Pattern:
    names = "|".join(re.escape(n) for n in sorted(_months(language), key=len, reverse=True))
    return re.compile(rf"(?:(\d{{1,2}})[\s\u00a0])?\b({names})(?!\w)(?:[\s\u00a0](\d{{4}}))?(?:[\s\u00a0]года)?")


def _spanned(language: str) -> re.Pattern:
    names = "|".join(re.escape(n) for n in sorted(_months(language), key=len, reverse=True))
    return re.compile(rf"\b(\d{{1,2}})–(\d{{1,2}})([\s\u00a0](?:{names})(?:[\s\u00a0]\d{{4}})?)")


_SPANS = {language: _spanned(language) for language in words.LANGUAGES}


def _services(language: str) -> dict[str, str]:
    from reach import tables

    return tables.in_language("services", "service", language)


def _quoted(cell: str) -> Iterator[str]:
    """Names in a text cell that hold a digit, as 360.ru."""
    for word in re.findall(r"\S+", cell):
        if re.search(r"\d", word) and re.search(r"[^\W\d_]", word):
            yield word.strip(".,;:()")


def _bare(text: str, known: _Known, language: str) -> str:
    """The text without names and set phrases that hold digits."""
    for name in known.names:
        text = text.replace(name, "…")
    for phrase in _PLAIN[language]:
        text = re.sub(phrase.replace(" ", r"[\s\u00a0]"), "…", text)
    return text


def _numbers(text: str, heading: str, known: _Known, language: str) -> Iterator[str]:
    # A span of days within a month is two days: "11–12 Feb 2026".
    text = _SPANS[language].sub(r"\1\3, \2\3", _bare(text, known, language))
    dates = list(_dates(language).finditer(text))
    for found in dates:
        day, month, year = found[1], _months(language)[found[2]], found[3]
        if not known.has_day(int(day) if day else None, month, int(year) if year else None):
            yield f"the date {found[0]!r} is not one of the frame"
    for token in _TOKEN[language].finditer(text):
        if any(found.start() <= token.start() < found.end() for found in dates):
            continue
        if re.fullmatch(r"199\d|20\d\d|2100", token[0]):
            if not known.has_day(None, None, int(token[0])):
                yield f"the year {token[0]} is not one of the frame"
        elif not known.has(_said(token, heading, known, language)):
            near = text[max(0, token.start() - 30) : token.end() + 20]
            yield f"no interval of the frame gives {token[0]} in {near!r}"


def _units(after: str, heading: str, language: str) -> list[float]:
    """The unit behind a number; where none is, none at all or those that the heading names."""
    units = "|".join(re.escape(u) for u in _UNITS[language])
    # The unit of a range or a list stands after its last number.
    found = re.match(rf"(?:[\s\u00a0]?(?:to|and|or|и|или|до|–|-|,)?[\s\u00a0]?[\d.,]+)*[\s\u00a0]?({units})", after)
    if found:
        return [_UNITS[language][found[1]]]
    return [1.0, *dict.fromkeys(scale for unit, scale in _UNITS[language].items() if unit in heading)]


def _counted(text: str, claims: Iterable[Claim], language: str) -> Iterator[str]:
    """Numbers right before what a claim of kind "is" counts ("19 services") that are none of those claims' numbers."""
    counts: dict[str, list[float]] = {}
    for claim in claims:
        if claim.kind == "is" and claim.who and claim.n is not None:
            counts.setdefault(claim.who, []).append(claim.n)
    for who, allowed in counts.items():
        for found in re.finditer(rf"({_TOKEN[language].pattern})\s{re.escape(who)}", text):
            value = _value(found[1], language)
            year = len(found[1]) == 4 and 1990 <= value <= 2100
            if not year and not any(math.isclose(value * s, n, rel_tol=1e-9) for s in _SCALES for n in allowed):
                yield f"no claim counts {found[0]!r}"


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?;])\s+(?=[^\d\s])", text) if s]


def _comparisons(sentence: str, heading: str, chart: "Chart", known: _Known) -> Iterator[str]:
    language = chart.edition.language
    # Plain spaces, but for those within a number.
    sentence = re.sub(rf"(?<!\d){words.NBSP}|{words.NBSP}(?!\d{{3}}(?!\d))", " ", sentence)
    for cell in known.cells:  # what a row says in full is quoted
        if len(cell) > _QUOTED:
            sentence = sentence.replace(cell, "…")
    bare = _bare(sentence, known, language)
    for kind, pattern in _COMPARING[language].items():
        for found in re.finditer(pattern, bare, re.IGNORECASE):
            token = _TOKEN[language].match(bare, found.end() + 1) if kind in ("at_least", "at_most") else None
            said = token and _said(token, heading, known, language)
            if said and (
                known.has(said, {"at_least": "low", "at_most": "high"}[kind])
                or known.quotes(bare[found.start() : token.end()])
            ):
                continue
            sizes = _sizes(bare[found.end() :], language) if kind in ("fell", "rose") else []
            able = [claim for claim in chart.text.claims if _carries(claim, kind, bare, said) and _holds(claim, sizes)]
            whose = _last_named(bare[: found.start()], known.whom["service"])
            named = {claim.who for claim in able}
            if not able or (named <= known.whom["service"] and not whose <= named):
                yield f"no claim carries {found[0]!r} in {sentence!r}"


def _sizes(after: str, language: str) -> list[tuple[float, float]]:
    """How much something is said to have fallen or risen, and how far rounding may put it off: "9 million", "2 to 3%".

    One number is rounded to the nearest, the ends of a span outward.
    """
    token = _TOKEN[language].pattern
    units = "|".join(re.escape(u) for u in _UNITS[language])
    found = re.match(rf"\s(?:by |на )?({token})(?:(?: to |–)({token}))?\s?({units})", after)
    if not found:
        return []
    scale = _UNITS[language][found[3]]
    said = [t for t in (found[1], found[2]) if t]
    return [(_value(t, language) * scale, 10.0 ** -_digits(t, language) * scale / (3 - len(said))) for t in said]


def _holds(claim: Claim, sizes: list[tuple[float, float]]) -> bool:
    low, high = sorted((abs(claim.low), abs(claim.high)))
    return all(low - off - 1e-9 <= size <= high + off + 1e-9 for size, off in sizes)


def _carries(claim: Claim, kind: str, sentence: str, said: _Said | None) -> bool:
    if claim.kind != kind or (claim.who and claim.who not in sentence):
        return False
    if said is None:
        return True
    # The number that follows the words is the claim's.
    whose, _ = said.whose["service"]
    mine = not claim.who or not whose or claim.who in whose
    return mine and claim.n is not None and any(math.isclose(said.value * u, claim.n, rel_tol=1e-9) for u in said.units)
