"""What the service worker needs of the server: a release, the same for everybody, and answers it can tell apart."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from clinic.models import Membership
from patients.models import Patient, Plan, SessionLog
from patients.portal import release
from patients.portal.pack import owner_of
from programmes.models import Session
from tests.conftest import signed_in
from tests.patients.portal.visiting import send, sent

OWNER = "loadwell_owner"


def told(client: Client) -> dict:
    script = client.get("/my/sw.js").content.decode()
    return json.loads(re.match(r"self\.LOADWELL = (\{.*\});\n", script)[1])


def test_worker_is_the_same_for_everybody_and_asked_for_anew(as_pat: Client, client: Client, plan: Plan) -> None:
    answer = as_pat.get("/my/sw.js")
    assert (answer.content, answer.cookies) == (client.get("/my/sw.js").content, {})
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in answer["Cache-Control"]


def test_worker_keeps_every_file_that_pages_and_scripts_of_a_patient_name(
    as_pat: Client, plan: Plan, session: Session
) -> None:
    """A file that is missing here is missing on a device without a network."""
    kept = {Path(address).name for address in told(as_pat)["files"]} | {"worker.js", "background.js"}
    pages = [reverse("portal:today"), reverse("portal:help"), reverse("portal:shell"), "/my/waiting/"]
    html = "".join(as_pat.get(page).content.decode() for page in pages)
    root = Path(settings.STATICFILES_DIRS[0])
    wanted = {Path(name).name for name in re.findall(r'(?:src|href)="/static/([^"]+)"', html)}
    for script in (root / "js/portal").rglob("*.js"):
        wanted |= {Path(name).name for name in re.findall(r'(?:from|import) ?\(?"([^"]+\.js)"', script.read_text())}
    wanted |= {Path(name).name for name in re.findall(r'url\("([^"]+)"\)', (root / "css/theme.css").read_text())}
    assert wanted - kept == set()
    assert len(wanted) > 15


def test_worker_names_files_as_they_are_collected(client: Client, settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "clinic.storage.StaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    release.files.cache_clear()
    release.release.cache_clear()
    try:
        found = told(client)
    finally:
        release.files.cache_clear()
        release.release.cache_clear()
    assert [name for name in found["files"] if not (tmp_path / name.removeprefix(found["static"])).is_file()] == []
    assert [name for name in found["files"] if not re.search(r"\.[0-9a-f]{12}\.", name)] == []


def test_another_shell_is_another_release(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(client)
    release.release.cache_clear()
    monkeypatch.setattr(release, "render_to_string", lambda name: "<p>Another shell</p>")
    after = told(client)
    release.release.cache_clear()
    assert (before["release"] != after["release"], before["files"]) == (True, after["files"])


@pytest.mark.parametrize("path", ["/my/", "/my/help/", "/my/shell/", "/my/sw.js", "/nowhere/", "/accounts/login/"])
def test_every_answer_of_ours_says_so(client: Client, db: None, path: str) -> None:
    assert client.get(path)["X-Loadwell"] == "1"


@pytest.mark.parametrize("path", ["/my/", "/my/shell/", "/my/train/5/", "/my/waiting/"])
def test_shell_holds_nothing_of_who_asks(as_pat: Client, client: Client, pat: Patient, plan: Plan, path: str) -> None:
    if path == "/my/":
        assert b"Pat" in as_pat.get(path).content  # the server's page does, so the words below are the right ones
        return
    answer = as_pat.get(path)
    assert answer.content == client.get(path).content
    assert not any(word in answer.content for word in (b"Pat", b"Harbour", b"csrf"))
    assert answer.cookies == {}


# Scripts are answered as scripts


def test_script_that_is_signed_out_is_told_so(client: Client, plan: Plan, session: Session) -> None:
    for answer in (
        client.get("/my/pack.json", headers={"Accept": "application/json"}),
        send(client, sent(session), headers={"Accept": "application/json"}),
    ):
        assert (answer.status_code, answer.json()) == (401, {})
    assert client.get("/my/pack.json", headers={"Accept": "text/html,*/*;q=0.8"}).status_code == 302


def test_script_without_a_seat_is_told_so(pat: Patient) -> None:
    client = signed_in(pat.membership)
    Patient.objects.filter(pk=pat.pk).update(archived_at="2026-03-01T00:00Z")
    answer = client.get("/my/pack.json", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {})


def test_script_that_sends_too_much_is_told_so_in_words(as_pat: Client, plan: Plan, session: Session, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    answer = send(as_pat, sent(session, note="x" * 1_500), headers={"Accept": "application/json"})
    assert (answer.status_code, SessionLog.objects.count()) == (413, 0)
    assert answer.json()["errors"] == ["This is more than can be stored at once. Shorten the note, and try again."]


# Whose device it is


def test_device_is_told_whose_it_is(as_pat: Client, pat: Patient, plan: Plan) -> None:
    cookie = as_pat.get("/my/").cookies[OWNER]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (owner_of(pat), "", "Lax")
    assert as_pat.get("/my/pack.json").json()["owner"] == owner_of(pat)
    assert OWNER not in as_pat.get("/my/").cookies  # said once


def test_sign_out_takes_it_away(as_pat: Client, plan: Plan) -> None:
    as_pat.get("/my/")
    answer = as_pat.post("/accounts/logout/")
    assert (answer.cookies[OWNER].value, answer["Clear-Site-Data"]) == ("", '"cache"')  # what waits is no cache


def test_session_that_ran_out_leaves_it(as_pat: Client, pat: Patient, plan: Plan) -> None:
    as_pat.get("/my/")
    del as_pat.cookies["sessionid"]
    assert as_pat.get("/my/").status_code == 302
    assert as_pat.cookies[OWNER].value == owner_of(pat)


@pytest.mark.parametrize("name", ["anna", "sam"])
def test_somebody_else_takes_it_away_before_their_first_page(
    request: pytest.FixtureRequest, as_pat: Client, plan: Plan, name: str
) -> None:
    """The answer to the sign-in itself does, since a slow first page would be answered by what the device keeps."""
    as_pat.get("/my/")
    del as_pat.cookies["sessionid"]
    other = request.getfixturevalue(name)
    membership: Membership = getattr(other, "membership", other)
    membership.user.set_password("correct horse battery")
    membership.user.save()
    answer = as_pat.post("/accounts/login/", {"login": membership.user.email, "password": "correct horse battery"})
    assert (answer.status_code, answer.cookies[OWNER].value) == (302, "")


def test_another_seat_of_the_same_address_takes_it_away(pat: Patient, sam: Patient, plan: Plan) -> None:
    sam.membership.user = pat.membership.user
    sam.membership.save()
    client = signed_in(pat.membership)
    session = client.session
    session["proved_address"] = True
    session.save()
    client.get("/my/")
    assert client.post("/seat/", {"seat": sam.membership.pk}).cookies[OWNER].value == ""
    assert client.get("/my/").cookies[OWNER].value == owner_of(sam)


@pytest.mark.parametrize("sender", ["as_sam", "as_anna"])
def test_entry_of_one_patient_is_never_taken_for_anothers(
    request: pytest.FixtureRequest, as_pat: Client, pat: Patient, plan: Plan, session: Session, sender: str
) -> None:
    headers = {"X-Loadwell-Owner": owner_of(pat), "Accept": "application/json"}
    answer = send(request.getfixturevalue(sender), sent(session), headers=headers)
    assert (answer.status_code, answer.json(), SessionLog.objects.count()) == (401, {}, 0)
    assert send(as_pat, sent(session), headers=headers).status_code == 201
