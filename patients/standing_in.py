"""Who looks after what while somebody is away or after they have left: nothing goes down with a therapist."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils import timezone

from clinic.models import Clinic, Membership
from patients.models import Away, Patient


class Colleague(NamedTuple):
    """Somebody who works or worked here; `is_away` today."""

    pk: int
    name: str
    is_active: bool
    until: dt.date | None
    cover: int | None
    is_away: bool


def staff_of(clinic: Clinic) -> list[Colleague]:
    """Everybody, those who have left as well; one query."""
    today = today_in(clinic)
    staff = (
        clinic.memberships.staff()
        .order_by("pk")
        .values_list("pk", "user__name", "user__email", "is_active", "away__until", "away__cover")
    )
    return [
        Colleague(pk, name or email or "", is_active, until, cover, bool(until and until >= today))
        for pk, name, email, is_active, until, cover in staff
    ]


def keepers(staff: Iterable[Colleague]) -> Mapping[int, int | None]:
    """Who keeps each one's list today: they themselves, who stands in for them, or None, which is to say whoever runs
    the clinic."""
    staff = list(staff)
    there = {one.pk for one in staff if one.is_active and not one.is_away}
    return {
        one.pk: one.pk if one.pk in there else one.cover if one.is_active and one.cover in there else None
        for one in staff
    }


def looks_after(patient: Patient) -> Membership | None:
    """The patient's therapist or who stands in for them today; None where that is whoever runs the clinic."""
    keeper = keepers(staff_of(patient.clinic)).get(patient.therapist_id)
    if keeper == patient.therapist_id:
        return patient.therapist
    return Membership.objects.select_related("user").filter(pk=keeper).first() if keeper else None


def away_of(member: Membership) -> Away | None:
    """Until when somebody is away, if they are."""
    now = Away.objects.filter(membership=member, until__gte=today_in(member.clinic))
    return now.select_related("cover__user").first()


def today_in(clinic: Clinic) -> dt.date:
    return timezone.now().astimezone(clinic.zone).date()
