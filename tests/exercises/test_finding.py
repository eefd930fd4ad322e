"""Finding in the library: what therapists type, what they choose, whose it is, and that it is never stale."""

import datetime as dt
import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from clinic.models import Membership
from exercises import facets, services
from exercises.facets import Asked
from exercises.models import Exercise, ExerciseMark
from exercises.services.changing import before_change
from exercises.services.library import SETTLED, SHELVES
from tests.exercises.phrasings import NONSENSE, PHRASINGS
from tests.factories import (
    ClinicFactory,
    ExerciseFactory,
    MembershipFactory,
    ProgrammeFactory,
    item,
    published_version,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def names(html: str) -> list[str]:
    return re.findall(r"<strong>([^<]+)</strong></a>", html)


def found(membership: Membership, q: str = "", **asked: Any) -> list[str]:
    return [str(exercise) for exercise in services.find_for(membership, Asked(q=q, **asked))[0]]


# Words


@pytest.fixture(scope="module")
def answers(django_db_setup: None, django_db_blocker: Any) -> dict[str, list[str]]:
    """The keys that each phrasing finds in the built-in library, which is loaded once."""
    with django_db_blocker.unblock(), transaction.atomic():
        services.load_library()
        clinic, keys = ClinicFactory(), dict(Exercise.objects.values_list("pk", "key"))
        asked = [*(typed for typed, _ in PHRASINGS), *NONSENSE]
        told = {q: [keys[hit.pk] for hit in services.find(clinic=clinic, asked=Asked(q=q))] for q in asked}
        transaction.set_rollback(True)
    SHELVES.clear()
    return told


@pytest.mark.parametrize(("typed", "key"), PHRASINGS)
def test_what_therapists_type_finds_what_they_mean_first(answers: dict[str, list[str]], typed: str, key: str):
    assert answers[typed][:1] == [key]


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_finds_nothing(answers: dict[str, list[str]], typed: str):
    assert answers[typed] == []


@pytest.fixture
def four(anna: Membership) -> Membership:
    """Four whose tags say nothing of what is typed."""
    for name, aliases, purpose in [
        ("Glute Bridge", "hip lift\nshoulder bridge", "Wakes up the hips."),
        ("Bridge March", "", "One leg at a time."),
        ("Press-Up", "push up", "Strong arms."),
        ("Goblet Squat", "", "For chairs and bridges to cross."),
    ]:
        ExerciseFactory(name=name, aliases=aliases, purpose=purpose, foundation="NONE", pattern="carry")
    return anna


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("", ["Bridge March", "Glute Bridge", "Goblet Squat", "Press-Up"]),
        ("bridge", ["Bridge March", "Glute Bridge", "Goblet Squat"]),
        ("BRIDGES", ["Bridge March", "Glute Bridge", "Goblet Squat"]),
        ("glute br", ["Glute Bridge"]),
        ("hips bridge", ["Glute Bridge"]),
        ("push-ups", ["Press-Up"]),
        ("hip lift", ["Glute Bridge"]),
        ("gluet bridge", ["Glute Bridge"]),
    ],
)
def test_names_come_before_other_names_and_those_before_purposes(four: Membership, q: str, names: list[str]):
    assert found(four, q) == names


def test_shorthand_that_the_built_in_library_lacks_finds_the_clinics_own(anna: Membership):
    services.load_library()
    ExerciseFactory(clinic=anna.clinic, name="Straight Leg Raise")
    assert found(anna, "SLR")[0] == "Straight Leg Raise"


@pytest.mark.parametrize("name", ["תרגיל גשר", "تمرين الجسر", "深蹲练习", "Żabka – wykrok", "Übung für die Hüfte"])
def test_names_in_any_language_are_found(anna: Membership, name: str):
    ExerciseFactory(clinic=anna.clinic, name=name)
    ExerciseFactory(clinic=anna.clinic, name="Squat")
    assert found(anna, name) == found(anna, name[:4]) == [name]


def test_hostile_words_are_no_error(as_anna: Client, four: Membership, some_hostile_strings: list[str]):
    for text in some_hostile_strings:
        answer = as_anna.get("/exercises/", {"q": text, "have": text, "pillar": text}, headers=HTMX)
        assert answer.status_code == 200, text
        assert "<script>alert" not in answer.content.decode()


# Whose it is, and that it is never stale


def test_another_clinics_exercise_is_never_found(anna: Membership, ben: Membership):
    ExerciseFactory(clinic=ben.clinic, name="Quokka Press")
    assert (found(ben, "quokka"), found(anna, "quokka"), found(anna)) == (["Quokka Press"], [], [])


def test_an_archived_one_and_a_snapshot_are_never_found(anna: Membership):
    exercise = ExerciseFactory(clinic=anna.clinic, name="Quokka Press")
    item(published_version(ProgrammeFactory(clinic=anna.clinic)).phases.get().sessions.get(), exercise)
    before_change([exercise])
    Exercise.objects.filter(pk=exercise.pk).update(name="Wallaby Press", updated_at=timezone.now())
    assert Exercise.objects.filter(name="Quokka Press", snapshot_of=exercise).exists()
    assert (found(anna, "quokka"), found(anna, "wallaby")) == ([], ["Wallaby Press"])
    Exercise.objects.filter(pk=exercise.pk).update(archived_at=timezone.now())
    assert "Wallaby Press" not in found(anna) + found(anna, "wallaby")


def test_a_change_made_by_another_process_is_found_at_once(anna: Membership):
    shared, own = ExerciseFactory(name="Quokka Press"), ExerciseFactory(clinic=anna.clinic, name="Emu Walk")
    assert found(anna) == ["Emu Walk", "Quokka Press"]
    # Nothing here tells this process: only the rows change, as when another one writes them.
    Exercise.objects.filter(pk=shared.pk).update(name="Wallaby Press", updated_at=timezone.now())
    assert (found(anna, "quokka"), found(anna, "wallaby")) == ([], ["Wallaby Press"])
    Exercise.objects.filter(pk=own.pk).update(name="Kiwi Walk", updated_at=timezone.now())
    assert (found(anna, "emu"), found(anna, "kiwi")) == ([], ["Kiwi Walk"])
    ExerciseFactory(name="Dingo Row")
    assert found(anna, "dingo") == ["Dingo Row"]
    Exercise.objects.filter(name="Dingo Row").delete()
    assert found(anna, "dingo") == []


def test_a_change_that_was_stamped_early_and_arrived_late_shows_soon(anna: Membership, time_machine: Any):
    time_machine.move_to("2026-03-02T10:00Z", tick=False)
    slow, _ = ExerciseFactory(name="Quokka Press"), ExerciseFactory(name="Emu Walk")
    assert len(found(anna)) == 2
    Exercise.objects.filter(pk=slow.pk).update(name="Kiwi Walk", updated_at=timezone.now() - dt.timedelta(seconds=9))
    time_machine.move_to(timezone.now() + SETTLED + dt.timedelta(seconds=1), tick=False)
    assert found(anna, "kiwi") == ["Kiwi Walk"]


def test_an_unchanged_library_is_asked_for_once(anna: Membership, four: Membership, django_assert_num_queries: Any):
    found(anna)
    with django_assert_num_queries(2):  # how it stands, and what Anna likes
        assert len(found(anna, "bridge")) == 3


def test_the_shelves_in_memory_do_not_grow_without_end():
    for _ in range(30):
        services.find(clinic=ClinicFactory(), asked=Asked())
    assert len(SHELVES) <= 24


# Filters


@pytest.fixture
def kit(anna: Membership) -> Membership:
    """Exercises with what they take and whom they do not suit."""
    for name, takes, care in [
        ("Air Squat", ["none"], []),
        ("Band Row", ["band"], ["skin_band"]),
        ("Chair Band Row", ["band", "chair"], ["skin_band"]),
        ("Floor Press", ["mat", "dumbbell"], ["floor_transfer"]),
        ("Body Scan", ["app"], []),
    ]:
        exercise = ExerciseFactory(name=name)
        exercise.tags.bulk_create(
            [
                *(exercise.tags.model(exercise=exercise, kind="equipment", value=value) for value in takes),
                *(exercise.tags.model(exercise=exercise, kind="precaution", value=value) for value in care),
            ]
        )
    Exercise.objects.filter(name="Air Squat").update(
        pillar="END", foundation="BRACE", pattern="squat", position="seated", laterality="per_side", phase="maintain"
    )
    Exercise.objects.get(name="Air Squat").tags.create(kind="region", value="thigh")
    return anna


def shown(client: Client, query: str) -> list[str]:
    return names(client.get(f"/exercises/?{query}").content.decode())


@pytest.mark.parametrize(
    "query",
    ["pillar=END", "foundation=BRACE", "pattern=squat", "region=thigh", "position=seated", "equipment=none",
     "laterality=per_side", "phase=maintain", "pillar=END&q=squat"],
)  # fmt: skip
def test_each_facet_narrows(as_anna: Client, kit: Membership, query: str):
    assert shown(as_anna, query) == ["Air Squat"]


def test_an_exercise_for_any_phase_suits_each_phase(as_anna: Client, kit: Membership):
    Exercise.objects.filter(name="Body Scan").update(phase="any")
    assert shown(as_anna, "phase=maintain") == ["Air Squat", "Body Scan"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("have=none", ["Air Squat", "Body Scan"]),
        ("have=band", ["Air Squat", "Band Row", "Body Scan"]),
        ("have=band&have=chair", ["Air Squat", "Band Row", "Body Scan", "Chair Band Row"]),
        ("have=mat", ["Air Squat", "Body Scan"]),
        ("avoid=skin_band", ["Air Squat", "Body Scan", "Floor Press"]),
        ("avoid=skin_band&avoid=floor_transfer", ["Air Squat", "Body Scan"]),
        ("have=band&avoid=skin_band", ["Air Squat", "Body Scan"]),
        ("have=band&q=row", ["Band Row"]),
    ],
)
def test_only_what_is_at_hand_and_nothing_to_avoid(as_anna: Client, kit: Membership, query: str, names: list[str]):
    assert shown(as_anna, query) == names


@pytest.mark.parametrize(
    "query",
    ["pillar=XXX", "have=rocket", "avoid=%00", "have=&avoid=", "mine=2", "pillar=&phase=any&q=", "foundation=NONE"],
)
def test_what_cannot_be_read_counts_as_not_given(as_anna: Client, kit: Membership, query: str):
    assert len(shown(as_anna, query)) == 5


def test_of_several_values_the_readable_ones_count(as_anna: Client, kit: Membership):
    assert shown(as_anna, "have=rocket&have=band&avoid=x&avoid=skin_band") == ["Air Squat", "Body Scan"]


def test_an_address_read_and_written_again_is_the_same():
    query = "q=half+kneeling&pillar=STR&phase=strength&have=band&have=mat&avoid=kneeling&mine=1"
    assert facets.read(QueryDict(query)).address == query


def test_every_filter_in_use_has_a_chip_that_takes_it_off(as_anna: Client, kit: Membership):
    query = "q=row&pillar=STR&have=band&have=chair&avoid=kneeling&avoid=head_low&mine=1"
    html = as_anna.get(f"/exercises/?{query}").content.decode()
    chips = re.findall(r'href="\?([^"]*)"><span class="visually-hidden">Remove filter: </span>([^<]+?) <', html)
    before = parse_qsl(query)
    taken_off = {words: sorted(set(before) - set(parse_qsl(left.replace("&amp;", "&")))) for left, words in chips}
    assert taken_off == {
        "Strength": [("pillar", "STR")],
        "Only with: resistance band, chair": [("have", "band"), ("have", "chair")],
        "Avoid: Kneeling: puts weight on the knees": [("avoid", "kneeling")],
        "Avoid: Dizziness or high eye pressure: the head goes below the heart": [("avoid", "head_low")],
        "My favourites": [("mine", "1")],
    }


def test_the_address_bar_gets_the_search_without_what_is_empty(as_anna: Client, kit: Membership):
    answer = as_anna.get("/exercises/?q=row&pillar=&have=band&mine=", headers=HTMX)
    assert answer["HX-Replace-Url"] == "/exercises/?q=row&have=band"
    assert as_anna.get("/exercises/?q=&pillar=", headers=HTMX)["HX-Replace-Url"] == "/exercises/"


def test_nothing_found_behind_filters_offers_to_drop_them(as_anna: Client, kit: Membership):
    html = as_anna.get("/exercises/?q=row&pillar=AER").content.decode()
    assert "No exercise answers to that" in html
    assert 'href="?q=row">Search “row” without filters' in html


def test_what_was_chosen_stays_chosen(as_anna: Client, kit: Membership):
    html = as_anna.get("/exercises/?q=row&have=band&have=none&avoid=impact&mine=1&phase=maintain").content.decode()
    for chosen in (
        'value="row"', 'name="have" value="band" checked', 'name="have" value="none" checked',
        'name="avoid" value="impact" checked', 'name="mine" value="1" checked', 'value="maintain" selected',
    ):  # fmt: skip
        assert html.count(chosen) == 1


# Stars, and what was used lately


def press(client: Client, exercise: Exercise, on: str = "1", **extra: Any) -> Any:
    return client.post(f"/exercises/{exercise.pk}/star/", {"on": on, **extra.pop("data", {})}, **extra)


def test_starred_ones_come_first_then_those_used_lately(as_anna: Client, kit: Membership):
    press(as_anna, Exercise.objects.get(name="Floor Press"))
    services.touch(membership=kit, exercise=Exercise.objects.get(name="Body Scan"))
    services.touch(membership=kit, exercise=Exercise.objects.get(name="Chair Band Row"))
    assert found(kit) == ["Floor Press", "Chair Band Row", "Body Scan", "Air Squat", "Band Row"]
    assert "your favourites and what you used lately first" in as_anna.get("/exercises/").content.decode()


def test_what_was_used_long_ago_is_not_lately(anna: Membership, kit: Membership, time_machine: Any):
    time_machine.move_to("2026-03-02T10:00Z")
    services.touch(membership=kit, exercise=Exercise.objects.get(name="Floor Press"))
    time_machine.move_to("2026-06-02T10:00Z")
    assert found(kit)[0] == "Air Squat"


def test_with_words_a_star_only_breaks_a_tie(four: Membership):
    ExerciseFactory(name="Side Bridge", pattern="carry")
    assert found(four, "bridge") == ["Bridge March", "Glute Bridge", "Side Bridge", "Goblet Squat"]
    for name in ("Side Bridge", "Goblet Squat"):
        services.star(membership=four, exercise=Exercise.objects.get(name=name))
    assert found(four, "bridge") == ["Bridge March", "Side Bridge", "Glute Bridge", "Goblet Squat"]


def test_a_star_can_be_set_and_taken_away(as_anna: Client, kit: Membership):
    exercise = Exercise.objects.get(name="Band Row")
    for _ in range(2):
        answer = press(as_anna, exercise, headers=HTMX)
    assert 'aria-pressed="true"' in answer.content.decode()
    assert 'value="0"' in answer.content.decode()
    assert shown(as_anna, "mine=1") == ["Band Row"]
    assert shown(as_anna, "mine=1&q=press") == []
    answer = press(as_anna, exercise, on="0", headers=HTMX)
    assert 'aria-pressed="false"' in answer.content.decode()
    assert shown(as_anna, "mine=1") == []
    assert ExerciseMark.objects.count() == 1


def test_without_favourites_it_is_said_how_to_get_one(as_anna: Client, kit: Membership):
    assert "press the star on an exercise" in as_anna.get("/exercises/?mine=1").content.decode()


def test_the_button_of_the_answer_is_the_button_of_the_list(as_anna: Client, kit: Membership):
    """What htmx puts in its place works from there."""
    exercise = Exercise.objects.get(name="Band Row")
    button = re.search(r"<button[^>]*></button>", press(as_anna, exercise, headers=HTMX).content.decode())[0]
    page = as_anna.get("/exercises/").content.decode()
    assert sorted(button.replace(f"/exercises/{exercise.pk}", f"{exercise.pk}")[8:-10].split()) == sorted(
        re.search(rf'<button[^>]*id="star-{exercise.pk}"[^>]*></button>', page)[0][8:-10].split()
    )


def test_without_a_script_a_star_leads_back_to_the_search(as_anna: Client, kit: Membership):
    exercise = Exercise.objects.get(name="Band Row")
    assert press(as_anna, exercise, data={"next": "/exercises/?q=row"})["Location"] == "/exercises/?q=row"
    assert press(as_anna, exercise, data={"next": "https://evil.test/"})["Location"] == "/exercises/"
    assert 'name="next" value="/exercises/?q=row"' in as_anna.get("/exercises/?q=row").content.decode()


def test_stars_are_ones_own(as_anna: Client, kit: Membership):
    press(as_anna, Exercise.objects.get(name="Floor Press"))
    colleague = MembershipFactory(clinic=kit.clinic)
    assert found(colleague)[0] == "Air Squat"
    assert found(colleague, mine=True) == []


def test_another_clinics_exercise_cannot_be_starred(as_ben: Client, anna: Membership):
    assert press(as_ben, ExerciseFactory(clinic=anna.clinic)).status_code == 404
    assert not ExerciseMark.objects.exists()


def test_a_use_keeps_the_star_and_takes_one_query(kit: Membership, django_assert_num_queries: Any):
    exercise = Exercise.objects.get(name="Band Row")
    services.star(membership=kit, exercise=exercise)
    with django_assert_num_queries(1):
        services.touch(membership=kit, exercise=exercise)
    mark = ExerciseMark.objects.get()
    assert (mark.is_starred, mark.used_at is not None) == (True, True)
