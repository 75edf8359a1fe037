"""Parameters are held to what the tables know, and a refusal says what is allowed."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import yaml
from reach import edition, paths, tables
from reach.edition import Edition, ParameterError, load, parameters

TITLE = "title: A title\n"

BAD = {
    "unknown name": ({"platform": "WhatsApp"}, ["'platform'", "platforms", "as_of"]),
    "NO without quotation marks": ({"country": False}, ["country", "False", "quotation marks"]),
    "a number": ({"since": 2025}, ["since", "2025", "int"]),
    "a day without quotation marks": ({"as_of": dt.date(2025, 8, 31)}, ["as_of", "2025", "text"]),
    "nothing": ({"headline": None}, ["headline", "None", "text"]),
    "a list": ({"platforms": ["WhatsApp", "Telegram"]}, ["platforms", "WhatsApp", "text", "list"]),
    "unknown country": ({"country": "XX"}, ["country", "'XX'", "RU", "EG"]),
    "country in small letters": ({"country": "ru"}, ["country", "'ru'", "RU"]),
    "blank country": ({"country": ""}, ["country", "''", "RU"]),
    "unknown service": ({"platforms": "WhatsApp, Telegramm"}, ["platforms", "'Telegramm'", "Telegram", "MAX"]),
    "group in place of a service": ({"platforms": "WhatsApp, VPN"}, ["platforms", "'VPN'", "Telegram"]),
    "unknown service beside": ({"also": "ICQ"}, ["also", "'ICQ'", "Viber"]),
    "no platform": ({"platforms": ""}, ["platforms", "''", "two services"]),
    "one platform": ({"platforms": "WhatsApp"}, ["platforms", "'WhatsApp'", "two services"]),
    "three platforms": ({"platforms": "WhatsApp, Telegram, MAX"}, ["platforms", "MAX", "two services"]),
    "one platform twice": ({"platforms": "WhatsApp, WhatsApp"}, ["platforms", "WhatsApp", "twice"]),
    "one service beside twice": ({"also": "MAX, MAX"}, ["also", "MAX", "twice"]),
    "platform beside itself": ({"also": "MAX, Telegram"}, ["also", "Telegram", "platforms"]),
    "unknown language": ({"language": "xx"}, ["language", "'xx'", "en"]),
    "unknown theme": ({"theme": "sepia"}, ["theme", "'sepia'", "light", "dark"]),
    "day first": ({"as_of": "31.08.2025"}, ["as_of", "'31.08.2025'", "2025-08-31"]),
    "month alone": ({"as_of": "2025-08"}, ["as_of", "'2025-08'", "2025-08-31"]),
    "day with a time": ({"as_of": "2025-08-31 12:00"}, ["as_of", "12:00", "2025-08-31"]),
    "no such day": ({"as_of": "2025-02-30"}, ["as_of", "'2025-02-30'", "2025-08-31"]),
    "day of one digit": ({"as_of": "2025-8-1"}, ["as_of", "'2025-8-1'", "2025-08-01"]),
    "no such first day": ({"since": "2025-13-01"}, ["since", "'2025-13-01'", "2025-08-31"]),
    "day to come": ({"as_of": "2099-01-01"}, ["as_of", "2099-01-01", "empty"]),
    "headline of one": ({"headline": "WA-2025-07-m-yab"}, ["headline", "WA-2025-07-m-yab", "two rows"]),
    "headline of three": (
        {"headline": "WA-2025-07-m-t24, TG-2025-07-m-t24, WA-2025-07-m-reu"},
        ["headline", "WA-2025-07-m-reu", "two rows"],
    ),
    "headline of an unknown row": ({"headline": "WA-2025-07-m-yab, TG-1"}, ["headline", "'TG-1'", "user_counts.csv"]),
    "headline of two months": ({"headline": "WA-2025-07-m-yab, TG-2025-04-m-mail"}, ["headline", "one month"]),
}


@pytest.mark.parametrize(("given", "words"), BAD.values(), ids=BAD.keys())
def test_bad_parameters_are_refused_in_words(given: dict, words: list[str]):
    with pytest.raises(ParameterError) as error:
        parameters(**given)
    for word in words:
        assert word in str(error.value)


def test_the_day_after_the_review_is_too_late():
    reviewed = dt.date.fromisoformat(tables.schema()["reviewed_on"])
    assert parameters(as_of=reviewed.isoformat()).as_of == reviewed
    with pytest.raises(ParameterError, match=reviewed.isoformat()):
        parameters(as_of=(reviewed + dt.timedelta(days=1)).isoformat())


def test_a_headline_names_two_rows():
    with pytest.raises(ParameterError, match="headline"):
        parameters(headline="WA-2025-07-m-yab, WA-2025-07-m-yab")


def test_good_parameters_become_an_edition():
    found = parameters(
        country=" RU ",
        platforms="Telegram,WhatsApp",
        also="MAX , Viber",
        as_of="2025-08-31",
        since="2024-02-29",
        headline="TG-2025-07-m-yab, WA-2025-07-m-yab",
        theme="dark",
        publish_to="somewhere",
    )
    assert found == Edition(
        country="RU",
        platforms=("Telegram", "WhatsApp"),
        also=("MAX", "Viber"),
        as_of=dt.date(2025, 8, 31),
        since=dt.date(2024, 2, 29),
        headline=("TG-2025-07-m-yab", "WA-2025-07-m-yab"),
        theme="dark",
        publish_to=Path.cwd() / "somewhere",
    )
    assert found.services == ("Telegram", "WhatsApp", "MAX", "Viber")
    assert found.cutoff == pd.Timestamp("2025-08-31")


def test_blank_parameters_mean_all_that_is_known():
    found = parameters(as_of="", also="", headline="", publish_to="")
    assert (found.as_of, found.also, found.headline, found.publish_to) == (None, (), (), None)
    # The data stand for the day of their review, and never for the clock's.
    assert found.cutoff == pd.Timestamp(tables.schema()["reviewed_on"])


@pytest.mark.parametrize("code", ["EG", "AE"])
def test_a_country_with_events_and_no_counts_is_known(code: str):
    assert parameters(country=code).country == code


# As of a day.


def test_known_leaves_out_what_was_public_later_and_what_has_no_date():
    days = ["2025-08-30", "2025-08-31", "2025-09-01", None]
    frame = pd.DataFrame({"row": ["before", "the day", "after", "no date"], "known_by": pd.to_datetime(days)})
    assert list(parameters(as_of="2025-08-31").known(frame)["row"]) == ["before", "the day"]
    assert list(parameters().known(frame)["row"]) == list(frame["row"])


# Files of editions.


@pytest.mark.parametrize("name", ["2025-08", "latest"])
def test_committed_editions_load(name: str):
    assert name in edition.available()
    found = load(name)
    written = yaml.safe_load((paths.EDITIONS / f"{name}.yaml").read_text("utf-8"))
    assert (found.name, found.title, found.parameters) == (name, written["title"], written["parameters"])
    assert parameters(**found.parameters).headline == ("WA-2025-07-m-t24", "TG-2025-07-m-t24")


def test_every_edition_there_is_loads():
    for name in edition.available():
        load(name)


def test_the_committed_editions_stand_for_their_days():
    assert parameters(**load("2025-08").parameters).as_of == dt.date(2025, 8, 31)
    assert parameters(**load("latest").parameters).as_of is None


def test_a_missing_edition_lists_those_there_are():
    with pytest.raises(ParameterError) as error:
        load("2025-09")
    for word in ("'2025-09'", "2025-08", "latest"):
        assert word in str(error.value)


def test_a_missing_edition_of_an_empty_folder(tmp_path: Path):
    with pytest.raises(ParameterError, match="none"):
        load("latest", tmp_path)


FILES = {
    "broken YAML": (TITLE + "parameters: {country: [RU\n", ["not readable YAML"]),
    "not UTF-8": (b"title: caf\xe9\nparameters: {}\n", ["not readable YAML"]),
    "empty": ("", ["a title and parameters"]),
    "a list in place of keys": ("- title\n- parameters\n", ["a title and parameters"]),
    "an extra key": (TITLE + "parameters: {}\nnote: hello\n", ["a title and parameters, and nothing else"]),
    "no title": ("parameters: {}\n", ["a title and parameters"]),
    "a blank title": ('title: " "\nparameters: {}\n', ["the title is missing"]),
    "a number for a title": ("title: 2025\nparameters: {}\n", ["the title is missing"]),
    "a list of parameters": (TITLE + "parameters: [country, RU]\n", ["a title and parameters"]),
    "a list in place of text": (TITLE + "parameters: {platforms: [WhatsApp, Telegram]}\n", ["platforms", "list"]),
    "Norway": (TITLE + "parameters: {country: NO}\n", ["country", "False", "quotation marks"]),
    "a bare day": (TITLE + "parameters: {as_of: 2025-08-31}\n", ["as_of", "text"]),
    "an unknown parameter": (TITLE + "parameters: {colour: dark}\n", ["'colour'", "theme"]),
    "a number for a name": (TITLE + "parameters: {1: dark}\n", []),
    "a bad value": (TITLE + 'parameters: {country: "XX"}\n', ["'XX'", "RU"]),
}


@pytest.mark.parametrize(("text", "words"), FILES.values(), ids=FILES.keys())
def test_a_bad_file_is_refused_by_name(tmp_path: Path, text: str | bytes, words: list[str]):
    (tmp_path / "mine.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ParameterError) as error:
        load("mine", tmp_path)
    for word in ("mine.yaml", *words):
        assert word in str(error.value)


def test_a_file_may_leave_parameters_out(tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(TITLE + 'parameters: {as_of: "2025-08-31"}\n', "utf-8")
    (tmp_path / "._mine.yaml").write_bytes(b"\x00what a file manager keeps beside it")
    found = load("mine", tmp_path)
    assert parameters(**found.parameters) == parameters(as_of="2025-08-31")
    assert edition.available(tmp_path) == ["mine"]
