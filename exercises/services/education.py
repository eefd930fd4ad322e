"""The series of short reads about pain; they live in a file of the library, not in the database."""

from dataclasses import dataclass
from functools import lru_cache

from exercises.library_schema import EducationCardData, load_education


@dataclass(frozen=True)
class Opened:
    """One card with its neighbours in the series; `number` counts from 1."""

    card: EducationCardData
    number: int
    total: int
    before: EducationCardData | None
    after: EducationCardData | None


@lru_cache(maxsize=1)
def cards() -> tuple[EducationCardData, ...]:
    """All cards, in the order in which they are offered; read once, a new release starts a new process."""
    return tuple(load_education())


def open_card(key: str) -> Opened | None:
    series = cards()
    index = next((index for index, card in enumerate(series) if card.key == key), None)
    if index is None:
        return None
    before = series[index - 1] if index else None
    after = series[index + 1] if index + 1 < len(series) else None
    return Opened(series[index], index + 1, len(series), before, after)
