"""Start an export, cancel it, let it go on, fetch it; each is in the audit trail."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from clinic import audit
from clinic.models import Membership, User
from patients.exports import choosing, naming, shelf
from patients.exports.tasks import ring_all
from patients.models import Export, ExportPart
from programmes import handouts

MOST = 5000
State = Export.State


@transaction.atomic
def start(
    *, membership: Membership, wish: choosing.Wish, choice: handouts.Choice, kind: str, token: uuid.UUID | None
) -> Export:
    """Write down what is to be made, once however often the form arrives, and ring. Raises ValidationError."""
    clinic, by = membership.clinic, membership.user
    if token and (known := clinic.exports.filter(form_token=token, by=by).first()):
        return known
    people = choosing.found(membership, wish)
    count = people.count()
    if not count:
        raise ValidationError("Nobody with a plan matches. Choose others.")
    if count > MOST:
        raise ValidationError(f"These are {count:,} handouts; {MOST:,} fit into one export. Choose fewer at a time.")
    export = Export.objects.create(
        clinic=clinic, by=by, asked_for=wish.words(choosing.therapists_of(membership))[:300], layout=choice.layout,
        paper=choice.paper, colour=choice.colour, kind=kind, total=count, form_token=token,
    )  # fmt: skip
    ExportPart.objects.bulk_create(list(_parts(export, people)), batch_size=500)
    detail = f"{count} handouts, {choice.layout.label}, {export.get_kind_display()}: {export.asked_for}"
    audit.record("export_started", clinic=clinic, target=export, by=by, detail=detail)
    ring_all()
    return export


def _parts(export: Export, people: Any) -> Iterator[ExportPart]:
    rows = list(people.values_list("pk", "last_name", "first_name", "open_plan__programme__name"))
    names = naming.unlike(
        naming.safe(f"{f'{last} {first}'.strip()}, {programme}") for _, last, first, programme in rows
    )
    for position, (row, name) in enumerate(zip(rows, names, strict=True), 1):
        yield ExportPart(export=export, patient_id=row[0], position=position, name=name)


@transaction.atomic
def cancel(*, export: Export, by: User) -> None:
    """Take no further part; the one being printed is finished and kept. Raises ValidationError."""
    now = timezone.now()
    if not Export.objects.at_work().filter(pk=export.pk).update(state=State.CANCELLED, finished_at=now, seen_at=now):
        raise ValidationError("It is over already.")
    audit.record("export_cancelled", clinic=export.clinic, target=export, by=by)


def can_go_on(export: Export) -> bool:
    return export.state in (State.FAILED, State.CANCELLED) or (export.state == State.READY and export.broken > 0)


@transaction.atomic
def go_on(*, export: Export, by: User) -> None:
    """Make what is missing, and again what could not be made; what is made stays. Raises ValidationError."""
    held = Export.objects.select_for_update().get(pk=export.pk)
    if not can_go_on(held):
        raise ValidationError("There is nothing left to make.")
    gone = [part.pk for part in held.parts.printed() if not shelf.is_there(part.file)]
    again = held.parts.filter(Q(state=ExportPart.State.BROKEN) | Q(pk__in=gone))
    again.update(state=ExportPart.State.WAITING, reason="", attempts=0, file="")
    printed = held.parts.aggregate(printed=Count("pk", filter=Q(state=ExportPart.State.PRINTED)))["printed"]
    Export.objects.filter(pk=held.pk).update(
        state=State.WAITING, problem="", printed=printed, broken=0, attempts=0, claim=None, lease_until=None,
        served_at=None, finished_at=None, told_at=None, seen_at=None,
    )  # fmt: skip
    audit.record("export_resumed", clinic=held.clinic, target=held, by=by)
    ring_all()


def note_seen(*, export: Export, by: User) -> None:
    """Whoever asked has seen that it is over, so nobody writes to them."""
    if export.by_id == by.pk and export.seen_at is None and not export.is_at_work:
        Export.objects.filter(pk=export.pk).update(seen_at=timezone.now())


def note_fetched(*, export: Export, by: User) -> None:
    detail = f"{export.printed} handouts, {export.get_kind_display()}"
    audit.record("export_downloaded", clinic=export.clinic, target=export, by=by, detail=detail)


def is_there(export: Export) -> bool:
    """Whether its file can be fetched."""
    if export.state != State.READY:
        return False
    places = [export.bound] if export.kind == Export.Kind.PDF else export.parts.printed().values_list("file", flat=True)
    return all(map(shelf.is_there, places))
