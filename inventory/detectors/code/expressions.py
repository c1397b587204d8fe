"""Expressions of any language in one shape, one level at a time: what the resolver needs to know of a node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .values import Value

if TYPE_CHECKING:
    from tree_sitter import Node

    from .outline import Scope


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in the source."""

    value: Value


@dataclass(frozen=True, slots=True)
class Reference:
    """A bare name, and where it stands."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Member:
    """``object.name``."""

    object: Node
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """``function(arguments)``."""

    function: Node
    positional: tuple[Node, ...]
    keywords: tuple[tuple[str, Node], ...]
    spread: tuple[Node, ...]  # what is unpacked into arguments
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Binary:
    """``left operator right``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: a conditional expression, ``a or b``."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, tuple or set display."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dictionary display."""

    pairs: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True, slots=True)
class Subscript:
    """``object[keys]``; ``bounds`` instead of keys for a slice."""

    object: Node
    keys: tuple[Node, ...]
    bounds: tuple[Node | None, Node | None] | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A string put together from parts."""

    parts: tuple[Node | str, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """A comprehension: the expression of its elements, in its own scope."""

    node: Node
    scope: Scope


@dataclass(frozen=True, slots=True)
class Function:
    """A function without a name."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class Same:
    """Another node stands for this one (parentheses, await)."""

    node: Node


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that is not evaluated, and why."""

    reason: str


Expression = (
    Literal
    | Reference
    | Member
    | Call
    | Binary
    | Choice
    | Sequence
    | Dictionary
    | Subscript
    | Format
    | Element
    | Function
    | Same
    | Opaque
)
