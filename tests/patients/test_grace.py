"""Weeks on target with grace: one missed week in any four breaks nothing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.progress.adherence import State, Week
from patients.progress.grace import Run, run_of

STATES = {"m": State.MET, "s": State.SOME, "n": State.NONE, "r": State.REST, "a": State.AHEAD}
MONDAY = dt.date(2026, 1, 5)


def weeks(strip: str) -> list[Week]:
    """Oldest first; the last character is the week that is running."""
    return [Week(MONDAY + dt.timedelta(weeks=n), 1, 2, STATES[sign]) for n, sign in enumerate(strip)]


@pytest.mark.parametrize(
    ("strip", "met", "forgiven"),
    [
        ("", 0, 0),
        ("a", 0, 0),
        ("m", 1, 0),
        ("mmmm", 4, 0),
        ("mmsmm", 4, 1),
        ("mmnmm", 4, 1),  # no session at all is forgiven like too few
        ("mmmsmmmnm", 7, 2),  # one in four, again and again
        ("msmmsm", 3, 1),  # two within four: the older weeks are another run
        ("mssm", 1, 0),
        ("mmms", 3, 0),  # this week may still be met
        ("mmmna", 3, 1),  # last week was missed, and is forgiven at once
        ("mmnna", 0, 0),
        ("mmrrm", 3, 0),  # a rest neither counts nor misses
        ("msrmm", 3, 1),
        ("nnnm", 1, 0),
    ],
)
def test_runs(strip, met, forgiven):
    assert run_of(weeks(strip)) == Run(met, forgiven)


def test_a_week_that_is_over_is_judged():
    assert run_of(weeks("mmms"), is_over=True) == run_of(weeks("mmmsa"))


STRIPS = st.text(alphabet="msnr", max_size=30).map(lambda strip: strip + "a")


@given(STRIPS)
def test_never_more_than_was_met_and_never_fewer_than_the_newest_in_a_row(strip):
    run = run_of(weeks(strip))
    counted = strip.rstrip("a").replace("r", "")
    in_a_row = len(counted) - len(counted.rstrip("m"))
    assert in_a_row <= run.met <= counted.count("m")


@given(STRIPS)
def test_a_week_met_never_makes_a_run_shorter(strip):
    before, after = run_of(weeks(strip)), run_of(weeks(strip[:-1] + "ma"))
    assert after.met == before.met + 1 if before.met or strip[:-1] else after.met >= 1


@given(STRIPS)
def test_a_rest_changes_nothing(strip):
    assert run_of(weeks(strip[:-1] + "ra")) == run_of(weeks(strip))
