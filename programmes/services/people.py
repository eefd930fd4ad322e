"""Whose programme it is; the room above, which holds patients, tells us."""

from collections.abc import Callable

from programmes.models import Programme
from programmes.person import Person

# Each is asked with a programme and answers with the one person it is for, or with nobody.
PEOPLE: list[Callable[[Programme], Person | None]] = []


def person_of(programme: Programme) -> Person | None:
    """The person this programme is for; nobody for a template."""
    if programme.is_template:
        return None
    return next((person for ask in PEOPLE if (person := ask(programme))), None)
