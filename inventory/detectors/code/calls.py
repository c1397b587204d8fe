"""What calls give: of functions of the file (followed), of the language's own functions, of libraries (kept)."""

from __future__ import annotations

from collections.abc import Iterable

from .annotations import types
from .arguments import arguments_of
from .expressions import Call, Member, Reference
from .go_functions import GO
from .java_functions import JAVA
from .members import accepts
from .methods import operated
from .outline import Scope
from .python_functions import PYTHON
from .resolver import Resolver
from .values import (
    Arguments,
    Boolean,
    Called,
    Configured,
    EnumMember,
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
    Octets,
    Operation,
    Partial,
    Possible,
    Text,
    Unknown,
    Value,
    reason_of,
)

BUILT_IN = {**GO, **JAVA, **PYTHON}
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
        case Name(qualified) | Method(qualified) if qualified in BUILT_IN:
            yield from BUILT_IN[qualified](resolver, arguments, asked)
        case Name(qualified):
            yield Possible(Called(qualified, arguments, None, made.span), "literal")
        case Method(qualified, receiver):
            yield Possible(Called(qualified, arguments, receiver, made.span), "literal")
        case LocalFunction(scope):
            if not resolver.language.overloads or accepts(scope, arguments):
                yield from returned(resolver, value, arguments, asked.frame)
        case LocalClass(scope):
            yield Possible(Instance(scope, arguments))
        case Partial(inner, given):
            yield from called(resolver, Possible(inner), given.then(arguments), made, asked)
        case Operation(subject, name):
            yield from (Possible(one, "computed") for one in operated(resolver, subject, name, arguments))
        case Unknown(reason, within):
            yield Possible(Unknown(_call_reason(resolver, made, asked.scope, reason), within))
        case _:
            nothing = isinstance(value, Nothing) or _read(resolver, value, arguments)
            yield function if nothing else Possible(Unknown(reason_of(value)))


def _read(resolver: Resolver, value: Value, arguments: Arguments) -> bool:
    """Whether this reads a plain value: the accessor of a record, the name of a constant."""
    plain_value = isinstance(value, Text | Number | Octets | Boolean | Items | Mapping | EnumMember | Configured)
    return resolver.language.overloads and not arguments.positional and plain_value


def _call_reason(resolver: Resolver, made: Call, scope: Scope, reason: str) -> str:
    """Names the function if it is only not defined here; keeps better reasons."""
    name = dotted(resolver, made, scope)
    return f"value comes from call {name}()" if name and "not defined" in reason else reason


def dotted(resolver: Resolver, made: Call, scope: Scope) -> str | None:
    """The dotted name of what is called, if it is one."""
    parts: list[str] = []
    expression = resolver.expression(made.function, scope)
    while isinstance(expression, Member) and len(parts) < 8:
        parts.append(expression.name)
        expression = resolver.expression(expression.object, scope)
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
    frame = resolver.frame(scope, arguments, outer, function.receiver)
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
