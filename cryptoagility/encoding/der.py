"""DER, strictly: a reader that refuses what is not canonical, and a writer.

The reader takes elements in the order that the caller expects, one level at a time. It does not recurse: how deep it
goes is how often the caller enters, and that is limited too. Messages never hold what was read, which may be a secret.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from ..errors import MalformedInput

INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OBJECT_IDENTIFIER: Final = 0x06
SEQUENCE: Final = 0x30

_LIMIT = 1 << 20
_DEPTH = 16
_LENGTH_OCTETS = 4
_OID_OCTETS = 64
_INTEGER_OCTETS = 2049  # 16,384 bits and the zero octet before them


class Reader:
    """The elements of a piece of DER, taken in order; ``end`` refuses what is left."""

    __slots__ = ("_at", "_data", "_depth", "_end")

    def __init__(self, data: bytes, *, limit: int = _LIMIT) -> None:
        if len(data) > limit:
            raise MalformedInput(f"DER of {len(data)} bytes; the limit is {limit}")
        self._data = data
        self._at = 0
        self._end = len(data)
        self._depth = 0

    @property
    def tag(self) -> int | None:
        """The identifier octet of what comes next; None at the end."""
        return self._data[self._at] if self._at < self._end else None

    def take(self, tag: int) -> bytes:
        """The content of the next element. Refuses another tag, and every length that is not minimal."""
        start, end = self._next(tag)
        self._at = end
        return self._data[start:end]

    def enter(self, tag: int = SEQUENCE) -> Reader:
        """A reader of the elements inside the next one."""
        if self._depth == _DEPTH:
            raise MalformedInput(f"DER nested more than {_DEPTH} deep")
        start, end = self._next(tag)
        self._at = end
        inner = object.__new__(Reader)
        inner._data, inner._at, inner._end, inner._depth = self._data, start, end, self._depth + 1
        return inner

    def rest(self) -> bytes:
        """Everything that is left, as it is."""
        rest = self._data[self._at : self._end]
        self._at = self._end
        return rest

    def end(self) -> None:
        """Refuses bytes that are left."""
        if self._at != self._end:
            raise MalformedInput("DER with bytes after its last element")

    def natural(self) -> int:
        """A non-negative INTEGER in its shortest form."""
        content = self.take(INTEGER)
        if not content or len(content) > _INTEGER_OCTETS:
            raise MalformedInput("an INTEGER that is empty or too long")
        if content[0] & 0x80:
            raise MalformedInput("a negative INTEGER")
        if len(content) > 1 and not content[0] and not content[1] & 0x80:
            raise MalformedInput("an INTEGER that is not in its shortest form")
        return int.from_bytes(content, "big")

    def octets(self) -> bytes:
        """The content of an OCTET STRING."""
        return self.take(OCTET_STRING)

    def bits(self, tag: int = BIT_STRING) -> bytes:
        """The octets of a BIT STRING of whole octets."""
        content = self.take(tag)
        if not content or content[0]:
            raise MalformedInput("a BIT STRING that is not of whole octets")
        return content[1:]

    def oid(self) -> str:
        """An OBJECT IDENTIFIER in dotted decimal."""
        return _dotted(self.take(OBJECT_IDENTIFIER))

    def null(self) -> None:
        """A NULL."""
        if self.take(NULL):
            raise MalformedInput("a NULL with content")

    def _next(self, tag: int) -> tuple[int, int]:
        """Where the content of the next element starts and ends."""
        data, at, end = self._data, self._at, self._end
        if end - at < 2:
            raise MalformedInput("DER that ends inside an element")
        if data[at] != tag:
            raise MalformedInput("DER with another element than belongs there")
        length = data[at + 1]
        at += 2
        if length & 0x80:
            octets = length & 0x7F
            if not octets:
                raise MalformedInput("DER with an indefinite length")
            if octets > _LENGTH_OCTETS or octets > end - at:
                raise MalformedInput("DER with a length that is too long or cut")
            length = int.from_bytes(data[at : at + octets], "big")
            at += octets
            if length < 0x80 or length < 1 << 8 * (octets - 1):
                raise MalformedInput("DER with a length that is not in its shortest form")
        if length > end - at:
            raise MalformedInput("DER with an element longer than what is left")
        return at, at + length


def encode(tag: int, *parts: bytes) -> bytes:
    """An element."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE."""
    return encode(SEQUENCE, *parts)


def natural(value: int) -> bytes:
    """A non-negative INTEGER."""
    return encode(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(content: bytes) -> bytes:
    """An OCTET STRING."""
    return encode(OCTET_STRING, content)


def bits(content: bytes, tag: int = BIT_STRING) -> bytes:
    """A BIT STRING of whole octets."""
    return encode(tag, b"\0", content)


def null() -> bytes:
    """A NULL."""
    return encode(NULL)


@lru_cache(maxsize=256)
def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER from dotted decimal."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    content = bytearray()
    for arc in (40 * first + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return encode(OBJECT_IDENTIFIER, bytes(content))


@lru_cache(maxsize=256)
def _dotted(content: bytes) -> str:
    if not content or content[-1] & 0x80 or len(content) > _OID_OCTETS:
        raise MalformedInput("an OBJECT IDENTIFIER that is empty, cut or too long")
    arcs: list[int] = []
    value = 0
    for octet in content:
        if not value and octet == 0x80:
            raise MalformedInput("an OBJECT IDENTIFIER that is not in its shortest form")
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))
