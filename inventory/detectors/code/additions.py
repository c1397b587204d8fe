"""Lists and dictionaries that are filled after they are made: by ``append`` and the like, by ``d[key] = value``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .expressions import Call, Member, Reference
from .outline import Scope
from .values import ROWS, Items, Lazy, Mapping, Possible

if TYPE_CHECKING:
    from tree_sitter import Node

    from .resolve import Resolver

_METHODS = ("append", "add", "appendleft", "insert")
_MOST = ROWS + 1  # one more than is looked at: then the table says that it is too large

Place = tuple[Scope, str]  # a name of a scope, or an attribute of a class


class Additions:
    """What a file adds to its lists and dictionaries."""

    def __init__(self, resolver: Resolver) -> None:
        self.entries: dict[Place, tuple[Lazy, ...]] = {}
        self.pairs: dict[Place, tuple[tuple[Lazy, Lazy], ...]] = {}
        for method in _METHODS:
            for site in resolver.outline.calls_by_name.get(method, ()):
                made = resolver.expression(site.node)
                function = resolver.expression(made.function) if isinstance(made, Call) else None
                if isinstance(made, Call) and made.positional and isinstance(function, Member):
                    self._entry(_place(resolver, function.object, site.scope), made.positional[-1], site.scope)
        for store in resolver.outline.stores:
            place = _place(resolver, store.object, store.scope)
            pair = (Lazy.of(store.key, store.scope), Lazy.of(store.value, store.scope))
            if place is not None and len(self.pairs.get(place, ())) < _MOST:
                self.pairs[place] = (*self.pairs.get(place, ()), pair)

    def _entry(self, place: Place | None, node: Node, scope: Scope) -> None:
        if place is not None and len(self.entries.get(place, ())) < _MOST:
            self.entries[place] = (*self.entries.get(place, ()), Lazy.of(node, scope))


def extended(resolver: Resolver, found: Possible, home: Scope, name: str) -> Possible:
    """A list or dictionary, with what is added to it under this name of this scope (or attribute of this class)."""
    value = found.value
    if not isinstance(value, Items | Mapping):
        return found
    if resolver.additions is None:
        resolver.additions = Additions(resolver)
    if isinstance(value, Items):
        added = resolver.additions.entries.get((home, name), ())
        return Possible(Items(value.entries + added), found.how) if added else found
    pairs = resolver.additions.pairs.get((home, name), ())
    return Possible(Mapping(value.pairs + pairs), found.how) if pairs else found


def _place(resolver: Resolver, node: Node, scope: Scope) -> Place | None:
    """Which list or dictionary is meant."""
    object = resolver.expression(node)
    if isinstance(object, Reference):
        known = resolver.lookup(object.name, scope)
        return (known[1], object.name) if known is not None else None
    method = scope.method_around()
    if isinstance(object, Member) and method is not None and method.owner is not None:
        return method.owner, object.name
    return None
