"""Less of a dose: never more than it was, never less than can be done."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.dose import Dose, check, less, parse, short, words
from programmes.dose.limits import TASKS
from tests.programmes.test_dose import doses

SHARES = st.integers(1, 100)


@pytest.mark.parametrize(
    ("dose", "at_60", "at_80"),
    [
        ("3x10", "2x10", "2x10"),
        ("5x10", "3x10", "4x10"),
        ("2x10", "1x10", "2x8"),
        ("2-3x8-12", "1-2x8-12", "2x8-12"),
        ("3x8/side @8kg", "2x8/side @8kg", "2x8/side @8kg"),
        ("1x10", "1x6", "1x8"),
        ("1x1", "1x1", "1x1"),
        ("20min easy", "12min easy", "16min easy"),
        ("1x30s/side", "1x18s/side", "1x24s/side"),
        ("3x30s", "2x30s", "2x30s"),
        ("1x5s", "1x5s", "1x5s"),
        ("2x20m @12kg", "1x20m @12kg", "2x16m @12kg"),
        ("3x10 hold 5s rest 60", "2x10 hold 5s rest 60", "2x10 hold 5s rest 60"),
    ],
)
def test_sets_go_first_then_the_amount(dose: str, at_60: str, at_80: str) -> None:
    assert [less(parse(dose), share) for share in (60, 80)] == [parse(at_60), parse(at_80)]


def test_it_is_said_in_words() -> None:
    assert words(less(parse("3x10"), 60)) == "2 sets of 10"
    assert words(less(parse("20min easy"), 60)) == "12 minutes at an easy pace, able to chat"


@pytest.mark.parametrize("share", [0, -1, 101])
def test_no_other_share_is_meant(share: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        less(parse("3x10"), share)


@given(doses())
@settings(deadline=None)
def test_the_whole_is_the_dose_itself(dose: Dose) -> None:
    assert less(dose, 100) == dose


@given(doses(), SHARES)
@settings(deadline=None, max_examples=300)
def test_a_share_can_be_meant_read_and_said(dose: Dose, share: int) -> None:
    eased = less(dose, share)
    check(eased)
    assert parse(short(eased)) == eased
    assert words(eased)


@given(doses(), SHARES)
@settings(deadline=None, max_examples=300)
def test_a_share_is_never_more_of_anything(dose: Dose, share: int) -> None:
    before, after = dose.columns(), less(dose, share).columns()
    counted = ["sets", *TASKS]
    for name in (f"{one}_{end}" for one in counted for end in ("lo", "hi")):
        if before[name] is not None:
            assert 1 <= after.pop(name) <= before.pop(name)
    assert after == before  # nothing else is touched


def most(dose: Dose) -> Decimal:
    """As much as the dose asks at most: sets times the amount of each."""
    amount = next(getattr(dose, task) for task in TASKS if getattr(dose, task))
    return Decimal(dose.sets.hi if dose.sets else 1) * Decimal(amount.hi)


@given(doses(), SHARES, SHARES)
@settings(deadline=None, max_examples=300)
def test_a_bigger_share_is_never_less(dose: Dose, one: int, other: int) -> None:
    smaller, bigger = sorted((one, other))
    assert most(less(dose, smaller)) <= most(less(dose, bigger)) <= most(dose)
