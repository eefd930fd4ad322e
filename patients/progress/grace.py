"""Weeks on target in a row, with grace: one missed week in any four breaks nothing. No database.

A streak that breaks says the wrong thing to somebody with pain; a count that forgives says that keeping on over
months is what matters. Weeks at rest, and a week that is not over, neither count nor miss.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from patients.progress.adherence import State, Week

WINDOW: Final = 4  # of so many weeks that count, one may be missed
PASSED_OVER: Final = (State.REST, State.AHEAD)


@dataclass(frozen=True)
class Run:
    """How many weeks met their target since the count last began anew, and how many were forgiven since."""

    met: int
    forgiven: int


def run_of(weeks: Iterable[Week], *, is_over: bool = False) -> Run:
    """Count back from the newest; `weeks` are oldest first, the last one the week that is running unless `is_over`."""
    told = list(weeks)
    if told and not is_over and told[-1].state is not State.MET:
        told.pop()  # it may still be met
    counted = [week.state is State.MET for week in reversed(told) if week.state not in PASSED_OVER]
    met = forgiven = lately_missed = 0
    for place, is_met in enumerate(counted):
        if is_met:
            met, forgiven, lately_missed = met + 1, forgiven + lately_missed, 0
        elif all(counted[max(place - WINDOW + 1, 0) : place]):  # the only missed one of these four
            lately_missed += 1
        else:
            break
    return Run(met, forgiven)
