"""Keys that are a number of bytes: SLH-DSA, EdDSA, X25519 and X448, X-Wing and the other KEMs with one seed for two."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ..algorithms import Algorithm, find, lattices
from . import lattice
from .der import OCTET_STRING, Reader, octets
from .keys import Form
from .kind import Unwrapped, check_size

_PARTS = 2


@dataclass(frozen=True, slots=True)
class FixedKind:
    """A key whose private form is the bytes themselves."""

    name: str
    oid: str | None
    public_size: int
    private_size: int
    parameters: bytes = b""

    def name_of(self, public: bytes) -> str:  # noqa: ARG002  # the name does not depend on the key
        """Its name."""
        return self.name

    private_name = name_of

    def check_public(self, raw: bytes) -> None:
        """Refuses another length."""
        check_size(self.name, "public key", raw, self.public_size)

    def form_of(self, raw: bytes) -> Form:
        """Raw. Refuses another length."""
        check_size(self.name, "private key", raw, self.private_size)
        return Form.RAW

    def public_of(self, raw: bytes) -> bytes | None:  # noqa: ARG002
        """Not known without a backend."""
        return None

    def agrees(self, raw: bytes, public: bytes) -> bool:
        """Whether the public key is the one that can be computed, if one can."""
        return self.public_of(raw) in (None, public)

    def wrap(self, raw: bytes, public: bytes | None) -> bytes:  # noqa: ARG002
        """The bytes themselves."""
        return raw

    def unwrap(self, content: bytes) -> Unwrapped:
        """The bytes themselves."""
        return Unwrapped(self.form_of(content), content)


class HashKind(FixedKind):
    """SLH-DSA: the public key is the second half of the private key."""

    __slots__ = ()

    def public_of(self, raw: bytes) -> bytes | None:
        """The second half."""
        return raw[-self.public_size :]


class CurveKind(FixedKind):
    """EdDSA, X25519 and X448: RFC 8410 puts an OCTET STRING around the bytes."""

    __slots__ = ()

    def wrap(self, raw: bytes, public: bytes | None) -> bytes:  # noqa: ARG002
        """An OCTET STRING."""
        return octets(raw)

    def unwrap(self, content: bytes) -> Unwrapped:
        """What the OCTET STRING holds."""
        reader = Reader(content)
        raw = reader.take(OCTET_STRING)
        reader.end()
        return Unwrapped(self.form_of(raw), raw)


@dataclass(frozen=True, slots=True)
class SharedSeedKind(FixedKind):
    """X-Wing and its siblings: the first 64 bytes of SHAKE256 of the seed are the seed of ML-KEM."""

    lattice: str = ""

    def check_public(self, raw: bytes) -> None:
        """Refuses another length, and an ML-KEM key with a coefficient that is not below q."""
        check_size(self.name, "public key", raw, self.public_size)
        lattice.check_ml_kem_public(self.lattice, raw[: _kem_size(self.lattice)])

    def agrees(self, raw: bytes, public: bytes) -> bool:
        """Whether the ML-KEM half is that of the seed."""
        made, _ = lattice.expand_ml_kem(self.lattice, hashlib.shake_256(raw).digest(64))
        return public.startswith(made)


def hash_kind(row: Algorithm) -> FixedKind:
    """The keys of an SLH-DSA row."""
    sizes = dict(row.sizes)
    return HashKind(row.name, row.oids[0], sizes["pk"], sizes["sk"])


def curve_kind(row: Algorithm) -> FixedKind:
    """The keys of an EdDSA or XDH row."""
    sizes = dict(row.sizes)
    return CurveKind(row.name, row.oids[0], sizes["pk"], sizes["sk"])


def shared_seed_kind(row: Algorithm) -> FixedKind | None:
    """The keys of a hybrid KEM with one seed; None for the groups of a protocol, which have no keys of their own."""
    sizes = dict(row.sizes)
    if "sk_seed" not in sizes or len(row.components) != _PARTS:
        return None
    oid = row.oids[0] if row.oids else None
    return SharedSeedKind(row.name, oid, sizes["pk"], sizes["sk_seed"], lattice=_component_name(row))


def _component_name(row: Algorithm) -> str:
    return find(row.components[0]).name


def _kem_size(name: str) -> int:
    return 384 * lattices()[name].k + 32
