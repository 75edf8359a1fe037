"""What services, events and texts of rows are called in a language, and whom figures count."""

import re
from collections.abc import Iterable

from reach import tables, words


def role(service: str) -> str:
    """Colour role of a service."""
    return tables.in_language("services", "colour_role", "en").get(service, "other")


def ink(service: str) -> str:
    """Colour role of a service where it stands among others: those without a colour of their own are as text."""
    return {"other": "text"}.get(found := role(service), found)


def service(name: str, language: str) -> str:
    """A service as a language names it; the name itself where the table has no such service."""
    return tables.in_language("services", "service", language).get(name, name)


def called(services: Iterable[str], language: str) -> list[str]:
    """Several services as a language names them."""
    return [service(name, language) for name in services]


def listed(services: Iterable[str], language: str) -> str:
    """The same in a sentence: WhatsApp, Telegram and MAX."""
    return words.listed(called(services, language), language)


def event(event_id: str, language: str) -> str:
    """Short name of a row of ``restrictions.csv`` in a language."""
    return tables.in_language("restrictions", "title", language)[event_id]


def publisher(source_id: str, language: str) -> str:
    """Who published a page."""
    return tables.in_language("sources", "publisher", language).get(source_id, "")


def lower(text: str, language: str) -> str:
    """The text with a small first letter, unless it begins with the name of a service or a word in capitals."""
    group = tables.in_language("services", "group", "en")
    services = tables.in_language("services", "service", language)
    names = tuple(name for key, name in services.items() if group[key] == "no")
    first = re.match(r"\w*", text)[0]
    if text.startswith(names) or (len(first) > 1 and first.isupper()):
        return text
    return text[:1].lower() + text[1:]


def printed(row: object, column: str, language: str) -> str:
    """A text of a row in a language: its column in English, the twin column (``claim_ru``) in another."""
    return words.tied(getattr(row, column if language == "en" else f"{column}_{language}"), language)


def aged(records: Iterable[str], language: str) -> str:
    """Whom figures of reach count, by the universe of their series: "aged 12 and over".

    ``records`` are rows of ``user_counts.csv``; series of several ages are named one after the other.
    """
    return words.listed(list(dict.fromkeys(_aged(i, language) for i in records)), language)


def _aged(record: str, language: str) -> str:
    series = tables.row("series", tables.row("user_counts", record).series_id)
    age = re.search(r"aged (\d+) (?:to (\d+)|and over)", series.universe)
    if age is None:
        return words.say(language, "aged_unknown")
    return words.say(language, "aged_span" if age[2] else "aged_over", n=age[1], a=age[1], b=age[2])
