"""The CBOM: valid, deterministic, read back as the same graph; the traps of producers are tests."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.cbom import read, validate, write
from inventory.errors import Unreadable
from inventory.graph import Graph, build
from inventory.model import (
    AssetId,
    CertificateFacts,
    Coverage,
    Finding,
    KeyFacts,
    Kind,
    LibraryFacts,
    Link,
    Location,
    Parameter,
    Problem,
    ProtocolFacts,
    Skipped,
    State,
    algorithm_id,
    unknown_algorithm,
)

from .strategies import coverages, findings, problems

CERTIFICATE = AssetId(Kind.CERTIFICATE, "sha256:" + "c" * 64)
KEY = AssetId(Kind.PUBLIC_KEY, "spki-sha256:" + "b" * 64)
LIBRARY = AssetId(Kind.LIBRARY, "pkg:pypi/cryptography@41.0.7")

ESTATE = (
    Finding(
        "code", algorithm_id("SHA-1"), Location("app/a.py", 3, symbol="hashlib.sha1"), "SHA-1", "hash", ("digest",)
    ),
    Finding(
        "code", algorithm_id("SHA-1"), Location("app/b.py", 7, symbol="hashlib.sha1"), "SHA-1", "hash", ("digest",)
    ),
    Finding(
        "code",
        algorithm_id("ECDSA-P256-SHA256"),
        Location("app/a.py", 9, symbol="sign"),
        "ECDSA-P256-SHA256",
        "signature",
        ("sign",),
        (Parameter("hash", "SHA256", "constant"),),
    ),
    Finding(
        "code",
        unknown_algorithm("hash", "hashlib.new"),
        Location("app/a.py", 12),
        None,
        "hash",
        ("digest",),
        reason="value comes from parameter 'name'",
    ),
    Finding("code", algorithm_id("X25519MLKEM768"), Location("app/a.py", 20), "X25519MLKEM768", "kem"),
    Finding(
        "x509",
        CERTIFICATE,
        Location("pki/leaf.pem", 1),
        "EC-P256",
        facts=CertificateFacts(
            subject="CN=leaf",
            issuer="CN=root",
            serial="0a",
            not_before="2026-01-01T00:00:00Z",
            not_after="2027-01-01T00:00:00Z",
            sha256="c" * 64,
            signature_algorithm="RSA-PKCS1-SHA256",
            extensions=(("keyUsage", "digitalSignature"), ("1.2.3", "00")),
        ),
        links=(
            Link("subject-key", KEY, State.CONFIGURED),
            Link("signature-algorithm", algorithm_id("RSA-PKCS1-SHA256"), State.CONFIGURED),
        ),
        state=State.CONFIGURED,
    ),
    Finding(
        "x509",
        KEY,
        Location("pki/leaf.pem", 1),
        "EC-P256",
        facts=KeyFacts(size=256, curve="P256", spki_sha256="b" * 64),
        state=State.CONFIGURED,
    ),
    Finding(
        "manifests",
        LIBRARY,
        Location("app/requirements.txt", 1),
        facts=LibraryFacts("cryptography", "pypi", "41.0.7", "==41.0.7"),
        links=(Link("provides", algorithm_id("RSA"), State.AVAILABLE),),
        state=State.CONFIGURED,
    ),
    Finding("manifests", AssetId(Kind.APPLICATION, "dir:app"), Location("app/requirements.txt")),
    Finding(
        "code",
        AssetId(Kind.PROTOCOL, "tls:client:min=TLSv1.2"),
        Location("app/a.py", 30),
        facts=ProtocolFacts("tls", "client", None, "TLSv1.2", None, ("ECDHE+AESGCM",)),
    ),
)
COVERAGE = Coverage(5, 100, 50, 4, 0, (Skipped("binary file", 1, ("x.bin",)),))
PROBLEMS = (Problem("bad.pem", "x509", "cut", 3),)


def graph(found: tuple[Finding, ...] = ESTATE) -> Graph:
    return build("estate", found, PROBLEMS, COVERAGE)


def bom(made: Graph | None = None) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(write(made or graph(), version="1"))
    return loaded


def component(ref: str) -> dict[str, Any]:
    (found,) = [one for one in bom()["components"] if one["bom-ref"] == ref]
    return dict(found)


def dependency(ref: str) -> dict[str, Any]:
    (found,) = [one for one in bom()["dependencies"] if one["ref"] == ref]
    return dict(found)


def test_valid_against_the_official_schema() -> None:
    assert validate(write(graph(), version="1", timestamp="2026-11-25T00:00:00Z")) == ()


def test_the_order_of_findings_does_not_matter() -> None:
    shuffled = list(ESTATE)
    random.Random(7).shuffle(shuffled)
    assert write(graph(tuple(shuffled)), version="1") == write(graph(), version="1")


def test_no_time_and_no_random_number_unless_given() -> None:
    made = bom()
    assert "timestamp" not in made["metadata"]
    assert made["serialNumber"] == bom()["serialNumber"]
    assert bom(build("estate", ESTATE[:1]))["serialNumber"] != made["serialNumber"]


def test_one_asset_for_one_identity_with_every_place() -> None:
    made = component("algorithm:SHA-1")
    assert [(one["location"], one["line"]) for one in made["evidence"]["occurrences"]] == [
        ("app/a.py", 3),
        ("app/b.py", 7),
    ]
    assert made["cryptoProperties"] == {
        "assetType": "algorithm",
        "algorithmProperties": {
            "primitive": "hash",
            "algorithmFamily": "SHA-1",
            "parameterSetIdentifier": "SHA-1",
            "cryptoFunctions": ["digest"],
            "classicalSecurityLevel": 63,
            "nistQuantumSecurityLevel": 0,
        },
        "oid": "1.3.14.3.2.26",
    }


def test_level_zero_is_written_and_an_unknown_level_is_not() -> None:
    assert component("algorithm:ECDSA-P256-SHA256")["cryptoProperties"]["algorithmProperties"] == {
        "primitive": "signature",
        "algorithmFamily": "ECDSA",
        "ellipticCurve": "nist/P-256",
        "cryptoFunctions": ["sign"],
        "classicalSecurityLevel": 128,
        "nistQuantumSecurityLevel": 0,
    }
    unknown = component("algorithm:unknown:hash:hashlib.new")
    assert unknown["cryptoProperties"]["algorithmProperties"] == {"primitive": "hash", "cryptoFunctions": ["digest"]}
    assert {"name": "cryptoagility:reason", "value": "value comes from parameter 'name'"} in unknown["properties"]


def test_a_hybrid_is_a_combiner_that_depends_on_both_parts() -> None:
    made = component("algorithm:X25519MLKEM768")["cryptoProperties"]["algorithmProperties"]
    assert (made["primitive"], made["nistQuantumSecurityLevel"]) == ("combiner", 3)
    assert "algorithmFamily" not in made
    assert dependency("algorithm:X25519MLKEM768")["dependsOn"] == ["algorithm:ML-KEM-768", "algorithm:X25519"]


def test_provides_is_not_use() -> None:
    assert dependency("library:pkg:pypi/cryptography@41.0.7") == {
        "ref": "library:pkg:pypi/cryptography@41.0.7",
        "provides": ["algorithm:RSA"],
    }
    assert "algorithm:RSA" not in dependency("application:dir:app")["dependsOn"]
    assert "library:pkg:pypi/cryptography@41.0.7" in dependency("application:dir:app")["dependsOn"]
    assert "algorithm:SHA-1" in dependency("application:dir:app")["dependsOn"]


def test_edges_say_their_state() -> None:
    said = {
        one["value"] for one in component("application:dir:app")["properties"] if one["name"] == "cryptoagility:edge"
    }
    assert "configured library:pkg:pypi/cryptography@41.0.7" in said
    assert "used algorithm:SHA-1" in said


def test_certificate_key_and_algorithm_are_linked() -> None:
    made = component(f"certificate:sha256:{'c' * 64}")["cryptoProperties"]["certificateProperties"]
    assert made == {
        "subjectName": "CN=leaf",
        "issuerName": "CN=root",
        "serialNumber": "0a",
        "notValidBefore": "2026-01-01T00:00:00Z",
        "notValidAfter": "2027-01-01T00:00:00Z",
        "certificateFormat": "X.509",
        "fingerprint": {"alg": "SHA-256", "content": "c" * 64},
        "certificateExtensions": [
            {"commonExtensionName": "keyUsage", "commonExtensionValue": "digitalSignature"},
            {"customExtensionName": "1.2.3", "customExtensionValue": "00"},
        ],
        "relatedCryptographicAssets": [
            {"type": "algorithm", "ref": "algorithm:EC-P256"},
            {"type": "publicKey", "ref": f"public-key:spki-sha256:{'b' * 64}"},
            {"type": "signatureAlgorithm", "ref": "algorithm:RSA-PKCS1-SHA256"},
        ],
    }


def test_no_deprecated_field_is_written() -> None:
    text = write(graph(), version="1")
    for name in ("signatureAlgorithmRef", "subjectPublicKeyRef", 'certificateExtension"', "cryptoRefArray", '"curve"'):
        assert name not in text


def test_one_dependency_entry_for_each_reference() -> None:
    refs = [one["ref"] for one in bom()["dependencies"]]
    assert len(refs) == len(set(refs)) == len(bom()["components"]) + 1


def test_what_was_not_read_is_in_the_file() -> None:
    made = bom()
    assert made["compositions"] == [{"aggregate": "incomplete", "assemblies": ["application:dir:."]}]
    said = {one["name"]: one["value"] for one in made["metadata"]["properties"]}
    assert json.loads(said["cryptoagility:problem"]) == {
        "path": "bad.pem",
        "detector": "x509",
        "reason": "cut",
        "line": 3,
    }
    assert json.loads(said["cryptoagility:coverage.skipped"])["count"] == 1


def test_completeness_is_never_claimed() -> None:
    assert bom(build("x", (), (), Coverage()))["compositions"][0]["aggregate"] == "unknown"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(findings(), max_size=12), problems, coverages)
def test_written_and_read_again_it_is_the_same_graph(
    found: list[Finding], said: tuple[Problem, ...], coverage: Coverage
) -> None:
    made = build("estate", found, said, coverage)
    text = write(made, version="1")
    again = read(text)
    assert again.assets == made.assets
    assert again.edges == made.edges
    assert (again.root, again.problems, again.coverage) == (made.root, made.problems, made.coverage)
    assert write(again, version="1") == text


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(findings(), max_size=8))
def test_whatever_is_found_the_file_is_valid(found: list[Finding]) -> None:
    assert validate(write(build("estate", found), version="1")) == ()


@given(st.lists(findings(), max_size=8))
def test_merging_twice_is_merging_once(found: list[Finding]) -> None:
    assert build("estate", [*found, *found]) == build("estate", found)


FOREIGN = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [
        {
            "type": "cryptographic-asset",
            "name": "AES",
            "bom-ref": "a",
            "cryptoProperties": {
                "assetType": "algorithm",
                "algorithmProperties": {"primitive": "ae", "parameterSetIdentifier": "128", "mode": "gcm"},
            },
        },
        {
            "type": "cryptographic-asset",
            "name": "mystery",
            "bom-ref": "m",
            "cryptoProperties": {"assetType": "algorithm", "algorithmProperties": {"primitive": "hash"}},
        },
        {
            "type": "cryptographic-asset",
            "name": "mldsa signer",
            "bom-ref": "o",
            "cryptoProperties": {"assetType": "algorithm", "oid": "2.16.840.1.101.3.4.3.18"},
        },
        {
            "type": "cryptographic-asset",
            "name": "example.com",
            "bom-ref": "c",
            "cryptoProperties": {
                "assetType": "certificate",
                "certificateProperties": {"subjectName": "CN=x", "signatureAlgorithmRef": "o"},
            },
        },
        {"type": "library", "name": "openssl", "version": "3.0", "bom-ref": "l", "purl": "pkg:deb/openssl@3.0"},
    ],
    "dependencies": [{"ref": "l", "provides": ["a"]}, {"ref": "l2", "dependsOn": ["a"]}],
}


@pytest.mark.parametrize(
    ("name", "properties", "algorithm"),
    [
        ("SHA512withRSA", {"primitive": "signature"}, "RSA-PKCS1-SHA512"),
        ("SHA256withECDSA", {"primitive": "signature"}, "ECDSA-SHA256"),
        ("ECDSA", {"ellipticCurve": "secg/secp384r1"}, "ECDSA-P384"),
        ("AES256", {"algorithmFamily": "AES", "parameterSetIdentifier": "256", "mode": "cbc"}, "AES-256-CBC"),
        ("our own RSA", {"algorithmFamily": "RSASSA-PSS"}, "RSA-PSS"),
        ("XOR-MyCipher", {"algorithmFamily": "AES", "parameterSetIdentifier": "256", "mode": "gcm"}, None),
        ("RSA", {"primitive": "signature", "parameterSetIdentifier": "4096"}, "RSA-4096"),
        (
            "RSA-PKCS1-1.5-SHA512-2048",
            {"algorithmFamily": "RSASSA-PKCS1", "parameterSetIdentifier": "512"},
            "RSA-PKCS1-2048-SHA512",
        ),
        ("ROT13", {"primitive": "other"}, None),
    ],
)
def test_foreign_names(name: str, properties: dict[str, str], algorithm: str | None) -> None:
    one = {"type": "cryptographic-asset", "name": name, "bom-ref": "a"}
    crypto = {"assetType": "algorithm", "algorithmProperties": properties}
    text = json.dumps({"bomFormat": "CycloneDX", "components": [one | {"cryptoProperties": crypto}]})
    assert read(text).by_ref()["a"].algorithm == algorithm


def test_a_name_and_an_identifier_that_contradict_each_other_are_unknown() -> None:
    one = {"type": "cryptographic-asset", "name": "homebrew", "bom-ref": "a"}
    crypto = {"assetType": "algorithm", "oid": "2.16.840.1.101.3.4.1.46"}
    text = json.dumps({"bomFormat": "CycloneDX", "components": [one | {"cryptoProperties": crypto}]})
    asset = read(text).by_ref()["a"]
    assert (asset.algorithm, asset.reason) == (
        None,
        "it is called 'homebrew', but its object identifier says AES-256-GCM: which is it?",
    )


def test_a_foreign_file_is_read_and_its_edges_are_unstated() -> None:
    made = read(json.dumps(FOREIGN))
    by_ref = made.by_ref()
    assert by_ref["a"].algorithm == "AES-128-GCM"
    assert (by_ref["m"].algorithm, by_ref["m"].reason) == (None, "the name 'mystery' is not in the table of algorithms")
    assert by_ref["o"].algorithm == "ML-DSA-65"
    assert by_ref["c"].facts == CertificateFacts(subject="CN=x")
    assert by_ref["l"].facts == LibraryFacts("openssl", "deb", "3.0")
    assert [(edge.source, edge.target, edge.state, edge.roles) for edge in made.edges] == [
        ("c", "o", State.UNSTATED, ("signature-algorithm",)),
        ("l", "a", State.UNSTATED, ("provides",)),
    ]
    assert made.coverage is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("[]", 'not a CycloneDX file: "bomFormat"'),
        ("{", "not JSON"),
        ('{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX"}', "occurs twice"),
        (
            '{"bomFormat": "CycloneDX", "components": [{"bom-ref": "a"}, {"bom-ref": "a"}]}',
            "/components/1/bom-ref: 'a' is the bom-ref of another component as well",
        ),
        ('{"bomFormat": "CycloneDX", "components": 7}', "/components: expected a list, found a number: 7"),
        ('{"bomFormat": "CycloneDX", "components": [7]}', "/components/0: expected an object, found a number: 7"),
        ("[" * 100_000, "nested too deeply"),
        ('{"bomFormat": "CycloneDX", "components": [{"name": "x\\ud800"}]}', "half of a surrogate pair"),
        (
            (
                '{"bomFormat": "CycloneDX", "components": [{"bom-ref": "a", "name": "a", "properties": '
                '[{"name": "cryptoagility:edge", "value": "used zzz"}]}]}'
            ),
            "leads to 'zzz', which is not in the file",
        ),
        (
            '{"bomFormat": "CycloneDX", "metadata": {"properties": [{"name": "cryptoagility:problem", "value": "'
            + "[" * 200_000
            + '"}]}}',
            "RecursionError",
        ),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(text)


@given(
    st.recursive(st.one_of(st.none(), st.integers(), st.text(max_size=5)), lambda s: st.lists(s, max_size=3)), st.data()
)
def test_a_damaged_file_raises_only_unreadable(junk: object, data: st.DataObject) -> None:
    made = json.loads(write(graph(), version="1"))
    place: Any = made
    for _ in range(data.draw(st.integers(1, 6))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = junk
            break
        place = place[key]
    try:
        read(json.dumps(made))
    except Unreadable:
        return


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda one: one["components"].append(dict(one["components"][0])), "non-unique|given 2 times"),
        (lambda one: one["dependencies"].append({"ref": "nowhere"}), "'nowhere' refers to nothing"),
        (lambda one: one["dependencies"].append({**one["dependencies"][0], "dependsOn": []}), "listed 2 times"),
        (lambda one: one["components"][0].update(extra=1), "extra"),
        (lambda one: one.update(specVersion="9.9"), "'9.9' is not a version of CycloneDX"),
        (lambda one: one.update(serialNumber="urn:uuid:1"), "serialNumber"),
        (
            lambda one: one["components"][0]["cryptoProperties"].update(algorithmProperties={"primitive": "hybrid"}),
            "hybrid",
        ),
    ],
)
def test_validate_finds_the_fault(change: Any, fault: str) -> None:
    import re

    made = bom()
    change(made)
    faults = "\n".join(validate(json.dumps(made)))
    assert re.search(fault, faults), faults


def test_half_a_surrogate_pair_in_one_file_does_not_cost_the_inventory() -> None:
    found = Finding("keys", KEY, Location("a.json", 1), "EC-P256", facts=KeyFacts(comment="x\ud800"))
    text = write(build("x", [found]), version="1")
    assert validate(text) == ()
    assert read(text).by_ref()[f"public-key:spki-sha256:{'b' * 64}"].facts == KeyFacts(comment="x?")


def test_a_deep_file_is_a_fault_and_an_edge_to_nowhere_too() -> None:
    text = '{"type": "library", "name": "x", "components": [' * 5000
    assert validate('{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [' + text) == ("nested too deeply",)
    lost = bom()
    lost["components"][0].setdefault("properties", []).append({"name": "cryptoagility:edge", "value": "used zzz"})
    assert any("'zzz' refers to nothing in this file" in fault for fault in validate(json.dumps(lost)))
