"""Where the walk over a Python module is: the scope, the blocks and loops around, and how names are bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..outline import Binding, BindingKind, Setting, Store
from .walk import Walk, named

if TYPE_CHECKING:
    from tree_sitter import Node

_GROUPS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list", "parenthesized_expression"}
)


class PythonWalk(Walk):
    """Where the walk over a module is."""

    def __init__(self, root: Node, source: bytes) -> None:
        super().__init__(root, source)
        self.decorators: tuple[str, ...] = ()
        self.subjects: list[tuple[int, Node]] = []  # of match statements, with their end

    def assign(self, target: Node, value: Node | None, end: int, kind: BindingKind, annotation: Node | None) -> None:
        """Bind every name of a target to its part of the value."""
        for part, path in _targets(target):
            binding = self.binding(kind, value, end, path=path, annotation=annotation)
            if part.type == "identifier":
                self.scope.bind(self.text(part), binding)
            elif part.type == "attribute":
                self.attribute(part, binding, value)
            elif part.type == "subscript" and value is not None and path == ():
                self.store(part, value)

    def store(self, target: Node, value: Node) -> None:
        """Note what is put into a dictionary."""
        object, key = target.child_by_field_name("value"), target.child_by_field_name("subscript")
        if object is not None and key is not None:
            self.outline.stores.append(Store(object, key, value, self.scope))

    def attribute(self, target: Node, binding: Binding, value: Node | None) -> None:
        """Bind an attribute of the object itself, and note the setting of an attribute of any object."""
        object, name = target.child_by_field_name("object"), target.child_by_field_name("attribute")
        if object is None or name is None:
            return
        attribute = self.text(name)
        method = self.scope.method_around()
        if method is not None and method.owner is not None and self.text(object) == method.receiver:
            home = method.owner.bindings if method.of_class else method.owner.attributes
            home.setdefault(attribute, []).append(binding)
            self.outline.attributes.add(attribute)
        if value is not None:
            span = (target.start_byte, binding.end)
            line = target.start_point[0] + 1
            self.outline.settings.append(
                Setting(object, attribute, value, binding.path, self.scope, span, line, self.blocks[-1])
            )


def _targets(node: Node) -> Iterator[tuple[Node, tuple[int, ...] | None]]:
    """The names and attributes that are assigned to, each with its path in the value."""
    waiting: list[tuple[Node, tuple[int, ...] | None]] = [(node, ())]
    while waiting:
        part, path = waiting.pop()
        if part.type not in _GROUPS:
            yield part, path
            continue
        children = named(part)
        if part.type == "parenthesized_expression":
            waiting.extend((child, path) for child in children)
            continue
        for index, child in enumerate(children):
            if child.type == "list_splat_pattern":
                waiting.extend((inner, None) for inner in named(child))
                path = None  # what follows a star cannot be counted from the left
            else:
                waiting.append((child, None if path is None else (*path, index)))
