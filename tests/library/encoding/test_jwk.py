"""JSON Web Keys against RFC examples, the drafts' vectors, and jwcrypto in both directions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jwcrypto import jwk as foreign

from cryptoagility import algorithms
from cryptoagility.encoding import (
    Jwk,
    PublicKey,
    base64url,
    decode_jwk,
    decode_jwks,
    decode_private_jwk,
    encode_jwk,
    encode_jwks,
    encode_private_jwk,
    jwk_thumbprint,
    lattice,
)
from cryptoagility.errors import MalformedInput, UnavailableAlgorithm, UnknownAlgorithm
from cryptoagility.secret_access import SECRETS

from . import samples
from .samples import pair

CLASSICAL = (*samples.OKP, "EC-P256", "EC-P384", "EC-P521", "EC-secp256k1", "RSA-2048")
AKP = tuple(
    row.name for row in algorithms.table() if row.jose and row.name in samples.FIXED and row.name not in samples.OKP
)
NONE = (
    "ML-KEM-768",
    "X-Wing",
    "MLKEM768-X25519-SHA3-256",
    "SLH-DSA-SHA2-192s",
    "MLDSA44-RSA2048-PSS-SHA256",
    "EC-brainpoolP256r1",
)


def changed(text: str, **members: object) -> str:
    found = {**json.loads(text), **members}
    return json.dumps({name: value for name, value in found.items() if value is not None})


def test_what_has_an_alg() -> None:
    assert sorted(AKP) == sorted(
        [
            "ML-DSA-44",
            "ML-DSA-65",
            "ML-DSA-87",
            "SLH-DSA-SHA2-128s",
            "SLH-DSA-SHAKE-128s",
            "MLDSA44-ECDSA-P256-SHA256",
            "MLDSA65-ECDSA-P256-SHA512",
            "MLDSA87-ECDSA-P384-SHA512",
            "MLDSA44-Ed25519-SHA512",
            "MLDSA65-Ed25519-SHA512",
            "MLDSA87-Ed448-SHAKE256",
        ]
    )


@pytest.mark.parametrize("name", [*CLASSICAL, *AKP])
def test_what_is_written_is_read(name: str) -> None:
    raw, public = pair(name)
    text = encode_jwk(name, public, kid="one")
    assert decode_jwk(text) == Jwk(PublicKey(name, public), "one", json.loads(text).get("alg"))
    secret = encode_private_jwk(name, raw, access=SECRETS, public=public)
    found = decode_private_jwk(secret, access=SECRETS)
    assert found.key == PublicKey(name, public)
    assert found.private is not None
    assert found.private.raw(access=SECRETS) == raw
    with pytest.raises(MalformedInput, match="private members"):
        decode_jwk(secret)
    with pytest.raises(MalformedInput, match="without"):
        decode_private_jwk(text, access=SECRETS)
    with pytest.raises(TypeError, match="SECRETS"):
        decode_private_jwk(secret, access=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="SECRETS"):
        encode_private_jwk(name, raw, access=None, public=public)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NONE)
def test_algorithms_without_a_registered_name(name: str) -> None:
    with pytest.raises(UnavailableAlgorithm):
        encode_jwk(name, pair(name)[1])


@pytest.mark.parametrize("name", CLASSICAL)
def test_jwcrypto_reads_and_writes_the_same(name: str) -> None:
    raw, public = pair(name)
    theirs = foreign.JWK.from_json(encode_private_jwk(name, raw, access=SECRETS, public=public))
    assert theirs.has_private
    assert decode_jwk(theirs.export_public()).key == PublicKey(name, public)
    back = decode_private_jwk(theirs.export_private(), access=SECRETS)
    assert back.private is not None
    assert back.private.raw(access=SECRETS) == raw
    assert theirs.thumbprint() == base64url.encode(jwk_thumbprint(name, public))
    made = foreign.JWK.from_json(encode_jwk(name, public))
    assert not made.has_private
    kinds = {
        "RSA": {"kty": "RSA", "size": 2048},
        "EC": {"kty": "EC", "crv": json.loads(encode_jwk(name, public)).get("crv")},
    }
    theirs = foreign.JWK.generate(**kinds.get(name.split("-")[0], {"kty": "OKP", "crv": name}))
    assert decode_private_jwk(theirs.export_private(), access=SECRETS).key.name == name


def test_rfc_7638_thumbprint() -> None:
    text = (
        '{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXj'
        "BZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0z"
        "gdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEg"
        'U8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}'
    )
    found = decode_jwk(text)
    assert (found.kid, found.alg, found.key.name) == ("2011-04-29", "RS256", "RSA-2048")
    assert base64url.encode(jwk_thumbprint("RSA", found.key.raw)) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_rfc_8037_key() -> None:
    text = (
        '{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",'
        '"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
    )
    found = decode_private_jwk(text, access=SECRETS)
    assert base64url.encode(jwk_thumbprint("Ed25519", found.key.raw)) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert json.loads(
        encode_private_jwk("Ed25519", found.private.raw(access=SECRETS), access=SECRETS, public=found.key.raw)
    ) == json.loads(text)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("jose-cose-mldsa/ML_DSA_65.jose.json", "ML-DSA-65"),
        ("jose-cose-composite/ML-DSA-65-Ed25519.jose.json", "MLDSA65-Ed25519-SHA512"),
        ("jose-cose-slhdsa/SLH-DSA-SHA2-128s_jwk_priv.json", "SLH-DSA-SHA2-128s"),
    ],
)
def test_vectors(shared_vectors: Path, path: str, name: str) -> None:
    data = json.loads((shared_vectors / path).read_text())
    members = data.get("jwk", data)
    found = decode_private_jwk(json.dumps(members), access=SECRETS)
    assert found.key.name == name
    raw = data.get("raw_public_key", data.get("raw_composite_public_key"))
    assert raw in (None, found.key.raw.hex())
    assert found.kid == base64url.encode(jwk_thumbprint(name, found.key.raw))
    assert found.private is not None
    secret = found.private.raw(access=SECRETS)
    again = json.loads(encode_private_jwk(name, secret, access=SECRETS, public=found.key.raw, kid=found.kid))
    assert again == members
    public = {key: value for key, value in members.items() if key != "priv"}
    assert json.loads(encode_jwk(name, decode_jwk(json.dumps(public)).key.raw, kid=found.kid)) == public
    wrong = bytes([secret[0] ^ 1]) + secret[1:] if "SLH" not in name else secret[:-1] + bytes([secret[-1] ^ 1])
    with pytest.raises(MalformedInput, match="of another"):
        decode_private_jwk(changed(json.dumps(members), priv=base64url.encode(wrong)), access=SECRETS)


def test_public_vector_of_slh_dsa(shared_vectors: Path) -> None:
    text = (shared_vectors / "jose-cose-slhdsa" / "SLH-DSA-SHA2-128s_jwk_pub.json").read_text()
    assert json.loads(
        encode_jwk("SLH-DSA-SHA2-128s", decode_jwk(text).key.raw, kid=decode_jwk(text).kid)
    ) == json.loads(text)


def test_stale_composites_are_refused(shared_vectors: Path) -> None:
    """The form before draft -04: a point without its 04, a bare private number."""
    data = json.loads(
        (shared_vectors / "jose-cose-composite" / "stale-raw-ecdsa" / "ML-DSA-44-ES256.jose.json").read_text()
    )
    public = {key: value for key, value in data["jwk"].items() if key != "priv"}
    with pytest.raises(MalformedInput, match="65 bytes, not 64"):
        decode_jwk(json.dumps(public))
    with pytest.raises(MalformedInput):
        decode_private_jwk(json.dumps(data["jwk"]), access=SECRETS)


def test_the_seed_only() -> None:
    seed, public = pair("ML-DSA-44")
    expanded = lattice.expand_ml_dsa("ML-DSA-44", seed)[1]
    with pytest.raises(MalformedInput, match="seed"):
        encode_private_jwk("ML-DSA-44", expanded, access=SECRETS)
    text = encode_private_jwk("ML-DSA-44", seed, access=SECRETS)
    assert json.loads(text)["pub"] == base64url.encode(public)
    with pytest.raises(MalformedInput, match="seed"):
        decode_private_jwk(changed(text, priv=base64url.encode(expanded)), access=SECRETS)


def test_private_keys_need_their_public_key() -> None:
    raw, _ = pair("Ed25519")
    with pytest.raises(MalformedInput, match="public="):
        encode_private_jwk("Ed25519", raw, access=SECRETS)
    with pytest.raises(MalformedInput, match="of another"):
        encode_private_jwk("RSA", pair("RSA-2048")[0], access=SECRETS, public=pair("RSA-3072")[1])


PUBLIC = {name: encode_jwk(name, pair(name)[1]) for name in ("Ed25519", "EC-P256", "ML-DSA-44", "RSA-2048")}


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("Ed25519", {"kty": None}),
        ("Ed25519", {"kty": "EC"}),
        ("Ed25519", {"kty": "oct", "k": "AAAA"}),
        ("Ed25519", {"kty": 1}),
        ("Ed25519", {"crv": None}),
        ("Ed25519", {"crv": "Ed448"}),
        ("Ed25519", {"crv": "P-256"}),
        ("Ed25519", {"x": None}),
        ("Ed25519", {"x": 5}),
        ("Ed25519", {"x": ""}),
        ("Ed25519", {"x": json.loads(PUBLIC["Ed25519"])["x"] + "="}),
        ("Ed25519", {"x": json.loads(PUBLIC["Ed25519"])["x"] + "\n"}),
        ("Ed25519", {"x": json.loads(PUBLIC["Ed25519"])["x"] + "AA"}),
        ("Ed25519", {"x": "+" * 43}),
        ("Ed25519", {"x": "A" * 42 + "B"}),
        ("Ed25519", {"alg": "ES256"}),
        ("Ed25519", {"alg": "Ed448"}),
        ("Ed25519", {"alg": "ML-DSA-44"}),
        ("Ed25519", {"alg": "nonsense"}),
        ("Ed25519", {"alg": ""}),
        ("Ed25519", {"alg": 3}),
        ("Ed25519", {"kid": 3}),
        ("Ed25519", {"kid": "\ud800"}),
        ("Ed25519", {"key_ops": "sign"}),
        ("Ed25519", {"key_ops": ["sign", "sign"]}),
        ("Ed25519", {"key_ops": [1]}),
        ("Ed25519", {"d": "AAAA"}),
        ("Ed25519", {"priv": "AAAA"}),
        ("EC-P256", {"y": None}),
        ("EC-P256", {"crv": "P-384"}),
        ("EC-P256", {"x": json.loads(PUBLIC["EC-P256"])["x"][:-2]}),
        ("EC-P256", {"alg": "ES384"}),
        ("RSA-2048", {"e": "AAEAAQ"}),
        ("RSA-2048", {"e": "Ag"}),
        ("RSA-2048", {"n": "AQAB"}),
        ("RSA-2048", {"alg": "ES256"}),
        ("RSA-2048", {"oth": []}),
        ("ML-DSA-44", {"alg": None}),
        ("ML-DSA-44", {"alg": "ML-DSA-65"}),
        ("ML-DSA-44", {"alg": "ML-KEM-768"}),
        ("ML-DSA-44", {"alg": "Ed25519"}),
        ("ML-DSA-44", {"alg": "RS256"}),
        ("ML-DSA-44", {"alg": "A256GCM"}),
        ("ML-DSA-44", {"pub": None}),
        ("ML-DSA-44", {"kty": "OKP"}),
    ],
)
def test_damaged_keys(name: str, members: dict[str, object]) -> None:
    with pytest.raises(MalformedInput):
        decode_jwk(changed(PUBLIC[name], **members))


def test_coordinates_have_their_length_each() -> None:
    """A byte moved from one to the other would be another point."""
    found = json.loads(PUBLIC["EC-P256"])
    x, y = base64url.decode(found["x"]), base64url.decode(found["y"])
    for first, second in ((x[:-1], x[-1:] + y), (x + y[:1], y[1:]), (b"", x + y)):
        with pytest.raises(MalformedInput, match="32 bytes each"):
            decode_jwk(changed(PUBLIC["EC-P256"], x=base64url.encode(first), y=base64url.encode(second)))


def test_members_that_nobody_knows_are_ignored() -> None:
    text = changed(PUBLIC["Ed25519"], x5u="https://example.org", exp=5, use="sig", key_ops=["verify"], alg="EdDSA")
    found = decode_jwk(text)
    assert (found.use, found.key_ops, found.alg) == ("sig", ("verify",), "EdDSA")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "5",
        '{"kty":"OKP","kty":"OKP"}',
        '{"kty":NaN}',
        "[" * 10_000,
        '{"a":' * 10_000,
        '{"a":' + "[" * 20_000 + "]" * 20_000 + "}",
        "1" * 5000,
        "\ufeff{}",
        b"\xff{}",
        "{" + " " * (1 << 17) + "}",
        '{"a":{"b":1,"b":2},"kty":"OKP"}',
    ],
)
def test_hostile_json(text: str | bytes) -> None:
    for read in (decode_jwk, decode_jwks):
        with pytest.raises(MalformedInput):
            read(text)


def test_limits_and_duplicates_of_keys_that_are_good_otherwise() -> None:
    good = PUBLIC["Ed25519"]
    member = good[1:].split(",")[0]
    padded = "{" + " " * (1 << 16) + good[1:]
    assert decode_jwk("{" + " " * 60_000 + good[1:]) == decode_jwk(good)
    for text in ("{" + member + "," + good[1:], good[:-1] + ',"kid":"a","kid":"a"}', padded):
        with pytest.raises(MalformedInput, match=r"twice|limit"):
            decode_jwk(text)
    nested = good[:-1] + ',"note":' + '{"a":' * 5000 + "1" + "}" * 5000 + "}"
    with pytest.raises(MalformedInput, match="nested"):
        decode_jwk(nested)
    with pytest.raises(MalformedInput, match="limit"):
        decode_jwks('{"keys":[' + good + "]" + " " * (1 << 22) + "}")
    with pytest.raises(MalformedInput, match="more than 1000"):
        decode_jwks('{"keys":[' + ",".join([good] * 1001) + "]}")


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_cut(name: str) -> None:
    for end in range(0, len(PUBLIC[name]), 1 if name == "Ed25519" else 7):
        with pytest.raises(MalformedInput):
            decode_jwk(PUBLIC[name][:end])
    with pytest.raises(MalformedInput):
        decode_jwk(PUBLIC[name] + "x")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["kty", "crv", "x", "y", "alg", "pub", "keys", "kid"]), inner)
        ),
    )
)
def test_only_malformed_input_is_raised(value: object) -> None:
    for read in (decode_jwk, decode_jwks):
        try:
            read(json.dumps(value))
        except MalformedInput:
            continue


def test_sets() -> None:
    keys = tuple(decode_jwk(encode_jwk(name, pair(name)[1], kid=name)) for name in ("Ed25519", "ML-DSA-44", "RSA-2048"))
    text = encode_jwks(keys)
    assert decode_jwks(text).keys == keys
    more = json.loads(text)
    more["keys"] += [{"kty": "oct", "k": "AA"}, {"kty": "AKP", "alg": "FN-DSA-2048", "pub": "AA"}]
    found = decode_jwks(json.dumps(more))
    assert found.keys == keys
    assert len(found.unknown) == 2
    assert all("not known" in reason for reason in found.unknown)
    for broken in (
        {"keys": []},
        {},
        {"keys": 5},
        {"keys": [5]},
        {"keys": [*more["keys"], more["keys"][0]]},
        {"keys": [*more["keys"], {"kty": "OKP", "crv": "Ed25519", "x": "A"}]},
        {"keys": [json.loads(encode_private_jwk("ML-DSA-44", pair("ML-DSA-44")[0], access=SECRETS))]},
    ):
        with pytest.raises(MalformedInput):
            decode_jwks(json.dumps(broken))
    with pytest.raises(MalformedInput, match="without keys"):
        encode_jwks([])


def test_alg_on_writing() -> None:
    public = pair("EC-P256")[1]
    assert json.loads(encode_jwk("ECDSA-P256-SHA256", public, alg="ES256"))["alg"] == "ES256"
    assert json.loads(encode_jwk("ECDH-P256", public, alg="ECDH-ES"))["alg"] == "ECDH-ES"
    assert "alg" not in json.loads(encode_jwk("EC-P256", public))
    with pytest.raises(MalformedInput):
        encode_jwk("EC-P256", public, alg="ES384")
    with pytest.raises(UnknownAlgorithm):
        encode_jwk("EC-P256", public, alg="ES255")
    with pytest.raises(MalformedInput):
        encode_jwk("ML-DSA-44", pair("ML-DSA-44")[1], alg="ML-DSA-65")
    for alg in ("PS256", "RS512", "RSA-OAEP-256"):
        assert decode_jwk(encode_jwk("RSA-2048", pair("RSA-2048")[1], alg=alg)).alg == alg


@given(st.binary(max_size=100))
def test_base64url_comes_back(data: bytes) -> None:
    assert base64url.decode(base64url.encode(data)) == data


@pytest.mark.parametrize("text", ["A", "AA==", "AB", "AAB", "A+", "A/", "A A", "AA\n", "Ä", "AAAAA"])
def test_base64url_is_canonical(text: str) -> None:
    with pytest.raises(MalformedInput):
        base64url.decode(text)


def test_a_set_that_was_read_is_written_again() -> None:
    """Also composites, whose name in JOSE is another one than ours."""
    names = (*CLASSICAL, *AKP)
    text = ",".join(encode_jwk(name, pair(name)[1], kid=str(at)) for at, name in enumerate(names))
    text = '{"keys":[' + text + "]}"
    assert "ML-DSA-44-Ed25519" in text
    assert encode_jwks(decode_jwks(text).keys) == text
