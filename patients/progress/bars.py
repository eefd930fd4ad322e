"""Weeks against their target: bars for a page, small squares for a line in a list."""

from collections.abc import Sequence
from functools import lru_cache

from patients.progress.adherence import STATE_WORDS, State, Week
from patients.progress.canvas import GRID, MUTED, TEAL, WIDTH, svg

MOST_LABELLED = 13  # weeks whose words fit under their bars
BOX = "M1.5 1.5h10v10h-10z"
SQUARES = {
    State.MET: f'd="{BOX}" fill="currentColor"',
    State.SOME: f'd="{BOX}h10v5h-10z" fill="currentColor" fill-rule="evenodd" fill-opacity=".45"',
    State.NONE: f'd="{BOX}"',
    State.REST: 'd="M2.5 6.5h8" stroke-width="1.5"',
    State.AHEAD: f'd="{BOX}" stroke-dasharray="2 2"',
}


def weeks(shown: Sequence[Week], *, name: str, title: str) -> str:
    """Draw a bar per week against its target: filled where it was met, a line where it was to be."""
    if not shown:
        return ""
    most = max(max(week.sessions_done, week.target) for week in shown)
    step, base, top = WIDTH / max(len(shown), 8), 96, 22
    unit, every = (base - top) / most, -(-len(shown) // MOST_LABELLED)
    bars = "".join(
        _bar(week, x=place * step, step=step, base=base, unit=unit, every=every, place=place)
        for place, week in enumerate(shown)
    )
    desc = "; ".join(f"week of {week.starts_on.day} {week.starts_on:%B}: {week.words}" for week in shown)
    line = f'<path class="chart-grid" d="M0 {base + 0.5}H{WIDTH}" stroke="{GRID}"/>'
    return svg(line + bars, name=name, title=title, desc=desc, height=130)


@lru_cache(maxsize=8192)  # eight weeks of five states: most caseloads show the same few rows
def squares(states: tuple[State, ...]) -> str:
    """Draw weeks as small squares, for a line in a list; the newest is on the right."""
    shapes = "".join(
        f'<path transform="translate({14 * place} 0)" {SQUARES[state]}/>' for place, state in enumerate(states)
    )
    met = sum(state is State.MET for state in states)
    words = f"Last {len(states)} weeks: {met} on target" if len(states) != 1 else f"This week: {STATE_WORDS[states[0]]}"
    return (
        f'<svg class="weeks" role="img" aria-label="{words}" width="{14 * len(states)}" height="13" '
        f'viewBox="0 0 {14 * len(states)} 13" fill="none" stroke="currentColor">{shapes}</svg>'
    )


def _bar(week: Week, *, x: float, step: float, base: float, unit: float, every: int, place: int) -> str:
    """One week; of many only some have their date, and none its number."""
    middle, wide = x + step / 2, min(step * 0.6, 30)
    over = min(step * 0.2, 6)  # how much further than the bar its target goes
    label = f"{week.starts_on.day} {week.starts_on:%b}"
    if week.state is State.REST:
        shape, number = "", "paused"
        if every > 1:  # too narrow for the word: a dash, as in the squares
            shape = f'<path d="M{middle - wide / 2:.1f} {base - 4}h{wide:.1f}" stroke="{TEAL}"/>'
    else:
        tall, number = week.sessions_done * unit, str(week.sessions_done)
        fill = "1" if week.state is State.MET else ".4"
        target = base - week.target * unit
        shape = (
            f'<rect x="{middle - wide / 2:.1f}" y="{base - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}" '
            f'fill="{TEAL}" fill-opacity="{fill}"/>'
            f'<path d="M{middle - (wide + over) / 2:.1f} {target:.1f}h{wide + over:.1f}" stroke="{TEAL}" '
            f'stroke-dasharray="3 2"/>'
        )
    texts = f'<text x="{middle:.1f}" y="{base + 13}" font-size="11">{number}</text>' if every == 1 else ""
    if place % every == 0:
        anchor = ' text-anchor="start"' if every > 1 else ""
        texts += f'<text x="{middle if every == 1 else x:.1f}" y="{base + 27}" font-size="10"{anchor}>{label}</text>'
    words = f'<g class="chart-muted" fill="{MUTED}" text-anchor="middle">{texts}</g>' if texts else ""
    return f'<g class="chart-a">{shape}</g>{words}'
