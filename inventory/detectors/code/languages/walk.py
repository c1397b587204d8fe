"""The walk over a syntax tree, for every language: the scope, the blocks and loops around, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from ..outline import Binding, BindingKind, Outline, Parameter, Scope, ScopeKind, Span

if TYPE_CHECKING:
    from tree_sitter import Node

Leave = Callable[[], None]


class Walk:
    """Where the walk is."""

    def __init__(self, root: Node, source: bytes) -> None:
        self.source = source
        self.scope = Scope(ScopeKind.MODULE, "", None, (root.start_byte, root.end_byte))
        self.outline = Outline(self.scope, source)
        self.blocks: list[Span] = [self.scope.span]
        self.loops: list[Span | None] = [None]

    def text(self, node: Node) -> str:
        """The source of a node."""
        return text(node, self.source)

    def enter_scope(self, node: Node, scope: Scope) -> Leave:
        """Go into a scope; the answer is how to leave it."""
        outer, blocks, loops = self.scope, self.blocks, self.loops
        self.outline.scopes[node.id] = scope
        self.scope, self.blocks, self.loops = scope, [scope.span], [None]

        def leave() -> None:
            self.scope, self.blocks, self.loops = outer, blocks, loops

        return leave

    def enter_block(self, node: Node) -> Leave:
        """Go into a block that has names of its own."""
        outer, blocks, scope = self.scope, self.blocks, Scope(ScopeKind.BLOCK, "", self.scope, span_of(node))
        self.outline.scopes[node.id] = scope
        self.scope = scope
        blocks.append(scope.span)

        def leave() -> None:
            self.scope = outer
            popped(blocks)

        return leave

    def enter_update(self, node: Node) -> Leave | None:
        """Go into what a loop does after each round: it stands before the body and need not have happened there."""
        parent = node.parent
        again = parent is not None and node in parent.children_by_field_name("update")
        return self.enter_block(node) if again else None

    def enter_loop(self, node: Node) -> Leave:
        """Go into a loop."""
        loops = self.loops
        loops.append(loops[-1] if loops[-1] is not None else span_of(node))
        return lambda: popped(loops)

    def binding(
        self,
        kind: BindingKind,
        node: Node | None,
        end: int,
        *,
        qualified: str | None = None,
        path: tuple[int, ...] | None = (),
        annotation: Node | None = None,
        defined: Scope | None = None,
        parameter: Parameter | None = None,
    ) -> Binding:
        """A binding that is made here."""
        block, loop = self.blocks[-1], self.loops[-1]
        return Binding(kind, self.scope, node, qualified, path, annotation, defined, parameter, end, block, loop)


W = TypeVar("W", bound=Walk)
T = TypeVar("T")


def traverse(
    root: Node,
    walk: W,
    enter: Mapping[str, Callable[[W, Node], Leave | None]],
    closed: Mapping[str, Callable[[Node], bool]],
) -> W:
    """Every node in the order of the source, what is closed not looked into."""
    cursor = root.walk()
    leaving: list[tuple[int, Leave]] = []
    depth = 0
    while True:
        node = cursor.node
        assert node is not None
        kind = node.type
        entering = enter.get(kind)
        if entering is not None:
            leave = entering(walk, node)
            if leave is not None:
                leaving.append((depth, leave))
        if not (kind in closed and closed[kind](node)) and cursor.goto_first_child():
            depth += 1
            continue
        while True:
            while leaving and leaving[-1][0] == depth:
                leaving.pop()[1]()
            if cursor.goto_next_sibling():
                break
            if not cursor.goto_parent():
                return walk
            depth -= 1


def text(node: Node, source: bytes) -> str:
    """The source of a node."""
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def named(node: Node) -> list[Node]:
    """Children with a name, comments left out."""
    return [child for child in node.named_children if not child.type.endswith("comment")]


def span_of(node: Node) -> Span:
    """First byte of a node, and the one behind its last."""
    return (node.start_byte, node.end_byte)


def popped(stack: list[T]) -> None:
    """Leave what was entered last."""
    stack.pop()
