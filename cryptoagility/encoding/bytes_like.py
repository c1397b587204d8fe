"""What counts as bytes: bytes, bytearray and memoryview; text is refused."""

from __future__ import annotations

from ..errors import NotBytes


def as_bytes(value: object, what: str) -> bytes:
    """An unchanging copy of ``value``; ``what`` names it in the error. Raises NotBytes."""
    if type(value) is bytes:
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise NotBytes(f"{what} is of type {type(value).__name__}: give bytes, bytearray or memoryview")
