"""A journalist's verbs, as README has them: a chart changed in a line, one added in a page."""

import inspect
import re
from types import ModuleType

import pandas as pd
import pytest
from checks import committed, made
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.dates import date2num
from PIL import Image
from reach import claims, kit, paths, story
from reach.draw.look import SIZES
from reach.draw.marks import Dots, col
from reach.draw.page import LayoutError
from reach.edition import PARAMETERS, ParameterError, parameters

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")
CHANGE, MODULE = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[:2]
LATEST = committed("latest")


@pytest.fixture
def signature():
    return made("reach-against-restrictions", LATEST)


def said(figure) -> str:
    return " ".join(t.get_text() for t in figure.texts).replace("\u00a0", " ")


# A new chart


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_module_in_readme_is_a_whole_figure(tmp_path, language: str):
    assert len(MODULE.strip().splitlines()) <= 45
    module = ModuleType("newest_daily")
    exec(MODULE, module.__dict__)
    chart = module.chart(parameters(language=language, sizes="article, mobile, column"))
    folder = kit.write(chart, tmp_path)
    assert kit.missing(folder) == []
    # The newest of a service is the largest of the days, and its bar ends there on paper and on screen.
    top = chart.data.iloc[0]
    assert any(abs(p.get_x() + p.get_width() - top["value"]) < 1 for a in chart.figure().axes for p in a.patches)
    assert any(top["value"] in trace.get("x", ()) for trace in chart.on_screen()["data"])


# A chart changed


def test_the_lines_in_readme_change_the_picture(signature, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paths, "SCRATCH", tmp_path)
    names = {"chart": signature, "story": story}
    exec(CHANGE, names)
    changed = names["chart"]
    title = "fell 14.2 million in two months"
    for size in SIZES:
        assert title in said(changed.drawn(size)), size
    assert title in changed.text.alt and "the last figure found" in changed.text.alt
    told = " ".join(note["text"] for note in changed.on_screen()["layout"]["annotations"])
    assert "the last figure found" in told
    plot = changed.figure().axes[1]
    assert plot.get_ylim()[1] > 120e6 > signature.figure().axes[1].get_ylim()[1]
    with Image.open(tmp_path / signature.name / "800x450.png") as picture:
        assert picture.size == (1600, 900)
    assert (tmp_path / signature.name / "column.svg").is_file()
    assert "800x450.png" in capsys.readouterr().out


def test_marks_of_a_table_of_ones_own(signature):
    mine = pd.DataFrame({"at": [pd.Timestamp("2025-10-01")], "people": [50e6]})
    added = signature.add(Dots(mine, col("at"), col("people"), shape="D"))
    at = (date2num(mine["at"][0]), 50e6)
    dots = [tuple(line.get_xydata()[0]) for axes in added.figure().axes for line in axes.lines]
    assert any(dot == pytest.approx(at) for dot in dots)
    assert any(50e6 in trace.get("y", ()) for trace in added.on_screen("narrow")["data"])


def test_what_the_data_do_not_carry_is_not_published(signature, tmp_path):
    chart = signature.but(title="WhatsApp’s monthly audience fell 15.2 million from December to February")
    with pytest.raises(claims.ClaimError, match=re.escape("15.2")):
        kit.write(chart, tmp_path)
    with pytest.raises(claims.ClaimError, match="on the picture"):
        kit.write(signature.note("WA-2026-02-m-igd", "99.9 million"), tmp_path)
    with pytest.raises(claims.ClaimError):
        kit.pictures_of(signature.but(subtitle="Because of the block"), tmp_path, ["column"])
    assert list(tmp_path.rglob("*.png")) == []


def test_words_that_do_not_fit_are_named(signature):
    with pytest.raises(LayoutError, match=r"over each other|outside"):
        signature.but(title="A title without an end " * 40).figure("social")


def test_what_a_chart_does_not_have_is_said(signature):
    with pytest.raises(ValueError, match=r"no headline\. It has: title, subtitle"):
        signature.but(headline="None")
    with pytest.raises(ValueError, match="draws no dot for the row 'nobody'"):
        signature.note("nobody", "…")
    with pytest.raises(ParameterError, match="800x450"):
        story.publish(signature, sizes="poster")


def test_the_same_of_other_parameters():
    other = LATEST.but(as_of="2025-08-31", language="ru")
    assert (str(other.as_of), other.language, other.platforms) == ("2025-08-31", "ru", LATEST.platforms)
    with pytest.raises(ParameterError, match="There is no parameter 'asof'"):
        LATEST.but(asof="2025-08-31")


def test_a_chart_shows_itself_once(signature):
    """The screen's form, and for whoever cannot show it the picture with its alt text."""
    shown = signature._repr_mimebundle_()
    assert shown["application/vnd.plotly.v1+json"]["layout"]["annotations"]
    assert f'alt="{signature.text.alt[:20]}' in shown["text/html"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("story.begin({'country': 'XX'})", "ParameterError: "),
        ("story.begin({'platforms': 'WhatsApp'})", "ParameterError: "),
        ("chart.but(tittle='x')", "ChartError: A chart has no tittle."),
        ("chart.note('no-row', 'x')", "ChartError: two-audiences draws no dot"),
        ("story.publish(chart.but(title='Nobody uses 5,432.1 million apps'), sizes='article')", "ClaimError: "),
    ],
)
def test_an_error_of_ours_is_its_message_and_nothing_else(code: str, said: str, capsys):
    shell = InteractiveShell()
    first = "from reach import edition, story\nfrom reach.charts import two_audiences\n"
    shell.run_cell(f"{first}chart = two_audiences.chart(edition.parameters())")
    capsys.readouterr()
    shell.run_cell(code)
    shown = "".join(capsys.readouterr())
    assert shown.startswith(said)
    assert "Traceback" not in shown and "---" not in shown


def test_begin_names_every_parameter_and_tab_what_a_notebook_uses():
    assert set(PARAMETERS) < set(inspect.signature(story.begin).parameters)
    assert all(re.search(rf"^        {name}: \S", story.begin.__doc__, re.MULTILINE) for name in PARAMETERS)
    assert story.begin({"country": "IR", "more": 1}, since="2025-06-01") == parameters(country="IR", since="2025-06-01")
    used = {name for path in paths.NOTEBOOKS.glob("*.ipynb") for name in re.findall(r"story\.(\w+)", path.read_text())}
    assert used <= set(dir(story)) <= used | {"check"}


@pytest.mark.parametrize("size", ["article", "mobile", "social"])
def test_what_is_added_is_on_every_kind_of_page(size: str):
    """Also where a page has panels of its own: on a phone, on a low card."""
    chart = made("daily-use", LATEST)
    mine = pd.DataFrame({"month": [pd.Timestamp("2025-10-15")], "value": [50e6]})
    found = chart.add(Dots(mine, col("month"), col("value"), text="mine", must=True)).but(y=(0, 120e6)).figure(size)
    assert "mine" in {text.get_text() for text in found.findobj(lambda artist: hasattr(artist, "get_text"))}
    assert max(axes.get_ylim()[1] for axes in found.axes) >= 120e6
