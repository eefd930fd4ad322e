"""`manage.py import_exercises`: the same preview on the command line, one clear line when it cannot be done."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from clinic.models import AuditEvent, Clinic
from exercises.exchange.limits import MOST_BYTES
from exercises.models import LibraryImport
from tests.exercises.exchanging import shared, wger

ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY_MB = 300
LONG_STEPS = "Stand tall and breathe slowly. " * 70


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def run(*files: Path, **options: Any) -> str:
    out = StringIO()
    call_command("import_exercises", *files, stdout=out, **options)
    return out.getvalue()


def test_preview_and_import(clinic: Clinic) -> None:
    said = run(*wger(), clinic="harbour")
    assert "translations.json: JSON, UTF-8" in said
    assert "Preview: 847 new, 0 updated, 0 unchanged, 25 possible duplicate, 0 changed here, 0 refused." in said
    assert "Possible duplicate: Plank, wger, 457. the same name is in wger, 105" in said
    assert said.endswith(
        "Brought in: 847 new, 0 updated, 0 unchanged, 25 possible duplicate, 0 changed here, 0 refused.\n"
    )
    assert clinic.exercises.count() == 872
    assert AuditEvent.objects.get(verb="library_imported").detail == "847 new, 25 possible duplicate"


def test_dry_run_changes_nothing(clinic: Clinic, settings: Any) -> None:
    said = run(*shared("longhaul-fitness/cardio.json"), clinic="harbour", dry_run=True)
    assert "Preview: 9 new" in said
    assert "Brought in" not in said
    assert (clinic.exercises.count(), LibraryImport.objects.count()) == (0, 0)
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_columns_and_origin_are_said_on_the_line(clinic: Clinic, tmp_path: Path) -> None:
    (tmp_path / "kartei.csv").write_text("Was;Wie\nŁydka;Stój.\n", encoding="cp1250")
    said = {"encoding": "cp1250", "column": ["Was=name", "Wie=steps"], "source": "Praxis", "licence": "CC-BY 4"}
    run(tmp_path / "kartei.csv", clinic="harbour", **said)
    exercise = clinic.exercises.get()
    assert (exercise.name, exercise.steps, exercise.credit) == ("Łydka", "Stój.", "From Praxis, CC-BY 4")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.csv",
            b"Was;Wie\na;b\n",
            "No column is a name. Say which, for example --column Titel=name. Columns: Was, Wie.",
        ),
        ("a.json", b'[{"name": "x"', "“a.json” ends in the middle, after 1 entries. It was not copied completely."),
        ("a.csv", b"\x89PNG\r\n", "“a.csv” is a picture, not a list of exercises. Upload a CSV or JSON file."),
        ("a.csv", None, "cannot be read: No such file or directory."),
    ],
)
def test_what_cannot_be_read_is_one_line(
    clinic: Clinic, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        run(tmp_path / name, clinic="harbour")
    assert str(refusal.value).endswith(message)
    assert "\n" not in str(refusal.value)
    assert LibraryImport.objects.count() == 0


def test_unknown_clinic_is_named(clinic: Clinic, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no clinic “nowhere”. Clinics: harbour."):
        run(tmp_path, clinic="nowhere")


# --- Large files, in a process of their own ------------------------------------------------------


def large_csv(path: Path) -> None:
    """As many rows as are allowed."""
    with path.open("w", encoding="utf-8") as file:
        file.write("id,name,instructions,equipment,muscles\n")
        for number in range(20_000):
            file.write(f'{number},Exercise {number},"{LONG_STEPS[:300]}",dumbbell,quads\n')


def large_json(path: Path) -> None:
    """As many bytes as are allowed, all on one line."""
    row = {"equipment": ["barbell"], "muscles": ["quads", "glutes"], "instructions": [LONG_STEPS[:1900]] * 2}
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for number in range(13_200):
            file.write(("," if number else "") + json.dumps({"id": number, "name": f"Movement {number}", **row}))
        file.write("]")
    assert 51_000_000 < path.stat().st_size <= MOST_BYTES


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a house of its own, with a clinic."""
    var = tmp_path_factory.mktemp("var")
    env = os.environ | {"LOADWELL_VAR": str(var), "LOADWELL_MODE": "demo", "DJANGO_SETTINGS_MODULE": "clinic.settings"}
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "CELERY_BROKER_URL"):
        env.pop(name, None)
    make = "from clinic.models import Clinic; Clinic.objects.create(name='Large', slug='large')"
    for command in (["migrate", "-v0"], ["shell", "-v0", "-c", make]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
    return env


MEASURED = """
import sys
from django.core.management import execute_from_command_line
from tests.memory import peak_mb
execute_from_command_line(sys.argv)
print(peak_mb())
"""


def in_a_child(house: dict[str, str], *line: object) -> tuple[str, float]:
    """What the command said, and the most memory it took, in MB."""
    command = [sys.executable, "-c", MEASURED, "import_exercises", *map(str, line), "--clinic", "large"]
    done = subprocess.run(command, cwd=ROOT, env=house, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said, _, megabytes = done.stdout.rstrip().rpartition("\n")
    return said, float(megabytes)


@pytest.mark.apart
def test_as_many_rows_as_allowed_come_in_with_little_memory(house: dict[str, str], tmp_path: Path) -> None:
    large_csv(tmp_path / "rows.csv")
    said, megabytes = in_a_child(house, tmp_path / "rows.csv")
    assert "Brought in: 20000 new" in said
    assert megabytes < MOST_MEMORY_MB


@pytest.mark.apart
def test_as_many_bytes_as_allowed_are_read_with_little_memory(house: dict[str, str], tmp_path: Path) -> None:
    large_json(tmp_path / "bytes.json")
    said, megabytes = in_a_child(house, tmp_path / "bytes.json", "--dry-run")
    assert "Preview: 13200 new" in said
    assert megabytes < MOST_MEMORY_MB
