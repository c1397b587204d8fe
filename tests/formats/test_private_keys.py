"""Private keys in every form: the public part that comes out, and nothing secret with it."""

from __future__ import annotations

import hashlib
from importlib import import_module

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, mldsa, mlkem, x448, x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cryptoagility import algorithms
from inventory.formats import der, lattice, private_keys, spki
from inventory.formats.public_parts import Budget

from . import samples

SEED = bytes(range(32))


def read(data: bytes, budget: Budget | None = None) -> private_keys.PrivateKey:
    return private_keys.pkcs8(data, budget or Budget())


def one_asymmetric(oid: str, secret: bytes, *parameters: bytes, public: bytes | None = None) -> bytes:
    stated = (der.encode(0x81, b"\0" + public),) if public is not None else ()
    version = der.encode_integer(1 if public is not None else 0)
    return der.encode(
        der.SEQUENCE, version, samples.algorithm(oid, *parameters), der.encode(der.OCTET_STRING, secret), *stated
    )


@pytest.mark.parametrize(
    "make",
    [
        samples.rsa_key,
        samples.ec_key,
        samples.ed25519_key,
        ed448.Ed448PrivateKey.generate,
        x25519.X25519PrivateKey.generate,
        x448.X448PrivateKey.generate,
        lambda: dsa.generate_private_key(1024),
        mldsa.MLDSA65PrivateKey.generate,
        mlkem.MLKEM768PrivateKey.generate,
        lambda: ec.generate_private_key(ec.SECP224R1()),
        lambda: samples.ec_key("secp256k1"),
        lambda: ec.generate_private_key(ec.BrainpoolP384R1()),
    ],
)
def test_the_public_part_of_pkcs8_is_that_of_the_library(make) -> None:
    key = make()
    found = read(samples.pkcs8(key))
    assert found.public is not None
    assert found.public.spki == samples.spki(key)
    assert found.notes == ()


def test_diffie_hellman_keys_get_their_public_value() -> None:
    prime = (1 << 521) - 1
    group = der.encode(der.SEQUENCE, der.encode_integer(prime), der.encode_integer(2))
    found = read(one_asymmetric("1.2.840.113549.1.3.1", der.encode_integer(12345), group))
    expected = samples.raw_key("1.2.840.113549.1.3.1", der.encode_integer(pow(2, 12345, prime)), group)
    assert found.public is not None
    assert (found.public.spki, found.about.algorithm) == (expected, "DH-521")


def test_an_rsa_key_is_the_same_without_the_null_of_its_identifier() -> None:
    bare = one_asymmetric("1.2.840.113549.1.1.1", samples.traditional(samples.rsa_key()))
    found = read(bare)
    assert found.public is not None
    assert found.public.spki == samples.spki(samples.rsa_key())


def test_a_written_public_part_is_used_where_none_can_be_computed() -> None:
    point = b"\x04" + bytes(71) + b"\1"
    scalar = der.encode(der.OCTET_STRING, b"\1" * 36)
    written = der.encode(0xA1, der.encode_bits(point))
    curve = der.encode_oid("1.3.132.0.17")
    secret = der.encode(der.SEQUENCE, der.encode_integer(1), scalar, written)
    found = read(one_asymmetric("1.2.840.10045.2.1", secret, curve))
    assert found.public is not None
    assert found.public.spki == samples.raw_key("1.2.840.10045.2.1", point, curve)


def test_traditional_forms() -> None:
    assert private_keys.pkcs1(samples.traditional(samples.rsa_key())).public == spki.read(
        samples.spki(samples.rsa_key())
    )
    made = private_keys.sec1(samples.traditional(samples.ec_key()), Budget())
    assert made.public is not None
    assert made.public.spki == samples.spki(samples.ec_key())
    key = dsa.generate_private_key(1024)
    old = private_keys.dsa(samples.traditional(key)).public
    assert old is not None
    assert old.spki == samples.spki(key)


@pytest.mark.parametrize(
    ("kind", "oid"),
    [
        (ec.SECP192R1, "1.2.840.10045.3.1.1"),
        (ec.SECP224R1, "1.3.132.0.33"),
        (ec.SECP256R1, "1.2.840.10045.3.1.7"),
        (ec.SECP384R1, "1.3.132.0.34"),
        (ec.SECP521R1, "1.3.132.0.35"),
        (ec.SECP256K1, "1.3.132.0.10"),
        (ec.BrainpoolP256R1, "1.3.36.3.3.2.8.1.1.7"),
        (ec.BrainpoolP384R1, "1.3.36.3.3.2.8.1.1.11"),
        (ec.BrainpoolP512R1, "1.3.36.3.3.2.8.1.1.13"),
    ],
)
def test_an_elliptic_key_without_its_public_part_gets_it(kind: type[ec.EllipticCurve], oid: str) -> None:
    key = ec.generate_private_key(kind())
    scalar = key.private_numbers().private_value.to_bytes(66, "big")
    bare = der.encode(der.SEQUENCE, der.encode_integer(1), der.encode(der.OCTET_STRING, scalar))
    found = read(one_asymmetric("1.2.840.10045.2.1", bare, der.encode_oid(oid)))
    assert found.public is not None
    assert found.public.spki == samples.spki(key)


def test_a_curve_that_no_library_computes_leaves_the_key_its_place() -> None:
    bare = der.encode(der.SEQUENCE, der.encode_integer(1), der.encode(der.OCTET_STRING, b"\1" * 36))
    binary = read(one_asymmetric("1.2.840.10045.2.1", bare, der.encode_oid("1.3.132.0.17")))
    assert (binary.public, binary.about.algorithm, binary.about.size) == (None, "EC-sect283r1", 283)


@pytest.mark.parametrize("name", ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"])
def test_the_three_forms_of_ml_dsa(name: str) -> None:
    kind = getattr(mldsa, f"{name.replace('-', '')}PrivateKey")
    row = algorithms.find(name)
    public = kind.from_seed_bytes(SEED).public_key().public_bytes_raw()
    expected = spki.raw(row.oids[0], public)
    other, secret = import_module(f"pqcrypto.sign.{name.lower().replace('-', '_')}").keygen()
    expanded = der.encode(der.OCTET_STRING, bytes(secret))
    seed = read(one_asymmetric(row.oids[0], der.encode(0x80, SEED)))
    assert (seed.public, seed.notes, seed.parameters[0].value) == (expected, (), "seed")
    alone = read(one_asymmetric(row.oids[0], expanded))
    assert (alone.public, alone.parameters[0].value) == (spki.raw(row.oids[0], bytes(other)), "expanded")
    both = read(one_asymmetric(row.oids[0], der.encode(der.SEQUENCE, der.encode(der.OCTET_STRING, SEED), expanded)))
    assert (both.public, both.notes) == (expected, ("seed and expanded key do not belong together",))


@pytest.mark.parametrize("name", ["ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"])
def test_the_three_forms_of_ml_kem(name: str) -> None:
    row = algorithms.find(name)
    public, expanded = lattice.ml_kem(name, SEED + SEED)
    expected = spki.raw(row.oids[0], public)
    wrapped = der.encode(der.OCTET_STRING, expanded)
    pair = der.encode(der.SEQUENCE, der.encode(der.OCTET_STRING, SEED + SEED), wrapped)
    for form, secret in (("seed", der.encode(0x80, SEED + SEED)), ("expanded", wrapped), ("both", pair)):
        found = read(one_asymmetric(row.oids[0], secret))
        assert (found.public, found.notes, found.parameters[0].value) == (expected, (), form)
    foreign = der.encode(der.SEQUENCE, der.encode(der.OCTET_STRING, SEED + bytes(32)), wrapped)
    assert read(one_asymmetric(row.oids[0], foreign)).notes == ("seed and expanded key do not belong together",)
    damaged = der.encode(der.OCTET_STRING, expanded[:-40] + bytes(8) + expanded[-32:])
    assert read(one_asymmetric(row.oids[0], damaged)).notes == ("the expanded key fails the hash check of FIPS 203",)


@pytest.mark.parametrize(
    "row", [row for row in algorithms.table() if row.family == "SLH-DSA"], ids=lambda row: row.name
)
def test_slh_dsa_keys_end_with_their_public_key(row: algorithms.Algorithm) -> None:
    length = dict(row.sizes)["sk"]
    secret = bytes(index % 256 for index in range(length))
    expected = spki.raw(row.oids[0], secret[length // 2 :])
    assert read(one_asymmetric(row.oids[0], secret)).public == expected
    assert read(one_asymmetric(row.oids[0], der.encode(der.OCTET_STRING, secret))).public == expected


def test_composites() -> None:
    mldsa65 = mldsa.MLDSA65PrivateKey.from_seed_bytes(SEED).public_key().public_bytes_raw()
    key = samples.ec_key()
    point = samples.spki(key)[-65:]
    scalar = der.encode(der.OCTET_STRING, key.private_numbers().private_value.to_bytes(32, "big"))
    curve = der.encode(0xA0, der.encode_oid("1.2.840.10045.3.1.7"))
    elliptic = der.encode(der.SEQUENCE, der.encode_integer(1), scalar, curve)
    found = read(one_asymmetric("1.3.6.1.5.5.7.6.45", SEED + elliptic))
    assert found.public == spki.raw("1.3.6.1.5.5.7.6.45", mldsa65 + point)
    assert found.about.algorithm == "MLDSA65-ECDSA-P256-SHA512"

    kem = mlkem.MLKEM768PrivateKey.from_seed_bytes(SEED + SEED).public_key().public_bytes_raw()
    xdh = x25519.X25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
    assert read(one_asymmetric("1.3.6.1.5.5.7.6.58", SEED * 3)).public == spki.raw("1.3.6.1.5.5.7.6.58", kem + xdh)

    seeds = hashlib.shake_256(SEED).digest(96)
    kem = mlkem.MLKEM768PrivateKey.from_seed_bytes(seeds[:64]).public_key().public_bytes_raw()
    xdh = x25519.X25519PrivateKey.from_private_bytes(seeds[64:]).public_key().public_bytes_raw()
    xwing = "1.3.6.1.4.1.62253.25722"
    assert read(one_asymmetric(xwing, SEED)).public == spki.raw(xwing, kem + xdh)


def test_a_stated_public_key_is_used_and_compared() -> None:
    known = read(one_asymmetric("1.3.101.112", der.encode(der.OCTET_STRING, SEED), public=bytes(32)))
    assert known.notes == ("the public key beside the private key belongs to another one",)
    only = read(one_asymmetric("1.3.6.1.5.5.7.6.34", b"secret", public=bytes(64)))
    assert (only.about.algorithm, only.public) == ("XMSS", spki.raw("1.3.6.1.5.5.7.6.34", bytes(64)))


def test_what_cannot_be_read_is_still_named() -> None:
    unknown = read(one_asymmetric("1.2.3.4", b"secret"))
    assert (unknown.public, unknown.about.algorithm, unknown.about.reason) == (
        None,
        None,
        "unknown algorithm OID 1.2.3.4",
    )
    damaged = read(one_asymmetric("2.16.840.1.101.3.4.3.18", der.encode(0x80, SEED[:-1])))
    assert (damaged.public, damaged.about.algorithm) == (None, "ML-DSA-65")
    assert damaged.notes == (
        "the private key is not readable: a ML-DSA-65 private key with a part of 31 bytes; 32 belong there",
    )


def test_a_file_gets_no_more_work_than_its_budget() -> None:
    data = samples.pkcs8(samples.ed25519_key())
    budget = Budget(1200)
    assert [read(data, budget).public is None for _ in range(4)] == [False, False, True, True]
    large = der.encode(der.SEQUENCE, der.encode_integer((1 << 16_000) - 1), der.encode_integer(3))
    found = read(one_asymmetric("1.2.840.113549.1.3.1", der.encode_integer(1 << 15_999), large))
    assert (found.public, found.about.algorithm) == (None, "DH-16000")


def test_no_secret_is_in_what_comes_out() -> None:
    key = samples.rsa_key()
    numbers = key.private_numbers()
    found = repr(read(samples.pkcs8(key))) + repr(private_keys.pkcs1(samples.traditional(key)))
    for number in (numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.iqmp):
        assert str(number) not in found
        assert f"{number:x}" not in found
    raw = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    assert not any(raw[at : at + 8].hex() in found for at in range(300, len(raw) - 8))
