"""One specific good thing to say after a session: true, about the person's own doing, never about streaks."""

from dataclasses import dataclass
from typing import Final

MILESTONES: Final = frozenset({5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200})
A_BREAK_DAYS: Final = 10


@dataclass(frozen=True)
class Session:
    """What is known of a session just stored; the counts include it."""

    sessions_ever: int
    done_this_week: int
    target: int
    counts: bool  # extras alongside do not count towards the week
    weeks_on_target: int
    exercises: int
    exercises_done: int
    made_easier: int
    confidence: int | None
    confidence_before: int | None  # the highest of all earlier answers
    pain_highest: int | None
    pain_before: bool = False  # some earlier session hurt, and none was without pain
    days_since_last: int = 0
    more: str = ""  # what was more than ever, in words: "Squat with 14 kg"
    evened: str = ""  # an exercise whose sides are even now and were not the last time


def fact(session: Session) -> str:
    """The first of these that is true, rarest first."""
    if session.sessions_ever <= 1:
        return "That was your first session. Starting is the biggest step, and it is taken."
    return (
        _back(session)
        or _painless(session)
        or _confidence(session)
        or _more(session)
        or _week(session)
        or _count(session)
        or _choices(session)
        or _plain(session)
    )


def _back(session: Session) -> str:
    if session.days_since_last < A_BREAK_DAYS:
        return ""
    return f"You are back after {session.days_since_last} days. That is the hardest session of all, and it is done."


def _painless(session: Session) -> str:
    if session.pain_highest != 0 or not session.pain_before:
        return ""
    return "Your first session without any pain."


def _confidence(session: Session) -> str:
    now, before = session.confidence, session.confidence_before
    if now is None or before is None or now <= before:
        return ""
    return f"Confidence {now} out of 10: the highest so far."


def _more(session: Session) -> str:
    if session.more:
        return f"{session.more}: more than ever before."
    return f"{session.evened}: left and right were even this time." if session.evened else ""


def _week(session: Session) -> str:
    if not session.counts or session.done_this_week != session.target:
        return ""
    weeks = session.weeks_on_target
    so_far = f" {weeks} weeks on target so far." if weeks > 1 else ""
    return f"With this one, the week is on target.{so_far}"


def _count(session: Session) -> str:
    return f"That makes {session.sessions_ever} sessions in all." if session.sessions_ever in MILESTONES else ""


def _choices(session: Session) -> str:
    if session.pain_highest == 0:
        return "A whole session without pain."
    if session.made_easier:
        return "You chose the easier version where it suited you. Finding the right level is part of training well."
    return ""


def _plain(session: Session) -> str:
    if 0 < session.exercises_done < session.exercises:
        return f"{session.exercises_done} of {session.exercises} exercises done. Each one of them counts."
    return f"That is session number {session.sessions_ever} since you began."
