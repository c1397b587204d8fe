"""Seeds and expanded keys of lattices: one key in every backend that takes it, and what is damaged is refused."""

from __future__ import annotations

import pytest

from cryptoagility import providers
from cryptoagility.encoding.lattice import expand_ml_dsa, expand_ml_kem
from cryptoagility.errors import MalformedInput
from cryptoagility.secret_access import SECRETS

MESSAGE = b"colr.003"


@pytest.mark.parametrize("name", ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"])
def test_a_seed_is_the_same_key_in_both_backends(name: str) -> None:
    seed = bytes(range(32))
    one, two = providers.signature(name).private_keys(seed)
    assert (one.provider, two.provider) == ("openssl", "pqcrypto")
    assert one.public_key() == two.public_key()
    assert one.movable
    assert two.movable
    assert two.private_bytes(access=SECRETS) == seed
    one.public_key().verify(MESSAGE, two.sign(MESSAGE))
    two.public_key().verify(MESSAGE, one.sign(MESSAGE))


@pytest.mark.parametrize("name", ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"])
def test_an_expanded_key_is_taken_by_the_backend_that_can_and_cannot_move(name: str) -> None:
    seed = bytes(range(32))
    public, expanded = expand_ml_dsa(name, seed)
    key = providers.signature(name).private_key(expanded)
    assert key.provider == "pqcrypto"
    assert not key.movable
    assert key.private_bytes(access=SECRETS) == expanded
    assert key.public_key().public_bytes() == public
    providers.signature(name, provider="openssl").public_key(public).verify(MESSAGE, key.sign(MESSAGE))
    out_of_range = expanded[:128] + b"\xff" * 96 + expanded[224:]  # the first polynomial of s1
    other_hash = expanded[:64] + bytes(64) + expanded[128:]
    for damaged in (out_of_range, other_hash, bytes(len(expanded))):
        with pytest.raises(MalformedInput):
            providers.signature(name).private_key(damaged)
    with pytest.raises(MalformedInput, match=r"has 32 or \d+ bytes, not 33"):
        providers.signature(name).private_key(bytes(33))


@pytest.mark.parametrize(("name", "backend"), [("ML-KEM-512", "pqcrypto"), ("ML-KEM-768", "openssl")])
def test_a_seed_or_an_expanded_key_opens_the_same(name: str, backend: str) -> None:
    seed = bytes(range(64))
    public, expanded = expand_ml_kem(name, seed)
    scheme = providers.kem(name)
    secret, ciphertext = scheme.public_key(public).encapsulate()
    from_seed, from_expanded = scheme.private_key(seed), scheme.private_key(expanded)
    assert (from_seed.provider, from_expanded.provider) == (backend, "pqcrypto")
    assert from_seed.decapsulate(ciphertext) == from_expanded.decapsulate(ciphertext) == secret
    assert (from_seed.movable, from_expanded.movable) == (True, False)
    assert from_seed.private_bytes(access=SECRETS) == seed
    damaged = expanded[:-40] + bytes([expanded[-40] ^ 1]) + expanded[-39:]  # in the hash of the public key
    for bad in (damaged, b"\xff" * len(expanded)):
        with pytest.raises(MalformedInput):
            scheme.private_key(bad)
    with pytest.raises(MalformedInput):
        scheme.public_key(b"\xff" * len(public))
