"""The page of one exercise: its ladder, where it is used, what happened to it, and what may be done from there."""

import re

import pytest
from django.test import Client

from clinic.models import Clinic, Membership
from exercises import services
from exercises.models import Exercise
from patients.models import Patient
from tests.factories import (
    ExerciseFactory,
    PatientFactory,
    PlanFactory,
    ProgrammeFactory,
    item,
    published_version,
)

pytestmark = pytest.mark.django_db


def page(client: Client, exercise: Exercise) -> str:
    answer = client.get(f"/exercises/{exercise.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def part(html: str, heading: str) -> str:
    return re.search(rf"<h2>{heading}.*?</section>", html, re.DOTALL)[0]


def test_the_whole_ladder_can_be_walked_from_any_step(as_anna: Client) -> None:
    services.load_library()
    exercise = Exercise.objects.get(key="bird-dog")
    names = []
    while exercise:
        html = page(as_anna, exercise)
        rungs = part(html, "Ladder")
        assert re.search(r'aria-current="step"><strong>' + re.escape(exercise.name), rungs)
        assert rungs.count('<li value="') == 5
        names.append(exercise.name)
        exercise = services.harder(exercise)
    assert names[:2] == ["Bird Dog", "Bird Dog Long Hold"]


def test_an_adapted_copy_stands_on_the_ladder_of_its_original(
    as_anna: Client, anna: Membership, clinic: Clinic
) -> None:
    services.load_library()
    original = Exercise.objects.get(key="bird-dog")
    copy = services.adapt(exercise=original, clinic=clinic, by=anna.user, fields={"name": "Our Bird Dog"})
    rungs = part(page(as_anna, copy), "Ladder")
    assert f'<a href="/exercises/{original.pk}/">Bird Dog</a> <span class="chip chip-accent">Here</span>' in rungs


def test_a_rung_that_is_not_in_the_library_keeps_its_name(as_anna: Client) -> None:
    services.load_library()
    exercise = Exercise.objects.get(key="bird-dog")
    services.harder(exercise).rungs.update(exercise=None)
    assert 'Bird Dog Long Hold <span class="muted">(not in the library)</span>' in part(
        page(as_anna, exercise), "Ladder"
    )


def test_used_in_names_this_clinics_programmes_and_counts_its_patients(
    as_anna: Client, as_ben: Client, clinic: Clinic, ben: Membership, pat: Patient
) -> None:
    bird_dog = ExerciseFactory(name="Bird Dog")
    assert "Not in any programme yet." in page(as_anna, bird_dog)
    for name, patient in (("Zebra strength", pat), ("Ben’s secret", PatientFactory(clinic=ben.clinic, therapist=ben))):
        programme = ProgrammeFactory(clinic=patient.clinic, name=name, made_for=patient.first_name)
        version = published_version(programme, items=())
        item(version.phases.get().sessions.get(), bird_dog)
        PlanFactory(patient=patient, programme=programme, version=version)
    used = part(page(as_anna, bird_dog), "Used in")
    assert re.findall(r'<a href="(/programmes/\d+/)">([^<]+)</a>', used) == [
        (f"/programmes/{clinic.programmes.get().pk}/", "Zebra strength")
    ]
    assert "<strong>1 patient</strong> trains with it now" in used
    assert "secret" not in page(as_anna, bird_dog)
    assert "Ben’s secret" in page(as_ben, bird_dog)
    plan = pat.plans.get()
    plan.state = "ended"
    plan.save()
    assert "trains with it now" not in page(as_anna, bird_dog)


def test_a_programme_that_shows_earlier_words_counts(as_anna: Client, clinic: Clinic, anna: Membership) -> None:
    bridge = ExerciseFactory(clinic=clinic)
    programme = ProgrammeFactory(clinic=clinic, name="Zebra strength")
    item(published_version(programme, items=()).phases.get().sessions.get(), bridge)
    services.change(exercise=bridge, by=anna.user, fields={"cue": "New."})
    snapshot = bridge.snapshots.get()
    for shown in (bridge, snapshot):
        assert "Zebra strength" in part(page(as_anna, shown), "Used in")


def test_it_takes_as_many_questions_for_many_programmes_as_for_one(
    as_anna: Client, clinic: Clinic, django_assert_max_num_queries: object
) -> None:
    bridge = ExerciseFactory(clinic=clinic)

    def use() -> None:
        version = published_version(ProgrammeFactory(clinic=clinic), items=())
        item(version.phases.get().sessions.get(), bridge)

    use()
    page(as_anna, bridge)
    with django_assert_max_num_queries(20) as one:
        page(as_anna, bridge)
    for _ in range(4):
        use()
    with django_assert_max_num_queries(20) as five:
        html = page(as_anna, bridge)
    assert len(five) == len(one)
    assert "5 programmes" in html


def test_history_tells_who_did_what_in_this_clinic(
    as_anna: Client, as_ben: Client, anna: Membership, ada: Membership, clinic: Clinic
) -> None:
    bird_dog = ExerciseFactory()
    services.review(exercise=bird_dog, clinic=clinic, by=ada.user)
    assert re.search(r"Reviewed <span[^>]*>\d+ \w+ \d+, Ada Admin<", page(as_anna, bird_dog))
    assert "Ada Admin" not in page(as_ben, bird_dog)
    copy = services.adapt(exercise=bird_dog, clinic=clinic, by=anna.user)
    services.change(exercise=copy, by=ada.user, fields={"cue": "New.", "name": "Ours"})
    told = re.sub(r"<[^>]+>", "", part(page(as_anna, copy), "History"))
    assert re.search(r"Changed: cue, name.*Ada Admin.*Adapted: from.*Anna Archer", told, re.DOTALL)


def test_an_archived_built_in_exercise_can_still_be_read(as_anna: Client) -> None:
    services.load_library()
    Exercise.objects.filter(key="bird-dog").update(archived_at="2026-03-01T10:00Z")
    html = page(as_anna, Exercise.objects.get(key="bird-dog"))
    assert "Archived on 1 March 2026: out of the lists." in html
    assert "Restore" not in html
    assert "Adapt for your clinic" not in html


def test_built_in_and_own_offer_what_can_be_done_with_them(as_anna: Client, clinic: Clinic) -> None:
    built_in, own = ExerciseFactory(), ExerciseFactory(clinic=clinic)
    assert f'href="/exercises/{built_in.pk}/adapt/"' in page(as_anna, built_in)
    assert f'href="/exercises/{built_in.pk}/edit/"' not in page(as_anna, built_in)
    assert f'href="/exercises/{own.pk}/edit/"' in page(as_anna, own)
    assert f'href="/exercises/{own.pk}/preview/"' in page(as_anna, own)


def test_whoever_may_not_build_reads_only(as_anna: Client, clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    from clinic import permissions  # noqa: PLC0415
    from clinic.models import Role  # noqa: PLC0415

    monkeypatch.setitem(permissions.ROLES, Role.THERAPIST, permissions.STAFF)
    own = ExerciseFactory(clinic=clinic)
    html = page(as_anna, own)
    assert ("/edit/" in html, "/archive/" in html, "/review/" in html) == (False, False, False)
    for path in ("/exercises/new/", f"/exercises/{own.pk}/edit/", f"/exercises/{own.pk}/pictures/"):
        assert as_anna.get(path).status_code == 403
    assert as_anna.post(f"/exercises/{own.pk}/review/").status_code == 403
