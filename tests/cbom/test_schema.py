"""The fast answer on the schema is that of the reference validator; foreign files of wrong types are told where."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.cbom import read, schema, validate, write
from inventory.cbom.schema import VERSIONS, schema_faults
from inventory.errors import Unreadable

from .test_cbom import graph

REFERENCE = {version: JsonStrictValidator(SchemaVersion.from_version(version)) for version in VERSIONS}
ODD: list[object] = [None, True, -1, 0, 1.5, "", "x", "sha1", [], ["x"], ["x", "x"], {}, {"name": "x"}, 10**30]


def bom() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(write(graph(), version="1", timestamp="2026-11-25T00:00:00Z"))
    return made


def accepted(made: dict[str, Any], version: str) -> bool:
    return REFERENCE[version].validate_str(json.dumps(made)) is None


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_every_version_has_the_answer_of_the_reference(version: str) -> None:
    small = {"bomFormat": "CycloneDX", "specVersion": version, "version": 1, "components": []}
    one = {"type": "library", "name": "x", "version": "1"}
    wrong = {"type": "library", "name": 5, "version": "1"}
    for components in ([], [one], [wrong], [one, dict(one)], [{**one, "oddity": 1}]):
        made = {**small, "components": components}
        assert (not list(schema_faults(made, json.dumps(made), version))) is accepted(made, version)
    assert accepted({**small, "components": [one]}, version)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_changed_file_has_the_answer_of_the_reference(data: st.DataObject) -> None:
    made = bom()
    at: Any = made
    while True:
        step = data.draw(st.sampled_from(list(at) if isinstance(at, dict) else list(range(len(at)))))
        if not isinstance(at[step], dict | list) or not at[step] or data.draw(st.integers(0, 5)) == 0:
            break
        at = at[step]
    match data.draw(st.sampled_from(["change", "drop", "add"])):
        case "change":
            at[step] = data.draw(st.sampled_from(ODD))
        case "drop":
            del at[step]
        case _:
            at.update(oddity=1) if isinstance(at, dict) else at.append(at[step])
    assert (not list(schema_faults(made, json.dumps(made), "1.7"))) is accepted(made, "1.7")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timestamp", "yesterday"),
        ("timestamp", "2026-11-25"),
        ("timestamp", "2026-11-25T00:00:00+01:00"),
        ("timestamp", "2026-13-25T00:00:00Z"),
        ("timestamp", "2026-11-25 00:00:00Z"),
    ],
)
def test_formats_count(field: str, value: str) -> None:
    made = bom()
    made["metadata"][field] = value
    assert (not list(schema_faults(made, json.dumps(made), "1.7"))) is accepted(made, "1.7")


@pytest.mark.parametrize("link", ["https://example.com/a", "not a link at all", "http://[", "a%zz", "urn:x:y", ""])
def test_links_count(link: str) -> None:
    made = bom()
    made["components"][0]["externalReferences"] = [{"type": "website", "url": link}]
    assert (not list(schema_faults(made, json.dumps(made), "1.7"))) is accepted(made, "1.7")


def test_without_the_fast_validator_the_answer_is_the_same() -> None:
    made = bom()
    made["components"][0]["type"] = 5
    slow = list(schema._slow("1.7")(made, json.dumps(made)))
    assert [one.split(": ")[0] for one in slow] == [
        one.split(": ")[0] for one in schema_faults(made, json.dumps(made), "1.7")
    ]
    assert list(schema._slow("1.7")(bom(), json.dumps(bom()))) == []


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        ({"components": [{"type": "library", "name": 5}]}, '/components/0/name: 5 is not of type "string"'),
        ({"components": {"a": 1}}, '/components: {"a":1} is not of type "array", it is an object'),
        (
            {"components": [{"type": "library", "name": "x", "licenses": [{"license": {"id": "NOPE"}}]}]},
            '/components/0/licenses/0/license/id: "NOPE" is not one of "0BSD", "3D-Slicer-1.0" or 809 other candidates',
        ),
        (
            {"metadata": {"tools": {"components": [{"type": "library", "name": 5}]}}},
            '/metadata/tools/components/0/name: 5 is not of type "string"',
        ),
    ],
)
def test_a_fault_is_told_with_place_expected_and_found(made: dict[str, Any], fault: str) -> None:
    text = json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.7", "version": 1, **made})
    assert validate(text) == (fault,)


def test_a_reference_in_a_nested_component_counts() -> None:
    inner = {
        "type": "cryptographic-asset",
        "bom-ref": "c",
        "name": "c",
        "cryptoProperties": {"assetType": "certificate", "certificateProperties": {"signatureAlgorithmRef": "lost"}},
    }
    outer = {"type": "application", "bom-ref": "a", "name": "a", "components": [inner]}
    made = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [outer]}
    assert validate(json.dumps(made)) == ("c: 'lost' refers to nothing in this file",)


def crypto(**properties: object) -> dict[str, Any]:
    return {"components": [{"name": "x", "cryptoProperties": properties}]}


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({"metadata": []}, "/metadata: expected an object, found a list that is empty"),
        ({"components": [{"name": ["x"]}]}, "/components/0/name: expected a text, found a list"),
        ({"components": [{"components": [{"name": True}]}]}, "/components/0/components/0/name: expected a text, found"),
        (
            {"components": [{"evidence": {"occurrences": [{"line": "7"}]}}]},
            "/line: expected a whole number, found a text",
        ),
        (
            {"components": [{"evidence": {"occurrences": [{"line": True}]}}]},
            "/line: expected a whole number, found a bool",
        ),
        ({"components": [None]}, "/components/0: expected an object, found null"),
        ({"dependencies": {}}, "/dependencies: expected a list, found an object that is empty"),
        (
            {"dependencies": [{"ref": "a", "dependsOn": "b"}]},
            '/dependencies/0/dependsOn: expected a list, found a text: "b"',
        ),
        (crypto(relatedCryptoMaterialProperties={"size": "2048"}), "/size: expected a whole number, found a text"),
        (crypto(certificateProperties={"subjectName": 5}), "/subjectName: expected a text, found a number: 5"),
        (crypto(algorithmProperties={"cryptoFunctions": "sign"}), "/cryptoFunctions: expected a list, found a text"),
        (
            {"components": [7, 7, 7, 7]},
            "; ".join(f"/components/{number}: expected an object, found a number: 7" for number in range(3))
            + "; and more; `cryptoagility validate` lists them",
        ),
        (
            {"components": [{"name": "x", "properties": [{"name": "cryptoagility:edge", "value": "felt y"}]}]},
            "/components/0/properties: not as this tool writes them ('felt' is not a valid State)",
        ),
        (
            {"metadata": {"properties": [{"name": "cryptoagility:coverage.files", "value": "many"}]}},
            "/metadata/properties: coverage or problems not as this tool writes them (ValueError)",
        ),
    ],
)
def test_what_has_wrong_types_is_told_where(made: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", **made}))
    assert reason in str(caught.value)


CHANGES: list[Callable[[dict[str, Any]], object]] = [
    lambda made: made["components"][0].update(version=3),
    lambda made: made["components"][0].update(licenses="whatever"),
    lambda made: made["metadata"].update(tools=[5]),
    lambda made: made["components"][0].update(evidence=None),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_reader_does_not_need_or_can_read_is_no_reason_to_refuse(change: Callable[..., object]) -> None:
    made = bom()
    change(made)
    assert len(read(json.dumps(made)).assets) == len(graph().assets)
