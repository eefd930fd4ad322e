"""Deliver the reminders that are due, each once and by one way, whatever dies on the way.

A worker claims rows by a conditional UPDATE and holds them for a lease that it renews before each
message. It asks again whether the reminder is still wanted, sends outside any transaction, and
writes the outcome only while the claim is still its own. Whoever is killed leaves rows whose lease
runs out, and another worker takes them.

A message goes by the first way that works for its patient; where that one refuses it for good, by the
next, each way once. Trouble that may pass is waited for, not gone round: a mail server that is down
for ten minutes must not turn e-mails into something else.

One window remains, and no bookkeeping on this side can close it: a worker that dies, or loses the
connection, after the mail server (the push service, the provider of text messages) took a message and
before the row says so. That one message is sent again; an e-mail carries the same Message-ID, a push
the same topic and tag, so that the second takes the place of the first.
"""

import datetime as dt
import logging
import uuid

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from patients.models import Channel, Patient, Plan, Reminder
from patients.reminders import times
from patients.reminders.channels import Carriers, note_refusal, note_taken, ways_of
from patients.reminders.facts import Facts, read
from patients.reminders.occasions import due_at
from patients.reminders.trouble import RefusedError, TryLaterError
from patients.reminders.wanted import reason_against
from patients.reminders.wording import content_for

logger = logging.getLogger(__name__)
State = Reminder.State
BATCH, BATCHES_A_ROUND = 40, 5
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (2, 10, 30, 60))  # between five tries, within TOO_LATE
TRIES = len(WAITS) + 1
WAIT_FOR_SERVER = dt.timedelta(minutes=2)  # for who needs a server that did not answer; costs no try
NO_ANSWER = "The server for this way did not answer."
NO_WAY = "No way to reach them works."


def drain() -> bool:
    """Deliver a round of what is due; True if there may be more, and nobody is to wait for a server first."""
    with Carriers() as carriers:
        for _ in range(BATCHES_A_ROUND):
            batch = claim(timezone.now())
            if not batch:
                return False
            deliver(batch, carriers)
        return not carriers.any_down


def lease(now: dt.datetime) -> dt.datetime:
    """Return until when a claim holds: a minute, or more where the mail server is given more time."""
    return now + dt.timedelta(seconds=3 * settings.EMAIL_TIMEOUT)


def claim(now: dt.datetime) -> list[Reminder]:
    """Take up to a batch of due rows for ourselves; of several workers, each row goes to one."""
    ready, mark = Reminder.objects.ready_at(now), uuid.uuid4()
    with transaction.atomic():
        waiting = ready
        if connection.features.has_select_for_update_skip_locked:
            waiting = ready.select_for_update(skip_locked=True)
        pks = list(waiting.values_list("pk", flat=True)[:BATCH])
        if pks:
            ready.filter(pk__in=pks).update(state=State.SENDING, claim=mark, lease_until=lease(now))
    ours = Reminder.objects.filter(pk__in=pks, claim=mark).select_related("patient__clinic")
    return list(ours.prefetch_related("patient__clinic__message_texts").order_by("due_at", "pk"))


def deliver(batch: list[Reminder], carriers: Carriers) -> None:
    """Send or settle each row; who needs a server that does not answer waits, the others do not."""
    patients = [row.patient_id for row in batch]
    plans, ways = _plans_of(patients), ways_of(row.patient for row in batch)
    known = read(Plan.objects.filter(patient__in=patients), timezone.now())
    for row in batch:
        plan, leading = plans.get(row.patient_id), ways[row.patient_id]
        if _is_settled(row, known.get(row.patient_id), timezone.now()) or plan is None:
            continue
        if leading and carriers.is_down(leading[0]):
            _wait(row)
        elif _hold(row):
            _send(row, plan, leading, carriers)


def _plans_of(patients: list[int]) -> dict[int, Plan]:
    """The plan in force of each, or the one that ended last: even then there is a last message."""
    found: dict[int, Plan] = {}
    for plan in Plan.objects.filter(patient__in=patients).order_by("pk"):
        if plan.patient_id not in found or found[plan.patient_id].state == Plan.State.ENDED:
            found[plan.patient_id] = plan
    return found


def _is_settled(row: Reminder, facts: Facts | None, now: dt.datetime) -> bool:
    """Settle a row that by now is not wanted, not yet or no longer; by the truth of this moment, not of planning."""
    if facts is None:
        return _settle(row, State.DROPPED, "There is no plan.")
    asked_for = row.kind == Reminder.Kind.LATER  # at a moment, not at an hour
    due = row.due_at if asked_for else due_at(facts, facts.rules[row.kind], row.local_date)
    if due and due > now:
        return _settle(row, State.PLANNED, due_at=due)
    if reason := reason_against(facts, row.kind, row.local_date):
        return _settle(row, State.DROPPED, reason)
    if row.attempts >= TRIES:
        return _settle(row, State.UNDELIVERED, f"Gave up after {TRIES} tries. {row.outcome}")
    if due is None or times.too_late(due, now, facts.zone):
        return _settle(
            row, State.UNDELIVERED if row.attempts else State.DROPPED, f"It had become too late. {row.outcome}"
        )
    if row.kind == Reminder.Kind.LAST:  # from here on it takes a person: whoever watches patients is to look
        Patient.objects.filter(pk=row.patient_id).update(changes=F("changes") + 1)
    return False


def _hold(row: Reminder, tries: int = 1) -> bool:
    """Renew the lease and count the try; False if the day was logged meanwhile, or our lease had run out."""
    row.attempts += tries
    ours = Reminder.objects.filter(pk=row.pk, claim=row.claim, state=State.SENDING)
    return bool(ours.update(lease_until=lease(timezone.now()), attempts=F("attempts") + tries))


def _send(row: Reminder, plan: Plan, ways: list[Channel], carriers: Carriers) -> None:
    """Send one message by the first way that takes it, and write down what came of it."""
    refusals: list[str] = []
    try:
        content = content_for(row, plan)
        for way in ways:
            if refusals and not _hold(row, tries=0):
                return
            try:
                taken = carriers.send(way, content, row)
            except RefusedError as refusal:
                note_refusal(way, refusal)
                refusals.append(str(refusal))
            else:
                outcome = " ".join([*refusals, taken])
                _settle(row, State.SENT, outcome, sent_at=timezone.now(), plan=plan, channel=way.kind)
                note_taken(way)
                return
        _settle(row, State.UNDELIVERED, " ".join(refusals) or NO_WAY)
    except TryLaterError as trouble:
        _try_later(row, str(trouble))
    except Exception:  # one row that breaks us must not keep the others from their patients
        logger.exception("reminder %d could not be sent", row.pk)
        _try_later(row, "Something went wrong on our side.")


def _wait(row: Reminder) -> None:
    """Let the row lie for a while, due as it was; its server did not answer to somebody else's message."""
    ours = Reminder.objects.filter(pk=row.pk, claim=row.claim, state=State.SENDING)
    until = timezone.now() + WAIT_FOR_SERVER
    ours.update(state=State.PLANNED, claim=None, lease_until=until, outcome=row.outcome or NO_ANSWER)


def _try_later(row: Reminder, trouble: str) -> None:
    if row.attempts >= TRIES:
        _settle(row, State.UNDELIVERED, f"Gave up after {TRIES} tries. {trouble}")
    else:
        _settle(row, State.PLANNED, trouble, due_at=timezone.now() + WAITS[row.attempts - 1])


def _settle(row: Reminder, state: str, outcome: str = "", **fields: object) -> bool:
    """Write the outcome, if the row is still ours; what was sent is sent, whatever happened meanwhile."""
    ours = Reminder.objects.filter(pk=row.pk, claim=row.claim)
    if state != State.SENT:
        ours = ours.filter(state=State.SENDING)
    ours.update(state=state, outcome=outcome.strip()[:200], claim=None, lease_until=None, **fields)
    return True
