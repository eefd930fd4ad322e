"""Addresses of the programme pages."""

from django.urls import path

from programmes.views import handouts, hints, history, items, parts, programmes, publishing, starting

app_name = "programmes"
urlpatterns = [
    path("", programmes.programmes, name="list"),
    path("new/", starting.new, name="new"),
    path("<int:pk>/", programmes.programme, name="detail"),
    path("<int:pk>/versions/", publishing.versions, name="versions"),
    path("<int:pk>/versions/<int:number>/", publishing.version, name="version"),
    path("<int:pk>/versions/<int:number>/again/", publishing.go_back, name="go_back"),
    path("<int:pk>/handout.pdf", handouts.handout, name="handout"),
    path("<int:pk>/edit/", programmes.edit, name="edit"),
    path("<int:pk>/copy/", starting.copy, name="copy"),
    path("<int:pk>/template/", starting.save_as_template, name="save_as_template"),
    path("<int:pk>/private/", starting.keep_private, name="keep_private"),
    path("<int:pk>/share/", starting.share, name="share"),
    path("<int:pk>/name/", programmes.rename, name="rename"),
    path("<int:pk>/publish/", publishing.publish, name="publish"),
    path("<int:pk>/archive/", programmes.archive, name="archive"),
    path("<int:pk>/restore/", programmes.bring_back, name="bring_back"),
    path("<int:pk>/undo/", history.undo, name="undo"),
    path("<int:pk>/redo/", history.redo, name="redo"),
    path("<int:pk>/live/", history.live, name="live"),
    path("<int:pk>/hints/aside/", hints.aside, name="set_aside"),
    path("<int:pk>/hints/again/", hints.again, name="show_again"),
    path("<int:pk>/hints/swap/", hints.swap, name="swap_for_hint"),
    path("<int:pk>/hints/reword/", hints.reword, name="reword"),
    path("<int:pk>/phases/", parts.add_phase, name="add_phase"),
    path("<int:pk>/phases/<int:phase_pk>/", parts.phase, name="phase"),
    path("<int:pk>/phases/<int:phase_pk>/copy/", parts.copy_phase, name="copy_phase"),
    path("<int:pk>/phases/<int:phase_pk>/remove/", parts.remove_phase, name="remove_phase"),
    path("<int:pk>/phases/<int:phase_pk>/sessions/<slug:kind>/", parts.add_session, name="add_session"),
    path("<int:pk>/sessions/<int:session_pk>/", parts.session, name="session"),
    path("<int:pk>/sessions/<int:session_pk>/copy/", parts.copy_session, name="copy_session"),
    path("<int:pk>/sessions/<int:session_pk>/remove/", parts.remove_session, name="remove_session"),
    path("dose/", items.read_dose, name="dose"),
    path("<int:pk>/find/", items.find, name="find"),
    path("<int:pk>/items/", items.add, name="add_item"),
    path("<int:pk>/items/<int:item_pk>/", items.item, name="item"),
    path("<int:pk>/items/<int:item_pk>/move/", items.move, name="move_item"),
    path("<int:pk>/items/<int:item_pk>/copy/", items.copy, name="copy_item"),
    path("<int:pk>/items/<int:item_pk>/remove/", items.remove, name="remove_item"),
]
