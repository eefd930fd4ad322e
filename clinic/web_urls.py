"""Addresses of the ground floor."""

from django.urls import include, path, register_converter

from clinic import demo_views
from clinic.fields import HexDigits
from clinic.health import healthz
from clinic.views import door, looks, running

register_converter(HexDigits, "hex")

clinic = [
    path("seat/", door.seat, name="seat"),
    path("clinic/", running.settings, name="settings"),
    path("clinic/people/", running.people, name="people"),
    path("clinic/people/<int:pk>/link/", running.send_link, name="send_link"),
    path("clinic/people/<int:pk>/deactivate/", running.deactivate, name="deactivate"),
    path("clinic/people/<int:pk>/reactivate/", running.reactivate, name="reactivate"),
    path("clinic/logo/", looks.logo, name="logo"),
]
demo = [
    path("demo/sign-in/", demo_views.sign_in, name="sign_in"),
    path("demo/mail/", demo_views.mail, name="mail"),
]
urlpatterns = [
    path("", door.home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("brand/<hex:colour>.css", looks.brand, name="brand"),
    path("", include((clinic, "clinic"))),
    path("", include((demo, "demo"))),
]
