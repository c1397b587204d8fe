"""CBOMs of other producers: the names of the CycloneDX registry, and what refers to what."""

from __future__ import annotations

import json
from typing import Any

import pytest

from inventory.cbom import read
from inventory.graph import Graph
from inventory.model import State


def asset(ref: str, kind: str, name: str = "", **details: object) -> dict[str, Any]:
    field = {
        "algorithm": "algorithmProperties",
        "certificate": "certificateProperties",
        "protocol": "protocolProperties",
        "related-crypto-material": "relatedCryptoMaterialProperties",
    }[kind]
    crypto = {"assetType": kind, field: details}
    return {"type": "cryptographic-asset", "bom-ref": ref, "name": name or ref, "cryptoProperties": crypto}


def graph(*components: dict[str, Any], version: str = "1.6", **more: object) -> Graph:
    return read(json.dumps({"bomFormat": "CycloneDX", "specVersion": version, "components": components, **more}))


def edges(made: Graph) -> list[tuple[str, str, tuple[str, ...]]]:
    assert {edge.state for edge in made.edges} <= {State.UNSTATED}
    return [(edge.source, edge.target, edge.roles) for edge in made.edges]


@pytest.mark.parametrize(
    ("name", "details", "algorithm"),
    [
        ("RSA-PKCS1-1.5-SHA512", {"parameterSetIdentifier": "512"}, "RSA-PKCS1-SHA512"),
        ("RSA-PKCS1-1.5-SHA256-2048", {"algorithmFamily": "RSASSA-PKCS1"}, "RSA-PKCS1-2048-SHA256"),
        ("RSA-PKCS1-1.5-2048", {"primitive": "pke"}, "RSAES-PKCS1-2048"),
        ("RSASSA-PSS", {"primitive": "signature"}, "RSA-PSS"),
        ("RSA-PSS-SHA256-MGF1-32-2048", {}, "RSA-PSS-2048-SHA256"),
        ("RSA-OAEP-SHA256-MGF1-2048", {}, "RSA-OAEP-2048-SHA256"),
        ("AES-128-GCM-128-12", {"algorithmFamily": "AES", "mode": "gcm"}, "AES-128-GCM"),
        ("AES256-CBC-PKCS5", {}, "AES-256-CBC"),
        ("AES-CBC-PKCS5", {"parameterSetIdentifier": "128", "mode": "cbc"}, "AES-128-CBC"),
        ("AES/CBC/PKCS5Padding", {}, "AES-CBC"),
        ("AES/GCM/NoPadding", {"parameterSetIdentifier": "256"}, "AES-256-GCM"),
        ("AES128", {"parameterSetIdentifier": "128", "primitive": "block-cipher"}, "AES-128"),
        ("DESede/CBC/PKCS5Padding", {}, "3DES-CBC"),
        ("ECDH-P-256", {"parameterSetIdentifier": "P-256", "ellipticCurve": "nist/P-256"}, "ECDH-P256"),
        ("ECDSA-P-256-SHA-256", {"ellipticCurve": "nist/P-256"}, "ECDSA-P256-SHA256"),
        ("X25519", {"algorithmFamily": "ECDH", "ellipticCurve": "other/Curve25519"}, "X25519"),
        ("EC-secp521r1", {"curve": "secp521r1", "primitive": "pke"}, "EC-P521"),
        ("RAW", {"primitive": "other"}, None),
        ("AESNI", {}, None),
        ("AES-128-GCM-or-so", {}, None),
    ],
)
def test_names_of_the_registry_and_of_java(name: str, details: dict[str, str], algorithm: str | None) -> None:
    assert graph(asset("a", "algorithm", name, **details)).by_ref()["a"].algorithm == algorithm


def test_a_name_that_can_mean_two_things_is_unknown_and_does_not_cost_the_file() -> None:
    one = graph(asset("a", "algorithm", "secp256r1")).by_ref()["a"]
    assert one.algorithm is None
    assert one.reason == "'secp256r1' can mean ECDSA-P256, ECDH-P256: say which"


def test_an_empty_name_in_a_property_is_no_algorithm() -> None:
    one = asset("a", "algorithm", "RSA-2048")
    one["properties"] = [{"name": "cryptoagility:algorithm", "value": ""}]
    assert graph(one).by_ref()["a"].algorithm == "RSA-2048"


def test_what_a_protocol_refers_to_is_linked() -> None:
    suites = [{"name": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "algorithms": ["x", "aes", "lost"]}]
    tls = asset("tls", "protocol", type="tls", version="1.2", cipherSuites=suites, cryptoRefArray=["c"])
    certificate = asset("c", "certificate", subjectName="CN=x")
    made = graph(tls, certificate, asset("x", "algorithm", "X25519"), asset("aes", "algorithm", "AES-256-GCM"))
    assert edges(made) == [
        ("tls", "aes", ("cipher-suite",)),
        ("tls", "c", ("related",)),
        ("tls", "x", ("cipher-suite",)),
    ]


def test_a_key_and_its_certificate_are_of_the_algorithm_that_the_key_refers_to() -> None:
    secured = {"mechanism": "Software", "algorithmRef": "aes"}
    made = graph(
        asset("c", "certificate", subjectPublicKeyRef="k", signatureAlgorithmRef="s"),
        asset("k", "related-crypto-material", type="public-key", size=2048, algorithmRef="rsa", securedBy=secured),
        asset("rsa", "algorithm", "RSA-2048"),
        asset("s", "algorithm", "SHA512withRSA"),
        asset("aes", "algorithm", "AES-128-GCM"),
    )
    by_ref = made.by_ref()
    assert (by_ref["k"].algorithm, by_ref["c"].algorithm) == ("RSA-2048", "RSA-2048")
    assert edges(made) == [
        ("c", "k", ("subject-key",)),
        ("c", "s", ("signature-algorithm",)),
        ("k", "aes", ("protection",)),
        ("k", "rsa", ("algorithm",)),
    ]


@pytest.mark.parametrize(
    ("targets", "algorithm"), [(["rsa"], "RSA-2048"), (["rsa", "aes"], None), (["lib"], None), ([], None)]
)
def test_a_key_that_depends_on_one_algorithm_only_is_of_that_one(targets: list[str], algorithm: str | None) -> None:
    made = graph(
        asset("k", "related-crypto-material", type="secret-key"),
        asset("rsa", "algorithm", "RSA-2048"),
        asset("aes", "algorithm", "AES-128-GCM"),
        {"type": "library", "bom-ref": "lib", "name": "lib"},
        dependencies=[{"ref": "k", "dependsOn": targets}],
    )
    assert made.by_ref()["k"].algorithm == algorithm


def test_a_library_that_provides_and_uses_says_both() -> None:
    made = graph(
        {"type": "library", "bom-ref": "l", "name": "l"},
        asset("a", "algorithm", "AES-128-GCM"),
        asset("b", "algorithm", "SHA-256"),
        dependencies=[{"ref": "l", "dependsOn": ["a"], "provides": ["a", "b"]}],
    )
    assert edges(made) == [("l", "a", ("provides", "uses")), ("l", "b", ("provides",))]


@pytest.mark.parametrize(
    ("tools", "tool"),
    [
        ({"services": [{"name": "Sonar Cryptography Plugin", "version": "1.3.2"}]}, "Sonar Cryptography Plugin 1.3.2"),
        ({"components": [{"type": "application", "name": "x"}]}, "x"),
        ([{"vendor": "v", "name": "old", "version": "2"}], "old 2"),
        ({"components": []}, None),
        ([7], None),
    ],
)
def test_the_tool_is_named(tools: object, tool: str | None) -> None:
    assert graph(metadata={"tools": tools}).tool == tool


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6", "1.7"])
def test_libraries_of_every_version_are_read(version: str) -> None:
    library = {"type": "library", "bom-ref": "l", "name": "openssl", "version": "3.0", "purl": "pkg:deb/debian/openssl"}
    one = graph(library, version=version).by_ref()["l"]
    assert (one.kind.value, one.name) == ("library", "openssl")


def test_a_negative_line_is_none() -> None:
    occurrence = {"location": "a", "line": -1, "offset": -5}
    component = {"type": "library", "name": "x", "bom-ref": "x", "evidence": {"occurrences": [occurrence]}}
    (found,) = read(json.dumps({"bomFormat": "CycloneDX", "components": [component]})).by_ref()["x"].occurrences
    assert (found.location.line, found.location.offset) == (None, None)


@pytest.mark.parametrize("version", ["9.9", "1.8", "1.4-cbom-1.0", None, 17])
def test_another_version_of_cyclonedx_is_read_and_the_inventory_says_that_it_may_lack_something(version: Any) -> None:
    made = graph(asset("a", "algorithm", "RSA-2048"), version=version)
    assert [one.algorithm for one in made.assets if one.ref == "a"] == ["RSA-2048"]
    assert [one.path for one in made.problems] == ["/specVersion"]
    assert not graph(asset("a", "algorithm", "RSA-2048"), version="1.4").problems
