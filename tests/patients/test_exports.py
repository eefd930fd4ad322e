"""Exports: chosen at the front door, made by turns, fetched by who may, kept for a week; the press is stood in for."""

import datetime as dt
import errno
import io
import random
import re
import threading
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from clinic.models import AuditEvent, Membership, Role
from patients.exports import asking, choosing, naming, shelf, telling, working
from patients.models import Export, ExportPart, Patient, Plan
from programmes import handouts
from tests.conftest import signed_in
from tests.factories import MembershipFactory, PatientFactory, PlanFactory

KEPT = working.KEPT + dt.timedelta(hours=1)


class Printer:
    """Stands in for the press; notes whose handouts were made, and breaks where it is told to."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.breaks: dict[str, BaseException] = {}
        self.missing: tuple[str, ...] = ()

    def __call__(self, wanted: handouts.Wanted, **_: Any) -> handouts.Printed:
        assert wanted.reader
        name = wanted.reader.first_name
        if name in self.breaks:
            raise self.breaks[name]
        self.made.append(name)
        return handouts.Printed(f"%PDF {name}".encode(), 1, missing=self.missing)


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(asking, "ring_all", lambda: None)  # the tests take the turns themselves
    return tmp_path


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    made = Printer()
    monkeypatch.setattr(handouts, "make", made)
    return made


def patients_of(therapist: Membership, *names: str) -> list[Patient]:
    plans = [
        PlanFactory(patient=PatientFactory(clinic=therapist.clinic, therapist=therapist, first_name=n)) for n in names
    ]
    return [plan.patient for plan in plans]


def started(by: Membership, kind: str = "zip", **wish: Any) -> Export:
    return asking.start(
        membership=by, wish=choosing.Wish(**wish), choice=handouts.Choice(), kind=kind, token=None
    )  # fmt: skip


def finish() -> None:
    while working.turn():
        pass


def fresh(export: Export) -> Export:
    return Export.objects.get(pk=export.pk)


def page_of(client: Client, export: Export) -> str:
    answer = client.get(f"/exports/{export.pk}/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def zip_of(client: Client, export: Export) -> dict[str, bytes]:
    answer = client.get(f"/exports/{export.pk}/download/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


# --- from choosing to fetching ---------------------------------------------------------------


def test_admin_chooses_sees_how_many_starts_and_fetches(
    as_ada: Client, ada: Membership, anna: Membership, printer: Printer
) -> None:
    zed, *_ = patients_of(anna, "Zed", "Łukasz", 'Lu/"e', "Mia 😀")
    other = MembershipFactory(clinic=ada.clinic, user__name="Theo Other")
    patients_of(other, "Theos")
    PatientFactory(clinic=ada.clinic, therapist=anna, first_name="Planless")
    page = as_ada.get(f"/exports/new/?therapist={anna.pk}").content.decode()
    assert ("Make 4 handouts" in page, "1 without one is" in page, "Theos" in page) == (True, True, False)
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    form = {"therapist": anna.pk, "layout": "log-4", "paper": "letter", "colour": "ink", "kind": "zip"}
    form |= {"token": token[1], "start": ""}
    assert "Make 4 handouts" in as_ada.post("/exports/new/", form | {"count": 3}).content.decode()
    assert not Export.objects.exists()  # nothing starts that was not shown

    first, again = (as_ada.post("/exports/new/", form | {"count": 4}) for _ in range(2))
    export = Export.objects.get()
    assert first["Location"] == again["Location"] == f"/exports/{export.pk}/"
    assert "4 to go" in page_of(as_ada, export)
    working.turn()
    bar = as_ada.get(f"/exports/{export.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert ("1 made" in bar, "<html" in bar) == (True, False)
    finish()
    assert as_ada.get(f"/exports/{export.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Download the zip" in page_of(as_ada, export)
    files = zip_of(as_ada, export)
    assert sorted(files.values()) == sorted(f"%PDF {name}".encode() for name in ("Zed", "Łukasz", 'Lu/"e', "Mia 😀"))
    assert f"{zed.last_name} Zed, Home strength.pdf" in files
    assert any("Łukasz" in name for name in files)
    assert not [name for name in files if "/" in name or '"' in name]
    verbs = Counter(AuditEvent.objects.filter(actor_ref=str(ada.user.pk)).values_list("verb", flat=True))
    assert verbs == {"export_started": 1, "handout_exported": 4, "export_downloaded": 1}
    assert AuditEvent.objects.filter(verb="handout_exported", target_ref=str(zed.pk)).exists()


def test_narrowed_down_by_ticks_programme_dates_and_name(as_ada: Client, anna: Membership) -> None:
    one, two, three = patients_of(anna, "One", "Two", "Three")
    Plan.objects.filter(patient=two).update(starts_on=timezone.now().date(), review_on=dt.date(2030, 1, 5))
    Plan.objects.filter(patient=three).update(review_on=dt.date(2031, 1, 5))
    programme = Plan.objects.get(patient=three).programme
    type(programme).objects.filter(pk=programme.pk).update(name="Hips")

    def count(**asked: Any) -> str:
        found = re.search(r"Make (\d+) handout|(Nothing to make)", as_ada.get("/exports/new/", asked).content.decode())
        assert found
        return found[1] or "none"

    today = timezone.now().date()
    assert count() == "3"
    assert count(ticked=[one.pk, two.pk]) == "2"
    assert (count(since=today), count(since=today + dt.timedelta(days=2))) == ("1", "none")
    assert (count(review_by="2030-02-01"), count(programme="Hips"), count(q="thr")) == ("1", "1", "1")
    wrong = as_ada.post("/exports/new/", {"since": "30/02", "ticked": one.pk, "start": "", "count": 1})
    assert (wrong.status_code, "There is no such day" in wrong.content.decode()) == (422, True)
    assert f'value="{one.pk}" checked' in " ".join(wrong.content.decode().split())
    for part in ("chosen", "start"):  # as ticked, before anything starts
        headers = {"HX-Request": "true", "HX-Target": part}
        answer = as_ada.post("/exports/new/", {"ticked": one.pk, "start": ""}, headers=headers).content.decode()
        assert ("Make 1 handout<" in answer, "<html" in answer) == (True, False)
    assert not Export.objects.exists()


def test_only_who_asked_and_the_clinics_admins_reach_it(
    as_anna: Client, as_ada: Client, as_ben: Client, anna: Membership, plan: Plan, printer: Printer
) -> None:
    theo = MembershipFactory(clinic=anna.clinic)
    theirs = patients_of(theo, "Theos")[0]
    assert "Theos" not in as_anna.get("/exports/new/").content.decode()  # a therapist has their own patients
    assert "Make 0" not in as_anna.get(f"/exports/new/?ticked={theirs.pk}").content.decode()
    export = started(anna, ticked=frozenset({plan.patient_id, theirs.pk}))
    assert export.total == 1
    finish()
    strangers = signed_in(theo), as_ben, signed_in(MembershipFactory(clinic__name="Far", role=Role.ADMIN))
    for stranger in strangers:
        assert stranger.get(f"/exports/{export.pk}/").status_code == 404
        assert stranger.get(f"/exports/{export.pk}/download/").status_code == 404
        assert stranger.post(f"/exports/{export.pk}/cancel/").status_code == 404
        assert "New export" in stranger.get("/exports/").content.decode()  # and an empty list says what to do
    assert list(zip_of(as_ada, export).values()) == [b"%PDF Pat"]
    assert f"/exports/{export.pk}/" in as_ada.get("/exports/").content.decode()


# --- what breaks, what is stopped, what goes on ----------------------------------------------


def test_broken_ones_stop_no_others_and_are_told_by_patient(
    as_anna: Client, anna: Membership, printer: Printer, caplog: Any
) -> None:
    a, b, c, d = patients_of(anna, "A", "B", "C", "D")
    printer.breaks = {"B": handouts.PaperError("This is too much for one page."), "C": RuntimeError("oh")}
    export = started(anna)
    Plan.objects.filter(patient=d).update(state="ended")
    finish()
    assert (fresh(export).state, printer.made) == ("ready", ["A"])
    page = page_of(as_anna, export)
    told = ["1 handout ready, 3 missing", "too much for one page", working.BEYOND_US, working.NO_PLAN, b.name, c.name]
    assert [words for words in told if words not in page] == []
    assert len(zip_of(as_anna, export)) == 1

    printer.breaks = {}
    Plan.objects.filter(patient=d).update(state="active")
    assert as_anna.post(f"/exports/{export.pk}/go-on/").status_code == 302
    finish()
    assert (sorted(printer.made), len(zip_of(as_anna, export))) == (["A", "B", "C", "D"], 4)
    as_anna.post(f"/exports/{export.pk}/go-on/")  # nothing is left: it says so and changes nothing
    assert fresh(export).state == "ready"
    assert a.name not in page_of(as_anna, export)


def test_cancelled_within_one_and_goes_on_without_repeating(
    as_anna: Client, anna: Membership, printer: Printer
) -> None:
    patients_of(anna, *"ABCD")
    export = started(anna)
    working.turn()
    assert as_anna.post(f"/exports/{export.pk}/cancel/").status_code == 302
    finish()
    assert (len(printer.made), fresh(export).state, "1 of 4 were made" in page_of(as_anna, export)) == (
        1,
        "cancelled",
        True,
    )
    as_anna.post(f"/exports/{export.pk}/go-on/")
    finish()
    assert (sorted(printer.made), fresh(export).state) == (["A", "B", "C", "D"], "ready")


def test_full_disk_stops_in_words_and_goes_on_where_it_was(
    as_anna: Client, anna: Membership, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    patients_of(anna, *"ABC")
    export, put = started(anna), shelf.put
    working.turn()

    def full(place: str, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shelf, "put", full)
    finish()
    assert (fresh(export).state, fresh(export).printed) == ("failed", 1)
    assert working.FULL in page_of(as_anna, export)
    monkeypatch.setattr(shelf, "put", put)
    as_anna.post(f"/exports/{export.pk}/go-on/")
    finish()
    assert (fresh(export).state, sorted(printer.made)) == ("ready", ["A", "B", "C"])


class Killed(BaseException):
    """Nothing below catches it, as nothing catches kill -9."""


@pytest.mark.parametrize("seed", range(3))
def test_whoever_dies_wherever_nothing_is_made_twice(
    seed: int, anna: Membership, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker dies at random: while printing, before or after the file is there, before the row says so."""
    dice = random.Random(seed)
    names = [f"P{number}" for number in range(8)]
    patients_of(anna, *names)
    export = started(anna)

    def deadly(work: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            before, after = dice.random() < 0.15, dice.random() < 0.15
            if before:
                raise Killed
            found = work(*args, **kwargs)
            if after:
                raise Killed
            return found

        return wrapped

    for place, name in ((handouts, "once"), (shelf, "put"), (working, "_settle"), (working, "_settle_whole")):
        monkeypatch.setattr(place, name, deadly(getattr(place, name)))
    for _ in range(200):
        try:
            if not working.turn() and not Export.objects.at_work().exists():
                break
        except Killed:
            past = timezone.now() - dt.timedelta(seconds=1)  # the lease has run out
            ExportPart.objects.filter(state="printing").update(lease_until=past, attempts=1)
            Export.objects.exclude(lease_until=None).update(lease_until=past, attempts=1)
    now = fresh(export)
    assert (now.state, now.printed, now.broken) == ("ready", 8, 0)
    assert sorted(printer.made) == names
    assert AuditEvent.objects.filter(verb="handout_exported").count() == 8


def test_one_that_kills_whoever_prints_it_is_given_up(anna: Membership, printer: Printer) -> None:
    patients_of(anna, "A", "B")
    export = started(anna)
    part = export.parts.get(patient__first_name="A")
    lapsed = {"state": "printing", "lease_until": timezone.now() - dt.timedelta(seconds=1), "attempts": working.TRIES}
    ExportPart.objects.filter(pk=part.pk).update(**lapsed)
    finish()
    part.refresh_from_db()
    assert (part.state, part.reason, fresh(export).state) == ("broken", working.DIED, "ready")


# --- several at once -------------------------------------------------------------------------


def test_short_export_does_not_wait_for_a_long_one(anna: Membership, ada: Membership, printer: Printer) -> None:
    patients_of(anna, *(f"L{number}" for number in range(6)))
    started(anna)
    short = [patient.pk for patient in patients_of(ada, "S0", "S1")]
    export = started(ada, ticked=frozenset(short))
    for _ in range(4):
        working.turn()
    assert Counter(name[0] for name in printer.made) == {"L": 2, "S": 2}
    assert fresh(export).state == "ready"


@pytest.mark.django_db(transaction=True)
def test_two_admins_start_the_same_at_the_same_moment_and_two_workers_share(
    ada: Membership, anna: Membership, printer: Printer
) -> None:
    patients_of(anna, *(f"P{number}" for number in range(6)))
    eve = MembershipFactory(clinic=ada.clinic, role=Role.ADMIN)
    exports = [started(ada), started(eve)]

    def work() -> None:
        from django.db import connection  # noqa: PLC0415 (each thread has its own)

        for _ in range(40):
            working.turn()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    finish()
    assert [(now.state, now.printed, now.broken) for now in map(fresh, exports)] == [("ready", 6, 0)] * 2
    assert AuditEvent.objects.filter(verb="handout_exported").count() == 12


def test_no_more_are_printed_at_a_time_than_the_settings_say(anna: Membership, printer: Printer, settings: Any) -> None:
    patients_of(anna, *"ABC")
    started(anna)
    settings.EXPORTS_AT_ONCE = 1
    part = ExportPart.objects.first()
    assert part
    busy = {"state": "printing", "lease_until": timezone.now() + working.LEASE}
    ExportPart.objects.filter(pk=part.pk).update(**busy)
    assert not working.turn()
    settings.EXPORTS_AT_ONCE = 2
    assert working.turn()


# --- afterwards ------------------------------------------------------------------------------


def test_after_a_week_the_files_go_and_the_page_says_so(
    as_anna: Client, anna: Membership, plan: Plan, printer: Printer, var: Path, time_machine: Any
) -> None:
    export = started(anna)
    finish()
    assert len(list((var / export.folder).iterdir())) == 1
    time_machine.move_to(timezone.now() + KEPT)
    working.sweep()
    assert (fresh(export).state, (var / export.folder).exists()) == ("expired", False)
    assert "deleted after seven days" in page_of(as_anna, export)
    assert as_anna.get(f"/exports/{export.pk}/download/").status_code == 302


def test_letter_names_nobody_and_goes_once_to_who_has_not_seen_it(
    as_anna: Client, anna: Membership, plan: Plan, printer: Printer
) -> None:
    export = started(anna)
    finish()
    for _ in range(2):
        telling.tell()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["anna@example.test"], "Your export is ready")
    assert f"/exports/{export.pk}/" in letter.body
    assert not [word for word in ("Pat", "Pine", "Home strength") if word in letter.body]
    assert ">New<" in as_anna.get("/exports/").content.decode()
    seen = started(anna)
    finish()
    page_of(as_anna, seen)
    telling.tell()
    assert len(mail.outbox) == 1


def test_characters_without_a_font_are_named_to_who_exports(
    as_anna: Client, anna: Membership, plan: Plan, printer: Printer
) -> None:
    printer.missing = ("\N{EGYPTIAN HIEROGLYPH A001}",)
    export = started(anna)
    finish()
    assert (fresh(export).printed, "U+13000" in page_of(as_anna, export)) == (1, True)


def test_full_names_only_where_the_clinic_chose_so(
    as_ada: Client, as_anna: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def make(wanted: handouts.Wanted, **_: Any) -> handouts.Printed:
        said.append(handouts.html_of(wanted))
        return handouts.Printed(b"%PDF", 1)

    monkeypatch.setattr(handouts, "make", make)
    as_anna.get(f"/patients/{plan.patient_id}/handout.pdf")
    form = as_ada.get("/clinic/").context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert as_ada.post("/clinic/", filled | {"full_names": "on"}).status_code == 302
    as_anna.get(f"/patients/{plan.patient_id}/handout.pdf")
    assert ["For Pat Pine" in page for page in said] == [False, True]


# --- names -----------------------------------------------------------------------------------

HARD = st.text(st.characters(codec="utf-8"), max_size=120)


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(HARD, max_size=6))
def test_any_names_become_files_on_any_disk(names: list[str]) -> None:
    found = list(naming.unlike(map(naming.safe, names)))
    assert len({name.casefold() for name in found}) == len(names)
    for name in found:
        assert name == name.strip(" .")
        assert 0 < len(f"{name}.pdf".encode()) < 200
        assert not re.search(r'[\x00-\x1f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]', name)


def test_names_stay_what_people_call_them() -> None:
    names = ["Łukasz Żak", "łukasz żak", "Con", "../../etc/passwd", "", "Zoë\u202efdp", "Mia 👩‍🦰"]
    found = ["Łukasz Żak", "łukasz żak (2)", "_Con", "etc passwd", "Handout", "Zoë fdp", "Mia 👩‍🦰"]
    assert list(naming.unlike(map(naming.safe, names))) == found
