"""Days said the way people say them."""

import datetime as dt
from typing import Final

DAYS_A_MONTH: Final = 365.25 / 12
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def date_words(day: dt.date, *, today: dt.date) -> str:
    """
    >>> date_words(dt.date(2026, 3, 2), today=dt.date(2026, 5, 1))
    '2 Mar'
    >>> date_words(dt.date(2025, 3, 2), today=dt.date(2026, 5, 1))
    '2 Mar 2025'
    """
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b} {day.year}"


def ago(day: dt.date | None, *, today: dt.date) -> str:
    """
    >>> [ago(dt.date(2026, 3, 31 - n), today=dt.date(2026, 3, 31)) for n in (0, 1, 3, 13, 14)]
    ['today', 'yesterday', '3 days ago', '13 days ago', '2 weeks ago']
    >>> ago(dt.date(2025, 1, 1), today=dt.date(2026, 3, 31)), ago(None, today=dt.date(2026, 3, 31))
    ('14 months ago', 'none yet')
    """
    if day is None:
        return "none yet"
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 14:
        return f"{days} days ago"
    return f"{days // 7} weeks ago" if days < 70 else f"{int(days / DAYS_A_MONTH)} months ago"


def ahead(day: dt.date, *, today: dt.date) -> str:
    """
    >>> [ahead(dt.date(2026, 3, 10 + n), today=dt.date(2026, 3, 10)) for n in (0, 1, 6, 14)]
    ['today', 'tomorrow', 'in 6 days', '24 Mar']
    >>> ahead(dt.date(2026, 3, 7), today=dt.date(2026, 3, 10)), ahead(dt.date(2026, 3, 9), today=dt.date(2026, 3, 10))
    ('due since 7 Mar', 'due since yesterday')
    """
    days = (day - today).days
    if days == -1:
        return "due since yesterday"
    if days < 0:
        return f"due since {date_words(day, today=today)}"
    if days > 13:
        return date_words(day, today=today)
    return ("today", "tomorrow")[days] if days < 2 else f"in {days} days"
