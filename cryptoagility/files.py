"""Files that are whole at any instant: written beside, synced, renamed; locked between processes."""

from __future__ import annotations

import contextlib
import fcntl
import glob
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .errors import StorageError

_MODE = 0o600


def write_whole(path: Path, data: bytes, *, mode: int = _MODE) -> None:
    """Put ``data`` in the place of the file, so that a reader or a crash sees the old one or the new one.

    The caller holds the file's lock: what killed writers left beside it is cleared away. The new file has the mode of
    the old one, and its owner where that can be given; ``mode`` is for the first. Raises StorageError, after which the
    old one is there.
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}.{'[0-9a-f]' * 16}.new"):
        with contextlib.suppress(OSError):
            left.unlink()
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        try:
            with open(descriptor, "wb") as file:
                _become_like(file.fileno(), path)
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


def _become_like(descriptor: int, path: Path) -> None:
    """Give a new file the mode and the owner of the one that it replaces: an administrator changes it for others."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    if stat.S_ISREG(found.st_mode):
        _give(descriptor, found)
        os.fchmod(descriptor, found.st_mode & 0o777)


def _give(descriptor: int, like: os.stat_result) -> None:
    if os.geteuid() == 0:
        os.fchown(descriptor, like.st_uid, like.st_gid)


def read_whole(path: Path, most: int) -> bytes | None:
    """The file's bytes; None if there is no such file.

    Raises StorageError for one of more than ``most`` bytes, and for what is no file: a pipe is not waited for.
    """
    try:
        with _opened(path) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise StorageError(f"{path} is no regular file")
            data = file.read(most + 1) if found.st_size <= most else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path} could not be read: {error.strerror or error}") from error
    if data is None or len(data) > most:
        raise StorageError(f"{path} has more than {most} bytes: that is no file of ours")
    return data


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path`` against other processes and threads; a killed holder lets go."""
    process = os.getpid()
    try:
        descriptor = _lock(path)
    except OSError as error:
        raise StorageError(f"{path} could not be locked: {error.strerror or error}") from error
    try:
        yield
    finally:
        # A child that was forked meanwhile has the same lock: closing alone would leave it held as long as it lives,
        # and the child must not give away its parent's.
        if os.getpid() == process:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _lock(path: Path) -> int:
    """A descriptor of the locked file; one that was removed while this waited for it locks nothing any more."""
    while True:
        descriptor = _lock_file(path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _same(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _lock_file(path: Path) -> int:
    """The file, open; a new one belongs to whom its directory belongs to, so that its owner can lock, too."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags | os.O_EXCL, _MODE)
    except FileExistsError:
        return os.open(path, flags, _MODE)
    _give(descriptor, os.stat(path.parent))  # only what was made here: another file may be a link to anything
    return descriptor


def _same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when the file is replaced: inode, time in nanoseconds, size; None if there is no file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def stamp_and_head(path: Path, size: int) -> tuple[int, int, int, bytes] | None:
    """The same and the first ``size`` bytes: an inode and a time come again when a file is replaced twice at once."""
    try:
        with _opened(path) as file:
            found = os.fstat(file.fileno())
            head = file.read(size) if stat.S_ISREG(found.st_mode) else b""
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size, head


def _opened(path: Path) -> BinaryIO:
    return open(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb")


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
