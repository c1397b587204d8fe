"""The other end of the pipe: a process that runs one backend's slow operations, one after the other."""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys

from pqcrypto import InvalidSignatureError

from .workers import receive, send


def serve() -> None:
    """Answer questions from standard input until it ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # nothing but answers may go into the pipe
    keys: dict[bytes, bytes] = {}
    while (question := receive(questions)) is not None:
        word, *parts = question
        if word == b"key":
            keys[parts[0]] = parts[1]
        elif word == b"forget":
            keys.clear()
        else:
            send(answers, _answer(keys, *parts))


def _answer(
    keys: dict[bytes, bytes], module: bytes, function: bytes, handle: bytes, *parts: bytes
) -> tuple[bytes, ...]:
    backend = importlib.import_module(f"pqcrypto.sign.{module.decode()}")
    try:
        if function == b"keygen":
            return (b"ok", *backend.keygen())
        message, context = parts
        return (b"ok", backend.sign(keys[handle], message, context or None))
    except (ValueError, TypeError, InvalidSignatureError):
        return (b"refused",)
