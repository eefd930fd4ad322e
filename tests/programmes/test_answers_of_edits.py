"""What an edit is answered with: the rows that changed, and of the others their places."""

import json
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from clinic.models import Clinic, Membership
from programmes import services
from programmes.dose import parse, short
from programmes.models import Item, Session, Version
from tests.conftest import signed_in
from tests.factories import ExerciseFactory, PhaseFactory, ProgrammeFactory, SessionFactory, VersionFactory, item

NAMES = ("Bridge", "Squat", "Carry", "Row")


@pytest.fixture
def session(clinic: Clinic) -> Session:
    session = SessionFactory(phase=PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic))))
    for name in NAMES:
        item(session, ExerciseFactory(name=name))
    return session


@pytest.fixture
def draft(session: Session) -> Version:
    return session.phase.version


@pytest.fixture
def page(draft: Version, anna: Membership) -> "Page":
    return Page(signed_in(anna), f"/programmes/{draft.programme_id}/")


class Page:
    """A page of the builder, as far as its rows go: it merges answers as the script does."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url
        html = client.get(url).content.decode()
        self.seen = re.search(r'data-seen="(\d+)"', html)[1]
        self.rows = rows_of(html)

    def edit(self, path: str, **values: Any) -> set[int]:
        """Send it, merge what comes back, and tell which rows came in full."""
        headers = {"HX-Request": "true", "X-Seen": self.seen}
        response = self.client.post(f"{self.url}{path}", values, headers=headers)
        self.seen = str(json.loads(response.headers["HX-Trigger-After-Swap"])["draft"]["number"])
        answer = rows_of(response.content.decode())
        self.rows = {pk: row or self.rows[pk] for pk, row in answer.items()}
        return {pk for pk, row in answer.items() if row}

    def as_opened_anew(self) -> bool:
        return list(self.rows.items()) == list(rows_of(self.client.get(self.url).content.decode()).items())


def rows_of(html: str) -> dict[int, str]:
    """Each row by its number, in order; empty where only its place is said, and without its token."""
    found = re.split(r'(?=<li class="item[^"]*" id="item-)', html.partition('class="items"')[2])[1:]
    rows = {}
    for text in found:
        text = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+"|(<div class="row-advice"[^>]*>).*?</div>', "", text)
        pk = int(re.search(r'id="item-(\d+)"', text)[1])
        rows[pk] = "" if "data-kept" in text else text.partition("</li>")[0]
    return rows


def the(draft: Version, name: str) -> Item:
    return services.items_of(draft).get(exercise__name=name)


def test_a_move_says_places_alone(page: Page, draft: Version):
    assert page.edit(f"items/{the(draft, 'Carry').pk}/move/", step=-1) == set()
    assert page.as_opened_anew()
    assert list(page.rows) == [the(draft, name).pk for name in ("Bridge", "Carry", "Squat", "Row")]


def test_every_edit_leaves_the_page_as_if_it_were_opened_anew(page: Page, draft: Version):
    carry = the(draft, "Carry").pk
    assert len(page.edit(f"items/{carry}/copy/")) == 1
    for path, values in (
        (f"items/{carry}/heading/", {"heading": "Main part"}),
        (f"items/{carry}/move/", {"position": 1}),
        (f"items/{the(draft, 'Squat').pk}/remove/", {}),
        ("undo/", {}),
        ("undo/", {}),
        ("redo/", {}),
        ("items/", {"exercise": the(draft, "Row").exercise_id}),
    ):
        page.edit(path, **values)
        assert page.as_opened_anew(), path


def test_what_colleagues_did_meanwhile_comes_along(page: Page, draft: Version, ada: Membership):
    services.change_item(item=the(draft, "Row"), by=ada.user, dose=parse("5x5"))
    twin = services.copy_item(item=the(draft, "Bridge"), by=ada.user)
    services.remove_item(item=the(draft, "Squat"), by=ada.user)
    assert page.edit(f"items/{the(draft, 'Carry').pk}/move/", position=1) == {the(draft, "Row").pk, twin.pk}
    assert page.as_opened_anew()


def test_rows_that_take_turns_are_shown_again_where_a_row_comes_between(page: Page, draft: Version):
    bridge, squat, carry = (the(draft, name).pk for name in NAMES[:3])
    assert page.edit("many/", do="group", item=[bridge, squat]) == {bridge, squat}
    assert page.edit(f"items/{carry}/move/", step=-1) == {bridge, squat}  # their bracket is broken
    assert page.as_opened_anew()
    page.edit("undo/")
    assert page.as_opened_anew()


def test_a_row_that_was_but_moved_is_not_edited(page: Page, draft: Version):
    bridge = the(draft, "Bridge")
    page.edit(f"items/{bridge.pk}/move/", step=1)
    page.edit("undo/")
    sent = {"dose": "5x5", "note": "", "is_core": "on", "revision": bridge.revision}
    response: HttpResponse = page.client.post(f"{page.url}items/{bridge.pk}/", sent, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert short(the(draft, "Bridge").dose) == "5x5"


def test_a_move_costs_as_many_queries_over_many_places_as_over_one(
    session: Session, anna: Membership, django_assert_max_num_queries: Any
):
    for number in range(20):
        item(session, ExerciseFactory(name=f"More {number}"))
    draft = session.phase.version
    for position in (2, 24):
        bridge = the(draft, "Bridge")
        with django_assert_max_num_queries(9):  # with the savepoint of a test
            services.move_item(item=bridge, by=anna.user, position=position)
        places = list(session.items.values_list("position", flat=True))
        assert places == list(range(1, len(places) + 1))
