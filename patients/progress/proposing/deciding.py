"""From all exercises of a patient to what is proposed: the first rule that applies, then what all may take together."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from patients.progress.proposing.case import Case
from patients.progress.proposing.facts import Exercise, Patient
from patients.progress.proposing.proposal import Change, Kind, Proposal
from patients.progress.proposing.reasons import for_patient, for_therapist
from patients.progress.proposing.rules import RULES, Rule, hold
from patients.progress.proposing.thresholds import DEFAULTS, Thresholds
from programmes import duration
from programmes.dose import Range


def propose(
    patient: Patient, exercises: Sequence[Exercise], *, today: dt.date, limits: Thresholds = DEFAULTS
) -> tuple[Proposal, ...]:
    """At most one proposal an exercise, and those about the whole plan first; HOLD says why nothing more is proposed.

    What is open, or was decided on the same answers, is left out. An open proposal whose exercise gets one that
    `overtakes` no longer holds: the newer one stands in its place, or, if it is HOLD, none. Nothing is proposed for a
    plan that rests or is over, and nothing beside a pause.
    """
    if patient.state in ("paused", "ended") and not patient.is_locked:
        return ()
    cases = [Case(exercise=exercise, patient=patient, today=today, limits=limits) for exercise in exercises]
    decided = [(case, *decide(case)) for case in cases]
    decided = [one for one in decided if one[1].kind is Kind.PAUSE] or decided
    limited = _within_limits(decided, patient)
    proposals = [_said(case, rule, change) for case, rule, change in limited]
    once = {proposal.rule: proposal for proposal in reversed(proposals) if proposal.item is None}
    each = [proposal for proposal in proposals if proposal.item is not None]
    return tuple(one for one in (*once.values(), *each) if not _was_said(one, patient))


Decided = tuple[Case, Rule, Change]


def decide(case: Case) -> tuple[Rule, Change]:
    """The first rule that applies to one exercise, before the limits across exercises."""
    answers = ((rule, rule.change(case)) for rule in RULES)
    return next((rule, change) for rule, change in answers if change is not None)


def still_holds(
    proposal: Proposal,
    patient: Patient,
    exercises: Sequence[Exercise],
    *,
    today: dt.date,
    limits: Thresholds = DEFAULTS,
) -> bool:
    """Whether an exercise's proposal may still be accepted: days went by, and others were accepted since.

    A row that is gone, a dose that changed, new answers, a lock, or a week that grew otherwise end it.
    """
    cases = [Case(exercise=exercise, patient=patient, today=today, limits=limits) for exercise in exercises]
    case = next((case for case in cases if case.exercise.item == proposal.item), None)
    if case is None:
        return False
    rule, change = decide(case)
    is_same = rule.id == proposal.rule and change == proposal.change
    return (is_same or rule.waits) and _fits(case, proposal.change, cases)


def _fits(case: Case, change: Change, cases: Sequence[Case]) -> bool:
    longer = _seconds(case.exercise, change) - _seconds(case.exercise)
    total = sum(_seconds(each.exercise) for each in cases)
    return longer <= 0 or total + longer <= _seconds_allowed(cases, case.patient, case.limits)


# Limits across exercises


def _within_limits(decided: Sequence[Decided], patient: Patient) -> Iterator[Decided]:
    """What is open already keeps its place; then those that waited longest take their step first."""
    ups = [one for one in decided if one[1].kind is Kind.PROGRESS]
    ups.sort(key=lambda one: _turn(one[0].exercise, patient))
    held = dict(_held(ups, [case for case, *_ in decided], patient)) if ups else {}
    for case, rule, change in decided:
        not_now = held.get(case.exercise.item)
        yield (case, not_now, Change()) if not_now else (case, rule, change)


def _held(ups: Sequence[Decided], cases: Sequence[Case], patient: Patient) -> Iterator[tuple[int, Rule]]:
    """The items whose step has to wait, and the limit that says so."""
    taken = _steps_lately(cases, patient)
    exercises: set[int] = set()
    total = sum(_seconds(case.exercise) for case in cases)
    for case, _, change in ups:
        exercise, limits = case.exercise, case.limits
        most = _seconds_allowed(cases, patient, limits)
        longer = _seconds(exercise, change) - _seconds(exercise)
        if exercise.exercise in exercises:
            yield exercise.item, hold.same_exercise
        elif any(taken[session] >= limits.progress_exercises for session in exercise.in_sessions):
            yield exercise.item, hold.two_a_session
        elif longer > 0 and total + longer > most:
            yield exercise.item, hold.weekly_volume
        else:
            total += max(longer, 0)
            exercises.add(exercise.exercise)
            taken.update(exercise.in_sessions)


def _steps_lately(cases: Sequence[Case], patient: Patient) -> Counter[int]:
    """Exercises of each session that took a step within the days a step needs."""
    taken: Counter[int] = Counter()
    for case in cases:
        exercise = case.exercise
        mine = (one for one in patient.earlier if one.is_progress and one.item == exercise.item)
        lately = (case.days_since(one.on) < case.limits.progress_days for one in mine if one.was_accepted)
        if any(lately):
            taken.update(exercise.in_sessions)
    return taken


def _seconds_allowed(cases: Sequence[Case], patient: Patient, limits: Thresholds) -> float:
    """A week's work at most, against a week ago; what fell since does not make room for more."""
    now = sum(_seconds(case.exercise) for case in cases)
    before = now if patient.seconds_a_week_ago is None else min(now, patient.seconds_a_week_ago)
    return before * (1 + limits.weekly_rise_percent / 100)


def _seconds(exercise: Exercise, change: Change | None = None) -> float:
    """A week's work on it, rests left out: they are no volume."""
    dose = change.dose if change and change.dose else exercise.dose
    dose = replace(dose, rest_seconds=Range.of(0))
    return duration.seconds(dose, exercise.per_side) * exercise.times_a_week


def _turn(exercise: Exercise, patient: Patient) -> tuple[bool, dt.date]:
    steps = [one for one in patient.earlier if one.is_progress and one.item == exercise.item]
    is_open = any(not one.decision for one in steps)
    return not is_open, max((one.on for one in steps if one.was_accepted), default=dt.date.min)


# Saying it


def _said(case: Case, rule: Rule, change: Change) -> Proposal:
    exercise = case.exercise
    return Proposal(
        kind=rule.kind,
        rule=rule.id,
        version=rule.version,
        on=case.today,
        item=None if rule.whole_plan else exercise.item,
        exercise=None if rule.whole_plan else exercise.exercise,
        name="" if rule.whole_plan else exercise.name,
        change=change,
        therapist=for_therapist(rule.id, case, change),
        patient=for_patient(rule.id, case, change),
        about=_about(case, rule),
        flag=rule.flag,
        overtakes=not rule.waits,
        data=_data(case, rule, change),
    )


def _data(case: Case, rule: Rule, change: Change) -> dict[str, Any]:
    """What it was made from, to be stored and shown; HOLD is not stored, its words say what it needs to."""
    if rule.kind is Kind.HOLD:
        return {"limits": case.limits.part(rule.uses)}
    return case.evidence | {"limits": case.limits.part(rule.uses), "change": change.columns() if change else None}


def _about(case: Case, rule: Rule) -> tuple[str, ...]:
    """What it was made from: the same rule on the same answers is not proposed twice."""
    if rule.kind is Kind.TALK:
        return (str(case.check_ins[-1].on),)
    if rule.id == "return.flare":
        return (str(case.patient.flare_since or case.check_ins[-1].on),)
    if rule.whole_plan:
        return tuple(str(day) for day in case.patient.trained_on[-1:])
    return tuple(str(one.on) for one in case.sessions[-2:])


def _was_said(proposal: Proposal, patient: Patient) -> bool:
    if proposal.kind is Kind.HOLD:
        return False
    same = (one for one in patient.earlier if one.rule == proposal.rule and one.item == proposal.item)
    return any(not one.decision or one.about == proposal.about for one in same)


def worth_deciding(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Those a therapist is asked about; HOLD only explains."""
    return [one for one in proposals if one.kind is not Kind.HOLD]
