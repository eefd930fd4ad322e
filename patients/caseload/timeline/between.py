"""What was told between sessions: weeks, flare-ups, signs that need help; and the messages both ways."""

from django.urls import reverse

from patients.caseload.timeline.entry import Entry, Window, score
from patients.models import Message
from patients.models.between import ASKED_WEEKLY
from patients.progress import scales

LABELS = [
    scale.label for scale in (scales.USUAL_PAIN, scales.CONFIDENCE, scales.WORRY, scales.SLEEP, scales.STRESS)
]  # in the order of ASKED_WEEKLY


def check_ins(window: Window) -> list[Entry]:
    rows = window.patient.check_ins.filter(**window.on("local_date"))
    if window.only_words:
        rows = rows.exclude(can_do="")
    return [
        Entry(
            day=row.local_date,
            at=row.logged_at,
            kind="weeks",
            title="Weekly check-in",
            hour=window.hour_of(row.logged_at, row.local_date),
            facts=[
                fact
                for label, name in zip(LABELS, ASKED_WEEKLY, strict=True)
                for fact in score(label, getattr(row, name))
            ],
            own_words=row.can_do,
            remark="in a flare-up" if row.is_flare else "can do now that they could not" if row.can_do else "",
        )
        for row in rows.order_by("-local_date", "-logged_at", "-id")[: window.limit]
    ]


def flares_begun(window: Window) -> list[Entry]:
    rows = window.patient.flares.filter(**window.on("began_on")).order_by("-began_on", "-logged_at", "-id")
    return [
        Entry(row.began_on, row.logged_at, "flares", "A flare-up began", window.hour_of(row.logged_at, row.began_on))
        for row in rows[: window.limit]
    ]


def flares_over(window: Window) -> list[Entry]:
    """Only the day is known: it stands where that day begins."""
    rows = window.patient.flares.filter(ended_on__isnull=False, **window.on("ended_on")).order_by("-ended_on", "-id")
    return [
        Entry(
            day=day,
            at=window.start_of(day),
            kind="flares",
            title="The flare-up was over",
            remark=f"it began on {row.began_on.day} {row.began_on:%b %Y}",
        )
        for row in rows[: window.limit]
        if (day := row.ended_on)
    ]


def signs(window: Window) -> list[Entry]:
    rows = window.patient.locks.filter(**window.on("local_date")).order_by("-local_date", "-raised_at", "-id")
    return [
        Entry(
            day=row.local_date,
            at=row.raised_at,
            kind="flares",
            title=f"A sign that needs help was ticked: {row.get_urgency_display().lower()}",
            hour=window.hour_of(row.noticed_at or row.raised_at, row.local_date),
            signs=row.codes,
            remark="the programme was closed",
        )
        for row in rows[: window.limit]
    ]


def signs_cleared(window: Window) -> list[Entry]:
    rows = (
        window.patient.locks.looked_at()
        .filter(cleared_at__isnull=False, **window.at("cleared_at"))
        .select_related("cleared_by")
    )
    return [
        Entry(
            day=window.day_of(at),
            at=at,
            kind="flares",
            title="The sign was looked at, and the programme opened again",
            hour=window.hour_of(at),
            text=row.reason,
            by=str(row.cleared_by),
        )
        for row in rows.order_by("-cleared_at", "-id")[: window.limit]
        if (at := row.cleared_at)
    ]


def messages(window: Window) -> list[Entry]:
    rows = window.patient.messages.filter(**window.at("sent_at")).select_related("by")
    if window.only_words:
        rows = rows.filter(is_from_patient=True).exclude(text="")
    return [_message(row, window) for row in rows.order_by("-sent_at", "-id")[: window.limit]]


def _message(row: Message, window: Window) -> Entry:
    picture = reverse("caseload:message_picture", args=[row.patient_id, row.pk]) if row.picture else ""
    return Entry(
        day=window.day_of(row.sent_at),
        at=row.sent_at,
        kind="messages",
        title=f"Message from {window.patient.first_name}" if row.is_from_patient else "Message from the clinic",
        hour=window.hour_of(row.sent_at),
        own_words=row.text if row.is_from_patient else "",
        text="" if row.is_from_patient else row.text,
        by="" if row.is_from_patient else str(row.by),
        remark="" if row.read_at else "not opened yet",
        link=(picture, "The picture") if picture else None,
    )
