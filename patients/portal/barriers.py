"""What is shown to an answer of "what got in the way?": the help, what was chosen, and what else is offered."""

from typing import Any, Final

from patients.barriers import HELP, NEXT_TIME, offer_of
from patients.models import BarrierAnswer
from patients.services import barriers

WHATS: Final = BarrierAnswer.What.choices


def helped_by(answer: BarrierAnswer) -> dict[str, Any]:
    """For the pages; `chosen` is the offer that was taken, the others can be taken in its place."""
    help_, chosen = HELP[answer.what], offer_of(answer.what, answer.change)
    return {
        "answer": answer,
        "help": help_,
        "chosen": chosen,
        "can_undo": barriers.can_be_undone(answer),
        "offers": [offer for offer in help_.offers if offer != chosen],
        "is_next_time": answer.change in NEXT_TIME,
    }
