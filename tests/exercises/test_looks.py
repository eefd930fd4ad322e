"""Who is drawn, which side is drawn, and which exercises are drawn at all."""

import base64
import gzip
import importlib
import json
import re
import zlib
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from clinic.models import Clinic, Membership
from exercises import services
from exercises.figures import drawn, looks, paper_svg
from exercises.figures.dressing import Form, text
from exercises.models import Exercise
from exercises.services import load_library
from patients.models import Patient, Plan
from programmes import handouts
from programmes.models import Session
from tests.exercises.exchanging import Desk
from tests.factories import ExerciseFactory, PhaseFactory, ProgrammeFactory, SessionFactory, VersionFactory, item

pytestmark = pytest.mark.django_db
COMMITTED = "/static/figures/"
NUMBER = looks.TEAL["number"]
SETTINGS = {
    "name": "Harbour Physio", "brand_colour": "#1f6f73", "paper": "A4", "weight_unit": "kg",
    "timezone": "Europe/London", "emergency_number": "999",
}  # fmt: skip
WISHES = {"reminders_on": "on", "reminder_hour": "18:30", "timezone": "Europe/London", "goal": ""}


def built_in(key: str, **fields: object) -> Exercise:
    return ExerciseFactory(key=key, name=key.replace("-", " ").capitalize(), **fields)


def figure_on(page: str) -> str:
    """The address of the drawing that speaks for itself."""
    return re.search(r'data-figure>\s*<img src="([^"]+)"', page)[1]


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def exercise_page(client: Client, plan: Plan, exercise: Exercise, dose: str = "3x8") -> str:
    """The exercise in the patient's portal, prescribed like this."""
    session = Session.objects.get(phase__version=plan.version)
    item(session, exercise, dose)
    return read(client, f"/my/session/{session.pk}/{session.items.count()}/")


def colours_of(pdf: bytes) -> set[str]:
    """Every colour that something on paper is filled with, as #rrggbb."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            drawn_with = zlib.decompress(stream)
        except zlib.error:
            continue
        for channels in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg", drawn_with):
            found.add("#" + "".join(f"{round(float(channel) * 255):02x}" for channel in channels))
    return found


# --- people ------------------------------------------------------------------------------------


def test_every_person_to_choose_is_drawn_and_ink_is_nobody() -> None:
    assert set(Clinic.FigureLook.values) | {"ink"} == set(looks.LOOKS)


def test_clinic_chooses_who_shows_the_exercises(as_ada: Client, as_anna: Client, as_ben: Client) -> None:
    squat = built_in("goblet-squat")
    assert f"{COMMITTED}goblet-squat.svg" in read(as_anna, "/exercises/")
    assert as_ada.post("/clinic/", SETTINGS | {"figure_look": "amber"}).status_code == 302
    for path in ("/exercises/", f"/exercises/{squat.pk}/", f"/exercises/{squat.pk}/preview/"):
        shown = read(as_anna, path)
        assert "/exercises/figures/amber/still/goblet-squat." in shown, path
        assert f"{COMMITTED}goblet-squat.svg" not in shown
    assert "/exercises/figures/amber/moving/goblet-squat." in read(as_anna, f"/exercises/{squat.pk}/")
    assert f"{COMMITTED}goblet-squat.svg" in read(as_ben, "/exercises/")


def test_settings_without_a_person_keep_the_one_there_was(as_ada: Client, clinic: Clinic) -> None:
    Clinic.objects.update(figure_look="rose")
    assert as_ada.post("/clinic/", SETTINGS).status_code == 302
    clinic.refresh_from_db()
    assert clinic.figure_look == "rose"
    answer = as_ada.post("/clinic/", SETTINGS | {"figure_look": "ink"})
    assert answer.status_code == 422
    assert "Select a valid choice." in answer.content.decode()


def test_patients_choice_goes_before_the_clinics(as_pat: Client, as_sam: Client, as_anna: Client, plan: Plan) -> None:
    Clinic.objects.update(figure_look="amber")
    squat = built_in("goblet-squat")
    assert "/amber/" in figure_on(exercise_page(as_pat, plan, squat))
    assert as_pat.post("/my/settings/", WISHES | {"figure_look": "silver"}).status_code == 302
    assert "/silver/" in figure_on(exercise_page(as_pat, plan, squat))
    checked = re.search(r'value="(\w*)"[^>]*checked', read(as_pat, "/my/settings/").partition("Who shows")[2])
    assert checked[1] == "silver"
    assert "/amber/" in figure_on(read(as_anna, f"/exercises/{squat.pk}/"))
    answer = as_pat.post("/my/settings/", WISHES | {"figure_look": "ink"})
    assert "Choose one of these people." in answer.content.decode()


def test_staff_may_choose_for_a_patient_who_asks(as_anna: Client, as_pat: Client, pat: Patient, plan: Plan) -> None:
    form = {"first_name": "Pat", "last_name": "Pine", "email": pat.email, "timezone": "Europe/London"}
    form["therapist"] = str(pat.therapist_id)
    assert as_anna.post(f"/patients/{pat.pk}/edit/", form | {"figure_look": "rose"}).status_code == 302
    assert "/rose/" in figure_on(exercise_page(as_pat, plan, built_in("goblet-squat")))


def test_handout_shows_the_patients_person_or_grey_where_the_clinic_prints_without_colours(
    as_pat: Client, pat: Patient, plan: Plan
) -> None:
    item(Session.objects.get(phase__version=plan.version), built_in("goblet-squat"), "3x8")
    tops = {look: (looks.TEAL | looks.LOOKS[look])["top"] for look in looks.LOOKS}

    def printed() -> set[str]:
        colours = colours_of(as_pat.get("/my/handout.pdf").content)
        return {look for look, top in tops.items() if top in colours}

    assert printed() == {"teal"}
    Clinic.objects.update(figure_look="amber")
    assert printed() == {"amber"}
    Patient.objects.update(figure_look="silver")
    assert printed() == {"silver"}
    Clinic.objects.update(ink_handouts=True)
    assert printed() == {"ink"}


# --- their addresses ---------------------------------------------------------------------------


def test_drawing_on_another_person_is_kept_for_ever_and_asked_for_without_a_session(
    as_anna: Client, django_assert_num_queries: Any
) -> None:
    address = drawn("goblet-squat").seen(look="amber").still_url
    with django_assert_num_queries(0):
        answer = as_anna.get(address)
        packed = as_anna.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "public, immutable, max-age=31536000"
    assert answer["Vary"] == "Accept-Encoding"
    assert not answer.cookies
    svg = answer.content.decode()
    assert looks.AMBER["top"] in svg
    assert looks.TEAL["top"] not in svg
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content).decode() == svg
    assert len(packed.content) < 8 * 1024


@pytest.mark.parametrize(
    "path",
    [
        "amber/still/no-such-drawing.abc.svg",
        "scarlet/still/goblet-squat.abc.svg",
        "amber/walking/goblet-squat.abc.svg",
        "amber/moving/body-scan.abc.svg",  # drawn, but does not move
    ],
)
def test_unknown_drawing_person_or_kind_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/exercises/figures/{path}").status_code == 404


def test_an_earlier_address_leads_to_todays_drawing(client: Client) -> None:
    answer = client.get("/exercises/figures/amber/still/goblet-squat.0123456789ab.svg")
    assert answer["Location"] == drawn("goblet-squat").seen(look="amber").still_url
    assert "immutable" not in answer.get("Cache-Control", "")


# --- sides -------------------------------------------------------------------------------------


def test_portal_shows_the_side_that_was_prescribed(as_pat: Client, plan: Plan) -> None:
    step_up = built_in("step-up", laterality="per_side")  # drawn on the right
    each = exercise_page(as_pat, plan, step_up, "3x8/side")
    assert figure_on(each) == f"{COMMITTED}step-up.svg"
    assert "Drawn " not in each
    right = exercise_page(as_pat, plan, step_up, "3x8 right")
    assert figure_on(right) == f"{COMMITTED}step-up.svg"
    assert "Drawn for your right side." in right
    left = exercise_page(as_pat, plan, step_up, "3x8 left")
    assert "/exercises/figures/teal/turned-still/step-up." in figure_on(left)
    assert "/exercises/figures/teal/turned-moving/step-up." in left
    assert "Drawn for your left side." in left
    assert as_pat.get(figure_on(left)).status_code == 200


def test_drawing_that_cannot_say_its_side_calls_itself_an_example(as_pat: Client, plan: Plan) -> None:
    bird_dog = built_in("bird-dog", laterality="per_side")  # an arm and the other leg
    page = exercise_page(as_pat, plan, bird_dog, "3x8 left")
    assert figure_on(page) == f"{COMMITTED}bird-dog.svg"
    assert "Drawn on one side, as an example. Yours is the left." in page


def handout_of(clinic: Clinic, exercise: Exercise, dose: str) -> tuple[str, str]:
    """The words of a handout and the drawing on it."""
    version = VersionFactory(programme=ProgrammeFactory(clinic=clinic))
    item(SessionFactory(phase=PhaseFactory(version=version)), exercise, dose)
    words = handouts.html(version, handout_for=None, clinic=clinic, site_url="https://x.test")
    return words, base64.b64decode(re.search(r"data:image/svg\+xml;base64,([^\"]+)\" alt", words)[1]).decode()


def test_handout_shows_the_side_that_was_prescribed(clinic: Clinic) -> None:
    step_up = built_in("step-up", laterality="per_side")
    _, right = handout_of(clinic, step_up, "3x8 right")
    words, left = handout_of(clinic, step_up, "3x8 left")
    plain, turned = (paper_svg("step-up", side=side) for side in ("right", "left"))
    assert plain != turned  # tests of paper hold the one against the other's mirror, dot by dot
    assert (right, left) == (plain, turned)
    assert "as an example" not in words
    words, _ = handout_of(clinic, built_in("bird-dog", laterality="per_side"), "3x8 left")
    assert "The drawing shows one side, as an example. Yours is the left." in words


@pytest.mark.parametrize("key", ["step-up", "quadruped-arm-reach", "suitcase-hold"])
def test_mirrored_frames_keep_their_order_and_their_numbers_stay_readable(key: str) -> None:
    plain, turned = (text(key, "teal", form) for form in (Form.STILL, Form.TURNED_STILL))
    frames = drawn(key).frames
    assert turned.count("scale(-1 1)") == frames
    assert re.findall(r"<view [^>]*>", turned) == re.findall(r"<view [^>]*>", plain)
    mirrored = re.findall(r'scale\(-1 1\)">(.*?)</g>', turned)
    assert all(NUMBER not in figure for figure in mirrored)
    numbers = re.findall(rf'<circle fill="{NUMBER}".*?</g>', plain)
    assert numbers == re.findall(rf'<circle fill="{NUMBER}".*?</g>', turned)
    assert sorted(re.findall(r' d="[^"]+"', turned)) == sorted(re.findall(r' d="[^"]+"', plain))


def test_every_drawing_that_says_its_side_is_of_an_exercise_with_sides() -> None:
    load_library()
    sides = {"per_side", "alternating"}
    told = [one for one in Exercise.objects.all() if one.drawn and one.drawn.side]
    assert len(told) > 30
    assert [one.key for one in told if one.laterality not in sides] == []


# --- which exercises are drawn -----------------------------------------------------------------


def has_drawing(client: Client, exercise: Exercise) -> bool:
    in_list = f'{exercise.pk}/"><div class="figure-place figure-drawn">' in read(client, "/exercises/")
    on_page = "figure-drawn" in read(client, f"/exercises/{exercise.pk}/")
    assert in_list == on_page
    return on_page


def test_own_exercise_with_a_key_of_the_library_by_chance_is_not_drawn(as_anna: Client, clinic: Clinic) -> None:
    built_in("step-up")
    assert not has_drawing(as_anna, ExerciseFactory(clinic=clinic, key="step-up", name="Step up the pace"))


def test_what_is_adapted_is_drawn_like_its_original(as_anna: Client, anna: Membership, clinic: Clinic) -> None:
    copy = services.adapt(exercise=built_in("step-up"), clinic=clinic, by=anna.user, fields={"name": "Stair step"})
    again = services.adapt(exercise=copy, clinic=clinic, by=anna.user, fields={"name": "Kerb step"})
    assert (copy.key, again.key) == ("stair-step", "kerb-step")
    assert has_drawing(as_anna, copy)
    assert has_drawing(as_anna, again)
    plain = ExerciseFactory(clinic=clinic, key="step-up", name="Step up the pace")
    twin = services.adapt(exercise=plain, clinic=clinic, by=anna.user, fields={"name": "Step up more"})
    assert not has_drawing(as_anna, twin)


def test_published_version_goes_on_showing_the_drawing_of_an_adapted_exercise(
    as_pat: Client, anna: Membership, clinic: Clinic, plan: Plan
) -> None:
    copy = services.adapt(exercise=built_in("step-up"), clinic=clinic, by=anna.user, fields={"name": "Stair step"})
    exercise_page(as_pat, plan, copy)
    services.change(exercise=copy, by=anna.user, fields={"name": "Another step"})
    session = Session.objects.get(phase__version=plan.version)
    page = read(as_pat, f"/my/session/{session.pk}/{session.items.count()}/")
    assert "Stair step" in page
    assert figure_on(page) == f"{COMMITTED}step-up.svg"


def test_import_of_our_own_export_draws_what_came_from_the_library(
    as_anna: Client, as_ben: Client, clinic: Clinic, ben: Membership, django_capture_on_commit_callbacks: Any
) -> None:
    load_library()
    step_up = Exercise.objects.get(key="step-up")
    copy = services.adapt(exercise=step_up, clinic=ben.clinic, by=ben.user, fields={"name": "Stair step"})
    services.adapt(exercise=copy, clinic=ben.clinic, by=ben.user, fields={"name": "Kerb step"})
    ExerciseFactory(clinic=ben.clinic, key="bird-dog", name="Walk the dog", source_id="b-1")
    sent = json.loads(b"".join(as_ben.get("/exercises/export/json/?all=1").streaming_content))
    squat = next(row for row in sent["exercises"] if row["key"] == "goblet-squat")
    own = [row for row in sent["exercises"] if not row["built_in"]]
    sent["exercises"] = [*own[::-1], squat | {"name": "Our squat"}]  # as an older release may have called it
    Desk(as_anna, django_capture_on_commit_callbacks).bring_in({"library.json": json.dumps(sent)})
    shown = {one.name: bool(one.drawn) for one in clinic.exercises.all()}
    assert shown == {"Stair step": True, "Kerb step": True, "Walk the dog": False, "Our squat": True}


def test_upgrade_keeps_the_drawings_of_what_was_adapted_before(clinic: Clinic) -> None:
    step_up = built_in("step-up")
    first = ExerciseFactory(clinic=clinic, adapted_from=step_up)
    second = ExerciseFactory(clinic=clinic, adapted_from=first)
    chance = ExerciseFactory(clinic=clinic, key="step-up")
    upgrade = importlib.import_module("exercises.migrations.0004_drawings")
    upgrade.take_over_drawings(apps, None)
    shown = dict(clinic.exercises.values_list("pk", "drawn_as"))
    assert shown == {first.pk: "step-up", second.pk: "step-up", chance.pk: ""}
