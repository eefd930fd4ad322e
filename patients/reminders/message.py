"""The e-mail itself: kind, short, and silent about health where somebody else might read it.

Subject, sender, addresses and first line name no condition, exercise, score or specialty
(clinical.md 6.4); the sender is the clinic by the name it gave itself.
"""

from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from clinic.branding import WHITE, readable
from clinic.models import Clinic
from patients.models import Plan, Reminder
from patients.reminders import unsubscribe

SUBJECT = "Your plan for today"
JOINERS = "\u200c\u200d"  # invisible, but part of Persian and Indian names
SENDER_CHARACTERS, NAME_CHARACTERS = 60, 80


def one_line(text: str, characters: int) -> str:
    """Return the text without anything that could end a header, turn the writing round or flood the page."""
    kept = (char if char.isprintable() or char in JOINERS else " " for char in text[: characters * 10])
    return " ".join("".join(kept).split())[:characters].rstrip()


def sender(clinic: Clinic) -> str:
    """Return the clinic's name with the installation's own address, which the mail server lets us use."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((one_line(clinic.name, SENDER_CHARACTERS) or name, address))


def message_id(reminder: Reminder) -> str:
    """Return the same id whenever this row is sent, so that a double can be recognised as one."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = address.rpartition("@")[2] or urlsplit(settings.SITE_URL).hostname
    return f"<reminder.{reminder.pk}.{reminder.created_at:%Y%m%d%H%M%S}@{domain}>"


def message_for(reminder: Reminder, plan: Plan) -> EmailMultiAlternatives:
    """Return the e-mail of one reminder; reads `reminder.patient` with its clinic, causes no SQL of its own."""
    patient, clinic = reminder.patient, reminder.patient.clinic
    stop_url = unsubscribe.url_for(patient)
    words = {
        "subject": SUBJECT,
        "first_name": one_line(patient.first_name, NAME_CHARACTERS),
        "clinic": one_line(clinic.name, NAME_CHARACTERS),
        "phone": one_line(clinic.phone, NAME_CHARACTERS),
        "colour": readable(clinic.brand_colour, on=WHITE),
        "is_chosen_day": bool(plan.training_days),
        "today_url": settings.SITE_URL + reverse("portal:today"),
        "settings_url": settings.SITE_URL + reverse("portal:settings"),
        "stop_url": stop_url,
    }
    message = EmailMultiAlternatives(
        SUBJECT,
        render_to_string("emails/reminder.txt", words),
        sender(clinic),
        [patient.email],
        reply_to=[clinic.email] if clinic.email else None,
        headers={
            "Message-ID": message_id(reminder),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("emails/reminder.html", words), "text/html")
    return message
