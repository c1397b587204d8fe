"""Where keysets live: a directory by default. Whole at any instant, locked between processes, never going back.

The highest generation of each keyset is kept apart from the keysets (by default under the user's state directory), so
that a directory that is restored from an old backup is noticed. Restoring on purpose is ``accept_older``.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from ..errors import MalformedInput, NotAllowed, RolledBack, StorageError
from ..files import locked, make_directory, read_whole, stamp_and_head, state_directory, write_whole
from .sealed import MOST_BYTES

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_ENDING = ".keyset"
_HEAD = 64
_LOG = logging.getLogger("cryptoagility.keysets")


class Marks(Protocol):
    """The highest number seen of each thing that only grows."""

    def highest(self, key: str) -> int:
        """The highest number seen; 0 if none was."""
        ...

    def raise_to(self, key: str, number: int) -> None:
        """Remember a number that is higher; a lower one changes nothing."""
        ...

    def lower_to(self, key: str, number: int) -> None:
        """Accept, on purpose, that it went back."""
        ...


class Store(Protocol):
    """A place for keysets under names: bytes and their change, without knowledge of what is in them.

    ``policy_file`` is the policy that holds for whoever uses the keysets in it, unless they name another; None if there
    is none beside the keysets: then it must be named.
    """

    marks: Marks
    policy_file: Path | None

    def names(self) -> tuple[str, ...]:
        """The names of all keysets, sorted."""
        ...

    def read(self, name: str) -> bytes:
        """The keyset's bytes. Raises NotAllowed if there is none of this name."""
        ...

    def version(self, name: str) -> object:
        """Something cheap that differs when the keyset was replaced."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Replace the keyset, whole; the caller holds the lock."""
        ...

    def lock(self, name: str) -> AbstractContextManager[None]:
        """Keep other writers of this keyset out, in all processes."""
        ...


def checked_name(name: str) -> str:
    """The name, if a keyset in any store may have it. Raises MalformedInput."""
    if not _is_name(name):
        raise MalformedInput(
            "a keyset's name has 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit"
        )
    return name


def keyset_names(found: Iterable[str]) -> tuple[str, ...]:
    """Those that a keyset may have, sorted; nothing else in a store is one."""
    return tuple(sorted(filter(_is_name, found)))


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and not name.endswith(_ENDING)


def no_such(name: str, place: object, names: tuple[str, ...]) -> NotAllowed:
    """The refusal for a keyset that is not there, with those that are."""
    return NotAllowed(f"there is no keyset {name!r} in {place}; there are: {', '.join(names[:10]) or 'none'}")


class FileMarks:
    """Marks as small files in a directory, one each."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def highest(self, key: str) -> int:
        """As Marks.highest. Raises StorageError for a mark that cannot be read: unknown is not zero."""
        data = read_whole(self._directory / key, 64)
        if data is None:
            return 0
        if not re.fullmatch(rb"[0-9]{1,20}\n", data):
            raise StorageError(f"{self._directory / key} is not a number: the highest generation is not known")
        return int(data)

    def raise_to(self, key: str, number: int) -> None:
        """As Marks.raise_to."""
        with self._locked(key):
            if number > self.highest(key):
                write_whole(self._directory / key, b"%d\n" % number)

    def lower_to(self, key: str, number: int) -> None:
        """As Marks.lower_to."""
        with self._locked(key):
            write_whole(self._directory / key, b"%d\n" % number)

    @contextlib.contextmanager
    def _locked(self, key: str) -> Iterator[None]:
        make_directory(self._directory)
        with locked(self._directory / f".{key}.lock"):
            yield


class DirectoryStore:
    """Keysets as files of mode 0600 in a directory of mode 0700."""

    def __init__(self, directory: str | os.PathLike[str], *, marks: Marks | None = None, create: bool = False) -> None:
        self.directory = Path(directory).absolute()
        if create:
            make_directory(self.directory)
        if not self.directory.is_dir():
            raise StorageError(f"{self.directory} is no directory: `cryptoagility keys new` makes it")
        self.marks: Marks = marks if marks is not None else FileMarks(state_directory() / "marks")
        self.policy_file: Path | None = self.directory / "policy.yaml"

    def names(self) -> tuple[str, ...]:
        """As Store.names."""
        try:
            found = os.listdir(self.directory)
        except OSError as error:
            raise StorageError(f"{self.directory} could not be listed: {error.strerror or error}") from error
        return keyset_names(name.removesuffix(_ENDING) for name in found if name.endswith(_ENDING))

    def read(self, name: str) -> bytes:
        """As Store.read."""
        data = read_whole(self._path(name), MOST_BYTES)
        if data is None:
            raise no_such(name, self.directory, self.names())
        return data

    def version(self, name: str) -> object:
        """As Store.version. A keyset's bytes begin with its MAC."""
        return stamp_and_head(self._path(name), _HEAD)

    def write(self, name: str, data: bytes) -> None:
        """As Store.write. Raises StorageError for a link: what it leads to would stay as it was."""
        path = self._path(name)
        if path.is_symlink():
            raise StorageError(f"{path} is a link: change the keyset where it is")
        write_whole(path, data)

    def lock(self, name: str) -> AbstractContextManager[None]:
        """As Store.lock."""
        return locked(self._path(name).with_name(f".{name}.lock"))

    def _path(self, name: str) -> Path:
        return self.directory / f"{checked_name(name)}{_ENDING}"


def require_not_older(marks: Marks, key: str, generation: int, before: int, what: str) -> None:
    """Raise RolledBack if ``generation`` is below ``before``, the mark that was read before what is judged."""
    if generation < before:
        raise RolledBack(
            f"{what} is of generation {generation}, and generation {before} was here before: an old backup? "
            "`cryptoagility keys restore` accepts it on purpose"
        )
    if not before and generation > 1:
        _LOG.warning("%s is of generation %d and new here: whether it is the newest cannot be told", what, generation)
    if generation > before:
        marks.raise_to(key, generation)
