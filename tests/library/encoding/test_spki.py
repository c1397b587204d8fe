"""SubjectPublicKeyInfo of every algorithm, against certificates, OpenSSL and `cryptography`."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import mldsa, mlkem
from hypothesis import given
from hypothesis import strategies as st

from cryptoagility import algorithms
from cryptoagility.encoding import PublicKey, decode_pem, decode_spki, der, encode_spki, kind_of
from cryptoagility.encoding.der import Reader
from cryptoagility.errors import MalformedInput, UnavailableAlgorithm, UnknownAlgorithm

from . import samples
from .samples import NAMES, WITH_OID, pair, pyca

SMALL = ("Ed25519", "EC-P256", "SLH-DSA-SHA2-128s")


def spki_of_certificate(data: bytes) -> bytes:
    """The seventh field of tbsCertificate; no library here reads all of these algorithms."""
    fields = Reader(data).enter().enter()
    fields.take(0xA0)
    fields.natural()
    for _ in range(4):
        fields.take(der.SEQUENCE)
    return der.sequence(fields.take(der.SEQUENCE))


def test_every_algorithm_is_here() -> None:
    """All key-bearing rows of the contract: counted by family, so that a row that loses its format is seen."""
    families = [algorithms.parse(name).family.name for name in samples.FIXED]
    counts = {family: families.count(family) for family in families}
    assert {family: count for family, count in counts.items() if not family.startswith(("Composite", "hybrid"))} == {
        "ML-KEM": 3,
        "ML-DSA": 3,
        "SLH-DSA": 12,
        "EdDSA": 2,
        "XDH": 2,
    }
    assert sum(name.startswith("MLDSA") for name in samples.FIXED) == 18
    assert sum(name.startswith("MLKEM") and "SHA3" in name for name in samples.FIXED) == 12
    assert [name for name in NAMES if name not in WITH_OID] == ["MLKEM768-P256", "MLKEM1024-P384"]
    assert "X-Wing" in WITH_OID


@pytest.mark.parametrize("name", WITH_OID)
def test_what_is_written_is_read(name: str) -> None:
    public = pair(name)[1]
    encoded = encode_spki(name, public)
    assert decode_spki(encoded) == PublicKey(name, public)
    assert decode_spki(bytearray(encoded)) == decode_spki(memoryview(encoded)) == PublicKey(name, public)


@pytest.mark.parametrize("name", ["MLKEM768-P256", "MLKEM1024-P384"])
def test_no_identifier_no_format(name: str) -> None:
    with pytest.raises(UnavailableAlgorithm, match="no standard gives"):
        encode_spki(name, pair(name)[1])


@pytest.mark.parametrize("name", [*samples.OKP, *(f"EC-{curve}" for curve in samples.CURVES), "RSA-2048"])
def test_the_same_bytes_as_cryptography(name: str) -> None:
    encoded = samples.spki(pyca(name))
    key = decode_spki(encoded)
    assert key.name == name
    assert encode_spki(name, key.raw) == encoded


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ML-DSA-44", mldsa.MLDSA44PrivateKey),
        ("ML-DSA-65", mldsa.MLDSA65PrivateKey),
        ("ML-DSA-87", mldsa.MLDSA87PrivateKey),
        ("ML-KEM-768", mlkem.MLKEM768PrivateKey),
        ("ML-KEM-1024", mlkem.MLKEM1024PrivateKey),
    ],
)
def test_lattice_keys_of_cryptography(name: str, key: object) -> None:
    encoded = samples.spki(key.generate())  # type: ignore[attr-defined]
    assert encode_spki(name, decode_spki(encoded).raw) == encoded
    assert decode_spki(encoded).name == name
    s.load_der_public_key(encode_spki(name, pair(name)[1]))


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("ECDSA-P256-SHA256", "EC-P256"),
        ("ECDH-P256", "EC-P256"),
        ("RSA-PSS-2048-SHA256", "RSA-2048"),
        ("RSA-PKCS1-2048-SHA256", "RSA-2048"),
        ("RSA-OAEP-2048-SHA256", "RSA-2048"),
        ("RSA", "RSA-2048"),
        ("id-MLDSA65-Ed25519-SHA512", "MLDSA65-Ed25519-SHA512"),
    ],
)
def test_schemes_have_the_key_of_their_family(algorithm: str, key: str) -> None:
    public = pair(key)[1]
    assert decode_spki(encode_spki(algorithm, public)) == PublicKey(key, public)


def test_certificates(shared_vectors: Path) -> None:
    """The public key of every certificate of the hackathon: right algorithm by its file name, the same bytes again."""
    found = {}
    for path in sorted((shared_vectors / "pqc-certificates").glob("*.der")):
        encoded = spki_of_certificate(path.read_bytes())
        key = decode_spki(encoded)
        assert encode_spki(key.name, key.raw) == encoded
        (row,) = algorithms.by_oid(re.search(r"-((?:\d+\.)+\d+)_", path.name)[1])  # type: ignore[index]
        found[path.name] = key.name == row.name
    assert len(found) == 17
    assert all(found.values())


@pytest.mark.parametrize(("folder", "count"), [("composite-sigs", 7), ("composite-kem", 5)])
def test_composite_vectors(shared_vectors: Path, folder: str, count: int) -> None:
    cases = json.loads((shared_vectors / folder / "testvectors.json").read_text())["tests"]
    for case in cases:
        encoded = spki_of_certificate(base64.b64decode(case["x5c"]))
        key = decode_spki(encoded)
        assert key.raw == base64.b64decode(case.get("pk", case.get("ek")))
        assert key.name.lower() in case["tcId"].lower().replace("alg-", "")
        assert encode_spki(key.name, key.raw) == encoded
    assert len(cases) == count


@pytest.mark.parametrize("name", ["ML-DSA-65", "ML-KEM-768"])
def test_examples_of_the_standards(shared_vectors: Path, name: str) -> None:
    folder = shared_vectors / "x509-key-formats"
    encoded = decode_pem((folder / f"{name}.pub").read_bytes(), ("PUBLIC KEY",))[1]
    key = decode_spki(encoded)
    assert key.name == name
    assert encode_spki(name, key.raw) == encoded
    certificate = decode_pem((folder / f"{name}.crt").read_bytes(), ("CERTIFICATE",))[1]
    assert decode_spki(spki_of_certificate(certificate)).name in ("ML-DSA-65", "ML-KEM-768")
    x509.load_der_x509_certificate(certificate)


def _identified(oid: str, parameters: bytes, raw: bytes) -> bytes:
    return der.sequence(der.sequence(der.oid(oid), parameters), der.bits(raw))


@pytest.mark.parametrize("name", samples.FIXED)
def test_null_parameters_are_refused(name: str) -> None:
    oid = kind_of(name).oid
    if oid is None:
        return
    assert decode_spki(_identified(oid, b"", pair(name)[1])).name == name
    with pytest.raises(MalformedInput, match="parameters"):
        decode_spki(_identified(oid, der.null(), pair(name)[1]))


def test_parameters_of_rsa_and_of_curves() -> None:
    rsa, ec = kind_of("RSA-2048").oid, kind_of("EC-P256").oid
    assert rsa is not None
    assert ec is not None
    for parameters in (b"", der.null() * 2, der.oid("1.2.3")):
        with pytest.raises(MalformedInput, match="parameters"):
            decode_spki(_identified(rsa, parameters, pair("RSA-2048")[1]))
    for parameters in (b"", der.null(), der.sequence(), der.oid("1.2.3"), der.oid("1.2.840.10045.3.1.7") * 2):
        with pytest.raises(MalformedInput):
            decode_spki(_identified(ec, parameters, pair("EC-P256")[1]))
    with pytest.raises(MalformedInput, match=r"97 bytes, not 65"):
        decode_spki(_identified(ec, der.oid("1.3.132.0.34"), pair("EC-P256")[1]))
    with pytest.raises(MalformedInput, match="is not known"):
        decode_spki(_identified("1.2.3.4", b"", bytes(32)))


@pytest.mark.parametrize("name", NAMES)
def test_keys_of_another_length_are_refused(name: str) -> None:
    public = pair(name)[1]
    for changed in (public[:-1], public + b"\0", b"", public[1:]):
        with pytest.raises(MalformedInput):
            kind_of(name).check_public(changed)


def test_points_and_numbers_that_are_none() -> None:
    point = pair("EC-P256")[1]
    with pytest.raises(MalformedInput, match="compressed"):
        encode_spki("EC-P256", b"\x02" + point[1:33])
    with pytest.raises(MalformedInput, match="not an uncompressed point"):
        encode_spki("EC-P256", b"\x06" + point[1:])
    with pytest.raises(MalformedInput, match="not an uncompressed point"):
        encode_spki("EC-P521", b"\x04\xff" + bytes(131))
    for n, e in ((1 << 2047, 65537), ((1 << 2047) + 1, 65536), ((1 << 2047) + 1, 1), (3, 3), ((1 << 16_384) + 1, 3)):
        with pytest.raises(MalformedInput):
            encode_spki("RSA", der.sequence(der.natural(n), der.natural(e)))
    with pytest.raises(MalformedInput, match="2048 bits where 3072"):
        encode_spki("RSA-PSS-3072-SHA256", pair("RSA-2048")[1])


def test_names_without_keys() -> None:
    for name in ("AES-256-GCM", "HashML-DSA-44-SHA512", "X25519MLKEM768", "EC", "DSA-2048", "EC-K-163"):
        with pytest.raises((UnavailableAlgorithm, UnknownAlgorithm)):
            encode_spki(name, bytes(32))


def test_more_elements_inside_are_refused() -> None:
    fields = Reader(encode_spki("Ed25519", pair("Ed25519")[1])).enter()
    inside = fields.rest()
    assert decode_spki(der.sequence(inside)).name == "Ed25519"
    for more in (der.null(), der.bits(b""), b"\0"):
        with pytest.raises(MalformedInput, match="after its last"):
            decode_spki(der.sequence(inside, more))


def test_size_is_limited() -> None:
    kind = kind_of("EC-P256")
    assert kind.oid is not None
    with pytest.raises(MalformedInput, match="limit is 65536"):
        decode_spki(_identified(kind.oid, kind.parameters, bytes(1 << 16)))


@pytest.mark.parametrize("name", SMALL)
def test_cut_and_extended(name: str) -> None:
    encoded = encode_spki(name, pair(name)[1])
    for end in range(len(encoded)):
        with pytest.raises(MalformedInput):
            decode_spki(encoded[:end])
    for more in (b"\0", b"\x30\x00", encoded):
        with pytest.raises(MalformedInput):
            decode_spki(encoded + more)


@pytest.mark.parametrize("name", SMALL)
def test_every_changed_byte_is_refused_or_another_key(name: str) -> None:
    """No two encodings of one key: what is still read is written again as exactly these bytes."""
    encoded = encode_spki(name, pair(name)[1])
    for at in range(len(encoded)):
        for value in range(256):
            changed = encoded[:at] + bytes((value,)) + encoded[at + 1 :]
            try:
                key = decode_spki(changed)
            except MalformedInput:
                continue
            assert encode_spki(key.name, key.raw) == changed


@given(st.binary(max_size=200))
def test_only_malformed_input_is_raised(data: bytes) -> None:
    try:
        decode_spki(data)
    except MalformedInput:
        return


def test_hostile_sizes() -> None:
    nested = b""
    for _ in range(10_000):
        nested = der.sequence(nested)
    for data in (nested, b"\x30\x84\xff\xff\xff\xff", b"\x30\x80" * 10_000, bytes(1 << 17), b"\x30" * 70_000):
        with pytest.raises(MalformedInput):
            decode_spki(data)
    for value in ("text", None, 5, [48, 0]):
        with pytest.raises(MalformedInput) as caught:
            decode_spki(value)  # type: ignore[arg-type]
        assert isinstance(caught.value, TypeError)
