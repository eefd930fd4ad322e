"""A patient's page: what is on it said ready, from as many queries however long they train."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.http import Http404

from clinic.models import Clinic
from clinic.prepared import Prepared
from exercises.facets import Asked
from patients.caseload.life import Event
from patients.caseload.words import days_words, hour_words, phase_words
from patients.models import Consent, Message, Note, Patient, PatientTag, Plan, with_standing
from patients.progress.adherence import Adherence
from patients.progress.days import ahead
from patients.reminders.channels.ways import leads_a_way
from patients.services.summary import RESTS, adherence_of
from programmes.models import Phase

HIGHEST = 2**63 - 1  # number a row can have
NOTES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PlanCard:
    """The plan in force in words."""

    plan: Plan
    programme: str
    is_archived: bool
    version: int
    phase: str
    days: str
    hour: str
    starts: str
    review: str
    review_is_due: bool
    adherence: Adherence


def find(clinic: Clinic, pk: int) -> Patient:
    """The clinic's patient, with the plan in force and what it and the therapist are called; else 404."""
    patient = _patient.first(clinic.pk, pk) if pk <= HIGHEST else None
    if patient is None:
        raise Http404
    patient.clinic = clinic  # already read
    return patient


@Prepared
def _patient(clinic: int, pk: int) -> QuerySet[Patient, Any]:
    found: Any = with_standing(Patient.objects.filter(clinic=clinic, pk=pk).with_open_plan())
    return found.select_related("open_plan").annotate(
        therapist_name=F("therapist__user__name"),
        therapist_email=F("therapist__user__email"),
        is_reached=ExpressionWrapper(leads_a_way(), output_field=BooleanField()),
        programme_name=F("open_plan__programme__name"),
        version_number=F("open_plan__version__number"),
        unread_messages=Subquery(_unread()),
        programme_archived_at=F("open_plan__programme__archived_at"),
        agreed_at=Subquery(_NEWEST_CONSENT.values("given_at")[:1]),
        own_user=F("membership__user"),
        took_back_at=Subquery(_NEWEST_CONSENT.values("withdrawn_at")[:1]),
    )


_NEWEST_CONSENT = Consent.objects.filter(patient=OuterRef("pk")).order_by("-given_at", "-id")


def consent_words(patient: Any, *, zone: zoneinfo.ZoneInfo) -> str:
    """Whether the patient agreed to what is kept."""
    if patient.took_back_at:
        return f"Took back on {patient.took_back_at.astimezone(zone):%-d %b %Y} what was agreed about their data"
    if patient.agreed_at:
        return f"Agreed on {patient.agreed_at.astimezone(zone):%-d %b %Y} to what is kept"
    return "Has not agreed yet to what is kept"


def user_of(patient: Any) -> int | None:
    """Who the patient signs in as; read with the patient."""
    return patient.own_user


def _unread() -> QuerySet[Message, Any]:
    """How many of the patient's messages nobody has opened."""
    waiting = Message.objects.filter(patient=OuterRef("pk"), is_from_patient=True, read_at__isnull=True)
    return waiting.order_by().values("patient").annotate(count=Count("pk")).values("count")


def plan_card(patient: Patient, events: Sequence[Event], *, today: dt.date) -> PlanCard | None:
    plan: Plan | None = patient.open_plan
    if plan is None:
        return None
    phases = [name for (name,) in _phases.all(plan.version_id)]
    how = _adherence(plan, events, patient.zone, today=today)
    return PlanCard(
        plan=plan,
        programme=patient.programme_name,  # type: ignore[attr-defined]
        is_archived=patient.programme_archived_at is not None,  # type: ignore[attr-defined]
        version=patient.version_number,  # type: ignore[attr-defined]
        phase=phase_words(phases, plan.phase_number),
        days=days_words(plan),
        hour=hour_words(patient.reminder_hour),
        starts=ahead(plan.starts_on, today=today) if plan.starts_on > today else "",
        review=ahead(plan.review_on, today=today) if plan.review_on else "",
        review_is_due=bool(plan.review_on and plan.review_on <= today),
        adherence=how,
    )


@Prepared
def _phases(version: int) -> Any:
    return Phase.objects.filter(version=version).order_by("position", "id").values_list("name")


def tags(patient: Patient) -> dict[str, Any]:
    """What to be careful with and what is at home, in words, and the search for exercises that suit both."""
    kinds = PatientTag.Kind
    words: dict[str, list[str]] = {kinds.PRECAUTION: [], kinds.EQUIPMENT: []}
    codes: dict[str, list[str]] = {kinds.PRECAUTION: [], kinds.EQUIPMENT: []}
    for kind, value in _tags.all(patient.pk):
        words[kind].append(PatientTag(kind=kind, value=value).label.rstrip("."))
        codes[kind].append(value)
    asked = Asked(have=tuple(codes[kinds.EQUIPMENT]), avoid=tuple(codes[kinds.PRECAUTION]))
    return {"precautions": words[kinds.PRECAUTION], "equipment": words[kinds.EQUIPMENT], "suiting": asked.address}


@Prepared
def _tags(patient: int) -> Any:
    return PatientTag.objects.filter(patient=patient).values_list("kind", "value")


def notes(patient: Patient, *, zone: zoneinfo.ZoneInfo) -> list[dict[str, Any]]:
    """The newest of the notes as the page shows them; the timeline has them all."""
    return [
        {"text": text, "at": f"{at.astimezone(zone):%-d %b %Y, %H:%M}", "by": name or email or "The patient’s device"}
        for text, at, name, email in _notes.all(patient.pk)
    ]


@Prepared
def _notes(patient: int) -> Any:
    columns = ("text", "created_at", "created_by__name", "created_by__email")
    return Note.objects.filter(patient=patient).values_list(*columns)[:NOTES_SHOWN]


def _adherence(plan: Plan, events: Sequence[Event], zone: zoneinfo.ZoneInfo, *, today: dt.date) -> Adherence:
    rests = [event for event in reversed(events) if event.plan == plan.pk and event.kind in RESTS]
    return adherence_of(plan, [(event.kind, event.at) for event in rests], zone, today=today)
