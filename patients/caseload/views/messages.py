"""Messages with a patient, and the sentences staff write often."""

from django.contrib import messages as flash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from clinic.permissions import Permission, requires
from patients.caseload.forms.messages import QuickRepliesForm
from patients.services import messages, people
from patients.writing import A_YEAR_SECONDS, MessageForm, picture_of


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The conversation; opening it tells the patient nothing but takes it off the list of what waits."""
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    filled = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MessageForm(*filled)
    if form.is_valid():
        try:
            messages.send(patient=patient, by=request.user, is_from_patient=False, **form.cleaned_data)
            flash.success(request, f"Sent. {patient.first_name} sees it on Today.")
            return redirect("caseload:messages", pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    elif request.method == "GET":
        people.note_seen(patient=patient, by=request.user)
        messages.mark_read(patient=patient, from_patient=True)
    context = {
        "patient": patient,
        "form": form,
        "thread": messages.thread_of(patient),
        "replies": request.clinic.quick_replies.all(),
    }
    return render(request, "caseload/messages.html", context, status=422 if form.errors else 200)


@requires(Permission.SEE_PATIENTS)
@require_safe
@cache_control(private=True, immutable=True, max_age=A_YEAR_SECONDS)
def picture(request: HttpRequest, pk: int, message_pk: int) -> HttpResponseBase:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    return picture_of(get_object_or_404(messages.with_picture(patient), pk=message_pk))


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def quick_replies(request: HttpRequest) -> HttpResponse:
    form = QuickRepliesForm(request.POST if request.method == "POST" else None, clinic=request.clinic)
    if form.is_valid():
        try:
            messages.set_quick_replies(clinic=request.clinic, by=request.user, texts=form.cleaned_data["texts"])
            flash.success(request, "Saved.")
            return redirect("caseload:quick_replies")
        except ValidationError as refusal:
            form.add_error("texts", refusal)
    return render(request, "caseload/quick_replies.html", {"form": form}, status=422 if form.errors else 200)
