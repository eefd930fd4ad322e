"""How I am reached: devices, e-mail, text messages, the calendar, and a test of each."""

import json

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from patients.portal.forms_reached import WayForm
from patients.portal.gate import patients_only
from patients.portal.reached import label_of, reached
from patients.services import reaching

LONGEST_SUBSCRIPTION = 4_000  # bytes
LOOK = {
    "email": "Look in your inbox in the next minutes, and among the unwanted e-mails too.",
    "push": "It should show on that device within a minute, if it is on and has a network.",
    "sms": "It should arrive within a minute.",
}


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    found = reached(request.patient)
    form = WayForm(request.POST if request.method == "POST" else None, patient=request.patient, reached=found)
    if form.is_valid():
        way, number = form.cleaned_data["way"], form.cleaned_data.get("number", "")
        reaching.choose_way(patient=request.patient, way=way, number=number, by=request.user)
        messages.success(request, "Saved.")
        return redirect("portal:reached")
    status = 422 if form.errors else 200
    return render(request, "portal/reached.html", {"form": form, "reached": found}, status=status)


@patients_only
@require_POST
def add_device(request: HttpRequest) -> HttpResponse:
    """What the browser said when the patient had tapped "Tell me on this device"."""
    try:
        said = json.loads(request.body[:LONGEST_SUBSCRIPTION])
        endpoint, keys = (said.get("endpoint"), said.get("keys")) if isinstance(said, dict) else (None, None)
        label = label_of(request.headers.get("User-Agent", ""))
        reaching.add_device(patient=request.patient, endpoint=endpoint, keys=keys, label=label, by=request.user)
    except (ValueError, RecursionError):
        return JsonResponse({"errors": ["This browser did not say how to write to it."]}, status=422)
    except ValidationError as refusal:
        return JsonResponse({"errors": refusal.messages}, status=422)
    return JsonResponse({}, status=201)


@patients_only
@require_POST
def remove_device(request: HttpRequest) -> HttpResponse:
    """By the list's number, or by the address that a device which is being left knows of itself."""
    number, endpoint = request.POST.get("device", ""), request.POST.get("endpoint", "")
    pk = int(number) if number.isdecimal() and len(number) < 19 else None
    if reaching.remove_device(patient=request.patient, by=request.user, pk=pk, endpoint=endpoint) and pk:
        messages.success(request, "That device gets no more messages.")
    return redirect("portal:reached")


@patients_only
@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """Send a test, and say honestly what came of it."""
    way = reached(request.patient).way(request.POST.get("way", ""))
    if way is None:
        messages.error(request, "That way is not there any more.")
    elif not ratelimit.consume(request, action="test_message", key=f"patient-{request.patient.pk}"):
        messages.error(request, "That is enough tests for now. Try again in an hour.")
    else:
        try:
            taken = reaching.send_test(patient=request.patient, way=way.channel)
            messages.success(request, f"{taken} {LOOK[way.kind]}")
        except ValidationError as trouble:
            messages.error(request, f"The test did not get through. {trouble.messages[0]}")
    return redirect("portal:reached")


@patients_only
@require_POST
def calendar(request: HttpRequest) -> HttpResponse:
    """Make the calendar's address, another one, or none."""
    if "end" in request.POST:
        reaching.end_calendar(patient=request.patient, by=request.user)
        messages.success(request, "The calendar has no address any more.")
    else:
        reaching.new_calendar(patient=request.patient, by=request.user)
        messages.success(request, "Your calendar has a new address. One it had before leads nowhere now.")
    return redirect("portal:reached")
