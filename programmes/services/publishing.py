"""Freeze a draft into a version that never changes again, or put an earlier version's contents back in force."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import User
from programmes.models import Phase, Programme, Session, Version
from programmes.services import changes
from programmes.services.drafts import fill, lock, newest_published, record
from programmes.services.journal import number_of

# Run inside the transaction that publishes; rooms above this one put their consequence here.
ON_PUBLISH: list[Callable[[Version, User], None]] = []


class EditedMeanwhile(ValidationError):
    """The draft is not any more what the sender saw; nothing was published."""


@dataclass(frozen=True)
class Problem:
    """Why a draft cannot be published, and the part of it that is to blame; None for the whole."""

    sentence: str
    part: Phase | Session | None = None

    @property
    def at(self) -> str:
        """The part's place in the builder."""
        return f"#{self.part._meta.model_name}-{self.part.pk}" if self.part else ""


@dataclass(frozen=True)
class WentBack:
    """The version that is in force now, whether that is new, and the draft that was kept, if there was one."""

    version: Version
    is_new: bool
    draft: Version | None


@transaction.atomic
def publish(*, programme: Programme, by: User, news: str = "", seen: int | None = None) -> Version:
    """Put the draft in force; plans of this programme follow in the same transaction.

    `news` is what the patients read, `seen` how far the draft had come when the sender looked at it.
    Raises EditedMeanwhile when it has come further, ValidationError when there is no draft or something
    in it is empty.
    """
    draft = programme.versions.drafts().first()
    if draft is None:
        raise ValidationError("Nothing has changed since the version in force.", code="no_draft")
    version = lock(draft.pk)
    if seen is not None and number_of(version) != seen:
        raise EditedMeanwhile("The draft was edited meanwhile. This is how it is now: look again, then publish.")
    if problems := list(problems_of(version)):
        raise ValidationError([ValidationError(problem.sentence, code="empty") for problem in problems])
    return _put_in_force(version, by, news)


@transaction.atomic
def go_back(*, programme: Programme, number: int, by: User) -> WentBack:
    """Publish what was in an earlier version as a new one, each exercise as it is today; plans follow at once.

    A draft keeps its edits and takes the number after; one in which nothing was edited is dropped, for it
    would only bring back what is being left. Where the contents are in force already nothing is done.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)  # two people may press the button at once
    source, in_force = programme.versions.published().get(number=number), newest_published(programme)
    assert in_force is not None  # noqa: S101 (the source is published)
    draft = programme.versions.drafts().first()
    difference = changes.between(in_force, source)
    if not difference.places:
        return WentBack(in_force, False, draft)
    if draft is not None:
        lock(draft.pk)
        draft = _out_of_the_way(draft, number=in_force.number + 2)
    version = programme.versions.create(number=in_force.number + 1, published_at=timezone.now())  # never a second draft
    fill(version, source)
    record("programme_went_back", programme, by, f"to version {number}, as version {version.number}")
    return WentBack(_put_in_force(version, by, difference.news_of_going_back), True, draft)


def problems_of(draft: Version) -> Iterator[Problem]:
    """What a patient must never open: a day with nothing in it."""
    phases = list(draft.phases.prefetch_related("sessions__items"))
    if not any(session.items.all() for phase in phases for session in phase.sessions.all()):
        yield Problem("There is nothing in this programme yet. Add an exercise first.")
        return
    for phase in phases:
        sessions = list(phase.sessions.all())
        if not sessions:
            yield Problem(f"“{phase.name}” has no sessions. Add one, or remove the phase.", phase)
            continue
        for session in sessions:
            if not session.items.all():
                where = f"“{session.name}” in “{phase.name}”"
                yield Problem(f"{where} has no exercises. Add one, or remove the session.", session)
        if all(session.kind != session.Kind.TRAINING for session in sessions):
            others = "extras" if any(session.is_extra for session in sessions) else "a flare-up plan"
            yield Problem(f"“{phase.name}” has only {others}. Add a training session to it.", phase)


def _out_of_the_way(draft: Version, *, number: int) -> Version | None:
    if not draft.edits.exists():
        draft.delete()
        return None
    draft.number = number
    draft.save(update_fields=["number"])
    return draft


def _put_in_force(version: Version, by: User, news: str) -> Version:
    version.published_at, version.published_by, version.news = timezone.now(), by, news
    version.save(update_fields=["published_at", "published_by", "news"])
    version.edits.all().delete()  # what is in force is not undone
    for consequence in ON_PUBLISH:
        consequence(version, by)
    programme = version.programme
    if programme.clinic is not None:
        audit.record(
            "programme_published", clinic=programme.clinic, target=programme, by=by, detail=f"version {version.number}"
        )
    return version
