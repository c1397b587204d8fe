"""Other forms: SARIF of scan, check and report, CSV of scan."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from .running import run

JUDGE = ("--policy", "us-cnsa-2.0", "--as-of", "2027-01-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("import hashlib\n\nx = hashlib.md5(b'')\n")
    (tmp_path / "src" / "=cmd.py").write_text("import hashlib\ny = hashlib.new(z)\n")
    return tmp_path


def places(text: str) -> list[tuple[str, int]]:
    found = []
    for one in json.loads(text)["runs"][0]["results"]:
        physical = one["locations"][0]["physicalLocation"]
        found.append((physical["artifactLocation"]["uri"], physical["region"]["startLine"]))
    return found


def test_sarif_of_a_scan_a_check_and_a_report(folder: Path) -> None:
    done = run(folder, "scan", "src", "--quiet", "--format", "sarif", "--path-prefix", "src")
    assert (done.code, places(done.out)) == (0, [("src/a.py", 3), ("src/%3Dcmd.py", 2)])
    run(folder, "scan", "src", "--quiet", "-o", "c.json")
    done = run(folder, "check", "c.json", *JUDGE, "--format", "sarif", "--path-prefix", "./src/")
    assert (done.code, places(done.out)) == (4, [("src/a.py", 3), ("src/%3Dcmd.py", 2)])
    assert run(folder, "report", "c.json", *JUDGE, "-o", "r.sarif").code == 0
    assert places((folder / "r.sarif").read_text()) == [("a.py", 3), ("%3Dcmd.py", 2)]


@pytest.mark.parametrize("prefix", ["/abs", "../up", "a/../b", "a\\b"])
def test_a_prefix_stays_in_the_repository(folder: Path, prefix: str) -> None:
    done = run(folder, "scan", "src", "--quiet", "--format", "sarif", "--path-prefix", prefix)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_csv_has_a_row_for_each_place_and_no_formula(folder: Path) -> None:
    done = run(folder, "scan", "src", "--quiet", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(one["kind"], one["algorithm"], one["quantum"], one["path"], one["line"]) for one in rows] == [
        ("algorithm", "MD5", "weakened", "a.py", "3"),
        ("algorithm", "unknown", "unknown", "'=cmd.py", "2"),
    ]
    assert rows[1]["unknown because"]
