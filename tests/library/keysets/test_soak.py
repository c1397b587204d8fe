"""Rotation and retirement on running traffic, in short; `python -m tests.library.keysets.soak 60` takes its time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import need

from .postgresql import BRINGS, is_there
from .soak import MOST, run
from .stores import STORES, places


@pytest.mark.parametrize("kind", STORES)
def test_six_seconds_of_traffic(kind: str, tmp_path: Path) -> None:
    if kind == "postgresql":
        need(is_there(), "PostgreSQL on 127.0.0.1:5432", BRINGS)
    with places(kind, tmp_path) as place:
        found = run(6, place, tmp_path, users=2)
    assert found["failed"] == 0
    assert found["calls"] > 100
    assert found["rotations"] > 5
    assert found["retirement in effect"]["seen"] == 4  # two epochs in two processes
    assert found["old signature refused"]["seen"] == 2
    for what in ("rotation in effect", "retirement in effect", "old signature refused"):
        assert found[what]["missing"] == 0
        assert found[what]["max"] < MOST
