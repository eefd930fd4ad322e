"""Telephone numbers as people type them, and as a text message needs them."""

from functools import cache
from importlib.resources import files
from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from phonenumbers import NumberParseException, PhoneNumberType

TAKE_NO_TEXTS: Final = (
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
)


def normalised(text: str, zone: str) -> str:
    """Return the number in E.164 (+447700900123); a national one is read as where that time zone is.

    Raises ValidationError in words for whoever typed it.
    """
    region = region_of(zone)
    try:
        number = phonenumbers.parse(text.strip()[:40], region or None)
    except NumberParseException:
        raise ValidationError("Enter a mobile number, with + and the country in front if it is from abroad.") from None
    if not phonenumbers.is_valid_number(number):
        raise ValidationError("There is no such number. Look at it again, digit by digit.")
    if phonenumbers.number_type(number) in TAKE_NO_TEXTS:
        raise ValidationError("This number takes no text messages. Enter a mobile number.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """Return the number in groups, as people read it."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number


def region_of(zone: str) -> str:
    """Return the country (ISO 3166) that a time zone is in; empty where the zone files do not say."""
    return _regions().get(zone, "")


@cache
def _regions() -> dict[str, str]:
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
