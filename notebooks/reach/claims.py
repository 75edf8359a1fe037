"""Every number and every comparison in a figure's words, held to the intervals of the frame that is drawn.

The words are made from the frame; this reads them back, in the language they are printed in. A number must be one of
the frame's, rounded as it is printed, or stand in a :class:`Claim` that a measure gave. A comparison ("fell", "at
least", "more than") must have a claim of its kind whose interval carries it. What is not carried is an error, and no
kit is written.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
from babel import Locale

from reach import words

if TYPE_CHECKING:
    from reach.charts.chart import Chart

#: Rules a claim's interval must meet, by kind; ``n`` is the number that is said, in the interval's own unit.
RULES = {
    "fell": lambda low, high, n: high < 0 and (n is None or low - _half(n) <= -n <= high + _half(n)),
    "rose": lambda low, high, n: low > 0 and (n is None or low - _half(n) <= n <= high + _half(n)),
    "little": lambda low, high, n: low > -1e6 and high < 1e6,
    "at_least": lambda low, high, n: n is not None and low >= n,
    "at_most": lambda low, high, n: n is not None and high <= n,
    "is": lambda low, high, n: n is None or low - _half(n) <= n <= high + _half(n),
}


class ClaimError(ValueError):
    """A figure's words say what its intervals do not carry."""


@dataclass(frozen=True)
class Claim:
    """Something said of an interval: ``Claim("fell", -14.2e6, -14.1e6, "WhatsApp", 14e6)``.

    ``kind`` is one of :data:`RULES`; ``low`` and ``high`` are the interval, for "fell" and "rose" that of the change;
    ``who`` is the name the sentence bears, empty where it bears none; ``n`` the number said, in the interval's unit.
    """

    kind: str
    low: float
    high: float
    who: str = ""
    n: float | None = None

    @property
    def holds(self) -> bool:
        return RULES[self.kind](self.low, self.high, self.n)


# Words that compare, by kind. "Over" in front of a figure is "at least": the interval's low end carries it.
_COMPARING = {
    "en": {
        "fell": r"\b(?:fell|lower|(?<!never )(?<!no )fewer|lost|down|below)\b",
        "rose": r"\b(?:rose|higher|gained|up|above)\b(?! to\b)",
        "little": r"\b(?:little changed|changed little)\b",
        "at_least": r"\b(?:at least|over|(?<!never )(?<!no )more than|never fewer than|no fewer than)\b(?= \d)",
        "at_most": r"\b(?:at most|up to|never more than|no more than)\b(?= \d)",
    },
    "ru": {
        "fell": r"\b(?:сократил\w*|снизил\w*|упал\w*|уменьшил\w*|ниже|(?<!не )меньше|потерял\w*)\b",
        "rose": r"\b(?:вырос\w*|увеличил\w*|выше|(?<!не )больше|приобрел\w*|прибавил\w*)\b",
        "little": r"\b(?:почти не изменил\w*)\b",
        "at_least": r"\b(?:не менее|не меньше|как минимум|(?<!не )более|свыше|(?<!не )больше)\b(?= \d)",
        "at_most": r"\b(?:не более|не больше|максимум)\b(?= \d)",
    },
}
# Said of the page and not of a figure, or part of the name of whom is counted.
_PLAIN = {
    "en": (
        r"(?:people |everyone )?aged? \d+ and over",
        r"ages \d+ to \d+",
        r"cities of 100,000\+",
        r"above (?:a|the) strips?",
        r"above strips",
        r"listed below",
        r"limits below",
        r"restrictions below",
        r"Below,",
        r"CC BY 4\.0",
    ),
    "ru": (
        r"(?:от|старше) \d+ лет(?: и старше)?",
        r"\d+[–-]\d+ (?:лет|года)",
        r"город\w* от 100\s000",
        r"ниже (?:показаны|—|–)",
        r"CC BY 4\.0",
    ),
}
_UNITS = {
    "en": {"million": 1e6, "billion": 1e9, "percentage points": 0.01, "%": 0.01, "percent": 0.01, "thousand": 1e3},
    "ru": {"млн": 1e6, "млрд": 1e9, "п. п.": 0.01, "%": 0.01, "тыс.": 1e3},
}
_SCALES = (1.0, 1e6, 1e9, 0.01)


def check(chart: "Chart") -> list[str]:
    """What a figure's words say that its frame does not carry, one line each; nothing where all is carried."""
    text, language = chart.text, chart.edition.language
    faults = [
        f"{chart.name}: the claim {claim} does not hold on its own interval" for claim in text.claims if not claim.holds
    ]
    known = _Known(chart)
    for field in ("title", "subtitle", "alt", "long", "caption", "reading", "short_note"):
        faults += [f"{chart.name}, {field}: {fault}" for fault in _numbers(getattr(text, field), known, language)]
    for note in text.notes:
        faults += [f"{chart.name}, note: {fault}" for fault in _numbers(note, known, language)]
    for field in ("title", "alt", "long", "caption"):
        for sentence in _sentences(getattr(text, field)):
            faults += [f"{chart.name}, {field}: {fault}" for fault in _comparisons(sentence, chart, known)]
    return faults


def hold(chart: "Chart") -> None:
    """Raise where a figure's words are not carried.

    Raises:
        ClaimError: names figure, field, sentence and number.
    """
    if faults := check(chart):
        raise ClaimError("; ".join(faults))


class _Known:
    """What a figure may say: the numbers, days and texts of its frame and claims, and the counts of its rows."""

    def __init__(self, chart: "Chart"):
        frame, text = chart.data, chart.text
        self.numbers: set[float] = set()
        self.days: set[pd.Timestamp] = {chart.edition.cutoff, pd.Timestamp(chart.edition.since)}
        self.days |= {pd.Timestamp(day) for day in text.days}
        self.counts: set[int] = {len(frame), *map(int, frame.nunique())}
        cells: list[str] = []
        for column in frame.columns:
            values = frame[column].dropna().infer_objects()  # a table of several parts holds objects
            if values.dtype.kind == "M":
                self.days |= set(values)
            elif pd.api.types.is_bool_dtype(values):
                self.counts.add(int(values.sum()))
            elif pd.api.types.is_numeric_dtype(values):
                self.numbers |= {float(v) for v in values if math.isfinite(v)}
            else:
                cells += [str(v) for v in values.unique()]
                self.days |= {v for v in values if isinstance(v, pd.Timestamp)}
            self.counts |= set(map(int, values.astype(str).value_counts()))
        for claim in text.claims:
            self.numbers |= {abs(v) for v in (claim.low, claim.high, claim.n) if v is not None and math.isfinite(v)}
        self.names = sorted({w for cell in cells for w in _quoted(cell)} | _service_names(), key=len, reverse=True)
        # Numbers that a text cell of the frame prints itself.
        self.printed = {_value(t, "en") for cell in cells for t in _TOKEN["en"].findall(cell)}
        self.cells = sorted({c.replace(words.NBSP, " ") for c in cells if c}, key=len, reverse=True)
        # Ends of intervals, which "at least" and "at most" may be said of.
        self.lows, self.highs = (
            {float(v) for c in frame for v in frame[c].dropna() if end in str(c) and isinstance(v, (int, float))}
            for end in ("low", "high")
        )

    def has(self, value: float, digits: int, scales: Iterable[float]) -> bool:
        step = 10.0**-digits
        for scale in scales:
            for found in self.numbers:
                exact = abs(found) / scale
                near = abs(exact - value) <= step / 2 + 1e-9
                floor = math.floor(round(exact / step, 6)) * step
                ceil = math.ceil(round(exact / step, 6)) * step
                if near or math.isclose(floor, value, abs_tol=1e-9) or math.isclose(ceil, value, abs_tol=1e-9):
                    return True
        return value in self.printed or (digits == 0 and int(value) in self.counts)

    def ends(self, value: float, digits: int, kind: str) -> bool:
        """Whether an interval of the frame ends so that ``value`` may be said to be its least or its most."""
        step = 10.0**-digits
        found, rounded = (self.lows, math.floor) if kind == "at_least" else (self.highs, math.ceil)
        return any(
            math.isclose(rounded(round(end / scale / step, 6)) * step, value, abs_tol=1e-9)
            for end in found
            for scale in _SCALES
            if math.isfinite(end)
        )

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


_TOKEN = {
    "en": re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?"),
    "ru": re.compile(r"\d+(?:[\u00a0\u202f]\d{3})*(?:,\d+)?"),
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


@cache
def _dates(language: str) -> re.Pattern:
    names = "|".join(re.escape(n) for n in sorted(_months(language), key=len, reverse=True))
    return re.compile(rf"(?:(\d{{1,2}})[\s\u00a0])?\b({names})(?!\w)(?:[\s\u00a0](\d{{4}}))?(?:[\s\u00a0]года)?")


@cache
def _service_names() -> frozenset[str]:
    from reach import tables

    services = tables.read("services")
    return frozenset(n for c in ("service", "service_ru") for n in services[c] if re.search(r"\d", n))


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


def _numbers(text: str, known: _Known, language: str) -> Iterator[str]:
    text = _bare(text, known, language)
    for found in _dates(language).finditer(text):
        day, month, year = found[1], _months(language)[found[2]], found[3]
        if not known.has_day(int(day) if day else None, month, int(year) if year else None):
            yield f"the date {found[0]!r} is not one of the frame"
    text = _dates(language).sub("…", text)
    units = "|".join(re.escape(u) for u in _UNITS[language])
    for found in _TOKEN[language].finditer(text):
        token = found[0]
        value, digits = _value(token, language), _digits(token, language)
        if digits == 0 and len(token) == 4 and 1990 <= value <= 2100:
            if not known.has_day(None, None, int(value)):
                yield f"the year {token} is not one of the frame"
            continue
        # The unit of a range or a list stands after its last number.
        after = re.match(
            rf"(?:[\s\u00a0]?(?:to|and|or|и|или|до|–|-|,)?[\s\u00a0]?[\d.,]+)*[\s\u00a0]?({units})", text[found.end() :]
        )
        scales = (_UNITS[language][after[1]], 1.0) if after else _SCALES
        if not known.has(value, digits, scales):
            yield f"no interval of the frame gives {token} in {text[max(0, found.start() - 30) : found.end() + 20]!r}"


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?;])\s+(?=[^\d\s])", text) if s]


def _comparisons(sentence: str, chart: "Chart", known: _Known) -> Iterator[str]:
    language = chart.edition.language
    # Plain spaces, but for those within a number.
    sentence = re.sub(rf"(?<!\d){words.NBSP}|{words.NBSP}(?!\d{{3}}(?!\d))", " ", sentence)
    for cell in known.cells:  # what a row says in full is quoted
        if len(cell) > 24:
            sentence = sentence.replace(cell, "…")
    bare = _bare(sentence, known, language)
    for kind, pattern in _COMPARING[language].items():
        for found in re.finditer(pattern, bare, re.IGNORECASE):
            token = _TOKEN[language].match(bare, found.end() + 1) if kind in ("at_least", "at_most") else None
            if token:
                value, digits = _value(token[0], language), _digits(token[0], language)
                if known.ends(value, digits, kind) or known.quotes(bare[found.start() : token.end()]):
                    continue
            sizes = _sizes(bare[found.end() :], language) if kind in ("fell", "rose") else []
            if not any(
                _carries(claim, kind, bare, token and token[0], language) and _holds(claim, sizes)
                for claim in chart.text.claims
            ):
                yield f"no claim carries {found[0]!r} in {sentence!r}"


def _sizes(after: str, language: str) -> list[tuple[float, float]]:
    """How much something is said to have fallen or risen, with the step it is rounded to: "9.1 million", "2 to 3%"."""
    token = _TOKEN[language].pattern
    units = "|".join(re.escape(u) for u in _UNITS[language])
    found = re.match(rf"\s(?:by |на )?({token})(?:(?: to |–)({token}))?\s?({units})", after)
    if not found:
        return []
    scale = _UNITS[language][found[3]]
    said = [t for t in (found[1], found[2]) if t]
    return [(_value(t, language) * scale, 10.0 ** -_digits(t, language) * scale) for t in said]


def _holds(claim: Claim, sizes: list[tuple[float, float]]) -> bool:
    low, high = sorted((abs(claim.low), abs(claim.high)))
    return all(low - step < size < high + step for size, step in sizes)


def _carries(claim: Claim, kind: str, sentence: str, token: str | None, language: str) -> bool:
    if claim.kind != kind or (claim.who and claim.who not in sentence):
        return False
    if token is None:
        return True
    # The number that follows the words is the claim's.
    value = _value(token, language)
    return claim.n is not None and any(math.isclose(value * scale, claim.n, rel_tol=1e-9) for scale in _SCALES)
