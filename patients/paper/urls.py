"""Addresses of entering from paper, below the patient's."""

from django.urls import path

from patients.paper import views

app_name = "paper"
urlpatterns = [
    path("patients/<int:pk>/paper/", views.enter, name="enter"),
    path("patients/<int:pk>/paper/<int:log_pk>/", views.change, name="change"),
    path("patients/<int:pk>/paper/<int:log_pk>/remove/", views.remove, name="remove"),
]
