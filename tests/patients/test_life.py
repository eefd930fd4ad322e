"""The life of a plan through the front door: rest, keep up, discharge, come back; who, why, and who is due a word."""

import datetime as dt
import re
import subprocess
import threading

import pytest
import time_machine
from django.db import connections
from django.test import Client

from clinic.models import AuditEvent, Membership
from patients import watching
from patients.models import Attention, CheckIn, Flare, FlarePlan, Patient, Plan, PlanEvent, Proposal, SafetyLock
from patients.portal.pack import pack_of
from patients.progress.contacts import contacts, due, kept, next_on
from patients.services import deciding, discharging, plans
from programmes import handouts
from programmes import services as programmes
from programmes.dose import parse, short
from programmes.handouts import Choice
from programmes.models import Item, Session
from tests.conftest import signed_in
from tests.factories import ExerciseFactory, MembershipFactory, PlanFactory, SessionFactory, SessionLogFactory, ladder
from tests.factories import item as put

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
LOCKED = "A sign that needs help was ticked"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def tom(anna: Membership) -> Membership:
    return MembershipFactory(clinic=anna.clinic, user__name="Tom Okafor")


def words(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer
    return said(answer)


def said(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def change(client: Client, plan: Plan, what: str, **posted: object):
    return client.post(f"/patients/{plan.patient_id}/plan/{plan.pk}/{what}/", posted)


def lock(patient: Patient) -> None:
    SafetyLock.objects.create(patient=patient, urgency="now", signs="saddle", local_date=TODAY, raised_at=NOON)


def look(clock, days: int = 0) -> list[str]:
    clock.move_to(NOON + dt.timedelta(days=days))
    watching.look()
    return list(Attention.objects.filter(end="").values_list("reason", flat=True))


# Rests and wrong turns


@pytest.mark.django_db
def test_a_rest_says_to_both_who_and_why(as_pat: Client, as_anna: Client, plan: Plan):
    record = f"/patients/{plan.patient_id}/"
    as_pat.post("/my/settings/pause/", {"why": "holiday", "until": "2026-03-14"})
    assert "Paused: a holiday, until 14 March 2026 : Home strength v1" in words(as_anna, record)
    assert "(the patient), 4 Mar 2026" in words(as_anna, record)
    as_pat.post("/my/settings/resume/")
    change(as_anna, plan, "pause", why="ill", reason="Fever since Monday")
    assert "Paused by Anna Archer on 4 March: not well." in words(as_pat, "/my/")
    assert "Fever since Monday" in words(as_anna, record)
    assert "Fever" not in words(as_pat, "/my/")  # the therapist's own words stay in the record


@pytest.mark.django_db
def test_a_wrong_turn_says_so_and_changes_nothing(as_anna: Client, as_pat: Client, plan: Plan, tom: Membership):
    plans.end(plan=plan, by=tom.user, why="goals_met")
    before = list(PlanEvent.objects.values_list())
    for what, posted in (("end", {"why": "referred"}), ("pause", {}), ("maintain", {}), ("resume", {})):
        answer = change(as_anna, plan, what, **posted)
        assert answer.status_code == 422
        assert "This plan is ended, since 4 March 2026 by Tom Okafor. That step does not follow" in said(answer)
    assert list(PlanEvent.objects.values_list()) == before
    assert discharging.summaries_of(plan.patient) == []


@pytest.mark.django_db
def test_a_colleague_was_faster_and_a_lock_comes_first(as_anna: Client, as_pat: Client, plan: Plan, tom: Membership):
    plans.pause(plan=plan, by=tom.user, why="ill")
    answer = change(as_anna, plan, "maintain", seen="active", reason="All well")  # her page still says "active"
    assert answer.status_code == 422
    assert "by Tom Okafor" in said(answer)
    assert 'value="All well"' in answer.content.decode()  # nothing typed is lost
    plans.resume(plan=plan, by=tom.user)
    lock(plan.patient)
    for what, posted in (("pause", {}), ("maintain", {}), ("end", {"why": "goals_met"})):
        answer = change(as_anna, plan, what, **posted)
        assert (answer.status_code, LOCKED in said(answer)) == (422, True)
    as_pat.post("/my/settings/pause/", {"why": "holiday"})
    assert Plan.objects.get().state == "active"


@pytest.mark.django_db
def test_a_rest_while_keeping_it_up_leads_back_to_keeping_it_up_every_time(plan: Plan, anna: Membership):
    plan = plans.maintain(plan=plan, by=anna.user)
    for _ in range(2):
        plans.pause(plan=plan, by=anna.user)
        for _ in range(2):  # a second tap leads no further than the first
            assert plans.resume(plan=plan, by=anna.user, seen="paused").state == "maintain"


# Contacts


def test_contacts_thin_out_and_are_counted_from_the_last_turn():
    day = dt.date(2026, 1, 5)
    assert [(each.label, (each.on - day).days) for each in contacts(day)] == [
        ("2 weeks", 14), ("6 weeks", 42), ("3 months", 91), ("6 months", 182)
    ]  # fmt: skip
    later = day + dt.timedelta(days=100)
    assert kept([("maintain", day), ("paused", later), ("resumed", later)]).since == day
    assert kept([("maintain", day), ("resumed", later)]) is None
    assert kept([("maintain", day), ("ended", later)]).since == later
    at = lambda days: day + dt.timedelta(days=days)  # noqa: E731
    assert [due(day, [], at(days)) and due(day, [], at(days)).label for days in (13, 14, 41, 42, 200, 273)] == [
        None, "2 weeks", "2 weeks", "6 weeks", "6 months", None
    ]  # fmt: skip
    assert due(day, [at(36)], at(42)) is None  # a week early counts
    assert due(day, [at(30)], at(42)).label == "6 weeks"
    assert (next_on(day, at(14)), next_on(day, at(182))) == (at(42), None)


@pytest.mark.django_db
def test_a_due_contact_comes_up_is_noted_when_dealt_with_and_the_next_one_follows(
    as_anna: Client, plan: Plan, clock, anna: Membership
):
    discharging.discharge(plan=plan, by=anna.user, why="goals_met")
    assert "contact" not in look(clock, 13)
    assert look(clock, 14) == ["contact"]
    assert "2 weeks since the discharge: time for a word" in words(as_anna, "/caseload/attention/")
    as_anna.post(f"/patients/{plan.patient_id}/attention/done/", {"what_was_done": "Rang, all is well"})
    assert PlanEvent.objects.filter(kind="contact").get().reason == "Rang, all is well"
    assert look(clock, 20) == []
    assert look(clock, 43) == ["contact"]
    change(as_anna, plan, "contact", reason="Met in the street")
    assert look(clock, 44) == []
    page = words(as_anna, f"/patients/{plan.patient_id}/")
    assert page.count("done 3 months") == 1
    assert "Met in the street" in page


# Discharge


@pytest.mark.django_db
def test_a_discharge_wants_a_reason_and_keeps_two_summaries(as_anna: Client, as_pat: Client, plan: Plan):
    answer = change(as_anna, plan, "end", advice="Walk daily")
    assert answer.status_code == 422
    assert "Choose why the plan ends." in said(answer)
    assert "Walk daily" in answer.content.decode()
    for _ in range(2):  # a second tap
        assert change(as_anna, plan, "end", why="goals_met", reason="Back at work").status_code == 302
    assert [summary.audience for summary in discharging.summaries_of(plan.patient)] == ["patient", "referrer"]
    page = words(as_anna, f"/patients/{plan.patient_id}/")
    assert "Ended: goals met" in page
    assert "Until 4 March 2027 at the least Pat can open the last programme" in page
    today = words(as_pat, "/my/")
    assert "Ended by Anna Archer on 4 March 2026: your goals are met." in today
    assert "Both stay here until 4 March 2027 at the least." in today
    reading = words(as_pat, "/my/programme/")
    assert "nothing is asked of you" in reading
    assert "3 sets of 10" in reading
    assert "Done as prescribed" not in reading
    assert as_pat.get("/my/help/").status_code == 200


@pytest.mark.pdf
@pytest.mark.django_db
def test_both_summaries_say_what_was_and_print_again_as_they_were(
    as_anna: Client, as_pat: Client, plan: Plan, anna: Membership, clock
):
    import page  # noqa: PLC0415 (a quarter of a second, for this one)

    pat = plan.patient
    Patient.objects.filter(pk=pat.pk).update(goal="Lift my granddaughter", date_of_birth=dt.date(1961, 5, 4))
    for day, confidence in enumerate((3, 4, 4, 7, 8, 8)):
        SessionLogFactory(plan=plan, local_date=TODAY - dt.timedelta(days=day), confidence=11 - confidence)
    for week, pain in enumerate((6, 6, 5, 3, 3, 2)):
        monday = dt.date(2026, 3, 2) + dt.timedelta(weeks=week)
        CheckIn.objects.create(
            patient=pat, week=monday, local_date=monday, logged_at=NOON, usual_pain=pain,
            can_do="Carry the shopping" if week == 3 else "",
        )  # fmt: skip
    for taken_on, value in ((dt.date(2026, 1, 5), 3), (TODAY, 6)):
        pat.measures.create(
            instrument="psfs", activity="Tie my shoes", moment="start", taken_on=taken_on, value=value, by=anna.user
        )
    FlarePlan.objects.create(patient=pat, helps_patient="A hot bath", written_by=anna.user, written_at=NOON)
    change(as_anna, plan, "end", why="goals_met", reason="Full days again", can_do="Garden", advice="Twice a week")
    own, other = discharging.summaries_of(pat)
    url = f"/patients/{pat.pk}/summaries"
    told = {"patient": pdf(as_pat.get("/my/summary.pdf")), "referrer": pdf(as_anna.get(f"{url}/{other.pk}.pdf"))}
    assert [line for line in (
        "Well done, Pat", "You trained 6 times", "Garden",
        "Tie my shoes: from 3 to 6 out of 10", "“Carry the shopping”",
        "Twice a week", "A hot bath", "My back is back", "4 March 2027", "3 sets of 10", "Get help now",
    ) if line not in told["patient"]] == []  # fmt: skip
    assert [line for line in (
        "Pat Pine", "4 May 1961", "“Lift my granddaughter”", "Goals met. Full days again", "Tie my shoes",
        "+3, better, a clear change", "3 points (the mean, Abbott and", "−3, better, a clear change",
        "2 points (Ostelo 2008)", "no published figure", "Twice a week", "confidential",
    ) if line not in told["referrer"]] == []  # fmt: skip
    assert "Pine" not in told["patient"]  # it lies about in kitchens
    clock.shift(dt.timedelta(days=90))
    Patient.objects.filter(pk=pat.pk).update(goal="Something else")
    FlarePlan.objects.update(helps_patient="Something else")
    assert pdf(signed_in(anna).get(f"{url}/{own.pk}.pdf")) == told["patient"]
    for summary in (own, other):
        found = discharging.find(pat.clinic, patient=pat.pk, pk=summary.pk)
        made = handouts.make(discharging.wanted(found, Choice(colour="ink")))
        report = page.validate_pdf_bytes(made.pdf, profile=page.ValidationProfile.PDF_UA_1)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert AuditEvent.objects.filter(verb="summary_printed").count() == 3


def pdf(answer) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.content[:500]
    done = subprocess.run(["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


# "My back is back"


@pytest.fixture
def easy(plan: Plan) -> Item:
    """A plan for a flare-up in the version in force."""
    session = SessionFactory(phase=plan.version.phases.get(), position=2, name="Gentle days", kind="easy")
    return put(session, ExerciseFactory(name="Cat and cow"), "2x6")


@pytest.mark.django_db
def test_coming_back_asks_for_signs_first(as_pat: Client, plan: Plan, anna: Membership):
    assert as_pat.get("/my/back/").status_code == 302  # in training there is nothing to come back to
    plans.end(plan=plan, by=anna.user)
    page = words(as_pat, "/my/back/")
    assert "tick it: it needs somebody to look at it now" in page
    assert "Open my flare-up plan" not in page  # the last programme has none
    assert as_pat.post("/my/back/", {}).status_code == 422
    assert as_pat.post("/my/back/", {"wants": "flare_plan"}).status_code == 422
    assert as_pat.post("/my/back/", {"signs": ["saddle"], "wants": "new_start"}).url == "/my/alarm/"
    assert SafetyLock.objects.open().count() == 1
    assert as_pat.post("/my/back/", {"wants": "new_start"}).status_code == 422  # a sign is open
    assert not PlanEvent.objects.filter(kind="returned").exists()


@pytest.mark.django_db
def test_the_flare_up_plan_of_the_last_programme_opens_and_the_therapist_sees_it(
    as_pat: Client, as_anna: Client, plan: Plan, anna: Membership, easy: Item, clock
):
    plans.end(plan=plan, by=anna.user)
    answer = as_pat.post("/my/back/", {"wants": "flare_plan"})
    assert answer.url == "/my/programme/"
    assert "Cat and cow" in words(as_pat, "/my/programme/")
    assert Flare.objects.get().ended_on is None
    assert set(look(clock)) == {"returned", "flare"}
    assert "Trouble is back since 4 March: goes by the flare-up plan" in words(as_anna, "/caseload/attention/")
    assert "Gentle days" in words(as_pat, "/my/")


@pytest.mark.django_db
def test_a_new_start_is_asked_for_once_and_over_when_a_programme_is_assigned(
    as_pat: Client, as_anna: Client, plan: Plan, anna: Membership, clock
):
    plans.maintain(plan=plan, by=anna.user)
    assert "My back is back" in words(as_pat, "/my/")
    for _ in range(2):
        as_pat.post("/my/back/", {"wants": "new_start"})
    asked = PlanEvent.objects.get(kind="returned")
    assert (asked.by, asked.why) == (plan.patient.membership.user, "new_start")
    assert look(clock) == ["returned"]
    assert "You asked for a new start on Wednesday 4 March." in words(as_pat, "/my/")
    plans.assign(
        patient=plan.patient, programme=plan.programme, by=anna.user,
        starts_on=TODAY, training_days=[], per_week_lo=2, per_week_hi=3,
    )  # fmt: skip
    assert "returned" not in look(clock)


# The plan for a flare-up


@pytest.mark.django_db
def test_a_flare_up_plan_is_written_together_and_found_everywhere(as_anna: Client, as_pat: Client, plan: Plan):
    first, second = Item.objects.order_by("id")
    down = ExerciseFactory(name="Half bridge", flare_ok=True)
    ladder(down, first.exercise)
    url = f"/patients/{plan.patient_id}/flare-plan/"
    page = words(as_anna, url)
    assert "Easier: Half bridge" in page
    posted = {
        f"what-{first.exercise_id}": down.pk, f"share-{first.exercise_id}": "60",
        f"what-{second.exercise_id}": second.exercise_id, f"share-{second.exercise_id}": "other",
        f"dose-{second.exercise_id}": "two of six",
        "helps_patient": "A hot bath", "helps_therapist": "Short walks", "call": "Anna, 020 7946 0000",
    }  # fmt: skip
    answer = as_anna.post(url, posted)
    assert answer.status_code == 422
    assert 'value="two of six"' in answer.content.decode()
    assert "A hot bath" in answer.content.decode()
    assert not FlarePlan.objects.exists()
    assert as_anna.post(url, posted | {f"dose-{second.exercise_id}": "1x6/side"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.version.number, plan.programme.versions.drafts().exists()) == (2, False)
    rows = Item.objects.filter(session__phase__version=plan.version, session__kind="easy").order_by("position")
    assert [(row.exercise.name, short(row.dose)) for row in rows] == [
        ("Half bridge", "2x10"), (second.exercise.name, "1x6/side")
    ]  # fmt: skip
    written = FlarePlan.objects.get()
    assert (str(written.written_by), written.written_at) == ("Anna Archer", NOON)
    assert "Your plan for a flare-up is written." in words(as_pat, "/my/")
    reading = words(as_pat, "/my/programme/")
    assert [
        text for text in ("Half bridge", "A hot bath", "Short walks", "Anna, 020 7946 0000") if text not in reading
    ] == []
    pack = pack_of(Patient.objects.get(pk=plan.patient_id))
    assert [each["title"] for each in pack["sessions"] if each["kind"] == "easy"] == ["Flare-up plan"]
    assert pack["plan"]["flare_words"]["helps_patient"] == "A hot bath"
    assert as_anna.post(url, posted | {f"dose-{second.exercise_id}": "1x6/side"}).status_code == 302  # nothing new
    assert plan.programme.versions.count() == 2


@pytest.mark.django_db
def test_other_edits_of_a_draft_wait_for_a_look(as_anna: Client, plan: Plan, anna: Membership, as_ben: Client):
    draft = programmes.draft_of(programme=plan.programme, by=anna.user)
    programmes.change_item(item=programmes.items_of(draft).first(), by=anna.user, dose=parse("5x5"))
    first = Item.objects.filter(session__phase__version=plan.version).order_by("id").first()
    url = f"/patients/{plan.patient_id}/flare-plan/"
    assert as_ben.get(url).status_code == 404
    answer = as_anna.post(
        url, {f"what-{first.exercise_id}": first.exercise_id, f"share-{first.exercise_id}": "40"}, follow=True
    )
    assert "stand in the programme’s draft beside its other edits" in said(answer)
    plan.refresh_from_db()
    assert plan.version.number == 1
    assert Session.objects.get(kind="easy").phase.version == draft


# Told why


def step(plan: Plan, number: int, to: str, **more: object) -> Proposal:
    """An open proposal to change one exercise's dose."""
    row = Item.objects.filter(session__phase__version=plan.version).order_by("id")[number]
    columns = {name: value for name, value in parse(to).columns().items() if value not in (None, "")}
    said = f"The last two sessions went well, so there is a little more now: {row.exercise.name}, "
    return plan.proposals.create(
        item=row, exercise=row.exercise, name=row.exercise.name, kind="progress", rule="progress.amount", version=1,
        made_on=TODAY, therapist="More", patient=f"{said}{spoken(to)}.",
        change={"variable": "reps", "exercise": None, "name": "", "dose": columns}, **more,
    )  # fmt: skip


def spoken(dose: str) -> str:
    from programmes.dose import words as in_words  # noqa: PLC0415 (a name used here already)

    return in_words(parse(dose))


@pytest.fixture
def steps(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> list[Proposal]:
    monkeypatch.setattr(deciding, "still_holds", lambda proposal: True)
    return [step(plan, 0, "3x12"), step(plan, 1, "3x9/side")]


@pytest.mark.django_db
def test_accepted_steps_say_why_and_the_patient_reads_it(as_anna, as_pat, plan, steps, anna):
    first, second = steps
    publish, url = f"/programmes/{plan.programme_id}/publish/", f"/patients/{plan.patient_id}/proposals"
    as_anna.post(f"{url}/{first.pk}/accept/", {})
    as_anna.post(f"{url}/{second.pk}/accept/", {"dose": "3x10/side"})  # made something else of it
    proposed = re.search(r'name="proposed" value="([^"]*)"', as_anna.get(publish).content.decode())[1]
    why = [line for line in proposed.splitlines() if "went well" in line]
    assert [line.rpartition(", ")[2] for line in why] == ["3 sets of 12.", "3 sets of 10 each side."]
    draft = plan.programme.versions.drafts().get()
    gone = programmes.items_of(draft).get(exercise=second.exercise)
    programmes.remove_item(item=gone, by=anna.user)
    proposed = re.search(r'name="proposed" value="([^"]*)"', as_anna.get(publish).content.decode())[1]
    assert proposed.count("went well") == 1  # it took its sentence with it
    as_anna.post(publish, {"news": f"{proposed}\nSee you soon", "number": "2"})
    today = words(as_pat, "/my/")
    assert "went well, so there is a little more now" in today
    assert "See you soon" in today


@pytest.mark.django_db
def test_a_declined_step_and_one_that_was_undone_tell_nothing(as_anna, plan, steps, anna):
    first, second = steps
    url = f"/patients/{plan.patient_id}/proposals"
    as_anna.post(f"{url}/{first.pk}/decline/", {"reason": "Not yet"})
    as_anna.post(f"{url}/{second.pk}/accept/", {})
    draft = plan.programme.versions.drafts().get()
    assert len(deciding.reasons_for(draft)) == 1
    row = programmes.items_of(draft).get(exercise=second.exercise)
    programmes.change_item(item=row, by=anna.user, dose=second.item.dose)
    assert deciding.reasons_for(draft) == []
    programmes.change_item(item=row, by=anna.user, dose=parse("1x8/side"))  # less now: "a little more" is not true
    assert deciding.reasons_for(draft) == []


# Races, moves and strangers


@pytest.mark.django_db(transaction=True)
def test_of_two_therapists_at_once_one_decides(plan: Plan, anna: Membership, ada: Membership, steps):
    proposal, gate, answers = steps[0], threading.Barrier(2), []

    def decide(by) -> None:
        gate.wait()
        try:
            answers.append(deciding.accept(proposal=proposal, by=by).state)
        except deciding.DecidedAlready:
            answers.append("too late")
        except Exception as error:  # a thread's mistake must reach the assertion
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=[seat.user]) for seat in (anna, ada)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, answers)) == ["accepted", "too late"]
    assert AuditEvent.objects.filter(verb="proposal_accepted").count() == 1
    assert plan.programme.versions.drafts().count() == 1


@pytest.mark.django_db
def test_a_proposal_whose_exercise_is_gone_is_refused_in_words(as_anna, plan, steps, anna):
    draft = programmes.draft_of(programme=plan.programme, by=anna.user)
    programmes.remove_item(item=programmes.items_of(draft).get(exercise=steps[0].exercise), by=anna.user)
    answer = as_anna.post(f"/patients/{plan.patient_id}/proposals/{steps[0].pk}/accept/", {})
    assert answer.status_code == 422
    assert "This exercise is not in the programme’s draft any more" in said(answer).replace("&#x27;", "’").replace(
        "'", "’"
    )
    assert Proposal.objects.get(pk=steps[0].pk).state == "open"


@pytest.mark.django_db
def test_a_patient_who_moves_takes_everything_along_and_another_clinic_sees_nothing(
    as_anna: Client, as_ben: Client, plan: Plan, tom: Membership, anna: Membership, ben: Membership, clock, steps
):
    plans.maintain(plan=plan, by=anna.user)
    Patient.objects.filter(pk=plan.patient_id).update(therapist=tom)
    watching.note(plan.patient_id)
    look(clock, 14)
    as_tom = signed_in(tom)
    mine = "/caseload/attention/?who=mine"
    assert "time for a word" in words(as_tom, mine)
    assert "time for a word" not in words(as_anna, mine)
    assert "More" in words(as_tom, f"/patients/{plan.patient_id}/proposals/")
    discharging.discharge(plan=plan, by=tom.user, why="moved_on")
    summary = discharging.summaries_of(plan.patient)[0]
    for url in (f"summaries/{summary.pk}.pdf", "flare-plan/", "proposals/", "plan/", ""):
        assert as_ben.get(f"/patients/{plan.patient_id}/{url}").status_code == 404
    theirs = PlanFactory(patient__clinic=ben.clinic)
    assert as_ben.get(f"/patients/{theirs.patient_id}/summaries/{summary.pk}.pdf").status_code == 404


@pytest.mark.django_db
def test_a_move_that_was_proposed_is_told_with_its_reason_once(as_anna: Client, as_pat: Client, plan: Plan):
    moved = {"rule": "maintain.ready", "kind": "maintain", "version": 1, "made_on": TODAY, "therapist": "Ready"}
    proposal = plan.proposals.create(patient="You can do what you set out to do.", **moved)
    url = f"/patients/{plan.patient_id}/proposals/"
    assert "You can do what you set out to do." in words(as_anna, url)
    as_anna.post(f"{url}{proposal.pk}/accept/", {"told": "You can do what you set out to do, Pat."})
    page = as_pat.get("/my/").content.decode()
    assert "what you set out to do, Pat." in page
    event = re.search(r'name="event" value="(\d+)"', page)[1]
    as_pat.post("/my/news/", {"event": event})
    assert "set out to do" not in words(as_pat, "/my/")


@pytest.mark.django_db
def test_a_move_to_a_phase_that_is_not_the_next_any_more_is_refused(as_anna: Client, plan: Plan):
    moved = {"rule": "phase.strength", "kind": "phase", "version": 1, "made_on": TODAY, "data": {"next": "Strength"}}
    proposal = plan.proposals.create(therapist="Ready", patient="On you go", **moved)
    answer = as_anna.post(f"/patients/{plan.patient_id}/proposals/{proposal.pk}/accept/", {"told": "On you go"})
    assert answer.status_code == 422
    assert "The plan was moved meanwhile" in said(answer)
    assert "On you go" in said(answer)
    plan.refresh_from_db()
    assert (plan.phase_number, plan.untold_from) == (1, None)
