"""From offers to findings: the protocol at its line, each algorithm at the directive that asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from ...formats.text import safe
from ...model import (
    DEFAULT,
    AssetId,
    Confidence,
    Finding,
    Kind,
    Link,
    Location,
    Parameter,
    ProtocolFacts,
    State,
    algorithm_id,
    unknown_algorithm,
)
from . import showing
from .entry import Entry
from .loading import NAME
from .offer import Algorithm, Offer, Origin
from .offers.tls import is_safe
from .scopes import Choice, Endpoint

_LONGEST = 300  # characters of a value
_REASONS = 6
IN_CLEAR = "no TLS is configured: everything is sent in clear"


@dataclass(frozen=True, slots=True)
class Group:
    """Algorithms of one setting: they are at one place in each endpoint."""

    setting: int  # which one of the endpoint's
    choice: int  # which one of the setting's; below 0, which default is proposed beside them (-1 the first)
    part: str
    findings: tuple[Finding, ...]  # without their places


@dataclass(slots=True)
class Made:
    """What endpoints with the same settings have in common."""

    offer: Offer
    groups: tuple[Group, ...]
    parameters: tuple[Parameter, ...]
    links: frozenset[Link]
    reason: str | None
    protocols: dict[tuple[AssetId, ...], tuple[AssetId, tuple[Link, ...]]] = field(default_factory=dict)

    def protocol(self, certificates: tuple[AssetId, ...]) -> tuple[AssetId, tuple[Link, ...]]:
        """Identity and links of the protocol, with these certificates."""
        if certificates not in self.protocols:
            links = self.links | {Link(_role(target), target, State.CONFIGURED) for target in certificates}
            identity = AssetId(Kind.PROTOCOL, _identity(self.offer.facts, links))
            self.protocols[certificates] = (identity, tuple(sorted(links)))
        return self.protocols[certificates]


def key(endpoint: Endpoint) -> object:
    """What an offer depends on. Files are left out: they are looked into for each endpoint. (Contexts and defaults are
    those of the product, which live as long as the process.)"""
    settings = tuple(
        tuple((choice.words, id(choice.default)) for choice in one.choices)
        for one in endpoint.settings
        if one.setting.reader != "file"
    )
    return id(endpoint.context), endpoint.role, settings


class Collected:
    """What was found: each finding is given out once. Findings that differ in their places only share the rest."""

    def __init__(self) -> None:
        self._bare: dict[Finding, Finding] = {}
        self._at: dict[Location, set[int]] = {}
        self._whole: set[tuple[Location, int]] = set()
        self._protocols: set[tuple[object, ...]] = set()

    def made(self, endpoint: Endpoint, offer: Offer) -> Made:
        """The offer, ready for every endpoint with these settings."""
        places = {
            id(choice): (number, index)
            for number, one in enumerate(endpoint.settings)
            for index, choice in enumerate(one.choices)
        }
        beside = {
            id(default): (number, -1 - index)
            for number, one in enumerate(endpoint.settings)
            for index, default in enumerate(one.defaults)
        }
        groups: dict[tuple[int, int, str], dict[int, Finding]] = {}
        links = {Link(_role(target), target, State.CONFIGURED) for target in offer.links}
        for one in offer.algorithms:
            bare = self._shared(of_algorithm(one))
            choice = one.origin.choice
            where = places.get(id(choice)) or beside[id(choice.default)]
            groups.setdefault((*where, one.origin.part), {})[id(bare)] = bare
            if bare.state is State.CONFIGURED:
                links.add(Link("component", bare.asset, State.CONFIGURED))
        return Made(
            offer,
            tuple(Group(*place, tuple(those.values())) for place, those in groups.items()),
            (*offer.parameters, *_settings(endpoint, files=False)),
            frozenset(links),
            "; ".join(dict.fromkeys(offer.reasons[:_REASONS])) or None,
        )

    def algorithms(self, endpoint: Endpoint, made: Made) -> Iterator[Finding]:
        """The algorithms of the offer at their places in this endpoint, those that are not there yet."""
        for group in made.groups:
            effective = endpoint.settings[group.setting]
            if group.choice < 0:
                default = effective.defaults[-1 - group.choice]
                choice = Choice(default.value, endpoint.block, default)
            else:
                choice = effective.choices[group.choice]
            here = place(choice.entry, _symbol(choice, group.part))
            whole = (here, id(group))
            if whole in self._whole:
                continue
            self._whole.add(whole)
            known = self._at.setdefault(here, set())
            for one in group.findings:
                if id(one) not in known:
                    known.add(id(one))
                    yield _placed(one, here)

    def new(self, one: Finding) -> bool:
        """Whether this finding is not there yet."""
        if one.asset.kind is Kind.PROTOCOL:  # the identity of a protocol holds its facts and links
            whole = (one.asset, one.location, one.parameters, one.reason, one.confidence)
            fresh = whole not in self._protocols
            self._protocols.add(whole)
            return fresh
        bare, known = id(self._shared(one)), self._at.setdefault(one.location, set())
        fresh = bare not in known
        known.add(bare)
        return fresh

    def _shared(self, one: Finding) -> Finding:
        bare = _placed(one, _NOWHERE)
        return self._bare.setdefault(bare, bare)


_NOWHERE = Location("")


def _placed(one: Finding, here: Location) -> Finding:
    """The algorithm at this place."""
    return Finding(
        one.detector,
        one.asset,
        here,
        one.algorithm,
        one.primitive,
        one.functions,
        one.parameters,
        reason=one.reason,
        confidence=one.confidence,
        state=one.state,
    )


def of_endpoint(endpoint: Endpoint, made: Made, certificates: tuple[AssetId, ...], *, guessed: bool) -> Finding:
    """The protocol."""
    asset, links = made.protocol(certificates)
    own = [*_settings(endpoint, files=True)]
    own += [Parameter("endpoint", showing.endpoint(endpoint.name))] if endpoint.name else []
    own += [Parameter("file-type", "by a link that is not followed")] if guessed else []
    return Finding(
        NAME,
        asset,
        place(endpoint.at),
        parameters=tuple(sorted({*made.parameters, *own}, key=_in_order)),
        facts=made.offer.facts,
        links=links,
        reason=made.reason,
        confidence=Confidence.LIKELY if guessed else Confidence.CERTAIN,
        state=State.CONFIGURED,
    )


_in_order = attrgetter("name", "value", "how", "origin")  # as parameters are compared, and faster


def in_clear(endpoint: Endpoint) -> Finding:
    """An endpoint of a protocol that is spoken without TLS."""
    protocol = endpoint.context.plain or "unknown"
    facts = ProtocolFacts(type=protocol, role=endpoint.role)
    named = (Parameter("endpoint", showing.endpoint(endpoint.name)),) if endpoint.name else ()
    return Finding(
        NAME,
        AssetId(Kind.PROTOCOL, ":".join(part for part in (protocol, facts.role, "in-clear") if part)),
        place(endpoint.at),
        parameters=named,
        facts=facts,
        reason=IN_CLEAR,
        state=State.CONFIGURED,
    )


def _role(target: AssetId) -> str:
    return "public-key" if target.kind is Kind.CERTIFICATE else "component"


def of_algorithm(one: Algorithm) -> Finding:
    """An algorithm at its directive. What is only possible is said to be, and a strength that is only possible is not
    taken for configured."""
    origin = one.origin
    possible = not origin.certain
    state = State.AVAILABLE if possible and is_safe(one.name) and one.primitive in _EXCHANGES else State.CONFIGURED
    name = showing.word(one.spelling)
    return Finding(
        NAME,
        algorithm_id(one.name) if one.name is not None else unknown_algorithm(one.primitive, name),
        place(origin.choice.entry, _symbol(origin.choice, origin.part)),
        algorithm=one.name,
        primitive=one.primitive,
        functions=one.functions,
        parameters=tuple(sorted({*one.parameters, *_source(origin)})),
        reason=one.reason,
        confidence=Confidence.POSSIBLE if possible else Confidence.CERTAIN,
        state=state,
    )


_EXCHANGES = frozenset({"kem", "combiner", "key-agree"})


def place(entry: Entry, symbol: str | None = None) -> Location:
    """Where a directive stands."""
    return Location(entry.path, entry.line, symbol=safe(symbol or entry.name, 60) or None)


def _symbol(choice: Choice, part: str) -> str:
    return choice.entry.name if choice.default is None else f"{DEFAULT}{part}"


def _source(origin: Origin) -> Iterable[Parameter]:
    """The setting, and every default that has the value: one of several versions is not told as if it were known."""
    yield Parameter("setting", origin.part, origin.choice.how)
    for choice in (origin.choice, *origin.others):
        if choice.default is not None:
            yield Parameter("default-of", told(choice), "default")


def told(choice: Choice) -> str:
    """The versions, source and confidence of a default."""
    default = choice.default
    assert default is not None
    return safe(f"{default.when or 'all versions'}; {default.source}; confidence {default.confidence}", _LONGEST)


def _settings(endpoint: Endpoint, *, files: bool) -> Iterator[Parameter]:
    """What is in force, as it is written, and where defaults come from; of files or of the rest."""
    for one in endpoint.settings:
        if (one.setting.reader == "file") is not files:
            continue
        for choice in one.choices:
            if choice.default is not None and choice.default.unknown is not None:
                continue
            words = " ".join(choice.words)
            shown = safe(words, _LONGEST) if one.setting.by_name else _shown(one.setting.reader, words)
            yield Parameter(one.setting.part, shown, choice.how)
            if choice.default is not None:
                yield Parameter(f"default-of-{one.setting.part}", told(choice), "default")


def _shown(reader: str, text: str) -> str:
    return showing.file(text) if reader in ("file", "dh") else showing.listed(text)


def _identity(facts: ProtocolFacts, links: Iterable[Link]) -> str:
    """Identity by content: what is said at a glance, and the rest as a hash."""
    parts = [facts.type, facts.role]
    parts += [f"min={facts.minimum_version}"] if facts.minimum_version else []
    parts += [f"max={facts.maximum_version}"] if facts.maximum_version else []
    whole = repr((facts, sorted((link.role, link.target.kind, link.target.value) for link in links)))
    parts.append(f"offers={hashlib.sha256(whole.encode()).hexdigest()[:16]}")
    return ":".join(part for part in parts if part)
