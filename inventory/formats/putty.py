"""Files of PuTTY: private keys (.ppk) and public keys of RFC 4716. Both say in clear what the key is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import Unreadable
from ..model import Parameter
from . import pem
from .identifiers import Named
from .protection import Part, Protection
from .text import LineCounter

PPK = b"PuTTY-User-Key-File-"
SSH2 = b"---- BEGIN SSH2 PUBLIC KEY ----"
_SSH2_END = b"---- END SSH2 PUBLIC KEY ----"
_LONGEST = 64 * 1024
_LINES = 1024
_MOST = 1000  # public keys of one file


@dataclass(frozen=True, slots=True)
class PuttyKey:
    """A private key file: the public blob in clear, and how the private one is protected."""

    version: int
    blob: bytes = field(repr=False)
    comment: str | None
    protection: Protection | None


def private_key(data: bytes) -> PuttyKey:
    """The key of a .ppk file. Refuses one without a public part."""
    text = data[:_LONGEST].decode("utf-8", "replace")
    lines = text.splitlines()[:_LINES]
    version = lines[0][len(PPK) : len(PPK) + 1]
    if not version.isdigit():
        raise Unreadable("a .ppk file without a version")
    fields: dict[str, str] = {}
    blob: list[str] = []
    for at, line in enumerate(lines):
        key, separator, value = line.partition(":")
        if separator:
            fields.setdefault(key, value.strip())
        if key == "Public-Lines" and value.strip().isdigit():
            blob = lines[at + 1 : at + 1 + min(int(value.strip()[:4]), _LINES)]
    if not blob:
        raise Unreadable("a .ppk file without its public part")
    return PuttyKey(
        int(version), pem.decode("".join(blob).encode()), fields.get("Comment"), _protection(int(version), fields)
    )


def _protection(version: int, fields: dict[str, str]) -> Protection | None:
    cipher = fields.get("Encryption", "none")
    if cipher == "none":
        return None
    known = Named(cipher, "AES-256-CBC") if cipher == "aes256-cbc" else Named(cipher, None, "unknown PuTTY cipher")
    if version < 3:
        return Protection("PuTTY", (Part(known, "encrypt"), Part(Named("", "SHA-1"), "keyderive")))
    function = fields.get("Key-Derivation", "")
    names = {"Argon2id": "Argon2id", "Argon2i": "Argon2i"}
    derivation = Named("", names[function]) if function in names else Named("PuTTY", None, "unknown key derivation")
    given = tuple(
        Parameter(name, fields[key][:20], "file")
        for name, key in (
            ("memory", "Argon2-Memory"),
            ("passes", "Argon2-Passes"),
            ("parallelism", "Argon2-Parallelism"),
        )
        if fields.get(key, "").isdigit()
    )
    return Protection("PuTTY", (Part(known, "encrypt"), Part(derivation, "keyderive")), given)


@dataclass(frozen=True, slots=True)
class Ssh2Key:
    """A public key of RFC 4716: where it begins, its blob and comment."""

    line: int
    offset: int
    blob: bytes = field(default=b"", repr=False)
    comment: str | None = None
    trouble: str | None = None


def public_keys(data: bytes) -> Iterator[Ssh2Key]:
    """Every key of RFC 4716 in the data. Refuses more than 1000."""
    lines = LineCounter(data)
    at = data.find(SSH2)
    for _ in range(_MOST):
        if at < 0:
            return
        line = lines.line(at)
        begin = at + len(SSH2)
        end = data.find(_SSH2_END, begin, begin + _LONGEST)
        alone = data[begin : begin + 1] in (b"\n", b"\r") and data[max(at - 1, 0) : at] in (b"", b"\n")
        one = _ssh2(data[begin:end], line, at) if end >= 0 else Ssh2Key(line, at, trouble="the END line is missing")
        if one.trouble is None or alone:  # a label in source code is no key
            yield one
        at = data.find(SSH2, begin)
    if at >= 0:
        raise Unreadable(f"more than {_MOST} SSH2 keys; what follows them was not read")


def _ssh2(text: bytes, line: int, offset: int) -> Ssh2Key:
    comment = None
    rows = text.replace(b"\\\r\n", b"").replace(b"\\\n", b"").splitlines()
    body = []
    for row in rows:
        key, separator, value = row.partition(b":")
        if not separator:
            body.append(row)
        elif key.lower() == b"comment":
            comment = value.strip().strip(b'"').decode("utf-8", "replace")
    try:
        return Ssh2Key(line, offset, pem.decode(b"".join(body)), comment)
    except Unreadable as error:
        return Ssh2Key(line, offset, trouble=str(error))
