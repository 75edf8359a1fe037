"""The edition's page and manifest, made from the kits that are there, and what an editor takes away from them."""

import contextlib
import csv
import datetime as dt
import hashlib
import io
import json
import re
import struct
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from babel import Locale

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


#: Sizes a reader can ask for, and the picture that shows each; print is a PDF, shown as a link.
SHOWN = {
    "article": "article.png",
    "mobile": "mobile.png",
    "social": "social.png",
    "square": "square.png",
    "vertical": "vertical.png",
    "slide": "slide.png",
}
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

    def place(figure: dict) -> tuple:
        name = figure["name"]
        return list(PARTS).index(part(name)), ORDER.index(name) if name in ORDER else len(ORDER), name

    return sorted(found, key=place)


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
        "figures": [
            {"name": f["name"], "title": f["title"], "sha256": f["sha256"], "pixels_sha256": f["pixels_sha256"]}
            for f in found
        ],
    }
    pages.put(folder / "manifest.json", kit.json_text(manifest).encode())
    _page(folder, found)
    # An edition that is new is offered by those beside it, and the other way round.
    beside = _beside(folder)
    own = _base(edition.parameters)
    for one in beside:
        if len(beside) <= MOST_BESIDE or _base(one["parameters"]) == own:
            # What is wrong there is for a run of that edition to put right.
            with contextlib.suppress(OSError, ValueError, KeyError):
                _page(folder.parent / one["folder"])


def prepare(folder: Path, name: str) -> None:
    """Make what a page offers of a kit, so that little is left to do when the edition's page is written."""
    path = folder / name / "figure.json"
    if not path.is_file():
        return
    figure = _filled(json.loads(path.read_text(encoding="utf-8")))
    if figure["empty"]:
        return
    language = figure["parameters"]["language"]
    _offered(folder, figure, _files(folder / name, language), language)


# The page


def _page(folder: Path, found: list[dict] | None = None) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = figures(folder) if found is None else found
    beside = _beside(folder)
    own = manifest["parameters"]
    same = [b for b in beside if _base(b["parameters"]) == _base(own)]
    others = [b for b in beside if b not in same] if len(beside) <= MOST_BESIDE else []
    key = _key(folder, found, same, others)
    index = folder / "index.html"
    if _is_made(index, key, folder, found):
        return
    (folder / "fonts").mkdir(exist_ok=True)
    for name, raw in bundles.shared().items():
        pages.put(folder / name, raw)
    for name in _PAGE_FILES:
        pages.put(folder / name, (pages.FOLDER / name).read_bytes())
    language = own.get("language", "en")
    for old, name in RENAMED.items():
        for file in ("interactive.html", "sheet.html") if (folder / name).is_dir() else ():
            fill = {"language": language, "say": pages.sayer(language), "name": name}
            moved = pages.template("moved.html").render(to=f"../{pages.address(name, file)}", **fill)
            (folder / old).mkdir(exist_ok=True)
            pages.put(folder / old / file, moved.encode())
    text = _rendered(folder, manifest, found, same, others)
    pages.put(index, (text + _mark(key, text)).encode())


def _key(folder: Path, found: list[dict], same: list[dict], others: list[dict]) -> str:
    """A hash of all that the page is made from."""
    made = hashlib.sha256(_templates())
    made.update((folder / "manifest.json").read_bytes())
    made.update(b"explore" if (folder / pages.EXPLORE).is_file() else b"")
    names = [{k: v for k, v in one.items() if k != "pixels"} for one in others]
    made.update(json.dumps([same, names], sort_keys=True).encode())
    for figure in found:
        made.update(bundles.digest(folder / figure["name"]).encode())
    return made.hexdigest()[:24]


@cache
def _templates() -> bytes:
    code = (*bundles.files(pages.FOLDER), *(Path(m.__file__) for m in (bundles, pages)), Path(__file__))
    lists = json.dumps(words.SAID, sort_keys=True).encode()
    return b"".join(hashlib.sha256(path.read_bytes()).digest() for path in code) + lists


def _mark(key: str, text: str) -> str:
    return f"<!-- {key} {hashlib.sha256(text.encode()).hexdigest()[:24]} -->\n"


def _is_made(index: Path, key: str, folder: Path, found: list[dict]) -> bool:
    """Whether the page is what this code made of these kits, and what it offers is there."""
    if not index.is_file():
        return False
    text, at, mark = index.read_text(encoding="utf-8").rpartition("<!-- ")
    if at + mark != _mark(key, text):
        return False
    offered = [*bundles.shared(), *_PAGE_FILES]
    for figure in (f for f in found if not f["empty"]):
        offered.append(f"{bundles.ZIPS}/{figure['name']}-{folder.name}.zip")
        offered.append(f"{bundles.THUMBS}/{bundles.thumb_name(figure['name'], _pixels(figure))}")
    return all((folder / name).is_file() for name in offered)


def _pixels(figure: dict) -> str:
    return figure["pixels_sha256"]["article.png"]


def _beside(folder: Path) -> list[dict]:
    """Editions in the folders beside, this one left out: folder, title, parameters; from their manifests."""
    found = []
    for path in sorted(folder.parent.glob("[!.]*/manifest.json")):
        # A second name of this folder is no other edition.
        if not path.parent.samefile(folder) and (path.parent / "index.html").is_file():
            state = path.stat()
            if one := _manifest(path, state.st_mtime_ns, state.st_size):
                found.append(one)
    return found


@lru_cache(maxsize=1024)
def _manifest(path: Path, changed: int, size: int) -> dict | None:
    # With hundreds of editions in a folder each is read once, not once for each of the others.
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        pixels = {f["name"]: f["pixels_sha256"].get("article.png", "") for f in manifest["figures"]}
        found = {"folder": path.parent.name, "title": manifest["title"], "pixels": pixels}
        return found | {"parameters": {"language": "en", "theme": "light"} | manifest["parameters"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None  # somebody else's


def _rendered(folder: Path, manifest: dict, found: list[dict], same: list[dict], others: list[dict]) -> str:
    own = {"language": "en", "theme": "light"} | manifest["parameters"]
    language, theme = own["language"], own["theme"]
    say = pages.sayer(language)
    # The same figures in the other theme, for a reader who has the page so.
    other = next(
        (b for b in same if b["parameters"]["language"] == language and b["parameters"]["theme"] != theme), None
    )
    listed = sorted(
        [{"folder": folder.name, "parameters": own}, *same],
        key=lambda e: (
            words.LANGUAGES.index(e["parameters"]["language"]),
            e["parameters"]["theme"] != "light",
            e["folder"],
        ),
    )
    # What has nothing to show is named in a line, and no picture of nothing stands among the others.
    left = [figure for figure in found if figure["empty"]]
    cards = [_card(folder, figure, language, other) for figure in found if not figure["empty"]]
    bundles.sweep(folder, {path for card in cards for path in card["kept"]})
    return pages.template("index.html").render(
        edition=folder.name,
        explore=(folder / pages.EXPLORE).is_file(),
        title=manifest["title"],
        subject=words.say(
            language,
            "subject",
            platforms=words.listed(own["platforms"].split(", "), language),
            where=words.country(own["country"], language),
        ),
        language=language,
        locale=pages.LOCALES[language],
        theme=theme,
        policy=pages.policy(),
        say=say,
        as_of=_day(manifest["data_as_of"], language),
        next_update=_day(min((f["next_update"] for f in cards if f["next_update"]), default=""), language),
        editions=[_edition(e, folder) for e in listed],
        others=[
            {"href": pages.address("..", b["folder"], "index.html"), "label": b["title"], "language": language}
            for b in others
            if (b["parameters"]["language"], b["parameters"]["theme"]) == (language, theme)
        ],
        other=_edition(other, folder) if other else None,
        sizes=[size for size in (*SHOWN, "print") if any(size in c["sizes"] for c in cards)],
        groups=[(key, [c for c in cards if c["part"] == key]) for key in PARTS if any(c["part"] == key for c in cards)],
        figures=cards,
        left=[(f["name"], f["caption"]) for f in left],
        columns=pages.SHEET,
        most=MOST_ROWS,
        words=pages.inert({k: say(k, n="{n}", of="{of}") for k in ("found", "copied", "copy", "by_hand")}),
    )


def _base(parameters: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in parameters.items() if k not in VARIED}


def _edition(found: dict, folder: Path) -> dict:
    tongue, theme = found["parameters"]["language"], found["parameters"]["theme"]
    return {
        "here": found["folder"] == folder.name,
        "href": pages.address("..", found["folder"], "index.html"),
        "language": tongue,
        "label": f"{words.cap(Locale(tongue).get_language_name(tongue))}, {pages.sayer(tongue)(f'theme_{theme}')}",
    }


def _day(day: str, language: str) -> str:
    return words.day(dt.date.fromisoformat(day), language) if day else ""


# One figure


def _card(folder: Path, figure: dict, language: str, other: dict | None) -> dict:
    """All that the page prints of a figure, and the files it offers, made where they are not there."""
    name = figure["name"]
    place = folder / name
    figure = _filled(figure)
    files = _files(place, language)
    kept, zipped, thumb = _offered(folder, figure, files, language)
    beside = folder.parent / other["folder"] if other else None
    embeds, page = [], pages.address(name, "interactive.html")
    if kept:
        high = _height(figure, (place / "interactive.html").read_text(encoding="utf-8"))
        embeds = [
            ("live", embed(figure, folder.name, (name,), files, height=high)),
            ("frozen", embed(figure, folder.name, (bundles.FROZEN, kept), files, kept[-12:], height=high)),
            ("link", f'<a href="./{page}">{escape(str(pages.seen(figure["title"])))}</a>'),
        ]
    rows = list(csv.reader(io.StringIO((place / "data.csv").read_text(encoding="utf-8"))))
    sheet = _sheet(place / "sheet.csv", language)
    shown = {size: file for size, file in SHOWN.items() if file in files}
    pictures = {
        size: {"src": pages.address(name, file), "width": files[file]["width"], "height": files[file]["height"]}
        | (
            {"other": pages.address("..", beside.name, name, file)}
            if beside and (beside / name / file).is_file()
            else {}
        )
        for size, file in shown.items()
    }
    return figure | {
        "part": part(name),
        "was": [old for old, new in RENAMED.items() if new == name],
        "as_of": _day(figure["data_as_of"], language),
        "next_update": figure["next_update"],
        "files": files,
        "zip": {
            "href": pages.address(bundles.ZIPS, zipped.name),
            "said": f"zip, {_much(zipped.stat().st_size, language)}",
        },
        "thumb": pages.address(bundles.THUMBS, thumb),
        "kept": (zipped, folder / bundles.THUMBS / thumb),
        "other_thumb": _other_thumb(name, other, folder),
        "pictures": json.dumps(pictures, separators=(",", ":")),
        "sizes": [*shown, *(["print"] if "print.pdf" in files else [])],
        "shown": _sources_of_picture(pictures, figure["parameters"]["theme"]),
        "table": pages.table(rows[0], rows[1:], figure["columns"], language),
        "sheet": sheet,
        "sources": pages.sources(figure["sources"], language),
        "lines": _lines(figure, language),
        "views": ["picture", "table", "sources", "method", *(["sheet"] if sheet else [])],
        "copied": _copied(figure, language),
        "embeds": embeds,
        "code": [
            ("python", f'import pandas as pd\ndata = pd.read_csv("./{name}/data.csv")'),
            ("r", f'data <- read.csv("./{name}/data.csv", na.strings = "")'),
        ],
        "find": " ".join(
            [
                name,
                figure["title"],
                figure["subtitle"],
                figure["caption"],
                figure["alt"],
                figure["long_description"],
                *figure["notes"],
                *(source["publisher"] for source in figure["sources"]),
                *sorted({cell for row in rows[1:] for cell in row if re.search(r"[^\W\d_]{2}", cell)}),
            ]
        ),
    }


def _filled(figure: dict) -> dict:
    # Kits of before these fields were there have none.
    figure = {"how_to_read": "", "method": "", "next_update": "", "citation": "", "corrections": []} | figure
    return figure | {"sources": [{"known_by": "", "retells": ""} | source for source in figure["sources"]]}


def _offered(folder: Path, figure: dict, files: dict[str, dict], language: str) -> tuple[str, Path, str]:
    """A figure's frozen copy, its zip and its small picture, made where they are not there: folder, path, name."""
    kit = folder / figure["name"]
    # A kit of a fresh working copy has no page yet.
    kept = bundles.frozen(folder, kit) if "interactive.html" in files else ""
    zipped = bundles.zipped(folder, kit, lambda: readme_text(figure, list(files), language))
    panels = figure["pictures"]["article.png"].get("panels", ())  # kits of before have none
    return kept, zipped, bundles.thumb(folder, kit, _pixels(figure), panels)


def _other_thumb(name: str, other: dict | None, folder: Path) -> str:
    if other is None or not other["pixels"].get(name):
        return ""
    parts = (other["folder"], bundles.THUMBS, bundles.thumb_name(name, other["pixels"][name]))
    return pages.address("..", *parts) if folder.parent.joinpath(*parts).is_file() else ""


def _sources_of_picture(pictures: dict, theme: str) -> list[dict]:
    """What a browser without scripts chooses from: the phone's layout, the reader's theme."""
    found = []
    otherwise = {"light": "dark", "dark": "light"}[theme]
    for size, media in (("mobile", "(max-width: 600px)"), ("article", "")):
        if size not in pictures:
            continue
        one, density = pictures[size], " 2x" if size == "mobile" else ""
        shape = {"width": one["width"], "height": one["height"]}
        if "other" in one:
            both = f"(prefers-color-scheme: {otherwise})" + (f" and {media}" if media else "")
            found.append({"media": both, "srcset": one["other"] + density} | shape)
        if media:
            found.append({"media": media, "srcset": one["src"] + density} | shape)
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


def _files(place: Path, language: str) -> dict[str, dict]:
    """Files of a kit in the order an editor looks for them: purpose, size in pixels and bytes, as words."""
    found, say = {}, pages.sayer(language)
    for name in pages.ordered(path.name for path in bundles.files(place)):
        width, height = _shape(place / name)
        if name.endswith(".pdf") and width:
            wide, high = (words.number(points / 72 * 25.4, language, 0) for points in (width, height))
            shape = say("millimetres", wide=wide, high=high)
        else:
            shape = f"{width} × {height} px" if width else ""
        much = _much((place / name).stat().st_size, language)
        found[name] = {
            "width": width,
            "height": height,
            "purpose": pages.purpose(name, language),
            "said": f"{shape}, {much}" if shape else much,
        }
    return found


def _shape(path: Path) -> tuple[int, int]:
    """Width and height as the file itself has them: pixels, CSS pixels of an SVG, points of a PDF; 0 for no picture."""
    if path.suffix == ".png":
        with path.open("rb") as file:
            return struct.unpack(">II", file.read(24)[16:24])
    if path.suffix in (".svg", ".pdf"):
        described = json.loads((path.parent / "figure.json").read_text(encoding="utf-8")).get("pictures", {})
        shape = described.get(path.name, {})
        return shape.get("width", 0), shape.get("height", 0)
    return 0, 0


def _much(size: int, language: str) -> str:
    """A size in bytes as a reader says it: 144 KB, 1.2 MB."""
    say = pages.sayer(language)
    if size < 950_000:
        return say("kilobytes", n=words.number(max(size / 1000, 1), language, 0))
    return say("megabytes", n=words.number(size / 1e6, language))


def _sheet(path: Path, language: str) -> list[dict]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [pages.sheet_row(row, language) for row in csv.DictReader(file)]


# Embeds and the words in a zip

# The same figure may stand twice in a page.
_LISTENER = (
    '<script>addEventListener("message",function(e){{var h=e.data&&e.data.height;'
    'if(h>0&&h<9999&&e.data.reach==="height")document.querySelectorAll("#{id}").forEach(function(f){{'
    'if(e.source===f.contentWindow)f.style.height=h+"px"}})}})</script>'
)


def embed(
    figure: dict, edition: str, folders: tuple[str, ...], files: dict[str, dict], frozen: str = "", height: int = 640
) -> str:
    """The HTML that sets a figure's page into another: as wide as its column, as high as it says it is.

    ``folders`` lead from the edition's to the page. ``height`` is for the time until the page has told its own, and
    stays where a site takes scripts out; where it takes styles out, the frame has its attributes. A reader without
    scripts sees the picture, which covers the frame.
    """
    title, alt = (escape(str(pages.seen(figure[k]))) for k in ("title", "alt"))
    frame = "-".join(filter(None, ("reach", _plain(edition), _plain(figure["name"]), frozen)))
    place = f"./{pages.address(*folders)}/"
    shape = files["article.png"]
    narrow = f'<source media="(max-width: 600px)" srcset="{place}mobile.png">' if "mobile.png" in files else ""
    cover = "position:absolute;inset:0;width:100%;height:100%;object-fit:contain;object-position:top;background:#fff"
    if figure["parameters"]["theme"] == "dark":
        cover = cover.replace("#fff", "#14181d")
    return "\n".join(
        (
            '<div style="position:relative">',
            f'<iframe id="{frame}" title="{title}" src="{place}interactive.html#embed" width="100%" '
            f'height="{height}" frameborder="0" loading="lazy" '
            f'style="display:block;width:100%;height:{height}px;border:0"></iframe>',
            f'<noscript><picture>{narrow}<img src="{place}article.png" alt="{alt}" width="{shape["width"]}" '
            f'height="{shape["height"]}" style="{cover}"></picture></noscript>',
            _LISTENER.format(id=frame),
            "</div>",
        )
    )


def _height(figure: dict, page: str) -> int:
    """About how high a figure's page is in a frame on a phone: the chart, the words below it, a key above it."""
    chart = int(re.search(r"\.chart \{ min-height: (\d+)px", page)[1])
    key = -(-page.count("<li><svg") // 2) * 26
    lines = sum(-(-len(line) // 56) for line in figure["footer"])
    return chart + key + -(-len(figure["caption"]) // 46) * 24 + lines * 21 + len(figure["footer"]) * 10 + 82


def _plain(name: str) -> str:
    """A name as part of an id that every program can read; names that differ stay different."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name)
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def readme_text(figure: dict, files: list[str], language: str) -> str:
    """``README.txt`` of a zip: the words, sources and licence of a figure, and what its files are for."""
    say = pages.sayer(language)
    sources = [
        " · ".join(filter(None, (s["publisher"], s["dated"], s["url"])))
        for s in pages.sources(figure["sources"], language)
    ]
    parts = [
        ("", [figure["title"], figure["subtitle"]]),
        *((say(f"word_{key}"), [text]) for key, text in _copied(figure, language) if key != "title"),
        (say("view_sources"), sources),
        (say("how_to_read"), [figure["how_to_read"]]),
        (say("method"), [figure["method"]]),
        (say("notes"), figure["notes"]),
        (say("corrected"), figure["corrections"]),
        (
            say("licence"),
            [
                "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
                f"{say('data_as_of')}: {_day(figure['data_as_of'], language)}",
                f"{say('next_update')}: {_day(figure['next_update'], language) or say('not_known')}",
            ],
        ),
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
