"""A party's end of its flows: ``protect`` what it sends, ``accept`` what it gets, ``commit`` what it has processed.

The order of verification is fixed: size, strict reading, flow, keys, algorithm, every signature, the flow's rule over
the whole set, epoch, time, replay. Outwards there is one error; the reason is in the audit log, and the message in
quarantine. The payload is handed over as the bytes that were signed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ..encoding import as_bytes
from ..envelopes import cose
from ..envelopes.envelope import Header, Signer, Unverified
from ..errors import (
    AgilityError,
    InvalidSignature,
    MalformedInput,
    MessageBusy,
    MessageRefused,
    NotAllowed,
    StorageError,
)
from ..files import make_directory, read_whole, stamp, state_directory, write_whole
from ..keysets import DirectoryStore, FileMarks, LiveKeyset, LivePolicy, Passphrase, PublicKeyset, read_public
from ..keysets.key import Key
from ..policy import Action
from ..section import Section
from ..strict_yaml import read
from .audit import AuditLog, Value
from .flow_policy import Flow, FlowPolicy, parse_flow_policy
from .replay import Commit, Outcome, ReplayStore, Reservation, Wanted
from .states import Slot, satisfied

SCHEMA = "cryptoagility/channel/1"
LEASE = 60.0  # seconds
FRESH = 0.2  # seconds after which a changed policy is seen

_MOST_POLICY = 256 * 1024
_MOST_PUBLIC = 16 * 1024 * 1024
_KEYS = frozenset({"schema", "identity", "keys", "passphrase-file", "keysets", "peers", "policy", "state"})
_ENDING = ".public"


@dataclass(frozen=True, slots=True)
class Protected:
    """A message with its envelope beside it: what travels."""

    body: bytes
    envelope: bytes


class Received:
    """An accepted message. It counts as processed after ``commit``; without it, it is delivered again."""

    __slots__ = (
        "_channel",
        "_lease",
        "_wanted",
        "algorithms",
        "body",
        "committed",
        "epoch",
        "flow",
        "message_id",
        "missing",
        "not_covered",
        "redelivered",
        "sender",
    )

    def __init__(
        self,
        channel: Channel,
        flow: Flow,
        header: Header,
        body: bytes,
        wanted: Wanted,
        algorithms: tuple[str, ...],
        reservation: Reservation,
    ) -> None:
        self._channel = channel
        self._wanted = wanted
        self._lease = reservation.lease
        self.body = body
        self.sender = flow.sender
        self.flow = flow.id
        self.message_id = header.message_id
        self.algorithms = algorithms
        self.epoch = header.epoch
        self.redelivered = reservation.outcome is not Outcome.NEW
        self.committed = reservation.outcome is Outcome.COMMITTED
        self.missing = reservation.gap
        self.not_covered: tuple[str, ...] = ()  # COSE covers all of the payload, and all of its header

    def commit(self) -> None:
        """Say that the message was processed. Twice is once. Raises StorageError if it could not be written."""
        self._channel.commit_all([self])

    def __repr__(self) -> str:
        return f"<message {self.message_id!r} of {self.sender}, flow {self.flow}, epoch {self.epoch}>"


@dataclass(frozen=True, slots=True)
class _Right:
    """A message whose signatures are right and suffice."""

    flow: Flow
    read: Unverified
    body: bytes
    algorithms: tuple[str, ...]
    wanted: Wanted


@dataclass(slots=True)
class _Policy:
    """The policy that holds, and the file that it is from."""

    policy: FlowPolicy
    stamp: object
    looked: float


@dataclass(frozen=True, slots=True)
class Parts:
    """What a channel is made of; ``open`` makes it from a file.

    ``library`` is the library policy that holds beside the flow policy: what it retired is refused here too.
    """

    identity: str
    keysets: Mapping[Slot, LiveKeyset]
    peers: Path
    policy: Path
    state: Path
    library: LivePolicy
    clock: Callable[[], float] = field(default=time.time)


class Channel:
    """One party's end of all its flows."""

    def __init__(self, parts: Parts) -> None:
        make_directory(parts.state)
        self.identity = parts.identity
        self._parts = parts
        self._clock = parts.clock
        self._lock = threading.Lock()
        self._audit = AuditLog(parts.state / "audit.log", clock=parts.clock)
        self._replay = ReplayStore(parts.state / "replay.sqlite")
        self._records: dict[bytes, PublicKeyset] = {}
        self._peers_seen: object = None
        self._peers_looked = 0.0
        self._floors: dict[str, int] = {}
        self._policy = self._first_policy()

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, clock: Callable[[], float] = time.time) -> Channel:
        """The channel that a configuration file describes; paths are relative to the file. Raises MalformedInput."""
        return cls(read_parts(Path(path), clock))

    @property
    def audit(self) -> AuditLog:
        """The audit log."""
        return self._audit

    def policy(self) -> FlowPolicy:
        """The flow policy that holds now. A new file takes effect within a second; a broken one does not, loudly."""
        with self._lock:
            if time.monotonic() - self._policy.looked >= FRESH:
                self._look()
            return self._policy.policy

    def protect(self, body: bytes, *, flow: str, to: str, message_id: str | None = None) -> Protected:
        """The message with its envelope, signed as the flow's state says.

        Raises NotAllowed for a flow that is not this party's or is stopped, or whose keys or policy may not be used.
        """
        return self.protect_all([body], flow=flow, to=to, message_ids=None if message_id is None else [message_id])[0]

    def protect_all(
        self, bodies: Sequence[bytes], *, flow: str, to: str, message_ids: Sequence[str] | None = None
    ) -> list[Protected]:
        """Several messages of one flow: all are protected or none is, with one write to disk for all."""
        contents = [as_bytes(body, "the message") for body in bodies]
        ids = [secrets.token_hex(16) for _ in contents] if message_ids is None else list(message_ids)
        now = self._clock()
        policy = self.policy()
        rules = policy.flow(flow)
        policy.require_fresh(now, rules.skew)
        if rules.sender != self.identity or rules.receiver != to:
            raise NotAllowed(f"flow {flow} is from {rules.sender} to {rules.receiver}")
        if not rules.rule.open:
            raise NotAllowed(f"flow {flow} is {rules.state}: nothing is sent")
        for content in contents:
            if len(content) > rules.largest:
                raise NotAllowed(f"flow {flow} takes at most {rules.largest} bytes, not {len(content)}")
        signers = [self._signer(rules, slot) for slot in rules.rule.emits]
        made: list[Protected] = []
        said: list[tuple[str, Mapping[str, Value]]] = []
        sequences = self._replay.next_sequences(flow, len(contents))
        for content, message_id, sequence in zip(contents, ids, sequences, strict=True):
            header = Header(
                flow=flow,
                message_id=message_id,
                epoch=policy.epoch,
                issued=int(now),
                expires=int(now) + rules.validity,
                sequence=sequence,
                sigset=tuple(signer.key_id for signer in signers),
            )
            made.append(Protected(content, cose.seal(header, content, signers)))
            more: dict[str, Value] = {"to": to, "algorithms": [signer.algorithm for signer in signers]}
            said.append(("protected", _said(header, more, content)))
        self._audit.append_all(said)
        return made

    def accept(self, message: Protected) -> Received:
        """The message, if it is what the flow's policy asks for; reserved until it is committed or its lease runs out.

        Raises MessageRefused, whatever was wrong; MessageBusy if it is being processed: deliver it again later.
        """
        [found] = self.accept_all([message])
        if isinstance(found, Received):
            return found
        raise found

    def accept_all(self, messages: Sequence[Protected]) -> list[Received | MessageRefused | MessageBusy]:
        """Several messages, with one write to disk for all that are right; for each what ``accept`` gives or raises."""
        now = self._clock()
        policy = self.policy()
        found: list[Received | MessageRefused | MessageBusy | None] = [None] * len(messages)
        right: list[tuple[int, _Right]] = []
        for at, message in enumerate(messages):
            checked = self._checked(policy, message, now)
            if isinstance(checked, MessageRefused):
                found[at] = checked
            else:
                right.append((at, checked))
        reservations = self._replay.reserve([one.wanted for _, one in right], now=now, lease=LEASE) if right else []
        said: list[tuple[str, Mapping[str, Value]]] = []
        for (at, one), reservation in zip(right, reservations, strict=True):
            message = messages[at]
            if reservation.outcome is Outcome.CONFLICT:
                found[at] = self._refused(
                    one.body, message.envelope, one.wanted.digest, "another message came under the same id", alarm=True
                )
            elif reservation.outcome is Outcome.BUSY:
                found[at] = MessageBusy(f"message {one.wanted.id!r} is being processed: deliver it again later")
            else:
                said.append(("accepted", _accepted(one, reservation)))
                found[at] = Received(self, one.flow, one.read.header, one.body, one.wanted, one.algorithms, reservation)
        if said:
            self._audit.append_all(said)
        return [one for one in found if one is not None]

    def commit_all(self, messages: Sequence[Received]) -> None:
        """Several messages were processed, with one write to disk. Those that can be are committed in any case.

        Raises NotAllowed for one that somebody else took when its lease ran out: its work may be done twice; and
        StorageError for one that is not remembered any more.
        """
        waiting = [one for one in messages if not one.committed]
        if not waiting:
            return
        outcomes = self._replay.commit([(one._wanted, one._lease) for one in waiting])
        said: list[tuple[str, Mapping[str, Value]]] = []
        for one, outcome in zip(waiting, outcomes, strict=True):
            kind = "committed" if outcome is Commit.DONE else "alarm"
            facts: dict[str, Value] = {"from": one.sender, "flow": one.flow, "mid": one.message_id}
            said.append((kind, facts if outcome is Commit.DONE else {**facts, "reason": f"commit: {outcome}"}))
        self._audit.append_all(said)
        for one, outcome in zip(waiting, outcomes, strict=True):
            one.committed = outcome is Commit.DONE
        for one, outcome in zip(waiting, outcomes, strict=True):
            if outcome is Commit.TAKEN:
                raise NotAllowed(
                    f"message {one.message_id!r} was taken by somebody else when its lease ran out: "
                    "its work may be done twice"
                )
            if outcome is Commit.GONE:
                raise StorageError(f"message {one.message_id!r} is not remembered any more: it was kept too short")

    def close(self) -> None:
        """Let go of the files."""
        self._audit.close()
        self._replay.close()

    def __enter__(self) -> Channel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Verification

    def _checked(self, policy: FlowPolicy, message: Protected, now: float) -> _Right | MessageRefused:
        """Everything but whether it came before."""
        body, sealed = as_bytes(message.body, "the message"), as_bytes(message.envelope, "the envelope")
        digest = hashlib.sha256(b"cryptoagility/message/v1\0" + body).digest()
        try:
            read = cose.read(sealed)
            header = read.header
            flow = self._flow(policy, header, len(body), now)
            algorithms = self._verified(policy, flow, read, body)
            self._timely(flow, header, now)
        except (InvalidSignature, MalformedInput, NotAllowed) as error:
            return self._refused(body, sealed, digest, str(error))
        keep = header.expires + flow.skew + LEASE
        wanted = Wanted(flow.sender, flow.id, header.message_id, digest, header.sequence, keep)
        return _Right(flow, read, body, algorithms, wanted)

    def _flow(self, policy: FlowPolicy, header: Header, size: int, now: float) -> Flow:
        flow = policy.flow(header.flow)
        policy.require_fresh(now, flow.skew)
        if flow.receiver != self.identity:
            raise NotAllowed(f"flow {flow.id} is for {flow.receiver}")
        if size > flow.largest:
            raise NotAllowed(f"{size} bytes; the flow takes {flow.largest}")
        return flow

    def _verified(self, policy: FlowPolicy, flow: Flow, read: Unverified, body: bytes) -> tuple[str, ...]:
        """The algorithms of the signatures, which are all right and together what the state asks for."""
        library = self._parts.library.current()
        records: list[tuple[PublicKeyset, Key, Slot]] = []
        for one in read.signatures:
            slot = flow.slot_of(one.key_id)
            if slot is None:
                raise NotAllowed(f"key {one.key_id.hex()[:8]} is none of this flow's")
            record = self._record(one.key_id)
            key = record.envelope_verifying_key(one.key_id)
            if key.algorithm not in flow.slot(slot).algorithms:
                raise NotAllowed(f"the policy does not allow {key.algorithm} for the {slot} key")
            library.require(Action.VERIFY, key.algorithm)
            if not one.says(key.algorithm):
                raise MalformedInput("the header says another algorithm than the key's record")
            records.append((record, key, slot))
        for one, (record, key, _) in zip(read.signatures, records, strict=True):
            record.verify_envelope(key, one.covered(body), one.native(key.algorithm))
        slots = [slot for _, _, slot in records]
        if len(set(slots)) != len(slots):
            raise NotAllowed("two signatures by keys of one slot")
        why = satisfied(flow.rule, frozenset(slots))
        if why:
            raise NotAllowed(f"{why} ({flow.state}, epoch {policy.epoch})")
        gone = set(read.header.sigset) - {one.key_id for one in read.signatures}
        if gone and any(flow.slot_of(id) in flow.rule.required for id in gone):
            raise NotAllowed("a required signature that the header names was taken away")
        return tuple(key.algorithm for _, key, _ in records)

    def _timely(self, flow: Flow, header: Header, now: float) -> None:
        floor = self._floors.get(flow.id, 0)
        if floor < flow.floor:
            floor = self._floors[flow.id] = self._replay.raise_floor(f"flow {flow.id}", flow.floor)
        if header.epoch < floor:
            raise NotAllowed(f"epoch {header.epoch} is below the floor of {floor}")
        if header.issued > now + flow.skew:
            raise NotAllowed("issued in the future")
        if now >= header.expires + flow.skew:
            raise NotAllowed("expired")
        if header.expires - header.issued > flow.validity:
            raise NotAllowed(f"valid for longer than the policy's {flow.validity} seconds")

    def _record(self, key_id: bytes) -> PublicKeyset:
        """The key's record from the peers' public keysets. The policy names keys by their hash: any copy is the key."""
        with self._lock:
            if key_id not in self._records or time.monotonic() >= self._peers_looked + FRESH:
                self._look_at_peers()
            found = self._records.get(key_id)
        if found is None:
            raise NotAllowed(f"there is no public key {key_id.hex()[:8]} among the peers' keysets")
        return found

    def _look_at_peers(self) -> None:
        """Read the peers' keysets again if a file of them changed, came or went. The lock is held."""
        paths = sorted(self._parts.peers.glob(f"*{_ENDING}"))
        seen = tuple((path.name, stamp(path)) for path in paths)
        self._peers_looked = time.monotonic()
        if seen == self._peers_seen:
            return
        self._peers_seen = seen
        found: dict[bytes, PublicKeyset] = {}
        for path in paths:
            data = read_whole(path, _MOST_PUBLIC)
            try:
                keyset = read_public(data or b"", clock=self._clock)
            except AgilityError as error:
                self._audit.append("peer-unreadable", {"file": path.name, "reason": str(error)})
                continue
            for key in keyset.keys:
                found[key.id] = keyset
        self._records = found

    def _refused(
        self, body: bytes, sealed: bytes, digest: bytes, reason: str, *, alarm: bool = False
    ) -> MessageRefused:
        """Quarantined, with the reason in the audit log; the error says nothing of it."""
        name = hashlib.sha256(digest + sealed).hexdigest()[:32]
        quarantine = self._parts.state / "quarantine"
        make_directory(quarantine)
        write_whole(quarantine / f"{name}.body", body)
        write_whole(quarantine / f"{name}.cose", sealed)
        self._audit.append("alarm" if alarm else "refused", {"quarantine": name, "reason": reason})
        return MessageRefused(f"the message is refused; quarantine {name} has it, and the audit log the reason")

    def _signer(self, flow: Flow, slot: Slot) -> Signer:
        keyset = self._parts.keysets.get(slot)
        if keyset is None:
            raise NotAllowed(f"this channel has no {slot} keyset, and flow {flow.id} signs with one")
        key = keyset.envelope_key()
        if key.id not in flow.slot(slot).ids or key.algorithm not in flow.slot(slot).algorithms:
            raise NotAllowed(
                f"the primary {slot} key {key.short_id} ({key.algorithm}) is not in the policy of flow {flow.id}"
            )
        return Signer(key.id, key.algorithm, lambda covered: keyset.sign_envelope(key, covered))

    # Policy

    def _first_policy(self) -> _Policy:
        seen = stamp(self._parts.policy)
        policy = self._read_policy()
        self._audit.append(
            "policy", {"epoch": policy.epoch, "flows": {id: flow.state for id, flow in policy.flows.items()}}
        )
        return _Policy(policy, seen, time.monotonic())

    def _look(self) -> None:
        """Read the policy again if its file changed. The lock is held."""
        seen = stamp(self._parts.policy)
        self._policy.looked = time.monotonic()
        if seen == self._policy.stamp:
            return
        self._policy.stamp = seen
        try:
            policy = self._read_policy()
        except (MalformedInput, NotAllowed, StorageError) as error:
            self._audit.append("policy-refused", {"reason": str(error), "kept": self._policy.policy.epoch})
            return
        self._audit.append(
            "policy", {"epoch": policy.epoch, "flows": {id: flow.state for id, flow in policy.flows.items()}}
        )
        self._policy.policy = policy

    def _read_policy(self) -> FlowPolicy:
        data = read_whole(self._parts.policy, _MOST_POLICY)
        if data is None:
            raise StorageError(f"there is no flow policy {self._parts.policy}")
        policy = parse_flow_policy(data, self._parts.policy.name)
        highest = self._replay.raise_floor("policy", policy.epoch)
        if policy.epoch < highest:
            raise NotAllowed(f"the policy has epoch {policy.epoch}, and {highest} was here before")
        return policy


def _said(header: Header, more: Mapping[str, Value], body: bytes) -> dict[str, Value]:
    """What the audit log says of a message: never its content."""
    return {
        "flow": header.flow,
        "mid": header.message_id,
        "epoch": header.epoch,
        "seq": header.sequence,
        "digest": hashlib.sha256(body).hexdigest(),
        **more,
    }


def _accepted(one: _Right, reservation: Reservation) -> dict[str, Value]:
    header = one.read.header
    more: dict[str, Value] = {
        "from": one.flow.sender,
        "algorithms": list(one.algorithms),
        "outcome": reservation.outcome.value,
    }
    if reservation.gap:
        more["missing-before"] = reservation.gap
    there = {signature.key_id for signature in one.read.signatures}
    gone = [id.hex() for id in header.sigset if id not in there]
    if gone:
        more["taken-away"] = gone  # signatures that the sender made and that did not arrive
    return _said(header, more, one.body)


def read_parts(path: Path, clock: Callable[[], float]) -> Parts:
    """The parts of a channel from its configuration. Raises MalformedInput with the line."""
    data = read_whole(path, _MOST_POLICY)
    if data is None:
        raise MalformedInput(f"there is no channel {path}")
    root = Section(read(data, path.name), path.name, "the channel", _KEYS)
    if root.text("schema") != SCHEMA:
        raise root.error("schema", f"must be {SCHEMA}")
    base = path.absolute().parent
    named = root.section("keysets", frozenset(Slot))
    store_path = base / root.text("keys")
    passphrase = read_whole(base / root.text("passphrase-file"), 4096)
    if not passphrase or not passphrase.strip():
        raise root.error("passphrase-file", "names no file with a passphrase")
    unlock = Passphrase(passphrase.splitlines()[0])
    state = base / root.text("state")
    store = DirectoryStore(store_path, marks=FileMarks(state_directory() / "marks"))
    library = LivePolicy(store_path / "policy.yaml", marks=store.marks)
    keysets = {
        slot: LiveKeyset(store, named.text(slot), unlock, policy=library, clock=clock)
        for slot in Slot
        if named is not None and named.has(slot)
    }
    return Parts(
        identity=root.text("identity"),
        keysets=MappingProxyType(keysets),
        peers=base / root.text("peers"),
        policy=base / root.text("policy"),
        state=state,
        library=library,
        clock=clock,
    )
