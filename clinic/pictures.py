"""Uploaded pictures are never trusted: decoded completely, drawn anew, and only then kept."""

from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

MOST_BYTES = 2 * 1024 * 1024
LONGEST_SIDE_PX = 4000
KEPT_SIDE_PX = 1200  # a logo is shown at 35 px on screen and 20 mm on paper
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
NOT_A_PICTURE = "We cannot read this file as a picture. Use a PNG, JPEG, WebP or GIF."


def as_png(file: BinaryIO, *, size_bytes: int) -> bytes:
    """Return the picture as a PNG without anything hidden in it; raises ValidationError with what to do."""
    if size_bytes > MOST_BYTES:
        raise ValidationError("This picture is larger than 2 MB. Please use a smaller one.")
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if max(picture.size) > LONGEST_SIDE_PX:
                raise ValidationError(f"This picture has more than {LONGEST_SIDE_PX} pixels a side. Please shrink it.")
            return _drawn_anew(picture)
    except ValidationError:
        raise
    except Exception as error:  # decoders raise whatever they like on a broken file; none of it is ours
        raise ValidationError(NOT_A_PICTURE) from error


def _drawn_anew(picture: Image.Image) -> bytes:
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    see_through = upright.has_transparency_data
    plain = upright.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((KEPT_SIDE_PX, KEPT_SIDE_PX))
    plain.info.clear()
    out = BytesIO()
    plain.save(out, "PNG")
    return out.getvalue()
