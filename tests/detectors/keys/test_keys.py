"""Keys in clear and encrypted: what they are, how they are protected, and that nothing secret comes out."""

from __future__ import annotations

import hashlib
import time

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.detectors.keys import Keys
from inventory.formats import der
from inventory.model import AssetId, Finding, KeyFacts, Kind, Link, Location, Parameter, State, algorithm_id
from tests.formats import samples

DETECTOR = Keys()


def private(data: bytes, path: str = "a/b.txt") -> Finding:
    found, problems = samples.run(DETECTOR, data, path)
    assert problems == []
    (one,) = [one for one in found if one.asset.kind is Kind.PRIVATE_KEY]
    return one


def parameters(one: Finding) -> dict[str, str]:
    return {parameter.name: parameter.value for parameter in one.parameters}


def test_everything_that_is_said_of_a_private_key() -> None:
    key = samples.spki(samples.ec_key())
    sha256 = hashlib.sha256(key).hexdigest()
    public = AssetId(Kind.PUBLIC_KEY, f"spki-sha256:{sha256}")
    algorithm = Link("algorithm", algorithm_id("EC-P256"), State.CONFIGURED)
    location = Location("keys/x", 3, 2)
    facts = KeyFacts(size=256, format="PKCS#8", oid="1.2.840.10045.2.1", curve="P256", spki_sha256=sha256)
    found, problems = samples.run(
        DETECTOR, b"\n\n" + samples.pem("PRIVATE KEY", samples.pkcs8(samples.ec_key())).encode(), "keys/x"
    )
    assert problems == []
    assert found == [
        Finding(
            detector="keys",
            asset=AssetId(Kind.PRIVATE_KEY, f"spki-sha256:{sha256}"),
            location=location,
            algorithm="EC-P256",
            facts=facts,
            links=(Link("public-key", public, State.CONFIGURED), algorithm),
            state=State.CONFIGURED,
        ),
        Finding(
            detector="keys",
            asset=public,
            location=location,
            algorithm="EC-P256",
            parameters=(Parameter("part-of", "private key", "file"),),
            facts=KeyFacts(size=256, oid="1.2.840.10045.2.1", curve="P256", spki_sha256=sha256),
            links=(algorithm,),
            state=State.CONFIGURED,
        ),
    ]


@pytest.mark.parametrize(
    ("label", "data", "algorithm", "format"),
    [
        ("PRIVATE KEY", samples.pkcs8(samples.rsa_key()), "RSA-2048", "PKCS#8"),
        ("RSA PRIVATE KEY", samples.traditional(samples.rsa_key()), "RSA-2048", "PKCS#1"),
        ("EC PRIVATE KEY", samples.traditional(samples.ec_key("secp384r1")), "EC-P384", "SEC1"),
        ("PRIVATE KEY", samples.pkcs8(samples.ed25519_key()), "Ed25519", "PKCS#8"),
        ("PRIVATE KEY", samples.pkcs8(mldsa.MLDSA65PrivateKey.generate()), "ML-DSA-65", "PKCS#8"),
        ("CERTIFICATE", samples.pkcs8(samples.rsa_key()), "RSA-2048", "PKCS#8"),
        ("ANY PRIVATE KEY", samples.pkcs8(samples.rsa_key()), "RSA-2048", "PKCS#8"),
        (None, samples.pkcs8(samples.rsa_key()), "RSA-2048", "PKCS#8"),
        (None, samples.traditional(samples.rsa_key()), "RSA-2048", "PKCS#1"),
        (None, samples.traditional(samples.ec_key()), "EC-P256", "SEC1"),
    ],
)
def test_private_keys_in_every_form(label: str | None, data: bytes, algorithm: str, format: str) -> None:
    found = private(samples.pem(label, data).encode() if label else data)
    assert found.algorithm == algorithm
    assert isinstance(found.facts, KeyFacts)
    assert (found.facts.format, found.facts.encrypted) == (format, False)


@pytest.mark.parametrize(
    ("label", "data", "algorithm", "format"),
    [
        ("PUBLIC KEY", samples.spki(samples.rsa_key()), "RSA-2048", "SubjectPublicKeyInfo"),
        (None, samples.spki(samples.ed25519_key()), "Ed25519", "SubjectPublicKeyInfo"),
        ("PUBLIC KEY", samples.raw_key("1.3.6.1.5.5.7.6.35", bytes(64)), "XMSSMT", "SubjectPublicKeyInfo"),
        ("PUBLIC KEY", samples.raw_key("1.2.3.4", bytes(64)), None, "SubjectPublicKeyInfo"),
        (
            "RSA PUBLIC KEY",
            samples.rsa_key().public_key().public_bytes(Encoding.DER, serialization.PublicFormat.PKCS1),
            "RSA-2048",
            "PKCS#1",
        ),
    ],
)
def test_public_keys(label: str | None, data: bytes, algorithm: str | None, format: str) -> None:
    (found,), problems = samples.run(DETECTOR, samples.pem(label, data).encode() if label else data)
    assert (found.asset.kind, found.algorithm, problems) == (Kind.PUBLIC_KEY, algorithm, [])
    assert isinstance(found.facts, KeyFacts)
    assert found.facts.format == format


def test_a_composite_key_brings_its_parts_along() -> None:
    first, second = bytes(1952), b"\x04" + bytes(63) + b"\1"
    data = samples.raw_key("1.3.6.1.5.5.7.6.45", first + second)
    found, problems = samples.run(DETECTOR, samples.pem("PUBLIC KEY", data).encode())
    assert problems == []
    assert [one.algorithm for one in found] == ["MLDSA65-ECDSA-P256-SHA512", "ML-DSA-65", "EC-P256"]
    assert [link.target for link in found[0].links if link.role == "component"] == [one.asset for one in found[1:]]
    assert [parameters(one) for one in found[1:]] == [{"part-of": "composite key"}] * 2


def test_one_key_is_one_asset_in_all_its_forms() -> None:
    key = samples.rsa_key()
    text = samples.pem("PRIVATE KEY", samples.pkcs8(key)) + samples.pem("RSA PRIVATE KEY", samples.traditional(key))
    found, _ = samples.run(DETECTOR, (text + samples.pem("PUBLIC KEY", samples.spki(key))).encode())
    assert {one.asset for one in found} == {
        AssetId(kind, f"spki-sha256:{hashlib.sha256(samples.spki(key)).hexdigest()}")
        for kind in (Kind.PRIVATE_KEY, Kind.PUBLIC_KEY)
    }


PBKDF2_SHA512 = der.encode(
    der.SEQUENCE,
    der.encode(der.OCTET_STRING, bytes(8)),
    der.encode_integer(600_000),
    samples.algorithm("1.2.840.113549.2.11", der.encode(der.NULL)),
)
SCRYPT = der.encode(
    der.SEQUENCE,
    der.encode(der.OCTET_STRING, bytes(16)),
    der.encode_integer(1 << 40),
    der.encode_integer(8),
    der.encode_integer(1 << 20),
)
AES = samples.algorithm("2.16.840.1.101.3.4.1.42", der.encode(der.OCTET_STRING, bytes(16)))
SALTED = der.encode(der.SEQUENCE, der.encode(der.OCTET_STRING, bytes(8)), der.encode_integer(2048))


def pbes2(*parts: bytes) -> bytes:
    return samples.algorithm("1.2.840.113549.1.5.13", der.encode(der.SEQUENCE, *parts))


@pytest.mark.parametrize(
    ("how", "protection", "names", "given"),
    [
        (
            pbes2(samples.algorithm("1.2.840.113549.1.5.12", PBKDF2_SHA512), AES),
            "PBES2 (AES-256-CBC, PBKDF2-SHA512)",
            ["AES-256-CBC", "PBKDF2-SHA512"],
            {"iterations": "600000", "salt-length": "8"},
        ),
        (
            pbes2(samples.algorithm("1.2.840.113549.1.5.12", SALTED), samples.algorithm("1.2.840.113549.3.7")),
            "PBES2 (3DES-CBC, PBKDF2-SHA1)",
            ["3DES-CBC", "PBKDF2-SHA1"],
            {"iterations": "2048", "salt-length": "8"},
        ),
        (
            pbes2(samples.algorithm("1.3.6.1.4.1.11591.4.11", SCRYPT), AES),
            "PBES2 (AES-256-CBC, scrypt)",
            ["AES-256-CBC", "scrypt"],
            {"n": "1099511627776", "r": "8", "p": "1048576", "salt-length": "16"},
        ),
        (
            samples.algorithm("1.2.840.113549.1.5.3", SALTED),
            "PBES1 (DES-CBC, PBKDF1-MD5)",
            ["DES-CBC", "PBKDF1-MD5"],
            {"iterations": "2048", "salt-length": "8"},
        ),
        (
            samples.algorithm("1.2.840.113549.1.12.1.6", SALTED),
            "PKCS#12 PBE (RC2-CBC, SHA-1)",
            ["RC2-CBC", "SHA-1"],
            {"cipher-bits": "40", "kdf": "PKCS#12", "iterations": "2048", "salt-length": "8"},
        ),
        (
            pbes2(samples.algorithm("1.2.3.4"), AES),
            "PBES2 (AES-256-CBC, unknown algorithm OID 1.2.3.4)",
            ["AES-256-CBC", None],
            {},
        ),
    ],
)
def test_how_a_key_is_encrypted(how: bytes, protection: str, names: list[str | None], given: dict[str, str]) -> None:
    data = der.encode(der.SEQUENCE, how, der.encode(der.OCTET_STRING, bytes(64)))
    found, problems = samples.run(DETECTOR, samples.pem("ENCRYPTED PRIVATE KEY", data).encode(), "keys/x")
    key, *rest = found
    assert problems == []
    assert key.asset == AssetId.at(Kind.PRIVATE_KEY, "keys/x", 0)
    assert (key.algorithm, key.reason) == (None, "the key type is inside the encrypted part")
    assert key.facts == KeyFacts(format="PKCS#8", encrypted=True, protection=protection)
    assert parameters(key) == given
    assert [one.algorithm for one in rest] == names
    assert [one.functions for one in rest] == [("encrypt",), ("keyderive",)]
    assert [link.target for link in key.links if link.role == "protection"] == [one.asset for one in rest]


def test_pem_encryption_tells_its_family_and_cipher() -> None:
    headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,5E80EFF86865EA54\n"
    text = samples.pem("RSA PRIVATE KEY", bytes(1192), headers=f"{headers}\n")
    found, problems = samples.run(DETECTOR, text.encode())
    assert problems == []
    assert (found[0].algorithm, found[0].reason) == ("RSA", "its size is inside the encrypted part")
    assert found[0].facts == KeyFacts(
        format="PEM encryption", encrypted=True, protection="PEM encryption (3DES-CBC, MD5)"
    )
    assert [one.algorithm for one in found[1:]] == ["3DES-CBC", "MD5"]
    unknown, _ = samples.run(DETECTOR, text.replace("DES-EDE3-CBC", "ROT13-CBC").encode())
    assert [one.reason for one in unknown[1:]] == ["a cipher in DEK-Info that the table does not have", None]


def test_keys_that_the_library_encrypts_are_recognised() -> None:
    data = samples.rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    found = private(data)
    assert isinstance(found.facts, KeyFacts)
    assert found.facts.protection == "PBES2 (AES-256-CBC, PBKDF2-SHA256)"


P512 = (1 << 511) + 111


@pytest.mark.parametrize(
    ("label", "data", "algorithm", "size"),
    [
        ("DH PARAMETERS", der.encode(der.SEQUENCE, der.encode_integer(P512), der.encode_integer(2)), "DH-512", 512),
        ("X9.42 DH PARAMETERS", der.encode(der.SEQUENCE, *[der.encode_integer(P512)] * 3), "DH-512", 512),
        ("DSA PARAMETERS", der.encode(der.SEQUENCE, *[der.encode_integer(P512)] * 3), "DSA-512", 512),
        ("EC PARAMETERS", der.encode_oid("1.3.132.0.34"), "EC-P384", 384),
        ("EC PARAMETERS", samples.explicit_p256(), "EC-P256", 256),
        ("EC PARAMETERS", der.encode_oid("1.2.3"), "EC", None),
    ],
)
def test_parameters_without_a_key(label: str, data: bytes, algorithm: str, size: int | None) -> None:
    (found,), problems = samples.run(DETECTOR, samples.pem(label, data).encode())
    assert problems == []
    assert found.asset == AssetId(Kind.PARAMETERS, f"sha256:{hashlib.sha256(data).hexdigest()}")
    assert found.algorithm == algorithm
    assert isinstance(found.facts, KeyFacts)
    assert (found.facts.size, found.facts.format) == (size, label)


def test_parameters_before_their_key_are_not_counted_twice() -> None:
    parts = samples.pem("EC PARAMETERS", der.encode_oid("1.2.840.10045.3.1.7"))
    key = samples.pem("EC PRIVATE KEY", samples.traditional(samples.ec_key()))
    found, problems = samples.run(DETECTOR, (parts + key).encode())
    assert problems == []
    assert [(one.asset.kind, one.location.line) for one in found] == [(Kind.PRIVATE_KEY, 4), (Kind.PUBLIC_KEY, 4)]
    found, _ = samples.run(DETECTOR, (key + parts).encode())
    assert [one.asset.kind for one in found] == [Kind.PRIVATE_KEY, Kind.PUBLIC_KEY, Kind.PARAMETERS]


def test_a_well_known_group_is_named() -> None:
    prime = int(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
        "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
        "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
        16,
    )  # RFC 2409, the second Oakley group
    data = der.encode(der.SEQUENCE, der.encode_integer(prime), der.encode_integer(2))
    (found,), _ = samples.run(DETECTOR, samples.pem("DH PARAMETERS", data).encode())
    assert parameters(found) == {"group": "modp1024 (IKE group 2)"}


def test_a_private_key_of_an_unknown_form_is_not_dropped() -> None:
    found = private(samples.pem("TSS2 PRIVATE KEY", der.encode(der.SEQUENCE, b"\x05\0")).encode(), "k")
    assert found.asset == AssetId.at(Kind.PRIVATE_KEY, "k", 0)
    assert (found.algorithm, found.reason) == (None, "a private key in a form that is not known here")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (samples.pem("RSA PUBLIC KEY", bytes.fromhex("3006020100020101")), 1, "that no key can have"),
        ("\n" + samples.pem("PRIVATE KEY", b"\x30\x03\x02\x01\x00"), 2, "an element is missing"),
        (samples.pem("EC PRIVATE KEY", b"garbage garbage"), 1, "an element of"),
        (samples.pem("DH PARAMETERS", b"\x05\x00"), 1, "tag 0x05 where 0x30 belongs"),
        ("-----BEGIN PRIVATE KEY-----\n!!!! ab\n-----END PRIVATE KEY-----\n", 1, "not base64"),
    ],
)  # fmt: skip
def test_damaged_keys_are_one_problem(text: str, line: int, reason: str) -> None:
    found, (problem,) = samples.run(DETECTOR, text.encode())
    assert found == []
    assert (problem.line, problem.bug) == (line, False)
    assert reason in problem.reason


def test_an_inconsistent_key_is_a_finding_and_a_problem() -> None:
    both = der.encode(der.SEQUENCE, der.encode(der.OCTET_STRING, bytes(64)), der.encode(der.OCTET_STRING, bytes(2400)))
    data = der.encode(
        der.SEQUENCE,
        der.encode_integer(0),
        samples.algorithm("2.16.840.1.101.3.4.4.2"),
        der.encode(der.OCTET_STRING, both),
    )
    found, problems = samples.run(DETECTOR, data)
    assert [(one.asset.kind, one.algorithm) for one in found] == [
        (Kind.PRIVATE_KEY, "ML-KEM-768"),
        (Kind.PUBLIC_KEY, "ML-KEM-768"),
    ]
    assert [one.reason for one in problems] == [
        "the expanded key fails the hash check of FIPS 203",
        "seed and expanded key do not belong together",
    ]


def test_key_blobs_of_cryptoapi() -> None:
    numbers = samples.rsa_key().public_key().public_numbers()
    body = (2048).to_bytes(4, "little") + numbers.e.to_bytes(4, "little") + numbers.n.to_bytes(256, "little")
    (public,), _ = samples.run(DETECTOR, bytes.fromhex("0602000000a40000") + b"RSA1" + body)
    expected = f"spki-sha256:{hashlib.sha256(samples.spki(samples.rsa_key())).hexdigest()}"
    assert (public.asset, public.algorithm) == (AssetId(Kind.PUBLIC_KEY, expected), "RSA-2048")
    secret = private(bytes.fromhex("0702000000240000") + b"RSA2" + body + bytes(500))
    assert secret.asset == AssetId(Kind.PRIVATE_KEY, expected)
    _, (problem,) = samples.run(DETECTOR, bytes.fromhex("0602000000a40000") + b"RSA1" + body[:-1])
    assert problem.reason == "a key blob of 2048 bits that holds 255 bytes of modulus"


@pytest.mark.parametrize(
    "data",
    [
        der.encode(der.SEQUENCE, der.encode_integer(1 << 1000), der.encode_integer((1 << 999) + 1)),  # a signature
        der.encode(der.SEQUENCE, der.encode_integer(5), der.encode_integer(3)),
        der.encode(der.SEQUENCE, der.encode_integer(1), b"\x04\x01a", b"\x05\0"),
        der.encode(der.SEQUENCE, samples.algorithm("1.2.3"), b"\x04\x01a"),  # a DigestInfo
        b"-----BEGIN PGP PRIVATE KEY BLOCK-----\nxxx\n-----END PGP PRIVATE KEY BLOCK-----",
        samples.certificate(),
    ],
)
def test_what_is_not_ours_is_silent(data: bytes) -> None:
    assert samples.run(DETECTOR, data) == ([], [])


def secrets() -> list[tuple[bytes, list[bytes]]]:
    """Files and what in them is secret."""
    rsa, ec, ed = samples.rsa_key(), samples.ec_key(), samples.ed25519_key()
    seed = bytes(range(100, 132))
    quantum = mldsa.MLDSA44PrivateKey.from_seed_bytes(seed)
    numbers = rsa.private_numbers()
    return [
        (samples.pkcs8(rsa), [numbers.d.to_bytes(256, "big").lstrip(b"\0"), numbers.p.to_bytes(128, "big")]),
        (samples.traditional(rsa), [numbers.q.to_bytes(128, "big"), numbers.dmp1.to_bytes(128, "big").lstrip(b"\0")]),
        (samples.traditional(ec), [ec.private_numbers().private_value.to_bytes(32, "big")]),
        (samples.pkcs8(ed), [ed.private_bytes_raw()]),
        (samples.pkcs8(quantum), [seed]),
    ]


def spellings(secret: bytes) -> list[str]:
    windows = [secret[at : at + 8] for at in range(0, len(secret) - 8, 3)]
    number = int.from_bytes(secret, "big")
    hashes = [getattr(hashlib, name)(secret).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")]
    return [str(number), f"{number:x}", *hashes, *(one.hex() for one in windows), *(repr(one)[2:-1] for one in windows)]


@pytest.mark.parametrize("index", range(5))
def test_no_secret_in_findings_or_problems(index: int) -> None:
    data, secret = secrets()[index]
    for text in (
        data,
        samples.pem("PRIVATE KEY", data).encode(),
        data[:-3],
        samples.pem("EC PRIVATE KEY", data[3:]).encode(),
    ):
        found, problems = samples.run(DETECTOR, text)
        said = repr(found) + repr(problems)
        assert not [one for value in secret for one in spellings(value) if one in said]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 4), st.integers(0, 1 << 14), st.integers(0, 255), st.integers(0, 1 << 14))
def test_damage_anywhere_never_breaks_the_reader(index: int, at: int, value: int, cut: int) -> None:
    data = bytearray(secrets()[index][0])
    data[at % len(data)] = value
    for damaged in (bytes(data), bytes(data[: cut % len(data)])):
        for text in (damaged, samples.pem("PRIVATE KEY", damaged).encode()):
            _, problems = samples.run(DETECTOR, text)
            assert not any(one.bug for one in problems)


@pytest.mark.parametrize(
    "data",
    [
        samples.pem("PRIVATE KEY", samples.pkcs8(samples.ed25519_key())).encode() * 4000,
        der.encode(der.SEQUENCE, der.encode_integer((1 << 4_000_000) + 1), der.encode_integer(3)),
        samples.pem(
            "PRIVATE KEY",
            der.encode(
                der.SEQUENCE,
                der.encode_integer(0),
                samples.algorithm(
                    "1.2.840.113549.1.3.1",
                    der.encode(der.SEQUENCE, der.encode_integer((1 << 4096) - 1), der.encode_integer(3)),
                ),
                der.encode(der.OCTET_STRING, der.encode_integer((1 << 4096) - 1)),
            ),
        ).encode()
        * 200,
    ],
    ids=["many keys", "a huge number", "many slow keys"],
)
def test_no_file_takes_long(data: bytes) -> None:
    begin = time.perf_counter()
    samples.run(DETECTOR, data)
    assert time.perf_counter() - begin < 20  # what a scan grants one file: growth is caught, a busy machine is not
