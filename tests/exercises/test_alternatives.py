"""What to do instead: near, safe for the person, and possible at home."""

import pytest

from clinic.models import Clinic, Membership
from exercises.models import Exercise, ExerciseTag, Ladder, Rung
from exercises.services import alternatives, load_library
from exercises.vocabulary import Equipment, Foundation, Pattern, Pillar, Precaution
from tests.factories import ClinicFactory, ExerciseFactory

pytestmark = pytest.mark.django_db
EASIER, HERE, HARDER, HARDEST = "Wall plank", "Kneeling plank", "Forearm plank", "Plank with shoulder taps"


def tag(exercise: Exercise, **values: str) -> Exercise:
    for kind, value in values.items():
        ExerciseTag.objects.create(exercise=exercise, kind=kind, value=value)
    return exercise


@pytest.fixture
def ladder(db: None) -> dict[str, Exercise]:
    """Four planks on a ladder, which are strength as the bridge beside them is."""
    row = Ladder.objects.create(key="PLK", name="Plank")
    planks = {}
    for step, name in enumerate((EASIER, HERE, HARDER, HARDEST), 1):
        planks[name] = ExerciseFactory(name=name, pattern=Pattern.ANTI_EXTENSION, foundation=Foundation.BRACE)
        Rung.objects.create(ladder=row, step=step, key=planks[name].key, name=name, exercise=planks[name])
    return planks


def names(exercise: Exercise, clinic: Clinic, **how) -> list[str]:
    return [str(found) for found in alternatives(exercise, clinic=clinic, **how)]


def test_a_step_down_comes_before_a_step_up_and_two_up_never(clinic: Clinic, ladder: dict[str, Exercise]):
    ExerciseFactory(name="Dead bug", pattern=Pattern.ANTI_EXTENSION, foundation=Foundation.BRACE)
    ExerciseFactory(name="Pallof hold", pattern=Pattern.ANTI_ROTATION, foundation=Foundation.BRACE)
    assert names(ladder[HERE], clinic, most=9) == [EASIER, HARDER, "Dead bug", "Pallof hold"]
    assert names(ladder[HARDEST], clinic, most=2) == [HARDER, HERE]


def test_relatives_share_the_pillar_and_the_movement_or_the_foundation(clinic: Clinic):
    squat = ExerciseFactory(name="Squat", pattern=Pattern.SQUAT, foundation=Foundation.NONE)
    ExerciseFactory(name="Goblet squat", pattern=Pattern.SQUAT, foundation=Foundation.NONE)
    ExerciseFactory(name="Squat in water", pattern=Pattern.SQUAT, foundation=Foundation.NONE, pillar=Pillar.AER)
    ExerciseFactory(name="Row", pattern=Pattern.PULL_HORIZONTAL, foundation=Foundation.NONE)
    assert names(squat, clinic) == ["Goblet squat"]


def test_none_of_the_persons_precautions_speaks_against_it(clinic: Clinic, ladder: dict[str, Exercise]):
    tag(ladder[EASIER], precaution=Precaution.WRIST_LOAD)
    assert names(ladder[HERE], clinic, avoid=[Precaution.WRIST_LOAD, Precaution.KNEELING]) == [HARDER]
    assert names(ladder[HERE], clinic, avoid=[Precaution.KNEELING]) == [EASIER, HARDER]


def test_it_takes_nothing_that_is_not_at_home(clinic: Clinic, ladder: dict[str, Exercise]):
    tag(ladder[EASIER], equipment=Equipment.WALL)
    tag(ladder[HARDER], equipment=Equipment.BAND)
    assert names(ladder[HERE], clinic, at_home=[]) == [EASIER]  # every home has a wall
    assert names(ladder[HERE], clinic, at_home=[Equipment.BAND]) == [EASIER, HARDER]
    assert names(ladder[HERE], clinic, at_home=None) == [EASIER, HARDER]


def test_a_clinics_copy_and_a_snapshot_stand_where_their_original_does(clinic: Clinic, ladder: dict[str, Exercise]):
    copy = ExerciseFactory(clinic=clinic, name="Our kneeling plank", adapted_from=ladder[HERE])
    assert names(copy, clinic, most=2) == [HERE, EASIER]
    snapshot = ExerciseFactory(clinic=clinic, name="As it was", snapshot_of=ladder[HERE])
    assert names(snapshot, clinic, most=2) == [EASIER, HARDER]


def test_another_clinics_exercises_stay_theirs_and_archived_ones_out_of_sight(clinic: Clinic, anna: Membership):
    bridge = ExerciseFactory(name="Bridge")
    ExerciseFactory(name="Theirs", clinic=ClinicFactory())
    ExerciseFactory(name="Gone", archived_at=bridge.updated_at)
    ExerciseFactory(name="Ours", clinic=clinic)
    assert names(bridge, clinic) == ["Ours"]


def test_two_queries_however_many_there_are(clinic: Clinic, ladder, django_assert_num_queries):
    alternatives(ladder[HERE], clinic=clinic)
    for number in range(30):
        ExerciseFactory(name=f"Plank {number}", pattern=Pattern.ANTI_EXTENSION, foundation=Foundation.BRACE)
    alternatives(ladder[HERE], clinic=clinic)
    with django_assert_num_queries(2):
        assert len(alternatives(ladder[HERE], clinic=clinic, most=20)) == 20


def test_most_of_the_library_has_a_way_out_of_each_precaution(clinic: Clinic):
    """With what every home has, for whatever is asked to be avoided; what has none is said to have none."""
    load_library()
    tagged = ExerciseTag.objects.filter(kind="precaution").select_related("exercise")
    missing = [
        tag for tag in tagged if not alternatives(tag.exercise, clinic=clinic, avoid=[tag.value], at_home=[], most=1)
    ]
    assert len(missing) < len(tagged) / 4, sorted({f"{tag.exercise} {tag.value}" for tag in missing})
