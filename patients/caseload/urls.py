"""Addresses of the therapist's pages."""

from django.urls import path

from patients.caseload.views import (
    attention,
    caseload,
    handouts,
    inviting,
    messages,
    notes,
    outcomes,
    people,
    plans,
    proposals,
    sessions,
    unlocking,
)

app_name = "caseload"
urlpatterns = [
    path("caseload/", caseload.caseload, name="list"),
    path("caseload/attention/", attention.inbox, name="attention"),
    path("caseload/attention/figures/", attention.thresholds, name="thresholds"),
    path("patients/<int:pk>/attention/done/", attention.done, name="attention_done"),
    path("patients/<int:pk>/attention/later/", attention.snooze, name="attention_snooze"),
    path("patients/<int:pk>/attention/hand/", attention.hand, name="attention_hand"),
    path("patients/<int:pk>/attention/figures/", attention.patient_thresholds, name="patient_thresholds"),
    path("patients/new/", people.new, name="new"),
    path("patients/<int:pk>/", people.patient, name="patient"),
    path("patients/<int:pk>/edit/", people.edit, name="edit"),
    path("patients/<int:pk>/archive/", people.archive, name="archive"),
    path("patients/<int:pk>/restore/", people.restore, name="restore"),
    path("patients/<int:pk>/notes/", notes.note, name="note"),
    path("patients/<int:pk>/proposals/", proposals.proposals, name="proposals"),
    path("patients/<int:pk>/proposals/<int:proposal_pk>/accept/", proposals.accept, name="accept_proposal"),
    path("patients/<int:pk>/proposals/<int:proposal_pk>/decline/", proposals.decline, name="decline_proposal"),
    path("patients/<int:pk>/outcomes/", outcomes.page, name="outcomes"),
    path("patients/<int:pk>/outcomes/<int:measure_pk>/take-back/", outcomes.take_back, name="take_back_outcome"),
    path("patients/<int:pk>/messages/", messages.thread, name="messages"),
    path("patients/<int:pk>/messages/<int:message_pk>/picture/", messages.picture, name="message_picture"),
    path("messages/replies/", messages.quick_replies, name="quick_replies"),
    path("patients/<int:pk>/sessions/<int:log_pk>/", sessions.session, name="session"),
    path("patients/<int:pk>/reminders/", people.reminders, name="reminders"),
    path("patients/<int:pk>/reminders/<int:channel_pk>/again/", people.try_way_again, name="try_way_again"),
    path("patients/<int:pk>/unlock/", unlocking.unlock, name="unlock"),
    path("patients/<int:pk>/first-session/", inviting.following, name="following"),
    path("patients/<int:pk>/invite/", inviting.invite, name="invite"),
    path("patients/<int:pk>/handout.pdf", handouts.handout, name="handout"),
    path("programmes/<int:programme_pk>/assign/", plans.give, name="give"),
    path("patients/<int:pk>/assign/", plans.assign, name="assign"),
    path("patients/<int:pk>/plan/", plans.plan, name="plan"),
    path("patients/<int:pk>/plan/<int:plan_pk>/<slug:change>/", plans.change, name="change_plan"),
]
