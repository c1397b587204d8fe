"""A question as a tree: ``or`` over ``and`` over ``not`` over comparisons; every error has its place."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

from cryptoagility import algorithms
from cryptoagility.errors import AgilityError

from .fields import FIELDS, Field, Known, Type
from .tokens import Sort, Token, tokens, wrong

DEEPEST = 64
"""Parentheses and ``not`` inside each other."""

LONGEST_LIST = 1000

_ORDERING = frozenset({"<", "<=", ">", ">="})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYWORDS = frozenset({"and", "or", "not", "in"})


class Special(Enum):
    """Words that stand for no value."""

    UNKNOWN = "unknown"
    NONE = "none"


Operand = Known | Special


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field, an operator and the values: it holds if it holds for one value of the list (``!=``: for all)."""

    name: str
    field: Field
    operator: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Turned around; unknown stays unknown."""

    of: Node


@dataclass(frozen=True, slots=True)
class All:
    """``and``."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """``or``."""

    parts: tuple[Node, ...]


Node = Comparison | Not | All | Any


def parse(text: str, given: Collection[str] = ()) -> Node:
    """The tree of a question. ``given``: the options that were given, for fields that need one. Raises UsageError."""
    parser = _Parser(tokens(text), given)
    node = parser.either(0)
    parser.end()
    return node


class _Parser:
    def __init__(self, found: list[Token], given: Collection[str]) -> None:
        self._tokens = found
        self._at = 0
        self._given = given

    def either(self, depth: int) -> Node:
        parts = [self._both(depth)]
        while self._keyword("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def end(self) -> None:
        token = self._next()
        if token.sort is not Sort.END:
            raise wrong(token.column, f"expected and, or, or the end; found {token.shown}")

    def _both(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self._keyword("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise wrong(self._tokens[self._at].column, f"nested deeper than {DEEPEST}")
        if self._keyword("not"):
            return Not(self._one(depth + 1))
        if self._tokens[self._at].sort is not Sort.OPEN:
            return self._comparison()
        opened = self._next()
        node = self.either(depth + 1)
        if self._next().sort is not Sort.CLOSE:
            raise wrong(opened.column, "this parenthesis is not closed")
        return node

    def _comparison(self) -> Comparison:
        token = self._next()
        name = token.text.lower()
        if token.sort is not Sort.WORD or name in _KEYWORDS:
            raise wrong(token.column, f"expected a field, not or (; found {token.shown}")
        field = FIELDS.get(name)
        if field is None:
            raise wrong(token.column, f"no field is called {token.text!r}; there are {', '.join(FIELDS)}")
        if field.needs is not None and field.needs not in self._given:
            raise wrong(token.column, f"{name} needs the option {field.needs}")
        operator = self._operator(name, field)
        return Comparison(name, field, operator, self._operands(field, operator))

    def _operator(self, name: str, field: Field) -> str:
        token = self._next()
        if token.sort is Sort.WORD and token.text.lower() == "in":
            if self._tokens[self._at].sort is not Sort.OPEN:
                raise wrong(self._tokens[self._at].column, "expected ( after in")
            return "="
        if token.sort is not Sort.OPERATOR:
            raise wrong(token.column, f"expected = != < <= > >= ~ or in after {name}; found {token.shown}")
        ordered = field.order or field.type in (Type.NUMBER, Type.DAY)
        if token.text in _ORDERING and not ordered:
            raise wrong(token.column, f"{name} has no order: use = != or ~")
        if token.text == "~" and field.type in (Type.NUMBER, Type.DAY):
            raise wrong(token.column, f"{name} has no patterns: use = != < <= > >=")
        return token.text

    def _operands(self, field: Field, operator: str) -> tuple[Operand, ...]:
        if self._tokens[self._at].sort is not Sort.OPEN:
            return (self._operand(field, operator),)
        opened = self._next()
        found = [self._operand(field, operator)]
        while (token := self._next()).sort is Sort.COMMA:
            found.append(self._operand(field, operator))
            if len(found) > LONGEST_LIST:
                raise wrong(opened.column, f"a list of more than {LONGEST_LIST:,} values")
        if token.sort is not Sort.CLOSE:
            raise wrong(token.column, f"expected , or ) in a list; found {token.shown}")
        return tuple(found)

    def _operand(self, field: Field, operator: str) -> Operand:
        token = self._next()
        if token.sort not in (Sort.WORD, Sort.TEXT):
            raise wrong(token.column, f"expected a value; found {token.shown}")
        if (
            token.sort is Sort.WORD
            and token.text.lower() in ("unknown", "none")
            and token.text.lower() not in field.order
        ):
            if operator not in ("=", "!="):
                raise wrong(token.column, f"{token.text.lower()} is only asked for with = or !=")
            return Special(token.text.lower())
        return _operand(field, operator, token)

    def _keyword(self, word: str) -> bool:
        token = self._tokens[self._at]
        if token.sort is Sort.WORD and token.text.lower() == word:
            self._at += 1
            return True
        return False

    def _next(self) -> Token:
        token = self._tokens[self._at]
        if token.sort is not Sort.END:
            self._at += 1
        return token


def _operand(field: Field, operator: str, token: Token) -> Known:
    text = token.text
    if field.type is Type.NUMBER:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise wrong(token.column, f"expected a number; found {token.shown}")
        return int(text)
    if field.type is Type.DAY:
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text).isoformat()
        except ValueError:
            pass
        raise wrong(token.column, f"expected {Type.DAY.value}; found {token.shown}")
    if field.order and operator != "~" and text.lower() not in field.order:
        raise wrong(token.column, f"expected one of {', '.join(field.order)}; found {token.shown}")
    if field.type is Type.NAME and operator != "~":
        try:
            return algorithms.parse(text).name
        except AgilityError as error:
            raise wrong(token.column, str(error)) from error
    return text
