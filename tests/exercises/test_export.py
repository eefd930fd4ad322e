"""The library goes out as a file and comes back the same, here or in another clinic."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from clinic.models import Clinic, Membership
from exercises.exchange.drafts import fields_of
from exercises.models import Exercise
from exercises.services import load_library
from tests.exercises.exchanging import Capture, Desk, report, shared
from tests.factories import ExerciseFactory

EXPORT = "/exercises/export/"


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def desk(as_anna: Client, django_capture_on_commit_callbacks: Capture) -> Desk:
    return Desk(as_anna, django_capture_on_commit_callbacks)


@pytest.fixture
def bens_desk(as_ben: Client, django_capture_on_commit_callbacks: Capture) -> Desk:
    return Desk(as_ben, django_capture_on_commit_callbacks)


def exported(client: Client, kind: str, everything: bool = False) -> bytes:
    answer = client.get(f"{EXPORT}{kind}/{'?all' if everything else ''}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def webp(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "WEBP", quality=85)
    return out.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


VIDEO = box(b"ftyp", b"mp42\0\0\0\0mp42isom") + box(b"moov", b"\0" * 40) + box(b"mdat", bytes(range(256)) * 20)


def with_media(exercise: Exercise) -> Exercise:
    picture = exercise.media.create(
        kind="picture",
        position=0,
        alt="From the side",
        content_type="image/webp",
        file=ContentFile(webp("teal"), "a.webp"),
    )
    assert picture.file
    exercise.media.create(kind="video", position=1, content_type="video/mp4", file=ContentFile(VIDEO, "b.mp4"))
    exercise.media.create(kind="link", position=2, alt="A film", url="https://vimeo.com/76979871")
    return exercise


def own(clinic: Clinic, **fields: Any) -> Exercise:
    exercise = ExerciseFactory(clinic=clinic, **fields)
    for kind, value in (("region", "hip"), ("region", "glutes"), ("equipment", "mat"), ("precaution", "kneeling")):
        exercise.tags.create(kind=kind, value=value)
    return exercise


def library(clinic: Clinic) -> dict[str, dict[str, Any]]:
    """Everything the clinic's own exercises say, by key."""
    return {
        exercise.key: fields_of(exercise)
        | {
            "tags": [(tag.kind, tag.value) for tag in exercise.tags.all()],
            "adapted_from": exercise.adapted_from.key if exercise.adapted_from else "",
            "media": [
                (each.kind, each.alt, each.url, each.content_type, each.position, content(each))
                for each in exercise.media.all()
            ],
        }
        for exercise in clinic.exercises.live()
    }


def content(media: Any) -> str:
    return hashlib.sha256(read(media)).hexdigest() if media.file else ""


def read(media: Any) -> bytes:
    with media.file.open("rb") as file:
        return file.read()


def furnish(clinic: Clinic, hostile: list[str]) -> None:
    """A library with everything in it that can go wrong on the way."""
    load_library()
    bridge = Exercise.objects.get(clinic=None, key="glute-bridge")
    own(clinic, key="our-bridge", name="Our bridge", adapted_from=bridge, flare_ok=True, source_id="a-1", author="Ann")
    own(clinic, key="ours", name="= Plain –", aliases="-one\n@two", steps="=1+1\r\n  kept  \t", source="Us", licence="")
    fields = ("purpose", "cue", "setup", "may_feel", "easier", "card")
    texts = [text.replace("\0", "") for text in hostile if len(text) <= 120 and not set(text) & set("\ufffe\uffff")]
    for number in range(0, len(texts), len(fields)):
        said = dict(zip(fields, texts[number : number + len(fields)], strict=False))
        own(clinic, key=f"h{number}", name=texts[number].strip()[:120] or "x", **said)


@pytest.mark.parametrize("kind", ["csv", "json", "zip"])
def test_library_in_an_empty_clinic_is_the_same(
    desk: Desk, bens_desk: Desk, clinic: Clinic, ben: Membership, hostile_strings: list[str], kind: str
) -> None:
    furnish(clinic, hostile_strings)
    if kind == "zip":
        with_media(clinic.exercises.get(key="ours"))
        with_media(own(clinic, key="second", name="Second"))
    job = bens_desk.upload({f"library.{kind}": exported(desk.client, kind)})
    assert set(job.rows.values_list("action", flat=True)) <= {"new", "duplicate"}
    bens_desk.confirm(job)
    assert job.problem == ""
    assert library(ben.clinic) == library(clinic)
    assert clinic.exercises.count() > len(hostile_strings) / 10


@pytest.mark.parametrize("kind", ["csv", "json", "zip"])
def test_own_export_brought_in_again_changes_nothing(desk: Desk, clinic: Clinic, kind: str) -> None:
    load_library()
    with_media(own(clinic, key="ours", name="Ours"))
    before = library(clinic)
    job = desk.bring_in({f"library.{kind}": exported(desk.client, kind, everything=True)})
    assert set(job.rows.values_list("action", flat=True)) == {"unchanged"}
    assert (job.rows.count(), library(clinic)) == (138, before)


def test_zip_twice_in_another_clinic_changes_nothing(
    desk: Desk, bens_desk: Desk, clinic: Clinic, ben: Membership
) -> None:
    with_media(own(clinic, key="ours", name="Ours"))
    packed = exported(desk.client, "zip")
    bens_desk.bring_in({"library.zip": packed})
    names = list(ben.clinic.exercises.get().media.values_list("file", flat=True))
    assert report(bens_desk.bring_in({"library.zip": packed})) == {"Ours": "unchanged"}
    assert list(ben.clinic.exercises.get().media.values_list("file", flat=True)) == names


def test_whole_library_can_leave_for_a_house_without_it(desk: Desk, clinic: Clinic) -> None:
    load_library()
    packed = exported(desk.client, "json", everything=True)
    before = {row.key: fields_of(row) for row in Exercise.objects.filter(clinic=None)}
    Exercise.objects.filter(clinic=None).delete()
    desk.bring_in({"library.json": packed})
    assert {row.key: fields_of(row) for row in clinic.exercises.all()} == before
    assert all(row.credit == "" for row in clinic.exercises.all())


def test_imported_library_goes_out_and_comes_back(desk: Desk, bens_desk: Desk, clinic: Clinic, ben: Membership) -> None:
    names = ("longhaul-fitness/strength.json", "longhaul-fitness/flexibility.json")
    desk.bring_in(shared(*names), licence="MIT", author="Longhaul")
    bens_desk.bring_in({"library.csv": exported(desk.client, "csv")})
    assert library(ben.clinic) == library(clinic)
    assert clinic.exercises.count() == 394


def test_json_carries_links(desk: Desk, bens_desk: Desk, clinic: Clinic, ben: Membership) -> None:
    own(clinic, key="ours", name="Ours").media.create(kind="link", alt="A film", url="https://vimeo.com/76979871")
    bens_desk.bring_in({"library.json": exported(desk.client, "json")})
    assert library(ben.clinic) == library(clinic)
    assert ben.clinic.exercises.get().media.get().url == "https://vimeo.com/76979871"


def test_file_says_what_it_is_and_from_when(as_anna: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-03-04T23:30Z")
    answer = as_anna.get(f"{EXPORT}csv/")
    assert answer["Content-Disposition"] == 'attachment; filename="harbour-physio-exercises-2026-03-04.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert as_anna.get(f"{EXPORT}pdf/").status_code == 404


def test_own_and_all_are_two_things(as_anna: Client, clinic: Clinic, ben: Membership) -> None:
    load_library()
    own(clinic, key="ours", name="Ours")
    own(clinic, key="old", name="Old", archived_at="2026-01-01T00:00Z")
    own(ben.clinic, key="theirs", name="Theirs")
    mine = json.loads(exported(as_anna, "json"))
    everything = json.loads(exported(as_anna, "json", everything=True))
    assert [row["name"] for row in mine["exercises"]] == ["Ours"]
    assert len(everything["exercises"]) == 138
    assert "Theirs" not in {row["name"] for row in everything["exercises"]}


def test_no_cell_of_the_csv_is_a_formula(as_anna: Client, clinic: Clinic, hostile_strings: list[str]) -> None:
    furnish(clinic, hostile_strings)
    own(clinic, key="sums", name='=HYPERLINK("http://evil.test")', cue="@SUM(1)", easier="\tx", harder="\rx", card="+1")
    text = exported(as_anna, "csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert '\'=HYPERLINK("http://evil.test")' in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_edited_csv_updates_what_was_imported(desk: Desk, bens_desk: Desk, clinic: Clinic, ben: Membership) -> None:
    own(clinic, key="ours", name="Ours")
    text = exported(desk.client, "csv").decode("utf-8-sig")
    bens_desk.bring_in({"library.csv": text})
    edited = text.replace("Squeeze and lift.", "Lift slowly.")
    assert report(bens_desk.bring_in({"library.csv": edited})) == {"Ours": "updated"}
    assert ben.clinic.exercises.get().cue == "Lift slowly."
    assert report(desk.upload({"library.csv": edited}))["Ours"].startswith("kept")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("pillar", "STRENGTH", "pillar cannot be “STRENGTH”"),
        ("equipment", "mat anvil", "equipment cannot be “anvil”"),
        ("regions", "hip hip", "regions names the same word twice"),
        ("name", "", "has no name"),
        ("cue", "x" * 121, "cue: 121 characters, 120 at most"),
    ],
)
def test_wrong_row_of_ours_is_refused_with_its_reason(
    desk: Desk, clinic: Clinic, column: str, value: str, reason: str
) -> None:
    own(clinic, key="ours", name="Ours")
    (row,) = csv.DictReader(io.StringIO(exported(desk.client, "csv").decode("utf-8-sig")))
    out = io.StringIO()
    writer = csv.DictWriter(out, row)
    writer.writeheader()
    writer.writerow(row | {column: value})
    (said,) = desk.upload({"library.csv": out.getvalue()}).rows.all()
    assert (said.action, said.reason.split(" (did you")[0]) == ("refused", reason)


def repacked(packed: bytes, change: Any) -> bytes:
    """The zip with its library and its files changed by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        data = json.loads(old.read("library.json"))
        files = {name: old.read(name) for name in old.namelist() if name != "library.json"}
        change(data["exercises"][0], files)
        new.writestr("library.json", json.dumps(data))
        for name, content in files.items():
            new.writestr(name, content)
    return out.getvalue()


def swap(kind: str, content: bytes) -> Any:
    def change(row: dict[str, Any], files: dict[str, bytes]) -> None:
        name = next(each["file"] for each in row["media"] if each["kind"] == kind)
        files[name] = content

    return change


def lose(row: dict[str, Any], files: dict[str, bytes]) -> None:
    files.clear()


def point(url: str) -> Any:
    def change(row: dict[str, Any], files: dict[str, bytes]) -> None:
        row["media"] = [{"kind": "link", "alt": "", "url": url}]

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (swap("picture", b"GIF89a nothing"), "We cannot read this file as a picture."),
        (swap("picture", webp("red")[:-30]), "We cannot read this file as a picture."),
        (swap("video", b"<html>"), "We cannot read this file as a video."),
        (swap("video", VIDEO[:-9]), "This video is not complete."),
        (lose, "is not in the zip"),
        (point("javascript:alert(1)"), "has a link to a video that is no https address"),
    ],
)
def test_picture_or_video_that_is_none_refuses_its_row(
    desk: Desk, bens_desk: Desk, clinic: Clinic, change: Any, reason: str
) -> None:
    with_media(own(clinic, key="ours", name="Ours"))
    (row,) = bens_desk.upload({"library.zip": repacked(exported(desk.client, "zip"), change)}).rows.all()
    assert row.action == "refused"
    assert reason in row.reason


def test_hidden_data_does_not_come_in_with_a_picture(
    desk: Desk, bens_desk: Desk, clinic: Clinic, ben: Membership
) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    Image.new("RGB", (60, 40), "navy").save(out, "WEBP", exif=exif)
    with_media(own(clinic, key="ours", name="Ours"))
    bens_desk.bring_in({"library.zip": repacked(exported(desk.client, "zip"), swap("picture", out.getvalue()))})
    kept = read(ben.clinic.exercises.get().media.first())
    assert b"Taken at home" not in kept
    assert Image.open(io.BytesIO(kept)).size == (60, 40)


def test_taking_a_zip_back_removes_its_files(desk: Desk, bens_desk: Desk, clinic: Clinic, settings: Any) -> None:
    with_media(own(clinic, key="ours", name="Ours"))
    job = bens_desk.bring_in({"library.zip": exported(desk.client, "zip")})
    folder = Path(settings.MEDIA_ROOT) / "exercises/imported"
    assert len(list(folder.iterdir())) == 2
    assert "1 removed" in bens_desk.take_back(job)
    assert list(folder.iterdir()) == []
