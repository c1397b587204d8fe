"""What is known of one key in a keyset: a frozen value without secrets, and its states."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ..algorithms import Use, find, parse
from ..errors import MalformedInput, NotAllowed

KEY_ID = 16  # bytes
MOST_SLOTS = 8  # signatures in a set
_ID_LABEL = b"cryptoagility/key-id/v1\0"


class State(StrEnum):
    """What a key may be used for."""

    PENDING = "pending"  # known to peers, verifies and decrypts, does not sign yet
    PRIMARY = "primary"  # signs, or is encrypted to
    ENABLED = "enabled"  # verifies or decrypts only
    DISABLED = "disabled"  # nothing, until it is enabled again
    DESTROYED = "destroyed"  # nothing, for ever: its private part is gone


class Purpose(StrEnum):
    """The one thing that a key is for; it is part of the key's id, so one key never serves two purposes."""

    SIGN = "sign"
    ENCRYPT = "encrypt"
    BATCH_ROOT = "batch-root"
    ENVELOPE = "envelope"


class Rule(StrEnum):
    """Which of the signatures in a set of several must be right; there is no "any of"."""

    ONE = "one"
    ALL = "all"
    CLASSICAL_REQUIRED = "classical-required"  # the others are verified when they are there


READABLE = frozenset({State.PENDING, State.PRIMARY, State.ENABLED})
"""States in which a key verifies and decrypts."""

TRANSITIONS = MappingProxyType(
    {
        State.PENDING: frozenset({State.PRIMARY, State.DISABLED, State.DESTROYED}),
        State.PRIMARY: frozenset({State.ENABLED, State.DISABLED, State.DESTROYED}),
        State.ENABLED: frozenset({State.PRIMARY, State.DISABLED, State.DESTROYED}),
        State.DISABLED: frozenset({State.ENABLED, State.DESTROYED}),
        State.DESTROYED: frozenset[State](),
    }
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as its keyset describes it. Times are seconds since 1970 (UTC); ``slot`` is its place in a set of several.

    ``generation`` is the keyset's generation that made it.
    """

    id: bytes
    algorithm: str
    purpose: Purpose
    state: State
    public: bytes
    created: int
    generation: int
    slot: int = 0
    not_before: int | None = None
    not_after: int | None = None

    def __post_init__(self) -> None:
        if self.id != key_id(self.algorithm, self.purpose, self.public):
            raise MalformedInput("a key's id does not belong to its algorithm, purpose and public key")
        if self.not_before is not None and self.not_after is not None and self.not_before >= self.not_after:
            raise MalformedInput("a key's validity ends before it begins")
        if not 0 <= self.slot < MOST_SLOTS:
            raise MalformedInput(f"a set has at most {MOST_SLOTS} slots")

    @property
    def short_id(self) -> str:
        """The first eight hexadecimal digits, for people."""
        return self.id.hex()[:8]

    def require_valid(self, now: float) -> None:
        """Raise NotAllowed outside the key's validity."""
        if self.not_before is not None and now < self.not_before:
            raise NotAllowed(f"key {self.short_id} is not valid yet")
        if self.not_after is not None and now >= self.not_after:
            raise NotAllowed(f"key {self.short_id} is not valid any more: rotate the keyset")


def key_id(algorithm: str, purpose: Purpose, public: bytes) -> bytes:
    """The id of a key: what it is, not a name that somebody gave it."""
    text = b"\0".join((algorithm.encode(), purpose.value.encode()))
    return hashlib.sha256(_ID_LABEL + len(text).to_bytes(2) + text + public).digest()[:KEY_ID]


def purpose_of(algorithm: str, purpose: Purpose | str | None) -> Purpose:
    """The purpose, from the algorithm if none was given. Raises NotAllowed if they do not fit."""
    uses = parse(algorithm).uses
    signs = Use.SIGNATURE in uses
    if purpose is None:
        return Purpose.SIGN if signs else Purpose.ENCRYPT
    try:
        chosen = Purpose(purpose)
    except ValueError:
        raise NotAllowed(f"a purpose is one of {', '.join(Purpose)}, not {purpose!r}") from None
    if signs == (chosen is Purpose.ENCRYPT):
        raise NotAllowed(f"{algorithm} cannot be used to {chosen}")
    return chosen


def is_classical(algorithm: str) -> bool:
    """Whether a quantum computer breaks all of it; a composite is not classical."""
    scheme = parse(algorithm)
    if scheme.composite:
        return all(is_classical(find(part).name) for part in scheme.row.components) if scheme.row else False
    return scheme.quantum is not None and scheme.quantum.value == "broken"
