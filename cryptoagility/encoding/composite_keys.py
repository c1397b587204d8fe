"""Keys of the LAMPS composites: the bytes of the lattice key, then those of the traditional key."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import MalformedInput
from .keys import Form
from .kind import Kind, Unwrapped
from .lattice_keys import LatticeKind


@dataclass(frozen=True, slots=True)
class CompositeKind:
    """A composite of two; the lattice key has a fixed length and its private key is always the seed."""

    name: str
    oid: str
    lattice: LatticeKind
    traditional: Kind
    parameters: bytes = b""

    def name_of(self, public: bytes) -> str:  # noqa: ARG002  # the name does not depend on the key
        """Its name."""
        return self.name

    private_name = name_of

    def split_public(self, raw: bytes) -> tuple[bytes, bytes]:
        """The two public keys."""
        return _split(self.name, raw, self.lattice.public_size)

    def split_private(self, raw: bytes) -> tuple[bytes, bytes]:
        """The seed and the traditional private key."""
        return _split(self.name, raw, self.lattice.seed_size)

    def check_public(self, raw: bytes) -> None:
        """Refuses what one of the two refuses."""
        first, second = self.split_public(raw)
        self.lattice.check_public(first)
        self.traditional.check_public(second)

    def form_of(self, raw: bytes) -> Form:
        """Raw. Refuses what one of the two refuses."""
        self.traditional.form_of(self.split_private(raw)[1])
        return Form.RAW

    def public_of(self, raw: bytes) -> bytes | None:
        """Both public keys, where the second needs no backend."""
        first, second = self.split_private(raw)
        traditional = self.traditional.public_of(second)
        lattice = self.lattice.public_of(first)
        return None if traditional is None or lattice is None else lattice + traditional

    def agrees(self, raw: bytes, public: bytes) -> bool:
        """Whether both halves agree, as far as that can be told."""
        pairs = zip(self.split_private(raw), self.split_public(public), strict=True)
        halves: tuple[Kind, Kind] = (self.lattice, self.traditional)
        return all(half.agrees(*pair) for half, pair in zip(halves, pairs, strict=True))

    def wrap(self, raw: bytes, public: bytes | None) -> bytes:  # noqa: ARG002
        """The bytes themselves."""
        return raw

    def unwrap(self, content: bytes) -> Unwrapped:
        """The bytes themselves."""
        return Unwrapped(self.form_of(content), content)


def _split(name: str, raw: bytes, size: int) -> tuple[bytes, bytes]:
    if len(raw) <= size:
        raise MalformedInput(f"a key of {name} that ends in its first part")
    return raw[:size], raw[size:]
