"""What calls give: of functions of the file (followed), of the language's own functions, of libraries (kept)."""

from __future__ import annotations

from collections.abc import Iterable

from . import operations
from .annotations import types
from .arguments import arguments_of
from .builtin_functions import BUILT_IN
from .entries import entries
from .expressions import Call, Member, Reference
from .outline import Scope
from .resolver import Resolver
from .values import (
    Arguments,
    Boolean,
    Called,
    Frame,
    Instance,
    Items,
    Lazy,
    LocalClass,
    LocalFunction,
    Mapping,
    Method,
    Name,
    Nothing,
    Number,
    Operation,
    Partial,
    Possible,
    Text,
    Unknown,
    Value,
    plain,
    reason_of,
    text_of,
)

_ENTRIES = 64  # of a list that is joined
_FRAMES = 4  # calls inside calls that are followed


def result(resolver: Resolver, made: Call, asked: Lazy) -> Iterable[Possible]:
    """The values of a call."""
    arguments = arguments_of(resolver, made, asked)
    for one in resolver.values(resolver.at(made.function, asked.scope, asked.frame)):
        yield from called(resolver, one, arguments, made, asked)


def called(resolver: Resolver, function: Possible, arguments: Arguments, made: Call, asked: Lazy) -> Iterable[Possible]:
    """The values of calling one value."""
    value = function.value
    match value:
        case Name(qualified):
            special = BUILT_IN.get(qualified)
            if special is not None:
                yield from special(resolver, arguments, asked)
            else:
                yield Possible(Called(qualified, arguments, None, made.span), "literal")
        case Method(qualified, receiver):
            yield Possible(Called(qualified, arguments, receiver, made.span), "literal")
        case LocalFunction():
            yield from returned(resolver, value, arguments, asked.frame)
        case LocalClass(scope):
            yield Possible(Instance(scope, arguments))
        case Partial(inner, given):
            yield from called(resolver, Possible(inner), given.then(arguments), made, asked)
        case Operation(subject, name):
            yield from (Possible(one, "computed") for one in _operated(resolver, subject, name, arguments))
        case Nothing():
            yield Possible(value)
        case Unknown(reason, within):
            yield Possible(Unknown(_call_reason(resolver, made, reason), within))
        case _:
            yield Possible(Unknown(reason_of(value)))


def _call_reason(resolver: Resolver, made: Call, reason: str) -> str:
    """Names the function if it is only not defined here; keeps better reasons."""
    name = dotted(resolver, made)
    return f"value comes from call {name}()" if name and "not defined" in reason else reason


def dotted(resolver: Resolver, made: Call) -> str | None:
    """The dotted name of what is called, if it is one."""
    parts: list[str] = []
    expression = resolver.expression(made.function)
    while isinstance(expression, Member) and len(parts) < 8:
        parts.append(expression.name)
        expression = resolver.expression(expression.object)
    if not isinstance(expression, Reference):
        return None
    return ".".join((expression.name, *reversed(parts)))


def returned(
    resolver: Resolver, function: LocalFunction, arguments: Arguments, outer: Frame | None
) -> Iterable[Possible]:
    """What a function of this file returns when called so."""
    scope = function.scope
    declared = types(resolver, scope.result, scope) if scope.result is not None else ()
    if (outer is not None and outer.depth >= _FRAMES) or not (scope.returns or scope.yields):
        yield from (Possible(one) for one in declared or (_nothing(scope),))
        return
    frame = resolver.frame(scope, arguments, outer)
    places = scope.returns or scope.yields
    for place in places:
        for one in resolver.possible(resolver.at(place.node, place.scope, frame)):
            if isinstance(one.value, Unknown) and declared:
                yield from (Possible(item) for item in declared)
            else:
                yield Possible(one.value, "computed")


def _nothing(scope: Scope) -> Value:
    if scope.returns or scope.yields:
        return Unknown(f"value comes from call {scope.name}(), through too many calls")
    return Nothing() if scope.name else Unknown("value comes from a function without a name")


def _operated(resolver: Resolver, subject: Value, name: str, arguments: Arguments) -> Iterable[Value]:
    """Methods of strings, lists and dictionaries."""
    given = [[plain(one.value) for one in resolver.values(item)] for item in arguments.positional[:3]]
    if isinstance(subject, Mapping):
        return _of_mapping(resolver, subject, name, given)
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


def _of_mapping(resolver: Resolver, subject: Mapping, name: str, given: list[list[Value]]) -> Iterable[Value]:
    if name in ("get", "pop", "__getitem__", "setdefault") and given:
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
