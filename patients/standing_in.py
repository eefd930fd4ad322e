"""Who looks after what while somebody is away or after they have left: nothing goes down with a therapist."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from clinic.models import Clinic, Membership
from patients.models import Away, Patient


def keepers(clinic: Clinic) -> Mapping[int, int | None]:
    """Of everybody who works or worked here, who keeps their list today: they themselves, who stands in for them, or
    None, which is to say whoever runs the clinic. One query."""
    staff = clinic.memberships.staff().order_by().values_list("pk", "is_active", "away__until", "away__cover")
    today = today_in(clinic)
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
    now = Away.objects.filter(membership=member, until__gte=today_in(member.clinic))
    return now.select_related("cover__user").first()


def today_in(clinic: Clinic) -> dt.date:
    return timezone.now().astimezone(clinic.zone).date()
