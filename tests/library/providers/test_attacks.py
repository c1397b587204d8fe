"""What an attacker may hand to every row: keys of others, swapped parts, constant bytes, other encodings of the same.

Only our own errors come out, and they say one thing outwards, whatever was wrong.
"""

from __future__ import annotations

import contextlib
import threading
from array import array
from collections.abc import Callable
from dataclasses import replace

import pytest

from cryptoagility import providers
from cryptoagility.errors import AgilityError, InvalidSignature, MalformedInput, NotBytes
from cryptoagility.providers.keys import KemScheme, SignatureScheme, SigningKey
from cryptoagility.providers.registry import PROVIDERS, provider
from cryptoagility.providers.selftest import MESSAGE, kem_answers, signature_answers
from cryptoagility.secret_access import SECRETS

SIGNATURES = [row for one in PROVIDERS for row in provider(one).signatures().values()]  # type: ignore[union-attr]
KEMS = [row for one in PROVIDERS for row in provider(one).kems().values()]  # type: ignore[union-attr]
COMPONENTS = [row for one in PROVIDERS for row in provider(one).components().values()]  # type: ignore[union-attr]
SIGNED, SENT = signature_answers(), kem_answers()


def refused(attempt: Callable[[], object], *says: str) -> None:
    """It raises InvalidSignature or MalformedInput; the first never says more than one sentence, neither tells why."""
    with pytest.raises((InvalidSignature, MalformedInput)) as raised:
        attempt()
    text = str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    if isinstance(raised.value, InvalidSignature):
        assert text in {"the signature is wrong", "the ciphertext is wrong"}
    else:
        assert any(word in text for word in (*says, "not a", "has", "gives no shared secret")), text


def of(row: object) -> str:
    return f"{row.provider} {row.name}"  # type: ignore[attr-defined]


# Keys of other algorithms


@pytest.mark.parametrize("row", SIGNATURES, ids=of)
def test_a_key_of_another_algorithm_verifies_nothing(row: providers.provider.AnySignatureRow) -> None:
    scheme = SignatureScheme(row.name, (row,))
    answer = SIGNED[row.name]
    others = {name: one.public for name, one in SIGNED.items() if name != row.name}
    others |= {name: one.public for name, one in SENT.items()}
    taken = 0
    for name, raw in others.items():
        try:
            public = scheme.public_key(raw)
        except MalformedInput as error:
            assert str(error) == f"not a {row.name} public key"  # noqa: PT017
            continue
        taken += 1
        assert len(raw) == len(answer.public) or row.name.startswith("RSA") or row.name in name, name
        refused(lambda: public.verify(MESSAGE, answer.signature))  # noqa: B023
    assert taken < 20  # an opaque key of the same length is taken: it is somebody else's


@pytest.mark.parametrize("row", SIGNATURES, ids=of)
def test_signatures_of_other_algorithms_are_wrong(row: providers.provider.AnySignatureRow) -> None:
    public = SignatureScheme(row.name, (row,)).public_key(SIGNED[row.name].public)
    for name, other in SIGNED.items():
        if name != row.name:
            refused(lambda: public.verify(MESSAGE, other.signature))  # noqa: B023


@pytest.mark.parametrize("row", KEMS, ids=of)
def test_a_ciphertext_of_another_algorithm_gives_nothing(row: providers.provider.AnyKemRow) -> None:
    scheme, mine = KemScheme(row.name, (row,)), SENT[row.name].private
    fits = not row.private_sizes or len(mine) in row.private_sizes
    key = scheme.private_key(mine) if fits else scheme.generate()
    for name, other in SENT.items():
        if name == row.name:
            continue
        with contextlib.suppress(MalformedInput):
            scheme.public_key(other.public).encapsulate()
        with contextlib.suppress(MalformedInput):
            scheme.private_key(other.private)
        try:
            assert key.decapsulate(other.ciphertext) != other.secret, name
        except InvalidSignature as error:
            assert str(error) == "the ciphertext is wrong"  # noqa: PT017


# Constant bytes


@pytest.mark.parametrize("row", SIGNATURES, ids=of)
@pytest.mark.parametrize("byte", [b"\0", b"\xff"], ids=["00", "ff"])
def test_constant_keys_and_signatures(row: providers.provider.AnySignatureRow, byte: bytes) -> None:
    scheme, answer = SignatureScheme(row.name, (row,)), SIGNED[row.name]
    refused(lambda: scheme.public_key(answer.public).verify(MESSAGE, byte * len(answer.signature)))
    refused(lambda: scheme.public_key(byte * len(answer.public)).verify(MESSAGE, answer.signature))
    refused(lambda: scheme.public_key(byte * len(answer.public)).verify(MESSAGE, byte * len(answer.signature)))
    for size in row.private_sizes or (len(answer.private),):
        with contextlib.suppress(MalformedInput):
            assert scheme.private_key(byte * size).public_key().public_bytes() != answer.public


@pytest.mark.parametrize("row", [*KEMS, *COMPONENTS], ids=of)
@pytest.mark.parametrize("byte", [b"\0", b"\xff"], ids=["00", "ff"])
def test_constant_keys_and_ciphertexts(row: providers.provider.AnyKemRow, byte: bytes) -> None:
    scheme = KemScheme(row.name, (row,))
    answer = SENT.get(row.name)
    public_size = len(answer.public if answer else scheme.generate().public_key().public_bytes())
    try:
        secret, ciphertext = scheme.public_key(byte * public_size).encapsulate()
        assert secret
        assert len(ciphertext) == row.ciphertext_size
    except MalformedInput:
        pass
    key = scheme.generate()
    try:
        assert key.decapsulate(byte * row.ciphertext_size) != bytes(len(byte))
    except InvalidSignature as error:
        assert str(error) == "the ciphertext is wrong"  # noqa: PT017
    for size in row.private_sizes or (32,):
        with contextlib.suppress(MalformedInput):
            scheme.private_key(byte * size)


# What is bytes, and what changes while it is used


@pytest.mark.parametrize("row", SIGNATURES, ids=of)
def test_bytes_of_every_kind_and_nothing_else_verify(row: providers.provider.AnySignatureRow) -> None:
    scheme, answer = SignatureScheme(row.name, (row,)), SIGNED[row.name]
    for kind in (bytes, bytearray, memoryview, lambda raw: memoryview(b"x" + raw)[1:], lambda raw: array("B", raw)):
        try:
            scheme.public_key(kind(answer.public)).verify(kind(MESSAGE), kind(answer.signature))  # type: ignore[arg-type]
        except NotBytes:
            assert isinstance(kind(b""), array)
    public = scheme.public_key(answer.public)
    for bad in ("text", None, 5, 3.5, [1, 2], object()):
        with pytest.raises(NotBytes):
            public.verify(bad, answer.signature)  # type: ignore[arg-type]
        with pytest.raises(NotBytes):
            public.verify(MESSAGE, bad)  # type: ignore[arg-type]
        with pytest.raises(NotBytes):
            scheme.public_key(bad)  # type: ignore[arg-type]
        with pytest.raises(NotBytes):
            scheme.private_key(bad)  # type: ignore[arg-type]
        if bad is not None:
            with pytest.raises(NotBytes):
                public.verify(MESSAGE, answer.signature, context=bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", KEMS, ids=of)
def test_bytes_of_every_kind_and_nothing_else_decapsulate(row: providers.provider.AnyKemRow) -> None:
    scheme = KemScheme(row.name, (row,))
    key = scheme.generate()
    public, private = key.public_key().public_bytes(), key.private_bytes(access=SECRETS)
    for kind in (bytearray, memoryview):
        secret, ciphertext = scheme.public_key(kind(public)).encapsulate()
        assert scheme.private_key(kind(private)).decapsulate(kind(ciphertext)) == secret
    for bad in ("text", None, 5, [1, 2]):
        for attempt in (scheme.public_key, scheme.private_key, key.decapsulate):
            with pytest.raises(NotBytes):
                attempt(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["ML-DSA-65", "Ed25519", "SLH-DSA-SHA2-128f", "MLDSA65-Ed25519-SHA512"])
def test_a_message_that_changes_while_it_is_signed_is_signed_as_it_was(name: str) -> None:
    row = providers.signature(name).rows[0]
    message, context = bytearray(MESSAGE), bytearray(b"c" if row.contexts else b"")

    def sign(native: object, taken: bytes, ctx: bytes) -> bytes:
        message[:] = b"x" * len(message)
        context[:] = b"y" * len(context)
        return row.sign(native, taken, ctx)

    def verify(native: object, signature: bytes, taken: bytes, ctx: bytes) -> None:
        wire[:] = message[:] = bytes(len(message))
        row.verify(native, signature, taken, ctx)

    slow = replace(row, sign=sign, verify=verify, name=f"{name} changing")
    key = SigningKey(replace(slow, verify=row.verify), row.generate())
    signature = key.sign(message, context=context)
    key.public_key().verify(MESSAGE, signature, context=b"c" if row.contexts else b"")
    message, wire = bytearray(MESSAGE), bytearray(signature)
    public = SignatureScheme(slow.name, (slow,)).public_key(key.public_key().public_bytes())
    public.verify(message, wire, context=b"c" if row.contexts else b"")
    assert bytes(message) == bytes(len(message))


def test_a_buffer_that_is_reused_between_pieces_is_signed_piece_by_piece() -> None:
    key = providers.signature("ML-DSA-65").generate()
    pieces = [b"one ", b"two ", b"six "]

    def reused() -> object:
        buffer = bytearray(4)
        for piece in pieces:
            buffer[:] = piece
            yield buffer

    signature = key.sign_stream(reused())  # type: ignore[arg-type]
    key.public_key().verify(b"".join(pieces), signature)


def test_many_threads_with_one_key() -> None:
    key = providers.signature("ML-DSA-44").generate()
    public = key.public_key()
    wrong: list[object] = []

    def work(number: int) -> None:
        for one in range(20):
            message = f"{number} {one}".encode()
            try:
                public.verify(message, key.sign(message))
            except AgilityError as error:
                wrong.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# Parts of composites


COMPOSITES = [row for row in SIGNATURES if row.provider == "composite"]


@pytest.mark.parametrize("row", COMPOSITES, ids=of)
def test_parts_of_two_composite_signatures_do_not_make_one(row: providers.provider.AnySignatureRow) -> None:
    scheme, answer = SignatureScheme(row.name, (row,)), SIGNED[row.name]
    first = row.name.split("-")[0].replace("MLDSA", "ML-DSA-")
    size = len(SIGNED[first].signature)
    split = len(SIGNED[first].public)
    mine = scheme.private_key(answer.private)
    other = scheme.private_key(
        providers.signature(first).generate().private_bytes(access=SECRETS) + answer.private[32:]
    )  # another ML-DSA key with the same traditional one
    one, two = mine.sign(MESSAGE), other.sign(MESSAGE)
    elsewhere, context = mine.sign(MESSAGE + b"."), mine.sign(MESSAGE, context=b"c")
    public = mine.public_key()
    public.verify(MESSAGE, one[:size] + answer.signature[size:])  # both are the same key's: any two of them fit
    for mixed in (
        two[:size] + one[size:],
        one[size:] + one[:size],
        one[:size],
        one[size:],
        one[:size] + one,
        elsewhere[:size] + one[size:],
        one[:size] + elsewhere[size:],
        context[:size] + one[size:],
        one[:size] + context[size:],
        bytes(size) + one[size:],
        one[:size] + bytes(len(one) - size),
    ):
        refused(lambda: public.verify(MESSAGE, mixed))  # noqa: B023
    for swapped in (answer.public[split:] + answer.public[:split], answer.public[:split], answer.public[split:]):
        # Any bytes are an ML-DSA key and most are an Ed25519 key: then the signature is wrong under it.
        refused(lambda: scheme.public_key(swapped).verify(MESSAGE, one))  # noqa: B023
    refused(lambda: other.public_key().verify(MESSAGE, one))
    # A signature of a component alone, over the message itself, is none of the composite, nor the other way round.
    bare = providers.signature(first).private_key(answer.private[:32])
    refused(lambda: public.verify(MESSAGE, bare.sign(MESSAGE) + one[size:]))
    refused(lambda: bare.public_key().verify(MESSAGE, one[:size]))


def test_two_schemes_over_the_same_key_do_not_share_signatures() -> None:
    pairs = [
        ("RSA-PSS-2048-SHA256", "RSA-PKCS1-2048-SHA256"),
        ("RSA-PSS-2048-SHA256", "RSA-PSS-2048-SHA384"),
        ("ECDSA-P256-SHA256", "ECDSA-P256-SHA384"),
        ("MLDSA44-RSA2048-PSS-SHA256", "MLDSA44-RSA2048-PKCS15-SHA256"),
        ("MLDSA65-RSA3072-PSS-SHA512", "MLDSA65-RSA3072-PKCS15-SHA512"),
        ("SLH-DSA-SHA2-128f", "SLH-DSA-SHAKE-128f"),
    ]
    for one, two in (both for pair in pairs for both in (pair, pair[::-1])):
        raw = SIGNED[one].private
        other = providers.signature(two).private_key(raw)
        refused(lambda: other.public_key().verify(MESSAGE, SIGNED[one].signature))  # noqa: B023


COMBINED = [row for row in KEMS if row.provider == "composite"]


@pytest.mark.parametrize("row", COMBINED, ids=of)
def test_parts_of_two_ciphertexts_do_not_give_the_secret_of_either(row: providers.provider.AnyKemRow) -> None:
    scheme, answer = KemScheme(row.name, (row,)), SENT[row.name]
    split = 1568 if "1024" in row.name else 1088
    key = scheme.private_key(answer.private)
    public = key.public_key()
    (secret_one, one), (secret_two, two) = public.encapsulate(), public.encapsulate()
    for mixed in (one[:split] + two[split:], two[:split] + one[split:]):
        assert key.decapsulate(mixed) not in {secret_one, secret_two}
    for wrong in (one[split:] + one[:split], one[:split] + bytes(len(one) - split), bytes(split) + one[split:]):
        try:
            assert key.decapsulate(wrong) not in {secret_one, secret_two}
        except InvalidSignature as error:
            assert str(error) == "the ciphertext is wrong"  # noqa: PT017
    at = 1568 if "1024" in row.name else 1184
    refused(lambda: scheme.public_key(answer.public[at:] + answer.public[:at]).encapsulate())
