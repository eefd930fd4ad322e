"""What the rules are told: an exercise and how it went, the patient, what was proposed lately. None is unknown."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median_low

from patients.progress.done import Done
from patients.progress.proposing.thresholds import Thresholds
from programmes.dose import Dose


class Mode(StrEnum):
    """By what the next step is judged: the codes of exercises.vocabulary.ProgressionMode."""

    PERFORMANCE = "performance"
    PAIN_MONITORED = "pain_monitored"
    QUOTA = "quota"
    EXPOSURE = "exposure"
    FIXED = "fixed"


@dataclass(frozen=True, kw_only=True)
class Rung:
    """The neighbour on the ladder, with its usual dose where the library knows one."""

    exercise: int
    name: str
    dose: Dose | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """One session as far as it concerns one exercise.

    The scores are those of the whole session, for they are asked once. `sets` are those done: of a session logged as
    prescribed, as many empty ones as were asked. `asked` is the dose in force that day. The three signs at the end
    are red or worse when told; not told is not asked.
    """

    on: dt.date
    asked: Dose
    sets: Sequence[Done] = ()
    skipped: str = ""  # pain, unsure, time, unwell, no_kit
    easier: str = ""  # step, fewer, smaller, slower, some
    stopped: str = ""  # pain, unwell, time, other
    pain_before: int | None = None
    pain_highest: int | None = None
    pain_after: int | None = None
    pain_morning: int | None = None
    effort: int | None = None
    rir: int | None = None
    confidence: int | None = None
    leg_symptoms: bool = False  # new or worse
    lingered: bool = False  # above usual for more than a day
    stop_symptom: bool = False  # clinical.md 5.3

    @property
    def was_tried(self) -> bool:
        """Whether it says something about the exercise: no time and no kit do not."""
        return self.skipped in ("", "pain", "unsure")

    @property
    def peak(self) -> int | None:
        """The highest pain told of that day: of answers that disagree, the worse one counts."""
        told = (self.pain_highest, self.pain_before, self.pain_after)
        return max((score for score in told if score is not None), default=None)


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise of the programme in force; `item` is its row, `since` the day it (not its dose) came in.

    `history` is oldest first. `in_sessions` are the programme's sessions it belongs to.
    """

    item: int
    exercise: int
    name: str
    mode: Mode
    dose: Dose
    since: dt.date
    history: Sequence[Session] = ()
    easier: Rung | None = None
    harder: Rung | None = None
    per_side: bool = False
    times_a_week: float = 2
    in_sessions: frozenset[int] = frozenset({1})


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """The weekly answers, 0 to 10."""

    on: dt.date
    usual_pain: int | None = None
    confidence: int | None = None
    worry: int | None = None
    sleep: int | None = None
    stress: int | None = None
    is_flare: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A proposal made before; `about` is what it was made from, `decision` is "" while it is open.

    `item` is the row as it is now, through all versions of the programme and through steps of the ladder.
    """

    rule: str
    on: dt.date
    item: int | None = None
    exercise: int | None = None
    about: tuple[str, ...] = ()
    decision: str = ""  # accepted, edited, declined, expired

    @property
    def is_progress(self) -> bool:
        return self.rule.startswith("progress.")

    @property
    def was_accepted(self) -> bool:
        return self.decision in ("accepted", "edited")


@dataclass(frozen=True, kw_only=True)
class Patient:
    """The person, over all exercises. Every sequence is oldest first.

    `cleared_on` is the day a clinician last cleared a lock: what was told until then is settled.
    `seconds_a_week_ago` is the work planned for a week then, rests left out; None where the plan is younger.
    """

    trained_on: Sequence[dt.date] = ()
    pain_before: Sequence[int] = ()
    check_ins: Sequence[CheckIn] = ()
    earlier: Sequence[Earlier] = ()
    is_locked: bool = False
    cleared_on: dt.date | None = None
    has_open_flag: bool = False
    flare_since: dt.date | None = None
    flare_ended_on: dt.date | None = None
    state: str = "active"  # active, paused, maintain, ended
    seconds_a_week_ago: float | None = None

    def check_ins_at(self, today: dt.date, limits: Thresholds) -> Sequence[CheckIn]:
        """Those that still count."""
        return [one for one in self.check_ins if 0 <= (today - one.on).days <= limits.answer_days]

    def usual_pain(self, today: dt.date, limits: Thresholds) -> int | None:
        """The middle of the last scores before training, the lower of two; with too few of them, the weekly answer."""
        scores = self.pain_before[-limits.usual_scores :]
        if len(scores) >= limits.usual_scores_least:
            return median_low(scores)
        answers = [one.usual_pain for one in self.check_ins_at(today, limits)]
        return answers[-1] if answers else None

    def is_flaring(self, today: dt.date) -> bool:
        """As told, or as the last week's answer says; pain alone never makes a flare-up."""
        last = self.check_ins[-1] if self.check_ins else None
        answered = bool(last and last.is_flare and 0 <= (today - last.on).days < 7)
        return self.flare_since is not None or answered
