"""Addresses of exports."""

from django.urls import path

from patients.exports import views

app_name = "exports"
urlpatterns = [
    path("exports/", views.exports, name="list"),
    path("exports/new/", views.new, name="new"),
    path("exports/<int:pk>/", views.detail, name="detail"),
    path("exports/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("exports/<int:pk>/go-on/", views.go_on, name="go_on"),
    path("exports/<int:pk>/download/", views.download, name="download"),
]
