"""Who is training, or in which clinic one works today."""

from collections.abc import Sequence
from typing import Any

from django import forms

from clinic import seats
from clinic.models import Membership


class SeatForm(forms.Form):
    """One button per seat; cleans to the Membership."""

    seat = forms.TypedChoiceField(error_messages={"invalid_choice": "Please choose one of these."})

    def __init__(self, *args: Any, offered: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(seat.pk): seat for seat in offered}
        names = seats.names(offered)
        self.fields["seat"].choices = [(key, names[seat.pk]) for key, seat in by_key.items()]
        self.fields["seat"].coerce = by_key.__getitem__
