"""What the retirement of an algorithm does to keysets: told before anything is written. A pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..algorithms import Scheme, parse
from ..errors import NotAllowed
from ..policy import Action, Policy, Retirement, Strength
from .description import Description
from .key import READABLE, Key, Purpose, State


@dataclass(frozen=True, slots=True)
class AffectedKey:
    """A key that is or contains what is retired, and what the policy will say of it.

    ``left`` is the strength that remains (None: none); ``refused`` says why the key may do nothing more, or is "" for
    a composite whose rest is above the floor: it goes on.
    """

    key: Key
    before: Strength | None
    left: Strength | None
    refused: str


@dataclass(frozen=True, slots=True)
class AffectedKeyset:
    """A keyset with affected keys. ``stopped`` are its slots that cannot sign or be encrypted to any more.

    ``successors`` has for each of these the keys that could be promoted; none means that the keyset fails closed until
    it is rotated.
    """

    name: str
    description: Description
    keys: tuple[AffectedKey, ...]
    stopped: tuple[int, ...]
    successors: tuple[tuple[Key, ...], ...]

    @property
    def without_successor(self) -> bool:
        """Whether a slot that stops has no key that could be promoted."""
        return any(not keys for keys in self.successors)


@dataclass(frozen=True, slots=True)
class Effect:
    """A retirement: the policy that would hold, and the keysets that it changes something for."""

    policy: Policy
    keysets: tuple[AffectedKeyset, ...]

    @property
    def without_successor(self) -> tuple[str, ...]:
        """The keysets that fail closed until they are rotated."""
        return tuple(one.name for one in self.keysets if one.without_successor)


def retirement(policy: Policy, algorithm: str, since: date, reason: str, keysets: Mapping[str, Description]) -> Effect:
    """What ``policy.with_retired`` would do to these keysets. Raises UnknownAlgorithm, NotAllowed if it is done."""
    after = policy.with_retired(algorithm, since, reason)
    retired = after.retired[-1]
    if any(one.algorithm == retired.algorithm for one in policy.retired):
        raise NotAllowed(f"{retired.algorithm} is retired already")
    found = (_affected(name, keysets[name], policy, after) for name in sorted(keysets))
    return Effect(after, tuple(one for one in found if one is not None))


def _affected(name: str, description: Description, before: Policy, after: Policy) -> AffectedKeyset | None:
    keys = tuple(
        one
        for key in description.keys
        if key.state is not State.DESTROYED and (one := _affected_key(key, before, after)) is not None
    )
    if not keys:
        return None
    makes, _ = _actions(description.purpose)
    stopped = tuple(
        slot
        for slot in range(description.slots)
        if (primary := description.primary(slot)) is not None
        and not _refusal(before, makes, primary)
        and _refusal(after, makes, primary)
    )
    successors = tuple(
        tuple(
            key
            for key in description.keys
            if key.slot == slot
            and key.state in READABLE
            and key.state is not State.PRIMARY
            and not _refusal(after, makes, key)
        )
        for slot in stopped
    )
    return AffectedKeyset(name, description, keys, stopped, successors)


def _affected_key(key: Key, before: Policy, after: Policy) -> AffectedKey | None:
    was, left = before.strength(key.algorithm), after.strength(key.algorithm)
    makes, takes = _actions(key.purpose)
    refused = _refusal(after, makes, key) or _refusal(after, takes, key)
    same = was == left and refused == (_refusal(before, makes, key) or _refusal(before, takes, key))
    if same and not _contains(after.retired[-1], parse(key.algorithm)):
        return None
    return AffectedKey(key, was, left, refused)


def _contains(retired: Retirement, scheme: Scheme) -> bool:
    """Whether this is what is retired, or a composite with it: one whose other half was the stronger loses no bits."""
    return retired.covers(scheme) or any(_contains(retired, part) for part in scheme.components)


def _actions(purpose: Purpose) -> tuple[Action, Action]:
    return (Action.ENCRYPT, Action.DECRYPT) if purpose is Purpose.ENCRYPT else (Action.SIGN, Action.VERIFY)


def _refusal(policy: Policy, action: Action, key: Key) -> str:
    try:
        policy.require(action, key.algorithm)
    except NotAllowed as error:
        return str(error)
    return ""
