"""What Go's statements tell: variables, constants, assignments, loops, blocks, switches on types, calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..outline import BindingKind, Scope, ScopeKind, Setting, Site, Store
from .go_expressions import elided
from .walk import Leave, Walk, named, span_of

if TYPE_CHECKING:
    from tree_sitter import Node

_SINGLE = frozenset({"index_expression", "type_assertion_expression", "unary_expression"})  # … and whether it is there


def _enter_spec(walk: Walk, node: Node) -> None:
    """``var a, b T = x, y`` and ``const``."""
    names = [child for child in node.children_by_field_name("name") if child.is_named]
    values = node.child_by_field_name("value")
    _declare(walk, names, named(values) if values is not None else [], node.child_by_field_name("type"), node.end_byte)


def _enter_short(walk: Walk, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and right is not None:
        _declare(walk, named(left), named(right), None, node.end_byte)


def _declare(walk: Walk, names: list[Node], values: list[Node], declared: Node | None, end: int) -> None:
    for index, name in enumerate(names):
        value, path = _part(values, len(names), index)
        if name.type == "identifier":
            made = walk.binding(BindingKind.ASSIGNMENT, value, end, path=path, annotation=declared)
            walk.scope.bind(walk.text(name), made)
            if walk.scope.kind is ScopeKind.MODULE:
                walk.outline.attributes.add(walk.text(name))


def _part(values: list[Node], names: int, index: int) -> tuple[Node | None, tuple[int, ...] | None]:
    """The value of the name with this index, and which part of it."""
    if len(values) == names:
        return values[index], ()
    if len(values) != 1:
        return None, ()
    if values[0].type in _SINGLE:
        return (values[0], ()) if index == 0 else (values[0], None)
    return values[0], (index,)


def _enter_assignment(walk: Walk, node: Node) -> Leave | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or (operator is not None and walk.text(operator) != "="):
        return None
    leave = walk.enter_update(node)
    targets, values = named(left), named(right)
    for index, target in enumerate(targets):
        value, path = _part(values, len(targets), index)
        if value is not None:
            _assign(walk, target, value, path, node)
    return leave


def _assign(walk: Walk, target: Node, value: Node, path: tuple[int, ...] | None, node: Node) -> None:
    made = walk.binding(BindingKind.ASSIGNMENT, value, node.end_byte, path=path)
    if target.type == "identifier":
        name = walk.text(target)
        (_home(walk.scope, name) or walk.outline.module).bind(name, made)
    elif target.type == "selector_expression":
        object, field = target.child_by_field_name("operand"), target.child_by_field_name("field")
        if object is None or field is None:
            return
        method = walk.scope.method_around()
        if method is not None and method.owner is not None and walk.text(object) == method.receiver:
            method.owner.attributes.setdefault(walk.text(field), []).append(made)
            walk.outline.attributes.add(walk.text(field))
        line = target.start_point[0] + 1
        walk.outline.settings.append(
            Setting(object, walk.text(field), value, path, walk.scope, span_of(node), line, walk.blocks[-1])
        )
    elif target.type == "index_expression" and path == ():
        object, index = target.child_by_field_name("operand"), target.child_by_field_name("index")
        if object is not None and index is not None:
            walk.outline.stores.append(Store(object, index, value, walk.scope))


def _home(scope: Scope, name: str) -> Scope | None:
    one: Scope | None = scope
    while one is not None:
        if name in one.bindings:
            return one
        one = one.parent
    return None


def _enter_for(walk: Walk, node: Node) -> Leave:
    block, loop = walk.enter_block(node), walk.enter_loop(node)

    def leave() -> None:
        loop()
        block()

    return leave


def _enter_range(walk: Walk, node: Node) -> None:
    """``for key, value := range x``."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    for kind, name in zip((BindingKind.KEY, BindingKind.ELEMENT), named(left), strict=False):
        if name.type == "identifier":
            walk.scope.bind(walk.text(name), walk.binding(kind, right, node.end_byte))


def _enter_block(walk: Walk, node: Node) -> Leave:
    return walk.enter_block(node)


def _enter_case(walk: Walk, node: Node) -> Leave:
    """In a case of a switch on types, the name has that type."""
    leave = walk.enter_block(node)
    parent = node.parent
    alias = parent.child_by_field_name("alias") if parent is not None else None
    kinds = node.children_by_field_name("type")
    if alias is not None and named(alias) and len(kinds) == 1:
        made = walk.binding(BindingKind.ASSIGNMENT, None, node.start_byte, annotation=kinds[0])
        walk.scope.bind(walk.text(named(alias)[0]), made)
    return leave


def _enter_call(walk: Walk, node: Node) -> None:
    function = node.child_by_field_name("function")
    if function is None:
        return
    while function.type in ("parenthesized_expression", "index_expression", "type_instantiation_expression"):
        inner = named(function)
        if not inner:
            break
        function = inner[0]
    field = function.child_by_field_name("field") if function.type == "selector_expression" else None
    bare = function.type == "identifier"
    name = walk.text(field) if field is not None else walk.text(function) if bare else ""
    line = (field if field is not None else function).start_point[0] + 1
    walk.outline.call(Site(node, walk.scope, name, bare, span_of(node), line))


def _enter_composite(walk: Walk, node: Node) -> None:
    """An object that is made is a call of its type."""
    kind = elided(node) if node.type == "literal_value" else node.child_by_field_name("type")
    while kind is not None and kind.type in ("pointer_type", "generic_type"):
        kind = named(kind)[0] if named(kind) else None
    if kind is None or kind.type not in ("type_identifier", "qualified_type"):
        return
    name = walk.text(kind).rpartition(".")[2]
    bare = kind.type == "type_identifier"
    walk.outline.call(Site(node, walk.scope, name, bare, span_of(node), node.start_point[0] + 1))


STATEMENTS: dict[str, Callable[[Walk, Node], Leave | None]] = {
    **dict.fromkeys(("var_spec", "const_spec"), _enter_spec),
    "short_var_declaration": _enter_short,
    "assignment_statement": _enter_assignment,
    "for_statement": _enter_for,
    "range_clause": _enter_range,
    **dict.fromkeys(("block", "if_statement", "expression_switch_statement", "type_switch_statement"), _enter_block),
    **dict.fromkeys(("expression_case", "default_case", "communication_case"), _enter_block),
    "type_case": _enter_case,
    "call_expression": _enter_call,
    **dict.fromkeys(("composite_literal", "literal_value"), _enter_composite),
}
