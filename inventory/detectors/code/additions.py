"""Lists and dictionaries that are filled after they are made: by ``append`` and the like, by ``d[key] = value``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .expressions import Call, Member, Reference
from .outline import Outline, Scope
from .resolver import Additions, Resolver, Target
from .values import ROWS, Items, Lazy, Mapping, Possible

if TYPE_CHECKING:
    from tree_sitter import Node


_METHODS = ("append", "add", "appendleft", "insert")
_MOST = ROWS + 1  # one more than is looked at: then the table says that it is too large


def extended(resolver: Resolver, found: Possible, home: Scope, name: str) -> Possible:
    """A list or dictionary, with what is added to it under this name of this scope (or attribute of this class)."""
    value = found.value
    if not isinstance(value, Items | Mapping):
        return found
    outline = home.outline
    additions = resolver.additions.get(outline.path)
    if additions is None:
        additions = resolver.additions[outline.path] = _found(resolver, outline)
    if isinstance(value, Items):
        added = additions.entries.get((home, name), ())
        return Possible(Items(value.entries + added), found.how) if added else found
    pairs = additions.pairs.get((home, name), ())
    return Possible(Mapping(value.pairs + pairs), found.how) if pairs else found


def _found(resolver: Resolver, outline: Outline) -> Additions:
    """What the file adds to its lists and dictionaries."""
    entries: dict[Target, tuple[Lazy, ...]] = {}
    for method in _METHODS:
        for site in outline.calls_by_name.get(method, ()):
            made = resolver.expression(site.node, site.scope)
            function = resolver.expression(made.function, site.scope) if isinstance(made, Call) else None
            if isinstance(made, Call) and made.positional and isinstance(function, Member):
                target = _target(resolver, function.object, site.scope)
                if target is not None and len(entries.get(target, ())) < _MOST:
                    entries[target] = (*entries.get(target, ()), Lazy.of(made.positional[-1], site.scope))
    pairs: dict[Target, tuple[tuple[Lazy, Lazy], ...]] = {}
    for store in outline.stores:
        target = _target(resolver, store.object, store.scope)
        if target is not None and len(pairs.get(target, ())) < _MOST:
            pair = (Lazy.of(store.key, store.scope), Lazy.of(store.value, store.scope))
            pairs[target] = (*pairs.get(target, ()), pair)
    return Additions(entries, pairs)


def _target(resolver: Resolver, node: Node, scope: Scope) -> Target | None:
    """Which list or dictionary is meant."""
    object = resolver.expression(node, scope)
    if isinstance(object, Reference):
        known = resolver.lookup(object.name, scope)
        return (known[1], object.name) if known is not None else None
    method = scope.method_around()
    if isinstance(object, Member) and method is not None and method.owner is not None:
        return method.owner, object.name
    return None
