"""From offers to findings: the protocol at its line, each algorithm at the directive that asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

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


def of_endpoint(endpoint: Endpoint, offer: Offer, *, guessed: bool) -> Iterator[Finding]:
    """The protocol, and every algorithm of it."""
    made = [of_algorithm(one) for one in offer.algorithms]
    links = {Link("component", one.asset, State.CONFIGURED) for one in made if one.state is State.CONFIGURED}
    links |= {Link(_role(target), target, State.CONFIGURED) for target in offer.links}
    yield Finding(
        NAME,
        AssetId(Kind.PROTOCOL, _identity(offer.facts, links)),
        place(endpoint.at),
        parameters=tuple(sorted({*offer.parameters, *_settings(endpoint)})),
        facts=offer.facts,
        links=tuple(sorted(links)),
        reason="; ".join(dict.fromkeys(offer.reasons[:_REASONS])) or None,
        confidence=Confidence.LIKELY if guessed else Confidence.CERTAIN,
        state=State.CONFIGURED,
    )
    yield from made


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


def _settings(endpoint: Endpoint) -> Iterator[Parameter]:
    """What is in force, as it is written, and where defaults come from."""
    if endpoint.name:
        yield Parameter("endpoint", showing.endpoint(endpoint.name))
    for one in endpoint.settings:
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
