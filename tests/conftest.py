"""What all tests share: the test data beside the checkout, and how a missing service is treated."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


def need(present: object, what: str, command: str) -> None:
    """Skip, with the command that brings what is missing; fail where REQUIRE_SERVICES says it must be there."""
    if present:
        return
    message = f"{what} is not there; `{command}` brings it"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium with its driver."""
    found = shutil.which("chromium") and shutil.which("chromedriver")
    need(found, "Chromium with its driver", "apt install chromium chromium-driver")
    return str(shutil.which("chromium"))


def _unpacked(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = SHARED / f"{name}.tar.gz"
    if not archive.exists():
        pytest.skip(f"test data {archive.name} is not beside this checkout")
    target = tmp_path_factory.mktemp(name)
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    inner = target / name
    return inner if inner.is_dir() else target


@pytest.fixture(scope="session")
def shared_artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked archive of artefacts made by real tools."""
    return _unpacked("artefacts", tmp_path_factory)


@pytest.fixture(scope="session")
def shared_vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked archive of known answers."""
    return _unpacked("vectors", tmp_path_factory)
