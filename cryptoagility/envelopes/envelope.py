"""What an envelope promises: signatures around a payload whose bytes are never altered, with a header that all cover.

An envelope only writes and reads. It trusts nothing: which keys, which algorithms and which set of signatures are
enough is decided by the receiver's flow policy, over what ``read`` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..errors import MalformedInput

MOST_SIGNATURES = 8
LONGEST_TEXT = 200  # characters of a flow or message id


@dataclass(frozen=True, slots=True)
class Header:
    """What every signature covers beside the payload. Times are seconds since 1970 (UTC).

    ``sigset`` are the ids of all keys that sign, in order: whoever knows it sees that one was taken away.
    """

    flow: str
    message_id: str
    epoch: int
    issued: int
    expires: int
    sequence: int
    sigset: tuple[bytes, ...]

    def __post_init__(self) -> None:
        for text in (self.flow, self.message_id):
            if not 0 < len(text) <= LONGEST_TEXT or not text.isprintable():
                raise MalformedInput(f"a flow or message id has 1 to {LONGEST_TEXT} characters that print")
        for number in (self.epoch, self.issued, self.expires, self.sequence):
            if not 0 <= number < 2**63:
                raise MalformedInput("a number in the header is out of range")
        if self.expires <= self.issued:
            raise MalformedInput("a message expires before it is issued")
        if not 0 < len(set(self.sigset)) == len(self.sigset) <= MOST_SIGNATURES:
            raise MalformedInput(f"a message is signed by one to {MOST_SIGNATURES} different keys")


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs: its id, its algorithm's canonical name, and the operation."""

    key_id: bytes
    algorithm: str
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature that was read. ``covered`` makes the bytes that it signs from the payload.

    ``says`` is whether the header's algorithm is the one of this name; ``native`` the signature as a provider has it,
    for a key of this algorithm. Both take the name from the key's record, never from the message.
    """

    key_id: bytes
    covered: Callable[[bytes], bytes]
    says: Callable[[str], bool]
    native: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Unverified:
    """An envelope that was read and not yet verified."""

    header: Header
    signatures: tuple[Signature, ...]


class Envelope(Protocol):
    """One form of envelope; each is a module of its own."""

    NAME: str

    def seal(self, header: Header, payload: bytes, signers: Sequence[Signer]) -> bytes:
        """The envelope's bytes, without the payload. The signers are those of ``header.sigset``, in its order."""
        ...

    def read(self, data: bytes) -> Unverified:
        """What the bytes say. Strict, limits first; raises MalformedInput."""
        ...
