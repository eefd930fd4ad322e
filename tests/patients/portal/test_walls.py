"""Others' rows, and doors."""

from django.urls import reverse

from patients.models import Patient, SessionLog
from programmes.models import Version
from tests.factories import (
    SessionLogFactory,
    published_version,
)
from tests.patients.portal.visiting import NOON, quick, send, sent


def test_pages_of_another_patients_rows_do_not_exist(as_sam, plan, session):
    log = SessionLogFactory(plan=plan)
    for name, args in (
        ("session", [session.pk]),
        ("exercise", [session.pk, 1]),
        ("finish", [session.pk]),
        ("edit", [log.pk]),
        ("felt", [log.pk]),
        ("done", [log.pk]),
        ("remove", [log.pk]),
    ):
        url = reverse(f"portal:{name}", args=args)
        answers = [as_sam.get(url).status_code, as_sam.post(url).status_code]
        assert answers == {"session": [404, 405], "done": [404, 405], "remove": [405, 404]}.get(name, [404, 404])
    assert quick(as_sam, session).url == "/my/"
    assert send(as_sam, sent(session)).status_code == 422
    assert SessionLog.objects.count() == 1


def test_draft_version_cannot_be_opened(as_pat, plan, session):
    Version.objects.update(published_at=None)
    assert as_pat.get(reverse("portal:session", args=[session.pk])).status_code == 404


def test_older_version_can_still_be_logged(as_pat, plan, session):
    plan.version = published_version(plan.programme)
    plan.save()
    assert send(as_pat, sent(session)).status_code == 201


def test_archived_patient_finds_no_portal(as_pat, pat, plan):
    Patient.objects.update(archived_at=NOON)
    assert as_pat.get("/my/").url == "/"


def test_staff_have_no_portal(as_anna, plan):
    assert as_anna.get("/my/").status_code == 404
