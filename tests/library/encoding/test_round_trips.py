"""Random keys through every format and back."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptoagility.encoding import (
    PublicKey,
    decode_cose_key,
    decode_jwk,
    decode_openssh,
    decode_pkcs8,
    decode_private_cose_key,
    decode_private_jwk,
    decode_spki,
    encode_cose_key,
    encode_jwk,
    encode_openssh,
    encode_pkcs8,
    encode_private_cose_key,
    encode_private_jwk,
    encode_spki,
    kind_of,
)
from cryptoagility.encoding.rsa_keys import RsaPublic, write_public
from cryptoagility.errors import UnavailableAlgorithm
from cryptoagility.secret_access import SECRETS


def public_comes_back(name: str, raw: bytes) -> None:
    key = PublicKey(name, raw)
    assert decode_spki(encode_spki(name, raw)) == key
    for write, read in (
        (encode_jwk, lambda data: decode_jwk(data).key),
        (encode_cose_key, lambda data: decode_cose_key(data).key),
        (encode_openssh, lambda data: decode_openssh(data)[0]),
    ):
        try:
            data = write(name, raw)
        except UnavailableAlgorithm:
            continue
        assert read(data) == key


def private_comes_back(name: str, raw: bytes, public: bytes) -> None:
    assert decode_pkcs8(encode_pkcs8(name, raw, access=SECRETS, public=public)).raw(access=SECRETS) == raw
    for write, read in (
        (encode_private_jwk, decode_private_jwk),
        (encode_private_cose_key, decode_private_cose_key),
    ):
        try:
            data = write(name, raw, access=SECRETS, public=public)
        except UnavailableAlgorithm:
            continue
        found = read(data, access=SECRETS)
        assert found.key == PublicKey(name, public)
        assert found.private is not None
        assert found.private.raw(access=SECRETS) == raw


@given(st.binary(min_size=32, max_size=32))
def test_ed25519(seed: bytes) -> None:
    public = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    public_comes_back("Ed25519", public)
    private_comes_back("Ed25519", seed, public)


@settings(deadline=None)
@given(
    st.integers(min_value=1, max_value=1 << 250),
    st.sampled_from([ec.SECP256R1, ec.SECP384R1, ec.SECP521R1, ec.SECP256K1]),
)
def test_curves(number: int, curve: type[ec.EllipticCurve]) -> None:
    key = ec.derive_private_key(number, curve())
    encoded = key.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption())
    found = decode_pkcs8(encoded)
    assert found.public is not None
    public_comes_back(found.name, found.public)
    private_comes_back(found.name, found.raw(access=SECRETS), found.public)


@given(st.integers(min_value=1 << 511, max_value=(1 << 4096) - 1), st.sampled_from([3, 17, 65537]))
def test_rsa_public_keys(number: int, exponent: int) -> None:
    raw = write_public(RsaPublic(number | 1, exponent))
    public_comes_back(kind_of("RSA").name_of(raw), raw)


@pytest.mark.parametrize("name", ["SLH-DSA-SHA2-128s", "SLH-DSA-SHAKE-256f"])
@given(st.data())
def test_slh_dsa(name: str, data: st.DataObject) -> None:
    size = kind_of(name).private_size  # type: ignore[attr-defined]
    raw = data.draw(st.binary(min_size=size, max_size=size))
    public_comes_back(name, raw[size // 2 :])
    private_comes_back(name, raw, raw[size // 2 :])


@settings(max_examples=15, deadline=None)
@given(
    st.binary(min_size=64, max_size=64),
    st.sampled_from(["ML-DSA-44", "ML-KEM-512", "ML-DSA-65", "MLDSA44-Ed25519-SHA512"]),
)
def test_lattices(seed: bytes, name: str) -> None:
    kind = kind_of(name)
    if name == "MLDSA44-Ed25519-SHA512":
        half = ed25519.Ed25519PrivateKey.from_private_bytes(seed[32:]).public_key().public_bytes_raw()
        raw, public = seed, kind_of("ML-DSA-44").public_of(seed[:32]) + half  # type: ignore[operator]
    else:
        raw = seed[: kind.seed_size]  # type: ignore[attr-defined]
        public = kind.public_of(raw)
    public_comes_back(name, public)
    private_comes_back(name, raw, public)
    both = encode_pkcs8("ML-DSA-44", seed[:32], access=SECRETS, both=True)
    assert decode_pkcs8(both).raw(access=SECRETS) == seed[:32]
