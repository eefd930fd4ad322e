"""A line of text above a row, such as "Warm-up": plain words, for the therapist and the patient."""

from django.db import transaction

from clinic.models import User
from programmes.models import Item
from programmes.services.journal import fresh, note, open_draft


@transaction.atomic
def set_heading(*, item: Item, by: User, heading: str) -> Item:
    """Write the line above the row, or take it away with an empty one."""
    draft = open_draft(item.session.phase.version_id)
    item = fresh(draft, item)
    if item.heading != heading:
        item.heading = heading
        item.save(update_fields=["heading"])
        said = f"Heading “{heading}” above {item}" if heading else f"Heading above {item} removed"
        note("item_heading", draft, by, said=said)
    return item
