"""All words that charts print, and numbers and dates as a language writes them.

Templates are named by key; a chart asks for ``say(language, key, …)``. Numbers, dates and country names go through
Babel and never through the machine's locale.
"""

import datetime as dt
import math
import re

import pandas as pd
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

NBSP, THIN, MINUS = "\u00a0", "\u2009", "\u2212"

EN = {
    # units and small words
    "million": "{n} million",
    "at_least": "at least {n} million",
    "over": "over {n} million",
    "to": "{a} to {b}",
    "everyone": "everyone aged 12 and over: {a} to {b} million",
    "universe": "people aged 12 and over",
    "no_figure": "No figure to show",
    # depth words, as printed on bars
    "depth_1": "calls limited",
    "depth_1_media": "media limited",
    "depth_1_text": "messages limited",
    "depth_1_registration": "sign-up limited",
    "depth_cut": "cut off",
    "depth_2": "slowed",
    "depth_3": "blocked",
    "partial": "in some regions or networks",
    # footer
    "others": "others",
    "subject": "{platforms} in {where}: reach and restrictions",
    "via": "{name} (via {pages})",
    "source": "Source: {text}",
    "note": "Note: {text}",
    "as_of": "Data as of {day}",
    "credit": "Reach notebooks, CC BY 4.0",
    "owner_VTsIOM": "Mediascope (owned mainly by state pollster VTsIOM)",
    # two-audiences
    "two_title_calls": "At least {n} million people in {where} used both apps whose calls were limited",
    "two_title_both": "At least {n} million people in {where} used both {a} and {b}",
    "two_title_plain": "{a} reached {x} million people in {where} in {month}, {b} {y} million",
    "two_subtitle": "Monthly reach by the published counts, people aged 12 and over, {month}",
    "two_subtitle_before": "Monthly reach by the published counts, people aged 12 and over, {month}, the month before the limits",
    "two_not": "did not open {a}",
    "two_both": "used both: at least {n} million",
    "two_both_1": "used both:",
    "two_why": "At most {out} million people did not open {a}. Even if every one of them used {b}, the rest of {b}’s people also used {a}.",
    "two_most": "Up to {high} million may have used both. The data cannot say how many did, and the two audiences cannot be added.",
    "two_also": "also published: {figures}",
    "two_alt": "Bar chart of monthly reach in {where}, {month}: {a} {x} million from the left and {b} {y} million from the right overlap by at least {n} million people.",
    "two_long": "Of {base} million people aged 12 and over, {a} reached {x} million ({xs}) and {b} {y} million ({ys}) in {month}. The two figures add up to more than everyone, so at least {n} million people used both, by arithmetic alone; at most {high} million did.",
    "two_long_plain": "Of {base} million people aged 12 and over, {a} reached {x} million ({xs}) and {b} {y} million ({ys}) in {month}. Between {n} and {high} million people used both.",
    "two_long_pairs": "Other pairs published for the month give {floors}.",
    "two_pair": "at least {n} million ({x} and {y})",
    "two_caption": "By the published counts, at least {n} million people in {where} used both {a} and {b} in {month}.",
    "two_note_base": "The base is recovered from counts and shares printed together ({when}). Bars are drawn at the safe end of every rounding.",
    "two_note_reach": "Reach counts people who opened the app at least once in the month.",
    "two_note_pair": "No page that prints this pair names the measurer; agencies credit its roundings to {measurer}.",
    # who-uses-both
    "both_title": "In every month with figures for both apps, at least {n} million people used both",
    "both_title_one": "At least {n} million people used both {a} and {b} in {first}",
    "both_title_plain": "The published counts do not settle how many people used both {a} and {b}",
    "both_subtitle": "People in {where} aged 12 and over who used both {a} and {b} in the month, millions, by arithmetic on published reach",
    "both_alt": "Bar chart of bounds on how many people in {where} used both {a} and {b}, {first} to {last}: never fewer than {n} million, never more than {top} million.",
    "both_alt_one": "Bar chart of bounds on how many people in {where} used both {a} and {b} in {first}: at least {n} million, at most {top} million.",
    "both_long": "For each month with a figure for both {a} and {b}, the least and the most people who can have used both: {rows}.",
    "both_row": "{month}, {n} to {high} million",
    "both_row_other": "{month} by other figures, {n} to {high} million",
    "both_long_trio": "In {month} at least {n} million used all of {services}.",
    "both_caption": "By the published counts, at least {n} million people in {where} used both {a} and {b} in every month shown.",
    "both_note": "Months without a figure for both apps are not shown. The floor is both counts less the base of people aged 12 and over; the ceiling is the smaller count.",
    "both_note_short": "Months without a figure for both apps are not shown.",
    "both_head_pair": "{a} + {b}",
    "both_other": "other pair",
    "both_key_certain": "certain",
    "both_key_possible": "possible",
    "both_table": "At least this many used each set of apps, millions",
    "both_all": "all three",
    "both_hover": "{first} and {second}<br>used both: {n} to {high} million",
    "axis_everyone": "million people aged 12 and over; short strokes are other published figures",
    "axis_both": "million people who used both",
    # restrictions
    "key_1": "calls limited",
    "key_2": "slowed",
    "key_3": "blocked",
    "key_some": "in some regions or networks",
    "key_fade": "fades after the last report",
    "key_none": "no end found",
    "key_after": "after the last report; no end found",
    "key_whisker": "from first reports to announcement",
    "from": "from {day}",
    "until": "until {day}",
    "last_reported": "last reported {day}, no end found",
    # reach-against-restrictions
    "sig_title_slowed_blocked": "{a}’s monthly audience fell {n} million from {first} to {last}, while slowed, then blocked",
    "sig_title_blocked": "{a}’s monthly audience fell {n} million from {first} to {last}, in which it was blocked",
    "sig_title_slowed": "{a}’s monthly audience fell {n} million from {first} to {last}, in which it was slowed",
    "sig_title_fell": "{a}’s monthly audience fell {n} million from {first} to {last}",
    "sig_title_before": "{a} reached over {x} million people a month, {b} over {y} million, before calls were limited",
    "sig_title_levels": "{a} reached over {x} million people a month and {b} over {y} million",
    "sig_title_plain": "What was published on the reach of {a} and {b} in {where}",
    "sig_subtitle": "Monthly reach in {where}, people aged 12 and over, millions; restrictions below",
    "sig_level": "{a} {x} million in {month}",
    "sig_bar": "{a}: {steps}.",
    "sig_alt": "Line chart of the monthly reach of {trio} in {where} above a strip of restrictions: {finding}.",
    "sig_alt_levels": "Dot chart of the monthly reach of {trio} in {where} above a strip of restrictions, at the newest figures {levels}.",
    "sig_long": "The newest monthly figures are {levels}. Restrictions: {bars}",
    "sig_note_gaps": "Gaps: no figure found. Hollow: other published figures. Triangles: “over”, “almost”.",
    "sig_note_reach": "Reach counts anyone who opened the app in the month, before or after a limit. After is not because.",
    "sig_none_after": "{month}; none found after",
    "sig_none_after_all": "none found after {month}",
    "sig_pair": "also published for {month}, and quoted most: {x} and {y}",
    "sig_weak": "{a} {x} in {month}, one second-hand page",
    "flag_calls": "Regulator confirms limits on calls",
    "flag_blocked": "{a} blocked",
    "left_out": "The day leaves out {n} rows of the table of user counts that were public only later or have no date.",
    "axis_reach": "million people",
    # restriction-timeline
    "time_title_before": "Before it limited calls in {month}, {where} had blocked {n} services since {year}",
    "time_title_since": "{where} has blocked {n} services since {year}, {a} and {b} among them",
    "time_title_count": "{where} has blocked {n} of the services shown since {year}",
    "time_title_plain": "Restrictions on messengers and networks in {where} since {year}",
    "time_subtitle": "Restrictions in {where} by service: shade and pattern show how deep, height how wide",
    "time_alt": "Timeline of restrictions in {where} on {n} services from {first} to {last}; {blocked} of them were blocked nationwide at some time.",
    "time_long": "By the first restriction known: {rows}.",
    "time_row": "{a} ({steps})",
    "time_caption": "{title}, as known on {day}.",
    "time_note": "Blocks of websites and older surveillance laws are not covered.",
    "time_note_social": "Shown are services with published audience figures.",
    "time_note_group": "{group} in {month}: {names}.",
    "time_note_ended": "The {n} include {names}, unblocked since.",
    "time_group": "{n} other messengers",
    "time_acts": "Laws and mandates",
    "time_acts_note": "Fines, warnings and removals from app stores are in the table.",
    # days-at-each-depth
    # end of days-at-each-depth
    # who-called
    # end of who-called
    # before-and-after
    # end of before-and-after
    # precedents
    # end of precedents
    # stickiness
    # end of stickiness
    # where-people-went
    # end of where-people-went
    # accounts-and-people
    # end of accounts-and-people
    # sources-disagree
    # end of sources-disagree
    # choices-that-matter
    # end of choices-that-matter
    # who-said-what
    # end of who-said-what
    # reason-against-evidence
    # end of reason-against-evidence
    # other-countries
    "other_title_some": "Of {n} restrictions shown in other countries, {k} have a known end, {m} within a year",
    "other_title_all": "Of {n} restrictions shown in other countries, {k} have a known end, all within a year",
    "other_title_ended": "Of {n} restrictions shown in other countries, an end is known for {k}",
    "other_title_none": "For none of the {n} restrictions shown in other countries is an end known",
    "other_title_one": "For the one restriction shown in another country, no end is known",
    "other_title_plain": "Restrictions on messengers and networks in other countries",
    "other_subtitle": "Restrictions by country and date: shade and pattern show how deep, height how wide",
    "other_alt": "Timeline of {rows} in other countries, {first} to {last}, one row each: {finding}.",
    "other_restriction": "{n} restriction",
    "other_restrictions": "{n} restrictions",
    "other_lifting": "{n} lifting",
    "other_liftings": "{n} liftings",
    "other_long": "In other countries: {rows}.",
    "other_long_home": "In {where}, on the services compared: {rows}.",
    "other_long_row": "{where}, {label}, {when} ({how})",
    "other_caption": "{title}, as known on {day}. They are cases chosen for the table, not a count of all there were.",
    "other_note_chosen": "A selection, not a count of all restrictions there were; where services came back at different times, one order makes two rows.",
    "other_note_dates": "Lengths span the dates claimed for beginning and end. An open end means none was found, not that the limit holds. Bars of a few days are drawn wider than they lasted.",
    "other_note_short": "A selection. An open end means that none was found.",
    "other_label": "{word}: {services}",
    "other_all": "the whole internet",
    "other_others": "others",
    "other_head_how": "How long",
    "other_head_limit": "What was limited",
    "other_head_country": "Country",
    "other_head_end": "end, or lifting",
    "other_compared": "for comparison",
    "other_home": "{where}, for comparison",
    "other_day": "1 day",
    "other_days": "{n} days",
    "other_days_span": "{a} to {b} days",
    "other_under_day": "under a day",
    "other_months": "{n} months",
    "other_months_span": "{a} to {b} months",
    "other_open": "no end found, last reported {month}",
    "other_open_short": "no end found",
    "other_lifted": "lifted {month}, start undated",
    "other_lifted_short": "lifted",
    "other_from": "from {day}",
    "other_to": "on {day}",
    "other_empty_what": "Restrictions on messengers and networks elsewhere",
    "other_empty": "no restriction outside {where} was known by {day}",
    # end of other-countries
    # no data
    "empty_subtitle": "{what}, {where}, data as of {day}",
    "empty_what": "Monthly reach of {a} and {b}",
    "empty_no_reach": "no monthly reach of both {a} and {b} in {where} was found by {day}",
    "empty_what_events": "Restrictions on messengers and networks",
    "empty_no_events": "no restriction in {where} was known by {day}",
    "measured_by": "Measured by {measurer}.",
}
LANGUAGES = {"en": EN}

# A figure and its unit, and a day and its month, stay on one line.
_MONTHS = "|".join(name for names in ("en", "ru") for name in Locale(names).months["format"]["wide"].values())
_UNIT = re.compile(rf"(?<=\d) (?=(?:million|млн|{_MONTHS})\b)")


def say(language: str, key: str, **values: object) -> str:
    """A template of the word list, filled.

    Raises:
        KeyError: the language or the key is not in the list.
    """
    text = LANGUAGES[language][key].format(**values)
    return _UNIT.sub(NBSP, text)


def number(value: float, language: str = "en", digits: int = 1) -> str:
    """A number with at most ``digits`` decimals: 96.2, 97, 1,200."""
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(value, pattern, locale=language).replace("-", MINUS)


def millions(people: float, language: str = "en", digits: int = 1) -> str:
    """A count of people in millions, without the word: 96.2."""
    return number(people / 1e6, language, digits)


def span(low: float, high: float, language: str = "en", digits: int = 1) -> str:
    """Two counts of people in millions, rounded outward, as ``122.7 to 123.1``; one figure where they agree."""
    step = 10**-digits
    a = math.floor(round(low / 1e6 / step, 6)) * step
    b = math.ceil(round(high / 1e6 / step, 6)) * step
    if number(a, language, digits) == number(b, language, digits):
        return number(a, language, digits)
    return say(language, "to", a=number(a, language, digits), b=number(b, language, digits))


def percent(low: float, high: float, language: str = "en") -> str:
    """Two shares (0 to 1) as whole percents, rounded to nearest: ``78%`` or ``78–79%``."""
    a, b = format_percent(low, locale=language), format_percent(high, locale=language)
    return a if a == b else f"{round(low * 100)}–{b}"


def day(value: dt.date, language: str = "en", short: bool = False) -> str:
    """13 August 2025, or 13 Aug 2025."""
    return format_date(pd.Timestamp(value).date(), "d MMM y" if short else "d MMMM y", locale=language)


def month(value: dt.date, language: str = "en", year: bool = True, short: bool = False) -> str:
    """August 2025; without the year, August or Aug."""
    pattern = ("LLL" if short else "LLLL") + (" y" if year else "")
    return format_date(pd.Timestamp(value).date(), pattern, locale=language)


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
