"""Who owns what: read strictly, the first matching entry wins, what nobody claimed is visible."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from inventory.errors import PolicyError
from inventory.plan import UNASSIGNED, Context, System, parse_context

ESTATE = Path(__file__).parent.parent.parent / "examples" / "clearing-house" / "context.yaml"
ONE = """\
systems:
  - paths: [{paths}]
    system: gateway
    owner: {owner}
    data_life_years: 7
    signature_life_years: 2
    exposure: internet
    criticality: critical
"""


def wrong(text: str) -> str:
    with pytest.raises(PolicyError) as caught:
        parse_context(text.encode(), "context.yaml")
    return str(caught.value)


def test_the_estate() -> None:
    context = parse_context(ESTATE.read_bytes(), "context.yaml")
    assert context.system("services/gateway/legacy_link.py") == System(
        "member-terminals", "network-operations", 1, 1, "partner", "normal"
    )
    found = {
        path: context.system(path).name for path in ("services/gateway/tls.py", "pki/legacy-x.pem", "pki/a/b.pem", "x")
    }
    assert found == {
        "services/gateway/tls.py": "member-gateway",
        "pki/legacy-x.pem": "member-terminals",
        "pki/a/b.pem": "pki",
        "x": "shared-platform",
    }


def test_what_matches_nothing_is_unassigned_and_owned_by_nobody() -> None:
    context = parse_context(ONE.format(paths='"services/**"', owner="ops").encode(), "context.yaml")
    assert context.system("keys/a.pem") == UNASSIGNED
    assert (UNASSIGNED.name, UNASSIGNED.owner) == ("unassigned", None)
    assert Context().system("anything") == UNASSIGNED


def test_patterns_are_those_of_gitignore() -> None:
    context = parse_context(ONE.format(paths='"*.pem", "/top.py", "lib/"', owner="null").encode(), "context.yaml")
    matched = [
        path
        for path in ("a/b.pem", "top.py", "a/top.py", "lib/x.py", "a/lib/x.py", "b.py")
        if context.system(path).owner is None
    ]
    named = [path for path in matched if context.system(path) != UNASSIGNED]
    assert named == ["a/b.pem", "top.py", "lib/x.py", "a/lib/x.py"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("system:", "sistem:", "context.yaml:3: unknown key 'sistem' in system 1; known: criticality, data_life_years"),
        ("    owner: ops\n", "", "context.yaml:2: system 1 has no 'owner'"),
        ("internet", "everyone", "context.yaml:7: exposure of system 1 is 'everyone'; it must be one of internal"),
        ("critical\n", "very\n", "context.yaml:8: criticality of system 1 is 'very'; it must be one of critical"),
        (
            "life_years: 7",
            "life_years: -1",
            "context.yaml:5: data_life_years of system 1 must be a whole number from 0",
        ),
        ("life_years: 7", 'life_years: "7"', "context.yaml:5: data_life_years of system 1 must be a whole number"),
        ("life_years: 7", "life_years: true", "context.yaml:5: data_life_years of system 1 must be a whole number"),
        ('["a/**"]', "[]", "context.yaml:2: paths of system 1 must not be empty"),
        (
            '"a/**"',
            '"a*b*c*d*e"',
            "context.yaml:2: paths of system 1 hold the pattern 'a*b*c*d*e', which is too long or",
        ),
        (
            '"a/**"',
            '"**/a/**/b/**/c/**/d"',
            "context.yaml:2: paths of system 1 hold the pattern '**/a/**/b/**/c/**/d', ",
        ),
        ('"a/**"', '"!"', "context.yaml:2: paths of system 1 "),
        ("systems:", "system:", "context.yaml:1: unknown key 'system' in the context; known: systems"),
    ],
)
def test_says_what_is_wrong_and_where(old: str, new: str, message: str) -> None:
    text = ONE.format(paths='"a/**"', owner="ops")
    assert old in text
    assert wrong(text.replace(old, new, 1)).startswith(message)


def test_a_pattern_that_is_none_is_refused_and_no_crash() -> None:
    assert "hold a pattern that is none: bad character range" in wrong(ONE.format(paths='"[z-a]"', owner="ops"))


def test_one_system_has_one_owner() -> None:
    first = ONE.format(paths='"a"', owner="ops")
    assert "gateway" in wrong(first + ONE.format(paths='"b"', owner="others").removeprefix("systems:\n"))
    same = parse_context((first + ONE.format(paths='"b"', owner="ops").removeprefix("systems:\n")).encode(), "c.yaml")
    assert same.system("a") == same.system("b") != UNASSIGNED


def test_a_hostile_path_takes_no_time() -> None:
    context = parse_context(ONE.format(paths='"**/*a*a*b", "**/x/**/y/**/z"', owner="ops").encode(), "context.yaml")
    begun = time.perf_counter()
    assert context.system("/".join(["a" * 250] * 16)) == UNASSIGNED
    assert context.system("x/y/" * 1000) == UNASSIGNED
    assert time.perf_counter() - begun < 20  # what a scan grants one file: growth is caught, a busy machine is not
