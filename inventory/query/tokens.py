"""The words of a question, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ..errors import UsageError

LONGEST = 4096
"""Characters of a question."""


class Sort(Enum):
    """What a token is."""

    WORD = "a word"
    TEXT = "a text in quotes"
    OPERATOR = "an operator"
    OPEN = "("
    CLOSE = ")"
    COMMA = ","
    END = "the end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, text or sign; ``column`` counts from 1."""

    sort: Sort
    text: str
    column: int

    @property
    def shown(self) -> str:
        """What it is, for a message."""
        return self.sort.value if self.sort is Sort.END else repr(self.text)


_SIGNS = {"(": Sort.OPEN, ")": Sort.CLOSE, ",": Sort.COMMA}
_TOKEN = re.compile(
    r"""\s*(?:(?P<operator>!=|<=|>=|=|<|>|~)|(?P<sign>[(),])|(?P<quote>["'])|(?P<word>[^\s()=<>!~,"']+))"""
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_QUOTED = {quote: re.compile(rf"(?:[^{quote}\\]|\\.)*", re.DOTALL) for quote in "\"'"}


def wrong(column: int, why: str) -> UsageError:
    """The error of a question that cannot be asked."""
    return UsageError(f"the question, character {column}: {why}")


def tokens(text: str) -> list[Token]:
    """The tokens of a question, an end last. Raises UsageError with the place."""
    if len(text) > LONGEST:
        raise wrong(LONGEST + 1, f"longer than the limit of {LONGEST:,} characters")
    found: list[Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise wrong(start + 1, f"{text[start]!r} is no operator: = != < <= > >= ~")
        sort = match.lastgroup or ""
        column = match.start(sort) + 1
        at = match.end()
        if sort == "quote":
            token, at = _text(text, at, match["quote"], column)
        elif sort == "sign":
            token = Token(_SIGNS[match["sign"]], match["sign"], column)
        else:
            token = Token(Sort.WORD if sort == "word" else Sort.OPERATOR, match[sort], column)
        found.append(token)
    return [*found, Token(Sort.END, "", len(text) + 1)]


def _text(text: str, at: int, quote: str, column: int) -> tuple[Token, int]:
    inside = _QUOTED[quote].match(text, at)
    assert inside is not None
    if inside.end() >= len(text):
        raise wrong(column, f"the text that begins here has no closing {quote}")
    return Token(Sort.TEXT, _ESCAPE.sub(r"\1", inside[0]), column), inside.end() + 1
