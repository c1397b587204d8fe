"""Python for the engine: which files, which grammar, which names are always there."""

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

_CONTAINERS = MappingProxyType(
    {
        **dict.fromkeys(("list", "tuple", "set", "frozenset", "Sequence", "Iterable", "List", "Tuple"), "items"),
        **dict.fromkeys(("Iterator", "Collection", "Set", "FrozenSet", "Generator", "deque"), "items"),
        **dict.fromkeys(("dict", "Mapping", "Dict", "MutableMapping", "OrderedDict", "defaultdict"), "mapping"),
        **dict.fromkeys(("Optional", "Union", "Final", "ClassVar", "Annotated", "Awaitable"), "optional"),
        **dict.fromkeys(("type", "Type"), "class"),
    }
)

_CODING = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263

_BUILTINS = (
    *("__import__", "bytearray", "bytes", "classmethod", "dict", "enumerate", "filter", "frozenset", "getattr"),
    *("int", "isinstance", "len", "list", "map", "object", "open", "print", "property", "range", "reversed", "set"),
    *("sorted", "staticmethod", "str", "super", "tuple", "type", "zip"),
)


class Python:
    """Python 3 (and what the grammar still reads of Python 2)."""

    name = "python"
    suffixes = frozenset({".py", ".pyw", ".pyi"})
    interpreters = (b"python",)
    enumerations = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})
    builtins = MappingProxyType({name: f"builtins.{name}" for name in _BUILTINS})
    overloads = False
    first_result = False
    package_is_directory = False

    @property
    def containers(self) -> dict[str, str]:
        """Generic types by the last part of their name."""
        return dict(_CONTAINERS)

    def encoding(self, source: bytes) -> str | None:
        """What a comment in the first two lines declares (PEP 263)."""
        for line in source[:512].split(b"\n", 2)[:2]:
            found = _CODING.match(line)
            if found is not None:
                return found[1].decode("ascii")
            if line.strip() and not line.lstrip().startswith(b"#"):
                return None
        return None

    def mention(self, module: str) -> str:
        """An import statement or a call of the import function that names the module."""
        return rf"(?:\bfrom[ \t]|import(?:_module|__)?[ \t(])[^#\n]*(?:\\\r?\n[^#\n]*)*\b{module}\b"

    def grammar(self) -> tree_sitter.Language:
        """The grammar of tree-sitter-python."""
        return _grammar()

    def outline(self, root: Node, source: bytes) -> Outline:
        """Scopes, bindings and calls of a module."""
        from .python_outline import outline

        return outline(root, source)

    def expression(self, node: Node, source: bytes, scopes: dict[int, Scope]) -> Expression:
        """What a node is."""
        from .python_expressions import expression

        return expression(node, source, scopes)


@cache
def _grammar() -> tree_sitter.Language:
    import tree_sitter
    import tree_sitter_python

    return tree_sitter.Language(tree_sitter_python.language())
