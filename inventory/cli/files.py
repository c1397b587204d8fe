"""Reading and writing files for the commands: errors of one line, writes that are whole or not there."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptoagility.cli import streams
from cryptoagility.cli.files import reason, write_bytes

from ..cbom import read
from ..errors import Unreadable, UsageError
from ..graph import Graph


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
    """As ``write_bytes``; always UTF-8."""
    write_bytes(path, text.encode())


def json_text(value: object) -> str:
    """JSON with one value a line: a diff that a person can read, made by the encoder that is written in C."""
    return _encode(value) + "\n"


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",\n", ":")).encode
