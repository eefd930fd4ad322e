"""Many rows at once: one deed, one entry in the journal, the same few questions for two rows as for twenty."""

import re
from collections.abc import Collection

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import AuditEvent, Clinic, Membership, User
from programmes import services
from programmes.dose import short
from programmes.models import Item, Session, Version
from programmes.services import many
from tests.factories import (
    ExerciseFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
    VersionFactory,
    item,
    ladder,
)
from tests.programmes.test_builder_pages import HTMX, events, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(clinic: Clinic) -> Version:
    """Bridge, Squat, Plank and Carry in session A, Row in session B."""
    phase = PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic)))
    first, second = SessionFactory(phase=phase), SessionFactory(phase=phase, name="B", position=2)
    for name, dose in (("Bridge", "3x10"), ("Squat", "3x8"), ("Plank", "3x30s"), ("Carry", "3x20m @2x8kg")):
        item(first, ExerciseFactory(name=name), dose)
    item(second, ExerciseFactory(name="Row"), "3x12 rest 30s")
    return phase.version


@pytest.fixture
def by(anna: Membership) -> User:
    return anna.user


@pytest.fixture
def url(draft: Version) -> str:
    return f"/programmes/{draft.programme_id}/"


def pks(draft: Version, *names: str) -> list[int]:
    return [services.items_of(draft).get(exercise__name=name).pk for name in names]


def session(draft: Version, name: str = "A") -> Session:
    return services.sessions_of(draft).get(name=name)


def rows(draft: Version, name: str = "A") -> list[str]:
    return [str(row) for row in session(draft, name).items.all()]


def doses(draft: Version) -> dict[str, str]:
    return {str(row): short(row.dose) for row in services.items_of(draft)}


def places(draft: Version) -> list[int]:
    return [row.position for row in services.items_of(draft).order_by("session", "position")]


# The verbs


def test_a_part_of_a_dose_is_set_for_all_and_undone_at_once(draft: Version, by: User):
    before = doses(draft)
    said = many.set_for_all(draft=draft, items=pks(draft, "Bridge", "Plank", "Row"), part="rest 60", by=by)
    assert said == "rest 60 set for 3 exercises"
    assert doses(draft) == before | {"Bridge": "3x10 rest 60s", "Plank": "3x30s rest 60s", "Row": "3x12 rest 60s"}
    services.undo(draft=draft, by=by)
    assert doses(draft) == before


def test_what_contradicts_one_dose_changes_none_and_names_it(draft: Version, by: User):
    before = doses(draft)
    with pytest.raises(ValidationError, match=r"Plank \(3x30s\): Choose one: reps or time per set"):
        many.set_for_all(draft=draft, items=pks(draft, "Bridge", "Plank"), part="x12", by=by)
    assert doses(draft) == before
    assert not AuditEvent.objects.exists()


def test_a_form_that_was_open_meanwhile_does_not_write_over_it(draft: Version, by: User):
    many.set_for_all(draft=draft, items=pks(draft, "Bridge"), part="4x", by=by)
    bridge = services.items_of(draft).get(exercise__name="Bridge")
    assert bridge.revision == 2


def test_they_go_to_another_session_in_their_order(draft: Version, by: User):
    many.move(draft=draft, items=pks(draft, "Carry", "Bridge", "Row"), session=session(draft, "B"), by=by)
    assert (rows(draft), rows(draft, "B")) == (["Squat", "Plank"], ["Row", "Bridge", "Carry"])
    assert places(draft) == [1, 2, 1, 2, 3]
    services.undo(draft=draft, by=by)
    assert (rows(draft), rows(draft, "B")) == (["Bridge", "Squat", "Plank", "Carry"], ["Row"])


def test_they_are_duplicated_below_the_last_of_them(draft: Version, by: User):
    many.duplicate(draft=draft, items=pks(draft, "Bridge", "Plank", "Row"), by=by)
    assert rows(draft) == ["Bridge", "Squat", "Plank", "Bridge", "Plank", "Carry"]
    assert rows(draft, "B") == ["Row", "Row"]
    assert places(draft) == [1, 2, 3, 4, 5, 6, 1, 2]


def test_they_are_removed_and_come_back_together(draft: Version, by: User):
    many.remove(draft=draft, items=pks(draft, "Bridge", "Plank", "Row"), by=by)
    assert (rows(draft), rows(draft, "B"), places(draft)) == (["Squat", "Carry"], [], [1, 2])
    services.undo(draft=draft, by=by)
    assert (rows(draft), rows(draft, "B")) == (["Bridge", "Squat", "Plank", "Carry"], ["Row"])


def test_a_session_takes_no_more_than_it_holds(draft: Version, by: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(many, "MOST_ITEMS", 4)
    with pytest.raises(ValidationError, match="4 exercises at most"):
        many.duplicate(draft=draft, items=pks(draft, "Bridge"), by=by)
    with pytest.raises(ValidationError, match="4 exercises at most"):
        many.move(draft=draft, items=pks(draft, "Row"), session=session(draft), by=by)
    assert len(rows(draft)) == 4


def test_what_a_colleague_removed_is_left_out_and_nothing_left_is_said(draft: Version, by: User, ada: Membership):
    chosen = pks(draft, "Bridge", "Squat")
    many.remove(draft=draft, items=chosen[:1], by=ada.user)
    assert many.set_for_all(draft=draft, items=chosen, part="rest 60", by=by) == "rest 60 set for Squat"
    many.remove(draft=draft, items=chosen[1:], by=ada.user)
    with pytest.raises(services.Overtaken):
        many.duplicate(draft=draft, items=chosen, by=by)


def test_rows_of_another_draft_are_not_reached(draft: Version, by: User, clinic: Clinic):
    other = item(SessionFactory(phase__version__programme__clinic=clinic), ExerciseFactory())
    with pytest.raises(services.Overtaken):
        many.remove(draft=draft, items=[other.pk], by=by)
    with pytest.raises(services.Overtaken):
        many.move(draft=draft, items=pks(draft, "Row"), session=other.session, by=by)
    assert Item.objects.filter(pk=other.pk).exists()


def test_the_same_again_is_no_edit(draft: Version, by: User):
    assert many.set_for_all(draft=draft, items=pks(draft, "Row"), part="rest 30", by=by) == many.ALREADY
    assert services.history_of(draft, by).undo is None


def queries(draft: Version, by: User, chosen: Collection[int]) -> list[int]:
    """How many questions each verb asks."""
    target = session(draft, "B")
    deeds = (
        lambda: many.set_for_all(draft=draft, items=chosen, part="rest 45", by=by),
        lambda: many.group(draft=draft, items=chosen, by=by),
        lambda: many.ungroup(draft=draft, items=chosen, by=by),
        lambda: many.duplicate(draft=draft, items=chosen, by=by),
        lambda: many.move(draft=draft, items=chosen, session=target, by=by),
        lambda: many.remove(draft=draft, items=chosen, by=by),
    )
    counts = []
    for deed in deeds:
        with CaptureQueriesContext(connection) as asked:
            deed()
        counts.append(len(asked))
    return counts


def test_twenty_rows_take_as_many_questions_as_two(clinic: Clinic, by: User):
    counts = []
    for count in (2, 20):
        phase = PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic)))
        first, _ = SessionFactory(phase=phase), SessionFactory(phase=phase, name="B", position=2)
        chosen = [item(first, ExerciseFactory()).pk for _ in range(count)]
        counts.append(queries(phase.version, by, chosen))
    assert counts[0] == counts[1]


# The page


def post(client: Client, url: str, do: str, items: Collection[int], headers: dict | None = None, **more: object):
    return client.post(f"{url}many/", {"do": do, "item": list(items), **more}, headers=headers or {})


def test_every_verb_works_as_a_plain_form(as_anna: Client, draft: Version, url: str):
    two = pks(draft, "Bridge", "Squat")
    target = session(draft, "B").pk
    for do, more in (("set", {"part": "rest 60"}), ("group", {}), ("ungroup", {}), ("duplicate", {})):
        assert post(as_anna, url, do, two, **more).status_code == 302, do
    assert post(as_anna, url, "move", two, session=target).status_code == 302
    assert rows(draft, "B") == ["Row", "Bridge", "Squat"]
    page = as_anna.post(f"{url}many/", {"do": "remove", "item": two}, follow=True)
    assert "2 exercises removed" in text(page)
    assert rows(draft, "B") == ["Row"]


def test_htmx_gets_the_sessions_touched_and_a_sentence(as_anna: Client, draft: Version, url: str):
    answer = post(as_anna, url, "set", pks(draft, "Bridge", "Squat"), HTMX, part="rest 60")
    assert answer.headers["X-Pieces"] == "1"
    assert events(answer)["said"] == "rest 60 set for 2 exercises"
    assert 'value="3x8 rest 60s"' in text(answer)


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("do", "more", "sentence"),
    [
        ("set", {"part": "bananas"}, "'bananas' is not understood"),
        ("set", {"part": ""}, "Write what to set"),
        ("set", {"part": "x12"}, "Plank (3x30s): Choose one"),
        ("set", {"part": "x" * 300}, "too long|longer|200"),
        ("move", {}, "Choose the session"),
        ("move", {"session": "x"}, "whole number"),
        ("fly", {}, "not one of the available"),
    ],
)
def test_nonsense_is_said_at_the_bar_and_nothing_is_lost(
    as_anna: Client, draft: Version, url: str, headers: dict, do: str, more: dict, sentence: str
):
    before, chosen = doses(draft), pks(draft, "Bridge", "Plank")
    answer = post(as_anna, url, do, chosen, headers, **more)
    assert answer.status_code == 422
    wrong = re.search(r'class="wrong" data-wrong="(\w+)">([^<]+)', text(answer))
    assert re.search(sentence.replace("(", r"\(").replace(")", r"\)"), wrong[2])
    assert doses(draft) == before
    if not headers:
        ticked = re.findall(r'name="item" value="(\d+)"[^>]* checked>', text(answer))
        assert [int(pk) for pk in ticked] == chosen
        assert f'name="part" value="{more.get("part", "")}"' in text(answer)


@pytest.mark.parametrize("items", [[], ["x"], ["-1"], ["9" * 400], ["²"]])
def test_without_rows_it_says_so(as_anna: Client, draft: Version, url: str, items: list[str]):
    answer = post(as_anna, url, "remove", items, HTMX)
    assert (answer.status_code, 'data-wrong="item"' in text(answer)) == (422, True)
    assert len(rows(draft)) == 4


def test_a_group_over_two_sessions_is_refused_in_words(as_anna: Client, draft: Version, url: str):
    assert "of one session" in text(post(as_anna, url, "group", pks(draft, "Bridge", "Row"), HTMX))
    assert "two exercises or more" in text(post(as_anna, url, "group", pks(draft, "Bridge"), HTMX))


def test_another_clinic_finds_nothing(as_ben: Client, draft: Version, url: str):
    assert post(as_ben, url, "remove", pks(draft, "Bridge")).status_code == 404
    assert len(rows(draft)) == 4


def test_hostile_text_is_read_or_refused_in_words(
    as_anna: Client, draft: Version, url: str, some_hostile_strings: list[str]
):
    chosen = pks(draft, "Bridge", "Plank")
    for string in some_hostile_strings:
        answer = post(as_anna, url, "set", chosen, HTMX, part=string)
        assert answer.status_code in (200, 422), string[:60]
        assert answer.status_code == 200 or "data-wrong" in text(answer)


# Swapping, from the row's menu


def test_the_row_menu_is_a_fragment_or_a_page(as_anna: Client, draft: Version, url: str):
    [bridge] = pks(draft, "Bridge")
    fragment, page = (text(as_anna.get(f"{url}items/{bridge}/more/", headers=headers)) for headers in (HTMX, {}))
    assert "<html" not in fragment
    assert "<h1>Bridge</h1>" in page
    for shown in (fragment, page):
        assert 'name="heading"' in shown
        assert re.search(r'<button name="exercise" value="\d+">Carry</button>', shown)


def test_a_row_is_swapped_for_what_was_chosen_or_refused(as_anna: Client, draft: Version, url: str, ben: Membership):
    [bridge] = pks(draft, "Bridge")
    other, theirs = ExerciseFactory(name="Hip Thrust"), ExerciseFactory(name="Theirs", clinic=ben.clinic)
    answer = as_anna.post(f"{url}items/{bridge}/swap/", {"exercise": other.pk}, headers=HTMX)
    assert events(answer)["said"] == "Bridge swapped for Hip Thrust"
    assert rows(draft)[0] == "Hip Thrust"
    for sent in ({"exercise": theirs.pk}, {"exercise": "x"}, {}, {"step": "3"}):
        assert as_anna.post(f"{url}items/{bridge}/swap/", sent, headers=HTMX).status_code == 422
    off = as_anna.post(f"{url}items/{bridge}/swap/", {"step": "-1"}, headers=HTMX)
    assert events(off)["refused"] == "No easier step of Hip Thrust is on a ladder."


def test_one_step_easier_or_harder_follows_the_ladder(as_anna: Client, draft: Version, url: str):
    squat = services.items_of(draft).get(exercise__name="Squat")
    wall, goblet = ExerciseFactory(name="Wall Squat"), ExerciseFactory(name="Goblet Squat")
    ladder(wall, squat.exercise, goblet)
    menu = text(as_anna.get(f"{url}items/{squat.pk}/more/", headers=HTMX))
    assert re.search(r"Easier:</span> Wall Squat<", menu)
    assert re.search(r"Harder:</span> Goblet Squat<", menu)
    as_anna.post(f"{url}items/{squat.pk}/swap/", {"step": "1"})
    assert rows(draft)[1] == "Goblet Squat"
    for _ in range(2):
        as_anna.post(f"{url}items/{squat.pk}/swap/", {"step": "-1"})
    assert rows(draft)[1] == "Wall Squat"
