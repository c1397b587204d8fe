"""Reading and writing files for the commands: errors of one line, writes that are whole or not there."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from ..errors import UsageError
from . import streams


def read_bytes(path: str, most: int, what: str) -> bytes:
    """At most ``most`` bytes of a file, or of standard input for ``-``. Raises UsageError, also for more than that."""
    try:
        if path == "-":
            if sys.stdin is None:
                raise UsageError("cannot read '-': standard input is closed")
            data = sys.stdin.buffer.read(most + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {path!r}: {reason(error)}") from error
    if len(data) > most:
        raise UsageError(f"{path!r} has more than {most:,} bytes: that is no {what}")
    return data


def write_bytes(path: str | None, data: bytes, *, mode: int | None = None) -> None:
    """Write to a file, atomically, or to standard output for None or ``-``. Raises UsageError.

    The file that a link names is replaced, not the link. ``mode``: of the file, whatever it was before.
    """
    if path is None or path == "-":
        streams.raw(data)
        return
    if not path:
        raise UsageError("-o '' names no file: leave it out for standard output")
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():  # a pipe or /dev/stdout cannot be replaced
            target.write_bytes(data)
        else:
            _replace(target, data, mode)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot write {path!r}: {reason(error)}") from error


def same_file(one: str, other: str) -> bool:
    """Whether both paths lead to one file that is there."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


def reason(error: OSError | ValueError) -> str:
    """Why a file cannot be used, in the words of the system."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    """Killed at any instant, the old file or the new one is there."""
    if mode is None:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
