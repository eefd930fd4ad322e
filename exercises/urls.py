"""Addresses of the library."""

from django.urls import path

from exercises.views import exchange, library

app_name = "exercises"
urlpatterns = [
    path("", library.exercises, name="list"),
    path("<int:pk>/", library.exercise, name="detail"),
    # import and export
    path("import/", exchange.imports, name="imports"),
    path("import/<int:pk>/", exchange.import_detail, name="import_detail"),
    path("import/<int:pk>/columns/", exchange.import_columns, name="import_columns"),
    path("import/<int:pk>/confirm/", exchange.import_confirm, name="import_confirm"),
    path("import/<int:pk>/drop/", exchange.import_drop, name="import_drop"),
    path("import/<int:pk>/take-back/", exchange.import_take_back, name="import_take_back"),
    path("export/<slug:kind>/", exchange.export, name="export"),
]
