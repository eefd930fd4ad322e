"""Addresses of the library."""

from django.urls import path

from exercises.views import cards, detail, drawings, exchange, figures, library, media, own, reviews, stars

app_name = "exercises"
urlpatterns = [
    path("", library.exercises, name="list"),
    path("<int:pk>/", detail.exercise, name="detail"),
    path("cards/", cards.cards, name="cards"),
    path("cards/<slug:key>/", cards.card, name="card"),
    # the clinic's own, and what is done to one exercise
    path("new/", own.new, name="new"),
    path("archived/", own.archived, name="archived"),
    path("preview/", detail.preview_new, name="preview_new"),
    path("<int:pk>/preview/", detail.preview, name="preview"),
    path("<int:pk>/adapt/", own.adapt, name="adapt"),
    path("<int:pk>/edit/", own.edit, name="edit"),
    path("<int:pk>/archive/", own.archive, name="archive"),
    path("<int:pk>/restore/", own.restore, name="restore"),
    path("<int:pk>/delete/", own.delete, name="delete"),
    path("<int:pk>/review/", reviews.review, name="review"),
    path("<int:pk>/review/withdraw/", reviews.withdraw_review, name="withdraw_review"),
    path("<int:pk>/pictures/", media.pictures, name="pictures"),
    path("<int:pk>/pictures/<int:media_pk>/describe/", media.describe, name="describe"),
    path("<int:pk>/pictures/<int:media_pk>/remove/", media.remove, name="remove_media"),
    path("<int:pk>/pictures/<int:media_pk>/move/", media.move, name="move_media"),
    path("media/<int:pk>/", media.media, name="media"),
    # looking through the drawings
    path("drawings/", drawings.drawings, name="drawings"),
    path("<int:pk>/drawing/", drawings.drawing, name="drawing"),
    # drawings on other people and of the other side
    path("figures/<slug:look>/<slug:form>/<slug:file>.<slug:mark>.svg", figures.figure, name="figure"),
    # finding
    path("<int:pk>/star/", stars.star, name="star"),
    # import and export
    path("import/", exchange.imports, name="imports"),
    path("import/<int:pk>/", exchange.import_detail, name="import_detail"),
    path("import/<int:pk>/columns/", exchange.import_columns, name="import_columns"),
    path("import/<int:pk>/confirm/", exchange.import_confirm, name="import_confirm"),
    path("import/<int:pk>/drop/", exchange.import_drop, name="import_drop"),
    path("import/<int:pk>/take-back/", exchange.import_take_back, name="import_take_back"),
    path("export/<slug:kind>/", exchange.export, name="export"),
]
