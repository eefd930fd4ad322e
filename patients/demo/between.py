"""What the demo's patients told between sessions: mornings, weeks, flare-ups, one sign that was looked at."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from clinic.models import User
from patients.demo.people import Person
from patients.demo.stories import STORIES, WEEKS
from patients.demo.training import NAMES, monday
from patients.models import BarrierAnswer, CheckIn, Flare, MorningAnswer, Patient, SafetyLock, SessionLog
from patients.reminders import times
from patients.schedule import DAY, week_start

ANSWERED: Final = 0.7  # the share of questions that people answer
BREAKFAST, EVENING, NEXT_VISIT = dt.time(7, 50), dt.time(20, 5), dt.time(9, 15)
FLARES: Final = {"flare_up": (6, 9)}  # from the Monday of which week to that of which
IN_A_FLARE: Final = ("priya", 2)  # who has one now, and for how many days
ALARM: Final = ("wendy", 16)  # who ticked a sign, and how many days ago
BARRIERS: Final[dict[str, tuple[tuple[int, str, str], ...]]] = {  # by story: the week, what got in the way, the change
    "busy_parent": ((6, "time", ""), (10, "time", "short")),
    "afraid_of_bending": ((4, "afraid", "easier"),),
    "stopped_when_better": ((9, "fine", ""),),
}
FOUND: Final = (
    "Seen the next morning: strength, reflexes and feeling normal in both legs, bladder and bowel fine. "
    "Agreed what to watch for, and to go on with the programme."
)
CAN_DO: Final[dict[str, tuple[tuple[int, str], ...]]] = {
    "maria": (
        (6, "Put my socks on standing up"),
        (4, "Carry the washing upstairs"),
        (1, "Lift my grandson out of his cot"),
    ),
    "ingrid": ((4, "Tie my laces without sitting down"), (1, "Weed the front bed")),
    "samuel": ((5, "Carry both shopping bags in one go"),),
    "aisha": ((2, "Run for the bus"),),
    "leonard": ((3, "An hour on my feet at the museum"),),
}  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """One patient's answers; chance is seeded with the name, so that they are the same every time."""

    person: Person
    patient: Patient
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        return self.patient.today(self.now)

    def flares(self) -> Iterator[Flare]:
        """The ones of the story, and the one somebody is in now."""
        if self.person.story in FLARES:
            first, last = (monday(week, self.today) for week in FLARES[self.person.story])
            yield self._flare(first, last)
        if self.person.key == IN_A_FLARE[0]:
            yield self._flare(self.today - IN_A_FLARE[1] * DAY, None)

    def check_ins(self) -> Iterator[CheckIn]:
        """One in most weeks of training, on the Sunday, never in the week that is running."""
        story, chance = STORIES[self.person.story], Random(f"weeks of {self.person.key}")  # noqa: S311 (a story)
        can_do = {WEEKS - 1 - ago: said for ago, said in CAN_DO.get(self.person.key, ())}
        for week in range(story.first_week, WEEKS - 1):
            said, sunday = can_do.get(week, ""), monday(week, self.today) + 6 * DAY
            if story.sessions(week) and (chance.random() < ANSWERED or said):
                pain, confidence = story.score("pain", week), story.score("confidence", week)
                yield CheckIn(
                    uuid=self._uuid("week", sunday),
                    patient=self.patient,
                    week=week_start(sunday),
                    local_date=sunday,
                    logged_at=times.moment(sunday, EVENING, self.patient.zone),
                    usual_pain=pain,
                    confidence=confidence,
                    worry=_near(9 - confidence, chance),
                    sleep=_near(9 - pain, chance),
                    stress=_near(4, chance),
                    is_flare=self._was_in_flare(week),
                    can_do=said,
                )

    def barriers(self) -> Iterator[BarrierAnswer]:
        """What got in the way of some weeks, said on the Monday after."""
        for week, what, change in BARRIERS.get(self.person.story, ()):
            day = monday(week + 1, self.today)
            yield BarrierAnswer(
                uuid=self._uuid("barrier", day),
                patient=self.patient,
                week=monday(week, self.today),
                what=what,
                change=change,
                answered_at=min(times.moment(day, BREAKFAST, self.patient.zone), self.now),
            )

    def mornings(self, logs: Sequence[SessionLog]) -> Iterator[MorningAnswer]:
        """An answer after most sessions: close to how the session ended, a little more where it was too much."""
        chance = Random(f"mornings of {self.person.key}")  # noqa: S311 (a story)
        for log in logs:
            day = log.local_date + DAY
            if day < self.today and log.pain_now is not None and chance.random() < ANSWERED:
                more = 1 if self.person.story == "too_much" else 0
                yield MorningAnswer(
                    uuid=self._uuid("morning", day),
                    log=log,
                    pain=_near(log.pain_now + more, chance),
                    local_date=day,
                    logged_at=times.moment(day, BREAKFAST, self.patient.zone),
                )

    def locks(self, *, by: User) -> Iterator[SafetyLock]:
        """One sign, told at once, looked at the next morning."""
        if self.person.key != ALARM[0]:
            return
        day = self.today - ALARM[1] * DAY
        raised = times.moment(day, EVENING, self.patient.zone)
        yield SafetyLock(
            uuid=self._uuid("sign", day),
            patient=self.patient,
            urgency=SafetyLock.Urgency.TODAY,
            signs="one_leg",
            local_date=day,
            noticed_at=raised,
            raised_at=raised,
            told_at=raised + dt.timedelta(seconds=4),
            attempts=1,
            cleared_at=times.moment(day + DAY, NEXT_VISIT, self.patient.zone),
            cleared_by=by,
            reason=FOUND,
        )

    def _flare(self, began_on: dt.date, ended_on: dt.date | None) -> Flare:
        at = times.moment(began_on, BREAKFAST, self.patient.zone)
        key = self._uuid("flare", began_on)
        return Flare(uuid=key, patient=self.patient, began_on=began_on, ended_on=ended_on, logged_at=at)

    def _was_in_flare(self, week: int) -> bool:
        first, last = FLARES.get(self.person.story, (WEEKS, WEEKS))
        return first <= week < last

    def _uuid(self, what: str, day: dt.date) -> uuid.UUID:
        return uuid.uuid5(NAMES, f"{self.person.key} {what} {day}")


def _near(score: int, chance: Random) -> int:
    return min(max(score + chance.choice((-1, 0, 0, 1)), 0), 10)
