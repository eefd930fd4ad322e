"""Start together in the room: a link by e-mail, a QR code on the screen."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic import qr
from clinic.permissions import Permission, requires
from patients.caseload.following import line_of
from patients.caseload.forms.inviting import InviteForm
from patients.services import invitations, settling


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients.current().select_related("clinic"), pk=pk)
    form = InviteForm(request.POST if request.method == "POST" else None)
    shown = {}
    if form.is_valid():
        link = invitations.invite(patient=patient, by=request.user, **form.cleaned_data)
        shown = way_in(patient, link, sent=form.cleaned_data["send"])
    context = {"patient": patient, "last": patient.invitations.first(), **shown}
    return render(request, "caseload/invite.html", context)


@requires(Permission.TREAT_PATIENTS)
@require_safe
def following(request: HttpRequest, pk: int) -> HttpResponse:
    """What the phone does now, as a fragment; nothing where that was `seen` already. One query."""
    progress = settling.progress_of(request.clinic.patients.current(), pk)
    if progress is None:
        raise Http404
    line = line_of(progress)
    if line.text == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "caseload/_following.html", {"line": line})


def way_in(patient: Any, link: str, *, sent: bool) -> dict[str, Any]:
    """What the page needs to show the link; only its hash is kept, so it can be shown once."""
    drawn = qr.svg(link, title="QR code of the invitation")
    return {"link": link, "qr": drawn, "sent": sent, "delivery": patient.invitations.first().delivery}
