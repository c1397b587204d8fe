"""Objects in JSON with the place of each: line, offset and pointer, which no JSON library tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..errors import Unreadable

LARGEST = 8 * 1024 * 1024  # bytes of a document
_DEPTH = 100
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """An object: RFC 6901 pointer, line and byte offset of its opening brace, and its members."""

    pointer: str
    line: int
    offset: int
    members: dict[str, object] = field(repr=False)
    repeated: tuple[str, ...] = ()  # names of members that appear twice; the last value stands


@dataclass(slots=True)
class _Frame:
    """A container that is open: its kind, where it begins, and which member or item is being read."""

    brace: bool
    start: int
    name: str = ""
    count: int = 0
    wanted: bool = False


def objects_with(member: str, data: bytes) -> list[Place]:
    """Every object that has this member, in order. Refuses what is not JSON (or a JSON document a line)."""
    text = _text(data)
    found = sorted(_spans(text, member), key=lambda span: span[1])
    return [_place(text, pointer, start, end) for pointer, start, end in found]


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise Unreadable(f"a JSON document of {len(data)} bytes; the limit is {LARGEST}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("it is not UTF-8") from error
    if not _valid(text) and not all(_valid(line) for line in text.splitlines() if line.strip()):
        raise Unreadable("it is not valid JSON")
    return text


def _valid(text: str) -> bool:
    try:
        json.loads(text, parse_int=_number, parse_float=_number)
    except (ValueError, RecursionError):
        return False
    return True


def _number(_: str) -> int:
    """In the place of every number: none is needed, and long ones take long to read."""
    return 0


def _spans(text: str, member: str) -> Iterator[tuple[str, int, int]]:
    """Pointer, start and end of the objects, as they are closed."""
    quoted = f'"{member}"'
    stack: list[_Frame] = []
    string = ""
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign[0] == '"':
            string = sign
        elif sign in "{[":
            if len(stack) >= _DEPTH:
                raise Unreadable(f"JSON nested more than {_DEPTH} deep")
            stack.append(_Frame(sign == "{", token.start()))
        elif not stack:
            continue
        elif sign == ":":
            stack[-1].name = string
            stack[-1].wanted |= string == quoted
        elif sign == ",":
            stack[-1].count += 1
        else:
            frame = stack.pop()
            if frame.wanted:
                yield _pointer(stack), frame.start, token.end()


def _pointer(stack: list[_Frame]) -> str:
    parts = (json.loads(frame.name) if frame.brace else str(frame.count) for frame in stack)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _place(text: str, pointer: str, start: int, end: int) -> Place:
    repeated: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            repeated.extend(sorted({name for name in names if names.count(name) > 1}))
        return made

    loaded = json.loads(text[start:end], object_pairs_hook=members, parse_int=_number, parse_float=_number)
    offset = len(text[:start].encode())
    return Place(pointer, text.count("\n", 0, start) + 1, offset, loaded, tuple(repeated))
