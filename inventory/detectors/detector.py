"""What a detector is, and what it gets: the cheap question first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol

from ..errors import Unreadable
from ..model import Finding, Problem

HEAD = 8192  # bytes of a file that wants() may look at


@dataclass(frozen=True, slots=True)
class Stub:
    """A file before it is read: path relative to the target (POSIX), size in bytes, first bytes."""

    path: str
    size: int
    head: bytes

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name

    @property
    def suffix(self) -> str:
        """The extension in lower case, with its dot."""
        return PurePosixPath(self.path).suffix.lower()


class Tree(Protocol):
    """The other files of the scan, for the few detectors that must look around."""

    def ending(self, suffix: str, /) -> tuple[str, ...]:
        """The files with this path at the end of theirs (``acme/config.py``), sorted."""

    def within(self, directory: str, /) -> tuple[str, ...]:
        """The files directly in a directory, sorted."""

    def read(self, path: str, /) -> bytes:
        """The content of a file. Raises Unreadable."""

    def mentioning(self, words: tuple[str, ...], suffixes: frozenset[str], /) -> tuple[str, ...] | None:
        """The files of these extensions in which all words stand; none, and noted, if nobody looked for them yet.

        None: there are too many.
        """


@dataclass(frozen=True, slots=True)
class File:
    """A file with its content, never larger than the scan's limit; ``tree``: what is around it."""

    path: str
    data: bytes
    tree: Tree | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name

    @property
    def suffix(self) -> str:
        """The extension in lower case, with its dot."""
        return PurePosixPath(self.path).suffix.lower()


class Detector(Protocol):
    """Finds one sort of thing in a file.

    ``detect`` must be a function of the file (same bytes and path in the same tree, same answer), must never execute,
    import, fetch or follow anything that the file names, and may raise Unreadable. A part that cannot be read is
    yielded as a Problem so that the rest is still reported. Problems and findings never quote secrets or content.
    """

    @property
    def name(self) -> str:
        """Short name, as it appears in findings and problems."""

    def wants(self, stub: Stub) -> bool:
        """Whether detect() is worth calling: path, size and first bytes only, microseconds."""

    def detect(self, file: File) -> Iterable[Finding | Problem]:
        """Everything found in the file. Raises Unreadable."""


class Alone:
    """A file with nothing around it."""

    def ending(self, _suffix: str) -> tuple[str, ...]:
        """No file."""
        return ()

    def within(self, _directory: str) -> tuple[str, ...]:
        """No file."""
        return ()

    def read(self, _path: str) -> bytes:
        """Raises Unreadable."""
        raise Unreadable("there is no other file")

    def mentioning(self, _words: tuple[str, ...], _suffixes: frozenset[str]) -> tuple[str, ...]:
        """No file."""
        return ()
