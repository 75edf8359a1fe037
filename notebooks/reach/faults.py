"""What is wrong with the tables, and how it is told."""

import json
from dataclasses import dataclass

_SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a table. ``line`` counts physical lines from 1; 0 means the file as a whole."""

    file: str
    line: int
    column: str
    value: str
    rule: str
    todo: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", column {self.column}"
        value = f": {quoted(self.value)}" if self.value else ""
        return f"{place}{value}: {self.rule}. {self.todo}."


class TableError(ValueError):
    """One or more tables do not hold. ``faults`` lists every one."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def quoted(value: str) -> str:
    # A cell is data: control characters and line breaks are shown, never printed as they are.
    text = json.dumps(value, ensure_ascii=False)
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…"'
