"""The edition's page and manifest, made from the kits that are there, and what an editor takes away from them."""

import contextlib
import csv
import datetime as dt
import hashlib
import io
import json
import re
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from pathlib import Path

from babel import Locale
from markupsafe import Markup

from reach import bundles, kit, pages, words
from reach.charts import PARTS
from reach.edition import EditionFile

ORDER = [name for names in PARTS.values() for name in names]
#: What figures were called before: their old addresses lead to the new ones.
RENAMED = {
    "stickiness": "daily-use",
    "where-people-went": "audiences-changed",
    "reason-against-evidence": "fraud-by-channel",
}


def part(name: str) -> str:
    """The part of the set that a figure belongs to; one that is not listed is background."""
    return next((part for part, names in PARTS.items() if name in names), "background")


#: Sizes a reader can ask for as a picture; print is a PDF, shown as a link.
SHOWN = ("article", "mobile", "social", "square", "vertical", "slide")
#: Parameters in which editions of the same figures may differ.
VARIED = ("language", "theme", "sizes")
#: With more editions beside it, a page names only those of its own figures.
MOST_BESIDE = 12
#: Rows of a sheet that the page shows; all are on the sheet's own page.
MOST_ROWS = 20
_PAGE_FILES = ("gallery.css", "gallery.js")


def figures(folder: Path) -> list[dict]:
    """``figure.json`` of every whole kit in a folder, in the order of the story."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("[!.]*/figure.json"))]
    parts = list(PARTS)
    return sorted(found, key=lambda f: (parts.index(part(f["name"])), (*ORDER, f["name"]).index(f["name"]), f["name"]))


def write(edition: EditionFile, folder: Path) -> None:
    """Write ``manifest.json``, ``index.html`` and all that the page offers; renew the pages of editions beside it.

    Where nothing changed, nothing is written. Frozen copies that are there are never touched.
    """
    found = figures(folder)
    manifest = {
        "edition": edition.name,
        "title": edition.title,
        "data_as_of": max((f["data_as_of"] for f in found), default=""),
        "parameters": edition.parameters,
        "licence": "CC-BY-4.0",
        "figures": [{key: f[key] for key in ("name", "title", "sha256", "pixels_sha256")} for f in found],
    }
    pages.put(folder / "manifest.json", kit.json_text(manifest).encode())
    # An edition that is new is offered by those beside it, and the other way round.
    for one in _page(folder):
        # What is wrong there is for a run of that edition to put right.
        with contextlib.suppress(OSError, ValueError, KeyError):
            _page(folder.parent / one["folder"])


def prepare(folder: Path, name: str) -> None:
    """Make what a page offers of a kit, so that little is left to do when the edition's page is written."""
    path = folder / name / "figure.json"
    if path.is_file() and not (figure := json.loads(path.read_text(encoding="utf-8")))["empty"]:
        _offered(folder, figure)


# The page


def _page(folder: Path) -> list[dict]:
    """Write an edition's page unless it is there; returns the editions beside it that it names."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    own, found, beside = _known(manifest, folder), figures(folder), _beside(folder)
    same = [b for b in beside if b["base"] == own["base"]]
    others = [b for b in beside if b not in same] if len(beside) <= MOST_BESIDE else []
    key, index = _key(folder, found, same, others), folder / "index.html"
    if _is_made(index, key, folder, found):
        return same + others
    shared = bundles.shared() | {name: (pages.FOLDER / name).read_bytes() for name in _PAGE_FILES}
    for name, raw in shared.items():
        pages.put(folder / name, raw)
    for old, name in RENAMED.items():
        for file in ("interactive.html", "sheet.html") if (folder / name).is_dir() else ():
            to = f"../{pages.address(name, file)}"
            pages.put(folder / old / file, pages.rendered("moved.html", own["language"], to=to, name=name).encode())
    text = _rendered(folder, own, found, same, others)
    pages.put(index, (text + _mark(key, text)).encode())
    return same + others


def _key(folder: Path, found: list[dict], same: list[dict], others: list[dict]) -> str:
    """A hash of all that the page is made from."""
    names = [{k: v for k, v in one.items() if k not in ("pixels", "data_as_of")} for one in others]
    kits = [bundles.digest(folder / figure["name"]) for figure in found]
    said = json.dumps([(folder / pages.EXPLORE).is_file(), same, names, kits], sort_keys=True).encode()
    return hashlib.sha256(_templates() + (folder / "manifest.json").read_bytes() + said).hexdigest()[:24]


@cache
def _templates() -> bytes:
    code = (*bundles.files(pages.FOLDER), *map(Path, (bundles.__file__, pages.__file__, __file__)))
    return b"".join(map(Path.read_bytes, code)) + json.dumps(words.SAID, sort_keys=True).encode()


def _mark(key: str, text: str) -> str:
    return f"<!-- {key} {hashlib.sha256(text.encode()).hexdigest()[:24]} -->\n"


def _is_made(index: Path, key: str, folder: Path, found: list[dict]) -> bool:
    """Whether the page is what this code made of these kits, and what it offers is there."""
    if not index.is_file():
        return False
    text, at, mark = index.read_text(encoding="utf-8").rpartition("<!-- ")
    if at + mark != _mark(key, text):
        return False
    pixels = {f["name"]: f["pixels_sha256"]["article.png"] for f in found if not f["empty"]}
    zips = [f"{bundles.ZIPS}/{name}-{folder.name}.zip" for name in pixels]
    thumbs = [f"{bundles.THUMBS}/{bundles.thumb_name(*one)}" for one in pixels.items()]
    return all((folder / name).is_file() for name in (*bundles.shared(), *_PAGE_FILES, *zips, *thumbs))


def _known(manifest: dict, folder: Path) -> dict:
    """What a page says of an edition, of its own or of one beside it: its parameters and more."""
    given = {"language": "en", "theme": "light"} | manifest["parameters"]
    return given | {
        "folder": folder.name,
        "title": manifest["title"],
        "data_as_of": manifest["data_as_of"],
        "base": {k: v for k, v in given.items() if k not in VARIED},
        "pixels": {f["name"]: f["pixels_sha256"].get("article.png", "") for f in manifest["figures"]},
    }


def _beside(folder: Path) -> list[dict]:
    """Editions in the folders beside, this one left out, as their manifests have them."""
    every = sorted(folder.parent.glob("[!.]*/manifest.json"))
    # A second name of this folder is no other edition.
    found = [p for p in every if not p.parent.samefile(folder) and (p.parent / "index.html").is_file()]
    return list(filter(None, (_manifest(p, p.stat().st_mtime_ns, p.stat().st_size) for p in found)))


@lru_cache(maxsize=1024)
def _manifest(path: Path, changed: int, size: int) -> dict | None:
    # With hundreds of editions in a folder each is read once, not once for each of the others.
    try:
        return _known(json.loads(path.read_text(encoding="utf-8")), path.parent)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # somebody else's


def _rendered(folder: Path, own: dict, found: list[dict], same: list[dict], others: list[dict]) -> str:
    language, theme = own["language"], own["theme"]
    # The same figures in the other theme, for a reader who has the page so.
    other = next((b for b in same if b["language"] == language and b["theme"] != theme), None)
    alike = [own, *same]
    alike.sort(key=lambda e: (words.LANGUAGES.index(e["language"]), e["theme"] != "light", e["folder"]))
    cards = [_card(folder, figure, language, other) for figure in found if not figure["empty"]]
    bundles.sweep(folder, {path for card in cards for path in card["kept"]})
    platforms, where = words.listed(own["platforms"].split(", "), language), words.country(own["country"], language)
    say = pages.sayer(language)
    return pages.rendered(
        "index.html",
        language,
        own=own,
        explore=(folder / pages.EXPLORE).is_file(),
        subject=words.say(language, "subject", platforms=platforms, where=where),
        policy=pages.policy(),
        as_of=_day(own["data_as_of"], language),
        next_update=_day(min((f["next_update"] for f in cards if f["next_update"]), default=""), language),
        editions=[_link(e, folder) for e in alike],
        others=[
            _link(b, folder) | {"label": b["title"]} for b in others if (b["language"], b["theme"]) == (language, theme)
        ],
        other=other and _link(other, folder),
        sizes=[s for s in (*SHOWN, "print") if any({f"{s}.png", f"{s}.pdf"} & c["files"].keys() for c in cards)],
        groups=[(key, list(some)) for key, some in groupby(cards, key=lambda card: part(card["name"]))],
        figures=cards,
        # What has nothing to show is named in a line, and no picture of nothing stands among the others.
        left=[figure for figure in found if figure["empty"]],
        columns=pages.SHEET,
        most=MOST_ROWS,
        words=pages.inert({k: say(k, n="{n}", of="{of}") for k in ("found", "copied", "copy", "by_hand")}),
    )


def _link(edition: dict, folder: Path) -> dict:
    tongue = edition["language"]
    name, theme = Locale(tongue).get_language_name(tongue), pages.sayer(tongue)(f"theme_{edition['theme']}")
    return {
        "here": edition["folder"] == folder.name,
        "href": pages.address("..", edition["folder"], "index.html"),
        "language": tongue,
        "label": f"{words.cap(name)}, {theme}",
    }


def _day(day: str, language: str) -> str:
    return words.day(dt.date.fromisoformat(day), language) if day else ""


# One figure


def _card(folder: Path, figure: dict, language: str, other: dict | None) -> dict:
    """All that the page prints of a figure, and the files it offers, made where they are not there."""
    name, drawn = figure["name"], figure["pictures"]
    place, page = folder / name, pages.address(name, "interactive.html")
    files = _files(place, drawn, language)
    kept, zipped, thumb = _offered(folder, figure)
    embeds = []
    if kept:
        high = _height(figure, (place / "interactive.html").read_text(encoding="utf-8"))
        embeds = [
            ("live", embed(figure, folder.name, (name,), height=high)),
            ("frozen", embed(figure, folder.name, (bundles.FROZEN, kept), kept[-12:], height=high)),
            ("link", f'<a href="./{page}">{_escaped(figure["title"])}</a>'),
        ]
    rows = list(csv.reader(io.StringIO((place / "data.csv").read_text(encoding="utf-8"))))
    shown = {}
    for size, file in ((size, f"{size}.png") for size in SHOWN if f"{size}.png" in files):
        shown[size] = {"src": pages.address(name, file)} | {side: drawn[file][side] for side in ("width", "height")}
        if other and (folder.parent / other["folder"] / name / file).is_file():
            shown[size]["other"] = pages.address("..", other["folder"], name, file)
    texts = ("title", "subtitle", "caption", "alt", "long_description")
    cells = {cell for row in rows[1:] for cell in row if re.search(r"[^\W\d_]{2}", cell)}
    publishers = [source["publisher"] for source in figure["sources"]]
    return figure | {
        "was": [old for old, new in RENAMED.items() if new == name],
        "as_of": _day(figure["data_as_of"], language),
        "files": files,
        "zip": (pages.address(bundles.ZIPS, zipped.name), f"zip, {_much(zipped, language)}"),
        "thumb": pages.address(bundles.THUMBS, thumb),
        "kept": (zipped, folder / bundles.THUMBS / thumb),
        "other_thumb": _other_thumb(name, other, folder),
        "shown": json.dumps(shown, separators=(",", ":")),
        "unscripted": _unscripted(shown, figure["parameters"]["theme"]),
        "table": pages.table(rows[0], rows[1:], figure["columns"], language),
        "sheet": _sheet(place / "sheet.csv", language),
        "sources": pages.sources(figure["sources"], language),
        "lines": _lines(figure, language),
        "copied": _copied(figure, language),
        "embeds": embeds,
        "code": [
            ("python", f'import pandas as pd\ndata = pd.read_csv("./{name}/data.csv")'),
            ("r", f'data <- read.csv("./{name}/data.csv", na.strings = "")'),
        ],
        "find": " ".join([name, *map(figure.get, texts), *figure["notes"], *publishers, *sorted(cells)]),
    }


def _offered(folder: Path, figure: dict) -> tuple[str, Path, str]:
    """A figure's frozen copy, its zip and its small picture, made where they are not there: folder, path, name."""
    kit, pixels = folder / figure["name"], figure["pixels_sha256"]["article.png"]
    names = [path.name for path in bundles.files(kit)]
    # A kit of a fresh working copy has no page yet.
    kept = bundles.frozen(folder, kit) if "interactive.html" in names else ""
    zipped = bundles.zipped(folder, kit, readme_text(figure, names))
    return kept, zipped, bundles.thumb(folder, kit, pixels, figure["pictures"]["article.png"]["panels"])


def _other_thumb(name: str, other: dict | None, folder: Path) -> str:
    if other is None or not other["pixels"].get(name):
        return ""
    parts = (other["folder"], bundles.THUMBS, bundles.thumb_name(name, other["pixels"][name]))
    return pages.address("..", *parts) if folder.parent.joinpath(*parts).is_file() else ""


def _unscripted(shown: dict, theme: str) -> list[dict]:
    """What a browser without scripts chooses from: the phone's layout, the reader's theme."""
    found, otherwise = [], {"light": "(prefers-color-scheme: dark)", "dark": "(prefers-color-scheme: light)"}[theme]
    for size, narrow, density in (("mobile", ["(max-width: 600px)"], " 2x"), ("article", [], "")):
        one = shown.get(size, {})
        for key, media in (("other", [otherwise, *narrow]), ("src", narrow)):
            if media and key in one:
                found.append(one | {"media": " and ".join(media), "srcset": one[key] + density})
    return found


def _lines(figure: dict, language: str) -> list[str]:
    """The lines below a picture, without its notes, which are among the words on method: source, labels, day."""
    note = words.say(language, "note", text=" ".join(figure["notes"]))
    return [line for line in figure["footer"] if line != note]


def _copied(figure: dict, language: str) -> list[tuple[str, str]]:
    """Words to copy, in the order an editor needs them; those that are empty are left out."""
    found = [
        ("title", figure["title"]),
        ("caption", figure["caption"]),
        ("alt", figure["alt"]),
        ("source", figure["footer"][0] if figure["sources"] else ""),
        ("labels", " ".join(_lines(figure, language)[1 if figure["sources"] else 0 : -1])),
        ("long", figure["long_description"]),
        ("citation", figure["citation"]),
    ]
    return [(key, text) for key, text in found if text]


def _files(place: Path, drawn: dict[str, dict], language: str) -> dict[str, dict]:
    """Files of a kit in the order an editor looks for them: their purpose, and their size in words."""
    found, say = {}, pages.sayer(language)
    for name in pages.ordered(path.name for path in bundles.files(place)):
        said = [_much(place / name, language)]
        if name in drawn:
            wide, high = drawn[name]["width"], drawn[name]["height"]
            shape = f"{wide} × {high} px"
            if name.endswith(".pdf"):
                wide, high = (words.number(points / 72 * 25.4, language, 0) for points in (wide, high))
                shape = say("millimetres", wide=wide, high=high)
            said.insert(0, shape)
        found[name] = {"purpose": pages.purpose(name, language), "said": ", ".join(said)}
    return found


def _much(path: Path, language: str) -> str:
    """A file's size as a reader says it: 144 KB, 1.2 MB."""
    say, size = pages.sayer(language), path.stat().st_size
    if size < 950_000:
        return say("kilobytes", n=words.number(max(size / 1000, 1), language, 0))
    return say("megabytes", n=words.number(size / 1e6, language))


def _sheet(path: Path, language: str) -> list[dict]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [pages.sheet_row(row, language) for row in csv.DictReader(file)]


# Embeds and the words in a zip


def embed(figure: dict, edition: str, folders: tuple[str, ...], frozen: str = "", height: int = 640) -> str:
    """The HTML that sets a figure's page into another: as wide as its column, as high as it says it is.

    ``folders`` lead from the edition's to the page. ``height`` is for the time until the page has told its own, and
    stays where a site takes scripts out; where it takes styles out, the frame has its attributes. A reader without
    scripts sees the picture, which covers the frame.
    """
    frame = "-".join(filter(None, ("reach", _plain(edition), _plain(figure["name"]), frozen)))
    code = pages.template("embed.html").render(
        id=frame,
        title=_escaped(figure["title"]),
        alt=_escaped(figure["alt"]),
        place=f"./{pages.address(*folders)}/",
        height=height,
        shape=figure["pictures"]["article.png"],
        narrow="mobile.png" in figure["pictures"],
        ground={"light": "#fff", "dark": "#14181d"}[figure["parameters"]["theme"]],
    )
    return code.rstrip()


def _escaped(text: str) -> Markup:
    return Markup(escape(str(pages.seen(text))))


def _height(figure: dict, page: str) -> int:
    """About how high a figure's page is in a frame on a phone: the chart, and the words below it."""
    chart = int(re.search(r"\.chart \{ min-height: (\d+)px", page)[1])
    lines = sum(-(-len(line) // 56) for line in figure["footer"])
    return chart + -(-len(figure["caption"]) // 46) * 24 + lines * 21 + len(figure["footer"]) * 10 + 82


def _plain(name: str) -> str:
    """A name as part of an id that every program can read; names that differ stay different."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name)
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def readme_text(figure: dict, files: list[str]) -> str:
    """``README.txt`` of a zip: the words, sources and licence of a figure, and what its files are for."""
    language = figure["parameters"]["language"]
    say, sources = pages.sayer(language), pages.sources(figure["sources"], language)
    licence = [
        "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
        f"{say('data_as_of')}: {_day(figure['data_as_of'], language)}",
        f"{say('next_update')}: {_day(figure['next_update'], language) or say('not_known')}",
    ]
    parts = [
        ("", [figure["title"], figure["subtitle"]]),
        *((say(f"word_{key}"), [text]) for key, text in _copied(figure, language) if key != "title"),
        (say("view_sources"), [" · ".join(filter(None, (s["publisher"], s["dated"], s["url"]))) for s in sources]),
        (say("how_to_read"), [figure["how_to_read"]]),
        (say("method"), [figure["method"]]),
        (say("notes"), figure["notes"]),
        (say("corrected"), figure["corrections"]),
        (say("licence"), licence),
        (say("files"), [f"{name}: {pages.purpose(name, language)}" for name in pages.ordered(files)]),
    ]
    blocks = ["\n".join(filter(None, (head, *lines))) for head, lines in parts if any(lines)]
    return str(pages.seen("\n\n".join(blocks) + "\n"))


START, END = "<!-- figures of the latest edition: made by reach dictionary -->", "<!-- end -->"


def readme(text: str, folder: Path) -> str:
    """The README with its headline chart and table of figures as the kits in ``folder`` have them."""
    found = figures(folder)
    lead, place = found[0], pages.address("figures", folder.name)
    block = [
        START,
        f"![{lead['alt']}]({place}/{lead['name']}/article.png)",
        "",
        f"**{lead['title']}.** Data as of {lead['data_as_of']}.",
        "",
        "| figure | part | what it says |",
        "| --- | --- | --- |",
        *(f"| [{f['name']}]({place}/{f['name']}/article.png) | {part(f['name'])} | {f['caption']} |" for f in found),
        END,
    ]
    before, rest = text.split(START)
    return before + "\n".join(block) + rest.split(END)[1]
