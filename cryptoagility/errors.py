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


class UnknownKey(NotAllowed):
    """A key id that is not in the keyset; a newer keyset may have it."""


class StorageError(AgilityError):
    """A file, directory or database could not be read or written; what was there before is there still."""


class RolledBack(NotAllowed):
    """What was read is older than what was here before: an old backup, or somebody's replay."""


class MessageRefused(InvalidSignature):
    """A settlement message was refused. Never says why: the reason is in the audit log."""


class MessageBusy(NotAllowed):
    """A settlement message is being processed under a lease: deliver it again later."""


class UsageError(AgilityError):
    """A command was asked for something that cannot be: shown as one line, exit code 2."""
