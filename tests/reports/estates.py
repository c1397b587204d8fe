"""Small inventories with their verdicts and plans, as a report gets them; one of them means harm."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from inventory.graph import Graph, build
from inventory.model import (
    AssetId,
    Coverage,
    Finding,
    KeyFacts,
    Kind,
    Location,
    Problem,
    Skipped,
    State,
    algorithm_id,
    unknown_algorithm,
)
from inventory.plan import make_plan, parse_context, plan_json
from inventory.policy import answers, assess, load_policies, timeline
from inventory.reports import ReportInput, charted_days, read_plan
from inventory.resources import policies

AS_OF = date(2026, 11, 25)
EVIL = "<script>alert(1)</script>|*x*"
HOSTILE = (
    "</script><script>document.title='owned'</script>",
    '"><img src=x onerror=alert(1)>',
    "a|b`c`\n# not a heading",
    "invoice\u202efdp.exe",
    "bell\x07csi\x9b31m\x1b[31m",
    "zero\u200bwidth\u2066isolate",
    "ключи-🔑👩‍💻-مفتاح",
    "{{ 7*7 }}{% raw %}",
    "x" * 5000,
)
POLICIES = ("nist-ir-8547", "us-cnsa-2.0", "de-bsi-tr-02102-1", "tw-fsc-pqc-guide")
CONTEXT = """
systems:
  - paths: ["app/**"]
    system: gateway
    owner: network team
    data_life_years: 10
    signature_life_years: 7
    exposure: internet
    criticality: critical
"""


def reported(graph: Graph, context: str | None = None, names: tuple[str, ...] = POLICIES) -> ReportInput:
    """Everything that a report of this graph may say."""
    chosen = load_policies(names, policies().joinpath("regulation"))
    known = parse_context(context.encode(), "context.yaml") if context else None
    plan = make_plan(graph, chosen, AS_OF, known)
    return ReportInput(
        graph,
        assess(graph, chosen, AS_OF, known),
        timeline(graph, chosen, charted_days(AS_OF), known),
        read_plan(json.dumps(plan_json(plan))),
        "1.0",
        "cbom.json",
        "f" * 64,
        answers(graph, chosen, known),
    )


def used(name: str, path: str, line: int, *functions: str) -> Finding:
    return Finding("code", algorithm_id(name), Location(path, line), name, None, functions)


@cache
def given() -> ReportInput:
    found = (
        Finding("code", algorithm_id("SHA-1"), Location(f"app/{EVIL}.py", 3), "SHA-1", "hash", ("digest",)),
        used("ECDSA-P256-SHA256", "app/a.py", 9, "sign"),
        used("AES-128-GCM", "app/a.py", 10, "encrypt"),
        used("ML-KEM-1024", "app/b.py", 1, "encapsulate"),
        Finding(
            "code",
            unknown_algorithm("hash", "hashlib.new"),
            Location("app/b.py", 2),
            None,
            "hash",
            reason=f"from {EVIL}",
        ),
        Finding(
            "keys",
            AssetId(Kind.PRIVATE_KEY, "spki-sha256:" + "a" * 64),
            Location("keys/k.pem", 1),
            "RSA-2048",
            facts=KeyFacts(size=2048),
            state=State.CONFIGURED,
        ),
    )
    coverage = Coverage(9, 900, 90, 6, 0, (Skipped("source code in Go: no rules for it yet", 3, ("m.go",)),))
    return reported(build(f"estate {EVIL}", found, (Problem("bad.pem", "x509", "cut short"),), coverage), CONTEXT)


@cache
def hostile() -> ReportInput:
    """Every hostile text as a path, as the name of the estate, as a reason, as a problem and as something skipped."""
    found = [used("RSA-PKCS1-2048-SHA256", f"app/{text}", 1, "sign") for text in HOSTILE]
    found += [
        Finding(
            "code",
            unknown_algorithm("hash", text),
            Location(f"lib/{number}.py", 1),
            None,
            "hash",
            reason=f"from {text}",
        )
        for number, text in enumerate(HOSTILE)
    ]
    coverage = Coverage(9, 900, 90, 6, 0, (Skipped("too large", len(HOSTILE), HOSTILE),))
    problems = tuple(Problem(text, "x509", f"cut short {text}") for text in HOSTILE)
    made = reported(build("estate " + "".join(HOSTILE), found, problems, coverage))
    return replace(made, source="".join(HOSTILE[:8]))


def many(count: int) -> ReportInput:
    """``count`` keys of a few sizes: what an estate of many thousand files looks like to a reader."""
    return reported(build("large", _keys(count)), None, ("us-cnsa-2.0", "de-bsi-tr-02102-1"))


def _keys(count: int) -> Iterable[Finding]:
    sizes = ("RSA-2048", "RSA-3072", "EC-P256", "EC-P384", "Ed25519", "ML-DSA-65")
    for number in range(count):
        yield Finding(
            "keys",
            AssetId(Kind.PUBLIC_KEY, f"spki-sha256:{number:064x}"),
            Location(f"hosts/{number % 97:03}/ssh/key-{number}.pub", 1),
            sizes[number % len(sizes)],
            facts=KeyFacts(),
            state=State.CONFIGURED,
        )
