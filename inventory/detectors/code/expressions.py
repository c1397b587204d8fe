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
    """A bare name, and where it stands; ``called`` if it names a method that is called."""

    name: str
    position: int
    called: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """``object.name``; ``called`` if it names a method that is called."""

    object: Node
    name: str
    called: bool = False


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
class Own:
    """The object itself (``this``, ``super``), its class, or what its class derives from."""

    of_class: bool = False
    base: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """An object of a class that is written out on the spot; without a class an array of bytes of this length."""

    scope: Scope | None
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """A value of which the program says the type."""

    node: Node
    kind: Node


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
    | Own
    | Made
    | Cast
    | Same
    | Opaque
)
