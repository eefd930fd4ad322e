"""The short version of a session: the few items its therapist starred, for a day when time is short. No database."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Starrable(Protocol):
    is_core: bool


Row = TypeVar("Row", bound=Starrable)


def short_of(items: Sequence[Row]) -> list[Row]:
    """The starred ones in their order; empty where none is, or where all are and nothing would be shorter."""
    starred = [item for item in items if item.is_core]
    return starred if len(starred) < len(items) else []
