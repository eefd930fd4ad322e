"""What the demo's patients and therapists have written to each other, and the activities that are measured."""

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from clinic.models import User
from patients.demo.people import Person
from patients.demo.training import NAMES
from patients.models import Measure, Message, Patient
from patients.progress.instruments import PSFS, moment_at
from patients.reminders import times
from patients.schedule import DAY

# Days ago, the hour, whether the patient wrote it, the words; the newest one of a patient may wait to be read.
SAID: Final[dict[str, tuple[tuple[int, dt.time, bool, str], ...]]] = {
    "maria": (
        (9, dt.time(19, 10), True, "The step-ups feel wobbly on the left. Is that all right?"),
        (8, dt.time(9, 20), False, "Yes. Rest a hand on the wall for two weeks, then try without."),
    ),
    "priya": ((0, dt.time(7, 40), True, "My back seized up on Thursday. Shall I stop everything?"),),
    "ingrid": (
        (3, dt.time(11, 5), False, "Shall we try the next step of bending together on Tuesday?"),
        (2, dt.time(18, 45), True, "Tuesday is good. I am a bit nervous, and looking forward to it."),
    ),
}
QUICK_REPLIES: Final = (
    "Sore muscles for a day or two after something new are fine. Carry on gently.",
    "Please call us today, then we look at it together.",
    "Well done. Keep it as it is until we meet.",
)
# The activity, and its score at the start and at each later moment.
ACTIVITIES: Final[dict[str, tuple[tuple[str, tuple[int, ...]], ...]]] = {
    "maria": (("Lift my grandson", (3, 5, 7)), ("Hoover the stairs", (4, 6, 8)), ("Sit through a film", (5, 6, 6))),
    "harriet": (("Carry a flat", (2, 6, 8)), ("Stand at the bench for two hours", (4, 6, 8))),
    "ingrid": (("Tie my shoes standing", (2, 4, 6)), ("Weed the front bed", (3, 4, 5))),
}
EVERY: Final = dt.timedelta(weeks=4)
NOON: Final = dt.time(12)


def messages_of(person: Person, patient: Patient, *, therapist: User, now: dt.datetime) -> Iterator[Message]:
    """The conversation; a reply shows that what came before was read."""
    said = SAID.get(person.key, ())
    for number, (days_ago, hour, is_from_patient, text) in enumerate(said):
        sent = min(times.moment(patient.today(now) - days_ago * DAY, hour, patient.zone), now)
        yield Message(
            uuid=uuid.uuid5(NAMES, f"{person.key} said {number}"),
            patient=patient,
            is_from_patient=is_from_patient,
            by=patient.membership.user if is_from_patient and patient.membership else therapist,
            text=text,
            sent_at=sent,
            read_at=sent if number < len(said) - 1 else None,
        )


def measures_of(
    person: Person, patient: Patient, *, therapist: User, starts_on: dt.date, now: dt.datetime
) -> Iterator[Measure]:
    """The patient's own activities, every four weeks since the start."""
    for activity, scores in ACTIVITIES.get(person.key, ()):
        for place, score in enumerate(scores):
            day = starts_on + place * EVERY
            if times.moment(day, NOON, patient.zone) <= now:
                yield Measure(
                    uuid=uuid.uuid5(NAMES, f"{person.key} measured {place}"),
                    patient=patient,
                    instrument=PSFS,
                    activity=activity,
                    moment=moment_at(day, starts_on=starts_on, ended_on=None),
                    taken_on=day,
                    value=Decimal(score),
                    by=therapist,
                )
