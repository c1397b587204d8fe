"""What is known of a value: facts by name, each with how it was found or the reason why it is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .resolver import Fact, Resolver
from .rules.rules import Rules
from .values import Lazy, Value


@dataclass(frozen=True, slots=True)
class Told:
    """One value of an argument, what it tells, and how it was found."""

    value: Value
    facts: tuple[tuple[str, Fact], ...]
    how: str

    def fact(self, trait: str) -> Fact | None:
        """The fact of this name."""
        return next((fact for name, fact in self.facts if name == trait), None)


Environment = dict[tuple[str, str | None], Told | None]


class Tells(Protocol):
    """What says the facts of values."""

    resolver: Resolver
    rules: Rules

    def told(self, asked: Lazy | Value, *, whole: bool = False) -> list[Told]:
        """Every value with its facts; a list stands for each of its entries unless ``whole``."""
