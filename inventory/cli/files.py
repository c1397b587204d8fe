"""Reading and writing files for the commands: errors of one line, writes that are whole or not there."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..cbom import read
from ..errors import Unreadable, UsageError
from ..graph import Graph
from . import streams


@dataclass(frozen=True, slots=True)
class Inventory:
    """A CBOM that was read: what it says, and the SHA-256 of the bytes that said it."""

    graph: Graph
    sha256: str


def read_bytes(path: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises UsageError."""
    try:
        if path == "-":
            if sys.stdin is None:
                raise UsageError("cannot read '-': standard input is closed")
            return sys.stdin.buffer.read()
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {path!r}: {reason(error)}") from error


def read_text(path: str) -> str:
    """The text of a file, or of standard input for ``-``. Raises UsageError."""
    return _decoded(read_bytes(path), path)


def read_inventory(path: str) -> Inventory:
    """The inventory in a CBOM file. Raises UsageError naming the file."""
    data = read_bytes(path)
    with all_kept():
        try:
            return Inventory(read(_decoded(data, path)), hashlib.sha256(data).hexdigest())
        except Unreadable as error:
            raise UsageError(f"cannot use {path!r}: {error}") from error


@contextlib.contextmanager
def all_kept() -> Iterator[None]:
    """No search for garbage: an inventory is millions of values that all stay, and looking among them takes longer than
    the work."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8-sig")  # a byte order mark is no part of the text
    except UnicodeDecodeError as error:
        raise UsageError(f"cannot read {path!r}: not UTF-8 text (byte {error.start})") from error


def reason(error: OSError | ValueError) -> str:
    """Why a file cannot be used, in the words of the system."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def is_file(path: str | None) -> bool:
    """Whether ``-o`` names a file, and not standard output."""
    return path is not None and path != "-"


def write_text(path: str | None, text: str) -> None:
    """Text for a person: as ``write_data``, but in the encoding of the terminal. Raises UsageError."""
    if is_file(path):
        write_data(path, text)
    else:
        streams.out(text)


def write_data(path: str | None, text: str) -> None:
    """Write to a file, atomically, or to standard output for None or ``-``; always UTF-8. Raises UsageError.

    The file that a link names is replaced, not the link.
    """
    if path is None or path == "-":
        streams.data(text)
        return
    if not path:
        raise UsageError("-o '' names no file: leave it out for standard output")
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():  # a pipe or /dev/stdout cannot be replaced
            target.write_bytes(text.encode())
        else:
            _replace(target, text)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot write {path!r}: {reason(error)}") from error


def json_text(value: object) -> str:
    """JSON with one value a line: a diff that a person can read, made by the encoder that is written in C."""
    return _encode(value) + "\n"


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",\n", ":")).encode


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
