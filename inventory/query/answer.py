"""The answer to a question: what it holds for, and what it is not known of. Comparing with unknown is never true."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any as Anything

from .fields import Field, Known, Row, Type, Value
from .parse import All, Comparison, Node, Not, Special

_TESTS: Mapping[str, Callable[[Anything, Anything], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows for which it holds, and rows of which nobody can say."""

    rows: tuple[Row, ...]
    unknown: tuple[Row, ...]


def ask(question: Node, rows: Iterable[Row]) -> Answer:
    """The answer, in the order of the rows."""
    holds: list[Row] = []
    unknown: list[Row] = []
    for row in rows:
        result = _holds(question, row, {})
        if result is None:
            unknown.append(row)
        elif result:
            holds.append(row)
    return Answer(tuple(holds), tuple(unknown))


def _holds(node: Node, row: Row, seen: dict[str, Value]) -> bool | None:
    """Logic of three values: true, false, and None for unknown."""
    if isinstance(node, Comparison):
        value = seen.get(node.name)
        if value is None:
            value = seen[node.name] = node.field.value(row)
        return _compared(node, value)
    if isinstance(node, Not):
        result = _holds(node.of, row, seen)
        return None if result is None else not result
    decisive = not isinstance(node, All)  # one false decides "and", one true decides "or"
    results = [_holds(part, row, seen) for part in node.parts]
    if decisive in results:
        return decisive
    return None if None in results else not decisive


def _compared(node: Comparison, value: Value) -> bool | None:
    if node.operator == "!=":
        result = _equal_to_any(node, value)
        return None if result is None else not result
    if node.operator == "=":
        return _equal_to_any(node, value)
    test = _test(node.field, node.operator)
    if any(test(one, operand) for one in value.known for operand in _plain(node)):
        return True
    return None if value.unknown else False


def _equal_to_any(node: Comparison, value: Value) -> bool | None:
    """Whether one of the values is asked for; ``unknown`` and ``none`` can be asked for as well."""
    plain = _plain(node)
    if Special.UNKNOWN in node.operands and value.unknown:
        return True
    if Special.NONE in node.operands and not value.known and not value.unknown:
        return True
    if any(_equal(one, operand) for one in value.known for operand in plain):
        return True
    return None if value.unknown and plain else False


def _plain(node: Comparison) -> list[Known]:
    return [operand for operand in node.operands if not isinstance(operand, Special)]


def _equal(value: Known, operand: Known) -> bool:
    if isinstance(value, str) and isinstance(operand, str):
        return value.casefold() == operand.casefold()
    return value == operand


def _test(field: Field, sign: str) -> Callable[[Known, Known], bool]:
    if sign == "~":
        return lambda value, pattern: _matches(str(pattern), field.type is Type.PATH, str(value))
    test = _TESTS[sign]
    if field.order:
        return lambda value, operand: test(field.order.index(str(value)), field.order.index(str(operand).lower()))
    return test


def _matches(pattern: str, path: bool, value: str) -> bool:
    return _compiled(pattern, path).fullmatch(value) is not None


@cache
def _compiled(pattern: str, path: bool) -> Anything:
    """A pattern as a regular expression, by an engine whose time is linear whatever the pattern."""
    import re2

    made = []
    at = 0
    while at < len(pattern):
        if path and pattern.startswith("**/", at):
            made.append("(?:.*/)?")
            at += 3
        elif pattern.startswith("**", at):
            made.append(".*")
            at += 2
        else:
            wild = {"*": "[^/]*" if path else ".*", "?": "[^/]" if path else "."}
            made.append(wild.get(pattern[at]) or re2.escape(pattern[at]))
            at += 1
    return re2.compile("(?is)" + "".join(made))
