"""A telephone number that can be tapped."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A telephone number as people read it, and as a telephone dials it."""

    text: str

    @property
    def href(self) -> str:
        return "tel:" + re.sub(r"[^0-9+*#]", "", self.text)

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return any(sign.isdigit() for sign in self.text)
