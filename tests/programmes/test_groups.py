"""Supersets and circuits: made, taken apart, shown wherever a programme is read, and kept by every copy."""

import re

import pytest
from django.test import Client

from clinic.models import Clinic, Membership, User
from patients.models import Plan
from programmes import duration, handouts, services
from programmes.dose import parse
from programmes.models import Item, Session, Version
from programmes.services import many
from programmes.turns import Turn, in_turn_with, turns
from tests.conftest import signed_in
from tests.factories import (
    ExerciseFactory,
    PatientFactory,
    PhaseFactory,
    PlanFactory,
    ProgrammeFactory,
    SessionFactory,
    VersionFactory,
    item,
)
from tests.programmes.test_builder_pages import HTMX, events, text

pytestmark = pytest.mark.django_db
NAMES = ("Bridge", "Squat", "Plank", "Carry", "Row")


@pytest.fixture
def draft(clinic: Clinic) -> Version:
    """Bridge, Squat, Plank, Carry and Row in session A; nothing in session B."""
    phase = PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic)))
    first = SessionFactory(phase=phase)
    SessionFactory(phase=phase, name="B", position=2)
    for name in NAMES:
        item(first, ExerciseFactory(name=name))
    return phase.version


@pytest.fixture
def by(anna: Membership) -> User:
    return anna.user


@pytest.fixture
def url(draft: Version) -> str:
    return f"/programmes/{draft.programme_id}/"


def session(draft: Version, name: str = "A") -> Session:
    return services.sessions_of(draft).get(name=name)


def pks(draft: Version, *names: str) -> list[int]:
    return [services.items_of(draft).filter(exercise__name=name).first().pk for name in names]


def grouped(draft: Version, name: str = "A") -> list[str]:
    """The rows of a session as "Squat" or, in a group, "Squat 1/2"."""
    rows = list(session(draft, name).items.all())
    places = turns(row.group for row in rows)
    return [f"{row} {turn.number}/{turn.size}" if turn else str(row) for row, turn in zip(rows, places, strict=True)]


def group(draft: Version, by: User, *names: str) -> str:
    return many.group(draft=draft, items=pks(draft, *names), by=by)


def publish(draft: Version, by: User) -> Version:
    item(session(draft, "B"), ExerciseFactory())
    return services.publish(programme=draft.programme, by=by)


# What a group is


def test_neighbours_with_one_number_take_turns():
    two = [Turn(1, 2), Turn(2, 2)]
    assert turns([None, 1, 1, None, 2, 2, 3, 1]) == [None, *two, None, *two, None, None]
    assert turns([]) == []
    assert (two[0].title, Turn(1, 3).title, Turn(2, 3).place) == ("Superset", "Circuit of 3", "2 of 3 in a circuit")


def test_the_others_are_named():
    places = turns([1, 1, 1, None])
    names = ["Bridge", "Squat", "Plank", "Carry"]
    said = [in_turn_with(names, places, index) for index in range(4)]
    assert said == [
        "In turn with Squat and Plank",
        "In turn with Bridge and Plank",
        "In turn with Bridge and Squat",
        "",
    ]


# Making and taking apart


def test_rows_apart_are_moved_together_below_the_first(draft: Version, by: User):
    assert group(draft, by, "Squat", "Row") == "Squat and Row: a superset"
    assert grouped(draft) == ["Bridge", "Squat 1/2", "Row 2/2", "Plank", "Carry"]
    services.undo(draft=draft, by=by)
    assert grouped(draft) == list(NAMES)


def test_two_groups_stand_side_by_side(draft: Version, by: User):
    group(draft, by, "Bridge", "Squat")
    assert group(draft, by, "Plank", "Carry", "Row") == "3 exercises: a circuit"
    assert grouped(draft) == ["Bridge 1/2", "Squat 2/2", "Plank 1/3", "Carry 2/3", "Row 3/3"]


def test_what_is_taken_out_of_a_group_leaves_nobody_alone_in_it(draft: Version, by: User):
    group(draft, by, "Bridge", "Squat")
    group(draft, by, "Squat", "Plank")
    assert grouped(draft) == ["Bridge", "Squat 1/2", "Plank 2/2", "Carry", "Row"]
    assert services.items_of(draft).get(exercise__name="Bridge").group is None


def test_ungrouping_some_keeps_those_that_are_still_neighbours(draft: Version, by: User):
    group(draft, by, *NAMES)
    many.ungroup(draft=draft, items=pks(draft, "Plank"), by=by)
    assert grouped(draft) == ["Bridge 1/2", "Squat 2/2", "Plank", "Carry 1/2", "Row 2/2"]
    many.ungroup(draft=draft, items=pks(draft, "Bridge", "Row"), by=by)
    assert grouped(draft) == list(NAMES)
    assert set(services.items_of(draft).values_list("group", flat=True)) == {None}


def test_the_same_group_again_is_no_edit_but_a_number(draft: Version, by: User):
    group(draft, by, "Bridge", "Squat")
    group(draft, by, "Bridge", "Squat")
    assert grouped(draft)[:3] == ["Bridge 1/2", "Squat 2/2", "Plank"]


# Moving and copying


def test_a_group_moved_together_stays_one_and_meets_no_other(draft: Version, by: User):
    group(draft, by, "Bridge", "Squat")
    group(draft, by, "Plank", "Carry")
    many.move(draft=draft, items=pks(draft, "Bridge", "Squat"), session=session(draft, "B"), by=by)
    many.move(draft=draft, items=pks(draft, "Plank", "Carry"), session=session(draft, "B"), by=by)
    assert grouped(draft, "B") == ["Bridge 1/2", "Squat 2/2", "Plank 1/2", "Carry 2/2"]


def test_one_of_a_group_that_goes_elsewhere_leaves_it(draft: Version, by: User):
    group(draft, by, "Bridge", "Squat")
    target = session(draft, "B")
    row = services.add_item(session=target, exercise=ExerciseFactory(name="Lunge"), by=by)
    Item.objects.filter(pk=row.pk).update(group=1)
    services.move_item(item=services.items_of(draft).get(exercise__name="Bridge"), by=by, position=2, session=target)
    assert grouped(draft, "B") == ["Lunge", "Bridge"]
    many.move(draft=draft, items=pks(draft, "Squat"), session=target, by=by)
    assert grouped(draft, "B") == ["Lunge", "Bridge", "Squat"]


def test_a_duplicated_group_is_a_group_of_its_own_behind_it(draft: Version, by: User):
    group(draft, by, "Bridge", "Squat", "Plank")
    many.duplicate(draft=draft, items=pks(draft, "Bridge", "Squat"), by=by)
    assert grouped(draft) == [
        "Bridge 1/3", "Squat 2/3", "Plank 3/3", "Bridge 1/2", "Squat 2/2", "Carry", "Row",
    ]  # fmt: skip


@pytest.mark.parametrize("copied", ["session", "phase", "programme", "version", "template"])
def test_every_copy_keeps_groups_and_headings(draft: Version, by: User, clinic: Clinic, copied: str):
    group(draft, by, "Bridge", "Squat")
    services.set_heading(item=services.items_of(draft).get(exercise__name="Plank"), by=by, heading="Trunk")
    phase = draft.phases.get()
    if copied == "session":
        copy = services.add_session(phase=phase, by=by, copy_of=session(draft))
    elif copied == "phase":
        copy = services.copy_forward(phase=phase, by=by).phase.sessions.first()
    else:
        publish(draft, by)
        if copied == "version":
            made = services.draft_of(programme=draft.programme, by=by)
        elif copied == "template":
            made = services.save_as_template(programme=draft.programme, by=by).versions.first()
        else:
            made = services.start(clinic=clinic, name="Mine", by=by, template=draft.programme).versions.first()
        copy = made.phases.get().sessions.first()
    rows = list(copy.items.all())
    assert [turn and turn.title for turn in turns(row.group for row in rows)] == ["Superset", "Superset"] + [None] * 3
    assert [row.heading for row in rows] == ["", "", "Trunk", "", ""]


# Minutes


def test_a_group_rests_once_a_round():
    dose = parse("3x10 rest 90")
    apart = 2 * duration.seconds(dose)
    together = duration.minutes_of([(dose, False, 1), (dose, False, 1)])
    one_by_one = duration.minutes_of([(dose, False, 1), (dose, False, 2)])
    assert one_by_one == -(-(apart + duration.CHANGE_OVER_SECONDS) // 60)
    work = apart - 4 * 90
    expected = work + 2 * 90 + 2 * duration.SWITCH_SECONDS + duration.CHANGE_OVER_SECONDS
    assert together == -(-expected // 60) < one_by_one


def test_a_number_that_stands_alone_changes_no_minutes():
    doses = [parse("3x10"), parse("20min"), parse("2x8/side rest 60")]
    alone = duration.minutes_of((dose, False, number) for number, dose in enumerate(doses))
    assert alone == duration.minutes_of((dose, False, None) for dose in doses) == duration.minutes_of(doses)


def test_a_group_of_minutes_is_one_round():
    walk = parse("10min")
    assert duration.minutes_of([(walk, False, 1), (walk, False, 1)]) == duration.minutes_of([walk, walk])


# Shown


def test_the_builder_and_the_reading_page_say_who_takes_turns(as_anna: Client, draft: Version, url: str, by: User):
    group(draft, by, "Bridge", "Squat")
    group(draft, by, "Plank", "Carry", "Row")
    page = text(as_anna.get(url))
    assert re.findall(r'<p class="turn-title">([^<]+)', page) == ["Superset", "Circuit of 3"]
    assert 'aria-label="Squat, 2 of 2 in a superset"' in page
    assert len(re.findall(r'class="item turn', page)) == 5
    publish(draft, by)
    read = text(as_anna.get(url))
    assert re.findall(r'<p class="turn-title">([^<]+)', read) == ["Superset", "Circuit of 3"]
    assert ", 3 of 3 in a circuit" in read


def test_a_row_taken_back_from_a_clash_keeps_its_bracket(as_anna: Client, draft: Version, url: str, by: User):
    group(draft, by, "Bridge", "Squat")
    [squat] = pks(draft, "Squat")
    assert 'class="item turn turn-last"' in text(as_anna.get(f"{url}items/{squat}/", headers=HTMX))


def test_the_portal_names_the_others_in_the_list_and_at_the_exercise(
    clinic: Clinic, draft: Version, by: User, django_assert_max_num_queries
):
    group(draft, by, "Bridge", "Squat")
    services.set_heading(item=services.items_of(draft).get(exercise__name="Plank"), by=by, heading="Trunk <b>")
    version = publish(draft, by)
    patient = PatientFactory(clinic=clinic)
    plan: Plan = PlanFactory(patient=patient, programme=draft.programme, version=version)
    browser = signed_in(patient.membership)
    trained = plan.version.phases.get().sessions.first()
    with django_assert_max_num_queries(12):
        page = text(browser.get(f"/my/session/{trained.pk}/"))
    assert re.findall(r'class="line-turn">([^<]+)', page) == ["In turn with Squat", "In turn with Bridge"]
    assert '<p class="line-heading">Trunk <b></p>' in page
    exercise = text(browser.get(f"/my/session/{trained.pk}/2/"))
    assert "In turn with Bridge: a set of each, then rest." in exercise


def test_the_handout_says_do_these_in_turn(clinic: Clinic, draft: Version, by: User):
    group(draft, by, "Bridge", "Squat")
    services.set_heading(item=services.items_of(draft).get(exercise__name="Carry"), by=by, heading="To end with")
    html = handouts.html(draft, handout_for=None, clinic=clinic, site_url="https://x.test")
    assert html.count("Do these two in turn, then rest") == 1
    assert html.count('class="exercise turn"') == 2
    assert '<p class="heading">To end with</p>' in html


# Headings


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_heading_is_written_shown_and_taken_away(as_anna: Client, draft: Version, url: str, by: User, headers: dict):
    [plank] = pks(draft, "Plank")
    typed = "Trunk & “core” <b>"
    as_anna.post(f"{url}items/{plank}/heading/", {"heading": f" {typed}\r\n"}, headers=headers)
    page = as_anna.get(url).content.decode()
    assert '<p class="row-heading">Trunk &amp; “core” &lt;b&gt;</p>' in page
    assert services.items_of(draft).get(pk=plank).revision == 1
    answer = as_anna.post(f"{url}items/{plank}/heading/", {"heading": ""}, headers=HTMX)
    assert events(answer)["said"] == "Heading removed"
    assert "row-heading" not in text(as_anna.get(url))
    services.undo(draft=draft, by=by)
    assert services.items_of(draft).get(pk=plank).heading == typed


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_heading_that_is_too_long_is_kept_and_named(as_anna: Client, draft: Version, url: str, headers: dict):
    [plank] = pks(draft, "Plank")
    answer = as_anna.post(f"{url}items/{plank}/heading/", {"heading": "x" * 81}, headers=headers)
    assert (answer.status_code, 'data-wrong="heading"' in text(answer)) == (422, True)
    if not headers:
        assert f'value="{"x" * 81}"' in text(answer)
    assert services.items_of(draft).get(pk=plank).heading == ""
