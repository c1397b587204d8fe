"""What a retirement does, told before it is done; and that it then is so."""

from __future__ import annotations

from datetime import date

import pytest

from cryptoagility import Keyset
from cryptoagility.errors import NotAllowed, UnknownAlgorithm
from cryptoagility.keysets.retirement import retirement
from cryptoagility.policy import DEFAULT, Floor, Policy, Strength

DAY = date(2026, 11, 25)
WHY = "broken"


def effect(policy: Policy, algorithm: str, **keysets: Keyset):  # type: ignore[no-untyped-def]
    return retirement(policy, algorithm, DAY, WHY, {name: one.description for name, one in keysets.items()})


def test_a_keyset_without_another_key_fails_closed() -> None:
    keyset = Keyset.generate("ECDSA-P256-SHA256")
    found = effect(DEFAULT, "ECDSA", ccp=keyset, other=Keyset.generate("ML-DSA-65"))
    assert [one.name for one in found.keysets] == ["ccp"]
    (one,) = found.keysets
    assert (one.stopped, one.successors, found.without_successor) == ((0,), ((),), ("ccp",))
    assert (one.keys[0].left, one.keys[0].before) == (None, Strength(128, 0))
    assert one.keys[0].refused.startswith("ECDSA-P256-SHA256 is retired since 2026-11-25: broken; use ")
    after = keyset.under(found.policy)
    with pytest.raises(NotAllowed, match="is retired"):
        after.sign(b"m")
    with pytest.raises(NotAllowed, match="is retired"):
        after.verify(b"m", keyset.sign(b"m"))


def test_successors_are_keys_that_the_policy_would_still_let_sign() -> None:
    keyset = Keyset.generate("ML-DSA-65").rotated_to("Ed448").rotated_to("ECDSA-P384-SHA384")
    keyset = keyset.with_pending("SLH-DSA-SHA2-128s")
    keyset = keyset.disabled(keyset.keys[1].id)
    (one,) = effect(DEFAULT, "ECDSA-P384", ccp=keyset).keysets
    assert [key.algorithm for key in one.successors[0]] == ["ML-DSA-65", "SLH-DSA-SHA2-128s"]
    assert not one.without_successor
    assert [one.key.algorithm for one in one.keys] == ["ECDSA-P384-SHA384"]


def test_keys_that_only_verify_are_affected_and_stop_nothing() -> None:
    keyset = Keyset.generate("ECDSA-P256-SHA256").rotated_to("ML-DSA-65")
    (one,) = effect(DEFAULT, "ECDSA", ccp=keyset).keysets
    assert (one.stopped, one.without_successor, len(one.keys)) == ((), False, 1)
    gone = keyset.destroyed(keyset.keys[0].id)
    assert effect(DEFAULT, "ECDSA", ccp=gone).keysets == ()


def test_composites_go_on_with_what_is_left_or_not() -> None:
    keyset = Keyset.generate("MLDSA65-ECDSA-P256-SHA512")
    (goes_on,) = effect(DEFAULT, "ECDSA", ccp=keyset).keysets
    key = goes_on.keys[0]
    assert (key.refused, key.left, goes_on.stopped) == ("", Strength(192, 3), ())
    (stops,) = effect(Policy(epoch=1, floor=Floor(112, 1)), "ML-DSA-65", ccp=keyset).keysets
    assert (stops.stopped, stops.without_successor) == ((0,), True)
    assert stops.keys[0].left == Strength(128, 0)
    assert "has 128 bits, NIST category 0 left; the floor is 112 bits, category 1" in stops.keys[0].refused


def test_each_slot_of_a_set_is_looked_at_alone() -> None:
    keyset = Keyset.generate(["ECDSA-P256-SHA256", "ML-DSA-65"]).rotated_to("SLH-DSA-SHA2-128s")
    (one,) = effect(DEFAULT, "SLH-DSA", ccp=keyset).keysets
    assert one.stopped == (1,)
    assert [[key.algorithm for key in keys] for keys in one.successors] == [["ML-DSA-65"]]


def test_encryption_keysets_too() -> None:
    (one,) = effect(DEFAULT, "X25519", box=Keyset.generate("X25519"), other=Keyset.generate("ML-KEM-768")).keysets
    assert (one.name, one.stopped, one.without_successor) == ("box", (0,), True)
    assert effect(DEFAULT, "X25519", box=Keyset.generate("X-Wing")).keysets[0].keys[0].refused == ""


def test_what_was_refused_before_is_no_effect() -> None:
    keyset = Keyset.generate("ECDSA-P256-SHA256")
    strict = Policy(epoch=3, floor=Floor(192, 3))
    found = effect(strict, "ECDSA", ccp=keyset)
    assert found.policy.epoch == 4
    assert found.keysets[0].stopped == ()  # it was stopped already


def test_a_second_time_and_unknown_names_are_refused() -> None:
    once = DEFAULT.with_retired("ECDSA", DAY, WHY)
    with pytest.raises(NotAllowed, match="ECDSA is retired already"):
        effect(once, "ECDSA")
    with pytest.raises(UnknownAlgorithm):
        effect(DEFAULT, "ROT13")
