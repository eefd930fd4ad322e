"""Take back an edit of a draft, and do it again: the same rows, the other way round."""

from collections.abc import Callable, Collection
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from clinic.models import User
from clinic.prepared import Prepared
from exercises.models import Exercise
from programmes.models import DraftEdit, Item, Phase, Programme, Session, Version
from programmes.services.drafts import record
from programmes.services.items import arrange, place
from programmes.services.journal import (
    PARENTS,
    UNCOUNTED,
    Change,
    Columns,
    State,
    changes_of,
    last_standing,
    last_taken_back,
    open_draft,
    rows_in,
    state_of,
    write,
)

TABLES: Final[dict[str, type[Model]]] = {"programme": Programme, "phase": Phase, "session": Session, "item": Item}
ANYWHERE: Final = {"position", UNCOUNTED}  # a place may have shifted; that alone is no reason to refuse


class CannotUndo(ValidationError):
    """Somebody else has changed the same rows since; nothing was written, and the edit leaves the row of undos."""


def undo(*, draft: Version, by: User) -> DraftEdit | None:
    """Take back this person's last edit; None where there is none. Raises CannotUndo."""
    return _turn(draft, by, last_standing, _taken_back)


def redo(*, draft: Version, by: User) -> DraftEdit | None:
    """Do again what was taken back last; None where there is nothing. Raises CannotUndo."""
    return _turn(draft, by, last_taken_back, changes_of)


def _taken_back(edit: DraftEdit) -> list[Change]:
    return [change.turned() for change in changes_of(edit)]


def _turn(
    draft: Version,
    by: User,
    which: Prepared[DraftEdit],
    changes: Callable[[DraftEdit], list[Change]],
) -> DraftEdit | None:
    edit: DraftEdit | None = None
    try:
        with transaction.atomic():
            opened = open_draft(draft.pk)
            edit = which.first(opened.pk, by.pk)
            if edit is None:
                return None
            wanted = changes(edit)
            _apply(opened, wanted)
            entry = write(opened, by, edit.said, wanted, reverts=edit)
            edit.undone = None if edit.undone else entry.pk
            edit.save(update_fields=["undone"])
            record("draft_edit_undone" if edit.undone else "draft_edit_redone", opened.programme, by, edit.said)
            return edit
    except CannotUndo:
        if edit:
            DraftEdit.objects.filter(pk=edit.pk).update(undone=0)  # neither to undo nor to redo
        raise


def _apply(draft: Version, changes: list[Change]) -> None:
    """Write each row's `after`; every row must still be as its `before` says."""
    stood = draft.stood
    changes = [change for change in changes if change.key in stood or not _shifts_only(change)]
    for change in changes:
        _check(stood, change)
    removed = [change for change in changes if change.after is None]
    _check_nothing_inside(stood, removed)
    for of in ("item", "session", "phase"):
        TABLES[of]._default_manager.filter(pk__in=[c.pk for c in removed if c.of == of]).delete()
    added = [change for change in changes if change.before is None]
    _check_parents(stood, added)
    _check_exercises(changes)
    for of in ("phase", "session", "item"):
        model = TABLES[of]
        rows = [model(pk=c.pk, **_counted(c.after or {}, of)) for c in added if c.of == of]
        model._default_manager.bulk_create(rows)
    places: dict[int, int] = {}
    for change in changes:
        if change.before is not None and change.after is not None:
            _write(stood[change.key], change, places)
    place(places)
    _close_ranks(draft, {pk for change in changes if change.of == "item" and change.moves for pk in change.within})


def _shifts_only(change: Change) -> bool:
    return change.before is not None and change.after is not None and change.after.keys() <= ANYWHERE


def _check(stood: State, change: Change) -> None:
    now = stood.get(change.key)
    if (now is None) != (change.before is None):
        raise _overtaken(change, now)
    expected = (change.before or {}).items()
    if now is not None and any(now[name] != value for name, value in expected if name not in ANYWHERE):
        raise _overtaken(change, now)


def _check_nothing_inside(stood: State, removed: list[Change]) -> None:
    """A colleague may have put something into what would go."""
    going = {change.key for change in removed}
    for (of, pk), row in stood.items():
        above = {"session": "phase", "item": "session"}.get(of)
        if above and (above, row[PARENTS[of]]) in going and (of, pk) not in going:
            raise CannotUndo("It cannot be undone: a colleague has put something into it meanwhile.")


def _check_parents(stood: State, added: list[Change]) -> None:
    known = stood.keys() | {change.key for change in added}
    for change in added:
        above = {"session": "phase", "item": "session"}.get(change.of)
        if above and (above, (change.after or {})[PARENTS[change.of]]) not in known:
            raise CannotUndo("It cannot be put back: the place it was in is no longer there.")


def _check_exercises(changes: list[Change]) -> None:
    exercises = {change.after["exercise_id"] for change in changes if change.after and "exercise_id" in change.after}
    if exercises and Exercise.objects.filter(pk__in=exercises).count() < len(exercises):
        raise CannotUndo("It cannot be put back: an exercise in it was deleted meanwhile.")


def _overtaken(change: Change, now: Columns | None) -> CannotUndo:
    what = "removed" if now is None else "changed"
    return CannotUndo(f"It cannot be undone: the same {TABLES[change.of]._meta.verbose_name} was {what} meanwhile.")


def _counted(columns: Columns, of: str) -> Columns:
    """A row that comes back counts as edited, so that no stale form passes for a fresh one."""
    return columns | {UNCOUNTED: columns[UNCOUNTED] + 1} if of == "item" else columns


def _write(now: Columns, change: Change, places: dict[int, int]) -> None:
    """Where an item has but another place, that is left in `places`, to be written with the others."""
    before, after = change.before or {}, change.after or {}
    shifted = "position" in after and now["position"] != before["position"]
    columns: dict[str, Any] = {name: value for name, value in after.items() if name != "position" or not shifted}
    if change.of == "item" and change.alters:
        columns[UNCOUNTED] = now[UNCOUNTED] + 1
    if change.of == "item" and columns.keys() == {"position"}:
        places[change.pk] = columns["position"]
    elif columns:
        TABLES[change.of]._default_manager.filter(pk=change.pk).update(**columns)


def _close_ranks(draft: Version, sessions: Collection[int]) -> None:
    """Count the places anew where a colleague's rows stand between."""
    state = state_of(draft) if sessions else {}
    for session in sessions:
        arrange(Session(pk=session), rows_in(state, session))
