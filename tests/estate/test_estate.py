"""The example estate against its truth, which was written before the detectors.

Every finding is compared by file, line, kind and algorithm. What is known to differ is listed, one by one, in
known_differences.yaml: a new miss, a new false finding or a repaired one each fail the test.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from inventory.cbom import read, validate
from inventory.detectors import DETECTORS
from inventory.graph import Graph, build
from inventory.model import Finding, Kind, LibraryFacts, ProtocolFacts
from inventory.scanner import Options, Scan, scan

ROOT = Path(__file__).resolve().parent.parent.parent
ESTATE = ROOT / "examples" / "clearing-house"
HERE = Path(__file__).parent

Row = tuple[str, int | None, str, str | None]  # file, line, kind, algorithm (library: name and version)


@cache
def scanned() -> Scan:
    return scan((ESTATE,), DETECTORS, Options(jobs=2))


@cache
def truth() -> frozenset[Row]:
    files = yaml.safe_load((ESTATE / "truth.yaml").read_text("utf-8"))["files"]
    rows: set[Row] = set()
    for path, said in files.items():
        for one in said["findings"]:
            algorithm = one.get("algorithm")
            if one["kind"] == "library":
                algorithm = f"{one['name']} {one['version']}"
            elif one["kind"] == "protocol":
                algorithm = _protocol(one.get("min_version"), one.get("max_version"), algorithm)
            rows.add((path, one["line"], one["kind"], algorithm))
    return frozenset(rows)


def _protocol(low: str | None, high: str | None, name: str) -> str:
    version = name if name not in {"TLS", "SSH", *_IN_CLEAR} else None
    kind = name if name in _IN_CLEAR | {"SSH"} else "TLS"
    first, last = (low or "", high or "") if kind in _IN_CLEAR else (low or version or "", high or version or "")
    return f"{kind} {first}..{last}"


_IN_CLEAR = frozenset({"FIX", "IBM-MQ"})


@cache
def found() -> frozenset[Row]:
    findings = scanned().findings
    holders = {
        (finding.location.path, finding.location.line, finding.location.offset)
        for finding in findings
        if finding.asset.kind in {Kind.CERTIFICATE, Kind.PRIVATE_KEY, Kind.CERTIFICATE_REQUEST}
    }
    rows = (_row(finding) for finding in findings if _compared(finding, holders))
    return frozenset(row for row in rows if row is not None)


def _compared(finding: Finding, holders: set[tuple[str, int | None, int | None]]) -> bool:
    """The truth does not list again the key in a certificate, nor the algorithms of artefacts."""
    place = finding.location
    if finding.asset.kind is Kind.PUBLIC_KEY:
        return (place.path, place.line, place.offset) not in holders
    named = finding.detector == "configuration" and any(
        one.name == "setting" and one.how == "literal" for one in finding.parameters
    )
    return finding.asset.kind is not Kind.APPLICATION and (
        finding.asset.kind is not Kind.ALGORITHM or finding.detector == "code" or named
    )


def _row(finding: Finding) -> Row | None:
    algorithm = finding.algorithm
    match finding.facts:
        case LibraryFacts(name=name, version=version):
            algorithm = f"{name} {version}"
        case ProtocolFacts(type=type, version=version, minimum_version=low, maximum_version=high):
            algorithm = f"{type.upper()} {low or version or ''}..{high or version or ''}"
        case _:
            pass
    line = finding.location.line if _is_text(finding.location.path) else None
    return (finding.location.path, line, str(finding.asset.kind), algorithm)


@cache
def _is_text(path: str) -> bool:
    return b"\0" not in (ESTATE / path).read_bytes()[:8192]


def _listed(rows: frozenset[Row] | set[Row]) -> list[str]:
    return sorted(f"{path}:{line} {kind} {algorithm}" for path, line, kind, algorithm in rows)


def test_the_truth_names_every_file() -> None:
    files = yaml.safe_load((ESTATE / "truth.yaml").read_text("utf-8"))["files"]
    there = {
        str(path.relative_to(ESTATE))
        for path in ESTATE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert set(files) | {"truth.yaml"} == there


def test_the_scan_is_the_truth_but_for_the_known_differences() -> None:
    known = yaml.safe_load((HERE / "known_differences.yaml").read_text("utf-8"))
    assert {"missed": _listed(truth() - found()), "not in the truth": _listed(found() - truth())} == {
        "missed": sorted(known["missed"] or []),
        "not in the truth": sorted(known["not in the truth"] or []),
    }


def test_no_trap_is_reported() -> None:
    files = yaml.safe_load((ESTATE / "truth.yaml").read_text("utf-8"))["files"]
    traps = {(path, trap["line"]) for path, said in files.items() for trap in said.get("traps") or ()}
    right = {(path, line) for path, line, _, _ in truth()}
    assert len(traps) >= 40
    assert sorted({(path, line) for path, line, _, _ in found()} & (traps - right)) == []


def test_every_unknown_has_a_reason() -> None:
    unknown = [one for one in scanned().findings if one.algorithm is None and one.asset.kind is Kind.ALGORITHM]
    assert unknown
    assert all(one.reason for one in unknown)


def test_nothing_in_the_estate_is_a_problem() -> None:
    assert scanned().problems == ()


@cache
def graph() -> Graph:
    result = scanned()
    return build(result.target, result.findings, result.problems, result.coverage)


def test_two_runs_of_the_command_give_the_same_valid_bytes(tmp_path: Path) -> None:
    texts = []
    for jobs in ("1", "4"):
        out = tmp_path / f"{jobs}.json"
        command = [
            sys.executable,
            "-m",
            "cryptoagility",
            "scan",
            str(ESTATE),
            "-o",
            str(out),
            "--jobs",
            jobs,
            "--quiet",
        ]
        subprocess.run(command, check=True, cwd=tmp_path)
        texts.append(out.read_text("utf-8"))
    assert texts[0] == texts[1]
    assert validate(texts[0]) == ()
    assert read(texts[0]).assets == graph().assets


@pytest.mark.parametrize("marker", ["PRIVATE KEY-----", "-----BEGIN"])
def test_no_secret_is_in_the_inventory(marker: str) -> None:
    from inventory.cbom import write

    text = write(graph(), version="1")
    assert marker not in text
    for path in sorted((ESTATE / "keys").rglob("*")) + sorted((ESTATE / "services").rglob("*.json")):
        if path.is_file() and path.suffix in {".json", ".jwk"}:
            _no_private_member(json.loads(path.read_text("utf-8")), text)


def _no_private_member(value: object, text: str) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            if name in {"d", "p", "q", "dp", "dq", "qi", "k", "priv"} and isinstance(item, str):
                assert item not in text
            _no_private_member(item, text)
    elif isinstance(value, list):
        for item in value:
            _no_private_member(item, text)
