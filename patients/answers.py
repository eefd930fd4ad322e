"""The weekly answers as somebody gives them, and when they are asked for; plain values, no database."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from patients.schedule import DAY

EVERY_DAYS: Final = 7


@dataclass(frozen=True)
class CheckInEntry:
    """A week in five scores from 0 to 10, each of which may stay open; `said_at` is the device's word."""

    uuid: UUID
    local_date: dt.date
    usual_pain: int | None = None
    confidence: int | None = None
    worry: int | None = None
    sleep: int | None = None
    stress: int | None = None
    is_flare: bool | None = None
    can_do: str = ""
    said_at: dt.datetime | None = None

    @property
    def is_empty(self) -> bool:
        scores = (self.usual_pain, self.confidence, self.worry, self.sleep, self.stress, self.is_flare)
        return not self.can_do and all(score is None for score in scores)


def is_due(today: dt.date, *, last_on: dt.date | None, starts_on: dt.date, has_trained: bool) -> bool:
    """Whether the weekly questions are due: seven days after the last, the first ones once training has begun.

    Who answers on a Sunday is asked on Sundays: the day is the patient's choice.
    """
    if last_on is not None:
        return today >= last_on + EVERY_DAYS * DAY
    return today >= starts_on and (has_trained or today >= starts_on + EVERY_DAYS * DAY)
