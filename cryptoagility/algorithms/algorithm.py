"""What is known of one algorithm: a frozen value, and the words it uses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Use(StrEnum):
    """What an algorithm is used for; the words that policies use."""

    SIGNATURE = "signature"
    KEY_ESTABLISHMENT = "key-establishment"
    SYMMETRIC = "symmetric"
    KEY_WRAP = "key-wrap"
    HASH = "hash"
    MAC = "mac"
    KDF = "kdf"
    RANDOM = "random"


class Quantum(StrEnum):
    """What a quantum computer does to it."""

    BROKEN = "broken"  # Shor's algorithm
    WEAKENED = "weakened"  # a generic gain on a small margin, or weak without a quantum computer
    SAFE = "safe"


class Classical(StrEnum):
    """What is known against it without a quantum computer."""

    SECURE = "secure"
    WEAK = "weak"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one body says of an algorithm, and on which basis (a draft is called a draft)."""

    body: str
    state: str
    document: str | None = None
    year: int | None = None
    basis: str | None = None
    deprecated_after: int | None = None
    disallowed_after: int | None = None
    end: str | None = None
    restriction: str | None = None
    note: str | None = None

    @property
    def draft(self) -> bool:
        """Whether a date in it rests on a document that is not final."""
        text = f"{self.basis or ''} {self.document or ''}".lower()
        return "draft" in text or " ipd" in text


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One row of the table. Sizes are in bytes; ``confidence`` is that of the row's sources.

    ``classical_bits`` is the attack cost in bits without a quantum computer (for hashes the collision
    strength, NIST SP 800-57 part 1 table 3); ``nist_category`` is the NIST post-quantum security
    category, 0 meaning that it meets none. Both are None when no source states them.
    """

    id: str
    name: str
    title: str
    family: str
    kind: str
    parameter_set: str
    use: Use
    classical_bits: int | None
    nist_category: int | None
    quantum: Quantum
    classical: Classical
    standings: tuple[Standing, ...] = ()
    protocols: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    oids: tuple[str, ...] = ()
    jose: tuple[str, ...] = ()
    cose: tuple[int, ...] = ()
    tls_groups: tuple[int, ...] = ()
    tls_signature_schemes: tuple[int, ...] = ()
    ssh: tuple[str, ...] = ()
    ike: tuple[int, ...] = ()
    openpgp: tuple[int, ...] = ()
    dnssec: tuple[int, ...] = ()
    hpke: tuple[int, ...] = ()
    xml_uris: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    label: str | None = None
    sizes: tuple[tuple[str, int], ...] = ()
    maximum_sizes: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    confidence: str = "low"
    note: str | None = None

    @property
    def composite(self) -> bool:
        """Whether it is made of several algorithms (a hybrid or composite)."""
        return bool(self.components)
