"""What calls give: of functions of the file (followed), of the language's own functions, of libraries (kept)."""

from __future__ import annotations

from collections.abc import Iterable

from .annotations import types
from .arguments import arguments_of
from .builtin_functions import BUILT_IN
from .expressions import Call, Member, Reference
from .methods import operated
from .outline import Scope
from .resolver import Resolver
from .values import (
    Arguments,
    Called,
    Frame,
    Instance,
    Lazy,
    LocalClass,
    LocalFunction,
    Method,
    Name,
    Nothing,
    Operation,
    Partial,
    Possible,
    Unknown,
    Value,
    reason_of,
)

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
            yield from (Possible(one, "computed") for one in operated(resolver, subject, name, arguments))
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
