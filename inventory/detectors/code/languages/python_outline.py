"""The outline of a Python module, made in one walk over the tree without recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..outline import Outline
from .python_definitions import DEFINITIONS
from .python_statements import STATEMENTS
from .python_walk import Leave, Walk

if TYPE_CHECKING:
    from tree_sitter import Node

_QUOTES = frozenset(b"\"'")
_ENTER = {**DEFINITIONS, **STATEMENTS}


def outline(root: Node, source: bytes) -> Outline:
    """The outline of this module."""
    walk = Walk(root, source)
    cursor = root.walk()
    leaving: list[tuple[int, Leave]] = []
    depth = 0
    enter_by_type = _ENTER
    while True:
        node = cursor.node
        assert node is not None
        kind = node.type
        enter = enter_by_type.get(kind)
        if enter is not None:
            leave = enter(walk, node)
            if leave is not None:
                leaving.append((depth, leave))
        plain = kind == "string" and source[node.start_byte] in _QUOTES  # no prefix: nothing is evaluated in it
        if not plain and cursor.goto_first_child():
            depth += 1
            continue
        while True:
            while leaving and leaving[-1][0] == depth:
                leaving.pop()[1]()
            if cursor.goto_next_sibling():
                break
            if not cursor.goto_parent():
                return walk.outline
            depth -= 1
