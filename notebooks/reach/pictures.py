"""The static pictures of a kit: each size laid out once, written in every format that it is offered in.

The same inputs give the same bytes: no dates in metadata, a fixed salt for identifiers, our own fonts.
"""

import hashlib
import io
import re
import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from reach import fonts, house
from reach.charts import PARTS
from reach.draw.look import DPI, SIZES, sized, styled
from reach.faults import Told

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from reach.chart import Chart

RIGHTS = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
CREATOR = house.STYLE.author
#: The picture that an index of figures shows in small, without the words around its panels.
INDEXED = "article.png"
#: What a messenger still shows as a link's preview: a social card is not larger, in bytes.
SOCIAL_BYTES = 300_000


class PictureError(Told):
    """A picture cannot be written as it should be: a letter that no font has, or a card that is too heavy."""


@dataclass(frozen=True)
class Picture:
    """One file: the size it is laid out in, how it is written, and device pixels per CSS pixel."""

    layout: str
    kind: str  # outlined, text, png or pdf
    scale: float = 1.0


_ENDS = {"outlined": ".svg", "text": "-text.svg", "png": ".png", "pdf": ".pdf"}


def pictures(size: str) -> dict[str, Picture]:
    """Files of a size that an edition names, or of one's own. A slide is the article's layout on a larger screen."""
    if size == "slide":
        return {"slide.png": Picture("slide", "png", 1.6)}
    look = sized(size)
    return {f"{size}{_ENDS[kind]}": Picture(size, kind, look.scale if kind == "png" else 1.0) for kind in look.kinds}


def files(sizes: Sequence[str], name: str = "") -> list[str]:
    """Names of the picture files that an edition's ``sizes`` ask for; of a figure by ``name``, those it has."""
    return [file for size in sizes if not name or has(name, size) for file in pictures(size)]


def has(name: str, size: str) -> bool:
    """Whether a figure has a size that an edition names: a card as high as a screen is of those that lead."""
    return name in PARTS["lead"] or size not in SIZES or not SIZES[size].lead


def write(
    chart: "Chart", folder: Path, sizes: Sequence[str] = (), *, transparent: bool = False
) -> dict[str, dict[str, object]]:
    """Write the pictures of some sizes, or of the edition's; returns width and height of each by file name.

    Pixels for PNG, CSS pixels for SVG, points for PDF; of the article also between which pixels its panels lie.

    Raises:
        PictureError: a letter that no font has, or a social card over :data:`SOCIAL_BYTES`.
    """
    found: dict[str, dict[str, object]] = {}
    with styled(), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from font")
        try:
            for size in sizes or [size for size in chart.edition.sizes if has(chart.name, size)]:
                for name, picture in pictures(size).items():
                    figure = chart.drawn(picture.layout)
                    figure.patch.set_alpha(0.0 if transparent else None)
                    _one(chart, figure, picture, folder / name)
                    width, height = figure.get_size_inches()
                    per_inch = {"pdf": 72, "png": DPI * picture.scale}.get(picture.kind, DPI)
                    found[name] = {"width": round(width * per_inch), "height": round(height * per_inch)}
                    if name == INDEXED:
                        found[name]["panels"] = figure.panels
        except UserWarning as warning:
            raise PictureError(f"{chart.name}: {warning}") from None
    if "social.png" in found and (weight := (folder / "social.png").stat().st_size) > SOCIAL_BYTES:
        raise PictureError(f"{chart.name}: social.png has {weight} bytes, more than {SOCIAL_BYTES}")
    return found


def _one(chart: "Chart", figure: "Figure", picture: Picture, path: Path) -> None:
    match picture.kind:
        case "outlined" | "text":
            path.write_text(svg(chart, figure, as_text=picture.kind == "text"), encoding="utf-8", newline="")
        case "pdf":
            path.write_bytes(pdf(chart, figure))
        case "png":
            figure.savefig(
                path,
                dpi=DPI * picture.scale,
                metadata=_metadata(chart) | {"Author": CREATOR, "Copyright": RIGHTS, "Software": None},
                pil_kwargs={"optimize": False, "compress_level": 6},
            )


def _metadata(chart: "Chart") -> dict[str, str | None]:
    from reach.credits import source_line

    text, edition = chart.text, chart.edition
    source = source_line(text.sources, edition, 99) if text.sources else ""
    return {"Title": text.title, "Description": text.alt, "Source": source}


def svg(chart: "Chart", figure: "Figure", *, as_text: bool = False) -> str:
    """The figure as SVG with a role, a title and a description that screen readers find.

    Letters are outlines, so that it looks the same everywhere; ``as_text`` keeps them as text, to be edited. It can
    stand in a page beside others: see :func:`_apart`.
    """
    out = io.BytesIO()
    described = _metadata(chart) | {"Creator": CREATOR, "Rights": RIGHTS, "Language": chart.edition.language}
    with styled({"svg.fonttype": "none" if as_text else "path"}):
        figure.savefig(out, format="svg", metadata=described | {"Date": None})
    text = out.getvalue().decode("utf-8")
    text = re.sub(r"<!DOCTYPE[^>]*>\s*", "", text)
    text = re.sub(r"\s*<title>.*?</title>", "", text, count=1, flags=re.DOTALL)
    # Plain spaces at line ends come from the drawing library.
    text = re.sub(r"[ \t]+\n", "\n", text)
    if as_text:
        # Who edits it has the font under its own name, or the nearest the system has.
        text = text.replace(f"'{fonts.FAMILY}'", f"'{house.STYLE.font}'").replace(f"'{fonts.FALLBACK}'", "sans-serif")
    text, own = _apart(text)
    opened = (
        f' role="img" aria-labelledby="{own}-title {own}-desc" lang="{chart.edition.language}">\n'
        f' <title id="{own}-title">{escape(chart.text.title)}</title>\n'
        f' <desc id="{own}-desc">{escape(chart.text.alt)}</desc>\n'
    )
    return re.sub(r"(<svg\b[^>]*?)>", lambda match: match[1] + opened, text, count=1)


#: What a drawing takes from the page around it where it does not say so itself. It is on a group around all, since a
#: page's rule for its own icons, ``svg { fill: none }``, outweighs what is on the root.
_GIVEN = (
    'fill="#000000" stroke="none" stroke-width="1" stroke-linejoin="round" stroke-linecap="butt" '
    'font-style="normal" font-weight="400" letter-spacing="0" word-spacing="0"'
)
# In attributes the drawing library escapes the ends of tags, in words their beginnings.
_TAG = re.compile(r"<\w[^>]*>")
_STYLE = re.compile(r' style="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(xlink:href="#|url\(#)([^")]+)')


def _apart(text: str) -> tuple[str, str]:
    """An SVG of the drawing library's, made to stand in a page among others, and how the ids in it begin.

    Two of them must not share an id, which the first in a page would win; a rule in one reaches the whole page; and
    where a page's policy forbids styles, only attributes count.
    """
    text = re.sub(r"\s*<defs>\s*<style\b.*?</style>\s*</defs>", "", text, count=1, flags=re.DOTALL)
    text = _TAG.sub(lambda tag: _STYLE.sub(_attributes, tag[0]), text)
    text = text.replace("</metadata>\n", f"</metadata>\n <g {_GIVEN}>\n", 1).replace("</svg>", " </g>\n</svg>")
    tags = "".join(_TAG.findall(text))
    used = {name for _, name in _REFERENCE.findall(tags)}
    own = f"r{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    names = {name: f"{own}-{n}" for n, name in enumerate(name for name in _ID.findall(tags) if name in used)}

    def renamed(tag: re.Match[str]) -> str:
        kept = _ID.sub(lambda found: f' id="{names[found[1]]}"' if found[1] in names else "", tag[0])
        return _REFERENCE.sub(lambda found: found[1] + names[found[2]], kept)

    return _TAG.sub(renamed, text), own


def _attributes(style: re.Match[str]) -> str:
    rules = (rule.partition(":") for rule in style[1].split(";") if rule.strip())
    return "".join(f' {name.strip()}="{value.strip()}"' for name, _, value in rules)


def pdf(chart: "Chart", figure: "Figure") -> bytes:
    """The figure as PDF for print: fonts embedded, its language set, its title shown, the same bytes every time."""
    import pikepdf

    out, text, language = io.BytesIO(), chart.text, chart.edition.language
    with styled():
        described = {"Title": text.title, "Author": CREATOR, "Subject": text.alt, "CreationDate": None}
        figure.savefig(out, format="pdf", metadata=described | {"Creator": None, "Producer": None})
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        document.Root.Lang = language
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:title"] = text.title
            xmp["dc:description"] = text.alt
            xmp["dc:creator"] = [CREATOR]
            xmp["dc:rights"] = RIGHTS
            xmp["dc:language"] = [language]
            if source := _metadata(chart)["Source"]:
                xmp["dc:source"] = source
        document.save(made, deterministic_id=True)
    return made.getvalue()


def pixel_hash(path: Path) -> str:
    """SHA-256 of a PNG's size and pixels, whatever its compression and metadata."""
    from PIL import Image

    with Image.open(path) as image:
        rgba = image.convert("RGBA")
        return hashlib.sha256(struct.pack(">II", *rgba.size) + rgba.tobytes()).hexdigest()
