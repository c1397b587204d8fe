"""Small artefacts made on the spot, and how a detector is run over bytes in memory."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from inventory.detectors.detector import HEAD, Detector, File, Stub
from inventory.errors import Unreadable
from inventory.formats import der
from inventory.model import Finding, Problem

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
END = datetime(2036, 1, 2, 3, 4, 5, tzinfo=UTC)


def run(detector: Detector, data: bytes, path: str = "a/b.txt") -> tuple[list[Finding], list[Problem]]:
    """What a detector says of these bytes, and nothing if it does not want them."""
    if not detector.wants(Stub(path, len(data), data[:HEAD])):
        return [], []
    items: list[Finding | Problem] = []
    try:
        items.extend(detector.detect(File(path, data)))
    except Unreadable as error:
        items.append(Problem(path, detector.name, str(error)))
    return [one for one in items if isinstance(one, Finding)], [one for one in items if isinstance(one, Problem)]


def pem(label: str, data: bytes, newline: str = "\n", indent: str = "", headers: str = "") -> str:
    """A PEM block."""
    lines = textwrap.wrap(base64.b64encode(data).decode(), 64)
    text = [f"-----BEGIN {label}-----", *headers.splitlines(), *lines, f"-----END {label}-----"]
    return "".join(f"{indent}{line}{newline}" for line in text)


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def ec_key(curve: str = "secp256r1") -> ec.EllipticCurvePrivateKey:
    return _ec_key(curve)


@cache
def _ec_key(curve: str) -> ec.EllipticCurvePrivateKey:
    kinds = {"secp256r1": ec.SECP256R1, "secp384r1": ec.SECP384R1, "secp521r1": ec.SECP521R1, "secp256k1": ec.SECP256K1}
    return ec.generate_private_key(kinds[curve]())


@cache
def ed25519_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def spki(key) -> bytes:
    """SubjectPublicKeyInfo of a private or public key."""
    public = key.public_key() if hasattr(key, "public_key") else key
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def pkcs8(key) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def traditional(key) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def certificate(name: str = "desk.example") -> bytes:
    """A self-signed certificate in DER with the usual extensions, the same at each call."""
    return _certificate(name)


@cache
def _certificate(name: str) -> bytes:
    key = ec_key()
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    usage = x509.KeyUsage(True, False, False, False, False, True, False, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(0x1234)
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(x509.BasicConstraints(True, 1), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def algorithm(oid: str, *parameters: bytes) -> bytes:
    """An AlgorithmIdentifier."""
    return der.encode(der.SEQUENCE, der.encode_oid(oid), *parameters)


def name(common: bytes = b"raw.example", tag: int = 0x0C) -> bytes:
    """A Name with one common name."""
    attribute = der.encode(der.SEQUENCE, der.encode_oid("2.5.4.3"), der.encode(tag, common))
    return der.encode(der.SEQUENCE, der.encode(der.SET, attribute))


def raw_certificate(
    *,
    key: bytes,
    signature: bytes,
    serial: bytes = b"\x01",
    subject: bytes | None = None,
    before: bytes = b"260102030405Z",
    after: bytes = b"360102030405Z",
    extensions: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """A certificate put together by hand: any key, any signature algorithm, any damage."""
    validity = der.encode(der.SEQUENCE, der.encode(der.UTC_TIME, before), der.encode(der.UTC_TIME, after))
    parts = [
        der.encode(0xA0, der.encode_integer(2)),
        der.encode(der.INTEGER, serial),
        signature,
        name(b"issuer.example"),
        validity,
        subject or name(),
        key,
    ]
    listed = [
        der.encode(der.SEQUENCE, der.encode_oid(oid), der.encode(der.OCTET_STRING, value)) for oid, value in extensions
    ]
    if listed:
        parts.append(der.encode(0xA3, der.encode(der.SEQUENCE, *listed)))
    tbs = der.encode(der.SEQUENCE, *parts)
    return der.encode(der.SEQUENCE, tbs, signature, der.encode_bits(bytes(16)))


def raw_key(oid: str, key: bytes, *parameters: bytes) -> bytes:
    """A SubjectPublicKeyInfo put together by hand."""
    return der.encode(der.SEQUENCE, algorithm(oid, *parameters), der.encode_bits(key))


# The domain parameters of P-256, FIPS 186-4 appendix D.1.2.3.
P256_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
P256_GX = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
P256_GY = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5
P256_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def explicit_p256(base: bytes | None = None) -> bytes:
    """ECParameters of P-256 spelled out, with another generator if one is given."""
    width = 32
    point = base or b"\x04" + P256_GX.to_bytes(width, "big") + P256_GY.to_bytes(width, "big")
    curve = der.encode(
        der.SEQUENCE,
        der.encode(der.OCTET_STRING, (P256_P - 3).to_bytes(width, "big")),
        der.encode(der.OCTET_STRING, P256_B.to_bytes(width, "big")),
    )
    field = der.encode(der.SEQUENCE, der.encode_oid("1.2.840.10045.1.1"), der.encode_integer(P256_P))
    return der.encode(
        der.SEQUENCE,
        der.encode_integer(1),
        field,
        curve,
        der.encode(der.OCTET_STRING, point),
        der.encode_integer(P256_N),
        der.encode_integer(1),
    )
