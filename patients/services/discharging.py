"""Discharge: the plan ends with a reason, and two summaries are kept, for the patient and for the referrer."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clinic import audit
from clinic.models import Clinic, User
from patients.models import Patient, Plan, PlanEvent, Summary
from patients.progress.canvas import in_grey
from patients.schedule import DAY
from patients.services import flare_plans, leaving, plans
from programmes import handouts

Audience = Summary.Audience
Why = PlanEvent.Why
REASONS = (Why.GOALS_MET, Why.MOVED_ON, Why.STOPPED_COMING, Why.REFERRED, Why.OTHER)
LAYOUTS = {Audience.PATIENT: handouts.Layout.DISCHARGE, Audience.REFERRER: handouts.Layout.REFERRER}
STAYS = 365 * DAY  # the least that portal, last programme and help stay open after a discharge


@transaction.atomic
def discharge(
    *, plan: Plan, by: User, why: str, reason: str = "", can_do: str = "", advice: str = "", seen: str = ""
) -> Plan:
    """End the plan and keep what is to be said about it. Raises ValidationError, and then nothing has changed.

    `can_do` and `advice` are the therapist's words, a line each, for both summaries. A form sent twice ends it once.
    """
    ended = plans.end(plan=plan, by=by, why=why, reason=reason, seen=seen)
    if ended.summaries.exists():
        return ended
    told = leaving.Told(why=Why(why).label, reason=reason, can_do=_lines(can_do), advice=_lines(advice))
    now = timezone.now()
    for audience, content in (
        (Audience.PATIENT, leaving.for_patient(ended, told, until=ended.patient.today() + STAYS)),
        (Audience.REFERRER, leaving.for_referrer(ended, told)),
    ):
        ended.summaries.create(audience=audience, content=content, made_at=now, made_by=by)
    audit.record("plan_summarised", clinic=ended.patient.clinic, target=ended, by=by)
    return ended


def access_until(patient: Patient) -> dt.date | None:
    """The day until which a discharged patient's pages stay at the least; None while there is a plan in force."""
    plan = plans.last_of(patient)
    kept = plans.kept_since(plan) if plan and plan.state == Plan.State.ENDED else None
    return kept.since + STAYS if kept else None


def summaries_of(patient: Patient) -> Sequence[Summary]:
    """Newest first."""
    return list(Summary.objects.filter(plan__patient=patient).select_related("plan__programme"))


def find(clinic: Clinic, *, patient: int, pk: int) -> Summary | None:
    """A summary of this clinic's patient."""
    return _whole().filter(plan__patient__clinic=clinic, plan__patient=patient, pk=pk).first()


def own(patient: Patient) -> Summary | None:
    """The patient's own, the newest."""
    return _whole().filter(plan__patient=patient, audience=Audience.PATIENT).first()


def print_summary(summary: Summary, *, by: User, choice: handouts.Choice) -> handouts.Printed:
    """Lay it out as it was said then, and note who printed it; raises handouts.PaperError."""
    printed = handouts.make(wanted(summary, choice))
    patient = summary.plan.patient
    detail = f"{summary.plan.programme}, {summary.get_audience_display().lower()}"
    audit.record("summary_printed", clinic=patient.clinic, target=patient, by=by, detail=detail)
    return printed


def wanted(summary: Summary, choice: handouts.Choice) -> handouts.Wanted:
    """The page: the words kept, and the exercises of the version in force when the plan ended."""
    plan, said = summary.plan, dict(summary.content)
    patient = plan.patient
    charts = [(title, leaving.safe(in_grey(svg) if choice.is_ink else svg), how) for title, svg, how in said["charts"]]
    reader = handouts.HandoutFor(
        first_name=said["first_name"],
        goal=said["goal"],
        phase_number=plan.phase_number,
        figure_look=patient.figure_look,
        therapist=said["therapist"],
        flare=flare_plans.kept_words(said["flare"]),
    )
    return handouts.Wanted(
        plan.version,
        patient.clinic,
        settings.SITE_URL,
        choice.laid_out(LAYOUTS[Audience(summary.audience)]),
        reader,
        said={**said, "charts": charts},
    )


def _whole() -> QuerySet[Summary]:
    return Summary.objects.select_related("plan__version__programme", "plan__programme", "plan__patient__clinic")


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(each.split()) for each in text.splitlines()) if line]
