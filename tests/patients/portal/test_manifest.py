"""The portal on a home screen: the clinic's name, colours and icon."""

import io

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from clinic.icons import initials
from clinic.models import Clinic
from patients.models import Patient
from patients.portal.installing import short_name
from tests.patients.portal.visiting import MONDAY, statements, text

MANIFEST = "/my/manifest.webmanifest"


def pixels(client: Client, url: str) -> Image.Image:
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "public, immutable, max-age=31536000"
    return Image.open(io.BytesIO(answer.content)).convert("RGBA")


def icons(as_pat: Client) -> dict[str, str]:
    return {f"{one['sizes']} {one['purpose']}": one["src"] for one in as_pat.get(MANIFEST).json()["icons"]}


def test_manifest_has_the_clinics_name_and_colours(as_pat):
    Clinic.objects.update(brand_colour="#7a1f5c")
    answer = as_pat.get(MANIFEST)
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert (told["name"], told["short_name"], told["theme_color"]) == ("Harbour Physio", "Harbour", "#7a1f5c")
    assert (told["start_url"], told["scope"], told["id"], told["display"]) == ("/my/", "/my/", "/my/", "standalone")


def test_strangers_and_staff_find_no_manifest(client, as_anna):
    assert client.get(MANIFEST).status_code == 302
    assert as_anna.get(MANIFEST).status_code == 404


def test_icons_are_the_initials_on_the_clinics_colour_for_whoever_knows_the_address(as_pat):
    Clinic.objects.update(brand_colour="#7a1f5c")
    found = icons(as_pat)
    assert list(found) == ["192x192 any", "512x512 any", "512x512 maskable"]
    stranger = Client()
    for name, url in found.items():
        picture = pixels(stranger, url)
        side = int(name.partition("x")[0])
        assert picture.size == (side, side)
        assert picture.getpixel((side // 2, side // 16)) == (0x7A, 0x1F, 0x5C, 255)
        assert (255, 255, 255, 255) in {colour for _, colour in picture.getcolors(100_000)}
        assert (picture.getpixel((0, 0))[3] == 255) == name.endswith("maskable")


def test_icon_is_the_logo_where_there_is_one(as_pat, clinic, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    before = icons(as_pat)
    logo = io.BytesIO()
    Image.new("RGB", (400, 100), "#00aa00").save(logo, "PNG")
    clinic.logo.save("logo.png", ContentFile(logo.getvalue()))
    after = icons(as_pat)
    assert not set(before.values()) & set(after.values())
    picture = pixels(Client(), after["512x512 any"])
    assert picture.getpixel((256, 256)) == (0, 0xAA, 0, 255)
    assert picture.getpixel((256, 60)) == (255, 255, 255, 255)
    assert Client().get(before["512x512 any"]).status_code == 404


def test_icon_whose_logo_is_gone_shows_the_initials(as_pat, clinic):
    Clinic.objects.update(logo="logos/gone.png")
    assert pixels(Client(), icons(as_pat)["192x192 any"]).getpixel((96, 12)) == (0x1F, 0x6F, 0x73, 255)


def test_icon_is_found_by_its_mark_only(as_pat, clinic):
    url = icons(as_pat)["192x192 any"]
    assert Client().get(url.replace(f"/{clinic.pk}/", "/999999/")).status_code == 404
    assert Client().get(url.replace("192.png", "193.png")).status_code == 404
    assert Client().get(f"/my/icon/{clinic.pk}/{'0' * 24}/192.png").status_code == 404


def test_pages_link_manifest_and_touch_icon_with_the_cookie(as_pat, client):
    page = as_pat.get("/my/").content.decode()
    assert f'<link rel="manifest" href="{MANIFEST}" crossorigin="use-credentials">' in page
    assert pixels(Client(), page.partition('rel="apple-touch-icon" href="')[2].partition('"')[0]).size == (180, 180)
    assert "manifest" not in client.get("/my/help/").content.decode()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Harbour Physio", "Harbour"),
        ("Back & Joint", "Back & Joint"),
        ("Springfield Back & Joint", "Springfield"),
        ("St Mary & Friends of Physio", "St Mary"),
        ("Physiotherapiezentrum", "Physiotherapiezentrum"),
    ],
)
def test_short_name_is_whole_words(name, short):
    assert short_name(name) == short


def test_initials_are_those_of_the_first_words_with_letters():
    found = [initials(name) for name in ("Harbour Physio", "Back & Joint", "physio", "Łódź", "& +")]
    assert found == ["HP", "BJ", "P", "Ł", "L"]


def test_home_screen_is_hinted_at_after_the_first_session_until_it_is_declined(as_pat, pat, plan):
    assert "Keep it at hand" not in text(as_pat, "today")
    Patient.objects.filter(pk=pat.pk).update(last_session_on=MONDAY)
    assert "Keep it at hand" not in text(as_pat, "today")  # one card at a time: the words to agree to come first
    as_pat.post("/my/welcome/consent/", {"version": "1"})
    assert "Put Harbour Physio on your home screen" in text(as_pat, "today")
    assert as_pat.post("/my/home-screen/").url == "/my/"
    assert "Keep it at hand" not in text(as_pat, "today")


def test_today_with_all_that_is_still_open_stays_cheap(as_pat, pat, plan, session):
    Patient.objects.filter(pk=pat.pk).update(last_session_on=MONDAY)
    assert statements(as_pat, "/my/") <= 12  # the budget of a page, docs/performance.md
