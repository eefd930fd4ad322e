"""What is told between sessions as it comes over the wire: checked here for shape, in the services for sense."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from patients.answers import CheckInEntry
from patients.portal.wire import Score

Code = Annotated[str, Field(max_length=20)]


class _Sent(BaseModel):
    """A form's answers come as text: numbers, dates and yes or no are read from it. `said_at` is the device's word."""

    model_config = ConfigDict(extra="forbid")

    uuid: UUID
    local_date: dt.date
    said_at: AwareDatetime | None = None


class SentCheckIn(_Sent):
    usual_pain: Score | None = None
    confidence: Score | None = None
    worry: Score | None = None
    sleep: Score | None = None
    stress: Score | None = None
    is_flare: bool | None = None
    can_do: Annotated[str, Field(max_length=300)] = ""
    gate: bool | None = None

    def entry(self) -> CheckInEntry:
        return CheckInEntry(**self.model_dump(exclude={"gate"}))


class SentMorning(_Sent):
    log: UUID
    pain: Score


class SentFlare(_Sent):
    """A flare-up begins, or the one named in `ends` is over; signs ticked on the way go before either."""

    ends: UUID | None = None
    signs: Annotated[list[Code], Field(max_length=30)] = []


class SentAlarm(_Sent):
    local_date: dt.date | None = None  # type: ignore[assignment]  # a sign is never refused for want of a date
    signs: Annotated[list[Code], Field(min_length=1, max_length=30)]
