"""From the words a figure was printed with to the interval it stands for, and arithmetic on such intervals.

Nothing else in the project rounds a figure into an interval. The interval is a rounding interval: the values that the
published words allow. It is not a margin of error.
"""

import math
from dataclasses import dataclass

import pandas as pd

KINDS = ("rounded", "cut", "over", "under", "about", "loose", "exact", "range")


@dataclass(frozen=True, order=True)
class Interval:
    """The values from ``low`` to ``high``; ``high`` may be infinite where the words set no upper end."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise ValueError(f"no interval from {self.low} to {self.high}")

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def __truediv__(self, other: "Interval") -> "Interval":
        """Quotient of two intervals of positive numbers.

        Raises:
            ZeroDivisionError: the divisor reaches zero.
        """
        if other.low <= 0:
            raise ZeroDivisionError("the divisor's interval reaches zero")
        return Interval(self.low / other.high, self.high / other.low)

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def hull(self, other: "Interval") -> "Interval":
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))


def of(kind: str, value: float, resolution: float, low: float | None = None, high: float | None = None) -> Interval:
    """Rounding interval of a printed figure.

    Args:
        kind: how the wording reads, one of :data:`KINDS` (``data/qualifiers.csv`` maps every wording to one).
        value: the figure, in its unit.
        resolution: step of its last printed digit, in the same unit.
        low, high: the ends of a printed range, for kind ``range``.

    The intervals are half-open in the sense of design and rounding; the ends are given as numbers, and nothing here
    depends on whether an end itself is possible.

    Raises:
        ValueError: unknown kind, negative value or resolution, or a range without ends.
    """
    if value < 0 or resolution < 0:
        raise ValueError(f"a figure and its resolution are not negative: {value}, {resolution}")
    half = resolution / 2
    match kind:
        case "exact":
            return Interval(value, value)
        case "rounded" | "about":
            return Interval(max(0.0, value - half), value + half)
        case "loose":
            return Interval(max(0.0, value - half - resolution), value + half + resolution)
        case "cut":
            return Interval(value, value + resolution)
        case "over":
            # "Over 100 million" is said of anything above it; "over 89 million" is not said of 90.
            hundreds = min(value, resolution) > 0 and math.isclose(value / resolution % 100, 0, abs_tol=1e-9)
            return Interval(value, math.inf if hundreds else value + resolution)
        case "under":
            return Interval(max(0.0, value - resolution), value)
        case "range":
            if pd.isna(low) or pd.isna(high):
                raise ValueError("a printed range needs both ends")
            return Interval(low, high)
    raise ValueError(f"unknown kind of wording {kind!r}; there are: {', '.join(KINDS)}")


def bounds(frame: pd.DataFrame, qualifiers: pd.DataFrame) -> pd.DataFrame:
    """Columns ``low`` and ``high`` for rows with value, resolution and qualifier, in the rows' own unit.

    Raises:
        KeyError: a wording that ``qualifiers`` does not have.
    """
    kinds = dict(zip(qualifiers["qualifier"], qualifiers["kind"], strict=True))
    found = []
    for row in frame.itertuples():
        if row.qualifier not in kinds:
            raise KeyError(f"no kind for the wording {row.qualifier!r}: add it to data/qualifiers.csv")
        ends = getattr(row, "range_low", None), getattr(row, "range_high", None)
        found.append(of(kinds[row.qualifier], row.value, row.resolution, *ends))
    return pd.DataFrame([(i.low, i.high) for i in found], frame.index, ["low", "high"], float)


def outward(interval: Interval, step: float) -> Interval:
    """The interval rounded outward to multiples of ``step``: the printed ends never claim more than the figures do."""
    low = math.floor(round(interval.low / step, 6)) * step
    high = math.ceil(round(interval.high / step, 6)) * step if math.isfinite(interval.high) else math.inf
    return Interval(round(low, 10), round(high, 10))


def safe_floor(value: float, step: float = 1e6) -> float:
    """The largest multiple of ``step`` not above the value: what "at least" may be said of."""
    return math.floor(round(value / step, 6)) * step
