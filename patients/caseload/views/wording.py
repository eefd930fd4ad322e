"""What patients are sent: the table of kinds, and the words of each."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.permissions import Permission, requires
from patients.caseload.forms.wording import RulesForm, TextForm
from patients.reminders import texts
from patients.reminders.kinds import OURS
from patients.services import wording

SECTION = "clinic"  # where the pages' frame says one is


@requires(Permission.RUN_CLINIC)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Which kinds are sent, at what hour, on which days."""
    clinic = request.clinic
    form = RulesForm(
        request.POST if request.method == "POST" else None,
        table=wording.table_of(clinic),
        own=wording.own_texts(clinic),
    )
    if form.is_valid():
        wording.set_rules(clinic=clinic, by=request.user, chosen=form.chosen())
        messages.success(request, "Saved. It holds for everything that is not sent yet.")
        return redirect("caseload:message_rules")
    context = {"form": form, "section": SECTION}
    return render(request, "caseload/message_rules.html", context, status=422 if form.errors else 200)


@requires(Permission.RUN_CLINIC)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, kind: str) -> HttpResponse:
    """The words of one kind: change, look at them, send them to oneself, or go back to ours."""
    if kind not in texts.OURS:
        raise Http404
    now, is_own = wording.text_of(request.clinic, kind)
    form = TextForm(request.POST if request.method == "POST" else None, now=now)
    go = request.POST.get("go", "save") if request.method == "POST" else ""
    if go == "ours":
        wording.back_to_ours(clinic=request.clinic, kind=kind, by=request.user)
        messages.success(request, "These are our words again.")
        return redirect("caseload:message_text", kind)
    shown = now
    if form.is_valid():
        shown = form.text()
        if _kept(request, kind, form, go):
            return redirect("caseload:message_text", kind)
    context = {
        "form": form,
        "section": SECTION,
        "rule": OURS[kind],
        "is_own": is_own,
        "names": texts.NAMES,
        "content": wording.preview(clinic=request.clinic, kind=kind, text=shown),
    }
    return render(request, "caseload/message_text.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, kind: str, form: TextForm, go: str) -> bool:
    """Keep the words, and send the test that was asked for; False where only a look was asked for, or they cannot."""
    try:
        wording.check(form.text())
        if go == "preview":
            return False
        wording.set_text(clinic=request.clinic, kind=kind, text=form.text(), by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, "Saved.")
    if go == "test":
        try:
            wording.send_test(clinic=request.clinic, kind=kind, by=request.user)
            messages.success(request, f"A test is on its way to {request.user.email}.")
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    return True


@requires(Permission.RUN_CLINIC)
@require_safe
@csp_replace({"style-src": [UNSAFE_INLINE]})  # type: ignore[arg-type]  # an e-mail carries its looks with it
def email(request: HttpRequest, kind: str) -> HttpResponse:
    """The e-mail as it is stored, the way a mail program shows it; `?plain` for its plain text."""
    if kind not in texts.OURS:
        raise Http404
    plain = "plain" in request.GET
    shown = wording.preview_page(clinic=request.clinic, kind=kind, plain=plain)
    return HttpResponse(shown, content_type=f"text/{'plain' if plain else 'html'}; charset=utf-8")
