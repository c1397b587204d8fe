"""Text out of scanned files that can be shown anywhere: no control, direction or invisible characters."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable

LIMIT = 1024  # characters of one value

# Control, format (direction, zero width), surrogate, private use, line and paragraph separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def safe(value: str, limit: int = LIMIT) -> str:
    """The text with each unsafe character as ``\\XX`` octets of its UTF-8 form, and cut at ``limit`` characters."""
    if len(value) > limit:
        value = value[:limit] + "…"
    if value.isascii() and value.isprintable():
        return value
    return "".join(_octets(char) if unicodedata.category(char) in _UNSAFE else char for char in value)


def _octets(char: str) -> str:
    """A character as ``\\XX`` pairs, the escape of RFC 4514."""
    return "".join(f"\\{octet:02X}" for octet in char.encode("utf-8", "surrogatepass"))


class LineCounter:
    """Line numbers of offsets that only grow."""

    __slots__ = ("_at", "_data", "_line")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._line = 1

    def line(self, offset: int) -> int:
        """The one-based line of this offset; an earlier one than before gives the line of that one."""
        if offset > self._at:
            self._line += self._data.count(b"\n", self._at, offset)
            self._at = offset
        return self._line


_UTF8_MARK = codecs.BOM_UTF8
_UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_FEW = 1000  # characters among which one that cannot be decoded is still damage, not a sign of binary data


def plain(data: bytes) -> bytes:
    """Text with a byte order mark (UTF-8, UTF-16) as UTF-8 without it; everything else as it is.

    What begins with the mark of UTF-16 by chance and is no text stays as it is.
    """
    if data.startswith(_UTF8_MARK):
        return data[len(_UTF8_MARK) :]
    codec = _UTF16_MARKS.get(data[:2])
    if codec is None:
        return data
    text = data[2:].decode(codec, "replace")
    if "\0" in text or text.count("\ufffd") > 1 + len(text) // _FEW:
        return data
    return text.encode("utf-8")


def offsets(data: bytes, places: Iterable[int]) -> dict[int, int]:
    """Where in ``data`` are the places that ``plain(data)`` has them at."""
    if data.startswith(_UTF8_MARK):
        return {place: place + len(_UTF8_MARK) for place in places}
    text = plain(data)
    if text is data:
        return {place: place for place in places}
    found: dict[int, int] = {}
    at, units = 0, 1  # the mark is the first unit of 16 bits
    for place in sorted(set(places)):
        units += len(text[at:place].decode("utf-8", "ignore").encode("utf-16-le")) // 2
        found[place], at = 2 * units, place
    return found
