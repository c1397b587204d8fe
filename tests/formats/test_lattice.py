"""The public keys of lattice keys against two other implementations."""

from __future__ import annotations

import hashlib
from importlib import import_module

import pytest
from cryptography.hazmat.primitives.asymmetric import mlkem
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.formats import lattice


@settings(max_examples=10, deadline=None)
@given(st.binary(min_size=64, max_size=64))
def test_ml_kem_is_that_of_cryptography(seed: bytes) -> None:
    for name, kind in (("ML-KEM-768", mlkem.MLKEM768PrivateKey), ("ML-KEM-1024", mlkem.MLKEM1024PrivateKey)):
        public, expanded = lattice.ml_kem(name, seed)
        assert public == kind.from_seed_bytes(seed).public_key().public_bytes_raw()
        assert expanded[-64:] == hashlib.sha3_256(public).digest() + seed[32:]


@pytest.mark.parametrize(("name", "length"), [("ML-KEM-512", 1632), ("ML-KEM-768", 2400), ("ML-KEM-1024", 3168)])
def test_expanded_ml_kem_keys_work_elsewhere(name: str, length: int) -> None:
    kem = import_module(f"pqcrypto.kem.{name.lower().replace('-', '_')}")
    public, expanded = lattice.ml_kem(name, bytes(range(64)))
    assert len(expanded) == length
    ciphertext, secret = kem.encaps(public)
    assert kem.decaps(expanded, ciphertext) == secret


@pytest.mark.parametrize(("name", "length"), [("ML-DSA-44", 2560), ("ML-DSA-65", 4032), ("ML-DSA-87", 4896)])
def test_ml_dsa_public_keys_come_out_of_expanded_ones(name: str, length: int) -> None:
    public, secret = import_module(f"pqcrypto.sign.{name.lower().replace('-', '_')}").keygen()
    expanded = bytes(secret)
    assert len(expanded) == length
    assert lattice.ml_dsa(name, expanded) == bytes(public)
    for at in (0, 70, 130, length - 1):
        damaged = bytearray(expanded)
        damaged[at] ^= 1
        assert lattice.ml_dsa(name, bytes(damaged)) is None
