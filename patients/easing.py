"""How much of a programme is right on a day: less in a flare-up, then back step by step. Dates in, per cent out.

The steps 60, 80 and 100 % are defaults of ours and need a physiotherapist's review.
"""

import datetime as dt
from typing import Final

from patients.schedule import DAYS_A_WEEK

WHOLE: Final = 100
IN_FLARE: Final = 60
RAMP: Final = (60, 80)  # the first week after a flare-up, the second; then the whole again


def share_on(day: dt.date, ended_on: dt.date | None) -> int:
    """The share of each dose on a day after a flare-up ended; the whole where there was none."""
    if ended_on is None or day < ended_on:
        return WHOLE
    week = (day - ended_on).days // DAYS_A_WEEK
    return RAMP[week] if week < len(RAMP) else WHOLE


def is_in_flare(day: dt.date, began_on: dt.date | None, ended_on: dt.date | None) -> bool:
    """Whether the day lies in the flare-up; the day it is over is the first day after it."""
    return began_on is not None and began_on <= day and (ended_on is None or day < ended_on)


def share_in(day: dt.date, began_on: dt.date | None, ended_on: dt.date | None) -> int:
    """The share on any day, with the newest flare-up in mind; one taken back on the day it was said leaves no trace."""
    if began_on is None or day < began_on or began_on == ended_on:
        return WHOLE
    return IN_FLARE if is_in_flare(day, began_on, ended_on) else share_on(day, ended_on)
