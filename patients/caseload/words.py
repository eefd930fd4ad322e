"""A plan in the few words that fit into a line."""

import datetime as dt
from collections.abc import Sequence

from patients.models import Plan
from patients.progress.days import WEEKDAYS
from patients.reminders.times import sent_at


def phase_words(names: Sequence[str], number: int) -> str:
    """The phase a plan is in; its place too where there are several."""
    if not 1 <= number <= len(names):
        return ""
    name = names[number - 1]
    return name if len(names) == 1 else f"{name} ({number} of {len(names)})"


def days_words(plan: Plan) -> str:
    """On which days, or how often."""
    if plan.training_days:
        return ", ".join(WEEKDAYS[int(day) - 1] for day in plan.training_days)
    lo, hi = plan.per_week_lo, plan.per_week_hi
    times = f"{lo}" if lo == hi else f"{lo}–{hi}"
    return f"{times} {'time' if times == '1' else 'times'} a week, any day"


def hour_words(hour: dt.time) -> str:
    """When a reminder really comes: not in the quiet hours."""
    return f"{sent_at(hour):%H:%M}"
