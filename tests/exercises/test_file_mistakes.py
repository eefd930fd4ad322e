"""Mistakes in the data files, and what a therapist is told about them."""

from pathlib import Path

import pytest

from exercises.data_files import DataFileErrors
from exercises.library_schema import LIBRARY_FOLDER, load_exercises, load_library
from programmes.template_files import load_templates

ENTRY = (LIBRARY_FOLDER / "hinge.yaml").read_text(encoding="utf-8").split("\n\n- key: seated-hip-hinge")[0] + "\n"
ENTRY = ENTRY[ENTRY.index("- key") :]
LADDERS = """\
- key: HNG
  name: Hip hinge
  foundation: HINGE
  rungs:
    - {step: 1, key: quadruped-rock-back, name: Quadruped Rock-Back}
    - {step: 2, key: seated-hip-hinge, name: Seated Hip Hinge}
"""


def complaints(folder: Path, **files: str) -> list[str]:
    """What is said about a folder with these files."""
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(DataFileErrors) as refused:
        load_library(folder)
    return str(refused.value).splitlines()


def line_of(content: str, beginning: str) -> int:
    return next(n for n, line in enumerate(content.splitlines(), 1) if line.strip(" -").startswith(beginning))


def test_a_good_file_has_nothing_to_complain_of(tmp_path: Path) -> None:
    (tmp_path / "hinge.yaml").write_text(ENTRY, encoding="utf-8")

    assert [exercise.key for exercise in load_exercises(tmp_path)] == ["quadruped-rock-back"]


@pytest.mark.parametrize(
    ("written", "instead", "line_starts", "message"),
    [
        (
            "pillar: MOB",
            "pillar: STRENGTH",
            "pillar:",
            "'pillar' must be one of STR, MOB, END, AER, PSY; found 'STRENGTH'",
        ),
        ("cue:", "queue:", "key:", "'cue' is missing"),
        ("flare_ok: yes", "flare_ok: often", "flare_ok:", "'flare_ok' must be yes or no; found 'often'"),
        (
            "regions: [hip, lumbar]",
            "regions: hip",
            "regions:",
            "'regions' must be a list, in [brackets] or one '- ' per line; found 'hip'",
        ),
        ("regions: [hip, lumbar]", "regions: [hip, hip]", "regions:", "'regions': 'hip' is named twice"),
        (
            "per_week: 3-7",
            "per_week: 7-3",
            "per_week:",
            "'per_week': write a number of times from 1 to 7, or a range like 2-3; found '7-3'",
        ),
        (
            "key: quadruped-rock-back",
            "key: Quad",
            "key:",
            "'key': use small letters and digits joined by hyphens, like glute-bridge; found 'Quad'",
        ),
        ("name: Quad", "key: again\n  name: Quad", "key: again", "'key' is written twice in the same entry"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, written: str, instead: str, line_starts: str, message: str
) -> None:
    broken = "# A comment, so that lines and entries differ.\n\n" + ENTRY.replace(written, instead, 1)

    found = complaints(tmp_path, hinge=broken, ladders=LADDERS)

    assert f"hinge.yaml line {line_of(broken, line_starts)}: {message}" in found


def test_an_unknown_key_is_named_with_its_line(tmp_path: Path) -> None:
    broken = ENTRY.replace("  cue:", "  colour: teal\n  cue:", 1)

    assert complaints(tmp_path, hinge=broken, ladders=LADDERS) == [
        f"hinge.yaml line {line_of(broken, 'colour')}: 'colour' is not a known key; check the spelling"
    ]


def test_text_with_a_colon_is_explained(tmp_path: Path) -> None:
    first_step = ENTRY.splitlines()[line_of(ENTRY, "steps:")]
    broken = ENTRY.replace(first_step, "    - Remember: breathe out.", 1)

    (told,) = complaints(tmp_path, hinge=broken, ladders=LADDERS)

    where = f"hinge.yaml line {line_of(broken, 'Remember')}"
    found = "found 'key: value' lines (text that holds a colon needs quotes around it)"
    assert told == f"{where}: 'steps' number 1 must be plain text; {found}"


def test_a_file_that_is_not_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    (told,) = complaints(tmp_path, hinge=ENTRY + "- key: [never closed\n", ladders=LADDERS)

    assert told.startswith(f"hinge.yaml line {len(ENTRY.splitlines()) + 2}: cannot be read from here on: ")


def test_a_habit_without_a_card_is_named_with_its_line(tmp_path: Path) -> None:
    (told,) = complaints(tmp_path, hinge=ENTRY.replace("pattern: hinge", "pattern: habit"), ladders=LADDERS)

    assert told == (
        "hinge.yaml line 1: entry number 1: mind and habits need a 'card' with something to read or fill in"
    )


EDUCATION = """\
cards:
  - key: pacing
    title: Pacing
    text: Go by the plan.
    sources:
      - {author: George SZ, year: 2010, title: Comparison, doi: 10.2519/jospt.2010.3396}
    question: What do you overdo?
"""


@pytest.mark.parametrize(
    ("written", "instead", "line", "message"),
    [
        ("    question: What do you overdo?\n", "", 2, "'question' is missing"),
        ("question:", "query:", 7, "'query' is not a known key; check the spelling"),
        ("year: 2010", "year: lately", 6, "'year' must be a whole number; found 'lately'"),
        ("\n      - {author: George SZ, year: 2010, title: Comparison, doi: 10.2519/jospt.2010.3396}", " []", 5,
         "'sources' has too little in it; found nothing"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_education_card_is_named_with_its_line(
    tmp_path: Path, written: str, instead: str, line: int, message: str
) -> None:
    broken = EDUCATION.replace(written, instead, 1)

    found = complaints(tmp_path, hinge=ENTRY, ladders=LADDERS, education=broken)

    assert f"education.yaml line {line}: {message}" in found


def test_an_education_card_written_twice_is_named_with_its_line(tmp_path: Path) -> None:
    twice = EDUCATION + EDUCATION.removeprefix("cards:\n")

    assert complaints(tmp_path, hinge=ENTRY, ladders=LADDERS, education=twice) == [
        "education.yaml line 8: the card 'pacing' is written twice"
    ]


def test_a_library_without_education_cards_is_whole(tmp_path: Path) -> None:
    (tmp_path / "hinge.yaml").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "ladders.yaml").write_text(LADDERS, encoding="utf-8")

    assert load_library(tmp_path).education == ()


def test_every_mistake_in_every_file_is_reported_at_once(tmp_path: Path) -> None:
    first = ENTRY.replace("pillar: MOB", "pillar: X").replace("position: quadruped", "position: quadrupet")
    second = ENTRY.replace("pillar: MOB", "pillar: Y")

    found = complaints(tmp_path, brace=second, hinge=first, ladders=LADDERS)

    assert [told.split(":")[0] for told in found] == [
        f"brace.yaml line {line_of(second, 'pillar')}",
        f"hinge.yaml line {line_of(first, 'pillar')}",
        f"hinge.yaml line {line_of(first, 'position')}",
    ]
    assert found[-1].endswith("found 'quadrupet' (did you mean 'quadruped'?)")


def test_a_key_used_in_two_files_is_refused(tmp_path: Path) -> None:
    assert complaints(tmp_path, brace=ENTRY, hinge=ENTRY, ladders=LADDERS) == [
        "hinge.yaml line 1: the key 'quadruped-rock-back' is already used in brace.yaml line 1"
    ]


@pytest.mark.parametrize(
    ("written", "instead", "line", "message"),
    [
        ("step: 2", "step: 3", 6, "the steps of ladder HNG go 1, 2, 3 ...: expected 2, found 3"),
        ("key: seated-hip-hinge", "key: quadruped-rock-back", 6, "'quadruped-rock-back' stands on a ladder twice"),
        (
            "name: Quadruped Rock-Back",
            "name: Rock",
            5,
            "the exercise is called 'Quadruped Rock-Back', the ladder says 'Rock'",
        ),
    ],
)
def test_a_broken_ladder_is_named_with_its_line(
    tmp_path: Path, written: str, instead: str, line: int, message: str
) -> None:
    found = complaints(tmp_path, hinge=ENTRY, ladders=LADDERS.replace(written, instead, 1))

    assert f"ladders.yaml line {line}: {message}" in found


TEMPLATE = """\
key: short
name: Short
summary: One exercise.
phases:
  - name: Only
    kind: stability
    weeks: 2
    sessions_per_week: 2-3
    exit_criterion: It is easy.
    sessions:
      - name: A
        kind: training
        items:
          - {exercise: glute-bridge, dose: 3x10, core: yes}
"""


@pytest.mark.parametrize(
    ("written", "instead", "line", "message"),
    [
        (
            "glute-bridge",
            "glute-brige",
            14,
            "there is no exercise with the key 'glute-brige' (did you mean 'glute-bridge'?)",
        ),
        ("key: short", "key: long", 1, "the key is the name of the file, 'short'"),
        ("kind: training", "kind: extra", 10, "'sessions': a phase needs at least one session of the kind training"),
        ("weeks: 2", "weeks: soon", 7, "'weeks' must be a whole number; found 'soon'"),
        (
            "name: A\n",
            "name: A\n        per_week: 2\n",
            11,
            "'sessions' number 1: 'per_week' is for extras; for training the phase says it",
        ),
    ],
)
def test_a_mistake_in_a_template_is_named_with_its_line(
    tmp_path: Path, written: str, instead: str, line: int, message: str
) -> None:
    (tmp_path / "short.yaml").write_text(TEMPLATE.replace(written, instead, 1), encoding="utf-8")

    with pytest.raises(DataFileErrors) as refused:
        load_templates(tmp_path, exercises={"glute-bridge"})

    assert str(refused.value) == f"short.yaml line {line}: {message}"


def test_a_dose_nobody_understands_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "short.yaml").write_text(TEMPLATE.replace("3x10", "3x banana"), encoding="utf-8")

    with pytest.raises(DataFileErrors) as refused:
        load_templates(tmp_path)

    assert str(refused.value).startswith("short.yaml line 14: 'dose': ")
    assert "3x" in str(refused.value)
