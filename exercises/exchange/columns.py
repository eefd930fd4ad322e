"""Which column of a foreign file means what: the usual names are known, the rest a person can say."""

import re
from collections.abc import Iterable

# What a column can become, as a person chooses it; several columns may become the same, in this order.
TARGETS = {
    "name": "Name",
    "aliases": "Other names",
    "description": "Description (before the steps)",
    "steps": "Steps",
    "notes": "Notes (after the steps)",
    "purpose": "What it is for",
    "cue": "Cue",
    "setup": "Set-up",
    "may_feel": "What you may feel",
    "easier": "Easier",
    "harder": "Harder",
    "stop_if": "Stop if",
    "card": "Text of the card",
    "dose": "Usual dose",
    "category": "Category or kind",
    "muscles": "Muscles or body parts",
    "equipment": "Equipment",
    "pillar": "Pillar",
    "pattern": "Pattern",
    "position": "Position",
    "laterality": "Sides",
    "source_id": "Number or key in its source",
    "source": "Source",
    "licence": "Licence",
    "author": "Author",
}
USUAL = {
    "name": "name title exercise exercisename exercisetitle nameen bezeichnung übung uebung titel nom nombre nome naam",
    "aliases": "alias aliases alternativenames alternatename othernames synonyms alsoknownas aka",
    "description": "description desc summary overview about longdescription shortdescription beschreibung descripcion",
    "steps": "steps step instructions instruction howto execution technique directions procedure guide anleitung "
    "schritte",
    "notes": "notes note tips tip hints comments comment remarks coachingnotes",
    "purpose": "purpose benefit benefits goal aim whatitisfor ziel",
    "cue": "cue cues coachingcue keycue",
    "setup": "setup preparation startingposition startposition ausgangsposition",
    "may_feel": "mayfeel whatyoumayfeel",
    "easier": "easier regression regressions makeiteasier easierversion",
    "harder": "harder progression progressions makeitharder harderversion",
    "stop_if": "stopif contraindications warning warnings safety",
    "card": "card",
    "dose": "dose dosage usualdose prescription setsreps setsandreps",
    "category": "category categories type exercisetype kind group kategorie mechanic",
    "muscles": "muscles muscle primarymuscles primarymuscle secondarymuscles secondarymuscle musclegroup musclegroups "
    "targetmuscle targetmuscles target bodypart bodyparts bodyregion region regions muscleprimary musclessecondary "
    "muskeln muskelgruppe",
    "equipment": "equipment equipments equipmentneeded gear tools apparatus gerät geräte ausrüstung",
    "pillar": "pillar",
    "pattern": "pattern movementpattern movement",
    "position": "position bodyposition",
    "laterality": "laterality sides side",
    "source_id": "id pk uuid guid externalid exerciseid sourceid key slug code",
    "source": "source origin library quelle",
    "licence": "licence license licencename licensename lizenz copyright rights",
    "author": "author authors creator createdby licenseauthor licenceauthor credit attribution autor contributor",
}
MEANS = {word: target for target, words in USUAL.items() for word in words.split()}
NUMBERED = re.compile(r"^(step|instruction|direction|schritt)s?\d{1,2}$")
# The strongest key first: a number given by the source outlives a name that is mended.
IDENTIFIERS = ("sourceid", "uuid", "guid", "id", "pk", "externalid", "exerciseid", "key", "slug", "code")
PICTURES = re.compile(r"image|picture|photo|video|gif|thumbnail|media|animation")


def plain(column: str) -> str:
    """`Primary Muscles`, `primary_muscles` and `primaryMuscles` are one word."""
    return re.sub(r"[\W_]+", "", column).casefold()


def recognise(columns: Iterable[str]) -> dict[str, str]:
    """What each column means; '' for one that is not read."""
    columns = list(columns)
    found = {column: _meaning(plain(column)) for column in columns}
    identifiers = sorted(
        (column for column in columns if found[column] == "source_id"), key=lambda each: IDENTIFIERS.index(plain(each))
    )
    for column in identifiers[1:]:
        found[column] = ""
    names = [column for column in columns if found[column] == "name"]
    best = next((column for column in names if plain(column) == "name"), names[0] if names else "")
    return {column: "" if target == "name" and column != best else target for column, target in found.items()}


def _meaning(word: str) -> str:
    return "steps" if NUMBERED.match(word) else MEANS.get(word, "")


def is_picture(column: str) -> bool:
    """Whether a column holds addresses of pictures or films, which are never fetched."""
    return bool(PICTURES.search(plain(column)))
