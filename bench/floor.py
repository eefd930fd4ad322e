"""One view that knows who asks and reads one row: three queries with the session and the user."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from clinic.models import Clinic


@login_required
def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Clinic.objects.get(slug="bench").name)


urlpatterns = [path("floor/", floor)]
