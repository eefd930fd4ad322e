"""Who sends text messages for us: one small class for each provider, chosen by the scheme of SMS_URL."""

from collections.abc import Callable
from functools import cache
from typing import Final, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from patients.reminders.trouble import RefusedError, TryLaterError, UnreachableError

TIMEOUT_SECONDS: Final = 10
CREATED, UNAUTHORISED, FORBIDDEN, TOO_MANY = 201, 401, 403, 429


class Provider(Protocol):
    """Takes a text for a number (E.164); raises RefusedError, TryLaterError or UnreachableError."""

    def send(self, number: str, text: str) -> None: ...


class Twilio:
    """Twilio's Messages resource (2010-04-01 API); `sender` is a number, a name, or a messaging service (MG...).

    Needs SMS_URL=twilio://ACCOUNT_SID:AUTH_TOKEN@SENDER, with + in the sender written as it is.
    """

    HOME: Final = "https://api.twilio.com"
    # The number is at fault: not one, not a mobile, not reachable, or its owner answered STOP (error dictionary).
    FAULTS_OF_THE_NUMBER: Final = (21211, 21214, 21217, 21265, 21610, 21612, 21614)

    def __init__(self, account: str, token: str, sender: str, home: str = "") -> None:
        self.account, self.sender = account, sender
        self.address = f"{home or self.HOME}/2010-04-01/Accounts/{account}/Messages.json"
        self.token = token

    def send(self, number: str, text: str) -> None:
        sender = "MessagingServiceSid" if self.sender.startswith("MG") else "From"
        asked = {"To": number, "Body": text, sender: self.sender}
        try:
            answer = requests.post(
                self.address,
                data=asked,
                auth=(self.account, self.token),
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.ConnectionError as error:
            raise UnreachableError(
                f"The text message service could not be reached ({type(error).__name__})."
            ) from error
        except requests.RequestException as error:
            raise TryLaterError(f"The text message service broke off ({type(error).__name__}).") from error
        if answer.status_code != CREATED:
            raise self._meaning(answer)

    def _meaning(self, answer: requests.Response) -> Exception:
        status, code = answer.status_code, _code_of(answer)
        words = f"The text message service refused the message: {status}{f', error {code}' if code else ''}"
        if code in self.FAULTS_OF_THE_NUMBER:
            return RefusedError(words, breaks=True)
        if status in (UNAUTHORISED, FORBIDDEN):
            return UnreachableError("The text message service does not let us in.")
        if status == TOO_MANY or status >= 500:
            return TryLaterError(f"The text message service is busy: {status}.")
        return RefusedError(words)


def _code_of(answer: requests.Response) -> int:
    try:
        return int(answer.json().get("code") or 0)
    except (ValueError, TypeError, AttributeError):
        return 0


KNOWN: Final[dict[str, Callable[..., Provider]]] = {"twilio": Twilio}


def provider() -> Provider | None:
    """Return the provider that SMS_URL names; None while text messages are off."""
    return _read(settings.SMS_URL) if settings.SMS_URL else None


@cache
def _read(url: str) -> Provider:
    parts = urlsplit(url)
    credentials, _, sender = parts.netloc.rpartition("@")
    account, _, token = credentials.partition(":")
    if parts.scheme not in KNOWN or not (account and token and sender):
        raise ImproperlyConfigured(f"SMS_URL is to be {' or '.join(KNOWN)}://ACCOUNT:TOKEN@SENDER.")
    home = parse_qs(parts.query).get("api", [""])[0]  # another address of the same API, for a test or a proxy
    return KNOWN[parts.scheme](account=unquote(account), token=unquote(token), sender=unquote(sender), home=home)
