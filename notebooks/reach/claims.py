"""Every number and every comparison in a figure's words, held to the intervals of the frame that is drawn.

The words are made from the frame; this reads them back, in the language they are printed in. A number must be one of
the frame's, of a row that bears the service, country or counter named beside it and a month that the sentence names,
rounded as it is printed; or it stands in a :class:`Claim` that a measure gave. A comparison ("fell", "at least", "more
than") must have a claim of its kind, or for "at least" and "at most" such a row, whose interval carries it. Method and
notes are held like titles. What is not carried is an error, and no kit is written.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd
from babel import Locale

from reach import tables, wording, words
from reach.draw import marks
from reach.faults import Told

if TYPE_CHECKING:
    from reach.chart import Chart


def _within(low: float, high: float, n: float | None) -> bool:
    """Whether a number lies in an interval, give or take half the step of its last figure of six that is not 0."""
    if n is None:
        return True
    digits = next((d for d in range(6) if math.isclose(round(n, d), n, rel_tol=0, abs_tol=1e-9)), 6)
    power = -digits or Decimal(round(n)).normalize().as_tuple().exponent
    half = 10.0**power / 2
    return low - half <= n <= high + half


#: Rules a claim's interval must meet, by kind; ``n`` is the number that is said, in the interval's own unit.
RULES = {
    "fell": lambda low, high, n: high < 0 and _within(-high, -low, n),
    "rose": lambda low, high, n: low > 0 and _within(low, high, n),
    "little": lambda low, high, n: low > -1e6 and high < 1e6,
    "at_least": lambda low, high, n: n is not None and low >= n,
    "at_most": lambda low, high, n: n is not None and high <= n,
    "is": _within,
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
# Said of the page and not of a figure, or part of the name of whom is counted; then how a figure is read, and what a
# rule calls so.
_PLAIN = {
    "en": (
        r"(?:people |everyone )?aged? 12 and over|age[sd] 12 to 64|cities of 100,000\+",
        r"above (?:a|the) strips?|above strips|(?:listed|limits|restrictions) below|Below,|CC BY 4\.0",
        r"strips below|Ticks below|(?:line|months) above it|sums? these up|rounded (?:down|up)|− 2N|months 0 and 1",
        r"lost \(left\) or gained \(right\)|under \d+ million at both ends are little changed|a floor above nought",
        r"counts as lower where|called below or above reach only where",
    ),
    "ru": (
        r"от 12 лет|12[–-]64 (?:лет|года)|от 12 до 64 лет|город\w* от 100\s000|ниже (?:показаны|—|–)|CC BY 4\.0",
        r"потерял \(влево\) или приобр[её]л \(вправо\)|с обоих концов меньше \d+ млн|− 2N|месяцах 0 и 1",
        r"хотя бы на миллион ниже последнего|Больше или меньше охвата оно названо, только если|моделям — больше",
    ),
}
_PLAIN = {language: "|".join(phrases).replace(" ", r"\s") for language, phrases in _PLAIN.items()}
_UNITS = {
    "en": {"million": 1e6, "billion": 1e9, "percentage points": 0.01, "%": 0.01, "percent": 0.01, "thousand": 1e3},
    "ru": {"млн": 1e6, "млрд": 1e9, "п. п.": 0.01, "%": 0.01, "тыс.": 1e3},
}
_UNIT = {language: "|".join(map(re.escape, units)) for language, units in _UNITS.items()}
_TOKEN = {
    "en": re.compile(r"(?<![^\W\d_])\d+(?:,\d{3})*(?:\.\d+)?"),
    "ru": re.compile(r"(?<![^\W\d_])\d+(?:[\u00a0\u202f]\d{3})*(?:,\d+)?"),
}
_YEAR = re.compile(r"199\d|20\d\d|2100")
_FIELDS = ("title", "subtitle", "alt", "long", "caption", "reading", "short_note", "method")


def check(chart: "Chart") -> list[str]:
    """What a figure's words say that its frame does not carry, one line each; nothing where all is carried."""
    text, known = chart.text, _Known(chart)
    faults = [f"{chart.name}: the claim {c} does not hold on its own interval" for c in text.claims if not c.holds]
    for field, said in [(field, getattr(text, field)) for field in _FIELDS] + [("note", note) for note in text.notes]:
        # A method tells of no figure without its unit.
        heading = "" if field == "method" else f"{text.subtitle} {said}"
        own = known.unquoted(said.replace(words.NBSP, " "))
        found = [*_miscounted(said, known), *_uncarried(said, own, heading, known)]
        faults += [f"{chart.name}, {field}: {fault}" for fault in found]
    # Labels beside marks bear no unit, and may name the days of these marks. Whose one is its place says.
    known.claims = [replace(claim, who="") for claim in text.claims]
    drawn = [table for part in marks.flat(chart.panel) for table in marks.tables(part)]
    known.days |= {day for table in drawn for c in table.select_dtypes("datetime") for day in table[c].dropna()}
    for said in chart.strings():
        own = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", words.NBSP, known.unquoted(said.replace(words.NBSP, " ")))
        found = _uncarried(own, own, " ".join(_UNITS[known.language]), known)
        faults += [f"{chart.name}, on the picture: {fault}" for fault in found]
    return faults


def _uncarried(said: str, own: str, heading: str, known: "_Known") -> Iterator[str]:
    """What is said that nothing carries. ``own`` is the text without what it quotes, which may tell of a cause."""
    yield from (f"{why}, in {own!r}" for *_, why in wording.refused(own, known.language))
    for sentence in re.split(r"(?<=[.!?;])\s+(?=[^\d\s])", said):
        yield from _numbers(sentence, heading, known)
        yield from _comparisons(sentence, heading, known)


def hold(chart: "Chart") -> None:
    """Raise :class:`ClaimError`, which names field, sentence and number, where a figure's words are not carried."""
    if faults := check(chart):
        raise ClaimError("; ".join(faults))


@dataclass(frozen=True)
class _Said:
    """A number in a sentence: the step of its last figure, what it may be counted in, and of whom and when it is said.

    ``whose`` holds by column who is named last before the number and who before it at all.
    """

    value: float
    step: float
    units: list[float]
    whose: dict[str, tuple[set[str], set[str]]]
    months: list[set[tuple[int, int | None]]]


@dataclass(frozen=True)
class _Fact:
    """A number of a row or a claim: which end of an interval it is, and of whom it is said, by column.

    ``plain`` numbers were counted or set: a count of 63 is not 63 million.
    """

    value: float
    end: str
    of: dict[str, frozenset[str]]
    days: frozenset[pd.Timestamp]
    plain: bool

    def is_of(self, said: _Said) -> bool:
        """Whether it may be said beside these names and in a sentence that names these months or spans of months."""
        for column, names in self.of.items():
            last, before = said.whose[column]
            # A row of two services is told of when both are named.
            if last and not names <= (last if len(names) == 1 else before):
                return False
        named = {(d.month, year) for d in self.days for year in (d.year, None)}
        return not (said.months and named) or any(span <= named for span in said.months)


#: Columns that say of whom a row speaks.
_WHOM = ("service", "country", "who_counted", "asked_by")


class _Known:
    """What a figure may say: the numbers of its frame and claims, each with whom it belongs to, its days and texts.

    ``cells`` are its texts; those that are sentences are ``quoted`` where a text has them.
    """

    def __init__(self, chart: "Chart"):
        self.language, self.claims = chart.edition.language, chart.text.claims
        self._services = tables.in_language("services", "service", self.language)
        self.days = {chart.edition.cutoff, *map(pd.Timestamp, (chart.edition.since, *chart.text.days))}
        self.facts: list[_Fact] = []
        for claim in self.claims:
            of = {"service": frozenset({claim.who})} if claim.who in self._services.values() else {}
            for value, end in ((claim.low, "low"), (claim.high, "high"), (claim.n, "")):
                self._add(value, end, of, plain=claim.kind == "is" and not of)
        cells = set()
        for row in chart.data.to_dict("records"):
            of = {column: named for column in _WHOM if (named := self._named(row, column))}
            days = frozenset(v for v in row.values() if isinstance(v, pd.Timestamp))
            self.days |= days
            for column, value in row.items():
                if isinstance(value, str):
                    cells.add(value)
                elif isinstance(value, (int, float)) and not isinstance(value, bool):
                    self._add(value, next((e for e in ("low", "high") if e in str(column)), ""), of, days)
        self.whom = {c: frozenset().union(*(f.of.get(c, ()) for f in self.facts)) for c in _WHOM}
        # Names that hold a digit, as 360.ru.
        names = {w.strip(".,;:()") for c in cells for w in c.split() if re.match(r"(?=.*\d).*[^\W\d_]", w)}
        self._names = sorted(names, key=len, reverse=True)
        self.cells = sorted({c.replace(words.NBSP, " ") for c in cells if c}, key=len, reverse=True)
        self._quoted = [c for c in self.cells if len(c) > 24]

    def _add(self, value: float | None, end: str, of: dict, days: frozenset = frozenset(), plain: bool = False) -> None:
        """A fall is told by its size: the low end of the change is the most it may have been."""
        if value is not None and math.isfinite(value):
            swapped = {"low": "high", "high": "low"} if value < 0 else {}
            self.facts.append(_Fact(abs(value), swapped.get(end, end), of, days, plain))

    def _named(self, row: dict, column: str) -> frozenset[str]:
        """The names that a row bears in a column, as the language prints them."""
        value = row.get(column if self.language == "en" else f"{column}_{self.language}", row.get(column))
        if not isinstance(value, str) or not value:
            return frozenset()
        if column == "country":
            return frozenset({words.country(value, self.language)})
        if column == "service":
            return frozenset(self._services[part] for part in value.split(" + ") if part in self._services)
        return frozenset({value})

    def has(self, said: _Said, end: str = "") -> bool:
        """Whether a number is printed so that belongs to whom the words around it name, and to a month they name.

        With ``end`` it must be that end of an interval, rounded to the side on which "at least" or "at most" is true.
        """
        for fact in self.facts:
            if end not in ("", fact.end) or not fact.is_of(said):
                continue
            outward = {"low": math.floor, "high": math.ceil}.get(fact.end)
            # Tables give shares as fractions and as percents.
            percents = [1.0] if 0.01 in said.units and not fact.plain else []
            for unit in said.units + percents:
                steps = round(fact.value / unit / said.step, 6)
                if not end and abs(steps * said.step - said.value) <= said.step / 2 + 1e-9:
                    return True
                if outward and math.isclose(outward(steps) * said.step, said.value, abs_tol=1e-9):
                    return True
        return False

    def has_day(self, **parts: int) -> bool:
        """Whether a day has this ``day``, ``month`` and ``year``, as far as they are said."""
        return any(all(getattr(day, part) == said for part, said in parts.items()) for day in self.days)

    def unquoted(self, text: str) -> str:
        """The text without what rows of the frame say in full."""
        for cell in self._quoted:
            text = text.replace(cell, "…")
        return text

    def bare(self, text: str) -> str:
        """The text without names and set phrases that hold digits."""
        for name in self._names:
            text = text.replace(name, "…")
        return re.sub(_PLAIN[self.language], "…", text)


def _said(token: re.Match, heading: str, known: _Known) -> _Said:
    """A token in its sentence. Who or what month is named right after it ("180 in Telegram") is its own."""
    before, after = token.string[: token.start()], token.string[token.end() :]
    own = after[found.end() :] if (found := _AFTER.match(after)) else ""
    whose = {}
    for column, names in known.whom.items():
        behind = {n for n in names if re.match(rf"{re.escape(n)}(?!\w)", own)}
        named = {n for n in names if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", before)}
        whose[column] = (behind or _last_named(before, names), behind | named)
    language = known.language
    months = _months_in(m[0] if (m := _dates(language).match(own)) else token.string, language)
    return _Said(*_read(token[0], language), _units(after, heading, language), whose, months)


#: What may stand between a number and the name or month it is of: its unit and a preposition, or a bracket.
_AFTER = re.compile(
    r"(?:(?:–| to | or )[\d.,]*\d)?\s?(?:%|[^\W\d]+)?\s(?:(?:people )?(?:of|in|on|for) |\(|(?:в|у|на)\s)"
)


def _last_named(before: str, names: Iterable[str]) -> set[str]:
    """The names that stand last in the words before a number: one, or those of a list ("WhatsApp and Telegram")."""
    if not names:
        return set()
    name = "(?:{})".format("|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)))
    link = r"(?:’s)?(?:, | and | or | \+ |, и\s|\sи\s|\sили\s)"
    found = re.findall(rf"(?<!\w){name}(?:{link}{name})*(?!\w)", before)
    return set(re.findall(name, found[-1])) if found else set()


def _read(token: str, language: str) -> tuple[float, float]:
    """A printed number, and the step of its last figure."""
    plain = token.replace(",", "") if language == "en" else re.sub(r"\s", "", token).replace(",", ".")
    return float(plain), 10.0 ** -len(plain.partition(".")[2])


@cache
def _months(language: str) -> dict[str, int]:
    months = Locale(language).months
    kinds = product(("format", "stand-alone"), ("wide", "abbreviated"))
    found = {name: n for form, width in kinds for n, name in months[form][width].items()}
    prepositional = {name[:-1] + "е": n for n, name in months["format"]["wide"].items()} if language == "ru" else {}
    return found | prepositional


@cache
def _any_month(language: str) -> str:
    return "|".join(re.escape(name) for name in sorted(_months(language), key=len, reverse=True))


@cache
def _dates(language: str) -> re.Pattern:
    return re.compile(rf"(?:(\d{{1,2}})\s)?\b({_any_month(language)})(?!\w)(?:\s(\d{{4}}))?(?:\sгода)?")


def _months_in(text: str, language: str) -> list[set[tuple[int, int | None]]]:
    """The months that a text names, each with its year where that is said; both ends of a span together."""
    spans: list[set[tuple[int, int | None]]] = []
    end = 0
    for found in _dates(language).finditer(text):
        month = (_months(language)[found[2]], int(found[3]) if found[3] else None)
        if spans and re.fullmatch(r"\s(?:to|—|по)\s|–", text[end : found.start()]):
            spans[-1].add(month)
        else:
            spans.append({month})
        end = found.end()
    return spans


def _numbers(sentence: str, heading: str, known: _Known) -> Iterator[str]:
    language = known.language
    # A span of days within a month is two days: "11–12 Feb 2026".
    days = rf"\b(\d{{1,2}})–(\d{{1,2}})(\s(?:{_any_month(language)})(?:\s\d{{4}})?)"
    text = re.sub(days, r"\1\3, \2\3", known.bare(sentence))
    dates = list(_dates(language).finditer(text))
    for found in dates:
        said = {part: int(n) for part, n in (("day", found[1]), ("year", found[3])) if n}
        if not known.has_day(month=_months(language)[found[2]], **said):
            yield f"the date {found[0]!r} is not one of the frame"
    for token in _TOKEN[language].finditer(text):
        if any(found.start() <= token.start() < found.end() for found in dates):
            continue
        if _YEAR.fullmatch(token[0]):
            if not known.has_day(year=int(token[0])):
                yield f"the year {token[0]} is not one of the frame"
        elif not known.has(_said(token, heading, known)):
            near = text[max(0, token.start() - 30) : token.end() + 20]
            yield f"no interval of the frame gives {token[0]} in {near!r}"


def _units(after: str, heading: str, language: str) -> list[float]:
    """The unit behind a number; where none is, none at all or those that the heading names."""
    # The unit of a range or a list stands after its last number.
    found = re.match(rf"(?:\s?(?:to|and|or|и|или|до|–|-|,)?\s?[\d.,]+)*\s?({_UNIT[language]})", after)
    if found:
        return [_UNITS[language][found[1]]]
    return [1.0, *dict.fromkeys(scale for unit, scale in _UNITS[language].items() if unit in heading)]


def _miscounted(text: str, known: _Known) -> Iterator[str]:
    """Numbers right before what a claim of kind "is" counts ("19 services") that are none of those claims' numbers."""
    counts: dict[str, list[float]] = {}
    for claim in known.claims:
        if claim.kind == "is" and claim.who and claim.n is not None:
            counts.setdefault(claim.who, []).append(claim.n)
    for who, allowed in counts.items():
        for found in re.finditer(rf"({_TOKEN[known.language].pattern})\s{re.escape(who)}", text):
            value, _ = _read(found[1], known.language)
            right = any(math.isclose(value * s, n, rel_tol=1e-9) for s in (1.0, 1e6, 1e9, 0.01) for n in allowed)
            if not right and not _YEAR.fullmatch(found[1]):
                yield f"no claim counts {found[0]!r}"


def _comparisons(sentence: str, heading: str, known: _Known) -> Iterator[str]:
    language, services = known.language, known.whom["service"]
    # Plain spaces, but for those within a number.
    sentence = known.unquoted(re.sub(rf"(?<!\d){words.NBSP}|{words.NBSP}(?!\d{{3}}(?!\d))", " ", sentence))
    bare = known.bare(sentence)
    for kind, pattern in _COMPARING[language].items():
        for found in re.finditer(pattern, bare, re.IGNORECASE):
            said, sizes = None, []
            if end := {"at_least": "low", "at_most": "high"}.get(kind):
                token = _TOKEN[language].match(bare, found.end() + 1)
                said = _said(token, heading, known)
                # What a cell says is quoted, not claimed.
                if known.has(said, end) or any(bare[found.start() : token.end()] in cell for cell in known.cells):
                    continue
            elif kind in ("fell", "rose"):
                sizes = _sizes(bare[found.end() :], language)
            able = {c.who for c in known.claims if c.kind == kind and c.who in bare and _carries(c, said, sizes)}
            whose = _last_named(bare[: found.start()], services)
            if not able or (able <= services and not whose <= able):
                yield f"no claim carries {found[0]!r} in {sentence!r}"


def _sizes(after: str, language: str) -> list[tuple[float, float]]:
    """How much something is said to have fallen or risen, and how far rounding may put it off: "9 million", "2 to 3%".

    One number is rounded to the nearest, the ends of a span outward.
    """
    number = _TOKEN[language].pattern
    found = re.match(rf"\s(?:by |на )?({number})(?:(?: to |–)({number}))?\s?({_UNIT[language]})", after)
    if not found:
        return []
    scale, said = _UNITS[language][found[3]], [_read(n, language) for n in (found[1], found[2]) if n]
    return [(value * scale, step * scale / (3 - len(said))) for value, step in said]


def _carries(claim: Claim, said: _Said | None, sizes: list[tuple[float, float]]) -> bool:
    if said is None:
        low, high = sorted((abs(claim.low), abs(claim.high)))
        return all(low - off - 1e-9 <= size <= high + off + 1e-9 for size, off in sizes)
    # The number that follows the words is the claim's.
    whose, _ = said.whose["service"]
    mine = not claim.who or not whose or claim.who in whose
    return mine and claim.n is not None and any(math.isclose(said.value * u, claim.n, rel_tol=1e-9) for u in said.units)
