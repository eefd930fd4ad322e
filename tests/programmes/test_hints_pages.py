"""What the builder knows, through the front door: for a person, with htmx and without."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import AuditEvent, Clinic, Membership
from exercises.models import Exercise, ExerciseTag, Ladder, Rung
from exercises.vocabulary import Equipment, Precaution
from patients.models import Patient, PatientTag
from programmes import services
from programmes.models import Item, Programme, SetAside, Version
from tests.factories import (
    ExerciseFactory,
    PatientFactory,
    PhaseFactory,
    PlanFactory,
    ProgrammeFactory,
    SessionFactory,
    SessionLogFactory,
    VersionFactory,
    item,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def tag(exercise: Exercise, kind: str, value: str) -> Exercise:
    ExerciseTag.objects.create(exercise=exercise, kind=kind, value=value)
    exercise.save()  # an exercise that changes says when
    return exercise


@pytest.fixture
def kneeler(db: None) -> Exercise:
    return tag(ExerciseFactory(name="Kneeling Press", dose="3x8"), "precaution", Precaution.KNEELING)


@pytest.fixture
def stander(db: None) -> Exercise:
    """The nearest that can be done instead."""
    return ExerciseFactory(name="Standing Press")


@pytest.fixture
def tender(pat: Patient) -> Patient:
    """Pat, who has a goal, twelve minutes, sore knees and nothing but a band."""
    pat.goal, pat.minutes_available = "Carry both kids up the stairs.", 12
    pat.save()
    PatientTag.objects.create(patient=pat, kind="precaution", value=Precaution.KNEELING)
    PatientTag.objects.create(patient=pat, kind="equipment", value=Equipment.BAND)
    return pat


@pytest.fixture
def draft(clinic: Clinic, tender: Patient, kneeler: Exercise, stander: Exercise) -> Version:
    """Two phases made for Pat with the kneeling press in both, before it is assigned."""
    version = VersionFactory(programme=ProgrammeFactory(clinic=clinic, made_for="Pat Pine"))
    for number in (1, 2):
        phase = PhaseFactory(version=version, position=number, name=f"Stage {number}")
        item(SessionFactory(phase=phase), kneeler, note="Protect your back." if number == 1 else "")
    return version


@pytest.fixture
def url(draft: Version) -> str:
    return f"/programmes/{draft.programme_id}/"


def text(response: HttpResponse) -> str:
    """The words of a page as they are read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(response.content.decode())))


def panel(response: HttpResponse) -> str:
    html = unescape(response.content.decode())
    begin = html.index('id="balance"')
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[begin : html.index("</aside>", begin)]))


def shown(response: HttpResponse) -> str:
    """The hints that are not set aside."""
    return panel(response).split("Minutes a session")[0].split("Set aside 1")[0]


def key_of(response: HttpResponse, words: str) -> str:
    """The key of the hint that says this."""
    html = unescape(response.content.decode())
    for hint in html[html.index('id="hints"') :].split('<li id="hint-')[1:]:
        if words in re.sub(r"<[^>]+>", "", hint):
            return re.search(r'name="key" value="([^"]+)"', hint)[1]
    raise AssertionError(f"no hint says {words}")


# The panel


def test_the_panel_begins_with_the_person_their_words_and_their_minutes(as_anna: Client, url: str, tender: Patient):
    page = as_anna.get(url)
    assert f'<a href="/patients/{tender.pk}/">Pat Pine</a>' in page.content.decode()
    beside = panel(page)
    assert "“Carry both kids up the stairs.”" in beside
    assert re.search(r"Session A\s+4 of 12 min", beside)
    assert "Times a week, by phase" in beside


def test_opening_the_builder_for_a_patient_leaves_a_trail(as_anna: Client, anna: Membership, url: str, tender: Patient):
    as_anna.get(url)
    event = AuditEvent.objects.get(verb="patient_seen")
    assert (event.target_ref, event.actor_ref) == (str(tender.pk), str(anna.user_id))


def test_a_session_over_the_patients_minutes_says_by_how_much(as_anna: Client, draft: Version, url: str):
    row = services.items_of(draft).first()
    as_anna.post(f"{url}items/{row.pk}/", {"dose": "15min", "revision": 1, "note": ""})
    beside = panel(as_anna.get(url))
    assert "15 of 12 min, 3 over" in beside
    assert "Phase 1, Session A : about 15 minutes. Pat has 12." in beside


def test_a_programme_for_nobody_has_no_fit_and_no_trail(as_anna: Client, draft: Version, url: str):
    Programme.objects.update(made_for="")
    page = as_anna.get(url)
    assert "This programme" in panel(page)
    assert "kneeling" not in text(page)
    assert not AuditEvent.objects.filter(verb="patient_seen").exists()


def test_two_patients_of_the_same_name_are_nobody(as_anna: Client, url: str, tender: Patient):
    PatientFactory(clinic=tender.clinic, therapist=tender.therapist, first_name="Pat", last_name="Pine")
    assert "This programme" in panel(as_anna.get(url))


def test_a_patient_of_another_clinic_is_nobody(as_anna: Client, url: str, tender: Patient, ben: Membership):
    Patient.objects.update(clinic=ben.clinic, therapist=ben)
    assert "This programme" in panel(as_anna.get(url))


def test_whoever_has_the_plan_is_the_person_whatever_the_name_says(as_anna: Client, draft: Version, url: str, sam):
    PlanFactory(patient=sam, programme=draft.programme, version=draft)
    assert "Sam Stone" in panel(as_anna.get(url))


def test_a_version_in_force_is_not_followed_by_hints(as_anna: Client, draft: Version, url: str, anna: Membership):
    services.publish(programme=draft.programme, by=anna.user)
    assert "Worth a thought" not in text(as_anna.get(url))


# Fit


def test_a_precaution_of_the_patient_stands_in_the_panel_and_at_the_row(as_anna: Client, url: str):
    page = as_anna.get(url)
    assert "Kneeling Press : kneeling, puts weight on the knees. In 2 places." in panel(page)
    rows = unescape(page.content.decode()).split('<li class="item"')[1:3]
    assert all("Kneeling, puts weight on the knees." in row and "Swap for Standing Press" in row for row in rows)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_alternative_is_one_press_away_in_every_place(
    as_anna: Client, draft: Version, url: str, stander: Exercise, headers: dict[str, str]
):
    key = key_of(as_anna.get(url), "puts weight on the knees")
    answer = as_anna.post(f"{url}hints/swap/?exercise={stander.pk}", {"key": key}, headers=headers)
    rows = services.items_of(draft)
    assert {str(row) for row in rows} == {"Standing Press"}
    assert [row.note for row in rows.order_by("session")] == ["Protect your back.", ""]
    if headers:
        assert "kneeling" not in text(answer)
        assert "Kneeling Press swapped for Standing Press" in unescape(answer.headers["HX-Trigger-After-Swap"])
    else:
        assert answer.headers["Location"].startswith(f"{url}#item-")
    as_anna.post(f"{url}undo/")
    assert {str(row) for row in services.items_of(draft)} == {"Kneeling Press"}


def test_the_alternative_needs_nothing_that_is_not_at_home(as_anna: Client, url: str, kneeler: Exercise, stander):
    tag(stander, "equipment", Equipment.BARBELL)
    assert "Swap for" not in text(as_anna.get(url))
    tag(kneeler, "equipment", Equipment.KETTLEBELL)
    assert "Kneeling Press : kettlebell not at home. A filled bottle or bag may do." in panel(as_anna.get(url))


def test_what_was_archived_meanwhile_is_still_known(as_anna: Client, url: str, kneeler: Exercise):
    kneeler.archived_at = kneeler.updated_at
    kneeler.save()
    assert "Kneeling Press : kneeling" in panel(as_anna.get(url))


def test_the_exclusions_of_a_template_meet_the_patients_precautions(as_anna: Client, url: str):
    Programme.objects.update(exclusions="impact kneeling")
    hints = shown(as_anna.get(url))
    assert "The template asks to think twice: kneeling, puts weight on the knees." in hints
    assert "impact" not in hints


def test_high_on_a_ladder_and_new_to_the_patient(as_anna: Client, draft: Version, url: str, tender: Patient):
    ladder = Ladder.objects.create(key="LFT", name="Lift")
    steps = [ExerciseFactory(name=f"Lift {step}", pattern="lift") for step in range(1, 7)]
    for step, exercise in enumerate(steps, 1):
        Rung.objects.create(ladder=ladder, step=step, key=exercise.key, name=str(exercise), exercise=exercise)
    item(draft.phases.first().sessions.first(), steps[5])
    page = as_anna.get(url)
    assert "Lift 6 : step 6 of 6 on its ladder, and new to Pat. Swap for Lift 5" in panel(page)
    before = PlanFactory(patient=tender)
    item(before.version.phases.first().sessions.first(), steps[4])
    SessionLogFactory(plan=before)
    Patient.objects.update(last_session_on="2026-03-02")
    assert "new to Pat" not in panel(as_anna.get(url))


# Words


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_kinder_words_are_taken_with_one_press(as_anna: Client, draft: Version, url: str, headers: dict[str, str]):
    page = as_anna.get(url)
    assert "the note says “Protect your back”. Kinder: “Move with confidence”." in panel(page)
    as_anna.post(f"{url}hints/reword/", {"key": key_of(page, "Protect your back")}, headers=headers)
    first = services.items_of(draft).order_by("session").first()
    assert (first.note, first.revision) == ("Move with confidence.", 2)
    assert "Kinder" not in panel(as_anna.get(url))


# Time, against the version in force


def test_a_week_that_grows_by_more_than_a_fifth_is_held_against_the_version_in_force(
    as_anna: Client, anna: Membership, draft: Version, url: str
):
    for row in services.items_of(draft):
        services.change_item(item=row, by=anna.user, dose=services.items.dose.parse("10min"))
    services.publish(programme=draft.programme, by=anna.user)
    following = services.draft_of(programme=draft.programme, by=anna.user)
    assert "more than in the version in force" not in panel(as_anna.get(url))
    row = services.items_of(following).order_by("session").last()
    as_anna.post(f"{url}items/{row.pk}/", {"dose": "14min", "revision": 1}, headers=HTMX)
    answer = as_anna.get(f"{url}around/", headers=HTMX)
    assert "Phase 2 : about 35 minutes a week, 40 % more than in the version in force (25)." in panel(answer)


# Setting aside


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_hint_is_set_aside_with_a_reason_and_shown_again(
    as_anna: Client, draft: Version, url: str, headers: dict[str, str]
):
    key = key_of(as_anna.get(url), "puts weight on the knees")
    answer = as_anna.post(f"{url}hints/aside/", {"key": key, "reason": "On a cushion"}, headers=headers)
    if headers:
        assert "puts weight on the knees" not in shown(answer)
        assert "<li class=" in answer.content.decode()  # the rows lose it as well
    page = as_anna.get(url)
    assert "puts weight on the knees" not in shown(page)
    assert re.search(r"puts weight on the knees\. “On a cushion” Anna Archer, \d+ \w+ \d{4} Show again", panel(page))
    assert 'class="visually-hidden">Hint: ' not in page.content.decode()
    as_anna.post(f"{url}hints/again/", {"key": key}, headers=headers)
    assert "puts weight on the knees" in shown(as_anna.get(url))
    assert not SetAside.objects.exists()
    assert [event.verb for event in AuditEvent.objects.filter(verb__startswith="hint").order_by("pk")] == [
        "hint_set_aside",
        "hint_shown_again",
    ]


def test_what_was_set_aside_stays_so_in_the_next_version_and_comes_back_when_it_is_worse(
    as_anna: Client, anna: Membership, draft: Version, url: str, kneeler: Exercise, tender: Patient
):
    as_anna.post(f"{url}hints/aside/", {"key": key_of(as_anna.get(url), "puts weight on the knees")})
    services.publish(programme=draft.programme, by=anna.user)
    services.draft_of(programme=draft.programme, by=anna.user)
    assert "puts weight on the knees" not in shown(as_anna.get(url))
    tag(kneeler, "precaution", Precaution.IMPACT)
    PatientTag.objects.create(patient=tender, kind="precaution", value=Precaution.IMPACT)
    assert "puts weight on the knees" in shown(as_anna.get(url))


def test_six_hints_are_shown_and_the_rest_waits(as_anna: Client, draft: Version, url: str):
    html = unescape(as_anna.get(url).content.decode())
    before, _, after = html[html.index('id="hints"') :].partition('id="hints-more"')
    assert before.count('<li id="hint-') == 6
    assert after.count('<li id="hint-') >= 1


@pytest.mark.parametrize("path", ["aside/", "again/", "reword/", "swap/?exercise=1"])
def test_a_hint_that_is_gone_says_so_and_nothing_is_written(as_anna: Client, url: str, draft: Version, path: str):
    answer = as_anna.post(f"{url}hints/{path}", {"key": "pillar:XYZ:1"})
    assert answer.status_code == 422
    assert "does not apply any more" in text(answer)
    answer = as_anna.post(f"{url}hints/{path}", {"key": "x" * 200}, headers=HTMX)
    assert answer.status_code == 422
    assert not SetAside.objects.exists()
    assert services.number_of(draft) == 0


def test_a_reason_that_is_too_long_is_refused_with_a_sentence(as_anna: Client, url: str):
    key = key_of(as_anna.get(url), "puts weight on the knees")
    answer = as_anna.post(f"{url}hints/aside/", {"key": key, "reason": "x" * 201})
    assert answer.status_code == 422
    assert "200 characters" in text(answer)


def test_another_clinics_exercise_is_no_alternative(as_anna: Client, url: str, draft: Version, ben: Membership):
    key = key_of(as_anna.get(url), "puts weight on the knees")
    theirs = ExerciseFactory(clinic=ben.clinic)
    answer = as_anna.post(f"{url}hints/swap/?exercise={theirs.pk}", {"key": key})
    assert answer.status_code == 409
    assert {str(row) for row in services.items_of(draft)} == {"Kneeling Press"}


def test_a_programme_hint_cannot_be_swapped_nor_a_fit_reworded(as_anna: Client, url: str, stander: Exercise):
    page = as_anna.get(url)
    answer = as_anna.post(f"{url}hints/swap/?exercise={stander.pk}", {"key": key_of(page, "aerobic")})
    assert answer.status_code == 422
    answer = as_anna.post(f"{url}hints/swap/?exercise=x", {"key": key_of(page, "on the knees")})
    assert answer.status_code == 422
    assert as_anna.post(f"{url}hints/reword/", {"key": key_of(page, "on the knees")}).status_code == 422


def test_an_edit_asks_as_much_with_forty_rows_as_with_two(as_anna: Client, draft: Version, url: str):
    row = services.items_of(draft).first()

    def queries_of_an_edit(dose: str) -> int:
        sent = {"dose": dose, "revision": Item.objects.get(pk=row.pk).revision}
        with CaptureQueriesContext(connection) as asked:
            answer = as_anna.post(f"{url}items/{row.pk}/", sent, headers=HTMX)
        assert answer.status_code == 200
        return len(asked)

    queries_of_an_edit("3x9")
    few = queries_of_an_edit("3x10")
    for _ in range(38):
        item(row.session, tag(ExerciseFactory(), "precaution", Precaution.KNEELING), note="It is fragile.")
    queries_of_an_edit("3x11")
    assert queries_of_an_edit("3x12") == few
