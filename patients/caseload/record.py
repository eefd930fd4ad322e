"""A patient's page: everything on it said ready, from as many queries however long they train."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.utils.safestring import SafeString, mark_safe

from clinic.models import Clinic
from exercises.facets import Asked
from patients.caseload.words import days_words, hour_words, phase_words
from patients.models import Consent, Message, Patient, PatientTag, Plan, PlanEvent, with_standing
from patients.models.patient import PatientQuerySet
from patients.progress import bars, charts, scales
from patients.progress.adherence import Adherence
from patients.progress.canvas import PLUM
from patients.progress.days import ahead
from patients.reminders.channels.ways import leads_a_way
from patients.services.summary import RESTS, adherence_of
from programmes.models import Phase

SESSIONS_A_PAGE = 10
WEEKS_SHOWN = 12
CHARTED = dt.timedelta(weeks=52)
KINDS = dict(PlanEvent.Kind.choices)


class SessionRow(NamedTuple):
    """One session as a line; what was done in it is read when the line is opened."""

    pk: int
    local_date: dt.date
    session: str
    as_prescribed: bool
    pain_now: int | None
    pain_highest: int | None
    effort: int | None
    confidence: int | None
    note: str
    morning: int | None


class Event(NamedTuple):
    """One thing that happened to a plan."""

    plan: int
    kind: str
    at: dt.datetime
    reason: str
    programme: str | None
    number: int | None
    name: str
    email: str


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
    bars: SafeString


def patients(clinic: Clinic) -> PatientQuerySet:
    """The clinic's patients, each with the plan in force and what it and the therapist are called."""
    found = with_standing(clinic.patients.with_open_plan()).select_related("open_plan")  # type: ignore[misc]  # not a field
    return found.annotate(
        therapist_name=F("therapist__user__name"),
        therapist_email=F("therapist__user__email"),
        is_reached=ExpressionWrapper(leads_a_way(), output_field=BooleanField()),
        programme_name=F("open_plan__programme__name"),
        version_number=F("open_plan__version__number"),
        unread_messages=Subquery(_unread()),
        programme_archived_at=F("open_plan__programme__archived_at"),
        agreed_at=Subquery(_NEWEST_CONSENT.values("given_at")[:1]),
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


def _unread() -> QuerySet[Message, Any]:
    """How many of the patient's messages nobody has opened."""
    waiting = Message.objects.filter(patient=OuterRef("pk"), is_from_patient=True, read_at__isnull=True)
    return waiting.order_by().values("patient").annotate(count=Count("pk")).values("count")


def sessions(patient: Patient) -> list[SessionRow]:
    """Every session, newest first: the list and the chart are cut from it."""
    columns = (
        "pk", "local_date", "session__name", "as_prescribed",
        "pain_now", "pain_highest", "effort", "confidence", "note", "morning__pain",
    )  # fmt: skip
    found = patient.logs.values_list(*columns)
    return [SessionRow(*row) for row in found]


def page_of(rows: Sequence[SessionRow], number: str | None) -> Page:
    """One page of sessions, said as the list shows them."""
    page: Any = Paginator(rows, SESSIONS_A_PAGE).get_page(number)
    page.object_list = [_line(row) for row in page.object_list]
    return page


def chart(rows: Sequence[SessionRow], *, today: dt.date) -> SafeString:
    """Confidence first, pain second, over the last year at most."""
    recent = [row for row in reversed(rows) if row.local_date > today - CHARTED]
    series = [
        charts.Series(scales.CONFIDENCE, [(row.local_date, row.confidence) for row in recent]),
        charts.Series(scales.PAIN_HIGHEST, [(row.local_date, row.pain_highest) for row in recent], PLUM, "chart-b"),
    ]
    drawn = charts.scores(series, name="scores", title="Confidence and highest pain, session by session")
    return mark_safe(drawn)  # noqa: S308 (drawn from numbers and our own words)


def plan_card(patient: Patient, events: Sequence[Event], *, today: dt.date) -> PlanCard | None:
    plan: Plan | None = patient.open_plan
    if plan is None:
        return None
    phases = Phase.objects.filter(version=plan.version_id).order_by("position", "id").values_list("name", flat=True)
    how = _adherence(plan, events, patient.zone, today=today)
    drawn = bars.weeks(how.last(WEEKS_SHOWN), name="weeks", title="Sessions a week against the target")
    return PlanCard(
        plan=plan,
        programme=patient.programme_name,  # type: ignore[attr-defined]
        is_archived=patient.programme_archived_at is not None,  # type: ignore[attr-defined]
        version=patient.version_number,  # type: ignore[attr-defined]
        phase=phase_words(list(phases), plan.phase_number),
        days=days_words(plan),
        hour=hour_words(patient.reminder_hour),
        starts=ahead(plan.starts_on, today=today) if plan.starts_on > today else "",
        review=ahead(plan.review_on, today=today) if plan.review_on else "",
        review_is_due=bool(plan.review_on and plan.review_on <= today),
        adherence=how,
        bars=mark_safe(drawn) if how.has_begun else SafeString(),  # noqa: S308 (drawn from our own numbers)
    )


def tags(patient: Patient) -> dict[str, Any]:
    """What to be careful with and what is at home, in words, and the search for exercises that suit both."""
    kinds = PatientTag.Kind
    words: dict[str, list[str]] = {kinds.PRECAUTION: [], kinds.EQUIPMENT: []}
    codes: dict[str, list[str]] = {kinds.PRECAUTION: [], kinds.EQUIPMENT: []}
    for kind, value in patient.tags.values_list("kind", "value"):
        words[kind].append(PatientTag(kind=kind, value=value).label.rstrip("."))
        codes[kind].append(value)
    asked = Asked(have=tuple(codes[kinds.EQUIPMENT]), avoid=tuple(codes[kinds.PRECAUTION]))
    return {"precautions": words[kinds.PRECAUTION], "equipment": words[kinds.EQUIPMENT], "suiting": asked.address}


def events(patient: Patient) -> list[Event]:
    """What happened to this patient's plans, newest first."""
    columns = (
        "plan_id", "kind", "at", "reason", "version__programme__name", "version__number", "by__name", "by__email"
    )  # fmt: skip
    found = PlanEvent.objects.filter(plan__patient=patient)
    return [Event(*row) for row in found.values_list(*columns)]


def history(events: Iterable[Event], *, zone: zoneinfo.ZoneInfo) -> list[dict[str, Any]]:
    """The events as the page shows them."""
    return [
        {
            "what": KINDS[event.kind],
            "version": f"{event.programme} v{event.number}" if event.number else "",
            "reason": event.reason,
            "by": event.name or event.email,
            "at": f"{event.at.astimezone(zone):%-d %b %Y}",
        }
        for event in events
    ]


def notes(patient: Patient, *, zone: zoneinfo.ZoneInfo) -> list[dict[str, Any]]:
    """The notes as the page shows them, newest first."""
    found = patient.notes.values_list("text", "created_at", "created_by__name", "created_by__email")
    return [
        {"text": text, "at": f"{at.astimezone(zone):%-d %b %Y, %H:%M}", "by": name or email or "The patient’s device"}
        for text, at, name, email in found
    ]


def _line(row: SessionRow) -> dict[str, Any]:
    what = [row.session, *(["as prescribed"] if row.as_prescribed else []), *(["with a note"] if row.note else [])]
    return {
        "pk": row.pk,
        "day": f"{row.local_date:%a %-d %b %Y}",
        "what": ", ".join(what),
        "confidence": _score(row.confidence),
        "pain_highest": _score(row.pain_highest),
        "pain_now": _score(row.pain_now),
        "effort": _score(row.effort),
        "morning": _score(row.morning),
    }


def _score(value: int | None) -> str:
    return "–" if value is None else str(value)


def _adherence(plan: Plan, events: Sequence[Event], zone: zoneinfo.ZoneInfo, *, today: dt.date) -> Adherence:
    rests = [event for event in reversed(events) if event.plan == plan.pk and event.kind in RESTS]
    return adherence_of(plan, [(event.kind, event.at) for event in rests], zone, today=today)
