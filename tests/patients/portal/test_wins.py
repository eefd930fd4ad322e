"""The one good thing said after a session is true, and about what was done."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from patients.entries import ItemEntry, SessionEntry, SetEntry
from patients.models import Patient
from patients.services import logs
from tests.factories import ExerciseFactory, item
from tests.patients.portal.visiting import MONDAY, text

TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def lunge(session):
    return item(session, ExerciseFactory(name="Lunge", load_type="external_kg"), "2x8/side @10kg")


@pytest.fixture
def train(pat, session, lunge):
    """Store a session of lunges: reps on the left and on the right, and what else is said."""

    def store(day=MONDAY, left=8, right=8, load=None, **felt):
        kg = None if load is None else Decimal(load)
        sets = (SetEntry(1, "left", reps=left, load_kg=kg), SetEntry(1, "right", reps=right, load_kg=kg))
        entry = SessionEntry(uuid.uuid4(), session.pk, day, (ItemEntry(lunge.pk, sets),), **felt)
        return logs.store(patient=pat, entry=entry, by=pat.membership.user)

    return store


def test_a_heavier_set_is_named_with_its_load(as_pat, train):
    train()
    log = train(TUESDAY, load=12)
    assert "Lunge with 12 kg: more than ever before." in text(as_pat, "done", log.pk)


def test_the_prescribed_load_is_what_was_lifted_where_nothing_else_was_said(as_pat, train):
    train(load=10)
    assert "more than ever" not in text(as_pat, "done", train(TUESDAY).pk)


def test_more_reps_than_ever(as_pat, train):
    train()
    assert "Lunge, 10 times: more than ever before." in text(as_pat, "done", train(TUESDAY, left=10).pk)


def test_even_sides_are_told_once_they_are_even(as_pat, train):
    train(left=8, right=5)
    assert "Lunge: left and right were even this time." in text(as_pat, "done", train(TUESDAY, left=8, right=8).pk)
    assert "even this time" not in text(as_pat, "done", train(TUESDAY, left=8, right=8).pk)


def test_the_first_session_without_pain_is_told_once(as_pat, train):
    train(pain_highest=4)
    log = train(TUESDAY, pain_highest=0)
    assert "Your first session without any pain." in text(as_pat, "done", log.pk)
    assert "Your first session without any pain." not in text(as_pat, "done", train(TUESDAY, pain_highest=0).pk)


def test_coming_back_is_what_counts_after_a_break(as_pat, pat, plan, train, clock):
    plan.starts_on = MONDAY - dt.timedelta(days=20)
    plan.save()
    clock.shift(dt.timedelta(days=-14))
    train(MONDAY - dt.timedelta(days=14))
    clock.shift(dt.timedelta(days=14))
    assert "You are back after 15 days." in text(as_pat, "done", train(TUESDAY, load=50).pk)


def test_an_easier_exercise_done_in_its_place_is_no_record(as_pat, pat, session, lunge, train):
    train()
    easier = ExerciseFactory(name="Step-up")
    sets = (SetEntry(1, "left", reps=40), SetEntry(1, "right", reps=40))
    items = (ItemEntry(lunge.pk, sets, easier="step", done_as_id=easier.pk),)
    entry = SessionEntry(uuid.uuid4(), session.pk, TUESDAY, items)
    log = logs.store(patient=Patient.objects.get(pk=pat.pk), entry=entry, by=pat.membership.user)
    assert "more than ever" not in text(as_pat, "done", log.pk)
