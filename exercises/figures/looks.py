"""What people wear and how they look. A drawing is stored once, in the first look; a look replaces its colours.

Every token's colour in the first look is used for nothing else, so that replacing text is enough. The hair bun is a
token of its own, fill and line, so that a look may go without.
"""

from types import MappingProxyType
from typing import Final

Look = dict[str, str]

TEAL: Final[Look] = {
    "line": "#1f2d3a", "skin": "#f0c6a3", "skin_far": "#d9aa86", "top": "#4fb3b6", "top_far": "#3a9094",
    "short": "#3a4d78", "short_far": "#2c3b5e", "shoe": "#f6f6f4", "shoe_far": "#d8dde0", "sole": "#8d98a1",
    "hair": "#4b352b", "bun": "#4b352c", "bun_line": "#1f2d3b",
    "prop": "#d3c3a8", "prop_dark": "#bba98a", "metal": "#4a525a", "metal_light": "#7b858e",
    "band": "#d9412f", "band_dark": "#b5301f", "wood": "#c98f4e", "mat": "#d3e3dd", "mat_dark": "#b3cbc3",
    "cloth": "#f3ead9", "water": "#a9d3e6", "water_deep": "#7fb8d3", "arrow": "#d9401c", "casing": "#ffffff",
    "number": "#27606f", "shadow": "#e6ebee",
}  # fmt: skip

AMBER: Final[Look] = {
    "skin": "#8d5a3b", "skin_far": "#744831", "hair": "#1d1715", "bun": "none", "bun_line": "none",
    "top": "#f2b84b", "top_far": "#d39a32", "short": "#4a4f57", "short_far": "#3a3e45", "shoe": "#ffffff",
}  # fmt: skip

SILVER: Final[Look] = {
    "skin": "#f3d3b8", "skin_far": "#dcb597", "hair": "#b9bdc1", "bun": "none", "bun_line": "none",
    "top": "#7d8fc9", "top_far": "#6375ae", "short": "#2f3b45", "short_far": "#242e36",
}  # fmt: skip

ROSE: Final[Look] = {
    "skin": "#c98f68", "skin_far": "#ad7550", "hair": "#26201f", "bun": "#26201e",
    "top": "#c8647a", "top_far": "#a84d62", "short": "#46574a", "short_far": "#364539",
}  # fmt: skip

INK: Final[Look] = {
    "line": "#000001", "skin": "#fefefe", "skin_far": "#dedede", "top": "#cfcfcf", "top_far": "#a9a9a9",
    "short": "#6b6b6b", "short_far": "#555555", "shoe": "#fdfdfd", "shoe_far": "#dcdcdd", "sole": "#545454",
    "hair": "#333333", "bun": "#343434", "bun_line": "#010101", "prop": "#f2f2f2", "prop_dark": "#dcdcdc",
    "metal": "#444444", "metal_light": "#888888", "band": "#020202", "band_dark": "#454545", "wood": "#bbbbbb",
    "mat": "#f4f4f4", "mat_dark": "#dddddd", "cloth": "#f9f9f9", "water": "#e4e4e4", "water_deep": "#c6c6c6",
    "arrow": "#030303", "number": "#040404", "shadow": "#ececec",
}  # fmt: skip

LOOKS: Final = MappingProxyType({"teal": {}, "amber": AMBER, "silver": SILVER, "rose": ROSE, "ink": INK})


def dressed(svg: str, look: str) -> str:
    """The same drawing on another person, or for a black-and-white printer; raises KeyError for an unknown look."""
    replacements = {TEAL[token]: colour for token, colour in LOOKS[look].items()}
    parts = svg.split('"#')
    return parts[0] + "".join('"' + replacements.get(f"#{part[:6]}", f"#{part[:6]}") + part[6:] for part in parts[1:])
