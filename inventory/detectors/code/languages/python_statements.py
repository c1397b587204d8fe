"""What Python's statements tell: assignments, loops, blocks, matches, calls, and conditions on types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..outline import BindingKind, Guard, ScopeKind, Site
from .python_walk import PythonWalk
from .walk import Leave, named, popped, span_of

if TYPE_CHECKING:
    from tree_sitter import Node

_BODIES = frozenset({"with_statement", "function_definition", "class_definition"})
_EXITS = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})


def _enter_assignment(walk: PythonWalk, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None:
        return
    end = (right if right is not None else node).end_byte
    walk.assign(left, right, end, BindingKind.ASSIGNMENT, node.child_by_field_name("type"))
    if walk.scope.kind is ScopeKind.CLASS and left.type == "identifier":
        walk.outline.attributes.add(walk.text(left))


def _enter_augmented(walk: PythonWalk, node: Node) -> None:
    left = node.child_by_field_name("left")
    if left is not None:
        walk.assign(left, node, node.end_byte, BindingKind.ASSIGNMENT, None)


def _enter_named(walk: PythonWalk, node: Node) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None:
        return
    home = walk.scope
    while home.kind is ScopeKind.COMPREHENSION and home.parent is not None:
        home = home.parent
    home.bind(walk.text(name), walk.binding(BindingKind.ASSIGNMENT, value, value.end_byte))


def _enter_for(walk: PythonWalk, node: Node) -> Leave | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    outer = walk.loops[-1]
    walk.loops.append(outer if outer is not None else span_of(node))
    if left is not None and right is not None:
        body = node.child_by_field_name("body")
        end = body.start_byte if body is not None else node.start_byte
        walk.assign(left, right, end, BindingKind.ELEMENT, None)
    return _leave_loop(walk)


def _enter_while(walk: PythonWalk, node: Node) -> Leave | None:
    outer = walk.loops[-1]
    walk.loops.append(outer if outer is not None else span_of(node))
    return _leave_loop(walk)


def _leave_loop(walk: PythonWalk) -> Leave:
    loops = walk.loops
    return lambda: popped(loops)


def _enter_for_in(walk: PythonWalk, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and right is not None:
        walk.assign(left, right, walk.scope.span[0], BindingKind.ELEMENT, None)


def _enter_block(walk: PythonWalk, node: Node) -> Leave | None:
    parent = node.parent if node.child_count else None
    if parent is None or parent.type in _BODIES:
        return None
    walk.blocks.append(span_of(node))
    blocks = walk.blocks
    return lambda: popped(blocks)


def _enter_as(walk: PythonWalk, node: Node) -> None:
    children = named(node)
    if len(children) == 2 and children[1].named_children:
        walk.assign(children[1].named_children[0], children[0], node.end_byte, BindingKind.ASSIGNMENT, None)


def _enter_match(walk: PythonWalk, node: Node) -> Leave | None:
    subject = node.child_by_field_name("subject")
    if subject is None:
        return None
    walk.subjects.append((node.end_byte, subject))
    subjects = walk.subjects
    return lambda: popped(subjects)


def _enter_case(walk: PythonWalk, node: Node) -> None:
    """``case name:`` binds the name to what is matched."""
    inner = named(node)
    if len(inner) != 1 or inner[0].type != "dotted_name" or not walk.subjects:
        return
    name = walk.text(inner[0])
    if name.isidentifier() and name != "_":
        walk.scope.bind(name, walk.binding(BindingKind.ASSIGNMENT, walk.subjects[-1][1], node.end_byte))


def _enter_call(walk: PythonWalk, node: Node) -> None:
    function = node.child_by_field_name("function")
    if function is None:
        return
    last = function.child_by_field_name("attribute") if function.type == "attribute" else function
    name = walk.text(last) if last is not None and last.type == "identifier" else ""
    line = node.start_point[0] + 1
    walk.outline.call(Site(node, walk.scope, name, function.type == "identifier", span_of(node), line))


def _enter_if(walk: PythonWalk, node: Node) -> None:
    """``if isinstance(x, T):`` tells the type in its block, ``if not isinstance(x, T): return`` after it."""
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    if condition is None or body is None:
        return
    for call in _conjuncts(condition):
        if call.type == "call":
            _guard(walk, call, span_of(body))
        elif call.type == "not_operator" and _ends(body):
            inner = call.child_by_field_name("argument")
            if inner is not None and inner.type == "call":
                _guard(walk, inner, (node.end_byte, walk.blocks[-1][1]))


def _enter_assert(walk: PythonWalk, node: Node) -> None:
    """``assert isinstance(x, T)`` tells the type in the rest of the block."""
    for call in _conjuncts(node.named_children[0]) if node.named_children else ():
        if call.type == "call":
            _guard(walk, call, (node.end_byte, walk.blocks[-1][1]))


def _conjuncts(node: Node) -> Iterator[Node]:
    """The parts of a condition that all hold; a bounded number."""
    waiting = [node]
    for _ in range(16):
        if not waiting:
            return
        one = waiting.pop()
        operator = one.child_by_field_name("operator")
        if one.type == "parenthesized_expression":
            waiting.extend(named(one)[:1])
        elif one.type == "boolean_operator" and operator is not None and operator.type == "and":
            waiting.extend(named(one)[:2])
        else:
            yield one


def _ends(body: Node) -> bool:
    """Whether a block always leaves what is around it."""
    statements = named(body)
    return bool(statements) and statements[-1].type in _EXITS


def _guard(walk: PythonWalk, call: Node, span: tuple[int, int]) -> None:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    given = named(arguments) if arguments is not None else []
    if function is None or walk.text(function) != "isinstance" or len(given) != 2:
        return
    kinds = named(given[1]) if given[1].type == "tuple" else [given[1]]
    guard = Guard(tuple(kinds[:8]), walk.scope, span)
    walk.outline.guards.setdefault(walk.text(given[0]), []).append(guard)


STATEMENTS: dict[str, Callable[[PythonWalk, Node], Leave | None]] = {
    "assignment": _enter_assignment,
    "augmented_assignment": _enter_augmented,
    "named_expression": _enter_named,
    "for_statement": _enter_for,
    "while_statement": _enter_while,
    "for_in_clause": _enter_for_in,
    "block": _enter_block,
    "as_pattern": _enter_as,
    "match_statement": _enter_match,
    "case_pattern": _enter_case,
    "call": _enter_call,
    "if_statement": _enter_if,
    "elif_clause": _enter_if,
    "assert_statement": _enter_assert,
}
