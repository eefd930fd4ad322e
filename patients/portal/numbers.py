"""Whom to call: the clinic's numbers, and what to say where no clinic is known."""

import re
from dataclasses import dataclass

from clinic.models import Clinic


@dataclass(frozen=True)
class Number:
    """A telephone number as people read it, and as a telephone dials it."""

    text: str

    @property
    def href(self) -> str:
        return "tel:" + re.sub(r"[^0-9+*#]", "", self.text)

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return any(sign.isdigit() for sign in self.text)


@dataclass(frozen=True)
class Numbers:
    emergency: Number
    advice: Number
    clinic: Number


def numbers_of(clinic: Clinic | None) -> Numbers:
    """The clinic's own numbers; none for somebody who is not signed in."""
    if clinic is None:
        return Numbers(Number(""), Number(""), Number(""))
    return Numbers(Number(clinic.emergency_number), Number(clinic.advice_number), Number(clinic.phone))
