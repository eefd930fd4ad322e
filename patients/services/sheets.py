"""The QR code on a handout: a way in that a sheet on the fridge may carry for months.

It opens nothing by itself. On the patient's own device, signed in, it leads to the plan; anywhere else it offers to
send a fresh link to the address that the clinic has, so nothing is typed and a finder gains nothing. It ends with the
plan: a new programme, or an end, makes the old sheets mute.
"""

from django.conf import settings
from django.core.signing import BadSignature, b62_decode, b62_encode
from django.urls import reverse

from patients.models import Plan
from patients.reminders.unsubscribe import ShortSigner


def signer() -> ShortSigner:
    return ShortSigner(sep=".", salt="patients.sheets")


def url_for(plan: Plan) -> str:
    """The absolute address on this plan's handouts; it holds a number and a signature, and nothing about health."""
    return settings.SITE_URL + reverse("start:sheet", args=[signer().sign(b62_encode(plan.pk))])


def find(token: str) -> Plan | None:
    """The plan on this sheet, as long as it is in force and its patient in care."""
    try:
        pk = b62_decode(signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    plans = Plan.objects.open().filter(patient__archived_at__isnull=True).select_related("patient__clinic")
    plans = plans if settings.DEMO else plans.filter(patient__clinic__is_demo=False)
    return plans.filter(pk=pk).first()
