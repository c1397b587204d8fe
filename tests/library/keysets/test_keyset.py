"""Keysets as values: what they sign, what they refuse, and how they change."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date

import pytest

from cryptoagility import Keyset, PublicKeyset, providers
from cryptoagility.errors import (
    InvalidSignature,
    MalformedInput,
    NotAllowed,
    NotBytes,
    UnavailableAlgorithm,
    UnknownKey,
)
from cryptoagility.keysets import Description, Purpose, Rule, State
from cryptoagility.keysets.key import KEY_ID
from cryptoagility.keysets.wire import SIGNED, read_signatures, signed_bytes
from cryptoagility.policy import DEFAULT, Floor, Policy
from cryptoagility.secret_access import SECRETS

MESSAGE = b"<sese.023/>"
NOW = 1_800_000_000.0


def clock() -> float:
    return NOW


def test_a_rotated_keyset_signs_with_the_new_key_and_verifies_the_old() -> None:
    first = Keyset.generate("ML-DSA-65", clock=clock)
    old = first.sign(MESSAGE)
    second = first.rotated_to("MLDSA65-ECDSA-P256-SHA512")
    new = second.sign(MESSAGE)
    for wire in (old, new):
        second.verify(MESSAGE, wire)
        second.public().verify(MESSAGE, wire)
    assert [(key.algorithm, key.state, key.generation) for key in second.keys] == [
        ("ML-DSA-65", State.ENABLED, 1),
        ("MLDSA65-ECDSA-P256-SHA512", State.PRIMARY, 2),
    ]
    assert (second.id, second.generation) == (first.id, 2)
    with pytest.raises(UnknownKey, match=r"generation 1\): fetch a newer one"):
        first.public().verify(MESSAGE, new)


def test_pending_then_promoted_so_that_peers_are_never_behind() -> None:
    first = Keyset.generate("Ed25519")
    announced = first.with_pending("ML-DSA-44")
    peers = announced.public()
    assert announced.sign(MESSAGE)[1 : 1 + KEY_ID] == first.keys[0].id
    promoted = announced.promoted(announced.keys[-1].id)
    peers.verify(MESSAGE, promoted.sign(MESSAGE))
    assert promoted.generation == 3


def test_what_is_signed_begins_with_label_and_key_id() -> None:
    keyset = Keyset.generate("Ed25519")
    wire = keyset.sign(MESSAGE)
    [(key_id, signature)] = read_signatures(wire)
    key = providers.signature("Ed25519").public_key(keyset.keys[0].public)
    key.verify(b"cryptoagility/sig/v1\0" + key_id + MESSAGE, signature)
    with pytest.raises(InvalidSignature):
        key.verify(MESSAGE, signature)


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("JWS signing input (RFC 7515 section 5.1)", b"eyJ"),
        ("JWS, unencoded payload (RFC 7797)", b"e"),
        ("COSE Sig_structure (RFC 9052 section 4.4)", b"\x84"),
        ("COSE Sig_structure of COSE_Sign", b"\x85"),
        ("CMS signed attributes (RFC 5652 section 5.4)", b"\x31"),
        ("X.509 TBSCertificate", b"\x30"),
        ("XML SignedInfo", b"<"),
        ("composite M' (draft-ietf-lamps-pq-composite-sigs)", b"CompositeAlgorithmSignatures2025"),
        ("batch root", b"cryptoagility/batch-root/v1"),
        ("HPKE info", b"cryptoagility/enc/v1\0"),
        ("TLS 1.3 CertificateVerify (RFC 8446 section 4.4.3)", b"\x20" * 64),
        ("SSH signature (PROTOCOL.sshsig)", b"SSHSIG"),
    ],
)
def test_what_is_signed_is_no_input_of_another_form(form: str, beginning: bytes) -> None:
    shorter = min(len(SIGNED), len(beginning))
    assert SIGNED[:shorter] != beginning[:shorter], form
    assert signed_bytes(bytes(KEY_ID), b"").startswith(SIGNED)


@pytest.mark.parametrize("at", ["version", "key id", "signature", "cut", "longer", "empty"])
def test_a_damaged_signature_is_refused(at: str) -> None:
    keyset = Keyset.generate("Ed25519")
    wire = keyset.sign(MESSAGE)
    damaged = {
        "version": b"\x09" + wire[1:],
        "key id": wire[:1] + bytes([wire[1] ^ 1]) + wire[2:],
        "signature": wire[:-1] + bytes([wire[-1] ^ 1]),
        "cut": wire[:-1],
        "longer": wire + b"\0",
        "empty": b"",
    }[at]
    expected = {"version": MalformedInput, "empty": MalformedInput, "key id": UnknownKey}.get(at, InvalidSignature)
    with pytest.raises(expected):
        keyset.public().verify(MESSAGE, damaged)
    with pytest.raises(NotBytes):
        keyset.verify(MESSAGE.decode(), wire)  # type: ignore[arg-type]


def test_only_the_key_that_is_named_is_tried() -> None:
    keyset = Keyset.generate("Ed25519").rotated_to("Ed25519")
    wire = keyset.sign(MESSAGE)
    other = keyset.keys[0].id
    with pytest.raises(InvalidSignature):
        keyset.verify(MESSAGE, wire[:1] + other + wire[1 + KEY_ID :])


def test_a_key_that_is_disabled_or_destroyed_verifies_nothing() -> None:
    keyset = Keyset.generate("Ed25519")
    old_key, wire = keyset.keys[0], keyset.sign(MESSAGE)
    rotated = keyset.rotated_to("ML-DSA-44")
    disabled = rotated.disabled(old_key.id)
    with pytest.raises(NotAllowed, match="is disabled: it verifies nothing"):
        disabled.verify(MESSAGE, wire)
    with pytest.raises(UnknownKey):
        disabled.public().verify(MESSAGE, wire)
    disabled.enabled(old_key.id).verify(MESSAGE, wire)
    destroyed = disabled.destroyed(old_key.id)
    with pytest.raises(NotAllowed, match="is destroyed"):
        destroyed.verify(MESSAGE, wire)
    with pytest.raises(NotAllowed, match="is destroyed: it cannot become enabled"):
        destroyed.enabled(old_key.id)


def test_the_primary_key_is_not_taken_away_without_a_successor() -> None:
    keyset = Keyset.generate("Ed25519")
    with pytest.raises(NotAllowed, match="is primary: promote another key first"):
        keyset.disabled(keyset.keys[0].id)
    none = keyset.disabled(keyset.keys[0].id, leaving_none=True)
    with pytest.raises(NotAllowed, match="no primary key"):
        none.sign(MESSAGE)
    with pytest.raises(NotAllowed, match="nothing to publish"):
        none.public()


def test_validity_bounds_signing_and_verifying() -> None:
    times = [NOW]
    keyset = Keyset.generate("Ed25519", not_before=int(NOW), not_after=int(NOW) + 10, clock=lambda: times[0])
    wire = keyset.sign(MESSAGE)
    keyset.public().verify(MESSAGE, wire)
    times[0] = NOW + 10
    for use in (lambda: keyset.sign(MESSAGE), lambda: keyset.verify(MESSAGE, wire)):
        with pytest.raises(NotAllowed, match="not valid any more"):
            use()
    times[0] = NOW - 1
    with pytest.raises(NotAllowed, match="not valid yet"):
        keyset.sign(MESSAGE)
    with pytest.raises(MalformedInput, match="ends before it begins"):
        Keyset.generate("Ed25519", not_before=5, not_after=5)


def test_several_signatures_and_the_rule_all() -> None:
    keyset = Keyset.generate(["ECDSA-P256-SHA256", "ML-DSA-65"])
    assert keyset.description.rule is Rule.ALL
    wire = keyset.sign(MESSAGE)
    keyset.public().verify(MESSAGE, wire)
    one, two = read_signatures(wire)
    for left in (one, two):
        with pytest.raises(InvalidSignature):
            keyset.public().verify(MESSAGE, b"\x01" + left[0] + left[1])
    swapped = b"\x02\x02" + b"".join(
        id + len(sig).to_bytes(4) + sig for id, sig in ((one[0], two[1]), (two[0], one[1]))
    )
    with pytest.raises(InvalidSignature):
        keyset.public().verify(MESSAGE, swapped)
    twice = b"\x02\x02" + 2 * (one[0] + len(one[1]).to_bytes(4) + one[1])
    with pytest.raises(MalformedInput, match="one from each key"):
        keyset.public().verify(MESSAGE, twice)


def test_classical_required_takes_the_classical_one_alone_but_never_a_wrong_second_one() -> None:
    keyset = Keyset.generate(["Ed25519", "ML-DSA-44"], rule="classical-required")
    wire = keyset.sign(MESSAGE)
    keyset.verify(MESSAGE, wire)
    classical, post_quantum = read_signatures(wire)
    keyset.verify(MESSAGE, b"\x01" + classical[0] + classical[1])
    with pytest.raises(InvalidSignature):
        keyset.verify(MESSAGE, b"\x01" + post_quantum[0] + post_quantum[1])
    with pytest.raises(InvalidSignature):
        keyset.verify(MESSAGE, wire[:-1] + bytes([wire[-1] ^ 1]))


@pytest.mark.parametrize(
    ("names", "rule", "words"),
    [
        (["Ed25519", "ML-DSA-44"], "any", "there is no 'any of'"),
        (["ML-DSA-44", "Ed25519"], "classical-required", "a classical algorithm first"),
        (["Ed25519"], "all", "does not fit 1"),
        ([], None, "one to 8"),
    ],
)
def test_rules_that_are_none(names: list[str], rule: str | None, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        Keyset.generate(names, rule=rule)


def test_in_a_set_the_slot_is_found_by_what_the_algorithm_is() -> None:
    keyset = Keyset.generate(["Ed25519", "ML-DSA-44"]).rotated_to("ML-DSA-87").rotated_to("ECDSA-P384-SHA384")
    assert [(key.slot, key.algorithm) for key in keyset.keys if key.state is State.PRIMARY] == [
        (1, "ML-DSA-87"),
        (0, "ECDSA-P384-SHA384"),
    ]
    keyset.verify(MESSAGE, keyset.sign(MESSAGE))


def test_encrypt_rotate_migrate() -> None:
    keyset = Keyset.generate("X25519")
    box = keyset.public().encrypt(b"position", associated_data=b"flow 3")
    rotated = keyset.rotated_to("X-Wing")
    assert rotated.decrypt(bytearray(box), associated_data=b"flow 3") == b"position"
    moved = rotated.migrate(box, associated_data=b"flow 3")
    assert moved[1 : 1 + KEY_ID] == rotated.keys[1].id
    assert rotated.decrypt(moved, associated_data=b"flow 3") == b"position"
    for damaged, data in (
        (box, b"flow 4"),
        (box[:-1], b"flow 3"),
        (box[:20] + bytes([box[20] ^ 1]) + box[21:], b"flow 3"),
    ):
        with pytest.raises(InvalidSignature):
            rotated.decrypt(damaged, associated_data=data)
    with pytest.raises(MalformedInput):
        rotated.decrypt(b"\x03")


def test_a_retired_algorithm_signs_verifies_and_decrypts_nothing_but_is_saved() -> None:
    gone = DEFAULT.with_retired("X25519", date(2026, 11, 25), "broken")
    keyset = Keyset.generate("X25519")
    box = keyset.encrypt(b"position")
    under = keyset.under(gone)
    for use in (lambda: under.encrypt(b"x"), lambda: under.decrypt(box), lambda: under.public().encrypt(b"x")):
        with pytest.raises(NotAllowed, match="X25519 is retired since 2026-11-25: broken; use X-Wing"):
            use()
    assert under.decrypt_retired(box) == b"position"
    target = Keyset.generate("ML-KEM-1024")
    assert target.decrypt(under.migrate(box, to=target.public())) == b"position"
    signer = Keyset.generate("ECDSA-P256-SHA256")
    wire = signer.sign(MESSAGE)
    no_ecdsa = signer.under(DEFAULT.with_retired("ECDSA", date(2026, 11, 25), "broken"))
    for use in (lambda: no_ecdsa.sign(MESSAGE), lambda: no_ecdsa.verify(MESSAGE, wire)):
        with pytest.raises(NotAllowed, match="ECDSA-P256-SHA256 is retired"):
            use()


def test_a_retired_component_leaves_the_composite_at_the_strength_of_the_other() -> None:
    keyset = Keyset.generate("MLDSA65-ECDSA-P256-SHA512")
    wire = keyset.sign(MESSAGE)
    no_ml_dsa = DEFAULT.with_retired("ML-DSA", date(2026, 11, 25), "broken")
    keyset.under(no_ml_dsa).verify(MESSAGE, wire)
    strict = replace(no_ml_dsa, floor=Floor(112, 1))
    with pytest.raises(NotAllowed, match="128 bits, NIST category 0 left; the floor is 112 bits, category 1"):
        keyset.under(strict).sign(MESSAGE)
    keyset.under(replace(strict, retired=())).sign(MESSAGE)


def test_what_the_policy_does_not_list_is_refused_with_what_it_lists() -> None:
    policy = Policy(epoch=1, allowed=(("sign", ("ML-DSA-87",)),))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match=r"epoch 1\) does not allow to sign with Ed25519; use ML-DSA-87"):
        Keyset.generate("Ed25519", policy=policy)
    with pytest.raises(NotAllowed, match="experimental"):
        Keyset.generate("HQC-3")


@pytest.mark.parametrize(
    ("algorithm", "purpose", "error"),
    [
        ("X-Wing", "sign", NotAllowed),
        ("Ed25519", "encrypt", NotAllowed),
        ("Ed25519", "seal", NotAllowed),
        ("MLKEM768-X25519-SHA3-256", None, UnavailableAlgorithm),
    ],
)
def test_purposes_that_do_not_fit(algorithm: str, purpose: str | None, error: type[Exception]) -> None:
    with pytest.raises(error):
        Keyset.generate(algorithm, purpose=purpose)


def test_one_purpose_each() -> None:
    signs, roots, box = (
        Keyset.generate("Ed25519"),
        Keyset.generate("Ed25519", purpose="batch-root"),
        Keyset.generate("X25519"),
    )
    for use in (
        lambda: signs.encrypt(b"x"),
        lambda: signs.root_key(),
        lambda: signs.sign_root(signs.keys[0], b"x"),
        lambda: roots.sign(b"x"),
        lambda: roots.verify(b"x", signs.sign(b"x")),
        lambda: box.sign(b"x"),
        lambda: box.rotated_to("Ed25519"),
    ):
        with pytest.raises(NotAllowed):
            use()
    # The purpose is part of the id: the same public key for another purpose is another key.
    from cryptoagility.keysets.key import key_id

    public = signs.keys[0].public
    assert key_id("Ed25519", Purpose.SIGN, public) != key_id("Ed25519", Purpose.BATCH_ROOT, public)


def test_inconsistent_keysets_cannot_exist() -> None:
    keyset = Keyset.generate("Ed25519")
    raw = {keyset.keys[0].id: providers.signature("Ed25519").generate().private_bytes(access=SECRETS)}
    good = keyset.description
    key = good.keys[0]
    other = Keyset.generate("Ed25519").keys[0]
    for bad, private in (
        (good, {}),
        (good, {**raw, other.id: b""}),
        (replace(good, keys=(key, key)), raw),
        (replace(good, keys=(key, other)), {**raw, other.id: b""}),  # two primaries in one slot
        (replace(good, purpose=Purpose.BATCH_ROOT), raw),
        (replace(good, keys=(replace(key, slot=1),)), raw),
        (replace(good, keys=()), {}),
    ):
        with pytest.raises(NotAllowed):
            Keyset(bad, private)
    with pytest.raises(MalformedInput, match="does not belong"):
        replace(key, public=other.public)
    with pytest.raises(MalformedInput, match="at most 8 slots"):
        replace(key, slot=2**40)


def test_a_keyset_shows_no_secret() -> None:
    keyset = Keyset.generate("Ed25519")
    assert repr(keyset) == f"<keyset {keyset.id.hex()[:8]}, generation 1, sign, Ed25519>"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(keyset)
    assert isinstance(keyset.public(), PublicKeyset)
    assert isinstance(keyset.description, Description)
    with pytest.raises(TypeError, match="unknown arguments: until"):
        keyset.rotated_to("Ed25519", until=5)


def test_another_backend_takes_over_and_it_is_said(caplog: pytest.LogCaptureFixture) -> None:
    """A backend that refuses to sign, where another one takes the same key (here: the same rows under another name)."""
    from dataclasses import replace as changed

    from cryptoagility.providers import openssl
    from cryptoagility.providers.keys import SignatureScheme

    def fails(*_: object) -> bytes:
        raise ValueError("out of order")

    row = openssl.signatures()["Ed25519"]
    keyset = Keyset.generate("Ed25519")
    key = keyset.keys[0]
    broken = SignatureScheme("Ed25519", (changed(row, provider="broken", sign=fails),))
    keyset._opened[b"s" + key.id] = broken.private_key(keyset._private[key.id])
    keyset.verify(MESSAGE, keyset.sign(MESSAGE))
    assert "broken failed to sign (broken did not sign with Ed25519: ValueError); openssl takes over" in caplog.text
    alone = Keyset.generate("Ed25519", policy=Policy(providers=("openssl",)))
    dead = SignatureScheme("Ed25519", (changed(row, sign=fails),))
    alone._opened[b"s" + alone.keys[0].id] = dead.private_key(alone._private[alone.keys[0].id])
    with pytest.raises(UnavailableAlgorithm, match="openssl did not sign with Ed25519"):
        alone.sign(MESSAGE)


def test_a_signature_is_verified_by_a_second_backend_before_it_is_given_out(caplog: pytest.LogCaptureFixture) -> None:
    from dataclasses import replace as changed

    from cryptoagility.providers import openssl
    from cryptoagility.providers.keys import _PROVEN, SignatureScheme

    careful = Policy(verify_after_sign="pqcrypto")
    keyset = Keyset.generate("ML-DSA-44", policy=careful)
    keyset.verify(MESSAGE, keyset.sign(MESSAGE))
    Keyset.generate("Ed25519", policy=careful).sign(MESSAGE)  # pqcrypto has none: the only backend verifies
    wrong = changed(openssl.signatures()["ML-DSA-44"], provider="once right", sign=lambda *_: bytes(2420))
    _PROVEN.add(("once right", "ML-DSA-44"))  # it was right once
    key = keyset.keys[0]
    keyset._opened[b"s" + key.id] = SignatureScheme("ML-DSA-44", (wrong,)).private_key(keyset._private[key.id])
    with pytest.raises(UnavailableAlgorithm, match="did not verify after signing"):
        keyset.sign(MESSAGE)
    assert "is not given out" in caplog.text
    assert keyset.under(DEFAULT).sign(MESSAGE)
