"""The line that names who published the figures, in the language of the edition."""

import pytest
from reach import edition, tables
from reach.credits import source_line


def of(language: str) -> edition.Edition:
    return edition.parameters(**edition.load("latest").parameters | {"language": language})


@pytest.fixture(scope="module")
def pages():
    return tables.read("sources").set_index("source_id")


def first(pages, publisher: str, origin: str = "") -> str:
    found = pages[(pages["publisher"] == publisher) & (pages["origin"].str.split(",").str[0] == origin)]
    assert len(found), f"the test needs a page of {publisher} that retells {origin or 'nobody'}"
    return found.index[0]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "RBC, Kommersant (via 3DNews), The Moscow Times and TASS"),
        ("ru", "РБК, Коммерсантъ (цит. по: 3DNews), The Moscow Times и ТАСС"),
    ],
)
def test_publishers_bear_the_names_readers_know(pages, language: str, said: str):
    ids = [first(pages, "RBC"), first(pages, "3DNews", "Kommersant"), first(pages, "The Moscow Times")]
    ids.append(first(pages, "TASS"))
    assert source_line(ids, of(language)) == said


def test_an_original_and_its_own_pages_are_one_name(pages):
    """«Коммерсантъ» is not said to be quoted after itself, in whatever alphabet."""
    ids = [first(pages, "3DNews", "Kommersant"), first(pages, "Kommersant")]
    assert source_line(ids, of("ru")) == "Коммерсантъ"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_beyond_the_most_it_says_others(pages, language: str):
    ids = [first(pages, name) for name in ("RBC", "TASS", "Kommersant")]
    others = {"en": "others", "ru": "другие"}[language]
    assert source_line(ids, of(language), 2).endswith(others)


def test_an_original_has_the_name_of_its_own_pages(pages):
    """What RBC is called as a publisher it is called as an original, too."""
    publishers = dict(zip(pages["publisher"], pages["publisher_ru"], strict=True))
    heads = pages["origin"].str.split(",").str[0]
    wrong = [
        i
        for i, head, said in zip(pages.index, heads, pages["origin_ru"], strict=True)
        if head in publishers and len(head.split()) < 3 and said != publishers[head]
    ]
    assert not wrong
