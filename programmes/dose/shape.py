"""What a dose is: typed fields with their units, and the flat columns that store them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

Number = int | Decimal

RANGE_FIELDS: Final = (
    "sets",
    "reps",
    "hold_seconds",
    "work_seconds",
    "distance_m",
    "minutes",
    "rest_seconds",
    "effort",
    "rir",
    "times_per_day",
)
OPTIONAL_FIELDS: Final = ("load_kg", "load_count", "percent_1rm")
WORD_FIELDS: Final = ("tempo", "load_unit", "band", "assist", "side", "intensity")

# As stored in the database: a range is two columns, so that it can be constrained and queried.
COLUMNS: Final = (
    *(f"{name}_{end}" for name in RANGE_FIELDS for end in ("lo", "hi")),
    *OPTIONAL_FIELDS,
    *WORD_FIELDS,
)

# Lightest first; the brand's own kilograms differ, so only the order means anything (clinical.md 2.1).
BANDS: Final = ("tan", "yellow", "red", "green", "blue", "black", "silver", "gold")
ASSISTS: Final = ("hands", "rail", "pool")
SIDES: Final = ("each", "left", "right")
INTENSITIES: Final = ("easy", "moderate", "hard")
LOAD_UNITS: Final = ("kg", "lb")


class DoseError(ValueError):
    """A dose that cannot be meant; `part` is the piece of it that is at fault, as written."""

    def __init__(self, message: str, part: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True)
class Range:
    """From `lo` to `hi`, both included; equal where one number was prescribed."""

    lo: Number
    hi: Number

    def __post_init__(self) -> None:
        if self.lo > self.hi:
            raise DoseError(f"Write the smaller number first: {self.hi}-{self.lo}.", f"{self.lo}-{self.hi}")

    @classmethod
    def of(cls, lo: Number, hi: Number | None = None) -> "Range":
        return cls(lo, lo if hi is None else hi)

    @property
    def is_single(self) -> bool:
        return self.lo == self.hi

    def is_exactly(self, number: Number) -> bool:
        return self.lo == self.hi == number


@dataclass(frozen=True, kw_only=True)
class Dose:
    """One prescribed item; `limits.check` says whether it can be meant.

    `hold_seconds` is per repetition, `work_seconds` and `distance_m` are per set, `load_kg` is per
    implement (`load_count` 2 is one in each hand). Kilograms are the truth; `load_unit` only
    remembers how the load was written.
    """

    sets: Range | None = None
    reps: Range | None = None
    hold_seconds: Range | None = None
    work_seconds: Range | None = None
    distance_m: Range | None = None
    minutes: Range | None = None
    rest_seconds: Range | None = None
    effort: Range | None = None
    rir: Range | None = None
    times_per_day: Range | None = None
    tempo: str = ""
    load_kg: Decimal | None = None
    load_count: int | None = None
    load_unit: str = ""
    band: str = ""
    percent_1rm: int | None = None
    assist: str = ""
    side: str = ""
    intensity: str = ""

    def __post_init__(self) -> None:
        """A load always carries its unit and its count: kilograms and one, unless said otherwise."""
        if self.load_kg is not None:
            object.__setattr__(self, "load_unit", self.load_unit or "kg")
            object.__setattr__(self, "load_count", self.load_count or 1)

    @classmethod
    def from_columns(cls, columns: Mapping[str, Any] | Callable[[str], Any]) -> "Dose":
        """The dose stored in a row, given as a mapping or as a function from column to value."""
        get = columns.get if isinstance(columns, Mapping) else columns
        ranges: dict[str, Any] = {name: _range(get(f"{name}_lo"), get(f"{name}_hi")) for name in RANGE_FIELDS}
        optional: dict[str, Any] = {name: get(name) for name in OPTIONAL_FIELDS}
        words: dict[str, Any] = {name: get(name) or "" for name in WORD_FIELDS}
        return cls(**ranges, **optional, **words)

    def columns(self) -> dict[str, Number | str | None]:
        """Every name in COLUMNS with its value: None or '' where nothing was prescribed."""
        flat: dict[str, Number | str | None] = {}
        for name in RANGE_FIELDS:
            prescribed: Range | None = getattr(self, name)
            flat[f"{name}_lo"] = prescribed.lo if prescribed else None
            flat[f"{name}_hi"] = prescribed.hi if prescribed else None
        return flat | {name: getattr(self, name) for name in OPTIONAL_FIELDS + WORD_FIELDS}


def _range(lo: Number | None, hi: Number | None) -> Range | None:
    if lo is None:
        return None if hi is None else Range.of(hi)
    return Range.of(lo, hi)
