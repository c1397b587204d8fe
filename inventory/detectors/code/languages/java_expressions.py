"""Java's expressions and types in the engine's shape, one level at a time."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ..expressions import (
    Call,
    Cast,
    Choice,
    Expression,
    Format,
    Literal,
    Made,
    Member,
    Opaque,
    Own,
    Reference,
    Same,
    Sequence,
    Subscript,
)
from ..values import Boolean, Nothing, Octets, Text
from . import makers
from .makers import Maker, Scopes
from .walk import named, text

if TYPE_CHECKING:
    from tree_sitter import Node


def expression(node: Node, source: bytes, scopes: Scopes) -> Expression:
    """What this node is."""
    return makers.made(_MAKERS, node, source, scopes)


def _identifier(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    """A name; the name of a method stands for the method."""
    parent = node.parent
    if parent is not None and parent.type == "method_invocation" and parent.child_by_field_name("name") == node:
        object = parent.child_by_field_name("object")
        if object is not None:
            return Member(object, text(node, source), called=True)
        return Reference(text(node, source), node.start_byte, called=True)
    return Reference(text(node, source), node.start_byte)


def _field_access(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    object, name = node.child_by_field_name("object"), node.child_by_field_name("field")
    if object is None or name is None:
        return Opaque("a field that cannot be read")
    if name.type == "this":
        return Own()
    return Member(object, text(name, source))


def _scoped(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    children = named(node)
    if len(children) < 2:
        return Opaque("a name that cannot be read")
    return Member(children[0], text(children[-1], source))


def _invocation(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    function, arguments = node.child_by_field_name("name"), node.child_by_field_name("arguments")
    if function is None:
        return Opaque("a call that cannot be read")
    return Call(function, _given(arguments), (), (), (node.start_byte, node.end_byte))


def _creation(node: Node, _source: bytes, scopes: Scopes) -> Expression:
    kind, arguments = node.child_by_field_name("type"), node.child_by_field_name("arguments")
    if kind is None:
        return Opaque("an object that cannot be read")
    if kind.type == "generic_type" and named(kind):
        kind = named(kind)[0]
    body = next((child for child in node.named_children if child.type == "class_body"), None)
    own = scopes.get(body.id) if body is not None else None
    if own is not None:
        return Made(own, _given(arguments))
    return Call(kind, _given(arguments), (), (), (node.start_byte, node.end_byte))


def _chained(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    """``this(…)`` and ``super(…)`` at the start of a constructor."""
    function, arguments = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    if function is None:
        return Opaque("a call that cannot be read")
    return Call(function, _given(arguments), (), (), (node.start_byte, node.end_byte))


def _given(arguments: Node | None) -> tuple[Node, ...]:
    return tuple(named(arguments)) if arguments is not None else ()


def _own(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    parent = node.parent
    chained = parent is not None and parent.type == "explicit_constructor_invocation"
    return Own(of_class=chained, base=node.type == "super")


def _constant(node: Node, _source: bytes, scopes: Scopes) -> Expression:
    """A constant of an enumeration is an object of it."""
    body = next((child for child in node.named_children if child.type == "class_body"), None)
    home = node.parent
    scope = scopes.get(body.id) if body is not None else scopes.get(home.id) if home is not None else None
    if scope is None:
        return Opaque("a constant that cannot be read")
    return Made(scope, _given(node.child_by_field_name("arguments")))


def _string(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    inner = node.named_children
    if sum(child.end_byte - child.start_byte for child in inner) > makers.LONGEST:
        return Opaque("a long text")
    content = "".join(_piece(child, source) for child in inner)
    return Literal(Text(content.strip() if any(child.type.startswith("multiline") for child in inner) else content))


def _piece(child: Node, source: bytes) -> str:
    return "\ufffd" if child.type == "escape_sequence" else text(child, source)


def _character(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    content = text(node, source)[1:-1]
    return Literal(Text(content)) if len(content) == 1 else Opaque("a character")


def _array(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    value = node.child_by_field_name("value")
    kind = node.child_by_field_name("type")
    size = node.child_by_field_name("dimensions")
    if kind is not None and kind.type == "integral_type" and text(kind, _source) == "byte":
        if value is not None:
            return Literal(Octets(len(named(value))))
        inner = named(size)[:1] if size is not None else []
        return Made(None, tuple(inner))
    return Same(value) if value is not None else Opaque("an array that is filled elsewhere")


def _initializer(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    return Sequence(tuple(named(node)))


def _access(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    object, index = node.child_by_field_name("array"), node.child_by_field_name("index")
    if object is None or index is None:
        return Opaque("an element that cannot be read")
    return Subscript(object, (index,))


def _assignment(node: Node, source: bytes, scopes: Scopes) -> Expression:
    operator, right = node.child_by_field_name("operator"), node.child_by_field_name("right")
    if right is None:
        return Opaque("an assignment that cannot be read")
    if operator is not None and text(operator, source) != "=":
        return makers.binary(node, source, scopes)
    return Same(right)


def _conditional(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    yes, no = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
    return Choice((yes, no)) if yes is not None and no is not None else Opaque("a condition that cannot be read")


def _switch(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    """Every value that a case gives."""
    body = node.child_by_field_name("body")
    found: list[Node] = []
    waiting = list(reversed(named(body))) if body is not None else []
    while waiting and len(found) < 64:
        one = waiting.pop()
        if one.type in ("switch_rule", "switch_block_statement_group", "block", "if_statement", "expression_statement"):
            inner = [child for child in named(one) if child.type not in ("switch_label", "parenthesized_expression")]
            waiting.extend(reversed(inner))
        elif one.type == "yield_statement":
            found.extend(named(one)[:1])
        elif one.parent is not None and one.parent.type == "expression_statement" and _of_rule(one.parent):
            found.append(one)
    return Choice(tuple(found)) if found else Opaque("a switch")


def _of_rule(statement: Node) -> bool:
    return statement.parent is not None and statement.parent.type == "switch_rule"


def _cast(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    value, kind = node.child_by_field_name("value"), node.child_by_field_name("type")
    return Cast(value, kind) if value is not None and kind is not None else Opaque("a cast that cannot be read")


def _method_reference(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    children = named(node)
    if not children:
        return Opaque("a method that cannot be read")
    if node.children[-1].type == "new":
        return Same(children[0])
    return Member(children[0], text(children[-1], source)) if len(children) > 1 else Opaque("a method")


def _generic(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    children = named(node)
    if len(children) < 2:
        return Same(children[0]) if children else Opaque("a type that cannot be read")
    return Subscript(children[0], tuple(named(children[-1])))


def _format(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    return Format(tuple(named(node)))


_MAKERS: MappingProxyType[str, Maker] = MappingProxyType(
    {
        "identifier": _identifier,
        "type_identifier": _identifier,
        "field_access": _field_access,
        "scoped_identifier": _scoped,
        "scoped_type_identifier": _scoped,
        "method_invocation": _invocation,
        "object_creation_expression": _creation,
        "explicit_constructor_invocation": _chained,
        "this": _own,
        "super": _own,
        "enum_constant": _constant,
        "string_literal": _string,
        "character_literal": _character,
        **dict.fromkeys(
            ("decimal_integer_literal", "hex_integer_literal", "octal_integer_literal", "binary_integer_literal"),
            makers.integer,
        ),
        "true": makers.constant(Literal(Boolean(True))),
        "false": makers.constant(Literal(Boolean(False))),
        "null_literal": makers.constant(Literal(Nothing())),
        "array_creation_expression": _array,
        "array_initializer": _initializer,
        "element_value_array_initializer": _initializer,
        "array_access": _access,
        "binary_expression": makers.binary,
        "assignment_expression": _assignment,
        "ternary_expression": _conditional,
        "switch_expression": _switch,
        "cast_expression": _cast,
        "parenthesized_expression": makers.first,
        "class_literal": makers.first,
        "annotated_type": makers.last,
        "lambda_expression": makers.function,
        "method_reference": _method_reference,
        "generic_type": _generic,
        "template_expression": _format,
    }
)
