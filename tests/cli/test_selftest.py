"""`selftest`: what is right is counted, what deviates is named, switched off, and on again when it is right."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import Desk

# A backend whose X-Wing gives a wrong secret; the command then runs in the same process.
BROKEN = """
from dataclasses import replace
import sys
from cryptoagility.providers import composite
rows = dict(composite.kems())
row = rows["X-Wing"]
broken = {"X-Wing": replace(row, decapsulate=lambda key, ciphertext: bytes(32))}
composite.kems = lambda: broken
composite.signatures = lambda: {}
from inventory.cli.group import run
sys.exit(run(sys.argv[1:]))
"""
USE = """
from cryptoagility import providers
from cryptoagility.errors import UnavailableAlgorithm
try:
    providers.kem("X-Wing")
    print("on")
except UnavailableAlgorithm as error:
    print(error)
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def python(desk: Desk, code: str, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=desk.environment(), capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_every_provider_does_what_it_promises(desk: Desk) -> None:
    done = desk.run("selftest", "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert found["schema"] == "cryptoagility/selftest/1"
    assert [one["name"] for one in found["providers"]] == ["openssl", "pqcrypto", "composite"]
    assert found["not_usable"] == []
    for one in found["providers"]:
        assert one["passed"] == len(one["checks"]) > 100
        assert one["version"]
    assert any("255" in line for line in found["providers"][1]["declared"])
    kept = json.loads((desk.home / ".local/state/cryptoagility/selftest.json").read_text())
    assert set(kept["backends"]) == {"openssl", "pqcrypto", "composite"}


def test_what_deviates_is_named_switched_off_and_comes_back(desk: Desk) -> None:
    code, out = python(desk, BROKEN, "selftest", "--provider", "composite")
    assert code == 5
    assert "composite  hybrid  1           2 of 4" in out
    assert "DEVIATES: X-Wing, known answer: another secret comes out; it is switched off" in out
    assert "X-Wing is switched off, its self-test failed" in python(desk, USE)[1]
    done = desk.run("selftest", "--provider", "composite")
    assert (done.code, "12 of 12" in done.out) == (0, True)
    assert python(desk, USE)[1] == "on\n"


def test_a_provider_that_is_none_is_said(desk: Desk) -> None:
    done = desk.run("selftest", "--provider", "x\x1b")
    assert (done.code, done.out) == (2, "")
    assert done.err == "cryptoagility: no provider is called 'x\\x1b': openssl, pqcrypto, composite\n"
