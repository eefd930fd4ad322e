"""The ten programme templates: true to the design, and each keeps what it promises."""

import re

from exercises.library_schema import ExerciseData
from programmes import dose
from programmes.template_files import ItemData, PhaseData, TemplateData
from tests.exercises.reading import forbidden


def items(template: TemplateData) -> list[ItemData]:
    return [item for phase in template.phases for session in phase.sessions for item in session.items]


def named(template: TemplateData) -> set[str]:
    """Every exercise a template can put in front of a patient, swaps included."""
    swaps = {swap.exercise for item in items(template) for swap in item.swaps}
    return swaps | {item.exercise for item in items(template)}


def test_templates_are_the_ten_of_the_design(templates: dict[str, TemplateData]) -> None:
    stages = {
        key: [(str(phase.kind), phase.weeks, phase.sessions_per_week) for phase in template.phases]
        for key, template in templates.items()
    }

    assert stages == {
        "starter": [("stability", 4, "3")],
        "settle-and-move": [("stability", 2, "7")],
        "foundations-stability": [("stability", 2, "3"), ("stability", 2, "3")],
        "foundations-strength": [("strength", 4, "2-3")],
        "foundations-confidence": [("confidence", 4, "2")],
        "bend-with-confidence": [("stability", 1, "4-5")] * 3 + [("confidence", 1, "4-5")] * 3,
        "five-pillar-week": [("stability", 8, "3")],
        "walking-builder": [
            ("stability", 2, "3-4"),
            ("stability", 4, "4"),
            ("strength", 6, "3-4"),
            ("maintain", 14, "5"),
        ],
        "strong-and-steady": [("stability", 4, "3"), ("stability", 4, "3"), ("strength", 4, "3")],
        "keep-strong": [("maintain", 12, "2"), ("maintain", 14, "1-2")],
    }


def test_starter_is_the_home_routine(templates: dict[str, TemplateData]) -> None:
    (phase,) = templates["starter"].phases
    (session,) = phase.sessions

    assert (phase.kind, phase.weeks, phase.sessions_per_week) == ("stability", 4, "3")
    assert [(item.exercise, item.dose) for item in session.items] == [
        ("glute-bridge", "3x10 rest 45 rpe 3-5"),
        ("bird-dog", "3x8/side rest 45 rpe 3-5"),
        ("sit-to-stand", "3x10 tempo 3-1-1-0 rest 60 rpe 4-5"),
        ("suitcase-carry", "3x20-30s/side rest 60 rpe 3-5"),
    ]


def test_training_starts_with_two_to_four_core_items(templates: dict[str, TemplateData]) -> None:
    """A walk alone is its own core; the week of different days spreads its core over them, see the next test."""
    for template in (template for key, template in templates.items() if key != "five-pillar-week"):
        for phase in template.phases:
            for session in phase.sessions:
                core = sum(item.core for item in session.items)
                expected = range(min(2, len(session.items)), 5) if session.kind == "training" else range(1)
                assert core in expected, (template.key, phase.name, session.name)


def test_five_pillar_week_gives_each_pillar_its_day(
    exercises: dict[str, ExerciseData], templates: dict[str, TemplateData]
) -> None:
    (week,) = templates["five-pillar-week"].phases

    days = [
        (str(session.kind), sorted({str(exercises[item.exercise].pillar) for item in session.items}))
        for session in week.sessions
    ]
    assert days == [
        ("training", ["STR"]),
        ("training", ["END", "MOB"]),
        ("training", ["END", "STR"]),
        ("extra", ["AER", "PSY"]),
        ("extra", ["AER"]),
        ("extra", ["END"]),
        ("extra", ["PSY"]),
    ]
    assert [item.exercise for item in items(templates["five-pillar-week"]) if item.core] == [
        "sit-to-stand", "glute-bridge", "bird-dog", "dowel-hip-hinge", "suitcase-carry", "brisk-walk",
    ]  # fmt: skip


def test_settle_and_move_suits_a_flare_up(
    exercises: dict[str, ExerciseData], templates: dict[str, TemplateData]
) -> None:
    assert [key for key in named(templates["settle-and-move"]) if not exercises[key].flare_ok] == []


def test_bend_with_confidence_moves_on_by_worry_and_therapist(templates: dict[str, TemplateData]) -> None:
    *steps, last = templates["bend-with-confidence"].phases

    assert [
        step.exit_criterion for step in steps if not re.search("worry.*therapist|therapist.*worry", said(step))
    ] == []
    assert "worry" in last.exit_criterion
    assert [step.name for step in (*steps, last) if "pain" in step.exit_criterion] == []
    checked = [step.name for step in (*steps, last) if step.sessions[0].items[-1].exercise == "prediction-check"]
    assert len(checked) == 6


def said(phase: PhaseData) -> str:
    return phase.exit_criterion.lower()


def test_strong_and_steady_is_kind_to_bones(
    exercises: dict[str, ExerciseData], templates: dict[str, TemplateData]
) -> None:
    """clinical.md 5.4: no far bending or twisting of the spine and no impact, in a swap neither."""
    unkind = {"osteo_flexion", "osteo_twist", "vertebral_fracture", "impact"}

    assert [key for key in named(templates["strong-and-steady"]) if unkind & set(exercises[key].precautions)] == []


# Tags a template warns of although nothing in it carries them: for what a therapist may add.
WARNED_ANYWAY = {
    "strong-and-steady": {"osteo_flexion", "osteo_twist", "vertebral_fracture", "impact"},
    "foundations-confidence": {"osteo_flexion"},
}


def test_template_exclusions_come_from_its_exercises(
    exercises: dict[str, ExerciseData], templates: dict[str, TemplateData]
) -> None:
    for template in templates.values():
        carried = {precaution for key in named(template) for precaution in exercises[key].precautions}
        assert set(template.exclusions) - carried == WARNED_ANYWAY.get(template.key, set()), template.key


def test_template_doses_count_what_their_exercise_counts(
    exercises: dict[str, ExerciseData], templates: dict[str, TemplateData]
) -> None:
    """A dose in minutes for something counted in repeats would be a slip of the pen."""
    counted = ("reps", "work_seconds", "distance_m", "minutes")
    for template in templates.values():
        for item in items(template):
            mine, usual = dose.parse(item.dose), dose.parse(exercises[item.exercise].dose)
            assert [bool(getattr(mine, field)) for field in counted] == [
                bool(getattr(usual, field)) for field in counted
            ], (template.key, item.exercise)
            assert mine.side == usual.side, (template.key, item.exercise)


def test_template_notes_hold_no_forbidden_word(templates: dict[str, TemplateData]) -> None:
    told = {key: template.model_dump_json() for key, template in templates.items()}

    assert {key: forbidden(text) for key, text in told.items() if forbidden(text)} == {}
