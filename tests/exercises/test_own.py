"""The clinic's own exercises: written, adapted, changed, put away and deleted, and what patients see meanwhile."""

import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from clinic.models import AuditEvent, Clinic, Membership
from exercises import services
from exercises.models import Exercise
from patients.models import Patient, Plan
from programmes import handouts
from programmes import services as programmes
from programmes.models import Item
from tests.factories import ExerciseFactory, PlanFactory, ProgrammeFactory, item, published_version

pytestmark = pytest.mark.django_db
NEW = "/exercises/new/"
ESSENTIAL = {
    "name": "Towel Bridge",
    "pillar": "STR",
    "pattern": "hip_extension",
    "dose": "3x10",
    "cue": "Squeeze, then lift.",
    "steps": "1. Lie down.\r\n2) Lift.\r\n\r\n- Lower slowly.",
}


def own(clinic: Clinic, **fields: Any) -> Exercise:
    return ExerciseFactory(clinic=clinic, source="Harbour Physio", source_id=str(uuid.uuid4()), **fields)


def filled(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send back of a form that nobody touched."""
    form = client.get(path).context["form"]
    sent = {field.html_name: field.value() for field in form if field.name not in ("file", "seen")}
    page = client.get(path).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    return {name: value for name, value in sent.items() if value not in (None, False)} | (
        {"seen": seen[1]} if seen else {}
    )


def tags(exercise: Exercise) -> set[tuple[str, str]]:
    return set(exercise.tags.values_list("kind", "value"))


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))


# --- write ---


def test_the_essentials_make_an_exercise_with_usual_values_for_the_rest(as_anna: Client, clinic: Clinic) -> None:
    answer = as_anna.post(NEW, ESSENTIAL | {"precautions": ["kneeling"], "regions": ["hip", "glutes"]})
    made = clinic.exercises.get()
    assert answer["Location"] == f"/exercises/{made.pk}/"
    assert (made.key, made.name, made.step_list) == (
        "towel-bridge",
        "Towel Bridge",
        ["Lie down.", "Lift.", "Lower slowly."],
    )
    assert (made.foundation, made.laterality, made.dose_mode, made.load_type) == (
        "NONE",
        "bilateral",
        "reps",
        "bodyweight",
    )
    assert (made.source, made.licence, made.author) == ("Harbour Physio", "All rights reserved", "Anna Archer")
    assert tags(made) == {("precaution", "kneeling"), ("region", "hip"), ("region", "glutes")}
    assert verbs() == ["exercise_created"]
    assert "Towel Bridge" in as_anna.get("/exercises/?q=towel").content.decode()


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"name": "a\nb"}, "name", "Please keep this to one line of ordinary characters."),
        ({"name": "x" * 121}, "name", "Ensure this value has at most 120 characters (it has 121)."),
        ({"card": "x" * 4001}, "card", "Ensure this value has at most 4000 characters (it has 4001)."),
        ({"pillar": "XXX"}, "pillar", "Select a valid choice. XXX is not one of the available choices."),
        ({"per_week": "often"}, "per_week", "Write a number or two, such as 3 or 2-3."),
        ({"regions": ["tail"]}, "regions", "Select a valid choice. tail is not one of the available choices."),
    ],
)  # fmt: skip
def test_mistakes_are_told_at_the_field_and_nothing_is_lost(
    as_anna: Client, clinic: Clinic, change: dict[str, Any], field: str, said: str
) -> None:
    answer = as_anna.post(NEW, ESSENTIAL | change)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [said]}
    assert "Squeeze, then lift." in answer.content.decode()
    assert clinic.exercises.count() == 0


def test_a_dose_that_cannot_be_read_is_refused_in_the_readers_words(as_anna: Client) -> None:
    answer = as_anna.post(NEW, ESSENTIAL | {"dose": "3x"})
    assert answer.status_code == 422
    said = answer.context["form"].errors["dose"][0]
    with pytest.raises(ValueError, match=re.escape(said)):
        from_reader("3x")


def from_reader(dose: str) -> None:
    from programmes.dose import parse  # noqa: PLC0415 (the reader itself is the witness)

    parse(dose)


@pytest.mark.parametrize(
    ("name", "key"),
    [("Ćwiczenie łydki", "cwiczenie-ydki"), ("تمرين الجسر", "exercise"), ("תרגיל גשר", "exercise"), ("💪", "exercise")],
)
def test_names_in_any_script_get_a_key(as_anna: Client, clinic: Clinic, name: str, key: str) -> None:
    for _ in range(2):
        assert as_anna.post(NEW, ESSENTIAL | {"name": name}).status_code == 302
    assert sorted(clinic.exercises.values_list("key", "name")) == [(key, name), (f"{key}-2", name)]


def test_a_form_sent_twice_makes_one_exercise(as_anna: Client, clinic: Clinic) -> None:
    form = filled(as_anna, NEW) | ESSENTIAL
    first, second = (as_anna.post(NEW, form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert clinic.exercises.count() == 1
    assert verbs() == ["exercise_created"]


def test_hostile_text_is_kept_or_refused_but_never_breaks_a_page(
    as_anna: Client, clinic: Clinic, some_hostile_strings: list[str]
) -> None:
    texts = ("name", "aliases", "purpose", "cue", "setup", "steps", "may_feel", "easier", "harder", "stop_if", "card")
    made = own(clinic)
    for number, hostile in enumerate(some_hostile_strings[::-2]):  # our own, at the end, are the worst
        if number % 4 == 0:  # a form with every field refused is a whole page
            answer = as_anna.post(NEW, ESSENTIAL | dict.fromkeys((*texts, "dose", "per_week", "alt"), hostile))
            assert answer.status_code in (302, 422), hostile
        answer = as_anna.post(f"/exercises/{made.pk}/edit/", ESSENTIAL | dict.fromkeys(texts, hostile[:100]))
        assert answer.status_code in (302, 422), hostile
        page = as_anna.get(f"/exercises/{made.pk}/")
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


# --- adapt ---


def test_an_adapted_copy_says_so_and_keeps_the_credit(as_anna: Client, clinic: Clinic) -> None:
    bridge = ExerciseFactory(name="Glute Bridge", source="wger", licence="CC-BY-SA 4.0", author="Some Body")
    bridge.tags.create(kind="precaution", value="kneeling")
    path = f"/exercises/{bridge.pk}/adapt/"
    form = filled(as_anna, path) | {"name": "Towel Bridge"}
    answer, again = as_anna.post(path, form), as_anna.post(path, form)
    copy = clinic.exercises.get()
    assert again["Location"] == answer["Location"]  # sent twice, made once
    assert answer["Location"] == f"/exercises/{copy.pk}/"
    assert (copy.name, copy.cue, copy.adapted_from) == ("Towel Bridge", bridge.cue, bridge)
    assert (copy.source, copy.licence, copy.author) == ("wger", "CC-BY-SA 4.0", "Some Body")
    assert tags(copy) == {("precaution", "kneeling")}
    page = as_anna.get(f"/exercises/{copy.pk}/").content.decode()
    assert f'Adapted from <a href="/exercises/{bridge.pk}/">Glute Bridge</a>' in page
    assert "wger · CC-BY-SA 4.0 · Some Body" in page
    bridge.refresh_from_db()
    assert (bridge.name, bridge.clinic) == ("Glute Bridge", None)


def test_adapting_takes_one_call_and_only_what_the_clinic_can_see(
    clinic: Clinic, anna: Membership, ben: Membership
) -> None:
    copy = services.adapt(exercise=ExerciseFactory(name="Bird Dog"), clinic=clinic, by=anna.user)
    assert (copy.clinic, copy.name) == (clinic, "Bird Dog")
    with pytest.raises(ValueError, match="belongs to another clinic"):
        services.adapt(exercise=copy, clinic=ben.clinic, by=ben.user)


def test_a_built_in_exercise_cannot_be_edited(as_anna: Client, anna: Membership) -> None:
    built_in = ExerciseFactory()
    for verb in ("edit", "archive", "restore", "delete", "pictures"):
        assert as_anna.post(f"/exercises/{built_in.pk}/{verb}/", ESSENTIAL).status_code == 404
    with pytest.raises(ValueError, match="only a clinic's own"):
        services.change(exercise=built_in, by=anna.user, fields={"name": "Mine now"})


# --- change ---


def test_a_change_is_saved_with_its_trail(as_anna: Client, clinic: Clinic) -> None:
    bridge = own(clinic, name="Bridge")
    before = bridge.updated_at
    path = f"/exercises/{bridge.pk}/edit/"
    assert as_anna.post(path, filled(as_anna, path) | {"cue": "Push the floor away."}).status_code == 302
    bridge.refresh_from_db()
    assert (bridge.cue, bridge.name) == ("Push the floor away.", "Bridge")
    assert bridge.updated_at > before
    assert "Changed: cue" in as_anna.get(f"/exercises/{bridge.pk}/").content.decode()


def test_saving_the_same_again_changes_nothing(as_anna: Client, clinic: Clinic) -> None:
    bridge = own(clinic)
    path = f"/exercises/{bridge.pk}/edit/"
    assert as_anna.post(path, filled(as_anna, path)).status_code == 302
    assert verbs() == []


def test_two_people_editing_do_not_overwrite_each_other(as_anna: Client, as_ada: Client, clinic: Clinic) -> None:
    bridge = own(clinic)
    path = f"/exercises/{bridge.pk}/edit/"
    annas, adas = filled(as_anna, path), filled(as_ada, path)
    as_ada.post(path, adas | {"cue": "Ada’s cue.", "precautions": ["kneeling"]})

    answer = as_anna.post(path, annas | {"cue": "Anna’s cue.", "laterality": "per_side"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert [(each["label"], each["now"], each["mine"]) for each in answer.context["differences"]] == [
        ("Sides", "Both sides together", "Finish one side, then the other"),
        ("One cue", "Ada’s cue.", "Anna’s cue."),
        ("Think twice with", "Kneeling: puts weight on the knees", ""),
    ]
    assert ("Ada’s cue." in page, "Anna’s cue." in page) == (True, True)
    bridge.refresh_from_db()
    assert bridge.cue == "Ada’s cue."

    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    assert as_anna.post(path, annas | {"cue": "Anna’s cue.", "seen": seen}).status_code == 302
    bridge.refresh_from_db()
    assert bridge.cue == "Anna’s cue."


def test_a_change_that_fails_leaves_no_trail(clinic: Clinic, anna: Membership) -> None:
    bridge = own(clinic, cue="Before.")
    with pytest.raises(ValidationError):
        services.change(exercise=bridge, by=anna.user, fields={"cue": "x" * 500})
    bridge.refresh_from_db()
    assert (bridge.cue, verbs(), bridge.snapshots.count()) == ("Before.", [], 0)


# --- what patients see meanwhile ---


@pytest.fixture
def trained(clinic: Clinic, pat: Patient) -> tuple[Plan, Exercise]:
    """Pat's plan, whose published version holds an exercise of the clinic's own."""
    programme = ProgrammeFactory(clinic=clinic)
    version = published_version(programme, items=())
    bridge = own(clinic, name="Old Bridge", cue="Old cue.", steps="Old step.")
    item(version.phases.get().sessions.get(), bridge)
    return PlanFactory(patient=pat, programme=programme, version=version), bridge


def test_published_versions_show_the_old_words_until_published_again(
    as_anna: Client, as_pat: Client, anna: Membership, trained: tuple[Plan, Exercise]
) -> None:
    plan, bridge = trained
    path = f"/exercises/{bridge.pk}/edit/"
    form = filled(as_anna, path) | {"name": "New Bridge", "cue": "New cue.", "steps": "New step."}
    assert as_anna.post(path, form).status_code == 302

    def seen() -> tuple[str, str, str]:
        plan.refresh_from_db()
        session = plan.version.phases.get().sessions.get()
        portal = as_pat.get(reverse("portal:exercise", args=[session.pk, 1])).content.decode()
        paper = handouts.html(plan.version, handout_for=None, clinic=anna.clinic, site_url="https://x.test")
        reading = as_anna.get(reverse("programmes:version", args=[plan.programme_id, plan.version.number]))
        return portal, paper, reading.content.decode()

    for page in seen():
        assert ("Old Bridge" in page, "New Bridge" in page) == (True, False)
    programmes.draft_of(programme=plan.programme, by=anna.user)
    programmes.publish(programme=plan.programme, by=anna.user)
    for page in seen():
        assert ("Old Bridge" in page, "New Bridge" in page) == (False, True)
    snapshot = bridge.snapshots.get()
    assert (snapshot.cue, snapshot.step_list) == ("Old cue.", ["Old step."])


def test_the_page_of_old_words_says_so_and_leads_to_todays(
    as_anna: Client, as_ben: Client, anna: Membership, trained: tuple[Plan, Exercise]
) -> None:
    _, bridge = trained
    services.change(exercise=bridge, by=anna.user, fields={"name": "New Bridge"})
    snapshot = Item.objects.get(exercise__snapshot_of=bridge).exercise
    page = as_anna.get(f"/exercises/{snapshot.pk}/").content.decode()
    assert "<h1>Old Bridge</h1>" in page
    assert "This is the exercise as it was until" in page
    assert f'<a href="/exercises/{bridge.pk}/">Today’s words: New Bridge</a>' in page
    assert f'href="/exercises/{snapshot.pk}/edit/"' not in page
    assert (
        f'href="/exercises/{snapshot.pk}/">As it was until' in as_anna.get(f"/exercises/{bridge.pk}/").content.decode()
    )
    assert as_anna.post(f"/exercises/{snapshot.pk}/edit/", ESSENTIAL).status_code == 404
    assert as_ben.get(f"/exercises/{snapshot.pk}/").status_code == 404


# --- put away, bring back, delete ---


def test_archiving_takes_it_out_of_the_lists_and_restoring_brings_it_back(as_anna: Client, clinic: Clinic) -> None:
    bridge = own(clinic, name="Towel Bridge")
    page = as_anna.post(f"/exercises/{bridge.pk}/archive/", follow=True).content.decode()
    assert f'action="/exercises/{bridge.pk}/restore/"' in page
    assert "Towel Bridge" not in as_anna.get("/exercises/").content.decode()
    assert "Towel Bridge" in as_anna.get("/exercises/archived/").content.decode()
    page = as_anna.post(f"/exercises/{bridge.pk}/restore/", follow=True).content.decode()
    assert "is back in the lists" in page
    assert "Towel Bridge" in as_anna.get("/exercises/").content.decode()
    assert "Nothing is archived." in as_anna.get("/exercises/archived/").content.decode()
    assert verbs() == ["exercise_archived", "exercise_restored"]


def test_an_archived_exercise_stays_in_the_programmes_that_hold_it(
    as_pat: Client, anna: Membership, trained: tuple[Plan, Exercise]
) -> None:
    plan, bridge = trained
    services.archive(exercise=bridge, by=anna.user)
    session = plan.version.phases.get().sessions.get()
    assert "Old Bridge" in as_pat.get(reverse("portal:exercise", args=[session.pk, 1])).content.decode()


def test_an_exercise_in_use_is_offered_for_the_archive_instead(
    as_anna: Client, anna: Membership, trained: tuple[Plan, Exercise]
) -> None:
    _, bridge = trained
    services.change(exercise=bridge, by=anna.user, fields={"cue": "New."})  # now only a snapshot is held
    for answer in (as_anna.get(f"/exercises/{bridge.pk}/delete/"), as_anna.post(f"/exercises/{bridge.pk}/delete/")):
        assert "stands in 1 programme, so it cannot be deleted" in answer.content.decode()
        assert f'action="/exercises/{bridge.pk}/archive/"' in answer.content.decode()
    assert answer.status_code == 422
    assert Exercise.objects.filter(pk=bridge.pk).exists()


def test_what_nothing_uses_is_deleted_after_a_question(as_anna: Client, clinic: Clinic) -> None:
    bridge = own(clinic, name="Towel Bridge")
    services.adapt(exercise=bridge, clinic=clinic, by=Membership.objects.get().user)
    assert "nothing brings them back" in as_anna.get(f"/exercises/{bridge.pk}/delete/").content.decode()
    page = as_anna.post(f"/exercises/{bridge.pk}/delete/", follow=True).content.decode()
    assert "“Towel Bridge” is deleted." in page
    assert not Exercise.objects.filter(pk=bridge.pk).exists()
    assert clinic.exercises.get().adapted_from is None


def test_a_draft_counts_as_use(as_anna: Client, clinic: Clinic, anna: Membership) -> None:
    bridge = own(clinic)
    programme = programmes.start(clinic=clinic, name="Draft", by=anna.user)
    item(programme.versions.get().phases.get().sessions.get(), bridge)
    assert as_anna.post(f"/exercises/{bridge.pk}/delete/").status_code == 422


@pytest.mark.parametrize("what", ["item", "session"])
def test_undo_in_a_draft_says_when_the_exercise_is_gone(
    as_anna: Client, anna: Membership, clinic: Clinic, what: str
) -> None:
    bridge = own(clinic)
    programme = programmes.start(clinic=clinic, name="Draft", by=anna.user)
    session = programme.versions.get().phases.get().sessions.get()
    held = item(session, bridge)
    part = f"items/{held.pk}" if what == "item" else f"sessions/{session.pk}"
    page = f"/programmes/{programme.pk}/"
    assert as_anna.post(f"{page}{part}/remove/").status_code == 302
    assert as_anna.post(f"/exercises/{bridge.pk}/delete/").status_code == 302
    answer = as_anna.post(f"{page}undo/")
    assert answer.status_code == 422
    assert "an exercise in it was deleted meanwhile" in answer.content.decode()


# --- a look before saving ---


def test_what_stands_in_the_form_can_be_looked_at_unsaved(as_anna: Client, clinic: Clinic) -> None:
    page = as_anna.post(
        "/exercises/preview/", ESSENTIAL | {"name": "Not yet", "laterality": "per_side"}
    ).content.decode()
    assert "<h1>Not yet</h1>" in page
    assert '<p class="dose">3 sets of 10 on each side' in page
    assert "nothing is saved yet" in page
    bridge = own(clinic, name="Bridge")
    page = as_anna.post(f"/exercises/{bridge.pk}/preview/", ESSENTIAL | {"name": "Changed"}).content.decode()
    assert "<h1>Changed</h1>" in page
    bridge.refresh_from_db()
    assert (bridge.name, clinic.exercises.count()) == ("Bridge", 1)


def test_preview_and_portal_show_the_same(as_anna: Client, as_pat: Client, trained: tuple[Plan, Exercise]) -> None:
    """Both include one template; what differs around it may."""
    plan, bridge = trained
    session = plan.version.phases.get().sessions.get()
    portal = as_pat.get(reverse("portal:exercise", args=[session.pk, 1])).content.decode()
    preview = as_anna.get(f"/exercises/{bridge.pk}/preview/").content.decode()
    shown = [re.search(r'<div class="figure-place".*?</details>', page, re.DOTALL)[0] for page in (portal, preview)]
    assert shown[0] == shown[1]
    assert "Old step." in shown[0]
