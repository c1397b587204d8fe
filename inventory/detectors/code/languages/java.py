"""Java for the engine: which files, which grammar, which names are always there."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tree_sitter
    from tree_sitter import Node

    from ..expressions import Expression
    from ..outline import Outline, Scope

_LANG = (
    *("Boolean", "Byte", "Character", "Class", "Integer", "Iterable", "Long", "Math", "Object", "Short", "String"),
    *("StringBuffer", "StringBuilder", "System", "Thread"),
)
_CONTAINERS = MappingProxyType(
    {
        **dict.fromkeys(("List", "ArrayList", "LinkedList", "Set", "HashSet", "LinkedHashSet", "TreeSet"), "items"),
        **dict.fromkeys(("Collection", "Iterable", "Iterator", "Stream", "Queue", "Deque"), "items"),
        **dict.fromkeys(("Map", "HashMap", "LinkedHashMap", "TreeMap", "EnumMap", "ConcurrentHashMap"), "mapping"),
        **dict.fromkeys(
            ("Optional", "Supplier", "Callable", "Future", "CompletableFuture", "AtomicReference"), "optional"
        ),
        **dict.fromkeys(("ThreadLocal", "Provider", "ObjectProvider", "Mono", "Uni"), "optional"),
        "Class": "class",
    }
)


class Java:
    """Java, up to the records, switch expressions and text blocks of version 21."""

    name = "java"
    suffixes = frozenset({".java"})
    interpreters: tuple[bytes, ...] = ()
    enumerations = frozenset({"java.lang.Enum"})
    builtins = MappingProxyType({name: f"java.lang.{name}" for name in _LANG})
    overloads = True
    first_result = False
    package_is_directory = False

    @property
    def containers(self) -> dict[str, str]:
        """Generic types by the last part of their name."""
        return dict(_CONTAINERS)

    def encoding(self, _source: bytes) -> str | None:
        """None: a Java file does not say it."""
        return None

    def mention(self, module: str) -> str:
        """The package, in an import or written out."""
        escaped = module.replace(".", r"\s*\.\s*")
        return rf"\b{escaped}\b"

    def grammar(self) -> tree_sitter.Language:
        """The grammar of tree-sitter-java."""
        return _grammar()

    def outline(self, root: Node, source: bytes) -> Outline:
        """Scopes, bindings and calls of a compilation unit."""
        from .java_outline import outline

        return outline(root, source)

    def expression(self, node: Node, source: bytes, scopes: dict[int, Scope]) -> Expression:
        """What a node is."""
        from .java_expressions import expression

        return expression(node, source, scopes)


@cache
def _grammar() -> tree_sitter.Language:
    import tree_sitter
    import tree_sitter_java

    return tree_sitter.Language(tree_sitter_java.language())
