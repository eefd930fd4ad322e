"""Who needs help, and why: pure rules over what is known of one patient; a person decides what to do about it.

The figures are defaults a clinic can change (clinical.md 3-5) and need a registered physiotherapist's review.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum, StrEnum
from statistics import median
from typing import Final

from patients.progress import contacts
from patients.schedule import DAY, DAYS_A_WEEK

USUAL_OF: Final = 7  # the last scores before a session whose middle is the patient's usual pain (clinical.md 3.2)
WEEK: Final = DAYS_A_WEEK * DAY


class Urgency(IntEnum):
    """Where in the list: what is dangerous first, what can wait last."""

    NOW = 0
    TODAY = 1
    SOON = 2
    PLAN = 3


class Code(StrEnum):
    """The reasons there are; stored in rows."""

    LOCK = "lock"
    PAIN_HIGH = "pain_high"
    PAIN_UP = "pain_up"
    FLARE = "flare"
    SILENT = "silent"
    STOPPED = "stopped"
    BELOW = "below"
    NOT_STARTED = "not_started"
    CONFIDENCE_DOWN = "confidence_down"
    WORRY = "worry"
    REVIEW = "review"
    NO_CHANNEL = "no_channel"
    MESSAGE = "message"
    PROPOSAL = "proposal"
    RETURNED = "returned"
    CONTACT = "contact"
    READY = "ready"
    DRAFT = "draft"
    BARRIER = "barrier"


class Action(StrEnum):
    """What helps next; the page turns it into one button."""

    LOOK = "look"
    MESSAGE = "message"
    CALL = "call"
    INVITE = "invite"
    PLAN = "plan"
    ADDRESS = "address"
    DECIDE = "decide"
    DRAFT = "draft"


# What the inbox can be narrowed to: each word stands for the reasons of one kind of work.
KINDS: Final = {
    "safety": ("Signs, pain, flare-ups", (Code.LOCK, Code.PAIN_HIGH, Code.PAIN_UP, Code.FLARE)),
    "training": ("Not training", (Code.SILENT, Code.BELOW, Code.NOT_STARTED, Code.BARRIER, Code.NO_CHANNEL)),
    "talk": ("Messages and worries", (Code.MESSAGE, Code.CONFIDENCE_DOWN, Code.WORRY)),
    "plan": ("Plan and next step", (Code.REVIEW, Code.PROPOSAL, Code.READY, Code.DRAFT)),
}


@dataclass(frozen=True)
class Thresholds:
    """From which figure on something is worth a person's look; scores are 0 to 10."""

    pain_high: int = 7
    pain_rise: int = 2
    silent_days: int = 10
    weeks_below_half: int = 2
    start_days: int = 3
    confidence_drop: int = 2
    worry_high: int = 7
    worry_low_pain: int = 3
    same_weeks: int = 3

    def changed(self, **values: int) -> "Thresholds":
        """With these in place of the defaults; a name nobody knows any more is passed over."""
        known = {each.name for each in fields(self)}
        return replace(self, **{name: value for name, value in values.items() if name in known})


WORDS: Final = {
    "pain_high": ("Pain this high or higher", 1, 10),
    "pain_rise": ("Pain up by this much on the usual", 1, 10),
    "silent_days": ("Days without a session", 3, 60),
    "weeks_below_half": ("Weeks in a row below half the target", 1, 8),
    "start_days": ("Days after the start without a first session", 1, 30),
    "confidence_drop": ("Confidence down by this much", 1, 10),
    "worry_high": ("Worry this high or higher …", 1, 10),
    "worry_low_pain": ("… with pain this low or lower", 0, 10),
    "same_weeks": ("Weeks with the same exercises, where no review date is set", 2, 26),
}


@dataclass(frozen=True)
class Session:
    """What was said of one session; missing is missing."""

    pk: int
    day: dt.date
    pain_now: int | None = None
    pain_highest: int | None = None
    pain_morning: int | None = None
    confidence: int | None = None


@dataclass(frozen=True)
class Week:
    """The answers of one weekly check-in."""

    monday: dt.date
    usual_pain: int | None = None
    confidence: int | None = None
    worry: int | None = None


@dataclass(frozen=True)
class Barrier:
    """What got in the way in one week, in words, and what was chosen to do about it; `asks` for something of staff."""

    monday: dt.date
    what: str
    chosen: str = ""
    asks: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of one patient on one day. Sessions and check-ins stand oldest first; `weeks` are the full
    weeks behind, as (Monday, done, target), oldest first; `since` dates say when something began."""

    today: dt.date
    is_expected: bool = False  # an open plan that is not at rest
    starts_on: dt.date | None = None
    last_session_on: dt.date | None = None
    review_on: dt.date | None = None
    same_since: dt.date | None = None  # the day since which the exercises are the same
    messages_stopped_on: dt.date | None = None  # the day the last one went out
    has_channel: bool = True
    sessions: Sequence[Session] = ()
    check_ins: Sequence[Week] = ()
    weeks: Sequence[tuple[dt.date, int, int]] = ()
    barrier: Barrier | None = None  # the newest answer
    lock: int | None = None  # which sign that needs help is open
    flare_since: dt.date | None = None
    unread: int = 0
    unread_pk: int = 0
    proposed: Sequence[int] = ()
    kept: contacts.Kept | None = None  # keeping it up, or discharged
    contacts_held: Sequence[dt.date] = ()
    returned: tuple[int, dt.date, str] | None = None  # asked to come back: which event, when, for what
    ready: str = ""  # for what the rules think it is time: another phase, or keeping it up
    ready_pk: int = 0
    draft_pk: int = 0  # a draft with accepted steps that nobody has published


@dataclass(frozen=True)
class Reason:
    """One thing worth a look. `occasion` is the same as long as it is the same thing: once dealt with, it is over."""

    code: Code
    urgency: Urgency
    words: str
    occasion: str
    action: Action


def reasons(facts: Facts, limits: Thresholds) -> list[Reason]:
    """Everything that holds, most urgent first."""
    found = [
        *_lock(facts),
        *_pain(facts, limits),
        *_flare(facts),
        *_returned(facts),
        *_message(facts),
        *_silence(facts, limits),
        *_stopped(facts),
        *_start(facts, limits),
        *_below(facts, limits),
        *_confidence(facts, limits),
        *_worry(facts, limits),
        *_barrier(facts),
        *_channel(facts),
        *_review(facts, limits),
        *_proposals(facts),
        *_contact(facts),
        *_ready(facts),
        *_draft(facts),
    ]
    return sorted(found, key=lambda reason: reason.urgency)


def look_on(facts: Facts, limits: Thresholds) -> dt.date | None:
    """The next day on which time alone may give a reason; None where only something new can."""
    coming = [contacts.next_on(facts.kept.since, facts.today)] if facts.kept else []
    if facts.is_expected:
        coming.append(facts.today - facts.today.weekday() * DAY + WEEK)  # a week is over on Monday
        if facts.last_session_on:
            coming.append(facts.last_session_on + limits.silent_days * DAY)
        elif facts.starts_on:
            coming.append(facts.starts_on + limits.start_days * DAY)
        coming.append(_review_on(facts, limits))
    return min((day for day in coming if day and day > facts.today), default=None)


def usual_pain(facts: Facts) -> float | None:
    """The middle of the last seven scores before the newest session; None while there are fewer than three."""
    before = [one.pain_now for one in facts.sessions[:-1] if one.pain_now is not None][-USUAL_OF:]
    return float(median(before)) if len(before) >= 3 else None


def _lock(facts: Facts) -> Iterator[Reason]:
    if facts.lock:
        words = "A sign that needs help was ticked; training is locked"
        yield Reason(Code.LOCK, Urgency.NOW, words, f"lock {facts.lock}", Action.LOOK)


def _pain(facts: Facts, limits: Thresholds) -> Iterator[Reason]:
    newest = facts.sessions[-1] if facts.sessions else None
    if newest is None or facts.today - newest.day > WEEK:
        return
    told = [score for score in (newest.pain_highest, newest.pain_morning) if score is not None]
    if not told:
        return
    worst, usual, occasion = max(told), usual_pain(facts), f"log {newest.pk}"
    when = "the morning after" if newest.pain_morning == worst != newest.pain_highest else "while training"
    if worst >= limits.pain_high:
        yield Reason(Code.PAIN_HIGH, Urgency.TODAY, f"Pain {worst} out of 10 {when}", occasion, Action.CALL)
    elif usual is not None and worst >= usual + limits.pain_rise:
        words = f"Pain {worst} out of 10 {when}, usually {usual:g}"
        yield Reason(Code.PAIN_UP, Urgency.TODAY, words, occasion, Action.MESSAGE)


def _flare(facts: Facts) -> Iterator[Reason]:
    if facts.flare_since:
        days = (facts.today - facts.flare_since).days
        words = "A flare-up " + ("since today" if not days else "since yesterday" if days == 1 else f"for {days} days")
        yield Reason(Code.FLARE, Urgency.TODAY, words, f"{facts.flare_since}", Action.CALL)


def _returned(facts: Facts) -> Iterator[Reason]:
    if facts.returned:
        pk, day, wants = facts.returned
        how = "goes by the flare-up plan" if wants == "flare_plan" else "asks for a new start"
        words = f"Trouble is back since {day:%-d %B}: {how}"
        yield Reason(Code.RETURNED, Urgency.TODAY, words, f"event {pk}", Action.CALL)


def _message(facts: Facts) -> Iterator[Reason]:
    if facts.unread:
        words = f"{facts.unread} {'message' if facts.unread == 1 else 'messages'} not read yet"
        yield Reason(Code.MESSAGE, Urgency.SOON, words, f"message {facts.unread_pk}", Action.MESSAGE)


def _silence(facts: Facts, limits: Thresholds) -> Iterator[Reason]:
    if not facts.is_expected or facts.last_session_on is None:
        return
    days = (facts.today - facts.last_session_on).days
    if days >= limits.silent_days:
        words = f"Nothing logged for {days} days"
        yield Reason(Code.SILENT, Urgency.SOON, words, f"{facts.last_session_on}", Action.CALL)


def _stopped(facts: Facts) -> Iterator[Reason]:
    """Nobody hears from us any more: from here on it takes a person."""
    since = facts.messages_stopped_on
    if not facts.is_expected or since is None or (facts.last_session_on and facts.last_session_on >= since):
        return
    words = f"Messages have stopped since {since:%-d %B}: nothing was logged for a long time"
    yield Reason(Code.STOPPED, Urgency.SOON, words, f"{since}", Action.CALL)


def _below(facts: Facts, limits: Thresholds) -> Iterator[Reason]:
    last = facts.weeks[-limits.weeks_below_half :]
    if not facts.is_expected or facts.last_session_on is None or len(last) < limits.weeks_below_half:
        return
    if all(2 * done < target for _, done, target in last):
        told = ", ".join(f"{done} of {target}" for _, done, target in last)
        words = f"Below half the target for {len(last)} weeks: {told}"
        yield Reason(Code.BELOW, Urgency.SOON, words, f"week {last[0][0]}", Action.MESSAGE)


def _barrier(facts: Facts) -> Iterator[Reason]:
    """One item for the answer about a week that fell short, for two weeks; or about the running one, told early."""
    told = facts.barrier
    if told is None or not facts.is_expected:
        return
    fell_short = any(monday == told.monday and done < target for monday, done, target in facts.weeks[-2:])
    if fell_short or told.monday > facts.today - WEEK:
        chosen = f"; chose {told.chosen}" if told.chosen else ""
        words = f"{'Below target. ' if fell_short else ''}What got in the way: “{told.what}”{chosen}"
        urgency = Urgency.SOON if told.asks else Urgency.PLAN
        yield Reason(Code.BARRIER, urgency, words, f"barrier {told.monday}", Action.MESSAGE)


def _start(facts: Facts, limits: Thresholds) -> Iterator[Reason]:
    if not facts.is_expected or facts.starts_on is None or facts.last_session_on is not None:
        return
    days = (facts.today - facts.starts_on).days
    if days >= limits.start_days:
        words = f"Not started, {days} days after the first day"
        yield Reason(Code.NOT_STARTED, Urgency.SOON, words, f"{facts.starts_on}", Action.INVITE)


def _confidence(facts: Facts, limits: Thresholds) -> Iterator[Reason]:
    told = [(each.monday, each.confidence) for each in facts.check_ins if each.confidence is not None]
    told = told or [(each.day, each.confidence) for each in facts.sessions if each.confidence is not None]
    if len(told) < 2:
        return
    (_, before), (day, now) = told[-2], told[-1]
    if before - now >= limits.confidence_drop:
        words = f"Confidence down from {before} to {now}"
        yield Reason(Code.CONFIDENCE_DOWN, Urgency.SOON, words, f"{day}", Action.MESSAGE)


def _worry(facts: Facts, limits: Thresholds) -> Iterator[Reason]:
    newest = facts.check_ins[-1] if facts.check_ins else None
    if newest is None or newest.worry is None or newest.usual_pain is None:
        return
    if newest.worry >= limits.worry_high and newest.usual_pain <= limits.worry_low_pain:
        words = f"Worry {newest.worry} with pain {newest.usual_pain}: worth talking about"
        yield Reason(Code.WORRY, Urgency.SOON, words, f"{newest.monday}", Action.CALL)


def _channel(facts: Facts) -> Iterator[Reason]:
    if facts.is_expected and not facts.has_channel:
        yield Reason(Code.NO_CHANNEL, Urgency.PLAN, "No reminder can reach them", "no channel", Action.ADDRESS)


def _review_on(facts: Facts, limits: Thresholds) -> dt.date | None:
    """The day that was set; where none was, the exercises have been the same for long enough."""
    if facts.review_on or facts.same_since is None:
        return facts.review_on
    return facts.same_since + limits.same_weeks * WEEK


def _review(facts: Facts, limits: Thresholds) -> Iterator[Reason]:
    due = _review_on(facts, limits)
    if not facts.is_expected or due is None or due > facts.today:
        return
    days = (facts.today - due).days
    words = "Review due today" if not days else f"Review due for {days} {'day' if days == 1 else 'days'}"
    if not facts.review_on and facts.same_since:
        words = f"The same exercises for {(facts.today - facts.same_since).days // WEEK.days} weeks: review due"
    yield Reason(Code.REVIEW, Urgency.PLAN, words, f"{due}", Action.PLAN)


def _proposals(facts: Facts) -> Iterator[Reason]:
    if facts.proposed:
        count = len(facts.proposed)
        words = f"{count} {'proposal' if count == 1 else 'proposals'} for the next step to decide"
        yield Reason(Code.PROPOSAL, Urgency.PLAN, words, f"proposal {max(facts.proposed)}", Action.DECIDE)


def _contact(facts: Facts) -> Iterator[Reason]:
    due = contacts.due(facts.kept.since, facts.contacts_held, facts.today) if facts.kept else None
    if facts.kept and due:
        words = f"{due.label} since {facts.kept.words}: time for a word"
        yield Reason(Code.CONTACT, Urgency.PLAN, words, f"contact {due.on}", Action.CALL)


def _ready(facts: Facts) -> Iterator[Reason]:
    if facts.ready:
        yield Reason(Code.READY, Urgency.PLAN, facts.ready, f"ready {facts.ready_pk}", Action.DECIDE)


def _draft(facts: Facts) -> Iterator[Reason]:
    if facts.draft_pk:
        words = "An accepted step waits in the draft: not published yet"
        yield Reason(Code.DRAFT, Urgency.PLAN, words, f"draft {facts.draft_pk}", Action.DRAFT)
