"""From drafts to findings: the name of the scheme, the parameters, the reason for what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cryptoagility import algorithms
from cryptoagility.errors import MalformedInput

from ...formats import schemes
from ...model import (
    AssetId,
    Confidence,
    Finding,
    Kind,
    Location,
    Parameter,
    ProtocolFacts,
    algorithm_id,
    unknown_algorithm,
)
from .combine import OPEN
from .draft import Draft
from .resolver import Fact, Facts

_PARTS = ("family", "size", "curve", "mode", "hash")
_NAMES = {"size": "key_size", "family": "algorithm"}
_TWO_KEYS = frozenset({"XTS", "SIV"})  # modes that take two keys at once: AES-256-XTS has 512 bits of key
_FUNCTIONS = {  # what JOSE calls signing and encryption
    ("mac", "sign"): "tag",
    ("key-agree", "encrypt"): "keyderive",
    ("key-agree", "decrypt"): "keyderive",
    ("kdf", "encrypt"): "keyderive",
    ("kdf", "decrypt"): "keyderive",
}
_REASONS = 3
_NOT_ALL = frozenset({"parameter", "configuration", "fallback"})


def findings(path: str, detector: str, skipped: int, drafts: Iterable[Draft]) -> list[Finding]:
    """The findings of a file, each once, in order of place."""
    merged: dict[tuple[object, ...], Finding] = {}
    for draft in drafts:
        place = Location(path, draft.line, draft.span[0] + skipped, draft.symbol)
        made = _protocol(place, detector, draft) if draft.protocol else _algorithm(place, detector, draft)
        key = (made.asset, made.location.offset, made.functions, made.parameters, made.facts)  # whatever the symbol
        known = merged.get(key)
        if known is not None:
            reasons = sorted({one for both in (known, made) if both.reason for one in both.reason.split("; ")})
            made = replace(known, reason="; ".join(reasons[:_REASONS]) or None)
        merged[key] = made
    return sorted(merged.values(), key=_order)


def _order(finding: Finding) -> tuple[object, ...]:
    location = finding.location
    return (location.offset or 0, finding.asset.value, finding.functions, finding.parameters, finding.reason or "")


def _algorithm(location: Location, detector: str, draft: Draft) -> Finding:
    family = draft.scheme.get("family")
    parameters = tuple(sorted((*_parts(draft.scheme), *_parameters(draft.parameters))))
    if family is None or family.value is None:
        primitive = draft.primitive or "unknown"
        reason = family.reason if family is not None else None
        return Finding(
            detector,
            unknown_algorithm(primitive, draft.symbol),
            location,
            primitive=primitive,
            functions=draft.functions,
            parameters=parameters,
            reason=_with_note(reason or "the call names no algorithm that can be seen", draft),
            confidence=draft.confidence,
        )
    confidence = draft.confidence
    if any(fact.how.partition(" ")[0] in _NOT_ALL for fact in draft.scheme.values()):
        confidence = Confidence.LIKELY  # so say the callers or files that were seen; there may be others
    name, primitive = named({part: draft.scheme[part].value for part in _PARTS if part in draft.scheme})
    return Finding(
        detector,
        algorithm_id(name),
        location,
        algorithm=name,
        primitive=primitive if primitive != "unknown" else draft.primitive or primitive,
        functions=tuple(_FUNCTIONS.get((primitive, one), one) for one in draft.functions),
        parameters=parameters,
        reason=_with_note(_reason(draft.scheme, str(family.value)), draft),
        confidence=Confidence.LIKELY if draft.note is not None else confidence,
    )


def named(parts: dict[str, object]) -> tuple[str, str]:
    """The canonical name of a scheme and its primitive. A family that the table lacks keeps its name."""
    family = str(parts["family"])
    try:
        known = algorithms.parse(family)
    except MalformedInput:
        return family, "unknown"
    size, curve, mode, hash = parts.get("size"), parts.get("curve"), parts.get("mode"), parts.get("hash")
    if isinstance(size, int) and mode in _TWO_KEYS:
        size //= 2
    try:
        made = algorithms.scheme(
            known.family.name,
            size=size if isinstance(size, int) else known.size,
            curve=str(curve) if curve is not None else known.curve,
            mode=str(mode) if mode is not None else known.mode,
            hash=str(hash) if hash is not None else known.hash,
        )
    except MalformedInput:
        return known.name, known.primitive
    if not known.family.parameters or (known.row is not None and made.row is None and made.name == known.family.name):
        return known.name, known.primitive
    return made.name, made.primitive


def _reason(scheme: Facts, family: str) -> str | None:
    """Why parts are not known; what an argument might have told counts only if the family has that part."""
    known = schemes.parsed(family)
    parts = known.family.parameters if known is not None else ()
    told = ((part, fact) for part in _PARTS if (fact := scheme.get(part)) is not None and fact.reason)
    missing = [f"{_NAMES.get(part, part)}: {fact.reason}" for part, fact in told if fact.how != OPEN or part in parts]
    return "; ".join(missing) or None


def _with_note(reason: str | None, draft: Draft) -> str | None:
    return "; ".join(one for one in (reason, draft.note) if one) or None


def _parts(scheme: Facts) -> Iterable[Parameter]:
    for part in _PARTS:
        fact = scheme.get(part)
        plain = "rule" if part != "family" else "literal"  # a name in the call itself needs no word
        if fact is not None and fact.value is not None and fact.how not in ("rule", plain):
            yield _made(_NAMES.get(part, part), fact)


def _parameters(facts: Facts) -> Iterable[Parameter]:
    for name, fact in facts.items():
        if fact.value is not None:
            yield _made(name, fact)


def _made(name: str, fact: Fact) -> Parameter:
    how, _, origin = fact.how.partition(" ")
    value = str(fact.value).lower() if isinstance(fact.value, bool) else str(fact.value)
    return Parameter(name, value, "literal" if how == "rule" else how, origin)


def _protocol(location: Location, detector: str, draft: Draft) -> Finding:
    facts = {name: fact for name, fact in {**draft.parameters, **draft.scheme}.items() if fact.value != ""}
    kind = facts.pop("type", Fact(draft.protocol)).value
    protocol = str(kind or draft.protocol)
    told = {name: str(fact.value) for name, fact in facts.items() if fact.value is not None}
    told = {name: value for name, value in told.items() if name in _PROTOCOL}
    version = told.get("version")
    made = ProtocolFacts(
        type=protocol,
        role=told.get("role"),
        version=version,
        minimum_version=told.get("min_version"),
        maximum_version=told.get("max_version"),
        cipher_suites=_split(told.get("ciphers")),
        groups=_split(told.get("groups")),
    )
    parts = [protocol, *(f"{_PROTOCOL[name]}{told[name]}" for name in _PROTOCOL if name in told)]
    unknown = [f"{name}: {fact.reason}" for name, fact in sorted(facts.items()) if fact.reason is not None]
    return Finding(
        detector,
        AssetId(Kind.PROTOCOL, ":".join(parts)),
        location,
        algorithm=version or protocol.upper(),
        functions=draft.functions,
        parameters=tuple(sorted(_parameters({name: fact for name, fact in facts.items() if name != "protocol"}))),
        facts=made,
        reason=_with_note("; ".join(unknown[:_REASONS]) or None, draft),
        confidence=draft.confidence,
    )


def _split(names: str | None) -> tuple[str, ...]:
    return tuple(names.replace(",", ":").split(":")) if names else ()


_PROTOCOL = {
    "role": "",
    "version": "version=",
    "min_version": "min=",
    "max_version": "max=",
    "disabled": "without=",
    "ciphers": "ciphers=",
    "groups": "groups=",
    "kex": "kex=",
    "macs": "macs=",
    "host_keys": "hostkeys=",
}
