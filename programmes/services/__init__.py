"""What can be done to programmes; every verb names its actor and leaves a trail."""

from programmes.services import many
from programmes.services.changes import Changes, between, news_for, reasons_for
from programmes.services.choices import Swaps, step_from, swaps_for
from programmes.services.drafts import (
    Overtaken,
    draft_in,
    draft_of,
    item_in,
    newest,
    newest_published,
    session_in,
    start,
)
from programmes.services.finding import find
from programmes.services.forwarding import Forwarded, Rule, copy_forward
from programmes.services.habits import doses_for
from programmes.services.headings import set_heading
from programmes.services.hints import set_aside, set_aside_of, show_again, take_remedy
from programmes.services.items import (
    EditConflict,
    add_item,
    change_item,
    copy_item,
    first_session,
    items_of,
    move_item,
    sessions_of,
    step_item,
    turn_of,
)
from programmes.services.journal import History, News, history_of, number_of, since
from programmes.services.library import (
    LoadedTemplates,
    load_library,
    load_templates,
    newest_versions,
    own_programmes,
    programmes_for,
    templates_for,
)
from programmes.services.ordering import move_session, step_phase, step_session
from programmes.services.parts import SESSION_KINDS, add_phase, add_session, change_part, phases_of, rename
from programmes.services.people import person_of
from programmes.services.publishing import EditedMeanwhile, Problem, WentBack, go_back, problems_of, publish
from programmes.services.removing import remove_item, remove_phase, remove_session
from programmes.services.shelf import archive, bring_back, save_as_template, set_private
from programmes.services.starting import Shelf, Source, shelves
from programmes.services.swapping import swap_item, swap_items
from programmes.services.undoing import CannotUndo, redo, undo

__all__ = [
    "SESSION_KINDS",
    "CannotUndo",
    "Changes",
    "EditConflict",
    "EditedMeanwhile",
    "Forwarded",
    "History",
    "LoadedTemplates",
    "News",
    "Overtaken",
    "Problem",
    "Rule",
    "Shelf",
    "Source",
    "Swaps",
    "WentBack",
    "add_item",
    "add_phase",
    "add_session",
    "archive",
    "between",
    "bring_back",
    "change_item",
    "change_part",
    "copy_forward",
    "copy_item",
    "doses_for",
    "draft_in",
    "draft_of",
    "find",
    "first_session",
    "go_back",
    "history_of",
    "item_in",
    "items_of",
    "load_library",
    "load_templates",
    "many",
    "move_item",
    "move_session",
    "newest",
    "newest_published",
    "newest_versions",
    "news_for",
    "number_of",
    "own_programmes",
    "person_of",
    "phases_of",
    "problems_of",
    "programmes_for",
    "publish",
    "reasons_for",
    "redo",
    "remove_item",
    "remove_phase",
    "remove_session",
    "rename",
    "save_as_template",
    "session_in",
    "sessions_of",
    "set_aside",
    "set_aside_of",
    "set_heading",
    "set_private",
    "shelves",
    "show_again",
    "since",
    "start",
    "step_from",
    "step_item",
    "step_phase",
    "step_session",
    "swap_item",
    "swap_items",
    "swaps_for",
    "take_remedy",
    "templates_for",
    "turn_of",
    "undo",
]
