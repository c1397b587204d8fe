"""Directives that end with a semicolon, and blocks in braces: nginx."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..entry import Builder, Parsed

_TOKEN = re.compile(
    r"""(?P<space>[ \t\n]+)|(?P<comment>\#[^\n]*)|(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"""|(?P<sign>[{};])|(?P<word>(?:\$\{[^}\n]*\}|\\.|[^\s{};"'\\])(?:\$\{[^}\n]*\}|\\.|[^\s{};\\])*)|(?P<other>.)""",
    re.DOTALL,
)
_LUA = re.compile(
    r"""--\[\[.*?\]\]|--[^\n]*|\[\[.*?\]\]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{}]""", re.DOTALL
)  # of a block of Lua only the braces count that are neither in a string nor in a comment
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class _State:
    words: list[str]
    line: int


def parse(text: str) -> Parsed:
    """The entries of the text. A block of Lua is left out: it is no configuration."""
    builder = Builder()
    pending = _State([], 1)
    at, line = 0, 1
    while at < len(text):
        token = _TOKEN.match(text, at)
        assert token is not None  # the last alternative takes anything
        kind, value = token.lastgroup, token.group()
        at = token.end()
        if kind in ("word", "quoted"):
            if not pending.words:
                pending.line = line
            pending.words.append(_plain(value, quoted=kind == "quoted"))
        elif kind == "other":
            builder.trouble(line, "a quote that is not closed")
            break
        elif kind == "sign":
            if value == "{" and pending.words and pending.words[0].endswith("_by_lua_block"):
                at = _after_lua(text, at)
                pending.words = []
                line += text.count("\n", token.end(), at)
                continue
            _sign(builder, pending, value, line)
        line += value.count("\n")
    if pending.words:
        builder.trouble(pending.line, "the file ends within a directive")
    if builder.depth:
        builder.trouble(line, f"{builder.depth} blocks are not closed")
    return builder.done()


def _sign(builder: Builder, pending: _State, sign: str, line: int) -> None:
    words, start = pending.words, pending.line
    pending.words = []
    if sign == "{":
        builder.begin(words[0] if words else "", tuple(words[1:]), start if words else line)
        return
    if words and sign == "}":
        builder.trouble(start, "a directive without a semicolon")
    if words:
        builder.add(words[0], tuple(words[1:]), start)
    if sign == "}" and not builder.end():
        builder.trouble(line, "a brace that closes nothing")


def _after_lua(text: str, at: int) -> int:
    depth = 1
    for found in _LUA.finditer(text, at):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if depth == 0:
            return found.end()
    return len(text)


def _plain(value: str, *, quoted: bool) -> str:
    return _ESCAPED.sub(r"\1", value[1:-1] if quoted else value)
