"""Members of values: attributes of modules, of objects of libraries, of classes of this file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .additions import extended
from .outline import Binding, BindingKind, Scope, ScopeKind
from .resolver import Resolver
from .values import (
    Arguments,
    Boolean,
    Called,
    Configured,
    EnumMember,
    Instance,
    Items,
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
    Typed,
    Unknown,
    Value,
    reason_of,
)

_PROPERTIES = frozenset({"property", "cached_property", "classproperty", "hybrid_property"})
_HEIRS = 32
_FUNCTIONAL = frozenset({"accept", "apply", "applyAsInt", "call", "get", "run", "test"})  # of functional interfaces


def member(resolver: Resolver, value: Value, name: str, *, called: bool = False) -> Iterable[Possible]:
    """The values of ``value.name``; ``called`` tells a method from a field where the language has both."""
    value = value.value if isinstance(value, Configured) else value
    match value:
        case Name(qualified):
            return _of_name(resolver, f"{qualified}.{name}")
        case LocalClass(scope):
            return _of_class(resolver, scope, name, called)
        case Instance(scope):
            return _gathered(resolver, scope, name, value, called)
        case Called() | Typed():
            return [Possible(one) for one in _of_foreign(resolver, value, name)]
        case EnumMember():
            return _of_constant(resolver, value, name, called=called)
        case Text() | Octets() | Items() | Mapping() | Number() | Boolean():
            return (Possible(Operation(value, name)),)
        case Partial(function) if name == "func":
            return (Possible(function),)
        case Nothing():
            return (Possible(Unknown("value comes from an object that this file only sets to None")),)
        case LocalFunction() if name in _FUNCTIONAL and resolver.language.overloads:
            return (Possible(value),)
        case LocalFunction() | Operation() | Method() | Partial() | Unknown() | Configured():
            return (Possible(Unknown(reason_of(value))),)


def _of_constant(resolver: Resolver, constant: EnumMember, name: str, *, called: bool) -> Iterable[Possible]:
    """Of a constant of an enumeration: its name, its value; where constants are objects, what their class has."""
    inner = constant.value
    if not (isinstance(inner, Instance) and resolver.language.overloads):
        if name in ("value", "_value_"):
            return (Possible(inner, "enum"),)
        if name == "name":
            return (Possible(Text(constant.name), "enum"),)
    elif called and name in ("name", "toString") and name not in inner.scope.bindings:
        return (Possible(Operation(Text(constant.name), "toString"), "enum"),)
    return member(resolver, inner, name, called=called)


def _of_name(resolver: Resolver, written: str) -> Iterable[Possible]:
    """A name of a library, or of another file of the project."""
    full = resolver.rules.canonical(written)
    known = resolver.constant(full)
    found = () if known or resolver.rules.known(full) else resolver.foreign(full, resolver.outline)
    return found or (Possible(known or Name(full), "enum" if known else "literal"),)


def type_of(resolver: Resolver, value: Value) -> tuple[str, ...]:
    """The classes of a library that an object can be of."""
    if isinstance(value, Typed):
        return resolver.rules.alternatives(value.qualified)
    if isinstance(value, Called):
        made = resolver.rules.callable(value.qualified)
        returns = made.returns if made is not None else ()
        return tuple(one for name in returns for one in resolver.rules.alternatives(name))
    if isinstance(value, Instance):
        return tuple(foreign_bases(resolver, value.scope))
    return ()


def _of_foreign(resolver: Resolver, value: Called | Typed, name: str) -> list[Value]:
    """A member of an object of a library, for each class that the object can be of."""
    owners = type_of(resolver, value)
    found: list[Value] = []
    given = [one for key, one in value.arguments.keywords if key == name] if isinstance(value, Called) else []
    if given and resolver.language.first_result:  # a structure: what a field was made with
        return [one.value for one in resolver.possible(given[-1])]
    for owner in owners:
        made = resolver.rules.member(owner, name)
        if made is not None and resolver.rules.is_property(owner, name):
            origin = value.origin if isinstance(value, Called) else (0, 0)
            found.append(Called(made.qualified, Arguments(), value, origin))
        elif made is not None:
            found.append(Method(made.qualified, value))
    if found or not owners:
        return found or [Unknown(reason_of(value))]
    return [Method(f"{owners[0]}.{name}", value)]


def _of_class(resolver: Resolver, scope: Scope, name: str, called: bool) -> Iterable[Possible]:
    if is_enumeration(resolver, scope):
        found = [
            one for one in members(resolver, scope) if isinstance(one.value, EnumMember) and one.value.name == name
        ]
        if found:
            return found
        if called and name in ("values", "valueOf"):
            return (Possible(Operation(LocalClass(scope), name)),)
    return _gathered(resolver, scope, name, None, called)


def _gathered(
    resolver: Resolver, scope: Scope, name: str, instance: Instance | None, called: bool
) -> Iterable[Possible]:
    """An attribute from the class, what it derives from and what derives from it (the object may be of any)."""
    found: list[Possible] = []
    bindings = list(_attribute_bindings(resolver, scope, name))
    for binding in _meant(bindings, called) if resolver.language.overloads else bindings:
        made = _attribute(resolver, binding, name, scope, instance)
        found.extend(extended(resolver, one, scope, name) for one in made)
    if found:
        return found
    for base in foreign_bases(resolver, scope):
        return member(resolver, Typed(base), name)
    return (Possible(Unknown(f"value comes from attribute '{name}', which this file never assigns"), "attribute"),)


def _meant(bindings: list[Binding], called: bool) -> list[Binding]:
    """Methods or fields; of fields those that get a value."""
    kept = [one for one in bindings if (one.kind is BindingKind.FUNCTION) == called] or bindings
    return [one for one in kept if one.node is not None or one.kind is not BindingKind.ASSIGNMENT] or kept


def _attribute_bindings(resolver: Resolver, scope: Scope, name: str) -> Iterator[Binding]:
    hidden = False
    for one in lineage(resolver, scope):
        yield from one.attributes.get(name, ())
        if not hidden and name in one.bindings:
            hidden = True  # a class hides the class-level attributes of its bases
            yield from one.bindings[name]
    for heir in family(scope):
        if heir is not scope:
            yield from heir.attributes.get(name, ())
            yield from heir.bindings.get(name, ())


def _attribute(
    resolver: Resolver, binding: Binding, name: str, scope: Scope, instance: Instance | None
) -> Iterable[Possible]:
    defined = binding.defined
    if binding.kind is BindingKind.FUNCTION and defined is not None:
        method = LocalFunction(defined, instance)
        if _PROPERTIES.intersection(defined.decorators):
            return resolver.returned(method, Arguments())
        return (Possible(method),)
    if binding.node is None and binding.kind is BindingKind.ASSIGNMENT:
        return _field(resolver, binding, name, instance)
    frame = None
    if instance is not None and instance.arguments is not None:
        initialiser = constructor(scope, instance.arguments if resolver.language.overloads else None)
        if initialiser is not None:
            frame = resolver.frame(initialiser, instance.arguments)
    return resolver.bound(binding, frame, "attribute")


def _field(resolver: Resolver, binding: Binding, name: str, instance: Instance | None) -> Iterable[Possible]:
    """A field that is declared and not assigned (a dataclass): what constructor calls pass, or its type."""
    given = instance.arguments if instance is not None else None
    for keyword, value in given.keywords if given is not None else ():
        if keyword == name:
            return [Possible(one.value, "attribute") for one in resolver.possible(value)]
    made = _written(resolver, instance, name) if given is None and instance is not None else []
    return made or resolver.bound(binding, None, "attribute")


def _written(resolver: Resolver, instance: Instance, name: str) -> list[Possible]:
    """What a field is given where objects of the class are made with the names of their fields."""
    if not resolver.language.first_result:
        return []
    found: list[Possible] = []
    for site in instance.scope.outline.calls_by_name.get(instance.scope.name, ())[:_HEIRS]:
        for one in resolver.possible(resolver.at(site.node, site.scope)):
            made = one.value
            if isinstance(made, Instance) and made.scope is instance.scope and made.arguments is not None:
                given = [value for keyword, value in made.arguments.keywords if keyword == name]
                found.extend(Possible(inner.value, "attribute") for each in given for inner in resolver.possible(each))
    return found


def lineage(resolver: Resolver, scope: Scope) -> list[Scope]:
    """A class and the classes of this file that it derives from, nearest first."""
    found: list[Scope] = []
    waiting = [scope]
    while waiting and len(found) < _HEIRS:
        one = waiting.pop(0)
        if one in found:
            continue
        found.append(one)
        for base in one.bases:
            values = [possible.value for possible in resolver.possible(resolver.at(base.node, base.scope))]
            waiting.extend(value.scope for value in values if isinstance(value, LocalClass))
    return found


def family(scope: Scope) -> list[Scope]:
    """A class and the classes of this file that derive from it."""
    found: list[Scope] = []
    waiting = [scope]
    while waiting and len(found) < _HEIRS:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting.extend(one.subclasses)
    return found


def foreign_bases(resolver: Resolver, scope: Scope) -> Iterator[str]:
    """Classes of libraries that a class of this file derives from."""
    for one in lineage(resolver, scope):
        for base in one.bases:
            for possible in resolver.possible(resolver.at(base.node, base.scope)):
                value = possible.value
                if isinstance(value, Name) and resolver.rules.is_class(value.qualified):
                    yield value.qualified


def link_classes(resolver: Resolver) -> None:
    """Tell each class of the file which classes derive from it."""
    for scope in resolver.outline.classes:
        for base in scope.bases:
            for possible in resolver.possible(resolver.at(base.node, base.scope)):
                known = possible.value.scope if isinstance(possible.value, LocalClass) else scope
                if known is not scope and scope not in known.subclasses:
                    known.subclasses.append(scope)


def constructors(scope: Scope) -> list[Scope]:
    """The constructors that a class has itself."""
    return [one.defined for one in scope.bindings.get("__init__", ()) if one.defined is not None]


def constructor(scope: Scope, arguments: Arguments | None = None) -> Scope | None:
    """The constructor of a class that these arguments fit; the first one if there are none."""
    found = constructors(scope)
    fitting = [one for one in found if arguments is None or accepts(one, arguments)]
    return next(iter(fitting or found), None)


def accepts(function: Scope, arguments: Arguments) -> bool:
    """Whether a function takes so many arguments."""
    count, most = len(arguments.positional), len(function.parameters)
    variadic = any(one.variadic is not None for one in function.parameters)
    return arguments.spread or count == most or (variadic and count >= most - 1)


def is_enumeration(resolver: Resolver, scope: Scope) -> bool:
    """Whether a class is an enumeration."""
    if scope.enumeration:
        return True
    for one in lineage(resolver, scope):
        for base in one.bases:
            for possible in resolver.possible(resolver.at(base.node, base.scope)):
                if isinstance(possible.value, Name) and possible.value.qualified in resolver.language.enumerations:
                    return True
    return False


def members(resolver: Resolver, scope: Scope) -> list[Possible]:
    """The members of an enumeration."""
    found: list[Possible] = []
    for name, bindings in scope.bindings.items():
        for binding in bindings:
            member = BindingKind.MEMBER if scope.enumeration else BindingKind.ASSIGNMENT
            if binding.kind is member and binding.scope.kind is ScopeKind.CLASS:
                made = (EnumMember(name, one.value) for one in resolver.bound(binding, None, "enum"))
                found.extend(Possible(one, "enum") for one in made)
    return found
