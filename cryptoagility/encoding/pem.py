"""PEM armour (RFC 7468) in its strict form: one label, lines of one width, canonical base64, nothing around it."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Container

from ..errors import MalformedInput
from .bytes_like import as_bytes

_LIMIT = 1 << 20
_LABEL = re.compile(r"-----BEGIN ([A-Z0-9]+(?:[ -][A-Z0-9]+)*)-----", re.ASCII)
_WIDTH = 64
_WIDTHS = (64, 76)  # RFC 7468, and what MIME encoders of other languages write


def encode_pem(label: str, der: bytes, *, width: int = _WIDTH) -> str:
    """The armour of these bytes."""
    text = b64encode(as_bytes(der, "the content of the PEM")).decode("ascii")
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def decode_pem(text: bytes | str, labels: Container[str], *, widths: tuple[int, ...] = _WIDTHS) -> tuple[str, bytes]:
    """Label and content. Refuses other labels, a second block, text around it, and base64 that is not canonical.

    Lines end with LF or CRLF.
    """
    octets = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else as_bytes(text, "the PEM")
    if len(octets) > _LIMIT:
        raise MalformedInput(f"PEM of {len(octets)} bytes; the limit is {_LIMIT}")
    try:
        lines = octets.decode("ascii").replace("\r\n", "\n").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise MalformedInput("PEM with characters that do not belong there") from None
    label = _label(lines)
    if label not in labels:
        raise MalformedInput(f"PEM with the label {label[:40]!r}, which is not read here")
    return label, _content(lines[1:-1], widths)


def _label(lines: list[str]) -> str:
    found = _LABEL.fullmatch(lines[0])
    if found is None:
        raise MalformedInput("PEM that does not begin with a label")
    if lines[-1] != f"-----END {found[1]}-----" or len(lines) == 1:
        raise MalformedInput("PEM that does not end with the label that it begins with, or goes on after it")
    return found[1]


def _content(lines: list[str], widths: tuple[int, ...]) -> bytes:
    if any(":" in line for line in lines[:2]):
        raise MalformedInput("PEM with headers, as old encrypted keys have: convert it with `openssl pkey` first")
    if not lines:
        raise MalformedInput("PEM without content")
    text = "".join(lines)
    width = len(lines[0]) if len(lines) > 1 else max(widths)
    if width not in widths or any(len(line) != width for line in lines[:-1]) or not 0 < len(lines[-1]) <= width:
        raise MalformedInput(f"PEM whose lines are not all of {' or '.join(map(str, widths))} characters")
    try:
        content = b64decode(text, validate=True)
    except binascii.Error:
        raise MalformedInput("PEM with base64 that is cut or holds other characters") from None
    if b64encode(content).decode("ascii") != text:
        raise MalformedInput("PEM with base64 that is not canonical")
    return content
