"""Each library: what is found in its hit folder, place by place, and that nothing is found in its miss folder.

UPDATE_EXPECTED=1 writes expected.json anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from inventory.detectors.code import SourceCode
from inventory.detectors.code.languages import LANGUAGES
from inventory.detectors.detector import File
from inventory.model import Finding, ProtocolFacts

HERE = Path(__file__).parent
SUFFIXES = frozenset(suffix for language in LANGUAGES for suffix in language.suffixes)
RULES = HERE / "../../../inventory/detectors/code/rules"
SILENT = frozenset({"java", "python"})  # packs whose entries are evaluated and never reported
LIBRARIES = sorted(path.parent.name for path in HERE.glob("*/hit"))
Row = dict[str, object]


def found(folder: Path) -> dict[str, list[Row]]:
    """Every finding of the samples of a folder, by file."""
    detector = SourceCode()
    return {
        path.name: [row(finding) for finding in detector.detect(File(path.name, path.read_bytes()))]
        for path in sorted(folder.iterdir())
        if path.suffix in SUFFIXES
    }


def row(finding: object) -> Row:
    assert isinstance(finding, Finding), finding
    made: Row = {
        "line": finding.location.line,
        "kind": str(finding.asset.kind),
        "asset": finding.asset.value,
        "algorithm": finding.algorithm,
        "primitive": finding.primitive,
        "functions": list(finding.functions),
        "symbol": finding.location.symbol,
        "parameters": {one.name: f"{one.value} ({one.how})" for one in finding.parameters},
        "confidence": str(finding.confidence),
    }
    if finding.reason is not None:
        made["reason"] = finding.reason
    if isinstance(finding.facts, ProtocolFacts):
        made["suites"] = list(finding.facts.cipher_suites)
    return {name: value for name, value in made.items() if value not in ([], {}, None) or name == "algorithm"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_use_is_found_as_expected(library: str) -> None:
    expected = HERE / library / "hit" / "expected.json"
    made = found(HERE / library / "hit")
    if os.environ.get("UPDATE_EXPECTED") == "1":
        expected.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert made == json.loads(expected.read_text("utf-8"))
    assert all(rows for rows in made.values())


@pytest.mark.parametrize("library", LIBRARIES)
def test_nothing_is_found_where_nothing_is_used(library: str) -> None:
    made = found(HERE / library / "miss")
    assert made
    assert {name: rows for name, rows in made.items() if rows} == {}


def test_every_pack_has_its_samples() -> None:
    packs = {path.stem.replace("-", "_") for path in RULES.glob("*/*.yaml")}
    assert packs - SILENT == set(LIBRARIES)
