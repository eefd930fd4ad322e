"""The name by which a message is known again: by a mail program, a push service, a report that it came back.

It carries a signature, so that nobody can report what was never sent, over the address as well: what is reported of
one that was changed since is nobody's. Small letters only, because mail servers on the way may change their case.
"""

from django.utils.crypto import constant_time_compare, salted_hmac

from patients.models import Patient, Reminder

SIGNATURE_CHARACTERS = 16  # 64 bits, guessed one e-mail at a time
OF_ROW, OF_TEST = "r", "p"


def mark_of(row: Reminder) -> str:
    """Return the row's mark, the same whenever it is sent; a message that is no row has its patient's."""
    if row.pk is None:
        return _signed(OF_TEST, row.patient.pk, row.patient.email)
    return _signed(OF_ROW, row.pk, f"{row.created_at:%Y%m%d%H%M%S}.{row.patient.email}")


def find(mark: str) -> tuple[Patient | None, Reminder | None]:
    """Return whose message that was, and its row if it has one; nobody's if the mark is not ours."""
    kind, number = mark[:1], _number(mark)
    if number is None:
        return None, None
    if kind == OF_ROW:
        row = Reminder.objects.select_related("patient__clinic").filter(pk=number).first()
        return (row.patient, row) if row and constant_time_compare(mark, mark_of(row)) else (None, None)
    patient = Patient.objects.select_related("clinic").filter(pk=number).first()
    is_ours = patient and constant_time_compare(mark, _signed(OF_TEST, number, patient.email))
    return (patient, None) if is_ours else (None, None)


def _signed(kind: str, number: int, more: str) -> str:
    name = f"{kind}{number:x}"
    signature = salted_hmac("patients.reminders.marks", f"{name}.{more}", algorithm="sha256").hexdigest()
    return f"{name}-{signature[:SIGNATURE_CHARACTERS]}"


def _number(mark: str) -> int | None:
    try:
        number = int(mark[1:].partition("-")[0], 16)
    except ValueError:
        return None
    return number if 0 < number < 2**63 else None
