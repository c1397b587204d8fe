"""The table: complete, generated, looked up by every name and code point."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from cryptoagility import algorithms
from cryptoagility.algorithms import Quantum, Use
from cryptoagility.algorithms.generate import HERE, generate
from cryptoagility.errors import AmbiguousAlgorithm, UnknownAlgorithm

SOURCE = yaml.safe_load((HERE / "algorithms.yaml").read_text("utf-8"))


def test_generated_table_is_fresh() -> None:
    assert (HERE / "table.json").read_text("utf-8") == generate(), "run python -m cryptoagility.algorithms.generate"


def test_every_row_of_the_source_is_there() -> None:
    assert len(algorithms.table()) == 265
    assert [row.id for row in algorithms.table()] == [row["id"] for row in SOURCE["algorithms"]]


def test_nothing_of_a_row_is_lost() -> None:
    for given, made in zip(SOURCE["algorithms"], algorithms.table(), strict=True):
        sizes = {key: value for key, value in (given.get("sizes") or {}).items() if key != "max_only"}
        assert dict(made.sizes) == sizes, made.id
        assert made.classical_bits == given["classical_bits"], made.id
        assert made.nist_category == given["nist_category"], made.id
        assert made.quantum == given["quantum"], made.id
        assert list(made.oids) == given["oids"], made.id
        assert made.note == given.get("note"), made.id
        assert made.confidence == given["confidence"], made.id
        assert [key for key, _ in made.sources] == given["source"], made.id
        assert {one.body for one in made.standings} == set(given["status"]) - {"ietf"}, made.id


def test_canonical_names_are_unique() -> None:
    names = Counter(row.name.lower() for row in algorithms.table())
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    "name",
    ["ML-KEM-768", "SLH-DSA-SHA2-128s", "MLDSA65-ECDSA-P256-SHA512", "X-Wing", "Ed25519", "ML-DSA-65", "RSA-PSS-3072"],
)
def test_names_of_the_public_interface_are_canonical(name: str) -> None:
    assert algorithms.find(name).name == name


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("ml-dsa-65", "ML-DSA-65"),
        ("id-MLDSA65-ECDSA-P256-SHA512", "MLDSA65-ECDSA-P256-SHA512"),
        ("SHA256", "SHA-256"),
        ("DESede", "3DES"),
        ("ecdsa-p256", "ECDSA-P256"),
        ("Kyber768", "Kyber768-round3"),
        ("MLKEM768-X25519", "X-Wing"),
    ],
)
def test_aliases_and_ids_lead_to_the_row(spelling: str, canonical: str) -> None:
    assert algorithms.find(spelling).name == canonical


def test_an_ambiguous_name_is_refused_with_its_candidates() -> None:
    with pytest.raises(AmbiguousAlgorithm) as refused:
        algorithms.find("secp256r1")
    assert refused.value.candidates == ("ECDSA-P256", "ECDH-P256")


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UnknownAlgorithm):
        algorithms.find("ROT13")
    assert algorithms.candidates("ROT13") == ()


@pytest.mark.parametrize(
    ("found", "names"),
    [
        (algorithms.by_oid("2.16.840.1.101.3.4.3.18"), ["ML-DSA-65"]),
        (algorithms.by_jose("ML-DSA-65"), ["ML-DSA-65"]),
        (algorithms.by_cose(-49), ["ML-DSA-65"]),
        (algorithms.by_tls_group(0x11EC), ["X25519MLKEM768"]),
        (algorithms.by_tls_group(0x6399), ["X25519Kyber768Draft00"]),
        (algorithms.by_tls_signature_scheme(0x0905), ["ML-DSA-65"]),
        (algorithms.by_ssh("sntrup761x25519-sha512@openssh.com"), ["sntrup761x25519-sha512"]),
        (algorithms.by_ike(36), ["ML-KEM-768"]),
        (algorithms.by_openpgp(35), ["OpenPGP-ML-KEM-768+X25519"]),
        (algorithms.by_xml_uri("http://www.w3.org/2000/09/xmldsig#sha1"), ["SHA-1"]),
        (algorithms.by_oid("1.2.3.4"), []),
    ],
)
def test_code_points(found: tuple[algorithms.Algorithm, ...], names: list[str]) -> None:
    assert [row.name for row in found] == names


def test_an_ambiguous_code_point_answers_with_all_candidates() -> None:
    rows = algorithms.by_jose("RS256")
    assert [row.name for row in rows] == ["RSA-PKCS1-1024", "RSA-PKCS1-2048", "RSA-PKCS1-3072", "RSA-PKCS1-4096"]


def test_a_draft_is_called_a_draft() -> None:
    nist = next(one for one in algorithms.find("ECDSA-P256").standings if one.body == "nist")
    assert (nist.disallowed_after, nist.basis, nist.draft) == (2035, "IR 8547 ipd (draft)", True)
    assert next(one for one in algorithms.find("ML-DSA-65").standings if one.body == "nist").draft is False


def test_rows_are_frozen() -> None:
    with pytest.raises(AttributeError):
        algorithms.find("ML-DSA-65").name = "other"  # type: ignore[misc]


def test_shor_breaks_every_row_of_category_zero_that_is_public_key() -> None:
    public = {Use.SIGNATURE, Use.KEY_ESTABLISHMENT}
    for row in algorithms.table():
        if row.use in public and not row.composite:
            assert (row.quantum is Quantum.BROKEN) == (row.nist_category == 0), row.id


def test_importing_the_package_loads_no_backend_and_no_yaml() -> None:
    program = (
        "import sys, cryptoagility; from cryptoagility import algorithms; algorithms.find('ML-DSA-65');"
        "print([m for m in ('cryptography', 'pqcrypto', 'yaml', 'click', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path("/"))
    assert done.stdout == "[]\n"
