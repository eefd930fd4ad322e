"""Put a message into words: the clinic's text or ours, the button, and the one-tap answers that fit."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import reverse

from patients.models import Plan, Reminder
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


def content_for(reminder: Reminder, plan: Plan, text: Text | None = None) -> Content:
    """Return what this reminder says, in `text` where that is not stored yet.

    Reads `reminder.patient` with its clinic and the clinic's `message_texts`: one query, none where they were read
    along, as `delivery.claim` does.
    """
    kind = reminder.kind
    text, look, values = text or text_of(reminder), LOOKS[Kind(kind)], _values(reminder, plan)
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


def text_of(reminder: Reminder) -> Text:
    """The clinic's own words for this kind, or ours."""
    for own in reminder.patient.clinic.message_texts.all():
        if own.kind == reminder.kind:
            return Text(own.subject, own.short, own.body)
    return texts.OURS[reminder.kind]


def _values(reminder: Reminder, plan: Plan) -> dict[str, str]:
    clinic = reminder.patient.clinic
    return {
        "first_name": one_line(reminder.patient.first_name),
        "clinic": one_line(clinic.name),
        "phone": one_line(clinic.phone),
        "today": "Today is one of your days." if plan.training_days else "Today could be a good day for your plan.",
    }


def _address(reminder: Reminder, leads_to: str) -> str:
    """A page of the portal, or a one-tap answer."""
    return settings.SITE_URL + reverse(leads_to) if ":" in leads_to else taps.url_for(reminder, leads_to)


def _paragraphs(body: str) -> tuple[str, ...]:
    """Each without line breaks and doubled spaces, as an empty telephone number leaves them."""
    parts = (" ".join(part.split()).replace(" ,", ",") for part in body.replace("\r\n", "\n").split("\n\n"))
    return tuple(part for part in parts if part)
