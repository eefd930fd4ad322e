"""Addresses of the programme pages."""

from django.urls import path

from programmes.views import handouts, history, items, many, menu, parts, programmes

app_name = "programmes"
urlpatterns = [
    path("", programmes.programmes, name="list"),
    path("new/", programmes.new, name="new"),
    path("<int:pk>/", programmes.programme, name="detail"),
    path("<int:pk>/versions/<int:number>/", programmes.version, name="version"),
    path("<int:pk>/handout.pdf", handouts.handout, name="handout"),
    path("<int:pk>/edit/", programmes.edit, name="edit"),
    path("<int:pk>/copy/", programmes.copy, name="copy"),
    path("<int:pk>/template/", programmes.save_as_template, name="save_as_template"),
    path("<int:pk>/name/", programmes.rename, name="rename"),
    path("<int:pk>/publish/", programmes.publish, name="publish"),
    path("<int:pk>/archive/", programmes.archive, name="archive"),
    path("<int:pk>/restore/", programmes.bring_back, name="bring_back"),
    path("<int:pk>/undo/", history.undo, name="undo"),
    path("<int:pk>/redo/", history.redo, name="redo"),
    path("<int:pk>/live/", history.live, name="live"),
    path("<int:pk>/many/", many.many, name="many"),
    path("<int:pk>/phases/", parts.add_phase, name="add_phase"),
    path("<int:pk>/phases/<int:phase_pk>/", parts.phase, name="phase"),
    path("<int:pk>/phases/<int:phase_pk>/copy/", parts.copy_phase, name="copy_phase"),
    path("<int:pk>/phases/<int:phase_pk>/move/", parts.move_phase, name="move_phase"),
    path("<int:pk>/phases/<int:phase_pk>/remove/", parts.remove_phase, name="remove_phase"),
    path("<int:pk>/phases/<int:phase_pk>/sessions/<slug:kind>/", parts.add_session, name="add_session"),
    path("<int:pk>/sessions/<int:session_pk>/", parts.session, name="session"),
    path("<int:pk>/sessions/<int:session_pk>/copy/", parts.copy_session, name="copy_session"),
    path("<int:pk>/sessions/<int:session_pk>/move/", parts.move_session, name="move_session"),
    path("<int:pk>/sessions/<int:session_pk>/remove/", parts.remove_session, name="remove_session"),
    path("dose/", items.read_dose, name="dose"),
    path("<int:pk>/find/", items.find, name="find"),
    path("<int:pk>/items/", items.add, name="add_item"),
    path("<int:pk>/items/<int:item_pk>/", items.item, name="item"),
    path("<int:pk>/items/<int:item_pk>/move/", items.move, name="move_item"),
    path("<int:pk>/items/<int:item_pk>/copy/", items.copy, name="copy_item"),
    path("<int:pk>/items/<int:item_pk>/more/", menu.more, name="more"),
    path("<int:pk>/items/<int:item_pk>/heading/", menu.heading, name="heading"),
    path("<int:pk>/items/<int:item_pk>/swap/", menu.swap, name="swap"),
    path("<int:pk>/items/<int:item_pk>/remove/", items.remove, name="remove_item"),
]
