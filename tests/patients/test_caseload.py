"""The caseload: found, sorted, filtered, and as quick for three as for one."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import Clinic, Membership
from patients.models import Patient, Plan
from patients.services import people, plans
from tests.factories import MembershipFactory, PatientFactory, PlanFactory

MOST_SQL = 12
MONDAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 18, 12, tzinfo=dt.UTC)  # Wednesday of the third week


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def names(client: Client, query: str = "", **headers: str) -> list[str]:
    """Whom the list shows, in its order."""
    response = client.get(f"/caseload/{query}", headers=headers)
    assert response.status_code == 200
    return re.findall(r'<th scope="row">\s*<a href="/patients/\d+/">([^<]+)</a>', response.content.decode())


def trained(patient: Patient, *, last: dt.date | None, weeks: int = 0, review: dt.date | None = None, **plan) -> Plan:
    patient.last_session_on = last
    patient.save()
    return PlanFactory(patient=patient, weeks_on_target=weeks, review_on=review, **plan)


def query_count(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_therapist_sees_their_own_patients_first(as_anna: Client, pat: Patient, clinic: Clinic) -> None:
    other = MembershipFactory(clinic=clinic)
    PatientFactory(clinic=clinic, therapist=other, first_name="Olga", last_name="Other")
    assert names(as_anna) == ["Pat Pine"]
    assert names(as_anna, "?who=all&sort=name") == ["Olga Other", "Pat Pine"]


def test_an_admin_sees_the_whole_clinic_first(as_ada: Client, pat: Patient) -> None:
    assert names(as_ada) == ["Pat Pine"]
    assert names(as_ada, "?who=mine") == []


def test_another_clinics_therapist_sees_nobody_of_ours(as_ben: Client, pat: Patient) -> None:
    assert names(as_ben, "?who=all") == []


def test_a_patient_finds_no_caseload(as_pat: Client) -> None:
    assert as_pat.get("/caseload/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pin", ["Pat Pine"]),
        ("PAT PINE", ["Pat Pine"]),
        ("stone sam", ["Sam Stone"]),
        ("sam@exa", ["Sam Stone"]),
        ("nobody", []),
        ("  ", ["Pat Pine", "Sam Stone"]),
        ("pine\0", ["Pat Pine"]),
        ("%", []),
    ],
)
def test_search_finds_by_name_and_address(
    as_anna: Client, pat: Patient, sam: Patient, typed: str, found: list[str]
) -> None:
    response = as_anna.get("/caseload/", {"q": typed, "sort": "name"})
    shown = re.findall(r'<th scope="row">\s*<a href="/patients/\d+/">([^<]+)</a>', response.content.decode())
    assert shown == found


def test_search_as_you_type_gets_the_results_alone_and_the_same(as_anna: Client, pat: Patient, sam: Patient) -> None:
    whole = as_anna.get("/caseload/?q=pine").content.decode()
    answer = as_anna.get("/caseload/?q=pine&who=mine&state=&sort=review", headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert answer["HX-Replace-Url"] == "/caseload/?q=pine"
    assert "<h1" not in part
    table = re.search(r"<table.*</table>", part, re.DOTALL)
    assert table is not None
    assert table.group() in whole
    assert re.search(r'id="count"[^>]*hx-swap-oob="true"[^>]*>\s*1 patient found', part)


def test_filters_and_sorting_stay_in_the_address_of_every_link(as_anna: Client, pat: Patient) -> None:
    page = as_anna.get("/caseload/?q=pat&state=new&sort=-name&who=all").content.decode()
    links = re.findall(r'href="(\?[^"]*)"', page)
    assert links
    assert [link for link in links if "q=pat" not in link] == []
    assert "?q=pat&amp;state=new&amp;who=all&amp;sort=name" in links


@pytest.fixture
def three(anna: Membership, clinic: Clinic) -> None:
    """Three patients whose orders differ by every column."""
    ann, bob, cyd = (
        PatientFactory(clinic=clinic, therapist=anna, first_name=first, last_name=last)
        for first, last in (("Ann", "Zander"), ("Bob", "young"), ("Cyd", "Xu"))
    )
    trained(ann, last=dt.date(2026, 3, 17), weeks=1, review=dt.date(2026, 4, 1))
    trained(bob, last=dt.date(2026, 3, 3), weeks=2, review=None)
    trained(cyd, last=None, weeks=0, review=dt.date(2026, 3, 10))


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Cyd Xu", "Bob young", "Ann Zander"]),
        ("-name", ["Ann Zander", "Bob young", "Cyd Xu"]),
        ("session", ["Bob young", "Ann Zander", "Cyd Xu"]),
        ("-session", ["Ann Zander", "Bob young", "Cyd Xu"]),
        ("weeks", ["Cyd Xu", "Ann Zander", "Bob young"]),
        ("-weeks", ["Bob young", "Ann Zander", "Cyd Xu"]),
        ("review", ["Cyd Xu", "Ann Zander", "Bob young"]),
        ("-review", ["Ann Zander", "Cyd Xu", "Bob young"]),
        ("nonsense", ["Cyd Xu", "Ann Zander", "Bob young"]),
    ],
)
@pytest.mark.usefixtures("three")
def test_sorting_puts_who_has_nothing_last(as_anna: Client, sort: str, order: list[str]) -> None:
    assert names(as_anna, f"?sort={sort}") == order


@pytest.mark.usefixtures("three")
def test_the_sorted_header_says_so(as_anna: Client) -> None:
    page = as_anna.get("/caseload/?sort=-session").content.decode()
    assert re.findall(r'aria-sort="(\w+)"[^>]*>\s*<a [^>]*>([^<]+)<', page) == [("descending", "Last session")]


def test_filters_part_the_caseload(as_anna: Client, anna: Membership, clinic: Clinic) -> None:
    def patient(name: str) -> Patient:
        return PatientFactory(clinic=clinic, therapist=anna, first_name=name, last_name="X")

    trained(patient("Active"), last=MONDAY)
    trained(patient("Kept"), last=MONDAY, state="maintain")
    plans.pause(plan=trained(patient("Resting"), last=MONDAY), by=anna.user)
    trained(patient("Waiting"), last=None)
    patient("Blank")
    trained(patient("Done"), last=MONDAY, state="ended")
    people.archive(patient=patient("Gone"), by=anna.user)

    groups = {state: names(as_anna, f"?sort=name&state={state}") for state in ("active", "paused", "new", "finished")}
    assert groups == {
        "active": ["Active X", "Kept X"],
        "paused": ["Resting X"],
        "new": ["Blank X", "Waiting X"],
        "finished": ["Done X"],
    }
    assert sorted(name for group in groups.values() for name in group) == names(as_anna, "?sort=name")
    assert names(as_anna, "?state=archived") == ["Gone X"]


def test_a_line_says_what_matters(as_anna: Client, pat: Patient, anna: Membership) -> None:
    plan = trained(pat, last=dt.date(2026, 3, 15), weeks=1, review=dt.date(2026, 3, 16))
    plan.weeks.create(starts_on=MONDAY, sessions_done=2, target=2)
    plan.weeks.create(starts_on=dt.date(2026, 3, 9), sessions_done=1, target=2)
    page = as_anna.get("/caseload/").content.decode()
    row = re.search(r"<tbody>.*</tbody>", page, re.DOTALL)
    assert row is not None
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row.group())).strip()
    assert text == (
        "Pat Pine Home strength Settle in 3 days ago 1 of 2 weeks due since 16 Mar E-mail at 18:30 Training"
    )
    assert 'aria-label="Last 3 weeks: 1 on target"' in row.group()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": ""}, "No e-mail address"),
        ({"reminders_on": False}, "Reminders off"),
        ({"reminder_hour": dt.time(7, 5)}, "E-mail at 08:00"),
    ],
)
def test_a_line_says_how_reminders_get_there(as_anna: Client, pat: Patient, changes: dict, words: str) -> None:
    Patient.objects.filter(pk=pat.pk).update(**changes)
    page = as_anna.get("/caseload/").content.decode()
    assert re.findall(r'data-label="Reminders"[^>]*>\s*([^<]+?)\s*<', page) == [words]


def test_today_is_the_patients_own(as_anna: Client, pat: Patient) -> None:
    trained(pat, last=dt.date(2026, 3, 18))
    for zone, words in (("Europe/London", "today"), ("Pacific/Kiritimati", "yesterday")):
        Patient.objects.filter(pk=pat.pk).update(timezone=zone)
        page = as_anna.get("/caseload/").content.decode()
        assert re.findall(r'data-label="Last session"[^>]*>\s*([^<]+?)\s*<', page) == [words]


def test_a_page_has_twenty_five(as_anna: Client, anna: Membership) -> None:
    for number in range(27):
        PatientFactory(clinic=anna.clinic, therapist=anna, first_name="P", last_name=f"{number:02}")
    first = names(as_anna, "?sort=name")
    second = names(as_anna, "?sort=name&page=2")
    assert (len(first), second) == (25, ["P 25", "P 26"])
    assert names(as_anna, "?sort=name&page=99") == second
    assert names(as_anna, "?sort=name&page=x") == first
    assert "?sort=name&amp;page=2" in as_anna.get("/caseload/?sort=name").content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "You look after nobody yet."),
        ("?q=zoe", "Nobody matches “zoe” here."),
        ("?state=paused", "Nobody is in this group."),
        ("?who=all", "No patients yet."),
    ],
)
def test_an_empty_list_says_what_to_do_next(as_anna: Client, query: str, words: str) -> None:
    page = as_anna.get(f"/caseload/{query}").content.decode()
    empty = re.search(r'<div class="empty">.*?</div>', page, re.DOTALL)
    assert empty is not None
    assert words in empty.group()
    assert "href=" in empty.group()


def test_what_was_typed_is_shown_as_typed(as_anna: Client) -> None:
    page = as_anna.get("/caseload/", {"q": "<b>&amp;\"'"}).content.decode()
    assert "Nobody matches “&lt;b&gt;&amp;amp;&quot;&#x27;” here." in page


def test_hostile_searches_are_answered(as_anna: Client, pat: Patient, hostile_strings: list[str]) -> None:
    for text in hostile_strings:
        query = dict.fromkeys(("q", "who", "state", "sort", "page"), text)
        assert as_anna.get("/caseload/", query).status_code == 200


def test_one_row_costs_as_many_queries_as_three(as_anna: Client, anna: Membership) -> None:
    def add() -> None:
        plan = trained(PatientFactory(clinic=anna.clinic, therapist=anna), last=MONDAY)
        plan.weeks.create(starts_on=MONDAY, sessions_done=2, target=2)
        plans.pause(plan=plan, by=anna.user)

    add()
    one = query_count(as_anna, "/caseload/")
    add()
    add()
    assert query_count(as_anna, "/caseload/") == one
    assert one <= MOST_SQL
