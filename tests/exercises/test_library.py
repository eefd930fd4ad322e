"""The library in the database: loading it, finding in it, climbing its ladders."""

import time
from pathlib import Path

import pytest

from clinic.models import Membership
from exercises import services
from exercises.data_files import DataFileErrors
from exercises.library_schema import LIBRARY_FOLDER
from exercises.library_schema import load_library as read_files
from exercises.models import Exercise, ExerciseReview, ExerciseTag, Ladder, Rung
from programmes.services import draft_of
from tests.factories import ExerciseFactory, ProgrammeFactory, item, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of three exercises on one ladder, to be changed by the test."""
    library = tmp_path / "library"
    library.mkdir()
    source = (LIBRARY_FOLDER / "hinge.yaml").read_text(encoding="utf-8").split("\n- key: ")
    (library / "hinge.yaml").write_text("\n- key: ".join(source[:4]), encoding="utf-8")
    rungs = "\n".join(
        f"    - {{step: {step}, key: {key}, name: {name}}}"
        for step, (key, name) in enumerate(
            [
                ("quadruped-rock-back", "Quadruped Rock-Back"),
                ("seated-hip-hinge", "Seated Hip Hinge"),
                ("unwritten", "Unwritten"),
            ],
            1,
        )
    )
    (library / "ladders.yaml").write_text(
        f"- key: HNG\n  name: Hip hinge\n  foundation: HINGE\n  rungs:\n{rungs}\n", encoding="utf-8"
    )
    return library


def rewrite(folder: Path, old: str, new: str) -> None:
    path = folder / "hinge.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_loading_brings_every_exercise_and_ladder_of_the_files():
    loaded = services.load_library()
    files = read_files()
    assert (loaded.added, loaded.ladders) == (len(files.exercises), len(files.ladders))
    bridge = Exercise.objects.get(clinic=None, key="glute-bridge")
    written = next(data for data in files.exercises if data.key == "glute-bridge")
    assert (bridge.name, bridge.dose, bridge.pillar) == (written.name, written.dose, written.pillar)
    assert bridge.step_list == list(written.steps)
    assert bridge.alias_list == list(written.aliases)
    stored = {(tag.kind, tag.value) for tag in bridge.tags.all()}
    kinds = {"region": written.regions, "equipment": written.equipment, "precaution": written.precautions}
    assert stored == {(kind, str(value)) for kind, values in kinds.items() for value in values}


def test_loading_again_changes_nothing_and_is_quick(django_assert_max_num_queries):
    services.load_library()
    rows = list(Exercise.objects.order_by("pk").values())
    tags, rungs = (list(model.objects.order_by("pk").values()) for model in (ExerciseTag, Rung))
    begun = time.perf_counter()
    with django_assert_max_num_queries(8):
        again = services.load_library()
    assert time.perf_counter() - begun < 1
    assert again.nothing
    assert list(Exercise.objects.order_by("pk").values()) == rows
    assert [list(model.objects.order_by("pk").values()) for model in (ExerciseTag, Rung)] == [tags, rungs]


def test_changed_words_reach_the_same_row_and_want_a_new_review(folder: Path, anna: Membership):
    services.load_library(folder)
    row = Exercise.objects.get(key="seated-hip-hinge")
    ExerciseReview.objects.create(clinic=anna.clinic, exercise=row, by=anna.user)
    rewrite(folder, "name: Seated Hip Hinge", "name: Seated Hinge")
    ladders = folder / "ladders.yaml"
    ladders.write_text(
        ladders.read_text(encoding="utf-8").replace("Seated Hip Hinge", "Seated Hinge"), encoding="utf-8"
    )
    loaded = services.load_library(folder)
    changed = Exercise.objects.get(key="seated-hip-hinge")
    assert (loaded.added, loaded.changed, loaded.archived, loaded.ladders) == (0, 1, 0, 1)
    assert (changed.pk, changed.name) == (row.pk, "Seated Hinge")
    assert not ExerciseReview.objects.exists()


def test_library_that_changes_leaves_published_programmes_as_they_were(folder: Path, anna: Membership):
    """The programme shows the old words until it is opened and published again."""
    services.load_library(folder)
    row = Exercise.objects.get(key="seated-hip-hinge")
    version = published_version(ProgrammeFactory(clinic=anna.clinic), items=())
    shown = item(version.phases.get().sessions.get(), row)
    rewrite(folder, "name: Seated Hip Hinge", "name: Seated Hinge")
    rungs = (folder / "ladders.yaml").read_text(encoding="utf-8")
    (folder / "ladders.yaml").write_text(rungs.replace("Seated Hip Hinge", "Seated Hinge"), encoding="utf-8")

    services.load_library(folder)

    shown.refresh_from_db()
    assert (shown.exercise.name, shown.exercise.equipment_words) == ("Seated Hip Hinge", row.equipment_words)
    assert services.neighbours([shown.exercise])[shown.exercise_id].easier.key == "quadruped-rock-back"
    assert list(services.library_for(anna.clinic).filter(key="seated-hip-hinge")) == [row]
    assert services.load_library(folder).nothing
    draft = draft_of(programme=version.programme, by=anna.user)
    assert draft.phases.get().sessions.get().items.get().exercise == row


def test_changed_tags_are_rewritten(folder: Path):
    services.load_library(folder)
    rewrite(folder, "precautions: [kneeling, wrist_load, knee_deep_flexion, floor_transfer]", "precautions: [kneeling]")
    loaded = services.load_library(folder)
    row = Exercise.objects.with_tags().get(key="quadruped-rock-back")
    assert loaded.changed == 1
    assert [tag.value for tag in row.tags.all() if tag.kind == "precaution"] == ["kneeling"]


def test_an_exercise_that_left_the_files_is_archived_and_comes_back_with_its_id(folder: Path, anna: Membership):
    services.load_library(folder)
    row = Exercise.objects.get(key="wall-tap-hinge")
    whole = (folder / "hinge.yaml").read_text(encoding="utf-8")
    (folder / "hinge.yaml").write_text(whole.partition("\n- key: wall-tap-hinge")[0], encoding="utf-8")
    assert services.load_library(folder).archived == 1
    assert not services.library_for(anna.clinic).filter(pk=row.pk).exists()
    (folder / "hinge.yaml").write_text(whole, encoding="utf-8")
    services.load_library(folder)
    assert services.library_for(anna.clinic).filter(key="wall-tap-hinge").get().pk == row.pk


def test_a_mistake_in_a_file_is_named_and_nothing_is_loaded(folder: Path):
    rewrite(folder, "pillar: MOB", "pillar: MOP")
    with pytest.raises(DataFileErrors, match=r"hinge\.yaml line \d+: 'pillar' must be one of"):
        services.load_library(folder)
    assert Exercise.objects.count() == Ladder.objects.count() == 0


def test_a_clinics_own_exercises_are_left_alone(folder: Path, anna: Membership):
    own = ExerciseFactory(clinic=anna.clinic, key="seated-hip-hinge", name="Our own hinge")
    services.load_library(folder)
    own.refresh_from_db()
    assert (own.name, own.archived_at) == ("Our own hinge", None)


def test_the_library_of_a_clinic_is_the_shared_one_and_its_own(anna: Membership, ben: Membership):
    shared = ExerciseFactory()
    own = ExerciseFactory(clinic=anna.clinic)
    ExerciseFactory(clinic=ben.clinic)
    assert set(services.library_for(anna.clinic)) == {shared, own}


# Ladders


def test_the_neighbours_are_the_nearest_written_steps(folder: Path):
    services.load_library(folder)
    first, second = Exercise.objects.get(key="quadruped-rock-back"), Exercise.objects.get(key="seated-hip-hinge")
    assert (services.easier(first), services.harder(first)) == (None, second)
    assert (services.easier(second), services.harder(second)) == (first, None)  # step 3 is not written
    assert services.easier(ExerciseFactory()) is None


def test_a_rung_gets_its_exercise_once_it_is_written(folder: Path):
    services.load_library(folder)
    assert Rung.objects.get(key="unwritten").exercise is None
    third = (
        "\n- key: unwritten\n  name: Unwritten"
        + (LIBRARY_FOLDER / "hinge.yaml")
        .read_text(encoding="utf-8")
        .split("\n- key: wall-tap-hinge\n  name: Wall-Tap Hip Hinge")[1]
        .partition("\n- key: ")[0]
    )
    with (folder / "hinge.yaml").open("a", encoding="utf-8") as file:
        file.write(third)
    services.load_library(folder)
    written = Exercise.objects.get(key="unwritten")
    assert services.harder(Exercise.objects.get(key="seated-hip-hinge")) == written


def test_an_adapted_copy_stands_where_its_original_does(folder: Path, anna: Membership):
    services.load_library(folder)
    original = Exercise.objects.get(key="seated-hip-hinge")
    copy = ExerciseFactory(clinic=anna.clinic, adapted_from=original)
    assert services.easier(copy) == Exercise.objects.get(key="quadruped-rock-back")


def test_neighbours_take_one_query_however_many(django_assert_num_queries):
    services.load_library()
    all_of_them = list(Exercise.objects.all())
    with django_assert_num_queries(1):
        places = services.neighbours(all_of_them)
    assert len(places) == Rung.objects.exclude(exercise=None).count()
