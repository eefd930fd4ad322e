"""Addresses of the therapist's pages."""

from django.urls import path

from patients.caseload.views import caseload, handouts, inviting, notes, people, plans, sessions

app_name = "caseload"
urlpatterns = [
    path("caseload/", caseload.caseload, name="list"),
    path("patients/new/", people.new, name="new"),
    path("patients/<int:pk>/", people.patient, name="patient"),
    path("patients/<int:pk>/edit/", people.edit, name="edit"),
    path("patients/<int:pk>/archive/", people.archive, name="archive"),
    path("patients/<int:pk>/restore/", people.restore, name="restore"),
    path("patients/<int:pk>/notes/", notes.note, name="note"),
    path("patients/<int:pk>/sessions/<int:log_pk>/", sessions.session, name="session"),
    path("patients/<int:pk>/reminders/", people.reminders, name="reminders"),
    path("patients/<int:pk>/invite/", inviting.invite, name="invite"),
    path("patients/<int:pk>/handout.pdf", handouts.handout, name="handout"),
    path("programmes/<int:programme_pk>/assign/", plans.give, name="give"),
    path("patients/<int:pk>/assign/", plans.assign, name="assign"),
    path("patients/<int:pk>/plan/", plans.plan, name="plan"),
    path("patients/<int:pk>/plan/<int:plan_pk>/<slug:change>/", plans.change, name="change_plan"),
]
