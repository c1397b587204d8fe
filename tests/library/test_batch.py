"""Batch signatures: right for their message, place, batch, receiver and key, and for nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptoagility import Keyset, providers
from cryptoagility.batch import MOST, AsyncBatchSigner, BatchSigner, BatchVerifier, sign_batch
from cryptoagility.errors import AgilityError, InvalidSignature, MalformedInput, NotAllowed, NotBytes, UnknownKey
from cryptoagility.keysets import Key, PublicKeyset
from cryptoagility.policy import DEFAULT

KEYSET = Keyset.generate("Ed25519", purpose="batch-root")
TO = b"BROKTWTP"


class Counting:
    """A keyset whose roots are counted, slowed down or failed on purpose."""

    def __init__(self, keyset: Keyset, *, error: Exception | None = None, hold: threading.Event | None = None) -> None:
        self.keyset = keyset
        self.roots = 0
        self.error = error
        self.hold = hold

    def root_key(self) -> Key:
        return self.keyset.root_key()

    def sign_root(self, key: Key, root: bytes) -> bytes:
        if self.hold is not None:
            assert self.hold.wait(20)
        if self.error is not None:
            raise self.error
        self.roots += 1
        return self.keyset.sign_root(key, root)


def messages(count: int) -> list[bytes]:
    return [b"margin call %d" % number for number in range(count)]


@pytest.mark.parametrize("count", [*range(1, 18), 31, 32, 33, 255, 256])
@pytest.mark.parametrize("padded", [True, False])
def test_each_message_of_a_batch(count: int, padded: bool) -> None:
    given = messages(count)
    signatures = sign_batch(KEYSET, given, receiver=TO, padded=padded)
    verifier = BatchVerifier(KEYSET.public(), receiver=TO)
    for message, signature in zip(given, signatures, strict=True):
        verifier.verify(message, signature)
    if count > 1:
        with pytest.raises(InvalidSignature):
            verifier.verify(given[0], signatures[1])
    sizes = {len(signature) for signature in signatures}
    assert len(sizes) == 1 or not padded  # a padded batch tells the number of messages by a power of two only


@pytest.mark.parametrize("count", [1, 5, 13])
def test_every_byte_counts(count: int) -> None:
    given = messages(count)
    wire = sign_batch(KEYSET, given, receiver=TO, padded=False)[count // 2]
    message = given[count // 2]
    verifier = BatchVerifier(KEYSET.public(), receiver=TO)
    verifier.verify(message, wire)
    accepted = []
    for at in range(len(wire)):
        for bit in (1, 128):
            try:
                verifier.verify(message, wire[:at] + bytes([wire[at] ^ bit]) + wire[at + 1 :])
            except AgilityError:
                continue
            accepted.append(at)
    assert accepted == []
    for bad in (b"", wire[:10], wire[:-1], wire + b"\0", wire[:70]):
        with pytest.raises(AgilityError):
            verifier.verify(message, bad)


def test_for_another_receiver_or_key_or_purpose_it_is_wrong() -> None:
    [wire] = sign_batch(KEYSET, [b"m"], receiver=TO)
    with pytest.raises(InvalidSignature):
        BatchVerifier(KEYSET.public(), receiver=b"OTHER").verify(b"m", wire)
    with pytest.raises(UnknownKey):
        BatchVerifier(Keyset.generate("Ed25519", purpose="batch-root"), receiver=TO).verify(b"m", wire)
    signing = Keyset.generate("Ed25519")
    with pytest.raises(NotAllowed, match="has the purpose sign, not batch-root"):
        BatchVerifier(signing.public(), receiver=TO).verify(b"m", wire)
    with pytest.raises(NotAllowed, match="batch-root"):
        sign_batch(signing, [b"m"])
    with pytest.raises(MalformedInput):
        signing.verify(b"m", wire)
    with pytest.raises(MalformedInput):
        BatchVerifier(KEYSET.public()).verify(b"m", signing.sign(b"m"))


def test_a_root_is_no_message_and_a_node_is_no_leaf() -> None:
    """What the root's signature covers begins with its own label; an inner node cannot be passed off as a message."""
    given = messages(4)
    wire = sign_batch(KEYSET, given, padded=False)[0]
    verifier = BatchVerifier(KEYSET.public())
    head, salt, path, signature = wire[:50], wire[50:66], wire[66:130], wire[130:]
    with pytest.raises(InvalidSignature):
        verifier.verify(salt + given[0], head + bytes(16) + path + signature)
    two = (
        head[:34] + (2).to_bytes(8) + head[42:] + salt + path[32:] + signature
    )  # the same root, said to have two leaves
    with pytest.raises(InvalidSignature):
        verifier.verify(given[0], two)


@given(st.binary(max_size=300), st.binary(max_size=50))
@settings(max_examples=300, deadline=None)
def test_any_bytes(wire: bytes, message: bytes) -> None:
    head = bytes([4]) + KEYSET.keys[0].id + b"\x01"
    for given_wire in (wire, head + wire):
        with pytest.raises(AgilityError):
            BatchVerifier(KEYSET.public()).verify(message, given_wire)


def test_refusals() -> None:
    with pytest.raises(NotAllowed, match="1 to 65536"):
        sign_batch(KEYSET, [])
    with pytest.raises(NotAllowed):
        sign_batch(KEYSET, [b""] * (MOST + 1))
    with pytest.raises(MalformedInput, match="at most 255"):
        sign_batch(KEYSET, [b"m"], receiver=bytes(256))
    with pytest.raises(NotBytes):
        sign_batch(KEYSET, ["m"])  # type: ignore[list-item]
    for wrong in ({"max_size": 0}, {"max_size": MOST + 1}, {"max_delay": -1}, {"max_size": 300, "max_pending": 299}):
        with pytest.raises(NotAllowed):
            BatchSigner(KEYSET, **wrong)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="1 to 1024"):
        AsyncBatchSigner(KEYSET, max_size=1025)


def test_category_5_uses_a_longer_hash() -> None:
    keyset = Keyset.generate("ML-DSA-87", purpose="batch-root")
    wires = sign_batch(keyset, messages(3))
    assert len(wires[0]) == 50 + 32 + 2 * 64 + 4627
    BatchVerifier(keyset.public()).verify(messages(3)[0], wires[0])


def test_a_remembered_root_is_forgotten_when_the_policy_or_the_key_changes() -> None:
    class Changing:
        def __init__(self) -> None:
            self.keyset: PublicKeyset | Keyset = KEYSET
            self.verified = 0

        def root_verifying_key(self, id: bytes) -> Key:
            return self.keyset.root_verifying_key(id)

        def verify_root(self, key: Key, root: bytes, signature: bytes) -> None:
            self.verified += 1
            self.keyset.verify_root(key, root, signature)

        def policy_epoch(self) -> int:
            return self.keyset.policy_epoch()

    changing = Changing()
    verifier = BatchVerifier(changing, remember=1)
    one, two = sign_batch(KEYSET, messages(2))
    for message, wire in ((messages(2)[0], one), (messages(2)[1], two)):
        verifier.verify(message, wire)
    assert changing.verified == 1
    [other] = sign_batch(KEYSET, [b"other"])
    verifier.verify(b"other", other)
    verifier.verify(messages(2)[0], one)
    assert changing.verified == 3  # only one root is remembered
    changing.keyset = KEYSET.under(DEFAULT.with_retired("RSA", date(2026, 11, 25), "too slow"))
    verifier.verify(messages(2)[0], one)
    assert changing.verified == 4
    changing.keyset = KEYSET.under(DEFAULT.with_retired("Ed25519", date(2026, 11, 25), "broken"))
    with pytest.raises(NotAllowed, match="retired"):
        verifier.verify(messages(2)[0], one)
    rotated = KEYSET.rotated_to("ML-DSA-44")
    changing.keyset = rotated.disabled(KEYSET.keys[0].id)
    with pytest.raises(NotAllowed, match="disabled"):
        verifier.verify(messages(2)[0], one)


def test_many_threads_share_roots() -> None:
    counting = Counting(KEYSET)
    verifier = BatchVerifier(KEYSET.public(), receiver=TO)
    given = messages(400)
    with BatchSigner(counting, receiver=TO, max_size=64, max_delay=0.01) as signer:
        futures = [signer.submit(message) for message in given]
        for message, future in zip(given, futures, strict=True):
            verifier.verify(message, future.result(20))
        assert 7 <= counting.roots < 100
        verifier.verify(b"alone", signer.sign(b"alone"))
    with pytest.raises(NotAllowed, match="closed"):
        signer.sign(b"late")


def test_a_root_that_cannot_be_signed_fails_its_messages_and_no_others() -> None:
    failing = Counting(KEYSET, error=NotAllowed("retired"))
    with BatchSigner(failing, max_delay=0) as signer:
        with pytest.raises(NotAllowed, match="retired"):
            signer.sign(b"m")
        failing.error = None
        BatchVerifier(KEYSET).verify(b"m", signer.sign(b"m"))


def test_back_pressure_and_close_sign_what_waits() -> None:
    hold = threading.Event()
    counting = Counting(KEYSET, hold=hold)
    signer = BatchSigner(counting, max_size=2, max_pending=2, max_delay=0)
    with ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(signer.sign, message) for message in messages(6)]
        time.sleep(0.1)
        assert not any(future.done() for future in waiting)
        assert len(signer._waiting) <= 2
        hold.set()
        wires = [future.result(20) for future in waiting]
    signer.close()
    for message, wire in zip(messages(6), wires, strict=True):
        BatchVerifier(KEYSET).verify(message, wire)


def test_coroutines_share_roots() -> None:
    counting = Counting(KEYSET)

    async def main() -> list[bytes]:
        async with AsyncBatchSigner(counting, receiver=TO, max_size=50, max_delay=0.005) as signer:
            wires = await asyncio.gather(*(signer.sign(message) for message in messages(120)))
        with pytest.raises(NotAllowed, match="closed"):
            await signer.sign(b"late")
        return wires

    wires = asyncio.run(main())
    assert counting.roots == 3
    verifier = BatchVerifier(KEYSET, receiver=TO)
    for message, wire in zip(messages(120), wires, strict=True):
        verifier.verify(message, wire)


def test_a_coroutine_that_is_cancelled_or_fails_hurts_no_other() -> None:
    async def main() -> None:
        failing = Counting(KEYSET, error=NotAllowed("retired"))
        async with AsyncBatchSigner(failing, max_delay=0.01) as signer:
            results = await asyncio.gather(signer.sign(b"a"), signer.sign(b"b"), return_exceptions=True)
            assert [str(result) for result in results] == ["retired", "retired"]
            failing.error = None
            gone = asyncio.create_task(signer.sign(b"gone"))
            kept = asyncio.create_task(signer.sign(b"kept"))
            await asyncio.sleep(0)
            gone.cancel()
            BatchVerifier(KEYSET).verify(b"kept", await kept)
            with pytest.raises(asyncio.CancelledError):
                await gone
            BatchVerifier(KEYSET).verify(b"next", await signer.sign(b"next"))

    asyncio.run(main())


def test_the_loop_runs_on_while_a_slow_root_is_signed() -> None:
    keyset = Keyset.generate("SLH-DSA-SHA2-128s", purpose="batch-root")

    async def main() -> int:
        ticks = 0
        async with AsyncBatchSigner(keyset, max_delay=0) as signer:
            waiting = asyncio.create_task(signer.sign(b"m"))
            while not waiting.done():
                await asyncio.sleep(0.005)
                ticks += 1
            BatchVerifier(keyset).verify(b"m", await waiting)
        return ticks

    assert asyncio.run(main()) >= 10


def test_the_construction_is_the_documented_one() -> None:
    """Three messages, computed here from the text: leaves, the node moved up unchanged, the root's bytes."""
    given = messages(3)
    wires = sign_batch(KEYSET, given, receiver=TO, padded=False)
    batch_id = wires[0][18:34]
    prefix = b"cryptoagility/batch-tree/v1" + batch_id + bytes([len(TO)]) + TO + (3).to_bytes(8)

    def sha(*parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(parts)).digest()

    leaves = [
        sha(prefix, b"\x00", index.to_bytes(8), wire[50:66], message)
        for index, (wire, message) in enumerate(zip(wires, given, strict=True))
    ]
    left = sha(prefix, b"\x01\x01", (0).to_bytes(8), leaves[0], leaves[1])
    root = sha(prefix, b"\x01\x02", (0).to_bytes(8), left, leaves[2])
    key = KEYSET.keys[0]
    for index, (wire, path) in enumerate(
        zip(wires, ([leaves[1], leaves[2]], [leaves[0], leaves[2]], [left]), strict=True)
    ):
        head = b"\x04" + key.id + b"\x01" + batch_id + (3).to_bytes(8) + index.to_bytes(8)
        assert wire[:-64] == head + wire[50:66] + b"".join(path)
        tbs = b"cryptoagility/batch-root/v1" + key.id + b"\x01" + batch_id + (3).to_bytes(8) + root
        providers.signature("Ed25519").public_key(key.public).verify(tbs, wire[-64:])
