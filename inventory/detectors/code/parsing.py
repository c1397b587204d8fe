"""From bytes to a syntax tree, within limits of size and time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tree_sitter

    from .languages.language import Language

SIZE = 2 * 1024 * 1024  # bytes that are parsed; what lies behind is reported
SECONDS = 1.0  # of processor time for the parser: mending faults can cost it a hundred times the usual


def within_limit(data: bytes) -> tuple[bytes, int | None]:
    """The part that is parsed, cut at the end of a line, and the first line that is not."""
    if len(data) <= SIZE:
        return data, None
    end = data.rfind(b"\n", 0, SIZE) + 1
    kept = data[: end or SIZE]
    return kept, kept.count(b"\n") + 1


def parsed(language: Language, source: bytes) -> tree_sitter.Tree | None:
    """The syntax tree; None if mending the file's faults takes too long.

    The only clock here: how hard faults are to mend is not told by the parser, and nothing else depends on it.
    """
    import tree_sitter

    start = time.thread_time()

    def over(_offset: int, _faulty: bool) -> bool:
        return time.thread_time() - start > SECONDS

    def read(offset: int, _point: object) -> bytes:
        return source[offset : offset + 65536]

    parser = tree_sitter.Parser(language.grammar())
    try:
        return parser.parse(read, encoding="utf8", progress_callback=over)
    except ValueError:
        return None
