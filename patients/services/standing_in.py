"""Who looks after what while somebody is away or after they have left: nothing goes down with a therapist."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import Clinic, Membership, User
from patients.models import Away, Patient
from patients.schedule import DAY

LONGEST_AWAY = 365 * DAY


def keepers(clinic: Clinic) -> Mapping[int, int | None]:
    """Of everybody who works or worked here, who keeps their list today: they themselves, who stands in for them, or
    None, which is to say whoever runs the clinic. One query."""
    staff = clinic.memberships.staff().order_by().values_list("pk", "is_active", "away__until", "away__cover")
    today = _today(clinic)
    rows = {pk: (is_active, bool(until and until >= today), cover) for pk, is_active, until, cover in staff}
    there = {pk for pk, (is_active, is_away, _) in rows.items() if is_active and not is_away}
    return {
        pk: pk if pk in there else cover if is_active and cover in there else None
        for pk, (is_active, _, cover) in rows.items()
    }


def looks_after(patient: Patient) -> Membership | None:
    """The patient's therapist or who stands in for them today; None where that is whoever runs the clinic."""
    keeper = keepers(patient.clinic).get(patient.therapist_id)
    if keeper == patient.therapist_id:
        return patient.therapist
    return Membership.objects.select_related("user").filter(pk=keeper).first() if keeper else None


def away_of(member: Membership) -> Away | None:
    """Until when somebody is away, if they are."""
    return (
        Away.objects.filter(membership=member, until__gte=_today(member.clinic)).select_related("cover__user").first()
    )


@transaction.atomic
def go_away(*, member: Membership, until: dt.date, cover: Membership | None, by: User) -> None:
    """From today until that day, somebody else looks after the list. Raises ValidationError."""
    today = _today(member.clinic)
    if not today <= until <= today + LONGEST_AWAY:
        raise ValidationError({"until": "Choose today or a later day, at most a year ahead."})
    if cover and (cover.pk == member.pk or cover.clinic_id != member.clinic_id or not cover.is_active):
        raise ValidationError({"cover": "Choose a colleague who works in this clinic."})
    Away.objects.update_or_create(membership=member, defaults={"until": until, "cover": cover})
    said = f"until {until}, {cover.user if cover else 'whoever runs the clinic'} looks after the list"
    audit.record("staff_away", clinic=member.clinic, target=member, by=by, detail=said)


@transaction.atomic
def come_back(*, member: Membership, by: User) -> None:
    """Look after one's own list again."""
    if Away.objects.filter(membership=member).delete()[0]:
        audit.record("staff_back", clinic=member.clinic, target=member, by=by)


def _today(clinic: Clinic) -> dt.date:
    return timezone.now().astimezone(clinic.zone).date()
