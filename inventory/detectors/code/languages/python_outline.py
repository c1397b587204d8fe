"""The outline of a Python module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..outline import Outline
from .python_definitions import DEFINITIONS
from .python_statements import STATEMENTS
from .python_walk import PythonWalk
from .walk import traverse

if TYPE_CHECKING:
    from tree_sitter import Node

_QUOTES = frozenset(b"\"'")
_ENTER = {**DEFINITIONS, **STATEMENTS}


def outline(root: Node, source: bytes) -> Outline:
    """The outline of this module."""

    def plain(node: Node) -> bool:
        return source[node.start_byte] in _QUOTES  # no prefix: nothing is evaluated in it

    return traverse(root, PythonWalk(root, source), _ENTER, {"string": plain}).outline
