"""Artefacts that real tools made, against the truth written when they were made: the five detectors of artefacts."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from inventory.detectors.cms import Cms
from inventory.detectors.detector import HEAD, File, Stub
from inventory.detectors.jwk import Jwk
from inventory.detectors.keys import Keys
from inventory.detectors.openssh import OpenSsh
from inventory.detectors.x509 import X509
from inventory.errors import Unreadable
from inventory.model import CertificateFacts, Finding, KeyFacts, Kind, Problem

DETECTORS = (X509(), Keys(), OpenSsh(), Jwk(), Cms())

# What is in scope here, and the kind of asset that stands for the file. Others belong to other detectors.
KINDS = {
    "certificate": Kind.CERTIFICATE,
    "csr": Kind.CERTIFICATE_REQUEST,
    "crl": Kind.CRL,
    "cms-signed": Kind.MESSAGE,
    "cms-enveloped": Kind.MESSAGE,
    "private-key": Kind.PRIVATE_KEY,
    "public-key": Kind.PUBLIC_KEY,
    "ssh-private-key": Kind.PRIVATE_KEY,
    "ssh-public-key": Kind.PUBLIC_KEY,
    "ssh-signature": Kind.MESSAGE,
    "parameters": Kind.PARAMETERS,
    "saml-metadata": Kind.CERTIFICATE,
    "key+certificate": Kind.CERTIFICATE,
}
CURVES = {
    "secp192r1": "P192",
    "secp224r1": "P224",
    "secp256r1": "P256",
    "secp384r1": "P384",
    "secp521r1": "P521",
}
SIGNATURES = {
    "ecdsa-with-SHA256": "ECDSA-SHA256",
    "dsa_with_SHA256": "DSA-SHA256",
    "sha256WithRSAEncryption": "RSA-PKCS1-SHA256",
    "sha224WithRSA": "RSA-PKCS1-SHA224",
    "sha3-256WithRSA": "RSA-PKCS1-SHA3-256",
    "ED25519": "Ed25519",
}
PROTECTIONS = {
    "PBES2 3DES": "PBES2 (3DES-CBC, PBKDF2-SHA256)",
    "legacy PEM DES-EDE3-CBC MD5": "PEM encryption (3DES-CBC, MD5)",
    "PBE-SHA1-RC4-128": "PKCS#12 PBE (RC4, SHA-1)",
}


def truth(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / "truth.jsonl").read_text("utf-8").splitlines()]


def scan(root: Path, path: str) -> tuple[list[Finding], list[Problem]]:
    data = (root / path).read_bytes()
    found: list[Finding | Problem] = []
    for detector in DETECTORS:
        if detector.wants(Stub(path, len(data), data[:HEAD])):
            try:
                found += detector.detect(File(path, data))
            except Unreadable as error:
                found.append(Problem(path, detector.name, str(error)))
    return (
        [one for one in found if isinstance(one, Finding)],
        [one for one in found if isinstance(one, Problem)],
    )


def expected(row: dict[str, Any]) -> str | None:
    """The canonical name of what the truth calls by family, size and curve; the file shows no more than this."""
    family, size, curve = row["algorithm"], row["size"], row["curve"]
    if row["kind"] in {"crl"} or row.get("readable_without_password") == "protection only; algorithm unknown":
        return None
    if row.get("readable_without_password") == "algorithm from PEM label only (RSA)":
        return "RSA"
    if row["kind"] == "cms-enveloped":
        return "ECDH"  # the sender's key names no curve
    if family == "EC":
        return f"EC-{CURVES.get(curve, curve)}"
    if family == "RSASSA-PSS":
        return f"RSA-PSS-{size}"
    return f"{family}-{size}" if family in {"RSA", "DSA", "DH"} else str(family)


def test_every_artefact_in_scope_is_named_as_the_truth_says(shared_artefacts: Path) -> None:
    wrong = []
    seen = set()
    for row in truth(shared_artefacts):
        kind = KINDS.get(row["kind"])
        if kind is None:
            continue
        seen.add(row["kind"])
        found, problems = scan(shared_artefacts, row["path"])
        names = [one.algorithm for one in found if one.asset.kind is kind]
        if names != [expected(row)] or problems:
            wrong.append((row["path"], row["kind"], expected(row), names, [one.reason for one in problems]))
    assert wrong == []
    assert seen == set(KINDS)


def test_sizes_curves_signatures_and_protections(shared_artefacts: Path) -> None:
    wrong = []
    for row in truth(shared_artefacts):
        if row["kind"] not in KINDS:
            continue
        found, _ = scan(shared_artefacts, row["path"])
        if row.get("signature_algorithm"):
            stated = {one.facts.signature_algorithm for one in found if isinstance(one.facts, CertificateFacts)}
            if stated != {SIGNATURES.get(row["signature_algorithm"], row["signature_algorithm"])}:
                wrong.append((row["path"], row["signature_algorithm"], stated))
        keys = [one.facts for one in found if isinstance(one.facts, KeyFacts) and one.asset.kind is not Kind.MESSAGE]
        if row.get("protection") and PROTECTIONS[row["protection"]] != keys[0].protection:
            wrong.append((row["path"], row["protection"], keys[0].protection))
        hidden = str(row.get("readable_without_password")).startswith(("protection only", "algorithm from"))
        if row["size"] is not None and keys and not hidden and keys[0].size != row["size"]:
            wrong.append((row["path"], row["size"], keys[0].size))
        if row.get("encrypted") and not keys[0].encrypted:
            wrong.append((row["path"], "encrypted", keys[0]))
        if row.get("self_signed") and not any(
            one.facts.self_signed for one in found if isinstance(one.facts, CertificateFacts)
        ):
            wrong.append((row["path"], "self_signed", None))
    assert wrong == []


def test_what_is_inside_of_bundles(shared_artefacts: Path) -> None:
    found, problems = scan(shared_artefacts, "combined.pem")
    assert problems == []
    assert [
        (one.asset.kind, one.algorithm) for one in found if one.asset.kind in {Kind.PRIVATE_KEY, Kind.CERTIFICATE}
    ] == [
        (Kind.CERTIFICATE, "RSA-2048"),
        (Kind.PRIVATE_KEY, "RSA-2048"),
    ]
    assert len({one.asset.value for one in found if one.asset.kind in {Kind.PRIVATE_KEY, Kind.PUBLIC_KEY}}) == 1
    found, problems = scan(shared_artefacts, "jwks.json")
    assert problems == []
    assert [(one.asset.kind, one.algorithm) for one in found] == [
        (Kind.PUBLIC_KEY, "RSA-2048"),
        (Kind.PUBLIC_KEY, "EC-P384"),
        (Kind.PUBLIC_KEY, "Ed25519"),
        (Kind.SECRET_KEY, "HMAC-SHA256"),
        (Kind.PUBLIC_KEY, "ML-DSA-65"),
    ]
    found, _ = scan(shared_artefacts, "rsa.ppk")
    assert isinstance(found[0].facts, KeyFacts)
    assert found[0].facts.protection == "PuTTY (AES-256-CBC, Argon2id)"


# What the hostile files in scope give: the algorithms of certificates and keys, and the reasons of problems.
HOSTILE: dict[str, tuple[list[str | None], list[str]]] = {
    "ansi_subject.der": (["RSA-2048"], []),
    "badb64.pem": ([], ["CERTIFICATE: there are characters that are not base64"]),
    "bcrypt_rounds_2g": (["RSA-4096"], []),
    "bom_crlf.pem": (["RSA-2048"], []),
    "enc_scrypt_2e40.pem": ([None], []),
    "indented_in_yaml.txt": (["RSA-2048"], []),
    "jwks_bigint.json": ([], ["JWK: n has 1000000 characters; the limit is 65536"]),
    "one_byte.der": ([], []),
    "oneline.pem": (["RSA-2048"], []),
    "pem_in_binary.bin": (["RSA-2048"], []),
    "rsa_mod0.pem": ([], ["RSA PUBLIC KEY: an RSA modulus or exponent that no key can have"]),
    "symlink_loop.tar": (["RSA-2048"], []),
    "trunc_key.der": ([], ["PKCS#1 private key: the data end before the object does"]),
}


def test_hostile_files(shared_artefacts: Path) -> None:
    wrong = []
    for row in truth(shared_artefacts):
        if row["kind"] != "hostile":
            continue
        begin = time.perf_counter()
        found, problems = scan(shared_artefacts, row["path"])
        if time.perf_counter() - begin > 20:
            wrong.append((row["path"], "slow", None))
        names = [one.algorithm for one in found if one.asset.kind in {Kind.CERTIFICATE, Kind.PRIVATE_KEY}]
        result = (names, [one.reason for one in problems])
        if result != HOSTILE.get(row["path"], ([], [])):
            wrong.append((row["path"], row["must"], result))
        assert "\x1b" not in repr(found).encode().decode("unicode_escape", "replace")
    assert wrong == []


def test_other_files_are_silent(shared_artefacts: Path) -> None:
    """Containers, captures and other formats belong to other detectors; a key in plain sight inside them is found."""
    inside = {"dsave.tar": ["EC-P384", "RSA-1024"], "azure_keys.json": ["RSA-2056", "EC-secp256k1"]}
    wrong = []
    for row in truth(shared_artefacts):
        if row["kind"] in KINDS or row["kind"] in {"hostile", "jwks"}:
            continue
        found, problems = scan(shared_artefacts, row["path"])
        names = [one.algorithm for one in found if not any(p.name == "part-of" for p in one.parameters)]
        if names != inside.get(row["path"], []):
            wrong.append((row["path"], row["kind"], names, [one.reason for one in problems]))
    assert wrong == []
