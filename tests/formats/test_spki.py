"""Public keys: named from their identifier whatever their octets are, and never without a reason."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ed448, mldsa, mlkem, x448, x25519

from cryptoagility import algorithms
from inventory.errors import Unreadable
from inventory.formats import der, spki

from . import samples


@pytest.mark.parametrize(
    ("make", "algorithm", "size", "curve"),
    [
        (samples.rsa_key, "RSA-2048", 2048, None),
        (samples.ec_key, "EC-P256", 256, "P256"),
        (lambda: samples.ec_key("secp521r1"), "EC-P521", 521, "P521"),
        (lambda: samples.ec_key("secp256k1"), "EC-secp256k1", 256, "secp256k1"),
        (samples.ed25519_key, "Ed25519", 256, "Ed25519"),
        (ed448.Ed448PrivateKey.generate, "Ed448", 456, "Ed448"),
        (x25519.X25519PrivateKey.generate, "X25519", 256, "X25519"),
        (x448.X448PrivateKey.generate, "X448", 448, "X448"),
        (lambda: dsa.generate_private_key(1024), "DSA-1024", 1024, None),
        (mldsa.MLDSA44PrivateKey.generate, "ML-DSA-44", None, None),
        (mldsa.MLDSA87PrivateKey.generate, "ML-DSA-87", None, None),
        (mlkem.MLKEM1024PrivateKey.generate, "ML-KEM-1024", None, None),
    ],
)
def test_keys_that_the_library_makes(make, algorithm: str, size: int | None, curve: str | None) -> None:
    found = spki.read(samples.spki(make()))
    assert (found.algorithm, found.size, found.curve) == (algorithm, size, curve)
    assert (found.reason, found.defect, found.notes) == (None, None, ())


@pytest.mark.parametrize(
    "row", [row for row in algorithms.table() if row.composite and row.oids], ids=lambda row: row.name
)
def test_every_composite_is_split_into_its_keys(row: algorithms.Algorithm) -> None:
    first = algorithms.find(row.components[0])
    curve = spki.composite_curve(row)
    if curve is not None:
        width = (algorithms.curves()[curve].bits + 7) // 8
        second, expected = b"\x04" + bytes(2 * width - 1) + b"\1", f"EC-{curve}"
    elif "RSA" in row.name:
        bits = int(next(part for part in row.name.split("-") if part.startswith("RSA"))[3:])
        second = der.encode(der.SEQUENCE, der.encode_integer((1 << bits) - 1), der.encode_integer(65537))
        expected = f"RSA-{bits}"
    else:
        other = algorithms.find(row.components[1])
        second, expected = bytes(dict(other.sizes)["pk"]), other.name
    found = spki.raw(row.oids[0], bytes(dict(first.sizes)["pk"]) + second)
    assert (found.algorithm, found.defect) == (row.name, None)
    assert [part.algorithm for part in found.parts] == [first.name, expected]
    assert all(part.defect is None for part in found.parts)
    assert len({found.sha256, *(part.sha256 for part in found.parts)}) == 3


@pytest.mark.parametrize("row", [row for row in algorithms.table() if row.family in {"ML-DSA", "ML-KEM", "SLH-DSA"}], ids=lambda row: row.name)  # fmt: skip  # noqa: E501
def test_the_length_of_a_post_quantum_key_is_checked(row: algorithms.Algorithm) -> None:
    length = dict(row.sizes)["pk"]
    assert spki.raw(row.oids[0], bytes(length)).defect is None
    wrong = spki.raw(row.oids[0], bytes(length - 1))
    assert wrong.algorithm == row.name
    assert wrong.defect == f"a {row.name} public key of {length - 1} bytes; {length} belong there"


def test_an_unknown_identifier_is_a_reason_and_no_guess() -> None:
    found = spki.read(samples.raw_key("1.2.3.4.5", b"abc"))
    assert (found.algorithm, found.reason, found.oid) == (None, "unknown algorithm OID 1.2.3.4.5", "1.2.3.4.5")
    assert len(found.sha256 or "") == 64


def test_parameters_where_none_belong_are_noted() -> None:
    found = spki.read(samples.raw_key("2.16.840.1.101.3.4.3.17", bytes(1312), der.encode(der.NULL)))
    assert found.notes == ("parameters in the identifier of ML-DSA-44, which has none",)


def test_explicit_parameters_and_unnamed_curves() -> None:
    oid = "1.2.840.10045.2.1"
    point = b"\x04" + bytes(63) + b"\1"
    explicit = spki.read(samples.raw_key(oid, point, samples.explicit_p256()))
    assert explicit.algorithm == "EC-P256"
    assert [(one.name, one.value) for one in explicit.parameters] == [("curve-parameters", "explicit")]
    changed = spki.read(samples.raw_key(oid, point, samples.explicit_p256(b"\x04" + b"\1" * 64)))
    assert (changed.algorithm, changed.size) == ("EC", 256)
    assert changed.reason == "explicit curve parameters that are not those of a known curve"
    implicit = spki.read(samples.raw_key(oid, point, der.encode(der.NULL)))
    assert (implicit.algorithm, implicit.reason) == ("EC", "the curve is not stated (implicit parameters)")
    short = spki.read(samples.raw_key(oid, point[:-1], der.encode_oid("1.2.840.10045.3.1.7")))
    assert (short.algorithm, short.defect) == ("EC-P256", "a point of 64 bytes does not fit a curve of 256 bits")


@pytest.mark.parametrize(
    ("oid", "parameters", "key", "algorithm", "curve"),
    [
        ("1.2.840.10045.2.1", ("1.2.156.10197.1.301",), b"\x04" + bytes(64), "SM2", "SM2"),
        ("1.2.643.7.1.1.1.1", None, der.encode(der.OCTET_STRING, bytes(64)), "GOST-R-34.10-2012-256", "id-GostR3410-2001-CryptoPro-A"),  # noqa: E501
        ("1.3.132.1.12", ("1.3.132.0.34",), b"\x04" + bytes(96), "ECDH-P384", "P384"),
    ],
)  # fmt: skip
def test_keys_that_no_library_reads(
    oid: str, parameters: tuple[str, ...] | None, key: bytes, algorithm: str, curve: str
) -> None:
    encoded = der.encode(der.SEQUENCE, der.encode_oid("1.2.643.2.2.35.1")) if parameters is None else b""
    encoded += b"".join(der.encode_oid(one) for one in parameters or ())
    found = spki.read(samples.raw_key(oid, key, encoded))
    assert (found.algorithm, found.curve, found.defect) == (algorithm, curve, None)


@pytest.mark.parametrize(
    ("bits", "exponent_bits", "defect"),
    [
        (0, 1, "an RSA modulus or exponent that no key can have"),
        (1024, 0, "an RSA modulus or exponent that no key can have"),
        (2, 2048, "an RSA modulus or exponent that no key can have"),
        (70_001, 2, "an RSA modulus of 70001 bits; the limit is 65536"),
    ],
)
def test_numbers_that_no_rsa_key_can_have(bits: int, exponent_bits: int, defect: str) -> None:
    found = spki.rsa((1 << bits) - 1, (1 << exponent_bits) - 1)
    assert (found.algorithm, found.defect) == ("RSA", defect)


def test_an_rsa_pss_key_keeps_its_restriction() -> None:
    digest = samples.algorithm("2.16.840.1.101.3.4.2.2")
    parameters = der.encode(der.SEQUENCE, der.encode(0xA0, digest))
    key = der.encode(der.SEQUENCE, der.encode_integer((1 << 3072) - 1), der.encode_integer(65537))
    found = spki.read(samples.raw_key("1.2.840.113549.1.1.10", key, parameters))
    assert found.algorithm == "RSA-PSS-3072"
    assert ("hash", "SHA-384") in [(one.name, one.value) for one in found.parameters]


def test_an_unreadable_key_keeps_its_family() -> None:
    found = spki.read(samples.raw_key("1.2.840.113549.1.1.1", b"\x30\x05\x02", der.encode(der.NULL)))
    assert found.algorithm == "RSA"
    assert found.defect is not None
    with pytest.raises(Unreadable):
        spki.read(b"\x30\x03\x02\x01\x01")
