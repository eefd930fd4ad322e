"""A clinic's icon for a phone's home screen: its logo, or its initials on its colour."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from PIL import Image, ImageDraw, ImageFont

from clinic.branding import INK, WHITE, contrast
from clinic.models import Clinic


@dataclass(frozen=True)
class Kind:
    """One size; `is_full` where the device cuts the shape itself, so that the ground must reach the edge."""

    side_px: int
    share: float  # of the side that the logo or the letters may take
    is_full: bool = False


KINDS: Final = {
    "192": Kind(192, 0.62),
    "512": Kind(512, 0.62),
    "maskable": Kind(512, 0.5, is_full=True),  # all that matters within the middle 80 %, W3C manifest, 1.13
    "apple": Kind(180, 0.58, is_full=True),
}
CORNER = 0.22  # of the side
KEPT_SECONDS = 24 * 3600
MARK_LENGTH = 24
FONT = "vendor/fonts/atkinson-hyperlegible-bold.woff2"


def initials(name: str) -> str:
    """The first letters of the first two words that have one."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(letters[:2]).upper() or "L"


def mark_of(clinic: Clinic) -> str:
    """What the icon is made of, in a word nobody can guess: another icon has another address."""
    made_of = (clinic.pk, initials(clinic.name), clinic.brand_colour, clinic.logo.name or "")
    return salted_hmac("clinic.icons", repr(made_of), algorithm="sha256").hexdigest()[:MARK_LENGTH]


def icon(clinic: Clinic, kind: str) -> bytes:
    """The PNG of this kind; drawn once, then kept by its content."""
    key = f"clinic:icon:{mark_of(clinic)}:{kind}"
    drawn = cache.get(key) or draw(clinic, KINDS[kind])
    cache.set(key, drawn, KEPT_SECONDS)
    return drawn


def draw(clinic: Clinic, kind: Kind) -> bytes:
    logo = _logo(clinic)
    ground = WHITE if logo else clinic.brand_colour
    side = kind.side_px
    picture = Image.new("RGBA", (side, side), ground if kind.is_full else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    if not kind.is_full:
        pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=round(side * CORNER), fill=ground)
    if logo:
        logo.thumbnail((round(side * 0.8 if not kind.is_full else side * 0.66),) * 2)
        picture.paste(logo, ((side - logo.width) // 2, (side - logo.height) // 2), logo)
    else:
        ink = max((WHITE, INK), key=lambda colour: contrast(colour, ground))
        letters = initials(clinic.name)
        pen.text((side / 2, side / 2), letters, font=_font(letters, round(side * kind.share)), fill=ink, anchor="mm")
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _logo(clinic: Clinic) -> Image.Image | None:
    """The logo, which is a PNG we encoded ourselves; none where its file is gone or broken."""
    if not clinic.logo:
        return None
    try:
        with clinic.logo.open("rb") as file, Image.open(file, formats=("PNG",)) as picture:
            return picture.convert("RGBA")
    except (OSError, SyntaxError):
        return None


def _font(letters: str, wide_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The house's bold face, as large as the letters fit."""
    size = wide_px
    while size > 8 and _face(size).getlength(letters) > wide_px:
        size -= 4
    return _face(size)


@lru_cache(maxsize=64)
def _face(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(settings.BASE_DIR / "static" / FONT, size)
    except OSError:  # before the fonts were fetched, or where Pillow cannot read them
        return ImageFont.load_default(size)
