"""HOLD: everything more would need, asked one by one; the first that is not met says why the dose stays.

Each function says whether its need is NOT met, from what was told; that an answer is missing is a reason of its own,
asked after all that was told, for it may only have to be waited for.
"""

from typing import Final

from patients.progress.proposing import completion
from patients.progress.proposing.case import Case
from patients.progress.proposing.facts import Mode, Session
from patients.progress.proposing.proposal import Kind
from patients.progress.proposing.rules.rule import rule
from patients.progress.proposing.steps import next_step
from patients.progress.proposing.zones import Zone

# Safety and the state of the plan


@rule(Kind.HOLD, "fixed")
def fixed(case: Case) -> bool:
    """A fixed exercise stays as it is."""
    return case.exercise.mode is Mode.FIXED


@rule(Kind.HOLD, "open-flag", flag=True)
def open_flag(case: Case) -> bool:
    """A safety flag is open."""
    return case.patient.has_open_flag


@rule(Kind.HOLD, "not-active")
def not_active(case: Case) -> bool:
    """The plan is paused, over, or about keeping it up."""
    return case.patient.state != "active"


@rule(Kind.HOLD, "after-flare", uses="after_flare_days")
def after_flare(case: Case) -> bool:
    """A flare-up ended a short while ago."""
    ended = case.patient.flare_ended_on
    return ended is not None and case.days_since(ended) < case.limits.after_flare_days


# Enough sessions at this dose


@rule(Kind.HOLD, "too-few", uses="sessions_needed sessions_days")
def too_few(case: Case) -> bool:
    """There are not two sessions of this exercise in the last 14 days."""
    return len(case.recent) < case.limits.sessions_needed


@rule(Kind.HOLD, "just-changed", uses="sessions_needed")
def just_changed(case: Case) -> bool:
    """The dose changed, and there are not two sessions of the new one yet."""
    return any(one.asked != case.exercise.dose for one in case.recent)


@rule(Kind.HOLD, "few-sessions", uses="regular_sessions regular_days")
def few_sessions(case: Case) -> bool:
    """There was little training in the last 10 days."""
    lately = {day for day in case.patient.trained_on if 0 <= case.days_since(day) < case.limits.regular_days}
    return len(lately) < case.limits.regular_sessions


@rule(Kind.HOLD, "seven-days", uses="progress_days")
def seven_days(case: Case) -> bool:
    """A step up of this exercise was decided in the last 7 days."""
    return bool(case.progressed())


# How it went


@rule(Kind.HOLD, "conflicting", flag=True)
def conflicting(case: Case) -> bool:
    """What was written down cannot be meant."""
    return not all(completion.makes_sense(one) for one in case.recent)


@rule(Kind.HOLD, "red", uses="green_peak red_peak over_usual red_morning", flag=True)
def red(case: Case) -> bool:
    """One of the last two sessions was red."""
    return Zone.RED in case.zones


@rule(Kind.HOLD, "unsure", flag=True)
def unsure(case: Case) -> bool:
    """The patient was not sure how to do it."""
    return any(one.skipped == "unsure" for one in case.recent)


@rule(Kind.HOLD, "partial")
def partial(case: Case) -> bool:
    """Not everything asked was done, on each side, in both sessions."""
    return any(case.percent_done(one) < completion.WHOLE for one in case.recent)


@rule(Kind.HOLD, "made-easier")
def made_easier(case: Case) -> bool:
    """It was made easier, stopped early or done with less weight: the full movement comes before more of it."""
    return any(one.easier or one.stopped or completion.was_lighter(one) for one in case.recent)


@rule(Kind.HOLD, "unknown", uses="usual_scores usual_scores_least answer_days", waits=True)
def unknown(case: Case) -> bool:
    """An answer is missing: usual pain, highest pain, the next morning, effort or confidence."""
    return Zone.UNKNOWN in case.zones or case.confidence is None or any(one.effort is None for one in case.recent)


@rule(Kind.HOLD, "amber", uses="green_peak red_peak over_usual amber_may_progress")
def amber(case: Case) -> bool:
    """Pain was in the amber zone."""
    return Zone.AMBER in case.zones and not amber_may_progress(case)


def amber_may_progress(case: Case) -> bool:
    """Where the clinic allows it, for pain-monitored exercises, if pain did not rise over the last three sessions."""
    last = case.sessions[-3:]
    allowed = bool(case.limits.amber_may_progress) and case.exercise.mode is Mode.PAIN_MONITORED
    return allowed and len(last) == 3 and _is_falling([one.peak for one in last]) and _is_falling(
        [one.pain_morning for one in last]
    )  # fmt: skip


def _is_falling(scores: list[int | None]) -> bool:
    known = [score for score in scores if score is not None]
    return len(known) == len(scores) and known == sorted(known, reverse=True)


@rule(Kind.HOLD, "effort", uses="effort_most")
def effort(case: Case) -> bool:
    """It was hard."""
    return any((one.effort or 0) > case.limits.effort_most for one in case.recent)


@rule(Kind.HOLD, "top-of-range")
def top_of_range(case: Case) -> bool:
    """Not all sets reached the top of the range in both sessions (double progression)."""
    by_amount = case.exercise.mode in (Mode.PERFORMANCE, Mode.PAIN_MONITORED)
    sides = case.exercise.per_side
    return by_amount and not all(completion.all_at_top(one, per_side=sides) for one in case.recent)


@rule(Kind.HOLD, "no-reserve", uses="reserve_reps reserve_rir effort_target effort_most")
def no_reserve(case: Case) -> bool:
    """Little seemed to be left: no 2 reps beyond the range, no 3 in reserve, and effort as high as aimed at."""
    if case.exercise.mode is Mode.PERFORMANCE:
        return not all(_has_reserve(case, one) for one in case.recent)
    if case.exercise.mode is Mode.PAIN_MONITORED:
        return any((one.effort or 0) > _target(case) for one in case.recent)
    return False


def _has_reserve(case: Case, one: Session) -> bool:
    limits = case.limits
    extra = one.asked.reps is not None and completion.beyond_top(one) >= limits.reserve_reps
    easy = one.effort is not None and one.effort <= min(_target(case) - 1, limits.effort_most)
    return extra or easy or (one.rir is not None and one.rir >= limits.reserve_rir)


def _target(case: Case) -> float:
    """The most effort the dose aims at."""
    aimed = case.exercise.dose.effort
    return float(aimed.hi) if aimed else case.limits.effort_target


# How the person is


@rule(Kind.HOLD, "confidence", uses="confidence_least answer_days")
def confidence(case: Case) -> bool:
    """Confidence is not there yet."""
    return case.confidence is not None and case.confidence < case.limits.confidence_least


@rule(Kind.HOLD, "worry", uses="worry_high answer_days", flag=True)
def worry(case: Case) -> bool:
    """Worry is high."""
    return case.worry is not None and case.worry >= case.limits.worry_high


@rule(Kind.HOLD, "wellness", uses="sleep_low stress_high answer_days")
def wellness(case: Case) -> bool:
    """Poor sleep or much stress in the last two weekly answers."""
    limits = case.limits
    dips = [
        (one.sleep is not None and one.sleep <= limits.sleep_low)
        or (one.stress is not None and one.stress >= limits.stress_high)
        for one in case.check_ins[-2:]
    ]
    return dips == [True, True]


@rule(Kind.HOLD, "exposure", uses="worry_low answer_days")
def exposure(case: Case) -> bool:
    """An exposure step follows only when worry was low in the last two weekly answers."""
    if case.exercise.mode is not Mode.EXPOSURE:
        return False
    last = [one.worry for one in case.check_ins[-2:]]
    return len(last) < 2 or any(worry is None or worry > case.limits.worry_low for worry in last)


@rule(Kind.HOLD, "as-far-as-it-goes")
def as_far_as_it_goes(case: Case) -> bool:
    """All is well, and the rules know no next step: the therapist may."""
    return next_step(case.exercise, case.limits) is None


NOT_YET: Final = (
    fixed, open_flag, not_active, after_flare, too_few, just_changed, conflicting, red, unsure, partial, made_easier,
    amber, effort, confidence, worry, wellness, exposure, unknown, few_sessions, seven_days, top_of_range, no_reserve,
    as_far_as_it_goes,
)  # fmt: skip


# Once all exercises are known


@rule(Kind.HOLD, "same-exercise", uses="progress_days")
def same_exercise(case: Case) -> bool:
    """The exercise stands in the programme twice, and the other row takes the step."""
    return True


@rule(Kind.HOLD, "two-a-session", uses="progress_exercises progress_days")
def two_a_session(case: Case) -> bool:
    """Two other exercises of the same session take a step these days."""
    return True


@rule(Kind.HOLD, "weekly-volume", uses="weekly_rise_percent")
def weekly_volume(case: Case) -> bool:
    """The step would make a week's work more than 20 % more."""
    return True


@rule(Kind.HOLD, "nothing-said")
def nothing_said(case: Case) -> bool:
    """No rule applies: the dose stays."""
    return True
