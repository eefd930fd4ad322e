"""What a clinic changes about its messages: which kinds come when, and in which words; and how they would look."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import Clinic, User
from patients.models import Channel, MessageRule, MessageText, Patient, Plan, Reminder
from patients.reminders import texts
from patients.reminders.content import Content
from patients.reminders.kinds import EDITABLE, Rule, rules_of
from patients.reminders.message import message_for
from patients.reminders.post import Post, RefusedError, TryLaterError
from patients.reminders.texts import Text, mistakes
from patients.reminders.wording import content_for, texts_of

SAMPLE_NAME = "Alex"


class Chosen(NamedTuple):
    """What a clinic says about one kind; an hour left empty is ours, which may be each patient's own."""

    is_on: bool
    hour: dt.time | None
    days: tuple[int, ...]


def table_of(clinic: Clinic) -> list[Rule]:
    """The kinds a clinic may change, as they hold there."""
    rules = rules_of(clinic.message_rules.all())
    return [rules[rule.kind] for rule in EDITABLE]


@transaction.atomic
def set_rules(*, clinic: Clinic, by: User, chosen: Mapping[str, Chosen]) -> None:
    """Keep what differs from ours; what is planned already is asked again when its hour comes."""
    rows = []
    for rule in EDITABLE:
        wish = chosen[rule.kind]
        hour = None if wish.hour == rule.hour else wish.hour
        days = "" if wish.days == rule.days else " ".join(map(str, wish.days))
        if not wish.is_on or hour or days:
            rows.append(MessageRule(clinic=clinic, kind=rule.kind, is_on=wish.is_on, hour=hour, days=days))
    clinic.message_rules.all().delete()
    MessageRule.objects.bulk_create(rows)
    changed = ", ".join(row.kind for row in rows) or "all as ours"
    audit.record("message_rules_changed", clinic=clinic, target=clinic, by=by, detail=changed)


def text_of(clinic: Clinic, kind: str) -> tuple[Text, bool]:
    """The words of one kind, and whether they are the clinic's own; raises KeyError for a kind that is none."""
    text = texts_of({clinic.pk})[clinic.pk][kind]
    return text, text != texts.OURS[kind]


def own_texts(clinic: Clinic) -> set[str]:
    return set(clinic.message_texts.values_list("kind", flat=True))


def check(text: Text) -> None:
    """Raise ValidationError by field, with the line, where these words cannot be sent."""
    found: dict[str, list[str]] = {}
    for field, words in mistakes(text):
        found.setdefault(field, []).append(words)
    if found:
        raise ValidationError({field: list(words) for field, words in found.items()})


@transaction.atomic
def set_text(*, clinic: Clinic, kind: str, text: Text, by: User) -> None:
    """Keep the clinic's words; those that equal ours are not kept. Raises ValidationError by field."""
    check(text)
    if text == texts.OURS[kind]:
        back_to_ours(clinic=clinic, kind=kind, by=by)
        return
    fields = {"subject": text.subject, "short": text.short, "body": text.body}
    MessageText.objects.update_or_create(clinic=clinic, kind=kind, defaults=fields)
    audit.record("message_text_changed", clinic=clinic, target=clinic, by=by, detail=f"{kind}: {text.subject}")


@transaction.atomic
def back_to_ours(*, clinic: Clinic, kind: str, by: User) -> None:
    if clinic.message_texts.filter(kind=kind).delete()[0]:
        audit.record("message_text_ours", clinic=clinic, target=clinic, by=by, detail=kind)


def preview(*, clinic: Clinic, kind: str, text: Text | None = None) -> Content:
    """What a patient would get, in these words or those stored."""
    return content_for(*_sample(clinic, kind), text=text)


def preview_page(*, clinic: Clinic, kind: str, plain: bool = False) -> str:
    """The e-mail itself, as a mail program shows it, or as one without pictures and colours does."""
    message = _letter(*_sample(clinic, kind))
    if plain:
        return str(message.body)
    return str(next(content for content, kind in message.alternatives if kind == "text/html"))


def send_test(*, clinic: Clinic, kind: str, by: User) -> None:
    """Send the message as it is stored to whoever asks; raises ValidationError where it cannot be sent."""
    try:
        with Post() as post:
            post.send(_letter(*_sample(clinic, kind, to=by.email or "")))
    except (RefusedError, TryLaterError) as trouble:
        raise ValidationError(f"The test could not be sent. {trouble}") from trouble
    audit.record("message_test_sent", clinic=clinic, target=clinic, by=by, detail=kind)


def _letter(row: Reminder, plan: Plan) -> EmailMultiAlternatives:
    mailbox = Channel(patient=row.patient, kind=Channel.Kind.EMAIL, address=row.patient.email)
    return message_for(mailbox, content_for(row, plan), row)


def _sample(clinic: Clinic, kind: str, to: str = "alex@example.org") -> tuple[Reminder, Plan]:
    """Somebody who is in no table: links in the message lead nowhere."""
    now = timezone.now()
    patient = Patient(pk=0, clinic=clinic, first_name=SAMPLE_NAME, email=to, timezone=clinic.timezone)
    plan = Plan(pk=0, patient=patient, training_days="135", starts_on=now.date())
    row = Reminder(pk=0, patient=patient, plan=plan, kind=kind, local_date=now.date(), due_at=now, created_at=now)
    return row, plan
