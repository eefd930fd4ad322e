"""The rules of the house, checked by walking through all of it.

Every address stands in ROUTES with what each visitor is answered. An address that is missing here
fails the test; so does a view that forgets to look only where its visitor may look: the answers
change, a stranger's page shows what is not theirs, or a stranger's form changes it.
"""

import ast
import copy
import datetime as dt
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import allauth.account
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import models, transaction
from django.forms import BaseForm, ModelChoiceField
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clinic import heartbeat, icons
from clinic.models import Clinic, Membership, Role
from exercises.figures.dressing import mark
from exercises.models import LibraryImport
from patients.models import Export, ItemLog, Note, Patient, Reminder
from patients.reminders import calendar, taps, unsubscribe
from patients.services import invitations, sheets
from tests import factories
from tests.conftest import signed_in

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("clinic", "exercises", "programmes", "patients")
WEDNESDAY = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
HERE, ELSEWHERE = ("anna", "ada"), ("ben", "bea")
VISITORS = ("anonymous", "pat", "sam", *HERE, *ELSEWHERE)
PATS_SECRETS = ("Pinewold", "Ararat", "Xylophone", "Zanzibar", "Sesame")
STAFFS_SECRETS = ("Whisper",)
CLINICS_SECRETS = ("Harbour Physio", "Archer", "Quokka", "Wallaby", *PATS_SECRETS, *STAFFS_SECRETS)

Answer = int | str
Answers = dict[str, Answer]


def answers(**by: Answer) -> Answers:
    """What each visitor is answered; whoever is not named finds no such page, and strangers the way in."""
    return {"anonymous": "login"} | dict.fromkeys(VISITORS[1:], 404) | by


def everybody(answer: Answer) -> Answers:
    return dict.fromkeys(VISITORS, answer)


def staff(answer: Answer, elsewhere: Answer = 404) -> Answers:
    """Anna and Ada; colleagues of another clinic find nothing, but a wrong method is wrong for them as well."""
    strangers = 405 if answer == 405 else elsewhere
    return answers(**dict.fromkeys(HERE, answer), **dict.fromkeys(ELSEWHERE, strangers))


def all_staff(answer: Answer) -> Answers:
    """A page that everybody has for their own clinic."""
    return staff(answer, elsewhere=answer)


def admins(answer: Answer, elsewhere: Answer = 404) -> Answers:
    strangers = 405 if answer == 405 else elsewhere
    return answers(anna=403, ben=403, ada=answer, bea=strangers)


def members(answer: Answer) -> Answers:
    """Everybody with a seat, each for their own clinic."""
    return answers(**dict.fromkeys(VISITORS[1:], answer))


def strangers(answer: Answer, others: Answer) -> Answers:
    """A page of the entrance; `others` are signed in."""
    return everybody(others) | {"anonymous": answer}


def patients(answer: Answer, sam: Answer | None = None) -> Answers:
    """A page that every patient has for themselves; `sam` where it is about something of Pat's."""
    return answers(pat=answer, sam=405 if answer == 405 else answer if sam is None else sam)


@dataclass(frozen=True)
class Route:
    """An address, what stands in it (names of the world below), and the answers to GET and to an empty POST."""

    get: Answers
    post: Answers
    kwargs: dict[str, str] = field(default_factory=dict)
    public: bool = False


def page(get: Answers, post: Answers, **kwargs: str) -> Route:
    return Route(get, post, kwargs)


def public(get: Answers, post: Answers, **kwargs: str) -> Route:
    return Route(get, post, kwargs, public=True)


PROGRAMME = {"pk": "programme"}
PHASE, SESSION, ITEM = ({**PROGRAMME, f"{part}_pk": part} for part in ("phase", "session", "item"))
PATIENT = {"pk": "patient"}
EXERCISE = {"pk": "exercise"}
MEDIA = {**EXERCISE, "media_pk": "media"}

ROUTES: dict[str, Route] = {
    "home": public(everybody(302), everybody(405)),
    "healthz": public(everybody(200), everybody(405)),
    "brand": public(everybody(200), everybody(405), colour="colour"),
    "clinic:seat": page(members(302), members(302)),
    "clinic:settings": page(admins(200, elsewhere=200), admins(422, elsewhere=422)),
    "clinic:people": page(admins(200, elsewhere=200), admins(422, elsewhere=422)),
    "clinic:send_link": page(admins(405), admins(302), pk="therapist"),
    "clinic:deactivate": page(admins(405), admins(302), pk="therapist"),
    "clinic:reactivate": page(admins(405), admins(302), pk="therapist"),
    "clinic:logo": page(members(200), members(405)),
    "demo:sign_in": public(everybody(404), everybody(404)),
    "demo:mail": public(everybody(404), everybody(404)),
    "account_login": public(strangers(200, others=302), strangers(422, others=302)),
    "account_request_login_code": public(strangers(200, others=302), strangers(422, others=302)),
    "account_confirm_login_code": public(everybody(302), everybody(302)),
    "account_logout": public(strangers(302, others=200), everybody(302)),
    "account_reset_password": public(everybody(200), everybody(422)),
    "account_reset_password_done": public(everybody(200), everybody(405)),
    "account_reset_password_from_key": public(everybody(200), everybody(200), uidb36="one", key="key"),
    "account_signup": public(everybody(404), everybody(404)),
    "exercises:list": page(all_staff(200), staff(405)),
    "exercises:cards": page(all_staff(200), staff(405)),
    "exercises:card": page(all_staff(200), staff(405), key="card"),
    "exercises:detail": page(staff(200), staff(405), pk="exercise"),
    # the clinic's own exercises
    "exercises:new": page(all_staff(200), all_staff(422)),
    "exercises:archived": page(all_staff(200), staff(405)),
    "exercises:preview_new": page(staff(405), all_staff(200)),
    "exercises:preview": page(staff(200), staff(200), **EXERCISE),
    "exercises:adapt": page(staff(200), staff(422), **EXERCISE),
    "exercises:edit": page(staff(200), staff(422), **EXERCISE),
    "exercises:archive": page(staff(405), staff(302), **EXERCISE),
    "exercises:restore": page(staff(405), staff(302), **EXERCISE),
    "exercises:delete": page(staff(200), staff(422), **EXERCISE),
    "exercises:review": page(staff(405), staff(302), **EXERCISE),
    "exercises:withdraw_review": page(staff(405), staff(302), **EXERCISE),
    "exercises:pictures": page(staff(200), staff(422), **EXERCISE),
    "exercises:describe": page(staff(405), staff(302), **MEDIA),
    "exercises:remove_media": page(staff(405), staff(302), **MEDIA),
    "exercises:move_media": page(staff(405), staff(302), **MEDIA),
    "exercises:media": page(answers(pat=200, sam=200, anna=200, ada=200), members(405), pk="media"),
    # the drawings
    "exercises:drawings": page(all_staff(200), staff(405)),
    "exercises:drawing": page(staff(200), staff(422), pk="exercise"),
    "exercises:figure": public(
        everybody(200), everybody(405), look="amber", form="still", file="bird_dog", mark="mark"
    ),
    # finding
    "exercises:star": page(staff(405), staff(302), pk="exercise"),
    # import and export
    "exercises:imports": page(all_staff(200), all_staff(422)),
    "exercises:import_detail": page(staff(200), staff(405), pk="library_import"),
    "exercises:import_columns": page(staff(200), staff(302), pk="library_import"),
    "exercises:import_confirm": page(staff(405), staff(302), pk="library_import"),
    "exercises:import_drop": page(staff(405), staff(302), pk="library_import"),
    "exercises:import_take_back": page(staff(405), staff(302), pk="library_import"),
    "exercises:export": page(all_staff(200), all_staff(405), kind="csv"),
    "programmes:list": page(all_staff(200), staff(405)),
    "programmes:new": page(all_staff(200), all_staff(200)),
    "programmes:detail": page(staff(200), staff(405), **PROGRAMME),
    "programmes:versions": page(staff(200), staff(405), **PROGRAMME),
    "programmes:version": page(staff(200), staff(405), pk="programme", number="one"),
    "programmes:go_back": page(staff(405), staff(302), pk="programme", number="one"),
    "programmes:handout": page(staff(200), staff(405), **PROGRAMME),
    "programmes:edit": page(staff(405), staff(302), **PROGRAMME),
    "programmes:copy": page(staff(405), staff(302), **PROGRAMME),
    "programmes:save_as_template": page(staff(200), staff(302), **PROGRAMME),
    "programmes:keep_private": page(staff(405), staff(422), **PROGRAMME),
    "programmes:share": page(staff(405), staff(422), **PROGRAMME),
    "programmes:rename": page(staff(405), staff(422), **PROGRAMME),
    "programmes:publish": page(staff(200), staff(302), **PROGRAMME),
    "programmes:archive": page(staff(405), staff(302), **PROGRAMME),
    "programmes:bring_back": page(staff(405), staff(302), **PROGRAMME),
    "programmes:undo": page(staff(405), staff(302), **PROGRAMME),
    "programmes:redo": page(staff(405), staff(302), **PROGRAMME),
    "programmes:around": page(staff(302), staff(405), **PROGRAMME),
    "programmes:live": page(staff(302), staff(405), **PROGRAMME),
    "programmes:many": page(staff(405), staff(422), **PROGRAMME),
    "programmes:set_aside": page(staff(405), staff(422), **PROGRAMME),
    "programmes:show_again": page(staff(405), staff(422), **PROGRAMME),
    "programmes:swap_for_hint": page(staff(405), staff(422), **PROGRAMME),
    "programmes:reword": page(staff(405), staff(422), **PROGRAMME),
    "programmes:add_phase": page(staff(405), staff(302), **PROGRAMME),
    "programmes:phase": page(staff(405), staff(422), **PHASE),
    "programmes:copy_phase": page(staff(405), staff(302), **PHASE),
    "programmes:move_phase": page(staff(405), staff(422), **PHASE),
    "programmes:remove_phase": page(staff(405), staff(302), **PHASE),
    "programmes:add_session": page(staff(405), staff(302), **PHASE, kind="kind"),
    "programmes:session": page(staff(405), staff(422), **SESSION),
    "programmes:copy_session": page(staff(405), staff(302), **SESSION),
    "programmes:move_session": page(staff(405), staff(422), **SESSION),
    "programmes:remove_session": page(staff(405), staff(302), **SESSION),
    "programmes:dose": page(all_staff(200), staff(405)),
    "programmes:find": page(staff(200), staff(405), **PROGRAMME),
    "programmes:add_item": page(staff(405), staff(422), **PROGRAMME),
    "programmes:item": page(staff(302), staff(422), **ITEM),
    "programmes:move_item": page(staff(405), staff(422), **ITEM),
    "programmes:copy_item": page(staff(405), staff(302), **ITEM),
    "programmes:more": page(staff(200), staff(405), **ITEM),
    "programmes:heading": page(staff(405), staff(302), **ITEM),
    "programmes:swap": page(staff(405), staff(422), **ITEM),
    "programmes:remove_item": page(staff(405), staff(302), **ITEM),
    "portal:today": page(patients(200), patients(405)),
    "portal:news_read": page(patients(405), patients(302)),
    "portal:session": page(patients(200, sam=404), patients(405), session_pk="trained"),
    "portal:exercise": page(patients(200, sam=404), patients(302, sam=404), session_pk="trained", number="one"),
    "portal:stop": page(patients(405), patients(302, sam=404), session_pk="trained"),
    "portal:finish": page(patients(200, sam=404), patients(302, sam=404), session_pk="trained"),
    "portal:log": page(patients(405), patients(302)),
    "portal:edit": page(patients(200, sam=404), patients(422, sam=404), log_pk="log"),
    "portal:felt": page(patients(200, sam=404), patients(302, sam=404), log_pk="log"),
    "portal:done": page(patients(200, sam=404), patients(405), log_pk="log"),
    "portal:remove": page(patients(405), patients(302, sam=404), log_pk="log"),
    "portal:late": page(patients(200), patients(422)),
    "portal:check_in": page(patients(200), patients(422)),
    "portal:barrier": page(patients(200), patients(422)),
    "portal:morning": page(patients(200), patients(302)),
    "portal:flare": page(patients(200), patients(302)),
    "portal:back": page(patients(302), patients(302)),
    "portal:programme": page(patients(200), patients(405)),
    "portal:summary": page(patients(200), patients(405)),
    "portal:alarm": page(patients(200), patients(422)),
    "portal:progress": page(patients(200), patients(405)),
    "portal:handout": page(patients(200), patients(405)),
    "portal:manifest": page(patients(200), patients(405)),
    "portal:icon": public(everybody(200), everybody(405), clinic_pk="clinic", mark="icon_mark", kind="apple"),
    "portal:hint_gone": page(patients(405), patients(302)),
    "portal:welcome": page(patients(302), patients(405)),
    "portal:settled": page(patients(405), patients(302)),
    "portal:not_me": page(patients(405), patients(200)),
    "portal:welcome_step": page(patients(200), patients(422), key="consent"),
    "portal:withdraw_consent": page(patients(405), patients(302)),
    "portal:settings": page(patients(200), patients(422)),
    "portal:kinds": page(patients(405), patients(302)),
    "portal:pause": page(patients(405), patients(302)),
    "portal:resume": page(patients(405), patients(302)),
    "portal:reached": page(patients(200), patients(302)),
    "portal:add_device": page(patients(405), patients(422)),
    "portal:remove_device": page(patients(405), patients(302)),
    "portal:test_way": page(patients(405), patients(302)),
    "portal:calendar": page(patients(405), patients(302)),
    "portal:cards": page(patients(200), patients(405)),
    "portal:card": page(patients(200), patients(405), key="card"),
    "portal:messages": page(patients(200), patients(422)),
    "portal:message_picture": page(patients(200, sam=404), patients(405), message_pk="message"),
    "portal:help": public(everybody(200), everybody(405)),
    "portal:pack": page(patients(200), patients(405)),
    "portal:shell": public(everybody(200), everybody(405)),
    "portal:worker": public(everybody(200), everybody(405)),
    "portal:waiting": public(everybody(200), everybody(405)),
    "portal:train": public(everybody(200), everybody(405), session_pk="trained"),
    "start:again": public(everybody(200), everybody(422)),
    "start:sent": public(everybody(200), everybody(405)),
    "start:sheet": public(everybody(200) | {"pat": 302}, everybody(422) | {"pat": 302}, token="sheet"),
    "start:open": public(everybody(200) | {"pat": 302}, everybody(302), token="invitation"),
    "answering:tap": public(everybody(200), everybody(422), token="tap"),
    "reminders:unsubscribe": public(everybody(200), everybody(200), token="reminder"),
    "calendar:feed": public(everybody(200), everybody(405), key="feed"),
    "paper:enter": page(staff(200), staff(422), **PATIENT),
    "paper:change": page(staff(200), staff(422), pk="patient", log_pk="from_paper"),
    "paper:remove": page(staff(405), staff(302), pk="patient", log_pk="from_paper"),
    "exports:list": page(all_staff(200), staff(405)),
    "exports:new": page(all_staff(200), all_staff(200)),
    "exports:detail": page(staff(200), staff(405), pk="export"),
    "exports:cancel": page(staff(405), staff(302), pk="export"),
    "exports:go_on": page(staff(405), staff(302), pk="export"),
    "exports:download": page(staff(200), staff(405), pk="export"),
    "caseload:list": page(all_staff(200), staff(405)),
    "caseload:attention": page(all_staff(200), staff(405)),
    "caseload:away": page(staff(200), staff(422), pk="therapist"),
    "caseload:thresholds": page(admins(200, elsewhere=200), admins(422, elsewhere=422)),
    "caseload:attention_done": page(staff(405), staff(302), **PATIENT),
    "caseload:attention_snooze": page(staff(405), staff(302), **PATIENT),
    "caseload:attention_hand": page(staff(405), staff(302), **PATIENT),
    "caseload:patient_thresholds": page(staff(200), staff(422), **PATIENT),
    "caseload:new": page(all_staff(200), all_staff(422)),
    "caseload:patient": page(staff(200), staff(405), **PATIENT),
    "caseload:timeline": page(staff(200), staff(405), **PATIENT),
    "caseload:charts": page(staff(200), staff(405), **PATIENT),
    "caseload:compare": page(staff(200), staff(405), **PATIENT),
    "caseload:edit": page(staff(200), staff(422), **PATIENT),
    "caseload:archive": page(staff(405), staff(302), **PATIENT),
    "caseload:restore": page(staff(405), staff(302), **PATIENT),
    "caseload:note": page(staff(200), staff(422), **PATIENT),
    "caseload:messages": page(staff(200), staff(422), **PATIENT),
    "caseload:proposals": page(staff(200), staff(405), **PATIENT),
    "caseload:accept_proposal": page(staff(405), staff(302), pk="patient", proposal_pk="proposal"),
    "caseload:decline_proposal": page(staff(405), staff(422), pk="patient", proposal_pk="proposal"),
    "caseload:outcomes": page(staff(200), staff(422), **PATIENT),
    "caseload:take_back_outcome": page(staff(405), staff(302), pk="patient", measure_pk="measure"),
    "caseload:message_picture": page(staff(200), staff(405), pk="patient", message_pk="message"),
    "caseload:message_rules": page(admins(200, elsewhere=200), admins(422, elsewhere=422)),
    "caseload:message_text": page(admins(200, elsewhere=200), admins(422, elsewhere=422), kind="kind"),
    "caseload:message_email": page(admins(200, elsewhere=200), admins(405), kind="kind"),
    "caseload:quick_replies": page(all_staff(200), all_staff(302)),
    "caseload:session": page(staff(200), staff(405), pk="patient", log_pk="log"),
    "caseload:reminders": page(staff(200), staff(405), **PATIENT),
    "caseload:try_way_again": page(staff(405), staff(302), pk="patient", channel_pk="way"),
    "caseload:unlock": page(answers(anna=302, ada=403, bea=403), answers(anna=302, ada=403, bea=403), **PATIENT),
    "caseload:following": page(staff(200), staff(405), **PATIENT),
    "caseload:invite": page(staff(200), staff(200), **PATIENT),
    "caseload:handout": page(staff(200), staff(405), **PATIENT),
    "caseload:give": page(staff(302), staff(302), programme_pk="programme"),
    "caseload:assign": page(staff(200), staff(422), **PATIENT),
    "caseload:plan": page(staff(200), staff(405), **PATIENT),
    "caseload:change_plan": page(staff(405), staff(302), pk="patient", plan_pk="plan", change="maintain"),
    "caseload:summary": page(staff(200), staff(405), pk="patient", summary_pk="summary"),
    "caseload:flare_plan": page(staff(200), staff(422), **PATIENT),
}


@dataclass
class Words:
    """What is only in one clinic, so that a page that shows it elsewhere is found out."""

    patient: str = "Pinewold"
    goal: str = "Climb Ararat"
    exercise: str = "Quokka press"
    picture: str = "A quokka pressing"
    template: str = "Wallaby start"
    programme: str = "Zanzibar strength"
    session: str = "Sesame"
    log: str = "Xylophone practice"
    note: str = "Whisper it not"
    message: str = "Bamboozle"
    proposal: str = "Talk about walruses"
    reason: str = "Ouch 9 of 10"
    activity: str = "Juggle pangolins"


def things_of(therapist: Membership, patient: Patient, words: Words) -> SimpleNamespace:
    """One of everything that has an address, for this patient and in their clinic."""
    clinic = therapist.clinic
    Patient.objects.filter(pk=patient.pk).update(last_name=words.patient, goal=words.goal)
    exercise = factories.ExerciseFactory(clinic=clinic, name=words.exercise, drawn_as="bird-dog")
    picture = exercise.media.create(kind="picture", content_type="image/webp", alt=words.picture, file="quokka.webp")
    default_storage.save("quokka.webp", ContentFile(b"a picture"))
    factories.published_version(factories.ProgrammeFactory(clinic=clinic, name=words.template, is_template=True))
    programme = factories.ProgrammeFactory(clinic=clinic, name=words.programme)
    plan = factories.PlanFactory(patient=patient, programme=programme)
    trained = plan.version.phases.get().sessions.get()
    type(trained).objects.filter(pk=trained.pk).update(name=words.session)
    phase = factories.PhaseFactory(version=factories.VersionFactory(programme=programme, number=2))
    session = factories.SessionFactory(phase=phase)
    item = factories.item(session, exercise)
    log = factories.SessionLogFactory(plan=plan, patient=patient, note=words.log, confidence=7)
    ItemLog.objects.create(session_log=log, item=trained.items.first())
    sheet = factories.SessionLogFactory(plan=plan, patient=patient, note=words.log, source="staff")
    Note.objects.create(patient=patient, text=words.note, created_by=therapist.user)
    message = patient.messages.create(
        text=words.message, picture="quokka.webp", by=therapist.user, is_from_patient=False, sent_at=WEDNESDAY
    )
    measure = patient.measures.create(
        instrument="psfs", activity=words.activity, moment="start", taken_on=WEDNESDAY, value=4, by=therapist.user
    )
    attention = {"occasion": "log 1", "urgency": 1, "action": "call", "opened_at": WEDNESDAY}
    patient.attention.create(reason="pain_high", words=words.reason, **attention)
    proposed = {"rule": "talk.worry", "kind": "talk", "version": 1, "made_on": WEDNESDAY}
    proposal = plan.proposals.create(therapist=words.proposal, **proposed)
    gone = factories.PlanFactory(patient=patient, programme=programme, version=plan.version, state="ended")
    said = {"first_name": "Pat", "goal": "", "therapist": "", "began": "", "ended": "", "flare": None, "charts": []}
    summary = gone.summaries.create(
        audience="patient", content=said | {"can": [words.activity]}, made_at=WEDNESDAY, made_by=therapist.user
    )
    clinic.quick_replies.create(text=words.message)
    sent = Reminder.objects.create(patient=patient, plan=plan, local_date=WEDNESDAY.date(), due_at=WEDNESDAY)
    way = patient.channels.create(
        kind="email", address=patient.email, broken_at=WEDNESDAY, trouble=f"{words.patient} is unknown here"
    )
    return SimpleNamespace(
        patient=patient.pk, programme=programme.pk, exercise=exercise.pk, media=picture.pk, phase=phase.pk,
        session=session.pk, item=item.pk, plan=plan.pk, trained=trained.pk, log=log.pk, therapist=therapist.pk,
        message=message.pk, proposal=proposal.pk, measure=measure.pk, one=1, end="end", kind="training", csv="csv",
        maintain="maintain", summary=summary.pk, library_import=import_of(clinic, words.exercise),
        export=export_of(therapist, patient),
        clinic=clinic.pk, icon_mark=icons.mark_of(clinic), apple="apple", consent="consent", from_paper=sheet.pk,
        card="hurt-and-harm", amber="amber", still="still", bird_dog="bird-dog", mark=mark("bird-dog", "amber"),
        colour="1f6f73", feed=calendar.make_new(patient).key, way=way.pk, key="set-password",
        reminder=unsubscribe.token_for(patient), tap=taps.token_for(sent, "barrier"),
        sheet=sheets.url_for(plan).split("/")[-2],
        invitation=invitations.invite(patient=patient, by=therapist.user, send=False).split("/")[-2],
    )  # fmt: skip


def import_of(clinic: Clinic, name: str) -> int:
    """A previewed import of one exercise."""
    job = LibraryImport.objects.create(clinic=clinic, state=LibraryImport.State.PREVIEWED)
    job.rows.create(number=1, place="list.csv, 1", name=name, action="new")
    return job.pk


def export_of(therapist: Membership, patient: Patient) -> int:
    """A zip with one handout, ready to be fetched."""
    state, zipped = Export.State.READY, Export.Kind.ZIP
    made = therapist.clinic.exports.create(
        by=therapist.user, asked_for="All patients", layout="standard", paper="A4", colour="ink", kind=zipped,
        state=state, total=1, printed=1, finished_at=WEDNESDAY,
    )  # fmt: skip
    name = Patient.objects.get(pk=patient.pk).last_name
    made.parts.create(patient=patient, position=1, state="printed", name=name, reason=name, file=f"{made.folder}/1.pdf")
    default_storage.save(f"{made.folder}/1.pdf", ContentFile(name.encode()))
    return made.pk


@pytest.fixture
def world(
    anna: Membership, ada: Membership, ben: Membership, pat: Patient, sam: Patient, time_machine: Any, settings: Any,
    tmp_path: Path,
) -> SimpleNamespace:  # fmt: skip
    """Two clinics with the same kinds of things, and a browser for everybody."""
    time_machine.move_to(WEDNESDAY, tick=False)
    settings.MEDIA_ROOT = tmp_path
    heartbeat.note("beat")
    for clinic in (anna.clinic, ben.clinic):
        clinic.logo.save("logo.png", ContentFile(f"the mark of {clinic}".encode()))
    bea = factories.MembershipFactory(clinic=ben.clinic, role=Role.ADMIN, user__name="Bea Brook")
    bob = factories.PatientFactory(clinic=ben.clinic, therapist=ben)
    plain = Words(*(f"{field.name} of others" for field in fields(Words)))
    things = things_of(anna, pat, Words())
    return SimpleNamespace(
        things=things,
        bens=things_of(ben, bob, plain),
        sams=things_of(anna, sam, plain),
        browsers={
            "anonymous": Client(),
            "pat": signed_in(pat.membership),
            "sam": signed_in(sam.membership),
            "anna": signed_in(anna),
            "ada": signed_in(ada),
            "ben": signed_in(ben),
            "bea": signed_in(bea),
        },
        pats=rows_of(Patient.objects.get(pk=pat.pk)),
        clinics=rows_of(anna.clinic),
    )


def path_to(name: str, things: SimpleNamespace) -> str:
    return reverse(name, kwargs={key: getattr(things, what) for key, what in ROUTES[name].kwargs.items()})


Row = tuple[type[models.Model], int]


def rows_of(owner: models.Model) -> set[Row]:
    """The owner's row and all that hang below it, over as many tables as it takes."""
    found: dict[type[models.Model], set[int]] = {type(owner): {owner.pk}}
    todo = [(type(owner), {owner.pk})]
    while todo:
        table, above = todo.pop()
        for relation in table._meta.related_objects:
            below = relation.related_model
            rows = below._base_manager.filter(**{f"{relation.field.name}__in": above}).values_list("pk", flat=True)
            new = set(rows) - found.setdefault(below, set())
            if new:
                found[below] |= new
                todo.append((below, new))
    return {(table, pk) for table, pks in found.items() for pk in pks}


def content_of(rows: set[Row]) -> dict[Row, Any]:
    """What stands in these rows now; a row that is gone is missing."""
    by_table: dict[type[models.Model], list[int]] = {}
    for table, pk in rows:
        by_table.setdefault(table, []).append(pk)
    return {
        (table, values["pk"]): values
        for table, pks in by_table.items()
        for values in table._base_manager.filter(pk__in=pks).values("pk", *(f.attname for f in table._meta.fields))
    }


def named_patterns(resolver: URLResolver, room: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named_patterns(pattern, f"{room}{pattern.namespace}:" if pattern.namespace else room)
        else:
            yield f"{room}{pattern.name}", pattern


PATTERNS = dict(named_patterns(get_resolver("clinic.urls")))
TURN = 8


def test_every_address_has_a_name_and_stands_in_the_table() -> None:
    assert len(PATTERNS) == len(list(named_patterns(get_resolver("clinic.urls"))))
    assert set(PATTERNS) == set(ROUTES)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_view_says_who_may_or_is_open_to_all_on_purpose(name: str) -> None:
    view = PATTERNS[name].callback
    is_open = not getattr(view, "login_required", True)
    assert is_open == ROUTES[name].public
    assert is_open or hasattr(view, "permission") or name == "clinic:seat"


def answer_to(client: Client, method: str, path: str) -> tuple[Answer, str, Any]:
    """One request, after which the browser's cookies are what they were."""
    cookies = copy.deepcopy(client.cookies)
    answer = getattr(client, method)(path)
    client.cookies = cookies
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next="):
        return "login", "", answer
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    read = words_of(body) if answer.get("Content-Type") == "application/pdf" else body.decode(errors="replace")
    return answer.status_code, read + answer.get("Location", ""), answer


def undone_answer_to(client: Client, method: str, path: str) -> tuple[Answer, str, Any]:
    with transaction.atomic():
        answer = answer_to(client, method, path)
        transaction.set_rollback(True)
    return answer


def words_of(pdf: bytes) -> str:
    """The words on paper; none where pdftotext is not installed."""
    if not shutil.which("pdftotext"):
        return ""
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def forms_on(answer: Any) -> Iterator[BaseForm]:
    for context in answer.context or ():
        layers = context.dicts if hasattr(context, "dicts") else [context]
        yield from (value for layer in layers for value in layer.values() if isinstance(value, BaseForm))


def foreign_choices(answer: Any, clinic: Clinic) -> set[Any]:
    """Rows of other clinics that a form on the page would accept."""
    fields = (field for form in forms_on(answer) for field in form.fields.values())
    rows = {row for field in fields if isinstance(field, ModelChoiceField) for row in field.queryset}
    return {row for row in rows if getattr(row, "clinic_id", None) not in (None, clinic.pk)}


def secrets_from(visitor: str, route: Route) -> tuple[str, ...]:
    if visitor in HERE:
        return ()
    if visitor == "pat":
        return STAFFS_SECRETS
    if visitor == "sam" or route.public:
        return PATS_SECRETS + STAFFS_SECRETS
    return CLINICS_SECRETS


def in_turns(names: Sequence[str]) -> Any:
    """A few names to a test: furnishing the world takes longer than asking for a page, and each answer is undone."""
    turns = [tuple(names[place : place + TURN]) for place in range(0, len(names), TURN)]
    return pytest.mark.parametrize("names", turns, ids=[turn[0] for turn in turns])


@in_turns(sorted(set(PATTERNS) & set(ROUTES)))
def test_everybody_is_answered_as_the_table_says(names: tuple[str, ...], world: Any) -> None:
    for name in names:
        answers_as_the_table_says(name, world)


def answers_as_the_table_says(name: str, world: Any) -> None:
    route = ROUTES[name]
    path = path_to(name, world.things)
    before = content_of(world.clinics)
    found: dict[str, Answers] = {"get": {}, "post": {}}
    for visitor, browser in world.browsers.items():
        for method in found:
            with transaction.atomic():
                status, body, answer = answer_to(browser, method, path)
                found[method][visitor] = status
                assert not [word for word in secrets_from(visitor, route) if word in body], f"{name}: {visitor} reads"
                if visitor in (*ELSEWHERE, "sam") and not route.public and status in (200, 302, 422):
                    mine = world.clinics if visitor in ELSEWHERE else world.pats
                    now = content_of(world.clinics)
                    assert {row for row in mine if now.get(row) != before[row]} == set(), f"{name}: {visitor}"
                if visitor != "anonymous" and visitor not in ELSEWHERE:
                    assert foreign_choices(answer, Clinic.objects.get(name="Harbour Physio")) == set()
                transaction.set_rollback(True)
    assert (name, found) == (name, {"get": route.get, "post": route.post})


SHOWN = {
    "caseload:list": ("anna", "Pinewold"),
    "caseload:patient": ("anna", "Whisper"),
    "caseload:attention": ("anna", "Ouch 9 of 10"),
    "caseload:new": ("anna", "Archer"),
    "caseload:handout": ("anna", "Zanzibar"),
    "caseload:messages": ("anna", "Bamboozle"),
    "caseload:quick_replies": ("anna", "Bamboozle"),
    "caseload:outcomes": ("anna", "pangolins"),
    "caseload:proposals": ("anna", "walruses"),
    "clinic:logo": ("anna", "Harbour Physio"),
    "exports:new": ("anna", "Pinewold"),
    "exports:detail": ("anna", "Pinewold"),
    "exports:download": ("anna", "Pinewold"),
    "clinic:people": ("ada", "Archer"),
    "exercises:list": ("anna", "Quokka"),
    "exercises:pictures": ("anna", "quokka"),
    "programmes:list": ("anna", "Zanzibar"),
    "programmes:new": ("anna", "Wallaby"),
    "portal:today": ("pat", "Zanzibar"),
    "portal:late": ("pat", "Sesame"),
    "portal:progress": ("pat", "Xylophone"),
    "portal:settings": ("pat", "Ararat"),
    "portal:handout": ("pat", "Zanzibar"),
    "portal:messages": ("pat", "Bamboozle"),
}


@in_turns(sorted(SHOWN))
def test_secrets_stand_where_they_belong_or_nothing_could_leak(names: tuple[str, ...], world: SimpleNamespace) -> None:
    unread = [name for name in names if name.endswith("handout") and not shutil.which("pdftotext")]
    for name in (name for name in names if name not in unread):
        visitor, word = SHOWN[name]
        assert word in undone_answer_to(world.browsers[visitor], "get", path_to(name, world.things))[1], name
    if unread:  # said only after the others of this turn were asked
        pytest.skip("pdftotext is not installed (poppler-utils)")


INSIDE = sorted(name for name, route in ROUTES.items() if route.kwargs and not route.public)


@in_turns(INSIDE)
def test_ones_own_pages_show_nothing_of_others(names: tuple[str, ...], world: SimpleNamespace) -> None:
    for name in names:
        visitor, things = ("sam", world.sams) if name.startswith("portal:") else ("bea", world.bens)
        path = path_to(name, things) + "?q=quokka"
        status, body, answer = undone_answer_to(world.browsers[visitor], "get", path)
        assert (name, status) == (name, ROUTES[name].get["pat" if visitor == "sam" else "ada"])
        secrets = PATS_SECRETS if visitor == "sam" else CLINICS_SECRETS
        assert (name, [word for word in secrets if word in body]) == (name, [])
        if visitor == "bea":
            assert (name, foreign_choices(answer, Clinic.objects.get(name="Hill Physio"))) == (name, set())


PARTS = sorted(name for name in INSIDE if sum(key.endswith("pk") for key in ROUTES[name].kwargs) > 1)


@in_turns(PARTS)
@pytest.mark.parametrize("visitor", ["anna", "bea"])
def test_part_of_another_is_not_found_below_ones_own(
    names: tuple[str, ...], visitor: str, world: SimpleNamespace
) -> None:
    for name in names:
        is_not_found(name, visitor, world)


def is_not_found(name: str, visitor: str, world: SimpleNamespace) -> None:
    own = world.sams if visitor == "anna" else world.bens
    stolen = SimpleNamespace(
        **vars(world.things) | {what: getattr(own, what) for what in ("patient", "programme", "exercise")}
    )
    path, browser = path_to(name, stolen), world.browsers[visitor]
    found = {method: undone_answer_to(browser, method, path)[0] for method in ("get", "post")}
    usual = {method: 405 if getattr(ROUTES[name], method)["anna"] == 405 else 404 for method in found}
    assert (name, found) == (name, usual)


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO(), stderr=StringIO())


def sources(*rooms: str) -> Iterator[tuple[Path, str]]:
    for room in rooms:
        for file in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file, file.read_text(encoding="utf-8")


BY_NAME = re.compile(r"^(403|404|429|500|403_csrf)\.html$|^account/|^bootstrap5/")  # of Django, allauth and crispy


def test_every_template_is_used() -> None:
    folder = ROOT / "templates"
    files = {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in folder.rglob("*.*")}
    everything = "\n".join([*files.values(), *(text for _, text in sources(*ROOMS))])
    stems = {name: name.rpartition(".")[0] if "email" in name else name for name in files}  # letters: both at once
    unused = [name for name in files if not BY_NAME.search(name) and f'"{stems[name]}' not in everything]
    assert unused == []


def test_every_account_template_has_a_page_or_letter() -> None:
    folder = ROOT / "templates/account"
    texts = "\n".join(text for _, text in sources("clinic"))
    allauths = Path(allauth.account.__file__).parents[1] / "templates/account"
    ours = {file.relative_to(folder).as_posix() for file in folder.rglob("*.*")}
    theirs = {file.relative_to(allauths).as_posix() for file in allauths.rglob("*.*")}
    assert {name for name in ours - theirs if f'"account/{name}' not in texts} == set()


def test_forms_take_their_rows_from_the_clinic() -> None:
    """`.objects` in a forms module may be followed by `.none()` only; the clinic fills in the rest."""
    wrong = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file, text in sources(*ROOMS)
        if "forms" in file.relative_to(ROOT).with_suffix("").parts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in ("objects", "_base_manager", "_default_manager")
        and node.attr != "none"
    ]
    assert wrong == []


def test_views_hold_no_managers() -> None:
    """A view reaches rows from request.clinic or request.patient only."""
    wrong = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file, text in sources(*ROOMS)
        if {"views", "demo_views"} & set(file.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager", "_default_manager")
    ]
    assert wrong == []


def test_no_table_points_up() -> None:
    """A key, written out or as a string, leads to the same room or one below."""
    floor = {room: number for number, room in enumerate(ROOMS)}
    wrong = [
        f"{table.__name__}.{column.name}"
        for room in ROOMS
        for table in apps.get_app_config(room).get_models()
        for column in table._meta.get_fields()
        if column.concrete and column.is_relation
        if floor.get(column.related_model._meta.app_label, 0) > floor[room]
    ]
    assert wrong == []


def test_every_row_reaches_a_clinic_or_belongs_to_all() -> None:
    """Audit events carry the clinic as text; users, heartbeats and the ladders of the library belong to none."""
    homeless = {"User", "AuditEvent", "Heartbeat", "Ladder"}
    reached: set[type[models.Model]] = {Clinic}
    tables = [table for room in ROOMS for table in apps.get_app_config(room).get_models()]
    for _ in tables:
        reached |= {
            table
            for table in tables
            if any(column.related_model in reached for column in table._meta.fields if column.is_relation)
        }
    assert {table.__name__ for table in tables if table not in reached} == homeless
