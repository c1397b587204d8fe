"""A lock between threads that a fork leaves usable."""

from __future__ import annotations

import os
import threading
import weakref


class ThreadLock:
    """A reentrant lock between threads; free in a child process, whoever held it when the parent was forked."""

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = threading.RLock()
        _ALL.add(self)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def renew(self) -> None:
        """Forget who holds it: for a child, in which that thread does not run."""
        self._lock = threading.RLock()


_ALL: weakref.WeakSet[ThreadLock] = weakref.WeakSet()


def _renew_all() -> None:
    for one in list(_ALL):
        one.renew()


os.register_at_fork(after_in_child=_renew_all)
