"""A session as somebody says it went, before it is stored; plain values, no database."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from programmes.dose import LIMITS

MOST_SETS: Final = 20  # of one exercise, a set on each side being two
LOWEST_SCORE, HIGHEST_SCORE = 0, 10
LONGEST_NOTE: Final = 2000
SECONDS_A_MINUTE: Final = 60

# What one set may amount to: the limits of a dose, and the length of a walk where a set is all of it.
AMOUNTS: Final = {
    "reps": (LIMITS["reps"].lo, LIMITS["reps"].hi, "reps"),
    "seconds": (1, int(LIMITS["minutes"].hi) * SECONDS_A_MINUTE, "seconds"),
    "distance_m": (LIMITS["distance_m"].lo, LIMITS["distance_m"].hi, "metres"),
    "load_kg": (LIMITS["load_kg"].lo, LIMITS["load_kg"].hi, "kg"),
}
SCORES: Final = {
    "pain_now": "Pain now",
    "pain_highest": "Highest pain",
    "effort": "Effort",
    "confidence": "Confidence",
}


@dataclass(frozen=True)
class SetEntry:
    """One set; an amount left out means: as prescribed."""

    number: int
    side: str = ""
    reps: int | None = None
    seconds: int | None = None
    distance_m: Decimal | None = None
    load_kg: Decimal | None = None


@dataclass(frozen=True)
class ItemEntry:
    """One exercise; `skipped` is a reason or empty, and sets done before skipping count.

    `easier` says how it was made easier, or nothing; `done_as_id` is the easier exercise done in its place.
    """

    item_id: int
    sets: tuple[SetEntry, ...] = ()
    skipped: str = ""
    easier: str = ""
    done_as_id: int | None = None


@dataclass(frozen=True)
class SessionEntry:
    """One session; `as_prescribed` without items means every set of every exercise was done."""

    uuid: UUID
    session_id: int
    local_date: dt.date
    items: tuple[ItemEntry, ...] = ()
    as_prescribed: bool = False
    pain_now: int | None = None
    pain_highest: int | None = None
    effort: int | None = None
    confidence: int | None = None
    note: str = ""
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    is_short: bool = False
    stopped: str = ""


@dataclass(frozen=True)
class Asked:
    """What an item asks for, as far as it can be logged: how many sets, on which sides."""

    item_id: int
    name: str
    sets: int
    sides: tuple[str, ...]

    @property
    def every_set(self) -> tuple[SetEntry, ...]:
        return tuple(SetEntry(number, side) for number in range(1, self.sets + 1) for side in self.sides)


def as_asked(asked: Sequence[Asked]) -> tuple[ItemEntry, ...]:
    """Every set of every item, done as it was prescribed."""
    return tuple(ItemEntry(item.item_id, item.every_set) for item in asked)


@dataclass(frozen=True)
class Words:
    """The codes that may be said: why an exercise was skipped, how it was made easier, why a session stopped."""

    skips: Sequence[str]
    easier: Sequence[str]
    stops: Sequence[str]


def mistakes(entry: SessionEntry, asked: Sequence[Asked], words: Words) -> list[str]:
    """What cannot be stored, as sentences that say what to change; empty if all is well."""
    found = [*_session_mistakes(entry, words), *_score_mistakes(entry)]
    return [*found, *_item_mistakes(entry, {item.item_id: item for item in asked}, words)]


def _session_mistakes(entry: SessionEntry, words: Words) -> Iterator[str]:
    if entry.stopped and entry.stopped not in words.stops:
        yield "Stopped early: choose one of the reasons."
    if entry.started_at and entry.ended_at and entry.ended_at < entry.started_at:
        yield "The session ends before it begins."


def _score_mistakes(entry: SessionEntry) -> Iterator[str]:
    for name, label in SCORES.items():
        score = getattr(entry, name)
        if score is not None and not LOWEST_SCORE <= score <= HIGHEST_SCORE:
            yield f"{label}: choose a number from {LOWEST_SCORE} to {HIGHEST_SCORE}, or leave it out."
    if len(entry.note) > LONGEST_NOTE:
        yield f"Note: keep it under {LONGEST_NOTE} characters."
    if "\x00" in entry.note:
        yield "Note: it holds a character that cannot be stored."


def _item_mistakes(entry: SessionEntry, asked: dict[int, Asked], words: Words) -> Iterator[str]:
    if len({item.item_id for item in entry.items}) < len(entry.items):
        yield "An exercise can be listed once."
    for item in entry.items:
        if item.item_id not in asked:
            yield "One of the exercises is not part of this session."
            continue
        if item.skipped and item.skipped not in words.skips:
            yield f"{asked[item.item_id].name}: choose one of the reasons."
        if item.easier and item.easier not in words.easier:
            yield f"{asked[item.item_id].name}: choose one of the easier ways."
        yield from (f"{asked[item.item_id].name}: {mistake}" for mistake in _set_mistakes(item, asked[item.item_id]))


def _set_mistakes(item: ItemEntry, asked: Asked) -> Iterator[str]:
    if len(item.sets) > MOST_SETS:
        yield f"up to {MOST_SETS} sets can be stored."
    if len({(entry.number, entry.side) for entry in item.sets}) < len(item.sets):
        yield "a set can be listed once for each side."
    for entry in item.sets:
        if not 1 <= entry.number <= MOST_SETS:
            yield f"sets are counted from 1 to {MOST_SETS}."
        if entry.side and entry.side not in asked.sides:
            yield "this side was not asked for."
        yield from _amount_mistakes(entry)


def _amount_mistakes(entry: SetEntry) -> Iterator[str]:
    for name, (lo, hi, unit) in AMOUNTS.items():
        amount = getattr(entry, name)
        if amount is not None and not lo <= amount <= hi:
            yield f"set {entry.number} takes {lo} to {hi} {unit}."
