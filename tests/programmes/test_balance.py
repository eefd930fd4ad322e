"""Balance: counts over the whole body and hints in plain sentences."""

import re

from programmes.balance import Balance, Piece, cover

ALL_PILLARS = [Piece(pillar=code) for code in ("MOB", "END", "AER", "PSY")]
ALL_FOUNDATIONS = [Piece(pillar="STR", foundation=code) for code in ("HINGE", "GLUTE", "BRACE", "CARRY", "RELOAD")]
WHOLE_BODY = ALL_PILLARS + ALL_FOUNDATIONS


def hints(*more: Piece) -> list[str]:
    """Hints of a balanced programme in two sessions, with something more in it."""
    return list(cover([*WHOLE_BODY, *more], session_sizes=[5, 5]).hints)


def test_cover_counts_every_pillar_and_foundation() -> None:
    balance = cover(
        [Piece(pillar="STR", foundation="GLUTE"), Piece(pillar="STR", foundation="NONE"), Piece(pillar="AER")]
    )

    assert balance.items == 3
    assert balance.pillars == {"STR": 2, "MOB": 0, "END": 0, "AER": 1, "PSY": 0}
    assert balance.foundations == {"HINGE": 0, "GLUTE": 1, "BRACE": 0, "CARRY": 0, "RELOAD": 0}


def test_cover_names_what_is_missing() -> None:
    assert cover([Piece(pillar="STR", foundation="HINGE")]).hints == (
        "No mobility work yet.",
        "No endurance and coordination work yet.",
        "No aerobic work yet.",
        "No mind and confidence work yet.",
        "Foundations not covered yet: glute, bracing, carrying, reloading.",
    )


def test_cover_of_the_whole_body_has_no_hints() -> None:
    assert hints() == []


def test_cover_of_nothing_says_how_to_start() -> None:
    assert cover([]).hints == ("Nothing here yet. 2 to 4 exercises are a good start.",)


def test_cover_warns_above_six_items_in_one_session() -> None:
    warning = "7 exercises in one session: people manage 2 to 4 best, and few do more than 6."

    assert cover(WHOLE_BODY, session_sizes=[6, 3]).hints == ()
    assert cover(WHOLE_BODY, session_sizes=[2, 7]).hints == (warning,)
    assert cover(WHOLE_BODY[:7]).hints[0] == warning


def test_cover_compares_pushing_with_pulling() -> None:
    push, pull = Piece(pillar="STR", pattern="push_horizontal"), Piece(pillar="STR", pattern="pull_vertical")

    assert hints(push) == ["Pushing but no pulling yet."]
    assert hints(pull) == ["Pulling but no pushing yet."]
    assert hints(push, pull) == []


def sides(balance: Balance) -> tuple[int, int]:
    return balance.left_sets, balance.right_sets


def test_cover_counts_sets_for_each_side_that_works_alone() -> None:
    both_together = Piece(pillar="STR", sets=3)
    each = Piece(pillar="STR", side="each", sets=3)
    by_nature = Piece(pillar="STR", per_side=True, sets=2)
    left_only = Piece(pillar="STR", per_side=True, side="left", sets=1)

    assert sides(cover([both_together])) == (0, 0)
    assert sides(cover([both_together, each, by_nature, left_only])) == (6, 5)


def test_cover_says_when_left_and_right_differ() -> None:
    assert hints(Piece(pillar="STR", side="left", sets=1)) == [
        "Left and right differ: 1 set on the left, 0 on the right."
    ]


def test_hints_never_give_a_score() -> None:
    assert not any(re.search(r"%|score|out of", hint) for hint in cover([Piece(pillar="STR")]).hints)
