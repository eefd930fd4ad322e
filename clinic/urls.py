"""Where every address leads; the other apps are included by name, so that this room knows none of them."""

from django.urls import include, path

urlpatterns = [
    path("", include("clinic.web_urls")),
    path("accounts/", include("clinic.account_urls")),
    path("exercises/", include("exercises.urls")),
    path("programmes/", include("programmes.urls")),
    path("my/", include("patients.portal.urls")),
    path("start/", include("patients.start.urls")),
    path("u/", include("patients.reminders.urls")),
    path("calendar/", include("patients.reminders.calendar_urls")),
    path("t/", include("patients.answering.urls")),
    path("", include("patients.caseload.urls")),
    path("", include("patients.paper.urls")),
    path("", include("patients.exports.urls")),
]
