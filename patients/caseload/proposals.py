"""A proposal as a card: what would change, why, and what it was made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from patients.models import Proposal
from patients.proposals import proposed_dose
from programmes import dose as doses


@dataclass(frozen=True)
class Card:
    proposal: Proposal
    now: str
    proposed: str
    facts: Sequence[tuple[str, str]]
    form: Any

    @property
    def exercise(self) -> str:
        """The exercise of the proposed step, where it is another one."""
        change = self.proposal.change or {}
        return change.get("name", "") if change.get("variable") == "ladder" else ""


def cards(proposals: Sequence[Proposal], refused: Mapping[int, Any]) -> list[Card]:
    return [_card(proposal, refused.get(proposal.pk)) for proposal in proposals]


def _card(proposal: Proposal, form: Any) -> Card:
    dose = proposed_dose(proposal)
    return Card(
        proposal,
        doses.short(proposal.item.dose) if proposal.item else "",
        doses.short(dose) if dose else "",
        list(_facts(proposal.data)),
        form,
    )


def _facts(data: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """What the rule was told, line by line; what is unknown says so."""
    return [(name.replace("_", " "), _said(value)) for name, value in data.items() if name not in ("change", "limits")]


def _said(value: Any) -> str:
    if value is None or value == "":
        return "unknown"
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {_said(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_said(each) for each in value) or "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
