"""Text from scanned files in Markdown: it stays text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .shown import visible

_SPECIAL = frozenset("\\`*_{}[]<>|#~&$!")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are text."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(text) for text in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(text: str) -> str:
    """Text from scanned files must not become markup, a new cell, a new line, or something that nobody can see."""
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in visible(text.strip(" ")))
