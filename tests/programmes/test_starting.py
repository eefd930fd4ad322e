"""What a new programme begins with: found by typing, with enough about each to choose by."""

import re
from typing import Any

import pytest
from django.test import Client

from clinic.models import Clinic, Membership
from patients.models import Patient, Plan
from programmes import services
from programmes.models import Programme
from programmes.services import outline
from tests.factories import ProgrammeFactory, published_version

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def shelf(clinic: Clinic, anna: Membership, ada: Membership) -> dict[str, Programme]:
    """One of each kind, all in force."""
    made = {
        "ready": ProgrammeFactory(
            clinic=None, is_template=True, key="starter", name="Starter", exclusions="preg_supine impact"
        ),
        "template": ProgrammeFactory(clinic=clinic, is_template=True, name="Garden", created_by=anna.user),
        "shared": ProgrammeFactory(clinic=clinic, name="Runners", summary="Back to five miles", created_by=ada.user),
    }
    for programme in made.values():
        published_version(programme)
    return made


def text(response: Any) -> str:
    return response.content.decode()


def offered(response: Any) -> list[str]:
    return re.findall(r'name="template" value="\d+"[^>]*> <span><strong>([^<]+)</strong>', text(response))


def headings(response: Any) -> list[str]:
    return re.findall(r"<h2>([^<]+)</h2>", text(response))


def test_sources_stand_by_kind_with_their_time_size_and_maker(as_anna: Client, shelf: dict[str, Programme]):
    page = as_anna.get("/programmes/new/")
    assert headings(page) == ["Templates of the clinic", "Ready templates", "Programmes of the clinic"]
    assert offered(page) == ["Garden", "Starter", "Runners"]
    words = " ".join(re.sub(r"<[^>]+>", " ", text(page)).split())
    assert re.search(r"Runners about \d+ min · 2 exercises · Ada Admin Back to five miles", words)
    assert "Think twice: Pregnancy, Impact" in words


@pytest.mark.parametrize(
    ("q", "names"),
    [("gar", ["Garden"]), ("five miles", ["Runners"]), ("ada", ["Runners"]), ("zzz", []), ("", None)],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_typing_finds_by_name_summary_and_maker(
    as_anna: Client, shelf: dict[str, Programme], q: str, names: list[str] | None, headers: dict
):
    page = as_anna.get("/programmes/new/", {"q": q}, headers=headers)
    assert offered(page) == (["Garden", "Starter", "Runners"] if names is None else names)
    assert ("<title>" in text(page)) is (headers == {})


def test_what_was_chosen_stays_whatever_is_typed(as_anna: Client, shelf: dict[str, Programme]):
    page = as_anna.get("/programmes/new/", {"q": "runners", "template": shelf["ready"].pk}, headers=HTMX)
    assert offered(page) == ["Starter", "Runners"]
    assert f'value="{shelf["ready"].pk}" checked' in text(page)


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 900, "template=x", "from=9999999999999999999999", "for=x"])
def test_an_address_that_makes_no_sense_is_no_error(as_anna: Client, shelf: dict[str, Programme], query: str):
    assert as_anna.get(f"/programmes/new/?{query}").status_code == 200


def test_a_colleagues_programme_is_copied_and_stays_as_it_is(
    as_anna: Client, clinic: Clinic, shelf: dict[str, Programme]
):
    shared = shelf["shared"]
    kept = outline.of_version(services.newest(shared))
    as_anna.post("/programmes/new/", {"template": shared.pk, "name": "Mine"})
    mine = clinic.programmes.get(name="Mine")
    assert outline.of_version(services.newest(mine)) == kept
    row = services.items_of(services.newest(mine)).first()
    services.remove_item(item=row, by=mine.created_by)
    assert outline.of_version(services.newest(shared)) == kept


def test_what_is_not_published_made_for_a_patient_archived_or_elsewhere_is_not_offered(
    as_anna: Client, clinic: Clinic, ben: Membership, anna: Membership
):
    services.start(clinic=clinic, name="Half done", by=anna.user)
    published_version(ProgrammeFactory(clinic=clinic, name="Of Sam", made_for="Sam Stone"))
    old = published_version(ProgrammeFactory(clinic=clinic, name="Old")).programme
    services.archive(programme=old, by=anna.user)
    published_version(ProgrammeFactory(clinic=ben.clinic, name="Elsewhere", is_template=True))
    page = as_anna.get("/programmes/new/")
    assert offered(page) == []
    assert "Nothing to start from" in text(page)


def test_coming_from_a_patient_their_last_programme_is_chosen_and_the_new_one_is_theirs(
    as_anna: Client, clinic: Clinic, pat: Patient, plan: Plan, shelf: dict[str, Programme]
):
    page = as_anna.get(f"/programmes/new/?for={pat.pk}")
    assert "New programme for Pat Pine" in text(page)
    assert headings(page)[0] == "Pat’s last programme"
    assert f'value="{plan.programme_id}" checked' in text(page)
    response = as_anna.post(
        "/programmes/new/", {"template": plan.programme_id, "name": "Next", "for": pat.pk}, follow=True
    )
    assert clinic.programmes.get(name="Next").made_for == "Pat Pine"
    assert "Assign to Pat Pine" in text(response)


def test_another_clinics_patient_is_nobody_here(as_ben: Client, ben: Membership, pat: Patient, plan: Plan):
    assert "Pine" not in text(as_ben.get(f"/programmes/new/?for={pat.pk}"))
    as_ben.post("/programmes/new/", {"name": "Mine", "template": "", "for": pat.pk})
    assert ben.clinic.programmes.get().made_for == ""


def test_the_page_takes_as_many_queries_for_three_as_for_many(
    as_anna: Client, clinic: Clinic, shelf: dict[str, Programme], django_assert_max_num_queries: Any
):
    with django_assert_max_num_queries(10) as few:
        as_anna.get("/programmes/new/")
    for number in range(15):
        published_version(ProgrammeFactory(clinic=clinic, name=f"Template {number:02}", is_template=True))
    with django_assert_max_num_queries(10) as many:
        page = as_anna.get("/programmes/new/")
    assert len(few) == len(many)
    assert len(offered(page)) == 12 + 2
    assert "There are more. Type a word of the name to find them." in text(page)


def test_the_list_shows_all_there_is_to_start_from_the_clinics_own_first(
    as_anna: Client, clinic: Clinic, shelf: dict[str, Programme]
):
    published_version(ProgrammeFactory(clinic=clinic, name="Of Sam", made_for="Sam Stone"))
    page = text(as_anna.get("/programmes/"))
    assert re.findall(r'class="name"[^>]*>([^<]+)<', page) == ["Of Sam", "Runners", "Garden", "Starter"]
    assert re.findall(r'Assign<span class="visually-hidden"> ([^<]+)<', page) == ["Runners", "Garden", "Starter"]
