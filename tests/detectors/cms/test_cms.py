"""CMS and PKCS#7: every algorithm of a message, in DER and in BER."""

from __future__ import annotations

import hashlib
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import algorithms as ciphers
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.detectors.cms import Cms
from inventory.formats import der
from inventory.model import AssetId, Finding, KeyFacts, Kind
from tests.formats import samples

DETECTOR = Cms()
SMIME = "1.2.840.113549.1.9.16"


def certificate() -> x509.Certificate:
    return x509.load_der_x509_certificate(samples.certificate())


def signed(detached: bool = True) -> bytes:
    builder = (
        pkcs7.PKCS7SignatureBuilder().set_data(b"pay 5").add_signer(certificate(), samples.ec_key(), hashes.SHA384())
    )
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature] if detached else [])


def message(content: str, *fields: bytes) -> bytes:
    inner = der.encode(der.SEQUENCE, *fields)
    return der.encode(der.SEQUENCE, der.encode_oid(content), der.encode(0xA0, inner))


RID = der.encode(der.SEQUENCE, samples.name(), der.encode_integer(1))
AES_CBC = samples.algorithm("2.16.840.1.101.3.4.1.42", der.encode(der.OCTET_STRING, bytes(16)))
AES_128 = samples.algorithm("2.16.840.1.101.3.4.1.2", der.encode(der.OCTET_STRING, bytes(16)))
CONTENT = der.encode(der.SEQUENCE, der.encode_oid("1.2.840.113549.1.7.1"), AES_CBC, der.encode(0x80, bytes(32)))
WRAP = samples.algorithm("2.16.840.1.101.3.4.1.45")
KEY = der.encode(der.OCTET_STRING, bytes(40))


def enveloped(recipient: bytes, content: bytes = CONTENT, kind: str = "1.2.840.113549.1.7.3") -> bytes:
    return message(kind, der.encode_integer(2), der.encode(der.SET, recipient), content)


def said(data: bytes) -> tuple[Finding, dict[str, tuple[str, ...]]]:
    """The message, and its algorithms with their functions."""
    found, problems = samples.run(DETECTOR, data)
    assert problems == []
    algorithms = [one for one in found if one.asset.kind is Kind.ALGORITHM]
    assert {one.asset for one in algorithms} <= {link.target for one in found for link in one.links}
    return found[0], {one.algorithm or one.asset.value: one.functions for one in algorithms}


def test_a_signed_message_and_its_certificate() -> None:
    data = signed()
    found, problems = samples.run(DETECTOR, samples.pem("PKCS7", data).encode())
    assert problems == []
    identity = f"sha256:{hashlib.sha256(samples.certificate()).hexdigest()}"
    assert found[0].asset == AssetId(Kind.MESSAGE, f"sha256:{hashlib.sha256(data).hexdigest()}")
    assert (found[0].algorithm, found[0].facts) == ("ECDSA-SHA384", KeyFacts(format="CMS signed data"))
    assert [(link.role, link.target.value) for link in found[0].links] == [
        ("algorithm", "SHA-384"),
        ("component", identity),
        ("signature-algorithm", "ECDSA-SHA384"),
    ]
    assert [(one.asset.kind, one.algorithm) for one in found[1:]] == [
        (Kind.ALGORITHM, "ECDSA-SHA384"),
        (Kind.ALGORITHM, "SHA-384"),
        (Kind.CERTIFICATE, "EC-P256"),
        (Kind.PUBLIC_KEY, "EC-P256"),
        (Kind.ALGORITHM, "ECDSA-SHA256"),
    ]
    assert {one.location.line for one in found} == {1}


def test_a_bundle_is_its_certificates() -> None:
    data = pkcs7.serialize_certificates([certificate()], Encoding.DER)
    found, problems = samples.run(DETECTOR, data)
    assert problems == []
    assert [one.asset.kind for one in found] == [Kind.CERTIFICATE, Kind.PUBLIC_KEY, Kind.ALGORITHM]
    assert found[0].asset.value == f"sha256:{hashlib.sha256(samples.certificate()).hexdigest()}"


def test_a_message_that_the_library_encrypts() -> None:
    recipient = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(x509.Name([]))
        .public_key(samples.rsa_key().public_key())
        .serial_number(5)
        .not_valid_before(samples.START)
        .not_valid_after(samples.END)
        .sign(samples.rsa_key(), hashes.SHA256())
    )
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(b"pay 5").add_recipient(recipient)
    data = builder.set_content_encryption_algorithm(ciphers.AES256).encrypt(Encoding.DER, [])
    found, algorithms = said(data)
    assert (found.algorithm, found.facts) == ("RSAES-PKCS1", KeyFacts(format="CMS enveloped data"))
    assert algorithms == {"RSAES-PKCS1": ("decrypt",), "AES-256-CBC": ("decrypt",)}


POINT = der.encode_bits(b"\x04" + bytes(64))
EC = "1.2.840.10045.2.1"


def agreement(scheme: str, sender: bytes) -> bytes:
    originator = der.encode(0xA0, der.encode(0xA1, sender, POINT))
    keys = der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, RID, KEY))
    return der.encode(0xA1, der.encode_integer(3), originator, samples.algorithm(scheme, WRAP), keys)


def kem(oid: str) -> bytes:
    derivation = samples.algorithm(f"{SMIME}.3.28")
    parts = (der.encode_integer(0), RID, samples.algorithm(oid), KEY, derivation, der.encode_integer(32), WRAP, KEY)
    return der.encode(0xA4, der.encode_oid(f"{SMIME}.13.3"), der.encode(der.SEQUENCE, *parts))


OAEP = samples.algorithm(
    "1.2.840.113549.1.1.7",
    der.encode(der.SEQUENCE, der.encode(0xA0, samples.algorithm("2.16.840.1.101.3.4.2.1"))),
)
PBKDF2 = der.encode(
    0xA0,
    der.encode_oid("1.2.840.113549.1.5.12"),
    der.encode(der.SEQUENCE, der.encode(der.OCTET_STRING, bytes(8)), der.encode_integer(1000)),
)


@pytest.mark.parametrize(
    ("recipient", "algorithm", "size", "others"),
    [
        (der.encode(der.SEQUENCE, der.encode_integer(0), RID, OAEP, KEY), "RSA-OAEP-SHA256", None, set()),
        (
            agreement("1.3.133.16.840.63.0.2", samples.algorithm(EC)),
            "ECDH",
            256,
            {"X9.63-KDF-SHA1", "AES-256-WRAP"},
        ),
        (
            agreement("1.3.132.1.11.1", samples.algorithm(EC, der.encode_oid("1.2.840.10045.3.1.7"))),
            "ECDH-P256",
            256,
            {"X9.63-KDF-SHA256", "AES-256-WRAP"},
        ),
        (
            agreement(f"{SMIME}.3.19", samples.algorithm("1.3.101.110")),
            "X25519",
            256,
            {"HKDF-SHA256", "AES-256-WRAP"},
        ),
        (agreement("1.2.3.4", samples.algorithm(EC)), None, 256, {"AES-256-WRAP"}),
        (kem("2.16.840.1.101.3.4.4.2"), "ML-KEM-768", None, {"HKDF-SHA256", "AES-256-WRAP"}),
        (kem("1.3.6.1.5.5.7.6.59"), "MLKEM768-ECDH-P256-SHA3-256", None, {"HKDF-SHA256", "AES-256-WRAP"}),
        (der.encode(0xA2, der.encode_integer(4), RID, WRAP, KEY), None, None, {"AES-256-WRAP"}),
        (
            der.encode(0xA3, der.encode_integer(0), PBKDF2, samples.algorithm(f"{SMIME}.3.9", AES_128), KEY),
            None,
            None,
            {"PBKDF2-SHA1", "AES-128-CBC"},
        ),
        (der.encode(0xA4, der.encode_oid("1.2.3.4"), der.encode(der.SEQUENCE)), None, None, set()),
    ],
)
def test_recipients(recipient: bytes, algorithm: str | None, size: int | None, others: set[str]) -> None:
    found, algorithms = said(enveloped(recipient))
    assert found.algorithm == algorithm
    assert (found.reason is None) == (algorithm is not None)
    assert isinstance(found.facts, KeyFacts)
    assert found.facts.size == size
    named = {name for name in algorithms if not name.startswith("unknown:")}
    assert named == {"AES-256-CBC", *others, *([algorithm] if algorithm else [])}


def test_other_sorts_of_content() -> None:
    gcm = samples.algorithm("2.16.840.1.101.3.4.1.46", der.encode(der.SEQUENCE, der.encode(4, bytes(12))))
    content = der.encode(der.SEQUENCE, der.encode_oid("1.2.840.113549.1.7.1"), gcm)
    recipient = der.encode(der.SEQUENCE, der.encode_integer(0), RID, OAEP, KEY)
    found, algorithms = said(enveloped(recipient, content, f"{SMIME}.1.23"))
    assert set(algorithms) == {"RSA-OAEP-SHA256", "AES-256-GCM"}
    assert found.facts == KeyFacts(format="CMS authenticated enveloped data")

    found, algorithms = said(message("1.2.840.113549.1.7.6", der.encode_integer(0), CONTENT))
    assert (found.algorithm, found.reason, set(algorithms)) == (None, "no public key is used in it", {"AES-256-CBC"})

    mac = samples.algorithm("1.2.840.113549.2.9")
    data = message(f"{SMIME}.1.2", der.encode_integer(0), der.encode(der.SET, recipient), mac)
    assert set(said(data)[1]) == {"RSA-OAEP-SHA256", "HMAC-SHA256"}

    digest = samples.algorithm("2.16.840.1.101.3.4.2.3")
    assert set(said(message("1.2.840.113549.1.7.5", der.encode_integer(0), digest))[1]) == {"SHA-512"}


def test_signers_that_differ_are_all_named() -> None:
    def signer(digest: str, signature: bytes) -> bytes:
        return der.encode(der.SEQUENCE, der.encode_integer(1), RID, samples.algorithm(digest), signature, KEY)

    rsa = samples.algorithm("1.2.840.113549.1.1.1", der.encode(der.NULL))
    signers = (
        signer("1.3.14.3.2.26", rsa),
        signer("2.16.840.1.101.3.4.2.3", samples.algorithm("2.16.840.1.101.3.4.3.18")),
        signer("2.16.840.1.101.3.4.2.3", samples.algorithm("1.2.3.4")),
    )
    content = der.encode(der.SEQUENCE, der.encode_oid("1.2.840.113549.1.7.1"))
    data = message(
        "1.2.840.113549.1.7.2", der.encode_integer(1), der.encode(der.SET), content, der.encode(der.SET, *signers)
    )
    found, algorithms = said(data)
    assert found.reason == "it uses several: ML-DSA-65, RSA-PKCS1-SHA1, unknown"
    assert set(algorithms) == {"RSA-PKCS1-SHA1", "SHA-1", "ML-DSA-65", "SHA-512", "unknown:signature:1.2.3.4"}


def indefinite(data: bytes) -> bytes:
    """The same with indefinite lengths wherever an element is made of others."""
    node = der.read(data)
    if not node.tag & 0x20:
        return data
    return bytes((node.tag, 0x80)) + b"".join(indefinite(child.encoded) for child in der.children(node)) + b"\0\0"


def test_ber_says_the_same_as_der() -> None:
    def shown(found: list[Finding]) -> list[tuple[object, ...]]:
        return [(one.asset, one.algorithm, one.functions, one.links) for one in found]

    for data in (signed(), signed(detached=False), enveloped(kem("2.16.840.1.101.3.4.4.2"))):
        found, problems = samples.run(DETECTOR, indefinite(data))
        assert problems == []
        assert shown(found) == shown(samples.run(DETECTOR, data)[0])


def test_damage_is_reported_and_the_rest_is_read() -> None:
    bad = der.encode(der.SEQUENCE, der.encode_integer(1), b"\x05\0")
    content = der.encode(der.SEQUENCE, der.encode_oid("1.2.840.113549.1.7.1"))
    bag = der.encode(0xA0, bad, samples.certificate())
    data = message(
        "1.2.840.113549.1.7.2", der.encode_integer(1), der.encode(der.SET), content, bag, der.encode(der.SET, bad)
    )
    found, problems = samples.run(DETECTOR, data)
    assert [one.asset.kind for one in found] == [Kind.CERTIFICATE, Kind.PUBLIC_KEY, Kind.ALGORITHM]
    assert [one.reason for one in problems] == [
        "a certificate or revocation list in a message: tag 0x02 where 0x30 belongs",
        "a signer is not readable: an element is missing",
    ]
    _, (problem,) = samples.run(DETECTOR, samples.pem("CMS", data[:-2]).encode())
    assert problem.reason.startswith("CMS: an element of")
    _, (problem,) = samples.run(DETECTOR, data[:-2])
    assert problem.reason == "CMS: the data end before the object does"


@pytest.mark.parametrize(
    "data",
    [
        message("1.2.840.113549.1.7.1", der.encode_integer(0)),
        der.encode(der.SEQUENCE, der.encode_oid("1.2.840.113549.1.1.1"), b"\x05\0"),
        der.encode(der.SEQUENCE, der.encode_oid("1.2.840.113549.1.7.2"), b"\x05\0", b"\x05\0"),
        der.encode(der.SEQUENCE, der.encode_integer(3), message("1.2.840.113549.1.7.1")),  # PKCS#12
        samples.certificate(),
        b"\x30\x80\x06\x03\x2a\x03\x04\xa0\x80\x30\x80",
    ],
)
def test_what_is_not_ours_is_silent(data: bytes) -> None:
    assert samples.run(DETECTOR, data) == ([], [])


def test_what_is_left_out_is_said() -> None:
    content = der.encode(der.SEQUENCE, der.encode_oid("1.2.840.113549.1.7.1"))
    signer = der.encode(der.SEQUENCE, der.encode_integer(1), RID, WRAP, samples.algorithm("1.3.101.112"), KEY)
    bag = der.encode(0xA0, samples.certificate() * 1001)
    data = message(
        "1.2.840.113549.1.7.2",
        der.encode_integer(1),
        der.encode(der.SET),
        content,
        bag,
        der.encode(der.SET, signer * 1001),
    )
    found, problems = samples.run(DETECTOR, data)
    assert sum(one.asset.kind is Kind.CERTIFICATE for one in found) == 1000
    assert [one.reason for one in problems] == [
        "more than 1000 signers; the rest was not read",
        "more than 1000 certificates or revocation lists; the rest was not read",
    ]
    recipient = der.encode(der.SEQUENCE, der.encode_integer(0), RID, OAEP, KEY)
    _, (problem,) = samples.run(DETECTOR, enveloped(recipient * 1001))
    assert problem.reason == "more than 1000 recipients; the rest was not read"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 1), st.integers(0, 1 << 12), st.integers(0, 255), st.integers(0, 1 << 12))
def test_damage_anywhere_never_breaks_the_reader(which: int, at: int, value: int, cut: int) -> None:
    data = bytearray((signed(), indefinite(enveloped(kem("2.16.840.1.101.3.4.4.2"))))[which])
    data[at % len(data)] = value
    for damaged in (bytes(data), bytes(data[: cut % len(data)])):
        _, problems = samples.run(DETECTOR, damaged)
        assert not any(one.bug for one in problems)


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702") + b"\xa0\x80" * 100_000,
        b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010703") + b"\xa0\x80\x30\x80" + b"\x04\0" * 2_000_000,
        enveloped(der.encode(der.SEQUENCE, der.encode_integer(0), RID, OAEP, KEY) * 20_000),
        samples.pem("CMS", signed()).encode() * 1500,
    ],
    ids=["deep", "many elements", "many recipients", "many messages"],
)
def test_no_file_takes_long(data: bytes) -> None:
    begin = time.perf_counter()
    samples.run(DETECTOR, data)
    assert time.perf_counter() - begin < 20  # what a scan grants one file: growth is caught, a busy machine is not
