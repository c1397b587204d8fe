"""Public keysets in the forms that others read, and back with pinned fingerprints; keys that were made elsewhere."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_public_key

from cryptoagility import Keyset
from cryptoagility.encoding import decode_cose_key_set, decode_jwks, encode_jwks
from cryptoagility.errors import InvalidSignature, MalformedInput, NotAllowed, UnavailableAlgorithm, UnknownKey
from cryptoagility.keysets import State
from cryptoagility.keysets.exporting import (
    PeerKey,
    Pin,
    pinned,
    read_jwks,
    read_spki,
    schemes_for,
    to_cose,
    to_jwks,
    to_spki,
)
from cryptoagility.policy import Action, Policy
from cryptoagility.providers import pqcrypto, signature
from cryptoagility.secret_access import SECRETS

MESSAGE = b"settlement instruction"
SIGN = [
    "ECDSA-P256-SHA256",
    "RSA-PSS-3072-SHA256",
    "RSA-PKCS1-3072-SHA512",
    "Ed25519",
    "Ed448",
    "ML-DSA-65",
    "MLDSA65-ECDSA-P256-SHA512",
]


@pytest.mark.parametrize("algorithm", SIGN)
@pytest.mark.parametrize(("write", "read"), [(to_jwks, read_jwks), (to_spki, read_spki)], ids=["jwks", "spki"])
def test_what_is_published_verifies_at_the_peer(algorithm: str, write, read) -> None:  # type: ignore[no-untyped-def]
    keyset = Keyset.generate(algorithm, policy=Policy(allowed=((Action.SIGN, (algorithm,)),)))
    (found,) = read(write(keyset.public()))
    assert (found.kid, found.algorithm) == (keyset.keys[0].id.hex(), algorithm)
    peer = pinned([found], [Pin(found.fingerprint)])
    assert [key.id for key in peer.keys] == [keyset.keys[0].id]
    peer.verify(MESSAGE, keyset.sign(MESSAGE))
    with pytest.raises(InvalidSignature):
        peer.verify(MESSAGE + b".", keyset.sign(MESSAGE))


@pytest.mark.parametrize("algorithm", ["ML-KEM-768", "X-Wing", "X25519", "ECDH-P256"])
def test_what_is_published_can_be_encrypted_to(algorithm: str) -> None:
    keyset = Keyset.generate(algorithm)
    (found,) = read_spki(to_spki(keyset.public()))
    peer = pinned([found], [Pin(found.fingerprint)])
    assert keyset.decrypt(peer.encrypt(MESSAGE, associated_data=b"a"), associated_data=b"a") == MESSAGE


def test_fingerprints_are_those_of_openssl_and_the_pem_is_read_by_others() -> None:
    keyset = Keyset.generate("ECDSA-P384-SHA384")
    text = to_spki(keyset.public())
    der = load_pem_public_key(text.encode()).public_bytes(Encoding.DER, _spki())
    (found,) = read_spki(text)
    assert found.fingerprint == hashlib.sha256(der).digest()
    assert read_spki(der)[0].fingerprint == found.fingerprint


def _spki():  # type: ignore[no-untyped-def]
    from cryptography.hazmat.primitives.serialization import PublicFormat

    return PublicFormat.SubjectPublicKeyInfo


def test_cose_has_the_ids_and_the_registered_numbers() -> None:
    keyset = Keyset.generate("ECDSA-P256-SHA256").rotated_to("RSA-PSS-3072-SHA384").rotated_to("ML-DSA-44")
    found = decode_cose_key_set(to_cose(keyset.public())).keys
    assert [(one.kid, one.alg, one.key.raw) for one in found] == [
        (key.id, number, key.public) for key, number in zip(keyset.keys, (-7, -38, -48), strict=True)
    ]


def test_no_key_leaves_in_a_form_that_says_something_else_of_it() -> None:
    odd = Keyset.generate("ECDSA-P256-SHA512").public()
    for write in (to_jwks, to_cose):
        with pytest.raises(UnavailableAlgorithm, match="no alg for ECDSA-P256-SHA512"):
            write(odd)
    assert read_spki(to_spki(odd))[0].algorithm == "ECDSA-P256-SHA512"
    with pytest.raises(UnavailableAlgorithm, match="no standard gives MLKEM768-P256"):
        to_spki(Keyset.generate("MLKEM768-P256").public())


def test_disabled_and_private_parts_are_not_published() -> None:
    keyset = Keyset.generate("Ed25519").rotated_to("Ed448")
    keyset = keyset.disabled(keyset.keys[0].id)
    found = json.loads(to_jwks(keyset.public()))["keys"]
    assert [sorted(one) for one in found] == [["crv", "kid", "kty", "x"]]


def test_only_what_is_pinned_is_trusted() -> None:
    mine, other = Keyset.generate("Ed25519"), Keyset.generate("Ed25519")
    both = [*read_jwks(to_jwks(mine.public())), *read_jwks(to_jwks(other.public()))]
    peer = pinned(both, [Pin(both[0].fingerprint)])
    peer.verify(MESSAGE, mine.sign(MESSAGE))
    with pytest.raises(UnknownKey):
        peer.verify(MESSAGE, other.sign(MESSAGE))
    with pytest.raises(NotAllowed, match="no fingerprint is pinned"):
        pinned(both, [])
    with pytest.raises(NotAllowed, match=f"no key with the fingerprint {bytes(32).hex()}"):
        pinned(both, [Pin(bytes(32))])
    with pytest.raises(NotAllowed, match="pinned twice"):
        pinned(both, [Pin(both[0].fingerprint), Pin(both[0].fingerprint)])
    with pytest.raises(MalformedInput, match="SHA-256 of 32 bytes, not 31"):
        Pin(bytes(31))


def test_a_set_of_several_is_only_accepted_whole_when_its_slots_are_pinned() -> None:
    keyset = Keyset.generate(["ECDSA-P256-SHA256", "ML-DSA-65"])
    published = read_jwks(to_jwks(keyset.public()))
    pins = [Pin(one.fingerprint, slot=slot) for slot, one in enumerate(published)]
    wire = keyset.sign(MESSAGE)
    pinned(published, pins).verify(MESSAGE, wire)
    alone = wire[2:18] + wire[22 : 22 + int.from_bytes(wire[18:22])]  # the first signature, taken out of the set
    stripped = b"\x01" + alone
    with pytest.raises(InvalidSignature):
        pinned(published, pins).verify(MESSAGE, stripped)
    with pytest.raises(NotAllowed, match="a slot has no pin"):
        pinned(published, [Pin(published[0].fingerprint, slot=1)])
    with pytest.raises(NotAllowed, match="does not fit 2 slots"):
        pinned(published, pins, rule="one")
    with pytest.raises(NotAllowed, match="classical algorithms in the first slot"):
        pinned(published, [Pin(one.fingerprint, slot=1 - at) for at, one in enumerate(published)], rule=CLASSICAL)


CLASSICAL = "classical-required"


def test_an_algorithm_that_is_not_said_is_not_guessed() -> None:
    keyset = Keyset.generate("ECDSA-P256-SHA256")
    text = to_spki(keyset.public()).split("\n", 1)[1]
    (found,) = read_spki(text)
    assert (found.algorithm, found.kid) == (None, None)
    with pytest.raises(NotAllowed, match="EC-P256 does not say what it is used with; say one of ECDH-P256, ECDSA-P256"):
        pinned([found], [Pin(found.fingerprint)])
    peer = pinned([found], [Pin(found.fingerprint, "ECDSA-P256-SHA256")])
    peer.verify(MESSAGE, keyset.sign(MESSAGE))
    with pytest.raises(NotAllowed, match="EC-P256 is not used with ECDSA-P384-SHA384"):
        pinned([found], [Pin(found.fingerprint, "ECDSA-P384-SHA384")])


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: "hello\n" + text,
        lambda text: text[:-30],
        lambda text: text + text,
        lambda text: text + "kid: " + "0" * 32 + ", algorithm: Ed25519\n",
        lambda text: text.replace("Ed25519", "Ed448"),
        lambda text: text.replace("Ed25519", "Ed\x1b[2J"),
        lambda text: text.replace("PUBLIC KEY", "PRIVATE KEY"),
        lambda text: "é" + text,
    ],
)
def test_bundles_are_read_strictly(damage) -> None:  # type: ignore[no-untyped-def]
    text = to_spki(Keyset.generate("Ed25519").public())
    with pytest.raises(MalformedInput):
        read_spki(damage(text))


def test_private_members_and_broken_sets_are_refused() -> None:
    from cryptoagility.encoding import encode_private_jwk

    key = signature("Ed25519").generate()
    private = encode_private_jwk("Ed25519", key.private_bytes(access=SECRETS), access=SECRETS, public=_public(key))
    with pytest.raises(MalformedInput):
        read_jwks('{"keys":[' + private + "]}")
    with pytest.raises(MalformedInput):
        read_jwks('{"keys":[]}')
    with pytest.raises(MalformedInput, match="no public key that is known here"):
        read_jwks('{"keys":[{"kty":"oct2"}]}')


def _public(key) -> bytes:  # type: ignore[no-untyped-def]
    return bytes(key.public_key().public_bytes())


def test_a_jwk_set_with_an_alg_is_written_and_read() -> None:
    """``encode_jwks`` took the ``alg`` for the name of the algorithm, which ES256 is not."""
    keyset = Keyset.generate("ECDSA-P256-SHA256")
    text = to_jwks(keyset.public())
    assert json.loads(text)["keys"][0]["alg"] == "ES256"
    assert encode_jwks(decode_jwks(text).keys) + "\n" == text


def test_the_schemes_of_a_key() -> None:
    assert schemes_for("EC-P384") == ("ECDH-P384", "ECDSA-P384-SHA256", "ECDSA-P384-SHA384", "ECDSA-P384-SHA512")
    assert schemes_for("ML-DSA-65") == ("ML-DSA-65",)
    assert PeerKey.__slots__


# Keys made elsewhere


def test_an_imported_key_signs_and_can_be_taken_out_again() -> None:
    made = signature("ML-DSA-65").generate()
    raw = made.private_bytes(access=SECRETS)
    keyset = Keyset.imported("ML-DSA-65", raw, access=SECRETS)
    assert keyset.keys[0].public == _public(made)
    assert keyset.keys[0].state is State.PRIMARY
    keyset.verify(MESSAGE, keyset.sign(MESSAGE))
    assert keyset.private_bytes(keyset.keys[0].id, access=SECRETS) == raw
    gone = keyset.rotated_to("Ed25519").destroyed(keyset.keys[0].id)
    with pytest.raises(NotAllowed, match="is destroyed: its private part is gone"):
        gone.private_bytes(keyset.keys[0].id, access=SECRETS)
    for call in (
        lambda: Keyset.imported("ML-DSA-65", raw, access=None),  # type: ignore[arg-type]
        lambda: keyset.with_imported("ML-DSA-65", bytes(32), access=None),  # type: ignore[arg-type]
        lambda: keyset.private_bytes(keyset.keys[0].id, access=None),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError, match="access=SECRETS"):
            call()


def test_an_imported_key_waits_until_it_is_promoted() -> None:
    native = rsa.generate_private_key(65537, 2048)
    raw = native.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    keyset = Keyset.generate("Ed25519").with_imported("RSA-PSS-2048-SHA256", raw, access=SECRETS, not_after=2**40)
    key = keyset.keys[1]
    assert (key.state, key.generation, key.not_after, keyset.generation) == (State.PENDING, 2, 2**40, 2)
    wire = keyset.promoted(key.id).sign(MESSAGE)
    keyset.verify(MESSAGE, wire)
    with pytest.raises(NotAllowed, match="a key is in the keyset twice"):
        keyset.with_imported("RSA-PSS-2048-SHA256", raw, access=SECRETS)
    with pytest.raises(MalformedInput):
        keyset.with_imported("Ed448", raw, access=SECRETS)
    with pytest.raises(NotAllowed, match="cannot be used to sign"):
        keyset.with_imported("X25519", bytes(32), access=SECRETS)


def test_an_expanded_lattice_key_is_taken_and_cannot_move() -> None:
    row = pqcrypto.signatures()["ML-DSA-44"]
    raw = row.private_bytes(row.generate())
    assert len(raw) == 2560
    keyset = Keyset.imported("ML-DSA-44", raw, access=SECRETS)
    keyset.verify(MESSAGE, keyset.sign(MESSAGE))
    assert not signature("ML-DSA-44").private_key(raw).movable


def test_weak_keys_are_not_imported() -> None:
    native = rsa.generate_private_key(65537, 1024)
    raw = native.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    with pytest.raises(NotAllowed, match="has 80 bits"):
        Keyset.imported("RSA-PKCS1-1024-SHA256", raw, access=SECRETS)


def test_the_wire_is_what_others_verify() -> None:
    """Another library checks the signature over what the wire form says is signed."""
    keyset = Keyset.generate("ECDSA-P256-SHA256")
    wire = keyset.sign(MESSAGE)
    native = load_pem_public_key(to_spki(keyset.public()).encode())
    assert isinstance(native, ec.EllipticCurvePublicKey)
    signed = b"cryptoagility/sig/v1\0" + keyset.keys[0].id + MESSAGE
    native.verify(wire[17:], signed, ec.ECDSA(hashes.SHA256()))
