"""Words that the data do not carry are refused: what a check of claims lets through, it does not hold."""

import re
from collections.abc import Iterator
from dataclasses import replace

from reach import claims
from reach.chart import Chart

from checks import PROSE, is_committed, of_chart

# Said of the latest edition, and what may not be said in its place: by figure and language, with the field.
FALSE: dict[tuple[str, str], list[tuple[str, str, str]]] = {
    ("accounts-and-people", "en"): [
        ("long", "32.2 in August 2025", "86.2 in August 2025"),
        ("note", "over 50 on", "over 60 on"),
        ("title", "107 million", "109 million"),
        ("title", "measured in February", "measured in January"),
        ("long", "registrations were below", "registrations were above"),
    ],
    ("accounts-and-people", "ru"): [
        ("title", "107 млн", "109 млн"),
        ("title", "измерено в феврале", "измерено в январе"),
    ],
    ("before-and-after", "en"): [
        # The number of another service, the other way round, and more than the intervals give.
        ("title", "fell 9.1", "fell 2.3"),
        ("long", "WhatsApp down", "WhatsApp up"),
        ("caption", "daily reach fell 16–17%", "daily reach fell 21–22%"),
        ("method", "n = 20,000", "n = 30,000"),
        ("method", "needs 8 months", "needs 10 months"),
    ],
    ("before-and-after", "ru"): [
        ("title", "на 9,1", "на 2,3"),
        ("long", "у WhatsApp сократился", "у WhatsApp вырос"),
        ("method", "1,96", "2,58"),
    ],
    ("choices-that-matter", "en"): [("caption", "t least 61", "t least 81"), ("title", "61", "71")],
    ("choices-that-matter", "ru"): [("caption", "минимум на 61", "минимум на 81")],
    ("days-at-each-depth", "en"): [
        # "At least" of another row.
        ("title", "at least 187 days", "at least 188 days"),
        ("title", "at least 187 days", "at least 173 days"),
    ],
    ("days-at-each-depth", "ru"): [
        ("title", "не менее 187 дней", "не менее 290 дней"),
        ("title", "не менее 187 дней", "не менее 173 дней"),
    ],
    ("other-countries", "en"): [
        ("title", "f 15 limits", "f 16 limits"),
        ("title", "8 ended", "10 ended"),
        ("long", "(38 to 39 days)", "(29 to 32 days)"),  # of another country
        ("long", "(94 months)", "(91 months)"),
    ],
    ("other-countries", "ru"): [("title", "з 15 ограничений", "з 17 ограничений")],
    ("precedents", "en"): [
        ("title", "Instagram and YouTube reached fewer", "Facebook reached fewer"),
        ("long", "10.6", "12.6"),
        ("long", "37.8 million in February 2022", "37.8 million in July 2022"),
        ("method", "from 7 months", "from 15 months"),
    ],
    ("precedents", "ru"): [
        ("title", "Охват Instagram и YouTube", "Охват Facebook"),
        ("method", "от 7 месяцев", "от 15 месяцев"),
    ],
    ("reach-against-restrictions", "en"): [
        ("title", "fell 14.2 million", "fell 15.2 million"),
        ("title", "WhatsApp’s monthly audience fell", "Telegram’s monthly audience fell"),
        ("long", "WhatsApp 80.3, Telegram 95.7", "WhatsApp 95.7, Telegram 80.3"),
    ],
    ("reach-against-restrictions", "ru"): [
        ("title", "сократилась на 14,2 млн", "сократилась на 15,2 млн"),
        ("title", "сократилась на 14,2 млн", "выросла на 14,2 млн"),
        ("title", "с декабря", "с января 2024 года"),
    ],
    ("fraud-by-channel", "en"): [
        ("alt", "for 16 published shares", "for 99 published shares"),
        ("title", "10 counts", "11 counts"),
        ("long", "telephone 45.6%", "telephone 46.6%"),
    ],
    ("fraud-by-channel", "ru"): [
        ("title", "10 подсчётов", "11 подсчётов"),
        ("long", "телефон 45,6 %", "телефон 46,6 %"),
    ],
    ("restriction-timeline", "en"): [
        ("title", "20 services", "37 services"),
        ("note", "4 other messengers", "6 other messengers"),
    ],
    ("restriction-timeline", "ru"): [("title", "20 сервисов", "37 сервисов")],
    ("sources-disagree", "en"): [("alt", "97.3 or 96.2", "90.8 or 96.2")],
    ("daily-use", "en"): [
        ("title", "69.8 million", "59.8 million"),
        ("caption", "74% of", "84% of"),
        ("long", "Telegram 67.4 million", "Telegram 83.6 million"),
    ],
    ("daily-use", "ru"): [("title", "69,8 млн", "59,8 млн"), ("caption", "74 %", "64 %")],
    ("restriction-steps", "en"): [
        ("title", "6 months", "7 months"),
        ("caption", "17 August 2026", "18 August 2026"),
        ("long", "22 December 2025", "25 December 2025"),
    ],
    ("restriction-steps", "ru"): [("title", "6 месяцев", "7 месяцев")],
    ("two-audiences", "en"): [
        ("title", "t least 61", "t least 82"),
        ("alt", "WhatsApp 96 million", "WhatsApp 89 million"),
        ("subtitle", "aged 12 and over", "aged 14 and over"),
        ("method", "April 2025", "May 2025"),
    ],
    ("two-audiences", "ru"): [("title", "минимум на 61", "минимум на 82"), ("alt", "WhatsApp — 96", "WhatsApp — 76")],
    ("audiences-changed", "en"): [
        ("title", "fell 14.2", "fell 2.1"),
        ("title", "MAX’s and Telegram’s rose", "MAX’s and WhatsApp’s rose"),
        ("long", "At least 8 million", "At least 6 million"),
        ("long", "At least 8", "At least 9"),
        ("note", "under 1 million", "under 0.5 million"),
    ],
    ("audiences-changed", "ru"): [
        ("title", "сократился на 14,2", "сократился на 2,1"),
        ("long", "Не менее 8", "Не менее 9"),
    ],
    ("who-called", "en"): [("title", "37% of", "39% of"), ("long", "past month 63%", "past month 57%")],
    ("who-called", "ru"): [("title", "37 %", "39 %")],
    ("who-said-what", "en"): [
        ("subtitle", "65 statements", "62 statements"),
        ("caption", "The reason", "63 million people: the reason"),  # a count taken for millions
    ],
    ("who-said-what", "ru"): [("subtitle", "65 заявлений", "62 заявлений")],
    ("who-uses-both", "en"): [
        ("alt", "fewer than 52", "fewer than 72"),
        ("alt", "never more than 93.7", "never more than 86.9"),
        ("long", "61 to 86.9", "61 to 91.5"),
    ],
    ("who-uses-both", "ru"): [("alt", "не менее 52", "не менее 72")],
}


def refused(chart: Chart, **said: object) -> list[str]:
    return claims.check(replace(chart, text=replace(chart.text, **said)))


@of_chart()
def the_number_of_another_is_refused(chart: Chart) -> Iterator[str]:
    if not is_committed(chart.edition) or chart.edition.as_of:
        return
    for field, true, false in FALSE.get((chart.name, chart.edition.language), ()):
        text = "\n".join(chart.text.notes) if field == "note" else getattr(chart.text, field)
        text = re.sub(r"(?<!\d)\u00a0|\u00a0(?!\d)", " ", text)
        kept = [
            ({"notes": tuple(t.split("\n"))} if field == "note" else {field: t})
            for t in (text, text.replace(true, false))
        ]
        if true not in text:
            yield f"{field} does not say {true!r}"
        elif refused(chart, **kept[0]) or not refused(chart, **kept[1]):
            yield f"{field} may say {false!r}"


@of_chart()
def no_field_says_what_nothing_carries(chart: Chart) -> Iterator[str]:
    if not is_committed(chart.edition):
        return
    lost, most = {
        "en": ("Messengers lost people.", "At least 5,432.1 million did."),
        "ru": ("Аудитория выросла.", "Не менее 5432,1 млн."),
    }[chart.edition.language]
    for said in (lost, most):
        told = " ".join(refused(chart, **dict.fromkeys(PROSE, said), notes=(said,)))
        yield from (f"{field} may say {said!r}" for field in (*PROSE, "note") if f"{chart.name}, {field}: " not in told)


@of_chart()
def every_figure_is_tried(chart: Chart) -> Iterator[str]:
    """A figure whose words were never tried with a false one may be held to nothing."""
    latest = is_committed(chart.edition) and not chart.edition.as_of
    if latest and chart.edition.language == "en" and (chart.name, "en") not in FALSE:
        yield "FALSE has nothing false of it"
