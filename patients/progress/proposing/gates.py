"""Proposals on the plan: ready for the next phase, ready to keep it up. The therapist moves a patient, never a rule.

The exit suggestions of clinical.md 1.3, read carefully: an answer that is missing counts for nothing, and any open
flag, lock, flare-up or high worry means not yet.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from patients.progress.proposing.facts import Mode, Patient, Session
from patients.progress.proposing.proposal import Kind, Proposal
from patients.progress.proposing.thresholds import DEFAULTS, Thresholds
from patients.progress.proposing.zones import Zone, zone


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The phase in force, by its kind, and the next one's name ("" where there is none).

    `sessions` are all training sessions, oldest first. `progressed` counts exercises that took a step in this phase;
    `points_gained` are those of the patient's own activities since the start.
    """

    phase: str
    since: dt.date
    next_phase: str = ""
    sessions: Sequence[Session] = ()
    progressed: int = 0
    points_gained: float | None = None
    is_goal_reached: bool | None = None
    is_flare_plan_written: bool | None = None


@dataclass(frozen=True)
class View:
    """A plan as the gates look at it on one day."""

    plan: Plan
    patient: Patient
    today: dt.date
    limits: Thresholds

    def weeks(self) -> Iterator[Sequence[Session]]:
        """The sessions of each of the last weeks, counted back from today, since the phase began."""
        for week in range(self.limits.gate_weeks):
            days = range(week * 7, (week + 1) * 7)
            yield [
                one for one in self.plan.sessions if (self.today - one.on).days in days and one.on >= self.plan.since
            ]

    def zones(self) -> list[list[Zone]]:
        usual = self.patient.usual_pain(self.today, self.limits)
        return [[zone(one, usual, Mode.PAIN_MONITORED, self.limits) for one in week] for week in self.weeks()]

    @property
    def is_without_red(self) -> bool:
        """Enough sessions a week whose zone is known, and none of them red."""
        return all(
            Zone.RED not in week and len(week) - week.count(Zone.UNKNOWN) >= self.limits.gate_sessions
            for week in self.zones()
        )

    @property
    def confidence(self) -> int | None:
        """The lower one of the last session's and the last week's answer."""
        check_ins = self.patient.check_ins_at(self.today, self.limits)
        recent = [one for one in self.plan.sessions if 0 <= (self.today - one.on).days <= self.limits.sessions_days]
        scores = [one.confidence for one in recent[-1:]] + [one.confidence for one in check_ins[-1:]]
        return min((score for score in scores if score is not None), default=None)

    def is_confident(self, least: int) -> bool:
        return self.confidence is not None and self.confidence >= least

    @property
    def is_clear(self) -> bool:
        """Nothing is open that comes first."""
        patient, limits = self.patient, self.limits
        check_ins = patient.check_ins_at(self.today, limits)
        worry = check_ins[-1].worry if check_ins else None
        ended = patient.flare_ended_on
        is_calm = not patient.is_flaring(self.today) and (
            ended is None or (self.today - ended).days >= limits.after_flare_days
        )
        is_safe = not patient.is_locked and not patient.has_open_flag and patient.state == "active"
        return is_safe and is_calm and (worry is None or worry < limits.worry_high)


@dataclass(frozen=True, kw_only=True)
class Gate:
    """From one phase to what follows it."""

    phase: str
    kind: Kind
    id: str
    version: int
    is_open: Callable[[View], bool]
    uses: tuple[str, ...]
    therapist: str
    patient: str


def for_strength(view: View) -> bool:
    """Two weeks of two sessions each, none red, the mornings as usual, and confidence 6 or more."""
    return view.is_without_red and view.is_confident(view.limits.strength_confidence)


def for_confidence(view: View) -> bool:
    """Three exercises progressed, two weeks without red, and confidence 7 or more."""
    has_grown = view.plan.progressed >= view.limits.progressed_exercises
    return has_grown and view.is_without_red and view.is_confident(view.limits.confidence_confidence)


def for_maintain(view: View) -> bool:
    """The patient's own activities at their goal or 2 points better, confidence 8 or more, a flare-up plan written."""
    plan, limits = view.plan, view.limits
    gained = plan.points_gained is not None and plan.points_gained >= limits.activity_points
    is_prepared = bool(plan.is_flare_plan_written) and view.is_without_red
    return (gained or bool(plan.is_goal_reached)) and is_prepared and view.is_confident(limits.maintain_confidence)


WEEKS: Final = ("gate_weeks", "gate_sessions")
GATES: Final = (
    Gate(
        phase="stability", kind=Kind.PHASE, id="phase.strength", version=1, is_open=for_strength,
        uses=(*WEEKS, "strength_confidence"),
        therapist="{weeks} weeks of {sessions} or more sessions, none red, confidence {confidence}: ready for {next}?",
        patient="Training goes steadily, so your programme moves on to its next part: {next}.",
    ),
    Gate(
        phase="strength", kind=Kind.PHASE, id="phase.confidence", version=1, is_open=for_confidence,
        uses=(*WEEKS, "progressed_exercises", "confidence_confidence"),
        therapist="{progressed} exercises progressed, no red in {weeks} weeks, confidence {confidence}: ready for "
        "{next}?",
        patient="You have taken on more and feel sure of it, so your programme moves on to its next part: {next}.",
    ),
    Gate(
        phase="confidence", kind=Kind.MAINTAIN, id="maintain.ready", version=1, is_open=for_maintain,
        uses=(*WEEKS, "activity_points", "maintain_confidence"),
        therapist="Own activities at their goal or {points} points better, confidence {confidence}, the flare-up plan "
        "is written: ready to keep it up?",
        patient="You can do what you set out to do. From now on it is about keeping it up, with less to do and more of "
        "your own choice.",
    ),
)  # fmt: skip


def propose_phase(patient: Patient, plan: Plan, *, today: dt.date, limits: Thresholds = DEFAULTS) -> Proposal | None:
    """The next phase, or keeping it up, where its gate is open and nobody was asked about it in this phase lately."""
    view = View(plan, patient, today, limits)
    gate = next((gate for gate in GATES if gate.phase == plan.phase), None)
    if gate is None or (gate.kind is Kind.PHASE and not plan.next_phase):
        return None
    if _was_asked(gate, view) or not view.is_clear or not gate.is_open(view):
        return None
    return _said(gate, view)


def _was_asked(gate: Gate, view: View) -> bool:
    """Open, or decided within the days after which a proposal expires: a "not yet" holds for a while."""
    same = (one for one in view.patient.earlier if one.rule == gate.id and one.on >= view.plan.since)
    return any(not one.decision or (view.today - one.on).days < view.limits.expires_days for one in same)


def _said(gate: Gate, view: View) -> Proposal:
    limits, plan = view.limits, view.plan
    said = {
        "weeks": limits.gate_weeks,
        "sessions": limits.gate_sessions,
        "confidence": view.confidence,
        "progressed": plan.progressed,
        "points": plan.points_gained if plan.points_gained is not None else 0,
        "next": plan.next_phase,
    }
    weeks = [[{"on": str(one.on), "zone": str(zone)} for one, zone in zip(*pair, strict=True)]
             for pair in zip(view.weeks(), view.zones(), strict=True)]  # fmt: skip
    return Proposal(
        kind=gate.kind,
        rule=gate.id,
        version=gate.version,
        on=view.today,
        therapist=gate.therapist.format_map(said),
        patient=gate.patient.format_map(said),
        about=(str(plan.since),),
        data={**said, "phase": plan.phase, "recent": weeks, "limits": limits.part(gate.uses)},
    )
