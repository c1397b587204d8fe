"""`check` with clauses and classes of risk: what is answered, what is lacking, what is to be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inventory.cbom import write
from inventory.graph import build
from inventory.model import Coverage
from tests.cli.running import Done, run
from tests.policy.findings import code, tls

CONTEXT = """\
systems:
  - paths: ["core/*"]
    system: core
    owner: clearing
    data_life_years: 10
    signature_life_years: 10
    exposure: partner
    criticality: critical
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    found = [tls("core/a.py", 3), tls("web/b.py", 4), code("X25519", "core/a.py", line=3)]
    (tmp_path / "x.json").write_text(write(build("estate", found, (), Coverage(files=2, read=2)), version="1"))
    (tmp_path / "context.yaml").write_text(CONTEXT)
    return tmp_path


def check(estate: Path, policy: str, *more: str, day: str = "2026-11-25") -> Done:
    return run(estate, "check", "x.json", "--policy", policy, "--as-of", day, *more)


def test_a_control_pack_prints_each_clause_and_what_to_do(estate: Path) -> None:
    done = check(estate, "pci-dss-12.3.3", "--context", "context.yaml", "-o", "said.txt")
    assert done.code == 3
    said = (estate / "said.txt").read_text()
    (row,) = [line for line in said.splitlines() if "12.3.3 (inventory)" in line]
    assert "0 of 2 protocols" in row
    assert "protocol_version and protocol_cipher_suite: tls server core/a.py:3" in row
    assert "protocol_version and protocol_cipher_suite and business_service: tls server web/b.py:4" in row
    assert row.endswith("yearly_review")
    assert "no certificate in the inventory" in said
    assert "12.3.3 (response plan)  not by a scan" in said
    assert "to answer with business_service: state it in context.yaml: system, with its paths\n" in said
    assert "nothing but control packs was chosen: no algorithm was judged, so the answer is incomplete (3)." in said


def test_beside_a_policy_with_rules_a_control_pack_decides_nothing(estate: Path) -> None:
    done = run(
        estate, *("check", "x.json", "--policy", "pci-dss-12.3.3", "--policy", "us-eo-14412", "--as-of", "2031-01-01")
    )
    assert done.code == 4
    assert "nothing but control packs" not in done.out


def test_the_summary_counts_clauses(estate: Path) -> None:
    done = check(estate, "pci-dss-12.3.3", "--summary")
    said = (
        "pci-dss-12.3.3: 5 clauses, 0 answered by the inventory, 3 with assets that lack something, 2 left to "
        "evidence from elsewhere\n"
    )
    assert said in done.out


def test_json_has_every_clause_with_every_asset(estate: Path) -> None:
    done = check(estate, "pci-dss-12.3.3", "--format", "json")
    controls = json.loads(done.out)["controls"]
    assert [one["clause"] for one in controls] == [
        *("12.3.3 (inventory)", "12.3.3 (monitoring)", "12.3.3 (response plan)", "4.2.1.1", "4.2.1.1 (keys)")
    ]
    assert (controls[0]["assets"], controls[0]["answered"]) == (2, 0)
    assert controls[0]["lacking"] == [
        {
            "evidence": ["protocol_version", "protocol_cipher_suite", "business_service"],
            "assets": ["protocol:at:core/a.py#3", "protocol:at:web/b.py#4"],
        }
    ]


def test_a_roadmap_is_judged_by_the_criticality_of_the_system(estate: Path) -> None:
    policy, day = "ca-itsm-40-001-spin", "2032-01-01"
    assert check(estate, policy, "--context", "context.yaml", day=day).code == 4
    done = check(estate, policy, "--why", "-o", "said.txt", day=day)
    assert done.code == 3
    assert (
        "X25519 needs the asset's risk class: disallowed if high-priority system" in (estate / "said.txt").read_text()
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("systems: [", "context.yaml:2: not readable as YAML"),
        (CONTEXT.replace("critical\n", "vital\n"), "criticality of system 1 is 'vital'; it must be one of critical,"),
        (CONTEXT.replace("core/*", "[z-a]"), "hold a pattern that is none"),
    ],
)
def test_a_wrong_context_is_one_line(estate: Path, text: str, said: str) -> None:
    (estate / "context.yaml").write_text(text)
    done = check(estate, "pci-dss-12.3.3", "--context", "context.yaml")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert check(estate, "pci-dss-12.3.3", "--context", "nowhere.yaml").code == 2
