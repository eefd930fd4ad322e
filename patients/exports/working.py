"""The background work of exports: one handout a turn, by whoever comes, for whichever export waited longest.

The rows say what there is to do. A worker claims one part by a conditional UPDATE and holds it for a lease; one that is
killed leaves a claim that runs out, and another takes the part up. What is printed stays printed: it is on the disk
before its row says so. A doorbell rings for the next turn after each, so that other work comes in between.
"""

import datetime as dt
import logging
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from clinic import audit
from patients.exports import packing, shelf, telling
from patients.models import Export, ExportPart, Patient
from patients.services import printing
from programmes import handouts
from programmes.handouts import paper
from programmes.handouts.response import boxes_for

logger = logging.getLogger(__name__)
State, PartState = Export.State, ExportPart.State
LEASE = dt.timedelta(seconds=60)  # a handout takes 22 seconds at most, or as long again if its press has to be opened
TRIES = 3
KEPT = dt.timedelta(days=7)
FULL = "The disk is full. Nothing that was made is lost: make room, then go on."
NONE_MADE = "None of the handouts could be made; the reasons are below."
NOT_BOUND = "The handouts are made, but could not be put into one PDF. Go on tries again."
NO_PLAN = "There is no plan in force any more."
BEYOND_US = "Something went wrong on our side."
DIED = f"It did not come out in {TRIES} tries."


def turn() -> bool:
    """Print one handout, or finish one export; True if there was something to do."""
    now = timezone.now()
    if ExportPart.objects.filter(state=PartState.PRINTING, lease_until__gt=now).count() >= settings.EXPORTS_AT_ONCE:
        return False
    for export in Export.objects.in_turn().select_related("clinic", "by"):
        if part := _claim_part(export, now):
            _make(part)
            _finish_if_done(export)
            return True
        if _finish_if_done(export):
            return True
    return False


def sweep() -> bool:
    """Tell whoever waits, delete what is a week old; True if there is work that perhaps nobody heard of."""
    telling.tell()
    for export in Export.objects.filter(finished_at__lt=timezone.now() - KEPT).exclude(state=State.EXPIRED):
        if Export.objects.filter(pk=export.pk, state=export.state).update(state=State.EXPIRED):
            shelf.forget(export.folder)
    return Export.objects.at_work().exists()


# --- one part --------------------------------------------------------------------------------


def _claim_part(export: Export, now: dt.datetime) -> ExportPart | None:
    """Take the export's next part for ourselves; of several workers, each part goes to one."""
    free, mark = export.parts.free_at(now), uuid.uuid4()
    while pk := free.values_list("pk", flat=True).first():
        taken = {"state": PartState.PRINTING, "claim": mark, "lease_until": now + LEASE}
        if free.filter(pk=pk).update(**taken, attempts=F("attempts") + 1):
            Export.objects.at_work().filter(pk=export.pk).update(state=State.RUNNING, served_at=now)
            part = ExportPart.objects.select_related("patient").get(pk=pk)
            part.export = export
            return part
    return None


def _make(part: ExportPart) -> None:
    """Print it and write down what came of it; one that breaks keeps no other from being made."""
    if part.attempts > TRIES:
        _settle(part, PartState.BROKEN, reason=DIED)
        return
    try:
        _print(part)
    except paper.PaperError as error:
        if str(error) == paper.MISSING:  # none of the others would come out either
            _stop(part, str(error))
        else:
            _settle(part, PartState.BROKEN, reason=str(error))
    except OSError as error:
        if shelf.is_full(error):
            _stop(part, FULL)
        else:
            logger.exception("part %d of export %d could not be kept", part.pk, part.export_id)
            _settle(part, PartState.BROKEN, reason=BEYOND_US)
    except Exception:
        logger.exception("part %d of export %d could not be made", part.pk, part.export_id)
        _settle(part, PartState.BROKEN, reason=BEYOND_US)


def _print(part: ExportPart) -> None:
    export = part.export
    found = printing.ready(clinic=export.clinic, patient=part.patient_id)
    if found is None or part.patient.archived_at:
        _settle(part, PartState.BROKEN, reason=NO_PLAN)
        return
    printed = printing.printed(found, choice=choice_of(export), in_background=True)
    place = f"{export.folder}/{part.pk}.pdf"
    shelf.put(place, printed.pdf)
    _settle(
        part,
        PartState.PRINTED,
        reason=boxes_for(printed.missing) if printed.missing else "",
        file=place,
        size_bytes=len(printed.pdf),
        detail=f"{found.programme} v{found.facts['version__number']}, {handouts.Layout(export.layout).label}",
    )


def choice_of(export: Export) -> handouts.Choice:
    return handouts.Choice(handouts.Layout(export.layout), export.paper, export.colour)


def _settle(part: ExportPart, state: str, *, reason: str = "", detail: str = "", **fields: object) -> None:
    """Write the outcome, if the part is still ours."""
    export, now = part.export, timezone.now()
    ours = ExportPart.objects.filter(pk=part.pk, claim=part.claim, state=PartState.PRINTING)
    settled = {"state": state, "reason": reason[:500], "printed_at": now, "claim": None, "lease_until": None}
    with transaction.atomic():
        if not ours.update(**settled, **fields):
            return
        count = "printed" if state == PartState.PRINTED else "broken"
        Export.objects.filter(pk=export.pk).update(**{count: F(count) + 1})
        if state == PartState.PRINTED:
            detail = f"{detail}, export {export.pk}"
            patient = Patient(pk=part.patient_id)
            audit.record("handout_exported", clinic=export.clinic, target=patient, by=export.by, detail=detail)


def _stop(part: ExportPart, problem: str) -> None:
    """Give the part back and stop the whole: what is wrong here is wrong for all of them."""
    ours = ExportPart.objects.filter(pk=part.pk, claim=part.claim, state=PartState.PRINTING)
    ours.update(state=PartState.WAITING, claim=None, lease_until=None, attempts=0)
    Export.objects.at_work().filter(pk=part.export_id).update(
        state=State.FAILED, problem=problem, finished_at=timezone.now()
    )


# --- the whole -------------------------------------------------------------------------------


def _finish_if_done(export: Export) -> bool:
    """Put the whole together once no part is left, if nobody else does."""
    if export.parts.open().exists() or not _claim_whole(export):
        return False
    export.refresh_from_db(fields=["printed", "broken", "attempts"])
    if export.attempts > TRIES:
        _settle_whole(export, State.FAILED, problem=NOT_BOUND)
    elif not export.printed:
        _settle_whole(export, State.FAILED, problem=NONE_MADE)
    else:
        _put_together(export)
    return True


def _put_together(export: Export) -> None:
    try:
        if export.kind == Export.Kind.PDF:
            size = packing.bind(export, title=f"Handouts of {export.clinic}", seconds=_seconds(export))
        else:
            size = sum(export.parts.printed().values_list("size_bytes", flat=True))
    except OSError as error:
        logger.exception("export %d could not be bound", export.pk)
        _settle_whole(export, State.FAILED, problem=FULL if shelf.is_full(error) else NOT_BOUND)
    except packing.BindingError:
        logger.exception("export %d could not be bound", export.pk)
        _settle_whole(export, State.FAILED, problem=NOT_BOUND)
    else:
        _settle_whole(export, State.READY, size_bytes=size)


def _seconds(export: Export) -> float:
    """How long binding may take, many times what it does."""
    return 30 + 0.2 * export.total


def _claim_whole(export: Export) -> bool:
    now, export.claim = timezone.now(), uuid.uuid4()
    lease = now + dt.timedelta(seconds=_seconds(export) + 30)
    free = _at_work(export).filter(Q(lease_until=None) | Q(lease_until__lt=now))
    return bool(free.update(claim=export.claim, lease_until=lease, attempts=F("attempts") + 1, served_at=now))


def _settle_whole(export: Export, state: str, **fields: object) -> None:
    """Write the outcome, if the export is still ours and was not cancelled meanwhile."""
    settled = {"state": state, "finished_at": timezone.now(), "claim": None, "lease_until": None, "attempts": 0}
    _at_work(export).filter(claim=export.claim).update(**settled, **fields)


def _at_work(export: Export) -> QuerySet[Export]:
    return Export.objects.at_work().filter(pk=export.pk)
