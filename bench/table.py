"""Say what was measured, as one table with its floor, and what of it is within budget."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.measure import AFTER, Samples
from bench.pages import PAGE, PAGES, RECORD, STORE, STORING

BUDGETS = {page.name: page.budget for page in PAGES} | {STORING: STORE}
AS_BEFORE, GROWTH = 1.15, 1.3
HEADS = ("", "ms", "p95", "first", "kB", "x floor", "SQL", "after a log", "growth", "within budget")


def lines(
    floor: Samples, large: Samples, small: Samples, sql: Mapping[str, int], casts: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """The table, one line after another, ready to print."""
    rows = [
        _floor_row(floor),
        *(_row(name, floor, large, small, sql) for name in sql if name in large.warm),
    ]
    widths = [max(len(row[column]) for row in [HEADS, *rows]) for column in range(len(HEADS))]
    for row in (HEADS, *rows):
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1], strict=True)),
        ]
        yield "  ".join([*cells, row[-1]]).rstrip()
    yield ""
    yield f"{len(floor.warm['floor'])} rounds; " + "; ".join(
        f"{name}: {cast['patients']:,} patients, {cast['logs']:,} session logs, {cast['sets']:,} sets"
        for name, cast in zip(("large", "small"), casts, strict=True)
    )
    yield (
        f"Budgets: a page {PAGE[0]} x floor and {PAGE[1]} SQL, a patient's {RECORD[0]} x and {RECORD[1]} SQL, "
        f"storing {STORE[0]} x and {STORE[1]} SQL, after a log as before it (up to {AS_BEFORE} x for the noise of two "
        f"medians), growth from small to large {GROWTH} x."
    )


def _floor_row(floor: Samples) -> tuple[str, ...]:
    return (
        "Floor",
        f"{floor.median('floor'):.2f}",
        f"{floor.p95('floor'):.2f}",
        f"{floor.first['floor']:.0f}",
        *[""] * 6,
    )


def _row(name: str, floor: Samples, large: Samples, small: Samples, sql: Mapping[str, int]) -> tuple[str, ...]:
    times, statements = BUDGETS[name]
    middle = large.median(name)
    ratio, growth = middle / floor.median("floor"), middle / small.median(name)
    after = large.median(name + AFTER) / middle if name + AFTER in large.warm else None
    over = [
        word
        for word, is_over in (
            ("time", ratio > times),
            ("SQL", sql[name] > statements),
            ("after a log", after is not None and after > AS_BEFORE),
            ("growth", growth > GROWTH),
        )
        if is_over
    ]
    return (
        name,
        f"{middle:.2f}",
        f"{large.p95(name):.2f}",
        f"{large.first[name]:.0f}",
        f"{large.kilobytes[name]:.0f}",
        f"{ratio:.1f}",
        str(sql[name]),
        f"{after:.2f} x" if after else "",
        f"{growth:.2f} x",
        "over: " + ", ".join(over) if over else "yes",
    )
