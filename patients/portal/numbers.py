"""Whom to call: the clinic's numbers, and what to say where no clinic is known."""

from dataclasses import dataclass

from clinic.models import Clinic
from clinic.telephone import Number


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
