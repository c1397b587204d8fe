"""From a value to a scalar: a trait, a length, a hash or curve by name, a map of a pack.

A string of the source never passes as it is: only through a filter, which gives names of a table, or harmless
characters.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.errors import MalformedInput

from . import jca
from .fact import Tells, Told
from .resolver import Fact
from .rules.rule import Scalar, Term
from .values import Boolean, Items, Mapping, Number, Octets, Text, Value, reason_of, text_of

_SAFE = frozenset(string.ascii_letters + string.digits + "_.+:!@/,=- ")
_LONGEST = 512
_UNKNOWN = "value is not one that the rules know"


def filtered(teller: Tells, term: Term, told: Told) -> Fact:
    """The fact that a term takes from a value; a reason if the value does not tell it."""
    if "joined" in term.filters:
        return _flags(teller, term.trait, told) if term.trait is not None else _joined(teller, told)
    if term.filters[-1:] in (("lowest",), ("highest",)):
        return _outermost(teller, term, told)
    if term.filters[:1] in (("bits",), ("octets",)):
        size = _octets(told)
        if size is None:
            return Fact(None, told.how, _size_reason(told))
        return _through(teller, term.filters[1:], size * 8 if term.filters[0] == "bits" else size, told.how)
    fact = told.fact(term.trait) if term.trait is not None else None
    if fact is not None and fact.reason is not None:
        return fact
    value = fact.value if fact is not None else _scalar(told.value)
    if value is None or (fact is None and not term.filters and (term.trait or isinstance(value, str))):
        return Fact(None, told.how, _reason(told))
    return _through(teller, term.filters, value, told.how if fact is None or fact.how == "rule" else fact.how)


def _through(teller: Tells, filters: tuple[str, ...], value: Scalar, how: str) -> Fact:
    for name in filters:
        found = _applied(teller, name, value)
        if found is None:
            return Fact(None, how, _UNKNOWN)
        value = found
    return Fact(value, how)


def _reason(told: Told) -> str:
    """The reason nearest to the value: a part that is not known, or what the value is."""
    inner = next((fact.reason for _, fact in told.facts if fact.reason is not None), None)
    return inner or reason_of(told.value)


def _scalar(value: Value) -> Scalar | None:
    match value:
        case Text(text):
            return text
        case Number(number):
            return number
        case Boolean(truth):
            return truth
    return text_of(value)


def _octets(told: Told) -> int | None:
    if isinstance(told.value, Octets):
        return told.value.size
    if isinstance(told.value, Text):
        return len(told.value.value.encode("utf-8", "replace"))
    fact = told.fact("octets")
    return fact.value if fact is not None and isinstance(fact.value, int) else None


def _size_reason(told: Told) -> str:
    fact = told.fact("octets")
    if fact is not None and fact.reason is not None:
        return fact.reason
    return "length is not known" if isinstance(told.value, Octets) else reason_of(told.value)


def _joined(teller: Tells, told: Told) -> Fact:
    """Names in a list, in their order, as one text."""
    value = told.value
    entries = list(value.entries) if isinstance(value, Items) else [value]
    if isinstance(value, Mapping):
        entries = [key for key, _ in value.pairs]
    texts = []
    for entry in entries[:128]:
        found = [text_of(one.value) for one in teller.resolver.possible(entry)]
        if len(found) != 1 or found[0] is None or not _safe(found[0]):
            return Fact(None, told.how, reason_of(value))
        texts.append(found[0])
    return Fact(",".join(texts), told.how)


def _outermost(teller: Tells, term: Term, told: Told) -> Fact:
    """The lowest or highest of the names in a list, by their spelling (``TLSv1.2`` before ``TLSv1.3``)."""
    entries = told.value.entries if isinstance(told.value, Items) else (told.value,)
    each = replace(term, filters=term.filters[:-1])
    found: list[str] = []
    for entry in entries[:64]:
        for inner in teller.told(entry, whole=True):
            fact = filtered(teller, each, inner)
            if fact.value is None:
                return Fact(None, told.how, fact.reason)
            found.append(str(fact.value))
    named = [one for one in found if one]
    if not named:
        return Fact(None, told.how, "the list is empty") if not found else Fact("", told.how)
    return Fact(min(named) if term.filters[-1] == "lowest" else max(named), told.how)


def _flags(teller: Tells, trait: str, told: Told) -> Fact:
    """What those flags say that say anything of this trait; nothing is the empty text."""
    entries = told.value.entries if isinstance(told.value, Items) else (told.value,)
    found: set[str] = set()
    for entry in entries[:64]:
        for inner in teller.told(entry, whole=True):
            fact = inner.fact(trait)
            if fact is not None and fact.value is not None:
                found.add(str(fact.value))
    return Fact(",".join(sorted(found)), told.how) if found else Fact(None, told.how, "no flag says anything of it")


def _safe(text: str) -> bool:
    return len(text) <= _LONGEST and set(text) <= _SAFE


def _applied(teller: Tells, name: str, value: Scalar) -> Scalar | None:
    apply = _FILTERS.get(name)
    if apply is not None:
        return apply(value)
    table = teller.rules.maps[name]
    text = str(value).lower() if isinstance(value, bool) else str(value)
    found = table.get(text, table.get(text.lower(), table.get("*")))
    return found if isinstance(found, str | int) else None


def _hash(value: Scalar) -> Scalar | None:
    try:
        return algorithms.hash_name(str(value))
    except MalformedInput:
        return None


def _digest(value: Scalar) -> Scalar | None:
    """The hash as an algorithm of its own."""
    return algorithms.hashes().get(str(_hash(value)))


def _curve(value: Scalar) -> Scalar | None:
    try:
        return algorithms.curve_name(str(value))
    except MalformedInput:
        return None


def _text(value: Scalar) -> Scalar | None:
    return value if isinstance(value, str) and _safe(value) else None


def _times8(value: Scalar) -> Scalar | None:
    return value * 8 if isinstance(value, int) else None


def _div8(value: Scalar) -> Scalar | None:
    return value // 8 if isinstance(value, int) else None


def _jca(kind: str, part: str) -> Callable[[Scalar], Scalar | None]:
    """A part of a name of the Java Cryptography Architecture."""
    return lambda value: jca.part(kind, part, str(value))


_FILTERS: MappingProxyType[str, Callable[[Scalar], Scalar | None]] = MappingProxyType(
    {
        "hash": _hash,
        "digest": _digest,
        "curve": _curve,
        "text": _text,
        "times8": _times8,
        "div8": _div8,
        **{f"jca_{kind}_{part}": _jca(kind, part) for kind in jca.KINDS for part in jca.PARTS},
    }
)
WHOLE = frozenset({"joined", "lowest", "highest"})  # take a list as one value
NAMES = frozenset(_FILTERS) | {"bits", "octets"} | WHOLE
