"""The life of a patient's plans in words: who did what and why, since when it is kept up, and who is due a word."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from clinic.prepared import Prepared
from patients.models import Patient, Plan, PlanEvent, Summary
from patients.progress.contacts import Contact, Kept, contacts, due, kept
from patients.services import discharging

EVENTS_SHOWN = 5
KINDS = dict(PlanEvent.Kind.choices)
WHYS = dict(PlanEvent.Why.choices)


class Event(NamedTuple):
    """One thing that happened to a plan."""

    plan: int
    kind: str
    at: dt.datetime
    reason: str
    programme: str | None
    number: int | None
    name: str
    email: str
    why: str
    until: dt.date | None
    by: int


@dataclass(frozen=True)
class Life:
    """How the newest plan stands, where it is kept up or over."""

    plan: int
    kept: Kept
    contacts: Sequence[Contact]
    due: Contact | None
    summaries: Sequence[Summary]
    access_until: dt.date | None

    @property
    def is_discharged(self) -> bool:
        return self.kept.kind == PlanEvent.Kind.ENDED


def events(patient: Patient) -> list[Event]:
    """What happened to this patient's plans, newest first."""
    return [Event(*row) for row in _events.all(patient.pk)]


@Prepared
def _events(patient: int) -> Any:
    columns = (
        "plan_id", "kind", "at", "reason", "version__programme__name", "version__number", "by__name", "by__email",
        "why", "until", "by_id",
    )  # fmt: skip
    return PlanEvent.objects.filter(plan__patient=patient).values_list(*columns)


def history(events: Sequence[Event], *, own: int | None, zone: zoneinfo.ZoneInfo) -> list[dict[str, Any]]:
    """The newest of the events as the page shows them, for the timeline has them all.

    `own` is the patient's user, who may be who did it.
    """
    return [
        {
            "what": what(event.kind, event.why, event.until),
            "version": f"{event.programme} v{event.number}" if event.number else "",
            "reason": event.reason,
            "by": f"{event.name or event.email}{' (the patient)' if own and event.by == own else ''}",
            "at": f"{event.at.astimezone(zone):%-d %b %Y}",
        }
        for event in events[:EVENTS_SHOWN]
    ]


def life_of(patient: Patient, events: Sequence[Event], *, today: dt.date) -> Life | None:
    """None while the newest plan is in training; a query more where one has ended."""
    newest = max((event.plan for event in events), default=0)
    of_it = [event for event in reversed(events) if event.plan == newest]
    days = [(event.kind, event.at.astimezone(patient.zone).date()) for event in of_it]
    since = kept(days)
    if since is None:
        return None
    held = [day for kind, day in days if kind == PlanEvent.Kind.CONTACT]
    has_ended = since.kind == Plan.State.ENDED
    return Life(
        newest,
        since,
        contacts(since.since, held),
        due(since.since, held, today),
        discharging.summaries_of(patient) if has_ended else (),
        since.since + discharging.STAYS if has_ended else None,
    )


def what(kind: str, why: str, until: dt.date | None, *more: str) -> str:
    """ "Paused: a holiday, until 3 March 2026"."""
    told = [WHYS[why][:1].lower() + WHYS[why][1:]] if why else []
    told += [f"until {until:%-d %B %Y}"] if until else []
    told += more
    return f"{KINDS[kind]}{': ' if told else ''}{', '.join(told)}"
