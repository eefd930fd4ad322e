"""The caseload: whom a therapist looks after, and how it goes."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from clinic.permissions import Permission, requires
from patients.caseload import finding
from patients.caseload.between import locked_of
from patients.caseload.rows import columns, rows
from patients.services import messages

A_PAGE = 25


@requires(Permission.SEE_PATIENTS)
@require_safe
def caseload(request: HttpRequest) -> HttpResponse:
    wish = finding.Wish.read(request.GET, membership=request.membership)
    locked = locked_of(request.clinic)
    found = finding.find(request.clinic, wish, membership=request.membership, locked=locked)
    pages = Paginator(columns(found), A_PAGE)
    pages.count = found.count()  # counting needs none of the columns, nor what they join
    page = pages.get_page(request.GET.get("page"))
    context = {
        "wish": wish,
        "page": page,
        "rows": rows(page.object_list, clinic=request.clinic, with_therapists=wish.who == "all", locked=locked),
        "query": wish.address(),
        "headers": wish.headers(),
        "who_choices": wish.choices("who", finding.WHO),
        "state_choices": wish.choices("state", finding.STATES),
        "everyone_query": wish.address(who="all", state="", q=wish.q),
    }
    if not request.htmx:
        mine = request.membership.pk if wish.who == "mine" else None
        context["unread"] = messages.unread_by_staff(request.clinic, therapist=mine)
        return render(request, "caseload/list.html", context)
    address = f"{reverse('caseload:list')}?{wish.address()}".rstrip("?")
    return replace_url(render(request, "caseload/list.html#results", context), address)
