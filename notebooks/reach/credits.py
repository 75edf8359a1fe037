"""What stands at a figure's foot: who published its figures, notes, labels that a law asks for, day and licence."""

import re
from collections.abc import Sequence

from reach import house, tables, words
from reach.draw.look import SIZES, Size
from reach.edition import Edition


def footer(text: object, edition: Edition, size: Size = SIZES["article"], few: bool = False) -> list[str]:
    """Source, note, day and licence of a figure's ``text``, as lines to be broken; on a brief size the short note.

    On one, or where ``few``, four who published are named, and "others".
    """
    language, few = edition.language, few or size.brief
    source = source_line(text.sources, edition, 4 if few else 9, not few)
    note = text.short_note if size.brief else " ".join(note for note in text.notes if note)
    lines = [words.say(language, key, text=said) for key, said in (("source", source), ("note", note)) if said]
    day = words.say(language, "as_of", day=words.day(edition.cutoff, language))
    return [*lines, *labels(text, edition, source), f"{day} · {house.STYLE.credit}, CC\u00a0BY\u00a04.0"]


def source_line(ids: Sequence[str], edition: Edition, most: int = 9, with_pages: bool = True) -> str:
    """Who published the figures, each once, in the order given: ``Reuters (via Financetom), Kommersant and RBC``.

    Beyond ``most`` of them it says "others"; without ``with_pages`` the pages that retell are not named.
    """
    publishers = tables.in_language("sources", "publisher", edition.language)
    via: dict[str, dict[str, None]] = {}  # who prints each original
    for i in ids:
        page = tables.row("sources", i)
        original = page.origin.split(",")[0].strip()
        if not original or len(original.split()) > 2:
            original = publishers[i]
        elif edition.language == "ru":
            original = page.origin_ru or original
        via.setdefault(original, {})[publishers[i]] = None
    said = [
        words.say(edition.language, "via", name=name, pages=words.listed(list(retold), edition.language))
        if with_pages and name not in retold
        else name
        for name, retold in via.items()
    ]
    if len(said) > most:
        said = [*said[:most], words.say(edition.language, "others")]
    return words.listed(said, edition.language)


def labels(text: object, edition: Edition, credits: str) -> list[str]:
    """The labels that outlets inside Russia must print, for the services and the publishers that a figure names.

    Each as ``names: label``, in Russian whatever the language, from ``label_ru`` of the tables; none unless the
    edition asks for them.
    """
    if not edition.labels:
        return []
    said = " ".join((text.title, text.subtitle, text.alt, text.long, text.caption, text.short_note, *text.notes))
    said, credits = said.replace(words.NBSP, " "), credits.replace(words.NBSP, " ")
    found: dict[str, list[str]] = {}
    # The longest name first: a page on Facebook Messenger has not named Facebook.
    for row in tables.read("services").sort_values("service", key=lambda names: -names.str.len()).itertuples():
        name = row.service_ru if edition.language == "ru" else row.service
        said, times = re.subn(rf"\b{re.escape(name)}\b", "", said)
        if times and row.label_ru:
            found.setdefault(row.label_ru, []).append(name)
    publishers = tables.in_language("sources", "publisher", edition.language)
    for source in text.sources:
        label = tables.row("sources", source).label_ru
        if label and publishers[source] in credits:
            found.setdefault(label, []).append(publishers[source])
    return [words.say("ru", "label", names=", ".join(sorted(set(who))), label=label) for label, who in found.items()]


def measurer_note(edition: Edition) -> str:
    """Who owns the measurer of the series drawn, as a sentence for the footer; empty where nothing is noted."""
    return words.say(edition.language, "owner_VTsIOM") if edition.country == "RU" else ""


def owner_line(edition: Edition) -> str:
    """ "Measured by …" with the measurer's owner; empty where nothing is noted."""
    owner = measurer_note(edition)
    return words.say(edition.language, "measured_by", measurer=owner) if owner else ""
