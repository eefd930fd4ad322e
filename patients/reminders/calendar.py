"""A patient's training days as a calendar that their phone subscribes to (RFC 5545), telling nothing to who reads it.

A plan for any day has no day to write down. It is one line at the top of every Monday: it reminds of the week without
claiming an hour that nobody chose, and nobody is late for it.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event

from patients.models import CalendarFeed, Patient, Plan, standing_of, with_standing
from patients.reminders.clocks import clock_changes
from patients.reminders.texts import one_line
from patients.schedule import DAY, week_start

TITLE: Final = "Time for your plan"  # and nothing else: calendars are shared, printed and read out
NAME_CHARACTERS: Final = 60
MINUTES: Final = 30  # where the patient has not said how long they have
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ASK_AGAIN: Final = dt.timedelta(hours=6)
NOTED_AGAIN: Final = dt.timedelta(hours=1)  # how exactly we know when it was last read


@dataclass(frozen=True)
class Feed:
    """What a calendar is answered: the text, its ETag, and since when it says that."""

    text: bytes
    mark: str
    changed_at: dt.datetime


def url_for(feed: CalendarFeed) -> str:
    return settings.SITE_URL + reverse("calendar:feed", args=[feed.key])


def make_new(patient: Patient) -> CalendarFeed:
    """Give the patient's calendar an address; the one it had leads nowhere from now on."""
    fresh = {"key": secrets.token_urlsafe(32), "created_at": timezone.now(), "read_at": None, "mark": ""}
    return CalendarFeed.objects.update_or_create(patient=patient, defaults=fresh)[0]


def read(key: str) -> Feed | None:
    """Return what stands at this address now; None where there is none. Notes that it was read, and what changed."""
    found = CalendarFeed.objects.filter(key=key).first()
    if found is None:
        return None
    patient = with_standing(Patient.objects.select_related("clinic").filter(pk=found.patient_id)).get()
    plan = None if standing_of(patient).is_locked else _plan_of(patient)
    now = timezone.now().replace(microsecond=0)
    mark = _mark(patient, plan)
    if mark != found.mark or found.changed_at is None:
        found.mark, found.changed_at, found.read_at = mark, now, now
        found.save(update_fields=["mark", "changed_at", "read_at"])
    elif found.read_at is None or now - found.read_at > NOTED_AGAIN:
        CalendarFeed.objects.filter(pk=found.pk).update(read_at=now)
    return Feed(text_of(patient, plan, found.changed_at), mark, found.changed_at)


def text_of(patient: Patient, plan: Plan | None, changed_at: dt.datetime) -> bytes:
    """Return the calendar; without a plan it is empty."""
    calendar = Calendar()
    calendar.add("prodid", "-//Loadwell//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(patient.clinic.name, NAME_CHARACTERS))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    if plan:
        if plan.training_days:
            calendar.add_component(clock_changes(patient.zone, plan.starts_on.year, timezone.now().year))
        calendar.add_component(_event(patient, plan, changed_at))
    return calendar.to_ical()


def _event(patient: Patient, plan: Plan, changed_at: dt.datetime) -> Event:
    event = Event()
    event.add("uid", _uid(patient))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", int(changed_at.timestamp()) % 2**31)
    event.add("summary", TITLE)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # does not make its owner look busy
    event.add("url", settings.SITE_URL + reverse("portal:today"))
    days = sorted(plan.weekdays)
    if days:
        first = next(day for day in (plan.starts_on + n * DAY for n in range(7)) if day.isoweekday() in plan.weekdays)
        start = dt.datetime.combine(first, patient.reminder_hour, tzinfo=patient.zone)
        event.add("dtstart", start)
        event.add("duration", dt.timedelta(minutes=patient.minutes_available or MINUTES))
        event.add("rrule", {"freq": "weekly", "byday": [WEEKDAYS[day - 1] for day in days], "wkst": "MO"})
    else:
        event.add("dtstart", week_start(plan.starts_on))
        event.add("duration", DAY)
        event.add("rrule", {"freq": "weekly", "byday": ["MO"], "wkst": "MO"})
    return event


def _plan_of(patient: Patient) -> Plan | None:
    """The plan that is trained by now; none while it rests, or the record is put away."""
    if patient.archived_at:
        return None
    return patient.plans.filter(Q(state=Plan.State.ACTIVE) | Q(state=Plan.State.MAINTAIN)).first()


def _uid(patient: Patient) -> str:
    """The same for ever, so that a changed day moves the entry instead of adding one; says nothing of who it is."""
    name = salted_hmac("patients.reminders.calendar", str(patient.pk), algorithm="sha256").hexdigest()[:32]
    return f"{name}@loadwell"


def _mark(patient: Patient, plan: Plan | None) -> str:
    """Another one whenever the calendar says something else."""
    then = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    return hashlib.sha256(text_of(patient, plan, then)).hexdigest()[:32]
