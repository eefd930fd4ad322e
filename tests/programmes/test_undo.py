"""Undo and redo: what was done to a draft is taken back row by row, and nobody else's work with it."""

import random
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clinic.models import AuditEvent, Clinic, Membership, User
from programmes import services
from programmes.dose import parse, short
from programmes.models import DraftEdit, Item, Version
from programmes.services import outline
from tests.factories import (
    ClinicFactory,
    ExerciseFactory,
    MembershipFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
    VersionFactory,
    item,
)
from tests.programmes.test_builder_pages import HTMX, events, row, text

pytestmark = pytest.mark.django_db


def a_draft(clinic: Clinic) -> Version:
    """Bridge, Squat and Carry in session A."""
    session = SessionFactory(phase=PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic))))
    for name in ("Bridge", "Squat", "Carry"):
        item(session, ExerciseFactory(name=name))
    return session.phase.version


@pytest.fixture
def draft(clinic: Clinic) -> Version:
    return a_draft(clinic)


@pytest.fixture
def by(anna: Membership) -> User:
    return anna.user


@pytest.fixture
def url(draft: Version) -> str:
    return f"/programmes/{draft.programme_id}/"


def the(draft: Version, name: str) -> Item:
    return services.items_of(draft).get(exercise__name=name)


def names(draft: Version) -> list[str]:
    return [str(each) for each in services.items_of(draft).order_by("session", "position")]


def everything(draft: Version) -> list[object]:
    """What is in the draft, with its numbers and places."""
    rows = services.items_of(draft).order_by("pk").values_list("pk", "session", "position", "session__position")
    return [draft.programme.__class__.objects.get(pk=draft.programme_id).name, outline.of_version(draft), *rows]


# One edit


def test_a_removed_row_comes_back_as_it_was(draft: Version, by: User):
    squat = the(draft, "Squat")
    services.change_item(item=squat, by=by, dose=parse("3x8/side @2x8kg tempo X-0-1-0"), note="Łódź 🏋️", is_core=False)
    before = everything(draft)
    services.remove_item(item=the(draft, "Squat"), by=by)
    assert names(draft) == ["Bridge", "Carry"]
    services.undo(draft=draft, by=by)
    assert everything(draft) == before
    assert the(draft, "Squat").pk == squat.pk


def test_a_row_that_came_back_does_not_pass_for_the_one_before(draft: Version, by: User):
    squat = the(draft, "Squat")
    services.remove_item(item=squat, by=by)
    services.undo(draft=draft, by=by)
    with pytest.raises(services.EditConflict):
        services.change_item(item=the(draft, "Squat"), by=by, dose=parse("5x5"), revision=1)


@pytest.mark.parametrize("part", ["session", "phase"])
def test_a_removed_part_comes_back_with_everything(draft: Version, by: User, part: str):
    phase = services.add_phase(draft=draft, by=by, copy_of=draft.phases.get())
    services.add_session(phase=phase, by=by, kind="extra")
    before = everything(draft)
    if part == "phase":
        services.remove_phase(phase=draft.phases.first(), by=by)
    else:
        services.remove_session(session=phase.sessions.first(), by=by)
    assert everything(draft) != before
    services.undo(draft=draft, by=by)
    assert everything(draft) == before


def test_the_trail_says_what_was_undone_and_done_again(draft: Version, by: User):
    services.remove_item(item=the(draft, "Squat"), by=by)
    services.undo(draft=draft, by=by)
    services.redo(draft=draft, by=by)
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["item_removed", "draft_edit_undone", "draft_edit_redone"]


def test_a_new_edit_ends_what_could_be_redone(draft: Version, by: User):
    services.remove_item(item=the(draft, "Squat"), by=by)
    services.undo(draft=draft, by=by)
    services.copy_item(item=the(draft, "Bridge"), by=by)
    assert services.redo(draft=draft, by=by) is None
    assert names(draft) == ["Bridge", "Bridge", "Squat", "Carry"]


def test_publishing_ends_the_story(draft: Version, by: User):
    services.remove_item(item=the(draft, "Squat"), by=by)
    services.publish(programme=draft.programme, by=by)
    assert not DraftEdit.objects.exists()


# Two people


def test_everybody_undoes_their_own(draft: Version, by: User, ada: Membership):
    services.remove_item(item=the(draft, "Squat"), by=by)
    services.copy_item(item=the(draft, "Bridge"), by=ada.user)
    services.undo(draft=draft, by=by)
    assert names(draft) == ["Bridge", "Squat", "Bridge", "Carry"] or names(draft) == [
        "Bridge",
        "Bridge",
        "Squat",
        "Carry",
    ]
    assert sorted(services.items_of(draft).values_list("position", flat=True)) == [1, 2, 3, 4]
    services.undo(draft=draft, by=ada.user)
    assert names(draft) == ["Bridge", "Squat", "Carry"]


def test_what_a_colleague_changed_since_is_not_undone_over_their_head(draft: Version, by: User, ada: Membership):
    services.copy_item(item=the(draft, "Carry"), by=by)
    services.change_item(item=the(draft, "Bridge"), by=by, dose=parse("3x12"))
    services.change_item(item=the(draft, "Bridge"), by=ada.user, dose=parse("5x5"))
    with pytest.raises(ValidationError, match="was changed meanwhile"):
        services.undo(draft=draft, by=by)
    assert short(the(draft, "Bridge").dose) == "5x5"
    services.undo(draft=draft, by=by)
    assert names(draft) == ["Bridge", "Squat", "Carry"], "the refused edit does not bar the way to the one before"


def test_a_session_a_colleague_filled_is_not_taken_away(draft: Version, by: User, ada: Membership):
    session = services.add_session(phase=draft.phases.get(), by=by)
    services.add_item(session=session, exercise=ExerciseFactory(name="Row"), by=ada.user)
    with pytest.raises(ValidationError, match="put something into it"):
        services.undo(draft=draft, by=by)
    assert "Row" in names(draft)


def test_a_row_whose_session_is_gone_cannot_come_back(draft: Version, by: User, ada: Membership):
    services.remove_item(item=the(draft, "Squat"), by=by)
    services.remove_session(session=draft.phases.get().sessions.get(), by=ada.user)
    with pytest.raises(ValidationError, match="no longer there"):
        services.undo(draft=draft, by=by)


def test_a_row_whose_exercise_was_deleted_cannot_come_back(draft: Version, by: User):
    squat = the(draft, "Squat")
    services.remove_item(item=squat, by=by)
    squat.exercise.delete()
    with pytest.raises(ValidationError, match="deleted meanwhile"):
        services.undo(draft=draft, by=by)


# Fifty edits

Deed = Callable[[Version, User, random.Random], object]


def _any_item(draft: Version, dice: random.Random) -> Item | None:
    rows = list(services.items_of(draft).order_by("pk"))
    return dice.choice(rows) if rows else None


def _add(draft: Version, by: User, dice: random.Random) -> None:
    sessions = list(services.sessions_of(draft).order_by("pk"))
    if sessions:
        services.add_item(session=dice.choice(sessions), exercise=the_exercise(dice), by=by)


def the_exercise(dice: random.Random) -> object:
    return ExerciseFactory(name=f"Exercise {dice.randrange(10**6)}")


def _with_item(deed: Callable[[Item, User, random.Random], object]) -> Deed:
    def done(draft: Version, by: User, dice: random.Random) -> None:
        row_ = _any_item(draft, dice)
        if row_:
            deed(row_, by, dice)

    return done


def _part(of: str) -> Deed:
    def done(draft: Version, by: User, dice: random.Random) -> None:
        parts = list((services.phases_of if of == "phase" else services.sessions_of)(draft).order_by("pk"))
        if not parts:
            services.add_phase(draft=draft, by=by)
        elif of == "phase":
            services.remove_phase(phase=dice.choice(parts), by=by)
        else:
            services.remove_session(session=dice.choice(parts), by=by)

    return done


def _another(draft: Version, by: User, dice: random.Random) -> None:
    phases = list(services.phases_of(draft).order_by("pk"))
    if not phases or dice.random() < 0.4:
        if len(phases) < 6:
            services.add_phase(draft=draft, by=by, copy_of=dice.choice([None, *phases]))
    else:
        services.add_session(phase=dice.choice(phases), by=by)


def _some(draft: Version, dice: random.Random) -> list[int]:
    rows = list(services.items_of(draft).order_by("pk").values_list("pk", flat=True))
    return dice.sample(rows, min(len(rows), dice.randint(1, 5)))


def _with_some(verb: Callable[..., str], **more: object) -> Deed:
    def done(draft: Version, by: User, dice: random.Random) -> None:
        with suppress(ValidationError):  # a full session, two sessions in a group: refused, and nothing written
            verb(draft=draft, items=_some(draft, dice), by=by, **more)

    return done


def _group_in_one(draft: Version, by: User, dice: random.Random) -> None:
    row_ = _any_item(draft, dice)
    rows = list(row_.session.items.values_list("pk", flat=True)) if row_ else []
    if len(rows) > 1:
        services.many.group(draft=draft, items=dice.sample(rows, dice.randint(2, len(rows))), by=by)


def _move_some(draft: Version, by: User, dice: random.Random) -> None:
    sessions = list(services.sessions_of(draft).order_by("pk"))
    if sessions:
        _with_some(services.many.move, session=dice.choice(sessions))(draft, by, dice)


def _forward(draft: Version, by: User, dice: random.Random) -> None:
    phases = list(services.phases_of(draft).order_by("pk"))
    if 0 < len(phases) < 6:
        services.copy_forward(phase=dice.choice(phases), by=by, rule=dice.choice(list(services.Rule)))


def _reorder(draft: Version, by: User, dice: random.Random) -> None:
    phases = list(services.phases_of(draft).order_by("pk"))
    sessions = list(services.sessions_of(draft).order_by("pk"))
    step = dice.choice([-1, 1])
    if phases and dice.random() < 0.4:
        services.step_phase(phase=dice.choice(phases), by=by, step=step)
    elif sessions and dice.random() < 0.5:
        services.step_session(session=dice.choice(sessions), by=by, step=step)
    elif sessions:
        services.move_session(session=dice.choice(sessions), phase=dice.choice(phases), by=by)


def _heading(row_: Item, by: User, dice: random.Random) -> None:
    services.set_heading(item=row_, by=by, heading=dice.choice(["", f"Part {dice.randrange(9)}"]))


DEEDS: list[Deed] = [
    _add,
    _add,
    _add,
    _with_item(lambda row_, by, dice: services.change_item(item=row_, by=by, note=f"note {dice.random()}")),
    _with_item(lambda row_, by, dice: services.change_item(item=row_, by=by, dose=parse(f"3x{dice.randint(1, 20)}"))),
    _with_item(lambda row_, by, dice: services.move_item(item=row_, by=by, position=dice.randint(1, 6))),
    _with_item(lambda row_, by, dice: services.step_item(item=row_, by=by, step=dice.choice([-1, 1]))),
    _with_item(lambda row_, by, dice: services.copy_item(item=row_, by=by)),
    _with_item(lambda row_, by, dice: services.remove_item(item=row_, by=by)),
    _another,
    _another,
    _part("session"),
    _part("phase"),
    _with_item(lambda row_, by, dice: services.swap_item(item=row_, by=by, exercise=the_exercise(dice))),
    _with_item(_heading),
    _with_some(services.many.set_for_all, part="rest 45 effort 5"),
    _with_some(services.many.ungroup),
    _with_some(services.many.duplicate),
    _with_some(services.many.remove),
    _group_in_one,
    _group_in_one,
    _move_some,
    _forward,
    _reorder,
    _reorder,
    lambda draft, by, dice: services.rename(draft=draft, by=by, name=f"Name {dice.random()}", summary=""),
]


class FiftyEdits(TestCase):
    @settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 10**6))
    def test_undoing_all_is_the_start_and_redoing_all_the_end(self, seed: int) -> None:
        clinic = ClinicFactory()
        draft, by, dice = a_draft(clinic), MembershipFactory(clinic=clinic).user, random.Random(seed)
        start = everything(draft)
        while draft.edits.count() < 50:
            dice.choice(DEEDS)(draft, by, dice)
        end = everything(draft)
        undone = redone = 0
        while services.undo(draft=draft, by=by):
            undone += 1
        assert everything(draft) == start
        while services.redo(draft=draft, by=by):
            redone += 1
        assert everything(draft) == end
        assert undone == redone == 50


# The page


def test_the_page_says_what_would_be_undone_and_a_plain_button_does_it(as_anna: Client, draft: Version, url: str):
    assert "Nothing to undo" in text(as_anna.get(url))
    as_anna.post(f"{url}items/{the(draft, 'Squat').pk}/remove/")
    assert "Undo: Squat removed" in text(as_anna.get(url))
    undone = as_anna.post(f"{url}undo/", follow=True)
    assert "Undone: Squat removed" in text(undone)
    assert "Redo: Squat removed" in text(undone)
    assert names(draft) == ["Bridge", "Squat", "Carry"]
    as_anna.post(f"{url}redo/")
    assert names(draft) == ["Bridge", "Carry"]


def test_with_nothing_to_undo_the_button_says_so(as_anna: Client, url: str):
    assert "There is nothing to undo." in text(as_anna.post(f"{url}undo/", follow=True))
    assert "There is nothing to redo." in text(as_anna.post(f"{url}redo/", follow=True))


def seen(response: HttpResponse) -> dict[str, str]:
    """The headers of the page's next question, after this answer."""
    return HTMX | {"X-Seen": str(events(response)["draft"]["number"])}


def test_an_edit_is_answered_with_the_sessions_it_touched(as_anna: Client, draft: Version, url: str, by: User):
    other = services.add_session(phase=draft.phases.get(), by=by)
    services.add_item(session=other, exercise=ExerciseFactory(name="Row"), by=by)
    before = {"X-Seen": str(services.number_of(draft))}
    answer = as_anna.post(f"{url}items/{the(draft, 'Squat').pk}/move/", {"step": "-1"}, headers=HTMX | before)
    assert f'id="items-{the(draft, "Squat").session_id}"' in text(answer)
    assert f'id="items-{other.pk}"' not in text(answer)
    assert 'id="phases"' not in text(answer)


def test_a_page_hears_what_a_colleague_did(as_anna: Client, as_ada: Client, draft: Version, url: str):
    mine = as_anna.post(f"{url}items/{the(draft, 'Squat').pk}/copy/", headers=HTMX)
    assert as_anna.get(f"{url}live/", headers=seen(mine)).status_code == 204
    bridge = the(draft, "Bridge")
    as_ada.post(f"{url}items/{bridge.pk}/", row(bridge, dose="5x5"))
    news = as_anna.get(f"{url}live/", headers=seen(mine))
    assert 'value="5x5"' in text(news)
    assert events(news)["draft"]["others"] == ["Ada Admin: Bridge changed"]
    assert as_anna.get(f"{url}live/", headers=seen(news)).status_code == 204


def test_a_saved_row_says_that_others_were_at_work_meanwhile(as_anna: Client, as_ada: Client, draft: Version, url: str):
    mine = as_anna.post(f"{url}items/{the(draft, 'Squat').pk}/copy/", headers=HTMX)
    as_ada.post(f"{url}items/{the(draft, 'Carry').pk}/remove/")
    bridge = the(draft, "Bridge")
    answer = as_anna.post(f"{url}items/{bridge.pk}/", row(bridge, dose="5x5"), headers=seen(mine))
    assert events(answer)["draft"]["count"] == 2


@pytest.mark.parametrize("number", ["", "x", "9" * 60, "-1"])
def test_a_page_that_does_not_know_where_it_stands_gets_everything(
    as_anna: Client, draft: Version, url: str, by: User, number: str
):
    services.rename(draft=draft, by=by, name="Anew", summary="")
    answer = as_anna.get(f"{url}live/", headers=HTMX | {"X-Seen": number})
    assert 'id="phases"' in text(answer)


def test_a_page_hears_that_the_draft_was_published(as_anna: Client, draft: Version, url: str, by: User):
    services.publish(programme=draft.programme, by=by)
    answer = as_anna.get(f"{url}live/", headers=HTMX | {"X-Seen": "0"})
    assert answer.status_code == 409
    assert "published meanwhile" in events(answer)["refused"]
