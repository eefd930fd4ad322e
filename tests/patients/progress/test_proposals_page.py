"""docs/proposals.md says what the code does: its two tables are those of the rules and the thresholds."""

from pathlib import Path

from patients.progress.proposing.gates import GATES
from patients.progress.proposing.rules import LIMITED, RULES
from patients.progress.proposing.thresholds import table

PAGE = Path(__file__).parents[3] / "docs" / "proposals.md"


def rules_table() -> str:
    rows = [(rule.id, rule.version, rule.says, rule.uses) for rule in (*RULES[:-1], *LIMITED, RULES[-1])]
    rows += [(gate.id, gate.version, " ".join((gate.is_open.__doc__ or "").split()), gate.uses) for gate in GATES]
    lines = [f"| `{id_}` | {version} | {says} | {', '.join(uses)} |" for id_, version, says, uses in rows]
    return "\n".join(["| rule | version | when | thresholds |", "|---|---|---|---|", *lines])


def thresholds_table() -> str:
    lines = [f"| {name} | {says} | {default} | {lo} to {hi} |" for name, says, default, lo, hi in table()]
    return "\n".join(["| name | what it means | default | a clinic may set |", "|---|---|---|---|", *lines])


def test_the_page_lists_every_rule_as_the_code_has_it() -> None:
    assert rules_table() in PAGE.read_text()


def test_the_page_lists_every_threshold_with_its_default() -> None:
    assert thresholds_table() in PAGE.read_text()


def test_every_threshold_a_rule_names_is_one() -> None:
    names = {name for name, *_ in table()}
    assert {name for gate in GATES for name in gate.uses} <= names
    assert all(lo <= default <= hi for _, _, default, lo, hi in table())
