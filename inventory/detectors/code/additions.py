"""Lists that are filled after they are made: what ``append`` and the like add to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .expressions import Call, Member, Reference
from .outline import Scope, Site
from .values import Items, Lazy, Possible

if TYPE_CHECKING:
    from .resolve import Resolver

_METHODS = ("append", "add", "appendleft", "insert")
_MOST = 64

Additions = dict[tuple[Scope, str], tuple[Lazy, ...]]


def extended(resolver: Resolver, found: Possible, home: Scope, name: str) -> Possible:
    """A list, with what is added to it under this name of this scope (or attribute of this class)."""
    if not isinstance(found.value, Items):
        return found
    if resolver.additions is None:
        resolver.additions = _additions(resolver)
    added = resolver.additions.get((home, name), ())
    return Possible(Items(found.value.entries + added), found.how) if added else found


def _additions(resolver: Resolver) -> Additions:
    found: Additions = {}
    for method in _METHODS:
        for site in resolver.outline.calls_by_name.get(method, ()):
            made = resolver.expression(site.node)
            place = _place(resolver, site, made) if isinstance(made, Call) and made.positional else None
            if place is not None and isinstance(made, Call):
                known = found.get(place, ())
                found[place] = (*known, Lazy.of(made.positional[-1], site.scope))[:_MOST]
    return found


def _place(resolver: Resolver, site: Site, made: Call) -> tuple[Scope, str] | None:
    """Which list is meant: a name of a scope, or an attribute of the class around."""
    function = resolver.expression(made.function)
    if not isinstance(function, Member):
        return None
    object = resolver.expression(function.object)
    if isinstance(object, Reference):
        known = resolver.lookup(object.name, site.scope)
        return (known[1], object.name) if known is not None else None
    method = site.scope.method_around()
    if isinstance(object, Member) and method is not None and method.owner is not None:
        return method.owner, object.name
    return None
