"""All files of a scan, for the detectors that look around: by path, by directory, by words in them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from ..errors import Unreadable
from .files import Entry, Limits, read_whole

Asked = tuple[tuple[str, ...], frozenset[str]]  # words, and the extensions of the files in which they are looked for
Mentions = Mapping[Asked, tuple[str, ...] | None]
HITS = 24  # files in which words stand; of words that stand in more nothing is said
_LARGEST = 2 * 1024 * 1024  # bytes of a file that is looked into


class FileTree:
    """The files of a scan. What it was asked for since the last start() is kept, so that one can look for it."""

    def __init__(self, entries: Sequence[Entry], limits: Limits, mentions: Mentions = MappingProxyType({})) -> None:
        self._entries = {entry.path: entry for entry in entries}
        self._limits = limits
        self._mentions = mentions
        self._names: dict[str, list[str]] | None = None
        self._directories: dict[str, list[str]] = {}
        self.asked: set[Asked] = set()
        self.consulted = False

    def start(self) -> None:
        """Another file is looked at."""
        self.asked = set()
        self.consulted = False

    def ending(self, suffix: str, /) -> tuple[str, ...]:
        """The files with this path at the end of theirs, sorted."""
        found = self._by_name().get(_key(suffix), ())
        self.consulted = self.consulted or bool(found)
        return tuple(path for path in found if path == suffix or path.endswith(f"/{suffix}"))

    def within(self, directory: str, /) -> tuple[str, ...]:
        """The files directly in a directory, sorted."""
        self._by_name()
        self.consulted = True
        return tuple(self._directories.get(directory, ()))

    def read(self, path: str, /) -> bytes:
        """The content of a file. Raises Unreadable."""
        self.consulted = True
        entry = self._entries.get(path)
        if entry is None:
            raise Unreadable("there is no such file in the scan")
        return read_whole(entry, self._limits.file_size)

    def mentioning(self, words: tuple[str, ...], suffixes: frozenset[str], /) -> tuple[str, ...] | None:
        """The files of these extensions in which all words stand; none, and noted, if nobody looked for them yet.

        None: there are too many.
        """
        asked = (words, suffixes)
        self.asked.add(asked)
        return self._mentions.get(asked, ())

    def with_mentions(self, asked: Iterable[Asked]) -> FileTree:
        """The same files, with the answers to what was asked."""
        return FileTree(tuple(self._entries.values()), self._limits, {**self._mentions, **self._search(asked)})

    def knows(self, asked: Asked) -> bool:
        """Whether somebody has looked for this."""
        return asked in self._mentions

    def _by_name(self) -> dict[str, list[str]]:
        if self._names is None:
            self._names = {}
            for path in sorted(self._entries):
                self._names.setdefault(_key(path), []).append(path)
                self._directories.setdefault(posixpath.dirname(path), []).append(path)
        return self._names

    def _search(self, asked: Iterable[Asked]) -> dict[Asked, tuple[str, ...] | None]:
        """Every file once for all words of its kind."""
        import re2

        found: dict[Asked, list[str]] = {one: [] for one in sorted(asked, key=lambda one: (one[0], sorted(one[1])))}
        for suffixes in dict.fromkeys(one[1] for one in found):
            wanted = [one for one in found if one[1] == suffixes]
            words = sorted({word for one in wanted for word in one[0]})
            options = re2.Options()
            options.encoding = re2.Options.Encoding.LATIN1
            options.never_capture = True
            options.log_errors = False
            options.max_mem = 64 << 20
            patterns = re2.Set.SearchSet(options)
            for word in words:
                patterns.Add(rf"\b{re2.escape(word)}\b")
            patterns.Compile()
            for path in sorted(self._entries):
                if posixpath.splitext(path)[1].lower() in suffixes and self._entries[path].size <= _LARGEST:
                    there = {words[index] for index in patterns.Match(self._quietly(path)) or ()}
                    for one in wanted if there else ():
                        if there.issuperset(one[0]):
                            found[one].append(path)
        return {one: tuple(paths) if len(paths) <= HITS else None for one, paths in found.items()}

    def _quietly(self, path: str) -> bytes:
        try:
            return read_whole(self._entries[path], self._limits.file_size)
        except Unreadable:
            return b""  # it is a problem of the scan already


def _key(path: str) -> str:
    """The last part of a path; of the many ``__init__.py`` the last two."""
    name = posixpath.basename(path)
    return "/".join(path.split("/")[-2:]) if name == "__init__.py" else name
