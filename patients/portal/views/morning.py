"""The morning after a session: one tap."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError as ShapeError

from patients import signs
from patients.portal.gate import patients_only
from patients.portal.mornings import asking_of
from patients.portal.sending import answer, is_sent
from patients.portal.wire_between import SentMorning
from patients.services import check_ins
from patients.services.check_ins import NotHereYetError

OUT_OF_DATE = "That question was out of date. It is asked on the day after a session."


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def morning(request: HttpRequest) -> HttpResponse:
    if is_sent(request):
        return answer(request, SentMorning, lambda sent: _store(request, sent))
    if request.method != "POST":
        return render(request, "portal/morning.html", {"asking": asking_of(request.patient)})
    told = {name: request.POST.get(name) for name in ("uuid", "log", "pain")}
    try:
        day = request.POST.get("local_date") or request.patient.today()
        sent = SentMorning(**told, local_date=day)  # type: ignore[arg-type]  # checked by the shape
        address, _ = _store(request, sent)
        messages.success(request, "Thank you. That helps your physio to find the right dose.")
        return redirect(address)
    except (ShapeError, ValidationError, NotHereYetError):
        messages.info(request, OUT_OF_DATE)
    return redirect("portal:today")


def _store(request: HttpRequest, sent: SentMorning) -> tuple[str, bool]:
    """Store it; much pain, or much more than after the session, leads to the list of signs."""
    told = sent.model_dump()
    stored, is_new = check_ins.store_morning(patient=request.patient, by=request.user, **told)
    asks = signs.are_to_be_asked(stored.pain, stored.log.pain_now)
    return reverse("portal:alarm" if asks else "portal:today"), is_new
