"""A physiotherapist of the clinic ticks an exercise as reviewed; the tick lapses with a change."""

import re
from typing import Any

import pytest
from django.test import Client

from clinic.models import AuditEvent, Clinic, Membership
from exercises import services
from exercises.models import Exercise, ExerciseReview
from exercises.services.changing import before_change
from tests.factories import ExerciseFactory

pytestmark = pytest.mark.django_db
NEEDED = "Dose, ladder and precautions need review by a registered physiotherapist."


@pytest.fixture
def bird_dog(db: None) -> Exercise:
    return ExerciseFactory(name="Bird Dog")


def page(client: Client, exercise: Exercise) -> str:
    return client.get(f"/exercises/{exercise.pk}/").content.decode()


def test_a_tick_names_who_and_when_and_can_be_taken_back(
    as_anna: Client, bird_dog: Exercise, time_machine: Any
) -> None:
    time_machine.move_to("2026-03-02T10:00Z", tick=False)
    assert NEEDED in page(as_anna, bird_dog)
    answer = as_anna.post(f"/exercises/{bird_dog.pk}/review/", follow=True).content.decode()
    assert "Reviewed by Anna Archer, 2 Mar 2026." in answer
    assert NEEDED not in answer
    answer = as_anna.post(f"/exercises/{bird_dog.pk}/review/withdraw/", follow=True).content.decode()
    assert NEEDED in answer
    assert list(AuditEvent.objects.order_by("id").values_list("verb", flat=True)) == [
        "exercise_reviewed",
        "exercise_review_withdrawn",
    ]


def test_days_are_the_clinics_own(as_anna: Client, clinic: Clinic, bird_dog: Exercise, time_machine: Any) -> None:
    Clinic.objects.update(timezone="Pacific/Auckland")
    time_machine.move_to("2026-03-02T20:00Z", tick=False)
    as_anna.post(f"/exercises/{bird_dog.pk}/review/")
    assert "Reviewed by Anna Archer, 3 Mar 2026." in page(as_anna, bird_dog)


def test_each_clinic_reviews_the_built_in_exercises_for_itself(
    as_anna: Client, as_ben: Client, anna: Membership, ben: Membership, bird_dog: Exercise
) -> None:
    as_anna.post(f"/exercises/{bird_dog.pk}/review/")
    assert NEEDED in page(as_ben, bird_dog)
    assert services.reviewed_ids(anna.clinic) == {bird_dog.pk}
    assert services.reviewed_ids(ben.clinic) == set()
    as_ben.post(f"/exercises/{bird_dog.pk}/review/withdraw/")
    assert services.reviewed_ids(anna.clinic) == {bird_dog.pk}


def test_the_first_to_tick_stays_named(as_anna: Client, as_ada: Client, bird_dog: Exercise) -> None:
    for client in (as_anna, as_ada):
        client.post(f"/exercises/{bird_dog.pk}/review/")
    assert str(ExerciseReview.objects.get().by) == "Anna Archer"


def test_a_change_takes_the_tick_away(as_anna: Client, anna: Membership, clinic: Clinic) -> None:
    bridge = ExerciseFactory(clinic=clinic)
    as_anna.post(f"/exercises/{bridge.pk}/review/")
    services.change(exercise=bridge, by=anna.user, fields={"dose": "5x5"})
    assert NEEDED in page(as_anna, bridge)
    as_anna.post(f"/exercises/{bridge.pk}/review/")
    services.change(exercise=bridge, by=anna.user, fields={}, tags={"precautions": ["kneeling"]})
    assert NEEDED in page(as_anna, bridge)


def test_what_was_not_read_is_not_ticked(as_anna: Client, anna: Membership, clinic: Clinic) -> None:
    bridge = ExerciseFactory(clinic=clinic)
    seen = re.search(r'name="seen" value="([^"]+)"', page(as_anna, bridge))[1]
    services.change(exercise=bridge, by=anna.user, fields={"dose": "5x5"})
    answer = as_anna.post(f"/exercises/{bridge.pk}/review/", {"seen": seen}, follow=True).content.decode()
    assert "It was changed while you were reading." in answer
    assert ExerciseReview.objects.count() == 0
    seen = re.search(r'name="seen" value="([^"]+)"', page(as_anna, bridge))[1]
    as_anna.post(f"/exercises/{bridge.pk}/review/", {"seen": seen})
    assert ExerciseReview.objects.count() == 1


def test_only_what_the_clinic_prescribes_is_reviewed(as_anna: Client, as_ben: Client, clinic: Clinic) -> None:
    bridge = ExerciseFactory(clinic=clinic)
    snapshot = ExerciseFactory(clinic=clinic, snapshot_of=bridge)
    assert as_ben.post(f"/exercises/{bridge.pk}/review/").status_code == 404
    assert as_anna.post(f"/exercises/{snapshot.pk}/review/").status_code == 404
    assert ExerciseReview.objects.count() == 0


def test_a_change_of_the_built_in_library_takes_every_clinics_tick_away(
    as_anna: Client, as_ben: Client, bird_dog: Exercise
) -> None:
    for client in (as_anna, as_ben):
        client.post(f"/exercises/{bird_dog.pk}/review/")
    before_change([bird_dog])
    assert ExerciseReview.objects.count() == 0
