"""What can be done to programmes; every verb names its actor and leaves a trail."""

from programmes.services import many
from programmes.services.choices import Swaps, step_from, swaps_for
from programmes.services.drafts import Overtaken, draft_in, draft_of, item_in, newest, newest_published, start
from programmes.services.finding import find
from programmes.services.forwarding import Forwarded, Rule, copy_forward
from programmes.services.habits import doses_for
from programmes.services.headings import set_heading
from programmes.services.items import (
    EditConflict,
    add_item,
    change_item,
    copy_item,
    items_of,
    move_item,
    sessions_of,
    step_item,
    turn_of,
)
from programmes.services.journal import History, News, number_of, told
from programmes.services.library import (
    LoadedTemplates,
    load_library,
    load_templates,
    newest_versions,
    programmes_for,
    sources_for,
    templates_for,
)
from programmes.services.ordering import move_session, step_phase, step_session
from programmes.services.parts import SESSION_KINDS, add_phase, add_session, change_part, phases_of, rename
from programmes.services.publishing import publish
from programmes.services.removing import remove_item, remove_phase, remove_session
from programmes.services.shelf import archive, bring_back, save_as_template
from programmes.services.swapping import swap_item
from programmes.services.undoing import CannotUndo, redo, undo

__all__ = [
    "SESSION_KINDS",
    "CannotUndo",
    "EditConflict",
    "Forwarded",
    "History",
    "LoadedTemplates",
    "News",
    "Overtaken",
    "Rule",
    "Swaps",
    "add_item",
    "add_phase",
    "add_session",
    "archive",
    "bring_back",
    "change_item",
    "change_part",
    "copy_forward",
    "copy_item",
    "doses_for",
    "draft_in",
    "draft_of",
    "find",
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
    "number_of",
    "phases_of",
    "programmes_for",
    "publish",
    "redo",
    "remove_item",
    "remove_phase",
    "remove_session",
    "rename",
    "save_as_template",
    "sessions_of",
    "set_heading",
    "sources_for",
    "start",
    "step_from",
    "step_item",
    "step_phase",
    "step_session",
    "swap_item",
    "swaps_for",
    "templates_for",
    "told",
    "turn_of",
    "undo",
]
