"""A message in one segment of a text message: 160 letters of the telephone alphabet, or 70 of any other."""

import unicodedata
from typing import Final

from django.conf import settings
from django.urls import reverse

from patients.models import Patient
from patients.reminders import unsubscribe
from patients.reminders.content import Content
from patients.reminders.texts import one_line

# 3GPP TS 23.038, 6.2.1: the default alphabet; what stands in its extension counts twice.
BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("^{}\\[~]|€")
SEVEN_BIT, SIXTEEN_BIT = 160, 70
PLAINER: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})
CLINIC_CHARACTERS: Final = 30


def text_for(content: Content, patient: Patient) -> str:
    """Return what is sent: whose message it is, the short line, where it leads and how to stop, as far as they fit.

    What does not fit goes in this order: the clinic's name, the whole of the short line, where it leads. How to stop
    always stays.
    """
    clinic = plainer(one_line(patient.clinic.name, CLINIC_CHARACTERS))
    short, stop = plainer(one_line(content.short, SEVEN_BIT)), f"Stop: {unsubscribe.url_for(patient)}"
    home = settings.SITE_URL + reverse("portal:today")
    links = dict.fromkeys((content.main.url, home))
    tries = [f"{start}{short} {link} {stop}" for start in (f"{clinic}: ", "") for link in links] + [f"{short} {stop}"]
    return next((text for text in tries if fits(text)), None) or _cut(short, stop)


def plainer(text: str) -> str:
    """Return the text in the telephone alphabet where a letter has a plain form there; other scripts stay."""
    return "".join(_plainer(letter) for letter in text.translate(PLAINER))


def _plainer(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED:
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return bare if bare and all(part in BASIC for part in bare) else letter


def length(text: str) -> tuple[int, int]:
    """Return how long the text is and how long it may be, in the alphabet that it needs."""
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        return len(text) + sum(letter in EXTENDED for letter in text), SEVEN_BIT
    return len(text.encode("utf-16-be")) // 2, SIXTEEN_BIT


def fits(text: str) -> bool:
    used, room = length(text)
    return used <= room


def _cut(short: str, stop: str) -> str:
    cut = next((end for end in range(len(short), 0, -1) if fits(f"{short[:end]} {stop}")), 0)
    return f"{short[:cut]} {stop}".strip()
