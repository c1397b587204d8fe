"""Several inventories as one: order, steps and repetition do not matter; contradictions and problems are said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.cbom import read, validate, write
from inventory.compare import diff
from inventory.compare.merge import Contradiction, Given, contradictions, merge
from inventory.graph import Edge, Graph, Source, build
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
)

from ..cbom.strategies import coverages, findings, problems

KEY = AssetId(Kind.PUBLIC_KEY, "spki-sha256:" + "1" * 64)


def key(algorithm: str | None, size: int | None, path: str = "k.pem", **facts: Any) -> Finding:
    made = KeyFacts(size=size, **facts)
    return Finding("keys", KEY, Location(path), algorithm, facts=made, reason=None if algorithm else "no name")


def named(name: str, *found: Finding, said: tuple[Problem, ...] = (), coverage: Coverage | None = None) -> Given:
    graph = build(name, found, said, coverage if coverage is not None else Coverage(1, 1, 1, 1))
    return Given(name, f"digest of {name}", graph)


def again(graph: Graph, name: str = "any") -> Given:
    """The merged inventory, written and read."""
    return Given(name, "other bytes", read(write(graph, version="1")))


def said(graph: Graph) -> list[tuple[str, str]]:
    return [(one.field, one.value) for one in contradictions(graph)]


inputs = st.lists(
    st.builds(
        lambda name, found, told, coverage: named(f"app{name}", *found, said=told, coverage=coverage),
        st.integers(0, 9),
        st.lists(findings(), max_size=6),
        problems,
        coverages,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.name,
)
slow = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@slow
@given(inputs, st.randoms(use_true_random=False), st.data())
def test_order_steps_and_repetition_do_not_matter(every: list[Given], random: Any, data: st.DataObject) -> None:
    whole = merge(every)
    mixed = [*every, *every]
    random.shuffle(mixed)
    assert merge(mixed) == whole
    cut = data.draw(st.integers(0, len(every)))
    left, right = every[:cut], every[cut:]
    steps = [again(merge(part)) for part in (left, right) if part]
    assert merge(steps) == whole
    assert merge([*steps, *every]) == whole
    assert merge([again(whole)]) == whole


@slow
@given(inputs)
def test_the_result_is_a_valid_cbom_and_is_read_back_as_it_was(every: list[Given]) -> None:
    merged = merge(every)
    text = write(merged, version="1")
    back = read(text)
    assert (back.assets, back.edges, back.problems, back.coverage, back.sources) == (
        merged.assets,
        merged.edges,
        merged.problems,
        merged.coverage,
        merged.sources,
    )
    assert validate(text) == ()
    assert read(write(merged, version="1", spec="1.6")) == back


def test_an_asset_is_there_once_and_its_places_are_kept_apart() -> None:
    merged = merge([named("a", key("RSA-2048", 2048)), named("b", key("RSA-2048", 2048), key("RSA-2048", 2048, "x"))])
    asset = merged.by_ref()[f"public-key:{KEY.value}"]
    assert [one.location.path for one in asset.occurrences] == ["a/k.pem", "b/k.pem", "b/x"]
    users = {edge.source for edge in merged.edges if edge.target == asset.ref}
    assert users == {"application:dir:a", "application:dir:b"}
    assert Edge("application:dir:.", "application:dir:a", State.USED, ("contains",)) in merged.edges


def test_what_has_only_a_place_stays_two_things() -> None:
    secret = Finding("keys", AssetId.at(Kind.SECRET_KEY, "k.bin", 0), Location("k.bin"), facts=KeyFacts())
    merged = merge([named("a", secret), named("b", secret)])
    found = [asset.ref for asset in merged.assets if asset.kind is Kind.SECRET_KEY]
    assert found == ["secret-key:at:a/k.bin#0", "secret-key:at:b/k.bin#0"]


@pytest.mark.parametrize(
    ("one", "two", "algorithm", "told"),
    [
        (("RSA-2048", 2048), ("RSA-3072", 3072), "RSA-2048", [
            ("algorithm", '"RSA-2048"'), ("algorithm", '"RSA-3072"'), ("size", "2048"), ("size", "3072"),
        ]),
        (("RSA-2048", 2048), ("RSA", None), "RSA-2048", []),
        (("RSA-2048", 2048), (None, None), "RSA-2048", []),
        (("RSA-2048", 2048), ("DSA", 2048), "DSA", [("algorithm", '"DSA"'), ("algorithm", '"RSA-2048"')]),
    ],
)  # fmt: skip
def test_contradictions_and_what_is_none(one: Any, two: Any, algorithm: str, told: list[tuple[str, str]]) -> None:
    merged = merge([named("a", key(*one)), named("b", key(*two))])
    assert merged.by_ref()[f"public-key:{KEY.value}"].algorithm == algorithm
    assert said(merged) == told


def test_three_that_contradict_each_other_in_any_order() -> None:
    every = [
        named("a", key("RSA-2048", None)),
        named("b", key("RSA-PKCS1", None)),
        named("c", key("RSA-PKCS1-2048", None)),
    ]
    expected = [("algorithm", '"RSA-2048"'), ("algorithm", '"RSA-PKCS1-2048"')]
    assert said(merge(every)) == expected
    assert said(merge([again(merge(every[:2])), every[2]])) == expected
    assert said(merge([every[0], again(merge(every[1:]))])) == expected


def test_a_key_that_is_in_clear_anywhere_is_not_called_encrypted() -> None:
    closed = named("a", key("RSA-2048", 2048, encrypted=True, protection="PBES2", format="PKCS8"))
    merged = merge([closed, named("b", key("RSA-2048", 2048, format="PKCS1"))])
    facts = merged.by_ref()[f"public-key:{KEY.value}"].facts
    assert isinstance(facts, KeyFacts)
    assert (facts.encrypted, facts.protection) == (False, "PBES2")
    assert said(merged) == []


def test_problems_and_coverage_of_all_are_added_once() -> None:
    one = named(
        "a", said=(Problem("x.pem", "x509", "cut"),), coverage=Coverage(5, 50, 5, 4, 1, (Skipped("binary", 2, ("b",)),))
    )
    two = named("b", coverage=Coverage(1, 10, 1, 1, 0, (Skipped("binary", 1, ("c",)),)))
    merged = merge([one, two, one])
    assert merged.problems == (Problem("a/x.pem", "x509", "cut"),)
    assert merged.coverage == Coverage(6, 60, 6, 5, 1, (Skipped("binary", 3, ("a/b", "b/c")),))
    assert json.loads(write(merged, version="1"))["compositions"][0]["aggregate"] == "incomplete"


def foreign(reference: str, **more: Any) -> Graph:
    text = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"type": "application", "name": "shop", "bom-ref": "root"}},
        "components": [
            {
                "type": "cryptographic-asset",
                "name": "SHA256withRSA",
                "bom-ref": reference,
                "cryptoProperties": {"assetType": "algorithm"},
                "evidence": {"occurrences": [{"location": "src/A.java", "line": 4}]},
            },
            {"type": "file", "name": "A.java", "bom-ref": "f"},
        ],
        "dependencies": [{"ref": "root", "dependsOn": [reference]}],
        **more,
    }
    return read(json.dumps(text))


def test_ours_and_two_foreign_ones() -> None:
    use = Finding("code", algorithm_id("RSA-PKCS1-SHA256"), Location("a.py", 1), "RSA-PKCS1-SHA256")
    merged = merge([named("ours", use), Given("x", "1", foreign("id-1")), Given("y", "2", foreign("id-2"))])
    (asset,) = [one for one in merged.assets if one.algorithm == "RSA-PKCS1-SHA256"]
    assert asset.ref == "algorithm:RSA-PKCS1-SHA256"
    assert [one.location.path for one in asset.occurrences] == ["ours/a.py", "x/src/A.java", "y/src/A.java"]
    states = {edge.source: edge.state for edge in merged.edges if edge.target == asset.ref}
    assert states == {
        "application:dir:ours": State.USED,
        "application:dir:x": State.UNSTATED,
        "application:dir:y": State.UNSTATED,
    }
    assert {asset.ref for asset in merged.assets if asset.name == "A.java"} == {
        "application:name:x/A.java",
        "application:name:y/A.java",
    }
    # Nobody says what the foreign tools did not read: the result never passes for complete.
    assert [one.path for one in merged.problems] == ["x", "y"]
    assert [(one.name, one.sha256, one.coverage) for one in merged.sources[1:]] == [("x", "1", None), ("y", "2", None)]


def test_two_tools_about_one_application_share_its_places() -> None:
    use = Finding("code", algorithm_id("RSA-PKCS1-SHA256"), Location("src/A.java", 4), "RSA-PKCS1-SHA256")
    ours = Given("shop", "0", build("shop", [use], (), Coverage()))
    merged = merge([ours, Given("shop", "1", foreign("id-1"))])
    edges = [edge for edge in merged.edges if edge.target == "algorithm:RSA-PKCS1-SHA256"]
    assert [(edge.source, edge.state) for edge in edges] == [("application:dir:shop", State.USED)]


@pytest.mark.parametrize(
    ("more", "leads"),
    [
        ({"dependencies": [{"ref": "root", "dependsOn": ["gone"]}]}, "nowhere in this file"),
        ({"dependencies": [{"ref": "gone", "provides": ["root"]}]}, "nowhere in this file"),
        ({"dependencies": [{"ref": "root", "dependsOn": ["urn:cdx:1/1#x"]}]}, "into another document"),
        ({"dependencies": [{"ref": "root", "dependsOn": ["s"]}], "services": [{"name": "s", "services": [{"name": "t", "bom-ref": "s"}]}]}, None),  # noqa: E501
    ],
)  # fmt: skip
def test_a_foreign_reference_that_leads_nowhere_is_a_problem(more: dict[str, Any], leads: str | None) -> None:
    merged = merge([Given("x", "1", foreign("id", **more))])
    found = [one.reason for one in merged.problems if one.detector == "cbom"]
    assert [reason.partition("leads ")[2] for reason in found] == ([leads] if leads else [])


def test_a_problem_that_looks_like_a_contradiction_of_ours_is_kept() -> None:
    fake = Problem("algorithm:SHA-1", "merge", "one asset, several values of size: 1")
    merged = merge([named("a", said=(fake,))])
    assert [one.path for one in merged.problems] == ["a/algorithm:SHA-1"]
    assert merge([again(merged)]) == merged


@pytest.mark.parametrize("name", ["", "a/b", ".", ".."])
def test_a_name_that_would_mix_up_paths_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="slash"):
        Given(name, "1", foreign("x"))


def test_nothing_is_lost_against_the_single_inventories() -> None:
    use = Finding("code", algorithm_id("SHA-1"), Location("a.py", 1), "SHA-1", functions=("digest",))
    one, two = named("a", use, key("RSA-2048", 2048)), named("b", use)
    found = diff(merge([one]), merge([one, two]))
    assert [asset.ref for asset in found.new] == ["application:dir:b"]
    assert found.gone == ()
    assert [moved.left for moved in found.moved] == [()]


def test_sources_are_sorted_and_each_is_there_once() -> None:
    merged = merge([named("b"), named("a"), named("b")])
    assert [one.name for one in merged.sources] == ["a", "b"]
    assert merged.sources[0] == Source("a", "digest of a", None, Coverage(1, 1, 1, 1))
    assert Contradiction("a", "b", "c") not in list(contradictions(merged))


def test_a_file_that_only_claims_to_be_merged_makes_no_invalid_one() -> None:
    source = {"name": "cryptoagility:source", "value": '{"name": "ghost", "sha256": "1"}'}
    root = {"type": "application", "name": "shop", "bom-ref": "application:dir:."}
    for reference in ("application:dir:.", "other"):
        text = {
            "bomFormat": "CycloneDX",
            "metadata": {"component": {**root, "bom-ref": reference}, "properties": [source]},
            "components": [{"type": "library", "name": "x", "bom-ref": "l"}],
            "dependencies": [{"ref": "l", "dependsOn": [reference]}, {"ref": reference, "dependsOn": ["l"]}],
        }
        merged = merge([Given("a", "1", read(json.dumps(text))), named("b", key("RSA-2048", 2048))])
        assert validate(write(merged, version="1")) == ()
        assert ("application:dir:a" in merged.by_ref()) == (
            reference == "other"
        )  # one of ours has the root that we give
