"""Go for the engine: which files, which grammar, which names are always there."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tree_sitter
    from tree_sitter import Node

    from ..expressions import Expression
    from ..outline import Outline, Scope

_BUILTINS = ("append", "copy", "len", "make", "min", "max", "new", "string")


class Go:
    """Go, with generics."""

    name = "go"
    suffixes = frozenset({".go"})
    interpreters: tuple[bytes, ...] = ()
    enumerations: frozenset[str] = frozenset()
    builtins = MappingProxyType({name: f"builtin.{name}" for name in _BUILTINS})
    overloads = False
    first_result = True
    package_is_directory = True

    @property
    def containers(self) -> dict[str, str]:
        """None: slices and maps are types of the language."""
        return {}

    def encoding(self, _source: bytes) -> str | None:
        """None: Go is UTF-8."""
        return None

    def mention(self, module: str) -> str:
        """The path of a package, or of one below it, in quotes."""
        return rf'"{re.escape(module)}(?:/[^"\n]*)?"'

    def grammar(self) -> tree_sitter.Language:
        """The grammar of tree-sitter-go."""
        return _grammar()

    def outline(self, root: Node, source: bytes) -> Outline:
        """Scopes, bindings and calls of a file."""
        from .go_outline import outline

        return outline(root, source)

    def expression(self, node: Node, source: bytes, scopes: dict[int, Scope]) -> Expression:
        """What a node is."""
        from .go_expressions import expression

        return expression(node, source, scopes)


@cache
def _grammar() -> tree_sitter.Language:
    import tree_sitter
    import tree_sitter_go

    return tree_sitter.Language(tree_sitter_go.language())
