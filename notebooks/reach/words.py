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
    "days_title_slowed": "Calls were limited for at least {n} days in {a} and {m} in {b} before slowing",
    "days_title_open": "Calls in {a} and {b} were limited for {span} by {day}",
    "days_title_both": "{a} was limited nationwide for at least {n}, {b} for {m}, since {since}",
    "days_title_one": "{a} was limited nationwide for at least {n} since {since}",
    "days_title_plain": "How long limits on {a} and {b} in {where} lasted, by the dated claims",
    "days_subtitle": "Days at each depth in {where} since {since}: bars are certain by every claimed date, whiskers as long as the dates allow",
    "days_subtitle_short": "Days at each depth in {where} since {since}. Bars: certain; whiskers: possible",
    "days_day": "1 day",
    "days_days": "{n} days",
    "days_upto": "up to {n}",
    "days_mixed": "one function limited",
    "days_until": "{begin} to {end}",
    "days_open": "{begin}; last report {end}",
    "days_breaks": "from {begin}, with breaks",
    "days_silent": "{what}, not announced",
    "days_alt": "Bar chart of days under limits in {where}, by depth, with whiskers for disputed dates: {rows}.",
    "days_alt_service": "{a} {steps}",
    "days_step": "{what} {span}",
    "days_long": "Days since {since}, by the dated claims, to {day}. {rows}. {dose}",
    "days_long_service": "{a}: {steps}; under any limit, {span}",
    "days_dose": "User-days with {what}: {items}.",
    "days_dose_item": "{a} {span} billion",
    "days_dose_base": "Days times average daily reach in {months}, frozen.",
    "days_dose_base_open": "Days times average daily reach in {months}, the newest month known by the day.",
    "days_dose_two": "The two are never added: the audiences overlap.",
    "days_dose_none": "No user-days are given: daily reach is not known on both sides of any stage.",
    "days_dose_rest": "For other stages user-days are refused: daily reach is not known on both sides, or a limit held only in places.",
    "days_refused_partial": "It held in some regions or networks: how many people these hold is not known.",
    "days_refused_breaks": "It held in stretches with breaks between them, and each would need a base of its own.",
    "days_refused_before": "No average daily reach was found for {month}, the month before it began.",
    "days_refused_after": "It is over, and no average daily reach was found for a month after {month}, in which it began.",
    "days_refused_deep": "The whole service was slowed or blocked: reach from before it says less with every day.",
    "days_refused_under": "The average daily reach of {month}, the month before, was itself measured under a limit.",
    "days_caption": "Days at each depth in {where}, as known on {day}. {dose}",
    "days_note_dates": "Certain days run from the latest start claimed to the earliest end or last report; possible ones from the earliest start to the latest end, or, where none was found, to {day}.",
    "days_note_some": "Limits in some regions came in waves: they are certain only until last reported, and are counted where no nationwide limit was as deep.",
    "days_note_short": "Where no end was found, days are certain only until the last report. User-days: days times average daily reach.",
    "days_none": "no restriction on {a} or {b} in {where} was known by {day}",
    "days_what": "Days under limits on {a} and {b}",
    "axis_days": "days; the bar is certain, the whisker possible",
    # end of days-at-each-depth
    # who-called
    "call_title_calls": "{x} of adults in {where} said they use messengers for calls, {y} for messages",
    "call_title_one": "{x} of adults in {where} said they use messengers for calls",
    "call_title_plain": "What surveys in {where} say about calls in messengers",
    "call_subtitle": "Survey answers as shares of those asked, beside monthly reach as a share of people aged 12 and over. Reach is not callers",
    "call_subtitle_short": "Survey answers, and reach. Reach is not callers",
    "call_subtitle_alone": "Survey answers as shares of those asked",
    "call_head": "{who}, field work by {day}: share of {base}",
    "call_head_reach": "Reach in {month}: share of people aged 12 and over who opened the app",
    "call_base_adults": "adults",
    "call_base_internet users": "adult internet users",
    "call_alt": "Bar chart of survey answers in {where}{beside}: {rows}.",
    "call_alt_beside": " beside reach",
    "call_row": "{label} {share}",
    "call_long": "{groups}. {left}",
    "call_group": "{head}: {rows}",
    "call_left": "{n} other answers on calls are listed and not drawn, among them vendors’ and readers’ polls.",
    "call_left_one": "One other answer on calls is listed and not drawn.",
    "call_caption": "{title} ({who}, published by {day}). Reach counts everyone who opened an app; it does not count callers.",
    "call_note_after": "{who} published this after the limits on calls began.",
    "call_note_self": "Surveys count what people say of themselves, of adults; reach is measured, of people aged 12 and over.",
    "call_note_out": "Not drawn: polls by vendors and of readers, estimates, shares of calls, answers of an unstated base.",
    "call_note_short": "Two bases: adults asked, and people aged 12 and over measured.",
    "call_none": "no survey of callers fit to draw was known by {day}",
    "call_what": "Who calls in messengers",
    "call_out_of_calls": "A share of calls, not of people.",
    "call_out_vendor": "A vendor’s poll; its sample is not described or not of all adults.",
    "call_out_readers": "A poll of readers, who chose to answer.",
    "call_out_estimate": "An analyst’s estimate, not a survey.",
    "call_out_region": "One region only.",
    "call_out_no_base": "The page does not say of whom this is a share.",
    "call_out_base": "Not of adults or of internet users.",
    "call_out_weak": "Rests on one weak page.",
    "axis_share": "percent of each group’s own base",
    # end of who-called
    # before-and-after
    "before_rung_describe": "Description",
    "before_rung_placebo": "Placebo test",
    "before_rung_segmented": "Segmented regression",
    "before_rung_state_space": "State-space model",
    "before_months_0": "no joined month",
    "before_months_1": "1 joined month",
    "before_months": "{n} joined months",
    "before_reason_always": "{rung}: always allowed. It says what changed between published figures, not why.",
    "before_reason_refused": "{rung} refused: {after} after the event, {needs_after} needed; {before} before it, {needs_before} needed.",
    "before_reason_allowed": "{rung} allowed: {before} before the event, {after} after it.",
    "before_reason_not_built": "{rung} allowed ({before} before the event, {after} after it), but not built: no series allowed it when the ladder was made.",
    "before_placebo_largest": "The change is the largest of {of}: the event’s and those at {k} fake dates before it. With {k} fake dates no result rarer than 1 in {of} is possible.",
    "before_placebo_rank": "By size the change ranks from {best} to {worst} of {of}: the event’s and those at {k} fake dates before it. With {k} fake dates no result rarer than 1 in {of} is possible.",
    "before_title_blocked": "{a}’s monthly reach fell {n} million in {month}, the month when it was blocked",
    "before_title_slowed": "{a}’s monthly reach fell {n} million in {month}, the month when it was slowed",
    "before_title_fell": "{a}’s monthly reach fell {n} million from {first} to {last}",
    "before_title_rose": "{a}’s monthly reach rose {n} million from {first} to {last}",
    "before_title_none_little": "No month after the limits is known; {names} changed little before them",
    "before_title_none": "No month after the limits is known for {a} or {b}",
    "before_title_little": "Monthly reach changed little between the published months of {names}",
    "before_title_plain": "How the published reach of {a} and {b} changed between months",
    "before_subtitle": "Change per month between published figures in {where}, people aged 12 and over, millions; limits below",
    "before_metric_monthly_reach": "Monthly reach",
    "before_metric_average_daily_reach": "Average daily reach",
    "before_tests": "Tests and models",
    "before_models": "Models",
    "before_refused_one": "{what} refused: {after} after the limit, {needs_after} needed; {before} before it, {needs_before} needed.",
    "before_refused": "{what} refused: at most {after} after a limit, {needs_after} needed; at most {before} before one, {needs_before} needed.",
    "before_not_built": "The published months would allow a model; none is built.",
    "before_no_limit": "No nationwide limit in these months: nothing to test.",
    "before_levels": "Known, in millions: {levels}; no month after.",
    "before_level": "{x} in {month}",
    "before_no_step": "No two months to compare",
    "before_none_after": "none found after",
    "before_key_clear": "a million or more in all",
    "before_key_hollow": "less, or left open by rounding",
    "before_key_noise": "±{noise} million in all: the panel’s own noise",
    "before_key_whisker": "rounding interval",
    "before_note_bars": "A bar runs between two published months; its height is the change divided by the months between.",
    "before_note_noise": "Noise: ±{noise} million for the whole change, about what sampling alone may move.",
    "before_note_after": "“Joined” months follow each other without a gap. After is not because.",
    "before_both": "From {first} to {last} {a}’s monthly reach {m} and its average daily reach {d}.",
    "before_both_fell": "fell {p}",
    "before_both_rose": "rose {p}",
    "before_both_open": "moved by less than its figures show",
    "before_alt": "Bars of the change per month in the published reach of {names} in {where}, above strips of restrictions: {finding}.",
    "before_long": "Monthly reach: {steps}.",
    "before_step": "{a} {change} from {first} to {last}",
    "before_step_little": "little changed",
    "before_step_open": "{n} million as printed, left open by rounding,",
    "before_step_up": "up {n} million",
    "before_step_down": "down {n} million",
    "before_of": "For {a}, {said}",
    "before_empty_what": "Change in the monthly reach of {a} and {b}",
    "before_empty": "no two comparable months of {a} or {b} in {where} were found by {day}",
    "before_hover": "{first} to {last}: {n} million a month, by rounding {low} to {high} ({basis})",
    # end of before-and-after
    # precedents
    "prec_title_blocked_slowed": "{names} reached fewer people in the months after they were blocked or slowed",
    "prec_title_blocked": "{names} reached fewer people in the months after {it} blocked",
    "prec_title_slowed": "{names} reached fewer people in the months after {it} slowed",
    "prec_it_1": "it was",
    "prec_it_2": "they were",
    "prec_title_plain": "What was published on reach around earlier restrictions in {where}",
    "prec_subtitle": "Published reach in {where}, millions, by months since the restriction; every panel has its own metric and scale",
    "prec_metric_monthly_reach": "monthly reach",
    "prec_metric_average_daily_reach": "average daily reach",
    "prec_universe_12plus": "people aged 12 and over",
    "prec_universe_cities": "ages 12 to 64, cities of 100,000+",
    "prec_sub": "{metric}, {universe}",
    "prec_event_1": "limited from {day}",
    "prec_event_2": "slowed from {day}",
    "prec_event_3": "blocked from {day}",
    "prec_short_1": "limited {day}",
    "prec_short_2": "slowed {day}",
    "prec_short_3": "blocked {day}",
    "prec_events": "{a}, {b}",
    "prec_axis": "months since the restriction",
    "prec_months": "months",
    "prec_key_month": "figure for a month",
    "prec_key_line": "three or more months in a row",
    "prec_key_day": "a single day, not an average",
    "prec_key_weak": "one weak page",
    "prec_key_rule": "the restriction begins",
    "prec_read": "Compare a panel with itself only: metric, people counted and depth of the limit differ.",
    "prec_note_scale": "Figures from {before} months before to {after} after; a dot stands in the middle of its month.",
    "prec_note_levels": "Telegram’s figures of those years come from several pages whose levels do not agree well enough to be joined.",
    "prec_note_after": "After is not because.",
    "prec_alt": "{count} small charts of published reach in {where} before and after earlier restrictions: {finding}.",
    "prec_alt_one": "Chart of published reach in {where} before and after an earlier restriction: {finding}.",
    "prec_long": "{cases}.",
    "prec_case": "{a} ({metric}, {universe}; {event}): {figures}",
    "prec_figure": "{x} in {when}",
    "prec_figure_day": "{x} on {when} alone",
    "prec_weak": "{x} in {when} by one weak page",
    "prec_empty_what": "Reach around earlier restrictions",
    "prec_empty": "no figure around an earlier restriction in {where} was known by {day}",
    # end of precedents
    # stickiness
    "stick_title_after": "In {month} an average day drew {p} of {a}’s monthly audience, after {q} in {before}",
    "stick_title_down": "In {month} an average day drew {p} of {a}’s monthly audience, down from {q}",
    "stick_title_two": "In {month} an average day drew {p} of {a}’s monthly audience, {q} of {b}’s",
    "stick_title_one": "In {month} an average day drew {p} of {a}’s monthly audience",
    "stick_title_plain": "How much of each monthly audience came on an average day",
    "stick_subtitle": "Average daily reach as a share of monthly reach, {where}, people aged 12 and over",
    "stick_alt": "Bar chart of average daily reach as a share of monthly reach in {where}, by service and month: {finding}.",
    "stick_ends": "{a} {p} in {month}",
    "stick_from_to": "{a} {p} in {month} and {q} in {last}",
    "stick_long": "Shares of the monthly audience that came on an average day, with the room that the roundings of both figures leave: {rows}.",
    "stick_row": "{a} in {month} {p} ({x} daily of {y} monthly)",
    "stick_row_other": "{a} in {month} by the other published pair {p} ({x} of {y})",
    "stick_caption_fell": "In {month} {a}’s average daily reach was {p} of its monthly reach, after {q} in {before}: lower by at least {n} percentage points, however the figures were rounded.",
    "stick_caption": "An average day drew {rows} of the month’s audience.",
    "stick_caption_row": "{p} ({a}, {month})",
    "stick_long_change": "From {first} to {last} {a}’s daily reach fell {d} million and its monthly reach {m} million.",
    "stick_note": "Hatched ends: what the roundings of both figures leave open. Only months with both figures from one measurer; other months are unknown.",
    "stick_note_pair": "Other pair: the monthly figures quoted most for that month, {x}; no page that prints them names the measurer.",
    "stick_note_short": "Only months with both figures from one measurer.",
    "stick_limit": "{said} from {day}",
    "stick_other": "other pair",
    "stick_whole": "full width: the month’s whole audience",
    "stick_of": "{x} of {y} million",
    "stick_hover": "{x} on an average day of {y} in the month: {p}",
    "stick_axis": "percent of the month’s audience",
    "stick_empty_what": "Daily against monthly reach",
    "stick_empty": "no month with both daily and monthly reach of {services} was found",
    # end of stickiness
    # where-people-went
    "went_title_fell_two": "{a}’s monthly reach fell {n} million from {first} to {last}; {b}’s and {c}’s rose",
    "went_title_fell_one": "{a}’s monthly reach fell {n} million from {first} to {last}; {b}’s rose",
    "went_title_fell": "{a}’s monthly reach fell {n} million from {first} to {last}",
    "went_title_rose": "{a}’s monthly reach rose {n} million from {first} to {last}",
    "went_title_little": "From {first} to {last} the monthly reach of {services} changed little",
    "went_title_plain": "Net changes in monthly reach between months that all have",
    "went_subtitle": "Net change in monthly reach, {where}, aged 12 and over, millions. The data do not track individuals",
    "went_alt": "Bar chart of net changes in monthly reach in {where}: {rows}. The data do not track individuals.",
    "went_long": "Net changes between months with a figure for each of {services}: {rows}. The data do not track individuals.",
    "went_span": "{first} to {last}",
    "went_span_row": "from {first} to {last} {rows}",
    "went_down": "{a} fell {n} million",
    "went_up": "{a} rose {n} million",
    "went_flat": "{a} changed little ({n} million)",
    "went_caption": "{title}. The data do not track individuals.",
    "went_bound": "Between {low} and {high} million people can have used {a} in {first} and not in {last}, and {b} only in {last}. The counts cannot say how many did.",
    "went_kept": "At least {n} million of those who took up {b} by {last} still used {a} then, by arithmetic alone.",
    "went_none": "No figure for both months: {names}.",
    "went_little": "little changed",
    "went_note": "Thin rules: what the roundings leave open. Changes under 1 million at both ends are little changed. Months shown have a figure for every service.",
    "went_note_short": "Net changes: the data do not track individuals.",
    "went_axis": "change, million people",
    "went_hover": "{first} to {last}: {n} million ({x})",
    "went_empty_what": "Net change in monthly reach",
    "went_empty": "no two months have monthly reach for {services}",
    # end of where-people-went
    # accounts-and-people
    "acct_title_turned": "Registrations stated for {a} were below measured reach in {first}, above it in {last}",
    "acct_title_above": "Registrations stated for {a} were above measured reach in {last}",
    "acct_title_below": "Registrations stated for {a} were below measured reach in {first}",
    "acct_title_stated": "The company stated {n} million {a} accounts by {month}; no measured reach was found",
    "acct_title_plain": "What was stated and what was measured of {a}",
    "acct_subtitle": "{a} in {where}: accounts as stated against people aged 12 and over who opened it in the month, millions",
    "acct_subtitle_stated": "{a} in {where}: accounts as stated, millions",
    "acct_key_company": "accounts, company statement",
    "acct_key_official": "accounts, an official’s statement",
    "acct_key_measured": "people, measured over the month",
    "acct_key_weak": "hollow: one weak page",
    "acct_alt": "Dot chart of two kinds of figures for {a} in {where}, not joined. Accounts by company statements: {stated}. People measured in the month: {measured}.",
    "acct_alt_stated": "Dot chart of company statements of {a} accounts in {where}: {stated}. No measured reach was found.",
    "acct_point": "{n} on {day}",
    "acct_point_month": "{n} in {month}",
    "acct_long": "Stated accounts: {stated}. Measured monthly reach: {measured}. Accounts are not people: one person can have several, and an account need not be used.",
    "acct_long_stated": "Stated accounts: {stated}. No measured monthly reach was found by the day. Accounts are not people: one person can have several, and an account need not be used.",
    "acct_row_below": "At the end of {month} registrations were below the measured {m}: the next statement, of {day}, said {n}.",
    "acct_row_above": "By the end of {month} registrations were above the measured {m}: {n} had been stated on {day}.",
    "acct_caption": "{title}. Accounts are not people, and the two are never joined.",
    "acct_note": "Accounts and people are different things: the two kinds of marks are compared, never joined.",
    "acct_note_total": "A total of registrations is taken not to fall.",
    "acct_note_weak": "Hollow marks rest on one weak page: {rows}.",
    "acct_note_short": "Accounts are not people: one person can have several.",
    "acct_axis": "million accounts or people",
    "acct_weak_row": "{n}, {when}",
    "acct_empty_what": "Stated accounts against measured reach",
    "acct_empty": "no statement of registered accounts of {services} was found",
    # end of accounts-and-people
    # sources-disagree
    "dis_title_one": "For one month, {month}, pages give {a} {x} or {y} million people",
    "dis_title_measurers": "For {month}, published figures for {a} run from {x} to {y} million, by measurer",
    "dis_title_plain": "What was published on {a} and {b}, original by original",
    "dis_subtitle": "Millions of people in {where}, one row an original however many pages retell it; the bar is the rounding interval",
    "dis_lane": "{measurer}, {metric}",
    "dis_monthly_reach": "monthly reach",
    "dis_monthly_active_users": "monthly users",
    "dis_average_daily_reach": "average daily reach",
    "dis_daily_active_users": "daily users",
    "dis_not_named": "Measurer not named",
    "dis_pages": "{name} ({n} pages)",
    "dis_day": "{a}, on an average day",
    "dis_part": "{name} (part of month)",
    "dis_stated": "Stated by {who}",
    "dis_alone": "Another measurer’s count: no sign of growth.",
    "dis_note_scale": "Each block has a scale of its own: blocks, and measurers within one, are not to be compared.",
    "dis_note_hollow": "Hollow: no page names the measurer, or a weak page.",
    "dis_note_daily": "Daily figures are shown where more than one original printed them.",
    "dis_note_short": "Figures of different measurers are not to be compared.",
    "dis_calendar": "What was found, month by month",
    "dis_record": "monthly reach",
    "dis_beside": "only other or weak figures",
    "dis_none": "nothing found",
    "dis_alt": "Dot chart of the figures published for {months}, one row an original: {rows}. Below, a calendar shows the months with a figure.",
    "dis_row": "{a} in {month}, {figures} million",
    "dis_long": "Each original once, as published. {blocks}.",
    "dis_block": "{a}, {month}: {rows}",
    "dis_item": "{figure} ({name}; {lane})",
    "dis_caption": "Published figures for the same month differ by original. They are listed, never averaged.",
    "dis_caption_calendar": "A month counts as found where a monthly reach was published that the lines of these charts use.",
    "dis_hover": "{a}, {month}: {figure} ({name}, by way of {page}; {lane})",
    "dis_hover_also": "also worded on its pages: {also}",
    "dis_calendar_hover": "{a}, {month}: {state}",
    "dis_empty": "no month was found by {day} for which two originals print figures for {a} or {b} in {where}",
    # end of sources-disagree
    # choices-that-matter
    "cho_title_range": "At least {lo} to {hi} million people used both apps, depending on the published figures chosen",
    "cho_title_one": "Whichever published figures are chosen, at least {lo} million people used both apps",
    "cho_title_some": "Some published figures put at least {hi} million people in both apps, others leave it open",
    "cho_title_plain": "The published counts leave open how many people used both {a} and {b}",
    "cho_subtitle": "People in {where} who used both {a} and {b} in {month}, at least, millions: one dot for every pair of figures and base",
    "cho_pair": "pair of {month}",
    "cho_hull": "all pairs of {year}",
    "cho_other": "pair of {month}, another year",
    "cho_exact": "pair of {month}, taken as exact",
    "cho_all": "all ages: the wrong base",
    "cho_base_value": "{text}: {span}",
    "cho_head_figures": "figures",
    "cho_head_base": "base, millions, from a count and its share",
    "cho_marked": "as quoted: {n}",
    "cho_wrong": "wrong base",
    "cho_sound": "sound choice",
    "cho_loose": "looser choice",
    "cho_note": "Filled: a base from the figures’ own year, roundings kept; the title sums these up. Hollow: a base of another year, or its rounding dropped. Cross: people of all ages, whom reach does not count.",
    "cho_note_plain": "Filled: a base from the figures’ own year, roundings kept; the title sums these up. Hollow: a base of another year. Cross: people of all ages, whom reach does not count.",
    "cho_note_other": "Figures of two measurers are not combined. The bar runs to the other ends of the roundings.",
    "cho_note_short": "Filled: sound choices. Hollow: looser ones. Cross: the wrong base, people of all ages.",
    "cho_alt": "Dots in ascending order of the least number of people who used both {a} and {b} in {month}, with a matrix of the choices below: {lo} to {hi} million on sound choices, {n} million for the quoted pair.",
    "cho_long": "Least number of people who used both {a} and {b} in {month}, rounded down, by figures and base: {rows}.",
    "cho_row": "{figures} on {base}, {n} million",
    "cho_caption": "By the published counts, at least {lo} million people used both {a} and {b} in {month} on every sound choice of figures and base, and at least {hi} million on the most favourable one.",
    "cho_caption_one": "By the published counts, at least {lo} million people used both {a} and {b} in {month} on every sound choice of figures and base.",
    "cho_caption_open": "Not every sound choice of figures and base gives a floor above nought for {a} and {b} in {month}.",
    "cho_hover": "{figures} on {base}: at least {n} million ({kind})",
    "cho_axis": "million people who used both, at least",
    # end of choices-that-matter
    # who-said-what
    "said_title_calls": "{reason} gave the reason for limits on calls, {condition} the condition",
    "said_title_apart": "{reason} gave the reason for the limits, {condition} the condition",
    "said_title_count": "{n} statements on the limits were found; {against} oppose them, {for} support them",
    "said_title_plain": "What was said on limits to {services} in {where}",
    "said_subtitle": "{n} statements on limits to {services} in {where}, by kind of actor and day",
    "said_alt": "Strip of {n} statements on limits to {services}, {first} to {last}, in rows by kind of actor, marked by stand.",
    "said_alt_apart": "Strip of {n} statements by kind of actor, {first} to {last}, with a list: {reason} gives the reason for the limits, {condition} sets the condition for lifting them.",
    "said_long": "Statements on limits to {services} in {where}, {first} to {last}: {n} by {kinds} kinds of actor; {for} support or justify the limits, {against} oppose them.",
    "said_long_near": "Around {day}: {rows}",
    "said_row": "{who} {stand}: {claim}",
    "said_caption": "{n} statements on the limits, {first} to {last}, by kind of actor.",
    "said_caption_apart": "The reason for the limits came from {reason}, the condition for lifting them from {condition}.",
    "said_note": "Claims are the speakers’ own, in our words.",
    "said_note_short": "Claims are the speakers’ own, in our words.",
    "said_note_missing": "None found: {names}. That is an absence in what was read, not proof of silence.",
    "said_note_after": "None found after {month}.",
    "said_list": "Said around {day}",
    "said_who": "{who} · {stand}",
    "said_more": "{n} more: see the table.",
    "said_none": "none found",
    "said_opposes": "opposes",
    "said_demands": "demands",
    "said_supports": "supports",
    "said_justifies": "justifies",
    "said_denies": "denies",
    "said_warns": "warns",
    "said_other": "comments",
    "said_key_for": "supports or justifies",
    "said_key_demands": "demands",
    "said_key_against": "opposes",
    "said_key_denies": "denies or warns",
    "said_key_other": "comments",
    "said_kind_executive": "executive",
    "said_kind_regulator": "regulator",
    "said_kind_security": "security",
    "said_kind_legislator_or_party": "legislator or party",
    "said_kind_regional": "regional",
    "said_kind_platform": "platform",
    "said_kind_company": "company",
    "said_kind_civil_society": "civil society",
    "said_kind_foreign_state": "foreign state",
    "said_kind_intergovernmental": "intergovernmental",
    "said_kind_expert": "expert",
    "said_kind_media": "media",
    "said_empty_what": "Statements on limits to {a} and {b}",
    "said_empty": "no statement on limits to {a} or {b} in {where} was found by {day}",
    # end of who-said-what
    # reason-against-evidence
    "fraud_title_spread": "Depending on who counted, messengers carried {low}% to {high}% of reported fraud before the limits",
    "fraud_title_telephone": "{who} put telephone calls at {phone}% of fraud and messengers at {messengers}%",
    "fraud_title_plain": "What was published on fraud by channel in {where}",
    "fraud_title_none": "No figure on fraud by channel in {where} was found by {day}",
    "fraud_subtitle": "The reason given for the limits, beside published shares of fraud by channel; each counts something else",
    "fraud_alt": "The reason for the limits as {who} stated it, beside bars of {n} published shares of fraud by channel from {counters} counters.",
    "fraud_long": "The reason as stated: {reasons} Published shares: {shares}.",
    "fraud_long_changes": "Changes given out since: {changes}.",
    "fraud_share": "{who}, {period}, {channel} {share}% of {measure} ({weakness})",
    "fraud_change": "{who}, {channel}, {period}: {change}",
    "fraud_caption": "Published shares of fraud by channel, each with its counter and its weakness; they cannot be compared or averaged.",
    "fraud_note": "Shares by different counters count different things. Officials’ and companies’ claims are their own.",
    "fraud_fill_messengers": "solid: messengers",
    "fraud_fill_telephone": "hatched: telephone",
    "fraud_fill_MAX": "grey: MAX",
    "fraud_fill_ceiling": "hollow: at most",
    "fraud_note_short": "Shares by different counters count different things.",
    "fraud_reason": "The reason, as stated",
    "fraud_reason_who": "{who}, {day}",
    "fraud_shares": "Published shares",
    "fraud_weakness": "What they cannot show",
    "fraud_before": "periods before the limits",
    "fraud_after": "periods that end after the limits began",
    "fraud_changes": "Changes given out since",
    "fraud_missing": "What is missing",
    "fraud_missing_app": "No figure found is about {a} or {b} alone.",
    "fraud_missing_before_after": "None found gives a share by the same count before and after.",
    "fraud_missing_all": "No published share was found.",
    "fraud_more": "{n} more: see the table.",
    "fraud_messengers": "messengers",
    "fraud_telephone": "telephone",
    "fraud_MAX": "MAX",
    "fraud_all": "all fraud",
    "fraud_share of cases": "cases",
    "fraud_share of complaints": "complaints",
    "fraud_share of calls": "calls",
    "fraud_share of people": "people",
    "fraud_head": "{who}, {period}",
    "fraud_of": "share of {measure}",
    "fraud_period": "{a} to {b}",
    "fraud_fell": "fell by {x}",
    "fraud_rose": "rose by {x}",
    "fraud_fell_times": "fell {x}-fold",
    "fraud_rose_times": "rose {x}-fold",
    "fraud_empty_what": "The reason for limits to {a} and {b} beside published figures",
    "fraud_empty": "no reason for limits to {a} or {b} in {where} was found by {day}",
    # end of reason-against-evidence
    # other-countries
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
    found = format_decimal(value, pattern, locale=language).replace("-", MINUS)
    return "0" if found == f"{MINUS}0" else found  # a small fall rounds to nought, which has no sign


def millions(people: float, language: str = "en", digits: int = 1) -> str:
    """A count of people in millions, without the word: 96.2."""
    return number(people / 1e6, language, digits)


def most(people: float, language: str = "en") -> str:
    """What "at most" may be said of, in millions: rounded up to one decimal."""
    return number(math.ceil(round(people / 1e5, 6)) / 10, language)


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
