"""Uploaded pictures are never trusted: decoded completely, drawn anew, and only then kept."""

import threading
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image, ImageFile, ImageOps

MOST_BYTES = 2 * 1024 * 1024
LONGEST_SIDE_PX = 4000
MARK_ON_PAPER_PX = (720, 240)  # 61 x 20 mm at 300 dots an inch
KEPT_SIDE_PX = 1200  # a logo is shown at 35 px on screen and 20 mm on paper
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PHOTO_MOST_BYTES = 12 * 1024 * 1024
PHOTO_SIDE_PX = 1600  # as wide as a page at twice the dots
MOST_DECODED_BYTES = 200_000_000
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
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


def _load_whole(picture: Image.Image) -> None:
    """Refuse a picture that is cut short; WeasyPrint, once imported, asks Pillow to take them in the whole process."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    picture.load()


def _drawn_anew(picture: Image.Image) -> bytes:
    _load_whole(picture)
    upright = ImageOps.exif_transpose(picture)
    see_through = upright.has_transparency_data
    plain = upright.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((KEPT_SIDE_PX, KEPT_SIDE_PX))
    plain.info.clear()
    out = BytesIO()
    plain.save(out, "PNG")
    return out.getvalue()


TOO_MANY_PIXELS = (
    "This picture has more pixels than we can take. Please send a smaller copy, for instance a screenshot."
)
HEIC = (
    "This is a HEIC picture, which only Apple devices can show. Send it as a JPEG: on an iPhone, choose "
    "Settings, Camera, Formats, Most Compatible; or open the picture and export or share it as a JPEG."
)
_one_at_a_time = threading.Lock()  # a large picture takes some 200 MB while it is decoded


def as_webp(file: BinaryIO | File, *, size_bytes: int) -> bytes:
    """A photograph or drawing as a WebP of modest size, upright, see-through where it was, nothing hidden in it.

    Of a picture that moves the first frame is kept. Raises ValidationError with what to do.
    """
    if size_bytes > PHOTO_MOST_BYTES:
        raise ValidationError("This picture is larger than 12 MB. Please send a smaller copy.")
    if is_heic(file):
        raise ValidationError(HEIC)
    try:
        with _one_at_a_time, Image.open(file, formats=FORMATS) as picture:
            if _needed_bytes(picture) > MOST_DECODED_BYTES:
                raise ValidationError(TOO_MANY_PIXELS)
            return _shrunk(picture)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_MANY_PIXELS) from error
    except Exception as error:  # decoders raise whatever they like on a broken file; none of it is ours
        raise ValidationError(NOT_A_PICTURE) from error


def is_heic(file: BinaryIO | File) -> bool:
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def _needed_bytes(picture: Image.Image) -> int:
    """What decoding will take, from the header alone: four bytes a pixel, and a copy.

    A JPEG is made smaller while it is read (`draft`), but a progressive one keeps all its numbers until
    the end; WebP's decoder holds the picture four times.
    """
    pixels = picture.width * picture.height
    picture.draft(None, (PHOTO_SIDE_PX, PHOTO_SIDE_PX))
    decoded = picture.width * picture.height
    if picture.format == "WEBP":
        return 16 * decoded
    return 8 * decoded + (6 * pixels if picture.info.get("progressive") else 0)


def _shrunk(picture: Image.Image) -> bytes:
    """Made small before it is turned, so that no second copy of full size is needed."""
    _load_whole(picture)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    plain = picture if picture.mode == mode else picture.convert(mode)
    plain.thumbnail((PHOTO_SIDE_PX, PHOTO_SIDE_PX))
    upright = ImageOps.exif_transpose(plain)
    upright.info.clear()
    out = BytesIO()
    upright.save(out, "WEBP", quality=85, method=4)
    return out.getvalue()


def as_jpeg(file: BinaryIO | File, *, side_px: int, grey: bool = False) -> bytes:
    """A small copy for paper of a picture that we encoded ourselves, on white where it was see-through.

    Raises ValueError or OSError for one that is not as we make them.
    """
    with _ours(file, "WEBP", PHOTO_SIDE_PX) as picture:
        small = picture.convert("RGBA")
        small.thumbnail((side_px, side_px))
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small)
        out = BytesIO()
        (paper.convert("L") if grey else paper).save(out, "JPEG", quality=85)
        return out.getvalue()


def mark_for_paper(file: BinaryIO | File, *, grey: bool = False) -> bytes:
    """A logo that we encoded ourselves, small; raises ValueError or OSError for one that is not as we make them."""
    with _ours(file, "PNG", KEPT_SIDE_PX) as picture:
        _load_whole(picture)
        small = picture.convert("LA" if grey else "RGBA")
        small.thumbnail(MARK_ON_PAPER_PX)
        out = BytesIO()
        small.save(out, "PNG")
        return out.getvalue()


def _ours(file: BinaryIO | File, kind: str, side_px: int) -> Image.Image:
    """Open a kept picture, unless its size says that it never was one."""
    try:
        picture = Image.open(file, formats=(kind,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValueError("larger than any picture kept here") from error
    if max(picture.size) > side_px:
        picture.close()
        raise ValueError("larger than any picture kept here")
    return picture
