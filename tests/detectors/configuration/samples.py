"""What the detector says of a folder of samples, in a form that a person can read."""

from __future__ import annotations

from pathlib import Path

from inventory.detectors.configuration import Configuration
from inventory.detectors.detector import File, Stub
from inventory.model import Confidence, Finding, Kind, Problem, ProtocolFacts, State
from inventory.sources.files import Limits, walk
from inventory.sources.tree import FileTree

Row = dict[str, object]
IGNORED = frozenset({"expected.json"})


def found(folder: Path) -> dict[str, object]:
    """Protocols in full; of algorithms the places; the problems."""
    findings, problems = said(folder)
    protocols: list[Row] = []
    algorithms: dict[str, set[str]] = {}
    for one in findings:
        if one.asset.kind is Kind.PROTOCOL:
            protocols.append(protocol(one))
        else:
            algorithms.setdefault(one.asset.value, set()).add(place(one))
    made: dict[str, object] = {
        "protocols": sorted(protocols, key=lambda row: (str(row["at"]), str(row))),
        "algorithms": {name: sorted(places) for name, places in sorted(algorithms.items())},
    }
    if problems:
        made["problems"] = sorted(f"{one.path}:{one.line}: {one.reason}" for one in problems)
    return made


def said(folder: Path) -> tuple[list[Finding], list[Problem]]:
    """Every finding and problem of the files that the detector wants."""
    entries = [entry for entry in walk(folder, Limits()).entries if entry.path not in IGNORED]
    tree, detector = FileTree(entries, Limits()), Configuration()
    findings: list[Finding] = []
    problems: list[Problem] = []
    for entry in entries:
        data = (folder / entry.path).read_bytes()
        if detector.wants(Stub(entry.path, len(data), data[:8192])):
            for one in detector.detect(File(entry.path, data, tree)):
                if isinstance(one, Problem):
                    problems.append(one)
                else:
                    findings.append(one)
    return findings, problems


def protocol(one: Finding) -> Row:
    """A protocol: where, and what it offers."""
    facts = one.facts
    assert isinstance(facts, ProtocolFacts)
    row: Row = {
        "at": f"{one.location.path}:{one.location.line} {one.location.symbol}",
        "what": " ".join(part for part in (facts.type, facts.role) if part),
        "versions": f"{facts.minimum_version} to {facts.maximum_version}" if facts.minimum_version else None,
        "suites": list(facts.cipher_suites),
        "groups": list(facts.groups),
        "schemes": list(facts.signature_schemes),
        "parameters": {
            one.name: one.value + ("" if one.how == "literal" else f" ({one.how})")
            for one in one.parameters
            if not one.name.startswith("default-of-")
        },
        "assets": sorted(link.target.value for link in one.links if link.target.kind is not Kind.ALGORITHM),
        "reason": one.reason,
        "confidence": str(one.confidence) if one.confidence is not Confidence.CERTAIN else None,
    }
    return {name: value for name, value in row.items() if value not in ([], {}, None)}


def place(one: Finding) -> str:
    """Where an algorithm is asked for, and how firmly."""
    marks = [str(one.confidence)] if one.confidence is not Confidence.CERTAIN else []
    marks += ["available"] if one.state is State.AVAILABLE else []
    marks += [one.reason] if one.reason else []
    return " ".join(
        [f"{one.location.path}:{one.location.line} {one.location.symbol}", *(f"[{mark}]" for mark in marks)]
    )
