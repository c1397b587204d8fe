"""Errors of the library, sorted by who must act."""

from __future__ import annotations


class AgilityError(Exception):
    """Base of every error that this project raises on purpose."""


class InvalidSignature(AgilityError):
    """A signature, tag or ciphertext is wrong. Never says which check failed."""


class MalformedInput(AgilityError):
    """The input cannot even be read: cut, not canonical, or of an unknown version."""


class UnavailableAlgorithm(AgilityError):
    """Nothing installed here can do this algorithm; the message says what to install."""


class NotAllowed(AgilityError):
    """A policy or the state of a key forbids this."""


class UnknownAlgorithm(MalformedInput):
    """No algorithm has this name or code point."""


class AmbiguousAlgorithm(MalformedInput):
    """Several algorithms have this name; ``candidates`` lists their canonical names."""

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"{name!r} can mean {', '.join(candidates)}: say which")
        self.name = name
        self.candidates = candidates


class NotBytes(MalformedInput, TypeError):
    """Something that is not bytes, bytearray or memoryview was given where bytes are needed."""
