"""The key by which push services know this installation (RFC 8292); devices subscribe to its public half.

It comes from VAPID_PRIVATE_KEY, or from a file that set-up makes. Another key makes every device deaf: each has to be
told again.
"""

import base64
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
FILE = "vapid.key"


def private_key() -> str:
    """Return the key as the libraries take it, 32 bytes in base64url; empty while there is none."""
    found = settings.VAPID_PRIVATE_KEY or _kept(_file())
    if found and not _is_key(found):
        raise ImproperlyConfigured("VAPID_PRIVATE_KEY is not 32 bytes in base64url; `manage.py vapid` makes one.")
    return found


def public_key() -> str:
    """Return what a browser needs in order to subscribe, an uncompressed point in base64url; empty without a key."""
    found = private_key()
    return _public(found) if found else ""


def is_on() -> bool:
    return bool(private_key())


def make() -> str:
    """Return the key in force; where there is none, make it and keep it readable to this user only."""
    if found := private_key():
        return found
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was quicker
        return private_key()
    with os.fdopen(handle, "w") as file:
        file.write(fresh() + "\n")
    _kept.cache_clear()
    return private_key()


def fresh() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(KEY_BYTES, "big"))


def _file() -> Path:
    return Path(settings.VAR_DIR) / FILE


@cache
def _kept(path: Path) -> str:
    return path.read_text().strip() if path.is_file() else ""


@cache
def _public(private: str) -> str:
    key = ec.derive_private_key(int.from_bytes(_bytes(private), "big"), ec.SECP256R1())
    return _text(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _is_key(text: str) -> bool:
    try:
        number = int.from_bytes(_bytes(text), "big")
        return len(_bytes(text)) == KEY_BYTES and bool(ec.derive_private_key(number, ec.SECP256R1()))
    except ValueError:
        return False


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
