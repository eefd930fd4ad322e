"""What a patient can open: the sessions of their own programmes, their exercises, their own logs."""

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.forms import DateField
from django.forms import ValidationError as FieldError
from django.shortcuts import get_object_or_404

from exercises.vocabulary import LoadType
from patients.models import Patient, Plan, SessionLog
from patients.portal.amounts import Amount, amounts_of
from patients.portal.easing import on_day
from patients.schedule import DAY
from patients.services.logs import LATE_DAYS
from programmes.duration import minutes_of
from programmes.models import Item, Session
from programmes.short import short_of
from programmes.turns import in_turn_with, turns_of


@dataclass(frozen=True)
class Opened:
    """A session a patient opened, for one day of training."""

    session: Session
    items: list[Item]
    day: dt.date
    today: dt.date
    is_short: bool = False

    @property
    def minutes(self) -> int:
        return minutes_of((item.dose, item.exercise.per_side, item.group) for item in self.items)

    @property
    def turns(self) -> list[str]:
        """ "In turn with Squat" for each item, or nothing where it is done on its own."""
        names, places = [str(item) for item in self.items], turns_of(self.items)
        return [in_turn_with(names, places, index) for index in range(len(names))]

    @property
    def query(self) -> str:
        """What an address needs so that a session begun for another day stays with that day."""
        parts = {"day": f"{self.day}"} if self.is_late else {}
        parts |= {"short": "1"} if self.is_short else {}
        return f"?{urlencode(parts)}" if parts else ""

    @property
    def whole_query(self) -> str:
        """The same for the whole session."""
        return replace(self, is_short=False).query

    @property
    def short(self) -> "Opened | None":
        """The starred items only, where that is shorter."""
        items = [] if self.is_short else short_of(self.items)
        return replace(self, items=items, is_short=True) if items else None

    @property
    def is_late(self) -> bool:
        return self.day != self.today


def open_session(patient: Patient, pk: int, day: dt.date) -> Opened:
    """The session if any published version of the patient's own programmes holds it; else 404. Two queries."""
    sessions = Session.objects.filter(
        phase__version__published_at__isnull=False,
        phase__version__programme__in=patient.plans.values("programme"),
    )
    session = get_object_or_404(sessions.select_related("phase__version__programme"), pk=pk)
    items = session.items.select_related("exercise").order_by("position", "id")
    return Opened(session, on_day(patient, session, list(items), day), day, patient.today())


def plan_of(patient: Patient) -> Plan | None:
    """The plan in force, or the last one that was."""
    plans = patient.plans.select_related("programme")
    return plans.open().first() or plans.first()


def term_of(patient: Patient, opened: Opened) -> tuple[dt.date | None, bool]:
    """The first day of the plan this session belongs to, where that day is still to come; and whether it is over.

    One query.
    """
    plans = patient.plans.filter(programme=opened.session.phase.version.programme).order_by("starts_on")
    rows = list(plans.values_list("starts_on", "state"))
    first = rows[0][0] if rows else None
    is_over = all(state == Plan.State.ENDED for _, state in rows)
    return (first if first and first > opened.today else None), is_over


def log_of(patient: Patient, pk: int) -> SessionLog:
    """The patient's own log; else 404."""
    return get_object_or_404(patient.logs.select_related("session__phase", "plan"), pk=pk)


def chosen_day(patient: Patient, text: str | None) -> dt.date | None:
    """The day an address names, today where it names none; None if sessions cannot be entered for it."""
    today = patient.today()
    if not text:
        return today
    try:
        day = DateField().clean(text)
    except FieldError:
        return None
    return day if today - LATE_DAYS * DAY <= day <= today else None


def amounts_asked(item: Item, weight_unit: str) -> tuple[Amount, ...]:
    """What to ask of each set of this item."""
    takes_weight = item.exercise.load_type == LoadType.EXTERNAL_KG
    return amounts_of(item.dose, takes_weight=takes_weight, unit=weight_unit)
