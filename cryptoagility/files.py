"""Files that are whole at any instant: written beside, synced, renamed; locked between processes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from .errors import StorageError

_MODE = 0o600


def write_whole(path: Path, data: bytes, *, mode: int = _MODE) -> None:
    """Put ``data`` in the place of the file, so that a reader or a crash sees the old one or the new one.

    The caller holds the file's lock: what killed writers left beside it is cleared away. Raises StorageError, after
    which the old one is there.
    """
    for left in path.parent.glob(f".{path.name}.{'[0-9a-f]' * 16}.new"):
        with contextlib.suppress(OSError):
            left.unlink()
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(beside)
            raise
        sync_directory(path.parent)
    except OSError as error:
        raise StorageError(f"{path} could not be written: {error.strerror or error}") from error


def read_whole(path: Path, most: int) -> bytes | None:
    """The file's bytes; None if there is no such file. Raises StorageError for one of more than ``most`` bytes."""
    try:
        with open(path, "rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path} could not be read: {error.strerror or error}") from error
    if len(data) > most:
        raise StorageError(f"{path} has more than {most} bytes: that is no file of ours")
    return data


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path`` against other processes and threads; a killed holder lets go."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, _MODE)
    except OSError as error:
        raise StorageError(f"{path} could not be locked: {error.strerror or error}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when the file is replaced: inode, time in nanoseconds, size; None if there is no file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def sync_directory(path: Path) -> None:
    """Make the names in a directory as durable as the files."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def state_directory() -> Path:
    """Where this user's state is kept (XDG Base Directory: $XDG_STATE_HOME, else ~/.local/state)."""
    home = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(home) / "cryptoagility"


def make_directory(path: Path) -> None:
    """Make it and its parents, for this user alone. Raises StorageError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{path} could not be made: {error.strerror or error}") from error
