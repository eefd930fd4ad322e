"""What was trained: the sessions with every set, prescribed against done, and the mornings after."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from patients.caseload.timeline.entry import Entry, Line, Window, score
from patients.models import ItemLog, MorningAnswer, SessionLog
from patients.progress.done import Done, words
from programmes.models import Item

SKIPS = dict(ItemLog.Skip.choices)
EASIER = dict(ItemLog.Easier.choices)
SET_COLUMNS = ("side", "reps", "seconds", "distance_m", "load_kg")


def sessions(window: Window) -> list[Entry]:
    """Each session with its exercises; three queries."""
    logs = window.patient.logs.filter(**window.on("local_date")).select_related("session")
    if window.only_words:
        logs = logs.exclude(note="")
    found = list(logs.order_by("-local_date", "-logged_at", "-id")[: window.limit])
    lines = _lines(found, window.unit)
    return [_session(log, lines[log.pk], window) for log in found]


def _session(log: SessionLog, lines: list[Line], window: Window) -> Entry:
    return Entry(
        day=log.local_date,
        at=log.logged_at,
        kind="sessions",
        title=log.session.title + (", as prescribed" if log.as_prescribed else ""),
        hour=window.hour_of(log.started_at or log.logged_at, log.local_date),
        facts=[
            *score("Confidence", log.confidence),
            *score("Highest pain", log.pain_highest),
            *score("Pain at the end", log.pain_now),
            *score("Effort", log.effort),
        ],
        lines=lines,
        own_words=log.note,
        by="" if log.source == SessionLog.Source.PORTAL else "Entered by staff from paper",
        remark=", ".join(_remarks(log)),
        link=(reverse("caseload:session", args=[log.patient_id, log.pk]), ""),
    )


def _remarks(log: SessionLog) -> Iterable[str]:
    if log.started_at and log.ended_at and log.ended_at > log.started_at:
        minutes = round((log.ended_at - log.started_at).total_seconds() / 60)
        yield f"{minutes} {'minute' if minutes == 1 else 'minutes'}"
    if log.is_short:
        yield "the short version"
    if log.stopped:
        yield f"stopped early: {log.get_stopped_display().lower()}"
    if log.edited_at:
        yield "changed later"


def _lines(logs: list[SessionLog], unit: str) -> dict[int, list[Line]]:
    """By session, its exercises; two queries however many sets there are."""
    rows = ItemLog.objects.filter(session_log__in=logs).order_by("pk", "sets__number", "sets__pk")
    heads: dict[int, tuple[int, int, str, str, str | None]] = {}
    done: dict[int, list[Done]] = defaultdict(list)
    columns = ("pk", "session_log", "item", "skipped", "easier", "done_as__name", "sets__number")
    for pk, log, item, skipped, easier, done_as, number, side, *amounts in rows.values_list(
        *columns, *(f"sets__{name}" for name in SET_COLUMNS)
    ):
        heads[pk] = (log, item, skipped, easier, done_as)
        if number is not None:
            done[pk].append(Done(side or "", *amounts))
    items = _items({item for _, item, *_ in heads.values()})
    found: dict[int, list[Line]] = defaultdict(list)
    for pk, (log, item, skipped, easier, done_as) in heads.items():
        said = words(done[pk], unit=unit)
        prescribed = items[item]
        remark = ", ".join(filter(None, (_skipped(skipped, said), _easier(easier, done_as))))
        line = Line(prescribed.exercise.name, prescribed.dose_brief, said or _undone(skipped), remark)
        found[log].append(line)
    return found


def _items(wanted: set[int]) -> dict[int, Item]:
    """The exercises as they were prescribed then: a published version never changes."""
    return Item.objects.select_related("exercise").in_bulk(wanted) if wanted else {}


def _undone(skipped: str) -> str:
    return "skipped" if skipped else "as prescribed"


def _skipped(skipped: str, done: str) -> str:
    """Why it was left out, or left off."""
    if not skipped:
        return ""
    reason = SKIPS.get(skipped, skipped).lower()
    return f"then stopped: {reason}" if done else reason


def _easier(how: str, done_as: str | None) -> str:
    if done_as:
        return f"swapped for {done_as}"
    return "an easier version" if how == ItemLog.Easier.SOME else f"easier: {EASIER[how].lower()}" if how else ""


def mornings(window: Window) -> list[Entry]:
    found = MorningAnswer.objects.filter(log__patient=window.patient, **window.on("local_date"))
    rows = found.select_related("log__session").order_by("-local_date", "-logged_at", "-id")[: window.limit]
    return [
        Entry(
            day=row.local_date,
            at=row.logged_at,
            kind="weeks",
            title=f"The morning after {row.log.session.title} of {row.log.local_date.day} {row.log.local_date:%b}",
            hour=window.hour_of(row.logged_at, row.local_date),
            facts=score("Pain next morning", row.pain),
        )
        for row in rows
    ]
