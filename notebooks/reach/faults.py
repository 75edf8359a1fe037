"""What is wrong with the tables, and how it is told: a line for each fault, or one for many of a kind in a column."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_SHOWN = 60
_ALONE = 3  # so many faults of a kind have a line each

#: What a program did to cells, or what says it from their values.
_Change = str | Callable[[list[str]], str]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file. ``line`` counts physical lines from 1; 0 means the file as a whole.

    ``kind`` is the rule without what differs from row to row; where it is empty, nothing does.
    """

    file: str
    line: int
    column: str
    value: str
    rule: str
    todo: str
    kind: str = ""

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        value = f": {quoted(self.value)}" if self.value else ""
        return f"{self.file}{line}{column}{value}: {self.rule}. {self.todo}."


class Told(ValueError):
    """An error of ours, made for a reader: in a notebook it is its message, without the way that led there."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class TableError(Told):
    """One or more tables do not hold, or their schema. ``faults`` lists every fault, the text sums them up."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__(told(faults))


def quoted(value: str) -> str:
    """A cell as it is shown: it is data, so that control characters and line breaks are never printed as they are."""
    text = json.dumps(value, ensure_ascii=False)
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…"'


def told(faults: Sequence[Fault]) -> str:
    """All faults as text for people: one save by a spreadsheet makes hundreds, and each kind of them is one line."""
    keys = [_key(fault) for fault in faults]
    alike: dict[tuple, list[Fault]] = {key: [] for key in keys}
    for key, fault in zip(keys, faults, strict=True):
        alike[key].append(fault)
    lines: list[str] = []
    for key, fault in zip(keys, faults, strict=True):
        if len(alike[key]) <= _ALONE:
            lines.append(str(fault))
        elif fault is alike[key][0]:
            lines.append(_together(alike[key], key[-1]))
    rewritten = {key[0]: None for key in keys if key[-1] is not None and len(alike[key]) > _ALONE}
    lines += [
        f"{file}: a spreadsheet rewrote these cells by itself. To undo it: git checkout {file}, and your own changes "
        "since the last commit go, too. README.md says under Data how to open a table without this."
        for file in rewritten
    ]
    return "\n".join(lines)


def _key(fault: Fault) -> tuple:
    """Faults with the same key are told together. Those of the header are of one column each."""
    kind = fault.kind or fault.rule
    change = next((said for of, form, said in _CHANGES if of in kind and re.fullmatch(form, fault.value)), None)
    return fault.file, fault.column if fault.line > 1 else "", kind, change


def _together(alike: list[Fault], change: _Change | None) -> str:
    first = alike[0]
    if first.line > 1:
        place = f", column {first.column}" if first.column else ""
        shown = [f"line {f.line}{f': {quoted(f.value)}' if f.value else ''}" for f in alike[:_ALONE]]
    else:
        place = f", line {first.line}" if first.line else ""
        shown = [f.column or quoted(f.value) for f in alike[:_ALONE]]
    rule = first.kind or first.rule
    if change is not None:
        rule += f". What happened: {change if isinstance(change, str) else change([f.value for f in alike])}"
    todo = first.todo + (", and so on" if any(f.todo != first.todo for f in alike) else "")
    shown.append(f"and {len(alike) - _ALONE} more")
    return f"{first.file}{place}, {len(alike)} times ({'; '.join(shown)}): {rule}. {todo}."


def _order(days: list[str]) -> str:
    parts = [re.split(r"[./-]", day) for day in days]
    months_last = max(int(first) for first, _, _ in parts) > 12 or "." in days[0]
    months_first = max(int(second) for _, second, _ in parts) > 12
    orders = ["day month year"] if months_last or not months_first else []
    orders += ["month day year"] if months_first or not months_last else []
    mark = re.sub("[0-9]", "", days[0])[0]
    return f"dates were rewritten as {' or '.join(order.replace(' ', mark) for order in orders)}"


def _serial(days: list[str]) -> str:
    day = date(1899, 12, 30) + timedelta(int(days[0]))
    return f"days were rewritten as a spreadsheet counts them, {days[0]} for {day.isoformat()}"


#: What programs do to cells they take for dates or numbers: words of the rule that is broken, the form the cells then
#: have, and what happened.
_CHANGES: tuple[tuple[str, str, _Change], ...] = (
    ("a date", r"\d{1,2}([./-])\d{1,2}\1(\d{4}|\d\d)", _order),
    ("a date", r"\d{4}[./]\d{1,2}[./]\d{1,2}", "dates were rewritten as year/month/day"),
    ("a date", r"(\d\d?\W)?[^\W\d_]{3,}\W{1,2}(\d\d?\W{1,2})?\d{2,4}", "dates got the names of months"),
    ("a date", r"[2-7]\d{4}", _serial),
    ("a date", r"\d{4}-\d\d-\d\d[T ]\d.*", "a time of day was added to dates"),
    ("number", r"-?\d{1,3}([ ,.'’\u00a0\u202f\u2009]\d{3})+([.,]\d+)?", "numbers got marks between thousands"),
    ("number", r"-?\d+,\d+", "decimal points became commas"),
    ("number", r"-?[\d.,]+\s?%", "numbers got percent signs"),
    ("", r"(?i)-?\d([.,]\d+)?E[+-]?\d+", "long numbers became powers of ten, and lost their last digits"),
    ("", r"['’].*", "an apostrophe was put before the cells, to mark them as text"),
    ("", r"#+", "the column was too narrow for its cells, and they were saved as they looked"),
    ("", r"(?i)true|false|истина|ложь|wahr|falsch|vrai|faux", "yes and no were rewritten as true and false"),
)
