"""What a patient and the clinic write to each other."""

from django.contrib import messages as flash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from patients.portal.gate import patients_only
from patients.portal.numbers import numbers_of
from patients.services import messages
from patients.writing import A_YEAR_SECONDS, MessageForm, picture_of


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest) -> HttpResponse:
    filled = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MessageForm(*filled)
    if form.is_valid():
        try:
            messages.send(patient=request.patient, by=request.user, is_from_patient=True, **form.cleaned_data)
            flash.success(request, "Sent. Your clinic reads it in its hours.")
            return redirect("portal:messages")
        except ValidationError as refusal:
            form.add_error(None, refusal)
    elif request.method in ("GET", "HEAD"):
        messages.mark_read(patient=request.patient, from_patient=False)
    context = {"form": form, "thread": messages.thread_of(request.patient), "numbers": numbers_of(request.clinic)}
    return render(request, "portal/messages.html", context, status=422 if form.errors else 200)


@patients_only
@require_safe
@cache_control(private=True, immutable=True, max_age=A_YEAR_SECONDS)
def picture(request: HttpRequest, message_pk: int) -> HttpResponseBase:
    return picture_of(get_object_or_404(messages.with_picture(request.patient), pk=message_pk))
