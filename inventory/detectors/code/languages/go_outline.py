"""The outline of a Go file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..outline import Outline
from .go_definitions import DEFINITIONS
from .go_statements import STATEMENTS
from .walk import Walk, traverse

if TYPE_CHECKING:
    from tree_sitter import Node

_ENTER = {**DEFINITIONS, **STATEMENTS}
_CLOSED: dict[str, Callable[[Node], bool]] = dict.fromkeys(
    ("interpreted_string_literal", "raw_string_literal"), lambda _node: True
)


def outline(root: Node, source: bytes) -> Outline:
    """The outline of this file."""
    return traverse(root, Walk(root, source), _ENTER, _CLOSED).outline
