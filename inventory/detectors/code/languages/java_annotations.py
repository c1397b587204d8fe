"""Annotations of Java frameworks that fill a field or parameter from the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .walk import Walk, named

if TYPE_CHECKING:
    from tree_sitter import Node

_PREFIXES = frozenset({"ConfigurationProperties", "ConfigMapping"})  # of Spring, of Quarkus
_PROPERTIES = frozenset({"ConfigProperty", "NamedConfig"})  # of MicroProfile
_VALUES = frozenset({"Value"})  # of Spring, Micronaut


def configured_by(walk: Walk, node: Node, name: str) -> str | None:
    """The text with placeholders that fills a field or parameter of this name; None if nothing does."""
    for kind, given in _annotations(walk, node):
        if kind in _VALUES and (text := given.get("value")) is not None:
            return text
        if kind in _PROPERTIES and (key := given.get("name", given.get("value"))) is not None:
            default = given.get("defaultValue")
            return f"${{{key}:{default}}}" if default is not None else f"${{{key}}}"
    around = node.parent.parent if node.parent is not None else None
    component = around is not None and around.type == "record_declaration"
    filled = node.type != "formal_parameter" or component
    return f"${{{walk.scope.prefix}.{name}}}" if walk.scope.prefix and filled else None


def prefix_of(walk: Walk, node: Node) -> str | None:
    """The prefix of the properties that fill the fields of a class."""
    for kind, given in _annotations(walk, node):
        if kind in _PREFIXES:
            return given.get("prefix", given.get("value"))
    return None


def _annotations(walk: Walk, node: Node) -> list[tuple[str, dict[str, str]]]:
    """The annotations of a declaration, each with the texts that it is given."""
    found: list[tuple[str, dict[str, str]]] = []
    for modifiers in (child for child in node.children if child.type == "modifiers"):
        for one in (child for child in modifiers.children if child.type == "annotation"):
            name, arguments = one.child_by_field_name("name"), one.child_by_field_name("arguments")
            if name is None or arguments is None:
                continue
            given: dict[str, str] = {}
            for argument in named(arguments):
                key, value = argument.child_by_field_name("key"), argument.child_by_field_name("value")
                text = value if value is not None else argument
                if text.type == "string_literal":
                    given[walk.text(key) if key is not None else "value"] = walk.text(text)[1:-1]
            found.append((walk.text(name).rpartition(".")[2], given))
    return found
