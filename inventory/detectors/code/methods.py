"""Methods of strings, lists and dictionaries of the source, evaluated."""

from __future__ import annotations

from collections.abc import Iterable

from . import operations
from .entries import entries
from .members import members
from .resolver import Resolver
from .values import (
    Arguments,
    Boolean,
    EnumMember,
    Items,
    LocalClass,
    Mapping,
    Nothing,
    Number,
    Text,
    Unknown,
    Value,
    plain,
    reason_of,
    text_of,
)

_ENTRIES = 64  # of a list that is joined


def operated(resolver: Resolver, subject: Value, name: str, arguments: Arguments) -> Iterable[Value]:
    """Methods of strings, lists and dictionaries."""
    given = [[plain(one.value) for one in resolver.values(item)] for item in arguments.positional[:3]]
    if isinstance(subject, Mapping):
        return _of_mapping(resolver, subject, name, given)
    if isinstance(subject, LocalClass):
        return _of_enumeration(resolver, subject, name, given)
    text = text_of(subject)
    if name == "join" and text is not None and given:
        return [_joined(resolver, text, items) for items in given[0]]
    if text is not None:
        first = given[0] if given else [None]
        rest = [group[0] for group in given[1:]]
        return [operations.text_method(text, name, [one for one in (head, *rest) if one is not None]) for head in first]
    if isinstance(subject, Items) and name in ("copy", "__iter__"):
        return (subject,)
    if isinstance(subject, Number | Boolean):
        return (Nothing(),)  # a placeholder (``self.key = 0``): the call would fail
    return (Unknown(f"value is made by the method {name}"),)


def _joined(resolver: Resolver, separator: str, items: Value) -> Value:
    """A list of strings, each of one value, in one string."""
    if not isinstance(items, Items):
        return Unknown(reason_of(items))
    texts: list[str] = []
    if len(items.entries) > _ENTRIES:
        return Unknown(f"value is joined from more than {_ENTRIES} parts")
    for entry in items.entries:
        found = [text_of(one.value) for one in resolver.possible(entry)]
        if len(found) != 1 or found[0] is None:
            return Unknown("value is joined from parts that are not known")
        texts.append(found[0])
    return Text(separator.join(texts))


def _of_enumeration(resolver: Resolver, subject: LocalClass, name: str, given: list[list[Value]]) -> Iterable[Value]:
    """``values()``: all constants; ``valueOf(name)``: those of a known name, else any."""
    found = [one.value for one in members(resolver, subject.scope)]
    if name == "values":
        return (Items(tuple(found)),)
    wanted = {text_of(one) for one in (given[0] if given else ())}
    return [one for one in found if isinstance(one, EnumMember) and one.name in wanted] or found


def _of_mapping(resolver: Resolver, subject: Mapping, name: str, given: list[list[Value]]) -> Iterable[Value]:
    if name in ("get", "pop", "__getitem__", "setdefault", "getOrDefault") and given:
        fallback = given[1] if len(given) > 1 else []
        found = entries(resolver, subject, given[0])
        known = all(not isinstance(key, Unknown) for key in given[0])
        exact = known and any(
            operations.same(plain(one.value), key)
            for held, _ in subject.pairs
            for one in resolver.possible(held)
            for key in given[0]
        )
        if known and not exact and fallback:
            return fallback
        return found if exact else [*found, *fallback]
    if name == "values":
        return (Items(tuple(value for _, value in subject.pairs)),)
    if name == "keys":
        return (Items(tuple(key for key, _ in subject.pairs)),)
    if name == "items":
        return (Items(tuple(Items((key, value)) for key, value in subject.pairs)),)
    return (subject,) if name == "copy" else (Unknown(f"value is made by the method {name}"),)
