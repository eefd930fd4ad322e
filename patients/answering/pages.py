"""Which page an address leads to: past its use, to help first, to a question, or to what came of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.answering import acting
from patients.answering.words import ASKED, SAID
from patients.models import Patient, Plan, standing_of
from patients.portal.gate import LOCKED
from patients.portal.numbers import numbers_of
from patients.reminders import taps
from patients.reminders.taps import Act, Tap
from patients.services.check_ins import NotHereYetError

Said = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    status: int = HTTPStatus.OK


QUESTIONS: Final = {Act.MORNING: "answering/morning.html", Act.BARRIER: "answering/barrier.html"}
GONE: Final = Page("answering/gone.html", status=HTTPStatus.GONE)


def page_for(token: str, said: Said | None) -> Page:
    """The page of this address; `said` is what was posted, None where somebody only looks.

    Whatever makes an address useless is answered alike: forged, too old, the plan over, the record put away.
    """
    tap = taps.read(token)
    if tap is None or _is_over(tap):
        return GONE
    if standing_of(tap.row.patient).is_locked:
        return Page("answering/help.html", _help(tap.row.patient), LOCKED if said is not None else HTTPStatus.OK)
    return _asked(tap) if said is None else _answered(tap, said)


def _is_over(tap: Tap) -> bool:
    """After the end of a plan there is nothing left to answer, but messages can still be stopped."""
    ended = tap.row.plan.state == Plan.State.ENDED and tap.act is not Act.MUTE
    return tap.row.patient.archived_at is not None or ended


def _help(patient: Patient) -> dict[str, Any]:
    return {"numbers": numbers_of(patient.clinic)}


def _asked(tap: Tap, error: str = "") -> Page:
    context = {"error": error, "day": tap.row.local_date, "words": ASKED.get(tap.act)}
    if tap.act is Act.BARRIER:
        context |= {"whats": acting.WHATS, "week": acting.week_of(tap)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return Page(QUESTIONS.get(tap.act, "answering/ask.html"), context, status)


@transaction.atomic
def _answered(tap: Tap, said: Said) -> Page:
    """Do it, and say so; what cannot be done any more is past its use, and what was not said is asked again."""
    try:
        match tap.act:
            case Act.DONE:
                return _done(tap, said)
            case Act.MORNING:
                return _morning(tap, said)
            case Act.BARRIER:
                return _barrier(tap, said)
            case Act.MUTE:
                acting.mute(tap)
            case _:
                acting.snooze(tap)
    except acting.NotSaidError as nothing:
        return _asked(tap, error=str(nothing))
    except (ValidationError, NotHereYetError):
        return GONE
    return Page("answering/said.html", {"words": SAID[tap.act]})


def _done(tap: Tap, said: Said) -> Page:
    undo = "undo" in said
    if undo:
        acting.take_back_done(tap)
    else:
        acting.done(tap)
    words = SAID["undone" if undo else tap.act]
    return Page("answering/said.html", {"words": words, "can_undo": not undo})


def _morning(tap: Tap, said: Said) -> Page:
    """Much pain, or much more than after the session, leads to the signs, as it does in the portal."""
    asks = acting.morning(tap, said.get("pain", ""))
    if asks:
        return Page("answering/signs.html", _help(tap.row.patient))
    return Page("answering/said.html", {"words": SAID[tap.act]})


def _barrier(tap: Tap, said: Said) -> Page:
    helped = acting.barrier(tap, said)
    return Page("answering/helped.html", {**_help(tap.row.patient), **helped})
