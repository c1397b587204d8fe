"""Certificates, requests and revocation lists: every one is found and named, whatever is wrong with it."""

from __future__ import annotations

import base64
import hashlib
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.detectors.x509 import X509
from inventory.formats import der, pem
from inventory.formats.names import DESCRIPTORS
from inventory.model import (
    AssetId,
    CertificateFacts,
    Finding,
    KeyFacts,
    Kind,
    Link,
    Location,
    Parameter,
    State,
    algorithm_id,
)
from tests.formats import samples

DETECTOR = X509()


def certificates(data: bytes) -> list[Finding]:
    found, _ = samples.run(DETECTOR, data)
    return [one for one in found if one.asset.kind is Kind.CERTIFICATE]


def test_everything_that_is_said_of_a_certificate() -> None:
    data = samples.certificate()
    key = samples.spki(samples.ec_key())
    location = Location("pki/x", 2, 2)
    public = AssetId(Kind.PUBLIC_KEY, f"spki-sha256:{hashlib.sha256(key).hexdigest()}")
    subject = x509.load_der_x509_certificate(data).extensions
    assert [one.oid._name for one in subject] == ["basicConstraints", "keyUsage", "subjectAltName"]
    found, problems = samples.run(DETECTOR, b"#\n" + samples.pem("CERTIFICATE", data).encode(), "pki/x")
    assert problems == []
    assert found == [
        Finding(
            detector="x509",
            asset=AssetId(Kind.CERTIFICATE, f"sha256:{hashlib.sha256(data).hexdigest()}"),
            location=location,
            algorithm="EC-P256",
            facts=CertificateFacts(
                subject="CN=desk.example,O=Example",
                issuer="CN=desk.example,O=Example",
                serial="1234",
                not_before="2026-01-02T03:04:05Z",
                not_after="2036-01-02T03:04:05Z",
                sha256=hashlib.sha256(data).hexdigest(),
                signature_algorithm="ECDSA-SHA256",
                signature_oid="1.2.840.10045.4.3.2",
                extensions=(
                    ("basicConstraints", "critical, CA:TRUE, pathlen:1"),
                    ("keyUsage", "critical, digitalSignature, keyCertSign"),
                    ("subjectAlternativeName", "dns:desk.example"),
                ),
                key_usage=("digitalSignature", "keyCertSign"),
                is_ca=True,
                self_signed=True,
            ),
            links=(
                Link("signature-algorithm", algorithm_id("ECDSA-SHA256"), State.CONFIGURED),
                Link("subject-key", public, State.CONFIGURED),
            ),
            state=State.CONFIGURED,
        ),
        Finding(
            detector="x509",
            asset=public,
            location=location,
            algorithm="EC-P256",
            parameters=(Parameter("part-of", "certificate", "file"),),
            facts=KeyFacts(
                size=256,
                oid="1.2.840.10045.2.1",
                curve="P256",
                spki_sha256=hashlib.sha256(key).hexdigest(),
                key_usage=("digitalSignature", "keyCertSign"),
            ),
            links=(Link("algorithm", algorithm_id("EC-P256"), State.CONFIGURED),),
            state=State.CONFIGURED,
        ),
        Finding(
            detector="x509",
            asset=algorithm_id("ECDSA-SHA256"),
            location=location,
            algorithm="ECDSA-SHA256",
            primitive="signature",
            functions=("verify",),
            state=State.CONFIGURED,
        ),
    ]


def test_der_is_recognised_by_its_layout() -> None:
    one, two = samples.certificate(), samples.certificate("b.example")
    assert [(found.location.line, found.location.offset) for found in certificates(one + two)] == [
        (None, 0),
        (None, len(one)),
    ]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda data: samples.pem("CERTIFICATE", data),
        lambda data: samples.pem("X509 CERTIFICATE", data),
        lambda data: samples.pem("TRUSTED CERTIFICATE", data + der.encode(der.SEQUENCE, b"\x05\0")),
        lambda data: samples.pem("PKCS7", data),
        lambda data: base64.b64encode(data).decode(),
        lambda data: f"data:\n  tls.crt: {base64.b64encode(samples.pem('CERTIFICATE', data).encode()).decode()}\n",
        lambda data: f"<ds:X509Certificate>\n{base64.encodebytes(data).decode()}</ds:X509Certificate>",
    ],
)
def test_content_decides_and_not_the_label(wrap) -> None:
    (found,) = certificates(wrap(samples.certificate()).encode())
    assert found.asset.value == f"sha256:{hashlib.sha256(samples.certificate()).hexdigest()}"
    assert found.location.line is not None


def test_a_request_and_a_revocation_list() -> None:
    key = samples.rsa_key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk")])
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("desk.example")]), critical=False)
        .sign(key, hashes.SHA384(), rsa_padding=pss)
    )
    revoked = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(subject)
        .last_update(samples.START)
        .next_update(samples.END)
        .add_extension(x509.CRLNumber(7), critical=False)
        .sign(key, hashes.SHA512())
    )
    found, problems = samples.run(DETECTOR, request.public_bytes(Encoding.PEM) + revoked.public_bytes(Encoding.PEM))
    assert problems == []
    by_kind = {one.asset.kind: one for one in found}
    asked = by_kind[Kind.CERTIFICATE_REQUEST]
    assert (asked.algorithm, asked.location.line) == ("RSA-2048", 1)
    assert isinstance(asked.facts, CertificateFacts)
    assert (asked.facts.subject, asked.facts.signature_algorithm) == ("CN=desk", "RSA-PSS-SHA384")
    assert asked.facts.extensions == (("subjectAlternativeName", "dns:desk.example"),)
    assert [(one.name, one.value) for one in asked.parameters] == [("hash", "SHA-384"), ("salt-length", "48")]
    listed = by_kind[Kind.CRL]
    assert (listed.algorithm, listed.reason) == (None, "a revocation list holds no key")
    assert listed.facts == CertificateFacts(
        issuer="CN=desk",
        not_before="2026-01-02T03:04:05Z",
        not_after="2036-01-02T03:04:05Z",
        sha256=hashlib.sha256(revoked.public_bytes(Encoding.DER)).hexdigest(),
        signature_algorithm="RSA-PKCS1-SHA512",
        signature_oid="1.2.840.113549.1.1.13",
        extensions=(("cRLNumber", "7"),),
    )


RSA = samples.algorithm("1.2.840.113549.1.1.11", der.encode(der.NULL))


@pytest.mark.parametrize(
    ("key", "algorithm", "reason"),
    [
        (samples.raw_key("1.2.3.4.5", b"key"), None, "unknown algorithm OID 1.2.3.4.5"),
        (samples.raw_key("2.16.840.1.101.3.4.3.18", bytes(1952)), "ML-DSA-65", None),
        (samples.raw_key("2.16.840.1.101.3.4.3.31", bytes(64)), "SLH-DSA-SHAKE-256f", None),
        (samples.raw_key("2.16.840.1.101.3.4.4.1", bytes(800)), "ML-KEM-512", None),
        (samples.raw_key("1.3.6.1.5.5.7.6.45", bytes(1952) + b"\x04" + bytes(64)), "MLDSA65-ECDSA-P256-SHA512", None),
        (
            samples.raw_key("1.2.840.10045.2.1", b"\x04" + bytes(64), der.encode_oid("1.2.156.10197.1.301")),
            "SM2",
            None,
        ),
        (samples.raw_key("1.2.643.7.1.1.1.2", der.encode(4, bytes(128))), "GOST-R-34.10-2012-512", None),
        (samples.raw_key("1.2.840.10045.2.1", b"\x04" + bytes(64), samples.explicit_p256()), "EC-P256", None),
        (
            samples.raw_key("1.2.840.113549.1.1.1", b"damaged", der.encode(der.NULL)),
            "RSA",
            "the public key is not readable: an element of 97 bytes where only 5 are left",
        ),
        (
            der.encode(der.SEQUENCE, b"\x05\0"),
            None,
            "the public key is not readable: tag 0x05 where 0x30 belongs",
        ),
    ],
)
def test_a_certificate_is_never_dropped_for_its_key(key: bytes, algorithm: str | None, reason: str | None) -> None:
    (found,) = certificates(samples.raw_certificate(key=key, signature=RSA))
    assert (found.algorithm, found.reason) == (algorithm, reason)


@pytest.mark.parametrize(
    ("oid", "parameters", "named"),
    [
        ("1.2.3.4.5", (), None),
        ("1.2.840.113549.1.1.4", (der.encode(der.NULL),), "RSA-PKCS1-MD5"),
        ("1.2.840.113549.1.1.10", (der.encode(der.SEQUENCE),), "RSA-PSS-SHA1"),
        ("2.16.840.1.101.3.4.3.14", (), "RSA-PKCS1-SHA3-256"),
        ("1.2.840.10045.4.1", (), "ECDSA-SHA1"),
        ("2.16.840.1.101.3.4.3.19", (), "ML-DSA-87"),
        ("1.3.6.1.5.5.7.6.54", (), "MLDSA87-ECDSA-P521-SHA512"),
        ("1.2.643.7.1.1.3.2", (), "GOST-R-34.10-2012-256"),
        ("1.2.156.10197.1.501", (), "SM2"),
        ("1.3.6.1.5.5.7.6.36", (), None),
    ],
)
def test_a_signature_algorithm_is_named_without_anything_that_it_does_not_say(
    oid: str, parameters: tuple[bytes, ...], named: str | None
) -> None:
    key = samples.raw_key("1.3.101.112", bytes(32))
    found, _ = samples.run(DETECTOR, samples.raw_certificate(key=key, signature=samples.algorithm(oid, *parameters)))
    assert isinstance(found[0].facts, CertificateFacts)
    assert (found[0].facts.signature_algorithm, found[0].facts.signature_oid) == (named, oid)
    last = found[-1]
    if named is None:
        assert last.asset == AssetId(Kind.ALGORITHM, f"unknown:signature:{oid}")
        unsigned = "it carries no signature (id-alg-unsigned)"
        assert last.reason == (unsigned if oid.endswith(".36") else f"unknown algorithm OID {oid}")
    else:
        assert last.asset == algorithm_id(named)
    assert last.asset in [link.target for link in found[0].links]


@pytest.mark.parametrize(
    ("change", "field", "value", "problem"),
    [
        ({"serial": b"\xff"}, "serial", "-01", None),
        ({"serial": b"\0" + b"\xff" * 20}, "serial", "ff" * 20, None),
        ({"serial": b"\x01" * 100}, "serial", "01" * 64 + "…", None),
        ({"before": b"269902030405Z"}, "not_before", None, "notBefore is not a valid time"),
        ({"after": b"360230030405Z"}, "not_after", None, "notAfter is not a valid time"),
        ({"before": b"2601020304Z"}, "not_before", "2026-01-02T03:04:00Z", None),
        ({"before": b"490102030405Z"}, "not_before", "2049-01-02T03:04:05Z", None),
        ({"before": b"500102030405Z"}, "not_before", "1950-01-02T03:04:05Z", None),
        ({"subject": samples.name(b"\x1b[31mred")}, "subject", "CN=\\1B[31mred", None),
        ({"subject": samples.name(b"\xff", 0x0C)}, "subject", "CN=#0c01ff", None),
        ({"subject": der.encode(der.SEQUENCE, b"\x05\0")}, "subject", None, "the subject is not readable"),
        ({"extensions": [("2.5.29.15", b"\x03")]}, "key_usage", (), "extension keyUsage is not readable"),
        (
            {"extensions": [("2.5.29.14", b"\x04\x01a")] * 2},
            "subject_key_id",
            "61",
            "extension 2.5.29.14 appears twice",
        ),
        ({"extensions": [("1.2.3", b"x")] * 1}, "extensions", (("1.2.3", "1 bytes"),), None),
        ({"extensions": [(f"1.2.{n}", b"x") for n in range(70)]}, "is_ca", False, "more than 64 extensions"),
    ],
)
def test_damage_inside_is_reported_and_the_rest_is_kept(
    change: dict[str, object], field: str, value: object, problem: str | None
) -> None:
    data = samples.raw_certificate(**{"key": samples.raw_key("1.3.101.112", bytes(32)), "signature": RSA, **change})
    found, problems = samples.run(DETECTOR, samples.pem("CERTIFICATE", data).encode())
    assert getattr(found[0].facts, field) == value
    assert found[0].algorithm == "Ed25519"
    assert [one.reason.startswith(problem or "!") and one.line == 1 for one in problems] == [True] * (
        problem is not None
    )


def test_a_damaged_block_is_one_problem_and_the_next_one_is_read() -> None:
    good = samples.pem("CERTIFICATE", samples.certificate())
    bad = samples.pem("CERTIFICATE", samples.certificate()[:-1])
    worse = good.replace("M", "!", 1)
    found, problems = samples.run(DETECTOR, (bad + worse + good).encode())
    assert [one.location.line for one in found] == [bad.count("\n") + worse.count("\n") + 1] * 3
    size = len(samples.certificate())
    assert [(one.line, one.reason) for one in problems] == [
        (1, f"CERTIFICATE: an element of {size - 4} bytes where only {size - 5} are left"),
        (bad.count("\n") + 1, "CERTIFICATE: there are characters that are not base64"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"0",
        b"0123456789 is the start of a log\n" * 10,
        b"\x30\x03\x02\x01\x05",
        b"\x30\x82\x01\x00" + bytes(256),
        der.encode(der.SEQUENCE, der.encode_integer(1 << 255), der.encode_integer(1 << 254)),  # a signature
        der.encode(der.SEQUENCE, der.encode_integer(3), samples.algorithm("1.2.840.113549.1.7.1")),  # like PKCS#12
        samples.spki(samples.ed25519_key()),
        b"\x1f\x8b" + samples.pem("CERTIFICATE", samples.certificate()).encode(),
        b"<X509Certificate>see the manual</X509Certificate>",
    ],
)
def test_what_is_not_ours_is_silent(data: bytes) -> None:
    assert samples.run(DETECTOR, data) == ([], [])


def test_a_text_that_begins_with_a_zero_can_hold_a_certificate() -> None:
    assert len(certificates(b"0 1 2\n" + samples.pem("CERTIFICATE", samples.certificate()).encode())) == 1


def test_a_certificate_cut_at_any_byte_is_a_problem_or_silent() -> None:
    data = samples.certificate()
    outcomes = set()
    for end in range(len(data)):
        for cut in (data[:end], samples.pem("CERTIFICATE", data[:end]).encode()):
            found, problems = samples.run(DETECTOR, cut)
            assert found == []
            assert len(problems) <= 1
            outcomes.add(len(problems))
    assert outcomes == {0, 1}
    late = [samples.run(DETECTOR, data[:end])[1] for end in range(len(data) - 60, len(data))]
    assert {one.reason for (one,) in late} == {"certificate: the data end before the object does"}


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 1 << 16), st.integers(0, 255), st.integers(0, 1 << 16), st.binary(max_size=4))
def test_damage_anywhere_never_breaks_the_reader(at: int, value: int, cut: int, inserted: bytes) -> None:
    data = bytearray(samples.certificate())
    data[at % len(data)] = value
    place = cut % len(data)
    for damaged in (bytes(data), bytes(data[:place]) + inserted + bytes(data[place:])):
        for text in (damaged, samples.pem("CERTIFICATE", damaged).encode()):
            found, problems = samples.run(DETECTOR, text)
            assert len([one for one in found if one.asset.kind is Kind.CERTIFICATE]) <= 1
            assert not any(one.bug for one in problems)


def test_a_file_of_too_many_objects_is_reported_and_read_so_far() -> None:
    data = samples.pem(
        "CERTIFICATE", samples.raw_certificate(key=samples.raw_key("1.3.101.112", bytes(32)), signature=RSA)
    )
    begin = time.perf_counter()
    found, problems = samples.run(DETECTOR, data.encode() * 4100)
    assert time.perf_counter() - begin < 20  # what a scan grants one file: growth is caught, a busy machine is not
    assert sum(one.asset.kind is Kind.CERTIFICATE for one in found) == 4000
    assert [one.reason for one in problems] == ["CERTIFICATE: more than 4000 objects; the rest was not read"]


def _roots() -> list[bytes]:
    certifi = pytest.importorskip("certifi")
    with open(certifi.where(), "rb") as file:
        return [block.data for block in pem.blocks(file.read())]


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# The library warns that it will refuse serial numbers of zero in a future release; a public root has one.
@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_the_facts_are_those_of_cryptography_for_every_public_root() -> None:
    """Our reader and the library must agree on every certificate that the library accepts."""
    names = {x509.ObjectIdentifier(oid): name for oid, name in DESCRIPTORS.items()}
    roots = _roots()
    assert len(roots) > 100
    for data in roots:
        theirs = x509.load_der_x509_certificate(data)
        (ours,) = certificates(data)
        assert isinstance(ours.facts, CertificateFacts)
        facts = ours.facts
        assert facts.subject == theirs.subject.rfc4514_string(names)
        assert facts.issuer == theirs.issuer.rfc4514_string(names)
        assert int(facts.serial or "", 16) == theirs.serial_number
        assert (facts.not_before, facts.not_after) == (
            _rfc3339(theirs.not_valid_before_utc),
            _rfc3339(theirs.not_valid_after_utc),
        )
        assert facts.signature_oid == theirs.signature_algorithm_oid.dotted_string
        assert facts.sha256 == theirs.fingerprint(hashes.SHA256()).hex()
        assert facts.is_ca is theirs.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        usage = theirs.extensions.get_extension_for_class(x509.KeyUsage).value
        assert ("keyCertSign" in facts.key_usage, "cRLSign" in facts.key_usage) == (usage.key_cert_sign, usage.crl_sign)
        public = next(link.target.value for link in ours.links if link.role == "subject-key")
        assert public == f"spki-sha256:{hashlib.sha256(samples.spki(theirs.public_key())).hexdigest()}"
        key = theirs.public_key()
        assert isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
        assert ours.algorithm == f"{'RSA-' if isinstance(key, rsa.RSAPublicKey) else 'EC-P'}{key.key_size}"


def test_order_of_objects_is_that_of_the_file() -> None:
    data = b"".join(samples.pem("CERTIFICATE", samples.certificate(f"{n}.example")).encode() for n in range(5))
    offsets = [one.location.offset for one in certificates(data)]
    assert all(one < other for one, other in pairwise(offsets))
