"""Change many rows of a draft at once: one lock, one entry in the journal, as few queries for fifty rows as for two.

Every verb takes the numbers of the rows, leaves out those that are gone by now, and returns what it did in words.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.models import User
from programmes import dose
from programmes.dose import COLUMNS
from programmes.models import Item, Session, Version
from programmes.services.drafts import Overtaken
from programmes.services.items import MOST_ITEMS, items_of, sessions_of, sided
from programmes.services.journal import note, open_draft
from programmes.services.outline import new_item, of_item
from programmes.turns import PAIR, turns_of

READING_ORDER: Final = ("session__phase__position", "session__phase", "session__position", "session", "position", "pk")
PLACE: Final = ("session_id", "position", "group")
ALREADY: Final = "Nothing changed: it is so already."


class DoesNotFit(ValidationError):
    """What was to be set for all contradicts the dose of one of them; nothing was written."""


@dataclass(frozen=True)
class Chosen:
    """The rows somebody chose, in the order in which they are done, among all rows of the draft."""

    draft: Version
    rows: list[Item]
    by_session: dict[int, list[Item]]

    @property
    def said(self) -> str:
        return str(self.rows[0]) if len(self.rows) == 1 else f"{len(self.rows)} exercises"

    @property
    def pks(self) -> set[int]:
        return {row.pk for row in self.rows}

    @property
    def sessions(self) -> list[int]:
        """Those with chosen rows in them."""
        return list(dict.fromkeys(row.session_id for row in self.rows))


@transaction.atomic
def set_for_all(*, draft: Version, items: Collection[int], part: str, by: User) -> str:
    """Put a part of a dose, "rest 60", into the dose of each.

    Raises DoesNotFit, which names the row at fault, and DoseError where the part is not understood.
    """
    chosen = _open(draft, items)
    dose.part_of(part)
    changed = [row for row in chosen.rows if _patch(row, part)]
    for row in changed:
        row.revision += 1
    Item.objects.bulk_update(changed, [*_touched(chosen.draft, changed, COLUMNS), "revision"])
    return _done("items_changed", chosen, by, f"{part} set for {chosen.said}")


def _patch(row: Item, part: str) -> bool:
    before = row.dose
    try:
        row.set_dose(sided(dose.patch(before, part), row.exercise))
    except dose.DoseError as error:
        raise DoesNotFit(f"{row} ({dose.short(before)}): {error}") from error
    return row.dose != before


@transaction.atomic
def group(*, draft: Version, items: Collection[int], by: User) -> str:
    """Let them take turns: two are a superset, more a circuit. The others are moved together below the first."""
    chosen = _open(draft, items)
    if len(chosen.rows) < 2:
        raise ValidationError("Choose two exercises or more to group them.")
    if len(chosen.sessions) > 1:
        raise ValidationError("Choose exercises of one session to group them.")
    rows = chosen.by_session[chosen.sessions[0]]
    number, first = _free_number(rows), rows.index(chosen.rows[0])
    below = [row for row in rows[first:] if row.pk not in chosen.pks]
    for row in chosen.rows:
        row.group = number
    _write(chosen, [*rows[:first], *chosen.rows, *below])
    pair = len(chosen.rows) == PAIR
    said = f"{chosen.rows[0]} and {chosen.rows[1]}: a superset" if pair else f"{chosen.said}: a circuit"
    return _done("items_grouped", chosen, by, said)


@transaction.atomic
def ungroup(*, draft: Version, items: Collection[int], by: User) -> str:
    """Let each be done on its own; what is left alone of a group is no group any more."""
    chosen = _open(draft, items)
    for row in chosen.rows:
        row.group = None
    _write(chosen, *(chosen.by_session[session] for session in chosen.sessions))
    return _done("items_ungrouped", chosen, by, f"{chosen.said} ungrouped")


@transaction.atomic
def move(*, draft: Version, items: Collection[int], session: Session, by: User) -> str:
    """Put them at the end of a session of the draft; those that are there stay. Who took turns goes on doing so."""
    chosen = _open(draft, items)
    target = sessions_of(chosen.draft).filter(pk=session.pk).first()
    if target is None:
        raise Overtaken(f"“{session}” was removed meanwhile. Open the programme again to see how it is now.")
    there = chosen.by_session.get(target.pk, [])
    coming = [row for row in chosen.rows if row.session_id != target.pk]
    _check_room(len(there) + len(coming))
    left = [[row for row in chosen.by_session[pk] if row not in coming] for pk in chosen.sessions if pk != target.pk]
    numbers = _renumbered(coming, _free_number(there))
    for row in coming:
        row.group, row.session = numbers[row.pk], target
    _write(chosen, *left, [*there, *coming])
    return _done("items_moved", chosen, by, f"{chosen.said} moved to {target.title}")


@transaction.atomic
def duplicate(*, draft: Version, items: Collection[int], by: User) -> str:
    """Put the same again below the last of them in each session, behind the group it stands in."""
    chosen = _open(draft, items)
    sessions = []
    for rows in (chosen.by_session[session] for session in chosen.sessions):
        mine = [row for row in rows if row.pk in chosen.pks]
        _check_room(len(rows) + len(mine))
        numbers = _renumbered(mine, _free_number(rows))
        copies = [new_item(row.session, 0, replace(of_item(row), group=numbers[row.pk])) for row in mine]
        after = _end_of_group(rows, rows.index(mine[-1]))
        sessions.append([*rows[:after], *copies, *rows[after:]])
    _write(chosen, *sessions)
    return _done("items_added", chosen, by, f"{chosen.said} duplicated")


@transaction.atomic
def remove(*, draft: Version, items: Collection[int], by: User) -> str:
    chosen = _open(draft, items)
    Item.objects.filter(pk__in=chosen.pks).delete()
    left = ([row for row in chosen.by_session[pk] if row.pk not in chosen.pks] for pk in chosen.sessions)
    _write(chosen, *left)
    return _done("items_removed", chosen, by, f"{chosen.said} removed")


def _open(draft: Version, items: Collection[int]) -> Chosen:
    """Lock the draft and read its rows. Raises Overtaken when none of the chosen is left."""
    draft = open_draft(draft.pk)
    wanted = set(items)
    by_session: dict[int, list[Item]] = {}
    for row in items_of(draft).order_by(*READING_ORDER):
        by_session.setdefault(row.session_id, []).append(row)
    rows = [row for held in by_session.values() for row in held if row.pk in wanted]
    if not rows:
        raise Overtaken("The exercises you chose are not in this draft any more. Open the programme again.")
    return Chosen(draft, rows, by_session)


def _done(verb: str, chosen: Chosen, by: User, said: str) -> str:
    detail = f"{said} ({', '.join(str(row) for row in chosen.rows)})"
    return said if note(verb, chosen.draft, by, said=said, detail=detail) else ALREADY


def _write(chosen: Chosen, *sessions: list[Item]) -> None:
    """Number the rows of these sessions anew, forget groups of one, and write what is new or differs."""
    for rows in sessions:
        for position, (row, turn) in enumerate(zip(rows, turns_of(rows), strict=True), 1):
            row.position, row.group = position, row.group if turn else None
    rows = [row for held in sessions for row in held]
    moved = [row for row in rows if row.pk and _touched(chosen.draft, [row], PLACE)]
    Item.objects.bulk_update(moved, PLACE)
    Item.objects.bulk_create([row for row in rows if row.pk is None])


def _touched(draft: Version, rows: Iterable[Item], columns: Iterable[str]) -> list[str]:
    """The columns that differ in any of the rows from what stood in the draft; a narrow write is a quick one."""
    return [name for name in columns if any(_plain(row, name) != draft.stood["item", row.pk][name] for row in rows)]


def _plain(row: Item, name: str) -> Any:
    value = getattr(row, name)
    return str(value) if isinstance(value, Decimal) else value


def _free_number(rows: Iterable[Item]) -> int:
    return max((row.group or 0 for row in rows), default=0) + 1


def _renumbered(rows: Sequence[Item], free: int) -> dict[int, int | None]:
    """The number of each row's group in another place, so that it meets no other there."""
    numbers: dict[tuple[int, int], int] = {}
    for row in rows:
        if row.group is not None:
            numbers.setdefault((row.session_id, row.group), free + len(numbers))
    return {row.pk: numbers[row.session_id, row.group] if row.group is not None else None for row in rows}


def _end_of_group(rows: list[Item], index: int) -> int:
    turn = turns_of(rows)[index]
    return index + 1 + (turn.size - turn.number if turn else 0)


def _check_room(count: int) -> None:
    if count > MOST_ITEMS:
        raise ValidationError(f"A session holds {MOST_ITEMS} exercises at most.")
