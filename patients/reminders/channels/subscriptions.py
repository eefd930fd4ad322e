"""What a browser may give us as the address of a device: https, a push service we know, keys that are keys."""

import base64
import binascii
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ValidationError

LONGEST_ENDPOINT: Final = 1000
AUTH_BYTES: Final = 16  # RFC 8291, 3.2
# The push services of the browsers there are: Chrome, Edge on Android and others; Firefox; Safari; Edge on Windows.
# A name with a dot before it stands for everything below it.
HOSTS: Final = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)


def is_known(endpoint: str) -> bool:
    """Whether we would send there: never to an address of our own network, however the browser came by it."""
    if settings.PUSH_TEST_SERVICE and endpoint.startswith(settings.PUSH_TEST_SERVICE):
        return True
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or port not in (None, 443) or parts.username is not None or not endpoint.isascii():
        return False
    host = (parts.hostname or "").lower()
    return any(host.endswith(known) if known.startswith(".") else host == known for known in HOSTS)


def checked(endpoint: object, keys: object) -> tuple[str, dict[str, str]]:
    """Return the endpoint and its two keys; raises ValidationError in words for whoever tapped."""
    if not isinstance(endpoint, str) or len(endpoint) > LONGEST_ENDPOINT or not is_known(endpoint):
        raise ValidationError("This browser’s message service is not one that we know.")
    if (
        not isinstance(keys, Mapping)
        or not _is_point(keys.get("p256dh"))
        or len(_bytes(keys.get("auth"))) != AUTH_BYTES
    ):
        raise ValidationError("This browser did not say how to write to it.")
    return endpoint, {"p256dh": keys["p256dh"], "auth": keys["auth"]}


def _is_point(text: object) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(text))
    except ValueError:
        return False
    return True


def _bytes(text: object) -> bytes:
    if not isinstance(text, str) or len(text) > 200:
        return b""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
