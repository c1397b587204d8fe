"""The outline of a Java compilation unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..outline import Outline
from .java_definitions import DEFINITIONS
from .java_statements import STATEMENTS
from .walk import Walk, traverse

if TYPE_CHECKING:
    from tree_sitter import Node

_ENTER = {**DEFINITIONS, **STATEMENTS}
_CLOSED: dict[str, Callable[[Node], bool]] = {"string_literal": lambda _node: True}


def outline(root: Node, source: bytes) -> Outline:
    """The outline of this compilation unit."""
    return traverse(root, Walk(root, source), _ENTER, _CLOSED).outline
