"""The strict reader of the tables under ``data/``.

``data/datapackage.json`` is the only schema. A table is read as text, every cell is held against it, and either typed
frames come back or a :class:`TableError` with every fault: file, line, column, value, rule and what to do.
"""

import csv
import difflib
import io
import json
import re
import threading
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial, wraps
from itertools import chain, count
from operator import getitem
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
from babel import Locale

from reach import paths
from reach.faults import Fault, TableError, quoted


class _Reads(threading.local):
    """In each thread its own: explorers of two editions are made side by side."""

    def __init__(self) -> None:
        self.names: set[str] = set()


#: Tables read by measures; the runner reruns a notebook only when one of these changed.
reads = _Reads()

_cache: dict[tuple, pd.DataFrame] = {}

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPACES = "\u00a0\u202f\u2009"  # printed, though Python calls them not printable
# What an encoding without Cyrillic leaves of a word. Question marks that end a word are an author's.
_LOST = re.compile(r"(?<![^\s\"'(«“„-])\?{3}")
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
    text = _text(path, file, restore)
    try:
        package = json.loads(text)
    except json.JSONDecodeError as error:
        raise TableError([Fault(file, *_not_json(text, error), restore)]) from None
    if lack := next(filter(None, _lacks(package)), ""):
        raise TableError([Fault(file, 0, "", "", lack, restore)])
    return package


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
    raise TableError([Fault(paths.shown((data or paths.DATA) / "datapackage.json"), 0, "", name, rule, todo)])


def read(name: str, data: Path | None = None) -> pd.DataFrame:
    """One table as a typed frame: the schema's columns.

    Text is ``str`` with blanks as ``""`` in text columns that name lists or remarks, dates are ``datetime64``,
    numbers are floats, and a blank number or date is missing, never zero. References to other tables are not held
    here; :func:`check` does that.

    Raises:
        TableError: the table does not hold against its own schema.
    """
    reads.names.add(name)
    data = data or paths.DATA
    stamp = _stamp(name, data)
    if stamp not in _cache:
        _cache[stamp] = _frame(name, data)
    return _cache[stamp].copy()


def _frame(name: str, data: Path) -> pd.DataFrame:
    rows, faults = _rows(name, data)
    if faults := faults or [*_ruled(name, rows, rows)]:
        raise TableError(faults)
    columns = {}
    for field in rows.described["schema"]["fields"]:
        values, places = rows.columns[field["name"]]
        columns[field["name"]] = _of_kind(field["type"], values).take(places).reset_index(drop=True)
    frame = pd.DataFrame(columns, copy=False)
    frame.attrs["table"] = name
    return frame


def _of_kind(kind: str, values: list[str]) -> pd.Series:
    texts = pd.Series(values, dtype="str")
    if kind == "string":
        return texts
    filled = texts.where(texts != "", None)
    return pd.to_datetime(filled, format="%Y-%m-%d") if kind == "date" else pd.to_numeric(filled).astype("float64")


def _stamp(name: str, data: Path | None = None) -> tuple:
    """What tells one state of a table's file from another; empty where there is no file."""
    data = data or paths.DATA
    try:
        stat = (data / resource(name, data)["path"]).stat()
    except OSError:
        return ()
    return name, data, stat.st_mtime_ns, stat.st_size, stat.st_ino


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
            before = set(reads.names)
            reads.names.clear()
            try:
                made = measure(*given)
                found[key] = made, {name: _stamp(name) for name in reads.names}
            finally:
                reads.names.update(before)
        made, used = found[key]
        reads.names.update(used)
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
    every: dict[str, _Rows] = {}
    good: dict[str, _Rows] = {}
    for name in names(data):
        try:
            every[name], wrong = _rows(name, data)
            # A row with a fault of its own is judged no further, but rows that name it are not to blame.
            sound = ~np.isin(every[name].lines, [fault.line for fault in wrong])
            good[name] = replace(every[name], kept=np.flatnonzero(sound))
        except TableError as error:
            wrong = error.faults
        faults += wrong
    for name, rows in good.items():
        faults += _ruled(name, rows, every[name])
    for rule in _ACROSS:
        faults += rule(good, every)
    faults += _after_review(good, schema(data)["reviewed_on"])
    return sorted(dict.fromkeys(faults), key=lambda f: (f.file, f.line, f.column, f.rule))


#: A column's distinct values and, for every row, the place of its own among them: each value is held against the
#: schema once, which is what makes a table of a million rows bearable.
Column = tuple[list[str], np.ndarray]

_AT = "\0at"  # a row's file and line, beside its cells


@dataclass(frozen=True)
class _Rows:
    """Rows of a table as text, made while they are asked for; ``kept`` are their places among all."""

    described: dict
    file: str
    columns: dict[str, Column]
    lines: np.ndarray
    kept: np.ndarray

    def where(self, holds: Callable[..., object], *columns: str) -> "_Rows":
        """The rows for which ``holds`` is true, which is asked once of all that have the same in some columns."""
        if len(columns) == 1 and len(self.kept) == len(self.lines):  # every value is there, and none need be found
            values, places = self.columns[columns[0]]
            return replace(self, kept=np.flatnonzero(np.fromiter(map(bool, map(holds, values)), dtype=bool)[places]))
        cells, places = [], np.zeros(len(self.kept), dtype=np.int64)
        for values, found in (self.columns[column] for column in columns):
            places, keys = pd.factorize(places * len(values) + found[self.kept])
            before, own = np.divmod(keys, len(values))
            cells = [[known[n] for n in before] for known in cells] + [[values[n] for n in own]]
        true = np.fromiter(map(bool, map(holds, *cells)), dtype=bool)
        return replace(self, kept=self.kept[true[places]])

    def __iter__(self) -> Iterator[dict]:
        cells = [map(values.__getitem__, places[self.kept]) for values, places in self.columns.values()]
        for line, *row in zip(self.lines[self.kept].tolist(), *cells, strict=True):
            yield dict(zip(self.columns, row, strict=True)) | {_AT: (self.file, line)}


def _rows(name: str, data: Path) -> tuple[_Rows, list[Fault]]:
    """All rows of a table, and what is wrong with it by itself.

    Raises:
        TableError: it cannot be read to its end.
    """
    described = resource(name, data)
    path, fields, key = data / described["path"], described["schema"]["fields"], described["schema"]["primaryKey"]
    file, faults, whole = paths.shown(path), [], True
    if (found := _columns_if_large(path, fields)) is None:
        codes, places = array("i"), [defaultdict(count().__next__) for _ in fields]
        try:
            for line, cells in _lines(path, file, [field["name"] for field in fields], faults):
                codes.append(line)
                codes.extend(map(getitem, places, cells))
        except TableError as error:
            faults += error.faults
            whole = False
        lines, *by_column = np.asarray(codes).reshape(-1, 1 + len(fields)).T
        found = lines, {f["name"]: (list(p), c) for f, p, c in zip(fields, places, by_column, strict=True)}
    lines, columns = found
    rows = _Rows(described, file, columns, lines, np.arange(len(lines)))
    for field in fields:
        faults += _cells(rows, field)
    faults.sort(key=lambda fault: fault.line)
    for field in fields:
        if field["name"] == key or field.get("constraints", {}).get("unique"):
            faults += _unique(rows, field["name"])
    if not whole:
        raise TableError(faults)
    return rows, faults


_LARGE = 2_000_000  # bytes from which on pandas reads a table quicker than the csv module
_PIECE = 1 << 18  # bytes looked at together: few enough for a processor's cache


def _columns_if_large(path: Path, fields: list[dict]) -> tuple[np.ndarray, dict[str, Column]] | None:
    """Lines and columns of a large file by pandas, which mends what does not fit: so the bytes are looked at first."""
    try:
        if path.stat().st_size < _LARGE or not _is_regular(path, len(fields)):
            return None
        frame = pd.read_csv(path, dtype=object, na_filter=False, skip_blank_lines=False, index_col=False)
    except (OSError, ValueError):  # what is wrong is told by those who read it next
        return None
    if list(frame.columns) != [field["name"] for field in fields] or "" in frame.iloc[:, 0].values:
        return None
    columns = {}
    for field in fields:
        codes, values = pd.factorize(frame.pop(field["name"]).to_numpy())
        columns[field["name"]] = values.tolist(), codes.astype("int32")
    return np.arange(len(codes)) + 2, columns


def _is_regular(path: Path, width: int) -> bool:
    """Whether each line of a file has as many cells as the header, and its quotation marks stand around whole cells.

    Looked at as bytes, in pieces that end with a line: outside quotation marks every ``width``-th mark is a line's end,
    and there is no other. A line longer than a piece is left to the csv module.
    """
    with path.open("rb") as file:
        while lines := file.readlines(_PIECE):
            piece = b"".join(lines).removesuffix(b"\n") + b"\n"
            if len(piece) > 2 * _PIECE or not _is_regular_piece(piece, width):
                return False
    return True


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


def _lines(path: Path, file: str, wanted: list[str], faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line whose cells can be judged; what is wrong with other lines goes to ``faults``.

    Raises:
        TableError: the file cannot be read from here on.
    """
    text = _text(path, file)
    first = text.split("\n", 1)[0]
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len({name.strip('"') for name in first.split(mark)} & {*wanted}) > 1:
            raise TableError([Fault(file, 1, "", first, f"the cells are parted by {word}", "Save it with commas")])
    reader, line = csv.reader(io.StringIO(text), strict=True), 1
    try:
        header = next(reader)
        named = header[: max((n for n, column in enumerate(header, 1) if column), default=0)]  # without blanks behind
        wrong = _header(file, header, named, wanted)
        if [column for column in header if column in wanted] != wanted:
            raise TableError(wrong)
        faults += wrong
        ours = [named.index(column) for column in wanted]
        line = reader.line_num + 1
        for cells in reader:
            sound = any(cells) and reader.line_num == line and len(cells) >= len(named) and not any(cells[len(named) :])
            if not sound or len(cells) > len(header):
                faults.append(_misshapen(file, line, named, cells))
            if sound:
                yield line, [cells[place] for place in ours]
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError([Fault(file, line, "", "", *_not_csv(str(error)))]) from None


def _misshapen(file: str, line: int, header: list[str], cells: list[str]) -> Fault:
    if not any(cells):
        return Fault(file, line, "", "", "an empty line", "Delete it")
    for column, cell in zip(header, cells, strict=False):
        if "\n" in cell:
            rule = "a line break inside a cell, often a quotation mark that is not closed"
            return Fault(file, line, column, cell, rule, "Close the quotation mark or take the line break out")
    rule = f"{len(cells)} cells where the header has {len(header)}"
    todo = "Add or remove cells; quote a cell that holds a comma"
    kind = f"another number of cells than the {len(header)} of the header"
    if len(cells) > len(header) and not any(cells[len(header) :]):
        rule += ", and those at the end are empty"
        todo = "Delete the commas at the end of the line, which a spreadsheet adds"
        kind = f"empty cells beyond the {len(header)} that the header has"
    return Fault(file, line, "", ",".join(cells), rule, todo, kind)


def _not_csv(problem: str) -> tuple[str, str]:
    """Rule and remedy for what the csv module says."""
    if problem == "unexpected end of data":
        return "a quotation mark is opened and not closed", "Close it, or double it where it is part of the text"
    if "expected after" in problem:
        return "a quotation mark stands inside a quoted cell", "Double it, or close the cell before it"
    return f"this row cannot be read as CSV ({problem})", "Correct the row"


def _text(path: Path, file: str, restore: str = "") -> str:
    """The text of a file; ``restore`` says what to do in place of the usual.

    Raises:
        TableError: it is no text, or not what belongs there.
    """

    def wrong(rule: str, todo: str, at: int | None = None, value: str = "") -> TableError:
        line = 0 if at is None else raw.count(b"\n", 0, at) + 1
        return TableError([Fault(file, line, "", value, rule, restore or todo)])

    if path.is_dir():
        raise wrong("a folder in place of a file", "Put the table there")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise wrong("the file is missing", _RESTORE) from None
    except OSError as error:
        raise wrong(f"the file cannot be read ({error.strerror})", "Mend its permissions") from None
    if not raw.removeprefix(b"\xef\xbb\xbf").strip():
        raise wrong("the file is empty", _RESTORE)
    if raw.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        raise wrong("this is a workbook with another name, and not CSV", "Open it in a spreadsheet, save as CSV UTF-8")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw.count(0) * 4 > len(raw):
        raise wrong("the file was saved as UTF-16 and not as UTF-8", "Save it as CSV UTF-8", 0)
    if b"\0" in raw:
        raise wrong("a NUL byte: this is not a text file", _RESTORE, raw.index(b"\0"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        rule = f"the byte 0x{raw[error.start]:02x} is not UTF-8"
        # In UTF-8 no three such bytes follow each other; in Windows-1251 every Russian word is made of them.
        if re.search(rb"[\xc0-\xff]{3}", raw):
            rule += ", the file was saved as Windows-1251 or the like"
        raise wrong(rule, "Save it as CSV UTF-8", error.start) from None
    if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        todo = "Fetch the file itself, or restore it with git checkout"
        raise wrong("this is a web page in place of the file", todo, 0, text.splitlines()[0])
    if found := re.search(rb"\r(?!\n)", raw):
        raise wrong("a carriage return that ends no line", "Save it with plain line ends", found.start())
    text = text.replace("\r\n", "\n")
    if found := re.search(r"^(<{7}|={7}|>{7})( .*)?$", text, re.MULTILINE):
        rule, todo = "git put this mark where it could not join two versions", "Keep one of them, and delete the marks"
        raise TableError([Fault(file, text.count("\n", 0, found.start()) + 1, "", found[0], rule, todo)])
    return text


def _header(file: str, header: list[str], named: list[str], wanted: list[str]) -> list[Fault]:
    fault, line = partial(Fault, file, 1), ",".join(header)
    if not named:
        return [fault("", "", "the first line is empty, and the names of the columns belong there", "Delete it")]
    if not {*header} & {*wanted}:
        if all(re.fullmatch(r"[^\W\d]+[0-9]+", column) for column in named):
            return [fault("", line, "a spreadsheet put names of its own above the header", "Delete this line")]
        rule = "the header is missing, this line names none of the columns"
        return [fault("", line, rule, f"Put it back: {','.join(wanted)}")]
    missing = "this column is missing", f"Add it; the columns are {', '.join(wanted)}"
    faults = [fault(column, "", *missing) for column in wanted if column not in header]
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


def _cells(rows: _Rows, field: dict) -> Iterator[Fault]:
    if _surely_sound(field, rows.columns[field["name"]][0]):
        return
    for row in rows.where(lambda value: any(_cell("", 0, field, value)), field["name"]):
        yield from _cell(*row[_AT], field, row[field["name"]])


def _surely_sound(field: dict, values: list[str]) -> bool:
    """Whether :func:`_cell` surely finds no fault in a column: all values are asked at once, which is far quicker."""
    limits, filled = field.get("constraints", {}), [value for value in values if value]
    blank = limits.get("required") and len(filled) < len(values)
    if blank or "enum" in limits or "itemSeparator" in field or field["type"] == "date":
        return False
    if not all(map(_pattern(limits.get("pattern", ".*")).fullmatch, filled)):
        return False
    if field["type"] == "string":
        text = "".join(filled)
        plain = text.isprintable() and "???" not in text and "\ufffd" not in text
        return plain and [*map(str.strip, values)] == values
    if not all(map(_NUMBER.fullmatch, filled)) or (field["type"] == "integer" and "." in "".join(filled)):
        return False
    numbers = [*map(float, filled)] or [0.0]
    return limits.get("minimum", -np.inf) <= min(numbers) and max(numbers) <= limits.get("maximum", np.inf)


def _cell(file: str, line: int, field: dict, value: str) -> Iterator[Fault]:
    limits, kind = field.get("constraints", {}), field["type"]
    fault = partial(Fault, file, line, field["name"], value)
    if value != value.strip():
        yield fault("the cell begins or ends with a space", "Take the space out")
        return
    if not value:
        if limits.get("required"):
            yield fault("this cell must not be blank", f"Give it: {field['description'].rstrip('.')}")
        return
    if kind == "string":
        bad = not value.isprintable() and next((c for c in value if not c.isprintable() and c not in _SPACES), None)
        if bad:
            rule = f"the character U+{ord(bad):04X} cannot be printed"
            yield fault(rule, "Take it out", "a character that cannot be printed")
            return
        if "\ufffd" in value or ("???" in value and _LOST.search(value)):
            rule = "letters were lost, as happens in an encoding without them"
            yield fault(rule, "Restore the cell, and save the file as CSV UTF-8")
    elif kind == "date":
        if problem := _date_problem(value):
            yield fault(problem, "Write the day as 2025-08-13")
            return
    else:
        whole = kind == "integer"
        if not _NUMBER.fullmatch(value) or (whole and "." in value):
            words = "a whole number" if whole else "a number"
            yield fault(f"{words} without separators, signs or words is expected", "Write it as 1000 or 12.5")
            return
        if "minimum" in limits and float(value) < limits["minimum"]:
            yield fault(f"it must not be less than {limits['minimum']}", "Correct the figure")
        if "maximum" in limits and float(value) > limits["maximum"]:
            yield fault(f"it must not be more than {limits['maximum']}", "Correct the figure")
    if (allowed := limits.get("enum")) and value not in allowed:
        rule = f"is not one of {', '.join(allowed)}"
        yield fault(f"{quoted(value)} {rule}", "Use one of these", f"it {rule}")
    if "pattern" in limits and not _pattern(limits["pattern"]).fullmatch(value):
        yield fault(f"it does not fit the pattern {limits['pattern']}", "Correct it")
    separator = field.get("itemSeparator")
    if separator and any(not item or item != item.strip() for item in value.split(separator)):
        yield fault("an empty item, or a space around one, in a list", f"Join the items by {separator} alone")


_pattern = cache(re.compile)


def _date_problem(value: str) -> str | None:
    if not _DATE.fullmatch(value):
        return "a date is expected"
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return "there is no such day"
    return None if 1990 <= found.year <= 2100 else "the year is out of range"


def items(value: str, separator: str = ";") -> list[str]:
    """The items of a list cell; where nothing separates them, a cell is its own one item."""
    if not value:
        return []
    return value.split(separator) if separator else [value]


def _unique(rows: _Rows, key: str) -> Iterator[Fault]:
    values, places = rows.columns[key]
    twice = {values[place] for place in np.flatnonzero(np.bincount(places) > 1)} - {""}
    first: dict[str, int] = {}
    for row in rows.where(twice.__contains__, key) if twice else ():
        _, line = row[_AT]
        if first.setdefault(row[key], line) != line:
            same = "has the same, and it must be its own"
            yield _at(row, key, f"line {first[row[key]]} {same}", "Give another", f"a line before {same}")


def _at(row: dict, column: str, rule: str, todo: str, kind: str = "", value: str | None = None) -> Fault:
    """A fault of a row's cell, or of what is in it."""
    return Fault(*row[_AT], column, row[column] if value is None else value, rule, todo, kind)


# Rules that no schema language carries, of a table by itself. Each takes the rows to judge, and all rows.


def _ruled(name: str, rows: _Rows, every: _Rows) -> Iterator[Fault]:
    return chain.from_iterable(rule(rows, every) for rule in _RULES.get(name, ()))


def _ordered(start: str, end: str, rows: _Rows, every: _Rows) -> Iterator[Fault]:
    for row in rows.where(lambda first, last: first and last and last < first, start, end):
        said = f"it lies before {start}"
        yield _at(row, end, f"{said}, {row[start]}", "Correct one", said)


def _whole(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    for column in ("value", "resolution", "range_low", "range_high"):
        for row in rows.where(lambda cell, unit: "." in cell and unit != "percent", column, "unit"):
            todo = "Write it without decimals, in people and not in millions"
            yield _at(row, column, "a count of people or accounts is a whole number", todo)


def _shares(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    for row in rows.where("percent".__eq__, "unit").where(lambda value: float(value) > 100, "value"):
        yield _at(row, "value", "a share cannot be over 100 percent", "Correct it, or its unit")


def _accounts(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    for row in rows.where(lambda what, unit: (what == "registered_users") != (unit == "accounts"), "metric", "unit"):
        rule, todo = "registered users are counted in accounts, all else is not", "Correct the unit or the metric"
        yield _at(row, "unit", rule, todo)


def _ranges(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    columns = ("qualifier", "range_low", "range_high")
    for row in rows.where(lambda wording, low, high: wording == "range" or (low and high), *columns):
        wording, low, high = (row[column] for column in columns)
        if wording != "range" or not (low and high):
            rule = "a printed range gives both ends, and nothing else does"
            yield _at(row, "range_low", rule, "Fill range_low and range_high, or correct the qualifier")
        elif float(high) < float(low):
            said = "it lies below range_low"
            yield _at(row, "range_high", f"{said}, {low}", "Correct one", said)


def _one_drawn(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    first: dict[tuple, str] = {}
    for row in rows.where("yes".__eq__, "draw"):
        key = (row["series_id"], row["country"], row["service"], row["period_start"], row["period_end"])
        if key in first:
            same = "is drawn for the same series, service and period"
            todo = "Draw one of them; mark or drop the other"
            yield _at(row, "draw", f"{first[key]} {same}", todo, f"another row {same}", row["record_id"])
        first[key] = row["record_id"]


def _mutual(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    named = {row["record_id"]: items(row["conflicts_with"]) for row in every.where(bool, "conflicts_with")}
    known = {*every.columns["record_id"][0]}
    for row in rows.where(bool, "conflicts_with"):
        for other in items(row["conflicts_with"]):
            if other in known and row["record_id"] not in named.get(other, ()):
                rule, todo = "that row does not name this one in return", f"Add {row['record_id']} there"
                yield _at(row, "conflicts_with", rule, todo, value=other)


def _repeats(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    rule = "a row that repeats another is not drawn itself, and the other one is drawn or marked, for the same service"
    repeated = {row["record_id"]: row for row in every.where({*every.columns["repeats"][0]}.__contains__, "record_id")}
    for row in rows.where(bool, "repeats"):
        other = repeated.get(row["repeats"])
        if other and (row["draw"] != "no" or other["draw"] == "no" or other["service"] != row["service"]):
            yield _at(row, "repeats", rule, "Correct draw or repeats")


def _depths(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    for row in rows:
        limits = row["class"] == "restriction"
        for column in ("function", "depth", "breadth"):
            if bool(row[column]) != limits:
                rule = "a restriction has one" if limits else "only a restriction has one"
                yield _at(row, column, rule, "Fill it, or correct the class")


def _no_circle(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    after = {row["event_id"]: row["superseded_by"] for row in every.where(bool, "superseded_by")}
    for row in rows.where(bool, "superseded_by"):
        met, at = set(), row["event_id"]
        while at in after and at not in met:
            met.add(at)
            at = after[at]
        if at == row["event_id"]:
            rule = "an event cannot take itself over, not by way of others either"
            yield _at(row, "superseded_by", rule, "Correct one")


def _one_use(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    used = Counter((row["event_id"], row["role"]) for row in every.where("yes".__eq__, "use"))
    for row in rows:
        if (times := used[row["event_id"], row["role"]]) != 1:
            rule = f"{times} dates are in use for this event and role"
            yield _at(row, "use", rule, "Mark exactly one with yes")


def _one_name(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    given = defaultdict(Counter)
    for row in every:
        given[row["publisher"]][row["publisher_ru"]] += 1
    for row in rows:
        usual = given[row["publisher"]].most_common(1)[0][0]
        if row["publisher_ru"] != usual:
            rule = f"other pages of {row['publisher']} have {usual or 'none'}"
            kind = "other pages of the same publisher have another"
            yield _at(row, "publisher_ru", rule, "Give all its pages one Russian name", kind)


def _steps(rows: _Rows, every: _Rows) -> Iterator[Fault]:
    """A figure is a multiple of the step of its last digit: 96200 with a step of 100000 is in thousands."""

    def between(value: str, step: str) -> object:
        # Decimals beside a whole step are told by _whole, or of a share that is given a step of its own.
        return value and step and ("." in step or "." not in value) and Decimal(value) % (Decimal(step) or 1)

    for row in rows.where(between, "value", "resolution"):
        said = "it is no multiple of its step"
        todo = "Write both as printed, in people and not in thousands or millions"
        yield _at(row, "value", f"{said}, resolution {row['resolution']}", todo, said)


_in_period = partial(_ordered, "period_start", "period_end")
_RULES: dict[str, tuple[Callable[[_Rows, _Rows], Iterator[Fault]], ...]] = {
    "user_counts": (_in_period, _steps, _whole, _shares, _accounts, _ranges, _one_drawn, _repeats, _mutual),
    "context": (_in_period, _steps),
    "surveys": (partial(_ordered, "fielded_from", "fielded_to"), _mutual),
    "restrictions": (_depths, _no_circle),
    "restriction_dates": (partial(_ordered, "earliest", "latest"), _one_use),
    "sources": (partial(_ordered, "published_on", "known_by"), _one_name),
}


# Rules across tables. Each takes the rows to judge, and all rows, of every table that could be read.
_Tables = dict[str, _Rows]


def _references(rows: _Tables, every: _Tables) -> Iterator[Fault]:
    """A cell or an item of a list that points to another table names a row that is there."""
    for found in rows.values():
        fields = {field["name"]: field for field in found.described["schema"]["fields"]}
        for column, table, target in _pointers(found.described):
            if table in every:  # else that table's own faults say why
                yield from _dangling(found, fields[column], every[table], target)


def _dangling(rows: _Rows, field: dict, others: _Rows, target: str) -> Iterator[Fault]:
    split, column = partial(items, separator=field.get("itemSeparator", "")), field["name"]
    known = {*others.columns[target][0]}
    for row in rows.where(lambda cell: not known.issuperset(split(cell)), column):
        for item in split(row[column]):
            if item not in known:
                near = "".join(f" ({one}?)" for one in difflib.get_close_matches(item, sorted(known), n=1))
                rule, todo = f"{others.described['path']} has no such {target}", f"Add it there, or correct it{near}"
                yield _at(row, column, rule, todo, value=item)


def _pointers(described: dict) -> list[tuple[str, str, str]]:
    """A table's columns whose values are rows of a table: column, table, and its column there."""
    keys, fields = described["schema"].get("foreignKeys", ()), described["schema"]["fields"]
    pointers = [(key["fields"], key["reference"]["resource"], key["reference"]["fields"]) for key in keys]
    return pointers + [(f["name"], *f["itemReference"]) for f in fields if "itemReference" in f]


def _dated(rows: _Tables, every: _Tables) -> Iterator[Fault]:
    """Every event has a date; an end does not lie before the start; a restriction says when it began."""
    if not {"restrictions", "restriction_dates"} <= rows.keys():
        return
    spans = defaultdict(dict)
    for claim in every["restriction_dates"].where("yes".__eq__, "use"):
        spans[claim["event_id"]][claim["role"]] = claim
    for event in rows["restrictions"]:
        found = spans[event["event_id"]]
        begun = next((found[role] for role in ("effective", "measured", "reported") if role in found), None)
        if not found or (event["class"] == "restriction" and not begun):
            yield _at(event, "event_id", "restriction_dates.csv has no date in use that says when it began", "Add one")
        ended = found.get("ended")
        if ended and begun and _DATE.fullmatch(begun["earliest"]) and ended["latest"] < begun["earliest"]:
            yield _at(ended, "latest", f"the event ends before it begins, {begun['earliest']}", "Correct one")


def _series_fit(rows: _Tables, every: _Tables) -> Iterator[Fault]:
    """A figure has the metric and the unit of its series."""
    series = {row["series_id"]: row for row in every.get("series", ())}
    for row in rows.get("user_counts", ()):
        home = series.get(row["series_id"], row)
        for column in ("metric", "unit"):
            if home[column] != row[column]:
                rule, todo = f"its series {row['series_id']} has {home[column]}", "Correct the series or the row"
                yield _at(row, column, rule, todo, "its series has another")


def _checked(rows: _Tables, every: _Tables) -> Iterator[Fault]:
    """A second look names records that are there."""
    keys = {name: {*found.columns[found.described["schema"]["primaryKey"]][0]} for name, found in every.items()}
    for row in rows.get("checks", ()):
        for record in items(row["record"]):
            if row["table"] in keys and record not in keys[row["table"]]:
                rule, todo = f"{row['table']}.csv has no such row", "Correct it, or set the table to none"
                yield _at(row, "record", rule, todo, value=record)


def _everyone(rows: _Tables, every: _Tables) -> Iterator[Fault]:
    """A count of people is not larger than the country's population, where that is known."""
    most: dict[str, float] = {}
    for row in every.get("context", ()):
        if row["measure"] == "population" and _NUMBER.fullmatch(row["value"]):
            most[row["country"]] = max(most.get(row["country"], 0), float(row["value"]))
    for row in rows.get("user_counts", ()):
        top = most.get(row["country"])
        if row["unit"] == "people" and top and float(row["value"]) > top:
            said = "that is more than everyone in"
            rule = f"{said} {row['country']}, {top:,.0f} people by context.csv"
            yield _at(row, "value", rule, "Write the count as printed, in people", f"{said} the country")


def _countries(rows: _Tables, every: _Tables) -> Iterator[Fault]:
    """A country is one that there is; XX stands for an actor who is international."""
    other = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # codes that Unicode keeps for other things
    known = {code for code in Locale("en").territories if len(code) == 2} - other | {"XX"}
    for found in (found for found in rows.values() if "country" in found.columns):
        for row in found.where(lambda code: code not in known, "country"):
            yield _at(row, "country", "there is no such country in ISO 3166-1", "Use the two letters of the country")


def _corrected(rows: _Tables, every: _Tables) -> Iterator[Fault]:
    """Corrections name a cell; what they say of it follows one from the other and ends in what it says."""
    cells = defaultdict(list)
    for row in rows.get("corrections", ()):
        cells[row["table"], row["row"], row["field"]].append(row)
    named = every.keys() & {table for table, *_ in cells}
    found = {name: {next(iter(row.values())): row for row in every[name]} for name in named}
    for (name, key, field), made in cells.items():
        cell = found.get(name, {}).get(key)
        if cell is None:
            todo = "Correct the table or the row"
            yield from (_at(row, "row", f"there is no such row in {name}", todo) for row in made)
        elif field not in cell:
            todo = f"Use one of {', '.join(every[name].columns)}"
            yield _at(made[0], "field", f"{name}.csv has no such column", todo)
        else:
            made = sorted(made, key=lambda row: row["date"])
            for row, later in zip(made, [*made[1:], None], strict=True):
                now = later["old"] if later else cell[field]
                what = "the next correction of the cell begins with" if later else f"{name}.csv has"
                if row["old"] == row["new"]:
                    yield _at(row, "new", "it is what the cell was before", "Correct one")
                elif row["new"] != now:
                    yield _at(row, "new", f"{what} {now or 'a blank'}", "Correct the table or the correction")


def _after_review(rows: _Tables, reviewed: str) -> Iterator[Fault]:
    """Nothing was public, published or corrected after the tables were last reviewed."""
    for found in rows.values():
        for column in {"known_by", "note_known_by", "published_on", "date"} & found.columns.keys():
            for row in found.where(reviewed.__lt__, column):
                said = "it lies after the last review of the tables"
                todo = "Correct it, or set reviewed_on in datapackage.json to the day of this review"
                yield _at(row, column, f"{said}, {reviewed}", todo, said)


_ACROSS = (_references, _dated, _series_fit, _checked, _everyone, _countries, _corrected)
