"""What nobody should be able to do with a handout: hang it, fill the machine, make it fetch something."""

import base64
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from clinic.models import Clinic
from programmes import handouts
from programmes.handouts import Choice, child, kept, paper
from programmes.models import Version
from tests.factories import ExerciseFactory, ProgrammeFactory, item, published_version

pytestmark = pytest.mark.pdf
SITE = "https://rehab.example.test"


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def version(clinic: Clinic) -> Version:
    return published_version(ProgrammeFactory(clinic=clinic, name="Home strength"))


def wanted(version: Version, **choice: Any) -> handouts.Wanted:
    return handouts.Wanted(version, version.programme.clinic, SITE, Choice(**choice))


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that notes who calls."""
    called: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            called.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", called
    server.shutdown()
    server.server_close()


@pytest.mark.apart
def test_no_address_is_fetched_and_no_file_read(visits: tuple[str, list[str]], tmp_path: Path) -> None:
    """Even if markup came through: from the network, from this machine, and from its disk."""
    address, called = visits
    (tmp_path / "secret.css").write_text("h1::after { content: 'the secret' }")
    page = f"""<html lang="en"><title>x</title>
      <link rel="stylesheet" href="{address}/a.css"><link rel="stylesheet" href="{(tmp_path / "secret.css").as_uri()}">
      <style>@import url("{address}/b.css"); h1 {{ background: url({address}/c.png) }}
      @font-face {{ font-family: Evil; src: url("{address}/d.woff2") }} h1 {{ font-family: Evil }}</style>
      <h1>Hello</h1><img alt="x" src="{address}/e.png"><img alt="x" src="file:///etc/passwd">
      <img alt="x" src="{paper.FONTS.as_uri()}/../../../clinic/settings.py">
      <object data="{address}/f.svg"></object><iframe src="{address}/g"></iframe>
      <img alt="x" src="data:image/svg+xml;base64,{
        base64.b64encode(
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
            f'<image xlink:href="{address}/h.png" width="9" height="9"/></svg>'.encode()
        ).decode()
    }">"""
    assert paper.lay_out(page).pages == 1
    assert called == []


@pytest.mark.apart
@pytest.mark.parametrize("text", ["x" * 100_000, "word " * 20_000, "a\n" * 50_000], ids=["letters", "words", "lines"])
def test_hundred_kilobytes_are_cut_where_a_person_would(version: Version, text: str) -> None:
    put = item(version.phases.get().sessions.get(), ExerciseFactory(steps=text, easier=text[:300]))
    type(put).objects.filter(pk=put.pk).update(note=text)
    began = time.monotonic()
    printed = handouts.make(wanted(version))
    assert printed.pages <= 12
    assert time.monotonic() - began < 20


@pytest.mark.apart
def test_endless_work_is_stopped_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters without a space in a flexible row take more than quadratic time; the press itself goes on."""
    monkeypatch.setattr(child, "CPU_SECONDS", 2)
    paper.send_home()
    began = time.monotonic()
    with pytest.raises(handouts.PaperError, match="takes too long to lay out"):
        paper.lay_out(f'<p style="display: flex; overflow-wrap: anywhere">{"x" * 60_000}')
    assert time.monotonic() - began < child.PATIENCE_SECONDS + paper.GRACE_SECONDS + 1
    assert paper.lay_out('<html lang="en"><title>x</title><h1>Well').pages == 1
    paper.send_home()


@pytest.mark.apart
def test_too_much_memory_is_stopped_with_words() -> None:
    """A small file that unpacks to half a gigabyte and more."""
    page = f'<html lang="en"><title>x</title><h1>x</h1><img alt="x" src="data:image/png;base64,{huge("PNG")}">'
    try:
        assert paper.lay_out(page).pages == 1
    except handouts.PaperError as refused:
        assert "takes too long" in str(refused)  # noqa: PT017 (either is right, a hanging worker is not)


def huge(kind: str, mode: str = "1") -> str:
    out = BytesIO()
    Image.new(mode, (13_000, 13_000)).save(out, kind)
    return base64.b64encode(out.getvalue()).decode()


@pytest.mark.apart
def test_picture_of_13000_pixels_is_left_out_wherever_it_came_from(clinic: Clinic, version: Version) -> None:
    """Uploads refuse one; here it lies in the folder, as after a restore from somewhere else."""
    clinic.logo.save("logo.png", ContentFile(base64.b64decode(huge("PNG"))))
    exercise = version.phases.get().sessions.get().items.first().exercise
    picture = exercise.media.create(kind="picture", content_type="image/webp", alt="A squat", file="squat.webp")
    picture.file.save("squat.webp", ContentFile(base64.b64decode(huge("PNG"))))
    again = Version.objects.get(pk=version.pk)
    page = handouts.html_of(wanted(again))
    assert ("data:image/png" in page, "data:image/jpeg" in page, clinic.name in page) == (False, False, True)
    assert handouts.make(wanted(again)).pages >= 1


def test_press_that_died_is_opened_again() -> None:
    paper.lay_out('<html lang="en"><title>x</title><h1>One')
    paper._presses.press.process.kill()
    paper._presses.press.process.wait()
    assert paper.lay_out('<html lang="en"><title>x</title><h1>Two').pages == 1


def test_press_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "of the house")
    paper.send_home()
    paper.lay_out('<html lang="en"><title>x</title><h1>One')
    told = Path(f"/proc/{paper._presses.press.process.pid}/environ").read_bytes()
    assert b"SECRET_KEY" not in told


def test_many_are_printed_at_once() -> None:
    found: list[int] = []

    def work(number: int) -> None:
        found.append(paper.lay_out(f'<html lang="en"><title>x</title><h1>{number}').pages)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 6


# --- what was printed today ------------------------------------------------------------------


def test_folder_stays_below_its_cap_and_forgets_yesterday(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 400)
    pdf = b"%PDF" + b"x" * 96
    for number in range(6):
        kept.keep(f"name-{number}", paper.Printed(pdf, 1))
        os.utime(var / "handouts" / f"name-{number}", (time.time() - 60 + number,) * 2)
    left = sorted(file.name for file in (var / "handouts").iterdir())
    assert left[-1] == "name-5"
    assert 1 < len(left) < 4
    os.utime(var / "handouts" / "name-5", (time.time() - 25 * 3600,) * 2)
    kept.keep("today", paper.Printed(pdf, 1))
    assert kept.kept("name-5") is None
    assert kept.kept("today") == paper.Printed(pdf, 1)


def test_full_disk_or_torn_file_prints_all_the_same(var: Path) -> None:
    def make() -> paper.Printed:
        return paper.Printed(b"%PDF whole", 1)

    (var / "handouts").write_text("a file where the folder should be")
    assert handouts.once("name", make) == make()
    (var / "handouts").unlink()
    (var / "handouts").mkdir()
    (var / "handouts" / "name").write_bytes(b"{\n%PDF torn")
    assert handouts.once("name", make) == make()
    assert kept.kept("name") == make()
