"""Everything a device needs for two weeks without a network, as plain values: the pack.

It holds what the patient would see anyway, and no more: no last name, no address, no record.
"""

import base64
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic.models import Clinic
from clinic.telephone import Number as Telephone
from exercises import services as exercises
from exercises.models import Exercise
from patients.easing import WHOLE
from patients.models import Patient, Plan, SessionLog, SetLog, Standing, standing_of
from patients.portal.amounts import Amount, Number, plain
from patients.portal.between import Between, between_sessions
from patients.portal.numbers import numbers_of
from patients.portal.sessions import Opened, amounts_asked, plan_of
from patients.portal.today import by_session, last_turn, lately, phase_of, right_on_day, turns_in
from patients.schedule import DAY, next_turn, week_start
from patients.services import flare_plans
from patients.services.logs import asked_of
from programmes.duration import DEFAULT_REST_SECONDS
from programmes.models import Item, Phase, Session
from programmes.short import short_of

Values = dict[str, Any]

GOOD_FOR: Final = 14 * DAY
LAST_TIME_WITHIN: Final = 90 * DAY
TRAINING: Final = Session.Kind.TRAINING
SET_COLUMNS: Final = ("number", "side", "reps", "seconds", "distance_m", "load_kg")


def pack_of(patient: Patient) -> Values:
    """The pack as it is now; a fixed number of queries whatever the programme holds."""
    today, plan = patient.today(), plan_of(patient)
    phase = phase_of(plan) if plan else None
    return {
        "owner": owner_of(patient),
        "key": base64.b64encode(_secret(patient, "key")).decode(),
        "made_at": timezone.now(),
        "good_until": today + GOOD_FOR,
        "today": today,
        "patient": _patient(patient),
        "clinic": _clinic(patient.clinic),
        "plan": _plan(plan, phase) if plan else None,
        **_standing(standing_of(patient), today),
        **_training(patient, plan, phase, today),
    }


def owner_of(patient: Patient) -> str:
    """Who a device's entries belong to, telling nobody who that is."""
    return _secret(patient, "owner").hex()[:24]


def _secret(patient: Patient, what: str) -> bytes:
    """32 bytes that are this patient's on every device and cannot be worked out without our secret key."""
    return salted_hmac(f"loadwell.device.{what}", str(patient.pk), algorithm="sha256").digest()


def _patient(patient: Patient) -> Values:
    return {
        "first_name": patient.first_name,
        "goal": patient.goal,
        "zone": patient.zone.key,
        "is_new": patient.last_session_on is None,
        "usual_pain": patient.check_ins.order_by("-week").values_list("usual_pain", flat=True).first(),
    }


def _clinic(clinic: Clinic) -> Values:
    numbers = numbers_of(clinic)
    return {
        "name": clinic.name,
        "brand": clinic.brand_colour.lstrip("#"),
        "booking": clinic.booking_url,
        **{name: _telephone(getattr(numbers, name)) for name in ("emergency", "advice")},
        "phone": _telephone(numbers.clinic),
    }


def _telephone(number: Telephone) -> Values | None:
    return {"text": number.text, "href": number.href} if number else None


def _plan(plan: Plan, phase: Phase | None) -> Values:
    return {
        "programme": plan.programme.name,
        "phase": phase.name if phase else "",
        "state": plan.state,
        "starts_on": plan.starts_on,
        "resume_on": plan.resume_on,
        "per_week": [plan.per_week_lo, plan.per_week_hi],
        "days": sorted(plan.weekdays),
        "flare_words": asdict(words) if (words := flare_plans.words_of(plan.patient)) else None,
    }


# What to train


def _training(patient: Patient, plan: Plan | None, phase: Phase | None, today: dt.date) -> Values:
    if plan is None or phase is None:
        return {"turns": [], "next_turn": None, "done": [], "sessions": [], **_asked(Between(), today)}
    logs = lately(patient, today)
    sessions = [right_on_day(patient, opened) for opened in _sessions(phase, today)]
    training = [one.session for one in sessions if one.session.kind == TRAINING]
    turn = next_turn(turns_in(phase, training), last_turn(plan, logs))
    return {
        "turns": [session.pk for session in training],
        "next_turn": turn.pk if turn else None,
        "done": [_done(log) for log in logs],
        "sessions": _sessions_told(patient, phase, sessions, today),
        **_asked(between_sessions(patient, plan, logs, today), today),
    }


def _standing(standing: Standing, today: dt.date) -> Values:
    """A sign that closes the programme, a flare-up, and how much of each dose is right; doses are cut already."""
    flare = {"began_on": standing.began_on, "uuid": standing.flare} if standing.has_open_flare else None
    return {
        "lock": {"urgency": standing.lock} if standing.is_locked else None,
        "flare": flare,
        "share": standing.share(today) if standing.flare else WHOLE,
    }


def _asked(between: Between, today: dt.date) -> Values:
    """What is asked between sessions."""
    log = between.morning.log if between.morning else None
    return {
        "check_in": {"week": week_start(today), "is_due": between.check_in_is_due},
        "morning": {"log": log.uuid, "title": log.session.title, "date": log.local_date} if log else None,
    }


def _sessions(phase: Phase, today: dt.date) -> list[Opened]:
    """The phase's sessions that hold anything, with the exercises' texts and pictures; two queries."""
    items = Item.objects.select_related("session", "exercise").prefetch_related("exercise__media")
    return by_session(items, phase, today)


def _done(log: SessionLog) -> Values:
    return {
        "date": log.local_date,
        "session": log.session_id,
        "is_training": log.session.kind == TRAINING,
        "uuid": log.uuid,
    }


def _sessions_told(patient: Patient, phase: Phase, sessions: Sequence[Opened], today: dt.date) -> list[Values]:
    used = {item.exercise_id: item.exercise for one in sessions for item in one.items}
    steps = exercises.neighbours(used.values())
    easier = {pk: place.easier for pk, place in steps.items() if place.easier}
    last = _last_time(patient, used.values(), today)
    told = []
    for one in sessions:
        one.session.phase = phase
        items = [
            _item(item, turn, patient, easier.get(item.exercise_id), last.get(_original(item.exercise), []))
            for item, turn in zip(one.items, one.turns, strict=True)
        ]
        told.append(
            {
                "id": one.session.pk,
                "title": one.session.title,
                "kind": one.session.kind,
                "minutes": one.minutes,
                "how_often": one.session.how_often,
                "short": [item.pk for item in short_of(one.items)],
                "items": items,
            }
        )
    return told


def _item(item: Item, turn: str, patient: Patient, easier: Exercise | None, last: list[Values]) -> Values:
    """One exercise with its dose in words and in numbers; seconds and metres are the least prescribed."""
    exercise, dose, asked = item.exercise, item.dose, asked_of(item)
    main, *more = item.dose_words.split("; ")
    return {
        "id": item.pk,
        "name": exercise.name,
        "heading": item.heading,
        "turn": turn,
        "group": item.group,
        "dose": main,
        "dose_more": " · ".join(part[:1].upper() + part[1:] for part in more),
        "note": item.note,
        "side": item.one_side,
        **{name: getattr(exercise, name) for name in ("purpose", "cue", "setup", "may_feel", "stop_if", "card")},
        "steps": exercise.step_list,
        "easier_words": exercise.easier,
        "credit": exercise.credit,
        "figure": _figure(exercise, patient.seen_look, item.one_side),
        "picture": _picture(exercise),
        "sets": asked.sets,
        "sets_most": max(item.sets_hi or 1, asked.sets),
        "sides": list(asked.sides),
        "amounts": [_amount(amount) for amount in amounts_asked(item, patient.clinic.weight_unit)],
        "work_seconds": _least(dose.work_seconds),
        "hold_seconds": _least(dose.hold_seconds),
        "minutes_seconds": _least(dose.minutes, 60),
        "rest_seconds": DEFAULT_REST_SECONDS if dose.rest_seconds is None else _least(dose.rest_seconds),
        "last": last,
        "easier": _easier(easier, patient.seen_look, item.one_side) if easier else None,
    }


def _least(prescribed: Any, per: int = 1) -> int | None:
    return None if prescribed is None else int(prescribed.lo * per)


def _amount(amount: Amount) -> Values:
    return {
        "name": amount.name,
        "label": amount.label,
        "usual": None if amount.usual is None else _number(amount.usual),
        "hint": amount.hint,
        "lo": amount.lo,
        "hi": amount.hi,
        "step": amount.step,
        "per": float(amount.per),
    }


def _easier(exercise: Exercise, look: str, side: str) -> Values:
    return {
        "id": exercise.pk,
        "name": exercise.name,
        "cue": exercise.cue,
        "steps": exercise.step_list,
        "figure": _figure(exercise, look, side),
    }


def _figure(exercise: Exercise, look: str, side: str) -> Values | None:
    if exercise.drawn is None:
        return None
    seen = exercise.drawn.seen(look=look, side=side)
    return {
        "still": seen.still_url,
        "moving": seen.moving_url,
        "width": seen.width,
        "height": seen.height,
        "alt": f"{exercise.name}, {seen.alt}",
    }


def _picture(exercise: Exercise) -> Values | None:
    """The clinic's own picture, where it has one: shown in the drawing's place."""
    found = exercise.picture
    return {"url": reverse("exercises:media", args=[found.pk]), "alt": found.alt or exercise.name} if found else None


# What was done before


def _last_time(patient: Patient, used: Iterable[Exercise], today: dt.date) -> dict[int, list[Values]]:
    """The sets of the last time each exercise was done, in stored units; one query."""
    original = "item_log__item__exercise"
    rows = (
        SetLog.objects.filter(
            item_log__session_log__patient=patient,
            item_log__session_log__local_date__gte=today - LAST_TIME_WITHIN,
            item_log__done_as__isnull=True,
        )
        .annotate(
            exercise=Coalesce(f"{original}__snapshot_of", original),
            log=F("item_log__session_log"),
            day=F("item_log__session_log__local_date"),
        )
        .filter(exercise__in={_original(exercise) for exercise in used})
        .order_by("day", "log", "number", "id")
        .values("exercise", "log", *SET_COLUMNS)
    )
    found: dict[int, list[Values]] = {}
    newest: dict[int, int] = {}
    for row in rows:
        exercise, log = row.pop("exercise"), row.pop("log")
        if newest.get(exercise) != log:
            newest[exercise], found[exercise] = log, []
        found[exercise].append({name: _number(value) for name, value in row.items() if value is not None})
    return found


def _original(exercise: Exercise) -> int:
    return exercise.snapshot_of_id or exercise.pk


def _number(value: Number | str) -> float | int | str:
    """A number as scripts count, without the zeros a column pads with."""
    if isinstance(value, str | int):
        return value
    return float(plain(value))
