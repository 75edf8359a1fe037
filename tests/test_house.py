"""The house style: one file for pictures, pages and SVG, which says where it cannot be used or read."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from reach import house, paths


@pytest.fixture
def styled(tmp_path: Path) -> Callable[[str, str], house.Style]:
    """Writes the committed style with something else in the place of a text, and reads it."""
    text = (paths.NOTEBOOKS / "style.yaml").read_text(encoding="utf-8")

    def write(old: str, new: str) -> house.Style:
        assert old in text
        (tmp_path / "style.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return house.read(tmp_path / "style.yaml")

    return write


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('text: "#111111"', "text: black", "colours, light, text is 'black'. Write it as #1a2b3c"),
        ("    faint:", "    fainter:", "missing or unknown: faint, fainter"),
        ("    faint:", "    3:", "missing or unknown: 3, faint"),
        ("credit:", "credits:", "holds author, colours, credit, font, logo, and nothing else"),
        ("package: fontpkg_ibm_plex_sans", "package: no_such_font", "'no_such_font', which is not installed"),
        ('logo: ""', "logo: Own.png", "logo names 'Own.png', which is not there"),
        ("font:", "font: [", "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_named(styled, old: str, new: str, said: str):
    with pytest.raises(house.StyleError, match=re.escape(said)):
        styled(old, new)


def test_the_command_says_so_and_does_nothing(project):
    path = project.root / "notebooks" / "style.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('text: "#111111"', "text: black", 1), encoding="utf-8")
    made = project.reach("run", "--edition", "latest", "--out", str(project.root / "out"))
    assert made.returncode == 2
    assert "notebooks/style.yaml, colours, light, text is 'black'" in made.stderr
    assert "Traceback" not in made.stderr and not (project.root / "out" / "latest").exists()


def test_a_bad_choice_is_spoken_of(styled):
    assert list(house.doubts(house.STYLE.colours)) == []
    pale = styled('secondary: "#444444"', 'secondary: "#bbbbbb"')
    assert any("secondary on page has a contrast of 1.9" in doubt for doubt in house.doubts(pale.colours))
    alike = styled('max: "#8b3111"', 'max: "#237a62"')
    assert any("whatsapp and max look alike (normal" in doubt for doubt in house.doubts(alike.colours))


def test_pictures_pages_and_svg_follow(project):
    """Another ink and another credit, in a copy of the project."""
    path = project.root / "notebooks" / "style.yaml"
    text = path.read_text(encoding="utf-8")
    other = text.replace('whatsapp: "#237961"', 'whatsapp: "#0000aa"').replace("Reach notebooks", "Another desk")
    path.write_text(other, encoding="utf-8")
    out = project.root / "out"
    made = project.reach("run", "--edition", "latest", "--out", str(out), "-p", "sizes", "article", "06")
    assert made.returncode == 0, made.stderr
    (kit,) = out.glob("*/audiences-changed")
    for name in ("article.svg", "interactive.html"):
        assert "#0000aa" in (kit / name).read_text(encoding="utf-8"), name
    assert "Another desk" in (kit / "figure.json").read_text(encoding="utf-8")
