"""Publishing after a look, all versions, and going back to one: through the pages."""

import re
from typing import Any

import pytest
from django.test import Client

from clinic.models import AuditEvent, Clinic, Membership
from exercises.models import Exercise
from exercises.services.changing import before_change
from programmes import services
from programmes.dose import parse
from programmes.models import Programme, Version
from programmes.services import outline
from tests.factories import ExerciseFactory, PhaseFactory, ProgrammeFactory, SessionFactory, VersionFactory, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(clinic: Clinic, anna: Membership) -> Programme:
    """Version 1 is in force: a bridge and a squat."""
    draft = VersionFactory(programme=ProgrammeFactory(clinic=clinic, created_by=anna.user))
    session = SessionFactory(phase=PhaseFactory(version=draft))
    item(session, ExerciseFactory(name="Bridge", key="bridge"), "3x10")
    item(session, ExerciseFactory(name="Squat", key="squat"), "3x8")
    services.publish(programme=draft.programme, by=anna.user)
    return draft.programme


@pytest.fixture
def url(programme: Programme) -> str:
    return f"/programmes/{programme.pk}/"


def text(response: Any) -> str:
    return response.content.decode()


def said(response: Any) -> str:
    """The page's words without its tags."""
    words = re.sub(r"<[^>]+>", " ", text(response).split("<main", 1)[1])
    return " ".join(words.replace("&#x27;", "'").split())


def edit(programme: Programme, by: Membership, exercise: str, dose: str) -> Version:
    draft = services.draft_of(programme=programme, by=by.user)
    row = services.items_of(draft).get(exercise__name=exercise)
    services.change_item(item=row, by=by.user, dose=parse(dose))
    return draft


def form_of(response: Any) -> dict[str, str]:
    """What the page's form would send as it stands."""
    html = text(response)
    fields = dict(re.findall(r'type="hidden" name="(number|seen)" value="(\d+)"', html))
    news = re.search(r'<textarea[^>]*name="news"[^>]*>\n(.*?)</textarea>', html, re.S)
    return fields | ({"news": news[1]} if news else {})


# The look before


def test_the_builder_leads_to_a_look_at_what_changed(as_anna: Client, programme: Programme, url: str, anna: Membership):
    edit(programme, anna, "Bridge", "3x12")
    response = as_anna.post(f"{url}publish/", {"look": "1"}, follow=True)
    assert response.redirect_chain == [(f"{url}publish/", 302)]
    assert "Dose up Bridge 3x10 → to 3x12 more repetitions" in said(response)
    assert re.search(r"<button[^>]* autofocus[^>]*>Publish version 2</button>", text(response))
    assert form_of(response)["news"] == "A little more: Bridge, now 3 sets of 12."
    assert not programme.versions.filter(number=2, published_at__isnull=False).exists()


def test_what_was_written_for_the_patient_is_kept_with_the_version(
    as_anna: Client, programme: Programme, url: str, anna: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    form = form_of(as_anna.get(f"{url}publish/"))
    response = as_anna.post(f"{url}publish/", form | {"news": "Two more bridges.\r\nYou can."}, follow=True)
    assert "Version 2 is in force." in said(response)
    assert programme.versions.get(number=2).news == "Two more bridges.\nYou can."


def test_a_first_version_and_an_unchanged_draft_say_so(
    as_anna: Client, clinic: Clinic, programme: Programme, url: str, anna: Membership
):
    services.draft_of(programme=programme, by=anna.user)
    assert "Nothing. The draft says the same as version 1" in said(as_anna.get(f"{url}publish/"))
    first = services.start(clinic=clinic, name="New", by=anna.user, template=programme)
    page = as_anna.get(f"/programmes/{first.pk}/publish/")
    assert "This is the first version" in said(page)
    assert "news" not in form_of(page)


def test_a_double_tap_publishes_once_and_shows_no_mistake(
    as_anna: Client, programme: Programme, url: str, anna: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    form = form_of(as_anna.get(f"{url}publish/"))
    assert [as_anna.post(f"{url}publish/", form).status_code for _ in range(2)] == [302, 302]
    assert programme.versions.count() == 2


def test_a_draft_edited_since_the_look_is_looked_at_again_and_the_words_stay(
    as_anna: Client, programme: Programme, url: str, anna: Membership, ada: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    form = form_of(as_anna.get(f"{url}publish/"))
    edit(programme, ada, "Squat", "2x5")
    response = as_anna.post(f"{url}publish/", form | {"news": "My own words"})
    assert response.status_code == 409
    assert "edited meanwhile" in said(response)
    assert "Dose down Squat" in said(response)
    assert form_of(response)["news"] == "My own words"
    assert services.newest_published(programme).number == 1
    assert as_anna.post(f"{url}publish/", form_of(response)).status_code == 302


def test_what_is_missing_is_listed_with_the_way_there(
    as_anna: Client, programme: Programme, url: str, anna: Membership
):
    draft = services.draft_of(programme=programme, by=anna.user)
    empty = SessionFactory(phase=draft.phases.get(), position=2, name="B")
    lone = PhaseFactory(version=draft, position=2, name="Later")
    for response in (as_anna.get(f"{url}publish/"), as_anna.post(f"{url}publish/", {"news": "Kept"})):
        assert f'href="{url}#session-{empty.pk}"' in text(response)
        assert f'href="{url}#phase-{lone.pk}"' in text(response)
        assert "Publish version 2</button>" not in text(response)
    assert (response.status_code, form_of(response)["news"]) == (422, "Kept")


def test_words_that_are_too_long_come_back(as_anna: Client, programme: Programme, url: str, anna: Membership):
    edit(programme, anna, "Bridge", "3x12")
    response = as_anna.post(f"{url}publish/", {"news": "x" * 1001})
    assert response.status_code == 422
    assert "Write at most 1000 characters." in said(response)
    assert form_of(response)["news"] == "x" * 1001


def test_a_colleague_who_was_faster_is_named(
    as_anna: Client, programme: Programme, url: str, anna: Membership, ada: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    form = form_of(as_anna.get(f"{url}publish/"))
    services.publish(programme=programme, by=ada.user, news="Hers")
    response = as_anna.post(f"{url}publish/", form | {"news": "Mine"}, follow=True)
    assert "Ada Admin published version 2 just before you." in said(response)
    assert programme.versions.get(number=2).news == "Hers"


def test_hostile_words_come_back_as_typed_or_are_refused(
    as_anna: Client, programme: Programme, url: str, anna: Membership, some_hostile_strings: list[str]
):
    for number, typed in enumerate(some_hostile_strings):
        edit(programme, anna, "Bridge", f"3x{number % 40 + 11}")
        response = as_anna.post(f"{url}publish/", {"news": typed[:1000]})
        assert response.status_code in (302, 422)
        if response.status_code == 302:
            kept = services.newest_published(programme).news
            assert kept == typed[:1000].strip().replace("\r\n", "\n")
        assert as_anna.get(f"{url}versions/").status_code == 200


@pytest.mark.parametrize("field", ["number", "seen"])
@pytest.mark.parametrize("spoilt", ["x", "-1", "9" * 30])
def test_a_spoilt_form_publishes_nothing(
    as_anna: Client, programme: Programme, url: str, anna: Membership, field: str, spoilt: str
):
    edit(programme, anna, "Bridge", "3x12")
    assert as_anna.post(f"{url}publish/", {field: spoilt}).status_code == 422
    assert services.newest_published(programme).number == 1


def test_the_look_takes_as_many_queries_for_one_exercise_as_for_many(
    as_anna: Client, programme: Programme, url: str, anna: Membership, django_assert_max_num_queries: Any
):
    draft = edit(programme, anna, "Bridge", "3x12")
    with django_assert_max_num_queries(24) as few:
        as_anna.get(f"{url}publish/")
    for _ in range(10):
        item(draft.phases.get().sessions.get(), ExerciseFactory())
    with django_assert_max_num_queries(24) as many:
        as_anna.get(f"{url}publish/")
    assert len(few) == len(many)


def test_an_exercise_whose_words_were_edited_is_still_the_same(
    as_anna: Client, clinic: Clinic, anna: Membership, url: str, programme: Programme
):
    own = ExerciseFactory(clinic=clinic, name="Wall press")
    draft = services.draft_of(programme=programme, by=anna.user)
    item(draft.phases.get().sessions.get(), own, "3x10")
    services.publish(programme=programme, by=anna.user)
    before_change([own])
    Exercise.objects.filter(pk=own.pk).update(cue="Push.")
    services.draft_of(programme=programme, by=anna.user)
    assert "Nothing. The draft says the same as version 2" in said(as_anna.get(f"{url}publish/"))


# Versions


def test_all_versions_are_listed_with_who_and_what_was_said(
    as_anna: Client, programme: Programme, url: str, anna: Membership, ada: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    services.publish(programme=programme, by=ada.user, news="Two more")
    edit(programme, anna, "Bridge", "3x14")
    page = said(as_anna.get(f"{url}versions/"))
    order = [page.index(words) for words in ("Version 3 Draft", "Version 2 In force", "Version 1")]
    assert order == sorted(order)
    assert "by Ada Admin Two more" in page
    assert page.count("Go back to this version") == 1
    assert f"{url}versions/" in text(as_anna.get(url))


def test_any_version_is_compared_with_the_one_in_force(
    as_anna: Client, programme: Programme, url: str, anna: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    services.publish(programme=programme, by=anna.user)
    page = said(as_anna.get(f"{url}versions/1/"))
    assert "Dose down Bridge 3x12 → to 3x10" in page
    assert "What going back would change" not in said(as_anna.get(f"{url}versions/2/"))


def test_going_back_publishes_the_old_contents_as_a_new_version(
    as_anna: Client, programme: Programme, url: str, anna: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    services.publish(programme=programme, by=anna.user)
    response = as_anna.post(f"{url}versions/1/again/", follow=True)
    first, third = (programme.versions.get(number=number) for number in (1, 3))
    assert services.newest_published(programme) == third
    assert outline.of_version(third) == outline.of_version(first)
    assert third.published_by == anna.user
    assert third.news.splitlines() == [
        "Your programme is back to an earlier version.",
        "A little less: Bridge, now 3 sets of 10.",
    ]
    assert "Version 3 is in force, with what was in version 1." in said(response)
    assert "To undo this, go back to version 2." in said(response)
    assert AuditEvent.objects.get(verb="programme_went_back").detail == "to version 1, as version 3"


def test_a_second_tap_goes_back_once(as_anna: Client, programme: Programme, url: str, anna: Membership):
    edit(programme, anna, "Bridge", "3x12")
    services.publish(programme=programme, by=anna.user)
    for _ in range(2):
        response = as_anna.post(f"{url}versions/1/again/", follow=True)
    assert programme.versions.count() == 3
    assert "Version 3 is in force, with what was in version 1." in said(response)


def test_a_draft_with_edits_is_kept_and_comes_after(as_anna: Client, programme: Programme, url: str, anna: Membership):
    edit(programme, anna, "Bridge", "3x12")
    services.publish(programme=programme, by=anna.user)
    draft = edit(programme, anna, "Squat", "5x5")
    response = as_anna.post(f"{url}versions/1/again/", follow=True)
    draft.refresh_from_db()
    assert (draft.number, draft.is_draft) == (4, True)
    assert "The draft keeps its edits; it is now version 4." in said(response)
    services.undo(draft=draft, by=anna.user)
    assert services.items_of(draft).get(exercise__name="Squat").dose == parse("3x8")
    services.redo(draft=draft, by=anna.user)
    assert services.publish(programme=programme, by=anna.user).number == 4
    assert list(programme.versions.values_list("number", flat=True)) == [4, 3, 2, 1]


def test_a_look_from_before_going_back_publishes_nothing_unseen(
    as_anna: Client, programme: Programme, url: str, anna: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    services.publish(programme=programme, by=anna.user)
    draft = edit(programme, anna, "Squat", "5x5")
    stale = form_of(as_anna.get(f"{url}publish/"))
    as_anna.post(f"{url}versions/1/again/")
    response = as_anna.post(f"{url}publish/", stale | {"news": "Kept"})
    assert response.status_code == 409
    assert "Version 3 is in force already." in said(response)
    assert (form_of(response)["number"], form_of(response)["news"]) == ("4", "Kept")
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_draft_nobody_edited_does_not_bring_back_what_was_left(
    as_anna: Client, programme: Programme, url: str, anna: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    services.publish(programme=programme, by=anna.user)
    services.draft_of(programme=programme, by=anna.user)
    as_anna.post(f"{url}versions/1/again/")
    assert not programme.versions.drafts().exists()
    assert services.newest_published(programme).number == 3


def test_going_back_uses_exercises_as_they_are_today(as_anna: Client, clinic: Clinic, anna: Membership):
    own = ExerciseFactory(clinic=clinic, name="Wall press", cue="Push.")
    draft = VersionFactory(programme=ProgrammeFactory(clinic=clinic))
    session = SessionFactory(phase=PhaseFactory(version=draft))
    item(session, own, "3x10")
    programme = draft.programme
    services.publish(programme=programme, by=anna.user)
    before_change([own])
    Exercise.objects.filter(pk=own.pk).update(cue="Press slowly.")
    row = services.items_of(services.draft_of(programme=programme, by=anna.user)).get()
    services.change_item(item=row, by=anna.user, dose=parse("3x12"))
    services.publish(programme=programme, by=anna.user)
    as_anna.post(f"/programmes/{programme.pk}/versions/1/again/")
    now = services.items_of(services.newest_published(programme)).get()
    assert (now.exercise.cue, now.dose) == ("Press slowly.", parse("3x10"))
    assert services.items_of(programme.versions.get(number=1)).get().exercise.cue == "Push."


@pytest.mark.parametrize("number", [2, 99])
def test_there_is_no_going_back_to_a_draft_or_to_nothing(
    as_anna: Client, programme: Programme, url: str, anna: Membership, number: int
):
    edit(programme, anna, "Bridge", "3x12")
    assert as_anna.post(f"{url}versions/{number}/again/").status_code == 404


def test_an_archived_programme_is_read_and_not_turned_back(
    as_anna: Client, programme: Programme, url: str, anna: Membership
):
    edit(programme, anna, "Bridge", "3x12")
    services.publish(programme=programme, by=anna.user)
    services.archive(programme=programme, by=anna.user)
    assert "Go back to this version" not in text(as_anna.get(f"{url}versions/"))
    assert as_anna.post(f"{url}versions/1/again/").status_code == 404


def test_another_clinic_finds_no_version(as_ben: Client, programme: Programme, url: str):
    for path in ("versions/", "publish/"):
        assert as_ben.get(url + path).status_code == 404
    assert as_ben.post(f"{url}versions/1/again/").status_code == 404
    assert programme.versions.count() == 1
