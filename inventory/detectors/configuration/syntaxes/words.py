"""Words of a line with quotes and escapes, which several syntaxes share."""

from __future__ import annotations

import re

_WORD = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+|["'\\]""", re.DOTALL)
_PIECE = re.compile(r"""("(?:[^"\\]|\\.)*")|('[^']*')|\\(.)|([^"'\\]+)|(["'\\])""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def words(text: str, *, comment: str | None = None, escapes: bool = True) -> tuple[str, ...]:
    """The words; those in quotes are one. A word that begins with ``comment`` ends the line."""
    found: list[str] = []
    for one in _WORD.findall(text):
        if comment is not None and one.startswith(comment):
            break
        found.append(_plain(one, escapes=escapes))
    return tuple(found)


def _plain(word: str, *, escapes: bool) -> str:
    if not escapes and not word.startswith(('"', "'")):
        return word
    made = []
    for double, single, escaped, plain, other in _PIECE.findall(word):
        if double:
            made.append(_ESCAPED.sub(r"\1", double[1:-1]) if escapes else double[1:-1])
        elif single:
            made.append(single[1:-1])
        else:
            made.append(escaped or plain or other)
    return "".join(made)


def continued(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lines that end with a backslash joined with the next one."""
    joined: list[tuple[int, str]] = []
    parts: list[str] = []
    first = 0
    for number, line in lines:
        first = first if parts else number
        if line.endswith("\\") and not line.endswith("\\\\"):
            parts.append(line[:-1])
            continue
        joined.append((first, "".join([*parts, line]) if parts else line))
        parts = []
    if parts:
        joined.append((first, "".join(parts)))
    return joined
