"""The portal as an app on a home screen, under the clinic's own name, colour and icon."""

from typing import Any

from django.urls import reverse

from clinic import icons
from clinic.models import Clinic

SHORT_NAME_CHARACTERS = 12  # what stands below an icon without being cut
GROUND = "#faf7f2"  # the page's, in theme.css


def manifest(clinic: Clinic) -> dict[str, Any]:
    """The web app manifest of this clinic."""
    kinds = (("192", "any"), ("512", "any"), ("maskable", "maskable"))
    return {
        "id": reverse("portal:today"),
        "name": clinic.name,
        "short_name": short_name(clinic.name),
        "start_url": reverse("portal:today"),
        "scope": reverse("portal:today"),
        "display": "standalone",
        "lang": "en-GB",
        "theme_color": clinic.brand_colour,
        "background_color": GROUND,
        "icons": [_icon(clinic, kind, purpose) for kind, purpose in kinds],
    }


def icon_url(clinic: Clinic, kind: str) -> str:
    return reverse("portal:icon", args=[clinic.pk, icons.mark_of(clinic), kind])


def short_name(name: str) -> str:
    """As many whole words as stand below an icon; at least the first."""
    words = name.split() or [name]
    short = words[0]
    for word in words[1:]:
        if len(f"{short} {word}") > SHORT_NAME_CHARACTERS:
            break
        short += f" {word}"
    return short.rstrip("&+-,").strip()


def _icon(clinic: Clinic, kind: str, purpose: str) -> dict[str, str]:
    side = icons.KINDS[kind].side_px
    return {"src": icon_url(clinic, kind), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
