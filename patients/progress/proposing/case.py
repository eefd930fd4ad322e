"""One exercise of one patient on one day, with what follows from it: what every rule asks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from patients.progress.proposing import completion
from patients.progress.proposing.facts import CheckIn, Earlier, Exercise, Patient, Session
from patients.progress.proposing.thresholds import DEFAULTS, Thresholds
from patients.progress.proposing.zones import Zone, zone
from programmes.dose import short

NOTES: Final = ("skipped", "easier", "stopped", "leg_symptoms", "lingered", "stop_symptom")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the rules are asked about; it works out nothing twice."""

    exercise: Exercise
    patient: Patient
    today: dt.date
    limits: Thresholds = DEFAULTS

    # The sessions

    @cached_property
    def sessions(self) -> Sequence[Session]:
        """Those in which this exercise was tried since it came into the programme, oldest first."""
        return [one for one in self.exercise.history if one.was_tried and self.exercise.since <= one.on <= self.today]

    @property
    def last(self) -> Session | None:
        return self.sessions[-1] if self.sessions else None

    @cached_property
    def recent(self) -> Sequence[Session]:
        """The last so many, if they are recent enough to say something."""
        newest = self.sessions[-self.limits.sessions_needed :]
        return [one for one in newest if self.days_since(one.on) <= self.limits.sessions_days]

    @cached_property
    def fresh(self) -> Sequence[Session]:
        """The last two that an easier dose may answer; older ones are for a talk when the patient is back."""
        newest = self.sessions[-2:]
        return [one for one in newest if self.days_since(one.on) < self.limits.gap_review_days]

    @property
    def at_risk(self) -> Session | None:
        """The newest of those."""
        return self.fresh[-1] if self.fresh else None

    def zone_of(self, session: Session) -> Zone:
        return zone(session, self.usual_pain, self.exercise.mode, self.limits)

    @cached_property
    def zones(self) -> Sequence[Zone]:
        return [self.zone_of(one) for one in self.recent]

    def percent_done(self, session: Session) -> int:
        return completion.percent_done(session, per_side=self.exercise.per_side)

    # The person

    @cached_property
    def usual_pain(self) -> int | None:
        return self.patient.usual_pain(self.today, self.limits)

    @cached_property
    def check_ins(self) -> Sequence[CheckIn]:
        return self.patient.check_ins_at(self.today, self.limits)

    @property
    def worry(self) -> int | None:
        return self.check_ins[-1].worry if self.check_ins else None

    @cached_property
    def confidence(self) -> int | None:
        """The lower one of the last session's and the last week's answer."""
        recent = [one.confidence for one in self.fresh[-1:]] + [one.confidence for one in self.check_ins[-1:]]
        return min((score for score in recent if score is not None), default=None)

    # Time

    def days_since(self, day: dt.date) -> int:
        return (self.today - day).days

    @cached_property
    def days_untrained(self) -> int:
        """Days since any training; 0 before the first."""
        trained = [day for day in self.patient.trained_on if day <= self.today]
        return self.days_since(max(trained)) if trained else 0

    @cached_property
    def days_away(self) -> int:
        """Days since this exercise was done, but while others are trained only from `gap_long_days` on.

        An exercise may have its turn once a week, and one missed turn is no gap.
        """
        if self.last is None:
            return 0
        days = self.days_since(self.last.on)
        return days if days >= self.limits.gap_long_days else min(days, self.days_untrained)

    def progressed(self) -> Sequence[Earlier]:
        """Steps up of this row or exercise that were decided lately; an open one is not repeated anyway."""
        mine = (one for one in self.patient.earlier if one.is_progress and self._is_mine(one))
        return [
            one for one in mine
            if self.days_since(one.on) < self.limits.progress_days and one.decision not in ("", "expired")
        ]  # fmt: skip

    def _is_mine(self, one: Earlier) -> bool:
        return one.item == self.exercise.item or one.exercise == self.exercise.exercise

    # What is kept with a proposal

    @cached_property
    def evidence(self) -> dict[str, Any]:
        """Everything the rules looked at, as JSON."""
        week = self.check_ins[-1] if self.check_ins else None
        return {
            "dose": short(self.exercise.dose),
            "mode": str(self.exercise.mode),
            "usual_pain": self.usual_pain,
            "sessions": [self._session(one) for one in self.sessions[-3:]],
            "week": {"on": str(week.on), "confidence": week.confidence, "worry": week.worry, "sleep": week.sleep,
                     "stress": week.stress} if week else None,
            "days_untrained": self.days_untrained,
            "days_away": self.days_away,
            "trained_on": [str(day) for day in self.patient.trained_on[-4:]],
        }  # fmt: skip

    def _session(self, one: Session) -> dict[str, Any]:
        told = {
            "pain_before": one.pain_before,
            "pain_highest": one.pain_highest,
            "pain_after": one.pain_after,
            "pain_morning": one.pain_morning,
            "effort": one.effort,
            "rir": one.rir,
            "confidence": one.confidence,
        }
        notes = [note for note in NOTES if getattr(one, note)]
        return {
            "on": str(one.on),
            "asked": short(one.asked),
            "percent_done": self.percent_done(one),
            "zone": str(self.zone_of(one)),
            **told,
            **{note: getattr(one, note) for note in notes},
        }
