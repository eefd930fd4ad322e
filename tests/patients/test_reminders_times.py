"""Hours become moments: every clock change of three years, days without midnight, and the quiet hours."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from patients.reminders import times
from tests.clock_changes import clock_changes, still_holds

__all__ = ["clock_changes"]

EVENING = dt.time(18, 30)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_clock_changes_are_the_ones_this_machine_knows(clock_changes: list[dict[str, str]]) -> None:
    assert len(clock_changes) > 1000
    assert sum(map(still_holds, clock_changes)) > 0.95 * len(clock_changes)


def test_skipped_hour_becomes_first_moment_after_the_skip(clock_changes: list[dict[str, str]]) -> None:
    for row in filter(still_holds, clock_changes):
        if row["kind"] == "gap":
            start, minutes = dt.datetime.fromisoformat(row["local_before"]), int(row["shift_minutes"])
            for skipped in (start + dt.timedelta(minutes=minute) for minute in (0, 1, minutes // 2, minutes - 1)):
                found = times.moment(skipped.date(), skipped.time(), ZoneInfo(row["zone"]))
                assert found == dt.datetime.fromisoformat(row["utc"]), row


def test_repeated_hour_means_the_first_time(clock_changes: list[dict[str, str]]) -> None:
    for row in filter(still_holds, clock_changes):
        if row["kind"] == "overlap":
            again, minutes = dt.datetime.fromisoformat(row["local_after"]), -int(row["shift_minutes"])
            found = times.moment(again.date(), again.time(), ZoneInfo(row["zone"]))
            assert found == dt.datetime.fromisoformat(row["utc"]) - dt.timedelta(minutes=minutes), row


def test_reminder_comes_at_the_hour_on_every_clock_change(clock_changes: list[dict[str, str]]) -> None:
    for row in filter(still_holds, clock_changes):
        zone, change = ZoneInfo(row["zone"]), dt.datetime.fromisoformat(row["local_before"]).date()
        for day in (change - dt.timedelta(days=1), change, change + dt.timedelta(days=1)):
            for hour in (dt.time(8), dt.time(12, 15), EVENING, dt.time(20, 45)):
                due = times.due_at(day, hour, zone)
                assert due is not None, row
                assert due.astimezone(zone).replace(tzinfo=None) == dt.datetime.combine(day, hour), row


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/London", dt.date(2026, 3, 28), "2026-03-28T18:30"),
        ("Europe/London", dt.date(2026, 3, 29), "2026-03-29T17:30"),  # summer time since that night
        ("Asia/Kathmandu", dt.date(2026, 3, 4), "2026-03-04T12:45"),  # UTC+05:45
        ("Australia/Lord_Howe", dt.date(2026, 4, 5), "2026-04-05T08:00"),  # half an hour back that night
        ("Pacific/Kiritimati", dt.date(2026, 3, 4), "2026-03-04T04:30"),  # UTC+14
        ("Pacific/Pago_Pago", dt.date(2026, 3, 4), "2026-03-05T05:30"),  # UTC-11, the other side of the date line
        ("Africa/Cairo", dt.date(2026, 4, 24), "2026-04-24T15:30"),  # a day without midnight
    ],
)
def test_due_at_is_the_local_hour(zone: str, day: dt.date, expected: str) -> None:
    assert times.due_at(day, EVENING, ZoneInfo(zone)) == utc(expected)


def test_day_the_date_line_took_away_has_no_reminder() -> None:
    samoa = ZoneInfo("Pacific/Apia")  # went from 29 to 31 December 2011
    assert times.due_at(dt.date(2011, 12, 29), EVENING, samoa) == utc("2011-12-30T04:30")
    assert times.due_at(dt.date(2011, 12, 30), EVENING, samoa) is None
    assert times.due_at(dt.date(2011, 12, 31), EVENING, samoa) == utc("2011-12-31T04:30")


@pytest.mark.parametrize(
    ("chosen", "comes"),
    [
        ("00:00", "08:00"),
        ("07:59", "08:00"),
        ("08:00", "08:00"),
        ("18:30", "18:30"),
        ("20:45", "20:45"),
        ("20:50", "20:45"),
        ("21:00", "20:45"),
        ("23:59", "20:45"),
    ],
)
def test_hour_inside_quiet_hours_moves_to_the_nearest_allowed(chosen: str, comes: str) -> None:
    assert times.sent_at(dt.time.fromisoformat(chosen)) == dt.time.fromisoformat(comes)


@pytest.mark.parametrize(
    ("due", "now", "expected"),
    [
        ("2026-03-04T10:00", "2026-03-04T12:59", False),
        ("2026-03-04T10:00", "2026-03-04T13:01", True),
        ("2026-03-04T18:30", "2026-03-04T20:59", False),
        ("2026-03-04T18:30", "2026-03-04T21:00", True),
        ("2026-03-04T18:30", "2026-03-05T08:00", True),
    ],
)
def test_too_late_is_three_hours_or_the_end_of_the_evening(due: str, now: str, expected: bool) -> None:
    assert times.too_late(utc(due), utc(now), ZoneInfo("Europe/London")) is expected
