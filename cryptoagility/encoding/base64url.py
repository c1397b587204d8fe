"""base64url without padding (RFC 7515), canonical only."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from ..errors import MalformedInput

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


def encode(value: bytes) -> str:
    """The text of these bytes."""
    return urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The bytes of this text. Refuses padding, other characters, and bits that are left over."""
    if _ALPHABET.fullmatch(text) is None:
        raise MalformedInput("base64url with padding or with characters that do not belong there")
    try:
        value = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise MalformedInput("base64url of an impossible length") from None
    if encode(value) != text:
        raise MalformedInput("base64url that is not canonical")
    return value
