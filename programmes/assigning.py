"""Who trains with a programme is known upstairs: that room fills these lists, see patients/apps.py."""

from collections.abc import Callable
from dataclasses import dataclass

from clinic.models import Membership
from programmes.models import Programme


@dataclass(frozen=True)
class Person:
    """Somebody who trains: their name, the address of their record, and the programme they had last."""

    pk: int
    name: str
    first_name: str
    url: str
    last_programme: int | None = None


ADDRESSES: list[Callable[[int], str]] = []  # where a programme, named by its id, is given to somebody
TRAINING: list[Callable[[Membership, Programme], list[Person]]] = []
PEOPLE: list[Callable[[Membership, int], Person | None]] = []


def address_for(programme: int) -> str:
    """Where this programme is given to somebody; "" where there is nobody to give it to."""
    return next((address(programme) for address in ADDRESSES), "")


def training_with(seat: Membership, programme: Programme) -> list[Person]:
    """Who follows this programme now, and so its next version."""
    return [person for ask in TRAINING for person in ask(seat, programme)]


def person(seat: Membership, pk: str | None) -> Person | None:
    """The person an address names, if this member of staff may see them."""
    if not pk or not pk.isdecimal() or len(pk) > 18:
        return None
    return next((found for ask in PEOPLE if (found := ask(seat, int(pk)))), None)
