"""Text out of scanned files that can be shown anywhere: no control, direction or invisible characters."""

from __future__ import annotations

import unicodedata

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
