"""What becomes of a picture or video that somebody sends: checked, pictures drawn anew, ready to be kept."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator

from clinic import films, pictures

ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,video/mp4,video/webm"
NEITHER = "We cannot read this file. Use a picture (JPEG, PNG, WebP or GIF) or a short video (MP4 or WebM)."
_is_web_address = URLValidator(
    schemes=["https"], message="Enter the address of the video’s page, beginning with https://."
)


@dataclass(frozen=True)
class Ready:
    """A file as it will be kept."""

    kind: str
    content_type: str
    suffix: str
    content: File


def ready(file: UploadedFile) -> Ready:
    """Check a sent file and make it fit to keep; raises ValidationError with what to do."""
    size = file.size or 0
    if not size:
        raise ValidationError("This file is empty.")
    if size > max(films.MOST_BYTES, pictures.PHOTO_MOST_BYTES):
        raise ValidationError("This file is too large: a picture may have 12 MB, a video 60 MB.")
    if films.looks_like_film(file):
        content_type = films.film_type(file, size_bytes=size)
        return Ready("video", content_type, films.SUFFIXES[content_type], file)
    try:
        picture = pictures.as_webp(file, size_bytes=size)
    except ValidationError as error:
        raise ValidationError(NEITHER) if error.messages == [pictures.NOT_A_PICTURE] else error from error
    return Ready("picture", "image/webp", ".webp", ContentFile(picture))


def check_link(url: str) -> None:
    """Let through the https address of a site on the open internet, without a name and password in it."""
    _is_web_address(url)
    parts = urlsplit(url)
    if parts.username or parts.password or "." not in (parts.hostname or "") or parts.hostname[-1:].isdigit():  # type: ignore[index]
        raise ValidationError("Enter the address of a page on a video site, such as https://vimeo.com/76979871.")
