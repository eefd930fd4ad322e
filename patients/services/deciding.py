"""Let a therapist decide what the rules have proposed: nothing changes without a person."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from clinic import audit
from clinic.models import Clinic, User
from exercises.models import Exercise
from patients import watching
from patients.models import Patient, Plan, Proposal
from patients.progress.proposing import Kind
from patients.proposals import original_in, proposed_dose, still_holds
from patients.services import plans
from programmes import dose as doses
from programmes import services as programmes
from programmes.amount import LESS, MORE, amount_of
from programmes.dose import Dose, DoseError
from programmes.models import Item, Version

State = Proposal.State
DECIDED_SHOWN = 20
AGAINST = {str(Kind.PROGRESS): LESS, str(Kind.EASE): MORE}  # a step the other way is not what the rule spoke of


class DecidedAlready(ValidationError):
    """Somebody else was faster; there is nothing left to decide."""


def open_of(patient: Patient) -> list[Proposal]:
    """What waits for a decision, the most careful first."""
    order = [str(kind) for kind in Kind]
    found = Proposal.objects.filter(plan__patient=patient, state=State.OPEN).select_related("item__session", "plan")
    return sorted(found, key=lambda each: (order.index(each.kind), each.pk))


def find(clinic: Clinic, *, patient: int, pk: int) -> Proposal:
    """A proposal of this clinic's patient, open or not; else 404."""
    return get_object_or_404(Proposal, plan__patient__clinic=clinic, plan__patient=patient, pk=pk)


def decided_of(patient: Patient) -> Sequence[Proposal]:
    """The newest decisions, and what nobody decided in time."""
    found = Proposal.objects.filter(plan__patient=patient).exclude(state=State.OPEN)
    return list(found.select_related("decided_by").order_by("-decided_at", "-id")[:DECIDED_SHOWN])


@transaction.atomic
def accept(*, proposal: Proposal, by: User, dose: str = "", reason: str = "", told: str | None = None) -> Proposal:
    """Put the change into the programme's draft; publishing it stays a step of its own.

    `dose` is what the therapist made of the proposed one; `told` is what the patient reads of a move to another
    phase or to keeping it up, the rule's words where it is None. Raises ValidationError where it was decided meanwhile,
    where its exercise is gone, or where the dose makes no sense.
    """
    proposal = _undecided(proposal)
    state, news = State.ACCEPTED, proposal.patient if told is None else told.strip()
    if proposal.plan.state == Plan.State.ENDED:
        raise ValidationError("This plan has ended, and nothing was changed. Decline this proposal.")
    if proposal.kind == Kind.PHASE:
        _check_next(proposal)
        plans.set_phase(
            plan=proposal.plan, number=proposal.plan.phase_number + 1, by=by, reason=proposal.therapist, news=news
        )
    elif proposal.kind == Kind.MAINTAIN:
        plans.maintain(plan=proposal.plan, by=by, reason=proposal.therapist, news=news)
    elif proposal.change:
        wanted = _dose(proposal, dose)
        state = State.ACCEPTED if wanted == proposed_dose(proposal) else State.EDITED
        if state == State.ACCEPTED and not still_holds(proposal):
            raise ValidationError(
                "What was logged since no longer speaks for this step. Write another dose, or decline it."
            )
        proposal.applied_in = _into_draft(proposal, wanted, by)
    return _decide(proposal, state, by, reason)


@transaction.atomic
def decline(*, proposal: Proposal, by: User, reason: str) -> Proposal:
    """Leave everything as it is, and say why. Raises ValidationError where it was decided meanwhile."""
    return _decide(_undecided(proposal), State.DECLINED, by, reason)


def reasons_for(draft: Version) -> list[str]:
    """Why the accepted steps in this draft, in words for the patient, in the order they were accepted.

    A step that was undone, or whose exercise was taken out since, says nothing; neither does one that was declined.
    """
    accepted = Proposal.objects.filter(applied_in=draft, state__in=(State.ACCEPTED, State.EDITED)).exclude(patient="")
    accepted = accepted.select_related("item__session", "item__exercise", "exercise").order_by("decided_at", "id")
    return [said for proposal in accepted if (said := _reason(proposal, draft))]


def _reason(proposal: Proposal, draft: Version) -> str:
    """The words for the patient with the dose as it stands in the draft; none where they would not be true."""
    before, row = proposal.item, _row_in(draft, proposal, after=True)
    if before is None or row is None:
        return ""
    is_other = (row.exercise.snapshot_of_id or row.exercise_id) != proposal.exercise_id
    way = amount_of(before.dose, row.dose).direction
    if not is_other and (row.dose == before.dose or way == AGAINST.get(proposal.kind)):
        return ""
    dose = proposed_dose(proposal)
    name = proposal.change.get("name") or proposal.name
    said = f"{name}, {doses.words(dose)}" if dose else name
    now = doses.words_brief(row.dose) or doses.words(row.dose)
    return proposal.patient.replace(said, f"{row.exercise.name}, {now}")


def _check_next(proposal: Proposal) -> None:
    """The phase spoken of is still the next one: somebody may have moved the patient, or changed the programme."""
    plan = proposal.plan
    names = list(plan.version.phases.order_by("position", "id").values_list("name", flat=True))
    if proposal.data.get("next", "") not in ("", *names[plan.phase_number : plan.phase_number + 1]):
        raise ValidationError("The plan was moved meanwhile, and nothing was changed. Decline this proposal.")


def _undecided(proposal: Proposal) -> Proposal:
    """Held, so that of two therapists one decides and the other hears of it."""
    held = Proposal.objects.select_for_update(of=("self",)).select_related(
        "plan__patient__clinic", "plan__programme", "item__session", "exercise"
    )
    found = held.get(pk=proposal.pk)
    if found.state != State.OPEN:
        raise DecidedAlready(f"This was decided meanwhile: {found.get_state_display().lower()}.")
    return found


def _decide(proposal: Proposal, state: str, by: User, reason: str) -> Proposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.reason = reason[:300]
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason", "applied_in"])
    clinic, detail = proposal.plan.patient.clinic, f"{proposal.rule} v{proposal.version} {reason}".strip()
    watching.note(proposal.plan.patient_id)
    audit.record(f"proposal_{state}", clinic=clinic, target=proposal, by=by, detail=detail)
    return proposal


def _dose(proposal: Proposal, text: str) -> Dose | None:
    """What the therapist wrote, or else what was proposed."""
    try:
        return doses.parse(text) if text.strip() else proposed_dose(proposal)
    except DoseError as error:
        raise ValidationError(f"{error}") from error


def _into_draft(proposal: Proposal, wanted: Dose | None, by: User) -> Any:
    """Change the row of the draft that stands for the proposal's; the draft is opened where there is none."""
    draft = programmes.draft_of(programme=proposal.plan.programme, by=by)
    row = _row_in(draft, proposal)
    if row is None:
        raise ValidationError("This exercise is not in the programme's draft any more. Decline this proposal.")
    other = proposal.change.get("exercise")
    if other and other != row.exercise_id:
        exercise = Exercise.objects.filter(pk=other).first()
        if exercise is None:
            raise ValidationError(f"“{proposal.change.get('name')}” is not in the library any more.")
        row = programmes.swap_item(item=row, exercise=exercise, by=by)
    if wanted is not None:
        programmes.change_item(item=row, dose=wanted, by=by)
    return draft


def _row_in(draft: Any, proposal: Proposal, *, after: bool = False) -> Item | None:
    """The same exercise in the session of the same name; `after` it was accepted, the step that took its place."""
    wanted = [proposal.exercise_id, *([proposal.change.get("exercise")] if after else [])]
    rows = Item.objects.filter(session__phase__version=draft).annotate(original=original_in("exercise"))
    rows = rows.filter(original__in=wanted).select_related("session__phase__version", "exercise")
    if proposal.item:
        same = rows.filter(session__name=proposal.item.session.name)
        rows = same if same.exists() else rows
    return rows.order_by("session__phase__position", "session__position", "position", "id").last()
