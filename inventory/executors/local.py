"""Files examined by processes of this machine, which may die.

A file that kills or hangs its worker costs that file only: the worker is replaced, the file is tried once more alone
in case something else killed the worker, and then reported (docs/decisions/0005).
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import posixpath
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess

from ..detectors import Detector
from ..errors import Unreadable
from ..examine import Examined, Examiner
from ..model import Problem
from ..sources.files import Entry, Limits, read
from ..sources.tree import FileTree

_CHUNK_FILES = 64
_CHUNK_BYTES = 2 * 1024 * 1024
_MANY = 16  # files of one size that are told apart by their start before they are given out
_COLLECTED = (100_000, 20, 20)  # what is found in a file stays: looking for garbage among it often costs as much again
_START = 64 * 1024
_ALONE = 48  # files and bytes below which starting workers costs more than it saves
_ALONE_BYTES = 512 * 1024


def examined(
    entries: Sequence[Entry],
    detectors: tuple[Detector, ...],
    limits: Limits,
    jobs: int,
    tree: FileTree | None = None,
    *,
    each: bool = False,
) -> Iterator[Examined]:
    """What each file gave, in any order, from up to ``jobs`` worker processes. ``tree``: what is around them.

    ``each``: the files are known to be much work, and are given out one by one.
    """
    small = not each and len(entries) <= _ALONE and sum(entry.size for entry in entries) <= _ALONE_BYTES
    chunks = _singly(entries) if each else _chunks(entries)
    crew = _Crew(detectors, limits, tree, chunks, 1 if small else max(1, min(jobs, len(chunks))))
    try:
        yield from crew.results()
    finally:
        crew.close()


@dataclass(frozen=True, slots=True)
class _Job:
    entry: Entry
    repeated_size: bool
    again: bool = False


def _chunks(entries: Sequence[Entry]) -> deque[tuple[_Job, ...]]:
    """Jobs for one worker at a time, largest first. Files that can be equal stay together, so that each content is
    parsed once and the same ones count as duplicates with any number of workers.
    """
    chunks: deque[tuple[_Job, ...]] = deque()
    chunk: list[_Job] = []
    total = 0
    for group in _groups(entries):
        chunk += group
        total += sum(job.entry.size for job in group)
        if len(chunk) >= _CHUNK_FILES or total >= _CHUNK_BYTES:
            chunks.append(tuple(chunk))
            chunk, total = [], 0
    if chunk:
        chunks.append(tuple(chunk))
    return chunks


def _singly(entries: Sequence[Entry]) -> deque[tuple[_Job, ...]]:
    """Each file a job of its own."""
    return deque((job,) for chunk in _chunks(entries) for job in chunk)


def _groups(entries: Sequence[Entry]) -> Iterator[list[_Job]]:
    """Files that can be equal: of the same size; if there are many of a size, then also of the same start and name."""
    for _, some in groupby(sorted(entries, key=lambda one: (-one.size, one.path)), key=lambda one: one.size):
        same = list(some)
        if len(same) < _MANY and sum(entry.size for entry in same) < _CHUNK_BYTES:
            yield [_Job(entry, len(same) > 1) for entry in same]
            continue
        apart: dict[tuple[str, bytes], list[Entry]] = {}
        for entry in same:
            apart.setdefault((posixpath.basename(entry.path), _start(entry)), []).append(entry)
        for found in apart.values():
            yield [_Job(entry, len(found) > 1) for entry in found]


def _start(entry: Entry) -> bytes:
    """A hash of the first bytes of a file; of the path, if they cannot be read."""
    try:
        return hashlib.sha256(read(entry, _START)).digest()
    except Unreadable:
        return entry.path.encode("utf-8", "surrogatepass")


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    jobs: deque[_Job]
    since: float


class _Crew:
    """Worker processes and the files they have in hand."""

    def __init__(
        self,
        detectors: tuple[Detector, ...],
        limits: Limits,
        tree: FileTree | None,
        chunks: deque[tuple[_Job, ...]],
        size: int,
    ) -> None:
        self._detectors = detectors
        self._tree = tree
        self._limits = limits
        self._chunks = chunks
        self._size = size
        self._workers: list[_Worker] = []
        self._context = _context()

    def results(self) -> Iterator[Examined]:
        for _ in range(min(self._size, len(self._chunks))):
            self._hire()
        while self._workers:
            ready = wait([worker.pipe for worker in self._workers], timeout=self._patience())
            for worker in [one for one in self._workers if one.pipe in ready]:
                yield from self._hear(worker)
            for worker in [one for one in self._workers if self._late(one)]:
                yield self._hung(worker)

    def close(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()
        self._workers.clear()

    def _hire(self) -> None:
        if not self._chunks:
            return
        ours, theirs = self._context.Pipe()
        # A forked worker inherits our ends of all pipes: while it holds them, no worker hears that we are gone.
        forked = self._context.get_start_method() == "fork"
        inherited = (ours, *(worker.pipe for worker in self._workers)) if forked else ()
        process = self._context.Process(  # type: ignore[attr-defined]  # BaseContext lacks it in the type stubs
            target=_work, args=(theirs, inherited, self._detectors, self._limits, self._tree), daemon=True
        )
        # Ctrl-C is for the scanner, which ends its workers: they never see it, not even while they start.
        with _interrupts_held():
            process.start()
        theirs.close()
        worker = _Worker(process, ours, deque(), time.monotonic())
        self._workers.append(worker)
        self._give(worker)

    def _give(self, worker: _Worker) -> None:
        """The next chunk, or an end."""
        if not self._chunks:
            self._part(worker)
            return
        chunk = self._chunks.popleft()
        worker.jobs.extend(chunk)
        worker.since = time.monotonic()
        try:
            worker.pipe.send(chunk)
        except OSError:
            self._workers.remove(worker)
            worker.process.join()
            self._chunks.appendleft(chunk)
            self._hire()

    def _part(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        with contextlib.suppress(OSError):
            worker.pipe.send(())
        worker.pipe.close()
        worker.process.join(timeout=5)
        if worker.process.exitcode is None:
            worker.process.kill()

    def _hear(self, worker: _Worker) -> Iterator[Examined]:
        """One answer from a worker; its death is an answer too."""
        try:
            result: Examined = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._died(worker)
            return
        worker.jobs.popleft()
        worker.since = time.monotonic()
        yield result
        if not worker.jobs:
            self._give(worker)

    def _died(self, worker: _Worker) -> Iterator[Examined]:
        worker.process.join()
        jobs = self._dismiss(worker)
        job, rest = jobs[0], jobs[1:]
        if rest:
            self._chunks.appendleft(rest)
        if job.again:
            reason = f"the worker process died twice while reading this file ({_death(worker.process.exitcode)})"
            yield Examined(job.entry.path, problems=(Problem(job.entry.path, "scanner", reason),))
        else:
            self._chunks.appendleft((_Job(job.entry, job.repeated_size, again=True),))
        self._hire()

    def _hung(self, worker: _Worker) -> Examined:
        worker.process.kill()
        worker.process.join()
        job, *rest = self._dismiss(worker)
        if rest:
            self._chunks.appendleft(tuple(rest))
        self._hire()
        reason = f"not finished within the limit of {self._limits.seconds:g} seconds"
        return Examined(job.entry.path, problems=(Problem(job.entry.path, "scanner", reason),))

    def _dismiss(self, worker: _Worker) -> tuple[_Job, ...]:
        self._workers.remove(worker)
        worker.pipe.close()
        return tuple(worker.jobs)

    def _late(self, worker: _Worker) -> bool:
        return time.monotonic() - worker.since > self._limits.seconds

    def _patience(self) -> float:
        oldest = min(worker.since for worker in self._workers)
        return max(0.05, oldest + self._limits.seconds - time.monotonic() + 0.01)


def _context() -> BaseContext:
    """Fork where it is safe and cheap (Linux, before any thread is started), else spawn."""
    return get_context("fork" if sys.platform == "linux" and _single_threaded() else "spawn")


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _single_threaded() -> bool:
    import threading

    return threading.active_count() == 1


def _death(exitcode: int | None) -> str:
    return f"signal {-exitcode}" if exitcode is not None and exitcode < 0 else f"exit code {exitcode}"


def _work(
    pipe: Connection,
    inherited: tuple[Connection, ...],
    detectors: tuple[Detector, ...],
    limits: Limits,
    tree: FileTree | None,
) -> None:
    """A worker: chunks in, one answer a file out. Ends when the scanner does, however that ends."""
    for one in inherited:
        one.close()
    gc.set_threshold(*_COLLECTED)
    gc.enable()  # it may be off in the process that this one is a copy of
    examiner = Examiner(detectors, limits, tree)
    try:
        while True:
            chunk: tuple[_Job, ...] = pipe.recv()
            if not chunk:
                return
            examiner.forget()  # no other chunk has a file that is equal to one of these
            for job in chunk:
                pipe.send(examiner.examine(job.entry, repeated_size=job.repeated_size))
    except (EOFError, OSError, KeyboardInterrupt):
        return
