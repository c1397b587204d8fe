"""COSE keys against the vectors of RFC 9964, RFC 9679, and hostile CBOR."""

from __future__ import annotations

import json
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptoagility.encoding import (
    CoseKey,
    PublicKey,
    cose_thumbprint,
    decode_cose_key,
    decode_cose_key_set,
    decode_private_cose_key,
    encode_cose_key,
    encode_cose_key_set,
    encode_private_cose_key,
    lattice,
)
from cryptoagility.errors import MalformedInput, UnavailableAlgorithm, UnknownAlgorithm
from cryptoagility.secret_access import SECRETS

from . import samples
from .samples import pair

NAMES = (
    *samples.OKP,
    "EC-P256",
    "EC-P384",
    "EC-P521",
    "EC-secp256k1",
    "EC-brainpoolP256r1",
    "EC-brainpoolP384r1",
    "EC-brainpoolP512r1",
    "RSA-2048",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
)
NONE = ("SLH-DSA-SHA2-128s", "MLDSA65-Ed25519-SHA512", "ML-KEM-768", "X-Wing", "MLKEM768-X25519-SHA3-256", "EC-P224")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_read(name: str) -> None:
    raw, public = pair(name)
    data = encode_cose_key(name, public, kid=b"one")
    assert decode_cose_key(data) == CoseKey(PublicKey(name, public), b"one", cbor2.loads(data).get(3))
    secret = encode_private_cose_key(name, raw, access=SECRETS, public=public)
    found = decode_private_cose_key(secret, access=SECRETS)
    assert found.key == PublicKey(name, public)
    assert found.private is not None
    assert found.private.raw(access=SECRETS) == raw
    with pytest.raises(MalformedInput, match="private"):
        decode_cose_key(secret)
    with pytest.raises(MalformedInput, match="without"):
        decode_private_cose_key(data, access=SECRETS)
    for call in (
        lambda: decode_private_cose_key(secret, access=True),
        lambda: encode_private_cose_key(name, raw, access=1),
    ):  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="SECRETS"):
            call()


@pytest.mark.parametrize("name", NONE)
def test_algorithms_without_an_assigned_value(name: str) -> None:
    with pytest.raises(UnavailableAlgorithm):
        encode_cose_key(name, pair(name)[1])


def test_key_types_and_curves_are_those_of_the_registry() -> None:
    seen = {}
    for name in NAMES:
        found = cbor2.loads(encode_cose_key(name, pair(name)[1]))
        seen[name] = (found[1], found.get(3) if found[1] == 7 else found[-1] if found[1] != 3 else None)
    assert seen == {
        "Ed25519": (1, 6),
        "Ed448": (1, 7),
        "X25519": (1, 4),
        "X448": (1, 5),
        "EC-P256": (2, 1),
        "EC-P384": (2, 2),
        "EC-P521": (2, 3),
        "EC-secp256k1": (2, 8),
        "EC-brainpoolP256r1": (2, 256),
        "EC-brainpoolP384r1": (2, 258),
        "EC-brainpoolP512r1": (2, 259),
        "RSA-2048": (3, None),
        "ML-DSA-44": (7, -48),
        "ML-DSA-65": (7, -49),
        "ML-DSA-87": (7, -50),
    }


def test_vector_of_ml_dsa(shared_vectors: Path) -> None:
    data = json.loads((shared_vectors / "jose-cose-mldsa" / "ML_DSA_65.cose.json").read_text())
    found = decode_private_cose_key(bytes.fromhex(data["key"]), access=SECRETS)
    assert found.key == PublicKey("ML-DSA-65", bytes.fromhex(data["raw_public_key"]))
    assert found.private is not None
    assert found.private.raw(access=SECRETS).hex() == data["priv"]
    assert found.kid == cose_thumbprint("ML-DSA-65", found.key.raw)
    again = encode_private_cose_key("ML-DSA-65", bytes.fromhex(data["priv"]), access=SECRETS, kid=found.kid)
    assert cbor2.loads(again) == cbor2.loads(bytes.fromhex(data["key"]))
    assert list(cbor2.loads(again)) == [1, 2, 3, -1, -2]  # ours is in order, theirs begins with the key id
    assert list(cbor2.loads(bytes.fromhex(data["key"]))) == [2, 1, 3, -1, -2]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("ML-DSA-65-Ed25519.cose.json", "alg that is not known"),
        ("stale-raw-ecdsa/ML-DSA-44-ES256.cose.json", "alg that is not known"),
    ],
)
def test_composites_have_no_value_yet(shared_vectors: Path, path: str, reason: str) -> None:
    data = json.loads((shared_vectors / "jose-cose-composite" / path).read_text())
    with pytest.raises(UnknownAlgorithm, match=reason):
        decode_private_cose_key(bytes.fromhex(data["key"]), access=SECRETS)


def test_rfc_9679_thumbprint() -> None:
    """Section 6: the example of an EC2 key on P-256."""
    x = bytes.fromhex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d")
    y = bytes.fromhex("1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c")
    expected = "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"
    assert cose_thumbprint("EC-P256", b"\x04" + x + y).hex() == expected


def test_the_order_of_labels_is_open_and_nothing_else() -> None:
    public = pair("Ed25519")[1]
    assert decode_cose_key(cbor2.dumps({-2: public, -1: 6, 1: 1})).key == PublicKey("Ed25519", public)
    head = bytes.fromhex("a3010120")
    tail = b"\x06\x21\x58\x20" + public
    assert decode_cose_key(head + tail).key.raw == public
    for data in (
        b"\xbf" + (head + tail)[1:] + b"\xff",
        b"\xb8\x03" + (head + tail)[1:],
        bytes.fromhex("a301180120") + tail,
        head + b"\x06\x21\x59\x00\x20" + public,
        head + b"\x06\x21\x5f\x58\x20" + public + b"\xff",
        b"\xa4\x01\x01\x01" + (head + tail)[2:],
        b"\xa4\x01\x01\x01\x01" + (head + tail)[3:],
        head + tail + b"\0",
        b"\xd9\xd9\xf7" + head + tail,
        b"\xa4\x05\xc0\x74" + b"2013-03-21T20:04:00Z" + (head + tail)[1:],
        b"\xa4\x05\xd8\x23\x63\x28\x2a\x29" + (head + tail)[1:],
        b"\xa4\xf9\x00\x00\x01" + (head + tail)[1:],
    ):
        with pytest.raises(MalformedInput):
            decode_cose_key(data)


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("Ed25519", {1: None}),
        ("Ed25519", {1: 99}),
        ("Ed25519", {1: 4}),
        ("Ed25519", {1: "OKP"}),
        ("Ed25519", {1: True}),
        ("Ed25519", {1: b"\1"}),
        ("Ed25519", {-1: None}),
        ("Ed25519", {-1: 7}),
        ("Ed25519", {-1: 1}),
        ("Ed25519", {-2: None}),
        ("Ed25519", {-2: "text"}),
        ("Ed25519", {-4: bytes(32)}),
        ("Ed25519", {-5: 1}),
        ("Ed25519", {2: "text"}),
        ("Ed25519", {3: -7}),
        ("Ed25519", {3: 9999}),
        ("Ed25519", {3: "EdDSA"}),
        ("Ed25519", {4: 5}),
        ("EC-P256", {-3: True}),
        ("EC-P256", {-3: None}),
        ("EC-P256", {-1: 2}),
        ("EC-P256", {3: -35}),
        ("RSA-2048", {-2: b"\0\1\0\1"}),
        ("RSA-2048", {3: -7}),
        ("ML-DSA-44", {3: None}),
        ("ML-DSA-44", {3: -49}),
        ("ML-DSA-44", {3: -8}),
        ("ML-DSA-44", {3: -46}),
        ("ML-DSA-44", {-1: bytes(5)}),
    ],
)
def test_damaged_keys(name: str, labels: dict[int, object]) -> None:
    found = {**cbor2.loads(encode_cose_key(name, pair(name)[1])), **labels}
    with pytest.raises(MalformedInput):
        decode_cose_key(cbor2.dumps({label: value for label, value in found.items() if value is not None}))


def test_labels_that_nobody_knows_are_ignored() -> None:
    found = cbor2.loads(encode_cose_key("Ed25519", pair("Ed25519")[1]))
    key = decode_cose_key(cbor2.dumps({**found, 3: -19, 4: [2], 5: b"iv", "note": "text", 77: [1]}))
    assert (key.key.name, key.alg) == ("Ed25519", -19)


@pytest.mark.parametrize("name", ["Ed25519", "EC-P256", "ML-DSA-44"])
def test_cut_and_extended(name: str) -> None:
    data = encode_cose_key(name, pair(name)[1], kid=b"one")
    for end in range(len(data)):
        with pytest.raises(MalformedInput):
            decode_cose_key(data[:end])
    with pytest.raises(MalformedInput):
        decode_cose_key(data + b"\0")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81" * 10_000,
        b"\xa1\x01" * 10_000,
        b"\xd8\x1c" * 10_000,
        b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xbb\x00\x00\xff\xff\xff\xff\xff\xff",
        b"\x1c",
        b"\xff",
        b"\x61\xff",
        b"\xfb\x7f\xf8\0\0\0\0\0\0",
        bytes(1 << 17),
    ],
)
def test_hostile_cbor(data: bytes) -> None:
    for read in (decode_cose_key, decode_cose_key_set):
        with pytest.raises(MalformedInput):
            read(data)


@pytest.mark.parametrize("tag", [b"\xc0\x741985-04-12T23:20:50Z", b"\xd8\x23\x63(a)", b"\xd8\x25\x50" + bytes(16)])
def test_tags_make_no_objects(tag: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern, a date or a UUID must not even be built of what a stranger sent."""
    built: list[object] = []
    monkeypatch.setattr("re.compile", lambda *arguments: built.append(arguments))
    monkeypatch.setattr("uuid.UUID.__init__", lambda *arguments, **named: built.append(named))
    with pytest.raises(MalformedInput):
        decode_cose_key(b"\xa2\x01\x01\x05" + tag)
    assert built == []


@given(st.binary(max_size=80))
def test_only_malformed_input_is_raised(data: bytes) -> None:
    for read in (decode_cose_key, decode_cose_key_set):
        try:
            read(data)
        except MalformedInput:
            continue


@given(
    st.dictionaries(
        st.integers(-5, 5),
        st.integers(-60, 10) | st.binary(max_size=40) | st.booleans() | st.lists(st.integers()),
        max_size=6,
    )
)
def test_only_malformed_input_is_raised_by_maps(found: dict[int, object]) -> None:
    try:
        decode_cose_key(cbor2.dumps(found))
    except MalformedInput:
        return


def test_sets() -> None:
    keys = tuple(decode_cose_key(encode_cose_key(name, pair(name)[1], kid=name.encode())) for name in NAMES[:6])
    data = encode_cose_key_set(keys)
    assert decode_cose_key_set(data).keys == keys
    more = [*cbor2.loads(data), {1: 4, -1: b"k"}, {1: 7, 3: -58, -1: b"pub"}]
    assert decode_cose_key_set(cbor2.dumps(more)).keys == keys
    assert len(decode_cose_key_set(cbor2.dumps(more)).unknown) == 2
    for broken in ([], {}, [5], [more[0], more[0]], [{1: 1}]):
        with pytest.raises(MalformedInput):
            decode_cose_key_set(cbor2.dumps(broken))
    with pytest.raises(MalformedInput, match="without keys"):
        encode_cose_key_set([])


def test_limits_of_keys_that_are_good_otherwise() -> None:
    good = cbor2.loads(encode_cose_key("Ed25519", pair("Ed25519")[1]))
    assert decode_cose_key(cbor2.dumps({**good, 77: [[1]]})).key.name == "Ed25519"
    with pytest.raises(MalformedInput, match="not CBOR"):
        decode_cose_key(cbor2.dumps({**good, 77: [[[[1]]]]}))
    with pytest.raises(MalformedInput, match="at most 65536"):
        decode_cose_key(cbor2.dumps({**good, 77: bytes(1 << 16)}))
    with pytest.raises(MalformedInput, match="more than 1000"):
        decode_cose_key_set(cbor2.dumps([good] * 1001))


def test_alg_and_seed_on_writing() -> None:
    seed, public = pair("ML-DSA-44")
    assert cbor2.loads(encode_cose_key("ECDSA-P256-SHA256", pair("EC-P256")[1], alg=-9))[3] == -9
    for name, raw, alg in (("EC-P256", pair("EC-P256")[1], -35), ("ML-DSA-44", public, -49)):
        with pytest.raises(MalformedInput):
            encode_cose_key(name, raw, alg=alg)
    with pytest.raises(MalformedInput, match="seed"):
        encode_private_cose_key("ML-DSA-44", lattice.expand_ml_dsa("ML-DSA-44", seed)[1], access=SECRETS)
