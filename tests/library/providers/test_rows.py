"""Every row of every provider: what it makes it takes, and what is damaged it refuses with our own error."""

from __future__ import annotations

import contextlib
import copy
import pickle

import pytest

from cryptoagility import providers
from cryptoagility.errors import (
    AgilityError,
    InvalidSignature,
    MalformedInput,
    NotAllowed,
    NotBytes,
    UnavailableAlgorithm,
)
from cryptoagility.providers.keys import WHOLE_MESSAGE_LIMIT
from cryptoagility.providers.registry import PROVIDERS, provider
from cryptoagility.secret_access import SECRETS

MESSAGE = b"sese.023: deliver 1,000,000 against payment"
SIGNATURES = [(one, name) for one in PROVIDERS for name in provider(one).signatures()]  # type: ignore[union-attr]
KEMS = [(one, name) for one in PROVIDERS for name in provider(one).kems()]  # type: ignore[union-attr]
SLOW = ("SLH-DSA-SHA2-192s", "SLH-DSA-SHA2-256s", "SLH-DSA-SHAKE")  # seconds to sign; signed in the conformance tests
EXPANDED_ONLY = "pqcrypto"


@pytest.mark.parametrize(("backend", "name"), [one for one in SIGNATURES if not one[1].startswith(SLOW)])
def test_a_signature_is_right_for_its_message_key_and_context_only(backend: str, name: str) -> None:
    scheme = providers.signature(name, provider=backend)
    key, other = scheme.generate(), scheme.generate()
    public = key.public_key()
    context = b"channel 7" if scheme.rows[0].contexts else b""
    signature = key.sign(bytearray(MESSAGE), context=context)
    public.verify(memoryview(MESSAGE), bytearray(signature), context=context)
    assert scheme.public_key(public.public_bytes()) == public
    wrong = {
        "empty": (public, MESSAGE, b""),
        "cut": (public, MESSAGE, signature[:-1]),
        "longer": (public, MESSAGE, signature + b"\0"),
        "first byte": (public, MESSAGE, bytes([signature[0] ^ 1]) + signature[1:]),
        "last byte": (public, MESSAGE, signature[:-1] + bytes([signature[-1] ^ 1])),
        "middle": (public, MESSAGE, _flipped(signature, len(signature) // 2)),
        "message": (public, MESSAGE + b".", signature),
        "key": (other.public_key(), MESSAGE, signature),
    }
    for case, (who, message, given) in wrong.items():
        with pytest.raises(InvalidSignature) as raised:
            who.verify(message, given, context=context)
        assert str(raised.value) == "the signature is wrong", case
    if context:
        with pytest.raises(InvalidSignature):
            public.verify(MESSAGE, signature, context=context + b"x")
        with pytest.raises(InvalidSignature):
            public.verify(MESSAGE, signature)
    else:
        with pytest.raises(UnavailableAlgorithm, match="no context"):
            key.sign(MESSAGE, context=b"x")


@pytest.mark.parametrize(("backend", "name"), [one for one in SIGNATURES if not one[1].startswith(SLOW)])
def test_a_private_key_that_goes_out_and_in_again_signs_for_the_same_public_key(backend: str, name: str) -> None:
    scheme = providers.signature(name, provider=backend)
    key = scheme.generate()
    raw = key.private_bytes(access=SECRETS)
    again = scheme.private_key(raw)
    assert again.public_key() == key.public_key()
    key.public_key().verify(MESSAGE, again.sign(MESSAGE))
    _refuses_damaged_keys(scheme.private_key, raw)
    _refuses_damaged_keys(scheme.public_key, key.public_key().public_bytes())


@pytest.mark.parametrize(("backend", "name"), KEMS)
def test_a_secret_arrives(backend: str, name: str) -> None:
    scheme = providers.kem(name, provider=backend, allow_experimental=True)
    key = scheme.generate()
    public = scheme.public_key(key.public_key().public_bytes())
    secret, ciphertext = public.encapsulate()
    again = scheme.private_key(key.private_bytes(access=SECRETS))
    assert key.decapsulate(bytearray(ciphertext)) == again.decapsulate(ciphertext) == secret
    assert again.public_key() == public
    other, _ = public.encapsulate()
    assert other != secret
    for cut in (b"", ciphertext[:-1], ciphertext + b"\0"):
        with pytest.raises(InvalidSignature) as raised:
            key.decapsulate(cut)
        assert str(raised.value) == "the ciphertext is wrong"
    for at in (0, len(ciphertext) // 2, len(ciphertext) - 1):
        with contextlib.suppress(
            InvalidSignature
        ):  # a point that is none, a padding that is wrong; else another secret
            assert key.decapsulate(_flipped(ciphertext, at)) != secret
    _refuses_damaged_keys(scheme.private_key, key.private_bytes(access=SECRETS))
    _refuses_damaged_keys(scheme.public_key, public.public_bytes())


def _refuses_damaged_keys(load: object, raw: bytes) -> None:
    assert callable(load)
    for bad in (b"", raw[:-1], raw + b"\0", b"\0" + raw):
        with pytest.raises(MalformedInput):
            load(bad)
    with pytest.raises(NotBytes, match="give bytes"):
        load(raw.hex())


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("name", ["Ed25519", "ML-DSA-65", "X-Wing", "MLDSA65-Ed25519-SHA512", "SLH-DSA-SHA2-128f"])
def test_a_private_key_is_not_shown_pickled_or_given_without_the_token(name: str) -> None:
    make = providers.kem if name == "X-Wing" else providers.signature
    key = make(name).generate()
    raw = key.private_bytes(access=SECRETS)
    assert raw.hex() not in repr(key)
    assert name in repr(key)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(key)
    assert copy.deepcopy(key) is key
    with pytest.raises(TypeError, match="SECRETS"):
        key.private_bytes(access=True)  # type: ignore[arg-type]


def test_context_lengths() -> None:
    key = providers.signature("ML-DSA-65").generate()
    key.public_key().verify(MESSAGE, key.sign(MESSAGE, context=bytes(255)), context=bytes(255))
    with pytest.raises(MalformedInput, match="at most 255"):
        key.sign(MESSAGE, context=bytes(256))
    shorter = providers.signature("ML-DSA-65", provider="pqcrypto").generate()
    with pytest.raises(UnavailableAlgorithm, match="pqcrypto takes contexts of 253 bytes"):
        shorter.sign(MESSAGE, context=bytes(254))


def test_a_message_in_pieces_has_an_ordinary_signature() -> None:
    key = providers.signature("ML-DSA-65").generate()
    pieces = [MESSAGE[:5], b"", MESSAGE[5:]]
    signature = key.sign_stream(iter(pieces), context=b"c")
    key.public_key().verify(MESSAGE, signature, context=b"c")
    key.public_key().verify_stream(iter(pieces), key.sign(MESSAGE, context=b"c"), context=b"c")
    with pytest.raises(InvalidSignature):
        key.public_key().verify_stream([MESSAGE], signature)
    with pytest.raises(UnavailableAlgorithm, match="manifest"):
        providers.signature("Ed25519").generate().sign_stream(pieces)


@pytest.mark.parametrize("name", ["Ed25519", "SLH-DSA-SHA2-128f"])
def test_a_message_too_long_for_one_piece_is_refused(name: str) -> None:
    key = providers.signature(name).generate()
    with pytest.raises(NotAllowed, match="64 MiB: sign a manifest"):
        key.sign(bytes(WHOLE_MESSAGE_LIMIT + 1))


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("ECDSA-P256", UnavailableAlgorithm, "does not say everything: ECDSA-P256-SHA256"),
        ("X25519", UnavailableAlgorithm, "of another kind"),
        ("AES-256-GCM", UnavailableAlgorithm, "not provided"),
        ("HashML-DSA-65-SHA512", UnavailableAlgorithm, "not provided"),
        ("No-Such", AgilityError, "no algorithm"),
    ],
)
def test_a_name_that_is_no_signature_scheme_here(name: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        providers.signature(name)


def test_an_experimental_mechanism_must_be_named_as_one() -> None:
    with pytest.raises(NotAllowed, match="experimental"):
        providers.kem("HQC-3")
    with pytest.raises(UnavailableAlgorithm, match="no provider is called 'liboqs'"):
        providers.kem("HQC-3", provider="liboqs")


def test_an_rsa_key_of_another_size_or_exponent_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    small = rsa.generate_private_key(65537, 1024).public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    odd = rsa.generate_private_key(3, 2048).public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    spki = rsa.generate_private_key(65537, 2048).public_key()
    for raw in (small, odd, spki.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)):
        with pytest.raises(MalformedInput):
            providers.signature("RSA-PSS-2048-SHA256").public_key(raw)


def test_components_are_the_drafts_bytes_and_may_not_be_swapped() -> None:
    scheme = providers.signature("MLDSA65-Ed25519-SHA512")
    first, second = scheme.generate(), scheme.generate()
    one, two = first.sign(MESSAGE), second.sign(MESSAGE)
    for mixed in (one[:3309] + two[3309:], two[:3309] + one[3309:], one[3309:] + one[:3309]):
        with pytest.raises(InvalidSignature):
            first.public_key().verify(MESSAGE, mixed)
    # A component's own signature of the message is not one of the composite's (the label separates them).
    bare = providers.signature("ML-DSA-65").private_key(first.private_bytes(access=SECRETS)[:32])
    with pytest.raises(InvalidSignature):
        first.public_key().verify(MESSAGE, bare.sign(MESSAGE) + one[3309:])
