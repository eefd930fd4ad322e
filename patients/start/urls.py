"""Addresses of the invitation; a token has one path segment."""

from django.urls import path

from patients.start import views

app_name = "start"
urlpatterns = [
    path("again/", views.again, name="again"),
    path("sent/", views.sent, name="sent"),
    path("plan/<str:token>/", views.sheet, name="sheet"),
    path("<str:token>/", views.open_link, name="open"),
]
