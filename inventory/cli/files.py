"""Reading and writing files for the commands: errors of one line, writes that are whole or not there."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from ..cbom import read
from ..errors import Unreadable, UsageError
from ..graph import Graph


def read_text(path: str) -> str:
    """The text of a file, or of standard input for ``-``. Raises UsageError."""
    try:
        if path == "-":
            return sys.stdin.read()
        return Path(path).read_text("utf-8")
    except OSError as error:
        raise UsageError(f"cannot read {path!r}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"cannot read {path!r}: not UTF-8 text (byte {error.start})") from error


def read_inventory(path: str) -> Graph:
    """The inventory in a CBOM file. Raises UsageError naming the file."""
    text = read_text(path)
    try:
        return read(text)
    except Unreadable as error:
        raise UsageError(f"cannot use {path!r}: {error}") from error


def write_text(path: str | None, text: str) -> None:
    """Write to a file, atomically, or to standard output for None or ``-``. Raises UsageError."""
    if path is None or path == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    target = Path(path)
    if target.exists() and not target.is_file():  # a pipe or /dev/stdout cannot be replaced
        try:
            target.write_text(text, "utf-8")
        except OSError as error:
            raise UsageError(f"cannot write {path!r}: {error.strerror}") from error
        return
    try:
        _replace(target, text)
    except OSError as error:
        raise UsageError(f"cannot write {path!r}: {error.strerror}") from error


def _replace(target: Path, text: str) -> None:
    """Killed at any instant, the old file or the new one is there."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
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
