"""Standard output and standard error as they are on a bad day: closed, full, without a reader, ASCII only."""

from __future__ import annotations

import contextlib
import os
import sys

from ..errors import UsageError


class ReaderLeft(Exception):  # it is no error: nothing is lost that anyone wanted
    """Whoever read standard output has left (`| head`)."""


def prepare() -> None:
    """A character that the terminal cannot show becomes an escape, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def out(text: str) -> None:
    """Text for a person to standard output. Raises UsageError, or ReaderLeft."""
    _write(text.encode(_encoding(), "backslashreplace"))


def data(text: str) -> None:
    """Text for a program (JSON) to standard output: UTF-8, whatever the terminal is. Raises as ``out`` does."""
    raw(text.encode())


def raw(data: bytes) -> None:
    """Bytes to standard output. Raises as ``out`` does."""
    _write(data)


def note(text: str) -> None:
    """Text to standard error; if nobody can get it, it is gone."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()


def give_up() -> None:
    """Nothing more goes to standard output, so that Python does not try again when it exits."""
    if sys.stdout is not None:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _encoding() -> str:
    return (sys.stdout.encoding if sys.stdout is not None else None) or "utf-8"


def _write(data: bytes) -> None:
    if sys.stdout is None:
        raise UsageError("cannot write to standard output: it is closed; use -o FILE where the command has it")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        give_up()
        raise ReaderLeft from error
    except OSError as error:
        give_up()
        raise UsageError(f"cannot write to standard output: {error.strerror}") from error
