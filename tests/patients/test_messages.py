"""Words between a patient and the clinic: both ways, once, and never to somebody else."""

import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from patients.models import Message

MINE = "/my/messages/"


@pytest.fixture
def theirs(pat):
    return f"/patients/{pat.pk}/messages/"


def form(text="", token=None, **more):
    return {"token": str(token or uuid.uuid4()), "text": text, **more}


def picture():
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return SimpleUploadedFile("knee.jpg", out.getvalue(), content_type="image/jpeg")


def body(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_question_and_its_answer(as_pat, as_anna, pat, theirs):
    assert as_pat.post(MINE, form("May I cycle?")).status_code == 302
    assert "1 new" in body(as_anna, f"/patients/{pat.pk}/")
    assert "May I cycle?" in body(as_anna, theirs)
    assert "1 new" not in body(as_anna, f"/patients/{pat.pk}/")
    as_anna.post(theirs, form("Yes, gently."))
    assert "1 new message" in body(as_pat, "/my/")
    page = body(as_pat, MINE)
    assert page.index("May I cycle?") < page.index("Yes, gently.")
    assert "Anna Archer" in page
    assert "new message" not in body(as_pat, "/my/")


def test_sent_twice_it_arrives_once(as_pat):
    once = form("Hello", uuid.uuid4())
    assert [as_pat.post(MINE, once).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.count() == 1


def test_a_token_of_somebody_else_sends_nothing_and_shows_nothing(as_pat, as_sam):
    token = uuid.uuid4()
    as_pat.post(MINE, form("Only mine", token))
    answer = as_sam.post(MINE, form("Mine", token))
    assert answer.status_code == 422
    assert "could not be sent" in answer.content.decode()
    assert "Mine</textarea>" in answer.content.decode()
    assert Message.objects.get().text == "Only mine"


@pytest.mark.parametrize(("text", "words"), [("", "Write something"), ("x" * 4001, "under 4000 characters")])
def test_what_cannot_be_sent_is_said_and_kept(as_pat, text, words):
    answer = as_pat.post(MINE, form(text))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert text in answer.content.decode()


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.usefixtures("own_media")
def test_a_picture_is_drawn_anew_and_shown_to_both_sides_only(as_pat, as_anna, as_sam, as_ben, theirs):
    assert as_pat.post(MINE, form(picture=picture())).status_code == 302
    message = Message.objects.get()
    for client, url in ((as_pat, MINE), (as_anna, theirs)):
        answer = client.get(f"{url}{message.pk}/picture/")
        assert answer["Content-Type"] == "image/webp"
        assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert as_sam.get(f"{MINE}{message.pk}/picture/").status_code == 404
    assert as_ben.get(f"{theirs}{message.pk}/picture/").status_code == 404


def test_a_file_that_is_no_picture_is_refused_in_words(as_pat):
    answer = as_pat.post(MINE, form("Look", picture=SimpleUploadedFile("a.jpg", b"not a picture")))
    assert answer.status_code == 422
    assert "cannot read this file as a picture" in answer.content.decode()
    assert "Look</textarea>" in answer.content.decode()


def test_beside_the_box_stands_whom_to_call_and_when_it_is_read(as_pat, clinic):
    clinic.message_hours, clinic.phone = "Monday to Friday, 9 to 5", "020 1234"
    clinic.save()
    page = body(as_pat, MINE)
    assert "We read them Monday to Friday, 9 to 5" in page
    assert ("tel:0201234" in page, "tel:999" in page, "/my/help/" in page) == (True, True, True)


def test_quick_replies_are_the_clinics_own(as_anna, as_ben, theirs):
    lines = {"texts": "Sore for a day is fine.\n\nPlease call us.\nPlease call us."}
    assert as_anna.post("/messages/replies/", lines).status_code == 302
    page = body(as_anna, theirs)
    assert page.count("Please call us.") == 1
    assert "Please call us." not in body(as_ben, "/messages/replies/")


def test_too_long_a_quick_reply_is_named(as_anna):
    answer = as_anna.post("/messages/replies/", {"texts": "Fine.\n" + "y" * 501})
    assert answer.status_code == 422
    assert "Keep each under 500 characters" in answer.content.decode()
    assert "Fine." in answer.content.decode()


def test_the_caseload_says_who_has_written_until_somebody_read_it(as_pat, as_anna, pat, theirs):
    for _ in range(2):
        as_pat.post(MINE, form("Hello?"))
    page = body(as_anna, "/caseload/")
    assert "Written to you" in page
    assert f'<a href="{theirs}">Pat Pine</a> (2)' in page
    as_anna.get(theirs)
    assert "Written to you" not in body(as_anna, "/caseload/")


def test_a_colleagues_patient_waits_for_the_colleague_and_for_whoever_looks_at_the_whole_clinic(as_pat, as_ada, as_ben):
    as_pat.post(MINE, form("Hello?"))
    assert "Pat Pine</a> (1)" in body(as_ada, "/caseload/?who=all")
    assert "Pat Pine" not in body(as_ada, "/caseload/?who=mine")
    assert "Pat Pine" not in body(as_ben, "/caseload/?who=all")
