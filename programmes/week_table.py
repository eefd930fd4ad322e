"""The week of each phase as a table: how often each pillar, each foundation and each side is trained."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from exercises.vocabulary import Foundation, Pillar
from programmes import balance
from programmes.scheme import Stage

Counts = tuple[float, ...]
ROWS: Final = (
    ("Pillars", [str(label) for code, label in Pillar.choices if code in balance.PILLARS]),
    ("Foundations", [str(label) for code, label in Foundation.choices if code in balance.FOUNDATIONS]),
)
BOTH_WAYS: Final = ("Pushing", "Pulling", "Sets on the left", "Sets on the right")


def week_table(stages: Iterable[Stage]) -> SafeString:
    """Made once for the same numbers, because most edits change none of them."""
    return _table(tuple((stage.number, _counts(stage)) for stage in stages if any(stage.lines)))


def _counts(stage: Stage) -> Counts:
    seen = balance.week(stage)
    covered = [*seen.pillars.values(), *seen.foundations.values()]
    return (*covered, seen.push, seen.pull, seen.left_sets, seen.right_sets)


@lru_cache(maxsize=256)
def _table(phases: tuple[tuple[int, Counts], ...]) -> SafeString:
    """Nothing for a programme with nothing in it."""
    if not phases:
        return SafeString("")
    heads = format_html_join(
        "", '<th scope="col"><span class="visually-hidden">Phase </span>{}</th>', ((number,) for number, _ in phases)
    )
    columns = [iter(counts) for _, counts in phases]
    bodies = [
        format_html(
            '<tbody><tr><th scope="rowgroup" colspan="{}">{}</th></tr>{}</tbody>',
            len(phases) + 1,
            title,
            format_html_join("", "{}", ((_row(label, [next(column) for column in columns]),) for label in rows)),
        )
        for title, rows in ROWS
    ]
    both = [_plain(label, [next(column) for column in columns]) for label in BOTH_WAYS]
    return format_html(
        '<table class="week nums"><caption>Times a week{}</caption>{}{}<tbody class="both">{}</tbody></table>',
        ", by phase" if len(phases) > 1 else "",
        format_html("<thead><tr><td></td>{}</tr></thead>", heads) if len(phases) > 1 else "",
        format_html_join("", "{}", ((body,) for body in bodies)),
        format_html_join("", "{}", ((row,) for row in both)),
    )


def _row(label: str, times: Sequence[float]) -> SafeString:
    cells = format_html_join(
        "", '<td><span class="disc d{}">{}</span></td>', ((_shade(time), times_in_words(time)) for time in times)
    )
    return format_html('<tr><th scope="row">{}</th>{}</tr>', label, cells)


def _plain(label: str, times: Sequence[float]) -> SafeString:
    cells = format_html_join("", "<td>{}</td>", ((times_in_words(time),) for time in times))
    return format_html('<tr><th scope="row">{}</th>{}</tr>', label, cells)


def _shade(times: float) -> int:
    return 0 if not times else 1 if times < 2 else 2 if times < 4 else 3


def times_in_words(times: float) -> str:
    return "<1" if 0 < times < 1 else str(int(times + 0.5))
