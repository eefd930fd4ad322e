"""The library's data files: valid, true to the clinical table, and kind to read."""

import csv
import re
from pathlib import Path
from statistics import mean

import pytest

from exercises.library_schema import (
    LIBRARY_FOLDER,
    LONGEST_CUE,
    ON_A_CARD,
    ExerciseData,
    load_education,
    load_ladders,
    load_library,
)
from exercises.vocabulary import Foundation, Pillar
from programmes import dose
from programmes.dose import Range
from tests.exercises.reading import CARD_WORDS, HIGHEST_READING_GRADE, forbidden, lines, reading_grade, words

REPOSITORY = Path(__file__).parents[2]
CLINICAL_TABLE = REPOSITORY.parent / "shared" / "design" / "library" / "exercises.csv"
EXERCISES = 137

# "Angel floor press" is what one source calls the bridge with it, and therapists the arm movement alone.
SHARED_NAMES = {"angel floor press": {"floor-angel", "glute-bridge-floor-angel"}}

pillar_file = {
    Pillar.STR: "strength.yaml",
    Pillar.MOB: "mobility.yaml",
    Pillar.END: "endurance.yaml",
    Pillar.AER: "aerobic.yaml",
    Pillar.PSY: "mind.yaml",
}


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, str]]:
    if not CLINICAL_TABLE.exists():
        pytest.skip("the clinical table (../shared/design/library/exercises.csv) is not beside this checkout")
    with CLINICAL_TABLE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def texts(exercise: ExerciseData) -> list[str]:
    """Everything a patient may read of an exercise, the card's lines as sentences of their own."""
    card = lines(exercise.card or "")
    told = (exercise.purpose, exercise.cue, exercise.setup, *exercise.steps)
    return [*told, exercise.may_feel, exercise.easier, exercise.harder, exercise.stop_if, *card]


# The files


def test_library_is_valid_and_complete() -> None:
    library = load_library()

    assert (len(library.exercises), len(library.ladders)) == (EXERCISES, 20)
    assert list(library.education) == load_education()


def test_every_rung_of_a_ladder_is_written(exercises: dict[str, ExerciseData]) -> None:
    assert [rung.key for ladder in load_ladders() for rung in ladder.rungs if rung.key not in exercises] == []


def test_an_alias_belongs_to_one_exercise(exercises: dict[str, ExerciseData]) -> None:
    """A name that finds two exercises would put one of them first by chance."""
    owners: dict[str, set[str]] = {}
    for exercise in exercises.values():
        for name in (exercise.name, *exercise.aliases):
            owners.setdefault(name.lower(), set()).add(exercise.key)

    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == SHARED_NAMES


def test_each_exercise_stands_in_the_file_of_its_foundation_or_pillar(exercises: dict[str, ExerciseData]) -> None:
    homes = {}
    for path in sorted(LIBRARY_FOLDER.glob("*.yaml")):
        for key in re.findall(r"^- key: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            homes[key] = path.name

    expected = {
        exercise.key: pillar_file[exercise.pillar]
        if exercise.foundation is Foundation.NONE
        else f"{exercise.foundation.lower()}.yaml"
        for exercise in exercises.values()
    }
    assert {key: homes[key] for key in exercises} == expected


def test_every_usual_dose_is_understood(exercises: dict[str, ExerciseData]) -> None:
    for exercise in exercises.values():
        assert dose.parse(exercise.dose), exercise.key


def test_every_pillar_and_foundation_has_exercises(exercises: dict[str, ExerciseData]) -> None:
    assert {exercise.pillar for exercise in exercises.values()} == set(Pillar)
    assert {exercise.foundation for exercise in exercises.values()} == set(Foundation)


# The facts


def whole(text: str) -> Range | None:
    """'8-10' as a range; an empty cell is no prescription."""
    low, _, high = text.partition("-")
    return Range.of(int(low), int(high or low)) if text else None


def listed(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def expected_dose(row: dict[str, str]) -> dict[str, object]:
    """The table's columns in the fields of a dose; one hold a set is a timed set."""
    one_hold = row["dose_mode"] == "hold" and row["reps"] == "1"
    timed = row["dose_mode"] == "work_time"
    return {
        "sets": whole(row["sets"]),
        "reps": None if one_hold or timed else whole(row["reps"]),
        "hold_seconds": None if one_hold else whole(row["hold_s"]),
        "work_seconds": whole(row["hold_s"] if one_hold else row["work_s"]),
        "distance_m": None if timed else whole(row["distance_m"]),
        "minutes": whole(row["minutes"]),
        "tempo": row["tempo"],
        "rest_seconds": whole(row["rest_s"]),
        "effort": whole(row["effort_0_10"]),
        "side": "each" if row["per_side"] == "Y" else "",
    }


def test_every_exercise_of_the_clinical_table_is_written(
    exercises: dict[str, ExerciseData], table: dict[str, dict[str, str]]
) -> None:
    assert set(exercises) == set(table)


def test_doses_agree_with_the_clinical_table(
    exercises: dict[str, ExerciseData], table: dict[str, dict[str, str]]
) -> None:
    for key, exercise in exercises.items():
        expected, written = expected_dose(table[key]), dose.parse(exercise.dose)
        assert {field: getattr(written, field) for field in expected} == expected, key


def test_tags_agree_with_the_clinical_table(
    exercises: dict[str, ExerciseData], table: dict[str, dict[str, str]]
) -> None:
    same = ("name", "pillar", "foundation", "pattern", "position", "laterality", "dose_mode", "load_type", "phase")
    for key, exercise in exercises.items():
        row = table[key]
        assert [getattr(exercise, field) for field in same] == [row[field] for field in same], key
        assert exercise.per_week == row["per_week"], key
        assert exercise.flare_ok == (row["flare_ok"] == "Y"), key
        assert list(exercise.regions) == listed(row["regions"]), key
        assert list(exercise.equipment) == listed(row["equipment"]), key
        assert list(exercise.precautions) == listed(row["precautions"]), key


def test_ladders_agree_with_the_clinical_table(table: dict[str, dict[str, str]]) -> None:
    expected = {(r["ladder"], int(r["ladder_step"]), r["id"], r["name"]) for r in table.values() if r["ladder"]}

    assert {(ladder.key, rung.step, rung.key, rung.name) for ladder in load_ladders() for rung in ladder.rungs} == (
        expected
    )


def test_easier_and_harder_name_the_neighbours_on_the_ladder(exercises: dict[str, ExerciseData]) -> None:
    """Where a line speaks of the step before or the next step, it is the ladder's."""
    for ladder in load_ladders():
        names = [rung.name for rung in ladder.rungs]
        for before, rung, after in zip([None, *names], ladder.rungs, [*names[1:], None], strict=False):
            exercise = exercises[rung.key]
            told_before = re.findall(r"The step before is the (.+)\.$", exercise.easier)
            told_after = re.findall(r"(?:The next step is|move on to) the (.+)\.$", exercise.harder)
            assert told_before in ([], [before]), rung.key
            assert told_after == ([after] if after else []), rung.key


# The words


def test_texts_hold_no_forbidden_word(exercises: dict[str, ExerciseData]) -> None:
    told = {e.key: " | ".join((e.name, *e.aliases, *texts(e))) for e in exercises.values()}

    assert {key: forbidden(text) for key, text in told.items() if forbidden(text)} == {}


def test_cues_are_short_sentences(exercises: dict[str, ExerciseData]) -> None:
    for exercise in exercises.values():
        assert 10 <= len(exercise.cue) <= LONGEST_CUE, exercise.key


def test_lines_end_like_sentences(exercises: dict[str, ExerciseData]) -> None:
    for exercise in exercises.values():
        told = texts(exercise.model_copy(update={"card": None}))
        assert [line for line in told if not line.endswith(".")] == [], exercise.key
        assert exercise.stop_if.startswith("Stop if "), exercise.key


def test_texts_carry_no_sets_and_repetitions(exercises: dict[str, ExerciseData]) -> None:
    """Doses change with the person; a number in the text would then contradict them."""
    for exercise in exercises.values():
        told = " ".join(texts(exercise))
        assert re.findall(r"\d+ ?x ?\d+|\d+ (?:sets|reps|times|seconds|kg)\b", told) == [], exercise.key


def test_mind_and_habits_are_something_to_read_or_fill_in(exercises: dict[str, ExerciseData]) -> None:
    cards = {e.key: e.card or "" for e in exercises.values() if e.pillar is Pillar.PSY or e.pattern in ON_A_CARD}

    assert len(cards) == 15
    assert {key: len(words(card)) for key, card in cards.items() if len(words(card)) not in CARD_WORDS} == {}


def test_reading_grade_knows_easy_from_hard() -> None:
    easy = ["The cat sat on the mat. It was warm."]
    hard = ["Isometric stabilisation necessitates simultaneous activation of the abdominal musculature."]

    assert reading_grade(easy) < 2
    assert reading_grade(hard) > 15


def test_texts_are_readable_at_twelve(exercises: dict[str, ExerciseData]) -> None:
    grades = {key: reading_grade(texts(exercise)) for key, exercise in exercises.items()}
    hardest = max(grades, key=lambda key: grades[key])
    figures = f"mean grade {mean(grades.values()):.1f}, hardest {grades[hardest]:.1f} ({hardest})"
    print(f"\nReading age of {len(grades)} exercises: {figures}")  # noqa: T201 the figures belong in the log

    assert mean(grades.values()) <= HIGHEST_READING_GRADE, figures
    assert grades[hardest] <= HIGHEST_READING_GRADE, figures
