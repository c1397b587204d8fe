"""Values of a parsed document by the type that they must have: what has another one is told, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .text import safe

Table = Mapping[str, Any]

_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "a truth value"),
    (str, "a string"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "a table"),
    (type(None), "null"),
)
_LONGEST = 80  # characters of a key in a message


class Typed:
    """Takes values out of tables. What is not there is empty; what has the wrong type is empty and in ``wrong``.

    ``wrong`` holds the key and the message: ``[project] dependencies: expected a list of strings, found a table``.
    """

    def __init__(self) -> None:
        self.wrong: list[tuple[str, str]] = []

    def table(self, parent: Table, key: str, where: str = "") -> Table:
        """A table."""
        value = self._of(parent, key, where, dict, "a table")
        return value if isinstance(value, dict) else {}

    def tables(self, parent: Table, key: str, where: str = "") -> Iterator[tuple[str, Table]]:
        """The tables in a list, each with its place."""
        place = _place(where, key)
        for number, value in enumerate(self._list(parent, key, where, "a list of tables"), 1):
            if isinstance(value, dict):
                yield f"{place} {number}:", value
            else:
                self.refuse(key, f"{place} {number}: expected a table, found {found(value)}")

    def strings(self, parent: Table, key: str, where: str = "") -> list[str]:
        """The strings in a list."""
        return [value for value in self.items(parent, key, where) if isinstance(value, str)]

    def items(self, parent: Table, key: str, where: str = "", besides: str | None = None) -> list[Any]:
        """The strings in a list, and the tables in it that have the key ``besides``."""
        made = []
        for number, value in enumerate(self._list(parent, key, where, "a list of strings"), 1):
            if isinstance(value, str) or (besides is not None and isinstance(value, dict) and besides in value):
                made.append(value)
            else:
                self.refuse(key, f"{_place(where, key)} {number}: expected a string, found {found(value)}")
        return made

    def string(self, parent: Table, key: str, where: str = "") -> str | None:
        """A string."""
        value = self._of(parent, key, where, str, "a string")
        return value if isinstance(value, str) else None

    def refuse(self, key: str, message: str) -> None:
        """Notes a value of the wrong type."""
        self.wrong.append((key, message))

    def _list(self, parent: Table, key: str, where: str, expected: str) -> list[Any]:
        value = self._of(parent, key, where, list, expected)
        return value if isinstance(value, list) else []

    def _of(self, parent: Table, key: str, where: str, type: type, expected: str) -> object:
        value = parent.get(key)
        if value is not None and not isinstance(value, type):
            self.refuse(key, f"{_place(where, key)}: expected {expected}, found {found(value)}")
        elif value is None and key in parent:
            self.refuse(key, f"{_place(where, key)}: expected {expected}, found null")
        return value


def found(value: object) -> str:
    """What a value is, in words."""
    return next((name for type, name in _NAMES if isinstance(value, type)), "a date or time")


def _place(where: str, key: str) -> str:
    shown = safe(key, _LONGEST)
    return f"{where} {shown}" if where else shown
