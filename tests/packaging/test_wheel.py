"""The wheel works on its own, in an empty directory: both packages and the policies are in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(out),
        ".",
    ]
    subprocess.run([*command, "--disable-pip-version-check"], cwd=ROOT, check=True)
    (made,) = out.glob("cryptoagility-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "cryptoagility", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)


def test_what_is_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"cryptoagility/algorithms/table.json", "inventory/_policies/regulation/nist-ir-8547.yaml"} <= names
    assert "inventory/detectors/code/rules/python/hashlib.yaml" in names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"cryptoagility", "inventory"}
    assert not [name for name in names if name.endswith((".pyc", ".keep"))]


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    program = "import inventory, cryptoagility; print(inventory.__file__, cryptoagility.__file__)"
    env = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.count(str(installed)) == 2


def test_scan_check_plan_and_report_in_an_empty_directory(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "estate").mkdir()
    (tmp_path / "estate" / "a.py").write_text("import hashlib\n\nprint(hashlib.sha1(b'x').hexdigest())\n")
    scanned = run(installed, tmp_path, "scan", "estate", "-o", "cbom.json")
    assert scanned.returncode == 0, scanned.stderr
    refs = [one["bom-ref"] for one in json.loads((tmp_path / "cbom.json").read_text())["components"]]
    assert "algorithm:SHA-1" in refs
    chosen = ["--policy", "us-cnsa-2.0", "--as-of", "2026-11-25"]
    assert run(installed, tmp_path, "check", "cbom.json", *chosen).returncode in {3, 4}
    assert run(installed, tmp_path, "plan", "cbom.json", *chosen, "-o", "plan.json").returncode == 0
    done = run(installed, tmp_path, "report", "cbom.json", *chosen, "--plan", "plan.json", "-o", "report.html")
    assert done.returncode == 0, done.stderr
    assert "SHA-1" in (tmp_path / "report.html").read_text()
