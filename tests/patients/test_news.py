"""What changed in a programme, told to the patient once: on the page for today, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import AuditEvent, Membership
from patients.models import Patient, Plan, Reminder
from patients.services import plans
from programmes import services
from programmes.dose import parse
from programmes.models import Version
from tests.conftest import signed_in
from tests.factories import PlanFactory, ProgrammeFactory, published_version

pytestmark = pytest.mark.django_db
HEADING = "Your programme has changed"

Publish = Callable[..., Version]


@pytest.fixture
def publish(plan: Plan, anna: Membership) -> Publish:
    """Publish the next version with another dose."""

    def next_version(news: str, dose: str) -> Version:
        draft = services.draft_of(programme=plan.programme, by=anna.user)
        services.change_item(item=services.items_of(draft).first(), by=anna.user, dose=parse(dose))
        return services.publish(programme=plan.programme, by=anna.user, news=news)

    return next_version


def today(client: Client) -> str:
    return client.get(reverse("portal:today")).content.decode()


def got_it(client: Client, number: object) -> Any:
    return client.post(reverse("portal:news_read"), {"number": number})


def test_what_changed_is_shown_until_the_patient_has_read_it(as_pat: Client, plan: Plan, publish: Publish):
    assert HEADING not in today(as_pat)
    publish("Two more bridges.\nYou can.", "3x12")
    page = today(as_pat)
    assert HEADING in page
    assert "Two more bridges.<br>You can." in page
    assert HEADING in today(as_pat)
    assert got_it(as_pat, 2).status_code == 302
    assert HEADING not in today(as_pat)
    plan.refresh_from_db()
    assert plan.unread_since is None
    assert AuditEvent.objects.get(verb="plan_news_read").detail == "version 2"


def test_publishing_through_the_page_tells_the_patient(as_pat: Client, as_anna: Client, plan: Plan, anna: Membership):
    draft = services.draft_of(programme=plan.programme, by=anna.user)
    services.change_item(item=services.items_of(draft).first(), by=anna.user, dose=parse("3x12"))
    as_anna.post(f"/programmes/{plan.programme_id}/publish/", {"news": "Less <b>weight</b> & more"})
    assert "Less &lt;b&gt;weight&lt;/b&gt; &amp; more" in today(as_pat)


def test_going_back_is_told_as_well(as_pat: Client, as_anna: Client, plan: Plan, publish: Publish):
    publish("More", "3x12")
    got_it(as_pat, 2)
    as_anna.post(f"/programmes/{plan.programme_id}/versions/1/again/")
    assert "Your programme is back to an earlier version." in today(as_pat)
    plan.refresh_from_db()
    assert plan.version.number == 3


def test_two_changes_before_a_look_are_both_told_in_order(as_pat: Client, publish: Publish):
    publish("First this", "3x12")
    publish("", "3x13")
    publish("Then that", "3x14")
    page = today(as_pat)
    assert page.index("First this") < page.index("Then that")
    assert 'name="number" value="4"' in page


def test_what_was_published_after_the_page_was_read_is_still_told(as_pat: Client, publish: Publish):
    publish("First this", "3x12")
    today(as_pat)
    publish("Then that", "3x14")
    got_it(as_pat, 2)
    page = today(as_pat)
    assert "Then that" in page
    assert "First this" not in page
    got_it(as_pat, 3)
    got_it(as_pat, 2)
    assert HEADING not in today(as_pat)


def test_a_version_without_words_is_not_told(as_pat: Client, plan: Plan, publish: Publish):
    publish("", "3x12")
    assert HEADING not in today(as_pat)
    plan.refresh_from_db()
    assert plan.unread_since is None


def test_whoever_begins_later_is_not_told_of_changes_they_never_saw(
    as_sam: Client, sam: Patient, anna: Membership, plan: Plan, publish: Publish
):
    publish("Not for Sam", "3x12")
    PlanFactory(patient=sam, programme=plan.programme, version=services.newest_published(plan.programme))
    assert "Not for Sam" not in today(as_sam)


def test_only_the_one_who_trains_with_it_is_told(as_sam: Client, sam: Patient, plan: Plan, publish: Publish):
    PlanFactory(patient=sam)
    publish("For Pat", "3x12")
    page = today(as_sam)
    assert "For Pat" not in page
    assert HEADING not in page


def test_a_plan_that_ended_tells_nothing(as_pat: Client, plan: Plan, publish: Publish, anna: Membership):
    publish("Too late", "3x12")
    plans.end(plan=Plan.objects.get(), by=anna.user)
    assert HEADING not in today(as_pat)


def test_somebody_elses_got_it_changes_nothing(as_sam: Client, sam: Patient, plan: Plan, publish: Publish):
    publish("For Pat", "3x12")
    assert got_it(as_sam, 2).status_code == 302
    plan.refresh_from_db()
    assert plan.unread_since == 1


@pytest.mark.parametrize("number", ["", "x", "-1", "1", "9" * 30])
def test_a_spoilt_got_it_leaves_the_news_where_it_is(as_pat: Client, publish: Publish, number: str):
    publish("Still here", "3x12")
    assert got_it(as_pat, number).status_code == 302
    assert "Still here" in today(as_pat)


def test_no_letter_and_no_reminder_carries_what_changed(plan: Plan, publish: Publish):
    publish("Bridges, twelve of them", "3x12")
    assert mail.outbox == []
    assert not Reminder.objects.exists()


def test_the_page_asks_one_question_more_only_while_there_is_news(as_pat: Client, publish: Publish):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            today(as_pat)
        return len(asked)

    today(as_pat)
    before = questions()
    publish("More", "3x12")
    assert questions() == before + 1
    got_it(as_pat, 2)
    assert questions() == before


def test_the_therapist_sees_whether_it_was_read(as_anna: Client, as_pat: Client, pat: Patient, publish: Publish):
    publish("More", "3x12")
    unread = "Pat has not read what is new yet"
    assert unread in as_anna.get(f"/patients/{pat.pk}/").content.decode()
    got_it(as_pat, 2)
    assert unread not in as_anna.get(f"/patients/{pat.pk}/").content.decode()


def test_a_patient_of_another_programme_of_the_same_name_is_not_told(sam: Patient, plan: Plan, publish: Publish):
    twin = ProgrammeFactory(clinic=sam.clinic, name=plan.programme.name)
    PlanFactory(patient=sam, programme=twin, version=published_version(twin))
    publish("For Pat", "3x12")
    assert HEADING not in today(signed_in(sam.membership))
