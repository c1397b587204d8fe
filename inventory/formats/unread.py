"""Key stores and rings that are recognised by their content and have no reader yet: said, never passed over."""

from __future__ import annotations

import re

# What the bytes begin with, and what that is. A later reader takes its row away.
_BEGINNINGS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (
        # RFC 7292 section 4: PFX ::= SEQUENCE { version INTEGER (3), authSafe ContentInfo … }, in DER or BER.
        re.compile(rb"\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...)\x02\x01\x03\x30", re.DOTALL),
        "a PKCS#12 key store",
    ),
    (re.compile(rb"\xfe\xed\xfe\xed\x00\x00\x00[\x01\x02]"), "a Java key store (JKS)"),
    (re.compile(rb"\xce\xce\xce\xce\x00\x00\x00[\x01\x02]"), "a Java key store (JCEKS)"),
)
_PGP = re.compile(rb"^-----BEGIN PGP (?:PUBLIC|PRIVATE) KEY BLOCK-----[ \t\r]*$", re.MULTILINE)


def unread(data: bytes) -> str | None:
    """What is in these bytes that nothing here can read; None if there is no such thing."""
    for beginning, name in _BEGINNINGS:
        if beginning.match(data):
            return name
    if b"-----BEGIN PGP " in data and _PGP.search(data):
        return "an OpenPGP key block"
    return None
