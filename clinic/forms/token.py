"""What makes a form that is sent twice act once."""

import uuid
from typing import Any

from django import forms


class TokenField(forms.UUIDField):
    """A hidden one-time mark: the same form sent twice carries the same. A spoilt one counts as new."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid.uuid4, **kwargs)

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()
