"""Hand a message to the mail server, and say in words what came of it."""

from contextlib import suppress
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

PERMANENT = 500  # RFC 5321, 4.2.1: replies from here on mean "do not try again"


class RefusedError(Exception):
    """The server will never take this message; the text is for staff."""


class TryLaterError(Exception):
    """It did not work now; the text is for staff."""


class UnreachableError(TryLaterError):
    """Nothing will work now: the server does not answer, or does not let us in."""


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
            raise _refusal(*next(iter(error.recipients.values()))) from error
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


def _refusal(code: int, reply: bytes | str) -> RefusedError | TryLaterError:
    kind = RefusedError if code >= PERMANENT else TryLaterError
    return kind(f"The mail server refused the message: {code} {_text(reply)}")


def _words(start: str, error: OSError) -> str:
    """Name the reply or the kind of error, never a host or an address."""
    if isinstance(error, SMTPResponseException):
        return f"{start}: {error.smtp_code} {_text(error.smtp_error)}"
    return f"{start} ({type(error).__name__})."


def _text(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())[:120]
