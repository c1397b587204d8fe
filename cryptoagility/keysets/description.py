"""All of a keyset but its secrets, and what makes one consistent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import NotAllowed, UnknownKey
from .key import MOST_SLOTS, Key, Purpose, Rule, State, is_classical

MOST_KEYS = 4096


@dataclass(frozen=True, slots=True)
class Description:
    """All of a keyset but its secrets: what is authenticated, and what the public keyset shows."""

    id: bytes
    generation: int
    purpose: Purpose
    rule: Rule
    keys: tuple[Key, ...]

    def primary(self, slot: int = 0) -> Key | None:
        """The key that signs in this slot, or that is encrypted to; None if there is none."""
        return next((key for key in self.keys if key.slot == slot and key.state is State.PRIMARY), None)

    @property
    def slots(self) -> int:
        """How many signatures a signature of this keyset has."""
        return 1 + max(key.slot for key in self.keys)

    def key(self, id: bytes) -> Key:
        """The key with this id. Raises UnknownKey."""
        for key in self.keys:
            if key.id == id:
                return key
        raise UnknownKey(f"no key {id.hex()[:8]} in this keyset (generation {self.generation}): fetch a newer one")


def primary_in(description: Description, slot: int) -> Key:
    """The key that signs in this slot. Raises NotAllowed if there is none."""
    key = description.primary(slot)
    if key is None:
        raise NotAllowed("this keyset has no primary key: promote one, or rotate")
    return key


def rule_for(names: tuple[str, ...], rule: Rule | str | None) -> Rule:
    """The rule for a set of these algorithms, the default if none is given. Raises NotAllowed."""
    if not 1 <= len(names) <= MOST_SLOTS:
        raise NotAllowed(f"a keyset signs with one to {MOST_SLOTS} algorithms")
    if rule is None:
        return Rule.ONE if len(names) == 1 else Rule.ALL
    try:
        chosen = Rule(rule)
    except ValueError:
        raise NotAllowed(f"a rule is one of {', '.join(Rule)}, not {rule!r}; there is no 'any of'") from None
    if (chosen is Rule.ONE) != (len(names) == 1):
        raise NotAllowed(f"the rule {chosen} does not fit {len(names)} algorithms")
    if chosen is Rule.CLASSICAL_REQUIRED and (not is_classical(names[0]) or any(map(is_classical, names[1:]))):
        raise NotAllowed("classical-required takes a classical algorithm first, and none after it")
    return chosen


def slot_for(description: Description, algorithm: str) -> int:
    """The slot whose keys are of the same sort."""
    if description.slots == 1:
        return 0
    found = {key.slot for key in description.keys if is_classical(key.algorithm) == is_classical(algorithm)}
    if len(found) != 1:
        raise NotAllowed(f"say which slot (0 to {description.slots - 1}) the new key is for")
    return found.pop()


def check(description: Description, private: Mapping[bytes, bytes]) -> None:
    """A keyset that exists is consistent: one primary a slot at most, one purpose, private parts where they belong."""
    keys = description.keys
    if not 0 < len(keys) <= MOST_KEYS:
        raise NotAllowed(f"a keyset has one to {MOST_KEYS} keys")
    if len({key.id for key in keys}) != len(keys):
        raise NotAllowed("a key is in the keyset twice")
    if any(key.purpose is not description.purpose for key in keys):
        raise NotAllowed("all keys of a keyset have one purpose")
    primaries = [key.slot for key in keys if key.state is State.PRIMARY]
    if len(set(primaries)) != len(primaries):
        raise NotAllowed("a slot has two primary keys")
    if {key.slot for key in keys} != set(range(description.slots)):
        raise NotAllowed("a slot of the keyset has no key")
    held = {key.id for key in keys if key.state is not State.DESTROYED}
    if set(private) != held:
        raise NotAllowed("private parts do not belong to the keys of the keyset")


def shown(what: str, description: Description) -> str:
    """What a keyset shows of itself."""
    primary = description.primary()
    name = primary.algorithm if primary is not None else "no primary key"
    return f"<{what} {description.id.hex()[:8]}, generation {description.generation}, {description.purpose}, {name}>"
