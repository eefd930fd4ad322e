"""Web Push (RFC 8030, 8291, 8292): a line on a device's screen, which the push service on the way cannot read."""

import json
from email.utils import parseaddr
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from patients.models import Channel, Reminder
from patients.reminders.channels import vapid
from patients.reminders.channels.subscriptions import is_known
from patients.reminders.content import Content
from patients.reminders.marks import mark_of
from patients.reminders.times import TOO_LATE
from patients.reminders.trouble import GoneError, RefusedError, TryLaterError, UnreachableError

TTL_SECONDS: Final = int(TOO_LATE.total_seconds())  # a phone that was off so long need not hear of it
TIMEOUT_SECONDS: Final = 10
TOPIC_CHARACTERS: Final = 32  # RFC 8030, 5.4
GONE, NOT_FOUND, TOO_MANY, TOO_LARGE = 410, 404, 429, 413
NOT_OUR_KEY = (400, 401, 403)  # of these, what says that the device subscribed to another key
ACTIONS: Final = 2  # what every browser that shows any has room for
# Of these kinds the answers say only when: they may stand on a locked screen. Those of others could tell of pain.
NEUTRAL_ANSWERS: Final = (Reminder.Kind.TRAINING, Reminder.Kind.NUDGE, Reminder.Kind.LATER)


class Push:
    """Hands messages to push services, one connection for each for several messages."""

    handed_over = "Handed to the push service."

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.max_redirects = 0  # nobody sends us on to another address

    def send(self, channel: Channel, content: Content, row: Reminder) -> None:
        if not is_known(channel.address):
            raise RefusedError("The device’s push service is not one that we know.", breaks=True)
        if not vapid.is_on():
            raise UnreachableError("There is no key for push messages on this installation.")
        try:
            webpush(
                {"endpoint": channel.address, "keys": channel.keys},
                json.dumps(payload(content, row), ensure_ascii=False),
                vapid_private_key=Vapid02.from_raw(vapid.private_key().encode()),
                vapid_claims={"sub": contact()},
                ttl=TTL_SECONDS,
                headers={"Urgency": "normal", "Topic": mark_of(row)[:TOPIC_CHARACTERS]},
                timeout=TIMEOUT_SECONDS,
                requests_session=self.session,
            )
        except WebPushException as error:
            raise _meaning(error) from error
        except requests.TooManyRedirects as error:
            raise RefusedError("The push service sent us elsewhere, where we do not go.", breaks=True) from error
        except requests.ConnectionError as error:
            raise UnreachableError(f"The push service could not be reached ({type(error).__name__}).") from error
        except requests.RequestException as error:
            raise TryLaterError(f"The push service broke off ({type(error).__name__}).") from error
        except ValueError as error:  # keys that are none
            raise RefusedError("The device’s keys cannot be used.", breaks=True) from error

    def place(self, channel: Channel) -> str:
        return urlsplit(channel.address).netloc

    def close(self) -> None:
        self.session.close()


def payload(content: Content, row: Reminder) -> dict[str, Any]:
    """Return what the device's worker gets: the short line, where a tap leads, and neutral answers."""
    answers = content.answers[:ACTIONS] if row.kind in NEUTRAL_ANSWERS else ()
    return {
        "short": content.short,
        "url": content.main.url,
        "tag": mark_of(row),  # a double takes the place of the first
        "actions": [{"words": answer.words, "url": answer.url} for answer in answers],
    }


def contact() -> str:
    """Return whom a push service may write to about us."""
    return settings.SITE_URL if settings.HTTPS else f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


def _meaning(error: WebPushException) -> Exception:
    response = error.response
    if response is None:
        return RefusedError("The device’s keys cannot be used.", breaks=True)
    code = response.status_code
    if code in (GONE, NOT_FOUND):
        return GoneError("The device takes no messages any more.", breaks=True)
    if code == TOO_MANY or code >= 500:
        return TryLaterError(f"The push service is busy: {code}.")
    if code in NOT_OUR_KEY and "vapid" in (response.text or "").lower():
        return GoneError("The device subscribed to another key of this installation.", breaks=True)
    return RefusedError(f"The push service refused the message: {code}.", breaks=code not in (TOO_LARGE, *NOT_OUR_KEY))
