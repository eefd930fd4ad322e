"""When a reminder is due: the patient's hour on the patient's day, as a moment in UTC. No database."""

import datetime as dt
from bisect import bisect_left
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_UNTIL = dt.time(21), dt.time(8)  # local; product.md, facts
EARLIEST, LATEST = QUIET_UNTIL, dt.time(20, 45)  # a quarter of an hour is left for a slow mail server
TOO_LATE = dt.timedelta(hours=3)  # after that, "your plan for today" no longer helps


def sent_at(hour: dt.time) -> dt.time:
    """Return the hour a reminder really comes: the nearest one of that day outside the quiet hours."""
    return min(max(hour, EARLIEST), LATEST)


def due_at(day: dt.date, hour: dt.time, zone: ZoneInfo) -> dt.datetime | None:
    """Return when that day's reminder is due, in UTC; None on a day the date line took away."""
    due = moment(day, sent_at(hour), zone)
    return due if due.astimezone(zone).date() == day else None


def moment(day: dt.date, hour: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Return that local hour in UTC.

    An hour the clocks go through twice means the first time. An hour they skip means the first
    moment after the skip. Nothing is counted from midnight, which some days do not have.
    """
    local = dt.datetime.combine(day, hour)
    first = local.replace(tzinfo=zone).astimezone(dt.UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first
    return _end_of_skip(local.replace(tzinfo=zone, fold=1).astimezone(dt.UTC), first, zone)


def _end_of_skip(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the moment between the two at which the clocks go forward."""

    def has_jumped(seconds: int) -> bool:
        return (before + dt.timedelta(seconds=seconds)).astimezone(zone).utcoffset() != offset

    offset = before.astimezone(zone).utcoffset()
    seconds = bisect_left(range(int((after - before).total_seconds())), True, key=has_jumped)
    return before + dt.timedelta(seconds=seconds)


def too_late(due: dt.datetime, now: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether a reminder due then should no longer be sent now: hours late, or the evening is over."""
    there = now.astimezone(zone)
    return now - due > TOO_LATE or there.date() != due.astimezone(zone).date() or there.time() >= QUIET_FROM
