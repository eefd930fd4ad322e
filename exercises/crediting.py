"""Whom to thank for an exercise that comes from elsewhere: one line, wherever the exercise is shown."""

import re

OUR_OWN = "Loadwell"
# What asks for no name. MIT asks for its notice as soon as it is not our own; a clinic need not thank itself.
ASKS_NOTHING = re.compile(
    r"\b(cc\W?0|cc zero|pddl|unlicense|wtfpl|0bsd|public\s*domain|all rights reserved)\b", re.IGNORECASE
)


def line(*, source: str, licence: str, author: str) -> str:
    """“From wger, CC-BY-SA 4, by flori”; '' for our own and for what may be used without naming anybody."""
    if source == OUR_OWN or not licence or ASKS_NOTHING.search(licence):
        return ""
    return ", ".join([*([f"From {source}"] if source else []), licence, *([f"by {author}"] if author else [])])
