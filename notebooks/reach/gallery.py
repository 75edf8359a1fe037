"""The edition's page and manifest, made from the kits that are there."""

import json
import tempfile
from pathlib import Path

from reach import kit, pages, words
from reach.edition import EditionFile

#: Figures in the order of the story; others follow by name.
ORDER = (
    "reach-against-restrictions",
    "two-audiences",
    "who-uses-both",
    "restriction-timeline",
    "days-at-each-depth",
    "who-called",
    "before-and-after",
    "precedents",
    "stickiness",
    "where-people-went",
    "accounts-and-people",
    "sources-disagree",
    "choices-that-matter",
    "who-said-what",
    "reason-against-evidence",
    "other-countries",
)


def figures(folder: Path) -> list[dict]:
    """``figure.json`` of every whole kit in a folder, in the order of the story."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("[!.]*/figure.json"))]
    return sorted(found, key=lambda f: (ORDER.index(f["name"]) if f["name"] in ORDER else len(ORDER), f["name"]))


def write(edition: EditionFile, folder: Path) -> None:
    """Write ``manifest.json``, ``index.html`` and the shared script of an edition."""
    found = figures(folder)
    manifest = {
        "edition": edition.name,
        "title": edition.title,
        "data_as_of": max((f["data_as_of"] for f in found), default=""),
        "parameters": edition.parameters,
        "licence": "CC-BY-4.0",
        "figures": [
            {"name": f["name"], "title": f["title"], "sha256": f["sha256"], "pixels_sha256": f["pixels_sha256"]}
            for f in found
        ],
    }
    _put(folder / "manifest.json", kit.json_text(manifest))
    language = edition.parameters.get("language", "en")
    page = pages.template("index.html").render(
        title=edition.title,
        subject=words.say(
            language,
            "subject",
            platforms=words.listed(edition.parameters["platforms"].split(", "), language),
            where=words.country(edition.parameters["country"], language),
        ),
        language=language,
        as_of=words.day(manifest["data_as_of"], language) if found else "",
        figures=found,
        files=kit.files(edition.parameters["sizes"].split(", ")),
    )
    _put(folder / "index.html", page)
    pages.plotly_script(folder)


START, END = "<!-- figures of the latest edition: made by reach dictionary -->", "<!-- end -->"


def readme(text: str, folder: Path) -> str:
    """The README with its headline chart and table of figures as the kits in ``folder`` have them."""
    found = figures(folder)
    lead, place = found[0], f"figures/{folder.name}"
    block = [
        START,
        f"![{lead['alt']}]({place}/{lead['name']}/article.png)",
        "",
        f"**{lead['title']}.** Data as of {lead['data_as_of']}.",
        "",
        "| figure | what it says |",
        "| --- | --- |",
        *(f"| [{f['name']}]({place}/{f['name']}/article.png) | {f['caption']} |" for f in found),
        END,
    ]
    before, rest = text.split(START)
    return before + "\n".join(block) + rest.split(END)[1]


def _put(path: Path, text: str) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8", newline=""
    ) as part:
        part.write(text)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(path)
