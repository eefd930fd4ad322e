"""Set a hint aside with a reason that is kept, and show it again; do what a hint proposes."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from clinic.models import User
from clinic.prepared import Prepared
from exercises.services import library_for
from programmes.hints import Remedy, Reword, Swap, kinder
from programmes.models import Item, Programme, SetAside, Version
from programmes.services.drafts import Overtaken, record
from programmes.services.items import items_of
from programmes.services.journal import fresh, note, open_draft
from programmes.services.swapping import swap_items

LONGEST_NOTE = 500  # of an item


def set_aside_of(programme: Programme) -> list[SetAside]:
    """The hints set aside at a programme, with who did it."""
    return _set_aside.all(programme.pk)


@Prepared
def _set_aside(programme: int) -> QuerySet[SetAside]:
    return SetAside.objects.filter(programme=programme).select_related("by")


@transaction.atomic
def set_aside(*, programme: Programme, key: str, by: User, reason: str = "") -> SetAside:
    """Put a hint out of the way, for everybody; the last reason stands."""
    aside, _ = SetAside.objects.update_or_create(programme=programme, key=key, defaults={"reason": reason, "by": by})
    record("hint_set_aside", programme, by, f"{key}: {reason}" if reason else key)
    return aside


@transaction.atomic
def show_again(*, programme: Programme, keys: Iterable[str], by: User) -> None:
    """Bring hints back."""
    found = SetAside.objects.filter(programme=programme, key__in=list(keys))
    gone = [aside.key for aside in found]
    found.delete()
    if gone:
        record("hint_shown_again", programme, by, ", ".join(gone))


@transaction.atomic
def take_remedy(*, draft: Version, remedy: Remedy, by: User) -> list[Item]:
    """Do what a hint proposes, in every row it is about, as one edit. Raises Overtaken where there is none any more."""
    rows = list(items_of(draft).filter(pk__in=remedy.rows))
    if not rows:
        raise Overtaken("The exercise this was about was removed meanwhile.")
    return _swap(draft, rows, remedy, by) if isinstance(remedy, Swap) else _reword(rows, remedy, by)


def _swap(draft: Version, rows: list[Item], swap: Swap, by: User) -> list[Item]:
    clinic = draft.programme.clinic
    exercise = library_for(clinic).filter(pk=swap.exercise).first() if clinic else None
    if exercise is None:
        raise Overtaken("That exercise is not in your library any more. Choose another one.")
    return swap_items(items=rows, exercise=exercise, by=by)


def _reword(rows: list[Item], reword: Reword, by: User) -> list[Item]:
    draft = open_draft(rows[0].session.phase.version_id)
    rows = [fresh(draft, row) for row in rows]
    for row in rows:
        row.note = kinder(row.note, reword.phrase)[:LONGEST_NOTE]
        row.revision += 1
        row.save(update_fields=["note", "revision"])
    note("item_changed", draft, by, said=f"Kinder words at {rows[0]}")
    return rows
