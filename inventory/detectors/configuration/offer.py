"""What an endpoint offers, whatever its protocol: algorithms with the directive or default that each comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from ...model import AssetId, Parameter, ProtocolFacts
from . import showing
from .product import Default
from .readers import READERS, Reading, words_of
from .scopes import Choice, Effective, Endpoint


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value is from. ``certain``: it holds whatever version of the product or library is there.

    ``others``: the defaults of other versions that have it as well.
    """

    choice: Choice
    part: str
    certain: bool = True
    others: tuple[Choice, ...] = ()

    @property
    def default(self) -> Default | None:
        """The default that it is, if it is one."""
        return self.choice.default


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One algorithm of an endpoint: canonical name, or None with the spelling and the reason."""

    name: str | None
    spelling: str
    primitive: str
    functions: tuple[str, ...]
    origin: Origin
    reason: str | None = None
    parameters: tuple[Parameter, ...] = ()


@dataclass(slots=True)
class Offer:
    """Everything that one endpoint offers."""

    facts: ProtocolFacts
    algorithms: list[Algorithm] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    links: list[AssetId] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a setting, each with its origin; what could not be read."""

    part: str
    found: dict[str, Origin]
    readings: tuple[tuple[Choice, Reading], ...]
    reasons: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return bool(self.readings) and not any(reading.trouble for _, reading in self.readings)

    @property
    def literal(self) -> bool:
        """Whether a directive says it."""
        return any(choice.default is None for choice, _ in self.readings)


def values(endpoint: Endpoint, part: str) -> Values:
    """What a setting says in this endpoint, over everything that is possible."""
    effective = next((one for one in endpoint.settings if one.setting.part == part), None)
    if effective is None:
        return Values(part, {}, ())
    read = tuple((choice, _read(effective, choice)) for choice in effective.choices)
    joined = effective.setting.take == "all" and all(choice.default is None for choice, _ in read)
    found: dict[str, Origin] = {}
    for choice, reading in read:
        for value in reading.values:
            if value not in found:
                certain = joined or all(value in other.values for _, other in read)
                others = [each for each, other in read if each is not choice and value in other.values]
                found[value] = Origin(choice, part, certain, () if choice.default is None else tuple(others))
    return Values(part, found, read, tuple(_reasons(part, read)))


def _read(effective: Effective, choice: Choice) -> Reading:
    setting = effective.setting
    if choice.default is not None and choice.default.unknown is not None:
        return Reading(trouble=choice.default.unknown)
    return _reading(setting.reader, words_of(choice.words, setting.split))


@lru_cache(maxsize=1024)  # the same lists, and the same defaults, stand in many endpoints
def _reading(reader: str, words: tuple[str, ...]) -> Reading:
    return READERS[reader](words)


def _reasons(part: str, read: tuple[tuple[Choice, Reading], ...]) -> list[str]:
    made: list[str] = []
    for _, reading in read:
        if reading.trouble is not None:
            made.append(f"{part}: {reading.trouble}")
        if reading.unknown:
            shown = ", ".join(showing.word(one) for one in reading.unknown[:5])
            made.append(f"{part}: not known: {shown}")
        made += [f"{part}: {note}" for note in reading.notes]
    if len({reading.values for _, reading in read}) > 1 and all(choice.default is not None for choice, _ in read):
        whens = "; ".join(choice.default.when or "others" for choice, _ in read if choice.default is not None)
        made.append(f"{part}: the default depends on the version ({whens}), which the file does not tell")
    return list(dict.fromkeys(made))
