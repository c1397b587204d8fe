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
    (re.compile(rb"\x00\x00\x00[\x01\x02]\x00\x00\x00\x14.{20}\x00\x00", re.DOTALL), "a Bouncy Castle key store"),
    # GnuPG's kbx/keybox-blob.c: length, type 1 (first blob), version, flags, magic.
    (re.compile(rb"....\x01\x01..KBXf", re.DOTALL), "a keybox of GnuPG"),
    # RFC 9580 section 4.2: a public or secret key, version 3, 4 or 6 (time, algorithm), with old or new lengths.
    (
        re.compile(
            rb"(?:[\x94\x98\xc5\xc6].|[\x95\x99]..|[\x96\x9a]....|[\xc5\xc6][\xc0-\xdf].|[\xc5\xc6]\xff....)"
            rb"(?:\x04....|\x03......|\x06....)[\x01-\x03\x10-\x16\x19-\x1c]",
            re.DOTALL,
        ),
        "an OpenPGP keyring",
    ),
    # Section 5.2: a signature, version 4: type, algorithm, hash. Section 5.1: an encrypted session key, version 3.
    (
        re.compile(
            rb"(?:[\x88\xc2].|\x89..|\xc2[\xc0-\xdf].)\x04[\x00-\x02\x10-\x13\x18\x19\x1f\x20\x28\x30\x40\x50]"
            rb"[\x01-\x03\x10-\x16\x1b\x1c][\x01-\x03\x08-\x0e]\x00|(?:[\x84\xc1].|\x85..|\xc1[\xc0-\xdf].)\x03.{8}[\x01-\x03\x10\x12\x19\x1a]",
            re.DOTALL,
        ),
        "an OpenPGP message or signature",
    ),
    # GnuPG's agent/keyformat.txt: an S-expression, after headers or alone.
    (
        re.compile(
            rb"(?:[A-Z][A-Za-z-]*:[^\n]*\n(?: [^\n]*\n)*){0,8}(?:Key: )?"
            rb"\((?:\d\d:)?(?:protected-|shadowed-)?private-key"
        ),
        "a secret key of GnuPG",
    ),
    (re.compile(rb"age-encryption\.org/v1\n-> "), "a message of age"),
)
_ARMOUR = re.compile(
    rb"^[ \t]*-----BEGIN (?:PGP (?:(PUBLIC|PRIVATE|SECRET) KEY BLOCK|(MESSAGE|SIGNATURE|SIGNED MESSAGE))"
    rb"|(AGE ENCRYPTED FILE)|(OpenVPN Static key V1))-----[ \t\r]*$",
    re.MULTILINE,
)
_BY_GROUP = ("an OpenPGP key block", "an OpenPGP message or signature", "a message of age", "a static key of OpenVPN")
_MARKS = (b"-----BEGIN PGP ", b"-----BEGIN AGE ", b"-----BEGIN OpenVPN ")


def unread(data: bytes) -> str | None:
    """What is in these bytes that nothing here can read; None if there is no such thing."""
    for beginning, name in _BEGINNINGS:
        if beginning.match(data):
            return name
    if any(mark in data for mark in _MARKS):
        found = _ARMOUR.search(data)
        if found is not None and found.lastindex is not None:
            return _BY_GROUP[found.lastindex - 1]
    return None
