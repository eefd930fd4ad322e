"""Write the items of a draft: add, change, move, duplicate."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet

from clinic.models import User
from exercises.models import Exercise
from exercises.vocabulary import DoseMode
from programmes import dose
from programmes.dose import COLUMNS, Dose
from programmes.models import Item, Session, Version
from programmes.services import habits
from programmes.services.drafts import reread
from programmes.services.journal import fresh, open_draft, rows_in
from programmes.services.journal import note as note_edit
from programmes.services.outline import ItemOutline, new_item, of_item
from programmes.turns import Turn, turns_of

MOST_ITEMS = 50  # in a session: far beyond what anybody does, and an end to a stuck key
CORE_TO_START = 4  # 2-4 exercises are done, 8 are not (clinical.md, 2.1)
USUAL = {
    DoseMode.REPS: "3x10",
    DoseMode.HOLD: "3x5 hold 10s",
    DoseMode.WORK_TIME: "3x30s",
    DoseMode.DISTANCE: "3x20m",
    DoseMode.MINUTES: "10min",
    DoseMode.ACTIVITY: "once",
}


class EditConflict(Exception):
    """The item was changed by somebody else since it was read; nothing has been written."""

    def __init__(self, current: Item) -> None:
        super().__init__(f"item {current.pk} is at revision {current.revision}")
        self.current = current


def items_of(draft: Version) -> QuerySet[Item]:
    """The items of a draft, with what their verbs need."""
    return Item.objects.filter(session__phase__version=draft).select_related("exercise", "session__phase")


def sessions_of(draft: Version) -> QuerySet[Session]:
    return Session.objects.filter(phase__version=draft).select_related("phase")


def first_session(draft: Version) -> Session | None:
    return in_order(sessions_of(draft)).first()


def in_order(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """As the programme goes through them."""
    return sessions.order_by("phase__position", "phase", "position", "pk")


def turn_of(item: Item) -> Turn | None:
    """The item's place in its group."""
    rows = list(item.session.items.all())
    return next((turn for row, turn in zip(rows, turns_of(rows), strict=True) if row.pk == item.pk), None)


def usual_dose(exercise: Exercise) -> Dose:
    """The library's dose, or a plain one of the same kind where the library has none that can be read."""
    try:
        return dose.parse(exercise.dose)
    except dose.DoseError:
        return dose.parse(USUAL[DoseMode(exercise.dose_mode)])


def habitual_dose(exercise: Exercise, draft: Version, by: User) -> Dose:
    """What this person gave it last, then the clinic, then the library."""
    clinic = draft.programme.clinic
    habit = habits.dose_for(clinic=clinic, by=by, exercise=exercise.pk) if clinic else None
    return habit or usual_dose(exercise)


def sided(prescribed: Dose, exercise: Exercise) -> Dose:
    """Say the sides of a one-sided exercise aloud, so that nobody has to guess."""
    return replace(prescribed, side="each") if exercise.per_side and not prescribed.side else prescribed


@transaction.atomic
def add_item(
    *,
    session: Session,
    exercise: Exercise,
    by: User,
    dose: Dose | None = None,
    note: str = "",
    is_core: bool | None = None,
    seen: int | None = None,
) -> Item:
    """Put an exercise at the end of a session, with the habitual dose unless another is given.

    `seen` is how many items the sender saw there: if the next is this exercise already, the form was
    sent twice and the first one's item is returned. The first few of a session are core.
    """
    draft = open_draft(session.phase.version_id)
    session = _standing(draft, session)
    items = rows_in(draft.stood, session.pk)
    if seen is not None and len(items) > seen and items[seen].exercise_id == exercise.pk:
        return items[seen]
    _check_room(items)
    outline = ItemOutline(
        exercise_id=exercise.pk,
        dose=sided(dose or habitual_dose(exercise, draft, by), exercise),
        note=note,
        is_core=len(items) < CORE_TO_START if is_core is None else is_core,
    )
    item = new_item(session, len(items) + 1, outline)
    item.exercise = exercise
    item.save()
    _note("item_added", draft, by, item, f"{item} added")
    return item


@transaction.atomic
def change_item(
    *,
    item: Item,
    by: User,
    dose: Dose | None = None,
    note: str | None = None,
    is_core: bool | None = None,
    revision: int | None = None,
) -> Item:
    """Change what is given and leave the rest; the same values again change nothing.

    Raises EditConflict when `revision` is not the item's any more and the values differ.
    """
    draft = open_draft(item.session.phase.version_id)
    current = fresh(draft, item)
    dose = sided(dose, current.exercise) if dose else None
    wanted = {"dose": dose, "note": note, "is_core": is_core}
    different = {name: value for name, value in wanted.items() if value not in (None, getattr(current, name))}
    if not different:
        return current
    if revision is not None and revision != current.revision:
        raise EditConflict(current)
    if dose:
        current.set_dose(dose)
        if draft.programme.clinic:
            habits.keep(clinic=draft.programme.clinic, by=by, exercise=current.exercise, given=dose)
    current.note = current.note if note is None else note
    current.is_core = current.is_core if is_core is None else is_core
    current.revision += 1
    current.save(update_fields=[*COLUMNS, "note", "is_core", "revision"])
    _note("item_changed", draft, by, current, f"{current} changed")
    return current


@transaction.atomic
def copy_item(*, item: Item, by: User) -> Item:
    """Put the same again right after it."""
    draft = open_draft(item.session.phase.version_id)
    item = fresh(draft, item)
    items = rows_in(draft.stood, item.session_id)
    _check_room(items)
    copy = new_item(item.session, item.position + 1, of_item(item))
    copy.exercise = item.exercise
    copy.save()
    after = next(index for index, other in enumerate(items, 1) if other.pk == item.pk)
    arrange(item.session, [*items[:after], copy, *items[after:]])
    _note("item_added", draft, by, copy, f"{copy} duplicated")
    return copy


@transaction.atomic
def move_item(*, item: Item, by: User, position: int, session: Session | None = None) -> Item:
    """Put the item at `position` (from 1) of its session or of another in the same draft."""
    draft = open_draft(item.session.phase.version_id)
    item = fresh(draft, item)
    target = _standing(draft, session) if session else item.session
    others = _others(draft, target.pk, item)
    if target.pk != item.session_id:
        _check_room(others)
        arrange(item.session, _others(draft, item.session_id, item))
    index = min(max(position, 1), len(others) + 1) - 1
    arrange(target, [*others[:index], item, *others[index:]])
    _note("item_moved", draft, by, item, f"{item} moved")
    return item


@transaction.atomic
def step_item(*, item: Item, by: User, step: int) -> Item:
    """Move the item one place up (-1) or down (+1), over the edge into the next session of the programme."""
    draft = open_draft(item.session.phase.version_id)
    item = fresh(draft, item)
    items = rows_in(draft.stood, item.session_id)
    index = next(index for index, other in enumerate(items) if other.pk == item.pk) + step
    if 0 <= index < len(items):
        others = [other for other in items if other.pk != item.pk]
        arrange(item.session, [*others[:index], item, *others[index:]])
        _note("item_moved", draft, by, item, f"{item} moved")
        return item
    sessions = list(in_order(sessions_of(draft)))
    place = sessions.index(item.session) + step
    if not 0 <= place < len(sessions):
        return item
    return move_item(item=item, by=by, session=sessions[place], position=MOST_ITEMS if step < 0 else 1)


def arrange(session: Session, items: list[Item]) -> None:
    """Give the items of a session their places, from 1; writes only those that moved.

    What comes from another session leaves its group behind.
    """
    moved: dict[int, int] = {}
    for position, item in enumerate(items, 1):
        if item.session_id != session.pk:
            item.session, item.position, item.group = session, position, None
            item.save(update_fields=["session", "position", "group"])
        elif item.position != position:
            item.position = moved[item.pk] = position
    place(moved)


def place(positions: Mapping[int, int]) -> None:
    """Write the places of items, by number, in one statement."""
    if not positions:
        return
    whens, numbers = " WHEN %s THEN %s" * len(positions), ", ".join(["%s"] * len(positions))
    sql = f"UPDATE {Item._meta.db_table} SET position = CASE id{whens} END WHERE id IN ({numbers})"  # noqa: S608 (no words of anybody)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*chain.from_iterable(positions.items()), *positions])


def _others(draft: Version, session: int, item: Item) -> list[Item]:
    return [other for other in rows_in(draft.stood, session) if other.pk != item.pk]


def _standing(draft: Version, session: Session) -> Session:
    """The session, if it is part of the opened draft. Raises Overtaken when somebody removed it."""
    if ("session", session.pk) not in draft.stood:
        reread(session)
        raise ValueError("the session belongs to another version")
    return session


def _check_room(items: list[Item]) -> None:
    if len(items) >= MOST_ITEMS:
        raise ValidationError(f"A session holds {MOST_ITEMS} exercises at most.")


def _note(verb: str, draft: Version, by: User, item: Item, said: str) -> None:
    note_edit(verb, draft, by, said=said, detail=f"{item.session}: {item.exercise} {dose.short(item.dose)}")
