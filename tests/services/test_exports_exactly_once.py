"""Exports by several processes, with kill -9 in the middle: every handout is printed, and none of them twice."""

import sqlite3
from pathlib import Path

import page
import pikepdf
import pytest

from tests.services.house import House, until

PATIENTS = 5
SEED = f"""
import django
django.setup()
from patients.exports import asking, choosing
from programmes import handouts
from tests.factories import MembershipFactory, PatientFactory, PlanFactory
therapist = MembershipFactory(clinic__full_names=True)
for number in range({PATIENTS}):
    patient = PatientFactory(clinic=therapist.clinic, therapist=therapist, first_name=f"P{{number}}", last_name="Żółw")
    PlanFactory(patient=patient)
for kind in ("pdf", "zip"):
    asking.start(membership=therapist, wish=choosing.Wish(), choice=handouts.Choice(), kind=kind, token=None)
"""
WORKER = """
import django
django.setup()
from patients.exports import working
while working.turn():
    pass
"""


@pytest.mark.pdf
def test_processes_share_exports_and_one_that_is_killed_loses_nothing(bare_house: House) -> None:
    house, base = bare_house, bare_house.logs
    house.manage("migrate", "--verbosity", "0")
    house.run("-c", SEED)

    def rows(sql: str) -> list[tuple]:
        with sqlite3.connect(base / "loadwell.sqlite3", timeout=20) as database:
            return database.execute(sql).fetchall()

    house.start("first", "-c", WORKER)
    until(
        lambda: rows("SELECT count(*) FROM patients_exportpart WHERE state = 'printed'")[0][0] > 1, 60, "two are made"
    )
    until(
        lambda: rows("SELECT count(*) FROM patients_exportpart WHERE state = 'printing'")[0][0], 60, "one is being made"
    )
    house.kill("first")
    made = rows("SELECT id, printed_at FROM patients_exportpart WHERE state = 'printed'")
    rows("UPDATE patients_exportpart SET lease_until = '2026-01-01' WHERE lease_until IS NOT NULL")
    rows("UPDATE patients_export SET lease_until = '2026-01-01' WHERE lease_until IS NOT NULL")
    for number in range(2):
        house.start(f"process {number}", "-c", WORKER)
    house.wait()
    house.run("-c", WORKER)  # whoever came second to the last of them left the end to the other

    assert rows("SELECT state, printed, broken FROM patients_export") == [("ready", PATIENTS, 0)] * 2
    assert set(made) <= set(rows("SELECT id, printed_at FROM patients_exportpart"))
    told = "SELECT target_ref, count(*) FROM clinic_auditevent WHERE verb = 'handout_exported' GROUP BY target_ref"
    assert [count for _, count in rows(told)] == [2] * PATIENTS  # once in each
    (folder,) = (base / "media" / name for (name,) in rows("SELECT folder FROM patients_export WHERE kind = 'pdf'"))
    looks_like_one_document(folder / "all.pdf")


def looks_like_one_document(file: Path) -> None:
    """Tagged as a whole, a bookmark for each patient, and nothing that PDF/UA forbids."""
    with pikepdf.open(file) as pdf:
        assert pdf.check_pdf_syntax() == []
        with pdf.open_outline() as outline:
            assert [bookmark.title.endswith(", Home strength") for bookmark in outline.root] == [True] * PATIENTS
        assert len(pdf.Root.StructTreeRoot.K.K) == PATIENTS
    report = page.validate_pdf_bytes(file.read_bytes(), profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
