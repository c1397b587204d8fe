"""DER, and the BER that real files hold: tags and lengths within limits. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..errors import Unreadable

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
ENUMERATED, UTF8_STRING, UTC_TIME, GENERALIZED_TIME = 0x0A, 0x0C, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31

_LENGTH_OCTETS = 4  # four gigabytes: more than any file that is read
_OID_OCTETS = 64
_DEPTH = 24
_ELEMENTS = 200_000


class Node(NamedTuple):
    """One element: its identifier octet, and where its header, content and end are in ``data``."""

    tag: int
    data: bytes
    start: int
    body: int
    end: int

    @property
    def content(self) -> bytes:
        """The content octets."""
        return self.data[self.body : self.end]

    @property
    def encoded(self) -> bytes:
        """The whole element."""
        return self.data[self.start : self.end]


def read(data: bytes, start: int = 0, end: int | None = None) -> Node:
    """The element at ``start``. Refuses indefinite lengths, long tags and what does not fit before ``end``."""
    end = len(data) if end is None else end
    if start + 2 > end:
        raise Unreadable("the data end inside an element")
    tag, length, body = data[start], data[start + 1], start + 2
    if tag & 0x1F == 0x1F:
        raise Unreadable("a tag number above 30")
    if length & 0x80:
        octets = length & 0x7F
        if octets == 0:
            raise Unreadable("an indefinite length")
        if octets > _LENGTH_OCTETS:
            raise Unreadable("a length of more than four octets")
        if body + octets > end:
            raise Unreadable("the data end inside a length")
        length = int.from_bytes(data[body : body + octets], "big")
        body += octets
    if body + length > end:
        raise Unreadable(f"an element of {length} bytes where only {end - body} are left")
    return Node(tag, data, start, body, body + length)


def children(node: Node) -> Iterator[Node]:
    """The elements inside a constructed element, one after the other. Refuses more than 200,000."""
    at = node.body
    for _ in range(_ELEMENTS):
        if at >= node.end:
            return
        child = read(node.data, at, node.end)
        yield child
        at = child.end
    raise Unreadable(f"more than {_ELEMENTS} elements in one")


class Fields:
    """The elements of a SEQUENCE or SET, taken in order."""

    __slots__ = ("_at", "_node")

    def __init__(self, node: Node) -> None:
        self._node = node
        self._at = node.body

    @property
    def tag(self) -> int | None:
        """The identifier octet of what comes next; None at the end."""
        return self._node.data[self._at] if self._at < self._node.end else None

    def take(self, tag: int | None = None) -> Node:
        """The next element. Refuses another tag than ``tag``."""
        if self._at >= self._node.end:
            raise Unreadable("an element is missing")
        node = read(self._node.data, self._at, self._node.end)
        if tag is not None and node.tag != tag:
            raise Unreadable(f"tag 0x{node.tag:02x} where 0x{tag:02x} belongs")
        self._at = node.end
        return node

    def maybe(self, *tags: int) -> Node | None:
        """The next element if it has one of these tags."""
        return self.take() if self.tag in tags else None

    def rest(self) -> Iterator[Node]:
        """Everything that is left."""
        return children(self._node._replace(body=self._at))


def sequence(data: bytes) -> Fields:
    """The fields of the SEQUENCE that these bytes are; what follows it is not looked at."""
    return Fields(expect(read(data), SEQUENCE))


def expect(node: Node, tag: int) -> Node:
    """The element itself. Refuses another tag than ``tag``."""
    if node.tag != tag:
        raise Unreadable(f"tag 0x{node.tag:02x} where 0x{tag:02x} belongs")
    return node


def integer(node: Node) -> int:
    """The value of an INTEGER or ENUMERATED."""
    if node.tag not in (INTEGER, ENUMERATED):
        raise Unreadable(f"tag 0x{node.tag:02x} where an INTEGER belongs")
    if node.body == node.end:
        raise Unreadable("an INTEGER without content")
    return int.from_bytes(node.content, "big", signed=True)


def oid(node: Node) -> str:
    """An OBJECT IDENTIFIER in dotted decimal."""
    return decode_oid(expect(node, OID).content)


@lru_cache(maxsize=2048)
def decode_oid(content: bytes) -> str:
    """The dotted form of an identifier's content octets."""
    if not content or content[-1] & 0x80 or len(content) > _OID_OCTETS:
        raise Unreadable("an object identifier that is empty, cut or too long")
    arcs: list[int] = []
    value = 0
    for octet in content:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def bit_string(node: Node) -> bytes:
    """The octets of a BIT STRING, without the count of unused bits before them."""
    content = expect(node, BIT_STRING).content
    if not content or content[0] > 7:
        raise Unreadable("a BIT STRING without a valid count of unused bits")
    return content[1:]


def encode(tag: int, *parts: bytes) -> bytes:
    """An element in DER."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def encode_integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return encode(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def encode_bits(content: bytes) -> bytes:
    """A BIT STRING of whole octets."""
    return encode(BIT_STRING, b"\0", content)


def encode_oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    octets = bytearray()
    for arc in (40 * first + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        octets += bytes(reversed(groups))
    return encode(OID, bytes(octets))


def definite(data: bytes) -> bytes:
    """The first element of these bytes with definite lengths throughout; primitive content stays as it is."""
    made, _ = _definite(data, 0, len(data), 0, [_ELEMENTS])
    return made


def _definite(data: bytes, start: int, end: int, depth: int, left: list[int]) -> tuple[bytes, int]:
    left[0] -= 1
    if depth > _DEPTH or left[0] < 0:
        raise Unreadable("elements nested too deeply, or too many of them")
    if start + 2 > end:
        raise Unreadable("the data end inside an element")
    tag = data[start]
    if data[start + 1] != 0x80:
        node = read(data, start, end)
        if not tag & 0x20 or b"\x80" not in node.content:
            return node.encoded, node.end
        parts = []
        at = node.body
        while at < node.end:
            part, at = _definite(data, at, node.end, depth + 1, left)
            parts.append(part)
        return encode(tag, *parts), node.end
    if not tag & 0x20 or tag & 0x1F == 0x1F:
        raise Unreadable("an indefinite length where none may be")
    parts = []
    at = start + 2
    while data[at : at + 2] != b"\0\0":
        part, at = _definite(data, at, end, depth + 1, left)
        parts.append(part)
    return encode(tag, *parts), at + 2
