"""Put a message into words: the clinic's text or ours, the button, and the one-tap answers that fit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from django.conf import settings
from django.urls import reverse

from patients.models import MessageText, Reminder
from patients.reminders import taps, texts
from patients.reminders.content import Action, Content
from patients.reminders.kinds import Kind
from patients.reminders.texts import BUTTON, Text, filled, one_line

ANSWERS: Final = {
    "done": "I have done it",
    "later": "Later today",
    "tomorrow": "Tomorrow",
    "barrier": "Something gets in the way",
    "mute": "No more of these",
}
TODAY: Final = "portal:today"


class HasDays(Protocol):
    """A plan, or what is known of it."""

    training_days: str


@dataclass(frozen=True)
class Look:
    """What one kind offers: the words on its button, the page or the act behind it, and the answers."""

    button: str
    leads_to: str
    answers: tuple[str, ...] = ()
    question: str = ""


SUITS: Final = "Does it suit you?"
LOOKS: Final = {
    Kind.TRAINING: Look("Open today’s plan", TODAY, ("done", "later", "tomorrow"), SUITS),
    Kind.NUDGE: Look("Open today’s plan", TODAY, ("done", "tomorrow", "mute"), SUITS),
    Kind.LATER: Look("Open today’s plan", TODAY, ("done", "later", "tomorrow"), SUITS),
    Kind.START: Look("Have a look at it", TODAY, ("later", "tomorrow", "barrier"), SUITS),
    Kind.MORNING: Look("Answer with one tap", "morning", ("mute",)),
    Kind.RECAP: Look("Look at my week", "portal:check_in", ("mute",)),
    Kind.BARRIER: Look("Choose what it was", "barrier", ("mute",)),
    Kind.FRESH: Look("Start small", TODAY, ("tomorrow", "barrier"), SUITS),
    Kind.FLARE: Look("Open the easy version", TODAY),
    Kind.REVIEW: Look("See how far I have come", "portal:progress"),
    Kind.BOOSTER: Look("Open my plan", TODAY, ("mute",)),
    Kind.LAST: Look("Open my plan", TODAY),
}


def content_for(reminder: Reminder, plan: HasDays, text: Text | None = None) -> Content:
    """Return what this reminder says, to somebody with that plan, in `text` or in the words of their clinic.

    Reads `reminder.patient` with its clinic; where `text` is given nothing else.
    """
    kind, clinic = reminder.kind, reminder.patient.clinic_id
    text, look, values = text or texts_of({clinic})[clinic][kind], LOOKS[Kind(kind)], _values(reminder, plan)
    before, _, after = filled(text.body, values | {BUTTON: "\x00"}).partition("\x00")
    opening, closing = _paragraphs(before), _paragraphs(after)
    return Content(
        subject=one_line(filled(text.subject, values), 120),
        short=one_line(filled(text.short, values), 160),
        opening=opening,
        main=Action(look.button, _address(reminder, look.leads_to)),
        closing=closing,
        question=look.question,
        answers=tuple(Action(ANSWERS[act], taps.url_for(reminder, act)) for act in look.answers),
    )


def texts_of(clinics: Collection[int]) -> dict[int, Mapping[str, Text]]:
    """The words of each of these clinics by kind: their own, or ours; one query."""
    own: dict[int, dict[str, Text]] = {clinic: {} for clinic in clinics}
    for row in MessageText.objects.filter(clinic__in=clinics):
        own[row.clinic_id][row.kind] = Text(row.subject, row.short, row.body)
    return {clinic: {**texts.OURS, **changed} for clinic, changed in own.items()}


def _values(reminder: Reminder, plan: HasDays) -> dict[str, str]:
    clinic = reminder.patient.clinic
    return {
        "first_name": one_line(reminder.patient.first_name),
        "clinic": one_line(clinic.name),
        "phone": one_line(clinic.phone),
        "today": "Today is one of your days." if plan.training_days else "Today could be a good day for your plan.",
    }


def _address(reminder: Reminder, leads_to: str) -> str:
    """A page of the portal, or a one-tap answer."""
    return settings.SITE_URL + _page(leads_to) if ":" in leads_to else taps.url_for(reminder, leads_to)


_page = cache(reverse)


def _paragraphs(body: str) -> tuple[str, ...]:
    """Each without line breaks and doubled spaces, as an empty telephone number leaves them."""
    parts = (" ".join(part.split()).replace(" ,", ",") for part in body.replace("\r\n", "\n").split("\n\n"))
    return tuple(part for part in parts if part)
