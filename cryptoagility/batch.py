"""Batch signatures: one signature of the root of a hash tree, and for each message the path to it.

An ML-DSA-65 or SLH-DSA signature then costs a few microseconds a message. The construction follows "Batch Signatures,
Revisited" (ePrint 2023/492) with the labels, levels and indices that it proves with, and a fresh salt in each leaf.

What it is not: an interoperable format (only this library reads it), nor private (a signature shows the size of its
batch and its place in it; that is why a tree is made for one receiver, and padded). A root that cannot be signed fails
all its messages; nothing is signed before the root is.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from .algorithms import parse
from .encoding import as_bytes
from .errors import InvalidSignature, MalformedInput, NotAllowed
from .keysets.key import KEY_ID, Key

ROOT_LABEL = b"cryptoagility/batch-root/v1"
TREE_LABEL = b"cryptoagility/batch-tree/v1"
MOST = 1 << 16  # leaves of a tree
MOST_IN_LOOP = 1024  # leaves of a tree that is made inside an event loop: about 5 ms of hashing
DEFAULT_SIZE = 256
DEFAULT_DELAY = 0.004  # seconds

_WIRE = 4
_BATCH_ID = 16
_HEAD = 1 + KEY_ID + 1 + _BATCH_ID + 8 + 8
_WRONG = "the signature is wrong"


@dataclass(frozen=True, slots=True)
class _Hash:
    """A hash of the tree: its number on the wire, its output and the salt of a leaf in bytes."""

    number: int
    name: str
    size: int
    salt: int


# SHA-256 for NIST categories 1 to 3; SHA-512 for category 5.
_HASHES = (_Hash(1, "sha256", 32, 16), _Hash(2, "sha512", 64, 32))


class RootSigner(Protocol):
    """What signs roots: a keyset with the purpose batch-root, or one that follows its store."""

    def root_key(self) -> Key:
        """The key that signs the next root."""
        ...

    def sign_root(self, key: Key, root: bytes) -> bytes:
        """The signature of what is to be signed for a root."""
        ...


class RootVerifier(Protocol):
    """What verifies roots: a keyset or a public keyset with the purpose batch-root."""

    def root_verifying_key(self, id: bytes) -> Key:
        """The key of this id, if it may verify now. Raises NotAllowed or UnknownKey."""
        ...

    def verify_root(self, key: Key, root: bytes, signature: bytes) -> None:
        """None if the signature is right; raises InvalidSignature."""
        ...

    def policy_epoch(self) -> int:
        """The epoch of the policy that holds now."""
        ...


def sign_batch(
    keyset: RootSigner, messages: Sequence[bytes], *, receiver: bytes = b"", padded: bool = True
) -> list[bytes]:
    """The signature of each message, in their order, under one root.

    ``receiver`` (at most 255 bytes) is bound to the whole tree: give each receiver its own tree. ``padded``: with
    random leaves to a power of two, so that the number of messages is not told exactly. Every message must have been
    authorised before: all of them are signed. Raises NotAllowed for none or for more than 65,536 messages.
    """
    if not 0 < len(messages) <= MOST:
        raise NotAllowed(f"a batch has 1 to {MOST} messages, not {len(messages)}")
    contents = [as_bytes(message, "a message") for message in messages]
    key = keyset.root_key()
    kind = _hash_for(key.algorithm)
    batch_id = secrets.token_bytes(_BATCH_ID)
    total = 1 << (len(contents) - 1).bit_length() if padded else len(contents)
    prefix = _prefix(batch_id, receiver, total)
    # Salts are drawn now, when the messages can change no more: the proof needs only target collision resistance then.
    salts = [secrets.token_bytes(kind.salt) for _ in contents]
    leaves = _leaves(kind, prefix, contents, salts)
    leaves += [secrets.token_bytes(kind.size) for _ in range(total - len(contents))]
    levels = _tree(kind, prefix, leaves)
    signature = keyset.sign_root(key, _root_tbs(key.id, kind, batch_id, total, levels[-1][0]))
    head = bytes([_WIRE]) + key.id + bytes([kind.number]) + batch_id + total.to_bytes(8)
    return [
        b"".join((head, index.to_bytes(8), salts[index], *_path(levels, index), signature))
        for index in range(len(contents))
    ]


class BatchVerifier:
    """Verifies signatures of batches, and each root only once: roots that were right are remembered.

    The memory is of the key, the root, the signature and the policy's epoch, so that nothing that was retired since is
    taken from it.
    """

    def __init__(self, keyset: RootVerifier, *, receiver: bytes = b"", remember: int = 4096) -> None:
        self._keyset = keyset
        self._receiver = receiver
        self._remember = remember
        self._right: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    def verify(self, message: bytes, wire: bytes) -> None:
        """None if ``wire`` is a right signature of ``message`` in a batch for this receiver.

        Raises as Keyset.verify does: NotAllowed and UnknownKey before any cryptography.
        """
        message, wire = as_bytes(message, "the message"), as_bytes(wire, "the signature")
        if len(wire) <= _HEAD or wire[0] != _WIRE:
            raise MalformedInput("not a signature of a batch, or of a version that is not known here")
        key_id, number = wire[1 : 1 + KEY_ID], wire[1 + KEY_ID]
        batch_id = wire[2 + KEY_ID : 2 + KEY_ID + _BATCH_ID]
        total, index = int.from_bytes(wire[_HEAD - 16 : _HEAD - 8]), int.from_bytes(wire[_HEAD - 8 : _HEAD])
        key = self._keyset.root_verifying_key(key_id)
        kind = _hash_for(key.algorithm)
        if number != kind.number or not index < total <= MOST:
            raise InvalidSignature(_WRONG)
        steps = _steps(index, total)
        start = _HEAD + kind.salt
        end = start + len(steps) * kind.size
        if len(wire) <= end:
            raise InvalidSignature(_WRONG)
        prefix = _prefix(batch_id, self._receiver, total)
        node = _leaves(kind, prefix, [message], [wire[_HEAD:start]], first=index)[0]
        path = [wire[at : at + kind.size] for at in range(start, end, kind.size)]
        root = _climbed(kind, prefix, node, steps, path)
        self._verify_root(key, _root_tbs(key_id, kind, batch_id, total, root), wire[end:])

    def _verify_root(self, key: Key, tbs: bytes, signature: bytes) -> None:
        epoch = self._keyset.policy_epoch().to_bytes(8)
        known = hashlib.sha256(b"".join((epoch, hashlib.sha256(tbs).digest(), signature))).digest()
        with self._lock:
            if known in self._right:
                self._right.move_to_end(known)
                return
        self._keyset.verify_root(key, tbs, signature)
        with self._lock:
            self._right[known] = None
            while len(self._right) > self._remember:
                self._right.popitem(last=False)


class BatchSigner:
    """Collects messages from many threads and signs them together: ``sign`` waits for its batch.

    A batch is closed when it has ``max_size`` messages or is ``max_delay`` seconds old. While ``max_pending`` messages
    wait, ``sign`` waits before it adds another. One signer serves one receiver.
    """

    def __init__(
        self,
        keyset: RootSigner,
        *,
        receiver: bytes = b"",
        max_size: int = DEFAULT_SIZE,
        max_delay: float = DEFAULT_DELAY,
        max_pending: int = 16 * DEFAULT_SIZE,
    ) -> None:
        _check_limits(max_size, max_delay, max_pending, MOST)
        self._keyset = keyset
        self._receiver = receiver
        self._max_size = max_size
        self._max_delay = max_delay
        self._room = threading.BoundedSemaphore(max_pending)
        self._waiting: list[tuple[bytes, Future[bytes]]] = []
        self._wake = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="batch-signer", daemon=True)
        self._thread.start()

    def sign(self, message: bytes) -> bytes:
        """The signature of ``message``. Raises what signing the root raised; NotAllowed after ``close``."""
        return self.submit(message).result()

    def submit(self, message: bytes) -> Future[bytes]:
        """A future of the signature; waits while too many messages are pending."""
        content = as_bytes(message, "the message")
        self._room.acquire()
        future: Future[bytes] = Future()
        future.add_done_callback(lambda _: self._room.release())
        with self._wake:
            if self._closed:
                future.set_exception(NotAllowed("this batch signer is closed"))
                return future
            self._waiting.append((content, future))
            if len(self._waiting) in (1, self._max_size):
                self._wake.notify()
        return future

    def close(self) -> None:
        """Sign what waits, and end."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join()

    def __enter__(self) -> BatchSigner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        while batch := self._next():
            _finish(self._keyset, batch, self._receiver)

    def _next(self) -> list[tuple[bytes, Future[bytes]]]:
        """The next batch; empty when there will be none."""
        with self._wake:
            while not self._waiting and not self._closed:
                self._wake.wait()
            end = time.monotonic() + self._max_delay
            while len(self._waiting) < self._max_size and not self._closed:
                left = end - time.monotonic()
                if left <= 0 or not self._wake.wait(left):
                    break
            batch, self._waiting = self._waiting[: self._max_size], self._waiting[self._max_size :]
            return batch


class AsyncBatchSigner:
    """The same for coroutines of one event loop, with at most 1,024 messages in a batch."""

    def __init__(
        self,
        keyset: RootSigner,
        *,
        receiver: bytes = b"",
        max_size: int = DEFAULT_SIZE,
        max_delay: float = DEFAULT_DELAY,
        max_pending: int = 16 * DEFAULT_SIZE,
    ) -> None:
        _check_limits(max_size, max_delay, max_pending, MOST_IN_LOOP)
        self._keyset = keyset
        self._receiver = receiver
        self._max_size = max_size
        self._max_delay = max_delay
        self._room = asyncio.Semaphore(max_pending)
        self._waiting: list[tuple[bytes, asyncio.Future[bytes]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._working: set[asyncio.Task[None]] = set()
        self._closed = False

    async def sign(self, message: bytes) -> bytes:
        """The signature of ``message``. Raises what signing the root raised; NotAllowed after ``close``."""
        content = as_bytes(message, "the message")
        async with self._room:
            if self._closed:
                raise NotAllowed("this batch signer is closed")
            loop = asyncio.get_running_loop()
            future: asyncio.Future[bytes] = loop.create_future()
            self._waiting.append((content, future))
            if len(self._waiting) >= self._max_size:
                self._start()
            elif self._timer is None:
                self._timer = loop.call_later(self._max_delay, self._start)
            return await future

    async def close(self) -> None:
        """Sign what waits, and end."""
        self._closed = True
        self._start()
        while self._working:
            await asyncio.gather(*self._working)

    async def __aenter__(self) -> AsyncBatchSigner:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            batch, self._waiting = self._waiting, []
            task = asyncio.get_running_loop().create_task(self._work(batch))
            self._working.add(task)
            task.add_done_callback(self._working.discard)

    async def _work(self, batch: list[tuple[bytes, asyncio.Future[bytes]]]) -> None:
        """In a thread: the root's signature leaves the loop free, and so does most of the hashing."""
        wanted = [(message, future) for message, future in batch if not future.cancelled()]
        if not wanted:
            return
        try:
            messages = [message for message, _ in wanted]
            signatures = await asyncio.to_thread(sign_batch, self._keyset, messages, receiver=self._receiver)
        except Exception as error:  # noqa: BLE001  # whatever it was, everyone who waits must hear it
            for _, future in wanted:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), signature in zip(wanted, signatures, strict=True):
            if not future.done():
                future.set_result(signature)


def _finish(keyset: RootSigner, batch: list[tuple[bytes, Future[bytes]]], receiver: bytes) -> None:
    wanted = [(message, future) for message, future in batch if future.set_running_or_notify_cancel()]
    if not wanted:
        return
    try:
        signatures = sign_batch(keyset, [message for message, _ in wanted], receiver=receiver)
    except Exception as error:  # noqa: BLE001  # whatever it was, everyone who waits must hear it
        for _, future in wanted:
            future.set_exception(error)
        return
    for (_, future), signature in zip(wanted, signatures, strict=True):
        future.set_result(signature)


def _check_limits(max_size: int, max_delay: float, max_pending: int, most: int) -> None:
    if not 1 <= max_size <= most:
        raise NotAllowed(f"max_size is 1 to {most}")
    if not 0 <= max_delay <= 60:
        raise NotAllowed("max_delay is 0 to 60 seconds")
    if max_pending < max_size:
        raise NotAllowed("max_pending is at least max_size")


def _hash_for(algorithm: str) -> _Hash:
    return _HASHES[1] if parse(algorithm).nist_category == 5 else _HASHES[0]


def _prefix(batch_id: bytes, receiver: bytes, total: int) -> bytes:
    receiver = as_bytes(receiver, "the receiver")
    if len(receiver) > 255:
        raise MalformedInput("a receiver has at most 255 bytes")
    return b"".join((TREE_LABEL, batch_id, bytes([len(receiver)]), receiver, total.to_bytes(8)))


def _root_tbs(key_id: bytes, kind: _Hash, batch_id: bytes, total: int, root: bytes) -> bytes:
    return b"".join((ROOT_LABEL, key_id, bytes([kind.number]), batch_id, total.to_bytes(8), root))


def _leaves(
    kind: _Hash, prefix: bytes, messages: Sequence[bytes], salts: Sequence[bytes], *, first: int = 0
) -> list[bytes]:
    begun = hashlib.new(kind.name, prefix + b"\x00")
    found = []
    for index, (message, salt) in enumerate(zip(messages, salts, strict=True), start=first):
        one = begun.copy()
        one.update(index.to_bytes(8) + salt + message)
        found.append(one.digest())
    return found


def _tree(kind: _Hash, prefix: bytes, leaves: list[bytes]) -> list[list[bytes]]:
    """All levels from the leaves to the root; a node without a partner moves up unchanged."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        begun = hashlib.new(kind.name, prefix + b"\x01" + bytes([len(levels)]))
        above = []
        for at in range(0, len(below) - 1, 2):
            one = begun.copy()
            one.update((at >> 1).to_bytes(8) + below[at] + below[at + 1])
            above.append(one.digest())
        if len(below) & 1:
            above.append(below[-1])
        levels.append(above)
    return levels


def _path(levels: list[list[bytes]], index: int) -> list[bytes]:
    found = []
    for level in levels[:-1]:
        beside = index ^ 1
        if beside < len(level):
            found.append(level[beside])
        index >>= 1
    return found


def _steps(index: int, total: int) -> list[tuple[int, int, bool]]:
    """(level, place of the parent, whether the node is the right child) for each partner on the way to the root."""
    found = []
    level, width = 1, total
    while width > 1:
        if index ^ 1 < width:
            found.append((level, index >> 1, bool(index & 1)))
        index, width, level = index >> 1, (width + 1) >> 1, level + 1
    return found


def _climbed(kind: _Hash, prefix: bytes, node: bytes, steps: list[tuple[int, int, bool]], path: list[bytes]) -> bytes:
    for (level, place, right), beside in zip(steps, path, strict=True):
        pair = beside + node if right else node + beside
        node = hashlib.new(kind.name, prefix + b"\x01" + bytes([level]) + place.to_bytes(8) + pair).digest()
    return node
