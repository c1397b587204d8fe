"""What every syntax of configuration files is read into: named entries with words, lines, and entries inside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...errors import Unreadable

LARGEST = 8 * 1024 * 1024  # bytes of a configuration file
MOST = 200_000  # entries of a file
DEEPEST = 64  # entries inside entries
_LONGEST = 65_536  # characters of one word


@dataclass(frozen=True, slots=True)
class Entry:
    """A directive, a key with its value, or a block of them. Comments are gone; ``words`` is what follows the name."""

    name: str
    words: tuple[str, ...] = ()
    line: int = 1
    path: str = ""
    children: tuple[Entry, ...] = ()
    block: bool = False

    @property
    def text(self) -> str:
        """The words as one."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in the text that is not as the syntax has it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """The entries of a file, and what in it could not be read."""

    entries: tuple[Entry, ...]
    troubles: tuple[Trouble, ...] = ()


class Builder:
    """Collects entries while a text is read from its beginning to its end; blocks are opened and closed."""

    def __init__(self) -> None:
        self._open: list[tuple[Entry, list[Entry]]] = []
        self._here: list[Entry] = []
        self._count = 0
        self.troubles: list[Trouble] = []

    @property
    def depth(self) -> int:
        """How many blocks are open."""
        return len(self._open)

    @property
    def inside(self) -> Entry | None:
        """The block that is open."""
        return self._open[-1][0] if self._open else None

    def add(self, name: str, words: tuple[str, ...], line: int, children: tuple[Entry, ...] = ()) -> None:
        """One entry."""
        self._counted()
        self._here.append(Entry(name, words, line, children=children, block=bool(children)))

    def begin(self, name: str, words: tuple[str, ...], line: int) -> None:
        """Opens a block. Raises Unreadable if too many are open."""
        self._counted()
        if len(self._open) >= DEEPEST:
            raise Unreadable(f"blocks nested more than {DEEPEST} deep")
        self._open.append((Entry(name, words, line, block=True), self._here))
        self._here = []

    def end(self) -> bool:
        """Closes the block; False if none is open."""
        if not self._open:
            return False
        entry, outer = self._open.pop()
        outer.append(replace(entry, children=tuple(self._here)))
        self._here = outer
        return True

    def trouble(self, line: int, reason: str) -> None:
        """Notes what is not as it should be."""
        if len(self.troubles) < 20:
            self.troubles.append(Trouble(line, reason))

    def done(self) -> Parsed:
        """Everything; a block that is still open ends here."""
        while self._open:
            self.end()
        return Parsed(tuple(self._here), tuple(self.troubles))

    def _counted(self) -> None:
        self._count += 1
        if self._count > MOST:
            raise Unreadable(f"more than {MOST} entries")


def text_of(data: bytes) -> str:
    """The text of a file. Raises Unreadable for what is too large or no text."""
    if len(data) > LARGEST:
        raise Unreadable(f"a configuration file of {len(data)} bytes; the limit is {LARGEST}")
    if b"\0" in data:
        raise Unreadable("it has NUL bytes: it is no text")
    return data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, in the form of the file: only line feeds end a line."""
    return enumerate((line[:_LONGEST] for line in text.split("\n")), 1)


def placed(entry: Entry, path: str) -> Entry:
    """The entry and all in it as they stand in this file."""
    return replace(entry, path=path, children=tuple(placed(child, path) for child in entry.children))
