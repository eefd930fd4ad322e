"""What both sides of a conversation share: the box to write in, and the picture sent with a message."""

from typing import Any

from django import forms
from django.http import FileResponse, Http404

from clinic import pictures
from clinic.forms.token import TokenField
from patients.models.message import LONGEST_MESSAGE, Message

A_YEAR_SECONDS = 31_536_000  # a message never changes


class MessageForm(forms.Form):
    """Words, a picture, or both; the page names its message so that sending twice sends once."""

    token = TokenField()
    text = forms.CharField(
        label="Your message",
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"max_length": f"Keep it under {LONGEST_MESSAGE} characters."},
    )
    picture = forms.FileField(
        label="Add a picture",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif", "class": "form-control"}),
    )

    def clean_picture(self) -> bytes | None:
        file = self.cleaned_data["picture"]
        return pictures.as_webp(file, size_bytes=file.size) if file else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("text") and not said.get("picture"):
            self.add_error("text", "Write something, or add a picture.")
        return said


def picture_of(message: Message) -> FileResponse:
    """The picture itself, a WebP that we encoded ourselves; 404 where its file is gone."""
    try:
        return FileResponse(message.picture.open("rb"), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
