"""Pictures and videos: what is let in, what is made of it, who may see it, and what becomes of the files."""

import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from clinic import films, pictures, uploads
from clinic.models import Clinic, Membership
from exercises import services
from exercises import uploads as own_uploads
from exercises.models import Exercise, ExerciseMedia
from patients.models import Patient, Plan
from programmes import handouts
from tests.exercises.films import box, mp4, webm
from tests.factories import ExerciseFactory, PlanFactory, ProgrammeFactory, item, published_version

pytestmark = pytest.mark.django_db
PICTURES = Path(__file__).resolve().parents[3] / "shared/data/pillow-images"
ESSENTIAL = {"name": "Towel Bridge", "pillar": "STR", "pattern": "hip_extension", "cue": "Squeeze, then lift."}
NEITHER = "We cannot read this file. Use a picture (JPEG, PNG, WebP or GIF) or a short video (MP4 or WebM)."
TURNED_BY_A_QUARTER = 6


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def bridge(clinic: Clinic) -> Exercise:
    return ExerciseFactory(clinic=clinic, name="Bridge")


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 20), mode: str = "RGB", **how: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "#1f6f73").save(out, form, **how)
    return out.getvalue()


def add(client: Client, exercise: Exercise, content: bytes = b"", name: str = "photo.jpg", **more: Any) -> Any:
    sent = {"file": SimpleUploadedFile(name, content)} if content else {}
    return client.post(f"/exercises/{exercise.pk}/pictures/", sent | {"alt": "Hips lifted"} | more)


def said(answer: Any) -> list[str]:
    assert answer.status_code == 422
    return [message for messages in answer.context["form"].errors.values() for message in messages]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def shown(client: Client, media: ExerciseMedia) -> Image.Image:
    loaded = Image.open(BytesIO(body(client.get(f"/exercises/media/{media.pk}/"))))
    loaded.load()
    return loaded


def files(store: Path) -> list[Path]:
    return [file for file in store.rglob("*") if file.is_file()]


# --- pictures ---


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_drawn_anew_as_webp(as_anna: Client, bridge: Exercise, form: str) -> None:
    assert add(as_anna, bridge, picture(form)).status_code == 302
    media = bridge.media.get()
    assert (media.kind, media.content_type, media.alt) == ("picture", "image/webp", "Hips lifted")
    assert (shown(as_anna, media).format, shown(as_anna, media).size) == ("WEBP", (60, 20))


def test_a_photo_is_turned_upright_and_says_nothing_of_where_it_was_taken(
    as_anna: Client, bridge: Exercise, store: Path
) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "a secret place", TURNED_BY_A_QUARTER
    add(as_anna, bridge, picture(size=(3000, 1000), exif=exif, comment="a secret place"))
    assert shown(as_anna, bridge.media.get()).size == (533, 1600)
    assert shown(as_anna, bridge.media.get()).getexif() == {}
    assert b"secret" not in files(store)[0].read_bytes()


def test_what_was_see_through_stays_so(as_anna: Client, bridge: Exercise) -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(out, "PNG")
    add(as_anna, bridge, out.getvalue(), "drawing.png")
    assert shown(as_anna, bridge.media.get()).convert("RGBA").getpixel((5, 5))[3] == 0


def test_of_a_moving_gif_the_first_picture_is_kept(as_anna: Client, bridge: Exercise) -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    add(as_anna, bridge, out.getvalue(), "moving.gif")
    kept = shown(as_anna, bridge.media.get())
    assert getattr(kept, "n_frames", 1) == 1
    assert kept.convert("RGB").getpixel((15, 15))[0] > 200


def heic() -> bytes:
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"x" * 200


def png_of(width: int, height: int) -> bytes:
    """A small file that unpacks to many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    row = zlib.compressobj(9)
    rows = row.compress(b"\x00" * ((width + 1) * min(height, 200))) + row.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (heic(), pictures.HEIC),
        (png_of(13_000, 13_000), pictures.TOO_MANY_PIXELS),
        (png_of(6000, 5000), pictures.TOO_MANY_PIXELS),
        (picture()[:-400], NEITHER),
        (picture("TIFF"), NEITHER),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", NEITHER),
        (b"<html><script>alert(1)</script></html>", NEITHER),
        (b"GIF89a", NEITHER),
        (mp4(brand=b"qt  "), films.QUICKTIME),
        (mp4()[:-5], films.CUT_OFF),
        (box(b"ftyp", b"isom" + b"\x00" * 8) + box(b"mdat", b"x" * 50), films.CUT_OFF),
        (box(b"ftyp", b"isom" + b"\x00" * 8) + b"\x00\x00\x00\x02moov", films.NOT_A_VIDEO),
        (webm().replace(b"webm", b"matr"), films.NOT_A_VIDEO),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_to_do(
    as_anna: Client, bridge: Exercise, store: Path, content: bytes, message: str
) -> None:
    assert said(add(as_anna, bridge, content)) == [message]
    assert (bridge.media.count(), files(store)) == (0, [])


def test_a_refused_file_loses_nothing_of_the_form(as_anna: Client, clinic: Clinic) -> None:
    answer = as_anna.post("/exercises/new/", ESSENTIAL | {"file": SimpleUploadedFile("photo.heic", heic())})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"file": [pictures.HEIC]}
    assert "Squeeze, then lift." in answer.content.decode()
    assert clinic.exercises.count() == 0


def test_another_mistake_asks_for_the_file_again(as_anna: Client, clinic: Clinic) -> None:
    sent = ESSENTIAL | {"name": "", "file": SimpleUploadedFile("photo.jpg", picture())}
    answer = as_anna.post("/exercises/new/", sent)
    assert answer.context["form"].errors["file"] == ["Please choose the file again: browsers do not keep it."]


def test_too_many_bytes_are_refused_by_kind(as_anna: Client, bridge: Exercise) -> None:
    big_picture = picture() + b"\x00" * pictures.PHOTO_MOST_BYTES
    assert said(add(as_anna, bridge, big_picture)) == ["This picture is larger than 12 MB. Please send a smaller copy."]
    film = mp4(padding=films.MOST_BYTES)
    said_of_film = "This file is too large: a picture may have 12 MB, a video 60 MB."
    assert said(add(as_anna, bridge, film, "film.mp4")) == [said_of_film]


def test_an_endless_upload_is_not_stored_and_the_form_survives(
    as_anna: Client, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    monkeypatch.setattr(films, "MOST_BYTES", 90_000)
    monkeypatch.setattr(pictures, "PHOTO_MOST_BYTES", 90_000)
    endless = SimpleUploadedFile("endless.mp4", mp4(padding=3_000_000))
    answer = as_anna.post("/exercises/new/", {"file": endless} | ESSENTIAL)
    said_of_it = ["This file is too large: a picture may have 12 MB, a video 60 MB."]
    assert answer.context["form"].errors == {"file": said_of_it}
    assert answer.context["form"]["name"].value() == "Towel Bridge"


@pytest.mark.skipif(not PICTURES.is_dir(), reason="the pictures are not beside the project (../shared/data)")
def test_every_strange_picture_is_kept_whole_or_refused_with_a_message() -> None:
    outcomes = [outcome_of(file) for file in sorted(PICTURES.rglob("*")) if file.is_file()]
    assert (outcomes.count("kept") > 100, outcomes.count("refused") > 40) == (True, True)
    assert set(outcomes) == {"kept", "refused"}


def outcome_of(file: Path) -> str:
    try:
        ready = own_uploads.ready(SimpleUploadedFile(file.name, file.read_bytes() or b" "))
    except ValidationError as error:
        return "refused" if len(error.messages) == 1 else "mumbled"
    kept = Image.open(BytesIO(ready.content.read()))
    kept.load()
    assert (kept.format, max(kept.size) <= pictures.PHOTO_SIDE_PX) == ("WEBP", True)
    return "kept"


PEAK = """
import sys
from io import BytesIO
from PIL import Image
from clinic import pictures
from django.core.exceptions import ValidationError
from tests.memory import peak_mb
Image.init()
content = sys.stdin.buffer.read()
before = peak_mb()
try:
    pictures.as_webp(BytesIO(content), size_bytes=len(content))
    said = "taken"
except ValidationError:
    said = "refused"
print(said, int(peak_mb() - before))
"""


@pytest.mark.apart
@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (png_of(13_000, 13_000), "refused"),
        (picture(size=(8064, 6048)), "taken"),  # as the larger telephones make them
        (picture(size=(5600, 4200), progressive=True, subsampling=0), "taken"),
        (picture(size=(8064, 6048), progressive=True), "refused"),
        (picture("PNG", size=(6000, 4000), mode="P"), "taken"),
        (picture("WEBP", size=(4000, 3000)), "taken"),
        (picture("WEBP", size=(5000, 4000)), "refused"),
    ],
    ids=["bomb", "phone", "progressive", "too progressive", "palette", "webp", "large webp"],
)
def test_decoding_takes_less_than_300_mb(content: bytes, outcome: str) -> None:
    done = subprocess.run([sys.executable, "-c", PEAK], input=content, capture_output=True, check=True)
    said_of_it, megabytes = done.stdout.decode().split()
    assert said_of_it == outcome
    assert int(megabytes) < 300


# --- video and its pieces ---


@pytest.fixture
def film(as_anna: Client, bridge: Exercise) -> ExerciseMedia:
    assert add(as_anna, bridge, mp4(), "film.mp4").status_code == 302
    return bridge.media.get()


def ask(client: Client, media: ExerciseMedia, **headers: str) -> Any:
    return client.get(f"/exercises/media/{media.pk}/", headers=headers)


def status(client: Client, media: ExerciseMedia, **headers: str) -> int:
    answer = ask(client, media, **headers)
    body(answer)  # whoever asks also reads, else the file stays open
    return answer.status_code


def test_a_video_is_kept_as_it_is_and_named_by_what_it_holds(
    as_anna: Client, film: ExerciseMedia, bridge: Exercise
) -> None:
    answer = ask(as_anna, film)
    assert (answer.status_code, body(answer)) == (200, mp4())
    assert (answer["Content-Type"], answer["Content-Length"]) == ("video/mp4", str(len(mp4())))
    assert (answer["Accept-Ranges"], answer["X-Content-Type-Options"]) == ("bytes", "nosniff")
    assert answer["Content-Disposition"] == "inline"
    assert answer["Cache-Control"] == "private, immutable, max-age=31536000"
    add(as_anna, bridge, webm(), "pretends.jpg")
    assert bridge.media.last().content_type == "video/webm"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-", 100, None), ("bytes=-10", -10, None), ("bytes=1000-999999", 1000, None)],
)
def test_a_piece_is_sent_when_asked_for(
    as_anna: Client, film: ExerciseMedia, asked: str, first: int, last: int | None
) -> None:
    whole = mp4()
    answer = ask(as_anna, film, range=asked)
    start, end = first % len(whole), len(whole) - 1 if last is None else last
    assert (answer.status_code, body(answer)) == (206, whole[start : end + 1])
    assert answer["Content-Range"] == f"bytes {start}-{end}/{len(whole)}"
    assert answer["Content-Length"] == str(end + 1 - start)


@pytest.mark.parametrize("asked", ["bytes=5000-", "bytes=5000-6000", "bytes=-0"])
def test_a_piece_that_is_not_there_is_416(as_anna: Client, film: ExerciseMedia, asked: str) -> None:
    answer = ask(as_anna, film, range=asked)
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(mp4())}")


@pytest.mark.parametrize(
    "asked", ["bytes=9-3", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5", "bytes=" + "9" * 40 + "-"]
)
def test_a_question_that_makes_no_sense_gets_the_whole(as_anna: Client, film: ExerciseMedia, asked: str) -> None:
    assert body(ask(as_anna, film, range=asked)) == mp4()


def test_a_piece_of_another_file_is_not_mixed_in(as_anna: Client, film: ExerciseMedia) -> None:
    whole = ask(as_anna, film)
    etag = whole["ETag"]
    assert body(whole) == mp4()
    assert status(as_anna, film, range="bytes=0-9", **{"if-range": etag}) == 206
    assert status(as_anna, film, range="bytes=0-9", **{"if-range": '"another"'}) == 200
    assert status(as_anna, film, **{"if-none-match": etag}) == 304


def test_the_rest_of_a_long_film_comes_in_pieces(as_anna: Client, bridge: Exercise) -> None:
    add(as_anna, bridge, mp4(padding=5 * 1024 * 1024), "film.mp4")
    answer = ask(as_anna, bridge.media.get(), range="bytes=0-")
    assert (answer.status_code, len(body(answer))) == (206, 4 * 1024 * 1024)


def test_only_people_of_the_clinic_see_it(
    as_anna: Client, as_ada: Client, as_pat: Client, as_ben: Client, client: Client, film: ExerciseMedia
) -> None:
    for member in (as_anna, as_ada, as_pat):
        assert status(member, film) == 200
    assert status(as_ben, film) == 404
    assert ask(client, film)["Location"].startswith("/accounts/login/")


def test_a_file_that_is_gone_is_not_found(as_anna: Client, film: ExerciseMedia) -> None:
    Path(film.file.path).unlink()
    assert status(as_anna, film) == 404


# --- links ---


@pytest.mark.parametrize(
    "url", ["https://www.youtube.com/watch?v=abc", "https://vimeo.com/1", "https://tube.example.org/w/x"]
)
def test_a_link_loads_nothing_and_says_where_it_leads(as_anna: Client, bridge: Exercise, url: str) -> None:
    assert add(as_anna, bridge, url=url).status_code == 302
    page = as_anna.get(f"/exercises/{bridge.pk}/").content.decode()
    assert f'href="{url}" target="_blank" rel="noopener noreferrer"' in page
    assert f"opens {url.split('/')[2].removeprefix('www.')} in a new tab" in page
    assert "<iframe" not in page
    assert f'src="{url}' not in page


@pytest.mark.parametrize(
    "url",
    ["http://vimeo.com/1", "javascript:alert(1)", "https://", "https://localhost/x", "https://127.0.0.1/x",
     "https://me:secret@vimeo.com/1", "data:text/html,x", "https://vimeo.com/" + "x" * 500, "//vimeo.com/1"],
)  # fmt: skip
def test_other_addresses_are_refused(as_anna: Client, bridge: Exercise, url: str) -> None:
    assert len(said(add(as_anna, bridge, url=url))) == 1
    assert bridge.media.count() == 0


def test_a_file_or_a_link_but_not_both_and_not_neither(as_anna: Client, bridge: Exercise) -> None:
    one_of_two = ["Choose a file or enter an address, one of the two."]
    assert said(add(as_anna, bridge)) == one_of_two
    assert said(add(as_anna, bridge, picture(), url="https://vimeo.com/1")) == one_of_two


# --- order, words, room ---


def test_pictures_are_put_in_order_described_and_removed(as_anna: Client, bridge: Exercise, store: Path) -> None:
    for _ in range(2):
        add(as_anna, bridge, picture())
    first, second = bridge.media.all()
    as_anna.post(f"/exercises/{bridge.pk}/pictures/{second.pk}/move/", {"to": "earlier"})
    assert list(bridge.media.all()) == [second, first]
    as_anna.post(f"/exercises/{bridge.pk}/pictures/{second.pk}/move/", {"to": "earlier"})
    assert list(bridge.media.all()) == [second, first]
    as_anna.post(f"/exercises/{bridge.pk}/pictures/{second.pk}/describe/", {"alt": "From the side"})
    assert 'alt="From the side"' in as_anna.get(f"/exercises/{bridge.pk}/").content.decode()
    page = as_anna.post(f"/exercises/{bridge.pk}/pictures/{second.pk}/describe/", {"alt": "a\nb"}, follow=True)
    assert "Please keep this to one line" in page.content.decode()


def test_removing_takes_the_file_along_when_nobody_else_shows_it(
    as_anna: Client, bridge: Exercise, store: Path, django_capture_on_commit_callbacks: Any
) -> None:
    add(as_anna, bridge, picture())
    with django_capture_on_commit_callbacks(execute=True):
        as_anna.post(f"/exercises/{bridge.pk}/pictures/{bridge.media.get().pk}/remove/")
    assert (bridge.media.count(), files(store)) == (0, [])


def test_deleting_an_exercise_leaves_a_file_that_its_copy_shows(
    as_anna: Client, anna: Membership, bridge: Exercise, store: Path, django_capture_on_commit_callbacks: Any
) -> None:
    add(as_anna, bridge, picture())
    add(as_anna, bridge, mp4(), "film.mp4")
    copy = services.adapt(exercise=bridge, clinic=bridge.clinic, by=anna.user)
    copy.media.last().delete()
    with django_capture_on_commit_callbacks(execute=True):
        as_anna.post(f"/exercises/{bridge.pk}/delete/")
    assert [file.suffix for file in files(store)] == [".webp"]
    assert shown(as_anna, copy.media.get()).size == (60, 20)


def test_there_is_room_for_six(as_anna: Client, bridge: Exercise, store: Path) -> None:
    for _ in range(6):
        assert add(as_anna, bridge, picture()).status_code == 302
    six = ["An exercise shows 6 pictures and videos at most. Remove one first."]
    assert said(add(as_anna, bridge, picture())) == six
    assert said(add(as_anna, bridge, url="https://vimeo.com/1")) == six
    assert len(files(store)) == 6


def test_a_new_exercise_comes_with_its_picture_once(as_anna: Client, clinic: Clinic) -> None:
    token = {"form_token": "6f1e9a7e-6f0a-4c36-9b5b-4f7d6a1f2c3d"}
    for _ in range(2):
        sent = ESSENTIAL | token | {"file": SimpleUploadedFile("p.jpg", picture()), "alt": "Hips up"}
        assert as_anna.post("/exercises/new/", sent).status_code == 302
    assert [media.alt for media in clinic.exercises.get().media.all()] == ["Hips up"]


# --- where patients meet it ---


@pytest.fixture
def trained(as_anna: Client, clinic: Clinic, pat: Patient, bridge: Exercise) -> Plan:
    """Pat trains with Bridge, which has a picture, a video and a link."""
    add(as_anna, bridge, picture())
    add(as_anna, bridge, mp4(), "film.mp4")
    add(as_anna, bridge, url="https://vimeo.com/1")
    programme = ProgrammeFactory(clinic=clinic)
    version = published_version(programme, items=())
    item(version.phases.get().sessions.get(), bridge)
    return PlanFactory(patient=pat, programme=programme, version=version)


def portal(client: Client, plan: Plan) -> str:
    session = plan.version.phases.get().sessions.get()
    return client.get(reverse("portal:exercise", args=[session.pk, 1])).content.decode()


def test_the_patient_sees_pictures_until_published_again_even_when_removed(
    as_anna: Client, as_pat: Client, trained: Plan, bridge: Exercise, django_capture_on_commit_callbacks: Any
) -> None:
    page = portal(as_pat, trained)
    assert ('alt="Hips lifted"' in page, "<video" in page, "opens vimeo.com" in page) == (True, True, True)
    with django_capture_on_commit_callbacks(execute=True):
        for media in bridge.media.all():
            as_anna.post(f"/exercises/{bridge.pk}/pictures/{media.pk}/remove/")
    page = portal(as_pat, trained)
    assert ('alt="Hips lifted"' in page, "<video" in page, "opens vimeo.com" in page) == (True, True, True)
    assert bridge.media.count() == 0
    kept = trained.version.phases.get().sessions.get().items.get().exercise.media.all()
    assert [status(as_pat, media) for media in kept if media.kind != "link"] == [200, 200]
    assert "figure-picture" not in as_anna.get(f"/exercises/{bridge.pk}/").content.decode()


def test_the_portals_page_takes_one_question_more_for_all_of_them(
    as_pat: Client, trained: Plan, bridge: Exercise, django_assert_num_queries: Any
) -> None:
    session = trained.version.phases.get().sessions.get()
    path = reverse("portal:exercise", args=[session.pk, 1])
    as_pat.get(path)
    with django_assert_num_queries(7):
        as_pat.get(path)
    bridge.media.all().delete()
    with django_assert_num_queries(7):
        as_pat.get(path)


def test_the_handout_has_the_picture_with_its_words(trained: Plan, clinic: Clinic) -> None:
    paper = handouts.html(trained.version, handout_for=None, clinic=clinic, site_url="https://x.test")
    assert '<img src="data:image/jpeg;base64,' in paper
    assert 'alt="Hips lifted"' in paper
