"""What single figures say where no edition leads: months filled, limits lifted, figures that slide."""

from dataclasses import replace

import pandas as pd
import pytest
from checks import by_id, committed, made, plain
from checks.refused import refused
from reach import claims, names, tables, words
from reach.charts import (
    before_and_after,
    choices_that_matter,
    days_at_each_depth,
    fraud_by_channel,
    other_countries,
    precedents,
    reach_against_restrictions,
    sources_disagree,
    two_audiences,
    who_called,
    who_said_what,
    who_uses_both,
)
from reach.draw import marks
from reach.edition import parameters
from reach.measures import certainty, change

pytestmark = pytest.mark.frozen

LATEST, DATED = committed("latest"), committed("2025-08")
JULY, DECEMBER = (pd.Timestamp(2025, m, 1) for m in (7, 12))


# Names


def test_services_and_events_have_a_name_in_each_language():
    assert names.service("VKontakte", "ru") == "ВКонтакте"
    assert names.service("VKontakte", "en") == "VKontakte"
    assert names.service("Nobody's app", "ru") == "Nobody's app"
    for event, row in by_id("restrictions").items():
        assert names.event(event, "en") == row["title"]
        assert names.event(event, "ru") == row["title_ru"]
    assert names.lower("MAX to be pre-installed", "en") == "MAX to be pre-installed"
    assert names.lower("Предустановка MAX", "ru") == "предустановка MAX"


def test_a_word_in_capitals_keeps_them():
    assert names.lower("TRIAL of limits", "en") == "TRIAL of limits"
    assert names.lower("A trial of limits", "en") == "a trial of limits"


def test_whom_reach_counts_is_that_of_the_series(monkeypatch):
    assert names.aged(["WA-2026-02-m-igd"], "en") == "aged 12 and over"
    assert names.aged(["TG-2017-10-d-ict"], "en") == "aged 12 to 64"
    assert plain(names.aged(["WA-2025-07-m-part"], "ru")) == "(возраст не указан)"
    row = tables.row

    def adults(table: str, key: str) -> object:
        found = row(table, key)
        return found._replace(universe="Russia, people aged 18 and over") if table == "series" else found

    monkeypatch.setattr(tables, "row", adults)
    said = two_audiences.chart(LATEST).text
    assert "people aged 18 and over" in plain(said.long)
    assert "12 and over" not in " ".join((said.title, said.subtitle, said.long, said.method, *said.notes))


# What keeps a figure from being drawn


def test_a_card_names_the_parameter_that_leaves_nothing():
    said = reach_against_restrictions.chart(parameters(since="2026-03-01")).text.title
    assert plain(said).endswith("was found from 1 March 2026 on; earlier ones are left out (since)")
    said = who_called.chart(DATED).text.title
    assert plain(said).endswith("was known by 31 August 2025 (as_of)")
    assert "(since)" not in two_audiences.chart(parameters(country="EG")).text.title


def test_a_base_that_is_missing_is_not_told_as_missing_reach(monkeypatch):
    monkeypatch.setattr(two_audiences.audience, "base", lambda *given: None)
    title = plain(two_audiences.chart(LATEST).text.title)
    assert "no count with its share was found" in title
    assert "monthly reach of both" not in title


def test_a_floor_of_nought_for_all_three_is_not_said():
    data = who_uses_both.frame(LATEST)
    assert "used all of" in who_uses_both.text(data, LATEST).long
    none = data.assign(low=data["low"].where(data["part"] == "month", 0.0))
    assert "used all of" not in who_uses_both.text(none, LATEST).long


# Claims


def test_intervals_carry_only_what_holds_at_both_ends():
    """Of 61 to 65: at least 61 and no more, at most 65 and no fewer; a fall and a rise are wholly one."""
    true = [("at_least", 61, 65, 61), ("at_most", 61, 65, 65), ("fell", -65, -61, 63), ("rose", 61, 65, None)]
    true += [("is", 61, 65, 63), ("little", -9e5, 9e5, None)]
    false = [("at_least", 61, 65, 62), ("at_most", 61, 65, 64), ("fell", -65, 1, None), ("rose", -1, 65, None)]
    false += [("fell", -65, -61, 67), ("is", 61, 65, 67), ("little", -9e5, 1.1e6, None), ("at_least", 61, 65, None)]
    assert [case for case in true if not claims.Claim(*case[:3], n=case[3]).holds] == []
    assert [case for case in false if claims.Claim(*case[:3], n=case[3]).holds] == []


def test_a_fall_is_told_by_its_size():
    chart = made("audiences-changed", LATEST)
    # From August to December: a fall of 2.5 to 3.6 million, and not the other way round.
    assert refused(chart, long="From August to December 2025 WhatsApp fell 2.5 to 3.6 million.") == []
    assert refused(chart, long="From August to December 2025 WhatsApp fell 3.1 to 3.6 million.")


def test_what_is_refused_is_an_error():
    chart = made("two-audiences", LATEST)
    with pytest.raises(claims.ClaimError, match="two-audiences, title"):
        claims.hold(replace(chart, text=replace(chart.text, title="At least 82 million people used both apps")))


def test_a_grouped_russian_number_is_read_whole():
    """More than a thousand days, which Russian groups by a space, and a limit one day too long."""
    chosen = parameters(platforms="Facebook, Instagram", also="", since="2021-01-01", language="ru")
    chart = days_at_each_depth.chart(chosen)
    blocked = chart.data.query("depth == 3 and breadth == 'nationwide'")
    least = int(blocked["low"].iloc[0])
    assert least > 1000
    assert words.number(least, "ru", 0) in chart.text.title
    assert claims.check(chart) == []
    assert refused(
        chart, title=chart.text.title.replace(words.number(least, "ru", 0), words.number(least + 1, "ru", 0))
    )


# Days


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


def test_calls_slowed_at_once_are_not_said_to_be_slowed_before():
    # On 31 December 2025 WhatsApp was slowed and Telegram was not.
    title = days_at_each_depth.chart(parameters(as_of="2025-12-31")).text.title
    assert "slowing" not in title
    assert "limited nationwide" in title


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"days_low": 2, "days_high": 2}, "2 days"),
        ({"days_low": 0, "days_high": 1}, "0 to 1 days"),
        ({"days_low": 1, "days_high": 1}, "1 day"),
        ({"days_low": 0, "days_high": 0}, "under a day"),
        ({"days_low": 61, "days_high": 61}, "61 days"),
        ({"days_low": 61, "days_high": 62, "months_low": 2, "months_high": 2}, "2 months"),
        ({"days_low": 785, "days_high": 825, "months_low": 25, "months_high": 27}, "25 to 27 months"),
        ({"days_high": None, "confirmed": pd.Timestamp("2020-03-31")}, "last reported Mar 2020"),
    ],
)
def test_lengths_of_limits_in_words(cells: dict, said: str):
    row = pd.Series({"class_": "restriction", "months_low": 0, "months_high": 0} | cells)
    assert other_countries.how_long(row, "en") == said


def test_nothing_known_elsewhere_is_said_in_words():
    assert "no restriction outside Russia" in other_countries.chart(parameters(as_of="2015-01-01")).text.title


# Change


def test_the_month_of_the_block_is_named_only_where_it_began_in_that_month(monkeypatch):
    none = change.limits(LATEST).iloc[0:0]
    monkeypatch.setattr(change, "limits", lambda *a: none)
    title = before_and_after.chart(LATEST).text.title
    assert "block" not in title
    assert title.endswith("million from January to February 2026")


def test_what_is_needed_moves_up_the_ladder_with_the_months():
    run = list(pd.date_range("2018-01-01", periods=40, freq="MS"))
    for after, said in ((2, "A test needs 8"), (4, "A model needs 12"), (7, "would allow a model")):
        steps = change.ladder(run[: 21 + after], run[20] + pd.Timedelta(days=9))
        steps = steps[steps["rung"] != "state_space"] if after == 7 else steps
        assert said in before_and_after.needed(steps.assign(service="A", event_id="e"), "A", "en")


def test_little_changed_is_said_of_all_months_and_not_of_steps(monkeypatch):
    # Steps of under a million that add up to more.
    read = change.audience.points

    def sliding(*given: object) -> object:
        found = read(*given)
        last, middle = found["month"] == found["month"].max(), found["month"] == "2025-04-01"
        for column in ("value", "low", "high"):
            found[column] = found[column] - 0.7e6 * middle - 1.4e6 * last
        return found

    assert "changed little" in made("before-and-after", DATED).text.title
    monkeypatch.setattr(change.audience, "points", sliding)
    found = before_and_after.chart(DATED)
    steps = found.data.query("part == 'change' and metric == 'monthly_reach'")
    assert set(steps["reading"]) == {"little"}
    assert "little" not in found.text.title + found.text.long
    assert claims.check(found) == []


def test_a_weak_figure_never_carries_the_title():
    weak = precedents.frame(LATEST).assign(kind="weak")
    assert change.fell_after(weak) == []
    assert precedents.text(weak, LATEST).title == "What was published on reach around earlier restrictions in Russia"


def test_a_fall_that_rounds_to_nought_has_no_sign():
    assert words.number(-0.03) == "0"
    assert words.number(-0.06) == "\u22120.1"
    assert before_and_after.signed(-40_000, "en") == before_and_after.signed(40_000, "en") == "0"
    assert before_and_after.signed(60_000, "en") == "+0.1"


# Statements and fraud


def test_the_title_names_reason_and_condition_only_where_each_is_one_bodys(monkeypatch):
    real = who_said_what.statements.key

    def swapped(edition: object) -> pd.DataFrame:
        found = real(edition)
        return found.assign(topics=["reason;condition" if t == "reason" else "" for t in found["topics"]])

    monkeypatch.setattr(who_said_what.statements, "key", swapped)
    title, data = who_said_what.chart(DATED).text.title, who_said_what.frame(DATED)
    assert "reason" not in title
    assert str(len(data)) in title
    # Of those who are against, one is so of a mandate alone.
    limits = {i for i, row in by_id("restrictions").items() if row["class"] == "restriction"}
    against = data[(data["stand"] == "against") & data["events"].map(lambda cell: bool(limits & set(cell.split(";"))))]
    assert f"on the limits, {len(against)} oppose" in title


def test_one_count_is_no_count_of_counts():
    # On the 13th a share of one counter was known; on the 20th those of three more.
    one, more = (fraud_by_channel.chart(parameters(as_of=f"2025-08-{d}")).text.title for d in (13, 20))
    assert one == "What was published on fraud by channel in Russia"
    assert "none of 5 counts" in more


def test_what_is_missing_is_said_only_while_it_is(monkeypatch):
    # A figure of one app that is not drawn is a figure all the same.
    dated = fraud_by_channel.chart(DATED)
    assert "WhatsApp" not in set(dated.data.query("part == 'share'")["channel"])
    assert "about WhatsApp" not in dated.text.long
    data, fraud = fraud_by_channel.frame(LATEST), fraud_by_channel.statements.fraud
    data.loc[data["record_id"] == "FR-MEGAFON-2025H1", "before"] = False
    assert fraud_by_channel.missing(data, LATEST) == []
    for without, said in (({"WhatsApp"}, "about WhatsApp alone"), ({"WhatsApp", "Telegram"}, "WhatsApp or Telegram")):
        monkeypatch.setattr(
            fraud_by_channel.statements, "fraud", lambda e, w=without: fraud(e)[~fraud(e)["channel"].isin(w)]
        )
        (found,) = fraud_by_channel.missing(data, LATEST)
        assert said in found


# How sure the counts are


def test_unlike_figures_stand_in_lanes_of_their_own():
    chart = sources_disagree.chart(LATEST)
    parts = [p for p in marks.flat(chart.panel) if isinstance(p, marks.Rows) and "measurer" in p.data]
    assert len(parts) == 2
    for part in parts:
        assert len(part.data[["month", "service", "window"]].drop_duplicates()) == 1
        for _, lane in part.data.groupby(marks.values(part.data, part.head.text)):
            assert len(lane[["measurer", "metric"]].drop_duplicates()) == 1
    (table,) = [p for p in marks.flat(chart.panel) if isinstance(p, marks.Table)]
    (mts,) = [row for row in table.data.itertuples(index=False) if "growth" in row[2]]
    assert mts[:2] == ("Nov 2025: Telegram", "MTS AdTech, monthly users")


def test_the_title_of_the_disagreement_falls_back_where_none_disagrees():
    data = sources_disagree.frame(LATEST)

    def title(rows: pd.DataFrame) -> str:
        return sources_disagree.text(rows, LATEST).title

    calm = data[(data["part"] == "calendar") | (data["month"] == DECEMBER)]
    assert title(calm) == "What was published on WhatsApp and Telegram, original by original"
    # Two measurers of weight that differ, and no clash within one.
    july = data[(data["part"] == "calendar") | (data["month"] == JULY)]
    pages = [f"{service}-2025-07-m-{page}" for service in ("WA", "TG") for page in ("yab", "t24")]
    two = july[~july["record_id"].isin(pages)]
    assert "by measurer" in title(two)
    # A weak page alone makes no title.
    assert "by measurer" not in title(two[two["measurer"] != "MTS AdTech"])


def test_titles_of_other_grids():
    data = certainty.choices(LATEST)
    one = choices_that_matter.text(data[data["figures"] == "97.3 + 90.8"], LATEST)
    assert one.title.startswith("On every sound choice")
    assert "64" in one.title
    sunk = data.assign(low=(data["low"] - 62e6).clip(lower=0))
    assert choices_that_matter.text(sunk, LATEST).title.startswith("Some published figures")
    for rows in (data.assign(low=0.0), data.assign(confidence="low")):
        said = choices_that_matter.text(rows, LATEST)
        assert said.title == "The published counts leave open how many people used both WhatsApp and Telegram"
        assert "at least" not in said.caption.lower() or rows["low"].any()
