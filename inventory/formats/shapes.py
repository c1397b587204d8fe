"""Which object of cryptography an element of DER is, told from its layout alone."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from ..errors import Unreadable
from . import der


class Shape(StrEnum):
    """What an element is laid out as."""

    CERTIFICATE = "certificate"
    REQUEST = "certification request"
    REVOCATION_LIST = "certificate revocation list"
    CONTENT = "CMS or PKCS#7 content"
    PKCS8 = "PKCS#8 private key"
    ENCRYPTED_PKCS8 = "encrypted PKCS#8 private key"
    PKCS1_PRIVATE = "PKCS#1 private key"
    DSA_PRIVATE = "DSA private key"
    SEC1 = "SEC1 private key"
    SPKI = "public key"
    PKCS1_PUBLIC = "PKCS#1 public key"
    DH_PARAMETERS = "DH parameters"
    X942_PARAMETERS = "X9.42 DH parameters"
    DSA_PARAMETERS = "DSA parameters"
    EC_PARAMETERS = "EC parameters"


_CONTENT_ARCS = (
    "1.2.840.113549.1.7.",  # PKCS#7 and CMS
    "1.2.840.113549.1.9.16.1.",  # content types of S/MIME
)
_CURVE_ARCS = ("1.2.840.10045.3.", "1.3.132.0.", "1.3.36.3.3.2.8.1.")  # of ANSI X9.62, SECG and Brainpool
_FIELD_ARC = "1.2.840.10045.1."
_ENCRYPTION_ARCS = ("1.2.840.113549.1.5.", "1.2.840.113549.1.12.1.")
_TIMES = (der.UTC_TIME, der.GENERALIZED_TIME)
_SMALLEST_NUMBER = 32  # bytes of an RSA modulus; below it two numbers are anything
_SMALLEST_PRIME = 64  # bytes of a Diffie-Hellman or DSA prime
_ORDERS = range(20, 65)  # bytes of the order of a subgroup
_LARGEST_EXPONENT = 8  # bytes of an RSA exponent; a longer one is the second half of a signature


def shape(data: bytes) -> Shape | None:
    """What the element at the start of these bytes is; None for anything that is not in the list."""
    try:
        outer = der.read(data)
        if outer.tag != der.SEQUENCE or outer.body == outer.end:
            return None
        first = data[outer.body]
        test = {der.SEQUENCE: _sequence_first, der.INTEGER: _integer_first, der.OID: _identifier_first}.get(first)
        return test(outer) if test is not None else None
    except Unreadable:
        return None


def names_curve(data: bytes) -> bool:
    """Whether these bytes are the object identifier of a curve and nothing else: EC parameters by name."""
    try:
        node = der.read(data)
        return node.tag == der.OID and node.end == len(data) and der.oid(node).startswith(_CURVE_ARCS)
    except Unreadable:
        return False


def start(data: bytes) -> Shape | None:
    """What a cut object would be, told from the layout of what is there."""
    padded = _completed(data)
    if padded is None:
        return None
    found = shape(padded)
    if found is not None:
        return found
    try:
        outer = der.read(padded)
        fields = der.Fields(outer)
        first, second = fields.take(), fields.take()
        if first.tag == der.SEQUENCE:
            return _signed(first)
        numbers = first.encoded == b"\x02\x01\0" and second.tag == der.INTEGER
        long = _SMALLEST_NUMBER < second.end - second.body < (outer.end - outer.body) // 4
        return Shape.PKCS1_PRIVATE if numbers and long else None
    except Unreadable:
        return None


def begins_message(data: bytes) -> bool:
    """Whether it is the start of a CMS message of indefinite length."""
    if data[:2] != b"\x30\x80":
        return False
    try:
        return der.oid(der.read(data, 2)).startswith(_CONTENT_ARCS)
    except Unreadable:
        return False


def _sequence_first(outer: der.Node) -> Shape | None:
    fields = der.Fields(outer)
    first, second = fields.take(), fields.take()
    if fields.tag == der.BIT_STRING and second.tag == der.SEQUENCE and _identifies(second):
        return _signed(first)
    if not _identifies(first):
        return None
    if second.tag == der.BIT_STRING:
        return Shape.SPKI
    if second.tag == der.OCTET_STRING and fields.tag is None:
        oid = der.oid(der.Fields(first).take())
        return Shape.ENCRYPTED_PKCS8 if oid.startswith(_ENCRYPTION_ARCS) else None
    return None


def _signed(signed: der.Node) -> Shape | None:
    """Certificate, request or revocation list, by what is signed."""
    tags = [(node.tag, node) for _, node in zip(range(8), der.children(signed), strict=False)]
    kinds = [tag for tag, _ in tags]
    if kinds[:1] == [0xA0]:
        kinds, tags = kinds[1:], tags[1:]
    tests: tuple[tuple[Shape, Callable[[], bool]], ...] = (
        (
            Shape.CERTIFICATE,
            lambda: kinds[:6] == [der.INTEGER, *[der.SEQUENCE] * 5] and _identifies(tags[1][1]) and _period(tags[3][1]),
        ),
        (
            Shape.REQUEST,
            lambda: kinds[:3] == [der.INTEGER, der.SEQUENCE, der.SEQUENCE] and _key(tags[2][1]) and len(kinds) <= 4,
        ),
        (Shape.REVOCATION_LIST, lambda: _list(kinds, tags)),
    )
    return next((found for found, test in tests if test()), None)


def _list(kinds: list[int], tags: list[tuple[int, der.Node]]) -> bool:
    at = 1 if kinds[:1] == [der.INTEGER] else 0
    if kinds[at : at + 2] != [der.SEQUENCE, der.SEQUENCE] or not _identifies(tags[at][1]):
        return False
    return len(kinds) > at + 2 and kinds[at + 2] in _TIMES


def _period(node: der.Node) -> bool:
    fields = der.Fields(node)
    return all(fields.take().tag in _TIMES for _ in range(2))


def _key(node: der.Node) -> bool:
    fields = der.Fields(node)
    return _identifies(fields.take()) and fields.take().tag == der.BIT_STRING


def _identifies(node: der.Node) -> bool:
    """Whether it looks like an AlgorithmIdentifier."""
    return node.tag == der.SEQUENCE and node.body < node.end and node.data[node.body] == der.OID


def _integer_first(outer: der.Node) -> Shape | None:
    fields = der.Fields(outer)
    first, second = fields.take(), fields.take()
    if _size(first) == 1:
        found = _versioned(first, second, fields.tag)
        if found is not None:
            return found
    if second.tag != der.INTEGER:
        return None
    rest = [node for _, node in zip(range(8), fields.rest(), strict=False)]
    tags = [node.tag for node in rest]
    if _size(first) == 1 and first.content <= b"\x01" and tags[:7] == [der.INTEGER] * 7:
        return Shape.PKCS1_PRIVATE
    if _size(first) == 1 and first.content == b"\0" and tags == [der.INTEGER] * 4:
        return Shape.DSA_PRIVATE
    if not rest and _size(first) >= _SMALLEST_NUMBER and _exponent(second):
        return Shape.PKCS1_PUBLIC
    return _group(first, second, rest)


def _versioned(first: der.Node, second: der.Node, third: int | None) -> Shape | None:
    """What begins with a version."""
    if second.tag == der.SEQUENCE and _identifies(second):
        if third == der.OCTET_STRING:
            return Shape.PKCS8
        field = third == der.SEQUENCE and der.oid(der.Fields(second).take()).startswith(_FIELD_ARC)
        return Shape.EC_PARAMETERS if field else None
    if second.tag == der.OCTET_STRING and first.content == b"\x01" and third in (None, 0xA0, 0xA1):
        return Shape.SEC1
    return None


def _size(node: der.Node) -> int:
    return node.end - node.body


def _exponent(node: der.Node) -> bool:
    """Whether it can be the public exponent of RSA; 2 and 5 are generators of Diffie-Hellman."""
    value = node.content
    return 0 < len(value) <= _LARGEST_EXPONENT and value[-1] & 1 == 1 and value not in (b"\x01", b"\x05")


def _group(first: der.Node, second: der.Node, rest: list[der.Node]) -> Shape | None:
    """The parameters of Diffie-Hellman or DSA: a prime, then a generator, then perhaps an order or a length."""
    if _size(first) < _SMALLEST_PRIME or not first.content[-1] & 1 or not second.content:
        return None
    third = rest[0] if rest else None
    if third is not None and third.tag != der.INTEGER:
        return None
    if _size(second) <= _LARGEST_EXPONENT and (third is None or (len(rest) == 1 and _size(third) <= 4)):
        return Shape.DH_PARAMETERS if second.content > b"\x01" else None
    if third is None:
        return None
    if _size(second) in _ORDERS and second.content[-1] & 1 and _size(third) >= _SMALLEST_PRIME // 2 and len(rest) == 1:
        return Shape.DSA_PARAMETERS
    order = _size(third) in _ORDERS and third.content[-1] & 1 == 1 and _size(third) < _size(second)
    return Shape.X942_PARAMETERS if order else None


def _identifier_first(outer: der.Node) -> Shape | None:
    fields = der.Fields(outer)
    oid = der.oid(fields.take())
    return Shape.CONTENT if oid.startswith(_CONTENT_ARCS) and fields.tag == 0xA0 else None


def _completed(data: bytes) -> bytes | None:
    """The bytes with what the outermost lengths promise but do not hold, as zeros, so that their layout can be told."""
    if len(data) < 16 or data[0] != der.SEQUENCE:
        return None
    octets = data[1] & 0x7F if data[1] & 0x80 else 0
    if octets > 3:
        return None
    length = int.from_bytes(data[2 : 2 + octets], "big") if octets else data[1]
    missing = 2 + octets + length - len(data)
    return data + bytes(missing) if 0 < missing < 1 << 22 else None
