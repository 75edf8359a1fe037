"""The reason given for the limits beside the published shares of fraud by channel, each with what it cannot show."""

from html import escape

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from reach import tables, words
from reach.charts import chart as base
from reach.charts.chart import Chart, Text, first_true
from reach.charts.look import Look
from reach.charts.page import Page, wrap
from reach.edition import Edition
from reach.measures import statements

NAME = "reason-against-evidence"
COLUMNS = {
    "record_id": "Row of fraud_figures.csv, or of reactions.csv for a stated reason.",
    "part": "reason: the reason as stated; share: a published share, drawn as a bar; change: a change given out since.",
    "who_said": "Who said it.",
    "who_counted": "Who counted.",
    "report": "Figures of one statement share this name.",
    "claim": "What was said, in our words.",
    "channel": "telephone, messengers, MAX or all.",
    "measure": "What the share is of.",
    "direction": "fell or rose, for a change.",
    "period_start": "First day of the period; for a reason, the day it was given.",
    "period_end": "Last day of the period.",
    "value": "The figure as printed; missing for a printed range.",
    "unit": "percent or times.",
    "qualifier": "The words around the figure, as one of the wordings in qualifiers.csv.",
    "low": "Low end of what the words allow.",
    "high": "High end of what the words allow.",
    "before": "Whether the period ended before the limits began.",
    "weakness": "What the figure cannot show.",
    "confidence": "How much weight it bears.",
    "sources": "Pages: rows of sources.csv.",
}
_FILL = {"messengers": ("overlap", ""), "telephone": ("possible", "////"), "MAX": ("depth_2", "")}


def frame(edition: Edition) -> pd.DataFrame:
    """The data behind the figure: reasons around the announcement, shares, changes; empty without a reason."""
    key = statements.on(statements.key(edition), "reason")
    if key.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    reasons = key.assign(
        record_id=key["reaction_id"],
        part="reason",
        who_said=key["actor"],
        who_counted="",
        report="",
        channel="",
        measure="",
        direction="",
        period_start=key["date"],
        period_end=key["date"],
        value=float("nan"),
        unit="",
        qualifier="",
        low=float("nan"),
        high=float("nan"),
        before=False,
        weakness="",
    )
    changes = statements.changes(edition)
    # A figure that seems to be another's, said again, is told once.
    changes = changes[~changes["repeats"].isin(set(changes["record_id"])) | (changes["repeats"] == "")]
    shares = statements.shares(edition)
    parts = [reasons] + [
        found.assign(part=part, sources=found["source_id"])
        for part, found in (("share", shares), ("change", changes))
        if len(found)
    ]
    return pd.concat([part[list(COLUMNS)] for part in parts], ignore_index=True)


def _period(row: object, lang: str) -> str:
    start, end = row.period_start, row.period_end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    a, b = words.month(start, lang, short=True), words.month(end, lang, short=True)
    if a == b:
        return words.month(start, lang)
    if start.year == end.year:
        a = words.month(start, lang, year=False, short=True)
    return words.say(lang, "fraud_period", a=a, b=b)


def _figure(row: object, lang: str) -> str:
    """A share as it is printed beside its bar: 15.7%, 8–9%, ≤ 40%."""
    a, b = words.number(row.low, lang), words.number(row.high, lang)
    if pd.isna(row.value):
        return f"{a}–{b}%"
    if row.low == 0 and row.value == row.high:
        return f"≤ {b}%"
    return f"{_wording(row)}{words.number(row.value, lang)}%"


def _wording(row: object) -> str:
    """The word a figure was printed with, and a space: "about ", "almost "; nothing where there was none."""
    wording = tables.read("qualifiers").set_index("qualifier")["wording_en"].get(row.qualifier, "")
    return f"{wording} " if wording else ""


def _change(row: object, lang: str) -> str:
    if row.unit == "times":
        x = f"{_wording(row)}{words.number(row.value, lang)}"
        return words.say(lang, f"fraud_{row.direction}_times", x=x)
    a, b = words.number(row.low, lang), words.number(row.high, lang)
    x = f"{a}–{b}%" if pd.isna(row.value) else f"{_wording(row)}{words.number(row.value, lang)}%"
    return words.say(lang, f"fraud_{row.direction}", x=x)


def _missing(data: pd.DataFrame, edition: Edition) -> list[str]:
    """What the published figures leave open, each sentence only where it holds."""
    lang = edition.language
    shares = data[data["part"] == "share"]
    if shares.empty:
        return [words.say(lang, "fraud_missing_all")]
    found = []
    a, b = edition.platforms
    if not set(data["channel"]) & {a, b}:
        found.append(words.say(lang, "fraud_missing_app", a=a, b=b))
    sides = shares.groupby(["who_counted", "measure", "channel"])["before"].nunique()
    if (sides < 2).all():
        found.append(words.say(lang, "fraud_missing_before_after"))
    return found


def _settled(data: pd.DataFrame) -> pd.DataFrame:
    """Shares of messengers before the limits that a title may rest on: a figure, not a ceiling, and no weak relay."""
    found = data[(data["part"] == "share") & (data["channel"] == "messengers") & data["before"].astype(bool)]
    return found[found["value"].notna() & (found["confidence"] != "low") & (found["low"] > 0)]


def text(data: pd.DataFrame, edition: Edition) -> Text:
    """The words, from the frame."""
    lang = edition.language
    reasons, shares, changes = (data[data["part"] == part] for part in ("reason", "share", "change"))
    settled = _settled(data)
    spread = len(settled) > 1 and settled["low"].max() - settled["high"].min() >= 10
    pair = _pair(shares)
    fill = {
        "where": words.country(edition.country, lang),
        "day": words.day(edition.cutoff, lang),
        "who": words.listed(list(reasons["who_said"]), lang),
        "n": words.number(len(shares), lang, 0),
        "counters": words.number(int(shares["who_counted"].nunique()), lang, 0),
    }
    if spread:
        ends = {
            "low": words.number(settled["value"].min(), lang, 0),
            "high": words.number(settled["value"].max(), lang, 0),
        }
    if pair is not None:
        figures = {
            "who": pair[0]["who_said"],
            "phone": words.number(pair[0]["value"], lang),
            "messengers": words.number(pair[1]["value"], lang),
        }
    told = [f"{r.who_said}: {r.claim}" for r in reasons.itertuples()]
    said_shares = [
        words.say(
            lang,
            "fraud_share",
            who=r.who_said,
            period=_period(r, lang),
            channel=words.say(lang, f"fraud_{r.channel}"),
            share=_figure(r, lang).rstrip("%"),
            measure=words.say(lang, f"fraud_{r.measure}"),
            weakness=r.weakness.rstrip("."),
        )
        for r in shares.itertuples()
    ]
    missing = _missing(data, edition)
    long = words.say(
        lang, "fraud_long", reasons=" ".join(told), shares="; ".join(said_shares) or words.say(lang, "said_none")
    )
    if len(changes):
        long += " " + words.say(
            lang, "fraud_long_changes", changes="; ".join(_told(r, lang) for r in changes.itertuples())
        )
    pages = dict.fromkeys(
        page for cell in [*shares["sources"], *changes["sources"], *reasons["sources"]] for page in tables.items(cell)
    )
    return Text(
        title=first_true(
            [
                (shares.empty, words.say(lang, "fraud_title_none", **fill)),
                (spread, words.say(lang, "fraud_title_spread", **(fill | ends)) if spread else ""),
                (pair is not None, words.say(lang, "fraud_title_telephone", **(fill | figures)) if pair else ""),
                (True, words.say(lang, "fraud_title_plain", **fill)),
            ]
        ),
        subtitle=words.say(lang, "fraud_subtitle"),
        alt=words.say(lang, "fraud_alt", **fill),
        long=" ".join([long, *missing]),
        caption=" ".join([words.say(lang, "fraud_caption"), *missing]),
        notes=(_samples(shares, lang), words.say(lang, "fraud_note")),
        short_note=words.say(lang, "fraud_note_short"),
        sources=tuple(pages),
    )


def _samples(shares: pd.DataFrame, lang: str) -> str:
    """What the fills of the bars that are drawn stand for."""
    kinds = [c for c in _FILL if c in set(shares["channel"])]
    found = [words.say(lang, f"fraud_fill_{c}") for c in kinds]
    if (shares["low"] == 0).any():
        found.append(words.say(lang, "fraud_fill_ceiling"))
    return f"{words.cap('; '.join(found))}." if found else ""


def _pair(shares: pd.DataFrame) -> tuple[pd.Series, pd.Series] | None:
    """The first statement before the limits that gives shares of both channels, the telephone's the larger."""
    for _, group in shares[shares["before"].astype(bool) & (shares["confidence"] != "low")].groupby(
        "report", sort=False
    ):
        phone, other = group[group["channel"] == "telephone"], group[group["channel"] == "messengers"]
        if len(phone) == 1 and len(other) == 1 and phone.iloc[0]["low"] > other.iloc[0]["high"]:
            return phone.iloc[0], other.iloc[0]
    return None


def _told(row: object, lang: str) -> str:
    channel = words.say(lang, f"fraud_{row.channel}")
    return words.say(
        lang, "fraud_change", who=row.who_said, channel=channel, period=_period(row, lang), change=_change(row, lang)
    )


def chart(edition: Edition) -> Chart:
    """The figure for an edition; a card in words where no reason was found."""
    data, lang = frame(edition), edition.language
    if data.empty:
        a, b = edition.platforms
        fill = {"a": a, "b": b, "where": words.country(edition.country, lang), "day": words.day(edition.cutoff, lang)}
        return base.no_figure(
            NAME, edition, words.say(lang, "fraud_empty_what", **fill), words.say(lang, "fraud_empty", **fill)
        )
    channels = [c for c in _FILL if c in set(data.loc[data["part"] == "share", "channel"])]
    kinds = {"messengers": "certain", "telephone": "possible"}
    return Chart(
        NAME,
        edition,
        text(data, edition),
        data,
        COLUMNS,
        lambda look: static(data, edition, look),
        lambda look: interactive(data, edition, look),
        key=tuple((kinds[c], words.say(lang, f"fraud_{c}")) for c in channels if c in kinds),
    )


def _groups(data: pd.DataFrame) -> list[pd.DataFrame]:
    shares = data[data["part"] == "share"]
    return [group for _, group in shares.groupby("report", sort=False)]


def static(data: pd.DataFrame, edition: Edition, look: Look) -> Figure:
    """Draw for print."""
    said, size = text(data, edition), look.size
    page = Page(look, said.title, said.subtitle, said.footer(edition, size))
    small = size.small
    if size.narrow:
        y = _reason(page, data, edition, page.left, page.right, page.top, None)
        y = _shares(page, data, page.left, page.right, y + small * 0.6, None)
        y = _since(page, data, page.left, page.right, y + small * 0.6, None)
        return page.finish(_open(page, data, edition, page.left, page.right, y + small * 0.6))
    bottom = page.bottom(430)
    middle = page.left + page.inner * (0.4 if size.brief else 0.3)
    y = _reason(page, data, edition, page.left, middle, page.top, bottom)
    gap = small * 0.9
    if not size.brief:
        room = bottom - _open_height(page, data, edition, middle - page.left) - gap
        y = _since(page, data, page.left, middle, y + gap, room)
    if y + gap + _open_height(page, data, edition, middle - page.left) <= bottom:
        _open(page, data, edition, page.left, middle, y + gap)
    _shares(page, data, middle + small * 2.4, page.right, page.top, bottom)
    return page.finish(bottom)


def _paragraph(
    page: Page, text_: str, x: float, y: float, width: float, bold: bool = False, colour: str = "text"
) -> float:
    return page.lines(x, y, text_.replace("'", "\u2019"), width, "small", bold=bold, colour=colour)


def _reason(
    page: Page, data: pd.DataFrame, edition: Edition, left: float, right: float, top: float, bottom: float | None
) -> float:
    lang, small = page.look.language, page.size.small
    y = page.lines(left, top, words.say(lang, "fraud_reason"), right - left, "label", bold=True) + small * 0.3
    for row in data[data["part"] == "reason"].itertuples():
        who = words.say(lang, "fraud_reason_who", who=row.who_said, day=words.day(row.period_start, lang))
        height = (len(wrap(who, small, right - left, True)) + len(wrap(row.claim, small, right - left))) * small * 1.28
        if bottom is not None and y + height > bottom:
            break
        y = _paragraph(page, who, left, y, right - left, bold=True)
        y = _paragraph(page, row.claim, left, y, right - left, colour="secondary") + small * 0.4
    return y


def _since(page: Page, data: pd.DataFrame, left: float, right: float, top: float, bottom: float | None) -> float:
    """Changes given out since, a line or two each, as many as fit."""
    lang, small = page.look.language, page.size.small
    changes = data[data["part"] == "change"]
    if changes.empty:
        return top
    y = page.lines(left, top, words.say(lang, "fraud_changes"), right - left, "label", bold=True) + small * 0.3
    for i, row in enumerate(changes.itertuples()):
        lines = wrap(_told(row, lang), small, right - left)
        last = i == len(changes) - 1
        if bottom is not None and y + (len(lines) + (0 if last else 1)) * small * 1.28 > bottom:
            more = words.say(lang, "fraud_more", n=words.number(len(changes) - i, lang, 0))
            return _paragraph(page, more, left, y, right - left, colour="faint")
        for line in lines:
            page.text(left, y, line, "small", colour="secondary", va="top")
            y += small * 1.28
    return y


def _open_height(page: Page, data: pd.DataFrame, edition: Edition, width: float) -> float:
    lines = sum(len(wrap(said, page.size.small, width)) for said in _missing(data, edition))
    return page.size.label * 1.28 + page.size.small * (0.3 + 1.28 * lines)


def _open(page: Page, data: pd.DataFrame, edition: Edition, left: float, right: float, top: float) -> float:
    """What the figures leave open."""
    y = page.lines(left, top, words.say(page.look.language, "fraud_missing"), right - left, "label", bold=True)
    y += page.size.small * 0.3
    for said in _missing(data, edition):
        y = _paragraph(page, said, left, y, right - left, colour="secondary")
    return y


def _shares(page: Page, data: pd.DataFrame, left: float, right: float, top: float, bottom: float | None) -> float:
    """Bars by statement: who and what on the left, bars in the middle, what they cannot show on the right or below."""
    lang, small = page.look.language, page.size.small
    narrow, social = page.size.narrow, page.size.brief
    groups = _groups(data)
    head = words.say(lang, "fraud_shares")
    y = page.lines(left, top, head, right - left, "label", bold=True) + small * 0.3
    if not groups:
        return _paragraph(page, words.say(lang, "fraud_missing_all"), left, y, right - left, colour="secondary")
    width = right - left
    wide_bars = narrow or social
    side = width if wide_bars else width * 0.25
    weak = 0.0 if wide_bars else width * 0.33
    names = max(page.width(words.say(lang, f"fraud_{c}"), "small") for c in _FILL) + 8
    begin = left + (0 if wide_bars else side + 12) + names
    tail = page.width("about 45.6%", "small", bold=True) + 8
    end = right - (weak + 16 if weak else 0) - tail
    per = (end - begin) / 100
    bar = small * 1.0
    if weak:
        page.text(end + tail + 16, top, words.say(lang, "fraud_weakness"), "label", bold=True, va="top")
    line = small * 1.28
    measured = [_layout(page, group, side, weak, width) for group in groups]
    heights = [_height(page, m, len(g), wide_bars, social) for m, g in zip(measured, groups, strict=True)]
    sides = [bool(g["before"].iloc[0]) for g in groups]
    gap = small * 0.9
    if bottom is not None:
        spare = bottom - y - sum(heights) - small * 1.5 * (len(set(sides)) if not social else 1)
        gap = min(max(spare / max(len(groups), 1), small * 0.35), small * 2.2)
    shown = None
    axis_top = y
    for group, (heads, weakness), height, before in zip(groups, measured, heights, sides, strict=True):
        if bottom is not None and y + height + (small * 1.5 if before != shown else 0) > bottom + 1:
            break
        if before != shown:
            page.text(
                left, y, words.say(lang, "fraud_before" if before else "fraud_after"), "small", colour="faint", va="top"
            )
            page.line((left, right), (y + small * 1.35,) * 2, "grid", 1)
            y += small * 1.75
            shown = before
        block = y
        for text_, bold in heads:
            page.text(left, y, text_, "small", bold=bold, colour="text" if bold else "secondary", va="top")
            y += line
        bars_y = y if wide_bars else block
        for row in group.itertuples():
            fill, hatch = _FILL[row.channel]
            middle = bars_y + bar * 0.65
            page.text(
                begin - 8, middle, words.say(lang, f"fraud_{row.channel}"), "small", colour="secondary", ha="right"
            )
            ceiling = row.low == 0
            shown_to = row.high if pd.isna(row.value) or ceiling else row.value
            page.rect(
                begin,
                bars_y + bar * 0.12,
                shown_to * per,
                bar,
                "page" if ceiling else fill,
                hatch="" if ceiling else hatch,
                edge="hatch",
                line=0.8,
                gid=row.record_id,
            )
            page.text(begin + shown_to * per + 6, middle, _figure(row, lang), "small", bold=True)
            bars_y += bar * 1.35
        if weak:
            at = block
            for text_ in weakness:
                page.text(end + tail + 16, at, text_, "small", colour="secondary", va="top")
                at += line
        elif not social:
            at = bars_y + small * 0.15
            for text_ in weakness:
                page.text(left, at, text_, "small", colour="faint", va="top")
                at += line
        y = block + height + gap
    page.line((begin, begin), (axis_top + small * 1.75, y - gap), "axis", 1.2, zorder=4) if not wide_bars else None
    return y


def _layout(page: Page, group: pd.DataFrame, side: float, weak: float, width: float) -> tuple[list, list[str]]:
    """Lines of who and what, and of what the figures cannot show."""
    lang, small = page.look.language, page.size.small
    first = next(group.itertuples())
    who = words.say(lang, "fraud_head", who=first.who_said, period=_period(first, lang))
    of = words.say(lang, "fraud_of", measure=words.say(lang, f"fraud_{first.measure}"))
    if weak:
        heads = [(t, True) for t in wrap(who, small, side, True)] + [(t, False) for t in wrap(of, small, side)]
    else:
        heads = [(t, True) for t in wrap(f"{who} · {of}", small, width, True)]
    said = " ".join(dict.fromkeys(group["weakness"])).replace("'", "\u2019")
    return heads, wrap(said, small, weak or width)


def _height(page: Page, measured: tuple[list, list[str]], bars: int, wide: bool, social: bool) -> float:
    small = page.size.small
    line = small * 1.28
    heads, weakness = measured
    if wide:
        return len(heads) * line + bars * small * 1.35 + (0 if social else len(weakness) * line + small * 0.15)
    return max(len(heads) * line, bars * small * 1.35, len(weakness) * line)


def interactive(data: pd.DataFrame, edition: Edition, look: Look) -> go.Figure:
    """Draw for the screen: the shares, with claim and weakness on hover."""
    lang = look.language
    shares = data[data["part"] == "share"]
    figure = base.blank(look, 90 + 46 * max(len(shares), 1))
    rows = list(shares.itertuples())
    for channel, (fill, hatch) in _FILL.items():
        mine = [(i, r) for i, r in enumerate(rows) if r.channel == channel]
        if not mine:
            continue
        figure.add_bar(
            y=[i for i, _ in mine],
            x=[r.high if pd.isna(r.value) else r.value for _, r in mine],
            orientation="h",
            width=0.62,
            marker={
                "color": [look["page"] if r.low == 0 else look[fill] for _, r in mine],
                "line": {"color": look["hatch"], "width": 1},
                "pattern": {"shape": "/" if hatch else "", "fgcolor": look["hatch"], "fillmode": "overlay"},
            },
            text=[escape(_figure(r, lang)) for _, r in mine],
            textposition="outside",
            cliponaxis=False,
            customdata=[
                "<br>".join(base.folded(part) for part in (f"{r.who_said}, {_period(r, lang)}", r.claim, r.weakness))
                for _, r in mine
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    names = [
        base.folded(f"{r.who_said}, {_period(r, lang)}: {words.say(lang, f'fraud_{r.channel}')}", 28) for r in rows
    ]
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=names,
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        tickfont={"size": 12},
    )
    # The room beyond the whole is for the figure beside the longest bar.
    figure.update_xaxes(range=[0, 145], tickvals=[0, 25, 50, 75, 100], ticktext=["0", "25", "50", "75", "100%"])
    figure.update_layout(margin={"l": 186, "r": 16, "t": 10, "b": 44}, bargap=0.3)
    return figure
