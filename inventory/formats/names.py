"""Distinguished names as RFC 4514 strings, from DER."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from ..errors import Unreadable
from . import der
from .text import safe

_LIMIT = 4096  # characters of a name
_ATTRIBUTES = 256  # of a name
_VALUE = 1024  # characters of one value

# RFC 4514 section 3, then descriptors registered for LDAP (RFC 4519, RFC 4524) or in general use.
DESCRIPTORS: Mapping[str, str] = MappingProxyType(
    {
        "2.5.4.3": "CN",
        "2.5.4.7": "L",
        "2.5.4.8": "ST",
        "2.5.4.10": "O",
        "2.5.4.11": "OU",
        "2.5.4.6": "C",
        "2.5.4.9": "STREET",
        "0.9.2342.19200300.100.1.25": "DC",
        "0.9.2342.19200300.100.1.1": "UID",
        "2.5.4.4": "SN",
        "2.5.4.5": "serialNumber",
        "2.5.4.12": "title",
        "2.5.4.13": "description",
        "2.5.4.15": "businessCategory",
        "2.5.4.16": "postalAddress",
        "2.5.4.17": "postalCode",
        "2.5.4.41": "name",
        "2.5.4.42": "givenName",
        "2.5.4.43": "initials",
        "2.5.4.44": "generationQualifier",
        "2.5.4.46": "dnQualifier",
        "2.5.4.65": "pseudonym",
        "2.5.4.97": "organizationIdentifier",
        "1.2.840.113549.1.9.1": "emailAddress",
        "1.2.840.113549.1.9.2": "unstructuredName",
        "1.2.840.113549.1.9.8": "unstructuredAddress",
        "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL",
        "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
        "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
    }
)

_CODECS: Mapping[int, str] = MappingProxyType(
    {
        0x0C: "utf-8",  # UTF8String
        0x12: "ascii",  # NumericString
        0x13: "utf-8",  # PrintableString; real ones hold more than the standard allows
        0x14: "latin-1",  # TeletexString, as everybody reads it
        0x16: "utf-8",  # IA5String
        0x1A: "ascii",  # VisibleString
        0x1C: "utf-32-be",  # UniversalString
        0x1E: "utf-16-be",  # BMPString
    }
)
_SPECIAL = frozenset('"+,;<>\\')


def name(node: der.Node) -> str:
    """A Name: the last attribute first, as RFC 4514 has it. A value that is no text is given as ``#`` and hex."""
    return _name(node.encoded)


@lru_cache(maxsize=1024)  # one authority issues many certificates
def _name(encoded: bytes) -> str:
    node = der.read(encoded)
    parts = []
    count = 0
    for rdn in der.children(der.expect(node, der.SEQUENCE)):
        attributes = [_attribute(one) for one in der.children(der.expect(rdn, der.SET))]
        count += len(attributes)
        if count > _ATTRIBUTES:
            raise Unreadable(f"a name of more than {_ATTRIBUTES} attributes")
        parts.append("+".join(attributes))
    made = ",".join(reversed(parts))
    return made if len(made) <= _LIMIT else made[:_LIMIT] + "…"


def _attribute(node: der.Node) -> str:
    fields = der.Fields(der.expect(node, der.SEQUENCE))
    kind = der.oid(fields.take())
    value = fields.take()
    text = string(value)
    shown = f"#{value.encoded[:_VALUE].hex()}" if text is None else _escaped(text)
    return f"{DESCRIPTORS.get(kind, kind)}={shown}"


def string(node: der.Node) -> str | None:
    """The text of a character string; None if it is none or is not valid in its own encoding."""
    codec = _CODECS.get(node.tag)
    if codec is None:
        return None
    try:
        return node.content.decode(codec)
    except UnicodeDecodeError:
        return None


def _escaped(value: str) -> str:
    value = value if len(value) <= _VALUE else value[:_VALUE] + "…"
    made = value
    if not _SPECIAL.isdisjoint(value):
        made = "".join(f"\\{char}" if char in _SPECIAL else char for char in value)
    if made[:1] in ("#", " "):
        made = f"\\{made}"
    if made.endswith(" ") and not made.endswith("\\ "):
        made = made[:-1] + "\\ "
    return safe(made, limit=6 * _VALUE)


def general_name(node: der.Node) -> str:
    """A GeneralName as ``dns:…``, ``ip:…``, ``uri:…``, ``email:…``, ``directory:…``, ``id:…`` or ``other:…``."""
    reader = _GENERAL.get(node.tag)
    return reader(node) if reader is not None else f"other:[{node.tag & 0x1F}]"


def _text(kind: str) -> Callable[[der.Node], str]:
    return lambda node: f"{kind}:{safe(node.content.decode('utf-8', 'backslashreplace'))}"


def _address(node: der.Node) -> str:
    octets_ = node.content
    if len(octets_) in (4, 8):
        groups = [".".join(map(str, octets_[at : at + 4])) for at in range(0, len(octets_), 4)]
    elif len(octets_) in (16, 32):
        groups = [octets_[at : at + 16].hex(":", 2) for at in range(0, len(octets_), 16)]
    else:
        return f"ip:#{octets_[:64].hex()}"
    return "ip:" + "/".join(groups)


def _other(node: der.Node) -> str:
    fields = der.Fields(node)
    return f"other:{der.oid(fields.take())}"


_GENERAL: Mapping[int, Callable[[der.Node], str]] = MappingProxyType(
    {
        0xA0: _other,
        0x81: _text("email"),
        0x82: _text("dns"),
        0xA4: lambda node: f"directory:{name(der.Fields(node).take())}",
        0x86: _text("uri"),
        0x87: _address,
        0x88: lambda node: f"id:{der.decode_oid(node.content)}",
    }
)
