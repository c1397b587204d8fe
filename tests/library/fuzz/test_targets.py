"""Each parser on what is almost right, for a moment: only the library's own errors come out."""

from __future__ import annotations

import base64
import json
import random
import re
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryptoagility.errors import AgilityError

from .__main__ import ROOT, Watched
from .mutations import mutated
from .targets import TARGETS, Target

BY_NAME = {target.name: target for target in TARGETS}


@cache
def samples(name: str) -> tuple[bytes, ...]:
    return tuple(BY_NAME[name].samples())


def refused_or_taken(target: Target, data: bytes) -> None:
    with suppress(AgilityError):
        target.run(data)


@pytest.mark.parametrize("name", BY_NAME)
def test_samples_are_taken(name: str) -> None:
    """Otherwise what is almost like them says nothing."""
    refused = []
    for sample in samples(name):
        try:
            BY_NAME[name].run(sample)
        except AgilityError as error:
            refused.append(error)
    assert len(refused) * 4 <= len(samples(name)), refused[:3]


@pytest.mark.parametrize("name", BY_NAME)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**63), most=st.integers(1, 6))
def test_what_is_almost_right(name: str, seed: int, most: int) -> None:
    refused_or_taken(BY_NAME[name], mutated(samples(name), random.Random(seed), most))


@pytest.mark.parametrize("name", BY_NAME)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=300))
def test_any_bytes(name: str, data: bytes) -> None:
    refused_or_taken(BY_NAME[name], data)


def test_what_is_not_ours_is_kept_with_its_input(tmp_path: Path) -> None:
    notes = tmp_path / "notes.json"
    watched = Watched(lambda data: {b"1": 1}[data], notes)
    for data in (b"1", b"x"):
        watched(data)
    found = json.loads(notes.read_text())
    assert (found["inputs"], found["taken"]) == (2, 1)
    [(what, data)] = found["foreign"].items()
    assert what.startswith("KeyError at test_targets.py:")
    assert base64.b64decode(data) == b"x"


def test_the_runner_says_what_it_did() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.library.fuzz", "0.2", "marks"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^marks \(ours\): \d\d+ inputs, [1-9]\d* taken, ", done.stdout, re.MULTILINE)
    assert done.stdout.endswith("inputs, 0 faults\n")
