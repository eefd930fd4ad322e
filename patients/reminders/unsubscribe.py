"""Stop a patient's reminders by a short signed token that can do nothing else."""

from django.conf import settings
from django.core.signing import BadSignature, Signer, b62_decode, b62_encode
from django.db import transaction
from django.urls import reverse

from clinic import audit
from patients.models import Patient

SIGNATURE_CHARACTERS = 16  # 96 bits of the HMAC: nobody guesses that over HTTP, and the address stays short


class ShortSigner(Signer):
    """Django's signer with a shorter signature; mailers break a List-Unsubscribe address of over 75 characters."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        return super().signature(value, key)[:SIGNATURE_CHARACTERS]


def signer() -> ShortSigner:
    return ShortSigner(sep=".", salt="patients.reminders.unsubscribe")


def token_for(patient: Patient) -> str:
    """Return the patient's token; it does not expire, because old e-mails must keep working."""
    return signer().sign(b62_encode(patient.pk))


def url_for(patient: Patient) -> str:
    """Return the absolute address that stops this patient's reminders."""
    return settings.SITE_URL + reverse("reminders:unsubscribe", args=[token_for(patient)])


@transaction.atomic
def stop(token: str) -> None:
    """Turn the patient's reminders off; a token unknown or used before changes nothing."""
    try:
        pk = b62_decode(signer().unsign(token))
    except BadSignature:
        return
    if Patient.objects.filter(pk=pk, reminders_on=True).update(reminders_on=False):
        patient = Patient.objects.select_related("clinic").get(pk=pk)
        audit.record(
            "reminders_stopped", clinic=patient.clinic, target=patient, by=None, detail="by a link in a message"
        )
