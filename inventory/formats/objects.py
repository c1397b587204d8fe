"""Objects in DER wherever a file holds them: the file itself, PEM blocks, base64 without armour, PEM inside base64."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..errors import Unreadable
from . import der, pem
from .shapes import Shape, begins_message, names_curve, shape, start
from .text import LineCounter

MOST = 4000  # objects of one file; a file with more is reported and read so far
_SMALLEST = 7  # bytes of an object: the name of a curve
_FIRST_LINE = 100
_XML_CERTIFICATE = b"X509Certificate>"

# Compressed or encoded data, in which nothing of ours can be seen.
_COMPRESSED = (
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"wOFF",
    b"wOF2",
    b"OggS",
    b"ID3",
    b"\x1aE\xdf\xa3",
)

# PEM labels -> the family of objects that belongs there, whatever is found in the block.
CERTIFICATES, KEYS, MESSAGES = "certificate", "key", "message"
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "CERTIFICATE": CERTIFICATES,
        "X509 CERTIFICATE": CERTIFICATES,
        "TRUSTED CERTIFICATE": CERTIFICATES,
        "CERTIFICATE REQUEST": CERTIFICATES,
        "NEW CERTIFICATE REQUEST": CERTIFICATES,
        "X509 CRL": CERTIFICATES,
        "PKCS7": MESSAGES,
        "PKCS #7 SIGNED DATA": MESSAGES,
        "CMS": MESSAGES,
        "PUBLIC KEY": KEYS,
        "RSA PUBLIC KEY": KEYS,
        "DSA PUBLIC KEY": KEYS,
        "DH PARAMETERS": KEYS,
        "X9.42 DH PARAMETERS": KEYS,
        "DSA PARAMETERS": KEYS,
        "EC PARAMETERS": KEYS,
    }
)
_NOT_DER = ("OPENSSH ", "SSH ", "SSH2 ", "PGP ", "AGE ")
_OURS = re.compile(r"\b(?:KEY|CERTIFICATE|CERT|CRL|PARAMETERS)\b")
_SIGNED = re.compile(r"\b(?:CERTIFICATE|CERT|CRL)\b")
_NO_READER = "there is no reader for blocks of this label yet"
_FOLLOWS = "what follows it in the file is in no form that is known here"
_PADDING = b"\0 \t\r\n\x1a"
_FAMILIES: Mapping[Shape, str] = MappingProxyType(
    {
        **dict.fromkeys(Shape, KEYS),
        **dict.fromkeys((Shape.CERTIFICATE, Shape.REQUEST, Shape.REVOCATION_LIST), CERTIFICATES),
        Shape.CONTENT: MESSAGES,
    }
)


@dataclass(frozen=True, slots=True)
class Object:
    """One object: where it is, its PEM label (None for bare DER), what it is laid out as, and its bytes.

    ``index`` counts the objects of the file, whoever reads them. ``trouble`` says why there are no bytes.
    """

    line: int | None
    offset: int
    index: int
    label: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    shape: Shape | None = None
    data: bytes = field(default=b"", repr=False)
    trouble: str | None = None

    @property
    def family(self) -> str | None:
        """Which sort of object it is: told from its layout, else from its label."""
        if self.shape is not None:
            return _FAMILIES[self.shape]
        return family_of(self.label) if self.label is not None else None


def family_of(label: str) -> str | None:
    """The sort of object that a PEM label promises; None for what is not DER or not ours."""
    if foreign(label):
        return None
    known = _LABELS.get(label)
    if known is not None or not _OURS.search(label):
        return known
    return CERTIFICATES if _SIGNED.search(label) else KEYS


def foreign(label: str) -> bool:
    """Whether blocks of this label hold something that is not DER, which others read."""
    return label.startswith(_NOT_DER)


def may_hold(head: bytes) -> bool:
    """Whether a file that begins so can hold an object: everything but what is visibly compressed."""
    return len(head) >= _SMALLEST and not compressed(head)


def compressed(head: bytes) -> bool:
    """Whether it begins as compressed or encoded data do, in which nothing of ours can be seen."""
    return head.startswith(_COMPRESSED)


def objects(data: bytes) -> Iterator[Object]:
    """Every object of a file, in the order of their offsets; at most MOST of them, and then one that says so."""
    for count, one in enumerate(_all(data)):
        if count == MOST:
            yield replace(one, shape=None, data=b"", trouble=f"more than {MOST} objects; the rest was not read")
            return
        yield replace(one, index=count)


def _all(data: bytes) -> Iterator[Object]:
    whole = list(_der(data)) or [replace(one, line=1, offset=0) for one in _der(_bare_base64(data))]
    follows = bool(whole) and whole[-1].trouble == _FOLLOWS
    if whole and not (follows and pem.BEGIN in data):
        yield from whole
        return
    yield from (one for one in whole if one.trouble != _FOLLOWS)  # what follows is PEM
    for block in pem.blocks(data):
        one = _from_block(block)
        if one.family is not None:
            yield one
    for line, offset, text in pem.encoded(data):
        for block in pem.blocks(text):
            one = replace(_from_block(block), line=line, offset=offset)
            if one.family is not None:
                yield one
    yield from _in_xml(data)


def _from_block(block: pem.Block) -> Object:
    found = None if block.trouble or block.header("DEK-Info") or foreign(block.label) else shape(block.data)
    unknown = found is None and block.label not in _LABELS and not block.label.endswith("PRIVATE KEY")
    return Object(
        line=block.line,
        offset=block.offset,
        index=0,
        label=block.label,
        headers=block.headers,
        shape=found,
        data=block.data,
        trouble=block.trouble or (_NO_READER if unknown else None),
    )


def _der(data: bytes) -> Iterator[Object]:
    """Bare DER: one object, or several one after the other. Anything else that begins with 0x30 is silent."""
    if names_curve(data):
        yield Object(None, 0, 0, shape=Shape.EC_PARAMETERS, data=data)
        return
    at = 0
    found: Shape | None = None
    while data[at : at + 1] == b"\x30":
        try:
            node = der.read(data, at)
        except Unreadable:
            cut = tuple(_indefinite_or_cut(data[at:], at))
            if cut or at == 0:
                yield from cut
                return
            break
        one = shape(node.encoded)
        if one is None:
            break
        found, at = one, node.end
        yield Object(None, node.start, 0, shape=found, data=node.encoded)
    if found is not None and data[at:].strip(_PADDING):
        yield Object(None, at, 0, shape=found, trouble=_FOLLOWS)


def _indefinite_or_cut(data: bytes, at: int) -> Iterator[Object]:
    if begins_message(data):
        yield Object(None, at, 0, shape=Shape.CONTENT, data=data)
        return
    found = start(data)
    if found is not None:
        yield Object(None, at, 0, shape=found, trouble="the data end before the object does")


def _bare_base64(data: bytes) -> bytes:
    """The octets of a file that is nothing but the base64 of a SEQUENCE, as some tools export certificates."""
    if data[:1] != b"M" or not pem.claims(data[:_FIRST_LINE]):
        return b""
    try:
        return pem.decode(data)
    except Unreadable:
        return b""


def _in_xml(data: bytes) -> Iterator[Object]:
    """Certificates in XML signatures and SAML metadata: base64 in an X509Certificate element."""
    lines = LineCounter(data)
    at = data.find(_XML_CERTIFICATE)
    while at >= 0:
        begin = at + len(_XML_CERTIFICATE)
        end = data.find(b"<", begin)
        if end > begin and data[end : end + 2] == b"</":
            found = Object(lines.line(at), at, 0, label="CERTIFICATE")
            try:
                decoded = pem.decode(data[begin:end])
                kind = shape(decoded)
                if kind is not None or pem.claims(data[begin:end]):
                    yield replace(found, shape=kind, data=decoded)
            except Unreadable as error:
                if pem.claims(data[begin:end]):
                    yield replace(found, trouble=str(error))
        at = data.find(_XML_CERTIFICATE, max(end, begin))
