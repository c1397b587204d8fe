"""Expressions that are the same in every language: what the makers of each language share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..expressions import Binary, Expression, Function, Literal, Opaque, Same
from ..values import Number
from .walk import named, text

if TYPE_CHECKING:
    from tree_sitter import Node

    from ..outline import Scope

LONGEST = 4096  # characters of a string that can still be a name or a list of suites
DIGITS = 24  # digits of an integer: larger ones are key material or mathematics
Scopes = dict[int, "Scope"]
Maker = Callable[["Node", bytes, Scopes], Expression]


def made(makers: Mapping[str, Maker], node: Node, source: bytes, scopes: Scopes) -> Expression:
    """What this node is, by its type."""
    make = makers.get(node.type)
    return make(node, source, scopes) if make is not None else Opaque("an expression that is not evaluated")


def constant(value: Literal) -> Maker:
    """The same value, whatever the node."""
    return lambda _node, _source, _scopes: value


def binary(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    """``left operator right``; an assignment with an operator is the operation."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or operator is None:
        return Opaque("an operation that cannot be read")
    return Binary(text(operator, source).removesuffix("=") or "=", left, right)


def first(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    """The first part stands for the whole."""
    children = named(node)
    return Same(children[0]) if children else Opaque("an expression that cannot be read")


def last(node: Node, _source: bytes, _scopes: Scopes) -> Expression:
    """The last part stands for the whole."""
    children = named(node)
    return Same(children[-1]) if children else Opaque("an expression that cannot be read")


def function(node: Node, _source: bytes, scopes: Scopes) -> Expression:
    """A function without a name."""
    scope = scopes.get(node.id)
    return Function(scope) if scope is not None else Opaque("a function that cannot be read")


def integer(node: Node, source: bytes, _scopes: Scopes) -> Expression:
    """An integer in the notation of C: a leading 0 is octal."""
    digits = text(node, source).lower().replace("_", "").rstrip("l")
    octal = len(digits) > 1 and digits.startswith("0") and digits.isdigit()
    if len(digits) > DIGITS:
        return Opaque("a large number")
    try:
        return Literal(Number(int(digits, 8) if octal else int(digits, 0)))
    except ValueError:
        return Opaque("a number that cannot be read")
