"""What a language must tell the engine: its grammar, the outline of a file, what an expression is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import tree_sitter
    from tree_sitter import Node

    from ..expressions import Expression
    from ..outline import Outline, Scope


class Language(Protocol):
    """One programming language. Nothing is imported before grammar() is called."""

    @property
    def name(self) -> str:
        """Short name: the folder of its rule packs."""

    @property
    def suffixes(self) -> frozenset[str]:
        """Extensions of its files, in lower case."""

    @property
    def interpreters(self) -> tuple[bytes, ...]:
        """Names in a ``#!`` line."""

    def encoding(self, source: bytes, /) -> str | None:
        """The encoding that a file says it has; None: the usual one."""

    def mention(self, module: str) -> str:
        """A regular expression that every file which uses this module matches."""

    def grammar(self) -> tree_sitter.Language:
        """The grammar."""

    def outline(self, root: Node, source: bytes) -> Outline:
        """Scopes, bindings, calls. Iterative: the depth of the tree is the attacker's choice."""

    def expression(self, node: Node, source: bytes, scopes: dict[int, Scope]) -> Expression:
        """What this node is, one level deep."""

    @property
    def builtins(self) -> Mapping[str, str]:
        """Names that are bound without an import, with what they stand for."""

    @property
    def package_is_directory(self) -> bool:
        """Whether the files of a directory see each other's names without an import."""

    @property
    def first_result(self) -> bool:
        """Whether functions have several results, of which the first one matters (the others are errors)."""

    @property
    def overloads(self) -> bool:
        """Whether functions of one name are told apart by their arguments, and accessors look like methods."""

    @property
    def enumerations(self) -> frozenset[str]:
        """Qualified names of the classes that enumerations derive from."""

    @property
    def containers(self) -> dict[str, str]:
        """Generic types by qualified name: ``items``, ``mapping``, ``optional`` (any of the arguments)."""
