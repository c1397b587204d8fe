"""The file system as a source: sorted, links never followed, nothing left out in silence."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Unreadable, UsageError
from ..formats.promises import broken
from ..model import Problem, Skipped

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_EXAMPLES = 5
_IGNORE_SIZE = 256 * 1024  # bytes of one .gitignore
_NAME = "files"
# Version control keeps its own copies and bookkeeping: not the estate itself. Counted, never silent.
_BOOKKEEPING = frozenset({".git", ".hg", ".svn", ".bzr", ".jj"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one scan may cost. Sizes in bytes, depth in directories, time in seconds for one file."""

    file_size: int = 64 * 1024 * 1024
    depth: int = 64
    seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to look at: path relative to the target (POSIX, printable), where it is, size in bytes."""

    path: str
    real: bytes
    size: int


@dataclass(slots=True)
class Listing:
    """What a walk found: files by path, what was left out and why, what could not be read."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def leave_out(self, reason: str, path: str) -> None:
        """Count something that is not read on purpose."""
        self.left_out.setdefault(reason, []).append(path)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was left out, by reason."""
        return tuple(
            Skipped(reason, len(paths), tuple(sorted(paths)[:_EXAMPLES]))
            for reason, paths in sorted(self.left_out.items())
        )


def walk(
    target: Path,
    limits: Limits,
    *,
    prefix: str = "",
    include: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    gitignore: bool = False,
) -> Listing:
    """Every regular file under a directory (or the one file), sorted by path.

    Patterns are those of gitignore, relative to the target; an excluded file is counted. Raises UsageError when the
    target is not there or cannot be opened.
    """
    listing = Listing()
    root = os.fsencode(target)
    try:
        kind = os.stat(root).st_mode  # the target itself may be a link: the user named it
    except OSError as error:
        raise UsageError(f"cannot scan {str(target)!r}: {error.strerror}") from error
    wanted = _Filter(include, exclude)
    if stat.S_ISREG(kind):
        name = _printable(os.path.basename(os.path.abspath(root)))
        listing.entries.append(Entry(prefix + name, os.path.abspath(root), os.stat(root).st_size))
    elif stat.S_ISDIR(kind):
        try:
            os.scandir(root).close()
        except OSError as error:
            raise UsageError(f"cannot scan {str(target)!r}: {error.strerror}") from error
        _walk_directory(root, prefix, limits, wanted, gitignore, listing)
    else:
        raise UsageError(f"cannot scan {str(target)!r}: neither a file nor a directory")
    listing.entries.sort(key=lambda entry: entry.path)
    return listing


def read(entry: Entry, length: int) -> bytes:
    """Up to ``length`` bytes of a file. Refuses links and special files, even swapped in. Raises Unreadable."""
    with _opened(entry) as descriptor:
        return _read(descriptor.number, length)


def read_whole(entry: Entry, limit: int) -> bytes:
    """The whole file; one that has grown past ``limit`` since it was listed is refused. Raises Unreadable."""
    with _opened(entry) as descriptor:
        data = _read(descriptor.number, limit + 1)
    if len(data) > limit:
        raise Unreadable(f"larger than the limit of {limit:,} bytes")
    return data


class _opened:  # noqa: N801  # reads as the verb it is
    """A file descriptor for a regular file, closed again."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self.number = -1

    def __enter__(self) -> _opened:
        # O_NONBLOCK: a named pipe that took the file's place must not hang the scan.
        flags = os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            self.number = os.open(self._entry.real, flags)
        except OSError as error:
            raise Unreadable(_why(error)) from error
        if not stat.S_ISREG(os.fstat(self.number).st_mode):
            os.close(self.number)
            raise Unreadable("no longer a regular file")
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.number)


def _read(descriptor: int, length: int) -> bytes:
    parts: list[bytes] = []
    while length > 0:
        try:
            part = os.read(descriptor, min(length, 1 << 24))
        except OSError as error:
            raise Unreadable(_why(error)) from error
        if not part:
            break
        parts.append(part)
        length -= len(part)
    return b"".join(parts) if len(parts) != 1 else parts[0]


def _why(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "became a link"
    return (error.strerror or type(error).__name__).lower()


def _walk_directory(
    root: bytes, prefix: str, limits: Limits, wanted: _Filter, gitignore: bool, listing: Listing
) -> None:
    pending: list[tuple[bytes, str, int, tuple[_Ignore, ...]]] = [(root, "", 0, ())]
    while pending:
        directory, below, depth, ignores = pending.pop()
        if gitignore:
            ignores = ignores + _ignores_of(directory, prefix + below, below, listing)
        for item in _listed(directory, prefix + below, listing):
            path = below + _printable(item.name)
            shown = prefix + path
            if item.is_symlink():
                listing.leave_out("symbolic link, not followed", shown)
            elif item.is_dir(follow_symlinks=False):
                if item.name.decode("utf-8", "replace") in _BOOKKEEPING:
                    listing.leave_out("version control directory", shown)
                elif wanted.refuses_directory(path + "/") or _ignored(path + "/", ignores):
                    listing.leave_out("excluded directory", shown)
                elif depth >= limits.depth:
                    listing.problems.append(
                        Problem(shown, _NAME, f"deeper than the limit of {limits.depth} directories")
                    )
                else:
                    pending.append((item.path, path + "/", depth + 1, ignores))
            else:
                _add_file(item, path, prefix, limits, wanted, ignores, listing)


def _add_file(
    item: os.DirEntry[bytes],
    path: str,
    prefix: str,
    limits: Limits,
    wanted: _Filter,
    ignores: tuple[_Ignore, ...],
    listing: Listing,
) -> None:
    shown = prefix + path
    if not item.is_file(follow_symlinks=False):
        listing.leave_out("not a regular file", shown)
        return
    if not wanted.accepts(path) or _ignored(path, ignores):
        listing.leave_out("excluded file", shown)
        return
    try:
        size = item.stat(follow_symlinks=False).st_size
    except OSError as error:
        listing.problems.append(Problem(shown, _NAME, _why(error)))
        return
    if size == 0 and broken(shown.rpartition("/")[2], b"") is None:
        listing.leave_out("empty file", shown)
    elif size > limits.file_size:
        listing.problems.append(
            Problem(shown, _NAME, f"not read: {size:,} bytes, larger than the limit of {limits.file_size:,}")
        )
    else:
        listing.entries.append(Entry(shown, item.path, size))


def _listed(directory: bytes, shown: str, listing: Listing) -> Iterator[os.DirEntry[bytes]]:
    try:
        with os.scandir(directory) as items:
            yield from sorted(items, key=lambda item: item.name)
    except OSError as error:
        listing.problems.append(Problem(shown or ".", _NAME, f"directory not read: {_why(error)}"))


def _printable(name: bytes) -> str:
    """A name as text: bytes that are not UTF-8 and control characters become escapes, so that output stays valid."""
    text = name.decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


class _Filter:
    """Include and exclude patterns, as in gitignore."""

    def __init__(self, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
        self._include = _matcher(include) if include else None
        self._exclude = _matcher(exclude) if exclude else None

    def accepts(self, path: str) -> bool:
        if self._exclude is not None and self._exclude(path):
            return False
        return self._include is None or self._include(path)

    def refuses_directory(self, path: str) -> bool:
        return self._exclude is not None and self._exclude(path)


@dataclass(frozen=True, slots=True)
class _Ignore:
    below: str
    decides: Callable[[str], bool | None]


def _ignores_of(directory: bytes, shown: str, below: str, listing: Listing) -> tuple[_Ignore, ...]:
    """The rules of a directory's .gitignore; rules that cannot be used ignore nothing, and are reported."""
    path = os.path.join(directory, b".gitignore")
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return ()
        data = read(Entry(f"{shown}.gitignore", path, 0), _IGNORE_SIZE + 1)
    except (OSError, Unreadable):
        return ()
    try:
        if len(data) > _IGNORE_SIZE:
            raise ValueError(f"larger than {_IGNORE_SIZE:,} bytes")
        spec = _compiled(data.decode("utf-8", "replace").splitlines())
    except ValueError as error:
        listing.problems.append(Problem(f"{shown}.gitignore", _NAME, f"not applied, nothing is left out: {error}"))
        return ()

    def decides(name: str) -> bool | None:
        return spec.check_file(name).include

    return (_Ignore(below, decides),)


def _compiled(lines: Iterable[str]) -> GitIgnoreSpec:
    """Patterns made ready by RE2, whose time does not explode. Raises ValueError."""
    import re2
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except re2.error as error:
        raise ValueError("the patterns are too large together") from error


def _ignored(path: str, ignores: tuple[_Ignore, ...]) -> bool:
    """Whether the innermost .gitignore that has an opinion says so."""
    for ignore in reversed(ignores):
        verdict = ignore.decides(path[len(ignore.below) :])
        if verdict is not None:
            return verdict
    return False


def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    try:
        spec = _compiled(patterns)
    except ValueError as error:
        raise UsageError(f"pattern not understood: {error}") from error
    return lambda path: bool(spec.match_file(path))
