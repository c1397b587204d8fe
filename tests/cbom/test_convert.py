"""CycloneDX 1.6 out and back: the same graph, valid both ways, and nothing of a foreign file gone in silence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.cbom import read, validate, write
from inventory.cbom.convert import KEPT, convert
from inventory.errors import Unreadable
from inventory.graph import build
from inventory.model import Coverage, Finding, Problem

from .strategies import coverages, findings, problems
from .test_cbom import graph

REFUSED = r"/components/0: the property cryptoagility:cyclonedx-1\.7"
HEAD = {"bomFormat": "CycloneDX", "specVersion": "1.7", "version": 1}

# One of everything that came with 1.7, in a file of somebody else.
FOREIGN: dict[str, Any] = {
    **HEAD,
    "metadata": {
        "distributionConstraints": {"tlp": "AMBER"},
        "component": {"type": "application", "name": "shop", "bom-ref": "root"},
    },
    "components": [
        {
            "type": "library",
            "name": "ext",
            "bom-ref": "lib",
            "isExternal": True,
            "versionRange": "vers:pypi/>=1|<2",
            "hashes": [{"alg": "Streebog-256", "content": "a" * 64}, {"alg": "SHA-256", "content": "b" * 64}],
            "licenses": [{"expression": "MIT"}, {"license": {"id": "Apache-2.0"}}],
            "externalReferences": [
                {"type": "patent", "url": "https://example.org", "properties": [{"name": "a", "value": "b"}]}
            ],
            "pedigree": {
                "ancestors": [{"type": "library", "name": "older", "isExternal": True, "versionRange": "vers:pypi/1"}]
            },
        },
        {
            "type": "cryptographic-asset",
            "name": "AES-KW",
            "bom-ref": "kw",
            "properties": [{"name": "theirs", "value": "1"}],
            "cryptoProperties": {
                "assetType": "algorithm",
                "algorithmProperties": {"primitive": "key-wrap", "algorithmFamily": "AES"},
            },
        },
        {
            "type": "cryptographic-asset",
            "name": "ecdsa",
            "bom-ref": "ec",
            "cryptoProperties": {
                "assetType": "algorithm",
                "algorithmProperties": {"primitive": "signature", "ellipticCurve": "nist/P-256"},
            },
        },
        {
            "type": "cryptographic-asset",
            "name": "leaf",
            "bom-ref": "cert",
            "cryptoProperties": {
                "assetType": "certificate",
                "certificateProperties": {
                    "serialNumber": "1",
                    "subjectName": "CN=x",
                    "certificateFileExtension": "pem",
                    "certificateState": [{"state": "active"}],
                    "creationDate": "2026-01-01T00:00:00Z",
                    "fingerprint": {"alg": "SHA-256", "content": "c" * 64},
                    "certificateExtensions": [
                        {"commonExtensionName": "keyUsage", "commonExtensionValue": "digitalSignature"}
                    ],
                    "relatedCryptographicAssets": [{"type": "signatureAlgorithm", "ref": "ec"}],
                },
            },
        },
        {
            "type": "cryptographic-asset",
            "name": "quic",
            "bom-ref": "quic",
            "cryptoProperties": {
                "assetType": "protocol",
                "protocolProperties": {
                    "type": "quic",
                    "cipherSuites": [{"name": "TLS_AES_128_GCM_SHA256", "tlsGroups": ["X25519MLKEM768"]}],
                },
            },
        },
        {
            "type": "cryptographic-asset",
            "name": "ike",
            "bom-ref": "ike",
            "cryptoProperties": {
                "assetType": "protocol",
                "protocolProperties": {
                    "type": "ike",
                    "ikev2TransformTypes": {
                        "encr": [{"name": "ENCR_AES_GCM_16", "keyLength": 256, "algorithm": "kw"}],
                        "ke": [{"group": 31}],
                        "esn": True,
                    },
                },
            },
        },
    ],
    "citations": [
        {"bom-ref": "c1", "timestamp": "2026-01-01T00:00:00Z", "attributedTo": "root", "pointers": ["/components/0"]}
    ],
}


def plain(text: str) -> dict[str, Any]:
    """The document without what is made anew for each version."""
    loaded = json.loads(text)
    return {name: value for name, value in loaded.items() if name not in ("$schema", "serialNumber")}


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(findings(), max_size=10), problems, coverages)
def test_ours_is_the_same_graph_in_1_6_and_after_the_way_back(
    found: list[Finding], said: tuple[Problem, ...], coverage: Coverage
) -> None:
    made = build("estate", found, said, coverage)
    text = write(made, version="1")
    older = convert(text, "1.6").text
    assert older == write(made, version="1", spec="1.6")
    assert read(older) == read(text)
    assert plain(convert(older, "1.7").text) == plain(text)
    assert read(convert(older, "1.7").text) == read(text)
    assert validate(older) == ()


def test_1_6_is_valid_has_the_same_references_and_nothing_of_1_7() -> None:
    text = write(graph(), version="1", spec="1.6")
    assert validate(text) == ()
    older, newer = json.loads(text), json.loads(write(graph(), version="1"))
    assert [one["bom-ref"] for one in older["components"]] == [one["bom-ref"] for one in newer["components"]]
    assert older["dependencies"] == newer["dependencies"]
    assert older["specVersion"] == "1.6"
    assert older["serialNumber"] != newer["serialNumber"]
    assert older["serialNumber"] == json.loads(write(graph(), version="1", spec="1.6"))["serialNumber"]


def test_fields_of_1_6_are_filled_for_other_tools() -> None:
    older = {one["bom-ref"]: one for one in json.loads(write(graph(), version="1", spec="1.6"))["components"]}
    certificate = older["certificate:sha256:" + "c" * 64]["cryptoProperties"]["certificateProperties"]
    assert certificate["subjectPublicKeyRef"] == "public-key:spki-sha256:" + "b" * 64
    assert certificate["signatureAlgorithmRef"] == "algorithm:RSA-PKCS1-SHA256"
    details = older["algorithm:ECDSA-P256-SHA256"]["cryptoProperties"]["algorithmProperties"]
    assert details["curve"] == "P-256"
    assert details["nistQuantumSecurityLevel"] == 0


def test_a_foreign_file_keeps_everything_and_says_what_went_into_properties() -> None:
    text = json.dumps(FOREIGN)
    assert validate(text) == ()
    made = convert(text, "1.6")
    assert validate(made.text) == ()
    assert dict(made.kept) == {
        "algorithmFamily": 1,
        "certificateExtensions": 1,
        "certificateFileExtension": 1,
        "certificateState": 1,
        "citations": 1,
        "creationDate": 1,
        "distributionConstraints": 1,
        "ellipticCurve": 1,
        "encr": 1,
        "fingerprint": 1,
        "hashes": 1,
        "isExternal": 2,
        "ke": 1,
        "licenses": 1,
        "primitive": 1,
        "properties": 1,
        "relatedCryptographicAssets": 1,
        "serialNumber": 1,
        "tlsGroups": 1,
        "type": 2,
        "versionRange": 2,
    }
    back = convert(made.text, "1.7").text
    assert plain(back) == FOREIGN
    assert validate(back) == ()
    assert read(made.text) == read(text)


def test_what_is_in_1_6_stands_where_other_tools_look_for_it() -> None:
    older = {one["bom-ref"]: one for one in json.loads(convert(json.dumps(FOREIGN), "1.6").text)["components"]}
    assert older["kw"]["cryptoProperties"]["algorithmProperties"] == {"primitive": "other"}
    assert older["kw"]["properties"][0] == {"name": "theirs", "value": "1"}
    ike = older["ike"]["cryptoProperties"]["protocolProperties"]["ikev2TransformTypes"]
    assert ike == {"encr": ["kw"], "esn": True}
    assert older["lib"]["hashes"] == [{"alg": "SHA-256", "content": "b" * 64}]
    assert older["cert"]["cryptoProperties"]["certificateProperties"]["certificateExtension"] == "pem"


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6"])
def test_older_files_go_up(version: str) -> None:
    old = {
        **HEAD,
        "specVersion": version,
        "components": [{"type": "library", "name": "x", "bom-ref": "x", "version": "1"}],
    }
    newer = convert(json.dumps(old), "1.7").text
    assert validate(newer) == ()
    assert plain(newer) == {**old, "specVersion": "1.7"}


def test_the_same_version_is_the_same_text() -> None:
    text = write(graph(), version="1")
    assert convert(text, "1.7").text == text


@pytest.mark.parametrize(
    "kept",
    [
        "no json",
        "[]",
        '["/nowhere/x", 1]',
        '["", 1]',
        '["/type/x", 1]',
        '["/cryptoProperties/absent", null]',
        '["/components/0", {}]',
        "1",
        '[["/a"], 1]',
        "[" * 100_000,
    ],
)
def test_a_property_that_we_did_not_write_is_refused(kept: str) -> None:
    component = {"type": "library", "name": "x", "bom-ref": "x", "properties": [{"name": KEPT, "value": kept}]}
    text = json.dumps({**HEAD, "specVersion": "1.6", "components": [component]})
    with pytest.raises(Unreadable, match=REFUSED):
        convert(text, "1.7")
    with pytest.raises(Unreadable, match=REFUSED):
        read(text)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"bomFormat": "CycloneDX", "specVersion": "1.2"}'])
def test_what_cannot_be_converted_says_why(text: str) -> None:
    with pytest.raises(Unreadable):
        convert(text, "1.6")


def test_a_deep_file_is_refused() -> None:
    nested: dict[str, Any] = {"type": "library", "name": "x"}
    for _ in range(400):
        nested = {"type": "library", "name": "x", "components": [nested]}
    with pytest.raises(Unreadable, match="nested"):
        convert(json.dumps({**HEAD, "components": [nested]}), "1.6")
    with pytest.raises(Unreadable, match="nested"):
        convert(json.dumps({**HEAD, "specVersion": "1.6", "components": [nested]}), "1.7")
