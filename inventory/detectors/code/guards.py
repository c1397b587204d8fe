"""Types that conditions around an expression tell (``if isinstance(key, T):``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .annotations import types
from .members import type_of
from .outline import Scope
from .resolver import Resolver
from .values import Called, Lazy, Nothing, Possible, Typed, Unknown, Value, distinct

if TYPE_CHECKING:
    from tree_sitter import Node


def guarded(resolver: Resolver, values: tuple[Possible, ...], asked: Lazy) -> tuple[Possible, ...]:
    """The values, with the types that conditions around tell of those that are not known."""
    if not any(isinstance(one.value, Unknown | Nothing) or _vague(resolver, one.value) for one in values):
        return values
    kinds = guards(resolver, asked.node, resolver.text(asked.node, asked.scope), asked.scope)
    if not kinds:
        return values
    known = [one for one in values if not isinstance(one.value, Unknown | Nothing) and not _vague(resolver, one.value)]
    return distinct((*known, *(Possible(kind) for kind in kinds)))


def _vague(resolver: Resolver, value: Value) -> bool:
    return isinstance(value, Typed | Called) and len(type_of(resolver, value)) > 1


def guards(resolver: Resolver, node: Node, text: str, scope: Scope) -> tuple[Value, ...]:
    """The types that conditions around a node tell of the expression with this text; the innermost condition."""
    holding = [
        guard for guard in scope.outline.guards.get(text, ()) if guard.span[0] <= node.start_byte < guard.span[1]
    ]
    if not holding:
        return ()
    inner = max(holding, key=lambda guard: guard.span[0])
    return tuple(kind for one in inner.kinds for kind in types(resolver, one, inner.scope))
