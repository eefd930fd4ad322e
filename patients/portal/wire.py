"""A session as it comes over the wire in one request: checked here for shape, in the service for sense."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from patients.entries import HIGHEST_SCORE, LONGEST_NOTE, LOWEST_SCORE, MOST_SETS, ItemEntry, SessionEntry, SetEntry

MOST_ITEMS = 50
MOST_TOGETHER = 10  # as in static/js/portal/sync.js
BIGGEST_KEY = 2**63 - 1

Key = Annotated[int, Field(ge=1, le=BIGGEST_KEY)]
Score = Annotated[int, Field(ge=LOWEST_SCORE, le=HIGHEST_SCORE)]
Whole = Annotated[int, Field(ge=0, le=100_000)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=7, decimal_places=3)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SentSet(_Sent):
    number: Annotated[int, Field(ge=1, le=MOST_SETS)]
    side: Literal["", "left", "right"] = ""
    reps: Whole | None = None
    seconds: Whole | None = None
    distance_m: Amount | None = None
    load_kg: Amount | None = None


class SentItem(_Sent):
    item: Key
    sets: Annotated[list[SentSet], Field(max_length=MOST_SETS)] = []
    skipped: Annotated[str, Field(max_length=8)] = ""
    easier: Annotated[str, Field(max_length=8)] = ""
    done_as: Key | None = None

    def entry(self) -> ItemEntry:
        sets = tuple(SetEntry(**one.model_dump()) for one in self.sets)
        return ItemEntry(self.item, sets, self.skipped, self.easier, self.done_as)


class SentSession(_Sent):
    uuid: UUID
    session: Key
    local_date: dt.date
    items: Annotated[list[SentItem], Field(max_length=MOST_ITEMS)] = []
    as_prescribed: bool = False
    pain_now: Score | None = None
    pain_highest: Score | None = None
    effort: Score | None = None
    confidence: Score | None = None
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    is_short: bool = False
    stopped: Annotated[str, Field(max_length=8)] = ""

    def entry(self) -> SessionEntry:
        plain = self.model_dump(exclude={"session", "items"})
        return SessionEntry(session_id=self.session, items=tuple(item.entry() for item in self.items), **plain)


# Several that waited, each as the text of one: what is wrong with one is no matter of the others.
TOGETHER = TypeAdapter(Annotated[list[str], Field(min_length=1, max_length=MOST_TOGETHER)])


def mistakes_in(refusal: ValidationError) -> list[str]:
    """What is wrong and where, without repeating what was sent."""
    return [f"{'.'.join(map(str, error['loc'])) or 'session'}: {error['msg']}" for error in refusal.errors()]
