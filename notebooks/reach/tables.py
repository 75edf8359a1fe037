"""The strict reader of the tables under ``data/``.

``data/datapackage.json`` is the only schema. A table is read as text, every cell is held against it, and either typed
frames come back or a :class:`TableError` with every fault: file, line, column, value, rule and what to do.
"""

import csv
import io
import json
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, partial, wraps
from itertools import count, islice, repeat
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
from babel import Locale

from reach import paths
from reach.faults import Fault, TableError, quoted

#: Tables read by measures since the process began; the runner reruns a notebook only when one of these changed.
reads: set[str] = set()

_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPACES = "\u00a0\u202f\u2009"  # printed, though Python calls them not printable
# What an encoding without Cyrillic leaves of a word. Question marks that end a word are an author's.
_LOST = re.compile(r"\ufffd|(?<![^\s\"'(«“„-])\?{3}")
# Of characters in cells: what is printed though Python denies it, and what is not to stand there though it is printed.
_PRINTED = dict.fromkeys(map(ord, _SPACES)) | {0xFFFD: "\0"}
_RESTORE = "Restore it, for instance with git checkout"

csv.field_size_limit(2**31 - 1)  # a long note is no fault, and pandas reads it, too


def schema(data: Path | None = None) -> dict:
    """The data package, as a dict in which all is there that is read from it.

    ``data`` is the folder of the tables: the project's own, where none is given here and below.

    Raises:
        TableError: it cannot be read, or lacks something.
    """
    return _schema(data or paths.DATA)


@cache
def _schema(data: Path) -> dict:
    path = data / "datapackage.json"
    file = paths.shown(path)
    restore = f"Correct it, or restore it, for instance with git checkout {file}"
    text, faults = _text(path, file)
    faults = [replace(fault, todo=restore) for fault in faults]
    if not faults:
        try:
            package = json.loads(text)
        except json.JSONDecodeError as error:
            faults = _unmerged(file, text) or [Fault(file, *_not_json(text, error), restore)]
        else:
            if not (lack := next(filter(None, _lacks(package)), "")):
                return package
            faults = [Fault(file, 0, "", "", lack, restore)]
    raise TableError(faults)


def _not_json(text: str, error: json.JSONDecodeError) -> tuple[int, str, str, str]:
    """Line, column, value and rule for what is no JSON."""
    if not text[error.pos :].strip() or error.msg.startswith("Unterminated"):
        return text.rstrip().count("\n") + 1, "", "", "the file ends too early"
    found = text.split("\n")[error.lineno - 1].strip()
    return error.lineno, "", found, f"from here on it is not JSON ({error.msg})"


def _lacks(package: object) -> Iterator[str]:
    """What a schema lacks, or empty text: each thing is looked at when nothing before it was lacking."""
    yield _lack("it", package, description=str, reviewed_on=str, next_update_on=str, resources=list)
    for key in ("reviewed_on", "next_update_on"):
        if (day := package[key]) or key == "reviewed_on":
            yield _date_problem(day) and f"{key} is {quoted(day)}, and not a day as 2025-08-13"
    for n, table in enumerate(package["resources"], 1):
        what = _named("table", n, table)
        yield _lack(what, table, name=str, path=str, description=str, schema=dict)
        yield _lack(f"the schema of {what}", table["schema"], fields=list, primaryKey=str)
        for m, field in enumerate(table["schema"]["fields"], 1):
            column = f"{_named('column', m, field)} of {what}"
            yield _lack(column, field, name=str, type=str, description=str)
            if field["type"] not in ("string", "date", "number", "integer"):
                yield f"{column} has the type {quoted(field['type'])}, which is not known here"
            if not isinstance(field.get("constraints", {}), dict):
                yield f"the constraints of {column} are not named"
        yield _twice("column", table["schema"]["fields"])
    yield _twice("table", package["resources"])
    known = {t["name"]: [field["name"] for field in t["schema"]["fields"]] for t in package["resources"]}
    for table in package["resources"]:
        if (key := table["schema"]["primaryKey"]) not in known[table["name"]]:
            yield f"the key of table {table['name']} is {quoted(key)}, and there is no such column"
        try:
            for column, other, target in _pointers(table):
                if column not in known[table["name"]] or target not in known.get(other, ()):
                    yield f"{column} of table {table['name']} points to {target} of {other}, and one is not there"
        except (KeyError, TypeError, ValueError):
            yield f"a column of table {table['name']} points to another table and does not say to which column"


def _lack(what: str, found: object, **kinds: type) -> str:
    if not isinstance(found, dict):
        return f"{what} is not an object in braces"
    return next((f"{what} has no {key}" for key, kind in kinds.items() if not isinstance(found.get(key), kind)), "")


def _named(what: str, n: int, found: object) -> str:
    name = found.get("name") if isinstance(found, dict) else None
    return f"{what} {name if isinstance(name, str) else n}"


def _twice(what: str, found: list[dict]) -> str:
    name, times = Counter(one["name"] for one in found).most_common(1)[0] if found else ("", 0)
    return f"{what} {name} stands there {times} times" if times > 1 else ""


def names(data: Path | None = None) -> list[str]:
    """Names of all tables, in the order of the schema."""
    return [resource["name"] for resource in schema(data)["resources"]]


def resource(name: str, data: Path | None = None) -> dict:
    """The schema of one table.

    Raises:
        TableError: no table of that name, or the schema does not hold.
    """
    for found in schema(data)["resources"]:
        if found["name"] == name:
            return found
    rule, todo = f"it has no such table; there are: {', '.join(names(data))}", "Correct the name, or restore the file"
    raise TableError([Fault(paths.shown(data / "datapackage.json"), 0, "", name, rule, todo)])


def read(name: str, data: Path | None = None) -> pd.DataFrame:
    """One table as a typed frame: the schema's columns.

    Text is ``str`` with blanks as ``""`` in text columns that name lists or remarks, dates are ``datetime64``,
    numbers are floats, and a blank number or date is missing, never zero. References to other tables are not held
    here; :func:`check` does that.

    Raises:
        TableError: the table does not hold against its own schema.
    """
    reads.add(name)
    found = _typed(name, data or paths.DATA).copy()
    found.attrs["table"] = name
    return found


def typed(name: str, column: str, value: str) -> object:
    """One cell of a table from its text: a day, a number, or the text itself; missing where it is blank."""
    kind = next(f["type"] for f in resource(name)["schema"]["fields"] if f["name"] == column)
    if kind == "date":
        return pd.Timestamp(value) if value else pd.NaT
    return float(value or "nan") if kind in ("number", "integer") else value


Kept = TypeVar("Kept", pd.DataFrame, dict)


def once(measure: Callable[..., Kept]) -> Callable[..., Kept]:
    """Let a measure be computed once for the same arguments and tables: a figure asks again at every size.

    Callers get a copy, and what the measure reads is recorded every time. Arguments must be hashable.
    """
    found: dict[tuple, tuple[Kept, dict[str, tuple]]] = {}

    @wraps(measure)
    def remembered(*given: object) -> Kept:
        key = (read, *given)  # tables read in another way are other tables
        # A table edited under a running kernel is another table, too.
        if key not in found or any(_stamp(name) != stamp for name, stamp in found[key][1].items()):
            before = set(reads)
            reads.clear()
            try:
                made = measure(*given)
            finally:
                used = set(reads)
                reads.update(before)
            found[key] = made, {name: _stamp(name) for name in used}
        made, used = found[key]
        reads.update(used)
        return made.copy()

    return remembered


def row(name: str, key: str) -> tuple:
    """One row of a table by its key, as a named tuple of typed values.

    Raises:
        KeyError: no such row.
        TableError: no such table, or it does not hold against its own schema.
    """
    return _by_key(name)[key]


@once
def _by_key(name: str) -> dict[str, tuple]:
    column = resource(name)["schema"]["primaryKey"]
    return {getattr(found, column): found for found in read(name).itertuples(index=False)}


@once
def in_language(name: str, column: str, language: str) -> dict[str, str]:
    """What a column of a table says in the language of a reader, by the table's key.

    ``in_language("sources", "publisher", "ru")`` takes ``publisher_ru``, and ``publisher`` where that is blank; in
    English it is the column itself.

    Raises:
        KeyError: no such column.
        TableError: no such table, or it does not hold against its own schema.
    """
    frame = read(name).set_index(resource(name)["schema"]["primaryKey"], drop=False)
    said = frame[column]
    if language != "en":
        own = frame[f"{column}_{language}"]
        said = own.where(own != "", said)
    return said.to_dict()


def check(data: Path | None = None) -> list[Fault]:
    """Every fault of every table, each by itself and across; an empty list where all hold.

    Raises:
        TableError: the schema does not hold.
    """
    data = data or paths.DATA
    faults: list[Fault] = []
    every: dict[str, list[dict[str, str]]] = {}
    for name in names(data):
        found, wrong, whole = _rows(name, data)
        faults += wrong
        if whole:
            every[name] = found
    # A row with a fault of its own is judged no further, but rows that name it are not to blame.
    bad = {(fault.file, fault.line) for fault in faults}
    good = {
        name: [row for row in rows if (resource(name, data)["path"], int(row[LINE])) not in bad]
        for name, rows in every.items()
    }
    for name, rows in good.items():
        faults += _references(name, rows, every, data)
        for rule in _RULES.get(name, ()):
            faults += rule(resource(name, data)["path"], rows, every[name])
    for rule in _ACROSS:
        faults += rule(good, every)
    faults += _after_review(good, schema(data)["reviewed_on"])
    faults += _corrected(good, every, data)
    unique = sorted(set(faults), key=lambda f: (f.file, f.line, f.column, f.rule))
    return [replace(fault, file=paths.shown(data / fault.file)) for fault in unique]


_cache: dict[tuple, pd.DataFrame] = {}


def _typed(name: str, data: Path) -> pd.DataFrame:
    stamp = _stamp(name, data)
    if stamp and stamp in _cache:
        return _cache[stamp]
    frame = _accepted(name, data)
    if frame is None:
        rows, faults, _ = _rows(name, data)
        for rule in () if faults else _RULES.get(name, ()):
            faults += rule(resource(name, data)["path"], rows, rows)
        raise TableError([replace(fault, file=paths.shown(data / fault.file)) for fault in faults])
    if stamp:
        _cache[stamp] = frame
    return frame


_AT_ONCE = 200
_LARGE = 2_000_000  # bytes from which on pandas reads a table quicker than the csv module
_PIECE = 1 << 18  # bytes looked at together: few enough for a processor's cache

#: A column's distinct values and, for every row, the place of its own among them.
Column = tuple[list[str], Sequence[int]]


def _accepted(name: str, data: Path) -> pd.DataFrame | None:
    """The table as a typed frame where nothing is wrong with it; None where :func:`_rows` has faults to explain.

    Each column is kept as its distinct values and their places, and each distinct value is held against the schema
    once, which is what makes a table of a million rows bearable.
    """
    described = resource(name, data)
    file, fields = described["path"], described["schema"]["fields"]
    texts = _columns_if_large(data / file, fields) or _columns(data / file, file, fields)
    if texts is None:
        return None
    columns: dict[str, pd.Series] = {}
    for field in fields:
        values, found = texts[field["name"]]
        if not _hold(field, values):
            return None
        key = field["name"] == described["schema"]["primaryKey"] or field.get("constraints", {}).get("unique")
        blanks = int(np.count_nonzero(np.asarray(found) == values.index(""))) if "" in values else 0
        if key and len(values) - bool(blanks) < len(found) - blanks:
            return None
        distinct = pd.Series(values, dtype="str")
        if field["type"] == "date":
            distinct = pd.to_datetime(distinct.where(distinct != "", None), format="%Y-%m-%d")
        elif field["type"] in ("number", "integer"):
            distinct = pd.to_numeric(distinct.where(distinct != "", None)).astype("float64")
        columns[field["name"]] = distinct.take(np.asarray(found)).reset_index(drop=True)
    for rule in _RULES.get(name, ()):
        every = _Rows({column: texts[column] for column in rule.columns})
        rows = every.where(*rule.where) if rule.where else every
        if next(rule(file, rows.distinct() if rule.each else rows, every), None):
            return None
    return pd.DataFrame(columns, copy=False)


def _columns(path: Path, file: str, fields: list[dict]) -> dict[str, Column] | None:
    """The columns of a table, by Python's csv module; None where its rows do not fit together."""
    text, faults = _text(path, file)
    if faults:
        return None
    reader = csv.reader(io.StringIO(text), strict=True)
    places = [defaultdict(count().__next__) for _ in fields]
    codes = [array("i") for _ in fields]
    try:
        if next(reader, None) != [field["name"] for field in fields]:
            return None
        while rows := list(islice(reader, _AT_ONCE)):
            if set(map(len, rows)) != {len(fields)}:
                return None
            for found, place, cells in zip(codes, places, zip(*rows, strict=True), strict=True):
                found.extend(map(place.__getitem__, cells))
    except csv.Error:
        return None
    return {f["name"]: (list(p), found) for f, p, found in zip(fields, places, codes, strict=True)}


def _columns_if_large(path: Path, fields: list[dict]) -> dict[str, Column] | None:
    """The same of a large file by pandas' parser, which mends what does not fit: so the bytes are looked at first."""
    try:
        if path.stat().st_size < _LARGE or not _is_regular(path, len(fields)):
            return None
        frame = pd.read_csv(path, dtype=object, na_filter=False, skip_blank_lines=False, index_col=False)
    except (OSError, ValueError):  # what is wrong is told by those who read it next
        return None
    if list(frame.columns) != [field["name"] for field in fields]:
        return None
    found = {}
    for field in fields:
        codes, values = pd.factorize(frame.pop(field["name"]).to_numpy())
        found[field["name"]] = values.tolist(), codes.astype("int32")
    return found


def _is_regular(path: Path, width: int) -> bool:
    """Whether each line of a file has as many cells as the header, and its quotation marks stand around whole cells.

    Looked at as bytes, in pieces that end with a line: outside quotation marks every ``width``-th mark is a line's end,
    and there is no other. A line longer than a piece is left to who reads more slowly.
    """
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            piece = rest + piece
            end = piece.rfind(b"\n") + 1
            piece, rest = piece[:end], piece[end:]
            if len(rest) > _PIECE or (piece and not _is_regular_piece(piece, width)):
                return False
    return not rest or _is_regular_piece(rest + b"\n", width)


def _is_regular_piece(piece: bytes, width: int) -> bool:
    if b"\r" in piece or b"\0" in piece or piece.startswith(b"\xef\xbb\xbf"):
        return False
    found = np.frombuffer(piece, dtype=np.uint8)
    places = np.flatnonzero((found == ord(",")) | (found == ord("\n")) | (found == ord('"')))
    signs = found[places]
    marks = signs == ord('"')
    inside = np.bitwise_xor.accumulate(marks)
    ends = signs[~(marks | inside)]
    lasts = ends[width - 1 :: width]
    if len(ends) != len(lasts) * width or len(lasts) != piece.count(b"\n") or np.any(lasts != ord("\n")):
        return False
    # A mark opens after the end of a cell or another mark, and closes before one: no other byte stands between.
    apart = np.diff(places, prepend=-1) > 1
    opens, closes = marks & inside, marks & ~inside
    return not (np.any(apart & opens) or np.any(apart[1:] & closes[:-1]))


def _hold(field: dict, values: list[str]) -> bool:
    """Whether :func:`_cell` would find no fault in any of a column's values, asked of all at once where it can be."""
    limits = field.get("constraints", {})
    filled = [value for value in values if value]
    if limits.get("enum") or limits.get("itemEnum") or "itemSeparator" in field or field["type"] == "date":
        return not any(next(_cell("", 0, field, value), None) for value in values)
    if list(map(str.strip, values)) != values or (limits.get("required") and len(filled) < len(values)):
        return False
    if "pattern" in limits and not all(map(re.compile(limits["pattern"]).fullmatch, filled)):
        return False
    if field["type"] == "string":
        text = "".join(filled).translate(_PRINTED)
        return text.isprintable() and not ("???" in text and any(map(_LOST.search, filled)))
    pattern = _INTEGER if field["type"] == "integer" else _NUMBER
    if not all(map(pattern.fullmatch, filled)):
        return False
    numbers = list(map(float, filled))
    least, most = limits.get("minimum", -np.inf), limits.get("maximum", np.inf)
    return not numbers or (min(numbers) >= least and max(numbers) <= most)


class _Rows:
    """Rows as text, made while they are asked for; line numbers are not known."""

    def __init__(self, columns: dict[str, Column]):
        self._columns = columns

    def _at(self, kept: np.ndarray) -> "_Rows":
        return _Rows({name: (values, np.asarray(found)[kept]) for name, (values, found) in self._columns.items()})

    def where(self, column: str, holds: Callable[[str], bool]) -> "_Rows":
        """The rows whose value in a column is one for which ``holds`` is true."""
        values, found = self._columns[column]
        return self._at(np.flatnonzero(np.array([bool(holds(v)) for v in values], dtype=bool)[np.asarray(found)]))

    def distinct(self) -> "_Rows":
        """One row for each combination of values."""
        key = np.zeros(len(next(iter(self._columns.values()))[1]), dtype=np.int64)
        for values, found in self._columns.values():
            key = pd.factorize(key * len(values) + np.asarray(found))[0]
        return self._at(np.unique(key, return_index=True)[1])

    def __iter__(self) -> Iterator[dict[str, str]]:
        names = [*self._columns, LINE]
        cells = (map(values.__getitem__, np.asarray(found).tolist()) for values, found in self._columns.values())
        for row in zip(*cells, repeat("0"), strict=False):
            yield dict(zip(names, row, strict=True))


def _stamp(name: str, data: Path | None = None) -> tuple:
    """What tells one state of a table's file from another; empty where there is no file."""
    try:
        data = data or paths.DATA
        stat = (data / resource(name, data)["path"]).stat()
    except OSError:
        return ()
    return (name, data, stat.st_mtime_ns, stat.st_size, stat.st_ino)


LINE = "\0line"


def _rows(name: str, data: Path) -> tuple[list[dict[str, str]], list[Fault], bool]:
    """All rows as text, the faults among them, and whether the file could be read to its end."""
    described = resource(name, data)
    file, fields = described["path"], described["schema"]["fields"]
    text, faults = _text(data / file, file)
    if faults:
        return [], faults, False
    wanted = [field["name"] for field in fields]
    if faults := _unmerged(file, text) or _parted(file, text.split("\n", 1)[0], wanted):
        return [], faults, False
    reader = csv.reader((f"{line}\n" for line in text.removesuffix("\n").split("\n")), strict=True)
    rows: list[dict[str, str]] = []
    header: list[str] | None = None
    previous, whole, surplus = 0, True, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            faults.append(Fault(file, previous + 1, "", "", *_not_csv(str(error))))
            whole = False
            break
        line, previous = previous + 1, reader.line_num
        if header is None:
            faults += _header(file, cells, wanted)
            if [column for column in cells if column in wanted] != wanted:
                return [], faults, False
            header = _trimmed(cells)
            surplus = len(cells) - len(header)
            continue
        wrong, whole_row = _row(file, line, header, cells, surplus)
        faults += wrong
        if not whole_row:
            continue
        given = dict(zip(header, cells, strict=False))
        row = {column: given[column] for column in wanted}
        faults += (fault for field in fields for fault in _cell(file, line, field, row[field["name"]]))
        row[LINE] = str(line)
        rows.append(row)
    for field in fields:
        if field["name"] == described["schema"]["primaryKey"] or field.get("constraints", {}).get("unique"):
            faults += _unique(file, field["name"], rows)
    return rows, faults, whole


def _row(file: str, line: int, header: list[str], cells: list[str], surplus: int) -> tuple[list[Fault], bool]:
    """What is wrong with a line's number of cells, and whether its cells can be judged one by one."""
    if not any(cells):
        return [Fault(file, line, "", "", "an empty line", "Delete it")], False
    for column, cell in zip(header, cells, strict=False):
        if "\n" in cell or "\r" in cell:
            rule = "a line break inside a cell, often a quotation mark that is not closed"
            return [Fault(file, line, column, cell, rule, "Close the quotation mark or take the line break out")], False
    more, has = len(cells) - len(header), f"{len(cells)} cells where the header has {len(header)}"
    if more and (more < 0 or any(cells[len(header) :])):
        todo = "Add or remove cells; quote a cell that holds a comma"
        kind = f"another number of cells than the {len(header)} of the header"
        return [Fault(file, line, "", ",".join(cells), has, todo, kind)], False
    if more > surplus:
        rule = f"{has}, and those at the end are empty"
        kind = f"empty cells beyond the {len(header)} that the header has"
        todo = "Delete the commas at the end of the line, which a spreadsheet adds"
        return [Fault(file, line, "", ",".join(cells), rule, todo, kind)], True
    return [], True


def _unmerged(file: str, text: str) -> list[Fault]:
    found = re.search(r"^(<{7}|={7}|>{7})( .*)?$", text, re.MULTILINE)
    if not found:
        return []
    rule, todo = "git put this mark where it could not join two versions", "Keep one of them, and delete the marks"
    return [Fault(file, text.count("\n", 0, found.start()) + 1, "", found[0], rule, todo)]


def _not_csv(problem: str) -> tuple[str, str]:
    """Rule and remedy for what the csv module says."""
    if problem == "unexpected end of data":
        return "a quotation mark is opened and not closed", "Close it, or double it where it is part of the text"
    if "expected after" in problem:
        return "a quotation mark stands inside a quoted cell", "Double it, or close the cell before it"
    return f"this row cannot be read as CSV ({problem})", "Correct the row"


def _text(path: Path, file: str) -> tuple[str, list[Fault]]:
    def fault(rule: str, todo: str, line: int = 0, value: str = "") -> tuple[str, list[Fault]]:
        return "", [Fault(file, line, "", value, rule, todo)]

    if path.is_dir():
        return fault("a folder in place of a file", "Put the table there")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return fault("the file is missing", _RESTORE)
    except OSError as error:
        return fault(f"the file cannot be read ({error.strerror})", "Mend its permissions")
    if not raw.removeprefix(b"\xef\xbb\xbf").strip():
        return fault("the file is empty", _RESTORE)
    if raw.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        return fault("this is a workbook with another name, and not CSV", "Open it in a spreadsheet, save as CSV UTF-8")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw.count(0) * 4 > len(raw):
        return fault("the file was saved as UTF-16 and not as UTF-8", "Save it as CSV UTF-8", 1)
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        return fault("a NUL byte: this is not a text file", _RESTORE, line)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        rule = f"the byte 0x{raw[error.start]:02x} is not UTF-8"
        # In UTF-8 no three such bytes follow each other; in Windows-1251 every Russian word is made of them.
        if re.search(rb"[\xc0-\xff]{3}", raw):
            rule += ", the file was saved as Windows-1251 or the like"
        return fault(rule, "Save it as CSV UTF-8", line)
    if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        todo = "Fetch the file itself, or restore it with git checkout"
        return fault("this is a web page in place of the file", todo, 1, text.splitlines()[0])
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        return fault("a carriage return that ends no line", "Save it with plain line ends", line)
    return text, []


def _parted(file: str, line: str, wanted: list[str]) -> list[Fault]:
    """Whether another mark than the comma parts the names of the columns, in quotation marks or not."""
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len({name.strip('"') for name in line.split(mark)} & set(wanted)) > 1:
            return [Fault(file, 1, "", line, f"the cells are parted by {word}", "Save it with commas")]
    return []


def _trimmed(cells: list[str]) -> list[str]:
    """Without what is blank at the end."""
    return cells[: max((n for n, cell in enumerate(cells, 1) if cell), default=0)]


def _header(file: str, header: list[str], wanted: list[str]) -> list[Fault]:
    def fault(column: str, value: str, rule: str, todo: str) -> Fault:
        return Fault(file, 1, column, value, rule, todo)

    named = _trimmed(header)
    if not named:
        return [fault("", "", "the first line is empty, and the names of the columns belong there", "Delete it")]
    if not {*header} & {*wanted}:
        first = ",".join(header)
        if all(re.fullmatch(r"[^\W\d]+[0-9]+", column) for column in named):
            return [fault("", first, "a spreadsheet put names of its own above the header", "Delete this line")]
        rule = "the header is missing, this line names none of the columns"
        return [fault("", first, rule, f"Put it back: {','.join(wanted)}")]
    faults = [
        fault(column, "", "this column is missing", f"Add it; the columns are {', '.join(wanted)}")
        for column in wanted
        if column not in header
    ]
    if surplus := len(header) - len(named):
        columns = f"{surplus} columns" if surplus > 1 else "a column"
        rule = f"the header has {columns} without a name at its end, as a spreadsheet adds them"
        faults.append(fault("", "", rule, f"Delete all columns after {named[-1]}, their commas too"))
    for n, column in enumerate(named):
        if not column:
            place = f"after {named[n - 1]}" if n and named[n - 1] else f"before {next(filter(None, named[n:]))}"
            faults.append(fault("", "", f"column {n + 1}, {place}, has no name", "Delete it, or give it its name"))
    for column, times in Counter(filter(None, named)).items():
        if re.fullmatch(r"Unnamed: [0-9]+", column):
            faults.append(fault("", column, "pandas gives this name to a column that has none", "Delete the column"))
        elif column not in wanted:
            faults.append(fault("", column, "the schema has no such column", "Rename or remove it"))
        elif times > 1:
            faults.append(fault(column, "", f"this column stands there {times} times", "Keep one"))
    if not faults and header != wanted:
        faults.append(fault("", "", "the columns are in another order", f"Put them as {', '.join(wanted)}"))
    return faults


def _cell(file: str, line: int, field: dict, value: str) -> Iterator[Fault]:
    limits, name = field.get("constraints", {}), field["name"]

    def fault(rule: str, todo: str, kind: str = "") -> Fault:
        return Fault(file, line, name, value, rule, todo, kind)

    if value != value.strip():
        yield fault("the cell begins or ends with a space", "Take the space out")
        return
    if value == "":
        if limits.get("required"):
            yield fault("this cell must not be blank", f"Give it: {field['description'].rstrip('.')}")
        return
    kind = field["type"]
    if kind == "string":
        bad = not value.isprintable() and next((c for c in value if not c.isprintable() and c not in _SPACES), None)
        if bad:
            rule, todo = f"the character U+{ord(bad):04X} cannot be printed", "Take it out"
            yield fault(rule, todo, "a character that cannot be printed")
            return
        if _LOST.search(value):
            rule = "letters were lost, as happens in an encoding without them"
            yield fault(rule, "Restore the cell, and save the file as CSV UTF-8")
    elif kind == "date":
        problem = _date_problem(value)
        if problem:
            yield fault(problem, "Write the day as 2025-08-13")
            return
    else:
        pattern, words = (_INTEGER, "a whole number") if kind == "integer" else (_NUMBER, "a number")
        if not pattern.fullmatch(value):
            yield fault(f"{words} without separators, signs or words is expected", "Write it as 1000 or 12.5")
            return
        if "minimum" in limits and float(value) < limits["minimum"]:
            yield fault(f"it must not be less than {limits['minimum']}", "Correct the figure")
        if "maximum" in limits and float(value) > limits["maximum"]:
            yield fault(f"it must not be more than {limits['maximum']}", "Correct the figure")
    allowed = limits.get("enum") or limits.get("itemEnum")
    for item in items(value, field) if allowed else ():
        if item not in allowed:
            rule = f"is not one of {', '.join(allowed)}"
            yield fault(f"{quoted(item)} {rule}", "Use one of these", f"it {rule}")
    if "pattern" in limits and not re.fullmatch(limits["pattern"], value):
        yield fault(f"it does not fit the pattern {limits['pattern']}", "Correct it")
    separator = field.get("itemSeparator")
    if separator and any(not item or item != item.strip() for item in value.split(separator)):
        yield fault("an empty item, or a space around one, in a list", f"Join the items by {separator} alone")


def _date_problem(value: str) -> str | None:
    if not _DATE.fullmatch(value):
        return "a date is expected"
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return "there is no such day"
    return None if 1990 <= found.year <= 2100 else "the year is out of range"


def items(value: str, field: dict | None = None, separator: str = ";") -> list[str]:
    """The items of a list cell; a plain cell is its own one item."""
    if field is not None:
        separator = field.get("itemSeparator", "")
    if not value:
        return []
    return value.split(separator) if separator else [value]


def _unique(file: str, key: str, rows: list[dict[str, str]]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for row in rows:
        value = row[key]
        if value in first:
            rule, todo = f"line {first[value]} has the same, and it must be its own", "Give another"
            kind = "a line before has the same, and it must be its own"
            yield _at(file, row, key, rule, todo, kind, value=value)
        elif value:
            first[value] = row[LINE]


def _pointers(described: dict) -> list[tuple[str, str, str]]:
    """A table's columns whose values are rows of a table: column, table, and its column there."""
    keys, fields = described["schema"].get("foreignKeys", ()), described["schema"]["fields"]
    pointers = [(key["fields"], key["reference"]["resource"], key["reference"]["fields"]) for key in keys]
    return pointers + [(f["name"], *f["itemReference"]) for f in fields if "itemReference" in f]


def _references(name: str, rows: list[dict], every: dict[str, list[dict]], data: Path) -> Iterator[Fault]:
    described = resource(name, data)
    fields = {field["name"]: field for field in described["schema"]["fields"]}
    for column, table, target in _pointers(described):
        if table not in every:
            continue  # that table's own faults say why
        known = {row[target] for row in every[table]}
        for row in rows:
            for item in items(row[column], fields[column]):
                if item not in known:
                    where = resource(table, data)["path"]
                    rule, todo = f"{where} has no such {target}", f"Add it there, or correct it{_near(item, known)}"
                    yield _at(described["path"], row, column, rule, todo, value=item)


def _near(item: str, known: set[str]) -> str:
    import difflib

    close = difflib.get_close_matches(item, sorted(known), n=1)
    return f" ({close[0]}?)" if close else ""


# Rules that no schema language carries. Each takes the table's path, the rows to judge and all rows, as text, and
# names the columns that it looks at and, where it judges few, a column and the values of the rows that it judges.
# With ``each`` it judges a row by itself, so that of equal rows one will do.
Rule = Callable[[str, Iterable[dict], Iterable[dict]], Iterator[Fault]]


def _looks_at(
    *columns: str, where: tuple[str, Callable[[str], bool]] | None = None, each: bool = False
) -> Callable[[Rule], Rule]:
    def noted(rule: Rule) -> Rule:
        rule.columns, rule.where, rule.each = columns, where, each
        return rule

    return noted


def _at(file: str, row: dict, column: str, rule: str, todo: str, kind: str = "", value: str | None = None) -> Fault:
    """A fault of a row's cell, or of what is in it."""
    return Fault(file, int(row[LINE]), column, row[column] if value is None else value, rule, todo, kind)


def _ordered(start: str, end: str) -> Rule:
    @_looks_at(start, end, each=True)
    def rule(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
        for row in rows:
            if row[start] and row[end] and row[end] < row[start]:
                said = f"it lies before {start}"
                yield _at(file, row, end, f"{said}, {row[start]}", "Correct one", said)

    return rule


def _whole(column: str) -> Rule:
    @_looks_at(column, "unit", where=(column, lambda value: "." in value))
    def rule(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
        for row in rows:
            if row["unit"] != "percent" and "." in row[column]:
                rule = "a count of people or accounts is a whole number"
                todo = "Write it without decimals, in people and not in millions"
                yield _at(file, row, column, rule, todo)

    return rule


@_looks_at("value", "unit", where=("unit", "percent".__eq__))
def _shares(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
    for row in rows:
        if row["unit"] == "percent" and float(row["value"]) > 100:
            yield _at(file, row, "value", "a share cannot be over 100 percent", "Correct it, or its unit")


@_looks_at("metric", "unit", each=True)
def _accounts(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
    for row in rows:
        if (row["metric"] == "registered_users") != (row["unit"] == "accounts"):
            rule, todo = "registered users are counted in accounts, all else is not", "Correct the unit or the metric"
            yield _at(file, row, "unit", rule, todo)


@_looks_at("qualifier", "range_low", "range_high", each=True)
def _ranges(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
    for row in rows:
        both = bool(row["range_low"]) and bool(row["range_high"])
        if (row["qualifier"] == "range") != both:
            rule = "a printed range gives both ends, and nothing else does"
            todo = "Fill range_low and range_high, or correct the qualifier"
            yield _at(file, row, "range_low", rule, todo)
        elif both and float(row["range_high"]) < float(row["range_low"]):
            rule, todo, kind = f"it lies below range_low, {row['range_low']}", "Correct one", "it lies below range_low"
            yield _at(file, row, "range_high", rule, todo, kind)


@_looks_at(
    "record_id", "series_id", "country", "service", "period_start", "period_end", "draw", where=("draw", "yes".__eq__)
)
def _one_drawn(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
    first: dict[tuple, str] = {}
    for row in rows:
        if row["draw"] == "yes":
            key = (row["series_id"], row["country"], row["service"], row["period_start"], row["period_end"])
            if key in first:
                rule = f"{first[key]} is drawn for the same series, service and period"
                todo = "Draw one of them; mark or drop the other"
                kind = "another row is drawn for the same series, service and period"
                yield _at(file, row, "draw", rule, todo, kind, value=row["record_id"])
            first[key] = row["record_id"]


def _mutual(column: str, key: str) -> Rule:
    @_looks_at(column, key, where=(column, bool))
    def rule(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
        judged = [row for row in rows if row[column]]
        named = {row[key]: set(items(row[column])) for row in every if row[column]} if judged else {}
        known = {row[key] for row in every} if judged else set()
        for row in judged:
            for other in items(row[column]):
                if other in known and row[key] not in named.get(other, ()):
                    rule, todo = "that row does not name this one in return", f"Add {row[key]} there"
                    yield _at(file, row, column, rule, todo, value=other)

    return rule


@_looks_at("record_id", "repeats", "draw", "service", where=("repeats", bool))
def _repeats(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
    repeated = {row["repeats"] for row in rows if row["repeats"]}
    known = {row["record_id"]: row for row in every if row["record_id"] in repeated} if repeated else {}
    for row in rows:
        other = known.get(row["repeats"])
        if other and (row["draw"] != "no" or other["draw"] == "no" or other["service"] != row["service"]):
            rule = (
                "a row that repeats another is not drawn itself, "
                "and the other one is drawn or marked, for the same service"
            )
            todo = "Correct draw or repeats"
            yield _at(file, row, "repeats", rule, todo)


@_looks_at("class", "function", "depth", "breadth", each=True)
def _depths(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
    for row in rows:
        limits = row["class"] == "restriction"
        for column in ("function", "depth", "breadth"):
            if bool(row[column]) != limits:
                rule = "a restriction has one" if limits else "only a restriction has one"
                yield _at(file, row, column, rule, "Fill it, or correct the class")


@_looks_at("event_id", "role", "use")
def _one_use(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
    used = Counter((row["event_id"], row["role"]) for row in every if row["use"] == "yes")
    for row in rows:
        count = used[row["event_id"], row["role"]]
        if count != 1:
            rule, todo = f"{count} dates are in use for this event and role", "Mark exactly one with yes"
            yield _at(file, row, "use", rule, todo)


@_looks_at("publisher", "publisher_ru")
def _one_name(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
    given: dict[str, Counter] = {}
    for row in every:
        given.setdefault(row["publisher"], Counter())[row["publisher_ru"]] += 1
    for row in rows:
        usual = given[row["publisher"]].most_common(1)[0][0]
        if row["publisher_ru"] != usual:
            rule = f"other pages of {row['publisher']} have {usual or 'none'}"
            todo, kind = "Give all its pages one Russian name", "other pages of the same publisher have another"
            yield _at(file, row, "publisher_ru", rule, todo, kind)


@_looks_at("value", "resolution")
def _steps(file: str, rows: Iterable[dict], every: Iterable[dict]) -> Iterator[Fault]:
    """A figure is a multiple of the step of its last digit: 96200 with a step of 100000 is in thousands."""
    for row in rows:
        if "." in row["value"] and "." not in row["resolution"]:
            continue  # told by _whole, or a share that is given a step of its own
        if row["value"] and row["resolution"] and Decimal(row["value"]) % (Decimal(row["resolution"]) or 1):
            rule = f"it is no multiple of its step, resolution {row['resolution']}"
            todo = "Write both as printed, in people and not in thousands or millions"
            kind = "it is no multiple of its step"
            yield _at(file, row, "value", rule, todo, kind)


_RULES: dict[str, tuple[Rule, ...]] = {
    "user_counts": (
        _ordered("period_start", "period_end"),
        _steps,
        *map(_whole, ("value", "resolution", "range_low", "range_high")),
        _shares,
        _accounts,
        _ranges,
        _one_drawn,
        _repeats,
        _mutual("conflicts_with", "record_id"),
    ),
    "context": (_ordered("period_start", "period_end"), _steps),
    "surveys": (_ordered("fielded_from", "fielded_to"), _mutual("conflicts_with", "record_id")),
    "restrictions": (_depths,),
    "restriction_dates": (_ordered("earliest", "latest"), _one_use),
    "sources": (_ordered("published_on", "known_by"), _one_name),
}


# Rules across tables. Each takes the rows to judge, and all rows, of every table that could be read.


def _dated(rows: dict[str, list[dict]], every: dict[str, list[dict]]) -> Iterator[Fault]:
    """Every event has a date; an end does not lie before the start; a restriction says when it began."""
    events, dates = rows.get("restrictions"), every.get("restriction_dates")
    if events is None or dates is None:
        return
    spans: dict[str, dict[str, dict]] = {}
    for claim in dates:
        if claim["use"] == "yes":
            spans.setdefault(claim["event_id"], {})[claim["role"]] = claim
    for event in events:
        found = spans.get(event["event_id"], {})
        begun = [found[role] for role in ("effective", "measured", "reported") if role in found]
        if not found or (event["class"] == "restriction" and not begun):
            rule, todo = "restriction_dates.csv has no date in use that says when it began", "Add one"
            yield _at("restrictions.csv", event, "event_id", rule, todo)
        ended = found.get("ended")
        if ended and begun and _DATE.fullmatch(begun[0]["earliest"]) and ended["latest"] < begun[0]["earliest"]:
            rule, todo = f"the event ends before it begins, {begun[0]['earliest']}", "Correct one"
            yield _at("restriction_dates.csv", ended, "latest", rule, todo)


def _series_fit(rows: dict[str, list[dict]], every: dict[str, list[dict]]) -> Iterator[Fault]:
    """A figure has the metric and the unit of its series."""
    series = {row["series_id"]: row for row in every.get("series", ())}
    for row in rows.get("user_counts", ()):
        for column in ("metric", "unit"):
            home = series.get(row["series_id"])
            if home and home[column] != row[column]:
                rule, todo = f"its series {row['series_id']} has {home[column]}", "Correct the series or the row"
                kind = "its series has another"
                yield _at("user_counts.csv", row, column, rule, todo, kind)


def _checked(rows: dict[str, list[dict]], every: dict[str, list[dict]]) -> Iterator[Fault]:
    """A second look names records that are there; a correction names a table and a row."""
    keys = {name: {row[next(iter(row))] for row in found} for name, found in every.items()}
    for row in rows.get("checks", ()):
        for record in items(row["record"]):
            if row["table"] in keys and record not in keys[row["table"]]:
                rule, todo = f"{row['table']}.csv has no such row", "Correct it, or set the table to none"
                yield _at("checks.csv", row, "record", rule, todo, value=record)
    for row in rows.get("corrections", ()):
        if row["table"] not in keys or row["row"] not in keys[row["table"]]:
            rule, todo = f"there is no such row in {row['table']}", "Correct the table or the row"
            yield _at("corrections.csv", row, "row", rule, todo)


def _everyone(rows: dict[str, list[dict]], every: dict[str, list[dict]]) -> Iterator[Fault]:
    """A count of people is not larger than the country's population, where that is known."""
    most: dict[str, float] = {}
    for row in every.get("context", ()):
        if row["measure"] == "population" and _NUMBER.fullmatch(row["value"]):
            most[row["country"]] = max(most.get(row["country"], 0), float(row["value"]))
    for row in rows.get("user_counts", ()):
        top = most.get(row["country"])
        if row["unit"] == "people" and top and float(row["value"]) > top:
            rule = f"that is more than everyone in {row['country']}, {top:,.0f} people by context.csv"
            todo, kind = "Write the count as printed, in people", "that is more than everyone in the country"
            yield _at("user_counts.csv", row, "value", rule, todo, kind)


def _countries(rows: dict[str, list[dict]], every: dict[str, list[dict]]) -> Iterator[Fault]:
    """A country is one that there is; XX stands for an actor who is international."""
    known = {code for code in Locale("en").territories if len(code) == 2} - _NO_COUNTRIES | {"XX"}
    for name, found in rows.items():
        for row in found:
            if "country" in row and row["country"] not in known:
                rule, todo = "there is no such country in ISO 3166-1", "Use the two letters of the country"
                yield _at(f"{name}.csv", row, "country", rule, todo)


#: Codes that Unicode keeps for other things than countries.
_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def _after_review(rows: dict[str, list[dict]], reviewed: str) -> Iterator[Fault]:
    """Nothing was public, published or corrected after the tables were last reviewed."""
    for name, found in rows.items():
        for row in found:
            for column in ("known_by", "note_known_by", "published_on", "date"):
                if row.get(column, "") > reviewed:
                    rule = f"it lies after the last review of the tables, {reviewed}"
                    todo = "Correct it, or set reviewed_on in datapackage.json to the day of this review"
                    kind = "it lies after the last review of the tables"
                    yield _at(f"{name}.csv", row, column, rule, todo, kind)


def _corrected(rows: dict[str, list[dict]], every: dict[str, list[dict]], data: Path) -> Iterator[Fault]:
    """What corrections say of a cell follows one from the other and ends in what the cell says."""
    cells: dict[tuple[str, ...], list[dict]] = {}
    for row in rows.get("corrections", ()):
        if row["table"] in every:
            cells.setdefault((row["table"], row["row"], row["field"]), []).append(row)
    found = {name: {next(iter(row.values())): row for row in every[name]} for name, *_ in cells}
    for (name, key, field), made in cells.items():
        if key not in found[name]:
            continue  # told by _checked
        fault = partial(Fault, "corrections.csv")
        if field not in found[name][key]:
            there = ", ".join(f["name"] for f in resource(name, data)["schema"]["fields"])
            yield fault(int(made[0][LINE]), "field", field, f"{name}.csv has no such column", f"Use one of {there}")
            continue
        made = sorted(made, key=lambda row: row["date"])
        for row, later in zip(made, [*made[1:], None], strict=True):
            now = later["old"] if later else found[name][key][field]
            what = "the next correction of the cell begins with" if later else f"{name}.csv has"
            if row["old"] == row["new"]:
                yield fault(int(row[LINE]), "new", row["new"], "it is what the cell was before", "Correct one")
            elif row["new"] != now:
                said = f"{what} {now or 'a blank'}"
                yield fault(int(row[LINE]), "new", row["new"], said, "Correct the table or the correction")


_ACROSS: tuple[Callable, ...] = (_dated, _series_fit, _checked, _everyone, _countries)
