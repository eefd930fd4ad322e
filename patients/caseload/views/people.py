"""Who the patients are: taking them on, correcting what is known, putting records away and back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, may, requires
from patients.caseload import delivery_log, life, record
from patients.caseload.between import told_by
from patients.caseload.forms.notes import NoteForm
from patients.caseload.forms.people import PatientForm
from patients.caseload.forms.unlocking import UnlockForm
from patients.caseload.words import hour_words
from patients.progress.days import ago
from patients.progress.periods import Period
from patients.services import locks, people, pictures, reaching
from patients.services.told import told_of

REMINDERS_A_PAGE = 50


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = PatientForm(
        request.POST if request.method == "POST" else None,
        clinic=request.clinic,
        initial={"therapist": request.membership.pk},
    )
    if form.is_valid():
        patient = people.add_patient(clinic=request.clinic, by=request.user, **form.details())
        chosen = request.GET.get("programme", "")
        if "then" in request.POST or chosen:
            query = f"?programme={chosen}" if chosen.isdecimal() else ""
            return redirect(reverse("caseload:assign", args=[patient.pk]) + query)
        return redirect("caseload:patient", patient.pk)
    return render(request, "caseload/new.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.SEE_PATIENTS)
@require_safe
def patient(request: HttpRequest, pk: int) -> HttpResponse:
    patient = record.find(request.clinic, pk)
    people.note_seen(patient=patient, by=request.user)
    today, zone = patient.today(), request.clinic.zone
    told, events = told_of(patient), life.events(patient)
    card, period = record.plan_card(patient, events, today=today), Period.read(request.GET.get("period"))
    how = card.adherence if card else None
    span = pictures.span_of(period, told, how, today=today)
    drawn = (pictures.scores(told, span), pictures.weeks(how, span))
    between = told_by(patient, told.weeks, zone=zone, today=today)
    may_clear = may(request.membership.role, Permission.CLEAR_LOCKS)
    if between.alarm and may_clear:
        locks.note_seen(lock=between.alarm.lock, by=request.user)
    context = {
        "patient": patient,
        "age": patient.age_on(today),
        "consent": record.consent_words(patient, zone=zone),
        "last_session": ago(patient.last_session_on, today=today),
        "card": card,
        "pictures": [picture for picture in drawn if picture],
        "period": period,
        "periods": list(Period),
        "is_empty": told.first_day is None,
        "notes": record.notes(patient, zone=zone),
        "history": life.history(events, own=record.user_of(patient), zone=zone),
        "life": life.life_of(patient, events, today=today),
        "token": NoteForm()["token"],
        "between": between,
        "unlock_form": UnlockForm(),
        "may_clear": may_clear,
        **record.tags(patient),
    }
    return render(request, "caseload/patient.html", context)


@requires(Permission.SEE_PATIENTS)
@require_safe
def reminders(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    page = Paginator(patient.reminders.all(), REMINDERS_A_PAGE).get_page(request.GET.get("page"))
    hour = hour_words(patient.reminder_hour)
    context = {
        "patient": patient,
        "page": page,
        "lines": delivery_log.lines(list(page.object_list)),
        "zone": patient.zone,
        "clinic_zone": request.clinic.zone,
        "hour": hour,
        "ways": delivery_log.ways(patient),
        "chosen": delivery_log.chosen(patient),
        "text_messages": delivery_log.text_messages(),
    }
    return render(request, "caseload/reminders.html", context)


@requires(Permission.TREAT_PATIENTS)
@require_POST
def try_way_again(request: HttpRequest, pk: int, channel_pk: int) -> HttpResponse:
    """Use a way again that was broken; the next message tells whether it was right."""
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    way = get_object_or_404(patient.channels, pk=channel_pk)
    reaching.try_again(patient=patient, way=way, by=request.user)
    messages.success(request, "It is used again. Should it be refused once more, it says so here.")
    return redirect("caseload:reminders", pk)


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    form = PatientForm(request.POST if request.method == "POST" else None, clinic=request.clinic, patient=patient)
    if form.is_valid():
        people.change_patient(patient=patient, by=request.user, **form.details())
        messages.success(request, "Saved.")
        return redirect("caseload:patient", pk)
    context = {"form": form, "patient": patient}
    return render(request, "caseload/edit.html", context, status=422 if form.errors else 200)


@requires(Permission.TREAT_PATIENTS)
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    people.archive(patient=get_object_or_404(request.clinic.patients, pk=pk), by=request.user)
    return redirect("caseload:patient", pk)


@requires(Permission.TREAT_PATIENTS)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    people.restore(patient=get_object_or_404(request.clinic.patients, pk=pk), by=request.user)
    return redirect("caseload:patient", pk)
