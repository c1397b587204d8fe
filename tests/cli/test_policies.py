"""`policies`: the list, one in full, the crosswalk and the conflicts, for a person and for a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from inventory.policy import available, load_policies
from inventory.resources import policies
from tests.cli.running import algorithm, bom, run

REGULATION = policies().joinpath("regulation")
ALL = available(REGULATION)


def asked(folder: Path, *arguments: str) -> Any:
    done = run(folder, "policies", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def test_the_list_has_one_line_a_policy(tmp_path: Path) -> None:
    done = run(tmp_path, "policies")
    head, *lines = done.out.splitlines()
    assert head.split() == [
        *(
            "policy",
            "title",
            "issuer",
            "status",
            "binding",
            "kind",
            "rules",
            "clauses",
            "dates",
            "confidence",
            "review",
            "by",
        )
    ]
    assert [line.split()[0] for line in lines] == list(ALL)
    (nist,) = [line for line in lines if line.startswith("nist-ir-8547")]
    assert nist.split()[-8:] == ["algorithm", "12", "0", "2030,", "2035", "seen-secondary", "not", "set"]
    assert "draft" in nist


@pytest.mark.parametrize("name", ALL)
def test_one_in_full_says_everything(tmp_path: Path, name: str) -> None:
    (policy,) = load_policies([name], REGULATION)
    shown = run(tmp_path, "policies", name).out
    rules = [*policy.rules, *(goal.rule for goal in policy.goals)]
    for text in (
        *(text for rule in rules for text in (rule.id, rule.note, rule.source, rule.confidence)),
        *(text for one in policy.controls for text in (one.id, one.clause, one.asks, one.note or "")),
        *(one.what for one in policy.milestones),
        *policy.confidence.uncertain,
        policy.sha256,
    ):
        assert text.replace("\\", "\\\\") in shown


def test_json_of_one_has_what_the_file_has(tmp_path: Path) -> None:
    for name in ("eu-nis-cg-roadmap", "pci-dss-12.3.3", "eu-etsi-ts-119-312", "us-cnsa-2.0"):
        (made,) = asked(tmp_path, name)
        given = yaml.load(REGULATION.joinpath(f"{name}.yaml").read_bytes(), Loader=yaml.BaseLoader)  # texts
        assert [one["id"] for one in made["rules"]] == [one["id"] for one in given["rules"]]
        assert [one["confidence"] for one in made["rules"]] == [one["confidence"] for one in given["rules"]]
        assert [(one["id"], one["from"], one["classes"]) for one in made["goals"]] == [
            (one["id"], one["from"], one["classes"]) for one in given.get("goals", ())
        ]
        assert [(one["clause"], one["cbom"], one["elsewhere"]) for one in made["controls"]] == [
            (one["clause"], one["cbom"], one["elsewhere"]) for one in given.get("controls", ())
        ]
        assert (made["hybrids"] is None) == (given["hybrids"] == "null")
        assert made["review_by"] is None


def test_kinds(tmp_path: Path) -> None:
    kinds = {one["id"]: one["kind"] for one in asked(tmp_path)}
    assert {name for name, kind in kinds.items() if kind == "control"} == {
        *("pci-dss-12.3.3", "eu-dora-rts-2024-1774", "hk-hkma-qpi", "tw-fsc-pqc-guide")
    }
    assert {name for name, kind in kinds.items() if kind == "roadmap"} == {
        *("eu-nis-cg-roadmap", "g7-ceg-roadmap", "us-omb-m-26-15", "ca-itsm-40-001-spin", "sg-csa-handbook")
    }


def test_the_crosswalk_has_one_item_with_all_its_clauses(tmp_path: Path) -> None:
    made = asked(tmp_path, "--crosswalk", "pci-dss-12.3.3", "eu-dora-rts-2024-1774", "au-asd-ism")
    (plan,) = [one for one in made["evidence"] if one["name"] == "certificate_expiry"]
    assert plan["means"] == "cbom"
    assert [(one["policy"], one["clause"]) for one in plan["clauses"]] == [
        ("eu-dora-rts-2024-1774", "Art. 7 (renewal)"),
        ("pci-dss-12.3.3", "4.2.1.1"),
    ]
    assert [one["id"] for one in made["policies"]] == ["au-asd-ism", "eu-dora-rts-2024-1774", "pci-dss-12.3.3"]
    said = run(tmp_path, "policies", "--crosswalk", "nist-ir-8547", "pci-dss-12.3.3").out
    assert said.endswith("no clauses: nist-ir-8547\n")


def test_the_conflicts_say_the_way_and_what_is_against_it(tmp_path: Path) -> None:
    done = run(tmp_path, "policies", "--conflicts", "us-cnsa-2.0", "de-bsi-tr-02102-1", "--as-of", "2026-11-25")
    assert "key-establishment: MLKEM1024-P384 until 2031-12-31, then ML-KEM-1024 (of " in done.out
    assert (
        "against ML-KEM-1024: de-bsi-tr-02102-1/1 of de-bsi-tr-02102-1: ML-KEM-1024 is accepted only in a hybrid"
        in done.out
    )
    assert "to be left by 2031-12-31 under us-cnsa-2.0 (hybrids, NSA PP-22-1338" in done.out
    (line,) = [line for line in done.out.splitlines() if line.startswith("key-establishment  hybrid ")]
    assert line.split(maxsplit=2)[2].split("  ")[0] == "required"
    assert line.endswith("discouraged until 2031-12-31, then past its exit")
    made = asked(tmp_path, "--conflicts", "us-cnsa-2.0", "de-bsi-tr-02102-1", "--as-of", "2026-11-25")
    (target,) = [one for one in made["targets"] if one["usage"] == "key-establishment"]
    assert not target["satisfies_all"]
    assert [(step["algorithm"], step["until"]) for step in target["steps"]] == [
        ("MLKEM1024-P384", "2031-12-31"),
        ("ML-KEM-1024", None),
    ]


def test_policies_that_say_nothing_of_algorithms(tmp_path: Path) -> None:
    done = run(tmp_path, "policies", "--conflicts", "pci-dss-12.3.3", "--as-of", "2026-11-25")
    assert done.code == 0
    assert "no rules on any of these: pci-dss-12.3.3\n" in done.out
    assert "no policy accepts what another refuses\n" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--crosswalk", "--conflicts"], "--crosswalk and --conflicts are two views: ask for one of them"),
        (["--as-of", "2030-01-01"], "--as-of goes with --conflicts: a list of policies has no day"),
        (["--conflicts", "--as-of", "2030"], "--as-of '2030' is not a day"),
        (["nobody"], "no policy is called 'nobody'; there are au-asd-ism"),
        (["us-cnsa-2.0", "us-cnsa-2.0"], "the policy 'us-cnsa-2.0' is given twice"),
        (["./nowhere.yaml"], "./nowhere.yaml: No such file or directory"),
    ],
)
def test_wrong_use_is_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run(tmp_path, "policies", *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err


HOSTILE = """\
schema: cryptoagility/policy/1
id: "evil\\e[2J"
title: "a\\u202eb"
issuer: "Nobody\\a"
jurisdiction: XX
version: null
date: null
status: guidance
draft: false
binding: advisory
applies_to: []
source: "a\\nb"
compiled: "2026-11-22"
review_by: null
confidence: {level: recalled, seen: ["\\e[31m"], uncertain: []}
unlisted_curves: unknown
hybrids: null
milestones: []
inventory_requirements: []
controls:
  - id: c
    clause: "x\\e]0;y\\a"
    asks: "\\x9b2J"
    assets: []
    cbom: []
    context: []
    elsewhere: [monitoring]
    basis: stated
    note: null
    confidence: recalled
rules:
  - id: "evil\\e[1m/1"
    families: [ML-KEM]
    parameter_sets: []
    usage: [key-establishment]
    status: disallowed
    from: null
    until: null
    note: "not\\e[31m this"
    source: a test
    confidence: recalled
"""


@pytest.mark.parametrize("arguments", [[], ["--crosswalk", "jp-cryptrec-list"], ["--conflicts", "jp-cryptrec-list"]])
def test_a_hostile_policy_cannot_steer_the_terminal(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "evil.yaml").write_text(HOSTILE)
    done = run(tmp_path, "policies", *arguments, "./evil.yaml")
    assert done.code == 0
    assert "evil\\x1b[" in done.out
    assert all(char == "\n" or char.isprintable() for char in done.out)


def test_neither_can_it_in_check(tmp_path: Path) -> None:
    (tmp_path / "evil.yaml").write_text(HOSTILE)
    (tmp_path / "x.json").write_text(bom(algorithm("ML-KEM-768", "a")))
    for more in ([], ["--summary"], ["--why"]):
        done = run(tmp_path, "check", "x.json", "--policy", "./evil.yaml", "--as-of", "2026-11-25", *more)
        assert done.code == 4
        assert all(char == "\n" or char.isprintable() for char in done.out)
