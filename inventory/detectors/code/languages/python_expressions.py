"""Python's expressions in the engine's shape, one level at a time."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ..expressions import (
    Call,
    Choice,
    Dictionary,
    Element,
    Expression,
    Format,
    Literal,
    Member,
    Opaque,
    Reference,
    Same,
    Sequence,
    Subscript,
)
from ..values import Boolean, Nothing, Number, Octets, Text
from . import makers
from .makers import Maker, Scopes
from .walk import named, text

if TYPE_CHECKING:
    from tree_sitter import Node


_READABLE = 512  # bytes of a byte string that may be text


def expression(node: Node, source: bytes, scopes: Scopes) -> Expression:
    """What this node is."""
    return makers.made(_MAKERS, node, source, scopes)


def _identifier(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    name = text(node, source)
    return Literal(Nothing()) if name == "NotImplemented" else Reference(name, node.start_byte)


def _attribute(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    object, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
    if object is None or name is None:
        return Opaque("an attribute that cannot be read")
    return Member(object, text(name, source))


def _member_type(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    children = named(node)
    if len(children) != 2:
        return Opaque("a type that cannot be read")
    return Member(children[0], text(children[1], source))


def _call(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None:
        return Opaque("a call that cannot be read")
    span = (node.start_byte, node.end_byte)
    if arguments.type != "argument_list":
        return Call(function, (arguments,), (), spread=(), span=span)
    positional: list[Node] = []
    keywords: list[tuple[str, Node]] = []
    spread: list[Node] = []
    counted = True  # behind a star, positions are not known
    for child in named(arguments):
        if child.type == "keyword_argument":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if name is not None and value is not None:
                keywords.append((text(name, source), value))
        elif child.type in ("list_splat", "dictionary_splat"):
            spread.extend(named(child)[:1])
            counted = counted and child.type != "list_splat"
        elif counted:
            positional.append(child)
    return Call(function, tuple(positional), tuple(keywords), tuple(spread), span)


def _string(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    children = node.children
    if not children:
        return Opaque("a string that cannot be read")
    prefix = text(children[0], source).rstrip("'\"").lower()
    inner = children[1:-1] if children[-1].type == "string_end" else children[1:]
    if any(child.type == "interpolation" for child in inner):
        return Format(tuple(_part(child, source) for child in inner))
    if sum(child.end_byte - child.start_byte for child in inner) > makers.LONGEST and "b" not in prefix:
        return Opaque("a long text")
    content = "".join(_content(child, source, raw="r" in prefix) for child in inner)
    if "b" in prefix:
        return Literal(Octets(len(content), _readable(content)))
    return Literal(Text(content))


def _part(child: Node, source: bytes) -> Node | str:
    if child.type != "interpolation":
        return _content(child, source, raw=False)
    inner = child.child_by_field_name("expression")
    plain = inner is not None and not any(one.type in ("format_specifier", "type_conversion") for one in child.children)
    return inner if plain and inner is not None else child


def _content(child: Node, source: bytes, *, raw: bool) -> str:
    """The characters of a piece of string; an escape counts as one unknown character."""
    start, content = child.start_byte, []
    if not raw:
        for escape in child.named_children:
            if escape.type != "escape_sequence":
                continue
            content.append(source[start : escape.start_byte].decode("utf-8", "replace"))
            continued = source[escape.start_byte + 1 : escape.start_byte + 2] in (b"\n", b"\r")
            content.append("" if continued else "\ufffd")
            start = escape.end_byte
    content.append(source[start : child.end_byte].decode("utf-8", "replace"))
    return "".join(content)


def _readable(content: str) -> str | None:
    return content if len(content) <= _READABLE and content.isascii() else None


def _concatenated(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    return Format(tuple(named(node)))


def _integer(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    digits = text(node, source).lower().replace("_", "").rstrip("l")
    if len(digits) > makers.DIGITS:
        return Opaque("a large number")
    try:
        return Literal(Number(int(digits, 0) if digits.strip("0") else 0))
    except ValueError:  # 0755 of Python 2
        return Opaque("a number that cannot be read")


def _sequence(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    return Sequence(tuple(named(node)))


def _dictionary(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    pairs = []
    for child in node.named_children:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "pair" and key is not None and value is not None:
            pairs.append((key, value))
    return Dictionary(tuple(pairs))


def _subscript(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    object = node.child_by_field_name("value")
    keys = node.children_by_field_name("subscript")
    if object is None or not keys:
        return Opaque("a subscript that cannot be read")
    if len(keys) == 1 and keys[0].type == "slice":
        return Subscript(object, (), _bounds(keys[0], source))
    return Subscript(object, tuple(keys))


def _bounds(node: Node, _source: bytes) -> tuple[Node | None, Node | None]:
    """Lower and upper bound; a step makes both unknown (the slice itself stands for an unknown bound)."""
    bounds: list[Node | None] = [None, None]
    index = 0
    for child in node.children:
        if child.type == ":":
            index += 1
        elif child.is_named and index < 2:
            bounds[index] = child
        elif child.is_named:
            return (node, node)
    return (bounds[0], bounds[1])


def _generic(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    children = named(node)
    if len(children) != 2:
        return Opaque("a type that cannot be read")
    return Subscript(children[0], tuple(named(children[1])))


def _boolean(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or operator is None:
        return Opaque("an operation that cannot be read")
    return Choice((left, right)) if operator.type == "or" else Same(right)


def _conditional(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    children = named(node)
    return Choice((children[0], children[2])) if len(children) == 3 else Opaque("a condition that cannot be read")


def _union(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    return Choice(tuple(named(node)))


def _field(name: str) -> Maker:
    def make(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
        inner = node.child_by_field_name(name)
        return Same(inner) if inner is not None else Opaque("an expression that cannot be read")

    return make


def _comprehension(node: Node, _source: bytes, scopes: Scopes) -> Expression:
    scope, body = scopes.get(node.id), node.child_by_field_name("body")
    if scope is None or body is None or body.type == "pair":
        return Opaque("a comprehension")
    return Element(body, scope)


_MAKERS: MappingProxyType[str, Maker] = MappingProxyType(
    {
        "identifier": _identifier,
        "attribute": _attribute,
        "member_type": _member_type,
        "call": _call,
        "string": _string,
        "concatenated_string": _concatenated,
        "integer": _integer,
        "true": makers.constant(Literal(Boolean(True))),
        "false": makers.constant(Literal(Boolean(False))),
        "none": makers.constant(Literal(Nothing())),
        "ellipsis": makers.constant(Literal(Nothing())),
        "list": _sequence,
        "tuple": _sequence,
        "set": _sequence,
        "expression_list": _sequence,
        "dictionary": _dictionary,
        "subscript": _subscript,
        "generic_type": _generic,
        "binary_operator": makers.binary,
        "augmented_assignment": makers.binary,
        "boolean_operator": _boolean,
        "conditional_expression": _conditional,
        "union_type": _union,
        "parenthesized_expression": makers.last,
        "await": makers.last,
        "type": makers.last,
        "as_pattern": makers.first,
        "named_expression": _field("value"),
        "assignment": _field("right"),
        "lambda": makers.function,
        "list_comprehension": _comprehension,
        "set_comprehension": _comprehension,
        "generator_expression": _comprehension,
    }
)
