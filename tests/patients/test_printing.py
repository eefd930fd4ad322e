"""Choosing how a plan is printed, by staff and by the patient; the summary; and where the QR code leads."""

import datetime as dt
import re
import subprocess
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from clinic.models import AuditEvent, Clinic, Membership
from patients.models import ItemLog, Patient, Plan, SetLog
from patients.progress.periods import Period, Span
from patients.services import printing, sheets
from patients.services.summary import Asked
from programmes import handouts
from tests.conftest import signed_in
from tests.factories import PlanFactory, ProgrammeFactory, SessionFactory, SessionLogFactory, published_version

pytestmark = pytest.mark.pdf


def words_of(answer: Any) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.content[:2000]
    done = subprocess.run(["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


def test_handout_is_printed_as_asked_and_the_trail_says_how(as_anna: Client, plan: Plan) -> None:
    text = words_of(as_anna.get(f"/patients/{plan.patient.pk}/handout.pdf?layout=log-6&paper=letter&colour=ink"))
    assert ("Week 6" in text, "For Pat" in text, "Pine" in text) == (True, True, False)
    assert AuditEvent.objects.filter(verb="handout_printed").get().detail.endswith("Log sheet, 6 weeks")


def test_summary_names_the_person_and_says_how_it_went(as_anna: Client, plan: Plan, pat: Patient) -> None:
    Patient.objects.filter(pk=pat.pk).update(date_of_birth=dt.date(1961, 5, 4), goal="Lift my granddaughter")
    for day, confidence in ((2, 3), (4, 5), (6, 6)):
        SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, day), confidence=confidence, pain_highest=4)
    text = words_of(as_anna.get(f"/patients/{pat.pk}/handout.pdf?layout=summary"))
    wanted = ["Pat Pine", "4 May 1961", "Anna Archer", "Lift my granddaughter", "3 sets of 10", "weeks on target"]
    wanted += ["Confidence, worry, pain and effort", "6 Mar 2026", "confidential: health data"]
    assert [words for words in wanted if words not in text] == []


def test_summary_is_pdf_ua_with_its_charts_and_two_periods(plan: Plan, pat: Patient) -> None:
    import page  # noqa: PLC0415 (a quarter of a second, for this one)

    item = plan.version.phases.get().sessions.get().items.first()
    for day in (2, 4, 6):
        log = SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, day), confidence=day, pain_highest=6 - day)
        done = ItemLog.objects.create(session_log=log, item=item)
        SetLog.objects.create(item_log=done, number=1, reps=8 + day, load_kg=day)
        pat.check_ins.create(week=log.local_date, local_date=log.local_date, logged_at=log.logged_at, worry=day)
    found = printing.plan_of(printing.patients_of(pat.clinic).get(pk=pat.pk))
    asked = Asked(
        Period.ALL, (Span(dt.date(2026, 3, 2), dt.date(2026, 3, 3)), Span(dt.date(2026, 3, 4), dt.date(2026, 3, 6)))
    )
    wanted = printing.wanted(plan=found, choice=handouts.Choice(handouts.Layout.SUMMARY, colour="ink"), asked=asked)
    assert [title for title, _, _ in wanted.course.charts] == [
        "Confidence, worry, pain and effort", "Sessions a week against the target"
    ]  # fmt: skip
    assert [title for title, _, _ in wanted.course.efforts] == [item.exercise.name]
    printed = handouts.make(wanted).pdf
    report = page.validate_pdf_bytes(printed, profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    done = subprocess.run(["pdftotext", "-", "-"], input=printed, capture_output=True, check=True)
    text = " ".join(done.stdout.decode().split())
    words = [
        "2 Mar 2026 to 3 Mar 2026",
        "Confidence after a session: 2 before, 5 (4 to 6) after; too few answers to say.",
    ]
    words += ["first without pain", f"{item.exercise.name}, most", "4 kg more"]
    assert [each for each in words if each not in text] == []


def test_patient_chooses_too_but_has_no_summary(as_pat: Client, plan: Plan) -> None:
    assert "Week 4" in words_of(as_pat.get("/my/handout.pdf?layout=log-4"))
    assert "confidential" not in words_of(as_pat.get("/my/handout.pdf?layout=summary"))


@pytest.mark.parametrize(("who", "address", "layouts"), [
    ("anna", "/patients/{pat}/", 6), ("anna", "/programmes/{programme}/", 5), ("pat", "/my/", 5),
])  # fmt: skip
def test_pages_offer_a_form_with_the_clinics_usual_way_chosen(
    who: str, address: str, layouts: int, as_anna: Client, as_pat: Client, plan: Plan, clinic: Clinic
) -> None:
    Clinic.objects.filter(pk=clinic.pk).update(paper="letter", ink_handouts=True)
    browser = {"anna": as_anna, "pat": as_pat}[who]
    page = browser.get(address.format(pat=plan.patient.pk, programme=plan.programme.pk)).content.decode()
    form = re.search(r'<form class="print-choice[^"]*" action="([^"]+)">(.*?)</form>', page, re.S)
    assert form, "no form"
    assert f'href="{form[1]}"' in page, "one click prints as usual"
    assert len(re.findall("<option", form[2].partition("</select>")[0])) == layouts
    assert re.findall(r'<option value="([^"]+)" selected', form[2]) == ["standard", "letter", "ink"]
    assert browser.get(form[1], {"layout": "one-page", "paper": "A4", "colour": "colour"}).status_code == 200


def test_missing_letters_are_named_and_may_be_printed_as_boxes(as_anna: Client, plan: Plan, pat: Patient) -> None:
    Patient.objects.filter(pk=pat.pk).update(goal="Walk the 🐕 in 東京")
    answer = as_anna.get(f"/patients/{pat.pk}/handout.pdf?layout=log-4")
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "No font here has the characters “京” (U+4EAC), “東” (U+6771), “🐕” (U+1F415)." in said
    address = re.search(r'href="(\?[^"]+)">Print it anyway', said)
    assert address
    text = words_of(as_anna.get(f"/patients/{pat.pk}/handout.pdf{address[1].replace('&amp;', '&')}"))
    assert ("Walk the □ in □□" in text, "Week 4" in text) == (True, True)


def test_crowded_page_is_refused_with_a_way_out(as_anna: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handouts.paper, "lay_out", lambda *args, **kwargs: handouts.Printed(b"", 0))
    answer = as_anna.get(f"/programmes/{plan.programme.pk}/handout.pdf?layout=one-page&paper=letter")
    assert answer.status_code == 503
    assert "too much for one page: 2 exercises" in answer.content.decode()
    assert "?layout=standard&amp;paper=letter" in answer.content.decode()


class Counting:
    """Stands in for the press and says how often it was asked."""

    def __init__(self) -> None:
        self.pages: list[str] = []

    def __call__(self, html: str, **_: object) -> handouts.Printed:
        self.pages.append(html)
        return handouts.Printed(b"%PDF " + str(len(self.pages)).encode(), 1)


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting()
    monkeypatch.setattr(handouts.paper, "lay_out", counting)
    return counting


def test_same_again_is_not_laid_out_again_and_goes_to_nobody_else(
    as_anna: Client, as_ben: Client, as_pat: Client, plan: Plan, press: Counting, tmp_path: Any
) -> None:
    address = f"/patients/{plan.patient.pk}/handout.pdf"
    answers = [
        browser.get(url) for browser, url in ((as_anna, address), (as_anna, address), (as_pat, "/my/handout.pdf"))
    ]
    assert [answer.content for answer in answers] == [b"%PDF 1"] * 3
    assert as_ben.get(address).status_code == 404
    assert AuditEvent.objects.filter(verb="handout_printed").count() == 3
    folder = tmp_path / "handouts"
    assert [path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())] == [0, 0]
    assert as_anna.get(f"{address}?paper=letter").content == b"%PDF 2"


CHANGES: dict[str, Any] = {
    "first name": lambda plan: Patient.objects.filter(pk=plan.patient_id).update(first_name="Patricia"),
    "goal": lambda plan: Patient.objects.filter(pk=plan.patient_id).update(goal="Another"),
    "look": lambda plan: Patient.objects.filter(pk=plan.patient_id).update(figure_look="rose"),
    "therapist": lambda plan: type(plan.patient.therapist.user).objects.filter(
        pk=plan.patient.therapist.user_id
    ).update(name="Another"),
    "phase": lambda plan: Plan.objects.filter(pk=plan.pk).update(phase_number=2),
    "review": lambda plan: Plan.objects.filter(pk=plan.pk).update(review_on=dt.date(2031, 1, 1)),
    "programme": lambda plan: type(plan.programme).objects.filter(pk=plan.programme_id).update(name="Another"),
    **{
        name: lambda plan, name=name, value=value: Clinic.objects.filter(pk=plan.patient.clinic_id).update(
            **{name: value}
        )
        for name, value in {
            "name": "Another", "logo": "logos/another.png", "brand_colour": "#aa0000", "phone": "1", "email": "a@b.c",
            "emergency_number": "112", "advice_number": "1", "figure_look": "rose", "ink_handouts": True,
            "paper": "letter", "timezone": "Pacific/Kiritimati",
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_on_paper_is_laid_out_again(
    change: str, as_anna: Client, plan: Plan, press: Counting, time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC), tick=False)
    address = f"/patients/{plan.patient.pk}/handout.pdf"
    as_anna.get(address)
    CHANGES[change](plan)
    assert as_anna.get(address).content == b"%PDF 2"


def test_new_version_and_new_day_are_laid_out_again(
    as_anna: Client, plan: Plan, press: Counting, time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC), tick=False)
    address = f"/programmes/{plan.programme.pk}/handout.pdf"
    assert [as_anna.get(address).content for _ in range(2)] == [b"%PDF 1"] * 2
    published_version(plan.programme)
    assert as_anna.get(address).content == b"%PDF 2"
    time_machine.move_to(dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC), tick=False)
    assert as_anna.get(address).content == b"%PDF 3"


def test_draft_and_summary_are_made_anew_each_time(as_anna: Client, plan: Plan, press: Counting) -> None:
    draft = SessionFactory(phase__version__programme=ProgrammeFactory(clinic=plan.patient.clinic)).phase.version
    for address in (
        f"/programmes/{draft.programme.pk}/handout.pdf",
        f"/patients/{plan.patient.pk}/handout.pdf?layout=summary",
    ):
        assert as_anna.get(address).content != as_anna.get(address).content


def test_same_again_reads_one_row_and_writes_one(
    as_anna: Client, plan: Plan, press: Counting, django_assert_num_queries: Any
) -> None:
    address = f"/patients/{plan.patient.pk}/handout.pdf"
    as_anna.get(address)
    with django_assert_num_queries(4):  # the session, the seat, what is printed, the trail
        as_anna.get(address)


def test_summary_shows_what_the_address_asks_for(as_anna: Client, plan: Plan, press: Counting) -> None:
    SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, 2), confidence=3)
    address = f"/patients/{plan.patient.pk}/handout.pdf?layout=summary"
    days = "first_from=2026-03-01&first_to=2026-03-05&second_from=2026-03-06&second_to=2026-03-09"
    for query in (f"{address}&period=6w&{days}", f"{address}&period=x&{days}x", address):
        assert as_anna.get(query).status_code == 200
    assert ["1 Mar 2026 to 5 Mar 2026" in html for html in press.pages] == [True, False, False]
    assert ["2 Mar 2026 to 29 Mar 2026" in html for html in press.pages] == [False, True, True]


# --- the QR code -----------------------------------------------------------------------------


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_code_holds_no_health_data_and_stays_the_same(plan: Plan) -> None:
    address = sheets.url_for(plan)
    assert re.fullmatch(r"https?://[^/]+/start/plan/[0-9A-Za-z]+\.[\w-]{16}/", address)
    assert address == sheets.url_for(plan)


def test_code_opens_the_plan_on_the_patients_own_device(plan: Plan, as_pat: Client, as_sam: Client) -> None:
    path = path_of(sheets.url_for(plan))
    assert as_pat.get(path)["Location"] == "/my/"
    assert as_sam.get(path).status_code == 200


def test_finder_gains_nothing_and_the_patient_types_nothing(plan: Plan) -> None:
    path, browser = path_of(sheets.url_for(plan)), Client()
    page = browser.get(path)
    assert [word for word in ("Pat", "Home strength", "pat@example.test") if word in page.content.decode()] == []
    assert mail.outbox == []
    assert '<input type="text"' not in page.content.decode()
    answer = browser.post(path, {"send": "1"})
    assert answer["Location"] == "/start/sent/"
    assert not browser.session.get("_auth_user_id")


@pytest.mark.django_db(transaction=True)
def test_button_sends_a_link_that_signs_in(plan: Plan, mailoutbox: list[Any]) -> None:
    browser = Client()
    browser.post(path_of(sheets.url_for(plan)), {"send": "1"})
    assert [letter.to for letter in mailoutbox] == [["pat@example.test"]]
    link = re.search(r"/start/[\w-]+/", mailoutbox[0].body)
    assert link
    assert browser.post(link[0], {"page": "x"})["Location"] == "/my/welcome/"


def test_sheet_grows_mute_with_the_plan(plan: Plan, pat: Patient) -> None:
    path = path_of(sheets.url_for(plan))
    Plan.objects.filter(pk=plan.pk).update(state="ended")
    assert Client().get(path).status_code == 404
    newer = PlanFactory(patient=pat)
    assert Client().get(path).status_code == 404
    assert Client().get(path_of(sheets.url_for(newer))).status_code == 200
    Patient.objects.filter(pk=pat.pk).update(archived_at=dt.datetime(2026, 3, 4, tzinfo=dt.UTC))
    assert Client().get(path_of(sheets.url_for(newer))).status_code == 404


@pytest.mark.parametrize("token", ["x", "3f.", ".", "3f.AbCdEfGhIjKlMnOp", "ü.ü", "~~~.AbCdEfGhIjKlMnOp"])
def test_guessed_codes_lead_nowhere(token: str, plan: Plan) -> None:
    assert Client().get(f"/start/plan/{token}/").status_code == 404


def test_patient_without_an_address_is_told_whom_to_ask(plan: Plan, pat: Patient) -> None:
    Patient.objects.filter(pk=pat.pk).update(email="")
    path = path_of(sheets.url_for(plan))
    assert "020 7946 0000" in Client().get(path).content.decode()
    assert Client().post(path, {"send": "1"}).status_code == 422


def test_letters_are_limited(plan: Plan) -> None:
    path = path_of(sheets.url_for(plan))
    answers = [Client().post(path, {"send": "1"}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]


def test_staff_of_the_clinic_sees_the_page_and_nobody_is_signed_out(plan: Plan, anna: Membership) -> None:
    assert signed_in(anna).get(path_of(sheets.url_for(plan))).status_code == 200
