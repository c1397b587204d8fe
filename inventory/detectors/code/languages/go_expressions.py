"""Go's expressions and types in the engine's shape, one level at a time."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ..expressions import (
    Call,
    Cast,
    Dictionary,
    Expression,
    Literal,
    Made,
    Member,
    Opaque,
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


_BYTES = frozenset({"byte", "uint8"})


def expression(node: Node, source: bytes, scopes: Scopes) -> Expression:
    """What this node is."""
    return makers.made(_MAKERS, node, source, scopes)


def _identifier(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    return Reference(text(node, source), node.start_byte)


def _selector(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    object, name = node.child_by_field_name("operand"), node.child_by_field_name("field")
    if object is None or name is None:
        return Opaque("a field that cannot be read")
    return Member(object, text(name, source))


def _qualified(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    package, name = node.child_by_field_name("package"), node.child_by_field_name("name")
    if package is None or name is None:
        return Opaque("a type that cannot be read")
    return Member(package, text(name, source))


def _call(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None:
        return Opaque("a call that cannot be read")
    positional = [child for child in named(arguments) if child.type != "variadic_argument"]
    spread = tuple(named(child)[0] for child in named(arguments) if child.type == "variadic_argument" and named(child))
    return Call(function, tuple(positional), (), spread, (node.start_byte, node.end_byte))


def _composite(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    """``T{…}``: a list, a map, or an object that is made with these fields."""
    kind, body = node.child_by_field_name("type"), node.child_by_field_name("body")
    if kind is None or body is None:
        return Opaque("an object that cannot be read")
    return _object(node, kind, body, source)


def _elided(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    """``{…}`` in a list or map of objects: the type stands once, outside."""
    kind = elided(node)
    return _object(node, kind, node, source) if kind is not None else Opaque("an object that cannot be read")


def elided(node: Node) -> Node | None:
    """The type of an object that is written without it; None for the body of a whole literal."""
    depth, outer = 0, node.parent
    while outer is not None and outer.type in ("literal_element", "keyed_element", "literal_value"):
        depth += outer.type == "literal_value"
        outer = outer.parent
    if not depth or outer is None or outer.type != "composite_literal":
        return None
    kind = outer.child_by_field_name("type")
    for _ in range(depth):
        inner = kind.child_by_field_name("element") or kind.child_by_field_name("value") if kind is not None else None
        while inner is not None and inner.type in ("pointer_type", "parenthesized_type"):
            inner = named(inner)[0] if named(inner) else None
        kind = inner
    return kind


def _object(node: Node, kind: Node, body: Node, source: bytes) -> Expression:
    if kind.type in ("slice_type", "array_type", "implicit_length_array_type"):
        element, length = kind.child_by_field_name("element"), kind.child_by_field_name("length")
        if element is not None and text(element, source) in _BYTES:
            keyed = any(child.type == "keyed_element" for child in named(body))
            return Made(None, (length,)) if length is not None else Literal(Octets(None if keyed else len(named(body))))
        return Sequence(tuple(_bare(child) for child in named(body)))
    if kind.type == "map_type":
        return Dictionary(_pairs(body))
    fields = tuple((text(key, source), value) for key, value in _pairs(body))
    positional = tuple(_bare(child) for child in named(body) if child.type != "keyed_element")
    return Call(kind, positional, fields, (), (node.start_byte, node.end_byte))


def _pairs(body: Node) -> tuple[tuple[Node, Node], ...]:
    found = []
    for child in named(body):
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if key is not None and value is not None:
            found.append((_bare(key), _bare(value)))
    return tuple(found)


def _bare(node: Node) -> Node:
    children = named(node) if node.type == "literal_element" else []
    return children[0] if len(children) == 1 else node


def _string(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    inner = node.named_children
    if sum(child.end_byte - child.start_byte for child in inner) > makers.LONGEST:
        return Opaque("a long text")
    pieces = ("\ufffd" if child.type == "escape_sequence" else text(child, source) for child in inner)
    return Literal(Text("".join(pieces)))


def _unary(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    operand, operator = node.child_by_field_name("operand"), node.child_by_field_name("operator")
    if operand is None or operator is None or text(operator, source) not in ("&", "*"):
        return Opaque("an operation that is not evaluated")
    return Same(operand)


def _index(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    object, index = node.child_by_field_name("operand"), node.child_by_field_name("index")
    if object is None or index is None:
        return Opaque("an element that cannot be read")
    return Subscript(object, (index,))


def _slice(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    object = node.child_by_field_name("operand")
    if object is None:
        return Opaque("a part that cannot be read")
    return Subscript(object, (), (node.child_by_field_name("start"), node.child_by_field_name("end")))


def _assertion(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    operand, kind = node.child_by_field_name("operand"), node.child_by_field_name("type")
    if operand is None or kind is None:
        return Opaque("an assertion that cannot be read")
    return Cast(operand, kind)


def _conversion(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    operand = node.child_by_field_name("operand")
    return Same(operand) if operand is not None else Opaque("a conversion that cannot be read")


def _array(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    """An array of bytes has a length; of another array nothing is known."""
    length, element = node.child_by_field_name("length"), node.child_by_field_name("element")
    if element is not None and text(element, source) in _BYTES:
        return Made(None, (length,) if length is not None else ())
    return Opaque("a type that says nothing")


def _list(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    """One value, or the several results of a function."""
    children = named(node)
    return Same(children[0]) if len(children) == 1 else Sequence(tuple(children))


_MAKERS: MappingProxyType[str, Maker] = MappingProxyType(
    {
        **dict.fromkeys(("identifier", "type_identifier", "package_identifier", "field_identifier"), _identifier),
        "selector_expression": _selector,
        "qualified_type": _qualified,
        "call_expression": _call,
        "composite_literal": _composite,
        "literal_value": _elided,
        "interpreted_string_literal": _string,
        "raw_string_literal": _string,
        "int_literal": makers.integer,
        "true": makers.constant(Literal(Boolean(True))),
        "false": makers.constant(Literal(Boolean(False))),
        "nil": makers.constant(Literal(Nothing())),
        "binary_expression": makers.binary,
        "unary_expression": _unary,
        "index_expression": _index,
        "slice_expression": _slice,
        "type_assertion_expression": _assertion,
        "type_conversion_expression": _conversion,
        "expression_list": _list,
        **dict.fromkeys(
            ("parenthesized_expression", "pointer_type", "literal_element", "parenthesized_type"), makers.first
        ),
        **dict.fromkeys(("generic_type", "type_elem"), makers.first),
        "parameter_list": makers.first,
        "parameter_declaration": makers.first,
        "array_type": _array,
        "func_literal": makers.function,
    }
)
