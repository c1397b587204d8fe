"""A keyset that follows its store, and a policy that follows its file: what another process changed holds here too.

A change is seen within ``FRESH`` seconds of being written. What cannot be read any more fails closed: nothing is signed
under a policy whose file is broken.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from ..errors import MalformedInput, NotAllowed, RolledBack, UnknownKey
from ..files import locked, read_whole, state_directory, write_whole
from ..locks import ThreadLock
from ..policy import DEFAULT, Policy, parse_policy, policy_text
from .key import Key
from .keyset import Keyset
from .public_keyset import Clock, PublicKeyset
from .sealed import OwnKey, Unlock, opened, peek, sealed
from .store import FileMarks, Marks, Store, require_not_older

FRESH = 0.2  # seconds; the contract is one second
Result = TypeVar("Result")
_MOST_POLICY = 256 * 1024
_NONE = object()  # equal to no version, not even to that of a keyset that is gone


class LivePolicy:
    """The policy in a file, read again when the file changes; its epoch never goes back.

    It is always a file, also where keysets are in a database (decision 17).
    """

    def __init__(self, path: str | Path, *, marks: Marks | None = None) -> None:
        self.path = Path(path).absolute()
        self.marks: Marks = marks if marks is not None else FileMarks(state_directory() / "marks")
        self._mark = f"policy-{hashlib.sha256(str(self.path).encode()).hexdigest()[:32]}"
        self._lock = ThreadLock()
        self._seen: tuple[bytes | None, Policy] | None = None  # the file and what it says
        self._held: tuple[float, Policy] | None = None  # until when, and which policy

    def current(self) -> Policy:
        """The policy that holds now. Raises MalformedInput for a broken file, RolledBack for an older epoch."""
        held = self._held
        if held is not None and time.monotonic() < held[0]:
            return held[1]
        with self._lock:
            self._held = None  # until the file was read: what cannot be read any more allows nothing
            policy = self._read()
            self._held = (time.monotonic() + FRESH, policy)
            return policy

    def retire(self, algorithm: str, reason: str, *, today: Callable[[], datetime] | None = None) -> Policy:
        """Write a policy without this algorithm, one epoch later; in force in every process within a second."""
        now = today() if today is not None else datetime.now(UTC)
        return self.change(lambda policy: policy.with_retired(algorithm, now.date(), reason))

    def change(self, step: Callable[[Policy], Policy]) -> Policy:
        """Replace the policy by what ``step`` makes of it.

        Raises NotAllowed if the epoch does not grow, MalformedInput for one that its file would not give back: then
        nothing is written.
        """
        path = self.path.resolve()  # where a link leads: others read it there
        with locked(path.with_name(f".{path.name}.lock")):
            old = self._read()
            new = step(old)
            if new.epoch <= old.epoch:
                raise NotAllowed(f"a policy's epoch only grows: {old.epoch} is followed by more than that")
            write_whole(path, _readable(new), mode=0o644)
            self.marks.raise_to(self._mark, new.epoch)
        with self._lock:
            self._held = None  # another process may have written since: it is read again
        return new

    def _read(self) -> Policy:
        """The file is read each time, for nothing else tells surely that it is the same; parsed when it differs."""
        before = self.marks.highest(self._mark)
        data = read_whole(self.path, _MOST_POLICY)
        if data is None and before:
            raise RolledBack(f"{self.path} is gone; a policy of epoch {before} was here")
        seen = self._seen
        if seen is None or seen[0] != data:
            policy = DEFAULT if data is None else parse_policy(data, str(self.path))
            self._seen = seen = (data, policy)
        policy = seen[1]
        if policy.epoch < before:
            raise RolledBack(f"{self.path} has epoch {policy.epoch}, and {before} was here before")
        if policy.epoch > before:
            self.marks.raise_to(self._mark, policy.epoch)
        return policy


class LiveKeyset:
    """A keyset in a store. Every call uses what the store holds, at most ``FRESH`` seconds old.

    Without a ``policy`` the store's own holds: ``policy.yaml`` beside the keysets, from the moment that it is there.
    """

    def __init__(
        self,
        store: Store,
        name: str,
        unlock: Unlock,
        *,
        policy: LivePolicy | None = None,
        clock: Clock = time.time,
    ) -> None:
        self.store = store
        self.name = name
        if policy is None and store.policy_file is not None:
            policy = LivePolicy(store.policy_file, marks=store.marks)
        self._live_policy = policy
        self._clock = clock
        self._lock = ThreadLock()
        self._next = 0.0
        self._version: object = _NONE
        self._keyset, self._own = self._load(unlock, self._policy())
        self._version = _NONE  # the first use looks again: it may have changed while the passphrase was derived

    @classmethod
    def create(
        cls,
        store: Store,
        name: str,
        unlock: Unlock,
        keyset: Keyset,
        *,
        policy: LivePolicy | None = None,
        clock: Clock = time.time,
    ) -> LiveKeyset:
        """Put a new keyset into the store. Raises NotAllowed if one of this name is there."""
        with store.lock(name):
            if name in store.names():
                raise NotAllowed(f"a keyset {name!r} is there already: rotate it, or take another name")
            data = sealed(keyset, unlock)
            opened(data, unlock)  # what could not be opened again is not kept
            store.write(name, data)
            store.marks.raise_to(_mark(keyset.id), keyset.generation)
        return cls(store, name, unlock, policy=policy, clock=clock)

    def current(self) -> Keyset:
        """The keyset that holds now, under the policy that holds now."""
        if time.monotonic() < self._next:
            return self._keyset
        with self._lock:
            # The policy before the keyset: who sees that an algorithm was retired sees the successor that came before.
            policy = self._policy()
            version = self.store.version(self.name)
            if version != self._version:
                # The version is taken before the bytes: what changes in between is seen at the next look.
                self._keyset, self._own = self._load(self._own, policy)
                self._version = version
            elif policy is not self._keyset._policy:
                self._keyset = self._keyset.under(policy)
            self._next = time.monotonic() + FRESH
            return self._keyset

    def sign(self, message: bytes) -> bytes:
        """As Keyset.sign."""
        return self.current().sign(message)

    def verify(self, message: bytes, wire: bytes) -> None:
        """As Keyset.verify."""
        self._known(lambda keyset: keyset.verify(message, wire))

    def root_key(self) -> Key:
        """As Keyset.root_key."""
        return self.current().root_key()

    def sign_root(self, key: Key, root: bytes) -> bytes:
        """As Keyset.sign_root."""
        return self.current().sign_root(key, root)

    def envelope_key(self) -> Key:
        """As Keyset.envelope_key."""
        return self.current().envelope_key()

    def sign_envelope(self, key: Key, covered: bytes) -> bytes:
        """As Keyset.sign_envelope."""
        return self.current().sign_envelope(key, covered)

    def root_verifying_key(self, id: bytes) -> Key:
        """As PublicKeyset.root_verifying_key."""
        return self._known(lambda keyset: keyset.root_verifying_key(id))

    def verify_root(self, key: Key, root: bytes, signature: bytes) -> None:
        """As PublicKeyset.verify_root."""
        self.current().verify_root(key, root, signature)

    def policy_epoch(self) -> int:
        """The epoch of the policy that holds now."""
        return self.current().policy_epoch()

    def encrypt(self, plaintext: bytes, *, associated_data: bytes = b"") -> bytes:
        """As Keyset.encrypt."""
        return self.current().encrypt(plaintext, associated_data=associated_data)

    def decrypt(self, box: bytes, *, associated_data: bytes = b"") -> bytes:
        """As Keyset.decrypt."""
        return self._known(lambda keyset: keyset.decrypt(box, associated_data=associated_data))

    def public(self) -> PublicKeyset:
        """As Keyset.public."""
        return self.current().public()

    def change(self, step: Callable[[Keyset], Keyset]) -> Keyset:
        """Replace the keyset by what ``step`` makes of it, with no other writer in between.

        Killed at any instant, the old or the new one is in the store. Raises NotAllowed for no later generation.
        """
        with self.store.lock(self.name):
            with self._lock:
                self._next = 0.0
            old = self.current()
            new = step(old)
            if new.id != old.id or new.generation <= old.generation:
                raise NotAllowed("a change gives a later generation of the same keyset")
            self.store.write(self.name, sealed(new, self._own))
            self.store.marks.raise_to(_mark(new.id), new.generation)
            with self._lock:
                self._keyset, self._version, self._next = new, _NONE, 0.0
        return new

    def protect(self, unlock: Unlock) -> Keyset:
        """Encrypt the keyset's own key anew: another passphrase, or another keyset; it is the next generation.

        Processes that have the keyset open go on. Whoever had an older file and what opened it knows the own key, and
        can open later files as well: ``destroyed`` and new keys keep them out, not a new passphrase.
        """
        with self.store.lock(self.name):
            with self._lock:
                self._next = 0.0
            old = self.current()
            new = old._with(replace(old.description, generation=old.generation + 1), old._private)
            own = OwnKey(self._own.key, unlock.wrap(self._own.key, old.id))
            self.store.write(self.name, sealed(new, own))
            self.store.marks.raise_to(_mark(new.id), new.generation)
            with self._lock:
                self._next = 0.0  # and read it again
        return self.current()

    def _known(self, use: Callable[[Keyset], Result]) -> Result:
        """Use the keyset; for a key that is not in it look once more: another process may just have rotated."""
        try:
            return use(self.current())
        except UnknownKey:
            with self._lock:
                self._next = 0.0
            return use(self.current())

    def _policy(self) -> Policy:
        return self._live_policy.current() if self._live_policy is not None else DEFAULT

    def _load(self, unlock: Unlock | OwnKey, policy: Policy) -> tuple[Keyset, OwnKey]:
        id = self._keyset.id if isinstance(unlock, OwnKey) else peek(self.store.read(self.name)).id
        # The mark is read before the keyset: a writer in between makes the keyset newer than the mark, never older.
        before = self.store.marks.highest(_mark(id))
        keyset, own = opened(self.store.read(self.name), unlock, policy=policy, clock=self._clock)
        if keyset.id != id:
            raise RolledBack(f"keyset {self.name!r} was replaced by another one while it was in use")
        require_not_older(self.store.marks, _mark(id), keyset.generation, before, f"keyset {self.name!r}")
        return keyset, own


def accept_older(store: Store, name: str, unlock: Unlock, *, clock: Clock = time.time) -> tuple[int, int]:
    """Accept, on purpose, a keyset that is older than one that was here: its generation, and the highest before.

    What the newer generations changed is undone: keys that they disabled or destroyed are in use again. Raises
    InvalidSignature for a wrong passphrase or a changed keyset, NotAllowed for one that is not older.
    """
    with store.lock(name):
        keyset, _ = opened(store.read(name), unlock, clock=clock)
        before = store.marks.highest(_mark(keyset.id))
        if keyset.generation >= before:
            raise NotAllowed(f"keyset {name!r} is of generation {keyset.generation}, and none after it was here")
        store.marks.lower_to(_mark(keyset.id), keyset.generation)
        return keyset.generation, before


def highest_seen(store: Store, keyset: bytes) -> int:
    """The highest generation of the keyset with this id that was here; 0 if none was."""
    return store.marks.highest(_mark(keyset))


def _readable(policy: Policy) -> bytes:
    """The policy as a file. A file that nobody can read would stop everything that is under it."""
    data = policy_text(policy).encode("utf-8", "backslashreplace")
    try:
        if len(data) > _MOST_POLICY:
            raise MalformedInput(f"{len(data)} bytes; at most {_MOST_POLICY} are read")
        if parse_policy(data, "the new policy") != policy:
            raise MalformedInput("another one would be read")
    except MalformedInput as error:
        raise MalformedInput(f"the policy could not be read again; nothing was written: {error}") from error
    return data


def _mark(keyset: bytes) -> str:
    return f"keyset-{keyset.hex()}"
