"""A plan for a flare-up inside a programme: written like a session, printed under its own heading, counted nowhere."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from clinic.models import Clinic, Membership
from programmes import services
from programmes.balance import week
from programmes.handouts.printing import html
from programmes.models import Session, Version
from tests.factories import ExerciseFactory, PhaseFactory, ProgrammeFactory, SessionFactory, VersionFactory, item
from tests.programmes.test_hints import line, outing, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(clinic: Clinic) -> Version:
    phase = PhaseFactory(
        version=VersionFactory(programme=ProgrammeFactory(clinic=clinic)), per_week_lo=4, per_week_hi=4
    )
    item(SessionFactory(phase=phase), ExerciseFactory(name="Bridge"))
    return phase.version


def test_a_therapist_adds_one_in_the_builder_and_names_it(as_anna: Client, draft: Version) -> None:
    url, phase = f"/programmes/{draft.programme_id}/", draft.phases.get()
    assert "Add a flare-up plan" in as_anna.get(url).content.decode()
    for _ in range(2):  # sent twice adds one
        as_anna.post(f"{url}phases/{phase.pk}/sessions/easy/", {"seen": "1"})
    added = phase.sessions.get(kind="easy")
    assert (added.name, added.title, added.how_often) == ("Flare-up plan", "Flare-up plan", "during a flare-up")
    as_anna.post(f"{url}sessions/{added.pk}/", {"name": "Gentle days", "kind": "easy", "per_week": ""})
    added.refresh_from_db()
    item(added, ExerciseFactory(name="Cat and cow"), "2x6")
    assert added.name == "Gentle days"
    page = as_anna.get(url).content.decode()
    assert "during a flare-up" in page
    assert '<option value="easy" selected>Flare-up plan</option>' in page


def test_it_is_published_and_copied_with_the_rest_but_is_not_enough_alone(draft: Version, anna: Membership) -> None:
    phase = draft.phases.get()
    easy = services.add_session(phase=phase, by=anna.user, kind=Session.Kind.EASY)
    item(easy, ExerciseFactory(name="Cat and cow"), "2x6")
    services.publish(programme=draft.programme, by=anna.user)
    following = services.draft_of(programme=draft.programme, by=anna.user)
    kinds = following.phases.get().sessions.values_list("kind", flat=True)
    assert list(kinds) == ["training", "easy"]

    Session.objects.filter(phase__version=following, kind="training").delete()
    with pytest.raises(ValidationError, match="has only a flare-up plan"):
        services.publish(programme=draft.programme, by=anna.user)


def test_the_handout_has_it_under_a_heading_of_its_own_without_a_grid(draft: Version, clinic: Clinic) -> None:
    easy = SessionFactory(phase=draft.phases.get(), name="Gentle days", kind="easy", position=2)
    item(easy, ExerciseFactory(name="Cat and cow"), "2x6")
    page = html(draft, handout_for=None, clinic=clinic, site_url="https://example.test")
    assert "Gentle days" not in page  # it is no session beside the others
    part = page.split("On a bad day, or in a flare-up", 1)[1].split("</section>", 1)[0]
    assert "Your plan for such days:" in part
    assert "Cat and cow" in part
    assert 'class="grid"' not in part
    assert page.count('<table class="grid"') == 1  # the training session's


def test_balance_minutes_and_turns_know_nothing_of_it() -> None:
    training = outing(line("2x8", pillar="STR"))
    easy = outing(line("30min", pillar="AER"), name="Gentle", is_easy=True)
    alone, together = stage(training), stage(training, easy)
    assert week(together) == week(alone)
    assert together.minutes() == alone.minutes()
    assert together.training == [training]


def test_a_change_in_it_is_told_like_any_other(draft: Version, anna: Membership) -> None:
    easy = SessionFactory(phase=draft.phases.get(), name="Gentle days", kind="easy", position=2)
    item(easy, ExerciseFactory(name="Cat and cow"), "2x6")
    services.publish(programme=draft.programme, by=anna.user)
    following = services.draft_of(programme=draft.programme, by=anna.user)
    row = services.items_of(following).get(exercise__name="Cat and cow")
    services.remove_item(item=row, by=anna.user)
    assert not services.items_of(following).filter(exercise__name="Cat and cow").exists()
