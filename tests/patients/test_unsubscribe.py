"""The link that stops reminders: asks on GET, acts on POST, tells nobody anything, works without signing in."""

import re

import pytest
from django.core.signing import b62_encode
from django.test import Client

from clinic.models import AuditEvent
from patients.models import Patient
from patients.reminders import unsubscribe

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path_for(patient: Patient) -> str:
    return f"/u/{unsubscribe.token_for(patient)}/"


def has_reminders(patient: Patient) -> bool:
    patient.refresh_from_db()
    return patient.reminders_on


def trail() -> list[tuple[str, str, str, str]]:
    return list(AuditEvent.objects.values_list("verb", "actor_name", "target_ref", "detail"))


def words_of(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def test_opening_the_link_asks_and_changes_nothing(pat: Patient, client: Client) -> None:
    page = client.get(path_for(pat))
    assert page.status_code == 200
    assert has_reminders(pat)
    assert trail() == []
    assert page.content.count(b'<form method="post">') == 1


def test_one_click_from_the_mail_provider_stops_reminders(pat: Patient) -> None:
    provider = Client(enforce_csrf_checks=True)  # no cookie, no token
    assert provider.post(path_for(pat), ONE_CLICK).status_code == 200
    assert not has_reminders(pat)
    assert trail() == [("reminders_stopped", "system", str(pat.pk), "by a link in a message")]


def test_second_click_changes_nothing_more(pat: Patient, client: Client) -> None:
    pages = [client.post(path_for(pat)) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert len(trail()) == 1


def test_only_the_patient_of_the_link_is_stopped(pat: Patient, sam: Patient, client: Client) -> None:
    client.post(path_for(pat))
    assert (has_reminders(pat), has_reminders(sam)) == (False, True)


def test_old_link_works_again_after_turning_back_on(pat: Patient, client: Client) -> None:
    client.post(path_for(pat))
    Patient.objects.update(reminders_on=True)
    client.post(path_for(pat))
    assert not has_reminders(pat)


@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_link_looks_the_same_as_a_known_one(pat: Patient, client: Client, method: str) -> None:
    known, unknown = (getattr(client, method)(path) for path in (path_for(pat), "/u/no-such-token/"))
    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content


def test_forged_links_stop_nobody(pat: Patient, client: Client) -> None:
    token = unsubscribe.token_for(pat)
    forged = [b62_encode(pat.pk), token[:-1], token + "A", token.swapcase(), f"{b62_encode(pat.pk + 1)}.{token[-16:]}"]
    forged += [".", "..", "%00", "x" * 2000, "💪", "a.b.c", "-1." + token[-16:], token.replace(".", ":")]
    assert {client.post(f"/u/{forgery}/").status_code for forgery in forged} == {200}
    assert has_reminders(pat)


def test_page_says_nothing_about_the_person(pat: Patient, client: Client) -> None:
    words = words_of(client.get(path_for(pat)).content) + words_of(client.post(path_for(pat)).content)
    assert [secret for secret in ("Pat", "Pine", "example.test", "Harbour", "physio") if secret in words] == []


def test_page_sets_no_cookie_and_is_kept_nowhere(pat: Patient, client: Client) -> None:
    page = client.get(path_for(pat))
    assert page.cookies == {}
    assert "no-store" in page["Cache-Control"]


def test_link_is_short_enough_for_every_mailer(pat: Patient, settings: object) -> None:
    settings.SITE_URL = "https://training.a-rather-long-clinic.example"
    pat.pk = 999_999_999
    assert len(unsubscribe.url_for(pat)) < 76


def test_link_survives_a_change_of_the_secret_key(pat: Patient, client: Client, settings: object) -> None:
    path = path_for(pat)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another-secret-key-0123456789-abcdefghij",
    )
    client.post(path)
    assert not has_reminders(pat)


def test_audit_and_change_roll_back_together(pat: Patient, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinic.audit.AuditEvent.objects.create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.post(path_for(pat))
    assert has_reminders(pat)
