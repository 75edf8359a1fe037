"""What the figures of the committed editions say in English, worked out by hand from the printed digits."""

from collections.abc import Iterator

from reach.chart import Chart

from checks import committed, is_committed, of_chart, plain, prose
from checks.languages import shown

#: By figure and edition: what fields say, and what no field does.
SAID: dict[tuple[str, str], dict[str, list[str]]] = {
    # 69.75/94.475 to 69.85/94.465, and 79.5/95.5 to 80.5/94.5.
    ("daily-use", "latest"): {
        "title": ["from 80 to 69.8 million in December 2025, before it was blocked"],
        "caption": ["74%", "83–85% in November"],
    },
    # One month of each app is no line.
    ("daily-use", "2025-08"): {"title": ["No figure"]},
    # 13 August to 11 February are 182 days, 1 August to 12 February 195.
    ("restriction-steps", "latest"): {"title": ["WhatsApp in 6 months"]},
    ("restriction-steps", "2025-08"): {"title": ["No figure"]},
    # 95.5 + 89 − 46.45/0.3765, and the same with 79.45/0.6455 for the base.
    ("two-audiences", "latest"): {"title": ["At least 61 million"]},
    ("two-audiences", "2025-08"): {"title": ["At least 61 million"]},
    ("audiences-changed", "latest"): {"title": ["fell 14.2 million"]},  # 94.47 less 80.301
    ("audiences-changed", "2025-08"): {"title": ["No figure"]},
    ("accounts-and-people", "2025-08"): {"title": ["18 million"]},
    ("other-countries", "latest"): {
        "title": ["Of 15 limits listed abroad, 8 ended within three months; 6 lasted over two years"]
    },
    ("other-countries", "2025-08"): {
        "title": ["Of 9 limits listed abroad, 2 ended within three months; 5 lasted over two years"]
    },
    ("days-at-each-depth", "latest"): {
        # 12 February to 17 August 2026, 15 April to 4 October 2026, both days counted
        "title": [
            "WhatsApp’s block held for at least 187 days, Telegram’s near-total block, never announced, at least 173"
        ]
    },
    ("days-at-each-depth", "2025-08"): {
        "title": ["Calls in WhatsApp and Telegram were limited for 8 to 31 days by 31 August"]
    },
    ("who-called", "latest"): {
        "title": ["37% of adults in Russia said they use messengers for calls, 62% for messages"]
    },
    ("who-called", "2025-08"): {"title": ["no survey of callers"], "": ["37"]},
}


@of_chart()
def said_by_hand(chart: Chart) -> Iterator[str]:
    if not is_committed(chart.edition):  # the numbers are those of the frozen tables
        return
    edition = next((name for name in ("latest", "2025-08") if chart.edition == committed(name)), "")
    text = {field: plain(said) for field, said in prose(chart).items()}
    for field, wanted in SAID.get((chart.name, edition), {}).items():
        if field:
            yield from (f"{field} lacks {said!r}: {text[field]!r}" for said in wanted if said not in text[field])
        else:
            yield from (f"it says {said!r}" for said in wanted for found in text.values() if said in found)


@of_chart("daily-use")
def a_published_figure_takes_its_own_words_in_russian(chart: Chart) -> Iterator[str]:
    if chart.edition == committed("latest", language="ru", theme="dark", labels="yes"):
        hovers = plain(" ".join(shown(chart)).replace("<br>", " "))
        for said in ("из более чем 97 млн за месяц", "почти 68 млн"):
            if said not in hovers:
                yield f"the screen lacks {said!r}"
