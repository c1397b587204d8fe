"""Typed reading of a mapping: every key is known, every value has its type, every refusal says where."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import ClassVar, Self, TypeVar

from .errors import MalformedInput
from .strict_yaml import Entries, Items, Node, Scalar, Value, quoted

Found = TypeVar("Found")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Section:
    """A mapping that is being read: every key is known, every value has its type.

    Raises ``failure``, with the file and the line.
    """

    failure: ClassVar[type[Exception]] = MalformedInput

    def __init__(self, node: Node, name: str, what: str, keys: frozenset[str]) -> None:
        if not isinstance(node, Entries):
            raise self.failure(f"{name}:{node.line}: {what} must be a mapping")
        self._node = node
        self._name = name
        self._what = what
        for key, line in node.lines.items():
            if key not in keys:
                raise self.failure(
                    f"{name}:{line}: unknown key {quoted(key)} in {what}; known: {', '.join(sorted(keys))}"
                )

    def has(self, key: str) -> bool:
        """Whether the key is there at all."""
        return key in self._node.entries

    def text(self, key: str) -> str:
        """Text that is not empty."""
        return self._required(key, self.optional_text(key))

    def optional_text(self, key: str) -> str | None:
        """Text or null."""
        value = self._scalar(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        raise self.error(key, "must be text")

    def integer(self, key: str, lowest: int, highest: int) -> int:
        """A whole number in a range."""
        value = self._scalar(key)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise self.error(key, f"must be a whole number from {lowest} to {highest}")
        return value

    def boolean(self, key: str) -> bool:
        """True or false."""
        value = self._scalar(key)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def choice(self, key: str, words: frozenset[str]) -> str:
        """One of these words."""
        value = self.text(key)
        if value not in words:
            raise self.error(key, f"is {quoted(value)}; it must be one of {', '.join(sorted(words))}")
        return value

    def day(self, key: str) -> date | None:
        """A day as quoted text, YYYY-MM-DD, or null."""
        value = self.optional_text(key)
        if value is None:
            return None
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise self.error(key, f"is {quoted(value)}; a day is written as YYYY-MM-DD in quotes")

    def texts(self, key: str, empty: bool = True) -> tuple[str, ...]:
        """A list of texts without repetition."""
        return self._required(key, self.optional_texts(key, empty))

    def optional_texts(self, key: str, empty: bool = True) -> tuple[str, ...] | None:
        """A list of texts without repetition, or null."""
        node = self._node_of(key)
        if isinstance(node, Scalar) and node.value is None:
            return None
        if not isinstance(node, Items):
            raise self.error(key, "must be a list")
        found: dict[str, None] = {}
        for item in node.items:
            if not isinstance(item, Scalar) or not isinstance(item.value, str) or not item.value.strip():
                raise self.failure(f"{self._name}:{item.line}: {key} of {self._what} must hold texts only")
            if item.value in found:
                raise self.failure(
                    f"{self._name}:{item.line}: {quoted(item.value)} is there twice in {key} of {self._what}"
                )
            found[item.value] = None
        if not found and not empty:
            raise self.error(key, "must not be empty")
        return tuple(found)

    def sections(self, key: str, what: str, keys: frozenset[str]) -> tuple[Self, ...]:
        """A list of mappings."""
        node = self._node_of(key)
        if not isinstance(node, Items):
            raise self.error(key, "must be a list")
        return tuple(
            type(self)(item, self._name, f"{what} {number}", keys) for number, item in enumerate(node.items, start=1)
        )

    def section(self, key: str, keys: frozenset[str]) -> Self | None:
        """A mapping, or null."""
        node = self._node_of(key)
        if isinstance(node, Scalar) and node.value is None:
            return None
        return type(self)(node, self._name, key, keys)

    def checked(self, key: str, check: Callable[[], None]) -> None:
        """Run a check that raises ValueError, and say where the value stands."""
        try:
            check()
        except ValueError as error:
            raise self.error(key, str(error)) from error

    def error(self, key: str | None, why: str) -> Exception:
        """What is wrong with this key (or with the whole mapping), and where."""
        line = self._node.lines.get(key, self._node.line) if key is not None else self._node.line
        subject = f"{key} of {self._what}" if key is not None else self._what
        return self.failure(f"{self._name}:{line}: {subject} {why}")

    def _node_of(self, key: str) -> Node:
        node = self._node.entries.get(key)
        if node is None:
            raise self.failure(f"{self._name}:{self._node.line}: {self._what} has no {quoted(key)}")
        return node

    def _scalar(self, key: str) -> Value:
        node = self._node_of(key)
        if not isinstance(node, Scalar):
            raise self.error(key, "must be a single value")
        return node.value

    def _required(self, key: str, value: Found | None) -> Found:
        if value is None:
            raise self.error(key, "must not be null")
        return value
