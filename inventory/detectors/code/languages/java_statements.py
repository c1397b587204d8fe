"""What Java's statements tell: variables, fields, assignments, loops, blocks, calls, and conditions on types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..outline import BindingKind, Guard, Scope, ScopeKind, Setting, Site, Store
from .java_annotations import configured_by
from .java_definitions import CONSTRUCTOR
from .walk import Leave, Walk, named, span_of

if TYPE_CHECKING:
    from tree_sitter import Node


def _enter_variables(walk: Walk, node: Node) -> None:
    """Local variables and fields."""
    kind = node.child_by_field_name("type")
    declared = None if kind is None or walk.text(kind) == "var" else kind
    for child in node.children_by_field_name("declarator"):
        name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if name is None:
            continue
        end = (value if value is not None else child).end_byte
        called = walk.text(name)
        configured = configured_by(walk, node, called) if walk.scope.kind is ScopeKind.CLASS else None
        if configured is not None:
            walk.scope.bind(called, walk.binding(BindingKind.CONFIGURED, None, end, qualified=configured))
        if configured is None or value is not None:
            walk.scope.bind(called, walk.binding(BindingKind.ASSIGNMENT, value, end, annotation=declared))
        if walk.scope.kind is ScopeKind.CLASS:
            walk.outline.attributes.add(called)


def _enter_resource(walk: Walk, node: Node) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is not None:
        kind = node.child_by_field_name("type")
        walk.scope.bind(walk.text(name), walk.binding(BindingKind.ASSIGNMENT, value, node.end_byte, annotation=kind))


def _enter_each(walk: Walk, node: Node) -> Leave:
    """``for (T name : values)``."""
    block, loop = walk.enter_block(node), walk.enter_loop(node)
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    body = node.child_by_field_name("body")
    if name is not None and value is not None:
        end = body.start_byte if body is not None else node.end_byte
        kind = node.child_by_field_name("type")
        declared = None if kind is None or walk.text(kind) == "var" else kind
        walk.scope.bind(walk.text(name), walk.binding(BindingKind.ELEMENT, value, end, annotation=declared))
    return _both(loop, block)


def _enter_loop(walk: Walk, node: Node) -> Leave:
    block, loop = walk.enter_block(node), walk.enter_loop(node)
    return _both(loop, block)


def _both(first: Leave, second: Leave) -> Leave:
    def leave() -> None:
        first()
        second()

    return leave


def _enter_block(walk: Walk, node: Node) -> Leave:
    return walk.enter_block(node)


def _enter_statement(walk: Walk, node: Node) -> Leave | None:
    """A statement without braces behind a condition is a block too: it need not happen."""
    parent = node.parent
    return walk.enter_block(node) if parent is not None and parent.type in _CONDITIONAL else None


def _enter_catch(walk: Walk, node: Node) -> Leave:
    leave = walk.enter_block(node)
    for child in named(node):
        name = child.child_by_field_name("name") if child.type == "catch_formal_parameter" else None
        if name is not None:
            walk.scope.bind(walk.text(name), walk.binding(BindingKind.OTHER, None, child.end_byte))
    return leave


def _enter_assignment(walk: Walk, node: Node) -> Leave | None:
    leave = walk.enter_update(node)
    _assign(walk, node)
    return leave


def _assign(walk: Walk, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None:
        return
    value = right if operator is None or walk.text(operator) == "=" else node
    made = walk.binding(BindingKind.ASSIGNMENT, value, node.end_byte)
    if left.type == "identifier":
        name = walk.text(left)
        home = _home(walk.scope, name)
        if home is not None:
            home.bind(name, made)
        elif (owner := walk.scope.class_around) is not None:
            owner.attributes.setdefault(name, []).append(made)
            walk.outline.attributes.add(name)
    elif left.type == "field_access":
        object, field = left.child_by_field_name("object"), left.child_by_field_name("field")
        if object is None or field is None:
            return
        owner = walk.scope.class_around
        if object.type == "this" and owner is not None:
            owner.attributes.setdefault(walk.text(field), []).append(made)
            walk.outline.attributes.add(walk.text(field))
        line = left.start_point[0] + 1
        setting = Setting(object, walk.text(field), value, (), walk.scope, span_of(node), line, walk.blocks[-1])
        walk.outline.settings.append(setting)
    elif left.type == "array_access":
        object, index = left.child_by_field_name("array"), left.child_by_field_name("index")
        if object is not None and index is not None:
            walk.outline.stores.append(Store(object, index, value, walk.scope))


def _home(scope: Scope, name: str) -> Scope | None:
    """The scope of the local variable of this name; None: it is a field."""
    one: Scope | None = scope
    while one is not None and one.kind is not ScopeKind.CLASS:
        if name in one.bindings:
            return one
        one = one.parent
    return None


def _enter_invocation(walk: Walk, node: Node) -> None:
    name, object = node.child_by_field_name("name"), node.child_by_field_name("object")
    if name is None:
        return
    arguments = node.child_by_field_name("arguments")
    given = named(arguments) if arguments is not None else []
    called = walk.text(name)
    if called == "put" and len(given) == 2 and object is not None:
        walk.outline.stores.append(Store(object, given[0], given[1], walk.scope))
    walk.outline.call(Site(node, walk.scope, called, object is None, span_of(node), name.start_point[0] + 1))


def _enter_creation(walk: Walk, node: Node) -> None:
    kind = node.child_by_field_name("type")
    if kind is None:
        return
    if kind.type == "generic_type" and named(kind):
        kind = named(kind)[0]
    name = walk.text(kind).rpartition(".")[2]
    bare = kind.type == "type_identifier"
    walk.outline.call(Site(node, walk.scope, name, bare, span_of(node), node.start_point[0] + 1))


def _enter_chained(walk: Walk, node: Node) -> None:
    walk.outline.call(Site(node, walk.scope, CONSTRUCTOR, False, span_of(node), node.start_point[0] + 1))


def _enter_if(walk: Walk, node: Node) -> None:
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    if condition is None or body is None:
        return
    for test in _conjuncts(condition):
        subject, kind = test.child_by_field_name("left"), test.child_by_field_name("right")
        if test.type == "instanceof_expression" and subject is not None and kind is not None:
            guard = Guard((kind,), walk.scope, span_of(body))
            walk.outline.guards.setdefault(walk.text(subject), []).append(guard)


def _conjuncts(node: Node) -> Iterator[Node]:
    """The parts of a condition that all hold; a bounded number."""
    waiting = [node]
    for _ in range(16):
        if not waiting:
            return
        one = waiting.pop()
        operator = one.child_by_field_name("operator")
        if one.type in ("parenthesized_expression", "condition"):
            waiting.extend(named(one)[:1])
        elif one.type == "binary_expression" and operator is not None and operator.type == "&&":
            waiting.extend(named(one)[:2])
        else:
            yield one


def _enter_instanceof(walk: Walk, node: Node) -> None:
    """``value instanceof T name`` binds the name."""
    name, kind = node.child_by_field_name("name"), node.child_by_field_name("right")
    value = node.child_by_field_name("left")
    if name is not None and kind is not None:
        made = walk.binding(BindingKind.ASSIGNMENT, value, node.end_byte, annotation=kind)
        walk.scope.bind(walk.text(name), made)


_CONDITIONAL = frozenset(
    {"if_statement", "for_statement", "enhanced_for_statement", "while_statement", "do_statement", "switch_rule"}
)
STATEMENTS: dict[str, Callable[[Walk, Node], Leave | None]] = {
    **dict.fromkeys(("local_variable_declaration", "field_declaration", "constant_declaration"), _enter_variables),
    "resource": _enter_resource,
    "enhanced_for_statement": _enter_each,
    **dict.fromkeys(("for_statement", "while_statement", "do_statement"), _enter_loop),
    **dict.fromkeys(("block", "try_with_resources_statement", "switch_block_statement_group"), _enter_block),
    "constructor_body": _enter_block,
    "expression_statement": _enter_statement,
    "catch_clause": _enter_catch,
    "assignment_expression": _enter_assignment,
    "method_invocation": _enter_invocation,
    "object_creation_expression": _enter_creation,
    "explicit_constructor_invocation": _enter_chained,
    "if_statement": _enter_if,
    "instanceof_expression": _enter_instanceof,
}
