"""JSON that says where it is wrong: a value with its place (JSON pointer, RFC 6901), and what was expected there."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..errors import Unreadable

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 60
_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"),
    (int, "a number"),
    (float, "a number"),
    (str, "a text"),
    (list, "a list"),
    (dict, "an object"),
)


def load(text: str) -> Any:
    """The value in this JSON text. Refuses a name that is there twice, NaN, and half of a surrogate pair.

    Raises Unreadable with the reason and nothing else.
    """
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_constant)
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error
    except ValueError as error:
        raise Unreadable(f"not JSON: {error}") from error
    if _SURROGATE.search(text) and (place := _half_pair(value)) is not None:
        raise Unreadable(f"{place}: half of a surrogate pair, which is no character")
    return value


def pointer(place: str, step: str | int) -> str:
    """The place one step further in."""
    return f"{place}/{str(step).replace('~', '~0').replace('/', '~1')}"


def described(value: object) -> str:
    """What a value is, for a message: its type, and itself if it is short and no container."""
    if value is None:
        return "null"
    name = next(name for type, name in _TYPES if isinstance(value, type))
    if isinstance(value, dict | list):
        return name if value else f"{name} that is empty"
    shown = json.dumps(value, ensure_ascii=False)
    return f"{name}: {shown if len(shown) <= _SHOWN else shown[:_SHOWN] + '…'}"


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place. Every question to it gives the asked type or raises Unreadable with place and reason."""

    value: object
    place: str = ""

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node]:
        """An object with exactly these names."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        for name in required:
            if name not in self.value:
                raise Unreadable(f"{self.place or '/'}: {name!r} is missing")
        for name in self.value:
            if name not in required and name not in optional:
                raise Unreadable(f"{pointer(self.place, name)}: a name that is not known here")
        return {name: Node(value, pointer(self.place, name)) for name, value in self.value.items()}

    def items(self) -> tuple[Node, ...]:
        """The members of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return tuple(Node(value, pointer(self.place, number)) for number, value in enumerate(self.value))

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise self.wrong("a text")
        return self.value

    def optional_text(self) -> str | None:
        """A text, or None for null."""
        return None if self.value is None else self.text()

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def integer(self, lowest: int = 0) -> int:
        """A whole number from ``lowest``."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < lowest:
            raise self.wrong(f"a whole number from {lowest}")
        return self.value

    def number(self) -> float:
        """A number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.wrong("a number")
        return float(self.value)

    def optional_integer(self, lowest: int = 0) -> int | None:
        """A whole number, or None for null."""
        return None if self.value is None else self.integer(lowest)

    def boolean(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("true or false")
        return self.value

    def day(self) -> date:
        """A day, YYYY-MM-DD."""
        try:
            if isinstance(self.value, str) and _DAY.fullmatch(self.value):
                return date.fromisoformat(self.value)
        except ValueError:
            pass
        raise self.wrong("a day such as 2031-01-01")

    def optional_day(self) -> date | None:
        """A day, or None for null."""
        return None if self.value is None else self.day()

    def one_of(self, words: Collection[str]) -> str:
        """One of these words."""
        if not isinstance(self.value, str) or self.value not in words:
            raise self.wrong(f"one of {', '.join(words)}")
        return self.value

    def wrong(self, expected: str) -> Unreadable:
        """The error: where, what was expected, what is there."""
        return Unreadable(f"{self.place or '/'}: expected {expected}, found {described(self.value)}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice!r} occurs twice in one object")
    return made


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _half_pair(value: object) -> str | None:
    """The place of the first text that cannot be written as UTF-8."""
    pending: list[tuple[str, object]] = [("", value)]
    while pending:
        place, one = pending.pop()
        if isinstance(one, str) and _is_half(one):
            return place or "/"
        if isinstance(one, dict):
            if any(_is_half(name) for name in one):
                return f"a name in {place or '/'}"
            pending.extend((pointer(place, name), item) for name, item in reversed(one.items()))
        elif isinstance(one, list):
            pending.extend((pointer(place, number), one[number]) for number in reversed(range(len(one))))
    return None


def _is_half(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)
