"""A keyset as bytes: every change of it is noticed, and nothing is derived before the costs are bounded."""

from __future__ import annotations

import hashlib
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryptoagility import Keyset
from cryptoagility.encoding.canonical_cbor import decode, encode
from cryptoagility.errors import AgilityError, InvalidSignature, MalformedInput, NotAllowed
from cryptoagility.keysets import Passphrase, WrappingKeyset, public_bytes, read_public
from cryptoagility.keysets.sealed import MOST_BYTES, OwnKey, opened, peek, sealed
from cryptoagility.providers import symmetric

MESSAGE = b"margin call"
FAST = Passphrase(b"correct horse", passes=1, memory=8 * 1024, lanes=1)
KEYSET = Keyset.generate("Ed25519").rotated_to("ML-DSA-44").with_pending("Ed25519")
DATA = sealed(KEYSET, FAST)


def body() -> dict[str, object]:
    return cast("dict[str, object]", decode(DATA, "x", most=MOST_BYTES))


def test_what_is_saved_is_what_is_opened() -> None:
    again, own = opened(DATA, Passphrase(b"correct horse"))
    assert again.description == KEYSET.description
    again.verify(MESSAGE, KEYSET.sign(MESSAGE))
    KEYSET.verify(MESSAGE, again.sign(MESSAGE))
    assert peek(DATA) == KEYSET.description
    later = again.rotated_to("Ed25519")
    data = sealed(later, own)
    assert opened(data, own)[0].description == later.description
    assert opened(data, FAST)[0].description == later.description  # the wrap is the same


def test_no_secret_is_in_the_bytes() -> None:
    for raw in KEYSET._private.values():
        assert raw not in DATA
    assert b"correct horse" not in DATA
    assert repr(FAST).count("correct") == 0
    own = opened(DATA, FAST)[1]
    assert own.key not in DATA
    assert own.key.hex() not in repr(own)


def test_a_wrong_passphrase_and_a_changed_keyset_say_the_same() -> None:
    with pytest.raises(InvalidSignature, match="the passphrase is wrong, or the keyset was changed"):
        opened(DATA, Passphrase(b"correct horse."))
    with pytest.raises(NotAllowed, match="empty passphrase"):
        Passphrase(b"")


def test_every_byte_counts() -> None:
    own = opened(DATA, FAST)[1]
    accepted = []
    for at in range(len(DATA)):
        damaged = DATA[:at] + bytes([DATA[at] ^ 1]) + DATA[at + 1 :]
        try:
            opened(damaged, own)
        except AgilityError:
            continue
        accepted.append(at)
    assert accepted == []


@pytest.mark.parametrize("cut", [0, 1, 2, len(DATA) // 2, len(DATA) - 1])
def test_cut_or_longer(cut: int) -> None:
    for bad in (DATA[:cut], DATA + DATA[: cut + 1]):
        with pytest.raises(MalformedInput):
            opened(bad, FAST)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"passes": 17}, MalformedInput),
        ({"memory": 1024 * 1024 + 1}, MalformedInput),
        ({"memory": 2**62}, MalformedInput),
        ({"lanes": 0}, MalformedInput),
        ({"salt": b""}, MalformedInput),
        ({"salt": "text"}, MalformedInput),
        ({"passes": True}, AgilityError),
        ({"method": "scrypt"}, MalformedInput),
        ({"method": "pbkdf2"}, NotAllowed),
        ({"method": 7}, NotAllowed),
        ({"extra": 1}, MalformedInput),
    ],
)
def test_the_costs_of_a_passphrase_are_bounded_before_it_is_derived(
    change: dict[str, object], error: type[Exception]
) -> None:
    changed = body()
    changed["wrap"] = {**cast("dict[str, object]", changed["wrap"]), **change}
    with pytest.raises(error):
        opened(encode(changed), FAST)


class OldScrypt:
    """How an older version might have written a keyset: this one reads it and never writes it."""

    def __init__(self, **costs: object) -> None:
        self.costs = costs

    def wrap(self, key: bytes, keyset: bytes) -> dict[str, object]:
        head: dict[str, object] = {"method": "scrypt", "salt": bytes(16), "cost": 2**14, "block": 8, "parallel": 1}
        derived = hashlib.scrypt(b"correct horse", salt=bytes(16), n=2**14, r=8, p=1, dklen=32)
        bound = b"cryptoagility/keyset-wrap/v1\0" + keyset + encode({**head, **self.costs})
        return {**head, **self.costs, "box": symmetric.seal(derived, key, bound)}

    def unwrap(self, wrap: dict[str, object], keyset: bytes) -> bytes:
        raise AssertionError


def test_scrypt_is_read_with_bounded_costs() -> None:
    data = sealed(KEYSET, OldScrypt())
    again, _ = opened(data, FAST)
    assert again.description == KEYSET.description
    with pytest.raises(InvalidSignature):
        opened(data, Passphrase(b"wrong"))
    for costs in (
        {"cost": 2**21},
        {"cost": 2**14 + 1},
        {"cost": 2**13},
        {"block": 9},
        {"parallel": 5},
        {"cost": -1},
        {"x": 1},
    ):
        with pytest.raises(MalformedInput):
            opened(sealed(KEYSET, OldScrypt(**costs)), FAST)


def test_parts_of_two_keysets_or_generations_do_not_mix() -> None:
    own = opened(DATA, FAST)[1]
    later = cast("dict[str, object]", decode(sealed(KEYSET.promoted(KEYSET.keys[-1].id), own), "x", most=MOST_BYTES))
    for part in ("head", "private", "mac"):
        with pytest.raises(InvalidSignature):
            opened(encode({**body(), part: later[part]}), own)
    # Whoever knows the keyset's own key could write anything; a private part is still bound to its head and its place.
    private = cast("dict[bytes, bytes]", body()["private"])
    first, second, *_ = sorted(private)
    swapped = {**private, first: private[second], second: private[first]}
    with pytest.raises(InvalidSignature):
        opened(encode({**body(), "private": swapped}), own)


def test_a_keyset_under_a_keyset() -> None:
    wrapping = Keyset.generate("X-Wing")
    data = sealed(KEYSET, WrappingKeyset(wrapping.public()))
    assert opened(data, WrappingKeyset(wrapping.rotated_to("ML-KEM-1024")))[0].description == KEYSET.description
    with pytest.raises(NotAllowed, match="public half"):
        opened(data, WrappingKeyset(wrapping.public()))
    with pytest.raises(NotAllowed, match="protected by keyset, not by a passphrase"):
        opened(data, FAST)
    with pytest.raises(NotAllowed):
        opened(data, WrappingKeyset(Keyset.generate("X-Wing")))
    with pytest.raises(NotAllowed, match="protected by argon2id, not by a keyset"):
        opened(DATA, WrappingKeyset(wrapping))


def test_a_public_keyset_travels() -> None:
    public = KEYSET.public()
    again = read_public(public_bytes(public))
    assert again.description == public.description
    again.verify(MESSAGE, KEYSET.sign(MESSAGE))
    with pytest.raises(MalformedInput):
        read_public(DATA)
    with pytest.raises(MalformedInput):
        opened(public_bytes(public), FAST)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes(data: bytes) -> None:
    own = OwnKey(bytes(32), {})
    for read in (lambda: opened(data, own), lambda: read_public(data), lambda: peek(data)):
        with pytest.raises(AgilityError):
            read()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.binary(max_size=40) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10) | st.binary(max_size=16), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.sampled_from(["type", "version", "head", "wrap", "private", "mac"]), VALUES)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_in_any_part(part: str, value: object) -> None:
    own = OwnKey(bytes(32), {})
    with pytest.raises(AgilityError):
        opened(encode({**body(), part: value}), own)


@given(st.sampled_from(["id", "generation", "purpose", "rule", "keys"]), VALUES)
@settings(max_examples=300, deadline=None)
def test_any_value_in_the_description(part: str, value: object) -> None:
    head = cast("dict[str, object]", decode(cast("bytes", body()["head"]), "x", most=MOST_BYTES))
    own = OwnKey(bytes(32), {})
    with pytest.raises(AgilityError):
        opened(encode({**body(), "head": encode({**head, part: value})}), own)
