"""Erlang terms as RabbitMQ's advanced.config has them, as dotted names with their values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ....errors import Unreadable
from ..entry import DEEPEST, Builder, Parsed

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>%[^\n]*)|(?P<string>"(?:[^"\\]|\\.)*")|(?P<atom>'(?:[^'\\]|\\.)*'|[a-z][A-Za-z0-9_@]*)"""
    r"""|(?P<number>-?[0-9][0-9.#a-zA-Z]*[0-9a-zA-Z]|-?[0-9])|(?P<sign><<|>>|[{}\[\],.])|(?P<other>.)""",
    re.DOTALL,
)


@dataclass(slots=True)
class _Term:
    """A scalar, or a list or tuple of terms."""

    line: int
    text: str | None = None
    parts: list[_Term] = field(default_factory=list)
    tuple: bool = False


def parse(text: str) -> Parsed:
    """Every scalar and list of scalars under the names of the tuples around it: ``rabbit.ssl_options.versions``."""
    builder = Builder()
    root = _terms(text, builder)
    _flatten(builder, root, "")
    return builder.done()


def _terms(text: str, builder: Builder) -> _Term:
    root = _Term(1)
    stack = [root]
    line = 1
    for token in _TOKEN.finditer(text):
        kind, value = token.lastgroup, token.group()
        if kind in ("string", "atom", "number"):
            plain = value[1:-1] if value[0] in "\"'" else value
            stack[-1].parts.append(_Term(line, plain))
        elif value in ("{", "["):
            if len(stack) > DEEPEST:
                raise Unreadable(f"terms nested more than {DEEPEST} deep")
            made = _Term(line, tuple=value == "{")
            stack[-1].parts.append(made)
            stack.append(made)
        elif value in ("}", "]"):
            if len(stack) == 1:
                builder.trouble(line, "a bracket that closes nothing")
            else:
                stack.pop()
        elif kind == "other":
            builder.trouble(line, "a character that no term has")
        line += value.count("\n")
    if len(stack) > 1:
        builder.trouble(line, "brackets that are not closed")
    return root


def _flatten(builder: Builder, term: _Term, prefix: str) -> None:
    pending = [(term, prefix)]
    while pending:
        one, name = pending.pop()
        if one.tuple and len(one.parts) == 2 and one.parts[0].text is not None:
            inner = f"{name}.{one.parts[0].text}" if name else one.parts[0].text
            value = one.parts[1]
            if value.text is not None:
                builder.add(inner, (value.text,), value.line)
            elif all(part.text is not None for part in value.parts) and value.parts and not value.tuple:
                builder.add(inner, tuple(part.text or "" for part in value.parts), value.line)
            elif value.parts and all(part.tuple and len(part.parts) > 2 for part in value.parts):
                builder.add(
                    inner, tuple("/".join(p.text or "" for p in part.parts) for part in value.parts), value.line
                )
            else:
                pending.append((value, inner))
        else:
            pending.extend((part, name) for part in reversed(one.parts))
