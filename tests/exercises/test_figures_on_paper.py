"""Drawings for paper: far fewer numbers than a still, and nobody sees a difference at the size of a handout."""

import base64
import io
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image, ImageChops, ImageStat
from shapely.geometry import LineString, Point

from exercises import figures as run_time
from exercises.figures import shelf
from exercises.figures.corners import cut_short, fewest, on_curve
from exercises.figures.dressing import Form, text
from exercises.figures.marks import Mark, Style, area_mark
from exercises.figures.paper import HEIGHT_MM, WIDTH_MM, batches

STILLS = settings.BASE_DIR / "static" / "figures"
NUMBER = re.compile(r"-?\d+")
DOTS_PER_INCH = 200

place = st.integers(-10_000, 10_000).map(lambda hundredths: hundredths / 100)
lines = arrays.arrays(np.float64, st.tuples(st.integers(2, 50), st.just(2)), elements=place, unique=True)
squares = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["skin", "top", "short"])), min_size=1, max_size=14
)


@given(lines, st.floats(0.01, 30))
@hypothesis_settings(max_examples=60, deadline=None)
def test_corners_left_out_lie_near_the_line_that_stays(line: np.ndarray, seen: float) -> None:
    kept = fewest(line, seen)
    assert kept[0].tolist() == line[0].tolist()
    assert kept[-1].tolist() == line[-1].tolist()
    assert {tuple(point) for point in kept} <= {tuple(point) for point in line}
    stays = LineString(kept)
    assert max(stays.distance(Point(point)) for point in line) <= seen + 1e-6


def test_straight_line_keeps_its_ends_only() -> None:
    line = np.column_stack([np.linspace(0, 9, 31), np.linspace(0, 3, 31)])
    assert fewest(line, 0.01).tolist() == [[0, 0], [9, 3]]


def test_circle_needs_as_few_corners_as_geometry_allows() -> None:
    """A chord of a circle of 10 that leaves 0.5 spans 36 degrees: ten of them."""
    turns = np.linspace(0, 2 * np.pi, 121)
    circle = 10 * np.column_stack([np.cos(turns), np.sin(turns)])
    assert len(fewest(circle, 0.51)) - 1 == 10


def test_outline_behind_something_is_cut_short_and_what_shows_stays() -> None:
    control = 10 * np.array([[np.cos(turn), np.sin(turn)] for turn in np.linspace(0, 2 * np.pi, 24, endpoint=False)])
    ring = on_curve(control)
    front = Point(10, 0).buffer(9)
    kept = {tuple(point) for point in cut_short(ring, front)}
    shows = {tuple(point) for point in ring if not front.contains(Point(point))}
    assert shows <= kept
    assert len(kept) - len(shows) == 2
    assert len(shows) < len(ring) - 8


def order(marks: list[Mark]) -> list[Mark]:
    return [mark for _, together in batches(marks) for mark in together]


@given(squares)
@hypothesis_settings(max_examples=60, deadline=None)
def test_what_lies_over_something_is_painted_after_it(given_squares: list[tuple[int, int, str]]) -> None:
    corner = np.array([[0, 0], [3, 0], [3, 3], [0, 3]], dtype=float)
    marks = [area_mark(corner + np.array([x, y]), Style(fill)) for x, y, fill in given_squares]
    painted = order(marks)
    assert sorted(map(id, painted)) == sorted(map(id, marks))
    when = {id(mark): index for index, mark in enumerate(painted)}
    for index, lower in enumerate(marks):
        for upper in marks[index + 1 :]:
            if lower.takes.intersects(upper.takes):
                assert when[id(lower)] < when[id(upper)]
    for style, together in batches(marks):
        assert {mark.style for mark in together} == {style}


def test_every_drawing_has_one_for_paper_and_it_is_much_lighter() -> None:
    files = {entry.file for entry in shelf.shelf().values()}
    turned = {f"{entry.file}.turned" for entry in shelf.shelf().values() if entry.side}
    assert {path.stem for path in shelf.ON_PAPER.glob("*.svg")} == files | turned
    for file in files:
        still, paper = ((folder / f"{file}.svg").read_text(encoding="utf-8") for folder in (STILLS, shelf.ON_PAPER))
        assert len(NUMBER.findall(paper)) < 0.55 * len(NUMBER.findall(still)), file
        assert re.findall(r"[a-zA-Z]", "".join(re.findall(r' d="([^"]*)"', paper))).count("t") == 0


def test_reading_a_drawing_for_paper_needs_nothing_that_only_drawing_needs() -> None:
    program = (
        "import sys; sys.modules['numpy'] = sys.modules['shapely'] = None\n"
        "from exercises import figures\n"
        "print(figures.paper_svg('goblet-squat', 'ink')[:4])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("<svg", "")


def pixels(svgs: list[str], folder: Path) -> list[Image.Image]:
    """Each drawing as a handout prints it."""
    from weasyprint import HTML  # noqa: PLC0415 (a system library)

    body = "".join(
        f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" alt="">' for svg in svgs
    )
    css = (
        f"@page {{ size: {WIDTH_MM}mm {HEIGHT_MM}mm; margin: 0 }} body {{ margin: 0 }} "
        f"img {{ display: block; width: {WIDTH_MM}mm; height: {HEIGHT_MM}mm; object-fit: contain; break-after: page }}"
    )
    paper = folder / "drawings.pdf"
    HTML(string=f"<!DOCTYPE html><style>{css}</style>{body}").write_pdf(paper)
    command = ["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), str(paper), str(folder / "page")]
    subprocess.run(command, check=True)
    pages = sorted(folder.glob("page*.png"))[: len(svgs)]
    return [Image.open(io.BytesIO(page.read_bytes())).convert("RGB") for page in pages]


@pytest.mark.pdf
def test_on_paper_nobody_sees_a_difference(tmp_path: Path) -> None:
    """Dots that differ clearly, in five looks; a neighbour's drawing shows what a difference is."""
    wanted = [("goblet-squat", "teal", ""), ("bird-dog", "ink", ""), ("dumbbell-romanian-deadlift", "amber", "")]
    wanted += [("glute-bridge-march", "rose", ""), ("band-chop", "silver", ""), ("step-up", "teal", "left")]
    stills = [text(key, look, Form.of(moving=False, turned=bool(side))) for key, look, side in wanted]
    papers = [svg for key, look, side in wanted if (svg := run_time.paper_svg(key, look, side))]
    seen = pixels([*stills, *papers], tmp_path)
    half = len(wanted)
    same = [differing(a, b) for a, b in zip(seen[:half], seen[half:], strict=True)]
    other = [differing(a, b) for a, b in zip(seen[:half], [*seen[half + 1 :], seen[half]], strict=True)]
    assert max(same) < 0.01, same
    assert min(other) > 0.1, other


def differing(a: Image.Image, b: Image.Image) -> float:
    """The share of the dots whose brightness differs by more than a third; edges are softened first."""
    small = [image.convert("L").reduce(2) for image in (a, b)]
    far = ImageChops.difference(*small).point(lambda level: 255 if level > 85 else 0)
    return ImageStat.Stat(far).mean[0] / 255
