"""The clinic's own page: what is saved, what is refused at its field, and pictures that are never trusted."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageFile

from clinic.branding import LEAST_CONTRAST, contrast
from clinic.models import AuditEvent, Clinic

PAGE = "/clinic/"
PICTURES = Path(__file__).resolve().parents[3] / "shared/data/pillow-images"
FILLED = {
    "name": "Harbour Physio",
    "brand_colour": "#1F6F73",
    "paper": "letter",
    "weight_unit": "lb",
    "timezone": "Europe/Dublin",
    "phone": "020 7946 0001",
    "email": "hello@harbour.test",
    "address": "1 Quay Street",
    "booking_url": "https://harbour.test/book",
    "emergency_number": "112",
    "advice_number": "",
}
PNG, JPEG, GIF, WEBP = "PNG", "JPEG", "GIF", "WEBP"
UNREADABLE = "We cannot read this file as a picture. Use a PNG, JPEG, WebP or GIF."
NO_CHOICE = "Select a valid choice. {} is not one of the available choices."


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(form: str = PNG, size: tuple[int, int] = (60, 20), **how: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#1f6f73").save(out, form, **how)
    return out.getvalue()


def upload(content: bytes, name: str = "logo.png") -> dict[str, Any]:
    return FILLED | {"logo": SimpleUploadedFile(name, content)}


def logo_of(clinic: Clinic) -> Image.Image:
    clinic.refresh_from_db()
    with clinic.logo.open("rb") as file:
        shown = Image.open(BytesIO(file.read()))
        shown.load()
    return shown


def kept(clinic: Clinic) -> list[str]:
    return sorted(file.name for file in Path(clinic.logo.storage.location, "logos").glob("*"))


def test_what_is_entered_is_saved_and_written_down(as_ada: Client, clinic: Clinic) -> None:
    assert as_ada.post(PAGE, FILLED)["Location"] == PAGE
    clinic.refresh_from_db()
    assert {name: getattr(clinic, name) for name in FILLED} == FILLED | {"brand_colour": "#1f6f73"}
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_name) == ("clinic_changed", "Ada Admin")


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"name": "x" * 81}, "name", "Ensure this value has at most 80 characters (it has 81)."),
        ({"name": "a\nb"}, "name", "Please keep this to one line of ordinary characters."),
        ({"brand_colour": "teal"}, "brand_colour", "Write the colour as # and six digits, for example #1f6f73."),
        ({"timezone": "Mars/Olympus"}, "timezone", NO_CHOICE.format("Mars/Olympus")),
        ({"email": "hello"}, "email", "Enter a valid email address."),
        ({"booking_url": "javascript:alert(1)"}, "booking_url", "Enter a valid URL."),
        ({"booking_url": "ftp://harbour.test"}, "booking_url", "Enter a valid URL."),
        ({"emergency_number": ""}, "emergency_number", "This field is required."),
        ({"paper": "A5"}, "paper", NO_CHOICE.format("A5")),
    ],
)  # fmt: skip
def test_mistakes_are_told_at_the_field_and_nothing_is_lost_or_saved(
    as_ada: Client, clinic: Clinic, change: dict[str, str], field: str, said: str
) -> None:
    answer = as_ada.post(PAGE, FILLED | {"address": "2 New Street"} | change)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [said]}
    assert answer.context["form"]["address"].value() == "2 New Street"
    assert answer.context["clinic"].name == "Harbour Physio"
    clinic.refresh_from_db()
    assert clinic.address == ""
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize("form", [PNG, JPEG, GIF, WEBP])
def test_logo_is_kept_as_a_png_and_shown_to_members_only(
    as_ada: Client, as_anna: Client, as_pat: Client, as_ben: Client, client: Client, clinic: Clinic, form: str
) -> None:
    assert as_ada.post(PAGE, upload(picture(form))).status_code == 302
    for member in (as_ada, as_anna, as_pat):
        answer = member.get("/clinic/logo/")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert answer["Cache-Control"] == "private, max-age=600"
        assert answer["X-Content-Type-Options"] == "nosniff"
        shown = Image.open(BytesIO(b"".join(answer.streaming_content)))
        assert (shown.format, shown.size) == ("PNG", (60, 20))
    assert as_ben.get("/clinic/logo/").status_code == 404
    assert client.get("/clinic/logo/")["Location"] == "/accounts/login/?next=/clinic/logo/"


def test_nothing_hidden_in_a_picture_is_kept(as_ada: Client, clinic: Clinic) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "a secret place", 6  # description; turned by a quarter
    as_ada.post(PAGE, upload(picture(JPEG, exif=exif, comment="a secret place"), "photo.jpg"))
    assert logo_of(clinic).size == (20, 60)
    assert b"secret" not in Path(clinic.logo.path).read_bytes()


def test_transparency_stays_and_big_logos_shrink(as_ada: Client, clinic: Clinic) -> None:
    out = BytesIO()
    Image.new("RGBA", (3000, 1000), (0, 0, 0, 0)).save(out, PNG)
    as_ada.post(PAGE, upload(out.getvalue()))
    logo = logo_of(clinic)
    assert (logo.mode, logo.size) == ("RGBA", (1200, 400))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The submitted file is empty."),
        (b"not a picture", UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", UNREADABLE),
        (picture()[:60], UNREADABLE),
        (picture(JPEG)[:200], UNREADABLE),
        (picture("BMP"), UNREADABLE),
        (picture(size=(4001, 1)), "This picture has more than 4000 pixels a side. Please shrink it."),
        (picture() + b"\0" * 2_097_152, "This picture is larger than 2 MB. Please use a smaller one."),
    ],
    ids=["empty", "text", "svg", "cut png", "cut jpeg", "bmp", "too wide", "too heavy"],
)  # fmt: skip
def test_picture_that_is_none_is_refused_at_its_field(
    as_ada: Client, clinic: Clinic, content: bytes, said: str
) -> None:
    answer = as_ada.post(PAGE, upload(content))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"logo": [said]}
    clinic.refresh_from_db()
    assert clinic.logo.name == ""
    assert kept(clinic) == []


def test_cut_picture_is_refused_whatever_another_library_asked_of_the_decoder(
    as_ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does when it is imported
    assert as_ada.post(PAGE, upload(picture()[:60])).status_code == 422


def test_new_logo_takes_the_old_ones_place_and_removal_leaves_nothing(
    as_ada: Client, clinic: Clinic, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        as_ada.post(PAGE, upload(picture()))
    clinic.refresh_from_db()
    first = clinic.logo.name
    with django_capture_on_commit_callbacks(execute=True):
        as_ada.post(PAGE, FILLED)
    clinic.refresh_from_db()
    assert clinic.logo.name == first
    with django_capture_on_commit_callbacks(execute=True):
        as_ada.post(PAGE, upload(picture(GIF)))
    clinic.refresh_from_db()
    assert kept(clinic) == [clinic.logo.name.removeprefix("logos/")]
    assert clinic.logo.name != first
    with django_capture_on_commit_callbacks(execute=True):
        as_ada.post(PAGE, FILLED | {"remove_logo": "on"})
    clinic.refresh_from_db()
    assert clinic.logo.name == ""
    assert kept(clinic) == []


def test_logo_whose_file_is_gone_is_not_an_error_page(as_ada: Client, clinic: Clinic) -> None:
    clinic.logo = "logos/gone.png"
    clinic.save()
    assert as_ada.get("/clinic/logo/").status_code == 404
    assert as_ada.get(PAGE).status_code == 200


@pytest.mark.apart
def test_pictures_of_all_kinds_are_kept_or_refused(as_ada: Client, clinic: Clinic) -> None:
    if not PICTURES.is_dir():
        pytest.skip("the collection of odd pictures is not beside the project (../shared/data/pillow-images)")
    outcomes: dict[bool, int] = {True: 0, False: 0}
    for file in sorted(path for path in PICTURES.rglob("*") if path.is_file() and path.stat().st_size):
        answer = as_ada.post(PAGE, upload(file.read_bytes(), file.name))
        assert answer.status_code in (302, 422), file.name
        if answer.status_code == 302:
            assert logo_of(clinic).format == PNG
        else:
            assert list(answer.context["form"].errors) == ["logo"], file.name
        outcomes[answer.status_code == 302] += 1
    assert outcomes[True] > 50
    assert outcomes[False] > 10


@pytest.mark.parametrize("colour", ["1f6f73", "ffff00", "000000", "ffffff", "808080", "FF0000"])
def test_brand_is_readable_in_light_and_dark(client: Client, colour: str) -> None:
    answer = client.get(f"/brand/{colour}.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, immutable, max-age=31536000"
    light, dark = answer.content.decode().splitlines()
    for rule, theme, ground in ((light, "light", "#faf7f2"), (dark, "dark", "#161d21")):
        assert rule.startswith(f'[data-bs-theme="{theme}"] {{ --lw-accent: #')
        accent = rule.split("--lw-accent: ")[1][:7]
        on_accent = rule.split("--lw-on-accent: ")[1][:7]
        assert contrast(accent, ground) >= LEAST_CONTRAST
        assert contrast(on_accent, accent) >= LEAST_CONTRAST


def test_brand_of_a_signed_in_person_may_be_kept_too(as_pat: Client) -> None:
    assert as_pat.get("/brand/1f6f73.css")["Cache-Control"] == "public, immutable, max-age=31536000"


@pytest.mark.parametrize("colour", ["1f6f7", "1f6f733", "zzzzzz", "%231f6f73"])
def test_brand_that_is_no_colour_does_not_exist(client: Client, colour: str) -> None:
    assert client.get(f"/brand/{colour}.css").status_code == 404


def test_colour_that_is_hard_to_read_is_told(as_ada: Client, clinic: Clinic) -> None:
    note = "This colour is hard to read on our pages"
    assert note not in as_ada.get(PAGE).content.decode()
    as_ada.post(PAGE, FILLED | {"brand_colour": "#ffe000"})
    assert note in as_ada.get(PAGE).content.decode()


@pytest.mark.parametrize("field", [*FILLED, "remove_logo"])
def test_hostile_text_about_the_clinic_is_answered(as_ada: Client, some_hostile_strings: list[str], field: str) -> None:
    for text in some_hostile_strings:
        answer = as_ada.post(PAGE, FILLED | {field: text})
        assert answer.status_code in (302, 422)
        assert answer.status_code == 302 or list(answer.context["form"].errors) == [field]


def test_hostile_text_in_every_field_at_once_is_answered(as_ada: Client, some_hostile_strings: list[str]) -> None:
    for text in some_hostile_strings:
        assert as_ada.post(PAGE, dict.fromkeys(FILLED, text)).status_code == 422
    assert as_ada.get(PAGE).status_code == 200


def test_hostile_text_that_is_saved_comes_back_as_it_was(
    as_ada: Client, clinic: Clinic, hostile_strings: list[str]
) -> None:
    saved = 0
    for text in hostile_strings:
        if as_ada.post(PAGE, FILLED | {"name": text, "address": text}).status_code == 302:
            saved += 1
            clinic.refresh_from_db()
            assert (clinic.name, clinic.address) == (text.strip(), text.strip())
    assert saved > len(hostile_strings) / 2
