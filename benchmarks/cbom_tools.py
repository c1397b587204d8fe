"""Measure what works on inventories: reading, diff, merge, query, check, SARIF, convert; each beside raw JSON.

Usage: python -m benchmarks.cbom_tools [COMPONENTS...]    (10000 and 100000 if not given)

The ratio is to json.loads + json.dumps of the same file in the same run. As in the commands, nobody looks for garbage
while an inventory is read, and what was read is taken for permanent.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from inventory.cbom import read, write
from inventory.cbom.convert import convert
from inventory.compare import diff
from inventory.compare.diff_json import diff_json
from inventory.compare.merge import Given, merge
from inventory.graph import Graph, build
from inventory.model import (
    AssetId,
    CertificateFacts,
    Coverage,
    Finding,
    KeyFacts,
    Kind,
    Link,
    Location,
    State,
    algorithm_id,
)
from inventory.policy import assess, decide, load_policies
from inventory.query import ask, parse
from inventory.query.rows import rows
from inventory.reports.sarif import sarif
from inventory.reports.sarif_facts import facts
from inventory.resources import policies

NAMES = ("RSA-2048", "ECDSA-P256-SHA256", "AES-256-GCM", "SHA-1", "SHA-256", "ML-DSA-65", "X25519MLKEM768")
KEYS = ("RSA-2048", "RSA-3072", "EC-P256")
QUESTION = 'family ~ "RSA*" and size < 3072 and not path ~ "keys/1*/**"'
DAY = date(2031, 1, 1)
Made = TypeVar("Made")


def main() -> None:
    for number in [int(one) for one in sys.argv[1:]] or [10_000, 100_000]:
        measure(number)


def measure(number: int) -> None:
    old, new = write(estate(number, 0.0), version="0"), write(estate(number, 0.05), version="0")
    _, raw = timed("json.loads + json.dumps", lambda: json.dumps(json.loads(old)))
    before, _ = timed("read", lambda: read(old), raw)
    after = read(new)
    gc.freeze()
    timed("write", lambda: write(before, version="0"), raw)
    timed("diff (two files, beside the raw time of one)", lambda: json.dumps(diff_json(diff(before, after))), raw)
    given = [Given("a", "1", before), Given("b", "2", after)]
    timed("merge (two files, beside the raw time of one)", lambda: merge(given), raw)
    timed("query", lambda: ask(parse(QUESTION), rows(before)), raw)
    cnsa = load_policies(["us-cnsa-2.0"], policies().joinpath("regulation"))
    decision, _ = timed("check", lambda: decide(before, assess(before, cnsa, DAY)), raw)
    timed("SARIF of the check", lambda: sarif(decision, "0"), raw)
    timed("SARIF of the facts", lambda: facts(before, "0"), raw)
    lowered, _ = timed("convert to 1.6", lambda: convert(old, "1.6"), raw)
    timed("convert back to 1.7", lambda: convert(lowered.text, "1.7"), raw)
    print(f"{len(before.assets):,} components, {len(old) / 1e6:,.0f} MB\n")
    gc.unfreeze()


def timed(what: str, work: Callable[[], Made], raw: float | None = None) -> tuple[Made, float]:
    """What is made and the seconds it takes, which are printed, beside the raw time if there is one."""
    gc.collect()
    gc.disable()
    began = time.perf_counter()
    result = work()
    taken = time.perf_counter() - began
    gc.enable()
    print(f"{what:46} {taken:8.2f} s" + ("" if raw is None else f"  {taken / raw:6.1f} x raw"), flush=True)
    return result, taken


def estate(number: int, changed: float) -> Graph:
    """Half certificates, half keys, a call site for every fifth; a part of them is another one than before."""
    drawn, other = random.Random(7), random.Random(8)
    found: list[Finding] = []
    for one in range(number):
        found.append(_certificate(one) if one % 2 else _key(one, drawn.choice(KEYS)))
        if one % 5 == 0:
            name = drawn.choice(NAMES)
            if other.random() < changed:
                name = "MD5"
            place = Location(f"src/{one // 100}/m{one}.py", 3, 50, "lib.call")
            found.append(Finding("code", algorithm_id(name), place, name, None, ("sign",)))
        if one % 200 == 0:
            found.append(
                Finding(
                    "manifests",
                    AssetId(Kind.APPLICATION, f"dir:src/{one // 100}"),
                    Location(f"src/{one // 100}/setup.py"),
                )
            )
    kept = [one for one in found if other.random() >= changed / 2]
    return build("estate", kept, (), Coverage(number, number, number, number))


def _certificate(number: int) -> Finding:
    facts = CertificateFacts(
        subject=f"CN={number}",
        issuer="CN=root",
        sha256=f"{number:064x}",
        not_after="2030-01-01T00:00:00Z",
        signature_algorithm="ECDSA-P256-SHA256",
    )
    links = (Link("signature-algorithm", algorithm_id("ECDSA-P256-SHA256"), State.CONFIGURED),)
    asset, place = AssetId(Kind.CERTIFICATE, f"sha256:{number:064x}"), Location(f"pki/{number // 50}/{number}.pem", 1)
    return Finding("x509", asset, place, "EC-P256", facts=facts, links=links, state=State.CONFIGURED)


def _key(number: int, name: str) -> Finding:
    facts = KeyFacts(size=2048 if name == "RSA-2048" else None, spki_sha256=f"{number:064x}", format="SPKI")
    asset, place = (
        AssetId(Kind.PUBLIC_KEY, f"spki-sha256:{number:064x}"),
        Location(f"keys/{number // 50}/{number}.pub", 1),
    )
    return Finding("keys", asset, place, name, facts=facts, state=State.CONFIGURED)


if __name__ == "__main__":
    main()
