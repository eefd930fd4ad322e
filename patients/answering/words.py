"""What is asked and said; the same for everybody, so that nobody is read from a page."""

from dataclasses import dataclass
from typing import Final

from patients.reminders.taps import Act


@dataclass(frozen=True)
class Asked:
    heading: str
    text: str
    button: str
    names_the_day: bool = False


@dataclass(frozen=True)
class Said:
    heading: str
    text: str


ASKED: Final = {
    Act.DONE: Asked("Is it done?", "One tap notes it as it was planned, for", "Yes, done", names_the_day=True),
    Act.LATER: Asked("Later today?", "One more message, later today. Nothing is lost.", "Yes, later"),
    Act.TOMORROW: Asked("Rather tomorrow?", "Then a message comes tomorrow. Nothing is lost.", "Yes, tomorrow"),
    Act.MUTE: Asked(
        "No more of these?",
        "Messages of this kind stop. The others still come, and you can have these back at any time.",
        "Stop messages of this kind",
    ),
}

SAID: Final[dict[str, Said]] = {
    Act.DONE: Said("Well done", "It is noted. You can still say how it felt, or change it, in your plan."),
    "undone": Said("Taken back", "What was noted from the message is gone. You can enter it again whenever you like."),
    Act.LATER: Said("All right, later", "A message comes later today; where the evening is near, tomorrow."),
    Act.TOMORROW: Said("All right, tomorrow", "Enjoy the day."),
    Act.MORNING: Said("Thank you", "It is noted. That helps to find the right amount for you."),
    Act.MUTE: Said("These messages stop", "Should you want them back, turn them on in your plan, under reminders."),
}
