"""Hand a message to the mail server, and say in words what came of it."""

import re
from contextlib import suppress
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

from patients.reminders.texts import one_line
from patients.reminders.trouble import RefusedError, TryLaterError, UnreachableError

__all__ = ["Post", "RefusedError", "TryLaterError", "UnreachableError", "means_the_address"]
PERMANENT = 500  # RFC 5321, 4.2.1: replies from here on mean "do not try again"
ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
NOT_THE_ADDRESS = ("3", "6", "7")  # the receiving system, the content, a policy (RFC 3463, 3)


class Post:
    """One connection to the mail server for several messages; opened when needed, and again after it broke."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with suppress(SMTPException, OSError):
            self.connection.close()

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; raises RefusedError, TryLaterError or UnreachableError."""
        self._open()
        try:
            self.connection.send_messages([message])
        except SMTPRecipientsRefused as error:
            raise _refusal(*next(iter(error.recipients.values())), is_recipient=True) from error
        except SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except OSError as error:  # SMTPException is one
            self.close()
            raise TryLaterError(_words("The mail server broke off", error)) from error
        except ValueError as error:  # BadHeaderError is one
            raise RefusedError("The address or the clinic’s details cannot be written into an e-mail.") from error

    def _open(self) -> None:
        try:
            self.connection.open()
        except OSError as error:
            self.close()
            raise UnreachableError(_words("The mail server could not be reached", error)) from error


def means_the_address(status: str) -> bool:
    """Whether this reply or status (RFC 3463) says that no e-mail reaches the address; one without a status does."""
    found = ENHANCED.search(status)
    return found is None or (found[1] == "5" and found[2] not in NOT_THE_ADDRESS)


def _refusal(code: int, reply: bytes | str, *, is_recipient: bool = False) -> RefusedError | TryLaterError:
    words = f"The mail server refused the message: {code} {_text(reply)}"
    if code < PERMANENT:
        return TryLaterError(words)
    return RefusedError(words, breaks=is_recipient and means_the_address(_text(reply)))


def _words(start: str, error: OSError) -> str:
    """Name the reply or the kind of error, never a host or an address."""
    if isinstance(error, SMTPResponseException):
        return f"{start}: {error.smtp_code} {_text(error.smtp_error)}"
    return f"{start} ({type(error).__name__})."


def _text(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return one_line(text, 120)
