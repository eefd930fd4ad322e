"""Help, from everywhere."""

from django.urls import reverse

from patients.models import SessionLog
from tests.patients.portal.visiting import quick


def test_help_gives_the_clinics_numbers_as_links(as_pat, plan):
    html = as_pat.get("/my/help/").content.decode()
    for link in ('href="tel:999"', 'href="tel:111"', 'href="tel:02079460000"'):
        assert link in html


def test_help_is_there_for_strangers_without_any_clinics_name(client, clinic):
    html = client.get("/my/help/").content.decode()
    assert ("When to get help" in html, clinic.name in html, "tel:" in html) == (True, False, False)


def test_every_page_leads_to_help_and_has_one_heading(as_pat, plan, session):
    quick(as_pat, session)
    log = SessionLog.objects.get()
    for name, args in (
        ("today", []),
        ("session", [session.pk]),
        ("exercise", [session.pk, 1]),
        ("finish", [session.pk]),
        ("felt", [log.pk]),
        ("done", [log.pk]),
        ("edit", [log.pk]),
        ("late", []),
        ("progress", []),
        ("settings", []),
    ):
        html = as_pat.get(reverse(f"portal:{name}", args=args)).content.decode()
        assert ("When to get help" in html, html.count("<h1>"), name) == (True, 1, name)
