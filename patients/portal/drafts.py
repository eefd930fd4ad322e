"""A session in the making, kept in the device's own Django session until it is stored.

Every page of an exercise is one small form; what it says is kept here at once, so that Back, a
closed browser or a night in between lose nothing, without any script. The draft's UUID becomes the
log's: storing it twice stores it once.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib.sessions.backends.base import SessionBase
from pydantic import TypeAdapter, ValidationError

from patients.entries import ItemEntry
from patients.schedule import DAY
from patients.services.logs import LATE_DAYS

Store = SessionBase | dict[str, Any]  # an empty one where no device is asking
KEY = "drafts"
MOST_DRAFTS = 6


@dataclass
class Draft:
    """What was said so far of one session on one day."""

    patient_id: int
    session_id: int
    day: dt.date
    uuid: UUID = field(default_factory=uuid4)
    items: dict[int, ItemEntry] = field(default_factory=dict)
    is_short: bool = False
    stopped: str = ""

    @property
    def key(self) -> str:
        return f"{self.patient_id}/{self.session_id}/{self.day}"

    @property
    def said(self) -> tuple[ItemEntry, ...]:
        """The exercises of which something was said."""
        return tuple(item for item in self.items.values() if item.sets or item.skipped)

    @property
    def can_be_stored(self) -> bool:
        """Something was said: of an exercise, or why it ended before the first."""
        return bool(self.said or self.stopped)


ADAPTER = TypeAdapter(Draft)


def find(store: SessionBase, *, patient_id: int, session_id: int, day: dt.date) -> Draft | None:
    """The draft of that session and day, if one was begun on this device."""
    return _read(store.get(KEY, {}).get(Draft(patient_id, session_id, day).key))


def of_patient(store: Store, patient_id: int, today: dt.date) -> list[Draft]:
    """The patient's drafts that can still be stored, newest day first."""
    drafts = [draft for kept in store.get(KEY, {}).values() if (draft := _read(kept)) and draft.can_be_stored]
    return sorted((d for d in drafts if d.patient_id == patient_id and _is_open(d, today)), key=_day, reverse=True)


def keep(store: SessionBase, draft: Draft, today: dt.date) -> None:
    """Put the draft down; those too old to be stored are forgotten."""
    kept = {key: value for key, value in store.get(KEY, {}).items() if (old := _read(value)) and _is_open(old, today)}
    kept.pop(draft.key, None)
    newest = list(kept.items())[1 - MOST_DRAFTS :]
    store[KEY] = {**dict(newest), draft.key: ADAPTER.dump_python(draft, mode="json")}


def drop(store: SessionBase, *, patient_id: int, session_id: int, day: dt.date) -> None:
    """Forget the draft, because it was stored or is not wanted."""
    kept = store.get(KEY, {})
    if kept.pop(Draft(patient_id, session_id, day).key, None) is not None:
        store[KEY] = kept


def _read(kept: Any) -> Draft | None:
    """A draft written by an older release, in another shape, is let go rather than in the way."""
    try:
        return ADAPTER.validate_python(kept) if kept else None
    except ValidationError:
        return None


def _is_open(draft: Draft, today: dt.date) -> bool:
    return today - LATE_DAYS * DAY <= draft.day <= today + DAY


def _day(draft: Draft) -> dt.date:
    return draft.day
