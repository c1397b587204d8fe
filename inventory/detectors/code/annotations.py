"""What a type annotation tells of a value: a class of a library, a class of this file, a container of such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .expressions import Binary, Choice, Literal, Made, Member, Opaque, Reference, Sequence, Subscript
from .members import is_enumeration, members, type_of
from .outline import BindingKind, Scope
from .resolver import Resolver
from .values import Instance, Items, LocalClass, Mapping, Name, Number, Octets, Possible, Text, Typed, Unknown, Value

if TYPE_CHECKING:
    from tree_sitter import Node


_DEPTH = 6


def types(resolver: Resolver, node: Node | None, scope: Scope, depth: int = 0) -> tuple[Value, ...]:
    """Values of this annotation of which only the type is known; empty if it says nothing of use."""
    if node is None or depth > _DEPTH:
        return ()
    made = resolver.expression(node, scope)
    match made:
        case Choice(options):
            return tuple(one for option in options for one in types(resolver, option, scope, depth + 1))
        case Binary("|", left, right):
            return (*types(resolver, left, scope, depth + 1), *types(resolver, right, scope, depth + 1))
        case Subscript(object, keys) if keys:
            return _generic(resolver, object, keys, scope, depth)
        case Literal(Text(name)):
            return _forward(resolver, name, scope, depth)
        case Reference(name) if (alias := _alias(resolver, name, scope)) is not None:
            return types(resolver, alias[0], alias[1], depth + 1)
        case Made(None, length):
            sizes = [one.value for given in length for one in resolver.values(resolver.at(given, scope))]
            return tuple(Octets(one.value if isinstance(one, Number) else None) for one in sizes) or (Octets(None),)
        case Reference() | Member():
            found = [one.value for one in resolver.possible(resolver.at(node, scope))]
            return tuple(one for value in found for one in _instances(resolver, value))
        case Opaque() | _:
            return ()


def narrowed(resolver: Resolver, found: Iterable[Possible], declared: tuple[Value, ...]) -> Iterable[Possible]:
    """Values that the program says are of these types: of several, those of another type cannot be meant."""
    values = list(found)
    if not declared:
        return values
    wanted = {kind for one in declared for kind in type_of(resolver, one)}
    above = {base for kind in wanted for base in resolver.rules.bases(kind)}
    kept: list[Possible] = []
    for one in values:
        kinds = type_of(resolver, one.value)
        below = any(base in wanted for kind in kinds for base in resolver.rules.bases(kind))
        fitting = not kinds or not wanted or below or not above.isdisjoint(kinds) or len(values) == 1
        if isinstance(one.value, Unknown) or len(kinds) > 1 or not fitting:
            kept.extend(Possible(item, one.how) for item in declared)
        else:
            kept.append(one)
    return kept


def _alias(resolver: Resolver, name: str, scope: Scope) -> tuple[Node, Scope] | None:
    """What a name for a type stands for, if it is assigned once (``Key = Union[A, B]``)."""
    found = resolver.lookup(name, scope)
    if found is None or len(found[0]) != 1:
        return None
    binding = found[0][0]
    if binding.kind is not BindingKind.ASSIGNMENT or binding.node is None or binding.path != ():
        return None
    return binding.node, binding.scope


def _instances(resolver: Resolver, value: Value) -> tuple[Value, ...]:
    """An object of a class; of an enumeration whose constants are objects any of those."""
    if isinstance(value, LocalClass) and resolver.language.overloads and is_enumeration(resolver, value.scope):
        return tuple(one.value for one in members(resolver, value.scope))
    found = _instance(resolver, value)
    return (found,) if found is not None else ()


def _instance(resolver: Resolver, value: Value) -> Value | None:
    if isinstance(value, LocalClass):
        return Instance(value.scope)
    if isinstance(value, Name) and resolver.rules.is_class(value.qualified):
        return Typed(value.qualified)
    return None


def _generic(resolver: Resolver, object: Node, keys: tuple[Node, ...], scope: Scope, depth: int) -> tuple[Value, ...]:
    base = resolver.expression(object, scope)
    name = base.name if isinstance(base, Reference | Member) else ""
    if len(keys) == 1 and isinstance(inner := resolver.expression(keys[0], scope), Sequence):
        keys = inner.items
    kind = resolver.language.containers.get(name)
    if kind is None:
        return types(resolver, object, scope, depth + 1)
    found = [types(resolver, key, scope, depth + 1) for key in keys]
    if kind == "optional":
        return tuple(one for each in found for one in each)
    if kind == "class":
        return tuple(Name(one.qualified) for each in found for one in each if isinstance(one, Typed))
    if kind == "mapping" and len(found) == 2:
        pairs = tuple((key, value) for key in found[0] or (Text(""),) for value in found[1] or (Text(""),))
        return (Mapping(pairs),) if found[0] or found[1] else ()
    entries = tuple(one for each in found for one in each)
    return (Items(entries),) if entries else ()


def _forward(resolver: Resolver, name: str, scope: Scope, depth: int) -> tuple[Value, ...]:
    """A type by its dotted name in a string."""
    parts = name.strip().split(".")
    if len(name) > 200 or not all(part.isidentifier() for part in parts):
        return ()
    alias = _alias(resolver, name, scope)
    if alias is not None:
        return types(resolver, alias[0], alias[1], depth + 1)
    found = resolver.lookup(parts[0], scope)
    if found is None:
        return ()
    made: list[Value] = []
    for binding in found[0]:
        for one in resolver.bound(binding):
            value: Value = one.value
            if isinstance(value, Name) and len(parts) > 1:
                value = Name(resolver.rules.canonical(".".join((value.qualified, *parts[1:]))))
            instance = _instance(resolver, value)
            if instance is not None:
                made.append(instance)
    return tuple(made)
