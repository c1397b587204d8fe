"""How each shape of expression is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from . import operations
from .annotations import narrowed, types
from .calls import result
from .entries import subscript
from .expressions import (
    Binary,
    Call,
    Cast,
    Choice,
    Dictionary,
    Element,
    Format,
    Function,
    Literal,
    Made,
    Member,
    Opaque,
    Own,
    Reference,
    Sequence,
    Subscript,
)
from .members import member
from .names import itself, reference
from .resolver import Resolver
from .values import (
    VALUES,
    Arguments,
    Instance,
    Items,
    Lazy,
    LocalClass,
    LocalFunction,
    Mapping,
    Number,
    Octets,
    Possible,
    Text,
    Unknown,
    Value,
    plain,
)


def _literal(_resolver: Resolver, made: Literal, _asked: Lazy) -> Iterable[Possible]:
    yield Possible(made.value)


def _opaque(_resolver: Resolver, made: Opaque, _asked: Lazy) -> Iterable[Possible]:
    yield Possible(Unknown(f"value is {made.reason}"))


def _function(_resolver: Resolver, made: Function, _asked: Lazy) -> Iterable[Possible]:
    yield Possible(LocalFunction(made.scope))


def _own(resolver: Resolver, made: Own, asked: Lazy) -> Iterable[Possible]:
    owner = asked.scope.class_around
    if owner is None:
        yield Possible(Unknown("value is an object without a class"))
    elif made.of_class and made.base:
        for base in owner.bases:
            yield from resolver.possible(resolver.at(base.node, base.scope))
    else:
        yield Possible(LocalClass(owner) if made.of_class else itself(owner, asked.frame))


def _made(resolver: Resolver, made: Made, asked: Lazy) -> Iterable[Possible]:
    given = tuple(resolver.inside(node, asked) for node in made.arguments)
    if made.scope is not None:
        yield Possible(Instance(made.scope, Arguments(given)))
        return
    for one in resolver.values(given[0]) if given else ():
        yield Possible(Octets(one.value.value if isinstance(one.value, Number) else None))


def _cast(resolver: Resolver, made: Cast, asked: Lazy) -> Iterable[Possible]:
    """The value; its type where nothing more is known of it."""
    declared = types(resolver, made.kind, asked.scope)
    return narrowed(resolver, resolver.values(resolver.inside(made.node, asked)), declared)


def _sequence(resolver: Resolver, made: Sequence, asked: Lazy) -> Iterable[Possible]:
    yield Possible(Items(tuple(resolver.inside(item, asked) for item in made.items)))


def _element(resolver: Resolver, made: Element, asked: Lazy) -> Iterable[Possible]:
    yield Possible(Items((resolver.at(made.node, made.scope, asked.frame),)))


def _dictionary(resolver: Resolver, made: Dictionary, asked: Lazy) -> Iterable[Possible]:
    pairs = ((resolver.inside(key, asked), resolver.inside(value, asked)) for key, value in made.pairs)
    yield Possible(Mapping(tuple(pairs)))


def _choice(resolver: Resolver, made: Choice, asked: Lazy) -> Iterable[Possible]:
    for option in made.options:
        yield from resolver.possible(resolver.inside(option, asked))


def _binary(resolver: Resolver, made: Binary, asked: Lazy) -> Iterable[Possible]:
    for left in resolver.values(resolver.inside(made.left, asked)):
        for right in resolver.values(resolver.inside(made.right, asked)):
            yield Possible(operations.binary(made.operator, plain(left.value), plain(right.value)), "computed")


def _format(resolver: Resolver, made: Format, asked: Lazy) -> Iterable[Possible]:
    whole: list[Value] = [Text("")]
    for part in made.parts:
        if isinstance(part, str):
            pieces: list[Value] = [Text(part)]
        else:
            pieces = [plain(one.value) for one in resolver.values(resolver.inside(part, asked))]
        whole = [operations.joined(left, right) for left in whole for right in pieces][: VALUES + 1]
    how = "computed" if len(made.parts) > 1 else "literal"
    return [Possible(one, how) for one in whole]


def _member(resolver: Resolver, made: Member, asked: Lazy) -> Iterable[Possible]:
    for one in resolver.values(resolver.inside(made.object, asked)):
        for found in member(resolver, one.value, made.name, called=made.called):
            yield Possible(found.value, found.how if found.how != "literal" else one.how)


def _call(resolver: Resolver, made: Call, asked: Lazy) -> Iterable[Possible]:
    return result(resolver, made, asked)


EVALUATORS: dict[type, Callable[..., Iterable[Possible]]] = {
    Literal: _literal,
    Reference: reference,
    Member: _member,
    Call: _call,
    Binary: _binary,
    Choice: _choice,
    Sequence: _sequence,
    Dictionary: _dictionary,
    Subscript: subscript,
    Format: _format,
    Element: _element,
    Function: _function,
    Own: _own,
    Made: _made,
    Cast: _cast,
    Opaque: _opaque,
}
