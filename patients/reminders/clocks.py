"""A time zone with its clock changes, as a calendar carries it (RFC 5545, 3.6.5).

Written here because the library's own begins a change forward by the clock it leads to, not by the one it leaves.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from patients.schedule import DAY

YEARS_AHEAD = 5  # a calendar is read anew several times a day
SECONDS_A_DAY = 24 * 60 * 60


@lru_cache(64)
def clock_changes(zone: ZoneInfo, first_year: int, this_year: int) -> Timezone:
    """Return the zone from the first year until some years from now, each change by itself."""
    start, end = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (first_year, this_year + YEARS_AHEAD))
    made = Timezone()
    made.add("tzid", zone.key)
    made.add_component(_observance(start - DAY, start - DAY, zone))
    for moment in _changes(zone, start, end):
        made.add_component(_observance(moment - dt.timedelta(seconds=1), moment, zone))
    return made


def _changes(zone: ZoneInfo, start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    """Yield the moments, in UTC, at which the clocks change."""
    day = start
    while day < end:
        if _offset(day + DAY, zone) != _offset(day, zone):
            yield _change_on(day, zone)
        day += DAY


def _change_on(day: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the first second of the 24 hours from `day` on that has another offset."""

    def has_changed(second: int) -> bool:
        return _offset(day + dt.timedelta(seconds=second), zone) != before

    before = _offset(day, zone)
    return day + dt.timedelta(seconds=bisect_left(range(SECONDS_A_DAY), True, key=has_changed))


def _offset(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta(0)


def _observance(before: dt.datetime, moment: dt.datetime, zone: ZoneInfo) -> TimezoneStandard | TimezoneDaylight:
    """What holds from that moment on; it begins by the clock that was right a second before."""
    local = moment.astimezone(zone)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", (moment + _offset(before, zone)).replace(tzinfo=None))
    part.add("tzoffsetfrom", _offset(before, zone))
    part.add("tzoffsetto", _offset(moment, zone))
    part.add("tzname", local.tzname() or zone.key)
    return part
