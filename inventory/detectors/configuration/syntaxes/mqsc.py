"""Commands of IBM MQ (MQSC): ``DEFINE CHANNEL(X) + …``, each a block of its attributes."""

from __future__ import annotations

import re

from ..entry import Builder, Parsed, lines_of

_TOKEN = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9]*)\s*(?P<value>\((?:'(?:[^']|'')*'|[^()'])*\))?")
_VERBS = frozenset({"DEFINE", "DEF", "ALTER", "ALT"})


def parse(text: str) -> Parsed:
    """The commands that define or alter something; ``+`` and ``-`` at the end of a line continue it."""
    builder = Builder()
    for command in _commands(text):
        _command(builder, command)
    return builder.done()


def _commands(text: str) -> list[list[tuple[int, str]]]:
    """Lines that belong together. A line that begins with an asterisk is a comment."""
    made: list[list[tuple[int, str]]] = []
    waiting: list[tuple[int, str]] = []
    for number, line in lines_of(text):
        if line.startswith("*"):
            continue
        bare = line.rstrip()
        goes_on = bare.endswith(("+", "-"))
        piece = bare[:-1] if goes_on else bare.removesuffix(";")
        if piece.strip():
            waiting.append((number, piece))
        if not goes_on and waiting:
            made.append(waiting)
            waiting = []
    return [*made, waiting] if waiting else made


def _command(builder: Builder, command: list[tuple[int, str]]) -> None:
    tokens = [
        (found["name"].upper(), _value(found["value"]), number)
        for number, piece in command
        for found in _TOKEN.finditer(piece)
    ]
    if len(tokens) < 2 or tokens[0][0] not in _VERBS:
        return
    (verb, _, line), (kind, name, _) = tokens[:2]
    full = {"DEF": "DEFINE", "ALT": "ALTER"}.get(verb, verb)
    kind = {"CHL": "CHANNEL", "QMGR": "QMGR", "AUTHINFO": "AUTHINFO"}.get(kind, kind)
    builder.begin(f"{full} {kind}", (name,) if name else (), line)
    for key, value, number in tokens[2:]:
        builder.add(key, (value,) if value is not None else (), number)
    builder.end()


def _value(text: str | None) -> str | None:
    if text is None:
        return None
    bare = text[1:-1].strip()
    return bare[1:-1].replace("''", "'") if bare.startswith("'") and bare.endswith("'") and len(bare) > 1 else bare
