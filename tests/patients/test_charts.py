"""Charts say what they show, break where nothing is known, and need no style sheet."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from patients.progress import bars, charts, scales
from patients.progress.adherence import State, adherence
from patients.progress.charts import Series

MONDAY = dt.date(2026, 3, 2)
SVG = "{http://www.w3.org/2000/svg}"


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def drawn(*points: tuple[int, int | None]) -> str:
    series = Series(scales.CONFIDENCE, [(day(number), value) for number, value in points])
    return charts.scores([series], name="c", title="Confidence")


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)


def joins(svg: str) -> int:
    """How many dots are joined to the next."""
    line = next(path for path in parsed(svg).iter(f"{SVG}path") if path.get("stroke-width") == "1.5")
    return line.get("d", "").count("L")


def dots(svg: str) -> int:
    return max(path.get("d", "").count("a3 3 0 1 0 6 0") for path in parsed(svg).iter(f"{SVG}path"))


def test_nothing_known_draws_nothing() -> None:
    assert drawn() == ""
    assert drawn((0, None)) == ""


def test_every_known_score_is_a_dot_joined_to_the_next() -> None:
    svg = drawn((0, 3), (2, 4), (4, 5))
    assert (dots(svg), joins(svg)) == (3, 2)


def test_an_unanswered_score_is_a_gap_never_a_zero() -> None:
    svg = drawn((0, 3), (2, None), (4, 5))
    assert (dots(svg), joins(svg)) == (2, 0)


@pytest.mark.parametrize(("silence_days", "joined"), [(10, 1), (11, 0)])
def test_a_long_silence_breaks_the_line(silence_days: int, joined: int) -> None:
    assert joins(drawn((0, 3), (silence_days, 4))) == joined


def test_zero_is_a_score_like_any_other() -> None:
    assert dots(drawn((0, 0), (1, 0))) == 2


def test_title_and_description_say_what_is_seen() -> None:
    root = parsed(drawn((0, 3), (2, 4), (4, 5), (6, 7)))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c-title c-desc"
    assert root[0].text == "Confidence"
    assert root[1].text == (
        "Confidence from 0, not confident, to 10, fully confident: newest 4, 5, 7, 4 at the start, 4 answers."
    )


def test_both_ends_of_the_scale_and_the_own_start_are_words_in_the_picture() -> None:
    words = [text.text for text in parsed(drawn((0, 3), (2, 4), (4, 5))).iter(f"{SVG}text")]
    assert words == ["Confidence", "10 fully confident", "0 not confident", "own start: 4", "2 Mar"]


def test_no_own_start_before_three_answers() -> None:
    assert Series(scales.PAIN_HIGHEST, [(day(0), 3), (day(1), None), (day(2), 4)]).baseline is None
    assert Series(scales.PAIN_HIGHEST, [(day(0), 3), (day(1), 9), (day(2), 4)]).baseline == 4


def test_confidence_stands_above_pain() -> None:
    pain = Series(scales.PAIN_HIGHEST, [(day(0), 6)])
    svg = charts.scores([Series(scales.CONFIDENCE, [(day(0), 3)]), pain], name="c", title="Both")
    assert svg.index(">Confidence<") < svg.index(">Highest pain<")


def test_a_year_of_sessions_keeps_its_dates_apart() -> None:
    svg = drawn(*((n, n % 11) for n in range(0, 365, 2)))
    dates = [text.text for text in parsed(svg).iter(f"{SVG}text")][-5:]
    assert dates == ["2 Mar", "25 May", "17 Aug", "9 Nov", "1 Feb"]


def test_charts_carry_their_looks_as_attributes() -> None:
    assert not re.search(r"style=|<style|var\(", drawn((0, 3), (2, 4)))


def test_words_with_markup_stay_words() -> None:
    svg = charts.scores([Series(scales.CONFIDENCE, [(day(0), 3)])], name="c", title="<script>")
    assert parsed(svg)[0].text == "<script>"


def test_weeks_are_bars_with_their_numbers_and_the_target() -> None:
    done = {day(0): (3, 2), day(7): (1, 2)}
    how = adherence(starts_on=MONDAY, today=day(27), done=done, target=2, pauses=[(day(14), day(21))])
    root = parsed(bars.weeks(how.last(12), name="w", title="Sessions"))
    assert root[1].text == (
        "week of 2 March: 3 of 2, on target; week of 9 March: 1 of 2, some sessions; "
        "week of 16 March: paused; week of 23 March: this week, nothing yet"
    )
    numbers = [text.text for text in root.iter(f"{SVG}text")][::2]
    assert numbers == ["3", "1", "paused", "0"]
    assert bars.weeks([], name="w", title="Sessions") == ""


def test_squares_say_their_weeks_and_differ_by_shape() -> None:
    svg = bars.squares((State.MET, State.SOME, State.NONE, State.REST, State.AHEAD))
    assert 'aria-label="Last 5 weeks: 1 on target"' in svg
    shapes = re.findall(r'<path transform="[^"]+" ([^/]+)/>', svg)
    assert len(set(shapes)) == 5
    assert 'aria-label="This week: on target"' in bars.squares((State.MET,))
