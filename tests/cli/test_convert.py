"""`convert` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

from .running import algorithm, bom, run


def test_what_goes_into_properties_is_counted_on_standard_error(tmp_path: Path) -> None:
    one = algorithm("ECDSA", "e")
    one["cryptoProperties"] = {"assetType": "algorithm", "algorithmProperties": {"ellipticCurve": "nist/P-256"}}
    (tmp_path / "new.json").write_text(bom(one))
    done = run(tmp_path, "convert", "new.json", "--to", "1.6", "-o", "old.json")
    assert done.code == 0
    assert done.err == "CycloneDX 1.6 has no field for 1 value, kept in properties: 1 × ellipticCurve\n"
    assert json.loads((tmp_path / "old.json").read_text())["specVersion"] == "1.6"
    again = run(tmp_path, "convert", "-", "--to", "1.7", stdin=(tmp_path / "old.json").read_text())
    assert (again.code, again.err) == (0, "")
    assert json.loads(again.out)["components"] == [one]


def test_a_file_that_is_not_valid_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text(bom({"type": "library", "nane": "x"}))
    done = run(tmp_path, "convert", "wrong.json", "--to", "1.6", "-o", "out.json")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "/components/0" in done.err
    assert not (tmp_path / "out.json").exists()


def test_scan_writes_1_6_and_check_reads_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import hashlib\nx = hashlib.md5(b'')\n")
    options = ("scan", "a.py", "--quiet", "-o")
    assert run(tmp_path, *options, "6.json", "--format", "cyclonedx-1.6").code == 0
    assert run(tmp_path, *options, "7.json").code == 0
    assert run(tmp_path, "validate", "6.json").code == 0
    judge = ("--policy", "us-cnsa-2.0", "--as-of", "2027-01-01", "--format", "json")
    older, newer = run(tmp_path, "check", "6.json", *judge), run(tmp_path, "check", "7.json", *judge)
    assert (older.code, older.out) == (4, newer.out)
