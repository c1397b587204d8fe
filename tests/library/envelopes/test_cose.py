"""COSE envelopes: what is signed is what RFC 9052 says, and nothing but the one form is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptoagility import providers
from cryptoagility.envelopes import cose
from cryptoagility.envelopes.envelope import Header, Signer
from cryptoagility.errors import InvalidSignature, MalformedInput
from cryptoagility.providers import SigningKey

PAYLOAD = b"<colr.003/>"
SETS = [
    ("ECDSA-P256-SHA256",),
    ("Ed25519",),
    ("RSA-PSS-2048-SHA256",),
    ("ML-DSA-65",),
    ("ECDSA-P521-SHA512", "ML-DSA-65"),
    ("Ed448", "MLDSA65-ECDSA-P256-SHA512", "SLH-DSA-SHA2-128f"),
]
KEYS: dict[str, SigningKey] = {}


def key(name: str) -> SigningKey:
    if name not in KEYS:
        KEYS[name] = providers.signature(name).generate()
    return KEYS[name]


def made(*names: str, payload: bytes = PAYLOAD) -> tuple[Header, bytes]:
    signers = [Signer(name.encode().ljust(16, b"\0")[-16:], name, key(name).sign) for name in names]
    header = Header(
        "CCP/BROKER/colr.003/mq", "BMI-1", 3, 1_800_000_000, 1_800_000_300, 7, tuple(s.key_id for s in signers)
    )
    return header, cose.seal(header, payload, signers)


@pytest.mark.parametrize("names", SETS)
def test_what_is_sealed_is_read_and_each_signature_verifies(names: tuple[str, ...]) -> None:
    header, data = made(*names)
    read = cose.read(data)
    assert read.header == header
    assert PAYLOAD not in data
    for name, one in zip(names, read.signatures, strict=True):
        public = key(name).public_key()
        assert one.says(name)
        public.verify(one.covered(PAYLOAD), one.native(name))
        with pytest.raises(InvalidSignature):
            public.verify(one.covered(PAYLOAD + b" "), one.native(name))


def test_what_is_signed_is_the_sig_structure_of_the_rfc() -> None:
    _, data = made("Ed25519")
    tag = cbor2.loads(data)
    assert tag.tag == 18
    protected, unprotected, payload, signature = tag.value
    assert (unprotected, payload) == ({}, None)
    assert cbor2.loads(protected)[1] == -19
    key("Ed25519").public_key().verify(cbor2.dumps(["Signature1", protected, b"", PAYLOAD]), signature)
    _, data = made("ECDSA-P256-SHA256", "ML-DSA-65")
    tag = cbor2.loads(data)
    assert tag.tag == 98
    body, _, _, (first, second) = tag.value
    assert len(first[2]) == 64  # r and s, not DER
    key("ML-DSA-65").public_key().verify(cbor2.dumps(["Signature", body, second[0], b"", PAYLOAD]), second[2])
    assert cbor2.loads(body)["sigset"] == [cbor2.loads(one[0])[4] for one in (first, second)]
    assert cbor2.loads(body)[2] == ["epoch", "flow", "mid", "seq", "sigset"]


@pytest.mark.parametrize(
    ("name", "identifiers"),
    [
        ("ECDSA-P256-SHA256", (-9, -7)),
        ("ECDSA-P384-SHA384", (-51, -35)),
        ("ECDSA-P256-SHA512", ("ECDSA-P256-SHA512",)),
        ("ECDSA-secp256k1-SHA256", (-47,)),
        ("Ed25519", (-19, -8)),
        ("ML-DSA-44", (-48,)),
        ("RSA-PSS-3072-SHA384", (-38,)),
        ("SLH-DSA-SHA2-128s", ("SLH-DSA-SHA2-128s",)),
        ("MLDSA65-ECDSA-P256-SHA512", ("MLDSA65-ECDSA-P256-SHA512",)),
    ],
)
def test_algorithms_have_the_numbers_of_the_registry_or_their_names(name: str, identifiers: tuple[object, ...]) -> None:
    assert cose.identifiers(name) == identifiers


def test_the_header_says_another_algorithm_than_the_key() -> None:
    _, data = made("Ed25519")
    [one] = cose.read(data).signatures
    assert [name for name in ("Ed25519", "Ed448", "ML-DSA-65", "ECDSA-P256-SHA256") if one.says(name)] == ["Ed25519"]


Change = Callable[[list[Any]], object]


def changed(data: bytes, change: Change) -> bytes:
    """The envelope's four parts after a change, with its tag."""
    tag = data[:1] if data[:1] == b"\xd2" else data[:2]
    parts = cbor2.loads(data[len(tag) :])
    change(parts)
    return tag + cbor2.dumps(parts)


def protected(part: int, **labels: object) -> Change:
    def change(parts: list[Any]) -> None:
        headers = cbor2.loads(parts[part])
        for name, value in labels.items():
            label = {"alg": 1, "crit": 2, "kid": 4, "claims": 15}.get(name, name)
            if value is None:
                del headers[label]
            else:
                headers[label] = value
        parts[part] = cbor2.dumps(headers)

    return change


def put(at: int, value: object) -> Change:
    return lambda parts: parts.__setitem__(at, value)


@pytest.mark.parametrize(
    "change",
    [
        put(1, {1: -19}),
        put(1, {4: b"other"}),
        put(1, None),
        put(2, PAYLOAD),
        put(3, []),
        put(3, None),
        put(0, b""),
        put(0, {}),
        put(0, b"\xa0"),
        lambda parts: parts.append(b""),
        lambda parts: parts.pop(),
        protected(0, alg=None),
        protected(0, alg=True),
        protected(0, kid=None),
        protected(0, kid=b""),
        protected(0, kid=b"x" * 65),
        protected(0, kid=b"another key id.."),
        protected(0, crit=None),
        protected(0, crit=["epoch"]),
        protected(0, crit=["epoch", "flow", "mid", "seq", "sigset", "alg"]),
        protected(0, epoch=None),
        protected(0, epoch=-1),
        protected(0, epoch=True),
        protected(0, epoch=2**63),
        protected(0, flow=b"bytes"),
        protected(0, flow=""),
        protected(0, flow="x" * 201),
        protected(0, mid="a\nb"),
        protected(0, seq="1"),
        protected(0, sigset=[]),
        protected(0, sigset=b"x"),
        protected(0, claims={6: 5, 4: 5}),
        protected(0, claims={6: 5, 4: 6, 1: "iss"}),
        protected(0, claims=[]),
        protected(0, unknown=1),
        protected(0, x5chain=b"cert"),
    ],
)
def test_nothing_but_the_one_form_is_read(change: Change) -> None:
    with pytest.raises(MalformedInput):
        cose.read(changed(made("Ed25519")[1], change))


def two(change: Callable[[list[Any]], object]) -> Change:
    return lambda parts: change(parts[3])


@pytest.mark.parametrize(
    "change",
    [
        two(lambda listed: listed.pop()),
        two(lambda listed: listed.append(listed[0])),
        two(lambda listed: listed.__setitem__(1, listed[0])),
        two(lambda listed: listed[0].__setitem__(1, {4: b"x"})),
        two(lambda listed: listed[0].pop()),
        two(lambda listed: listed[0].__setitem__(0, cbor2.dumps({1: -9, 4: b"not in the sigset"}))),
        two(lambda listed: listed[0].__setitem__(0, cbor2.dumps({**cbor2.loads(listed[0][0]), "epoch": 4}))),
        two(lambda listed: listed.extend([[cbor2.dumps({1: -9, 4: bytes([n])}), {}, b""] for n in range(9)])),
    ],
)
def test_sets_of_signatures_that_are_none(change: Change) -> None:
    with pytest.raises(MalformedInput):
        cose.read(changed(made("ECDSA-P256-SHA256", "ML-DSA-65")[1], change))


def test_a_signature_that_was_taken_away_leaves_a_trace() -> None:
    """Of three, one gone: the rest is readable, and the header still names the one that is missing."""
    _, data = made("Ed448", "Ed25519", "ML-DSA-65")
    left = cose.read(changed(data, two(lambda listed: listed.pop())))
    assert len(left.signatures) == 2
    assert len(left.header.sigset) == 3


def test_framing() -> None:
    _, data = made("Ed25519")
    indefinite = b"\xd2\x9f" + data[2:] + b"\xff"
    for bad in (data[1:], b"\xd8\x12" + data[1:], b"\xd9\x00\x12" + data[1:], data + b"\0", data[:-1], b"", indefinite):
        with pytest.raises(MalformedInput):
            cose.read(bad)
    with pytest.raises(MalformedInput, match="at most"):
        cose.read(data + bytes(cose.MOST_BYTES))
    nested = b"\xd2\x84" + b"\x81" * 10_000
    with pytest.raises(MalformedInput):
        cose.read(nested)


def test_ecdsa_signatures_that_are_no_numbers_of_the_curve() -> None:
    _, data = made("ECDSA-P256-SHA256")
    public = key("ECDSA-P256-SHA256").public_key()
    for signature in (bytes(64), b"\xff" * 64, bytes(63), bytes(65), b""):
        [one] = cose.read(changed(data, put(3, signature))).signatures
        with pytest.raises(InvalidSignature):
            public.verify(one.covered(PAYLOAD), one.native("ECDSA-P256-SHA256"))


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes(data: bytes) -> None:
    for start in (b"", b"\xd2", b"\xd8\x62", b"\xd2\x84", b"\xd8\x62\x84"):
        with pytest.raises(MalformedInput):
            cose.read(start + data)


def test_the_signers_are_those_of_the_header() -> None:
    header, _ = made("Ed25519")
    with pytest.raises(MalformedInput, match="not those that the header names"):
        cose.seal(header, PAYLOAD, [Signer(b"other", "Ed25519", key("Ed25519").sign)])
