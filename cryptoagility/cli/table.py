"""Tables for a person: columns where they fit, else columns that wrap, else one block a row."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence

from . import streams
from .words import shown

_GAP = "  "
_WIDEST = 72  # of a column that is padded; a longer cell pushes its row to the right
_NARROWEST = 10  # a column that wraps gets no narrower
_LABEL = 4  # columns that a block is indented
_BOLD = "\x1b[1m{}\x1b[0m"


def render(columns: Sequence[str], rows: Iterable[Sequence[str]], to_file: bool = False) -> str:
    """A table as text. On a terminal it fits its width; in a file or a pipe a row is one line, whatever its length."""
    cells = [tuple(shown(cell) for cell in row) for row in rows]
    terminal = not to_file and streams.is_terminal()
    width = None if to_file else _width(terminal)
    bold = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    natural = [max(map(measure, column)) for column in zip(columns, *cells, strict=True)]
    if width is None or sum(natural) + len(_GAP) * (len(natural) - 1) <= width:
        return _lines(columns, cells, [min(one, _WIDEST) for one in natural], bold)
    narrowed = _narrowed(natural, width)
    if narrowed is None:
        return _blocks(columns, cells, width, bold)
    return _wrapped(columns, cells, narrowed, bold)


def measure(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _width(terminal: bool) -> int | None:
    """The width to fit: COLUMNS if it is set, else that of the terminal; None = any."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given) > 0:
        return int(given)
    return shutil.get_terminal_size().columns if terminal else None


def _padded(text: str, width: int) -> str:
    return text + " " * (width - measure(text))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(map(_padded, cells, widths)).rstrip()


def _head(columns: Sequence[str], widths: Sequence[int], bold: bool) -> str:
    line = _line(columns, widths)
    return _BOLD.format(line) if bold else line


def _lines(columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], bold: bool) -> str:
    return "\n".join([_head(columns, widths, bold), *(_line(row, widths) for row in rows)]) + "\n"


def _narrowed(natural: Sequence[int], width: int) -> list[int] | None:
    """Widths that fit, taken from the widest columns; None if a column would get too narrow to be read."""
    room = width - len(_GAP) * (len(natural) - 1)
    widths = list(natural)
    while sum(widths) > room:
        widest = max(widths)
        if widest <= _NARROWEST:
            return None
        widths[widths.index(widest)] -= 1
    return widths


def _wrapped(columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], bold: bool) -> str:
    lines = [_line(part, widths) for part in _folded(columns, widths)]
    made = [_BOLD.format(line) if bold else line for line in lines]
    for row in rows:
        made.extend(_line(part, widths) for part in _folded(row, widths))
    return "\n".join(made) + "\n"


def _folded(row: Sequence[str], widths: Sequence[int]) -> Iterable[tuple[str, ...]]:
    parts = [_fold(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, parts))
    return zip(*(part + [""] * (height - len(part)) for part in parts), strict=True)


def _fold(text: str, width: int) -> list[str]:
    """Lines of at most this width: broken at spaces, and inside a word only where it does not fit a line."""
    if measure(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if measure(joined) <= width:
            lines[-1] = joined
            continue
        parts = _chopped(word, width)
        lines[-1:] = [lines[-1], *parts] if lines[-1] else parts
    return lines


def _chopped(word: str, width: int) -> list[str]:
    if word.isascii():
        return [word[start : start + width] for start in range(0, len(word), width)] or [""]
    from rich.cells import chop_cells

    return chop_cells(word, width)


def _blocks(columns: Sequence[str], rows: Iterable[Sequence[str]], width: int, bold: bool) -> str:
    """One block a row: the first two cells as its title, the others below with their labels."""
    made: list[str] = []
    inner = max(width - _LABEL, _NARROWEST)
    for row in rows:
        title = _fold(" ".join(cell for cell in row[:2] if cell), max(width, _NARROWEST))
        made += [_BOLD.format(line) if bold else line for line in title]
        for label, cell in zip(columns[2:], row[2:], strict=True):
            if cell:
                made += [" " * _LABEL + line for line in _fold(f"{label}: {cell}", inner)]
    return "\n".join(made) + ("\n" if made else "")
