"""What the figures on restrictions say in both languages, at every size, and that nothing false passes."""

import json
import re
from dataclasses import replace

import pytest
from reach import claims, tables, words
from reach import edition as editions
from reach.charts import chart as base
from reach.charts import days_at_each_depth
from reach.charts.look import SIZES
from test_charts import plain, reading

SIGNATURE, TIMELINE, DAYS, ELSEWHERE = (
    "reach-against-restrictions",
    "restriction-timeline",
    "days-at-each-depth",
    "other-countries",
)
MINE = (SIGNATURE, TIMELINE, DAYS, ELSEWHERE)
TITLES = {row.event_id: {"en": row.title, "ru": row.title_ru} for row in tables.read("restrictions").itertuples()}


@pytest.fixture(scope="session", params=[(n, la) for n in ("2025-08", "latest") for la in words.LANGUAGES])
def spoken(request) -> editions.Edition:
    """Both committed editions in both languages."""
    name, language = request.param
    return editions.parameters(**editions.load(name).parameters | {"language": language})


def test_services_and_events_have_a_name_in_each_language():
    assert base.service_name("VKontakte", "ru") == "ВКонтакте"
    assert base.service_name("VKontakte", "en") == "VKontakte"
    assert base.service_name("Nobody's app", "ru") == "Nobody's app"
    for event, title in TITLES.items():
        assert {language: base.event_title(event, language) for language in words.LANGUAGES} == title
    assert base.lower("MAX to be pre-installed", "en") == "MAX to be pre-installed"
    assert base.lower("Предустановка MAX", "ru") == "предустановка MAX"


@pytest.mark.parametrize("size", SIZES)
def test_the_words_of_every_depth_stand_on_the_signature(spoken, chart_of, drawn, size: str):
    """On a bar, before it or in the key: whoever sees a shade and a pattern finds the word for it."""
    chart = chart_of(SIGNATURE, spoken)
    said = reading(drawn(chart, size))
    bars = chart.data[(chart.data["part"] == "restriction") & (chart.data["breadth"] == "nationwide")]
    assert len(bars)
    for depth in set(bars["depth"].astype(int)):
        names = {words.say(spoken.language, f"key_{depth}")}
        events = bars.loc[bars["depth"] == depth, "record"]
        names |= {base.lower(TITLES[e][spoken.language], spoken.language).split(",")[0] for e in events}
        assert any(plain(name) in said for name in names), depth


@pytest.mark.parametrize("size", SIZES)
def test_the_axis_of_the_signature_names_every_year_it_runs_over(spoken, chart_of, drawn, size: str):
    chart = chart_of(SIGNATURE, spoken)
    labels = " ".join(t.get_text() for t in drawn(chart, size).axes[0].texts)
    last = spoken.cutoff.year
    for year in {2025, last}:
        assert re.search(rf"(?<!\w){year}(?!\w)", labels)


@pytest.mark.parametrize("size", ["article", "mobile", "square", "print"])
def test_a_weak_figure_is_said_to_be_weak_wherever_it_is_drawn(spoken, chart_of, drawn, size: str):
    chart = chart_of(SIGNATURE, spoken)
    weak = tables.read("user_counts").query("draw == 'mark' and confidence == 'low'")["record_id"]
    drawn_weak = set(weak) & set(chart.data["record"])
    assert bool(drawn_weak) == (spoken.as_of is None)
    said = reading(drawn(chart, size))
    phrase = {"en": "one second-hand page", "ru": "единственный пересказ"}[spoken.language]
    assert (phrase in said) == bool(drawn_weak)


def test_what_stands_by_a_mark_is_a_figure_of_that_mark(spoken, chart_of, drawn):
    """The service and the figure at a line's end lie beside the last mark of that line, left or right of it."""
    chart = chart_of(SIGNATURE, spoken)
    points = chart.data[(chart.data["part"] == "reach") & (chart.data["draw"] == "yes")]
    for size in SIZES:
        figure = drawn(chart, size)
        texts = {plain(t.get_text()): t.get_position() for t in figure.axes[0].texts}
        marks = {line.get_gid(): line.get_xydata()[0] for line in figure.axes[0].lines if line.get_gid()}
        for service, mine in points.groupby("service"):
            # A month may have figures of two series; the words stand by one of them.
            last = mine[mine["start"] == mine["start"].max()]
            named = {f"{service} {words.millions(row.value, spoken.language)}": row.record for row in last.itertuples()}
            (name,) = set(named) & set(texts)
            x, y = marks[f"point-{named[name]}"]
            assert abs(texts[name][0] - x) < 24
            assert abs(texts[name][1] - y) < 60


@pytest.mark.parametrize("size", SIZES)
def test_the_timeline_shows_every_service_where_it_has_room(spoken, chart_of, drawn, size: str):
    chart = chart_of(TIMELINE, spoken)
    said = reading(drawn(chart, size))
    rows = chart.data.loc[chart.data["part"] == "restriction", "drawn_in"].unique()
    shown = [row for row in rows if plain(base.service_name(row, spoken.language)) in said]
    note = plain(words.say(spoken.language, "time_note_social"))
    assert (len(shown) == len(rows)) == (size != "social")
    # Where services are left out, the figure says which are shown, and only there.
    assert (note in said) == (size == "social")
    if size in ("article", "print", "mobile"):
        for event in chart.data.loc[chart.data["part"] == "act", "event_id"]:
            assert plain(TITLES[event][spoken.language]).split()[0] in said


@pytest.mark.parametrize(
    ("low", "high", "english", "russian"),
    [
        (0, 22, "up to 22 days", "до 22 дней"),
        (0, 1, "up to 1 day", "до 1 дня"),
        (1, 1, "1 day", "1 день"),
        (21, 21, "21 days", "21 день"),
        (131, 143, "131 to 143 days", "131–143 дня"),
        (50, 65, "50 to 65 days", "50–65 дней"),
        (1198, 1448, "1,198 to 1,448 days", "1 198–1 448 дней"),
    ],
)
def test_days_are_counted_in_words_that_agree(low: int, high: int, english: str, russian: str):
    assert plain(days_at_each_depth.count(low, high, "en")) == english
    assert plain(days_at_each_depth.count(low, high, "ru")) == russian


def test_a_block_that_nobody_announced_is_never_said_to_be_announced(chart_of):
    for language, silent in (("en", "near-total block (not announced)"), ("ru", "полная блокировка (без объявления)")):
        chosen = editions.parameters(language=language)
        for name in (SIGNATURE, TIMELINE, DAYS):
            assert silent in plain(chart_of(name, chosen).text.long)


@pytest.mark.parametrize(
    ("name", "language", "true", "false"),
    [
        (SIGNATURE, "en", "fell 14 million", "fell 15 million"),
        (SIGNATURE, "en", "WhatsApp’s monthly audience fell", "Telegram’s monthly audience fell"),
        (SIGNATURE, "ru", "сократилась на 14 млн", "сократилась на 15 млн"),
        (SIGNATURE, "ru", "сократилась на 14 млн", "выросла на 14 млн"),
        (SIGNATURE, "ru", "с декабря", "с января 2024 года"),
        (TIMELINE, "en", "19 services", "37 services"),
        (TIMELINE, "ru", "19 сервисов", "37 сервисов"),
        (DAYS, "en", "at least 131 days", "at least 132 days"),
        (DAYS, "ru", "не менее 131 дня", "не менее 143 дней"),
        (ELSEWHERE, "ru", "из 12 показанных", "из 17 показанных"),
    ],
)
def test_a_false_claim_is_refused(chart_of, name: str, language: str, true: str, false: str):
    chart = chart_of(name, editions.parameters(language=language))
    assert claims.check(chart) == []
    title = plain(chart.text.title)
    found = re.sub(re.escape(true), false, title, flags=re.IGNORECASE)
    assert found != title
    with pytest.raises(claims.ClaimError):
        claims.hold(replace(chart, text=replace(chart.text, title=found)))


def test_a_grouped_russian_number_is_read_whole(chart_of):
    """More than a thousand days, which Russian groups by a space, and a limit one day too long."""
    chosen = editions.parameters(platforms="Facebook, Instagram", also="", since="2021-01-01", language="ru")
    chart = chart_of(DAYS, chosen)
    least = int(chart.data.loc[chart.data["breadth"] == "any", "low"].iloc[0])
    assert least > 1000
    assert words.number(least, "ru", 0) in chart.text.title
    assert claims.check(chart) == []
    false = chart.text.title.replace(words.number(least, "ru", 0), words.number(least + 1, "ru", 0))
    assert claims.check(replace(chart, text=replace(chart.text, title=false)))


def _texts(value: object) -> set[str]:
    """Everything a reader meets in a plotly figure: names, hovers, annotations and ticks."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, list):
        return set().union(*map(_texts, value))
    if not isinstance(value, dict):
        return set()
    kept = {
        k: v for k, v in value.items() if k in ("hovertemplate", "text", "customdata", "hovertext", "ticktext", "y")
    }
    inner = [v for k, v in value.items() if k not in kept and isinstance(v, dict | list)]
    return set().union(*map(_texts, [*kept.values(), *inner]))


@pytest.mark.parametrize("edition", ["2025-08", "latest"])
@pytest.mark.parametrize("name", MINE)
def test_the_screen_speaks_russian(name: str, edition: str, chart_of):
    chart = chart_of(name, editions.parameters(**editions.load(edition).parameters | {"language": "ru"}))
    shown = json.loads(chart.interactive(chart.look).to_json())
    publishers = {w for p in tables.read("sources")["publisher"] for w in re.findall(r"[A-Za-z]+", p)}
    services = {w for c in ("service", "service_ru") for s in tables.read("services")[c] for w in re.findall(r"\w+", s)}
    said = _texts([shown["data"], shown["layout"].get("annotations", [])])
    said = {re.sub(r"%\{\w+\}|<[^>]*>|&\w+;", " ", text) for text in said}
    latin = {w for text in said for w in re.findall(r"[A-Za-z]+", text)}
    allowed = publishers | services | {"Meta", "Apple", "VPN", "DNS", "T"}
    assert {w for w in latin if w not in allowed} <= {"circle", "triangle", "up", "down", "open"}
    # A date axis left to plotly names its months in English.
    for key, axis in shown["layout"].items():
        if key.startswith("xaxis") and axis.get("type") == "date" and axis.get("showticklabels", True):
            assert axis["ticktext"]
            assert not re.search(r"[A-Za-z]{3}", re.sub(r"<[^>]*>", "", " ".join(axis["ticktext"])))


@pytest.mark.parametrize("name", MINE)
def test_the_alternative_text_is_short(name: str, spoken, chart_of):
    alt = chart_of(name, spoken).text.alt
    assert 60 < len(alt) <= 180
    assert alt.endswith(".")
