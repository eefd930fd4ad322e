"""The layouts: what stands on each, that none splits or strands anything, and that all keep the PDF/UA promise."""

import dataclasses
import re
import shutil
import subprocess
from io import StringIO
from itertools import pairwise
from pathlib import Path

import page
import pytest
from django.core.management import call_command
from PIL import Image, ImageChops

from clinic.models import Clinic
from programmes import handouts
from programmes.handouts import Choice, Layout
from programmes.models import Version
from tests.factories import (
    ClinicFactory,
    ExerciseFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
    VersionFactory,
)
from tests.factories import item as put

pytestmark = [pytest.mark.pdf, pytest.mark.apart]

SITE = "https://rehab.example.test"
START = f"{SITE}/start/plan/3f.AbCdEfGhIjKlMnOp/"
# Every template once, every layout at least once, both papers, with and without colour.
CROSS_SECTION = [
    ("bend-with-confidence", Layout.STANDARD, "A4", "colour"),
    ("five-pillar-week", Layout.LOG_6, "letter", "ink"),
    ("foundations-confidence", Layout.ONE_PAGE, "letter", "colour"),
    ("foundations-stability", Layout.LOG_4, "A4", "colour"),
    ("foundations-strength", Layout.ONE_PAGE, "A4", "ink"),
    ("keep-strong", Layout.LARGE, "letter", "ink"),
    ("settle-and-move", Layout.STANDARD, "letter", "ink"),
    ("starter", Layout.LARGE, "A4", "colour"),
    ("strong-and-steady", Layout.SUMMARY, "A4", "ink"),
    ("walking-builder", Layout.STANDARD, "A4", "colour"),
]


def wanted(version: Version, clinic: Clinic, choice: Choice, **reader: object) -> handouts.Wanted:
    for_whom = handouts.HandoutFor(**{"first_name": "Maria", "phase_number": 1, "start_url": START} | reader)
    course = handouts.Course(name="Maria Lopez") if choice.layout == Layout.SUMMARY else None
    return handouts.Wanted(version, clinic, SITE, choice, for_whom, course)


def version_with(clinic: Clinic, *names: str, kind: str = "training", **exercise: object) -> Version:
    version = VersionFactory(programme=ProgrammeFactory(clinic=clinic, name="Home strength"))
    session = SessionFactory(phase=PhaseFactory(version=version, weeks=4, per_week_lo=2, per_week_hi=2), kind=kind)
    for name in names:
        put(session, ExerciseFactory(name=name, **exercise), "3x8/side rest 45")
    return version


def words_of(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def pages_of(pdf: bytes) -> list[str]:
    return words_of(pdf).rstrip("\f").split("\f")


def failures(pdf: bytes) -> list[tuple[str, str]]:
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    return [(failure.rule_id, failure.message) for failure in report.failures]


def test_every_template_and_every_layout_keep_the_promise(clinic: Clinic, tmp_path: Path) -> None:
    """A cross-section in one test, because loading the library is half of its cost."""
    call_command("load_library", stdout=StringIO())
    versions = {version.programme.key: version for version in Version.objects.published().whole()}
    assert ({case[0] for case in CROSS_SECTION}, {case[1] for case in CROSS_SECTION}) == (
        set(versions),
        set(handouts.TO_CHOOSE),
    )
    for key, layout, paper, colour in CROSS_SECTION:
        printed = handouts.make(wanted(versions[key], clinic, Choice(layout, paper, colour)))
        assert failures(printed.pdf) == [], key
        shown = pages_of(printed.pdf)
        assert len(shown) == printed.pages
        assert min(len(words.split()) for words in shown) > 25, f"{key}: a page is all but empty"
        if colour == "ink":
            assert is_grey(printed.pdf, tmp_path), key


def is_grey(pdf: bytes, folder: Path) -> bool:
    """Whether nothing on any page has a colour."""
    (folder / "ink.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "30", folder / "ink.pdf", folder / "ink"], check=True)
    for file in folder.glob("ink*.ppm"):
        with Image.open(file) as picture:
            red, green, blue = picture.split()
        file.unlink()
        furthest = max(ImageChops.difference(one, other).getextrema()[1] for one, other in ((red, green), (red, blue)))
        if furthest > 2:
            return False
    return True


def test_colours_are_there_unless_ink_is_chosen(clinic: Clinic, tmp_path: Path) -> None:
    version = version_with(clinic, "Bird Dog", key="bird-dog")
    assert not is_grey(handouts.make(wanted(version, clinic, Choice())).pdf, tmp_path)


@pytest.mark.parametrize(("paper", "layout", "size"), [
    ("A4", Layout.STANDARD, "595.276 x 841.89"), ("letter", Layout.STANDARD, "612 x 792"),
    ("A4", Layout.LOG_4, "841.89 x 595.276"), ("letter", Layout.LOG_6, "792 x 612"),
])  # fmt: skip
def test_paper_is_as_chosen(paper: str, layout: Layout, size: str, clinic: Clinic) -> None:
    pdf = handouts.make(wanted(version_with(clinic, "Bird Dog"), clinic, Choice(layout, paper))).pdf
    said = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert f"Page size:       {size} pts" in said


def test_fonts_are_embedded_and_a_name_prints_in_its_own_letters(clinic: Clinic, tmp_path: Path) -> None:
    name = "Łódź Ελένη مريم שרה"
    printed = handouts.make(wanted(version_with(clinic, "Bird Dog"), clinic, Choice(), first_name=name))
    (tmp_path / "handout.pdf").write_bytes(printed.pdf)
    said = subprocess.run(["pdffonts", tmp_path / "handout.pdf"], capture_output=True, check=True).stdout.decode()
    rows = [line.split() for line in said.splitlines()[2:]]
    assert rows
    assert {(row[-5], row[-4]) for row in rows} == {("yes", "yes")}, "embedded, and a subset"
    text = words_of(printed.pdf)
    assert [word for word in ("Łódź", "Ελένη", "مريم", "שרה") if word not in text and word[::-1] not in text] == []
    assert printed.missing == ()


def test_character_without_a_font_is_told_and_a_box_stands_for_it(clinic: Clinic) -> None:
    printed = handouts.make(wanted(version_with(clinic, "Bird Dog"), clinic, Choice(), goal="Walk 🐕 with 🐕 and 東"))
    assert printed.missing == ("東", "🐕")
    assert "Walk □ with □ and □" in words_of(printed.pdf)
    assert failures(printed.pdf) == []


def test_one_page_is_one_page_up_to_eight_and_chooses_its_density(clinic: Clinic) -> None:
    steps = "Lie on your back with both knees bent.\nBrace gently, and lift your hips.\nLower slowly, and rest."
    found = {}
    for count in (1, 4, 8):
        version = version_with(clinic, *(f"Exercise {n}" for n in range(count)), steps=steps)
        printed = handouts.make(wanted(version, clinic, Choice(Layout.ONE_PAGE)))
        text = " ".join(words_of(printed.pdf).split())
        assert [n for n in range(count) if f"{n + 1}. Exercise {n}" not in text and count > 1] == []
        assert "When to stop, and whom to call" in text
        found[count] = (printed.pages, printed.density)
    assert found == {1: (1, "density-roomy"), 4: (1, "density-roomy"), 8: (1, "density-usual")}


def test_one_page_says_when_it_cannot(clinic: Clinic) -> None:
    version = version_with(clinic, *(f"Exercise {n}" for n in range(60)))
    with pytest.raises(handouts.PaperError) as refused:
        handouts.make(wanted(version, clinic, Choice(Layout.ONE_PAGE)))
    assert str(refused.value) == (
        "This is too much for one page: 60 exercises, even in the smallest print that can be read. "
        "Choose the standard layout or shorten the notes."
    )


def test_large_print_is_large_everywhere(clinic: Clinic) -> None:
    version = version_with(clinic, "Bird Dog", key="bird-dog", source="wger", licence="CC-BY-SA 4", author="flori")
    pdf = handouts.make(wanted(version, clinic, Choice(Layout.LARGE))).pdf
    boxes = words_of(pdf, "-bbox")
    heights = [
        float(high) - float(low) for low, high in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)"', boxes)
    ]
    assert min(heights) >= 16
    assert "flori" in words_of(pdf)


def test_log_sheet_has_a_box_for_every_set_and_as_many_weeks_as_chosen(clinic: Clinic) -> None:
    version = version_with(clinic, "Bird Dog", "Dead Bug")
    for layout, weeks in ((Layout.LOG_4, 4), (Layout.LOG_6, 6)):
        words = handouts.html_of(wanted(version, clinic, Choice(layout)))
        assert [f"Week {n}" in words for n in range(1, 8)] == [n <= weeks for n in range(1, 8)]
        assert words.count('class="sets sets-3') == 2 * weeks * 2, "two exercises, twice a week"
        assert words.count('<tr class="score">') == 2


def test_exercises_stay_whole_and_no_heading_is_left_alone(clinic: Clinic) -> None:
    """Every exercise's name and its last words are on one page, and no page ends with a heading."""
    names = [f"Exercise {letter}" for letter in "ABCDEFGHIJKLMN"]
    version = version_with(clinic, *names, easier="This is the end of it.", steps="First.\nSecond.\nThird.")
    for layout in (Layout.STANDARD, Layout.LARGE):
        shown = pages_of(handouts.make(wanted(version, clinic, Choice(layout))).pdf)
        for words in shown:
            began = len(re.findall(r"\d+\. Exercise [A-N]\n", words))
            assert began == words.count("end of it."), words
        tails = [[line for line in words.splitlines() if line and "Page " not in line] for words in shown]
        assert [tail for tail in tails if tail[-1] in ("Session A", "Settle in")] == []


def test_links_and_alternative_texts(clinic: Clinic) -> None:
    version = version_with(clinic, "Bird Dog", key="bird-dog")
    for layout in handouts.FOR_PATIENTS:
        words = handouts.html_of(wanted(version, clinic, Choice(layout)))
        assert re.findall(r'href="([^"]+)"', words) == [START]
        assert re.findall("<svg[^>]*><title>([^<]+)", words) == ["QR code: opens your plan on your phone"]
        assert set(re.findall(r'<img [^>]*alt="([^"]*)"', words)) == {"Bird Dog, in 2 numbered pictures"}
        headings = [int(level) for level in re.findall(r"<h([1-6])", words)]
        assert headings.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


def test_summary_leads_nowhere(clinic: Clinic) -> None:
    """It goes to a doctor: whoever reads it must not start the patient's portal."""
    words = handouts.html_of(wanted(version_with(clinic, "Bird Dog"), clinic, Choice(Layout.SUMMARY)))
    assert ("href=" in words, "QR code" in words, "<h1>Maria Lopez</h1>" in words) == (False, False, True)


def test_flare_up_page_shows_what_suits_such_days_or_the_plan_made_for_them(clinic: Clinic) -> None:
    version = version_with(clinic, "Deadlift")
    phase = version.phases.get()
    put(phase.sessions.get(), ExerciseFactory(name="Cat Cow", flare_ok=True))
    suiting = handouts.html_of(wanted(version, clinic, Choice())).partition("in a flare-up")[2]
    assert ("Cat Cow" in suiting, "Deadlift" in suiting) == (True, False)
    easy = SessionFactory(phase=phase, position=2, name="Flare-up plan", kind="easy")
    put(easy, ExerciseFactory(name="Knee Rolls"), "2x6")
    again = Version.objects.get(pk=version.pk)
    before, _, planned = handouts.html_of(wanted(again, clinic, Choice())).partition("in a flare-up")
    assert ("Knee Rolls" in before, "Knee Rolls" in planned, "Cat Cow" in planned) == (False, True, False)
    assert "2 sets of 6" in planned


def test_kept_address_says_everything_and_nonsense_is_as_usual() -> None:
    house = ClinicFactory.build(paper="letter", ink_handouts=True)
    usual = Choice.usual(house)
    assert (usual.layout, usual.paper, usual.colour) == (Layout.STANDARD, "letter", "ink")
    chosen = Choice(Layout.LOG_6, "A4", "colour", phase=2)
    assert chosen.query == "layout=log-6&paper=A4&colour=colour&phase=2"
    asked = dict(pair.split("=") for pair in chosen.query.split("&"))
    assert Choice.read(asked, house) == chosen
    nonsense = {"layout": "summary", "paper": "A0", "colour": "<b>", "phase": "²"}
    assert Choice.read(nonsense, house) == usual
    assert Choice.read({"layout": "summary"}, house, layouts=tuple(Layout)).layout == Layout.SUMMARY


def test_summary_cannot_be_asked_for_without_a_course(clinic: Clinic) -> None:
    whole = wanted(version_with(clinic, "Bird Dog"), clinic, Choice(Layout.SUMMARY))
    with pytest.raises(ValueError, match="made from a course"):
        dataclasses.replace(whole, course=None)


def test_tools_are_there() -> None:
    assert [tool for tool in ("pdftotext", "pdftoppm", "pdfinfo", "pdffonts") if not shutil.which(tool)] == []
