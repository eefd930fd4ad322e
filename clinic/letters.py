"""Letters from a clinic: sent after the change is saved, under its name, and never the cause of an error page."""

import logging
from email.utils import formataddr, parseaddr
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from clinic.branding import WHITE, readable
from clinic.models import Clinic

logger = logging.getLogger(__name__)
SOMEBODY_WAITS_SECONDS = 8  # a therapist looks at the screen meanwhile


def one_line(text: str) -> str:
    """Without anything that could end a header or turn the writing round."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def sender(clinic: Clinic | None) -> str:
    """The installation's own address, which the mail server lets us use, under the clinic's name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((one_line(clinic.name) or name if clinic else name, address))


def send(*, clinic: Clinic, to: str, subject: str, template: str, html: bool = False, **page: Any) -> bool:
    """Send `template`.txt, with `template`.html beside it if asked, and say whether the mail server took it."""
    page |= {"clinic": clinic, "colour": readable(clinic.brand_colour, on=WHITE)}
    message = EmailMultiAlternatives(
        subject=one_line(subject),
        body=render_to_string(f"{template}.txt", page),
        from_email=sender(clinic),
        to=[to],
        reply_to=[clinic.email] if clinic.email else None,
        connection=get_connection(timeout=SOMEBODY_WAITS_SECONDS),
    )
    if html:
        message.attach_alternative(render_to_string(f"{template}.html", page), "text/html")
    try:
        return message.send() == 1
    except (OSError, SMTPException, ValueError) as error:  # ValueError: an address no mail server would take
        logger.error("letter not sent: %s", type(error).__name__)
        return False
