"""OpenSSH public keys of the classical algorithms (RFC 4253, 5656, 8709): the wire form and the line in a file."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from .. import algorithms
from ..algorithms import Use
from ..errors import MalformedInput, UnavailableAlgorithm, UnknownAlgorithm
from .bytes_like import as_bytes
from .ec_keys import EcKind
from .keys import PublicKey
from .kind import Kind
from .kinds import kind_of
from .rsa_keys import RsaKind, RsaPublic, read_public, write_public

_LIMIT = 1 << 14
_RSA_FIELDS = 2


def encode_openssh(algorithm: str, raw: bytes, *, comment: str = "") -> str:
    """The line of a public key, as in ``id_ed25519.pub``. Refuses a comment that would be another line."""
    if any(not character.isprintable() for character in comment):
        raise MalformedInput("a comment with characters that are not printable")
    blob = encode_openssh_blob(algorithm, raw)
    name = _ssh_name(kind_of(algorithm), algorithm)
    return f"{name} {b64encode(blob).decode('ascii')} {comment}".rstrip() + "\n"


def decode_openssh(line: bytes | str) -> tuple[PublicKey, str]:
    """Key and comment of a line. Refuses options before the key, and a second line."""
    octets = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else as_bytes(line, "the SSH key")
    if len(octets) > 2 * _LIMIT:
        raise MalformedInput("an SSH key that is too long")
    try:
        text = octets.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise MalformedInput("an SSH key that is not text") from None
    name, _, rest = text.partition(" ")
    body, _, comment = rest.partition(" ")
    if any(not character.isprintable() for character in text):
        raise MalformedInput("an SSH key of several lines, or with characters that are not printable")
    try:
        blob = b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedInput("an SSH key whose base64 is damaged") from None
    if b64encode(blob).decode("ascii") != body:
        raise MalformedInput("an SSH key whose base64 is not canonical")
    key = decode_openssh_blob(blob)
    if _ssh_name(kind_of(key.name), key.name) != name:
        raise MalformedInput("an SSH key whose two names differ")
    return key, comment


def encode_openssh_blob(algorithm: str, raw: bytes) -> bytes:
    """The wire form of a public key."""
    raw = as_bytes(raw, "the public key")
    kind = kind_of(algorithm)
    kind.check_public(raw)
    name = _ssh_name(kind, algorithm)
    if isinstance(kind, RsaKind):
        numbers = read_public(raw)
        fields = [_multiple(numbers.e), _multiple(numbers.n)]
    elif isinstance(kind, EcKind):
        fields = [(kind.curve.ssh or "").encode("ascii"), raw]
    else:
        fields = [raw]
    return b"".join(map(_string, (name.encode("ascii"), *fields)))


def decode_openssh_blob(blob: bytes) -> PublicKey:
    """The key of a wire form. Refuses unknown names, and everything that is not canonical."""
    blob = as_bytes(blob, "the SSH key")
    if len(blob) > _LIMIT:
        raise MalformedInput("an SSH key that is too long")
    name, *fields = _strings(blob)
    kind = _kind(name.decode("ascii", "replace"))
    raw = _raw(kind, fields)
    kind.check_public(raw)
    key = PublicKey(kind.name_of(raw), raw)
    if encode_openssh_blob(key.name, raw) != blob:
        raise MalformedInput("an SSH key that is not canonical")
    return key


def _raw(kind: Kind, fields: list[bytes]) -> bytes:
    if isinstance(kind, RsaKind) and len(fields) == _RSA_FIELDS:
        e, n = (int.from_bytes(field, "big") for field in fields)
        return write_public(RsaPublic(n, e))
    if not fields:
        raise MalformedInput("an SSH key without its fields")
    return fields[-1]  # more or fewer fields do not survive the comparison with what we would write


def _ssh_name(kind: Kind, algorithm: str) -> str:
    key_type = algorithms.key_types().get(algorithms.parse(algorithm).family.name)
    if isinstance(kind, EcKind):
        if key_type is None or key_type.ssh is None or kind.curve.ssh is None:
            raise UnavailableAlgorithm(f"SSH has no name for keys on {kind.curve.name}")
        return key_type.ssh + kind.curve.ssh
    if key_type is not None and key_type.ssh is not None:
        return key_type.ssh
    row = algorithms.parse(algorithm).row
    if row is None or row.family != "EdDSA":
        raise UnavailableAlgorithm(f"keys of {algorithm} are not written for SSH here")
    return row.ssh[0]


def _kind(name: str) -> Kind:
    for row in algorithms.by_ssh(name):
        if row.use is not Use.SIGNATURE:
            continue
        try:
            kind = kind_of(row.name)
        except UnavailableAlgorithm:
            continue
        if isinstance(kind, RsaKind):
            kind = kind_of("RSA")
        if _ssh_name(kind, row.name) == name:
            return kind
    raise UnknownAlgorithm("an SSH key of an algorithm that is not read here")


def _string(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def _multiple(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _strings(blob: bytes) -> list[bytes]:
    found: list[bytes] = []
    at = 0
    while at < len(blob) or not found:
        end = at + 4 + int.from_bytes(blob[at : at + 4], "big")
        if at + 4 > len(blob) or end > len(blob):
            raise MalformedInput("an SSH key that is cut")
        found.append(blob[at + 4 : end])
        at = end
    return found
