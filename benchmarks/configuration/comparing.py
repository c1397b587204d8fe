"""The two sides of a comparison, and a line for each: what agrees, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from inventory.detectors.configuration import Configuration
from inventory.detectors.detector import File, Stub
from inventory.formats import tls_suites
from inventory.model import Finding, Kind, ProtocolFacts
from inventory.sources.files import Limits, walk
from inventory.sources.tree import FileTree

from . import tls_offered


def everything(root: Path) -> list[Finding]:
    """All findings in the configuration of a host."""
    entries = list(walk(root, Limits()).entries)
    tree, detector, found = FileTree(entries, Limits()), Configuration(), []
    for entry in entries:
        data = (root / entry.path).read_bytes()
        if detector.wants(Stub(entry.path, len(data), data[:8192])):
            found += [one for one in detector.detect(File(entry.path, data, tree)) if isinstance(one, Finding)]
    return found


def said(root: Path) -> list[tuple[str, Finding, ProtocolFacts]]:
    """Each protocol with the name of its endpoint."""
    made = []
    for one in everything(root):
        if one.asset.kind is Kind.PROTOCOL:
            assert isinstance(one.facts, ProtocolFacts)
            name = next((each.value for each in one.parameters if each.name == "endpoint"), "")
            made.append((name, one, one.facts))
    return made


Why = Callable[[str], str | None]


def nothing(_: str) -> None:
    """No difference is explained."""


def compare(what: str, said: Iterable[str], is_so: Iterable[str], surplus: Why = nothing, lack: Why = nothing) -> None:
    """One line: how many agree, and each that does not, with the reason if there is one."""
    ours, theirs = set(said), set(is_so)
    print(f"  {what:<12} {len(ours & theirs):3} agree", end="")
    for title, names, explained in (("only said", ours - theirs, surplus), ("NOT SAID", theirs - ours, lack)):
        reasons: dict[str, list[str]] = {}
        for name in sorted(names):
            reasons.setdefault(explained(name) or "NOT EXPLAINED", []).append(name)
        for reason, several in reasons.items():
            shown = " ".join(several) if reason == "NOT EXPLAINED" or len(several) < 4 else str(len(several))
            print(f"; {title}: {shown} ({reason})", end="")
    print()


def tls(case: str, facts: ProtocolFacts, port: int, *options: str, keys: tuple[str, ...] = ("RSA", "ECDSA")) -> None:
    """Compares an endpoint with the server on this port, whose keys are of these kinds."""
    offered = tls_offered.offered(port, *options)
    askable = {suite.name for name in tls_offered.known() if (suite := tls_suites.find(name)) is not None}
    print(f" {case}")
    order = list(tls_offered.VERSIONS)
    low, high = facts.minimum_version, facts.maximum_version
    inside = order[order.index(low) : order.index(high) + 1] if low in order and high in order else []
    compare("versions", inside, offered.versions, lambda name: "security level" if name < "TLSv1.2" else None)
    accepted = {suite.name for name in offered.every if (suite := tls_suites.find(name)) is not None}

    def why(name: str) -> str | None:
        suite = tls_suites.find(name)
        if suite is None or name not in askable:
            return "not known to the client"
        if suite.version != "TLSv1.3" and suite.authentication not in (*keys, "anon"):
            return f"no {suite.authentication} key"
        if suite.exchange in ("ECDH", "DH"):
            return "no certificate for static Diffie-Hellman"
        return None

    compare("suites", facts.cipher_suites, accepted, why)
    compare("groups", facts.groups, offered.groups)
    print(f"  DH {offered.dh}")
