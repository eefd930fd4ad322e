"""How far an export is, and how long it will take from here."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from patients.models import Export

STANDSTILL = dt.timedelta(minutes=2)  # after so long without news, waiting counts as well
LOOKED_AT = 12  # the latest of them: what was slow or stood still an hour ago says little


@dataclass(frozen=True)
class Progress:
    """`seconds_left` is None while there is nothing to go by."""

    printed: int
    broken: int
    left: int
    total: int
    seconds_left: float | None

    @property
    def done(self) -> int:
        return self.printed + self.broken

    @property
    def words(self) -> str:
        """How long, as a person would say it."""
        if not self.left:
            return "Putting them together"
        if self.seconds_left is None:
            return ""
        minutes = round(self.seconds_left / 60)
        if self.seconds_left < 45:
            return "Less than a minute left"
        return f"About {minutes or 1} minute{'' if minutes <= 1 else 's'} left"


def progress(export: Export) -> Progress:
    return Progress(export.printed, export.broken, export.left, export.total, _seconds_left(export))


def _seconds_left(export: Export) -> float | None:
    printed = export.parts.exclude(printed_at=None).order_by("-printed_at").values_list("printed_at", flat=True)
    latest = [moment for moment in printed[:LOOKED_AT] if moment]
    if len(latest) < 2:
        return None
    until = max(latest[0], timezone.now() - STANDSTILL)
    return (until - latest[-1]).total_seconds() / (len(latest) - 1) * export.left
