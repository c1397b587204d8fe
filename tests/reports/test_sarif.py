"""SARIF: valid against the schema, stable when lines move, and nothing of a scanned file becomes more than text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.cbom import read, write
from inventory.graph import Graph, build
from inventory.model import (
    AssetId,
    Coverage,
    Finding,
    KeyFacts,
    Kind,
    Location,
    Problem,
    State,
    Suppression,
    algorithm_id,
)
from inventory.policy import assess, decide, former, load_policies
from inventory.reports import REPORTS
from inventory.reports.sarif import sarif
from inventory.reports.sarif_facts import facts
from inventory.reports.sarif_log import uri
from inventory.resources import policies

from ..cbom.strategies import coverages, findings, problems
from .estates import HOSTILE, POLICIES
from .estates import given as reported

FILE = Path(__file__).with_name("sarif-2.1.0-rtm.5.json")
DAY = date(2031, 1, 1)
CHOSEN = load_policies(POLICIES, policies().joinpath("regulation"))
CNSA = load_policies(["us-cnsa-2.0"], policies().joinpath("regulation"))


@cache
def schema() -> Any:
    loaded = json.loads(FILE.read_text("utf-8"))
    # This pattern has a bracket too many, which strict engines refuse; we write no language.
    for owner in ("run", "toolComponent"):
        del loaded["definitions"][owner]["properties"]["language"]["pattern"]
    return jsonschema_rs.Draft4Validator(loaded, validate_formats=True)


def run(text: str) -> dict[str, Any]:
    """The one run of a log that is valid, also in what the schema does not say."""
    log = json.loads(text)
    assert [str(error) for error in schema().iter_errors(log)] == []
    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in one["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["level"] == "none") == (result["kind"] != "fail")  # 3.27.10
        for place in result["locations"]:
            _check_place(place["physicalLocation"])  # code review refuses results without one
    return dict(one)


def _check_place(place: dict[str, Any]) -> None:
    artifact = place["artifactLocation"]
    assert re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", artifact["uri"])
    relative = not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", artifact["uri"])
    assert relative == ("uriBaseId" in artifact)


def use(name: str, path: str = "a.py", line: int | None = 1, excuse: Suppression | None = None) -> Finding:
    return Finding("code", algorithm_id(name), Location(path, line, 40, "lib.f"), name, suppression=excuse)


def estate(*found: Finding, said: tuple[Problem, ...] = ()) -> Graph:
    return build("estate", found, said, Coverage(1, 1, 1, 1))


def checked(graph: Graph, day: date = DAY, before: Graph | None = None, prefix: str = "") -> dict[str, Any]:
    known = former(write(before, version="1"), CNSA, day) if before is not None else None
    return run(sarif(decide(graph, assess(graph, CNSA, day), known), "1", prefix))


def brief(results: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
    found = []
    for one in results:
        place = one["locations"][0].get("physicalLocation", {})
        region = place.get("region", {})
        found.append(
            (
                one["properties"]["asset"].partition(":")[2],
                one["level"],
                place.get("artifactLocation", {}).get("uri"),
                region.get("startLine"),
            )
        )
    return found


def test_the_schema_is_the_one_that_its_source_says() -> None:
    said = re.search(r"SHA-256 `([0-9a-f]{64})`", FILE.with_name("SOURCES.md").read_text("utf-8"))
    assert said is not None
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == said[1]


def test_a_report_of_everything_is_valid() -> None:
    made = run(REPORTS[".sarif"](reported()))
    assert {one["level"] for one in made["results"]} >= {"error", "warning"}
    assert made["invocations"][0]["toolExecutionNotifications"]
    placeless = made["invocations"][0]["toolConfigurationNotifications"]  # a control pack is about no file
    assert "controls-only" in {one["properties"]["status"] for one in placeless}


def test_one_result_for_each_verdict_and_place() -> None:
    made = checked(estate(use("MD5"), use("MD5", "b.py", 7), use("RSA", "c.py"), use("ML-KEM-1024", "d.py")))
    assert brief(made["results"]) == [
        ("MD5", "error", "a.py", 1),
        ("MD5", "error", "b.py", 7),
        ("RSA", "warning", "c.py", 1),
        ("RSA", "warning", "c.py", 1),
    ]
    assert made["results"][0]["properties"]["status"] == "disallowed"
    assert [one["properties"]["usage"] for one in made["results"][2:]] == ["key-establishment", "signature"]


def test_rules_are_clauses_with_source_and_confidence() -> None:
    made = checked(estate(use("MD5"), use("RSA")))
    rules = {one["id"]: one for one in made["tool"]["driver"]["rules"]}
    assert set(rules) == {one["ruleId"] for one in made["results"]}
    named = rules[made["results"][0]["ruleId"]]
    assert named["properties"]["policy"] == "us-cnsa-2.0"
    assert named["properties"]["source"]
    assert named["properties"]["confidence"] in named["help"]["text"]
    assert "not legal compliance" in named["help"]["text"]
    assert made["properties"]["asOf"] == "2031-01-01"
    assert re.fullmatch("[0-9a-f]{64}", made["properties"]["policies"][0]["sha256"])


def test_a_draft_never_says_error() -> None:
    graph = estate(use("RSA-2048"))
    text = sarif(
        decide(
            graph, assess(graph, load_policies(["nist-ir-8547"], policies().joinpath("regulation")), date(2036, 1, 1))
        ),
        "1",
    )
    assert {one["level"] for one in run(text)["results"]} == {"warning"}
    assert "would be disallowed" in run(text)["results"][0]["message"]["text"]


def prints(made: dict[str, Any]) -> list[str]:
    return [one["partialFingerprints"]["cryptoagility/v1"] for one in made["results"]]


def test_fingerprints_stay_when_lines_move_and_differ_otherwise() -> None:
    one = checked(estate(use("MD5", line=1), use("MD5", line=5), use("MD5", "b.py")))
    two = checked(estate(use("MD5", line=31), use("MD5", line=35), use("MD5", "b.py", 99)))
    assert prints(one) == prints(two)
    assert len(set(prints(one))) == 3
    assert not set(prints(checked(estate(use("SHA-1", line=1))))) & set(prints(one))
    moved = checked(estate(use("MD5", "other.py")))
    assert not set(prints(moved)) & set(prints(one))


def test_excuses_are_suppressions_until_their_day() -> None:
    graph = estate(use("MD5", excuse=Suppression("ticket 1", "2031-01-01")), use("MD5", "b.py"))
    (first, second) = checked(graph)["results"]
    assert first["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "ticket 1 (until 2031-01-01)"}
    ]
    assert "suppressions" not in second
    assert all("suppressions" not in one for one in checked(graph, date(2031, 1, 2))["results"])
    (fact, _) = run(facts(graph, "1"))["results"]
    assert fact["suppressions"] == [{"kind": "inSource", "justification": "ticket 1 (until 2031-01-01)"}]


def test_the_state_against_a_baseline() -> None:
    made = checked(estate(use("MD5"), use("SHA-1", "b.py")), before=estate(use("MD5")))
    assert [one["baselineState"] for one in made["results"]] == ["unchanged", "new"]


def test_problems_are_notifications_with_their_place() -> None:
    said = (Problem("bad.pem", "x509", "cut", 3), Problem("a b", "code", "oops", bug=True))
    made = checked(estate(use("MD5"), said=said))
    assert made["invocations"] == [
        {
            "executionSuccessful": True,
            "toolExecutionNotifications": [
                {
                    "level": "warning",
                    "message": {"text": "cut"},
                    "properties": {"detector": "x509"},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "bad.pem", "uriBaseId": "%SRCROOT%"},
                                "region": {"startLine": 3},
                            }
                        }
                    ],
                },
                {
                    "level": "error",
                    "message": {"text": "oops"},
                    "properties": {"detector": "code"},
                    "locations": [
                        {"physicalLocation": {"artifactLocation": {"uri": "a%20b", "uriBaseId": "%SRCROOT%"}}}
                    ],
                },
            ],
        }
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.py", ("a/b.py", True)),
        ("a b/ü.py", ("a%20b/%C3%BC.py", True)),
        ("100%.py", ("100%25.py", True)),
        ("c:d/e", ("c%3Ad/e", True)),
        ("a?b#c", ("a%3Fb%23c", True)),
        ("C:\\x", ("C%3A%5Cx", True)),
        ("x\udcff", ("x%FF", True)),
        ("/etc/ssl", ("file:///etc/ssl", False)),
        ("tls://host:443/x y", ("tls://host:443/x%20y", False)),
        ("a.zip!/x", ("a.zip%21/x", True)),
    ],
)
def test_paths_become_uris(path: str, expected: tuple[str, bool]) -> None:
    assert uri(path) == expected


@given(st.text(min_size=1, max_size=40))
def test_every_path_is_a_uri_that_leads_back(path: str) -> None:
    made, relative = uri(path)
    assert re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", made)
    if relative:
        assert unquote_to_bytes(made) == path.encode("utf-8", "backslashreplace")


def test_a_prefix_goes_before_relative_paths_only() -> None:
    made = checked(estate(use("MD5"), use("MD5", "/etc/x")), prefix="services/x y/")
    assert [one[2] for one in brief(made["results"])] == ["file:///etc/x", "services/x%20y/a.py"]


def test_without_a_line_the_offset_is_the_region() -> None:
    for line in (None, 0, -1):  # others write 0 where they do not know
        (one,) = checked(estate(use("MD5", line=line)))["results"]
        assert one["locations"][0]["physicalLocation"]["region"] == {"byteOffset": 40}


@pytest.mark.parametrize("name", HOSTILE)
def test_text_stays_text(name: str) -> None:
    graph = estate(
        Finding(
            "code", algorithm_id("x" + name), Location(name, 1), None, "hash", reason=f"[{name}](http://evil) {{0}}"
        )
    )
    for made in (checked(graph), run(facts(graph, "1"))):
        for one in made["results"]:
            said = one["message"]["text"]
            assert not re.search(r"(?<!\\)(\\\\)*[\[\]]", said)
            assert not re.search(r"(?<!{)({{)*{[0-9]}", said)
            assert not set("\u202e\u2066\u200b\x07\x1b\x9b") & set(said)
            assert len(said) < 5000


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(findings(), max_size=8), problems, coverages)
def test_whatever_is_found_both_logs_are_valid(
    found: list[Finding], said: tuple[Problem, ...], coverage: Coverage
) -> None:
    graph = build("estate", found, said, coverage)
    made = run(facts(graph, "1"))
    assert len(made["results"]) == sum(len(one.occurrences) for one in graph.assets if one.ref != graph.root)
    assert {one["kind"] for one in made["results"]} <= {"informational"}
    run(sarif(decide(graph, assess(graph, CHOSEN, DAY)), "1"))
    assert facts(graph, "1") == facts(graph, "1")


def test_what_is_only_named_is_at_the_place_of_what_names_it() -> None:
    asset = AssetId(Kind.PUBLIC_KEY, "spki-sha256:1")
    excuse = Suppression("ticket 2", "2031-12-31")
    key = Finding("k", asset, Location("k.pem", 4), "EC-P256", facts=KeyFacts(256), state=State.CONFIGURED)
    made = checked(estate(key))
    assert sorted(set(brief(made["results"]))) == [
        ("EC-P256", "error", "k.pem", 4),
        ("spki-sha256:1", "error", "k.pem", 4),
    ]
    excused = checked(estate(replace(key, suppression=excuse)))
    assert {one["suppressions"][0]["justification"] for one in excused["results"]} == {
        "ticket 2 (until 2031-12-31)",
        "everything that names it is excused by comments",
    }


def test_a_verdict_on_what_is_in_no_file_is_a_notification() -> None:
    text = json.dumps(
        {
            "bomFormat": "CycloneDX",
            "components": [
                {
                    "type": "cryptographic-asset",
                    "name": "MD5",
                    "bom-ref": "m",
                    "cryptoProperties": {"assetType": "algorithm"},
                }
            ],
        }
    )
    made = checked(read(text))
    assert made["results"] == []
    (one,) = made["invocations"][0]["toolConfigurationNotifications"]
    assert (one["level"], one["properties"]["status"]) == ("error", "disallowed")
    assert one["associatedRule"]["id"] == made["tool"]["driver"]["rules"][one["associatedRule"]["index"]]["id"]
