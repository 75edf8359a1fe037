"""The figures of restrictions: every depth by its word, days and lengths as dated, every row drawn."""

import re
from collections.abc import Iterator

from matplotlib.colors import to_hex
from reach import names, words
from reach.chart import Chart
from reach.charts import other_countries
from reach.draw import marks as described

from checks import Drawing, apart, by_id, is_committed, of_chart, of_drawing, plain
from checks.reach_figures import SIGNATURE, TIMELINE, blocked

DAYS, ABROAD, CALLED = "days-at-each-depth", "other-countries", "who-called"
STRIPS = (SIGNATURE, TIMELINE, "before-and-after")


def title_of(event: str, language: str) -> str:
    return by_id("restrictions")[event]["title_ru" if language == "ru" else "title"]


@of_drawing(SIGNATURE)
def the_words_of_every_depth(drawing: Drawing) -> Iterator[str]:
    """On a bar, before it or in the key: whoever sees a shade and a pattern finds the word for it."""
    data, language = drawing.chart.data, drawing.language
    if not any(isinstance(p, described.Plot) for p in described.flat(drawing.chart.panel)):
        return
    until = next(p.x.high for p in described.flat(drawing.chart.panel) if isinstance(p, described.Plot))
    bars = data[(data["part"] == "restriction") & (data["breadth"] == "nationwide") & (data["start"] < until)]
    for depth, mine in bars.groupby(bars["depth"].astype(int)):
        labels = {words.say(language, f"depth_{depth}")}
        labels |= {names.lower(title_of(event, language), language).split(",")[0] for event in mine["record"]}
        if not any(plain(name) in drawing.said for name in labels):
            yield f"depth {depth} has no word"


@of_drawing(*STRIPS)
def patterns_of_every_depth(drawing: Drawing) -> Iterator[str]:
    """Shade does not speak to everyone: what is slowed is hatched, and what is limited in some regions otherwise."""
    look, patches = drawing.chart.look, drawing.patches
    hatched = {drawing.box(p): p.get_hatch() for p in patches if p.get_hatch()}
    found = set()
    for bar in patches:
        left, low, right, high = drawing.box(bar)
        if bar.get_facecolor()[3] and to_hex(bar.get_facecolor()) == look["depth_2"] and high - low > 2:
            hatch = hatched.get((left, low, right, high))
            found.add(hatch)
            if hatch is None:
                yield f"{bar} has no pattern"
    whole = is_committed(drawing.chart.edition) and not drawing.chart.edition.as_of and drawing.size != "social"
    if whole and len(found) < 2:
        yield f"slowed and in some regions look alike: {found}"


@of_drawing(TIMELINE)
def every_service_where_there_is_room(drawing: Drawing) -> Iterator[str]:
    data, language = drawing.chart.data, drawing.language
    rows = data.loc[data["part"] == "restriction", "drawn_in"].unique()
    missing = [row for row in rows if plain(names.service(row, language)) not in drawing.said]
    note = {"en": "published audience figures", "ru": "опубликованы данные об аудитории"}[language] in drawing.said
    # Where services are left out, the figure says which are shown, and only there.
    if drawing.size != "social":
        yield from (f"{row} is not named" for row in missing)
    if (missing and not note) or (note and drawing.size != "social"):
        yield f"{missing} are left out and the note is {note}"
    if on_card := re.search(r"(\d+) (?:of the|из) (\d+)", drawing.said.rpartition("CC BY 4.0")[2]):
        cut, hidden = blocked(drawing.chart.edition), set(data.loc[data["drawn_in"].isin(missing), "service"])
        yield from apart([int(n) for n in on_card.groups()], [len(cut - hidden), len(cut)], "on the card")
    if drawing.size in ("article", "print", "mobile") and is_committed(drawing.chart.edition):
        for event in data.loc[data["part"] == "act", "event_id"]:
            if plain(title_of(event, language)).split()[0] not in drawing.said:
                yield f"{event} is not named"


@of_chart(TIMELINE)
def services_blocked(chart: Chart) -> Iterator[str]:
    """Counted from the files; and a reader must not be told that 14 of 13 services were blocked."""
    cut, numbers = blocked(chart.edition), re.findall(r"\d+", chart.text.title)
    if is_committed(chart.edition):
        if str(len(cut)) not in numbers:
            yield f"{len(cut)} services are blocked: {chart.text.title!r}"
        if not chart.edition.as_of and not set(chart.edition.platforms) <= cut:
            yield f"{chart.edition.platforms} are not blocked"
    if chart.edition.language == "en":
        shown, of_them = re.search(r"on (\d+) services?.* (\d+) of them", plain(chart.text.alt)).groups()
        if int(of_them) > int(shown):
            yield f"{of_them} of {shown}"


@of_chart(SIGNATURE, TIMELINE, DAYS)
def a_block_that_nobody_announced(chart: Chart) -> Iterator[str]:
    said = {"en": "near-total block (not announced)", "ru": "полная блокировка (без объявления)"}
    latest = is_committed(chart.edition) and not chart.edition.as_of
    if latest and said[chart.edition.language] not in plain(chart.text.long):
        yield "it is not said to be so"


# Days


@of_chart(DAYS)
def title_of_the_days(chart: Chart) -> Iterator[str]:
    rows, title = {(r.service, r.depth, r.breadth): r for r in chart.data.itertuples()}, chart.text.title
    if chart.edition.language != "en":
        return
    for service in chart.edition.platforms:
        if "before slowing" in title:
            calls, slow = rows[service, 1, "nationwide"], rows[service, 2, "nationwide"]
            if calls.open or calls.end_low > slow.begin_high or not re.search(rf"\b{calls.low}\b", title):
                yield f"{service}: {title!r}"
        elif title.startswith("Calls in"):
            calls = rows[service, 1, "nationwide"]
            if not calls.open or calls.function != "calls":
                yield f"{service}: {title!r}"
        elif "limited nationwide" in title and service in title and rows[service, 0, "any"].low <= 0:
            yield f"{service}: {title!r}"


@of_chart(DAYS)
def days_in_words(chart: Chart) -> Iterator[str]:
    if chart.edition.language != "en" or not is_committed(chart.edition):
        return
    for row in chart.data[chart.data["breadth"] != "any"].itertuples():
        if f"{row.low} to {row.high} days" not in chart.text.long:
            yield f"{row.service}: {row.low} to {row.high} days are not told"


@of_chart(CALLED)
def a_share_of_calls_is_not_beside_shares_of_people(chart: Chart) -> Iterator[str]:
    if "SV-DEL-2019-calls" in set(chart.data["record_id"]):
        yield "it is"
    yield from apart(set(chart.data.loc[chart.data["group"] == "survey", "base_kind"]) - {"adults"}, set(), "bases")


# Other countries


def lengths(chart: Chart) -> list[tuple[str, str]]:
    """Countries and lengths of the restrictions: of open ones, to the last report."""
    data = chart.data[chart.data["class"] == "restriction"]
    return [(row.country, other_countries.length(row, chart.edition.language)) for row in data.itertuples()]


@of_drawing(ABROAD)
def every_row_with_its_length(drawing: Drawing) -> Iterator[str]:
    if drawing.size in ("article", "mobile", "print", "square"):  # a low card leaves some out
        for country, length in lengths(drawing.chart):
            name = words.country(country, drawing.language)
            yield from (f"{country}: no {said!r}" for said in (name, length) if plain(said) not in drawing.said)
    if drawing.size in ("article", "mobile"):
        for country in drawing.chart.data.loc[drawing.chart.data["class"] == "lifting", "country"]:
            if words.country(country, drawing.language) not in drawing.said:
                yield f"the lifting in {country} is not named"


@of_chart(ABROAD)
def the_long_text_tells_every_row(chart: Chart) -> Iterator[str]:
    for country, length in lengths(chart):
        if f"({length})" not in chart.text.long:
            yield f"{country}: no {length!r}"


@of_chart(ABROAD)
def the_title_counts_what_is_drawn(chart: Chart) -> Iterator[str]:
    limits = chart.data[~chart.data["home"] & (chart.data["class"] == "restriction")]
    least = limits["days_low"].fillna(limits["held_days"])
    wanted = [len(limits), int((limits["days_high"] <= 92).sum()), int((least >= 731).sum())]
    numbers = [int(n) for n in re.findall(r"\b\d+\b", chart.text.title)]
    if len(limits) > 1 and any(wanted[1:]):
        yield from apart(numbers, [n for n in wanted if n], "numbers of the title")
