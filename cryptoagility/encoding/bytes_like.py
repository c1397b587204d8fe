"""Bytes arguments: what is taken as bytes, and the error for what is not."""

from __future__ import annotations

from ..errors import MalformedInput


class NotBytes(MalformedInput, TypeError):
    """Text or another object was given where bytes belong."""


def as_bytes(value: object, what: str) -> bytes:
    """The bytes of a bytes, bytearray or memoryview. Refuses everything else; ``what`` names the argument."""
    if type(value) is bytes:
        return value
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if isinstance(value, memoryview):
        return value.tobytes()
    # The value stays out of the message: it may be a secret in the wrong type.
    raise NotBytes(f"{what} must be bytes, not {type(value).__name__}")
