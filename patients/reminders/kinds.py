"""What is sent and when, as a table: one line for each kind, first those that matter most when a week is full.

From clinical.md 6.2; all figures are defaults a clinic can change, and need a registered physiotherapist's review.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from patients.models import MessageRule, Reminder

Kind = Reminder.Kind


class Counts(StrEnum):
    """What the figures under `days` are."""

    NOTHING = ""
    DAYS = "days"  # after what the kind counts from
    WEEKDAY = "weekday"  # Monday is 1


@dataclass(frozen=True)
class Rule:
    """When one kind of message comes.

    Without an `hour` it comes at the patient's own. `window_days` is how many days later it still makes sense.
    Of the kinds that are no `echo` one a day goes out; an echo comes after it, or because somebody asked for it.
    `asked` is what patients read where they choose what they get.
    """

    kind: str
    name: str
    when: str
    asked: str
    days: tuple[int, ...] = ()
    counts: Counts = Counts.NOTHING
    hour: dt.time | None = None
    window_days: int = 0
    echo: bool = False
    is_on: bool = True


TABLE: Final = (
    Rule(Kind.LATER, "Asked for later", "When a patient chose “later today” or “tomorrow”.", "", echo=True),
    Rule(
        Kind.LAST, "The last one", "Days without a session, after which messages stop. It says so, and how to come "
        "back. Also after the last message of “After the plan”, and when a plan has ended.",
        "When messages stop", (30,), Counts.DAYS, window_days=2,
    ),
    Rule(
        Kind.REVIEW, "Looking back", "Days after the start: what has changed since then.",
        "A look back after some weeks", (28, 56, 84), Counts.DAYS, window_days=2,
    ),
    Rule(
        Kind.BOOSTER, "After the plan", "Days after moving to keeping it up; on the last of them comes “The last one”.",
        "A word now and then while I keep it up", (1, 14, 42, 91, 182), Counts.DAYS, window_days=2,
    ),
    Rule(
        Kind.FLARE, "After a flare-up", "Days after a flare-up was said. Before that there are no messages.",
        "A word after a flare-up", (2,), Counts.DAYS, window_days=2,
    ),
    Rule(
        Kind.FRESH, "A fresh start", "Days without a session, or after three planned days without one, if that is "
        "sooner. It offers something smaller, and counts nothing.",
        "A fresh start after a break", (7,), Counts.DAYS, window_days=2,
    ),
    Rule(
        Kind.BARRIER, "What got in the way", "On one day of the week after a week below its target.",
        "One question after a week with less", (1,), Counts.WEEKDAY, window_days=2,
    ),
    Rule(
        Kind.START, "Help with the first session", "Days after the plan was given, if there was no session yet.",
        "Help with my first session", (2,), Counts.DAYS, window_days=1,
    ),
    Rule(Kind.TRAINING, "Training day", "On chosen days; else on days that suit what is left of the week.",
         "Training days"),
    Rule(
        Kind.NUDGE, "Evening nudge", "Once, in the evening after “Training day”, only if nothing is logged.",
        "A second message in the evening", hour=dt.time(20), echo=True,
    ),
    Rule(
        Kind.RECAP, "The week", "On one day of the week, with the weekly questions.",
        "The week and its questions", (7,), Counts.WEEKDAY, hour=dt.time(17),
    ),
    Rule(
        Kind.MORNING, "Morning after", "The day after a session, if it is not answered yet.",
        "One question the morning after", hour=dt.time(9),
    ),
)  # fmt: skip
PLACE: Final = {rule.kind: place for place, rule in enumerate(TABLE)}  # the smaller, the more it matters
OURS: Final[Mapping[str, Rule]] = {rule.kind: rule for rule in TABLE}
EDITABLE: Final = tuple(rule for rule in TABLE if rule.kind != Kind.LATER)
MUTABLE: Final = tuple(rule for rule in EDITABLE if rule.kind != Kind.LAST)  # silence is never without a word
# A session logged that day is the answer to these; only they go when one is stored.
KEEPING_UP: Final = (Kind.LATER, Kind.LAST, Kind.BOOSTER, Kind.FLARE, Kind.TRAINING, Kind.RECAP)  # the others rest
ABOUT_TRAINING: Final = (Kind.TRAINING, Kind.NUDGE, Kind.LATER, Kind.START, Kind.FRESH)

MOST_A_WEEK: Final = 4  # messages; clinical.md 6.2
MOST_A_WEEK_FADING: Final = 1  # after FADING_AFTER_DAYS without a session, and while keeping it up
FADING_AFTER_DAYS: Final = 7
# While keeping it up: until that day after the change, messages in every so many weeks; then none but boosters.
THINNING: Final = ((28, 1), (84, 2), (182, 4))
MISSED_PLANNED: Final = 3  # planned days without a session that make a fresh start
BARRIER_EVERY_DAYS: Final = 13
NUDGE_AFTER: Final = dt.timedelta(hours=1)


def rules_of(changed: Iterable[MessageRule]) -> Mapping[str, Rule]:
    """The table as one clinic has it; a kind nobody knows any more is passed over."""
    rows = {row.kind: row for row in changed if row.kind in OURS}
    if not rows:
        return OURS
    return {kind: _changed(rule, rows[kind]) if kind in rows else rule for kind, rule in OURS.items()}


def _changed(rule: Rule, row: MessageRule) -> Rule:
    days = tuple(sorted({int(day) for day in row.days.split() if day.isdecimal()})) or rule.days
    return replace(rule, is_on=row.is_on, hour=row.hour or rule.hour, days=days if rule.days else ())
