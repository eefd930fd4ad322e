"""Validators that several tables share."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", "Write the colour as # and six digits, for example #1f6f73.")

one_line = RegexValidator(r"^[^\x00-\x1f\x7f\u2028\u2029]*\Z", "Please keep this to one line of ordinary characters.")


class HexDigits:
    """A colour in an address: six hexadecimal digits without the #."""

    regex = "[0-9a-fA-F]{6}"

    def to_python(self, value: str) -> str:
        return f"#{value.lower()}"

    def to_url(self, value: str) -> str:
        return value.removeprefix("#")


@cache
def zone_names() -> frozenset[str]:
    """Return every IANA time zone this machine knows."""
    return frozenset(zoneinfo.available_timezones())


def time_zone_name(value: str) -> None:
    """Refuse a name that is not an IANA time zone."""
    if value not in zone_names():
        raise ValidationError(
            "“%(value)s” is not a time zone we know. Choose one such as Europe/London.", params={"value": value}
        )
