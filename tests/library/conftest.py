"""What the library's tests share: counts of the vectors that were run, printed at the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Counted = Callable[..., None]
_COUNTS: list[str] = []


@pytest.fixture
def counted() -> Counted:
    """Say how many vectors of a family were run, of how many, and why the rest does not apply."""

    def say(family: str, run: int, of: int, left: object = "") -> None:
        _COUNTS.append(f"{family}: {run} of {of}" + (f"; not applicable: {left}" if left else ""))

    return say


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _COUNTS:
        terminalreporter.section("vectors")
        for line in sorted(_COUNTS):
            terminalreporter.line(line)
