"""Bring the rules what they ask of a plan, and keep what they propose; nothing here changes a programme."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from exercises import services as exercises
from exercises.models import Exercise
from patients.models import ItemLog, Measure, Patient, Plan, PlanEvent, Proposal, SetLog
from patients.progress import proposing
from patients.progress.done import Done
from patients.progress.instruments import PSFS
from patients.progress.proposing import Earlier, Mode, Rung
from programmes import dose as doses
from programmes.dose import Dose, DoseError
from programmes.models import Item, Phase, Session

State = Proposal.State
HISTORY_DAYS: Final = 120
Place = tuple[int, str]  # an exercise, and the session it is done in: what stays the same from version to version


@transaction.atomic
def consider(patient: Patient, today: dt.date) -> int:
    """Ask the rules about the patient's plan and keep what is new; returns how many are open now."""
    plan = Plan.objects.select_for_update().filter(patient=patient).exclude(state=Plan.State.ENDED).first()
    if plan is None or not patient.clinic.proposals_on:
        return 0
    expire(plan, today)
    facts = _Facts(patient, plan, today)
    found = list(proposing.propose(facts.patient, facts.exercises, today=today))
    if phase := proposing.propose_phase(facts.patient, facts.plan, today=today):
        found.append(phase)
    _overtake(plan, found)
    rows = [_row(plan, each) for each in proposing.worth_deciding(found)]
    Proposal.objects.bulk_create(rows, ignore_conflicts=True)
    return plan.proposals.filter(state=State.OPEN).count()


def expire(plan: Plan, today: dt.date) -> None:
    """What nobody decided in time is no longer on the table: unless somebody approves, nothing changes."""
    last = today - dt.timedelta(days=proposing.DEFAULTS.expires_days)
    plan.proposals.filter(state=State.OPEN, made_on__lte=last).update(state=State.EXPIRED, decided_at=timezone.now())


def still_holds(proposal: Proposal) -> bool:
    """Whether the rules would propose it today as well: days went by, and other steps were taken since."""
    patient = proposal.plan.patient
    facts = _Facts(patient, proposal.plan, patient.today())
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


# What the rules are told


def original_in(path: str) -> Coalesce:
    """An exercise as it is today, where an older version shows a snapshot of it."""
    return Coalesce(f"{path}__snapshot_of", path)


class _Facts:
    """Everything the rules ask about one plan, from a fixed number of queries.

    Pain is asked after training only, so what is usual comes from the weekly answer.
    """

    def __init__(self, patient: Patient, plan: Plan, today: dt.date) -> None:
        self.who, self.in_force, self.today = patient, plan, today
        phases = list(Phase.objects.filter(version=plan.version_id).order_by("position", "id"))
        self.number = min(plan.phase_number, len(phases))
        self.phase = phases[self.number - 1]
        self.next_phase = phases[self.number].name if self.number < len(phases) else ""
        items = Item.objects.filter(session__phase=self.phase).select_related("exercise", "session")
        self.items = [item for item in items.order_by("id") if item.session.kind == Session.Kind.TRAINING]
        self.history = self._history()
        self.earlier = self._earlier()

    @property
    def exercises(self) -> list[proposing.Exercise]:
        steps, since = exercises.neighbours({item.exercise for item in self.items}), self._since()
        per_week = (self.in_force.per_week_lo + self.in_force.per_week_hi) / 2
        turns = len({item.session_id for item in self.items}) or 1
        return [
            proposing.Exercise(
                item=item.pk,
                exercise=_today(item.exercise),
                name=item.exercise.name,
                mode=Mode(item.exercise.progression_mode),
                dose=item.dose,
                since=since.get(_place(item), self.in_force.starts_on),
                history=self.history.get(_place(item), ()),
                easier=_rung(steps, item.exercise, "easier"),
                harder=_rung(steps, item.exercise, "harder"),
                per_side=item.exercise.per_side,
                times_a_week=per_week / turns,
                in_sessions=frozenset({item.session_id}),
            )
            for item in self.items
        ]

    @property
    def patient(self) -> proposing.Patient:
        logs = self.who.logs.filter(local_date__gte=self.today - dt.timedelta(days=HISTORY_DAYS), plan=self.in_force)
        trained = logs.filter(session__kind=Session.Kind.TRAINING).order_by("local_date", "id")
        check_ins = self.who.check_ins.order_by("week").values(
            "usual_pain", "confidence", "worry", "sleep", "stress", "is_flare", on=F("local_date")
        )
        flares = list(self.who.flares.order_by("began_on", "id").values_list("began_on", "ended_on"))
        locks = list(self.who.locks.order_by("raised_at").values_list("cleared_at", flat=True))
        cleared = [at for at in locks if at]
        return proposing.Patient(
            trained_on=list(trained.values_list("local_date", flat=True)),
            check_ins=[proposing.CheckIn(**row) for row in check_ins],
            earlier=self.earlier,
            is_locked=None in locks,
            cleared_on=max(cleared).astimezone(self.who.zone).date() if cleared else None,
            flare_since=next((began for began, ended in flares if ended is None), None),
            flare_ended_on=max((ended for _, ended in flares if ended), default=None),
            state=self.in_force.state,
        )

    @property
    def plan(self) -> proposing.Plan:
        moved = self.in_force.events.filter(kind=PlanEvent.Kind.PHASE).order_by("-id").first()
        since = moved.at.astimezone(self.who.zone).date() if moved else self.in_force.starts_on
        by_day = {one.on: one for those in self.history.values() for one in those}
        steps = (one for one in self.earlier if one.is_progress and one.was_accepted and one.on >= since)
        return proposing.Plan(
            phase=self.phase.kind,
            since=since,
            next_phase=self.next_phase,
            sessions=[by_day[day] for day in sorted(by_day)],
            progressed=len({one.exercise for one in steps}),
            points_gained=self._points_gained(),
            is_flare_plan_written=Session.objects.filter(phase__version=self.in_force.version_id, kind="easy").exists(),
        )

    def _history(self) -> dict[Place, list[proposing.Session]]:
        """How each exercise of the phase went, session by session, oldest first; two queries."""
        since = self.today - dt.timedelta(days=HISTORY_DAYS)
        log = "session_log"
        rows = (
            ItemLog.objects.filter(session_log__plan=self.in_force, session_log__local_date__gte=since)
            .filter(item__session__name__in={item.session.name for item in self.items})
            .select_related("item__exercise", "item__session", f"{log}__morning")
            .order_by(f"{log}__local_date", f"{log}__id", "id")
        )
        wanted = {_place(item) for item in self.items}
        logs = [row for row in rows if _place(row.item) in wanted]
        sets: dict[int, list[Done]] = defaultdict(list)
        columns = ("item_log", "side", "reps", "seconds", "distance_m", "load_kg")
        for item_log, *amounts in (
            SetLog.objects.filter(item_log__in=logs).order_by("number", "id").values_list(*columns)
        ):
            sets[item_log].append(Done(*amounts))
        found: dict[Place, list[proposing.Session]] = defaultdict(list)
        for row in logs:
            found[_place(row.item)].append(_session(row, sets[row.pk]))
        return found

    def _since(self) -> dict[Place, dt.date]:
        """The day each exercise came into the programme, or the plan began if that was later; one query."""
        published = "session__phase__version__published_at"
        rows = (
            Item.objects.filter(
                session__phase__version__programme=self.in_force.programme_id, **{f"{published}__isnull": False}
            )
            .annotate(original=original_in("exercise"))
            .values("original", "session__name")
            .annotate(first=Min(published))
        )
        return {
            (row["original"], row["session__name"]): max(
                row["first"].astimezone(self.who.zone).date(), self.in_force.starts_on
            )
            for row in rows
        }

    def _earlier(self) -> list[Earlier]:
        """What was proposed before, each with the row that stands for its exercise now."""
        now = {_today(item.exercise): item.pk for item in self.items}
        return [
            Earlier(
                rule=row.rule,
                on=row.made_on,
                item=now.get((row.change or {}).get("exercise") or 0, now.get(row.exercise_id or 0)),
                exercise=row.exercise_id,
                about=tuple(row.about),
                decision="" if row.state == State.OPEN else _DECISIONS.get(row.state, "expired"),
            )
            for row in Proposal.objects.filter(plan=self.in_force).order_by("made_on", "id")
        ]

    def _points_gained(self) -> float | None:
        """How far the patient's own activities have come since the first time, on average; None before the second."""
        first: dict[str, float] = {}
        last: dict[str, float] = {}
        scores = Measure.objects.filter(patient=self.who, instrument=PSFS).order_by("taken_on", "id")
        days = set()
        for activity, value, day in scores.values_list("activity", "value", "taken_on"):
            first.setdefault(activity, float(value))
            last[activity] = float(value)
            days.add(day)
        return sum(last[name] - first[name] for name in first) / len(first) if len(days) > 1 else None


_DECISIONS: Final = {
    State.ACCEPTED.value: "accepted",
    State.EDITED.value: "edited",
    State.DECLINED.value: "declined",
}


def _today(exercise: Exercise) -> int:
    return exercise.snapshot_of_id or exercise.pk


def _place(item: Item) -> Place:
    return _today(item.exercise), item.session.name


def _session(row: ItemLog, sets: Sequence[Done]) -> proposing.Session:
    log, morning = row.session_log, getattr(row.session_log, "morning", None)
    return proposing.Session(
        on=log.local_date,
        asked=row.item.dose,
        sets=sets,
        skipped=row.skipped,
        easier=row.easier,
        stopped=log.stopped,
        pain_highest=log.pain_highest,
        pain_after=log.pain_now,
        pain_morning=morning.pain if morning else None,
        effort=log.effort,
        confidence=log.confidence,
    )


def _rung(steps: Mapping[int, Any], exercise: Exercise, way: str) -> Rung | None:
    place = steps.get(exercise.pk)
    found: Exercise | None = getattr(place, way) if place else None
    if found is None:
        return None
    try:
        usual = doses.parse(found.dose) if found.dose else None
    except DoseError:
        usual = None
    return Rung(exercise=found.pk, name=found.name, dose=usual)


# Rows


def _overtake(plan: Plan, found: Sequence[proposing.Proposal]) -> None:
    """An open proposal whose exercise gets a newer one no longer holds; one whose row is gone neither."""
    anew = {each.item for each in found if each.item is not None and each.overtakes}
    still = plan.proposals.filter(state=State.OPEN, item__isnull=False)
    still.filter(item__in=anew).update(state=State.OVERTAKEN, decided_at=timezone.now())
    left = plan.proposals.filter(state=State.OPEN, item__isnull=False)
    left.exclude(item__session__phase__version=plan.version_id).update(state=State.OVERTAKEN, decided_at=timezone.now())


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
