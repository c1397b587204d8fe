"""Text from scanned files made fit to be shown: the invisible is spelled out, the endless is cut."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 240
"""Characters of a name or a path that are shown; the inventory has all of them."""

_TAIL = 80
_INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\ufeff\uffa0")
_BIDI_AND_FORMAT = (range(0x200B, 0x200D), range(0x200E, 0x2010), range(0x2028, 0x202F), range(0x2060, 0x2070))
_TAGS = range(0xE0000, 0xE0080)


def visible(text: str) -> str:
    """The text with each control, bidi, zero-width or undecodable character as ``‹U+202E›``.

    Emoji stay whole: their joiner (U+200D) and variation selectors are kept.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"‹U+{ord(char):04X}›" if _hidden(char) else char for char in text)


def short(text: str, longest: int = LONGEST_NAME) -> str:
    """``visible`` text of at most about ``longest`` characters: start, end, and how long it really is."""
    if len(text) <= longest:
        return visible(text)
    head = text[: longest - _TAIL]
    return f"{visible(head)} … {visible(text[-_TAIL:])} ({len(text):,} characters)"


def _hidden(char: str) -> bool:
    code = ord(char)
    if code in _TAGS or char in _INVISIBLE or any(code in span for span in _BIDI_AND_FORMAT):
        return True
    return unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"}
