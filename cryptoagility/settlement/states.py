"""The states of a flow while its algorithms are replaced: what its sender emits, and what its receiver asks for.

A row is a state. ``required`` must be there and right; ``optional`` must be right when it is there; anything else is
refused. There is no row in which one of several is enough: that would fall with either algorithm. From settlement.md,
section 6; the order of the transitions was checked there by exhaustive exploration of a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Slot(StrEnum):
    """Which of a sender's keys: by the family that it is of, not by its algorithm."""

    CLASSICAL = "classical"
    POST_QUANTUM = "post-quantum"
    STANDBY = "standby"


class State(StrEnum):
    """The state of a flow."""

    CLASSICAL = "CLASSICAL"
    READY = "READY"
    DUAL = "DUAL"
    REQUIRE_BOTH = "REQUIRE-BOTH"
    PQ_SUFFICIENT = "PQ-SUFFICIENT"
    PQ_ONLY = "PQ-ONLY"
    RETIRED = "RETIRED"
    PQ_BROKEN = "PQ-BROKEN"
    PQ_BROKEN_STANDBY = "PQ-BROKEN-STANDBY"
    CLASSICAL_BROKEN = "CLASSICAL-BROKEN"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a state means for both sides."""

    emits: tuple[Slot, ...]
    required: frozenset[Slot]
    optional: frozenset[Slot] = frozenset()
    emergency: bool = False

    @property
    def open(self) -> bool:
        """Whether messages flow at all."""
        return bool(self.emits)


_C, _P, _S = Slot.CLASSICAL, Slot.POST_QUANTUM, Slot.STANDBY

RULES: Mapping[State, Rule] = MappingProxyType(
    {
        State.CLASSICAL: Rule((_C,), frozenset({_C})),
        State.READY: Rule((_C,), frozenset({_C}), frozenset({_P})),
        State.DUAL: Rule((_C, _P), frozenset({_C}), frozenset({_P})),
        State.REQUIRE_BOTH: Rule((_C, _P), frozenset({_C, _P})),
        State.PQ_SUFFICIENT: Rule((_C, _P), frozenset({_P}), frozenset({_C})),
        State.PQ_ONLY: Rule((_P,), frozenset({_P})),
        State.RETIRED: Rule((), frozenset()),
        State.PQ_BROKEN: Rule((_C,), frozenset({_C}), frozenset({_P}), emergency=True),
        State.PQ_BROKEN_STANDBY: Rule((_C, _S), frozenset({_S}), frozenset({_C, _P}), emergency=True),
        State.CLASSICAL_BROKEN: Rule((_P,), frozenset({_P}), frozenset({_C}), emergency=True),
        State.STOPPED: Rule((), frozenset(), emergency=True),
    }
)


def satisfied(rule: Rule, present: frozenset[Slot]) -> str:
    """Why the slots whose signatures are right do not suffice; '' if they do."""
    if not rule.open:
        return "the flow is stopped"
    missing = sorted(rule.required - present)
    if missing:
        return f"no signature by the {' and the '.join(missing)} key"
    extra = sorted(present - rule.required - rule.optional)
    if extra:
        return f"a signature by the {' and the '.join(extra)} key, which this state does not have"
    return ""
