"""Keys of ML-KEM and ML-DSA: a seed, an expanded key, or both (RFC 9881, RFC 9935)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest

from ..algorithms import Algorithm
from ..errors import MalformedInput
from . import lattice
from .der import OCTET_STRING, SEQUENCE, Reader, encode, octets, sequence
from .keys import Form
from .kind import Unwrapped, check_size

_SEED = 0x80  # [0] IMPLICIT OCTET STRING


@dataclass(frozen=True, slots=True)
class LatticeKind:
    """A key of ML-KEM or ML-DSA; raw private bytes are the seed, or the expanded key, told apart by their length."""

    name: str
    oid: str
    public_size: int
    seed_size: int
    expanded_size: int
    expand: Callable[[str, bytes], tuple[bytes, bytes]]
    public_of_expanded: Callable[[str, bytes], bytes]
    check_coefficients: Callable[[str, bytes], None] | None
    parameters: bytes = b""

    def name_of(self, public: bytes) -> str:  # noqa: ARG002  # the name does not depend on the key
        """Its name."""
        return self.name

    private_name = name_of

    def check_public(self, raw: bytes) -> None:
        """Refuses another length; for ML-KEM, coefficients that are not below q."""
        check_size(self.name, "public key", raw, self.public_size)
        if self.check_coefficients is not None:
            self.check_coefficients(self.name, raw)

    def form_of(self, raw: bytes) -> Form:
        """Seed or expanded. Refuses an expanded key that is not whole."""
        if len(raw) == self.seed_size:
            return Form.SEED
        if len(raw) != self.expanded_size:
            raise MalformedInput(
                f"the private key of {self.name} has {self.seed_size} bytes (seed) or {self.expanded_size} (expanded), "
                f"not {len(raw)}"
            )
        self.public_of_expanded(self.name, raw)
        return Form.EXPANDED

    def public_of(self, raw: bytes) -> bytes | None:
        """Computed from the seed or the expanded key."""
        if len(raw) == self.seed_size:
            return self.expand(self.name, raw)[0]
        return self.public_of_expanded(self.name, raw)

    def agrees(self, raw: bytes, public: bytes) -> bool:
        """Whether it is the public key of these private bytes."""
        return self.public_of(raw) == public

    def wrap(self, raw: bytes, public: bytes | None) -> bytes:  # noqa: ARG002
        """The seed under its tag, or the expanded key."""
        return encode(_SEED, raw) if len(raw) == self.seed_size else octets(raw)

    def wrap_both(self, seed: bytes) -> bytes:
        """The seed and the key expanded from it."""
        check_size(self.name, "seed", seed, self.seed_size)
        return sequence(octets(seed), octets(self.expand(self.name, seed)[1]))

    def unwrap(self, content: bytes) -> Unwrapped:
        """Which of the three forms it is; the tag decides. Refuses two that do not belong together."""
        reader = Reader(content)
        form = _FORMS.get(reader.tag or 0)
        if form is None:
            raise MalformedInput(f"a private key of {self.name} in none of its three forms")
        if form is Form.BOTH:
            raw = self._both(reader.enter())
        else:
            raw = reader.take(_SEED if form is Form.SEED else OCTET_STRING)
        reader.end()
        if form is Form.EXPANDED:
            check_size(self.name, "expanded private key", raw, self.expanded_size)
            self.form_of(raw)
        else:
            check_size(self.name, "seed", raw, self.seed_size)
        return Unwrapped(form, raw)

    def _both(self, reader: Reader) -> bytes:
        seed, expanded = reader.octets(), reader.octets()
        reader.end()
        check_size(self.name, "seed", seed, self.seed_size)
        # Byte by byte: a wrong half must not come in with a right one (RFC 9881 section 6, RFC 9935 section 6).
        if not compare_digest(self.expand(self.name, seed)[1], expanded):
            raise MalformedInput(f"seed and expanded private key of {self.name} do not belong together")
        return seed


_FORMS = {_SEED: Form.SEED, OCTET_STRING: Form.EXPANDED, SEQUENCE: Form.BOTH}


def ml_kem_kind(row: Algorithm) -> LatticeKind:
    """The keys of an ML-KEM row."""
    return _kind(row, lattice.expand_ml_kem, lattice.ml_kem_public, lattice.check_ml_kem_public)


def ml_dsa_kind(row: Algorithm) -> LatticeKind:
    """The keys of an ML-DSA row."""
    return _kind(row, lattice.expand_ml_dsa, lattice.ml_dsa_public, None)


def _kind(
    row: Algorithm,
    expand: Callable[[str, bytes], tuple[bytes, bytes]],
    public_of_expanded: Callable[[str, bytes], bytes],
    check_coefficients: Callable[[str, bytes], None] | None,
) -> LatticeKind:
    sizes = dict(row.sizes)
    return LatticeKind(
        row.name,
        row.oids[0],
        sizes["pk"],
        sizes["sk_seed"],
        sizes["sk_expanded"],
        expand,
        public_of_expanded,
        check_coefficients,
    )
