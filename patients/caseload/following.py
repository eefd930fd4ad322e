"""Sitting side by side: what the phone that scanned the code is doing, in one line."""

from dataclasses import dataclass

from patients.services.settling import NOT_ME, Progress


@dataclass(frozen=True)
class Line:
    """`is_end` where nothing more will follow."""

    text: str
    is_end: bool = False


def line_of(progress: Progress) -> Line:
    """How far they are, by first name."""
    name = progress.first_name
    if progress.step == NOT_ME:
        return Line("Somebody tapped “This is not me”. Check who has the phone, then show a new code.", is_end=True)
    if progress.has_trained:
        return Line("A session is stored. You can look at it in the record.", is_end=True)
    if not progress.is_signed_in:
        return Line("Waiting for the phone")
    if progress.is_settled:
        return Line(f"{name}’s phone is set up. Open the first session together.")
    return Line(f"{name} is at: {progress.step}" if progress.step else f"{name}’s phone is signed in")
