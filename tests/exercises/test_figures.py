"""The figure engine: pose files and their errors, the solver's promises, and drawings that stay as they are."""

import gzip
import re
import statistics
import subprocess
import sys
import xml.etree.ElementTree as ET
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from exercises import figures as run_time
from exercises.data_files import DataFileErrors
from exercises.figures import checks, drawing, looks, shelf
from exercises.figures.between import between
from exercises.figures.moving import frames_of, moments, moving
from exercises.figures.pose_files import POSE_FOLDER, Figure, load_figures, mirrored
from exercises.figures.scene import painted, scene
from exercises.figures.skeleton import FOREARM, SHANK, THIGH, UPPER_ARM, Skeleton
from exercises.figures.solver import solve
from exercises.figures.still import layout, still
from exercises.library_schema import load_library

FOLDER = settings.BASE_DIR / "static" / "figures"
ALL = load_figures()
SVG = "{http://www.w3.org/2000/svg}"
BASES = """
standing:
  pose: {lean: 0, shoulder: [2, 8], elbow: 12, foot: [0, 0, 10], toeout: 8, pelvis: [0, 90, 0]}
"""


def poses_from(tmp_path: Path, text: str) -> dict[str, Figure]:
    (tmp_path / "bases.yaml").write_text(BASES)
    (tmp_path / "glute.yaml").write_text(text)
    return load_figures(tmp_path)


def errors_of(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(DataFileErrors) as caught:
        poses_from(tmp_path, text)
    return str(caught.value).splitlines()


def test_every_exercise_of_the_library_is_drawn_and_nothing_else() -> None:
    keys = {exercise.key for exercise in load_library().exercises}
    assert set(ALL) == keys
    assert set(shelf.shelf()) == keys


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "squat:\n  base: standing\n  poses:\n    - {}\n    - {knees: 40}\n",
            "glute.yaml line 5: 'knees' is not a known key; check the spelling",
        ),
        (
            "squat:\n  base: standng\n  poses: [{}]\n",
            "glute.yaml line 2: squat: there is no base 'standng' (did you mean 'standing'?)",
        ),
        (
            "squat:\n  base: standing\n  poses:\n    - {kneeR: much}\n",
            "glute.yaml line 4: 'kneeR': write one to three angles in degrees, like 90 or [90, 10]",
        ),
        (
            "squat:\n  base: standing\n  poses:\n    - {foot: [toe@floor, 1, 2, 3]}\n",
            "glute.yaml line 4: 'foot': 'floor' is not a body part to measure along",
        ),
        (
            "squat:\n  base: standing\n  poses:\n    - {}\n    - {mirror: 2}\n",
            "glute.yaml line 5: squat pose 2: 'like' and 'mirror' name an earlier pose; found 2",
        ),
        (
            "squat:\n  base: standing\n  props: [matt]\n  poses: [{}]\n",
            "glute.yaml line 3: 'kind' must be one of",
        ),
        (
            "squat:\n  base: standing\n  show: [3]\n  poses: [{}]\n",
            "glute.yaml line 1: squat: there is no pose 3",
        ),
        (
            "squat:\n  base: standing\n  poses:\n    - {kneeR: .nan}\n",
            "glute.yaml line 4: 'kneeR': write one to three angles in degrees, like 90 or [90, 10]",
        ),
        (
            "squat:\n  base: standing\n  show: [1, 1, 1, 1, 1]\n  poses: [{}]\n",
            "glute.yaml line 1: 'squat': a still has room for 4 poses; say which, like show: [1, 3]",
        ),
        (
            "squat:\n  base: standing\n  poses: [{}]\n  accept: [{check: balance}]\n",
            "glute.yaml line 4: 'why' is missing",
        ),
        (
            "squat:\n  base: standing\n  poses:\n    - {kneeR: 40\n",
            "glute.yaml line 5: cannot be read from here on",
        ),
        ("squat: {same_as: sqat}\n", "glute.yaml line 1: squat: there is no drawing 'sqat'"),
    ],
)
def test_mistake_in_a_pose_file_is_named_with_its_line(tmp_path: Path, text: str, error: str) -> None:
    errors = errors_of(tmp_path, text)
    assert len(errors) == 1
    assert errors[0].startswith(error)


@pytest.mark.parametrize(
    ("pose", "remark"),
    [
        ("footL: [0, -4, -10], pelvis: [0, 82, 0]", "left ball of the foot is 4 cm under the floor"),
        ("handR: [90, 90, 20]", "right hand is 45 cm short of its place"),
        (
            "pelvis: [0, 120, 0], foot: null",
            "nothing touches the floor; the lowest, the left ball of the foot, is 29 cm above it",
        ),
        (
            "foot: [-40, 0, 10], pelvis: [0, 76, 0]",
            "the body would fall over: its weight is 16 cm outside what it stands on",
        ),
        ("handR: null, elbowR: 175", "right elbow is bent 175 degrees (-6 to 156 are usual)"),
    ],
)
def test_pose_that_cannot_be_right_is_remarked_with_its_line(tmp_path: Path, pose: str, remark: str) -> None:
    figure = poses_from(tmp_path, f"bridge:\n  base: standing\n  poses:\n    - {{}}\n    - {{{pose}}}\n")["bridge"]
    said = [str(problem) for problem in checks.remarks(figure)]
    assert f"glute.yaml line 5: bridge pose 2: {remark}" in said


def test_arrow_over_the_face_is_remarked_and_can_be_explained(tmp_path: Path) -> None:
    arrow = "  arrows: [{at: face, along: [10, 0]}]\n"
    text = f"nod:\n  base: standing\n{arrow}  poses: [{{}}]\n"
    said = [str(p) for p in checks.remarks(poses_from(tmp_path, text)["nod"])]
    assert said == ["glute.yaml line 4: nod pose 1: an arrow crosses the head"]
    accepted = text + '  accept: [{check: arrow, why: "It shows how the head nods."}]\n'
    assert checks.remarks(poses_from(tmp_path, accepted)["nod"]) == []
    needless = accepted.replace(arrow, "")
    said = [str(p) for p in checks.remarks(poses_from(tmp_path, needless)["nod"])]
    assert said == ["glute.yaml line 3: nod: 'arrow' is explained, but there is no such remark any more"]


def test_committed_poses_pass_their_check_and_their_drawings_are_up_to_date() -> None:
    """A few of each sort; the whole library is checked before a change is accepted (.ci/run)."""
    out = StringIO()
    some = ["glute-bridge", "step-up", "suitcase-carry", "cat-cow", "side-plank", "sit-to-stand", "weekly-win-log"]
    call_command("draw_figures", check=True, only=some, stdout=out)
    assert out.getvalue() == "7 figures, nothing to remark.\n"


def test_unknown_exercise_is_named_with_a_guess() -> None:
    with pytest.raises(CommandError, match=r"no figure 'glute-brigde' \(did you mean 'glute-bridge'\?\)"):
        call_command("draw_figures", only=["glute-brigde"])


@pytest.mark.pdf
def test_sheet_shows_the_stills_that_were_asked_for(tmp_path: Path) -> None:
    path, out = tmp_path / "sheet.png", StringIO()
    some = ["glute-bridge", "bird-dog-hold", "bird-dog"]  # two of them share a drawing
    call_command("draw_figures", sheet=path, columns=4, only=some, stdout=out)
    assert out.getvalue() == f"{path}: 2 drawings.\n"
    with Image.open(path) as sheet:
        cells = [sheet.convert("RGB").crop((left, 20, left + 465, sheet.height)) for left in (0, 465, 930)]
    assert [len(cell.getcolors(100_000)) > 10 for cell in cells] == [True, True, False]


@pytest.mark.parametrize(
    ("sheet", "columns", "words"), [("sheet.png", 0, "at least one"), ("no/folder/sheet.png", 4, "No sheet: ")]
)
def test_sheet_that_cannot_be_is_refused(tmp_path: Path, sheet: str, columns: int, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("draw_figures", sheet=tmp_path / sheet, columns=columns, only=["glute-bridge"])


# --- the solver's promises ----------------------------------------------------------------------

angle = st.floats(-90, 90, allow_nan=False)
triple = st.lists(angle, min_size=3, max_size=3)
near = st.floats(-60, 60, allow_nan=False)
free_poses = st.fixed_dictionaries(
    {"lean": triple, "lumbar": triple, "neck": triple, "hipR": triple, "kneeL": angle, "shoulderR": triple},
    optional={"handL": st.lists(near, min_size=3, max_size=3), "footR": st.lists(near, min_size=3, max_size=3)},
)
standing_poses = st.fixed_dictionaries(
    {
        "lean": st.floats(-20, 70),
        "pelvis": st.tuples(st.floats(-12, 12), st.floats(50, 82), st.floats(-6, 6)).map(list),
        "footR": st.just([4.0, 0.0, 12.0]),
        "footL": st.just([-6.0, 0.0, -12.0]),
        "shoulderL": triple,
    }
)


def bones(skeleton: Skeleton) -> list[float]:
    j = skeleton.joints
    pairs = [("hip", "knee"), ("knee", "ankle"), ("sh", "elbow"), ("elbow", "wrist")]
    return [float(np.linalg.norm(j[a + side] - j[b + side])) for side in "RL" for a, b in pairs]


@given(free_poses)
@hypothesis_settings(max_examples=40, deadline=None)
def test_bones_keep_their_length_in_every_pose(pose: dict[str, object]) -> None:
    assert bones(solve(pose)) == pytest.approx([THIGH, SHANK, UPPER_ARM, FOREARM] * 2, abs=1e-6)


@given(free_poses)
@hypothesis_settings(max_examples=40, deadline=None)
def test_mirror_of_a_mirror_is_the_same_pose(pose: dict[str, object]) -> None:
    first, second = solve(pose), solve(mirrored(mirrored(pose)))
    for name, place in first.joints.items():
        assert second.joints[name] == pytest.approx(place, abs=1e-6)


@given(free_poses)
@hypothesis_settings(max_examples=30, deadline=None)
def test_mirrored_pose_is_the_mirror_image(pose: dict[str, object]) -> None:
    first, second = solve(pose), solve(mirrored(pose))
    for joint in ("knee", "toe", "elbow", "grip"):
        assert second.joints[joint + "L"] == pytest.approx(first.joints[joint + "R"] * (1, 1, -1), abs=1e-6)


@given(standing_poses)
@hypothesis_settings(max_examples=30, deadline=None)
def test_planted_foot_is_where_the_pose_says_or_the_solver_says_how_short_it_is(pose: dict[str, object]) -> None:
    skeleton = solve(pose)
    for side, place in (("R", (4, 0, 12)), ("L", (-6, 0, -12))):
        away = float(np.linalg.norm(skeleton.joints["sole" + side] - np.array(place)))
        assert away == pytest.approx(skeleton.shortfalls["foot" + side], abs=0.1)


@given(standing_poses, st.lists(near, min_size=3, max_size=3))
@hypothesis_settings(max_examples=40, deadline=None)
def test_hand_reaches_its_place_or_the_solver_says_how_short_it_is(pose: dict[str, object], place: list[float]) -> None:
    skeleton = solve({**pose, "handR": ["chest@world", *place]})
    away = float(np.linalg.norm(skeleton.joints["gripR"] - skeleton.joints["chest"] - np.array(place)))
    assert away == pytest.approx(skeleton.shortfalls["handR"], abs=0.6)


@given(standing_poses, st.floats(0, 45))
@hypothesis_settings(max_examples=30, deadline=None)
def test_foot_rises_over_its_ball(pose: dict[str, object], rise: float) -> None:
    flat, raised = (
        solve({**pose, "pelvis": [0, 76, 0], "lean": 0, "heel_upR": degrees}).joints for degrees in (0, rise)
    )
    assert raised["ballR"] == pytest.approx(flat["ballR"], abs=1e-6)
    assert raised["heelR"][1] == pytest.approx(18 * np.sin(np.radians(rise)), abs=1e-6)


@given(standing_poses, standing_poses, st.floats(0, 1))
@hypothesis_settings(max_examples=30, deadline=None)
def test_in_betweens_keep_their_bones_and_mirror_like_key_poses(
    a: dict[str, object], b: dict[str, object], t: float
) -> None:
    free = {**b, "footR": None, "hipR": [70.0, 0.0, 0.0], "kneeR": 80.0}
    b = {key: value for key, value in free.items() if value is not None}
    middle = solve(between(a, b, t))
    assert bones(middle) == pytest.approx([THIGH, SHANK, UPPER_ARM, FOREARM] * 2, abs=1e-6)
    other = solve(between(mirrored(a), mirrored(b), t))
    for joint in ("knee", "toe", "elbow"):
        assert other.joints[joint + "L"] == pytest.approx(middle.joints[joint + "R"] * (1, 1, -1), abs=1e-5)


@given(standing_poses, standing_poses, st.floats(0, 1))
@hypothesis_settings(max_examples=40, deadline=None)
def test_planted_feet_stay_in_every_in_between(a: dict[str, object], b: dict[str, object], t: float) -> None:
    skeleton = solve(between(a, b, t))
    for side in "RL":
        assert skeleton.joints["sole" + side] == pytest.approx(solve(a).joints["sole" + side], abs=1e-6)


def test_foot_that_steps_is_lifted_and_one_that_slides_is_not() -> None:
    a = {"pelvis": [0.0, 85.0, 0.0], "footR": [0.0, 0.0, 10.0], "footL": [0.0, 0.0, -10.0]}
    b = {**a, "footR": [30.0, 0.0, 10.0]}
    assert solve(between(a, b, 0.5)).joints["soleR"][1] == pytest.approx(6)
    assert solve(between({**a, "slides": True}, {**b, "slides": True}, 0.5)).joints["soleR"][1] == pytest.approx(0)


def test_straight_knees_do_not_pop_at_the_start_of_a_squat() -> None:
    figure = ALL["goblet-squat"]
    scenes = frames_of(figure, moments(figure)).values()
    knees = np.array([seen.skeleton.joints["kneeR"] for seen in scenes])
    steps = np.linalg.norm(np.diff(knees[np.argsort(knees[:, 0])], axis=0), axis=1)
    assert len(steps) == 4
    assert steps[0] < 0.3 * steps.sum()


# --- the drawings -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["glute-bridge"])
def test_drawing_is_the_same_to_the_byte_in_another_process(key: str) -> None:
    program = (
        "import sys; from exercises.figures.drawing import draw; from exercises.figures.pose_files import load_figures;"
        f"f = draw(load_figures()[{key!r}]); sys.stdout.write(f.still + f.moving + f.paper)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=True, env={"PYTHONHASHSEED": "7"})
    files = drawing.draw(ALL[key])
    assert files.moving is not None
    assert done.stdout.decode() == files.still + files.moving + files.paper


def test_every_value_of_a_moving_path_has_the_same_commands() -> None:
    root = ET.fromstring(moving(ALL["bird-dog"]).svg)  # noqa: S314 (our own)
    animated = root.findall(f".//{SVG}animate")
    assert len(animated) > 10
    for animation in animated:
        values = animation.attrib["values"].split(";")
        assert len(values) == len(animation.attrib["keyTimes"].split(";"))
        if animation.attrib["attributeName"] == "d":
            assert len({re.sub(r"-?\d+", "n", value.replace("-", " -").replace("  ", " ")) for value in values}) <= 2
            assert len({len(re.findall(r"-?\d+", value)) for value in values}) == 1


def test_still_shows_every_frame_by_itself_and_holds_nothing_a_policy_forbids() -> None:
    for key in ("sit-to-stand", "pain-education-card"):
        root = ET.fromstring(still(layout(ALL[key])).svg)  # noqa: S314 (our own)
        views = [view.attrib["id"] for view in root.iter(f"{SVG}view")]
        assert views == [f"pose-{number}" for number in range(1, len(ALL[key].shown) + 1)]
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags <= {"svg", "g", "path", "circle", "view"}
        assert not any("style" in element.attrib or "class" in element.attrib for element in root.iter())


def test_feet_are_bare_in_the_water_only() -> None:
    def has_shoes(key: str) -> bool:
        return looks.TEAL["shoe"] in (FOLDER / f"{key}.svg").read_text(encoding="utf-8")

    assert {key: has_shoes(key) for key in ("pool-walking", "swimming", "easy-walk")} == {
        "pool-walking": False,
        "swimming": False,
        "easy-walk": True,
    }


@pytest.mark.parametrize(("key", "is_behind"), [("barbell-squat", True), ("barbell-deadlift", False)])
def test_bar_on_the_back_is_painted_behind_the_trunk(key: str, is_behind: bool) -> None:
    figure = ALL[key]
    for pose in figure.poses:
        order = [part.key for part in painted(scene(pose, figure.view, figure.props).parts)]
        assert (order.index("bar0-bar") < order.index("trunk")) == is_behind


def test_four_people_and_ink_differ_only_in_colour() -> None:
    svg = still(layout(ALL["goblet-squat"])).svg
    dressed = {look: looks.dressed(svg, look) for look in looks.LOOKS}
    assert len(set(dressed.values())) == len(looks.LOOKS) == 5
    assert dressed["teal"] == svg
    shapes = {re.sub(r'"(#[0-9a-f]{6}|none)"', '"c"', text) for text in dressed.values()}
    assert len(shapes) == 1
    greys = set(re.findall(r"#[0-9a-f]{6}", dressed["ink"]))
    assert all(
        max(int(c[i : i + 2], 16) for i in (1, 3, 5)) - min(int(c[i : i + 2], 16) for i in (1, 3, 5)) < 8 for c in greys
    )


def test_colours_of_the_first_look_are_each_used_for_one_thing_only() -> None:
    assert len(set(looks.TEAL.values())) == len(looks.TEAL)


def test_drawings_are_small_enough_for_a_phone_and_the_repository() -> None:
    stills = {p.name: len(gzip.compress(p.read_bytes())) for p in FOLDER.glob("*.svg") if ".moving" not in p.name}
    movings = {p.name: len(gzip.compress(p.read_bytes())) for p in FOLDER.glob("*.moving.svg")}
    assert {name: size for name, size in stills.items() if size > 8 * 1024} == {}
    assert {name: size for name, size in movings.items() if size > 16 * 1024} == {}
    assert statistics.median(stills.values()) < 5 * 1024
    assert statistics.median(movings.values()) < 12 * 1024
    assert sum(p.stat().st_size for folder in (FOLDER, shelf.ON_PAPER) for p in folder.iterdir()) < 15_000_000


def test_pages_never_need_what_only_drawing_needs() -> None:
    program = (
        "import sys; sys.modules['numpy'] = sys.modules['shapely'] = None\n"
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "import django; django.setup()\n"
        "import clinic.urls, exercises.views.library, programmes.handouts, patients.portal.views\n"
        "from exercises import figures\n"
        "assert figures.paper_svg('glute-bridge').startswith('<svg'), 'no still'\n"
        "print(figures.drawn('glute-bridge').frames)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("2", "")


def test_address_of_a_still_is_known_without_asking_anybody() -> None:
    assert run_time.still_url("weekly-win-log") == f"{settings.STATIC_URL}figures/pain-education-card.svg"
    assert run_time.still_url("somebody-elses-exercise") is None
    assert run_time.paper_svg("somebody-elses-exercise") is None


def test_pose_folder_explains_every_key() -> None:
    text = (POSE_FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"| {word}" in text or f", {word}" in text for word in ("base", "view", "lean", "hip", "foot", "accept"))
