"""Flow policies: for each flow what its sender signs with, what its receiver asks for, and within which limits.

A file is one epoch. It names the keys of each slot by their ids, which are hashes of the keys, so that a key from
anywhere else is none. It expires: a policy that nobody renews stops the flows rather than rule for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from ..algorithms import parse
from ..errors import AgilityError, MalformedInput, NotAllowed
from ..keysets.key import KEY_ID
from ..section import Section
from ..strict_yaml import read
from .states import RULES, Rule, Slot, State

SCHEMA = "cryptoagility/flow-policy/1"
LARGEST = 64 * 1024 * 1024

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
_KEYS = frozenset(
    {"id", "family", "sender", "receiver", "channel", "state", "floor", "validity", "skew", "largest", "keys"}
)


@dataclass(frozen=True, slots=True)
class SlotKeys:
    """The keys of a slot: which algorithms they may have, and their ids."""

    algorithms: tuple[str, ...]
    ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow: a message family from one sender to one receiver over one channel. Times in seconds, sizes in bytes.

    ``floor`` is the oldest epoch whose messages are still taken.
    """

    id: str
    family: str
    sender: str
    receiver: str
    channel: str
    state: State
    floor: int
    validity: int
    skew: int
    largest: int
    keys: tuple[tuple[Slot, SlotKeys], ...]

    @property
    def rule(self) -> Rule:
        """What the state asks for."""
        return RULES[self.state]

    def slot_of(self, key_id: bytes) -> Slot | None:
        """The slot that this key is in; None for a key that the policy does not name."""
        return next((slot for slot, keys in self.keys if key_id in keys.ids), None)

    def slot(self, slot: Slot) -> SlotKeys:
        """The keys of a slot. Raises NotAllowed if the flow has none."""
        for one, keys in self.keys:
            if one is slot:
                return keys
        raise NotAllowed(f"flow {self.id} has no {slot} keys")


@dataclass(frozen=True, slots=True)
class FlowPolicy:
    """All flows of one epoch. ``issued`` and ``expires`` are seconds since 1970 (UTC)."""

    epoch: int
    issued: int
    expires: int
    flows: Mapping[str, Flow]

    def flow(self, id: str) -> Flow:
        """The flow of this id. Raises NotAllowed."""
        found = self.flows.get(id)
        if found is None:
            raise NotAllowed(f"the policy of epoch {self.epoch} has no flow {id!r}")
        return found

    def require_fresh(self, now: float, skew: int) -> None:
        """Raise NotAllowed before it was issued and after it expired."""
        if now + skew < self.issued:
            raise NotAllowed(f"the flow policy of epoch {self.epoch} is not valid yet: is the clock right?")
        if now >= self.expires:
            raise NotAllowed(
                f"the flow policy of epoch {self.epoch} expired: nothing is sent or taken until it is renewed"
            )


def parse_flow_policy(data: bytes, name: str) -> FlowPolicy:
    """The policy in a file's bytes; ``name`` is for messages. Raises MalformedInput with the line."""
    root = Section(
        read(data, name), name, "the flow policy", frozenset({"schema", "epoch", "issued", "expires", "flows"})
    )
    if root.text("schema") != SCHEMA:
        raise root.error("schema", f"must be {SCHEMA}")
    issued, expires = _moment(root, "issued"), _moment(root, "expires")
    if expires <= issued:
        raise root.error("expires", "must be after issued")
    epoch = root.integer("epoch", 1, 2**31)
    flows: dict[str, Flow] = {}
    for section in root.sections("flows", "flow", _KEYS):
        flow = _flow(section, epoch)
        if flow.id in flows:
            raise section.error("id", f"{flow.id!r} is there twice")
        flows[flow.id] = flow
    if not flows:
        raise root.error("flows", "must not be empty")
    return FlowPolicy(epoch, issued, expires, MappingProxyType(flows))


def _flow(section: Section, epoch: int) -> Flow:
    state = State(section.choice("state", frozenset(State)))
    keys = _keys(section)
    rule = RULES[state]
    missing = sorted({*rule.emits, *rule.required} - {slot for slot, _ in keys})
    if missing:
        raise section.error("state", f"{state} needs {' and '.join(missing)} keys")
    ids = [id for _, slot in keys for id in slot.ids]
    if len(set(ids)) != len(ids):
        raise section.error("keys", "a key is there twice: each serves one slot")
    return Flow(
        id=_name(section, "id"),
        family=_name(section, "family"),
        sender=_name(section, "sender"),
        receiver=_name(section, "receiver"),
        channel=_name(section, "channel"),
        state=state,
        floor=section.integer("floor", 1, epoch),
        validity=section.integer("validity", 1, 7 * 86_400),
        skew=section.integer("skew", 0, 3_600),
        largest=section.integer("largest", 1, LARGEST),
        keys=keys,
    )


def _keys(section: Section) -> tuple[tuple[Slot, SlotKeys], ...]:
    inner = section.section("keys", frozenset(Slot))
    if inner is None:
        raise section.error("keys", "must not be null")
    found = []
    for slot in Slot:
        if not inner.has(slot):
            continue
        one = inner.section(slot, frozenset({"algorithms", "ids"}))
        if one is not None:
            found.append((slot, SlotKeys(_algorithms(one), _ids(one))))
    return tuple(found)


def _algorithms(section: Section) -> tuple[str, ...]:
    found = []
    for name in section.texts("algorithms", empty=False):
        try:
            found.append(parse(name).name)
        except AgilityError as error:
            raise section.error("algorithms", str(error)) from error
    return tuple(found)


def _ids(section: Section) -> tuple[bytes, ...]:
    found = []
    for text in section.texts("ids", empty=False):
        if not re.fullmatch(f"[0-9a-f]{{{2 * KEY_ID}}}", text):
            raise section.error("ids", f"a key id is written in {2 * KEY_ID} hexadecimal digits")
        found.append(bytes.fromhex(text))
    return tuple(found)


def _name(section: Section, key: str) -> str:
    text = section.text(key)
    if not _NAME.fullmatch(text):
        raise section.error(key, "has letters, digits, '.', '_', '/' and '-', at most 100")
    return text


def _moment(root: Section, key: str) -> int:
    text = root.text(key)
    try:
        if _MOMENT.fullmatch(text):
            return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError:
        pass
    raise root.error(key, 'is written as "2026-11-25T08:00:00Z" in quotes')


__all__ = ["SCHEMA", "Flow", "FlowPolicy", "MalformedInput", "SlotKeys", "parse_flow_policy"]
