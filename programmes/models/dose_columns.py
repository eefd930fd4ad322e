"""The columns that hold a dose, with the limits of `programmes.dose` as database constraints."""

from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import models
from django.db.models import F, Q

from programmes.dose import COLUMNS, LIMITS, Dose

NOT_RANGES = {"load_kg", "load_count", "percent_1rm"}


def _whole(**kwargs: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(null=True, blank=True, editable=False, **kwargs)


def _tenths() -> models.DecimalField:
    return models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True, editable=False)


def _word(length: int) -> models.CharField:
    return models.CharField(max_length=length, blank=True, default="", editable=False)


class DoseColumns(models.Model):
    """Typed columns with units in their names; null or '' where nothing was prescribed."""

    sets_lo, sets_hi = _whole(), _whole()
    reps_lo, reps_hi = _whole(), _whole()
    hold_seconds_lo, hold_seconds_hi = _whole(), _whole()
    work_seconds_lo, work_seconds_hi = _whole(), _whole()
    distance_m_lo, distance_m_hi = _tenths(), _tenths()
    minutes_lo, minutes_hi = _tenths(), _tenths()
    rest_seconds_lo, rest_seconds_hi = _whole(), _whole()
    effort_lo, effort_hi = _tenths(), _tenths()
    rir_lo, rir_hi = _whole(), _whole()
    times_per_day_lo, times_per_day_hi = _whole(), _whole()
    load_kg = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True, editable=False)
    load_count = _whole()
    percent_1rm = _whole()
    tempo = _word(11)
    load_unit = _word(2)
    band = _word(8)
    assist = _word(8)
    side = _word(5)
    intensity = _word(8)

    class Meta:
        abstract = True

    @property
    def dose(self) -> Dose:
        return _read(_columns(self))

    def set_dose(self, dose: Dose) -> None:
        """Put the dose into the columns; saving is the caller's business."""
        for name, value in dose.columns().items():
            setattr(self, name, value)


_columns = attrgetter(*COLUMNS)


@lru_cache(maxsize=2048)
def _read(columns: tuple[Any, ...]) -> Dose:
    """Kept, because the same few doses stand in most rows of a page; a Dose never changes."""
    return Dose.from_columns(dict(zip(COLUMNS, map(_plain, columns), strict=True)))


def _plain(value: Any) -> Any:
    """Drop the zeros a decimal column pads with, so that 6.0 read back equals 6 written."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value


def dose_constraints(table: str) -> list[models.BaseConstraint]:
    """One check per limited field: within its hard limits, the smaller end first."""
    return [models.CheckConstraint(condition=_within(name), name=f"{table}_{name}_in_limits") for name in LIMITS]


def _within(name: str) -> Q:
    limit = LIMITS[name]
    lo, hi = Decimal(limit.lo), Decimal(limit.hi)
    if name in NOT_RANGES:
        return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": lo, f"{name}__lte": hi})
    low, high = f"{name}_lo", f"{name}_hi"
    both = Q(**{f"{low}__gte": lo, f"{high}__lte": hi, f"{low}__lte": F(high)})
    return Q(**{f"{low}__isnull": True, f"{high}__isnull": True}) | both
