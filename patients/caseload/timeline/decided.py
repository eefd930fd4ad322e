"""What staff did: notes, the life of the plan with its versions, proposals decided, scores entered, looks taken."""

from collections.abc import Iterable

from django.urls import reverse

from patients.caseload import life
from patients.caseload.timeline.entry import Entry, Window
from patients.models import Attention, Measure, PlanEvent, Proposal
from patients.progress.instruments import INSTRUMENTS, plain

DECISIONS = (Proposal.State.ACCEPTED, Proposal.State.EDITED, Proposal.State.DECLINED)


def notes(window: Window) -> list[Entry]:
    rows = window.patient.notes.filter(**window.at("created_at")).select_related("created_by")
    return [
        Entry(
            day=window.day_of(row.created_at),
            at=row.created_at,
            kind="notes",
            title="Note, for staff only",
            hour=window.hour_of(row.created_at),
            text=row.text,
            by=str(row.created_by),
        )
        for row in rows.order_by("-created_at", "-id")[: window.limit]
    ]


def plan_events(window: Window) -> list[Entry]:
    found = PlanEvent.objects.filter(plan__patient=window.patient, **window.at("at"))
    rows = found.select_related("by", "version__programme").order_by("-at", "-id")[: window.limit]
    return [
        Entry(
            day=window.day_of(row.at),
            at=row.at,
            kind="plan",
            title=_event_words(row),
            hour=window.hour_of(row.at),
            text="\n".join(filter(None, (row.reason, _news(row)))),
            by=str(row.by),
            link=_version(row),
        )
        for row in rows
    ]


def _event_words(row: PlanEvent) -> str:
    version = [f"{row.version.programme.name}, version {row.version.number}"] if row.version else []
    return life.what(row.kind, row.why, row.until, *version)


def _news(row: PlanEvent) -> str:
    """What the patient was told was new."""
    return row.version.news if row.version and row.kind == PlanEvent.Kind.NEW_VERSION else ""


def _version(row: PlanEvent) -> tuple[str, str] | None:
    if row.version is None or row.version.is_draft:
        return None
    return reverse("programmes:version", args=[row.version.programme_id, row.version.number]), "What was in it"


def proposals(window: Window) -> list[Entry]:
    found = Proposal.objects.filter(
        plan__patient=window.patient, state__in=DECISIONS, decided_at__isnull=False, **window.at("decided_at")
    )
    rows = found.select_related("decided_by").order_by("-decided_at", "-id")[: window.limit]
    return [
        Entry(
            day=window.day_of(at),
            at=at,
            kind="proposals",
            title=f"Proposal {row.get_state_display().lower()}: {row.name or 'the whole plan'}",
            hour=window.hour_of(at),
            facts=[("Proposed", row.therapist), *([("Because", row.reason)] if row.reason else [])],
            by=str(row.decided_by) if row.decided_by else "",
            remark=f"rule {row.rule}, version {row.version}, of {row.made_on.day} {row.made_on:%b %Y}",
        )
        for row in rows
        if (at := row.decided_at)
    ]


def measures(window: Window) -> list[Entry]:
    rows = window.patient.measures.filter(**window.on("taken_on")).select_related("by")
    return [
        Entry(
            day=row.taken_on,
            at=row.entered_at,
            kind="measures",
            title=" ".join(filter(None, (_instrument(row.instrument), row.activity and f"· {row.activity}"))),
            hour=window.hour_of(row.entered_at, row.taken_on),
            facts=list(_score(row)),
            by=str(row.by),
            link=(reverse("caseload:outcomes", args=[row.patient_id]), "All outcomes"),
        )
        for row in rows.order_by("-taken_on", "-entered_at", "-id")[: window.limit]
    ]


def _instrument(code: str) -> str:
    return INSTRUMENTS[code].name if code in INSTRUMENTS else code


def _score(row: Measure) -> Iterable[tuple[str, str]]:
    instrument = INSTRUMENTS.get(row.instrument)
    yield "Score", plain(row.value)
    if instrument:
        yield "Scale", instrument.ends


def looks(window: Window) -> list[Entry]:
    rows = window.patient.attention.filter(end=Attention.End.DONE, ended_at__isnull=False, **window.at("ended_at"))
    return [
        Entry(
            day=window.day_of(at),
            at=at,
            kind="looks",
            title=f"Looked at: {row.words}",
            hour=window.hour_of(at),
            text=row.what_was_done,
            by=str(row.ended_by) if row.ended_by else "",
        )
        for row in rows.select_related("ended_by").order_by("-ended_at", "-id")[: window.limit]
        if (at := row.ended_at)
    ]
