"""All words that charts print, and numbers and dates as a language writes them.

Templates are named by key, and stand once with all languages next to each other: a figure's own in its module, those
that are shared in ``said.py``. Numbers, dates and country names go through Babel and never through the machine's locale.
"""

import datetime as dt
import math
import re
import string
from collections.abc import Callable
from decimal import Decimal

import pandas as pd
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from reach.faults import Told
from reach.words.said import COUNTRIES, SAID

NBSP, MINUS = "\u00a0", "\u2212"

#: In the order in which every phrase has them.
LANGUAGES = ("en", "ru")
#: Lists of words by module: the shared one, and those that figures have told of.
LISTS: dict[str, dict[str, tuple[str, ...]]] = {}

# A figure and its unit, a day and its month, and a dash and the word before it stay on one line.
_MONTHS = "|".join(name for names in LANGUAGES for name in Locale(names).months["format"]["wide"].values())
_UNIT = re.compile(rf"(?<=\d) (?=(?:million|млн|млрд|года|лет|{_MONTHS})\b|%)| (?=—)")


class _Formatter(string.Formatter):
    """Fills a template; a format spec asks for another form of the value.

    ``{n:#день|дня|дней}`` is the word that goes with a number, by Babel's plural rule, without the number: forms for
    one, few and many, and for decimals the second. ``{where:gen}`` and ``{month:prep}`` are the genitive and the
    prepositional of country and month names, ``{month:dat}`` the dative of months, ``{where:in}`` the country with its
    preposition, ``{figure:gen}`` a published figure after a preposition; other words stay. In English ``{where:the}``
    gives a country its article.
    """

    def __init__(self, language: str):
        self._language = language

    def format_field(self, value: object, spec: str) -> str:
        if spec.startswith("#"):
            return _counted(value, spec[1:].split("|"), self._language)
        if spec in ("gen", "dat", "prep", "in"):
            return _inflected(str(value), spec)
        if spec == "the":
            return f"the {value}" if str(value).startswith("United ") else str(value)
        return super().format_field(value, spec)


def _counted(value: object, forms: list[str], language: str) -> str:
    group, point = {"ru": (NBSP, ",")}.get(language, (",", "."))
    found = re.findall(rf"\d+(?:{re.escape(point)}\d+)?", str(value).replace(group, ""))
    if not found:
        raise ValueError(f"no number in {value!r} to choose a form for")
    kind = Locale(language).plural_form(Decimal(found[-1].replace(point, ".")))
    # What Babel calls "other" is decimals in Russian, which take the form of few.
    place = {"one": 0, "few": 1, "other": 1}.get(kind, 2)
    return forms[min(place, len(forms) - 1)]


_ALONE, _GENITIVE = (Locale("ru").months[form]["wide"] for form in ("stand-alone", "format"))
# Every Russian month is masculine: its other cases are the genitive with another ending.
_RU_MONTHS = {
    _ALONE[n]: {"gen": gen, "dat": stem + {"а": "у", "я": "ю"}[gen[-1]], "prep": stem + "е", "in": stem + "е"}
    for n, gen in _GENITIVE.items()
    for stem in [gen[:-1]]
}


def _inflected(text: str, case: str) -> str:
    if text in COUNTRIES:
        return COUNTRIES[text][case]
    if case == "gen":  # "из более чем 97", and not "из более 97"
        text = re.sub(r"\b(более|менее) (?=\d)", r"\1 чем ", text)
    return re.sub(rf"\b({'|'.join(_RU_MONTHS)})\b", lambda month: _RU_MONTHS[month[1]][case], text)


# In Russian a line neither ends in a word of one or two letters nor begins with the year of a month or with what a
# number counts.
_RU_TIED = re.compile(r"(?<![\w-])([А-Яа-яЁё]{1,2}) (?=\S)|(?<=[а-яё.]) (?=\d{4}\b)|(?<=\d) (?=[а-яё])")


class MissingWords(Told, LookupError):
    """A phrase has no words in a language."""


def teller(said: dict[str, tuple[str, ...]], module: str = "") -> Callable[..., str]:
    """``say(language, key, …)``, which fills a figure's own template, or the shared one where it has none of that name.

    It raises ``ValueError`` or ``KeyError`` where the language or the key is unknown, and :class:`MissingWords`.
    """
    if module:
        LISTS[module] = said

    def say(language: str, key: str, /, **values: object) -> str:
        place, found = LANGUAGES.index(language), (said if key in said else SAID)[key]
        if len(found) <= place:
            lost = f"There are no words in {language} for {found[0]!r}"
            raise MissingWords(f"{lost}: add them behind the others of {key!r}.")
        return tied(_Formatter(language).vformat(found[place], (), values), language)

    return say


#: The same of the shared words alone.
say = teller(SAID, __name__)


def tied(text: str, language: str) -> str:
    """The text with no-break spaces where a line may not end: between a figure and its unit, after a short word."""
    text = _UNIT.sub(NBSP, text)
    return _RU_TIED.sub(lambda m: (m[1] or "") + NBSP, text) if language == "ru" else text


def number(value: float, language: str = "en", digits: int = 1) -> str:
    """A number with at most ``digits`` decimals: 96.2, 97, 1,200."""
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    found = format_decimal(value, pattern, locale=language).replace("-", MINUS)
    return "0" if found == f"{MINUS}0" else found  # a small fall rounds to nought, which has no sign


def millions(people: float, language: str = "en", digits: int = 1) -> str:
    """A count of people in millions, without the word: 96.2."""
    return number(people / 1e6, language, digits)


def most(people: float, language: str = "en") -> str:
    """What "at most" may be said of, in millions: rounded up to one decimal."""
    return number(math.ceil(round(people / 1e5, 6)) / 10, language)


def span(low: float, high: float, language: str = "en", key: str = "to") -> str:
    """Two counts of people in millions, rounded outward, as ``122.7 to 123.1``; one figure where they agree.

    Of a change, which did not go from the one to the other, the ``key`` is ``by``: rose by 1.2 to 1.4.
    """
    a = number(math.floor(round(low / 1e5, 6)) / 10, language)
    if math.isinf(high):  # "over 100 million" has no upper end
        return say(language, "or_more", n=a)
    b = most(high, language)
    return a if a == b else say(language, key, a=a, b=b)


def size(change: float, low: float, high: float, language: str = "en") -> str:
    """How far a count of people moved, in millions without a sign: 14.2, or what rounding leaves open of it."""
    near, far = sorted((abs(low), abs(high)))
    near = near if low * high > 0 else 0
    return millions(abs(change), language) if far - near < 1e5 else span(near, far, language, "by")


def percent(low: float, high: float, language: str = "en") -> str:
    """Two shares (0 to 1) as whole percents, rounded to nearest: ``78%`` or ``78–79%``."""
    a, b = format_percent(low, locale=language), format_percent(high, locale=language)
    return a if a == b else f"{round(low * 100)}–{b}"


def day(value: dt.date, language: str = "en", short: bool = False, year: bool = True) -> str:
    """13 August 2025, or 13 Aug 2025; in Russian 13 августа 2025 года, or 13 авг. 2025. Without the year, 13 August."""
    return _dated(value, "d MMM" if short else "d MMMM", language, short, year)


def month(value: dt.date, language: str = "en", year: bool = True, short: bool = False) -> str:
    """August 2025; without the year, August or Aug. In Russian август 2025 года, or авг. 2025."""
    return _dated(value, "LLL" if short else "LLLL", language, short, year)


def _dated(value: dt.date, pattern: str, language: str, short: bool, year: bool) -> str:
    found = format_date(pd.Timestamp(value).date(), f"{pattern} y" if year else pattern, locale=language)
    return f"{found}{NBSP}года" if language == "ru" and year and not short else found


def listed(names: list[str], language: str = "en") -> str:
    """WhatsApp, Telegram and MAX."""
    return format_list(list(names), "standard", locale="en_GB" if language == "en" else language)


def listed_cell(names: pd.Series) -> str:
    """Names of a group of rows, each once, as one cell of a table."""
    return listed(list(dict.fromkeys(names)))


def country(code: str, language: str = "en") -> str:
    """Name of a country; the code itself where there is none."""
    return Locale(language).territories.get(code, code)


def count(number_: int, one: str, many: str = "") -> str:
    """1 limit, 2 limits: for sentences in the notebooks."""
    return f"{number(number_, digits=0)} {one if number_ == 1 else many or one + 's'}"


def cap(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]
