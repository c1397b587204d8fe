"""What the formats know of one kind of key: its identifier, its checks, and how its private key is wrapped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from ..errors import MalformedInput
from .keys import Form


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A private key taken out of PKCS#8: its form, raw bytes, and the public key that lay inside of it."""

    form: Form
    raw: bytes = field(repr=False)
    public: bytes | None = None


class Kind(Protocol):
    """One kind of key. Raw bytes are those of the library's contract; nothing here needs a cryptographic backend."""

    @property
    def oid(self) -> str | None:
        """The object identifier of its AlgorithmIdentifier; None where no standard gives one."""

    @property
    def parameters(self) -> bytes:
        """DER of the parameters; empty where they are absent."""

    def name_of(self, public: bytes) -> str:
        """The name of a key with this public key."""

    def private_name(self, raw: bytes) -> str:
        """The name of a key with these private bytes."""

    def check_public(self, raw: bytes) -> None:
        """Refuses what cannot be a public key of this kind; that a point is on its curve is for a backend."""

    def form_of(self, raw: bytes) -> Form:
        """The form of private bytes. Refuses what cannot be a private key of this kind."""

    def public_of(self, raw: bytes) -> bytes | None:
        """The public key of private bytes, where no backend is needed for it; else None."""

    def agrees(self, raw: bytes, public: bytes) -> bool:
        """Whether nothing that can be computed here speaks against the two belonging together."""

    def wrap(self, raw: bytes, public: bytes | None) -> bytes:
        """The content of ``privateKey`` in PKCS#8."""

    def unwrap(self, content: bytes) -> Unwrapped:
        """What ``privateKey`` in PKCS#8 holds. Refuses everything that is not canonical."""


def check_size(name: str, what: str, value: bytes, size: int) -> None:
    """Refuses bytes of another length."""
    if len(value) != size:
        raise MalformedInput(f"the {what} of {name} has {size} bytes, not {len(value)}")
