"""Ask the rules about what is known of a plan, and keep what they propose; nothing here changes a programme."""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from patients.models import Patient, Plan, Proposal
from patients.progress import proposing
from patients.proposal_facts import Book, Facts, original_in
from programmes.dose import Dose
from programmes.models import Item

__all__ = ["consider", "consider_all", "original_in", "proposed_dose", "still_holds"]

logger = logging.getLogger(__name__)
State = Proposal.State


def consider(patient: Patient, today: dt.date) -> int:
    """Ask the rules about one patient's plan; returns how many proposals are open now."""
    patient = Patient.objects.select_related("clinic").get(pk=patient.pk)
    plan = Plan.objects.open().filter(patient=patient).first()
    if plan is None or not patient.clinic.proposals_on:
        return 0
    consider_all({plan: patient}, {plan: today})
    return plan.proposals.filter(state=State.OPEN).count()


def consider_all(patients: Mapping[Plan, Patient], today: Mapping[Plan, dt.date]) -> set[int]:
    """Ask the rules about these plans, each with its patient as they were read, and keep what is new.

    Facts are read and rules asked without holding a row, so nobody waits. Then the few plans with something to write
    are held; one whose patient has changed meanwhile, or which somebody is at, is left for the next time: returns the
    patients it concerns. A plan that breaks a rule is said in the log and keeps nobody else from being looked at.
    """
    if not patients:
        return set()
    book = Book(patients, max(today.values()))
    found = {}
    for plan, patient in patients.items():
        try:
            outcome = _ask(plan, book.facts_of(plan, today[plan]), today[plan])
        except Exception:
            logger.exception("no proposals for patient %s", patient.pk)
            continue
        if outcome:
            found[plan] = outcome
    return _keep(found, patients) if found else set()


@dataclass(frozen=True)
class _Outcome:
    """What is to be written for one plan."""

    expired: Sequence[int] = ()
    overtaken: Sequence[int] = ()
    rows: Sequence[Proposal] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.expired or self.overtaken or self.rows)


def _ask(plan: Plan, facts: Facts, today: dt.date) -> _Outcome:
    """What nobody decided in time is off the table, and so is what a newer one replaces or whose row is gone."""
    found = list(proposing.propose(facts.patient, facts.exercises, today=today))
    if phase := proposing.propose_phase(facts.patient, facts.plan, today=today):
        found.append(phase)
    anew = {each.item for each in found if each.item is not None and each.overtakes}
    of_programme = {each.item for each in facts.exercises}
    overtaken = [
        row.pk for row in facts.open if row.item_id and (row.item_id in anew or row.item_id not in of_programme)
    ]
    return _Outcome(facts.stale, overtaken, [_row(plan, each) for each in proposing.worth_deciding(found)])


@transaction.atomic
def _keep(found: Mapping[Plan, _Outcome], patients: Mapping[Plan, Patient]) -> set[int]:
    """Never waits for anybody: rows that somebody holds are skipped, and looked at again after their change."""
    plans = _free(Plan.objects.filter(pk__in=[plan.pk for plan in found]))
    as_read = {patients[plan].pk: patients[plan].changes for plan in found}
    people = dict(_free(Patient.objects.filter(pk__in=as_read)).values_list("pk", "changes"))
    held = set(plans.values_list("pk", flat=True))
    same = {pk for pk, changes in people.items() if changes == as_read[pk]}
    kept = [each for plan, each in found.items() if plan.pk in held and plan.patient_id in same]
    _close([pk for each in kept for pk in each.expired], State.EXPIRED)
    _close([pk for each in kept for pk in each.overtaken], State.OVERTAKEN)
    Proposal.objects.bulk_create([row for each in kept for row in each.rows], ignore_conflicts=True)
    return {plan.patient_id for plan in found if plan.pk not in held or plan.patient_id not in same}


def _free(rows: Any) -> Any:
    return rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))


def _close(pks: Iterable[int], state: str) -> None:
    Proposal.objects.filter(pk__in=pks, state=State.OPEN).update(state=state, decided_at=timezone.now())


def still_holds(proposal: Proposal) -> bool:
    """Whether the rules would propose it today as well: days went by, and other steps were taken since."""
    patient = proposal.plan.patient
    facts = Book({proposal.plan: patient}, patient.today()).facts_of(proposal.plan, patient.today())
    change = proposing.Change(
        variable=proposal.change["variable"],
        dose=proposed_dose(proposal),
        exercise=proposal.change.get("exercise"),
        name=proposal.change.get("name", ""),
    )
    made = proposing.Proposal(
        kind=proposing.Kind(proposal.kind),
        rule=proposal.rule,
        version=proposal.version,
        on=proposal.made_on,
        item=proposal.item_id,
        change=change,
    )
    return proposing.still_holds(made, facts.patient, facts.exercises, today=patient.today())


def proposed_dose(proposal: Proposal) -> Dose | None:
    """The dose that is proposed, read back from what was kept; None where none is."""
    columns = proposal.change.get("dose") if proposal.change else None
    if not columns:
        return None
    item = Item()
    for name, value in columns.items():
        field: Any = Item._meta.get_field(name)
        setattr(item, name, field.to_python(value))
    return item.dose


def _row(plan: Plan, made: proposing.Proposal) -> Proposal:
    return Proposal(
        plan=plan,
        item_id=made.item,
        exercise_id=made.exercise,
        name=made.name,
        kind=str(made.kind),
        rule=made.rule,
        version=made.version,
        made_on=made.on,
        therapist=made.therapist,
        patient=made.patient,
        about=list(made.about),
        data=dict(made.data),
        change=made.change.columns() if made.change else {},
        is_flag=made.flag,
    )
