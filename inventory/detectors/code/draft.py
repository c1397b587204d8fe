"""A finding in the making: what a call is reported as, and what the uses of an object add to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...model import Confidence
from .outline import Span
from .resolver import Fact, Facts, Split

Assumed = tuple[tuple[Split, int], ...]
Scheme = tuple[tuple[str, Fact], ...]


@dataclass(frozen=True, slots=True)
class Use:
    """What one method call or setting adds to an object. ``block``: what is around it."""

    functions: tuple[str, ...]
    scheme: tuple[tuple[str, Fact], ...]
    parameters: tuple[tuple[str, Fact], ...]
    block: Span | None = None
    assumed: Assumed = ()
    symbol: str = ""


@dataclass(slots=True)
class Draft:
    """A finding in the making."""

    symbol: str
    line: int
    span: Span
    functions: tuple[str, ...]
    scheme: Facts
    parameters: Facts
    primitive: str | None = None
    protocol: str | None = None
    confidence: Confidence = Confidence.CERTAIN
    uses: list[Use] = field(default_factory=list)
    note: str | None = None  # what was not looked into
    assumed: Assumed = ()  # of which of several values it is true
