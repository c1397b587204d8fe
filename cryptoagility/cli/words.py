"""Text for the terminal: nothing that came from a file can steer it or pass for something else."""

from __future__ import annotations


def shown(text: str) -> str:
    """The text with every character that does not print, and the backslash itself, as an escape.

    Names come from scanned files. C0 and C1 controls, the marks that turn the direction of text and half surrogate
    pairs never reach the terminal, and what looks like an escape is one.
    """
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(char if char.isprintable() and char != "\\" else _escaped(char) for char in text)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """``1 problem``, ``2 problems``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
