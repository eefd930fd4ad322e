"""Go away for a while and come back; meanwhile somebody else looks after the list."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic import audit
from clinic.models import Membership, User
from patients.models import Away
from patients.schedule import DAY
from patients.standing_in import today_in

LONGEST_AWAY = 365 * DAY


@transaction.atomic
def go_away(*, member: Membership, until: dt.date, cover: Membership | None, by: User) -> None:
    """From today until that day, somebody else looks after the list. Raises ValidationError."""
    today = today_in(member.clinic)
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
