"""What a tap does, by the verbs of the portal and in the name of the patient's seat; each of them once."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from clinic import audit
from clinic.models import AuditEvent, User
from patients import signs
from patients.entries import SessionEntry
from patients.models import BarrierAnswer, Reminder, SessionLog
from patients.portal.barriers import helped_by
from patients.portal.mornings import SCORES
from patients.portal.today import page_for
from patients.progress.below import week_told_of
from patients.reminders import snoozing
from patients.reminders.taps import Act, Tap
from patients.schedule import DAY
from patients.services import barriers, check_ins, logs
from patients.services.once import held
from patients.services.seats import seat_for
from programmes.models.version import COUNTED

WHATS: Final = BarrierAnswer.What.choices
TAPPED: Final = "tapped"
NO_SCORE: Final = "Tap one of the numbers."
NO_ANSWER: Final = "Tap one of the answers."
SNOOZES: Final[dict[Act, Callable[[Reminder], object]]] = {Act.LATER: snoozing.later, Act.TOMORROW: snoozing.tomorrow}


class NotSaidError(Exception):
    """Nothing was answered; the text says what to do."""


def snooze(tap: Tap) -> None:
    """Later, or tomorrow; the same again does not put it off once more, since a browser sends a page again."""
    held(tap.row.patient)
    if _last_act(tap) != tap.act:
        SNOOZES[tap.act](tap.row)
        _note(tap, True)


def mute(tap: Tap) -> None:
    """No more messages of this one's kind."""
    patient, kind = held(tap.row.patient), tap.row.kind
    is_new = kind not in patient.muted_kinds.split()
    snoozing.mute(patient, kind)
    _note(tap, is_new)


# Done


def done(tap: Tap) -> None:
    """Store the session in turn as it was asked for, on the message's day; a day that has one already has enough.

    Raises ValidationError where it cannot be stored.
    """
    patient, day = held(tap.row.patient), tap.row.local_date
    if patient.logs.filter(local_date=day, session__kind__in=COUNTED).exists():
        return
    card = page_for(patient, {}).card
    if card is None:
        raise ValidationError("There is no session to store.")
    entry = SessionEntry(_key(tap), card.session.pk, day, as_prescribed=True)
    _, is_new = logs.store_once(patient=patient, entry=entry, by=_who(tap))
    _note(tap, is_new)


def take_back_done(tap: Tap) -> None:
    """Take back what this very tap stored, while it is fresh; twice is no mistake. Raises ValidationError."""
    log = tap.row.patient.logs.filter(uuid=_key(tap)).first()
    if log is not None:
        logs.withdraw(log=log, by=_who(tap))


# The morning after


def morning(tap: Tap, score: str) -> bool:
    """Store how it was the morning after the session of the day before; whether that asks for the signs.

    Raises NotSaidError, or what the verb raises where there is no such session.
    """
    if not (score.isascii() and score.isdecimal() and len(score) <= len("10") and int(score) in SCORES):
        raise NotSaidError(NO_SCORE)
    patient, about = tap.row.patient, _session_before(tap)
    _, is_new = check_ins.store_morning(
        patient=patient,
        uuid=_key(tap),
        log=about.uuid,
        pain=int(score),
        local_date=max(patient.today(), tap.row.local_date),
        by=_who(tap),
    )
    _note(tap, is_new)
    return signs.are_to_be_asked(int(score), about.pain_now)


def _session_before(tap: Tap) -> SessionLog:
    """The session of the day before the message's, by the calendar and not by hours; training goes first."""
    found = tap.row.patient.logs.filter(local_date=tap.row.local_date - DAY).select_related("session")
    in_order = sorted(found, key=lambda log: (log.session.kind not in COUNTED, log.pk))
    if not in_order:
        raise ValidationError("There is no session of that day.")
    return in_order[0]


# What got in the way


def barrier(tap: Tap, said: Mapping[str, str]) -> dict[str, Any]:
    """Store the answer or the change that was tapped, or undo it; what the page then says.

    Raises NotSaidError where nothing was tapped, ValidationError where it cannot be done.
    """
    patient, week, who = tap.row.patient, week_of(tap), _who(tap)
    if "what" in said:
        if said["what"] not in BarrierAnswer.What.values:
            raise NotSaidError(NO_ANSWER)
        answer, is_new = barriers.answer_once(patient=patient, what=said["what"], week=week, by=who)
        _note(tap, is_new)
        return helped_by(answer)
    found = barriers.answer_of(patient, week)
    if found is None or not {"change", "undo"} & set(said):
        raise NotSaidError(NO_ANSWER)
    if "undo" in said:
        return helped_by(barriers.take_back(answer=found, by=who))
    return helped_by(barriers.choose(answer=found, code=said["change"], by=who))


def week_of(tap: Tap) -> dt.date:
    """The Monday of the week the message asked about, however late it is answered."""
    return week_told_of(tap.row.local_date, tap.row.plan.starts_on)


def _who(tap: Tap) -> User:
    """In whose name it stands in the trail; nobody is signed in by that."""
    return seat_for(tap.row.patient).user


def _note(tap: Tap, is_new: bool) -> None:
    """That it came by an address out of a message, beside what the verb itself writes into the trail."""
    if is_new:
        audit.record(TAPPED, clinic=tap.row.patient.clinic, target=tap.row, by=_who(tap), detail=tap.act)


def _last_act(tap: Tap) -> str:
    """The act of this message's that was noted last; the trail is read by its index."""
    events = AuditEvent.objects.filter(
        clinic_ref=tap.row.patient.clinic_id, target_type="reminder", target_ref=str(tap.row.pk), verb=TAPPED
    )
    return events.values_list("detail", flat=True).first() or ""


def _key(tap: Tap) -> UUID:
    """The id of what this tap makes: the same each time, and nobody else's to guess."""
    return UUID(bytes=salted_hmac("patients.answering", f"{tap.act} {tap.row.pk}").digest()[:16])
