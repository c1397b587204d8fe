"""Operations that hold the interpreter's lock, in processes of their own, so that nothing else waits for them.

A worker is a fresh interpreter (never a fork: a copy of this process would hold its keys and its locks). It gets a
private key once, over a pipe that only the two have, and from then on by a random handle. When its pipe ends, because
this process closed it or was killed, the worker ends.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterable
from typing import IO, NoReturn

from ..errors import UnavailableAlgorithm

_LOG = logging.getLogger("cryptoagility.providers")
_TRIES = 3
_KEYS = 1024  # a worker forgets its keys when it has been given this many
_CODE = "import sys; sys.path[:] = sys.argv[1:]; from cryptoagility.providers.worker import serve; serve()"


class Refused(Exception):
    """The backend in the worker refused its input, as it would have done here."""


class Secret:
    """Private bytes, and the handle under which workers know them. Neither shown nor pickled."""

    __slots__ = ("handle", "value")

    def __init__(self, value: bytes) -> None:
        self.value = value
        self.handle = secrets.token_bytes(16)

    def __repr__(self) -> str:
        return "<secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


class _Worker:
    """One process, used by one thread at a time."""

    def __init__(self) -> None:
        # Unbuffered: a fork of this process must find nothing in a buffer that it would send a second time.
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
            [sys.executable, "-I", "-c", _CODE, *sys.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self.known: set[bytes] = set()

    def ask(self, module: str, function: str, secret: Secret | None, parts: tuple[bytes, ...]) -> tuple[bytes, ...]:
        to, back = self.process.stdin, self.process.stdout
        assert to is not None
        assert back is not None
        if secret is not None and secret.handle not in self.known:
            if len(self.known) >= _KEYS:
                send(to, (b"forget",))
                self.known.clear()
            send(to, (b"key", secret.handle, secret.value))
            self.known.add(secret.handle)
        send(to, (b"run", module.encode(), function.encode(), secret.handle if secret else b"", *parts))
        answer = receive(back)
        if answer is None:
            raise BrokenPipeError("the worker ended")
        return answer

    def close(self) -> None:
        """Close this process's ends of the pipes; the worker ends when nobody has them any more."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def leave(self) -> None:
        """Forget a worker that is the parent's, in a forked child."""
        self.close()
        self.process.returncode = 0  # it is no child of this process: there is nothing to wait for

    def end(self) -> None:
        self.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class _Pool:
    """Idle workers, started when they are needed, at most one for each processor."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free = threading.Semaphore(max(1, os.cpu_count() or 1))
        self.idle: list[_Worker] = []
        self.all: set[_Worker] = set()

    def take(self) -> _Worker:
        """A worker that was alive just now. Raises OSError if none can be started."""
        self.free.acquire()
        try:
            while (worker := self._waiting()) is not None:
                if worker.process.poll() is None:
                    return worker
                self._end(worker)
            with _forking:
                worker = _Worker()
                self.all.add(worker)
                return worker
        except BaseException:
            self.free.release()
            raise

    def give(self, worker: _Worker) -> None:
        with self.lock:
            self.idle.append(worker)
        self.free.release()

    def drop(self, worker: _Worker) -> None:
        """Instead of ``give``, for a worker whose pipe is broken or out of step."""
        try:
            worker.process.kill()
            self._end(worker)
        finally:
            self.free.release()

    def _waiting(self) -> _Worker | None:
        with self.lock:
            return self.idle.pop() if self.idle else None

    def _end(self, worker: _Worker) -> None:
        self.all.discard(worker)
        worker.end()

    def close(self) -> None:
        with self.lock:
            idle, self.idle = self.idle, []
        for worker in idle:
            worker.end()


_pool = _Pool()
_forking = threading.RLock()
"""Held while a worker is started, and by a thread that forks: no child is born with pipes that are not in the pool."""


def _forget_parents_workers() -> None:
    """A forked child must not talk over its parent's pipes, nor keep them open when its parent is gone."""
    global _pool, _forking
    parents, _pool, _forking = _pool, _Pool(), threading.RLock()
    for worker in parents.all:
        worker.leave()


os.register_at_fork(
    before=lambda: _forking.acquire(),
    after_in_parent=lambda: _forking.release(),
    after_in_child=_forget_parents_workers,
)
atexit.register(lambda: _pool.close())


def run(module: str, function: str, secret: Secret | None = None, *parts: bytes) -> tuple[bytes, ...]:
    """What ``function`` of the backend's ``module`` gives, in a worker process.

    Raises Refused if the backend refuses the input, UnavailableAlgorithm if workers keep dying.
    """
    pool = _pool
    for _ in range(_TRIES):
        try:
            worker = pool.take()
        except OSError as error:
            raise UnavailableAlgorithm(f"no worker process can be started for {module}: {error.strerror}") from None
        try:
            answer = worker.ask(module, function, secret, parts)
        except OSError:
            pool.drop(worker)
            _LOG.warning("a worker process ended during %s of %s; another one repeats it", function, module)
            continue
        except BaseException:  # such as Ctrl-C between question and answer: this pipe is out of step
            pool.drop(worker)
            raise
        pool.give(worker)
        if answer[0] != b"ok":
            raise Refused
        return answer[1:]
    raise UnavailableAlgorithm(f"{module}: {_TRIES} worker processes ended one after the other; see the log")


def send(pipe: IO[bytes], parts: Iterable[bytes]) -> None:
    """Write one frame: the number of parts, then each with its length (4 bytes each)."""
    parts = tuple(parts)
    head = len(parts).to_bytes(4)
    left = memoryview(head + b"".join(len(part).to_bytes(4) + part for part in parts))
    while left:  # an unbuffered pipe may take less than it is given
        left = left[pipe.write(left) :]
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[bytes, ...] | None:
    """Read one frame; None when the other side is gone."""
    try:
        number = int.from_bytes(_read(pipe, 4))
        return tuple(_read(pipe, int.from_bytes(_read(pipe, 4))) for _ in range(number))
    except EOFError:
        return None


def _read(pipe: IO[bytes], size: int) -> bytes:
    """All of ``size`` bytes: an unbuffered pipe may give less at a time."""
    pieces = []
    while size > 0:
        piece = pipe.read(size)
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
