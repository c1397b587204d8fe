"""What names stand for: through scopes and imports, assignments, parameters and the calls that fill them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from .additions import extended
from .annotations import types
from .callers import argument, callers
from .entries import elements, keys, part
from .expressions import Reference
from .foreign import beside
from .members import foreign_bases, lineage, member
from .outline import Binding, BindingKind, Scope, ScopeKind, live
from .outside import placeholder
from .resolver import FAR, Resolver
from .values import (
    Arguments,
    EnumMember,
    Frame,
    Instance,
    Items,
    Lazy,
    LocalClass,
    LocalFunction,
    Mapping,
    Name,
    Nothing,
    Possible,
    Typed,
    Unknown,
    Value,
)


def reference(resolver: Resolver, made: Reference, asked: Lazy) -> Iterable[Possible]:
    """The values of a bare name."""
    found = _seen(resolver, made, asked.scope)
    if found is None:
        inherited = _inherited(resolver, made, asked.scope) or beside(resolver, made.name, asked.scope)
        yield from inherited or _unbound(resolver, made.name, asked.scope)
        return
    bindings, home = found
    if home.open:
        yield from member(resolver, itself(home, asked.frame), made.name, called=made.called)
        return
    here = home.function is asked.scope.function and (home.kind is not ScopeKind.CLASS or home is asked.scope)
    for binding in live(bindings, made.position) if here else bindings:
        values = [
            extended(resolver, one, home, made.name)
            for one in bound(resolver, binding, asked.frame, user=made.position)
        ]
        yield from _one_constant(resolver, values, binding, asked.frame)


def _one_constant(resolver: Resolver, values: list[Possible], binding: Binding, frame: Frame | None) -> list[Possible]:
    """Of several constants that are objects, the one that is assumed, so that what their fields say stays together."""
    constants = [one for one in values if isinstance(one.value, EnumMember) and isinstance(one.value.value, Instance)]
    if len(constants) < 2 or len(constants) < len(values):
        return values
    split = (id(binding), id(frame))
    resolver.touched.add(split)
    resolver.splits.setdefault(split, (binding.end, len(values), {0, 1}))
    assumed = resolver.assumed.get(split)
    return values if assumed is None else values[assumed : assumed + 1]


def _seen(resolver: Resolver, made: Reference, scope: Scope) -> tuple[list[Binding], Scope] | None:
    """The bindings of a name; where a declaration hides an outer name only from its end on, the outer one before."""
    found = lookup(made.name, scope)
    while found is not None and resolver.language.first_result and found[1].parent is not None:
        bindings, home = found
        if any(one.end <= made.position or one.loop is not None for one in bindings) or home.kind is ScopeKind.CLASS:
            return found
        outer = lookup(made.name, home.parent) if home.parent is not None else None
        if outer is None:
            return found
        found = outer
    return found


def itself(owner: Scope, frame: Frame | None) -> Value:
    """The object whose method is called; any object of the class if that is not known."""
    known = frame.receiver if frame is not None else None
    return known if isinstance(known, Instance) and known.scope is owner else Instance(owner)


def lookup(name: str, scope: Scope) -> tuple[list[Binding], Scope] | None:
    """The bindings of a name as seen from a scope, and the scope they are in."""
    one: Scope | None = scope
    while one is not None:
        home = one.elsewhere.get(name, one)
        if name in home.bindings and (one.kind is not ScopeKind.CLASS or one is scope or one.open):
            return home.bindings[name], home
        if one.open and name in one.attributes:
            return one.attributes[name], one
        one = one.parent
    return None


def _inherited(resolver: Resolver, made: Reference, scope: Scope) -> list[Possible]:
    """What a bare name is by the classes that the class around derives from."""
    owner, name = scope.class_around, made.name
    while owner is not None and owner.open:
        if any(name in one.bindings or name in one.attributes for one in lineage(resolver, owner)):
            return list(member(resolver, Instance(owner), name, called=made.called))
        for base in foreign_bases(resolver, owner):
            if resolver.rules.member(base, name) is not None:
                return list(member(resolver, Typed(base), name))
        owner = owner.parent.class_around if owner.parent is not None else None
    return []


def _unbound(resolver: Resolver, name: str, scope: Scope) -> tuple[Possible, ...]:
    for module in scope.outline.wildcards:
        qualified = resolver.rules.canonical(f"{module}.{name}")
        if resolver.rules.known(qualified):
            return (Possible(resolver.constant(qualified) or Name(qualified)),)
        found = resolver.foreign(f"{module}.{name}", scope.outline)
        if found:
            return found
    builtin = resolver.language.builtins.get(name)
    if builtin is not None:
        return (Possible(Name(builtin)),)
    if name in resolver.rules.roots or name == scope.outline.package.partition(".")[0]:
        return (Possible(Name(name)),)
    return (Possible(Unknown(f"name {name} is not defined in this file")),)


def bound(
    resolver: Resolver,
    binding: Binding,
    frame: Frame | None = None,
    how: str | None = None,
    user: int | None = None,
) -> Iterable[Possible]:
    """The values that a binding gives. ``user`` tells one place that asks from another."""
    match binding.kind:
        case BindingKind.IMPORT:
            qualified = resolver.rules.canonical(str(binding.qualified))
            known = resolver.constant(qualified)
            home = binding.scope.outline
            defined = () if known or resolver.rules.known(qualified) else resolver.foreign(qualified, home)
            yield from defined or (Possible(known or Name(qualified)),)
        case BindingKind.FUNCTION:
            yield Possible(LocalFunction(cast("Scope", binding.defined)))
        case BindingKind.CLASS:
            yield Possible(LocalClass(cast("Scope", binding.defined)))
        case BindingKind.PARAMETER:
            yield from _parameter(resolver, binding, frame)
        case BindingKind.CONFIGURED:
            yield from placeholder(resolver, str(binding.qualified))
        case _:
            found = how or ("assignment" if binding.scope.function is not None else "constant")
            yield from (Possible(one, found) for one in _assigned(resolver, binding, frame, user))


def _assigned(resolver: Resolver, binding: Binding, frame: Frame | None, user: int | None) -> Iterable[Value]:
    declared = types(resolver, binding.annotation, binding.scope) if binding.annotation is not None else ()
    if binding.node is None:
        yield from declared or (Unknown(binding.reason or "value is declared and not assigned"),)
        return
    source = resolver.at(binding.node, binding.scope, frame)
    found = [one.value for one in resolver.possible(source)]
    if binding.kind is BindingKind.ELEMENT:
        values = resolver.language.first_result
        found = [value for one in found for value in elements(resolver, one, values=values)]
    elif binding.kind is BindingKind.KEY:
        found = [value for one in found for value in keys(resolver, one)]
    if len(found) > 1 and binding.path:
        found = _assumed_of(resolver, source, id(binding), found)
    elif len(found) > 1 and user is not None and all(isinstance(one, Mapping | Items) for one in found):
        found = _assumed_of(resolver, source, user, found)
    for value in found:
        for piece in part(resolver, value, binding.path):
            known = not isinstance(piece, Unknown) or not declared
            yield from (piece,) if known else declared


def _assumed_of(resolver: Resolver, source: Lazy, user: int, found: list[Value]) -> list[Value]:
    """Of several values that are taken apart, the one that is assumed, so that the parts belong together."""
    split = (source.key, id(source.frame))
    resolver.touched.add(split)
    resolver.splits.setdefault(split, (source.node.start_byte, len(found), set()))[2].add(user)
    assumed = resolver.assumed.get(split)
    return found if assumed is None else found[assumed : assumed + 1]


def _parameter(resolver: Resolver, binding: Binding, frame: Frame | None) -> Iterable[Possible]:
    """The values that callers in this file pass; the default where one passes none, or nobody calls."""
    function, parameter = binding.scope, binding.parameter
    assert parameter is not None
    if function.receiver is not None and parameter is function.parameters[0] and function.owner is not None:
        own = LocalClass(function.owner) if function.of_class else itself(function.owner, frame)
        yield Possible(own)
        return
    if frame is not None and frame.function is function and frame.arguments is not None:
        yield from _passed(resolver, function, binding, frame.arguments)
        return
    resolver.touched.add(function)
    if not resolver.far and not function.private:
        resolver.touched.add(FAR)
    called = callers(resolver, function)
    for arguments in called:
        resolver.spend()
        yield from _passed(resolver, function, binding, arguments)
    if called:
        return
    if parameter.default is not None:
        found = list(_default(resolver, binding))
        yield from found
        if not all(isinstance(one.value, Nothing) for one in found):
            return
    declared = types(resolver, parameter.annotation, function) if parameter.annotation is not None else ()
    if declared:
        yield from (Possible(one, "parameter") for one in declared)
        return
    name = f"{(parameter.variadic or '').strip('.')}{parameter.name}"
    yield Possible(Unknown(f"value comes from parameter '{name}' (no caller in this file)"), "parameter")


def _passed(resolver: Resolver, function: Scope, binding: Binding, arguments: Arguments) -> Iterable[Possible]:
    parameter = binding.parameter
    assert parameter is not None
    given = argument(parameter, arguments, bound=function.receiver is not None)
    if given is None and parameter.default is not None:
        yield from _default(resolver, binding)
    elif given is None:
        yield Possible(Unknown(f"value comes from parameter '{parameter.name}', which a caller passes unseen"))
    else:
        found = resolver.possible(given)
        unsure = parameter.annotation is not None and any(isinstance(one.value, Unknown) for one in found)
        declared = types(resolver, parameter.annotation, function) if unsure else ()
        for one in found:
            vague = isinstance(one.value, Unknown) and declared
            yield from (
                [Possible(item, "parameter") for item in declared] if vague else [Possible(one.value, "parameter")]
            )


def _default(resolver: Resolver, binding: Binding) -> Iterable[Possible]:
    parameter, outer = binding.parameter, binding.scope.parent
    assert parameter is not None
    assert parameter.default is not None
    assert outer is not None
    found = resolver.possible(resolver.at(parameter.default, outer))
    nothing = parameter.annotation is not None and all(isinstance(one.value, Nothing) for one in found)
    declared = types(resolver, parameter.annotation, binding.scope) if nothing else ()
    if declared:
        return (*(Possible(one, "parameter") for one in declared), Possible(Nothing(), "parameter"))
    return [Possible(one.value, "parameter") for one in found]
