"""Extensions of certificates, requests and revocation lists as short readable values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from ..errors import Unreadable
from . import der
from .names import general_name

Fact = TypeVar("Fact")

_LIMIT = 64  # extensions of one object
_ITEMS = 50  # of one value; the rest is counted
_KEY_ID = 64  # bytes of a key identifier or number that are shown

KEY_USAGE = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)

_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "2.5.29.37.0": "anyExtendedKeyUsage",
        "1.3.6.1.5.5.7.3.1": "serverAuth",
        "1.3.6.1.5.5.7.3.2": "clientAuth",
        "1.3.6.1.5.5.7.3.3": "codeSigning",
        "1.3.6.1.5.5.7.3.4": "emailProtection",
        "1.3.6.1.5.5.7.3.8": "timeStamping",
        "1.3.6.1.5.5.7.3.9": "OCSPSigning",
        "1.3.6.1.5.5.7.3.17": "ipsecIKE",
        "1.3.6.1.5.5.7.3.36": "documentSigning",
        "1.3.6.1.4.1.311.10.3.12": "msDocumentSigning",
        "1.3.6.1.4.1.311.20.2.2": "smartcardLogon",
        "1.3.6.1.5.2.3.5": "pkinitKDC",
    }
)


@dataclass(frozen=True, slots=True)
class Extensions:
    """What the extensions say. ``values``: CycloneDX common name or object identifier, readable value."""

    values: tuple[tuple[str, str], ...] = ()
    key_usage: tuple[str, ...] = ()
    is_ca: bool | None = None
    authority_key_id: str | None = None
    subject_key_id: str | None = None
    notes: tuple[str, ...] = ()


def read(node: der.Node) -> Extensions:
    """The extensions of this SEQUENCE. One that cannot be read is left out and noted."""
    values: list[tuple[str, str]] = []
    notes: list[str] = []
    found: dict[str, bytes] = {}
    for count, one in enumerate(der.children(der.expect(node, der.SEQUENCE))):
        if count == _LIMIT:
            notes.append(f"more than {_LIMIT} extensions; the rest was not read")
            break
        oid, critical, content = _extension(one)
        if oid in found:
            notes.append(f"extension {oid} appears twice")
            continue
        found[oid] = content
        name, reader = _READERS.get(oid, (oid, None))
        try:
            value = reader(der.read(content)) if reader is not None else f"{len(content)} bytes"
        except Unreadable as error:
            notes.append(f"extension {name} is not readable: {error}")
            value = f"{len(content)} bytes, not readable"
        values.append((name, f"critical, {value}" if critical else value))
    return Extensions(
        values=tuple(values),
        key_usage=_fact(key_usage, found.get("2.5.29.15")) or (),
        is_ca=_fact(_ca, found.get("2.5.29.19")),
        authority_key_id=_fact(_authority, found.get("2.5.29.35")),
        subject_key_id=_fact(_key_id, found.get("2.5.29.14")),
        notes=tuple(notes),
    )


def _fact(reader: Callable[[der.Node], Fact], content: bytes | None) -> Fact | None:
    """What an extension decides; None if it is absent, or not readable, which read() has noted then."""
    if content is None:
        return None
    try:
        return reader(der.read(content))
    except Unreadable:
        return None


def _extension(node: der.Node) -> tuple[str, bool, bytes]:
    fields = der.Fields(der.expect(node, der.SEQUENCE))
    oid = der.oid(fields.take())
    flag = fields.maybe(der.BOOLEAN)
    return oid, flag is not None and flag.content != b"\0", fields.take(der.OCTET_STRING).content


def key_usage(node: der.Node) -> tuple[str, ...]:
    """The names of the bits that are set in a KeyUsage."""
    octets = der.bit_string(node)
    return tuple(
        name
        for index, name in enumerate(KEY_USAGE)
        if index // 8 < len(octets) and octets[index // 8] & 0x80 >> index % 8
    )


def _ca(node: der.Node) -> bool:
    flag = der.Fields(der.expect(node, der.SEQUENCE)).maybe(der.BOOLEAN)
    return flag is not None and flag.content != b"\0"


def _authority(node: der.Node) -> str | None:
    key = der.Fields(der.expect(node, der.SEQUENCE)).maybe(0x80)
    return key.content[:_KEY_ID].hex() if key is not None else None


def _key_id(node: der.Node) -> str:
    return der.expect(node, der.OCTET_STRING).content[:_KEY_ID].hex()


def _number(node: der.Node) -> str:
    """A number in decimal; a long one by its size only, as turning it into digits would take long."""
    value = der.integer(node)
    return str(value) if node.end - node.body <= _KEY_ID else f"{node.end - node.body} bytes"


def _constraints(node: der.Node) -> str:
    fields = der.Fields(der.expect(node, der.SEQUENCE))
    flag = fields.maybe(der.BOOLEAN)
    value = "CA:TRUE" if flag is not None and flag.content != b"\0" else "CA:FALSE"
    length = fields.maybe(der.INTEGER)
    return value if length is None else f"{value}, pathlen:{_number(length)}"


def _purposes(node: der.Node) -> str:
    oids = (der.oid(one) for one in der.children(der.expect(node, der.SEQUENCE)))
    return _joined(_PURPOSES.get(oid, oid) for oid in oids)


def _general_names(node: der.Node) -> str:
    return _joined(general_name(one) for one in der.children(der.expect(node, der.SEQUENCE)))


def _access(node: der.Node) -> str:
    methods = {"1.3.6.1.5.5.7.48.1": "ocsp", "1.3.6.1.5.5.7.48.2": "caIssuers"}
    found = []
    for one in der.children(der.expect(node, der.SEQUENCE)):
        fields = der.Fields(der.expect(one, der.SEQUENCE))
        method = der.oid(fields.take())
        found.append(f"{methods.get(method, method)} {general_name(fields.take())}")
    return _joined(found)


def _policies(node: der.Node) -> str:
    policies = der.children(der.expect(node, der.SEQUENCE))
    return _joined(der.oid(der.Fields(der.expect(one, der.SEQUENCE)).take()) for one in policies)


def _points(node: der.Node) -> str:
    found: list[str] = []
    for one in der.children(der.expect(node, der.SEQUENCE)):
        where = der.Fields(der.expect(one, der.SEQUENCE)).maybe(0xA0)
        full = der.Fields(where).maybe(0xA0) if where is not None else None
        if full is not None:
            found += (general_name(name) for name in der.children(full))
    return _joined(found)


def _timestamps(node: der.Node) -> str:
    """A list of signed certificate timestamps, RFC 6962 section 3.3: how many, and of which logs."""
    octets = der.expect(node, der.OCTET_STRING).content
    total, at = int.from_bytes(octets[:2], "big") + 2, 2
    logs = []
    while at + 2 < min(total, len(octets)):
        length = int.from_bytes(octets[at : at + 2], "big")
        logs.append(octets[at + 3 : at + 35].hex())
        at += 2 + length
    return f"{len(logs)} timestamps, logs {_joined(logs)}"


def _joined(values: Iterable[str]) -> str:
    """The first values, and how many more there are."""
    shown: list[str] = []
    more = 0
    for value in values:
        if len(shown) < _ITEMS:
            shown.append(value)
        else:
            more += 1
    return ", ".join(shown) + (f" and {more} more" if more else "")


_READERS: Mapping[str, tuple[str, Callable[[der.Node], str]]] = MappingProxyType(
    {
        "2.5.29.19": ("basicConstraints", _constraints),
        "2.5.29.15": ("keyUsage", lambda node: ", ".join(key_usage(node))),
        "2.5.29.37": ("extendedKeyUsage", _purposes),
        "2.5.29.17": ("subjectAlternativeName", _general_names),
        "2.5.29.35": ("authorityKeyIdentifier", lambda node: _authority(node) or "without a key identifier"),
        "2.5.29.14": ("subjectKeyIdentifier", _key_id),
        "1.3.6.1.5.5.7.1.1": ("authorityInformationAccess", _access),
        "2.5.29.32": ("certificatePolicies", _policies),
        "2.5.29.31": ("crlDistributionPoints", _points),
        "1.3.6.1.4.1.11129.2.4.2": ("signedCertificateTimestamp", _timestamps),
        "2.5.29.18": ("issuerAlternativeName", _general_names),
        "2.5.29.20": ("cRLNumber", _number),
        "2.5.29.27": ("deltaCRLIndicator", _number),
    }
)
