"""Composites and hybrids built from the components of other providers.

- Composite ML-DSA: draft-ietf-lamps-pq-composite-sigs-19 (a draft; in the RFC Editor's queue).
- Composite ML-KEM: draft-ietf-lamps-pq-composite-kem-21 (a draft), read at its repository of 2026-06-28.
- X-Wing: draft-connolly-cfrg-xwing-kem-10; MLKEM768-P256 and MLKEM1024-P384: draft-irtf-cfrg-concrete-hybrid-kems-04
  (drafts).

A signature is right only if both components are; a shared secret is made of both.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import cast

from ..algorithms import curves, find
from ..encoding import ec_private_key
from ..errors import InvalidSignature, MalformedInput
from ..secret_access import SECRETS
from .components import component_files, kem_component, signature_component
from .keys import DecapsulationKey, EncapsulationKey, KemScheme, SigningKey, VerifyingKey
from .provider import AnyKemRow, AnySignatureRow, KemRow, SignatureRow

NAME = "composite"

_PREFIX = b"CompositeAlgorithmSignatures2025"  # section 2.2 of the signature draft
_SEED = 32  # bytes of an X-Wing or concrete hybrid private key
_MLDSA_SEED, _MLKEM_SEED = 32, 64


def version() -> str:
    """The drafts that the constructions are from."""
    return "pq-composite-sigs-19, pq-composite-kem-21, xwing-kem-10, concrete-hybrid-kems-04"


def files() -> tuple[str, ...]:
    """Its own source, and the compiled files of what it is built from."""
    return (__file__, *component_files())


def _sha256(message: bytes) -> bytes:
    return hashlib.sha256(message).digest()


def _sha512(message: bytes) -> bytes:
    return hashlib.sha512(message).digest()


def _shake256(message: bytes) -> bytes:
    return hashlib.shake_256(message).digest(64)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """A composite signature: its two components, and the hash of the message (section 6 of the draft)."""

    name: str
    post_quantum: str
    traditional: str
    prehash: Callable[[bytes], bytes]


_SIGNATURES = (
    _Recipe("MLDSA44-RSA2048-PSS-SHA256", "ML-DSA-44", "RSA-PSS-2048-SHA256", _sha256),
    _Recipe("MLDSA44-RSA2048-PKCS15-SHA256", "ML-DSA-44", "RSA-PKCS1-2048-SHA256", _sha256),
    _Recipe("MLDSA44-Ed25519-SHA512", "ML-DSA-44", "Ed25519", _sha512),
    _Recipe("MLDSA44-ECDSA-P256-SHA256", "ML-DSA-44", "ECDSA-P256-SHA256", _sha256),
    _Recipe("MLDSA65-RSA3072-PSS-SHA512", "ML-DSA-65", "RSA-PSS-3072-SHA256", _sha512),
    _Recipe("MLDSA65-RSA3072-PKCS15-SHA512", "ML-DSA-65", "RSA-PKCS1-3072-SHA256", _sha512),
    _Recipe("MLDSA65-RSA4096-PSS-SHA512", "ML-DSA-65", "RSA-PSS-4096-SHA384", _sha512),
    _Recipe("MLDSA65-RSA4096-PKCS15-SHA512", "ML-DSA-65", "RSA-PKCS1-4096-SHA384", _sha512),
    _Recipe("MLDSA65-ECDSA-P256-SHA512", "ML-DSA-65", "ECDSA-P256-SHA256", _sha512),
    _Recipe("MLDSA65-ECDSA-P384-SHA512", "ML-DSA-65", "ECDSA-P384-SHA384", _sha512),
    _Recipe("MLDSA65-ECDSA-brainpoolP256r1-SHA512", "ML-DSA-65", "ECDSA-brainpoolP256r1-SHA256", _sha512),
    _Recipe("MLDSA65-Ed25519-SHA512", "ML-DSA-65", "Ed25519", _sha512),
    _Recipe("MLDSA87-ECDSA-P384-SHA512", "ML-DSA-87", "ECDSA-P384-SHA384", _sha512),
    _Recipe("MLDSA87-ECDSA-brainpoolP384r1-SHA512", "ML-DSA-87", "ECDSA-brainpoolP384r1-SHA384", _sha512),
    _Recipe("MLDSA87-Ed448-SHAKE256", "ML-DSA-87", "Ed448", _shake256),
    _Recipe("MLDSA87-RSA3072-PSS-SHA512", "ML-DSA-87", "RSA-PSS-3072-SHA256", _sha512),
    _Recipe("MLDSA87-RSA4096-PSS-SHA512", "ML-DSA-87", "RSA-PSS-4096-SHA384", _sha512),
    _Recipe("MLDSA87-ECDSA-P521-SHA512", "ML-DSA-87", "ECDSA-P521-SHA512", _sha512),
)

_KEMS = (
    ("MLKEM768-RSA2048-SHA3-256", "ML-KEM-768", "RSA-OAEP-2048-SHA256"),
    ("MLKEM768-RSA3072-SHA3-256", "ML-KEM-768", "RSA-OAEP-3072-SHA256"),
    ("MLKEM768-RSA4096-SHA3-256", "ML-KEM-768", "RSA-OAEP-4096-SHA256"),
    ("MLKEM768-X25519-SHA3-256", "ML-KEM-768", "X25519"),
    ("MLKEM768-ECDH-P256-SHA3-256", "ML-KEM-768", "ECDH-P256"),
    ("MLKEM768-ECDH-P384-SHA3-256", "ML-KEM-768", "ECDH-P384"),
    ("MLKEM768-ECDH-brainpoolP256r1-SHA3-256", "ML-KEM-768", "ECDH-brainpoolP256r1"),
    ("MLKEM1024-RSA3072-SHA3-256", "ML-KEM-1024", "RSA-OAEP-3072-SHA256"),
    ("MLKEM1024-ECDH-P384-SHA3-256", "ML-KEM-1024", "ECDH-P384"),
    ("MLKEM1024-ECDH-brainpoolP384r1-SHA3-256", "ML-KEM-1024", "ECDH-brainpoolP384r1"),
    ("MLKEM1024-X448-SHA3-256", "ML-KEM-1024", "X448"),
    ("MLKEM1024-ECDH-P521-SHA3-256", "ML-KEM-1024", "ECDH-P521"),
)


@dataclass(frozen=True, slots=True)
class _Hybrid:
    """A hybrid KEM of one 32-byte seed: how many bytes of the expanded seed the group takes, and its scalar."""

    name: str
    post_quantum: str
    traditional: str
    group_seed: int
    scalar: Callable[[bytes], bytes]


def _as_it_is(seed: bytes) -> bytes:
    return seed


def _rejection(curve: str, order: int, seed: bytes) -> bytes:
    """RandomScalar: the first piece of the seed that is a scalar of the group, as the raw private key."""
    size = (order.bit_length() + 7) // 8
    for start in range(0, len(seed) - size + 1, size):
        if 0 < int.from_bytes(seed[start : start + size]) < order:
            return ec_private_key(seed[start : start + size], curves()[curve].oid)
    raise MalformedInput("no scalar in this seed")  # one seed in 2^128 for P-256 and in 2^192 for P-384


_ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # FIPS 186-5, SP 800-186 3.2.1.3
_ORDER_P384 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973

_HYBRIDS = (
    _Hybrid("X-Wing", "ML-KEM-768", "X25519", 32, _as_it_is),
    _Hybrid("MLKEM768-P256", "ML-KEM-768", "ECDH-P256", 128, partial(_rejection, "P256", _ORDER_P256)),
    _Hybrid("MLKEM1024-P384", "ML-KEM-1024", "ECDH-P384", 48, partial(_rejection, "P384", _ORDER_P384)),
)


def limits() -> tuple[str, ...]:
    """None is known."""
    return ()


@cache
def signatures() -> Mapping[str, AnySignatureRow]:
    """The composite signatures whose two components are here."""
    rows = (_signature(recipe) for recipe in _SIGNATURES)
    return MappingProxyType({row.name: row for row in rows if row is not None})


@cache
def kems() -> Mapping[str, AnyKemRow]:
    """The composite and hybrid KEMs whose two components are here."""
    rows = [*(_composite(*facts) for facts in _KEMS), *(_hybrid(facts) for facts in _HYBRIDS)]
    return MappingProxyType({row.name: row for row in rows if row is not None})


def components() -> Mapping[str, AnyKemRow]:
    """None."""
    return MappingProxyType({})


def _label(name: str) -> bytes:
    label = find(name).label
    assert label is not None
    return bytes.fromhex(label[4:]) if label.startswith("hex:") else label.encode()


def _sizes(name: str) -> Mapping[str, int]:
    return MappingProxyType({key: size for key, size in find(name).sizes if isinstance(size, int)})


def _signature(recipe: _Recipe) -> AnySignatureRow | None:
    first, second = signature_component(recipe.post_quantum), signature_component(recipe.traditional)
    if first is None or second is None:
        return None
    label = _label(recipe.name)
    sizes = _sizes(recipe.post_quantum)

    def representative(message: bytes, context: bytes) -> bytes:
        return b"".join((_PREFIX, label, bytes([len(context)]), context, recipe.prehash(message)))

    def sign(pair: tuple[SigningKey, SigningKey], message: bytes, context: bytes) -> bytes:
        represented = representative(message, context)
        return pair[0].sign(represented, context=label) + pair[1].sign(represented)

    def verify(pair: tuple[VerifyingKey, VerifyingKey], signature: bytes, message: bytes, context: bytes) -> None:
        represented = representative(message, context)
        pair[0].verify(represented, signature[: sizes["sig"]], context=label)
        pair[1].verify(represented, signature[sizes["sig"] :])

    row: SignatureRow[tuple[SigningKey, SigningKey], tuple[VerifyingKey, VerifyingKey]] = SignatureRow(
        name=recipe.name,
        provider=NAME,
        generate=lambda: (first.generate(), second.generate()),
        load_private=lambda raw: (first.private_key(raw[:_MLDSA_SEED]), second.private_key(raw[_MLDSA_SEED:])),
        load_public=lambda raw: (first.public_key(raw[: sizes["pk"]]), second.public_key(raw[sizes["pk"] :])),
        public_of=lambda pair: (pair[0].public_key(), pair[1].public_key()),
        private_bytes=lambda pair: b"".join(key.private_bytes(access=SECRETS) for key in pair),
        public_bytes=lambda pair: b"".join(key.public_bytes() for key in pair),
        sign=sign,
        verify=verify,
        refusals=(InvalidSignature, MalformedInput),
        contexts=255,
    )
    return cast("AnySignatureRow", row)


def _combined(pq_secret: bytes, secret: bytes, ciphertext: bytes, public: bytes, label: bytes) -> bytes:
    """Both drafts' combiner: SHA3-256 over both secrets, the traditional ciphertext and key, and the label."""
    return hashlib.sha3_256(b"".join((pq_secret, secret, ciphertext, public, label))).digest()


class _Combined:
    """The operations of a KEM that is made of two, whatever the form of its private key."""

    def __init__(self, name: str, first: KemScheme, second: KemScheme) -> None:
        self.first, self.second = first, second
        self.label = _label(name)
        self.ciphertext_size = sum(scheme.rows[0].ciphertext_size for scheme in (first, second))
        self.split = first.rows[0].ciphertext_size
        self.key_split = _sizes(first.name)["pk"]

    def load_public(self, raw: bytes) -> tuple[EncapsulationKey, EncapsulationKey]:
        return self.first.public_key(raw[: self.key_split]), self.second.public_key(raw[self.key_split :])

    def encapsulate(self, pair: tuple[EncapsulationKey, EncapsulationKey]) -> tuple[bytes, bytes]:
        pq_secret, pq_ciphertext = pair[0].encapsulate()
        secret, ciphertext = pair[1].encapsulate()
        combined = _combined(pq_secret, secret, ciphertext, pair[1].public_bytes(), self.label)
        return combined, pq_ciphertext + ciphertext

    def decapsulate(self, pair: tuple[DecapsulationKey, DecapsulationKey], both: bytes) -> bytes:
        pq_secret = pair[0].decapsulate(both[: self.split])
        ciphertext = both[self.split :]
        secret = pair[1].decapsulate(ciphertext)
        return _combined(pq_secret, secret, ciphertext, pair[1].public_key().public_bytes(), self.label)


_Public = tuple[EncapsulationKey, EncapsulationKey]
_Private = tuple[DecapsulationKey, DecapsulationKey]


def _public_of(pair: _Private) -> _Public:
    return pair[0].public_key(), pair[1].public_key()


def _public_bytes(pair: _Public) -> bytes:
    return pair[0].public_bytes() + pair[1].public_bytes()


def _both(first: str, second: str) -> tuple[KemScheme, KemScheme] | None:
    found = kem_component(first), kem_component(second)
    return (found[0], found[1]) if found[0] is not None and found[1] is not None else None


def _composite(name: str, post_quantum: str, traditional: str) -> AnyKemRow | None:
    both = _both(post_quantum, traditional)
    if both is None:
        return None
    first, second = both
    made = _Combined(name, first, second)
    row: KemRow[_Private, _Public] = KemRow(
        name=name,
        provider=NAME,
        generate=lambda: (first.generate(), second.generate()),
        load_private=lambda raw: (first.private_key(raw[:_MLKEM_SEED]), second.private_key(raw[_MLKEM_SEED:])),
        load_public=made.load_public,
        public_of=_public_of,
        private_bytes=lambda pair: b"".join(key.private_bytes(access=SECRETS) for key in pair),
        public_bytes=_public_bytes,
        encapsulate=made.encapsulate,
        decapsulate=made.decapsulate,
        refusals=(InvalidSignature, MalformedInput),
        ciphertext_size=made.ciphertext_size,
    )
    return cast("AnyKemRow", row)


@dataclass(frozen=True, slots=True, repr=False)
class _Seeded:
    """A hybrid's private key: the seed, and the two keys that it expands to."""

    seed: bytes
    pair: _Private


def _hybrid(facts: _Hybrid) -> AnyKemRow | None:
    both = _both(facts.post_quantum, facts.traditional)
    if both is None:
        return None
    first, second = both
    made = _Combined(facts.name, first, second)

    def expanded(seed: bytes) -> _Seeded:
        if len(seed) != _SEED:
            raise MalformedInput("wrong length")
        long = hashlib.shake_256(seed).digest(_MLKEM_SEED + facts.group_seed)
        scalar = facts.scalar(long[_MLKEM_SEED:])
        return _Seeded(seed, (first.private_key(long[:_MLKEM_SEED]), second.private_key(scalar)))

    row: KemRow[_Seeded, _Public] = KemRow(
        name=facts.name,
        provider=NAME,
        generate=lambda: expanded(secrets.token_bytes(_SEED)),
        load_private=expanded,
        load_public=made.load_public,
        public_of=lambda key: _public_of(key.pair),
        private_bytes=lambda key: key.seed,
        public_bytes=_public_bytes,
        encapsulate=made.encapsulate,
        decapsulate=lambda key, ciphertext: made.decapsulate(key.pair, ciphertext),
        refusals=(InvalidSignature, MalformedInput),
        ciphertext_size=made.ciphertext_size,
        private_sizes=(_SEED,),
    )
    return cast("AnyKemRow", row)
