"""What a patient told between sessions, as staff read it: the sign that needs help, a flare-up, the weeks."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from clinic.models import Clinic
from clinic.prepared import Prepared
from patients.barriers import told_of
from patients.easing import WHOLE
from patients.models import BarrierAnswer, Patient, SafetyLock, Standing, standing_of
from patients.models.between import ASKED_WEEKLY
from patients.progress import scales
from patients.progress.days import ago, date_words
from patients.progress.told import Week

WEEKS_SHOWN = 6
BARRIERS_SHOWN = 4
LABELS = [
    scale.label for scale in (scales.USUAL_PAIN, scales.CONFIDENCE, scales.WORRY, scales.SLEEP, scales.STRESS)
]  # in the order of ASKED_WEEKLY


@dataclass(frozen=True)
class Alarm:
    """A lock in words; the signs stay codes, whose words stand in a template."""

    lock: SafetyLock
    at: str
    told: str
    told_again: str
    seen: str
    cleared: str


@dataclass(frozen=True)
class Between:
    """The open lock, the last one cleared, the newest flare-up, the weeks and what got in the way, newest first."""

    alarm: Alarm | None
    last_cleared: Alarm | None
    flare: str
    in_flare: str
    weeks: list[dict[str, Any]]
    labels: list[str]
    barriers: list[dict[str, str]]


def told_by(patient: Patient, weeks: Sequence[Week], *, zone: zoneinfo.ZoneInfo, today: dt.date) -> Between:
    """`weeks` are the check-ins, oldest first. Two queries; how the patient stands was read with them."""
    locks = _locks.all(patient.pk)
    standing = standing_of(patient)
    is_open = next((lock for lock in locks if lock.cleared_at is None), None)
    cleared = next((lock for lock in locks if lock.cleared_at is not None), None)
    return Between(
        _alarm(is_open, zone) if is_open else None,
        _alarm(cleared, zone) if cleared else None,
        _flare_words(standing, today),
        ago(standing.began_on, today=today) if standing.has_open_flare else "",
        [_week(row, today) for row in weeks[: -WEEKS_SHOWN - 1 : -1]],
        LABELS,
        [_barrier(row, zone, today) for row in _barriers.all(patient.pk)],
    )


@Prepared
def _locks(patient: int) -> QuerySet[SafetyLock]:
    found = SafetyLock.objects.filter(patient=patient).own()
    return found.select_related("cleared_by", "seen_by").order_by("-raised_at")[:5]


@Prepared
def _barriers(patient: int) -> QuerySet[BarrierAnswer]:
    return BarrierAnswer.objects.filter(patient=patient)[:BARRIERS_SHOWN]


def open_alarm(patient: Patient, *, zone: zoneinfo.ZoneInfo) -> Alarm | None:
    """The lock a clinician is to look at; one query."""
    lock = patient.locks.open().select_related("seen_by").first()
    return _alarm(lock, zone) if lock else None


def locked_of(clinic: Clinic) -> set[int]:
    """Whose programme is closed by a sign; one query over an index that holds open locks only."""
    return set(SafetyLock.objects.open().filter(patient__clinic=clinic).values_list("patient_id", flat=True))


def _alarm(lock: SafetyLock, zone: zoneinfo.ZoneInfo) -> Alarm:
    return Alarm(
        lock,
        _moment(lock.noticed_at or lock.raised_at, zone),
        _moment(lock.told_at, zone) if lock.told_at else "",
        _moment(lock.told_again_at, zone) if lock.told_again_at else "",
        f"{lock.seen_by}, {_moment(lock.seen_at, zone)}" if lock.seen_at else "",
        f"{lock.cleared_by}, {_moment(lock.cleared_at, zone)}" if lock.cleared_at and lock.cleared_by else "",
    )


def _moment(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    return f"{at.astimezone(zone):%-d %b %Y, %H:%M}"


def _flare_words(standing: Standing, today: dt.date) -> str:
    """From when to when, and how much is asked for since."""
    if standing.began_on is None:
        return ""
    until = f"until {date_words(standing.ended_on, today=today)}" if standing.ended_on else "still going on"
    share = standing.share(today)
    eased = f"; doses now at {share} %" if share < WHOLE else ""
    return f"{date_words(standing.began_on, today=today)}, {until}{eased}"


def _barrier(row: Any, zone: zoneinfo.ZoneInfo, today: dt.date) -> dict[str, str]:
    return {
        "week": date_words(row.week, today=today),
        "what": row.get_what_display(),
        "chosen": told_of(row.what, row.change),
        "cue": row.cue,
        "at": date_words(row.answered_at.astimezone(zone).date(), today=today),
    }


def _week(row: Week, today: dt.date) -> dict[str, Any]:
    scores = ["–" if (score := getattr(row, name)) is None else str(score) for name in ASKED_WEEKLY]
    return {
        "day": date_words(row.day, today=today),
        "scores": list(zip(LABELS, scores, strict=True)),
        "is_flare": bool(row.is_flare),
        "can_do": row.can_do,
    }
