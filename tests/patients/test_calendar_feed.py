"""A patient's training days in their own calendar: private, neutral, at the right hour through every clock change."""

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from patients.models import CalendarFeed, Patient, Plan
from patients.reminders import calendar
from patients.reminders.clocks import clock_changes as clocks_of

ICAL_JS = Path(__file__).resolve().parents[2] / "node_modules/ical.js/dist/ical.js"
NODE = shutil.which("node")
WEDNESDAY = "2026-03-04T10:00:00Z"
# Reads calendars as a calendar program does, and says when each event comes, in UTC, and what it is called.
READER = """
import ICAL from "%s";
const [texts, count] = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(texts.map((text) => {
  const all = new ICAL.Component(ICAL.parse(text));
  for (const zone of all.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const found = all.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one)).map((event) => {
    const dates = event.iterator();
    return Array.from({ length: count }, () => dates.next().toJSDate().toISOString());
  });
  ICAL.TimezoneService.reset();
  return found;
})));
"""


@pytest.fixture
def plan(plan: Plan) -> Plan:
    plan.training_days = "135"
    plan.save()
    return plan


@pytest.fixture
def feed(plan: Plan) -> CalendarFeed:
    return calendar.make_new(plan.patient)


def get(client: Client, feed: CalendarFeed, **headers: str):
    return client.get(f"/calendar/{feed.key}.ics", headers=headers)


def events(client: Client, feed: CalendarFeed) -> list:
    return Calendar.from_ical(get(client, feed).content).walk("VEVENT")


def change(row, **values: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


def occurrences(texts: list[bytes], count: int) -> list[list[list[str]]]:
    """When each event of each calendar comes, as ical.js says."""
    script = READER % ICAL_JS.as_uri()
    asked = json.dumps([[text.decode() for text in texts], count])
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", script], input=asked, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


needs_ical_js = pytest.mark.skipif(not (NODE and ICAL_JS.is_file()), reason="node or ical.js is not installed")


def test_calendar_holds_the_days_and_the_hour_and_nothing_else(client: Client, feed: CalendarFeed) -> None:
    answer = get(client, feed)
    (event,) = events(client, feed)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/calendar; charset=utf-8", "private, no-cache")
    assert (event["SUMMARY"], event["RRULE"]["BYDAY"]) == ("Time for your plan", ["MO", "WE", "FR"])
    assert event["DTSTART"].dt == dt.datetime(2026, 3, 2, 18, 30, tzinfo=ZoneInfo("Europe/London"))
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert not {"DESCRIPTION", "LOCATION", "ORGANIZER", "ATTENDEE", "CATEGORIES", "VALARM"} & set(event)
    text = answer.content.decode()
    assert not [word for word in ("Pat", "Pine", "pat@", "Strength", "back") if word in text]
    assert answer.cookies == {}


def test_changed_day_moves_the_entry_and_a_new_address_ends_the_old(
    client: Client, feed: CalendarFeed, plan: Plan, as_pat: Client
) -> None:
    before = events(client, feed)[0]
    change(plan, training_days="26")
    after = events(client, feed)[0]
    assert (before["UID"], after["RRULE"]["BYDAY"]) == (after["UID"], ["TU", "SA"])
    as_pat.post("/my/reached/calendar/", {"new": ""})
    assert get(client, feed).status_code == 404
    renewed = CalendarFeed.objects.get()
    assert (renewed.key != feed.key, events(client, renewed)[0]["UID"]) == (True, before["UID"])
    as_pat.post("/my/reached/calendar/", {"end": ""})
    assert [get(client, one).status_code for one in (feed, renewed)] == [404, 404]


def test_calendar_program_asks_again_and_is_told_only_what_changed(
    client: Client, feed: CalendarFeed, plan: Plan
) -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        first = get(client, feed)
    with time_machine.travel("2026-03-05T10:00:00Z", tick=False):
        same = get(client, feed, if_none_match=first["ETag"])
        since = get(client, feed, if_modified_since=first["Last-Modified"])
        assert get(client, feed).content == first.content
    assert (same.status_code, since.status_code, first["Last-Modified"]) == (304, 304, "Wed, 04 Mar 2026 10:00:00 GMT")
    change(plan.patient, reminder_hour=dt.time(9))
    with time_machine.travel("2026-03-06T10:00:00Z", tick=False):
        answers = [
            get(client, feed, if_none_match=first["ETag"]),
            get(client, feed, if_modified_since=first["Last-Modified"]),
        ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert CalendarFeed.objects.get().read_at == dt.datetime(2026, 3, 6, 10, tzinfo=dt.UTC)


def test_plan_that_rests_has_ended_or_is_locked_leaves_the_calendar_empty(
    client: Client, feed: CalendarFeed, plan: Plan
) -> None:
    assert len(events(client, feed)) == 1
    for state in ("paused", "ended"):
        change(plan, state=state)
        assert events(client, feed) == []
    change(plan, state="maintain")
    assert len(events(client, feed)) == 1
    change(plan.patient, archived_at=WEDNESDAY)
    assert events(client, feed) == []
    change(plan.patient, archived_at=None)
    lock = plan.patient.locks.create(urgency="now", raised_at=WEDNESDAY, local_date="2026-03-04")
    assert events(client, feed) == []
    lock.delete()


def test_plan_for_any_day_is_a_line_at_the_top_of_each_monday(client: Client, feed: CalendarFeed, plan: Plan) -> None:
    change(plan, training_days="", starts_on=dt.date(2026, 3, 4))
    (event,) = events(client, feed)
    assert (event["DTSTART"].dt, event["RRULE"]["BYDAY"]) == (dt.date(2026, 3, 2), ["MO"])
    assert event["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize("key", ["x", "a" * 43, "a" * 500, "%2e%2e"])
def test_address_that_is_nobodys_is_not_found(client: Client, db: None, key: str) -> None:
    assert client.get(f"/calendar/{key}.ics").status_code == 404


@needs_ical_js
@pytest.mark.parametrize("hour", [dt.time(8), dt.time(20, 45)])
def test_hour_stays_through_every_clock_change_as_another_program_reads_it(
    client: Client, feed: CalendarFeed, plan: Plan, hour: dt.time
) -> None:
    zones = (
        "Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "America/Havana",
        "Pacific/Chatham", "Africa/Casablanca", "America/Santiago", "UTC", "Pacific/Kiritimati", "Europe/Dublin",
    )  # fmt: skip
    change(plan, training_days="1234567")
    texts = []
    for zone in zones:
        change(plan.patient, timezone=zone, reminder_hour=hour)
        texts.append(get(client, feed).content)
    for zone, found in zip(zones, occurrences(texts, 400), strict=True):
        days = (dt.date(2026, 3, 2) + dt.timedelta(days=number) for number in range(400))
        there = [dt.datetime.combine(day, hour, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC) for day in days]
        assert found == [[f"{moment:%Y-%m-%dT%H:%M:%S}.000Z" for moment in there]], zone


@needs_ical_js
def test_other_programs_read_empty_and_all_day_calendars(client: Client, feed: CalendarFeed, plan: Plan) -> None:
    change(plan, training_days="")
    week = get(client, feed).content
    change(plan, state="paused")
    found = occurrences([week, get(client, feed).content], 2)
    assert [len(one) for one in found] == [1, 0]


def test_clock_changes_are_written_by_the_clock_they_leave() -> None:
    spring, autumn = clocks_of(ZoneInfo("Europe/London"), 2026, 2026).subcomponents[1:3]
    assert (spring.name, f"{spring.DTSTART:%F %R}") == ("DAYLIGHT", "2026-03-29 01:00")
    assert (autumn.name, f"{autumn.DTSTART:%F %R}") == ("STANDARD", "2026-10-25 02:00")


def test_zone_that_vanished_is_the_clinics(client: Client, feed: CalendarFeed, plan: Plan) -> None:
    change(plan.patient, timezone="Mars/Olympus_Mons")
    cache.clear()
    assert events(client, feed)[0]["DTSTART"].params["TZID"] == Patient.objects.get().clinic.timezone
