"""Deliver the reminders that are due, each once and by one way, whatever dies on the way.

Rows are claimed, held and settled in `claims`. A worker asks again whether the reminder is still wanted and sends
outside any transaction.

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
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from patients.models import Channel, Patient, Plan, Reminder
from patients.reminders import times
from patients.reminders.channels import Carriers, note_refusal, note_taken, ways_of
from patients.reminders.claims import Ledger, claim
from patients.reminders.facts import Facts, read
from patients.reminders.occasions import due_at
from patients.reminders.trouble import RefusedError, TryLaterError
from patients.reminders.wanted import reason_against
from patients.reminders.wording import content_for, texts_of

logger = logging.getLogger(__name__)
State = Reminder.State
BATCHES_A_ROUND = 2
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


def deliver(batch: list[Reminder], carriers: Carriers) -> None:
    """Send or settle each row; who needs a server that does not answer waits, the others do not."""
    with Ledger() as ledger:
        courier = Courier(batch, carriers, ledger)
        for row in batch:
            courier.bring(row)


class Verdict(NamedTuple):
    """What becomes of a row that is not sent now."""

    state: str
    outcome: str = ""
    due_at: dt.datetime | None = None


def _instead(row: Reminder, facts: Facts | None, now: dt.datetime) -> Verdict | None:
    """What to write down instead of sending: not wanted, not yet or no longer; by the truth of this moment."""
    if facts is None:
        return Verdict(State.DROPPED, "There is no plan.")
    asked_for = row.kind == Reminder.Kind.LATER  # at a moment, not at an hour
    due = row.due_at if asked_for else due_at(facts, facts.rules[row.kind], row.local_date)
    if due and due > now:
        return Verdict(State.PLANNED, due_at=due)
    if reason := reason_against(facts, row.kind, row.local_date):
        return Verdict(State.DROPPED, reason)
    if row.attempts >= TRIES:
        return Verdict(State.UNDELIVERED, f"Gave up after {TRIES} tries. {row.outcome}")
    if due is None or times.too_late(due, now, facts.zone):
        state = State.UNDELIVERED if row.attempts else State.DROPPED
        return Verdict(state, f"It had become too late. {row.outcome}")
    return None


class Courier:
    """Brings the messages of a batch; what is known of their patients is read once."""

    def __init__(self, batch: list[Reminder], carriers: Carriers, ledger: Ledger) -> None:
        self.carriers, self.ledger = carriers, ledger
        self.known = read(Plan.objects.filter(patient__in=[row.patient_id for row in batch]), timezone.now())
        self.ways = ways_of(row.patient for row in batch)
        self.texts = texts_of({row.patient.clinic_id for row in batch})

    def bring(self, row: Reminder) -> None:
        facts, ways = self.known.get(row.patient_id), self.ways[row.patient_id]
        if verdict := _instead(row, facts, timezone.now()):
            self.ledger.settle(row, verdict.state, verdict.outcome, due_at=verdict.due_at)
        elif ways and self.carriers.is_down(ways[0]):
            until = timezone.now() + WAIT_FOR_SERVER
            self.ledger.settle(row, State.PLANNED, row.outcome or NO_ANSWER, lease_until=until)
        elif facts and self.ledger.hold(row):
            self._send(row, facts, ways)

    def _send(self, row: Reminder, facts: Facts, ways: list[Channel]) -> None:
        """Send one message by the first way that takes it, and write down what came of it."""
        refusals: list[str] = []
        if row.kind == Reminder.Kind.LAST:  # from here on it takes a person: whoever watches patients is to look
            Patient.objects.filter(pk=row.patient_id).update(changes=F("changes") + 1)
        try:
            content = content_for(row, facts, self.texts[row.patient.clinic_id][row.kind])
            for way in ways:
                if refusals and not self.ledger.hold(row, tries=0):
                    return
                try:
                    taken = self.carriers.send(way, content, row)
                except RefusedError as refusal:
                    note_refusal(way, refusal)
                    refusals.append(str(refusal))
                else:
                    said, now = " ".join([*refusals, taken]), timezone.now()
                    self.ledger.settle(row, State.SENT, said, sent_at=now, plan=facts.plan, channel=way.kind)
                    note_taken(way)
                    return
            self.ledger.settle(row, State.UNDELIVERED, " ".join(refusals) or NO_WAY)
        except TryLaterError as trouble:
            self._try_later(row, str(trouble))
        except Exception:  # one row that breaks us must not keep the others from their patients
            logger.exception("reminder %d could not be sent", row.pk)
            self._try_later(row, "Something went wrong on our side.")

    def _try_later(self, row: Reminder, trouble: str) -> None:
        if row.attempts >= TRIES:
            self.ledger.settle(row, State.UNDELIVERED, f"Gave up after {TRIES} tries. {trouble}")
        else:
            self.ledger.settle(row, State.PLANNED, trouble, due_at=timezone.now() + WAITS[row.attempts - 1])
