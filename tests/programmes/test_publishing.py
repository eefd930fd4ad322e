"""Freezing a draft: what it refuses, what follows, and that nothing slips in."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from clinic.models import AuditEvent, Clinic, Membership, User
from programmes import services
from programmes.dose import parse
from programmes.models import Version
from programmes.services import outline, publishing
from tests.factories import ExerciseFactory, PhaseFactory, ProgrammeFactory, SessionFactory, VersionFactory, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(anna: Membership) -> User:
    return anna.user


@pytest.fixture
def draft(clinic: Clinic) -> Version:
    session = SessionFactory(phase=PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic))))
    item(session, ExerciseFactory(name="Bridge"))
    return session.phase.version


def test_publishing_freezes_the_draft_and_says_who_and_when(draft: Version, by: User):
    version = services.publish(programme=draft.programme, by=by)
    draft.refresh_from_db()
    assert version == draft == services.newest_published(draft.programme)
    assert (draft.is_draft, draft.published_by) == (False, by)
    event = AuditEvent.objects.get(verb="programme_published")
    assert (event.clinic_ref, event.actor_ref, event.detail) == (draft.programme.clinic_id, str(by.pk), "version 1")


def test_publishing_twice_publishes_once(draft: Version, by: User):
    services.publish(programme=draft.programme, by=by)
    with pytest.raises(ValidationError, match="Nothing has changed"):
        services.publish(programme=draft.programme, by=by)
    assert AuditEvent.objects.filter(verb="programme_published").count() == 1


def test_the_version_in_force_stays_while_the_next_is_written(draft: Version, by: User):
    first = services.publish(programme=draft.programme, by=by)
    kept = outline.of_version(first)
    second = services.draft_of(programme=draft.programme, by=by)
    services.change_item(item=services.items_of(second).get(), by=by, dose=parse("5x5"))
    assert services.newest_published(draft.programme) == first
    assert outline.of_version(first) == kept
    assert services.publish(programme=draft.programme, by=by).number == 2


def test_nothing_is_written_into_a_published_version(draft: Version, by: User):
    row = services.items_of(draft).get()
    phase, session = draft.phases.get(), row.session
    services.publish(programme=draft.programme, by=by)
    kept = outline.of_version(draft)
    attempts = [
        lambda: services.change_item(item=row, by=by, dose=parse("5x5")),
        lambda: services.add_item(session=session, exercise=row.exercise, by=by),
        lambda: services.copy_item(item=row, by=by),
        lambda: services.move_item(item=row, by=by, position=1),
        lambda: services.remove_item(item=row, by=by),
        lambda: services.remove_session(session=session, by=by),
        lambda: services.remove_phase(phase=phase, by=by),
        lambda: services.add_phase(draft=draft, by=by),
        lambda: services.add_session(phase=phase, by=by),
        lambda: services.change_part(part=phase, by=by, name="X"),
        lambda: services.change_part(part=session, by=by, name="X"),
    ]
    for attempt in attempts:
        with pytest.raises(services.Overtaken, match="published meanwhile"):
            attempt()
    assert outline.of_version(draft) == kept


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda draft: services.items_of(draft).delete(), "There is nothing in this programme yet."),
        (lambda draft: PhaseFactory(version=draft, position=2, name="Later"), "“Later” has no sessions."),
        (
            lambda draft: SessionFactory(phase=draft.phases.get(), position=2, name="B"),
            "“B” in “Settle in” has no exercises.",
        ),
        (lambda draft: draft.phases.get().sessions.update(kind="extra"), "“Settle in” has only extras."),
    ],
)
def test_nobody_gets_a_day_with_nothing_in_it(draft: Version, by: User, spoil, sentence: str):
    spoil(draft)
    with pytest.raises(ValidationError) as error:
        services.publish(programme=draft.programme, by=by)
    assert error.value.messages[0].startswith(sentence)
    draft.refresh_from_db()
    assert draft.is_draft


def test_what_follows_runs_in_the_same_transaction(draft: Version, by: User, monkeypatch: pytest.MonkeyPatch):
    seen: list[tuple[int, bool, User]] = []
    monkeypatch.setattr(
        publishing, "ON_PUBLISH", [lambda version, who: seen.append((version.number, version.is_draft, who))]
    )
    services.publish(programme=draft.programme, by=by)
    assert seen == [(1, False, by)]


def test_when_what_follows_breaks_nothing_is_published(draft: Version, by: User, monkeypatch: pytest.MonkeyPatch):
    def breaks(version: Version, who: User) -> None:
        raise RuntimeError("plans cannot follow")

    monkeypatch.setattr(publishing, "ON_PUBLISH", [breaks])
    with pytest.raises(RuntimeError):
        services.publish(programme=draft.programme, by=by)
    draft.refresh_from_db()
    assert draft.is_draft
    assert not AuditEvent.objects.filter(verb="programme_published").exists()


def test_an_exercise_in_a_programme_cannot_be_deleted(draft: Version):
    with pytest.raises(ProtectedError):
        services.items_of(draft).get().exercise.delete()
