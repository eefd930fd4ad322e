"""The table of worked cases says what the rules do: every row is run."""

import json
from collections.abc import Iterator

import pytest

from patients.progress.proposing import propose
from patients.progress.proposing.rules import LIMITED, RULES
from programmes.dose import short
from tests.patients.progress.reading_cases import TODAY, Row, rows, told

TABLE = rows()
# Seen only where one exercise stands beside others, or where every other rule has failed: see test_proposing.py.
ELSEWHERE = {"hold.same-exercise", "hold.two-a-session", "hold.nothing-said"}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.number}-{row.what}")
def test_the_rules_do_what_the_table_says(row: Row) -> None:
    case = told(row)
    all_proposals = propose(case.patient, [case.exercise, *case.others], today=TODAY, limits=case.limits)
    proposals = [one for one in all_proposals if one.item in (None, 1)]
    got = [(one.rule, _then(one.change.name, short(one.change.dose) if one.change.dose else "")) for one in proposals]
    assert got == list(_expected(row))
    for one in proposals:
        assert one.therapist
        assert one.patient
        assert json.loads(json.dumps(one.data)) == one.data


def _expected(row: Row) -> Iterator[tuple[str, str]]:
    """What is about the whole plan first; only the last may change a dose."""
    if row.rule != "nothing":
        *first, last = row.rule.split(" and ")
        yield from ((rule, "") for rule in first)
        yield last, row.then


def _then(name: str, dose: str) -> str:
    return f"{name}: {dose}" if name else dose


def test_the_table_is_large_numbered_and_complete() -> None:
    assert [row.number for row in TABLE] == list(range(1, len(TABLE) + 1))
    assert len(TABLE) >= 80
    shown = {rule for row in TABLE for rule in row.rule.split(" and ")} | ELSEWHERE
    assert {rule.id for rule in (*RULES, *LIMITED)} - shown == set()
