"""Who calls a function of this file, and with what."""

from __future__ import annotations

from collections.abc import Iterable

from .arguments import arguments_of
from .expressions import Call, Made, Member, Reference
from .members import accepts, constructors, family, lineage
from .outline import Outline, Parameter, Scope, ScopeKind, Site
from .resolver import Resolver
from .values import Arguments, Items, Lazy, LocalClass, LocalFunction, Partial, Value

_MOST = 64  # call sites of one name that are looked at
_ANYWHERE = frozenset({"cls", "__init__", "__class__"})  # names of constructors inside a class


def argument(parameter: Parameter, arguments: Arguments, *, bound: bool) -> Lazy | Value | None:
    """What a call passes for a parameter; None if nothing that can be seen. ``bound``: the object comes first."""
    for name, value in arguments.keywords:
        if name == parameter.name:
            return value
    if parameter.index is None:
        return None
    index = parameter.index - (1 if bound else 0)
    if parameter.variadic == "..." and len(arguments.positional) > index + 1:
        return Items(arguments.positional[index:])
    return arguments.positional[index] if 0 <= index < len(arguments.positional) else None


def callers(resolver: Resolver, function: Scope) -> tuple[Arguments, ...]:
    """The arguments of each call of this function in the file."""
    known = resolver.callers.get(function)
    if known is not None:
        return known
    if function in resolver.searched:  # to find out who calls it, one must know who calls it
        resolver.cut()
        return ()
    resolver.searched.add(function)
    try:
        found: list[Arguments] = []
        for name in sorted(_names(function)):
            sites = list(function.outline.calls_by_name.get(name, ()))
            for elsewhere in _elsewhere(resolver, function, name):
                if elsewhere is None:
                    found.append(Arguments(spread=True))  # callers that nobody looked at
                else:
                    sites.extend(elsewhere.calls_by_name.get(name, ()))
            for site in sites[:_MOST]:
                found.extend(_arguments(resolver, site, function))
            if len(sites) > _MOST:
                found.append(Arguments(spread=True))  # callers that nobody looked at
    finally:
        resolver.searched.discard(function)
    resolver.callers[function] = tuple(found)
    return tuple(found)


def _elsewhere(resolver: Resolver, function: Scope, name: str) -> Iterable[Outline | None]:
    """The other files in which something of this name is called."""
    if not resolver.far or function.private or name in _ANYWHERE:
        return ()
    owner, owners = function.owner, set()
    if owner is not None and resolver.language.overloads:
        owners = {one.name for one in lineage(resolver, owner)} - {""}
    return resolver.project.calling(name, function.outline, tuple(sorted(owners)))


def _names(function: Scope) -> set[str]:
    owner = function.owner
    if not function.name:
        return _bound_to(function)
    if owner is None or function not in constructors(owner):
        return {function.name}
    heirs = {heir.name for heir in family(owner) if function in constructors(heir)}
    return heirs | _ANYWHERE


def _bound_to(function: Scope) -> set[str]:
    """The names of a function without a name of its own (``f := func…``)."""
    home = function.parent
    while home is not None and home.kind is ScopeKind.COMPREHENSION:
        home = home.parent
    return {
        name
        for name, bindings in (home.bindings.items() if home is not None else ())
        for one in bindings
        if one.node is not None and (one.node.start_byte, one.node.end_byte) == function.span
    }


def _arguments(resolver: Resolver, site: Site, function: Scope) -> list[Arguments]:
    made = resolver.expression(site.node, site.scope)
    if isinstance(made, Made):  # a constant of an enumeration
        given = Arguments(tuple(resolver.at(node, site.scope) for node in made.arguments))
        fits = made.scope is not None and function.owner in lineage(resolver, made.scope)
        return [given] if fits and accepts(function, given) else []
    if not isinstance(made, Call):
        return []
    asked = Lazy.of(site.node, site.scope)
    if site.name == "__init__" and _of_super(resolver, made, site.scope):
        method = site.scope.method_around()
        owner = method.owner if method is not None else None
        heirs = family(function.owner) if function.owner is not None else ()
        return [arguments_of(resolver, made, asked)] if owner in heirs and owner is not function.owner else []
    found: list[Arguments] = []
    for one in resolver.possible(resolver.at(made.function, site.scope)):
        value: Value = one.value
        given = arguments_of(resolver, made, asked)
        if isinstance(value, Partial):
            given = value.arguments.then(given)
            value = value.function
        if _is_of(resolver, value, function) and (not resolver.language.overloads or accepts(function, given)):
            found.append(given)
    return found


def _is_of(resolver: Resolver, value: Value, function: Scope) -> bool:
    """Whether this is the function, or the one that it overrides."""
    if isinstance(value, LocalFunction):
        owner, meant = function.owner, value.scope.owner
        if value.scope is function or owner is None or meant is None or owner is meant:
            return value.scope is function
        return value.scope.name == function.name and meant in lineage(resolver, owner)
    return isinstance(value, LocalClass) and function in constructors(value.scope)


def _of_super(resolver: Resolver, made: Call, scope: Scope) -> bool:
    """Whether this calls a method of ``super()``."""
    function = resolver.expression(made.function, scope)
    if not isinstance(function, Member):
        return False
    object = resolver.expression(function.object, scope)
    if not isinstance(object, Call):
        return False
    called = resolver.expression(object.function, scope)
    return isinstance(called, Reference) and called.name == "super"
