"""Ready for the next phase, ready to keep it up: what opens each gate, and what keeps it shut."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from patients.progress.proposing import CheckIn, Earlier, Kind, Patient, Plan, Session, propose_phase
from patients.progress.proposing.gates import GATES
from programmes.dose import parse

TODAY = dt.date(2026, 11, 20)
DOSE = parse("2x10")


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def session(days: int, **changed: Any) -> Session:
    told = {"pain_before": 1, "pain_highest": 2, "pain_morning": 1, "effort": 4, "confidence": 9}
    return Session(on=days_ago(days), asked=DOSE, **(told | changed))


@pytest.fixture
def patient() -> Patient:
    return Patient(pain_before=(1,) * 7, check_ins=[CheckIn(on=days_ago(2), usual_pain=1, confidence=9, worry=2)])


def plan(phase: str, **changed: Any) -> Plan:
    """Everything each gate asks for is there."""
    ready = Plan(
        phase=phase,
        since=days_ago(40),
        next_phase="Next",
        sessions=[session(days) for days in (12, 9, 5, 2)],
        progressed=3,
        points_gained=2,
        is_flare_plan_written=True,
    )
    return replace(ready, **changed)


@pytest.mark.parametrize(
    ("phase", "rule", "kind"),
    [
        ("stability", "phase.strength", Kind.PHASE),
        ("strength", "phase.confidence", Kind.PHASE),
        ("confidence", "maintain.ready", Kind.MAINTAIN),
    ],
)
def test_a_gate_opens_and_says_why(phase: str, rule: str, kind: Kind, patient: Patient) -> None:
    proposal = propose_phase(patient, plan(phase), today=TODAY)
    assert proposal
    assert (proposal.rule, proposal.kind, proposal.version, proposal.item) == (rule, kind, 1, None)
    assert "confidence 9" in proposal.therapist
    assert proposal.data["recent"][0] == [
        {"on": str(days_ago(5)), "zone": "green"},
        {"on": str(days_ago(2)), "zone": "green"},
    ]


def test_nobody_leaves_maintain_or_a_last_phase_by_rule(patient: Patient) -> None:
    assert propose_phase(patient, plan("maintain"), today=TODAY) is None
    assert propose_phase(patient, plan("stability", next_phase=""), today=TODAY) is None


SHUT_ALL = [
    ("one session in a week", {"sessions": [session(days) for days in (12, 5, 2)]}),
    ("a red session", {"sessions": [session(12), session(9, pain_highest=6), session(5), session(2)]}),
    ("a red morning", {"sessions": [session(12), session(9), session(5), session(2, pain_morning=3)]}),
    ("unknown mornings", {"sessions": [session(12), session(9), session(5, pain_morning=None), session(2)]}),
    ("the phase is too young", {"since": days_ago(10)}),
    ("confidence was low in the last session", {"sessions": [*plan("").sessions[:3], session(2, confidence=5)]}),
]


@pytest.mark.parametrize("phase", [gate.phase for gate in GATES])
@pytest.mark.parametrize(("what", "changed"), SHUT_ALL, ids=[what for what, _ in SHUT_ALL])
def test_what_keeps_every_gate_shut(phase: str, what: str, changed: dict[str, Any], patient: Patient) -> None:
    assert propose_phase(patient, plan(phase, **changed), today=TODAY) is None


SHUT_PERSON = [
    {"is_locked": True},
    {"has_open_flag": True},
    {"flare_since": days_ago(1)},
    {"flare_ended_on": days_ago(13)},
    {"state": "paused"},
    {"pain_before": (), "check_ins": ()},
    {"check_ins": [CheckIn(on=days_ago(2), confidence=9, worry=7)]},
    {"check_ins": [CheckIn(on=days_ago(2), confidence=5)]},
    {"check_ins": [CheckIn(on=days_ago(2), confidence=9, is_flare=True)]},
]


@pytest.mark.parametrize("phase", [gate.phase for gate in GATES])
@pytest.mark.parametrize("changed", SHUT_PERSON, ids=str)
def test_what_comes_before_any_phase(phase: str, changed: dict[str, Any], patient: Patient) -> None:
    assert propose_phase(replace(patient, **changed), plan(phase), today=TODAY) is None


@pytest.mark.parametrize(
    ("phase", "changed"),
    [
        ("strength", {"progressed": 2}),
        ("confidence", {"points_gained": 1.5}),
        ("confidence", {"points_gained": None}),
        ("confidence", {"is_flare_plan_written": None}),
        ("confidence", {"is_flare_plan_written": False}),
    ],
)
def test_what_a_gate_asks_for_beyond_that(phase: str, changed: dict[str, Any], patient: Patient) -> None:
    assert propose_phase(patient, plan(phase, **changed), today=TODAY) is None


def test_a_goal_reached_is_as_good_as_points(patient: Patient) -> None:
    reached = plan("confidence", points_gained=None, is_goal_reached=True)
    assert propose_phase(patient, reached, today=TODAY) is not None


def test_amber_does_not_shut_a_gate(patient: Patient) -> None:
    amber = plan("stability", sessions=[session(days, pain_highest=4) for days in (12, 9, 5, 2)])
    assert propose_phase(patient, amber, today=TODAY) is not None


@pytest.mark.parametrize(
    ("days", "decision", "asked_again"),
    [(30, "", False), (3, "declined", False), (14, "declined", True), (50, "declined", True)],
)
def test_it_is_not_asked_again_at_once(days: int, decision: str, asked_again: bool, patient: Patient) -> None:
    earlier = [Earlier(rule="phase.strength", on=days_ago(days), decision=decision)]
    proposal = propose_phase(replace(patient, earlier=earlier), plan("stability"), today=TODAY)
    assert (proposal is not None) is asked_again
