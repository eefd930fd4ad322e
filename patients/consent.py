"""What a patient agrees to, in plain words: every version that anybody may have read stays here."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Part:
    """One short paragraph under a heading; `{clinic}` stands for the clinic's name."""

    heading: str
    text: str

    def words(self, clinic: str) -> str:
        return self.text.replace("{clinic}", clinic)


# Words that change get a new number; whoever agreed to an earlier one is asked again.
WORDS: Final[dict[int, tuple[Part, ...]]] = {
    1: (
        Part(
            "What is kept",
            "Your name and how to reach you, your programme, the sessions you log, and what you tell with them: "
            "how much it hurt, how confident you felt, your notes.",
        ),
        Part(
            "Who sees it",
            "You, and the staff of {clinic} who look after you. It is used for your care. "
            "Nobody else gets it, and it is not used for advertising.",
        ),
        Part(
            "If you change your mind",
            "You can take this back at any time under “Training days and reminders”. {clinic} sees that, and you can "
            "ask them what happens to what is stored so far, for a copy of it, or for it to be erased.",
        ),
    ),
}
LATEST: Final = max(WORDS)


def words_of(version: int, clinic: str) -> list[tuple[str, str]]:
    """Headings and paragraphs as they are read at this clinic."""
    return [(part.heading, part.words(clinic)) for part in WORDS[version]]
