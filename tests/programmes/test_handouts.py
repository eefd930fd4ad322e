"""The handout: what stands on it, that it keeps its PDF/UA promise, and that nothing can hang or fool it."""

import shutil
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import page
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from patients.models import Patient, Plan
from programmes import handouts
from programmes.handouts import child, paper
from programmes.models import Version
from tests.factories import ExerciseFactory, PhaseFactory, ProgrammeFactory, SessionFactory, VersionFactory, item

SITE = "https://rehab.example.test"


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """The words of a PDF in reading order."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (poppler-utils)")
    (tmp_path / "handout.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", tmp_path / "handout.pdf", "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def version_of(clinic: object, **exercise: object) -> Version:
    version = VersionFactory(programme=ProgrammeFactory(clinic=clinic, name="Home strength"))
    session = SessionFactory(phase=PhaseFactory(version=version, weeks=4, per_week_lo=3, per_week_hi=3))
    item(session, ExerciseFactory(name="Bird Dog", **exercise), "3x8/side rest 45", note="Slowly, please.")
    return version


def render(version: Version, **reader: object) -> bytes:
    for_whom = handouts.HandoutFor(**reader) if reader else None
    return handouts.render(version, handout_for=for_whom, clinic=version.programme.clinic, site_url=SITE)


def test_handout_says_dose_steps_and_whom_to_call_in_reading_order(clinic: object, tmp_path: Path) -> None:
    text = text_of(render(version_of(clinic), first_name="Maria", goal="Lift my granddaughter"), tmp_path)
    wanted = [
        "Home strength",
        "For Maria",
        "Lift my granddaughter",
        "Bird Dog",
        "3 sets of 8 on each side",
        "rest 45 seconds between sets",
        "Lie down.",
        "Slowly, please.",
        "Easier:",
        "Highest pain, 0 to 10",
        "When to stop, and whom to call",
        "call 999",
        "Questions about your exercises: Harbour Physio, 020 7946 0000",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places, [words for words, place in zip(wanted, places, strict=True) if place == -1]
    assert places == sorted(places)


@pytest.mark.apart
@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_handout_is_pdf_ua(clinic: object, paper: str) -> None:
    clinic.paper = paper
    clinic.save()
    report = page.validate_pdf_bytes(render(version_of(clinic)), profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant


@pytest.mark.apart
def test_drawing_stands_on_paper_with_its_words_and_keeps_the_promise(clinic: object) -> None:
    version = version_of(clinic, key="bird-dog")
    words = handouts.html(version, handout_for=None, clinic=clinic, site_url=SITE)
    assert 'alt="Bird Dog, in 2 numbered pictures"' in words
    assert words.count("data:image/svg+xml;base64,") == 1
    drawn, plain = render(version), render(version_of(clinic, key="never-drawn"))
    assert len(plain) < len(drawn) < len(plain) + 4_000
    report = page.validate_pdf_bytes(drawn, profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_patient_sees_only_the_phase_they_are_in(clinic: object, tmp_path: Path) -> None:
    version = version_of(clinic)
    later = SessionFactory(phase=PhaseFactory(version=version, position=2, name="Heavier things"))
    item(later, ExerciseFactory(name="Deadlift"), "3x5")
    mine = text_of(render(version, first_name="Maria", phase_number=1), tmp_path)
    whole = text_of(render(version), tmp_path)
    assert ("Deadlift" in mine, "Deadlift" in whole) == (False, True)


@pytest.mark.apart
def test_names_in_polish_and_greek_are_printed_right(clinic: object, tmp_path: Path) -> None:
    assert "Łódź Żółw" in text_of(render(version_of(clinic), first_name="Łódź Żółw"), tmp_path)


@pytest.mark.apart
def test_text_cannot_fetch_or_hang(clinic: object, tmp_path: Path) -> None:
    version = version_of(clinic, steps="<img src='file:///etc/passwd'>\n" + "x" * 1400)
    text = text_of(render(version, first_name="Pat"), tmp_path)
    assert "<img src='file:///etc/passwd'>" in text


@pytest.mark.apart
@pytest.mark.parametrize("half", [0, 1])
def test_every_hostile_string_gives_a_pdf(
    clinic: object, hostile_strings: list[str], half: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them on two handouts, each as a step: any that breaks the layout breaks this."""
    monkeypatch.setattr(child, "PATIENCE_SECONDS", 120)  # a busy machine is not what is tested
    paper.send_home()
    steps = [text.replace("\n", " ").replace("\r", " ").replace("\x00", "")[:300] for text in hostile_strings[half::2]]
    version = VersionFactory(programme=ProgrammeFactory(clinic=clinic))
    session = SessionFactory(phase=PhaseFactory(version=version))
    for start in range(0, len(steps), 4):
        item(session, ExerciseFactory(steps="\n".join(steps[start : start + 4])))
    assert render(version).startswith(b"%PDF")


def test_missing_system_library_is_explained(
    as_anna: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path  # where nothing has been printed today
    paper.send_home()
    monkeypatch.setattr(paper.sys, "executable", str(Path(__file__).with_name("no_pango.sh")))
    answer = as_anna.get(f"/patients/{plan.patient.pk}/handout.pdf")
    assert answer.status_code == 503
    assert "apt-get install libpango-1.0-0" in answer.content.decode()


def test_therapist_prints_a_patients_plan(as_anna: Client, plan: Plan, tmp_path: Path) -> None:
    answer = as_anna.get(f"/patients/{plan.patient.pk}/handout.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "For Pat" in text_of(answer.content, tmp_path)


def test_patient_prints_their_own(as_pat: Client, plan: Plan, tmp_path: Path) -> None:
    assert "For Pat" in text_of(as_pat.get("/my/handout.pdf").content, tmp_path)


def test_without_a_plan_there_is_a_word_instead_of_a_handout(as_anna: Client, pat: Patient) -> None:
    answer = as_anna.get(f"/patients/{pat.pk}/handout.pdf", follow=True)
    assert "Pat has no plan to print yet" in answer.content.decode()


def test_therapist_prints_a_programme(as_anna: Client, clinic: object, tmp_path: Path) -> None:
    version = version_of(clinic)
    answer = as_anna.get(f"/programmes/{version.programme.pk}/handout.pdf")
    assert "Home strength" in text_of(answer.content, tmp_path)


def test_command_prints_a_built_in_template(db: None, tmp_path: Path) -> None:
    call_command("load_library", stdout=StringIO())
    out = tmp_path / "starter.pdf"
    call_command("handout", template="starter", out=out, stdout=StringIO())
    text = text_of(out.read_bytes(), tmp_path)
    doses = ["3 sets of 10", "3 sets of 8 on each side", "3 sets of 10, lowering for 3 seconds"]
    doses.append("3 sets of 20 to 30 seconds on each side")
    assert [dose for dose in doses if dose not in text] == []


def test_command_names_the_templates_it_knows(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no such programme"):
        call_command("handout", template="nothing", out=tmp_path / "x.pdf")


@pytest.mark.apart
def test_credit_stands_on_paper_where_a_licence_asks_for_it(clinic: object, tmp_path: Path) -> None:
    credit = {"source": "wger", "licence": "CC-BY-SA 4", "author": "flori"}
    assert "From wger, CC-BY-SA 4, by flori" in text_of(render(version_of(clinic, **credit)), tmp_path)
    free = version_of(clinic, **(credit | {"licence": "CC0"}))
    assert "wger" not in text_of(render(free), tmp_path)
