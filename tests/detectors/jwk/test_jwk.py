"""JSON Web Keys: one asset with the same key in any other form; symmetric keys by place only."""

from __future__ import annotations

import base64
import hashlib
import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, mldsa, x448
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.detectors.jwk import Jwk
from inventory.model import AssetId, Finding, KeyFacts, Kind, Link, Location, Parameter, State
from tests.formats import samples

DETECTOR = Jwk()
SEED = bytes(range(32))


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def identity(key) -> str:
    return f"spki-sha256:{hashlib.sha256(samples.spki(key)).hexdigest()}"


def rsa(**more: object) -> dict[str, object]:
    numbers = samples.rsa_key().public_key().public_numbers()
    return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e), **more}


def elliptic(curve: str = "secp256r1", name: str = "P-256", **more: object) -> dict[str, object]:
    numbers = samples.ec_key(curve).public_key().public_numbers()
    width = (samples.ec_key(curve).key_size + 7) // 8
    x, y = (b64(value.to_bytes(width, "big")) for value in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": name, "x": x, "y": y, **more}


def detect(value: object, path: str = "a/keys.json") -> tuple[list[Finding], list[str]]:
    found, problems = samples.run(DETECTOR, json.dumps(value, indent=1).encode(), path)
    return found, [one.reason for one in problems]


def test_everything_that_is_said_of_a_key() -> None:
    text = json.dumps({"keys": [{}, elliptic(kid="desk-1", alg="ES256", use="sig")]}, indent=1)
    found, problems = samples.run(DETECTOR, b"\xef\xbb\xbf" + text.encode(), "auth/x")
    assert problems == []
    assert found == [
        Finding(
            detector="jwk",
            asset=AssetId(Kind.PUBLIC_KEY, identity(samples.ec_key())),
            location=Location("auth/x", 4, text.index('{\n   "kty"')),
            algorithm="EC-P256",
            parameters=(
                Parameter("pointer", "/keys/1", "file"),
                Parameter("declared", "ECDSA-P256-SHA256", "file"),
                Parameter("alg", "ES256", "file"),
                Parameter("use", "sig", "file"),
            ),
            facts=KeyFacts(
                size=256,
                format="JWK",
                oid="1.2.840.10045.2.1",
                curve="P256",
                spki_sha256=identity(samples.ec_key()).partition(":")[2],
                comment="desk-1",
            ),
            links=(Link("algorithm", AssetId(Kind.ALGORITHM, "EC-P256"), State.CONFIGURED),),
            state=State.CONFIGURED,
        )
    ]


ED25519 = b64(samples.ed25519_key().private_bytes_raw())
MLDSA = mldsa.MLDSA65PrivateKey.from_seed_bytes(SEED)
X448 = x448.X448PrivateKey.generate()


@pytest.mark.parametrize(
    ("members", "key", "algorithm"),
    [
        (rsa(), samples.rsa_key(), "RSA-2048"),
        (elliptic("secp521r1", "P-521"), samples.ec_key("secp521r1"), "EC-P521"),
        (elliptic("secp256k1", "secp256k1"), samples.ec_key("secp256k1"), "EC-secp256k1"),
        (elliptic("secp256k1", "P-256K"), samples.ec_key("secp256k1"), "EC-secp256k1"),
        (
            {"kty": "OKP", "crv": "Ed25519", "x": b64(samples.ed25519_key().public_key().public_bytes_raw())},
            samples.ed25519_key(),
            "Ed25519",
        ),
        ({"kty": "OKP", "crv": "X448", "x": b64(X448.public_key().public_bytes_raw())}, X448, "X448"),
        ({"kty": "AKP", "alg": "ML-DSA-65", "pub": b64(MLDSA.public_key().public_bytes_raw())}, MLDSA, "ML-DSA-65"),
        (rsa(kty="RSA-HSM"), samples.rsa_key(), "RSA-2048"),
    ],
)
def test_public_keys(members: dict[str, object], key, algorithm: str) -> None:
    found, problems = detect(members)
    assert problems == []
    assert [(one.asset, one.algorithm) for one in found] == [(AssetId(Kind.PUBLIC_KEY, identity(key)), algorithm)]


def scalar() -> str:
    return b64(samples.ec_key().private_numbers().private_value.to_bytes(32, "big"))


@pytest.mark.parametrize(
    ("members", "key", "secret"),
    [
        (rsa(d=number(samples.rsa_key().private_numbers().d), p="AAAA"), samples.rsa_key(), "d"),
        (elliptic(d=scalar()), samples.ec_key(), "d"),
        ({"kty": "EC", "crv": "P-256", "d": scalar()}, samples.ec_key(), "d"),
        ({"kty": "OKP", "crv": "Ed25519", "d": ED25519}, samples.ed25519_key(), "d"),
        ({"kty": "AKP", "alg": "ML-DSA-65", "priv": b64(SEED)}, MLDSA, "priv"),
    ],
)  # fmt: skip
def test_private_keys_are_known_by_their_public_part(members: dict[str, object], key, secret: str) -> None:
    found, problems = detect(members)
    assert problems == []
    assert [one.asset for one in found] == [
        AssetId(Kind.PRIVATE_KEY, identity(key)),
        AssetId(Kind.PUBLIC_KEY, identity(key)),
    ]
    value = str(members[secret])
    assert not any(value[at : at + 12] in repr(found) for at in range(0, len(value) - 12, 5))


def test_coordinates_that_lost_their_leading_zeros() -> None:
    """Some libraries write them short, against RFC 7518; the key is the same."""
    short = next(
        key
        for key in (ec.derive_private_key(scalar, ec.SECP256R1()) for scalar in range(1, 5000))
        if key.public_key().public_numbers().x < 1 << 248
    )
    numbers = short.public_key().public_numbers()
    found, problems = detect({"kty": "EC", "crv": "P-256", "x": number(numbers.x), "y": number(numbers.y)})
    assert problems == []
    assert [one.asset.value for one in found] == [identity(short)]


def test_a_symmetric_key_has_its_place_and_its_size_and_nothing_else() -> None:
    secret = b64(b"correct horse battery staple 123")
    found, problems = detect(
        {"a/b": [{"kty": "oct", "k": secret, "alg": "HS256"}, {"kty": "oct", "k": secret}]}, "x.json"
    )
    assert problems == []
    assert [(one.asset, one.algorithm) for one in found] == [
        (AssetId.at(Kind.SECRET_KEY, "x.json", "/a~1b/0"), "HMAC-SHA256"),
        (AssetId.at(Kind.SECRET_KEY, "x.json", "/a~1b/1"), None),
    ]
    assert [one.reason for one in found] == [None, "an oct key does not say what it is for"]
    assert [one.facts.size for one in found if isinstance(one.facts, KeyFacts)] == [256, 256]
    raw = b"correct horse battery staple 123"
    said = repr(found)
    assert secret[:10] not in said
    assert not [one for one in ("md5", "sha1", "sha256", "sha512") if getattr(hashlib, one)(raw).hexdigest() in said]


@pytest.mark.parametrize(
    ("alg", "declared"),
    [
        ("PS384", "RSA-PSS-SHA384"),
        ("RSA-OAEP", "RSA-OAEP-SHA1"),
        ("RSA1_5", "RSAES-PKCS1"),
        ("ES256K", "ECDSA-secp256k1-SHA256"),
        ("A256KW", "AES-256-WRAP"),
        ("A128CBC-HS256", "AES-128-CBC"),
        ("HPKE-0", None),
        ("nonsense", None),
    ],
)
def test_the_declared_use(alg: str, declared: str | None) -> None:
    (found,), _ = detect(rsa(alg=alg))
    given = {one.name: one.value for one in found.parameters}
    assert given.get("declared") == declared
    assert given["alg"] == alg


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        (rsa(n="AAAA"), "JWK: an RSA modulus or exponent that no key can have"),
        (rsa(n="A" * 70_000), "JWK: n has 70000 characters; the limit is 65536"),
        (rsa(n="!!!"), "JWK: n is not base64url"),
        ({"kty": "RSA", "n": "AQAB"}, "JWK: e is missing or not a string"),
        (elliptic(y=b64(bytes(33))), "JWK: a point of 66 bytes does not fit a curve of 256 bits"),
        ({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}, "JWK: a ML-DSA-44 public key of 1 bytes; 1312 belong there"),
        ({"kty": "oct", "k": 5}, "JWK: k is missing or not a string"),
        ({"kty": "EC", "crv": "P-256", "d": b64(bytes(32))}, "JWK: a secret that is no scalar of P256"),
    ],
)  # fmt: skip
def test_values_that_no_key_can_have(members: dict[str, object], problem: str) -> None:
    assert detect(members) == ([], [problem])


def test_a_private_key_with_a_broken_public_part_is_not_dropped() -> None:
    found, problems = detect(elliptic(y=b64(bytes(33)), d=scalar()), "x.json")
    assert problems == ["a point of 66 bytes does not fit a curve of 256 bits"]
    assert [(one.asset, one.algorithm) for one in found] == [(AssetId.at(Kind.PRIVATE_KEY, "x.json", ""), "EC-P256")]


@pytest.mark.parametrize(
    ("members", "algorithm", "reason"),
    [
        ({"kty": "EC", "crv": "P-256K"}, "EC-secp256k1", None),
        ({"kty": "EC", "crv": "P-999"}, "EC", "crv is not known"),
        ({"kty": "RSA"}, "RSA", "the public values of this RSA key are not in the file"),
        ({"kty": "new"}, None, "kty is not known"),
    ],
)
def test_keys_whose_values_are_elsewhere(members: dict[str, object], algorithm: str | None, reason: str | None) -> None:
    (found,), problems = detect(members, "x.json")
    assert problems == []
    assert (found.asset, found.algorithm, found.reason) == (
        AssetId.at(Kind.PUBLIC_KEY, "x.json", ""),
        algorithm,
        reason,
    )


def test_certificates_travel_along() -> None:
    found, problems = detect(rsa(x5c=[base64.b64encode(samples.certificate()).decode()]))
    assert problems == []
    assert [one.asset.kind for one in found] == [Kind.PUBLIC_KEY, Kind.CERTIFICATE, Kind.PUBLIC_KEY, Kind.ALGORITHM]
    assert detect(rsa(x5c=["!"]))[1] == ["JWK: a certificate in x5c: x5c is not base64"]


def test_members_that_appear_twice_are_reported() -> None:
    text = json.dumps(rsa()).replace('"kty"', '"e": "AQAB", "kty"')
    found, problems = samples.run(DETECTOR, text.encode(), "x.json")
    assert [one.algorithm for one in found] == ["RSA-2048"]
    assert [one.reason for one in problems] == ["members that appear twice: e"]


def test_json_lines() -> None:
    text = json.dumps(rsa()) + "\n" + json.dumps(elliptic()) + "\n"
    found, problems = samples.run(DETECTOR, text.encode(), "log")
    assert problems == []
    assert [(one.algorithm, one.location.line) for one in found] == [("RSA-2048", 1), ("EC-P256", 2)]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (b'{"kty": 5}', "x.json"),
        (b'{"properties": {"kty": {"type": "string"}}}', "schema.json"),
        (b'KEY = {"kty": "oct", "k": "AAAA"}', "x.py"),
        (b'{"a": "\\"kty\\": 1"}', "x.json"),
        (b'{ not json "kty" }', "x.txt"),
        (b"[1, 2]", "x.json"),
    ],
)
def test_what_is_no_key_is_silent(data: bytes, path: str) -> None:
    assert samples.run(DETECTOR, data, path) == ([], [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"kty": "RSA"', "it is not valid JSON"),
        (b'{"kty": "RSA", "n": "\xff"}', "it is not UTF-8"),
        (b'{"kty": "RSA"}' + b" " * 9_000_000, "a JSON document of 9000014 bytes; the limit is 8388608"),
        (b'{"a":' * 200 + b'{"kty": "RSA"}' + b"}" * 200, "JSON nested more than 100 deep"),
        (b"[" * 200_000 + b'"kty"', "it is not valid JSON"),
    ],
)
def test_documents_that_cannot_be_read(data: bytes, reason: str) -> None:
    begin = time.perf_counter()
    found, problems = samples.run(DETECTOR, data, "x.jwk")
    assert (found, [one.reason for one in problems]) == ([], [reason])
    assert time.perf_counter() - begin < 20  # what a scan grants one file: growth is caught, a busy machine is not


def test_many_keys_are_read_so_far() -> None:
    found, problems = detect({"keys": [{"kty": "oct", "k": "AAAA"}] * 2100})
    assert len(found) == 2000
    assert problems == ["more than 2000 keys; the rest was not read"]


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kty", "n", "e", "crv", "x", "y", "d", "k", "alg", "pub", "priv", "x5c"]), inner | st.sampled_from(["RSA", "EC", "OKP", "AKP", "oct", "P-256", "Ed25519", "ML-DSA-44"]), max_size=6)))  # fmt: skip  # noqa: E501
def test_any_json_is_read(value: object) -> None:
    found, _ = samples.run(DETECTOR, json.dumps(value).encode(), "x.json")
    assert all(one.algorithm is not None or one.reason for one in found)
