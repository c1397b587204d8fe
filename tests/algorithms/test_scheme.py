"""Schemes: one way to name an algorithm with the parameters that are known."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptoagility import algorithms
from cryptoagility.algorithms import Quantum, Use, parse, scheme
from cryptoagility.errors import AmbiguousAlgorithm, UnknownAlgorithm


def test_every_row_is_a_scheme_of_its_own_name() -> None:
    for row in algorithms.table():
        made = parse(row.name)
        assert (made.name, made.row) == (row.name, row)


@pytest.mark.parametrize(
    ("name", "row", "category", "bits", "quantum", "primitive"),
    [
        ("RSA-2048", None, 0, 112, Quantum.BROKEN, "unknown"),
        ("RSA-2560", None, 0, 112, Quantum.BROKEN, "unknown"),
        ("RSA-8192", None, 0, 200, Quantum.BROKEN, "unknown"),
        ("RSA-512", None, 0, 0, Quantum.BROKEN, "unknown"),
        ("RSA", None, 0, None, Quantum.BROKEN, "unknown"),
        ("RSA-PSS-3072-SHA256", "rsa-pss-3072", 0, 128, Quantum.BROKEN, "signature"),
        ("ECDSA-P256-SHA256", "ecdsa-p256", 0, 128, Quantum.BROKEN, "signature"),
        ("ECDSA-SHA256", None, 0, None, Quantum.BROKEN, "signature"),
        ("EC-sect283r1", None, 0, 141, Quantum.BROKEN, "unknown"),
        ("AES", None, None, None, None, "block-cipher"),
        ("AES-GCM", None, None, None, None, "ae"),
        ("AES-256", None, 5, 256, Quantum.SAFE, "block-cipher"),
        ("AES-256-GCM", "aes-256-gcm", 5, 256, Quantum.SAFE, "ae"),
        ("AES-128-CBC", "aes-128-cbc", 1, 128, Quantum.WEAKENED, "block-cipher"),
        ("AES-256-WRAP", "aes-256-wrap", 5, 256, Quantum.SAFE, "key-wrap"),
        ("HMAC-SHA256", "hmac-sha256", 5, 256, Quantum.SAFE, "mac"),
        ("X25519MLKEM768", "x25519mlkem768", 3, 128, Quantum.SAFE, "combiner"),
        ("ML-KEM-768", "ml-kem-768", 3, 192, Quantum.SAFE, "kem"),
        ("XSalsa20-Poly1305", None, None, 256, Quantum.SAFE, "ae"),
        ("3DES-CBC", None, 0, None, Quantum.WEAKENED, "block-cipher"),
        ("CSPRNG", None, None, None, Quantum.SAFE, "drbg"),
    ],
)
def test_facts(
    name: str, row: str | None, category: int | None, bits: int | None, quantum: str, primitive: str
) -> None:
    made = parse(name)
    assert made.name == name
    assert (made.row.id if made.row else None) == row
    assert (made.nist_category, made.classical_bits, made.quantum, made.primitive) == (
        category,
        bits,
        quantum,
        primitive,
    )


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("aes-256-gcm", "AES-256-GCM"),
        ("sha256", "SHA-256"),
        ("id-MLDSA44-Ed25519-SHA512", "MLDSA44-Ed25519-SHA512"),
        ("ECDSA-secp256r1-SHA-256", "ECDSA-P256-SHA256"),
        ("RSA-PKCS1-2048-SHA3-256", "RSA-PKCS1-2048-SHA3-256"),
        ("AES-128-GCM-SIV", "AES-128-GCM-SIV"),
    ],
)
def test_spellings(spelling: str, canonical: str) -> None:
    assert parse(spelling).name == canonical


@pytest.mark.parametrize("name", ["", "-", "RSA-", "RSA-2048-", "AES-GCM-256-GCM", "RSA-banana", "ECDSA-P999", "None"])
def test_what_is_not_a_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownAlgorithm):
        parse(name)


def test_uses_of_a_bare_key_are_not_guessed() -> None:
    assert parse("RSA-2048").uses == (Use.SIGNATURE, Use.KEY_ESTABLISHMENT)
    assert parse("EC-P256").uses == (Use.SIGNATURE, Use.KEY_ESTABLISHMENT)
    assert parse("RSA-PSS-2048").uses == (Use.SIGNATURE,)
    assert parse("X25519MLKEM768").uses == (Use.KEY_ESTABLISHMENT,)
    assert parse("AES-256-WRAP").uses == (Use.KEY_WRAP,)
    assert parse("SHAKE256").uses == (Use.HASH,)


@pytest.mark.parametrize("row", [row for row in algorithms.table() if "ECDSA" in row.name or "ECDH" in row.name])
def test_the_curve_of_a_composite_is_the_curve_of_its_component(row: algorithms.Algorithm) -> None:
    named = re.search(r"ECD(?:SA|H)-(P\d+|brainpoolP\d+r1)", row.name)
    for component in row.components:
        if named is not None and component.startswith("ecd"):
            assert component.split("-")[1] == named[1].lower()


def test_components_of_composites_and_signatures() -> None:
    assert [part.name for part in parse("MLDSA65-ECDSA-P256-SHA512").components] == ["ML-DSA-65", "ECDSA-P256"]
    assert [part.name for part in parse("ECDSA-P256-SHA1").components] == ["SHA-1"]
    assert [part.name for part in parse("Fernet").components] == ["AES-128-CBC", "HMAC-SHA256"]


def test_scheme_takes_any_spelling_of_curve_hash_and_mode() -> None:
    assert scheme("ECDSA", curve="prime256v1", hash="sha-256").name == "ECDSA-P256-SHA256"
    assert scheme("AES", size=256, mode="gcm").name == "AES-256-GCM"
    assert scheme("RSA-PSS", size=3072, hash="SHA256").name == "RSA-PSS-3072-SHA256"
    with pytest.raises(UnknownAlgorithm):
        scheme("ECDSA", curve="P-257")


@given(st.text(max_size=40))
def test_parse_raises_only_its_own_errors_and_is_stable(text: str) -> None:
    try:
        made = parse(text)
    except (UnknownAlgorithm, AmbiguousAlgorithm):
        return
    assert parse(made.name) == made


@given(
    st.sampled_from(sorted(algorithms.families())),
    st.one_of(st.none(), st.integers(100, 20000)),
    st.one_of(st.none(), st.sampled_from(sorted(algorithms.curves()))),
    st.one_of(st.none(), st.sampled_from(["GCM", "CBC", "GCM-SIV", "WRAP"])),
    st.one_of(st.none(), st.sampled_from(sorted(algorithms.hashes()))),
)
def test_a_scheme_is_read_back_from_its_name(
    family: str, size: int | None, curve: str | None, mode: str | None, hash: str | None
) -> None:
    made = scheme(family, size=size, curve=curve, mode=mode, hash=hash)
    again = parse(made.name)
    assert (again.family, again.size, again.curve, again.mode, again.hash) == (
        made.family,
        made.size,
        made.curve,
        made.mode,
        made.hash,
    )


@pytest.mark.parametrize("row", algorithms.table(), ids=lambda row: row.id)
def test_the_parts_of_every_row_are_in_the_table(row: algorithms.Algorithm) -> None:
    parts = algorithms.parse(row.id).components
    assert len(parts) >= len(row.components)
