"""A message as an e-mail: kind, short, and silent about health where somebody else might read it.

Subject, sender, addresses and first line name no condition, exercise, score or specialty
(clinical.md 6.4); the sender is the clinic by the name it gave itself.
"""

import uuid
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from clinic.branding import WHITE, readable
from clinic.models import Clinic
from patients.models import Channel, Reminder
from patients.reminders import unsubscribe
from patients.reminders.content import Content
from patients.reminders.marks import mark_of
from patients.reminders.texts import NAME_CHARACTERS, one_line

SENDER_CHARACTERS, SUBJECT_CHARACTERS = 60, 120


def sender(clinic: Clinic) -> str:
    """Return the clinic's name with the installation's own address, which the mail server lets us use."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((one_line(clinic.name, SENDER_CHARACTERS) or name, address))


def message_id(reminder: Reminder) -> str:
    """Return the same id whenever this row is sent, so that a double can be recognised as one."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = address.rpartition("@")[2] or urlsplit(settings.SITE_URL).hostname
    name = f"test.{uuid.uuid4().hex}" if reminder.pk is None else f"reminder.{mark_of(reminder)}"
    return f"<{name}@{domain}>"


def return_address(reminder: Reminder) -> str:
    """Return where reports about this very message go, if the installation takes them; else empty."""
    local, _, domain = settings.BOUNCES_TO.partition("@")
    return f"{local}+{mark_of(reminder)}@{domain}" if domain else ""


def message_for(channel: Channel, content: Content, row: Reminder) -> EmailMultiAlternatives:
    """Return the e-mail of this content; reads `row.patient` with its clinic, causes no SQL of its own."""
    patient, clinic = row.patient, row.patient.clinic
    stop_url = unsubscribe.url_for(patient)
    words = {
        "content": content,
        "subject": one_line(content.subject, SUBJECT_CHARACTERS),
        "first_name": one_line(patient.first_name, NAME_CHARACTERS),
        "clinic": one_line(clinic.name, NAME_CHARACTERS),
        "phone": one_line(clinic.phone, NAME_CHARACTERS),
        "colour": readable(clinic.brand_colour, on=WHITE),
        "settings_url": settings.SITE_URL + reverse("portal:settings"),
        "stop_url": stop_url,
    }
    headers = {
        "Message-ID": message_id(row),
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    returned_to = return_address(row)
    if returned_to:  # the envelope's sender; readers see the clinic's name
        headers["From"] = sender(clinic)
    message = EmailMultiAlternatives(
        words["subject"],
        render_to_string("emails/reminder.txt", words),
        returned_to or sender(clinic),
        [channel.address],
        reply_to=[clinic.email] if clinic.email else None,
        headers=headers,
    )
    message.attach_alternative(render_to_string("emails/reminder.html", words), "text/html")
    return message
