"""A progress bar on the terminal: drawn by the scan's own calls, no thread of its own."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_INTERVAL = 0.1


class Bar:
    """Files done and files to do, on standard error."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("scanning"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            auto_refresh=False,  # workers are forked: no thread may run here
            transient=True,
        )
        self._task = self._bar.add_task("scan", total=None)
        self._drawn = 0.0

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Draw, at most ten times a second."""
        now = time.monotonic()
        if done < total and now - self._drawn < _INTERVAL:
            return
        self._drawn = now
        self._bar.update(self._task, completed=done, total=total, refresh=True)
