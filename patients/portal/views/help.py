"""When to get help: for everybody, signed in or not."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from patients.portal.numbers import numbers_of


@login_not_required
@require_safe
def get_help(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.html", {"numbers": numbers_of(request.clinic)})
