"""Exercises come in from files: ours and anybody's, previewed, all or nothing, and never twice."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clinic.models import Clinic, Membership
from exercises.exchange import cells, cleaning, working
from exercises.models import Exercise, ExerciseTag, LibraryImport
from exercises.services import load_library
from exercises.vocabulary import Pattern, Pillar
from programmes.models import Item
from tests.exercises.exchanging import PAGE, Capture, Desk, as_csv, page, report, shared, wger
from tests.factories import ProgrammeFactory, published_version

State = LibraryImport.State


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def desk(as_anna: Client, django_capture_on_commit_callbacks: Capture) -> Desk:
    return Desk(as_anna, django_capture_on_commit_callbacks)


@pytest.fixture
def bens_desk(as_ben: Client, django_capture_on_commit_callbacks: Capture) -> Desk:
    return Desk(as_ben, django_capture_on_commit_callbacks)


def words(exercise: Exercise, kind: str) -> list[str]:
    return sorted(exercise.tags.filter(kind=kind).values_list("value", flat=True))


# --- Libraries of others ---------------------------------------------------------------------


def test_wger_comes_in_with_no_hand_mapping(desk: Desk, clinic: Clinic) -> None:
    job = desk.upload(wger())
    assert (job.state, job.problem) == (State.PREVIEWED, "")
    actions = [row.action for row in job.rows.all()]
    assert (len(actions), actions.count("refused")) == (872, 0)
    assert actions.count("duplicate") == 25
    assert job.rows.filter(reason__contains="has no instructions").count() == 28  # and one that has a comment only
    assert Exercise.objects.count() == 0

    desk.confirm(job)
    assert (job.state, clinic.exercises.count()) == (State.DONE, 872)
    curl = clinic.exercises.get(name="Biceps Curls With Barbell")
    assert (curl.source, curl.licence) == ("wger", "CC-BY-SA 3")
    assert curl.credit.startswith("From wger, CC-BY-SA 3, by ")
    assert (words(curl, "equipment"), words(curl, "region")) == (["barbell"], ["arm"])
    kickbacks = clinic.exercises.get(name="Kneeling kickbacks")
    assert "Starting position:" in kickbacks.step_list
    assert "Push one foot back until fully extended, concentrating on the gluteus muscles." in kickbacks.step_list
    assert not clinic.exercises.filter(steps__contains="<").exists()
    assert clinic.exercises.filter(setup="Needs: Pull-up bar.").exists()
    assert clinic.exercises.get(name="Zone 2 Running").pillar == Pillar.AER
    assert all(tag.label for tag in ExerciseTag.objects.all())
    assert not any(file.file for file in job.files.all())


def test_wger_again_changes_nothing(desk: Desk, clinic: Clinic) -> None:
    desk.bring_in(wger())
    before = list(Exercise.objects.values().order_by("pk"))
    again = desk.upload(wger())
    assert set(again.rows.values_list("action", flat=True)) == {"unchanged"}
    desk.confirm(again)
    assert again.state == State.DONE
    assert list(Exercise.objects.values().order_by("pk")) == before


def test_wger_texts_and_bases_are_enough(desk: Desk, clinic: Clinic) -> None:
    job = desk.bring_in(shared("wger/translations.json", "wger/exercise-base-data.json"))
    assert job.state == State.DONE
    curl = clinic.exercises.get(name="Biceps Curls With Barbell")
    assert (words(curl, "equipment"), curl.licence) == (["barbell"], "CC-BY-SA 3")


def test_wger_in_another_language_says_what_is_not_in_it(desk: Desk) -> None:
    job = desk.upload(wger())
    assert "de (214 texts)" in page(desk.client, f"{PAGE}{job.pk}/columns/")
    desk.post(f"{PAGE}{job.pk}/columns/", {"language": "de"})
    job.refresh_from_db()
    said = report(job)
    assert job.rows.exclude(action="refused").count() == 214
    assert said["Trizeps Seildrücken"] == "new"
    reasons = set(job.rows.filter(action="refused").values_list("reason", flat=True))
    assert any(reason == "has no text in “de”, only in en" for reason in reasons)


def test_wger_bases_alone_are_refused_with_what_is_missing(desk: Desk) -> None:
    job = desk.upload(shared("wger/exercise-base-data.json"))
    assert job.state == State.FAILED
    assert "Upload the translations together with them" in page(desk.client, f"{PAGE}{job.pk}/")


def test_longhaul_comes_in_with_no_hand_mapping(desk: Desk, clinic: Clinic) -> None:
    names = ("strength", "cardio", "flexibility")
    job = desk.bring_in(shared(*(f"longhaul-fitness/{name}.json" for name in names)), licence="MIT")
    assert (job.state, clinic.exercises.count()) == (State.DONE, 403)
    squat = clinic.exercises.get(name="Squat – Barbell")
    assert (squat.pattern, words(squat, "equipment"), squat.load_type) == (Pattern.SQUAT, ["barbell"], "external_kg")
    assert words(squat, "region") == ["calf_ankle", "glutes", "hip", "lumbar", "thigh"]
    assert (squat.source_id, squat.credit) == ("dc033c10-988c-4558-bf74-3ab5be6c59fc", "From strength, MIT")
    run = clinic.exercises.get(name="Run")
    assert (run.source_id, run.pillar, run.dose_mode) == ("1", Pillar.AER, "minutes")
    assert clinic.exercises.filter(source="flexibility", pillar=Pillar.MOB).count() > 40
    assert max(map(len, clinic.exercises.values_list("steps", flat=True))) > 1500


# --- Anybody's CSV and JSON --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "delimiter", "said"),
    [
        ("utf-8", ",", "UTF-8, separated by comma"),
        ("utf-8-sig", "\t", "UTF-8, separated by tab"),
        ("cp1252", ";", "Windows-1252 (Western Europe), separated by semicolon"),
        ("utf-16", ";", "UTF-16, separated by semicolon"),
        ("utf-16-le", ",", "UTF-16, little end first, separated by comma"),
    ],
)
def test_letters_and_separator_are_detected_and_shown(
    desk: Desk, clinic: Clinic, encoding: str, delimiter: str, said: str
) -> None:
    rows = [["Title", "Instructions"], ["Brücke – „hoch“", "Hüfte heben, langsam; dann\tsenken."]]
    text = as_csv(rows, delimiter).replace("„", "“" if encoding == "cp1252" else "„")
    job = desk.bring_in({"übungen.csv": text.encode(encoding)})
    assert said in page(desk.client, f"{PAGE}{job.pk}/")
    bridge = clinic.exercises.get()
    assert bridge.name.startswith("Brücke – ")
    assert bridge.steps == "Hüfte heben, langsam; dann senken."


def test_wrong_guess_of_letters_can_be_mended(desk: Desk, clinic: Clinic) -> None:
    job = desk.upload({"a.csv": "name;steps\nŁydka;Stój.\n".encode("cp1250")})
    assert "Łydka" not in report(job)
    answer = desk.post(f"{PAGE}{job.pk}/columns/", {"encoding": "cp1250", "column-0": "name", "column-1": "steps"})
    assert answer.status_code == 302
    job.refresh_from_db()
    assert report(job) == {"Łydka": "new"}


def test_wrong_letters_are_one_clear_message(desk: Desk) -> None:
    job = desk.upload({"a.csv": "name;steps\nBrücke;Hoch.\n".encode("cp1252")})
    desk.post(f"{PAGE}{job.pk}/columns/", {"encoding": "utf-8-sig", "column-0": "name"})
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.FAILED, "“a.csv” is not written in UTF-8. Choose another encoding.")
    assert job.problem in page(desk.client, f"{PAGE}{job.pk}/")


def test_unusual_columns_are_mapped_by_hand(desk: Desk, clinic: Clinic) -> None:
    job = desk.upload(
        {"kartei.csv": as_csv([["Was", "Wie", "Wo", "Bild"], ["Brücke", "Hoch.", "Gesäß", "http://x/y"]])}
    )
    assert job.state == State.ASKING
    asked = desk.client.get(f"{PAGE}{job.pk}/", follow=True).content.decode()
    assert "which column holds the name" in asked
    assert "Gesäß" in asked
    said = {
        "column-0": "name",
        "column-1": "steps",
        "column-2": "muscles",
        "source": "Praxis Süd",
        "licence": "CC-BY 4",
    }
    desk.post(f"{PAGE}{job.pk}/columns/", said)
    job.refresh_from_db()
    assert job.state == State.PREVIEWED
    desk.confirm(job)
    bridge = clinic.exercises.get()
    assert (bridge.name, bridge.steps, words(bridge, "region")) == ("Brücke", "Hoch.", ["glutes"])
    assert bridge.credit == "From Praxis Süd, CC-BY 4"


def test_hostile_origin_is_answered(desk: Desk, some_hostile_strings: list[str]) -> None:
    job = desk.upload({"a.csv": "name,steps\nPlank,Hold.\n"})
    for text in some_hostile_strings[::6]:
        answer = desk.post(f"{PAGE}{job.pk}/columns/", {"column-0": "name", "source": text, "author": text[:90]})
        assert answer.status_code in (302, 422)


def test_json_in_many_shapes(desk: Desk, clinic: Clinic) -> None:
    rows = [
        {"id": 7, "title": "Hip hinge", "instructions": ["1. Bow.", "2. Stand up."], "equipment": None, "level": 3},
        {
            "id": "x8", "title": {"en": "Step up", "de": "Auf"}, "instructions": "<ol><li>Up &amp; down</li></ol>",
            "equipment": [{"id": 1, "name": "Dumbbell"}, {"id": 2, "name": "Sled"}], "gifUrl": "https://x.test/a.gif",
            "primaryMuscles": "quads, Glutes", "level": "hard",
        },
        "not an object",
        {"id": 9, "title": "", "instructions": "Nameless."},
        {"id": 7, "title": "Same number"},
        {"id": 10, "title": "x" * 121},
    ]  # fmt: skip
    job = desk.upload({"mix.json": json.dumps({"count": 6, "results": rows})})
    assert [(row.action, row.reason) for row in job.rows.all()] == [
        ("new", ""),
        ("new", ""),
        ("refused", "is not an object with fields"),
        ("refused", "has no name"),
        ("refused", "has the same number or key as mix.json, 1"),
        ("refused", "name: 121 characters, 120 at most"),
    ]
    seen = page(desk.client, f"{PAGE}{job.pk}/")
    assert "Pictures are not fetched from elsewhere: gifUrl." in seen
    assert "Columns that are not read: level." in seen
    assert "written into the set-up: Sled." in seen
    desk.confirm(job)
    hinge, step = clinic.exercises.order_by("pk")
    assert (hinge.steps, hinge.source_id, hinge.source) == ("Bow.\nStand up.", "7", "mix")
    assert (step.name, step.steps, step.setup) == ("Step up", "Up & down", "Needs: Sled.")
    assert (words(step, "equipment"), words(step, "region")) == (["dumbbell"], ["glutes", "thigh"])
    assert list(clinic.exercises.filter(media__isnull=False)) == []


def test_files_that_name_their_columns_differently_come_in_together(desk: Desk, clinic: Clinic) -> None:
    one = [{"name": "Squat", "id": "Squat_1", "force": "push", "category": "strength", "equipment": "body only"}]
    two = ",Title,Desc,BodyPart,Equipment\n0,Row,Pull.,Lats,Bands\n"
    job = desk.bring_in({"free.json": one, "gym (1).csv": two})
    assert (job.state, report(job)) == (State.DONE, {"Squat": "new has no instructions", "Row": "new"})
    squat, row = clinic.exercises.order_by("pk")
    assert (squat.source, squat.source_id, squat.pattern) == ("free", "Squat_1", Pattern.SQUAT)
    assert words(squat, "equipment") == ["none"]
    assert (row.source, row.source_id, row.steps) == ("gym", "name:row", "Pull.")
    assert (words(row, "equipment"), words(row, "region"), row.load_type) == (["band"], ["thoracic"], "band")


def test_empty_instructions_and_names_in_every_script(desk: Desk, clinic: Clinic) -> None:
    names = ["شد الكتف", "תרגיל גב", "深蹲", "Łódź–Żółw", "Приседание", "می‌خواهم"]
    job = desk.bring_in({"names.json": [{"name": name, "steps": ""} for name in names]})
    assert set(report(job).values()) == {"new has no instructions"}
    assert sorted(clinic.exercises.values_list("name", flat=True)) == sorted(names)
    assert len(set(clinic.exercises.values_list("key", flat=True))) == len(names)
    assert set(report(desk.upload({"names.json": [{"name": name} for name in names]})).values()) == {"unchanged"}


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<ul><li>A <b>big</b> step</li><li>B<br>C</li></ul>", ["A big step", "B", "C"]),
        ("Fish &amp; chips &#8211; 5&nbsp;kg", ["Fish & chips – 5 kg"]),
        ("&lt;p&gt;Twice&lt;/p&gt;", ["Twice"]),
        ("<script>alert(1)</script>Safe<style>p{}</style>", ["Safe"]),
        ("angle <90 and x<y, a < b > c", ["angle <90 and x<y, a < b > c"]),
        ("zero\u200bwidth\ufeff\u202eturned\x07\x00", ["zerowidthturned"]),
        ("می\u200cخواهم 👩\u200d👦 a\u200db", ["می\u200cخواهم 👩\u200d👦 ab"]),
        ("a\r\n\r\nb\u2028c\x0bd", ["a", "b", "c", "d"]),
        ("<img src=x onerror=alert(1)>Text", ["Text"]),
        ("<p>line\nbreak in HTML</p>", ["line break in HTML"]),
        ("half \ud800 and \ufffe", ["half and"]),
    ],
)
def test_text_is_cleaned(dirty: str, clean: list[str]) -> None:
    assert cleaning.lines(dirty) == clean


def test_hostile_text_in_a_file_comes_in_or_is_refused_by_row(desk: Desk, hostile_strings: list[str]) -> None:
    rows = [{"name": text, "instructions": text, "equipment": text, "muscles": [text]} for text in hostile_strings]
    job = desk.upload({"naughty.json": rows})
    assert (job.state, job.rows.count()) == (State.PREVIEWED, len(hostile_strings))
    desk.confirm(job)
    assert job.state == State.DONE
    assert Exercise.objects.count() > len(hostile_strings) / 2
    for number in (1, 2, 3):
        seen = desk.client.get(f"{PAGE}{job.pk}/", {"page": number})
        assert seen.status_code == 200
        assert "<script>alert" not in seen.content.decode()


def test_csv_spectrum_is_read_as_its_authors_say(desk: Desk) -> None:
    (folder,) = shared("csv-spectrum")
    for file in sorted((folder / "csvs").glob("*.csv")):
        expected = json.loads((folder / "json" / f"{file.stem}.json").read_text())
        if isinstance(expected, dict):  # location_coordinates: its JSON has another telephone number than its CSV
            continue
        job = desk.upload([file])
        shown = [{name: value[:160] for name, value in row.items()} for row in expected]
        assert job.found["tables"][0]["sample"] == shown, file.name


# --- What cannot be taken ------------------------------------------------------------------------


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("library.json", b"0" * 60_000_000)
    return out.getvalue()


def crowd() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(6000):
            archive.writestr(f"{number}", b"")
    return out.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


REFUSED_AT_ONCE = {
    "empty.csv": (b"", "This file is empty."),
    "blank.csv": (b" \r\n\n", "“blank.csv” is empty."),
    "page.csv": (b"<!DOCTYPE html><html><body>Sign in", "“page.csv” is a web page"),
    "page.json": ("\ufeff\n<html lang='en'>".encode(), "“page.json” is a web page"),
    "photo.csv": (b"\x89PNG\r\n\x1a\n\0\0", "“photo.csv” is a picture"),
    "paper.json": (b"%PDF-1.7\n", "“paper.json” is a PDF"),
    "program.csv": (bytes(range(256)) * 9, "“program.csv” is not a text file."),
    "sheet.xlsx": (b"PK\x03\x04abc", "“sheet.xlsx” is a spreadsheet."),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1", "“old.xls” is an old Office document."),
    "packed.csv.gz": (b"\x1f\x8b\x08\0", "“packed.csv.gz” is packed."),
}
REFUSED_WHEN_READ = {
    "bomb.zip": (bomb, "“bomb.zip” unpacks to more than 50 MB of text; we do not open it."),
    "crowd.zip": (crowd, "“crowd.zip” holds more than 5,000 files; it is not one of our exports."),
    "foreign.zip": (lambda: zipped("a.csv", b"name\n"), "“foreign.zip” is not one of our exports."),
    "cut.zip": (lambda: bomb()[:3000], "“cut.zip” is a damaged zip file."),
    "cut.json": (lambda: b'[{"name": "Plank"}, {"name": "Sq', "“cut.json” ends in the middle, after 2 entries."),
    "cut.csv": (lambda: b'name,steps\nPlank,"Hold', "“cut.csv” cannot be read at line 2: a quotation mark is never"),
    "broken.json": (lambda: b'[{"name": Plank}]', "“broken.json” is not valid JSON"),
    "deep.json": (lambda: b"[" * 200_000, "“deep.json” is nested more than 30 deep"),
    "single.json": (lambda: b'{"name": "Plank"}', "“single.json” holds no list of objects."),
    "long.json": (lambda: b'[{"name": "' + b"x" * 3_000_000 + b'"}]', "“long.json” holds a text of more than 100,000"),
    "wide.csv": (lambda: (",".join(f"c{n}" for n in range(300)) + "\n").encode() * 3, "“wide.csv” has 300 columns"),
    "wide.json": (lambda: json.dumps([{f"c{n}": n for n in range(300)}]).encode(), "“wide.json” has objects with more"),
    "line.csv": (lambda: b"name," + b"x" * 5_000_000, "“line.csv” has a line of more than 1,000,000 characters"),
    "quote.csv": (lambda: b'name,steps\nPlank,"' + b"x\n" * 90_000, "“quote.csv” cannot be read at line"),
    "head.csv": (lambda: b"name,steps\n", "“head.csv” has a header at most, and no rows."),
    "nul.json": (lambda: b'[{"name": "Plank", "a\\u0000b": 1}]', "“nul.json” has a column whose name is no text."),
    "list.txt": (lambda: b"one\ntwo\nthree\n", "“list.txt” has a single column, “one”."),
    "many.csv": (lambda: b"name,steps\n" + b"Plank,Hold\n" * 20_001, "“many.csv” has more than 20,000 rows."),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED_AT_ONCE)
def test_what_is_no_list_is_refused_at_once_with_one_message(desk: Desk, name: str) -> None:
    content, message = REFUSED_AT_ONCE[name]
    answer = desk.send({name: content})
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors["chosen"]
    assert said.startswith(message)
    assert not LibraryImport.objects.exists()


@pytest.mark.parametrize("name", REFUSED_WHEN_READ)
def test_what_cannot_be_read_is_refused_with_one_message(desk: Desk, name: str) -> None:
    make, message = REFUSED_WHEN_READ[name]
    job = desk.upload({name: make()})
    assert job.state == State.FAILED
    assert job.problem.startswith(message)
    assert job.problem in page(desk.client, f"{PAGE}{job.pk}/")
    assert job.rows.count() == 0


def test_nothing_chosen_is_said(desk: Desk) -> None:
    answer = desk.post(PAGE)
    assert answer.status_code == 422
    assert "Choose at least one file." in answer.content.decode()


def test_too_large_a_file_is_refused_before_it_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from exercises.exchange import tables  # noqa: PLC0415

    monkeypatch.setattr(tables, "MOST_BYTES", 1000)
    job = desk.upload({"large.csv": "name,steps\n" + "Plank,Hold\n" * 100})
    assert job.problem == "“large.csv” has 0 MB; 0 MB are the most we read."


# --- What was there before -----------------------------------------------------------------------

FIRST = [{"id": 1, "name": "Plank", "steps": "Hold."}, {"id": 2, "name": "Squat", "steps": "Sit."}]
SECOND = [{"id": 1, "name": "Plank", "steps": "Hold longer."}, {"id": 2, "name": "Squat", "steps": "Sit low."}]


def test_a_newer_file_updates_what_nobody_changed(desk: Desk, clinic: Clinic) -> None:
    desk.bring_in({"list.json": FIRST})
    clinic.exercises.filter(name="Squat").update(cue="Our own cue.")
    job = desk.upload({"list.json": SECOND})
    kept = "was changed in your library, and stays as it is there"
    assert report(job) == {"Plank": "updated", "Squat": f"kept {kept}"}
    desk.confirm(job)
    assert dict(clinic.exercises.values_list("name", "steps")) == {"Plank": "Hold longer.", "Squat": "Sit."}


def test_a_tick_lets_the_file_win(desk: Desk, clinic: Clinic) -> None:
    desk.bring_in({"list.json": FIRST})
    clinic.exercises.filter(name="Squat").update(cue="Our own cue.", steps="Ours.")
    job = desk.confirm(desk.upload({"list.json": SECOND}), overwrite="on")
    assert clinic.exercises.get(name="Squat").steps == "Sit low."
    assert report(job)["Squat"] == "updated was changed in your library; the file’s words take their place"


def test_published_programme_keeps_what_it_showed(desk: Desk, clinic: Clinic) -> None:
    desk.bring_in({"list.json": FIRST})
    plank = clinic.exercises.live().get(name="Plank")
    version = published_version(ProgrammeFactory(clinic=clinic))
    item = Item.objects.filter(session__phase__version=version).first()
    Item.objects.filter(pk=item.pk).update(exercise=plank)
    desk.bring_in({"list.json": SECOND})
    item.refresh_from_db()
    assert (item.exercise.steps, item.exercise.snapshot_of_id) == ("Hold.", plank.pk)
    assert clinic.exercises.live().get(name="Plank").steps == "Hold longer."


def test_same_names_are_brought_in_or_left_out_but_never_merged(desk: Desk, clinic: Clinic) -> None:
    load_library()
    rows = [{"id": n, "name": name, "steps": "Go."} for n, name in enumerate(("Glute bridge", "Axe hold", "Axe-Hold"))]
    job = desk.upload({"list.json": rows})
    assert [(row.name, row.action, row.reason) for row in job.rows.all()] == [
        ("Glute bridge", "duplicate", "the same name is in the built-in library"),
        ("Axe hold", "new", ""),
        ("Axe-Hold", "duplicate", "the same name is in list.json, 2"),
    ]
    desk.post(f"{PAGE}{job.pk}/confirm/", {"overwrite": ""})
    assert list(clinic.exercises.values_list("name", flat=True)) == ["Axe hold"]
    desk.bring_in({"list.json": rows})
    assert clinic.exercises.count() == 3


def test_archived_exercise_stays_archived(desk: Desk, clinic: Clinic) -> None:
    desk.bring_in({"list.json": FIRST})
    plank = clinic.exercises.get(name="Plank")
    plank.archived_at = "2026-01-01T00:00Z"
    plank.save()
    assert report(desk.upload({"list.json": SECOND}))["Plank"] == "unchanged is archived in your library, and stays so"


def test_all_or_nothing(desk: Desk, clinic: Clinic) -> None:
    """The last row cannot be stored: the preview's own data is damaged, as a failing disk might."""
    job = desk.upload({"list.json": FIRST})
    row = job.rows.last()
    row.data["fields"]["pillar"] = None
    row.save()
    desk.confirm(job)
    assert (job.state, clinic.exercises.count()) == (State.FAILED, 0)
    assert "nothing was brought in" in page(desk.client, f"{PAGE}{job.pk}/")


# --- Taking it back ------------------------------------------------------------------------------


def test_an_import_is_taken_back_as_a_whole(desk: Desk, clinic: Clinic) -> None:
    desk.bring_in({"mine.json": [{"id": 5, "name": "Ours"}]})
    job = desk.bring_in({"list.json": FIRST})
    assert "Taken back: 2 removed." in desk.take_back(job)
    assert list(clinic.exercises.values_list("name", flat=True)) == ["Ours"]
    assert "moved on meanwhile" in desk.take_back(job)


def test_what_is_used_is_archived_and_what_was_changed_stays(desk: Desk, clinic: Clinic) -> None:
    job = desk.bring_in({"list.json": [*FIRST, {"id": 3, "name": "Hinge"}, {"id": 4, "name": "Carry"}]})
    version = published_version(ProgrammeFactory(clinic=clinic))
    Item.objects.filter(session__phase__version=version).update(exercise=clinic.exercises.get(name="Plank"))
    clinic.exercises.filter(name="Squat").update(cue="Ours.")
    said = desk.take_back(job)
    assert "2 removed, 1 archived because programmes hold them, 1 kept because they were changed since" in said
    left = {row.name: bool(row.archived_at) for row in clinic.exercises.live()}
    assert left == {"Plank": True, "Squat": False}


# --- Workers -------------------------------------------------------------------------------------


def test_what_nobody_heard_is_swept_up(desk: Desk, as_anna: Client) -> None:
    """No doorbell is answered: the rows say what there is to do."""
    answer = as_anna.post(PAGE, {"chosen": [io.BytesIO(b"name,steps\nPlank,Hold\n")]})
    job = LibraryImport.objects.get()
    waiting = page(as_anna, answer["Location"])
    assert job.state == State.UPLOADED
    assert "Waiting to be read" in waiting
    working.sweep()
    job.refresh_from_db()
    assert job.state == State.PREVIEWED


def test_a_dead_workers_import_is_taken_up_when_its_lease_is_over(
    desk: Desk, clinic: Clinic, time_machine: Any
) -> None:
    job = desk.upload({"list.json": FIRST})
    time_machine.move_to("2026-03-04T10:00Z", tick=False)
    LibraryImport.objects.update(state=State.IMPORTING, lease_until="2026-03-04T10:10Z", attempts=1)
    working.sweep()
    assert clinic.exercises.count() == 0
    time_machine.move_to("2026-03-04T10:11Z", tick=False)
    working.sweep()
    job.refresh_from_db()
    assert (job.state, clinic.exercises.count()) == (State.DONE, 2)


def test_an_import_that_kills_its_workers_is_given_up(desk: Desk, time_machine: Any) -> None:
    job = desk.upload({"list.json": FIRST})
    time_machine.move_to("2026-03-04T10:00Z", tick=False)
    LibraryImport.objects.update(state=State.READING, lease_until="2026-03-04T09:00Z", attempts=3)
    working.sweep()
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.FAILED, working.BEYOND_US)


def test_progress_is_a_fragment_that_reloads_the_page_at_its_end(desk: Desk, as_anna: Client) -> None:
    job = desk.upload({"list.json": FIRST})
    LibraryImport.objects.update(state=State.IMPORTING, done=1, total=2)
    path = f"{PAGE}{job.pk}/"
    bar = as_anna.get(path, headers={"HX-Request": "true"}).content.decode()
    assert '<progress class="bar" value="1" max="2"' in bar
    assert "<html" not in bar
    assert bar.strip() in page(as_anna, path)
    LibraryImport.objects.update(state=State.DONE)
    assert as_anna.get(path, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_files_and_rows_are_thrown_away_in_time(desk: Desk, settings: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-03-04T10:00Z", tick=False)
    job = desk.upload({"list.json": FIRST})
    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert stored[0].parent.name == "imports"
    time_machine.move_to("2026-03-08T10:00Z", tick=False)
    working.sweep()
    job.refresh_from_db()
    assert (job.state, stored[0].exists(), job.rows.count()) == (State.FAILED, False, 2)
    time_machine.move_to("2026-04-10T10:00Z", tick=False)
    working.sweep()
    assert job.rows.count() == 0


def test_dropped_import_leaves_nothing(desk: Desk, settings: Any) -> None:
    job = desk.upload({"list.json": FIRST})
    desk.post(f"{PAGE}{job.pk}/drop/")
    assert not LibraryImport.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


# --- Who may -------------------------------------------------------------------------------------


def test_another_clinic_never_sees_an_import(desk: Desk, bens_desk: Desk, ben: Membership, clinic: Clinic) -> None:
    job = desk.upload({"secret-list.json": FIRST})
    assert "secret-list" in page(desk.client, PAGE)
    assert "secret-list" not in page(bens_desk.client, PAGE)
    for action in ("", "columns/"):
        assert bens_desk.client.get(f"{PAGE}{job.pk}/{action}").status_code == 404
    for action in ("columns/", "confirm/", "drop/", "take-back/"):
        assert bens_desk.post(f"{PAGE}{job.pk}/{action}").status_code == 404
    desk.confirm(job)
    theirs = bens_desk.upload({"list.json": FIRST})
    assert report(theirs) == {"Plank": "new", "Squat": "new"}
    bens_desk.confirm(theirs)
    assert (clinic.exercises.count(), ben.clinic.exercises.count()) == (2, 2)


def test_uploaded_files_are_not_served(desk: Desk, as_anna: Client) -> None:
    job = desk.upload({"list.json": FIRST})
    name = job.files.get().file.name
    for path in (f"/media/{name}", f"/static/{name}", f"/{name}"):
        assert as_anna.get(path).status_code == 404


# --- Formulas ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'x", "''=x", "'", "x", "", "'=x", " =1"])
def test_cell_is_made_harmless_and_comes_back_exactly(text: str) -> None:
    harmless = cells.neutralised(text)
    assert not harmless.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cells.restored(harmless) == text


def test_hostile_cells_come_back_exactly(hostile_strings: list[str]) -> None:
    assert [cells.restored(cells.neutralised(text)) for text in hostile_strings] == hostile_strings
