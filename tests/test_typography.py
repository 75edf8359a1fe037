"""What stays on one line: a figure and its unit, a month and its year, a short word and the next."""

import pytest
from reach import words


@pytest.mark.parametrize(
    ("language", "text", "tied"),
    [
        ("en", "over 97 million people aged 12 and over", "over 97_million people aged 12 and over"),
        ("ru", "охват вырос до 97 млн", "охват вырос до_97_млн"),
        ("ru", "жители от 12 лет и старше", "жители от_12_лет и_старше"),
        ("ru", "в июле 2025 года", "в_июле_2025_года"),
        ("ru", "WhatsApp — и не только", "WhatsApp_— и_не_только"),
        ("ru", "кто-то из них", "кто-то из_них"),
    ],
)
def test_what_belongs_together_is_not_parted(language: str, text: str, tied: str):
    assert words.tied(text, language).replace(words.NBSP, "_") == tied
